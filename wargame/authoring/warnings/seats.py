"""Seats that nobody needs to reckon with, and names on screen that cannot be told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from wargame.authoring.reachability import spread_from
from wargame.authoring.warnings.finding import Finding
from wargame.model import expression as ex
from wargame.model.scenario import Effect, Reaction, Scenario, Seat


def alone(scenario: Scenario) -> Iterator[Finding]:
    """Warnings of seats whose best choice does not depend on what the others choose.

    Effects add up, so seats depend on one another only where something is not additive: a rule or effect that reads
    what was played, a rule or goal with a threshold on a number the seat changes, or consent.
    """
    named = {
        node.seat
        for expression in _acting(scenario)
        for node in ex.walk(expression)
        if isinstance(node, ex.Played | ex.Times | ex.Since | ex.Drawn | ex.SinceDrawn)
    }
    thresholds = set(ex.reads(*(rule.when for rule in scenario.rules.values())))
    for seat in scenario.seats.values():
        reactions = scenario.reactions.get(seat.id, {})
        if not reactions:
            yield Finding(
                "no-reactions",
                ("roles", seat.id),
                f"seat `{seat.id}` has no reactions to choose from; write some or take the seat out",
            )
        elif seat.id not in named and not _bears(scenario, seat, reactions, thresholds):
            yield Finding(
                "seat-alone",
                ("roles", seat.id),
                f"the best choice of seat `{seat.id}` does not depend on the others: no rule names its reactions, and"
                " no goal with a threshold reads what they change; let one of them do so",
            )


def _acting(scenario: Scenario) -> Iterator[ex.Expression]:
    """The conditions of rules, the weights of how reactions come out, and the amounts and conditions of the effects of
    both."""
    effects: list[Effect] = []
    for rule in scenario.rules.values():
        yield rule.when
        effects += rule.effects
    for several in scenario.reactions.values():
        for reaction in several.values():
            option = reaction.options[0]
            effects += option.effects
            for way in option.outcomes:
                yield way.weight.amount
                effects += way.effects
    for effect in effects:
        yield effect.amount
        if effect.when is not None:
            yield effect.when


def _bears(scenario: Scenario, seat: Seat, reactions: Mapping[str, Reaction], thresholds: set[ex.Target]) -> bool:
    """Whether what a seat changes meets a threshold, or its reactions need consent."""
    if any(reaction.consent is not None for reaction in reactions.values()):
        return True
    options = [option for reaction in reactions.values() for option in reaction.options]
    effects = [effect for option in options for effect in option.effects]
    effects += [effect for option in options for way in option.outcomes for effect in way.effects]
    changed: set[ex.Target] = {effect.target for effect in effects}
    changed |= spread_from(scenario, changed)
    return not changed.isdisjoint(
        thresholds.union(ex.reads(*(goal.when for goal in seat.goals), *(goal.applies for goal in seat.goals)))
    )


def alike(scenario: Scenario) -> Iterator[Finding]:
    """Warnings of names on screen that cannot be told apart."""

    def look(section: str, what: str, marks: Mapping[str, str], word: Callable[[str], str]) -> Iterator[Finding]:
        first: dict[str, str] = {}
        for each, mark in marks.items():
            if mark in first:
                yield Finding(
                    "same-mark",
                    (section, each),
                    f"{what} `{each}` and `{first[mark]}` have the same {word(mark)}; give each its own",
                )
            first.setdefault(mark, each)

    yield from look("actors", "actors", {each.id: each.short for each in scenario.actors.values()}, "`short` {}".format)
    yield from look("roles", "seats", {each.id: each.short for each in scenario.seats.values()}, "`short` {}".format)
    yield from look(
        "endings", "endings", {each.id: each.sign for each in scenario.endings.values()}, "`sign` {}".format
    )
