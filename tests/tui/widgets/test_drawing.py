"""The pure drawing: braille, bars, charts and the picture of one actor, as lines of text."""

from __future__ import annotations

import pytest

from tests.text import sample
from wargame.network.ego import Ego, ego
from wargame.tui.widgets.braille import Canvas
from wargame.tui.widgets.chart import Series, chart_lines, drawn, legend_lines, zoomed
from wargame.tui.widgets.ego_drawing import ego_lines
from wargame.tui.widgets.lines import bar, fitted, line_text, wrapped

DATES = ["2026-01", "2026-07", "2027-01", "2027-07", "2028-01"]


def series(*values: float, letter: str = "A") -> Series:
    """A line of a chart."""
    return Series(f"n{letter}.x", f"Number {letter}", letter, values)


def test_dots_and_lines() -> None:
    canvas = Canvas(2, 1)
    canvas.dot(0, 0, "one")
    canvas.dot(3, 3, "two")
    canvas.dot(4, 0, "outside")
    assert [canvas.cell(x, 0) for x in range(2)] == [("⠁", "one"), ("⢀", "two")]
    canvas.line(0, 3, 3, 3, "base", "#-")
    assert canvas.cell(0, 0) == ("⡁", "base")
    assert Canvas(1, 1).cell(0, 0) == (" ", None)


def test_bars_and_fitting() -> None:
    assert bar(0.5, 4) == "━━──"
    assert bar(0.625, 4) == "━━╸─"
    assert bar(2, 3) == "━━━" and bar(-1, 3) == "───"
    assert fitted("Assemblée", 5) == "Asse…" and fitted("ab", 4) == "ab  "
    assert wrapped("one two three four", 9, 2) == ["one two", "three fo…"]


@pytest.mark.parametrize("points", range(6))
@pytest.mark.parametrize("size", [(20, 5), (80, 16), (200, 50), (8, 3), (60, 1)])
def test_a_chart_fills_its_window_with_any_number_of_points(points: int, size: tuple[int, int]) -> None:
    width, height = size
    one = series(*[10.0 * point for point in range(points)])
    lines = chart_lines([one], [0], DATES, 0, 100, width, height, 0, points - 1)
    assert len(lines) == height
    if width >= 20:
        assert {len(line_text(line)) for line in lines} == {width}


def test_a_rising_line_rises_and_ends_in_its_letter() -> None:
    lines = chart_lines([series(0, 100)], [0], DATES[:2], 0, 100, 46, 12, 0, 1)
    text = [line_text(line) for line in lines]
    assert text[0].startswith(" 100 ┤") and text[0].endswith("A")
    assert text[9].startswith("   0 ┤") and text[9][6] != " "
    assert "2026-01" in text[-1] and "2026-07" in text[-1]


def test_lines_ending_at_one_level_keep_their_letters() -> None:
    several = [series(50, 50, letter=letter) for letter in "ABC"]
    lines = chart_lines(several, [0, 1, 2], DATES, 0, 100, 60, 12)
    text = "".join(line_text(line) for line in lines)
    assert all(text.count(letter) == 1 for letter in "ABC")


def test_the_marked_turn_has_its_ground_and_its_date() -> None:
    lines = chart_lines([series(1, 2, 3)], [0], DATES, 0, 100, 60, 12, 0, 1)
    roles = {role for line in lines for _, role in line}
    assert any(role.endswith(":at") for role in roles)
    assert ("2026-07", "axis-at") in lines[-1]


def test_bands_alternate() -> None:
    lines = chart_lines([], [], DATES, 0, 100, 40, 22)
    grounds = [line[1][1] for line in lines[:20]]
    assert grounds == (["text:band-0"] * 4 + ["text:band-1"] * 4) * 2 + ["text:band-0"] * 4


def test_the_lines_drawn_are_the_chosen_and_those_that_moved_most() -> None:
    several = [
        series(0, moved, letter=letter) for moved, letter in zip((1, 9, -8, 2, 3, 4, 5, 6), "ABCDEFGH", strict=True)
    ]
    assert drawn(several, 0, 3) == [0, 1, 2]
    assert drawn(several, 1, 3) == [1, 2, 7]
    assert drawn([], 0) == []


def test_the_zoom_just_holds_the_values() -> None:
    assert zoomed([series(42, 57.5)], 0, 100) == (40, 60)
    assert zoomed([series(100, 100)], 0, 100) == (95, 100)
    assert zoomed([series()], 0, 100) == (0, 100)
    low, high = zoomed([series(50)], 0, 100)
    assert low <= 50 <= high and high > low


def test_the_legend_tells_value_and_signed_change() -> None:
    several = [series(50, 62.5), series(50, 41, letter="B"), series(letter="C")]
    text = [line_text(line) for line in legend_lines(several, [0, 2], 40, 5, 0, 1)]
    assert text[0].startswith(">A Number A") and text[0].split()[-2:] == ["62.5", "+12.5"]
    assert text[1].startswith("   Number B") and text[1].split()[-2:] == ["41.0", "-9.0"]
    assert text[2].split()[-1] == "-"
    assert {len(line) for line in text} == {40}


def test_the_legend_shows_the_part_around_the_chosen_line() -> None:
    several = [series(1, letter=letter) for letter in "ABCDEFGH"]
    text = [line_text(line) for line in legend_lines(several, [7], 30, 3, 7, 0)]
    assert [line.split()[-3] for line in text] == ["F", "G", "H"]


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("room", [6, 16, 50])
def test_one_actor_is_drawn_within_the_width(width: int, room: int) -> None:
    game = sample.scenario(17)
    drawing = ego(game, sample.numbers(game), "germany")
    lines = ego_lines(drawing, lambda actor, room: actor[:room], 0.4, width, room, (1, 2))
    text = [line_text(line) for line in lines]
    assert {len(line) for line in text} <= {width, width - 1}
    assert sum("> " in line for line in text) == 1
    for neighbour in (*drawing.listens_to, *drawing.listened_to_by):
        assert any(neighbour.actor[:5] in line for line in text)
    assert any("germany" in line for line in text) and any("0.40" in line for line in text)


def test_an_actor_without_ties_stands_alone() -> None:
    lines = ego_lines(Ego("iran", (), ()), lambda actor, _: actor, 1.0, 80, 10, (0, 0))
    text = "\n".join(line_text(line) for line in lines)
    assert "iran" in text and "1.00" in text
    assert not any("⠀" < char <= "⣿" for char in text)
