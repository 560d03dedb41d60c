"""How often games use what a scenario has: moves, orders, consents, numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wargame.engine.program import Program

Whole = NDArray[np.int64]


@dataclass(eq=False)
class Usage:
    """Counts over the turns of games."""

    made: Whole
    """(moves,): turns in which each was made."""
    ordered: Whole
    """(orders,): turns in which each was ordered."""
    denied: Whole
    """(orders,): of these, those in which consent was withheld by somebody."""
    in_part: Whole
    """(orders,): of these, those in which nobody withheld it and somebody gave it with a footnote."""
    withheld: Whole
    """(withholdings,): orders from which each withheld consent."""
    footnoted: Whole
    """(withholdings,): orders to which each consented with a footnote."""
    moved: Whole
    """(numbers,): turns in which each changed."""
    low: Whole
    """(numbers,): turns after which each was at the lower limit of its range."""
    high: Whole

    @staticmethod
    def none(program: Program) -> Usage:
        """Nothing used yet."""
        numbers, orders, withholdings = len(program.targets), len(program.orders), len(program.withholdings)
        sizes = (program.moves, orders, orders, orders, withholdings, withholdings, numbers, numbers, numbers)
        return Usage(*(np.zeros(size, dtype=np.int64) for size in sizes))
