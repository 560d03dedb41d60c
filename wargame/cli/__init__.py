"""The commands. Heavy imports are made inside each, so that asking for help is quick."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from wargame import __version__
from wargame.cli import (
    agency,
    branches,
    calibration,
    claims,
    inquiry,
    rare,
    sensitivity,
    simulation,
    stability,
)
from wargame.cli.common import (
    FAULTS,
    FRESH_SEEDS,
    PIPE_CLOSED,
    STOPPED,
    USAGE,
    Begins,
    Failure,
    Form,
    beginning_options,
    bots_option,
    emit,
    engine_option,
    error_words,
    find_lens,
    find_scenario,
    first_seed_option,
    json_option,
    lens_option,
    listed,
    need_terminal,
    say,
    seed_option,
)
from wargame.text import command_words

if TYPE_CHECKING:
    from wargame.game.library import Library
    from wargame.game.save import SavedGame
    from wargame.model.scenario import Scenario
    from wargame.seminar.table import Setup


def main() -> NoReturn:
    """Run the command that the arguments name, and end with its exit code; never with a traceback."""
    _settle_streams()
    code = _guarded(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError as error:
        code = _system_failed(error)
    sys.exit(code)


def _guarded(arguments: Sequence[str]) -> int:
    """Run a command and turn whatever happens into an exit code, with a sentence on standard error."""
    try:
        return commands.main(arguments, prog_name="wargame", standalone_mode=False) or 0
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "wargame"
        _complain(command_words.see_help(error.format_message().rstrip("."), path))
        return USAGE
    except Failure as error:
        _complain(error.message)
        return error.code
    except (click.Abort, KeyboardInterrupt):
        _complain(command_words.stopped())
        return STOPPED
    except OSError as error:
        return _system_failed(error)
    except SystemExit as error:
        # Click ends with 1, in silence, when nobody reads the output any more.
        return PIPE_CLOSED if error.code == 1 else int(error.code or 0)
    except MemoryError:
        _complain(command_words.no_memory())
    except Exception as error:
        if os.environ.get("WARGAME_TRACEBACK"):
            raise
        _complain(command_words.broken(type(error).__name__))
    return FAULTS


def _settle_streams() -> None:
    """Make the streams give the same bytes on every system, and never fail for a character or for being closed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, io.StringIO())
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace", newline="\n" if mode == "w" else None)


def _complain(message: str) -> None:
    with contextlib.suppress(OSError):  # where nobody listens, nobody can be answered
        say(f"wargame: {message}", err=True)


def _system_failed(error: OSError) -> int:
    """Say why reading or writing failed; in silence when only nobody reads what is printed any more."""
    if error.filename is None:
        # What is left in the stream's buffer would fail once more as Python ends.
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, sys.stdout.fileno())
        os.close(quiet)
    if error.errno == errno.EPIPE:
        return PIPE_CLOSED
    reason = command_words.disk_full() if error.errno == errno.ENOSPC else (error.strerror or str(error)).lower()
    _complain(command_words.system_failed(error.filename, reason))
    return FAULTS


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, help="Show the version and exit.")
@click.option("--verbose", is_flag=True, help="With --version: also what there is on this machine to play games with.")
@click.pass_context
def commands(context: click.Context, version: bool, verbose: bool) -> int:
    """An interactive actor-reaction wargame: one mover, the seats that answer it, every number explained.

    Without a command it opens the home screen: a new game, the last one, saved ones.
    """
    if version:
        click.echo(f"wargame {__version__}")
        if verbose:
            _show_machine()
        context.exit()
    if verbose:
        raise click.UsageError(command_words.verbose_version())
    if context.invoked_subcommand is not None:
        return 0
    need_terminal()
    from wargame.tui.app import run

    return run()


def _show_machine() -> None:
    import platform

    import numpy

    from wargame.players.compiled import found
    from wargame.text.native import version_lines

    for line in version_lines(platform.python_version(), numpy.__version__, found()):
        say(line)


@commands.command()
@click.argument("scenario", required=False)
@click.option(
    "--seat",
    "seats",
    multiple=True,
    metavar="ID",
    help="A seat you play; repeat it for each seat, or give 'all', or 'none' to watch. Bots play the others.",
)
@seed_option
@lens_option
@click.option(
    "--move-by",
    "picker",
    type=click.Choice(["chance", "facilitator", "player"]),
    default="chance",
    show_default=True,
    help="Who picks the mover's moves.",
)
@bots_option
@beginning_options
@click.option("--continue", "saved", metavar="NAME", help="Go on with a saved game ('wargame games' lists them).")
@click.option(
    "--at",
    metavar="NODE",
    help="With --continue: the node to go on from, by its number, its name, or 'main' ('wargame tree' shows them).",
)
@engine_option
@click.option("--plain", is_flag=True, help="Ask and answer line by line, for screen readers and scripts.")
def play(
    scenario: str | None,
    seats: tuple[str, ...],
    seed: int | None,
    lens: str | None,
    picker: str,
    bots: str,
    begins: Begins,
    saved: str | None,
    at: str | None,
    plain: bool,
) -> int:
    """Play a game in this terminal.

    SCENARIO is the id of a shipped scenario, or a file. You are asked for whatever you leave out.
    """
    if scenario is not None and saved is not None:
        raise click.UsageError(command_words.new_or_saved())
    if saved is not None and (seats or seed is not None or lens is not None):
        raise click.UsageError(command_words.keeps_its_own())
    if saved is not None and begins:
        raise click.UsageError(command_words.begun_already(saved))
    if at is not None and saved is None:
        raise click.UsageError(command_words.node_of_which())
    asked = Asked(scenario, seats, seed, lens, picker, bots, begins, saved, at)
    if plain:
        return _play_plain(asked)
    need_terminal()
    return _play_on_screen(asked)


