"""The same games played in two ways under the same luck, so that they differ by what is compared and little else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.edits import without_endings
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.kernel import Flags, Floats, JointAction, Worlds
from wargame.engine.program import Program
from wargame.model.claim import (
    PASSIVE,
    Arm,
    Contrast,
    EndingMeasure,
    Measure,
    NumberMeasure,
    ScoreMeasure,
    ShareMeasure,
)
from wargame.model.order import Order
from wargame.model.scenario import Move, Scenario
from wargame.players import native_games
from wargame.players.bots import BatchBot, bots_of, choose
from wargame.players.given import with_given
from wargame.players.playout import COMPACT
from wargame.players.policy import PolicyBot

ELSEWHERE, OVER, ILLEGAL, EARLIER, OTHER = "where", "over", "illegal", "earlier", "other"
DROPPED = (ELSEWHERE, OVER, ILLEGAL, EARLIER, OTHER)
"""Why a pair of games does not count, the first that applies: the claim does not speak of it; the game was over before
the act; what is fixed could not be so; the act had been made before; the other arm made it too."""

Reading = tuple[Measure, int]
"""What is measured, and the turn that leaves it so."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Games played in both arms of a contrast."""

    values: Floats
    """(readings, 2, pairs): what each reading came to where the contrast holds and where it is held against."""
    dropped: Mapping[str, int]
    """How many pairs do not count, by one of DROPPED."""

    @property
    def count(self) -> int:
        """How many pairs count."""
        return int(self.values.shape[2])

    @property
    def differences(self) -> Floats:
        """(readings, pairs): hold minus against."""
        difference: Floats = self.values[:, 0] - self.values[:, 1]
        return difference


@dataclass(eq=False)
class _Record:
    """What one arm's games came to, each at its place among the games at the beginning."""

    values: Floats
    """(readings, games)."""
    illegal: Flags
    over: Flags
    """Where the game had ended before the first act that the arm fixes for a turn."""
    ordered: dict[tuple[int, Order], Flags]
    """Where an order was given in a turn, of those that are asked about."""
    made: dict[str, Flags]
    """Where a move was made, of those that are asked about."""


class Comparison:
    """The arms of a contrast under one lens, ready to be played for any seeds.

    >>> import wargame
    >>> from wargame.model.claim import Arm, Contrast, NumberMeasure
    >>> from wargame.model.expression import Level
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> contrast = Contrast(Arm(moves={1: "withhold_dues"}), Arm(moves={1: "reaffirm"}))
    >>> compared = Comparison(scenario, "plain", contrast, [(NumberMeasure(Level("guest", "commitment")), 1)])
    >>> pairs = compared.play(np.arange(100, dtype=np.uint64))
    >>> pairs.count, bool((pairs.differences < 0).all())
    (100, True)
    """

    def __init__(self, scenario: Scenario, lens: str, contrast: Contrast, readings: Sequence[Reading]) -> None:
        self.contrast, self.readings = contrast, tuple(readings)
        self.scenario = scenario if contrast.endings else without_endings(scenario)
        self._shared = compile_scenario(self.scenario, lens)
        self._programs = {
            id(arm): _assuming(self._shared, arm.assume) if arm.assume else self._shared
            for arm in (contrast.hold, contrast.against)
        }
        self._bots = {id(arm): _bots(scenario, arm) for arm in (contrast.hold, contrast.against)}
        self._last = max(turn for _, turn in readings)
        self._fixed_before = [event for event in contrast.hold.events if scenario.is_over(event, contrast.start)]
        self._acts = _acts(scenario, contrast)

    def play(self, seeds: NDArray[np.uint64]) -> Pairs:
        """Both arms of the games with these seeds, up to the last turn that is read."""
        arms = (self.contrast.hold, self.contrast.against)
        # One past for both, unless they begin at different openings.
        past = {opening: self._up_to_start(seeds, opening) for opening in dict.fromkeys(arm.opening for arm in arms)}
        running, spoken = (np.ones(len(seeds), dtype=np.bool_) for _ in range(2))
        for worlds in past.values():
            running &= worlds.ending < 0
            spoken &= _where(worlds, self.contrast)
        dropped = dict.fromkeys(DROPPED, 0)
        dropped[ELSEWHERE] = int((running & ~spoken).sum())
        dropped[OVER] = int((~running).sum())
        going_on = np.flatnonzero(running & spoken)
        if not len(going_on):
            return Pairs(np.zeros((len(self.readings), 2, 0)), dropped)
        past = {opening: kernel.select(worlds, going_on) for opening, worlds in past.items()}
        hold, against = (self._arm(past[arm.opening], arm) for arm in arms)
        missed = _any(~_taken_place(worlds, event) for event in self._fixed_before for worlds in past.values())
        shared = past[self.contrast.hold.opening]
        moves, orders = self._acts
        rows = list(self.scenario.moves)
        earlier = _any(shared.times[rows.index(move)] > 0 for move in moves)
        other = _any(against.made[move] for move in moves) | _any(against.ordered[order] for order in orders)
        kept = np.ones(shared.width, dtype=np.bool_)
        for reason, flags in (
            (OVER, hold.over | against.over),
            (ILLEGAL, hold.illegal | against.illegal | missed),
            (EARLIER, earlier),
            (OTHER, other),
        ):
            dropped[reason] += int((kept & flags).sum())
            kept &= ~flags
        return Pairs(np.stack((hold.values[:, kept], against.values[:, kept]), axis=1), dropped)

    def _up_to_start(self, seeds: NDArray[np.uint64], opening: str | None) -> Worlds:
        """The games as turn `start` - 1 leaves them; what both arms fix of earlier events is fixed."""
        worlds = kernel.begin(self._shared, seeds, opening)
        bots = bots_of(self.scenario.seats)
        events = self.contrast.hold.events
        while worlds.turn < self.contrast.start:
            worlds = native_games.advance(opened := _opened(worlds, events), choose(opened, bots))
        return worlds

    def _arm(self, shared: Worlds, arm: Arm) -> _Record:
        """Play an arm on from the end of what is shared."""
        worlds = _under(shared, self._programs[id(arm)])
        moves, orders = self._acts
        width = worlds.width
        record = _Record(
            np.zeros((len(self.readings), width)),
            np.zeros(width, dtype=np.bool_),
            np.zeros(width, dtype=np.bool_),
            {act: np.zeros(width, dtype=np.bool_) for act in orders},
            {move: np.zeros(width, dtype=np.bool_) for move in moves},
        )
        play = _ArmPlay(arm, self._bots[id(arm)], record, width)
        place = np.arange(width)
        while worlds.turn <= self._last:
            turn, ran = worlds.turn, worlds.ending < 0
            if ran.mean() < COMPACT:
                # What has ended was read when it did, and stays so.
                going_on = np.flatnonzero(ran)
                play.leave(place[~ran], turn)
                if not len(going_on):
                    break
                worlds, place = kernel.select(worlds, going_on), place[going_on]
                ran = worlds.ending < 0
            opened = _opened(worlds, arm.events)
            worlds = native_games.advance(opened, play.choices(opened, place))
            play.note_events(worlds, place, ran)
            ended = ran & (worlds.ending >= 0)
            for row, (measure, at) in enumerate(self.readings):
                if turn <= at and (which := ran if turn == at else ended).any():
                    record.values[row, place[which]] = _value(worlds, measure)[which]
        play.finish()
        return record


