"""What a comma or a missing blank took apart in a block written in braces, put together again, with the fault noted.

YAML ends a plain value at the first comma inside braces: in `{amount: 1, when: trust(a, b) > 25}` it finds a third key,
`b) > 25`, that has no value. Such keys are told by having no colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wargame.authoring.letters import shown
from wargame.authoring.problems import Faults, Spot
from wargame.authoring.yaml_faults import blank_missing, quoted

_LONGEST_SHOWN = 120
_FUNCTION = re.compile(r"\w\(")
_COLON_AFTER = re.compile(r"['\"]? *:")
_NUMBER = re.compile(r"[-+]?[0-9]+\Z")
_WORD_AND_NUMBER = re.compile(r"([a-z_][a-z0-9_]*)[\s;=]+([-+]?[.0-9].*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a block in braces with its value."""

    key: str
    line: int
    column: int
    value: object
    plain: bool
    """Whether the value is written without quotation marks or brackets."""
    text: str
    """The value, when it is plain."""
    end: tuple[int, int] = (0, 0)
    """Where what was put together ends: line, and the column after it."""
    changed: bool = False


class _Growing:
    """An entry to whose value or key more is added; joined once, for a file may hold very many commas."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.parts = [entry.text]
        self.open = _depth(entry.text)
        self.decimal = False

    def add(self, other: Entry) -> None:
        """Take in a key that belongs to the value."""
        self.decimal = len(self.parts) == 1 and _NUMBER.match(self.parts[0]) is not None
        self.parts.append(other.key)
        self.open += _depth(other.key)
        self.entry = replace(self.entry, end=(other.line, other.column + len(other.key)), changed=True)

    def joined(self) -> Entry:
        """The entry as it was meant."""
        return replace(self.entry, text=("." if self.decimal else ", ").join(self.parts))


def mend(entries: Iterable[Entry], lines: Sequence[str], faults: Faults) -> list[Entry]:
    """The entries as they were meant; every one that was put together is a fault, noted at its own place."""
    kept: list[_Growing] = []
    torn = False
    """Whether the last key kept is the first part of one."""
    for entry in entries:
        before = kept[-1] if kept else None
        if before is not None and torn:
            # A key that a comma took apart: `{trust(north, east): 3}`.
            first = before.entry
            kept[-1] = _Growing(replace(entry, key=f"{first.key}, {entry.key}", line=first.line, column=first.column))
            _key_fault(first, entry, lines, faults)
            torn = False
        elif not _bare(entry, lines):
            kept.append(_Growing(entry))
        elif (missing := blank_missing(entry.key)) is not None:
            faults.error(Spot(entry.line, entry.column + missing[0]), "blank-missing", missing[1])
            word, _, rest = entry.key.partition(":")
            kept.append(_Growing(replace(entry, key=word, text=rest, changed=True)))
        elif not (before and before.open > 0) and (colon := _WORD_AND_NUMBER.match(entry.key)) is not None:
            why = f"a colon is missing after `{colon[1]}`: write `{colon[1]}: {shown(colon[2])}`"
            faults.error(Spot(entry.line, entry.column + len(colon[1])), "colon-missing", why)
            kept.append(_Growing(replace(entry, key=colon[1], text=colon[2], changed=True)))
        elif before is None or not _goes_on(before, entry):
            torn = _depth(entry.key) > 0
            kept.append(_Growing(entry))
        else:
            before.add(entry)
    found = [each.joined() for each in kept]
    for each, entry in zip(kept, found, strict=True):
        # A condition with a comma that is no function's is no condition in quotes either; its own fault says so.
        alone = entry.key in ("when", "that") and _FUNCTION.search(entry.text) is None
        if entry.end != (0, 0) and not alone:
            _value_fault(entry, each.decimal, lines, faults)
    return found


def _goes_on(before: _Growing, entry: Entry) -> bool:
    """Whether a key without a value is the rest of the value before it."""
    if before.open > 0:
        return True
    if not before.entry.plain or not before.entry.text or _depth(entry.key) > 0:
        return False
    # A number is no part of a text: what follows it is a key that lacks its value, or its decimals.
    return entry.key.isdigit() or not (len(before.parts) == 1 and _NUMBER.match(before.parts[0]))


def _bare(entry: Entry, lines: Sequence[str]) -> bool:
    """Whether a key has neither a value nor a colon."""
    if not entry.plain or entry.text:
        return False
    return _COLON_AFTER.match(lines[entry.line - 1], entry.column - 1 + len(entry.key)) is None


def _depth(text: str) -> int:
    """How many brackets a text leaves open."""
    return text.count("(") - text.count(")")


def _value_fault(entry: Entry, decimal: bool, lines: Sequence[str], faults: Faults) -> None:
    place = getattr(entry.value, "line", entry.line), getattr(entry.value, "column", entry.column)
    if decimal:
        whole, _, rest = entry.text.partition(".")
        or_thousands = f" or `{entry.key}: {whole}{rest}`" if len(rest) == 3 else ""
        why = f"a number has no comma in it: write `{entry.key}: {entry.text}`{or_thousands}"
        faults.error(Spot(*place), "decimal-comma", why)
        return
    mended = _with_quotes(lines, place, entry.end) or f"{entry.key}: {quoted(shown(entry.text))}"
    kind = "an expression" if _FUNCTION.search(entry.text) else "text"
    why = f"a comma ends a value inside braces, so {kind} with a comma needs quotes there: write `{mended}`"
    faults.error(Spot(*place), "comma-in-braces", why)


def _key_fault(first: Entry, second: Entry, lines: Sequence[str], faults: Faults) -> None:
    mended = _with_quotes(lines, (first.line, first.column), (second.line, second.column + len(second.key))) or quoted(
        f"{first.key}, {second.key}"
    )
    why = f"a comma ends a key inside braces, so a key with a comma needs quotes there: write `{mended}`"
    faults.error(Spot(first.line, first.column), "comma-in-braces", why)


def _with_quotes(lines: Sequence[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    """A line of the file with quotation marks around a part of it; empty when that is no short part of one line."""
    if start[0] != end[0]:
        return ""
    line = lines[start[0] - 1]
    if len(line) > 2 * _LONGEST_SHOWN:
        return ""
    first, last = start[1] - 1, end[1] - 1
    mended = (line[:first] + quoted(line[first:last]) + line[last:]).strip()
    return mended if len(mended) <= _LONGEST_SHOWN else ""
