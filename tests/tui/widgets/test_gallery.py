"""All widgets at once: in every window, without colour, under both themes, and quick enough."""

from __future__ import annotations

import pytest
from textual.widget import Widget
from textual.widgets import TabbedContent

from tests.tui.widgets.gallery import Gallery, by_hand, played
from wargame.tui.widgets.ledger_tree import LedgerTree

NAMES = ("matrix", "ego", "history", "indicators", "ledger")
KEYS = ("down", "right", "enter", "end", "pagedown", "right_square_bracket")


async def bring_up(app: Gallery, name: str) -> Widget:
    """A widget of the gallery, shown and focused."""
    app.query_one(TabbedContent).active = f"tab-{name}"
    widget = app.query_one(f"#{name}")
    widget.focus()
    return widget


@pytest.mark.parametrize("name", NAMES)
async def test_every_window_is_filled_exactly(name: str) -> None:
    app = by_hand()
    async with app.run_test(size=(80, 24)) as pilot:
        widget = await bring_up(app, name)
        await pilot.press(*KEYS)
        for size in ((120, 40), (200, 60), (44, 14), (24, 8), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.press("down", "end")
            widths = {widget.render_line(y).cell_length for y in range(widget.size.height)}
            assert widths == {widget.size.width}, f"{name} at {size}"


@pytest.mark.parametrize("name", NAMES)
async def test_without_colour_the_cursor_can_still_be_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = by_hand()
    async with app.run_test(size=(100, 30)) as pilot:
        widget = await bring_up(app, name)
        await pilot.pause()
        await pilot.press("down")
        text = "\n".join(widget.render_line(y).text for y in range(widget.size.height))
        if name == "ledger":
            cursor = app.query_one(LedgerTree).cursor_line
            assert cursor > 0
            styles = [segment.style for segment in widget.render_line(cursor) if segment.text.strip()]
            assert styles[-1] is not None and (styles[-1].bold or styles[-1].reverse)
        else:
            assert {"matrix": "[", "ego": "> ", "history": ">", "indicators": ">"}[name] in text


async def test_themes_change_the_colours_of_every_widget() -> None:
    app = by_hand()
    async with app.run_test(size=(100, 30)) as pilot:
        for name in NAMES:
            widget = await bring_up(app, name)
            await pilot.pause()
            before = {segment.style for y in range(5) for segment in widget.render_line(y)}
            await pilot.press("f2")
            await pilot.pause()
            after = {segment.style for y in range(5) for segment in widget.render_line(y)}
            assert not before & after, name


@pytest.mark.parametrize("scenario", ["first-session", "planned-exit"])
async def test_the_shipped_scenarios_are_shown(scenario: str) -> None:
    app = played(scenario, turns=1)
    async with app.run_test(size=(80, 24)) as pilot:
        for name in NAMES:
            widget = await bring_up(app, name)
            await pilot.pause()
            await pilot.press("down", "right")
            assert any(widget.render_line(y).text.strip() for y in range(widget.size.height))
