"""How good forecasts are: those made from every turn of many games, against what came of each game.

The score is Brier's ("Verification of forecasts expressed in terms of probability", Monthly Weather Review 78, 1950):
the sum over all endings of the squared distance between what was forecast and what came, from 0 to 2. A forecast is
itself counted from so many games; what that alone adds to the score, the sum of p (1 - p) / (M - 1), is taken off
(Ferro, Richardson and Weigel, Meteorological Applications 15, 2008). So a score is that of endlessly many games.

It is reliability less resolution plus uncertainty (Murphy, "A new vector partition of the probability score", Journal
of Applied Meteorology 12, 1973), each of the parts unbiased: games are independent of one another, so the squared mean
error of a bin is estimated from the products of the errors of two of its games, which neither chance in what came nor
in the forecasts can swell (after Ferro and Fricker, Quarterly Journal of the Royal Meteorological Society 138, 2012).
Resolution is what is left, so that the three add up; what bins lose is in it (Stephenson, Coelho and Jolliffe, Weather
and Forecasting 23, 2008).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.estimates import FEWEST, Interval, mean, share, unbounded
from wargame.engine.kernel import Floats, Whole
from wargame.engine.position import start
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import resolve
from wargame.model.beginning import AT_THE_START, Beginning
from wargame.model.scenario import Scenario
from wargame.model.viewer import Viewer
from wargame.players.bots import bots_of
from wargame.players.determinize import determinize
from wargame.players.finish import finish

GAMES = 200
"""How many games are played."""
EACH = 200
"""How many games every forecast is counted from."""
LEAST_EACH = 20
EDGES = (0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95)
"""Where one bin of forecasts ends and the next begins."""
BINS = len(EDGES) + 1
TRIED = 3
"""What is tried before forecasts are called calibrated: every bin, every ending, and how sure they are."""
PRIOR = 0.5
"""How many games more than came each ending is given for the logarithmic score, so that none is called impossible
(Krichevsky and Trofimov, IEEE Transactions on Information Theory 27, 1981)."""


@dataclass(frozen=True)
class CalibrationStudy:
    """What is forecast and played; the same gives the same result on any machine and with any number of workers."""

    scenario: Scenario
    lens: str
    viewer: Viewer
    """Who forecasts, from what it may see."""
    seed: int = 1
    games: int = GAMES
    each: int = EACH
    """How many games each forecast is counted from, at least LEAST_EACH."""
    turns: tuple[int, ...] = ()
    """The turns that forecasts are made from; every turn where none is named."""
    bots: Mapping[str, str] = field(default_factory=dict)
    """Which bot plays a seat, doctrine where none is named; the forecasts suppose doctrine in every seat."""
    beginning: Beginning = AT_THE_START

    def seed_of(self, game: int) -> int:
        """The seed of a game: the same game as anywhere else with that seed."""
        return int(many_seeds(f"calibration:{self.seed}", 1, game)[0])

    def forecast_from(self, turn: int) -> bool:
        """Whether forecasts are made from a turn."""
        return not self.turns or turn in self.turns


@dataclass(frozen=True, eq=False)
class ForecastGame:
    """A game that was played, with the forecasts made on its way."""

    seed: int
    ending: int
    """The place of the ending that it came to."""
    turns: tuple[int, ...]
    """The turns that forecasts were made from."""
    counts: Whole
    """(turns, 2, endings): how many games of either half of a forecast came to each ending."""


def forecast_game(study: CalibrationStudy, game: int) -> ForecastGame:
    """Play one game of a study and make its forecasts: before each move, its turn's news known."""
    scenario = study.scenario
    bots, doctrine = bots_of(scenario.seats, study.bots), bots_of(scenario.seats)
    begins = study.beginning
    position = start(scenario, study.seed_of(game), study.lens, begins.opening, begins.fixed)
    turns: list[int] = []
    counts: list[Whole] = []
    while position.ending is None:
        if study.forecast_from(position.turn):
            seeds = many_seeds(f"calibration:{study.seed}:{game}:{position.turn}", study.each)
            worlds = determinize(position, study.viewer, seeds)
            endings = finish(worlds, doctrine).ending
            turns.append(position.turn)
            halves = np.array_split(endings, 2)
            counts.append(np.stack([np.bincount(half, minlength=len(scenario.endings)) for half in halves]))
        orders = {seat: bot.orders(position, seat) for seat, bot in bots.items()}
        position = resolve(position, None, orders).after
    return ForecastGame(
        study.seed_of(game),
        list(scenario.endings).index(position.ending),
        tuple(turns),
        np.array(counts, dtype=np.int64).reshape(len(turns), 2, len(scenario.endings)),
    )


