"""YAML text as a tree of blocks, lists and written values, each with its place; strict, and never recursive."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import yaml

from wargame.authoring.braces import Entry, mend
from wargame.authoring.letters import refused
from wargame.authoring.problems import Faults, Place, Spot
from wargame.authoring.yaml_faults import LOADER, OPEN_QUOTE, explain, swallowing

MOST_LEVELS = 40
"""How deep a scenario's blocks and lists may be nested."""
MOST_VALUES = 160_000
"""How many keys, values, blocks and lists a scenario may have: 2,000 actors with 20,000 ties have 152,000."""
TOO_DEEP = f"blocks and lists may be nested at most {MOST_LEVELS} deep"

_BRACKET_IN_KEY = re.compile(r"([\w.]+) *([{\[])")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Key(str):
    """A key of a block, with its place."""

    __slots__ = ("column", "line")
    line: int
    column: int

    @classmethod
    def at(cls, text: str, line: int, column: int) -> Key:
        """A key at a line and column."""
        key = cls(text)
        key.line, key.column = line, column
        return key


class Scalar:
    """A written value: its text, its place, and whether it was written plain or in quotes."""

    __slots__ = ("column", "line", "plain", "text", "verbatim")

    def __init__(self, text: str, line: int, column: int, plain: bool, verbatim: int | None) -> None:
        self.text = text
        self.line = line
        self.column = column
        self.plain = plain
        self.verbatim = verbatim
        """The column of the text's first character, when the file holds the text letter by letter on one line."""

    def spot(self, offset: int) -> Spot:
        """The place of the character at an offset of the text; the value's own place where that is not known."""
        return Spot(self.line, self.column if self.verbatim is None else self.verbatim + offset)


class Block(dict[Key, Any]):
    """Keys with their values, in the file's order."""

    __slots__ = ("column", "keys_by_name", "line")

    def __init__(self, line: int, column: int) -> None:
        super().__init__()
        self.line = line
        self.column = column
        self.keys_by_name: dict[str, Key] = {}

    def under(self, name: str) -> Any:
        """What is under a key; None when there is no such key."""
        key = self.keys_by_name.get(name)
        return None if key is None else self[key]


class Items(list[Any]):
    """A list of values."""

    __slots__ = ("column", "line")

    def __init__(self, line: int, column: int) -> None:
        super().__init__()
        self.line = line
        self.column = column


def read_tree(text: str, faults: Faults) -> Block | None:
    """The tree of a document; None, with the faults noted, when it is not one block of keys.

    After faults that leave the tree whole (a duplicate key, an anchor) reading goes on.
    """
    reader = _Reader(text, faults)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if not reader.take(event):
                return None
    except yaml.YAMLError as error:
        explain(error, text, faults, TOO_DEEP)
        return None
    if not reader.whole or reader.swallowed():
        return None
    root = reader.root
    if root is None or (isinstance(root, Scalar) and root.plain and root.text in ("", "~", "null")):
        faults.error(Spot(1, 1), "empty", "this file is empty; a scenario begins with `format: 2`")
        return None
    if not isinstance(root, Block):
        faults.error(root, "not-a-scenario", "a scenario is a block of keys, beginning with `format: 2`")
        return None
    return root


_VALUES = frozenset((yaml.ScalarEvent, yaml.AliasEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent))
"""The events that bring something into the tree."""


