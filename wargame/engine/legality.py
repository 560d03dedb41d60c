"""Why an order, a move or an inject is not legal, in one plain sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from wargame.engine import kernel
from wargame.engine.position import Position
from wargame.engine.program import Play, Register
from wargame.engine.view import Unmet
from wargame.model import expression as ex
from wargame.model.order import Order

Orders = Mapping[str, Iterable[Order | str] | Order | str]
"""Orders by seat, each as a value or in its text form; a seat left out orders nothing."""


class IllegalMoveError(ValueError):
    """A move or an inject that cannot be made now; carries `move`, `reason` and `position`.

    The position is the whole one, hidden numbers included: for a program, never for a seat.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> try:
    ...     wargame.resolve(position, "grumbel", {})
    ... except wargame.IllegalMoveError as error:
    ...     print(error, error.position is position)
    grumbel: there is no such move (did you mean grumble?) True
    """

    def __init__(self, move: str, reason: str, position: Position) -> None:
        super().__init__(f"{move}: {reason}")
        self.move = move
        self.reason = reason
        self.position = position

    def __reduce__(self) -> tuple[type[IllegalMoveError], tuple[str, str, Position]]:
        return type(self), (self.move, self.reason, self.position)


class IllegalOrderError(ValueError):
    """An order that cannot be given now; carries `seat`, `order` (its text form), `reason` and `position`.

    The position is the whole one, hidden numbers included: for a program, never for a seat.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> try:
    ...     wargame.resolve(position, "grumble", {"host": "reassure"})
    ... except wargame.IllegalOrderError as error:
    ...     print(error, error.seat, error.position.turn)
    host: reassure: it needs a target: guest, rival host 1
    """

    def __init__(self, seat: str, order: str, reason: str, position: Position) -> None:
        super().__init__(f"{seat}: {order}: {reason}" if order else f"{seat}: {reason}")
        self.seat = seat
        self.order = order
        self.reason = reason
        self.position = position

    def __reduce__(self) -> tuple[type[IllegalOrderError], tuple[str, str, str, Position]]:
        return type(self), (self.seat, self.order, self.reason, self.position)


def check_move(position: Position, move: str) -> None:
    """Raise IllegalMoveError unless the mover can make this move now."""
    reason = move_reason(position, move)
    if reason:
        raise IllegalMoveError(move, reason, position)


def move_reason(position: Position, move: str) -> str:
    """Why the mover cannot make this move now; empty when it can."""
    if position.ending is not None:
        return "the game has ended"
    moves = list(position.scenario.moves)
    if move not in moves:
        return f"there is no such move{_nearest(move, moves)}"
    return play_reason(position, position.program.plays[moves.index(move)], moves.index(move))


def check_inject(position: Position, inject: str) -> None:
    """Raise IllegalMoveError unless the facilitator may release this inject now."""
    reason = inject_reason(position, inject)
    if reason:
        raise IllegalMoveError(inject, reason, position)


def inject_reason(position: Position, inject: str) -> str:
    """Why the facilitator may not release this inject now; empty when it is free."""
    if position.ending is not None:
        return "the game has ended"
    injects = list(position.scenario.injects)
    if inject not in injects:
        return f"there is no such inject{_nearest(inject, injects)}"
    place = injects.index(inject)
    conditional = position.program.injects[place]
    if conditional.once and position.worlds.released[place, 0]:
        return "it has been released already, and can be only once"
    return condition_reason(position, conditional.when, position.scenario.injects[inject].when)


def check_orders(position: Position, orders: Orders) -> Mapping[str, tuple[Order, ...]]:
    """The orders as values, by seat in the scenario's order and each seat's in a fixed order; raises
    IllegalOrderError."""
    seats = position.scenario.seats
    for seat in orders:
        if seat not in seats:
            raise IllegalOrderError(seat, "", f"there is no such seat{_nearest(seat, list(seats))}", position)
    checked: dict[str, tuple[Order, ...]] = {}
    for seat in seats:
        given = orders.get(seat, ())
        several: Iterable[Order | str] = (given,) if isinstance(given, Order | str) else given
        parsed = [_parsed(position, seat, each) for each in several]
        reason = orders_reason(position, seat, parsed)
        if reason:
            raise reason
        checked[seat] = tuple(sorted(parsed, key=lambda order: _rank(position, order)))
    return checked


def orders_reason(position: Position, seat: str, orders: Sequence[Order]) -> IllegalOrderError | None:
    """Why these orders cannot be given together by a seat; None when they can."""
    for order in orders:
        if order.seat != seat:
            return IllegalOrderError(seat, str(order), f"this order belongs to the seat '{order.seat}'", position)
        reason = order_reason(position, order)
        if reason:
            return IllegalOrderError(seat, str(order), reason, position)
        if sum(each == order for each in orders) > 1:
            return IllegalOrderError(seat, str(order), "it is ordered twice in one turn", position)
    own = [order for order in orders if order.withheld_from is None]
    role = position.scenario.seats[seat]
    if len(own) > role.orders_per_turn:
        most = role.orders_per_turn
        return IllegalOrderError(
            seat, str(own[-1]), f"at most {most} reaction{'s' * (most != 1)} can be ordered in a turn", position
        )
    program = position.program
    cost = sum(float(program.cost[program.order_of[order], 0]) for order in own)
    capital = position.numbers[ex.text(ex.Capital(seat))]
    if cost > capital:
        return IllegalOrderError(
            seat,
            str(own[-1]),
            f"together these orders cost {_number(cost)} and there is {_number(capital)} capital",
            position,
        )
    return None


def order_reason(position: Position, order: Order) -> str:
    """Why an order cannot be given now by itself; empty when it can."""
    if position.ending is not None:
        return "the game has ended"
    program = position.program
    if order.withheld_from is not None:
        if order not in program.withholding_of:
            return f"{order.withheld_from}.{order.reaction} does not ask for this seat's consent"
        if not position.asked(order):
            return f"{order.withheld_from}.{order.reaction} cannot be ordered now, so there is no consent to withhold"
        return ""
    row = program.order_of.get(order)
    if row is None:
        return _unknown(position, order)
    reason = play_reason(position, program.plays[row], row)
    if reason:
        return reason
    cost, capital = float(program.cost[row, 0]), position.numbers[ex.text(ex.Capital(order.seat))]
    if cost > capital:
        return f"it costs {_number(cost)} and there is {_number(capital)} capital"
    return ""


def play_reason(position: Position, play: Play, row: int) -> str:
    """Why a move or reaction cannot be played now, cost apart; empty when it can."""
    worlds = position.worlds
    if play.once and worlds.times[row, 0]:
        return f"it has been played in turn {worlds.last[row, 0]}, and can be only once"
    free = int(worlds.last[row, 0]) + play.again_after
    if worlds.last[row, 0] and worlds.turn < free:
        return f"it was played in turn {worlds.last[row, 0]} and can be again from turn {free}"
    return condition_reason(position, play.when, play.condition)


def condition_reason(position: Position, when: Register | None, condition: ex.Expression | None) -> str:
    """In what a condition is not met, as the scenario writes it; empty when it holds or there is none."""
    failing = unmet(position, when, condition)
    return "" if failing is None else unmet_reason(failing)


def unmet(position: Position, when: Register | None, condition: ex.Expression | None) -> Unmet | None:
    """The part of a condition that fails; None when it holds or there is none."""
    if when is None or condition is None:
        return None
    worlds = position.worlds
    now = kernel.moment(worlds)
    if kernel.holds(worlds, position.program.evaluate[when](now))[0]:
        return None
    failing = condition
    if isinstance(condition, ex.Every) and condition.operands:
        evaluator = position.program.evaluator
        failing = next(
            (each for each in condition.operands if not kernel.holds(worlds, evaluator(each)(now))[0]),
            condition,
        )
    names_read = (ex.text(target) for target in ex.reads(failing) if _public(position, target))
    return Unmet(failing, tuple((name, position.numbers[name]) for name in names_read))


def unmet_reason(failing: Unmet) -> str:
    """A failing condition as a reason, in the scenario's own names."""
    now = ", ".join(f"{name} is {_number(value)}" for name, value in failing.readings)
    return f"needs {ex.text(failing.condition)}" + (f"; now {now}" if now else "")


