"""The counter-based generator against its published vectors, and what is drawn with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wargame.engine import chance

ONES = 0xFFFFFFFF

# The known-answer vectors published with the Random123 library for philox4x32 with ten rounds.
VECTORS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), VECTORS)
def test_philox_gives_its_published_vectors(
    counter: tuple[int, int, int, int], key: tuple[int, int], expected: tuple[int, int, int, int]
) -> None:
    a, b, c, d = (np.array([word], dtype=np.uint64) for word in counter)
    seed = np.array([key[0] | key[1] << 32], dtype=np.uint64)
    half = np.uint64(32)
    counters = a << half | b, c << half | d
    words = int(chance.philox4x32(counters, chance.round_keys(seed))[0])
    assert (words >> 32, words % 2**32) == expected[:2]
    assert chance._first_words((int(counters[0][0]), int(counters[1][0])), int(seed[0])) == words


@given(
    # More and fewer than are drawn without arrays.
    st.lists(st.integers(0, chance.SEED_LIMIT - 1), min_size=1, max_size=20),
    st.integers(0, 100),
    st.text(max_size=9),
)
def test_a_batch_draws_what_each_seed_draws_alone(seeds: list[int], turn: int, purpose: str) -> None:
    batch = chance.uniform(np.array(seeds, dtype=np.uint64), turn, purpose)
    alone = [chance.uniform(np.array([seed], dtype=np.uint64), turn, purpose)[0] for seed in seeds]
    assert batch.tolist() == alone
    assert ((batch >= 0) & (batch < 1)).all()


def test_purposes_drawn_together_are_those_drawn_one_by_one() -> None:
    seeds, purposes = np.arange(5, dtype=np.uint64), ["move", "event:vote", "bot:us"]
    together = chance.uniforms(seeds, 3, [(purpose, 1) for purpose in purposes])
    assert together.tolist() == [chance.uniform(seeds, 3, purpose, 1).tolist() for purpose in purposes]
    assert chance.uniforms(seeds, 3, []).shape == (0, 5)


def test_draws_of_different_purposes_turns_and_places_differ_and_are_even() -> None:
    seeds = np.arange(20_000, dtype=np.uint64)
    draws = [
        chance.uniform(seeds, 1, "move"),
        chance.uniform(seeds, 2, "move"),
        chance.uniform(seeds, 1, "event:vote"),
        chance.uniform(seeds, 1, "move", 1),
    ]
    for place, one in enumerate(draws):
        counts = np.histogram(one, bins=20, range=(0, 1))[0]
        assert abs(counts - 1000).max() < 200
        for other in draws[:place]:
            assert abs(np.corrcoef(one, other)[0, 1]) < 0.03


def test_what_an_author_is_unsure_of_is_likeliest_near_nothing() -> None:
    draws = chance.triangular(np.arange(20_000, dtype=np.uint64), ["effect:x"])[0]
    assert draws.min() >= -1
    assert draws.max() <= 1
    # A triangular draw lies within half its width of the middle three times in four.
    assert abs((abs(draws) < 0.5).mean() - 0.75) < 0.02


@example([0.0, 5e-324], 0)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=6), st.integers(0, 2**64 - 1))
def test_a_way_without_weight_never_comes_out(weights: list[float], seed: int) -> None:
    clocks = chance.exponentials(np.array([seed], dtype=np.uint64), 1, [f"way:{n}" for n in range(len(weights))])
    chosen = int(chance.pick(np.array(weights).reshape(-1, 1), clocks)[0])
    if any(weights):
        assert weights[chosen] > 0
    else:
        assert chosen == -1


def test_ways_come_out_as_often_as_they_weigh() -> None:
    clocks = chance.exponentials(np.arange(40_000, dtype=np.uint64), 1, ["a", "b", "c"])
    weights = np.array([[1.0], [0.0], [3.0]])
    shares = np.bincount(chance.pick(weights, clocks), minlength=3) / clocks.shape[1]
    assert shares == pytest.approx([0.25, 0, 0.75], abs=0.01)


def test_a_clock_strikes_when_its_name_says_and_as_exponential_clocks_do() -> None:
    """The logarithm is our own, the same on every processor; the library's is right to the last digits."""
    seeds = np.arange(50_000, dtype=np.uint64)
    clocks, drawn = chance.exponentials(seeds, 3, ["a", "b"]), chance.uniforms(seeds, 3, [("a", 0), ("b", 0)])
    assert clocks == pytest.approx(-np.log1p(-drawn), rel=1e-9, abs=1e-12)
    assert (clocks >= 0).all()
    for share in (0.1, 0.5, 0.9, 0.99):
        assert abs((clocks[0] < -np.log1p(-share)).mean() - share) < 0.006
    assert (chance.exponentials(seeds[7:8], 3, ["b"]) == clocks[1:, 7:8]).all()


def test_another_way_or_weight_changes_only_what_it_wins_or_loses() -> None:
    """Paired games part only where the decision itself makes them: a race is coupled through each way's own clock."""
    seeds = np.arange(20_000, dtype=np.uint64)
    clocks = chance.exponentials(seeds, 1, ["a", "b", "c", "d"])
    before = chance.pick(np.array([[1.0], [2.0], [3.0], [0.0]]), clocks)
    after = chance.pick(np.array([[1.0], [2.0], [3.0], [1.5]]), clocks)
    assert ((before == after) | (after == 3)).all()
    heavier = chance.pick(np.array([[1.0], [4.0], [3.0], [0.0]]), clocks)
    assert ((before == heavier) | (heavier == 1)).all()
