"""The Graph Model for Conflict Resolution: which states of a conflict last when those in it foresee each other's moves.

Source: Fang, Hipel and Kilgour, "Interactive Decision Making: The Graph Model for Conflict Resolution" (Wiley, 1993);
coalitions after Kilgour, Hipel, Fang and Peng, "Coalition analysis in group decision support" (Group Decision and
Negotiation 10, 2001).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from wargame.model.nearest import nearest

DM = TypeVar("DM", bound=Hashable)
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

CONCEPTS = ("R", "SEQ", "GMR", "SMR")
"""The solution concepts, from the least foresight to the most careful."""
CONVENTIONS = ("each_once", "legal_sequence", "one_step")
"""What counts as an answer of several; `legal_sequence` is the published one."""
PUBLISHED = "legal_sequence"
_ALIASES = {"NASH": "R"}
_SPARSE = 4
"""So many times the moves there are may be gathered, for gathering them evenly is that much faster."""
_WIDTH = 1024
"""How many states at a time are looked for among those that a coalition can reach."""


@dataclass(frozen=True, slots=True)
class Step:
    """One move in a sequence."""

    dm: Hashable
    state: int
    """The state it leads to."""


@dataclass(frozen=True, slots=True)
class Sanction:
    """An answer of the others that leaves whoever moved no better off."""

    state: int
    path: tuple[Step, ...]
    loss: float
    """How much worse off than where it began whoever moved is there; 0 for just as well off."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A move by which a decision maker betters itself, with what the others can do about it."""

    dm: Hashable
    state: int
    gain: float
    sanction: Sanction | None
    """An answer of the others; None where there is none, or under R, where nobody is asked."""


@dataclass(frozen=True, slots=True)
class _Moves:
    """The moves of one decision maker by the state they begin at, states counted from 0."""

    begins: Indices
    """The states that it has a move from, ascending."""
    firsts: Indices
    """By such a state: where its moves begin among `ends`."""
    ends: Indices
    columns: tuple[Indices, ...]
    """By such a state: where its first move leads, its second ..., its first again where it has no more; empty where
    that would be much more than there is."""

    @classmethod
    def laid_out(cls, pairs: Indices) -> _Moves:
        """From (from, to) pairs, shape (moves, 2), sorted."""
        firsts = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1) > 0)
        begins, ends, counts = pairs[firsts, 0], pairs[:, 1].copy(), np.diff(firsts, append=len(pairs))
        most = int(counts.max(initial=0))
        dense = most * len(begins) <= _SPARSE * len(ends)
        columns = tuple(ends[np.where(place < counts, firsts + place, firsts)] for place in range(most * dense))
        return cls(begins, firsts, ends, columns)

    def of(self, state: int) -> list[int]:
        """Where the moves from a state lead."""
        row = int(np.searchsorted(self.begins, state))
        if row == len(self.begins) or self.begins[row] != state:
            return []
        last = self.firsts[row + 1] if row + 1 < len(self.firsts) else len(self.ends)
        return [int(end) for end in self.ends[self.firsts[row] : last]]

    def gathered(self, values: NDArray[Any], merge: np.ufunc, nothing: float) -> NDArray[Any]:
        """By state: the values of all that its moves lead to, merged; `nothing` where there are no moves.

        `values` has shape (states, ...); merging a value twice must do what merging it once does.
        """
        found = np.full_like(values, nothing)
        if self.columns:
            merged = values[self.columns[0]]
            for ends in self.columns[1:]:
                merge(merged, values[ends], out=merged)
            found[self.begins] = merged
        elif len(self.begins):
            found[self.begins] = merge.reduceat(values[self.ends], self.firsts, axis=0)
        return found


