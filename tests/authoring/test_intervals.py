"""Interval arithmetic: what it says an amount cannot be, the amount is not."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.authoring.test_expressions import NAMES, condition, expressions
from wargame.authoring.intervals import Ranges
from wargame.model import expression as ex

_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}

NUMBERS: dict[ex.Target, tuple[float, float]] = {
    ex.Capital("left"): (0.0, 10.0),
    ex.Capital("right"): (0.0, 10.0),
}
NUMBERS.update({ex.Trust(*pair): (-100.0, 100.0) for pair in NAMES.ties})
NUMBERS.update({ex.Level(actor, each): (0.0, 100.0) for actor, several in NAMES.levels.items() for each in several})
RANGES = Ranges(
    NUMBERS,
    {"warmth": (0.5, 2.0), "bite": (-1.0, 1.0)},
    {"turn": (1.0, 4.0), "turns": (4.0, 4.0), "year": (2026.0, 2027.0)},
)


class Sample:
    """Values for whatever an expression reads, drawn within the ranges and then kept."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.kept: dict[ex.Expression, float] = {}

    def within(self, node: ex.Expression, low: float, high: float) -> float:
        if node not in self.kept:
            self.kept[node] = self.data.draw(st.one_of(st.just(low), st.just(high), st.floats(low, high)))
        return self.kept[node]

    def amount(self, node: ex.Expression) -> float:
        match node:
            case ex.Number(value):
                return value
            case ex.Negative(operand):
                return -self.amount(operand)
            case ex.Arithmetic(sign, left, right):
                a, b = self.amount(left), self.amount(right)
                return {"+": a + b, "-": a - b, "*": a * b}[sign] if sign != "/" else a / b
            case ex.Choice(then, test, otherwise):
                return self.amount(then) if self.holds(test) else self.amount(otherwise)
            case ex.Call(function, arguments):
                values = [self.amount(each) for each in arguments]
                if function == "abs":
                    return abs(values[0])
                if function == "clamp":
                    return min(max(values[0], values[1]), values[2])
                return min(values) if function == "min" else max(values)
            case _:
                return self.within(node, *RANGES.amount(node))

    def holds(self, node: ex.Expression) -> bool:
        match node:
            case ex.Comparison(sign, left, right):
                return _OPERATORS[sign](self.amount(left), self.amount(right))
            case ex.Not(operand):
                return not self.holds(operand)
            case ex.Every(several):
                return all(self.holds(each) for each in several)
            case ex.Some(several):
                return any(self.holds(each) for each in several)
            case _:
                return self.within(node, 0.0, 1.0) >= 0.5


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expressions(False, 3), st.data())
def test_amount_lies_in_its_interval(expression: ex.Expression, data: st.DataObject) -> None:
    try:
        low, high = RANGES.amount(expression)
    except OverflowError:
        return
    value = Sample(data).amount(expression)
    assert low - 1e-6 * (1 + abs(low)) <= value <= high + 1e-6 * (1 + abs(high))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expressions(True, 3), st.data())
def test_condition_does_what_is_possible(expression: ex.Expression, data: st.DataObject) -> None:
    try:
        can, can_not = RANGES.truth(expression)
    except OverflowError:
        return
    assert can or can_not
    holds = Sample(data).holds(expression)
    assert can if holds else can_not


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("north.mood > 100", (False, True)),
        ("north.mood >= 0", (True, False)),
        ("north.mood > 60 and north.mood < 40", (False, True)),
        ("north.mood > 40 and 60 > north.mood", (True, True)),
        ("north.mood >= 50 and north.mood <= 50", (True, True)),
        ("north.mood > 50 and north.mood <= 50", (False, True)),
        ("turn > turns", (False, True)),
        ("times(wait) > 4", (False, True)),
        ("since(wait) < 1", (False, True)),
        ("2 * warmth > 4.5 or false", (False, True)),
        ("turns == 4", (True, False)),
        ("turns != 4", (False, True)),
        ("north.mood * south.mood < 0", (False, True)),
        ("(1 if fired(echo) else 3) < 1", (False, True)),
    ],
)
def test_what_ranges_say(text: str, expected: tuple[bool, bool]) -> None:
    assert RANGES.truth(condition(text)) == expected
