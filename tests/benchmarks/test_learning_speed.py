"""How many turns a second the learning environment plays, alone and in batches, and beside OpenSpiel's and pgx's games.

Run: python -m pytest tests/benchmarks/test_learning_speed.py --benchmark-enable --benchmark-only -s

A step is one turn of one game: all its seats act, each with legal choices at random, which are drawn outside the clock.
`extra_info` holds steps and decisions (one seat's action in one turn) a second of the processor's time, and how many
times the single environment that is. In `autoreset` games begin anew one by one, and drift apart; in `together` all are
reset when the last has ended, and the turns of those that have ended earlier are not counted.

Beside the others stand decisions a second, of a game of like size only: decisions a game, legal choices a decision and
numbers observed are each at most ten times the other's. That is backgammon for the flagship, and tic-tac-toe for
the first session. Both have far simpler rules: how many of theirs one of our decisions costs is what is told.
"""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.benchmarks.other_games import LIBRARIES, Size, Stepped
from tests.shipped import shipped_scenario

pytest.importorskip("pettingzoo")

from wargame.rl.batch import BatchEnvironment, batch_env
from wargame.rl.environment import parallel_env

Benchmark = Any
SCENARIOS = ("first-session", "planned-exit")


def single_steps(name: str, steps: int) -> Stepped:
    """One game after another of the single environment, with masked choices of all seats."""
    env = parallel_env(shipped_scenario(name))
    observations, _ = env.reset(seed=1)
    for place, agent in enumerate(env.agents):
        env.action_space(agent).seed(place)
    seconds, games, choices, places = 0.0, 0, 0, 0
    for _ in range(steps):
        masks = {agent: observations[agent]["action_mask"] for agent in env.agents}
        choices += sum(int(each.sum()) for mask in masks.values() for each in mask)
        places += sum(len(mask) for mask in masks.values())
        actions = {agent: env.action_space(agent).sample(mask) for agent, mask in masks.items()}
        turn, began = env.position.turn, time.process_time()
        observations, *_ = env.step(actions)
        seconds += time.process_time() - began
        if env.agents:
            assert env.position.turn == turn + 1
        else:
            games += 1
            began = time.process_time()
            observations, _ = env.reset()
            seconds += time.process_time() - began
    seats = len(env.possible_agents)
    observed = max(len(env.observation_names(agent)) for agent in env.possible_agents)
    return Stepped(Size(steps * seats / max(games, 1), choices / places, observed), steps * seats, games, seconds)


def batch_steps(env: BatchEnvironment, steps: int) -> Stepped:
    """So many steps of a batch; what it says of turns and ends must add up to them."""
    generator = np.random.default_rng(1)
    observations, _ = env.reset(seed=1)
    seats, per_place = len(env.seats), []
    seconds, played, games = 0.0, 0, 0
    going_on = np.ones(env.num_envs, dtype=np.bool_)
    for _ in range(steps):
        mask = observations["action_mask"]
        open_to = env.by_place(mask[: min(64, env.num_envs)]).sum(axis=-1)
        per_place.append(open_to[open_to > 0].mean())
        actions, turns = env.sample(mask, generator), env.turns
        began = time.process_time()
        observations, rewards, terminated, *_ = env.step(actions)
        if not env.autoreset and terminated.all():
            observations, _ = env.reset()
        seconds += time.process_time() - began
        assert rewards.shape == (env.num_envs, seats)
        assert not rewards[~going_on].any()
        played += int(going_on.sum())
        games += int((terminated & going_on).sum())
        moved = going_on & ~terminated
        assert (env.turns[moved] == turns[moved] + 1).all()
        if env.autoreset:
            assert (env.turns[terminated] == 1).all()
        else:
            going_on = ~terminated if not terminated.all() else np.ones_like(going_on)
    observed = max(len(env.observation_names(seat)) for seat in env.seats)
    size = Size(played * seats / max(games, 1), float(np.mean(per_place)), observed)
    return Stepped(size, played * seats, games, seconds)


@cache
def alone(name: str) -> Stepped:
    """The single environment, timed once in a run for all to be told against."""
    return single_steps(name, 60)


def told(benchmark: Benchmark, name: str, stepped: Stepped) -> None:
    seats = len(shipped_scenario(name).seats)
    benchmark.extra_info["steps_a_second"] = round(stepped.decisions / seats / stepped.seconds)
    benchmark.extra_info["decisions_a_second"] = stepped.decisions_a_second
    benchmark.extra_info["games_ended"] = stepped.games
    benchmark.extra_info["times_single"] = round(stepped.decisions_a_second / alone(name).decisions_a_second, 1)


