"""Bounds of paired differences against scipy and by experiment: how often they err, and whether they see an effect."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wargame.analysis.paired import (
    FEW,
    STRICTNESS,
    Effect,
    binomial_bounds,
    judge,
    looks,
    mean_effect,
    share_effect,
)
from wargame.model.claim import FAILS, HOLDS, TURNS, UNCLEAR

REACH = 100.0
LOWER_2 = (-math.inf, -2.0, (2.0, math.inf))
HIGHER_2 = (2.0, math.inf, (-math.inf, -2.0))
WITHIN = (1.0, 3.0, (-3.0, -1.0))
SAME_2 = (-2.0, 2.0, None)
FEW_EXAMPLES = settings(deadline=None, max_examples=60)


def drawn(
    kind: str, mean: float, games: int, luck: np.random.Generator
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Differences of a known mean and, by kind, of another shape."""
    match kind:
        case "normal":
            return luck.normal(mean, 6.0, games)
        case "skewed":
            return mean + 6.0 * (luck.exponential(1.0, games) - 1.0)
        case "mostly none":
            return np.where(luck.random(games) < 0.1, luck.normal(mean / 0.1, 8.0, games), 0.0)
        case _:
            # A rare large difference: 1 pair in 50.
            return np.where(luck.random(games) < 0.02, mean / 0.02, 0.0)


@pytest.mark.parametrize("kind", ["normal", "skewed", "mostly none", "rare"])
def test_a_claim_just_missed_hardly_ever_holds_however_often_one_looks(kind: str) -> None:
    """At the boundary itself five looks of four standard errors may err in 5 x 3.2e-5 of claims, on either side."""
    luck, wrong, repetitions = np.random.default_rng(20_260_101), 0, 1_000
    for _ in range(repetitions):
        whole = drawn(kind, 2.0, 4_000, luck)
        for look in looks(4_000):
            verdict = judge(mean_effect(whole[:look], REACH), *HIGHER_2, last=look == 4_000)
            assert verdict != TURNS
            if verdict in (HOLDS, FAILS):
                wrong += 1
                break
    # 1,000 x 10 x 3.2e-5 is 0.3; skewed differences err more, and 3 would be nine times the bound.
    assert wrong <= 2


@pytest.mark.parametrize("kind", ["normal", "skewed", "mostly none", "rare"])
def test_without_an_effect_nothing_holds_and_nothing_turns(kind: str) -> None:
    luck = np.random.default_rng(7)
    for _ in range(400):
        whole = drawn(kind, 0.0, 4_000, luck)
        verdicts = [judge(mean_effect(whole[:look], REACH), *HIGHER_2, last=look == 4_000) for look in looks(4_000)]
        assert set(verdicts) <= {FAILS, UNCLEAR}


def test_bounds_err_as_often_as_their_strictness_says() -> None:
    """With 1.96 standard errors one look errs in one of twenty: the experiment would see a wrong formula."""
    luck = np.random.default_rng(3)
    outside = sum(
        not effect.low <= 2.0 <= effect.high
        for effect in (mean_effect(drawn("normal", 2.0, 400, luck), REACH, 1.96) for _ in range(4_000))
    )
    assert 160 <= outside <= 240
    outside = sum(
        not effect.low <= 10.0 <= effect.high
        for effect in (share_effect(*_discordant(0.2, 0.1, 400, luck), 400, 1.96) for _ in range(4_000))
    )
    assert 150 <= outside <= 250


def _discordant(up: float, down: float, pairs: int, luck: np.random.Generator) -> tuple[int, int]:
    counts = luck.multinomial(pairs, [up, down, 1 - up - down])
    return int(counts[0]), int(counts[1])


@pytest.mark.parametrize(("up", "down"), [(0.03, 0.03), (0.02, 0.0), (0.004, 0.001), (0.3, 0.25)])
def test_bounds_of_shares_hold_the_truth_also_where_few_pairs_differ(up: float, down: float) -> None:
    luck, outside = np.random.default_rng(11), 0
    for _ in range(3_000):
        effect = share_effect(*_discordant(up, down, 250, luck), 250, 1.96)
        outside += not effect.low <= 100 * (up - down) <= effect.high
    assert outside <= 3_000 * 0.06


def test_an_effect_that_is_there_is_seen() -> None:
    """An effect twice the least, with the spread that games of the flagship have, holds within 500 games."""
    luck, at = np.random.default_rng(5), []
    for _ in range(200):
        whole = luck.normal(-4.0, 8.0, 4_000)
        at.append(
            next(look for look in looks(4_000) if judge(mean_effect(whole[:look], REACH), *LOWER_2, False) == HOLDS)
        )
    assert np.quantile(at, 0.9) <= 500
    assert max(at) <= 2_000


def test_the_other_way_round_it_turns() -> None:
    luck = np.random.default_rng(6)
    assert judge(mean_effect(luck.normal(5.0, 8.0, 500), REACH), *LOWER_2, False) == TURNS
    assert judge(mean_effect(luck.normal(-5.0, 8.0, 500), REACH), *HIGHER_2, False) == TURNS
    assert judge(mean_effect(luck.normal(-2.0, 3.0, 2_000), REACH), *WITHIN, False) == TURNS


