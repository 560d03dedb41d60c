"""Whole games played in many worlds at once, every seat by a bot unless its orders are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.kernel import Flags, JointAction, Whole, Worlds
from wargame.players import native_games
from wargame.players.bots import BatchBot, choose
from wargame.players.given import Given, released, with_given

COMPACT = 0.875
"""Worlds are left behind once fewer than this share of them go on."""

MovePick = Callable[[Worlds], Whole]
"""Gives the mover's move in each world, (worlds,), all of them legal."""


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
        earlier, worlds = worlds, native_games.open_turn(worlds)
        turn = worlds.turn
        choices = choose(worlds, bots, None if pick is None else pick(worlds))
        if given is not None:
            choices = with_given(worlds, choices, given.moves.get(turn), given.orders.get(turn, {}))
            choices = replace(choices, released=released(worlds, given.injects.get(turn, ())))
        before, worlds = worlds, native_games.advance(worlds, choices)
        yield Played(turn, worlds, place, ran, earlier, before, choices)


def event_outcomes(worlds: Worlds) -> Whole:
    """(events, worlds): the place of the outcome each event has had so far, -1 where it has not taken place."""
    found = np.full((len(worlds.program.events), worlds.width), -1, dtype=np.int64)
    for place, event in enumerate(worlds.program.events):
        for way, outcome in enumerate(event.outcomes):
            found[place, worlds.came[outcome.row] > 0] = way
    return found
