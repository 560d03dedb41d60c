"""Documents of claims put to the test: effect, bounds, verdict and games of each under each lens."""

from __future__ import annotations

import math
from collections.abc import Sequence

from wargame.analysis.claims import ClaimResult, PredictionResult, Trials, cited_headings, reversed_by_lens
from wargame.model.claim import EndingMeasure, Measure, NumberMeasure, ScoreMeasure, ShareMeasure
from wargame.model.expression import text
from wargame.model.viewer import Seated
from wargame.report.documents.codec import Fields, estimate, fields


def claims(trials: Trials, found: Sequence[ClaimResult]) -> Fields:
    """Every claim under every lens, in the file's order; which ones a lens reverses; which headings have none."""
    return fields(
        scenario=trials.scenario.id,
        games=trials.games,
        seed=trials.seed,
        claims=[_claim(trials, each) for each in found],
        reversed={
            claim: {"higher": higher, "lower": lower} for claim, (higher, lower) in reversed_by_lens(found).items()
        },
        headings=cited_headings(trials.scenario),
    )


def _claim(trials: Trials, found: ClaimResult) -> Fields:
    """One claim under one lens; effect and bounds are those of the first thing that it predicts."""
    claim, first = trials.scenario.claims[found.claim], found.parts[0]
    return fields(
        id=claim.id,
        title=claim.title,
        source=claim.source,
        lens=found.lens,
        effect=estimate(first.effect.middle),
        low=estimate(first.effect.low),
        high=estimate(first.effect.high),
        games=found.games,
        verdict=found.verdict,
        expected=found.expected,
        as_expected=found.as_expected,
        pairs=found.pairs,
        dropped=found.dropped,
        left=estimate(first.left),
        line=claim.line,
        then=[_part(each) for each in found.parts],
    )


def _part(found: PredictionResult) -> Fields:
    prediction = found.prediction
    kind, of = _measure(prediction.measure)
    part = fields(
        kind=kind,
        of=of,
        turn=prediction.turn,
        least=_bound(prediction.low),
        most=_bound(prediction.high),
        effect=estimate(found.effect.middle),
        low=estimate(found.effect.low),
        high=estimate(found.effect.high),
        verdict=found.verdict,
    )
    if found.without is not None:
        part |= fields(
            without={
                "effect": estimate(found.without.middle),
                "low": estimate(found.without.low),
                "high": estimate(found.without.high),
            },
            left=estimate(found.left),
        )
    return part


def _measure(measure: Measure) -> tuple[str, str]:
    match measure:
        case NumberMeasure(number):
            return "number", text(number)
        case ScoreMeasure(side):
            return "score", side.seat if isinstance(side, Seated) else "mover"
        case EndingMeasure(ending):
            return "ending", ending
        case ShareMeasure(condition):
            return "share", text(condition)


def _bound(value: float) -> float | None:
    """A bound of what is claimed; None where there is none."""
    return value if math.isfinite(value) else None
