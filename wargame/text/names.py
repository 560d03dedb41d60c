"""Numbers, actors, seats, orders and causes by the names a reader knows them by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from wargame.engine.ledger import (
    ActOutcome,
    Cause,
    CauseKind,
    Direct,
    EventOutcome,
    Income,
    InjectId,
    MoveId,
    RuleId,
    Unattributed,
)
from wargame.model.order import Decision, Order, Withholding
from wargame.model.scenario import JUDGEMENT, MOVER_ID, Actor, Scenario, Seat, cited
from wargame.model.viewer import Seated, Side
from wargame.text.message import message
from wargame.text.words import listed

LONGEST_NAME = 20
"""A title up to this many characters is used in sentences as it is; a longer one gives way to its short form."""

_TRUST = re.compile(r"^trust\((\w+), ?(\w+)\)$")
_CAPITAL = re.compile(r"^capital\((\w+)\)$")


def signed(x: float, places: int = 1) -> str:
    """A change with its sign: `+3.2`, `-0.4`, and `0.0` for what rounds to nothing."""
    rounded = round(x, places)
    return f"{0:.{places}f}" if rounded == 0 else f"{rounded:+.{places}f}"


def plain(x: float, places: int = 1) -> str:
    """A level without a sign of its own: `62.0`, `-4.5`, never `-0.0`."""
    return f"{round(x, places) + 0.0:.{places}f}"


def short_number(x: float, places: int = 2) -> str:
    """A number as short as it can be said to so many places: `3`, `0.5`, `-12.25`."""
    return f"{round(x, places) + 0.0:.{places}f}".rstrip("0").rstrip(".")


def with_change(number: str, change: float) -> str:
    """A number with its change since the turn before."""
    return message("{number} ({change} since last turn)", number=number, change=signed(change))


def percent(share: float, places: int = 0) -> str:
    """A share from 0 to 1 in per cent: `8 %`, or to one place, where it needs it, `12.5 %`."""
    number = short_number(100 * share, places) if places else f"{round(100 * share)}"
    return message("{number} %", number=number)


def chance_words(probability: float) -> str:
    """How likely something was that came out: `40 in 100 chance`; empty for what was all but sure."""
    return message("{number} in 100 chance", number=f"{100 * probability:.0f}") if probability < 0.995 else ""


def actor_name(scenario: Scenario, actor: str) -> str:
    """An actor as it is called in a line: its title, or its short form where the title is long."""
    return _called(scenario.actors, actor)


def lens_name(scenario: Scenario, lens: str) -> str:
    """A lens by its title: `“Words work”`."""
    return message("“{lens}”", lens=scenario.lenses[lens].title)


def lens_names(scenario: Scenario, lenses: Iterable[str]) -> str:
    """Several lenses in a sentence."""
    return listed([lens_name(scenario, lens) for lens in lenses])


def seat_name(scenario: Scenario, seat: str) -> str:
    """A seat as it is called in a line: its title, or its short form where the title is long; MOVER_ID is the mover."""
    return mover_name(scenario) if seat == MOVER_ID else _called(scenario.seats, seat)


def seat_title(scenario: Scenario, seat: str) -> str:
    """A seat where a reader first meets it: its title, with the short form that lines call it by if they do."""
    title, name = scenario.seats[seat].title, seat_name(scenario, seat)
    return title if name == title else message("{title} ({short})", title=title, short=name)


def _called(several: Mapping[str, Actor] | Mapping[str, Seat], which: str) -> str:
    """One of several as it is called in a line; by its whole title where its short form would not tell it apart."""
    found = several.get(which)
    if found is None:
        return which
    if len(found.title) <= LONGEST_NAME:
        return found.title
    alike = sum(found.short in (each.short, each.title) for each in several.values())
    return found.short if alike == 1 else found.title


def side_name(scenario: Scenario, side: Side) -> str:
    """A seat or the mover by its name."""
    return seat_name(scenario, side.seat) if isinstance(side, Seated) else mover_name(scenario)


def mover_name(scenario: Scenario) -> str:
    """The mover as it is called in a line."""
    return actor_name(scenario, scenario.mover.actor)


def indicator_name(scenario: Scenario, indicator: str) -> str:
    """An indicator's title; one that the scenario does not name is one that the reader may not see."""
    found = scenario.indicators.get(indicator)
    return message("hidden indicator") if found is None else found.title


