"""One whole game played from its first turn to its ending: by a script, and by bots where that leaves things open."""

from __future__ import annotations

from dataclasses import dataclass

from wargame.engine.legality import IllegalMoveError, IllegalOrderError
from wargame.engine.position import Position, start
from wargame.engine.resolution import Resolution, resolve
from wargame.game.orders_file import OrdersFile
from wargame.model.beginning import AT_THE_START, Beginning
from wargame.model.order import Decision
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.players.bots import Bot
from wargame.players.registry import BOTS


@dataclass(frozen=True)
class WholeGame:
    """A game from its first turn to its ending."""

    scenario: Scenario
    seed: int
    lens: str
    resolutions: tuple[Resolution, ...]
    beginning: Beginning = AT_THE_START

    @property
    def last(self) -> Position:
        """The position in which it ended."""
        return self.resolutions[-1].after


class IllegalTurnError(ValueError):
    """A line of an orders file that is not legal when its turn comes; carries `line` and the `error` that says why."""

    def __init__(self, line: int, error: IllegalOrderError | IllegalMoveError) -> None:
        super().__init__(line, error)
        self.line = line
        self.error = error

    def __str__(self) -> str:
        return f"line {self.line}: {self.error}"


def play_out(
    scenario: Scenario, seed: int, lens: str, bots: str, script: OrdersFile, beginning: Beginning = AT_THE_START
) -> WholeGame:
    """Play a game to its ending by a script; what it leaves open, chance picks for the mover and bots for the seats.

    Raises:
        ScriptError: the script says something of a turn that is over where the game begins.
        IllegalTurnError: a line of the script is not legal when its turn comes.
    """
    script.check_turns(beginning.first_turn(scenario))
    bot = BOTS[bots]()
    position = start(scenario, seed, lens, beginning.opening, beginning.fixed)
    resolutions: list[Resolution] = []
    while position.ending is None:
        resolution = _play_turn(position, bot, script)
        resolutions.append(resolution)
        position = resolution.after
    return WholeGame(scenario, seed, lens, tuple(resolutions), beginning)


def _play_turn(position: Position, bot: Bot, script: OrdersFile) -> Resolution:
    turn = position.turn
    move, injects = script.moves.get(turn), script.injects.get(turn, ())
    orders: dict[str, tuple[Decision, ...]] = {}
    for seat in position.scenario.seats:
        scripted = script.orders.get((turn, seat))
        orders[seat] = bot.orders(position, seat) if scripted is None else scripted.orders
    if (turn, MOVER_ID) in script.orders:
        orders[MOVER_ID] = script.orders[turn, MOVER_ID].orders
    try:
        return resolve(position, move.id if move else None, orders, [inject.id for inject in injects])
    except IllegalOrderError as error:
        scripted = script.orders.get((turn, error.seat))
        raise IllegalTurnError(scripted.line if scripted else 1, error) from error
    except IllegalMoveError as error:
        lines = {each.id: each.line for each in (*injects, *([move] if move else []))}
        raise IllegalTurnError(lines.get(error.move, 1), error) from error
