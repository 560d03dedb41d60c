"""What is counted twice, and endings that speak of acts which they do not read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wargame.authoring.possible import Possible
from wargame.authoring.warnings.conditions import Acting, acting_parts, both
from wargame.authoring.warnings.finding import Finding
from wargame.authoring.warnings.truth import at_the_start
from wargame.model import expression as ex
from wargame.model.scenario import Actor, Indicator, Scenario, Seat

HEARD = 0.01
"""An effect is heard anyway when ties bring at least this share of it."""
_ACTS = (ex.Played, ex.Times, ex.Since, ex.Drawn, ex.Fired)


def counted_twice(scenario: Scenario, possible: Possible) -> Iterator[Finding]:
    """Warnings of rules that read an outcome and move, in the turn it is drawn, a number that it moves itself."""
    moved = {
        ex.Drawn(event.id, outcome.id): {effect.target for effect in outcome.effects}
        for event in scenario.events.values()
        for outcome in event.outcomes
    }
    for rule in scenario.rules.values():
        if rule.delay:
            continue
        found: dict[ex.Drawn, list[str]] = {}
        for effect in rule.effects:
            reads = both(rule.when, effect.when)
            nodes = (node for each in (reads, effect.amount) for node in ex.walk(each))
            for drawn in dict.fromkeys(node for node in nodes if isinstance(node, ex.Drawn)):
                turn = scenario.calendar.turn_of(scenario.events[drawn.name].date)
                if effect.target in moved[drawn] and possible.judge.can_hold(drawn, reads, turn):
                    found.setdefault(drawn, []).append(f"`{ex.text(effect.target)}`")
        for drawn, numbers in found.items():
            turn = scenario.calendar.turn_of(scenario.events[drawn.name].date)
            several = " and ".join(numbers) if len(numbers) < 3 else f"{', '.join(numbers[:-1])} and {numbers[-1]}"
            yield Finding(
                "counted-twice",
                ("rules", rule.id),
                f"rule `{rule.id}` reads `{ex.text(drawn)}` and moves {several} in the turn in which that outcome does"
                f" so too; let it begin a turn later (`turn > {turn}`) or take one of the two out",
            )


@dataclass(frozen=True)
class _Named:
    """An act by its words."""

    what: str
    words: tuple[str, ...]
    """The words of its id or title that carry meaning, in order."""


def endings_without_acts(scenario: Scenario) -> Iterator[Finding]:
    """Warnings of endings whose id or title says what an act says, or whose text does in full, and which read none."""
    acts = list(_acts(scenario))
    for ending in scenario.endings.values():
        when = ending.when
        if when is None or any(isinstance(node, _ACTS) for node in ex.walk(when)):
            continue
        named = next(
            (
                act
                for act in acts
                if _within(act.words, _words(ending.id.replace("_", " ")))
                or _within(act.words, _words(ending.title))
                or (len(act.words) > 1 and _within(act.words, _words(ending.text)))
            ),
            None,
        )
        if named is not None:
            yield Finding(
                "ending-without-act",
                ("endings", ending.id),
                f"ending `{ending.id}` speaks of {named.what}, and its condition reads no act, so that it comes though"
                " nobody did it; read `times(...)`, `since(...)`, `drawn(...)` or `fired(...)`, or call it something"
                " else",
            )


def _acts(scenario: Scenario) -> Iterator[_Named]:
    """What can be done or can befall, by the words of its id and of its title.

    Of rules and outcomes only longer names count: `holds` and `quiet` are words of any sentence.
    """
    things = _words(" ".join([*_names(scenario)]))
    for move in scenario.moves.values():
        yield from _named(f"move `{move.id}`", move.id, move.title, 1, things)
    for seat, several in scenario.reactions.items():
        for reaction in several.values():
            yield from _named(f"reaction `{seat}.{reaction.id}`", reaction.id, reaction.title, 1, things)
    for event in scenario.events.values():
        yield from _named(f"event `{event.id}`", event.id, event.title, 2, things)
        for outcome in event.outcomes:
            yield from _named(f"outcome `{event.id}.{outcome.id}`", outcome.id, outcome.title, 2, things)
    for rule in scenario.rules.values():
        yield from _named(f"rule `{rule.id}`", rule.id, rule.title, 2, things)


def _names(scenario: Scenario) -> Iterator[str]:
    """What actors, seats and indicators are called: their names in an ending name no act."""
    named: list[Actor | Seat | Indicator] = [*scenario.actors.values(), *scenario.seats.values()]
    for each in (*named, *scenario.indicators.values()):
        yield f"{each.id.replace('_', ' ')} {each.title}"


def _named(what: str, name: str, title: str, least: int, things: Sequence[str]) -> Iterator[_Named]:
    for words in dict.fromkeys((_words(name.replace("_", " ")), _words(title))):
        if len(words) >= least and not set(words) <= set(things):
            yield _Named(what, words)


_SMALL = """
    a an and as at be but by for from in into is it its more no not of off on one or out so than that the then their
    there this to two up was what when which who will with without all any
