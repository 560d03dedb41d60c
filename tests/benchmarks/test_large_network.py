"""How long one turn with its full ledger takes on networks of up to a thousand actors, and that its sums are right.

Run: python -m pytest tests/benchmarks/test_large_network.py --benchmark-enable --benchmark-only
"""

from __future__ import annotations

from functools import lru_cache

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import wargame
from tests.benchmarks.generated import MOVES, REACTIONS, RULES, SEATS, generated
from wargame.engine.ledger import Ledger
from wargame.engine.position import Position
from wargame.engine.resolution import Resolution

TIES_EACH = 10
ORDERS = {f"s{seat}": REACTIONS for seat in range(SEATS)}


@lru_cache(maxsize=1)
def large(ties: int) -> Position:
    """A generated game of this many ties at its beginning."""
    return wargame.start(generated(ties // TIES_EACH, ties, seed=1), seed=1)


def turn(position: Position) -> Resolution:
    """A turn in which every seat orders all it can."""
    return wargame.resolve(position, MOVES[1], ORDERS)


@pytest.mark.parametrize("ties", [1_250, 2_500, 5_000, 10_000])
def test_a_turn_of_a_large_network_with_its_ledger(benchmark: BenchmarkFixture, ties: int) -> None:
    position = large(ties)
    ledger: Ledger = benchmark(lambda: turn(position).ledger)
    assert len(ledger) > ties // TIES_EACH
    if benchmark.stats is not None:
        benchmark.extra_info["microseconds_per_tie"] = round(benchmark.stats.stats.median * 1e6 / ties, 2)


def test_the_ledger_of_ten_thousand_ties_adds_up() -> None:
    played = turn(large(10_000))
    before, after, ledger = played.before.numbers, played.after.numbers, played.ledger
    assert {row.name for row in ledger} >= {name for name, value in after.items() if value != before[name]}
    for row in ledger:
        assert (row.before, row.after) == (before[row.name], after[row.name])
        assert row.before + sum(entry.amount for entry in row.entries) == pytest.approx(row.after, abs=1e-9)
        for entry in row.entries:
            if entry.direct or entry.carried:
                parts = sum(each.amount for each in entry.direct) + sum(each.amount for each in entry.carried)
                assert entry.amount == pytest.approx(parts, abs=1e-9)
    moved = {row.name for row in ledger if any(entry.carried for entry in row.entries)}
    assert moved >= {f"a{n}.opinion" for n in range(1_000)}
    acting = {entry.cause.id for row in ledger for entry in row.entries}
    assert len(acting & {f"r{rule}" for rule in range(RULES)}) == RULES
    assert acting >= {MOVES[1], *(f"{seat}.{reaction}" for seat, given in ORDERS.items() for reaction in given)}
