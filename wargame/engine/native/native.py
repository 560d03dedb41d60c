"""A program's turn as compiled functions over many worlds: the same numbers as the kernel's, bit for bit."""

from __future__ import annotations

import ctypes
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wargame.engine.kernel import JointAction, Worlds
from wargame.engine.native.arguments import Arguments
from wargame.engine.native.build import built
from wargame.engine.native.generate import Text
from wargame.engine.program import Program


def _flat(array: NDArray[Any], kind: type) -> NDArray[Any]:
    return np.ascontiguousarray(array, dtype=kind).reshape(-1)


class Native:
    """The compiled functions of one program."""

    def __init__(self, program: Program, folder: Path, width: int = 4) -> None:
        self.program, self.lanes = program, width
        text = Text(program)
        self.text = text.write()
        self._library = built(self.text, folder, width)
        table = text.table
        scenario = program.scenario
        self._kept = {
            "v": table.values,
            "names": table.names,
            "hops": np.array([each.hops for each in program.network.stages] or [0], dtype=np.int64),
            "rest": _flat(program.rest, np.int64),
            "orders_per_turn": np.array([each.orders_per_turn for each in scenario.seats.values()], dtype=np.int64),
            **{each: _flat(getattr(program, each), np.float64) for each in ("low", "high", "drift", "baseline", "cost")},
            "without": _flat(program.without, np.float64),
            "in_part": _flat(program.footnoted, np.float64),
            "link_share": _flat(program.link_share, np.float64),
        }
        self.fallback = next(
            row
            for row, play in enumerate(program.plays)
            if play.when is None and not play.once and play.again_after <= 1 and not program.cost[row, 0]
        )

    def _call(self, name: str, worlds: Worlds, by_chance: bool = False, **arrays: NDArray[Any]) -> None:
        calendar = self.program.scenario.calendar
        given = {
            **self._kept,
            "fixed": np.array([*worlds.fixed, 0], dtype=np.int64),
            **{
                each: getattr(worlds, each)
                for each in (
                    *("seeds", "draws", "assumptions", "numbers", "delayed", "times", "last", "came", "fired"),
                    *("released", "ending"),
                )
            },
            **arrays,
        }
        arguments = Arguments(
            width=worlds.width,
            turn=worlds.turn,
            turns=calendar.turns,
            year=calendar.date(min(worlds.turn, calendar.turns)).year,
            fallback=self.fallback,
            by_chance=by_chance,
        )
        keep = []
        for each, array in given.items():
            array = np.ascontiguousarray(array)
            keep.append(array)
            setattr(arguments, each, array.ctypes.data)
        getattr(self._library, name)(ctypes.byref(arguments))

    def open_turn(self, worlds: Worlds) -> Worlds:
        """The worlds at the beginning of their turn, its news in effect."""
        if worlds.opened:
            return worlds
        after = {"numbers": np.empty_like(worlds.numbers), "came": np.empty_like(worlds.came)}
        self._call("news", worlds, **{f"{name}_after": each for name, each in after.items()})
        return replace(worlds, opened=True, **after)

    def advance(self, worlds: Worlds, choices: JointAction) -> Worlds:
        """The worlds as the turn leaves them."""
        after = {
            each: np.empty_like(getattr(worlds, each))
            for each in ("numbers", "delayed", "times", "last", "came", "fired", "released", "ending")
        }
        acts = len(self.program.chancy), worlds.width
        self._call(
            "advance",
            worlds,
            move=choices.move,
            ordered=choices.ordered,
            withheld=choices.withheld,
            footnoted=np.zeros_like(choices.withheld) if choices.footnoted is None else choices.footnoted,
            outcomes=np.full(acts, -1, dtype=np.int64) if choices.outcomes is None else choices.outcomes,
            releasing=choices.released,
            **{f"{name}_after": each for name, each in after.items()},
        )
        return replace(worlds, turn=worlds.turn + 1, opened=False, **after)

    def choose(self, worlds: Worlds) -> JointAction:
        """What doctrine chooses for every seat, and chance for the mover."""
        program, width = self.program, worlds.width
        choices = JointAction(
            move=np.empty(width, dtype=np.int64),
            ordered=np.zeros((len(program.plays), width), dtype=np.bool_),
            withheld=np.empty((len(program.withholdings), width), dtype=np.bool_),
            released=np.zeros((len(program.injects), width), dtype=np.bool_),
            footnoted=np.empty((len(program.withholdings), width), dtype=np.bool_),
        )
        self._call(
            "choose",
            worlds,
            by_chance=True,
            **{f"{each}_after": getattr(choices, each) for each in ("move", "ordered", "withheld", "footnoted")},
        )
        return choices

    def play(self, worlds: Worlds, *kept: str) -> dict[str, NDArray[Any]]:
        """Whole games by doctrine: of every turn the parts asked for, (turns, rows, worlds)."""
        program, width, turns = self.program, worlds.width, self.program.scenario.calendar.turns - worlds.turn + 1
        shapes = {
            **dict.fromkeys(("numbers_before", "numbers"), (worlds.numbers.shape[0], np.float64)),
            "delayed": (worlds.delayed.shape[0] * worlds.delayed.shape[1], np.float64),
            **dict.fromkeys(("came_before", "came"), (program.outcomes, np.int16)),
            **dict.fromkeys(("times", "last"), (len(program.plays), np.int16)),
            "fired": (len(program.rules), np.bool_),
            "released": (len(program.injects), np.bool_),
            "ordered": (len(program.plays), np.bool_),
            **dict.fromkeys(("withheld", "footnoted"), (len(program.withholdings), np.bool_)),
            **dict.fromkeys(("move", "ending"), (1, np.int64)),
        }
        found: dict[str, NDArray[Any]] = {
            name: np.empty((turns, shapes[name][0], width), dtype=shapes[name][1]) for name in kept
        }
        calendar = program.scenario.calendar
        years = np.array([calendar.date(worlds.turn + turn).year for turn in range(turns)], dtype=np.int64)
        self._call("play", worlds, years=years, **{f"every_{name}": each for name, each in found.items()})
        return found
