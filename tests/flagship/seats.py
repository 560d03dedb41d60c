"""8: what a seat orders matters to it, no seat is another's shadow, and nothing is right or wrong whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.flagship import ids
from tests.flagship.study import Seeds, Study
from tests.flagship.target import Figure, NotYet, Target
from wargame.analysis.agency import (
    DOCTRINE,
    NOTHING,
    RANDOM,
    WAYS,
    WORST,
    Agency,
    AgencyStudy,
    Policy,
    SeatAgency,
    agency,
    agency_piece,
    ascent,
    passive,
    pieces,
)
from wargame.analysis.estimates import Interval, mean
from wargame.engine.finished import Wanted
from wargame.engine.kernel import Floats
from wargame.model.beginning import Beginning
from wargame.players.bots import BatchBot, DoctrineBot, RandomBot
from wargame.players.finish import finish
from wargame.players.given import Given
from wargame.players.new_games import NewGames
from wargame.players.policy import ALWAYS, NEVER, PolicyBot

LOSS = 0.5
"""A pathway does something where a best reply without it scores so much less."""
CLEARLY = 2.0
"""A reaction is dominant where ordering it always beats doctrine and never by so much in every context."""


# --- Best, worst, passive, doctrine, random ---------------------------------------------------------------------------


def found(study: Study) -> Agency:
    """What each seat can do about its fate."""

    def played() -> Agency:
        asked = AgencyStudy(study.scenario, study.lens, study.seed, study.sizes.agency, contexts=())
        return agency(asked, [agency_piece(asked, piece) for piece in range(pieces(asked))])

    return study.kept("agency", played)


def least(of: Callable[[SeatAgency], Interval], detailed: bool = False) -> Callable[[Study], Figure]:
    """The measure of the seat of which something is least."""

    def measure(study: Study) -> Figure:
        seats = found(study).seats
        lines = [", ".join(f"{each.seat} {of(each).middle:.1f}" for each in seats)]
        if detailed:
            lines += map(_ways, seats)
        return Figure.of(min(map(of, seats), key=lambda each: each.middle), 1.0, lines)

    return measure


def _ways(seat: SeatAgency) -> str:
    ways = ", ".join(f"{way} {seat.scores[way].middle:.1f}" for way in WAYS)
    return f"{seat.seat}: starts at {seat.start:.0f}; {ways} (by {seat.worst}); spread {seat.spread:.1f}"


def _over_spread(seat: SeatAgency) -> Interval:
    gap = seat.gaps[WORST]
    return Interval(*(each / seat.spread if seat.spread else 0.0 for each in (gap.middle, gap.low, gap.high)))


def _doctrine_over_random(seat: SeatAgency) -> Interval:
    one, other = seat.gaps[RANDOM], seat.gaps[DOCTRINE]
    middle = one.middle - other.middle
    # Each gap is paired with the best; their errors are added as if they had nothing in common.
    error = (((one.high - one.low) / 2) ** 2 + ((other.high - other.low) / 2) ** 2) ** 0.5
    return Interval(middle, middle - error, middle + error)


def starts_apart(study: Study) -> Figure:
    """How far apart the seats' starting scores are."""
    starts = {each.seat: each.start for each in found(study).seats}
    line = ", ".join(f"{seat} {start:.0f}" for seat, start in starts.items())
    return Figure(max(starts.values()) - min(starts.values()), findings=(line,))


def alike(study: Study) -> Figure:
    """The largest correlation, by its size, of the scores of two seats that are not adversaries."""
    pairs = {
        pair: each
        for pair, each in found(study).correlation.items()
        if (pair[0] in ids.ADVERSARIES) == (pair[1] in ids.ADVERSARIES)
    }
    if not pairs:
        return Figure(None)
    several = sorted(pairs.items(), key=lambda one: -abs(one[1]))
    return Figure(
        abs(several[0][1]), findings=(", ".join(f"{'-'.join(pair)} {each:.2f}" for pair, each in several[:5]),)
    )


def nato_and_russia(study: Study) -> Figure:
    """The correlation of the scores of NATO and Russia."""
    study.needs(study.scenario.seats, ids.NATO, ids.RUSSIA)
    correlation = found(study).correlation
    return Figure(correlation.get((ids.NATO, ids.RUSSIA), correlation.get((ids.RUSSIA, ids.NATO), 0.0)))


# --- Contexts of a best reply -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Context:
    """What all but one seat do."""

    others: Mapping[str, BatchBot]
    """The seats that do not play by doctrine."""
    given: Given = field(default_factory=Given)
    opening: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)


def contexts(study: Study) -> Mapping[str, Context]:
    """The contexts of a best reply: the others by doctrine, noisy Paris, Paris leaves, the others random, passive; and
    each opening, the others by doctrine.

    Paris leaves after the election of a sovereigntist, without which it hardly ever could.
    """
    seats = study.scenario.seats
    several = {"doctrine": Context({})}
    try:
        several["noisy Paris"] = Context({}, study.noisy)
        elected = {ids.ELECTION: ids.SOVEREIGNTISTS[0]}
        study.event_rows(ids.ELECTION, ids.SOVEREIGNTISTS[:1])
        several["Paris leaves"] = Context({}, study.leaving, fixed=elected)
    except NotYet:
        pass
    several["others random"] = Context(dict.fromkeys(seats, RandomBot()))
    several["others passive"] = Context({seat: passive(study.scenario, seat) for seat in seats})
    return several | {f"from {opening}": Context({}, opening=opening) for opening in study.scenario.openings}


