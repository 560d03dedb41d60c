"""Where opinions settle: published groups, long repetition, and groups that never do."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import wargame
from wargame.engine.friedkin_johnsen import UnsettledError
from wargame.engine.spread import lay_out, with_hops

Floats = NDArray[np.float64]

FRIEDKIN_JOHNSEN: list[list[float]] = [
    [0.220, 0.120, 0.360, 0.300],
    [0.147, 0.215, 0.344, 0.294],
    [0, 0, 1, 0],
    [0.090, 0.178, 0.446, 0.286],
]
"""The group of four of Friedkin and Johnsen, "Social influence networks and opinion change" (1999)."""
SUSCEPTIBILITY = [1 - FRIEDKIN_JOHNSEN[person][person] for person in range(4)]
OPINIONS = [25.0, 25, 75, 85]

DEGROOT: list[list[float]] = [[0, 0.2, 0.4, 0.4], [0.5, 0, 0.5, 0], [1, 0, 0, 0], [4 / 6, 2 / 6, 0, 0]]
"""A group of four in which nobody is stubborn: an example in a thesis on quantized behaviours in opinion dynamics
(DeGrootExample1 in github.com/lucacat97/quantized_behaviors_thesis)."""
RING: list[list[float]] = [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0]]
"""The thesis' example of a group that never comes to rest (Ex4DeGrootPeriodic)."""


def repeated(weights: Floats, susceptibility: Floats, initial: Floats) -> tuple[Floats, Floats]:
    """Opinions after 2**20 steps, and after one more."""
    n = len(initial)
    step = np.zeros((n + 1, n + 1))
    step[:n, :n] = susceptibility[:, None] * weights
    step[:n, n] = (1 - susceptibility) * initial
    step[n, n] = 1
    many = step
    for _ in range(20):
        many = many @ many
    late = many @ np.append(initial, 1.0)
    return late[:n], (step @ late)[:n]


def test_four_people_settle_where_friedkin_and_johnsen_published() -> None:
    settled = wargame.settle(FRIEDKIN_JOHNSEN, SUSCEPTIBILITY, OPINIONS)
    assert [round(opinion) for opinion in settled] == [60, 60, 75, 75]
    as_arrays = wargame.settle(np.array(FRIEDKIN_JOHNSEN), np.array(SUSCEPTIBILITY), np.array(OPINIONS))
    assert settled.tolist() == as_arrays.tolist()


def test_the_games_kernel_comes_to_the_same_with_one_indicator() -> None:
    ties = [(i, j) for i in range(4) for j in range(4) if FRIEDKIN_JOHNSEN[i][j]]
    network = lay_out(ties)
    heard = np.array([[SUSCEPTIBILITY[i] * FRIEDKIN_JOHNSEN[i][j]] for i, j in ties])[network.order]
    own = np.array([[(1 - a) * x] for a, x in zip(SUSCEPTIBILITY, OPINIONS, strict=True)])
    spread = with_hops(network, heard).spread(own, heard)
    assert spread[:, 0] == pytest.approx(wargame.settle(FRIEDKIN_JOHNSEN, SUSCEPTIBILITY, OPINIONS), abs=1e-6)


def test_four_people_of_whom_nobody_is_stubborn_come_to_the_published_consensus() -> None:
    settled = wargame.settle(DEGROOT, [1, 1, 1, 1], [0, 0, 5, 0])
    assert [round(opinion, 4) for opinion in settled.tolist()] == [1.2319] * 4
    assert settled == pytest.approx(85 / 69, rel=1e-14)


@pytest.mark.parametrize(
    ("weights", "initial", "settled"),
    [
        ([[0.5, 0.5], [0.25, 0.75]], [30, 90], [70, 70]),
        ([[0.5, 0.5, 0], [0.25, 0.75, 0], [1 / 3, 1 / 3, 1 / 3]], [30, 90, 1000], [70, 70, 70]),
        # Two who listen to themselves alone, and one who listens to both.
        ([[1, 0, 0], [0, 1, 0], [0.5, 0.25, 0.25]], [30, 90, 1000], [30, 90, 50]),
        # Two camps that take the opposite of each other agree in the size of what they hold (Altafini 2013).
        ([[0.5, -0.5], [-0.5, 0.5]], [10, 20], [-5, 5]),
        # Where friend and foe do not fall into two camps, nothing remains.
        ([[0.5, 0.5], [-0.5, 0.5]], [10, 20], [0, 0]),
        # What a row lacks to 1 draws to 0, whoever listens to it as well.
        ([[0.9, 0], [0.5, 0.5]], [10, 20], [0, 0]),
        ([[0.0]], [10], [0]),
        # In a circle, but at rest from the start.
        ([[0, 1], [1, 0]], [7, 7], [7, 7]),
        ([[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0]], [3, 3, 3, 3], [3, 3, 3, 3]),
        ([[-1.0]], [0], [0]),
        # Sums that are 1 but for binary rounding.
        ([[0.7, 0.2, 0.1], [0.1, 0.7, 0.2], [0.2, 0.1, 0.7]], [10, 20, 60], [30, 30, 30]),
    ],
)
def test_groups_without_anybody_stubborn(weights: Any, initial: list[float], settled: list[float]) -> None:
    found = wargame.settle(weights, [1] * len(initial), initial)
    assert found == pytest.approx(settled, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("stubborn", [1e-3, 1e-9, 1e-13, 2.0**-53])
def test_the_least_stubborn_person_decides_where_nobody_else_is(stubborn: float) -> None:
    settled = wargame.settle(DEGROOT, [1, 1 - stubborn, 1, 1], [0, 80, 5, 0])
    assert settled == pytest.approx(80, rel=1e-12)


def test_a_stubborn_circle_settles_though_it_has_a_period() -> None:
    settled = wargame.settle(RING, [0.5, 1, 1, 1], [10, 20, 30, 40])
    assert settled == pytest.approx(10)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_settled_opinions_are_the_closed_form(luck: int, people: int) -> None:
    draw = np.random.default_rng(luck)
    weights = draw.uniform(-1, 1, (people, people))
    weights /= np.maximum(1, np.abs(weights).sum(axis=1))[:, None]
    susceptibility = draw.uniform(0, 0.95, people)
    initial = draw.uniform(-100, 100, people)
    closed = np.linalg.solve(np.eye(people) - susceptibility[:, None] * weights, (1 - susceptibility) * initial)
    assert np.allclose(wargame.settle(weights, susceptibility, initial), closed, atol=1e-8)


@st.composite
def groups(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    """Small groups with weights in quarters: reducible, periodic, parted, signed, leaking and partly stubborn ones."""
    n = draw(st.integers(1, 4))
    weights = np.zeros((n, n))
    for person in range(n):
        for _ in range(draw(st.sampled_from([1, 1, 2, 3]))):
            weights[person, draw(st.integers(0, n - 1))] += 0.25
        weights[person] *= draw(st.sampled_from([1.0, 1.0, 0.5])) / weights[person].sum()
    if draw(st.booleans()):
        weights *= draw(st.lists(st.sampled_from([1, 1, -1]), min_size=n, max_size=n).map(np.array))
    stubborn = draw(st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.5, 1.0]), min_size=n, max_size=n))
    initial = draw(st.lists(st.sampled_from([0.0, 10.0, 10.0, -40.0, 80.0]), min_size=n, max_size=n))
    return weights, 1 - np.array(stubborn), np.array(initial)


