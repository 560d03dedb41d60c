"""Whole games played in many worlds at once, every seat by a bot unless its orders are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.kernel import Flags, Floats, JointAction, Whole, Worlds
from wargame.model.order import Decision, Order
from wargame.model.scenario import MOVER_ID
from wargame.model.viewer import Side
from wargame.players.bots import BatchBot, choose

COMPACT = 0.875
"""Worlds are left behind once fewer than this share of them go on."""

MovePick = Callable[[Worlds], Whole]
"""Gives the mover's move in each world, (worlds,), all of them legal."""


@dataclass(frozen=True)
class Given:
    """What is not left to chance and bots, by turn."""

    moves: Mapping[int, str] = field(default_factory=dict)
    orders: Mapping[int, Mapping[str, Sequence[Decision]]] = field(default_factory=dict)
    """By turn, then by seat; a seat that is here orders these and nothing else."""
    injects: Mapping[int, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Played:
    """One turn of a playout, as it left the worlds."""

    turn: int
    worlds: Worlds
    """The news of the next turn is still to come."""
    place: NDArray[np.intp]
    """Which of the worlds at the beginning each is."""
    ran: Flags
    """The worlds that played this turn; the others had ended before."""
    earlier: Worlds
    """The same worlds as the turn before left them: the news of this turn still to come, unless they began with it."""
    before: Worlds
    """The same with the news of this turn in effect: what was chosen from."""
    choices: JointAction

    @property
    def ended(self) -> Flags:
        """The worlds that this turn ended."""
        return self.ran & (self.worlds.ending >= 0)


def play_on(
    worlds: Worlds,
    bots: Mapping[str, BatchBot],
    given: Given | None = None,
    pick: MovePick | None = None,
) -> Iterator[Played]:
    """Play worlds on until all have ended, turn by turn. What is given counts where it is legal.

    Worlds that have ended are left behind now and then, so that few of them are carried along. `pick` picks the moves
    that are not given, chance where there is none.
    """
    place = np.arange(worlds.width)
    while (ran := worlds.ending < 0).any():
        if ran.mean() < COMPACT:
            going_on = np.flatnonzero(ran)
            worlds, place = kernel.select(worlds, going_on), place[going_on]
            ran = worlds.ending < 0
        earlier, worlds = worlds, kernel.open_turn(worlds)
        turn = worlds.turn
        choices = choose(worlds, bots, None if pick is None else pick(worlds))
        if given is not None:
            choices = with_given(worlds, choices, given.moves.get(turn), given.orders.get(turn, {}))
            choices = replace(choices, released=_released(worlds, given.injects.get(turn, ())))
        before, worlds = worlds, kernel.advance(worlds, choices)
        yield Played(turn, worlds, place, ran, earlier, before, choices)


def event_outcomes(worlds: Worlds) -> Whole:
    """(events, worlds): the place of the outcome each event has had so far, -1 where it has not taken place."""
    found = np.full((len(worlds.program.events), worlds.width), -1, dtype=np.int64)
    for place, event in enumerate(worlds.program.events):
        for way, outcome in enumerate(event.outcomes):
            found[place, worlds.came[outcome.row] > 0] = way
    return found


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


def _released(worlds: Worlds, injects: Sequence[str]) -> Flags:
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


def scores_at_end(
    worlds: Worlds,
    bots: Mapping[str, BatchBot],
    sides: Sequence[Side],
    given: Given | None = None,
    pick: MovePick | None = None,
) -> Floats:
    """(sides, worlds): the score of each once all worlds are played to their end."""
    scores = np.array([kernel.scores(worlds, side)[0] for side in sides])
    for played in play_on(worlds, bots, given, pick):
        over = np.flatnonzero(played.ended)
        if len(over):
            ended = kernel.select(played.worlds, over)
            for row, side in enumerate(sides):
                scores[row, played.place[over]] = kernel.scores(ended, side)[0]
    return scores