# --- What it comes to -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bin:
    """Forecasts of about the same probability, of whatever ending."""

    low: float
    high: float
    forecasts: int
    games: int
    """How many games they are of."""
    forecast: float
    """Their mean, by the half of their games that did not sort them in here."""
    came: Interval
    """How often what they speak of came; bounds count games, not forecasts."""
    off: bool
    """Whether the mean lies outside bounds wide enough for all that is tried together."""


@dataclass(frozen=True)
class EndingBias:
    """How often an ending came, beside how often it was forecast."""

    ending: str
    forecast: float
    came: float
    off: Interval
    """By how much it was forecast too often, wide enough for all that is tried together; below 0 for too seldom."""


@dataclass(frozen=True)
class TurnScores:
    """How good the forecasts of one turn are."""

    turn: int
    games: int
    """How many games came so far."""
    score: Interval
    """Brier's, 0 for a forecast that is certain and right, 2 for one that is certain and wrong."""
    base: float
    """The same of a forecast that always says how often each ending comes: the uncertainty."""
    better: Interval
    """By how much the forecasts are better than that, game by game."""
    worse_than_said: Interval
    """By how much the score is worse than the forecasts themselves would have it; above 0 they are too sure."""
    reliability: float
    resolution: float
    log: Interval
    """The logarithmic score: how many bits what came was worth by the forecasts, 0 where it was certain."""
    log_base: float
    bins: tuple[Bin, ...]
    endings: tuple[EndingBias, ...]


@dataclass(frozen=True)
class Surprise:
    """The forecast that gave least to what came of its game."""

    seed: int
    turn: int
    ending: str
    forecast: float


@dataclass(frozen=True)
class Calibration:
    """How good forecasts are under one lens."""

    study: CalibrationStudy
    games: int
    """How many games were played."""
    turns: tuple[TurnScores, ...]
    bins: tuple[Bin, ...]
    """The forecasts of all turns together."""
    endings: tuple[EndingBias, ...]
    worse_than_said: Interval
    """As of a turn, over all turns; wide enough to hold together with the bins and the endings."""
    surprise: Surprise | None

    @property
    def clear(self) -> bool:
        """Whether something about the forecasts is clearly off: an ending, a bin, or how sure they are."""
        return self.worse_than_said.clear or any(each.off.clear for each in self.endings) or self.bins_off

    @property
    def bins_off(self) -> bool:
        """Whether a bin is."""
        return any(each.off for each in self.bins)


@dataclass(frozen=True, eq=False)
class _Forecasts:
    """Forecasts beside what came, those of several turns of several games one after another."""

    game: NDArray[np.intp]
    """(forecasts,): the number of the game each is of."""
    counts: Whole
    """(forecasts, 2, endings)."""
    came: Floats
    """(forecasts, endings): 1 for the ending that came."""

    @cached_property
    def each(self) -> int:
        """How many games a forecast is counted from."""
        return int(self.counts[0].sum())

    @cached_property
    def shares(self) -> Floats:
        """(forecasts, endings)."""
        found: Floats = self.counts.sum(axis=1) / self.each
        return found

    @cached_property
    def halves(self) -> Floats:
        """(2, forecasts, endings): the same by either half of their games."""
        found: Floats = np.moveaxis(self.counts / self.counts.sum(axis=2, keepdims=True), 1, 0)
        return found

    @cached_property
    def noise(self) -> Floats:
        """(forecasts,): what a forecast's score has from being counted from no more games."""
        found: Floats = (self.shares * (1 - self.shares)).sum(axis=1) / (self.each - 1)
        return found

    @cached_property
    def brier(self) -> Floats:
        """(forecasts,): Brier's score as if each were counted from endlessly many games."""
        found: Floats = ((self.shares - self.came) ** 2).sum(axis=1) - self.noise
        return found

    @cached_property
    def worse_than_said(self) -> Floats:
        """(forecasts,): the score less what a forecast expects of itself, 1 - the sum of p squared (Spiegelhalter,
        Statistics in Medicine 5, 1986)."""
        said = (self.shares**2).sum(axis=1) - self.noise
        found: Floats = 2 * (said - (self.shares * self.came).sum(axis=1))
        return found

    @cached_property
    def log(self) -> Floats:
        """(forecasts,): the logarithmic score in bits."""
        return _bits(self.counts.sum(axis=1), self.came)

    def of_turn(self, which: NDArray[np.intp]) -> _Forecasts:
        """Some of them."""
        return _Forecasts(self.game[which], self.counts[which], self.came[which])


