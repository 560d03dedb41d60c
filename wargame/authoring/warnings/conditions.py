"""Every condition of a scenario and every condition inside an amount, with what is known to hold where it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TypeVar

from wargame.authoring.instants import ANY_TIME, CHOICE, EFFECT, JUDGEMENT, SCORE, TRIAL, Instant, instant_of
from wargame.authoring.possible import Keys
from wargame.authoring.reachability import Link, every_link
from wargame.authoring.terms import TRUE
from wargame.model import expression as ex
from wargame.model.claim import ShareMeasure
from wargame.model.scenario import MOVER_ID, Effect, Goal, Option, Outcome, Reaction, Scenario, Weight

_Each = TypeVar("_Each")


class Role(Enum):
    """What a condition decides."""

    MOVE = "move"
    REACTION = "reaction"
    RULE = "rule"
    EVENT = "event"
    INJECT = "inject"
    ENDING = "ending"
    GOAL = "goal"
    WHILE = "while"
    """Whether a goal counts."""
    EFFECT = "effect"
    CONSENT = "consent"
    FOOTNOTE = "footnote"
    EXPECTATION = "expectation"
    WHERE = "where"
    """Of which games a claim speaks."""
    SHARE = "share"
    """What a claim counts the games of."""
    CHOICE = "choice"
    """Between two amounts: the condition after `if`."""


@dataclass(frozen=True)
class Form:
    """A condition as it is for one target."""

    condition: ex.Expression
    given: ex.Expression = TRUE
    """What holds wherever it is read."""
    at: Instant = ANY_TIME
    """When it is read."""
    around: ex.Expression = TRUE
    """What of that was said by the choices it stands in."""


@dataclass(frozen=True)
class Condition:
    """A condition with its place."""

    role: Role
    path: Keys
    of: str
    """What it belongs to, in words."""
    forms: tuple[Form, ...]
    """One for each target; one alone where there are none."""


@dataclass(frozen=True)
class Amount:
    """An amount with its place: a weight, a doctrine, an effect or a measure."""

    path: Keys
    of: str
    forms: tuple[Form, ...]
    """The amount for each target, with what is known to hold where it is read."""


def both(*several: ex.Expression | None) -> ex.Expression:
    """The condition that all of these hold."""
    known = tuple(each for each in several if each is not None and each != TRUE)
    return known[0] if len(known) == 1 else ex.Every(known)


@dataclass(frozen=True)
class Contents:
    """What a scenario's conditions and amounts are, gathered once for all the checks that go through them."""

    scenario: Scenario

    @cached_property
    def acting(self) -> tuple[Acting, ...]:
        """Every part that has effects, aimed reactions as one."""
        return tuple(_acting_parts(self.scenario))

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """Every amount: weights, doctrines, effects and measures."""
        return tuple(_amounts(self.scenario, self.acting))

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition, those inside amounts too."""
        inside = (each for amount in self.amounts for each in _choices(amount))
        return (*_written(self.scenario, self.acting), *inside)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every tie over which an indicator of one actor bears on one of another."""
        return tuple(every_link(self.scenario))

    @cached_property
    def assumed(self) -> frozenset[str]:
        """The assumptions that something reads."""
        nodes = (node for each in self.expressions for node in ex.walk(each))
        return frozenset(node.assumption for node in nodes if isinstance(node, ex.Assumed))

    @property
    def expressions(self) -> Iterator[ex.Expression]:
        """Every condition and amount as it is for each target."""
        several: tuple[Condition | Amount, ...] = (*self.conditions, *self.amounts)
        return (form.condition for each in several for form in each.forms)


