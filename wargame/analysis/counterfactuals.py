"""The search for a change with which something would have happened: one order, one number, or one threshold.

What is found was each time shown true by resolving again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from wargame.analysis.question import Question, swapped
from wargame.engine import kernel, legality, visibility
from wargame.engine.position import Position
from wargame.engine.redraw import with_luck
from wargame.engine.resolution import resolve
from wargame.game.replay import Replay, with_own_luck_after
from wargame.model import expression as ex
from wargame.model.order import Decision
from wargame.model.viewer import Viewer, sees_all_of

ENOUGH = 3
"""After how many orders found the search for more ends."""
_STEP = 0.1
"""Numbers are moved to tenths, as the screen shows them, where a tenth is enough."""


@dataclass(frozen=True, slots=True)
class OrderChange:
    """One order of one seat, given, left out or exchanged in one turn."""

    turn: int
    seat: str
    instead: tuple[Decision, ...]
    """What was ordered and is not now: one order or none."""
    order: tuple[Decision, ...]
    """What is ordered now and was not: one order or none."""
    came: int
    """The turn in which it then happens."""
    dropped: tuple[tuple[int, str], ...]
    """Later orders (`seat.reaction`) and injects of the line, with their turns, that are no longer legal then and were
    left out; none hidden."""


@dataclass(frozen=True, slots=True)
class NumberChange:
    """One number that is different before the turn."""

    turn: int
    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class ThresholdChange:
    """One written number of the condition moved."""

    part: ex.Expression
    """The comparison it is in."""
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a search went."""

    tried: int = 0
    """How many single orders were tried."""
    reached: int | None = None
    """The earliest turn in which anything was tried; None for none."""
    complete: bool = True
    """Whether it was not cut off."""


UNSEARCHED = Extent()
"""The extent of a search that was not begun."""


@dataclass(slots=True)
class Bounds:
    """How far a search may go, and how far it went."""

    left: int
    """How many turns may still be resolved."""
    cancelled: Callable[[], bool]
    tried: int = 0
    reached: int | None = None
    """The earliest turn in which anything was tried."""
    complete: bool = True
    """Whether it was not cut off."""

    @property
    def extent(self) -> Extent:
        """How far the search went."""
        return Extent(self.tried, self.reached, self.complete)

    def over(self) -> bool:
        """Whether the search must end here."""
        if self.left > 0 and not self.cancelled():
            return False
        self.complete = False
        return True


