"""5: what the debate alone does, and that doubt is not latitude."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.flagship import ids
from tests.flagship.study import Study
from tests.flagship.target import Figure, Target
from wargame.analysis.arms import Comparison, Reading
from wargame.analysis.estimates import Interval, mean, share
from wargame.model.claim import DOCTRINE, PASSIVE, Arm, Contrast, Measure, NumberMeasure, ScoreMeasure
from wargame.model.expression import Level
from wargame.model.viewer import Seated

MESSAGE, CONFIDENCE, DETERRENCE, SCORE, EVERYBODY = (
    "messaging",
    "confidence",
    "deterrence",
    "Russia's score",
    "the mean of all confidence",
)


def weaker_message(study: Study) -> Figure:
    """Of the games that end as noise, the share in which messaging ends below where it began."""
    number, ended = study.row(ids.MESSAGING), study.usual.ending == study.ending(ids.NOISE)
    worlds = study.usual.worlds
    assert worlds is not None
    if not ended.any():
        return Figure(None)
    below = worlds.numbers[number, ended] < study.begun.numbers[number, ended]
    return Figure.of(share(int(below.sum()), int(ended.sum())), 100.0)


def effects(study: Study, seated: str) -> Mapping[str, Interval]:
    """What a yearly resolution does, against a quiet Paris: at the end, endings off, all seats played alike."""

    def played() -> Mapping[str, Interval]:
        confidence = study.level(ids.CONFIDENCE).indicator
        every = [
            NumberMeasure(Level(actor.id, confidence))
            for actor in study.scenario.actors.values()
            if confidence in actor.levels
        ]
        wanted: dict[str, Measure] = {
            MESSAGE: NumberMeasure(study.level(ids.MESSAGING)),
            CONFIDENCE: NumberMeasure(study.level(ids.CONFIDENCE)),
            DETERRENCE: NumberMeasure(study.level(ids.DETERRENCE)),
            SCORE: ScoreMeasure(Seated(ids.RUSSIA)),
        }
        study.needs(study.scenario.seats, ids.RUSSIA)
        end = study.scenario.calendar.turns
        readings: list[Reading] = [(each, end) for each in (*wanted.values(), *every)]
        seats = dict.fromkeys(study.scenario.seats, seated)
        contrast = Contrast(
            Arm(dict(study.noisy.moves), seats=seats),
            Arm(rest=ids.QUIET, seats=seats),
            endings=False,
        )
        compared = Comparison(study.endless, study.lens, contrast, readings)
        differences = compared.play(study.seeds("noise", study.sizes.games)).differences
        found = {name: mean(row, reach=200.0) for name, row in zip(wanted, differences, strict=False)}
        return {**found, EVERYBODY: mean(differences[len(wanted) :].mean(axis=0), reach=200.0)}

    return study.kept(f"noise: {seated}", played)


def effect(name: str, *also: str) -> Callable[[Study], Figure]:
    """The measure of what noise does to something, with the seats by doctrine; beside it with passive seats."""

    def measure(study: Study) -> Figure:
        by_doctrine, passive = effects(study, DOCTRINE), effects(study, PASSIVE)
        lines = [f"with passive seats {passive[name].middle:+.1f}"]
        lines += [f"{each} {by_doctrine[each].middle:+.1f}" for each in also]
        return Figure.of(by_doctrine[name], 1.0, ["; ".join(lines)])

    return measure


def two_indicators(study: Study) -> Figure:
    """How many of doubt and latitude the mover's actor has."""
    study.needs(study.scenario.indicators, ids.DOUBT, ids.LATITUDE)
    own = study.scenario.actors[study.scenario.mover.actor].levels
    return Figure(float(sum(each in own for each in (ids.DOUBT, ids.LATITUDE))))


MEASURES = (
    (Target("5a", "noise games with messaging below its start, %", 60, lenses=(ids.ERODES,)), weaker_message),
    (Target("5b", "a resolution a year: messaging", -15, -4), effect(MESSAGE)),
    (Target("5b2", "a resolution a year: confidence in the Baltic", high=-2), effect(CONFIDENCE, EVERYBODY)),
    (Target("5b3", "a resolution a year: Russia's score", 3), effect(SCORE)),
    (Target("5c", "a resolution a year: deterrence", high=0), effect(DETERRENCE)),
    (Target("5d", "doubt and latitude, indicators of France", 2, 2), two_indicators),
)
