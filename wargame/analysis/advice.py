"""What a seat might order now, by how games that go on from it end for the seat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from wargame.analysis.best import Comparison, with_the_best
from wargame.analysis.estimates import FEWEST, Interval, mean
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
from wargame.players.look_ahead import Orders, candidates
from wargame.players.trial import Round, Trial, halved, halving

GAMES = 256
"""Games played on from each choice, in the mean over all."""
FEW = 4
"""How many choices are played longest at least."""
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


class Standing(StrEnum):
    """How a choice compares with the best of all."""

    TIED = "not_told_apart"
    """It is among those played longest, and they do not tell it apart from the best."""
    RUNNER_UP = "runner_up"
    """It is among those played longest, and is clearly worse than the best."""
    LEFT = "left_behind"
    """It was played in fewer games, since it looked worse at first, and these do not tell it apart from the best."""
    WORSE = "clearly_worse"
    """It is clearly worse than the best, as far fewer games show already."""
    UNTOLD = "too_few_games"
    """There are too few games to compare any choices."""


@dataclass(frozen=True)
class Advised:
    """One choice of a seat and what came of it."""

    orders: Orders
    standing: Standing
    games: int
    """In how many games it was played, since it was decided which choices are played longest."""
    score: Interval
    """The seat's mean score at the end of these; the bounds of all choices hold at once."""
    regret: Interval
    """How much less that is than with the best choice, whichever that is; the bounds of all choices hold at once.

    Its middle is how much less it is than with the first choice, under the same luck."""
    answered: float
    """The seat's score after this turn if every other seat answers as suits it best."""
    now: float
    """What it adds to the seat's score after this turn, beside what doctrine prefers most in the other seats."""
    through: tuple[Through, ...]
    """Its effects on what the seat wants, those first that bring or cost most points."""


@dataclass(frozen=True)
class Advice:
    """A seat's choices, grouped by how they compare with the best; what is not told apart from it comes in the
    scenario's order, what is clearly worse by its score."""

    seat: str
    move: str
    games: int
    """In how many games a choice is played in the mean over all."""
    seed: int
    """Other seeds play other games; the question stays the same."""
    rounds: tuple[Round, ...]
    """In which it was decided which choices are played longest; none where all are played alike."""
    choices: tuple[Advised, ...]
    others: int
    """How many joint answers of the others were resolved."""
    supposed: Supposed | None = None
    """What is to be said of what the seat supposes; None where all is known."""

    def standing(self, standing: Standing) -> tuple[Advised, ...]:
        """The choices that compare so with the best."""
        return tuple(each for each in self.choices if each.standing is standing)

    @property
    def same(self) -> bool:
        """Whether every choice came to the same in every game."""
        return all(each.regret.low == each.regret.high == 0 for each in self.choices)


def advise(
    position: Position,
    seat: str,
    move: str | None = None,
    games: int = GAMES,
    seed: int = 1,
    most_through: int = 3,
    knows_all: bool = False,
) -> Advice:
    """What a seat may order after a move (None: the one chance picks in this game), compared with the best of it.

    From what the seat may see, unless it `knows_all`; all others choose by doctrine, under the same luck for each
    choice. First it is decided in some games which choices are worth most; all that is reported is of others.

    Raises:
        KeyError: there is no such seat.
        ValueError: the game has ended, or the move cannot be made.

    >>> import wargame
    >>> from wargame.analysis import advise
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> advice = advise(position, "host", "grumble", games=50)
    >>> [str(order) for order in advice.choices[0].orders], str(advice.choices[0].standing)
    (['reassure(guest)', 'press'], 'not_told_apart')
    """
    if seat not in position.scenario.seats:
        raise UnknownSeatError(NoSeat.of(position.scenario, seat))
    viewer: Viewer = FACILITATOR if knows_all else Seated(seat)
    tried = candidates(position, seat)
    found = all_joint_orders(position, move, viewer, len(tried) * MOST_ANSWERS, {seat: tried})
    withheld = _withheld(found.position, seat)
    whole: list[tuple[Decision, ...]] = [(*orders, *withheld) for orders in tried]
    rounds = _rounds(len(tried), games)
    compared = _compared(position, seat, whole, found.move, games, seed, knows_all, rounds)
    answers = _answered(found, seat)
    baseline = [found.value(seat, _with(found, seat, row)) for row in range(len(tried))]
    nothing = tried.index(())
    others = {other: orders for other, orders in found.orders(found.baseline).items() if other != seat}
    known = _without_closing(found.position)
    without = _settled(known, seat, found.move, {**others, seat: ()})
    advised = [
        Advised(
            orders,
            compared.standings[row],
            len(compared.scores[row]),
            mean(compared.scores[row], among=len(tried)),
            compared.found.regrets[row],
            answers[row],
            baseline[row] - baseline[nothing],
            _through(without, seat, {**others, seat: orders}, viewer)[:most_through],
        )
        for row, orders in enumerate(tried)
    ]
    return Advice(
        seat,
        found.move,
        games,
        seed,
        rounds,
        _in_order(advised),
        found.profiles // len(tried),
        supposed(position, viewer),
    )


