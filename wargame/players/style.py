"""How a bot plays, as data: how it weighs orders against doctrine, and how it answers when its consent is asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from wargame.engine import chance, kernel
from wargame.engine.kernel import Flags, Floats, Worlds

PASS = 1.0
"""How strongly a bot prefers ordering nothing more, against the doctrine of what it could order."""

REFUSES = 0.125
"""How often a random answer withholds consent, and how often it adds a footnote where it can."""


class Answers(Enum):
    """How a seat answers when its consent is asked."""

    BY_DOCTRINE = "doctrine"
    """It withholds consent, and adds a footnote, where the scenario says the seat would."""
    RANDOMLY = "random"
    """It withholds consent one time in eight, and one time in eight adds a footnote where it can."""

    def of(self, worlds: Worlds) -> tuple[Flags, Flags]:
        """(withholdings, worlds), twice: where consent is withheld, and where given in part only, if it is asked."""
        if self is Answers.BY_DOCTRINE:
            return worlds.would_withhold, worlds.would_footnote
        purposes = [(kernel.answer_purpose(each), 0) for each in worlds.program.withholdings]
        drawn = chance.uniforms(worlds.seeds, worlds.turn, purposes)
        return drawn < REFUSES, (drawn >= REFUSES) & (drawn < 2 * REFUSES) & worlds.program.footnotable


@dataclass(frozen=True, eq=False)
class Style:
    """How a bot plays a seat."""

    times: Floats | None = None
    """(the seat's orders, 1): doctrine's preference counts so many times; None: as it is."""
    least: Floats | None = None
    """(the seat's orders, 1): a preference is never below this; None: 0."""
    answers: Answers = Answers.BY_DOCTRINE

    def preference(self, doctrine: Floats) -> Floats:
        """(the seat's orders, worlds): its preference, where this is doctrine's."""
        preference = doctrine if self.times is None else doctrine * self.times
        return preference if self.least is None else np.maximum(preference, self.least)
