"""Instructions read with numpy: each becomes a function of a moment, worlds along the trailing axis.

Only elementwise arithmetic that IEEE 754 fixes to the last bit is used, so results are the same on every platform.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wargame.engine.instructions import Instruction, Instructions, Operation
from wargame.model.expression import NEVER

Array = NDArray[Any]
Evaluate = Callable[["Moment"], Any]
"""Gives an array of shape (worlds,), or (lanes, worlds), or what can be broadcast to it."""


@dataclass(frozen=True)
class Moment:
    """What expressions read: the state before the turn, and what is played in it. Worlds along the last axis."""

    numbers: NDArray[np.float64]
    assumptions: NDArray[np.float64]
    turn: int
    """The turn being played, or just played when endings and goals are judged."""
    turns: int
    year: int
    plays_now: NDArray[np.bool_]
    """(plays, worlds): takes effect in this turn."""
    times: NDArray[np.int16]
    """(plays, worlds): in how many earlier turns it took effect."""
    last: NDArray[np.int16]
    """(plays, worlds): the turn it last took effect; 0 for never."""
    coming: int
    """The turn that `since` counts back from."""
    came: NDArray[np.int16]
    """(outcomes, worlds): the turn in which it last came about; 0 for never."""
    fired: NDArray[np.bool_]
    """(rules, worlds): fired in an earlier turn."""
    ending: NDArray[np.int64]
    """(worlds,): the ending reached, or -1."""
    computed: dict[Evaluate, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The values computed so far of instructions that several places read."""

    @cached_property
    def rows(self) -> list[NDArray[np.float64]]:
        """The numbers one by one."""
        return list(self.numbers)


class Evaluators(dict[int, Evaluate]):
    """Register -> the function that gives its value at a moment; each is made when it is first asked for."""

    def __init__(self, instructions: Instructions) -> None:
        super().__init__()
        self._instructions = instructions

    def __missing__(self, register: int) -> Evaluate:
        instruction = self._instructions.instructions[register]
        made = _function(instruction, [self[each] for each in instruction.inputs])
        if self._instructions.uses[register] > 1 and not _read_at_once(instruction):
            made = _computed_once(made)
        self[register] = made
        return made


class _Constant:
    """The function of a constant."""

    __slots__ = ("value",)

    def __init__(self, value: Array) -> None:
        self.value = value

    def __call__(self, _: Moment) -> Array:
        return self.value


def constant(instruction: Instruction) -> Array:
    """A constant as an array that joins with worlds: without dimensions, or a column of its lanes."""
    values = instruction.values
    # An array without dimensions joins with others faster than a plain number.
    return np.array(values[0]) if len(values) == 1 else np.array(values)[:, None]


OPERATIONS: Mapping[Operation, Callable[..., Any]] = {
    Operation.NEGATE: operator.neg,
    Operation.NOT: np.logical_not,
    Operation.ABSOLUTE: np.abs,
    Operation.ADD: operator.add,
    Operation.SUBTRACT: operator.sub,
    Operation.MULTIPLY: operator.mul,
    Operation.DIVIDE: operator.truediv,
    Operation.LESS: operator.lt,
    Operation.AT_MOST: operator.le,
    Operation.MORE: operator.gt,
    Operation.AT_LEAST: operator.ge,
    Operation.EQUAL: operator.eq,
    Operation.UNEQUAL: operator.ne,
    Operation.AND: np.logical_and,
    Operation.OR: np.logical_or,
    Operation.MINIMUM: np.minimum,
    Operation.MAXIMUM: np.maximum,
    Operation.CHOOSE: np.where,
}
"""What each operation on registers computes."""

_READ_AT_ONCE = {
    Operation.CONSTANT,
    Operation.NUMBER,
    Operation.ASSUMPTION,
    Operation.TURN,
    Operation.TURNS,
    Operation.YEAR,
    Operation.FIRED,
}


def _read_at_once(instruction: Instruction) -> bool:
    """Whether reading a value anew is as quick as remembering it: one row of an array is no copy."""
    return instruction.operation in _READ_AT_ONCE and len(instruction.rows) <= 1


