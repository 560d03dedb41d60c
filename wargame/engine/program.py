"""A scenario under one lens, laid out as arrays and instructions: what the kernel runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wargame.engine.assembler import Assembler
from wargame.engine.breakdown import Hearing, TieFacts
from wargame.engine.evaluate import Evaluate, Evaluators
from wargame.engine.instructions import Batch, Instructions, Names
from wargame.engine.ledger import Cause
from wargame.engine.record import Record
from wargame.engine.spread import Network
from wargame.model import expression as ex
from wargame.model.order import Order, Withholding
from wargame.model.scenario import Effect, Goal, Scenario
from wargame.model.viewer import Side

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Counts = NDArray[np.int16]
Register = int
"""Of the program's instructions: where the value of an expression is."""


@dataclass(frozen=True)
class CompiledEffect:
    """One effect, ready to run."""

    effect: Effect
    number: int
    amount: Register
    when: Register | None
    uncertainty: int
    """Row of the draws that hold how far the author was off; -1 when the author is sure."""
    size: int
    """Row of its source's sizes that holds the amount; -1 where it depends on the game or on a condition."""
    times: float | Floats = 1.0
    """What the amount that is read is multiplied by, in all worlds or in each; an amount among the sizes is as it is
    there."""
    plus: float | Floats = 0.0
    """What is added to it then, before what the author is unsure of."""
    varied: bool = False
    """Whether that makes it any other than it is read."""


@dataclass(frozen=True, eq=False)
class Source(Record):
    """A cause with the effects it has when it acts."""

    cause: Cause
    delay: int
    sizes: Floats
    """(sizes, 1): the amounts that are the same in every game, each once."""
    effects: tuple[CompiledEffect, ...]


@dataclass(frozen=True)
class CompiledOutcome:
    """One outcome of an event, a move or a reaction."""

    id: str
    source: Source
    weight: Register
    uncertainty: int
    """Row of the draws that hold how far the author was off in its weight; -1 when the author is sure."""
    row: int
    """Its place among all outcomes: what `drawn` and `since` read."""
    purpose: str
    """The name of its clock."""


@dataclass(frozen=True)
class Play:
    """A move, or a reaction as it can be ordered (at one target): what `played` and `times` count."""

    source: Source
    when: Register | None
    condition: ex.Expression | None
    once: bool
    again_after: int
    outcomes: tuple[CompiledOutcome, ...]


@dataclass(frozen=True)
class CompiledEvent:
    """A chance event and the turn it is drawn in."""

    turn: int
    closes: bool
    when: Register | None
    outcomes: tuple[CompiledOutcome, ...]


@dataclass(frozen=True)
class CompiledRule:
    """A rule or an inject."""

    source: Source
    when: Register | None
    once: bool
    combination: bool


@dataclass(frozen=True)
class CompiledGoal:
    """A goal, ready to score."""

    goal: Goal
    when: Register | None
    measure: Register | None
    applies: Register | None


@dataclass(frozen=True, slots=True)
class EffectOf:
    """What a cause does to a number."""

    cause: Cause
    target: ex.Target


@dataclass(frozen=True, slots=True)
class WeightOf:
    """How likely a move, an order or an outcome is against others."""

    cause: Cause


Unsure = ex.Target | ex.Assumed | EffectOf | WeightOf
"""What an author may be unsure of: where a number starts, an assumption, the size of an effect, or a weight."""


def purpose_of(unsure: Unsure) -> str:
    """The name under which it is drawn: `start:NUMBER`, `assumption:ID`, `effect:CAUSE:NUMBER` or `weight:CAUSE`."""
    match unsure:
        case ex.Assumed(name):
            return f"assumption:{name}"
        case EffectOf(cause, target):
            return f"effect:{cause.id}:{ex.text(target)}"
        case WeightOf(cause):
            return f"weight:{cause.id}"
        case target:
            return f"start:{ex.text(target)}"


