"""Opening and closing the program: what it says when it ends, and when it fails."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from tests.tui.playing import playing, setup
from wargame.game.library import Library
from wargame.seminar.local import LocalTable
from wargame.tui.app import StartAt, WargameApp, run
from wargame.tui.hot_seat import HotSeat


def test_a_fault_of_the_program_is_one_sentence_and_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(app: WargameApp) -> None:
        app.fault = ZeroDivisionError("invented")

    monkeypatch.setattr(WargameApp, "run", fail)
    thresholds = gc.get_threshold()
    assert run(StartAt(library=Library(tmp_path / "library.sqlite"))) == 1
    said = capsys.readouterr()
    assert said.out == "" and "saved" in said.err and "Traceback" not in said.err
    assert gc.get_threshold() == thresholds and gc.get_freeze_count() == 0


def test_leaving_a_game_says_that_it_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    library = Library(tmp_path / "library.sqlite")

    def leave(app: WargameApp) -> None:
        app.hot_seat = HotSeat(LocalTable.create(setup("host"), library))

    monkeypatch.setattr(WargameApp, "run", leave)
    assert run(StartAt(library=library)) == 0
    assert "The game is saved as 'first-session'" in capsys.readouterr().out


async def test_an_error_nobody_foresaw_at_the_table_ends_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("invented")

    monkeypatch.setattr(LocalTable, "submit", fail)
    with pytest.raises(ZeroDivisionError):
        async with playing(tmp_path, setup("host")) as player:
            await player.press("s", "enter")
    assert isinstance(player.app.fault, ZeroDivisionError)


async def test_a_proposed_game_is_looked_over_before_it_starts(tmp_path: Path) -> None:
    proposed = setup("rival", seed=11)
    app = WargameApp(StartAt(proposal=proposed, library=Library(tmp_path / "library.sqlite")))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert not Library(tmp_path / "library.sqlite").games()
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.hot_seat is not None
        assert app.hot_seat.table.setup == proposed
