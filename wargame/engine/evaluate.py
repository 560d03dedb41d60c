"""Expressions over arrays: each node is turned once into a function of a moment, worlds along the trailing axis.

Only elementwise arithmetic that IEEE 754 fixes to the last bit is used, so results are the same on every platform.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wargame.model import expression as ex

Array = NDArray[Any]
Indices = NDArray[np.intp]
Evaluate = Callable[["Moment"], Any]
"""Gives an array of shape (worlds,), or a plain number or truth value where the expression is constant."""


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
    drawn: NDArray[np.int64]
    """(events, worlds): the outcome, or -1."""
    fired: NDArray[np.bool_]
    """(rules, worlds): fired in an earlier turn."""
    ending: NDArray[np.int64]
    """(worlds,): the ending reached, or -1."""
    worked_out: dict[int, Any] = field(default_factory=dict, init=False, repr=False)
    """What expressions came to, so that one which stands in many places is worked out once."""

    @cached_property
    def rows(self) -> list[NDArray[np.float64]]:
        """The numbers one by one."""
        return list(self.numbers)


@dataclass(frozen=True)
class Names:
    """Where each name of a scenario stands in the arrays of a moment."""

    numbers: Mapping[ex.Target, int]
    assumptions: Mapping[str, int]
    plays: Mapping[tuple[str | None, str, str | None], tuple[int, ...]]
    """(seat, name, target) -> rows; with target None all rows of a reaction."""
    outcomes: Mapping[tuple[str, str], tuple[int, int]]
    rules: Mapping[str, int]
    endings: Mapping[str, int]
    compiled: dict[ex.Expression, Evaluate] = field(default_factory=dict, repr=False, compare=False)
    """Expressions turned into functions so far."""


_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_COMPARISON: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


_AT_HAND = (ex.Number, ex.Level, ex.Trust, ex.Capital, ex.Assumed, ex.Clock, ex.Fired)
"""Expressions that are read, not worked out."""
_NO_MOMENT: Any = None


def compile_expression(expression: ex.Expression, names: Names) -> Evaluate:
    """The function of a moment that an expression stands for; at one moment it is worked out once."""
    known = names.compiled.get(expression)
    if known is None:
        known = _made((expression,), names)
        if not isinstance(known, Constant) and not isinstance(expression, _AT_HAND):
            known = _Shared(known, len(names.compiled))
        names.compiled[expression] = known
    elif isinstance(known, _Shared):
        known.places += 1
    return known


@dataclass(frozen=True)
class Alike:
    """Expressions that differ only in the names and numbers that stand in them, worked out together."""

    rows: Indices | int
    """Their places among the expressions given."""
    evaluate: Evaluate
    """Gives what can be broadcast to (these expressions, worlds)."""


def compile_alike(expressions: Sequence[ex.Expression], names: Names) -> tuple[Alike, ...]:
    """All these expressions, those of one shape as one function."""
    of_shape: dict[Hashable, list[int]] = {}
    for place, expression in enumerate(expressions):
        of_shape.setdefault(_shape(expression, names), []).append(place)
    return tuple(
        Alike(
            np.array(places, dtype=np.intp) if len(places) > 1 else places[0],
            _together(tuple(expressions[place] for place in places), names),
        )
        for places in of_shape.values()
    )


def _shape(expression: ex.Expression, names: Names) -> Hashable:
    """What expressions that can be worked out together have in common."""
    inside = tuple(_shape(each, names) for each in ex.operands(expression))
    match expression:
        case ex.Level() | ex.Trust() | ex.Capital():
            return ex.Level
        case ex.Arithmetic(sign) | ex.Comparison(sign) | ex.Call(sign) | ex.Clock(sign):
            return type(expression), sign, inside
        case ex.Played(seat, name, target) | ex.Times(seat, name, target) | ex.Since(seat, name, target):
            return type(expression), len(names.plays[seat, name, target])
        case _:
            return type(expression), inside


def _together(alike: tuple[ex.Expression, ...], names: Names) -> Evaluate:
    """Expressions of one shape as one function."""
    if len(set(alike)) == 1:
        return compile_expression(alike[0], names)
    return _made(alike, names)


class Constant:
    """An expression that is the same at every moment."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        # An array without dimensions joins with others faster than a plain number.
        self.value = np.array(value)

    def __call__(self, _: Moment) -> Any:
        return self.value


class _Shared:
    """An expression that is worked out once at each moment, and kept if it stands in several places."""

    __slots__ = ("made", "place", "places")

    def __init__(self, made: Evaluate, place: int) -> None:
        self.made, self.place, self.places = made, place, 1

    def __call__(self, moment: Moment) -> Any:
        if self.places == 1:
            return self.made(moment)
        value = moment.worked_out.get(self.place)
        if value is None:
            value = moment.worked_out[self.place] = self.made(moment)
        return value


def _made(alike: tuple[ex.Expression, ...], names: Names) -> Evaluate:
    """The function of one expression or of several of one shape."""
    inside = [_together(several, names) for several in zip(*(ex.operands(each) for each in alike), strict=True)]
    made = _joined_up(alike, inside, names)
    return Constant(made(_NO_MOMENT)) if inside and all(isinstance(each, Constant) for each in inside) else made


