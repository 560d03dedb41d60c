"""How long a turn takes. Run: python -m pytest tests/benchmarks --benchmark-enable --benchmark-only"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.engine.invented import invented
from tests.shipped import shipped_scenario
from wargame.engine import kernel
from wargame.engine.kernel import JointAction
from wargame.engine.ledger import Ledger
from wargame.engine.position import Position, start
from wargame.engine.resolution import Resolution, resolve
from wargame.players.bots import DoctrineBot

Benchmark = Callable[..., Any]


def midgame(position: Position, turns: int = 3) -> tuple[Position, dict[str, Any]]:
    """A position some turns in, with every seat's orders by doctrine."""
    bot = DoctrineBot()
    for _ in range(turns):
        orders = {seat: bot.orders(position, seat) for seat in position.scenario.seats}
        position = resolve(position, None, orders).after
    return position, {seat: bot.orders(position, seat) for seat in position.scenario.seats}


@pytest.fixture(scope="module")
def flagship() -> tuple[Position, dict[str, Any]]:
    return midgame(start(shipped_scenario("planned-exit"), 1))


def test_a_turn_of_the_flagship(benchmark: Benchmark, flagship: tuple[Position, dict[str, Any]]) -> None:
    position, orders = flagship
    played: Resolution = benchmark(resolve, position, None, orders)
    assert played.after.worlds.turn == position.worlds.turn + 1


def test_a_turn_of_the_flagship_with_its_full_ledger(
    benchmark: Benchmark, flagship: tuple[Position, dict[str, Any]]
) -> None:
    position, orders = flagship
    ledger: Ledger = benchmark(lambda: resolve(position, None, orders).ledger)
    assert len(ledger) > 10


def test_a_thousand_worlds_of_the_flagship(benchmark: Benchmark, flagship: tuple[Position, dict[str, Any]]) -> None:
    """Against the single turn above: the ratio says what a world costs in a batch."""
    program = flagship[0].program
    worlds = kernel.open_turn(kernel.begin(program, np.arange(1000, dtype=np.uint64)))
    width = worlds.width
    choices = JointAction(
        kernel.chance_move(worlds),
        np.zeros((len(program.plays), width), dtype=np.bool_),
        np.zeros((len(program.withholdings), width), dtype=np.bool_),
        np.zeros((len(program.injects), width), dtype=np.bool_),
    )
    trace = benchmark(kernel.resolve, worlds, choices)
    assert trace.left.turn == 2


@pytest.mark.parametrize("ties", [2_500, 5_000, 10_000])
def test_the_cost_of_a_turn_grows_with_the_ties(benchmark: Benchmark, ties: int) -> None:
    position = start(invented(1, actors=1000, ties=ties), 1)
    ledger: Ledger = benchmark(lambda: resolve(position, None, {}).ledger)
    assert len(ledger) > 10
