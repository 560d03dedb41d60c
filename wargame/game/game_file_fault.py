"""Why a file for exchange is not taken in: a value for each kind of fault."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from wargame.engine.fault import EngineFault
from wargame.engine.refusal import RefusedChoice
from wargame.fault import Fault
from wargame.game.tree_fault import TreeFault


class Name(StrEnum):
    """What a node names that the scenario may not have."""

    MOVE = "move"
    INJECT = "inject"
    ENDING = "ending"


class GameFileCode(StrEnum):
    """The kinds of faults of a file for exchange."""

    UNREADABLE = "unreadable"
    UNUSABLE_PATH = "unusable-path"
    TOO_LARGE = "too-large"
    NOT_UTF8 = "not-utf8"
    EMPTY = "empty"
    CUT_SHORT = "cut-short"
    NOT_JSON = "not-json"
    NOT_A_GAME = "not-a-game"
    TOO_DEEP = "too-deep"
    ENDLESS_NUMBER = "endless-number"
    NOT_A_NUMBER = "not-a-number"
    NO_FORMAT = "no-format"
    LATER_FORMAT = "later-format"
    OTHER_FORMAT = "other-format"
    KEY_TWICE = "key-twice"
    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"
    NOT_TEXT = "not-text"
    TEXT_TOO_LONG = "text-too-long"
    NOT_TEXTS = "not-texts"
    NOT_TEXTS_BY_NAME = "not-texts-by-name"
    NOT_WHOLE = "not-whole"
    NOT_FLAG = "not-flag"
    NOT_STORABLE = "not-storable"
    BAD_SCENARIO = "bad-scenario"
    OTHER_SCENARIO = "other-scenario"
    OTHER_TITLE = "other-title"
    UNKNOWN_LENS = "unknown-lens"
    UNKNOWN_SEAT = "unknown-seat"
    SEAT_TWICE = "seat-twice"
    UNKNOWN_PICKER = "unknown-picker"
    UNKNOWN_BOT = "unknown-bot"
    UNKNOWN_OPENING = "unknown-opening"
    UNKNOWN_EVENT = "unknown-event"
    UNKNOWN_OUTCOME = "unknown-outcome"
    FIXED_TOO_LATE = "fixed-too-late"
    AT_NO_NODE = "at-no-node"
    AT_PRUNED_NODE = "at-pruned-node"
    NOT_A_LIST = "not-a-list"
    TOO_MANY_NODES = "too-many-nodes"
    NO_NUMBER = "no-number"
    NODE_TWICE = "node-twice"
    MISPLACED = "misplaced"
    NODE_MISSING_KEY = "node-missing-key"
    NODE_UNKNOWN_KEY = "node-unknown-key"
    NO_ORDERS_BY_SEAT = "no-orders-by-seat"
    NODE_UNKNOWN_SEAT = "node-unknown-seat"
    NODE_TOO_LATE = "node-too-late"
    NODE_UNKNOWN_NAME = "node-unknown-name"
    NODE_UNKNOWN_ORDER = "node-unknown-order"
    NO_BEGINNING = "no-beginning"
    NODE_ILLEGAL = "node-illegal"
    NODE_DIFFERS = "node-differs"


@dataclass(frozen=True, slots=True)
class Unreadable(Fault):
    """The file cannot be read, for a reason of the system's."""

    code: ClassVar = GameFileCode.UNREADABLE
    reason: str


@dataclass(frozen=True, slots=True)
class UnusablePath(Fault):
    """No system has such a path."""

    code: ClassVar = GameFileCode.UNUSABLE_PATH


@dataclass(frozen=True, slots=True)
class TooLarge(Fault):
    """It is larger than this, and so than every game that was exported."""

    code: ClassVar = GameFileCode.TOO_LARGE
    megabytes: int


@dataclass(frozen=True, slots=True)
class NotUtf8(Fault):
    """It is no text in UTF-8."""

    code: ClassVar = GameFileCode.NOT_UTF8


@dataclass(frozen=True, slots=True)
class Empty(Fault):
    """Nothing is in it."""

    code: ClassVar = GameFileCode.EMPTY


@dataclass(frozen=True, slots=True)
class CutShort(Fault):
    """It ends in the middle."""

    code: ClassVar = GameFileCode.CUT_SHORT


@dataclass(frozen=True, slots=True)
class NotJson(Fault):
    """It is not JSON, for a reason of the JSON reader's."""

    code: ClassVar = GameFileCode.NOT_JSON
    reason: str


@dataclass(frozen=True, slots=True)
class NotAGame(Fault):
    """It is JSON, but not of a game."""

    code: ClassVar = GameFileCode.NOT_A_GAME


@dataclass(frozen=True, slots=True)
class TooDeep(Fault):
    """It is nested too deeply for a game."""

    code: ClassVar = GameFileCode.TOO_DEEP


@dataclass(frozen=True, slots=True)
class EndlessNumber(Fault):
    """It holds a number of more digits than any game does."""

    code: ClassVar = GameFileCode.ENDLESS_NUMBER


