"""How long a tree of ten thousand nodes takes to open, to draw and to jump about in, on the flagship.

Run: python -m pytest tests/benchmarks/test_tree_speed.py --benchmark-enable --benchmark-only
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.shipped import shipped_scenario
from wargame.analysis.compare import compare
from wargame.engine.resolution import resolve
from wargame.game.library import Library
from wargame.game.replay import MOST_KEPT, Replay, saved_turn
from wargame.game.save import NewGame
from wargame.game.tree import BEGINNING, Node, SavedTurn, Tree
from wargame.text.branches import tree_rows

NODES = 10_000
LINES = 40
"""How many whole games of the tree were really played; jumps go to them."""


@pytest.fixture(scope="module")
def game() -> tuple[Replay, list[int]]:
    """A tree of ten thousand nodes, and the ends of the lines in it that can be played again."""
    scenario = shipped_scenario("planned-exit")
    replay = Replay(scenario, 1, scenario.default_lens, Tree({}))
    nodes: dict[int, Node] = {}
    rng, ends = random.Random(1), []

    def add(parent: int, turn: SavedTurn) -> int:
        number = len(nodes) + 1
        nodes[number] = Node(number, parent, turn)
        return number

    for _ in range(LINES):
        position, parent = replay.position(BEGINNING), BEGINNING
        while position.ending is None:
            played = resolve(position, rng.choice(position.legal_moves()), {})
            parent, position = add(parent, saved_turn(played)), played.after
        ends.append(parent)
    running = [number for number, node in nodes.items() if node.played.ending is None]
    while len(nodes) < NODES:
        parent = rng.choice(running)
        after = nodes[parent].played
        add(parent, SavedTurn(after.turn + 1, after.move, after.orders, (), "never played", None, luck=len(nodes)))
    return replay.grown(Tree(nodes)), ends


@pytest.fixture(scope="module")
def library(game: tuple[Replay, list[int]], tmp_path_factory: pytest.TempPathFactory) -> Library:
    path: Path = tmp_path_factory.mktemp("tree") / "library.sqlite3"
    replay, _ = game
    scenario, kept = replay.scenario, Library(path)
    made = NewGame(scenario.id, scenario.title, "", scenario.text, 1, replay.lens, ("eu",), "chance", "doctrine")
    kept.put(made, replay.tree, BEGINNING, "large")
    return kept


def test_reading_ten_thousand_nodes(benchmark: BenchmarkFixture, library: Library) -> None:
    assert len(benchmark(library.tree, "large")) == NODES


def test_taking_over_what_another_window_played(
    benchmark: BenchmarkFixture, library: Library, game: tuple[Replay, list[int]]
) -> None:
    assert len(benchmark(library.tree, "large", game[0].tree)) >= NODES


def test_laying_out_ten_thousand_nodes(benchmark: BenchmarkFixture, game: tuple[Replay, list[int]]) -> None:
    nodes = game[0].tree.nodes
    assert len(benchmark(lambda: list(tree_rows(Tree(nodes))))) == NODES


def test_jumping_to_any_node(benchmark: BenchmarkFixture, game: tuple[Replay, list[int]]) -> None:
    replay, ends = game
    rng = random.Random(2)

    def jump() -> int:
        return len(replay.line(rng.choice(ends)))

    assert benchmark(jump) > 1
    assert len(replay._kept) <= MOST_KEPT


def test_one_bare_turn_to_compare_with(benchmark: BenchmarkFixture, game: tuple[Replay, list[int]]) -> None:
    start = game[0].position(BEGINNING)
    assert benchmark(resolve, start, None, {}).after.turn == 2


def test_comparing_two_ends(benchmark: BenchmarkFixture, game: tuple[Replay, list[int]]) -> None:
    replay, ends = game
    assert benchmark(compare, replay, ends[0], ends[1], "eu").numbers


def test_keeping_a_turn_in_a_large_tree(benchmark: BenchmarkFixture, library: Library) -> None:
    turn = SavedTurn(1, "business_as_usual", {}, (), "kept", None)
    count = iter(range(1, 10**9))

    def keep() -> int:
        return library.append(
            "large", BEGINNING, SavedTurn(1, turn.move, {}, (), "kept", None, luck=10**7 + next(count)), go_on=False
        )

    assert benchmark(keep) > NODES
