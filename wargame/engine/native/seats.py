"""Who plays the seats of many games, as compiled code takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from wargame.engine.kernel import Flags, Floats, Whole

BY_DOCTRINE, RANDOMLY = 1, 2
"""How a consent is answered; 0 is always given."""


@dataclass(frozen=True, eq=False)
class Seats:
    """Who plays the seats: bots that draw among what they can pay for, told apart by how they weigh their orders."""

    played: Flags
    """(seats,): the others order nothing."""
    times: Floats
    """(plays,): doctrine's preference for an order times so much ..."""
    least: Floats
    """(plays,): ... but at least this."""
    answers: Whole
    """(withholdings,): BY_DOCTRINE, RANDOMLY, or 0 where consent is always given."""
    refuses: float
    """How often a random answer refuses consent, and how often it adds a footnote."""
    by_turn: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    """What is given by turn, as arrays of the compiled function."""