class _ArmPlay:
    """Chooses for one arm, and notes what of it could not be."""

    def __init__(self, arm: Arm, bots: Mapping[str, BatchBot], record: _Record, width: int) -> None:
        self._arm, self._bots, self._record = arm, bots, record
        self._acted = np.zeros(width, dtype=np.bool_)
        """Where an act that the arm fixes for a turn has been made."""
        self._standing = {
            place: np.zeros(width, dtype=np.bool_)
            for place, each in enumerate(arm.orders)
            if isinstance(each.when, str) and any(isinstance(order, Order) for order in each.orders)
        }
        """Where standing orders have been given at least once."""

    def choices(self, worlds: Worlds, place: NDArray[np.intp]) -> JointAction:
        """What is chosen in these worlds, which are at these places."""
        arm, record, turn, running = self._arm, self._record, worlds.turn, worlds.ending < 0
        move, forced = arm.move(turn), arm.orders_of(turn)
        free = choose(worlds, self._bots)
        choices = with_given(worlds, free, move, {each.seat: each.orders for each in forced})
        legal, acted = np.ones(worlds.width, dtype=np.bool_), np.zeros(worlds.width, dtype=np.bool_)
        program = worlds.program
        if move is not None:
            can = worlds.legal[program.play_of(move)]
            legal &= can
            if turn in arm.moves:
                acted |= can
        for each in forced:
            for order in each.orders:
                if isinstance(order, Order):
                    given = choices.ordered[program.order_of[order]]
                    if isinstance(each.when, int):
                        legal &= given
                        acted |= given
                    else:
                        self._standing[arm.orders.index(each)][place] |= given
        record.illegal[place] |= running & ~legal
        if turn in arm.moves or any(isinstance(each.when, int) for each in forced):
            record.over[place] |= ~running & ~self._acted[place]
        self._acted[place] |= acted & running
        for name, flags in record.made.items():
            row = program.play_of(name)
            flags[place] |= running & (choices.move == row)
        for (when, order), flags in record.ordered.items():
            if when == turn:
                flags[place] |= running & choices.ordered[program.order_of[order]]
        return choices

    def note_events(self, worlds: Worlds, place: NDArray[np.intp], ran: Flags) -> None:
        """Note where a fixed event did not take place in the turn just played by the worlds that ran."""
        for event, dated in zip(worlds.program.scenario.events, worlds.program.events, strict=True):
            if event in self._arm.events and dated.turn == worlds.turn - 1:
                self._record.illegal[place] |= ran & ~_taken_place(worlds, event)

    def leave(self, places: NDArray[np.intp], turn: int) -> None:
        """Leave games behind that have ended before a turn."""
        arm, record = self._arm, self._record
        later = [*arm.moves, *(each.when for each in arm.orders if isinstance(each.when, int))]
        if any(each >= turn for each in later):
            record.over[places] |= ~self._acted[places]

    def finish(self) -> None:
        """Note where nothing came of standing orders."""
        for given in self._standing.values():
            self._record.illegal |= ~given


