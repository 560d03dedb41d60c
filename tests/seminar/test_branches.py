"""Going back and choosing otherwise at the local table: it forks by itself, and branches meet the same luck."""

from __future__ import annotations

from pathlib import Path

import pytest

import wargame
from tests.errors import raises_saying
from tests.shipped import shipped_scenario
from wargame.engine.redraw import TRIED_LUCK
from wargame.game.game_file import export_text, import_text, verify
from wargame.game.library import Library
from wargame.game.tree import BEGINNING
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated, Viewer
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Phase, Setup, TableError
from wargame.text.branches import orders_text
from wargame.text.faults import error_words

HOST = "host"


@pytest.fixture
def scenario() -> Scenario:
    return shipped_scenario("first-session")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library.sqlite3")


def sit(scenario: Scenario, library: Library | None, *seats: str, picker: MovePicker = MovePicker.CHANCE) -> LocalTable:
    return LocalTable.create(Setup(scenario, seats, picker, scenario.default_lens, 1), library)


def play_on(table: LocalTable, *orders: str) -> int:
    """One turn with these orders of the host; gives the node played."""
    table.submit(HOST, [parse_decision(HOST, each) for each in orders])
    table.resolve()
    return table.node


def finish(table: LocalTable) -> int:
    while table.phase is not Phase.ENDED:
        play_on(table)
    return table.node


def test_going_back_and_choosing_otherwise_forks_by_itself(scenario: Scenario, library: Library) -> None:
    table = sit(scenario, library, HOST)
    first = play_on(table)
    end = finish(table)
    main = table.tree.main_line
    table.go(first)
    assert (table.node, table.turn, table.branch, table.phase) == (first, 2, "main", Phase.ORDERS)
    second = play_on(table, "press")
    assert table.branch == f"branch {second}"
    assert table.tree.main_line == main
    assert table.tree.children(first) == (main[1], second)
    table.go(end)
    assert table.phase is Phase.ENDED
    assert table.branch == "main"
    table.promote(second)
    assert table.branch == f"branch {main[1]}"
    assert table.tree.branch(second) == "main"


def test_choosing_the_same_again_is_the_same_turn(scenario: Scenario, library: Library) -> None:
    table = sit(scenario, library, HOST)
    first = play_on(table)
    second = play_on(table)
    table.go(first)
    assert play_on(table) == second
    assert len(table.tree) == 2


def test_a_branch_meets_the_same_luck(scenario: Scenario) -> None:
    table = sit(scenario, None, HOST)
    play_on(table)
    came = [(each.event, each.outcome) for each in table.seat(Seated(HOST)).snapshot.view.happened]
    assert came
    table.go(BEGINNING)
    play_on(table, "press")
    assert [(each.event, each.outcome) for each in table.seat(Seated(HOST)).snapshot.view.happened] == came


def test_a_game_is_opened_where_it_was_left_on_a_branch(scenario: Scenario, library: Library) -> None:
    table = sit(scenario, library, HOST)
    play_on(table)
    table.go(BEGINNING)
    fork = play_on(table, "press")
    table.mark(fork, label="hard line", note="as the hawks wished", star=True)
    again = LocalTable.open(library, table.name)
    assert (again.node, again.branch, again.tree[fork].note) == (fork, "hard line", "as the hawks wished")
    assert again.seat(FACILITATOR).snapshot.history == table.seat(FACILITATOR).snapshot.history
    again.go(BEGINNING)
    assert LocalTable.open(library, table.name).node == BEGINNING


def test_two_windows_on_one_game_lose_no_node(scenario: Scenario, library: Library) -> None:
    one = sit(scenario, library, HOST)
    other = LocalTable.open(library, one.name)
    mine, theirs = play_on(one), play_on(other, "press")
    assert mine != theirs
    next_of_mine = play_on(one)
    assert one.tree.path(next_of_mine)[0].number == mine
    other.refresh()
    assert set(other.tree.nodes) == {mine, theirs, next_of_mine}
    assert other.node == theirs


def test_pruning_steps_back_and_can_be_undone(scenario: Scenario, library: Library) -> None:
    table = sit(scenario, library, HOST)
    first, second = play_on(table), play_on(table)
    table.prune(first)
    assert (table.node, table.turn) == (BEGINNING, 1)
    with raises_saying(TableError, "is pruned"):
        table.go(second)
    assert table.restore() == first
    table.go(second)
    assert table.restore() is None
    for wrong in (BEGINNING, 99):
        with raises_saying(TableError, r"beginning|no node 99"):
            table.prune(wrong)
    with raises_saying(TableError, "no node 99"):
        table.go(99)


def test_playing_what_was_pruned_brings_it_back(scenario: Scenario, library: Library) -> None:
    table = sit(scenario, library, HOST)
    first = play_on(table)
    table.prune(first)
    assert play_on(table) == first
    assert table.tree.in_tree(first)


