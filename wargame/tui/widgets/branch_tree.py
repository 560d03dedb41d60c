"""The tree of a game's turns, drawn line by line, so that ten thousand nodes move as quickly as ten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from wargame.game.tree import BEGINNING, Node, Tree
from wargame.model.scenario import Scenario
from wargame.model.viewer import PUBLIC, Viewer, seat_of
from wargame.text.branches import (
    TreeRow,
    beginning,
    here_mark,
    line_ending,
    marks_text,
    orders_text,
    tree_head,
    tree_rows,
)
from wargame.text.names import reaction_title
from wargame.text.words import parted
from wargame.tui.widgets.framed import FramedView
from wargame.tui.widgets.lines import Line, Run, fitted

_GUIDES = 24
"""The most cells that guides take; of a deeper fork only the end is shown."""
_LEAST_RIGHT = 34
"""The cells at the right that marks, ending and "here" may take in a narrow window; else three fifths of it."""
_LEAST_MARKS, _LEAST_ENDING = 17, 10
"""The cells that marks and ending keep before the other one is shortened any more."""
_SHORTEST_LABEL = 5
_LEAST_MOVE = 8
"""The cells that a move's title keeps before the orders beside it are shortened any more."""


class BranchTree(FramedView):
    """Every turn played: number, date, move, the viewer's orders, ending, and what was written on it.

    A straight line does not indent, a fork begins at a corner. The keys move about; what is done with a node is the
    screen's affair.

    Example:
        ```python
        tree.show(scenario, table.tree, current=table.node, viewer="eu")
        ```
    """

    PREFIX = "branch-tree"
    HEAD = 1
    FOOTS = ()
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"branch-tree--{role}"
        for role in ("text", "head", "guide", "date", "orders", "ending", "label", "here", "cursor", "blurred", "other")
    }
    DEFAULT_CSS = """
    BranchTree .branch-tree--text { background: $surface; color: $foreground; }
    BranchTree .branch-tree--head { background: $surface; color: $foreground 75%; text-style: bold; }
    BranchTree .branch-tree--guide { background: $surface; color: $foreground 60%; }
    BranchTree .branch-tree--date { background: $surface; color: $secondary; }
    BranchTree .branch-tree--orders { background: $surface; color: $foreground 80%; }
    BranchTree .branch-tree--ending { background: $surface; color: $accent; text-style: bold; }
    BranchTree .branch-tree--label { background: $surface; color: $primary; text-style: bold; }
    BranchTree .branch-tree--here { background: $surface; color: $success; text-style: bold; }
    BranchTree .branch-tree--other { background: $panel; color: $foreground; }
    BranchTree .branch-tree--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    BranchTree .branch-tree--blurred {
        background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground; text-style: bold;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "move(-99999999)", "First", show=False),
        Binding("end", "move(99999999)", "Last", show=False),
        Binding("left", "parent", "Earlier turn", show=False),
        Binding("right", "child", "Later turn", show=False),
        Binding("left_square_bracket", "fork(-1)", "Earlier fork", show=False),
        Binding("right_square_bracket", "fork(1)", "Fork", key_display="[ ]"),
        Binding("asterisk", "star(1)", "Next star", show=False),
    ]

    cursor: reactive[int] = reactive(0)
    """The row that is chosen; 0 is the beginning."""

    @dataclass
    class NodeHighlighted(Message):
        """The cursor came to another node, or to the beginning."""

        branch_tree: BranchTree
        number: int

        @property
        def control(self) -> BranchTree:
            return self.branch_tree

    @dataclass
    class NodeChosen(Message):
        """A node was clicked twice."""

        number: int

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._scenario: Scenario | None = None
        self._game_tree = Tree({})
        self._current = BEGINNING
        self._viewer: Viewer = PUBLIC
        self._marked: int | None = None
        self._rows: list[TreeRow] = []
        self._row_of: Mapping[int, int] = {}
        self._number_width = 1

    def show(self, scenario: Scenario, tree: Tree, current: int, viewer: Viewer, at: int | None = None) -> None:
        """Show a tree; the cursor goes to node `at`, or stays on its node, or goes to where the game is."""
        before = self.number if self._rows or at is None else at
        first = self._scenario is None
        self._scenario, self._game_tree, self._current, self._viewer = scenario, tree, current, viewer
        self._rows = [TreeRow(BEGINNING, ""), *tree_rows(tree, folded=True)]
        self._row_of = {row.number: place for place, row in enumerate(self._rows)}
        self._number_width = len(str(max(tree.nodes, default=0)))
        wanted = at if at is not None else current if first else before
        self.set_reactive(BranchTree.cursor, self._nearest(wanted))
        self.lay_out()
        self._moved()

    def mark(self, number: int | None) -> None:
        """Mark the node that another is to be compared with."""
        self._marked = number
        self.refresh()

    @property
    def number(self) -> int:
        """The node under the cursor; BEGINNING on the first row."""
        return self._rows[self.cursor].number if self.cursor < len(self._rows) else BEGINNING

    def go_to(self, number: int) -> None:
        """Put the cursor on a node, or on what it is folded away under."""
        self.cursor = self._nearest(number)

    def _nearest(self, number: int) -> int:
        return self._row_of.get(self._shown_for(number), 0)

    def _shown_for(self, number: int) -> int:
        """The node itself, or the one it is folded away under."""
        while number not in self._row_of and number in self._game_tree.nodes:
            number = self._game_tree[number].parent
        return number

    # Lines.

    def row_count(self) -> int:
        return len(self._rows)

    def cursor_row(self) -> int:
        return self.cursor

    def head(self) -> list[tuple[Line, Line]]:
        words = f"  {'':{self._number_width}}  {tree_head(self._scenario, self._viewer)}"
        return [((), ((fitted(words, self.size.width), "head"),))]

    def body(self, row: int) -> tuple[Line, Line]:
        if self._scenario is None:
            return (), ()
        line = self._line(self._rows[row])
        if row == self.cursor:
            role = "cursor" if self.has_focus else "blurred"
            line = [(words, role) for words, _ in line]
        return (), line

    def _line(self, row: TreeRow) -> list[Run]:
        assert self._scenario is not None
        width = self.size.width - self.scrollbar_size_vertical * (self.row_count() > self.room)
        here = here_mark() if row.number == self._shown_for(self._current) else ""
        pointer = "▸" if row.number == self.number else " "
        mark = pointer + ("A" if row.number == self._marked else " ")
        if row.number == BEGINNING:
            left: list[Run] = [(f"{mark}{0:>{self._number_width}}  ", "guide"), (beginning(), "text")]
            return self._joined(left, [(here, "here")] if here else [], width)
        node = self._game_tree[row.number]
        guides = row.guides if len(row.guides) <= _GUIDES else "…" + row.guides[-_GUIDES + 1 :]
        left = [
            (mark, "label"),
            (f"{node.number:>{self._number_width}}", "text" if self._game_tree.on_main_line(row.number) else "guide"),
            (" " + guides + " ", "guide"),
            (f"{self._scenario.calendar.date(node.played.turn)} ", "date"),
        ]
        right = self._right(node, here, max(width * 3 // 5, _LEAST_RIGHT))
        move, orders = reaction_title(self._scenario, None, node.played.move), self._orders(node)
        if orders:
            # Forks of one turn differ by their orders more often than by the move, so both keep some room.
            room = (
                width - sum(cell_len(words) + 1 for words, _ in right) - sum(cell_len(words) for words, _ in left) - 1
            )
            move = _at_most(move, max(_LEAST_MOVE, room // 3, room - 3 - cell_len(orders)))
            orders = f" · {orders}"
        left += [(move, "text"), (orders, "orders")]
        return self._joined(left, right, width)

    def _orders(self, node: Node) -> str:
        assert self._scenario is not None
        own = seat_of(self._viewer)
        seats = tuple(self._scenario.seats) if own is None else (own,)
        shown = (orders_text(self._scenario, node, seat, self._viewer) for seat in seats)
        return parted([words for words in shown if words])

    def _right(self, node: Node, here: str, most: int) -> list[Run]:
        """Marks, ending and "here" in at most so many cells, each with a space before it; "here" is never shortened."""
        assert self._scenario is not None
        ending = line_ending(self._scenario, self._game_tree, node)
        room = most - (cell_len(here) + 1 if here else 0)
        marks = self._marks(node, max(room - (cell_len(ending) + 1 if ending else 0), _LEAST_MARKS) - 1)
        if ending:
            left_over = room - (cell_len(marks) + 1 if marks else 0)
            ending = _at_most(ending, max(left_over, _LEAST_ENDING) - 1)
            room -= cell_len(ending) + 1
        return [run for run in ((_at_most(marks, room - 1), "label"), (ending, "ending"), (here, "here")) if run[0]]

    def _marks(self, node: Node, most: int) -> str:
        """What was written on a node; redrawn luck yields first, then the label: the screen tells both in full."""
        label = " ".join(node.label.split())
        words = self._marks_with(node, label, node.played.luck)
        if cell_len(words) > most:
            words = self._marks_with(node, label, 0) or words
        too_long = cell_len(words) - most
        if label and too_long > 0:
            label = _at_most(label, max(_SHORTEST_LABEL, cell_len(label) - too_long))
            words = self._marks_with(node, label, 0)
        return _at_most(words, most)

    def _marks_with(self, node: Node, label: str, luck: int) -> str:
        return marks_text(self._game_tree, replace(node, label=label, played=replace(node.played, luck=luck)))

    @staticmethod
    def _joined(left: list[Run], right: list[Run], width: int) -> list[Run]:
        """The left part cut so that the right part, which is kept, ends at the width."""
        room = width - sum(cell_len(words) + 1 for words, _ in right) - 1
        line: list[Run] = []
        for words, role in left:
            if room <= 0:
                break
            shown = _at_most(words, room)
            line.append((shown, role))
            room -= cell_len(shown)
        if right:
            line.append((" " * max(0, room), "text"))
        return line + [run for each in right for run in ((" ", "text"), each)]

    # Moving about.

    def validate_cursor(self, cursor: int) -> int:
        return min(max(cursor, 0), max(0, len(self._rows) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        if old != new:
            self._moved()

    def _moved(self) -> None:
        self.keep_in_sight()
        self.refresh()
        self.post_message(self.NodeHighlighted(self, self.number))

    def action_move(self, rows: int) -> None:
        """Go some rows up or down."""
        self.cursor += rows

    def action_page(self, way: int) -> None:
        """Go a window's height up or down."""
        self.cursor += way * max(1, self.room - 1)

    def action_parent(self) -> None:
        """Go to the turn before on this branch."""
        if self.number != BEGINNING:
            self.go_to(self._game_tree[self.number].parent)

    def action_child(self) -> None:
        """Go to the turn after on this branch."""
        following = self._game_tree.children(self.number)
        if following and following[0] in self._row_of:
            self.go_to(following[0])

    def action_fork(self, way: int) -> None:
        """Go to the next turn, up or down, after which the game was played on in several ways."""
        self._seek(way, lambda number: len(self._game_tree.children(number)) > 1)

    def action_star(self, way: int) -> None:
        """Go to the next starred node."""
        self._seek(way, lambda number: number != BEGINNING and self._game_tree[number].star, around=True)

    def _seek(self, way: int, wanted: Callable[[int], bool], around: bool = False) -> None:
        count = len(self._rows)
        for step in range(1, count):
            place = self.cursor + way * step
            if around:
                place %= count
            if not 0 <= place < count:
                return
            if wanted(self._rows[place].number):
                self.cursor = place
                return

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event.y)
        if row is not None:
            self.cursor = row
            if event.chain > 1:
                self.post_message(self.NodeChosen(self.number))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()


def _at_most(words: str, width: int) -> str:
    """Words cut with an ellipsis where they take more cells; unlike `fitted` they are not padded."""
    return words if cell_len(words) <= width else fitted(words, max(0, width)).rstrip()
