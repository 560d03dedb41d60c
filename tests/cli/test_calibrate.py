"""`wargame calibrate`: the agreed JSON, the same whoever plays, words that fit, what is said when it is stopped."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from tests.cli.calls import Called, Shell
from tests.compilers import NEEDS_COMPILER

FEW = ("calibrate", "first-session", "--games", "20", "--each", "64")


def document(done: Called) -> dict[str, Any]:
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_json_has_the_agreed_shape(shell: Shell) -> None:
    found = document(shell.call(*FEW, "--seat", "rival", "--seed", "5", "--lens", "hard", "--json"))
    assert (found["scenario"], found["games"], found["seed"], found["lens"]) == ("first-session", 20, 5, "hard")
    assert (found["seat"], found["forecast_games"]) == ("rival", 64)
    assert [turn["turn"] for turn in found["turns"]] == [1, 2, 3]
    for turn in found["turns"]:
        parts = turn["reliability"] - turn["resolution"] + turn["base"]
        assert turn["brier"]["middle"] == pytest.approx(parts, abs=2e-4)
        assert turn["brier"]["low"] < turn["brier"]["middle"] < turn["brier"]["high"]
        assert {"games", "base", "better", "bits", "base_bits", "bins", "endings"} <= set(turn)
    assert [each["ending"] for each in found["endings"]] == ["out", "firm", "adrift"]
    assert sum(each["forecasts"] for each in found["bins"]) == 3 * sum(turn["games"] for turn in found["turns"])
    assert set(found["surprise"]) == {"seed", "turn", "ending", "forecast"}


def test_the_same_bytes_whatever_the_number_of_workers(shell: Shell) -> None:
    told = {shell.call(*FEW, "--workers", workers, "--json").out for workers in ("1", "3")}
    assert len(told) == 1
    assert told != {shell.call(*FEW, "--seed", "2", "--json").out}


@NEEDS_COMPILER
def test_the_same_bytes_with_either_engine(shell: Shell) -> None:
    assert len({shell.call(*FEW, "--engine", engine, "--json").out for engine in ("numpy", "native")}) == 1


def test_words_fit_80_columns(shell: Shell) -> None:
    done = shell.call(*FEW, "--bot", "host=random", "--turn", "1", "--turn", "3")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert max(len(line) for line in lines) <= 78
    assert "Scores of the forecasts from each turn: the lower, the better" in lines
    assert "What was forecast, and how often it came: all endings, all turns above, in %" in lines
    assert "Played at random, which the forecasts do not suppose: the Host." in " ".join(done.out.split())
    assert not any(line.startswith("  2026-07") for line in lines)


def test_few_games_have_neither_intervals_nor_a_verdict(shell: Shell) -> None:
    done = shell.call("calibrate", "first-session", "--games", "8", "--each", "20")
    assert "Fewer than 16 games give no intervals." in done.out
    assert "So few games show nothing of whether the forecasts are off." in done.out
    found = document(shell.call("calibrate", "first-session", "--games", "8", "--each", "20", "--json"))
    assert (found["worse_than_said"]["low"], found["turns"][0]["brier"]["high"]) == (None, None)
    assert not found["clear"]


def test_the_game_that_surprised_most_can_be_played(shell: Shell) -> None:
    found = document(shell.call(*FEW, "--json"))["surprise"]
    played = document(shell.call("run", "first-session", "--seed", str(found["seed"]), "--json"))
    assert played["ending"]["id"] == found["ending"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--seat", "guest"), "has no seat 'guest'. There are: host, rival."),
        (("--turn", "9"), "there is no turn 9: turns go from 1 to 3."),
        (("--lens", "hart"), "Did you mean hard?"),
        (("--bot", "host=clever"), "clever"),
        (("--each", "3"), "--each"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(shell: Shell, arguments: tuple[str, ...], said: str) -> None:
    done = shell.call("calibrate", "first-session", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process there")
def test_ctrl_c_gives_what_was_found_so_far(shell: Shell) -> None:
    done = shell.interrupted(6, "calibrate", "first-session", "--games", "100000", "--workers", "1", "--json")
    assert done.code == 130
    assert "stopped" in done.err
    if done.out:
        assert 0 < json.loads(done.out)["games"] < 100_000
