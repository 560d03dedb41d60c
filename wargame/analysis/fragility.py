"""How firm an outcome is that was reached in play: how often it comes again, with what nobody knows drawn anew, where
every choice is frozen as it was made, where one side's are, and where none is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.estimates import Interval, paired_change, share
from wargame.analysis.factors import SHARE
from wargame.analysis.fault import NothingPlayed, QuestionError
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.kernel import Flags, JointAction, Whole, Worlds
from wargame.engine.program import Program, Unsure, purpose_of
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import Resolution, choices
from wargame.model import expression as ex
from wargame.model.order import Order
from wargame.model.scenario import MOVER_ID
from wargame.model.viewer import MOVER, Side, seat_of, sides
from wargame.players import native_games
from wargame.players.bots import bots_of
from wargame.players.finish import finish
from wargame.players.given import Given, released, with_given
from wargame.players.new_games import NewGames
from wargame.players.playout import play_on

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
class AllFrozen:
    """How often the outcome comes with every move, order and inject made again as it was, legal or not."""

    share: Interval
    illegal: Interval
    """The share of games in which some of it was not legal."""
    legal_share: Interval
    """How often the outcome comes in the others."""


@dataclass(frozen=True)
class OwnFrozen:
    """How often it comes with one side's choices made again wherever they are legal; doctrine chooses all else."""

    share: Interval
    illegal: Interval
    """The share of games in which some of them was not legal, and left out."""
    gain: Interval
    """By how much more often it comes than with nothing frozen, in games of the same luck; the intervals of all sides
    hold together."""


@dataclass(frozen=True)
class Rings:
    """How often the outcome comes by the turn reached under one lens, the less the wider."""

    lens: str
    every: AllFrozen
    own: Mapping[Side, OwnFrozen]
    nothing: Interval
    """With nothing frozen: the games that a simulation plays from the same beginning."""


@dataclass(frozen=True)
class AsPlayed:
    """What the same choices come to, and whether they could have been made."""

    ending: str
    legal: bool


@dataclass(frozen=True)
class Fragility:
    """How firm an outcome is."""

    ending: str
    turn: int
    """The turn reached; everything is asked by its end."""
    redrawn: AllFrozen
    """With everything frozen and chance as it came, in draws of what the author is unsure of."""
    instead: Mapping[str, int]
    """What else it comes to with everything frozen and chance drawn anew too, with the number of draws."""
    draws: int
    rings: tuple[Rings, ...]
    """With chance drawn anew too: under the game's own lens, then under each other."""
    lens_gain: Mapping[str, Interval]
    """By each other lens: by how much the outcome comes more often than under the game's own with nothing frozen, in
    games of the same luck; the intervals hold together."""
    flips: tuple[Flip, ...]
    """The changes that flip it each by itself, those that need the least of their spread first."""
    by_lens: Mapping[str, AsPlayed]
    """By lens: what the same moves and orders come to under it, with the same luck."""


def fragility(line: Sequence[Resolution], draws: int = DRAWS, seed: int = 1) -> Fragility:
    """How firm the outcome of a line of turns is, from the first turn of the game on.

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
    >>> found.ending, found.redrawn.share.middle, found.rings[0].nothing.middle
    ('adrift', 1.0, 0.71)
    """
    if not line:
        raise QuestionError(NothingPlayed())
    first = line[0].before
    program = first.program
    ended = int(line[-1].after.worlds.ending[0])
    seeds = many_seeds(f"fragility:{seed}", draws)
    lenses = [first.lens, *(lens for lens in program.scenario.lenses if lens != first.lens)]
    programs = {lens: program if lens == first.lens else compile_scenario(first.scenario, lens) for lens in lenses}
    rings, free, counts = [], [], Counter[str]()
    for lens, under in programs.items():
        found, nothing, ends = _rings(line, under, seeds, ended, lens)
        rings.append(found)
        free.append(nothing)
        if lens == first.lens:
            counts = Counter(_named(program, int(each)) for each in ends if each != ended)
    redrawn, legal = _played(line, NewGames(program, seeds, first.beginning).begin(), keep_chance=True)
    others = len(lenses) - 1
    return Fragility(
        ending=_named(program, ended),
        turn=line[-1].before.worlds.turn,
        redrawn=_all(redrawn.ending == ended, legal),
        instead=dict(counts.most_common()),
        draws=draws,
        rings=tuple(rings),
        lens_gain={lens: paired_change(free[0], came, others) for lens, came in zip(lenses[1:], free[1:], strict=True)},
        flips=_flips(line, _named(program, ended)),
        by_lens={lens: _under(line, programs[lens]) for lens in program.scenario.lenses},
    )


