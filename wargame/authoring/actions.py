"""What changes numbers: effects, moves, reactions, rules, events and injects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from wargame.authoring import schema
from wargame.authoring.context import Context
from wargame.authoring.letters import shown
from wargame.authoring.problems import Place
from wargame.authoring.scope import Scope
from wargame.authoring.symbols import block, words
from wargame.authoring.yaml_tree import Block, Key, Scalar
from wargame.model import expression as ex
from wargame.model.scenario import (
    MOVER_ID,
    Calendar,
    Consent,
    Effect,
    Event,
    Inject,
    Move,
    Option,
    Outcome,
    Reaction,
    Rule,
    Weight,
)

MOST_AIMED = 50_000
"""The most effects of aimed reactions, each counted once for every target."""
MOST_AIMED_TEXT = 500_000
"""The most characters of what aimed reactions compute, counted once for every target: each is read anew for each."""

_TARGET = re.compile(r"\btarget\b")


def read_effects(reading: Context, written: schema.Effects, scope: Scope) -> tuple[Effect, ...]:
    """The effects of a part, without those that have faults."""
    found: list[Effect] = []
    at: dict[ex.Target, Key] = {}
    for key, read in written.items():
        target = reading.number_named(key, scope)
        if target is not None and not _TARGET.search(key):
            if target in at:
                first = at[target].line
                reading.faults.error(
                    key,
                    "duplicate-key",
                    f"`{shown(key)}` is changed here a second time; the first is on line {first}",
                )
            at[target] = key
        amount = reading.amount(read.amount, scope, read.plus_or_minus)
        when = reading.condition(read.when, scope) if read.when else None
        source = reading.source(read.source)
        if target is not None and amount is not None:
            found.append(Effect(target, amount, read.plus_or_minus, when, read.because, source, key.line))
    return tuple(found)


def read_weight(reading: Context, read: schema.WeightShape, scope: Scope, place: Place) -> Weight | None:
    """A weight of chance or doctrine; None, with its faults noted, when it cannot be read."""
    amount = reading.amount(read.amount, scope, read.plus_or_minus)
    source = reading.source(read.source)
    return (
        None
        if amount is None
        else Weight(amount, read.plus_or_minus, read.because, source, read.amount.line or place.line)
    )


def read_outcomes(
    reading: Context,
    what: str,
    place: Key,
    written: Mapping[Key, schema.OutcomeShape],
    drawn: Scope,
    acting: Scope,
) -> tuple[Outcome, ...]:
    """How an event, a move or a reaction may come out: the weights as they are read when it is drawn."""
    found: list[Outcome] = []
    for key, outcome in written.items():
        reading.good_id(key)
        weight = read_weight(reading, outcome.weight, drawn, key)
        effects = read_effects(reading, outcome.effects, acting)
        if weight is not None:
            found.append(Outcome(str(key), outcome.title, outcome.text, weight, effects, key.line))
    weights = [each.weight.amount for each in found]
    none = all(isinstance(each, ex.Number) and each.value <= 0 for each in weights)
    if written and len(found) == len(written) and none:
        reading.faults.error(place, "no-weight", f"no outcome of {what} has a weight above 0, so none can be drawn")
    return tuple(found)


def read_moves(reading: Context) -> dict[str, Move]:
    """The moves; a fault is noted when there are turns in which the mover might have none."""
    found: dict[str, Move] = {}
    still = Scope(reading.names, where="in the weight or condition of a move")
    acting = Scope(reading.names, now=True)
    any_turn = False
    for raw in reading.section("moves").values():
        keys = raw.keys_by_name if isinstance(raw, Block) else {}
        bare = isinstance(raw, Block) and "when" not in keys
        for word, usual in (("once", "false"), ("again_after", "1"), ("cost", "0")):
            given = raw[keys[word]] if isinstance(raw, Block) and word in keys else None
            bare = bare and (given is None or (isinstance(given, Scalar) and given.text == usual))
        any_turn = any_turn or bare
    for key, read in reading.parts("moves", schema.MoveShape, "move"):
        weight = read_weight(reading, read.weight, still, key)
        when = reading.condition(read.when, still) if read.when else None
        effects = read_effects(reading, read.effects, acting)
        outcomes = read_outcomes(reading, f"move `{key}`", key, read.outcomes, acting, acting)
        if outcomes and key in reading.names.events:
            reading.faults.error(
                key, "two-of-a-name", f"`{key}` is an event too, so `drawn({key}....)` could mean either; rename one"
            )
        if read.cost and not reading.names.mover_capital:
            reading.faults.error(
                reading.value_place("moves", key, "cost"),
                "no-capital",
                f"move `{key}` costs {read.cost:g}, and the mover has no `capital`; give it some under `mover`",
            )
        for seat in read.matters:
            reading.known(seat, "seat", seat, reading.names.seats)
        if weight is None:
            continue
        matters = {str(seat): text for seat, text in read.matters.items()}
        found[str(key)] = Move(
            str(key),
            read.title,
            read.text,
            weight,
            read.cost,
            when,
            read.once,
            read.again_after,
            read.delay,
            effects,
            outcomes,
            matters,
            key.line,
        )
    if reading.names.moves and not any_turn:
        reading.faults.error(
            reading.place("moves"),
            "no-move-always",
            "at least one move must have neither `when`, `once`, `again_after` nor `cost`, so that the mover can always"
            " move",
        )
    return found


def read_reactions(reading: Context) -> dict[str, dict[str, Reaction]]:
    """The reactions of every seat, by seat in the seats' order."""
    names, faults = reading.names, reading.faults
    found: dict[str, dict[str, Reaction]] = {seat: {} for seat in names.seats}
    several = reading.section("reactions")
    if not _few_enough(reading, several):
        return found
    for seat, raw in several.items():
        if not reading.known(seat, "seat", seat, names.seats):
            continue
        if not isinstance(raw, Block):
            faults.error(seat, "wrong-type", f"the reactions of seat `{seat}` need a block of keys")
            continue
        for key, read in reading.parts_of(raw, schema.ReactionShape, "reaction"):
            made = _reaction(reading, str(seat), key, read)
            if made is not None:
                found[str(seat)][str(key)] = made
    return found