def _computed_once(function: Evaluate) -> Evaluate:
    """A function that computes its value once at each moment."""

    def evaluate(moment: Moment) -> Any:
        value = moment.computed.get(evaluate)
        if value is None:
            value = moment.computed[evaluate] = function(moment)
        return value

    return evaluate


def _function(instruction: Instruction, inputs: list[Evaluate]) -> Evaluate:
    """The function of an instruction, from those of the registers it reads."""
    if instruction.operation not in OPERATIONS:
        return _reading(instruction)
    compute = OPERATIONS[instruction.operation]
    match inputs:
        case [only]:
            return lambda moment: compute(only(moment))
        case [_Constant(value=value), right]:
            return lambda moment: compute(value, right(moment))
        case [left, _Constant(value=value)]:
            return lambda moment: compute(left(moment), value)
        case [left, right]:
            return lambda moment: compute(left(moment), right(moment))
        case _:
            first, second, third = inputs
            return lambda moment: compute(first(moment), second(moment), third(moment))


def _reading(instruction: Instruction) -> Evaluate:
    """The function of an instruction that reads the game: of several lanes, their rows one below the other."""
    lanes = instruction.rows

    def at(rows: Iterable[int]) -> Any:
        found = list(rows)
        return found[0] if len(found) == 1 else np.array(found, dtype=np.intp)

    def column(numbers: Iterable[int]) -> Any:
        found = at(numbers)
        return found if len(lanes) == 1 else found[:, None]

    match instruction.operation:
        case Operation.CONSTANT:
            return _Constant(constant(instruction))
        case Operation.NUMBER:
            row = at(row for (row,) in lanes)
            if len(lanes) == 1:
                return lambda moment: moment.rows[row]
            return lambda moment: moment.numbers[row]
        case Operation.ASSUMPTION:
            row = at(row for (row,) in lanes)
            return lambda moment: moment.assumptions[row]
        case Operation.TURN:
            return lambda moment: float(moment.turn)
        case Operation.TURNS:
            return lambda moment: float(moment.turns)
        case Operation.YEAR:
            return lambda moment: float(moment.year)
        case Operation.PLAYED:
            first, *others = (at(rows) for rows in zip(*lanes, strict=True))
            return lambda moment: _any(moment.plays_now, first, others)
        case Operation.TIMES:
            first, *others = (at(rows) for rows in zip(*lanes, strict=True))
            return lambda moment: _sum(moment.times, first, others)
        case Operation.SINCE:
            first, *others = (at(rows) for rows in zip(*lanes, strict=True))
            return lambda moment: _since(moment.last, moment.coming, first, others)
        case Operation.DRAWN:
            first, *others = (at(rows) for rows in zip(*lanes, strict=True))
            return lambda moment: _ever(moment.came, first, others)
        case Operation.SINCE_DRAWN:
            first, *others = (at(rows) for rows in zip(*lanes, strict=True))
            return lambda moment: _since(moment.came, moment.coming, first, others)
        case Operation.FIRED:
            row = at(row for (row,) in lanes)
            return lambda moment: moment.fired[row]
        case Operation.ENDED:
            ending = column(ending for (ending,) in lanes)
            return lambda moment: moment.ending == ending
    raise ValueError(f"no reading of the operation {instruction.operation}")


def _any(plays: Array, first: Any, others: list[Any]) -> Array:
    result: Array = plays[first]
    for row in others:
        result = result | plays[row]
    return result


def _ever(came: Array, first: Any, others: list[Any]) -> Array:
    result: Array = came[first] > 0
    for row in others:
        result = result | (came[row] > 0)
    return result


def _sum(times: Array, first: Any, others: list[Any]) -> Array:
    result: Array = times[first].astype(np.float64)
    for row in others:
        result = result + times[row]
    return result


def _since(turns: Array, coming: int, first: Any, others: list[Any]) -> Array:
    last = turns[first]
    for row in others:
        last = np.maximum(last, turns[row])
    result: Array = np.where(last > 0, np.minimum(coming - last, int(NEVER)), int(NEVER)).astype(np.float64)
    return result
