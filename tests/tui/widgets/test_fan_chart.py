"""The fan of a number and the bars of shares, at any size and by their words."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tests.text import sample
from wargame.tui.widgets.bar_table import Bar, Barred, BarTable
from wargame.tui.widgets.fan_chart import Fan, FanChart, fan_lines
from wargame.tui.widgets.lines import line_text

PLAYED = (50.0, 52.0)
LEVELS = ((52.0,) * 5, (40.0, 48.0, 52.0, 60.0, 70.0), (20.0, 40.0, 55.0, 70.0, 90.0))
DATES = ("2026-01", "2026-07", "2027-01", "2027-07")


def fan(letter: str = "A", turns: int = 3) -> Fan:
    """A fan over so many turns; from the last two on it stays as wide as it is."""
    return Fan(letter, "A lens", (*LEVELS, *LEVELS[-1:] * (turns - len(DATES) + 1)))


@pytest.mark.parametrize(("width", "height"), [(80, 20), (30, 8), (7, 3), (1, 1), (200, 50)])
def test_the_chart_fills_any_size(width: int, height: int) -> None:
    lines = fan_lines(PLAYED, [fan(), fan("B")], DATES, 0, 100, width, height, at=3)
    assert len(lines) <= height
    assert {len(line_text(line)) for line in lines[:-2]} <= {max(width, 7)}


def test_bands_stand_where_the_games_do() -> None:
    lines = fan_lines(PLAYED, [fan()], DATES, 0, 100, 70, 22, at=None)
    last = [line[-1][1].split(":")[-1] for line in lines[:-2]]
    # From the top: outside the fan, its outer band down from 90, its inner one from 70 to 40, and out again below 20.
    assert last[0] == "plain"
    assert last[3] == "outer"
    assert last[8] == "inner"
    assert last[14] == "outer"
    assert last[-1] == "plain"
    first = [line[1][1] for line in lines[:-2]]
    assert not any(role.endswith(("inner", "outer")) for role in first), "what was played has no bands"


def test_a_boundary_within_a_cell_is_painted_in_halves() -> None:
    lines = fan_lines(PLAYED, [fan()], DATES, 0, 100, 70, 22, at=None)
    halves = {role for line in lines for words, role in line if "▀" in words}
    assert {"plain:outer", "outer:plain"} <= halves


class Shown(App[None]):
    """The chart and the bars by themselves."""

    def compose(self) -> ComposeResult:
        yield BarTable()
        yield FanChart()

    def on_mount(self) -> None:
        game = sample.scenario(3)
        fans = [fan(letter, game.calendar.turns) for letter in "AB"]
        self.query_one(FanChart).show(game, "france.cohesion", PLAYED, fans)
        rows = [
            Barred("A long title of an ending that wraps", (Bar("A", "12.5 %", "11 to 14", 0.125, "3", "3, 2026"),))
        ]
        self.query_one(BarTable).show(("share", "95 % interval", "in turn"), rows)


async def test_the_foot_tells_the_turn_that_is_read() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        chart = app.query_one(FanChart)
        chart.at = 3
        await pilot.pause()
        shown = " ".join("".join(line_text(line) for line in chart.foot()).split())
        assert "after turn 3. A: half of the games 40 to 70, 9 in 10 20 to 90, the middle 55" in shown
        chart.at = 99
        assert chart.at == sample.scenario(3).calendar.turns
        chart.at = 1
        assert "was 52.0 after turn 1, as played" in line_text(chart.foot()[0])


@pytest.mark.parametrize("width", [20, 50, 80, 140])
async def test_bars_give_way_to_their_numbers(width: int) -> None:
    app = Shown()
    async with app.run_test(size=(width, 24)):
        table = app.query_one(BarTable)
        assert "12.5 %" in table.text
        assert ("3, 2026" in table.text) == (width == 140)
        assert all(len(line) <= width or width == 20 for line in table.text.splitlines())
