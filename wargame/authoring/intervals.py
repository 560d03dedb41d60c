"""How far amounts can go and whether conditions can hold, by interval arithmetic over the declared ranges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wargame.model import expression as ex

LARGEST_STEP = 1e12
"""The largest value that a part of an expression may come to."""

Interval = tuple[float, float]

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


@dataclass(frozen=True)
class Ranges:
    """The lowest and highest each number can be; a number not named here is 0.

    Both methods raise OverflowError when a part of the expression could pass LARGEST_STEP.
    """

    numbers: Mapping[ex.Target, Interval]
    assumptions: Mapping[str, Interval]
    clock: Mapping[str, Interval]

    def amount(self, expression: ex.Expression) -> Interval:
        """An interval that holds every value an amount can take."""
        match expression:
            case ex.Number(value):
                return value, value
            case ex.Level() | ex.Trust() | ex.Capital():
                return self.numbers.get(expression, (0.0, 0.0))
            case ex.Assumed(name):
                return self.assumptions.get(name, (0.0, 0.0))
            case ex.Clock(name):
                return self.clock[name]
            case ex.Times():
                return 0.0, self.clock["turns"][1]
            case ex.Since():
                return 1.0, ex.NEVER
            case ex.SinceDrawn():
                return 0.0, ex.NEVER
            case ex.Negative(operand):
                low, high = self.amount(operand)
                return -high, -low
            case ex.Arithmetic(operator, left, right):
                return _arithmetic(operator, self.amount(left), self.amount(right))
            case ex.Choice(then, condition, otherwise):
                yes, no = self.amount(then), self.amount(otherwise)
                can, can_not = self.truth(condition)
                if not can_not:
                    return yes
                return (min(yes[0], no[0]), max(yes[1], no[1])) if can else no
            case ex.Call(function, arguments):
                return _called(function, [self.amount(each) for each in arguments])
            case _:
                raise TypeError(f"{expression!r} is a condition")

    def truth(self, condition: ex.Expression) -> tuple[bool, bool]:
        """Whether a condition can hold, and whether it can fail; either is said when in doubt."""
        match condition:
            case ex.Comparison(operator, left, right):
                return _compared(operator, self.amount(left), self.amount(right))
            case ex.Not(operand):
                can, can_not = self.truth(operand)
                return can_not, can
            case ex.Every(several):
                each = [self.truth(part) for part in several]
                together = all(can for can, _ in each) and self._together(several)
                return together, any(can_not for _, can_not in each) or not together
            case ex.Some(several):
                each = [self.truth(part) for part in several]
                return any(can for can, _ in each), all(can_not for _, can_not in each)
            case _:
                return True, True

    def _together(self, several: Iterable[ex.Expression]) -> bool:
        """Whether simple bounds on the same number can hold at once: `x > 50 and x < 40` cannot."""
        bounds: dict[ex.Expression, list[tuple[str, float]]] = {}
        for part in several:
            match part:
                case ex.Comparison(operator, left, ex.Number(value)) if operator in _MIRRORED:
                    bounds.setdefault(left, []).append((operator, value))
                case ex.Comparison(operator, ex.Number(value), right) if operator in _MIRRORED:
                    bounds.setdefault(right, []).append((_MIRRORED[operator], value))
        return all(_meet(self.amount(number), several) for number, several in bounds.items())


def _meet(interval: Interval, bounds: list[tuple[str, float]]) -> bool:
    low, high = interval
    above = below = False  # whether the end itself is left out
    for operator, value in bounds:
        if operator in (">", ">=", "==") and (value > low or (value == low and operator == ">")):
            low, above = value, operator == ">"
        if operator in ("<", "<=", "==") and (value < high or (value == high and operator == "<")):
            high, below = value, operator == "<"
    return low < high or (low == high and not above and not below)


def _arithmetic(operator: str, left: Interval, right: Interval) -> Interval:
    if operator == "+":
        return left[0] + right[0], left[1] + right[1]
    if operator == "-":
        return left[0] - right[1], left[1] - right[0]
    ends = [a * b for a in left for b in right] if operator == "*" else [a / right[0] for a in left]
    if max(map(abs, ends)) > LARGEST_STEP:
        raise OverflowError
    return min(ends), max(ends)


def _compared(operator: str, left: Interval, right: Interval) -> tuple[bool, bool]:
    match operator:
        case "<":
            return left[0] < right[1], left[1] >= right[0]
        case "<=":
            return left[0] <= right[1], left[1] > right[0]
        case ">":
            return left[1] > right[0], left[0] <= right[1]
        case ">=":
            return left[1] >= right[0], left[0] < right[1]
    same = left[0] <= right[1] and right[0] <= left[1]
    differ = not (left[0] == left[1] == right[0] == right[1])
    return (same, differ) if operator == "==" else (differ, same)


def _called(function: str, arguments: list[Interval]) -> Interval:
    if function == "abs":
        low, high = arguments[0]
        return (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
    if function == "clamp":
        value, lowest, highest = arguments
        return min(max(value[0], lowest[0]), highest[0]), min(max(value[1], lowest[1]), highest[1])
    choose = min if function == "min" else max
    return choose(low for low, _ in arguments), choose(high for _, high in arguments)
