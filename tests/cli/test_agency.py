"""`wargame agency`: the agreed JSON, the same whoever plays, and what is said when it is stopped."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from tests.analysis.tiny import TINY
from tests.cli.calls import Called, Shell

EXPECTED = "expectations: {b_matters: {title: B matters, agency: b, low: 20, source: judgement}}\n"


def document(done: Called) -> dict[str, Any]:
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_json_has_the_agreed_shape(shell: Shell) -> None:
    file = shell.write("tiny.yaml", TINY + EXPECTED)
    found = document(shell.call("agency", file, "--games", "120", "--seed", "5", "--json"))
    assert list(found)[:6] == ["scenario", "games", "seed", "lens", "seats", "correlation"]
    assert (found["scenario"], found["games"], found["seed"], found["lens"]) == ("tiny", 120, 5, "one")
    agreed = ["start", "best", "doctrine", "random", "nothing", "worst", "explained"]
    for seat in ("a", "b", "c"):
        assert list(found["seats"][seat])[:7] == agreed
        assert set(found["seats"][seat]["explained"]) == {"coin", "feast"}
    assert found["seats"]["b"]["best"] > found["seats"]["b"]["doctrine"] > found["seats"]["b"]["worst"]
    assert (found["seats"]["b"]["dominant"], found["seats"]["b"]["dominated"]) == (["train"], ["drink"])
    assert set(found["correlation"]) == {"a,b", "a,c", "b,c"}
    (expected,) = found["expectations"]
    assert (expected["id"], expected["seat"], expected["verdict"]) == ("b_matters", "b", "holds")


def test_the_same_bytes_whatever_the_number_of_workers(shell: Shell) -> None:
    file = shell.write("tiny.yaml", TINY)
    told = {
        shell.call("agency", file, "--games", "15", "--lens", "three", "--workers", workers, "--json").out
        for workers in ("1", "2")
    }
    assert len(told) == 1
    assert document(shell.call("agency", file, "--games", "15", "--json"))["lens"] == "one"


def test_words_fit_80_columns(shell: Shell) -> None:
    done = shell.call("agency", "first-session", "--games", "60")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert max(len(line) for line in lines) <= 78
    for head in (
        "Mean final score by how the seat is played, out of 100",
        "The best policy found: where it departs from doctrine",
        "Endings that a seat can bring or avert: how many games in 100 come to each",
        "What explains a seat's score: the share of its variance (eta squared)",
        "Seats whose scores rise together, or one as the other falls (correlation)",
    ):
        assert head in lines


def test_bad_input_is_refused_in_a_sentence(shell: Shell) -> None:
    assert shell.call("agency", "first-session", "--lens", "hart").code == 2
    assert shell.call("agency", "first-session", "--games", "1").code == 2
    assert shell.call("agency", "nowhere").code == 2


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process there")
def test_ctrl_c_tells_how_far_it_was(shell: Shell) -> None:
    done = shell.interrupted(4, "agency", "planned-exit", "--workers", "1")
    assert done.code == 130
    assert done.out == ""
    assert "Traceback" not in done.err
    assert "stopped" in done.err


def test_of_few_games_no_bounds_are_told(shell: Shell) -> None:
    asked = ("agency", "first-session", "--games", "5", "--workers", "1", "--lens", "plain")
    done = shell.call(*asked)
    assert (done.code, done.err) == (0, "")
    assert "inf" not in done.out
    assert "may be by chance so few games do not show." in " ".join(done.out.split())
    found = json.loads(shell.call(*asked, "--json").out)
    assert {gap["low"] for seat in found["seats"].values() for gap in seat["gaps"].values()} == {None}
