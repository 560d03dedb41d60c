"""Takes the README's picture of the turn screen: `python -m tests.cli.picture` writes it anew."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from tests.cli.calls import CHECKOUT
from wargame import load
from wargame.game.library import Library
from wargame.seminar.table import MovePicker, Setup
from wargame.tui.app import StartAt, WargameApp
from wargame.tui.screens.turn import TurnScreen

PICTURE = CHECKOUT / ".readme" / "screen.svg"
SIZE = (120, 40)


async def picture(library: Library) -> str:
    """The United Kingdom's first turn, as SVG that asks no other host for a font."""
    scenario = load(CHECKOUT / "scenarios" / "planned-exit.yaml")
    setup = Setup(scenario, ("uk",), MovePicker.CHANCE, scenario.default_lens, 1)
    app = WargameApp(StartAt(setup=setup, library=library))
    async with app.run_test(size=SIZE) as pilot:
        while not isinstance(app.screen, TurnScreen):
            await pilot.pause(0.05)
        await pilot.pause(0.5)
        svg = app.export_screenshot(title="wargame", simplify=True)
    svg = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", svg)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("<text ", '<text xml:space="preserve" ')  # some viewers cut off blanks where a line begins
    return re.sub(r"font-family: Fira Code[^;]*;", "font-family: monospace;", svg)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        drawn = asyncio.run(picture(Library(Path(folder) / "library.sqlite3")))
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(drawn, encoding="utf-8")
