"""Named chance: every draw is a pure function of (seed, turn, purpose), so branches of one game meet the same luck.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC
2011): it
turns a counter and a key into four 32-bit words. The seed is the key; turn, purpose and index are the counter.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from wargame.engine.blocks import blocks, row_by_row

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_ROUNDS = 10

_FEW = 12
"""Up to so many draws are made in whole numbers one by one, which takes less time than setting out arrays for them."""

SEED_LIMIT = 2**64
"""Seeds are whole numbers from 0 to below this."""


def round_keys(seeds: Words) -> list[tuple[Words, Words]]:
    """What each round of Philox4x32 mixes in: the two words of the key as they have stepped on, in the upper halves."""
    left, right = seeds << _HALF, seeds & ~_LOW
    steps = ([np.uint64((each * step % 2**32) << 32) for step in _KEY_STEPS] for each in range(_ROUNDS))
    return [(left + one, right + other) for one, other in steps]


def philox4x32(counter: tuple[Words, Words], keys: Sequence[tuple[Words, Words]]) -> Words:
    """The first two of the four words that ten rounds of Philox4x32 make of a counter; shapes broadcast.

    Two words are held in 64 bits each, the earlier in the upper half, so that a round is (u, v) -> (v' ^ u << 32 ^ key,
    u' ^ v << 32 ^ key) where x' is the upper word of x times a multiplier: 64 bits as they come.
    """
    u, v = counter
    # As long as the counters do not hang on the keys, there are few of them.
    u, v = (
        ((v >> _HALF) * _MULTIPLIERS[1] ^ u << _HALF) ^ keys[0][0],
        ((u >> _HALF) * _MULTIPLIERS[0] ^ v << _HALF) ^ keys[0][1],
    )
    from_u, from_v = np.empty_like(u), np.empty_like(v)
    for one, other in keys[1:]:
        np.right_shift(v, _HALF, out=from_v)
        from_v *= _MULTIPLIERS[1]
        if other is not keys[-1][1]:
            np.right_shift(u, _HALF, out=from_u)
            from_u *= _MULTIPLIERS[0]
            v <<= _HALF
            v ^= other
            v ^= from_u
        u <<= _HALF
        u ^= one
        u ^= from_v
    return u


def _first_words(counter: tuple[int, int], seed: int) -> int:
    """The same for one counter and the key that a seed is, in whole numbers."""
    whole, half = SEED_LIMIT - 1, 2**32 - 1
    from_v, from_u = int(_MULTIPLIERS[1]), int(_MULTIPLIERS[0])
    u, v = counter
    one, other = seed & half, seed >> 32
    for _ in range(_ROUNDS):
        u, v = (
            (v >> 32) * from_v ^ u << 32 & whole ^ one << 32,
            (u >> 32) * from_u ^ v << 32 & whole ^ other << 32,
        )
        one, other = one + _KEY_STEPS[0] & half, other + _KEY_STEPS[1] & half
    return u


@cache
def purpose_number(purpose: str) -> int:
    """The 64-bit number of a purpose's name, the same on every platform."""
    return int.from_bytes(blake2b(purpose.encode(), digest_size=8).digest(), "little")


def uniform(seeds: Words, turn: int, purpose: str, index: int = 0) -> Floats:
    """A number in [0, 1) for each seed, with 53 random bits. Shape of `seeds`."""
    drawn: Floats = uniforms(seeds, turn, [(purpose, index)])[0]
    return drawn


def uniforms(seeds: Words, turn: int, purposes: Sequence[tuple[str, int]]) -> Floats:
    """A number in [0, 1) for each (purpose, index) and seed: shape (purposes, seeds), the same as drawn one by one."""
    if len(purposes) * len(seeds) <= _FEW:
        return _few(seeds.tolist(), turn, purposes)
    names = np.array([purpose_number(purpose) for purpose, _ in purposes], dtype=np.uint64).reshape(-1, 1)
    indices = np.array([index for _, index in purposes], dtype=np.uint64).reshape(-1, 1)
    counters = indices | np.uint64(turn << 32), names << _HALF | names >> _HALF
    keys = round_keys(seeds)
    drawn = np.empty((len(purposes), len(seeds)))
    # A few at a time, so that ten rounds stay in the processor's cache.
    with row_by_row(len(seeds)):
        for rows in blocks(len(purposes), len(seeds)):
            words = philox4x32((counters[0][rows], counters[1][rows]), keys)
            # 27 bits of the first word and 26 of the second.
            upper = words >> np.uint64(37)
            upper <<= np.uint64(26)
            words <<= _HALF
            words >>= np.uint64(38)
            words |= upper
            np.multiply(words, 2.0**-53, out=drawn[rows])
    return drawn


def _few(seeds: Sequence[int], turn: int, purposes: Sequence[tuple[str, int]]) -> Floats:
    """The same, drawn one by one."""
    drawn = np.empty((len(purposes), len(seeds)))
    for row, (purpose, index) in enumerate(purposes):
        name = purpose_number(purpose)
        counter = index | turn << 32, name << 32 & SEED_LIMIT - 1 | name >> 32
        for column, seed in enumerate(seeds):
            words = _first_words(counter, seed)
            # 27 bits of the first word and 26 of the second.
            drawn[row, column] = (words >> 37 << 26 | (words & 2**32 - 1) >> 6) * 2.0**-53
    return drawn


def triangular(seeds: Words, purposes: Sequence[str]) -> Floats:
    """A number from -1 to 1 for each purpose and seed, likeliest at 0: what an author is unsure of, once per game."""
    drawn = uniforms(seeds, 0, [(purpose, 0) for purpose in purposes])
    drawn += uniforms(seeds, 0, [(purpose, 1) for purpose in purposes])
    drawn -= 1.0
    return drawn


def exponentials(seeds: Words, turn: int, purposes: Sequence[str]) -> Floats:
    """(purposes, seeds): when a clock of rate 1 first strikes, for each purpose and seed.

    The logarithm is computed by + - * / alone, to nine digits, so that it is the same to the bit on every processor:
    for m near 1, ln m = 2 (s + s³/3 + s⁵/5 + ...) with s = (m - 1) / (m + 1).
    """
    drawn = uniforms(seeds, turn, [(purpose, 0) for purpose in purposes])
    with row_by_row(len(seeds)):
        for rows in blocks(*drawn.shape):
            part = drawn[rows]
            # Above 0, up to 1.
            np.subtract(1.0, part, out=part)
            # A float is 2^power * m, its power in the upper bits; m is taken from sqrt(1/2) to sqrt(2).
            bits = part.view(np.int64)
            power = bits - ROOT_HALF_BITS
            power >>= 52
            bits -= power << 52
            s = part + 1.0
            part -= 1.0
            np.divide(part, s, out=s)
            squared = s * s
            np.multiply(squared, _SERIES[0], out=part)
            for term in _SERIES[1:-1]:
                part += term
                part *= squared
            part += _SERIES[-1]
            part *= s
            np.multiply(power, -_LN_2, out=s)
            np.subtract(s, part, out=part)
            part += 0.0
    return drawn


LATEST = float(np.finfo(np.float64).max)
ROOT_HALF_BITS = int(np.array(0.7071067811865476).view(np.int64))
_LN_2 = 0.6931471805599453
_SERIES = tuple(2.0 / odd for odd in range(11, 0, -2))
"""The coefficients of the series in s, the highest power first."""


def arrivals(weights: Floats, clocks: Floats) -> Floats:
    """When each of several ways would come: never (infinity) where its weight is 0. All of shape (ways, worlds)."""
    arriving = np.full(np.broadcast_shapes(weights.shape, clocks.shape), np.inf)
    with np.errstate(over="ignore"):
        np.divide(clocks, weights, out=arriving, where=weights > 0)
    # What has hardly any weight comes as late as can be told, but before what has none.
    np.minimum(arriving, LATEST, out=arriving, where=weights > 0)
    return arriving


def pick(weights: Floats, clocks: Floats) -> NDArray[np.intp]:
    """Which of several ways comes out, for each world: the first to arrive in a race of exponential clocks.

    `weights` and `clocks` have shape (ways, worlds); a way of twice the weight arrives first twice as often. Each way
    has a clock of its own by its name, so neither the order of ways nor another's weight changes when it would come.
    Where all weights are 0, the answer is -1.
    """
    arriving = arrivals(weights, clocks)
    first: NDArray[np.intp] = arriving.argmin(axis=0)
    nobody = ~(weights > 0).any(axis=0)
    return np.where(nobody, -1, first) if nobody.any() else first