def _public(position: Position, target: ex.Target) -> bool:
    """Whether everyone sees this number, so that a reason may tell it."""
    return isinstance(target, ex.Trust) or (
        isinstance(target, ex.Level) and position.scenario.indicators[target.indicator].seen_by is None
    )


def _parsed(position: Position, seat: str, order: Order | str) -> Order:
    if isinstance(order, Order):
        return order
    try:
        return Order.parse(seat, order)
    except ValueError as error:
        raise IllegalOrderError(seat, str(order), str(error), position) from None


def _unknown(position: Position, order: Order) -> str:
    reactions = position.scenario.reactions.get(order.seat, {})
    reaction = reactions.get(order.reaction)
    if reaction is None:
        return f"the seat has no such reaction{_nearest(order.reaction, list(reactions))}"
    targets = [option.target for option in reaction.options if option.target is not None]
    if not targets:
        return "it takes no target"
    if order.target is None:
        return f"it needs a target: {', '.join(targets)}"
    return f"'{order.target}' is not one of its targets: {', '.join(targets)}"


def _rank(position: Position, order: Order) -> tuple[int, int]:
    program = position.program
    if order.withheld_from is None:
        return 0, program.order_of[order]
    return 1, program.withholding_of[order]


def _nearest(word: str, words: Sequence[str]) -> str:
    near = get_close_matches(word, words, 1)
    return f" (did you mean {near[0]}?)" if near else ""


def _number(value: float) -> str:
    return ex.number_text(round(value, 1))
