"""Which joint reactions are stable and which are not: who would leave one for what, what others could answer, and
whether the games that go on from it bear that out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from wargame.analysis.estimates import FEWEST, Interval, mean
from wargame.analysis.graph_model import CONCEPTS, PUBLISHED, Departure, GraphModel
from wargame.analysis.joint_orders import (
    MOST_PROFILES,
    JointOrders,
    Option,
    Profile,
    all_joint_orders,
    continued,
    judged_by,
)
from wargame.analysis.normal_form import TIE
from wargame.engine import legality
from wargame.engine.kernel import Floats
from wargame.engine.position import Position
from wargame.model.viewer import Viewer

GAMES = 256
"""Games played on from each joint reaction."""


@dataclass(frozen=True)
class Change:
    """A seat that chooses otherwise."""

    seat: str
    to: Option


@dataclass(frozen=True)
class Deviation:
    """A seat that would do better by choosing otherwise, as long as the others stay."""

    seat: str
    to: Option
    gain: float
    """In points of its score."""
    answer: tuple[Change, ...]
    """By which changes of their own, one after another, others can leave it no better off; empty where they cannot."""
    loss: float
    """How much worse off than before it is then."""
    costly: bool
    """Whether the answer would not pay for all who give it: a threat, where the concept asks for answers that pay."""
    judged: bool = True
    """Whether answers were sought: there are none where the table had no room for what the seat chooses."""

    @property
    def free(self) -> bool:
        """Whether nothing is known that keeps the seat from it: no answer, or none that would pay."""
        return not self.answer or self.costly


class Equilibria:
    """The joint reactions from a position, judged by the Graph Model for Conflict Resolution."""

    def __init__(
        self, found: JointOrders, convention: str = PUBLISHED, lasting: Sequence[Profile] | None = None
    ) -> None:
        """`lasting` are those that nobody would leave, where more than the options of the table was tried."""
        self.joint_orders = found
        self.convention = convention
        self._lasting = lasting
        self._stable: dict[str, tuple[Profile, ...]] = {}

    @cached_property
    def model(self) -> GraphModel:
        """The joint reactions as states, between which each seat moves by choosing otherwise."""
        return self.joint_orders.form.graph_model()

    def stable(self, concept: str = "R") -> tuple[Profile, ...]:
        """The stable joint reactions, those nearest to the baseline first.

        Raises ValueError for a concept or a convention that there is not.
        """
        if concept not in self._stable:
            if concept != "R":
                states = np.array(sorted(self.model.stable(concept, self.convention)), dtype=np.intp) - 1
            elif self._lasting is None:
                states = np.flatnonzero(self.joint_orders.form.nash())
            else:
                states = np.array([self.joint_orders.form.state(each) - 1 for each in self._lasting], dtype=np.intp)
            places = np.array(np.unravel_index(np.sort(states), self.joint_orders.values.shape[1:]))
            nearest = np.argsort((places != 0).sum(axis=0), kind="stable")
            self._stable[concept] = tuple(map(tuple, places[:, nearest].T.tolist()))
        return self._stable[concept]

    def concepts(self, profile: Profile) -> tuple[str, ...]:
        """Under which concepts a joint reaction is stable."""
        return tuple(concept for concept in CONCEPTS if profile in self.stable(concept))

    def max_regret(self, profile: Profile) -> float:
        """The most that any seat would gain by choosing otherwise; 0 for a joint reaction that nobody would leave."""
        return float(self._max_regret[profile])

    def nearest(self, most: int) -> tuple[Profile, ...]:
        """The joint reactions in which whoever gains most by choosing otherwise gains least, without those that are
        stable under R."""
        max_regret = self._max_regret.ravel()
        stable = self.joint_orders.form.nash().ravel()
        among = np.flatnonzero(~stable)
        order = among[np.argsort(max_regret[among], kind="stable")[:most]]
        return tuple(self.joint_orders.form.profile(int(place) + 1) for place in order)

    def deviations(self, profile: Profile, concept: str = "SEQ") -> tuple[Deviation, ...]:
        """Who would do better by choosing otherwise, the largest gain first, each with an answer of the fewest changes.

        Where others have no answer that pays for them, one is given that does not. Raises ValueError for a concept or a
        convention that there is not.
        """
        state = self.joint_orders.form.state(profile)
        found = []
        for seat in self.joint_orders.seats:
            answered = self.model.departures(seat, state, concept, self.convention, shortest=True)
            threats: tuple[Departure, ...] = ()
            if concept == "SEQ" and any(each.sanction is None for each in answered):
                threats = self.model.departures(seat, state, "GMR", self.convention, shortest=True)
            for place, each in enumerate(answered):
                costly = each.sanction is None and bool(threats)
                sanction = threats[place].sanction if costly else each.sanction
                path = (
                    () if sanction is None else tuple(self._change(str(step.dm), step.state) for step in sanction.path)
                )
                to = self._change(seat, each.state).to
                loss = 0.0 if sanction is None else sanction.loss
                found.append(Deviation(seat, to, each.gain, path, loss, costly and bool(path)))
        return tuple(sorted(found, key=lambda each: -each.gain))

    def _change(self, seat: str, state: int) -> Change:
        """What a seat does in a state."""
        place = self.joint_orders.seats.index(seat)
        return Change(seat, self.joint_orders.options[place][self.joint_orders.form.profile(state)[place]])

    @cached_property
    def _max_regret(self) -> Floats:
        gains: Floats = self.joint_orders.form.gains().max(axis=0)
        return gains


def alike(found: JointOrders, profiles: Sequence[Profile]) -> Mapping[str, Option]:
    """By seat what it does in all of some joint reactions, where it does the same in all."""
    same = {}
    for place, seat in enumerate(found.seats):
        chosen = {profile[place] for profile in profiles}
        if len(chosen) == 1:
            same[seat] = found.options[place][chosen.pop()]
    return same


def classes(found: JointOrders, profiles: Sequence[Profile]) -> list[tuple[Profile, ...]]:
    """Joint reactions in groups: those of one differ only in orders that give every seat the same scores.

    The groups, and those in them, come in the order given.
    """
    if not profiles:
        return []
    where = tuple(np.array(profiles, dtype=np.intp).T)
    number = np.full(found.values.shape[1:], -1, dtype=np.intp)
    number[where] = np.arange(len(profiles))
    scores = found.values[(slice(None), *where)]
    first, links = np.arange(len(profiles)), []
    for axis, several in enumerate(found.options):
        for option, other in combinations(range(len(several)), 2):
            pairs = np.stack([number.take(option, axis).ravel(), number.take(other, axis).ravel()])
            pairs = pairs[:, (pairs >= 0).all(axis=0)]
            apart = np.abs(scores[:, pairs[0]] - scores[:, pairs[1]]).max(axis=0, initial=0.0)
            links.append(pairs[:, apart <= TIE])
    ones, others = np.concatenate(links, axis=1) if links else np.empty((2, 0), dtype=np.intp)
    while True:
        before = first.copy()
        np.minimum.at(first, ones, before[others])
        np.minimum.at(first, others, before[ones])
        if np.array_equal(first, before):
            break
    groups: dict[int, list[Profile]] = {}
    for profile, leader in zip(profiles, first.tolist(), strict=True):
        groups.setdefault(leader, []).append(profile)
    return [tuple(each) for each in groups.values()]


# --- On to the end ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tempted:
    """What a seat's score at the end would gain by another choice now, if all then go on by doctrine."""

    seat: str
    to: Option
    gain: Interval
    """Under the same luck; wide enough to hold for all choices that were tried together."""


