"""Arrays with worlds along the last axis, processed in blocks that fit into a processor's cache."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

_BLOCK = 2**14
"""How many numbers of an array are processed at a time."""
_STEP = 16
"""numpy wants the size of its buffer to be a multiple of this."""


def blocks(rows: int, width: int) -> Iterator[slice]:
    """An array's rows, some at a time: as many as stay in a processor's cache."""
    step = max(1, _BLOCK // max(1, width))
    return (slice(first, first + step) for first in range(0, rows, step))


@contextmanager
def row_by_row(width: int) -> Iterator[None]:
    """A context in which numpy processes arrays of this width row by row.

    If several rows fit into its buffer, numpy copies them there before it combines them with a column, which takes
    longer than the arithmetic. The results are the same.
    """
    before = np.getbufsize()
    if not 256 <= width < before:
        yield
        return
    np.setbufsize(-(-width // _STEP) * _STEP)
    try:
        yield
    finally:
        np.setbufsize(before)
