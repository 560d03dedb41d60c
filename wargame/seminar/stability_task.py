"""Which joint reactions after a node are stable, and what seats may order there: worked out in another process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wargame.analysis.advice import Advice
from wargame.analysis.equilibria import Continuation
from wargame.analysis.stability import StabilityReport, advised_report
from wargame.engine.position import Position
from wargame.jobs.task import Progress
from wargame.model.viewer import Viewer

Found = StabilityReport | Advice | Continuation
"""First the report comes, then the advice, then how games end that go on from each joint reaction listed."""


def measured_report(
    position: Position,
    move: str | None,
    viewer: Viewer,
    rivals: Sequence[Position],
    advised: Sequence[str],
    seed: int,
    concept: str,
    convention: str,
    games: int,
) -> Iterator[Found | Progress]:
    """What `advised_report` finds; how many steps there are is known once the report lists the joint reactions."""
    steps = None
    work = advised_report(position, move, viewer, rivals, advised, seed, concept, convention, games)
    for done, found in enumerate(work, 1):
        if isinstance(found, StabilityReport):
            steps = 1 + len(advised) + len(found.listed)
        yield Progress(done, steps)
        yield found
