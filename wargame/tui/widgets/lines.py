"""Lines of text in roles: drawn by pure functions, styled by the widget that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from textwrap import wrap
from typing import TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Run: TypeAlias = tuple[str, str]
"""A piece of text and its role: the name of a component class without the widget's prefix."""

Line: TypeAlias = Sequence[Run]


def line_text(line: Line) -> str:
    """What a line says, without its roles."""
    return "".join(words for words, _ in line)


def fitted(words: str, width: int) -> str:
    """Words in exactly `width` cells: padded with spaces, or cut with an ellipsis."""
    if cell_len(words) > width:
        return set_cell_size(words, max(0, width - 1)) + "…"[:width]
    return set_cell_size(words, width)


def wrapped(words: str, width: int, most: int) -> list[str]:
    """Words on lines of at most `width` cells; when `most` lines do not hold them, the last ends in an ellipsis."""
    lines = wrap(words, max(8, width))
    if len(lines) > most:
        lines = [*lines[: most - 1], fitted(" ".join(lines[most - 1 :]), width)] if most else []
    return lines


def strip_of(line: Iterable[Run], width: int, style_of: Callable[[str], Style], rest: str) -> Strip:
    """A line as Textual draws it, filled up to `width` cells in the role `rest`."""
    segments = [Segment(words, style_of(role)) for words, role in line if words]
    return Strip(segments).adjust_cell_length(width, style_of(rest))


def bar(share: float, width: int) -> str:
    """A bar of `width` cells, heavy up to a share from 0 to 1 and light behind it."""
    halves = round(max(0.0, min(1.0, share)) * width * 2)
    full, half = divmod(halves, 2)
    return ("━" * full + "╸" * half).ljust(width, "─")
