"""The command about rare endings, called as a user calls it."""

from __future__ import annotations

import json

from tests.cli.calls import Shell
from tests.cli.test_branches import played

__all__ = ["played"]

FEW = ("--games", "1000", "--workers", "1")


def test_how_likely_a_rare_ending_is_comes_in_words_and_as_json(shell: Shell) -> None:
    told = shell.call("rare", "first-session", "out", *FEW)
    assert (told.code, told.err) == (0, "")
    assert all(len(line) <= 80 for line in told.out.splitlines())
    words = " ".join(told.out.split())
    assert "“The Guest leaves” comes in" in words
    assert "the mean of 20 runs of 50 games each" in words
    assert "of the first 1,000 games came to it" in words
    document = json.loads(shell.call("rare", "first-session", "out", *FEW, "--json").out)
    assert (document["scenario"], document["ending"]) == ("first-session", "out")
    assert [each["lens"] for each in document["lenses"]] == ["plain", "hard"]
    for each in document["lenses"]:
        assert 0 <= each["share"]["low"] <= each["share"]["middle"] <= each["share"]["high"] <= 1
        assert each["plain_games"] == 1000
    again = shell.call("rare", "first-session", "out", *FEW[:-1], "2", "--json").out
    assert json.loads(again) == document


def test_what_is_not_rare_is_said_to_need_no_such_thing(shell: Shell) -> None:
    told = shell.call("rare", "first-session", "adrift", *FEW, "--lens", "hard")
    assert "It is not rare: 'wargame simulate' tells it as well." in " ".join(told.out.split())
    assert "Words work" not in told.out


def test_it_goes_on_from_a_node_of_a_saved_game(played: Shell) -> None:
    told = played.call("rare", "first-session", "out", "--at", "1", *FEW)
    assert (told.code, told.err) == (0, "")
    assert "“The Guest leaves”" in told.out


def test_an_ending_that_there_is_not_is_refused_with_those_there_are(shell: Shell) -> None:
    told = shell.call("rare", "first-session", "peace", *FEW)
    assert told.code == 2
    assert "has no ending 'peace'. There are: out, firm, adrift." in told.err
