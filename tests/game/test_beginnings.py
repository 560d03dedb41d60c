"""How a game began is kept with it: in the library, in a file for exchange, and wherever it is played again."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.errors import raises_saying
from tests.opened import TEXT as SCENARIO_TEXT
from tests.opened import opened_scenario
from wargame.analysis.compare import compare
from wargame.analysis.expand import expand_afresh
from wargame.analysis.fragility import fragility
from wargame.analysis.rerun import rerun
from wargame.analysis.why import why
from wargame.analysis.why_not import why_not_afresh
from wargame.authoring import parse
from wargame.game.game_file import ExchangeError, export_text, import_text, verify
from wargame.game.library import Library
from wargame.game.library_format import VERSION
from wargame.game.replay import WrittenLine
from wargame.game.save import KeptGame, NewGame
from wargame.game.tree import BEGINNING, Tree
from wargame.model.beginning import AT_THE_START, Beginning
from wargame.model.viewer import FACILITATOR, MOVER
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Phase, Setup, TableError
from wargame.text.faults import error_words
from wargame.text.screens import game_words

BEGINNINGS = (
    AT_THE_START,
    Beginning("autumn"),
    Beginning("aftermath"),
    Beginning(None, {"vote": "stayers"}),
    Beginning("autumn", {"vote": "stayers"}),
)


def begin(library: Library, beginning: Beginning, seed: int = 5, turns: int = 9) -> LocalTable:
    setup = Setup(
        opened_scenario(), ("host",), MovePicker.CHANCE, "plain", seed, "doctrine", beginning.opening, beginning.fixed
    )
    table = LocalTable.create(setup, library)
    for _ in range(turns):
        if table.phase is Phase.ENDED:
            break
        table.submit("host", [])
        table.resolve()
    return table


def kept(beginning: Beginning) -> KeptGame:
    library = Library.in_memory()
    return library.read(begin(library, beginning).name)


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("seed", [0, 5, 77])
def test_a_game_comes_back_as_it_began(beginning: Beginning, seed: int, tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite3")
    table = begin(library, beginning, seed, 1)
    found = library.read(table.name)
    assert found.created.beginning == beginning
    assert found.tree.first_turn == beginning.first_turn(opened_scenario()) == found.tree[1].played.turn
    (listed,) = library.games()
    assert (listed.turns_played, listed.nodes) == (1, 1)
    assert library.tree(table.name) == found.tree
    again = LocalTable.open(library, table.name)
    assert again.notice is None
    assert again.setup == table.setup
    assert again.replay.position(1) == table.replay.position(1)
    again.redraw(1)
    again.go(BEGINNING)
    assert again.turn == found.tree.first_turn


@pytest.mark.parametrize(("opening", "first"), [(None, 1), ("autumn", 2), ("aftermath", 3)])
def test_a_saved_game_is_listed_at_the_turn_that_it_is_at(opening: str | None, first: int, tmp_path: Path) -> None:
    """A game that begins at turn 3 is not at turn 1 before anything is played in it."""
    library = Library(tmp_path / "library.sqlite3")
    table = begin(library, Beginning(opening), turns=0)
    for turn in range(first, 4):
        (listed,) = library.games()
        assert (listed.opening, listed.turn, table.turn) == (opening, turn, turn)
        assert f", turn {turn}" in game_words(listed)
        table.submit("host", [])
        table.resolve()
    (listed,) = library.games()
    assert listed.ending is not None and (listed.turn, listed.turns_played) == (3, 4 - first)
    assert ", ended after turn 3" in game_words(listed)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_file_for_exchange_holds_how_the_game_began(beginning: Beginning) -> None:
    game = kept(beginning)
    text = export_text(game)
    found = import_text(text, "x.json")
    assert found.created.beginning == beginning
    assert export_text(found) == text
    assert found.tree == game.tree
    verify(found.created, found.tree)
    facts = json.loads(text)
    assert ("opening" in facts, "fixed" in facts) == (beginning.opening is not None, bool(beginning.fixed))


def edited(**changes: Any) -> str:
    """The file of a game from an opening with some of its facts changed, a line for each."""
    lines = export_text(kept(Beginning("autumn", {"vote": "stayers"}))).split("\n")
    for key, value in changes.items():
        place = next(at for at, line in enumerate(lines) if line.startswith(f' "{key}":'))
        lines[place] = f' "{key}": {json.dumps(value)},'
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"opening": "winter"}, "x.json:13: there is no opening 'winter'; choose from autumn, aftermath"),
        ({"opening": 3}, 'x.json:13: "opening" should be text in quotes'),
        ({"opening": None}, "node 1 is turn 2, which is not the turn after its parent's"),
        (
            {"opening": "aftermath"},
            "x.json:14: event 'vote' is over where opening 'aftermath' begins",
        ),
        ({"fixed": ["vote"]}, 'x.json:14: "fixed" should be an object that gives each name a text'),
        ({"fixed": {"vote": 1}}, 'x.json:14: "fixed" should be an object that gives each name a text'),
        ({"fixed": {"strike": "held"}}, "x.json:14: there is no event 'strike'; choose from vote, summit"),
        (
            {"fixed": {"vote": "nobody"}},
            "x.json:14: event 'vote' has no outcome 'nobody'; choose from stayers",
        ),
    ],
)
def test_a_beginning_that_there_is_not_is_refused_with_its_line(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ExchangeError) as caught:
        import_text(edited(**changes), "x.json")
    assert words in error_words(caught.value)


def test_another_outcome_is_noticed_when_the_file_is_played_again() -> None:
    found = import_text(edited(fixed={"vote": "leavers"}), "x.json")
    with raises_saying(ExchangeError, "cannot be played|does not turn out as the file says"):
        verify(found.created, found.tree)


def test_a_library_made_before_there_were_openings_still_opens(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    name = begin(Library(path), AT_THE_START, turns=2).name
    db = sqlite3.connect(path)
    for column in ("opening", "fixed", "first_turn"):
        db.execute(f"ALTER TABLE games DROP COLUMN {column}")
    db.execute("PRAGMA user_version = 2")
    db.commit()
    db.close()
    library = Library(path)
    assert [each.turns_played for each in library.games()] == [2]
    again = LocalTable.open(library, name)
    assert (again.turn, again.setup.beginning) == (3, AT_THE_START)
    assert begin(library, Beginning("autumn")).name != name
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)


@pytest.mark.parametrize(
    ("column", "value"), [("fixed", "[1]"), ("fixed", '{"vote": "nobody"}'), ("opening", "x"), ("first_turn", 3)]
)
def test_a_beginning_that_makes_no_sense_is_said_plainly(column: str, value: object, tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    library = Library(path)
    name = begin(library, Beginning("autumn")).name
    db = sqlite3.connect(path)
    db.execute(f"UPDATE games SET {column} = ?", (value,))
    db.commit()
    db.close()
    with pytest.raises(TableError) as caught:
        LocalTable.open(library, name)
    assert name in error_words(caught.value)


@pytest.mark.parametrize(
    "beginning", [Beginning("winter"), Beginning(None, {"vote": "nobody"}), Beginning("aftermath", {"vote": "leavers"})]
)
def test_a_table_refuses_what_the_scenario_does_not_have_and_keeps_nothing(
    beginning: Beginning, tmp_path: Path
) -> None:
    library = Library(tmp_path / "library.sqlite3")
    begin(library, AT_THE_START)
    with pytest.raises(TableError):
        begin(library, beginning)
    assert len(library.games()) == 1


def test_what_is_asked_of_a_game_from_an_opening_names_its_own_turns() -> None:
    library, beginning = Library.in_memory(), Beginning("autumn", {"vote": "stayers"})
    table = begin(library, beginning)
    replay, scenario = table.replay, table.setup.scenario
    last = table.node
    story = why(replay, last, "guest.commitment", FACILITATOR)
    assert story.first_turn == 2
    for part in story.parts:
        for each in part.turns:
            assert (
                story.before(each.turn)
                == replay.line(last)[each.turn - 2].before.before_news.numbers["guest.commitment"]
            )
    fork = table.redraw(1)
    replay = table.replay
    assert compare(replay, 1, fork, FACILITATOR).turn == 2
    line = replay.written(1)
    assert line == WrittenLine(SCENARIO_TEXT, "opened.yaml", replay.seed, replay.lens, beginning, line.turns)
    tried = list(expand_afresh(line, MOVER, "doctrine", False))
    assert {turn.turn for each in tried for turn in each.turns} == {3}
    (found,) = why_not_afresh(line, "press", FACILITATOR, True, ()) if "press" in scenario.rules else (None,)
    assert found is None or found.turn >= 2
    firm = fragility(replay.line(last), draws=50)
    assert firm.draws == 50
    unchanged = rerun(replay, scenario)
    assert not unchanged.differs


def test_a_changed_scenario_must_have_the_opening_and_its_turn() -> None:
    replay = begin(Library.in_memory(), Beginning("autumn", {"vote": "stayers"})).replay
    for old, new, words in (
        ("  autumn:", "  fall:", "first-session has no opening 'autumn'; choose from fall, aftermath"),
        (
            "    turn: 2\n",
            "    turn: 1\n",
            "opening 'autumn' begins at turn 2 in the game, and at turn 1 in the edited",
        ),
    ):
        assert old in SCENARIO_TEXT
        with raises_saying(ValueError, words):
            rerun(replay, parse(SCENARIO_TEXT.replace(old, new), "edited.yaml"))
    lower = parse(SCENARIO_TEXT.replace("guest.commitment: 52.5", "guest.commitment: 42.5"), "edited.yaml")
    found = rerun(replay, lower)
    line = lower.openings["autumn"].line
    assert found.differs
    assert any(each.line == line for change in found.changes for each in change.causes)


def test_a_tree_begins_where_its_game_does() -> None:
    game = kept(Beginning("aftermath"))
    with raises_saying(ValueError, "node 1 is turn 3"):
        Tree(game.tree.nodes)
    assert Tree(game.tree.nodes, 3).main_line == (1,)


def test_a_new_game_need_not_say_how_it_begins() -> None:
    assert NewGame("s", "S", "f", "t", 1, "plain", (), "chance", "doctrine").beginning == AT_THE_START
