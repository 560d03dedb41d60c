"""Shares and scores as bars with their numbers, one line for each lens, in whatever width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from wargame.tui.widgets.lines import bar, fitted, wrapped

COLOURS = ("$primary", "$accent", "$success", "$error", "$secondary")
"""Of the letters of the lenses and their bars; the letter always says which it is."""
_SHORTEST, _ROOMY = 8, 24
"""Cells of a bar below which titles are above the bars, and from which on there is room for a longer note."""
_TITLE = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: the letter of a lens, a number with its interval, how long its bar is, and a note behind it."""

    letter: str
    value: str
    interval: str
    share: float
    """The bar's length, from 0 to 1."""
    note: str = ""
    long_note: str = ""
    """Replaces the note where there is room."""


@dataclass(frozen=True, slots=True)
class Barred:
    """What a few bars are of."""

    title: str
    bars: tuple[Bar, ...]


class BarTable(Widget):
    """Bars under their titles, or beside them where there is room.

    Example:
        ```python
        table.show(("share", "95 in 100", "turn"), [Barred("~ Symbolic noise", (Bar("A", "39.7 %", "38 to 42", 0.4),))])
        ```
    """

    DEFAULT_CSS = "BarTable { height: auto; width: 1fr; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._heads: tuple[str, str, str] = ("", "", "")
        self._rows: tuple[Barred, ...] = ()

    def show(self, heads: tuple[str, str, str], rows: Sequence[Barred]) -> None:
        """Show other bars, under the heads of their number, interval and note."""
        lines = self._count(self.content_size.width)
        self._heads, self._rows = heads, tuple(rows)
        self.refresh(layout=self._count(self.content_size.width) != lines)

    @property
    def text(self) -> str:
        """What it says at its width, without style."""
        return self._laid_out(self.content_size.width).plain

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self._count(width)

    def _count(self, width: int) -> int:
        return self._laid_out(width).plain.count("\n") + 1 if self._rows else 0

    def render(self) -> RenderResult:
        return self._laid_out(self.content_size.width)

    def _laid_out(self, width: int) -> Content:
        bars = [each for row in self._rows for each in row.bars]
        if not bars:
            return Content("")
        value, interval = (
            max(len(head), *(len(getattr(each, name)) for each in bars))
            for head, name in zip(self._heads, ("value", "interval"), strict=False)
        )
        note = max(len(self._heads[2]), *(len(each.note) for each in bars))
        long_note = max(len(self._heads[2]), *(len(each.long_note or each.note) for each in bars))
        title = min(_TITLE, max(len(row.title) for row in self._rows)) + 1
        used = 2 + value + 2 + interval + 2 + 2 + note
        beside = width - used - title >= _SHORTEST
        lead = title if beside else 2
        room = width - lead - used
        long = room - (long_note - note) >= _ROOMY
        if long:
            room, note = room - (long_note - note), long_note
        heads = self._heads
        lines = [
            Content.styled(
                f"{'':{lead + 2}}{heads[0]:>{value}}  {heads[1]:<{interval}}  {'':{max(0, room)}}  {heads[2]}".rstrip(),
                "$secondary",
            )
        ]
        for row in self._rows:
            titles = wrapped(row.title, lead - 1, len(row.bars)) if beside else []
            if not beside:
                lines.append(Content.styled(fitted(row.title, width).rstrip(), "bold"))
            for place, each in enumerate(row.bars):
                colour = COLOURS[place % len(COLOURS)]
                said = each.long_note or each.note if long else each.note
                lines.append(
                    Content.assemble(
                        (f"{titles[place] if place < len(titles) else '':<{lead}}", "bold"),
                        (f"{each.letter} ", f"bold {colour}"),
                        (f"{each.value:>{value}}  ", "bold"),
                        (f"{each.interval:<{interval}}  ", "$secondary"),
                        (bar(each.share, room) if room > 3 else "", colour),
                        f"  {said}",
                    )
                )
        return Content("\n").join(lines)
