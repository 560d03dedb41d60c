"""Why a question has no answer, in one plain sentence for each kind."""

from __future__ import annotations

from wargame.analysis.fault import (
    AnalysisFault,
    BeginsElsewhere,
    LacksLens,
    LacksSeat,
    NeedsTarget,
    NotEnded,
    NothingPlayed,
    NothingToChoose,
    NothingToOrder,
    NothingToSimulate,
    NotLegalMove,
    NotYoursToTry,
    SeesTooMuch,
    TooManyGames,
    UnknownNumber,
    UnknownOutcome,
    UnknownQuestion,
    UnknownRanking,
    UnknownSeat,
)
from wargame.text.message import message
from wargame.text.suggestions import meant, meant_of
from wargame.text.words import commas


def analysis_words(fault: AnalysisFault) -> str:
    """Why a question has no answer."""
    match fault:
        case UnknownNumber(name, nearest):
            return meant(message("there is no number '{name}' that can be seen here", name=name), nearest)
        case UnknownQuestion(name, nearest):
            return meant(
                message("there is no rule, ending, move or reaction '{name}' that can be seen here", name=name), nearest
            )
        case NeedsTarget(name, order):
            return message("'{name}' needs a target; name one, as in '{order}'", name=name, order=order)
        case UnknownRanking(name, None, goals):
            return message("there is no number '{name}' to rank by; '{goals}' is", name=name, goals=goals)
        case UnknownRanking(name, nearest, goals):
            return message(
                "there is no number '{name}' to rank by (did you mean {nearest}?); '{goals}' is",
                name=name,
                nearest=nearest,
                goals=goals,
            )
        case UnknownSeat(scenario, name, nearest):
            return meant(message("{scenario} has no seat '{name}'", scenario=scenario, name=name), nearest)
        case NothingToChoose():
            return message("the game has ended there, so there is nothing more to choose; go back to an earlier turn")
        case NothingToOrder():
            return message(
                "the game has ended there, so nobody has anything left to choose; go back to an earlier turn"
            )
        case NotLegalMove(name, legal):
            return message("the move '{name}' cannot be made there; these can: {legal}", name=name, legal=commas(legal))
        case NothingPlayed():
            return message("no turn has been played yet, so there is no outcome to test")
        case LacksLens(lens, scenario, nearest, known):
            return meant_of(
                message(
                    "the game is played under the lens '{lens}', and the edited scenario {scenario} has no such lens",
                    lens=lens,
                    scenario=scenario,
                ),
                nearest,
                known,
            )
        case BeginsElsewhere(opening, turn, edited):
            return message(
                "opening '{opening}' begins at turn {turn} in the game, and at turn {edited} in the edited scenario",
                opening=opening,
                turn=turn,
                edited=edited,
            )
        case LacksSeat(seat, scenario, nearest, known):
            return meant_of(
                message(
                    "the game has a seat '{seat}', and the edited scenario {scenario} has no such seat",
                    seat=seat,
                    scenario=scenario,
                ),
                nearest,
                known,
            )
        case UnknownOutcome(scenario, name, known):
            return message(
                "{scenario} has no ending or expectation '{name}'; choose from {known}",
                scenario=scenario,
                name=name,
                known=commas(known),
            )
        case NothingToSimulate():
            return message("the game has ended there, so nothing is left to simulate; go back to an earlier turn")
        case TooManyGames(games, most):
            return message("from 1 to {most:,} games can be simulated, not {games:,}", most=most, games=games)
        case NotYoursToTry():
            return message("you can try only the choices of your own seat")
        case SeesTooMuch():
            return message(
                "this uses what a seat may not see: it is for the facilitator, and for everybody once the game has "
                "ended"
            )
        case NotEnded():
            return message("the game has not ended there, so there is no final score yet; go to where a branch ended")
