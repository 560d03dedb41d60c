"""The document of what each seat can do about its fate."""

from __future__ import annotations

from wargame.analysis.agency import BEST, DOCTRINE, NOTHING, RANDOM, WORST, Agency, AgencyVerdict, Explained, SeatAgency
from wargame.analysis.substitution import CONTEXTS
from wargame.report.documents.codec import JSON, document, estimate, fields
from wargame.report.documents.games import begun
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
        correlation={f"{one},{other}": estimate(r) for (one, other), r in found.correlation.items()},
        searched=study.searched,
        substituted=study.substituted,
        contexts=CONTEXTS,
        expectations=found.expectations,
        **begun(study.beginning),
    )


@document.register
def _(each: SeatAgency) -> JSON:
    return fields(
        start=estimate(each.start),
        best=estimate(each.scores[BEST].middle),
        doctrine=estimate(each.scores[DOCTRINE].middle),
        random=estimate(each.scores[RANDOM].middle),
        nothing=estimate(each.scores[NOTHING].middle),
        worst=estimate(each.scores[WORST].middle),
        explained={event: estimate(share) for event, share in each.explained.events.items()},
        explained_sum=estimate(each.explained.sum),
        varied=each.varied,
        spread=estimate(each.spread),
        gaps={
            way: fields(middle=estimate(gap.middle), low=estimate(gap.low), high=estimate(gap.high))
            for way, gap in each.gaps.items()
        },
        best_policy=each.policy,
        worst_is=each.worst,
        worst_policy=each.worst_policy,
        endings={
            ending: {way: estimate(share) for way, share in shares.items()} for ending, shares in each.endings.items()
        },
        dominant=each.dominant,
        dominated=each.dominated,
        never_ordered=each.never_ordered,
        reactions={
            reaction.reaction: fields(
                ordered=estimate(reaction.ordered),
                effects={
                    context: [estimate(effect.middle), estimate(effect.low), estimate(effect.high)]
                    for context, effect in reaction.effects.items()
                },
            )
            for reaction in each.reactions
        },
    )


@document.register
def _(explained: Explained) -> JSON:
    return fields(
        explained={event: estimate(share) for event, share in explained.events.items()},
        explained_sum=estimate(explained.sum),
        own_policy=estimate(explained.policy),
        profile=estimate(explained.profile),
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
        gap=estimate(each.gap.middle),
        gap_low=estimate(each.gap.low),
        gap_high=estimate(each.gap.high),
        holds=each.holds,
        verdict=verdict_code(each.holds),
        source=expected.source,
        line=expected.line,
    )