def _rings(
    line: Sequence[Resolution], program: Program, seeds: NDArray[np.uint64], ended: int, lens: str
) -> tuple[Rings, Flags, Whole]:
    """The rings under a lens; in which games the outcome came with nothing frozen; what the games with everything
    frozen came to."""
    games = NewGames(program, seeds, line[0].before.beginning)
    begun = games.begin()
    every, legal = _played(line, begun, keep_chance=False)
    nothing = _simulated(line, games) == ended
    own, several = {}, sides(program.scenario.seats)
    for side in several:
        ends, possible = _with_own(line, begun, side)
        own[side] = OwnFrozen(
            share(int((ends == ended).sum()), len(ends)),
            share(int((~possible).sum()), len(possible)),
            paired_change(nothing, ends == ended, len(several)),
        )
    found = Rings(lens, _all(every.ending == ended, legal), own, share(int(nothing.sum()), len(nothing)))
    return found, nothing, every.ending


def _all(came: Flags, legal: Flags) -> AllFrozen:
    return AllFrozen(
        share(int(came.sum()), len(came)),
        share(int((~legal).sum()), len(legal)),
        share(int((came & legal).sum()), int(legal.sum())),
    )


def _simulated(line: Sequence[Resolution], games: NewGames) -> Whole:
    """What games from the beginning of a line have come to by the turn that it reached, -1 where they go on."""
    found = finish(games, bots_of(games.program.scenario.seats))
    return np.where(found.ended_in <= line[-1].before.worlds.turn, found.ending, -1)


def _with_own(line: Sequence[Resolution], begun: Worlds, side: Side) -> tuple[Whole, Flags]:
    """The same of these games with one side's choices made as in the line, and in which of them all were legal."""
    program, last, given = begun.program, line[-1].before.worlds.turn, _given(line, side)
    legal = np.ones(begun.width, dtype=np.bool_)
    ends = np.full(begun.width, -1, dtype=np.int64)
    for played in play_on(begun, bots_of(program.scenario.seats), given):
        move, orders = given.moves.get(played.turn), given.orders.get(played.turn, {})
        done = np.ones(len(played.place), dtype=np.bool_)
        if move is not None:
            done &= played.choices.move == program.play_of(move)
        for order in (each for several in orders.values() for each in several if isinstance(each, Order)):
            done &= played.choices.ordered[program.order_of[order]]
        legal[played.place[played.ran & ~done]] = False
        ends[played.place] = played.worlds.ending
        if played.turn == last:
            break
    return ends, legal


def _given(line: Sequence[Resolution], side: Side) -> Given:
    """What one side chose in a line of turns."""
    seat = seat_of(side) or MOVER_ID
    moves = {each.before.worlds.turn: each.move for each in line} if side == MOVER else {}
    return Given(moves, {each.before.worlds.turn: {seat: each.orders.get(seat, ())} for each in line})


def _played(line: Sequence[Resolution], worlds: Worlds, keep_chance: bool) -> tuple[Worlds, Flags]:
    """Worlds after the moves, orders and injects of a line of turns, and in which of them all were legal."""
    legal = np.ones(worlds.width, dtype=np.bool_)
    if keep_chance:
        worlds = replace(worlds, fixed=kernel.as_it_came(line[-1].turn.left))
    for played in line:
        chosen = choices(worlds.program, played.move, played.orders, played.injects, worlds.width)
        if keep_chance:
            chosen = replace(
                chosen, outcomes=np.repeat(kernel.acts_as_they_came(played.turn.left), worlds.width, axis=1)
            )
        opened = native_games.open_turn(worlds)
        legal &= (opened.ending >= 0) | _can(opened, played, chosen)
        worlds = native_games.advance(opened, chosen)
    return worlds, legal


def _can(worlds: Worlds, played: Resolution, chosen: JointAction) -> Flags:
    """In which worlds a turn's move, orders and injects are legal."""
    possible = with_given(worlds, chosen, played.move, played.orders)
    found: Flags = worlds.legal[worlds.program.play_of(played.move)].copy()
    assert chosen.released is not None
    for wanted, can in ((chosen.ordered, possible.ordered), (chosen.released, released(worlds, played.injects))):
        found &= (wanted == can).all(axis=0)
    return found


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
        ends = _endings(program, _played(line, worlds, keep_chance=True)[0])
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


def _under(line: Sequence[Resolution], program: Program) -> AsPlayed:
    """What the same moves and orders come to under a lens, chance and draws as they were."""
    first = line[0].before
    begun = NewGames(program, first.worlds.seeds, first.beginning).begin()
    left, legal = _played(line, begun, keep_chance=True)
    return AsPlayed(_endings(program, left)[0], bool(legal[0]))


def _endings(program: Program, worlds: Worlds) -> list[str]:
    return [_named(program, int(ending)) for ending in worlds.ending]


def _named(program: Program, ending: int) -> str:
    return GOES_ON if ending < 0 else list(program.scenario.endings)[ending]
