"""What a seat might order now, ranked by how games that go on from it end for the seat."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from wargame.analysis.estimates import NONE, Interval, mean
from wargame.analysis.joint_orders import JointOrders, Profile, all_joint_orders
from wargame.engine import kernel
from wargame.engine.fault import NoSeat, UnknownSeatError
from wargame.engine.kernel import Floats
from wargame.engine.ledger import ActOutcome, Cause, CauseKind, RuleId
from wargame.engine.position import Position
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import Resolution, carry_out, choices
from wargame.engine.secrecy import is_secret, sees
from wargame.model import expression as ex
from wargame.model.grid import GRID_DIGITS
from wargame.model.order import Decision, Order, Withholding
from wargame.model.viewer import FACILITATOR, Seated, Viewer
from wargame.players.determinize import Supposed, supposed
from wargame.players.look_ahead import Orders, candidates, final_scores

GAMES = 256
"""Games played on from each choice."""
MOST_ANSWERS = 729
"""How many joint answers of the others are resolved for each choice: three of each of six seats."""
_TIE = 1e-9
_Way = tuple[str, tuple[str, str] | None, str]
"""A number, the tie that carries to it or None, and the rule that does or an empty name."""


@dataclass(frozen=True)
class Through:
    """One way in which a choice bears on what the seat wants."""

    name: str
    """The number it moves, one that the seat's goals read."""
    amount: float
    over: tuple[str, str] | None
    """The tie that carries it, as (listener, of); None for a direct effect."""
    rule: str | None
    """The rule that it sets off, or keeps from firing, and that does this; None for an effect of its own."""
    points: float
    """What the seat's score after the turn owes to it."""


@dataclass(frozen=True)
class Advised:
    """One choice of a seat and what came of it."""

    orders: Orders
    score: Interval
    """The seat's mean score at the end of the game."""
    regret: Interval
    """How much less that is than with the best choice, under the same luck; 0 for the best itself."""
    answered: float
    """The seat's score after this turn if every other seat answers as suits it best."""
    now: float
    """What it adds to the seat's score after this turn, beside what doctrine prefers most in the other seats."""
    through: tuple[Through, ...]
    """Its effects on what the seat wants, those first that bring or cost most points."""


@dataclass(frozen=True)
class Advice:
    """A seat's choices, the best first."""

    seat: str
    move: str
    games: int
    choices: tuple[Advised, ...]
    others: int
    """How many joint answers of the others were resolved."""
    supposed: Supposed | None = None
    """What is to be said of what the seat supposes; None where all is known."""

    @property
    def close(self) -> int:
        """How many choices other than the best are not clearly worse than it."""
        return sum(each.regret.low <= 0 for each in self.choices[1:])


