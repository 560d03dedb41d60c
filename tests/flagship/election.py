"""3: no single event decides a seat's score, the table moves the election, and a centrist is still a game."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tests.flagship import ids
from tests.flagship.study import Seeds, Study
from tests.flagship.target import Figure, Target
from wargame.analysis.agency import AgencyStudy, Explained, explained
from wargame.analysis.estimates import mean, share
from wargame.engine import kernel
from wargame.engine.kernel import Floats
from wargame.players.bots import BatchBot, DoctrineBot
from wargame.players.policy import NEVER, STRONGLY, PolicyBot


def by_seat(study: Study) -> Mapping[str, tuple[Explained, Explained]]:
    """What goes along with the score of each seat: under doctrine, and with tables that vary."""
    return study.kept(
        "explained", lambda: explained(AgencyStudy(study.scenario, study.lens, study.seed, study.sizes.games))
    )


def largest_event(study: Study, varied: bool) -> Figure:
    """The largest share of any seat's score that goes along with one event, in per cent."""
    found = {seat: pair[varied] for seat, pair in by_seat(study).items()}
    largest = {seat: max(each.events.items(), key=lambda one: one[1]) for seat, each in found.items() if each.events}
    if not largest:
        return Figure(0.0)
    lines = []
    for seat, (event, part) in largest.items():
        each = found[seat]
        more = f", own policy {100 * each.policy:.0f}, profile {100 * each.profile:.0f}" if varied else ""
        lines.append(f"{seat}: {event} {100 * part:.0f}, all events {100 * each.sum:.0f}{more}")
    return Figure(100.0 * max(part for _, part in largest.values()), findings=tuple(lines))


def table_moves_election(study: Study) -> Figure:
    """By how many points the chance of a sovereigntist president differs between the table that makes it most likely
    and the one that makes it least.

    At either, every seat orders each of its reactions never, as doctrine does, or STRONGLY: whichever by itself, with
    all else by doctrine, did most for it, or against it, in other games.
    """
    high, low = tables(study)
    seeds = study.seeds("election", study.sizes.games)
    stirring, calming, usual = (chances(study, seeds, _bots(each)) for each in (high, low, {}))
    line = f"stirring {stirring.mean():.1f} %, doctrine {usual.mean():.1f} %, calming {calming.mean():.1f} %"
    return Figure.of(mean(stirring - calming, reach=200.0), 1.0, [line])


Table = Mapping[str, Mapping[str, float]]
"""By seat and reaction: the multiplier on doctrine."""


def tables(study: Study) -> tuple[Table, Table]:
    """The tables that do most for a sovereigntist president, and most against one."""
    seeds = study.seeds("election: tried", study.sizes.tried)
    usual = float(chances(study, seeds, {}).mean())
    high: dict[str, dict[str, float]] = {}
    low: dict[str, dict[str, float]] = {}
    for seat, reactions in study.scenario.reactions.items():
        high[seat], low[seat] = {}, {}
        for reaction in reactions:
            tried = {1.0: usual}
            for factor in (NEVER, STRONGLY):
                tried[factor] = float(chances(study, seeds, _bots({seat: {reaction: factor}})).mean())
            high[seat][reaction] = max(tried, key=lambda factor: tried[factor])
            low[seat][reaction] = min(tried, key=lambda factor: tried[factor])
    return high, low


def _bots(table: Table) -> Mapping[str, BatchBot]:
    return {seat: PolicyBot(DoctrineBot(), policy) for seat, policy in table.items()}


def chances(study: Study, seeds: Seeds, others: Mapping[str, BatchBot]) -> Floats:
    """(games,): the chance in per cent that the election brings a sovereigntist, by its weights as it comes; 0 where it
    is not held. It varies much less than what is drawn by it. Raises NotYet."""
    rows = study.event_rows(ids.ELECTION, ids.SOVEREIGNTISTS)
    place = list(study.scenario.events).index(ids.ELECTION)
    event, found = study.program.events[place], np.zeros(len(seeds))
    for played in study.turns(seeds, others=others, last=event.turn):
        if played.turn < event.turn:
            continue
        closing = kernel.resolve(played.before, played.choices).closing if event.closes else ()
        months = closing or kernel.news(played.earlier)
        earlier = next(month.earlier for month in months if place in month.events)
        now = kernel.moment(earlier, just_played=event.closes)
        weights = kernel.weights(earlier, event.outcomes, now)
        wanted = np.array([outcome.row in rows for outcome in event.outcomes])
        total = weights.sum(axis=0)
        chance = weights[wanted].sum(axis=0) / np.where(total > 0, total, 1.0)
        if event.when is not None:
            chance = chance * kernel.holds(earlier, study.program.evaluate[event.when](now))
        found[played.place] = 100.0 * chance * played.ran
    return found


def _under_centrist(study: Study) -> Floats:
    study.event_rows(ids.ELECTION, (ids.CENTRIST,))
    games = study.play(study.usual.seeds, fixed={ids.ELECTION: ids.CENTRIST})
    return study.shares(games)


def endings_under_centrist(study: Study) -> Figure:
    """How many endings come in at least 5 % of games under a centrist president."""
    shares = study.kept("centrist", lambda: _under_centrist(study))
    line = ", ".join(f"{name} {100 * each:.1f}" for name, each in zip(study.scenario.endings, shares, strict=True))
    return Figure(float((shares >= 0.05).sum()), findings=(line,))


def likeliest_under_centrist(study: Study) -> Figure:
    """The share of the likeliest ending under a centrist president."""
    shares = study.kept("centrist", lambda: _under_centrist(study))
    games = study.sizes.games
    return Figure.of(share(round(float(shares.max()) * games), games), 100.0)


MEASURES = (
    (
        Target("3a", "largest share of a score one event explains, %", high=40),
        lambda study: largest_event(study, False),
    ),
    (Target("3a2", "the same with tables that vary, %", high=45), lambda study: largest_event(study, True)),
    (Target("3b", "sovereigntist president: most less least likely table, points", 15, 35), table_moves_election),
    (Target("3c", "endings of 5 % or more under a centrist", 4), endings_under_centrist),
    (Target("3c2", "the likeliest of them, %", high=65), likeliest_under_centrist),
)
