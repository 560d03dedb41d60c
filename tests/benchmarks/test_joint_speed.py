"""How long all joint reactions of the flagship take, whole and by its parts.

Run: python -m pytest tests/benchmarks/test_joint_speed.py --benchmark-enable --benchmark-only
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.shipped import shipped_scenario
from wargame.analysis import joint_orders as joint_module
from wargame.analysis.joint_orders import JointOrders, all_joint_orders
from wargame.analysis.normal_form import NormalForm
from wargame.analysis.stability import stability_report
from wargame.engine import kernel
from wargame.engine.kernel import JointAction, Worlds
from wargame.engine.position import Position, start
from wargame.model.viewer import FACILITATOR, Seated
from wargame.players.look_ahead import middle

Benchmark = Callable[..., Any]


@pytest.fixture(scope="module")
def position() -> Position:
    return start(shipped_scenario("planned-exit"), 1)


@pytest.fixture(scope="module")
def found(position: Position) -> JointOrders:
    return all_joint_orders(position, None, FACILITATOR)


def test_all_joint_reactions_resolved_and_tested_for_nash(benchmark: Benchmark, position: Position) -> None:
    """The whole of it: 16,384 joint reactions of seven seats."""
    lasting = benchmark(lambda: all_joint_orders(position, None, FACILITATOR).form.equilibria())
    assert lasting


def test_part_what_is_supposed(benchmark: Benchmark, position: Position) -> None:
    assert benchmark(middle, position, FACILITATOR).turn == 1


def test_part_resolving_and_scoring(benchmark: Benchmark, found: JointOrders) -> None:
    scoring = joint_module.Scoring(found.position.worlds, found.move, found.seats)
    values = benchmark(scoring.product, found.options)
    assert values.shape == (7, *[4] * 7)


@pytest.fixture(scope="module")
def batch(found: JointOrders) -> tuple[Worlds, JointAction]:
    """An eighth of the table."""
    worlds = kernel.select(found.position.worlds, np.zeros(2048, dtype=np.intp))
    program = worlds.program
    ordered = np.zeros((len(program.plays), 2048), dtype=np.bool_)
    for profile in range(2048):
        place = np.unravel_index(8 * profile, found.values.shape[1:])
        for several, option in zip(found.options, place, strict=True):
            for order in several[option]:
                ordered[program.order_of[order], profile] = True
    nothing = np.zeros((len(program.withholdings), 2048), dtype=np.bool_)
    moves = np.full(2048, list(program.scenario.moves).index(found.move), dtype=np.int64)
    return worlds, JointAction(moves, ordered, nothing, np.zeros((len(program.injects), 2048), dtype=np.bool_))


def test_part_resolving_an_eighth(benchmark: Benchmark, batch: tuple[Worlds, JointAction]) -> None:
    assert benchmark(kernel.advance, *batch).turn == 2


def test_part_scoring_an_eighth(benchmark: Benchmark, batch: tuple[Worlds, JointAction]) -> None:
    after = kernel.advance(*batch)
    scores = benchmark(lambda: [kernel.scores(after, Seated(seat))[0] for seat in after.program.scenario.seats])
    assert len(scores) == 7


def test_part_nash(benchmark: Benchmark, found: JointOrders) -> None:
    assert benchmark(lambda: NormalForm(found.seats, found.form.options, found.values).nash()).any()


def test_the_whole_survey_under_both_theories(benchmark: Any, position: Position) -> None:
    rivals = [start(position.scenario, 1, lens) for lens in position.scenario.lenses if lens != position.lens]
    assert benchmark.pedantic(stability_report, (position, None, None, rivals), rounds=2).listed
