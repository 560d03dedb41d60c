"""Who looks at a game and who acts in it: types of their own, so that a forgotten viewer is an error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seated:
    """Whoever plays a seat: gives its orders, is scored on its goals, and sees what it may.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> "rival.designs" in wargame.view(position, wargame.Seated("rival")).numbers
    True
    """

    seat: str
    """The seat's id in the scenario."""


@dataclass(frozen=True, slots=True)
class Mover:
    """Whoever plays the mover: makes its moves and is scored on its goals; sees what everybody sees.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> "capital(host)" in wargame.view(position, wargame.MOVER).numbers
    False
    """


@dataclass(frozen=True, slots=True)
class Facilitator:
    """Whoever leads the game, or studies it when it is over, and sees everything.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> "capital(host)" in wargame.view(position, wargame.FACILITATOR).numbers
    True
    """


@dataclass(frozen=True, slots=True)
class Public:
    """Everybody in the room: what is seen here, every seat may see.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> "rival.designs" in wargame.view(position, wargame.PUBLIC).numbers
    False
    """


MOVER = Mover()
FACILITATOR = Facilitator()
PUBLIC = Public()

Side = Seated | Mover
"""Who acts and is scored."""
Viewer = Seated | Mover | Facilitator | Public
"""Who looks."""


def seat_of(viewer: Viewer) -> str | None:
    """The id of the seat that a viewer plays, or None where the viewer plays no seat.

    >>> seat_of(Seated("eu")), seat_of(PUBLIC)
    ('eu', None)
    """
    return viewer.seat if isinstance(viewer, Seated) else None


def sees_all_of(viewer: Viewer, seat: str) -> bool:
    """Whether a viewer knows all that a seat orders: the facilitator does, and whoever plays the seat.

    >>> sees_all_of(FACILITATOR, "eu"), sees_all_of(Seated("eu"), "eu"), sees_all_of(Seated("uk"), "eu")
    (True, True, False)
    """
    return viewer in (FACILITATOR, Seated(seat))


def sides(seats: Iterable[str]) -> tuple[Side, ...]:
    """Whoever acts and is scored in a game with these seats: the seats, then the mover.

    >>> sides(["eu"])
    (Seated(seat='eu'), Mover())
    """
    return (*map(Seated, seats), MOVER)


def viewers(seats: Iterable[str]) -> tuple[Viewer, ...]:
    """Everybody who may look at a game with these seats.

    >>> len(viewers(["eu", "uk"]))
    5
    """
    return (FACILITATOR, PUBLIC, MOVER, *map(Seated, seats))
