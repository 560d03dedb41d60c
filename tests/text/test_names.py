"""Numbers, actors, orders and causes are called by the names a reader knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.text import sample
from wargame.engine.ledger import Cause, CauseKind, EventOutcome, Unattributed
from wargame.model.order import Order, Withholding
from wargame.text import names


@pytest.mark.parametrize(
    ("value", "words"),
    [(3.24, "+3.2"), (-0.44, "-0.4"), (0.0, "0.0"), (0.04, "0.0"), (-0.04, "0.0"), (-0.05001, "-0.1"), (100, "+100.0")],
)
def test_a_change_carries_its_sign_unless_it_rounds_to_nothing(value: float, words: str) -> None:
    assert names.signed(value) == words


def test_levels_never_read_minus_nothing() -> None:
    assert names.plain(-0.01) == "0.0"
    assert names.signed(45.4, 0) == "+45"
    assert names.signed(-0.4, 0) == "0"
    assert [names.short_number(x) for x in (3, 0.5, -12.25, 10, 100.0, -0.001)] == [
        "3",
        "0.5",
        "-12.25",
        "10",
        "100",
        "0",
    ]
    assert names.short_number(9.15, 1) == "9.2"
    assert [names.percent(share, 1) for share in (0.08, 0.125, 1.0, 0.1 + 0.2)] == ["8 %", "12.5 %", "100 %", "30 %"]
    assert [names.chance_words(chance) for chance in (0.4, 0.996)] == ["40 in 100 chance", ""]


def test_numbers_have_titles_short_forms_and_phrases() -> None:
    game = sample.scenario(17)
    assert names.number_title(game, "nato.cohesion") == "NATO: Cohesion"
    assert names.number_title(game, "trust(us, baltics)") == "United States' trust in the Baltic states"
    assert names.number_title(game, "capital(third)") == "THIRD: Capital"
    assert names.number_short(game, "trust(us, baltics)") == "US->BALT trust"
    assert names.number_short(game, "coalition.threat") == "COAL Perceived threat"
    assert names.number_phrase(game, "baltics.cohesion") == "the Baltic states' cohesion"
    assert names.number_phrase(game, "capital(second)") == "Assemblée nationale's capital"


def test_a_long_title_gives_way_to_its_short_form() -> None:
    game = sample.scenario(17)
    assert names.actor_name(game, "coalition") == "COAL"
    assert names.actor_name(game, "uk") == "United Kingdom"


def test_a_long_title_stays_whole_where_its_short_form_is_taken() -> None:
    game = sample.scenario(17)
    long = replace(game.seats["second"], title="Assemblée nationale and Senate", short="AN")
    alone = replace(game, seats={**game.seats, "second": long})
    assert names.seat_name(alone, "second") == "AN"
    assert names.seat_title(alone, "second") == "Assemblée nationale and Senate (AN)"
    short = replace(game, seats={**game.seats, "second": replace(long, title="Assemblée")})
    assert names.seat_title(short, "second") == "Assemblée"
    alike = replace(game, seats={**game.seats, "second": long, "third": replace(game.seats["third"], short="AN")})
    assert names.seat_name(alike, "second") == "Assemblée nationale and Senate"
    assert names.seat_title(alike, "second") == "Assemblée nationale and Senate"


def test_only_words_that_are_not_names_lose_their_large_initial() -> None:
    game = sample.scenario()
    assert names.lowered(game, "Cohesion") == "cohesion"
    assert names.lowered(game, "US footprint") == "US footprint"
    assert names.lowered(game, "European pillar") == "European pillar"
    assert names.lowered(game, "") == ""


def test_orders_in_words() -> None:
    game = sample.scenario(17)
    assert names.order_words(game, Order("second", "praise", "france")) == "Praise in public: France"
    assert names.order_words(game, Withholding("third", "second", "press")) == (
        "Withhold consent from Assemblée nationale: Press in private"
    )


def test_causes_say_who_did_what_and_when() -> None:
    game = sample.scenario()
    assert names.cause_words(game, sample.MOVE) == "France: Leave the command"
    assert names.cause_words(game, sample.PRESS) == "Assemblée nationale: Press in private (ordered in turn 2)"
    assert names.cause_words(game, sample.PRAISE) == "Assemblée nationale: Praise in public: France"
    assert names.cause_words(game, sample.RULE) == "Standing rule: The flank is alarmed"
    joined = replace(sample.RULE, kind=CauseKind.COMBINATION)
    assert names.cause_words(game, joined) == "Combination: The flank is alarmed"
    assert (
        names.cause_words(game, Cause(CauseKind.EVENT, EventOutcome("vote", "yes"), "They stay", 231))
        == "A vote: They stay"
    )
    assert names.cause_words(game, Cause(CauseKind.ORDER, Unattributed())) == ("Not attributed to anyone")
    assert names.cause_words(game, Cause(CauseKind.COST, Order("second", "press"), "Press in private", 205)) == (
        "Paid for: Press in private"
    )


def test_sources_are_named_by_title_with_the_place_in_them() -> None:
    game = sample.scenario()
    assert names.source_words(game, "polls, table 2") == "Polls of 2025, table 2"
    assert names.source_words(game, "judgement") == "the author's judgement"
    assert names.source_words(game, "") == ""
