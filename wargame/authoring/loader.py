"""A scenario file from its bytes to a scenario, or to the list of its faults."""

from __future__ import annotations

import os

from wargame.authoring.build import build
from wargame.authoring.problems import Faults, Problem, ScenarioError, TooManyFaults
from wargame.authoring.reachability import check_endings, moving, ranges_in_play
from wargame.authoring.source import clean, read_text
from wargame.authoring.warnings import advise
from wargame.authoring.yaml_tree import read_tree
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
        if cleaned is None or root is None:
            return None
        reading, scenario = build(root, faults, file, cleaned)
        if scenario is None:
            return None
        movable = moving(scenario)
        ranges = ranges_in_play(scenario, movable)
        check_endings(reading, scenario, movable, ranges)
        if faults.errors:
            return None
        if advice:
            advise(reading, scenario, ranges)
        return scenario
    except TooManyFaults:
        return None
