"""A whole game that was played without a screen, as an account in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wargame.analysis.par import Par
from wargame.engine.turn_report import report
from wargame.engine.visibility import goals
from wargame.model.viewer import FACILITATOR, Seated
from wargame.players.whole_game import WholeGame
from wargame.text.beginnings import begun_lines
from wargame.text.message import message
from wargame.text.names import plain
from wargame.text.par import about_par, score_beside_par
from wargame.text.situation import goal_words
from wargame.text.turn import turn_lines
from wargame.text.words import hung, wrapped


def game_lines(game: WholeGame, pars: Sequence[Par] = ()) -> Iterator[str]:
    """A whole game as an account in words, nothing left out: as the facilitator sees it. `pars` are those of seats."""
    scenario = game.scenario
    yield scenario.title
    yield message("Seed {seed}, lens: {lens}", seed=game.seed, lens=scenario.lenses[game.lens].title)
    yield from begun_lines(scenario, game.beginning)
    for resolution in game.resolutions:
        yield ""
        yield from turn_lines(scenario, report(resolution, FACILITATOR))
    yield ""
    yield message("How the seats scored, out of 100")
    by_seat = {each.seat: each for each in pars}
    for seat in scenario.seats.values():
        beside = by_seat.get(seat.id)
        score = plain(game.last.scores[seat.id]) if beside is None else score_beside_par(beside)
        yield f"  {message('{seat}: {score}', seat=seat.title, score=score)}"
        for goal in goals(game.last, Seated(seat.id)):
            yield from hung("    ", goal_words(scenario, Seated(seat.id), goal), 6)
    if pars:
        yield ""
        yield from wrapped(about_par(pars))
