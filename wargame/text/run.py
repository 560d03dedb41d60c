"""A whole game played without a screen, and told as JSON or as an account in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from wargame.engine.ledger import Entry, Row
from wargame.engine.legality import IllegalMoveError, IllegalOrderError
from wargame.engine.position import Position, start
from wargame.engine.resolution import Resolution, resolve
from wargame.engine.turn_report import report
from wargame.engine.visibility import goals
from wargame.game.orders_file import OrdersFile
from wargame.model.order import Decision
from wargame.model.scenario import Scenario
from wargame.players.bots import Bot
from wargame.players.registry import BOTS
from wargame.text.names import because_words, cause_title
from wargame.text.refusals import error_words
from wargame.text.words import WIDTH, goal_words, plain, turn_lines

TRUST, CAPITAL = "trust(", "capital("
"""How the names of ties and of seats' political capital begin; a level's name has no bracket."""


@dataclass(frozen=True)
class WholeGame:
    """A game from its first turn to its ending."""

    scenario: Scenario
    seed: int
    lens: str
    resolutions: tuple[Resolution, ...]

    @property
    def last(self) -> Position:
        """The position in which it ended."""
        return self.resolutions[-1].after


def play_out(scenario: Scenario, seed: int, lens: str, bots: str, script: OrdersFile) -> WholeGame:
    """Play a game to its ending by a script; what it leaves open, chance picks for the mover and bots for the seats.

    Raises:
        ScriptError: a line of the script is not legal when its turn comes.
    """
    bot = BOTS[bots]()
    position = start(scenario, seed, lens)
    resolutions: list[Resolution] = []
    while position.ending is None:
        resolution = _play_turn(position, bot, script)
        resolutions.append(resolution)
        position = resolution.after
    return WholeGame(scenario, seed, lens, tuple(resolutions))


def game_json(game: WholeGame) -> dict[str, Any]:
    """A whole game as `wargame run --json` prints it; `state` and `capital` are those after the turn."""
    ending = game.scenario.endings[game.last.ending or ""]
    return {
        "scenario": game.scenario.id,
        "seed": game.seed,
        "lens": game.lens,
        "turns": [_turn_json(resolution) for resolution in game.resolutions],
        "ending": {"id": ending.id, "title": ending.title},
        "scores": {seat: number(score) for seat, score in game.last.scores.items()},
    }


def game_lines(game: WholeGame) -> Iterator[str]:
    """A whole game as an account in words, nothing left out: as the facilitator sees it."""
    scenario = game.scenario
    yield scenario.title
    yield f"Seed {game.seed}, lens: {scenario.lenses[game.lens].title}"
    for resolution in game.resolutions:
        yield ""
        yield from turn_lines(scenario, report(resolution, None))
    yield ""
    yield "How the seats fared, of 100"
    for seat in scenario.seats.values():
        yield f"  {seat.title}: {plain(game.last.scores[seat.id])}"
        for goal in goals(game.last, seat.id):
            words = goal_words(scenario, seat.id, goal)
            yield from wrap(words, WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 6)


def number(value: float) -> float:
    """A number as JSON shows it: on the engine's grid of a millionth, and never -0.0."""
    return round(value, 6) + 0.0


def _play_turn(position: Position, bot: Bot, script: OrdersFile) -> Resolution:
    turn = position.turn
    move, injects = script.moves.get(turn), script.injects.get(turn, ())
    orders: dict[str, tuple[Decision, ...]] = {}
    for seat in position.scenario.seats:
        scripted = script.orders.get((turn, seat))
        orders[seat] = bot.orders(position, seat) if scripted is None else scripted.orders
    try:
        return resolve(position, move.id if move else None, orders, [inject.id for inject in injects])
    except IllegalOrderError as error:
        scripted = script.orders.get((turn, error.seat))
        raise script.fault(scripted.line if scripted else 1, error_words(error)) from None
    except IllegalMoveError as error:
        lines = {each.id: each.line for each in (*injects, *([move] if move else []))}
        raise script.fault(lines.get(error.move, 1), error_words(error)) from None


def _turn_json(resolution: Resolution) -> dict[str, Any]:
    before, after = resolution.before, resolution.after
    move = before.scenario.moves[resolution.move]
    numbers = {name: number(value) for name, value in after.numbers.items()}
    happened = report(resolution, None).happened
    return {
        "turn": before.turn,
        "date": str(before.date),
        "events": {each.event: each.outcome for each in happened},
        "move": {"id": move.id, "title": move.title},
        "injects": list(resolution.injects),
        "orders": {seat: [str(order) for order in given] for seat, given in resolution.orders.items()},
        "ledger": [_row_json(row) for row in resolution.ledger],
        "state": {name: value for name, value in numbers.items() if "(" not in name},
        "ties": {name: value for name, value in numbers.items() if name.startswith(TRUST)},
        "capital": {seat: numbers[f"{CAPITAL}{seat})"] for seat in before.scenario.seats},
    }


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "target": row.name,
        "before": number(row.before),
        "after": number(row.after),
        "causes": [_entry_json(entry) for entry in row.entries],
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    cause = entry.cause
    found: dict[str, Any] = {
        "cause": cause.id,
        "kind": cause.kind,
        "title": cause_title(cause),
        "amount": number(entry.amount),
        "line": cause.line,
        "because": " ".join(dict.fromkeys(filter(None, (because_words(cause, each) for each in entry.direct)))),
    }
    if cause.ordered is not None:
        found["ordered"] = cause.ordered
    found["direct"] = [
        {"amount": number(each.amount), "because": because_words(cause, each), "source": each.source, "line": each.line}
        for each in entry.direct
    ]
    found["carried"] = [
        {
            "listener": each.listener,
            "of": each.of,
            "amount": number(each.amount),
            "trust": number(each.trust),
            "attention": number(each.attention),
            "stubbornness": number(each.stubbornness),
            "weights": {indicator: number(weight) for indicator, weight in each.weights},
            "by": {indicator: number(amount) for indicator, amount in each.by},
            "line": each.line,
        }
        for each in entry.carried
    ]
    return found
