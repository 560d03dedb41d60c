"""Documents of simulated games: how likely what is, what that depends on, and how firm an outcome is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from wargame.analysis.conclusions import Conclusion
from wargame.analysis.coverage import Coverage
from wargame.analysis.doubts import DoubtBand, DoubtEffect, Doubts
from wargame.analysis.estimates import FEWEST, QUANTILES, Interval, Share
from wargame.analysis.factors import Factor
from wargame.analysis.fragility import AllFrozen, AsPlayed, Flip, Fragility, OwnFrozen, Rings
from wargame.analysis.morris import ScreenedFactor, Screening
from wargame.analysis.paired_games import Beside, Change, standing
from wargame.analysis.rare import RareShare
from wargame.analysis.sensitivity import Contrast, Sensitivity, Swept, Swing
from wargame.analysis.simulation import (
    Atom,
    Band,
    EndingShare,
    ExpectationShare,
    Forecast,
    LevelAtEnd,
    Score,
    Simulation,
    Taken,
    bands,
    ends,
    taken,
)
from wargame.analysis.sobol import VarianceShare, VarianceShares
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.model.viewer import seat_of
from wargame.report.documents.codec import JSON, Fields, bounded, document, estimate, fields
from wargame.report.documents.games import begun


@document.register
def _(interval: Interval) -> JSON:
    return fields(middle=interval.middle, low=interval.low, high=interval.high)


@document.register
def _(score: Score) -> JSON:
    return fields(
        seat=seat_of(score.side),
        mean=estimate(score.mean.middle),
        low=estimate(score.mean.low),
        high=estimate(score.mean.high),
        quantiles=[estimate(at) for at in score.quantiles],
        quantile_bounds=[[estimate(low), estimate(high)] for low, high in score.bounds],
        atoms=score.atoms,
    )


@document.register
def _(atom: Atom) -> JSON:
    return fields(at=estimate(atom.at), share=atom.share.middle)


@document.register
def _(each: LevelAtEnd) -> JSON:
    return fields(
        quantile_bounds=[[estimate(low), estimate(high)] for low, high in each.bounds],
        atoms=each.atoms,
    )


def _bounds(share: Share) -> tuple[float | None, float | None]:
    """The bounds of a share; none for too few games."""
    return (share.low, share.high) if share.of >= FEWEST else (None, None)


def _difference(points: Interval) -> Fields:
    return fields(
        difference=estimate(points.middle),
        low=estimate(points.low),
        high=estimate(points.high),
        verdict=standing(points),
    )


@document.register
def _(each: Change) -> JSON:
    return fields(ending=each.ending, otherwise=each.otherwise, games=each.games, example_seed=each.example)


@document.register
def _(each: Taken) -> JSON:
    return fields(
        turn=each.turn, seat=each.seat, what=each.what, share=each.share.middle, left_out=each.left_out.middle
    )


@document.register
def _(each: Sensitivity) -> JSON:
    tornado = each.tornado
    return fields(
        lens=each.lens,
        share=tornado.share,
        games=tornado.games,
        unseen=estimate(tornado.unseen),
        factors=tornado.swings,
        first_round=fields(games=tornado.sweep.games, factors=tornado.sweep.swept),
        doubts=each.doubts,
    )


@document.register
def _(swing: Swing) -> JSON:
    return _factor(swing.factor) | fields(
        share_low=swing.low,
        share_high=swing.high,
        change=swing.change,
        clear=swing.clear,
        middle_80=swing.inner,
    )


@document.register
def _(swept: Swept) -> JSON:
    return _factor(swept.factor) | fields(share_low=swept.low, share_high=swept.high)


@document.register
def _(contrast: Contrast) -> JSON:
    return fields(
        kind=contrast.here.factor.kind,
        id=contrast.here.factor.id,
        lens=contrast.lens,
        first_lens=contrast.here.change,
        this_lens=contrast.there.change,
        difference=contrast.difference,
        clear=contrast.difference.clear,
        only=contrast.only,
    )


def _factor(factor: Factor) -> Fields:
    return fields(
        kind=factor.kind,
        id=factor.id,
        value=factor.value,
        by=factor.by,
        declared=factor.declared,
        line=factor.line,
    )


@document.register
def _(each: Screening) -> JSON:
    return fields(
        lens=each.lens,
        share=estimate(each.share),
        games=each.games,
        trajectories=each.trajectories,
        luck=estimate(each.luck),
        carrying=len(each.carrying),
        factors=each.factors,
    )


@document.register
def _(each: ScreenedFactor) -> JSON:
    return _factor(each.factor) | fields(
        mu_star=bounded(each.strength),
        mu=bounded(each.mean),
        sigma=bounded(each.spread),
        luck_mu_star=estimate(each.luck),
        luck_sigma=estimate(each.luck_spread),
        clear=each.clear,
        depends=each.depends,
    )


@document.register
def _(each: VarianceShares) -> JSON:
    return fields(
        lens=each.lens,
        share=estimate(each.share),
        deviation=estimate(each.deviation),
        noise=estimate(each.noise),
        games=each.games,
        points=each.rows,
        factors=each.factors,
    )


@document.register
def _(each: VarianceShare) -> JSON:
    return _factor(each.factor) | fields(first_order=bounded(each.first), total=bounded(each.total))


@document.register
def _(found: Doubts) -> JSON:
    return fields(
        share=found.share,
        games=found.games,
        band=found.band,
        looked_at=found.among,
        by_itself=found.effects,
    )


@document.register
def _(band: DoubtBand) -> JSON:
    return fields(
        draws=band.draws,
        games_each=band.games,
        low=estimate(band.low),
        high=estimate(band.high),
        clear=band.clear,
        likeliest_tenth=estimate(band.likeliest),
    )


@document.register
def _(each: DoubtEffect) -> JSON:
    return fields(
        id=each.purpose,
        plus_or_minus=each.plus_or_minus,
        distance=estimate(each.distance),
        lowest_fifth=each.lowest,
        middle_fifth=each.middle,
        highest_fifth=each.highest,
        change=each.change,
    )


@document.register
def _(found: RareShare) -> JSON:
    return fields(
        lens=found.lens,
        share=found.share,
        runs=found.runs,
        games_each=found.games,
        plain=found.plain,
        plain_hits=found.hits,
        plain_games=found.runs * found.games,
        world_turns=found.played_turns,
    )


@document.register
def _(found: Fragility) -> JSON:
    return fields(
        ending=found.ending,
        turn=found.turn,
        draws=found.draws,
        doubts=found.redrawn,
        instead=found.instead,
        rings={each.lens: each for each in found.rings},
        between_lenses=found.lens_gain,
        flips=found.flips,
        lenses=found.by_lens,
    )


@document.register
def _(each: AllFrozen) -> JSON:
    return fields(share=each.share, illegal=each.illegal, share_if_legal=each.legal_share)


@document.register
def _(each: OwnFrozen) -> JSON:
    return fields(share=each.share, illegal=each.illegal, gain=each.gain)


@document.register
def _(each: Rings) -> JSON:
    own = {seat_of(side) or MOVER_ID: found for side, found in each.own.items()}
    return fields(all_frozen=each.every, own_frozen=own, nothing_frozen=each.nothing)


@document.register
def _(each: AsPlayed) -> JSON:
    return fields(ending=each.ending, legal=each.legal)


@document.register
def _(flip: Flip) -> JSON:
    return fields(id=flip.factor, change=flip.change, part=flip.part, declared=flip.declared, ending=flip.ending)


@document.register
def _(found: Coverage) -> JSON:
    carrying = found.carrying
    return fields(
        games=found.games,
        game_turns=found.turns,
        never_fired=found.never_fired,
        always_fired=found.always_fired,
        never_made=found.never_made,
        never_ordered=[".".join(reaction) for reaction in found.never_ordered],
        never_drawn=[event if outcome is None else f"{event}.{outcome}" for event, outcome in found.never_drawn],
        never_moved=found.never_moved,
        same_as=found.same_as,
        rules={each.rule: fields(games=each.games, turns=estimate(each.turns)) for each in found.rules},
        moves=found.moves,
        reactions={".".join(reaction): times for reaction, times in found.reactions.items()},
        orders={f"{seat}.{order}": times for (seat, order), times in found.orders.items()},
        events={
            event: {"not drawn" if outcome is None else outcome: games for outcome, games in outcomes.items()}
            for event, outcomes in found.events.items()
        },
        outcomes=found.outcomes,
        numbers={
            each.name: fields(moved=estimate(each.moved), low=estimate(each.low), high=estimate(each.high))
            for each in found.numbers
        },
        ties=fields(
            gross=estimate(carrying.gross),
            net=estimate(carrying.net),
            gross_of_all=estimate(carrying.gross_of_all),
            net_of_all=estimate(carrying.net_of_all),
            games=carrying.games,
            moving=sum(each.moves for each in found.ties),
            of=len(found.ties),
            deviation={f"trust({each.listener}, {each.of})": estimate(each.deviation) for each in found.ties},
        ),
        consents=fields(
            orders=found.consents_needed,
            denied=found.consents_denied,
            in_part=found.consents_in_part,
            by_mover=found.consents_of_mover,
            share=estimate(found.consents_denied / found.consents_needed) if found.consents_needed else 0.0,
            reactions={
                f"{each.seat}.{each.reaction}": fields(
                    orders=each.orders,
                    denied=each.denied,
                    share=estimate(each.denied / each.orders) if each.orders else 0.0,
                    withheld=each.by,
                    in_part=each.in_part,
                    footnoted=each.in_part_by,
                    mover=fields(withheld=each.by_mover, footnoted=each.in_part_by_mover),
                )
                for each in found.consents
            },
        ),
    )


def sensitivity(scenario: Scenario, found: Sequence[Sensitivity], contrasts: Sequence[Contrast] = ()) -> Fields:
    """What an outcome depends on under each lens, and how the others differ in that from the first."""
    return fields(scenario=scenario.id, outcome=found[0].tornado.outcome, lenses=found, between_lenses=contrasts)


def screened(scenario: Scenario, found: Sequence[Screening]) -> Fields:
    """All factors of an outcome screened, under each lens."""
    return fields(scenario=scenario.id, outcome=found[0].outcome, method="morris", lenses=found)


def taken_apart(scenario: Scenario, found: Sequence[VarianceShares]) -> Fields:
    """An outcome's variance over the ranges of some factors, under each lens."""
    return fields(scenario=scenario.id, outcome=found[0].outcome, method="sobol", lenses=found)


