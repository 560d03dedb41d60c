"""Sentences are made in `text` alone: the rooms below it, and those beside it, return codes and values.

What may stay in English there: docstrings and what `repr` says, which are for programmers; and what is raised on
misuse of the library, as a plain ValueError, KeyError, TypeError or the like, or said by an assert. What a player meets
is none of these: an error of the game is a class of its own that carries values. Authoring holds its catalogue of
faults, in every one of its files.

Two errors of misuse are no plain ones. UnsettledError is that of `settle`, a function of mathematics for who uses the
library: no room of the game raises or catches it, which is tested here too, so its text is a sentence beside the values
it carries. ResetNeeded is what Gymnasium raises on a step before a reset.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "wargame"
ROOMS = ("model", "engine", "network", "game", "players", "jobs", "analysis", "rl", "report", "seminar")
MISUSE = {
    *("ValueError", "KeyError", "TypeError", "IndexError", "AttributeError", "NotImplementedError", "ImportError"),
    "ResetNeeded",
}
OF_MATHEMATICS = {"UnsettledError": "engine/friedkin_johnsen.py"}
"""Classes of errors of misuse that write a sentence themselves, with the one file that raises them."""

TO_DO = {
    "seminar/actions.py",
    "seminar/branches.py",
    "seminar/inquiry.py",
    "seminar/local.py",
}
"""Files that still hold sentences. A file comes off this list when the last of them has moved; none is added."""

_WORDS = re.compile(r"(?:[A-Za-z]?[a-z']+|¤)[;:]?(?: (?:[a-z']+|¤)[;:]?){2,}")
"""Three words in a row, all but the first in small letters; ¤ is a gap of an f-string."""
_WORD = re.compile(r"(?!(?:if|else|and|or|not)\b)\b[A-Za-z]?[a-z']+")
"""A word that the language of conditions does not have."""
_OF_A_MACHINE = re.compile(r"\s*(SELECT|INSERT|ALTER|CREATE|UPDATE|DELETE|PRAGMA|import|from)\b")
"""How statements of SQL and Python begin."""


def sentences(source: str) -> Iterator[tuple[int, str]]:
    """Every literal that reads like English, with its line: three words in a row, an f-string's gaps among them."""
    tree = ast.parse(source)
    let: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            let.add(node.value)  # a docstring, of a field too
        elif (isinstance(node, ast.FunctionDef) and node.name == "__repr__") or (
            isinstance(node, ast.ClassDef) and node.name in OF_MATHEMATICS
        ):
            let.update(ast.walk(node))
        elif isinstance(node, ast.Assert) and node.msg is not None:
            let.update(ast.walk(node.msg))
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            if isinstance(node.exc.func, ast.Name) and node.exc.func.id in MISUSE:
                let.update(ast.walk(node.exc))
        elif isinstance(node, ast.JoinedStr):
            let.update(each for each in node.values if isinstance(each, ast.Constant))
    for node in ast.walk(tree):
        if node not in let and isinstance(node, ast.JoinedStr | ast.Constant):
            words = _words(node)
            several = (_WORD.findall(each[0]) for each in _WORDS.finditer(words))
            if not _OF_A_MACHINE.match(words) and any(len(each) > 1 for each in several):
                yield node.lineno, words


def _words(node: ast.JoinedStr | ast.Constant) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(str(each.value) if isinstance(each, ast.Constant) else "¤" for each in node.values)


def found(path: Path) -> list[str]:
    """The sentences of a file, each with its line."""
    return [f"{line}: {words}" for line, words in sentences(path.read_text("utf-8"))]


def files() -> list[Path]:
    return sorted(path for room in ROOMS for path in (PACKAGE / room).rglob("*.py"))


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_text_makes_sentences(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    if name in TO_DO:
        assert found(path), f"{name} holds no sentence any more: take it off the list"
    else:
        assert found(path) == []


@pytest.mark.parametrize("name", OF_MATHEMATICS)
def test_an_error_of_mathematics_is_met_by_nobody_who_plays(name: str) -> None:
    knowing = {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if name in path.read_text("utf-8")
    }
    assert knowing == {OF_MATHEMATICS[name], "__init__.py"}


def test_every_file_still_to_be_done_exists() -> None:
    assert {path.relative_to(PACKAGE).as_posix() for path in files()} >= TO_DO


@pytest.mark.parametrize(
    "source",
    [
        'WORDS = "not attributed to anyone"',
        'def f(cost: float) -> str:\n    return f"it costs {cost} and more"',
        'raise TableError(f"turn {turn} has not been played")',
        'raise KeyError\nsay("Income of a turn")',
        'x = ("the move" " stands")',
    ],
)
def test_a_sentence_is_found(source: str) -> None:
    assert len(list(sentences(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        '"""Words of a docstring."""\nclass A:\n    """Its own words."""\n    b: int\n    """And words of a field."""',
        'raise ValueError(f"there is no lens {name}")',
        'assert found, "nothing was found at all"',
        'KIND = "too-soon"',
        'name = f"effect:{cause}:{number}"',
        'SQL = "SELECT name FROM games WHERE id = ?"',
    ],
)
def test_what_is_no_sentence_of_the_game_is_let_through(source: str) -> None:
    assert list(sentences(source)) == []
