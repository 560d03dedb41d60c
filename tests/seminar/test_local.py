"""The table on this machine: phases, hand-ins, saving, and coming back to exactly where a game was left."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.errors import raises_saying
from tests.shipped import shipped_scenario
from wargame.authoring import parse
from wargame.game.library import Library
from wargame.game.library_fault import Obstacle, Unusable, Use
from wargame.game.library_file import LibraryError
from wargame.game.library_format import VERSION
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, MOVER, Seated, viewers
from wargame.seminar.actions import Go
from wargame.seminar.local import LocalTable
from wargame.seminar.snapshot import ActionRefused
from wargame.seminar.table import MovePicker, Phase, Setup, TableError
from wargame.text.branches import tree_lines
from wargame.text.faults import error_words, fault_words


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return shipped_scenario("first-session")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library.sqlite3")


def setup(scenario: Scenario, *seats: str, picker: MovePicker = MovePicker.CHANCE) -> Setup:
    return Setup(scenario, seats, picker, scenario.default_lens, 7)


def finish(table: LocalTable) -> None:
    """Play to the ending, every person passing."""
    while table.phase is not Phase.ENDED:
        if table.phase is Phase.MOVE:
            table.pick_move(next(offer.id for offer in table.seat(FACILITATOR).snapshot.moves if offer.legal))
        for seat in table.owed:
            table.submit(seat, ())
        table.resolve()


def test_a_turn_goes_from_move_over_orders_to_ready(scenario: Scenario, library: Library) -> None:
    table = LocalTable.create(setup(scenario, "host", "rival", picker=MovePicker.FACILITATOR), library)
    assert (table.phase, table.seat(FACILITATOR).snapshot.move, table.turn) == (Phase.MOVE, None, 1)
    with raises_saying(TableError, "no orders to give now"):
        table.submit("host", ())
    table.pick_move("grumble")
    assert table.phase is Phase.ORDERS
    move = table.seat(FACILITATOR).snapshot.move
    assert move is not None
    assert move.title == "Grumble in public"
    table.submit("host", [Order("host", "reassure", "guest")])
    assert table.owed == ("rival",)
    with raises_saying(TableError, "orders are missing from rival"):
        table.resolve()
    with raises_saying(TableError, "can no longer be changed"):
        table.pick_move("reaffirm")
    table.submit("rival", ())
    assert not table.owed
    table.resolve()
    assert table.turn == 2
    assert [each.order for each in table.seat(FACILITATOR).report(table.node).played["host"]] == [
        Order("host", "reassure", "guest")
    ]


def test_orders_may_be_handed_in_anew_and_are_checked(scenario: Scenario, library: Library) -> None:
    table = LocalTable.create(setup(scenario, "host"), library)
    table.submit("host", [Order("host", "press")])
    table.submit("host", ())
    assert table.phase is Phase.READY
    assert table.seat(Seated("host")).snapshot.refusal([], scenario) is None
    with pytest.raises(TableError) as raised:
        table.submit("host", [Order("host", "subsidy"), Order("host", "press")])
    assert re.search(r"it costs|together these orders cost", error_words(raised.value))
    with raises_saying(TableError, "nobody at this table plays the seat 'rival'"):
        table.submit("rival", ())
    with raises_saying(TableError, "chance picks the moves"):
        table.pick_move("grumble")


def test_a_facilitator_may_leave_a_move_to_chance(scenario: Scenario, library: Library) -> None:
    led = LocalTable.create(setup(scenario, picker=MovePicker.FACILITATOR), library)
    left = LocalTable.create(setup(scenario), library)
    while led.phase is not Phase.ENDED:
        led.pick_move(None)
        assert led.seat(FACILITATOR).snapshot.move == left.seat(FACILITATOR).snapshot.move
        led.resolve()
        left.resolve()
    with pytest.raises(TableError) as refused:
        led.pick_move(None)
    assert "the game has ended" in error_words(refused.value)


def test_a_window_whose_library_a_later_version_took_over_says_so_and_keeps_what_was_handed_in(
    scenario: Scenario, library: Library
) -> None:
    table = LocalTable.create(setup(scenario, "host", "rival"), library)
    table.submit("host", [Order("host", "press")])
    table.submit("rival", ())
    before = table.seat(Seated("host")).snapshot
    db = sqlite3.connect(library.path)
    db.execute("ALTER TABLE nodes ADD COLUMN certain TEXT")
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.commit()
    for refused in (table.resolve, lambda: table.submit("rival", [Order("rival", "whisper")])):
        with raises_saying(TableError, "written by a later version of wargame; update wargame to use it$"):
            refused()
        assert table.seat(Seated("host")).snapshot == before
        assert (table.phase, table.tree.nodes) == (Phase.READY, {})
    assert db.execute("SELECT COUNT(*) FROM nodes").fetchone() == (0,)
    assert db.execute("SELECT orders FROM drafts").fetchall() == [('{"host": ["press"], "rival": []}',)]
    db.close()


def test_a_game_comes_back_as_it_was_left_at_every_step(scenario: Scenario, library: Library) -> None:
    table = LocalTable.create(setup(scenario, "host", "rival", picker=MovePicker.PLAYER), library)

    def same() -> LocalTable:
        back = LocalTable.open(library, table.name)
        for viewer in viewers(scenario.seats):
            # Its number counts from when a game was opened.
            assert replace(back.seat(viewer).snapshot, number=0) == replace(table.seat(viewer).snapshot, number=0)
            if table.turn > 1:
                assert back.seat(viewer).report(back.node) == table.seat(viewer).report(table.node)
        assert (back.phase, back.seat(FACILITATOR).snapshot.move, back.owed, back.turn) == (
            table.phase,
            table.seat(FACILITATOR).snapshot.move,
            table.owed,
            table.turn,
        )
        assert (back.released, back.ending, back.setup) == (table.released, table.ending, table.setup)
        return back

    while table.phase is not Phase.ENDED:
        table = same()
        if table.turn == 2:
            table.release("storm")
        table = same()
        table.pick_move(next(offer.id for offer in table.seat(MOVER).snapshot.moves if offer.legal))
        table = same()
        table.submit(
            "host", [next(offer.order for offer in table.seat(Seated("host")).snapshot.view.offers if offer.legal)]
        )
        table = same()
        table.submit("rival", ())
        table = same()
        table.resolve()
    same()


def test_a_turn_that_cannot_be_saved_is_not_played(
    scenario: Scenario, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = LocalTable.create(setup(scenario, "host"), library)
    table.submit("host", ())
    before = table.seat(FACILITATOR).snapshot.view

    def fail(*_: object) -> int:
        raise LibraryError(Unusable("library.sqlite3", Use.WRITE, Obstacle.FULL))

    monkeypatch.setattr(library, "append", fail)
    said = "was not played, because it could not be saved: the library of .* cannot be written: the disk is full$"
    with raises_saying(TableError, said):
        table.resolve()
    assert table.seat(FACILITATOR).snapshot.view == before
    assert table.phase is Phase.READY
    monkeypatch.undo()
    table.resolve()
    assert table.turn == 2


def test_bots_play_the_seats_that_nobody_plays(scenario: Scenario) -> None:
    table = LocalTable.create(setup(scenario), None)
    finish(table)
    played = [table.seat(FACILITATOR).report(turn).played for turn in range(1, table.turn + 1)]
    assert sum(len(orders) for turn in played for orders in turn.values()) > 2


def test_a_save_edited_into_nonsense_says_so(scenario: Scenario, library: Library) -> None:
    table = LocalTable.create(setup(scenario, "host"), library)
    finish(table)

    def edit(statement: str, *values: object) -> None:
        db = sqlite3.connect(library.path)
        db.execute(statement, values)
        db.commit()
        db.close()

    edits = [
        ("UPDATE nodes SET orders = 'gibberish' WHERE turn = 1", "is damaged"),
        ("UPDATE nodes SET parent = 2 WHERE turn = 2", "is damaged"),
        ("UPDATE games SET text = 'format: 9'", "cannot be read"),
        ("UPDATE games SET picker = 'nobody'", "damaged"),
    ]
    for statement, message in edits:
        edit(statement)
        with raises_saying(TableError, message):
            LocalTable.open(library, table.name)


@pytest.mark.parametrize(
    ("statement", "node", "message"),
    [
        ("UPDATE nodes SET move = 'fly' WHERE turn = 1", 0, "turn 1 (node 1) cannot be played again: fly: there is no"),
        ('UPDATE nodes SET orders = \'{"host": ["dance"]}\' WHERE turn = 2', 1, "no such reaction"),
        ('UPDATE nodes SET orders = \'{"host": ["a(b"]}\' WHERE turn = 2', 1, "(node 2) cannot be played again"),
        ("UPDATE nodes SET digest = 'other' WHERE turn = 2", 1, "turn 2 (node 2) does not turn out as it did"),
    ],
)
def test_a_save_that_comes_out_otherwise_opens_before_that_turn_and_says_so(
    scenario: Scenario, library: Library, statement: str, node: int, message: str
) -> None:
    table = LocalTable.create(setup(scenario, "host"), library)
    finish(table)
    end = table.node
    db = sqlite3.connect(library.path)
    db.execute(statement)
    db.commit()
    db.close()
    again = LocalTable.open(library, table.name)
    assert (again.node, again.turn) == (node, node + 1)
    assert again.notice is not None
    assert message in fault_words(again.notice)
    assert list(tree_lines(scenario, again.tree, again.node, Seated("host")))
    assert library.read(table.name).node == end
    with raises_saying(TableError, "turn"):
        again.go(end)
    again.submit("host", [])
    again.resolve()
    assert LocalTable.open(library, table.name).notice is None


def test_what_others_ordered_is_not_told_where_it_cannot_be_played_again(scenario: Scenario, library: Library) -> None:
    table = LocalTable.create(setup(scenario, "host"), library)
    finish(table)
    end = table.node
    db = sqlite3.connect(library.path)
    db.execute('UPDATE nodes SET orders = \'{"rival": ["dance"]}\' WHERE turn = 2')
    db.commit()
    db.close()
    again = LocalTable.open(library, table.name)
    assert again.notice is not None
    said = [fault_words(again.notice)]
    with pytest.raises(TableError) as opened:
        LocalTable.open(library, table.name, str(end))
    said.append(error_words(opened.value))
    for viewer in viewers(scenario.seats):
        seat = again.seat(viewer)
        with pytest.raises(ActionRefused) as gone:
            seat.act(Go(seat.snapshot.number, end))
        with pytest.raises(TableError) as told:
            seat.report(end)
        with pytest.raises(TableError) as compared:
            seat.compare(1, end)
        words = {error_words(each.value) for each in (gone, told, compared)}
        if viewer in (FACILITATOR, Seated("rival")):
            reason = "rival: dance: the seat has no such reaction"
            assert words == {f"turn 2 (node 2) cannot be played again: {reason}"}
        else:
            said += words
    assert {each.partition(".")[0] for each in said} == {"turn 2 (node 2) cannot be played again"}


def test_a_draft_that_is_no_longer_legal_is_dropped(scenario: Scenario, library: Library) -> None:
    table = LocalTable.create(setup(scenario, "host"), library)
    table.submit("host", [Order("host", "press")])
    db = sqlite3.connect(library.path)
    db.execute("UPDATE drafts SET orders = ?", (json.dumps({"host": ["dance"]}),))
    db.commit()
    db.close()
    assert LocalTable.open(library, table.name).owed == ("host",)


def test_a_setup_that_makes_no_sense_is_refused(scenario: Scenario) -> None:
    for wrong, message in (
        (setup(scenario, "nobody"), "no seat 'nobody'; choose from host, rival"),
        (replace(setup(scenario), lens="pink"), "no lens 'pink'"),
        (replace(setup(scenario), seed=-1), "seed must be"),
        (replace(setup(scenario), bot="hal"), "no bot 'hal'"),
    ):
        with raises_saying(TableError, message):
            LocalTable.create(wrong, None)


def test_reports_of_turns_not_played_are_refused(scenario: Scenario) -> None:
    table = LocalTable.create(setup(scenario), None)
    with raises_saying(TableError, "no turn was played there"):
        table.seat(FACILITATOR).report(table.node)
    finish(table)
    with raises_saying(TableError, "there is no node 9"):
        table.seat(FACILITATOR).report(9)


def test_the_movers_player_is_not_told_of_numbers_that_nobody_sees(scenario: Scenario) -> None:
    text = scenario.text.replace(
        "      guest.commitment: {amount: -3, because: Words",
        "      rival.designs: 7\n      guest.commitment: {amount: -3, because: Words",
    )
    assert text != scenario.text
    for picker, told in ((MovePicker.PLAYER, False), (MovePicker.FACILITATOR, True)):
        table = LocalTable.create(setup(parse(text, "hidden.yaml"), picker=picker), None)
        picks = table.seat(MOVER if picker is MovePicker.PLAYER else FACILITATOR)
        assert ("rival.designs" in {each.target for each in picks.snapshot.moves[0].effects}) is told


def test_luck_is_told_apart_from_choice_once_nothing_is_secret(scenario: Scenario, library: Library) -> None:
    table = LocalTable.create(setup(scenario, "host"), library)
    own = table.seat(Seated("host"))
    with raises_saying(TableError, "this uses what a seat may not see"):
        own.luck(0)
    finish(table)
    last = table.node
    with raises_saying(TableError, "the game has not ended there"):
        own.luck(1)
    with own.luck(last, games=20).task as task:
        (found,) = task
    assert [each.seat for each in found.seats] == ["host", "rival"]
    # The game goes on elsewhere: what was secret in it is so again.
    own.act(Go(own.snapshot.number, 1))
    with raises_saying(TableError, "this uses what a seat may not see"):
        own.luck(last)
