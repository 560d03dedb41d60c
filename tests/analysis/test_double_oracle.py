"""The search for joint reactions that nobody would leave: held against everything that seats may order, tried one by
one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

from tests import soak
from tests.analysis.test_joint_orders import by_doctrine, every_way
from tests.engine.invented import invented
from tests.engine.test_turn import LUCK
from tests.players.test_look_ahead import after, otherwise_hidden
from tests.shipped import shipped_scenario
from wargame.analysis import double_oracle as module
from wargame.analysis import stability as stability_module
from wargame.analysis.double_oracle import (
    Everything,
    Scope,
    Search,
    Trial,
    begun,
    everything,
    gone_on,
    stable_or_nearest,
    widened,
)
from wargame.analysis.joint_orders import Joint, JointOrders, Option, Scoring, all_joint_orders
from wargame.analysis.normal_form import TIE
from wargame.analysis.simulation import under
from wargame.analysis.stability import StabilityReport, stability_report, survey
from wargame.engine import kernel, legality
from wargame.engine.expectation import expected
from wargame.engine.kernel import Flags, Floats
from wargame.engine.position import Position, start
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import carry_out, choices
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, Seated
from wargame.players.determinize import determinize
from wargame.players.look_ahead import middle


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


# --- Everything, one by one -------------------------------------------------------------------------------------------


def legal_sets(position: Position, seat: str, most: int) -> list[Option]:
    """All that a seat may order, of so many orders together at most."""
    single = [order for order in position.legal_orders(seat) if isinstance(order, Order)]
    return [
        each
        for size in range(most + 1)
        for each in combinations(single, size)
        if legality.orders_reason(position, seat, each) is None
    ]


def score(position: Position, move: str, orders: Mapping[str, Option], seat: str) -> float:
    """A seat's mean score after one turn in which this is ordered."""
    chosen = choices(position.program, move, by_doctrine(position, orders))
    return float(expected(position.worlds, chosen, lambda left: kernel.scores(left, Seated(seat))[0])[0])


def gains(
    position: Position, move: str, orders: Mapping[str, Option], most: int = 9, seats: Sequence[str] = ()
) -> dict[str, float]:
    """By seat: the most it would gain by any legal orders, tried one by one."""
    found = {}
    for seat in seats or position.scenario.seats:
        stays = score(position, move, orders, seat)
        together = min(most, position.scenario.seats[seat].orders_per_turn)
        tried = [
            score(position, move, {**orders, seat: option}, seat) for option in legal_sets(position, seat, together)
        ]
        found[seat] = max(tried) - stays
    return found


def called_stable(report: StabilityReport) -> list[Mapping[str, Option]]:
    """The joint reactions of which a report says that nobody would leave them."""
    return [each.orders for each in report.listed if "R" in each.concepts]


@pytest.mark.parametrize("luck", range(4))
def test_a_mean_score_is_that_of_every_way_carried_out(luck: int) -> None:
    position = start(invented(luck), luck)
    orders = {seat: legal_sets(position, seat, 2)[-1] for seat in position.scenario.seats}
    played = by_doctrine(position, orders)
    ways = list(every_way(position, position.chance_move, played))
    for seat in position.scenario.seats:
        mean = sum(likely * left.scores[seat] for likely, left in ways)
        assert score(position, position.chance_move, orders, seat) == pytest.approx(mean)
    assert carry_out(position, position.chance_move, played).left.scores in [left.scores for _, left in ways]


@pytest.mark.parametrize("seed", range(1, 1 + 3 * soak.TIMES))
def test_nobody_would_leave_what_is_called_stable(seed: int) -> None:
    scenario = shipped_scenario("first-session")
    for turn in (0, 1):
        position = after(scenario, turn, seed)
        if position.ending is not None:
            continue
        report = stability_report(position, None, FACILITATOR, rivals=[under(position, "hard")])
        known = middle(position, FACILITATOR)
        assert report.whole
        for orders in called_stable(report):
            assert max(gains(known, report.move, orders).values()) <= TIE
        for each in report.listed[-1:]:
            most = max(gains(known, report.move, each.orders).values())
            assert each.max_regret == pytest.approx(most, abs=1e-9)


