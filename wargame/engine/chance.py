"""Named chance: every draw is a pure function of (seed, turn, purpose), so branches of one game meet the same luck.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC
2011): it
turns a counter and a key into four 32-bit words. The seed is the key; turn, purpose and index are the counter.
"""

from __future__ import annotations

from collections.abc import Sequence
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

SEED_LIMIT = 2**64
"""Seeds are whole numbers from 0 to below this."""


def philox4x32(
    counter: tuple[Words, Words, Words, Words], key: tuple[Words, Words]
) -> tuple[Words, Words, Words, Words]:
    """Ten rounds of Philox4x32 on arrays of 32-bit words held in 64 bits; shapes broadcast."""
    a, b, c, d = counter
    left, right = key
    for _ in range(_ROUNDS):
        first, second = a * _MULTIPLIERS[0], c * _MULTIPLIERS[1]
        a, b, c, d = (
            (second >> _SHIFT) ^ b ^ left,
            second & _LOW,
            (first >> _SHIFT) ^ d ^ right,
            first & _LOW,
        )
        left, right = (left + _KEY_STEPS[0]) & _LOW, (right + _KEY_STEPS[1]) & _LOW
    return a, b, c, d


def purpose_number(purpose: str) -> int:
    """The 64-bit number of a purpose's name, the same on every platform."""
    return int.from_bytes(blake2b(purpose.encode(), digest_size=8).digest(), "little")


def uniform(seeds: Words, turn: int, purpose: str, index: int = 0) -> Floats:
    """A number in [0, 1) for each seed, with 53 random bits. Shape of `seeds`."""
    drawn: Floats = uniforms(seeds, turn, [purpose], index)[0]
    return drawn


def uniforms(seeds: Words, turn: int, purposes: Sequence[str], index: int = 0) -> Floats:
    """A number in [0, 1) for each purpose and seed: shape (purposes, seeds), the same as drawn one by one."""
    names = np.array([purpose_number(purpose) for purpose in purposes], dtype=np.uint64).reshape(-1, 1)
    across = np.zeros((len(purposes), len(seeds)), dtype=np.uint64)
    counter = (across + np.uint64(turn), across + np.uint64(index), across + (names & _LOW), across + (names >> _SHIFT))
    a, b, _, _ = philox4x32(counter, (seeds & _LOW, seeds >> _SHIFT))
    bits = ((a >> np.uint64(5)) << np.uint64(26)) | (b >> np.uint64(6))
    return bits.astype(np.float64) * 2.0**-53


def triangular(seeds: Words, purposes: Sequence[str]) -> Floats:
    """A number from -1 to 1 for each purpose and seed, likeliest at 0: what an author is unsure of, once per game."""
    return uniforms(seeds, 0, purposes, 0) + uniforms(seeds, 0, purposes, 1) - 1.0


def pick(weights: Floats, draw: Floats) -> NDArray[np.intp]:
    """Which of several ways comes out, for each world.

    `weights` has shape (ways, worlds) and is 0 or more; `draw` has shape (worlds,) in [0, 1). Where all weights are
    0, the answer is -1.
    """
    total = np.zeros_like(draw)
    for weight in weights:
        total = total + weight
    point = draw * total
    chosen = np.full(draw.shape, -1, dtype=np.intp)
    reached = np.zeros_like(draw)
    last_possible = np.full(draw.shape, -1, dtype=np.intp)
    for way, weight in enumerate(weights):
        reached = reached + weight
        chosen = np.where((chosen < 0) & (weight > 0) & (point < reached), way, chosen)
        last_possible = np.where(weight > 0, way, last_possible)
    # Summation may round the last step below `point`; the draw then belongs to the last way that was possible.
    return np.where(chosen < 0, last_possible, chosen)