@settings(deadline=None, max_examples=500)
@given(groups())
def test_opinions_settle_where_long_repetition_leads_and_only_there(group: tuple[Floats, Floats, Floats]) -> None:
    late, later = repeated(*group)
    if np.allclose(late, later, rtol=0, atol=1e-6):
        assert np.allclose(wargame.settle(*group), late, rtol=0, atol=1e-6)
    else:
        with pytest.raises(UnsettledError) as error:
            wargame.settle(*group)
        moving = set(np.flatnonzero(np.abs(later - late) > 1e-6).tolist())
        assert set(error.value.people) & moving
        assert 2 <= error.value.period <= 2 * len(late)


@pytest.mark.parametrize(
    ("weights", "initial", "people", "period", "said"),
    [
        (RING, [0, 0, 5, 0], (0, 1, 2, 3), 4, "persons 0, 1, 2 and 3 are not stubborn and listen only to one another"),
        ([[1, 0, 0], [0, 0, 1], [0, 1, 0]], [1, 2, 3], (1, 2), 2, "a circle that comes round every 2 steps"),
        ([[-1.0]], [1], (0,), 2, "person 0 is not stubborn and takes the opposite of their own opinion at every step"),
        ([[0, 1], [-1, 0]], [3, 4], (0, 1), 4, "every 4 steps"),
        (np.roll(np.eye(20), 1, axis=1), range(20), tuple(range(20)), 20, "10, 11 and 8 more are not stubborn"),
    ],
)
def test_who_goes_round_for_ever_is_named(
    weights: Any, initial: Any, people: tuple[int, ...], period: int, said: str
) -> None:
    with pytest.raises(UnsettledError) as error:
        wargame.settle(weights, [1.0] * len(initial), initial)
    assert (error.value.people, error.value.period) == (people, period)
    assert str(error.value).startswith("these opinions never settle: ")
    assert said in str(error.value)
    other = pickle.loads(pickle.dumps(error.value))
    assert (str(other), other.people, other.period) == (str(error.value), people, period)


@pytest.mark.parametrize(
    ("weights", "susceptibility", "initial", "message"),
    [
        ([[1]], [0.5, 0.5], [1], "length 1"),
        ([[1, 0]], [0.5], [1], "1 by 1"),
        ([1], [0.5], [1], "1 by 1"),
        ([[1]], [0.5], 1, "length 1"),
        ([[1]], 0.5, [1], "length 1"),
        ([[1], [1, 0]], [0.5, 0.5], [1, 1], "rows of numbers, all equally long"),
        ([["much"]], [0.5], [1], "rows of numbers"),
        ([[None]], [0.5], [1], "finite"),
        ([[1j]], [0.5], [1], "rows of numbers"),
        ([[2]], [0.5], [1], "more than 1"),
        ([[0.6, -0.6], [0, 0]], [0.5, 0.5], [1, 1], "more than 1"),
        ([[1]], [1.5], [1], "between 0 and 1"),
        ([[1]], [-0.1], [1], "between 0 and 1"),
        ([[float("nan")]], [0.5], [1], "finite"),
        ([[1]], [0.5], [float("inf")], "finite"),
    ],
)
def test_what_makes_no_group_is_refused(weights: Any, susceptibility: Any, initial: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wargame.settle(weights, susceptibility, initial)


def test_weights_that_vanish_beside_others_are_refused_not_miscounted() -> None:
    tiny = 1e-200
    found = wargame.settle([[1, tiny, 0], [0, 1, tiny], [1e-300, 0, 1]], [1, 1, 1], [7, 0, 9])
    assert found == pytest.approx(9)
    with pytest.raises(ValueError, match="too small beside the others"):
        wargame.settle([[1, tiny, 0], [0, 1, tiny], [tiny, 1, 0]], [1, 1, 1], [7, 0, 9])


def test_nobody_settles_on_nothing() -> None:
    assert wargame.settle(np.empty((0, 0)), [], []).shape == (0,)
