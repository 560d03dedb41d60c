"""What is counted twice, and endings that speak of acts which they do not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wargame.authoring.instants import EFFECT, Instant
from wargame.authoring.possible import Possible
from wargame.authoring.terms import TRUE
from wargame.authoring.warnings.conditions import Acting, Contents, both
from wargame.authoring.warnings.finding import Finding
from wargame.authoring.warnings.truth import at_the_start
from wargame.model import expression as ex
from wargame.model.scenario import Actor, Event, Indicator, Outcome, Scenario, Seat

HEARD = 0.01
"""An effect is heard anyway when ties bring at least this share of it."""
_Act = tuple[str | None, str]
"""An event or a move (no seat), or a reaction, by its id."""
_ACTS = (ex.Played, ex.Times, ex.Since, ex.Drawn, ex.SinceDrawn, ex.Fired)


def counted_twice(contents: Contents, possible: Possible) -> Iterator[Finding]:
    """Warnings of rules that read how something came out and move, in the turn in which it does, a number that the
    outcome moves itself."""
    scenario = contents.scenario
    moved: dict[ex.Drawn, set[ex.Target]] = {}
    events: dict[ex.Drawn, Event] = {}
    for acting in contents.acting:
        if acting.comes_out is not None and not acting.delay:
            targets = {effect.target for each in acting.effects for effect, _ in each.forms}
            moved.setdefault(acting.comes_out, set()).update(targets)
    for event in scenario.events.values():
        events.update({ex.Drawn(event.id, outcome.id): event for outcome in event.outcomes})
    known: dict[_Act, list[ex.Drawn]] = {}
    for drawn in moved:
        known.setdefault((drawn.seat, drawn.name), []).append(drawn)
    for rule in scenario.rules.values():
        if rule.delay:
            continue
        found: dict[tuple[ex.Drawn, ex.Drawn | ex.SinceDrawn], list[str]] = {}
        by_condition = _drawn_in(rule.when)
        for effect in rule.effects:
            nodes = dict.fromkeys([*by_condition, *_drawn_in(effect.when), *_drawn_in(effect.amount)])
            for drawn, node in _outcomes_read(nodes, known).items():
                if effect.target not in moved[drawn]:
                    continue
                now = _just_come(both(rule.when, effect.when), drawn)
                at = _turn_of(scenario, events.get(drawn), now)
                if at is not None and possible.judge.can_hold(now, at=at):
                    found.setdefault((drawn, node), []).append(f"`{ex.text(effect.target)}`")
        for (drawn, node), numbers in found.items():
            several = " and ".join(numbers) if len(numbers) < 3 else f"{', '.join(numbers[:-1])} and {numbers[-1]}"
            since = ex.SinceDrawn(drawn.name, drawn.outcome, drawn.seat)
            operator, turns = (">", 0.0) if isinstance(node, ex.Drawn) else ("==", 1.0)
            later = ex.Comparison(operator, since, ex.Number(turns))
            yield Finding(
                "counted-twice",
                ("rules", rule.id),
                f"rule `{rule.id}` reads `{ex.text(node)}` and moves {several} in the turn in which that outcome does"
                f" so too; let it begin a turn later (`{ex.text(later)}`) or take one of the two out",
            )


def _drawn_in(expression: ex.Expression | None) -> list[ex.Drawn | ex.SinceDrawn]:
    """Where an expression reads how something came out, or since when."""
    nodes = () if expression is None else ex.walk(expression)
    return [node for node in nodes if isinstance(node, ex.Drawn | ex.SinceDrawn)]


def _outcomes_read(
    nodes: Iterable[ex.Drawn | ex.SinceDrawn], known: Mapping[_Act, Sequence[ex.Drawn]]
) -> dict[ex.Drawn, ex.Drawn | ex.SinceDrawn]:
    """Which of the known outcomes are read, whatever they are aimed at, and how: by `drawn` or by `since`."""
    found: dict[ex.Drawn, ex.Drawn | ex.SinceDrawn] = {}
    for node in nodes:
        for drawn in known.get((node.seat, node.name), ()):
            if _of(node, drawn):
                found.setdefault(drawn, node)
    return found


def _of(node: ex.Drawn | ex.SinceDrawn, drawn: ex.Drawn) -> bool:
    return (node.seat, node.name) == (drawn.seat, drawn.name) and node.outcome in (None, drawn.outcome)


def _turn_of(scenario: Scenario, event: Event | None, condition: ex.Expression) -> Instant | None:
    """When a rule reads an outcome in the very turn in which it comes about; None where it does not."""
    if event is None:
        # What is played along is an answer to it, not the same said twice.
        played = any(isinstance(node, ex.Played) for node in ex.walk(condition))
        return None if played else EFFECT
    return None if event.closes else replace(EFFECT, turn=scenario.calendar.turn_of(event.date))


def _just_come(expression: ex.Expression, drawn: ex.Drawn) -> ex.Expression:
    """An expression in the turn in which something has come out so."""

    def put(node: ex.Expression) -> ex.Expression:
        if isinstance(node, ex.Drawn | ex.SinceDrawn) and _of(node, drawn):
            return TRUE if isinstance(node, ex.Drawn) else ex.Number(0.0)
        match node:
            case ex.Not(operand) | ex.Negative(operand):
                return replace(node, operand=put(operand))
            case ex.Every(several) | ex.Some(several):
                return replace(node, operands=tuple(map(put, several)))
            case ex.Comparison(_, left, right) | ex.Arithmetic(_, left, right):
                return replace(node, left=put(left), right=put(right))
            case ex.Choice(then, condition, otherwise):
                return ex.Choice(put(then), put(condition), put(otherwise))
            case ex.Call(function, arguments):
                return ex.Call(function, tuple(map(put, arguments)))
            case _:
                return node

    return put(expression)


@dataclass(frozen=True)
class _Named:
    """An act by its words."""

    what: str
    words: tuple[str, ...]
    """The words of its id or title that carry meaning, in order."""


def endings_without_acts(scenario: Scenario) -> Iterator[Finding]:
    """Warnings of endings whose id or title says what an act says, or whose text does in full, and which read none."""
    acts = list(_acts(scenario))
    every, longer = (Phrases([act.words for act in acts], least) for least in (1, 2))
    for ending in scenario.endings.values():
        when = ending.when
        if when is None or any(isinstance(node, _ACTS) for node in ex.walk(when)):
            continue
        spoken_of = {*every.within(_words(ending.id.replace("_", " "))), *every.within(_words(ending.title))}
        spoken_of.update(longer.within(_words(ending.text)))
        if spoken_of:
            yield Finding(
                "ending-without-act",
                ("endings", ending.id),
                f"ending `{ending.id}` speaks of {acts[min(spoken_of)].what}, and its condition reads no act, so that"
                " it can come though nobody did it; read `times(...)`, `since(...)`, `drawn(...)` or `fired(...)`, or"
                " call it something else",
            )


def _acts(scenario: Scenario) -> Iterator[_Named]:
    """What can be done or can befall, by the words of its id and of its title.

    Of rules and outcomes only longer names count: `holds` and `quiet` are words of any sentence.
    """
    things = frozenset(_words(" ".join([*_names(scenario)])))
    for move in scenario.moves.values():
        yield from _named(f"move `{move.id}`", move.id, move.title, 1, things)
        yield from _named_outcomes(move.id, move.outcomes, things)
    for seat, several in scenario.reactions.items():
        for reaction in several.values():
            yield from _named(f"reaction `{seat}.{reaction.id}`", reaction.id, reaction.title, 1, things)
            yield from _named_outcomes(f"{seat}.{reaction.id}", reaction.options[0].outcomes, things)
    for event in scenario.events.values():
        yield from _named(f"event `{event.id}`", event.id, event.title, 2, things)
        yield from _named_outcomes(event.id, event.outcomes, things)
    for rule in scenario.rules.values():
        yield from _named(f"rule `{rule.id}`", rule.id, rule.title, 2, things)


def _named_outcomes(of: str, outcomes: Iterable[Outcome], things: frozenset[str]) -> Iterator[_Named]:
    for outcome in outcomes:
        yield from _named(f"outcome `{of}.{outcome.id}`", outcome.id, outcome.title, 2, things)


def _names(scenario: Scenario) -> Iterator[str]:
    """What actors, seats and indicators are called: their names in an ending name no act."""
    named: list[Actor | Seat | Indicator] = [*scenario.actors.values(), *scenario.seats.values()]
    for each in (*named, *scenario.indicators.values()):
        yield f"{each.id.replace('_', ' ')} {each.title}"


def _named(what: str, name: str, title: str, least: int, things: frozenset[str]) -> Iterator[_Named]:
    for words in dict.fromkeys((_words(name.replace("_", " ")), _words(title))):
        if len(words) >= least and not things.issuperset(words):
            yield _Named(what, words)


_SMALL_WORDS = """
    a an and as at be but by for from in into is it its more no not of off on one or out so than that the then their
    there this to two up was what when which who will with without all any
