"""Turns expressions into instructions: constants computed, common parts once, expressions of one shape together."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from wargame.engine.evaluate import OPERATIONS, constant
from wargame.engine.instructions import Batch, Instruction, Instructions, Names, Operation
from wargame.model import expression as ex

_Value = int | Instruction
"""A register, or a constant that is in no register yet."""


class Assembler:
    """Collects the instructions of a program's expressions."""

    def __init__(self, names: Names, begun: Instructions | None = None) -> None:
        self._names = names
        begun = begun or Instructions()
        self._instructions = list(begun.instructions)
        self._uses = list(begun.uses)
        self._register_of = {_key(each): register for register, each in enumerate(self._instructions)}
        self._values: dict[ex.Expression, _Value] = {}

    @property
    def instructions(self) -> Instructions:
        """All instructions so far."""
        return Instructions(tuple(self._instructions), tuple(self._uses))

    def register(self, expression: ex.Expression) -> int:
        """The register that holds an expression's value; one more place reads it from now on."""
        return self._used((expression,))

    def constant(self, expression: ex.Expression) -> float | bool | None:
        """The value of an expression that is always the same; None for any other."""
        value = self._value((expression,))
        if isinstance(value, int):
            value = self._instructions[value]
        return value.values[0] if value.operation is Operation.CONSTANT else None

    def batches(self, expressions: Sequence[ex.Expression]) -> tuple[Batch, ...]:
        """All these expressions, those of one shape in one register."""
        of_shape: dict[Hashable, list[int]] = {}
        for row, expression in enumerate(expressions):
            of_shape.setdefault(_shape(expression, self._names), []).append(row)
        return tuple(
            Batch(
                np.array(rows, dtype=np.intp) if len(rows) > 1 else rows[0],
                self._used(tuple(expressions[row] for row in rows)),
            )
            for rows in of_shape.values()
        )

    def _used(self, alike: tuple[ex.Expression, ...]) -> int:
        register = self._placed(self._value(alike))
        self._uses[register] += 1
        return register

    def _value(self, alike: tuple[ex.Expression, ...]) -> _Value:
        """The value of expressions of one shape."""
        first = alike[0]
        if len(alike) > 1 and any(each != first for each in alike):
            return self._made(alike)
        # An expression is hashed through and through: as seldom as can be.
        value = self._values.get(first)
        if value is None:
            value = self._values[first] = self._made((first,))
        return value

    def _made(self, alike: tuple[ex.Expression, ...]) -> _Value:
        inside = [self._value(several) for several in zip(*map(ex.operands, alike), strict=True)]
        match alike[0]:
            case ex.Number():
                return Instruction(
                    Operation.CONSTANT, values=tuple(float(each.value) for each in alike if isinstance(each, ex.Number))
                )
            case ex.Negative():
                return self._applied(Operation.NEGATE, *inside)
            case ex.Not():
                return self._applied(Operation.NOT, *inside)
            case ex.Arithmetic(sign) | ex.Comparison(sign):
                return self._applied(Operation(sign), *inside)
            case ex.Every():
                return self._joined(Operation.AND, inside, True)
            case ex.Some():
                return self._joined(Operation.OR, inside, False)
            case ex.Choice():
                then, condition, otherwise = inside
                return self._applied(Operation.CHOOSE, condition, then, otherwise)
            case ex.Call("clamp"):
                value, low, high = inside
                return self._applied(Operation.MINIMUM, self._applied(Operation.MAXIMUM, value, low), high)
            case ex.Call("abs"):
                return self._applied(Operation.ABSOLUTE, *inside)
            case ex.Call(function):
                return self._joined(Operation(function), inside)
            case _:
                return self._placed(_reading(alike, self._names))

    def _joined(self, operation: Operation, parts: Sequence[_Value], empty: bool | None = None) -> _Value:
        """Any number of parts joined from the left."""
        if not parts:
            assert empty is not None
            return Instruction(Operation.CONSTANT, values=(empty,))
        result = parts[0]
        for part in parts[1:]:
            result = self._applied(operation, result, part)
        return result

    def _applied(self, operation: Operation, *inputs: _Value) -> _Value:
        """An operation on these inputs, computed now if all are constants."""
        known = [each for each in inputs if isinstance(each, Instruction)]
        if len(known) == len(inputs):
            value: NDArray[np.float64 | np.bool_] = np.asarray(OPERATIONS[operation](*map(constant, known)))
            return Instruction(Operation.CONSTANT, values=tuple(value.ravel().tolist()))
        return self._placed(Instruction(operation, tuple(self._placed(each) for each in inputs)))

    def _placed(self, value: _Value) -> int:
        """The register of a value, with a new instruction if it is in none yet."""
        if isinstance(value, int):
            return value
        key, new = _key(value), len(self._instructions)
        register = self._register_of.setdefault(key, new)
        if register == new:
            self._instructions.append(value)
            self._uses.append(0)
            for each in value.inputs:
                self._uses[each] += 1
        return register


def _key(instruction: Instruction) -> Hashable:
    """Equal for instructions that give the same bits: 0, -0 and False are not one constant."""
    values = repr(instruction.values) if instruction.values else ""
    return instruction.operation, instruction.inputs, instruction.rows, values


def _shape(expression: ex.Expression, names: Names) -> Hashable:
    """What expressions that can be computed together have in common."""
    inside = tuple(_shape(each, names) for each in ex.operands(expression))
    match expression:
        case ex.Level() | ex.Trust() | ex.Capital():
            return ex.Level
        case ex.Arithmetic(sign) | ex.Comparison(sign) | ex.Call(sign) | ex.Clock(sign):
            return type(expression), sign, inside
        case ex.Played(seat, name, target) | ex.Times(seat, name, target) | ex.Since(seat, name, target):
            return type(expression), len(names.plays[seat, name, target])
        case ex.Drawn(name, outcome, seat, target) | ex.SinceDrawn(name, outcome, seat, target):
            return type(expression), len(names.outcomes[seat, name, target, outcome])
        case _:
            return type(expression), inside


def _reading(alike: Sequence[ex.Expression], names: Names) -> Instruction:
    """The instruction of expressions of one shape that read the game."""
    read = [_row(each, names) for each in alike]
    # The calendar is the same for all lanes, and in no array.
    return Instruction(read[0][0], rows=tuple(rows for _, rows in read if rows))


def _row(expression: ex.Expression, names: Names) -> tuple[Operation, tuple[int, ...]]:
    """What an expression without operands reads, and in which rows."""
    match expression:
        case ex.Level() | ex.Trust() | ex.Capital():
            return Operation.NUMBER, (names.numbers[expression],)
        case ex.Assumed(assumption):
            return Operation.ASSUMPTION, (names.assumptions[assumption],)
        case ex.Clock(name):
            return Operation(name), ()
        case ex.Played(seat, name, target):
            return Operation.PLAYED, names.plays[seat, name, target]
        case ex.Times(seat, name, target):
            return Operation.TIMES, names.plays[seat, name, target]
        case ex.Since(seat, name, target):
            return Operation.SINCE, names.plays[seat, name, target]
        case ex.Drawn(name, outcome, seat, target):
            return Operation.DRAWN, names.outcomes[seat, name, target, outcome]
        case ex.SinceDrawn(name, outcome, seat, target):
            return Operation.SINCE_DRAWN, names.outcomes[seat, name, target, outcome]
        case ex.Fired(rule):
            return Operation.FIRED, (names.rules[rule],)
        case ex.Ended(ending):
            return Operation.ENDED, (names.endings[ending],)
        case _:
            raise TypeError(f"{ex.text(expression)} reads nothing of the game")
