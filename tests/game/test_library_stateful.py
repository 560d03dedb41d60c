"""The library against a plain model: whatever is done in whatever order, both hold the same games and trees."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from tests.errors import raises_saying
from tests.game.test_library import GAME, turns
from wargame.game.library import Library
from wargame.game.library_file import LibraryError
from wargame.game.save import Draft
from wargame.game.tree import BEGINNING, TRIED, Node, SavedTurn, Tree

TEXT = st.text(max_size=8)
HOW = st.sampled_from(["stand", "beside", "tried"])


class Model:
    """A game as plain values."""

    def __init__(self) -> None:
        self.nodes: dict[int, Node] = {}
        self.node = BEGINNING
        self.drafts: dict[int, Draft] = {}

    def way(self, number: int) -> list[int]:
        return [node.number for node in Tree(self.nodes).path(number)]

    def unprune(self, number: int) -> None:
        for each in self.way(number):
            self.nodes[each] = replace(self.nodes[each], pruned=0)


class TwoWindows(RuleBasedStateMachine):
    """Two library objects on one file, used in turns, against the model."""

    numbers = Bundle("numbers")
    turns_played = numbers.filter(bool)

    @initialize(target=numbers)
    def begin(self) -> int:
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "library.sqlite3"
        self.windows = (Library(path), Library(path))
        self.model = Model()
        self.seen = Tree({})
        self.name = self.windows[0].create(GAME)
        return BEGINNING

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @rule(
        target=numbers,
        window=st.booleans(),
        parent=numbers,
        move=st.sampled_from("abc"),
        how=st.sampled_from(["stand", "beside", "tried"]),
    )
    def append(self, window: bool, parent: int, move: str, how: str) -> int:
        at = self.model.nodes[parent].played.turn if parent else 0
        played = SavedTurn(at + 1, move, {"host": ()}, (), "d", None)
        number = self.windows[window].append(self.name, parent, played, how == "stand", how == "tried")
        siblings = [node for node in self.model.nodes.values() if node.parent == parent]
        known = [node.number for node in siblings if node.played.move == move]
        if known:
            assert number == known[0]
        else:
            assert number == len(self.model.nodes) + 1
            self.model.nodes[number] = Node(number, parent, played, rank=TRIED)
        self.model.unprune(number)
        if how != "tried" and self.model.nodes[number].tried:
            rank = max((node.rank for node in siblings if not node.tried), default=0)
            self.model.nodes[number] = replace(self.model.nodes[number], rank=rank)
        if how == "stand":
            self.model.node = number
            self.model.drafts.pop(parent, None)
        return number

    @rule(window=st.booleans(), node=numbers)
    def go_to(self, window: bool, node: int) -> None:
        self.windows[window].go_to(self.name, node)
        self.model.node = node

    @rule(window=st.booleans())
    def the_beginning_is_no_turn(self, window: bool) -> None:
        library = self.windows[window]
        for change in (library.prune, library.promote, library.mark):
            with raises_saying(LibraryError, "no node 0"):
                change(self.name, BEGINNING)

    @rule(window=st.booleans(), node=turns_played, label=TEXT, note=TEXT, star=st.booleans())
    def mark(self, window: bool, node: int, label: str, note: str, star: bool) -> None:
        self.windows[window].mark(self.name, node, label, note, star)
        self.model.nodes[node] = replace(self.model.nodes[node], label=label, note=note, star=star)

    @rule(window=st.booleans(), node=turns_played)
    def prune(self, window: bool, node: int) -> None:
        self.windows[window].prune(self.name, node)
        last = max(each.pruned for each in self.model.nodes.values())
        if not self.model.nodes[node].pruned:
            self.model.nodes[node] = replace(self.model.nodes[node], pruned=last + 1)
        if node in self.model.way(self.model.node):
            self.model.node = self.model.nodes[node].parent

    @rule(window=st.booleans())
    def restore(self, window: bool) -> None:
        last = Tree(self.model.nodes).last_pruned()
        assert self.windows[window].restore(self.name) == (None if last is None else last.number)
        if last is not None:
            self.model.unprune(last.number)

    @rule(window=st.booleans(), node=turns_played)
    def promote(self, window: bool, node: int) -> None:
        self.windows[window].promote(self.name, node)
        for number in self.model.way(node):
            siblings = [each for each in self.model.nodes.values() if each.parent == self.model.nodes[number].parent]
            rank = min(each.rank for each in siblings) - 1
            self.model.nodes[number] = replace(self.model.nodes[number], rank=rank)
        if Tree(self.model.nodes).in_tree(node):
            assert self.windows[window].tree(self.name).on_main_line(node)

    @rule(window=st.booleans(), node=numbers, move=st.sampled_from("abc"))
    def keep_draft(self, window: bool, node: int, move: str) -> None:
        self.windows[window].keep_draft(self.name, node, Draft(move, {}, ()))
        self.model.drafts[node] = Draft(move, {}, ())

    @rule(window=st.booleans())
    def look(self, window: bool) -> None:
        self.seen = self.windows[window].tree(self.name, self.seen)

    @invariant()
    def the_same(self) -> None:
        if not hasattr(self, "model"):
            return
        for window in self.windows:
            kept = window.read(self.name)
            assert window.tree(self.name, self.seen) == kept.tree
            assert kept.tree == Tree(self.model.nodes)
            assert kept.node == self.model.node
            assert kept.draft == self.model.drafts.get(self.model.node, Draft())


TestTwoWindows = TwoWindows.TestCase
TestTwoWindows.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


VERSION_1 = """
CREATE TABLE games (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, scenario TEXT NOT NULL, title TEXT NOT NULL,
 file TEXT NOT NULL, text TEXT NOT NULL, seed TEXT NOT NULL, lens TEXT NOT NULL, seats TEXT NOT NULL,
 picker TEXT NOT NULL, bot TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL,
 node INTEGER REFERENCES nodes(id));
