"""A number over the turns of a game and of the games simulated on from there: a fan of where they may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from rich.style import Style
from textual.reactive import reactive

from wargame.model.scenario import Scenario
from wargame.text.charts import fan_head, no_games, played_level, simulated_levels
from wargame.text.message import message
from wargame.text.words import sentences
from wargame.tui.widgets.braille import Canvas
from wargame.tui.widgets.chart import AXIS, BANDS, PATTERNS, Series, merged, time_axis, zoomed
from wargame.tui.widgets.framed import FramedView
from wargame.tui.widgets.lines import Line, Run, fitted, wrapped

OUTER, LOWER, MIDDLE, UPPER, OUTERMOST = range(5)
"""The places of 5, 25, 50, 75 and 95 of 100 among the levels of a fan at one point of time."""


@dataclass(frozen=True, slots=True)
class Fan:
    """Where a number may be under one lens: five levels for each point of time, from the last one played on."""

    letter: str
    label: str
    levels: tuple[tuple[float, ...], ...]

    @property
    def middles(self) -> tuple[float, ...]:
        """The line that half of the games are below."""
        return tuple(each[MIDDLE] for each in self.levels)


def fan_lines(
    played: Sequence[float],
    fans: Sequence[Fan],
    dates: Sequence[str],
    low: float,
    high: float,
    width: int,
    height: int,
    at: int | None = None,
) -> list[Line]:
    """The chart as `height` lines of `width` cells: what was played, then the fans, over one point of time per date.

    The first fan is painted, all have their middle drawn. Roles are `axis`, `axis-at` and, within the chart,
    `<ink>:<ground>`: ink `played`, `line-0` ... or a ground where a cell is painted in two halves.
    """
    across, down = max(1, width - AXIS), max(1, height - 2)
    canvas = Canvas(across, down)
    span = (high - low) or 1.0
    now = len(played) - 1

    def place_of(point: float) -> int:
        return round(point * (across * 2 - 1) / (len(dates) - 1)) if len(dates) > 1 else across

    def row_of(value: float) -> int:
        return round((high - min(max(value, low), high)) / span * (down * 4 - 1))

    def draw(first: int, values: Sequence[float], role: str, pattern: str) -> tuple[int, int]:
        dots = [(place_of(first + place), row_of(value)) for place, value in enumerate(values)]
        for (x0, y0), (x1, y1) in pairwise(dots):
            canvas.line(x0, y0, x1, y1, role, pattern)
        if len(dots) == 1:
            canvas.dot(*dots[0], role)
        return dots[-1]

    ends: dict[tuple[int, int], tuple[str, str]] = {}
    for place, fan in reversed(list(enumerate(fans))):
        role = f"line-{place % len(PATTERNS)}"
        x, y = draw(now, fan.middles, role, PATTERNS[(place * 2) % len(PATTERNS)])
        cell = min(x // 2, across - 1), y // 4
        while cell in ends and cell[0]:
            cell = cell[0] - 1, cell[1]
        ends[cell] = fan.letter, role
    draw(0, played, "played", "#")

    painted = fans[0] if fans else None
    column = None if at is None else min(place_of(at) // 2, across - 1)
    marks = {round(band * (down - 1) / BANDS): high - span * band / BANDS for band in range(BANDS + 1)}
    bounds = [_bounds(painted, now, (x * 2 + 0.5) * (len(dates) - 1) / (across * 2 - 1)) for x in range(across)]
    result: list[Line] = []
    for row in range(down):
        label = f"{marks[row]:.0f}" if row in marks else ""
        line: list[Run] = [(f"{label:>{AXIS - 2}} " + ("┤" if label else "│"), "axis")]
        upper, lower = (high - span * (row + part) / down for part in (0.25, 0.75))
        for x in range(across):
            above, below = (_ground(bounds[x], value, x == column) for value in (upper, lower))
            char, owner = ends.get((x, row)) or canvas.cell(x, row)
            if owner is not None or above == below:
                # A cell with a dot in it has room for one colour behind it.
                line.append((char, f"{owner or 'text'}:{above}"))
            else:
                line.append(("▀", f"{above}:{below}"))
        result.append(merged(line))
    result += time_axis(dates, [min(place_of(point) // 2, across - 1) for point in range(len(dates))], across, at)
    return result[:height] if height >= 3 else result[-height:]


def _bounds(fan: Fan | None, now: int, point: float) -> tuple[float, ...] | None:
    """The fan's levels between two points of time; None where there is no fan."""
    if fan is None or not now <= point <= now + len(fan.levels) - 1:
        return None
    before = min(int(point) - now, len(fan.levels) - 1)
    after, part = min(before + 1, len(fan.levels) - 1), point - int(point)
    return tuple(a + (b - a) * part for a, b in zip(fan.levels[before], fan.levels[after], strict=True))


