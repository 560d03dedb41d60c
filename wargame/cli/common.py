"""What the commands share: how they say things and fail, and the options and arguments that several take."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wargame.engine.native.mode import VARIABLE, Engine
from wargame.model.nearest import nearest
from wargame.model.viewer import FACILITATOR, Seated, Viewer
from wargame.text import command_words
from wargame.text.words import and_more

if TYPE_CHECKING:
    from wargame.model.beginning import Beginning
    from wargame.model.scenario import Scenario
    from wargame.report.documents.codec import JSON
    from wargame.report.files import KeptFileError

T = TypeVar("T")
FAULTS, USAGE, STOPPED, PIPE_CLOSED = 1, 2, 130, 141
"""Exit codes besides 0: something is at fault, the command was not understood, Ctrl-C, nobody reads the output."""
SEED_LIMIT = 2**64
FRESH_SEEDS = 1_000_000
"""A seed that nobody asked for is below this, so that it is easily written down."""
FAULTS_SHOWN = 5

Command = TypeVar("Command", bound=Callable[..., Any])


class Form(Enum):
    """In which form a command answers."""

    WORDS = "words"
    JSON = "json"


class Failure(click.ClickException):
    """What went wrong, in one or two plain sentences, with the exit code it gives."""

    def __init__(self, message: str, code: int = FAULTS) -> None:
        super().__init__(message)
        self.code = code


def say(text: str, err: bool = False) -> None:
    """Print lines of text; control characters, which a scenario may hold, do not reach the terminal."""
    from wargame.plain.console import printable

    click.echo("\n".join(printable(line) for line in text.split("\n")), err=err)


def _seed(_: click.Context, __: click.Parameter, value: int | None) -> int | None:
    if value is not None and not 0 <= value < SEED_LIMIT:
        raise click.BadParameter(command_words.not_a_seed(value, SEED_LIMIT - 1))
    return value


def _seeding(name: str, help: str, default: int | None = None) -> Callable[[Command], Command]:
    """An option that takes a seed; without a default the command sees whether it was given."""
    shown = default is not None
    return click.option(name, type=int, callback=_seed, default=default, show_default=shown, metavar="N", help=help)


_GAME_LUCK = "The game's luck: the same seed gives the same luck."
seed_option = _seeding("--seed", _GAME_LUCK)
first_seed_option = _seeding("--seed", _GAME_LUCK, 1)
luck_seed_option = _seeding(
    "--seed", "The luck of the games that are played on: another seed plays others, and asks the same question.", 1
)
game_seed_option = _seeding(
    "--game-seed",
    "Which game of the SCENARIO is asked about: how it begins, and the move that chance picks. Default: 1.",
)
lens_option = click.option("--lens", metavar="ID", help="The lens to play under. Default: the scenario's first.")
workers_option = click.option(
    "--workers", type=click.IntRange(1, 256), metavar="N", help="Worker processes. Default: one per processor."
)


def processes(workers: int | None) -> int:
    """How many worker processes to start: as many as were asked for, or one per processor."""
    return workers or os.cpu_count() or 1


def games_option(least: int, most: int, default: int, help: str) -> Callable[[Command], Command]:
    """The option `--games` of a command that plays so many."""
    return click.option(
        "--games", type=click.IntRange(least, most), default=default, show_default=True, metavar="N", help=help
    )


def _engine(context: click.Context, _: click.Parameter, value: str) -> str:
    """Choose the engine for this process and those that it starts, for as long as the command runs."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = value

    def restore() -> None:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before

    context.call_on_close(restore)
    return value


engine_option = click.option(
    "--engine",
    type=click.Choice([each.value for each in Engine]),
    envvar=VARIABLE,
    default=Engine.AUTO.value,
    show_default=True,
    expose_value=False,
    callback=_engine,
    show_envvar=True,
    help="How games are played, with the same results: compiled as soon as that is done, with numpy, or compiled.",
)
json_option = click.option(
    "--json",
    "form",
    is_flag=True,
    callback=lambda _, __, wanted: Form.JSON if wanted else Form.WORDS,
    help="Print one JSON document and nothing else.",
)
bots_option = click.option(
    "--bots",
    type=click.Choice(["doctrine", "random", "look-ahead"]),
    default="doctrine",
    show_default=True,
    help="How bots choose in the seats that nobody plays.",
)


