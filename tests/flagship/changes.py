"""The scenario with one fragment of an expression replaced, or its dates moved: what depends on the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from wargame.engine import kernel
from wargame.engine.kernel import Flags, Worlds
from wargame.model import expression as ex
from wargame.model.scenario import Event, Scenario

TRUE, FALSE = ex.Every(()), ex.Some(())
PARTS = ("moves", "reactions", "rules", "events", "endings")
"""The sections of a scenario whose expressions make up what happens."""
Path = tuple[str, ...]


@dataclass(frozen=True)
class Fragment:
    """A piece of an expression that reads the calendar, and what takes its place."""

    path: Path
    """Where the part is that it belongs to: the section and the ids."""
    whole: ex.Expression
    """The expression in which it stands."""
    part: ex.Expression
    by: ex.Expression | None
    """What takes its place: true, false, or None for the mean of an amount."""

    def __str__(self) -> str:
        """It in the scenario's words."""
        place = {TRUE: "always true", FALSE: "left out", None: "its mean"}[self.by]
        return f"{'.'.join(self.path)}: {ex.text(self.part)} ({place})"


AT_THE_END = ex.Comparison("==", ex.Clock("turn"), ex.Clock("turns"))


def fragments(scenario: Scenario) -> tuple[Fragment, ...]:
    """Every fragment of what happens that reads the calendar, each once.

    But for "at the end" in an ending: the last turn is when a game is judged that nothing has ended before.
    """
    events = frozenset(scenario.events)
    found = [
        Fragment(path, whole, part, by)
        for path, each in parts(scenario)
        for whole in expressions(each)
        for part, by in in_expression(whole, events)
        if (path[0], part) != ("endings", AT_THE_END)
    ]
    return tuple(dict.fromkeys(found))


def in_expression(whole: ex.Expression, events: frozenset[str]) -> Iterator[tuple[ex.Expression, ex.Expression | None]]:
    """The fragments of an expression that read the calendar, each with what takes its place.

    A condition that must hold besides others, or alone, becomes true. One of several that suffice is left out, and what
    it is made of becomes true in turn. A choice between amounts by the calendar becomes its mean, and so does the clock
    where an amount reads it.
    """
    if not reads_calendar(whole, events):
        return
    match whole:
        case ex.Comparison() | ex.Not():
            yield whole, TRUE
        case ex.Every(several):
            for each in several:
                yield from in_expression(each, events)
        case ex.Some(several):
            for each in several:
                if reads_calendar(each, events):
                    yield each, FALSE
                    if isinstance(each, ex.Every | ex.Some):
                        yield from in_expression(each, events)
        case ex.Choice(then, condition, otherwise):
            if reads_calendar(condition, events):
                yield whole, None
            else:
                yield from in_expression(then, events)
                yield from in_expression(otherwise, events)
        case ex.Clock() | ex.SinceDrawn():
            yield whole, None
        case _:
            for each in ex.operands(whole):
                yield from in_expression(each, events)


def reads_calendar(expression: ex.Expression, events: frozenset[str]) -> bool:
    """Whether an expression reads the turn or the year, or how long ago a dated event was."""
    return any(
        (isinstance(node, ex.Clock) and node.name != "turns")
        or (isinstance(node, ex.SinceDrawn) and node.seat is None and node.name in events)
        for node in ex.walk(expression)
    )


def parts(scenario: Scenario) -> Iterator[tuple[Path, Any]]:
    """Every part of what happens with where it is: a move, a reaction, a rule, an event, an ending."""
    for section in PARTS:
        for name, part in getattr(scenario, section).items():
            if isinstance(part, Mapping):
                yield from (((section, name, own), each) for own, each in part.items())
            else:
                yield (section, name), part


def expressions(part: Any) -> Iterator[ex.Expression]:
    """The whole expressions of a part, each as often as it stands there."""
    if isinstance(part, ex.Expression):
        yield part
    elif is_dataclass(part):
        for each in fields(part):
            yield from expressions(getattr(part, each.name))
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from expressions(each)
    elif isinstance(part, tuple):
        for each in part:
            yield from expressions(each)


def rewritten(part: Any, change: Callable[[ex.Expression], ex.Expression]) -> Any:
    """A part with each of its whole expressions changed."""
    if isinstance(part, ex.Expression):
        return change(part)
    if is_dataclass(part) and not isinstance(part, type):
        own = {each.name: getattr(part, each.name) for each in fields(part)}
        return replace(part, **{name: rewritten(value, change) for name, value in own.items()})
    if isinstance(part, Mapping):
        return {name: rewritten(value, change) for name, value in part.items()}
    return tuple(rewritten(each, change) for each in part) if isinstance(part, tuple) else part


def put(whole: ex.Expression, part: ex.Expression, by: ex.Expression) -> ex.Expression:
    """An expression with a fragment replaced wherever it stands in it."""
    if whole == part:
        return by

    def own(several: Sequence[ex.Expression]) -> tuple[ex.Expression, ...]:
        return tuple(put(each, part, by) for each in several)

    match whole:
        case ex.Negative(operand) | ex.Not(operand):
            return type(whole)(put(operand, part, by))
        case ex.Arithmetic(operator, left, right) | ex.Comparison(operator, left, right):
            return type(whole)(operator, *own((left, right)))
        case ex.Every(several) | ex.Some(several):
            return type(whole)(own(several))
        case ex.Choice(then, condition, otherwise):
            return ex.Choice(*own((then, condition, otherwise)))
        case ex.Call(function, arguments):
            return ex.Call(function, own(arguments))
        case _:
            return whole


def replaced(scenario: Scenario, fragment: Fragment, mean: float) -> Scenario:
    """The scenario with a fragment replaced, an amount by this mean; nothing else of it changes."""
    by = ex.Number(mean) if fragment.by is None else fragment.by

    def change(whole: ex.Expression) -> ex.Expression:
        return put(whole, fragment.part, by) if whole == fragment.whole else whole

    section, *keys = fragment.path
    several: Any = dict(getattr(scenario, section))
    if len(keys) == 1:
        several[keys[0]] = rewritten(several[keys[0]], change)
    else:
        several[keys[0]] = {**several[keys[0]], keys[1]: rewritten(several[keys[0]][keys[1]], change)}
    changed: Any = {section: several}
    return replace(scenario, **changed)


class Means:
    """The mean of amounts over the turns of games, as what is chosen in them reads them."""

    def __init__(self, several: Sequence[Fragment]) -> None:
        self._sums = {each.part: 0.0 for each in several if each.by is None}
        self._turns = 0

    def count(self, worlds: Worlds, ran: Flags) -> None:
        """Count a turn, from the worlds in which it is chosen."""
        self._turns += int(ran.sum())
        for part in self._sums:
            self._sums[part] += float(kernel.over(worlds, worlds.program.evaluator(part)(worlds.before))[ran].sum())

    def of(self, fragment: Fragment) -> float:
        """The mean of a fragment; 0 where it is a condition."""
        return self._sums.get(fragment.part, 0.0) / self._turns if self._turns else 0.0


def moved_dates(scenario: Scenario, turns: int) -> Scenario:
    """The scenario with all dates so many turns later, or earlier: those of events, none before the first month."""
    start, months = scenario.calendar.start, turns * scenario.calendar.months_per_turn

    def later(event: Event) -> Event:
        return replace(event, date=max(event.date.plus(months), start))

    return replace(scenario, events={name: later(each) for name, each in scenario.events.items()})
