"""Chunks of several simulations with the same seeds gathered as they come, and how these differ game by game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wargame.analysis.doubts import DoubtBand
from wargame.analysis.paired_games import Beside, GameResults, PairedCounts, beside, near
from wargame.analysis.simulation import CHUNK, Counts, Forecast, PlayedChunk, Simulation

ENOUGH = 0.5
"""Within how many points of a hundred a share, a score or a difference is known well enough."""


class Tally:
    """What the chunks of several simulations of one seed come to: each alone, and game by game beside another.

    First come those of one plan under each lens; every other lens is told beside the first. Then may come as many of
    another plan: under each lens the first plan is told beside that. Chunks come in order, one of each simulation in
    turn, as `play_piece` plays them; of single games only those of the chunk under way are kept.

    >>> import wargame
    >>> from wargame.analysis.simulation import play_piece
    >>> from wargame.model.viewer import FACILITATOR
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> tally = Tally([Simulation(scenario, lens, 1, 500, FACILITATOR) for lens in scenario.lenses])
    >>> for piece in range(tally.pieces):
    ...     _ = tally.add(play_piece(tally.simulations, piece))
    >>> hard = tally.forecasts[1]
    >>> hard.games, hard.beside.changed
    (500, 4)
    """

    def __init__(self, simulations: Sequence[Simulation], plans: int = 1, looks: int = 1) -> None:
        """Simulations of equal length of one plan or two; `looks` is how often it is asked whether enough games are
        played."""
        self.simulations, self.looks, self.plans = tuple(simulations), looks, plans
        self.lenses = len(self.simulations) // plans
        self._counts = [Counts.empty(each.program, len(each.things)) for each in simulations]
        pairs = [(lens, 0) for lens in range(1, self.lenses)]
        if plans > 1:
            pairs += [(lens, lens + self.lenses) for lens in range(self.lenses)]
        self._paired = {pair: PairedCounts.empty(self.simulations[pair[0]].program) for pair in pairs}
        self._results: list[GameResults] = []
        """Of the round under way."""
        self._pieces = 0
        self.settled = False
        self.by_doubts: Mapping[str, DoubtBand] = {}
        """The bands of the first simulation's outcomes over what the author is unsure of, once they are known."""

    @property
    def pieces(self) -> int:
        """How many pieces there are in all."""
        return len(self.simulations) * self.simulations[0].chunks

    @property
    def games(self) -> int:
        """How many games have been counted in all simulations together."""
        return sum(each.games for each in self._counts)

    def add(self, played: PlayedChunk) -> int:
        """Count the next chunk; gives which simulation it is of."""
        which = self._pieces % len(self.simulations)
        if not which:
            self._results = []
        self._pieces += 1
        self._counts[which].add(played.counts)
        self._results.append(played.results)
        for (one, other), paired in self._paired.items():
            if which == max(one, other):
                paired.count(self._results[one], self._results[other])
        return which

    def forecast(self, which: int) -> Forecast:
        """What one simulation has shown so far; of another lens than the first, beside that."""
        simulation, paired = self.simulations[which], self._paired.get((which, 0))
        found = None if paired is None else beside(simulation.program, paired, self.lenses - 1, self.looks)
        by_doubts = {} if which else self.by_doubts
        return Forecast(simulation, self._counts[which], found, self.looks, self.settled, by_doubts)

    @property
    def forecasts(self) -> tuple[Forecast, ...]:
        """What the first plan has shown so far under each lens."""
        return tuple(map(self.forecast, range(self.lenses)))

    @property
    def others(self) -> tuple[Forecast, ...]:
        """What the other plan has shown so far under each lens; nothing where there is none."""
        return tuple(map(self.forecast, range(self.lenses, len(self.simulations))))

    @property
    def plans_beside(self) -> tuple[Beside, ...]:
        """Under each lens, the first plan beside the other; nothing where there is none."""
        if self.plans < 2:
            return ()
        return tuple(
            beside(self.simulations[lens].program, self._paired[lens, lens + self.lenses], self.lenses, self.looks)
            for lens in range(self.lenses)
        )

    def settle(self) -> bool:
        """Whether enough is known: of two plans every difference, else every difference between the lenses, is told
        apart from none or known to ENOUGH points; of one lens alone every ending's share is known to that.

        It is asked after 1, 2, 4, 8 ... chunks of each, and of them all; once it is so it stays so.
        """
        chunks, rest = divmod(self._pieces, len(self.simulations))
        last = chunks >= self.simulations[0].chunks
        if self.settled or rest or not chunks or (chunks & (chunks - 1) and not last):
            return self.settled
        lenses = [each.beside for each in self.forecasts if each.beside is not None]
        compared = self.plans_beside or tuple(lenses)
        if compared:
            differences = (each for found in compared for each in (*found.endings, *(each for _, each in found.scores)))
            self.settled = all(near(each, ENOUGH) for each in differences)
        else:
            shares = [each.share for each in self.forecast(0).endings]
            self.settled = all(each.high - each.low <= 2 * ENOUGH / 100 for each in shares)
        return self.settled


def looks_of(games: int) -> int:
    """How often it is asked whether enough games are played, of so many at most; the last look is at them all.

    >>> looks_of(2_048), looks_of(2_049), looks_of(1_000_000)
    (1, 2, 10)
    """
    chunks = -(-games // CHUNK)
    return (chunks - 1).bit_length() + 1
