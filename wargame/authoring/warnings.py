"""The second tier: what can be played but is probably not what the author meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from wargame.authoring.context import Context
from wargame.authoring.intervals import Ranges
from wargame.authoring.reachability import all_effects, spread_from
from wargame.model import expression as ex
from wargame.model.scenario import AgencyExpectation, Effect, Expectation, Reaction, Scenario, Seat


def advise(reading: Context, scenario: Scenario, ranges: Ranges) -> None:
    """Note every warning about a scenario that has no errors."""
    _never(reading, scenario, ranges)
    _untouched(reading, scenario)
    _unsourced(reading, scenario)
    _alone(reading, scenario)
    _alike(reading, scenario)


def _conditions(scenario: Scenario) -> Iterator[tuple[str, tuple[str, ...], list[ex.Expression]]]:
    """What each condition belongs to in words, its path in the file, and its forms (one for each target)."""
    for move in scenario.moves.values():
        if move.when is not None:
            yield f"move `{move.id}` can never be made", ("moves", move.id, "when"), [move.when]
    for seat, several in scenario.reactions.items():
        for reaction in several.values():
            forms = [option.when for option in reaction.options if option.when is not None]
            if forms:
                yield (
                    f"reaction `{seat}.{reaction.id}` can never be ordered",
                    ("reactions", seat, reaction.id, "when"),
                    forms,
                )
    for rule in scenario.rules.values():
        yield f"rule `{rule.id}` can never fire", ("rules", rule.id, "when"), [rule.when]
    for event in scenario.events.values():
        if event.when is not None:
            yield f"event `{event.id}` can never take place", ("events", event.id, "when"), [event.when]
    for inject in scenario.injects.values():
        if inject.when is not None:
            yield f"inject `{inject.id}` can never be released", ("injects", inject.id, "when"), [inject.when]
    for ending in scenario.endings.values():
        if ending.when is not None:
            yield f"ending `{ending.id}` can never come", ("endings", ending.id, "when"), [ending.when]


def _never(reading: Context, scenario: Scenario, ranges: Ranges) -> None:
    for what, path, forms in _conditions(scenario):
        if not any(ranges.truth(form)[0] for form in forms):
            reading.faults.warn(
                reading.value_place(*path),
                "never-holds",
                f"{what}: its condition can never hold, given the ranges",
            )


def expressions_of(scenario: Scenario) -> Iterator[ex.Expression]:
    """Every expression of a scenario."""
    for effect in all_effects(scenario):
        yield effect.target
        yield effect.amount
        if effect.when is not None:
            yield effect.when
    for _, _, forms in _conditions(scenario):
        yield from forms
    for move in scenario.moves.values():
        yield move.weight.amount
    for several in scenario.reactions.values():
        for reaction in several.values():
            yield from (option.doctrine.amount for option in reaction.options)
            if reaction.consent is not None:
                yield from reaction.consent.withheld_when.values()
    for event in scenario.events.values():
        yield from (outcome.weight.amount for outcome in event.outcomes)
    for goals in (*(seat.goals for seat in scenario.seats.values()), scenario.mover.goals):
        for goal in goals:
            yield from (each for each in (goal.when, goal.measure) if each is not None)


def _untouched(reading: Context, scenario: Scenario) -> None:
    touched = {tie.listener for tie in scenario.ties.between} | {tie.of for tie in scenario.ties.between}
    touched |= {number.actor for number in ex.reads(*expressions_of(scenario)) if isinstance(number, ex.Level)}
    for actor in scenario.actors:
        if actor not in touched:
            reading.faults.warn(
                reading.place("actors", actor),
                "untouched-actor",
                f"nothing touches actor `{actor}`: no tie, effect or condition names it",
            )


class _Sourced(Protocol):
    @property
    def source(self) -> str: ...


def _unsourced(reading: Context, scenario: Scenario) -> None:
    def note(what: str, path: tuple[str, ...], several: Iterable[_Sourced], one: str, more: str) -> None:
        count = sum(1 for each in several if not each.source)
        if count:
            names = f"1 {one}" if count == 1 else f"{count} {more}"
            verb = "names" if count == 1 else "name"
            reading.faults.warn(reading.place(*path), "no-source", f"{names} of {what} {verb} no source")

    for actor in scenario.actors.values():
        note(f"actor `{actor.id}`", ("actors", actor.id), actor.levels.values(), "level", "levels")
    by_listener: dict[str, list[_Sourced]] = {}
    for tie in scenario.ties.between:
        by_listener.setdefault(tie.listener, []).append(tie.trust)
    for listener, starts in by_listener.items():
        note(f"`{listener}`", ("ties", "between", listener), starts, "tie", "ties")
    for assumption in scenario.assumptions.values():
        if not assumption.source:
            reading.faults.warn(
                reading.place("assumptions", assumption.id),
                "no-source",
                f"assumption `{assumption.id}` names no source",
            )
    expected: Iterable[Expectation | AgencyExpectation] = (*scenario.expectations.values(), *scenario.agency.values())
    for expectation in expected:
        if not expectation.source:
            reading.faults.warn(
                reading.place("expectations", expectation.id),
                "no-source",
                f"expectation `{expectation.id}` names no source",
            )
    for what, path, effects in _effects_by_part(scenario):
        note(what, path, effects, "effect", "effects")


def _effects_by_part(scenario: Scenario) -> Iterator[tuple[str, tuple[str, ...], tuple[Effect, ...]]]:
    for move in scenario.moves.values():
        yield f"move `{move.id}`", ("moves", move.id), move.effects
    for seat, several in scenario.reactions.items():
        for reaction in several.values():
            yield (
                f"reaction `{seat}.{reaction.id}`",
                ("reactions", seat, reaction.id),
                reaction.options[0].effects,
            )
    for rule in scenario.rules.values():
        yield f"rule `{rule.id}`", ("rules", rule.id), rule.effects
    for event in scenario.events.values():
        for outcome in event.outcomes:
            path = ("events", event.id, "outcomes", outcome.id)
            yield f"outcome `{event.id}.{outcome.id}`", path, outcome.effects
    for inject in scenario.injects.values():
        yield f"inject `{inject.id}`", ("injects", inject.id), inject.effects


def _alone(reading: Context, scenario: Scenario) -> None:
    """Warn of seats whose best choice does not depend on what the others choose.

    Effects add up, so seats depend on one another only where something is not additive: a rule or effect that reads
    what was played, a rule or goal with a threshold on a number the seat changes, or consent.
    """
    named = {
        node.seat
        for expression in _acting(scenario)
        for node in ex.walk(expression)
        if isinstance(node, ex.Played | ex.Times | ex.Since)
    }
    thresholds = set(ex.reads(*(rule.when for rule in scenario.rules.values())))
    for seat in scenario.seats.values():
        reactions = scenario.reactions.get(seat.id, {})
        if not reactions:
            reading.faults.warn(
                reading.place("roles", seat.id), "no-reactions", f"seat `{seat.id}` has no reactions to choose from"
            )
        elif seat.id not in named and not _bears(scenario, seat, reactions, thresholds):
            reading.faults.warn(
                reading.place("roles", seat.id),
                "seat-alone",
                f"the best choice of seat `{seat.id}` does not depend on the others: no rule names its reactions, and"
                " no goal with a threshold reads what they change",
            )


def _acting(scenario: Scenario) -> Iterator[ex.Expression]:
    """The conditions of rules, and the amounts and conditions of their effects and those of reactions."""
    effects: list[Effect] = []
    for rule in scenario.rules.values():
        yield rule.when
        effects += rule.effects
    for several in scenario.reactions.values():
        for reaction in several.values():
            effects += reaction.options[0].effects
    for effect in effects:
        yield effect.amount
        if effect.when is not None:
            yield effect.when


def _bears(scenario: Scenario, seat: Seat, reactions: Mapping[str, Reaction], thresholds: set[ex.Target]) -> bool:
    """Whether what a seat changes meets a threshold, or its reactions need consent."""
    if any(reaction.consent is not None for reaction in reactions.values()):
        return True
    changed: set[ex.Target] = {
        effect.target for reaction in reactions.values() for option in reaction.options for effect in option.effects
    }
    changed |= spread_from(scenario, changed)
    return not changed.isdisjoint(thresholds.union(ex.reads(*(goal.when for goal in seat.goals))))


def _alike(reading: Context, scenario: Scenario) -> None:
    """Warn of names on screen that cannot be told apart."""

    def look(section: str, what: str, marks: Mapping[str, str], word: Callable[[str], str]) -> None:
        first: dict[str, str] = {}
        for each, mark in marks.items():
            if mark in first:
                reading.faults.warn(
                    reading.place(section, each),
                    "same-mark",
                    f"{what} `{each}` and `{first[mark]}` have the same {word(mark)}",
                )
            first.setdefault(mark, each)

    look("actors", "actors", {each.id: each.short for each in scenario.actors.values()}, "`short` {}".format)
    look("roles", "seats", {each.id: each.short for each in scenario.seats.values()}, "`short` {}".format)
    look("endings", "endings", {each.id: each.sign for each in scenario.endings.values()}, "`sign` {}".format)
