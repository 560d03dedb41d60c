"""All ties of the network at once: rows listen to columns, each cell a signed trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.message import Message
from textual.reactive import reactive

from wargame.model.scenario import Scenario
from wargame.text.names import actor_name, signed
from wargame.text.ties import matrix_note, tie_words
from wargame.tui.widgets.framed import FramedView
from wargame.tui.widgets.lines import Line, Run, fitted, wrapped

_STEPS = 10
_DEEPEST = 0.55
"""How far the background of a trust of ±100 goes towards the theme's colour."""


class TieMatrix(FramedView):
    """The matrix of ties with signed numbers; the cell under the cursor is put in words at the foot.

    >>> matrix = TieMatrix()
    >>> matrix.show(scenario, numbers, before=numbers_a_turn_ago, selected="france")  # doctest: +SKIP
    """

    PREFIX = "tie-matrix"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tie-matrix--text",
        "tie-matrix--note",
        "tie-matrix--head",
        "tie-matrix--chosen",
        "tie-matrix--none",
        "tie-matrix--lane",
        "tie-matrix--plus",
        "tie-matrix--minus",
        "tie-matrix--cursor",
        "tie-matrix--blurred",
        "tie-matrix--foot",
    }
    DEFAULT_CSS = """
    TieMatrix .tie-matrix--text { background: $surface; color: $foreground; }
    TieMatrix .tie-matrix--note { background: $surface; color: $foreground 60%; }
    TieMatrix .tie-matrix--head { background: $surface; color: $foreground 75%; }
    TieMatrix .tie-matrix--chosen { background: $panel; color: $primary; text-style: bold; }
    TieMatrix .tie-matrix--none { background: $surface; color: $foreground 30%; }
    TieMatrix .tie-matrix--lane { background: $panel; color: $foreground 40%; }
    TieMatrix .tie-matrix--plus { background: $success; color: $foreground; }
    TieMatrix .tie-matrix--minus { background: $error; color: $foreground; }
    TieMatrix .tie-matrix--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    TieMatrix .tie-matrix--blurred {
        background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground; text-style: bold;
    }
    TieMatrix .tie-matrix--foot { background: $panel; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1, 0)", "Up", show=False),
        Binding("down", "step(1, 0)", "Down", show=False),
        Binding("left", "step(0, -1)", "Left", show=False),
        Binding("right", "step(0, 1)", "Right", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "edge(-1)", "First column", show=False),
        Binding("end", "edge(1)", "Last column", show=False),
        Binding("enter", "choose", "One actor", tooltip="Look at the listener of this tie by itself"),
    ]

    cursor: reactive[tuple[int, int]] = reactive((0, 0))
    """Row and column of the cell cursor."""

    @dataclass
    class CellHighlighted(Message):
        """The cursor came to the tie by which `listener` listens to `of`."""

        matrix: TieMatrix
        listener: str
        of: str

        @property
        def control(self) -> TieMatrix:
            return self.matrix

    @dataclass
    class CellChosen(Message):
        """Enter was pressed on the tie by which `listener` listens to `of`."""

        matrix: TieMatrix
        listener: str
        of: str

        @property
        def control(self) -> TieMatrix:
            return self.matrix

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._scenario: Scenario | None = None
        self._numbers: Mapping[str, float] = {}
        self._before: Mapping[str, float] | None = None
        self._selected: str | None = None
        self._actors: list[str] = []
        self._names: list[str] = []
        self._shorts: list[str] = []
        self._trust: dict[tuple[int, int], float] = {}
        self._changed: set[tuple[int, int]] = set()

    def show(
        self,
        scenario: Scenario,
        numbers: Mapping[str, float],
        before: Mapping[str, float] | None = None,
        selected: str | None = None,
    ) -> None:
        """Show the ties as they are in `numbers`, marking what moved since `before`; `selected` is one's own."""
        self._scenario, self._numbers, self._before, self._selected = scenario, numbers, before, selected
        actors = list(scenario.actors)
        fresh = actors != self._actors
        self._actors = actors
        self._names = [actor_name(scenario, actor) for actor in actors]
        self._shorts = [scenario.actors[actor].short for actor in actors]
        place = {actor: index for index, actor in enumerate(actors)}
        self._trust, self._changed = {}, set()
        for tie in scenario.ties.between:
            cell = (place[tie.listener], place[tie.of])
            name = f"trust({tie.listener}, {tie.of})"
            self._trust[cell] = numbers.get(name, tie.trust.value)
            if before is not None and round(self._trust[cell] - before.get(name, self._trust[cell]), 1):
                self._changed.add(cell)
        if fresh:
            start = min(self._trust, default=(0, 0))
            if selected in place:
                row = place[selected]
                start = min((cell for cell in self._trust if cell[0] == row), default=(row, 0))
            self.set_reactive(TieMatrix.cursor, start)
            self.scroll_to(0, 0, animate=False, force=True)
        self.lay_out()

    # Geometry.

    def _sizes(self) -> tuple[int, int, bool]:
        """Cells of the row header, cells of a column, and whether rows carry full names."""
        longest = max((len(name) for name in self._names), default=5) + 2
        for header, cell, full in ((longest, 6, True), (longest, 5, True), (7, 6, False)):
            if header + cell * len(self._actors) <= self.size.width:
                return header, cell, full
        return 7, 5, False

    def row_count(self) -> int:
        return len(self._actors)

    def frozen_width(self) -> int:
        return self._sizes()[0]

    def body_width(self) -> int:
        header, cell, _ = self._sizes()
        fit = max(1, (self.size.width - header) // cell)
        if fit >= len(self._actors):
            return header + cell * len(self._actors)
        # So that scrolling to the very end shows the last column whole.
        return self.size.width + (len(self._actors) - fit) * cell

    def column_width(self) -> int:
        return self._sizes()[1]

    def cursor_row(self) -> int:
        return self.cursor[0]

    def wanted_x(self) -> int:
        header, cell, _ = self._sizes()
        fit = max(1, (self.size.width - header) // cell)
        first = round(self.scroll_target_x) // cell
        return min(max(first, self.cursor[1] - fit + 1), self.cursor[1]) * cell

    # Lines.

    def make_style(self, role: str) -> Style:
        sign, _, step = role.partition(":")
        if not step:
            return super().make_style(role)
        ground = self.get_component_styles("tie-matrix--text").background
        towards = self.get_component_styles(f"tie-matrix--{sign}").background
        words = self.get_component_styles("tie-matrix--text").color
        shade = _under(self, ground).blend(towards.with_alpha(1), _DEEPEST * int(step[:2]) / _STEPS, 1)
        return Style(color=words.rich_color, bgcolor=shade.rich_color, bold=step.endswith("!"))

    def head(self) -> list[tuple[Line, Line]]:
        header, cell, _ = self._sizes()
        first, fit = self.scroll_offset.x // cell, (self.size.width - header) // cell
        columns_shown = (first + 1, min(first + fit, len(self._actors)))
        note = matrix_note(columns_shown, len(self._actors), self._before is not None)
        shown = fitted(f" {note}", self.size.width)
        columns: list[Run] = []
        for index, short in enumerate(self._shorts):
            chosen = index == self.cursor[1] or self._actors[index] == self._selected
            columns.append((fitted(short[: cell - 1].rjust(cell - 1), cell), "chosen" if chosen else "head"))
        # The note stays where it is while the columns scroll.
        scrolled = " " * (first * cell)
        return [
            (((shown[:header], "note"),), ((scrolled + shown[header:], "note"),)),
            (((" " * header, "head"),), tuple(columns)),
        ]

    def body(self, row: int) -> tuple[Line, Line]:
        header, width, full = self._sizes()
        name = (self._names if full else self._shorts)[row]
        mark = ">" if row == self.cursor[0] else " "
        mine = self._actors[row] == self._selected
        chosen = mine or row == self.cursor[0]
        frozen = ((mark + fitted(name, header - 2) + " ", "chosen" if chosen else "head"),)
        return frozen, tuple(self._cell(row, column, width) for column in range(len(self._actors)))

    def _cell(self, row: int, column: int, width: int) -> Run:
        trust = self._trust.get((row, column))
        if trust is None:
            words = ("\\" if row == column else "·").rjust(width - 2) + "  "
            in_lane = self._selected in (self._actors[row], self._actors[column])
            role = "lane" if in_lane else "none"
        else:
            words = signed(trust, 0).rjust(width - 1) + " "
            step = round(min(1.0, abs(trust) / 100) * _STEPS)
            moved = "!" if (row, column) in self._changed else ""
            role = f"{'minus' if trust < 0 else 'plus'}:{step:02d}{moved}"
        if (row, column) != self.cursor:
            return words, role
        # Brackets, so that the cursor is seen without any colour.
        start = len(words) - len(words.lstrip())
        words = words[: max(0, start - 1)] + "[" * (start > 0) + words.strip()
        return fitted(words + "]", width), "cursor" if self.has_focus else "blurred"

    def foot_key(self) -> object:
        return self.cursor

    def foot(self) -> list[Line]:
        cell = self._ids()
        if self._scenario is None or cell is None:
            return []
        words = tie_words(self._scenario, self._numbers, *cell, self._before)
        return [((" " + line, "foot"),) for line in wrapped(words, self.size.width - 2, self.foot_height)]

    # Moving about.

    def _ids(self) -> tuple[str, str] | None:
        row, column = self.cursor
        if row < len(self._actors) and column < len(self._actors):
            return self._actors[row], self._actors[column]
        return None

    def validate_cursor(self, cursor: tuple[int, int]) -> tuple[int, int]:
        last = max(0, len(self._actors) - 1)
        return min(max(cursor[0], 0), last), min(max(cursor[1], 0), last)

    def watch_cursor(self) -> None:
        self.keep_in_sight()
        self.refresh()
        if (cell := self._ids()) is not None:
            self.post_message(self.CellHighlighted(self, *cell))

    def move_to(self, listener: str, of: str) -> None:
        """Bring the cursor to one tie; actors that the scenario does not have are passed over."""
        if listener in self._actors and of in self._actors:
            self.cursor = (self._actors.index(listener), self._actors.index(of))

    def action_step(self, down: int, right: int) -> None:
        """Move the cursor by one cell."""
        self.cursor = (self.cursor[0] + down, self.cursor[1] + right)

    def action_page(self, way: int) -> None:
        """Move the cursor by as many rows as can be seen."""
        self.cursor = (self.cursor[0] + way * self.room, self.cursor[1])

    def action_edge(self, way: int) -> None:
        """Move the cursor to the first or the last column."""
        self.cursor = (self.cursor[0], 0 if way < 0 else len(self._actors) - 1)

    def action_choose(self) -> None:
        """Say that the tie under the cursor was chosen."""
        if (cell := self._ids()) is not None:
            self.post_message(self.CellChosen(self, *cell))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        header, cell, _ = self._sizes()
        row = self.row_at(event.y)
        if row is not None:
            first = self.scroll_offset.x // cell
            column = first + (event.x - header) // cell if event.x >= header else self.cursor[1]
            self.cursor = (row, column)


def _under(widget: TieMatrix, color: Color) -> Color:
    """A colour as it looks on the widget's own background."""
    return color if color.a == 1 else widget.background_colors[1] + color
