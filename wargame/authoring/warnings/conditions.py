"""Every condition of a scenario and every condition inside an amount, with what is known to hold where it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from wargame.authoring.possible import Keys
from wargame.authoring.terms import TRUE
from wargame.model import expression as ex
from wargame.model.scenario import Effect, Goal, Reaction, Scenario

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
    EFFECT = "effect"
    CONSENT = "consent"
    EXPECTATION = "expectation"
    CHOICE = "choice"
    """Between two amounts: the condition after `if`."""


@dataclass(frozen=True)
class Form:
    """A condition as it is for one target."""

    condition: ex.Expression
    given: ex.Expression = TRUE
    """What holds wherever it is read."""
    turn: int | None = None
    """The one turn in which it is read; None for any."""
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


def conditions(scenario: Scenario) -> Iterator[Condition]:
    """Every condition, those inside amounts too."""
    yield from _written(scenario)
    for amount in amounts(scenario):
        yield from _choices(amount)


def _written(scenario: Scenario) -> Iterator[Condition]:
    """The conditions that stand by themselves, in the file's order of sections."""
    for move in scenario.moves.values():
        if move.when is not None:
            yield Condition(Role.MOVE, ("moves", move.id, "when"), f"move `{move.id}`", (Form(move.when),))
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            of = f"reaction `{seat}.{reaction.id}`"
            forms = tuple(Form(option.when) for option in reaction.options if option.when is not None)
            if forms:
                yield Condition(Role.REACTION, ("reactions", seat, reaction.id, "when"), of, forms)
            if reaction.consent is not None:
                for asked, withheld in reaction.consent.withheld_when.items():
                    path: Keys = ("reactions", seat, reaction.id, "consent", "from", asked)
                    given = tuple(Form(withheld, option.when or TRUE) for option in reaction.options)
                    yield Condition(Role.CONSENT, path, f"seat `{asked}` to `{seat}.{reaction.id}`", given)
    for rule in scenario.rules.values():
        yield Condition(Role.RULE, ("rules", rule.id, "when"), f"rule `{rule.id}`", (Form(rule.when),))
    for event in scenario.events.values():
        if event.when is not None:
            turn = scenario.calendar.turn_of(event.date)
            form = Form(event.when, turn=turn)
            yield Condition(Role.EVENT, ("events", event.id, "when"), f"event `{event.id}`", (form,))
    for inject in scenario.injects.values():
        if inject.when is not None:
            yield Condition(Role.INJECT, ("injects", inject.id, "when"), f"inject `{inject.id}`", (Form(inject.when),))
    for ending in scenario.endings.values():
        if ending.when is not None:
            yield Condition(Role.ENDING, ("endings", ending.id, "when"), f"ending `{ending.id}`", (Form(ending.when),))
    for path, of, goal in goals(scenario):
        if goal.when is not None:
            yield Condition(Role.GOAL, (*path, "when"), of, (Form(goal.when),))
    for each in scenario.expectations.values():
        path = ("expectations", each.id, "that")
        yield Condition(Role.EXPECTATION, path, f"expectation `{each.id}`", (Form(each.that),))
    for acting in acting_parts(scenario):
        for effects in acting.effects:
            forms = tuple(Form(each.when, given, acting.turn) for each, given in effects.forms if each.when is not None)
            if forms:
                path = (*acting.path, "effects", effects.key, "when")
                yield Condition(Role.EFFECT, path, f"the effect on `{effects.key}` of {acting.of}", forms)


def amounts(scenario: Scenario) -> Iterator[Amount]:
    """Every amount: weights, doctrines, effects and measures."""
    for move in scenario.moves.values():
        of = f"the weight of move `{move.id}`"
        yield Amount(("moves", move.id, "weight"), of, (Form(move.weight.amount, move.when or TRUE),))
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            path: Keys = ("reactions", seat, reaction.id, "doctrine")
            forms = tuple(Form(option.doctrine.amount, option.when or TRUE) for option in reaction.options)
            yield Amount(path, f"the doctrine of `{seat}.{reaction.id}`", forms)
    for event in scenario.events.values():
        for outcome in event.outcomes:
            path = ("events", event.id, "outcomes", outcome.id, "weight")
            form = Form(outcome.weight.amount, event.when or TRUE, scenario.calendar.turn_of(event.date))
            yield Amount(path, f"the weight of outcome `{event.id}.{outcome.id}`", (form,))
    for goal_path, of, goal in goals(scenario):
        if goal.measure is not None:
            yield Amount((*goal_path, "measure"), f"the measure of {of}", (Form(goal.measure),))
    for acting in acting_parts(scenario):
        for effects in acting.effects:
            forms = tuple(Form(each.amount, both(given, each.when), acting.turn) for each, given in effects.forms)
            path = (*acting.path, "effects", effects.key, "amount")
            yield Amount(path, f"the effect on `{effects.key}` of {acting.of}", forms)


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
    turn: int | None
    """The one turn in which it acts; None for any."""
    delay: int


def acting_parts(scenario: Scenario) -> Iterator[Acting]:
    """Every part that has effects, aimed reactions as one."""
    for move in scenario.moves.values():
        effects = _alone(move.effects, move.when)
        yield Acting(("moves", move.id), f"move `{move.id}`", effects, None, move.delay)
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            path: Keys = ("reactions", seat, reaction.id)
            yield Acting(path, f"reaction `{seat}.{reaction.id}`", _aimed(reaction), None, reaction.delay)
    for rule in scenario.rules.values():
        effects = tuple(Written(ex.text(effect.target), ((effect, rule.when),)) for effect in rule.effects)
        yield Acting(("rules", rule.id), f"rule `{rule.id}`", effects, None, rule.delay)
    for event in scenario.events.values():
        turn = scenario.calendar.turn_of(event.date)
        for outcome in event.outcomes:
            path = ("events", event.id, "outcomes", outcome.id)
            effects = _alone(outcome.effects, None)
            yield Acting(path, f"outcome `{event.id}.{outcome.id}`", effects, turn, 0)
    for inject in scenario.injects.values():
        effects = _alone(inject.effects, inject.when)
        yield Acting(("injects", inject.id), f"inject `{inject.id}`", effects, None, inject.delay)


def _alone(effects: tuple[Effect, ...], when: ex.Expression | None) -> tuple[Written, ...]:
    return tuple(Written(ex.text(effect.target), ((effect, _still(when)),)) for effect in effects)


def _still(when: ex.Expression | None) -> ex.Expression:
    """What still holds of a condition when the act that it allowed takes effect: an outcome may be drawn in between."""
    drawn = when is not None and any(isinstance(node, ex.Drawn) for node in ex.walk(when))
    return TRUE if when is None or drawn else when


def _aimed(reaction: Reaction) -> tuple[Written, ...]:
    options = [[(effect, _still(option.when)) for effect in option.effects] for option in reaction.options]
    targets = [option.target for option in reaction.options]
    return tuple(Written(_key([effect for effect, _ in several], targets), several) for several in _aligned(options))


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
            Form(condition, both(form.given, around), form.turn, around) for (condition, around), form in several
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
