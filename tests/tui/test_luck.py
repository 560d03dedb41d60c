"""Luck against choice at the end of a game: asked for with the pane, and only while nothing is secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.conftest import in_thread
from tests.tui.playing import Player, playing, setup
from tests.tui.test_flow import to_ending
from wargame.analysis import luck
from wargame.analysis.luck import LuckSplit
from wargame.model.viewer import FACILITATOR
from wargame.seminar import inquiry
from wargame.text.luck import split_words
from wargame.tui.screens.ending import LUCK_GAMES
from wargame.tui.widgets.prose import Prose


def shown(player: Player) -> str:
    return " ".join(player.app.screen.query_one("#luck", Prose).text.split())


async def test_the_ending_says_how_much_was_luck_once_asked(tmp_path: Path) -> None:
    async with playing(tmp_path, setup()) as player:
        ending = await to_ending(player)
        assert "are being told apart" in shown(player)
        await player.press("5")
        await player.settle()
        game = player.app.hot_seat
        assert game is not None
        asked = game.table.inquired()  # type: ignore[attr-defined]
        study = inquiry.luck_study(asked, FACILITATOR, ending.place.snapshot.node, None, LUCK_GAMES)
        found = inquiry.luck_found(study, list(inquiry.luck_pieces(study)))
        assert [each.seat for each in found.seats] == ["host", "rival"]
        for each in found.seats:
            assert split_words(ending.scenario, each) in shown(player)
        assert "expected news mover others own outcome" in shown(player)


def failing(_: object) -> Iterator[LuckSplit]:
    raise ValueError("there is no room")
    yield


async def test_a_study_that_fails_says_so_and_is_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(luck, "luck_splits", failing)
    async with playing(tmp_path, setup()) as player:
        await to_ending(player)
        await player.press("5")
        await player.settle()
        assert "there is no room" in shown(player)
        monkeypatch.undo()
        monkeypatch.setattr("wargame.seminar.inquiry.in_process", in_thread)
        await player.press("1", "5")
        await player.settle()
        assert "expected news mover others own outcome" in shown(player)
