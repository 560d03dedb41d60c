"""The wall: whoever shows a game is given places at a table, and never the table."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "wargame"
HOSTS = {"tui/hot_seat.py", "tui/app.py", "plain/play.py"}
"""The modules that hold a table, to hand out places at it."""
OF_A_TABLE = {"setup", "name", "notice", "seat"}
WALLED = {"wargame.seminar.local", "wargame.seminar.local_seat", "wargame.seminar.branches", "wargame.game.replay"}
"""Modules of whoever holds the whole game."""


def faults(source: str, host: bool) -> list[str]:
    """In words, what a module that shows a game takes from the table, or from those who hold it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                table = module == "wargame.seminar.table" and any(each.name == "Table" for each in names)
                if (table or module in WALLED) and not host:
                    found.append(f"line {node.lineno}: imports {module}")
            case ast.Attribute(value=ast.Name(id="table") | ast.Attribute(attr="table"), attr=str(used)):
                if not host or used not in OF_A_TABLE:
                    found.append(f"line {node.lineno}: takes {used} from the table")
    return found


def modules() -> list[Path]:
    # Tables of numbers are shown by these.
    return [
        path
        for room in ("tui", "plain")
        for path in sorted((PACKAGE / room).rglob("*.py"))
        if path.parent.name != "widgets" and path.name != "help.py"
    ]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_shows_a_game_never_holds_the_table(path: Path) -> None:
    host = path.relative_to(PACKAGE).as_posix() in HOSTS
    assert faults(path.read_text("utf-8"), host) == []


@pytest.mark.parametrize(
    ("source", "host"),
    [
        ("from wargame.seminar.table import Phase, Table", False),
        ("from wargame.seminar.local import LocalTable", False),
        ("from wargame.game.replay import Replay", False),
        ("tree = self.session.table.tree", False),
        ("seat = session.table.seat(viewer)", False),
        ("tree = self.table.tree", True),
        ("table.resolve()", True),
    ],
)
def test_a_way_round_is_found(source: str, host: bool) -> None:
    assert len(faults(source, host)) == 1


@pytest.mark.parametrize(
    ("source", "host"),
    [
        ("from wargame.seminar.table import Phase, SeatTable, TableError", False),
        ("self.place = self.table.seat(viewer)", True),
        ("words = self.table.name", True),
        ("from wargame.seminar.table import Table", True),
    ],
)
def test_the_ways_in_are_let_through(source: str, host: bool) -> None:
    assert faults(source, host) == []
