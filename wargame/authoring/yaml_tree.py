"""YAML text as a tree of blocks, lists and written values, each with its place; strict, and never recursive."""

from __future__ import annotations

import re
from typing import Any

import yaml

from wargame.authoring.problems import Faults, Place, Spot

MOST_LEVELS = 40
"""How deep a scenario's blocks and lists may be nested."""
TOO_DEEP = f"blocks and lists may be nested at most {MOST_LEVELS} deep"

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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
    reader = _Reader(faults)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not reader.take(event):
                return None
    except yaml.YAMLError as error:
        _explain(error, text, faults)
        return None
    if not reader.whole:
        return None
    root = reader.root
    if root is None or (isinstance(root, Scalar) and root.plain and root.text in ("", "~", "null")):
        faults.error(Spot(1, 1), "empty", "this file is empty; a scenario begins with `format: 1`")
        return None
    if not isinstance(root, Block):
        faults.error(root, "not-a-scenario", "a scenario is a block of keys, beginning with `format: 1`")
        return None
    return root


class _Reader:
    """Builds the tree from the events of the YAML parser."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.root: Block | Items | Scalar | None = None
        self.open: list[Block | Items] = []
        self.awaiting: list[Key | None] = []
        """By open node: the key whose value comes next."""
        self.documents = 0
        self.refused: set[str] = set()
        self.whole = True
        """Whether everything written has its place in the tree."""

    def take(self, event: Any) -> bool:
        """Add one event; False when reading must stop."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.open.pop()
            self.awaiting.pop()
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

    def _opened(self, event: Any, kind: type[Block | Items]) -> bool:
        self._decorated(event)
        if len(self.open) >= MOST_LEVELS:
            self.faults.error(_spot(event), "too-deep", TOO_DEEP)
            return False
        node = kind(event.start_mark.line + 1, event.start_mark.column + 1)
        self._put(node)
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
            why = f"the control character U+{ord(found[0]):04X} cannot be used in a scenario"
            self.faults.error(Spot(line, column), "control-character", why)
            text = _CONTROL.sub(" ", text)
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
                "a tag (`!`) cannot be used in a scenario; leave it out, or put the text in quotes",
            )

    def _refuse_once(self, spot: Place, code: str, message: str) -> None:
        if code not in self.refused:
            self.refused.add(code)
            self.faults.error(spot, code, message)


def _spot(event: Any) -> Spot:
    return Spot(event.start_mark.line + 1, event.start_mark.column + 1)


# What the parser says, and what an author can do about it. The first that the parser's words contain counts.
_EXPLAINED = (
    ("mapping values are not allowed", "a second colon: put text that contains `: ` in quotes"),
    ("could not find expected ':'", "a colon is missing after a key, or a line begins too far left"),
    (
        "did not find expected key",
        "this line is indented differently from the keys above it, or a value (or quotation mark) above has no end",
    ),
    ("did not find expected '-'", "this line does not belong to the list above it; look at its indentation"),
    (
        "did not find expected ',' or '}'",
        "a comma or the closing `}` is missing; text with a comma or brackets needs quotes here",
    ),
    (
        "did not find expected ',' or ']'",
        "a comma or the closing `]` is missing; text with a comma or brackets needs quotes here",
    ),
    ("did not find expected node content", "a value is missing here"),
    ("unexpected end of stream", "a quotation mark is opened and not closed"),
    ("unexpected document indicator", "a quotation mark is opened and not closed before `---` or `...`"),
    ("unknown escape character", "a backslash in double quotes must be written twice, or use single quotes"),
    ("expected hexdecimal", "a backslash in double quotes must be written twice, or use single quotes"),
    ("invalid Unicode character", "a backslash in double quotes must be written twice, or use single quotes"),
    ("alphabetic or numeric character", "text that begins with `*` or `&` needs quotes"),
    ("block sequence entries are not allowed", "a list cannot begin here; begin it on a line of its own"),
    ("block mapping", "this line is indented differently from the keys above it"),
    (
        "did not find expected <document start>",
        "the document has ended here; look at the indentation of this line",
    ),
    ("cannot start any token", "text that begins with this character needs quotes"),
    ("simple key", "a colon is missing after a key"),
    ("tag", "text that begins with `!` needs quotes"),
    ("directive", "text that begins with `%` needs quotes"),
)


def _explain(error: yaml.YAMLError, text: str, faults: Faults) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or "")
    spot = Spot(1, 1) if mark is None else Spot(mark.line + 1, mark.column + 1)
    lines = text.splitlines()
    around = lines[spot.line - 1] if spot.line <= len(lines) else ""
    if "\t" in around[: len(around) - len(around.lstrip())]:
        tab = Spot(spot.line, around.index("\t") + 1)
        faults.error(tab, "tab", "this line is indented with a tab; YAML is indented with spaces only")
        return
    if "maximum nesting depth" in said:
        # libyaml reads ahead, and from version 0.2.6 on gives up before the brackets it has met are counted here.
        faults.error(spot, "too-deep", TOO_DEEP)
        return
    opened = getattr(error, "context_mark", None)
    reason = next((plain for words, plain in _EXPLAINED if words in said), "a line or bracket is out of place")
    if "end of stream" in said and opened is not None:
        spot = Spot(opened.line + 1, opened.column + 1)
    faults.error(spot, "not-yaml", f"this is not YAML: {reason}")
