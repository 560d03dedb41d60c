"""Why something did not happen, and the smallest change found that would have made it happen.

Three kinds of change are tried: one order of one seat, one number before the turn, one threshold of the condition. Each
that is named was shown true by resolving again; how far the search went is said with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wargame.analysis.wish import Wish, swapped, targets_of, wish
from wargame.authoring import parse
from wargame.engine import kernel, legality, sight
from wargame.engine.evaluate import compile_expression
from wargame.engine.luck import with_luck
from wargame.engine.position import Position
from wargame.engine.resolution import Resolution, resolve
from wargame.engine.view import Unmet
from wargame.game.replay import Replay, with_own_luck_after
from wargame.game.tree import BEGINNING, Node, SavedTurn, Tree
from wargame.model import expression as ex
from wargame.model.order import Order

BUDGET = 2000
"""How many turns are resolved again at the most in search of an order."""
ENOUGH = 3
"""After how many orders found the search for more ends."""
_STEP = 0.1
"""Numbers are moved to tenths, as the screen shows them, where a tenth is enough."""


@dataclass(frozen=True, slots=True)
class OrderChange:
    """One order of one seat, given, left out or exchanged in one turn."""

    turn: int
    seat: str
    instead: tuple[Order, ...]
    """What was ordered and is not now: one order or none."""
    order: tuple[Order, ...]
    """What is ordered now and was not: one order or none."""
    came: int
    """The turn in which it then happens."""
    dropped: tuple[tuple[int, Order], ...]
    """Later orders of the line, with their turns, that are no longer legal then and were left out; none hidden."""


@dataclass(frozen=True, slots=True)
class NumberChange:
    """One number that stands otherwise before the turn."""

    turn: int
    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class ThresholdChange:
    """One written number of the condition moved."""

    part: ex.Expression
    """The comparison it stands in."""
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What was asked, whether it happened after all, what of its condition failed, and what would have been enough."""

    wish: Wish
    node: int
    turn: int
    """The turn looked at: the last of the line, or for a choice the one after it."""
    happened: int | None
    """The turn in which it did happen, or can be chosen; then nothing was searched."""
    reason: str
    """Why a move or reaction cannot be chosen, in one sentence; empty otherwise."""
    unmet: tuple[Unmet, ...]
    orders: tuple[OrderChange, ...]
    """The latest turn first."""
    numbers: tuple[NumberChange, ...]
    """The smallest share of its range first."""
    thresholds: tuple[ThresholdChange, ...]
    """The smallest change first."""
    tried: int
    """How many single orders were tried."""
    reached: int | None
    """The earliest turn whose orders were tried; None for none."""
    complete: bool
    """Whether every single order of every turn was tried, or enough were found."""


def why_not(
    replay: Replay,
    node: int,
    what: str,
    seat: str | None,
    budget: int = BUDGET,
    cancelled: Callable[[], bool] | None = None,
) -> WhyNot:
    """Why something did not happen on the way to a node, as far as a seat may see (None: everything).

    Raises:
        KeyError: a sentence: there is nothing of this name that can be seen, with the nearest name.
        ReplayError: a turn on the way cannot be played again.
    """
    line, position = replay.line(node), replay.position(node)
    asked = wish(position.program, what, seat)
    search = _Search(replay, node, asked, seat, line, position)
    happened = search.happened()
    if happened is not None or (asked.possible and position.ending is not None):
        reason = "" if happened is not None else search.reason()
        return WhyNot(asked, node, position.turn, happened, reason, (), (), (), (), 0, None, True)
    orders = search.orders(budget, cancelled or (lambda: False))
    return WhyNot(
        wish=asked,
        node=node,
        turn=position.turn if asked.possible else len(line),
        happened=None,
        reason=search.reason(),
        unmet=asked.failing(line, position, seat),
        orders=tuple(orders),
        numbers=tuple(search.numbers()),
        thresholds=tuple(search.thresholds()),
        tried=search.tried,
        reached=search.reached,
        complete=search.complete,
    )


def why_not_afresh(
    text: str, file: str, seed: int, lens: str, line: tuple[SavedTurn, ...], what: str, seat: str | None
) -> Iterator[WhyNot]:
    """What `why_not` gives at the end of a line of turns, from what a saved game holds: for another process."""
    nodes = {number: Node(number, number - 1, turn) for number, turn in enumerate(line, 1)}
    replay = Replay(parse(text, file), seed, lens, Tree(nodes))
    yield why_not(replay, len(nodes), what, seat)


