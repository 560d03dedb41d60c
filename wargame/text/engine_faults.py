"""Why a game cannot be begun, or a position not looked at, in one plain sentence for each kind of fault."""

from __future__ import annotations

from wargame.engine.fault import BadSeed, EngineFault, NoLens, NoOpening, NoOutcome, NoSeat
from wargame.text.message import message
from wargame.text.words import commas


def engine_words(fault: EngineFault) -> str:
    """Why a game cannot be begun, or a position not looked at."""
    match fault:
        case BadSeed(seed, most):
            return message("the seed must be a whole number from 0 to {most}, not {seed}", most=most, seed=seed)
        case NoLens(scenario, lens, known):
            return message(
                "{scenario} has no lens '{lens}'; choose from {known}",
                scenario=scenario,
                lens=lens,
                known=commas(known),
            )
        case NoOpening(scenario, opening, ()):
            return message("{scenario} has no openings, so none called '{opening}'", scenario=scenario, opening=opening)
        case NoOpening(scenario, opening, known):
            return message(
                "{scenario} has no opening '{opening}'; choose from {known}",
                scenario=scenario,
                opening=opening,
                known=commas(known),
            )
        case NoOutcome(scenario, event, outcome):
            return message(
                "{scenario} has no outcome '{outcome}' of an event '{event}'",
                scenario=scenario,
                event=event,
                outcome=outcome,
            )
        case NoSeat(scenario, seat, known):
            return message(
                "{scenario} has no seat '{seat}'; choose from {known}",
                scenario=scenario,
                seat=seat,
                known=commas(known),
            )
