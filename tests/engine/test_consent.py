"""Where consent is asked, as far as whoever is asked can know: in many worlds as in each, and what counts as known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.engine.invented import invented
from tests.shipped import shipped_scenario
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.consent import Requests
from wargame.engine.position import start
from wargame.engine.resolution import resolve
from wargame.model.order import Withholding
from wargame.model.scenario import MOVER_ID
from wargame.players.bots import RandomBot, choose

RIVAL = Withholding("rival", "host", "talks")


@pytest.mark.parametrize("luck", range(6))
def test_in_many_worlds_it_is_asked_as_in_each(luck: int) -> None:
    scenario = invented(luck)
    program = compile_scenario(scenario, scenario.default_lens)
    worlds = kernel.begin(program, np.arange(8, dtype=np.uint64))
    positions = [start(scenario, seed) for seed in range(8)]
    bots, requests = {seat: RandomBot() for seat in scenario.seats}, Requests(program)
    while (worlds.ending < 0).any():
        worlds = kernel.open_turn(worlds)
        asked = requests.asked(worlds)
        for column, position in enumerate(positions):
            assert asked[:, column].tolist() == [position.asked(each) for each in program.withholdings]
        # Nobody is asked where the game has ended.
        assert not asked[:, worlds.ending >= 0].any()
        worlds = kernel.advance(worlds, choose(worlds, bots))
        for column, position in enumerate(positions):
            if position.ending is None:
                orders = {seat: RandomBot().orders(position, seat) for seat in scenario.seats}
                mover = {MOVER_ID: position.movers_answers} if scenario.asks_mover else {}
                positions[column] = resolve(position, None, {**orders, **mover}).after


@pytest.mark.parametrize("secret", [False, True])
def test_one_who_knows_that_a_reaction_rests_is_not_asked(secret: bool) -> None:
    lesson = shipped_scenario("first-session")
    talks = replace(lesson.reactions["host"]["talks"], again_after=3, secret=secret)
    scenario = replace(lesson, reactions={**lesson.reactions, "host": {**lesson.reactions["host"], "talks": talks}})
    position = start(scenario, 1)
    assert position.asked(RIVAL)
    played = resolve(position, "grumble", {"host": ["talks"]}).after
    assert "talks" not in map(str, played.legal_orders("host"))
    # Of a secret one it cannot know that it was played; it reckons with all that it cannot rule out.
    assert played.asked(RIVAL) == secret
    waited = resolve(position, "grumble", {}).after
    assert waited.asked(RIVAL)


def test_nothing_is_asked_that_a_scenario_does_not_have() -> None:
    position = start(shipped_scenario("first-session"), 1)
    assert not position.asked(Withholding("rival", "host", "dance"))
