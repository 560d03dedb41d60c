"""The tree of a game as indented text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wargame.analysis.par import Par
from wargame.game.replay import orders_seen
from wargame.game.tree import BEGINNING, Node, Tree
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.model.viewer import Viewer, seat_of
from wargame.text.message import message, plural
from wargame.text.names import order_words, reaction_title, seat_name
from wargame.text.par import about_par, par_lines
from wargame.text.words import cut, hung, parted

STAR = "*"


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A node as a line of a drawn tree; straight lines do not indent, forks do."""

    number: int
    guides: str
    """What comes before it: bars of the branches that go on below, and the corner that leads to it."""


def branch_words(name: str, most: int = 24) -> str:
    """A branch within a line: `branch main`, `branch 12`, `branch hold fast`, a long name cut."""
    # A branch without a name of its own is called so already.
    return cut(name if name.startswith("branch ") else message("branch {name}", name=name), most)


def beginning() -> str:
    """What the tree's first line is called."""
    return message("the beginning")


def here() -> str:
    """How the tree marks where the game is."""
    return message("(here)")


def here_mark() -> str:
    """How the tree on the screen marks where the game is, at the end of a row."""
    return message("◀ here")


def tree_head(scenario: Scenario | None, viewer: Viewer) -> str:
    """The columns of the tree on the screen; a date takes seven cells and one between."""
    seat = seat_of(viewer)
    if scenario is None or seat is None:
        return message("{date:<8}move · orders", date=message("date"))
    return message("{date:<8}move · orders of {seat}", date=message("date"), seat=scenario.seats[seat].short)


def tree_rows(tree: Tree, folded: bool = False) -> Iterator[TreeRow]:
    """Every node that is not pruned, parents first, with its guides; the forks of a node come before its line goes on.

    With `folded`, what follows a collapsed node is left out.
    """
    # The first child goes on in its parent's column; the others come between, each one column further in.
    waiting: list[tuple[int, str, str]] = []

    def follow(number: int, column: str) -> None:
        if folded and number != BEGINNING and tree[number].collapsed:
            return
        straight, forks = tree.following(number), tree.forks(number)
        if straight is not None:
            waiting.append((straight, column, column))
        waiting.extend((fork, column + "├─", column + "│ ") for fork in reversed(forks))

    follow(BEGINNING, "")
    while waiting:
        number, guides, column = waiting.pop()
        yield TreeRow(number, guides)
        follow(number, column)


def node_text(scenario: Scenario, node: Node, viewer: Viewer, seats: tuple[str, ...] = ()) -> str:
    """What a node played that the reader may see: date, move, the orders of some seats.

    Where none is named, those of all seats and what the mover answered.
    """
    turn = node.played
    words = f"{scenario.calendar.date(turn.turn)} {reaction_title(scenario, None, turn.move)}"
    for seat in seats or (*scenario.seats, MOVER_ID):
        shown = orders_text(scenario, node, seat, viewer)
        if shown:
            words += f" | {message('{seat}: {orders}', seat=seat_name(scenario, seat), orders=shown)}"
    return words


def orders_text(scenario: Scenario, node: Node, seat: str, viewer: Viewer) -> str:
    """What a seat ordered in a node's turn, in words, as far as the viewer may see; empty for nothing."""
    return parted([order_words(scenario, order) for order in orders_seen(scenario, node.played, seat, viewer)])


def ending_text(scenario: Scenario, node: Node) -> str:
    """The ending a node came to, by sign and title; empty while the game goes on there."""
    if node.played.ending is None:
        return ""
    ending = scenario.endings.get(node.played.ending)
    return node.played.ending if ending is None else message("{sign} {ending}", sign=ending.sign, ending=ending.title)


def line_ending(scenario: Scenario, tree: Tree, node: Node) -> str:
    """The ending a node came to, or where what follows it is folded away, the one its line comes to."""
    hidden = node.collapsed and tree.children(node.number)
    return ending_text(scenario, tree[tree.tip(node.number)] if hidden else node)


def marks_text(tree: Tree, node: Node, folded: bool = True) -> str:
    """What players wrote on a node, in a few words: star, label, note, new luck, what is `folded` away."""
    marks = [STAR] if node.star else []
    tried = node.tried and (node.parent == BEGINNING or not tree[node.parent].tried)
    hidden = sum(1 for _ in tree.below(node.number)) if folded and node.collapsed else 0
    if tried:
        marks.append(message("[tried +{count}]", count=hidden) if hidden else message("[tried]"))
    if node.label:
        marks.append(message("“{label}”", label=node.label))
    if node.note:
        marks.append(message("[note]"))
    if node.played.luck > 0:
        marks.append(message("[new luck {number}]", number=node.played.luck))
    elif node.played.luck and not node.tried:
        marks.append(message("[luck of a trial]"))
    if hidden and not tried:
        marks.append(plural("[{count} folded]", "[{count} folded]", hidden))
    return " ".join(marks)


def tree_lines(
    scenario: Scenario,
    tree: Tree,
    current: int,
    viewer: Viewer,
    seats: tuple[str, ...] = (),
    pars: Mapping[int, Sequence[Par]] | None = None,
) -> Iterator[str]:
    """The whole tree as text, a node a line with the orders of `seats`, of all seats where none is named.

    The reader sees what its seat may see, None everything. `pars` are the scores beside par where branches ended.
    """
    first = ["0", str(scenario.calendar.date(1)), beginning(), here() if current == BEGINNING else ""]
    yield " ".join(part for part in first if part)
    for row in tree_rows(tree):
        node = tree[row.number]
        parts = [
            f"{row.guides}{node.number}",
            node_text(scenario, node, viewer, seats),
            ending_text(scenario, node),
            marks_text(tree, node, folded=False),
            here() if node.number == current else "",
        ]
        yield " ".join(part for part in parts if part)
        for line in node.note.splitlines():
            yield f"{row.guides}    {line}"
    pruned = len(tree) - sum(1 for _ in tree.below(BEGINNING))
    if pruned:
        yield plural(
            "{count} turn pruned; press u in the tree on the screen to bring it back.",
            "{count} turns pruned; press u in the tree on the screen to bring them back, one pruning at a time.",
            pruned,
        )
    if pars:
        yield ""
        yield message("Scores out of 100 where branches ended, beside par")
        for number, several in pars.items():
            words = message(
                "{branch}: {scores}",
                branch=branch_words(tree.branch(number)),
                scores=parted(par_lines(scenario, several)),
            )
            yield from hung(f"  {number} ", words, 4)
        yield from hung("  ", about_par(each for several in pars.values() for each in several))
