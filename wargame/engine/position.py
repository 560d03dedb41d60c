"""A game at the beginning of a turn: an immutable value over a single world."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from wargame.engine import kernel
from wargame.engine.breakdown import Breakdown
from wargame.engine.chance import SEED_LIMIT
from wargame.engine.compiler import compile_scenario
from wargame.engine.consent import Requests
from wargame.engine.explain import Delayed, explain_news
from wargame.engine.fault import (
    BadSeed,
    EventOver,
    NoLens,
    NoOpening,
    NoOutcome,
    NoSeat,
    StartError,
    UnknownSeatError,
)
from wargame.engine.kernel import JointAction, News, TurnTrace, Worlds
from wargame.engine.ledger import Ledger
from wargame.engine.program import Program
from wargame.engine.record import Record
from wargame.engine.told import told
from wargame.model.beginning import Beginning
from wargame.model.expression import text
from wargame.model.order import Decision, Order, Withholding
from wargame.model.scenario import MOVER_ID, Month, Scenario
from wargame.model.viewer import Seated


@dataclass(frozen=True)
class Luck:
    """What chance goes by from the news of a turn on, where that is not what its news came by."""

    seed: int
    """It decides what the author is unsure of too."""
    fixed: tuple[int, ...]
    """By event, as in the worlds: the outcomes that are fixed in this turn."""
    own: tuple[int, ...]
    """The same for the game itself: those that are fixed once its own luck is back."""


@dataclass(frozen=True, eq=False)
class PlayedTurn(Record):
    """A turn that led to a position, as it was played: what a seat may see of it is what the seat can reckon with."""

    earlier: Worlds
    """As the turn before left the game, the news of this one still to come."""
    before: Worlds
    """The same with the news of the turn in effect: what was chosen from."""
    delayed: tuple[Delayed, ...]
    """What was on its way then."""
    choices: JointAction
    told: Mapping[int, float]
    """By row of the draws: what the turn and its news have told of what the author is unsure of."""

    @cached_property
    def trace(self) -> TurnTrace:
        """What happened in it."""
        return kernel.resolve(self.before, self.choices)


@dataclass(frozen=True, eq=False)
class Position(Record):
    """A game at the beginning of a turn, its news in effect; two are equal when nothing tells them apart.

    A position never changes: playing a turn gives another one, so any position can be played on in two ways.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")), seed=1)
    >>> position
    <Position of first-session, turn 1, seed 1, lens plain, ...>
    >>> position.numbers["guest.commitment"], position.chance_move
    (60.0, 'grumble')
    """

    left: Worlds = field(repr=False)
    """As the turn before left it, the news of this turn still to come; or with it, where that is all that is known."""
    delayed: tuple[Delayed, ...] = field(default=(), repr=False)
    luck: Luck | None = field(default=None, repr=False)
    """None where all of the turn has the luck that its news came by."""
    line: tuple[PlayedTurn, ...] = field(default=(), repr=False, compare=False)
    """The turns that led here, the first of the game first; later ones only, or none, where that is all that is
    known."""
    unopened: Worlds | None = field(default=None, repr=False, compare=False)
    """As the turn before left the game, where `left` has the news of this turn in it already; None where it has not, or
    that is not known."""

    @cached_property
    def news(self) -> tuple[News, ...]:
        """What the news of this turn did, month by month; none where it is not known."""
        return kernel.news(self.left)

    @cached_property
    def before_news(self) -> Position:
        """The game as the turn before left it."""
        return self if self.left.opened else Position(replace(self.left, opened=True), self.delayed, line=self.line)

    @cached_property
    def news_ledger(self) -> Ledger:
        """What the news of this turn has moved and why, before anything is played in it."""
        return Ledger(()) if self.news_breakdown is None else self.news_breakdown.ledger()

    @cached_property
    def news_breakdown(self) -> Breakdown | None:
        """What that ledger is made of; None without news."""
        return explain_news(self.news) if self.news else None

    @cached_property
    def worlds(self) -> Worlds:
        """The game with the news of this turn in effect."""
        opened = replace(kernel.after_news(self.left, self.news), opened=True)
        if self.luck is None:
            return opened
        return replace(kernel.futures(opened, np.array([self.luck.seed], dtype=np.uint64)), fixed=self.luck.fixed)

    @cached_property
    def told(self) -> Mapping[int, float]:
        """By row of the draws: what the game has told so far, to whoever sees all, of what the author is unsure of."""
        found: dict[int, float] = {}
        for each in self.line:
            found.update(each.told)
        return {**found, **self.told_by_news}

    @property
    def told_by_news(self) -> Mapping[int, float]:
        """The same of the news of this turn alone."""
        earlier = self.earlier
        return told(earlier.program, (act for news in kernel.news(earlier) for act in news.acts), earlier.draws)

    @property
    def earlier(self) -> Worlds:
        """As the turn before left the game, the news of this turn still to come, as far as that is known."""
        return self.left if self.unopened is None else self.unopened

    @property
    def program(self) -> Program:
        """The scenario under its lens, laid out for the kernel."""
        return self.left.program

    @property
    def scenario(self) -> Scenario:
        """The scenario played."""
        return self.program.scenario

    @property
    def lens(self) -> str:
        """The lens it is played under."""
        return self.program.lens

    @property
    def beginning(self) -> Beginning:
        """Where the game began, and the outcomes that are fixed in it besides those that its opening sets."""
        opening, events = self.left.opening, self.scenario.events.values()
        known = {} if opening is None else self.scenario.openings[opening].events
        fixed = {event.id: event.outcomes[way].id for event, way in zip(events, self.fixed, strict=True) if way >= 0}
        return Beginning(opening, {event: way for event, way in fixed.items() if known.get(event) != way})

    @property
    def fixed(self) -> tuple[int, ...]:
        """By event, as in the worlds: the outcomes that are fixed in the game, whatever this turn's luck."""
        return self.left.fixed if self.luck is None else self.luck.own

    @property
    def seed(self) -> int:
        """The seed of the luck of what is played now."""
        return int(self.left.seeds[0]) if self.luck is None else self.luck.seed

    @property
    def turn(self) -> int:
        """The turn to be played, 1 for the first; once the game has ended, the last one played."""
        return self.left.turn if self.ending is None else self.left.turn - 1

    @property
    def date(self) -> Month:
        """The first month of that turn."""
        return self.scenario.calendar.date(self.turn)

    @property
    def ending(self) -> str | None:
        """The ending reached, or None while the game goes on."""
        reached = int(self.left.ending[0])
        return None if reached < 0 else list(self.scenario.endings)[reached]

    @cached_property
    def numbers(self) -> Mapping[str, float]:
        """Every number of the state by its name in the scenario: levels, ties and capital."""
        return numbers_of(self.worlds)

    @cached_property
    def digest(self) -> str:
        """A short fingerprint of the game as it is, hidden numbers included: equal positions have the same one on every
        platform."""
        worlds = self.worlds
        # Effects on their way are not on the engine's grid of a millionth yet.
        state = [np.round(each * 1e6).astype(np.int64).tolist() for each in (worlds.numbers, worlds.delayed)]
        state += [each.tolist() for each in (worlds.times, worlds.last, worlds.came, worlds.ending)]
        state += [list(worlds.fixed)]
        state += [each.tolist() for each in (worlds.fired, worlds.released)]
        text = "\n".join(self.scenario.text.splitlines())
        facts = [self.scenario.id, text, self.lens, self.seed, worlds.turn, state]
        return hashlib.blake2b(json.dumps(facts).encode(), digest_size=4).hexdigest()

    def __repr__(self) -> str:
        ended = "" if self.ending is None else f" (ended: {self.ending})"
        game = f"{self.scenario.id}, turn {self.turn}{ended}, seed {self.seed}, lens {self.lens}"
        return f"<Position of {game}, {self.digest}>"

    @cached_property
    def _legal(self) -> Sequence[bool]:
        legal: list[bool] = self.worlds.legal[:, 0].tolist()
        return legal

    def legal_moves(self) -> tuple[str, ...]:
        """The ids of the moves the mover can make."""
        return tuple(move for move, legal in zip(self.scenario.moves, self._legal, strict=False) if legal)

    def legal_orders(self, seat: str) -> tuple[Decision, ...]:
        """The orders a seat may give, each by itself: reactions it can pay for whose conditions hold, and consents
        it may withhold from reactions that another seat may order now, as far as it can know.

        Raises:
            KeyError: the scenario has no such seat.
        """
        if seat not in self.scenario.seats:
            raise UnknownSeatError(NoSeat.of(self.scenario, seat))
        program = self.program
        own = tuple(
            order
            for order, legal in zip(program.orders, self._legal[program.moves :], strict=True)
            if legal and order.seat == seat
        )
        return own + tuple(order for order in program.withholdings if order.seat == seat and self.asked(order))

    def asked(self, withholding: Withholding) -> bool:
        """Whether the reaction whose consent is at issue may be ordered now, as far as whoever is asked can know.

        So nobody is told, by what consent is asked for, what others have to spend or what else is hidden.
        """
        return bool(Requests(self.program).of(self.worlds, withholding)[0])

    @cached_property
    def doctrine(self) -> Mapping[Order, float]:
        """How strongly the declared doctrine prefers each reaction that could ever be ordered; 0 is never."""
        preference: list[float] = kernel.preference(self.worlds, slice(self.program.moves, None))[:, 0].tolist()
        return dict(zip(self.program.orders, preference, strict=True))

    @cached_property
    def would_withhold(self) -> Mapping[Withholding, bool]:
        """Where the declared doctrine of a seat refuses another's reaction its consent."""
        refusing: list[bool] = self.worlds.would_withhold[:, 0].tolist()
        return dict(zip(self.program.withholdings, refusing, strict=True))

    @cached_property
    def movers_answers(self) -> tuple[Withholding, ...]:
        """How the mover's declared doctrine answers where its consent is asked: what it withholds, all or in part."""
        program = self.program
        refusing, noting = self.worlds.would_withhold[:, 0], self.worlds.would_footnote[:, 0]
        return tuple(
            each if refuses else replace(each, in_part=True)
            for each, refuses, notes in zip(program.withholdings, refusing, noting, strict=True)
            if each.seat == MOVER_ID and (refuses or notes) and self.asked(each)
        )

    @cached_property
    def scores(self) -> Mapping[str, float]:
        """Each seat's score on its goals as the game is, from 0 to 100."""
        return {seat: float(kernel.scores(self.worlds, Seated(seat))[0][0]) for seat in self.scenario.seats}

    @cached_property
    def chance_move(self) -> str:
        """The move that chance picks in this turn."""
        return list(self.scenario.moves)[int(kernel.chance_move(self.worlds)[0])]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Position):
            return NotImplemented
        mine, theirs = self.worlds, other.worlds
        before, after = self.left, other.left
        return (
            self.scenario == other.scenario
            and self.lens == other.lens
            and mine.turn == theirs.turn
            and mine.fixed == theirs.fixed
            and self.fixed == other.fixed
            and np.array_equal(before.numbers, after.numbers)
            and self.delayed == other.delayed
            and all(
                np.array_equal(getattr(mine, name), getattr(theirs, name))
                for name in (
                    "seeds",
                    "numbers",
                    "times",
                    "last",
                    "came",
                    "fired",
                    "released",
                    "delayed",
                    "ending",
                )
            )
        )


