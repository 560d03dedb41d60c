"""What a game has told of what its author is unsure of: an amount is told once it has acted.

Who sees all can read it in the ledger then; what has not acted yet nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wargame.engine.kernel import Act, Floats
from wargame.engine.program import CompiledEffect, Program
from wargame.model import expression as ex


def assumptions_read(program: Program, effect: CompiledEffect) -> tuple[int, ...]:
    """The rows of the draws of those assumptions that an effect's amount reads."""
    known = program.read_by_amount
    if effect.amount not in known:
        names = {node.assumption for node in ex.walk(effect.effect.amount) if isinstance(node, ex.Assumed)}
        known[effect.amount] = tuple(row for name, row in program.assumption_rows.items() if name in names)
    return known[effect.amount]


def rows_of(program: Program, effect: CompiledEffect) -> tuple[int, ...]:
    """The rows of the draws that an effect's amount depends on: its own, then those of assumptions."""
    own = () if effect.uncertainty < 0 else (effect.uncertainty,)
    return (*own, *assumptions_read(program, effect))


def told(program: Program, acts: Iterable[Act], draws: Floats) -> Mapping[int, float]:
    """By row of the draws of a single world, (uncertainties, 1): what its acts have told of them."""
    return {
        row: float(draws[row, 0])
        for act in acts
        for effect, amount in act.effects
        if amount[0]
        for row in rows_of(program, effect)
    }
