"""Whole games played through the screen with keys, as each kind of player does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.playing import LARGE, MIDDLE, SMALL, Player, playing, setup
from wargame.authoring import parse
from wargame.game.library import Library
from wargame.model.order import Withholding
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker
from wargame.tui.screens.consents import ConsentDialog
from wargame.tui.screens.cover import CoverScreen
from wargame.tui.screens.dialogs import Confirm, Notice
from wargame.tui.screens.ending import EndingScreen
from wargame.tui.screens.home import HomeScreen
from wargame.tui.screens.resolution import ResolutionScreen
from wargame.tui.screens.saves import SavesScreen
from wargame.tui.screens.setup import SetupScreen
from wargame.tui.screens.table import TableScreen
from wargame.tui.screens.turn import TurnScreen
from wargame.tui.widgets.choice_list import ChoiceList
from wargame.tui.widgets.indicator_table import IndicatorTable
from wargame.tui.widgets.ledger_tree import LedgerTree

SIZES = pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])


async def to_ending(player: Player, most: int = 60) -> EndingScreen:
    """Play on, ordering nothing, until the game ends; every screen met is left by the key it names."""
    for _ in range(most):
        screen = player.app.screen
        match screen:
            case EndingScreen():
                return screen
            case CoverScreen():
                await player.press("enter")
            case TurnScreen():
                await player.press("s", "enter")
            case TableScreen() if screen.picking:
                await player.press("enter", "enter")
            case ConsentDialog():
                await player.press("s")
            case TableScreen():
                await player.press("r")
            case ResolutionScreen():
                await player.press("n")
            case _:
                raise AssertionError(type(screen).__name__)
    raise AssertionError("the game does not end")


@SIZES
async def test_enter_alone_leads_from_home_into_a_first_game(tmp_path: Path, size: tuple[int, int]) -> None:
    async with playing(tmp_path, size=size) as player:
        assert "New here?" in player.text()
        await player.press("enter")
        assert "You play the Host." in player.text()
        assert player.screen(SetupScreen).scenario.id == "first-session"
        await player.press("enter")
        assert player.screen(TurnScreen).seat == "host"


@SIZES
async def test_one_seat_plays_to_an_ending_with_every_number_explained(tmp_path: Path, size: tuple[int, int]) -> None:
    async with playing(tmp_path, setup("host"), size=size) as player:
        turn = player.screen(TurnScreen)
        move = turn.place.snapshot.move
        assert move is not None and move.title in player.text()
        assert ("Why it matters to you" in player.text()) == ("host" in move.matters)
        if turn.current == "facts":
            await player.press("enter")
        await player.press("enter")
        assert [str(order) for order in turn.marked] == ["reassure(guest)"]
        assert "Capital 4 - 1 = 3 left" in player.text()
        await player.press("s")
        player.screen(Confirm)
        await player.press("enter")
        resolution = player.screen(ResolutionScreen)
        assert "Reassure in public: The Guest" in player.text()
        assert resolution.viewer == Seated("host")
        await player.press("2")
        tree = resolution.query_one(LedgerTree)
        assert tree.has_focus
        assert tree.cursor_node is not None and tree.cursor_node.data is not None
        row = tree.cursor_node.data.row
        assert row is not None
        assert row.before + sum(entry.amount for entry in row.entries) == pytest.approx(row.after, abs=1e-9)
        await player.press("n")
        assert player.screen(TurnScreen).view.turn == 2
        await to_ending(player)
        assert player.app.hot_seat is not None
        scores = {each.seat: each.score for each in player.app.hot_seat.table.seat(FACILITATOR).snapshot.scores}
        for score in scores.values():
            assert f"{score:.0f}" in player.text()


async def test_a_cover_stands_between_two_people_and_hides_the_last_orders(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host", "rival")) as player:
        assert player.screen(CoverScreen).person.seat == "host"
        assert "Grumble" not in player.picture()
        await player.press("enter", "enter", "enter", "s", "enter")
        assert player.screen(CoverScreen).person.seat == "rival"
        shown = player.picture()
        assert "The Rival" in shown and "Reassure" not in shown and "Capital" not in shown
        await player.press("enter")
        turn = player.screen(TurnScreen)
        assert turn.seat == "rival" and not turn.marked
        await player.press("2", "enter", "s", "enter")
        resolution = player.screen(ResolutionScreen)
        assert resolution.viewer == PUBLIC
        assert "Whisper" not in player.text(), "a secret reaction must not show to everybody"
        assert "Reassure in public: The Guest" in player.text()
        await player.press("n")
        assert player.screen(CoverScreen).person.seat == "host"
        await player.press("enter", "l")
        assert player.screen(ResolutionScreen).viewer == Seated("host")
        await player.press("escape")
        player.screen(TurnScreen)
        await to_ending(player)


async def test_the_facilitator_picks_the_move_releases_an_inject_and_resolves(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host", picker=MovePicker.FACILITATOR)) as player:
        assert "facilitator" in player.text() + player.picture()
        await player.press("enter")
        table = player.screen(TableScreen)
        assert table.picking and table.viewer == FACILITATOR
        await player.press("down", "enter", "enter")
        player.screen(ConsentDialog)
        await player.press("s")
        assert player.app.hot_seat is not None
        move = player.app.hot_seat.place(FACILITATOR).snapshot.move
        assert move is not None
        assert move.id == "withhold_dues"
        assert player.screen(CoverScreen).person.seat == "host"
        await player.press("enter", "s", "enter", "enter")
        assert not player.screen(TableScreen).picking
        await player.press("i", "enter")
        assert "Released: A storm shuts the strait" in player.text()
        await player.press("r")
        assert "Released by the facilitator: A storm shuts the strait" in player.text()
        await player.press("n", "enter", "i")
        await player.press("enter")
        assert player.app.hot_seat.place(FACILITATOR).snapshot.released == (), "an inject that is used up is refused"
        await player.press("escape")
        await to_ending(player)


async def test_a_player_leads_the_mover(tmp_path: Path) -> None:
    async with playing(tmp_path, setup(picker=MovePicker.PLAYER)) as player:
        table = player.screen(TableScreen)
        assert table.viewer == PUBLIC, "the mover sees what everybody sees"
        assert "rival.designs" not in table.view.numbers
        assert "You lead the Guest" in player.text()
        await player.press("4")
        assert "A freer hand" in player.text()
        await player.press("1")
        await to_ending(player)


async def test_whoever_watches_presses_one_key_a_turn(tmp_path: Path) -> None:
    async with playing(tmp_path, setup()) as player:
        await player.press("r")
        assert player.screen(ResolutionScreen).turn == 1
        await player.press("n")
        assert player.screen(ResolutionScreen).turn == 2
        await player.press("comma")
        assert player.screen(ResolutionScreen).turn == 1
        await player.press("comma", "full_stop", "full_stop")
        assert player.screen(ResolutionScreen).turn == 2
        ending = await to_ending(player)
        await player.press("l")
        last = player.screen(ResolutionScreen)
        assert last.turn == last.played > 1
        await player.press("comma", "escape")
        assert player.app.screen is ending


async def test_all_seats_of_the_flagship_are_played_at_one_screen(tmp_path: Path) -> None:
    start = setup("nato", "flank", "uk", "eu", "us", "russia", "china", of="planned-exit")
    async with playing(tmp_path, start) as player:
        for seat in start.seats:
            assert player.screen(CoverScreen).person.seat == seat
            await player.press("enter")
            assert player.screen(TurnScreen).seat == seat
            await player.press("s", "enter")
        assert player.screen(ResolutionScreen).viewer == PUBLIC


async def test_a_game_left_is_gone_on_with_where_it_stood(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        await player.press("s", "enter", "n", "escape")
        player.screen(Confirm)
        await player.press("enter")
        assert "Continue: A first session, turn 2" in player.picture()
        await player.press("enter")
        assert player.screen(TurnScreen).view.turn == 2
    async with playing(tmp_path) as player:
        player.screen(HomeScreen)
        await player.press("g")
        player.screen(SavesScreen)
        await player.press("enter")
        assert player.screen(TurnScreen).view.turn == 2


async def test_consent_is_withheld_by_marking_the_ask(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("flank", of="planned-exit")) as player:
        turn = player.screen(TurnScreen)
        await player.press("2", "end", "enter")
        assert [order.of for order in turn.marked if isinstance(order, Withholding)] == [turn.view.asks[-1].order.of]
        reactions = turn.query_one("#reactions", ChoiceList)
        assert reactions.current is not None and reactions.current.mark == "[withhold]"
        await player.press("enter")
        assert not turn.marked


async def test_what_cannot_be_ordered_is_greyed_with_its_reason_and_stays_unmarked(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("nato", of="planned-exit")) as player:
        turn = player.screen(TurnScreen)
        refused = next(offer for offer in turn.view.offers if not offer.legal)
        reactions = turn.query_one("#reactions", ChoiceList)
        choice = next(choice for choice in reactions.choices if choice.id == str(refused.order))
        assert choice.dim and choice.note
        assert "." not in choice.note.split(";")[0], f"the reason is in words: {choice.note}"
        await player.press("2")
        reactions.cursor = reactions.choices.index(choice)
        await player.press("enter")
        assert not turn.marked


async def test_capital_left_greys_what_can_no_longer_be_paid(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        turn = player.screen(TurnScreen)
        await player.press("2", "end", "enter")
        assert [str(order) for order in turn.marked] == ["subsidy"]
        choices = {choice.id: choice for choice in turn.query_one("#reactions", ChoiceList).choices}
        assert choices["press"].dim and choices["press"].note
        assert not choices["reassure(guest)"].dim
        await player.press("u")
        choices = {choice.id: choice for choice in turn.query_one("#reactions", ChoiceList).choices}
        assert not choices["press"].dim


async def test_a_number_chosen_in_the_table_leads_to_its_ledger(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        await player.press("s", "enter", "3")
        resolution = player.screen(ResolutionScreen)
        table = resolution.query_one(IndicatorTable)
        moved = resolution.report.ledger.rows[0].name
        table.cursor = next(i for i, entry in enumerate(table._entries) if entry.name == moved)
        await player.press("enter")
        assert resolution.current == "why"
        node = resolution.query_one(LedgerTree).cursor_node
        assert node is not None and node.data is not None and node.data.row is not None
        assert node.data.row.name == moved


async def test_marks_that_would_be_lost_are_asked_about_before_quitting(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        await player.press("2", "enter", "q")
        assert "not handed in" in player.picture()
        await player.press("escape")
        assert player.screen(TurnScreen).marked
        await player.press("u", "q")
    assert player.app.return_value == 0


async def test_a_turn_that_cannot_be_saved_is_said_plainly_and_not_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing(tmp_path, setup("host")) as player:

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(LocalTable, "submit", full)
        await player.press("s", "enter")
        player.screen(Notice)
        assert "No space left on device" in player.picture()
        await player.press("enter")
        assert player.screen(TurnScreen).view.turn == 1
        monkeypatch.undo()
        await player.press("s", "enter")
        player.screen(ResolutionScreen)


async def test_a_library_that_cannot_be_read_still_shows_home(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    path.write_bytes(b"this is not a library " * 100)
    async with playing(tmp_path, library=Library(path)) as player:
        player.screen(HomeScreen)
        assert "can't be read" in player.text()


async def test_words_of_a_scenario_are_never_taken_for_markup(tmp_path: Path) -> None:
    start = setup("host")
    text = start.scenario.text.replace("Reassure in public", "'[bold]Reassure[/] [x'").replace(
        "title: The Host\n", "title: '[red]Host'\n"
    )
    odd = parse(text, "odd.yaml")
    from dataclasses import replace

    async with playing(tmp_path, replace(start, scenario=odd)) as player:
        await player.press("2")
        assert "[bold]Reassure[/] [x" in player.picture()
        assert "[red]Host" in player.picture()
        await player.press("enter", "s", "enter")
        assert "[bold]Reassure[/] [x" in player.picture()
