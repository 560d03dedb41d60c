"""How long bad files take to be refused and good ones to be read; each refusal should take well under two seconds.

A file crowded with one kind of thing, near a bound, takes little longer to check than one of its size takes to be read.

Run: python -m pytest tests/benchmarks --benchmark-enable --benchmark-only
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.crowded import CROWDED
from wargame.authoring import Problem, check, find, load
from wargame.model.scenario import Scenario

Benchmark = Callable[..., Any]

LAUGHS = "a0: &a0 [lol, lol]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 100))
BAD = {
    "fifty megabytes": b"x" * 50_000_000,
    "brackets in the file": b"format: " + b"[" * 100_000,
    "brackets in an expression": b"when: " + b"(" * 100_000,
    "billion laughs": LAUGHS.encode(),
    "binary": bytes(range(256)) * 2_000,
    "one long line": b"title: " + b"a" * 8_000_000,
    "millions of values": b"title: [" + b"1," * 4_000_000 + b"]",
    "millions of empty lists": b"title: [" + b"[]," * 2_700_000 + b"]",
    "an open quotation mark": b"title: '" + b"key: value\n" * 700_000,
    "instructions to YAML": b"".join(b"%%TAG !a%d! x\n" % number for number in range(400_000)),
}


@pytest.mark.parametrize("bad", list(BAD))
def test_a_bad_file_is_refused(benchmark: Benchmark, tmp_path: Path, bad: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(BAD[bad])
    problems: tuple[Problem, ...] = benchmark(check, path)
    assert problems


@pytest.mark.soak
@pytest.mark.parametrize("kind", list(CROWDED))
def test_a_crowded_file_is_checked(benchmark: BenchmarkFixture, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{kind}.yaml"
    path.write_text(CROWDED[kind](), encoding="utf-8")
    problems: tuple[Problem, ...] = benchmark.pedantic(check, (path,), rounds=1)  # type: ignore[no-untyped-call]
    assert all(each.severity == "warning" for each in problems)


def test_the_flagship_is_read(benchmark: Benchmark) -> None:
    scenario: Scenario = benchmark(load, find("planned-exit"))
    assert scenario.id == "planned-exit"
