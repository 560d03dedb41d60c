"""`wargame scenarios`, `games`, `check` and `schema`."""

from __future__ import annotations

import json

import pytest

from tests.cli.calls import CHECKOUT, Shell
from wargame import load


def test_scenarios_are_listed(shell: Shell) -> None:
    done = shell.call("scenarios")
    assert (done.code, done.err) == (0, "")
    assert "first-session: A first session\n" in done.out
    assert "3 turns, 2026-01 to 2027-06" in done.out


def test_scenarios_as_json(shell: Shell) -> None:
    done = shell.call("scenarios", "--json")
    found = {each["id"]: each for each in json.loads(done.out)["scenarios"]}
    assert set(found) == {path.stem for path in (CHECKOUT / "scenarios").glob("*.yaml")}
    first = found["first-session"]
    assert first["turns"] == 3
    assert first["seats"] == [{"id": "host", "title": "The Host"}, {"id": "rival", "title": "The Rival"}]
    assert [lens["id"] for lens in first["lenses"]] == ["plain", "hard"]


def test_no_games_yet(shell: Shell) -> None:
    assert shell.call("games").out == "No games are saved yet. Start one with 'wargame play'.\n"
    assert json.loads(shell.call("games", "--json").out) == {"games": []}


def test_games_are_listed_last_played_first(shell: Shell) -> None:
    shell.call("play", "first-session", "--plain", "--seat", "host", "--seed", "5", typed="none\nyes\n\nquit\n")
    shell.call("play", "first-session", "--plain", "--seat", "none", "--lens", "hard", typed="quit\n")
    games = json.loads(shell.call("games", "--json").out)["games"]
    assert [(game["name"], game["turns_played"], game["seats"]) for game in games] == [
        ("first-session-2", 0, []),
        ("first-session", 1, ["host"]),
    ]
    assert (games[1]["seed"], games[1]["lens"], games[0]["lens"]) == (5, "plain", "hard")
    assert (games[1]["move_by"], games[1]["ending"]) == ("chance", None)
    lines = shell.call("games").out.splitlines()
    assert lines[1].startswith("first-session: A first session, 1 turn played, in progress, ")


def test_a_library_that_is_none_is_said_plainly(shell: Shell) -> None:
    (shell.folder / "home").mkdir()
    (shell.folder / "home" / "library.sqlite3").write_bytes(b"no library " * 100)
    done = shell.call("games")
    assert (done.code, done.out) == (1, "")
    assert "it is not a library of wargame, or it is damaged" in done.err


def test_a_clean_file_checks_clean(shell: Shell) -> None:
    name = shell.scenario()
    done = shell.call("check", name)
    assert done.code == 0
    assert done.out.splitlines()[-1].startswith("1 file: 0 faults, ")
    assert shell.call("check", "first-session").code == 0


def test_faults_are_listed_with_their_places(shell: Shell) -> None:
    name = shell.scenario(("reassure:\n      title", "reassure:\n      titel"), ("cost: 3", "cost: -3"))
    done = shell.call("check", name, "first-session")
    assert done.code == 1
    assert f"{name}:" in done.out
    assert "(did you mean title?)" in done.out
    assert done.out.splitlines()[-1].startswith("2 files: ")
    problems = json.loads(shell.call("check", name, "--json").out)["problems"]
    assert all(
        list(each) == ["file", "line", "column", "severity", "code", "message", "suggestion"] for each in problems
    )
    errors = [each for each in problems if each["severity"] == "error"]
    assert len(errors) >= 2
    assert {each["file"] for each in errors} == {name}
    assert "title" in {each["suggestion"] for each in errors}


@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "binary", "tabs", "big"])
def test_whatever_is_no_scenario_is_a_fault(shell: Shell, kind: str) -> None:
    path = shell.folder / "bad.yaml"
    match kind:
        case "folder":
            path.mkdir()
        case "empty":
            path.write_bytes(b"")
        case "binary":
            path.write_bytes(bytes(range(256)) * 10)
        case "tabs":
            path.write_bytes(b"format: 1\n\tid: x\n")
        case "big":
            path.write_bytes(b"# " + b"x" * 50_000_000)
    done = shell.call("check", "bad.yaml")
    assert done.code == 1
    assert done.out.startswith("bad.yaml:")
    as_json = shell.call("check", "bad.yaml", "--json")
    assert as_json.code == 1
    assert json.loads(as_json.out)["problems"][0]["file"] == "bad.yaml"


def test_check_without_a_file_exits_2(shell: Shell) -> None:
    done = shell.call("check")
    assert (done.code, done.out) == (2, "")
    assert done.err == "wargame: Missing argument 'FILE...'. See 'wargame check --help'.\n"


def test_the_schema_is_one_of_json_schema(shell: Shell) -> None:
    done = shell.call("schema")
    assert (done.code, done.err) == (0, "")
    schema = json.loads(done.out)
    assert schema["type"] == "object"
    assert {"format", "actors", "reactions", "endings"} <= set(schema["properties"])


def test_an_ended_game_is_listed_with_the_title_of_its_ending(shell: Shell) -> None:
    """Of the scenario as it was played: an edited copy has titles of its own."""
    edited = shell.scenario(("title: Firmer than before", "title: Firmer than ever"))
    for scenario in (edited, "first-session"):
        assert shell.call("play", "--plain", scenario, "--seat", "none", "--seed", "1", typed="\n" * 20).code == 0
    lines = shell.call("games").out.splitlines()
    found = json.loads(shell.call("games", "--json").out)["games"]
    loaded = load(CHECKOUT / "scenarios" / "first-session.yaml")
    assert len(lines) == len(found) == 2
    for line, game in zip(lines, found, strict=True):
        title = loaded.endings[game["ending"]].title
        if game["name"] == found[1]["name"]:
            title = title.replace("than before", "than ever")
        assert f"ended: {title}," in line
