"""What is known of the joint reactions from a position: which are stable, under which lens, what undoes the others.

Values only, cut down to who asks, so that they can be sent from one process to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from wargame.analysis.advice import Advice, advise
from wargame.analysis.double_oracle import (
    MOST_TRIED,
    Scope,
    Search,
    begun,
    gone_on,
    stable_or_nearest,
    widened,
    with_joints,
)
from wargame.analysis.equilibria import (
    GAMES,
    Continuation,
    Deviation,
    Equilibria,
    alike,
    classes,
    continuation,
    same_orders_under,
)
from wargame.analysis.estimates import Interval, share
from wargame.analysis.graph_model import PUBLISHED
from wargame.analysis.joint_orders import Joint, JointOrders, Option, Profile, all_joint_orders
from wargame.analysis.normal_form import TIE
from wargame.engine import kernel
from wargame.engine.position import Position
from wargame.engine.redraw import many_seeds
from wargame.model.viewer import Viewer
from wargame.players.determinize import Supposed, determinize, supposed

MOST_STABLE = 12
"""How many joint reactions are listed that nobody would leave."""
MOST_OTHERS = 4
"""How many are listed that are stable only under the concept, and that are nearly stable where nothing is stable."""
MOST_NEAR = 2
"""How many that are nearly stable are listed beside those that are stable."""
DRAWS = 64
"""How often what the author is unsure of is drawn."""
_DIGITS = 9
"""Gains that are equal to so many places are equal."""


@dataclass(frozen=True)
class AssessedProfile:
    """A joint reaction with all that is said of it."""

    profile: Profile
    orders: Mapping[str, Option]
    scores: Mapping[str, float]
    """By seat: on its goals after the turn."""
    concepts: tuple[str, ...]
    """Those under which it is stable: R against all that was tried, the others among the options of the table."""
    deviations: tuple[Deviation, ...]
    max_regret: float
    """The most that any seat would gain by any choice that was tried."""
    lenses: tuple[str, ...]
    """Under which nobody would leave it."""
    barred: tuple[str, ...]
    """Lenses under which it cannot be ordered."""
    baseline: bool
    """Whether it is what doctrine prefers most in each seat."""
    better: Mapping[str, int] = field(default_factory=dict)
    """By seat that would do better: by how many of all choices that were tried."""
    forms: int = 1
    """How many joint reactions it stands for, that differ only in orders which give every seat the same scores."""
    same: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    """By seat: what it may order instead in them while the others stay."""
    doubts: Interval | None = None
    """In which share of DRAWS draws of what the author is unsure of nobody would leave it; None where that was not
    asked."""


@dataclass(frozen=True)
class StabilityReport:
    """What is known of the joint reactions from a position after a move; the first of the lenses is the game's own."""

    turn: int
    move: str
    viewer: Viewer
    """Who asks."""
    concept: str
    convention: str
    profiles: int
    options: Mapping[str, int]
    """By seat: how many options were resolved in every combination."""
    left_out: Mapping[str, int]
    """By seat: how many orders are in none of them."""
    counts: Mapping[str, int]
    """By concept, R and the one asked for: how many joint reactions are stable, those that come to the same as one."""
    lenses: Mapping[str, int]
    """By lens: how many were found that nobody would leave."""
    shared: Mapping[str, int]
    """By lens: how many of those under the first nobody would leave there either."""
    only: Mapping[str, int]
    """By lens: how many of those found there somebody would leave under the first."""
    alike: Mapping[str, Mapping[str, Option]]
    """By lens: what seats do in all joint reactions that nobody would leave there, where they do the same."""
    listed: tuple[AssessedProfile, ...]
    """Those that nobody would leave, those that are stable only under the concept, the baseline, and those nearest
    to stable; of the stable ones, the nearest to the baseline first."""
    tried: Mapping[str, int] = field(default_factory=dict)
    """By seat: how many choices were tried against each joint reaction listed."""
    scope: Scope = Scope.ANYTHING
    """What these choices are."""
    whole: bool = False
    """Whether every combination of all choices was resolved, so that nothing is left to find."""
    full: bool = False
    """Whether a better choice was found for which the table of joint reactions had no room."""
    untried: int = 0
    """How many joint reactions that nobody would leave for another option of the table were not tried further."""
    supposed: Supposed | None = None
    """What is to be said of what the viewer supposes; None where all is known."""


