"""The known name that a mistaken one was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name nearest to a mistaken one, if one is near.

    Args:
        cutoff: how alike two names must be, from 0 to 1.

    >>> nearest("guest.comitment", ["guest.commitment", "host.confidence"])
    'guest.commitment'
    """
    return next(iter(get_close_matches(name, list(known), 1, cutoff)), None)
