"""What can be played, what was saved, and what is wrong with scenarios, as lines of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from wargame.game.save import SavedGame
from wargame.model.scenario import Scenario
from wargame.text.words import WIDTH

if TYPE_CHECKING:
    from wargame.authoring.problems import Problem


def counted(number: int, thing: str) -> str:
    """How many of a thing: `1 turn`, `3 turns`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def scenario_lines(scenarios: Sequence[Scenario]) -> Iterator[str]:
    """The list of scenarios."""
    for number, scenario in enumerate(scenarios):
        if number:
            yield ""
        yield from _scenario_lines(scenario)


def _scenario_lines(scenario: Scenario) -> list[str]:
    calendar = scenario.calendar
    about = (
        scenario.summary,
        f"{counted(calendar.turns, 'turn')}, {calendar.start} to {calendar.last_month(calendar.turns)}",
        f"seats: {', '.join(scenario.seats)}",
        f"lenses: {', '.join(scenario.lenses)}",
    )
    lines = [f"{scenario.id}: {scenario.title}"]
    for text in about:
        lines += wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
    return lines


def saved_lines(games: Sequence[SavedGame], endings: Mapping[str, str]) -> Iterator[str]:
    """The list of saved games; `endings` are the titles of the endings they came to, by the name of the game."""
    if not games:
        yield "No games are saved yet. 'wargame play' begins one."
    for game in games:
        yield saved_line(game, endings.get(game.name))


def saved_line(game: SavedGame, ending: str | None = None) -> str:
    """A saved game as the list of games shows it; `ending` is the title of the ending it came to."""
    state = f"ended: {ending or game.ending}" if game.ending else "going on"
    changed = f"{game.changed.astimezone():%Y-%m-%d %H:%M}"
    turns = f"{counted(game.turns_played, 'turn')} played"
    if game.nodes > game.turns_played:
        turns += f" ({game.nodes} on all branches)"
    return f"{game.name}: {game.title}, {turns}, {state}, {changed}"


def problem_lines(files: int, problems: Sequence[Problem]) -> Iterator[str]:
    """The faults and warnings of some scenario files, and how many there are."""
    for problem in problems:
        yield f"warning: {problem}" if problem.severity == "warning" else str(problem)
    errors = sum(problem.severity == "error" for problem in problems)
    yield f"{counted(files, 'file')}: {counted(errors, 'fault')}, {counted(len(problems) - errors, 'warning')}."
