"""Invented scenarios for the engine's tests: any size, every feature, built as values without a file."""

from __future__ import annotations

import random
from functools import lru_cache

from wargame.model import expression as ex
from wargame.model.scenario import (
    MOVER_ID,
    Actor,
    Assumption,
    Calendar,
    CapitalBudget,
    Consent,
    Coupling,
    Effect,
    Ending,
    Event,
    Goal,
    Indicator,
    Inject,
    Lens,
    Month,
    Move,
    Mover,
    Opening,
    Option,
    Outcome,
    Reaction,
    Rule,
    Scenario,
    Seat,
    Start,
    Tie,
    Ties,
    Weight,
)


@lru_cache(maxsize=64)
def invented(luck: int, actors: int = 5, indicators: int = 3, seats: int = 3, ties: int | None = None) -> Scenario:
    """A scenario with every feature of the format, its numbers drawn from `luck`; it never changes."""
    return _Inventor(random.Random(luck), actors, indicators, seats, ties).scenario()


class _Inventor:
    def __init__(self, draw: random.Random, actors: int, indicators: int, seats: int, ties: int | None) -> None:
        self.draw = draw
        self.actors = [f"a{n}" for n in range(actors)]
        self.indicators = [f"i{n}" for n in range(indicators)]
        self.seats = [f"s{n}" for n in range(min(seats, actors - 1))]
        self.pairs = {
            actor: [i for n, i in enumerate(self.indicators) if n == 0 or draw.random() < 0.8] for actor in self.actors
        }
        possible = [(a, b) for a in self.actors for b in self.actors if a != b]
        self.tied = draw.sample(possible, min(len(possible), 2 * actors if ties is None else ties))
        self.line = 0

    def here(self) -> int:
        self.line += 1
        return self.line

    def level(self) -> ex.Level:
        actor = self.draw.choice(self.actors)
        return ex.Level(actor, self.draw.choice(self.pairs[actor]))

    def number(self) -> ex.Expression:
        draw = self.draw
        kinds: list[ex.Expression] = [
            ex.Number(draw.randint(-5, 5)),
            self.level(),
            ex.Arithmetic("*", ex.Number(draw.choice([-0.1, 0.05, 0.1])), self.level()),
            ex.Choice(ex.Number(2.0), self.condition(), ex.Number(-1.0)),
            ex.Call("min", (self.level(), ex.Number(draw.randint(0, 100)))),
            ex.Call("clamp", (self.level(), ex.Number(10.0), ex.Number(20.0))),
            ex.Arithmetic("-", ex.Assumed("bite"), ex.Clock("turn")),
            ex.Times(None, "m1"),
            ex.Since(None, "m1"),
            ex.SinceDrawn("vote", None),
            ex.SinceDrawn("m1", "well"),
            ex.Choice(ex.Number(1.5), ex.Drawn("poll", "no"), ex.Number(0.5)),
            ex.Choice(ex.Number(1.5), ex.Drawn("r1", "well", self.seats[0]), ex.Number(0.5)),
        ]
        return draw.choice(kinds)

    def condition(self) -> ex.Expression:
        operator = self.draw.choice(["<", "<=", ">", ">=", "!="])
        return ex.Comparison(operator, self.level(), ex.Number(self.draw.randint(20, 80)))

    def weight(self) -> Weight:
        several: list[ex.Expression] = [ex.Number(2.0), ex.Arithmetic("+", self.level(), ex.Number(1.0))]
        amount = self.draw.choice(several)
        return Weight(amount, self.draw.choice([0.0, 0.0, 1.0]), "", "judgement", self.here())

    def outcomes(self, *ways: str) -> tuple[Outcome, ...]:
        return tuple(Outcome(way, way.upper(), "", self.weight(), self.effects(), self.here()) for way in ways)

    def event(self, name: str, month: int, closes: bool) -> Event:
        when = self.condition() if self.draw.random() < 0.3 else None
        return Event(name, name.upper(), "", Month(2026, month), when, closes, self.outcomes("yes", "no"), self.here())

    def target(self) -> ex.Target:
        draw = self.draw.random()
        if draw < 0.7 or not self.tied:
            return self.level()
        if draw < 0.9:
            return ex.Trust(*self.draw.choice(self.tied))
        return ex.Capital(self.draw.choice(self.seats))

    def effects(self) -> tuple[Effect, ...]:
        return tuple(
            Effect(
                target=self.target(),
                amount=self.number(),
                plus_or_minus=self.draw.choice([0.0, 0.0, 1.5]),
                when=self.condition() if self.draw.random() < 0.3 else None,
                because="Because.",
                source="judgement",
                line=self.here(),
            )
            for _ in range(self.draw.randint(1, 3))
        )

    def start(self, low: int, high: int) -> Start:
        value = float(self.draw.randint(low, high))
        return Start(value, value, self.draw.choice([0.0, 3.0]), "", "judgement", self.here())

    def reaction(self, seat: str, name: str) -> Reaction:
        draw = self.draw
        targets: list[str | None] = [None] if draw.random() < 0.6 else [*draw.sample(self.actors, 2)]
        others = [other for other in (*self.seats, MOVER_ID) if other != seat]
        consent = None
        if others and draw.random() < 0.4:
            asked = draw.sample(others, min(len(others), draw.choice([1, 2])))
            footnoted = draw.choice([None, 0.7])
            notes = {} if footnoted is None else {asked[0]: self.condition()}
            refusals = {other: self.condition() for other in asked}
            consent = Consent(refusals, notes, draw.choice([0.0, 0.5]), footnoted, self.here())
        chancy = name == "r1"
        return Reaction(
            id=name,
            seat=seat,
            title=name.upper(),
            text="",
            cost=float(draw.randint(0, 3)),
            once=draw.random() < 0.2,
            again_after=draw.choice([1, 1, 2]),
            delay=draw.choice([0, 0, 1, 2]),
            secret=draw.random() < 0.3,
            consent=consent,
            options=tuple(
                Option(
                    target,
                    self.condition() if draw.random() < 0.3 else None,
                    self.weight(),
                    self.effects(),
                    self.outcomes("well", "badly") if chancy else (),
                )
                for target in targets
            ),
            line=self.here(),
        )

    def scenario(self) -> Scenario:
        draw, here = self.draw, self.here
        reactions = {seat: {f"r{n}": self.reaction(seat, f"r{n}") for n in range(3)} for seat in self.seats}
        moves = {
            f"m{n}": Move(
                id=f"m{n}",
                title=f"M{n}",
                text="",
                weight=Weight(ex.Number(1.0 + n), 0.5 * (n == 2), "", "judgement", here()),
                cost=2.0 * (n == 2),
                when=None if n == 0 else self.condition(),
                once=n == 2,
                again_after=2 if n == 3 else 1,
                delay=1 if n == 3 else 0,
                effects=self.effects(),
                outcomes=self.outcomes("well", "badly") if n == 1 else (),
                matters={},
                line=here(),
            )
            for n in range(4)
        }
        rules = {
            f"q{n}": Rule(
                id=f"q{n}",
                title=f"Q{n}",
                text="",
                when=ex.Every((ex.Played(self.seats[0], "r0"), self.condition())) if n % 2 else self.condition(),
                combination=bool(n % 2),
                once=n == 2,
                delay=n % 3,
                secret=n == 3,
                effects=self.effects(),
                line=here(),
            )
            for n in range(5)
        }
        events = [
            self.event("poll", 7, closes=False),
            self.event("vote", 9, closes=False),
            self.event("count", 10, closes=True),
            self.event("dawn", 1, closes=draw.random() < 0.5),
        ]
        inject = Inject("storm", "Storm", "", None, True, 0, self.effects(), here())
        share = 1.0 / max(1, len(self.actors))
        return Scenario(
            id="invented",
            title="Invented",
            summary="",
            briefing="",
            calendar=Calendar(Month(2026, 1), 6, 6),
            indicators={
                i: Indicator(i, i, "", 0.0, 100.0, 0.1 * (n % 2), () if n == 2 else None, here())
                for n, i in enumerate(self.indicators)
            },
            actors={
                a: Actor(a, a, a, "", draw.uniform(0.3, 1.0), {i: self.start(20, 80) for i in self.pairs[a]}, here())
                for a in self.actors
            },
            ties=Ties(-100.0, 100.0, 0.05, tuple(Tie(a, b, self.start(-90, 90), share, here()) for a, b in self.tied)),
            couplings=tuple(
                Coupling(own, by, draw.uniform(-0.5, 0.5), here())
                for own, by in dict.fromkeys(
                    [(self.indicators[0], self.indicators[0]), (self.indicators[0], self.indicators[-1])]
                )
            ),
            seats={
                seat: Seat(
                    id=seat,
                    title=seat,
                    short=seat,
                    actors=(self.actors[n],),
                    brief="",
                    capital=CapitalBudget(3.0, 2.0, 8.0, here()),
                    orders_per_turn=2,
                    goals=(
                        Goal("g", "G", 60.0, self.condition(), None, 0.0, 0.0, None, here()),
                        Goal("h", "H", 40.0, None, self.level(), 80.0, 20.0, None, here()),
                        Goal("w", "W", 30.0, self.condition(), None, 0.0, 0.0, ex.Drawn("vote", "yes"), here()),
                    ),
                    line=here(),
                )
                for n, seat in enumerate(self.seats)
            },
            mover=Mover(self.actors[-1], "Mover", "", CapitalBudget(2.0, 1.0, 5.0, here()), (), here()),
            moves=moves,
            reactions=reactions,
            rules=rules,
            events={event.id: event for event in events},
            injects={"storm": inject},
            endings={
                "early": Ending("early", "Early", "", "!", ex.Comparison("<", self.level(), ex.Number(5.0)), here()),
                "late": Ending("late", "Late", "", "~", None, here()),
            },
            assumptions={"bite": Assumption("bite", "Bite", 1.0, 0.5, "", "judgement", here())},
            lenses={
                "plain": Lens("plain", "Plain", "", {}, {}, {}, {}, here()),
                "other": Lens("other", "Other", "", {"bite": -3.0}, {}, {}, {self.actors[0]: 0.9}, here()),
            },
            openings={
                "later": Opening("later", "Later", "", 3, {self.level(): 40.0}, {"vote": "yes", "count": "no"}, here())
            },
            expectations={},
            sources={},
            file="invented.yaml",
            text="",
        )