@pytest.mark.parametrize(
    ("effect", "claim", "last", "verdict"),
    [
        ((-3.0, -2.1), LOWER_2, False, HOLDS),
        ((-3.0, -1.9), LOWER_2, True, UNCLEAR),
        ((-1.9, 1.9), LOWER_2, False, FAILS),
        ((1.0, 3.0), LOWER_2, False, UNCLEAR),
        ((1.0, 3.0), LOWER_2, True, FAILS),
        ((2.1, 3.0), LOWER_2, False, TURNS),
        ((1.1, 2.9), WITHIN, False, HOLDS),
        ((0.9, 2.9), WITHIN, True, UNCLEAR),
        ((3.1, 9.0), WITHIN, False, FAILS),
        ((-2.9, -1.1), WITHIN, False, TURNS),
        ((-9.0, -3.1), WITHIN, False, FAILS),
        ((-1.9, 1.9), SAME_2, False, HOLDS),
        ((-2.1, 0.0), SAME_2, True, UNCLEAR),
        ((2.1, 9.0), SAME_2, False, FAILS),
        ((-9.0, -2.1), SAME_2, False, FAILS),
    ],
)
def test_verdicts(
    effect: tuple[float, float], claim: tuple[float, float, tuple[float, float] | None], last: bool, verdict: str
) -> None:
    assert judge(Effect(sum(effect) / 2, *effect), *claim, last) == verdict


def test_no_pairs_say_nothing() -> None:
    assert judge(mean_effect(np.zeros(0), REACH), *LOWER_2, True) == UNCLEAR
    assert judge(share_effect(0, 0, 0), *LOWER_2, True) == UNCLEAR


def test_no_difference_in_few_games_does_not_show_that_there_is_none() -> None:
    """One pair in 100 that differs by all there is would not show in 69 games, and is a mean of 1."""
    assert judge(mean_effect(np.zeros(69), REACH), *SAME_2, True) == UNCLEAR
    assert judge(share_effect(0, 0, 69), *SAME_2, True) == UNCLEAR
    assert judge(mean_effect(np.zeros(1_000), REACH), *SAME_2, True) == HOLDS
    assert judge(share_effect(0, 0, 1_000), *SAME_2, True) == HOLDS


@FEW_EXAMPLES
@given(hits=st.integers(0, 60), more=st.integers(0, 4_000), tail=st.sampled_from([3.2e-5, 0.005, 0.025]))
def test_binomial_bounds_are_those_of_scipy(hits: int, more: int, tail: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    of = hits + more
    if of:
        expected = stats.binomtest(hits, of).proportion_ci(1 - 2 * tail, "exact")
        assert binomial_bounds(hits, of, tail) == pytest.approx((expected.low, expected.high), abs=1e-9)


@FEW_EXAMPLES
@given(values=st.lists(st.floats(-50, 50).filter(lambda x: abs(x) > 0.01), min_size=FEW, max_size=80))
def test_the_mean_and_its_error_are_those_of_scipy(values: list[float]) -> None:
    stats = pytest.importorskip("scipy.stats")
    effect = mean_effect(np.array(values), 1e9)
    assert effect.middle == pytest.approx(np.mean(values))
    assert (effect.high - effect.low) / 2 / STRICTNESS == pytest.approx(stats.sem(values), abs=1e-9)


@FEW_EXAMPLES
@given(up=st.integers(0, 200), down=st.integers(0, 200), alike=st.integers(0, 3_000))
def test_shares_are_the_means_of_their_differences(up: int, down: int, alike: int) -> None:
    """McNemar's standard error is that of the differences +1, 0 and -1, but for the n - 1 of a sample."""
    pairs = up + down + alike
    if up + down < FEW:
        return
    whole = np.repeat([100.0, -100.0, 0.0], [up, down, alike])
    by_mean, by_count = mean_effect(whole, REACH), share_effect(up, down, pairs)
    assert by_count.middle == pytest.approx(by_mean.middle)
    assert by_count.low == pytest.approx(by_mean.low, rel=0.03, abs=0.6)
    assert by_count.high == pytest.approx(by_mean.high, rel=0.03, abs=0.6)


@FEW_EXAMPLES
@given(up=st.integers(0, 24), down=st.integers(0, 24), alike=st.integers(0, 3_000))
def test_few_discordant_pairs_are_clear_only_where_the_exact_test_is(up: int, down: int, alike: int) -> None:
    """An interval that leaves out 0 goes with an exact two-sided binomial test at its level."""
    stats = pytest.importorskip("scipy.stats")
    if not 0 < up + down < FEW:
        return
    effect = share_effect(up, down, up + down + alike, 2.0)
    if effect.low > 0 or effect.high < 0:
        assert stats.binomtest(up, up + down).pvalue < 2 * stats.norm.cdf(-2.0)
    assert effect.low <= 100 * (up - down) / (up + down + alike) <= effect.high


@FEW_EXAMPLES
@given(values=st.lists(st.sampled_from([-60.0, -3.0, 0.0, 0.0, 0.0, 5.0, 80.0]), min_size=1, max_size=400))
def test_bounds_hold_the_estimate_and_turn_round_with_it(values: list[float]) -> None:
    one, other = mean_effect(np.array(values), REACH), mean_effect(-np.array(values), REACH)
    assert one.middle is not None
    assert one.low - 1e-9 <= one.middle <= one.high + 1e-9
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
