"""Every number: level, change since last turn and a bar, one's own actors first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from wargame.model.expression import Capital, text
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.text.charts import entry_words
from wargame.text.message import message
from wargame.text.names import (
    actor_name,
    mover_name,
    plain,
    seat_name,
    signed,
)
from wargame.tui.widgets.framed import FramedView
from wargame.tui.widgets.lines import Line, Run, bar, fitted, wrapped


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    whose: str
    short: str
    what: str
    level: float
    change: float
    share: float
    """Where the level lies in its range, 0 to 1."""
    own: bool
    first: bool
    """Whether it is the first number of its actor."""


class IndicatorTable(FramedView):
    """All numbers a seat may see but ties, by actor, its own actors and its capital first.

    >>> table = IndicatorTable()
    >>> table.show(scenario, numbers, before=numbers_a_turn_ago, own=("poland", "baltics"))  # doctest: +SKIP
    """

    PREFIX = "indicator-table"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "indicator-table--text",
        "indicator-table--head",
        "indicator-table--own",
        "indicator-table--bar",
        "indicator-table--plus",
        "indicator-table--minus",
        "indicator-table--still",
        "indicator-table--cursor",
        "indicator-table--blurred",
        "indicator-table--foot",
    }
    DEFAULT_CSS = """
    IndicatorTable .indicator-table--text { background: $surface; color: $foreground; }
    IndicatorTable .indicator-table--head { background: $surface; color: $foreground 60%; }
    IndicatorTable .indicator-table--own { background: $surface; color: $primary; text-style: bold; }
    IndicatorTable .indicator-table--bar { background: $surface; color: $secondary 80%; }
    IndicatorTable .indicator-table--plus { background: $surface; color: $primary; text-style: bold; }
    IndicatorTable .indicator-table--minus { background: $surface; color: $accent; text-style: bold; }
    IndicatorTable .indicator-table--still { background: $surface; color: $foreground 50%; }
    IndicatorTable .indicator-table--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    IndicatorTable .indicator-table--blurred {
        background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground; text-style: bold;
    }
    IndicatorTable .indicator-table--foot { background: $panel; color: $foreground; }
    """
    HEAD = 1
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False),
        Binding("down", "step(1)", "Down", show=False),
        Binding("left", "actor(-1)", "Previous actor", show=False),
        Binding("right", "actor(1)", "Next actor", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "step(-9999)", "First", show=False),
        Binding("end", "step(9999)", "Last", show=False),
        Binding("enter", "choose", "Look closer", tooltip="Look at this number by itself"),
    ]

    cursor: reactive[int] = reactive(0)
    """The row the cursor is on."""

    @dataclass
    class NumberHighlighted(Message):
        """The cursor came to a number, by its name in the scenario."""

        table: IndicatorTable
        name: str

        @property
        def control(self) -> IndicatorTable:
            return self.table

    @dataclass
    class NumberChosen(Message):
        """Enter was pressed on a number, by its name in the scenario."""

        table: IndicatorTable
        name: str

        @property
        def control(self) -> IndicatorTable:
            return self.table

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._scenario: Scenario | None = None
        self._numbers: Mapping[str, float] = {}
        self._before: Mapping[str, float] | None = None
        self._entries: list[_Entry] = []

    def show(
        self,
        scenario: Scenario,
        numbers: Mapping[str, float],
        before: Mapping[str, float] | None = None,
        own: Sequence[str] = (),
    ) -> None:
        """Show the numbers as they are and their change since `before`; `own` actors come first."""
        self._scenario, self._numbers, self._before = scenario, numbers, before
        here = self._entries[self.cursor].name if self.cursor < len(self._entries) else ""
        self._entries = []
        for actor in (*own, *(each for each in scenario.actors if each not in own)):
            whose, short = actor_name(scenario, actor), scenario.actors[actor].short
            first = True
            for indicator in scenario.indicators.values():
                name = f"{actor}.{indicator.id}"
                if name in numbers:
                    limits = (indicator.low, indicator.high)
                    entry = self._entry(name, (whose, short), indicator.title, limits, actor in own, first)
                    self._entries.append(entry)
                    first = False
        capital = []
        for seat in scenario.seats.values():
            name = f"capital({seat.id})"
            if name in numbers:
                mine = bool(set(own) & set(seat.actors))
                names = (seat_name(scenario, seat.id), seat.short)
                capital.append(self._entry(name, names, message("Capital"), (0.0, seat.capital.most), mine, True))
        budget, name = scenario.mover.capital, text(Capital(MOVER_ID))
        if budget is not None and name in numbers:
            mover = scenario.mover.actor
            names = (mover_name(scenario), scenario.actors[mover].short)
            capital.append(self._entry(name, names, message("Capital"), (0.0, budget.most), mover in own, True))
        own_capital = [entry for entry in capital if entry.own]
        self._entries = [*own_capital, *self._entries, *(entry for entry in capital if not entry.own)]
        shown = [entry.name for entry in self._entries]
        self.set_reactive(IndicatorTable.cursor, shown.index(here) if here in shown else 0)
        self.lay_out()

    def _entry(
        self,
        name: str,
        names: tuple[str, str],
        what: str,
        limits: tuple[float, float],
        own: bool,
        first: bool,
    ) -> _Entry:
        level = self._numbers[name]
        change = 0.0 if self._before is None else level - self._before.get(name, level)
        low, high = limits
        share = (level - low) / (high - low) if high > low else 0.0
        return _Entry(name, *names, what, level, change, share, own, first)

    # Lines.

    def _sizes(self) -> tuple[int, int, int, bool]:
        """Cells for whose, what and the bar, and whether actors have their full names."""
        what = max((len(entry.what) for entry in self._entries), default=9)
        numbers = 1 + 7 + 7 + 2
        for whose, full in ((max((len(e.whose) for e in self._entries), default=5), True), (5, False)):
            left = self.size.width - whose - what - numbers - 3
            if left >= 10:
                return whose, what, min(left, 30), full
        whose = 5
        return whose, max(8, self.size.width - whose - numbers - 3), 0, False

    def row_count(self) -> int:
        return len(self._entries)

    def cursor_row(self) -> int:
        return self.cursor

    def head(self) -> list[tuple[Line, Line]]:
        whose, what, _, _ = self._sizes()
        actor, number, level = message("Actor"), message("Number"), message("level")
        moved = message("change") if self._before is not None else ""
        words = f"  {fitted(actor, whose)} {fitted(number, what)}{level:>7}{moved:>7}"
        return [((), ((fitted(words, self.size.width), "head"),))]

    def body(self, row: int) -> tuple[Line, Line]:
        entry = self._entries[row]
        whose, what, length, full = self._sizes()
        # The actor is named on its first line, and on the first that can be seen.
        named = entry.first or row == self.scroll_offset.y
        actor = fitted((entry.whose if full else entry.short) if named else "", whose)
        number = fitted(entry.what, what)
        level = f"{plain(entry.level):>7}"
        change = f"{signed(entry.change) if self._before is not None else '':>7}"
        drawing = "  " + bar(entry.share, length) if length else ""
        if row == self.cursor:
            role = "cursor" if self.has_focus else "blurred"
            words = f"> {actor} {number}{level}{change}{drawing}"
            return (), ((fitted(words, self.size.width), role),)
        moved = round(entry.change, 1)
        runs: list[Run] = [
            ("  " + actor + " ", "own" if entry.own else "text"),
            (number + level, "text"),
            (change, "plus" if moved > 0 else "minus" if moved < 0 else "still"),
            (drawing, "bar"),
        ]
        return (), runs

    def foot_key(self) -> object:
        return self.cursor

    def foot(self) -> list[Line]:
        if self._scenario is None or self.cursor >= len(self._entries):
            return []
        words = self._words(self._scenario, self._entries[self.cursor])
        return [((" " + line, "foot"),) for line in wrapped(words, self.size.width - 2, self.foot_height)]

    def _words(self, scenario: Scenario, entry: _Entry) -> str:
        change = None if self._before is None else entry.change
        return entry_words(scenario, entry.name, entry.level, change)

    # Moving about.

    def validate_cursor(self, cursor: int) -> int:
        return min(max(cursor, 0), max(0, len(self._entries) - 1))

    def watch_cursor(self) -> None:
        self.keep_in_sight()
        self.refresh()
        if self.cursor < len(self._entries):
            self.post_message(self.NumberHighlighted(self, self._entries[self.cursor].name))

    @property
    def number(self) -> str | None:
        """The number under the cursor, by its name in the scenario."""
        return self._entries[self.cursor].name if self.cursor < len(self._entries) else None

    def move_to(self, name: str) -> None:
        """Bring the cursor to a number; a number that is not shown is passed over."""
        names = [entry.name for entry in self._entries]
        if name in names:
            self.cursor = names.index(name)

    def action_step(self, down: int) -> None:
        """Move the cursor by some rows."""
        self.cursor += down

    def action_page(self, way: int) -> None:
        """Move the cursor by as many rows as can be seen."""
        self.cursor += way * self.room

    def action_actor(self, way: int) -> None:
        """Move the cursor to the first number of the next or the previous actor."""
        firsts = [row for row, entry in enumerate(self._entries) if entry.first]
        if way > 0:
            self.cursor = next((row for row in firsts if row > self.cursor), self.cursor)
        else:
            self.cursor = next((row for row in reversed(firsts) if row < self.cursor), 0)

    def action_choose(self) -> None:
        """Say that the number under the cursor was chosen."""
        if self.cursor < len(self._entries):
            self.post_message(self.NumberChosen(self, self._entries[self.cursor].name))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event.y)
        if row is not None:
            if row == self.cursor and event.chain == 2:
                self.action_choose()
            self.cursor = row