@dataclass(frozen=True, slots=True)
class NotANumber(Fault):
    """It holds what JSON writes for no number."""

    code: ClassVar = GameFileCode.NOT_A_NUMBER
    word: str


@dataclass(frozen=True, slots=True)
class NoFormat(Fault):
    """It lacks the key that says it is a game."""

    code: ClassVar = GameFileCode.NO_FORMAT
    key: str


@dataclass(frozen=True, slots=True)
class LaterFormat(Fault):
    """A later version of wargame wrote it."""

    code: ClassVar = GameFileCode.LATER_FORMAT
    format: str


@dataclass(frozen=True, slots=True)
class OtherFormat(Fault):
    """It has a format that this version does not read."""

    code: ClassVar = GameFileCode.OTHER_FORMAT
    format: str
    reads: int


@dataclass(frozen=True, slots=True)
class KeyTwice(Fault):
    """A key is there twice in one place."""

    code: ClassVar = GameFileCode.KEY_TWICE
    key: str


@dataclass(frozen=True, slots=True)
class UnknownKey(Fault):
    """A key that no game has."""

    code: ClassVar = GameFileCode.UNKNOWN_KEY
    key: str


@dataclass(frozen=True, slots=True)
class MissingKey(Fault):
    """A key is missing."""

    code: ClassVar = GameFileCode.MISSING_KEY
    key: str


@dataclass(frozen=True, slots=True)
class NotText(Fault):
    """A key's value should be a text."""

    code: ClassVar = GameFileCode.NOT_TEXT
    key: str


@dataclass(frozen=True, slots=True)
class TextTooLong(Fault):
    """A key's text is longer than this."""

    code: ClassVar = GameFileCode.TEXT_TOO_LONG
    key: str
    most: int


@dataclass(frozen=True, slots=True)
class NotTexts(Fault):
    """A key's value should be a list of texts."""

    code: ClassVar = GameFileCode.NOT_TEXTS
    key: str


@dataclass(frozen=True, slots=True)
class NotTextsByName(Fault):
    """A key's value should give each name a text."""

    code: ClassVar = GameFileCode.NOT_TEXTS_BY_NAME
    key: str


@dataclass(frozen=True, slots=True)
class NotWhole(Fault):
    """A key's value should be a whole number in this range."""

    code: ClassVar = GameFileCode.NOT_WHOLE
    key: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class NotFlag(Fault):
    """A key's value should be true or false."""

    code: ClassVar = GameFileCode.NOT_FLAG
    key: str


@dataclass(frozen=True, slots=True)
class NotStorable(Fault):
    """A key's text holds characters that are no text."""

    code: ClassVar = GameFileCode.NOT_STORABLE
    key: str


@dataclass(frozen=True, slots=True)
class BadScenario(Fault):
    """The scenario in it cannot be read; the line of its own, and what authoring says of it."""

    code: ClassVar = GameFileCode.BAD_SCENARIO
    line: int
    message: str
    nearest: str


@dataclass(frozen=True, slots=True)
class OtherScenario(Fault):
    """It names another scenario than the one in it."""

    code: ClassVar = GameFileCode.OTHER_SCENARIO
    named: str
    held: str


@dataclass(frozen=True, slots=True)
class OtherTitle(Fault):
    """It gives the scenario in it another title than this, the scenario's own."""

    code: ClassVar = GameFileCode.OTHER_TITLE
    title: str


@dataclass(frozen=True, slots=True)
class UnknownLens(Fault):
    """The scenario has no such lens."""

    code: ClassVar = GameFileCode.UNKNOWN_LENS
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownSeat(Fault):
    """The scenario has no such seat."""

    code: ClassVar = GameFileCode.UNKNOWN_SEAT
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatTwice(Fault):
    """A seat is named twice."""

    code: ClassVar = GameFileCode.SEAT_TWICE


@dataclass(frozen=True, slots=True)
class UnknownPicker(Fault):
    """No such person picks moves."""

    code: ClassVar = GameFileCode.UNKNOWN_PICKER
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownBot(Fault):
    """There is no such bot."""

    code: ClassVar = GameFileCode.UNKNOWN_BOT
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownOpening(Fault):
    """The scenario has no such opening."""

    code: ClassVar = GameFileCode.UNKNOWN_OPENING
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownEvent(Fault):
    """The scenario has no such event."""

    code: ClassVar = GameFileCode.UNKNOWN_EVENT
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownOutcome(Fault):
    """The event has no such outcome."""

    code: ClassVar = GameFileCode.UNKNOWN_OUTCOME
    event: str
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FixedTooLate(Fault):
    """The outcome of an event is fixed that is over where the opening begins."""

    code: ClassVar = GameFileCode.FIXED_TOO_LATE
    event: str
    opening: str


@dataclass(frozen=True, slots=True)
class AtNoNode(Fault):
    """The game is at a node that is not in it."""

    code: ClassVar = GameFileCode.AT_NO_NODE
    node: int


