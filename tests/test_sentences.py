"""Sentences are made in `text` alone: the rooms below it, and those beside it, return codes and values.

What may stay in English there: docstrings and what `repr` says, which are for programmers; what an assert says; and
what the few files of OF_MISUSE raise on misuse of the library, as a plain ValueError, TypeError or the like. What a
player meets is none of these: an error of the game is a class of its own that carries values. Authoring holds its
catalogue of faults, in every one of its files.

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

OF_MISUSE = {
    "analysis/factors.py": "a kind of factor that the programmer made up",
    "analysis/graph_model.py": "conflicts given as arrays, for who uses the library",
    "analysis/normal_form.py": "games given as arrays, for who uses the library",
    "engine/assembler.py": "an expression of a kind that the scenario's language does not have",
    "engine/evaluate.py": "an operation that instructions do not have",
    "engine/friedkin_johnsen.py": "groups given as arrays, for who uses the library",
    "engine/spread.py": "a network that authoring refuses",
    "game/replay.py": "turns that are no game, given by who uses the library",
    "model/order.py": "a text that is no order, which every room of the game catches",
    "players/policy.py": "a multiplier that no policy has, given by who uses the library",
    "report/documents/codec.py": "a type without a document",
    "rl/actions.py": "actions of a program that learns",
    "rl/batch.py": "actions, seats and masks of a program that learns",
    "rl/environment.py": "agents, bots and seats of a program that learns",
    "seminar/snapshot.py": "orders asked about where no seat looks",
}
"""The files that may raise a plain error with a sentence, and of what it speaks."""

_WORDS = re.compile(r"(?:[A-Za-z]?[a-z']+|¤)[;:]?(?: (?:[a-z']+|¤)[;:]?){2,}")
"""Three words in a row, all but the first in small letters; ¤ is a gap of an f-string."""
_WORD = re.compile(r"(?!(?:if|else|and|or|not)\b)\b[A-Za-z]?[a-z']+")
"""A word that the language of conditions does not have."""
_OF_A_MACHINE = re.compile(r"\s*(SELECT|INSERT|ALTER|CREATE|UPDATE|DELETE|PRAGMA|import|from|static|const|typedef)\b")
"""How statements of SQL, Python and C begin."""


def sentences(source: str, misuse: bool = False) -> Iterator[tuple[int, str]]:
    """Every literal that reads like English, with its line: three words in a row, an f-string's gaps among them, or
    anything with a blank in it that is given to an error.

    `misuse` lets through what a plain error of Python is given.
    """
    tree = ast.parse(source)
    let: set[ast.AST] = set()
    given: set[ast.AST] = set()
    """What errors are given to say."""
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
            plain = isinstance(node.exc.func, ast.Name) and node.exc.func.id in MISUSE
            (let if misuse and plain else given).update(ast.walk(node.exc))
        elif isinstance(node, ast.JoinedStr):
            let.update(each for each in node.values if isinstance(each, ast.Constant))
    for node in ast.walk(tree):
        if node not in let and isinstance(node, ast.JoinedStr | ast.Constant):
            words = _words(node)
            if node in given and " " in words.strip():
                yield node.lineno, words
                continue
            several = (_WORD.findall(each[0]) for each in _WORDS.finditer(words))
            if not _OF_A_MACHINE.match(words) and any(len(each) > 1 for each in several):
                yield node.lineno, words


def _words(node: ast.JoinedStr | ast.Constant) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(str(each.value) if isinstance(each, ast.Constant) else "¤" for each in node.values)


def found(path: Path, misuse: bool) -> list[str]:
    """The sentences of a file, each with its line."""
    return [f"{line}: {words}" for line, words in sentences(path.read_text("utf-8"), misuse)]


def files() -> list[Path]:
    return sorted(path for room in ROOMS for path in (PACKAGE / room).rglob("*.py"))


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_text_makes_sentences(path: Path) -> None:
    assert found(path, path.relative_to(PACKAGE).as_posix() in OF_MISUSE) == []


@pytest.mark.parametrize("name", OF_MATHEMATICS)
def test_an_error_of_mathematics_is_met_by_nobody_who_plays(name: str) -> None:
    knowing = {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if name in path.read_text("utf-8")
    }
    assert knowing == {OF_MATHEMATICS[name], "__init__.py"}


@pytest.mark.parametrize("name", OF_MISUSE)
def test_a_file_that_may_speak_of_misuse_does(name: str) -> None:
    assert found(PACKAGE / name, misuse=False), f"{name} holds no sentence any more: take it off the list"


@pytest.mark.parametrize(
    "source",
    [
        'WORDS = "not attributed to anyone"',
        'def f(cost: float) -> str:\n    return f"it costs {cost} and more"',
        'raise TableError(f"turn {turn} has not been played")',
        'raise KeyError\nsay("Income of a turn")',
        'x = ("the move" " stands")',
        'raise ValueError(f"there is no lens {name}")',
        'raise TableError("no room")',
        'raise TableError(f"{what}: {error}")',
        'raise KeyError(NoSeat(seat, "not here"))',
        'raise TableError("not ready: " + seats)',
    ],
)
def test_a_sentence_is_found(source: str) -> None:
    assert len(list(sentences(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        '"""Words of a docstring."""\nclass A:\n    """Its own words."""\n    b: int\n    """And words of a field."""',
        "raise LibraryError(NoSuchGame(name))",
        'raise KeyError(f"{seat}.{name}")',
        'assert found, "nothing was found at all"',
        'KIND = "too-soon"',
        'name = f"effect:{cause}:{number}"',
        'SQL = "SELECT name FROM games WHERE id = ?"',
    ],
)
def test_what_is_no_sentence_of_the_game_is_let_through(source: str) -> None:
    assert list(sentences(source)) == []


def test_misuse_is_let_through_where_it_may_be_spoken_of_and_nothing_else_is() -> None:
    assert list(sentences('raise ValueError(f"there is no lens {name}")', misuse=True)) == []
    assert list(sentences('raise TableError(f"there is no lens {name}")', misuse=True)) != []
