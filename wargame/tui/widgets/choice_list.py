"""One list for everything that is chosen: scenarios, seats, moves, reactions, saved games."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry: a text that wraps, with a mark before it, a tail at the right edge and a note below."""

    id: str
    text: str
    mark: str = ""
    """Such as `[x]`."""
    tail: str = ""
    note: str = ""
    dim: bool = False
    heading: bool = False
    """A line between entries that can't be chosen."""


@dataclass(frozen=True, slots=True)
class _Line:
    index: int
    lead: str
    text: str
    tail: str
    note: bool
    blank: bool = False
    """Only room between two entries."""


class ChoiceList(ScrollView, can_focus=True):
    """A list with a cursor, each entry of one or more lines; drawn line by line, so that long lists stay quick.

    Example:
        ```python
        ChoiceList([Choice("uk", "United Kingdom", mark="[x]", tail="4 left")])
        ```
    """

    DEFAULT_CSS = """
    ChoiceList { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "choice--entry",
        "choice--cursor",
        "choice--cursor-blurred",
        "choice--dim",
        "choice--note",
        "choice--heading",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("enter,space", "pick", "Choose", show=False),
    ]

    cursor: reactive[int] = reactive(-1, repaint=True)

    @dataclass
    class Highlighted(Message):
        """The cursor is on another entry."""

        choice_list: ChoiceList
        choice: Choice

        @property
        def control(self) -> ChoiceList:
            return self.choice_list

    @dataclass
    class Picked(Message):
        """An entry was chosen, by Enter, Space or a click."""

        choice_list: ChoiceList
        choice: Choice

        @property
        def control(self) -> ChoiceList:
            return self.choice_list

    def __init__(
        self,
        choices: Sequence[Choice] = (),
        *,
        spaced: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """With `spaced`, there is an empty line between entries."""
        super().__init__(id=id, classes=classes)
        self._spaced = spaced
        self._choices: tuple[Choice, ...] = tuple(choices)
        self._lines: list[_Line] = []

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The entries as they are."""
        return self._choices

    @property
    def current(self) -> Choice | None:
        """The entry under the cursor."""
        return self._choices[self.cursor] if 0 <= self.cursor < len(self._choices) else None

    def on_mount(self) -> None:
        self._lay_out()
        self.cursor = self._next(-1, 1)

    def show(self, choices: Sequence[Choice], at: str | None = None) -> None:
        """Show other entries; the cursor stays on the entry of the same id, or goes to `at`."""
        here = at or (self.current.id if self.current else None)
        old = self.current
        self._choices = tuple(choices)
        self._lay_out()
        self.refresh(layout=True)
        ids = [choice.id for choice in self._choices]
        # The setter is silent when the number stays the same, though the entry under it may be another one.
        self.set_reactive(ChoiceList.cursor, ids.index(here) if here in ids else self._next(-1, 1))
        self.refresh()
        if self.current is not None and self.current != old:
            self.post_message(self.Highlighted(self, self.current))
        self._reveal()

    def _next(self, start: int, step: int) -> int:
        index = start + step
        while 0 <= index < len(self._choices):
            if not self._choices[index].heading:
                return index
            index += step
        return start

    def _lay_out(self) -> None:
        # Worked out from the whole width, for the width beside a scrollbar depends on what is laid out here.
        width, height = self.container_size
        self._lines = self._lines_at(width)
        if len(self._lines) > height > 0:
            width -= self.scrollbar_size_vertical
            self._lines = self._lines_at(width)
        self.virtual_size = Size(width, len(self._lines))

    def _lines_at(self, width: int) -> list[_Line]:
        lines: list[_Line] = []
        for index, choice in enumerate(self._choices):
            lead = f"{choice.mark} " if choice.mark else ""
            tail = f" {choice.tail}" if choice.tail else ""
            room = max(8, width - 3 - cell_len(lead) - cell_len(tail))
            for number, words in enumerate(_wrapped(choice.text, room)):
                first = number == 0
                lines.append(_Line(index, lead if first else " " * cell_len(lead), words, tail if first else "", False))
            if choice.note:
                indent = " " * (cell_len(lead) + 2)
                notes = _wrapped(choice.note, max(8, width - 3 - cell_len(indent)))
                lines += [_Line(index, indent, words, "", True) for words in notes]
            if self._spaced and index < len(self._choices) - 1:
                lines.append(_Line(index, "", "", "", True, blank=True))
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._lines_at(width))

    def on_resize(self) -> None:
        self._lay_out()
        self.refresh()
        self._reveal()

    def watch_cursor(self, old: int, new: int) -> None:
        if old != new and self.current is not None:
            self._reveal()
            self.post_message(self.Highlighted(self, self.current))

    def _span(self, index: int) -> tuple[int, int]:
        rows = [y for y, line in enumerate(self._lines) if line.index == index and not line.blank]
        return (rows[0], len(rows)) if rows else (0, 0)

    def _reveal(self) -> None:
        top, height = self._span(self.cursor)
        if height and self.size.height:
            above = 1 if top and self._choices[self._lines[top - 1].index].heading else 0
            self.scroll_to_region(Region(0, top - above, 1, height + above), animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        y += self.scroll_offset.y
        if not 0 <= y < len(self._lines):
            return Strip.blank(width, self.rich_style)
        line = self._lines[y]
        choice = self._choices[line.index]
        style = self._style(line, choice)
        first = y == 0 or self._lines[y - 1].index != line.index
        pointer = "▸ " if line.index == self.cursor and first else "  "
        if choice.heading:
            pointer = ""
        body = f"{pointer}{line.lead}{line.text}"
        room = width - cell_len(line.tail) - 1
        text = f"{set_cell_size(body, max(0, room))}{line.tail} "
        return Strip([Segment(set_cell_size(text, width), style)], width)

    def _style(self, line: _Line, choice: Choice) -> RichStyle:
        names = ["choice--entry"]
        if line.blank:
            return self.get_component_rich_style(*names)
        if choice.heading:
            names.append("choice--heading")
        elif line.index == self.cursor:
            names.append("choice--cursor" if self.has_focus else "choice--cursor-blurred")
        if choice.dim:
            names.append("choice--dim")
        elif line.note:
            names.append("choice--note")
        return self.get_component_rich_style(*names)

    def action_move(self, step: int) -> None:
        """Move the cursor by one entry."""
        self.cursor = self._next(self.cursor, step)
        if step < 0 and self.cursor == self._next(-1, 1):
            self.scroll_home(animate=False)

    def action_first(self) -> None:
        """Go to the first entry."""
        self.cursor = self._next(-1, 1)

    def action_last(self) -> None:
        """Go to the last entry."""
        self.cursor = self._next(len(self._choices), -1) if self._choices else -1

    def action_page(self, step: int) -> None:
        """Go about one window up or down."""
        for _ in range(max(1, self.size.height // 2)):
            self.action_move(step)

    def action_pick(self) -> None:
        """Choose the entry under the cursor."""
        if self.current is not None:
            self.post_message(self.Picked(self, self.current))

    def on_click(self, event: events.Click) -> None:
        y = event.y + self.scroll_offset.y
        if 0 <= y < len(self._lines):
            choice = self._choices[self._lines[y].index]
            if not choice.heading:
                self.cursor = self._lines[y].index
                self.action_pick()


def _wrapped(text: str, width: int) -> list[str]:
    return [line.plain.rstrip() for line in Content(text).wrap(width)] or [""]