def stability_report(
    position: Position,
    move: str | None,
    viewer: Viewer,
    rivals: Sequence[Position] = (),
    concept: str = "SEQ",
    convention: str = PUBLISHED,
    seed: int = 1,
) -> StabilityReport:
    """Find and judge joint reactions after a move (None: the one chance picks in this game).

    From what the viewer may see; `rivals` are positions under the other lenses, in which the same is asked, and by
    `seed` what the author is unsure of is drawn.

    Raises:
        ValueError: the game has ended, the move cannot be made in one of them, or there is no such concept or
            convention.

    Source: Fang, Hipel and Kilgour, "Interactive Decision Making: The Graph Model for Conflict Resolution" (1993).

    >>> import wargame
    >>> from wargame.analysis import stability_report
    >>> from wargame.model.viewer import FACILITATOR
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> found = stability_report(position, "grumble", FACILITATOR)
    >>> found.profiles, found.whole, found.counts
    (45, True, {'R': 1, 'SEQ': 1})
    """
    return survey(position, move, viewer, rivals, concept, convention, seed)[1]


def survey(
    position: Position,
    move: str | None,
    viewer: Viewer,
    rivals: Sequence[Position] = (),
    concept: str = "SEQ",
    convention: str = PUBLISHED,
    seed: int = 1,
) -> tuple[JointOrders, StabilityReport]:
    """The joint reactions with the best replies that joined them, and what is known of them: `stability_report`, which
    says what it takes and raises."""
    search = gone_on(begun(all_joint_orders(position, move, viewer, 1), position, viewer))
    # Then with what doctrine prefers besides: answers, and joint reactions that no best reply leads to.
    search = gone_on(widened(search, position, viewer))
    others = {
        rival.lens: gone_on(begun(same_orders_under(search.table, rival, viewer), rival, viewer)) for rival in rivals
    }
    # What was found under another lens may be stable here, and the other way round.
    search = gone_on(with_joints(search, (joint for other in others.values() for joint in _joints(other))))

    def named(now: Search) -> list[Joint]:
        own = Equilibria(now.table, convention, now.stable)
        listed = (group[0] for group in _listed(now, own, concept))
        return list(dict.fromkeys([*stable_or_nearest(now), *map(now.table.joint, listed)]))

    search = gone_on(search, named)
    own = Equilibria(search.table, convention, search.stable)
    others = {lens: with_joints(other, _joints(search)) for lens, other in others.items()}
    under = {position.lens: search} | others
    nash, stable = own.stable("R"), own.stable(concept)
    groups_in = {lens: classes(each.table, each.stable) for lens, each in under.items()}
    groups = classes(search.table, nash)
    more = classes(search.table, [profile for profile in stable if own.max_regret(profile) > TIE])
    listed = _listed(search, own, concept)
    drawn = [search.table.joint(group[0]) for group in listed if group[0] in nash]
    doubts = dict(zip(drawn, _over_doubts(search, drawn, position, viewer, seed), strict=True))
    found = search.table
    return found, StabilityReport(
        turn=position.turn,
        move=found.move,
        viewer=viewer,
        concept=concept,
        convention=convention,
        profiles=found.profiles,
        options={each: len(several) for each, several in zip(found.seats, found.options, strict=True)},
        left_out=_left_out(search),
        counts={"R": len(groups)} | ({} if concept == "R" else {concept: len(groups) + len(more)}),
        lenses={lens: len(several) for lens, several in groups_in.items()},
        shared={
            lens: sum(any(_stays(each, found.joint(profile)) for profile in group) for group in groups)
            for lens, each in under.items()
        },
        only={
            lens: sum(not any(_stays(search, each.table.joint(one)) for one in group) for group in groups_in[lens])
            for lens, each in under.items()
        },
        alike={lens: alike(each.table, each.stable) for lens, each in under.items()},
        listed=tuple(_assessed(search, own, group, concept, under, doubts) for group in listed),
        tried={seat: len(several) for seat, several in search.trial.everything.sets.items()},
        scope=search.trial.everything.scope,
        whole=search.whole,
        full=search.full,
        untried=search.untried,
        supposed=supposed(position, viewer),
    )


def _joints(search: Search) -> list[Joint]:
    """The joint reactions found that nobody would leave."""
    return [search.table.joint(profile) for profile in search.stable]


def _left_out(search: Search) -> dict[str, int]:
    """By seat: how many of the orders that it may give are in none of its options."""
    sets = search.trial.everything.sets
    used = {
        seat: {order for option in several for order in option}
        for seat, several in zip(search.table.seats, search.table.options, strict=True)
    }
    return {
        seat: sum(len(each) == 1 and each[0] not in used[seat] for each in several) for seat, several in sets.items()
    }


def _stays(search: Search, joint: Joint) -> bool:
    """Whether nobody would leave a joint reaction there."""
    return search.trial.can(joint) and not (search.tried.get(joint) or search.trial.of([joint])[0]).replies


