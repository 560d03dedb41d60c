"""What an author put a number on, each to be varied by itself: assumptions, starts, ties, amounts, leanings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from wargame.engine.compiler import spreading_by
from wargame.engine.program import CompiledEvent, CompiledRule, Play, Program, Source
from wargame.model import expression as ex
from wargame.model.scenario import Effect, Scenario, Weight

T = TypeVar("T")

SHARE = 0.1
"""By what share of itself a number is varied whose author declared no spread."""

Name = tuple[str, str]
"""The kind of a factor and its id: a reaction's effects and its doctrine have the same id."""

KINDS = (
    "assumption",
    "start",
    "trust",
    "attention",
    "stubbornness",
    "spread",
    "move",
    "reaction",
    "rule",
    "event",
    "weight",
    "doctrine",
)
"""The kinds of factors."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One number, or what belongs together, that an outcome may hang on."""

    kind: str
    key: tuple[str, ...]
    """What it is in the scenario: an id, or several."""
    value: float | None
    """As written, under the lens; None where it is several numbers or an expression."""
    by: float
    """How far it is varied either way: in the unit of its value, or as a share where it has none."""
    declared: bool
    """Whether the author declared this spread, of all or of some."""
    line: int

    @property
    def name(self) -> Name:
        """What tells it from every other factor, under any lens."""
        return self.kind, self.id

    @property
    def id(self) -> str:
        """What it is, as the scenario would write it."""
        if self.kind in ("trust", "attention", "spread"):
            return f"{self.kind}({', '.join(self.key)})"
        if self.kind == "stubbornness":
            return f"stubbornness({self.key[0]})"
        return ".".join(self.key)


def factors(scenario: Scenario, lens: str) -> tuple[Factor, ...]:
    """Every factor of a scenario under a lens, kind by kind in the scenario's order. Raises KeyError for the lens."""
    return tuple(_factors(scenario, lens))


def _factors(scenario: Scenario, lens: str) -> Iterator[Factor]:
    chosen = scenario.lenses[lens]
    for each in scenario.assumptions.values():
        yield _number(
            "assumption", (each.id,), chosen.assumptions.get(each.id, each.value), each.plus_or_minus, each.line
        )
    for actor in scenario.actors.values():
        for indicator, begins in actor.levels.items():
            yield _number("start", (actor.id, indicator), begins.value, begins.plus_or_minus, begins.line)
    for tie in scenario.ties.between:
        key = (tie.listener, tie.of)
        yield _number("trust", key, tie.trust.value, tie.trust.plus_or_minus, tie.trust.line)
    for tie in scenario.ties.between:
        key = (tie.listener, tie.of)
        yield _number("attention", key, chosen.attention.get(key, tie.attention), 0.0, tie.line)
    for actor in scenario.actors.values():
        value = chosen.stubbornness.get(actor.id, actor.stubbornness)
        yield _number("stubbornness", (actor.id,), value, 0.0, actor.line)
    for coupling in scenario.couplings:
        key = (coupling.indicator, coupling.by)
        yield _number("spread", key, chosen.couplings.get(key, coupling.weight), 0.0, coupling.line)
    for move in scenario.moves.values():
        yield _act("move", (move.id,), move.effects, move.line)
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            several = tuple(effect for option in reaction.options for effect in option.effects)
            yield _act("reaction", (seat, reaction.id), several, reaction.line)
    for rule in scenario.rules.values():
        yield _act("rule", (rule.id,), rule.effects, rule.line)
    for event in scenario.events.values():
        several = tuple(effect for outcome in event.outcomes for effect in outcome.effects)
        yield _act("event", (event.id,), several, event.line)
    for move in scenario.moves.values():
        yield _preferred("weight", (move.id,), [move.weight], move.line)
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            weights = [option.doctrine for option in reaction.options]
            yield _preferred("doctrine", (seat, reaction.id), weights, reaction.line)


