"""Two versions of a scenario: the line of the edited one that makes a number come out differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from wargame.engine.ledger import Cause, CauseKind, Entry, EventOutcome, Income, InjectId, MoveId, RuleId
from wargame.model import expression as ex
from wargame.model.order import Decision, Order
from wargame.model.scenario import Effect, Lens, Move, Scenario

_WORDS = frozenset(
    ["line", "title", "short", "sign", "text", "because", "source", "matters", "doctrine", "withheld_when"]
)
"""Fields that say where and in what words, or what bots go by, and change no number of a turn already chosen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the edited scenario a difference comes from."""

    line: int | None
    """None for what is no longer in it, or has no line of its own."""
    edited: bool
    """Whether what is there says something else than in the old one; else it only met other numbers."""


class ScenarioDiff:
    """An old scenario and the edited one, both under one lens."""

    def __init__(self, old: Scenario, new: Scenario, lens: str) -> None:
        self.old, self.new = old, new
        self._lenses = old.lenses[lens], new.lenses[lens]
        self._assumptions = dict(self._edited_assumptions())
        self._ties = dict(self._edited_ties())
        self._couplings = dict(self._edited_couplings())

    def start_line(self, target: ex.Target, opening: str | None = None) -> int | None:
        """The line of a number's start, or of the opening that sets it."""
        scenario = self.new
        begins = None if opening is None else scenario.openings[opening]
        if begins is not None and target in begins.levels:
            return begins.line
        match target:
            case ex.Level(actor, indicator):
                return scenario.actors[actor].levels[indicator].line
            case ex.Trust(listener, of):
                return next(
                    (tie.trust.line for tie in scenario.ties.between if (tie.listener, tie.of) == (listener, of)), None
                )
            case ex.Capital(seat):
                budget = scenario.budget(seat)
                return None if budget is None else budget.line
        raise AssertionError(target)

    def place(self, target: ex.Target, cause: Cause, old: Entry | None, new: Entry | None) -> Place:
        """Where it comes from that a cause did something else to a number: the effect's, else the cause's line."""
        if cause.subject is None:
            return self._of_range(target)
        before, after = part_of(self.old, cause), part_of(self.new, cause)
        if before is None or after is None:
            return Place(None if after is None else after.line, True)
        if cause.kind in (CauseKind.INCOME, CauseKind.COST):
            return Place(after.line, not alike(before, after))
        effect = self._effect(target, cause)
        if effect is not None:
            return Place(effect.line, True)
        if not alike(before, after):
            return Place(after.line, True)
        for name in assumed(after):
            if name in self._assumptions:
                return Place(self._assumptions[name], True)
        return self._of_ties(old, new) or Place(after.line, False)

    def ending(self, ids: Sequence[str | None]) -> tuple[str, bool]:
        """Of endings that were come to, the first that was edited, and whether one was; else simply the first."""
        found = [each for each in ids if each is not None]
        edited = (each for each in found if not alike(self.old.endings.get(each), self.new.endings.get(each)))
        first = next(edited, None)
        return (found[0], False) if first is None else (first, True)

    def order_line(self, order: Decision) -> int | None:
        """The line of a reaction, or of the consent that it asks; the seat's where there is no such reaction."""
        seat = order.seat if isinstance(order, Order) else order.of
        reaction = self.new.reactions.get(seat, {}).get(order.reaction)
        if reaction is None:
            return self.new.seats[order.seat].line
        return reaction.line if isinstance(order, Order) or reaction.consent is None else reaction.consent.line

    def _effect(self, target: ex.Target, cause: Cause) -> Effect | None:
        """The effect of a cause that says something else than it did, rather one on this very number."""
        before = effects_of(self.old, cause)
        changed = [each for each in effects_of(self.new, cause) if not any(alike(each, other) for other in before)]
        return next((each for each in changed if each.target == target), changed[0] if changed else None)

    def _of_range(self, target: ex.Target) -> Place:
        old, new = self.old, self.new
        match target:
            case ex.Level(actor, indicator):
                starts = (each.actors[actor].levels[indicator].baseline for each in (old, new))
                if next(starts) != next(starts):
                    return Place(self.start_line(target), True)
                measured = new.indicators[indicator]
                return Place(measured.line, not alike(old.indicators[indicator], measured))
            case ex.Trust():
                ties = tuple((each.ties.low, each.ties.high, each.ties.drift) for each in (old, new))
                # That the ties' own drift and range have no line of their own leaves the tie's.
                return Place(self.start_line(target), ties[0] != ties[1] or self._baselines(target))
            case ex.Capital(seat):
                return Place(self.start_line(target), not alike(old.budget(seat), new.budget(seat)))
        raise AssertionError(target)

    def _baselines(self, target: ex.Trust) -> bool:
        key = target.listener, target.of
        found = [
            {(tie.listener, tie.of): tie.trust.baseline for tie in each.ties.between}.get(key)
            for each in (self.old, self.new)
        ]
        return found[0] != found[1]

    def _of_ties(self, old: Entry | None, new: Entry | None) -> Place | None:
        """The tie, stubbornness or coupling over which a cause came otherwise; None where none was edited."""
        came = [*(old.carried if old else ()), *(new.carried if new else ())]
        for each in came:
            if (each.listener, each.of) in self._ties:
                return Place(self._ties[each.listener, each.of], True)
        lines = [*self._couplings.values(), *self._ties.values()]
        # What came over two ties may owe its difference to the earlier one.
        return Place(lines[0], True) if came and lines else None

    def _edited_assumptions(self) -> Iterator[tuple[str, int]]:
        for name, assumption in self.new.assumptions.items():
            before = self.old.assumptions.get(name)
            values = [
                lens.assumptions.get(name, None if each is None else each.value)
                for lens, each in zip(self._lenses, (before, assumption), strict=True)
            ]
            doubts = before is not None and before.plus_or_minus == assumption.plus_or_minus
            if values[0] != values[1] or not doubts:
                yield name, self._lenses[1].line if name in self._lenses[1].assumptions else assumption.line

    def _edited_ties(self) -> Iterator[tuple[tuple[str, str], int | None]]:
        before, after = (_shares(each, lens) for each, lens in zip((self.old, self.new), self._lenses, strict=True))
        for key in dict.fromkeys((*after, *before)):
            if key not in after:
                yield key, None
            elif key not in before or before[key].attention != after[key].attention:
                yield key, after[key].attention_line
            elif before[key].stubbornness != after[key].stubbornness:
                yield key, after[key].stubbornness_line

    def _edited_couplings(self) -> Iterator[tuple[tuple[str, str], int | None]]:
        before, after = (_weights(each, lens) for each, lens in zip((self.old, self.new), self._lenses, strict=True))
        for key in dict.fromkeys((*after, *before)):
            weight, line = after.get(key, (0.0, None))
            if before.get(key, (0.0, None))[0] != weight:
                yield key, line


