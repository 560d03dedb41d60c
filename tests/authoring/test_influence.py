"""What the file says cannot differ between the arms of a claim does not: found by playing many games of many files."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import wargame
from tests.authoring.bad import BASE
from tests.engine.invented import invented
from tests.engine.test_turn import LUCK
from wargame.analysis.arms import Comparison, Reading
from wargame.authoring import load
from wargame.authoring.influence import Choice, Deed, Happening, Influence
from wargame.engine.compiler import names_of
from wargame.model import expression as ex
from wargame.model.claim import Arm, Contrast, ForcedOrders, NumberMeasure, ShareMeasure
from wargame.model.order import Order, Withholding
from wargame.model.scenario import Scenario

SEEDS = np.arange(60, dtype=np.uint64)


@st.composite
def contrasts(draw: st.DrawFn) -> tuple[Scenario, Contrast]:
    """A sparse scenario, so that not everything reaches everything, and two arms that differ in something."""
    scenario = invented(draw(LUCK), ties=draw(st.integers(0, 4)))
    rest = next(name for name, move in scenario.moves.items() if move.when is None and move.again_after == 1)
    calm = Arm(rest=rest, seats=dict.fromkeys(scenario.seats, "passive"))
    seat = draw(st.sampled_from(list(scenario.seats)))
    orders = ForcedOrders(seat, 2, (Order(seat, "r0", scenario.reactions[seat]["r0"].options[0].target),))
    differing = draw(
        st.sampled_from(
            [
                replace(calm, orders=(orders,)),
                replace(calm, seats={**calm.seats, seat: "random"}),
                replace(calm, seats={**calm.seats, seat: "doctrine"}),
                replace(calm, assume={"bite": 2.0}),
                replace(calm, moves={2: draw(st.sampled_from(list(scenario.moves)))}),
                replace(calm, events={event: scenario.events[event].outcomes[0].id for event in scenario.events}),
            ]
        )
    )
    return scenario, Contrast(differing, calm, endings=draw(st.booleans()))


@settings(deadline=None, max_examples=60)
@given(made=contrasts())
def test_what_cannot_differ_does_not(made: tuple[Scenario, Contrast]) -> None:
    scenario, contrast = made
    differing = Influence(scenario).differing(contrast)
    if differing is None:
        return
    last = scenario.calendar.turns
    still = [target for target in names_of(scenario).numbers if target not in differing]
    readings: list[Reading] = [(NumberMeasure(target), last) for target in still]
    readings += [
        (ShareMeasure(ex.Fired(rule)), last) for rule in scenario.rules if Happening("rule", rule) not in differing
    ]
    if readings:
        pairs = Comparison(scenario, scenario.default_lens, contrast, readings).play(SEEDS)
        assert (pairs.differences == 0).all()


def test_some_of_it_is_out_of_reach() -> None:
    """The check above would say nothing if everything always reached everything."""
    out_of_reach = 0
    for luck in range(40):
        scenario = invented(luck, ties=2)
        rest = next(name for name, move in scenario.moves.items() if move.when is None and move.again_after == 1)
        calm = Arm(rest=rest, seats=dict.fromkeys(scenario.seats, "passive"))
        contrast = Contrast(replace(calm, seats={**calm.seats, "s0": "random"}), calm, endings=False)
        differing = Influence(scenario).differing(contrast)
        assert differing is not None
        out_of_reach += any(target not in differing for target in names_of(scenario).numbers)
    assert out_of_reach > 20


def test_influence_goes_over_orders_rules_and_ties() -> None:
    first = wargame.load(wargame.find("first-session"))
    whisper = Contrast(Arm(policies={"rival": {"whisper": 0.0}}, rest="grumble"), Arm(rest="grumble"), endings=False)
    differing = Influence(first).differing(whisper)
    assert differing is not None
    reached = (Choice("rival"), Deed("rival", "whisper"), Happening("rule", "caught"), Happening("event", "vote"))
    assert all(node in differing for node in reached)
    assert ex.Level("host", "confidence") in differing
    assert Deed(None, "withhold_dues") not in differing, "the moves are fixed in both"
    by_chance = replace(whisper, hold=replace(whisper.hold, rest=None), against=Arm())
    again = Influence(first).differing(by_chance)
    assert again is not None
    assert Deed(None, "withhold_dues") in again
    assert Influence(first).differing(replace(whisper, endings=True)) is None, "an ending may stop one of the two"
    assert Influence(first).differing(replace(whisper, hold=replace(whisper.hold, opening="other"))) is None


def test_a_consent_withheld_by_a_seat_that_is_passive_bears_on_what_it_was_asked_for() -> None:
    scenario = load(BASE)
    calm = Arm(
        rest="wait",
        seats=dict.fromkeys(scenario.seats, "passive"),
        orders=(ForcedOrders("right", 1, (Order("right", "smile", None),)),),
    )
    withheld = ForcedOrders("left", 1, (Withholding("left", "right", "smile"),))
    contrast = Contrast(replace(calm, orders=(*calm.orders, withheld)), calm, endings=False)
    differing = Influence(scenario).differing(contrast)
    assert differing is not None
    trust = ex.Trust("north", "east")
    assert trust in differing and Deed("left", "answer") not in differing
    pairs = Comparison(scenario, scenario.default_lens, contrast, [(NumberMeasure(trust), 4)]).play(SEEDS)
    assert (pairs.differences < 0).all()
