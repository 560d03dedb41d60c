"""The ledger of a turn as a tree: the numbers that moved, what moved each, directly and over which tie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from wargame.engine.ledger import Carried, Direct, Entry, Row
from wargame.engine.view import TurnReport
from wargame.model.expression import Capital, Level, Trust
from wargame.model.scenario import Scenario
from wargame.text.charts import changed_words
from wargame.text.ledger import entry_order, other_ties, rows_told, smaller_causes, tie_order
from wargame.text.message import message
from wargame.text.names import (
    actor_name,
    because_words,
    cause_words,
    mid_sentence,
    number_short,
    number_title,
    plain,
    signed,
)
from wargame.text.words import SMALL
from wargame.tui.widgets.lines import fitted


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """What a line of the ledger is about: a number, one cause of its change, or one part of what a cause did."""

    row: Row | None = None
    """None for the head of the tree."""
    entry: Entry | None = None
    part: Direct | Carried | None = None
    rest: tuple[Entry, ...] = ()
    """Causes too small to be shown one by one."""
    faint: tuple[Carried, ...] = ()
    """Ties that carried too little to be shown one by one."""

    @property
    def carried_from(self) -> str | None:
        """The number that a tie carried from, by its name in the scenario; None for anything but a tie."""
        if not isinstance(self.part, Carried) or not self.part.by:
            return None
        indicator = max(self.part.by, key=lambda brought: abs(brought[1]))[0]
        return f"{self.part.of}.{indicator}"


class LedgerTree(Tree[LedgerItem]):
    """The numbers that moved in a turn, largest change first; Enter opens a number, a cause, or follows a tie.

    Enter on "carried over the tie from Germany" goes to Germany's own number, backspace comes back, and `[` and `]`
    show the numbers of one actor only. Show `item` words in a LedgerDetail beside it.

    >>> tree = LedgerTree()
    >>> tree.show(scenario, report)  # doctest: +SKIP
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "ledger-tree--plus",
        "ledger-tree--minus",
        "ledger-tree--still",
        "ledger-tree--note",
    }
    DEFAULT_CSS = """
    LedgerTree { height: 1fr; scrollbar-size: 1 1; overflow-x: hidden; }
    LedgerTree > .ledger-tree--plus { color: $primary; text-style: bold; }
    LedgerTree > .ledger-tree--minus { color: $accent; text-style: bold; }
    LedgerTree > .ledger-tree--still { color: $foreground 60%; }
    LedgerTree > .ledger-tree--note { color: $foreground 60%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Open or follow", tooltip="Open what is under this line, or follow the tie"),
        Binding("right", "open", "Open", show=False),
        Binding("left", "close", "Close", show=False),
        Binding("backspace", "come_back", "Back", show=False),
        Binding("left_square_bracket", "actor(-1)", "Previous actor", show=False),
        Binding("right_square_bracket", "actor(1)", "Next actor", key_display="[ ]"),
    ]

    @dataclass
    class ItemHighlighted(Message):
        """The cursor came to a number, a cause or a part of what it did."""

        tree: LedgerTree
        item: LedgerItem

        @property
        def control(self) -> LedgerTree:
            return self.tree

    @dataclass
    class FollowTie(Message):
        """A tie was followed to the number it carried from; `found` says whether that number is in the ledger."""

        tree: LedgerTree
        target: str
        found: bool

        @property
        def control(self) -> LedgerTree:
            return self.tree

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__("", data=LedgerItem(), id=id, classes=classes)
        self.guide_depth = 2
        self.auto_expand = True
        self._scenario: Scenario | None = None
        self._report: TurnReport | None = None
        self._rows: dict[str, TreeNode[LedgerItem]] = {}
        self._actor: str | None = None
        self._trail: list[tuple[LedgerItem, str | None]] = []

    def show(self, scenario: Scenario, report: TurnReport, actor: str | None = None) -> None:
        """Show a resolved turn's ledger, of one actor only if one is named."""
        self._scenario, self._report, self._actor = scenario, report, actor
        self._trail.clear()
        self._fill()

    @property
    def actor(self) -> str | None:
        """The actor whose numbers are shown; None for all."""
        return self._actor

    @property
    def number(self) -> str | None:
        """The number under the cursor, or whose causes it is among, by its name in the scenario."""
        item = self.cursor_node.data if self.cursor_node is not None else None
        return item.row.name if item is not None and item.row is not None else None

    def _fill(self) -> None:
        scenario, report = self._scenario, self._report
        if scenario is None or report is None:
            return
        rows = [row for row in rows_told(report.ledger) if self._actor is None or self._touches(row, self._actor)]
        moved = sum(abs(row.change) >= SMALL for row in rows)
        head = changed_words(scenario, self._actor, report.turn, moved, len(rows) - moved)
        self.reset(head, LedgerItem())
        self._rows = {}
        for row in rows:
            self._rows[row.name] = self.root.add("", LedgerItem(row), allow_expand=bool(row.entries))
        self.root.expand()
        if rows:
            self._show(self._rows[rows[0].name])

    def _touches(self, row: Row, actor: str) -> bool:
        match row.target:
            case Level(whose, _):
                return whose == actor
            case Trust(listener, of):
                return actor in (listener, of)
            case Capital(whose):
                return self._scenario is not None and actor in self._scenario.played_by(whose)

    # Opening: what lies beneath is made when it is first asked for.

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[LedgerItem]) -> None:
        self._open(event.node)

    def _open(self, node: TreeNode[LedgerItem]) -> None:
        item = node.data
        if item is None or item.row is None or node.children:
            return
        if item.entry is not None:
            self._add_parts(node, item.row, item.entry)
        elif item.rest:
            for entry in item.rest:
                self._add_entry(node, item.row, entry)
        else:
            shown, small = entry_order(item.row.entries)
            for entry in shown:
                self._add_entry(node, item.row, entry)
            if small:
                node.add("", LedgerItem(item.row, rest=tuple(small)))

    def _add_entry(self, node: TreeNode[LedgerItem], row: Row, entry: Entry) -> None:
        node.add("", LedgerItem(row, entry), allow_expand=bool(entry.direct or entry.carried))

    def _add_parts(self, node: TreeNode[LedgerItem], row: Row, entry: Entry) -> None:
        for direct in entry.direct:
            if round(direct.amount, 2):
                node.add_leaf("", LedgerItem(row, entry, direct))
        shown, faint = tie_order(entry.carried)
        for tie in shown:
            node.add_leaf("", LedgerItem(row, entry, tie))
        if faint:
            node.add_leaf("", LedgerItem(row, entry, faint=tuple(faint)))

    # Words.

    def label_parts(self, item: LedgerItem, room: int) -> tuple[str, str, str]:
        """A node's signed amount, its words, and the values behind them, which are never cut."""
        assert self._scenario is not None
        scenario = self._scenario
        if item.row is None:
            return "", "", ""
        if isinstance(item.part, Direct) and item.entry is not None:
            return signed(item.part.amount, 2), because_words(item.entry.cause, item.part) or message("directly"), ""
        if isinstance(item.part, Carried):
            whom = mid_sentence(actor_name(scenario, item.part.of))
            return signed(item.part.amount, 2), message("carried over the tie from {actor}", actor=whom), ""
        if item.faint:
            total = sum(tie.amount for tie in item.faint)
            return signed(total, 2), other_ties(len(item.faint)), ""
        if item.entry is not None:
            return signed(item.entry.amount), cause_words(scenario, item.entry.cause), ""
        if item.rest:
            return signed(sum(entry.amount for entry in item.rest)), smaller_causes(len(item.rest)), ""
        values = f"{plain(item.row.before)} -> {plain(item.row.after)}"
        name = number_title(scenario, item.row.name)
        # The amount before the name takes 8 cells, and 2 are between the name and the values.
        if cell_len(name) + cell_len(values) + 10 > room:
            name = number_short(scenario, item.row.name)
        return signed(item.row.change), name, values

    def render_label(self, node: TreeNode[LedgerItem], base_style: Style, style: Style) -> Text:
        item = node.data
        if item is None or item.row is None or self._scenario is None:
            return super().render_label(node, base_style, style)
        depth = 1 if item.entry is None and not item.rest else 2 if item.part is None and not item.faint else 3
        # The scrollbar's cell is left free from the start, for labels are made before it shows.
        room = self.size.width - self.scrollbar_size_vertical - depth * self.guide_depth - 2
        if room < 12:
            # Not laid out yet.
            room = 60
        amount, words, note = self.label_parts(item, room)
        sign = "plus" if amount.startswith("+") else "minus" if amount.startswith("-") else "still"
        icon = (self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE) if node.allow_expand else "  "
        text = Text(icon, style=style)
        text.append(f"{amount:>6}  ", style + self.get_component_rich_style(f"ledger-tree--{sign}", partial=True))
        left = room - cell_len(note) - 10 if note else room - 8
        if cell_len(words) > left:
            # A number cut short would be another number: the words make room for it.
            words = fitted(words, max(1, left))
        text.append(words, style)
        if note:
            text.append(f"  {note}", style + self.get_component_rich_style("ledger-tree--note", partial=True))
        return text

    # Moving about.

    def on_resize(self) -> None:
        # Labels depend on the width, and what was scrolled to before depended on the height.
        self._invalidate()
        if self.cursor_line < self.size.height - 1:
            self.scroll_home(animate=False)
        else:
            self.scroll_to_line(self.cursor_line, animate=False)

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[LedgerItem]) -> None:
        event.stop()
        if event.node.data is not None:
            self.post_message(self.ItemHighlighted(self, event.node.data))

    def on_tree_node_selected(self, event: Tree.NodeSelected[LedgerItem]) -> None:
        event.stop()
        item = event.node.data
        if item is not None and (target := item.carried_from) is not None:
            actor = self._actor
            found = self.go_to(target)
            if found:
                self._trail.append((item, actor))
            self.post_message(self.FollowTie(self, target, found))

    def go_to(self, name: str) -> bool:
        """Bring the cursor to a number and open it; False when it did not move or may not be seen."""
        if self._report is None or not any(row.name == name for row in rows_told(self._report.ledger)):
            return False
        if name not in self._rows:
            self._actor = None
            self._fill()
        node = self._rows[name]
        self._open(node)
        node.expand()
        self._show(node)
        return True

    def _show(self, node: TreeNode[LedgerItem]) -> None:
        # Asking for the last line lays the tree out; a new node has no line before.
        if self.last_line >= 0:
            self.move_cursor(node)

    @property
    def has_trail(self) -> bool:
        """Whether a tie was followed that can be come back from."""
        return bool(self._trail)

    def action_come_back(self) -> None:
        """Come back to the tie that was followed last."""
        if not self._trail:
            return
        item, actor = self._trail.pop()
        assert item.row is not None
        if actor != self._actor or item.row.name not in self._rows:
            self._actor = actor
            self._fill()
        found = self._find(self._rows[item.row.name], item)
        if found is not None:
            self._show(found)

    def _find(self, node: TreeNode[LedgerItem], item: LedgerItem) -> TreeNode[LedgerItem] | None:
        """The node of an item at or beneath a node, with all above it opened."""
        if node.data == item:
            return node
        if node.allow_expand:
            self._open(node)
            for child in node.children:
                if (found := self._find(child, item)) is not None:
                    node.expand()
                    return found
        return None

    def action_open(self) -> None:
        """Open the node under the cursor, or step into it when it is open."""
        node = self.cursor_node
        if node is None or not node.allow_expand:
            return
        if node.is_expanded:
            self.action_cursor_down()
        else:
            node.expand()

    def action_close(self) -> None:
        """Close the node under the cursor, or go to what it lies beneath."""
        node = self.cursor_node
        if node is None:
            return
        if node.is_expanded and node.allow_expand and not node.is_root:
            node.collapse()
        elif node.parent is not None:
            self.move_cursor(node.parent)

    def action_actor(self, way: int) -> None:
        """Show the numbers of the next or previous actor only; all of them come between the last and the first."""
        if self._scenario is None or self._report is None:
            return
        rows = rows_told(self._report.ledger)
        having = [a for a in self._scenario.actors if any(self._touches(row, a) for row in rows)]
        choices: list[str | None] = [None, *having]
        here = choices.index(self._actor) if self._actor in choices else 0
        self._actor = choices[(here + way) % len(choices)]
        self._fill()