def middle(benchmark: Benchmark, work: Any) -> Stepped:
    """The middle of three runs by speed, one without --benchmark-enable."""
    runs: list[Stepped] = []
    benchmark.pedantic(lambda: runs.append(work()), rounds=3 if benchmark.enabled else 1)
    return sorted(runs, key=lambda each: each.decisions_a_second)[len(runs) // 2]


@pytest.mark.parametrize("name", SCENARIOS)
def test_steps_of_the_single_environment(benchmark: Benchmark, name: str) -> None:
    turns = shipped_scenario(name).calendar.turns
    steps = 60 if benchmark.enabled else 2 * turns
    stepped = middle(benchmark, lambda: single_steps(name, steps))
    assert stepped.decisions == steps * len(shipped_scenario(name).seats)
    assert steps // turns <= stepped.games <= steps
    if benchmark.enabled:
        told(benchmark, name, stepped)


@pytest.mark.parametrize("begun", ["autoreset", "together"])
@pytest.mark.parametrize("games", [1, 64, 1024])
@pytest.mark.parametrize("name", SCENARIOS)
def test_steps_of_a_batch(benchmark: Benchmark, name: str, games: int, begun: str) -> None:
    if not benchmark.enabled and games > 64:
        pytest.skip("only for its figures")
    scenario = shipped_scenario(name)
    turns, seats = scenario.calendar.turns, len(scenario.seats)
    # The games have drifted apart well before half of the steps are made.
    steps = {1: 60, 64: 4 * turns, 1024: 2 * turns + 2}[games] if benchmark.enabled else turns + 2
    env = batch_env(scenario, games, autoreset=begun == "autoreset")
    stepped = middle(benchmark, lambda: batch_steps(env, steps))
    assert stepped.decisions <= steps * games * seats
    if begun == "autoreset":
        assert stepped.decisions == steps * games * seats
    assert stepped.decisions / seats / turns - games <= stepped.games <= stepped.decisions / seats
    assert stepped.games >= games
    if benchmark.enabled:
        told(benchmark, name, stepped)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize(("name", "other"), [("planned-exit", "backgammon"), ("first-session", "tic_tac_toe")])
def test_beside_games_of_like_size(benchmark: Benchmark, name: str, other: str, library: str) -> None:
    """Both in turn in one run, so that they meet the same machine; the middle of three each."""
    module, play = LIBRARIES[library]
    pytest.importorskip(module, reason=f"{library} is not installed")
    scenario = shipped_scenario(name)
    turns, many = scenario.calendar.turns, benchmark.enabled
    env = batch_env(scenario, 1024 if many else 8, autoreset=False)
    amount = {"open_spiel": {"decisions": 20_000 if many else 2_000}, "pgx": {"steps": 200 if many else 100}}[library]
    here: list[Stepped] = []
    there: list[Stepped] = []

    def both() -> None:
        here.append(batch_steps(env, 2 * turns))
        there.append(play(other, **amount))

    benchmark.pedantic(both, rounds=3 if many else 1)
    ours, theirs = (sorted(each, key=lambda one: one.decisions_a_second)[len(each) // 2] for each in (here, there))
    assert ours.games > 0
    assert theirs.games > 0
    assert theirs.decisions == (amount["decisions"] if library == "open_spiel" else 1024 * amount["steps"])
    if not ours.size.like(theirs.size):
        pytest.skip(f"not of like size: {ours.size} and {theirs.size}")
    benchmark.extra_info["size"] = str(ours.size)
    benchmark.extra_info["other_size"] = str(theirs.size)
    benchmark.extra_info["decisions_a_second"] = ours.decisions_a_second
    benchmark.extra_info["other_decisions_a_second"] = theirs.decisions_a_second
    benchmark.extra_info["other_times_ours"] = round(theirs.decisions_a_second / ours.decisions_a_second, 1)


def test_games_of_another_size_are_not_compared() -> None:
    backgammon = Size(200, 12, 200)
    assert backgammon.like(Size(70, 5, 300))
    for other in (Size(10, 12, 200), Size(200, 1, 200), Size(200, 12, 19), Size(2001, 12, 200)):
        assert not backgammon.like(other)
        assert not other.like(backgammon)
