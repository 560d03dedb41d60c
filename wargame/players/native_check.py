"""Whether compiled functions give the bits that numpy gives, in games of the program that they were made for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from wargame.engine import kernel
from wargame.engine.kernel import Worlds
from wargame.engine.native.native import BY_DOCTRINE, RANDOMLY, Native, Seats
from wargame.engine.native.numbers import sides
from wargame.engine.program import Program
from wargame.model.scenario import MOVER_ID
from wargame.players.bots import PASS, REFUSES, BatchBot, DoctrineBot, RandomBot, choose
from wargame.players.playout import play_on, scores_at_end

GAMES = 67
"""At least 64, and no multiple of any number of games that are played side by side."""


@dataclass(frozen=True)
class Difference:
    """The first part in which compiled functions differ from numpy, and the turn of it."""

    part: str
    turn: int


def first_difference(program: Program, native: Native, games: int = GAMES) -> Difference | None:
    """The first difference in games by doctrine and by random bots: every array after every turn, and at the end."""
    for kind in (DoctrineBot, RandomBot):
        found = next(_differences(program, native, kind(), games), None)
        if found is not None:
            return found
    return None


def _differences(program: Program, native: Native, bot: BatchBot, games: int) -> Iterator[Difference]:
    bots, seats = dict.fromkeys(program.scenario.seats, bot), _seats(program, isinstance(bot, RandomBot))
    seeds = np.arange(games, dtype=np.uint64)
    started = worlds = kernel.begin(program, seeds)
    like = replace(kernel.as_written(kernel.begin(program, seeds[:1])), numbers=program.start.copy())
    yield from _differing(worlds, native.begin(seeds, like), worlds.turn)
    while (worlds.ending < 0).any():
        turn, opened = worlds.turn, kernel.open_turn(worlds)
        yield from _differing(opened, native.open_turn(worlds), turn)
        chosen = choose(opened, bots)
        yield from _differing(chosen, native.choose(opened, seats), turn)
        worlds = kernel.advance(opened, chosen)
        yield from _differing(worlds, native.advance(opened, chosen), turn)
    whole = native.play(started, seats, scoring=True, meeting=True, kept=True)
    assert whole.worlds is not None
    last = program.scenario.calendar.turns
    yield from _differing(worlds, whole.worlds, last)
    at_end = {"scores": scores_at_end(started, bots, sides(program)), "met": _met(started, bots)}
    for part, expected in at_end.items():
        if not _same(expected, getattr(whole, part)):
            yield Difference(part, last)


def _seats(program: Program, random: bool) -> Seats:
    """The bots as compiled functions are told of them."""
    plays = len(program.plays)
    answers = [RANDOMLY if random and each.seat != MOVER_ID else BY_DOCTRINE for each in program.withholdings]
    return Seats(
        played=np.ones(len(program.scenario.seats), dtype=np.bool_),
        times=np.zeros(plays) if random else np.ones(plays),
        least=np.full(plays, PASS) if random else np.zeros(plays),
        answers=np.array(answers, dtype=np.int64),
        refuses=REFUSES,
    )


def _differing(one: object, other: object, turn: int) -> Iterator[Difference]:
    """The arrays of two values of one kind that differ in their bits."""
    for each in fields(one):  # type: ignore[arg-type]
        expected = getattr(one, each.name)
        if isinstance(expected, np.ndarray) and not _same(expected, getattr(other, each.name)):
            yield Difference(each.name, turn)


def _same(one: Any, other: Any) -> bool:
    return (
        isinstance(other, np.ndarray)
        and one.dtype == other.dtype
        and one.shape == other.shape
        and one.tobytes() == other.tobytes()
    )


def _met(worlds: Worlds, bots: Mapping[str, BatchBot]) -> Any:
    """(expectations, worlds): whether each held within its time."""
    program, calendar = worlds.program, worlds.program.scenario.calendar
    expected = list(zip(program.expectations, program.scenario.expectations.values(), strict=True))
    met = np.zeros((len(expected), worlds.width), dtype=np.bool_)
    for played in play_on(worlds, bots):
        now = kernel.moment(played.worlds, just_played=True)
        for row, (that, each) in enumerate(expected):
            if played.turn <= calendar.turn_of(each.end):
                # What is so at the end stays so.
                which = played.ran if calendar.turn_of(each.start) <= played.turn else played.ended
                met[row, played.place] |= kernel.holds(played.worlds, program.evaluate[that](now)) & which
    return met
