"""The common ground of the line-drawn widgets: a head and a foot that stay, and a body that scrolls between them."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from wargame.tui.widgets.lines import Line, strip_of


class FramedView(ScrollView, can_focus=True, inherit_bindings=False):
    """A widget that draws itself line by line: head and foot stay, the body scrolls, its first cells may be frozen.

    A subclass names its component classes `PREFIX--role` and says what the head, the body's rows and the foot are.
    """

    PREFIX: ClassVar[str]
    HEAD: ClassVar[int] = 2
    FOOTS: ClassVar[tuple[tuple[int, int], ...]] = ((15, 4), (9, 3))
    """From which height on the foot takes how many lines; in a lower window the body has them all."""

    DEFAULT_CSS = """
    FramedView { height: 1fr; scrollbar-size: 1 1; background: $surface; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._styles_by_role: dict[str, Style] = {}
        self._foot_cache: tuple[object, list[Line]] | None = None

    # What a subclass says of itself.

    def row_count(self) -> int:
        """How many rows the body has."""
        raise NotImplementedError

    def body_width(self) -> int:
        """How many cells the body takes with its frozen part; 0 when it fits itself to the window."""
        return 0

    def frozen_width(self) -> int:
        """How many cells at the left stay where they are."""
        return 0

    def column_width(self) -> int:
        """The cells of one column of the scrolling part; columns are shown whole or not at all."""
        return 1

    def head(self) -> list[tuple[Line, Line]]:
        """The head's lines, each as its frozen and its scrolling part."""
        raise NotImplementedError

    def body(self, row: int) -> tuple[Line, Line]:
        """A row of the body, as its frozen and its scrolling part."""
        raise NotImplementedError

    def foot(self) -> list[Line]:
        """The foot's lines, which tell about what the cursor is on; at most `foot_height`."""
        return []

    def foot_key(self) -> object:
        """What the foot depends on; it is written anew only when this changes."""
        return None

    def cursor_row(self) -> int:
        """The row of the body that is kept in sight."""
        return 0

    # Drawing.

    @property
    def foot_height(self) -> int:
        """How many lines the foot takes now."""
        return next((lines for height, lines in self.FOOTS if self.seen.height >= height), 0)

    @property
    def seen(self) -> Size:
        """How much of it can be seen: its scrollbars take the rest."""
        return self.scrollable_content_region.size

    def lay_out(self) -> None:
        """Take over new content or a new size: what scrolls, and what is drawn."""
        self._foot_cache = None
        width = max(self.body_width(), 1)
        self.virtual_size = Size(width, self.HEAD + self.row_count() + self.foot_height)
        self.keep_in_sight()
        # Whether there are scrollbars, and so how many rows can be seen, is known after the next layout.
        self.call_after_refresh(self.keep_in_sight)
        self.refresh()

    def on_resize(self) -> None:
        self.lay_out()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_by_role.clear()

    def style_of(self, role: str) -> Style:
        """The style of a role under the theme in force."""
        style = self._styles_by_role.get(role)
        if style is None:
            style = self._styles_by_role[role] = self.make_style(role)
        return style

    def make_style(self, role: str) -> Style:
        """The style of a role, worked out from the stylesheet."""
        return self.get_component_rich_style(f"{self.PREFIX}--{role}")

    def render_line(self, y: int) -> Strip:
        width, height = self.size.width, self.seen.height
        foot_from = height - self.foot_height
        if y >= foot_from:
            lines = self._foot()
            line: Line = lines[y - foot_from] if y - foot_from < len(lines) else ()
            return strip_of(line, width, self.style_of, "foot")
        scroll_x, scroll_y = self.scroll_offset
        if y < self.HEAD:
            frozen, scrolling = self.head()[y]
            rest = "head"
        else:
            row = y - self.HEAD + scroll_y
            if row >= self.row_count():
                return Strip.blank(width, self.style_of("text"))
            frozen, scrolling = self.body(row)
            rest = "text"
        kept = self.frozen_width()
        if not kept:
            return strip_of(scrolling, width, self.style_of, rest)
        left = strip_of(frozen, kept, self.style_of, rest)
        column = self.column_width()
        start, room = scroll_x // column * column, (width - kept) // column * column
        right = strip_of(scrolling, max(self.body_width() - kept, start + room), self.style_of, rest)
        joined = Strip.join([left, right.crop(start, start + room)])
        return joined.adjust_cell_length(width, self.style_of(rest))

    def _foot(self) -> list[Line]:
        key = (self.foot_key(), self.seen)
        if self._foot_cache is None or self._foot_cache[0] != key:
            self._foot_cache = (key, self.foot())
        return self._foot_cache[1]

    # Keeping the cursor in sight.

    def keep_in_sight(self) -> None:
        """Scroll just so far that the cursor's row, and its column where there is one, can be seen."""
        room = self.seen.height - self.HEAD - self.foot_height
        if room < 1:
            return
        row, top = self.cursor_row(), round(self.scroll_target_y)
        y = min(max(top, row - room + 1), row)
        x = self.wanted_x()
        if y != top or x != round(self.scroll_target_x):
            self.scroll_to(x, y, animate=False, force=True)

    def wanted_x(self) -> int:
        """How far to scroll to the right."""
        return round(self.scroll_target_x)

    def row_at(self, y: int) -> int | None:
        """The body's row at a line of the widget; None in head, foot and below the last."""
        if y < self.HEAD or y >= self.seen.height - self.foot_height:
            return None
        row = y - self.HEAD + self.scroll_offset.y
        return row if row < self.row_count() else None

    @property
    def room(self) -> int:
        """How many rows can be seen at once."""
        return max(1, self.seen.height - self.HEAD - self.foot_height)