def scores(study: Study, context: Context, seat: str, policy: Policy, seeds: Seeds) -> Floats:
    """(games,): the score of a seat that follows a policy in a context."""
    bots = {**study.doctrine(), **context.others, seat: PolicyBot(DoctrineBot(), policy)}
    start = NewGames(study.program, seeds, Beginning(context.opening, context.fixed))
    ended = finish(start, bots, context.given, wanted=Wanted(scores=True))
    assert ended.scores is not None
    own: Floats = ended.scores[list(study.scenario.seats).index(seat)]
    return own


# --- Russia's pathways ------------------------------------------------------------------------------------------------


def pathways(study: Study) -> Figure:
    """What the pathway that does least does where it does most: the loss without it, from the best reply found."""
    study.needs(study.scenario.seats, ids.RUSSIA)
    own = study.scenario.reactions[ids.RUSSIA]
    study.needs(own, *(each for reactions in ids.PATHWAYS.values() for each in reactions))
    searched, valued = (
        study.seeds(f"pathways: {what}", games)
        for what, games in (("searched", study.sizes.searched), ("valued", study.sizes.games))
    )
    losses: dict[str, dict[str, Interval]] = {pathway: {} for pathway in ids.PATHWAYS}
    for name, context in contexts(study).items():
        policy, best = best_reply(study, context, ids.RUSSIA, searched, valued)
        for pathway, reactions in ids.PATHWAYS.items():
            without = scores(study, context, ids.RUSSIA, {**policy, **dict.fromkeys(reactions, NEVER)}, valued)
            losses[pathway][name] = mean(best - without, reach=200.0)
    most = {pathway: max(each.values(), key=lambda loss: loss.middle) for pathway, each in losses.items()}
    lines = [
        f"{pathway}: " + ", ".join(f"{name} {loss.middle:+.1f}" for name, loss in each.items())
        for pathway, each in losses.items()
    ]
    return Figure.of(min(most.values(), key=lambda loss: loss.middle), 1.0, lines)


def best_reply(study: Study, context: Context, seat: str, searched: Seeds, valued: Seeds) -> tuple[Policy, Floats]:
    """The best policy found for a seat in a context, and its scores in other games."""
    policy, _ = ascent(
        study.scenario.reactions[seat],
        lambda policy: float(scores(study, context, seat, policy, searched).mean()),
    )
    return policy, scores(study, context, seat, policy, valued)


# --- Dominance --------------------------------------------------------------------------------------------------------


def _dominance(study: Study) -> Mapping[float, Mapping[str, float]]:
    """By ALWAYS and NEVER: the reactions that are best ordered so in every context, each with its least margin."""
    return study.kept("dominance", lambda: _dominances(study))


def _dominances(study: Study) -> Mapping[float, Mapping[str, float]]:
    margins: dict[float, dict[str, float]] = {ALWAYS: {}, NEVER: {}}
    for seat, reactions in study.scenario.reactions.items():
        tried = Margins(study, seat, study.seeds("dominance", study.sizes.tried))
        # Of so many reactions some look dominant by luck: they are tried again in other games.
        again = Margins(study, seat, study.seeds("dominance: again", study.sizes.games))
        for reaction in reactions:
            for how in (ALWAYS, NEVER):
                if tried.least(reaction, how) >= CLEARLY and (margin := again.least(reaction, how)) >= CLEARLY:
                    margins[how][f"{seat}.{reaction}"] = margin
    return margins


class Margins:
    """By how much it pays a seat to order a reaction always, or never, over the better of the other and doctrine."""

    def __init__(self, study: Study, seat: str, seeds: Seeds) -> None:
        self._study, self._seat, self._seeds = study, seat, seeds
        self._contexts = contexts(study)
        self._known: dict[tuple[str, str, float], float] = {}

    def _mean(self, context: str, reaction: str, how: float) -> float:
        key = (context, "" if how == 1.0 else reaction, how)
        if key not in self._known:
            policy = {} if how == 1.0 else {reaction: how}
            played = scores(self._study, self._contexts[context], self._seat, policy, self._seeds)
            self._known[key] = float(played.mean())
        return self._known[key]

    def least(self, reaction: str, how: float) -> float:
        """The margin in the context in which it is least; in the first in which it is below CLEARLY, if in any."""
        other, least = (NEVER if how == ALWAYS else ALWAYS), float("inf")
        for context in self._contexts:
            beaten = max(self._mean(context, reaction, 1.0), self._mean(context, reaction, other))
            least = min(least, self._mean(context, reaction, how) - beaten)
            if least < CLEARLY:
                break
        return least


def dominant(study: Study, how: float) -> Figure:
    """How many reactions are best ordered always, or never, whatever the context."""
    margins = _dominance(study)[how]
    return Figure(float(len(margins)), findings=tuple(f"{name} by {each:.1f}" for name, each in margins.items()))


MEASURES = (
    (Target("8a", "best less worst, the least of the seats", 25), least(lambda seat: seat.gaps[WORST], True)),
    (Target("8a2", "the same over the spread of its score", 1.2), least(_over_spread)),
    (Target("8b", "best less passive, the least", 15), least(lambda seat: seat.gaps[NOTHING])),
    (Target("8c", "best less doctrine, the least", 3), least(lambda seat: seat.gaps[DOCTRINE])),
    (Target("8d", "doctrine less random, the least", 3), least(_doctrine_over_random)),
    (Target("8e", "starting scores apart by", high=15), starts_apart),
    (Target("8f", "correlation of two that are not adversaries, the largest", high=0.75), alike),
    (Target("8f2", "correlation of NATO and Russia", -0.85), nato_and_russia),
    (Target("8g", "Russia's pathways: the loss without the one that does least", LOSS), pathways),
    (Target("8h", "reactions best always", 0, 0), lambda study: dominant(study, ALWAYS)),
    (Target("8h2", "reactions best never", 0, 0), lambda study: dominant(study, NEVER)),
)