class _Reader:
    """Builds the tree from the events of the YAML parser."""

    def __init__(self, text: str, faults: Faults) -> None:
        self.text = text
        self.faults = faults
        self.root: Block | Items | Scalar | None = None
        self.open: list[Block | Items] = []
        self.awaiting: list[Key | None] = []
        """By open node: the key whose value comes next."""
        self.documents = 0
        self.values = 0
        self.refused: set[str] = set()
        self.whole = True
        """Whether everything written has its place in the tree."""
        self.loose: set[int] = set()
        """The blocks in braces that hold a key with nothing after it: a comma in a text makes such keys."""
        self.in_braces: set[int] = set()
        self.long_quotes: list[tuple[int, int, int]] = []
        """Of every text in quotation marks over several lines, its first line, last line and column, from 0."""

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return re.split(r"\r\n|\r|\n", self.text)

    def swallowed(self) -> bool:
        """Whether a quotation mark left open took in keys below it, and was closed by chance; the fault is noted."""
        for first, last, column in self.long_quotes:
            if swallowing(self.lines, first, last):
                self.faults.error(Spot(first + 1, column + 1), "open-quote", OPEN_QUOTE)
                return True
        return False

    def take(self, event: Any) -> bool:
        """Add one event; False when reading must stop."""
        kind = type(event)
        if kind in _VALUES and not self._nothing(event):
            self.values += 1
            if self.values > MOST_VALUES:
                why = (
                    f"from here on there are more than {MOST_VALUES:,} keys, values, blocks and lists, the most a"
                    " scenario may have; leave out actors, ties or effects that the game can do without"
                )
                self.faults.error(_spot(event), "too-big", why)
                return False
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            closed = self.open.pop()
            self.awaiting.pop()
            if id(closed) in self.loose and isinstance(closed, Block):
                self._mend(closed)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            return self._opened(event, Block if kind is yaml.MappingStartEvent else Items)
        elif kind is yaml.AliasEvent:
            node = Scalar("", event.start_mark.line + 1, event.start_mark.column + 1, True, None)
            why = "an alias (`*`) cannot be used in a scenario; write the value out, or quote the text"
            self._refuse_once(node, "alias", why)
            self.whole = False
            self._put(node)
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                why = "a second document (`---`) begins here; a scenario is one document"
                self.faults.error(_spot(event), "several-documents", why)
                return False
        return True

    def _nothing(self, event: Any) -> bool:
        """Whether an event only says that nothing follows a key."""
        return type(event) is yaml.ScalarEvent and not event.value and bool(self.open) and self.awaiting[-1] is not None

    def _opened(self, event: Any, kind: type[Block | Items]) -> bool:
        self._decorated(event)
        if len(self.open) >= MOST_LEVELS:
            self.faults.error(_spot(event), "too-deep", TOO_DEEP)
            return False
        node = kind(event.start_mark.line + 1, event.start_mark.column + 1)
        self._put(node)
        if event.flow_style and isinstance(node, Block):
            self.in_braces.add(id(node))
        self.open.append(node)
        self.awaiting.append(None)
        return True

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        text: str = event.value
        style = event.style
        start, end = event.start_mark, event.end_mark
        line, column = start.line + 1, start.column + 1
        plain = not style
        if style == '"' and (found := _CONTROL.search(text)) is not None:
            self.faults.error(Spot(line, column), "control-character", refused(found[0]))
            text = _CONTROL.sub(" ", text)
        if not plain and style not in ("|", ">") and end.line > start.line:
            self.long_quotes.append((start.line, end.line, start.column))
        verbatim: int | None = None
        if line == end.line + 1 and style not in ("|", ">"):
            around = 0 if plain else 1
            if end.column + 1 - column == len(text) + 2 * around:
                verbatim = column + around
        self._put(Scalar(text, line, column, plain, verbatim))

    def _put(self, node: Block | Items | Scalar) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, Items):
            parent.append(node)
            return
        key = self.awaiting[-1]
        if key is None:
            self.awaiting[-1] = self._key(node)
            return
        self.awaiting[-1] = None
        if key in parent:
            first = parent.keys_by_name[key]
            self.faults.error(
                key, "duplicate-key", f"`{key}` is given here a second time; the first is on line {first.line}"
            )
            return
        parent[key] = node
        parent.keys_by_name[key] = key
        if isinstance(node, Scalar) and node.plain and not node.text and id(parent) in self.in_braces:
            self.loose.add(id(parent))

    def _mend(self, block: Block) -> None:
        """Put together what a comma or a missing blank took apart; each is a fault, noted."""
        entries = [
            Entry(str(key), key.line, key.column, value, isinstance(value, Scalar) and value.plain, _written(value))
            for key, value in block.items()
        ]
        kept = mend(entries, self.lines, self.faults)
        block.clear()
        block.keys_by_name.clear()
        for entry in kept:
            key = Key.at(entry.key, entry.line, entry.column)
            value = entry.value
            if entry.changed and isinstance(value, Scalar):
                value = Scalar(entry.text, value.line, value.column, True, None)
            block[key] = value
            block.keys_by_name[key] = key

    def _key(self, node: Block | Items | Scalar) -> Key:
        if not isinstance(node, Scalar):
            self.whole = False
            self.faults.error(
                node, "key-not-text", "a key must be a word; put text that begins with a bracket in quotes"
            )
            return Key.at("", node.line, node.column)
        if node.plain and node.text == "<<":
            self.whole = False
            self.faults.error(node, "merge-key", "merge keys (`<<`) cannot be used in a scenario; write the keys out")
        elif node.plain and (torn := _BRACKET_IN_KEY.match(node.text)) is not None:
            self.whole = False
            why = f"a colon is missing between `{torn[1]}` and `{torn[2]}`: write `{torn[1]}: {torn[2]}`"
            self.faults.error(node.spot(torn.end(1)), "colon-missing", why)
        elif not node.text and self.whole:
            self.whole = False
            self.faults.error(node, "key-empty", "there is no key before this colon")
        return Key.at(node.text, node.line, node.column)

    def _decorated(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse_once(
                _spot(event),
                "anchor",
                "an anchor (`&`) cannot be used in a scenario; write the value out, or quote the text",
            )
        if event.tag is not None:
            self._refuse_once(
                _spot(event),
                "tag",
                "a tag (`!`) cannot be used in a scenario; leave it out, or put the text in quotes; in a condition"
                " write `not`",
            )

    def _refuse_once(self, spot: Place, code: str, message: str) -> None:
        if code not in self.refused:
            self.refused.add(code)
            self.faults.error(spot, code, message)


def _written(node: Block | Items | Scalar) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _spot(event: Any) -> Spot:
    return Spot(event.start_mark.line + 1, event.start_mark.column + 1)
