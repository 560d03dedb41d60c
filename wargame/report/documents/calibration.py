"""Documents of how good forecasts are, and of luck against choice."""

from __future__ import annotations

from wargame.analysis.calibration import Bin, Calibration, EndingBias, Surprise, TurnScores
from wargame.analysis.luck import LuckSplit, Split, TurnSplit
from wargame.model.viewer import seat_of
from wargame.report.documents.codec import JSON, Fields, bounded, document, estimate, fields
from wargame.report.documents.games import begun


@document.register
def _(found: Calibration) -> JSON:
    study = found.study
    scenario = study.scenario
    return fields(
        scenario=scenario.id,
        games=found.games,
        seed=study.seed,
        lens=study.lens,
        seat=seat_of(study.viewer),
        forecast_games=study.each,
        turns=found.turns,
        bins=found.bins,
        endings=found.endings,
        worse_than_said=bounded(found.worse_than_said),
        clear=found.clear,
        surprise=found.surprise,
        games_asked=study.games,
        bots={seat: study.bots.get(seat, "doctrine") for seat in scenario.seats},
        **begun(study.beginning),
    )


@document.register
def _(each: TurnScores) -> JSON:
    return fields(
        turn=each.turn,
        games=each.games,
        brier=bounded(each.score),
        base=estimate(each.base),
        better=bounded(each.better),
        worse_than_said=bounded(each.worse_than_said),
        reliability=estimate(each.reliability),
        resolution=estimate(each.resolution),
        bits=bounded(each.log),
        base_bits=estimate(each.log_base),
        bins=each.bins,
        endings=each.endings,
    )


@document.register
def _(each: Bin) -> JSON:
    return fields(
        low=each.low,
        high=each.high,
        forecasts=each.forecasts,
        games=each.games,
        forecast=estimate(each.forecast),
        came=bounded(each.came),
        off=each.off,
    )


@document.register
def _(each: EndingBias) -> JSON:
    return fields(ending=each.ending, forecast=estimate(each.forecast), came=estimate(each.came), off=bounded(each.off))


@document.register
def _(each: Surprise) -> JSON:
    return fields(seed=each.seed, turn=each.turn, ending=each.ending, forecast=estimate(each.forecast))


@document.register
def _(each: Split) -> JSON:
    return fields(
        score=each.score,
        expected=bounded(each.expected),
        luck=bounded(each.luck),
        mover=bounded(each.mover),
        others=bounded(each.others),
        own=bounded(each.own),
        start=bounded(each.start),
        turns=each.turns,
    )


@document.register
def _(each: TurnSplit) -> JSON:
    return fields(
        turn=each.turn,
        expected=estimate(each.expected),
        **{name: bounded(part) for name, part in each.parts.items()},
    )


def luck_document(found: LuckSplit, save: str, node: int) -> Fields:
    """The final scores at a node of a saved game, split."""
    study = found.study
    first = study.line[0].before
    return fields(
        scenario=study.scenario.id,
        save=save,
        node=node,
        games=study.games,
        seed=study.seed,
        lens=first.lens,
        ending=study.line[-1].after.ending,
        seats={each.seat: each for each in found.seats},
        **begun(first.beginning),
    )