def _listed(search: Search, own: Equilibria, concept: str) -> list[tuple[Profile, ...]]:
    """What is listed, each with those that come to the same."""
    nash, stable = own.stable("R"), own.stable(concept)
    baseline = search.table.baseline
    # Where an answer keeps a seat from leaving, the less it would gain the less the answer has to bear.
    answered = sorted(
        (profile for profile in stable if own.max_regret(profile) > TIE),
        key=lambda profile: (round(own.max_regret(profile), _DIGITS), profile),
    )
    listed = classes(search.table, nash)[:MOST_STABLE]
    listed += classes(search.table, answered[:MOST_TRIED])[:MOST_OTHERS]
    if not any(baseline in group for group in listed):
        listed.append((baseline,))
    known = {profile for group in listed for profile in group} | set(answered)
    near = [profile for profile in search.nearest(MOST_TRIED) if profile not in known]
    return listed + classes(search.table, near)[: MOST_NEAR if nash else MOST_OTHERS]


def _over_doubts(
    search: Search, joints: Sequence[Joint], origin: Position, viewer: Viewer, seed: int
) -> list[Interval | None]:
    """In which share of draws of what the author is unsure of nobody would leave each of some joint reactions."""
    known = search.table.position.worlds
    if not joints or not known.program.uncertainties:
        return [None for _ in joints]
    drawn = determinize(origin, viewer, many_seeds(f"doubts:{seed}", DRAWS))
    worlds = replace(
        kernel.select(known, np.zeros(DRAWS, dtype=np.intp)), draws=drawn.draws, assumptions=drawn.assumptions
    )
    stays = (search.trial.gains_in(worlds, search.table.move, joints) <= TIE).sum(axis=1)
    return [share(int(hits), DRAWS) for hits in stays]


def stability_in_steps(
    position: Position,
    move: str | None,
    viewer: Viewer,
    rivals: Sequence[Position],
    concept: str = "SEQ",
    convention: str = PUBLISHED,
    games: int = GAMES,
    seed: int = 1,
) -> Iterator[StabilityReport | Continuation]:
    """The survey, then for each joint reaction that it lists how games end that go on from it.

    Raises ValueError as `stability_report`.
    """
    table, found = survey(position, move, viewer, rivals, concept, convention, seed)
    yield found
    if games:
        for each in found.listed:
            yield continuation(table, each.profile, position, viewer, games, seed)


def advised_report(
    position: Position,
    move: str | None,
    viewer: Viewer,
    rivals: Sequence[Position],
    advised: Sequence[str],
    seed: int,
    concept: str = "SEQ",
    convention: str = PUBLISHED,
    games: int = GAMES,
) -> Iterator[StabilityReport | Continuation | Advice]:
    """The survey, the advice for some seats, each from what it may see, and how games end that go on from each.

    Raises ValueError as `stability_report`.
    """
    whole = stability_in_steps(position, move, viewer, rivals, concept, convention, games, seed)
    yield next(whole)
    for each in advised:
        yield advise(position, each, move, seed=seed)
    yield from whole


def _assessed(
    search: Search,
    own: Equilibria,
    group: Sequence[Profile],
    concept: str,
    under: Mapping[str, Search],
    doubts: Mapping[Joint, Interval | None],
) -> AssessedProfile:
    found, profile = own.joint_orders, group[0]
    joint = found.joint(profile)
    tried, new = search.tried[joint], search.joins(joint)
    unjudged = [Deviation(reply.seat, reply.to, reply.gain, (), 0.0, False, judged=False) for reply in new]
    deviations = (*own.deviations(profile, concept), *unjudged)
    same = {
        seat: tuple(
            found.options[place][other[place]]
            for other in group
            if other != profile
            and all(one == two for row, (one, two) in enumerate(zip(other, profile, strict=True)) if row != place)
        )
        for place, seat in enumerate(found.seats)
    }
    return AssessedProfile(
        profile=profile,
        orders=found.orders(profile),
        scores={seat: found.value(seat, profile) for seat in found.seats},
        # Where a better choice is not in the table, no answer to it was sought.
        concepts=() if new else own.concepts(profile),
        deviations=tuple(sorted(deviations, key=lambda each: -each.gain)),
        max_regret=tried.gain,
        lenses=tuple(lens for lens, each in under.items() if _stays(each, joint)),
        barred=tuple(lens for lens, each in under.items() if not each.trial.can(joint)),
        baseline=found.baseline in group,
        better={reply.seat: reply.better for reply in tried.replies},
        forms=len(group),
        same={seat: several for seat, several in same.items() if several},
        doubts=doubts.get(joint),
    )
