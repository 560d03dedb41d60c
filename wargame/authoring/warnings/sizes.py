"""Amounts, doubts, costs, goals and delays that do not fit what they are of."""

from __future__ import annotations

from collections.abc import Iterator

from wargame.authoring.intervals import Interval
from wargame.authoring.possible import Keys, Possible, Source, never_likely
from wargame.authoring.terms import TRUE
from wargame.authoring.warnings.conditions import Contents, goals, weights
from wargame.authoring.warnings.finding import Finding
from wargame.authoring.warnings.truth import at_the_start
from wargame.model import expression as ex
from wargame.model.scenario import MOVER_ID, Scenario, Start

SLACK = 1e-9


def costs(possible: Possible) -> Iterator[Finding]:
    """Warnings of moves and reactions that the mover, or their seat, can never pay for."""
    seen: set[Keys] = set()
    for source in possible.sources:
        if source.payer is None or source.path in seen:
            continue
        seen.add(source.path)
        most = possible.judge.ranges.amount(ex.Capital(source.payer))[1]
        if source.cost > most + SLACK:
            whose = "the mover" if source.payer == MOVER_ID else f"seat `{source.payer}`"
            yield Finding(
                "cost-too-high",
                (*source.path, "cost"),
                f"{_words(source.path)} costs {source.cost:g}, and {whose} never has more than {most:.4g}; lower the"
                " cost or give it more capital",
            )


def goals_out_of_range(scenario: Scenario, possible: Possible) -> Iterator[Finding]:
    """Warnings of goals whose `from` or `to` lies beyond what their measure can be."""
    for path, of, goal in goals(scenario):
        if goal.measure is None:
            continue
        low, high = possible.judge.ranges.amount(goal.measure)
        rising = goal.end > goal.start
        if (high <= goal.start + SLACK) if rising else (low >= goal.start - SLACK):
            yield Finding(
                "goal-out-of-range",
                (*path, "from"),
                f"{of} can never give a point: its measure stays between {low:.4g} and {high:.4g} in the game's"
                f" {scenario.calendar.turns} turns; put `from` and `to` within that",
            )
            continue
        # Few numbers come near both ends in a game: that the last of the points is out of reach is worth a word, that
        # the first is never lost only where no range at all has room for it.
        widest = possible.declared.amount(goal.measure)
        ends = (("to", goal.end, rising, (low, high)), ("from", goal.start, not rising, widest))
        for word, value, above, (low, high) in ends:
            if (value > high + SLACK) if above else (value < low - SLACK):
                reach = f"never goes {'above' if above else 'below'} {high if above else low:.4g}"
                what = "it can never give all its points" if word == "to" else "it always gives some of its points"
                yield Finding(
                    "goal-out-of-range",
                    (*path, word),
                    f"`{word}` of {of} is {value:g}, and its measure {reach}, so that {what}; put `{word}` within that",
                )


def delays(scenario: Scenario, possible: Possible) -> Iterator[Finding]:
    """Warnings of effects that would arrive when the game is over."""
    turns = scenario.calendar.turns
    delayed: dict[Keys, list[Source]] = {}
    """An aimed reaction with its form for each target."""
    for source in possible.sources:
        if source.delay and source.of is None:
            delayed.setdefault(source.path, []).append(source)
    for several in delayed.values():
        source = several[0]
        if all(each.act in possible.never for each in several):
            continue
        first = min(_first_turn(possible, each) for each in several)
        if first <= turns < first + source.delay:
            begins = f"begins in turn {first} at the earliest" if first > 1 else "begins in turn 1"
            yield Finding(
                "past-the-end",
                (*source.path, "delay"),
                f"what {_words(source.path)} {begins} would arrive {source.delay} turns later, and the game has"
                f" {turns} turns; shorten the delay",
            )


def _first_turn(possible: Possible, source: Source) -> int:
    timed = any(isinstance(node, ex.Clock | ex.Drawn | ex.SinceDrawn) for node in ex.walk(source.given))
    return possible.judge.first_turn(source.given, source.at) if source.given != TRUE and timed else 1


def _words(path: Keys) -> str:
    section = {"moves": "move", "reactions": "reaction", "rules": "rule", "injects": "inject"}[path[0]]
    return f"{section} `{'.'.join(path[1:])}`"


