"""Effects, goals and what is still to come as sentences."""

from __future__ import annotations

from dataclasses import replace

from tests.shipped import shipped_scenario
from tests.text import sample
from wargame.engine.position import start
from wargame.engine.view import DelayedView, ExpectedEffect, GoalScore
from wargame.engine.visibility import goals
from wargame.model.viewer import MOVER, Seated
from wargame.text import situation

GAME = sample.scenario()


def test_an_expected_effect() -> None:
    expected = ExpectedEffect("france.cohesion", -4.0, 1.5, "Words wear down habits.", "polls", 151)
    assert situation.effect_words(GAME, expected) == (
        "France's cohesion -4.0 (give or take 1.5): Words wear down habits."
    )
    sure = replace(expected, plus_or_minus=0.0, because="")
    assert situation.effect_words(GAME, sure) == "France's cohesion -4.0"


def test_goals_say_what_they_ask_and_how_they_stand() -> None:
    calm = GoalScore("calm", "Calm", 60, 0, "assembly.cohesion >= 50", None, 0, 0, True, 181)
    assert situation.goal_words(GAME, Seated("second"), calm) == (
        "Calm: 0 of 60 points; Assemblée nationale's cohesion is at least 50; not met"
    )
    assert situation.goal_words(GAME, Seated("second"), replace(calm, got=60)).endswith("is at least 50; met")
    weight = GoalScore("weight", "Weight", 40, 30, "trust(france, assembly)", 40.0, -20, 60, True, 182)
    assert situation.goal_words(GAME, Seated("second"), weight) == (
        "Weight: 30 of 40 points; France's trust in Assemblée nationale, no points at -20, all at 60; now 40.0"
    )
    idle = situation.goal_words(GAME, Seated("second"), replace(weight, counts=False))
    assert idle.endswith("now 40.0; does not count now")
    assert "Weight: 9.2 of 40 points" in situation.goal_words(GAME, Seated("second"), replace(weight, got=9.15))


def test_a_goal_that_counts_only_at_times_says_when() -> None:
    position = start(shipped_scenario("first-session"), 1)
    freer, kept = goals(position, MOVER)
    assert situation.goal_words(position.scenario, MOVER, freer).endswith(
        "; now 60.0; counts while “The Guest votes” has not come out as “The stayers win”"
    )
    assert situation.goal_words(position.scenario, MOVER, kept).endswith(
        "; now 60.0; does not count now, only while “The Guest votes” has come out as “The stayers win”"
    )


def test_what_is_still_to_come_says_whose_it_is_and_at_whom_it_aims() -> None:
    own = DelayedView(sample.PRAISE, 2, 4)
    assert situation.delayed_words(GAME, own) == (
        "Assemblée nationale: Praise in public: France, ordered in turn 2, takes effect in turn 4"
    )
    assert situation.delayed_words(GAME, DelayedView(sample.MOVE, 2, 4)) == (
        "France: Leave the command, made in turn 2, takes effect in turn 4"
    )
    assert situation.delayed_words(GAME, DelayedView(sample.RULE, 2, 4)) == (
        "The flank is alarmed, triggered in turn 2, takes effect in turn 4"
    )
