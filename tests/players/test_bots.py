"""Bots give legal orders, the same each time, and doctrine follows its declared leaning."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.engine.invented import invented
from tests.engine.test_turn import LUCK
from wargame.engine.position import start
from wargame.engine.resolution import resolve
from wargame.model import expression as ex
from wargame.model.scenario import Option, Reaction, Scenario
from wargame.players.bots import BOTS


@pytest.mark.parametrize("name", list(BOTS))
@settings(deadline=None, max_examples=15)
@given(luck=LUCK, seed=LUCK)
def test_a_bot_gives_legal_orders_and_the_same_ones_again(name: str, luck: int, seed: int) -> None:
    position = start(invented(luck), seed)
    while position.ending is None:
        orders = {seat: BOTS[name]().orders(position, seat) for seat in position.scenario.seats}
        assert orders == {seat: BOTS[name]().orders(position, seat) for seat in position.scenario.seats}
        position = resolve(position, None, orders).after


def leaning(scenario: Scenario, doctrine: dict[str, float]) -> Scenario:
    """The scenario with free reactions of seat s0 that doctrine leans to as given."""

    def free(reaction: Reaction) -> Reaction:
        option = Option(None, None, ex.Number(doctrine[reaction.id]), ())
        return replace(reaction, cost=0.0, once=False, again_after=1, options=(option,))

    own = {name: free(reaction) for name, reaction in scenario.reactions["s0"].items()}
    return replace(scenario, reactions={**scenario.reactions, "s0": own})


def test_doctrine_never_orders_what_it_does_not_lean_to_and_mostly_what_it_leans_to_most() -> None:
    scenario = leaning(invented(11), {"r0": 0.0, "r1": 8.0, "r2": 1.0})
    counts: Counter[str] = Counter()
    for seed in range(300):
        position = start(scenario, seed)
        counts.update(order.reaction for order in BOTS["doctrine"]().orders(position, "s0") if not order.withheld_from)
    assert counts["r0"] == 0
    assert counts["r1"] > 250
    assert 40 < counts["r2"] < 200


@pytest.mark.parametrize("name", list(BOTS))
def test_a_bot_orders_nothing_that_would_act_after_the_last_turn(name: str) -> None:
    late = 0
    for luck in range(12):
        position = start(invented(luck), luck)
        while position.ending is None:
            orders = {seat: BOTS[name]().orders(position, seat) for seat in position.scenario.seats}
            for seat, several in orders.items():
                for order in several:
                    if order.withheld_from is None:
                        delay = position.scenario.reactions[seat][order.reaction].delay
                        late += delay > 0
                        assert position.turn + delay <= position.scenario.calendar.turns
            position = resolve(position, None, orders).after
    assert late > 5
