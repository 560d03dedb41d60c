"""Every fault of a scenario file gives its exact message at its exact place; bad.py says how to add one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.authoring.bad import BASE, Case, cases, in_order, read
from wargame.authoring import Problem, ScenarioError, check, load

CASES = cases()

JARGON = re.compile(r"pydantic|Input should|Traceback|mapping|sequence|scalar|None|dict|NoneType|\bstr\b|\bint\b|token")


def test_no_fault_is_lost() -> None:
    assert len(CASES) >= 183
    assert len({case.text for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_message_is_as_expected(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case.written(tmp_path)
    monkeypatch.chdir(tmp_path)
    found = check(case.file)
    assert tuple(str(problem) for problem in found) == case.messages
    assert found, "a bad scenario must have a fault"
    assert all(not JARGON.search(problem.message) for problem in found)
    _in_order(found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_loading_refuses_errors_and_passes_warnings(case: Case, tmp_path: Path) -> None:
    path = case.written(tmp_path)
    errors = tuple(problem for problem in check(path) if problem.severity == "error")
    if case.name.startswith("warn-"):
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
    assert check(BASE) == ()


POEM = "one\ntwo\nthree\ntwo\n"


def entry(text: str, name: str = "=== of-three") -> str:
    return f"# A remark.\n\n{name}\n{text}1:1: no\n"


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        ("-one\n+1\n", "1\ntwo\nthree\ntwo\n"),
        (" one\n-two\n+2\n", "one\n2\nthree\ntwo\n"),
        ("-three\n", "one\ntwo\ntwo\n"),
        (" three\n two\n+four\n", "one\ntwo\nthree\ntwo\nfour\n"),
        ("+# zero\n one\n", "# zero\none\ntwo\nthree\ntwo\n"),
        ("-one\n+1\n@@\n three\n+\n+\t3\n", "1\ntwo\nthree\n\n\t3\ntwo\n"),
        ("@@ whole file\n+four\n", "four\n"),
        ("@@ whole file\n", ""),
    ],
)
def test_a_fault_is_an_edit_of_the_scenario_without_one(edit: str, text: str) -> None:
    assert read(entry(edit), POEM, "poem.diff") == (Case("of-three", text, ("of-three.yaml:1:1: no",)),)


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        (entry("-four\n+4\n"), "the old text stands in 0 places, not in one"),
        (entry("-two\n+2\n"), "the old text stands in 2 places, not in one"),
        (entry("-thre\n+3\n"), "the old text stands in 0 places, not in one"),
        (entry("-one\n-three\n"), "the old text stands in 0 places, not in one"),
        (entry("-one\n+1\n@@\n-one\n+I\n"), "the old text stands in 0 places, not in one"),
        (entry("-one\n+one\n"), "the edit changes nothing"),
        (entry(" one\n"), "the edit changes nothing"),
        (entry("-one\n+1\n@@\n three\n"), "the edit changes nothing"),
        (entry("@@ whole file\n+one\n+two\n+three\n+two\n"), "the edit changes nothing"),
        (entry("@@ whole file\n-one\n+1\n"), "every line of a whole file begins with `+`"),
        (entry("+four\n"), "needs a line that begins with `-` or a space"),
        (entry("-one\n@@\n"), "needs a line that begins with `-` or a space"),
        (entry("-one\nfour\n"), "`four` is neither part of an edit nor a message"),
        (entry("-one\n2:1: no\n-three\n"), "`-three` stands after the messages"),
        (entry(""), "an entry needs an edit and a message"),
        ("=== of-three\n-one\n", "an entry needs an edit and a message"),
        (entry("-one\n", "=== Of three"), "a name is lower-case words joined by `-`, not `Of three`"),
        (entry("-one\n", "of-three"), "an entry begins with `=== name`, not `of-three`"),
    ],
)
def test_an_entry_that_is_not_clear_is_refused(entries: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^poem.diff: .*{re.escape(why)}"):
        read(entries, POEM, "poem.diff")


def test_two_faults_of_one_name_are_refused() -> None:
    found = [*read(entry("-one\n") + entry("-three\n"), POEM, "poem.diff")]
    with pytest.raises(ValueError, match="there are two cases called of-three"):
        in_order(found)
