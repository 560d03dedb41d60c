"""Whether compiled functions give the bits that numpy gives, in games of the program that they were made for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.finished import Levels, Wanted
from wargame.engine.native.native import Native
from wargame.engine.program import Program
from wargame.engine.usage import Usage
from wargame.players.bots import DoctrineBot, RandomBot, drawn
from wargame.players.finish import Gathering
from wargame.players.native_games import seats_of
from wargame.players.playout import Played
from wargame.players.style import Style

GAMES = 67
"""At least 64, and no multiple of any number of games that are played side by side."""


@dataclass(frozen=True)
class Difference:
    """The first part in which compiled functions differ from numpy, and the turn of it."""

    part: str
    turn: int


def first_difference(program: Program, native: Native, games: int = GAMES) -> Difference | None:
    """The first difference in games by doctrine and by random bots: every array after every turn, and at the end."""
    for bot in (DoctrineBot(), RandomBot()):
        styles = {seat: bot.style(program, seat) for seat in program.scenario.seats}
        found = next(_differences(native, np.arange(games, dtype=np.uint64), styles), None)
        if found is not None:
            return found
    return None


def _differences(native: Native, seeds: NDArray[np.uint64], styles: Mapping[str, Style]) -> Iterator[Difference]:
    # All here is the kernel's own doing: what else plays many games may be played by these very functions.
    program = native.program
    seats, one = seats_of(program, styles), kernel.begin(program, seeds[:1])
    worlds = kernel.begin(program, seeds)
    yield from _differing(worlds, native.begin(seeds, one), worlds.turn)
    wanted = Wanted(scores=True, met=True, usage=True, levels=_levels(program), worlds=True)
    gathering, everywhere = Gathering(worlds, wanted), np.arange(len(seeds))
    while (ran := worlds.ending < 0).any():
        turn, earlier, before = worlds.turn, worlds, kernel.open_turn(worlds)
        yield from _differing(before, native.open_turn(worlds), turn)
        chosen = drawn(before, styles)
        yield from _differing(chosen, native.choose(before, seats), turn)
        worlds = kernel.advance(before, chosen)
        yield from _differing(worlds, native.advance(before, chosen), turn)
        gathering.count(Played(turn, worlds, everywhere, ran, earlier, before, chosen))
    finished, last = gathering.finished(), program.scenario.calendar.turns
    compiled = native.play(one, seats, None, wanted, seeds)
    yield from _differing(finished, compiled, last)
    assert finished.worlds is not None
    assert compiled.worlds is not None
    yield from _differing(finished.worlds, compiled.worlds, last)


def _levels(program: Program) -> Levels:
    """Every number in eight bins on its range."""
    rows = np.arange(len(program.targets))
    return Levels(rows, program.low, 8.0 / np.maximum(program.high - program.low, 1.0), 9)


def _differing(one: object, other: object, turn: int) -> Iterator[Difference]:
    """The arrays of two values of one kind that differ in their bits."""
    for each in fields(one):  # type: ignore[arg-type]
        expected, found = getattr(one, each.name), getattr(other, each.name)
        if isinstance(expected, Usage):
            yield from _differing(expected, found, turn)
        elif isinstance(expected, np.ndarray) and not _same(expected, found):
            yield Difference(each.name, turn)


def _same(one: NDArray[np.generic], other: object) -> bool:
    return (
        isinstance(other, np.ndarray)
        and one.dtype == other.dtype
        and one.shape == other.shape
        and one.tobytes() == other.tobytes()
    )