def test_nobody_would_leave_what_is_called_stable_in_the_flagship(flagship: Scenario) -> None:
    position = after(flagship, 6, 2)
    report = stability_report(position, None, FACILITATOR)
    orders = called_stable(report)[0]
    assert max(gains(middle(position, FACILITATOR), report.move, orders, most=1).values()) <= TIE


@pytest.mark.soak
@pytest.mark.parametrize("turn", [1, 4, 7])
@pytest.mark.parametrize("seed", range(1, 1 + 3 * soak.TIMES))
def test_nobody_would_leave_what_is_called_stable_for_any_single_order(
    flagship: Scenario, seed: int, turn: int
) -> None:
    position = start(flagship, seed)
    while position.turn < turn and position.ending is None:
        position = after(flagship, position.turn, seed)
    if position.ending is None:
        report = stability_report(position, None, FACILITATOR)
        known = middle(position, FACILITATOR)
        for orders in called_stable(report)[:2]:
            assert max(gains(known, report.move, orders, most=1).values()) <= TIE


@pytest.mark.soak
@settings(deadline=None, max_examples=2)
@given(luck=LUCK)
def test_what_each_seat_would_gain_is_the_most_of_everything_in_any_scenario(luck: int) -> None:
    check_best_replies(luck)


@pytest.mark.parametrize("luck", [3, 8])
def test_what_a_seat_would_gain_is_the_most_of_everything_tried_one_by_one(luck: int) -> None:
    check_best_replies(luck, ("s1",))


def check_best_replies(luck: int, seats: Sequence[str] = ()) -> None:
    position = start(invented(luck), luck)
    search = begun(all_joint_orders(position, None, FACILITATOR, 1), position, FACILITATOR)
    joint = search.table.joint(search.table.baseline)
    (tried,) = search.trial.of([joint])
    orders = search.table.orders(search.table.baseline)
    found = gains(search.table.position, search.table.move, orders, seats=seats)
    replies = {reply.seat: reply for reply in tried.replies}
    for seat, gain in found.items():
        if gain <= TIE:
            assert seat not in replies
        else:
            reply = replies[seat]
            assert reply.gain == pytest.approx(gain, abs=1e-9)
            better = score(search.table.position, search.table.move, {**orders, seat: reply.to}, seat)
            assert better - score(search.table.position, search.table.move, orders, seat) == pytest.approx(gain)
    assert tried.gain == max((reply.gain for reply in tried.replies), default=0.0)


# --- A planted game ---------------------------------------------------------------------------------------------------


class Planted(Scoring):
    """Scores that are given for every combination of options, in place of a turn."""

    def __init__(self, payoffs: Floats) -> None:
        self.payoffs = payoffs
        self.options: list[tuple[Option, ...]] = [
            tuple((Order(seat, f"o{place}"),) for place in range(size))
            for seat, size in zip("abcdefg", payoffs.shape[1:], strict=False)
        ]
        self.rows = {option[0]: row for row, option in enumerate(sum(self.options, ()))}

    def ordered(self, options: Sequence[Option]) -> Flags:
        flags = np.zeros((len(self.rows), len(options)), dtype=np.bool_)
        for place, option in enumerate(options):
            for order in option:
                flags[self.rows[order], place] = True
        return flags

    def scores(self, ordered: Flags) -> Floats:
        which, begin = [], 0
        for several in self.options:
            which.append(ordered[begin : begin + len(several)].argmax(axis=0))
            begin += len(several)
        found: Floats = self.payoffs[(slice(None), *which)]
        return found

    def product(self, options: Sequence[Sequence[Option]]) -> Floats:
        places = [[own.index(option) for option in several] for own, several in zip(self.options, options, strict=True)]
        found: Floats = self.payoffs[np.ix_(range(len(self.payoffs)), *places)]
        return found