@dataclass(frozen=True)
class Begins:
    """How a game is asked to begin, before anybody knows of which scenario."""

    opening: str | None
    fixes: tuple[str, ...]
    """Each as `EVENT=OUTCOME`."""

    def __bool__(self) -> bool:
        return self.opening is not None or bool(self.fixes)

    def of(self, scenario: Scenario) -> Beginning:
        """The beginning of a game of a scenario, or a plain word about what the scenario does not have."""
        from wargame.model.beginning import Beginning

        if self.opening is not None and self.opening not in scenario.openings:
            near = nearest(self.opening, scenario.openings, 0.5)
            raise Failure(command_words.no_opening(scenario, self.opening, near), USAGE)
        fixed: dict[str, str] = {}
        for words in self.fixes:
            event, _, outcome = words.partition("=")
            if event not in scenario.events:
                raise Failure(command_words.no_event(scenario, event, nearest(event, scenario.events, 0.5)), USAGE)
            known = [each.id for each in scenario.events[event].outcomes]
            if outcome not in known:
                near = nearest(outcome, known, 0.5)
                raise Failure(command_words.no_outcome_of(event, outcome, known, near), USAGE)
            if fixed.setdefault(event, outcome) != outcome:
                raise click.UsageError(command_words.fixed_twice(event))
        beginning = Beginning(self.opening, fixed)
        for event in fixed:
            if scenario.is_over(event, beginning.first_turn(scenario)):
                raise Failure(command_words.event_over(event, self.opening or ""), USAGE)
        return beginning


ASKED_NOTHING = Begins(None, ())
"""What is asked of a beginning where neither option is given."""


