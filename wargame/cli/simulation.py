"""The command that simulates: whole games played by bots from the beginning or from any node of a saved game."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wargame.cli.branches import Begun, at_option, begin_at
from wargame.cli.common import (
    STOPPED,
    USAGE,
    Begins,
    Failure,
    Form,
    beginning_options,
    emit,
    engine_option,
    first_seed_option,
    json_option,
    lens_option,
    listed,
    need_seat,
    plain_failures,
    progress,
    use_engine,
)
from wargame.model.order import Order
from wargame.model.viewer import FACILITATOR
from wargame.text.command_words import (
    Doing,
    against_what,
    no_batch_bot,
    not_a_bot_of_a_seat,
    stopped_counting,
    stopped_doubting,
    workers_of_cluster,
)

if TYPE_CHECKING:
    from wargame.analysis.simulation import Simulation
    from wargame.analysis.tally import Tally
    from wargame.engine.position import Position
    from wargame.game.orders_file import OrdersFile
    from wargame.jobs.task import Task
    from wargame.model.scenario import Scenario
    from wargame.players.given import Given
    from wargame.report.documents.codec import JSON

S = TypeVar("S")
T = TypeVar("T")
GAMES = 10_000
MOST = 1_000_000
"""The most games that are played until all is clear, where nothing else is asked for."""
NOTHING = "none"
"""What is written for another plan that fixes nothing."""

bot_option = click.option(
    "--bot",
    "bots",
    multiple=True,
    metavar="SEAT=NAME",
    help="How a seat chooses: doctrine (the default) or random. Repeat for each seat; 'all=random' for all.",
)
CHUNKS_EACH = 8
"""A worker process takes about as long to start as it takes to play some chunks: fewer than this are not worth one."""
EVERY_SEAT = "all"


@click.command()
@click.argument("game", metavar="SCENARIO-OR-SAVE")
@at_option
@click.option(
    "--games",
    type=click.IntRange(1, 100_000_000),
    metavar="N",
    help="How many games to play under each lens. Default: 10,000, or with --until-clear at most 1,000,000.",
)
@click.option(
    "--until-clear",
    is_flag=True,
    help="Play on until each difference is told apart from none, or is known to half a point; at most --games.",
)
@first_seed_option
@lens_option
@beginning_options
@bot_option
@click.option(
    "--orders",
    "script",
    metavar="FILE",
    help="A file of moves, injects and orders to fix, as for 'wargame run'; each applies where it is legal.",
)
@click.option(
    "--against",
    metavar="FILE",
    help="Another such file, or 'none': the same games are played by it too, and compared. Default: none.",
)
@click.option(
    "--workers", type=click.IntRange(1, 256), metavar="N", help="Worker processes. Default: as many as make it faster."
)
@engine_option
@click.option("--cluster", metavar="URL", help="The scheduler of a Dask cluster that plays the games: tcp://HOST:PORT.")
@json_option
def simulate(
    game: str,
    at: str | None,
    games: int | None,
    until_clear: bool,
    seed: int,
    lens: str | None,
    begins: Begins,
    bots: tuple[str, ...],
    script: str | None,
    against: str | None,
    workers: int | None,
    cluster: str | None,
    form: Form,
) -> int:
    """Say how likely each ending is: let bots play many whole games, and count.

    Chance, and whatever the author is unsure of, is drawn anew in each game. The scenario's expectations are checked,
    and the other lenses are shown beside the one you name. With --orders the same games are played without these orders
    too, or by those of --against, and the difference is shown. With --at, or for a saved game, games go on from a node,
    and what they have shown by then of what the author is unsure of stays as it is. Without, it ends with coverage:
    what the games used of the scenario, and what they never did.
    """
    from wargame.seminar.inquiry import Playing, simulations

    if cluster is not None and workers is not None:
        raise click.UsageError(workers_of_cluster())
    if against is not None and script is None:
        raise click.UsageError(against_what())
    if games is None:
        games = MOST if until_clear else GAMES
    begun = begin_at(game, at, lens, Doing.SIMULATE, begins)
    how = Playing(
        games,
        begun.lens,
        seed,
        named_bots(begun.scenario, bots),
        _given(script, begun),
        whole=begun.position is None,
    )
    use_engine(begun.scenario, begun.lens)
    by_lens = simulations(begun.game(seed), FACILITATOR, begun.node, how)
    if begun.position is None:
        by_lens = tuple(replace(each, covering=True) for each in by_lens)
    plans = Plans(script, None if against == NOTHING else against)
    if script is not None:
        other = replace(how, given=_given(plans.against, begun))
        by_lens += simulations(begun.game(seed), FACILITATOR, begun.node, other)
    started = time.perf_counter()
    tally = _played(by_lens, 1 if script is None else 2, until_clear, workers, cluster)
    if not all(each.games for each in (*tally.forecasts, *tally.others)):
        raise Failure(stopped_counting(0, games), STOPPED)
    doubts_known = not tally.forecasts[0].done or _ask_doubts(tally, workers, cluster)
    seconds = time.perf_counter() - started
    emit(
        form,
        lambda: _document(begun, tally, plans, seconds),
        lambda: _lines(begun, tally, plans, until_clear),
        indent=None,
    )
    found = tally.forecasts[0]
    if not found.done:
        raise Failure(stopped_counting(found.games, games), STOPPED)
    if not doubts_known:
        raise Failure(stopped_doubting(), STOPPED)
    return 0


@dataclass(frozen=True)
class Plans:
    """The orders files that the games are played by."""

    orders: str | None
    against: str | None
    """None for play in which nothing is fixed."""


def register(group: click.Group) -> None:
    """Add the command to the program's."""
    group.add_command(simulate)


