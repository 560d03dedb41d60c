"""How many ways a turn may come out, as `check` counts them, bounds what the engine goes through."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.engine.test_turn import LUCK
from wargame.authoring.ways import Parts, closing_ways, tried_ways
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.expectation import expected
from wargame.model.scenario import Scenario
from wargame.players.bots import BATCH_BOTS, choose


def parts(scenario: Scenario) -> Parts:
    return Parts(scenario.calendar, scenario.seats, scenario.moves, scenario.reactions, scenario.events)


@settings(deadline=None, max_examples=40)
@given(LUCK, st.integers(1, 4), st.booleans())
def test_no_turn_has_more_ways_than_are_counted(luck: int, orders: int, closes: bool) -> None:
    scenario = invented(luck)
    seats = {name: replace(seat, orders_per_turn=orders) for name, seat in scenario.seats.items()}
    events = {name: replace(event, closes=event.closes or closes) for name, event in scenario.events.items()}
    scenario = replace(scenario, seats=seats, events=events)
    *_, (_, tried) = tried_ways(parts(scenario))
    closing = {scenario.calendar.turn_of(events[event].date): ways for event, ways in closing_ways(parts(scenario), 1)}
    worlds = kernel.begin(compile_scenario(scenario, "plain"), np.arange(40, dtype=np.uint64))
    bots = dict.fromkeys(scenario.seats, BATCH_BOTS["random"]())
    for turn in range(1, scenario.calendar.turns + 1):
        worlds = kernel.open_turn(worlds)
        choices = choose(worlds, bots)
        where, _, likely = kernel.ways(worlds, choices)
        assert np.bincount(where).max() <= tried
        np.testing.assert_allclose(np.bincount(where, likely), 1.0)
        left = kernel.after_orders(worlds, choices)
        assert sum(1 for _ in kernel.closings(left)) <= closing.get(turn, 1)
        worlds = kernel.advance(worlds, choices)


@settings(deadline=None, max_examples=20)
@given(LUCK)
def test_a_mean_over_all_ways_is_the_same_whatever_is_worked_out_beside_it(luck: int) -> None:
    worlds = kernel.open_turn(kernel.begin(compile_scenario(invented(luck), "plain"), np.arange(9, dtype=np.uint64)))
    choices = choose(worlds, dict.fromkeys(worlds.program.scenario.seats, BATCH_BOTS["random"]()))
    whole = expected(worlds, choices, lambda left: left.numbers)
    for world in range(worlds.width):
        some = np.array([world])
        alone = expected(kernel.select(worlds, some), kernel.chosen_in(choices, some), lambda left: left.numbers)
        assert (alone[:, 0] == whole[:, world]).all()


@settings(deadline=None, max_examples=30)
@given(LUCK, st.randoms(use_true_random=False))
def test_what_is_settled_comes_out_as_is_likeliest(luck: int, chosen: Random) -> None:
    worlds = kernel.open_turn(kernel.begin(compile_scenario(invented(luck), "plain"), np.arange(9, dtype=np.uint64)))
    program = worlds.program
    choices = choose(worlds, dict.fromkeys(program.scenario.seats, BATCH_BOTS["random"]()))
    settled = np.array([chosen.random() < 0.5 for _ in program.chancy], dtype=np.bool_)
    now = kernel.moment(worlds, kernel.taking_effect(worlds, choices)[0])
    whole, ways, _ = kernel.ways(worlds, choices)
    where, outcomes, likely = kernel.ways(worlds, choices, settled)
    np.testing.assert_allclose(np.bincount(where, likely), 1.0)
    for place, row in enumerate(program.chancy):
        for world in range(worlds.width):
            came, could = set(outcomes[place, where == world].tolist()), set(ways[place, whole == world].tolist())
            if settled[place] and could != {kernel.BY_CHANCE}:
                weights = kernel.weights(worlds, program.plays[row].outcomes, now)[:, world]
                assert came == {int(weights.argmax())}
            else:
                assert came == could
