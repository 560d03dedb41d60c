"""Many games played by compiled code where that is ready for their program; the callers play them with numpy where not.

Both give the same numbers to the bit, so nothing but time depends on which it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.expectation import expected_of
from wargame.engine.finished import Finished, Wanted
from wargame.engine.kernel import Floats, JointAction, Whole, Worlds
from wargame.engine.native.mode import Engine, engine
from wargame.engine.native.seats import BY_DOCTRINE, RANDOMLY, Seats
from wargame.engine.program import Program
from wargame.model.order import Order
from wargame.model.scenario import MOVER_ID
from wargame.players.given import Given, things_of
from wargame.players.new_games import NewGames, Start
from wargame.players.style import REFUSES, Answers, Style

if TYPE_CHECKING:
    from wargame.engine.native.native import Native

FEWEST = 64
"""Of fewer games it isn't worth asking for compiled code."""


def open_turn(worlds: Worlds) -> Worlds:
    """The worlds at the beginning of their turn, its news in effect; as they are where it has come already."""
    native = None if worlds.opened else _native(worlds.program, worlds.width)
    return kernel.open_turn(worlds) if native is None else native.open_turn(worlds)


def advance(worlds: Worlds, choices: JointAction) -> Worlds:
    """The worlds as the turn leaves them; the news of the next turn is still to come."""
    native = _native(worlds.program, worlds.width)
    return kernel.advance(worlds, choices) if native is None else native.advance(worlds, choices)


def choose(worlds: Worlds, styles: Mapping[str, Style], move: Whole | None) -> JointAction | None:
    """What bots of these styles choose, in compiled code; None where there is none."""
    native = _native(worlds.program, worlds.width)
    return None if native is None else native.choose(worlds, seats_of(worlds.program, styles), move)


def finish(
    start: Start, styles: Mapping[str, Style], given: Given | None, first: JointAction | None, wanted: Wanted
) -> Finished | None:
    """Games played to their end in compiled code; None where there is none."""
    new = isinstance(start, NewGames)
    native = _native(start.program, len(start.seeds))
    if native is None:
        return None
    # What all games have in common at their beginning is read off one.
    worlds = start.first() if isinstance(start, NewGames) else start
    seats = seats_of(start.program, styles)
    if given is not None:
        seats = replace(seats, by_turn=by_turn(start.program, given, worlds.turn))
    return native.play(worlds, seats, first, wanted, start.seeds if new else None)


def finish_variations(starts: Sequence[Start], styles: Mapping[str, Style], wanted: Wanted) -> list[Finished] | None:
    """Games under programs that vary one; None where there is no compiled code for all of them.

    Those that begin anew with the same seeds meet luck that is drawn once for all.
    """
    first = starts[0]
    new = [each for each in starts if isinstance(each, NewGames) and each.seeds is first.seeds]
    if len(new) < len(starts):
        found = [each for each in (finish(start, styles, None, None, wanted) for start in starts) if each is not None]
        return found if len(found) == len(starts) else None
    native = _base(first.program, len(first.seeds))
    if native is None:
        return None
    programs, begun = [each.program for each in new], [each.first() for each in new]
    return native.play_variations(programs, begun, seats_of(native.program, styles), wanted, first.seeds)


def expected_scores(world: Worlds, choices: JointAction) -> Floats | None:
    """(seats and the mover, X): their scores in the mean after a turn that is chosen X times from one world.

    None where there is no compiled code.
    """
    width = len(choices.move)
    native = _native(world.program, width)
    if native is None:
        return None

    def closed(_: Worlds, chosen: JointAction, likely: Floats) -> Floats:
        return native.expected_scores(world, chosen, likely)

    if not world.program.chancy:
        return closed(world, choices, np.ones(width))
    return expected_of(kernel.select(world, np.zeros(width, dtype=np.intp)), choices, closed)


def seats_of(program: Program, styles: Mapping[str, Style]) -> Seats:
    """Who plays the seats, as compiled code takes it."""
    times, least = np.ones(len(program.plays)), np.zeros(len(program.plays))
    for seat, style in styles.items():
        rows = program.plays_of[seat]
        if style.times is not None:
            times[rows] = style.times[:, 0]
        if style.least is not None:
            least[rows] = style.least[:, 0]
    how = {**{seat: style.answers for seat, style in styles.items()}, MOVER_ID: Answers.BY_DOCTRINE}
    kinds = {None: 0, Answers.BY_DOCTRINE: BY_DOCTRINE, Answers.RANDOMLY: RANDOMLY}
    return Seats(
        played=np.array([seat in styles for seat in program.scenario.seats], dtype=np.bool_),
        times=times,
        least=least,
        answers=np.array([kinds[how.get(each.seat)] for each in program.withholdings], dtype=np.int64),
        refuses=REFUSES,
    )


def by_turn(program: Program, given: Given, first: int) -> dict[str, NDArray[Any]]:
    """What is given from a turn on, as compiled code takes it."""
    scenario = program.scenario
    seats, turns = list(scenario.seats), range(first, scenario.calendar.turns + 1)
    answers = np.full((len(turns), len(program.withholdings)), -1)
    ordering = np.zeros((len(turns), len(seats)), dtype=np.int64)
    orders: list[int] = []
    begins = [0]
    rows = [0]
    for place, turn in enumerate(turns):
        for seat, several in given.orders.get(turn, {}).items():
            if seat != MOVER_ID:
                ordering[place, seats.index(seat)] = 1
            for row, withholding in enumerate(program.withholdings):
                if withholding.seat == seat:
                    noted = replace(withholding, in_part=True) in several
                    answers[place, row] = (withholding in several) + 2 * noted
            orders += [program.order_of[order] for order in several if isinstance(order, Order)]
        begins.append(len(orders))
        rows.append(rows[-1] + len(things_of(program, given, turn)))
    moves = [given.moves.get(turn) for turn in turns]
    return {
        "given_moves": np.array([-1 if move is None else program.play_of(move) for move in moves]),
        "given_seats": ordering,
        "given_answers": answers,
        "given_from": np.array(begins),
        "given_orders": np.array([*orders, 0]),
        "given_rows": np.array(rows),
        "given_injects": np.array(
            [[inject in given.injects.get(turn, ()) for inject in scenario.injects] for turn in turns], dtype=np.bool_
        ).reshape(len(turns), len(scenario.injects)),
    }


def _base(program: Program, width: int) -> Native | None:
    """The compiled functions of a program, or of the one that it varies."""
    if width < FEWEST or engine() is Engine.NUMPY:
        return None
    # Loaded only where many games are played: most commands play few, and should start at once.
    from wargame.players.compiled import ready

    return ready(compile_scenario(program.scenario, program.lens) if program.varied else program)


def _native(program: Program, width: int) -> Native | None:
    native = _base(program, width)
    return native.of(program) if native is not None and program.varied else native