CREATE TABLE nodes (id INTEGER PRIMARY KEY, game INTEGER NOT NULL REFERENCES games(id),
 parent INTEGER REFERENCES nodes(id), turn INTEGER NOT NULL, move TEXT NOT NULL, orders TEXT NOT NULL,
 injects TEXT NOT NULL, digest TEXT NOT NULL, ending TEXT, played TEXT NOT NULL);
CREATE INDEX nodes_of_game ON nodes(game);
CREATE TABLE drafts (game INTEGER PRIMARY KEY REFERENCES games(id), node INTEGER, move TEXT, orders TEXT NOT NULL,
 injects TEXT NOT NULL);
INSERT INTO games VALUES (1,'a','s','S','f','t','7','l','["host"]','chance','doctrine','2026-01-01','2026-01-01',3);
INSERT INTO games VALUES (2,'b','s','S','f','t','7','l','[]','chance','doctrine','2026-01-01','2026-01-02',NULL);
INSERT INTO games VALUES (3,'c','s','S','f','t','7','l','[]','chance','doctrine','2026-01-01','2026-01-03',2);
INSERT INTO nodes VALUES (1,1,NULL,1,'m1','{"host": ["x"]}','["i"]','d1',NULL,'2026');
INSERT INTO nodes VALUES (2,3,NULL,1,'m2','{}','[]','d2','out','2026');
INSERT INTO nodes VALUES (3,1,1,2,'m3','{}','[]','d3',NULL,'2026');
INSERT INTO drafts VALUES (1,3,'m4','{"host": ["y"]}','[]');
INSERT INTO drafts VALUES (2,NULL,'m5','{}','[]');
PRAGMA user_version = 1;
"""


def test_a_library_of_the_first_version_is_brought_up_to_date_with_nothing_lost(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    db = sqlite3.connect(path)
    db.executescript(VERSION_1)
    db.close()
    library = Library(path)
    assert [(game.name, game.turns_played, game.ending) for game in library.games()] == [
        ("c", 1, "out"),
        ("b", 0, None),
        ("a", 2, None),
    ]
    kept = library.read("a")
    assert kept.created.seats == ("host",)
    assert turns(kept) == (
        SavedTurn(1, "m1", {"host": ("x",)}, ("i",), "d1", None),
        SavedTurn(2, "m3", {}, (), "d3", None),
    )
    assert kept.draft == Draft("m4", {"host": ("y",)}, ())
    assert library.read("b").draft == Draft("m5", {}, ())
    assert [node.played.move for node in library.read("c").tree.nodes.values()] == ["m2"]
    assert library.append("a", 1, SavedTurn(2, "other", {}, (), "d", None)) == 3


def test_a_damaged_library_of_the_first_version_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    db = sqlite3.connect(path)
    db.executescript(VERSION_1 + "DROP TABLE drafts;")
    db.close()
    with raises_saying(LibraryError, "cannot be"):
        Library(path).games()
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert db.execute("SELECT COUNT(*) FROM nodes").fetchone() == (3,)
    db.close()


def test_a_library_in_memory_is_one_like_any_other() -> None:
    library = Library.in_memory()
    name = library.create(GAME)
    library.append(name, 0, SavedTurn(1, "m", {}, (), "d", None))
    with raises_saying(LibraryError, "no node 9"):
        library.go_to(name, 9)
    assert [node.played.move for node in library.read(name).tree.nodes.values()] == ["m"]


def test_what_is_not_in_the_tree_cannot_be_written_on_or_followed(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite3")
    name = library.create(GAME)
    changes: list[Callable[[], object]] = [
        lambda: library.mark(name, 4, label="x"),
        lambda: library.prune(name, 4),
        lambda: library.promote(name, 4),
        lambda: library.append(name, 4, SavedTurn(1, "m", {}, (), "d", None)),
    ]
    for change in changes:
        with raises_saying(LibraryError, "node 4"):
            change()
    assert library.read(name).tree == Tree({})
