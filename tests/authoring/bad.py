"""Scenario files with a fault, each written as an edit of small.yaml: what the files of tests/data/bad hold.

To add a fault, add an entry to the file of its subject:

    === unknown-mover
    -  actor: north
    +  actor: nort
    61:10: there is no actor `nort` (did you mean north?)

An entry is a name, an edit and the messages expected, each with its line and column in the edited text. The edit reads
as in a diff: lines that begin with `-` are taken out, those with `+` put in, and those with a space left as they are,
to show the place. The lines taken out and left must stand in small.yaml, together, exactly once; where they do not,
add the line before or after them. `@@` begins an edit at another place, and `@@ whole file` a text that has nothing of
small.yaml. Lines that begin with `#` are remarks. A name that begins with `warn-` is of a file that loads, with a
warning.

Files that no text can show (another encoding, Windows lines, a thousand brackets) are made in test_odd_files.py.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).parent / "small.yaml"
FOLDER = Path(__file__).parent.parent / "data" / "bad"


@dataclass(frozen=True)
class Case:
    """A scenario file with a fault, and every message that checking it gives."""

    name: str
    text: str
    messages: tuple[str, ...]

    @property
    def file(self) -> str:
        return f"{self.name}.yaml"

    def written(self, folder: Path) -> Path:
        """Writes the file into a folder."""
        path = folder / self.file
        path.write_bytes(self.text.encode())
        return path


def cases() -> tuple[Case, ...]:
    """Returns every case by name; raises ValueError if an entry is not understood, or two have one name."""
    base = BASE.read_text(encoding="utf-8")
    found = [_nested_aliases()]
    for path in sorted(FOLDER.glob("*.diff")):
        found += read(path.read_text(encoding="utf-8"), base, path.name)
    return in_order(found)


def in_order(found: list[Case]) -> tuple[Case, ...]:
    """Returns cases sorted by name; raises ValueError if two have the same name."""
    twice = sorted(name for name, count in Counter(case.name for case in found).items() if count > 1)
    if twice:
        raise ValueError(f"there are two cases called {', '.join(twice)}")
    return tuple(sorted(found, key=lambda case: case.name))


def read(entries: str, base: str, source: str) -> tuple[Case, ...]:
    """Reads the entries of a file called `source`; raises ValueError, naming the entry, if one is not understood."""
    head, *blocks = re.split(r"^===", entries, flags=re.MULTILINE)
    if left := _lines(head):
        raise ValueError(f"{source}: an entry begins with `=== name`, not `{left[0]}`")
    return tuple(_case(block, base, source) for block in blocks)


def _case(block: str, base: str, source: str) -> Case:
    name, _, rest = block.partition("\n")
    name = name.strip()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"{source}: a name is lower-case words joined by `-`, not `{name}`")
    edits: list[list[str]] = []
    messages: list[str] = []
    for line in _lines(rest):
        if re.match(r"\d+:\d+: .", line):
            messages.append(f"{name}.yaml:{line}")
        elif messages:
            raise ValueError(f"{source}: {name}: `{line}` stands after the messages; is `=== name` missing above it?")
        elif line in ("@@", "@@ whole file") or (not edits and line[0] in " -+"):
            edits.append([line])
        elif line[0] in " -+":
            edits[-1].append(line)
        else:
            raise ValueError(f"{source}: {name}: `{line}` is neither part of an edit nor a message")
    if not edits or not messages:
        raise ValueError(f"{source}: {name}: an entry needs an edit and a message")
    try:
        lines = base.removesuffix("\n").split("\n")
        for edit in edits:
            lines = _edited(lines, edit)
    except ValueError as error:
        raise ValueError(f"{source}: {name}: {error}") from error
    return Case(name, "".join(f"{line}\n" for line in lines), tuple(messages))


def _edited(lines: list[str], edit: list[str]) -> list[str]:
    """Replaces the old lines of an edit, which must stand in one place only, with its new ones."""
    old = [line[1:] for line in edit if line[0] in " -"]
    new = [line[1:] for line in edit if line[0] in " +"]
    if edit[0] == "@@ whole file":
        if old:
            raise ValueError("every line of a whole file begins with `+`")
        old = lines
    if not old:
        raise ValueError("an edit needs a line that begins with `-` or a space, to show the place")
    if old == new:
        raise ValueError("the edit changes nothing")
    places = [at for at in range(len(lines)) if lines[at : at + len(old)] == old]
    if len(places) != 1:
        raise ValueError(f"the old text stands in {len(places)} places, not in one: {old}")
    return lines[: places[0]] + new + lines[places[0] + len(old) :]


def _lines(text: str) -> list[str]:
    """Returns the lines that say something: those neither empty nor a remark."""
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def _nested_aliases() -> Case:
    """A hundred aliases, each in the next: too many lines to write out."""
    text = "a0: &a0 [x]\n" + "".join(f"a{number}: &a{number} [*a{number - 1}]\n" for number in range(1, 101))
    rest = "cannot be used in a scenario; write the value out, or quote the text"
    return Case(
        "aliases-nested",
        text,
        (f"aliases-nested.yaml:1:5: an anchor (`&`) {rest}", f"aliases-nested.yaml:2:10: an alias (`*`) {rest}"),
    )
