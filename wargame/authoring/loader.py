"""A scenario file from its bytes to a scenario, or to the list of its faults."""

from __future__ import annotations

import os
from functools import lru_cache

from wargame.authoring import schema, ways
from wargame.authoring.actions import read_events, read_injects, read_moves, read_reactions, read_rules
from wargame.authoring.claims import Parts, read_claims
from wargame.authoring.context import Context
from wargame.authoring.convergence import check_spread
from wargame.authoring.counts import within_bounds
from wargame.authoring.file_text import clean, read_text
from wargame.authoring.letters import clause, shown
from wargame.authoring.problems import Faults, Problem, ScenarioError, Spot, TooManyFaults
from wargame.authoring.reachability import check_endings, declared, moving, ranges_in_play
from wargame.authoring.roles import (
    read_agency,
    read_endings,
    read_expectations,
    read_mover,
    read_openings,
    read_seats,
)
from wargame.authoring.schema_faults import known_keys, validated
from wargame.authoring.setting import read_setting
from wargame.authoring.symbols import gather, is_scenario_id
from wargame.authoring.warnings import Silence, advise, read_silences
from wargame.authoring.yaml_tree import Block, Items, Key, Scalar, read_tree
from wargame.model.scenario import Scenario


def load(path: str | os.PathLike[str]) -> Scenario:
    """The scenario in a file, in YAML.

    Raises:
        ScenarioError: the file cannot be read or has errors; its `problems` lists them all.

    >>> import wargame
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> list(scenario.seats), scenario.calendar.turns
    (['host', 'rival'], 3)
    """
    scenario, problems = _read_file(path, advice=False)
    return _played(scenario, problems)


def parse(text: str, file: str) -> Scenario:
    """The scenario in a text; `file` names it in messages.

    Raises:
        ScenarioError: the text has errors; its `problems` lists them all.
    """
    return _parsed(text, file)


@lru_cache(maxsize=4)
def _parsed(text: str, file: str) -> Scenario:
    """The same, read once by whoever checks a saved game, plays it again and goes on with it."""
    faults = Faults(file)
    scenario = _read(text, faults, file, advice=False)
    return _played(scenario, faults.all())


