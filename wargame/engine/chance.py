"""Named chance: every draw is a pure function of (seed, turn, purpose), so branches of one game meet the same luck.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC
2011): it
turns a counter and a key into four 32-bit words. The seed is the key; turn, purpose and index are the counter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_KEY_STEPS = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_ROUNDS = 10
_BLOCK = 2**14
"""How many numbers of an array are worked on at a time."""

SEED_LIMIT = 2**64
"""Seeds are whole numbers from 0 to below this."""


def philox4x32(
    counter: tuple[Words, Words, Words, Words], key: tuple[Words, Words]
) -> tuple[Words, Words, Words, Words]:
    """Ten rounds of Philox4x32 on arrays of 32-bit words held in 64 bits; shapes broadcast."""
    shape = np.broadcast_shapes(*(each.shape for each in (*counter, *key)))
    a, b, c, d = (np.array(np.broadcast_to(each, shape)) for each in counter)
    first, second = np.empty_like(a), np.empty_like(a)
    left, right = key
    for _ in range(_ROUNDS):
        np.multiply(a, _MULTIPLIERS[0], out=first)
        np.multiply(c, _MULTIPLIERS[1], out=second)
        np.right_shift(second, _SHIFT, out=a)
        a ^= b
        a ^= left
        np.bitwise_and(second, _LOW, out=b)
        np.right_shift(first, _SHIFT, out=c)
        c ^= d
        c ^= right
        np.bitwise_and(first, _LOW, out=d)
        left, right = (left + _KEY_STEPS[0]) & _LOW, (right + _KEY_STEPS[1]) & _LOW
    return a, b, c, d


@cache
def purpose_number(purpose: str) -> int:
    """The 64-bit number of a purpose's name, the same on every platform."""
    return int.from_bytes(blake2b(purpose.encode(), digest_size=8).digest(), "little")


def blocks(rows: int, width: int) -> Iterator[slice]:
    """An array's rows, some at a time: as many as stay in a processor's cache."""
    step = max(1, _BLOCK // max(1, width))
    return (slice(first, first + step) for first in range(0, rows, step))


def uniform(seeds: Words, turn: int, purpose: str, index: int = 0) -> Floats:
    """A number in [0, 1) for each seed, with 53 random bits. Shape of `seeds`."""
    drawn: Floats = uniforms(seeds, turn, [(purpose, index)])[0]
    return drawn


def uniforms(seeds: Words, turn: int, purposes: Sequence[tuple[str, int]]) -> Floats:
    """A number in [0, 1) for each (purpose, index) and seed: shape (purposes, seeds), the same as drawn one by one."""
    names = np.array([purpose_number(purpose) for purpose, _ in purposes], dtype=np.uint64).reshape(-1, 1)
    indices = np.array([index for _, index in purposes], dtype=np.uint64).reshape(-1, 1)
    key = (seeds & _LOW, seeds >> _SHIFT)
    drawn = np.empty((len(purposes), len(seeds)))
    # A few at a time, so that ten rounds stay in the processor's cache.
    for rows in blocks(len(purposes), len(seeds)):
        counter = (np.array([[turn]], dtype=np.uint64), indices[rows], names[rows] & _LOW, names[rows] >> _SHIFT)
        high, low, _, _ = philox4x32(counter, key)
        high >>= np.uint64(5)
        high <<= np.uint64(26)
        low >>= np.uint64(6)
        high |= low
        np.multiply(high, 2.0**-53, out=drawn[rows])
    return drawn


def triangular(seeds: Words, purposes: Sequence[str]) -> Floats:
    """A number from -1 to 1 for each purpose and seed, likeliest at 0: what an author is unsure of, once per game."""
    drawn = uniforms(seeds, 0, [(purpose, index) for index in (0, 1) for purpose in purposes])
    return drawn[: len(purposes)] + drawn[len(purposes) :] - 1.0


def pick(weights: Floats, draw: Floats) -> NDArray[np.intp]:
    """Which of several ways comes out, for each world.

    `weights` has shape (ways, worlds) and is 0 or more; `draw` has shape (worlds,) in [0, 1). Where all weights are
    0, the answer is -1.
    """
    reached = np.zeros((len(weights), *draw.shape))
    so_far = np.zeros_like(draw)
    for way, weight in enumerate(weights):
        so_far = np.add(so_far, weight, out=reached[way])
    point = draw * so_far
    # How many ways lie wholly below the point. Summation may round the last step below it; the draw then belongs to the
    # last way that was possible.
    few = len(weights) < 128
    below = (reached <= point).view(np.int8)
    chosen: NDArray[np.intp] = np.add.reduce(below, axis=0, dtype=np.int8 if few else np.intp).astype(np.intp)
    beyond = chosen == len(weights)
    if beyond.any():
        last_possible = np.full(draw.shape, -1, dtype=np.intp)
        for way, weight in enumerate(weights):
            last_possible[weight > 0] = way
        chosen = np.where(beyond, last_possible, chosen)
    return chosen