class GraphModel:
    """A conflict: states 1..n, the moves each decision maker controls, and what each thinks of the states.

    `moves[dm]` are (from, to) pairs, one way each; `payoffs[dm]` has n numbers, the higher the better, equal ones
    equally good. Any number of decision makers, any of whom may have no moves.

    Raises:
        ValueError: states outside 1..n, a move from a state to itself, payoffs of differing lengths or that are not
            finite, or decision makers named in only one of the two.
    """

    def __init__(self, moves: Mapping[DM, Iterable[tuple[int, int]]], payoffs: Mapping[DM, Sequence[float]]) -> None:
        if set(moves) != set(payoffs):
            odd = ", ".join(sorted(str(dm) for dm in set(moves) ^ set(payoffs)))
            raise ValueError(f"moves and payoffs must name the same decision makers; only one of them names {odd}")
        if not payoffs:
            raise ValueError("a conflict needs at least one decision maker")
        lengths = {len(values) for values in payoffs.values()}
        if len(lengths) != 1 or not min(lengths):
            raise ValueError(
                "every decision maker needs a payoff for each of the states, and there must be one at least"
            )
        self.decision_makers: tuple[Hashable, ...] = tuple(payoffs)
        self.states = range(1, lengths.pop() + 1)
        self._payoffs: dict[Hashable, Floats] = {dm: _numbers(dm, values) for dm, values in payoffs.items()}
        self._moves: dict[Hashable, _Moves] = {}
        self._improving: dict[Hashable, _Moves] = {}
        for dm in payoffs:
            pairs, values = self._pairs(dm, moves[dm]), self._payoffs[dm]
            self._moves[dm] = _Moves.laid_out(pairs)
            self._improving[dm] = _Moves.laid_out(pairs[values[pairs[:, 1]] > values[pairs[:, 0]]])
        self._left: dict[tuple[Hashable, str], Floats] = {}
        self._worst: dict[tuple[Hashable, str, str], Floats] = {}

    def payoff(self, dm: Hashable, state: int) -> float:
        """What a decision maker thinks of a state. Raises ValueError for names and states that there are not."""
        self._known(dm)
        return float(self._payoffs[dm][self._row(state)])

    def moves(self, dm: Hashable, state: int) -> tuple[int, ...]:
        """Where a decision maker can move from a state, by itself in one move. Raises ValueError as `payoff`."""
        self._known(dm)
        return tuple(end + 1 for end in self._moves[dm].of(self._row(state)))

    def improvements(self, dm: Hashable, state: int) -> tuple[int, ...]:
        """Those of its moves that lead to what it strictly prefers. Raises ValueError as `payoff`."""
        self._known(dm)
        return tuple(end + 1 for end in self._improving[dm].of(self._row(state)))

    def stable_for(self, dm: Hashable, concept: str, convention: str = PUBLISHED) -> frozenset[int]:
        """The states from which a decision maker would not move. Raises ValueError for names that there are not."""
        self._known(dm)
        return _numbered(self._stays(dm, _concept(concept), _convention(convention)))

    def stable(self, concept: str, convention: str = PUBLISHED) -> frozenset[int]:
        """The equilibria: states from which no decision maker would move. Raises ValueError as `stable_for`."""
        concept, convention = _concept(concept), _convention(convention)
        return _numbered(np.all([self._stays(dm, concept, convention) for dm in self.decision_makers], axis=0))

    def coalition_stable(self, coalition: Iterable[Hashable], convention: str = PUBLISHED) -> frozenset[int]:
        """The states from which a coalition would not move: no sequence of its moves leads to what all of it prefer.

        Raises ValueError for an empty coalition and for names that there are not.
        """
        members = self._members(coalition)
        convention = _convention(convention)
        states = len(self.states)
        stays = np.ones(states, dtype=np.bool_)
        for first in range(0, states, _WIDTH):
            sought = np.arange(first, min(first + _WIDTH, states))
            bits = np.packbits(np.arange(states)[:, None] == sought, axis=1)
            # 8 bytes at a time are merged much faster than single ones.
            words = np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8))).view(np.uint64)
            reached = self._merged(members, words, np.bitwise_or, 0, convention, improving=False)
            better = np.unpackbits(reached.view(np.uint8), axis=1, count=len(sought)).view(np.bool_)
            for dm in members:
                better &= self._payoffs[dm][sought] > self._payoffs[dm][:, None]
            stays &= ~better.any(axis=1)
        return _numbered(stays)

    def reachable(
        self, coalition: Iterable[Hashable], state: int, convention: str = PUBLISHED, improving: bool = False
    ) -> Mapping[int, tuple[Step, ...]]:
        """The states that a coalition can reach from one, each with a shortest sequence of moves that leads there.

        The state begun at is not among them, even where a sequence leads back to it. With `improving`, every move must
        be to something that whoever makes it strictly prefers.

        Raises:
            ValueError: an empty coalition, or names and states that there are not.
        """
        found: dict[int, tuple[Step, ...]] = {}
        for path in self._sequences(self._members(coalition), self._row(state), _convention(convention), improving):
            found.setdefault(path.state, path.steps())
        return found

    def departures(
        self, dm: Hashable, state: int, concept: str = "SEQ", convention: str = PUBLISHED, shortest: bool = False
    ) -> tuple[Departure, ...]:
        """The moves by which a decision maker would better itself, each with the answer that costs it most.

        With `shortest`, each with an answer of the fewest moves instead. The state is stable for it when there is an
        answer to each; under R, when there is no such move. Raises ValueError for names and states that there are not.
        """
        concept, convention = _concept(concept), _convention(convention)
        start = self.payoff(dm, state)
        found = []
        for to in self.improvements(dm, state):
            sanction = None
            if (worst := float(self._worst_answers(dm, concept, convention)[to - 1])) <= start:
                most = start if shortest else worst
                sanction = next(self._sanctions(dm, start, to, concept, convention, most))
            found.append(Departure(dm, to, self.payoff(dm, to) - start, sanction))
        return tuple(found)

    def sanctions(
        self, dm: Hashable, state: int, to: int, concept: str = "SEQ", convention: str = PUBLISHED
    ) -> tuple[Sanction, ...]:
        """All answers to a decision maker's move from a state that leave it no better off, the costliest first.

        Raises ValueError for names and states that there are not, and for a move by which it does not better itself.
        """
        concept, convention = _concept(concept), _convention(convention)
        if to not in self.improvements(dm, state):
            raise ValueError(f"{dm} does not better itself by a move from {state} to {to}")
        if concept == "R":
            return ()
        start = self.payoff(dm, state)
        return tuple(
            sorted(self._sanctions(dm, start, to, concept, convention, start), key=lambda sanction: -sanction.loss)
        )

    def _stays(self, dm: Hashable, concept: str, convention: str) -> Flags:
        """By state: whether a decision maker would not move from it."""
        answered = self._worst_answers(dm, concept, convention)
        stays: Flags = self._improving[dm].gathered(answered, np.maximum, -math.inf) <= self._payoffs[dm]
        return stays

    def _worst_answers(self, dm: Hashable, concept: str, convention: str) -> Floats:
        """By state: the least that the others' answers there leave a decision maker with; infinite without any."""
        if concept == "R":
            return np.full(len(self.states), math.inf)
        key = (dm, concept, convention)
        if key not in self._worst:
            self._worst[key] = self._merged(
                self._others(dm), self._left_with(dm, concept), np.minimum, math.inf, convention, concept == "SEQ"
            )
        return self._worst[key]

    def _left_with(self, dm: Hashable, concept: str) -> Floats:
        """By state: what an answer leading there leaves a decision maker with; under SMR the best it can make of it."""
        payoffs = self._payoffs[dm]
        if concept != "SMR":
            return payoffs
        if (dm, concept) not in self._left:
            onward = self._moves[dm].gathered(payoffs, np.maximum, -math.inf)
            self._left[dm, concept] = np.maximum(payoffs, onward)
        return self._left[dm, concept]

    def _merged(
        self,
        coalition: Sequence[Hashable],
        values: NDArray[Any],
        merge: np.ufunc,
        nothing: float,
        convention: str,
        improving: bool,
    ) -> NDArray[Any]:
        """By state: the values of all that a coalition can reach from it, merged; `nothing` where it has no moves.

        `values` has shape (states, ...), and merging `nothing` with a value must leave the value.
        """
        listed = self._improving if improving else self._moves
        moves = [listed[dm] for dm in coalition if len(listed[dm].ends)]
        none = np.full_like(values, nothing)
        if convention == "one_step":
            return reduce(merge, (each.gathered(values, merge, nothing) for each in moves), none)
        if convention == "each_once":
            # By those who have moved already: what is met from each state, with itself.
            met = {frozenset(range(len(moves))): values}
            for size in range(len(moves) - 1, -1, -1):
                met = {
                    moved: reduce(
                        merge,
                        (
                            each.gathered(met[moved | {place}], merge, nothing)
                            for place, each in enumerate(moves)
                            if place not in moved
                        ),
                        values if moved else none,
                    )
                    for moved in map(frozenset, combinations(range(len(moves)), size))
                }
            return met[frozenset()] if moves else none
        # By who moved last: what is met from each state, with itself.
        after = [values for _ in moves]
        while True:
            by = [each.gathered(met_then, merge, nothing) for each, met_then in zip(moves, after, strict=True)]
            longer = [
                reduce(merge, (met_then for place, met_then in enumerate(by) if place != last), values)
                for last in range(len(moves))
            ]
            if all(np.array_equal(*pair) for pair in zip(after, longer, strict=True)):
                return reduce(merge, by, none)
            after = longer

    def _sanctions(
        self, dm: Hashable, start: float, to: int, concept: str, convention: str, most: float
    ) -> Iterator[Sanction]:
        """The answers to a move that leave a decision maker with no more than `most`, shortest first."""
        left = self._left_with(dm, concept)
        seen: set[int] = set()
        for path in self._sequences(self._others(dm), to - 1, convention, concept == "SEQ"):
            if left[path.state - 1] <= most and path.state not in seen:
                seen.add(path.state)
                yield Sanction(path.state, path.steps(), start - float(left[path.state - 1]))

    def _sequences(
        self, coalition: Sequence[Hashable], start: int, convention: str, improving: bool
    ) -> Iterator[_Path]:
        """Sequences of a coalition's moves to each state that it can reach other than the start, shortest first."""
        listed = self._improving if improving else self._moves
        # What must be known besides the state: who moved last, or who has moved.
        begun: frozenset[Hashable] = frozenset()
        seen: set[tuple[int, frozenset[Hashable]]] = {(start, begun)}
        waiting: deque[tuple[int, frozenset[Hashable], _Path | None]] = deque([(start, begun, None)])
        while waiting:
            here, barred, path = waiting.popleft()
            for dm in coalition:
                if dm in barred:
                    continue
                now_barred = barred | {dm} if convention == "each_once" else frozenset({dm})
                for to in listed[dm].of(here):
                    if (to, now_barred) in seen:
                        continue
                    seen.add((to, now_barred))
                    longer = _Path(dm, to + 1, path)
                    if to != start:
                        yield longer
                    if convention != "one_step":
                        waiting.append((to, now_barred, longer))

    def _others(self, dm: Hashable) -> tuple[Hashable, ...]:
        return tuple(other for other in self.decision_makers if other != dm)

    def _members(self, coalition: Iterable[Hashable]) -> tuple[Hashable, ...]:
        members = tuple(dict.fromkeys(coalition))
        if not members:
            raise ValueError("a coalition needs at least one decision maker")
        for dm in members:
            self._known(dm)
        return members

    def _known(self, dm: Hashable) -> None:
        if dm not in self._payoffs:
            known = ", ".join(str(each) for each in self.decision_makers)
            raise ValueError(f"there is no decision maker {dm!r} in this conflict: {known}")

    def _row(self, state: int) -> int:
        if state not in self.states:
            raise ValueError(f"there is no state {state}: the states are 1 to {len(self.states)}")
        return state - 1

    def _pairs(self, dm: Hashable, pairs: Iterable[tuple[int, int]]) -> Indices:
        """(moves, 2): a decision maker's moves, each once and sorted, states counted from 0."""
        given = pairs if isinstance(pairs, np.ndarray) else list(pairs)
        try:
            listed = np.array(given) if len(given) else np.empty((0, 2), dtype=np.intp)
        except ValueError:  # pairs of unequal lengths
            listed = np.empty(0)
        if listed.ndim != 2 or listed.shape[1] != 2 or listed.dtype.kind not in "iu":
            raise ValueError(f"the moves of {dm} must be pairs of states, each a whole number")
        found: Indices = listed.astype(np.intp)
        outside = ((found < 1) | (found > len(self.states))).any(axis=1)
        if outside.any():
            begin, end = min(map(tuple, found[outside].tolist()))
            raise ValueError(f"{dm} moves from {begin} to {end}, and the states are 1 to {len(self.states)}")
        # One number for each pair: that is sorted much faster than pairs.
        wide = len(self.states) + 1
        keys = np.sort(found[:, 0] * wide + found[:, 1])
        found = np.stack(np.divmod(keys[np.diff(keys, prepend=-1) > 0], wide), axis=1)
        still = found[found[:, 0] == found[:, 1], 0]
        if len(still):
            raise ValueError(f"{dm} moves from {still[0]} to itself; staying is no move")
        return found - 1


