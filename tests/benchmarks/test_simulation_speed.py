"""How fast whole games are simulated, what workers add, and that memory is bounded by the chunk.

Run: python -m pytest tests/benchmarks/test_simulation_speed.py --benchmark-enable --benchmark-only

`extra_info` holds world-turns a second on one core with doctrine in every seat (the flagship is to reach 300,000, with
1,000,000 as the aim), how many times the same games stepped actor by actor that is (200 at least), how many times one
worker two are (1.7 at least, on two cores that nobody else uses), how many times the memory of 10,000 games that of
100,000 is (about 1), and how many times the time of 10,000 games they take if what they use of the scenario is counted
too (1.1 at most).
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from tests.shipped import shipped_scenario
from wargame.analysis.simulation import CHUNK, Counts, Simulation, count_chunk
from wargame.jobs.pool import in_order
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR

Benchmark = Any
LENSES = ("erodes", "sharpens")


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


def counted(simulation: Simulation, workers: int = 1) -> int:
    """Play a simulation's games; the turns that were played."""
    whole = Counts.empty(simulation.program)
    for counts in in_order(count_chunk, simulation, simulation.chunks, workers):
        whole.add(counts)
    assert whole.games == simulation.games
    return whole.world_turns


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@pytest.mark.parametrize("lens", LENSES)
def test_world_turns_on_one_core(benchmark: Benchmark, flagship: Scenario, lens: str) -> None:
    simulation = Simulation(flagship, lens, 1, 4 * CHUNK, FACILITATOR)
    counted(Simulation(flagship, lens, 1, 1, FACILITATOR))
    turns = benchmark.pedantic(counted, (simulation,), rounds=3, warmup_rounds=1)
    if benchmark.stats is not None:
        benchmark.extra_info["world_turns_per_second"] = round(turns / benchmark.stats.stats.min)


def test_against_the_same_games_actor_by_actor(benchmark: Benchmark, flagship: Scenario) -> None:
    """Both in turn in one run, so that they meet the same machine; the best of each counts."""
    pytest.importorskip("mesa")
    from tests.benchmarks import actor_by_actor

    simulation = Simulation(flagship, "erodes", 1, 2 * CHUNK, FACILITATOR)
    few = [int(seed) for seed in simulation.seeds(0)[:10]]
    actor_by_actor.play(flagship, "erodes", few[0])
    here: list[float] = []
    there: list[float] = []

    def both() -> None:
        began = time.perf_counter()
        here.append(counted(simulation) / (time.perf_counter() - began))
        began = time.perf_counter()
        turns = sum(actor_by_actor.play(flagship, "erodes", seed) for seed in few)
        there.append(turns / (time.perf_counter() - began))

    benchmark.pedantic(both, rounds=5, warmup_rounds=1)
    benchmark.extra_info["world_turns_per_second"] = round(max(here))
    benchmark.extra_info["actor_by_actor_per_second"] = round(max(there))
    benchmark.extra_info["times"] = round(max(here) / max(there), 1)


def test_two_workers_against_one(benchmark: Benchmark, flagship: Scenario) -> None:
    """Long enough that the start of the processes does not count; the better of two of each."""
    # Without --benchmark-enable only that it runs is tested.
    simulation = Simulation(flagship, "erodes", 1, 20 * CHUNK if benchmark.enabled else 2 * CHUNK, FACILITATOR)
    one: list[float] = []
    two: list[float] = []

    def both() -> None:
        one.append(seconds(lambda: counted(simulation)))
        two.append(seconds(lambda: counted(simulation, 2)))

    benchmark.pedantic(both, rounds=2 if benchmark.enabled else 1)
    benchmark.extra_info["one_seconds"] = round(min(one), 2)
    benchmark.extra_info["two_seconds"] = round(min(two), 2)
    benchmark.extra_info["times"] = round(min(one) / min(two), 2)


def test_what_coverage_adds(benchmark: Benchmark, flagship: Scenario) -> None:
    """Both in turn in one run, so that they meet the same machine; the best of each counts."""
    plain = Simulation(flagship, "erodes", 1, 10_000 if benchmark.enabled else 64, FACILITATOR)
    covering = replace(plain, covering=True)
    without: list[float] = []
    with_it: list[float] = []

    def both() -> None:
        without.append(seconds(lambda: counted(plain)))
        with_it.append(seconds(lambda: counted(covering)))

    benchmark.pedantic(both, rounds=4 if benchmark.enabled else 1, warmup_rounds=1)
    benchmark.extra_info["without_seconds"] = round(min(without), 3)
    benchmark.extra_info["with_seconds"] = round(min(with_it), 3)
    benchmark.extra_info["times"] = round(min(with_it) / min(without), 3)


def test_memory_is_bounded_by_the_chunk(benchmark: Benchmark, flagship: Scenario) -> None:
    few, many = (5_000, 30_000) if benchmark.enabled else (CHUNK, 3 * CHUNK)

    def peak(games: int) -> int:
        tracemalloc.start()
        try:
            counted(Simulation(flagship, "erodes", 1, games, FACILITATOR, covering=True))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    counted(Simulation(flagship, "erodes", 1, CHUNK, FACILITATOR))
    peaks: list[tuple[int, int]] = []
    benchmark.pedantic(lambda: peaks.append((peak(few), peak(many))), rounds=1)
    small, large = peaks[-1]
    benchmark.extra_info["megabytes_of_few"] = round(small / 1e6, 1)
    benchmark.extra_info["megabytes_of_many"] = round(large / 1e6, 1)
    benchmark.extra_info["times"] = round(large / small, 3)
    assert large < 1.5 * small


def test_the_first_results_come_soon(benchmark: Benchmark, flagship: Scenario) -> None:
    """How long it takes until a screen can show something."""
    simulation = Simulation(flagship, "erodes", 1, 100_000, FACILITATOR)
    (first,) = benchmark(lambda: list(islice(in_order(count_chunk, simulation, simulation.chunks), 1)))
    assert first.games == CHUNK
