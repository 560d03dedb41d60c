"""What may be concluded from games simulated under several lenses, and which lens a conclusion needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from wargame.analysis.doubts import DoubtBand
from wargame.analysis.estimates import FEWEST, Interval
from wargame.analysis.paired_games import Beside, standing
from wargame.analysis.simulation import EndingShare, ExpectationShare, Score
from wargame.model.viewer import Side, seat_of

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
    def done(self) -> bool:
        """Whether all games are played that were to be."""

    @property
    def endings(self) -> tuple[EndingShare, ...]:
        """Every ending in the scenario's order."""

    @property
    def expectations(self) -> tuple[ExpectationShare, ...]:
        """Every expectation in the scenario's order."""

    @property
    def scores(self) -> tuple[Score, ...]:
        """Final scores; seat None is the mover."""

    @property
    def beside(self) -> Beside | None:
        """How they differ from those under the first lens, pair by pair; None for the first."""

    @property
    def by_doubts(self) -> Mapping[str, DoubtBand]:
        """By ending or expectation: between which bounds its probability lies by what the author is unsure of; empty
        where that was not asked."""


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
    """Whether an ending comes more often under another lens than under the first."""

    kind: ClassVar[str] = "ending"
    id: str
    verdict: Verdict
    """`differs` under some other lens, `same` where it lies within a point under all of them, or `unsure`."""
    lenses: tuple[str, ...]
    """The lenses under which it differs from the first."""
    shares: Mapping[str, EndingShare]
    """By lens, the one asked for first."""
    differences: Mapping[str, Interval]
    """By other lens: its share less that under the first, in points of a hundred games."""


@dataclass(frozen=True)
class ScoreConclusion:
    """Whether a side scores more under another lens than under the first."""

    kind: ClassVar[str] = "score"
    id: str
    """Empty for the mover."""
    verdict: Verdict
    """As of an ending."""
    lenses: tuple[str, ...]
    side: Side
    first: str
    """The lens asked for first."""
    differences: Mapping[str, Interval]
    """By other lens: the mean score less that under the first."""


Conclusion = ExpectationConclusion | LikeliestConclusion | EndingConclusion | ScoreConclusion


def conclusions(found: Sequence[Findings]) -> tuple[Conclusion, ...]:
    """What can be concluded, and which lens it needs; the first lens is the one asked for.

    Nothing of a single lens, and nothing before all games are played that were asked for: whoever looks again and again
    and stops at what pleases is wrong more often than is said.
    """
    if len(found) < 2 or not all(each.done and each.games for each in found):
        return ()
    by_expectation = zip(*(each.expectations for each in found), strict=True)
    by_ending = zip(*(each.endings for each in found), strict=True)
    lenses = [each.lens for each in found]
    beside = {each.lens: each.beside for each in found[1:] if each.beside is not None}
    return (
        *(
            _expectation(dict(zip(lenses, each, strict=True)))
            for each in by_expectation
            if not each[0].over and not each[0].elsewhere
        ),
        _likeliest({each.lens: likeliest(each) for each in found}),
        *(
            _ending(dict(zip(lenses, each, strict=True)), {lens: pairs.endings[row] for lens, pairs in beside.items()})
            for row, each in enumerate(by_ending)
        ),
        *_scores(found[0].lens, beside),
    )


def likeliest(found: Findings) -> str | None:
    """The ending that comes more often than every other, clearly; None when there are too few games to say."""
    if found.games < FEWEST:
        return None
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


def _ending(shares: Mapping[str, EndingShare], differences: Mapping[str, Interval]) -> EndingConclusion:
    verdict, differing = _apart(differences)
    return EndingConclusion(next(iter(shares.values())).ending, verdict, differing, shares, differences)


def _scores(first: str, beside: Mapping[str, Beside]) -> list[ScoreConclusion]:
    by_side: dict[Side, dict[str, Interval]] = {}
    for lens, pairs in beside.items():
        for side, difference in pairs.scores:
            by_side.setdefault(side, {})[lens] = difference
    return [ScoreConclusion(seat_of(side) or "", *_apart(each), side, first, each) for side, each in by_side.items()]


def _apart(differences: Mapping[str, Interval]) -> tuple[Verdict, tuple[str, ...]]:
    """What is said of the differences from the first lens, and under which lenses there is one."""
    said = {lens: standing(each) for lens, each in differences.items()}
    differing = tuple(lens for lens, each in said.items() if each == "differs")
    if differing:
        return "differs", differing
    return ("same" if said and all(each == "same" for each in said.values()) else "unsure"), ()
