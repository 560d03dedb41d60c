"""`--opening` and `--fix`, wherever a command begins games."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.calls import Shell
from tests.opened import TEXT
from tests.shipped import shipped_without

FILE = "opened.yaml"
CLOSED = "closed.yaml"
"""Without openings."""
QUICK = {
    "run": (),
    "simulate": ("--games", "20", "--workers", "1"),
    "stability": ("--games", "2"),
    "sensitivity": ("adrift", "--games", "16", "--workers", "1", "--lens", "plain"),
    "advise": ("host", "--games", "2"),
    "agency": ("--games", "4", "--workers", "1"),
    "play": ("--plain", "--seat", "none"),
}


@pytest.fixture
def opened(shell: Shell) -> Shell:
    shell.write(FILE, TEXT)
    shell.write(CLOSED, shipped_without("first-session", "openings:").text)
    return shell


def document(shell: Shell, command: str, *arguments: str) -> dict[str, Any]:
    done = shell.call(command, FILE, *QUICK[command], *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_a_run_begins_at_its_opening_and_what_is_fixed_comes_about(opened: Shell) -> None:
    game = document(opened, "run", "--opening", "autumn")
    assert (game["opening"], "fixed" in game) == ("autumn", False)
    assert game["turns"][0]["turn"] == 2
    assert game["turns"][0]["events"] == {"vote": "leavers"}
    for seed in map(str, range(4)):
        other = document(opened, "run", "--fix", "vote=stayers", "--seed", seed)
        assert other["fixed"] == {"vote": "stayers"}
        assert [turn["events"] for turn in other["turns"][:2]] == [{}, {"vote": "stayers"}]
    words = opened.call("run", FILE, "--opening", "autumn", "--fix", "vote=stayers").out
    assert "It begins at “An autumn of votes”, turn 2." in words
    assert "Fixed: The Guest votes: The stayers win" in words
    assert "Turn 1" not in words


def test_orders_of_turns_before_the_opening_are_refused(opened: Shell) -> None:
    opened.write("orders.txt", "turn 2: host: none\nturn 1: move grumble\n")
    for command in ("run", "simulate"):
        done = opened.call(command, FILE, *QUICK[command], "--opening", "autumn", "--orders", "orders.txt")
        assert (done.code, done.out) == (1, "")
        assert done.err == "wargame: orders.txt:2:1: turn 1 is over where the game begins, at turn 2\n"
        assert opened.call(command, FILE, *QUICK[command], "--orders", "orders.txt").code == 0


def test_a_simulation_begins_at_its_opening(opened: Shell) -> None:
    found = document(opened, "simulate", "--opening", "autumn", "--fix", "vote=stayers")
    assert (found["opening"], found["fixed"], found["first_turn"]) == ("autumn", {"vote": "stayers"}, 2)
    assert found["fans"]["turns"] == [2, 3]
    assert sum(each["games"] for each in found["endings"].values()) == 20
    # A seed that it names gives the very game.
    example = {ending: each["example_seed"] for ending, each in found["endings"].items() if each["games"]}
    assert example
    for ending, seed in example.items():
        game = document(opened, "run", "--opening", "autumn", "--fix", "vote=stayers", "--seed", str(seed))
        assert game["ending"]["id"] == ending
    words = opened.call("simulate", FILE, *QUICK["simulate"], "--opening", "autumn", "--fix", "vote=stayers").out
    assert "It begins at “An autumn of votes”, turn 2." in " ".join(words.split())
    assert "--opening autumn --fix vote=stayers" in " ".join(words.split())
    assert "opening" not in document(opened, "simulate")


def test_what_is_stable_and_what_it_depends_on_are_asked_of_an_opening(opened: Shell) -> None:
    assert document(opened, "stability", "--opening", "aftermath")["turn"] == 3
    assert document(opened, "advise", "--opening", "autumn")["turn"] == 2
    here, there = (document(opened, "sensitivity", *begins) for begins in ((), ("--opening", "aftermath")))
    assert here["lenses"][0]["share"] != there["lenses"][0]["share"]


def test_what_seats_can_do_about_their_fate_is_asked_of_an_opening(opened: Shell) -> None:
    here = document(opened, "agency")
    there = document(opened, "agency", "--opening", "aftermath")
    settled = document(opened, "agency", "--fix", "vote=stayers")
    assert "opening" not in here and "fixed" not in here
    assert (there["opening"], "fixed" in there) == ("aftermath", False)
    assert ("opening" in settled, settled["fixed"]) == (False, {"vote": "stayers"})
    starts = [{seat: each["start"] for seat, each in found["seats"].items()} for found in (here, there)]
    assert starts[0] != starts[1]
    # Where the vote is over, or its outcome known, it explains nothing any more.
    for found in (there, settled):
        assert all(each["explained"]["vote"] == 0 for each in found["seats"].values())
    assert any(each["explained"]["vote"] > 0 for each in here["seats"].values())
    words = opened.call("agency", FILE, *QUICK["agency"], "--opening", "autumn", "--fix", "vote=stayers").out
    assert "It begins at “An autumn of votes”, turn 2.\nFixed: The Guest votes: The stayers win\n" in words


def test_the_list_of_saved_games_names_the_opening(opened: Shell) -> None:
    for begins in ((), ("--opening", "autumn")):
        opened.call("play", FILE, *QUICK["play"], *begins, typed="quit\n")
    found = json.loads(opened.call("games", "--json").out)["games"]
    assert [(each["opening"], each["turns_played"]) for each in found] == [("autumn", 0), (None, 0)]
    first, second = opened.call("games").out.splitlines()
    assert first.startswith("first-session-2: A first session, begins at “An autumn of votes”, 0 turns played, ")
    assert second.startswith("first-session: A first session, 0 turns played, ")


def test_a_plain_game_asks_where_to_begin_unless_it_is_told(opened: Shell) -> None:
    asked = opened.call("play", FILE, "--plain", typed="4\n2\nnone\n\n\n\n")
    assert (asked.code, asked.err) == (0, "")
    assert "2. autumn: An autumn of votes: turn 2, 2026-07. Polls say" in " ".join(asked.out.split())
    assert "Please write a number from 1 to 3." in asked.out
    assert "It begins at “An autumn of votes”, turn 2." in asked.out
    assert "Polls say that the leavers will win, and they are right." in asked.out
    assert "Turn 2 of 3" in asked.out and "Turn 1 of 3" not in asked.out
    told = opened.call("play", FILE, *QUICK["play"], "--opening", "aftermath", typed="\n\n")
    assert "Where does the game begin?" not in told.out
    assert "Turn 3 of 3" in told.out
    plain = opened.call("play", CLOSED, "--plain", typed="none\n")
    assert "Seed" in plain.out
    assert "begin" not in plain.out.partition("Seed")[0]


@pytest.mark.parametrize("command", QUICK)
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--opening", "autum"), "first-session has no opening 'autum'. Did you mean autumn?"),
        (("--opening", "x"), "first-session has no opening 'x'. There are: autumn, aftermath."),
        (("--fix", "votes=stayers"), "first-session has no event 'votes'. Did you mean vote?"),
        (("--fix", "vote=stayer"), "event 'vote' has no outcome 'stayer'. Did you mean stayers?"),
        (("--fix", "vote=x"), "event 'vote' has no outcome 'x'. There are: stayers, leavers."),
        (
            ("--opening", "aftermath", "--fix", "vote=stayers"),
            "event 'vote' is over where opening 'aftermath' begins. Leave it out.",
        ),
    ],
)
def test_what_there_is_not_is_refused_with_the_nearest(
    opened: Shell, command: str, arguments: tuple[str, ...], said: str
) -> None:
    done = opened.call(command, FILE, *QUICK[command], *arguments)
    assert (done.code, done.out, done.err) == (2, "", f"wargame: {said}\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", FILE, "--fix", "vote"), "'vote' should name an event and its outcome, as in --fix election=win"),
        (("run", FILE, "--fix", "vote="), "'vote=' should name an event and its outcome"),
        (("run", FILE, "--fix", "vote=stayers", "--fix", "vote=leavers"), "Event 'vote' is fixed to two outcomes"),
        (("play", "--continue", "first-session", "--opening", "autumn"), "'first-session' is a saved game and keeps"),
        (("run", CLOSED, "--opening", "x"), "first-session has no openings, so none called 'x'."),
    ],
)
def test_what_cannot_be_understood_is_said_plainly(opened: Shell, arguments: tuple[str, ...], said: str) -> None:
    done = opened.call(*arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_saved_game_keeps_its_beginning(opened: Shell) -> None:
    begun = opened.call("play", FILE, *QUICK["play"], "--opening", "autumn", "--fix", "vote=stayers", typed="\nquit\n")
    assert (begun.code, begun.err) == (0, "")
    assert opened.call("export", "first-session", "-o", "game.wargame.json").code == 0
    assert opened.call("import", "game.wargame.json", "--name", "mine").code == 0
    node = json.loads(opened.call("tree", "mine", "--json").out)["nodes"][0]
    assert node["turn"] == 2
    found = json.loads(opened.call("simulate", "mine", "--games", "10", "--json").out)
    assert (found["opening"], found["first_turn"]) == ("autumn", 3)
    refused = opened.call("simulate", "mine", "--opening", "aftermath")
    assert refused.code == 2
    assert "'mine' is a saved game and keeps its beginning; leave --opening and --fix out" in refused.err


def test_the_list_of_scenarios_names_the_openings(shell: Shell) -> None:
    (first,) = (
        each for each in json.loads(shell.call("scenarios", "--json").out)["scenarios"] if each["id"] == "first-session"
    )
    assert isinstance(first["openings"], list)
