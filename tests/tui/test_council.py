"""The council on the screens: footnotes, the mover's answers, its capital, and how what is tried may come out."""

from __future__ import annotations

from pathlib import Path

from tests.council import council
from tests.tui.playing import Player, playing
from wargame.model.order import Withholding
from wargame.model.scenario import MOVER_ID
from wargame.seminar.table import MovePicker, Setup
from wargame.tui.screens.consents import ConsentDialog
from wargame.tui.screens.cover import CoverScreen
from wargame.tui.screens.dialogs import Confirm
from wargame.tui.screens.resolution import ResolutionScreen
from wargame.tui.screens.table import TableScreen
from wargame.tui.screens.turn import TurnScreen
from wargame.tui.widgets.choice_list import ChoiceList
from wargame.tui.widgets.prose import Prose


def game(*seats: str, picker: MovePicker = MovePicker.CHANCE) -> Setup:
    scenario = council()
    return Setup(scenario, seats, picker, scenario.default_lens, 3)


FOOTNOTE = Withholding(MOVER_ID, "host", "talks", in_part=True)


def detail(player: Player) -> str:
    return " ".join(player.app.screen.query_one("#detail", Prose).text.split())


async def test_a_consent_is_granted_then_footnoted_then_withheld(tmp_path: Path) -> None:
    async with playing(tmp_path, game("rival")) as player:
        turn = player.screen(TurnScreen)
        await player.press("2", "end")
        rows = turn.query_one("#reactions", ChoiceList)
        met = []
        for _ in range(4):
            assert rows.current is not None
            met.append((rows.current.mark.strip(), [str(each) for each in turn.marked]))
            await player.press("enter")
        assert met == [
            ("[grant]", []),
            ("[footnote]", ["footnote host.talks"]),
            ("[withhold]", ["withhold host.talks"]),
            ("[grant]", []),
        ]
        assert "Consents you would give if asked: 1 of 1, 1 with a footnote" in player.picture()
        assert "With a footnote 50 % of the effect is left." in detail(player)
        await player.press("s")
        player.screen(Confirm)
        assert "Consent with a footnote to the Host: Call talks of all three" in turn._orders_text().plain
        await player.press("enter")
        assert "rival" in player.screen(ResolutionScreen).place.snapshot.tree[1].played.orders
        assert player.screen(ResolutionScreen).place.snapshot.tree[1].played.orders["rival"] == ("footnote host.talks",)


async def test_the_detail_says_how_a_reaction_may_come_out(tmp_path: Path) -> None:
    async with playing(tmp_path, game("host")) as player:
        await player.press("2")
        rows = player.screen(TurnScreen).query_one("#reactions", ChoiceList)
        found = {}
        for _ in range(5):
            assert rows.current is not None
            found[rows.current.id] = detail(player)
            await player.press("down")
        assert "the odds as they are, if nothing else is played: Taken to heart (75 in 100)" in found["press"]
        assert "Resented (25 in 100) The Guest: Commitment -6.0" in found["press"]
        assert "On average over these outcomes: The Guest: Commitment +6.5, give or take 1.5" in found["press"]
        assert "the odds depend on something that you may not see: Voted Voted down" in found["subsidy"]
        assert "On average" not in found["subsidy"] and "several ways" not in found["talks"]
        assert "With a footnote 50 % of the effect is left." in found["talks"]


async def test_the_mover_answers_with_its_move_and_the_seat_sees_none_of_it(tmp_path: Path) -> None:
    async with playing(tmp_path, game("host", picker=MovePicker.PLAYER)) as player:
        await player.press("enter")
        table = player.screen(TableScreen)
        said = table.query_one("#situation", Prose).text
        assert "The mover's capital 2 now; +1 each turn; at most 4" in said
        assert "The mover's consent may be asked for 1 reaction" in said
        rows = {choice.id: choice for choice in table.query_one("#moves", ChoiceList).choices}
        assert rows["withhold_dues"].dim and "costs 3 and there is 2 capital" in rows["withhold_dues"].note
        assert (rows["withhold_dues"].tail, rows["reaffirm"].tail) == ("cost 3", "40 in 100")
        assert "Heard abroad (65 in 100)" in detail(player)
        await player.press("down", "enter")
        assert not player.app.query(Confirm) and player.app.screen is table, "it cannot be paid"
        await player.press("down", "enter", "enter")
        dialog = player.screen(ConsentDialog)
        assert "It needs your consent." in dialog.query_one("#ask-detail", Prose).text
        await player.press("escape")
        assert player.screen(TableScreen).picking, "without the answers there is no move"
        await player.press("enter", "enter", "enter")
        assert player.screen(ConsentDialog).marked == (FOOTNOTE,)
        assert "[footnote]" in player.picture()
        await player.press("s")
        player.screen(CoverScreen)
        await player.press("enter")
        turn = player.screen(TurnScreen)
        assert turn.place.snapshot.mover_answers is None and "capital(mover)" not in turn.view.numbers
        assert "footnote" not in player.text().lower()
        await player.press("s", "enter")
        orders = player.screen(ResolutionScreen).place.snapshot.tree[1].played.orders
        assert orders[MOVER_ID] == ("footnote host.talks",)


async def test_the_facilitator_may_change_the_answers_until_the_turn_is_resolved(tmp_path: Path) -> None:
    async with playing(tmp_path, game(picker=MovePicker.FACILITATOR)) as player:
        await player.press("m", "enter", "s")
        table = player.screen(TableScreen)
        assert table.place.snapshot.mover_answers == (FOOTNOTE,)
        assert "your answer is in" in table.query_one("#situation", Prose).text
        await player.press("end", "enter", "enter")
        table = player.screen(TableScreen)
        assert not table.picking, "answered already"
        assert "your answer is in" in table.query_one("#situation", Prose).text
        await player.press("m")
        assert player.screen(ConsentDialog).marked == (FOOTNOTE,)
        await player.press("enter", "s")
        assert player.screen(TableScreen).place.snapshot.mover_answers == (Withholding(MOVER_ID, "host", "talks"),)
        await player.press("r")
        player.screen(ResolutionScreen)


async def test_nobody_is_asked_for_the_mover_where_its_doctrine_answers(tmp_path: Path) -> None:
    async with playing(tmp_path, game()) as player:
        table = player.screen(TableScreen)
        await player.press("m")
        assert player.app.screen is table
        assert "The mover's consent" not in table.query_one("#situation", Prose).text


async def test_the_mover_s_capital_is_among_its_numbers_and_goals(tmp_path: Path) -> None:
    async with playing(tmp_path, game(picker=MovePicker.PLAYER)) as player:
        table = player.screen(TableScreen)
        assert "The mover's political capital" in table.goals_text().plain
        await player.press("3")
        assert "GUEST" in player.picture() or "The Guest" in player.picture()
        assert "Capital" in player.picture()
