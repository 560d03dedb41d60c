"""2: what the documents call likely is as likely as they say, and not because of the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tests.flagship import ids
from tests.flagship.changes import Fragment, Means, fragments, moved_dates, replaced
from tests.flagship.study import Study, with_numpy
from tests.flagship.target import Figure, NotYet, Target
from wargame.analysis.estimates import Interval, paired_difference, share
from wargame.engine.compiler import compile_scenario
from wargame.engine.kernel import Flags
from wargame.engine.program import Program
from wargame.model.expression import Expression
from wargame.model.scenario import Month, Scenario


@dataclass(frozen=True)
class Stated:
    """A stated probability: a condition that comes true within a time."""

    id: str
    what: str
    written: Sequence[str]
    start: Month
    end: Month
    low: float
    high: float

    def turns(self, scenario: Scenario) -> tuple[int, int]:
        """The first and the last turn after which it may hold."""
        return scenario.calendar.turn_of(self.start), scenario.calendar.turn_of(self.end)


_FIRST, _LAST = Month(2026, 1), Month(2026, 12)
STATED = (
    Stated("2a", "the exit is the government's programme in 2026, %", ids.PROGRAMME, _FIRST, _LAST, 5, 10),
    Stated("2b", "rollback in 2027-29, %", ids.ROLLBACK, Month(2027, 1), Month(2029, 12), 20, 30),
    Stated("2c", "out of the Treaty by 2030, %", ids.OUT, _FIRST, Month(2030, 12), 5, 15),
)
FEWEST_TRUE = 16
"""Of what comes true in fewer games, no part is said to be taken away."""
NOTICE = Stated("2a2", "notice given in 2026, %", ids.NOTICE, _FIRST, _LAST, 0, 1)


def came_true(study: Study, program: Program, games: int, means: Means | None = None) -> dict[str, Flags]:
    """By stated probability that the scenario has: in which of so many games it comes true within its time.

    A game that has ended keeps what it ended with, as for an expectation of the scenario.
    """
    asked: dict[str, tuple[Expression, tuple[int, int]]] = {}
    for each in (*STATED, NOTICE):
        try:
            asked[each.id] = study.condition(*each.written), each.turns(study.scenario)
        except NotYet:
            continue
    seeds = study.usual.seeds[:games]
    found = {name: np.zeros(len(seeds), dtype=np.bool_) for name in asked}
    for played in study.turns(seeds, program):
        if means is not None:
            means.count(played.before, played.ran)
        for name, (condition, (first, last)) in asked.items():
            if played.turn <= last:
                # What is so at the end stays so.
                which = played.ran if first <= played.turn else played.ended
                found[name][played.place] |= study.holds(played.worlds, condition) & which
    return found


def base(study: Study) -> dict[str, Flags]:
    """The same of the scenario as it is."""
    return study.kept("stated", lambda: came_true(study, study.program, study.sizes.games))


def probability(stated: Stated) -> Callable[[Study], Figure]:
    """The measure of a stated probability."""

    def measure(study: Study) -> Figure:
        study.condition(*stated.written)
        return Figure.of(_share(base(study)[stated.id]), 100.0)

    return measure


def _share(flags: Flags) -> Interval:
    return share(int(flags.sum()), len(flags))


# --- Endings ----------------------------------------------------------------------------------------------------------


def noise(study: Study) -> Figure:
    """The share of games that end as noise."""
    shares = study.shares(study.usual)
    line = ", ".join(f"{name} {100 * each:.1f}" for name, each in zip(study.scenario.endings, shares, strict=True))
    return Figure.of(_share(study.usual.ending == study.ending(ids.NOISE)), 100.0, [line])


def noise_over_next(study: Study) -> Figure:
    """By how much the likeliest other ending is less likely than noise."""
    shares, place = study.shares(study.usual), study.ending(ids.NOISE)
    others = [each for each in range(len(shares)) if each != place]
    return _over(study, place, max(others, key=lambda each: shares[each]))


def noise_over_probe(study: Study) -> Figure:
    """By how much "a probe succeeds" is less likely than noise."""
    return _over(study, study.ending(ids.NOISE), study.ending(ids.PROBE_SUCCEEDS))


def rupture_last(study: Study) -> Figure:
    """By how much rupture is less likely than the less likely of noise and downgrade."""
    shares = study.shares(study.usual)
    others = [study.ending(ids.NOISE), study.ending(ids.DOWNGRADE)]
    return _over(study, min(others, key=lambda place: shares[place]), study.ending(ids.RUPTURE))


def _over(study: Study, one: int, other: int) -> Figure:
    """By how many points one ending is likelier than another, in the same games."""
    ending = study.usual.ending
    first, second = int((ending == one).sum()), int((ending == other).sum())
    return Figure.of(paired_difference(0, first, second, len(ending) - first - second), 100.0)


# --- The calendar -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Without:
    """What is left of the stated probabilities where a fragment that reads the calendar is replaced."""

    fragment: Fragment
    left: Mapping[str, float]
    """By stated probability: the share of it that is left."""

    @property
    def least(self) -> float:
        """The least that is left of any."""
        return min(self.left.values(), default=1.0)

    def __str__(self) -> str:
        """The fragment, and what becomes of each probability."""
        left = ", ".join(f"{name} {100 * each:.0f} %" for name, each in self.left.items())
        return f"{self.fragment}: left of {left}"


def without_fragments(study: Study) -> tuple[Without, ...]:
    """What each fragment that reads the calendar makes of the stated probabilities, those that take most first."""

    def played() -> tuple[Without, ...]:
        several = fragments(study.scenario)
        means, games = Means(several), study.sizes.variants
        whole = came_true(study, study.program, games, means)
        stated = [each.id for each in STATED if each.id in whole and whole[each.id].sum() >= FEWEST_TRUE]
        found = []
        with with_numpy():
            for each in several:
                program = compile_scenario(replaced(study.scenario, each, means.of(each)), study.lens)
                left = came_true(study, program, games)
                found.append(Without(each, {name: float(left[name].sum() / whole[name].sum()) for name in stated}))
        return tuple(sorted(found, key=lambda each: each.least))

    return study.kept("without fragments", played)


def calendar(study: Study) -> Figure:
    """The most that a fragment which reads the calendar takes away of a stated probability, in per cent of it."""
    found = without_fragments(study)
    if not found:
        return Figure(0.0)
    return Figure(100.0 * max(0.0, 1.0 - found[0].least), findings=tuple(map(str, found)))


def dates_moved(study: Study) -> Figure:
    """How many of the stated probabilities leave their range where all dates come one turn later, or earlier."""
    outside, found = 0, []
    for turns in (1, -1):
        with with_numpy():
            program = compile_scenario(moved_dates(study.scenario, turns), study.lens)
            moved = came_true(study, program, study.sizes.variants)
        for each in STATED:
            if each.id in moved:
                estimate = _share(moved[each.id])
                within = each.low <= 100 * estimate.middle <= each.high
                outside += not within
                words = "later" if turns > 0 else "earlier"
                found.append(f"{each.id} a turn {words}: {100 * estimate.middle:.1f} %{'' if within else ', outside'}")
    return Figure(float(outside), findings=tuple(found))


MEASURES = (
    *(
        (Target(each.id, each.what, each.low, each.high), probability(each))
        for each in (STATED[0], NOTICE, *STATED[1:])
    ),
    (Target("2d", "games that end as noise, %", high=45), noise),
    (Target("2d2", "noise over the likeliest other ending, points", 0), noise_over_next),
    (Target("2d3", "noise over a probe succeeds, points", 10), noise_over_probe),
    (Target("2d4", "rupture below noise and downgrade, points", 0), rupture_last),
    (Target("2e", "the most a calendar fragment takes of 2a-2c, % of it", high=50), calendar),
    (Target("2f", "of 2a-2c outside with all dates a turn later or earlier", 0, 0), dates_moved),
)
