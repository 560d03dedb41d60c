"""Whether anybody would leave a joint reaction for anything it may order, and the search for those that nobody would.

A table holds a few options of each seat. Every joint reaction that is named is tried against all that each seat may
order; the best replies found join the table, until nothing new comes.

Source: McMahan, Gordon and Blum, "Planning in the presence of cost functions controlled by an adversary" (ICML 2003).
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from wargame.analysis.joint_orders import (
    MOST_PROFILES,
    Joint,
    JointOrders,
    Option,
    Profile,
    Scoring,
    by_doctrine,
    judged_by,
    with_one_more,
)
from wargame.analysis.normal_form import TIE
from wargame.engine import legality
from wargame.engine.kernel import Flags, Floats, Worlds
from wargame.engine.position import Position
from wargame.model.order import Order
from wargame.model.viewer import Viewer

MOST_SETS = 1_024
"""How many orders and sets of orders of one seat are tried at most; larger sets are left out first."""
MOST_GROWN = 4 * MOST_PROFILES
"""How many joint reactions a table may grow to."""
MOST_TRIED = 256
"""How many joint reactions of one table that nobody in it would leave are tried against everything."""
NEAREST = 8
"""How many others, those in which whoever gains most gains least."""
_AT_ONCE = 64
_DIGITS = 9
"""Gains that are equal to so many places come in the order in which they were found."""


class Scope(enum.Enum):
    """Against what a joint reaction was tried."""

    ANYTHING = "anything"
    """Every set of orders that a seat may give together."""
    SINGLE = "single"
    """Every single order; for some seat not every set."""
    SOME = "some"
    """Every set up to a size that some seat may go beyond."""


@dataclass(frozen=True)
class Everything:
    """All that seats may order in a turn: nothing, each order, each pair ..., as far as there are not too many."""

    sets: Mapping[str, tuple[Option, ...]]
    scope: Scope

    @property
    def joint(self) -> int:
        """How many joint reactions there are in all."""
        return math.prod(len(several) for several in self.sets.values())


def everything(found: JointOrders, origin: Position, viewer: Viewer, most: int = MOST_SETS) -> Everything:
    """All that seats may order in a turn; `origin` is the position as it is, as the viewer sees it."""
    sets, scope = {}, Scope.ANYTHING
    for seat in found.seats:
        known = judged_by(origin, found.position, viewer, seat)
        single = [order for order in known.legal_orders(seat) if isinstance(order, Order)]
        several: list[Option] = [(), *((order,) for order in single)]
        for size in range(2, min(known.scenario.seats[seat].orders_per_turn, len(single)) + 1):
            if len(several) + math.comb(len(single), size) > most:
                if scope is not Scope.SINGLE:
                    scope = Scope.SINGLE if size == 2 else Scope.SOME
                break
            several += [
                each for each in combinations(single, size) if legality.orders_reason(known, seat, each) is None
            ]
        sets[seat] = tuple(several)
    return Everything(sets, scope)


@dataclass(frozen=True)
class Reply:
    """The best that a seat could order instead, while the others stay."""

    seat: str
    to: Option
    gain: float
    """In points of its score."""
    alike: tuple[Option, ...]
    """Whatever else would give it as much."""
    better: int
    """How many of all that it may order would serve it better than what it orders."""


@dataclass(frozen=True)
class Tried:
    """What came of trying all that each seat may order against a joint reaction."""

    replies: tuple[Reply, ...]
    """The best of each seat that would gain, the largest gain first; none where nobody would leave."""

    @property
    def gain(self) -> float:
        """The most that any seat would gain."""
        return self.replies[0].gain if self.replies else 0.0


class Trial:
    """Tries all that each seat may order against joint reactions."""

    def __init__(self, everything: Everything, scoring: Scoring) -> None:
        self.everything, self.scoring = everything, scoring
        self._flags = {seat: scoring.ordered(several) for seat, several in everything.sets.items()}
        self._places = {
            seat: {frozenset(option): place for place, option in enumerate(several)}
            for seat, several in everything.sets.items()
        }

    def can(self, joint: Joint) -> bool:
        """Whether each seat may order what it orders in a joint reaction."""
        return all(frozenset(own) in places for own, places in zip(joint, self._places.values(), strict=True))

    def of(self, joints: Sequence[Joint]) -> list[Tried]:
        """What comes of each; each seat may order what it orders there."""
        return [
            tried for first in range(0, len(joints), _AT_ONCE) for tried in self._some(joints[first : first + _AT_ONCE])
        ]

    def gains_in(self, worlds: Worlds, move: str, joints: Sequence[Joint]) -> Floats:
        """(joints, worlds): the most that any seat would gain in other worlds by leaving each; 0 where none would."""
        scores = Scoring(worlds, move, tuple(self.everything.sets)).scores_in_each(self._departures(joints))
        most = np.zeros((len(joints), worlds.width))
        for row, place, part, own in self._parts(joints):
            most[row] = np.maximum(most[row], (scores[place, :, part] - scores[place, :, own, None]).max(axis=1))
        return most

    def _some(self, joints: Sequence[Joint]) -> Iterator[Tried]:
        scores = self.scoring.scores(self._departures(joints))
        replies: list[list[Reply]] = [[] for _ in joints]
        for row, place, part, own in self._parts(joints):
            gains = scores[place, part] - scores[place, own]
            most = float(gains.max())
            if most > TIE:
                seat = list(self.everything.sets)[place]
                several = self.everything.sets[seat]
                best, *alike = (several[each] for each in np.flatnonzero(gains >= most - TIE))
                replies[row].append(Reply(seat, best, most, tuple(alike), int((gains > TIE).sum())))
        for each in replies:
            yield Tried(tuple(sorted(each, key=lambda reply: -reply.gain)))

    def _departures(self, joints: Sequence[Joint]) -> Flags:
        """(plays, X): what is ordered where one seat chooses anything and the others stay."""
        parts: list[Flags] = []
        for joint in joints:
            own = [self.scoring.ordered([option])[:, 0] for option in joint]
            for place, flags in enumerate(self._flags.values()):
                others = [each for row, each in enumerate(own) if row != place]
                stay = np.logical_or.reduce(others, axis=0) if others else np.zeros_like(own[place])
                parts.append(stay[:, None] | flags)
        return np.concatenate(parts, axis=1)

    def _parts(self, joints: Sequence[Joint]) -> Iterator[tuple[int, int, slice, int]]:
        """Of each joint reaction and seat: which they are, where all that it may choose is, and what it chooses."""
        begin = 0
        for row, joint in enumerate(joints):
            for place, places in enumerate(self._places.values()):
                yield row, place, slice(begin, begin + len(places)), begin + places[frozenset(joint[place])]
                begin += len(places)


@dataclass(frozen=True)
class Search:
    """A table that best replies have joined, and what came of trying joint reactions against everything."""

    table: JointOrders
    trial: Trial
    tried: Mapping[Joint, Tried]
    full: bool = False
    """Whether the table had no room for a best reply to a joint reaction that was named last."""
    untried: int = 0
    """How many joint reactions that nobody would leave for another option of the table were not tried."""

    @property
    def whole(self) -> bool:
        """Whether the table holds everything that every seat may order."""
        return self.trial.everything.scope is Scope.ANYTHING and self.table.profiles == self.trial.everything.joint

    @property
    def stable(self) -> tuple[Profile, ...]:
        """Where in the table are those that nobody would leave for anything that was tried."""
        return self._where(joint for joint, tried in self.tried.items() if not tried.replies)

    def nearest(self, most: int) -> tuple[Profile, ...]:
        """Of those tried that somebody would leave, where the ones are in which whoever gains most gains least."""
        left = [joint for joint, tried in self.tried.items() if tried.replies]
        where = self._where(sorted(left, key=lambda joint: round(self.tried[joint].gain, _DIGITS)))
        return where[:most]

    def joins(self, joint: Joint) -> list[Reply]:
        """The best replies to a joint reaction tried that are not in the table, nor any other that gives as much."""
        options = dict(zip(self.table.seats, self.table.options, strict=True))
        return [
            reply
            for reply in self.tried[joint].replies
            if not any(option in options[reply.seat] for option in (reply.to, *reply.alike))
        ]

    def _where(self, joints: Iterable[Joint]) -> tuple[Profile, ...]:
        places = (self.table.profile(joint) for joint in joints)
        return tuple(place for place in places if place is not None)


def begun(table: JointOrders, origin: Position, viewer: Viewer) -> Search:
    """The search before its first step; `origin` is the position as it is, as the viewer sees it."""
    scoring = Scoring(table.position.worlds, table.move, table.seats)
    return Search(table, Trial(everything(table, origin, viewer), scoring), {})


def widened(search: Search, origin: Position, viewer: Viewer, most: int = MOST_PROFILES) -> Search:
    """The search with all that seats may order in its table if there is room for that, or else with what doctrine
    prefers, as many for each seat as there is room for."""
    table = search.table
    sets = dict(zip(table.seats, table.options, strict=True))
    wanted: Mapping[str, Sequence[Option]] = search.trial.everything.sets
    if search.trial.everything.joint > most:
        wanted = {
            seat: by_doctrine(table.position, judged_by(origin, table.position, viewer, seat).legal_orders(seat))
            for seat in sets
        }
    missing = {seat: [option for option in wanted[seat] if option not in sets[seat]] for seat in sets}
    counts = {seat: len(several) for seat, several in sets.items()}
    while room := [
        seat
        for seat, several in sets.items()
        if counts[seat] < len(several) + len(missing[seat]) and with_one_more(counts, seat) <= most
    ]:
        counts[min(room, key=lambda seat: counts[seat])] += 1
    more = {seat: missing[seat][: counts[seat] - len(several)] for seat, several in sets.items()}
    return replace(search, table=table.extended(more, search.trial.scoring))


def with_joints(search: Search, joints: Iterable[Joint]) -> Search:
    """The search with what is ordered in some joint reactions in its table, as far as there is room for it."""
    for joint in joints:
        if search.trial.can(joint):
            sets = dict(zip(search.table.seats, search.table.options, strict=True))
            more = {seat: [own] for (seat, several), own in zip(sets.items(), joint, strict=True) if own not in several}
            if math.prod(len(several) + (seat in more) for seat, several in sets.items()) <= MOST_GROWN:
                search = replace(search, table=search.table.extended(more, search.trial.scoring))
                search = replace(search, tried={**search.tried, joint: search.trial.of([joint])[0]})
    return search


Naming = Callable[[Search], Sequence[Joint]]
"""Which joint reactions of a table are named, and so tried against everything."""


def stable_or_nearest(search: Search) -> list[Joint]:
    """What doctrine prefers, the joint reactions that nobody would leave for another option of the table, as far as
    there are not too many, and those nearest to that."""
    table, form = search.table, search.table.form
    regret = form.gains().max(axis=0).ravel()
    among = np.flatnonzero(regret <= TIE)
    if len(among) > MOST_TRIED:
        apart = (np.indices(table.values.shape[1:]).reshape(len(table.seats), -1)[:, among] != 0).sum(axis=0)
        among = among[np.argsort(apart, kind="stable")[:MOST_TRIED]]
    others = np.flatnonzero(regret > TIE)
    others = others[np.argsort(regret[others], kind="stable")[:NEAREST]]
    places = [0, *among.tolist(), *others.tolist()]
    return list(dict.fromkeys(table.joint(form.profile(place + 1)) for place in places))


def gone_on(search: Search, naming: Naming = stable_or_nearest, most: int = MOST_GROWN) -> Search:
    """The search until no best reply to a joint reaction that is named is new, or the table has no room for any."""
    while True:
        named = naming(search)
        new = [joint for joint in named if joint not in search.tried]
        search = replace(search, tried={**search.tried, **dict(zip(new, search.trial.of(new), strict=True))})
        replies = sorted((reply for joint in named for reply in search.joins(joint)), key=lambda each: -each.gain)
        counts = dict(zip(search.table.seats, search.table.values.shape[1:], strict=True))
        more: dict[str, list[Option]] = {}
        full = False
        for reply in replies:
            own = more.setdefault(reply.seat, [])
            if not any(option in own for option in (reply.to, *reply.alike)):
                if with_one_more(counts, reply.seat) <= most:
                    counts[reply.seat] += 1
                    own.append(reply.to)
                else:
                    full = True
        if not any(more.values()):
            nash = search.table.form.nash()
            seen = sum(bool(nash[place]) for place in search._where(search.tried))
            return replace(search, full=full, untried=int(nash.sum()) - seen)
        search = replace(search, table=search.table.extended(more, search.trial.scoring))
