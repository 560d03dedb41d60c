"""Advice in words: through what a choice works, how clear the ranking is, and what nothing does."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.shipped import shipped_scenario
from wargame.analysis.advice import Advice, Advised, Standing, Through
from wargame.analysis.estimates import Interval
from wargame.engine.position import start
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.players.trial import Round
from wargame.report.documents import choices
from wargame.text.advice import (
    about_words,
    advice_lines,
    advised_score_words,
    choice_words,
    clear_words,
    regret_word,
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
    made = Advised(
        (PRESS,), Standing.TIED, 256, Interval(57.1, 55.6, 58.6), Interval(0.4, 0.0, 1.3), 58.6, -9.3, (way(),)
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def worse(**changed: object) -> Advised:
    return advised(**{"standing": Standing.WORSE, "regret": Interval(3.0, 2.0, 4.0), **changed})


def left(**changed: object) -> Advised:
    return advised(**{"standing": Standing.LEFT, "games": 128, "regret": Interval(1.0, 0.0, 3.5), **changed})


def advice(*choices: Advised, games: int = 256, rounds: tuple[Round, ...] = ()) -> Advice:
    return Advice("host", "grumble", games, 1, rounds, choices, 3)


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
    assert regret_words(advised()) == "up to 1.3"
    assert regret_words(left()) == regret_word(left()) == "up to 3.5"
    assert regret_words(worse()) == "3.0 (2.0 to 4.0)"
    assert regret_word(worse(standing=Standing.RUNNER_UP)) == "3.0"
    assert regret_words(advised(regret=NONE)) == "none"
    unknown = Interval(0.4, -float("inf"), float("inf"))
    assert regret_words(advised(regret=unknown, standing=Standing.UNTOLD)) == "0.4"
    assert advised_score_words(advised()) == (
        "Score at the end 57.1 (55.6 to 58.6); regret up to 1.3; if the others answer best, 58.6 after this turn."
    )
    assert advised_score_words(advised(score=replace(unknown, middle=57.1), regret=NONE)) == (
        "Score at the end 57.1; regret none; if the others answer best, 58.6 after this turn."
    )


def test_which_may_be_the_best(first: Scenario) -> None:
    best, tie = advised(regret=NONE), advised(orders=(TALKS,))
    assert clear_words(first, advice(best)) == "There is nothing else to choose."
    assert clear_words(first, advice(best, worse())) == (
        "The best choice: Press in private. Every other is clearly worse."
    )
    assert clear_words(first, advice(advised(), tie, worse())) == (
        "2 choices cannot be told apart from the best; the first of them, in the scenario's order: Press in private."
    )
    assert clear_words(first, advice(advised(), left(), left(), worse())) == (
        "Of the choices played longest, only one may be the best: Press in private. 2 more may be as good: they looked "
        "worse at first, and were played in fewer games."
    )
    assert clear_words(first, advice(best, replace(tie, regret=NONE))) == (
        "Every choice came to the same score in every game."
    )


def test_of_few_games_nothing_is_said(first: Scenario) -> None:
    unknown = Interval(0.4, -float("inf"), float("inf"))
    few = advised(standing=Standing.UNTOLD, score=unknown, regret=unknown)
    shown = advice(few, replace(few, orders=()), games=15)
    lines = list(advice_lines(first, shown, 1, "Turn 1 of 3."))
    assert clear_words(first, shown) == (
        "Fewer than 16 games do not tell choices apart: they come in the scenario's order."
    )
    assert "  Too few games to compare; in the scenario's order:" in lines
    words = " ".join(lines)
    assert "95 times" not in words
    assert "best:" not in words


def test_how_the_games_were_shared_out(first: Scenario) -> None:
    rounds = (Round(15, 17, 8), Round(8, 32, 4))
    words = about_words(first, advice(advised(games=300), left(), rounds=rounds))
    assert "Each was played on to the end in 128 games, and the 4 that looked best in 300, with the same luck" in words
    assert "Which looked best was decided in other games, in 2 rounds" in words
    assert "rough" not in words
    assert "Of fewer than 128 games they are rough" in about_words(first, advice(advised(games=127)))


def test_scores_of_different_numbers_of_games_are_not_to_be_compared(first: Scenario) -> None:
    warning = "Scores of different numbers of games cannot be compared"
    rounds = (Round(15, 17, 8), Round(8, 32, 4))
    assert warning in about_words(first, advice(advised(games=300), left(), rounds=rounds))
    assert warning not in about_words(first, advice(advised(), worse()))


def test_no_heading_stands_over_nothing(first: Scenario) -> None:
    tied = [advised(orders=(TALKS,)) for _ in range(12)]
    lines = list(advice_lines(first, advice(*tied, worse(), worse()), 1, "Turn 1 of 3."))
    assert not any("clearly worse" in line for line in lines)
    assert "  4 more choices are not shown; --json has them all." in lines


def test_all_of_it_fits_the_screen_and_nothing_is_always_among_it(first: Scenario) -> None:
    rest = [worse(orders=(TALKS,), regret=Interval(10.0 + n, 9.0, 99.9)) for n in range(20)]
    shown = advice(advised(regret=NONE), *rest, worse(orders=(), through=()))
    lines = list(advice_lines(first, shown, 1, "Turn 1 of 3."))
    assert all(len(line) <= WIDTH for line in lines)
    assert lines[:3] == ["A first session", "Turn 1 of 3.", "The Guest: Grumble in public."]
    assert "      Order nothing" in lines
    assert lines.index("  The best:") < lines.index("  21 are clearly worse, by score:")
    assert sum(" (9.0 to 99.9)" in line for line in lines) == 9
    assert "  11 more choices are not shown; --json has them all." in lines
    same_luck = "Each was played on to the end in 256 games, with the same luck for every choice"
    assert same_luck in about_words(first, shown)


def test_json_has_all_choices(first: Scenario) -> None:
    shown = advice(
        advised(regret=NONE, through=(way(over=("guest", "host")),)), worse(orders=()), rounds=(Round(9, 4, 4),)
    )
    document = json.loads(json.dumps(choices.advice(start(first, 1), shown, lambda _: "so", None, 0), allow_nan=False))
    assert (document["seat"], document["games"], document["answers"]) == ("host", 256, 3)
    assert (document["seed"], document["game_seed"], document["not_told_apart"]) == (1, 1, 1)
    assert document["rounds"] == [{"choices": 9, "games": 4, "stay": 4}]
    one, two = document["choices"]
    assert (one["standing"], one["games"], two["standing"]) == ("not_told_apart", 256, "clearly_worse")
    assert one["regret"] == {"mean": 0.0, "low": 0.0, "high": 0.0}
    assert one["through"] == [
        {"number": "guest.commitment", "amount": -4.0, "over": ["guest", "host"], "rule": None, "points": -9.3}
    ]
    assert two["orders"] == []
