"""The tree of turns on the screen: go back, choose otherwise, write on it, prune, and compare two of its nodes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.playing import LARGE, MIDDLE, SMALL, Player, playing, setup
from wargame.analysis.expand import rank
from wargame.game.library import Library
from wargame.game.tree import BEGINNING
from wargame.model.viewer import FACILITATOR
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker
from wargame.text.screens import compared_words
from wargame.tui.screens.compare import CompareScreen
from wargame.tui.screens.cover import CoverScreen
from wargame.tui.screens.ending import EndingScreen
from wargame.tui.screens.expand import ExpandScreen
from wargame.tui.screens.resolution import ResolutionScreen
from wargame.tui.screens.tree import TreeScreen
from wargame.tui.screens.turn import TurnScreen
from wargame.tui.widgets.branch_tree import BranchTree
from wargame.tui.widgets.choice_list import ChoiceList

SIZES = pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])


async def hand_in(player: Player, turns: int = 1) -> None:
    """Play some turns in which nothing is ordered."""
    for _ in range(turns):
        player.screen(TurnScreen)
        await player.press("s", "enter", "n")


async def pick(player: Player, number: int) -> None:
    """Put the cursor of the tree on a node, by keys."""
    await player.press("home")
    for _ in range(60):
        if player.screen(TreeScreen).node == number:
            return
        await player.press("down")
    raise AssertionError(f"node {number} is not in the tree")


@SIZES
async def test_a_player_goes_back_chooses_otherwise_and_compares(tmp_path: Path, size: tuple[int, int]) -> None:
    async with playing(tmp_path, setup("host"), turns=3, size=size) as player:
        player.screen(EndingScreen)
        await player.press("b")
        assert "Choosing differently starts a new branch" in player.text()
        await pick(player, 1)
        await player.press("enter")
        assert player.screen(TurnScreen).view.turn == 2
        assert "branch main" in player.picture()
        await player.press("2", "enter", "s", "enter")
        player.screen(ResolutionScreen)
        assert "branch branch 4" not in player.picture()
        assert "branch 4" in player.picture()
        await player.press("n")
        await hand_in(player)
        player.screen(EndingScreen)
        assert "branch 4" in player.picture()
        await player.press("b")
        assert player.screen(TreeScreen).node == 5
        assert "◀ here" in player.picture()
        await pick(player, 3)
        await player.press("c")
        assert "Marked as A: turn 3 (main)" in player.text()
        await pick(player, 5)
        await player.press("c")
        found = player.screen(CompareScreen).found
        assert (found.one, found.other, found.fork, found.turn) == (3, 5, 1, 2)
        assert [each.seat for each in found.differences] == ["host"]
        if size == SMALL:
            await player.press("1")
        assert "They diverge in turn 2" in player.text()
        await player.press("3")
        await player.press("s")
        assert (player.screen(CompareScreen).found.one, player.screen(CompareScreen).found.other) == (5, 3)
        await player.press("escape")
        # What was compared is marked no longer: the next c begins anew.
        tree = player.screen(TreeScreen)
        assert "Marked as A" not in player.text()
        await player.press("c")
        assert f"Marked as A: {compared_words(tree.place.snapshot.tree, tree.node)}." in player.text()
        await player.press("c", "escape")
        player.screen(EndingScreen)


async def test_a_node_is_named_noted_starred_and_folded(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=2) as player:
        await player.press("b")
        await pick(player, 1)
        await player.press("n", "h", "e", "y", "enter")
        await player.press("t", "o", "k", "enter", "y", "ctrl+s")
        await player.press("s", "space")
        picture = player.picture()
        assert "“hey”" in picture
        assert "[note]" in picture
        assert "[1 folded]" in picture
        assert "*" in picture
        await player.press("2")
        assert "ok" in player.text()
        await player.press("1", "space", "s")
        assert "folded]" not in player.picture()
    kept = Library(tmp_path / "library.sqlite").read("first-session").tree[1]
    assert (kept.label, kept.note, kept.star, kept.collapsed) == ("hey", "ok\ny", False, False)


async def test_a_pruned_branch_leaves_and_comes_back(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=2) as player:
        await player.press("b")
        await pick(player, 2)
        await player.press("d", "enter")
        assert player.app.hot_seat is not None
        assert player.app.hot_seat.facts.node == 1
        assert player.screen(TreeScreen).node == 1
        assert "u Undo prune" in player.picture()
        await player.press("u")
        assert player.screen(TreeScreen).node == 2
        # The game is elsewhere than when the tree was opened, so what was beneath it is shown anew.
        await player.press("escape")
        assert player.screen(TurnScreen).view.turn == 2


async def test_luck_is_redrawn_and_a_move_set_as_branches(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=1) as player:
        await player.press("b")
        await pick(player, 1)
        await player.press("r")
        game = player.app.hot_seat
        assert game is not None
        assert (game.facts.node, player.screen(TreeScreen).node) == (1, 2)
        assert "new luck 1" in player.picture()
        await pick(player, 1)
        await player.press("m")
        moves = [
            offer.id
            for offer in game.place(FACILITATOR).moves_at(1)
            if offer.legal and offer.id != game.facts.tree[1].played.move
        ]
        await player.press("home", *["down"] * (len(moves) - 1), "enter")
        assert (game.facts.node, player.screen(TreeScreen).node) == (1, 3)
        assert game.facts.tree[3].played.move == moves[-1]
        await pick(player, 1)
        await player.press("c")
        await pick(player, 2)
        await player.press("p")
        assert game.facts.tree.on_main_line(2)


async def test_what_was_ordered_here_before_is_told_and_the_same_again_is_the_same_turn(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=2, size=MIDDLE) as player:
        await player.press("b")
        await pick(player, BEGINNING)
        await player.press("enter")
        assert "You have played this turn before. On branch main you ordered nothing." in player.text()
        assert "(gone back)" in player.picture()
        await hand_in(player)
        assert "had been played before, on branch main" in " ".join(
            str(each.message) for each in player.app._notifications
        )
        assert player.app.hot_seat is not None
        assert len(player.app.hot_seat.facts.tree) == 2


async def test_a_turn_is_found_by_number_or_name(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=2) as player:
        await player.press("b", "home", "g", "2", "enter")
        assert player.screen(TreeScreen).node == 2
        await player.press("n", "z", "enter", "home", "g", "Z", "enter")
        assert player.screen(TreeScreen).node == 2
        await player.press("g", "9", "enter")
        assert "There is no node '9'" in " ".join(str(each.message) for each in player.app._notifications)


async def test_a_folded_branch_says_where_the_game_stands_and_how_it_ends(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=3, size=MIDDLE) as player:
        await player.press("b")
        await pick(player, 1)
        await player.press("space")
        row = next(line for line in player.picture().splitlines() if "folded]" in line)
        assert "◀ here" in row
        assert player.app.hot_seat is not None
        ending = player.app.hot_seat.facts.ending
        assert player.app.hot_seat.scenario.endings[ending or ""].title in row


async def test_the_header_under_the_tree_follows_what_is_done_in_it(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=1) as player:
        await player.press("b")
        await pick(player, BEGINNING)
        await player.press("enter", "2", "enter")
        await hand_in(player)
        assert "branch 2" in player.picture()
        await player.press("b")
        await pick(player, 2)
        await player.press("p", "escape")
        assert "branch main" in player.picture()


async def test_the_tree_before_the_first_turn_says_what_to_do(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        await player.press("b")
        assert "No turn has been played yet" in player.text()
        await player.press("c", "d", "u", "p", "r", "m", "n", "t", "s", "space", "left", "right", "asterisk")
        assert player.screen(TreeScreen).node == BEGINNING
        await player.press("enter")
        player.screen(TurnScreen)


async def test_orders_marked_but_not_handed_in_are_there_again_after_a_visit_to_another_branch(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=1) as player:
        await player.press("2", "enter")
        marked = player.screen(TurnScreen).marked
        assert marked
        await player.press("b")
        await pick(player, BEGINNING)
        await player.press("enter")
        assert player.screen(TurnScreen).view.turn == 1
        await player.press("b")
        await pick(player, 1)
        await player.press("enter")
        assert list(player.screen(TurnScreen).marked) == list(marked)


async def test_people_who_share_a_screen_are_covered_after_a_jump(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host", "rival")) as player:
        await player.press("enter", "s", "enter", "enter", "s", "enter", "n", "enter")
        player.screen(TurnScreen)
        await player.press("b")
        await pick(player, BEGINNING)
        await player.press("enter")
        player.screen(CoverScreen)


async def test_what_another_window_played_is_in_the_tree(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=1) as player:
        library = Library(tmp_path / "library.sqlite")
        other = LocalTable.open(library, "first-session")
        other.submit("host", [])
        other.resolve()
        await player.press("b")
        await pick(player, 2)
        await player.press("enter")
        assert player.app.hot_seat is not None
        assert player.app.hot_seat.facts.node == 2


async def test_a_facilitator_and_a_watcher_can_look_at_the_tree(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host", picker=MovePicker.FACILITATOR)) as player:
        await player.press("enter", "b")
        player.screen(TreeScreen)
    async with playing(tmp_path / "other", setup()) as player:
        await player.press("r", "n", "b")
        await pick(player, 1)
        await player.press("enter")
        assert player.app.hot_seat is not None


async def test_keys_hammered_on_the_tree_break_nothing(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=2) as player:
        await player.press("b")
        for key in "csp[]*u1212hrr":
            await player.pilot.press(key)
        await player.settle()
        player.screen(TreeScreen)
        assert player.screen(TreeScreen).query_one(BranchTree).row_count() >= 3


@SIZES
async def test_every_choice_is_tried_as_a_branch_and_ranked(tmp_path: Path, size: tuple[int, int]) -> None:
    async with playing(tmp_path, setup("host"), turns=1, size=size) as player:
        await player.press("b", "x", "enter")
        screen = player.screen(ExpandScreen)
        await done(player, screen)
        assert len(screen.found) == screen.request.choices == len(screen.query_one("#expansions", ChoiceList).choices)
        assert {found.choice for _, found in screen.found} >= {"none", "press"}
        scores = [found.score for found in rank([found for _, found in screen.found])]
        assert scores == sorted(scores, reverse=True)
        await player.press("o", "i", "down", "enter")
        assert (screen.by, screen.lowest) != ("goals", False)
        await player.press("home", "enter")
        tree = player.app.hot_seat.facts.tree if player.app.hot_seat else None
        assert tree is not None
        assert set(tree.children(1)) == {node for node, _ in screen.found}
        assert player.screen(TreeScreen).node in tree.children(1)
        assert player.app.hot_seat is not None
        assert player.app.hot_seat.facts.node == 1


@pytest.mark.usefixtures("in_another_process")
async def test_trying_all_can_be_stopped_and_keeps_what_is_done(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("eu", of="planned-exit")) as player:
        await player.press("b")
        await player.pilot.press("x", "down", "enter")
        for _ in range(600):
            await player.pilot.pause(0.05)
            if isinstance(player.app.screen, ExpandScreen) and player.app.screen.found:
                break
        screen = player.screen(ExpandScreen)
        await player.pilot.press("escape")
        await done(player, screen)
        assert 0 < len(screen.found) < screen.request.choices
        await player.press("escape")
        assert player.app.hot_seat is not None
        tree = player.app.hot_seat.facts.tree
        assert len(tree.children(BEGINNING)) >= len(screen.found)
        for node, found in screen.found:
            assert len(tree.path(node)) == len(found.turns)
            assert tree[node].played.ending == found.ending


async def done(player: Player, screen: ExpandScreen) -> None:
    """Wait until no more choices are being tried."""
    for _ in range(600):
        if not screen.running:
            break
        await player.pilot.pause(0.05)
    assert not screen.running
    await player.settle()
