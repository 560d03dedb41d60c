"""A whole game that was played without a screen, as an account in words."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from wargame.engine.turn_report import report
from wargame.engine.visibility import goals
from wargame.model.viewer import FACILITATOR, Seated
from wargame.players.whole_game import WholeGame
from wargame.text.words import WIDTH, goal_words, plain, turn_lines


def game_lines(game: WholeGame) -> Iterator[str]:
    """A whole game as an account in words, nothing left out: as the facilitator sees it."""
    scenario = game.scenario
    yield scenario.title
    yield f"Seed {game.seed}, lens: {scenario.lenses[game.lens].title}"
    for resolution in game.resolutions:
        yield ""
        yield from turn_lines(scenario, report(resolution, FACILITATOR))
    yield ""
    yield "How the seats fared, of 100"
    for seat in scenario.seats.values():
        yield f"  {seat.title}: {plain(game.last.scores[seat.id])}"
        for goal in goals(game.last, Seated(seat.id)):
            words = goal_words(scenario, Seated(seat.id), goal)
            yield from wrap(words, WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 6)
