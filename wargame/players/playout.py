"""Whole games played in many worlds at once, every seat by a bot unless its orders are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.kernel import Flags, Floats, JointAction, Whole, Worlds
from wargame.model.expression import Capital
from wargame.model.order import Decision, Order
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
    events: Mapping[str, str] = field(default_factory=dict)
    """By event: the outcome it has, wherever it takes place."""


@dataclass(frozen=True)
class Played:
    """One turn of a playout, after it was resolved."""

    turn: int
    worlds: Worlds
    place: NDArray[np.intp]
    """Which of the worlds at the beginning each is."""
    ran: Flags
    """The worlds that played this turn; the others had ended before."""
    before: Worlds
    """The same worlds before the turn."""
    choices: JointAction


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
    events = {} if given is None else given.events
    worlds = _with_events(worlds, events)
    while (ran := worlds.ending < 0).any():
        if ran.mean() < COMPACT:
            going_on = np.flatnonzero(ran)
            worlds, place = kernel.select(worlds, going_on), place[going_on]
            ran = worlds.ending < 0
        turn = worlds.turn
        choices = choose(worlds, bots, None if pick is None else pick(worlds))
        if given is not None:
            choices = with_given(worlds, choices, given.moves.get(turn), given.orders.get(turn, {}))
            choices = replace(choices, released=_released(worlds, given.injects.get(turn, ())))
        before, worlds = worlds, step(worlds, choices, events)
        yield Played(turn, worlds, place, ran, before, choices)


def step(worlds: Worlds, choices: JointAction, events: Mapping[str, str] | None = None) -> Worlds:
    """The worlds at the beginning of the next turn, its events drawn, or with the outcomes that they are given."""
    return _with_events(kernel.advance(worlds, choices), events or {})


def event_outcomes(worlds: Worlds) -> Whole:
    """(events, worlds): the outcome each event has had so far, -1 where it has not taken place."""
    return worlds.drawn


def _with_events(worlds: Worlds, events: Mapping[str, str]) -> Worlds:
    """The worlds with the outcomes given to the events of the coming turn, wherever these take place."""
    drawn = worlds.drawn
    for place, event in enumerate(worlds.program.scenario.events.values()):
        if event.id in events and worlds.program.events[place].turn == worlds.turn:
            way = [each.id for each in event.outcomes].index(events[event.id])
            drawn = drawn.copy()
            drawn[place] = np.where(drawn[place] >= 0, way, -1)
    return worlds if drawn is worlds.drawn else replace(worlds, drawn=drawn)


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
        row = list(program.scenario.moves).index(move)
        made = np.where(worlds.legal[row], row, made)
    ordered, withheld = choices.ordered.copy(), choices.withheld.copy()
    for seat, several in orders.items():
        ordered[program.plays_of[seat]] = False
        for row, withholding in enumerate(program.withholdings):
            if withholding.seat == seat:
                withheld[row] = withholding in several
        capital = worlds.numbers[program.names.numbers[Capital(seat)]]
        for order in several:
            if isinstance(order, Order):
                play = program.order_of[order]
                can = worlds.legal[play] & (program.cost[play] <= capital) if seat != known else worlds.ending < 0
                ordered[play] = can
                capital = capital - program.cost[play] * can
    return replace(choices, move=made, ordered=ordered, withheld=withheld)


def chosen_in(choices: JointAction, which: NDArray[np.intp]) -> JointAction:
    """What is chosen in some of the worlds, by place."""
    parts = {each.name: getattr(choices, each.name) for each in fields(choices)}
    return replace(choices, **{name: part.take(which, axis=-1) for name, part in parts.items() if part is not None})


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
        over = np.flatnonzero((played.worlds.ending >= 0) & played.ran)
        if len(over):
            ended = kernel.select(played.worlds, over)
            for row, side in enumerate(sides):
                scores[row, played.place[over]] = kernel.scores(ended, side)[0]
    return scores