def mid_sentence(name: str) -> str:
    """An actor's or seat's name within a sentence: `the Guest` for `The Guest`."""
    return message("the {name}", name=name[4:]) if name.startswith("The ") else name


def possessive(name: str) -> str:
    """Whose it is: `NATO's`, `United States'`."""
    return message("{name}'", name=name) if name.endswith("s") else message("{name}'s", name=name)


def lowered(scenario: Scenario, title: str) -> str:
    """A title with a small initial, unless its first word is an acronym or a proper name in the scenario.

    `Cohesion` becomes `cohesion`; `US footprint` and `European pillar` stay as they are.
    """
    first = title.split(maxsplit=1)[0] if title else ""
    if not first[:1].isupper() or first[1:] != first[1:].lower():
        return title
    if scenario.is_proper_name(first):
        return title
    return title[0].lower() + title[1:]


def number_title(scenario: Scenario, name: str) -> str:
    """A number as a heading: `NATO: Cohesion`, `France's trust in NATO`, `EU: Capital`."""
    if found := _TRUST.match(name):
        return _trust_words(actor_name(scenario, found[1]), _of(scenario, found[2]))
    if found := _CAPITAL.match(name):
        return message("{seat}: Capital", seat=seat_name(scenario, found[1]))
    actor, _, indicator = name.partition(".")
    if not indicator:
        return name
    return message(
        "{actor}: {indicator}", actor=actor_name(scenario, actor), indicator=indicator_name(scenario, indicator)
    )


def number_short(scenario: Scenario, name: str) -> str:
    """A number where there is little room, by the actors' short forms: `NATO Cohesion`, `US->FRA trust`."""
    if found := _TRUST.match(name):
        listener, of = _short(scenario, found[1]), _short(scenario, found[2])
        return message("{listener}->{of} trust", listener=listener, of=of)
    if found := _CAPITAL.match(name):
        if found[1] == MOVER_ID:
            return message("{seat} Capital", seat=_short(scenario, scenario.mover.actor))
        seat = scenario.seats.get(found[1])
        return message("{seat} Capital", seat=seat.short if seat else found[1])
    actor, _, indicator = name.partition(".")
    if not indicator:
        return name
    return message("{actor} {indicator}", actor=_short(scenario, actor), indicator=indicator_name(scenario, indicator))


def number_phrase(scenario: Scenario, name: str, first: bool = False) -> str:
    """A number within a sentence, or `first` in it: `NATO's cohesion`, `the Guest's trust in the Host`."""
    if found := _TRUST.match(name):
        return _trust_words(_owner(actor_name(scenario, found[1]), first), _of(scenario, found[2]))
    if found := _CAPITAL.match(name):
        return _number_of(_owner(seat_name(scenario, found[1]), first), message("capital"))
    actor, _, indicator = name.partition(".")
    if not indicator:
        return name
    owner = _owner(actor_name(scenario, actor), first)
    return _number_of(owner, lowered(scenario, indicator_name(scenario, indicator)))


def reaction_title(scenario: Scenario, seat: str | None, name: str, target: str | None = None) -> str:
    """A move (no seat) or a seat's reaction by its title, with its target: `Reassure in public: Poland`."""
    part = scenario.moves.get(name) if seat is None else scenario.reactions.get(seat, {}).get(name)
    title = name if part is None else part.title
    return title if target is None else message("{title}: {of}", title=title, of=actor_name(scenario, target))


def order_words(scenario: Scenario, order: Decision) -> str:
    """An order in words: `Reassure in public: Poland`, `Withhold consent from NATO: Press in private`."""
    if isinstance(order, Withholding):
        seat = mid_sentence(seat_name(scenario, order.of))
        reaction = reaction_title(scenario, order.of, order.reaction)
        if order.in_part:
            return message("Consent with a footnote to {seat}: {reaction}", seat=seat, reaction=reaction)
        return message("Withhold consent from {seat}: {reaction}", seat=seat, reaction=reaction)
    return reaction_title(scenario, order.seat, order.reaction, order.target)


