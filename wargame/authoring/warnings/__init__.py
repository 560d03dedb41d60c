"""The second tier: what can be played but is probably not what the author meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from wargame.authoring.context import Context
from wargame.authoring.possible import Possible
from wargame.authoring.problems import Place, Spot
from wargame.authoring.warnings.acts import counted_twice, endings_without_acts, heard_anyway
from wargame.authoring.warnings.claims import claimed
from wargame.authoring.warnings.conditions import Contents
from wargame.authoring.warnings.finding import Finding, tidy, together
from wargame.authoring.warnings.numbers import same_lenses, still_ties, unread, untouched
from wargame.authoring.warnings.seats import alike, alone
from wargame.authoring.warnings.silence import Silence, read_silences, unsilenced
from wargame.authoring.warnings.sizes import amounts_too_wide, costs, delays, doubts, goals_out_of_range, undrawn
from wargame.authoring.warnings.sources import unsourced
from wargame.authoring.warnings.truth import clocks, met_at_start, truths
from wargame.authoring.yaml_tree import Block, Key, Scalar
from wargame.model.scenario import Scenario

__all__ = ["Silence", "advise", "read_silences"]


def advise(reading: Context, scenario: Scenario, silences: Sequence[Silence]) -> None:
    """Note every warning about a scenario that has no errors, except those its author silences."""
    keys = FileKeys(reading.root)
    found = [keys.of(each) for each in findings(scenario, reading.root)]
    for told, _ in together(unsilenced(found, silences, reading)):
        reading.faults.warn(keys.place(told.path), told.code, told.message)


def findings(scenario: Scenario, root: Block) -> Iterator[Finding]:
    """Every warning about a scenario; `root` is the tree of its file."""
    possible, contents = Possible(scenario), Contents(scenario)
    yield from truths(contents, possible)
    yield from met_at_start(scenario, possible)
    yield from clocks(contents, possible)
    yield from costs(possible)
    yield from goals_out_of_range(scenario, possible)
    yield from delays(scenario, possible)
    yield from amounts_too_wide(contents, possible)
    yield from doubts(contents, possible)
    yield from undrawn(scenario, possible)
    yield from counted_twice(contents, possible)
    yield from endings_without_acts(scenario)
    yield from heard_anyway(contents)
    yield from same_lenses(contents)
    yield from unread(contents)
    yield from still_ties(scenario)
    yield from untouched(contents)
    yield from unsourced(scenario, root)
    yield from claimed(scenario)
    yield from alone(scenario)
    yield from alike(scenario)


class FileKeys:
    """The keys of a file, sought by the paths of findings."""

    def __init__(self, root: Block) -> None:
        self._root = root
        self._tidied: dict[int, tuple[dict[str, Key], list[tuple[re.Pattern[str], Key]]]] = {}

    def of(self, finding: Finding) -> Finding:
        """A finding with its path in the keys of the file; what is not written there is cut off."""
        return replace(finding, path=tuple(map(str, self._keys(finding.path))))

    def place(self, path: Sequence[str]) -> Place:
        """The place of the value at a path where it is a written one; of its key otherwise."""
        keys = self._keys(path)
        if not keys:
            return Spot(1, 1)
        node: object = self._root
        for key in keys:
            assert isinstance(node, Block)
            node = node[key]
        return node if isinstance(node, Scalar) and node.text else keys[-1]

    def _keys(self, path: Iterable[str]) -> list[Key]:
        found: list[Key] = []
        node: object = self._root
        for step in path:
            key = self._key(node, step) if isinstance(node, Block) else None
            if key is None or not isinstance(node, Block):
                break
            found.append(key)
            node = node[key]
        return found

    def _key(self, node: Block, step: str) -> Key | None:
        """The key of a block for a step of a path; numbers may be written with other blanks, and with `target`."""
        if step in node.keys_by_name:
            return node.keys_by_name[step]
        if id(node) not in self._tidied:
            self._tidied[id(node)] = _tidied(node)
        written, aimed = self._tidied[id(node)]
        sought = tidy(step)
        matching = (key for pattern, key in aimed if pattern.fullmatch(sought))
        return written.get(sought) or next(matching, None)


def _tidied(node: Block) -> tuple[dict[str, Key], list[tuple[re.Pattern[str], Key]]]:
    """The keys of a block without their blanks; and those with `target` in them, by what they may stand for."""
    written: dict[str, Key] = {}
    aimed: list[tuple[re.Pattern[str], Key]] = []
    for key in node:
        plain = tidy(key)
        if "target" in plain:
            aimed.append((re.compile(re.escape(plain).replace("target", "[a-z0-9_]+")), key))
        else:
            written.setdefault(plain, key)
    return written, aimed
