"""Scores beside par on the screens: at the end, in the tree and where two turns are compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.playing import MIDDLE, Player, playing, setup
from tests.tui.test_flow import to_ending
from tests.tui.test_tree import hand_in, pick
from wargame.analysis.par import Par
from wargame.model.viewer import FACILITATOR, Seated, Viewer
from wargame.seminar import inquiry
from wargame.text.names import plain
from wargame.text.par import short_par_words
from wargame.tui.screens.compare import CompareScreen
from wargame.tui.screens.ending import EndingScreen
from wargame.tui.screens.tree import TreeScreen


def expected(player: Player, node: int, viewer: Viewer) -> tuple[Par, ...]:
    """The par that the game itself comes to."""
    game = player.app.hot_seat
    assert game is not None
    table = game.table
    (found,) = inquiry.par(table.inquired(), viewer, [node], apart=False).task  # type: ignore[attr-defined]
    return found


async def test_the_ending_shows_every_score_beside_par(tmp_path: Path) -> None:
    async with playing(tmp_path, setup()) as player:
        ending = await to_ending(player)
        found = expected(player, ending.place.snapshot.node, FACILITATOR)
        assert len(found) == 2
        for each in found:
            assert short_par_words(each) in player.text()
            assert f"par {each.par.middle:.0f} ± " in short_par_words(each)
        assert "Par is what doctrine scores with the same news and the same moves" in player.text()
        assert "is being computed" not in player.text()


@pytest.mark.usefixtures("in_another_process")
async def test_the_ending_is_there_before_its_par(tmp_path: Path) -> None:
    """And a key is answered meanwhile; when the screen is left, what computes the par ends."""
    async with playing(tmp_path, setup(), size=MIDDLE) as player:
        for key in ("r", "n", "n"):
            await player.press(key)
        player.app.simulate_key("n")
        for _ in range(400):
            await player.pilot.pause(0.005)
            if isinstance(player.app.screen, EndingScreen) and player.app.screen.is_mounted:
                break
        ending = player.screen(EndingScreen)
        assert "par ..." in player.text() or "par " in player.text()
        # A process is slow to start on a busy machine.
        for _ in range(20):
            await player.settle()
            if ending.pars:
                break
        assert ending.pars
        assert "par ..." not in player.text()


async def test_while_the_game_goes_on_elsewhere_only_the_own_par_is_shown(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=3) as player:
        player.screen(EndingScreen)
        await player.press("b")
        await pick(player, 1)
        await player.press("enter", "2", "enter", "s", "enter", "n", "b")
        await pick(player, 3)
        tree = player.screen(TreeScreen)
        await player.settle()
        (own,) = expected(player, 3, Seated("host"))
        assert tree.pars[3] == (own,)
        await player.press("2")
        assert f"The Host: {plain(own.score)}, par {plain(own.par.middle)}" in player.text()
        assert "The Rival:" not in player.text().split("Par is what")[0]


async def test_two_turns_compared_show_both_scores_beside_par(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=3, size=MIDDLE) as player:
        await player.press("b")
        await pick(player, 1)
        await player.press("enter", "2", "enter", "s", "enter", "n")
        await hand_in(player)
        await player.press("b")
        await pick(player, 3)
        await player.press("c")
        await pick(player, 5)
        await player.press("c")
        screen = player.screen(CompareScreen)
        await player.settle()
        assert set(screen.pars) == {3, 5}
        one, other = expected(player, 3, FACILITATOR)[0], expected(player, 5, FACILITATOR)[0]
        text = player.text()
        assert "Scores out of 100, beside par" in text
        assert f"The Host: A {plain(one.score)}, par {plain(one.par.middle)}" in text
        assert f"B {plain(other.score)}, par {plain(other.par.middle)}" in text
