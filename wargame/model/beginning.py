"""How a game of a scenario begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wargame.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Beginning:
    """At which opening a game begins, and which events have their outcomes fixed for it.

    >>> import wargame
    >>> Beginning().first_turn(wargame.load(wargame.find("first-session")))
    1
    """

    opening: str | None = None
    """None: at the scenario's own start, at turn 1."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Event -> its outcome; others come out by chance, or as the opening says."""

    def first_turn(self, scenario: Scenario) -> int:
        """The turn that is played first. Raises KeyError for an opening that there is not."""
        return 1 if self.opening is None else scenario.openings[self.opening].turn


AT_THE_START = Beginning()
"""As the scenario begins by itself, everything left to chance."""
