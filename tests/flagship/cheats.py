"""11: how targets could be met by cheating, and how that shows; what is found is listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tests.flagship import ids
from tests.flagship.changes import put
from tests.flagship.consent import by_commitment
from tests.flagship.network import used
from tests.flagship.stated import trials, without_carriers
from tests.flagship.study import Study
from tests.flagship.target import Figure, Target
from wargame.analysis.arms import Comparison
from wargame.analysis.coverage import MOVES
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.kernel import Whole
from wargame.engine.program import Program
from wargame.model import expression as ex
from wargame.model.claim import NumberMeasure, ScoreMeasure
from wargame.model.expression import text
from wargame.model.scenario import Effect, Goal, Scenario
from wargame.model.viewer import Seated

NEAR_LIMIT = 2.0
"""A score is near 0 or 100 within so many points."""
OFTEN, SELDOM = 0.9, 0.1
SHIFT = 2.0
"""By so many points thresholds are moved."""
THIRD = 1.0 / 3.0
SAID_OF = 0.01
"""Nothing is said of the share of an ending that comes in fewer games than this."""
DRIFTS = 1.0
"""A tie moves along time where its mean trust ends so many points from where it began."""
OF_SPREAD = 0.3
"""The least that a claim asks for, over the spread of what it measures."""


# --- Narrow goals -----------------------------------------------------------------------------------------------------


def scores_at_limit(study: Study) -> Figure:
    """The share of a seat's scores that lie near 0 or 100, of the seat where it is largest."""
    scores = study.usual.scores
    assert scores is not None
    near = {
        seat: float(((scores[row] <= NEAR_LIMIT) | (scores[row] >= 100.0 - NEAR_LIMIT)).mean())
        for row, seat in enumerate(study.scenario.seats)
    }
    line = ", ".join(f"{seat} {100 * each:.1f}" for seat, each in near.items())
    return Figure(100.0 * max(near.values()), findings=(line,))


def settled_goals(study: Study) -> Figure:
    """How many goals give nearly all of their points in the mean of games, or hardly any."""
    worlds = study.usual.worlds
    assert worlds is not None
    found = []
    for seat in study.scenario.seats.values():
        _, got = kernel.scores(worlds, Seated(seat.id))
        for goal, points in zip(seat.goals, got, strict=True):
            share = float(points.mean()) / goal.points
            if not SELDOM <= share <= OFTEN:
                found.append(f"{seat.id}.{goal.id} {100 * share:.0f} %")
    return Figure(float(len(found)), findings=(", ".join(found),) if found else ())


# --- Goals of one's own -----------------------------------------------------------------------------------------------


def own_points(study: Study) -> Figure:
    """The share of a seat's points from goals that read its own orders, or a number that it alone moves."""
    movers = movers_of(study.program)
    alone = {number: next(iter(several)) for number, several in movers.items() if len(several) == 1}
    found, lines = {}, []
    for seat in study.scenario.seats.values():
        own = [goal for goal in seat.goals if _reads_own(goal, seat.id, alone)]
        found[seat.id] = 100.0 * sum(goal.points for goal in own) / sum(goal.points for goal in seat.goals)
        if own:
            lines.append(f"{seat.id}: {', '.join(goal.id for goal in own)} ({found[seat.id]:.0f} % of its points)")
    single = [
        f"{text(number)} ({who})"
        for number, who in alone.items()
        if who in study.scenario.seats and not isinstance(number, ex.Capital)
    ]
    lines.append(f"moved by one seat only: {', '.join(single) or 'none'}")
    return Figure(max(found.values()), findings=tuple(lines))


def _reads_own(goal: Goal, seat: str, alone: Mapping[ex.Target, str]) -> bool:
    written = [each for each in (goal.when, goal.measure) if each is not None]
    nodes = [node for each in written for node in ex.walk(each)]
    orders = any(
        isinstance(node, ex.Played | ex.Times | ex.Since | ex.Drawn | ex.SinceDrawn) and node.seat == seat
        for node in nodes
    )
    return orders or any(alone.get(number) == seat for number in ex.reads(*written))


