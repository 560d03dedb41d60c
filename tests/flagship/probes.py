"""1: a test that succeeds is one that was made, and it is likelier where the alliance sounds divided."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tests.flagship import ids
from tests.flagship.study import Study
from tests.flagship.target import Figure, NotYet, Target
from wargame.analysis.agency import passive
from wargame.analysis.estimates import difference
from wargame.engine import kernel
from wargame.engine.finished import Finished
from wargame.engine.kernel import Flags, Floats
from wargame.engine.program import Program
from wargame.players.bots import BatchBot, DoctrineBot, RandomBot
from wargame.players.given import Given
from wargame.players.playout import Played
from wargame.players.policy import NEVER, PolicyBot

FIFTHS = 5


def without_an_act(study: Study) -> Figure:
    """How many games end so without a probe or a drawn test in their history, game by game, at four tables."""
    ending = study.ending(ids.PROBE_SUCCEEDS)
    found, total = [], 0
    for table, games in _tables(study).items():
        ended = games.ending == ending
        without = ended & ~acts_in_history(study, games)
        total += int(without.sum())
        found.append(f"{table}: {int(without.sum())} of the {int(ended.sum())} that end so")
    return Figure(float(total), findings=tuple(found))


def acts_in_history(study: Study, games: Finished) -> Flags:
    """(games,): whether a probe took effect or a dated test was drawn before a game ended."""
    assert games.worlds is not None
    probes = probe_rows(study.program)
    tests = [
        outcome.row
        for event, compiled in zip(study.scenario.events, study.program.events, strict=True)
        for outcome in compiled.outcomes
        if event.startswith(ids.TESTS) and outcome.id not in ids.QUIET_OUTCOMES
    ]
    if not probes and not tests:
        raise NotYet(ids.PROBE, ids.TESTS)
    played, drawn = games.worlds.times[probes] > 0, games.worlds.came[tests] > 0
    return np.asarray(played.any(axis=0) | drawn.any(axis=0))


def probe_rows(program: Program) -> list[int]:
    """The plays that are probes."""
    return [play for order, play in program.order_of.items() if (order.seat, order.reaction) == (ids.RUSSIA, ids.PROBE)]


def _tables(study: Study) -> Mapping[str, Finished]:
    seeds, seats = study.usual.seeds, study.scenario.seats
    every = range(1, study.scenario.calendar.turns + 1)
    quiet = Given(moves=dict.fromkeys(every, ids.QUIET)) if ids.QUIET in study.scenario.moves else None
    nobody: dict[str, BatchBot] = {seat: passive(study.scenario, seat) for seat in seats}
    held: dict[str, BatchBot] = {}
    if ids.RUSSIA in seats:
        held[ids.RUSSIA] = PolicyBot(DoctrineBot(), {ids.PROBE: NEVER})
    return {
        "doctrine": study.usual,
        "nobody acts": study.play(seeds, nobody, quiet),
        "no probes": study.play(seeds, held),
        "random": study.play(seeds, dict.fromkeys(seats, RandomBot())),
    }


def unanswered_by_messaging(study: Study) -> Figure:
    """By how many points more of the ordered probes are drawn as unanswered in the lowest fifth of messaging than in
    the highest: fifths of the probes, by messaging as it was when they were ordered."""
    messaging, unanswered = ordered_probes(study)
    if len(messaging) < FIFTHS:
        return Figure(None)
    fifths = np.array_split(np.argsort(messaging, kind="stable"), FIFTHS)
    counts = [(int(unanswered[each].sum()), len(each)) for each in fifths]
    levels = [
        f"{messaging[each].mean():.0f}: {100 * hits / of:.0f} %"
        for each, (hits, of) in zip(fifths, counts, strict=True)
    ]
    found = f"of {len(messaging)} probes, by the mean messaging of a fifth: {', '.join(levels)}"
    return Figure.of(difference(counts[0], counts[-1]), 100.0, [found])


def ordered_probes(study: Study) -> tuple[Floats, Flags]:
    """Of every ordered probe: messaging before the turn, and whether it came out unanswered. Raises NotYet."""
    rows, number = probe_rows(study.program), study.row(ids.MESSAGING)
    if not rows:
        raise NotYet(f"{ids.RUSSIA}.{ids.PROBE}")
    messaging, unanswered = [], []
    for played in study.turns(study.usual.seeds):
        for row in rows:
            which = np.flatnonzero(played.choices.ordered[row] & played.ran)
            if len(which):
                messaging.append(played.before.numbers[number, which])
                unanswered.append(_unanswered(study, played, row, which))
    if not messaging:
        return np.zeros(0), np.zeros(0, dtype=np.bool_)
    return np.concatenate(messaging), np.concatenate(unanswered)


def _unanswered(study: Study, played: Played, row: int, which: NDArray[np.intp]) -> Flags:
    """Whether these probes of a turn came out unanswered: by their outcome, or where they have none by a rule."""
    program = study.program
    outcomes = {each.id: each.row for each in program.plays[row].outcomes}
    if ids.UNANSWERED in outcomes:
        return np.asarray(played.worlds.came[outcomes[ids.UNANSWERED], which] == played.turn)
    rules = list(study.scenario.rules)
    if ids.UNANSWERED_RULE not in rules:
        raise NotYet(f"{ids.RUSSIA}.{ids.PROBE}.{ids.UNANSWERED}", ids.UNANSWERED_RULE)
    trace = kernel.resolve(kernel.select(played.before, which), kernel.chosen_in(played.choices, which))
    return np.asarray(trace.firing[rules.index(ids.UNANSWERED_RULE)])


MEASURES = (
    (Target("1a", "games in which a probe succeeds without a probe or a test", 0, 0), without_an_act),
    (
        Target("1b", "probes unanswered: lowest fifth of messaging less highest, points", 25),
        unanswered_by_messaging,
    ),
)
