"""A learning environment as `render` shows it: the last turn, and the game as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wargame.engine.position import Position
from wargame.model.order import Decision
from wargame.model.scenario import MOVER_ID
from wargame.text.message import message
from wargame.text.words import commas


def played_lines(
    before: Position, move: str, orders: Mapping[str, Sequence[Decision]], after: Position
) -> Iterator[str]:
    """A turn that was played: the move, every seat's orders, what the mover withheld, and the numbers that changed."""
    scenario = before.scenario
    yield message(
        "{game}: turn {turn} of {turns}, {date}",
        game=scenario.title,
        turn=before.turn,
        turns=scenario.calendar.turns,
        date=before.date,
    )
    yield f"{scenario.mover.title}: {scenario.moves[move].title}"
    for seat in scenario.seats:
        yield f"{scenario.seats[seat].title}: {commas(orders[seat]) or message('nothing')}"
    if withheld := orders.get(MOVER_ID):
        yield f"{scenario.mover.title}: {commas(withheld)}"
    for name, value in after.numbers.items():
        old = before.numbers[name]
        if value != old:
            yield f"  {name} {old:.1f} -> {value:.1f} ({value - old:+.1f})"


def position_lines(position: Position) -> Iterator[str]:
    """The turn to be played, or how the game ended, and every seat's score."""
    scenario = position.scenario
    if position.ending is None:
        yield message(
            "{game}: turn {turn} of {turns}, {date}, to be played",
            game=scenario.title,
            turn=position.turn,
            turns=scenario.calendar.turns,
            date=position.date,
        )
        yield f"{scenario.mover.title}: {scenario.moves[position.chance_move].title}"
    else:
        yield message("The end: {ending}", ending=scenario.endings[position.ending].title)
    scores = commas(f"{seat} {score:.1f}" for seat, score in position.scores.items())
    yield message("Scores: {scores}", scores=scores)