def amounts_too_wide(contents: Contents, possible: Possible) -> Iterator[Finding]:
    """Warnings of effects that surely move a number by more than the width of its range, whenever they act or as
    things are at the start."""
    start = at_the_start(contents.scenario)
    for acting in contents.acting:
        so: dict[int, bool] = {}
        """Whether what is given holds at the start; it is one and the same for many effects."""
        for effects in acting.effects:
            for effect, given in effects.forms:
                if id(given) not in so:
                    so[id(given)] = start.truth(given)[0]
                low, high = possible.declared.numbers[effect.target]
                least, most = possible.judge.ranges.amount(effect.amount)
                now = 0.0
                if so[id(given)] and (effect.when is None or start.truth(effect.when)[0]):
                    now = start.amount(effect.amount)[0]
                sure = max(least, -most, abs(now))
                if sure > high - low + SLACK:
                    yield Finding(
                        "amount-too-wide",
                        (*acting.path, "effects", effects.key, "amount"),
                        f"{acting.of} moves `{effects.key}` by {sure:.4g}, more than its whole range of"
                        f" {high - low:g}; make the amount smaller",
                    )
                    break


def doubts(contents: Contents, possible: Possible) -> Iterator[Finding]:
    """Warnings of doubts that leave even the sign of a value open, or take a start out of its range."""
    scenario = contents.scenario
    for actor in scenario.actors.values():
        for indicator, start in actor.levels.items():
            known = scenario.indicators[indicator]
            path: Keys = ("actors", actor.id, "levels", indicator, "plus_or_minus")
            yield from _of_start(path, f"{actor.id}.{indicator}", start, (known.low, known.high))
    ties = scenario.ties
    for tie in ties.between:
        path = ("ties", "between", tie.listener, tie.of, "plus_or_minus")
        yield from _of_start(path, f"trust({tie.listener}, {tie.of})", tie.trust, (ties.low, ties.high))
    for each in scenario.assumptions.values():
        if each.plus_or_minus > abs(each.value):
            yield _of_value(
                ("assumptions", each.id, "plus_or_minus"),
                f"assumption `{each.id}`",
                each.plus_or_minus,
                abs(each.value),
            )
        for lens in scenario.lenses.values():
            value = lens.assumptions.get(each.id, each.value)
            if each.plus_or_minus > abs(value) and each.plus_or_minus <= abs(each.value):
                path = ("lenses", lens.id, "assumptions", each.id)
                of = f"assumption `{each.id}` under lens `{lens.id}`"
                yield _of_value(path, of, each.plus_or_minus, abs(value))
    for acting in contents.acting:
        for effects in acting.effects:
            effect = effects.forms[0][0]
            if not effect.plus_or_minus:
                continue
            farthest = max(max(map(abs, possible.judge.ranges.amount(each.amount))) for each, _ in effects.forms)
            if effect.plus_or_minus > farthest + SLACK:
                path = (*acting.path, "effects", effects.key, "plus_or_minus")
                of = f"the effect of {acting.of} on `{effects.key}`"
                yield _of_value(path, of, effect.plus_or_minus, farthest)
    for weighed in weights(scenario):
        for weight, _ in weighed.forms:
            if not weight.plus_or_minus:
                continue
            farthest = max(map(abs, possible.judge.ranges.amount(weight.amount)))
            if weight.plus_or_minus > farthest + SLACK:
                path, doubt = (*weighed.path, "plus_or_minus"), weight.plus_or_minus
                yield _of_value(path, weighed.of, doubt, farthest, "it may come to nothing")


def _of_start(path: Keys, name: str, start: Start, within: Interval) -> Iterator[Finding]:
    low, high = start.value - start.plus_or_minus, start.value + start.plus_or_minus
    if start.plus_or_minus and (low < within[0] or high > within[1]):
        yield Finding(
            "doubt-too-large",
            path,
            f"the doubt about `{name}`, {start.value:g} ± {start.plus_or_minus:g}, leaves its range of {within[0]:g}"
            f" to {within[1]:g}; make it smaller",
        )


def _of_value(path: Keys, of: str, doubt: float, value: float, so: str = "even the sign is open") -> Finding:
    return Finding(
        "doubt-too-large",
        path,
        f"the doubt about {of}, ±{doubt:g}, is larger than its value of {value:.4g}, so that {so}; make it smaller",
    )


def undrawn(scenario: Scenario, possible: Possible) -> Iterator[Finding]:
    """Warnings of outcomes that never have any weight: chance never draws them, an event's can only be fixed."""
    for path, several in _by_path(possible):
        if all(never_likely(each, possible.judge) for each in several):
            event = scenario.events[path[1]] if path[0] == "events" else None
            of = ".".join(step for step in path[1:] if step != "outcomes")
            unless = " unless it is fixed" if event is not None else ""
            yield Finding(
                "never-drawn",
                (*path, "weight"),
                f"outcome `{of}` can never be drawn{unless}: its weight is never above 0; give it one or take it out",
            )


def _by_path(possible: Possible) -> Iterator[tuple[Keys, list[Source]]]:
    """Every outcome with its form for each target."""
    found: dict[Keys, list[Source]] = {}
    for source in possible.sources:
        if source.outcome is not None:
            found.setdefault(source.path, []).append(source)
    yield from found.items()
