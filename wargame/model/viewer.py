"""Who looks at a game, and who acts in it: types of their own, so that a forgotten viewer is an error and reveals nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of the scenario, by its id: it gives orders, is scored on its goals, and sees what it may."""

    id: str

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Mover:
    """The scenario's mover: it makes the moves and is scored on its goals; it sees what everybody sees."""


@dataclass(frozen=True, slots=True)
class Facilitator:
    """Whoever leads the game, or studies it when it is over, and sees everything."""


@dataclass(frozen=True, slots=True)
class Public:
    """Everybody in the room: what is seen here, every seat may see."""


MOVER = Mover()
FACILITATOR = Facilitator()
PUBLIC = Public()

Side = Seat | Mover
"""Who acts and is scored."""
Viewer = Seat | Mover | Facilitator | Public
"""Who looks."""


def seat_of(viewer: Viewer) -> str | None:
    """The id of the seat that a viewer plays, or None where the viewer plays no seat.

    >>> seat_of(Seat("eu")), seat_of(PUBLIC)
    ('eu', None)
    """
    return viewer.id if isinstance(viewer, Seat) else None
