"""The commands about branches, called as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calls import Shell
from tests.shipped import shipped_scenario
from wargame.game.library import Library
from wargame.model.order import parse_decision
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Setup


@pytest.fixture
def played(shell: Shell) -> Shell:
    """A library with one game: a main line of three turns, and a branch from turn 1 in which the host presses."""
    scenario = shipped_scenario("first-session")
    library = Library(shell.folder / "home" / "library.sqlite3")
    table = LocalTable.create(Setup(scenario, ("host",), MovePicker.CHANCE, scenario.default_lens, 4), library)
    for _ in range(3):
        table.submit("host", [])
        table.resolve()
    table.go(1)
    table.submit("host", [parse_decision("host", "press")])
    table.resolve()
    table.mark(4, label="hard")
    return shell


def test_the_tree_is_told_in_words_and_as_json(played: Shell) -> None:
    told = played.call("tree", "first-session")
    assert (told.code, told.err) == (0, "")
    assert "├─4" in told.out
    assert "“hard” (here)" in told.out
    document = json.loads(played.call("tree", "first-session", "--json").out)
    assert document["main_line"] == [1, 2, 3]
    assert [(node["node"], node["after"], node["branch"]) for node in document["nodes"]] == [
        (1, 0, "main"),
        (2, 1, "main"),
        (3, 2, "main"),
        (4, 1, "hard"),
    ]
    assert "4 on all branches" in played.call("games").out


def test_two_nodes_are_compared_by_number_label_and_main(played: Shell) -> None:
    told = played.call("compare", "first-session", "main", "hard")
    assert (told.code, told.err) == (0, "")
    assert "They diverge in turn 2" in told.out
    document = json.loads(played.call("compare", "first-session", "2", "4", "--json").out)
    assert document["turn"] == 2
    assert document["fork"] == 1
    assert document["differences"] == [{"kind": "order", "seat": "host", "a": [], "b": ["press"]}]
    for number in document["numbers"]:
        assert sum(cause["difference"] for cause in number["causes"]) == pytest.approx(number["difference"], abs=1e-9)
    seen = json.loads(played.call("compare", "first-session", "2", "4", "--seat", "rival", "--json").out)
    assert set(seen["paths"]) < set(document["paths"])


def test_a_game_goes_into_a_file_and_comes_into_another_library(played: Shell) -> None:
    written = played.call("export", "first-session", "-o", "g.wargame.json")
    assert (written.code, written.out) == (0, "Written to g.wargame.json.\n")
    assert played.call("export", "first-session").out == (played.folder / "g.wargame.json").read_text("utf-8")
    taken = played.call("import", "g.wargame.json")
    assert (taken.code, taken.err) == (0, "")
    assert "Imported as 'first-session-2', 4 turns." in taken.out
    named = played.call("import", "g.wargame.json", "--name", "Tuesday")
    assert "Imported as 'Tuesday'" in named.out
    assert played.call("tree", "Tuesday").out == played.call("tree", "g.wargame.json").out
    again = played.call("import", "g.wargame.json", "--name", "Tuesday")
    assert (again.code, again.out) == (1, "")
    assert "a saved game named 'Tuesday' already" in again.err


def test_a_file_edited_into_nonsense_does_not_get_in(played: Shell) -> None:
    text = played.call("export", "first-session").out
    before = played.call("games", "--json").out
    for edit, complaint in (
        (text[:300], "ends in the middle"),
        (text.replace('["press"]', '["dance"]'), "bad.json:17: node 4 has an unknown order for host, 'dance'"),
        (text.replace('["press"]', "[]"), "node 4 (turn 2) does not turn out as the file says"),
        (text.replace('"wargame_game": 1', '"wargame_game": 2'), "later version"),
    ):
        played.write("bad.json", edit)
        refused = played.call("import", "bad.json")
        assert refused.code == 1
        assert refused.out == ""
        assert complaint in refused.err
        assert refused.err.startswith("wargame: bad.json")
    assert played.call("games", "--json").out == before


def test_a_tree_is_played_again_under_an_edited_scenario_and_stays_as_it_is(played: Shell) -> None:
    text = played.call("export", "first-session").out
    same = played.call("rerun", "first-session", "--scenario", "first-session")
    assert (same.code, same.err) == (0, "")
    edited = played.scenario(("amount: -3, because: Words wear", "amount: -9, because: Words wear"))
    told = played.call("rerun", "first-session", "--scenario", edited)
    assert told.code == 1
    line = next(
        n
        for n, each in enumerate((played.folder / edited).read_text("utf-8").splitlines(), 1)
        if "Words wear down habits" in each
    )
    assert f"{edited}:{line}" in told.out
    document = json.loads(played.call("rerun", "first-session", "--scenario", edited, "--json").out)
    assert document
    gone = played.call("rerun", "first-session", "--scenario", "nowhere.yaml")
    assert gone.code == 2
    assert played.call("export", "first-session").out == text


def test_why_goes_back_to_the_start_of_the_game(played: Shell) -> None:
    told = played.call("why", "first-session", "guest.commitment", "--at", "main")
    assert (told.code, told.err) == (0, "")
    assert "It began at 60.0" in told.out
    document = json.loads(played.call("why", "first-session", "guest.commitment", "--json").out)
    total = document["start"] + sum(cause["amount"] for cause in document["causes"])
    assert total == pytest.approx(document["now"], abs=1e-9)
    assert document["node"] == 4


def test_why_not_names_changes_and_says_how_far_it_searched(played: Shell) -> None:
    scenario = shipped_scenario("first-session")
    for what in (*scenario.rules, *scenario.endings, *scenario.moves, "host.press"):
        told = played.call("why-not", "first-session", what, "--at", "2")
        assert (told.code, told.err) == (0, ""), what
        document = json.loads(played.call("why-not", "first-session", what, "--at", "2", "--json").out)
        assert document["id"] == what
        assert document["happened"] is not None or "single changes of an order" in " ".join(told.out.split())


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (("tree", "nothing"), 1, "there is no saved game named 'nothing'"),
        (("tree", "nothing.json"), 1, "nothing.json: no such file"),
        (("compare", "first-session", "2", "9"), 2, "there is no node '9'"),
        (("compare", "first-session", "2"), 2, "Missing argument 'B'"),
        (("compare", "first-session", "2", "4", "--seat", "x"), 2, "no seat 'x'"),
        (("why", "first-session", "guest.comitment"), 2, "did you mean guest.commitment?"),
        (("why", "first-session", "guest.commitment", "--at", "77"), 2, "there is no node '77'"),
        (("why-not", "first-session", "comitment_lost"), 2, "there is no rule, ending, move or reaction"),
        (("tree", "."), 1, "there is no saved game"),
        (("export", "first-session", "-o", "missing/x.json"), 1, "missing/x.json"),
        (("import", "missing.json"), 1, "missing.json: no such file"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    played: Shell, arguments: tuple[str, ...], code: int, complaint: str
) -> None:
    called = played.call(*arguments)
    assert called.code == code
    assert called.out == ""
    assert complaint in called.err
    assert len(called.err.splitlines()) == 1


def test_plain_play_goes_on_from_any_node_and_so_forks(played: Shell) -> None:
    told = played.call("play", "--plain", "--continue", "first-session", "--at", "1", typed="none\nyes\n")
    assert (told.code, told.err) == (0, "")
    assert "Turn 2 of 3" in told.out
    for arguments, complaint in (
        (("play", "--plain", "--continue", "first-session", "--at", "9"), "there is no node '9'"),
        (("play", "--plain", "first-session", "--at", "1"), "Say with --continue which saved game"),
    ):
        refused = played.call(*arguments)
        assert refused.code != 0
        assert complaint in refused.err


def test_a_seats_tree_hides_what_others_ordered_in_secret(played: Shell) -> None:
    library = Library(played.folder / "home" / "library.sqlite3")
    table = LocalTable.open(library, "first-session")
    rival = [node.number for node in table.tree.nodes.values() if "whisper" in node.played.orders["rival"]]
    whole = json.loads(played.call("tree", "first-session", "--json").out)
    seen = json.loads(played.call("tree", "first-session", "--seat", "host", "--json").out)
    assert [n["node"] for n in whole["nodes"] if "whisper" in n["orders"].get("rival", [])] == rival
    assert rival
    assert "whisper" not in json.dumps(seen)


def test_an_export_that_cannot_be_written_leaves_the_one_before(played: Shell) -> None:
    (played.folder / "full").mkdir()
    kept = played.folder / "full" / "g.json"
    kept.write_text("before", encoding="utf-8")
    refused = played.call("export", "first-session", "-o", "full")
    assert refused.code == 1
    assert played.call("export", "first-session", "-o", "full/g.json").code == 1
    assert kept.read_text("utf-8") == "before"
    assert played.call("export", "first-session", "-o", "full/g.json", "--force").code == 0
    assert kept.read_text("utf-8").startswith("{")
    assert [each.name for each in kept.parent.iterdir()] == ["g.json"]


def test_a_game_named_like_a_file_is_found_and_odd_names_are_refused(played: Shell) -> None:
    played.call("export", "first-session", "-o", "g.json")
    assert "Imported as 'my.json'" in played.call("import", "g.json", "--name", "my.json").out
    assert played.call("tree", "my.json").code == 0
    for name in ("", " ", "-x", "a\nb"):
        refused = played.call("import", "g.json", f"--name={name}")
        assert refused.code == 1
        assert "a game's name may not" in refused.err


def test_a_damaged_library_is_said_plainly(shell: Shell) -> None:
    home: Path = shell.folder / "home"
    home.mkdir(parents=True)
    (home / "library.sqlite3").write_bytes(b"SQLite format 3\0" + b"x" * 2000)
    for arguments in (("tree", "a"), ("export", "a"), ("compare", "a", "1", "2")):
        called = shell.call(*arguments)
        assert called.code == 1
        assert "cannot be read" in called.err
