"""A small game with all that a council has: the mover asked for consent, footnotes, moves that cost, outcomes."""

from __future__ import annotations

from functools import cache

from wargame.authoring import load
from wargame.model.scenario import Scenario


@cache
def council() -> Scenario:
    """The host's talks need the consent of the rival and of the mover; the dues cost 3 of its 2 to withhold."""
    return load("tests/data/council.yaml")
