"""What a question reads: a rule its turn with how acts came out in it, an ending the game as the turn left it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from tests.engine.invented import invented
from tests.engine.test_turn import LUCK
from wargame.analysis.question import find_question
from wargame.engine.position import start
from wargame.engine.resolution import resolve
from wargame.model import expression as ex
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR


def told(luck: int) -> Scenario:
    """An invented scenario that ends once the vote of turn 2 is for yes, and a rule of which follows m1 well made."""
    scenario = invented(luck, 4)
    well = ex.Comparison("==", ex.SinceDrawn("m1", "well"), ex.Number(0.0))
    early, rule = scenario.endings["early"], scenario.rules["q0"]
    return replace(
        scenario,
        endings={**scenario.endings, "early": replace(early, when=ex.Drawn("vote", "yes"))},
        rules={**scenario.rules, "q0": replace(rule, when=well)},
    )


@settings(deadline=None, max_examples=25)
@given(LUCK, LUCK)
def test_something_fails_exactly_where_it_did_not_come(luck: int, seed: int) -> None:
    """The news of the next turn is not read too early, nor how what was tried came out too late."""
    position, line = start(told(luck), seed), []
    while position.ending is None:
        move = "m1" if "m1" in position.legal_moves() else None
        line.append(resolve(position, move, {}))
        position = line[-1].after
        for name in ("q0", "early"):
            asked = find_question(position.program, name, FACILITATOR)
            assert bool(asked.failing(line, position, FACILITATOR)) != asked.came(line[-1])
