"""Many games played to their end, of which nothing is kept but how they came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.finished import Finished, Wanted
from wargame.engine.kernel import Flags, Floats, JointAction, Worlds
from wargame.engine.program import Program
from wargame.model.viewer import Side, sides
from wargame.players import native_games
from wargame.players.bots import BatchBot
from wargame.players.given import Given, GivenThing, things_given
from wargame.players.new_games import Start, begun_now
from wargame.players.playout import MovePick, Played, play_on
from wargame.players.style import Style
from wargame.players.usage import UsageCounter


def finish(
    start: Start,
    bots: Mapping[str, BatchBot],
    given: Given | None = None,
    pick: MovePick | None = None,
    first: JointAction | None = None,
    wanted: Wanted | None = None,
) -> Finished:
    """Play games to their end, as `play_on` does. What is chosen in their first turn may be given whole.

    `first` is what is chosen in each game in the first of these turns, whose news has come.
    """
    asked = wanted or Wanted()
    if pick is None and (found := native_games.finish(start, _styles(start, bots), given, first, asked)) is not None:
        return found
    worlds = begun_now(start)
    gathering = Gathering(worlds, asked, given)
    if first is not None:
        before, running = worlds, worlds.ending < 0
        worlds = native_games.advance(worlds, first)
        gathering.count(Played(before.turn, worlds, np.arange(worlds.width), running, before, before, first))
    for played in play_on(worlds, bots, given, pick):
        gathering.count(played)
    return gathering.finished()


def finish_variations(starts: Sequence[Start], bots: Mapping[str, BatchBot], wanted: Wanted) -> list[Finished] | None:
    """Games under programs that vary one, each played to its end; None where compiled code does not play them."""
    return native_games.finish_variations(starts, _styles(starts[0], bots), wanted)


def _styles(start: Start, bots: Mapping[str, BatchBot]) -> dict[str, Style]:
    return {seat: bot.style(start.program, seat) for seat, bot in bots.items()}


def scores_at_end(
    start: Start,
    bots: Mapping[str, BatchBot],
    whose: Sequence[Side],
    given: Given | None = None,
    pick: MovePick | None = None,
    first: JointAction | None = None,
) -> Floats:
    """(sides, worlds): the score of each once all games are played to their end, as `finish` plays them."""
    scores = finish(start, bots, given, pick, first, Wanted(scores=True)).scores
    assert scores is not None
    known = sides(start.program.scenario.seats)
    return scores[[known.index(side) for side in whose]]


class Gathering:
    """What is asked of games, gathered turn by turn while they are played."""

    def __init__(self, start: Worlds, wanted: Wanted, given: Given | None = None) -> None:
        program, width = start.program, start.width
        self._things = things_given(program, given, start.turn) if wanted.given and given is not None else ()
        self._done, self._took = (np.zeros((len(self._things), width), dtype=np.bool_) for _ in range(2))
        self._program, self._wanted, self._start = program, wanted, start
        self._ended_in = np.full(width, start.turn - 1, dtype=np.int64)
        self._ending = start.ending.copy()
        self._sides = sides(program.scenario.seats) if wanted.scores else ()
        self._scores = np.zeros((len(self._sides), width))
        self._met = Met(program, width) if wanted.met else None
        self._usage = UsageCounter(program) if wanted.usage else None
        self._levels: NDArray[np.int64] | None = None
        self._worlds = {name: getattr(start, name).copy() for name in kernel.BY_WORLD} if wanted.worlds else {}
        if wanted.levels is not None:
            turns, rows = program.scenario.calendar.turns, len(wanted.levels.rows)
            self._levels = np.zeros((turns, rows, wanted.levels.bins), dtype=np.int64)
            self._still = np.zeros((rows, wanted.levels.bins), dtype=np.int64)
            """Where the levels are of games that have ended."""
        already = np.flatnonzero(start.ending >= 0)
        if len(already):
            still = kernel.select(start, already)
            if self._met is not None:
                self._met.count_ended(still, already, start.turn - 1)
            self._end(still, already)

    def count(self, played: Played) -> None:
        """Gather from a turn."""
        worlds, turn, levels = played.worlds, played.turn, self._wanted.levels
        if self._usage is not None:
            self._usage.count(played)
        if levels is not None and self._levels is not None:
            running = worlds.numbers if played.ran.all() else worlds.numbers[:, played.ran]
            self._levels[turn - 1] = self._still + levels.placed(running)
        if self._met is not None:
            self._met.count(played)
        for row, each in enumerate(self._things):
            if each.turn == turn:
                self._done[row, played.place], self._took[row, played.place] = _carried_out(each, played)
        over = np.flatnonzero(played.ended)
        if len(over):
            place = played.place[over]
            self._ended_in[place] = turn
            self._end(kernel.select(worlds, over), place)

    def _end(self, worlds: Worlds, place: NDArray[np.intp]) -> None:
        self._ending[place] = worlds.ending
        for row, side in enumerate(self._sides):
            self._scores[row, place] = kernel.scores(worlds, side)[0]
        if self._wanted.levels is not None:
            self._still += self._wanted.levels.placed(worlds.numbers)
        for name, whole in self._worlds.items():
            whole[..., place] = getattr(worlds, name)

    def finished(self) -> Finished:
        """All that was gathered; later turns are as the last game left them."""
        first, turns = self._start.turn, self._program.scenario.calendar.turns
        if self._levels is not None:
            for turn in range(first, turns + 1):
                if not self._levels[turn - 1].any():
                    self._levels[turn - 1] = self._still
        left = replace(self._start, turn=turns + 1, opened=False, **self._worlds) if self._worlds else None
        return Finished(
            seeds=self._start.seeds,
            first_turn=first,
            ended_in=self._ended_in,
            ending=self._ending,
            scores=self._scores if self._wanted.scores else None,
            met=None if self._met is None else self._met.games,
            usage=None if self._usage is None else self._usage.usage,
            levels=self._levels,
            worlds=left,
            done=self._done if self._wanted.given else None,
            took=self._took if self._wanted.given else None,
        )


def _carried_out(thing: GivenThing, played: Played) -> tuple[Flags, Flags]:
    """(worlds,): where it was done in the turn, being legal, and where it took effect."""
    choices, ran = played.choices, played.ran
    if thing.inject:
        released: Flags = choices.released[thing.row] & ran
        return released, released
    done = choices.move == thing.row if thing.seat is None else choices.ordered[thing.row]
    return done & ran, (played.worlds.last[thing.row] == played.turn) & ran


class Met:
    """Which expectations come true in which games of a playout."""

    def __init__(self, program: Program, width: int) -> None:
        calendar, expectations = program.scenario.calendar, program.scenario.expectations.values()
        self._expected = [
            (program.evaluate[that], calendar.turn_of(each.start), calendar.turn_of(each.end))
            for that, each in zip(program.expectations, expectations, strict=True)
        ]
        self.games = np.zeros((len(self._expected), width), dtype=np.bool_)
        """(expectations, games): whether each held within its time."""

    def count(self, played: Played) -> None:
        """Count a turn: in the games that played it, and before an expectation's time in those that it ended."""
        worlds, turn = played.worlds, played.turn
        now = kernel.moment(worlds, just_played=True)
        for row, (that, first, last) in enumerate(self._expected):
            if turn <= last:
                # What is so at the end stays so.
                which = played.ran if first <= turn else played.ended
                self.games[row, played.place] |= kernel.holds(worlds, that(now)) & which

    def count_ended(self, worlds: Worlds, place: NDArray[np.intp], turn: int) -> None:
        """Count games that had ended by a turn and keep their numbers."""
        now = kernel.moment(worlds, just_played=True)
        for row, (that, _, last) in enumerate(self._expected):
            if turn < last:
                self.games[row, place] |= kernel.holds(worlds, that(now))