def rare(asked: Simulation, found: Sequence[RareShare], saved: str | None = None, node: int = 0) -> Fields:
    """How likely a rare ending is, under each lens; `asked` is what was simulated, under the first of them.

    Args:
        saved: the saved game whose `node` the games went on from; None where they began at the beginning.
    """
    told = fields(
        scenario=asked.scenario.id,
        ending=found[0].ending,
        seed=asked.seed,
        games_asked=asked.games,
        first_turn=asked.first_turn,
        lenses=found,
    )
    told |= begun(asked.beginning)
    return told if saved is None else told | fields(save=saved, node=node)


@dataclass(frozen=True)
class Against:
    """Another plan that the games of a simulation were played by too."""

    orders: str | None
    """Its file; None for play in which nothing is fixed."""
    found: Sequence[Forecast]
    """What came of it under each lens."""
    beside: Sequence[Beside]
    """Under each lens, the first plan beside it."""


def simulation(
    found: Sequence[Forecast],
    concluded: Sequence[Conclusion],
    against: Against | None,
    verdict: Callable[[ExpectationShare], str],
    sentence: Callable[[Conclusion], str],
    examples: bool,
    seconds: float,
    saved: str | None = None,
    node: int = 0,
    covered: Sequence[Coverage] = (),
) -> Fields:
    """Games simulated under each lens, the one asked for first.

    Args:
        concluded: what follows from them.
        against: the other plan that the same games were played by; None where nothing is fixed.
        verdict: how an expectation's verdict is worded.
        sentence: how a conclusion is worded.
        examples: whether a seed gives the very game, so that example seeds are of use.
        seconds: how long it took.
        saved: the saved game whose `node` the games went on from; None where they began at the beginning.
        covered: what the games under each lens used of the scenario, where that was counted.
    """
    first, asked = found[0], found[0].simulation
    scenario = asked.scenario
    by_lens = {each.lens: _forecast(each, verdict, examples) for each in found}
    own = by_lens.pop(asked.lens)
    simulated = fields(
        scenario=scenario.id,
        games=first.games,
        seed=asked.seed,
        lens=asked.lens,
        endings=own["endings"],
        expectations=own["expectations"],
        world_turns=sum(each.counts.world_turns for each in found),
        seconds=round(seconds, 3),
        games_asked=asked.games,
        bots={seat: asked.bots.get(seat, "doctrine") for seat in scenario.seats},
        first_turn=asked.first_turn,
        scores=own["scores"],
        fans=own["fans"],
        ends=own["ends"],
        lenses=by_lens,
        conclusions=[
            {"kind": each.kind, "id": each.id, "verdict": each.verdict, "lenses": each.lenses, "words": sentence(each)}
            for each in concluded
        ],
    )
    simulated |= begun(asked.beginning)
    if covered:
        by_name = {each.lens: document(each) for each in covered}
        simulated |= fields(coverage=by_name.pop(asked.lens), coverage_of_lenses=by_name)
    if saved is not None:
        simulated |= fields(save=saved, node=node)
    if first.looks > 1:
        simulated |= fields(looks=first.looks, settled=first.settled)
    if against is not None:
        simulated |= fields(
            given=taken(first), games_as_given=first.counts.as_given, against=_against(found, against, examples)
        )
    return simulated


