"""The chart over the turns by its keys, its subjects and its words."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tests.text import sample
from wargame.tui.widgets.history_chart import HistoryChart
from wargame.tui.widgets.paths_chart import PathsChart


class Shown(App[None]):
    """The chart by itself."""

    def __init__(self, points: int = 5, actors: int = 17) -> None:
        super().__init__()
        self.game = sample.scenario(actors)
        self.history = [sample.numbers(self.game, turn) for turn in range(points)]
        self.heard: list[tuple[str, int]] = []

    def compose(self) -> ComposeResult:
        yield HistoryChart()

    def on_mount(self) -> None:
        self.chart.show(self.game, self.history, ("assembly",))
        self.chart.focus()

    @property
    def chart(self) -> HistoryChart:
        """The widget."""
        return self.query_one(HistoryChart)

    def on_history_chart_point_highlighted(self, message: HistoryChart.PointHighlighted) -> None:
        self.heard.append((message.name, message.turn))


def lines_of(chart: HistoryChart) -> list[str]:
    """The chart as it is seen."""
    return [chart.render_line(y).text for y in range(chart.size.height)]


@pytest.mark.parametrize("points", [0, 1, 2, 11])
@pytest.mark.parametrize("size", [(80, 24), (50, 20), (200, 60), (30, 8)])
async def test_any_number_of_points_is_drawn(points: int, size: tuple[int, int]) -> None:
    app = Shown(points)
    async with app.run_test(size=size) as pilot:
        lines = lines_of(app.chart)
        assert {len(line) for line in lines} == {size[0]}
        assert ("Nothing to show yet" in lines[0]) == (points == 0)
        await pilot.press("down", "left", "right", "z", "right_square_bracket", "home", "end")
        assert len(lines_of(app.chart)) == size[1]


async def test_legend_and_foot_tell_the_number_at_the_turn() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        name = "assembly.cohesion"
        now, before, first = (app.history[turn][name] for turn in (4, 3, 0))
        text = "\n".join(lines_of(app.chart))
        assert "Assemblée nationale, 0 to 100" in text
        assert f"after turn 4: {now:.1f}, {now - before:+.1f} in that turn, {now - first:+.1f} since the start" in (
            " ".join(text.split())
        )
        await pilot.press("left")
        assert app.heard[-1] == (name, 3)
        await pilot.press("home", "left")
        assert app.chart.at == 0
        assert f"at the start: {first:.1f}." in "\n".join(lines_of(app.chart))


async def test_dates_stand_under_the_axis() -> None:
    app = Shown()
    async with app.run_test(size=(120, 30)):
        text = "\n".join(lines_of(app.chart))
        assert "2026-01" in text and "2028-01" in text


async def test_subjects_go_round_own_actor_first() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right_square_bracket")
        lines = lines_of(app.chart)
        assert lines[0].startswith(" Cohesion, 0 to 100")
        assert ">A Assemblée nationale" in lines[1]
        await pilot.press("left_square_bracket", "left_square_bracket")
        assert lines_of(app.chart)[0].startswith(" Political capital, 0 to 8")


async def test_new_history_keeps_subject_and_line_and_goes_to_now() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right_square_bracket", "down", "down", "home")
        app.chart.show(app.game, [*app.history, sample.numbers(app.game, 5)], ("assembly",))
        await pilot.pause()
        assert lines_of(app.chart)[0].startswith(" Cohesion")
        assert (app.chart.chosen, app.chart.at) == (2, 5)


async def test_numbers_of_ones_own_choice() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        tie = app.game.ties.between[0]
        app.chart.show_numbers("What I watch", ["nato.cohesion", f"trust({tie.listener}, {tie.of})"])
        await pilot.pause()
        lines = lines_of(app.chart)
        assert lines[0].startswith(" What I watch, -100 to 100")
        app.chart.show_number("us.threat")
        await pilot.pause()
        assert app.heard[-1][0] == "us.threat"
        app.chart.show_number("atlantis.threat")
        assert app.heard[-1][0] == "us.threat"


async def test_zoom_narrows_the_axis() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("z")
        values = [app.history[turn][f"assembly.{kind}"] for turn in range(5) for kind in app.game.indicators]
        low, high = min(values) // 10 * 10, -(-max(values) // 10) * 10
        assert lines_of(app.chart)[0].startswith(f" Assemblée nationale, {low:.0f} to {high:.0f}")
        assert low > 0 and high < 100


class Paths(App[None]):
    """Two ways through a game, the first shorter."""

    def compose(self) -> ComposeResult:
        yield PathsChart()

    def on_mount(self) -> None:
        chart, game = self.query_one(PathsChart), sample.scenario(17)
        chart.show_paths(game, "assembly.cohesion", (50.0, 52.0), (50.0, 52.0, 58.0), ("node 1", "node 2"))
        chart.focus()


async def test_past_the_end_of_the_shorter_way_its_last_turn_is_told() -> None:
    app = Paths()
    async with app.run_test(size=(80, 24)) as pilot:
        chart = app.query_one(PathsChart)
        assert chart.at == 2
        assert "after turn 1: 52.0, +2.0 in that turn" in " ".join("\n".join(lines_of(chart)).split())
        await pilot.press("down")
        assert "after turn 2: 58.0, +6.0 in that turn" in " ".join("\n".join(lines_of(chart)).split())