def _written(scenario: Scenario, acting_parts: Iterable[Acting]) -> Iterator[Condition]:
    """The conditions that stand by themselves, in the file's order of sections."""
    for move in scenario.moves.values():
        if move.when is not None:
            yield Condition(Role.MOVE, ("moves", move.id, "when"), f"move `{move.id}`", (Form(move.when, at=CHOICE),))
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            of = f"reaction `{seat}.{reaction.id}`"
            forms = tuple(Form(option.when, at=CHOICE) for option in reaction.options if option.when is not None)
            if forms:
                yield Condition(Role.REACTION, ("reactions", seat, reaction.id, "when"), of, forms)
            yield from _answers(reaction)
    for rule in scenario.rules.values():
        form = Form(rule.when, at=EFFECT)
        yield Condition(Role.RULE, ("rules", rule.id, "when"), f"rule `{rule.id}`", (form,))
    for event in scenario.events.values():
        if event.when is not None:
            form = Form(event.when, at=instant_of(event, scenario))
            yield Condition(Role.EVENT, ("events", event.id, "when"), f"event `{event.id}`", (form,))
    for inject in scenario.injects.values():
        if inject.when is not None:
            form = Form(inject.when, at=CHOICE)
            yield Condition(Role.INJECT, ("injects", inject.id, "when"), f"inject `{inject.id}`", (form,))
    for ending in scenario.endings.values():
        if ending.when is not None:
            form = Form(ending.when, at=JUDGEMENT)
            yield Condition(Role.ENDING, ("endings", ending.id, "when"), f"ending `{ending.id}`", (form,))
    for path, of, goal in goals(scenario):
        if goal.applies is not None:
            yield Condition(Role.WHILE, (*path, "while"), of, (Form(goal.applies, at=SCORE),))
        if goal.when is not None:
            yield Condition(Role.GOAL, (*path, "when"), of, (Form(goal.when, goal.applies or TRUE, SCORE),))
    for each in scenario.expectations.values():
        path = ("expectations", each.id, "that")
        yield Condition(Role.EXPECTATION, path, f"expectation `{each.id}`", (Form(each.that, at=JUDGEMENT),))
    for claim in scenario.claims.values():
        path, where = ("claims", claim.id), claim.contrast.where
        if where is not None:
            yield Condition(Role.WHERE, (*path, "where"), f"claim `{claim.id}`", (Form(where, at=SCORE),))
        for prediction in claim.then:
            if isinstance(prediction.measure, ShareMeasure):
                form = Form(prediction.measure.condition, at=JUDGEMENT)
                yield Condition(Role.SHARE, (*path, "then", "share"), f"claim `{claim.id}`", (form,))
    for acting in acting_parts:
        for effects in acting.effects:
            forms = tuple(Form(each.when, given, acting.at) for each, given in effects.forms if each.when is not None)
            if forms:
                path = (*acting.path, "effects", effects.key, "when")
                yield Condition(Role.EFFECT, path, f"the effect on `{effects.key}` of {acting.of}", forms)


def _answers(reaction: Reaction) -> Iterator[Condition]:
    """When those whose consent a reaction needs withhold it, or give it in part."""
    consent = reaction.consent
    for asked, withheld in consent.withheld_when.items() if consent is not None else ():
        assert consent is not None
        who = "the mover" if asked == MOVER_ID else f"seat `{asked}`"
        of = f"{who} to `{reaction.seat}.{reaction.id}`"
        path: Keys = ("reactions", reaction.seat, reaction.id, "consent", "from", asked)
        noted = consent.footnote_when.get(asked)
        forms = tuple(Form(withheld, option.when or TRUE, CHOICE) for option in reaction.options)
        yield Condition(Role.CONSENT, (*path, "withhold"), of, forms)
        if noted is not None:
            forms = tuple(Form(noted, both(option.when, ex.Not(withheld)), CHOICE) for option in reaction.options)
            yield Condition(Role.FOOTNOTE, (*path, "footnote"), of, forms)


def _amounts(scenario: Scenario, acting_parts: Iterable[Acting]) -> Iterator[Amount]:
    for weighed in weights(scenario):
        yield Amount((*weighed.path, "amount"), weighed.of, tuple(form for _, form in weighed.forms))
    for goal_path, of, goal in goals(scenario):
        if goal.measure is not None:
            form = Form(goal.measure, goal.applies or TRUE, SCORE)
            yield Amount((*goal_path, "measure"), f"the measure of {of}", (form,))
    for acting in acting_parts:
        for effects in acting.effects:
            forms = tuple(Form(each.amount, both(given, each.when), acting.at) for each, given in effects.forms)
            path = (*acting.path, "effects", effects.key, "amount")
            yield Amount(path, f"the effect on `{effects.key}` of {acting.of}", forms)


