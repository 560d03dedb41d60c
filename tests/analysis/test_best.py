"""Comparisons with the best: all bounds hold at once, the best is not lost, and what is alike does not look certain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wargame.analysis.best import with_the_best
from wargame.engine.kernel import Floats


def brought(seed: int, means: Floats, games: int, spread: float = 6.0) -> Floats:
    """(choices, games): what choices of these means brought, luck shared and luck of their own."""
    luck = np.random.default_rng(seed)
    shared = luck.normal(0.0, 2 * spread, games)
    return means[:, np.newaxis] + shared + luck.normal(0.0, spread, (len(means), games))


def held(seed: int, means: Floats, short: int, long: int) -> bool:
    """Whether all regrets lie within their bounds, and the best among those that may be it; the last three longer."""
    last = range(len(means) - 3, len(means))
    longer = brought(seed, means, long)
    found = with_the_best(longer[:, :short], last, longer[list(last)])
    regrets = zip(found.regrets, means.max() - means, strict=True)
    best = found.may_be_best[int(means.argmax())]
    return best and all(each.low <= regret <= each.high for each, regret in regrets)


@pytest.mark.parametrize(
    "means",
    [np.zeros(12), np.linspace(0.0, 3.0, 12), np.array([*[0.0] * 11, 9.0]), np.array([9.0, *[0.0] * 11])],
    ids=["alike", "apart", "one far, played longer", "one far, left behind"],
)
def test_all_bounds_hold_at_once(means: Floats) -> None:
    """95 of 100 would; of 200 trials, 180 and fewer come by chance once in 300."""
    assert sum(held(seed, means, 32, 128) for seed in range(200)) >= 181


def test_two_choices_are_a_paired_test() -> None:
    """Neither bound is wider than it must be: one of two that are alike is called worse about 5 times in 100."""
    alike = [with_the_best(brought(seed, np.zeros(2), 40)).may_be_best for seed in range(400)]
    assert 8 <= sum(not all(each) for each in alike) <= 34


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 9), st.integers(16, 40))
def test_the_bounds_hold_together(seed: int, choices: int, games: int) -> None:
    luck = np.random.default_rng(seed)
    scores = luck.normal(0.0, 5.0, (choices, games)).round(luck.integers(0, 3))
    found = with_the_best(scores)
    assert found.may_be_best[int(scores.mean(axis=1).argmax())]
    assert found.may_be_best[found.first]
    assert found.regrets[found.first].middle == 0
    for regret, may in zip(found.regrets, found.may_be_best, strict=True):
        assert 0 <= regret.low <= regret.middle <= regret.high
        if may:
            assert regret.low == 0
    if sum(found.may_be_best) == 1:
        assert found.regrets[found.first].high == 0


def test_what_came_to_the_same_in_all_games_need_not_be_the_same() -> None:
    scores = brought(1, np.array([0.0, 0.0, -20.0]), 64)
    scores[1] = scores[0]
    found = with_the_best(scores)
    assert found.may_be_best == (True, True, False)
    assert 0 < found.regrets[0].high < np.ptp(scores, axis=0).max()
    same = with_the_best(np.tile(scores[0], (3, 1)))
    assert [(each.low, each.high) for each in same.regrets] == [(0, 0)] * 3


def test_few_games_give_no_bounds() -> None:
    scores = brought(2, np.array([0.0, 30.0]), 15)
    found = with_the_best(scores)
    assert found.may_be_best == (True, True)
    assert not any(each.bounded for each in found.regrets)
    means = scores.mean(axis=1)
    assert [each.middle for each in found.regrets] == pytest.approx([means[1] - means[0], 0.0])
