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
from difflib import get_close_matches
from typing import TypeVar

DM = TypeVar("DM", bound=Hashable)

CONCEPTS: Mapping[str, str] = {
    "R": "no move of one's own leads to anything better (Nash)",
    "SEQ": "others answer each such move by moves that are better for themselves, and that leaves one no better off",
    "GMR": "others can answer each such move so that one is no better off, whatever it costs them",
    "SMR": "as GMR, and one cannot get out of their answer by another move of one's own",
}
"""The solution concepts, from the least foresight to the most careful."""
CONVENTIONS: Mapping[str, str] = {
    "each_once": "in a sequence of moves each of those who answer moves at most once",
    "legal_sequence": "in a sequence of moves anyone may move several times, but not twice in a row",
    "one_step": "the answer is a single move of one of those who answer",
}
"""What counts as an answer of several; `legal_sequence` is the published one."""
PUBLISHED = "legal_sequence"
_ALIASES = {"NASH": "R"}


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
    """The answer that costs it most; None where nobody can, or under R, where nobody is asked."""


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
        self._payoffs: dict[Hashable, tuple[float, ...]] = {}
        self._moves: dict[Hashable, dict[int, tuple[int, ...]]] = {}
        for dm, values in payoffs.items():
            numbers = tuple(float(value) for value in values)
            if not all(math.isfinite(value) for value in numbers):
                raise ValueError(f"the payoffs of {dm} must be finite numbers")
            self._payoffs[dm] = (math.nan, *numbers)
            self._moves[dm] = self._checked(dm, moves[dm])
        self._improving = {
            dm: {
                state: better
                for state, reached in by_state.items()
                if (better := tuple(to for to in reached if self.payoff(dm, to) > self.payoff(dm, state)))
            }
            for dm, by_state in self._moves.items()
        }
        self._worst: dict[tuple[Hashable, int, str, str], float] = {}

    def payoff(self, dm: Hashable, state: int) -> float:
        """What a decision maker thinks of a state."""
        return self._payoffs[dm][state]

    def moves(self, dm: Hashable, state: int) -> tuple[int, ...]:
        """Where a decision maker can move from a state, by itself in one move."""
        return self._moves[dm].get(state, ())

    def improvements(self, dm: Hashable, state: int) -> tuple[int, ...]:
        """Those of its moves that lead to what it strictly prefers."""
        return self._improving[dm].get(state, ())

    def stable_for(self, dm: Hashable, concept: str, convention: str = PUBLISHED) -> frozenset[int]:
        """The states from which a decision maker would not move. Raises ValueError for names that there are not."""
        self._known(dm)
        concept, convention = _concept(concept), _convention(convention)
        return frozenset(state for state in self.states if self._is_stable(dm, state, concept, convention))

    def stable(self, concept: str, convention: str = PUBLISHED) -> frozenset[int]:
        """The equilibria: states from which no decision maker would move. Raises ValueError as `stable_for`."""
        concept, convention = _concept(concept), _convention(convention)
        return frozenset(
            state
            for state in self.states
            if all(self._is_stable(dm, state, concept, convention) for dm in self.decision_makers)
        )

    def coalition_stable(self, coalition: Iterable[Hashable], convention: str = PUBLISHED) -> frozenset[int]:
        """The states from which a coalition would not move: no sequence of its moves leads to what all of it prefer.

        Raises ValueError for an empty coalition and for names that there are not.
        """
        members = tuple(dict.fromkeys(coalition))
        if not members:
            raise ValueError("a coalition needs at least one decision maker")
        for dm in members:
            self._known(dm)
        convention = _convention(convention)
        return frozenset(
            state
            for state in self.states
            if not any(
                all(self.payoff(dm, reached) > self.payoff(dm, state) for dm in members)
                for reached in self.reachable(members, state, convention)
            )
        )

    def reachable(
        self, coalition: Sequence[Hashable], state: int, convention: str = PUBLISHED, improving: bool = False
    ) -> Mapping[int, tuple[Step, ...]]:
        """The states that a coalition can reach from one, each with a shortest sequence of moves that leads there.

        With `improving`, every move must be to something that whoever makes it strictly prefers.
        """
        convention = _convention(convention)
        listed = self._improving if improving else self._moves
        found: dict[int, tuple[Step, ...]] = {}
        # What must be known besides the state: who moved last, or who has moved.
        begun: frozenset[Hashable] = frozenset()
        seen: set[tuple[int, frozenset[Hashable]]] = {(state, begun)}
        waiting: deque[tuple[int, frozenset[Hashable], tuple[Step, ...]]] = deque([(state, begun, ())])
        while waiting:
            here, barred, path = waiting.popleft()
            for dm in coalition:
                if dm in barred:
                    continue
                now_barred = barred | {dm} if convention == "each_once" else frozenset({dm})
                for to in listed[dm].get(here, ()):
                    if (to, now_barred) in seen:
                        continue
                    seen.add((to, now_barred))
                    longer = (*path, Step(dm, to))
                    if to != state:
                        found.setdefault(to, longer)
                    if convention != "one_step":
                        waiting.append((to, now_barred, longer))
        return found

    def departures(
        self, dm: Hashable, state: int, concept: str = "SEQ", convention: str = PUBLISHED
    ) -> tuple[Departure, ...]:
        """The moves by which a decision maker would better itself, each with the answer that costs it most.

        The state is stable for it when there is an answer to each; under R, when there is no such move.
        """
        self._known(dm)
        concept, convention = _concept(concept), _convention(convention)
        start = self.payoff(dm, state)
        found = []
        for to in self.improvements(dm, state):
            sanction = None
            if concept != "R":
                for reached, path in self._answers(dm, to, concept, convention):
                    loss = start - self._left_with(dm, reached, concept)
                    if loss >= 0 and (sanction is None or loss > sanction.loss):
                        sanction = Sanction(reached, path, loss)
            found.append(Departure(dm, to, self.payoff(dm, to) - start, sanction))
        return tuple(found)

    def _is_stable(self, dm: Hashable, state: int, concept: str, convention: str) -> bool:
        better = self.improvements(dm, state)
        if not better or concept == "R":
            return not better
        return all(self._worst_answer(dm, to, concept, convention) <= self.payoff(dm, state) for to in better)

    def _worst_answer(self, dm: Hashable, state: int, concept: str, convention: str) -> float:
        """The least that the others' answers at a state leave a decision maker with; infinite where they have none."""
        key = (dm, state, concept, convention)
        if key not in self._worst:
            answers = self._answers(dm, state, concept, convention)
            self._worst[key] = min((self._left_with(dm, to, concept) for to, _ in answers), default=math.inf)
        return self._worst[key]

    def _answers(
        self, dm: Hashable, state: int, concept: str, convention: str
    ) -> Iterator[tuple[int, tuple[Step, ...]]]:
        others = [other for other in self.decision_makers if other != dm]
        yield from self.reachable(others, state, convention, improving=concept == "SEQ").items()

    def _left_with(self, dm: Hashable, state: int, concept: str) -> float:
        """What an answer leaves a decision maker with: under SMR the best that it can still make of it."""
        left = self.payoff(dm, state)
        if concept == "SMR":
            return max(left, *(self.payoff(dm, to) for to in self.moves(dm, state)), left)
        return left

    def _known(self, dm: Hashable) -> None:
        if dm not in self._payoffs:
            known = ", ".join(str(each) for each in self.decision_makers)
            raise ValueError(f"there is no decision maker {dm!r} in this conflict: {known}")

    def _checked(self, dm: Hashable, pairs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
        by_state: dict[int, list[int]] = {}
        for begin, end in dict.fromkeys((int(begin), int(end)) for begin, end in pairs):
            for state in (begin, end):
                if state not in self.states:
                    raise ValueError(f"{dm} moves from {begin} to {end}, and the states are 1 to {len(self.states)}")
            if begin == end:
                raise ValueError(f"{dm} moves from {begin} to itself; staying is no move")
            by_state.setdefault(begin, []).append(end)
        return {state: tuple(ends) for state, ends in by_state.items()}


def _concept(name: str) -> str:
    wanted = name.upper()
    return _one_of("solution concept", _ALIASES.get(wanted, wanted), CONCEPTS)


def _convention(name: str) -> str:
    return _one_of("convention", name, CONVENTIONS)


def _one_of(what: str, name: str, known: Mapping[str, str]) -> str:
    if name in known:
        return name
    near = get_close_matches(name, known, 1)
    raise ValueError(f"there is no {what} '{name}'{f' (did you mean {near[0]}?)' if near else ''}: {', '.join(known)}")
