"""Effects, goals, ledgers and turns as sentences and lines."""

from __future__ import annotations

from dataclasses import replace

from tests.report import sample
from wargame.engine.ledger import Entry, Row
from wargame.engine.view import Expected, GoalScore
from wargame.model.expression import Level
from wargame.report import words
from wargame.report.ties import tie_words

GAME = sample.scenario()


def test_an_expected_effect() -> None:
    expected = Expected("france.cohesion", -4.0, 1.5, "Words wear down habits.", "polls", 151)
    assert words.expected_words(GAME, expected) == (
        "France's cohesion -4.0 (give or take 1.5): Words wear down habits."
    )
    sure = replace(expected, plus_or_minus=0.0, because="")
    assert words.expected_words(GAME, sure) == "France's cohesion -4.0"


def test_goals_say_what_they_ask_and_how_they_stand() -> None:
    calm = GoalScore("calm", "Calm", 60, 0, "assembly.cohesion >= 50", None, 0, 0, 181)
    assert words.goal_words(GAME, "second", calm) == (
        "Calm: 0 of 60 points (Assemblée nationale's cohesion is at least 50; now it is not)"
    )
    weight = GoalScore("weight", "Weight", 40, 30, "trust(france, assembly)", 40.0, -20, 60, 182)
    assert words.goal_words(GAME, "second", weight) == (
        "Weight: 30 of 40 points (France's trust in Assemblée nationale, nothing at -20, all at 60; now 40.0)"
    )


def test_a_row_tells_every_cause_and_sums_the_small_ones() -> None:
    lines = words.row_lines(GAME, sample.ledger(GAME)["france.cohesion"])
    assert lines == [
        "France: Cohesion 60.0 -> 57.0 (-3.0)",
        "    -4.0  France: Leave the command",
        "          Words wear down habits. [Polls of 2025, table 2; line 151]",
        "    +1.0  Assemblée nationale: Press in private (ordered in turn 2)",
        "          The list of losses is long. [the author's judgement; line 206]",
        "     0.0  2 smaller causes",
    ]


def test_a_row_tells_what_came_directly_and_over_which_tie() -> None:
    lines = words.row_lines(GAME, sample.ledger(GAME)["assembly.cohesion"])
    assert lines[:2] == [
        "Assemblée nationale: Cohesion 70.0 -> 63.1 (-6.9)",
        "    -6.9  France: Leave the command",
    ]
    assert "         -1.92  carried over the tie from France (trust +60, attention 40 %)," in lines
    # A single faint tie is told by name; the more so as it takes no more room.
    assert any("from La France insoumise" in line for line in lines)


def test_what_may_not_be_seen_is_not_named() -> None:
    row = sample.ledger(GAME)["assembly.cohesion"]
    tie = replace(row.entries[0].carried[1], by=(("unseen", -1.92),))
    assert "through something unseen -1.92" in words.carried_words(GAME, tie)


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


def test_a_single_small_cause_is_named() -> None:
    drift = Entry(sample.DRIFT, 0.01)
    row = Row(Level("france", "cohesion"), 50.0, 50.01, (drift,))
    assert words.row_lines(GAME, row)[1] == "     0.0  Drift back to the baseline"


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
    assert "  The flank is alarmed. Telegrams fly." in lines
    assert "  Assemblée nationale's trust in France    60.0 ->   45.0   -15.0" in lines
    assert "  and 1 smaller change" in lines
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
    assert words.change_lines(GAME, ()) == ["  Nothing moved."]


def test_ties_in_words() -> None:
    tie = GAME.ties.between[0]
    name = f"trust({tie.listener}, {tie.of})"
    told = tie_words(GAME, {name: 45.0}, tie.listener, tie.of, {name: 60.0})
    assert "trust +45 (-15.0 since last turn), attention" in told
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
