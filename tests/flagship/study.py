"""What is measured, and the games that several targets are read from: each set played once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from tests.flagship import ids
from tests.flagship.target import NotYet
from wargame.analysis.edits import without_endings
from wargame.authoring.expressions import parse_expression
from wargame.authoring.file_text import clean
from wargame.authoring.lexer import ExpressionError
from wargame.authoring.problems import Faults
from wargame.authoring.scope import Scope
from wargame.authoring.symbols import gather
from wargame.authoring.yaml_tree import read_tree
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.finished import Finished, Wanted
from wargame.engine.kernel import Flags, Floats, Worlds
from wargame.engine.native.mode import VARIABLE, Engine
from wargame.engine.program import Program
from wargame.engine.redraw import many_seeds
from wargame.model.beginning import Beginning
from wargame.model.expression import Expression, Level, Target, text
from wargame.model.scenario import Scenario
from wargame.players.bots import BatchBot, DoctrineBot
from wargame.players.finish import finish
from wargame.players.given import Given
from wargame.players.new_games import NewGames
from wargame.players.playout import Played, play_on

T = TypeVar("T")

Seeds = NDArray[np.uint64]

SEEDS = "kept for checking"
"""The name that seeds are drawn from unless another is given: nothing is tuned on them."""
_TOGETHER = 4_000
"""So many games are played at a time."""


@dataclass(frozen=True)
class Sizes:
    """How many games are played."""

    games: int = 4_000
    """For most figures, and to value a policy on."""
    searched: int = 500
    """While a best reply in a context is searched."""
    tried: int = 1_000
    """For each single change of many: one reaction always or never."""
    agency: int = 4_000
    """For what a seat can do about its fate; it is searched on at most 500 others."""
    claims: int = 4_000
    """Of each arm of a claim at most."""
    variants: int = 4_000
    """Of the scenario with a part of it changed."""

    @staticmethod
    def scaled(games: int) -> Sizes:
        """All sizes for so many games where the usual is 4,000."""
        part = games / 4_000
        return Sizes(
            games,
            max(50, round(500 * part)),
            max(50, round(1_000 * part)),
            games,
            max(250, round(4_000 * part)),
            games,
        )


CI = Sizes(games=1_000, searched=150, tried=150, agency=200, claims=1_500, variants=400)
"""Sizes that fit into a test."""


@dataclass(frozen=True, eq=False)
class Study:
    """A scenario under one lens, the seeds and the sizes; and what has been played for it."""

    scenario: Scenario
    lens: str
    name: str = SEEDS
    """What seeds are drawn from."""
    sizes: Sizes = field(default_factory=Sizes)
    _kept: dict[str, object] = field(default_factory=dict)

    def kept(self, key: str, make: Callable[[], T]) -> T:
        """What was made under a key, made now if it was not."""
        if key not in self._kept:
            self._kept[key] = make()
        return cast(T, self._kept[key])

    def seeds(self, purpose: str, games: int) -> Seeds:
        """The seeds of so many games for a purpose."""
        return many_seeds(f"flagship:{self.name}:{purpose}", games)

    @property
    def seed(self) -> int:
        """One seed, for what takes a number."""
        return int(many_seeds(f"flagship:{self.name}", 1)[0] % np.uint64(2**31))

    @cached_property
    def program(self) -> Program:
        """The scenario under the lens."""
        return compile_scenario(self.scenario, self.lens)

    @cached_property
    def endless(self) -> Scenario:
        """The scenario with its endings off."""
        return without_endings(self.scenario)

    # --- Names --------------------------------------------------------------------------------------------------------

    @cached_property
    def _scope(self) -> Scope:
        faults = Faults(self.scenario.file)
        cleaned = clean(self.scenario.text, faults)
        root = None if cleaned is None else read_tree(cleaned, faults)
        assert root is not None
        return Scope(gather(root), endings=True)

    def condition(self, *written: str) -> Expression:
        """The first of these conditions that the scenario understands. Raises NotYet where it understands none."""
        for each in written:
            try:
                return parse_expression(each, self._scope, condition=True)
            except ExpressionError:
                continue
        raise NotYet(*written)

    def level(self, *named: str) -> Level:
        """The first of these levels that there is. Raises NotYet where there is none."""
        levels = {text(each): each for each in self.program.targets if isinstance(each, Level)}
        for each in named:
            if each in levels:
                return levels[each]
        raise NotYet(*named)

    def row(self, *named: str) -> int:
        """Where that level is among the numbers."""
        return self.row_of(self.level(*named))

    def row_of(self, number: Target) -> int:
        """Where a number is among the numbers."""
        return self.program.names.numbers[number]

    def needs(self, several: Mapping[str, object], *named: str) -> None:
        """Raises NotYet with the names that are not among several parts."""
        lacking = [each for each in named if each not in several]
        if lacking:
            raise NotYet(*lacking)

    def ending(self, name: str) -> int:
        """The place of an ending. Raises NotYet."""
        self.needs(self.scenario.endings, name)
        return list(self.scenario.endings).index(name)

    def event_rows(self, event: str, outcomes: Sequence[str]) -> list[int]:
        """The rows of some outcomes of an event among what can come about. Raises NotYet."""
        self.needs(self.scenario.events, event)
        place = list(self.scenario.events).index(event)
        rows = {each.id: each.row for each in self.program.events[place].outcomes}
        found = [rows[each] for each in outcomes if each in rows]
        if not found:
            raise NotYet(*(f"{event}.{each}" for each in outcomes))
        return found

    # --- Games --------------------------------------------------------------------------------------------------------

    def doctrine(self) -> dict[str, BatchBot]:
        """Every seat by doctrine."""
        return dict.fromkeys(self.scenario.seats, DoctrineBot())

    @cached_property
    def usual(self) -> Finished:
        """Ordinary games by doctrine, as they ended, with scores and what was used."""
        return self.play(self.seeds("usual", self.sizes.games))

    @cached_property
    def begun(self) -> Worlds:
        """The same games as they began."""
        return NewGames(self.program, self.usual.seeds).begin()

    def play(
        self,
        seeds: Seeds,
        others: Mapping[str, BatchBot] | None = None,
        given: Given | None = None,
        program: Program | None = None,
        opening: str | None = None,
        fixed: Mapping[str, str] | None = None,
    ) -> Finished:
        """Games played to their end, each seat by doctrine but for those named."""
        start = NewGames(program or self.program, seeds, Beginning(opening, fixed or {}))
        bots = {**self.doctrine(), **(others or {})}
        return finish(start, bots, given, wanted=Wanted(scores=True, usage=True, worlds=True))

    def turns(
        self,
        seeds: Seeds,
        program: Program | None = None,
        others: Mapping[str, BatchBot] | None = None,
        last: int | None = None,
    ) -> Iterator[Played]:
        """Games turn by turn, each seat by doctrine but for those named, up to a turn; some thousands at a time, their
        places those of the seeds."""
        bots = {**self.doctrine(), **(others or {})}
        for first in range(0, len(seeds), _TOGETHER):
            worlds = NewGames(program or self.program, seeds[first : first + _TOGETHER]).begin()
            for played in play_on(worlds, bots):
                yield replace(played, place=played.place + first)
                if played.turn == last:
                    break

    def holds(self, worlds: Worlds, condition: Expression) -> Flags:
        """(worlds,): where a condition holds as the turn just played leaves them."""
        value = worlds.program.evaluator(condition)(kernel.moment(worlds, just_played=True))
        return kernel.holds(worlds, value)

    def shares(self, ended: Finished) -> Floats:
        """(endings,): the share of games that came to each."""
        counted = np.bincount(ended.ending, minlength=len(self.scenario.endings))
        shares: Floats = counted / len(ended.ending)
        return shares

    @property
    def noisy(self) -> Given:
        """A resolution every year, nothing in the other half of it. Raises NotYet."""
        self.needs(self.scenario.moves, ids.RESOLUTION, ids.QUIET)
        turns = range(1, self.scenario.calendar.turns + 1)
        return Given(moves={turn: ids.RESOLUTION if turn % 2 else ids.QUIET for turn in turns})

    @property
    def leaving(self) -> Given:
        """The exit adopted and the command left, nothing besides. Raises NotYet."""
        self.needs(self.scenario.moves, ids.ADOPT, ids.LEAVE, ids.QUIET)
        turns = range(1, self.scenario.calendar.turns + 1)
        return Given(
            moves=dict.fromkeys(turns, ids.QUIET) | {ids.ADOPTED_IN: ids.ADOPT, ids.LEFT_IN: ids.LEAVE},
        )


@contextmanager
def with_numpy() -> Iterator[None]:
    """Plays with numpy: a scenario that is played once is not worth compiling."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = Engine.NUMPY.value
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
