"""What the C functions are given: the arrays of many worlds, and the numbers of a program in one table."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wargame.engine import chance
from wargame.engine.program import Program, Register, Source

_WHOLE = ("width", "turn", "turns", "year", "fallback", "by_chance")
_POINTERS: dict[str, str] = {
    "v": "const double",
    "names": "const uint64_t",
    "hops": "const int64_t",
    "fixed": "const int64_t",
    "rest": "const int64_t",
    "orders_per_turn": "const int64_t",
    **dict.fromkeys(("low", "high", "drift", "baseline", "cost", "without", "in_part", "link_share"), "const double"),
    "seeds": "const uint64_t",
    **dict.fromkeys(("draws", "assumptions", "numbers", "delayed"), "const double"),
    **dict.fromkeys(("times", "last", "came"), "const int16_t"),
    **dict.fromkeys(("fired", "released", "ordered", "withheld", "footnoted", "releasing"), "const int8_t"),
    **dict.fromkeys(("ending", "move", "outcomes"), "const int64_t"),
    **dict.fromkeys(("numbers_after", "delayed_after"), "double"),
    **dict.fromkeys(("times_after", "last_after", "came_after"), "int16_t"),
    **dict.fromkeys(("fired_after", "released_after", "ordered_after", "withheld_after", "footnoted_after"), "int8_t"),
    **dict.fromkeys(("ending_after", "move_after"), "int64_t"),
    "years": "const int64_t",
    **dict.fromkeys(("every_numbers_before", "every_numbers", "every_delayed"), "double"),
    **dict.fromkeys(("every_came_before", "every_came", "every_times", "every_last"), "int16_t"),
    **dict.fromkeys(
        ("every_fired", "every_released", "every_ordered", "every_withheld", "every_footnoted"), "int8_t"
    ),
    **dict.fromkeys(("every_move", "every_ending"), "int64_t"),
}


class Arguments(ctypes.Structure):
    """The one argument of every function."""

    _fields_ = [*((name, ctypes.c_int64) for name in _WHOLE), *((name, ctypes.c_void_p) for name in _POINTERS)]


@dataclass(frozen=True)
class _Declared:
    def declared(self) -> Iterator[str]:
        yield "struct arguments {"
        yield from (f"    int64_t {name};" for name in _WHOLE)
        yield from (f"    {kind} *{name};" for name, kind in _POINTERS.items())
        yield "};"


ARGUMENTS = _Declared()


class Table:
    """Where the numbers of a program are in the table that its functions are given."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._places: dict[tuple[str, int, int], int] = {}
        self._values: list[float] = []
        self._names: dict[str, int] = {}

    def _placed(self, key: tuple[str, int, int], value: float) -> int:
        if key not in self._places:
            self._places[key] = len(self._values)
            self._values.append(float(value))
        return self._places[key]

    def constant(self, register: Register, lane: int) -> int:
        instruction = self.program.instructions.instructions[register]
        return self._placed(("constant", register, lane), instruction.values[lane])

    def size(self, source: Source, size: int) -> int:
        return self._placed(("size", id(source), size), source.sizes[size, 0])

    def income(self, number: int) -> int:
        (earned,) = (amount for of, _, amount in self.program.income if of == number)
        return self._placed(("income", number, 0), earned)

    def name(self, purpose: str) -> int:
        return self._names.setdefault(purpose, len(self._names))

    @property
    def values(self) -> NDArray[np.float64]:
        return np.array([*self._values, 0.0])

    @property
    def names(self) -> NDArray[np.uint64]:
        return np.array([*(chance.purpose_number(name) for name in self._names), 0], dtype=np.uint64)

    @cached_property
    def sizes(self) -> dict[str, int]:
        program = self.program
        return {
            "numbers": len(program.targets),
            "times": len(program.plays),
            "last": len(program.plays),
            "came": program.outcomes,
            "fired": len(program.rules),
        }