def _against(found: Sequence[Forecast], against: Against, examples: bool) -> Fields:
    """Under each lens, how far the first plan differs from the other, game by game."""
    other = against.found[0]
    return fields(
        orders=against.orders,
        given=taken(other),
        games_as_given=other.counts.as_given,
        lenses={
            one.lens: _plans(one, two, beside, examples)
            for one, two, beside in zip(found, against.found, against.beside, strict=True)
        },
    )


def _plans(one: Forecast, two: Forecast, beside: Beside, examples: bool) -> Fields:
    changes = [each if examples else replace(each, example=None) for each in beside.changes]
    return _beside(one, beside) | fields(
        shares={each.ending: each.share.middle for each in two.endings},
        means=[fields(seat=seat_of(each.side), mean=estimate(each.mean.middle)) for each in two.scores],
        changes=changes,
    )


def _beside(found: Forecast, beside: Beside) -> Fields:
    """How far games differ from others of the same seeds, in points of a hundred."""
    names = found.simulation.scenario.endings
    return fields(
        games=beside.games,
        changed=beside.changed,
        endings={name: _difference(each) for name, each in zip(names, beside.endings, strict=True)},
        scores=[fields(seat=seat_of(side)) | _difference(each) for side, each in beside.scores],
    )


def _forecast(found: Forecast, verdict: Callable[[ExpectationShare], str], examples: bool) -> Fields:
    scenario = found.simulation.scenario
    return fields(
        games=found.games,
        endings={
            each.ending: _ending(each, examples) | _by_doubts(found.by_doubts.get(each.ending))
            for each in found.endings
        },
        expectations=[
            _expectation(scenario, each, verdict(each)) | _by_doubts(found.by_doubts.get(each.id))
            for each in found.expectations
        ],
        scores=found.scores,
        fans=_bands(bands(found), range(found.simulation.first_turn, scenario.calendar.turns + 1)),
        ends=ends(found),
    ) | (fields(beside=_beside(found, found.beside)) if found.beside is not None else {})


