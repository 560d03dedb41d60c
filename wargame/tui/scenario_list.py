"""What can be chosen: the shipped scenarios and files named by the player, each with its faults; the last game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wargame.authoring import Problem, ScenarioError, find, load, parse, shipped
from wargame.game.save import SavedGame
from wargame.model.scenario import Scenario

LONGEST = 200
"""The most characters of a path that are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A scenario file: the scenario it holds, or what is wrong with it."""

    path: str
    scenario: Scenario | None
    problems: tuple[Problem, ...]

    @property
    def title(self) -> str:
        """The scenario's title, or its path while it can't be read, of which the end tells most."""
        if self.scenario:
            return self.scenario.title
        return self.path if len(self.path) <= LONGEST else f"...{self.path[-LONGEST:]}"


def read(path: str) -> Entry:
    """A scenario file as an entry; faults are in the entry, not raised."""
    try:
        return Entry(path, load(find(path)), ())
    except ScenarioError as error:
        return Entry(path, None, tuple(error.problems))


def shipped_entries() -> Sequence[Entry]:
    """The shipped scenarios, the one for a first game first."""
    entries = [read(str(path)) for path in shipped().values()]
    return sorted(entries, key=lambda entry: (FIRST not in entry.path, entry.title))


FIRST = "first-session"
"""The id of the scenario made for a first game."""


@lru_cache(maxsize=16)
def seat_titles(text: str, path: str) -> Mapping[str, str]:
    """The seats' titles by id in a scenario's text; none where it can't be read."""
    try:
        return {seat.id: seat.title for seat in parse(text, path).seats.values()}
    except ScenarioError:
        return {}


def first_session() -> Scenario:
    """The scenario made for a first game. Raises ScenarioError."""
    return load(shipped()[FIRST])


def last_unended(games: Sequence[SavedGame]) -> SavedGame | None:
    """The game to go on with: the last changed of those that have not ended."""
    return next((game for game in games if game.ending is None), None)
