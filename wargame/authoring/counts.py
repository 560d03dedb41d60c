"""How much a scenario may hold of what takes time to check and to play: counted before its parts are read."""

from __future__ import annotations

from collections.abc import Iterator

from wargame.authoring.problems import Faults, Place
from wargame.authoring.symbols import block
from wargame.authoring.yaml_tree import Block

MOST_TIES = 20_000
"""How many ties a scenario may have: each is a number of the game, and `check` and the first turn take two seconds for
ten thousand of them."""
MOST_EFFECTS = 20_000
"""How many effects a scenario may have, those of reactions with targets counted once."""


def within_bounds(root: Block, faults: Faults) -> bool:
    """Whether a scenario holds no more than it may; if it does, that is noted at the first that is too many."""
    many = (
        (_ties(root), MOST_TIES, "ties", "leave out those with the least attention"),
        (_effects(root), MOST_EFFECTS, "effects", "write what several acts do in a rule"),
    )
    for places, most, what, mend in many:
        beyond = next((place for count, place in enumerate(places) if count == most), None)
        if beyond is not None:
            why = f"a scenario may have at most {most:,} {what}, and here begins one more; {mend}"
            faults.error(beyond, "too-many", why)
            return False
    return True


def _ties(root: Block) -> Iterator[Place]:
    """The place of each tie."""
    for several in block(block(root.under("ties")).under("between")).values():
        yield from block(several)


def _effects(root: Block) -> Iterator[Place]:
    """The place of each effect: of moves, rules, events, injects and reactions, and of how they may come out."""
    parts = [part for name in ("moves", "rules", "events", "injects") for part in block(root.under(name)).values()]
    parts += [part for own in block(root.under("reactions")).values() for part in block(own).values()]
    for part in parts:
        for acting in (part, *block(block(part).under("outcomes")).values()):
            yield from block(block(acting).under("effects"))
