"""What an outcome owes to what the author is unsure of: to each such thing by itself, and to all of it together.

The first is read off games that each draw everything anew; the second off several games of each of many draws of the
doubts: what the draws differ by more than such games do by luck is theirs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.estimates import FEWEST, Interval, difference, share
from wargame.analysis.outcomes import Outcomes
from wargame.analysis.simulation import CHUNK, Forecast, Simulation
from wargame.engine import kernel
from wargame.engine.finished import Wanted
from wargame.engine.kernel import Flags, Floats, Worlds
from wargame.engine.program import Uncertainty
from wargame.engine.redraw import many_seeds
from wargame.players.finish import finish
from wargame.players.new_games import begun_now

GAMES = 40_000
"""From how many games it is read what an outcome owes to each doubt."""
MOST_DRAWS = 200
"""How many draws of all doubts are made at most, and how many games are played of each."""
GROUP = 10
"""How many draws meet the same luck."""
INNER = (0.05, 0.95)
"""The band holds the probability in nine of ten draws."""
_NINE_IN_TEN = NormalDist().inv_cdf(INNER[1])
_NOTHING = 1e-12
"""What rounding leaves of nothing."""
_RISK = 0.05
"""How often luck alone may make something be told, of all that is told together."""


# --- Each by itself ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DoubtEffect:
    """How an outcome depends on one thing that the author is unsure of, all else drawn anew in every game."""

    uncertainty: Uncertainty
    distance: float
    """How far the draws of the games with the outcome lie from those of the games without it: from 0, where both are
    alike, to 1, where they lie wholly apart (Kolmogorov and Smirnov's)."""
    lowest: Interval
    """The outcome's share in the fifth of the games in which it was drawn lowest."""
    middle: Interval
    highest: Interval
    change: Interval
    """The share in the highest fifth less that in the lowest, so strict that all that is told holds together."""

    @property
    def purpose(self) -> str:
        """The name under which it is drawn: `assumption:ID`, `start:NUMBER` or `effect:CAUSE:NUMBER`."""
        return self.uncertainty.purpose

    @property
    def plus_or_minus(self) -> float:
        """How far the author may be off."""
        return self.uncertainty.plus_or_minus


def doubt_effects(uncertainties: Sequence[Uncertainty], draws: Floats, came: Flags) -> tuple[DoubtEffect, ...]:
    """The doubts on which an outcome depends by more than luck would show, the largest distance first.

    `draws` has shape (uncertainties, games), `came` (games,). Games with the outcome are told from games without it by
    the distribution of each draw in either, at any probability of the outcome and any form of the dependence
    (Hornberger and Spear, "An approach to the preliminary analysis of environmental systems", Journal of Environmental
    Management 12, 1981). Luck alone makes one of all be told in at most 1 of 20 cases (Bonferroni). What two doubts do
    only together shows in neither.
    """
    from scipy.special import kolmogorov

    drawn = [row for row, each in enumerate(draws) if each.size and each.min() < each.max()]
    hits, games = int(came.sum()), len(came)
    if not 0 < hits < games:
        return ()
    size = math.sqrt(hits * (games - hits) / games)
    found = []
    for row in drawn:
        order = np.argsort(draws[row], kind="stable")
        sorted_hits = came[order]
        distance = _distance(sorted_hits)
        # The asymptotic distribution errs on the safe side where few games have the outcome.
        if float(kolmogorov(size * distance)) < _RISK / len(drawn):
            fifths = [(int(part.sum()), len(part)) for part in np.array_split(sorted_hits, 5)]
            found.append(
                DoubtEffect(
                    uncertainties[row],
                    distance,
                    share(*fifths[0]),
                    share(*fifths[2]),
                    share(*fifths[4]),
                    difference(fifths[4], fifths[0], len(drawn)),
                )
            )
    return tuple(sorted(found, key=lambda each: -each.distance))


def _distance(came: Flags) -> float:
    """The largest distance of the distributions of places where something came and where not, in a row in order."""
    hits = np.cumsum(came)
    misses = np.arange(1, len(came) + 1) - hits
    return float(np.abs(hits / hits[-1] - misses / misses[-1]).max())


# --- All together -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DoubtBand:
    """Between which bounds the probability of an outcome lies, depending on what is not known where games begin."""

    draws: int
    """How many draws of all doubts were made; 0 where there is nothing to draw."""
    games: int
    """How many games were played of each."""
    share: float
    low: float
    high: float
    """In nine of ten draws the probability lies between these; where it is not clear that they differ at all, it lies
    no further apart than they."""
    clear: bool
    """Whether the probability differs from draw to draw by more than luck."""
    likeliest: float
    """Its mean over the tenth of the draws in which it is highest."""


def _no_band(share: float, draws: int = 0, games: int = 0) -> DoubtBand:
    """The band of an outcome that is as likely whatever is drawn."""
    return DoubtBand(draws, games, share, share, share, False, share)


@dataclass(frozen=True)
class NestedGames:
    """A simulation's question put to draws of all doubts, each of which is played in several games.

    About as many games as the simulation has, up to a bound. Draws come in groups, of which each meets luck of its own:
    what it does to all of a group alike is not put down to the doubts, and no luck decides alone.
    """

    simulation: Simulation

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many groups, draws of a group, and games of a draw."""
        root = min(math.isqrt(self.simulation.games), MOST_DRAWS)
        groups = root // GROUP
        return groups, GROUP, min(self.simulation.games // max(1, groups * GROUP), MOST_DRAWS)

    @property
    def enough(self) -> bool:
        """Whether there are enough to say anything."""
        return self.shape[0] * GROUP >= FEWEST

    @property
    def pieces(self) -> int:
        """In how many pieces they are played, of some groups each; none where they would say nothing."""
        if not (self.enough and self.unsure):
            return 0
        return -(-self.shape[0] // self._a_piece)

    @property
    def _a_piece(self) -> int:
        return max(1, CHUNK // (GROUP * self.shape[2]))

    def groups(self, piece: int) -> range:
        """The groups of a piece."""
        return range(piece * self._a_piece, min((piece + 1) * self._a_piece, self.shape[0]))

    def luck(self, piece: int) -> NDArray[np.uint64]:
        """(groups, games): the seeds of the luck that the draws of each group of a piece meet."""
        groups, games = self.groups(piece), self.shape[2]
        seeds = many_seeds(f"nested luck:{self.simulation.seed}", len(groups) * games, groups.start * games)
        return seeds.reshape(len(groups), games)

    def drawn(self, piece: int) -> Worlds:
        """The draws of a piece as worlds in which the games begin or go on, group by group."""
        groups = self.groups(piece)
        return self._drawn(
            many_seeds(f"nested doubts:{self.simulation.seed}", len(groups) * GROUP, groups.start * GROUP)
        )

    def _drawn(self, seeds: NDArray[np.uint64]) -> Worlds:
        return begun_now(self.simulation.start_of(seeds))

    @cached_property
    def unsure(self) -> bool:
        """Whether one draw differs from another in anything."""
        worlds = self._drawn(many_seeds("unsure", FEWEST))
        parts = (getattr(worlds, name) for name in kernel.BY_WORLD if name != "seeds")
        return any(bool((each != each[..., :1]).any()) for each in parts)


def nested_piece(nested: NestedGames, piece: int) -> Outcomes:
    """The games of a piece: those of one draw beside each other, then those of the next."""
    drawn, luck, asked = nested.drawn(piece), nested.luck(piece), nested.simulation
    worlds = kernel.select(drawn, np.repeat(np.arange(drawn.width), luck.shape[1]))
    worlds = replace(worlds, seeds=np.repeat(luck, GROUP, axis=0).ravel())
    return Outcomes.among(finish(worlds, asked.batch_bots(), asked.given, wanted=Wanted(met=True)))


def doubt_band(came: Flags, share: float, among: int = 1) -> DoubtBand:
    """The band from games that came to the outcome or not: (groups, draws, games), a group's draws meet the same luck.

    A two-way analysis of variance in each group: what games of equal luck have in common is taken out, what is left
    within the draws (over the games of each) is taken off what lies between them, and the shares of the draws are drawn
    together until they vary by no more than that (Louis, "Estimating a population of parameter values using Bayes and
    empirical Bayes methods", JASA 79, 1984). `share` is the outcome's share in games that draw everything anew, of
    which there are more; `among` how many bands are told together.
    """
    from scipy.special import fdtrc, fdtri

    groups, several, games = came.shape
    draws = groups * several
    by_draw, by_luck, by_group = came.mean(axis=2), came.mean(axis=1), came.mean(axis=(1, 2))
    off, luck = by_draw - by_group[:, None], by_luck - by_group[:, None]
    freedom = groups * (several - 1), groups * (several - 1) * (games - 1)
    all_between, all_of_luck = games * float((off * off).sum()), several * float((luck * luck).sum())
    rest = several * games * float((by_group * (1.0 - by_group)).sum()) - all_between - all_of_luck
    between, within = all_between / freedom[0], max(0.0, rest / freedom[1])
    known = _no_band(share, draws, games)
    if between <= _NOTHING:
        return known
    if within > _NOTHING and float(fdtrc(*freedom, between / within)) >= _RISK / among:
        most = max(0.0, between / float(fdtri(*freedom, _RISK)) - within) / games
        reach = _NINE_IN_TEN * math.sqrt(most)
        return replace(known, low=max(0.0, share - reach), high=min(1.0, share + reach))
    variance = (between - within) / games
    # A group, or all of them, may have met good luck or bad: so much of where it lies is put down to it.
    by_chance = max(0.0, all_of_luck / (groups * (games - 1)) - within) / several / games
    of_group = by_chance / (by_chance + between / games / several)
    whole = float(by_group.mean())
    shares = by_draw - of_group * (by_group - whole)[:, None]
    drawn_together = min(1.0, math.sqrt(variance / float(shares.var(ddof=1))))
    middle = whole + of_group * (share - whole)
    drawn = np.clip(middle + drawn_together * (shares - whole), 0.0, 1.0)
    low, high = np.quantile(drawn, INNER, method="median_unbiased").tolist()
    likeliest = float(np.sort(drawn, axis=None)[-max(1, draws // 10) :].mean())
    return replace(known, low=low, high=high, clear=True, likeliest=likeliest)


def doubt_bands(nested: NestedGames, pieces: Iterable[Outcomes], shares: Mapping[str, float]) -> dict[str, DoubtBand]:
    """The band of every outcome whose share in all games is given, ending or expectation, by its id.

    Of no width where there is nothing that could differ from draw to draw; empty where there are too few games.
    """
    if not nested.unsure:
        return {outcome: _no_band(each) for outcome, each in shares.items()}
    if not nested.enough:
        return {}
    found, simulation = Outcomes.joined(list(pieces)), nested.simulation
    return {
        outcome: doubt_band(found.of(simulation, outcome).reshape(nested.shape), each, len(shares))
        for outcome, each in shares.items()
    }


def forecast_bands(forecast: Forecast, pieces: Iterable[Outcomes]) -> dict[str, DoubtBand]:
    """The bands of a forecast's endings and expectations, from the nested games of its simulation."""
    shares = {each.id: each.share.middle for each in forecast.expectations if not each.over}
    shares |= {each.ending: each.share.middle for each in forecast.endings}
    return doubt_bands(NestedGames(forecast.simulation), pieces, shares)


# --- Both -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Doubts:
    """What an outcome owes to what the author is unsure of."""

    share: Interval
    """The outcome's share in games that draw everything anew."""
    games: int
    """How many these were."""
    effects: tuple[DoubtEffect, ...]
    """The doubts on which it clearly depends, the strongest first."""
    among: int
    """Of how many."""
    band: DoubtBand


@dataclass(frozen=True)
class DoubtStudy:
    """Games that tell what an outcome owes to the doubts: first those that draw all anew, then the nested ones."""

    simulation: Simulation
    outcome: str

    @cached_property
    def nested(self) -> NestedGames:
        """The nested games."""
        return NestedGames(self.simulation)

    @property
    def pieces(self) -> int:
        """In how many pieces they are played."""
        return self.simulation.chunks + self.nested.pieces


def doubt_piece(study: DoubtStudy, piece: int) -> tuple[Floats, Flags]:
    """One piece: the draws, (uncertainties, games), none of the nested games; and which games came to the outcome."""
    simulation = study.simulation
    if piece >= simulation.chunks:
        found = nested_piece(study.nested, piece - simulation.chunks)
        return np.empty((0, len(found.ending))), found.of(simulation, study.outcome)
    wanted = Wanted(met=True, worlds=True)
    finished = finish(simulation.start(piece), simulation.batch_bots(), simulation.given, wanted=wanted)
    assert finished.worlds is not None
    return finished.worlds.draws, Outcomes.among(finished).of(simulation, study.outcome)


def doubts(study: DoubtStudy, pieces: Iterable[tuple[Floats, Flags]]) -> Doubts:
    """What all pieces of a study tell, in their order."""
    several, nested = list(pieces), study.nested
    chunks = study.simulation.chunks
    draws = np.concatenate([each for each, _ in several[:chunks]], axis=1)
    came = np.concatenate([each for _, each in several[:chunks]])
    hits, games = int(came.sum()), len(came)
    band = _no_band(hits / games)
    if nested.unsure and nested.enough:
        inner = np.concatenate([each for _, each in several[chunks:]]).reshape(nested.shape)
        band = doubt_band(inner, hits / games)
    return Doubts(
        share(hits, games),
        games,
        doubt_effects(study.simulation.program.uncertainties, draws, came),
        sum(bool(each.min() < each.max()) for each in draws),
        band,
    )
