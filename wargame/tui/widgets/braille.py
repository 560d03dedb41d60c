"""A small canvas of braille dots, two across and four down in every cell, each cell in the role of what crosses it."""

from __future__ import annotations

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


class Canvas:
    """Dots on `width` × `height` cells; dot (0, 0) is at the top left, and dots outside are left out.

    >>> canvas = Canvas(2, 1)
    >>> canvas.line(0, 0, 3, 0, "plain")
    >>> "".join(canvas.cell(x, 0)[0] for x in range(2))
    '⠉⠉'
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._bits: dict[tuple[int, int], int] = {}
        self._roles: dict[tuple[int, int], str] = {}

    def dot(self, x: int, y: int, role: str) -> None:
        """Set one dot; the role set last in a cell is the cell's."""
        cell = (x // 2, y // 4)
        if 0 <= cell[0] < self.width and 0 <= cell[1] < self.height:
            self._bits[cell] = self._bits.get(cell, 0) | _DOTS[y % 4][x % 2]
            self._roles[cell] = role

    def line(self, x0: int, y0: int, x1: int, y1: int, role: str, pattern: str = "#") -> None:
        """A straight line; `pattern` is repeated along it, and what is not `#` in it is left open."""
        steps = max(abs(x1 - x0), abs(y1 - y0))
        for step in range(steps + 1):
            if pattern[step % len(pattern)] == "#":
                share = step / steps if steps else 0.0
                self.dot(round(x0 + (x1 - x0) * share), round(y0 + (y1 - y0) * share), role)

    def cell(self, x: int, y: int) -> tuple[str, str | None]:
        """The character of a cell, and its role; a space and None where no dot is set."""
        bits = self._bits.get((x, y), 0)
        return (chr(0x2800 + bits), self._roles[x, y]) if bits else (" ", None)
