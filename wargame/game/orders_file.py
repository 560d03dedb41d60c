"""A game written down in advance: which moves, injects and orders to play in which turn.

One line says one thing, and `#` begins a remark:

    turn 1: move grumble
    turn 1: inject storm
    turn 1: host: reassure(guest), press
    turn 2: host: none
    turn 2: rival: withhold host.talks

What a script leaves open is left to chance and to the bots.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from wargame.authoring.letters import shown
from wargame.authoring.problems import nearest
from wargame.game.orders_file_fault import (
    InjectTwice,
    MoveTwice,
    NeedsTarget,
    NoConsent,
    NoOrders,
    NoSuchTurn,
    NotAnOrder,
    NothingAfterTurn,
    NoTurn,
    NotUtf8,
    OddCharacter,
    OrdersFileFault,
    OrderTooLong,
    OrderTwice,
    SeatTwice,
    TakesNoTarget,
    TooBig,
    UnknownInject,
    UnknownMove,
    UnknownReaction,
    UnknownSeat,
    UnknownTarget,
    Unreadable,
)
from wargame.model.order import Decision, Withholding, parse_decision
from wargame.model.scenario import Scenario

MOST_BYTES = 1_000_000
MOST_SHOWN = 60
NOTHING = "none"
"""What is written for a seat that gives no orders."""

_TURN = re.compile(r"\s*turn\s+(?P<turn>[0-9]{1,6})\s*:\s*")
_THING = re.compile(r"(?P<word>move|inject)\s+(?P<id>[^\s:]+)\s*$")
_SEAT = re.compile(r"(?P<seat>[^\s:,]+)\s*:\s*(?P<orders>.*)$")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A fault of an orders file with its place; line and column count from 1."""

    file: str
    line: int
    column: int
    fault: OrdersFileFault

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.fault}"


class ScriptError(Exception):
    """What is wrong with a script: every fault with its line in `problems`, the first one's in `file` and `line`."""

    def __init__(self, problems: Iterable[BadLine]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))

    @property
    def file(self) -> str:
        """The file at fault, as it was named."""
        return self.problems[0].file

    @property
    def line(self) -> int:
        """The line of the first fault, from 1."""
        return self.problems[0].line


@dataclass(frozen=True, slots=True)
class Scripted:
    """Something to play, with its line in the script."""

    id: str
    line: int


@dataclass(frozen=True, slots=True)
class ScriptedOrders:
    """One seat's orders of one turn, with its line in the script."""

    orders: tuple[Decision, ...]
    line: int


@dataclass(frozen=True)
class OrdersFile:
    """Moves by turn, injects by turn, orders by turn and seat."""

    file: str = ""
    moves: Mapping[int, Scripted] = field(default_factory=dict)
    injects: Mapping[int, tuple[Scripted, ...]] = field(default_factory=dict)
    orders: Mapping[tuple[int, str], ScriptedOrders] = field(default_factory=dict)

    @property
    def last_turn(self) -> int:
        """The last turn it says anything about; 0 for an empty one."""
        return max([0, *self.moves, *self.injects, *(turn for turn, _ in self.orders)])

    def error(self, line: int, fault: OrdersFileFault) -> ScriptError:
        """An error about one line, for what only playing can show."""
        return ScriptError([BadLine(self.file, line, 1, fault)])


