"""The names a scenario defines, gathered before its parts are read, so that every use of a name can be checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wargame.authoring.letters import latin, shown, strange, unseen
from wargame.authoring.problems import Faults, Spot
from wargame.authoring.yaml_tree import Block, Items, Key, Scalar

_RESERVED = """
    and or not if else true false trust capital played times since drawn fired ended
    turn turns year min max abs clamp target mover
"""
RESERVED = frozenset(_RESERVED.split())
"""Words of the expression language, which no id may be."""

LONGEST_ID = 60
"""The most characters of an id."""
ID = rf"[a-z][a-z0-9_]{{0,{LONGEST_ID - 1}}}"
"""How an id is written; a reserved word is none all the same."""
SCENARIO_ID = rf"(?=[^\s]{{1,{LONGEST_ID}}}(?:\s|$))[a-z][a-z0-9_]*(?:-[a-z0-9_]+)*"
"""How a scenario's id is written: words that may be joined by hyphens."""


@dataclass(frozen=True)
class Names:
    """What expressions and references may name."""

    indicators: frozenset[str] = frozenset()
    levels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Actor -> the indicators it has."""
    ties: frozenset[tuple[str, str]] = frozenset()
    """(listener, of)."""
    seats: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Seat -> the actors it plays."""
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Indicator that not everyone sees -> the seats that see it besides those that play the actor."""
    moves: frozenset[str] = frozenset()
    reactions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Seat -> reaction -> its targets."""
    assumptions: frozenset[str] = frozenset()
    events: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Event -> its outcomes."""
    move_outcomes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Move -> its outcomes, for those that have any."""
    reaction_outcomes: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """(seat, reaction) -> its outcomes, for those that have any."""
    mover: str = ""
    """The mover's actor."""
    mover_capital: bool = False
    """Whether the mover has political capital."""
    rules: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    def sees(self, seat: str, actor: str, indicator: str) -> bool:
        """Whether a seat sees the level of an indicator of an actor."""
        shown = self.hidden.get(indicator)
        return shown is None or seat in shown or actor in self.seats.get(seat, frozenset())


def gather(root: Block) -> Names:
    """The names that a document defines, also those of parts that are otherwise faulty."""

    def section(name: str) -> Block:
        return block(root.under(name))

    indicators = section("indicators")
    # An actor has what it writes a level of, and what it should: a missing level is one fault, not one at every use.
    having = {
        str(each): frozenset(words(block(raw).under("actors"))) if "actors" in block(raw) else None
        for each, raw in indicators.items()
    }
    common = frozenset(each for each, several in having.items() if several is None)
    wanted: dict[str, set[str]] = {}
    for each, several in having.items():
        for actor in several or ():
            wanted.setdefault(actor, set()).add(each)
    between = block(block(root.under("ties")).under("between"))
    return Names(
        indicators=frozenset(map(_meant, indicators)),
        levels={
            _meant(actor): common.union(wanted.get(actor, ()), map(str, block(block(raw).under("levels"))))
            for actor, raw in section("actors").items()
        },
        ties=frozenset((str(listener), str(of)) for listener, raw in between.items() for of in block(raw)),
        seats={_meant(seat): frozenset(words(block(raw).under("actors"))) for seat, raw in section("roles").items()},
        hidden={
            str(indicator): frozenset(words(block(raw).under("seen_by")))
            for indicator, raw in indicators.items()
            if "seen_by" in block(raw)
        },
        moves=frozenset(map(_meant, section("moves"))),
        reactions={
            str(seat): {str(each): tuple(words(block(raw).under("targets"))) for each, raw in block(several).items()}
            for seat, several in section("reactions").items()
        },
        assumptions=frozenset(map(_meant, section("assumptions"))),
        events={
            str(event): frozenset(map(str, block(block(raw).under("outcomes"))))
            for event, raw in section("events").items()
        },
        move_outcomes={
            str(move): frozenset(map(_meant, block(block(raw).under("outcomes"))))
            for move, raw in section("moves").items()
            if "outcomes" in block(raw)
        },
        reaction_outcomes={
            (str(seat), str(each)): frozenset(map(_meant, block(block(raw).under("outcomes"))))
            for seat, several in section("reactions").items()
            for each, raw in block(several).items()
            if "outcomes" in block(raw)
        },
        mover=_word(section("mover").under("actor")),
        mover_capital="capital" in section("mover"),
        rules=frozenset(map(_meant, section("rules"))),
        endings=frozenset(map(_meant, section("endings"))),
        sources=frozenset(map(_meant, section("sources"))),
    )


def block(raw: object) -> Block:
    """A node as a block; an empty one when it is something else."""
    return raw if isinstance(raw, Block) else Block(1, 1)


def _word(raw: object) -> str:
    return raw.text if isinstance(raw, Scalar) else ""


def words(raw: object) -> list[str]:
    """The texts of a list of values; empty when it is something else."""
    return [each.text for each in raw if isinstance(each, Scalar)] if isinstance(raw, Items) else []


def check_id(key: Key, faults: Faults) -> bool:
    """Whether a key is a well-formed id; the fault is noted when it is not."""
    if key in RESERVED:
        faults.error(
            key,
            "reserved-id",
            f"`{key}` is a word of the expression language and cannot be an id; choose another",
        )
        return False
    if (odd := strange(key)) is not None:
        faults.error(
            Spot(key.line, key.column + odd[0]), "bad-id", f"`{shown(key)}` is not an id; {odd[1]}", _tidied(key)
        )
        return False
    if re.fullmatch(ID, key) is None:
        faults.error(
            key,
            "bad-id",
            f"`{shown(key)}` is not an id: lower-case letters, digits and `_`, beginning with a letter, at most"
            f" {LONGEST_ID}",
            _tidied(key),
        )
        return False
    return True


def is_scenario_id(text: str) -> bool:
    """Whether a text can be a scenario's id: words that may be joined by hyphens."""
    return re.fullmatch(SCENARIO_ID, text) is not None


def _meant(key: str) -> str:
    """The id that a key was meant to be: one fault for a bad id, and none at every right use of it."""
    return str(key) if re.fullmatch(ID, key) else _tidied(key) or str(key)


def _tidied(key: str) -> str:
    plain = latin("".join(each for each in key.lower() if each == " " or each.isascii() or not unseen(each)))
    if any(each.isalpha() and not each.isascii() for each in plain):
        return ""
    tidy = re.sub(r"[^a-z0-9_]+", "_", plain).strip("_")
    return tidy if re.fullmatch(ID, tidy) and tidy not in RESERVED else ""
