"""Par: what doctrine would have scored with the same news and the same moves, to hold a seat's own score against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wargame.analysis.estimates import Interval, mean
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import Resolution
from wargame.engine.secrecy import is_hidden_event
from wargame.model.scenario import Scenario
from wargame.model.viewer import Seated, Viewer
from wargame.players.bots import bots_of
from wargame.players.given import Given
from wargame.players.playout import play_on

GAMES = 50
"""How many games of doctrine a par is the mean of."""


@dataclass(frozen=True)
class Par:
    """A seat's score beside what doctrine scores with the same news and moves."""

    seat: str
    score: float
    """What the seat scored."""
    par: Interval
    """The mean score of games of doctrine, with its 95 % interval."""
    games: int
    """How many games of doctrine."""
    kept: float
    """In what share of their turns the mover could make the move that it made in the game."""

    @property
    def above(self) -> float:
        """How many points the seat scored above par; below 0 for below par."""
        return self.score - self.par.middle

    @property
    def error(self) -> float:
        """How far the par may be off, in points."""
        return (self.par.high - self.par.low) / 2


@dataclass(frozen=True)
class ParStudy:
    """What a par is computed from: what happened in a game besides what the seats ordered."""

    scenario: Scenario
    lens: str
    seed: int
    opening: str | None
    """Where the game began; None at the scenario's own start."""
    moves: Mapping[int, str]
    """By turn."""
    injects: Mapping[int, Sequence[str]]
    events: Mapping[str, str]
    """By event: its outcome, of those that took place."""
    not_held: Sequence[str]
    """The events that did not take place."""
    scores: Mapping[str, float]
    """By seat: what those scored whose par is asked for."""
    games: int = GAMES


def par_study(line: Sequence[Resolution], seats: Sequence[str], viewer: Viewer, games: int = GAMES) -> ParStudy:
    """What the par of some seats is computed from, after at least one turn, as far as a viewer knows the news.

    An event that the viewer may not know of is drawn anew like other luck.
    """
    last = line[-1].left
    scenario = last.scenario
    known = {
        event.id: (event, way)
        for event, way in zip(scenario.events.values(), kernel.as_it_came(line[-1].after.left), strict=True)
        if not is_hidden_event(scenario, event.id, viewer)
    }
    return ParStudy(
        scenario=scenario,
        lens=last.lens,
        seed=line[0].before.seed,
        opening=line[0].before.beginning.opening,
        moves={turn.before.turn: turn.move for turn in line},
        injects={turn.before.turn: turn.injects for turn in line if turn.injects},
        events={id: event.outcomes[way].id for id, (event, way) in known.items() if way >= 0},
        not_held=tuple(id for id, (_, way) in known.items() if way == kernel.NOT_HELD),
        scores={seat: last.scores[seat] for seat in seats},
        games=games,
    )


def par(study: ParStudy) -> tuple[Par, ...]:
    """The par of each seat asked for: the mean over games of doctrine, all other luck and doubt drawn anew.

    Such a game counts as it is after as many turns as were played, or as it ended before.

    >>> import wargame
    >>> from wargame.analysis.par import par, par_study
    >>> from wargame.model.viewer import FACILITATOR
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> line = [wargame.resolve(position, "grumble", {"host": ["reassure(guest)", "talks"]})]
    >>> [(each.seat, each.games, each.kept) for each in par(par_study(line, ["host"], FACILITATOR))]
    [('host', 50, 1.0)]
    """
    program = compile_scenario(study.scenario, study.lens)
    seats = [Seated(seat) for seat in study.scores]
    worlds = kernel.begin(program, many_seeds(f"par:{study.seed}", study.games), study.opening, study.events)
    # As in the game: what did not take place in it does not here.
    fixed = zip(study.scenario.events, worlds.fixed, strict=True)
    worlds = replace(worlds, fixed=tuple(kernel.NOT_HELD if event in study.not_held else way for event, way in fixed))
    given = Given(moves=study.moves, injects=study.injects)
    scores = np.zeros((len(seats), study.games))
    repeated, turns, last = 0, 0, max(study.moves)
    known = list(study.scenario.moves)
    for played in play_on(worlds, bots_of(study.scenario.seats), given):
        wanted = known.index(study.moves[played.turn])
        repeated += int(np.count_nonzero((played.choices.move == wanted) & played.ran))
        turns += int(np.count_nonzero(played.ran))
        for row, seat in enumerate(seats):
            scored = kernel.scores(played.worlds, seat)[0]
            scores[row, played.place[played.ran]] = scored[played.ran]
        if played.turn == last:
            break
    return tuple(
        Par(seat, score, mean(scores[row]), study.games, repeated / turns if turns else 1.0)
        for row, (seat, score) in enumerate(study.scores.items())
    )


def pars(studies: Sequence[ParStudy]) -> Iterator[tuple[Par, ...]]:
    """The par of each of several games, one after another; for another process."""
    return map(par, studies)