def movers_of(program: Program) -> Mapping[ex.Target, frozenset[str]]:
    """By number: who moves it. A seat by its reactions, `move`, `event`, `tie` where it takes over what others' do, and
    of a rule the seats whose orders it reads, `rule` where it reads none."""
    scenario, found = program.scenario, dict[ex.Target, set[str]]()

    def note(effects: Iterable[Effect], who: Iterable[str]) -> None:
        for each in effects:
            found.setdefault(each.target, set()).update(who)

    for move in scenario.moves.values():
        note(move.effects, ["move"])
        for outcome in move.outcomes:
            note(outcome.effects, ["move"])
    for seat, reactions in scenario.reactions.items():
        for option in (option for reaction in reactions.values() for option in reaction.options):
            note(option.effects, [seat])
            for outcome in option.outcomes:
                note(outcome.effects, [seat])
    for rule in scenario.rules.values():
        played = [node for node in ex.walk(rule.when) if isinstance(node, ex.Played)]
        note(rule.effects, {node.seat or "move" for node in played} or {"rule"})
    for event in scenario.events.values():
        for outcome in event.outcomes:
            note(outcome.effects, ["event"])
    for row in program.network.listeners:
        found.setdefault(program.targets[row], set()).add("tie")
    return {number: frozenset(several) for number, several in found.items()}


# --- Thresholds -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Threshold:
    """A level that an ending asks for, moved."""

    ending: str
    condition: ex.Expression
    moved: ex.Expression
    """The whole condition of the ending, with it moved."""
    by: float

    def __str__(self) -> str:
        """It in the scenario's words."""
        return f"{self.ending}: {text(self.condition)} {self.by:+.0f}"


def thresholds(scenario: Scenario) -> tuple[Threshold, ...]:
    """Every written level that an ending compares a number with, moved up and down."""
    found = []
    for ending in scenario.endings.values():
        when = ending.when
        for node in ex.walk(when) if when is not None else ():
            if isinstance(node, ex.Comparison) and ex.reads(node) and isinstance(node.right, ex.Number):
                for by in (SHIFT, -SHIFT):
                    moved = ex.Comparison(node.operator, node.left, ex.Number(node.right.value + by))
                    assert when is not None
                    found.append(Threshold(ending.id, node, put(when, node, moved), by))
    return tuple(found)


def ending_shares(study: Study, variants: Sequence[Mapping[str, ex.Expression]], games: int) -> list[Whole]:
    """For each variant, (endings,) games that come to each where some endings have other conditions: games that go on
    without endings are judged after every turn."""
    program, endings = compile_scenario(study.endless, study.lens), study.scenario.endings
    seeds = study.usual.seeds[:games]
    ended = np.full((len(variants), len(seeds)), -1, dtype=np.int64)
    for played in study.turns(seeds, program):
        known: dict[ex.Expression, kernel.Flags] = {}
        for row, variant in enumerate(variants):
            for place, ending in enumerate(endings.values()):
                condition = variant.get(ending.id, ending.when)
                if condition is None:
                    continue
                if condition not in known:
                    known[condition] = study.holds(played.worlds, condition)
                now = played.place[known[condition]]
                ended[row, now[ended[row, now] < 0]] = place
    last = next(place for place, ending in enumerate(endings.values()) if ending.when is None)
    ended[ended < 0] = last
    return [np.bincount(row, minlength=len(endings)) for row in ended]


def tuned_to_thresholds(study: Study) -> Figure:
    """How many thresholds change the share of some ending by over a third of it where they are moved."""
    several = thresholds(study.scenario)
    if not several:
        return Figure(0.0)
    base, *others = ending_shares(study, [{}, *({each.ending: each.moved} for each in several)], study.sizes.games)
    lines, named = [], set()
    for each, shares in zip(several, others, strict=True):
        changed = [
            f"{name} {100 * was / base.sum():.1f} to {100 * now / base.sum():.1f} %"
            for name, was, now in zip(study.scenario.endings, base, shares, strict=True)
            if was >= SAID_OF * base.sum() and abs(now - was) > THIRD * was
        ]
        if changed:
            lines.append(f"{each}: {', '.join(changed)}")
            named.add((each.ending, each.condition))
    return Figure(float(len(named)), findings=tuple(lines))


