"""The setting of a scenario: calendar, sources, indicators, actors, ties, spread, assumptions and lenses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wargame.authoring import schema
from wargame.authoring.context import Context
from wargame.authoring.problems import Place
from wargame.authoring.schema_faults import validated
from wargame.authoring.scope import no_such_tie
from wargame.authoring.symbols import words
from wargame.authoring.yaml_tree import Block, Scalar
from wargame.model.scenario import (
    Actor,
    Assumption,
    Calendar,
    Coupling,
    Indicator,
    Lens,
    Source,
    Start,
    Tie,
    Ties,
)


@dataclass(frozen=True)
class Setting:
    """What the game is played on; parts with faults are left out."""

    calendar: Calendar | None
    sources: Mapping[str, Source]
    indicators: Mapping[str, Indicator]
    actors: Mapping[str, Actor]
    ties: Ties | None
    couplings: tuple[Coupling, ...]
    assumptions: Mapping[str, Assumption]
    lenses: Mapping[str, Lens]


def read_setting(reading: Context) -> Setting:
    """The setting of a file, its faults noted."""
    indicators = _indicators(reading)
    lenses = _lenses(reading)
    couplings = _couplings(reading)
    written = {(each.indicator, each.by) for each in couplings}
    # What only a lens sets weighs nothing under the others.
    for lens in lenses.values():
        for indicator, by in [pair for pair in lens.couplings if pair not in written]:
            line = reading.place("lenses", lens.id, "spread", indicator, by).line
            couplings += (Coupling(indicator, by, 0.0, line),)
            written.add((indicator, by))
    return Setting(
        calendar=_calendar(reading),
        sources=_sources(reading),
        indicators=indicators,
        actors=_actors(reading, indicators),
        ties=_ties(reading),
        couplings=couplings,
        assumptions=_assumptions(reading),
        lenses=lenses,
    )


def _calendar(reading: Context) -> Calendar | None:
    key = reading.root.keys_by_name.get("calendar")
    if key is None:
        return None
    read = validated(schema.CalendarShape, reading.root[key], key, "the calendar", reading.faults)
    return None if read is None else Calendar(read.start, read.months_per_turn, read.turns)


def _sources(reading: Context) -> dict[str, Source]:
    return {
        str(key): Source(
            str(key), read.title, read.publisher, read.date, read.url, read.note, key.line, tuple(read.headings)
        )
        for key, read in reading.parts("sources", schema.SourceShape, "source")
    }


def _indicators(reading: Context) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    faults = reading.faults
    for key, read in reading.parts("indicators", schema.IndicatorShape, "indicator"):
        if not read.low < read.high:
            faults.error(key, "low-above-high", f"`low` of indicator `{key}` must be below its `high`")
            continue
        for actor in read.actors or ():
            reading.known(actor, "actor", actor.text, reading.names.levels)
        for seat in read.seen_by or ():
            reading.known(seat, "seat", seat.text, reading.names.seats)
        _twice(reading, read.actors or ())
        _twice(reading, read.seen_by or ())
        seen_by = None if read.seen_by is None else tuple(seat.text for seat in read.seen_by)
        found[str(key)] = Indicator(str(key), read.title, read.text, read.low, read.high, read.drift, seen_by, key.line)
    return found


def _twice(reading: Context, listed: list[Scalar] | tuple[()]) -> None:
    seen: set[str] = set()
    for each in listed:
        if each.text in seen:
            reading.faults.error(each, "listed-twice", f"`{each.text}` is in this list twice")
        seen.add(each.text)


def _actors(reading: Context, indicators: Mapping[str, Indicator]) -> dict[str, Actor]:
    faults = reading.faults
    wanted = {
        str(indicator): set(words(raw.under("actors"))) if "actors" in raw else None
        for indicator, raw in reading.section("indicators").items()
        if isinstance(raw, Block)
    }
    found: dict[str, Actor] = {}
    for key, read in reading.parts("actors", schema.ActorShape, "actor"):
        levels: dict[str, Start] = {}
        for name, level in read.levels.items():
            if not reading.known(name, "indicator", name, reading.names.indicators):
                continue
            having = wanted.get(str(name))
            if having is not None and str(key) not in having:
                faults.error(name, "level-not-wanted", f"indicator `{name}` does not list `{key}` among its `actors`")
            indicator = indicators.get(str(name))
            low, high = (indicator.low, indicator.high) if indicator else (None, None)
            levels[str(name)] = _start(
                reading, f"`{key}.{name}`", name, level.value, level, low, high, "the range of the indicator"
            )
        for name_wanted, having in wanted.items():
            if name_wanted not in read.levels and (having is None or str(key) in having):
                faults.error(
                    reading.place("actors", key, "levels"),
                    "level-missing",
                    f"actor `{key}` needs a level of indicator `{name_wanted}`, or the indicator a list of `actors`",
                )
        found[str(key)] = Actor(str(key), read.title, read.short, read.text, read.stubbornness, levels, key.line)
    return found


def _start(
    reading: Context,
    what: str,
    place: Place,
    value: float,
    read: schema.LevelShape | schema.TieShape | schema.AssumptionShape,
    low: float | None,
    high: float | None,
    range_of: str,
) -> Start:
    baseline = getattr(read, "baseline", None)
    for word, number in (("value", value), ("baseline", baseline)):
        if number is None or low is None or high is None or low <= number <= high:
            continue
        verb = "begins at" if word == "value" else "has its baseline at"
        reading.faults.error(
            place, "outside-range", f"{what} {verb} {number:g}, outside {range_of}, {low:g} to {high:g}"
        )
    return Start(
        value,
        value if baseline is None else baseline,
        read.plus_or_minus,
        read.because,
        reading.source(read.source),
        place.line,
    )


def _ties(reading: Context) -> Ties | None:
    key = reading.root.keys_by_name.get("ties")
    if key is None:
        return None
    faults = reading.faults
    read = validated(schema.TiesShape, reading.root[key], key, "`ties`", faults)
    if read is None:
        return None
    if not read.low < read.high:
        faults.error(key, "low-above-high", "`low` of `ties` must be below `high`")
    between: list[Tie] = []
    for listener, several in read.between.items():
        reading.known(listener, "actor", listener, reading.names.levels)
        given = sum(tie.attention for tie in several.values() if tie.attention is not None)
        silent = sum(1 for tie in several.values() if tie.attention is None)
        if given > 1 + 1e-9:
            faults.error(
                listener,
                "attention",
                f"the attention of `{listener}` adds up to {given:.4g}, and may not be more than 1",
            )
        share = max(0.0, 1.0 - given) / silent if silent else 0.0
        for of, tie in several.items():
            reading.known(of, "actor", of, reading.names.levels)
            if of == listener:
                faults.error(of, "tie-to-itself", f"`{of}` cannot have a tie to itself")
            what = f"trust({listener}, {of})"
            trust = _start(reading, f"`{what}`", of, tie.trust, tie, read.low, read.high, "the range of ties")
            attention = share if tie.attention is None else tie.attention
            between.append(Tie(str(listener), str(of), trust, attention, of.line))
    return Ties(read.low, read.high, read.drift, tuple(between))


class _SpreadShape(schema.Shape):
    """Only the spread, to hold it against its shape by itself."""

    spread: schema.Spread


def _couplings(reading: Context) -> tuple[Coupling, ...]:
    key = reading.root.keys_by_name.get("spread")
    if key is None:
        return ()
    around = Block(key.line, key.column)
    around[key] = reading.root[key]
    around.keys_by_name["spread"] = key
    read = validated(_SpreadShape, around, key, "the scenario", reading.faults)
    found: list[Coupling] = []
    for indicator, by_others in read.spread.items() if read else ():
        reading.known(indicator, "indicator", indicator, reading.names.indicators)
        for by, weight in by_others.items():
            reading.known(by, "indicator", by, reading.names.indicators)
            found.append(Coupling(str(indicator), str(by), weight, by.line))
    return tuple(found)


def _assumptions(reading: Context) -> dict[str, Assumption]:
    return {
        str(key): Assumption(
            str(key),
            read.title,
            read.value,
            read.plus_or_minus,
            read.because,
            reading.source(read.source),
            key.line,
        )
        for key, read in reading.parts("assumptions", schema.AssumptionShape, "assumption")
    }


def _lenses(reading: Context) -> dict[str, Lens]:
    names, faults = reading.names, reading.faults
    several = reading.section("lenses")
    found: dict[str, Lens] = {}
    for key, read in reading.parts_of(several, schema.LensShape, "lens"):
        for assumption in read.assumptions:
            reading.known(assumption, "assumption", assumption, names.assumptions)
        couplings: dict[tuple[str, str], float] = {}
        for indicator, by_others in read.spread.items():
            reading.known(indicator, "indicator", indicator, names.indicators)
            for by, weight in by_others.items():
                reading.known(by, "indicator", by, names.indicators)
                couplings[str(indicator), str(by)] = weight
        attention: dict[tuple[str, str], float] = {}
        for listener, shares in read.attention.items():
            there = reading.known(listener, "actor", listener, names.levels)
            for of, share in shares.items():
                if reading.known(of, "actor", of, names.levels) and there and (listener, of) not in names.ties:
                    faults.error(of, "no-such-tie", no_such_tie(listener, of, names))
                attention[str(listener), str(of)] = share
        for actor in read.stubbornness:
            reading.known(actor, "actor", actor, names.levels)
        found[str(key)] = Lens(
            str(key),
            read.title,
            read.text,
            {str(name): value for name, value in read.assumptions.items()},
            couplings,
            attention,
            {str(actor): value for actor, value in read.stubbornness.items()},
            key.line,
        )
    if not several:
        found["plain"] = Lens("plain", "As written", "", {}, {}, {}, {}, 1)
    return found
