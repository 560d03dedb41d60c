"""How numbers have gone over the turns: one indicator of several actors, or all indicators of one actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from wargame.model.scenario import MOVER_ID, Scenario
from wargame.text.charts import course_words, history_head, unknown_words
from wargame.text.message import message
from wargame.text.names import actor_name, number_title
from wargame.tui.widgets.chart import Series, chart_lines, drawn, legend_lines, zoomed
from wargame.tui.widgets.framed import FramedView
from wargame.tui.widgets.lines import Line, fitted, wrapped

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LEGEND_ASIDE_FROM = 66
_LEGEND_BELOW = 4


@dataclass(frozen=True, slots=True)
class Subject:
    """What the chart shows: a heading, the numbers by name, and what each is called in the legend."""

    title: str
    names: tuple[str, ...]
    labels: tuple[str, ...]


class HistoryChart(FramedView):
    """Numbers over the turns in braille on bands; the legend tells each one's value and signed change.

    Up and down choose a line, left and right a turn, `[` and `]` another subject, `z` turns the zoom on and off.

    >>> chart = HistoryChart()
    >>> chart.show(scenario, history, own=("france",))  # doctest: +SKIP
    >>> chart.show_numbers("What I watch", ["nato.cohesion", "trust(us, france)"])  # doctest: +SKIP
    """

    PREFIX = "history-chart"
    HEAD = 1
    FOOTS = ((9, 2),)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "history-chart--text",
        "history-chart--head",
        "history-chart--axis",
        "history-chart--axis-at",
        "history-chart--band-0",
        "history-chart--band-1",
        "history-chart--at",
        "history-chart--legend",
        "history-chart--chosen",
        "history-chart--blurred",
        "history-chart--foot",
        *(f"history-chart--line-{colour}" for colour in range(6)),
    }
    DEFAULT_CSS = """
    HistoryChart .history-chart--text { background: $surface; color: $foreground; }
    HistoryChart .history-chart--head { background: $surface; color: $foreground 75%; text-style: bold; }
    HistoryChart .history-chart--axis { background: $surface; color: $foreground 60%; }
    HistoryChart .history-chart--axis-at { background: $surface; color: $primary; text-style: bold; }
    HistoryChart .history-chart--band-0 { background: $surface; }
    HistoryChart .history-chart--band-1 { background: $panel; }
    HistoryChart .history-chart--at { background: $block-cursor-background; }
    HistoryChart .history-chart--legend { background: $surface; color: $foreground 85%; }
    HistoryChart .history-chart--chosen {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    HistoryChart .history-chart--blurred {
        background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground; text-style: bold;
    }
    HistoryChart .history-chart--foot { background: $panel; color: $foreground; }
    HistoryChart .history-chart--line-0 { color: $primary; }
    HistoryChart .history-chart--line-1 { color: $accent; }
    HistoryChart .history-chart--line-2 { color: $success; }
    HistoryChart .history-chart--line-3 { color: $error; }
    HistoryChart .history-chart--line-4 { color: $secondary; }
    HistoryChart .history-chart--line-5 { color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Line above", show=False),
        Binding("down", "choose(1)", "Line below", show=False),
        Binding("left", "go(-1)", "Earlier turn", show=False),
        Binding("right", "go(1)", "Later turn", show=False),
        Binding("home", "go(-999)", "Start", show=False),
        Binding("end", "go(999)", "Now", show=False),
        Binding("left_square_bracket", "subject(-1)", "Previous subject", show=False),
        Binding("right_square_bracket", "subject(1)", "Next subject", key_display="[ ]"),
        Binding("z", "zoom", "Zoom", tooltip="Show only the part of the range that the lines are in"),
    ]

    subject: reactive[int] = reactive(0)
    """Which subject is shown."""
    chosen: reactive[int] = reactive(0)
    """Which line is on top."""
    at: reactive[int] = reactive(0)
    """The point of time shown in the legend; 0 is the start, n the end of the nth turn."""
    zoom: reactive[bool] = reactive(False)

    @dataclass
    class PointHighlighted(Message):
        """The cursor came to a number after a turn; turn 0 is the start."""

        chart: HistoryChart
        name: str
        turn: int

        @property
        def control(self) -> HistoryChart:
            return self.chart

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._scenario: Scenario | None = None
        self._history: Sequence[Mapping[str, float]] = ()
        self._first_turn = 1
        self._subjects: list[Subject] = []
        self._series: list[Series] = []
        self._drawn: tuple[object, list[Line]] | None = None

    def show(
        self,
        scenario: Scenario,
        history: Sequence[Mapping[str, float]],
        own: Sequence[str] = (),
        first_turn: int = 1,
    ) -> None:
        """Show the numbers before the first turn and after each played; `own` actors come first in every list.

        The subjects are one's own actors over their indicators, each indicator over its actors, the other actors over
        their indicators, and political capital.
        """
        before = self._subject.title if self._subject else ""
        self._scenario, self._history, self._first_turn = scenario, history, first_turn
        known: set[str] = set().union(*history) if history else set()
        actors = [*own, *(actor for actor in scenario.actors if actor not in own)]
        by_actor = {actor: self._of_actor(actor, known) for actor in actors}
        subjects = [by_actor[actor] for actor in own]
        for indicator in scenario.indicators.values():
            having = [actor for actor in actors if f"{actor}.{indicator.id}" in known]
            names = tuple(f"{actor}.{indicator.id}" for actor in having)
            subjects.append(Subject(indicator.title, names, tuple(actor_name(scenario, a) for a in having)))
        subjects += [by_actor[actor] for actor in actors if actor not in own]
        capital = tuple(f"capital({seat})" for seat in (*scenario.seats, MOVER_ID) if f"capital({seat})" in known)
        subjects.append(
            Subject(message("Political capital"), capital, tuple(number_title(scenario, p) for p in capital))
        )
        self._subjects = [subject for subject in subjects if subject.names]
        titles = [subject.title for subject in self._subjects]
        self._take(titles.index(before) if before in titles else 0)
        self.at = len(history) - 1

    def _of_actor(self, actor: str, known: Set[str]) -> Subject:
        assert self._scenario is not None
        having = [each for each in self._scenario.indicators.values() if f"{actor}.{each.id}" in known]
        names = tuple(f"{actor}.{indicator.id}" for indicator in having)
        return Subject(actor_name(self._scenario, actor), names, tuple(indicator.title for indicator in having))

    def show_numbers(self, title: str, names: Sequence[str]) -> None:
        """Show numbers of one's own choice, by their names in the scenario; they stay among the subjects."""
        assert self._scenario is not None, "show() comes first"
        labels = tuple(number_title(self._scenario, name) for name in names)
        self._subjects = [each for each in self._subjects if each.title != title]
        self._subjects.append(Subject(title, tuple(names), labels))
        self._take(len(self._subjects) - 1)

    def show_number(self, name: str) -> None:
        """Bring up the first subject that holds this number, with its line on top."""
        for place, subject in enumerate(self._subjects):
            if name in subject.names:
                self._take(place)
                self.chosen = subject.names.index(name)
                return

    @property
    def number(self) -> str | None:
        """The number whose line is on top, by its name in the scenario."""
        return self._series[self.chosen].name if self.chosen < len(self._series) else None

    @property
    def _subject(self) -> Subject | None:
        return self._subjects[self.subject] if self.subject < len(self._subjects) else None

    def _take(self, subject: int) -> None:
        """Show another subject."""
        fresh = subject != self.subject
        self.set_reactive(HistoryChart.subject, subject)
        self._series = []
        if self._subject is not None:
            for place, name in enumerate(self._subject.names):
                values = tuple(numbers[name] for numbers in self._history if name in numbers)
                letter = _LETTERS[place % len(_LETTERS)]
                self._series.append(Series(name, self._subject.labels[place], letter, values))
        if fresh or self.chosen >= len(self._series):
            self.set_reactive(HistoryChart.chosen, 0)
        self._drawn = None
        self.lay_out()

    # Lines.

    def row_count(self) -> int:
        return self.room

    def head(self) -> list[tuple[Line, Line]]:
        low, high = self._range()
        title = self._subject.title if self._subject else message("Nothing to show yet")
        words = f" {history_head(title, low, high, len(drawn(self._series, self.chosen)) < len(self._series))}"
        width = self.size.width
        if width >= _LEGEND_ASIDE_FROM:
            return [((), ((fitted(words, width - 15), "head"), (message("  level change "), "axis")))]
        return [((), ((fitted(words, width), "head"),))]

    def body(self, row: int) -> tuple[Line, Line]:
        key = (self.size, self.subject, self.chosen, self.at, self.zoom, self.has_focus)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, self._draw())
        return (), self._drawn[1][row] if row < len(self._drawn[1]) else ()

    def _draw(self) -> list[Line]:
        if self._scenario is None or not self._series:
            return []
        width, height = self.size.width, self.room
        calendar = self._scenario.calendar
        first = self._first_turn
        last = max(calendar.turns, first + len(self._history) - 2)
        dates = [str(calendar.date(turn)) for turn in range(first, last + 2)]
        lines = drawn(self._series, self.chosen)
        low, high = self._range()
        if width >= _LEGEND_ASIDE_FROM:
            longest = max(len(each.label) for each in self._series)
            aside = min(max(28, longest + 19), width // 2)
            legend = legend_lines(self._series, lines, aside, height, self.chosen, self.at)
            chart_width = width - aside - 1
            chart = chart_lines(self._series, lines, dates, low, high, chart_width, height, self.chosen, self.at)
            legend += [()] * (height - len(legend))
            whole = [[*left, (" ", "text"), *right] for left, right in zip(chart, legend, strict=False)]
        else:
            below = min(_LEGEND_BELOW, len(self._series), max(1, height // 3))
            chart = chart_lines(self._series, lines, dates, low, high, width, height - below, self.chosen, self.at)
            legend = legend_lines(self._series, lines, width, below, self.chosen, self.at)
            whole = [list(line) for line in (*chart, *legend)]
        if self.has_focus:
            return list(whole)
        return [[(words, "blurred" if role == "chosen" else role) for words, role in line] for line in whole]

    def _range(self) -> tuple[float, float]:
        """The range of the y axis: that of the numbers shown, or the part of it that they are in."""
        if self._scenario is None or self._subject is None:
            return 0.0, 100.0
        ranges = [self._declared(name) for name in self._subject.names]
        low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
        return zoomed(self._series, low, high) if self.zoom else (low, high)

    def _declared(self, name: str) -> tuple[float, float]:
        assert self._scenario is not None
        if name.startswith("trust("):
            return self._scenario.ties.low, self._scenario.ties.high
        if name.startswith("capital("):
            budget = self._scenario.budget(name[8:-1])
            assert budget is not None
            return 0.0, budget.most
        indicator = self._scenario.indicators[name.partition(".")[2]]
        return indicator.low, indicator.high

    def make_style(self, role: str) -> Style:
        line, _, ground = role.partition(":")
        if not ground:
            return super().make_style(role)
        behind = self.get_component_rich_style(f"{self.PREFIX}--{ground}")
        ahead = self.get_component_rich_style(f"{self.PREFIX}--{line}", partial=True)
        return behind + Style(color=ahead.color, bold=ahead.bold)

    def foot_key(self) -> object:
        return (self.subject, self.chosen, self.at)

    def foot(self) -> list[Line]:
        if self._scenario is None or self.chosen >= len(self._series):
            return []
        each = self._series[self.chosen]
        # Of two ways through a game one may be shorter: past its end, its last turn is told.
        at = min(self.at, len(each.values) - 1)
        if at >= 0:
            level = each.values[at]
            change, since = each.change(at) if at else 0.0, level - each.values[0]
            turn = self._first_turn + at - 1 if at else 0
            words = course_words(self._scenario, each.name, turn, level, change, since)
        else:
            words = unknown_words(self._scenario, each.name)
        return [((" " + line, "foot"),) for line in wrapped(words, self.size.width - 2, self.foot_height)]

    # Moving about.

    def validate_chosen(self, chosen: int) -> int:
        return min(max(chosen, 0), max(0, len(self._series) - 1))

    def validate_at(self, at: int) -> int:
        return min(max(at, 0), max(0, len(self._history) - 1))

    def _moved(self) -> None:
        self.refresh()
        if self.chosen < len(self._series):
            self.post_message(self.PointHighlighted(self, self._series[self.chosen].name, self.at))

    def watch_chosen(self) -> None:
        self._moved()

    def watch_at(self) -> None:
        self._moved()

    def watch_zoom(self) -> None:
        self.refresh()

    def watch_subject(self) -> None:
        self._moved()

    def action_choose(self, down: int) -> None:
        """Bring the line before or after to the top."""
        self.chosen += down

    def action_go(self, turns: int) -> None:
        """Go to an earlier or later turn."""
        self.at += turns

    def action_subject(self, way: int) -> None:
        """Show the next or previous subject."""
        if self._subjects:
            self._take((self.subject + way) % len(self._subjects))
            self._moved()

    def action_zoom(self) -> None:
        """Turn the zoom on or off."""
        self.zoom = not self.zoom

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
