"""Intervals hold what they say they hold: how often they do, over many samples of known truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wargame.analysis.estimates import FEWEST, difference, mean, mean_of, paired_difference, share

SAMPLES = 4_000
ERROR = 3.5 * math.sqrt(0.95 * 0.05 / SAMPLES)
"""How far a share of so many samples may lie from 95 % by chance."""


@pytest.mark.parametrize("games", [16, 24, 100])
def test_an_interval_of_a_mean_holds_it_95_times_in_100(games: int) -> None:
    values = np.random.default_rng(games).normal(50.0, 12.0, (SAMPLES, games))
    found = [mean(each) for each in values]
    assert abs(np.mean([each.low <= 50.0 <= each.high for each in found]) - 0.95) <= ERROR


@pytest.mark.parametrize("games", [16, 24])
def test_intervals_of_many_means_hold_together(games: int) -> None:
    values = np.random.default_rng(games).normal(0.0, 5.0, (SAMPLES // 4, 20, games))
    together = [all(mean(each, 20).low <= 0.0 <= mean(each, 20).high for each in several) for several in values]
    assert np.mean(together) >= 0.95 - 2 * ERROR


@given(st.integers(1, FEWEST - 1), st.floats(0.0, 100.0))
def test_too_few_games_have_no_interval(games: int, value: float) -> None:
    assert not mean(np.full(games, value)).bounded
    assert not mean_of(games, value, 3.0).bounded


@given(st.integers(FEWEST, 5_000), st.floats(0.0, 100.0))
def test_equal_scores_do_not_show_that_no_other_would_come(games: int, value: float) -> None:
    found = mean(np.full(games, value))
    assert found.low < found.middle < found.high
    # Another score, so rare that all of these games miss it 1 time in 40, may be 100 points away.
    rare = 1.0 - 0.025 ** (1.0 / games)
    assert found.high - found.middle == pytest.approx(100.0 * rare)
    assert mean(np.full(games, value), reach=200.0).high - value == pytest.approx(200.0 * rare)


@pytest.mark.parametrize(("one", "other"), [(0.05, 0.15), (0.4, 0.5), (0.01, 0.01)])
def test_an_interval_of_a_difference_holds_it(one: float, other: float) -> None:
    random = np.random.default_rng(7)
    hits, others = random.binomial(200, one, SAMPLES), random.binomial(300, other, SAMPLES)
    found = [difference((a, 200), (b, 300)) for a, b in zip(hits.tolist(), others.tolist(), strict=True)]
    assert np.mean([each.low <= one - other <= each.high for each in found]) >= 0.95 - ERROR


@pytest.mark.parametrize("cells", [(0.3, 0.1, 0.05, 0.55), (0.02, 0.03, 0.01, 0.94), (0.45, 0.05, 0.05, 0.45)])
def test_an_interval_of_a_paired_difference_holds_it(cells: tuple[float, ...]) -> None:
    tables = np.random.default_rng(11).multinomial(400, cells, SAMPLES).tolist()
    found = [paired_difference(*table) for table in tables]
    covered = np.mean([each.low <= cells[1] - cells[2] <= each.high for each in found])
    assert covered >= 0.95 - ERROR
    apart = [difference((both + one, 400), (both + other, 400)) for both, one, other, _ in tables]
    narrower = [pair.high - pair.low <= free.high - free.low + 1e-12 for pair, free in zip(found, apart, strict=True)]
    assert np.mean(narrower) > 0.95, "pairs that go alike tell more than two samples"


@given(st.integers(0, 60), st.integers(1, 60), st.integers(1, 40))
def test_shares_and_differences_stay_within_their_intervals(hits: int, more: int, among: int) -> None:
    games = hits + more
    found = share(hits, games, among)
    assert 0.0 <= found.low <= found.middle <= found.high <= 1.0
    apart = difference((hits, games), (more, games), among)
    assert -1.0 <= apart.low <= apart.middle <= apart.high <= 1.0
    turned = difference((more, games), (hits, games), among)
    assert (turned.low, turned.high) == pytest.approx((-apart.high, -apart.low))


@given(*[st.integers(0, 30)] * 4)
def test_a_paired_difference_turns_its_sign_with_its_pairs(both: int, one: int, other: int, neither: int) -> None:
    if both + one + other + neither == 0:
        return
    found, turned = paired_difference(both, one, other, neither), paired_difference(both, other, one, neither)
    assert (found.low, found.high) == pytest.approx((-turned.high, -turned.low))
    assert found.low <= found.middle <= found.high
