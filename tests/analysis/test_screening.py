"""Morris and Sobol find what analytic functions are known for, equal SALib's, and tell luck from interaction."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shipped import shipped_scenario
from wargame.analysis import morris, sobol
from wargame.analysis.factors import Factor, factors, varied
from wargame.analysis.morris import MorrisStudy, Screening, drawn, elementary_effects, morris_piece, screening
from wargame.analysis.sensitivity import begun, outcomes_of
from wargame.analysis.simulation import Simulation
from wargame.analysis.sobol import ROWS_A_PIECE, SobolStudy, VarianceShares, sobol_piece, variance_shares
from wargame.engine.kernel import Flags, Floats
from wargame.engine.redraw import many_seeds
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR

Function = Callable[[Floats], Floats]
"""Of points (..., factors)."""


def ishigami(points: Floats) -> Floats:
    """Ishigami and Homma's function of three factors, each from -pi to pi."""
    x = math.pi * (2 * points - 1)
    value: Floats = np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])
    return value


def at_points(function: Function, many: int, count: int, seed: int = 1) -> tuple[morris.Trajectories, Floats]:
    along = drawn(many, count, seed)
    return along, np.array([function(along.points(place)) for place in range(many)])


@pytest.fixture(scope="module")
def lesson() -> Scenario:
    return shipped_scenario("first-session")


@given(st.integers(1, 30), st.integers(1, 40), st.integers(0, 1000))
def test_each_step_of_a_trajectory_moves_another_factor_within_its_range(many: int, count: int, seed: int) -> None:
    along = drawn(many, count, seed)
    levels = np.arange(morris.LEVELS) / (morris.LEVELS - 1)
    for place in range(many):
        points = along.points(place)
        assert points.shape == (count + 1, count)
        assert (np.abs(points[..., None] - levels).min(axis=-1) < 1e-12).all()
        moved = np.diff(points, axis=0)
        assert np.allclose(np.abs(moved).sum(axis=1), morris.STEP)
        assert ((moved != 0).sum(axis=0) == 1).all()
    # Every level as often as any other, as far as that can be.
    for factor in range(count):
        on = [int(np.isclose(along.begins[:, factor], level).sum()) for level in levels]
        assert max(on) - min(on) <= 1


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12), st.integers(2, 12), st.integers(0, 100))
def test_the_effects_of_a_linear_function_are_its_coefficients(slopes: list[float], many: int, seed: int) -> None:
    along, values = at_points(lambda points: points @ np.array(slopes), many, len(slopes), seed)
    effects = elementary_effects(along, values)
    assert np.allclose(morris.mu(effects), slopes)
    assert np.allclose(morris.mu_star(effects), np.abs(slopes))
    assert np.allclose(morris.sigma(effects), 0.0, atol=1e-9)


def test_effects_that_cancel_out_or_depend_on_another_factor_show() -> None:
    """x0 only together with x1; x2 up and down again; x3 does nothing."""
    along, values = at_points(lambda x: 4 * x[..., 0] * x[..., 1] + 9 * (x[..., 2] - 0.5) ** 2, 40, 4)
    effects = elementary_effects(along, values)
    assert morris.mu_star(effects)[2] > 1
    assert abs(morris.mu(effects)[2]) < 0.5
    assert (morris.sigma(effects)[:3] > 1).all()
    assert morris.mu_star(effects)[3] == morris.sigma(effects)[3] == 0.0


def test_the_indices_of_the_ishigami_function_are_those_known() -> None:
    points = sobol.design(4096, 3, 1)
    values = ishigami(points).T
    values = values - values.mean()
    assert sobol.first_order(values) == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)
    assert sobol.total(values) == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)


def test_the_indices_of_an_additive_function_add_up_to_one() -> None:
    slopes = np.array([4.0, 2.0, 1.0, 0.0])
    values = (sobol.design(4096, 4, 3) @ slopes).T
    values = values - values.mean()
    wanted = slopes**2 / (slopes**2).sum()
    assert sobol.first_order(values) == pytest.approx(wanted, abs=0.02)
    assert sobol.total(values) == pytest.approx(wanted, abs=0.02)