def read_script(path: Path, scenario: Scenario) -> OrdersFile:
    """The script in a file.

    Raises:
        ScriptError: the file cannot be read, or lines in it are not understood; all of them are named.
    """
    name = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror.lower() if error.strerror else None
        raise ScriptError([BadLine(name, 1, 1, Unreadable(reason))]) from None
    if len(data) > MOST_BYTES:
        raise ScriptError([BadLine(name, 1, 1, TooBig(MOST_BYTES // 1_000_000))])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ScriptError([BadLine(name, line, 1, NotUtf8())]) from None
    return parse_script(text, name, scenario)


def parse_script(text: str, file: str, scenario: Scenario) -> OrdersFile:
    """The script that a text writes, its names checked against a scenario; raises ScriptError with every fault."""
    return _Reader(file, scenario).read(text)


class _Reader:
    def __init__(self, file: str, scenario: Scenario) -> None:
        self.file = file
        self.scenario = scenario
        self.line = 0
        self.written = ""
        self.problems: list[BadLine] = []
        self.moves: dict[int, Scripted] = {}
        self.injects: dict[int, tuple[Scripted, ...]] = {}
        self.orders: dict[tuple[int, str], ScriptedOrders] = {}

    def read(self, text: str) -> OrdersFile:
        for self.line, written in enumerate(text.split("\n"), start=1):
            self.written = written.partition("#")[0].rstrip()
            if not self.written.replace("\t", " ").isprintable():
                self._fault(0, OddCharacter())
            elif self.written.strip():
                self._line()
        if self.problems:
            raise ScriptError(self.problems)
        return OrdersFile(self.file, self.moves, self.injects, self.orders)

    def _line(self) -> None:
        found = _TURN.match(self.written)
        if not found:
            self._fault(self._start(0), NoTurn())
            return
        turn, turns = int(found["turn"]), self.scenario.calendar.turns
        if not 1 <= turn <= turns:
            self._fault(found.start("turn"), NoSuchTurn(turn, turns))
            return
        start, rest = found.end(), self.written[found.end() :]
        if thing := _THING.match(rest):
            self._thing(turn, thing["word"], thing["id"], start + thing.start("id"))
        elif seat := _SEAT.match(rest):
            self._seat(turn, seat["seat"], start + seat.start("seat"), seat["orders"], start + seat.start("orders"))
        else:
            self._fault(start, NothingAfterTurn())

    def _thing(self, turn: int, word: str, name: str, column: int) -> None:
        is_known = (
            self._known(name, self.scenario.moves, column, UnknownMove)
            if word == "move"
            else self._known(name, self.scenario.injects, column, UnknownInject)
        )
        if not is_known:
            return
        entry = Scripted(name, self.line)
        if word == "inject":
            earlier = self.injects.get(turn, ())
            if any(each.id == name for each in earlier):
                self._fault(column, InjectTwice(turn, name))
            self.injects[turn] = (*earlier, entry)
        elif turn in self.moves:
            self._fault(column, MoveTwice(turn, self.moves[turn].line))
        else:
            self.moves[turn] = entry

    def _seat(self, turn: int, seat: str, column: int, written: str, start: int) -> None:
        if not self._known(seat, self.scenario.seats, column, UnknownSeat):
            return
        if (turn, seat) in self.orders:
            self._fault(column, SeatTwice(turn, seat, self.orders[turn, seat].line))
            return
        if not written:
            self._fault(start, NoOrders(seat, NOTHING))
            return
        orders: list[Decision] = []
        if written != NOTHING:
            for text, at in _parts(written, start):
                order = self._order(seat, text, at)
                if order in orders:
                    self._fault(at, OrderTwice(str(order)))
                elif order is not None:
                    orders.append(order)
        self.orders[turn, seat] = ScriptedOrders(tuple(orders), self.line)

    def _order(self, seat: str, text: str, column: int) -> Decision | None:
        try:
            order = parse_decision(seat, text)
        except ValueError:
            self._fault(column, NotAnOrder(text) if len(text) < MOST_SHOWN else OrderTooLong())
            return None
        if isinstance(order, Withholding):
            return order if self._may_withhold(order, column + text.index(" ") + 1) else None
        reactions = self.scenario.reactions.get(seat, {})
        if not self._known(order.reaction, reactions, column, partial(UnknownReaction, seat)):
            return None
        reaction = reactions[order.reaction]
        targets = [option.target for option in reaction.options if option.target is not None]
        if order.target is None and targets:
            self._fault(column, NeedsTarget(order.reaction, targets[0]))
            return None
        if order.target is not None and not targets:
            self._fault(column, TakesNoTarget(order.reaction))
            return None
        if order.target is not None and not self._known(
            order.target, targets, column + len(order.reaction) + 1, partial(UnknownTarget, order.reaction)
        ):
            return None
        return order

    def _may_withhold(self, order: Withholding, column: int) -> bool:
        other = order.of
        if not self._known(other, self.scenario.seats, column, UnknownSeat):
            return False
        reactions = self.scenario.reactions.get(other, {})
        lacks = partial(UnknownReaction, other)
        if not self._known(order.reaction, reactions, column + len(other) + 1, lacks):
            return False
        consent = reactions[order.reaction].consent
        if consent is None or order.seat not in consent.withheld_when:
            self._fault(column, NoConsent(order.seat, other, order.reaction))
            return False
        return True

    def _known(
        self, name: str, known: Iterable[str], column: int, unknown: Callable[[str, str], OrdersFileFault]
    ) -> bool:
        """Whether a name is known; noted as `unknown` with the nearest one if not."""
        names = list(known)
        if name in names:
            return True
        self._fault(column, unknown(shown(name), nearest(name, names)))
        return False

    def _start(self, column: int) -> int:
        return column + len(self.written) - len(self.written.lstrip())

    def _fault(self, column: int, fault: OrdersFileFault) -> None:
        self.problems.append(BadLine(self.file, self.line, column + 1, fault))


def _parts(written: str, start: int) -> Iterator[tuple[str, int]]:
    """The orders of one line, each with the column (from 0) it begins at."""
    for part in written.split(","):
        yield part.strip(), start + len(part) - len(part.lstrip())
        start += len(part) + 1