def calibration(study: CalibrationStudy, games: Iterable[ForecastGame]) -> Calibration:
    """What the forecasts of some games come to.

    >>> import wargame
    >>> from wargame.model.viewer import FACILITATOR
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> study = CalibrationStudy(scenario, "plain", FACILITATOR, games=20, each=40)
    >>> found = calibration(study, [forecast_game(study, game) for game in range(study.games)])
    >>> [(each.turn, each.games) for each in found.turns]
    [(1, 20), (2, 20), (3, 16)]
    """
    several = list(games)
    turn_of = np.array([turn for each in several for turn in each.turns], dtype=np.int64)
    if not len(turn_of):
        return Calibration(study, len(several), (), (), (), unbounded(0.0), None)
    whole = _Forecasts(
        np.repeat(np.arange(len(several)), [len(each.turns) for each in several]),
        np.concatenate([each.counts for each in several]),
        np.eye(len(study.scenario.endings))[[each.ending for each in several for _ in each.turns]],
    )
    endings = tuple(study.scenario.endings)
    return Calibration(
        study,
        len(several),
        tuple(
            _turn_scores(int(turn), whole.of_turn(np.flatnonzero(turn_of == turn)), endings)
            for turn in np.unique(turn_of)
        ),
        _bins(whole),
        _biases(whole, endings),
        _clustered(whole.game, whole.worse_than_said, TRIED, 4.0),
        _surprise(several, whole, turn_of, endings),
    )


def _turn_scores(turn: int, forecasts: _Forecasts, endings: Sequence[str]) -> TurnScores:
    scores, came, games = forecasts.brier, forecasts.came, len(forecasts.game)
    counts = came.sum(axis=0)
    # A game is held against the others alone: its own outcome tells it nothing.
    others = (counts - came) / max(1, games - 1)
    spread = (others * (1 - others)).sum(axis=1) / max(1, games - 2)
    base = ((others - came) ** 2).sum(axis=1) - spread
    uncertainty = float((counts * (games - counts)).sum()) / (games * max(1, games - 1))
    reliability = _reliability(forecasts)
    score = mean(scores, reach=2.0)
    return TurnScores(
        turn=turn,
        games=games,
        score=score,
        base=uncertainty,
        better=mean(base - scores, reach=4.0),
        worse_than_said=mean(forecasts.worse_than_said, reach=4.0),
        reliability=reliability,
        resolution=reliability + uncertainty - score.middle,
        log=mean(forecasts.log, reach=_most_bits(forecasts.each, len(endings))),
        log_base=float(_bits(counts - came, came).mean()),
        bins=_bins(forecasts),
        endings=_biases(forecasts, endings),
    )


def _bits(counts: NDArray[np.integer] | Floats, came: Floats) -> Floats:
    """(forecasts,): how many bits what came is worth by forecasts that were counted so."""
    smoothed = counts + PRIOR
    given = (smoothed * came).sum(axis=1) / smoothed.sum(axis=1)
    found: Floats = -np.log2(given)
    return found


def _most_bits(each: int, endings: int) -> float:
    """The worst logarithmic score there is: of an ending that came in none of a forecast's games."""
    return math.log2((each + PRIOR * endings) / PRIOR)


def _binned(forecasts: _Forecasts) -> tuple[NDArray[np.intp], Floats]:
    """(forecasts, endings) the bin of each by one half of its games, and what the other half gives.

    One that luck has put too high in the first half is not too high in the other: so a bin's mean is off by no luck.
    """
    first, second = forecasts.halves
    return np.searchsorted(EDGES, first, side="right"), second


