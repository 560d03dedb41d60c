"""What may be concluded from games simulated under several lenses, and which lens a conclusion needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from wargame.analysis.estimates import differ
from wargame.analysis.simulation import EndingShare, ExpectationShare, Score

Verdict = Literal["holds", "needs", "differs", "same", "fails", "unsure"]


class Findings(Protocol):
    """What the games played so far say under one lens."""

    @property
    def lens(self) -> str:
        """The lens they are played under."""

    @property
    def games(self) -> int:
        """How many games have been played."""

    @property
    def endings(self) -> tuple[EndingShare, ...]:
        """Every ending in the scenario's order."""

    @property
    def expectations(self) -> tuple[ExpectationShare, ...]:
        """Every expectation in the scenario's order."""

    @property
    def scores(self) -> tuple[Score, ...]:
        """Final scores; seat None is the mover."""


@dataclass(frozen=True)
class ExpectationConclusion:
    """Whether an author's expectation holds, and which lens that needs."""

    kind: ClassVar[str] = "expectation"
    id: str
    verdict: Verdict
    """`holds` under every lens, `needs` one of some, `fails` under every lens, or `unsure`."""
    lenses: tuple[str, ...]
    """The lenses under which it holds."""
    shares: Mapping[str, ExpectationShare]
    """By lens, the one asked for first."""


@dataclass(frozen=True)
class LikeliestConclusion:
    """Which ending is the likeliest, and which lens that needs."""

    kind: ClassVar[str] = "likeliest"
    id: str
    """The likeliest ending under the first lens; empty where none is clear."""
    verdict: Verdict
    """`holds` under every lens, `needs` one of some, or `unsure`."""
    lenses: tuple[str, ...]
    """The lenses under which it is that ending."""
    likeliest: Mapping[str, str | None]
    """By lens, the one asked for first; None where no ending is clearly the likeliest."""


@dataclass(frozen=True)
class EndingConclusion:
    """Whether an ending comes more often under one lens than under another."""

    kind: ClassVar[str] = "ending"
    id: str
    verdict: Verdict
    """`differs`, or `same` where no other lens differs clearly from the first."""
    lenses: tuple[str, ...]
    """The lens under which it comes most often, where it differs."""
    shares: Mapping[str, EndingShare]
    """By lens, the one asked for first."""


Conclusion = ExpectationConclusion | LikeliestConclusion | EndingConclusion


def conclusions(found: Sequence[Findings]) -> tuple[Conclusion, ...]:
    """What can be concluded, and which lens it needs; the first lens is the one asked for. Nothing of a single lens."""
    if len(found) < 2 or not all(each.games for each in found):
        return ()
    by_expectation = zip(*(each.expectations for each in found), strict=True)
    by_ending = zip(*(each.endings for each in found), strict=True)
    lenses = [each.lens for each in found]
    return (
        *(_expectation(dict(zip(lenses, each, strict=True))) for each in by_expectation if not each[0].over),
        _likeliest({each.lens: likeliest(each) for each in found}),
        *(_ending(dict(zip(lenses, each, strict=True))) for each in by_ending),
    )


def likeliest(found: Findings) -> str | None:
    """The ending that comes more often than every other, clearly; None when there are too few games to say."""
    by_share = sorted(found.endings, key=lambda each: -each.share.middle)
    first, others = by_share[0], by_share[1:]
    return first.ending if all(first.share.low > other.share.high for other in others) else None


def _expectation(shares: Mapping[str, ExpectationShare]) -> ExpectationConclusion:
    hold = tuple(lens for lens, each in shares.items() if each.holds)
    verdict: Verdict
    if len(hold) == len(shares):
        verdict = "holds"
    elif any(each.holds is None for each in shares.values()):
        verdict = "unsure"
    else:
        verdict = "needs" if hold else "fails"
    return ExpectationConclusion(next(iter(shares.values())).id, verdict, hold, shares)


def _likeliest(by_lens: Mapping[str, str | None]) -> LikeliestConclusion:
    first = next(iter(by_lens.values()))
    alike = tuple(lens for lens, ending in by_lens.items() if ending is not None and ending == first)
    undecided = None in by_lens.values()
    verdict: Verdict = "holds" if len(alike) == len(by_lens) else "unsure" if undecided else "needs"
    return LikeliestConclusion(first or "", verdict, alike, by_lens)


def _ending(shares: Mapping[str, EndingShare]) -> EndingConclusion:
    first, *others = shares.values()
    if not any(differ(first.share, each.share) for each in others):
        return EndingConclusion(first.ending, "same", (), shares)
    most = max(shares, key=lambda lens: shares[lens].share.middle)
    return EndingConclusion(first.ending, "differs", (most,), shares)
