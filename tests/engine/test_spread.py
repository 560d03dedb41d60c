"""The sum over hops against the closed form."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from wargame.engine import kernel
from wargame.engine.position import start
from wargame.engine.program import Program
from wargame.model import expression as ex


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