def planted(payoffs: Floats, first: int = 1) -> Search:
    """The search in a planted game, its table with the first few options of each seat."""
    scoring = Planted(payoffs)
    seats = tuple("abcdefg"[: len(payoffs)])
    options = tuple(several[:first] for several in scoring.options)
    position = start(shipped_scenario("first-session"), 1)
    table = JointOrders(position, "grumble", seats, options, dict.fromkeys(seats, 0), scoring.product(options))
    all_options = Everything(dict(zip(seats, scoring.options, strict=True)), Scope.ANYTHING)
    return Search(table, Trial(all_options, scoring), {})


def rising(size: int, seats: int = 3) -> Floats:
    """Each seat wants to be one step beyond the furthest of the others, up to the last option: only there all stay."""
    places = np.indices((size,) * seats)
    furthest = np.stack([np.delete(places, seat, axis=0).max(axis=0) for seat in range(seats)])
    wanted = np.minimum(furthest + 1, size - 1)
    found: Floats = -np.abs(places - wanted).astype(np.float64)
    return found


def test_an_equilibrium_that_is_not_among_the_first_options_is_found() -> None:
    search = gone_on(planted(rising(9), first=2))
    assert [search.table.joint(profile) for profile in search.stable] == [tuple((Order(s, "o8"),) for s in "abc")]
    assert (search.full, search.untried) == (False, 0)
    assert search.table.form.equilibria() == search.stable


def test_where_there_is_no_room_for_a_best_reply_that_is_told() -> None:
    search = gone_on(planted(rising(9), first=2), most=30)
    assert search.stable == ()
    assert search.full
    assert search.table.profiles <= 30


@pytest.mark.parametrize("luck", range(25))
def test_what_is_found_is_stable_among_all_options_and_the_nearest_is_ranked_by_all(luck: int) -> None:
    payoffs = np.random.default_rng(luck).integers(0, 9, size=(3, 6, 5, 7)).astype(np.float64)
    search = gone_on(planted(payoffs))
    best = np.stack([payoffs[seat].max(axis=seat, keepdims=True) - payoffs[seat] for seat in range(3)]).max(axis=0)
    whole = {tuple(map(int, place)) for place in np.argwhere(best <= TIE)}
    number = {option: place for several in search.trial.scoring.options for place, option in enumerate(several)}  # type: ignore[attr-defined]

    def places(joint: Joint) -> tuple[int, ...]:
        return tuple(number[option] for option in joint)

    assert {places(search.table.joint(profile)) for profile in search.stable} <= whole
    # Nothing new comes: whoever would leave what is named has a best reply in the table already.
    assert all(not search.joins(joint) for joint in stable_or_nearest(search))
    for profile in search.nearest(9):
        joint = search.table.joint(profile)
        assert search.tried[joint].gain == best[places(joint)] > 0
    # With everything in the table, all are found.
    every = gone_on(planted(payoffs, first=9))
    assert every.whole
    assert {places(every.table.joint(profile)) for profile in every.stable} == whole


def test_too_many_that_nobody_would_leave_are_counted_and_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TRIED", 5)
    search = gone_on(planted(np.zeros((3, 3, 3, 3)), first=3))
    assert len(search.stable) == 5
    assert search.untried == 22
    assert search.stable[0] == (0, 0, 0)


# --- What seats may order ---------------------------------------------------------------------------------------------


def test_everything_is_each_order_and_each_legal_set(flagship: Scenario) -> None:
    position = after(flagship, 1, 3)
    table = all_joint_orders(position, None, FACILITATOR, 1)
    found = everything(table, position, FACILITATOR)
    assert found.scope is Scope.ANYTHING
    for seat, several in found.sets.items():
        assert list(several) == legal_sets(table.position, seat, flagship.seats[seat].orders_per_turn)


