"""Where the numbers of a program stand in the table that its C functions are given.

The text knows only places in the table, so that programs which differ in their numbers alone share one build.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wargame.engine import chance
from wargame.engine.program import Program, Register, Source
from wargame.model.viewer import Side

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Path:
    """Where a source of effects is in a program."""

    of: str
    """`play`, `rule`, `inject` or `event`."""
    row: int
    outcome: int = -1

    def source(self, program: Program) -> Source:
        """The source itself."""
        match self.of:
            case "play":
                play = program.plays[self.row]
                return play.source if self.outcome < 0 else play.outcomes[self.outcome].source
            case "rule":
                return program.rules[self.row].source
            case "inject":
                return program.injects[self.row].source
            case _:
                return program.events[self.row].outcomes[self.outcome].source


class Numbers:
    """The places of a program's numbers, in the order in which its text asks for them."""

    def __init__(self) -> None:
        self._count = 0
        self._constants: list[tuple[int, Register, int]] = []
        self._effects: dict[Path, list[tuple[int, int, str]]] = {}
        self._goals: list[tuple[int, Side, int, str]] = []
        self._income: list[tuple[int, int]] = []
        self._names: dict[str, int] = {}

    def _next(self) -> int:
        self._count += 1
        return self._count - 1

    def constant(self, register: Register, lane: int) -> int:
        """A constant where it is read; each place has its own, so that equal ones may come to differ."""
        place = self._next()
        self._constants.append((place, register, lane))
        return place

    def effect(self, path: Path, effect: int, part: str) -> int:
        """The `size`, `times` or `plus` of one of a source's effects."""
        place = self._next()
        self._effects.setdefault(path, []).append((place, effect, part))
        return place

    def goal(self, side: Side, goal: int, part: str) -> int:
        """The `start`, `width` or `points` of a goal."""
        place = self._next()
        self._goals.append((place, side, goal, part))
        return place

    def income(self, row: int) -> int:
        """What is earned in a turn."""
        place = self._next()
        self._income.append((place, row))
        return place

    def name(self, purpose: str) -> int:
        """The place of a draw's name among the names."""
        return self._names.setdefault(purpose, len(self._names))

    @property
    def names(self) -> NDArray[np.uint64]:
        """The numbers of the draws' names."""
        return np.array([*(chance.purpose_number(name) for name in self._names), 0], dtype=np.uint64)

    def values(self, program: Program, like: tuple[Program, Floats] | None = None) -> Floats:
        """The table of a program of the same text; `like` is another and its table, to be read where they agree."""
        table = np.zeros(self._count + 1) if like is None else like[1].copy()
        known = None if like is None else like[0]
        for place, value in self._differing(program, known):
            table[place] = value
        return table

    def _differing(self, program: Program, known: Program | None) -> Iterator[tuple[int, float]]:
        if known is None or known.instructions is not program.instructions:
            listed = program.instructions.instructions
            for place, register, lane in self._constants:
                values = listed[register].values
                yield place, float(values[lane if len(values) > 1 else 0])
        for path, several in self._effects.items():
            source = path.source(program)
            if known is not None and path.source(known) is source:
                continue
            for place, row, part in several:
                effect = source.effects[row]
                yield (
                    place,
                    float(source.sizes[effect.size, 0] if part == "size" else getattr(effect, part)),
                )
        if known is None:
            for place, side, row, part in self._goals:
                goal = program.goals[side][row].goal
                yield place, goal.end - goal.start if part == "width" else getattr(goal, part)
            for place, row in self._income:
                yield place, program.income[row][2]
