"""Whether an order, a move or an inject is legal, and if not, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wargame.engine import kernel
from wargame.engine.position import Position
from wargame.engine.program import Play, Register
from wargame.engine.refusal import (
    ConsentNotNeeded,
    GameEnded,
    NoFootnote,
    NotAnOrder,
    NoTarget,
    NothingToWithhold,
    OnlyOnce,
    OtherSeat,
    Refusal,
    RefusedChoice,
    RefusedOrder,
    Released,
    TakesNoTarget,
    TooMany,
    TooSoon,
    Twice,
    Unaffordable,
    UnaffordableMove,
    UnaffordableTogether,
    UnknownInject,
    UnknownMove,
    UnknownReaction,
    UnknownSeat,
    UnknownTarget,
    Unmet,
)
from wargame.model import expression as ex
from wargame.model.grid import GRID_DIGITS
from wargame.model.nearest import nearest
from wargame.model.order import Decision, Order, Withholding, parse_decision
from wargame.model.scenario import MOVER_ID, Scenario

Orders = Mapping[str, Iterable[Decision | str] | Decision | str]
"""Orders by seat, each as a value or in its text form; a seat left out orders nothing.

Under MOVER_ID stands how the mover answers where its consent is asked; left out, as its doctrine declares.
"""


class IllegalMoveError(ValueError):
    """A move or an inject that cannot be made now; carries `move`, `refusal` and `position`.

    Its text names the refusal's code and values: `leave_command: too-soon (turn 2, again 4)`. The position is the whole
    one, hidden numbers included: for a program, never for a seat.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> try:
    ...     wargame.resolve(position, "grumbel", {})
    ... except wargame.IllegalMoveError as error:
    ...     print(error, error.position is position)
    grumbel: unknown-move (nearest grumble) True
    """

    def __init__(self, move: str, refusal: Refusal, position: Position) -> None:
        super().__init__(move, refusal, position)
        self.move = move
        self.refusal = refusal
        self.position = position

    @property
    def fault(self) -> RefusedChoice:
        """What is refused and why, without the position."""
        return RefusedChoice(None, self.move, self.refusal)

    def __str__(self) -> str:
        return str(self.fault)


class IllegalOrderError(ValueError):
    """An order that cannot be given now; carries `seat`, `order` (its text form), `refusal` and `position`.

    Its text names the refusal's code and values: `host: press: unaffordable (cost 30, capital 20)`. The position is the
    whole one, hidden numbers included: for a program, never for a seat.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> try:
    ...     wargame.resolve(position, "grumble", {"host": "reassure"})
    ... except wargame.IllegalOrderError as error:
    ...     print(error.seat, error.order, error.refusal.code)
    host reassure no-target
    """

    def __init__(self, seat: str, order: str, refusal: Refusal, position: Position) -> None:
        super().__init__(seat, order, refusal, position)
        self.seat = seat
        self.order = order
        self.refusal = refusal
        self.position = position

    @property
    def fault(self) -> RefusedChoice:
        """What is refused and why, without the position."""
        return RefusedChoice(self.seat, self.order, self.refusal)

    def __str__(self) -> str:
        return str(self.fault)


def check_move(position: Position, move: str) -> None:
    """Raise IllegalMoveError unless the mover can make this move now."""
    refusal = move_reason(position, move)
    if refusal is not None:
        raise IllegalMoveError(move, refusal, position)


def move_reason(position: Position, move: str) -> Refusal | None:
    """Why the mover cannot make this move now; None when it can."""
    if position.ending is not None:
        return GameEnded()
    moves = list(position.scenario.moves)
    if move not in moves:
        return UnknownMove(nearest(move, moves))
    row, program = moves.index(move), position.program
    refusal = play_reason(position, program.plays[row], row)
    if refusal is not None or MOVER_ID not in program.capital:
        return refusal
    cost, capital = float(program.cost[row, 0]), position.numbers[ex.text(ex.Capital(MOVER_ID))]
    return UnaffordableMove(cost, capital) if cost > capital else None


def check_inject(position: Position, inject: str) -> None:
    """Raise IllegalMoveError unless the facilitator may release this inject now."""
    refusal = inject_reason(position, inject)
    if refusal is not None:
        raise IllegalMoveError(inject, refusal, position)


def inject_reason(position: Position, inject: str) -> Refusal | None:
    """Why the facilitator may not release this inject now; None when it is free."""
    if position.ending is not None:
        return GameEnded()
    injects = list(position.scenario.injects)
    if inject not in injects:
        return UnknownInject(nearest(inject, injects))
    place = injects.index(inject)
    conditional = position.program.injects[place]
    if conditional.once and position.worlds.released[place, 0]:
        return Released()
    return unmet(position, conditional.when, position.scenario.injects[inject].when)


def check_orders(position: Position, orders: Orders) -> Mapping[str, tuple[Decision, ...]]:
    """The orders as values, by seat in the scenario's order and each seat's in a fixed order; last, under MOVER_ID, how
    the mover answers where its consent is asked. Raises IllegalOrderError."""
    seats = [*position.scenario.seats, *([MOVER_ID] if position.scenario.asks_mover else [])]
    for seat in orders:
        if seat not in seats:
            raise IllegalOrderError(seat, "", UnknownSeat(nearest(seat, seats)), position)
    checked: dict[str, tuple[Decision, ...]] = {}
    for seat in seats:
        given = orders.get(seat, position.movers_answers if seat == MOVER_ID else ())
        several: Iterable[Decision | str] = (given,) if isinstance(given, Decision | str) else given
        parsed = [_parsed(position, seat, each) for each in several]
        refused = orders_reason(position, seat, parsed)
        if refused is not None:
            raise IllegalOrderError(seat, str(refused.order), refused.refusal, position)
        checked[seat] = tuple(sorted(parsed, key=lambda order: _rank(position, order)))
    return checked


def orders_reason(position: Position, seat: str, orders: Sequence[Decision]) -> RefusedOrder | None:
    """Why these orders cannot be given together by a seat; None when they can."""
    for order in orders:
        refusal = OtherSeat(order.seat) if order.seat != seat else order_reason(position, order)
        if refusal is not None:
            return RefusedOrder(order, refusal)
        if sum(same_matter(each, order) for each in orders) > 1:
            return RefusedOrder(order, Twice())
    own = [order for order in orders if isinstance(order, Order)]
    if not own:
        return None
    role = position.scenario.seats[seat]
    if len(own) > role.orders_per_turn:
        return RefusedOrder(own[-1], TooMany(role.orders_per_turn))
    program = position.program
    # On the grid, as capital is: 0.1 and 0.2 are together no more than 0.3, however a Python adds them up.
    cost = round(sum(float(program.cost[program.order_of[order], 0]) for order in own), GRID_DIGITS)
    capital = position.numbers[ex.text(ex.Capital(seat))]
    if cost > capital:
        return RefusedOrder(own[-1], UnaffordableTogether(cost, capital))
    return None


def same_matter(one: Decision, other: Decision) -> bool:
    """Whether both order the same, or both answer the same request for consent."""
    if isinstance(one, Withholding) and isinstance(other, Withholding):
        return one.asked == other.asked
    return one == other


def order_reason(position: Position, order: Decision) -> Refusal | None:
    """Why an order cannot be given now by itself; None when it can."""
    if position.ending is not None:
        return GameEnded()
    program = position.program
    if isinstance(order, Withholding):
        row = program.withholding_of.get(order.asked)
        if row is None:
            return ConsentNotNeeded(order.of, order.reaction)
        if order.in_part and not program.footnotable[row, 0]:
            return NoFootnote(order.of, order.reaction)
        return None if position.asked(order) else NothingToWithhold(order.of, order.reaction)
    row = program.order_of.get(order)
    if row is None:
        return unknown_order(position.scenario, order)
    refusal = play_reason(position, program.plays[row], row)
    if refusal is not None:
        return refusal
    cost, capital = float(program.cost[row, 0]), position.numbers[ex.text(ex.Capital(order.seat))]
    return Unaffordable(cost, capital) if cost > capital else None


def play_reason(position: Position, play: Play, row: int) -> Refusal | None:
    """Why a move or reaction cannot be played now, cost apart; None when it can."""
    worlds = position.worlds
    last = int(worlds.last[row, 0])
    if play.once and worlds.times[row, 0]:
        return OnlyOnce(last)
    free = last + play.again_after
    if last and worlds.turn < free:
        return TooSoon(last, free)
    return unmet(position, play.when, play.condition)


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


def _public(position: Position, target: ex.Target) -> bool:
    """Whether everyone sees this number, so that a reason may tell it."""
    return isinstance(target, ex.Trust) or (
        isinstance(target, ex.Level) and position.scenario.indicators[target.indicator].seen_by is None
    )


def _parsed(position: Position, seat: str, order: Decision | str) -> Decision:
    if isinstance(order, Decision):
        return order
    try:
        return parse_decision(seat, order)
    except ValueError:
        raise IllegalOrderError(seat, order, NotAnOrder(order), position) from None


def unknown_order(scenario: Scenario, order: Order) -> Refusal:
    """Why a scenario has no such order."""
    reactions = scenario.reactions.get(order.seat, {})
    reaction = reactions.get(order.reaction)
    if reaction is None:
        return UnknownReaction(nearest(order.reaction, reactions))
    targets = tuple(option.target for option in reaction.options if option.target is not None)
    if not targets:
        return TakesNoTarget()
    return NoTarget(targets) if order.target is None else UnknownTarget(order.target, targets)


def _rank(position: Position, order: Decision) -> tuple[int, int]:
    program = position.program
    if isinstance(order, Order):
        return 0, program.order_of[order]
    return 1 + order.in_part, program.withholding_of[order.asked]
