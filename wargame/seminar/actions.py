"""What may be done at a table: small values that name the snapshot they answer, and what each depends on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wargame.fault import Fault
from wargame.game.table_fault import (
    ChancePicks,
    DoctrineAnswers,
    FacilitatorAnswers,
    FacilitatorPicks,
    FacilitatorReleases,
    FacilitatorResolves,
    MoverAnswers,
    MoverPicks,
    SeatNotPlayed,
    SeatsOrder,
    TableFault,
)
from wargame.game.tree import Tree
from wargame.model.order import Decision
from wargame.model.scenario import MOVER_ID
from wargame.model.viewer import FACILITATOR, MOVER, Viewer, seat_of
from wargame.seminar.table import MovePicker, Setup

TURN = "turn"
"""What changes when a turn is resolved, or the game goes on from elsewhere."""
MOVE = "move"
"""What changes when the mover's move is picked."""
OWED = "owed"
"""What changes when a seat hands in its orders for the first time in a turn."""
RELEASED = "released"
"""What changes when an inject is released."""
TREE = "tree"
"""What changes with any node."""


@dataclass(frozen=True, slots=True)
class PickMove:
    """Pick the mover's move, or leave it to chance for None."""

    number: int
    move: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Hand in how the mover answers where its consent is asked: what it withholds, all or in part.

    It consents to the rest. Answers may be handed in anew until the turn is resolved; without any its declared doctrine
    answers.
    """

    number: int
    answers: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """Release an inject in this turn."""

    number: int
    inject: str


@dataclass(frozen=True, slots=True)
class Submit:
    """Hand in the orders of one's seat; they may be handed in anew until the turn is resolved."""

    number: int
    orders: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Resolve:
    """Resolve the turn."""

    number: int


@dataclass(frozen=True, slots=True)
class Go:
    """Go back, or over to another branch: the game goes on from a node."""

    number: int
    node: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Write on a node; what is None stays as it is."""

    number: int
    node: int
    label: str | None = None
    note: str | None = None
    star: bool | None = None
    collapsed: bool | None = None


@dataclass(frozen=True, slots=True)
class Prune:
    """Take a node and all that follows it out of the tree."""

    number: int
    node: int


@dataclass(frozen=True, slots=True)
class Restore:
    """Undo the last pruning."""

    number: int


@dataclass(frozen=True, slots=True)
class Promote:
    """Make the way to a node the main line."""

    number: int
    node: int


@dataclass(frozen=True, slots=True)
class Redraw:
    """Play a node's turn once more with its luck drawn anew."""

    number: int
    node: int


@dataclass(frozen=True, slots=True)
class SetMove:
    """Play a node's turn once more with another move of the mover."""

    number: int
    node: int
    move: str


@dataclass(frozen=True, slots=True)
class Refresh:
    """Take over what other windows on this game have played."""

    number: int


Action = (
    PickMove | Answer | Release | Submit | Resolve | Go | Mark | Prune | Restore | Promote | Redraw | SetMove | Refresh
)  # fmt: skip


class ActionCode(StrEnum):
    """Why actions are refused."""

    STALE = "stale"
    """The game has changed since."""
    NOT_YOURS = "not-yours"
    """It is for somebody else to do."""
    REFUSED = "refused"
    """The rules or the saved game do not allow it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an action was refused."""

    code: ActionCode
    fault: Fault
    """The reason, as far as whoever acts may know."""


def orders_of(seat: str) -> str:
    """What changes when a seat hands in orders, or whoever answers for MOVER_ID its answers."""
    return f"orders:{seat}"


def node_of(node: int) -> str:
    """What changes when a node leaves the tree or comes back."""
    return f"node:{node}"


def marks_of(node: int) -> str:
    """What changes when somebody writes on a node."""
    return f"marks:{node}"


def depends_on(action: Action, viewer: Viewer) -> frozenset[str]:
    """On what an action depends: it is out of date when any of this has changed since its snapshot."""
    match action:
        case PickMove() | Resolve():
            return frozenset({TURN, MOVE})
        case Release():
            return frozenset({TURN})
        case Answer():
            return frozenset({TURN, orders_of(MOVER_ID)})
        case Submit():
            return frozenset({TURN, MOVE, orders_of(seat_of(viewer) or "")})
        case Mark(node=node):
            return frozenset({marks_of(node)})
        case Go(node=node) | Prune(node=node) | Promote(node=node) | Redraw(node=node) | SetMove(node=node):
            return frozenset({node_of(node)})
        case Restore() | Refresh():
            return frozenset()


def not_yours(action: Action, viewer: Viewer, setup: Setup) -> TableFault | None:
    """Why it is not for this viewer to do this; None where it is.

    A seat hands in for itself; who picks the moves picks, and answers for the mover; the facilitator alone releases; a
    turn is resolved by the facilitator where there is one. Work on the tree is for anybody at the table.
    """
    led = setup.picker is MovePicker.FACILITATOR
    match action:
        case PickMove():
            if setup.picker is MovePicker.CHANCE:
                return ChancePicks()
            if led:
                return None if viewer == FACILITATOR else FacilitatorPicks()
            return None if viewer == MOVER else MoverPicks()
        case Answer():
            if setup.picker is MovePicker.CHANCE:
                return DoctrineAnswers()
            if led:
                return None if viewer == FACILITATOR else FacilitatorAnswers()
            return None if viewer == MOVER else MoverAnswers()
        case Release():
            return None if viewer == FACILITATOR else FacilitatorReleases()
        case Submit():
            seat = seat_of(viewer)
            if seat is None:
                return SeatsOrder()
            return None if seat in setup.seats else SeatNotPlayed(seat)
        case Resolve():
            return FacilitatorResolves() if led and viewer != FACILITATOR else None
        case _:
            return None


def changed_between(before: Tree, after: Tree) -> frozenset[str]:
    """What changed from one state of a game's tree to another; nothing where they are equal."""
    changed: set[str] = set()
    for number in before.nodes.keys() | after.nodes.keys():
        old, new = before.nodes.get(number), after.nodes.get(number)
        if old == new:
            continue
        changed.add(TREE)
        if old is None or new is None or bool(old.pruned) != bool(new.pruned):
            changed.add(node_of(number))
        elif (old.label, old.note, old.star, old.collapsed) != (new.label, new.note, new.star, new.collapsed):
            changed.add(marks_of(number))
    return frozenset(changed)


@dataclass(frozen=True, slots=True)
class _Change:
    topics: frozenset[str]
    audience: frozenset[Viewer] | None
    """Who could notice it; None for everybody."""


class Changes:
    """All that has changed at a table, as each viewer could notice it.

    A viewer's number counts what it could notice and nothing else, so that no gap tells of what others keep secret.
    """

    def __init__(self) -> None:
        self._made: list[_Change] = []

    def note(self, *topics: str, audience: frozenset[Viewer] | None = None) -> None:
        """Something changed, for an audience (None: for everybody)."""
        if topics:
            self._made.append(_Change(frozenset(topics), audience))

    def number(self, viewer: Viewer) -> int:
        """How much a viewer could notice so far."""
        return len(self._noticed(viewer))

    def since(self, viewer: Viewer, number: int) -> frozenset[str]:
        """What has changed for a viewer since its number was this."""
        return frozenset(topic for each in self._noticed(viewer)[max(number, 0) :] for topic in each.topics)

    def _noticed(self, viewer: Viewer) -> list[_Change]:
        return [each for each in self._made if each.audience is None or viewer in each.audience]
