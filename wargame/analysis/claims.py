"""Claims put to the test: each played in pairs of games under the same luck until there is a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from wargame.analysis.arms import DROPPED, Comparison, Pairs, Reading
from wargame.analysis.edits import without, without_endings
from wargame.analysis.estimates import FEWEST
from wargame.analysis.paired import Effect, judge, looks, mean_effect, share_effect
from wargame.engine.kernel import Floats
from wargame.engine.redraw import many_seeds
from wargame.model.claim import (
    ANY,
    FAILS,
    HOLDS,
    TURNS,
    UNCLEAR,
    Claim,
    Contrast,
    EndingMeasure,
    Measure,
    NumberMeasure,
    Prediction,
    ShareMeasure,
    heading_of,
)
from wargame.model.expression import Capital, Level, Trust
from wargame.model.scenario import Scenario, cited

LARGEST_BATCH = 2_000
"""How many games are played at a time, so that memory does not grow with them."""


@dataclass(frozen=True)
class Trials:
    """Which claims are tested, under which lenses; the same gives the same result with any number of workers.

    >>> import wargame
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> trials = Trials(scenario, ("plain", "hard"), seed=1, games=250)
    >>> trials.pieces == len(trials.groups) * 2
    True
    """

    scenario: Scenario
    lenses: tuple[str, ...]
    seed: int
    games: int
    """How many games are played of each arm at most."""

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The claims, those together that compare the same arms: they are read from the same games."""
        found: list[tuple[Contrast, list[str]]] = []
        for claim in self.scenario.claims.values():
            alike = next((several for contrast, several in found if contrast == claim.contrast), None)
            if alike is None:
                found.append((claim.contrast, alike := []))
            alike.append(claim.id)
        return tuple(tuple(several) for _, several in found)

    def scenario_of(self, contrast: Contrast) -> Scenario:
        """The scenario that both arms of a contrast are played in: one and the same for all that want it alike, so that
        its program is compiled once."""
        return self.scenario if contrast.endings else self._without_endings

    @cached_property
    def _without_endings(self) -> Scenario:
        return without_endings(self.scenario)

    @property
    def pieces(self) -> int:
        """How many pieces of work there are: each group under each lens."""
        return len(self.groups) * len(self.lenses)


