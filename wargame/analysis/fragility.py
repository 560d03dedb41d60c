"""How firm an outcome is that was reached in play: the same choices, with what nobody knows drawn anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wargame.analysis.estimates import Interval, share
from wargame.analysis.factors import SHARE
from wargame.analysis.fault import NothingPlayed, QuestionError
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.kernel import Worlds
from wargame.engine.program import Program, Unsure, purpose_of
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import Resolution, choices
from wargame.model import expression as ex
from wargame.players import native_games

DRAWS = 4096
STEPS = 20
"""How finely a change is made smaller, down from all of its spread."""
_WIDTH = 2048
GOES_ON = "goes on"
"""What is said instead of an ending where the game goes on."""


@dataclass(frozen=True)
class Flip:
    """One change by which the same moves and orders come to another ending."""

    of: Unsure
    change: float
    """The smallest that was found, in the number's own unit."""
    part: float
    """How much of its spread that is, from 0 to 1."""
    declared: bool
    """Whether the author declared the spread; otherwise it is a tenth of the number."""
    ending: str
    """What it comes to."""

    @property
    def factor(self) -> str:
        """Its name: `assumption:ID`, `start:NUMBER` or `effect:CAUSE:NUMBER`."""
        return purpose_of(self.of)


@dataclass(frozen=True)
class Fragility:
    """How firm an outcome is."""

    ending: str
    redrawn: Interval
    """The share of draws of what the author is unsure of in which it comes out the same."""
    chance: Interval
    """The same with the chance events drawn anew too."""
    instead: Mapping[str, int]
    """What else it comes to with the chance events drawn anew, with the number of draws."""
    draws: int
    flips: tuple[Flip, ...]
    """The changes that flip it each by itself, those that need the least of their spread first."""
    by_lens: Mapping[str, str]
    """By lens: what the same moves and orders come to under it."""

    @property
    def needs_lens(self) -> bool:
        """Whether the same moves and orders come to something else under another lens."""
        return len(set(self.by_lens.values())) > 1


def fragility(line: Sequence[Resolution], draws: int = DRAWS, seed: int = 1) -> Fragility:
    """How firm the outcome of a line of turns is, from the first turn of the game on.

    Everybody moves and orders as then, also where it would not be legal any more.

    Raises:
        ValueError: no turn has been played.

    >>> import wargame
    >>> from wargame.analysis import fragility
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> line = []
    >>> while position.ending is None:
    ...     line.append(wargame.resolve(position, None, {}))
    ...     position = line[-1].after
    >>> found = fragility(line, draws=200)
    >>> found.ending, found.redrawn.middle
    ('adrift', 1.0)
    """
    if not line:
        raise QuestionError(NothingPlayed())
    program = line[0].before.program
    ending = _named(program, int(line[-1].after.worlds.ending[0]))
    begins = line[0].before.beginning
    again = kernel.begin(program, many_seeds(f"fragility:{seed}", draws), begins.opening, begins.fixed)
    redrawn = _endings(program, _played(line, again, keep_chance=True))
    chance = _endings(program, _played(line, again, keep_chance=False))
    counts = Counter(each for each in chance if each != ending)
    return Fragility(
        ending=ending,
        redrawn=share(redrawn.count(ending), draws),
        chance=share(chance.count(ending), draws),
        instead=dict(counts.most_common()),
        draws=draws,
        flips=_flips(line, ending),
        by_lens={lens: _under(line, lens) for lens in program.scenario.lenses},
    )


def _played(line: Sequence[Resolution], worlds: Worlds, keep_chance: bool) -> Worlds:
    """Worlds after the moves, orders and injects of a line of turns."""
    if keep_chance:
        worlds = replace(worlds, fixed=kernel.as_it_came(line[-1].turn.left))
    for played in line:
        chosen = choices(worlds.program, played.move, played.orders, played.injects, worlds.width)
        if keep_chance:
            chosen = replace(
                chosen, outcomes=np.repeat(kernel.acts_as_they_came(played.turn.left), worlds.width, axis=1)
            )
        worlds = native_games.advance(native_games.open_turn(worlds), chosen)
    return worlds