# --- One turn, in the engine's terms ----------------------------------------------------------------------------------


def _opened(worlds: Worlds, events: Mapping[str, str]) -> Worlds:
    """Games with the news of their turn, some events with a fixed outcome, those that close the turn too."""
    fixed = kernel.fixed_outcomes(worlds.program, events)
    ways = tuple(own if own != kernel.BY_CHANCE else way for own, way in zip(fixed, worlds.fixed, strict=True))
    return native_games.open_turn(replace(worlds, fixed=ways))


def _taken_place(worlds: Worlds, event: str) -> Flags:
    """Where an event has taken place, in this turn or an earlier one."""
    compiled = worlds.program.events[list(worlds.program.scenario.events).index(event)]
    rows = [outcome.row for outcome in compiled.outcomes]
    return np.asarray((worlds.came[rows] > 0).any(axis=0))


def _under(worlds: Worlds, program: Program) -> Worlds:
    """The same games going on under other assumptions."""
    if program is worlds.program:
        return worlds
    return replace(worlds, program=program, assumptions=kernel.assumed(program, worlds.draws))


# --- Small parts ------------------------------------------------------------------------------------------------------


def _assuming(program: Program, assume: Mapping[str, float]) -> Program:
    """The program with other values of assumptions; what the author is unsure of in them stays."""
    assumptions = program.assumptions.copy()
    for name, value in assume.items():
        assumptions[program.names.assumptions[name]] = value
    return replace(program, assumptions=assumptions, varied=True)


def _bots(scenario: Scenario, arm: Arm) -> Mapping[str, BatchBot]:
    """The bot of every seat that orders anything."""
    active = [seat for seat in scenario.seats if arm.seats.get(seat) != PASSIVE]
    return {
        seat: PolicyBot(bot, arm.policies[seat]) if arm.policies.get(seat) else bot
        for seat, bot in bots_of(active, arm.seats).items()
    }


def _acts(scenario: Scenario, contrast: Contrast) -> tuple[tuple[str, ...], tuple[tuple[int, Order], ...]]:
    """The moves, and the orders with their turns, that one arm alone fixes for a turn: what the contrast is about.

    A move that can always be made is none of them: it is what the mover does who does nothing.
    """
    hold, against = contrast.hold, contrast.against
    shared = {*against.moves.values(), against.rest, hold.rest}
    moves = dict.fromkeys(
        name for name in hold.moves.values() if name not in shared and _not_always(scenario.moves[name])
    )
    orders = _dated(hold)
    others = _dated(against)
    return tuple(moves), tuple(each for each in orders if each not in others)


def _not_always(move: Move) -> bool:
    return move.when is not None or move.once or move.again_after > 1


def _dated(arm: Arm) -> list[tuple[int, Order]]:
    return [
        (each.when, order)
        for each in arm.orders
        if isinstance(each.when, int)
        for order in each.orders
        if isinstance(order, Order)
    ]


def _where(worlds: Worlds, contrast: Contrast) -> Flags:
    """Of which games the contrast speaks."""
    if contrast.where is None:
        return np.ones(worlds.width, dtype=np.bool_)
    now = kernel.moment(worlds, just_played=True)
    return kernel.holds(worlds, worlds.program.evaluator(contrast.where)(now))


def _value(worlds: Worlds, measure: Measure) -> Floats:
    """(worlds,): a measure as the turn just played leaves it; conditions as 0 or 100."""
    match measure:
        case NumberMeasure(number):
            numbers: Floats = worlds.numbers[worlds.program.names.numbers[number]]
            return numbers
        case ScoreMeasure(side):
            return kernel.scores(worlds, side)[0]
        case EndingMeasure(ending):
            return _hundred(worlds.ending == worlds.program.names.endings[ending])
        case ShareMeasure(condition):
            now = kernel.moment(worlds, just_played=True)
            return _hundred(kernel.holds(worlds, worlds.program.evaluator(condition)(now)))


def _hundred(flags: Flags) -> Floats:
    return np.where(flags, 100.0, 0.0)


def _any(several: Iterable[Flags]) -> Flags | np.bool_:
    found: Flags | np.bool_ = np.bool_(False)
    for each in several:
        found = found | each
    return found