@dataclass(frozen=True, slots=True)
class _Share:
    """What a tie weighs with besides its trust, and where each part is."""

    attention: float
    attention_line: int
    stubbornness: float
    stubbornness_line: int


def _shares(scenario: Scenario, lens: Lens) -> Mapping[tuple[str, str], _Share]:
    found: dict[tuple[str, str], _Share] = {}
    for tie in scenario.ties.between:
        key, listener = (tie.listener, tie.of), scenario.actors[tie.listener]
        found[key] = _Share(
            lens.attention.get(key, tie.attention),
            lens.line if key in lens.attention else tie.line,
            lens.stubbornness.get(listener.id, listener.stubbornness),
            lens.line if listener.id in lens.stubbornness else listener.line,
        )
    return found


def _weights(scenario: Scenario, lens: Lens) -> Mapping[tuple[str, str], tuple[float, int | None]]:
    """By indicator and the one it takes from: the weight under a lens, and its line."""
    found: dict[tuple[str, str], tuple[float, int | None]] = {
        (each.indicator, each.by): (each.weight, each.line) for each in scenario.couplings
    }
    return found | {key: (weight, lens.line) for key, weight in lens.couplings.items()}


def part_of(scenario: Scenario, cause: Cause) -> Any:
    """The part of a scenario that a cause is: a move, reaction, rule, event, inject or capital; None if it has none."""
    match cause.subject:
        case MoveId(move):
            return scenario.moves.get(move)
        case Order(seat, reaction):
            return scenario.reactions.get(seat, {}).get(reaction)
        case RuleId(rule):
            return scenario.rules.get(rule)
        case EventOutcome(event):
            return scenario.events.get(event)
        case InjectId(inject):
            return scenario.injects.get(inject)
        case Income(seat):
            return scenario.budget(seat)
    return None


def effects_of(scenario: Scenario, cause: Cause) -> tuple[Effect, ...]:
    """The effects that a cause has by itself in a scenario; none where it is not there."""
    part = part_of(scenario, cause)
    if part is None:
        return ()
    found: tuple[Effect, ...]
    match cause.subject:
        case Order(target=target):
            found = next((option.effects for option in part.options if option.target == target), ())
        case EventOutcome(outcome=way):
            found = next((outcome.effects for outcome in part.outcomes if outcome.id == way), ())
        case _:
            found = part.effects
    return found


def assumed(part: Any) -> Iterator[str]:
    """The assumptions that a part of a scenario reads."""
    if isinstance(part, ex.Assumed):
        yield part.assumption
    elif is_dataclass(part):
        for name in _telling(part):
            yield from assumed(getattr(part, name))
    elif isinstance(part, tuple):
        for each in part:
            yield from assumed(each)
    elif isinstance(part, Mapping):
        yield from assumed(tuple(part.values()))


def alike(one: Any, other: Any) -> bool:
    """Whether two parts of scenarios say the same, on whatever line and in whatever words."""
    if type(one) is not type(other):
        return False
    if is_dataclass(one):
        return all(alike(getattr(one, name), getattr(other, name)) for name in _telling(one))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(alike(one[key], other[key]) for key in one)
    return bool(one == other)


def _telling(part: Any) -> Iterator[str]:
    """The fields of a part that bear on what a turn already chosen comes to: not its words, nor what bots go by."""
    for each in fields(part):
        if each.name not in _WORDS and not (each.name == "weight" and isinstance(part, Move)):
            yield each.name
