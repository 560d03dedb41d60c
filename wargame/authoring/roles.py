"""Who plays and for what: seats, the mover, goals, endings and expectations."""

from __future__ import annotations

import math
from collections.abc import Mapping

from wargame.authoring import schema
from wargame.authoring.context import Context
from wargame.authoring.letters import shown
from wargame.authoring.problems import Place
from wargame.authoring.schema_faults import validated
from wargame.authoring.scope import Scope
from wargame.authoring.setting import Setting
from wargame.authoring.yaml_tree import Block, Key
from wargame.model import expression as ex
from wargame.model.scenario import (
    AGENCY_OVER,
    MOVER_ID,
    AgencyExpectation,
    Calendar,
    CapitalBudget,
    Ending,
    Expectation,
    Goal,
    Mover,
    Opening,
    Seat,
)


def read_seats(reading: Context) -> dict[str, Seat]:
    """The seats; an actor is played by one seat at most."""
    found: dict[str, Seat] = {}
    played_by: dict[str, str] = {}
    for key, read in reading.parts("roles", schema.RoleShape, "seat"):
        for actor in read.actors:
            if not reading.known(actor, "actor", actor.text, reading.names.levels):
                continue
            if actor.text in played_by:
                other = played_by[actor.text]
                message = (
                    f"`{actor.text}` is in this list twice"
                    if other == key
                    else f"actor `{actor.text}` is played by seat `{other}` already"
                )
                reading.faults.error(actor, "listed-twice" if other == key else "played-twice", message)
            played_by[actor.text] = str(key)
        capital = _capital(reading, read.capital, f"seat `{key}`", "roles", key, "capital")
        goals = _goals(reading, read.goals, str(key))
        actors = tuple(actor.text for actor in read.actors)
        found[str(key)] = Seat(
            str(key),
            read.title,
            read.short,
            actors,
            read.brief,
            capital,
            read.orders_per_turn,
            goals,
            key.line,
        )
    return found


def _capital(reading: Context, read: schema.CapitalShape, whose: str, *path: str) -> CapitalBudget:
    capital = CapitalBudget(read.start, read.income, read.most, reading.place(*path).line)
    if capital.start > capital.most:
        reading.faults.error(
            reading.value_place(*path, "start"),
            "above-most",
            f"{whose} starts with {capital.start:g} capital and can hold {capital.most:g} at most",
        )
    return capital


def read_mover(reading: Context) -> Mover | None:
    """The mover, whose actor no seat may play."""
    key = reading.root.keys_by_name.get("mover")
    if key is None:
        return None
    read = validated(schema.MoverShape, reading.root[key], key, "the mover", reading.faults)
    if read is None:
        return None
    actor = read.actor.text
    if reading.known(read.actor, "actor", actor, reading.names.levels):
        for seat, actors in reading.names.seats.items():
            if actor in actors:
                reading.faults.error(
                    read.actor,
                    "played-twice",
                    f"actor `{actor}` is played by seat `{seat}` and cannot be the mover too",
                )
    goals = _goals(reading, read.goals, None)
    capital = None if read.capital is None else _capital(reading, read.capital, "the mover", "mover", "capital")
    return Mover(actor, read.title, read.brief, capital, goals, key.line)


def _goals(reading: Context, written: Mapping[Key, schema.GoalShape], seat: str | None) -> tuple[Goal, ...]:
    """The goals of a seat, which must see what they are scored on, or of the mover for None."""
    found: list[Goal] = []
    of = "the mover" if seat is None else f"seat `{seat}`"
    scope = Scope(reading.names, seat=seat, where="in a goal")
    for key, read in written.items():
        reading.good_id(key)
        what = f"goal `{key}` of {of}"
        applies = reading.condition(read.applies, scope) if read.applies else None
        if (read.when is None) == (read.measure is None):
            reading.faults.error(key, "goal-form", f"{what} needs either `when`, or `measure` with `from` and `to`")
            continue
        if read.when is not None:
            if read.start is not None or read.end is not None:
                reading.faults.error(key, "goal-form", f"{what} has a `when`, so it cannot have `from` or `to`")
            when = reading.condition(read.when, scope)
            if when is not None:
                found.append(Goal(str(key), read.title, read.points, when, None, 0.0, 0.0, applies, key.line))
            continue
        if read.measure is None or read.start is None or read.end is None:
            reading.faults.error(key, "goal-form", f"{what} needs `from` and `to` beside its `measure`")
            continue
        if read.start == read.end:
            reading.faults.error(key, "goal-flat", f"`from` and `to` of {what} must differ")
        measure = reading.amount(read.measure, scope)
        if measure is not None:
            found.append(
                Goal(str(key), read.title, read.points, None, measure, read.start, read.end, applies, key.line)
            )
    return tuple(found)


