"""A text that fills its width, each line's later parts under its first word."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import RenderResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from wargame.text.screens import more_lines_words


class Prose(Widget):
    """Styled text; the blanks a line begins with are kept when it wraps.

    A line with a tab wraps under what follows the tab, which itself takes no room.

    Example:
        ```python
        Prose(Content("What moved\\n  +3.0  NATO: Cohesion"))
        ```
    """

    DEFAULT_CSS = "Prose { height: auto; width: 1fr; }"

    def __init__(self, text: Content | str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = text if isinstance(text, Content) else Content(text)
        self._shown: tuple[int, Content] = (-1, Content(""))

    @property
    def text(self) -> str:
        """What it says, without style."""
        return self._text.plain.replace("\t", "")

    def update(self, text: Content | str) -> None:
        """Say something else."""
        self._text = text if isinstance(text, Content) else Content(text)
        self._shown = (-1, Content(""))
        self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return max(1, self._fitted(width).plain.count("\n") + 1) if self._text.plain else 0

    def render(self) -> RenderResult:
        return self._fitted(self.content_size.width)

    def _fitted(self, width: int) -> Content:
        if self._shown[0] != width:
            self._shown = (width, hang(self._text, width))
        return self._shown[1]


class Reading(VerticalScroll):
    """A text that scrolls; the keys stop at it only while some of it is out of sight.

    Where a line is drawn above it, that line says how much is out of sight below, and the key that leads there.
    """

    DEFAULT_CSS = "Reading { border-title-align: right; border-title-color: $secondary; }"

    def allow_focus(self) -> bool:
        return super().allow_focus() and self.max_scroll_y > 0

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._say_rest()

    class Grown(Message):
        """It has another length: the keys may stop at it where they could not before."""

    def watch_virtual_size(self) -> None:
        # The size of its window is set a moment later.
        self.call_later(self._say_rest)
        self.post_message(self.Grown())

    def on_resize(self) -> None:
        self._say_rest()

    def watch_has_focus(self, value: bool) -> None:
        super().watch_has_focus(value)
        self._say_rest()

    def _say_rest(self) -> None:
        rest = self.max_scroll_y - round(self.scroll_y)
        self.border_title = more_lines_words(rest, here=self.has_focus) if rest > 0 else ""


def hang(text: Content, width: int) -> Content:
    """A text wrapped to a width, later parts of a line under its first word."""
    shown: list[Content] = []
    for line in text.split("\n", allow_blank=True):
        plain = line.plain
        head, tab, _ = plain.partition("\t")
        if tab and width - cell_len(head) >= 8:
            first, *later = line[len(head) + 1 :].wrap(width - cell_len(head))
            shown.append(Content.assemble(line[: len(head)], first).rstrip())
            shown += [part.rstrip().pad_left(cell_len(head)) for part in later]
            continue
        indent = len(plain) - len(plain.lstrip(" "))
        room = max(8, width - indent)
        if not plain.strip():
            shown.append(Content(""))
            continue
        shown += [part.rstrip().pad_left(indent) for part in line[indent:].wrap(room)]
    return Content("\n").join(shown)