def check(path: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Every fault and warning of a scenario file, in the file's order; none when it is ready to play.

    >>> import wargame
    >>> wargame.check(wargame.find("first-session"))
    ()
    """
    return _read_file(path, advice=True)[1]


def _played(scenario: Scenario | None, problems: tuple[Problem, ...]) -> Scenario:
    if scenario is None:
        raise ScenarioError(problem for problem in problems if problem.severity == "error")
    return scenario


def _read_file(path: str | os.PathLike[str], advice: bool) -> tuple[Scenario | None, tuple[Problem, ...]]:
    faults = Faults(os.fspath(path))
    text = read_text(path, faults)
    scenario = None if text is None else _read(text, faults, os.fspath(path), advice)
    return scenario, faults.all()


def _read(text: str, faults: Faults, file: str, advice: bool) -> Scenario | None:
    try:
        cleaned = clean(text, faults)
        root = None if cleaned is None else read_tree(cleaned, faults)
        if cleaned is None or root is None or not within_bounds(root, faults):
            return None
        reading, scenario, silences = _build(root, faults, file, cleaned)
        if scenario is None:
            return None
        movable = moving(scenario)
        ranges = ranges_in_play(scenario, movable)
        check_endings(reading, scenario, movable, ranges)
        if faults.errors:
            return None
        if advice:
            advise(reading, scenario, silences)
        return scenario
    except TooManyFaults:
        return None


def _build(root: Block, faults: Faults, file: str, text: str) -> tuple[Context, Scenario | None, tuple[Silence, ...]]:
    """The scenario a tree describes, or None with every fault noted; the reading, for questions of place; and which
    warnings the file silences."""
    reading = Context(root, gather(root), faults)
    head = _head(reading)
    setting = read_setting(reading)
    reading.ranges = declared(setting, reading)
    seats = read_seats(reading)
    mover = read_mover(reading)
    moves = read_moves(reading)
    reactions = read_reactions(reading)
    rules = read_rules(reading)
    events = read_events(reading, setting.calendar)
    injects = read_injects(reading)
    endings = read_endings(reading)
    openings = read_openings(reading, setting, seats, mover)
    expectations = read_expectations(reading, setting.calendar)
    claims = read_claims(reading, Parts(setting, seats, mover, reactions, events, openings))
    agency = read_agency(reading)
    silences = read_silences(reading)
    check_spread(reading, setting)
    if setting.calendar is not None:
        ways.check_ways(reading, ways.Parts(setting.calendar, seats, moves, reactions, events))
    if faults.errors or head is None or setting.calendar is None or setting.ties is None or mover is None:
        return reading, None, ()
    made = Scenario(
        id=head.id,
        title=head.title,
        summary=head.summary,
        briefing=head.briefing,
        calendar=setting.calendar,
        indicators=setting.indicators,
        actors=setting.actors,
        ties=setting.ties,
        couplings=setting.couplings,
        seats=seats,
        mover=mover,
        moves=moves,
        reactions=reactions,
        rules=rules,
        events=events,
        injects=injects,
        endings=endings,
        assumptions=setting.assumptions,
        lenses=setting.lenses,
        openings=openings,
        expectations=expectations,
        sources=setting.sources,
        file=file,
        text=text,
        claims=claims,
        agency=agency,
    )
    return reading, made, silences


def _empty_above(root: Block, key: Key) -> str | None:
    """The section above a key, or above those after it, that nothing is indented under."""
    known = known_keys(schema.ScenarioShape)
    above = [each for each in root if each in known and each.line < key.line]
    raw = root[above[-1]] if above else None
    return str(above[-1]) if isinstance(raw, Scalar) and raw.plain and not raw.text else None


_ENTRIES = {"roles": "seats", "silence": "entries of `silence`"}
"""What the entries of a section are called where it is not by its name."""


def _head(reading: Context) -> schema.HeadShape | None:
    """The head of the file; the keys of the whole file are checked with it."""
    root, faults = reading.root, reading.faults
    known = known_keys(schema.ScenarioShape)
    meant: set[str] = set()
    for key in root:
        if key not in known:
            suggestion = faults.nearest(key, known)
            meant.add(suggestion)
            above = _empty_above(root, key)
            why = clause(key)
            if above is not None and not suggestion:
                why = f"; if it belongs under `{above}`, indent it"
            faults.error(key, "unknown-key", f"`{shown(key)}` is not a key of a scenario{why}", suggestion)
    in_head = known_keys(schema.HeadShape)
    missing = [f"`{name}`" for name, required in known.items() if required and name not in root and name not in meant]
    if missing:
        listed = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} and {missing[-1]}"
        faults.error(Spot(1, 1), "missing-key", f"the scenario needs {listed}")
    for name, field in schema.ScenarioShape.model_fields.items():
        raw = root.under(name)
        needs_one = any(getattr(each, "min_length", None) == 1 for each in field.metadata)
        if needs_one and isinstance(raw, Block) and not raw:
            faults.error(root.keys_by_name[name], "no-value", f"`{name}` needs at least one entry")
        most = next((each.max_length for each in field.metadata if hasattr(each, "max_length")), None)
        if most is not None and isinstance(raw, Block | Items) and len(raw) > most:
            entries = _ENTRIES.get(name, name)
            faults.error(root.keys_by_name[name], "too-many-entries", f"a scenario may have at most {most:,} {entries}")
    head = Block(root.line, root.column)
    complete = True
    for name in in_head:
        # What is missing was noted above; a value that fits lets the other keys be checked.
        complete = complete and name in root
        key = root.keys_by_name.get(name, Key.at(name, 1, 1))
        head[key] = root.get(key, Scalar("1", 1, 1, True, None))
        head.keys_by_name[name] = key
    read = validated(schema.HeadShape, head, Spot(1, 1), "the scenario", faults)
    if not complete:
        return None
    if read is not None and not is_scenario_id(read.id):
        faults.error(
            reading.value_place("id"),
            "bad-id",
            f"`{shown(read.id)}` is not a scenario's id: lower-case words and digits, joined by `-` or `_`",
        )
    return read