# --- Saturation, shuffling --------------------------------------------------------------------------------------------


def saturated(study: Study) -> Figure:
    """The largest share of a number's game-turns that end at a limit; capital and states apart."""
    numbers = [
        each for each in used(study).numbers if each.name not in ids.STATES and not each.name.startswith("capital(")
    ]
    above = sorted((each for each in numbers if each.at_limit > 0.05), key=lambda each: -each.at_limit)
    lines = [", ".join(f"{each.name} {100 * each.at_limit:.0f} %" for each in above)] if above else []
    return Figure(100.0 * max((each.at_limit for each in numbers), default=0.0), findings=tuple(lines))


def ties_by_time(study: Study) -> Figure:
    """How many ties move along time, the same in every game."""
    worlds = study.usual.worlds
    assert worlds is not None
    found = []
    for tie, row in zip(study.scenario.ties.between, study.program.trusts, strict=True):
        end, start = worlds.numbers[row], study.begun.numbers[row]
        moved = float(end.mean() - start.mean())
        if abs(moved) > DRIFTS and float(end.std()) <= MOVES:
            found.append(f"{tie.listener} of {tie.of} {moved:+.1f}")
    return Figure(float(len(found)), findings=(", ".join(found),) if found else ())


# --- Claims -----------------------------------------------------------------------------------------------------------


def modest_claims(study: Study) -> Figure:
    """How many claims of a number or a score ask for less than a part of its spread: its standard deviation in games
    that are held against."""
    games = min(500, study.sizes.claims)
    asked = trials(study, study.scenario)
    found = []
    for group in asked.groups:
        claims = [study.scenario.claims[name] for name in group]
        contrast = claims[0].contrast
        predictions = [
            (claim.id, each)
            for claim in claims
            for each in claim.then
            if isinstance(each.measure, NumberMeasure | ScoreMeasure) and each.mirrored is not None
        ]
        if not predictions:
            continue
        readings = [(each.measure, each.turn) for _, each in predictions]
        compared = Comparison(asked.scenario_of(contrast), study.lens, contrast, readings)
        against = compared.play(study.seeds("spread", games)).values[:, 1]
        for (claim, each), values in zip(predictions, against, strict=True):
            spread = float(values.std()) if values.size else 0.0
            if each.least < OF_SPREAD * spread:
                found.append(f"{claim} asks {each.least:g} of {spread:.1f}")
    return Figure(float(len(found)), findings=(", ".join(found),) if found else ())


def idle_carriers(study: Study) -> Figure:
    """How many claims that hold keep over half of an effect where what is named to carry it is taken out."""
    found = [
        f"{each.claim} {100 * part.left:.0f} % left"
        for each in without_carriers(study)
        for part in each.parts
        if part.left is not None and part.left > 0.5
    ]
    return Figure(float(len(found)), findings=(", ".join(found),) if found else ())


def naming_no_carrier(study: Study) -> Figure:
    """How many claims do not say what carries them."""
    found = [claim.id for claim in study.scenario.claims.values() if not claim.carried_by]
    return Figure(float(len(found)), findings=(", ".join(found),) if found else ())


MEASURES = (
    (Target("11a", "scores within 2 of 0 or 100, most of any seat, %", high=5, listed=True), scores_at_limit),
    (Target("11b", "goals met in over 90 or under 10 % of games", 0, 0, listed=True), settled_goals),
    (Target("11c", "points on own orders or own numbers, most of any seat, %", high=100 / 3, listed=True), own_points),
    (Target("11d", "thresholds of endings that decide over a third", 0, 0, listed=True), tuned_to_thresholds),
    (Target("11e", "game-turns at a limit, most of any number, %", high=5, listed=True), saturated),
    (Target("11f", "ties that move along time only", 0, 0, listed=True), ties_by_time),
    (Target("11g", "orders denied: low less high commitment, points", 10, listed=True), by_commitment),
    (Target("11h", "claims that ask for under 0.3 of the spread", 0, 0, listed=True), modest_claims),
    (Target("11i", "claims whose carriers leave over half", 0, 0, listed=True), idle_carriers),
    (Target("11i2", "claims that name no carrier", 0, 0, listed=True), naming_no_carrier),
)
