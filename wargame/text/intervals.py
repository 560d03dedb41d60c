"""Estimates with their bounds, in a few characters."""

from __future__ import annotations

from wargame.analysis.estimates import Interval
from wargame.text.message import message
from wargame.text.names import plain
from wargame.text.words import span_words

LEAST_TOLD = 0.0005
"""A bound of a difference nearer to 0 than this is said to be next to it: with three decimals it would read 0."""


def mean_bounds(mean: Interval) -> str:
    """The bounds of a mean: `47.9 to 51.3`; nothing where there are too few games."""
    return span_words(plain(mean.low), plain(mean.high)) if mean.bounded else ""


def point_bounds(difference: Interval) -> str:
    """The bounds of a difference of two shares, in points of a hundred games: `+1.7 to +8.9`."""
    return span_words(*signed_bounds(difference.in_points))


def signed_bounds(difference: Interval) -> tuple[str, str]:
    """The bounds of a difference with their signs, to as many digits as tell them from 0."""
    nearest = min(abs(difference.low), abs(difference.high))
    digits = 1 if nearest >= 0.05 or not difference.clear else 2 if nearest >= 0.005 else 3
    low, high = f"{difference.low + 0.0:+.{digits}f}", f"{difference.high + 0.0:+.{digits}f}"
    if not difference.clear or nearest >= LEAST_TOLD or max(abs(difference.low), abs(difference.high)) < 0.05:
        return low, high
    if difference.low > 0:
        return message("just over 0"), f"{difference.high:+.1f}"
    return f"{difference.low:+.1f}", message("just under 0")


def ranked(difference: Interval) -> tuple[str, str]:
    """The bounds of a difference without their sign, the smaller first."""
    if difference.low < 0:
        difference = Interval(-difference.middle, -difference.high, -difference.low)
    low, high = (each.lstrip("+-") for each in signed_bounds(difference))
    return low, high
