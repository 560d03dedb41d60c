"""Invented scenarios whose conditions are often close to what can be, or beyond it: for tests of warnings."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from tests.engine.invented import invented
from wargame.model import expression as ex
from wargame.model.claim import Arm, Claim, Contrast, Prediction, ShareMeasure
from wargame.model.scenario import (
    MOVER_ID,
    CapitalBudget,
    Consent,
    Effect,
    Event,
    Expectation,
    Goal,
    Lens,
    Month,
    Opening,
    Option,
    Outcome,
    Reaction,
    Scenario,
    Start,
    Weight,
)


@lru_cache(maxsize=64)
def twisted(luck: int) -> Scenario:
    """A scenario that can be played, its numbers hardly moving, one way, or not at all."""
    return _Twist(luck).scenario()


class _Twist:
    def __init__(self, luck: int) -> None:
        self.draw = random.Random(luck)
        self.base = invented(luck % 50, actors=4)
        self.levels = [ex.Level(actor.id, each) for actor in self.base.actors.values() for each in actor.levels]
        self.ties = [ex.Trust(tie.listener, tie.of) for tie in self.base.ties.between]
        self.moving: list[ex.Target] = [*self.draw.sample(self.levels, 3), *self.draw.sample(self.ties, 2)]
        self.moving += [ex.Capital(seat) for seat in (*self.base.seats, MOVER_ID)]
        self.sign = {number: self.draw.choice([-1.0, 1.0, 1.0, None]) for number in self.moving}

    def start_of(self, number: ex.Target) -> float:
        match number:
            case ex.Level(actor, indicator):
                return self.base.actors[actor].levels[indicator].value
            case ex.Trust(listener, of):
                ties = self.base.ties.between
                return next(tie.trust.value for tie in ties if (tie.listener, tie.of) == (listener, of))
            case ex.Capital(whose):
                return self.budget(whose).start

    def budget(self, whose: str) -> CapitalBudget:
        found = self.base.mover.capital if whose == MOVER_ID else self.base.seats[whose].capital
        assert found is not None
        return found

    def comparison(self) -> ex.Expression:
        draw = self.draw
        operator = draw.choice(["<", "<=", ">", ">=", "==", "!="])
        kind = draw.randrange(10)
        act = draw.choice([(None, "m1"), (None, "m2"), (None, "m3"), ("s0", "r0"), ("s1", "r1"), ("s2", "r2")])
        if kind < 3:
            budgets = [ex.Capital(seat) for seat in (*self.base.seats, MOVER_ID)]
            numbers: list[ex.Target] = [*self.levels, *self.ties, *budgets]
            number = draw.choice(numbers)
            edge = self.start_of(number) + draw.choice([-40, -8, -3, -1, 0, 0, 1, 3, 8, 40])
            left: ex.Expression = number
            if draw.random() < 0.3:
                left = ex.Arithmetic("*", ex.Number(2.0), ex.Call("max", (number, ex.Number(edge - 1.0))))
                edge *= 2
            return ex.Comparison(operator, left, ex.Number(float(edge)))
        if kind == 3:
            return ex.Comparison(operator, ex.Clock("turn"), ex.Number(float(draw.randint(0, 7))))
        if kind == 4:
            return ex.Comparison(operator, ex.Clock("year"), ex.Number(float(draw.randint(2025, 2029))))
        if kind == 5:
            return ex.Comparison(operator, ex.Times(*act), ex.Number(float(draw.choice([0, 1, 2, 3, 6]))))
        if kind == 6:
            return ex.Comparison(operator, ex.Since(*act), ex.Number(float(draw.choice([0, 1, 2, 5, 99]))))
        if kind in (7, 8):
            since = ex.SinceDrawn(*self.outcome())
            if since.seat is None and since.name in self.base.events and draw.random() < 0.3:
                since = replace(since, outcome=None)
            return ex.Comparison(operator, since, ex.Number(float(draw.choice([0, 0, 1, 2, 3, 99]))))
        return ex.Comparison(operator, ex.Assumed("bite"), ex.Number(float(draw.choice([-4, -3, 0, 1, 1.5, 2]))))

    def outcome(self) -> tuple[str, str, str | None, str | None]:
        """How an event, a move or a reaction can come out."""
        draw = self.draw
        if draw.random() < 0.6:
            return draw.choice(list(self.base.events)), draw.choice(["yes", "no"]), None, None
        if draw.random() < 0.5:
            return "m1", draw.choice(["well", "badly"]), None, None
        seat = draw.choice(list(self.base.seats))
        target = draw.choice(self.base.reactions[seat]["r1"].options).target if draw.random() < 0.5 else None
        return "r1", draw.choice(["well", "badly"]), seat, target

    def atom(self, now: bool) -> ex.Expression:
        draw = self.draw
        kind = draw.random()
        if now and kind < 0.35:
            act = draw.choice([(None, "m0"), (None, "m1"), (None, "m3"), ("s0", "r0"), ("s0", "r1"), ("s1", "r2")])
            return ex.Played(*act)
        if kind < 0.55:
            return ex.Drawn(*self.outcome())
        if kind < 0.65:
            return ex.Fired(f"q{draw.randrange(5)}")
        return self.comparison()

    def condition(self, now: bool = False, depth: int = 2) -> ex.Expression:
        draw = self.draw
        kind = draw.random()
        if depth == 0 or kind < 0.45:
            return self.atom(now)
        if kind < 0.6:
            return ex.Not(self.condition(now, depth - 1))
        several = tuple(self.condition(now, depth - 1) for _ in range(draw.randint(2, 3)))
        return ex.Every(several) if kind < 0.82 else ex.Some(several)

    def amount(self, number: ex.Target, now: bool) -> ex.Expression:
        draw = self.draw
        sign = self.sign.get(number)
        size: ex.Expression = ex.Number((draw.choice([-1.0, 1.0]) if sign is None else sign) * draw.choice([0.5, 1, 2]))
        if draw.random() < 0.3:
            size = ex.Choice(size, self.condition(now, 1), ex.Number(0.0))
        if draw.random() < 0.2:
            size = ex.Choice(ex.Choice(size, self.condition(now, 1), size), self.condition(now, 1), ex.Number(0.0))
        return size

    def effects(self, now: bool = True) -> tuple[Effect, ...]:
        draw = self.draw
        numbers = draw.sample(self.moving, draw.randint(1, 3))
        return tuple(
            Effect(
                target=number,
                amount=self.amount(number, now),
                plus_or_minus=draw.choice([0.0, 0.0, 0.0, 1.5]),
                when=self.condition(now) if draw.random() < 0.3 else None,
                because="",
                source="judgement",
                line=1,
            )
            for number in numbers
        )

    def weight(self, now: bool = False) -> Weight:
        number = self.draw.choice(self.levels)
        edge = self.start_of(number) + self.draw.choice([-5, 0, 5, 30])
        kinds: list[ex.Expression] = [
            ex.Number(1.0),
            ex.Number(0.0),
            ex.Arithmetic("-", number, ex.Number(edge)),
            ex.Choice(ex.Number(3.0), self.condition(now), ex.Number(0.0)),
        ]
        return Weight(self.draw.choice(kinds), self.draw.choice([0.0, 0.0, 0.5]), "", "judgement", 1)

    def outcomes(self, old: tuple[Outcome, ...], acts: bool) -> tuple[Outcome, ...]:
        """The same outcomes with other weights and effects; those of acts may be weighed by what is played."""
        return tuple(replace(way, weight=self.weight(acts), effects=self.effects()) for way in old)

    def maybe(self, chance: float, make: Callable[[], ex.Expression]) -> ex.Expression | None:
        return make() if self.draw.random() < chance else None

    def reaction(self, old: Reaction) -> Reaction:
        draw = self.draw
        consent = None
        if old.consent is not None:
            asked = list(old.consent.withheld_when)
            noting = [each for each in asked if draw.random() < 0.5]
            consent = Consent(
                {each: self.condition() for each in asked},
                {each: self.condition() for each in noting},
                old.consent.without,
                0.7 if noting else old.consent.footnoted,
                1,
            )
        options = tuple(
            Option(
                option.target,
                self.maybe(0.4, self.condition),
                self.weight(),
                self.effects(),
                self.outcomes(option.outcomes, acts=True),
            )
            for option in old.options
        )
        cost = draw.choice([0.0, 1.0, 1.0, 3.0, 7.0, 9.0])
        return replace(old, options=options, consent=consent, cost=cost, delay=draw.choice([0, 0, 1, 4, 6]))

    def event(self, old: Event) -> Event:
        """An event, often in the month of another."""
        date = Month(2026, self.draw.choice([1, 7, 9, 9, 10])) if self.draw.random() < 0.7 else Month(2028, 3)
        closes = old.closes if self.draw.random() < 0.5 else self.draw.random() < 0.4
        when = self.maybe(0.4, self.condition)
        return replace(old, date=date, closes=closes, when=when, outcomes=self.outcomes(old.outcomes, acts=False))

    def opening(self, name: str) -> Opening:
        draw = self.draw
        levels: dict[ex.Target, float] = {}
        numbers: list[ex.Target] = [*self.levels, *self.ties]
        for number in draw.sample(numbers, 2):
            levels[number] = self.start_of(number) + draw.choice([-8.0, -3.0, 0.0, 3.0, 8.0])
        whose = draw.choice([*self.base.seats, MOVER_ID])
        levels[ex.Capital(whose)] = float(draw.randint(0, int(self.budget(whose).most)))
        known = draw.sample(list(self.base.events), draw.randint(0, 3))
        settled = {each: draw.choice(["yes", "no"]) for each in known}
        return Opening(name, name, "", draw.randint(1, 6), levels, settled, 1)

    def goal(self, name: str) -> Goal:
        number = self.draw.choice(self.levels)
        at = self.start_of(number)
        applies = self.maybe(0.4, self.condition)
        if self.draw.random() < 0.5:
            return Goal(name, name, 50.0, self.condition(), None, 0.0, 0.0, applies, 1)
        far = at + self.draw.choice([-20.0, -2.0, 2.0, 20.0])
        return Goal(
            name, name, 50.0, None, number, at + self.draw.choice([-1.0, 0.0, 1.0]) * 5.0, far + 0.5, applies, 1
        )

    def still(self, old: Start) -> Start:
        """A start that mostly has no doubt, and now and then a baseline elsewhere."""
        doubt = old.plus_or_minus if self.draw.random() < 0.3 else 0.0
        return replace(old, plus_or_minus=doubt, baseline=old.value + self.draw.choice([0.0, 0.0, 0.0, 3.0]))

    def claim(self) -> Claim:
        then = Prediction(ShareMeasure(self.condition()), 1.0, 100.0, 6)
        contrast = Contrast(Arm(rest="m1"), Arm(rest="m0"), 2, where=self.condition())
        return Claim("said", "Said", "", "judgement", contrast, (then,), {}, (), 1)

    def scenario(self) -> Scenario:
        draw, base = self.draw, self.base
        moves = {
            name: replace(
                move,
                weight=self.weight(),
                when=None if name == "m0" else self.maybe(0.6, self.condition),
                cost=0.0 if name == "m0" else draw.choice([0.0, 0.0, 1.0, 4.0, 9.0]),
                effects=self.effects(),
                outcomes=self.outcomes(move.outcomes, acts=True),
            )
            for name, move in base.moves.items()
        }
        rules = {}
        for name, rule in base.rules.items():
            when = self.condition(now=True)
            combination = any(isinstance(node, ex.Played) for node in ex.walk(when))
            rules[name] = replace(rule, when=when, combination=combination, effects=self.effects(), once=rule.once)
        ending = replace(base.endings["early"], when=self.condition())
        lenses = dict(base.lenses)
        if draw.random() < 0.3:
            lenses["third"] = Lens("third", "Third", "", {}, {}, {}, {}, 1)
        return replace(
            base,
            couplings=base.couplings if draw.random() < 0.3 else (),
            ties=replace(
                base.ties,
                drift=draw.choice([0.0, 0.05]),
                between=tuple(replace(tie, trust=self.still(tie.trust)) for tie in base.ties.between),
            ),
            actors={
                name: replace(actor, levels={key: self.still(start) for key, start in actor.levels.items()})
                for name, actor in base.actors.items()
            },
            seats={
                name: replace(
                    seat,
                    goals=(self.goal("g"), self.goal("h")),
                    orders_per_turn=draw.choice([1, 2]),
                    capital=replace(seat.capital, income=draw.choice([0.0, 0.7, 2.0])),
                )
                for name, seat in base.seats.items()
            },
            moves=moves,
            reactions={
                seat: {name: self.reaction(old) for name, old in several.items()}
                for seat, several in base.reactions.items()
            },
            rules=rules,
            events={name: self.event(event) for name, event in base.events.items()},
            mover=replace(
                base.mover,
                capital=replace(self.budget(MOVER_ID), income=draw.choice([0.0, 0.5, 1.0])),
                goals=(self.goal("g"),),
            ),
            openings={name: self.opening(name) for name in ("later", "elsewhere")},
            injects={
                name: replace(inject, when=self.maybe(0.5, self.condition), effects=self.effects())
                for name, inject in base.injects.items()
            },
            endings={"early": ending, "late": base.endings["late"]},
            lenses=lenses,
            claims={"said": self.claim()},
            expectations={
                "hoped": Expectation(
                    "hoped",
                    "Hoped",
                    ex.Some((self.condition(), ex.Ended("early"))),
                    Month(2026, 1),
                    Month(2028, 12),
                    0.0,
                    1.0,
                    "",
                    "judgement",
                    1,
                )
            },
        )
