"""What is kept of a game, as plain values: how it was begun, where it is, what is being handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wargame.game.tree import Tree
from wargame.model.beginning import Beginning


@dataclass(frozen=True, slots=True)
class NewGame:
    """What is kept of a game when it is created."""

    scenario: str
    title: str
    file: str
    text: str
    seed: int
    lens: str
    seats: tuple[str, ...]
    picker: str
    bot: str
    beginning: Beginning = field(default_factory=Beginning)


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been handed in for the turn that is being played."""

    move: str | None = None
    orders: Mapping[str, tuple[str, ...]] | None = None
    injects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedGame:
    """A line of the library's list."""

    name: str
    scenario: str
    title: str
    seed: int
    lens: str
    seats: tuple[str, ...]
    picker: str
    turns_played: int
    ending: str | None
    """The id of the ending reached, or None while it goes on."""
    changed: datetime
    opening: str | None
    """The id of the opening it began at; None for the scenario's own start."""
    first_turn: int
    """The turn that it began with."""
    nodes: int
    """How many turns were ever played in it, on all branches."""

    @property
    def turn(self) -> int:
        """The turn to be played; once the game has ended, the last one played."""
        return self.first_turn + self.turns_played - (self.ending is not None)


@dataclass(frozen=True, slots=True)
class KeptGame:
    """A saved game as it is read back: how it was created, its tree, the node it is at, and the draft there."""

    name: str
    created: NewGame
    tree: Tree
    node: int
    """BEGINNING before the first turn is played."""
    draft: Draft
