"""One actor between those it listens to and those that listen to it, drawn as lines of text."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from textwrap import wrap

from wargame.network.ego import Ego, Neighbour
from wargame.text.message import message
from wargame.text.names import percent, signed
from wargame.tui.widgets.braille import Canvas
from wargame.tui.widgets.lines import Line, Run, fitted

_LEAST_ROWS = 5
_SOLID, _DASHED, _DOTTED = "#", "###---", "#---"


@dataclass(frozen=True, slots=True)
class Measures:
    """How the width is shared out: labels left and right, ties between, the middle actor's box."""

    label: int
    tie: int
    box: int

    @classmethod
    def of(cls, width: int) -> Measures:
        """The shares of a width, in cells."""
        box = 20 if width >= 110 else 12
        label = min(36, max(17, (width - box) * 5 // 13))
        return cls(label, max(3, (width - box - 2 * label) // 2), box)


def side_rows(count: int, rows: int, spacing: int) -> list[int]:
    """The rows of the neighbours of one side, in the middle of `rows`."""
    if not count:
        return []
    first = (rows - (count - 1) * spacing - 1) // 2
    return [first + place * spacing for place in range(count)]


def row_spacing(ego: Ego, room: int) -> tuple[int, int]:
    """How many rows the drawing takes, and how many lie from one neighbour to the next."""
    most = max(len(ego.listens_to), len(ego.listened_to_by), 1)
    spacing = 2 if 2 * most - 1 <= room else 1
    return max(_LEAST_ROWS, (most - 1) * spacing + 1, min(room, 2 * most)), spacing


def ego_lines(
    ego: Ego,
    name_of: Callable[[str, int], str],
    stubbornness: float,
    width: int,
    room: int,
    cursor: tuple[int, int],
    moved: Collection[tuple[str, str]] = (),
) -> list[Line]:
    """The rows of the drawing, `width` cells wide and spread over `room` rows where there is room.

    `name_of(actor, cells)` gives a name that fits; `cursor` is (side, place), side 0 those listened to; `moved` holds
    the (listener, of) whose trust moved. A solid line is trust, a dashed one distrust; a heavy one weighs at least half
    of the heaviest.
    """
    sizes = Measures.of(width)
    rows, spacing = row_spacing(ego, room)
    sides = (ego.listens_to, ego.listened_to_by)
    places = [side_rows(len(side), rows, spacing) for side in sides]
    heaviest = max((abs(each.weight) for side in sides for each in side), default=0.0)
    canvases = (Canvas(sizes.tie, rows), Canvas(sizes.tie, rows))
    middle = rows // 2 * 4 + 1
    for side, neighbours in enumerate(sides):
        order = sorted(range(len(neighbours)), key=lambda place: (side, place) == cursor)
        for place in order:
            neighbour = neighbours[place]
            # The lines meet the box side by side, not all in one point.
            meet = middle + round(14 * ((place + 0.5) / len(neighbours) - 0.5))
            ends = (0, places[side][place] * 4 + 1), (sizes.tie * 2 - 1, meet)
            (x0, y0), (x1, y1) = ends if side == 0 else ((0, meet), (sizes.tie * 2 - 1, ends[0][1]))
            role = "tie-cursor" if (side, place) == cursor else ("tie-minus" if neighbour.trust < 0 else "tie-plus")
            pattern = _SOLID if neighbour.trust > 0 else _DASHED if neighbour.trust < 0 else _DOTTED
            canvases[side].line(x0, y0, x1, y1, role, pattern)
            if heaviest and abs(neighbour.weight) >= heaviest / 2:
                canvases[side].line(x0, y0 + 1, x1, y1 + 1, role, pattern)

    box = _box(name_of(ego.actor, 2 * sizes.box - 6), stubbornness, sizes.box)
    box_from = rows // 2 - len(box) // 2
    at = [{row: place for place, row in enumerate(places[side])} for side in (0, 1)]
    lines: list[Line] = []
    for row in range(rows):
        line: list[Run] = []
        line += _label(ego, sides[0], at[0].get(row), 0, cursor, sizes.label, name_of, moved)
        line += [(char, role or "text") for char, role in (canvases[0].cell(x, row) for x in range(sizes.tie))]
        inside = row - box_from
        line.append((box[inside], "centre") if 0 <= inside < len(box) else (" " * sizes.box, "text"))
        line += [(char, role or "text") for char, role in (canvases[1].cell(x, row) for x in range(sizes.tie))]
        line += _label(ego, sides[1], at[1].get(row), 1, cursor, sizes.label, name_of, moved)
        lines.append(line)
    return lines


def label_heads(width: int) -> tuple[Line, Line]:
    """The headings over the numbers at the left and at the right, each as wide as a label."""
    label = Measures.of(width).label
    words = message("trust attention") if label >= 28 else message("trust attn")
    return ((words.rjust(label), "head"),), ((words.rjust(label), "head"),)


def _label(
    ego: Ego,
    side: tuple[Neighbour, ...],
    place: int | None,
    which: int,
    cursor: tuple[int, int],
    width: int,
    name_of: Callable[[str, int], str],
    moved: Collection[tuple[str, str]],
) -> list[Run]:
    if place is None:
        return [(" " * width, "text")]
    each = side[place]
    share = percent(each.attention).rjust(10 if width >= 28 else 5)
    room = width - 2 - 5 - len(share)
    here = (which, place) == cursor
    tie = (ego.actor, each.actor) if which == 0 else (each.actor, ego.actor)
    name = ("> " if here else "  ") + fitted(name_of(each.actor, room), room)
    trust = signed(each.trust, 0).rjust(5)
    if here:
        return [(name + trust + share, "cursor")]
    sign = "minus" if each.trust < 0 else "plus"
    return [(name, "text"), (trust, f"{sign}-moved" if tie in moved else sign), (share, "note")]


def _box(name: str, stubbornness: float, width: int) -> list[str]:
    inside = width - 2
    words = [*(wrap(name, inside)[:2] or [""]), *wrap(message("stubborn {share:.2f}", share=stubbornness), inside)]
    return [
        "┌" + "─" * inside + "┐",
        *("│" + fitted(each.center(inside), inside) + "│" for each in words),
        "└" + "─" * inside + "┘",
    ]
