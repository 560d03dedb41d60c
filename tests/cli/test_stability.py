"""The commands about choices, called as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calls import Shell
from tests.cli.test_branches import played

__all__ = ["played"]


def test_what_lasts_is_told_in_words_and_as_json(shell: Shell) -> None:
    arguments = ("stability", "first-session", "--games", "16", "--seed", "2")
    told = shell.call(*arguments)
    assert (told.code, told.err) == (0, "")
    assert all(len(line) <= 80 for line in told.out.splitlines())
    lines = told.out.splitlines()
    assert lines[1] == "Turn 1 of 3, 2026-01, under “Words work”; seed 2."
    assert "legal_sequence" in told.out
    assert "how far each seat's goals are met after this turn" in " ".join(told.out.split())
    assert "No seat would do better with another choice, under any lens." in told.out
    document = json.loads(shell.call(*arguments, "--json").out)
    assert document == json.loads(shell.call(*arguments, "--json").out)
    assert (document["convention"], document["concept"], document["joint_reactions"]) == ("legal_sequence", "SEQ", 45)
    assert [each["usual"] for each in document["reactions"]].count(True) == 1
    nash = [each for each in document["reactions"] if "R" in each["stable"]]
    assert len(nash) == document["stable"]["R"] == 2
    assert sum(each["forms"] for each in nash) == 3
    assert nash[0]["leaving"] == []
    assert all(each["to_the_end"]["games"] == 16 for each in document["reactions"])
    assert all(isinstance(each["to_the_end"]["holds"], bool) for each in document["reactions"])


def test_fewer_than_sixteen_games_give_no_verdict(shell: Shell) -> None:
    told = shell.call("stability", "first-session", "--games", "15")
    assert told.code == 0
    assert "15 games were played on to the end by doctrine: too few to tell" in " ".join(told.out.split())
    assert "would clearly serve" not in told.out
    document = json.loads(shell.call("stability", "first-session", "--games", "15", "--json").out)
    assert {each["to_the_end"]["holds"] for each in document["reactions"]} == {None}
    assert {each["to_the_end"]["unseen"] for each in document["reactions"]} == {None}


def test_the_concept_the_convention_and_the_move_can_be_chosen(shell: Shell) -> None:
    chosen = ("--concept", "GMR", "--convention", "one_step", "--move", "grumble", "--lens", "hard", "--seed", "4")
    document = json.loads(shell.call("stability", "first-session", *chosen, "--games", "2", "--json").out)
    assert (document["concept"], document["convention"], document["move"], document["lens"], document["seed"]) == (
        "GMR",
        "one_step",
        "grumble",
        "hard",
        4,
    )
    assert set(document["stable"]) == {"R", "GMR"}


def test_the_table_is_written_for_gambit(shell: Shell) -> None:
    told = shell.call("stability", "first-session", "--games", "2", "--nfg", "game.nfg")
    assert told.code == 0
    text = (shell.folder / "game.nfg").read_text("utf-8")
    assert text.startswith('NFG 1 R "A first session, turn 1, ')
    assert len(text.split('""\n\n')[1].splitlines()) == 45
    gambit = pytest.importorskip("pygambit")
    game = gambit.read_nfg(str(Path(shell.folder / "game.nfg")))
    found = gambit.nash.enumpure_solve(game).equilibria
    document = json.loads(shell.call("stability", "first-session", "--games", "2", "--json").out)
    assert len(found) == sum(each["forms"] for each in document["reactions"] if "R" in each["stable"])


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(shell: Shell) -> None:
    told = shell.call("stability", "first-session", "--games", "2", "--nfg", "nowhere/game.nfg")
    assert (told.code, told.err) == (1, "wargame: nowhere/game.nfg: no such file or directory.\n")


def test_advice_is_told_in_words_and_as_json(shell: Shell) -> None:
    arguments = ("advise", "first-session", "rival", "--games", "16")
    told = shell.call(*arguments)
    assert (told.code, told.err) == (0, "")
    assert all(len(line) <= 80 for line in told.out.splitlines())
    assert "What the Rival may order\n" in told.out
    assert "Order nothing" in told.out
    document = json.loads(shell.call(*arguments, "--json").out)
    assert (document["seat"], document["games"], document["lens"]) == ("rival", 16, "plain")
    assert document["choices"][0]["standing"] == "not_told_apart"
    assert document["choices"][0]["regret"]["mean"] == document["choices"][0]["regret"]["low"] == 0
    assert document["not_told_apart"] == sum(each["standing"] == "not_told_apart" for each in document["choices"])


def test_the_seed_of_advice_does_not_change_the_question(shell: Shell) -> None:
    def asked(*options: str) -> dict[str, Any]:
        told = shell.call("advise", "first-session", "rival", "--games", "16", "--json", *options)
        found: dict[str, Any] = json.loads(told.out)
        return found

    documents = [asked("--seed", str(seed)) for seed in range(1, 9)]
    questions = {
        (each["move"], each["turn"], each["game_seed"], *((way["words"], way["answered"]) for way in sorted_ways(each)))
        for each in documents
    }
    assert len(questions) == 1
    assert len({str([way["score"] for way in sorted_ways(each)]) for each in documents}) == 8
    games = [asked("--game-seed", str(seed)) for seed in range(1, 9)]
    assert {each["seed"] for each in games} == {1}
    assert len({each["move"] for each in games}) > 1


def sorted_ways(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The choices of advice, whichever may be the best."""
    return sorted(document["choices"], key=lambda each: str(each["orders"]))


