"""The document of what each seat can do about its fate."""

from __future__ import annotations

from wargame.analysis.agency import BEST, DOCTRINE, NOTHING, RANDOM, WORST, Agency, AgencyVerdict, Explained, SeatAgency
from wargame.analysis.substitution import CONTEXTS
from wargame.report.documents.codec import JSON, document, fields
from wargame.text.forecast import verdict_code


@document.register
def _(found: Agency) -> JSON:
    study = found.study
    return fields(
        scenario=study.scenario.id,
        games=study.games,
        seed=study.seed,
        lens=study.lens,
        seats={each.seat: each for each in found.seats},
        correlation={f"{one},{other}": _rounded(r) for (one, other), r in found.correlation.items()},
        searched=study.searched,
        substituted=study.substituted,
        contexts=CONTEXTS,
        expectations=found.expectations,
    )


@document.register
def _(each: SeatAgency) -> JSON:
    return fields(
        start=_rounded(each.start),
        best=_rounded(each.scores[BEST].middle),
        doctrine=_rounded(each.scores[DOCTRINE].middle),
        random=_rounded(each.scores[RANDOM].middle),
        nothing=_rounded(each.scores[NOTHING].middle),
        worst=_rounded(each.scores[WORST].middle),
        explained={event: _rounded(share) for event, share in each.explained.events.items()},
        explained_sum=_rounded(each.explained.sum),
        varied=each.varied,
        spread=_rounded(each.spread),
        gaps={
            way: fields(middle=_rounded(gap.middle), low=_rounded(gap.low), high=_rounded(gap.high))
            for way, gap in each.gaps.items()
        },
        best_policy=each.policy,
        worst_is=each.worst,
        worst_policy=each.worst_policy,
        endings={
            ending: {way: _rounded(share) for way, share in shares.items()} for ending, shares in each.endings.items()
        },
        dominant=each.dominant,
        dominated=each.dominated,
        never_ordered=each.never_ordered,
        reactions={
            reaction.reaction: fields(
                ordered=_rounded(reaction.ordered),
                effects={
                    context: [_rounded(effect.middle), _rounded(effect.low), _rounded(effect.high)]
                    for context, effect in reaction.effects.items()
                },
            )
            for reaction in each.reactions
        },
    )


@document.register
def _(explained: Explained) -> JSON:
    return fields(
        explained={event: _rounded(share) for event, share in explained.events.items()},
        explained_sum=_rounded(explained.sum),
        own_policy=_rounded(explained.policy),
        profile=_rounded(explained.profile),
    )


@document.register
def _(each: AgencyVerdict) -> JSON:
    expected = each.expectation
    return fields(
        id=expected.id,
        title=expected.title,
        seat=expected.seat,
        over=expected.over,
        low=expected.low,
        gap=_rounded(each.gap.middle),
        gap_low=_rounded(each.gap.low),
        gap_high=_rounded(each.gap.high),
        holds=each.holds,
        verdict=verdict_code(each.holds),
        source=expected.source,
        line=expected.line,
    )


def _rounded(value: float) -> float:
    """A number to a ten-thousandth, and never -0.0."""
    return round(value, 4) + 0.0
