"""Choices of a seat tried in the same games, played on to the end: all of them, or fewer and fewer in more and more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.kernel import Floats
from wargame.engine.position import Position
from wargame.model.order import Decision
from wargame.model.viewer import FACILITATOR, Seated
from wargame.players.bots import bots_of, choose
from wargame.players.determinize import determinize
from wargame.players.finish import scores_at_end
from wargame.players.given import with_given

_WIDTH = 2048


class Trial:
    """Games that go on from a position by the luck of some seeds, the same for every choice that is tried in them."""

    def __init__(
        self,
        position: Position,
        seat: str,
        seeds: NDArray[np.uint64],
        move: str | None = None,
        sees_all: bool = False,
    ) -> None:
        """They start from what the seat may see, unless it `sees_all`; for None chance picks the move in each."""
        self._seat, self._move, self.games = seat, move, len(seeds)
        self._start = determinize(position, FACILITATOR if sees_all else Seated(seat), seeds)
        self._bots = bots_of(position.scenario.seats)
        self._first = choose(self._start, self._bots)

    def scores(self, tried: Sequence[Sequence[Decision]], first: int = 0, games: int | None = None) -> Floats:
        """(choices, games): the seat's score at the end of so many of the games from the `first`; None for all left.

        All else is chosen by doctrine.
        """
        of = np.arange(first, self.games if games is None else first + games)
        start, chosen = kernel.select(self._start, of), kernel.chosen_in(self._first, of)
        found = np.empty((len(tried), len(of)))
        each = max(1, _WIDTH // max(1, len(of)))
        for begin in range(0, len(tried), each):
            some = tried[begin : begin + each]
            parts = [with_given(start, chosen, self._move, {self._seat: orders}, known=self._seat) for orders in some]
            worlds = kernel.select(start, np.tile(np.arange(len(of)), len(some)))
            scores = scores_at_end(worlds, self._bots, [Seated(self._seat)], first=kernel.side_by_side(parts))
            found[begin : begin + each] = scores.reshape(len(some), len(of))
        return found


@dataclass(frozen=True)
class Round:
    """So many choices are played in so many fresh games each, and the best of them stay."""

    choices: int
    games: int
    stay: int


def halving(choices: int, games: int, stay: int = 1) -> tuple[Round, ...]:
    """The rounds in which the worse half goes out until so few stay, each with as many games in all.

    Together they take about as many as `games` for every choice would.

    Source: Karnin, Koren and Somekh, "Almost optimal exploration in multi-armed bandits", ICML 2013 (successive
    halving); as what was played in earlier rounds counts too, no more games are thrown away than choices.

    >>> halving(8, 12)
    (Round(choices=8, games=4, stay=4), Round(choices=4, games=8, stay=2), Round(choices=2, games=16, stay=1))
    """
    fields = [choices]
    while fields[-1] > stay:
        fields.append(max(stay, -(-fields[-1] // 2)))
    share = choices * games // max(1, len(fields) - 1)
    return tuple(Round(now, max(1, share // now), then) for now, then in pairwise(fields))


def halved(trial: Trial, tried: Sequence[Sequence[Decision]], rounds: Sequence[Round]) -> tuple[int, ...]:
    """The places of the choices that stay after some rounds, in their order; of equal ones the earlier stay.

    Every round is played by seeds of its own, and the mean over all rounds so far decides.
    """
    left = np.arange(len(tried))
    total, played = np.zeros(len(tried)), 0
    for each in rounds:
        scores = trial.scores([tried[place] for place in left.tolist()], played, each.games)
        total[left] += scores.sum(axis=1)
        played += each.games
        left = np.sort(left[np.argsort(-total[left], kind="stable")[: each.stay]])
    return tuple(left.tolist())
