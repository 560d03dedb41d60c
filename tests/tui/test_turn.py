"""A seat's turn and the facilitator's table: what is said where, and said once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.shipped import shipped_scenario
from tests.tui.playing import MIDDLE, playing, setup
from wargame.engine import visibility
from wargame.engine.position import start
from wargame.engine.resolution import resolve
from wargame.model import expression as ex
from wargame.model.scenario import Effect
from wargame.model.viewer import FACILITATOR, Seated
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker
from wargame.text.turn import news_effects
from wargame.tui import markup
from wargame.tui.screens.dialogs import Confirm
from wargame.tui.screens.setup import SetupScreen
from wargame.tui.screens.table import TableScreen
from wargame.tui.screens.turn import TurnScreen
from wargame.tui.widgets.choice_list import ChoiceList
from wargame.tui.widgets.prose import Prose, Reading


def test_the_situation_tells_the_news_first_then_the_move_why_it_matters_and_the_consents() -> None:
    for seed in range(20):
        table = LocalTable.create(setup("flank", seed=seed, of="planned-exit"), None)
        view, move = table.seat(Seated("flank")).snapshot.view, table.seat(FACILITATOR).snapshot.move
        assert move is not None
        answer = markup.situation(table.setup.scenario, view, move).plain
        if view.happened and move.matters.get("flank") and view.asks:
            places = [
                answer.index(words) for words in ("News:", move.title, "Why it matters", "You may be asked to consent")
            ]
            assert places == sorted(places)
            return
    raise AssertionError("no turn with all of them")


async def test_the_news_says_what_it_moved_and_why_to_whoever_reads_it(tmp_path: Path) -> None:
    for picker, seats in ((MovePicker.CHANCE, ("host",)), (MovePicker.FACILITATOR, ()), (MovePicker.PLAYER, ())):
        (tmp_path / picker.value).mkdir()
        begins = replace(setup(*seats, picker=picker), opening="leavers_win")
        async with playing(tmp_path / picker.value, begins) as player:
            words = player.picture()
            assert "News: The Guest votes: The leavers win" in words
            assert "  The Guest: Commitment -8.0: The new ministers ran on leaving." in words


def test_what_news_moved_over_a_tie_says_from_whom() -> None:
    scenario = shipped_scenario("first-session")
    calm = Effect(ex.Level("guest", "confidence"), ex.Number(10.0), 0.0, None, "It was quiet.", "teaching", 1)
    vote = scenario.events["vote"]
    outcomes = tuple(replace(each, effects=(calm,)) for each in vote.outcomes)
    scenario = replace(scenario, events={**scenario.events, "vote": replace(vote, outcomes=outcomes)})
    news = visibility.view(resolve(start(scenario, 1), "grumble", {}).after, Seated("rival")).news
    (first, second), rest = news_effects(scenario, news)
    assert rest == ""
    assert (first.target, first.because) == ("guest.confidence", "It was quiet.")
    assert (second.target, second.because) == ("host.confidence", "It came over the tie from the Guest.")
    assert news_effects(scenario, news, most=1) == ([first], "and 1 smaller change")


async def test_the_situation_has_the_rows_that_are_spare(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("flank", of="planned-exit"), size=MIDDLE) as player:
        turn = player.screen(TurnScreen)
        pane = turn.query_one("#pane-orders").size.height
        situation, detail = turn.query_one(".situation", Reading), turn.query_one(".detail", Reading)
        assert situation.max_scroll_y > 0, "this move has more to say than the window holds"
        assert detail.size.height <= max(5, round(pane * 0.22)), "so the text below keeps no more than it must"
        assert situation.size.height > 8
        await player.pilot.resize_terminal(120, 90)
        await player.settle()
        assert situation.max_scroll_y == 0, "a higher window shows it whole"


async def test_a_text_that_goes_on_below_says_how_far_and_which_key_leads_there(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        turn = player.screen(TurnScreen)
        detail = turn.query_one(".detail", Reading)
        await player.press("2")
        assert detail.max_scroll_y == 0 and "more line" not in player.picture()
        await player.press("down", "down", "down")
        rest = detail.max_scroll_y
        assert rest > 1, "talks may come out in several ways, which is more than the smallest window holds"
        assert f"{rest} more lines: Tab" in player.picture()
        await player.press("tab")
        assert turn.focused is detail and f"{rest} more lines: ↓" in player.picture()
        await player.press(*["down"] * (rest - 1))
        assert "1 more line: ↓" in player.picture()
        await player.press("down")
        assert "more line" not in player.picture()
        await player.press("shift+tab", "up")
        assert "more line" not in player.picture(), "what is said of another reaction fits"


async def test_the_facilitators_situation_fits_the_smallest_window_beside_list_and_detail(tmp_path: Path) -> None:
    async with playing(tmp_path, setup(picker=MovePicker.FACILITATOR, of="planned-exit")) as player:
        table = player.screen(TableScreen)
        assert table.query_one(".situation", Reading).max_scroll_y == 0
        assert table.query_one("#moves").size.height >= 5 and table.query_one(".detail").size.height >= 4
        inject = next(offer for offer in table.place.snapshot.injects if not offer.reason)
        await player.press("i", "home", "enter")
        assert table.place.snapshot.released
        title = table.scenario.injects[table.place.snapshot.released[0]].title
        assert table.query_one("#situation", Prose).text.startswith(f"Released: {title}")
        assert f"Released: {title}" in player.picture().split("\n")[3], inject


async def test_consents_that_may_be_asked_are_said_beside_the_capital_and_before_handing_in(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("flank", of="planned-exit")) as player:
        turn = player.screen(TurnScreen)
        count = len(turn.view.asks)
        said = f"You may be asked to consent to {count} reactions; you do unless you withhold consent."
        assert count > 1 and said in turn.query_one("#situation", Prose).text
        await player.press("2")
        capital = turn.query_one("#capital", Prose)
        assert f"Consents you would give if asked: {count} of {count}" in player.picture(), (
            "the asks themselves stand lower"
        )
        await player.press("end", "enter")
        assert f"Consents you would give if asked: {count - 1} of {count}" in capital.text
        await player.press("s")
        player.screen(Confirm)
        answer = turn._orders_text().plain
        before, after = answer.split("If asked:")
        assert "consent" not in before
        assert after.count("Grant consent") == count - 1 and after.count("Withhold consent") == 1


async def test_the_most_that_may_be_ordered_is_said_once(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("flank", of="planned-exit")) as player:
        turn = player.screen(TurnScreen)
        reactions = turn.query_one("#reactions", ChoiceList)
        await player.press("2", "enter", "down", "enter")
        assert len(turn.marked) == turn.scenario.seats["flank"].orders_per_turn == 2
        assert "unmark one to mark another" in turn.query_one("#capital", Prose).text
        assert not [choice for choice in reactions.choices if "at most" in choice.note.lower()]
        offers = {str(offer.order): offer for offer in turn.view.offers}
        left = turn._have - turn._spent
        dear = [c for c in reactions.choices if c.id in offers and c.mark == " - " and offers[c.id].cost > left]
        assert dear and all(c.note.endswith(f"you have {left:g} left") for c in dear if offers[c.id].legal)
        assert all(c.dim for c in reactions.choices if c.mark == " - ")
        await player.press("down", "enter")
        assert len(turn.marked) == 2
        assert not player.app.screen.query("Toast"), "nothing covers the screen: row and text say it"
        assert "Not now:" in turn.query_one("#detail", Prose).text


async def test_choosing_another_seat_moves_the_mark_nobody_made(tmp_path: Path) -> None:
    async with playing(tmp_path) as player:
        await player.press("enter")
        form = player.screen(SetupScreen)
        await player.press("down", "down", "enter")
        assert set(form.setup.seats) == {"rival"}, "the default gives way to the first choice"
        await player.press("up", "enter")
        assert set(form.setup.seats) == {"host", "rival"}, "what was chosen stays"


async def test_the_default_seat_stays_once_it_was_touched(tmp_path: Path) -> None:
    async with playing(tmp_path) as player:
        await player.press("enter")
        form = player.screen(SetupScreen)
        await player.press("down", "enter")
        assert not form.setup.seats
        await player.press("enter", "down", "enter")
        assert set(form.setup.seats) == {"host", "rival"}


async def test_a_saved_game_names_its_seats_by_title(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("nato", "flank", of="planned-exit")) as player:
        titles = [player.app.hot_seat.scenario.seats[seat].title for seat in ("nato", "flank")]  # type: ignore[union-attr]
        await player.press("escape", "enter")
        shown = " ".join(player.picture().replace("│", " ").split())
        assert f"played by {'; '.join(titles)}; seed 7; last changed" in shown
        await player.press("g")
        shown = " ".join(player.picture().split())
        assert f"played by {'; '.join(titles)}; seed 7; last changed" in shown


async def test_a_seat_is_named_and_not_equated_with_the_player(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("us", of="planned-exit")) as player:
        assert "Your seat: United States" in player.picture()
        await player.press("f1", "end")
        assert "It begins as “main”" in " ".join(player.picture().split())
        assert "Above" not in TurnScreen.PURPOSE, "small windows show one pane at a time"