@dataclass(frozen=True, slots=True)
class PredictionResult:
    """What games say of one thing that a claim predicts."""

    prediction: Prediction
    effect: Effect
    verdict: str
    without: Effect | None
    """The effect where what is said to carry it is taken out; None where nothing is."""

    @property
    def left(self) -> float | None:
        """The share of the effect that is left then, which may be above 1 or below 0; None where the effect itself is
        not clear of 0."""
        whole = self.effect
        if (
            self.without is None
            or self.without.middle is None
            or whole.middle is None
            or whole.low <= 0.0 <= whole.high
        ):
            return None
        return self.without.middle / whole.middle


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What games say of a claim under a lens."""

    claim: str
    lens: str
    games: int
    """How many games each arm was played."""
    pairs: int
    """How many pairs of them count."""
    dropped: Mapping[str, int]
    """How many do not, by why."""
    parts: tuple[PredictionResult, ...]
    verdict: str
    expected: str

    @property
    def as_expected(self) -> bool | None:
        """Whether it came out as its author expects under this lens; None where there are too few games to say."""
        if self.expected == ANY:
            return True
        return None if self.verdict == UNCLEAR else self.verdict == self.expected


def try_claims(trials: Trials, piece: int) -> tuple[ClaimResult, ...]:
    """The claims of one group under one lens."""
    group, lens = trials.groups[piece // len(trials.lenses)], trials.lenses[piece % len(trials.lenses)]
    claims = [trials.scenario.claims[name] for name in group]
    contrast = claims[0].contrast
    readings = tuple(dict.fromkeys(reading for claim in claims for reading in _readings(claim)))
    comparison = Comparison(trials.scenario_of(contrast), lens, contrast, readings)
    found: dict[str, ClaimResult] = {}
    so_far: list[Pairs] = []
    played = 0
    for look in looks(trials.games):
        so_far += _played(trials, comparison, played, look)
        so_far, played = [joined(so_far)], look
        [pairs] = so_far
        for claim in claims:
            if claim.id not in found:
                result = _result(trials, lens, claim, readings, pairs, played)
                if result.verdict != UNCLEAR or played == trials.games:
                    found[claim.id] = knocked_out(trials, result)
        if len(found) == len(claims):
            break
    return tuple(found[name] for name in group)


def _result(
    trials: Trials, lens: str, claim: Claim, readings: Sequence[Reading], pairs: Pairs, games: int
) -> ClaimResult:
    """What the games played so far say of a claim."""
    parts = []
    for prediction, reading in zip(claim.then, _readings(claim), strict=True):
        differences = pairs.differences[readings.index(reading)]
        effect = effect_of(prediction.measure, differences, reach_of(trials.scenario, prediction.measure))
        verdict = UNCLEAR
        if pairs.count >= FEWEST:
            verdict = judge(effect, prediction.low, prediction.high, prediction.mirrored, games == trials.games)
        parts.append(PredictionResult(prediction, effect, verdict, None))
    verdict = verdict_of_all((each.prediction, each.verdict) for each in parts)
    return ClaimResult(
        claim.id, lens, games, pairs.count, pairs.dropped, tuple(parts), verdict, claim.lenses.get(lens, HOLDS)
    )


def knocked_out(trials: Trials, result: ClaimResult) -> ClaimResult:
    """The result with what is left of each effect, in the same games, where what carries it is taken out."""
    claim = trials.scenario.claims[result.claim]
    if not claim.carried_by:
        return result
    scenario = without(trials.scenario, claim.carried_by)
    readings = tuple(dict.fromkeys(_readings(claim)))
    comparison = Comparison(scenario, result.lens, claim.contrast, readings)
    pairs = joined(_played(trials, comparison, 0, result.games))
    parts = tuple(
        replace(
            part,
            without=effect_of(
                part.prediction.measure,
                pairs.differences[readings.index(reading)],
                reach_of(scenario, part.prediction.measure),
            ),
        )
        for part, reading in zip(result.parts, _readings(claim), strict=True)
    )
    return replace(result, parts=parts)


def _played(trials: Trials, comparison: Comparison, first: int, end: int) -> list[Pairs]:
    """The games of a comparison from one number to before another, in batches."""
    return [
        comparison.play(many_seeds(f"claims:{trials.seed}", min(LARGEST_BATCH, end - each), each))
        for each in range(first, end, LARGEST_BATCH)
    ]


def reach_of(scenario: Scenario, measure: Measure) -> float:
    """The most that a measure can differ by: the width of its range."""
    match measure:
        case NumberMeasure(Level(_, indicator)):
            return scenario.indicators[indicator].high - scenario.indicators[indicator].low
        case NumberMeasure(Trust()):
            return scenario.ties.high - scenario.ties.low
        case NumberMeasure(Capital(whose)):
            return scenario.budgets[whose].most
        case _:
            return 100.0


def _readings(claim: Claim) -> list[Reading]:
    return [(each.measure, each.turn) for each in claim.then]


def joined(several: Sequence[Pairs]) -> Pairs:
    """Pairs of several batches together."""
    dropped = {reason: sum(each.dropped[reason] for each in several) for reason in DROPPED}
    return Pairs(np.concatenate([each.values for each in several], axis=2), dropped)


def effect_of(measure: Measure, differences: Floats, reach: float) -> Effect:
    """The effect that paired differences show: of a share by McNemar, of anything else by its mean."""
    if isinstance(measure, EndingMeasure | ShareMeasure):
        return share_effect(int((differences > 0).sum()), int((differences < 0).sum()), len(differences))
    return mean_effect(differences, reach)


def verdict_of_all(parts: Iterable[tuple[Prediction, str]]) -> str:
    """The verdict on a claim from those on all that it predicts.

    It holds where all hold. It turns where all that has an opposite turns, and what has none (the same, within) holds.
    It fails where one of them is clear and neither can be any more.
    """
    several = list(parts)
    verdicts = [verdict for _, verdict in several]
    if all(each == HOLDS for each in verdicts):
        return HOLDS
    turned = [verdict == (HOLDS if prediction.mirrored is None else TURNS) for prediction, verdict in several]
    if all(turned) and any(each == TURNS for each in verdicts):
        return TURNS
    may_hold = all(each in (HOLDS, UNCLEAR) for each in verdicts)
    may_turn = any(prediction.mirrored is not None for prediction, _ in several) and all(
        so or verdict == UNCLEAR for so, (_, verdict) in zip(turned, several, strict=True)
    )
    return UNCLEAR if may_hold or may_turn else FAILS


def reversed_by_lens(results: Sequence[ClaimResult]) -> dict[str, tuple[list[str], list[str]]]:
    """The claims whose first effect clearly has one sign under some lenses and the other under others, with both."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for each in results:
        up, down = found.setdefault(each.claim, ([], []))
        effect = each.parts[0].effect
        if effect.low > 0:
            up.append(each.lens)
        elif effect.high < 0:
            down.append(each.lens)
    return {claim: (up, down) for claim, (up, down) in found.items() if up and down}


def cited_headings(scenario: Scenario) -> dict[str, dict[str, list[str]]]:
    """By source that lists its headings, then by heading: the claims that cite it."""
    found: dict[str, dict[str, list[str]]] = {
        source.id: {heading: [] for heading in source.headings}
        for source in scenario.sources.values()
        if source.headings
    }
    for claim in scenario.claims.values():
        source, place = cited(claim.source)
        headings = found.get(source, {})
        heading = heading_of(place, tuple(headings))
        if heading is not None:
            headings[heading].append(claim.id)
    return found
