"""Documents of what can be played, what was saved, and what is wrong with scenarios; light, for the quick commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wargame.game.save import SavedGame
from wargame.model.scenario import Lens, Opening, Scenario, Seat
from wargame.report.documents.codec import JSON, Fields, document, fields

if TYPE_CHECKING:
    from wargame.authoring.problems import Problem


@document.register
def _(scenario: Scenario) -> JSON:
    calendar = scenario.calendar
    return fields(
        id=scenario.id,
        title=scenario.title,
        summary=scenario.summary,
        turns=calendar.turns,
        start=str(calendar.start),
        end=str(calendar.last_month(calendar.turns)),
        seats=list(scenario.seats.values()),
        lenses=list(scenario.lenses.values()),
        openings=list(scenario.openings.values()),
        file=scenario.file,
    )


@document.register
def _(part: Seat | Lens) -> JSON:
    return fields(id=part.id, title=part.title)


@document.register
def _(opening: Opening) -> JSON:
    return fields(id=opening.id, title=opening.title, turn=opening.turn)


@document.register
def _(game: SavedGame) -> JSON:
    return fields(
        name=game.name,
        scenario=game.scenario,
        title=game.title,
        seed=game.seed,
        lens=game.lens,
        opening=game.opening,
        seats=game.seats,
        move_by=game.picker,
        turns_played=game.turns_played,
        nodes=game.nodes,
        ending=game.ending,
        changed=game.changed.isoformat(timespec="seconds"),
    )


def scenario_list(found: Sequence[Scenario]) -> Fields:
    """The scenarios that ship."""
    return fields(scenarios=found)


def game_list(saved: Sequence[SavedGame]) -> Fields:
    """The saved games."""
    return fields(games=saved)


def problem_list(problems: Sequence[Problem]) -> Fields:
    """The faults and warnings of scenario files."""
    names = ("file", "line", "column", "severity", "code", "message", "suggestion")
    return fields(problems=[{name: getattr(problem, name) for name in names} for problem in problems])
