"""Every fault of a scenario file gives its exact message at its exact place: one file in tests/data/bad for each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wargame.authoring import Problem, ScenarioError, check, load

BAD = Path(__file__).parent.parent / "data" / "bad"
FILES = sorted(BAD.glob("*.yaml"))

JARGON = re.compile(r"pydantic|Input should|Traceback|mapping|sequence|scalar|None|dict|NoneType|\bstr\b|\bint\b|token")


def test_there_is_an_expectation_for_every_bad_scenario() -> None:
    assert {path.stem for path in BAD.glob("*.txt")} == {path.stem for path in FILES}
    assert len(FILES) > 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message_is_as_expected(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    found = check(path.name)
    assert "".join(f"{problem}\n" for problem in found) == path.with_suffix(".txt").read_text(encoding="utf-8")
    assert found, "a bad scenario must have a fault"
    assert all(not JARGON.search(problem.message) for problem in found)
    _in_order(found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_loading_refuses_errors_and_passes_warnings(path: Path) -> None:
    errors = tuple(problem for problem in check(path) if problem.severity == "error")
    if path.stem.startswith("warn-"):
        assert not errors
        assert load(path).id == "small"
        return
    with pytest.raises(ScenarioError) as raised:
        load(path)
    assert raised.value.problems == errors
    assert str(raised.value) == "\n".join(str(problem) for problem in errors)


def _in_order(found: tuple[Problem, ...]) -> None:
    assert [(each.line, each.column) for each in found] == sorted((each.line, each.column) for each in found)
    for each in found:
        assert each.line >= 1 and each.column >= 1
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each.code)


def test_the_scenario_they_are_made_from_has_no_fault() -> None:
    assert check(Path(__file__).parent / "small.yaml") == ()
