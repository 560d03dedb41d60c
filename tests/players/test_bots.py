"""Bots give legal orders, the same each time, and doctrine follows its declared leaning."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.tiny import tiny
from tests.engine.invented import invented
from tests.engine.test_turn import LUCK
from wargame.engine import kernel
from wargame.engine.kernel import JointAction, Worlds
from wargame.engine.position import start
from wargame.engine.resolution import resolve
from wargame.model import expression as ex
from wargame.model.order import Order
from wargame.model.scenario import Option, Reaction, Scenario, Weight
from wargame.players.bots import BATCH_BOTS, Bot, choose
from wargame.players.look_ahead import LookAheadBot
from wargame.players.registry import BOTS

MADE: dict[str, Callable[[], Bot]] = {**BOTS, "look-ahead": lambda: LookAheadBot(200)}
"""Every bot, with little time."""


@pytest.mark.parametrize("name", list(MADE))
@settings(deadline=None, max_examples=15)
@given(luck=LUCK, seed=LUCK)
def test_a_bot_gives_legal_orders_and_the_same_ones_again(name: str, luck: int, seed: int) -> None:
    position = start(invented(luck), seed)
    while position.ending is None:
        orders = {seat: MADE[name]().orders(position, seat) for seat in position.scenario.seats}
        assert orders == {seat: MADE[name]().orders(position, seat) for seat in position.scenario.seats}
        position = resolve(position, None, orders).after


def leaning(scenario: Scenario, doctrine: dict[str, float]) -> Scenario:
    """The scenario with free reactions of seat s0 that doctrine prefers as given."""

    def free(reaction: Reaction) -> Reaction:
        ways = reaction.options[0].outcomes
        option = Option(None, None, Weight(ex.Number(doctrine[reaction.id]), 0.0, "", "", 1), (), ways)
        return replace(reaction, cost=0.0, once=False, again_after=1, options=(option,))

    own = {name: free(reaction) for name, reaction in scenario.reactions["s0"].items()}
    return replace(scenario, reactions={**scenario.reactions, "s0": own})


def test_doctrine_never_orders_what_it_does_not_lean_to_and_mostly_what_it_leans_to_most() -> None:
    scenario = leaning(invented(11), {"r0": 0.0, "r1": 8.0, "r2": 1.0})
    counts: Counter[str] = Counter()
    for seed in range(300):
        position = start(scenario, seed)
        counts.update(order.reaction for order in BOTS["doctrine"]().orders(position, "s0") if isinstance(order, Order))
    assert counts["r0"] == 0
    assert counts["r1"] > 250
    assert 40 < counts["r2"] < 200


@pytest.mark.parametrize("name", list(MADE))
def test_a_bot_orders_nothing_that_would_act_after_the_last_turn(name: str) -> None:
    late = 0
    for luck in range(12):
        position = start(invented(luck), luck)
        while position.ending is None:
            orders = {seat: MADE[name]().orders(position, seat) for seat in position.scenario.seats}
            for seat, several in orders.items():
                for order in several:
                    if isinstance(order, Order):
                        delay = position.scenario.reactions[seat][order.reaction].delay
                        late += delay > 0
                        assert position.turn + delay <= position.scenario.calendar.turns
            position = resolve(position, None, orders).after
    assert late > 5


def _next_turn(worlds: Worlds, choices: JointAction) -> Worlds:
    return kernel.open_turn(kernel.advance(worlds, choices))


@settings(deadline=None, max_examples=25)
@given(luck=LUCK, seeds=st.lists(LUCK, min_size=1, max_size=9), name=st.sampled_from(list(BATCH_BOTS)))
def test_many_worlds_are_played_as_the_single_games_are(luck: int, seeds: list[int], name: str) -> None:
    scenario, bot = invented(luck), BATCH_BOTS[name]()
    single = [start(scenario, seed) for seed in seeds]
    worlds = kernel.open_turn(kernel.begin(single[0].program, np.array(seeds, dtype=np.uint64)))
    while (worlds.ending < 0).any():
        worlds = _next_turn(worlds, choose(worlds, dict.fromkeys(scenario.seats, bot)))
        for world, position in enumerate(single):
            if position.ending is None:
                orders = {seat: bot.orders(position, seat) for seat in scenario.seats}
                single[world] = resolve(position, None, orders).after
            played = kernel.select(worlds, np.array([world]))
            for part in ("numbers", "times", "came", "fired", "ending", "delayed"):
                same = getattr(single[world].worlds, part)
                assert getattr(played, part).tobytes() == np.ascontiguousarray(same).tobytes(), part


@settings(deadline=None, max_examples=15)
@given(luck=LUCK, seeds=st.lists(LUCK, min_size=2, max_size=6, unique=True))
def test_futures_are_the_game_with_the_luck_of_each_seed(luck: int, seeds: list[int]) -> None:
    scenario, bot = invented(luck), BATCH_BOTS["doctrine"]()
    position = start(scenario, 1)
    position = resolve(position, None, {seat: bot.orders(position, seat) for seat in scenario.seats}).after
    many = kernel.futures(position.worlds, np.array(seeds, dtype=np.uint64))
    assert (many.numbers == position.worlds.numbers).all()
    again = [kernel.futures(position.worlds, np.array([seed], dtype=np.uint64)) for seed in seeds]
    while (many.ending < 0).any():
        many = _next_turn(many, choose(many, dict.fromkeys(scenario.seats, bot)))
        again = [_next_turn(one, choose(one, dict.fromkeys(scenario.seats, bot))) for one in again]
        assert [one.numbers[:, 0].tolist() for one in again] == many.numbers.T.tolist()


@pytest.mark.parametrize("name", list(BATCH_BOTS))
def test_a_seat_without_reactions_orders_nothing(name: str) -> None:
    """However many worlds are played at once."""
    scenario = tiny()
    for width in (1, 300):
        worlds = kernel.begin(start(scenario).program, np.arange(width, dtype=np.uint64))
        chosen = choose(worlds, dict.fromkeys(scenario.seats, BATCH_BOTS[name]()))
        assert chosen.ordered.shape == (len(worlds.program.plays), width)
        assert not chosen.ordered[worlds.program.plays_of["a"]].any()


def test_bots_are_loaded_without_what_compiles() -> None:
    """Most commands play few games, and should start at once."""
    heavy = ("wargame.players.compiled", "wargame.engine.native.native", "wargame.engine.native.cache")
    code = f"import sys, wargame.players.bots; sys.exit(any(name in sys.modules for name in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