class _Search:
    """The search for one wish at the end of one line."""

    def __init__(
        self, replay: Replay, node: int, asked: Wish, seat: str | None, line: Sequence[Resolution], position: Position
    ) -> None:
        self.seed, self.asked, self.seat = replay.seed, asked, seat
        self.line, self.position = line, position
        self.luck = [each.played.luck for each in replay.tree.path(node)] if node != BEGINNING else []
        self.tried, self.complete = 0, True
        self.reached = len(line) or None

    def happened(self) -> int | None:
        """The turn in which the wish came on the line itself; for a choice, the turn it can be made in."""
        if self.asked.possible:
            return self.position.turn if self.asked.open(self.position) else None
        return next((each.before.turn for each in self.line if self.asked.came(each)), None)

    def reason(self) -> str:
        """Why a move or reaction cannot be chosen, without how much capital another seat has; empty otherwise."""
        asked, position = self.asked, self.position
        if not asked.possible:
            return ""
        if asked.kind == "move" or self.seat in (None, asked.seat) or position.ending is not None:
            return asked.reason(position)
        open_reason = legality.play_reason(position, position.program.plays[asked.row], asked.row)
        return open_reason or "its seat has too little capital for it"

    # One order.

    def orders(self, budget: int, cancelled: Callable[[], bool]) -> list[OrderChange]:
        """Single orders that would have been enough, the latest turn's first."""
        found: list[OrderChange] = []
        left = budget
        for place in range(len(self.line) - 1, -1, -1):
            for seat, instead, order in self._variants(place):
                if left <= 0 or cancelled():
                    self.complete = False
                    return found
                self.reached = place + 1
                self.tried += 1
                change, resolved = self._tried(place, seat, instead, order)
                left -= resolved
                if change is not None:
                    found.append(change)
                    if len(found) >= ENOUGH:
                        return found
            self.reached = place + 1
        return found

    def _variants(self, place: int) -> Iterator[tuple[str, tuple[Order, ...], tuple[Order, ...]]]:
        """Every way to give, leave out or exchange one order in a turn; one's own first, and none that is hidden."""
        played = self.line[place]
        scenario = played.before.scenario
        seats = sorted(scenario.seats, key=lambda each: each != self.seat)
        for seat in seats:
            given = sight.seen_orders(scenario, played.orders[seat], self.seat)
            might = sight.seen_orders(scenario, played.before.legal_orders(seat), self.seat)
            for order in might:
                if order not in given:
                    yield seat, (), (order,)
            for old in given:
                yield seat, (old,), ()
                yield from ((seat, (old,), (order,)) for order in might if order not in given)

    def _tried(
        self, place: int, seat: str, instead: tuple[Order, ...], order: tuple[Order, ...]
    ) -> tuple[OrderChange | None, int]:
        """Play on from a turn with one order changed; the change if it was enough, and how many turns were resolved."""
        first = self.line[place]
        own = [each for each in first.orders[seat] if each not in instead] + list(order)
        if legality.orders_reason(first.before, seat, own) is not None:
            return None, 0
        position, dropped, resolved = first.before, [], 0
        for at in range(place, len(self.line)):
            played = self.line[at]
            if at > place:
                position = with_luck(position, self.luck[at], self.seed)
            orders = {**played.orders, seat: tuple(own)} if at == place else played.orders
            kept = _legal(position, orders)
            gone = [each for who in orders for each in orders[who] if each not in kept.get(who, ())]
            seen = sight.seen_orders(position.scenario, gone, self.seat)
            dropped += [(played.before.turn, each) for each in seen]
            if legality.move_reason(position, played.move):
                return None, resolved
            injects = [each for each in played.injects if not legality.inject_reason(position, each)]
            again = with_own_luck_after(resolve(position, played.move, kept, injects), self.seed)
            resolved += 1
            if not self.asked.possible and self.asked.came(again):
                return OrderChange(place + 1, seat, instead, order, at + 1, tuple(dropped)), resolved
            position = again.after
            if position.ending is not None:
                return None, resolved
        if self.asked.possible and self.asked.open(position):
            return OrderChange(place + 1, seat, instead, order, position.turn, tuple(dropped)), resolved
        return None, resolved

    # One number.

    def numbers(self) -> list[NumberChange]:
        """Single numbers before the turn that would have been enough, each moved as little as was found."""
        if not self.line and not self.asked.possible:
            return []
        base = self.position if self.asked.possible else self.line[-1].before
        seen = sight.visible_numbers(base, self.seat)
        wanted = [] if self.asked.when is None else targets_of(self.asked.when)
        if self.asked.kind == "reaction":
            wanted.append(ex.Capital(self.asked.seat))
        found = []
        for target in dict.fromkeys(wanted):
            if ex.text(target) not in seen:
                continue
            row = base.program.names.numbers[target]
            low, high = (float(limit[row, 0]) for limit in (base.program.low, base.program.high))
            before = seen[ex.text(target)]
            ends = [end for limit in (low, high) if (end := self._least(base, row, before, limit)) is not None]
            if ends:
                after = min(ends, key=lambda end: abs(end - before))
                found.append((abs(after - before) / ((high - low) or 1.0), ex.text(target), before, after))
        return [NumberChange(base.turn, name, before, after) for _, name, before, after in sorted(found)]

    def _least(self, base: Position, row: int, before: float, limit: float) -> float | None:
        """The number nearest to `before`, on the way to `limit`, with which the wish comes; None if it does not."""
        stops = _stops(self.asked.when, before, limit)
        far = next((stop for stop in stops if self._comes(base, row, stop)), None)
        if far is None:
            return None
        short = before
        while abs(far - short) > _STEP / 20:
            middle = (short + far) / 2
            if self._comes(base, row, middle):
                far = middle
            else:
                short = middle
        tenths = (_outward(end, limit > before) for end in (short, far))
        inside = (min(max(tenth, min(before, limit)), max(before, limit)) for tenth in tenths)
        return next((tenth for tenth in inside if self._comes(base, row, tenth)), far)

    def _comes(self, base: Position, row: int, value: float) -> bool:
        numbers = base.worlds.numbers.copy()
        numbers[row, 0] = value
        return self._again(Position(replace(base.worlds, numbers=kernel.on_grid(numbers)), base.pending))

    def _again(self, position: Position) -> bool:
        """Whether the wish comes in the turn looked at, played once more from an altered position."""
        if self.asked.possible:
            return self.asked.open(position)
        played = self.line[-1]
        kept = _legal(position, played.orders)
        if legality.move_reason(position, played.move):
            return False
        injects = [each for each in played.injects if not legality.inject_reason(position, each)]
        return self.asked.came(resolve(position, played.move, kept, injects))

    # One threshold.

    def thresholds(self) -> list[ThresholdChange]:
        """Single written numbers of the condition that would have been enough, each moved as little as need be."""
        when = self.asked.when
        if when is None or (not self.line and not self.asked.possible):
            return []
        at, plays, over = self.asked.moment(self.line, self.position)
        now = kernel.moment(at.worlds, plays, over)
        seen = sight.visible_numbers(at, self.seat)
        found = []
        for part in ex.walk(when):
            if not isinstance(part, ex.Comparison) or any(ex.text(each) not in seen for each in targets_of(part)):
                continue
            for number, other, operator in (
                (part.right, part.left, part.operator),
                (part.left, part.right, _TURNED[part.operator]),
            ):
                if not isinstance(number, ex.Number):
                    continue
                value = float(kernel.over(at.worlds, compile_expression(other, at.program.names)(now))[0])
                for candidate in _candidates(value, operator):
                    changed = swapped(when, number, ex.Number(candidate))
                    base = self.position if self.asked.possible else self.line[-1].before
                    program = self.asked.with_condition(base.program, changed)
                    if self._again(Position(replace(base.worlds, program=program), base.pending)):
                        found.append(ThresholdChange(part, number.value, candidate))
                        break
        return sorted(found, key=lambda each: abs(each.after - each.before))


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


def _legal(position: Position, orders: Mapping[str, Sequence[Order]]) -> dict[str, tuple[Order, ...]]:
    """Of every seat's orders those that are still legal together."""
    kept: dict[str, tuple[Order, ...]] = {}
    for seat, several in orders.items():
        own: tuple[Order, ...] = ()
        for order in several:
            if legality.orders_reason(position, seat, [*own, order]) is None:
                own = (*own, order)
        kept[seat] = own
    return kept
