"""A program's expressions as a flat list of instructions: plain data, which any backend can read from first to last.

The value of instruction `n` is register `n`. An instruction reads registers before its own, so that the list is in
order of evaluation, and what several expressions have in common is in it once. A register holds one value for each
world, or, where several expressions of one shape are computed together, one for each of these *lanes* and each world.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from wargame.engine.record import Record
from wargame.model import expression as ex


class Operation(StrEnum):
    """What an instruction does; those down to ENDED read the game, the others read registers."""

    CONSTANT = "constant"
    """The value written in the instruction."""
    NUMBER = "number"
    """The number of the state in this row."""
    ASSUMPTION = "assumption"
    """The assumption in this row."""
    TURN = "turn"
    TURNS = "turns"
    YEAR = "year"
    PLAYED = "played"
    """Whether any of these plays takes effect in this turn."""
    TIMES = "times"
    """In how many earlier turns these plays took effect, summed."""
    SINCE = "since"
    """The turns since the latest of these plays took effect, at most NEVER; NEVER if none ever did."""
    DRAWN = "drawn"
    """Whether any of these outcomes has come about."""
    SINCE_DRAWN = "since drawn"
    """The turns since the latest of these outcomes came about, at most NEVER; NEVER if none ever did."""
    FIRED = "fired"
    """Whether the rule in this row has fired in an earlier turn."""
    ENDED = "ended"
    """Whether the game has come to this ending."""
    NEGATE = "negate"
    NOT = "not"
    ABSOLUTE = "abs"
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "=="
    UNEQUAL = "!="
    AND = "and"
    OR = "or"
    MINIMUM = "min"
    MAXIMUM = "max"
    CHOOSE = "choose"
    """The second register where the first is true, the third elsewhere."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One operation on earlier registers, on rows of the game's arrays, or on nothing."""

    operation: Operation
    inputs: tuple[int, ...] = ()
    """The registers it reads."""
    rows: tuple[tuple[int, ...], ...] = ()
    """By lane, the rows of the game's arrays it reads."""
    values: tuple[float | bool, ...] = ()
    """By lane, the constant."""


@dataclass(frozen=True)
class Instructions:
    """A list of instructions in order of evaluation."""

    instructions: tuple[Instruction, ...] = ()
    uses: tuple[int, ...] = ()
    """By register: in how many places it is read, by instructions and by the parts of a program."""


@dataclass(frozen=True, eq=False)
class Batch(Record):
    """Expressions of one shape: they differ only in the names and numbers in them, and share a register."""

    rows: NDArray[np.intp] | int
    """Their places among the expressions given."""
    register: int
    """Holds a lane for each, or one value where all are the same."""


@dataclass(frozen=True)
class Names:
    """The rows of a game's arrays by the names of its scenario."""

    numbers: Mapping[ex.Target, int]
    assumptions: Mapping[str, int]
    plays: Mapping[tuple[str | None, str, str | None], tuple[int, ...]]
    """(seat, name, target) -> rows; with target None all rows of a reaction."""
    outcomes: Mapping[tuple[str | None, str, str | None, str | None], tuple[int, ...]]
    """(seat, event or move or reaction, target, outcome) -> rows; with target None those of all targets, with outcome
    None those of all outcomes."""
    rules: Mapping[str, int]
    endings: Mapping[str, int]