def test_a_saved_game_keeps_its_seed(played: Shell) -> None:
    told = played.call("advise", "first-session", "host", "--at", "1", "--game-seed", "2")
    assert (told.code, told.out) == (2, "")
    assert "'first-session' is a saved game and keeps its seed; leave --game-seed out" in told.err


def test_few_games_give_no_advice(shell: Shell) -> None:
    told = shell.call("advise", "first-session", "host", "--games", "15")
    assert "Fewer than 16 games do not tell choices apart" in " ".join(told.out.split())
    document = json.loads(shell.call("advise", "first-session", "host", "--games", "15", "--json").out)
    assert {each["standing"] for each in document["choices"]} == {"too_few_games"}
    assert {each["regret"]["high"] for each in document["choices"]} == {None}
    assert document["not_told_apart"] == 0


def test_both_go_on_from_a_node_of_a_saved_game(played: Shell) -> None:
    for arguments in (("stability", "first-session"), ("advise", "first-session", "host")):
        told = played.call(*arguments, "--at", "1", "--games", "2")
        assert (told.code, told.err) == (0, "")
        assert "after node 1 of “first-session”" in told.out
        document = json.loads(played.call(*arguments, "--at", "1", "--games", "2", "--json").out)
        assert (document["save"], document["node"], document["turn"]) == ("first-session", 1, 2)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("stability", "nothing-such"), 2, "nor is there a saved game of that name."),
        (("stability", "first-session", "--move", "retreat"), 2, "retreat: there is no such move. There are: grumble"),
        (("stability", "first-session", "--lens", "odd"), 2, "has no lens 'odd'"),
        (("stability", "first-session", "--concept", "X"), 2, "'X' is not one of"),
        (("stability", "first-session", "--at", "1"), 1, "first-session"),
        (("advise", "first-session", "guest"), 2, "first-session has no seat 'guest'. There are: host, rival."),
        (("advise", "first-session"), 2, "Missing argument 'SEAT'"),
        (("advise", "first-session", "host", "--games", "1"), 2, "1 is not in the range"),
    ],
)
def test_bad_questions_are_answered_in_a_sentence(
    shell: Shell, arguments: tuple[str, ...], code: int, said: str
) -> None:
    told = shell.call(*arguments)
    assert (told.code, told.out) == (code, "")
    assert said in told.err


def test_where_the_game_has_ended_nothing_is_left_to_choose(played: Shell) -> None:
    for arguments in (("stability", "first-session"), ("advise", "first-session", "host")):
        told = played.call(*arguments, "--at", "main")
        assert told.code == 2
        assert "the game has ended at this node" in told.err