def test_morris_equals_salib() -> None:
    analyze = pytest.importorskip("SALib.analyze.morris").analyze
    along, values = at_points(ishigami, 12, 3)
    sample = np.concatenate([along.points(place) for place in range(12)])
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    theirs = analyze(problem, sample, values.ravel(), num_levels=morris.LEVELS, seed=1)
    effects = elementary_effects(along, values)
    for mine, name in ((morris.mu, "mu"), (morris.mu_star, "mu_star"), (morris.sigma, "sigma")):
        assert np.allclose(mine(effects), np.asarray(theirs[name], dtype=np.float64), rtol=1e-12)


def test_sobol_equals_salib() -> None:
    analyze = pytest.importorskip("SALib.analyze.sobol").analyze
    values = ishigami(sobol.design(256, 3, 1))
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    theirs = analyze(problem, values.ravel(), calc_second_order=False, seed=1)
    mine = (values - values.mean()).T
    assert np.allclose(sobol.first_order(mine), theirs["S1"], rtol=1e-9)
    assert np.allclose(sobol.total(mine), theirs["ST"], rtol=1e-9)


@pytest.mark.parametrize("steps", range(9))
def test_how_far_a_walk_gets_is_the_mean_over_all_of_them(steps: int) -> None:
    walks = [abs(sum(each)) for each in product((-1, 1), repeat=steps)]
    assert morris.mean_distance(steps) == pytest.approx(sum(walks) / len(walks))


def invented_games(probability: Function, count: int, games: int, seed: int) -> tuple[MorrisStudy, list[Flags]]:
    """A study whose games come to an outcome with a probability that is known at each point, luck being shared."""

    class Invented(MorrisStudy):
        @property
        def factors(self) -> tuple[Factor, ...]:
            return tuple(Factor("assumption", (f"x{place}",), 0.0, 1.0, True, 1) for place in range(count))

    lesson = shipped_scenario("first-session")
    study = Invented(Simulation(lesson, "plain", seed, games, FACILITATOR), "out", 10)
    draw = np.random.default_rng(seed)
    found: list[Flags] = []
    for trajectory in range(study.trajectories):
        likely = probability(study.along.points(trajectory))
        # Half of the luck is a game's own, half is drawn anew at each point.
        shared = draw.uniform(size=(1, games))
        anew = np.where(draw.uniform(size=(len(likely), games)) < 0.5, shared, draw.uniform(size=(len(likely), games)))
        came = anew < likely[:, None]
        found += [came[part.start : part.stop] for part in study.parts]
    return study, found


def test_luck_is_called_neither_an_effect_nor_an_interaction() -> None:
    """Fifty screenings of forty factors that do nothing, and of one that does the same everywhere."""
    called = depending = missed = 0
    for seed in range(50):
        found = screening(*invented_games(lambda x: 0.3 + 0.3 * x[..., 0], 40, 128, seed))
        by_name = {each.factor.key[0]: each for each in found.factors}
        missed += not by_name["x0"].clear
        called += any(each.clear for name, each in by_name.items() if name != "x0")
        depending += any(each.depends for each in found.factors)
    assert missed == 0
    # Each is expected in at most 2.5 of 50.
    assert called <= 7
    assert depending <= 7


def test_an_interaction_is_seen_and_what_carries_is_counted_beyond_luck() -> None:
    study, parts = invented_games(lambda x: 0.1 + 0.8 * x[..., 0] * x[..., 1], 40, 512, 1)
    found = screening(study, parts)
    assert {each.factor.key[0] for each in found.factors if each.clear} == {"x0", "x1"}
    assert {each.factor.key[0] for each in found.factors if each.depends} == {"x0", "x1"}
    assert {each.factor.key[0] for each in found.carrying} >= {"x0", "x1"}
    assert len(found.carrying) <= 10
    assert 0 < found.luck < 1
    idle = [each for each in found.factors if not each.clear]
    # What luck is said to give is what it gives.
    assert np.mean([each.strength.middle for each in idle]) == pytest.approx(
        np.mean([each.luck for each in idle]), rel=0.1
    )
    assert np.mean([each.spread.middle for each in idle]) == pytest.approx(
        np.mean([each.luck_spread for each in idle]), rel=0.1
    )