def read_endings(reading: Context) -> dict[str, Ending]:
    """The endings, of which only the last has no condition."""
    found: dict[str, Ending] = {}
    scope = Scope(reading.names, where="in an ending")
    parts = list(reading.parts("endings", schema.EndingShape, "ending"))
    whole = len(parts) == len(reading.section("endings"))
    for place, (key, read) in enumerate(parts):
        when = reading.condition(read.when, scope) if read.when else None
        found[str(key)] = Ending(str(key), read.title, read.text, read.sign, when, key.line)
        if not whole:
            continue
        if read.when is None and place < len(parts) - 1:
            reading.faults.error(
                key,
                "ending-order",
                f"ending `{key}` has no `when`, so it must be the last; those after it never come",
            )
        if read.when is not None and place == len(parts) - 1:
            reading.faults.error(
                key,
                "ending-order",
                "the last ending must have no `when`: it comes when the calendar runs out",
            )
    return found


def read_openings(
    reading: Context, setting: Setting, seats: Mapping[str, Seat], mover: Mover | None
) -> dict[str, Opening]:
    """The named starting points: what each sets must be there and within its range."""
    found: dict[str, Opening] = {}
    calendar, ties = setting.calendar, setting.ties
    budgets = {seat.id: seat.capital for seat in seats.values()}
    if mover is not None and mover.capital is not None:
        budgets[MOVER_ID] = mover.capital

    def range_of(target: ex.Target) -> tuple[float, float]:
        match target:
            case ex.Level(_, indicator) if indicator in setting.indicators:
                return setting.indicators[indicator].low, setting.indicators[indicator].high
            case ex.Trust() if ties is not None:
                return ties.low, ties.high
            case ex.Capital(whose) if whose in budgets:
                return 0.0, budgets[whose].most
            case _:
                return -math.inf, math.inf

    for key, read in reading.parts("openings", schema.OpeningShape, "opening"):
        if calendar is not None and read.turn > calendar.turns:
            reading.faults.error(
                reading.value_place("openings", key, "turn"),
                "outside-calendar",
                f"opening `{key}` begins at turn {read.turn}, and the game has {calendar.turns}",
            )
        levels: dict[ex.Target, float] = {}
        for name, level in read.levels.items():
            target = reading.number_named(name, Scope(reading.names))
            if target is None:
                continue
            low, high = range_of(target)
            if not low <= level <= high:
                reading.faults.error(
                    reading.value_place("openings", key, "levels", name),
                    "out-of-range",
                    f"`{shown(name)}` of opening `{key}` is {level:g}, outside its range, {low:g} to {high:g}",
                )
            levels[target] = level
        settled: dict[str, str] = {}
        for event, outcome in read.events.items():
            if reading.known(event, "event", event, reading.names.events) and reading.known(
                outcome, f"outcome of event `{event}`:", outcome.text, reading.names.events[event]
            ):
                settled[str(event)] = outcome.text
        found[str(key)] = Opening(str(key), read.title, read.text, read.turn, levels, settled, key.line)
    return found


def read_agency(reading: Context) -> dict[str, AgencyExpectation]:
    """The author's own tests of what seats can do about their fate: expectations that name a seat as `agency`."""
    found: dict[str, AgencyExpectation] = {}
    for key, read in reading.parts_of(_expectations(reading, of_agency=True), schema.AgencyShape, "expectation"):
        source = reading.source(read.source)
        seat = read.agency.text
        over = AGENCY_OVER[0] if read.over is None else read.over.text
        known = reading.known(read.agency, "seat", seat, reading.names.seats)
        if read.over is not None and not reading.known(read.over, "way of playing", over, AGENCY_OVER):
            continue
        if known:
            found[str(key)] = AgencyExpectation(
                str(key), read.title, seat, over, read.low, read.because, source, key.line
            )
    return found


def _expectations(reading: Context, of_agency: bool) -> Block:
    """The expectations that are of a seat's agency, or all others."""
    section = reading.section("expectations")
    some = Block(section.line, section.column)
    for key, raw in section.items():
        if (isinstance(raw, Block) and "agency" in raw) == of_agency:
            some[key] = raw
            some.keys_by_name[str(key)] = key
    return some


def read_expectations(reading: Context, calendar: Calendar | None) -> dict[str, Expectation]:
    """The author's own tests of what comes true, and how often."""
    found: dict[str, Expectation] = {}
    scope = Scope(reading.names, endings=True, where="in an expectation")
    for key, read in reading.parts_of(_expectations(reading, of_agency=False), schema.ExpectationShape, "expectation"):
        that = reading.condition(read.that, scope)
        source = reading.source(read.source)

        def at(word: str, key: Key = key) -> Place:
            return reading.value_place("expectations", key, word)

        if read.start > read.end:
            reading.faults.error(at("to"), "backwards", f"expectation `{key}` ends before it begins")
        for word, month in (("from", read.start), ("to", read.end)):
            if calendar is not None and not 1 <= calendar.turn_of(month) <= calendar.turns:
                reading.faults.error(
                    at(word),
                    "outside-calendar",
                    f"{month} lies outside the game, which lasts from {calendar.start} to"
                    f" {calendar.last_month(calendar.turns)}",
                )
        if read.low > read.high:
            reading.faults.error(at("high"), "low-above-high", f"`low` of expectation `{key}` is above its `high`")
        if that is not None:
            found[str(key)] = Expectation(
                str(key),
                read.title,
                that,
                read.start,
                read.end,
                read.low,
                read.high,
                read.because,
                source,
                key.line,
            )
    return found