def numbers_of(worlds: Worlds) -> Mapping[str, float]:
    """Every number of a single world by its name in the scenario."""
    values = worlds.numbers[:, 0].tolist()
    return {text(target): value for target, value in zip(worlds.program.targets, values, strict=True)}


def start(
    scenario: Scenario,
    seed: int = 1,
    lens: str | None = None,
    opening: str | None = None,
    fixed: Mapping[str, str] | None = None,
) -> Position:
    """A new game of a scenario, at the beginning of turn 1, or where one of its openings begins.

    `seed`, from 0 to below 2**64, decides all of its luck; `lens` is one of the scenario's, its first for None; `fixed`
    gives events the outcome they are to have.

    Raises:
        ValueError: the seed is not a whole number from 0 to below 2**64, or the scenario has no such lens, opening,
            event or outcome, or the event is over where the opening begins.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")), seed=7, lens="hard")
    >>> position.turn, str(position.date), position.legal_moves()
    (1, '2026-01', ('grumble', 'withhold_dues', 'reaffirm'))
    """
    program = compile_scenario(scenario, check_start(scenario, seed, lens, opening, fixed))
    return Position(kernel.begin(program, np.array([seed], dtype=np.uint64), opening, fixed))


def check_start(
    scenario: Scenario,
    seed: int,
    lens: str | None = None,
    opening: str | None = None,
    fixed: Mapping[str, str] | None = None,
) -> str:
    """The lens under which a game begins, its scenario's first for None, if it can begin so.

    Raises:
        ValueError: as `start`.
    """
    chosen = scenario.default_lens if lens is None else lens
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < SEED_LIMIT:
        raise StartError(BadSeed(repr(seed), SEED_LIMIT - 1))
    if chosen not in scenario.lenses:
        raise StartError(NoLens(scenario.id, chosen, tuple(scenario.lenses)))
    if opening is not None and opening not in scenario.openings:
        raise StartError(NoOpening(scenario.id, opening, tuple(scenario.openings)))
    for event, outcome in (fixed or {}).items():
        known = scenario.events.get(event)
        if known is None or outcome not in [each.id for each in known.outcomes]:
            raise StartError(NoOutcome(scenario.id, event, outcome))
        if opening is not None and scenario.is_over(event, scenario.openings[opening].turn):
            raise StartError(EventOver(scenario.id, event, opening))
    return chosen