def _bands(band_of: Mapping[str, Band], turns: range) -> Fields:
    return fields(
        turns=list(turns),
        of_100_at_or_below=[round(100 * part) for part in QUANTILES],
        numbers={name: [[estimate(at) for at in turn] for turn in band] for name, band in band_of.items()},
    )


def _ending(each: EndingShare, examples: bool) -> Fields:
    low, high = _bounds(each.share)
    return fields(
        share=each.share.middle,
        low=low,
        high=high,
        games=each.games,
        turns=each.turns,
        example_seed=each.example if examples else None,
    )


def _by_doubts(band: DoubtBand | None) -> Fields:
    """The band of an outcome by what the author is unsure of, where that was asked."""
    return {} if band is None else fields(by_doubts=band)


def _expectation(scenario: Scenario, each: ExpectationShare, verdict: str) -> Fields:
    expectation = scenario.expectations[each.id]
    low, high = _bounds(each.share)
    return fields(
        id=each.id,
        low=each.low,
        high=each.high,
        share=each.share.middle,
        holds=None if each.elsewhere else each.holds,
        share_low=low,
        share_high=high,
        verdict=verdict,
        games_needed=each.needed if each.holds is None and not each.over and not each.elsewhere else None,
        title=expectation.title,
        source=expectation.source,
        line=expectation.line,
    )
