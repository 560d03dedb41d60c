"""The sum over hops against the closed form, and the published four-person example."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wargame
from tests.engine.invented import invented
from wargame.engine import kernel
from wargame.engine.position import start
from wargame.engine.program import Program
from wargame.model import expression as ex

WEIGHTS: list[list[float]] = [
    [0.220, 0.120, 0.360, 0.300],
    [0.147, 0.215, 0.344, 0.294],
    [0, 0, 1, 0],
    [0.090, 0.178, 0.446, 0.286],
]


def dense(
    program: Program, numbers: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """M written out from the scenario's own words, without the kernel's layout."""
    scenario, names = program.scenario, program.names.numbers
    lens = scenario.lenses[program.lens]
    matrix = np.zeros((len(names), len(names)))
    for tie in scenario.ties.between:
        stubborn = lens.stubbornness.get(tie.listener, scenario.actors[tie.listener].stubbornness)
        weight = tie.attention * numbers[names[ex.Trust(tie.listener, tie.of)]] / 100
        for coupling in scenario.couplings:
            own, other = ex.Level(tie.listener, coupling.indicator), ex.Level(tie.of, coupling.by)
            if own in names and other in names:
                matrix[names[own], names[other]] += (1 - stubborn) * weight * coupling.weight
    return matrix


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from(["plain", "other"]))
def test_the_sum_over_hops_is_the_closed_form(luck: int, lens: str) -> None:
    position = start(invented(luck, actors=7, ties=20), luck, lens)
    program, numbers = position.program, position.worlds.numbers[:, 0]
    direct = np.random.default_rng(luck).uniform(-10, 10, (len(program.targets), 3))
    spread = kernel.spread_effects(position.worlds, direct)
    matrix = dense(program, numbers)
    closed = np.linalg.solve(np.eye(len(matrix)) - matrix, direct)
    assert np.allclose(spread, closed, rtol=0, atol=1e-6)


def test_four_people_settle_where_friedkin_and_johnsen_published() -> None:
    susceptibility = [1 - WEIGHTS[person][person] for person in range(4)]
    settled = wargame.settle(WEIGHTS, susceptibility, [25, 25, 75, 85])
    assert [round(opinion) for opinion in settled] == [60, 60, 75, 75]
    as_arrays = wargame.settle(np.array(WEIGHTS), np.array(susceptibility), np.array([25.0, 25, 75, 85]))
    assert settled.tolist() == as_arrays.tolist()


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


@pytest.mark.parametrize(
    ("weights", "susceptibility", "initial", "message"),
    [
        ([[1]], [0.5, 0.5], [1], "length 1"),
        ([[1, 0]], [0.5], [1], "1 by 1"),
        ([[2]], [0.5], [1], "more than 1"),
        ([[1]], [1.5], [1], "between 0 and 1"),
        ([[float("nan")]], [0.5], [1], "finite"),
        ([[-1.0]], [1.0], [1.0], ""),
    ],
)
def test_what_cannot_settle_is_refused(
    weights: list[list[float]], susceptibility: list[float], initial: list[float], message: str
) -> None:
    if not message:
        # Fully open to its own opposite: it starts from nothing of its own, and stays there.
        assert wargame.settle(weights, susceptibility, initial).tolist() == [0.0]
        return
    with pytest.raises(ValueError, match=message):
        wargame.settle(weights, susceptibility, initial)
