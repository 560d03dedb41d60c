"""The one list that everything is chosen from."""

from __future__ import annotations

from textual import on
from textual.app import App, ComposeResult

from wargame.tui.widgets.choice_list import Choice, ChoiceList

CHOICES = (
    Choice("", "First part", heading=True),
    Choice("a", "An entry with a long text that goes over more than one line", mark="[x]", tail="cost 2"),
    Choice("b", "Greyed", note="Because there is no money left for it at all", dim=True),
    Choice("", "Second part", heading=True),
    Choice("c", "Last"),
)


class Listing(App[None]):
    """A list and what it says."""

    def __init__(self, *choices: Choice) -> None:
        super().__init__()
        self.shown = choices
        self.picked: list[str] = []
        self.highlighted: list[str] = []

    def compose(self) -> ComposeResult:
        yield ChoiceList(self.shown)

    @on(ChoiceList.Picked)
    def _picked(self, event: ChoiceList.Picked) -> None:
        self.picked.append(event.choice.id)

    @on(ChoiceList.Highlighted)
    def _highlighted(self, event: ChoiceList.Highlighted) -> None:
        self.highlighted.append(event.choice.id)


def drawn(app: App[None]) -> list[str]:
    """The list's lines as they are drawn."""
    shown = app.query_one(ChoiceList)
    return [shown.render_line(y).text.rstrip() for y in range(shown.size.height)]


async def test_the_cursor_passes_over_headings_and_stops_at_the_ends() -> None:
    app = Listing(*CHOICES)
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.press("up", "down", "down", "down", "down", "home", "end")
        await pilot.pause()
        assert app.highlighted == ["a", "b", "c", "a", "c"]


async def test_nothing_is_cut_off_and_the_tail_stands_at_the_edge() -> None:
    app = Listing(*CHOICES)
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        lines = drawn(app)
        assert lines[1].startswith("▸ [x] An entry") and lines[1].endswith("cost 2")
        said = " ".join(" ".join(lines).split())
        for words in ("goes over more than one line", "no money left for it at all", "Second part"):
            assert words in said.replace("cost 2 ", "")
        await pilot.resize_terminal(30, 20)
        await pilot.pause()
        assert all(len(line) <= 30 for line in drawn(app))


async def test_enter_space_and_a_click_pick_an_entry_and_never_a_heading() -> None:
    app = Listing(*CHOICES)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("enter", "down", "space")
        lines = drawn(app)
        last = next(y for y, line in enumerate(lines) if "Last" in line)
        await pilot.click(ChoiceList, offset=(5, last))
        await pilot.click(ChoiceList, offset=(5, 0))
        await pilot.pause()
        assert app.picked == ["a", "b", "c"]


async def test_showing_other_entries_keeps_the_cursor_by_name() -> None:
    app = Listing(*CHOICES)
    async with app.run_test(size=(60, 20)) as pilot:
        shown = app.query_one(ChoiceList)
        await pilot.press("end")
        shown.show([Choice("z", "New"), *CHOICES])
        await pilot.pause()
        assert shown.current is not None and shown.current.id == "c"
        shown.show([Choice("z", "New")])
        await pilot.pause()
        assert shown.current is not None and shown.current.id == "z"
        shown.show([])
        await pilot.press("enter", "down", "end", "home", "pagedown")
        assert shown.current is None


async def test_a_long_list_keeps_the_cursor_in_sight() -> None:
    app = Listing(*(Choice(f"n{number}", f"Entry {number}") for number in range(500)))
    async with app.run_test(size=(40, 10)) as pilot:
        for key in ("end", "pageup", "pagedown", "down", "home"):
            await pilot.press(key)
            await pilot.pause()
            assert any(line.startswith("▸") for line in drawn(app))