"""
_SMALL = frozenset(_SMALL_WORDS.split())


def _words(text: str) -> tuple[str, ...]:
    """The words of a text that carry meaning, without their endings."""
    return tuple(_stem(word) for word in re.findall(r"[^\W\d_]+", text.lower()) if word not in _SMALL)


def _stem(word: str) -> str:
    """A word without the endings of English inflection, so that `probes` and `probed` are one."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


class Phrases:
    """Many phrases, sought in a text all at once, word by word: many in a long text take no longer than both."""

    def __init__(self, several: Iterable[Sequence[str]], least: int = 1) -> None:
        """Of phrases of so many words at least."""
        self._next: dict[tuple[int, str], int] = {}
        """What has been said so far, and the word that comes next."""
        self._said: dict[int, int] = {}
        """Where all of a phrase has been said: its place, the first of several alike."""
        for place, phrase in enumerate(several):
            if len(phrase) >= least:
                so_far = 0
                for word in phrase:
                    so_far = self._next.setdefault((so_far, word), len(self._next) + 1)
                self._said.setdefault(so_far, place)

    def within(self, words: Sequence[str]) -> Iterator[int]:
        """The places of phrases of which a text says all the words, one after the other; it may repeat them."""
        for begin in range(len(words)):
            so_far, at = 0, begin
            while at < len(words) and (found := self._next.get((so_far, words[at]))) is not None:
                so_far, at = found, at + 1
                if so_far in self._said:
                    yield self._said[so_far]