@dataclass(frozen=True, slots=True)
class AtPrunedNode(Fault):
    """The game is at a node that is pruned, or follows one that is."""

    code: ClassVar = GameFileCode.AT_PRUNED_NODE
    node: int


@dataclass(frozen=True, slots=True)
class NotAList(Fault):
    """The nodes are not a list of nodes."""

    code: ClassVar = GameFileCode.NOT_A_LIST


@dataclass(frozen=True, slots=True)
class TooManyNodes(Fault):
    """It has more nodes than this."""

    code: ClassVar = GameFileCode.TOO_MANY_NODES
    most: int


@dataclass(frozen=True, slots=True)
class NoNumber(Fault):
    """An item of the list of nodes has no number."""

    code: ClassVar = GameFileCode.NO_NUMBER
    item: int


@dataclass(frozen=True, slots=True)
class NodeTwice(Fault):
    """Two nodes have one number."""

    code: ClassVar = GameFileCode.NODE_TWICE
    node: int


@dataclass(frozen=True, slots=True)
class Misplaced(Fault):
    """A node cannot be where it is in the tree."""

    code: ClassVar = GameFileCode.MISPLACED
    fault: TreeFault


@dataclass(frozen=True, slots=True)
class NodeMissingKey(Fault):
    """A key is missing in a node."""

    code: ClassVar = GameFileCode.NODE_MISSING_KEY
    node: int
    key: str


@dataclass(frozen=True, slots=True)
class NodeUnknownKey(Fault):
    """A node has a key that no node has."""

    code: ClassVar = GameFileCode.NODE_UNKNOWN_KEY
    node: int
    key: str


@dataclass(frozen=True, slots=True)
class NoOrdersBySeat(Fault):
    """A node's orders are not lists by seat."""

    code: ClassVar = GameFileCode.NO_ORDERS_BY_SEAT
    node: int


@dataclass(frozen=True, slots=True)
class NodeUnknownSeat(Fault):
    """A node has orders of a seat that the scenario does not have."""

    code: ClassVar = GameFileCode.NODE_UNKNOWN_SEAT
    node: int
    seat: str


@dataclass(frozen=True, slots=True)
class NodeTooLate(Fault):
    """A node is of a turn that the game does not have."""

    code: ClassVar = GameFileCode.NODE_TOO_LATE
    node: int
    turn: int
    turns: int


@dataclass(frozen=True, slots=True)
class NodeUnknownName(Fault):
    """A node names what the scenario does not have."""

    code: ClassVar = GameFileCode.NODE_UNKNOWN_NAME
    node: int
    kind: Name
    name: str


@dataclass(frozen=True, slots=True)
class NodeUnknownOrder(Fault):
    """A node has an order that the seat cannot give."""

    code: ClassVar = GameFileCode.NODE_UNKNOWN_ORDER
    node: int
    seat: str
    order: str


@dataclass(frozen=True, slots=True)
class NoBeginning(Fault):
    """The game cannot be begun, for a reason of the scenario's or the engine's."""

    code: ClassVar = GameFileCode.NO_BEGINNING
    reason: EngineFault | str


@dataclass(frozen=True, slots=True)
class NodeIllegal(Fault):
    """A node cannot be played: the choice that is not legal there, or what the engine says."""

    code: ClassVar = GameFileCode.NODE_ILLEGAL
    node: int
    turn: int
    reason: RefusedChoice | str


@dataclass(frozen=True, slots=True)
class NodeDiffers(Fault):
    """A node comes out otherwise than the file says."""

    code: ClassVar = GameFileCode.NODE_DIFFERS
    node: int
    turn: int


GameFileFault = (
    Unreadable
    | UnusablePath
    | TooLarge
    | NotUtf8
    | Empty
    | CutShort
    | NotJson
    | NotAGame
    | TooDeep
    | EndlessNumber
    | NotANumber
    | NoFormat
    | LaterFormat
    | OtherFormat
    | KeyTwice
    | UnknownKey
    | MissingKey
    | NotText
    | TextTooLong
    | NotTexts
    | NotTextsByName
    | NotWhole
    | NotFlag
    | NotStorable
    | BadScenario
    | OtherScenario
    | OtherTitle
    | UnknownLens
    | UnknownSeat
    | SeatTwice
    | UnknownPicker
    | UnknownBot
    | UnknownOpening
    | UnknownEvent
    | UnknownOutcome
    | FixedTooLate
    | AtNoNode
    | AtPrunedNode
    | NotAList
    | TooManyNodes
    | NoNumber
    | NodeTwice
    | Misplaced
    | NodeMissingKey
    | NodeUnknownKey
    | NoOrdersBySeat
    | NodeUnknownSeat
    | NodeTooLate
    | NodeUnknownName
    | NodeUnknownOrder
    | NoBeginning
    | NodeIllegal
    | NodeDiffers
)
"""Why a file for exchange is not taken in."""