def _ground(bounds: tuple[float, ...] | None, value: float, here: bool) -> str:
    if bounds is not None:
        if bounds[LOWER] <= value <= bounds[UPPER]:
            return "inner"
        if bounds[OUTER] <= value <= bounds[OUTERMOST]:
            return "outer"
    return "at" if here else "plain"


class FanChart(FramedView, can_focus=False, inherit_bindings=False):
    """A number as it was played and as simulated games go on: half of them within the inner band, 9 in 10 in the outer.

    Example:
        ```python
        chart.show(scenario, "nato.cohesion", (62.0, 55.0), fans)
        ```
    """

    PREFIX = "fan-chart"
    HEAD = 1
    FOOTS = ((20, 3), (8, 2))
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "fan-chart--text",
        "fan-chart--head",
        "fan-chart--axis",
        "fan-chart--axis-at",
        "fan-chart--plain",
        "fan-chart--at",
        "fan-chart--outer",
        "fan-chart--inner",
        "fan-chart--played",
        "fan-chart--foot",
        *(f"fan-chart--line-{colour}" for colour in range(6)),
    }
    DEFAULT_CSS = """
    FanChart .fan-chart--text { background: $surface; color: $foreground; }
    FanChart .fan-chart--head { background: $surface; color: $foreground 75%; text-style: bold; }
    FanChart .fan-chart--axis { background: $surface; color: $foreground 60%; }
    FanChart .fan-chart--axis-at { background: $surface; color: $primary; text-style: bold; }
    FanChart .fan-chart--plain { background: $surface; }
    FanChart .fan-chart--at { background: $panel; }
    FanChart .fan-chart--outer { background: $primary 22%; }
    FanChart .fan-chart--inner { background: $primary 48%; }
    FanChart .fan-chart--played { color: $foreground; }
    FanChart .fan-chart--foot { background: $panel; color: $foreground; }
    FanChart .fan-chart--line-0 { color: $foreground; text-style: bold; }
    FanChart .fan-chart--line-1 { color: $accent; text-style: bold; }
    FanChart .fan-chart--line-2 { color: $success; text-style: bold; }
    FanChart .fan-chart--line-3 { color: $error; text-style: bold; }
    FanChart .fan-chart--line-4 { color: $secondary; text-style: bold; }
    FanChart .fan-chart--line-5 { color: $foreground; text-style: bold; }
    """

    at: reactive[int] = reactive(0)
    """The point of time shown in the foot; 0 is the start, n the end of the nth turn."""
    zoom: reactive[bool] = reactive(True)
    """Whether only the part of the range is shown that the fan is in."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._scenario: Scenario | None = None
        self._number = ""
        self._played: tuple[float, ...] = ()
        self._fans: tuple[Fan, ...] = ()
        self._first_turn = 1
        self._at_end = ""
        self._drawn: tuple[object, list[Line]] | None = None

    def show(
        self,
        scenario: Scenario,
        name: str,
        played: Sequence[float],
        fans: Sequence[Fan],
        first_turn: int = 1,
        at_end: str = "",
    ) -> None:
        """Show a number: before the first turn and after each played, then its fans, of which the first is painted.

        `at_end` is said of the last turn.
        """
        self._at_end = at_end
        fresh = self._scenario is None
        self._first_turn = first_turn
        self._scenario, self._number, self._played, self._fans = scenario, name, tuple(played), tuple(fans)
        self._drawn = None
        if fresh:
            self.at = scenario.calendar.turns - first_turn + 1
        self.lay_out()

    @property
    def number(self) -> str:
        """The number shown, by its name in the scenario."""
        return self._number

    @property
    def _turn(self) -> int:
        """The turn at whose end the cursor is."""
        return self._first_turn + self.at - 1

    # Lines.

    def row_count(self) -> int:
        return self.room

    def head(self) -> list[tuple[Line, Line]]:
        if self._scenario is None:
            return [((), ((message(" Nothing to show yet"), "head"),))]
        low, high = self._range()
        letter = self._fans[0].letter if self._fans else ""
        words = fan_head(self._scenario, self._number, low, high, letter, self.size.width)
        return [((), ((fitted(words, self.size.width), "head"),))]

    def body(self, row: int) -> tuple[Line, Line]:
        key = (self.size, self.at, self.zoom)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, self._draw())
        return (), self._drawn[1][row] if row < len(self._drawn[1]) else ()

    def _draw(self) -> list[Line]:
        if self._scenario is None or not self._played:
            return []
        calendar = self._scenario.calendar
        dates = [str(calendar.date(turn)) for turn in range(self._first_turn, calendar.turns + 2)]
        low, high = self._range()
        return fan_lines(self._played, self._fans, dates, low, high, self.size.width, self.room, self.at)

    def _range(self) -> tuple[float, float]:
        """The range of the y axis: the indicator's own, or the part of it that the game and its fans are in."""
        if self._scenario is None:
            return 0.0, 100.0
        indicator = self._scenario.indicators[self._number.partition(".")[2]]
        if not self.zoom:
            return indicator.low, indicator.high
        shown = (*self._played, *(level for fan in self._fans for levels in fan.levels for level in levels))
        return zoomed([Series("", "", "", shown)], indicator.low, indicator.high)

    def make_style(self, role: str) -> Style:
        ink, _, ground = role.partition(":")
        if not ground:
            return super().make_style(role)
        behind = self.get_component_rich_style(f"{self.PREFIX}--{ground}")
        ahead = self.get_component_rich_style(f"{self.PREFIX}--{ink}", partial=True)
        halved = ink in ("plain", "at", "outer", "inner")
        if halved:
            return behind + Style(color=self.get_component_rich_style(f"{self.PREFIX}--{ink}").bgcolor)
        return behind + Style(color=ahead.color, bold=ahead.bold)

    def foot_key(self) -> object:
        return (self._number, self.at, self._fans, self._played, self._at_end)

    def foot(self) -> list[Line]:
        if self._scenario is None:
            return []
        now = len(self._played) - 1
        if self.at <= now:
            words = played_level(self._scenario, self._number, self._turn if self.at else 0, self._played[self.at])
        elif not self._fans:
            words = no_games(self._scenario, self._number)
        else:
            levels = [(fan.letter, fan.levels[self.at - now]) for fan in self._fans]
            words = simulated_levels(self._scenario, self._number, self._turn, levels)
            if self._turn == self._scenario.calendar.turns:
                words = sentences(words, self._at_end)
        return [((" " + line, "foot"),) for line in wrapped(words, self.size.width - 2, self.foot_height)]

    # Moving about.

    def validate_at(self, at: int) -> int:
        last = self._scenario.calendar.turns - self._first_turn + 1 if self._scenario is not None else 0
        return min(max(at, 0), last)

    def watch_at(self) -> None:
        self.refresh()

    def watch_zoom(self) -> None:
        self._drawn = None
        self.refresh()
