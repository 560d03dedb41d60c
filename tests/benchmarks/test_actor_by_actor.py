"""The flagship stepped actor by actor in Mesa: that it plays the engine's games, and how fast.

Run: python -m pytest tests/benchmarks/test_actor_by_actor.py --benchmark-enable --benchmark-only
"""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import wargame
from tests.shipped import shipped_scenario
from wargame.engine.chance import uniform
from wargame.model.scenario import Scenario
from wargame.players.bots import DoctrineBot

pytest.importorskip("mesa")

from tests.benchmarks import actor_by_actor

SEEDS = (1, 5, 13, 20, 36, 2**63 + 5)
"""Among them are games of five of the six endings, and games in which consent is refused.

Engine and actors round every number to a millionth each turn, but add in another order: a seed with a number so near a
threshold, or half a millionth, that the last bit decides would part them. The seeds 1 to 60 all keep them together.
"""

LENSES = ("erodes", "sharpens")


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


def numbers(game: actor_by_actor.Game) -> dict[str, float]:
    """Every number of a Mesa game by its name in the scenario."""
    levels = {
        f"{name}.{indicator}": level for name, actor in game.actors.items() for indicator, level in actor.levels.items()
    }
    trust = {f"trust({name}, {of})": level for name, actor in game.actors.items() for of, level in actor.trust.items()}
    return levels | trust | {f"capital({name})": seat.purse["capital"] for name, seat in game.seats.items()}


def orders(game: actor_by_actor.Game) -> dict[str, set[str]]:
    """The orders of each seat in the turn a Mesa game has just played, in their text form."""
    return {
        name: {play.order for play in seat.chosen}
        | {f"withhold {other}.{reaction}" for other, reaction in seat.withheld}
        for name, seat in game.seats.items()
    }


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_actors_play_the_games_of_the_engine(flagship: Scenario, lens: str, seed: int) -> None:
    game = actor_by_actor.Game(actor_by_actor.rules_of(flagship, lens), seed)
    position, bot = wargame.start(flagship, seed, lens), DoctrineBot()
    assert numbers(game) == pytest.approx(dict(position.numbers), abs=1e-4)
    while position.ending is None:
        assert game.running
        played = wargame.resolve(position, None, {seat: bot.orders(position, seat) for seat in flagship.seats})
        position = played.after
        game.step()
        assert game.mover.move.id == played.move
        assert orders(game) == {seat: {str(order) for order in given} for seat, given in played.orders.items()}
        assert numbers(game) == pytest.approx(dict(position.numbers), abs=1e-4)
    assert (game.ending, game.turn) == (position.ending, position.turn)
    actor_by_actor.forget(game)


@pytest.mark.parametrize("purpose", ["move", "bot:eu"])
def test_the_draws_are_those_of_the_engine(purpose: str) -> None:
    seeds = np.array([0, 1, 2**64 - 1], dtype=np.uint64)
    for turn, index in ((0, 1), (7, 0), (3, 2)):
        drawn = [actor_by_actor.uniform(int(seed), turn, purpose, index) for seed in seeds]
        assert drawn == uniform(seeds, turn, purpose, index).tolist()


@pytest.mark.parametrize("lens", LENSES)
def test_whole_games_actor_by_actor(benchmark: BenchmarkFixture, flagship: Scenario, lens: str) -> None:
    """Ten games of ten turns or fewer in a round; the scenario is made ready beforehand."""
    actor_by_actor.rules_of(flagship, lens)
    seeds, played = count(1), []

    def games() -> int:
        turns = sum(actor_by_actor.play(flagship, lens, next(seeds)) for _ in range(10))
        played.append(turns)
        return turns

    assert benchmark.pedantic(games, rounds=5, warmup_rounds=1) > 10  # type: ignore[no-untyped-call]
    if benchmark.stats is not None:
        timed = played[-benchmark.stats.stats.rounds :]
        benchmark.extra_info["world_turns_per_second"] = round(sum(timed) / benchmark.stats.stats.total, 1)
