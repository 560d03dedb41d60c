"""A game in normal form: what each player has of every joint choice, and which of these nobody would leave alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.graph_model import GraphModel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]
Profile = tuple[int, ...]
"""A joint choice: the place of each player's option."""

TIE = 1e-9
"""Payoffs nearer to each other than this are equal."""
_ASCII = str.maketrans({"–": "-", "—": "-", "×": "x"} | {chr(mark): None for mark in range(0x300, 0x370)})
"""What stands for a character that is not ASCII, and the marks that come off a letter."""


@dataclass(frozen=True, eq=False)
class NormalForm:
    """Players with their options and what each has of every joint choice.

    `payoffs` has shape (players, options of the first, options of the second, ...).

    Raises:
        ValueError: shapes that do not fit, two players of one name, a player without options, or payoffs that are not
            finite.
    """

    players: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    payoffs: Floats

    def __post_init__(self) -> None:
        shape = (len(self.players), *(len(several) for several in self.options))
        if len(self.options) != len(self.players) or not all(self.options) or not self.players:
            raise ValueError("a game needs players, and each of them at least one option")
        if len(set(self.players)) != len(self.players):
            raise ValueError("each player of a game needs a name of its own")
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

    def equilibria(self, tie: float = TIE) -> tuple[Profile, ...]:
        """The pure Nash equilibria."""
        return tuple(tuple(int(place) for place in profile) for profile in np.argwhere(self.nash(tie)))

    def best_replies(self, tie: float = TIE) -> Indices:
        """Shape of `payoffs`: the place of the option that suits each player best with the others' choices as they are.

        The first of equal ones.
        """
        found = np.empty(self.payoffs.shape, dtype=np.intp)
        for player, (payoffs, best) in enumerate(zip(self.payoffs, self.best, strict=True)):
            found[player] = np.argmax(payoffs >= best - tie, axis=player, keepdims=True)
        return found

    def best_reply(self, player: int, profile: Profile, tie: float = TIE) -> int:
        """The option that suits a player best with the others' choices as they are; the first of equal ones."""
        where = tuple(slice(None) if each == player else place for each, place in enumerate(profile))
        payoffs = self.payoffs[(player, *where)]
        return int(np.argmax(payoffs >= payoffs.max() - tie))

    def regret(self, player: str) -> Floats:
        """By joint choice: how much a player would gain by the best change of its own choice alone.

        Raises ValueError for a name that there is not.
        """
        if player not in self.players:
            raise ValueError(f"there is no player {player!r} in this game: {', '.join(self.players)}")
        regretted: Floats = self.gains()[self.players.index(player)]
        return regretted

    def names(self, profile: Profile) -> tuple[str, ...]:
        """The options of a joint choice."""
        return tuple(several[place] for several, place in zip(self.options, profile, strict=True))

    def state(self, profile: Profile) -> int:
        """The number of a joint choice as a state of the graph model, from 1."""
        return int(np.ravel_multi_index(profile, self.payoffs.shape[1:])) + 1

    def profile(self, state: int) -> Profile:
        """The joint choice that a state of the graph model stands for."""
        return tuple(int(place) for place in np.unravel_index(state - 1, self.payoffs.shape[1:]))

    def graph_model(self, tie: float = TIE) -> GraphModel:
        """The same as a graph model: every player may change its own choice at any time.

        Payoffs that differ by no more than `tie` from the next lower one count as equal to it.
        """
        moves = {player: self._moves(row) for row, player in enumerate(self.players)}
        return GraphModel(moves, {player: _levelled(self.payoffs[row], tie) for row, player in enumerate(self.players)})

    def nfg(self, title: str) -> str:
        """The game as Gambit's `.nfg` file in its payoff form, the first player's option varying fastest.

        Names are brought to what Gambit 16 reads: printable ASCII, no two of a list alike.
        """
        options = "\n".join(_labels(several) for several in self.options)
        rows = self.payoffs.reshape(len(self.players), -1, order="F").T.tolist()
        # Gambit refuses a plus sign in an exponent.
        numbers = "\n".join(" ".join(repr(value).replace("e+", "e") for value in row) for row in rows)
        return f'NFG 1 R {_quoted(_plain(title))} {_labels(self.players)}\n\n{{ {options} }}\n""\n\n{numbers}\n'

    def _moves(self, player: int) -> Indices:
        """(moves, 2): the moves of the graph model among a player's own options."""
        states = np.arange(1, self.payoffs[0].size + 1).reshape(self.payoffs.shape[1:])
        lines = np.moveaxis(states, player, -1).reshape(-1, len(self.options[player]))
        begins, ends = np.nonzero(~np.eye(lines.shape[1], dtype=np.bool_))
        return np.stack([lines[:, begins].ravel(), lines[:, ends].ravel()], axis=1)


def _levelled(payoffs: Floats, tie: float) -> list[float]:
    """Payoffs in C order, each run of ties brought to its lowest."""
    values = payoffs.ravel()
    order = np.argsort(values, kind="stable")
    ranked = values[order]
    begins = np.concatenate([[True], np.diff(ranked) > tie])
    levelled = np.empty_like(values)
    levelled[order] = ranked[np.maximum.accumulate(np.where(begins, np.arange(len(ranked)), 0))]
    return [float(value) for value in levelled]


def _labels(names: Iterable[str]) -> str:
    """A list of names in braces, a number added to one that comes again."""
    labels: list[str] = []
    for name in names:
        plain = label = _plain(name) or "_"
        number = 2
        while label in labels:
            label, number = f"{plain} {number}", number + 1
        labels.append(label)
    return "{ " + " ".join(_quoted(label) for label in labels) + " }"


def _plain(text: str) -> str:
    """A text in printable ASCII with single blanks; a backslash, which Gambit cannot read back, is a slash."""
    ascii_only = unicodedata.normalize("NFKD", text).translate(_ASCII).encode("ascii", "replace").decode()
    return " ".join("".join(each if each.isprintable() else " " for each in ascii_only).split()).replace("\\", "/")


def _quoted(text: str) -> str:
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'
