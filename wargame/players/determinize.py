"""What a seat may suppose of what it does not see: worlds that differ from the game only in that.

They come from the worlds that fit what the seat has seen so far (`particles`), so a bot or a forecast that starts from
here knows no more than its seat, and no less.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from wargame.engine import chance, kernel
from wargame.engine.kernel import Worlds
from wargame.engine.position import PlayedTurn, Position
from wargame.engine.program import Program
from wargame.engine.seen_turn import seen_opening, seen_turn
from wargame.model.viewer import FACILITATOR, Viewer
from wargame.players import particles
from wargame.players.particles import Belief

_MOST_KEPT = 24


def determinize(position: Position, viewer: Viewer, seeds: NDArray[np.uint64]) -> Worlds:
    """The position as often as there are seeds, each going on by the luck of its own, as far as a viewer can know.

    What the author is unsure of is drawn anew where the game has not shown it yet. For a seat, numbers that it may not
    see, what came of secret reactions of others and what these have on its way are those of worlds that fit what it
    has seen; outcomes of events are fixed that everybody can read in the opening, and no others.
    """
    if viewer == FACILITATOR:
        return kernel.futures(position.worlds, seeds, position.told)
    belief = suppose(position, viewer)
    program, opening = position.program, position.worlds.opening
    which = particles.drawn_by(belief.weights, chance.uniform(seeds, position.worlds.turn, "belief"))
    worlds = kernel.select(belief.worlds, which)
    draws = kernel.drawn_uncertainties(program, seeds)
    kept = sorted(belief.acted)
    draws[kept] = worlds.draws[kept]
    fixed = kernel.begin(program, seeds[:1], opening).fixed
    return kernel.with_draws(replace(worlds, seeds=seeds, fixed=fixed), draws)


def suppose(position: Position, viewer: Viewer) -> Belief:
    """What a viewer who does not see all supposes of a position, from what it has seen on the way there."""
    return _beliefs.at(position, viewer)


@dataclass(frozen=True, slots=True)
class Supposed:
    """How much what a viewer has seen tells of what it may not see."""

    worlds: int
    """How many worlds were replayed along what was seen."""
    effective: float
    """How many of equal weight tell as much, in the turn that left fewest."""
    near: float
    """The same of those that came near to what was seen, before worlds further off had to count."""
    widened: bool
    """Whether so few came near to what was seen that worlds further off had to count too."""


def supposed(position: Position, viewer: Viewer) -> Supposed | None:
    """What is to be said of a viewer's suppositions in a position; None for whoever sees all."""
    if viewer == FACILITATOR:
        return None
    belief = suppose(position, viewer)
    return Supposed(belief.worlds.width, belief.effective, belief.near, belief.widened)


_Key = tuple[int, tuple[int, ...], Viewer, str | None]


def _key(program: Program, last: Sequence[object], viewer: Viewer, opening: str | None) -> _Key:
    return id(program), tuple(map(id, last)), viewer, opening


class _Beliefs:
    """Beliefs at hand, by what was seen last: what was supposed after a turn serves all that comes after it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, tuple[Program, Sequence[object], Belief]] = OrderedDict()
        self._lock = RLock()

    def at(self, position: Position, viewer: Viewer) -> Belief:
        program, opening = position.program, position.worlds.opening
        # Luck that is drawn otherwise may open other moves.
        last = position.left, position.luck
        kept = self._find(program, last, viewer, opening)
        if kept is None:
            # What was played was played under its own lens, whichever the game is to go on under.
            before = self._after(position.earlier.program, opening, position.line, viewer)
            seen = seen_opening(position.earlier, position.worlds, before.eyes)
            kept = particles.open_turn(particles.play_unseen(before, position.worlds.turn), seen)
            kept = replace(kept, worlds=replace(kept.worlds, program=program))
            self._keep(program, last, viewer, opening, kept)
        return kept

    def _after(self, program: Program, opening: str | None, line: tuple[PlayedTurn, ...], viewer: Viewer) -> Belief:
        """What is supposed once the turns of a line have been played."""
        done, belief = len(line), None
        while done and (belief := self._find(program, line[done - 1 : done], viewer, opening)) is None:
            done -= 1
        if belief is None:
            belief = particles.begin(program, opening, viewer)
        for played in line[done:]:
            belief = particles.play_unseen(belief, played.before.turn)
            belief = particles.open_turn(belief, seen_opening(played.earlier, played.before, belief.eyes))
            belief = particles.play_turn(belief, seen_turn(played, belief.eyes))
            self._keep(program, (played,), viewer, opening, belief)
        return belief

    def _find(self, program: Program, last: Sequence[object], viewer: Viewer, opening: str | None) -> Belief | None:
        key = _key(program, last, viewer, opening)
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept.move_to_end(key)
            return kept[2]

    def _keep(
        self, program: Program, last: Sequence[object], viewer: Viewer, opening: str | None, belief: Belief
    ) -> None:
        with self._lock:
            # Held together with what they are of, so that nothing else takes its place in memory.
            self._kept[_key(program, last, viewer, opening)] = program, last, belief
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)


_beliefs = _Beliefs()
