"""What the screens look like, at fixed sizes: seldom changed on purpose, never by accident."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.playing import Player, played, setup
from wargame.game.library import Library
from wargame.seminar.table import MovePicker, Setup
from wargame.tui.app import StartAt, WargameApp

Compare = Callable[..., bool]

SCENES: dict[str, tuple[Setup | None, tuple[int, int], tuple[str, ...]]] = {
    "home": (None, (80, 24), ()),
    "choice": (None, (80, 24), ("n",)),
    "setup": (setup("host"), (80, 24), ()),
    "situation": (setup("host"), (80, 24), ()),
    "orders": (setup("host"), (80, 24), ("2", "enter", "down")),
    "orders-middle": (setup("host"), (120, 40), ("down", "enter")),
    "orders-large": (setup("host"), (200, 60), ()),
    "resolution": (setup("host"), (80, 24), ("2", "enter", "s", "enter")),
    "why": (setup("host"), (80, 24), ("2", "enter", "s", "enter", "2")),
    "table": (setup("host", picker=MovePicker.FACILITATOR), (80, 24), ("enter",)),
    "cover": (setup("host", "rival"), (80, 24), ()),
    "ending": (setup(), (80, 24), ("r", "n", "n", "n")),
    "help": (setup("host"), (80, 24), ("f1",)),
    "too-small": (setup("host"), (50, 12), ()),
}

ONE_TURN = ("s", "enter", "n")
ANOTHER = ("b", "home", "enter", "2", "enter", *ONE_TURN, "b", "home")
SCENES |= {
    "tree": (setup("host"), (80, 24), ANOTHER),
    "tree-middle": (setup("host"), (120, 40), ANOTHER),
    "compare": (setup("host"), (120, 40), (*ANOTHER, "down", "c", "down", "c")),
}
SCENES |= {
    "forecast": (setup("host"), (80, 24), ("o",)),
    "forecast-numbers": (setup("host"), (80, 24), ("o", "2")),
    "forecast-middle": (setup("host"), (120, 40), ("o",)),
    "stability": (setup("host"), (80, 24), ("a",)),
    "stability-middle": (setup("host"), (120, 40), ("a",)),
}
AFTER_A_TURN = {
    "tree",
    "tree-middle",
    "compare",
    *(scene for scene in SCENES if scene.startswith(("forecast", "stab"))),
}


@pytest.mark.parametrize("scene", SCENES)
def test_looks(scene: str, tmp_path: Path, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setattr(WargameApp, "forecast_games", 500)
    # Whether it says that it works depends on how busy the machine is.
    monkeypatch.setattr("wargame.tui.background.PATIENCE", 600)
    start, size, keys = SCENES[scene]
    library = Library(tmp_path / "library.sqlite")
    opens = StartAt(proposal=start, library=library) if scene == "setup" else StartAt(start, library=library)
    if start is not None and scene in AFTER_A_TURN:
        opens = StartAt(saved=played(start, library, 1), library=library)

    async def pressed(pilot: Pilot[int]) -> None:
        player = Player(pilot)
        await player.settle()
        for key in keys:
            await player.press(key)
            await player.worked()
        # How long a toast has stood by now depends on how busy the machine is.
        pilot.app.clear_notifications()
        await player.settle()

    run_before: Callable[[Pilot[int]], Awaitable[None]] = pressed
    assert snap_compare(WargameApp(opens), terminal_size=size, run_before=run_before)