def _fixes(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    for words in value:
        if not all(words.partition("=")):
            raise click.BadParameter(command_words.not_a_fix(words))
    return value


def beginning_options(function: Command) -> Command:
    """The options `--opening` and `--fix` of a command that begins games, which takes both as one Begins, `begins`."""

    @functools.wraps(function)
    def called(*arguments: Any, opening: str | None, fixes: tuple[str, ...], **options: Any) -> Any:
        return function(*arguments, begins=Begins(opening, fixes), **options)

    opened = click.option(
        "--opening", metavar="ID", help="The opening to begin at ('wargame scenarios' lists them). Default: turn 1."
    )
    fixed = click.option(
        "--fix",
        "fixes",
        multiple=True,
        callback=_fixes,
        metavar="EVENT=OUTCOME",
        help="How an event comes out that is otherwise left to chance. Repeat for each event.",
    )
    return opened(fixed(called))  # type: ignore[return-value]


class OutputPath(click.Path):
    """A file to write, as an option's value; `output_option` makes such an option."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)


@dataclass(frozen=True)
class Output:
    """A file that a command is asked to write; one that is there is replaced only by `--force`."""

    path: Path
    force: bool

    def check(self, *sources: str) -> None:
        """Fail now where `write` would, so that nobody waits in vain. `sources` are never replaced."""
        from wargame.report.files import KeptFileError, check_output

        try:
            check_output(self.path, self.force, self._sources(sources))
        except KeptFileError as error:
            raise _kept(error) from None

    def write(self, text: str, *sources: str) -> None:
        """Write the file whole, or fail and leave what is there. `sources` are never replaced."""
        from wargame.report.files import KeptFileError, write_output

        try:
            write_output(self.path, text, self.force, self._sources(sources))
        except KeptFileError as error:
            raise _kept(error) from None

    @staticmethod
    def _sources(named: Sequence[str]) -> list[Path]:
        """The files that are never replaced: those named, and the library of saved games."""
        from wargame.game.library_file import default_path

        return [default_path(), *map(Path, named)]


def _kept(error: KeptFileError) -> Failure:
    from wargame.text.faults import kept_file_words

    return Failure(command_words.kept(kept_file_words(error.fault), error.forcible))


def output_option(*names: str, help: str) -> Callable[[Command], Command]:
    """An option that names a file to write, and beside it `--force`; the command takes both as one Output, or None."""

    def decorated(function: Command) -> Command:
        @functools.wraps(function)
        def called(*arguments: Any, output: Path | None, force: bool, **options: Any) -> Any:
            if force and output is None:
                raise click.UsageError(command_words.forced_nothing(names[0]))
            return function(*arguments, output=None if output is None else Output(output, force), **options)

        forced = click.option("--force", is_flag=True, help=f"Replace the file that {names[0]} names if it exists.")
        named = click.option(*names, "output", type=OutputPath(), metavar="FILE", help=help)
        return named(forced(called))  # type: ignore[return-value]

    return decorated


def need_terminal() -> None:
    # The screen is drawn on standard error: sent elsewhere, the terminal would stay black.
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if not all(stream.isatty() for stream in streams) or os.environ.get("TERM") == "dumb":
        raise Failure(command_words.no_terminal(), USAGE)


def emit(form: Form, document: Callable[[], JSON], lines: Callable[[], Iterable[str]], indent: int | None = 2) -> None:
    """Print an answer in the form asked for; the other is not made. A long document goes without `indent`."""
    match form:
        case Form.JSON:
            import json

            click.echo(json.dumps(document(), indent=indent, allow_nan=False))
        case Form.WORDS:
            if words := "\n".join(lines()):
                say(words)


@contextlib.contextmanager
def progress(work: Iterable[T], length: int, under: str = "", label: str = "") -> Iterator[Iterator[T]]:
    """The results of work that is parted into so many pieces, with a bar on a terminal that says how far it is.

    `under` is the title of the lens that the games are played under, where only one is; `label` says what is done where
    it is not only that.
    """
    label = label or command_words.playing_games(under)
    hidden = not sys.stderr.isatty()
    bar = click.progressbar(work, length=length, label=label, file=sys.stderr, hidden=hidden)
    try:
        # Not `with`: Ctrl-C as the bar is first drawn would leave its line open and the cursor hidden.
        bar.__enter__()
        yield iter(bar)
    finally:
        bar.render_finish()


@contextlib.contextmanager
def plain_failures() -> Iterator[None]:
    """Say in a plain sentence why the work inside fails."""
    from wargame.jobs.task import TaskError

    try:
        yield
    except TaskError as error:
        raise Failure(f"{error_words(error)}.") from None


def find_scenario(name: str) -> Scenario:
    """A scenario by its id or path, or a plain word about why there is none."""
    from wargame.authoring import ScenarioError, find, load
    from wargame.text.hints import hint

    try:
        path = find(name)
    except ScenarioError as error:
        raise Failure(listed(error.problems), USAGE) from None
    try:
        return load(path)
    except ScenarioError as error:
        raise Failure(command_words.faulty_scenario(listed(error.problems), hint("check", name))) from None


def use_engine(scenario: Scenario, lens: str) -> None:
    """Look for the compiled rules of a scenario, of which many games are going to be played, as `--engine` says.

    Why there are none is said in a sentence; the command goes on without them.
    """
    from wargame.players import compiled

    if compiled.engine() is compiled.Engine.NUMPY:
        return
    from wargame.engine.compiler import compile_scenario
    from wargame.text import native

    def waiting() -> None:
        if sys.stderr.isatty():
            say(native.compiling(scenario.title), err=True)

    compiled.ready(compile_scenario(scenario, lens), waiting)
    if (fault := compiled.fallback()) is not None:
        with contextlib.suppress(OSError):  # where nobody listens, nobody can be told
            say(f"wargame: {native.not_compiled(native.native_words(fault))}", err=True)


def listed(problems: Sequence[object]) -> str:
    """The first few problems, one a line, and how many more there are."""
    lines = [str(problem) for problem in problems[:FAULTS_SHOWN]]
    if len(problems) > FAULTS_SHOWN:
        lines.append(and_more(len(problems) - FAULTS_SHOWN))
    return "\n".join(lines)


def find_lens(scenario: Scenario, wanted: str | None) -> str:
    if wanted is None:
        return scenario.default_lens
    if wanted not in scenario.lenses:
        raise Failure(command_words.no_lens(scenario, wanted, nearest(wanted, scenario.lenses, 0.5)), USAGE)
    return wanted


def need_seat(scenario: Scenario, seat: str) -> str:
    """A seat that the scenario has, or a plain word about those that it has."""
    if seat not in scenario.seats:
        raise Failure(command_words.no_seat(scenario, seat), USAGE)
    return seat


def find_viewer(scenario: Scenario, seat: str | None) -> Viewer:
    """The seat that is named, or whoever may see everything where none is."""
    return FACILITATOR if seat is None else Seated(need_seat(scenario, seat))


def error_words(error: BaseException) -> str:
    """An error as a person reads it."""
    # Loads the engine, which asking for help does without.
    from wargame.text import faults

    return faults.error_words(error)
