"""The commands about how sure an outcome is, called as a user calls them."""

from __future__ import annotations

import json

import pytest

from tests.cli.calls import Shell
from tests.cli.test_branches import played

__all__ = ["played"]


def test_what_an_outcome_hangs_on_is_told_in_words_and_as_json(shell: Shell) -> None:
    arguments = ("sensitivity", "first-session", "adrift", "--games", "16", "--workers", "1")
    told = shell.call(*arguments)
    assert (told.code, told.err) == (0, "")
    assert all(len(line) <= 80 for line in told.out.splitlines())
    words = " ".join(told.out.split())
    assert "In 256 games under" in words
    assert "that changed the share most in 16 games were played again in 256 others" in words
    assert "under every lens" in words
    assert "only under" not in words
    assert "may have stayed unseen" in words
    document = json.loads(shell.call(*arguments, "--json").out)
    assert document["outcome"] == "adrift"
    assert [each["lens"] for each in document["lenses"]] == ["plain", "hard"]
    for each in document["lenses"]:
        assert 0 <= each["share"]["low"] <= each["share"]["middle"] <= each["share"]["high"] <= 1
        assert (each["games"], each["first_round"]["games"], len(each["first_round"]["factors"])) == (256, 16, 41)
        assert 0 < len(each["factors"]) <= 24
        assert 0 < each["unseen"] < 1
        for factor in each["factors"]:
            assert factor["change"]["middle"] == pytest.approx(factor["share_high"] - factor["share_low"])
            assert factor["clear"] == (factor["change"]["low"] > 0 or factor["change"]["high"] < 0)
    named = {(each["kind"], each["id"]) for each in document["lenses"][0]["factors"]}
    assert document["between_lenses"]
    for each in document["between_lenses"]:
        assert (each["lens"], (each["kind"], each["id"]) in named) == ("hard", True)
        difference = each["this_lens"]["middle"] - each["first_lens"]["middle"]
        assert each["difference"]["middle"] == pytest.approx(difference)
    again = json.loads(shell.call(*arguments[:-1], "2", "--json").out)
    assert again == document


def test_all_numbers_are_screened_together_in_words_and_as_json(shell: Shell) -> None:
    arguments = ("sensitivity", "first-session", "adrift", "--method", "morris", "--games", "32", "--trajectories", "3")
    told = shell.call(*arguments, "--workers", "1")
    assert (told.code, told.err) == (0, "")
    assert all(len(line) <= 80 for line in told.out.splitlines())
    assert "along each of 3 random trajectories, with 32" in told.out.replace("\n", " ")
    assert " of 41 " in told.out
    assert "95 %" not in told.out
    document = json.loads(shell.call(*arguments, "--workers", "1", "--json").out)
    assert (document["outcome"], document["method"]) == ("adrift", "morris")
    assert [each["lens"] for each in document["lenses"]] == ["plain", "hard"]
    for each in document["lenses"]:
        assert len(each["factors"]) == 41
        assert 0 <= each["carrying"] <= 41
        for factor in each["factors"]:
            assert abs(factor["mu"]["middle"]) <= factor["mu_star"]["middle"]
            assert factor["mu_star"]["low"] <= factor["mu_star"]["middle"] <= factor["mu_star"]["high"]
    assert json.loads(shell.call(*arguments, "--workers", "2", "--json").out) == document


def test_a_variance_is_taken_apart_in_words_and_as_json(shell: Shell) -> None:
    arguments = ("sensitivity", "first-session", "adrift", "--method", "sobol", "--games", "32", "--lens", "plain")
    told = shell.call(*arguments, "--of", "3", "--points", "9", "--workers", "1")
    assert (told.code, told.err) == (0, "")
    assert all(len(line) <= 80 for line in told.out.splitlines())
    assert "these 3 of 41 numbers vary evenly" in told.out.replace("\n", " ")
    assert "as the tornado finds them" in told.out.replace("\n", " ")
    document = json.loads(shell.call(*arguments, "--of", "3", "--points", "9", "--workers", "2", "--json").out)
    assert document["method"] == "sobol"
    [only] = document["lenses"]
    assert len(only["factors"]) == 3
    assert only["points"] == 9
    totals = [factor["total"]["middle"] for factor in only["factors"]]
    assert totals == sorted(totals, reverse=True)


def test_an_option_of_another_method_is_refused(shell: Shell) -> None:
    for option, method in (("--trajectories", "morris"), ("--points", "sobol"), ("--of", "sobol")):
        told = shell.call("sensitivity", "first-session", "adrift", option, "10")
        assert told.code == 2
        assert f"{option} is for --method {method} only" in told.err


def test_one_lens_can_be_asked_for(shell: Shell) -> None:
    arguments = ("--lens", "hard", "--games", "16", "--workers", "1", "--json", "--seed", "4")
    document = json.loads(shell.call("sensitivity", "first-session", "adrift", *arguments).out)
    assert [each["lens"] for each in document["lenses"]] == ["hard"]


def test_an_outcome_that_there_is_not_is_refused_with_those_there_are(shell: Shell) -> None:
    told = shell.call("sensitivity", "first-session", "peace")
    assert told.code == 2
    assert "has no ending or expectation 'peace'. There are: " in told.err


def test_how_firmly_an_outcome_stands_is_told_in_words_and_as_json(played: Shell) -> None:
    told = played.call("fragility", "first-session", "--at", "main")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("Outcome after turn ")
    assert "\n  everything " in told.out
    assert "Under “" in told.out
    assert all(len(line) <= 80 for line in told.out.splitlines())
    document = json.loads(played.call("fragility", "first-session", "--json").out)
    assert set(document) == {
        *("ending", "turn", "draws", "doubts", "instead", "rings", "between_lenses", "flips", "lenses")
    }
    for rings in document["rings"].values():
        assert set(rings) == {"all_frozen", "own_frozen", "nothing_frozen"}
        assert set(rings["own_frozen"]) == {"host", "rival", "mover"}


def test_before_the_first_turn_there_is_nothing_to_test(played: Shell) -> None:
    told = played.call("fragility", "first-session", "--at", "0")
    assert told.code == 1
    assert "no turn has been played yet" in told.err
