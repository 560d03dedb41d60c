"""3: no single event decides a seat's score, the table moves the election, and a centrist is still a game."""

from __future__ import annotations

from collections.abc import Mapping

from tests.flagship import ids
from tests.flagship.study import Seeds, Study
from tests.flagship.target import Figure, NotYet, Target
from wargame.analysis.agency import AgencyStudy, Explained, explained
from wargame.analysis.estimates import difference, share
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
    """By how many points the tables differ that make a sovereigntist president most and least likely.

    At either, every seat takes each of its reactions never, as doctrine does, or STRONGLY: whichever by itself, with all
    else by doctrine, did most for it (or against it) in other games.
    """
    event = study.scenario.events.get(ids.ELECTION)
    if event is None:
        raise NotYet(ids.ELECTION)
    stirring, calming = _tables(study)
    seeds = study.seeds("election", study.sizes.games)
    high, low = (
        _elected(study, seeds, {seat: PolicyBot(DoctrineBot(), table[seat]) for seat in table})
        for table in (stirring, calming)
    )
    usual = _elected(study, seeds, {})
    counts = [(int(each.sum()), len(each)) for each in (high, low)]
    line = f"stirring {100 * high.mean():.1f} %, doctrine {100 * usual.mean():.1f} %, calming {100 * low.mean():.1f} %"
    return Figure.of(difference(*counts), 100.0, [line])


def _tables(study: Study) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """By seat and reaction, the multipliers that do most for a sovereigntist president, and against one."""
    seeds = study.seeds("election: tried", study.sizes.tried)
    usual = float(_elected(study, seeds, {}).mean())
    most: dict[str, dict[str, float]] = {}
    least: dict[str, dict[str, float]] = {}
    for seat, reactions in study.scenario.reactions.items():
        most[seat], least[seat] = {}, {}
        for reaction in reactions:
            tried = {1.0: usual}
            for factor in (NEVER, STRONGLY):
                bot = PolicyBot(DoctrineBot(), {reaction: factor})
                tried[factor] = float(_elected(study, seeds, {seat: bot}).mean())
            most[seat][reaction] = max(tried, key=lambda factor: tried[factor])
            least[seat][reaction] = min(tried, key=lambda factor: tried[factor])
    return most, least


def _elected(study: Study, seeds: Seeds, others: Mapping[str, BatchBot]) -> Floats:
    """(games,): 1 where a sovereigntist was elected, 0 elsewhere."""
    rows = study.event_rows(ids.ELECTION, ids.SOVEREIGNTISTS)
    worlds = study.play(seeds, others).worlds
    assert worlds is not None
    elected: Floats = (worlds.came[rows] > 0).any(axis=0).astype(float)
    return elected


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