# --- What is asked for ------------------------------------------------------------------------------------------------


def named_bots(scenario: Scenario, wanted: Sequence[str]) -> Mapping[str, str]:
    """The bot of every seat that one was named for."""
    from wargame.players.bots import BATCH_BOTS

    found: dict[str, str] = {}
    for words in wanted:
        seat, equals, name = words.partition("=")
        if not equals:
            raise click.UsageError(not_a_bot_of_a_seat(words))
        if seat != EVERY_SEAT:
            need_seat(scenario, seat)
        if name not in BATCH_BOTS:
            raise Failure(no_batch_bot(name, BATCH_BOTS), USAGE)
        found.update(dict.fromkeys(scenario.seats if seat == EVERY_SEAT else [seat], name))
    return found


def _given(path: str | None, begun: Begun) -> Given:
    """What an orders file fixes."""
    from wargame.game.orders_file import ScriptError, read_script
    from wargame.players.given import Given
    from wargame.text.orders_file_faults import bad_line_words

    if path is None:
        return Given()
    try:
        script = read_script(Path(path), begun.scenario)
        _check(script, begun)
    except ScriptError as error:
        raise Failure(listed([bad_line_words(each) for each in error.problems])) from None
    orders: dict[int, dict[str, Sequence[Any]]] = {}
    for (turn, seat), several in script.orders.items():
        orders.setdefault(turn, {})[seat] = several.orders
    return Given(
        moves={turn: move.id for turn, move in script.moves.items()},
        orders=orders,
        injects={turn: [each.id for each in several] for turn, several in script.injects.items()},
    )


def _check(script: OrdersFile, begun: Begun) -> None:
    """Refuse what can count in no game: turns that are over, and what is not legal where the games go on from.

    Raises:
        ScriptError: the first such line.
    """
    from wargame.game.orders_file_fault import BeforeBeginning, TooManyOrders, TurnOver

    first = begun.beginning.first_turn(begun.scenario) if begun.position is None else begun.position.turn
    script.check_turns(first, BeforeBeginning if begun.position is None else TurnOver)
    for (_, name), several in script.orders.items():
        if name not in begun.scenario.seats:
            continue  # the mover's answers
        most = begun.scenario.seats[name].orders_per_turn
        if sum(isinstance(order, Order) for order in several.orders) > most:
            raise script.error(several.line, TooManyOrders(name, most))
    if begun.position is not None:
        _check_first(script, begun.position)


def _check_first(script: OrdersFile, position: Position) -> None:
    from wargame.engine.legality import IllegalMoveError, check_inject, check_move, orders_reason
    from wargame.engine.refusal import RefusedChoice
    from wargame.game.orders_file_fault import Illegal

    try:
        if move := script.moves.get(position.turn):
            line = move.line
            check_move(position, move.id)
        for inject in script.injects.get(position.turn, ()):
            line = inject.line
            check_inject(position, inject.id)
    except IllegalMoveError as error:
        raise script.error(line, Illegal(error.fault)) from None
    for (turn, seat), several in script.orders.items():
        refused = orders_reason(position, seat, several.orders) if turn == position.turn else None
        if refused is not None:
            choice = RefusedChoice(seat, str(refused.order), refused.refusal)
            raise script.error(several.line, Illegal(choice))


# --- Playing ----------------------------------------------------------------------------------------------------------


def _played(
    simulations: tuple[Simulation, ...], plans: int, until_clear: bool, workers: int | None, cluster: str | None
) -> Tally:
    """What was found until all was done, or enough, or Ctrl-C came."""
    from wargame.analysis.simulation import play_piece
    from wargame.analysis.tally import Tally, looks_of

    tally = Tally(simulations, plans, looks_of(simulations[0].games) if until_clear else 1)
    task = _task(play_piece, simulations, tally.pieces, workers, cluster)
    with contextlib.suppress(KeyboardInterrupt), plain_failures(), task, progress(task, tally.pieces) as counted:
        for played in counted:
            with _undivided():
                tally.add(played)
                if until_clear and tally.settle():
                    break
    return tally