def cause_words(scenario: Scenario, cause: Cause) -> str:
    """What changed a number, with who did it and, if it was delayed, when it was ordered."""
    words = _cause_words(scenario, cause)
    if cause.ordered is None:
        return words
    return message("{cause} (ordered in turn {turn})", cause=words, turn=cause.ordered)


def _cause_words(scenario: Scenario, cause: Cause) -> str:
    title = cause_title(cause) or cause.id
    match cause.subject:
        case Order() if cause.kind is CauseKind.COST:
            return message("Paid for: {order}", order=title)
        case Order(seat, reaction, target) if reaction in scenario.reactions.get(seat, {}):
            done = reaction_title(scenario, seat, reaction, target)
            return message("{seat}: {order}", seat=seat_name(scenario, seat), order=done)
        case ActOutcome(of, _):
            act = _cause_words(scenario, replace(cause, subject=of))
            return message("{act}: {outcome}", act=act, outcome=title)
        case MoveId() if cause.kind is CauseKind.COST:
            return message("Paid for: {order}", order=title)
        case MoveId(move) if move in scenario.moves:
            return message("{mover}: {move}", mover=mover_name(scenario), move=scenario.moves[move].title)
        case RuleId(rule) if rule in scenario.rules:
            if cause.kind is CauseKind.COMBINATION:
                return message("Combination: {rule}", rule=scenario.rules[rule].title)
            return message("Standing rule: {rule}", rule=scenario.rules[rule].title)
        case EventOutcome(event, outcome) if event in scenario.events:
            titles = {each.id: each.title for each in scenario.events[event].outcomes}
            came = titles.get(outcome, outcome)
            return message("{event}: {outcome}", event=scenario.events[event].title, outcome=came)
        case InjectId(inject) if inject in scenario.injects:
            return message("Inject: {inject}", inject=scenario.injects[inject].title)
        case _:
            return title


EVERY_TURN = (CauseKind.INCOME, CauseKind.DRIFT, CauseKind.LIMIT, CauseKind.ROUNDING)
"""What acts turn after turn, so that nobody needs to know in which."""


def cause_title(cause: Cause) -> str:
    """A cause by the scenario's title, or by a title of our own where the scenario has none."""
    if cause.subject == Unattributed():
        return message("Not attributed to anyone")
    if cause.title:
        return cause.title
    match cause.kind:
        case CauseKind.INCOME:
            return message("Income of a turn")
        case CauseKind.DRIFT:
            return message("Drift back to the baseline")
        case CauseKind.LIMIT:
            return message("The limit of the range")
        case CauseKind.ROUNDING:
            return message("Rounding to a millionth")
        case _:
            return ""


def because_words(cause: Cause, direct: Direct) -> str:
    """Why a cause did something by itself, as the author says or as the rules of the game have it; else empty."""
    if direct.because:
        return direct.because
    match cause.kind:
        case CauseKind.INCOME if cause.subject == Income(MOVER_ID):
            return message("What the mover earns each turn.")
        case CauseKind.INCOME:
            return message("What a seat earns each turn.")
        case CauseKind.COST:
            return message("Its cost.")
        case _:
            return ""


def source_words(scenario: Scenario, source: str) -> str:
    """Where a number comes from: the source's title and the place in it; empty when none is given."""
    if source in ("", JUDGEMENT):
        return message("the author's judgement") if source else ""
    place, title = cited(source)[1], source_title(scenario, source)
    return message("{source}, {place}", source=title, place=place) if place else title


def source_title(scenario: Scenario, source: str) -> str:
    """The title of the source that a citation names."""
    name = cited(source)[0]
    return scenario.sources[name].title if name in scenario.sources else name


def _trust_words(listener: str, of: str) -> str:
    if listener.endswith("s"):
        return message("{listener}' trust in {of}", listener=listener, of=of)
    return message("{listener}'s trust in {of}", listener=listener, of=of)


def _number_of(owner: str, number: str) -> str:
    if owner.endswith("s"):
        return message("{owner}' {number}", owner=owner, number=number)
    return message("{owner}'s {number}", owner=owner, number=number)


def _owner(name: str, first: bool) -> str:
    return name if first else mid_sentence(name)


def _of(scenario: Scenario, actor: str) -> str:
    return mid_sentence(actor_name(scenario, actor))


def _short(scenario: Scenario, actor: str) -> str:
    found = scenario.actors.get(actor)
    return actor if found is None else found.short
