"""`wargame run`: a whole game as JSON and in words, by script and by bots."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.calls import Shell


def run_json(shell: Shell, *arguments: str) -> dict[str, Any]:
    done = shell.call("run", *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_json_has_the_agreed_shape(shell: Shell) -> None:
    game = run_json(shell, "first-session", "--seed", "7", "--lens", "hard")
    assert list(game) == ["scenario", "seed", "lens", "turns", "ending", "scores", "par"]
    assert (game["scenario"], game["seed"], game["lens"]) == ("first-session", 7, "hard")
    assert game["ending"].keys() == {"id", "title"}
    assert game["scores"].keys() == {"host", "rival"}
    assert {seat: each["score"] for seat, each in game["par"].items()} == game["scores"]
    for each in game["par"].values():
        assert each["low"] <= each["par"] <= each["high"]
        assert each["games"] == 50
    first = game["turns"][0]
    assert (first["turn"], first["date"]) == (1, "2026-01")
    assert first["move"].keys() == {"id", "title"}
    assert first["orders"].keys() == {"host", "rival", "mover"}
    assert all(isinstance(order, str) for orders in first["orders"].values() for order in orders)
    assert set(first["state"]) == {
        "guest.commitment",
        "guest.confidence",
        "host.confidence",
        "rival.confidence",
        "rival.designs",
    }
    assert first["capital"].keys() == {"host", "rival", "mover"}
    for row in first["ledger"]:
        assert row.keys() == {"target", "before", "after", "causes"}
        for cause in row["causes"]:
            assert cause.keys() >= {"cause", "kind", "title", "amount", "line", "because", "direct", "carried"}


@pytest.mark.parametrize("seed", ["0", "1", "18446744073709551615"])
def test_every_row_sums_and_leads_to_the_state(shell: Shell, seed: str) -> None:
    game = run_json(shell, "first-session", "--seed", seed)
    before: dict[str, float] = {}
    for turn in game["turns"]:
        now = {**turn["state"], **turn["ties"], **{f"capital({k})": v for k, v in turn["capital"].items()}}
        for row in turn["ledger"]:
            total = sum(cause["amount"] for cause in row["causes"])
            assert row["before"] + total == pytest.approx(row["after"], abs=1e-9)
            assert now[row["target"]] == row["after"]
            for cause in row["causes"]:
                parts = [part["amount"] for part in (*cause["direct"], *cause["carried"])]
                if parts:
                    assert sum(parts) == pytest.approx(cause["amount"], abs=1e-5)
        if before:
            moved = {row["target"] for row in turn["ledger"]}
            assert {name for name in now if now[name] != before[name]} <= moved
        before = now


def test_the_same_arguments_give_the_same_bytes(shell: Shell) -> None:
    first = shell.call("run", "first-session", "--seed", "3", "--json")
    again = shell.call("run", "first-session", "--seed", "3", "--json", PYTHONHASHSEED="5")
    assert first.code == again.code == 0
    assert first.out == again.out
    assert first.out != shell.call("run", "first-session", "--seed", "4", "--json").out


def test_lenses_and_bots_make_a_difference(shell: Shell) -> None:
    script = shell.write("orders.txt", "turn 1: host: reassure(guest)\nturn 1: rival: none\n")
    scripted = ("first-session", "--orders", script, "--seed", "1")
    plain = run_json(shell, *scripted, "--lens", "plain")
    hard = run_json(shell, *scripted, "--lens", "hard")
    assert plain["turns"][0]["orders"] == hard["turns"][0]["orders"]
    assert plain["turns"][0]["state"] != hard["turns"][0]["state"]
    doctrine = run_json(shell, "first-session", "--bots", "doctrine", "--seed", "2")
    random = run_json(shell, "first-session", "--bots", "random", "--seed", "2")
    assert [turn["orders"] for turn in doctrine["turns"]] != [turn["orders"] for turn in random["turns"]]


def test_bots_may_look_ahead_and_do_so_the_same_each_time(shell: Shell) -> None:
    ahead, again = (run_json(shell, "first-session", "--bots", "look-ahead", "--seed", "2") for _ in range(2))
    assert ahead == again
    assert ahead["turns"][0]["orders"] != run_json(shell, "first-session", "--seed", "2")["turns"][0]["orders"]


def test_a_script_is_played(shell: Shell) -> None:
    script = shell.write(
        "orders.txt",
        "# The Host is generous.\n"
        "turn 1: move grumble\n"
        "turn 1: host: reassure(guest), subsidy   # all it has\n"
        "turn 1: rival: whisper\n"
        "\n"
        "turn 2: inject storm\n"
        "turn 2: host: none\n",
    )
    game = run_json(shell, "first-session", "--orders", script)
    first, second = game["turns"][:2]
    assert first["move"]["id"] == "grumble"
    assert first["orders"] == {"host": ["reassure(guest)", "subsidy"], "rival": ["whisper"], "mover": []}
    assert second["injects"] == ["storm"]
    assert second["orders"]["host"] == []
    commitment = {row["target"]: row for row in second["ledger"]}["guest.commitment"]
    (late,) = (cause for cause in commitment["causes"] if cause["cause"] == "host.subsidy")
    assert (late["amount"], late["ordered"]) == (10, 1)
    assert late["because"] == "Half price is easier to defend at home."


def test_the_account_in_words(shell: Shell) -> None:
    done = shell.call("run", "first-session", "--seed", "1")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("A first session\nSeed 1, lens: Words work\n")
    assert "Turn 1 of 3, 2026-01 to 2026-06" in done.out
    assert "What changed most" in done.out
    assert "The game ends: " in done.out
    assert "How the seats scored, out of 100\n  The Host: " in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 78


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["first-sesion"], "first-session"),
        (["nowhere.yaml"], "nowhere.yaml"),
        (["first-session", "--lens", "hart"], "first-session has no lens 'hart'. Did you mean hard?"),
        (["first-session", "--seed", "-1"], "Invalid value for '--seed'"),
        (["first-session", "--seed", "18446744073709551616"], "Invalid value for '--seed'"),
        (["first-session", "--bots", "clever"], "Invalid value for '--bots'"),
        ([], "Missing argument 'SCENARIO'. See 'wargame run --help'."),
    ],
)
def test_what_is_not_understood_exits_2(shell: Shell, arguments: list[str], said: str) -> None:
    done = shell.call("run", *arguments, "--json")
    assert done.code == 2
    assert done.out == ""
    assert said in done.err
    assert done.err.startswith("wargame: ")


def test_a_scenario_with_faults_exits_1_and_says_where(shell: Shell) -> None:
    name = shell.scenario(("cost: 3", "cost: -3"))
    done = shell.call("run", name, "--json")
    assert (done.code, done.out) == (1, "")
    line = (shell.folder / name).read_text("utf-8").split("cost: -3")[0].count("\n") + 1
    assert f"{name}:{line}:" in done.err
    assert f"Run 'wargame check {name}' to see all of it." in done.err


def test_every_bad_line_of_a_script_is_named(shell: Shell) -> None:
    script = shell.write("orders.txt", "turn 1: move grumbel\nturn 9: host: none\nturn 1: hosst: none\n")
    done = shell.call("run", "first-session", "--orders", script)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "wargame: orders.txt:1:14: there is no move 'grumbel' (did you mean grumble?)\n"
        "orders.txt:2:6: there is no turn 9: the game has turns 1 to 3\n"
        "orders.txt:3:9: there is no seat 'hosst' (did you mean host?)\n"
    )


def test_an_order_that_is_not_legal_in_its_turn_is_named(shell: Shell) -> None:
    script = shell.write("orders.txt", "turn 1: rival: none\nturn 1: host: subsidy, press\n")
    done = shell.call("run", "first-session", "--orders", script)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("wargame: orders.txt:2:1: host: ")
    assert "capital" in done.err


def test_a_move_and_an_inject_that_cannot_be_are_named(shell: Shell) -> None:
    move = shell.write("move.txt", "turn 1: move withhold_dues\nturn 2: move withhold_dues\n")
    done = shell.call("run", "first-session", "--orders", move)
    assert (done.code, done.err[:23]) == (1, "wargame: move.txt:2:1: ")
    inject = shell.write("inject.txt", "turn 1: inject storm\nturn 2: inject storm\n")
    done = shell.call("run", "first-session", "--orders", inject)
    assert (done.code, done.err[:25]) == (1, "wargame: inject.txt:2:1: ")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"turn 1: move \x00\n", b"#" * 1_000_001], ids=["utf-16", "nul", "big"]
)
def test_a_script_that_is_no_text_is_refused(shell: Shell, content: bytes) -> None:
    (shell.folder / "orders.txt").write_bytes(content)
    done = shell.call("run", "first-session", "--orders", "orders.txt")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("wargame: orders.txt:1:")


def test_a_missing_script_is_named(shell: Shell) -> None:
    done = shell.call("run", "first-session", "--orders", "nowhere.txt")
    assert (done.code, done.out) == (1, "")
    assert "nowhere.txt" in done.err


def test_a_script_longer_than_the_game_is_remarked_on(shell: Shell) -> None:
    name = shell.scenario(("when: guest.commitment < 30", "when: guest.commitment < 61"))
    script = shell.write("orders.txt", "turn 1: move grumble\nturn 1: host: none\nturn 3: host: none\n")
    done = shell.call("run", name, "--orders", script)
    assert done.code == 0
    assert "The Guest leaves" in done.out
    assert done.err == "wargame: the game ended in turn 1; orders.txt goes on to turn 3.\n"
