"""Reading the text of a file for exchange: every fact is of the right kind, or an error names the line in which not."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from wargame.game.game_file_fault import (
    CutShort,
    Empty,
    EndlessNumber,
    GameFileFault,
    KeyTwice,
    MissingKey,
    NodeMissingKey,
    NotAGame,
    NotANumber,
    NotFlag,
    NotJson,
    NotStorable,
    NotText,
    NotTexts,
    NotTextsByName,
    NotWhole,
    TextTooLong,
    TooDeep,
    TooLarge,
)

MOST_BYTES = 20_000_000
_LONGEST = 10_000
"""The most characters of a label or a name."""
_LONGEST_NOTE = 1_000_000
_LAST_WORD = 8
"""A file cut within its last word is at fault at most so many characters before its end: `fals`, `\\u20a`."""
_NO_NUMBER = re.compile(r"[:\[,]\s*(?:NaN|-?Infinity)\b")


class ExchangeError(Exception):
    """Why a file for exchange cannot be taken in; carries `fault`, `file`, `line` and `column`.

    The line and the column count from 1 and are 0 where there is none to name; `file` is empty for a game whose file
    is not known any more.
    """

    def __init__(self, fault: GameFileFault, file: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(fault, file, line, column)
        self.fault = fault
        self.file = file
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"{self.place}: {self.fault}" if self.place else str(self.fault)

    @property
    def place(self) -> str:
        """File, line and column, as far as they are known, as `file:line:column`."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


def shown(words: object, most: int = 40) -> str:
    """What a file says as it can be quoted in a line: cut, and without what a terminal would obey."""
    text = str(words)
    return "".join(each if each.isprintable() else "?" for each in text[:most]) + ("…" if len(text) > most else "")


class Reader:
    """Takes facts of the right kind out of a file, or says in which line they are wrong."""

    def __init__(self, text: str, source: str) -> None:
        self._text = text
        self._source = shown(source, 4096)

    def parsed(self) -> Mapping[str, Any]:
        """The file's facts by their keys. Raises ExchangeError where it is not JSON, or no game at all."""
        if len(self._text) > MOST_BYTES:
            raise self.fault(TooLarge(MOST_BYTES // 1_000_000))
        if not self._text.strip():
            raise self.fault(Empty())
        try:
            found = json.loads(self._text, object_pairs_hook=self._unique, parse_constant=self._no_constant)
        except json.JSONDecodeError as error:
            raise self._not_json(error) from None
        except RecursionError:
            raise self.fault(TooDeep()) from None
        except ValueError:
            raise self.fault(EndlessNumber()) from None
        if not isinstance(found, dict):
            raise self.fault(NotAGame())
        return found

    def _not_json(self, error: json.JSONDecodeError) -> ExchangeError:
        at_end = error.pos >= len(self._text.rstrip()) - _LAST_WORD and error.msg != "Extra data"
        if at_end or "Unterminated" in error.msg:
            return ExchangeError(CutShort(), self._source, error.lineno)
        return ExchangeError(NotJson(error.msg.lower()), self._source, error.lineno, error.colno)

    def _unique(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
            places = [place.start() for place in re.finditer(_sign(twice), self._text)]
            line = self._line(places[1]) if len(places) == 2 else 0
            raise self._at(line, KeyTwice(shown(twice)))
        return found

    def _no_constant(self, word: str) -> Any:
        found = _NO_NUMBER.search(self._text)
        raise self._at(self._line(found.end()) if found else 0, NotANumber(word))

    def fault(self, fault: GameFileFault, key: str = "", node: int | None = None, again: bool = False) -> ExchangeError:
        """An error with the line of a key or of a node, where it can be found; `again` for its second place."""
        return self._at(self.line(key, node, again), fault)

    def line(self, key: str = "", node: int | None = None, again: bool = False) -> int:
        """The line of a key or a node, from 1; 0 where there is none."""
        if not key and node is None:
            return 0
        sign = _sign(key) if node is None else rf'"node"\s*:\s*{re.escape(str(node))}(?!\d)'
        places = [place.start() for place in re.finditer(sign, self._text)]
        return self._line(places[min(int(again), len(places) - 1)]) if places else 0

    def fault_in_list(self, fault: GameFileFault, key: str, place: int, item: str) -> ExchangeError:
        """An error about the item at `place`, from 1, of a list, with its line if every item has one of its own."""
        head = self.line(key)
        lines = self._text.split("\n")
        own = head > 0 and head + place <= len(lines) and lines[head + place - 1].strip().rstrip(",") == item
        return self._at(head + place if own else head, fault)

    def _line(self, place: int) -> int:
        return self._text.count("\n", 0, place) + 1

    def _at(self, line: int, fault: GameFileFault) -> ExchangeError:
        return ExchangeError(fault, self._source, line)

    def _get(self, facts: Mapping[str, Any], key: str, node: int | None) -> Any:
        if key not in facts:
            raise self.fault(MissingKey(key) if node is None else NodeMissingKey(node, key), node=node)
        return facts[key]

    def text(self, facts: Mapping[str, Any], key: str, node: int | None = None) -> str:
        """A text, without what no file of ours holds."""
        value = self._get(facts, key, node)
        most = _LONGEST_NOTE if key == "note" else _LONGEST
        if not isinstance(value, str):
            raise self.fault(NotText(key), key, node)
        if len(value) > most:
            raise self.fault(TextTooLong(key, most), key, node)
        return self._storable(value, key, node)

    def texts(self, facts: Mapping[str, Any], key: str, node: int | None = None) -> list[str]:
        """A list of texts."""
        value = self._get(facts, key, node)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.fault(NotTexts(key), key, node)
        return [self._storable(each, key, node) for each in value]

    def texts_by_name(self, facts: Mapping[str, Any], key: str) -> dict[str, str]:
        """Texts, each under a name."""
        value = self._get(facts, key, None)
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            raise self.fault(NotTextsByName(key), key)
        return {self._storable(name, key, None): self._storable(each, key, None) for name, each in value.items()}

    def whole(self, facts: Mapping[str, Any], key: str, low: int, high: int, node: int | None = None) -> int:
        """A whole number in a range."""
        value = self._get(facts, key, node)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.fault(NotWhole(key, low, high), key, node)
        return value

    def flag(self, facts: Mapping[str, Any], key: str, node: int | None) -> bool:
        """True or false; false where it is left out."""
        value = facts.get(key, False)
        if not isinstance(value, bool):
            raise self.fault(NotFlag(key), key, node)
        return value

    def _storable(self, value: str, key: str, node: int | None) -> str:
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise self.fault(NotStorable(key), key, node) from None
        return value


def _sign(key: str) -> str:
    """What a key looks like in a file."""
    return re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:"