def varied(program: Program, where: Mapping[Factor, float]) -> Program:
    """The program with factors of it moved, each from -1, its low end, to 1, its high end; nothing is compiled.

    Only numbers change, no instruction: the games are those of the scenario with these numbers in it, bit for bit. A
    number is held where it is put: what its author was unsure of is settled. A row of the spread is held to what dies
    out, as `spreading_by` has it.

    Raises:
        ValueError: the program is a varied one; all that is to be varied is given at once.

    >>> import wargame
    >>> from wargame.analysis.factors import factors, varied
    >>> from wargame.engine.compiler import compile_scenario
    >>> program = compile_scenario(wargame.load(wargame.find("first-session")), "plain")
    >>> first = factors(program.scenario, "plain")[0]
    >>> first.id, first.value, first.by
    ('warmth', 1.0, 0.2)
    >>> float(varied(program, {first: -1.0}).assumptions[0, 0])
    0.8
    """
    variation = Variation(program)
    for factor, at in where.items():
        variation.move(factor, at)
    return variation.program()


class Variation:
    """A program whose factors are moved one after another: the program as it is then, whenever it is asked for.

    Raises:
        ValueError: the program is a varied one; all that is to be varied is given at once.
    """

    def __init__(self, program: Program) -> None:
        if program.varied:
            raise ValueError("a varied program is not varied again: give all that is varied at once")
        self._program = program
        self._uncertainties = program.uncertainties
        self._assumptions, self._start = program.assumptions.copy(), program.start.copy()
        self._assumption_rows = dict(program.assumption_uncertainties)
        self._start_rows = dict(program.start_uncertainties)
        self._preference_rows = dict(program.preference_uncertainties)
        self._plays: dict[int, Play] = {}
        self._rules: dict[int, CompiledRule] = {}
        self._events: dict[int, CompiledEvent] = {}
        self._preferences: dict[int, float] = {}
        self._attention: dict[tuple[str, str], float] = {}
        self._stubbornness: dict[str, float] = {}
        self._couplings: dict[tuple[str, str], float] = {}

    def move(self, factor: Factor, at: float) -> None:
        """Move one factor, from wherever it is, to a place from -1, its low end, to 1, its high end."""
        names, by = self._program.names, at * factor.by
        match factor.kind, factor.key:
            case "assumption", (name,):
                row = names.assumptions[name]
                self._assumptions[row, 0] = _value(factor) + by
                self._settle(self._assumption_rows.get(row, -1))
            case "start", (actor, indicator):
                self._begin(names.numbers[ex.Level(actor, indicator)], by)
            case "trust", (listener, of):
                self._begin(names.numbers[ex.Trust(listener, of)], by)
            case "attention", (listener, of):
                self._attention[listener, of] = _value(factor) + by
            case "stubbornness", (name,):
                self._stubbornness[name] = min(1.0, _value(factor) + by)
            case "spread", (indicator, other):
                self._couplings[indicator, other] = _value(factor) + by
            case "weight", (name,):
                self._prefer(factor, self._program.play_of(name), by)
            case "doctrine", (seat, name):
                for row in names.plays[seat, name, None]:
                    self._prefer(factor, row, by)
            case "move", (name,):
                self._act(self._program.play_of(name), at)
            case "reaction", (seat, name):
                for row in names.plays[seat, name, None]:
                    self._act(row, at)
            case "rule", (name,):
                rule = self._program.rules[names.rules[name]]
                self._rules[names.rules[name]] = replace(rule, source=self._scaled(rule.source, at))
            case "event", (name,):
                place = list(self._program.scenario.events).index(name)
                event = self._program.events[place]
                outcomes = (replace(each, source=self._scaled(each.source, at)) for each in event.outcomes)
                self._events[place] = replace(event, outcomes=tuple(outcomes))
            case _:
                raise ValueError(f"there is no kind of factor '{factor.kind}': {', '.join(KINDS)}")

    def program(self) -> Program:
        """The program with all that has been moved."""
        program = self._program
        times = None
        if self._preferences:
            times = np.ones((len(program.plays), 1))
            for row, by in self._preferences.items():
                times[row] = by
        found = replace(
            program,
            assumptions=self._assumptions.copy(),
            start=self._start.copy(),
            uncertainties=self._uncertainties,
            plays=_with(program.plays, self._plays),
            rules=_with(program.rules, self._rules),
            events=_with(program.events, self._events),
            preference_times=times,
            varied=True,
        )
        if self._attention or self._stubbornness or self._couplings:
            vars(found)["couplings"] = program.couplings
            found = spreading_by(found, self._attention, self._stubbornness, self._couplings)
        # The instructions are the same, and so are the functions made of them; the links too.
        vars(found)["evaluate"] = program.evaluate
        return found

    def _begin(self, number: int, by: float) -> None:
        """Have a number begin further up or down, within its range."""
        program = self._program
        begins, low, high = (float(each[number, 0]) for each in (program.start, program.low, program.high))
        self._start[number, 0] = min(max(begins + by, low), high)
        self._settle(self._start_rows.get(number, -1))

    def _prefer(self, factor: Factor, row: int, by: float) -> None:
        """Have a move or an order weigh more or less, by a share of its weight."""
        self._preferences[row] = 1.0 + by
        if factor.declared:
            self._settle(self._preference_rows.get(row, -1))

    def _act(self, row: int, at: float) -> None:
        play = self._program.plays[row]
        self._plays[row] = replace(play, source=self._scaled(play.source, at))

    def _scaled(self, source: Source, at: float) -> Source:
        """A source with its effects moved together: each by the spread its author declared, away from 0 or towards it,
        or by a share."""
        times, effects = 1.0 + at * SHARE, []
        for each in source.effects:
            self._settle(each.uncertainty)
            if spread := each.effect.plus_or_minus:
                effects.append(replace(each, plus=_away(each.effect.amount, at * spread), varied=True))
            else:
                effects.append(each if each.size >= 0 else replace(each, times=times, varied=True))
        return replace(source, sizes=source.sizes * times, effects=tuple(effects))

    def _settle(self, uncertainty: int) -> None:
        if uncertainty >= 0 and self._uncertainties[uncertainty].plus_or_minus:
            several = list(self._uncertainties)
            several[uncertainty] = replace(several[uncertainty], plus_or_minus=0.0)
            self._uncertainties = tuple(several)


