"""Conditions and amounts read as plain English, whatever nodes they are made of."""

from __future__ import annotations

import pytest

from tests.text import sample
from wargame.model.expression import (
    Arithmetic,
    Assumed,
    Call,
    Capital,
    Choice,
    Clock,
    Comparison,
    Drawn,
    Ended,
    Every,
    Expression,
    Fired,
    Level,
    Negative,
    Not,
    Number,
    Played,
    Since,
    Some,
    Times,
    Trust,
)
from wargame.model.order import Order, Withholding
from wargame.text.conditions import amount_words, condition_words, order_condition_words

COHESION = Level("nato", "cohesion")
LOW = Comparison("<", COHESION, Number(40))
TIMES = Times("second", "press")
SINCE = Since(None, "leave")
DEED = "Assemblée nationale's “Press in private”"
PRAISE = "Assemblée nationale's “Praise in public: United Kingdom”"
LEFT = "France's “Leave the command”"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (LOW, "NATO's cohesion is below 40"),
        (Not(LOW), "NATO's cohesion is at least 40"),
        (Comparison(">", Number(40), COHESION), "NATO's cohesion is below 40"),
        (Comparison("<", Trust("us", "france"), Number(20)), "United States' trust in France is below 20"),
        (Comparison(">=", Capital("second"), Number(2)), "Assemblée nationale's capital is at least 2"),
        (Comparison(">", TIMES, Number(0)), f"{DEED} took effect in an earlier turn"),
        (Comparison("==", TIMES, Number(0)), f"{DEED} has not yet taken effect"),
        (Comparison("<", TIMES, Number(1)), f"{DEED} has not yet taken effect"),
        (Comparison(">=", TIMES, Number(3)), f"{DEED} has taken effect in at least 3 turns"),
        (Comparison("<=", SINCE, Number(1)), f"{LEFT} took effect in the turn before"),
        (Comparison("<", SINCE, Number(4)), f"{LEFT} took effect within the last 3 turns"),
        (Comparison(">", SINCE, Number(2)), f"{LEFT} did not take effect in the last 2 turns"),
        (Not(Comparison("<=", SINCE, Number(1))), f"{LEFT} did not take effect in the turn before"),
        (Comparison("==", SINCE, Number(99)), f"{LEFT} has not yet taken effect"),
        (Comparison("<", SINCE, Number(99)), f"{LEFT} took effect within the last 98 turns"),
        (Comparison("!=", SINCE, Number(99)), f"{LEFT} took effect in an earlier turn"),
        (Comparison(">=", Clock("turn"), Number(4)), "it is turn 4 or later"),
        (Comparison("<", Clock("year"), Number(2027)), "it is before 2027"),
        (Comparison("==", Clock("turn"), Clock("turns")), "it is the last turn"),
        (Not(Comparison("==", Clock("turn"), Clock("turns"))), "it is not the last turn"),
        (
            Played("second", "praise", "poland"),
            "Assemblée nationale's “Praise in public: Poland” takes effect this turn",
        ),
        (Not(Played(None, "leave")), f"{LEFT} does not take effect this turn"),
        (Drawn("vote", "yes"), "“A vote” has come out as “They stay”"),
        (Not(Fired("alarm")), "the rule “The flank is alarmed” has not fired in an earlier turn"),
        (Ended("out"), "the game has ended as “Out”"),
        (Every(()), "always"),
        (Some(()), "never"),
        (Not(Every(())), "never"),
    ],
)
def test_one_condition(condition: Expression, words: str) -> None:
    assert condition_words(sample.scenario(17), condition) == words


def test_joined_conditions_keep_their_grouping() -> None:
    game = sample.scenario(17)
    a, b, c = LOW, Fired("alarm"), Comparison(">", Clock("turn"), Number(2))
    wa, wb, wc = (condition_words(game, each) for each in (a, b, c))
    assert condition_words(game, Every((a, b, c))) == f"{wa}, {wb} and {wc}"
    assert condition_words(game, Every((Some((a, b)), c))) == f"either {wa} or {wb}, and {wc}"
    assert condition_words(game, Some((Every((a, b)), c))) == f"{wa} and {wb}, or {wc}"
    deep = Every((Some((Every((a, b)), c)), a))
    assert condition_words(game, deep) == f"({wa} and {wb}, or {wc}), and {wa}"


def test_a_refused_group_turns_and_into_or() -> None:
    game = sample.scenario(17)
    words = condition_words(game, Not(Every((LOW, Fired("alarm")))))
    assert words == "NATO's cohesion is at least 40 or the rule “The flank is alarmed” has not fired in an earlier turn"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Number(-4), "-4"),
        (Negative(COHESION), "minus NATO's cohesion"),
        (
            Arithmetic("*", Number(0.05), Arithmetic("-", Number(55), COHESION)),
            "0.05 times (55 minus NATO's cohesion)",
        ),
        (
            Arithmetic("-", Number(1), Arithmetic("-", COHESION, Number(2))),
            "1 minus (NATO's cohesion minus 2)",
        ),
        (Assumed("warmth"), "“How much kind words move”"),
        (Choice(Number(1), LOW, Number(3)), "1 if NATO's cohesion is below 40, otherwise 3"),
        (Call("min", (COHESION, Number(3))), "the smaller of NATO's cohesion and 3"),
        (Call("max", (COHESION, Number(3), Number(4))), "the largest of NATO's cohesion, 3 and 4"),
        (Call("abs", (COHESION,)), "the size of NATO's cohesion"),
        (Call("clamp", (COHESION, Number(0), Number(9))), "NATO's cohesion, kept between 0 and 9"),
        (
            Arithmetic("+", Call("max", (Number(0), COHESION)), Number(1)),
            "(the larger of 0 and NATO's cohesion) plus 1",
        ),
        (Clock("turns"), "the number of turns"),
    ],
)
def test_amounts(amount: Expression, words: str) -> None:
    assert amount_words(sample.scenario(17), amount) == words


def test_the_condition_of_an_order() -> None:
    game = sample.scenario()
    assert order_condition_words(game, Order("second", "press")) == "France's cohesion is below 40"
    assert order_condition_words(game, Order("second", "praise", "france")) == ""
    assert order_condition_words(game, Withholding("third", "second", "press")) == ""
    assert condition_words(game, None) == ""
