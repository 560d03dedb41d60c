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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wargame.authoring.problems import FileError, Problem, nearest
from wargame.authoring.symbols import shown
from wargame.model.order import Decision, Withholding, parse_decision
from wargame.model.scenario import Scenario

MOST_BYTES = 1_000_000
MOST_SHOWN = 60
NOTHING = "none"
"""What is written for a seat that gives no orders."""

_TURN = re.compile(r"\s*turn\s+(?P<turn>[0-9]{1,6})\s*:\s*")
_THING = re.compile(r"(?P<word>move|inject)\s+(?P<id>[^\s:]+)\s*$")
_SEAT = re.compile(r"(?P<seat>[^\s:,]+)\s*:\s*(?P<orders>.*)$")


class ScriptError(FileError):
    """What is wrong with a script: every fault with its line in `problems`, the first one's in `file` and `line`."""


@dataclass(frozen=True, slots=True)
class Scripted:
    """Something to play, with the line of the script it stands on."""

    id: str
    line: int


@dataclass(frozen=True, slots=True)
class ScriptedOrders:
    """One seat's orders of one turn, with the line of the script they stand on."""

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

    def fault(self, line: int, message: str) -> ScriptError:
        """An error about one line, for what only playing can show."""
        return ScriptError([Problem(self.file, line, 1, "error", "not-legal", message, "")])


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
        reason = (error.strerror or "it cannot be read").lower()
        raise ScriptError([Problem(name, 1, 1, "error", "unreadable", f"cannot be read: {reason}", "")]) from None
    if len(data) > MOST_BYTES:
        raise ScriptError([Problem(name, 1, 1, "error", "too-big", "an orders file is at most 1 MB", "")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = "is not text in UTF-8"
        raise ScriptError([Problem(name, line, 1, "error", "not-utf-8", message, "")]) from None
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
        self.problems: list[Problem] = []
        self.moves: dict[int, Scripted] = {}
        self.injects: dict[int, tuple[Scripted, ...]] = {}
        self.orders: dict[tuple[int, str], ScriptedOrders] = {}

    def read(self, text: str) -> OrdersFile:
        for self.line, written in enumerate(text.split("\n"), start=1):
            self.written = written.partition("#")[0].rstrip()
            if not self.written.replace("\t", " ").isprintable():
                self._fault(0, "odd-character", "this line holds a character that cannot be shown")
            elif self.written.strip():
                self._line()
        if self.problems:
            raise ScriptError(self.problems)
        return OrdersFile(self.file, self.moves, self.injects, self.orders)

    def _line(self) -> None:
        found = _TURN.match(self.written)
        if not found:
            self._fault(
                self._start(0),
                "bad-line",
                "a line begins with its turn, as in 'turn 1: move ...' or 'turn 1: seat: ...'",
            )
            return
        turn, turns = int(found["turn"]), self.scenario.calendar.turns
        if not 1 <= turn <= turns:
            self._fault(
                found.start("turn"), "no-such-turn", f"there is no turn {turn}: the game has turns 1 to {turns}"
            )
            return
        start, rest = found.end(), self.written[found.end() :]
        if thing := _THING.match(rest):
            self._thing(turn, thing["word"], thing["id"], start + thing.start("id"))
        elif seat := _SEAT.match(rest):
            self._seat(turn, seat["seat"], start + seat.start("seat"), seat["orders"], start + seat.start("orders"))
        else:
            self._fault(
                start,
                "bad-line",
                "after the turn stands 'move ID', 'inject ID' or a seat and its orders, as in 'seat: order'",
            )

    def _thing(self, turn: int, word: str, name: str, column: int) -> None:
        known: Iterable[str] = self.scenario.moves if word == "move" else self.scenario.injects
        if not self._known(f"there is no {word}", name, known, column):
            return
        entry = Scripted(name, self.line)
        if word == "inject":
            earlier = self.injects.get(turn, ())
            if any(each.id == name for each in earlier):
                self._fault(column, "twice", f"inject '{name}' is released twice in turn {turn}")
            self.injects[turn] = (*earlier, entry)
        elif turn in self.moves:
            self._fault(column, "twice", f"line {self.moves[turn].line} already names the move of turn {turn}")
        else:
            self.moves[turn] = entry

    def _seat(self, turn: int, seat: str, column: int, written: str, start: int) -> None:
        if not self._known("there is no seat", seat, self.scenario.seats, column):
            return
        if (turn, seat) in self.orders:
            line = self.orders[turn, seat].line
            self._fault(column, "twice", f"line {line} already gives the orders of '{seat}' in turn {turn}")
            return
        if not written:
            self._fault(start, "no-orders", f"'{seat}' has no orders here: write '{NOTHING}' when it gives none")
            return
        orders: list[Decision] = []
        if written != NOTHING:
            for text, at in _parts(written, start):
                order = self._order(seat, text, at)
                if order in orders:
                    self._fault(at, "twice", f"'{order}' is ordered twice")
                elif order is not None:
                    orders.append(order)
        self.orders[turn, seat] = ScriptedOrders(tuple(orders), self.line)

    def _order(self, seat: str, text: str, column: int) -> Decision | None:
        try:
            order = parse_decision(seat, text)
        except ValueError as error:
            self._fault(column, "bad-order", str(error) if len(text) < MOST_SHOWN else "this is too long for an order")
            return None
        if isinstance(order, Withholding):
            return order if self._may_withhold(order, column + len("withhold ")) else None
        reactions = self.scenario.reactions.get(seat, {})
        if not self._known(f"'{seat}' has no reaction", order.reaction, reactions, column):
            return None
        reaction = reactions[order.reaction]
        targets = [option.target for option in reaction.options if option.target is not None]
        if order.target is None and targets:
            self._fault(column, "no-target", f"'{order.reaction}' needs a target, as in {order.reaction}({targets[0]})")
            return None
        if order.target is not None and not targets:
            self._fault(column, "no-target", f"'{order.reaction}' takes no target")
            return None
        if order.target is not None and not self._known(
            f"'{order.reaction}' has no target", order.target, targets, column + len(order.reaction) + 1
        ):
            return None
        return order

    def _may_withhold(self, order: Withholding, column: int) -> bool:
        other = order.of
        if not self._known("there is no seat", other, self.scenario.seats, column):
            return False
        reactions = self.scenario.reactions.get(other, {})
        if not self._known(f"'{other}' has no reaction", order.reaction, reactions, column + len(other) + 1):
            return False
        consent = reactions[order.reaction].consent
        if consent is None or order.seat not in consent.withheld_when:
            message = f"'{other}.{order.reaction}' does not ask for the consent of '{order.seat}'"
            self._fault(column, "no-consent", message)
            return False
        return True

    def _known(self, lack: str, name: str, known: Iterable[str], column: int) -> bool:
        names = list(known)
        if name in names:
            return True
        self._fault(column, "unknown-name", f"{lack} '{shown(name)}'", nearest(name, names))
        return False

    def _start(self, column: int) -> int:
        return column + len(self.written) - len(self.written.lstrip())

    def _fault(self, column: int, code: str, message: str, suggestion: str = "") -> None:
        self.problems.append(Problem(self.file, self.line, column + 1, "error", code, message, suggestion))


def _parts(written: str, start: int) -> Iterator[tuple[str, int]]:
    """The orders of one line, each with the column (from 0) it begins at."""
    for part in written.split(","):
        yield part.strip(), start + len(part) - len(part.lstrip())
        start += len(part) + 1