@dataclass(frozen=True)
class Asked:
    """What the arguments of `wargame play` ask for."""

    scenario: str | None
    seats: tuple[str, ...]
    seed: int | None
    lens: str | None
    picker: str
    bots: str
    begins: Begins
    saved: str | None
    at: str | None

    def setup(self, scenario: Scenario, seats: tuple[str, ...], opening: str | None = None) -> Setup:
        """A new game of a scenario with these seats played here, at this opening where the arguments name none."""
        from secrets import randbelow

        from wargame.seminar.table import MovePicker, Setup

        seed = randbelow(FRESH_SEEDS) if self.seed is None else self.seed
        lens, picker, begun = find_lens(scenario, self.lens), MovePicker(self.picker), self.begins.of(scenario)
        return Setup(scenario, seats, picker, lens, seed, self.bots, begun.opening or opening, begun.fixed)


def _play_plain(asked: Asked) -> int:
    from wargame.game.library import Library
    from wargame.game.library_file import LibraryError
    from wargame.plain.console import InputEnded, Talk
    from wargame.plain.new_game import ask_game, ask_opening, ask_seats
    from wargame.plain.play import play_plain
    from wargame.seminar.local import LocalTable
    from wargame.seminar.table import TableError, UnknownNodeError
    from wargame.text.hints import hint
    from wargame.text.message import message

    talk, library = Talk(sys.stdin, sys.stdout), Library()
    name, saved = asked.scenario, asked.saved
    try:
        if name is None and saved is None:
            wanted = ask_game(talk, _titles(), library.games())
            if wanted is None:
                return 0
            name, saved = wanted.scenario, wanted.saved or None
        if saved is not None:
            table = LocalTable.open(library, saved, asked.at)
        else:
            scenario = find_scenario(name or "")
            find_lens(scenario, asked.lens)
            opening = asked.begins.of(scenario).opening
            # Whoever names the seats, or fixes what is to come, has said all that there is to say.
            if opening is None and not asked.seats and not asked.begins:
                opening = ask_opening(talk, scenario)
            seats = _seats(scenario, asked.seats) if asked.seats else ask_seats(talk, scenario)
            table = LocalTable.create(asked.setup(scenario, seats, opening), library)
    except InputEnded:
        talk.line(message("The input has ended; no game was started."))
        return 0
    except UnknownNodeError as error:
        raise Failure(command_words.no_node(error_words(error), hint("tree", saved or ""))) from None
    except (TableError, LibraryError) as error:
        raise Failure(error_words(error)) from None
    try:
        play_plain(table, talk)
    except KeyboardInterrupt:
        talk.line()
        raise Failure(command_words.stopped_playing(table.name), STOPPED) from None
    return 0


def _play_on_screen(asked: Asked) -> int:
    from wargame.tui.app import StartAt, run

    if asked.saved is not None:
        return run(StartAt(saved=asked.saved, at=asked.at))
    if asked.scenario is None:
        if asked.seats or asked.lens is not None or asked.begins:
            raise click.UsageError(command_words.scenario_of_which())
        return run()
    scenario = find_scenario(asked.scenario)
    if asked.seats:
        return run(StartAt(setup=asked.setup(scenario, _seats(scenario, asked.seats))))
    return run(StartAt(proposal=asked.setup(scenario, (next(iter(scenario.seats)),))))