@dataclass(frozen=True)
class Uncertainty:
    """Something the author is not sure of, drawn once per game."""

    of: Unsure
    plus_or_minus: float

    @cached_property
    def purpose(self) -> str:
        """The name under which it is drawn."""
        return purpose_of(self.of)


@dataclass(frozen=True, eq=False)
class Program(Record):
    """All that resolution needs, and nothing else. Moves are plays `0 .. moves - 1`, orders follow.

    It is data throughout: pickled and compared as such, and open to any reading of its instructions.
    """

    scenario: Scenario
    lens: str
    names: Names
    instructions: Instructions
    """Of all expressions in the parts below."""
    targets: tuple[ex.Target, ...]
    low: Floats
    high: Floats
    drift: Floats
    baseline: Floats
    start: Floats
    start_uncertainties: tuple[tuple[int, int], ...]
    """(number, row of the draws)."""
    assumptions: Floats
    assumption_uncertainties: tuple[tuple[int, int], ...]
    uncertainties: tuple[Uncertainty, ...]
    income: tuple[tuple[int, Cause, float], ...]
    """(number of the capital, cause, amount)."""
    moves: int
    plays: tuple[Play, ...]
    orders: tuple[Order, ...]
    """The order of each play from `moves` on."""
    order_of: Mapping[Order, int]
    """Order -> play."""
    preferences: tuple[Batch, ...]
    """By play: a move's weight or an order's doctrine."""
    preference_uncertainties: tuple[tuple[int, int], ...]
    """(play, row of the draws)."""
    chancy: tuple[int, ...]
    """The plays that may come out in several ways."""
    acting_order: tuple[int, ...]
    """The plays by the ids of their causes, so that sums do not depend on the file's order."""
    outcomes: int
    """How many outcomes there are, of events and of plays."""
    plays_of: Mapping[str, slice]
    """Seat -> its orders among the plays; for MOVER_ID the moves."""
    rest: Counts
    """By play: how many turns after it took effect it can be played again."""
    cost: Floats
    """By play."""
    capital: Mapping[str, int]
    """Seat -> the number of its capital; for MOVER_ID too where the mover has any."""
    consenters: tuple[tuple[int, str, int], ...]
    """(play, seat, row of the withholdings): one for each seat whose consent a play needs."""
    without: Floats
    """By play: the share of effects left when consent is withheld."""
    footnoted: Floats
    """By play: the share of effects left when consent is given with a footnote."""
    withholdings: tuple[Withholding, ...]
    withholding_of: Mapping[Withholding, int]
    withheld_when: tuple[Register, ...]
    footnote_when: tuple[Register | None, ...]
    """By withholding."""
    footnotable: NDArray[np.bool_]
    """By withholding: whether consent may be given in part, (withholdings, 1)."""
    rules: tuple[CompiledRule, ...]
    events: tuple[CompiledEvent, ...]
    news: Mapping[tuple[int, bool], tuple[tuple[int, ...], ...]]
    """(turn, whether they close it) -> the events of each of its months, the earliest month first."""
    injects: tuple[CompiledRule, ...]
    endings: tuple[Register | None, ...]
    expectations: tuple[Register, ...]
    goals: Mapping[Side, tuple[CompiledGoal, ...]]
    delay: int
    """The longest delay of any source."""
    delayed: Indices
    """The numbers that delayed effects change."""
    delayed_row: Mapping[int, int]
    """Number -> its place among these."""
    network: Network
    """Over the numbers of the state."""
    tie_of: Indices
    """By link in the kernel's order: the tie of the scenario it runs over."""
    tie_numbers: Indices
    """By link in the kernel's order: the number of its tie's trust."""
    link_share: Floats
    """By link in the kernel's order: (1 - θ) · attention · c / 100, (links, 1); times trust it is M."""
    bearing: Mapping[str, tuple[tuple[str, float], ...]]
    """By indicator: the indicators of others that bear on it over a tie, with c."""
    attention: Mapping[tuple[str, str], float]
    """(listener, of) -> attention under the lens."""
    preference_times: Floats | None = None
    """(plays, 1): what the weight or doctrine of each play is multiplied by, before what the author is unsure of; None
    where each is as it is read."""
    varied: bool = False
    """Whether some of its numbers are not those of its scenario and lens."""

    def __repr__(self) -> str:
        return (
            f"<Program of {self.scenario.id}, lens {self.lens}: {len(self.targets)} numbers, {self.moves} moves, "
            f"{len(self.orders)} orders, {len(self.rules)} rules>"
        )

    @cached_property
    def couplings(self) -> tuple[tuple[tuple[str, str], ...], Indices]:
        """The pairs (indicator, indicator of others that bears on it) of the links, and by link which of them it is."""
        rows: dict[tuple[str, str], int] = {}
        which = []
        for own, other in zip(self.network.listeners, self.network.sources, strict=True):
            listener, source = self.targets[own], self.targets[other]
            assert isinstance(listener, ex.Level)
            assert isinstance(source, ex.Level)
            which.append(rows.setdefault((listener.indicator, source.indicator), len(rows)))
        return tuple(rows), np.array(which, dtype=np.intp)

    @cached_property
    def delays(self) -> Indices:
        """(plays,): after how many turns each acts."""
        return np.array([play.source.delay for play in self.plays], dtype=np.intp)

    @cached_property
    def by_listener(self) -> Indices:
        """The links by their place in the kernel's order: those of each number together, as they were given."""
        return np.lexsort((self.network.order, self.network.listeners))

    @cached_property
    def hearing(self) -> Hearing:
        """What is taken over from whom, with the links as in `by_listener`."""
        between, actors = self.scenario.ties.between, self.scenario.actors
        chosen = self.scenario.lenses[self.lens].stubbornness
        sources = self.network.sources[self.by_listener]
        indicators = [each.indicator if isinstance(each, ex.Level) else "" for each in self.targets]
        return Hearing(
            indicators=[indicators[source] for source in sources.tolist()],
            ties=self.tie_of[self.by_listener],
            facts={
                place: TieFacts(
                    tie.listener,
                    tie.of,
                    self.attention[tie.listener, tie.of],
                    tie.line,
                    chosen.get(tie.listener, actors[tie.listener].stubbornness),
                )
                for place, tie in enumerate(between)
            },
            bearing=self.bearing,
        )

    @cached_property
    def trusts(self) -> Indices:
        """By tie: the number of its trust."""
        between = self.scenario.ties.between
        return np.array([self.names.numbers[ex.Trust(tie.listener, tie.of)] for tie in between], dtype=np.intp)

    def play_of(self, move: str) -> int:
        """Which of the plays a move is."""
        return self.names.plays[None, move, None][0]

    @cached_property
    def evaluate(self) -> Mapping[Register, Evaluate]:
        """The instructions read with numpy."""
        return Evaluators(self.instructions)

    @cached_property
    def assumption_rows(self) -> Mapping[str, int]:
        """By assumption that the author is unsure of: the row of its draw."""
        names = list(self.scenario.assumptions)
        return {names[place]: row for place, row in self.assumption_uncertainties}

    @cached_property
    def read_by_amount(self) -> dict[Register, tuple[int, ...]]:
        """What has been found so far of which of those rows an amount reads."""
        return {}

    @cached_property
    def _asked(self) -> dict[ex.Expression, Evaluate]:
        return {}

    def evaluator(self, expression: ex.Expression) -> Evaluate:
        """The function of an expression that need not be the scenario's own."""
        if expression not in self._asked:
            assembler = Assembler(self.names)
            register = assembler.register(expression)
            self._asked[expression] = Evaluators(assembler.instructions)[register]
        return self._asked[expression]

    def including(self, expression: ex.Expression) -> tuple[Program, Register]:
        """The program with the instructions of one more expression, and where its value is."""
        assembler = Assembler(self.names, self.instructions)
        register = assembler.register(expression)
        return replace(self, instructions=assembler.instructions), register
