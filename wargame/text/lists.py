"""What can be played and what was saved, as lines of a list and as JSON."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from wargame.game.save import SavedGame
from wargame.model.scenario import Scenario
from wargame.text.words import WIDTH


def counted(number: int, thing: str) -> str:
    """How many of a thing: `1 turn`, `3 turns`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def scenario_json(scenario: Scenario) -> dict[str, Any]:
    """A scenario as `wargame scenarios --json` lists it."""
    calendar = scenario.calendar
    return {
        "id": scenario.id,
        "title": scenario.title,
        "summary": scenario.summary,
        "turns": calendar.turns,
        "start": str(calendar.start),
        "end": str(calendar.last_month(calendar.turns)),
        "seats": [{"id": seat.id, "title": seat.title} for seat in scenario.seats.values()],
        "lenses": [{"id": lens.id, "title": lens.title} for lens in scenario.lenses.values()],
        "file": scenario.file,
    }


def scenario_lines(scenario: Scenario) -> list[str]:
    """A scenario as the list of scenarios shows it."""
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


def saved_json(game: SavedGame) -> dict[str, Any]:
    """A saved game as `wargame games --json` lists it."""
    return {
        "name": game.name,
        "scenario": game.scenario,
        "title": game.title,
        "seed": game.seed,
        "lens": game.lens,
        "seats": list(game.seats),
        "move_by": game.picker,
        "turns_played": game.turns_played,
        "nodes": game.nodes,
        "ending": game.ending,
        "changed": game.changed.isoformat(timespec="seconds"),
    }


def saved_line(game: SavedGame, ending: str | None = None) -> str:
    """A saved game as the list of games shows it; `ending` is the title of the ending it came to."""
    state = f"ended: {ending or game.ending}" if game.ending else "going on"
    changed = f"{game.changed.astimezone():%Y-%m-%d %H:%M}"
    turns = f"{counted(game.turns_played, 'turn')} played"
    if game.nodes > game.turns_played:
        turns += f" ({game.nodes} on all branches)"
    return f"{game.name}: {game.title}, {turns}, {state}, {changed}"
