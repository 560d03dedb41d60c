"""What is known of the joint reactions from a position: which are stable, under which lens, what undoes the others.

Values only, cut down to who asks, so that they can be sent from one process to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wargame.analysis.advice import Advice, advise
from wargame.analysis.equilibria import (
    GAMES,
    Continuation,
    Deviation,
    Equilibria,
    alike,
    continuation,
    profile_in,
    same_orders_under,
)
from wargame.analysis.graph_model import PUBLISHED
from wargame.analysis.joint_orders import JointOrders, Option, Profile, all_joint_orders
from wargame.engine.position import Position
from wargame.model.viewer import Viewer
from wargame.players.determinize import Supposed, supposed

MOST_STABLE = 12
"""How many joint reactions are listed that nobody would leave."""
MOST_OTHERS = 4
"""How many are listed that are stable only under the concept, and that are nearly stable where nothing is stable."""
MOST_NEAR = 2
"""How many that are nearly stable are listed beside those that are stable."""


@dataclass(frozen=True)
class AssessedProfile:
    """A joint reaction with all that is said of it."""

    profile: Profile
    orders: Mapping[str, Option]
    scores: Mapping[str, float]
    """By seat: on its goals after the turn."""
    concepts: tuple[str, ...]
    """Those under which it is stable."""
    deviations: tuple[Deviation, ...]
    max_regret: float
    """The most that any seat would gain by choosing otherwise."""
    lenses: tuple[str, ...]
    """Under which nobody would leave it."""
    barred: tuple[str, ...]
    """Lenses under which it cannot be ordered."""
    baseline: bool
    """Whether it is what doctrine prefers most in each seat."""


@dataclass(frozen=True)
class StabilityReport:
    """What is known of the joint reactions from a position after a move; the first of the lenses is the game's own."""

    turn: int
    move: str
    viewer: Viewer
    """Who asks; None sees everything."""
    concept: str
    convention: str
    profiles: int
    options: Mapping[str, int]
    """By seat: how many options were resolved."""
    left_out: Mapping[str, int]
    """By seat: how many were not."""
    counts: Mapping[str, int]
    """By concept, R and the one asked for: how many joint reactions are stable."""
    lenses: Mapping[str, int]
    """By lens: how many nobody would leave."""
    shared: Mapping[str, int]
    """By lens: how many of those under the first nobody would leave there either."""
    alike: Mapping[str, Mapping[str, Option]]
    """By lens: what seats do in all joint reactions that nobody would leave there, where they do the same."""
    listed: tuple[AssessedProfile, ...]
    """Those that nobody would leave, those that are stable only under the concept, the baseline, and those nearest
    to stable; of the stable ones, the nearest to the baseline first."""
    supposed: Supposed | None = None
    """What is to be said of what the viewer supposes; None where all is known."""


def stability_report(
    position: Position,
    move: str | None,
    viewer: Viewer,
    rivals: Sequence[Position] = (),
    concept: str = "SEQ",
    convention: str = PUBLISHED,
) -> StabilityReport:
    """Resolve and judge the joint reactions after a move (None: the one chance picks in this game).

    From what the viewer may see; `rivals` are positions under the other lenses, in which the same is asked.

    Raises:
        ValueError: the game has ended, the move cannot be made in one of them, or there is no such concept or
            convention.

    Source: Fang, Hipel and Kilgour, "Interactive Decision Making: The Graph Model for Conflict Resolution" (1993).

    >>> import wargame
    >>> from wargame.analysis import stability_report
    >>> from wargame.model.viewer import FACILITATOR
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> found = stability_report(position, "grumble", FACILITATOR)
    >>> found.profiles, found.counts
    (18, {'R': 0, 'SEQ': 2})
    >>> {seat: [str(order) for order in orders] for seat, orders in found.listed[0].orders.items()}
    {'host': ['reassure(guest)'], 'rival': ['whisper']}
    """
    return _report(all_joint_orders(position, move, viewer), position, viewer, rivals, concept, convention)


def _report(
    found: JointOrders,
    position: Position,
    viewer: Viewer,
    rivals: Sequence[Position],
    concept: str,
    convention: str,
) -> StabilityReport:
    own = Equilibria(found, convention)
    under = {position.lens: own} | {
        rival.lens: Equilibria(same_orders_under(found, rival, viewer), convention) for rival in rivals
    }
    nash, stable = own.stable("R"), own.stable(concept)
    profiles = [
        *nash[:MOST_STABLE],
        *[profile for profile in stable if profile not in nash][:MOST_OTHERS],
        found.baseline,
    ]
    profiles += own.nearest(MOST_NEAR if nash else MOST_OTHERS)
    return StabilityReport(
        turn=position.turn,
        move=found.move,
        viewer=viewer,
        concept=concept,
        convention=convention,
        profiles=found.profiles,
        options={each: len(several) for each, several in zip(found.seats, found.options, strict=True)},
        left_out=found.left_out,
        counts={"R": len(nash), concept: len(stable)},
        lenses={lens: len(each.stable("R")) for lens, each in under.items()},
        shared={lens: sum(_stable_in(each, found, profile) for profile in nash) for lens, each in under.items()},
        alike={lens: alike(each.joint_orders, each.stable("R")) for lens, each in under.items()},
        listed=tuple(_assessed(own, profile, concept, under) for profile in dict.fromkeys(profiles)),
        supposed=supposed(position, viewer),
    )


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
    table = all_joint_orders(position, move, viewer)
    found = _report(table, position, viewer, rivals, concept, convention)
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


def _assessed(own: Equilibria, profile: Profile, concept: str, under: Mapping[str, Equilibria]) -> AssessedProfile:
    found = own.joint_orders
    return AssessedProfile(
        profile=profile,
        orders=found.orders(profile),
        scores={seat: found.value(seat, profile) for seat in found.seats},
        concepts=own.concepts(profile),
        deviations=own.deviations(profile, concept),
        max_regret=own.max_regret(profile),
        lenses=tuple(lens for lens, each in under.items() if _stable_in(each, found, profile)),
        barred=tuple(lens for lens, each in under.items() if profile_in(each.joint_orders, found, profile) is None),
        baseline=profile == found.baseline,
    )


def _stable_in(there: Equilibria, found: JointOrders, profile: Profile) -> bool:
    """Whether nobody would leave there what is a joint reaction here."""
    same = profile_in(there.joint_orders, found, profile)
    return same is not None and same in there.stable("R")
