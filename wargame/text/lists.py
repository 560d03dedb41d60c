"""What can be played, what was saved, and what is wrong with scenarios, as lines of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from wargame.game.save import SavedGame
from wargame.model.scenario import Scenario
from wargame.text.hints import hint
from wargame.text.message import message, plural
from wargame.text.words import commas, hung

if TYPE_CHECKING:
    from wargame.authoring.problems import Problem


def scenario_lines(scenarios: Sequence[Scenario]) -> Iterator[str]:
    """The list of scenarios."""
    for number, scenario in enumerate(scenarios):
        if number:
            yield ""
        yield from _scenario_lines(scenario)


def _scenario_lines(scenario: Scenario) -> list[str]:
    calendar = scenario.calendar
    length = plural(
        "{count} turn, {first} to {last}",
        "{count} turns, {first} to {last}",
        calendar.turns,
        first=calendar.start,
        last=calendar.last_month(calendar.turns),
    )
    about = (
        scenario.summary,
        length,
        message("seats: {seats}", seats=commas(list(scenario.seats))),
        message("lenses: {lenses}", lenses=commas(list(scenario.lenses))),
        *([message("openings: {openings}", openings=commas(list(scenario.openings)))] if scenario.openings else []),
    )
    lines = [message("{scenario}: {title}", scenario=scenario.id, title=scenario.title)]
    for text in about:
        lines += hung("  ", text, 4)
    return lines


def saved_lines(games: Sequence[SavedGame], endings: Mapping[str, str], openings: Mapping[str, str]) -> Iterator[str]:
    """The list of saved games, with the titles of the endings they came to and of the openings they began at, by the
    name of the game."""
    if not games:
        yield message("No games are saved yet. Start one with {command}.", command=hint("play"))
    for game in games:
        yield saved_line(game, endings.get(game.name), openings.get(game.name))


def saved_line(game: SavedGame, ending: str | None = None, opening: str | None = None) -> str:
    """A saved game as the list of games shows it, with the titles of the ending it came to and its opening."""
    title = game.title
    if game.opening is not None:
        title = message("{game}, begins at “{opening}”", game=game.title, opening=opening or game.opening)
    if game.nodes > game.turns_played:
        turns = plural(
            "{count} turn played ({all} on all branches)",
            "{count} turns played ({all} on all branches)",
            game.turns_played,
            all=game.nodes,
        )
    else:
        turns = plural("{count} turn played", "{count} turns played", game.turns_played)
    return message(
        "{name}: {title}, {turns}, {state}, {changed}",
        name=game.name,
        title=title,
        turns=turns,
        state=message("ended: {ending}", ending=ending or game.ending) if game.ending else message("in progress"),
        changed=f"{game.changed.astimezone():%Y-%m-%d %H:%M}",
    )


def problem_lines(files: int, problems: Sequence[Problem]) -> Iterator[str]:
    """The faults and warnings of some scenario files, and how many there are."""
    for problem in problems:
        warned = problem.severity == "warning"
        yield message("warning: {problem} [{code}]", problem=problem, code=problem.code) if warned else str(problem)
    errors = sum(problem.severity == "error" for problem in problems)
    yield message(
        "{files}: {faults}, {warnings}.",
        files=plural("{count} file", "{count} files", files),
        faults=plural("{count} fault", "{count} faults", errors),
        warnings=plural("{count} warning", "{count} warnings", len(problems) - errors),
    )