def heard_anyway(contents: Contents) -> Iterator[Finding]:
    """Warnings of lists of effects on one indicator of several actors of which some hear it from the others."""
    scenario = contents.scenario
    hearing = _hearing(scenario)
    weights = {(each.indicator, each.by): each.weight for each in scenario.couplings}
    weights |= dict(scenario.lenses[scenario.default_lens].couplings)
    start = at_the_start(scenario)
    for acting in contents.acting:
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
                shares = hearing.get(actor, {})
                fewer, more = (shares, amounts) if len(shares) < len(amounts) else (amounts, shares)
                heard = sum(shares[of] * amounts[of] for of in fewer if of in more)
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


def _hearing(scenario: Scenario) -> Mapping[str, Mapping[str, float]]:
    """By actor: whom it listens to, and how much of what moves them it takes over as things are at the start."""
    lens = scenario.lenses[scenario.default_lens]
    found: dict[str, dict[str, float]] = {}
    for tie in scenario.ties.between:
        theta = lens.stubbornness.get(tie.listener, scenario.actors[tie.listener].stubbornness)
        attention = lens.attention.get((tie.listener, tie.of), tie.attention)
        share = (1.0 - theta) * attention * tie.trust.value / 100.0
        found.setdefault(tie.listener, {})[tie.of] = share
    return found
