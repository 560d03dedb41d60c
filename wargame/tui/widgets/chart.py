"""Numbers over the turns of a game, drawn as lines of text: braille on bands, a y axis, an x axis with dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from wargame.text.names import plain, signed
from wargame.tui.widgets.braille import Canvas
from wargame.tui.widgets.lines import Line, Run, fitted

BANDS = 5
AXIS = 6
"""Cells of the y axis, its numbers and its line."""
PATTERNS = ("#", "###-", "##--", "#-", "######--", "#---")
"""How the lines differ where there is no colour; as many as there are colours."""


@dataclass(frozen=True, slots=True)
class Series:
    """One number over time: the first value is from before turn 1, the others after each turn played."""

    name: str
    label: str
    letter: str
    values: tuple[float, ...]

    @property
    def last(self) -> float | None:
        """Where it is now; None when nothing is known of it."""
        return self.values[-1] if self.values else None

    def change(self, at: int) -> float:
        """The change from the turn before to point `at`; 0 where there is none before."""
        return self.values[at] - self.values[at - 1] if 0 < at < len(self.values) else 0.0

    @property
    def moved(self) -> float:
        """How far it has come since the first point."""
        return self.values[-1] - self.values[0] if self.values else 0.0


def zoomed(series: Sequence[Series], low: float, high: float) -> tuple[float, float]:
    """A range that just holds all values, in steps of 10 and no wider than `low` to `high`."""
    values = [value for each in series for value in each.values]
    if not values:
        return low, high
    bottom, top = max(low, min(values) // 10 * 10), min(high, -(-max(values) // 10) * 10)
    return (bottom, top) if top - bottom >= 10 else (max(low, bottom - 5), min(high, bottom + 10))


def drawn(series: Sequence[Series], chosen: int, most: int = len(PATTERNS)) -> list[int]:
    """Which lines to draw, so that they can be told apart: the chosen one and those that moved most."""
    others = [place for place in range(len(series)) if place != chosen]
    # Equal moves keep the order of the list, so that the picture does not jump.
    others.sort(key=lambda place: -abs(round(series[place].moved, 6)))
    kept = [chosen, *others[: most - 1]] if 0 <= chosen < len(series) else others[:most]
    return sorted(kept)


def chart_lines(
    series: Sequence[Series],
    lines: Sequence[int],
    dates: Sequence[str],
    low: float,
    high: float,
    width: int,
    height: int,
    chosen: int = -1,
    at: int | None = None,
) -> list[Line]:
    """The chart as `height` lines of `width` cells: the series in `lines`, over one point of time for each of `dates`.

    `chosen` is drawn on top; `at` is the point of time to mark. Roles are `axis`, `axis-at` and, within the chart,
    `<series>:<ground>`, the series `line-0` ... `line-5` or `text`, the ground `band-0`, `band-1` or `at`.
    """
    across, down = max(1, width - AXIS), max(1, height - 2)
    canvas = Canvas(across, down)
    span = (high - low) or 1.0

    def place_of(point: int) -> int:
        return round(point * (across * 2 - 1) / (len(dates) - 1)) if len(dates) > 1 else across

    def row_of(value: float) -> int:
        share = (high - min(max(value, low), high)) / span
        return round(share * (down * 4 - 1))

    ends: dict[tuple[int, int], tuple[str, str]] = {}
    order = sorted(range(len(lines)), key=lambda colour: lines[colour] == chosen)
    for colour in order:
        each, role = series[lines[colour]], f"line-{colour % len(PATTERNS)}"
        dots = [(place_of(point), row_of(value)) for point, value in enumerate(each.values[: len(dates)])]
        pattern = "#" if lines[colour] == chosen else PATTERNS[colour % len(PATTERNS)]
        for (x0, y0), (x1, y1) in pairwise(dots):
            canvas.line(x0, y0, x1, y1, role, pattern)
        if dots:
            x, y = dots[-1]
            ends[_free(ends, min(x // 2, across - 1), y // 4, across)] = (each.letter, role)

    marks = {round(band * (down - 1) / BANDS): high - span * band / BANDS for band in range(BANDS + 1)}
    column = None if at is None else min(place_of(at) // 2, across - 1)
    result: list[Line] = []
    for row in range(down):
        band = int((row + 0.5) / down * BANDS) % 2
        label = f"{marks[row]:.0f}" if row in marks else ""
        line: list[Run] = [(f"{label:>{AXIS - 2}} " + ("┤" if label else "│"), "axis")]
        for x in range(across):
            ground = "at" if x == column else f"band-{band}"
            char, owner = ends.get((x, row)) or canvas.cell(x, row)
            line.append((char, f"{owner or 'text'}:{ground}"))
        result.append(merged(line))
    result += time_axis(dates, [min(place_of(point) // 2, across - 1) for point in range(len(dates))], across, at)
    return result[:height] if height >= 3 else result[-height:]


def legend_lines(
    series: Sequence[Series], lines: Sequence[int], width: int, height: int, chosen: int, at: int
) -> list[Line]:
    """The legend as `height` lines of `width` cells: letter, name, the value at a point and its signed change.

    The part around `chosen` is shown when there is not room for all; lines that are not drawn have no letter.
    """
    colours = {place: colour % len(PATTERNS) for colour, place in enumerate(lines)}
    first = min(max(0, chosen - height // 2), max(0, len(series) - height))
    result: list[Line] = []
    for place, each in list(enumerate(series))[first : first + height]:
        point = min(at, len(each.values) - 1)
        known = point >= 0
        value = plain(each.values[point]) if known else "-"
        change = signed(each.change(point)) if known else ""
        mark = ">" if place == chosen else " "
        letter = each.letter if place in colours else " "
        head, tail = f"{mark}{letter} ", f"{value:>7}{change:>7}"
        words = fitted(each.label, max(1, width - len(head) - len(tail) - 1))
        role = "chosen" if place == chosen else "legend"
        letter_role = f"line-{colours[place]}:band-0" if place in colours and place != chosen else role
        result.append(((head, letter_role), (words + tail + " ", role)))
    return result


def _free(ends: dict[tuple[int, int], tuple[str, str]], x: int, y: int, across: int) -> tuple[int, int]:
    """The cell for a line's letter: beside the others when several lines end at one level."""
    for away in (0, 1, 2, 3, -1, -2, -3):
        if (x + away, y) not in ends and 0 <= x + away < across:
            return x + away, y
    return x, y


