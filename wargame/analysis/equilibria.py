"""Which joint reactions are stable and which are not: who would leave one for what, what others could answer, and
whether the games that go on from it bear that out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wargame.analysis.estimates import Interval, mean
from wargame.analysis.graph_model import CONCEPTS, PUBLISHED, Departure, GraphModel
from wargame.analysis.joint_orders import MOST_PROFILES, JointOrders, Option, Profile, all_joint_orders, continued
from wargame.engine.kernel import Floats
from wargame.engine.position import Position
from wargame.model.viewer import Viewer, seat_of

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

    @property
    def free(self) -> bool:
        """Whether nothing keeps the seat from it: no answer, or none that would pay."""
        return not self.answer or self.costly


class Equilibria:
    """The joint reactions from a position, judged by the Graph Model for Conflict Resolution."""

    def __init__(self, found: JointOrders, convention: str = PUBLISHED) -> None:
        self.joint_orders = found
        self.convention = convention
        self._stable: dict[str, tuple[Profile, ...]] = {}

    @cached_property
    def model(self) -> GraphModel:
        """The joint reactions as states, between which each seat moves by choosing otherwise."""
        return self.joint_orders.form.graph_model()

    def stable(self, concept: str = "R") -> tuple[Profile, ...]:
        """The stable joint reactions, those nearest to what doctrine prefers first.

        Raises ValueError for a concept or a convention that there is not.
        """
        if concept not in self._stable:
            if concept == "R":
                profiles = self.joint_orders.form.equilibria()
            else:
                profiles = tuple(
                    map(self.joint_orders.form.profile, sorted(self.model.stable(concept, self.convention)))
                )
            self._stable[concept] = tuple(sorted(profiles, key=self._from_baseline))
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

    def _from_baseline(self, profile: Profile) -> tuple[int, Profile]:
        return sum(
            place != baseline for place, baseline in zip(profile, self.joint_orders.baseline, strict=True)
        ), profile


def alike(found: JointOrders, profiles: Sequence[Profile]) -> Mapping[str, Option]:
    """By seat what it does in all of some joint reactions, where it does the same in all."""
    same = {}
    for place, seat in enumerate(found.seats):
        chosen = {profile[place] for profile in profiles}
        if len(chosen) == 1:
            same[seat] = found.options[place][chosen.pop()]
    return same


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

    @property
    def holds(self) -> bool:
        """Whether no seat would clearly do better in the end by choosing otherwise now."""
        return not self.tempted


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
    tempted = []
    for row, (place, other) in enumerate(others, start=1):
        gain = mean(scores[row, place] - scores[0, place], among=len(others), reach=200.0)
        if gain.low > 0:
            tempted.append(Tempted(found.seats[place], found.options[place][other[place]], gain))
    return Continuation(
        profile,
        games,
        {each: mean(scores[0, place]) for place, each in enumerate(found.seats)},
        len(others),
        tuple(sorted(tempted, key=lambda each: -each.gain.middle)),
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
        legal = (position if each == seat_of(viewer) else whole.position).legal_orders(each)
        fixed[each] = [option for option in several if all(order in legal for order in option)]
    return all_joint_orders(position, found.move, viewer, MOST_PROFILES, fixed)


def profile_in(other: JointOrders, found: JointOrders, profile: Profile) -> Profile | None:
    """The same joint reaction in another table; None where a seat cannot order what it orders."""
    places = []
    for own, several, place in zip(other.options, found.options, profile, strict=True):
        if several[place] not in own:
            return None
        places.append(own.index(several[place]))
    return tuple(places)