@dataclass(frozen=True)
class Continuation:
    """How games end that go on from a joint reaction, and who would have done better by choosing otherwise."""

    profile: Profile
    games: int
    scores: Mapping[str, Interval]
    """By seat: the mean score at the end."""
    tried: int
    """How many other choices of single seats were played on: all that are in the table."""
    tempted: tuple[Tempted, ...]
    """Those that clearly gain, the most first."""
    unseen: float
    """The largest gain of any of the choices that these games do not rule out; infinite where they are too few to
    rule out any."""

    @property
    def holds(self) -> bool | None:
        """Whether no seat would clearly do better in the end by choosing otherwise now; None for too few games."""
        return None if self.games < FEWEST else not self.tempted


def continuation(
    found: JointOrders, profile: Profile, origin: Position, viewer: Viewer, games: int = GAMES, seed: int = 1
) -> Continuation:
    """Play games on from a joint reaction, and from each that differs from it in one seat's choice.

    `origin` is the position as it is, as the viewer sees it.
    """
    others = [
        (place, (*profile[:place], option, *profile[place + 1 :]))
        for place, several in enumerate(found.options)
        for option in range(len(several))
        if option != profile[place]
    ]
    scores = continued(found, [profile, *(other for _, other in others)], games, seed, origin, viewer)
    gains = [
        mean(scores[row, place] - scores[0, place], among=len(others), reach=200.0)
        for row, (place, _) in enumerate(others, start=1)
    ]
    tempted = [
        Tempted(found.seats[place], found.options[place][other[place]], gain)
        for gain, (place, other) in zip(gains, others, strict=True)
        if gain.low > 0
    ]
    return Continuation(
        profile,
        games,
        {each: mean(scores[0, place]) for place, each in enumerate(found.seats)},
        len(others),
        tuple(sorted(tempted, key=lambda each: -each.gain.middle)),
        max((gain.high for gain in gains), default=0.0),
    )


# --- Under another lens -----------------------------------------------------------------------------------------------


def same_orders_under(found: JointOrders, position: Position, viewer: Viewer) -> JointOrders:
    """The same joint reactions from a position under another lens, without options that cannot be ordered there.

    Raises:
        ValueError: the move cannot be made there.
    """
    whole = all_joint_orders(position, found.move, viewer, 1)
    fixed = {}
    for each, several in zip(found.seats, found.options, strict=True):
        known = judged_by(position, whole.position, viewer, each)
        # What a seat can order one by one it may not be able to pay for together.
        can = [option for option in several if legality.orders_reason(known, each, option) is None]
        fixed[each] = can or [()]
    return all_joint_orders(position, found.move, viewer, MOST_PROFILES, fixed)