def _value(factor: Factor) -> float:
    assert factor.value is not None
    return factor.value


def _with(parts: tuple[T, ...], changed: Mapping[int, T]) -> tuple[T, ...]:
    return tuple(changed.get(row, each) for row, each in enumerate(parts)) if changed else parts


def _away(amount: ex.Expression, by: float) -> float:
    """What makes an amount stronger by so much: a written negative one goes further down. An expression counts as
    positive."""
    down = isinstance(amount, ex.Negative) or (isinstance(amount, ex.Number) and amount.value < 0)
    return -by if down else by


def _number(kind: str, key: tuple[str, ...], value: float, spread: float, line: int) -> Factor:
    return Factor(kind, key, value, spread or abs(value) * SHARE, spread > 0, line)


def _act(kind: str, key: tuple[str, ...], effects: tuple[Effect, ...], line: int) -> Factor:
    return Factor(kind, key, None, SHARE, any(effect.plus_or_minus for effect in effects), line)


def _preferred(kind: str, key: tuple[str, ...], weights: Sequence[Weight], line: int) -> Factor:
    """A weight, by the spread its author declared as a share of it; an expression has no such share, and several
    weights must have the same."""
    shares = {
        each.plus_or_minus / each.amount.value if isinstance(each.amount, ex.Number) and each.amount.value > 0 else 0.0
        for each in weights
    }
    declared = shares.pop() if len(shares) == 1 else 0.0
    return Factor(kind, key, None, declared or SHARE, declared > 0, line)
