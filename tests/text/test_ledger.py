"""The ledger of a number in sentences and lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.text import sample
from wargame.engine.ledger import Cause, CauseKind, Entry, Income, Row
from wargame.model.expression import Level
from wargame.text import ledger, turn

GAME = sample.scenario()


def test_a_row_tells_every_cause_and_sums_the_small_ones() -> None:
    lines = ledger.row_lines(GAME, sample.ledger(GAME)["france.cohesion"])
    assert lines == [
        "France: Cohesion 60.0 -> 57.0 (-3.0)",
        "    -4.0  France: Leave the command",
        "          Words wear down habits. [Polls of 2025, table 2; line 151]",
        "    +1.0  Assemblée nationale: Press in private (ordered in turn 2)",
        "          The list of losses is long. [the author's judgement; line 206]",
    ]


def test_a_row_tells_what_came_directly_and_over_which_tie() -> None:
    lines = ledger.row_lines(GAME, sample.ledger(GAME)["assembly.cohesion"])
    assert lines[:2] == [
        "Assemblée nationale: Cohesion 70.0 -> 63.1 (-6.9)",
        "    -6.9  France: Leave the command",
    ]
    assert "         -1.92  carried over the tie from France: cohesion -16.67, times trust" in lines
    # A single faint tie is named; the more so as it takes no more room.
    assert any("from La France insoumise" in line for line in lines)


def test_what_may_not_be_seen_is_not_named() -> None:
    row = sample.ledger(GAME)["assembly.cohesion"]
    tie = row.entries[0].carried[1]._replace(by=(("unseen", -1.92),))
    shown = ledger.carried_words(GAME, tie)
    assert shown == (
        "carried over the tie from France: hidden indicator, times trust +60.0/100, attention 40 %, the 60 % left "
        "by the stubbornness of Assemblée nationale, gives -1.92 [line 120]"
    )


def test_what_came_over_a_tie_can_be_computed_again() -> None:
    tie = sample.ledger(GAME)["assembly.cohesion"].entries[0].carried[1]
    two = tie._replace(
        amount=-1.632, by=(("cohesion", -1.92), ("threat", 0.288)), weights=(("cohesion", 0.8), ("threat", -0.5))
    )
    assert ledger.carried_words(GAME, two) == (
        "carried over the tie from France: cohesion -16.67, times trust +60.0/100, attention 40 %, the 60 % left "
        "by the stubbornness of Assemblée nationale and weight 0.8, gives -1.92; perceived threat -4.00, times the "
        "same and weight -0.5, gives +0.29 [line 120]"
    )
    assert pytest.approx(-1.92, abs=0.005) == -16.67 * 60 / 100 * 0.4 * 0.6 * 0.8
    assert pytest.approx(0.29, abs=0.005) == -4.0 * 60 / 100 * 0.4 * 0.6 * -0.5


def test_numbers_that_moved_by_nothing_that_shows_are_left_out() -> None:
    still = Row(Level("france", "threat"), 50.0, 50.0, (Entry(sample.DRIFT, 0.01), Entry(sample.ROUNDING, -0.01)))
    limit = Cause(CauseKind.LIMIT)
    held = Row(Level("nato", "threat"), 100.0, 100.0, (Entry(sample.RULE, 3.0), Entry(limit, -3.0)))
    big = sample.ledger(GAME)["france.cohesion"]
    assert ledger.rows_told((still, held, big)) == [big, held]
    assert ledger.row_lines(GAME, still)[1:] == ["  No single cause changed it by as much as 0.05."]
    assert turn.change_lines(GAME, (still, held)) == ["  Nothing changed that you can see."]


def test_small_causes_that_make_something_together_are_summed() -> None:
    several = tuple(Entry(Cause(CauseKind.INCOME, Income(f"c{place}"), "A drop"), 0.03) for place in range(3))
    row = Row(Level("france", "cohesion"), 50.0, 50.09, (*several, Entry(sample.ROUNDING, -0.000001)))
    assert ledger.row_lines(GAME, row)[1:] == ["    +0.1  3 smaller causes"]


def test_ties_that_carried_nothing_that_shows_are_left_out() -> None:
    tie = sample.ledger(GAME)["assembly.cohesion"].entries[0].carried[1]
    assert ledger.tie_order((tie, tie._replace(amount=0.004), tie._replace(amount=-0.003))) == ([tie], [])


def test_faint_ties_are_summed() -> None:
    row = sample.ledger(GAME)["assembly.cohesion"]
    entry = row.entries[0]
    faint = entry.carried[0]
    many = replace(entry, carried=(*entry.carried, faint, faint))
    assert ledger.entry_lines(GAME, many)[-1] == "         -0.03  carried over 3 other ties"


def test_lines_of_a_row_keep_to_the_width() -> None:
    for width in (40, 60, 78):
        for row in sample.ledger(GAME):
            assert max(len(line) for line in ledger.row_lines(GAME, row, width)) <= width