class Search:
    """The search for one question at the end of one line, as far as a seat may see.

    With `others`, orders are also sought that other seats might have given; whether they could tells a little of their
    capital, so where several people play only those they did give are left out.
    """

    def __init__(
        self, replay: Replay, node: int, asked: Question, viewer: Viewer, others: bool, own: tuple[str, ...]
    ) -> None:
        self.seed, self.asked, self.viewer, self.others, self.own = replay.seed, asked, viewer, others, own
        self.line, self.position = replay.line(node), replay.position(node)
        self.luck = [each.played.luck for each in replay.tree.path(node)]

    def happened(self) -> int | None:
        """The turn in which it happened on the line itself; for a choice, the turn it can be made in."""
        if self.asked.possible:
            return self.position.turn if self.asked.open(self.position) else None
        return next((each.before.turn for each in self.line if self.asked.came(each)), None)

    # One order.

    def orders(self, bounds: Bounds) -> list[OrderChange]:
        """Single orders that would have been enough: one's own first, over all turns, and the latest turn's first."""
        found: list[OrderChange] = []
        budget, latest_first = bounds.left, range(len(self.line) - 1, -1, -1)
        for own, place in product((True, False) if self.own else (False,), latest_first):
            if place == len(self.line) - 1:
                bounds.left = budget  # the others' orders are sought as long as one's own
            for seat, instead, order in self._variants(place, own):
                if bounds.over():
                    break
                self._note(bounds, place)
                bounds.tried += 1
                given = [each for each in self.line[place].orders[seat] if each not in instead] + list(order)
                if legality.orders_reason(self.line[place].before, seat, given) is not None:
                    continue
                dropped: list[tuple[int, str]] = []
                came = self._comes_from(place, self.line[place].before, bounds, {seat: tuple(given)}, dropped)
                if came is not None:
                    found.append(OrderChange(place + 1, seat, instead, order, came, tuple(dropped)))
                    if len(found) >= ENOUGH:
                        return found
            else:
                self._note(bounds, place)
        return found

    @staticmethod
    def _note(bounds: Bounds, place: int) -> None:
        bounds.reached = place + 1 if bounds.reached is None else min(bounds.reached, place + 1)

    def _variants(self, place: int, own: bool) -> Iterator[tuple[str, tuple[Decision, ...], tuple[Decision, ...]]]:
        """Every way to give, leave out or exchange one order in a turn, by one's own seats or others; none hidden."""
        played = self.line[place]
        scenario = played.before.scenario
        for seat in scenario.seats:
            if (seat in self.own) != own:
                continue
            given = visibility.seen_orders(scenario, played.orders[seat], self.viewer)
            legal = played.before.legal_orders(seat) if self.others or sees_all_of(self.viewer, seat) else ()
            might = [order for order in visibility.seen_orders(scenario, legal, self.viewer) if order not in given]
            yield from ((seat, (), (order,)) for order in might)
            for old in given:
                yield seat, (old,), ()
                yield from ((seat, (old,), (order,)) for order in might)

    # One number.

    def numbers(self, bounds: Bounds) -> list[NumberChange]:
        """Single numbers before a turn that would have been enough, each moved as little as was found.

        The latest turn in which one is enough; of its numbers the smallest share of their range first.
        """
        last = len(self.line) if self.asked.possible else len(self.line) - 1
        for place in range(last, -1, -1):
            if bounds.over():
                break
            bounds.reached = place + 1
            found = self._numbers_at(place, bounds)
            if found:
                return found
        return []

    def _numbers_at(self, place: int, bounds: Bounds) -> list[NumberChange]:
        base = self.line[place].before if place < len(self.line) else self.position
        seen = visibility.visible_numbers(base, self.viewer)
        wanted = list(ex.reads(self.asked.when))
        if self.asked.kind == "reaction" and self.asked.capital:
            wanted.append(ex.Capital(self.asked.seat))
        found = []
        for target in dict.fromkeys(wanted):
            if ex.text(target) not in seen:
                continue
            row = base.program.names.numbers[target]
            low, high = (float(limit[row, 0]) for limit in (base.program.low, base.program.high))
            before = seen[ex.text(target)]
            ends = [self._least(place, base, row, before, limit, bounds) for limit in (low, high)]
            enough = [end for end in ends if end is not None]
            if enough:
                after = min(enough, key=lambda end: abs(end - before))
                found.append((abs(after - before) / ((high - low) or 1.0), ex.text(target), before, after))
        return [NumberChange(base.turn, name, before, after) for _, name, before, after in sorted(found)]

    def _least(self, place: int, base: Position, row: int, before: float, limit: float, bounds: Bounds) -> float | None:
        """The number nearest to `before`, on the way to `limit`, with which it happens; None if it does not."""

        def comes(value: float) -> bool:
            numbers = base.worlds.numbers.copy()
            numbers[row, 0] = value
            moved = Position(replace(base.worlds, numbers=kernel.on_grid(numbers)), base.delayed)
            return self._comes_from(place, moved, bounds) is not None

        far = next((stop for stop in _stops(self.asked.when, before, limit) if comes(stop)), None)
        if far is None:
            return None
        short = before
        while abs(far - short) > _STEP / 20:
            middle = (short + far) / 2
            if comes(middle):
                far = middle
            else:
                short = middle
        tenths = (_outward(end, limit > before) for end in (short, far))
        inside = (min(max(tenth, min(before, limit)), max(before, limit)) for tenth in tenths)
        return next((tenth for tenth in inside if comes(tenth)), far)

    # One threshold.

    def thresholds(self, bounds: Bounds) -> list[ThresholdChange]:
        """Single written numbers of the condition that would have been enough, were they so from the first turn on.

        Each is moved as little as need be; the smallest change first.
        """
        when, found = self.asked.when, []
        for part in ex.walk(when) if when is not None else ():
            if isinstance(part, ex.Comparison):
                for number, other, operator in (
                    (part.right, part.left, part.operator),
                    (part.left, part.right, _TURNED[part.operator]),
                ):
                    if isinstance(number, ex.Number) and not bounds.over():
                        enough = self._threshold(part, number, other, operator, bounds)
                        found += [] if enough is None else [ThresholdChange(part, number.value, enough)]
        return sorted(found, key=lambda each: abs(each.after - each.before))

    def _threshold(
        self, part: ex.Comparison, number: ex.Number, other: ex.Expression, operator: str, bounds: Bounds
    ) -> float | None:
        """The value nearest to a written number with which it happens; None if none was found."""
        assert self.asked.when is not None
        lines = [self.line] if self.asked.possible else [self.line[: turn + 1] for turn in range(len(self.line))]
        candidates: set[float] = set()
        for line in lines:
            after = self.position if self.asked.possible or not line else line[-1].after
            at, now = self.asked.moment(line, after)
            seen = visibility.visible_numbers(at, self.viewer)
            if any(ex.text(each) not in seen for each in ex.reads(part)):
                return None
            value = float(kernel.over(at.worlds, at.program.evaluator(other)(now))[0])
            for candidate in _candidates(value, operator):
                changed = at.program.evaluator(swapped(self.asked.when, number, ex.Number(candidate)))
                if kernel.holds(at.worlds, changed(now))[0]:
                    candidates.add(candidate)
        for candidate in sorted(candidates, key=lambda each: abs(each - number.value)):
            changed_when = swapped(self.asked.when, number, ex.Number(candidate))
            place = len(self.line) if self.asked.possible else 0
            base = self.position if self.asked.possible else self.line[0].before
            program = self.asked.with_condition(base.program, changed_when)
            moved = Position(replace(base.worlds, program=program), base.delayed)
            if self._comes_from(place, moved, bounds) is not None:
                return candidate
        return None

    # Playing on.

    def _comes_from(
        self,
        place: int,
        position: Position,
        bounds: Bounds,
        given: Mapping[str, tuple[Decision, ...]] | None = None,
        dropped: list[tuple[int, str]] | None = None,
    ) -> int | None:
        """Play the line on from an altered position; the turn in which it happens, None if it does not.

        `given` replaces orders of the first turn. What is no longer legal is left out, and listed in `dropped`.
        """
        for at in range(place, len(self.line)):
            played = self.line[at]
            if at > place:
                position = with_luck(position, self.luck[at], self.seed)
            if legality.move_reason(position, played.move) is not None:
                return None
            orders = {**played.orders, **(given or {})} if at == place else played.orders
            kept = _legal(position, orders)
            injects = [each for each in played.injects if legality.inject_reason(position, each) is None]
            if dropped is not None:
                gone = [each for who in orders for each in orders[who] if each not in kept[who]]
                seen = visibility.seen_orders(position.scenario, gone, self.viewer)
                lost = [f"{each.seat}.{each}" for each in seen] + [e for e in played.injects if e not in injects]
                dropped += [(played.before.turn, each) for each in lost]
            again = with_own_luck_after(resolve(position, played.move, kept, injects), self.seed)
            bounds.left -= 1
            if not self.asked.possible and self.asked.came(again):
                return played.before.turn
            position = again.after
            if position.ending is not None:
                return None
        return position.turn if self.asked.possible and self.asked.open(position) else None


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def _candidates(value: float, operator: str) -> tuple[float, ...]:
    """Thresholds beside a value, the nearest tenth first; with one of them `value operator threshold` turns over."""
    up, down = _outward(value, True), _outward(value, False)
    match operator:
        case "<" | "<=":
            return (up, round(up + _STEP, 6), down, round(down - _STEP, 6))
        case ">" | ">=":
            return (down, round(down - _STEP, 6), up, round(up + _STEP, 6))
        case _:
            return (value, round(value + _STEP, 6))