def _reliability(forecasts: _Forecasts) -> float:
    """How far forecasts of a probability lie from how often it comes so, squared, over all endings."""
    place, forecast = _binned(forecasts)
    error = forecast - forecasts.came
    games = len(error)
    total = 0.0
    for ending in range(error.shape[1]):
        many = np.bincount(place[:, ending], minlength=BINS)
        sums = np.bincount(place[:, ending], error[:, ending], minlength=BINS)
        squares = np.bincount(place[:, ending], error[:, ending] ** 2, minlength=BINS)
        # Of the product of two games' errors; a game alone in its bin tells nothing of it.
        total += float(((sums * sums - squares)[many > 1] / (many[many > 1] - 1)).sum())
    return total / games


def _bins(forecasts: _Forecasts) -> tuple[Bin, ...]:
    """The bins that hold any forecasts."""
    place, forecast = _binned(forecasts)
    filled = np.unique(place)
    found = []
    for each in filled.tolist():
        row, ending = np.nonzero(place == each)
        game, came = forecasts.game[row], forecasts.came[row, ending]
        middle, games = float(forecast[row, ending].mean()), len(np.unique(game))
        strict = clustered_share(game, came, TRIED * len(filled))
        found.append(
            Bin(
                low=0.0 if each == 0 else EDGES[each - 1],
                high=1.0 if each == BINS - 1 else EDGES[each],
                forecasts=len(row),
                games=games,
                forecast=middle,
                came=clustered_share(game, came),
                off=not strict.low <= middle <= strict.high,
            )
        )
    return tuple(found)


def clustered_share(cluster: NDArray[np.intp], hits: Floats, among: int = 1) -> Interval:
    """A share of what comes in clusters, with Wilson's interval of as many independent ones as would be as uncertain.

    Their number is p (1 - p) over the variance of the share as a ratio of two means over clusters (Kish, "Survey
    Sampling", 1965): never more than there are, and the number of clusters where all or none are hits. Unbounded for
    fewer clusters than FEWEST.
    """
    _, which = np.unique(cluster, return_inverse=True)
    many = np.bincount(which).astype(np.float64)
    clusters, total = len(many), len(hits)
    middle = float(hits.sum()) / total
    if clusters < FEWEST:
        return unbounded(middle)
    away = np.bincount(which, hits) - middle * many
    variance = clusters / (clusters - 1) * float((away * away).sum()) / (total * total)
    plain = middle * (1 - middle)
    worth = min(float(total), plain / variance) if variance > 0 and plain > 0 else float(clusters)
    return share(middle * worth, worth, among)


def _clustered(cluster: NDArray[np.intp], values: Floats, among: int = 1, reach: float = 100.0) -> Interval:
    """The mean of values that come in clusters, with its interval over clusters: the ratio of two means, linear in
    each cluster."""
    _, which = np.unique(cluster, return_inverse=True)
    many = np.bincount(which)
    middle = float(values.mean())
    away = (np.bincount(which, values) - middle * many) / many.mean()
    found = mean(middle + away, among, reach)
    return Interval(middle, middle + found.low - found.middle, middle + found.high - found.middle)


def _biases(forecasts: _Forecasts, endings: Sequence[str]) -> tuple[EndingBias, ...]:
    """Every ending, in the scenario's order."""
    shares, came = forecasts.shares, forecasts.came
    return tuple(
        EndingBias(
            ending,
            float(shares[:, row].mean()),
            float(came[:, row].mean()),
            _clustered(forecasts.game, shares[:, row] - came[:, row], TRIED * len(endings), 2.0),
        )
        for row, ending in enumerate(endings)
    )


def _surprise(
    games: Sequence[ForecastGame], forecasts: _Forecasts, turn_of: Whole, endings: Sequence[str]
) -> Surprise | None:
    given = (forecasts.shares * forecasts.came).sum(axis=1)
    least = int(given.argmin())
    game = games[int(forecasts.game[least])]
    return Surprise(game.seed, int(turn_of[least]), endings[game.ending], float(given[least]))
