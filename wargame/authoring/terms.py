"""Whether a condition can hold at all: taken apart into cases, each held against the ranges and the rules of a turn.

In one turn the mover makes one move, a seat gives so many orders, and an event has one outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from wargame.authoring.instants import ANY_TIME, PLAYING, Instant
from wargame.authoring.intervals import Acts, Bound, Ranges, meet
from wargame.model import expression as ex
from wargame.model.scenario import Calendar, Event

MOST_TERMS = 64
"""A condition of more cases than this is judged by its ranges alone."""

SLACK = 1e-9
"""Sums of costs may differ by this much with their order."""

TRUE = ex.Every(())

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
Literal = tuple[ex.Expression, bool]
"""A condition without `and`, `or` and `not` in it, and whether it has to hold or to fail."""
Term = tuple[Literal, ...]
"""What has to hold and fail together: one case of a condition."""


def terms(condition: ex.Expression, holds: bool = True) -> tuple[Term, ...] | None:
    """The cases in which a condition holds (or fails), none if there is none; None when there are very many.

    >>> a, b = ex.Fired("a"), ex.Fired("b")
    >>> terms(ex.Not(ex.Every((a, ex.Not(b)))))
    (((Fired(rule='a'), False),), ((Fired(rule='b'), True),))
    """
    match condition:
        case ex.Not(operand):
            return terms(operand, not holds)
        case ex.Every(several) | ex.Some(several):
            inner = [terms(each, holds) for each in several]
            if isinstance(condition, ex.Every) != holds:
                found: tuple[Term, ...] = ()
                for cases in inner:
                    if cases is None:
                        return None
                    found += cases
            else:
                found = ((),)
                for cases in inner:
                    if cases is None or len(found) * len(cases) > MOST_TERMS:
                        return None
                    found = tuple(one + other for one in found for other in cases)
            return found if len(found) <= MOST_TERMS else None
        case ex.Comparison(operator, left, right) if not holds:
            # No number is ever undefined, so what is not below is at least as high.
            return (((ex.Comparison(_OPPOSITE[operator], left, right), True),),)
        case _:
            return (((condition, holds),),)


@dataclass(frozen=True)
class TurnRules:
    """What the rules of a turn allow together."""

    orders: Mapping[str, int]
    """By seat: the most orders in a turn."""
    costs: Mapping[tuple[str, str], float]
    """By seat and reaction."""
    events: Mapping[str, Event]
    """Each comes out once; how an act comes out can differ from turn to turn."""

    def why_not(self, term: Term, ranges: Ranges) -> str | None:
        """Why a case cannot come about in one turn: `moves`, `orders`, `cost`, `outcomes` or `opposites`; None if it
        can."""
        yes = {node for node, holds in term if holds}
        no = {node for node, holds in term if not holds}
        if not yes.isdisjoint(no):
            return "opposites"
        outcomes: dict[str, str] = {}
        endings: set[str] = set()
        for node in yes:
            if self.is_event(node) and outcomes.setdefault(node.name, node.outcome) != node.outcome:
                return "outcomes"
            if isinstance(node, ex.Ended):
                endings.add(node.ending)
            if isinstance(node, ex.Played | ex.Drawn) and node.target is not None and replace(node, target=None) in no:
                return "opposites"
        if len(endings) > 1:
            return "outcomes"
        return self._why_not_played({node for node in yes if isinstance(node, ex.Played)}, ranges)

    def is_event(self, node: ex.Expression) -> TypeGuard[ex.Drawn]:
        """Whether a condition is that an event has come out so."""
        return isinstance(node, ex.Drawn) and node.seat is None and node.name in self.events

    def _why_not_played(self, played: Iterable[ex.Played], ranges: Ranges) -> str | None:
        moves: set[str] = set()
        aims: dict[tuple[str, str], set[str]] = {}
        for node in played:
            if node.seat is None:
                moves.add(node.name)
            else:
                aims.setdefault((node.seat, node.name), set()).update([] if node.target is None else [node.target])
        if len(moves) > 1:
            return "moves"
        orders: dict[str, int] = {}
        spent: dict[str, float] = {}
        for (seat, name), targets in aims.items():
            times = max(1, len(targets))
            orders[seat] = orders.get(seat, 0) + times
            spent[seat] = spent.get(seat, 0.0) + times * self.costs.get((seat, name), 0.0)
        if any(count > self.orders.get(seat, count) for seat, count in orders.items()):
            return "orders"
        if any(cost > ranges.amount(ex.Capital(seat))[1] + SLACK for seat, cost in spent.items()):
            return "cost"
        return None


@dataclass
class Effort:
    """How much looking is still worth, in parts of conditions looked at: a file of very many must not take minutes."""

    left: int = 500_000

    def spend(self, parts: int) -> bool:
        """Whether so much is left; it is taken if so, and nothing is left if not."""
        enough = parts <= self.left
        self.left = self.left - parts if enough else 0
        return enough


@dataclass(frozen=True)
class Judge:
    """Says what can hold, given what can happen in a game at most."""

    ranges: Ranges
    """Whenever something is read."""
    acts_at: Callable[[Instant], Acts]
    """What is known of the acts and events when something is read."""
    rules: TurnRules
    calendar: Calendar
    effort: Effort = field(default_factory=Effort)

    def can_hold(self, condition: ex.Expression, given: ex.Expression = TRUE, at: Instant = ANY_TIME) -> bool:
        """Whether a condition can hold together with what is given, when it is read; said when in doubt."""
        if self.effort.left == 0 or condition == TRUE == given:
            return True
        whole = condition if given == TRUE else ex.Every((given, condition))
        nodes = list(ex.walk(whole))
        if not self.effort.spend(len(nodes)):
            return True
        cases = terms(whole)
        timed = at.turn is None and any(isinstance(node, ex.Clock | ex.Drawn | ex.SinceDrawn) for node in nodes)
        turns = range(1, self.calendar.turns + 1) if timed else (at.turn,)
        if cases is None or not self.effort.spend(len(turns) * sum(4 + len(case) for case in cases)):
            return self.at(at).truth(whole)[0]
        for each in turns:
            ranges = self.at(at if each is None else replace(at, turn=each))
            if any(self._case_can(case, ranges) for case in cases):
                return True
        return False

    def first_turn(self, condition: ex.Expression, at: Instant) -> int:
        """The first turn in which a condition can hold; past the last one when it never can."""
        turns = range(1, self.calendar.turns + 1)
        return next((turn for turn in turns if self.can_hold(condition, at=replace(at, turn=turn))), len(turns) + 1)

    def at(self, instant: Instant) -> Ranges:
        """The ranges when something is read."""
        clock = self.ranges.clock
        if instant.turn is not None:
            now, year = float(instant.turn), float(self.calendar.date(instant.turn).year)
            clock = {**clock, "turn": (now, now), "year": (year, year)}
        return replace(self.ranges, clock=clock, acts=self.acts_at(instant))

    def why_never(self, condition: ex.Expression, at: Instant) -> frozenset[str]:
        """What keeps each case of a condition from coming about in one turn: what the rules of a turn say, `unplayed`
        or `undrawn` for what is not known yet when it is read, or `ranges` for anything else."""
        cases = terms(condition)
        if cases is None:
            return frozenset(["ranges"])
        return frozenset(self._why_never(case, at) for case in cases)

    def _why_never(self, case: Term, at: Instant) -> str:
        yes = [node for node, holds in case if holds]
        if at.stage not in (None, *PLAYING) and any(isinstance(node, ex.Played) for node in yes):
            return "unplayed"
        told = self.rules.why_not(case, self.ranges)
        if told is None and at.turn is not None:
            later = (
                not at.knows(self.rules.events[node.name], self.calendar, at.turn)
                for node in yes
                if self.rules.is_event(node)
            )
            told = "undrawn" if any(later) else None
        return told or "ranges"

    def _case_can(self, case: Term, ranges: Ranges) -> bool:
        if self.rules.why_not(case, ranges) is not None:
            return False
        bounds: dict[ex.Expression, list[Bound]] = {}
        for node, holds in case:
            can, can_not = ranges.truth(node)
            if not (can if holds else can_not):
                return False
            if isinstance(node, ex.Comparison) and holds:
                _bound(bounds, node, ranges)
        return all(meet(ranges.amount(number), several) for number, several in bounds.items())


def _bound(bounds: dict[ex.Expression, list[Bound]], node: ex.Comparison, ranges: Ranges) -> None:
    """Add what a comparison that holds says of each of its sides."""
    left, right = ranges.amount(node.left), ranges.amount(node.right)
    of_left, of_right = bounds.setdefault(node.left, []), bounds.setdefault(node.right, [])
    match node.operator:
        case "<" | "<=":
            of_left.append((node.operator, right[1]))
            of_right.append((">" if node.operator == "<" else ">=", left[0]))
        case ">" | ">=":
            of_left.append((node.operator, right[0]))
            of_right.append(("<" if node.operator == ">" else "<=", left[1]))
        case "==":
            of_left += [(">=", right[0]), ("<=", right[1])]
            of_right += [(">=", left[0]), ("<=", left[1])]
        case _:
            of_left += [("!=", right[0])] if right[0] == right[1] else []
            of_right += [("!=", left[0])] if left[0] == left[1] else []
