"""A turn's luck drawn anew: only what chance does in that turn changes, and the game's own luck comes back after it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import wargame
from tests.engine.invented import invented
from tests.shipped import shipped_scenario
from wargame.engine.position import numbers_of, start
from wargame.engine.redraw import luck_seed, with_luck

SEEDS = st.integers(0, 2**64 - 1)


@given(SEEDS, st.integers(1, 12))
def test_the_games_own_luck_is_luck_0_and_every_other_is_another(seed: int, turn: int) -> None:
    assert luck_seed(seed, turn, 0) == seed
    drawn = [luck_seed(seed, turn, luck) for luck in range(1, 20)]
    assert len({seed, *drawn}) == 20
    assert all(0 <= each < 2**64 for each in drawn)
    assert drawn[0] != luck_seed(seed, turn + 1, 1)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), SEEDS, st.integers(1, 9))
def test_drawing_anew_and_back_gives_the_same_position(scenario: int, seed: int, luck: int) -> None:
    position = start(invented(scenario, 4), seed)
    other = with_luck(position, luck, seed)
    assert numbers_of(other.left) == numbers_of(position.left)
    assert with_luck(other, luck, seed) == other
    assert with_luck(other, 0, seed) == position


def test_a_dated_event_comes_out_otherwise_under_some_luck() -> None:
    position = wargame.start(shipped_scenario("planned-exit"), seed=1)
    while not any(event.turn == position.turn for event in position.program.events):
        orders: dict[str, tuple[str, ...]] = {}
        position = wargame.resolve(position, None, orders).after
    outcomes = {with_luck(position, luck, 1).worlds.came.tobytes() for luck in range(40)}
    assert len(outcomes) > 1
    moves = {with_luck(position, luck, 1).chance_move for luck in range(40)}
    assert len(moves) > 1