@dataclass(frozen=True)
class Weighed:
    """A weight of chance or a doctrine with its place."""

    path: Keys
    of: str
    """What it is called, in words."""
    forms: tuple[tuple[Weight, Form], ...]
    """The weight for each target, with what is known to hold where it is read."""


def weights(scenario: Scenario) -> Iterator[Weighed]:
    """Every weight of chance and every doctrine."""

    def one(path: Keys, of: str, several: Iterable[tuple[Weight, ex.Expression | None]], at: Instant) -> Weighed:
        forms = ((weight, Form(weight.amount, given or TRUE, at)) for weight, given in several)
        return Weighed(path, of, tuple(forms))

    for move in scenario.moves.values():
        path: Keys = ("moves", move.id)
        yield one((*path, "weight"), f"the weight of move `{move.id}`", [(move.weight, move.when)], CHOICE)
        for way in move.outcomes:
            of = f"the weight of outcome `{move.id}.{way.id}`"
            yield one((*path, "outcomes", way.id, "weight"), of, [(way.weight, move.when)], TRIAL)
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            path, name = ("reactions", seat, reaction.id), f"{seat}.{reaction.id}"
            doctrines = [(option.doctrine, option.when) for option in reaction.options]
            yield one((*path, "doctrine"), f"the doctrine of `{name}`", doctrines, CHOICE)
            for several in ways(reaction):
                outcome = several[0][1].id
                aimed = [(way.weight, option.when) for option, way in several]
                of = f"the weight of outcome `{name}.{outcome}`"
                yield one((*path, "outcomes", outcome, "weight"), of, aimed, TRIAL)
    for event in scenario.events.values():
        at = instant_of(event, scenario)
        for way in event.outcomes:
            path = ("events", event.id, "outcomes", way.id, "weight")
            yield one(path, f"the weight of outcome `{event.id}.{way.id}`", [(way.weight, event.when)], at)


def ways(reaction: Reaction) -> Iterator[tuple[tuple[Option, Outcome], ...]]:
    """Every outcome of a reaction, as it is for each of its targets."""
    yield from _aligned([[(option, way) for way in option.outcomes] for option in reaction.options])


def goals(scenario: Scenario) -> Iterator[tuple[Keys, str, Goal]]:
    """Every goal with its place and what it is called."""
    for seat in scenario.seats.values():
        for goal in seat.goals:
            yield ("roles", seat.id, "goals", goal.id), f"goal `{goal.id}` of seat `{seat.id}`", goal
    for goal in scenario.mover.goals:
        yield ("mover", "goals", goal.id), f"goal `{goal.id}` of the mover", goal


@dataclass(frozen=True)
class Written:
    """One effect as the file writes it."""

    key: str
    """The number it changes, `target` in it where that differs with the target."""
    forms: tuple[tuple[Effect, ex.Expression], ...]
    """The effect for each target, with what holds when it acts."""


@dataclass(frozen=True)
class Acting:
    """A part that has effects."""

    path: Keys
    of: str
    effects: tuple[Written, ...]
    at: Instant = EFFECT
    """When what it does is read."""
    delay: int = 0
    comes_out: ex.Drawn | None = None
    """Of an outcome: the condition that it has come about."""