@contextlib.contextmanager
def _undivided() -> Iterator[None]:
    """Let Ctrl-C wait until what is inside is done, so that no games are counted by half."""
    heard: list[int] = []
    earlier = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, earlier)
    if heard:
        raise KeyboardInterrupt


def _ask_doubts(tally: Tally, workers: int | None, cluster: str | None) -> bool:
    """Play the games that tell how far the shares under the first lens depend on what the author is unsure of; whether
    they were all played, and not stopped by Ctrl-C."""
    from wargame.analysis.doubts import NestedGames, forecast_bands, nested_piece

    nested = NestedGames(tally.simulations[0])
    task = _task(nested_piece, nested, nested.pieces, workers, cluster)
    with contextlib.suppress(KeyboardInterrupt), plain_failures(), task, progress(task, nested.pieces) as played:
        tally.by_doubts = forecast_bands(tally.forecasts[0], played)
        return True
    return False


def _task(work: Callable[[S, int], T], subject: S, pieces: int, workers: int | None, cluster: str | None) -> Task[T]:
    from wargame.jobs.cluster import on_cluster
    from wargame.jobs.pool import in_order

    if cluster is not None:
        # What goes wrong is said in a sentence; Dask would log it with its tracebacks.
        logging.disable()
        return on_cluster(work, subject, pieces, cluster)
    most = max(1, min(os.cpu_count() or 1, pieces // CHUNKS_EACH))
    return in_order(work, subject, pieces, workers or most)


# --- What is printed --------------------------------------------------------------------------------------------------


def _lines(begun: Begun, tally: Tally, plans: Plans, until_clear: bool) -> Iterator[str]:
    from wargame.analysis.simulation import bands, coverages, ends, taken
    from wargame.text.coverage import coverage_lines
    from wargame.text.forecast import forecast_lines, games_words, given_lines
    from wargame.text.plans import plan_lines, plan_names

    found, others = tally.forecasts, tally.others
    first, simulation = found[0], found[0].simulation
    compared = len(found) > 1 or bool(others)
    about = games_words(
        simulation, first.games, len(found), begun.saved, begun.node, until_clear, first.settled, compared
    )
    run = _run_words(begun, simulation, plans.orders)
    yield from forecast_lines(begun.scenario, found, about, bands(first), run, ends(first))
    if others:
        names = plan_names(plans.orders, plans.against)
        for one, two, beside in zip(found, others, tally.plans_beside, strict=True):
            yield ""
            yield from plan_lines(names, one, two, beside, _run_pair(begun, plans, one.simulation))
        for name, each in zip((plans.orders, plans.against), (first, others[0]), strict=True):
            if name is not None:
                yield ""
                yield from given_lines(begun.scenario, taken(each), each.games, each.counts.as_given, name)
    if covered := coverages(found):
        yield ""
        yield from coverage_lines(begun.scenario, covered)


def _run_pair(begun: Begun, plans: Plans, simulation: Simulation) -> tuple[str, str] | None:
    """The commands that play one game by either plan, with N for its seed; None where none does."""
    one, two = (_run_words(begun, simulation, orders) for orders in (plans.orders, plans.against))
    return (one, two) if one and two else None


def _run_words(begun: Begun, simulation: Simulation, orders: str | None = None) -> str:
    """The command that plays one of the games, with N for its seed; empty where none does."""
    from wargame.text.hints import command

    scenario = simulation.scenario
    bots = {simulation.bots.get(seat, "doctrine") for seat in scenario.seats}
    if simulation.position is not None or len(bots) > 1:
        return ""
    options: dict[str, str | Sequence[str] | None] = {}
    if orders is not None:
        options["--orders"] = orders
    if simulation.lens != scenario.default_lens:
        options["--lens"] = simulation.lens
    if not bots <= {"doctrine"}:
        options["--bots"] = bots.pop()
    if simulation.beginning.opening is not None:
        options["--opening"] = simulation.beginning.opening
    if simulation.beginning.fixed:
        options["--fix"] = [f"{event}={outcome}" for event, outcome in simulation.beginning.fixed.items()]
    return command("run", begun.typed, options={**options, "--seed": "N"})


def _document(begun: Begun, tally: Tally, plans: Plans, seconds: float) -> JSON:
    from wargame.analysis.conclusions import conclusions
    from wargame.analysis.simulation import coverages
    from wargame.report.documents import forecasts
    from wargame.text.forecast import conclusion_words, verdict_code

    found = tally.forecasts
    against = forecasts.Against(plans.against, tally.others, tally.plans_beside) if tally.others else None
    return forecasts.simulation(
        found,
        conclusions(found),
        against,
        lambda each: verdict_code(each.holds, each.over, each.pending, each.elsewhere),
        lambda each: conclusion_words(begun.scenario, each),
        examples=bool(_run_words(begun, found[0].simulation)),
        seconds=seconds,
        saved=begun.saved,
        node=begun.node,
        covered=coverages(found),
    )