@dataclass(frozen=True, slots=True)
class _Path:
    """A sequence of moves by its last one and what came before."""

    dm: Hashable
    state: int
    before: _Path | None

    def steps(self) -> tuple[Step, ...]:
        """The moves in their order."""
        found: list[Step] = []
        here: _Path | None = self
        while here is not None:
            found.append(Step(here.dm, here.state))
            here = here.before
        return tuple(reversed(found))


def _numbers(dm: Hashable, values: Sequence[float]) -> Floats:
    try:
        found = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        found = np.array([math.nan])
    if found.ndim != 1 or not np.isfinite(found).all():
        raise ValueError(f"the payoffs of {dm} must be finite numbers")
    return found


def _numbered(flags: Flags) -> frozenset[int]:
    return frozenset((np.flatnonzero(flags) + 1).tolist())


def _concept(name: str) -> str:
    wanted = name.upper()
    return _one_of("solution concept", _ALIASES.get(wanted, wanted), CONCEPTS)


def _convention(name: str) -> str:
    return _one_of("convention", name, CONVENTIONS)


def _one_of(what: str, name: str, known: Sequence[str]) -> str:
    if name in known:
        return name
    near = nearest(name, known)
    raise ValueError(f"there is no {what} '{name}'{f' (did you mean {near}?)' if near else ''}: {', '.join(known)}")
