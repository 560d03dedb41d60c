"""Footnotes, the mover's consent and capital, and how what is tried may come out, in words."""

from __future__ import annotations

import pytest

from tests.council import council
from wargame.engine import visibility
from wargame.engine.position import start
from wargame.engine.view import MoveOffer, OutcomeOffer
from wargame.model.viewer import FACILITATOR, MOVER, Seated
from wargame.text import names, plain_play, screens, situation


def move(name: str) -> MoveOffer:
    return next(each for each in visibility.move_offers(start(council()), MOVER) if each.id == name)


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.75, "Heard (75 in 100)"), (0.001, "Heard (less than 1 in 100)"), (0.0, "Heard (0 in 100)"), (None, "Heard")],
)
def test_an_outcome_with_its_odds(probability: float | None, words: str) -> None:
    assert situation.outcome_words(OutcomeOffer("heard", "Heard", "", probability, (), 1)) == words


def test_odds_that_are_not_given_are_said_to_be_hidden() -> None:
    known, hidden = (OutcomeOffer("heard", "Heard", "", each, (), 1) for each in (0.5, None))
    assert situation.outcomes_head([known]).endswith("the odds as they are, if nothing else is played:")
    assert situation.outcomes_head([hidden]).endswith("the odds depend on something that you may not see:")


def test_what_a_footnote_leaves() -> None:
    assert situation.footnote_words(None) == ""
    assert situation.footnote_words(0.0) == "With a footnote nothing of the effect is left."
    assert situation.footnote_words(0.25) == "With a footnote 25 % of the effect is left."
    (ask,) = visibility.view(start(council()), Seated("rival")).asks
    assert screens.ask_words(council(), ask).endswith(
        "it is blocked. Withholding costs nothing. With a footnote 50 % of the effect is left."
    )
    assert screens.consents_words(2, 0, 3) == "Consents you would give if asked: 2 of 3; see below"
    assert screens.consents_words(2, 1, 3) == "Consents you would give if asked: 2 of 3, 1 with a footnote; see below"


def test_what_a_move_costs_is_said_where_it_costs() -> None:
    dear, free = move("withhold_dues"), move("reaffirm")
    assert screens.move_tail(dear) == "cost 3"
    assert screens.move_tail(free) == "40 in 100"
    assert "Costs 3 capital." in screens.move_facts(dear) and "Costs" not in screens.move_facts(free)
    assert plain_play.move_state(dear, "too dear") == "Withhold the dues (not now: too dear). Costs 3 capital."
    assert "Costs" not in plain_play.move_state(free, "")


def test_the_mover_s_capital_by_its_names() -> None:
    scenario = council()
    assert screens.mover_capital_words(scenario, 2) == "2 now; +1 each turn; at most 4"
    assert names.number_title(scenario, "capital(mover)") == "The Guest: Capital"
    assert names.number_phrase(scenario, "capital(mover)") == "the Guest's capital"
    assert names.number_short(scenario, "capital(mover)") == "GUEST Capital"
    assert screens.viewer_words(scenario, MOVER) == "Seen by the Guest"
    assert screens.viewer_words(scenario, FACILITATOR) == "Everything is shown"


def test_the_mover_is_told_whether_its_answers_are_in() -> None:
    assert "you answer with the move" in screens.mover_asked_words(1, answered=False)
    assert "your answers are in" in screens.mover_asked_words(2, answered=True)
