"""What the C functions are given: the arrays of many games, and the numbers of a program."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wargame.engine.native.seats import BY_DOCTRINE, RANDOMLY

_WHOLE = (
    *("width", "turn", "turns", "until", "stages", "opened", "alike", "chosen", "begins", "usage"),
    *("fallback", "moves_given", "level_count", "bins"),
)
_REAL = ("refuses",)
_ARRAYS: Mapping[str, tuple[str, bool]] = {
    # The numbers of the program.
    **dict.fromkeys(("v", "low", "high", "drift", "baseline", "cost", "without", "in_part"), ("double", False)),
    **dict.fromkeys(("link_share", "times_preference", "unsure_by"), ("double", False)),
    **dict.fromkeys(("names", "play_names", "pass_names", "answer_names", "unsure_names"), ("uint64_t", False)),
    **dict.fromkeys(("hops", "fixed", "rest", "delay", "years", "orders_per_turn"), ("int64_t", False)),
    **dict.fromkeys(("seat_first", "seat_capital"), ("int64_t", False)),
    "footnotable": ("int8_t", False),
    # How games begin that are not given.
    **dict.fromkeys(("begin_numbers", "begin_came", "begin_assumptions"), ("double", False)),
    **dict.fromkeys(("begin_unsure", "assumption_unsure"), ("int64_t", False)),
    # Who plays the seats, and what is given by turn.
    **dict.fromkeys(("times_wish", "least_wish"), ("double", False)),
    **dict.fromkeys(("seat_bot", "answers", "given_moves", "given_seats", "given_answers"), ("int64_t", False)),
    **dict.fromkeys(("given_from", "given_orders", "given_rows"), ("int64_t", False)),
    "given_injects": ("int8_t", False),
    # The games.
    "seeds": ("uint64_t", False),
    **dict.fromkeys(("draws", "assumptions", "numbers", "delayed"), ("double", False)),
    **dict.fromkeys(("times", "last", "came"), ("int16_t", False)),
    **dict.fromkeys(("fired", "released"), ("int8_t", False)),
    "ending": ("int64_t", False),
    # What is chosen in their first turn, where it is given.
    **dict.fromkeys(("move", "outcomes"), ("int64_t", False)),
    **dict.fromkeys(("ordered", "withheld", "footnoted", "releasing"), ("int8_t", False)),
    "likely": ("double", False),
    # What is asked for: the games afterwards, what was chosen, how they came out.
    **dict.fromkeys(("draws_after", "assumptions_after", "numbers_after", "delayed_after"), ("double", True)),
    **dict.fromkeys(("times_after", "last_after", "came_after"), ("int16_t", True)),
    **dict.fromkeys(("fired_after", "released_after"), ("int8_t", True)),
    **dict.fromkeys(("ending_after", "move_after", "ended_in"), ("int64_t", True)),
    **dict.fromkeys(("ordered_after", "withheld_after", "footnoted_after", "releasing_after", "met"), ("int8_t", True)),
    "scores": ("double", True),
    **dict.fromkeys(("given_done", "given_took"), ("int8_t", True)),
    **dict.fromkeys(("used_made", "used_ordered", "used_denied", "used_in_part", "used_withheld"), ("int64_t", True)),
    **dict.fromkeys(("used_footnoted", "used_moved", "used_low", "used_high"), ("int64_t", True)),
    **dict.fromkeys(("consent_play", "consent_row"), ("int64_t", False)),
    **dict.fromkeys(("met_first", "met_last", "level_rows"), ("int64_t", False)),
    **dict.fromkeys(("level_low", "level_scale"), ("double", False)),
    "levels": ("int32_t", True),
}
KINDS: Mapping[str, type] = {
    "double": np.float64,
    "uint64_t": np.uint64,
    "int64_t": np.int64,
    "int32_t": np.int32,
    "int16_t": np.int16,
    "int8_t": np.int8,
}


NEWS, CHOICE, ORDERS, CLOSING, EXPECTATION = 1, 2, 4, 8, 16
"""What of a turn is played in a call, added up; the last is its mean over every way in which it may be closed."""
CONSTANTS: Mapping[str, int] = {
    "STAGE_NEWS": NEWS,
    "STAGE_CHOICE": CHOICE,
    "STAGE_ORDERS": ORDERS,
    "STAGE_CLOSING": CLOSING,
    "STAGE_EXPECTATION": EXPECTATION,
    "BY_DOCTRINE": BY_DOCTRINE,
    "RANDOMLY": RANDOMLY,
}
"""The same by their names in C."""


class Arguments(ctypes.Structure):
    """The one argument of the compiled function."""

    _fields_ = [
        *((name, ctypes.c_int64) for name in _WHOLE),
        *((name, ctypes.c_double) for name in _REAL),
        *((name, ctypes.c_void_p) for name in _ARRAYS),
    ]


def declared() -> Iterator[str]:
    """The same as C has it."""
    yield "struct arguments {"
    yield from (f"    int64_t {name};" for name in _WHOLE)
    yield from (f"    double {name};" for name in _REAL)
    yield from (f"    {'' if written else 'const '}{kind} *{name};" for name, (kind, written) in _ARRAYS.items())
    yield "};"


def point(arguments: Arguments, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Have the arguments point to arrays that are laid out; these must live as long as they are used."""
    for name, array in arrays.items():
        setattr(arguments, name, array.__array_interface__["data"][0])


def laid_out(name: str, array: NDArray[Any]) -> NDArray[Any]:
    """An array as the compiled function reads it: row by row, numbers of the kind it takes; a copy only where needed.

    An array that is written to must be laid out so already.
    """
    kind, written = _ARRAYS[name]
    if array.dtype == np.bool_ and kind == "int8_t":
        array = array.view(np.int8)
    if written:
        assert array.dtype == KINDS[kind] and array.flags.c_contiguous, name
        return array
    return np.ascontiguousarray(array, dtype=KINDS[kind])