def _few_enough(reading: Context, several: Block) -> bool:
    """Whether the reactions, with every target filled in, stay within bounds."""
    total = characters = 0
    for seat, own in several.items():
        for key, raw in block(own).items():
            if isinstance(raw, Block):
                computed = sum(_characters(raw.under(part)) for part in ("when", "doctrine", "effects", "outcomes"))
                characters += len(words(raw.under("targets"))) * computed
                effects = raw.under("effects")
                outcomes = block(raw.under("outcomes"))
                many = (effects, *(block(each).under("effects") for each in outcomes.values()))
                each = 1 + len(outcomes) + sum(len(several) for several in many if isinstance(several, Block))
                total += len(words(raw.under("targets"))) * each
            if total > MOST_AIMED:
                reading.faults.error(
                    key,
                    "too-many",
                    f"with `{seat}.{shown(key)}` the effects of reactions with targets, counted once for each target,"
                    f" are more than {MOST_AIMED}; give it fewer targets or fewer effects",
                )
                return False
            if characters > MOST_AIMED_TEXT:
                reading.faults.error(
                    key,
                    "too-many",
                    f"with `{seat}.{shown(key)}` the conditions and amounts of reactions with targets, counted once for"
                    f" each target, have more than {MOST_AIMED_TEXT:,} characters; give it fewer targets or shorten"
                    " them",
                )
                return False
    return True


_WORDS = ("title", "text", "because", "source")
"""What is written under these is not computed."""


def _characters(raw: object) -> int:
    """How many characters the names, conditions and amounts in a part of a reaction have."""
    if isinstance(raw, Scalar):
        return len(raw.text)
    several = block(raw).items()
    return sum(len(key) + _characters(value) for key, value in several if key not in _WORDS)


def _reaction(reading: Context, seat: str, key: Key, read: schema.ReactionShape) -> Reaction | None:
    names = reading.names
    still = Scope(names, where="in the condition of a reaction")
    in_doctrine = Scope(names, seat=seat, where="in a doctrine")
    acting = Scope(names, now=True)
    targets: list[str | None] = [None]
    if read.targets is not None:
        listed = [each for each in read.targets if reading.known(each, "actor", each.text, names.levels)]
        targets = []
        for each in listed:
            if each.text in targets:
                reading.faults.error(each, "listed-twice", f"`{each.text}` is in this list twice")
            else:
                targets.append(each.text)
    options: list[Option] = []
    effects: tuple[Effect, ...] | None = None
    outcomes: tuple[Outcome, ...] = ()
    what = f"reaction `{seat}.{key}`"
    for target in targets:
        aiming = replace(acting, target=target)
        if effects is None or _aimed(read.effects, read.outcomes):
            effects = read_effects(reading, read.effects, aiming)
            outcomes = read_outcomes(reading, what, key, read.outcomes, aiming, aiming)
        when = reading.condition(read.when, replace(still, target=target)) if read.when else None
        doctrine: Weight | None = Weight(ex.Number(1.0), 0.0, "", "", key.line)
        if read.doctrine is not None:
            doctrine = read_weight(reading, read.doctrine, replace(in_doctrine, target=target), key)
        if doctrine is not None:
            options.append(Option(target, when, doctrine, effects, outcomes))
    consent = _consent(reading, seat, key, read.consent) if read.consent else None
    if not options:
        return None
    return Reaction(
        str(key),
        seat,
        read.title,
        read.text,
        read.cost,
        read.once,
        read.again_after,
        read.delay,
        read.secret,
        consent,
        tuple(options),
        key.line,
    )


