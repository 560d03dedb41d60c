"""What lasts, who leaves the rest, and who answers that: held against the definitions, and against games played on."""

from __future__ import annotations

import pickle
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from tests.engine.invented import invented
from tests.players.test_look_ahead import after, otherwise_hidden
from tests.shipped import shipped_scenario
from wargame.analysis.equilibria import (
    Continuation,
    Equilibria,
    alike,
    classes,
    continuation,
    same_orders_under,
)
from wargame.analysis.estimates import mean
from wargame.analysis.graph_model import CONVENTIONS
from wargame.analysis.joint_orders import JointOrders, Profile, all_joint_orders, continued
from wargame.analysis.simulation import under
from wargame.analysis.stability import MOST_STABLE, StabilityReport, stability_in_steps, stability_report
from wargame.engine.position import Position, start
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


@pytest.fixture(scope="module")
def midgame(flagship: Scenario) -> Position:
    return after(flagship, 2, 5)


def table(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> JointOrders:
    """Joint reactions with given scores; the options of a seat are called o0, o1 ..."""
    seats = tuple("abcdefg"[: len(values)])
    options = tuple(
        tuple((Order(seat, f"o{place}"),) for place in range(size))
        for seat, size in zip(seats, values.shape[1:], strict=True)
    )
    position = start(shipped_scenario("first-session"), 1)
    return JointOrders(position, "grumble", seats, options, dict.fromkeys(seats, 0), values.astype(np.float64))


# Both keep silent, or not: (row, column).
DILEMMA = table(np.array([[[3, 1], [4, 2]], [[3, 4], [1, 2]]]))
# Nobody's best reply to the other's best reply lasts.
PENNIES = table(np.array([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]))


def test_what_lasts_in_the_dilemma() -> None:
    found = Equilibria(DILEMMA)
    assert found.stable() == ((1, 1),)
    assert found.stable("SEQ") == ((0, 0), (1, 1))
    assert found.concepts((0, 0)) == ("SEQ", "GMR", "SMR")
    assert found.concepts((1, 1)) == ("R", "SEQ", "GMR", "SMR")
    assert (found.max_regret((1, 1)), found.max_regret((0, 0))) == (0, 1)


def test_who_leaves_is_shown_with_the_answer() -> None:
    one, two = Equilibria(DILEMMA).deviations((0, 0))
    assert (one.seat, str(one.to[0]), one.gain, one.loss, one.costly, one.free) == ("a", "o1", 1, 1, False, False)
    assert [(step.seat, str(step.to[0])) for step in one.answer] == [("b", "o1")]
    assert two.seat == "b"
    (only,) = Equilibria(DILEMMA).deviations((0, 1))
    assert (only.seat, only.gain, only.answer, only.free) == ("a", 1, (), True)
    assert all(not each.answer for each in Equilibria(DILEMMA).deviations((0, 0), "R"))


def test_an_answer_that_does_not_pay_is_shown_as_one() -> None:
    # Chicken: whoever is left swerving alone would harm itself by the answer.
    chicken = Equilibria(table(np.array([[[3, 2], [4, 1]], [[3, 4], [2, 1]]])))
    one, _ = chicken.deviations((0, 0))
    assert (one.costly, one.free, len(one.answer), one.loss) == (True, True, 1, 2)
    one, _ = chicken.deviations((0, 0), "GMR")
    assert (one.costly, one.free, len(one.answer), one.loss) == (False, False, 1, 2)


def test_where_nothing_lasts_those_are_nearest_in_which_leaving_gains_least() -> None:
    values = np.array([[[1.0, -1], [-1, 1]], [[-1, 1], [1, -1.5]]])
    found = Equilibria(table(values))
    assert found.stable() == ()
    assert len(found.nearest(9)) == 4
    assert [found.max_regret(profile) for profile in found.nearest(9)] == [2, 2, 2, 2.5]
    assert Equilibria(PENNIES).nearest(1) == ((0, 0),)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("luck", range(6))
def test_leaving_and_lasting_agree(luck: int, convention: str) -> None:
    rng = np.random.default_rng(luck)
    found = Equilibria(table(rng.integers(0, 5, size=(3, 2, 3, 2)).astype(float)), convention)
    for profile in product(range(2), range(3), range(2)):
        for concept in ("R", "SEQ", "GMR", "SMR"):
            leaving = found.deviations(profile, concept)
            answered = all(each.answer and not each.costly for each in leaving) if concept != "R" else not leaving
            assert (profile in found.stable(concept)) == answered
            for each in leaving:
                check_answer(found.joint_orders, profile, each.seat, each.gain)
        assert found.max_regret(profile) == max((each.gain for each in found.deviations(profile)), default=0.0)


def check_answer(found: JointOrders, profile: Profile, seat: str, gain: float) -> None:
    place = found.seats.index(seat)
    others = [
        found.value(seat, (*profile[:place], option, *profile[place + 1 :]))
        for option in range(len(found.options[place]))
    ]
    assert any(abs(value - found.value(seat, profile) - gain) < 1e-9 for value in others)


@pytest.mark.parametrize("luck", range(8))
def test_answers_leave_whoever_leaves_no_better_off(luck: int) -> None:
    found = Equilibria(table(np.random.default_rng(luck).integers(0, 6, size=(3, 3, 2, 2)).astype(float)))
    shown = 0
    for profile in product(range(3), range(2), range(2)):
        for each in found.deviations(profile):
            here = list(profile)
            for step in ((each.seat, each.to), *((step.seat, step.to) for step in each.answer)):
                place = found.joint_orders.seats.index(step[0])
                before = found.joint_orders.value(step[0], tuple(here))
                here[place] = found.joint_orders.options[place].index(step[1])
                if not each.costly:
                    assert found.joint_orders.value(step[0], tuple(here)) > before
            if each.answer:
                shown += 1
                start_at, end_at = (
                    found.joint_orders.value(each.seat, profile),
                    found.joint_orders.value(each.seat, tuple(here)),
                )
                assert each.loss == start_at - end_at >= 0
    assert shown


def test_those_that_last_come_nearest_to_the_usual_one_first() -> None:
    flat = Equilibria(table(np.zeros((3, 2, 2, 2))))
    assert len(flat.stable()) == 8
    assert [sum(profile) for profile in flat.stable()] == [0, 1, 1, 1, 2, 2, 2, 3]


def test_joint_reactions_that_come_to_the_same_count_once() -> None:
    # The second and the third option of a come to the same for both, against anything that b does.
    twice = table(np.array([[[3, 1], [4, 2], [4, 2]], [[3, 4], [1, 2], [1, 2]]]))
    nash = Equilibria(twice).stable()
    assert nash == ((1, 1), (2, 1))
    assert classes(twice, nash) == [((1, 1), (2, 1))]
    assert classes(twice, list(product(range(3), range(2)))) == [
        ((0, 0),), ((0, 1),), ((1, 0), (2, 0)), ((1, 1), (2, 1)),
    ]  # fmt: skip
    # Equal scores alone do not make two the same: both seats would have to change.
    corners = table(np.array([[[5, 0], [0, 5]], [[5, 0], [0, 5]]]))
    assert classes(corners, Equilibria(corners).stable()) == [((0, 0),), ((1, 1),)]
    assert len(classes(table(np.zeros((3, 2, 2, 2))), list(product(range(2), repeat=3)))) == 1
    assert classes(twice, []) == []


def test_what_seats_do_alike() -> None:
    assert {seat: str(option[0]) for seat, option in alike(DILEMMA, [(0, 1), (1, 1)]).items()} == {"b": "o1"}
    assert alike(DILEMMA, []) == {}


def test_games_played_on_say_who_would_have_done_better(midgame: Position) -> None:
    found = all_joint_orders(midgame, None, FACILITATOR, most=128)
    shown = continuation(found, found.baseline, midgame, FACILITATOR, games=48, seed=3)
    assert shown == continuation(found, found.baseline, midgame, FACILITATOR, games=48, seed=3)
    assert shown.tried == sum(len(several) - 1 for several in found.options)
    assert set(shown.scores) == set(found.seats)
    gains = [each.gain.middle for each in shown.tempted]
    assert gains == sorted(gains, reverse=True)
    assert all(each.gain.low > 0 for each in shown.tempted)
    assert shown.holds == (not shown.tempted)
    # All choices were bounded together, and the largest of their bounds is what cannot be ruled out.
    others = [
        (place, (*found.baseline[:place], option, *found.baseline[place + 1 :]))
        for place, several in enumerate(found.options)
        for option in range(1, len(several))
    ]
    scores = continued(found, [found.baseline, *(other for _, other in others)], 48, 3, midgame, FACILITATOR)
    bounds = [
        mean(scores[row, place] - scores[0, place], len(others), 200.0).high
        for row, (place, _) in enumerate(others, start=1)
    ]
    assert shown.unseen == max(bounds)
    assert continuation(found, found.baseline, midgame, FACILITATOR, games=15).holds is None
    # Whoever does better by another choice has no wish to go back.
    for each in shown.tempted[:1]:
        place = found.seats.index(each.seat)
        profile = tuple(
            found.options[row].index(each.to) if row == place else option for row, option in enumerate(found.baseline)
        )
        back = continuation(found, profile, midgame, FACILITATOR, games=48, seed=3)
        assert all(other.to != found.options[place][0] for other in back.tempted if other.seat == each.seat)
        better = back.scores[each.seat].middle - shown.scores[each.seat].middle
        assert better == pytest.approx(each.gain.middle)


def test_the_mean_is_bounded_for_all_that_were_tried_together() -> None:
    values = np.arange(1.0, 101.0)
    one, many = mean(values), mean(values, among=20)
    assert one.middle == many.middle == 50.5
    assert many.low < one.low < one.high < many.high
    assert one.high - one.middle == pytest.approx(1.9842 * values.std(ddof=1) / 10, abs=1e-3)
    assert mean(values[:1]).high == float("inf")


def test_the_same_under_the_rival_theory(flagship: Scenario) -> None:
    position = start(flagship, 1)
    found = all_joint_orders(position, None, FACILITATOR, most=2000)
    rival = same_orders_under(found, under(position, "sharpens"), FACILITATOR)
    assert rival.position.lens == "sharpens"
    assert rival.options == found.options
    assert not np.array_equal(rival.values, found.values)
    assert np.array_equal(
        rival.values, all_joint_orders(under(position, "sharpens"), found.move, FACILITATOR, 2000).values
    )
    assert np.array_equal(same_orders_under(found, position, FACILITATOR).values, found.values)
    assert rival.profile(found.joint(found.baseline)) == found.baseline


def test_what_cannot_be_ordered_under_the_rival_theory_is_no_joint_reaction_there() -> None:
    fewer = replace(DILEMMA, options=((DILEMMA.options[0][1],), DILEMMA.options[1]))
    assert fewer.profile(DILEMMA.joint((1, 1))) == (0, 1)
    assert fewer.profile(DILEMMA.joint((0, 1))) is None


def test_orders_that_can_be_paid_for_one_by_one_alone_are_no_joint_reaction_together() -> None:
    position = start(shipped_scenario("first-session"))
    program, seat = position.program, "host"
    singles = [order for order in position.legal_orders(seat) if isinstance(order, Order)]
    costs = {order: float(program.cost[program.order_of[order], 0]) for order in singles}
    dear = [order for order in singles if costs[order] > 0][:2]
    both, purse = tuple(dear), max(costs[order] for order in dear)
    options = {seat: [both, (dear[0],)]}
    found = all_joint_orders(position, None, FACILITATOR, fixed=options)
    numbers = position.worlds.numbers.copy()
    numbers[program.capital[seat]] = purse
    poorer = Position(replace(position.worlds, numbers=numbers))
    rival = same_orders_under(found, poorer, FACILITATOR)
    assert dict(zip(rival.seats, rival.options, strict=True))[seat] == ((dear[0],),)
    none = replace(
        found,
        options=tuple((both,) if each == seat else own for each, own in zip(found.seats, found.options, strict=True)),
    )
    assert dict(zip(rival.seats, same_orders_under(none, poorer, FACILITATOR).options, strict=True))[seat] == ((),)


def test_the_survey_of_the_flagship(flagship: Scenario, midgame: Position) -> None:
    rivals = [under(midgame, lens) for lens in flagship.lenses if lens != midgame.lens]
    found = stability_report(midgame, None, FACILITATOR, rivals=rivals)
    assert pickle.loads(pickle.dumps(found)) == found
    assert list(found.lenses) == [midgame.lens, *(each.lens for each in rivals)]
    assert found.lenses[midgame.lens] == found.counts["R"] == found.shared[midgame.lens]
    assert all(found.shared[lens] <= min(found.counts["R"], number) for lens, number in found.lenses.items())
    assert sum(each.baseline for each in found.listed) == 1
    nash = [each for each in found.listed if "R" in each.concepts]
    assert len(nash) == min(MOST_STABLE, found.counts["R"])
    for each in nash:
        assert (each.max_regret, each.deviations) == (0, ())
        assert midgame.lens in each.lenses
        for seat, option in found.alike[midgame.lens].items():
            assert each.orders[seat] == option
    for each in found.listed:
        assert each.max_regret == pytest.approx(max((one.gain for one in each.deviations), default=0.0), abs=1e-6)
    # What lasts under the rival theory is what lasts when the rival theory is asked first.
    other = stability_report(rivals[0], found.move, FACILITATOR, rivals=[midgame])
    assert other.counts["R"] == found.lenses[rivals[0].lens]


def test_games_played_on_follow_the_survey(midgame: Position) -> None:
    first, *rest = stability_in_steps(midgame, None, FACILITATOR, [], games=8)
    assert isinstance(first, StabilityReport)
    assert [each.profile for each in rest if isinstance(each, Continuation)] == [each.profile for each in first.listed]
    assert len(list(stability_in_steps(midgame, None, FACILITATOR, [], games=0))) == 1


def test_a_seat_learns_nothing_that_it_may_not_see(flagship: Scenario) -> None:
    position = after(flagship, 2)
    other = otherwise_hidden(position, "eu")
    one, two = (
        list(stability_in_steps(each, position.chance_move, Seated("eu"), [], games=8)) for each in (position, other)
    )
    assert one == two


def test_everybody_can_ask(midgame: Position) -> None:
    found = stability_report(midgame, midgame.chance_move, PUBLIC)
    assert found.listed
    assert found != stability_report(midgame, midgame.chance_move, FACILITATOR)


def test_every_scenario_can_be_surveyed() -> None:
    for luck in range(6):
        position = start(invented(luck), luck)
        found = stability_report(position, None, FACILITATOR, rivals=[under(position, "other")])
        assert found.listed
        assert sum(found.left_out.values()) == 0
