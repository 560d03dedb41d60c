"""What is known of the joint reactions from a position: which last, under which theory, and what would undo the others.

Values only, cut down to who asks, so that they can be sent from one process to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wargame.analysis.advice import Advice, advise
from wargame.analysis.equilibria import GAMES, Continuation, Deviation, Equilibria, alike, cell_in, later, same_under
from wargame.analysis.graph_model import PUBLISHED
from wargame.analysis.joint_orders import Joint, Option, Profile, joint
from wargame.engine.position import Position
from wargame.model.viewer import Viewer

MOST_LASTING = 12
"""How many joint reactions are told that nobody would leave."""
MOST_OTHERS = 4
"""How many are told that last only as the concept has it, and that are near to lasting where nothing lasts."""
MOST_NEAR = 2
"""How many that are near to lasting stand beside those that last."""


@dataclass(frozen=True)
class AssessedProfile:
    """A joint reaction with all that is said of it."""

    cell: Profile
    orders: Mapping[str, Option]
    scores: Mapping[str, float]
    """By seat: on its goals after the turn."""
    concepts: tuple[str, ...]
    """Those under which it lasts."""
    leaving: tuple[Deviation, ...]
    unrest: float
    """The most that any seat would gain by choosing otherwise."""
    lenses: tuple[str, ...]
    """Under which nobody would leave it."""
    barred: tuple[str, ...]
    """Lenses under which it cannot be ordered."""
    usual: bool
    """Whether it is what doctrine leans to most in each seat."""


@dataclass(frozen=True)
class StabilityReport:
    """What is known of the joint reactions from a position after a move; the first of the lenses is the game's own."""

    turn: int
    move: str
    viewer: Viewer
    """Who asks; None sees everything."""
    concept: str
    convention: str
    cells: int
    options: Mapping[str, int]
    """By seat: how many options were resolved."""
    left_out: Mapping[str, int]
    """By seat: how many were not."""
    counts: Mapping[str, int]
    """By concept, R and the one asked for: how many joint reactions last."""
    lenses: Mapping[str, int]
    """By lens: how many nobody would leave."""
    shared: Mapping[str, int]
    """By lens: how many of those under the first nobody would leave there either."""
    alike: Mapping[str, Mapping[str, Option]]
    """By lens: what seats do in all joint reactions that nobody would leave there, where they do the same."""
    listed: tuple[AssessedProfile, ...]
    """Those that nobody would leave, those that last only as the concept has it, the usual one, and those nearest to
    lasting; of those that last, the nearest to the usual one first."""


def survey(
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
    >>> from wargame.analysis import survey
    >>> from wargame.model.viewer import FACILITATOR
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> found = survey(position, "grumble", FACILITATOR)
    >>> found.cells, found.counts
    (18, {'R': 2, 'SEQ': 2})
    >>> {seat: [str(order) for order in orders] for seat, orders in found.listed[0].orders.items()}
    {'host': ['reassure(guest)'], 'rival': ['offer_trade']}
    """
    return _survey(joint(position, move, viewer), position, viewer, rivals, concept, convention)


def _survey(
    found: Joint,
    position: Position,
    viewer: Viewer,
    rivals: Sequence[Position],
    concept: str,
    convention: str,
) -> StabilityReport:
    own = Equilibria(found, convention)
    under = {position.lens: own} | {
        rival.lens: Equilibria(same_under(found, rival, viewer), convention) for rival in rivals
    }
    nash, lasting = own.stable("R"), own.stable(concept)
    cells = [*nash[:MOST_LASTING], *[cell for cell in lasting if cell not in nash][:MOST_OTHERS], found.usual]
    cells += own.nearest(MOST_NEAR if nash else MOST_OTHERS)
    return StabilityReport(
        turn=position.turn,
        move=found.move,
        viewer=viewer,
        concept=concept,
        convention=convention,
        cells=found.cells,
        options={each: len(several) for each, several in zip(found.seats, found.options, strict=True)},
        left_out=found.left_out,
        counts={"R": len(nash), concept: len(lasting)},
        lenses={lens: len(each.stable("R")) for lens, each in under.items()},
        shared={lens: sum(_lasts(each, found, cell) for cell in nash) for lens, each in under.items()},
        alike={lens: alike(each.joint, each.stable("R")) for lens, each in under.items()},
        listed=tuple(_judged(own, cell, concept, under) for cell in dict.fromkeys(cells)),
    )


def surveyed(
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

    Raises ValueError as `survey`.
    """
    table = joint(position, move, viewer)
    found = _survey(table, position, viewer, rivals, concept, convention)
    yield found
    if games:
        for each in found.listed:
            yield later(table, each.cell, position, viewer, games, seed)


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

    Raises ValueError as `survey`.
    """
    whole = surveyed(position, move, viewer, rivals, concept, convention, games, seed)
    yield next(whole)
    for each in advised:
        yield advise(position, each, move, seed=seed)
    yield from whole


def _judged(own: Equilibria, cell: Profile, concept: str, under: Mapping[str, Equilibria]) -> AssessedProfile:
    found = own.joint
    return AssessedProfile(
        cell=cell,
        orders=found.orders(cell),
        scores={seat: found.value(seat, cell) for seat in found.seats},
        concepts=own.concepts(cell),
        leaving=own.leaving(cell, concept),
        unrest=own.unrest(cell),
        lenses=tuple(lens for lens, each in under.items() if _lasts(each, found, cell)),
        barred=tuple(lens for lens, each in under.items() if cell_in(each.joint, found, cell) is None),
        usual=cell == found.usual,
    )


def _lasts(there: Equilibria, found: Joint, cell: Profile) -> bool:
    """Whether nobody would leave there what is a joint reaction here."""
    same = cell_in(there.joint, found, cell)
    return same is not None and same in there.stable("R")
