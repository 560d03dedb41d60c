"""4: what leaving the command does: to deterrence, to France, and how often it is taken back."""

from __future__ import annotations

from collections.abc import Mapping

from tests.flagship import ids
from tests.flagship.changes import expressions
from tests.flagship.study import Study
from tests.flagship.target import Figure, Figures, NotYet, Target
from wargame.analysis.arms import Comparison, Reading
from wargame.analysis.estimates import Interval, mean, share
from wargame.model import expression as ex
from wargame.model.claim import Arm, Contrast, NumberMeasure, ScoreMeasure
from wargame.model.viewer import MOVER


def effects(study: Study) -> Mapping[Reading, Interval]:
    """What leaving does, against business as usual: endings off, both arms alike up to the turn before it is adopted;
    only pairs in which the act was legal, took place in one arm, and in neither before nor in the other."""

    def played() -> Mapping[Reading, Interval]:
        study.needs(study.scenario.moves, ids.QUIET, ids.ADOPT, ids.LEAVE)
        turns = study.scenario.calendar.turns
        if turns < ids.LEFT_IN:
            raise NotYet(f"turn {ids.LEFT_IN}")
        deterrence = NumberMeasure(study.level(ids.DETERRENCE))
        readings: list[Reading] = [(deterrence, turn) for turn in range(ids.LEFT_IN, turns + 1)]
        readings.append((ScoreMeasure(MOVER), turns))
        contrast = Contrast(
            Arm({ids.ADOPTED_IN: ids.ADOPT, ids.LEFT_IN: ids.LEAVE}, ids.QUIET),
            Arm(rest=ids.QUIET),
            start=ids.ADOPTED_IN,
            endings=False,
        )
        compared = Comparison(study.endless, study.lens, contrast, readings)
        differences = compared.play(study.seeds("leaving", study.sizes.games)).differences
        return {each: mean(row, reach=200.0) for each, row in zip(readings, differences, strict=True)}

    return study.kept("leaving", played)


def _deterrence(study: Study) -> list[tuple[int, Interval]]:
    return [(turn, each) for (measure, turn), each in effects(study).items() if isinstance(measure, NumberMeasure)]


def _horizons(study: Study) -> str:
    return "deterrence by turn: " + ", ".join(f"{turn} {each.middle:+.1f}" for turn, each in _deterrence(study))


def highest(study: Study) -> Figure:
    """The change of deterrence at the horizon where it is highest."""
    return Figure.of(
        max((each for _, each in _deterrence(study)), key=lambda each: each.middle), 1.0, [_horizons(study)]
    )


def lowest(study: Study) -> Figure:
    """The change of deterrence at the horizon where it is lowest."""
    return Figure.of(min((each for _, each in _deterrence(study)), key=lambda each: each.middle))


def unclear_horizons(study: Study) -> Figure:
    """At how many horizons the interval of the change is not all below 0."""
    return Figure(float(sum(each.high >= 0 for _, each in _deterrence(study))))


def in_the_end(study: Study) -> Figure:
    """The change of deterrence at the end."""
    return Figure.of(_deterrence(study)[-1][1])


def for_france(study: Study) -> Figure:
    """The change of the mover's score at the end."""
    return next(Figure.of(each) for (measure, _), each in effects(study).items() if isinstance(measure, ScoreMeasure))


def under_one_lens_only(figures: Figures) -> bool:
    """Whether a change is 3 or more under one lens, and 3 or more the other way under every other."""
    values = sorted(each.value for each in figures.values() if each.value is not None)
    return len(values) == len(figures) > 1 and values[-1] >= 3 and all(value <= -3 for value in values[:-1])


def returning(study: Study) -> Figure:
    """Of ordinary games in which the command is left, the share in which it is entered again later."""
    study.needs(study.scenario.moves, ids.LEAVE, ids.RETURN)
    worlds = study.usual.worlds
    assert worlds is not None
    leave, back = study.program.play_of(ids.LEAVE), study.program.play_of(ids.RETURN)
    left = worlds.times[leave] > 0
    # Who has left twice has come back in between.
    again = left & ((worlds.last[back] > worlds.last[leave]) | ((worlds.times[leave] > 1) & (worlds.times[back] > 0)))
    if not left.any():
        return Figure(None)
    return Figure.of(share(int(again.sum()), int(left.sum())), 100.0, [f"{int(left.sum())} leave in {len(left)} games"])


def costs_not_read(study: Study) -> Figure:
    """How many of the four costs no rule reads for another number: intelligence, leverage, procurement, money."""
    found, unread = [], 0
    for cost, named in ids.COSTS.items():
        number = study.level(*named)
        readers = [
            rule.id
            for rule in study.scenario.rules.values()
            if number in ex.reads(*expressions(rule.when), *(each.amount for each in rule.effects))
            and any(effect.target != number for effect in rule.effects)
        ]
        unread += not readers
        found.append(f"{cost}: read by {', '.join(readers) or 'no rule'}")
    return Figure(float(unread), findings=tuple(found))


MEASURES = (
    (Target("4a", "leaving: deterrence at the horizon where it gains most", high=-3, lenses=(ids.ERODES,)), highest),
    (Target("4a2", "and where it loses most", -12, lenses=(ids.ERODES,)), lowest),
    (Target("4a3", "horizons whose interval is not below 0", 0, 0, (ids.ERODES,)), unclear_horizons),
    (Target("4b", "leaving: deterrence in the end", 3, 10, (ids.SHARPENS,)), in_the_end),
    (
        Target("4c", "leaving: France's score", judge=under_one_lens_only, bound="+3 or more, -3 or less"),
        for_france,
    ),
    (Target("4d", "leavers that return, %", 10, 30), returning),
    (Target("4e", "of intelligence, leverage, procurement, money: read by no rule", 0, 0), costs_not_read),
)
