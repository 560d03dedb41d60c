"""How long one turn with its ledger takes on networks of up to a thousand actors, and that its sums are right.

A ledger's entries are made when they are read: so what is measured is a turn with its ledger, one number explained, the
report of a seat, and every entry and every part of the whole ledger read.

Run: python -m pytest tests/benchmarks/test_large_network.py --benchmark-enable --benchmark-only
"""

from __future__ import annotations

from functools import lru_cache

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import wargame
from tests.benchmarks.generated import MOVES, REACTIONS, RULES, SEATS, generated
from wargame.engine.ledger import Entry, Ledger, Row
from wargame.engine.position import Position
from wargame.engine.resolution import Resolution
from wargame.engine.turn_report import report
from wargame.model.viewer import Seated

TIES_EACH = 10
ORDERS = {f"s{seat}": REACTIONS for seat in range(SEATS)}
SIZES = pytest.mark.parametrize("ties", [1_250, 2_500, 5_000, 10_000])


@lru_cache(maxsize=1)
def large(ties: int) -> Position:
    """A generated game of this many ties at its beginning."""
    return wargame.start(generated(ties // TIES_EACH, ties, seed=1), seed=1)


def turn(position: Position) -> Resolution:
    """A turn in which every seat orders all it can."""
    return wargame.resolve(position, MOVES[1], ORDERS)


def note(benchmark: BenchmarkFixture, ties: int) -> None:
    """Note how long it takes for each tie."""
    if benchmark.stats is not None:
        benchmark.extra_info["microseconds_per_tie"] = round(benchmark.stats.stats.median * 1e6 / ties, 2)


@SIZES
def test_a_turn_of_a_large_network_with_its_ledger(benchmark: BenchmarkFixture, ties: int) -> None:
    position = large(ties)
    ledger: Ledger = benchmark(lambda: turn(position).ledger)
    assert len(ledger) > ties // TIES_EACH
    assert {row.name for row in ledger if row.change} == moved(turn(position))
    note(benchmark, ties)


@SIZES
def test_one_number_of_a_large_network_is_explained(benchmark: BenchmarkFixture, ties: int) -> None:
    position = large(ties)
    row: Row = benchmark(lambda: explained(turn(position), "a7.opinion"))
    assert sum(len(entry.carried) for entry in row.entries) > TIES_EACH
    note(benchmark, ties)


@SIZES
def test_every_entry_of_a_large_ledger_is_read(benchmark: BenchmarkFixture, ties: int) -> None:
    position = large(ties)
    entries: list[Entry] = benchmark(lambda: [entry for row in turn(position).ledger for entry in row.entries])
    assert len(entries) > 2 * ties
    assert sum(entry.amount for entry in entries) == pytest.approx(sum(row.change for row in turn(position).ledger))
    note(benchmark, ties)


@SIZES
def test_every_part_of_a_large_ledger_is_read(benchmark: BenchmarkFixture, ties: int) -> None:
    position = large(ties)
    parts: int = benchmark(lambda: parts_read(turn(position).ledger))
    assert parts > 20 * ties
    note(benchmark, ties)


@SIZES
def test_a_seat_is_told_of_a_turn_of_a_large_network(benchmark: BenchmarkFixture, ties: int) -> None:
    played = turn(large(ties))
    assert moved(played)
    told = benchmark(lambda: report(played, Seated("s0")).ledger)
    assert [row.name for row in told] == [row.name for row in played.ledger if seen_by_s0(row.name)]
    note(benchmark, ties)


def explained(played: Resolution, name: str) -> Row:
    """A number's row with all its parts made."""
    row = played.ledger[name]
    assert all(entry.carried or entry.direct or not entry.cause.subject for entry in row.entries)
    return row


def parts_read(ledger: Ledger) -> int:
    """How many parts the entries of a ledger have, all of them read."""
    return sum(len(entry.direct) + len(entry.carried) for row in ledger for entry in row.entries)


def moved(played: Resolution) -> set[str]:
    """The numbers that a turn changed."""
    before = played.before.numbers
    return {name for name, value in played.numbers.items() if value != before[name]}


def seen_by_s0(name: str) -> bool:
    """Whether the seat sees a number: all but what the others have to spend."""
    return not name.startswith("capital(") or name == "capital(s0)"


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
    carried_to = {row.name for row in ledger if any(entry.carried for entry in row.entries)}
    assert carried_to >= {f"a{n}.opinion" for n in range(1_000)}
    acting = {entry.cause.id for row in ledger for entry in row.entries}
    assert len(acting & {f"r{rule}" for rule in range(RULES)}) == RULES
    assert acting >= {MOVES[1], *(f"{seat}.{reaction}" for seat, given in ORDERS.items() for reaction in given)}