@dataclass(frozen=True)
class _Change:
    """What can be changed: a draw, or a number at the start."""

    of: Unsure
    part: str
    """`draws` or `numbers`."""
    row: int
    spread: float
    declared: bool


def _changes(program: Program, opening: str | None) -> list[_Change]:
    begun = dict(program.start_uncertainties)
    levels = {} if opening is None else program.scenario.openings[opening].levels
    found = [
        _Change(uncertainty.of, "draws", row, uncertainty.plus_or_minus, True)
        for row, uncertainty in enumerate(program.uncertainties)
        if row not in begun.values()
    ]
    for number, target in enumerate(program.targets):
        declared = number in begun
        start = levels.get(target, float(program.start[number, 0]))
        spread = program.uncertainties[begun[number]].plus_or_minus if declared else abs(start) * SHARE
        if spread and not isinstance(target, ex.Capital):
            found.append(_Change(target, "numbers", number, spread, declared))
    return found


def _flips(line: Sequence[Resolution], ending: str) -> tuple[Flip, ...]:
    """Every single change of a draw or a starting number that flips the outcome, by the least part of its spread."""
    program, first = line[0].before.program, line[0].before.worlds
    steps = np.arange(1, STEPS + 1) / STEPS
    parts = np.stack([steps, -steps], axis=1).ravel()
    changes, found = _changes(program, first.opening), []
    each = max(1, _WIDTH // len(parts))
    for begin in range(0, len(changes), each):
        some = changes[begin : begin + each]
        worlds = kernel.select(first, np.zeros(len(some) * len(parts), dtype=np.intp))
        for place, change in enumerate(some):
            _make(worlds, change, slice(place * len(parts), (place + 1) * len(parts)), parts * change.spread)
        ends = _endings(program, _played(line, worlds, keep_chance=True))
        for place, change in enumerate(some):
            own = ends[place * len(parts) : (place + 1) * len(parts)]
            flipped = next((at for at, end in enumerate(own) if end != ending), None)
            if flipped is not None:
                part = float(parts[flipped])
                found.append(Flip(change.of, part * change.spread, abs(part), change.declared, own[flipped]))
    return tuple(sorted(found, key=lambda flip: (flip.part, flip.factor)))


def _make(worlds: Worlds, change: _Change, where: slice, by: kernel.Floats) -> None:
    """Make one change, by so much in each of some worlds, within its range."""
    program = worlds.program
    changed = getattr(worlds, change.part)[change.row]
    before = changed[where].copy()
    if change.part == "draws":
        changed[where] = np.clip(before + by, -change.spread, change.spread)
        for place, uncertainty in program.assumption_uncertainties:
            if uncertainty == change.row:
                worlds.assumptions[place, where] += changed[where] - before
    else:
        low, high = program.low[change.row, 0], program.high[change.row, 0]
        changed[where] = kernel.on_grid(np.clip(before + by, low, high))


def _under(line: Sequence[Resolution], lens: str) -> str:
    """What the same moves and orders come to under a lens, chance and draws as they were."""
    first = line[0].before
    if lens == first.lens:
        return _named(first.program, int(line[-1].after.worlds.ending[0]))
    program = compile_scenario(first.scenario, lens)
    begun = kernel.begin(program, first.worlds.seeds, first.beginning.opening, first.beginning.fixed)
    return _endings(program, _played(line, begun, keep_chance=True))[0]


def _endings(program: Program, worlds: Worlds) -> list[str]:
    return [_named(program, int(ending)) for ending in worlds.ending]


def _named(program: Program, ending: int) -> str:
    return GOES_ON if ending < 0 else list(program.scenario.endings)[ending]