def _stops(when: ex.Expression | None, before: float, limit: float) -> list[float]:
    """Where to look on the way to a limit, the nearest first: at and beside the condition's written numbers, for it may
    hold in a band that ends before the limit, and at the limit itself."""
    written = [each.value for each in ex.walk(when) if isinstance(each, ex.Number)] if when is not None else []
    low, high = min(before, limit), max(before, limit)
    beside = {round(value + step, 6) for value in written for step in (-_STEP, 0.0, _STEP)}
    inside = {value for value in beside if low < value < high}
    return sorted(inside | ({limit} - {before}), key=lambda stop: abs(stop - before))


def _outward(value: float, up: bool) -> float:
    """The nearest tenth at or above a value, or at or below it."""
    tenth = round(value / _STEP) * _STEP
    if up and tenth < value - 1e-9:
        tenth += _STEP
    if not up and tenth > value + 1e-9:
        tenth -= _STEP
    return round(tenth, 6) + 0.0


def _legal(position: Position, orders: Mapping[str, Sequence[Decision]]) -> dict[str, tuple[Decision, ...]]:
    """Of every seat's orders those that are still legal together."""
    kept: dict[str, tuple[Decision, ...]] = {}
    for seat, several in orders.items():
        own: tuple[Decision, ...] = ()
        for order in several:
            if legality.orders_reason(position, seat, [*own, order]) is None:
                own = (*own, order)
        kept[seat] = own
    return kept
