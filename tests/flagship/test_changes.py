"""What reads the calendar is found, and taken out without touching anything else."""

from __future__ import annotations

import numpy as np
import pytest

from tests.flagship.changes import FALSE, TRUE, Means, expressions, fragments, in_expression, moved_dates, put, replaced
from tests.flagship.made import small
from tests.flagship.probabilities import calendar, came_true, without_fragments
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.model import expression as ex
from wargame.model.scenario import Month

EARLY = ex.Comparison("<=", ex.Clock("turn"), ex.Number(3))
MOOD = ex.Comparison(">", ex.Level("france", "sovereigntism"), ex.Number(60))
AFTER = ex.Comparison("<=", ex.SinceDrawn("storm", "blows"), ex.Number(2))
EVENTS = frozenset({"storm"})
ONE, TWO = ex.Number(1), ex.Number(2)


@pytest.mark.parametrize(
    ("whole", "found"),
    [
        (MOOD, []),
        (EARLY, [(EARLY, TRUE)]),
        (AFTER, [(AFTER, TRUE)]),
        (ex.Not(EARLY), [(ex.Not(EARLY), TRUE)]),
        (ex.Every((MOOD, EARLY)), [(EARLY, TRUE)]),
        (ex.Some((MOOD, EARLY)), [(EARLY, FALSE)]),
        (ex.Some((MOOD, ex.Every((MOOD, EARLY)))), [(ex.Every((MOOD, EARLY)), FALSE), (EARLY, TRUE)]),
        (ex.Choice(ONE, EARLY, TWO), [(ex.Choice(ONE, EARLY, TWO), None)]),
        (ex.Choice(ONE, MOOD, ex.Clock("turn")), [(ex.Clock("turn"), None)]),
        (ex.Arithmetic("*", TWO, ex.Clock("year")), [(ex.Clock("year"), None)]),
        (ex.Clock("turns"), []),
        (ex.Comparison("<=", ex.Since(None, "leave"), TWO), []),
    ],
)
def test_the_fragments_of_an_expression(
    whole: ex.Expression, found: list[tuple[ex.Expression, ex.Expression | None]]
) -> None:
    assert list(in_expression(whole, EVENTS)) == found


def test_a_fragment_is_replaced_wherever_it_stands_and_nothing_else_is() -> None:
    whole = ex.Choice(ONE, ex.Every((MOOD, ex.Not(EARLY))), ex.Call("max", (ONE, ex.Choice(TWO, EARLY, ONE))))
    assert put(whole, EARLY, TRUE) == ex.Choice(
        ONE, ex.Every((MOOD, ex.Not(TRUE))), ex.Call("max", (ONE, ex.Choice(TWO, TRUE, ONE)))
    )
    assert put(whole, AFTER, TRUE) == whole


def test_the_fragments_of_a_scenario_are_those_of_what_happens() -> None:
    study = small(DENOUNCE="france.sovereigntism > 90 or turn == 2", PROBED="9999 if turn >= 2 else 1", ENDS="turn > 5")
    several = fragments(study.scenario)
    assert [str(each) for each in several] == [
        "moves.denounce: turn == 2 (left out)",
        "reactions.russia.probe: 9999 if turn >= 2 else 1 (its mean)",
        "endings.probe_succeeds: turn > 5 (always true)",
    ]
    changed = replaced(study.scenario, several[1], 7.5)
    assert changed.reactions["russia"]["probe"].options[0].doctrine.amount == ex.Number(7.5)
    assert changed.moves == study.scenario.moves
    assert TRUE in list(expressions(replaced(study.scenario, several[2], 0.0).endings["probe_succeeds"]))


def test_that_a_game_is_judged_at_its_end_is_no_clock() -> None:
    assert not fragments(small(ENDS="turn == turns").scenario)
    assert [str(each) for each in fragments(small(DENOUNCE="turn == turns").scenario)] == [
        "moves.denounce: turn == turns (always true)"
    ]


def test_the_mean_of_an_amount_is_over_the_turns_of_games() -> None:
    study = small(PROBED="9 if turn >= 2 else 3")
    several = fragments(study.scenario)
    means = Means(several)
    came_true(study, study.program, 50, means)
    assert means.of(several[0]) == pytest.approx((3 + 9 + 9) / 3)


def test_a_departure_that_only_the_calendar_opens_is_taken_away_with_it() -> None:
    study = small(DENOUNCE="france.sovereigntism > 90 or turn == 2")
    found = without_fragments(study)
    assert [dict(each.left) for each in found] == [{"2c": 0.0}]
    assert calendar(study).value == 100.0


def test_a_departure_that_the_calendar_only_puts_off_is_not() -> None:
    study = small(DENOUNCE="france.sovereigntism > 10 and turn >= 2")
    assert [dict(each.left) for each in without_fragments(study)] == [{"2c": 1.0}]
    assert calendar(study).value == 0.0


def test_dates_are_moved_by_turns_but_not_before_the_first_month() -> None:
    scenario = small().scenario
    later, earlier = moved_dates(scenario, 1), moved_dates(scenario, -2)
    assert {name: each.date for name, each in later.events.items()} == {
        "presidential": Month(2027, 7),
        "storm": Month(2027, 1),
    }
    assert [each.date for each in earlier.events.values()] == [Month(2026, 1), Month(2026, 1)]
    program = compile_scenario(later, "one")
    assert kernel.begin(program, np.arange(3, dtype=np.uint64)).width == 3
