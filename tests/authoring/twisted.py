"""Invented scenarios whose conditions are often close to what can be, or beyond it: for tests of warnings."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from tests.engine.invented import invented
from wargame.model import expression as ex
from wargame.model.scenario import (
    Consent,
    Effect,
    Expectation,
    Goal,
    Lens,
    Month,
    Option,
    Reaction,
    Scenario,
    Start,
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
        self.moving += [ex.Capital(seat) for seat in self.base.seats]
        self.sign = {number: self.draw.choice([-1.0, 1.0, 1.0, None]) for number in self.moving}

    def start_of(self, number: ex.Target) -> float:
        match number:
            case ex.Level(actor, indicator):
                return self.base.actors[actor].levels[indicator].value
            case ex.Trust(listener, of):
                ties = self.base.ties.between
                return next(tie.trust.value for tie in ties if (tie.listener, tie.of) == (listener, of))
            case ex.Capital(seat):
                return self.base.seats[seat].capital.start

    def comparison(self) -> ex.Expression:
        draw = self.draw
        operator = draw.choice(["<", "<=", ">", ">=", "==", "!="])
        kind = draw.randrange(8)
        act = draw.choice([(None, "m1"), (None, "m2"), (None, "m3"), ("s0", "r0"), ("s1", "r1"), ("s2", "r2")])
        if kind < 3:
            numbers: list[ex.Target] = [*self.levels, *self.ties, *(ex.Capital(seat) for seat in self.base.seats)]
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
        return ex.Comparison(operator, ex.Assumed("bite"), ex.Number(float(draw.choice([-4, -3, 0, 1, 1.5, 2]))))

    def atom(self, now: bool) -> ex.Expression:
        draw = self.draw
        kind = draw.random()
        if now and kind < 0.35:
            act = draw.choice([(None, "m0"), (None, "m1"), (None, "m3"), ("s0", "r0"), ("s0", "r1"), ("s1", "r2")])
            return ex.Played(*act)
        if kind < 0.5:
            return ex.Drawn("vote", draw.choice(["yes", "no"]))
        if kind < 0.6:
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

    def weight(self) -> ex.Expression:
        number = self.draw.choice(self.levels)
        edge = self.start_of(number) + self.draw.choice([-5, 0, 5, 30])
        kinds: list[ex.Expression] = [
            ex.Number(1.0),
            ex.Arithmetic("-", number, ex.Number(edge)),
            ex.Choice(ex.Number(3.0), self.condition(), ex.Number(0.0)),
        ]
        return self.draw.choice(kinds)

    def maybe(self, chance: float, make: Callable[[], ex.Expression]) -> ex.Expression | None:
        return make() if self.draw.random() < chance else None

    def reaction(self, old: Reaction) -> Reaction:
        draw = self.draw
        consent = None
        if old.consent is not None:
            consent = Consent({seat: self.condition() for seat in old.consent.withheld_when}, old.consent.without, 1)
        options = tuple(
            Option(option.target, self.maybe(0.4, self.condition), self.weight(), self.effects())
            for option in old.options
        )
        cost = draw.choice([0.0, 1.0, 1.0, 3.0, 7.0, 9.0])
        return replace(old, options=options, consent=consent, cost=cost, delay=draw.choice([0, 0, 1, 4, 6]))

    def goal(self, name: str) -> Goal:
        number = self.draw.choice(self.levels)
        at = self.start_of(number)
        if self.draw.random() < 0.5:
            return Goal(name, name, 50.0, self.condition(), None, 0.0, 0.0, 1)
        far = at + self.draw.choice([-20.0, -2.0, 2.0, 20.0])
        return Goal(name, name, 50.0, None, number, at + self.draw.choice([-1.0, 0.0, 1.0]) * 5.0, far + 0.5, 1)

    def still(self, old: Start) -> Start:
        """A start that mostly has no doubt, and now and then a baseline elsewhere."""
        doubt = old.plus_or_minus if self.draw.random() < 0.3 else 0.0
        return replace(old, plus_or_minus=doubt, baseline=old.value + self.draw.choice([0.0, 0.0, 0.0, 3.0]))

    def scenario(self) -> Scenario:
        draw, base = self.draw, self.base
        moves = {
            name: replace(
                move,
                weight=self.weight(),
                when=None if name == "m0" else self.maybe(0.6, self.condition),
                effects=self.effects(),
            )
            for name, move in base.moves.items()
        }
        rules = {}
        for name, rule in base.rules.items():
            when = self.condition(now=True)
            combination = any(isinstance(node, ex.Played) for node in ex.walk(when))
            rules[name] = replace(rule, when=when, combination=combination, effects=self.effects(), once=rule.once)
        events = {
            name: replace(
                event,
                when=self.maybe(0.4, self.condition),
                outcomes=tuple(replace(way, weight=self.weight(), effects=self.effects()) for way in event.outcomes),
            )
            for name, event in base.events.items()
        }
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
            events=events,
            injects={
                name: replace(inject, when=self.maybe(0.5, self.condition), effects=self.effects())
                for name, inject in base.injects.items()
            },
            endings={"early": ending, "late": base.endings["late"]},
            lenses=lenses,
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