def advise(
    position: Position,
    seat: str,
    move: str | None = None,
    games: int = GAMES,
    seed: int = 1,
    most_through: int = 3,
    knows_all: bool = False,
) -> Advice:
    """What a seat may order after a move (None: the one chance picks in this game), ranked.

    From what the seat may see, unless it `knows_all`; all others choose by doctrine, under the same luck for each
    choice.

    Raises:
        KeyError: there is no such seat.
        ValueError: the game has ended, or the move cannot be made.

    >>> import wargame
    >>> from wargame.analysis import advise
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> advice = advise(position, "host", "grumble", games=50)
    >>> [str(order) for order in advice.choices[0].orders]
    ['reassure(guest)', 'subsidy']
    """
    if seat not in position.scenario.seats:
        raise UnknownSeatError(NoSeat.of(position.scenario, seat))
    viewer: Viewer = FACILITATOR if knows_all else Seated(seat)
    tried = candidates(position, seat)
    found = all_joint_orders(position, move, viewer, len(tried) * MOST_ANSWERS, {seat: tried})
    seeds = many_seeds(f"advice:{seed}", games)
    withheld = _withheld(found.position, seat)
    played: list[tuple[Decision, ...]] = [(*orders, *withheld) for orders in tried]
    scores = final_scores(position, seat, played, seeds, found.move, sees_all=knows_all)
    best = int(np.argmax(scores.mean(axis=1)))
    answers = _answered(found, seat)
    baseline = [found.value(seat, _with(found, seat, row)) for row in range(len(tried))]
    nothing = tried.index(())
    others = {other: orders for other, orders in found.orders(found.baseline).items() if other != seat}
    known = _without_closing(found.position)
    without = _settled(known, seat, found.move, {**others, seat: ()})
    advised = [
        Advised(
            orders,
            mean(scores[row]),
            NONE if row == best else mean(scores[best] - scores[row], reach=200.0),
            answers[row],
            baseline[row] - baseline[nothing],
            _through(without, seat, {**others, seat: orders}, viewer)[:most_through],
        )
        for row, orders in enumerate(tried)
    ]
    ranked = sorted(advised, key=lambda each: -each.score.middle)
    return Advice(seat, found.move, games, tuple(ranked), found.profiles // len(tried), supposed(position, viewer))


def wanted(position: Position, seat: str) -> frozenset[ex.Target]:
    """The numbers that a seat's goals read."""
    goals = position.scenario.seats[seat].goals
    return frozenset(ex.reads(*(written for goal in goals for written in (goal.when, goal.measure))))


def through(
    position: Position, seat: str, move: str, orders: Orders, others: Mapping[str, Orders], viewer: Viewer
) -> tuple[Through, ...]:
    """How orders bear on what a seat wants: directly, over which ties, by which rules, beside what others order.

    As far as the viewer may see, and in the mean over the outcomes of what the seat orders; what others do comes out as
    is likeliest, and what closes the turn is left out, so no draw is told of that is still to come.

    What brings or costs most points comes first, then what moves a number most. Delayed effects are not among them, for
    they act in a later turn.
    """
    return _through(
        _settled(_without_closing(position), seat, move, {**others, seat: ()}),
        seat,
        {**others, seat: orders},
        viewer,
    )


def _through(
    without: Sequence[_Likely], seat: str, orders: Mapping[str, Orders], viewer: Viewer
) -> tuple[Through, ...]:
    """The same, given the turn in which the seat orders nothing."""
    if not orders[seat]:
        return ()
    (_, nothing), *_ = without
    amounts: dict[_Way, float] = defaultdict(float)
    points: dict[_Way, float] = defaultdict(float)
    spared = _amounts(nothing, seat, viewer)
    for share, turn in _settled(nothing.before, seat, nothing.move, orders):
        moved = _amounts(turn, seat, viewer)
        parts = {way: moved.get(way, 0.0) - spared.get(way, 0.0) for way in (*moved, *spared)}
        kept = {way: round(amount, GRID_DIGITS) for way, amount in parts.items() if abs(amount) > _TIE}
        for way, owed in _points(turn, seat, kept).items():
            amounts[way] += share * kept[way]
            points[way] += share * owed
    found = (
        Through(name, round(amount, GRID_DIGITS), over, rule or None, points[name, over, rule])
        for (name, over, rule), amount in amounts.items()
        if abs(amount) > _TIE
    )
    return tuple(sorted(found, key=lambda each: (-abs(round(each.points, 2)), -abs(each.amount))))


def _amounts(turn: Resolution, seat: str, viewer: Viewer) -> dict[_Way, float]:
    """What a seat's orders and the rules did in a turn to the numbers that its goals read."""
    scenario, wanted_numbers = turn.before.scenario, wanted(turn.before, seat)
    amounts: dict[_Way, float] = defaultdict(float)
    for row in turn.ledger:
        if row.target in wanted_numbers and sees(scenario, viewer, row.target):
            for entry in row.entries:
                rule = _of_choice(entry.cause, seat)
                if rule is not None and not is_secret(scenario, entry.cause, viewer):
                    for part in entry.direct:
                        amounts[row.name, None, rule] += part.amount
                    for carried in entry.carried:
                        amounts[row.name, (carried.listener, carried.of), rule] += carried.amount
    return amounts


def _without_closing(position: Position) -> Position:
    """The position with nothing of what chance draws to close its turn."""
    worlds = position.worlds
    events = zip(position.program.events, worlds.fixed, strict=True)
    fixed = tuple(
        kernel.NOT_HELD if event.closes and event.turn == worlds.turn and way == kernel.BY_CHANCE else way
        for event, way in events
    )
    return Position(replace(worlds, fixed=fixed), position.delayed)


_Likely = tuple[float, Resolution]
"""How likely a turn comes out so, and the turn."""


def _settled(position: Position, seat: str, move: str, orders: Mapping[str, Orders]) -> list[_Likely]:
    """The turn in every way in which a seat's own orders may come out; all else in its likeliest."""
    program, worlds = position.program, position.worlds
    effective, _ = kernel.taking_effect(worlds, choices(program, move, orders))
    now = kernel.moment(worlds, effective)
    several: list[list[tuple[float, int]]] = []
    for row in program.chancy:
        weights = kernel.weights(worlds, program.plays[row].outcomes, now)[:, 0]
        if not effective[row, 0] or not weights.any():
            several.append([(1.0, kernel.BY_CHANCE)])
        elif program.plays_of[seat].start <= row < program.plays_of[seat].stop:
            several.append([(float(each / weights.sum()), way) for way, each in enumerate(weights) if each])
        else:
            several.append([(1.0, int(weights.argmax()))])
    return [
        (
            math.prod(share for share, _ in ways),
            carry_out(position, move, orders, outcomes=np.array([[way] for _, way in ways], dtype=np.int64)),
        )
        for ways in product(*several)
    ]


def _of_choice(cause: Cause, seat: str) -> str | None:
    """The rule that a cause is, empty for what a seat orders and pays; None for what its choice does not bear on."""
    match cause:
        case Cause(subject=ActOutcome(Order(seat=owner)), ordered=None):
            return "" if owner == seat else None
        case Cause(subject=Order(seat=owner), ordered=None):
            return "" if owner == seat else None
        case Cause(subject=RuleId(rule), ordered=None):
            return rule
        case _:
            return None


def _points(played: Resolution, seat: str, amounts: Mapping[_Way, float]) -> dict[_Way, float]:
    """What a seat's score owes to each of some parts of the numbers, each taken away by itself."""
    if not amounts:
        return {}
    after = played.left
    row_of = {ex.text(target): row for row, target in enumerate(after.program.targets)}
    # What the limit of the range cut off would fill the gap that a part leaves.
    cut = {
        row.name: entry.amount for row in played.ledger for entry in row.entries if entry.cause.kind is CauseKind.LIMIT
    }
    worlds = kernel.select(after.worlds, np.zeros(len(amounts), dtype=np.intp))
    for world, ((name, _, _), amount) in enumerate(amounts.items()):
        worlds.numbers[row_of[name], world] -= cut.get(name, 0.0) + amount
    without = kernel.scores(replace(worlds, numbers=kernel.limited(worlds, worlds.numbers)), Seated(seat))[0]
    return dict(zip(amounts, (after.scores[seat] - without).tolist(), strict=True))


def _with(found: JointOrders, seat: str, place: int) -> Profile:
    """The baseline with another option of one seat."""
    return tuple(place if each == seat else option for each, option in zip(found.seats, found.baseline, strict=True))


def _withheld(position: Position, seat: str) -> tuple[Withholding, ...]:
    """The consents that a seat withholds by doctrine."""
    return tuple(
        order
        for order, refuses in position.would_withhold.items()
        if refuses and order.seat == seat and position.asked(order)
    )


def _answered(found: JointOrders, seat: str) -> list[float]:
    """By option of a seat: its score when no other seat would rather choose otherwise, at the worst such answer.

    Where the others come to no rest, the answer counts that the one who would gain most by leaving it gains least.
    """
    place = found.seats.index(seat)
    gains = np.delete(found.form.gains(), place, axis=0).max(axis=0, initial=0.0)
    own = np.moveaxis(found.values[place], place, 0).reshape(len(found.options[place]), -1)
    leaving = np.moveaxis(gains, place, 0).reshape(own.shape)
    least = leaving.min(axis=1, keepdims=True)
    scores: Floats = np.where(leaving <= least + _TIE, own, np.inf).min(axis=1)
    return [float(each) for each in scores]