@commands.command("run")
@click.argument("scenario")
@click.option(
    "--orders",
    "script",
    metavar="FILE",
    help="A file of moves, injects and orders to play, as in 'turn 1: move ID' and 'turn 1: seat: order, order'.",
)
@first_seed_option
@lens_option
@bots_option
@beginning_options
@json_option
def run_command(
    scenario: str, script: str | None, seed: int, lens: str | None, bots: str, begins: Begins, form: Form
) -> int:
    """Play one whole game without a screen.

    SCENARIO is the id of a shipped scenario, or a file. Chance picks the moves and bots give the orders, except where
    --orders names a file that gives them.
    """
    from wargame.game.orders_file import OrdersFile, ScriptError, read_script
    from wargame.game.orders_file_fault import Illegal
    from wargame.players.whole_game import IllegalTurnError, play_out
    from wargame.report.documents.games import whole_game
    from wargame.seminar import inquiry
    from wargame.text.orders_file_faults import bad_line_words
    from wargame.text.run import game_lines

    loaded = find_scenario(scenario)
    under = find_lens(loaded, lens)
    try:
        written = OrdersFile() if script is None else read_script(Path(script), loaded)
        game = play_out(loaded, seed, under, bots, written, begins.of(loaded))
    except ScriptError as error:
        raise Failure(listed([bad_line_words(each) for each in error.problems])) from None
    except IllegalTurnError as error:
        raise Failure(error_words(written.error(error.line, Illegal(error.error.fault)))) from None
    pars = inquiry.par_of(game)
    emit(form, lambda: whole_game(game, pars), lambda: game_lines(game, pars), indent=None)
    played = game.last.turn
    if written.last_turn > played:
        _complain(command_words.ended_before(played, f"{script}", written.last_turn))
    return 0


@commands.command()
@json_option
def scenarios(form: Form) -> int:
    """List the shipped scenarios."""
    from wargame.authoring import ScenarioError, load, shipped
    from wargame.report.documents.lists import scenario_list
    from wargame.text.hints import hint
    from wargame.text.lists import scenario_lines

    found, broken = [], []
    for name, path in shipped().items():
        try:
            found.append(load(path))
        except ScenarioError:
            broken.append(command_words.unplayable(name, hint("check", str(path))))
    emit(form, lambda: scenario_list(found), lambda: scenario_lines(found))
    for complaint in broken:
        _complain(complaint)
    return FAULTS if broken else 0


@commands.command()
@json_option
def games(form: Form) -> int:
    """List the saved games, the last played first."""
    from wargame.game.library import Library
    from wargame.game.library_file import LibraryError
    from wargame.report.documents.lists import game_list
    from wargame.text.lists import saved_lines

    library = Library()
    try:
        saved = library.games()
    except LibraryError as error:
        raise Failure(error_words(error)) from None
    emit(form, lambda: game_list(saved), lambda: saved_lines(saved, *_titles_in(library, saved)))
    return 0


@commands.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@json_option
def check(files: tuple[str, ...], form: Form) -> int:
    """List every fault in scenario files.

    Faults and warnings are listed with their line and column. The exit code is 1 if there is a fault and 0 if there is
    none, whatever the warnings.
    """
    import wargame.authoring as authoring
    from wargame.report.documents.lists import problem_list
    from wargame.text.lists import problem_lines

    problems: list[authoring.Problem] = []
    for name in files:
        try:
            path = authoring.find(name)
        except authoring.ScenarioError:
            path = Path(name)
        problems += authoring.check(path)
    emit(form, lambda: problem_list(problems), lambda: problem_lines(len(files), problems))
    return FAULTS if any(problem.severity == "error" for problem in problems) else 0


@commands.command()
def schema() -> int:
    """Print the JSON Schema of the scenario format, for editors."""
    from wargame.authoring import schema as scenario_schema
    from wargame.report.documents.codec import document

    emit(Form.JSON, lambda: document(scenario_schema()), tuple)
    return 0


def _titles_in(library: Library, games: Sequence[SavedGame]) -> tuple[dict[str, str], dict[str, str]]:
    """By the game's name: the titles of the endings that games came to, and of the openings that they began at.

    A game that cannot be read is in neither.
    """
    from wargame.authoring import ScenarioError, parse
    from wargame.game.library_file import LibraryError

    endings: dict[str, str] = {}
    openings: dict[str, str] = {}
    by_text: dict[str, Scenario] = {}
    for game in games:
        if game.ending is None and game.opening is None:
            continue
        try:
            made = library.read(game.name).created
            if made.text not in by_text:
                by_text[made.text] = parse(made.text, made.file)
        except (LibraryError, ScenarioError):
            continue
        scenario = by_text[made.text]
        if game.ending is not None and game.ending in scenario.endings:
            endings[game.name] = scenario.endings[game.ending].title
        if game.opening is not None and game.opening in scenario.openings:
            openings[game.name] = scenario.openings[game.opening].title
    return endings, openings


def _titles() -> dict[str, str]:
    """The shipped scenarios that can be played, by id with their titles."""
    from wargame.authoring import ScenarioError, load, shipped

    titles = {}
    for name, path in shipped().items():
        try:
            titles[name] = load(path).title
        except ScenarioError:
            continue
    return titles


def _seats(scenario: Scenario, words: Sequence[str]) -> tuple[str, ...]:
    from wargame.plain.new_game import seats_named

    chosen = seats_named(scenario, words)
    if isinstance(chosen, str):
        raise Failure(chosen, USAGE)
    return chosen


agency.register(commands)
branches.register(commands)
calibration.register(commands)
inquiry.register(commands)
sensitivity.register(commands)
rare.register(commands)
claims.register(commands)
simulation.register(commands)
stability.register(commands)
