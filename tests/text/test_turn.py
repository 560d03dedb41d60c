"""Resolved turns as lines."""

from __future__ import annotations

from dataclasses import replace

from tests.text import sample
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated
from wargame.text import ledger, turn

GAME = sample.scenario()


def test_a_seat_knows_of_itself_that_it_did_nothing() -> None:
    assert [
        turn.nothing_words("third", viewer) for viewer in (Seated("third"), FACILITATOR, Seated("second"), PUBLIC)
    ] == [
        "nothing",
        "nothing",
        "nothing you can see",
        "nothing you can see",
    ]


def test_a_turn_is_shown_whole() -> None:
    lines = turn.turn_lines(GAME, sample.report(GAME))
    assert lines[0] == "Turn 3 of 10, 2027-01 to 2027-06"
    assert "A vote: They stay (45 in 100 chance). By a hair." in lines
    assert "France: Leave the command" in lines
    assert "  Why it matters to you: You lose a neighbour." in lines
    assert "The facilitator released: A storm" in lines
    shown = " ".join(" ".join(lines).split())
    assert "Press in private (weakened to 50 %: THIRD withheld consent) (takes effect in turn 4)" in shown
    assert "Praise in public: France" in shown
    assert "  THIRD: nothing you can see" in lines
    assert lines[lines.index("Rules that fired") + 1] == "  The flank is alarmed (standing rule). Telegrams fly."
    assert "  Assemblée nationale's trust in France    60.0 ->   45.0   -15.0" in lines
    assert not any("smaller" in line for line in lines)
    assert max(len(line) for line in lines) <= 78


def test_a_blocked_order_says_so_and_not_when_it_takes_effect() -> None:
    played = replace(sample.report(GAME).played["second"][0], strength=0.0)
    assert turn.played_words(GAME, played, 3) == "Press in private (blocked: THIRD withheld consent)"


def test_an_ending_is_shown_with_its_sign() -> None:
    lines = turn.turn_lines(GAME, replace(sample.report(GAME), ending="out"))
    assert lines[-2:] == ["The game ends: × Out", "  Gone."]


def test_the_largest_change_comes_first() -> None:
    changes = [abs(row.change) for row in ledger.row_order(sample.ledger(GAME))]
    assert changes == sorted(changes, reverse=True)
    assert turn.change_lines(GAME, ()) == ["  Nothing changed that you can see."]