"""


def _words(text: str) -> tuple[str, ...]:
    """The words of a text that carry meaning, without their endings."""
    return tuple(_stem(word) for word in re.findall(r"[^\W\d_]+", text.lower()) if word not in _SMALL.split())


def _stem(word: str) -> str:
    """A word without the endings of English inflection, so that `probes` and `probed` are one."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def _within(words: Sequence[str], text: Sequence[str]) -> bool:
    """Whether a text says these words one after the other."""
    size = len(words)
    return any(tuple(text[at : at + size]) == tuple(words) for at in range(len(text) - size + 1))


def heard_anyway(scenario: Scenario) -> Iterator[Finding]:
    """Warnings of lists of effects on one indicator of several actors of which some hear it from the others."""
    hearing = _hearing(scenario)
    weights = {(each.indicator, each.by): each.weight for each in scenario.couplings}
    weights |= dict(scenario.lenses[scenario.default_lens].couplings)
    start = at_the_start(scenario)
    for acting in acting_parts(scenario):
        hit: dict[str, dict[str, float]] = {}
        for effects in acting.effects:
            effect = effects.forms[0][0]
            # What has a condition may be for another case than its neighbours.
            if isinstance(effect.target, ex.Level) and len(effects.forms) == 1 and effect.when is None:
                actor, indicator = effect.target.actor, effect.target.indicator
                hit.setdefault(indicator, {})[actor] = start.amount(effect.amount)[0]
        for indicator, amounts in hit.items():
            weight = weights.get((indicator, indicator), 0.0)
            again = []
            for actor, amount in amounts.items():
                heard = sum(share * amounts.get(of, 0.0) for of, share in hearing.get(actor, ()))
                if amount and weight * heard / amount >= HEARD:
                    again.append(actor)
            if again:
                yield _repeated(acting, indicator, len(amounts), again)


def _repeated(acting: Acting, indicator: str, hit: int, again: Sequence[str]) -> Finding:
    names = " and ".join(f"`{each}`" for each in again)
    name = f"{'.'.join(acting.path)} ({indicator})"
    return Finding(
        "heard-anyway",
        (*acting.path, "effects"),
        f"{acting.of} moves `{indicator}` of {hit} actors, and {names} would hear of it over ties as well; let it hit"
        " the one concerned",
        name,
        "{count} lists of effects move one indicator of several actors of which some would hear of it over ties as"
        " well: {names}; let each hit the one concerned",
    )


def _hearing(scenario: Scenario) -> Mapping[str, Sequence[tuple[str, float]]]:
    """By actor: whom it listens to, and how much of what moves them it takes over as things are at the start."""
    lens = scenario.lenses[scenario.default_lens]
    found: dict[str, list[tuple[str, float]]] = {}
    for tie in scenario.ties.between:
        theta = lens.stubbornness.get(tie.listener, scenario.actors[tie.listener].stubbornness)
        attention = lens.attention.get((tie.listener, tie.of), tie.attention)
        share = (1.0 - theta) * attention * tie.trust.value / 100.0
        found.setdefault(tie.listener, []).append((tie.of, share))
    return found
