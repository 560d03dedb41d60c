"""Whole games played by doctrine, turn by turn."""

from __future__ import annotations

from wargame.engine.position import start
from wargame.engine.resolution import Resolution, resolve
from wargame.model.scenario import Scenario
from wargame.players.bots import DoctrineBot


def played_out(scenario: Scenario, seed: int, lens: str | None = None) -> list[Resolution]:
    """The turns of a whole game."""
    position, bot, line = start(scenario, seed, lens), DoctrineBot(), []
    while position.ending is None:
        orders = {seat: bot.orders(position, seat) for seat in scenario.seats}
        line.append(resolve(position, None, orders))
        position = line[-1].after
    return line
