"""Claims as they are read: what each key means, what is left out, and that no scribble breaks the reader."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wargame
from tests.authoring.bad import BASE
from wargame.authoring import ScenarioError, parse
from wargame.model import expression as ex
from wargame.model.claim import (
    Arm,
    Carrier,
    Claim,
    EndingMeasure,
    ForcedOrders,
    NumberMeasure,
    Prediction,
    ScoreMeasure,
    ShareMeasure,
)
from wargame.model.order import Order, Withholding
from wargame.model.viewer import Seated

HEAD = "claims:\n  one:\n    title: One\n    source: made_up\n"
FULL = """
    because: So it is.
    hold:
      from: 2
      moves: {2: shout, rest: wait}
      orders: {left: {3: ['answer(east)', withhold right.smile], odd: []}, right: {each: [smile]}}
      policy: {left: {answer: x3, answer(north): never}, right: {smile: always}}
      seats: {left: random, rest: doctrine}
      events: {fair: sun}
      assume: {warmth: -1.5}
    against: {seats: passive, endings: off}
    where: north.mood > 10 and times(shout) == 0
    then:
      - {number: 'trust(north, east)', by: 2026-12, higher: 2.5}
      - {score: left, lower: 1}
      - {ending: quarrel, within: [-3, 4]}
      - {share: ended(quarrel) or south.mood > 50, same: 2}
    lenses: {warm: any}
    carried_by:
      - {rule: echo}
      - {tie: 'trust(north, south)'}
      - {reaction: left.answer, effect: east.mood}
      - {event: fair.sun, effect: north.mood}
"""


def read(text: str) -> Claim:
    return parse(BASE.read_text("utf-8") + HEAD + text.lstrip("\n"), "claims.yaml").claims["one"]


def test_every_key_is_read() -> None:
    claim = read(FULL)
    assert (claim.id, claim.title, claim.because, claim.source) == ("one", "One", "So it is.", "made_up")
    contrast = claim.contrast
    assert (contrast.start, contrast.endings) == (2, False)
    assert contrast.where is not None
    assert ex.text(contrast.where) == "north.mood > 10 and times(shout) == 0"
    assert contrast.hold == Arm(
        moves={2: "shout"},
        rest="wait",
        orders=(
            ForcedOrders("left", 3, (Order("left", "answer", "east"), Withholding("left", "right", "smile"))),
            ForcedOrders("left", "odd", ()),
            ForcedOrders("right", "each", (Order("right", "smile"),)),
        ),
        policies={"left": {"answer": 3.0, "answer(north)": 0.0}, "right": {"smile": math.inf}},
        seats={"left": "random", "right": "doctrine"},
        events={"fair": "sun"},
        assume={"warmth": -1.5},
    )
    assert contrast.against == Arm(seats={"left": "passive", "right": "passive"})
    trust, score, ending, share = claim.then
    assert trust == Prediction(NumberMeasure(ex.Trust("north", "east")), 2.5, math.inf, 2, trust.line)
    assert score == Prediction(ScoreMeasure(Seated("left")), -math.inf, -1.0, 4, score.line)
    assert ending == Prediction(EndingMeasure("quarrel"), -3.0, 4.0, 4, ending.line)
    assert isinstance(share.measure, ShareMeasure)
    assert (share.low, share.high) == (-2.0, 2.0)
    assert claim.lenses == {"usual": "holds", "warm": "any"}
    assert claim.carried_by == (
        Carrier("rule", ("echo",)),
        Carrier("tie", ("north", "south")),
        Carrier("reaction", ("left", "answer"), ex.Level("east", "mood")),
        Carrier("event", ("fair", "sun"), ex.Level("north", "mood")),
    )


def test_little_need_be_written() -> None:
    claim = read("    hold: {moves: {1: shout}}\n    then: {number: south.mood, lower: 1}\n")
    assert claim.contrast.against == Arm()
    assert (claim.contrast.start, claim.contrast.endings, claim.contrast.where) == (1, True, None)
    assert (claim.because, claim.carried_by) == ("", ())
    assert claim.lenses == {"usual": "holds", "warm": "holds"}
    [prediction] = claim.then
    assert prediction.turn == 4, "read at the end"


@pytest.mark.parametrize(
    "arm", ["hold: {from: 3, moves: {3: shout}}", "hold: {moves: {3: shout}}\n    against: {from: 3}"]
)
def test_either_arm_may_say_when_they_part(arm: str) -> None:
    assert read(f"    {arm}\n    then: {{number: south.mood, lower: 1}}\n").contrast.start == 3


@pytest.mark.parametrize(
    ("low", "high", "mirrored", "least"),
    [
        (2.0, math.inf, (-math.inf, -2.0), 2.0),
        (-math.inf, -2.0, (2.0, math.inf), 2.0),
        (1.0, 3.0, (-3.0, -1.0), 1.0),
        (-3.0, -1.0, (1.0, 3.0), 1.0),
        (-2.0, 2.0, None, 0.0),
        (-1.0, 5.0, None, 0.0),
    ],
)
def test_what_is_claimed_the_other_way_round(
    low: float, high: float, mirrored: tuple[float, float] | None, least: float
) -> None:
    prediction = Prediction(EndingMeasure("quarrel"), low, high, 4)
    assert prediction.mirrored == mirrored
    assert prediction.least == least


def test_the_shipped_scenarios_claim_something_under_every_lens() -> None:
    for name in ("first-session", "planned-exit"):
        scenario = wargame.load(wargame.find(name))
        assert len(scenario.claims) >= 3
        for claim in scenario.claims.values():
            assert list(claim.lenses) == list(scenario.lenses)
            assert claim.source
            assert all(each.least > 0 or each.mirrored is None for each in claim.then)


WORDS = st.sampled_from(
    [
        *re.findall(r"[\w.]+|[{}\[\],:()']", FULL),
        "~",
        "-1",
        "1e9",
        ".nan",
        "é",
        "2026-13",
        "target.mood",
        "[]",
        "{}",
        '"x"',
    ]
)


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_no_scribble_breaks_the_reader(data: st.DataObject) -> None:
    """Some words of a good claim are changed for others: it loads, or its faults are said at places in the file."""
    parts = re.split(r"([\w.]+|[{}\[\],:()'])", FULL)
    for _ in range(data.draw(st.integers(1, 3))):
        place = 2 * data.draw(st.integers(0, len(parts) // 2 - 1)) + 1
        parts[place] = data.draw(WORDS)
    text = BASE.read_text("utf-8") + HEAD + "".join(parts).lstrip("\n")
    try:
        parse(text, "claims.yaml")
    except ScenarioError as error:
        lines = text.count("\n") + 2
        assert all(1 <= each.line <= lines and each.message for each in error.problems)
