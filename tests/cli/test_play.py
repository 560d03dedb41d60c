"""`wargame play --plain` from the first question on: which game, which seats, and going on with a saved one."""

from __future__ import annotations

import os
import sys

import pytest

from tests.cli.calls import Shell

PLAIN = ("play", "--plain")


def test_a_whole_game_from_a_pipe(shell: Shell) -> None:
    typed = "reassure(guest)\nyes\n\nnone\nyes\n\nnone\nyes\n\n"
    done = shell.call(*PLAIN, "first-session", "--seat", "host", "--seed", "1", "--lens", "hard", typed=typed)
    assert (done.code, done.err) == (0, "")
    assert "Lens: Only money works." in done.out
    assert "The game has ended: " in done.out
    assert "The Rival: " in done.out


def test_it_asks_which_seats_when_none_is_named(shell: Shell) -> None:
    done = shell.call(*PLAIN, "first-session", typed="1\nhosst\n7\n2\nquit\n")
    assert done.code == 0
    assert "first-session has no seat 'hosst'. Did you mean host?" in done.out
    assert "first-session has no seat '7'. There are: host, rival." in done.out
    assert "Played here: The Rival." in done.out


@pytest.mark.parametrize(
    ("seats", "said"),
    [
        (["all"], "Played here: The Host and The Rival."),
        (["none"], "All seats are played by bots."),
        (["rival", "host"], ""),
    ],
)
def test_seats_on_the_command_line(shell: Shell, seats: list[str], said: str) -> None:
    named = [word for seat in seats for word in ("--seat", seat)]
    done = shell.call(*PLAIN, "first-session", *named, typed="quit\n")
    assert done.code == 0
    assert (said or "Played here: The Host and The Rival.") in done.out


def test_it_asks_which_game_and_goes_on_with_a_saved_one(shell: Shell) -> None:
    begun = shell.call(*PLAIN, "--seed", "1", typed="9\nfirst-session\n1\nhost\nnone\nyes\n\nquit\n")
    assert "New games\n" in begun.out
    assert "Saved games" not in begun.out
    assert "Please write a number from 1 to " in begun.out
    again = shell.call(*PLAIN, typed="1\nnone\nyes\n")
    assert "1. first-session: A first session, 1 turn played, seats played here: host" in again.out
    assert "Turn 2 of 3" in again.out
    named = shell.call(*PLAIN, "--continue", "first-session", typed="none\nyes\n\n")
    assert named.code == 0
    assert "Turn 3 of 3" in named.out
    assert "The game has ended: " in named.out
    assert "Saved games" not in shell.call(*PLAIN, typed="quit\n").out


def test_a_file_whose_name_is_not_text_is_played_and_kept(shell: Shell) -> None:
    name = os.fsdecode(b"game \xff\n.yaml")
    if sys.platform in ("win32", "darwin"):
        pytest.skip("its file names are text")
    shell.scenario(name=name)
    begun = shell.call(*PLAIN, name, "--seat", "host", typed="none\nyes\n\nquit\n")
    assert (begun.code, begun.err) == (0, "")
    assert "Turn 2 of 3" in shell.call(*PLAIN, "--continue", "first-session").out


def test_a_game_to_continue_that_has_no_name_is_missing_like_others(shell: Shell) -> None:
    for name in ("", os.fsdecode(b"\xff")):
        done = shell.call(*PLAIN, "--continue", name)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("wargame: there is no saved game named '")


def test_a_seat_lens_or_game_that_is_not_there(shell: Shell) -> None:
    for arguments, code, said in (
        (["first-session", "--seat", "hosst"], 2, "first-session has no seat 'hosst'. Did you mean host?"),
        (["first-session", "--seat", "host", "--lens", "soft"], 2, "first-session has no lens 'soft'."),
        (["first-sesion", "--seat", "host"], 2, "(did you mean first-session?)"),
        (["--continue", "nowhere"], 1, "there is no saved game named 'nowhere'"),
    ):
        done = shell.call(*PLAIN, *arguments)
        assert (done.code, done.out) == (code, "")
        assert said in done.err


def test_nothing_is_begun_when_nobody_answers(shell: Shell) -> None:
    done = shell.call(*PLAIN, "first-session")
    assert done.code == 0
    assert done.out.endswith("The input has ended; no game was started.\n")
    assert shell.call("games").out == "No games are saved yet. Start one with 'wargame play'.\n"


def test_a_library_that_cannot_be_written_is_said_plainly(shell: Shell) -> None:
    shell.write("home", "a file where the folder should be")
    done = shell.call(*PLAIN, "first-session", "--seat", "host", typed="none\nyes\n")
    assert done.code == 1
    assert "cannot be opened" in done.err
    assert len(done.err.splitlines()) == 1


def test_the_facilitator_option(shell: Shell) -> None:
    typed = "reaffirm\nyes\nnone\nyes\nnone\nquit\n"
    done = shell.call(*PLAIN, "first-session", "--seat", "none", "--move-by", "facilitator", typed=typed)
    assert done.code == 0
    assert "Reaffirm the pledge" in done.out
    assert "You may release an inject this turn." in done.out