def _aimed(effects: schema.Effects, outcomes: Mapping[Key, schema.OutcomeShape]) -> bool:
    """Whether what a reaction does depends on its target."""
    several = [effects, *(each.effects for each in outcomes.values())]
    written = [text for each in outcomes.values() for text in (each.weight.amount,)]
    written += [
        text
        for each in several
        for effect in each.values()
        for text in (effect.amount, effect.when)
        if text is not None
    ]
    names = [name for each in several for name in each]
    return any(_TARGET.search(text) for text in (*names, *(each.text for each in written)))


def _consent(reading: Context, seat: str, key: Key, read: schema.ConsentShape) -> Consent:
    withheld_when: dict[str, ex.Expression] = {}
    footnote_when: dict[str, ex.Expression] = {}
    for other, written in read.seats.items():
        if other == reading.names.mover and other not in reading.names.seats:
            reading.faults.error(
                other, "unknown-name", f"there is no seat `{other}`; the mover is asked as `{MOVER_ID}`", MOVER_ID
            )
            continue
        if not reading.known(other, "seat", other, [*reading.names.seats, MOVER_ID]):
            continue
        if other == seat:
            reading.faults.error(other, "own-consent", f"seat `{seat}` cannot be asked for consent to its own reaction")
            continue
        scope = Scope(reading.names, seat=str(other), where="in a condition of consent")
        condition = reading.condition(written.withhold, scope)
        if condition is not None:
            withheld_when[str(other)] = condition
        if written.footnote is None:
            continue
        if read.footnote is None:
            reading.faults.error(
                other,
                "no-footnote",
                f"`{other}` may add a footnote, so `consent` needs `footnote`: the share of the effects left then",
            )
        condition = reading.condition(written.footnote, scope)
        if condition is not None:
            footnote_when[str(other)] = condition
    line = reading.place("reactions", seat, key, "consent").line
    return Consent(withheld_when, footnote_when, read.without, read.footnote, line)


def read_rules(reading: Context) -> dict[str, Rule]:
    """The rules; one whose condition reads `played(...)` is a combination."""
    found: dict[str, Rule] = {}
    scope = Scope(reading.names, now=True)
    for key, read in reading.parts("rules", schema.RuleShape, "rule"):
        when = reading.condition(read.when, scope)
        effects = read_effects(reading, read.effects, scope)
        if when is None:
            continue
        combination = any(isinstance(node, ex.Played) for node in ex.walk(when))
        found[str(key)] = Rule(
            str(key),
            read.title,
            read.text,
            when,
            combination,
            read.once,
            read.delay,
            read.secret,
            effects,
            key.line,
        )
    return found


def read_events(reading: Context, calendar: Calendar | None) -> dict[str, Event]:
    """The dated chance events."""
    found: dict[str, Event] = {}
    still = Scope(reading.names, where="in an event, which comes about by itself")
    # What an event did could read the orders of its turn until format 2; it now reads that nothing is played.
    first = reading.root.under("format")
    acting = replace(still, now=isinstance(first, Scalar) and first.text == "1")
    for key, read in reading.parts("events", schema.EventShape, "event"):
        if calendar is not None and not 1 <= calendar.turn_of(read.date) <= calendar.turns:
            reading.faults.error(
                reading.value_place("events", key, "date"),
                "outside-calendar",
                f"event `{key}` is due in {read.date}, and the game lasts from {calendar.start} to"
                f" {calendar.last_month(calendar.turns)}",
            )
        when = reading.condition(read.when, still) if read.when else None
        outcomes = read_outcomes(reading, f"event `{key}`", key, read.outcomes, still, acting)
        found[str(key)] = Event(str(key), read.title, read.text, read.date, when, read.closes, outcomes, key.line)
    return found


def read_injects(reading: Context) -> Mapping[str, Inject]:
    """What a facilitator may release."""
    found: dict[str, Inject] = {}
    still = Scope(reading.names, where="in the condition of an inject")
    acting = Scope(reading.names, now=True)
    for key, read in reading.parts("injects", schema.InjectShape, "inject"):
        when = reading.condition(read.when, still) if read.when else None
        effects = read_effects(reading, read.effects, acting)
        found[str(key)] = Inject(str(key), read.title, read.text, when, read.once, read.delay, effects, key.line)
    return found
