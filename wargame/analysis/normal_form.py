"""A game in normal form: what each player has of every joint choice, and which of these nobody would leave alone."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.stability import GraphModel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Cell = tuple[int, ...]
"""A joint choice: the place of each player's option."""

TIE = 1e-9
"""Payoffs nearer to each other than this are equal."""


@dataclass(frozen=True)
class NormalForm:
    """Players with their options and what each has of every joint choice.

    `payoffs` has shape (players, options of the first, options of the second, ...).

    Raises:
        ValueError: shapes that do not fit, a player without options, or payoffs that are not finite.
    """

    players: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    payoffs: Floats

    def __post_init__(self) -> None:
        shape = (len(self.players), *(len(several) for several in self.options))
        if len(self.options) != len(self.players) or not all(self.options) or not self.players:
            raise ValueError("a game needs players, and each of them at least one option")
        if self.payoffs.shape != shape:
            raise ValueError(f"payoffs must have shape {shape}, not {self.payoffs.shape}")
        if not np.isfinite(self.payoffs).all():
            raise ValueError("payoffs must be finite numbers")

    @cached_property
    def best(self) -> Floats:
        """Shape of `payoffs`: the most each player could have with the others' choices as they are."""
        found = np.empty_like(self.payoffs)
        for player, payoffs in enumerate(self.payoffs):
            found[player] = payoffs.max(axis=player, keepdims=True)
        return found

    def gains(self) -> Floats:
        """Shape of `payoffs`: how much each player would gain by the best change of its own choice alone."""
        gained: Floats = self.best - self.payoffs
        return gained

    def nash(self, tie: float = TIE) -> Flags:
        """By joint choice: whether nobody would gain by changing its own choice alone (a pure Nash equilibrium)."""
        stable: Flags = np.all(self.gains() <= tie, axis=0)
        return stable

    def equilibria(self, tie: float = TIE) -> tuple[Cell, ...]:
        """The pure Nash equilibria."""
        return tuple(tuple(int(place) for place in cell) for cell in np.argwhere(self.nash(tie)))

    def best_reply(self, player: int, cell: Cell) -> int:
        """The option that suits a player best with the others' choices as they are; the first of equal ones."""
        where = tuple(slice(None) if each == player else place for each, place in enumerate(cell))
        return int(np.argmax(self.payoffs[(player, *where)]))

    def state(self, cell: Cell) -> int:
        """The number of a joint choice as a state of the graph model, from 1."""
        return int(np.ravel_multi_index(cell, self.payoffs.shape[1:])) + 1

    def cell(self, state: int) -> Cell:
        """The joint choice that a state of the graph model stands for."""
        return tuple(int(place) for place in np.unravel_index(state - 1, self.payoffs.shape[1:]))

    def graph_model(self, tie: float = TIE) -> GraphModel:
        """The same as a graph model: every player may change its own choice at any time.

        Payoffs that differ by no more than `tie` from the next lower one count as equal to it.
        """
        moves = {player: self._moves(row) for row, player in enumerate(self.players)}
        return GraphModel(moves, {player: _levelled(self.payoffs[row], tie) for row, player in enumerate(self.players)})

    def nfg(self, title: str) -> str:
        """The game as Gambit's `.nfg` file in its payoff form, the first player's option varying fastest."""
        names = " ".join(_quoted(player) for player in self.players)
        options = "\n".join("{ " + " ".join(_quoted(each) for each in several) + " }" for several in self.options)
        rows = self.payoffs.reshape(len(self.players), -1, order="F").T
        numbers = "\n".join(" ".join(repr(float(value)) for value in row) for row in rows)
        return f'NFG 1 R {_quoted(title)} {{ {names} }}\n\n{{ {options} }}\n""\n\n{numbers}\n'

    def _moves(self, player: int) -> Iterator[tuple[int, int]]:
        states = np.arange(1, math.prod(self.payoffs.shape[1:]) + 1).reshape(self.payoffs.shape[1:])
        lines = np.moveaxis(states, player, -1).reshape(-1, len(self.options[player])).tolist()
        for line in lines:
            for begin in line:
                for end in line:
                    if begin != end:
                        yield begin, end


def _levelled(payoffs: Floats, tie: float) -> list[float]:
    """Payoffs in C order, each run of ties brought to its lowest."""
    values = payoffs.ravel()
    order = np.argsort(values, kind="stable")
    ranked = values[order]
    begins = np.concatenate([[True], np.diff(ranked) > tie])
    levelled = np.empty_like(values)
    levelled[order] = ranked[np.maximum.accumulate(np.where(begins, np.arange(len(ranked)), 0))]
    return [float(value) for value in levelled]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