def time_axis(dates: Sequence[str], columns: Sequence[int], across: int, at: int | None) -> list[Line]:
    """The x axis: a line with a tick at each point of time, and below it as many dates as there is room for."""
    ticks = ["─"] * across
    for column in columns:
        ticks[column] = "┴"
    words = [" "] * (AXIS + across)
    marked: tuple[int, int] | None = None
    # The marked date is written first, then every so many as there is room for.
    room = max((len(date) for date in dates), default=1) + 2
    apart = next((n for n in range(1, len(columns)) if columns[n] - columns[0] >= room), max(1, len(columns)))
    order = sorted((point for point in range(len(dates)) if point % apart == 0 or point == at), key=lambda p: p != at)
    taken: list[tuple[int, int]] = []
    for point in order:
        text = dates[point]
        start = min(max(0, AXIS + columns[point] - len(text) // 2), AXIS + across - len(text))
        end = start + len(text)
        if start < 0 or any(start <= other_end and end >= other_start for other_start, other_end in taken):
            continue
        taken.append((start, end))
        words[start:end] = text
        if point == at:
            marked = (start, end)
    written = "".join(words)
    dated: list[Run] = [(written, "axis")]
    if marked is not None:
        dated = [
            (written[: marked[0]], "axis"),
            (written[marked[0] : marked[1]], "axis-at"),
            (written[marked[1] :], "axis"),
        ]
    return [((" " * (AXIS - 1) + "└" + "".join(ticks), "axis"),), dated]


def merged(line: Sequence[Run]) -> list[Run]:
    """A line with neighbouring runs of one role joined."""
    result: list[Run] = []
    for words, role in line:
        if result and result[-1][1] == role:
            result[-1] = (result[-1][0] + words, role)
        else:
            result.append((words, role))
    return result