def screened(study: MorrisStudy) -> Screening:
    return screening(study, [morris_piece(study, piece) for piece in range(study.pieces)])


def test_the_points_of_a_screening_are_games_of_the_program_varied_so(lesson: Scenario) -> None:
    study = MorrisStudy(Simulation(lesson, "plain", 3, 24, FACILITATOR), "adrift", 2)
    known = factors(lesson, "plain")
    rows = np.concatenate([morris_piece(study, piece) for piece in range(study.pieces)])
    assert rows.shape == (2 * (len(known) + 1), 24)
    for trajectory, point in ((0, 0), (0, 5), (0, len(known)), (1, 17), (1, 20)):
        at = study.along.points(trajectory)[point]
        where = {factor: 2 * float(place) - 1 for factor, place in zip(known, at, strict=True)}
        program = varied(study.simulation.program, where)
        seeds = many_seeds("simulation:3", 24, 24 * trajectory)
        came = outcomes_of(begun(study.simulation, program, seeds)).of(study.simulation, "adrift")
        assert np.array_equal(rows[trajectory * (len(known) + 1) + point], came)


def test_a_screening_tells_all_factors_the_strongest_first(lesson: Scenario) -> None:
    found = screened(MorrisStudy(Simulation(lesson, "plain", 1, 128, FACILITATOR), "adrift", 4))
    assert len(found.factors) == len(factors(lesson, "plain"))
    sizes = [each.strength.middle for each in found.factors]
    assert sizes == sorted(sizes, reverse=True)
    for each in found.factors:
        assert abs(each.mean.middle) <= each.strength.middle + 1e-12
        assert each.strength.low <= each.strength.middle <= each.strength.high
        assert each.luck <= each.strength.middle + 1e-12 or each.strength.middle < 0.2
    assert found.factors[0].clear
    assert set(found.carrying) <= set(found.factors)


def apart(study: SobolStudy) -> VarianceShares:
    return variance_shares(study, [sobol_piece(study, piece) for piece in range(study.pieces)], 41)


def test_the_variance_of_an_outcome_is_taken_apart(lesson: Scenario) -> None:
    """Of a strong factor and one that does nothing; what is left of luck is told, and falls with more games."""
    strong = screened(MorrisStudy(Simulation(lesson, "plain", 1, 128, FACILITATOR), "adrift", 2)).factors[0].factor
    idle = replace(next(each for each in factors(lesson, "plain") if each != strong), by=0.0)
    simulation = Simulation(lesson, "plain", 1, 64, FACILITATOR)
    study = SobolStudy(simulation, "adrift", (idle, strong), 33)
    assert study.pieces == -(-33 // ROWS_A_PIECE)
    found = apart(study)
    assert [each.factor for each in found.factors] == [strong, idle]
    assert found.factors[0].total.middle == pytest.approx(1.0, abs=0.35)
    assert found.factors[1].total.middle == 0.0
    assert 0 <= found.noise <= 1
    wider = apart(replace(study, simulation=replace(simulation, games=1024)))
    assert wider.noise < found.noise


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 40), st.integers(1, 8), st.integers(0, 100))
def test_a_row_of_the_design_lies_between_two_points_one_factor_at_a_time(rows: int, count: int, seed: int) -> None:
    points = sobol.design(rows, count, seed)
    assert points.shape == (rows, count + 2, count)
    assert ((points >= 0) & (points < 1)).all()
    a, b = points[:, 0], points[:, -1]
    for factor in range(count):
        wanted = a.copy()
        wanted[:, factor] = b[:, factor]
        assert np.array_equal(points[:, 1 + factor], wanted)
    for end in (a, b):
        assert np.array_equal(
            np.sort(np.floor(end * rows + 1e-9), axis=0), np.repeat(np.arange(rows)[:, None], count, 1)
        )
