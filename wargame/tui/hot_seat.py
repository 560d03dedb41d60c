"""A game at one screen: who is looking, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated, Viewer
from wargame.seminar.snapshot import Snapshot
from wargame.seminar.table import MovePicker, Phase, SeatTable, Table
from wargame.text.message import message


class Role(StrEnum):
    """What a person at this screen does."""

    FACILITATOR = "facilitator"
    MOVER = "mover"
    SEAT = "seat"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at this screen: the facilitator, the mover's player, or the player of a seat."""

    role: Role
    seat: str = ""
    """The seat's id; empty for the facilitator and the mover."""

    def words(self, scenario: Scenario) -> str:
        """The person's name at the table."""
        match self.role:
            case Role.FACILITATOR:
                return message("the facilitator")
            case Role.MOVER:
                return scenario.mover.title
            case Role.SEAT:
                return scenario.seats[self.seat].title


@dataclass(frozen=True, slots=True)
class Cover:
    """Hide everything until this person alone looks."""

    person: Person


@dataclass(frozen=True, slots=True)
class PickMove:
    """The facilitator or the mover's player picks the move."""

    person: Person


@dataclass(frozen=True, slots=True)
class GiveOrders:
    """A seat owes its orders."""

    seat: str


@dataclass(frozen=True, slots=True)
class Overlook:
    """The facilitator, or whoever watches, looks at the table before the turn is resolved."""


@dataclass(frozen=True, slots=True)
class Resolve:
    """Nothing is owed: resolve the turn."""


@dataclass(frozen=True, slots=True)
class ShowTurn:
    """Show what came of a turn."""

    turn: int


@dataclass(frozen=True, slots=True)
class ShowEnding:
    """The game has ended."""


Step = Cover | PickMove | GiveOrders | Overlook | Resolve | ShowTurn | ShowEnding


@dataclass
class HotSeat:
    """A table, the people at this screen, and which of them looks at it now."""

    table: Table
    looking: Person | None = None
    unread: int | None = None
    """A resolved turn that has not been shown yet."""
    people: tuple[Person, ...] = field(init=False)

    def __post_init__(self) -> None:
        game = self.facts.game
        seats = tuple(Person(Role.SEAT, seat) for seat in self.scenario.seats if seat in game.seats)
        match game.picker:
            case MovePicker.FACILITATOR:
                self.people = (Person(Role.FACILITATOR), *seats)
            case MovePicker.PLAYER:
                self.people = (Person(Role.MOVER), *seats)
            case MovePicker.CHANCE:
                self.people = seats
        if len(self.people) == 1:
            self.looking = self.people[0]

    def place(self, viewer: Viewer) -> SeatTable:
        """The table as somebody at this screen meets it."""
        return self.table.seat(viewer)

    @property
    def here(self) -> SeatTable:
        """The table as those who look at this screen meet it."""
        return self.place(self.viewer)

    @property
    def at_tree(self) -> SeatTable:
        """The table as those who look into the tree meet it."""
        return self.place(self.tree_viewer)

    @property
    def leader(self) -> SeatTable:
        """The table as whoever resolves the turns meets it."""
        return self.place(FACILITATOR) if self.led else self.here

    @property
    def picks(self) -> SeatTable:
        """The table as whoever picks the moves and answers for the mover meets it."""
        return self.place(FACILITATOR if self.led else MOVER)

    @property
    def facts(self) -> Snapshot:
        """What everybody may know of the game."""
        return self.place(PUBLIC).snapshot

    @property
    def scenario(self) -> Scenario:
        """The scenario as everybody may know it."""
        return self.place(PUBLIC).scenario

    @property
    def watching(self) -> bool:
        """Whether nobody plays: all seats are bots and chance moves."""
        return not self.people

    @property
    def shared(self) -> bool:
        """Whether several people take turns at this screen."""
        return len(self.people) > 1

    @property
    def led(self) -> bool:
        """Whether a facilitator leads the game."""
        return Person(Role.FACILITATOR) in self.people

    def next(self) -> Step:
        """What this screen should show now."""
        if self.unread is not None:
            return ShowTurn(self.unread)
        facts = self.facts
        match facts.phase:
            case Phase.ENDED:
                return ShowEnding()
            case Phase.MOVE:
                person = self.people[0]
                return PickMove(person) if self._is_looking(person) else Cover(person)
            case Phase.ORDERS:
                seat = next(person.seat for person in self.people if person.seat in facts.owed)
                person = Person(Role.SEAT, seat)
                return GiveOrders(seat) if self._is_looking(person) else Cover(person)
            case Phase.READY:
                if self.watching:
                    # Whoever only watches presses one key a turn: the look before it is for the first turn.
                    return Overlook() if facts.at_first_turn else Resolve()
                if self.led:
                    person = Person(Role.FACILITATOR)
                    return Overlook() if self._is_looking(person) else Cover(person)
                return Resolve()

    def _is_looking(self, person: Person) -> bool:
        return not self.shared or self.looking == person

    def uncovered(self, person: Person) -> None:
        """This person says that nobody else is looking."""
        self.looking = person

    def resolved(self, turn: int) -> None:
        """A turn was resolved: it is shown next, to everybody at the screen."""
        self.unread = turn
        if self.shared:
            self.looking = None

    def moved(self) -> None:
        """The game is elsewhere in its tree: nothing waits to be read, and of several people nobody looks yet."""
        self.unread = None
        if self.shared:
            self.looking = None

    def read(self) -> None:
        """The resolution has been read."""
        self.unread = None

    @property
    def tree_viewer(self) -> Viewer:
        """Who looks into the tree: the viewer of the screen, and once nothing is secret any more the facilitator."""
        return FACILITATOR if self.facts.all_shown else self.viewer

    @property
    def viewer(self) -> Viewer:
        """Whose view a resolution is shown in: the one player's, the facilitator's, or what every seat may see."""
        if self.shared:
            return PUBLIC
        if self.watching or self.people[0].role is Role.FACILITATOR:
            return FACILITATOR
        seat = self.people[0].seat
        return Seated(seat) if seat else PUBLIC