def _joined_up(alike: tuple[ex.Expression, ...], inside: Sequence[Evaluate], names: Names) -> Evaluate:
    """The function of expressions of one shape from those of their parts.

    Of several, what names stand for are rows one below the other, and numbers are a column.
    """

    def at(places: Iterable[int]) -> Any:
        found = list(places)
        return found[0] if len(alike) == 1 else np.array(found, dtype=np.intp)

    def plays() -> tuple[Any, ...]:
        each = [names.plays[one.seat, one.name, one.target] for one in alike]  # type: ignore[union-attr]
        return tuple(at(rows) for rows in zip(*each, strict=True))

    match alike[0]:
        case ex.Number():
            values = [each.value for each in alike if isinstance(each, ex.Number)]
            return Constant(float(values[0]) if len(alike) == 1 else np.array(values, dtype=np.float64)[:, None])
        case ex.Level() | ex.Trust() | ex.Capital():
            row = at(names.numbers[each] for each in alike)  # type: ignore[index]
            if len(alike) == 1:
                return lambda moment: moment.rows[row]
            return lambda moment: moment.numbers[row]
        case ex.Assumed():
            assumption = at(names.assumptions[each.assumption] for each in alike if isinstance(each, ex.Assumed))
            return lambda moment: moment.assumptions[assumption]
        case ex.Clock("turn"):
            return lambda moment: float(moment.turn)
        case ex.Clock("turns"):
            return lambda moment: float(moment.turns)
        case ex.Clock():
            return lambda moment: float(moment.year)
        case ex.Played():
            rows = plays()
            return lambda moment: _any(moment.plays_now, rows)
        case ex.Times():
            rows = plays()
            return lambda moment: _sum(moment.times, rows)
        case ex.Since():
            rows = plays()
            return lambda moment: _since(moment, rows)
        case ex.Drawn():
            outcomes = [names.outcomes[each.event, each.outcome] for each in alike if isinstance(each, ex.Drawn)]
            place, way = at(place for place, _ in outcomes), at(way for _, way in outcomes)
            return lambda moment: moment.drawn[place] == (way if len(alike) == 1 else way[:, None])
        case ex.Fired():
            rule = at(names.rules[each.rule] for each in alike if isinstance(each, ex.Fired))
            return lambda moment: moment.fired[rule]
        case ex.Ended():
            ending = at(names.endings[each.ending] for each in alike if isinstance(each, ex.Ended))
            return lambda moment: moment.ending == (ending if len(alike) == 1 else ending[:, None])
        case ex.Negative():
            (only,) = inside
            return lambda moment: -only(moment)
        case ex.Not():
            (only,) = inside
            return lambda moment: np.logical_not(only(moment))
        case ex.Arithmetic(sign):
            return _joined(_ARITHMETIC[sign], *inside)
        case ex.Comparison(sign):
            return _joined(_COMPARISON[sign], *inside)
        case ex.Every():
            return _folded(np.logical_and, True, inside)
        case ex.Some():
            return _folded(np.logical_or, False, inside)
        case ex.Choice():
            yes, test, no = inside
            return lambda moment: np.where(test(moment), yes(moment), no(moment))
        case ex.Call(function):
            return _called(function, inside)


def _joined(join: Callable[[Any, Any], Any], left: Evaluate, right: Evaluate) -> Evaluate:
    if isinstance(right, Constant):
        known = right.value
        return lambda moment: join(left(moment), known)
    return lambda moment: join(left(moment), right(moment))


def _folded(join: Callable[[Any, Any], Any], empty: bool, parts: Sequence[Evaluate]) -> Evaluate:
    def evaluate(moment: Moment) -> Any:
        result: Any = empty
        for place, part in enumerate(parts):
            value = part(moment)
            result = value if place == 0 else join(result, value)
        return result

    return evaluate


def _called(function: str, arguments: Sequence[Evaluate]) -> Evaluate:
    if function == "abs":
        return lambda moment: np.abs(arguments[0](moment))
    if function == "clamp":
        value, low, high = arguments
        return lambda moment: np.minimum(np.maximum(value(moment), low(moment)), high(moment))
    join: Callable[[Any, Any], Any] = np.minimum if function == "min" else np.maximum

    def evaluate(moment: Moment) -> Any:
        result = arguments[0](moment)
        for argument in arguments[1:]:
            result = join(result, argument(moment))
        return result

    return evaluate


def _any(plays: Array, rows: tuple[Any, ...]) -> Array:
    result: Array = plays[rows[0]]
    for row in rows[1:]:
        result = result | plays[row]
    return result


def _sum(times: Array, rows: tuple[Any, ...]) -> Array:
    result: Array = times[rows[0]].astype(np.float64)
    for row in rows[1:]:
        result = result + times[row]
    return result


def _since(moment: Moment, rows: tuple[Any, ...]) -> Array:
    last = moment.last[rows[0]]
    for row in rows[1:]:
        last = np.maximum(last, moment.last[row])
    result: Array = np.where(last > 0, np.minimum(moment.coming - last, int(ex.NEVER)), int(ex.NEVER)).astype(
        np.float64
    )
    return result
