"""A policy: how much more, or less, a seat orders each of its reactions than the bot it follows would."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wargame.engine.program import Program
from wargame.players.bots import BatchBot
from wargame.players.style import PASS, Style

NEVER = 0.0
"""The multiplier of what is not ordered at all."""
STRONGLY = 30.0
"""The multiplier of what is ordered in nearly every turn in which the bot would think of it."""
ALWAYS = math.inf
"""Stands for STRONGLY wherever the order is legal, also where the bot followed would never give it."""


@dataclass(frozen=True, eq=False)
class PolicyBot(BatchBot):
    """Follows another bot with one multiplier for each reaction; withholds consent as that bot does.

    >>> from wargame.players.bots import DoctrineBot
    >>> PolicyBot(DoctrineBot(), {"speak_out": NEVER, "reassure": 3.0, "reassure(poland)": ALWAYS}).multiplier("hold")
    1.0
    """

    follows: BatchBot
    multipliers: Mapping[str, float]
    """By reaction, or by order as text (`reassure(poland)`), which counts before its reaction; 1 where none is named.

    From 0 up, or ALWAYS.
    """

    def __post_init__(self) -> None:
        for order, multiplier in self.multipliers.items():
            if not multiplier >= 0.0:
                raise ValueError(f"a multiplier is 0 or more, not {multiplier} (of {order!r})")

    def multiplier(self, reaction: str, order: str = "") -> float:
        """The multiplier of an order of a reaction."""
        return self.multipliers.get(order, self.multipliers.get(reaction, 1.0))

    def style(self, program: Program, seat: str) -> Style:
        """How it plays a seat."""
        followed = self.follows.style(program, seat)
        rows = program.plays_of[seat]
        own = program.orders[rows.start - program.moves : rows.stop - program.moves]
        factors = np.array([self.multiplier(each.reaction, str(each)) for each in own]).reshape(-1, 1)
        always = np.isinf(factors)
        finite = np.where(always, STRONGLY, factors)
        # What doctrine would not give is preferred to passing as what it likes as well as passing.
        least = np.where(always, STRONGLY * PASS, 0.0)
        if followed.least is not None:
            least = np.maximum(least, followed.least * finite)
        return Style(finite if followed.times is None else followed.times * finite, least, followed.answers)
