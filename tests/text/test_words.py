"""Effects, goals, ledgers and turns as sentences and lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.text import sample
from wargame.engine.ledger import Cause, CauseKind, Entry, Income, Row
from wargame.engine.view import DelayedView, ExpectedEffect, GoalScore
from wargame.model.expression import Level
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated
from wargame.text import words
from wargame.text.ties import tie_words

GAME = sample.scenario()


def test_an_expected_effect() -> None:
    expected = ExpectedEffect("france.cohesion", -4.0, 1.5, "Words wear down habits.", "polls", 151)
    assert words.expected_words(GAME, expected) == (
        "France's cohesion -4.0 (give or take 1.5): Words wear down habits."
    )
    sure = replace(expected, plus_or_minus=0.0, because="")
    assert words.expected_words(GAME, sure) == "France's cohesion -4.0"


def test_goals_say_what_they_ask_and_how_they_stand() -> None:
    calm = GoalScore("calm", "Calm", 60, 0, "assembly.cohesion >= 50", None, 0, 0, 181)
    assert words.goal_words(GAME, Seated("second"), calm) == (
        "Calm: 0 of 60 points; Assemblée nationale's cohesion is at least 50; now it is not"
    )
    weight = GoalScore("weight", "Weight", 40, 30, "trust(france, assembly)", 40.0, -20, 60, 182)
    assert words.goal_words(GAME, Seated("second"), weight) == (
        "Weight: 30 of 40 points; France's trust in Assemblée nationale, nothing at -20, all at 60; now 40.0"
    )
    assert "Weight: 9.2 of 40 points" in words.goal_words(GAME, Seated("second"), replace(weight, got=9.15))


def test_a_row_tells_every_cause_and_sums_the_small_ones() -> None:
    lines = words.row_lines(GAME, sample.ledger(GAME)["france.cohesion"])
    assert lines == [
        "France: Cohesion 60.0 -> 57.0 (-3.0)",
        "    -4.0  France: Leave the command",
        "          Words wear down habits. [Polls of 2025, table 2; line 151]",
        "    +1.0  Assemblée nationale: Press in private (ordered in turn 2)",
        "          The list of losses is long. [the author's judgement; line 206]",
    ]


def test_a_row_tells_what_came_directly_and_over_which_tie() -> None:
    lines = words.row_lines(GAME, sample.ledger(GAME)["assembly.cohesion"])
    assert lines[:2] == [
        "Assemblée nationale: Cohesion 70.0 -> 63.1 (-6.9)",
        "    -6.9  France: Leave the command",
    ]
    assert "         -1.92  carried over the tie from France: cohesion -16.67, times trust" in lines
    # A single faint tie is told by name; the more so as it takes no more room.
    assert any("from La France insoumise" in line for line in lines)


def test_what_may_not_be_seen_is_not_named() -> None:
    row = sample.ledger(GAME)["assembly.cohesion"]
    tie = row.entries[0].carried[1]._replace(by=(("unseen", -1.92),))
    told = words.carried_words(GAME, tie)
    assert told == (
        "carried over the tie from France: something unseen, times trust +60.0/100, attention 40 %, the 60 % that "
        "Assemblée nationale's stubbornness leaves, makes -1.92 [line 120]"
    )


def test_what_came_over_a_tie_can_be_reckoned_again() -> None:
    tie = sample.ledger(GAME)["assembly.cohesion"].entries[0].carried[1]
    two = tie._replace(
        amount=-1.632, by=(("cohesion", -1.92), ("threat", 0.288)), weights=(("cohesion", 0.8), ("threat", -0.5))
    )
    assert words.carried_words(GAME, two) == (
        "carried over the tie from France: cohesion -16.67, times trust +60.0/100, attention 40 %, the 60 % that "
        "Assemblée nationale's stubbornness leaves and weight 0.8, makes -1.92; perceived threat -4.00, times the same "
        "and weight -0.5, makes +0.29 [line 120]"
    )
    assert pytest.approx(-1.92, abs=0.005) == -16.67 * 60 / 100 * 0.4 * 0.6 * 0.8
    assert pytest.approx(0.29, abs=0.005) == -4.0 * 60 / 100 * 0.4 * 0.6 * -0.5


def test_what_is_on_its_way_says_whose_it_is_and_at_whom_it_aims() -> None:
    own = DelayedView(sample.PRAISE, 2, 4)
    assert words.awaited_words(GAME, own) == (
        "Assemblée nationale: Praise in public: France, set going in turn 2, acts in turn 4"
    )
    assert words.awaited_words(GAME, DelayedView(sample.MOVE, 2, 4)) == (
        "France: Leave the command, set going in turn 2, acts in turn 4"
    )
    assert words.awaited_words(GAME, DelayedView(sample.RULE, 2, 4)).startswith("The flank is alarmed,")


def test_a_seat_knows_of_itself_that_it_did_nothing() -> None:
    assert [
        words.nothing_words("third", viewer) for viewer in (Seated("third"), FACILITATOR, Seated("second"), PUBLIC)
    ] == [
        "nothing",
        "nothing",
        "nothing seen",
        "nothing seen",
    ]


def test_numbers_that_moved_by_nothing_that_shows_are_left_out() -> None:
    still = Row(Level("france", "threat"), 50.0, 50.0, (Entry(sample.DRIFT, 0.01), Entry(sample.ROUNDING, -0.01)))
    limit = Cause(CauseKind.LIMIT)
    held = Row(Level("nato", "threat"), 100.0, 100.0, (Entry(sample.RULE, 3.0), Entry(limit, -3.0)))
    big = sample.ledger(GAME)["france.cohesion"]
    assert words.rows_told((still, held, big)) == [big, held]
    assert words.row_lines(GAME, still)[1:] == ["  No cause did as much as 0.05."]
    assert words.change_lines(GAME, (still, held)) == ["  Nothing moved that you can see."]


def test_small_causes_that_make_something_together_are_summed() -> None:
    several = tuple(Entry(Cause(CauseKind.INCOME, Income(f"c{place}"), "A drop"), 0.03) for place in range(3))
    row = Row(Level("france", "cohesion"), 50.0, 50.09, (*several, Entry(sample.ROUNDING, -0.000001)))
    assert words.row_lines(GAME, row)[1:] == ["    +0.1  3 smaller causes"]


def test_ties_that_carried_nothing_that_shows_are_left_out() -> None:
    tie = sample.ledger(GAME)["assembly.cohesion"].entries[0].carried[1]
    assert words.tie_order((tie, tie._replace(amount=0.004), tie._replace(amount=-0.003))) == ([tie], [])


def test_faint_ties_are_summed() -> None:
    row = sample.ledger(GAME)["assembly.cohesion"]
    entry = row.entries[0]
    faint = entry.carried[0]
    many = replace(entry, carried=(*entry.carried, faint, faint))
    assert words.entry_lines(GAME, many)[-1] == "         -0.03  carried over 3 other ties"


def test_lines_of_a_row_keep_to_the_width() -> None:
    for width in (40, 60, 78):
        for row in sample.ledger(GAME):
            assert max(len(line) for line in words.row_lines(GAME, row, width)) <= width


def test_a_turn_is_told_whole() -> None:
    lines = words.turn_lines(GAME, sample.report(GAME))
    assert lines[0] == "Turn 3 of 10, 2027-01 to 2027-06"
    assert "A vote: They stay (45 in 100 likely). By a hair." in lines
    assert "France: Leave the command" in lines
    assert "  Why it matters to you: You lose a neighbour." in lines
    assert "The facilitator released: A storm" in lines
    told = " ".join(" ".join(lines).split())
    assert "Press in private (weakened to 50 %: THIRD withheld consent) (acts in turn 4)" in told
    assert "Praise in public: France" in told
    assert "  THIRD: nothing seen" in lines
    assert lines[lines.index("What followed by itself") + 1] == "  The flank is alarmed (standing rule). Telegrams fly."
    assert "  Assemblée nationale's trust in France    60.0 ->   45.0   -15.0" in lines
    assert not any("smaller" in line for line in lines)
    assert max(len(line) for line in lines) <= 78


def test_a_blocked_order_says_so_and_not_when_it_acts() -> None:
    played = replace(sample.report(GAME).played["second"][0], strength=0.0)
    assert words.played_words(GAME, played, 3) == "Press in private (blocked: THIRD withheld consent)"


def test_an_ending_is_told_with_its_sign() -> None:
    lines = words.turn_lines(GAME, replace(sample.report(GAME), ending="out"))
    assert lines[-2:] == ["The game ends: × Out", "  Gone."]


def test_the_largest_change_comes_first() -> None:
    changes = [abs(row.change) for row in words.row_order(sample.ledger(GAME))]
    assert changes == sorted(changes, reverse=True)
    assert words.change_lines(GAME, ()) == ["  Nothing moved that you can see."]


def test_ties_in_words() -> None:
    tie = GAME.ties.between[0]
    name = f"trust({tie.listener}, {tie.of})"
    told = tie_words(GAME, {name: 45.0}, tie.listener, tie.of, {name: 60.0})
    assert ": listens to " in told
    assert "with trust +45.0 (-15.0 since last turn), attention" in told
    assert told.endswith(f"Old habits. [Polls of 2025; line {tie.line}]")
    assert "unchanged since last turn" in tie_words(GAME, {name: 45.0}, tie.listener, tie.of, {name: 45.0})
    assert "no tie to itself" in tie_words(GAME, {}, "france", "france")


def test_an_actor_that_does_not_listen() -> None:
    game = sample.scenario(17)
    tied = {(tie.listener, tie.of) for tie in game.ties.between}
    listener, of = next((a, b) for a in game.actors for b in game.actors if a != b and (a, b) not in tied)
    assert tie_words(game, {}, listener, of).endswith("there is no tie.")


def test_sentences() -> None:
    assert words.sentence("it holds") == "It holds."
    assert words.sentence("It holds!") == "It holds!"
    assert words.sentence("") == ""
