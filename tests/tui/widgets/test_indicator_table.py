"""The table of numbers by its keys, its order and its words."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tests.text import sample
from wargame.tui.widgets.indicator_table import IndicatorTable


class Shown(App[None]):
    """The table by itself."""

    def __init__(self, own: tuple[str, ...] = ("assembly",), before: bool = True) -> None:
        super().__init__()
        self.game = sample.scenario(17)
        self.now = sample.numbers(self.game, 2)
        self.before = sample.numbers(self.game, 1) if before else None
        self.own = own
        self.heard: list[str] = []
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield IndicatorTable()

    def on_mount(self) -> None:
        self.table.show(self.game, self.now, self.before, self.own)
        self.table.focus()

    @property
    def table(self) -> IndicatorTable:
        """The widget."""
        return self.query_one(IndicatorTable)

    def on_indicator_table_number_highlighted(self, message: IndicatorTable.NumberHighlighted) -> None:
        self.heard.append(message.name)

    def on_indicator_table_number_chosen(self, message: IndicatorTable.NumberChosen) -> None:
        self.chosen.append(message.name)


def lines_of(table: IndicatorTable) -> list[str]:
    """The table as it is seen."""
    return [table.render_line(y).text for y in range(table.size.height)]


async def test_own_actors_and_capital_come_first_with_level_and_signed_change() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)):
        lines = lines_of(app.table)
        assert "Capital" in lines[1]
        level, before = app.now["assembly.cohesion"], sample.numbers(app.game, 1)["assembly.cohesion"]
        words = lines[2].split()
        assert words[:5] == ["Assemblée", "nationale", "Cohesion", f"{level:.1f}", f"{level - before:+.1f}"]
        assert "━" in lines[2]
        assert lines[5].startswith("  France")


async def test_without_an_earlier_turn_no_change_is_claimed() -> None:
    app = Shown(before=False)
    async with app.run_test(size=(80, 24)):
        lines = lines_of(app.table)
        assert "change" not in lines[0] and "since last turn" not in "".join(lines)


async def test_keys_go_by_row_and_by_actor() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down")
        assert app.heard[-1] == "assembly.cohesion"
        await pilot.press("right")
        assert app.heard[-1] == "france.cohesion"
        await pilot.press("down", "left", "enter")
        assert app.chosen == ["france.cohesion"]
        await pilot.press("end", "down")
        assert app.heard[-1] == "capital(third)"
        assert any(line.startswith(">") for line in lines_of(app.table))
        await pilot.press("home", "up")
        assert app.table.cursor == 0


async def test_the_foot_tells_the_range_and_the_drift() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        foot = " ".join(" ".join(lines_of(app.table)[-4:]).split())
        assert "Assemblée nationale's capital: 6.0 (+1.0 since last turn). Earns 2 a turn and holds at most 8." in foot
        await pilot.press("down")
        foot = " ".join(" ".join(lines_of(app.table)[-4:]).split())
        assert "on a scale from 0 to 100. Drifts back to 70 by 10 % a turn." in foot


async def test_the_actor_is_named_on_the_first_line_in_sight() -> None:
    app = Shown()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press(*["down"] * 14)
        first = lines_of(app.table)[1]
        assert app.table.scroll_offset.y > 0
        assert first[2:20].strip()


async def test_the_cursor_stays_on_its_number_when_numbers_change() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.move_to("us.threat")
        app.table.show(app.game, sample.numbers(app.game, 3), app.now, ("us",))
        await pilot.press("enter")
        assert app.chosen == ["us.threat"]


async def test_narrow_windows_keep_the_numbers() -> None:
    app = Shown()
    async with app.run_test(size=(44, 20)):
        for line in lines_of(app.table)[2:5]:
            assert len(line) == 44
            assert any(word[:1] in "+-" or word == "0.0" for word in line.split())
