"""A game as a file for exchange: it comes back whole and diffs well; nonsense is refused with its line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wargame
import wargame.authoring
from tests.errors import raises_saying
from tests.shipped import shipped_scenario
from wargame.game.game_file import FORMAT, ExchangeError, export_text, import_text, read_file, verify
from wargame.game.library import Library
from wargame.game.save import Draft, KeptGame
from wargame.model.order import parse_decision
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated
from wargame.report.documents.games import game_tree
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Setup
from wargame.text.branches import tree_lines
from wargame.text.faults import error_words


def game() -> KeptGame:
    """A game of two ends, labelled, starred, pruned and drawn anew."""
    scenario = shipped_scenario("first-session")
    library = Library.in_memory()
    table = LocalTable.create(Setup(scenario, ("host",), MovePicker.CHANCE, scenario.default_lens, 5), library)
    for _ in range(3):
        table.submit("host", [])
        table.resolve()
    table.go(1)
    table.submit("host", [parse_decision("host", "press")])
    table.resolve()
    table.mark(4, label="hard “line”", note="two\nlines", star=True, collapsed=True)
    table.redraw(2)
    table.prune(3)
    table.promote(4)
    table.go(4)
    kept = library.read(table.name)
    return replace(kept, created=replace(kept.created, file="first-session.yaml"), draft=Draft())


GAME = game()
TEXT = export_text(GAME)


def test_what_is_exported_comes_back_and_plays_again() -> None:
    found = import_text(TEXT, "x.json")
    assert found == GAME
    assert export_text(found) == TEXT
    done: list[tuple[int, int]] = []
    verify(found.created, found.tree, lambda at, of: done.append((at, of)))
    assert done == [(n, 5) for n in range(1, 6)]


def test_every_node_and_every_line_of_the_scenario_has_a_line_of_its_own() -> None:
    lines = TEXT.splitlines()
    assert sum(line.startswith('  {"node":') for line in lines) == len(GAME.tree)
    assert len(lines) == 11 + 4 + len(GAME.tree) + len(GAME.created.text.split("\n")) + 2
    assert TEXT.endswith("\n]\n}\n".replace("\n]", "\n ]"))
    more = export_text(replace(GAME, tree=type(GAME.tree)({**GAME.tree.nodes, 1: replace(GAME.tree[1], note="new")})))
    differing = [(old, new) for old, new in zip(lines, more.splitlines(), strict=True) if old != new]
    assert len(differing) == 1


def test_the_exporters_folders_are_not_in_it() -> None:
    assert '"file": "s.yaml"' in export_text(
        replace(GAME, created=replace(GAME.created, file="/home/someone/secret/s.yaml"))
    )


def edited(**changes: Any) -> str:
    facts = json.loads(TEXT)
    facts.update(changes)
    return json.dumps(facts)


def node(number: int, **changes: Any) -> str:
    """The export with some facts of one node changed; it still has a line for each node."""
    lines = TEXT.split("\n")
    for place, line in enumerate(lines):
        if line.startswith(f'  {{"node": {number},'):
            facts = json.loads(line.rstrip(","))
            facts.update(changes)
            lines[place] = "  " + json.dumps(facts) + ("," if line.endswith(",") else "")
    return "\n".join(lines)


FIRST_NODE = 14
"""The line that node 1 is in."""

BAD = [
    ("", "x.json: it is empty"),
    (TEXT[: len(TEXT) // 2], "it ends in the middle; it may have been copied only in part"),
    (TEXT[:-3], "it ends in the middle"),
    ("[1, 2]", "x.json: it is not a game that wargame exported"),
    ('{"a": 1}', "it is not a game that wargame exported"),
    ("scenario: x", "x.json:1:1: it is not JSON"),
    ("[" * 100_000, "it is not a game that wargame exported"),
    ('{"wargame_game": ' + "9" * 5000 + "}", "it is not a game that wargame exported"),
    (edited(wargame_game=FORMAT + 1), "written by a later version of wargame"),
    (edited(wargame_game="1"), "its format is '1'"),
    (edited(wargame_game=True), "its format is 'True'"),
    (TEXT.replace('"seed": 5', '"seed": NaN'), "NaN is not a number"),
    (TEXT.replace('"seed": 5', '"seed": -1'), 'x.json:7: "seed" should be a whole number from 0'),
    (TEXT.replace('"seed": 5', '"seed": 5, "seed": 6'), 'the key "seed" is given twice'),
    (TEXT.replace('"seed": 5,', ""), '"seed" is missing'),
    (TEXT.replace('"seed": 5', '"seed": 5, "extra": 6'), 'x.json:7: it has an unknown key "extra"'),
    (TEXT.replace('"lens": "plain"', '"lens": "rosy"'), "x.json:8: there is no lens 'rosy'"),
    (TEXT.replace('["host"]', '["nobody"]', 1), "x.json:9: there is no seat 'nobody'"),
    (TEXT.replace('"chance"', '"dice"', 1), "x.json:10: 'dice' cannot pick the moves"),
    (TEXT.replace('"doctrine"', '"deep"', 1), "x.json:11: there is no bot 'deep'"),
    (edited(seats=["host", "host"]), "a seat is named twice"),
    (edited(title="Another"), "is titled 'A first session'"),
    (TEXT.replace('"standing": 4', '"standing": 3'), "node 3, which is pruned"),
    (TEXT.replace('"standing": 4', '"standing": 40'), "x.json:12: the game is at node 40"),
    (TEXT.replace('"scenario": "first-session"', '"scenario": "other"'), "it says that its scenario is 'other'"),
    (TEXT.replace("format: 2", "format: 9", 1), "the scenario in it cannot be read"),
    (edited(nodes={}), '"nodes" should be a list'),
    (edited(scenario_text="x"), '"scenario_text" should be a list of texts'),
    (edited(name="\ud800"), '"name" holds characters that are not text'),
    (node(1, after=1), f"x.json:{FIRST_NODE}: node 1 follows node 1"),
    (node(2, after=9), f"x.json:{FIRST_NODE + 1}: node 2 follows node 9"),
    (node(2, turn=3), f"x.json:{FIRST_NODE + 1}: node 2 is turn 3"),
    (node(2, node=1), "node 1 is in it twice"),
    (node(2, orders={"nobody": []}), "has orders for 'nobody'"),
    (node(2, orders=[]), "should name seats"),
    (node(2, orders={"host": "press"}), 'x.json:15: "orders" should be|x.json:15: "host" should be a list of texts'),
    (node(4, orders={"host": ["dance"]}), "x.json:17: node 4 has an unknown order for host, 'dance'"),
    (node(2, move=3), 'x.json:15: "move" should be text in quotes'),
    (node(2, star=1), 'x.json:15: "star" should be true or false'),
    (node(2, luck=-2), 'x.json:15: "luck" should be a whole number'),
    (node(2, label="x" * 20_000), 'x.json:15: "label" is longer'),
    (node(2, odd=1), 'x.json:15: node 2 has an unknown key "odd"'),
    (node(2, move="fly"), "x.json:15: node 2 has an unknown move 'fly'"),
    (node(2, injects=["flood"]), "x.json:15: node 2 has an unknown inject 'flood'"),
    (node(3, ending="nowhere"), "x.json:16: node 3 has an unknown ending 'nowhere'"),
    (node(4, orders={"host": ["dance"]}), "x.json:17: node 4 has an unknown order for host, 'dance'"),
    (node(4, orders={"host": ["???"]}), "x.json:17: node 4 has an unknown order for host, '???'"),
    (
        node(4, orders={"host": ["press(guest)"]}),
        "node 4 has an unknown order for host, 'press(guest)'",
    ),
    (
        node(4, orders={"rival": ["withhold host.press"]}),
        "node 4 has an unknown order for rival, 'withhold host.press'",
    ),
    (node(2, turn=99), "x.json:15: node 2 is turn 99, and the game has 3 turns"),
    (node(2, node=1), "x.json:15: node 1 is in it twice"),
    (TEXT.replace('"node": 2, ', ""), 'x.json:15: item 2 of "nodes" has no "node"'),
    (TEXT.replace('"turn": 2, ', '"turn": 2, "turn": 2, ', 1), 'the key "turn" is given twice'),
    (TEXT.replace('"seed": 5', '"seed": 5,\n "seed": 6'), 'x.json:8: the key "seed" is given twice'),
    (TEXT.replace('"seed": 5', '"seed": NaN'), "x.json:7: NaN is not a number"),
    (TEXT.replace('"seed": 5', '"seed": 1e999'), 'x.json:7: "seed" should be a whole number'),
    (TEXT.replace("format: 2", "format: 9", 1), f"x.json:{FIRST_NODE + len(GAME.tree) + 4}: the scenario in it"),
    (edited(wargame_game=1.0), "its format is '1.0'"),
    (TEXT + "}", "it is not JSON: extra data"),
    (" " * 20_000_001, "larger than 20 MB"),
    (node(2, **{"\x1b[2J": 1}), 'unknown key "?[2J"'),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=range(len(BAD)))
def test_nonsense_is_refused_with_a_plain_sentence(text: str, message: str) -> None:
    with pytest.raises(ExchangeError) as caught:
        import_text(text, "x.json")
    said = error_words(caught.value)
    assert any(each in said for each in message.split("|")), said
    assert said.startswith("x.json")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (node(4, orders={"host": ["press", "press"]}), "node 4 (turn 2) cannot be played: host: press: it is ordered"),
        (
            node(4, orders={"host": ["press", "talks", "subsidy"]}),
            "node 4 (turn 2) cannot be played: host: subsidy",
        ),
        (node(4, orders={}), "node 4 (turn 2) does not turn out as the file says"),
        (node(2, digest="0"), "node 2 (turn 2) does not turn out as the file says"),
        (node(5, luck=4), "node 5 (turn 2) does not turn out as the file says|cannot be played"),
        (node(4, ending="out"), "node 4 (turn 2) does not turn out as the file says"),
    ],
    ids=range(6),
)
def test_what_does_not_play_again_is_not_taken_in(text: str, message: str) -> None:
    found = import_text(text, "x.json")
    with pytest.raises(ExchangeError) as caught:
        verify(found.created, found.tree)
    assert any(each in error_words(caught.value) for each in message.split("|"))


def test_files_that_are_no_text_or_too_large_or_not_there_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    with raises_saying(ExchangeError, "no such file"):
        read_file(path)
    path.write_bytes(b"{\n\xff")
    with raises_saying(ExchangeError, r"x\.json:2: it is not UTF-8 text"):
        read_file(path)
    with path.open("wb") as file:
        file.truncate(30_000_000)
    with raises_saying(ExchangeError, "larger than 20 MB"):
        read_file(path)
    path.write_text(TEXT, encoding="utf-8")
    assert read_file(path) == GAME


def test_a_file_cut_anywhere_is_said_to_be_cut() -> None:
    for end in range(1, len(TEXT.rstrip())):
        with raises_saying(ExchangeError, r"^x\.json:\d+: it ends in the middle"):
            import_text(TEXT[:end], "x.json")


def test_what_editors_do_to_a_file_does_no_harm() -> None:
    assert import_text("\ufeff" + TEXT, "x.json") == GAME
    assert import_text(TEXT.replace("\n", "\r\n"), "x.json") == GAME
    assert import_text(json.dumps(json.loads(TEXT), indent=4, sort_keys=True), "x.json") == GAME


def test_the_same_game_gives_the_same_bytes_however_its_values_are_ordered() -> None:
    nodes = {
        number: replace(
            node, played=replace(node.played, orders=dict(sorted(node.played.orders.items(), reverse=True)))
        )
        for number, node in sorted(GAME.tree.nodes.items(), reverse=True)
    }
    assert export_text(replace(GAME, tree=type(GAME.tree)(nodes))) == TEXT


@pytest.mark.parametrize("file", ["/home/someone/s.yaml", "C:\\Users\\someone\\s.yaml", "../../s.yaml"])
def test_a_files_folders_are_neither_written_nor_taken_in(file: str) -> None:
    assert import_text(edited(file=file), "x.json").created.file == "s.yaml"
    assert '"file": "s.yaml"' in export_text(replace(GAME, created=replace(GAME.created, file=file)))


def test_a_path_that_no_system_has_is_refused() -> None:
    with raises_saying(ExchangeError, r"^a\?b: the path is not usable$"):
        read_file(Path("a\0b"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_no_edit_of_a_fact_gives_anything_but_a_game_or_a_sentence(data: st.DataObject) -> None:
    facts = json.loads(TEXT)
    where: Any = facts
    if data.draw(st.booleans()):
        where = data.draw(st.sampled_from(facts["nodes"]))
    key = data.draw(st.sampled_from(sorted(where)))
    if data.draw(st.booleans()):
        where[key] = data.draw(JSON | st.sampled_from([each[key] for each in facts["nodes"] if key in each] or [None]))
    else:
        del where[key]
    try:
        found = import_text(json.dumps(facts), "x.json")
        # What is taken in, if not yet played again, can be shown.
        scenario = wargame.authoring.parse(found.created.text, found.created.file)
        for viewer in (FACILITATOR, PUBLIC, Seated("host"), Seated("rival")):
            assert list(tree_lines(scenario, found.tree, found.node, viewer))
        assert json.dumps(game_tree(scenario, found.tree, found.node, FACILITATOR))
        verify(found.created, found.tree)
    except ExchangeError as error:
        assert error_words(error).isprintable()


@settings(deadline=None, max_examples=100)
@given(st.integers(0, len(TEXT) - 1), st.text(max_size=4), st.integers(0, 40))
def test_no_edit_of_the_text_gives_anything_but_a_game_or_a_sentence(at: int, put: str, cut: int) -> None:
    try:
        import_text(TEXT[:at] + put + TEXT[at + cut :], "x.json")
    except ExchangeError as error:
        assert error_words(error).startswith("x.json")