def test_where_there_are_too_many_sets_only_smaller_ones_are_tried(flagship: Scenario) -> None:
    position = start(flagship, 1)
    table = all_joint_orders(position, None, FACILITATOR, 1)
    found = everything(table, position, FACILITATOR, most=60)
    assert found.scope is Scope.SINGLE
    assert list(found.sets["flank"]) == legal_sets(table.position, "flank", 1)
    assert len(found.sets["nato"]) == len(legal_sets(table.position, "nato", 2))
    three = replace(flagship, seats={each: replace(role, orders_per_turn=3) for each, role in flagship.seats.items()})
    position = start(three, 1)
    table = all_joint_orders(position, None, FACILITATOR, 1)
    assert everything(table, position, FACILITATOR, most=150).scope is Scope.SOME


def test_a_seat_is_tried_with_what_it_may_order_and_learns_nothing_that_it_may_not_see(flagship: Scenario) -> None:
    position = after(flagship, 2)
    other = otherwise_hidden(position, "eu")
    one, two = (stability_report(each, position.chance_move, Seated("eu")) for each in (position, other))
    assert one == two
    assert one.tried["eu"] == len(legal_sets(position, "eu", 2))


# --- The table --------------------------------------------------------------------------------------------------------


def test_a_table_that_grew_is_the_one_resolved_at_once(flagship: Scenario) -> None:
    position = after(flagship, 1, 2)
    small = all_joint_orders(position, None, FACILITATOR, 1)
    search = widened(begun(small, position, FACILITATOR), position, FACILITATOR, 300)
    assert 150 < search.table.profiles <= 300
    several = dict(zip(search.table.seats, search.table.options, strict=True))
    at_once = all_joint_orders(position, small.move, FACILITATOR, 300, several)
    assert at_once.options == search.table.options
    assert np.array_equal(at_once.values, search.table.values)


def test_where_all_fits_the_table_holds_everything() -> None:
    position = start(shipped_scenario("first-session"), 3)
    report = stability_report(position, None, FACILITATOR)
    assert report.whole
    assert not any(report.left_out.values())
    assert report.options == report.tried
    assert report.profiles == survey(position, None, FACILITATOR)[0].profiles == 45


def test_the_table_is_the_one_that_the_report_tells_of(flagship: Scenario) -> None:
    """What was listed brought more to it than was written to the file."""
    position = after(flagship, 3, 12)
    asked = position, None, FACILITATOR, [under(position, "sharpens")]
    report, (table, _) = stability_report(*asked), survey(*asked)
    assert table.profiles == report.profiles
    for each in report.listed:
        assert all(each.orders[seat] in options for seat, options in zip(table.seats, table.options, strict=True))


# --- What the author is unsure of -------------------------------------------------------------------------------------


def test_the_share_of_doubts_is_that_of_games_drawn_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stability_module, "DRAWS", 20)
    shares = []
    for luck in range(40):
        position = start(invented(luck), luck)
        report = stability_report(position, None, FACILITATOR, concept="R", seed=4)
        asked = [each for each in report.listed if each.doubts is not None]
        assert all("R" in each.concepts for each in asked)
        if not asked:
            continue
        drawn = determinize(position, FACILITATOR, many_seeds("doubts:4", 20))
        known = middle(position, FACILITATOR)
        for each in asked[:1]:
            stays = 0
            for draw in range(20):
                here = slice(draw, draw + 1)
                worlds = replace(known.worlds, draws=drawn.draws[:, here], assumptions=drawn.assumptions[:, here])
                stays += max(gains(Position(worlds, known.delayed), report.move, each.orders).values()) <= TIE
            assert each.doubts is not None
            assert each.doubts.middle == stays / 20
            assert each.doubts.low <= stays / 20 <= each.doubts.high
            shares.append(stays / 20)
        if len(shares) == 4:
            break
    assert len(shares) == 4
    assert any(each < 1 for each in shares)
