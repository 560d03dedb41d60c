"""What a comma or a missing blank took apart in a block written in braces, put together again, with the fault noted.

YAML ends a plain value at the first comma inside braces: in `{amount: 1, when: trust(a, b) > 25}` it finds a third key,
`b) > 25`, that has no value. Such keys are told by having no colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wargame.authoring.problems import Faults, Spot
from wargame.authoring.yaml_faults import blank_missing, quoted

_LONGEST_SHOWN = 120
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


def mend(entries: Iterable[Entry], lines: Sequence[str], faults: Faults) -> list[Entry]:
    """The entries as they were meant; every one that was put together is a fault, noted at its own place."""
    kept: list[Entry] = []
    torn: dict[int, bool] = {}
    """By place, what a comma took apart, and whether it is a number."""
    for entry in entries:
        before = kept[-1] if kept else None
        if before is not None and _open(before.key) and _bare(before, lines):
            # A key that a comma took apart: `{trust(north, east): 3}`.
            kept[-1] = replace(entry, key=f"{before.key}, {entry.key}", line=before.line, column=before.column)
            _key_fault(before, entry, lines, faults)
            continue
        if not _bare(entry, lines):
            kept.append(entry)
            continue
        missing = blank_missing(entry.key)
        if missing is not None:
            faults.error(Spot(entry.line, entry.column + missing[0]), "blank-missing", missing[1])
            word, _, rest = entry.key.partition(":")
            kept.append(replace(entry, key=word, text=rest, changed=True))
            continue
        colon = _WORD_AND_NUMBER.match(entry.key)
        if colon is not None and not (before is not None and _open(before.text)):
            why = f"a colon is missing after `{colon[1]}`: write `{colon[1]}: {colon[2]}`"
            faults.error(Spot(entry.line, entry.column + len(colon[1])), "colon-missing", why)
            kept.append(replace(entry, key=colon[1], text=colon[2], changed=True))
            continue
        decimal = before is not None and _NUMBER.match(before.text) is not None
        if decimal and not entry.key.isdigit():
            # A number is no part of a text: what follows it is a key that lacks its value.
            kept.append(entry)
            continue
        if before is None or not before.plain or not before.text or (_open(entry.key) and not _open(before.text)):
            kept.append(entry)
            continue
        end = (entry.line, entry.column + len(entry.key))
        text = f"{before.text}.{entry.key}" if decimal else f"{before.text}, {entry.key}"
        kept[-1] = replace(before, text=text, end=end, changed=True)
        torn[len(kept) - 1] = decimal
    for place, decimal in torn.items():
        _value_fault(kept[place], decimal, lines, faults)
    return kept


def _bare(entry: Entry, lines: Sequence[str]) -> bool:
    """Whether a key has neither a value nor a colon."""
    if not entry.plain or entry.text:
        return False
    after = lines[entry.line - 1][entry.column - 1 + len(entry.key) :].lstrip(" '\"")
    return not after.startswith(":")


def _open(text: str) -> bool:
    return text.count("(") > text.count(")")


def _value_fault(entry: Entry, decimal: bool, lines: Sequence[str], faults: Faults) -> None:
    place = getattr(entry.value, "line", entry.line), getattr(entry.value, "column", entry.column)
    if decimal:
        whole, _, rest = entry.text.partition(".")
        or_thousands = f" or `{entry.key}: {whole}{rest}`" if len(rest) == 3 else ""
        why = f"a number has no comma in it: write `{entry.key}: {entry.text}`{or_thousands}"
        faults.error(Spot(*place), "decimal-comma", why)
        return
    mended = _with_quotes(lines, place, entry.end) or f"{entry.key}: {quoted(entry.text)}"
    kind = "an expression" if "(" in entry.text else "text"
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
    first, last = start[1] - 1, end[1] - 1
    mended = (line[:first] + quoted(line[first:last]) + line[last:]).strip()
    return mended if len(mended) <= _LONGEST_SHOWN else ""
