"""`wargame luck`: a final score of a saved game, split, in words and as a document."""

from __future__ import annotations

import json

import pytest

from tests.cli.calls import CHECKOUT, Shell

SAVE = str(CHECKOUT / "tests" / "golden" / "first-session-plain.wargame.json")
FEW = ("--games", "100")


def test_json_adds_up_and_is_the_same_whoever_plays(shell: Shell) -> None:
    told = {shell.call("luck", SAVE, "--at", "3", *FEW, "--workers", workers, "--json").out for workers in ("1", "2")}
    (text,) = told
    found = json.loads(text)
    assert (found["scenario"], found["node"], found["games"], found["seed"]) == ("first-session", 3, 100, 1)
    assert list(found["seats"]) == ["host", "rival"]
    for each in found["seats"].values():
        parts = sum(each[part]["middle"] for part in ("luck", "mover", "others", "own"))
        assert each["expected"]["middle"] + parts == pytest.approx(each["score"], abs=1e-3)
        assert [turn["turn"] for turn in each["turns"]] == [1, 2, 3]
        assert list(each["turns"][0]) == ["turn", "expected", "news", "mover", "others", "own", "drawn", "outcome"]


def test_words_fit_80_columns(shell: Shell) -> None:
    done = shell.call("luck", SAVE, "--at", "3", "--seat", "host", *FEW)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert max(len(line) for line in lines) <= 78
    assert any(line.startswith("The Host: 97.3 points, where ") for line in lines)
    assert lines.count("") == 2
    assert "                   expected    news   mover  others     own  outcome" in lines


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--at", "1"), "the game has not ended there, so there is no final score yet"),
        (("--at", "3", "--seat", "guest"), "has no seat 'guest'. There are: host, rival."),
        (("--at", "77"), "77"),
        (("--at", "3", "--games", "9"), "--games"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(shell: Shell, arguments: tuple[str, ...], said: str) -> None:
    done = shell.call("luck", SAVE, *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
