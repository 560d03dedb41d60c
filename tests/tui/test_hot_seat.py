"""What a screen should show next, from the table alone."""

from __future__ import annotations

from tests.tui.playing import setup
from wargame.model import viewer as viewers
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Phase, Setup
from wargame.tui.hot_seat import (
    Cover,
    GiveOrders,
    HotSeat,
    Overlook,
    Person,
    PickMove,
    Resolve,
    Role,
    ShowEnding,
    ShowTurn,
    Step,
)

LEADER, MOVER = Person(Role.FACILITATOR), Person(Role.MOVER)
HOST, RIVAL = Person(Role.SEAT, "host"), Person(Role.SEAT, "rival")


def steps(start: Setup, turns: int) -> list[Step]:
    """Every step of a game's first turns, each taken at once and without a choice."""
    table = LocalTable.create(start, None)
    game, met = HotSeat(table), list[Step]()
    picks = viewers.MOVER if start.picker is MovePicker.PLAYER else FACILITATOR
    while True:
        step = game.next()
        met.append(step)
        match step:
            case Cover(person):
                game.uncovered(person)
            case PickMove():
                table.pick_move(next(move.id for move in table.seat(picks).snapshot.moves if move.legal))
            case GiveOrders(seat):
                table.submit(seat, [])
            case Overlook() | Resolve():
                turn = table.turn
                table.resolve()
                game.resolved(turn)
            case ShowTurn(turn):
                game.read()
                if turn == turns:
                    return met
            case ShowEnding():
                return met


def test_one_person_is_never_covered() -> None:
    assert steps(setup("host"), 2) == [
        *(GiveOrders("host"), Resolve(), ShowTurn(1)),
        *(GiveOrders("host"), Resolve(), ShowTurn(2)),
    ]


def test_each_of_two_people_gets_a_cover_every_turn() -> None:
    turn = [Cover(HOST), GiveOrders("host"), Cover(RIVAL), GiveOrders("rival"), Resolve()]
    assert steps(setup("rival", "host"), 2) == [*turn, ShowTurn(1), *turn, ShowTurn(2)]


def test_the_facilitator_comes_first_and_last_in_a_turn() -> None:
    assert steps(setup("host", picker=MovePicker.FACILITATOR), 1) == [
        *(Cover(LEADER), PickMove(LEADER)),
        *(Cover(HOST), GiveOrders("host")),
        *(Cover(LEADER), Overlook(), ShowTurn(1)),
    ]


def test_a_facilitator_alone_needs_no_cover() -> None:
    assert steps(setup(picker=MovePicker.FACILITATOR), 1) == [PickMove(LEADER), Overlook(), ShowTurn(1)]


def test_the_mover_and_a_seat_share_the_screen() -> None:
    assert steps(setup("rival", picker=MovePicker.PLAYER), 1) == [
        *(Cover(MOVER), PickMove(MOVER)),
        *(Cover(RIVAL), GiveOrders("rival"), Resolve(), ShowTurn(1)),
    ]


def test_whoever_watches_looks_before_the_first_turn_only() -> None:
    assert steps(setup(), 2) == [Overlook(), ShowTurn(1), Resolve(), ShowTurn(2)]


def test_a_game_leads_to_its_ending() -> None:
    assert steps(setup("host"), 99)[-1] == ShowEnding()


def test_who_reads_a_resolution() -> None:
    for start, viewer in (
        (setup("host"), Seated("host")),
        (setup("host", "rival"), PUBLIC),
        (setup(), FACILITATOR),
        (setup(picker=MovePicker.FACILITATOR), FACILITATOR),
        (setup("host", picker=MovePicker.FACILITATOR), PUBLIC),
        (setup(picker=MovePicker.PLAYER), PUBLIC),
    ):
        assert HotSeat(LocalTable.create(start, None)).viewer == viewer


def test_a_game_gone_on_with_shows_what_is_owed_and_no_old_resolution() -> None:
    table = LocalTable.create(setup("host", "rival"), None)
    table.submit("host", [])
    game = HotSeat(table)
    assert game.next() == Cover(RIVAL)
    game.uncovered(RIVAL)
    assert game.next() == GiveOrders("rival")
    assert table.phase is Phase.ORDERS