def _acting_parts(scenario: Scenario) -> Iterator[Acting]:
    for move in scenario.moves.values():
        yield Acting(("moves", move.id), f"move `{move.id}`", _alone(move.effects, move.when), delay=move.delay)
        for way in move.outcomes:
            path: Keys = ("moves", move.id, "outcomes", way.id)
            effects, drawn = _alone(way.effects, move.when), ex.Drawn(move.id, way.id)
            yield Acting(path, f"outcome `{move.id}.{way.id}`", effects, delay=move.delay, comes_out=drawn)
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            path = ("reactions", seat, reaction.id)
            of = f"reaction `{seat}.{reaction.id}`"
            effects = _aimed([(option, option.effects) for option in reaction.options])
            yield Acting(path, of, effects, delay=reaction.delay)
            for several in ways(reaction):
                name = several[0][1].id
                effects = _aimed([(option, way.effects) for option, way in several])
                of = f"outcome `{seat}.{reaction.id}.{name}`"
                drawn = ex.Drawn(reaction.id, name, seat)
                yield Acting((*path, "outcomes", name), of, effects, delay=reaction.delay, comes_out=drawn)
    for rule in scenario.rules.values():
        effects = tuple(Written(ex.text(effect.target), ((effect, rule.when),)) for effect in rule.effects)
        yield Acting(("rules", rule.id), f"rule `{rule.id}`", effects, delay=rule.delay)
    for event in scenario.events.values():
        at = instant_of(event, scenario, drawn=True)
        for outcome in event.outcomes:
            path = ("events", event.id, "outcomes", outcome.id)
            of, drawn = f"outcome `{event.id}.{outcome.id}`", ex.Drawn(event.id, outcome.id)
            yield Acting(path, of, _alone(outcome.effects, None), at, comes_out=drawn)
    for inject in scenario.injects.values():
        effects = _alone(inject.effects, inject.when)
        yield Acting(("injects", inject.id), f"inject `{inject.id}`", effects, delay=inject.delay)


def _alone(effects: tuple[Effect, ...], when: ex.Expression | None) -> tuple[Written, ...]:
    return tuple(Written(ex.text(effect.target), ((effect, _still(when)),)) for effect in effects)


def _still(when: ex.Expression | None) -> ex.Expression:
    """What still holds of a condition when the act that it allowed takes effect: acts come out in between."""
    drawn = when is not None and any(isinstance(node, ex.Drawn | ex.SinceDrawn) for node in ex.walk(when))
    return TRUE if when is None or drawn else when


def _aimed(several: Sequence[tuple[Option, Sequence[Effect]]]) -> tuple[Written, ...]:
    options = [[(effect, _still(option.when)) for effect in effects] for option, effects in several]
    targets = [option.target for option, _ in several]
    return tuple(Written(_key([effect for effect, _ in each], targets), each) for each in _aligned(options))


def _aligned(several: list[list[_Each]]) -> Iterator[tuple[_Each, ...]]:
    """What each target has, put together by place; each by itself where one target has more than another."""
    if len({len(each) for each in several}) == 1:
        yield from zip(*several, strict=True)
    else:
        yield from ((one,) for each in several for one in each)


def _key(several: Sequence[Effect], targets: Sequence[str | None]) -> str:
    """The number of an effect as the file writes it: with `target` where it differs with the target."""
    written = ex.text(several[0].target)
    first = targets[0]
    if len(several) < 2 or first is None or all(each.target == several[0].target for each in several):
        return written
    match several[0].target, several[1].target:
        case ex.Level(actor, indicator), ex.Level() if actor == first:
            return f"target.{indicator}"
        case ex.Trust(listener, of), ex.Trust(other_listener, other_of):
            left = "target" if listener != other_listener else listener
            return f"trust({left}, {'target' if of != other_of else of})"
        case _:
            return written


def _choices(amount: Amount) -> Iterator[Condition]:
    """The conditions after `if` in an amount, each with what holds where it is read."""
    found = [[(each, form) for each in _choices_of(form.condition)] for form in amount.forms]
    for several in _aligned(found):
        forms = tuple(
            Form(condition, both(form.given, around), form.at, around) for (condition, around), form in several
        )
        yield Condition(Role.CHOICE, amount.path, amount.of, forms)


def _choices_of(expression: ex.Expression) -> Iterator[tuple[ex.Expression, ex.Expression]]:
    """Each condition after `if`, with what those around it say where it is read."""
    waiting: list[tuple[ex.Expression, ex.Expression]] = [(expression, TRUE)]
    while waiting:
        node, known = waiting.pop()
        if isinstance(node, ex.Choice):
            yield node.condition, known
            waiting.append((node.otherwise, both(known, ex.Not(node.condition))))
            waiting.append((node.then, both(known, node.condition)))
        else:
            waiting.extend((operand, known) for operand in reversed(ex.operands(node)))