def _rounds(choices: int, games: int) -> tuple[Round, ...]:
    """The rounds that decide which few choices are played longest; none where that would be half of all or more."""
    few = max(FEW, -(-choices // 16))
    return halving(choices, games // 4, few) if games >= 2 * FEWEST and choices > 2 * few else ()


@dataclass(frozen=True)
class _Compared:
    """What came of some choices."""

    scores: Sequence[Floats]
    """By choice, in each of its games."""
    found: Comparison
    standings: Sequence[Standing]


def _compared(
    position: Position,
    seat: str,
    tried: Sequence[tuple[Decision, ...]],
    move: str,
    games: int,
    seed: int,
    knows_all: bool,
    rounds: Sequence[Round],
) -> _Compared:
    """Choices compared with the best of them, in fresh games once it is decided which are played longest.

    A quarter of all games decides it; half are for every choice, and the last quarter is for those few.
    """
    last: tuple[int, ...] = tuple(range(len(tried)))
    everyone = longest = games
    if rounds:
        seeds = many_seeds(f"advice:choosing:{seed}", sum(each.games for each in rounds))
        last = halved(Trial(position, seat, seeds, move, knows_all), tried, rounds)
        everyone = games // 2
        longest = everyone + len(tried) * (games - games // 4 - games // 2) // len(last)
    trial = Trial(position, seat, many_seeds(f"advice:{seed}", longest), move, knows_all)
    short = trial.scores(tried, 0, everyone)
    if not rounds:
        scores, found = list(short), with_the_best(short)
    else:
        more = trial.scores([tried[place] for place in last], everyone)
        longer = np.concatenate([short[list(last)], more], axis=1)
        scores, found = list(short), with_the_best(short, last, longer)
        for place, row in zip(last, longer, strict=True):
            scores[place] = row
    if games < FEWEST:
        return _Compared(scores, found, [Standing.UNTOLD] * len(tried))
    best = {place for place, may in enumerate(found.may_be_best) if may}
    # Where fresh games show all that are played longest to be worse, what they show counts.
    tied = best & set(last) or best
    longest_of = set(last) if rounds else set()
    standings = [
        Standing.TIED
        if place in tied
        else Standing.LEFT
        if place in best
        else Standing.RUNNER_UP
        if place in longest_of
        else Standing.WORSE
        for place in range(len(tried))
    ]
    return _Compared(scores, found, standings)


def _in_order(advised: Sequence[Advised]) -> tuple[Advised, ...]:
    """Choices grouped by how they compare with the best; what is not told apart stays in the scenario's order."""
    groups = list(Standing)
    return tuple(
        sorted(
            advised,
            key=lambda each: (
                groups.index(each.standing),
                -each.score.middle if each.standing in (Standing.RUNNER_UP, Standing.WORSE) else 0.0,
            ),
        )
    )


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
    program = position.program
    own = program.plays_of[seat]
    others = np.array([not own.start <= row < own.stop for row in program.chancy], dtype=np.bool_)
    _, outcomes, likely = kernel.ways(position.worlds, choices(program, move, orders), others)
    return [
        (share, carry_out(position, move, orders, outcomes=outcomes[:, [way]]))
        for way, share in enumerate(likely.tolist())
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
    names = {name for name, _, _ in amounts}
    cut = {
        row.name: entry.amount
        for row in played.ledger
        if row.name in names
        for entry in row.entries
        if entry.cause.kind is CauseKind.LIMIT
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
