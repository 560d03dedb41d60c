"""From values to JSON in one way: each type says once what its document holds, and `document` gives it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import singledispatch
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wargame.analysis.estimates import Interval

JSON = bool | int | float | str | list["JSON"] | dict[str, "JSON"] | None
Fields = dict[str, JSON]
"""A document with named fields, in the order they are written."""

_MODULES = ("games", "lists", "forecasts", "inquiries", "choices", "agency", "calibration")
"""Each is loaded when a value is met that none so far has a document of: a command needs few of them."""


@singledispatch
def document(value: object) -> JSON:
    """A value as JSON. Raises TypeError for a type that has no document.

    >>> document({"turn": 2, "orders": ("press", "talks")})
    {'turn': 2, 'orders': ['press', 'talks']}
    """
    kind, unknown = type(value), document.dispatch(object)
    for name in _MODULES:
        import_module(f"{__package__}.{name}")
        if document.dispatch(kind) is not unknown:
            return document(value)
    raise TypeError(f"there is no document of a {kind.__name__}")


def fields(**values: object) -> Fields:
    """A document with these fields, each value as its own document."""
    return {name: document(value) for name, value in values.items()}


def estimate(value: float | None) -> float | None:
    """An estimate to a ten-thousandth, finer than the bins it may have been counted in, and never -0.0; None for what
    is unknown, as bounds are where there are too few games for any.

    >>> estimate(0.12345), estimate(float("inf"))
    (0.1235, None)
    """
    return None if value is None or not math.isfinite(value) else round(value, 4) + 0.0


def bounded(interval: Interval, middle: str = "middle") -> Fields:
    """An estimate with its bounds, None for a bound that there is not; `middle` is the name of the estimate itself."""
    return {middle: estimate(interval.middle), "low": estimate(interval.low), "high": estimate(interval.high)}


@document.register
def _(value: bool | int | float | str | None) -> JSON:
    return value


@document.register(list)
@document.register(tuple)
def _(value: list[object] | tuple[object, ...]) -> JSON:
    return [document(each) for each in value]


@document.register
def _(value: Mapping) -> JSON:  # type: ignore[type-arg]
    return {str(name): document(each) for name, each in value.items()}
