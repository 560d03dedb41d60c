"""A program's games as one compiled function over many of them: the kernel's numbers, bit for bit."""

from __future__ import annotations

import ctypes
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wargame.engine import chance, kernel
from wargame.engine.finished import Finished, Wanted
from wargame.engine.kernel import BY_CHANCE, Floats, JointAction, Whole, Worlds
from wargame.engine.native.arguments import (
    CHOICE,
    CLOSING,
    EXPECTATION,
    NEWS,
    ORDERS,
    Arguments,
    laid_out,
    point,
)
from wargame.engine.native.generate import Text
from wargame.engine.native.seats import Seats
from wargame.engine.program import Program
from wargame.engine.usage import Usage
from wargame.model.viewer import sides

_A_THREAD = 2048
"""So many joint reactions are worth a thread."""
_VARIED = 4
"""Of so many programs that differ in their numbers only the arrays are kept."""
_TURN = NEWS | CHOICE | ORDERS | CLOSING

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class _Given:
    """What the compiled function is given, with all that it points into: this must live until it has been called."""

    arguments: Arguments
    arrays: Arrays
    common: Arrays


class Native:
    """The compiled function of all programs of one text, with the numbers of one of them."""

    def __init__(self, program: Program, library: ctypes.CDLL, text: Text, like: Native | None = None) -> None:
        self.program, self._library, self._text = program, library, text
        self.values: Floats = text.numbers.values(program, None if like is None else (like.program, like.values))
        self._varied: OrderedDict[int, Native] = OrderedDict()
        """By the place in memory of a varied program, which is held and so is no other's."""
        # Made here and now: several threads may ask for them.
        self._shared: Arrays = self._structure() if like is None else like._shared
        self._own = {**self._shared, **self._numbers()}
        turns = program.scenario.calendar.turns
        self._common = Arguments(turns=turns, fallback=kernel.fallback_move(program))
        point(self._common, self._own)
        self._play = library.play
        self._play.argtypes, self._play.restype = [ctypes.c_void_p, ctypes.c_int64], ctypes.c_int

    def of(self, program: Program) -> Native:
        """The same for a program that differs from this in its numbers only."""
        kept = self._varied.get(id(program))
        if kept is None:
            kept = self._varied[id(program)] = Native(program, self._library, self._text, self)
            while len(self._varied) > _VARIED:
                self._varied.popitem(last=False)
        return kept

    def _numbers(self) -> Arrays:
        """The arrays that all calls are given, in which programs of one text may differ."""
        program = self.program
        names = ("low", "high", "drift", "baseline", "cost", "without", "link_share", "rest", "footnotable")
        plain = np.ones(len(program.plays))
        own = {
            "v": self.values,
            **{each: getattr(program, each) for each in names},
            "in_part": program.footnoted,
            "delay": program.delays,
            "times_preference": plain if program.preference_times is None else program.preference_times,
            "unsure_by": np.array([each.plus_or_minus for each in program.uncertainties]),
            "hops": np.array([each.hops for each in program.network.stages]),
        }
        return {name: laid_out(name, each) for name, each in own.items()}

    def _structure(self) -> Arrays:
        """The arrays that all calls are given, and programs that differ in their numbers share."""
        program, scenario = self.program, self.program.scenario
        seats, calendar = list(scenario.seats), scenario.calendar
        firsts = [program.plays_of[seat].start for seat in seats]
        expected = scenario.expectations.values()
        own = {
            "names": self._text.numbers.names,
            "play_names": _named([*kernel.move_purposes(program), *map(kernel.order_purpose, program.orders)]),
            "pass_names": _named(map(kernel.pass_purpose, seats)),
            "answer_names": _named(map(kernel.answer_purpose, program.withholdings)),
            "unsure_names": _named(each.purpose for each in program.uncertainties),
            "years": np.array([calendar.date(turn).year for turn in range(1, calendar.turns + 1)]),
            "orders_per_turn": np.array([each.orders_per_turn for each in scenario.seats.values()]),
            "seat_first": np.array([*firsts, len(program.plays)]),
            "seat_capital": np.array([program.capital.get(seat, 0) for seat in seats]),
            "consent_play": np.array([play for play, _, _ in program.consenters]),
            "consent_row": np.array([row for _, _, row in program.consenters]),
            "met_first": np.array([calendar.turn_of(each.start) for each in expected]),
            "met_last": np.array([calendar.turn_of(each.end) for each in expected]),
        }
        return {name: laid_out(name, each) for name, each in own.items()}

    def _given(self, stages: int, arrays: Mapping[str, NDArray[Any]], whole: Mapping[str, float]) -> _Given:
        given = {name: laid_out(name, each) for name, each in arrays.items()}
        arguments = Arguments.from_buffer_copy(self._common)
        arguments.stages = stages
        for name, number in whole.items():
            setattr(arguments, name, number)
        point(arguments, given)
        return _Given(arguments, given, self._own)

    def _call(self, stages: int, arrays: Mapping[str, NDArray[Any]], **whole: float) -> None:
        self._run([self._given(stages, arrays, whole)])

    def _run(self, several: Sequence[_Given]) -> None:
        pointers = (ctypes.c_void_p * len(several))(*(ctypes.addressof(each.arguments) for each in several))
        if self._play(pointers, len(several)):
            raise MemoryError

    def _of(self, worlds: Worlds, alike: int = 0) -> tuple[Arrays, dict[str, float]]:
        """What a call is given that plays these worlds on; one world stands for `alike` such, if that is not 0."""
        arrays = {name: getattr(worlds, name) for name in kernel.BY_WORLD}
        # What is the same in every world may be held once.
        arrays = {name: np.broadcast_to(each, (*each.shape[:-1], worlds.width)) for name, each in arrays.items()}
        return {**arrays, "fixed": _fixed(worlds.fixed)}, {
            "width": alike or worlds.width,
            "alike": bool(alike),
            "turn": worlds.turn,
            "opened": worlds.opened,
        }

    def begin(self, seeds: NDArray[np.uint64], like: Worlds) -> Worlds:
        """New games with these seeds that begin as `like` did, a new game."""
        width = len(seeds)
        after = _empty(like, width)
        self._call(0, {**self._beginning(seeds, like), **_after(after)}, begins=True, width=width, turn=like.turn)
        return _with(like, after, seeds=seeds)

    def _beginning(self, seeds: NDArray[np.uint64], like: Worlds) -> Arrays:
        program = self.program
        numbers, unsure = kernel.beginning_numbers(program, like.opening)
        assumed = np.full(len(program.assumptions), -1)
        for place, row in program.assumption_uncertainties:
            assumed[place] = row
        return {
            "seeds": seeds,
            "fixed": _fixed(like.fixed),
            "begin_numbers": numbers,
            "begin_came": like.came,
            "begin_assumptions": program.assumptions,
            "begin_unsure": unsure,
            "assumption_unsure": assumed,
        }

    def open_turn(self, worlds: Worlds) -> Worlds:
        """The worlds at the beginning of their turn, its news in effect."""
        if worlds.opened:
            return worlds
        if (worlds.turn, False) not in self.program.news:
            return replace(worlds, opened=True)
        arrays, whole = self._of(worlds)
        after: Arrays = {"numbers": np.empty_like(worlds.numbers), "came": np.empty_like(worlds.came)}
        self._call(NEWS, {**arrays, **_after(after)}, until=worlds.turn, **whole)
        return _with(worlds, after, opened=True)

    def choose(self, worlds: Worlds, seats: Seats, move: Whole | None = None) -> JointAction:
        """What bots choose for their seats in each world, and chance for the mover unless its moves are given."""
        program, width = self.program, worlds.width
        withholdings = len(program.withholdings), width
        # As in a game that has ended, in which nothing is chosen.
        made = np.full(width, kernel.fallback_move(program))
        choices = JointAction(
            move=made if move is None else move,
            ordered=np.zeros((len(program.plays), width), dtype=np.bool_),
            withheld=np.zeros(withholdings, dtype=np.bool_),
            released=np.zeros((len(program.injects), width), dtype=np.bool_),
            footnoted=np.zeros(withholdings, dtype=np.bool_),
        )
        arrays, whole = self._of(worlds)
        found = {f"{each}_after": getattr(choices, each) for each in ("ordered", "withheld", "footnoted")}
        self._call(
            CHOICE,
            {**arrays, **_bots(seats), **found, "move_after": made},
            until=worlds.turn,
            moves_given=move is not None,
            refuses=seats.refuses,
            **whole,
        )
        return choices

    def advance(self, worlds: Worlds, choices: JointAction) -> Worlds:
        """The worlds as the turn leaves them; the news of the next turn is still to come."""
        assert worlds.opened, "the news of the turn comes before it is played"
        arrays, whole = self._of(worlds)
        after = _empty(worlds, worlds.width, but=("draws", "assumptions"))
        self._call(
            ORDERS | CLOSING,
            {**arrays, **self._chosen(choices, worlds.width), **_after(after)},
            until=worlds.turn,
            chosen=True,
            **whole,
        )
        return _with(worlds, after, turn=worlds.turn + 1, opened=False)

    def expected_scores(self, world: Worlds, choices: JointAction, likely: Floats) -> Floats:
        """(seats and the mover, X): `likely` times their mean scores after a turn, chosen X times from one world.

        The mean is over every way in which events may close the turn.
        """
        assert world.opened, "the news of the turn comes before it is played"
        width = len(choices.move)

        def some(part: slice) -> Floats:
            chosen, many = kernel.chosen_part(choices, part), len(choices.move[part])
            arrays, whole = self._of(world, alike=many)
            scores = np.empty((len(sides(self.program.scenario.seats)), many))
            arrays |= {**self._chosen(chosen, many), "likely": likely[part], "scores": scores}
            self._call(ORDERS | EXPECTATION, arrays, until=world.turn, chosen=True, **whole)
            return scores

        # Compiled code runs beside Python, so as many parts of a large table as there are processors run at once.
        parts = min(os.cpu_count() or 1, width // _A_THREAD)
        if parts < 2:
            return some(slice(None))
        bounds = np.linspace(0, width, parts + 1).astype(np.intp).tolist()
        with ThreadPoolExecutor(parts) as threads:
            found = threads.map(some, map(slice, bounds, bounds[1:]))
            return np.concatenate(list(found), axis=1)

    def _chosen(self, choices: JointAction, width: int) -> Arrays:
        acts = len(self.program.chancy), width
        return {
            "move": choices.move,
            "ordered": choices.ordered,
            "withheld": choices.withheld,
            "footnoted": np.zeros_like(choices.withheld) if choices.footnoted is None else choices.footnoted,
            "releasing": choices.released,
            "outcomes": np.full(acts, BY_CHANCE)
            if choices.outcomes is None
            else np.broadcast_to(choices.outcomes, acts),
        }

    def play(
        self,
        worlds: Worlds,
        seats: Seats,
        first: JointAction | None = None,
        wanted: Wanted | None = None,
        seeds: NDArray[np.uint64] | None = None,
    ) -> Finished:
        """Games played to their end; what is chosen in their first turn may be given.

        Where `seeds` are given, `worlds` is one new game, and one for each seed begins as it does but for luck.
        """
        given, finished = self._games(worlds, seats, first, wanted, seeds)
        self._run([given])
        return finished()

    def play_variations(
        self,
        programs: Sequence[Program],
        beginnings: Sequence[Worlds],
        seats: Seats,
        wanted: Wanted,
        seeds: NDArray[np.uint64],
    ) -> list[Finished]:
        """The games with these seeds under several programs that differ from this in their numbers only.

        What luck they have in common is drawn once for all.
        """
        natives = [Native(program, self._library, self._text, self) for program in programs]
        both = zip(natives, beginnings, strict=True)
        games = [native._games(worlds, seats, None, wanted, seeds) for native, worlds in both]
        self._run([given for given, _ in games])
        return [finished() for _, finished in games]

    def _games(
        self,
        worlds: Worlds,
        seats: Seats,
        first: JointAction | None,
        wanted: Wanted | None,
        seeds: NDArray[np.uint64] | None,
    ) -> tuple[_Given, Callable[[], Finished]]:
        """What a call is given to play games to their end, and how they came out once it has been made."""
        program, scenario = self.program, self.program.scenario
        asked, calendar = wanted or Wanted(), scenario.calendar
        width = worlds.width if seeds is None else len(seeds)
        arrays, whole = self._of(worlds) if seeds is None else (self._beginning(seeds, worlds), {})
        whole |= {"width": width, "turn": worlds.turn, "until": calendar.turns, "refuses": seats.refuses}
        arrays |= _bots(seats)
        if first is not None:
            arrays |= self._chosen(first, len(first.move))
            whole |= {"chosen": True}
        found: Arrays = {"ended_in": np.zeros(width, dtype=np.int64), "ending_after": np.empty(width, dtype=np.int64)}
        if asked.scores:
            found["scores"] = np.empty((len(sides(program.scenario.seats)), width))
        if asked.met:
            found["met"] = np.zeros((len(scenario.expectations), width), dtype=np.bool_)
        usage = Usage.none(program) if asked.usage else None
        if usage is not None:
            found |= {f"used_{each.name}": getattr(usage, each.name) for each in fields(usage)}
        if (levels := asked.levels) is not None:
            found["levels"] = np.zeros((calendar.turns, len(levels.rows), levels.bins), dtype=np.int32)
            arrays |= {"level_rows": levels.rows, "level_low": levels.low, "level_scale": levels.scale}
            whole |= {"level_count": len(levels.rows), "bins": levels.bins}
        after: Arrays = {}
        if asked.worlds:
            after = _empty(worlds, width, but=("ending", *(() if seeds is not None else ("draws", "assumptions"))))
        things = int(seats.by_turn["given_rows"][-1]) if seats.by_turn else 0
        given_flags = {name: np.zeros((things, width), dtype=np.bool_) for name in ("given_done", "given_took")}
        if asked.given and things:
            found |= given_flags
        whole |= {"begins": seeds is not None, "usage": asked.usage}

        def finished() -> Finished:
            left = None
            if asked.worlds:
                own = worlds.seeds if seeds is None else seeds
                ending = found["ending_after"]
                left = _with(worlds, after, turn=calendar.turns + 1, opened=False, seeds=own, ending=ending)
            ended = found["ended_in"]
            return Finished(
                seeds=worlds.seeds if seeds is None else seeds,
                first_turn=worlds.turn,
                ended_in=np.where(ended > 0, ended, worlds.turn - 1),
                ending=found["ending_after"],
                scores=found.get("scores"),
                met=found.get("met"),
                usage=usage,
                levels=found["levels"].astype(np.int64) if asked.levels is not None else None,
                worlds=left,
                done=given_flags["given_done"] if asked.given else None,
                took=given_flags["given_took"] if asked.given else None,
            )

        return self._given(_TURN, {**arrays, **found, **_after(after)}, whole), finished


def _empty(like: Worlds, width: int, but: Sequence[str] = ()) -> Arrays:
    """Arrays for worlds that a call leaves behind."""
    return {
        name: np.empty((*getattr(like, name).shape[:-1], width), dtype=getattr(like, name).dtype)
        for name in kernel.BY_WORLD
        if name not in ("seeds", *but)
    }


def _with(worlds: Worlds, arrays: Mapping[str, Any], **changed: Any) -> Worlds:
    return replace(worlds, **{**arrays, **changed})


def _after(arrays: Mapping[str, NDArray[Any]]) -> Arrays:
    return {f"{name}_after": each for name, each in arrays.items()}


def _bots(seats: Seats) -> Arrays:
    return {
        "seat_bot": seats.played,
        "times_wish": seats.times,
        "least_wish": seats.least,
        "answers": seats.answers,
        **seats.by_turn,
    }


def _named(purposes: Iterable[str]) -> NDArray[np.uint64]:
    return np.array([chance.purpose_number(each) for each in purposes], dtype=np.uint64)


def _fixed(fixed: Sequence[int]) -> NDArray[np.int64]:
    return np.array([*fixed, 0], dtype=np.int64)
