"""What is not left to chance and bots: moves, orders and injects by turn, and what counts of them in many worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from wargame.engine import kernel
from wargame.engine.kernel import Flags, JointAction, Worlds
from wargame.engine.program import Program
from wargame.model.order import Decision, Order
from wargame.model.scenario import MOVER_ID


@dataclass(frozen=True)
class Given:
    """What is not left to chance and bots, by turn."""

    moves: Mapping[int, str] = field(default_factory=dict)
    orders: Mapping[int, Mapping[str, Sequence[Decision]]] = field(default_factory=dict)
    """By turn, then by seat; a seat that is here orders these and nothing else."""
    injects: Mapping[int, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class GivenThing:
    """One move, inject or order that is given for a turn."""

    turn: int
    seat: str | None
    """None for a move of the mover or an inject."""
    what: str
    """The order, or the id of the move or inject."""
    row: int
    """Which play of the program it is, or which inject."""
    inject: bool = False


def things_given(program: Program, given: Given, first: int) -> tuple[GivenThing, ...]:
    """All that is given from a turn on, turn by turn."""
    turns = range(first, program.scenario.calendar.turns + 1)
    return tuple(each for turn in turns for each in things_of(program, given, turn))


def things_of(program: Program, given: Given, turn: int) -> tuple[GivenThing, ...]:
    """What is given for a turn: the move, the injects in the scenario's order, the orders."""
    found = []
    if move := given.moves.get(turn):
        found.append(GivenThing(turn, None, move, program.play_of(move)))
    injects = given.injects.get(turn, ())
    found += [
        GivenThing(turn, None, inject, row, inject=True)
        for row, inject in enumerate(program.scenario.injects)
        if inject in injects
    ]
    for seat, several in given.orders.get(turn, {}).items():
        found += [
            GivenThing(turn, seat, str(order), program.order_of[order]) for order in several if isinstance(order, Order)
        ]
    return tuple(found)


def with_given(
    worlds: Worlds,
    choices: JointAction,
    move: str | None,
    orders: Mapping[str, Sequence[Decision]],
    known: str | None = None,
) -> JointAction:
    """Choices with a move and some seats' orders given, wherever they are legal; the orders of the seat `known` are
    legal in every world."""
    program = worlds.program
    made = choices.move
    if move is not None:
        row = program.play_of(move)
        made = np.where(worlds.legal[row], row, made)
    ordered, withheld = choices.ordered.copy(), choices.withheld.copy()
    footnoted = np.zeros_like(withheld) if choices.footnoted is None else choices.footnoted.copy()
    for seat, several in orders.items():
        if seat != MOVER_ID:
            ordered[program.plays_of[seat]] = False
        for row, withholding in enumerate(program.withholdings):
            if withholding.seat == seat:
                withheld[row] = withholding in several
                footnoted[row] = replace(withholding, in_part=True) in several
        own = [order for order in several if isinstance(order, Order)]
        capital = worlds.numbers[program.capital[seat]] if own else np.zeros(worlds.width)
        for order in own:
            play = program.order_of[order]
            can = worlds.legal[play] & (program.cost[play] <= capital) if seat != known else worlds.ending < 0
            ordered[play] = can
            capital = capital - program.cost[play] * can
    return replace(choices, move=made, ordered=ordered, withheld=withheld, footnoted=footnoted)


def released(worlds: Worlds, injects: Sequence[str]) -> Flags:
    """(injects, worlds): where these are released, which is wherever they may be."""
    program = worlds.program
    released = np.zeros((len(program.injects), worlds.width), dtype=np.bool_)
    for row, inject in enumerate(program.scenario.injects):
        if inject in injects:
            conditional = program.injects[row]
            released[row] = worlds.ending < 0
            if conditional.when is not None:
                released[row] = kernel.holds(worlds, program.evaluate[conditional.when](worlds.before))
            if conditional.once:
                released[row] &= ~worlds.released[row]
    return released
