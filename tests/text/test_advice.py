"""Advice in words: through what a choice works, how clear the ranking is, and what nothing does."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.shipped import shipped_scenario
from wargame.analysis.advice import Advice, Advised, Through
from wargame.analysis.estimates import Interval
from wargame.engine.position import start
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.report.documents import choices
from wargame.text.advice import (
    about_words,
    advice_lines,
    advised_score_words,
    choice_words,
    clear_words,
    regret_words,
    through_words,
)
from wargame.text.words import WIDTH

PRESS, TALKS = Order("host", "press"), Order("host", "talks")
NONE = Interval(0.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def first() -> Scenario:
    return shipped_scenario("first-session")


def way(**changed: object) -> Through:
    return replace(Through("guest.commitment", -4.0, None, None, -9.3), **changed)  # type: ignore[arg-type]


def advised(**changed: object) -> Advised:
    made = Advised((PRESS,), Interval(57.1, 55.6, 58.6), Interval(0.4, -0.5, 1.3), 58.6, -9.3, (way(),))
    return replace(made, **changed)  # type: ignore[arg-type]


def advice(*choices: Advised) -> Advice:
    return Advice("host", "grumble", 256, choices, 3)


def test_through_what_a_choice_works(first: Scenario) -> None:
    assert through_words(first, 1, advised()) == (
        "It costs 9.3 points this turn: the Guest's commitment (-4.0; -9.3 points)."
    )
    carried = way(over=("guest", "host"), amount=0.02, points=2.0)
    by_rule = way(rule=next(iter(first.rules)), points=0.06)
    words = through_words(first, 1, advised(through=(carried, by_rule), now=2.1))
    assert words.startswith(
        "It gains 2.1 points this turn: the Guest's commitment (+0.02 over the Guest's tie to the Host; +2.0 points) "
        "and the Guest's commitment (-4.0 by “"
    )


def test_the_ways_add_up_to_what_is_gained(first: Scenario) -> None:
    ways = (way(points=1.6, amount=1.7), way(name="host.confidence", points=1.5, amount=1.6))
    assert through_words(first, 1, advised(through=ways, now=5.3)) == (
        "It gains 5.3 points this turn: the Guest's commitment (+1.7; +1.6 points), the Host's confidence (+1.6; "
        "+1.5 points) and all else (+2.2 points)."
    )
    assert "all else (-3.1 points)" in through_words(first, 1, advised(through=ways, now=0.0))
    assert "all else" not in through_words(first, 1, advised(through=ways, now=3.12))


def test_what_makes_no_points_yet_is_shown_as_that(first: Scenario) -> None:
    words = through_words(first, 1, advised(through=(way(points=0.01),), now=0.0))
    assert words == (
        "It changes the Guest's commitment (-4.0), which scores nothing this turn. It pays off only through what "
        "follows later."
    )
    for nothing in ((), (way(amount=0.004, points=0.0),)):
        assert (
            through_words(first, 1, advised(through=nothing, now=0.0)) == "It pays off only through what follows later."
        )
    assert through_words(first, 1, advised(now=0.01)).startswith("It neither gains nor costs points this turn: ")
    assert through_words(first, 1, advised(orders=(), through=())) == "It leaves things to the others."


def test_what_acts_late_is_shown_with_its_turn(first: Scenario) -> None:
    late = replace(first.reactions["host"]["talks"], delay=2)
    scenario = replace(first, reactions={**first.reactions, "host": {**first.reactions["host"], "talks": late}})
    assert through_words(scenario, 1, advised(orders=(TALKS,))).endswith(" Part of it takes effect in turn 3.")


def test_regret(first: Scenario) -> None:
    assert choice_words(first, ()) == "Order nothing"
    assert regret_words(advised()) == "0.4 (-0.5 to 1.3)"
    assert regret_words(advised(regret=NONE)) == "none"
    unknown = Interval(0.4, -float("inf"), float("inf"))
    assert regret_words(advised(regret=unknown)) == "0.4"
    assert advised_score_words(advised()) == (
        "Score at the end 57.1 (55.6 to 58.6); regret 0.4 (-0.5 to 1.3); if the others answer best, 58.6 after this "
        "turn."
    )
    assert advised_score_words(advised(score=replace(unknown, middle=57.1), regret=NONE)) == (
        "Score at the end 57.1; regret none; if the others answer best, 58.6 after this turn."
    )


def test_how_clear_the_ranking_is() -> None:
    best, close, far = advised(regret=NONE), advised(), advised(regret=Interval(3.0, 2.0, 4.0))
    assert clear_words(advice(best)) == "There is nothing else to choose."
    assert clear_words(advice(best, far)) == "Every other choice is clearly worse than the best."
    assert clear_words(advice(best, close, far)) == (
        "1 of the 2 other choices is not clearly worse than the best; more games may tell them apart."
    )


def test_all_of_it_fits_the_screen_and_nothing_is_always_among_it(first: Scenario) -> None:
    rest = [advised(orders=(TALKS,), regret=Interval(10.0 + n, 9.0, 99.9)) for n in range(20)]
    shown = advice(advised(regret=NONE), *rest, advised(orders=(), through=()))
    lines = list(advice_lines(first, shown, 1, "Turn 1 of 3."))
    assert all(len(line) <= WIDTH for line in lines)
    assert lines[:3] == ["A first session", "Turn 1 of 3.", "The Guest: Grumble in public."]
    assert "      Order nothing" in lines
    assert any(line.startswith(" 22.") for line in lines)
    assert not any(line.startswith(" 11.") for line in lines)
    assert "  and 11 more choices; --json has them all" in lines
    same_luck = "Each was played on to the end in 256 games, with the same luck for every choice"
    assert same_luck in about_words(first, shown)


def test_json_has_all_choices(first: Scenario) -> None:
    shown = advice(advised(regret=NONE, through=(way(over=("guest", "host")),)), advised(orders=()))
    document = json.loads(json.dumps(choices.advice(start(first, 1), shown, lambda _: "so", None, 0), allow_nan=False))
    assert (document["seat"], document["games"], document["answers"]) == ("host", 256, 3)
    one, two = document["choices"]
    assert one["regret"] == {"mean": 0.0, "low": 0.0, "high": 0.0}
    assert one["through"] == [
        {"number": "guest.commitment", "amount": -4.0, "over": ["guest", "host"], "rule": None, "points": -9.3}
    ]
    assert two["orders"] == []