def test_the_luck_of_a_turn_is_drawn_anew_as_a_fork_and_the_games_own_comes_back(library: Library) -> None:
    scenario = shipped_scenario("planned-exit")
    table = sit(scenario, library, "eu")
    table.submit(
        "eu",
        [table.seat(Seated("eu")).snapshot.view.offers[0].order]
        if table.seat(Seated("eu")).snapshot.view.offers[0].legal
        else [],
    )
    table.resolve()
    given = table.tree[1].played.orders["eu"]
    forks = [table.redraw(1) for _ in range(3)]
    assert [table.tree[node].played.luck for node in forks] == [1, 2, 3]
    assert {table.tree[node].parent for node in forks} == {BEGINNING}
    assert all(table.tree[node].played.orders["eu"] == given for node in forks)
    assert len({(table.tree[node].played.move, str(table.tree[node].played.orders)) for node in (1, *forks)}) > 1
    assert (table.node, table.tree.main_line) == (1, (1,))
    table.go(forks[-1])
    again = LocalTable.open(library, table.name)
    assert again.seat(Seated("eu")).snapshot.view == table.seat(Seated("eu")).snapshot.view
    assert again.replay.position(forks[-1]).seed == 1


def test_another_move_is_set_as_a_fork_with_all_orders_as_they_were(scenario: Scenario, library: Library) -> None:
    table = sit(scenario, library, HOST)
    first = play_on(table, "press")
    played = table.tree[first].played
    other = next(
        offer.id for offer in table.seat(FACILITATOR).moves_at(first) if offer.legal and offer.id != played.move
    )
    fork = table.set_move(first, other)
    assert table.tree[fork].played.move == other
    assert table.tree[fork].played.orders == played.orders
    assert table.node == first
    with pytest.raises(TableError) as refused:
        table.set_move(first, "fly")
    assert "no such move" in error_words(refused.value)
    assert table.set_move(fork, played.move) == first


def test_the_turn_of_any_node_is_told_as_a_seat_may_see_it(scenario: Scenario, library: Library) -> None:
    table = sit(scenario, library, HOST)
    first = play_on(table, "press")
    table.go(BEGINNING)
    play_on(table)
    report = table.seat(Seated(HOST)).report(first)
    assert [str(each.order) for each in report.played[HOST]] == ["press"]
    with raises_saying(TableError, "beginning"):
        table.seat(Seated(HOST)).report(BEGINNING)


def test_secret_orders_of_others_are_not_in_the_tree_a_seat_sees(library: Library) -> None:
    scenario = shipped_scenario("planned-exit")
    seat, secret = next(
        (seat, reaction.id)
        for seat, reactions in scenario.reactions.items()
        for reaction in reactions.values()
        if reaction.secret
    )
    table = sit(scenario, library, *scenario.seats)
    order = next(
        o.order for o in table.seat(Seated(seat)).snapshot.view.offers if o.order.reaction == secret and o.legal
    )
    for each in scenario.seats:
        table.submit(each, [order] if each == seat else [])
    table.resolve()
    other = next(each for each in scenario.seats if each != seat)
    for viewer, told in ((Seated(seat), True), (FACILITATOR, True), (Seated(other), False), (PUBLIC, False)):
        assert bool(orders_text(scenario, table.tree[1], seat, viewer)) == told
        assert bool(table.seat(viewer).report(1).played[seat]) == told


def test_a_branch_that_was_only_tried_tells_no_secrets(scenario: Scenario, library: Library) -> None:
    table = sit(scenario, library, HOST)
    first = play_on(table)
    ends = [node for node, _ in table.seat(Seated(HOST)).expand(first, Seated(HOST), to_end=True).task]
    assert table.tree.main_line == (first,)
    assert table.node == first
    table.go(ends[0])
    assert table.phase is Phase.ENDED
    assert not table.all_shown
    # Saved, exported and opened anew, it has the luck that it was tried with.
    kept = import_text(export_text(library.read(table.name)), "x.json")
    assert {node.played.luck for node in kept.tree.nodes.values()} == {0, TRIED_LUCK}
    verify(kept.created, kept.tree)
    assert LocalTable.open(library, table.name).tree == table.tree
    table.go(first)
    finish(table)
    assert table.all_shown


def test_where_several_play_no_ending_tells_secrets_while_another_branch_goes_on(library: Library) -> None:
    scenario = shipped_scenario("first-session")
    table = sit(scenario, library, HOST, "rival")

    def turn(*orders: str) -> int:
        table.submit(HOST, [parse_decision(HOST, each) for each in orders])
        table.submit("rival", [])
        table.resolve()
        return table.node

    first = turn()
    while table.phase is not Phase.ENDED:
        turn()
    end = table.node
    assert table.all_shown
    table.go(first)
    turn("press")
    table.go(end)
    assert not table.all_shown


def test_moves_are_offered_with_what_a_seat_may_see(library: Library) -> None:
    with open("scenarios/first-session.yaml", encoding="utf-8") as file:  # noqa: PTH123
        text = file.read()
    line = "      guest.commitment: {amount: -3, because: Words wear down habits., source: teaching}\n"
    assert line in text
    hidden = line + "      rival.designs: {amount: 7, because: A plan., source: teaching}\n"
    table = sit(wargame.authoring.parse(text.replace(line, hidden), "x.yaml"), library, HOST)
    first = play_on(table)

    def told(viewer: Viewer) -> set[str]:
        return {effect.target for move in table.seat(viewer).moves_at(first) for effect in move.effects}

    assert "rival.designs" in told(FACILITATOR)
    assert "rival.designs" not in told(Seated(HOST))
