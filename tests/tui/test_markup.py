"""What the screens say, as text made of values."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual.content import Content

from tests.tui.playing import scenario, setup
from wargame.engine.refusal import Unmet
from wargame.model.beginning import Beginning
from wargame.model.viewer import FACILITATOR, Seated
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker
from wargame.text.screens import setup_words
from wargame.text.situation import reason_words
from wargame.text.words import listed_names
from wargame.tui import markup
from wargame.tui.widgets.prose import hang


def test_names_that_hold_a_comma_or_an_and_are_parted_by_semicolons() -> None:
    assert listed_names(["Host"]) == "Host"
    assert listed_names(["Host", "Rival", "Guest"]) == "Host, Rival and Guest"
    assert listed_names(["Germany, Poland and the Baltics", "NATO"]) == "Germany, Poland and the Baltics; NATO"


def test_the_readers_own_seat_is_shown_by_a_word() -> None:
    table = LocalTable.create(setup("host"), None)
    table.submit("host", [])
    table.resolve()
    answer = markup.turn_text(table.setup.scenario, table.seat(Seated("host")).report(table.node))
    assert "  The Host (you): " in answer.plain and answer.plain.count("(you)") == 1
    assert "▸" not in answer.plain, "nothing looks like a cursor"
    assert "(you)" not in markup.turn_text(table.setup.scenario, table.seat(FACILITATOR).report(table.node)).plain


def test_a_wrapped_line_stands_under_its_first_word() -> None:
    shown = hang(Content("head\n  +3.0  a cause told at some length\n\nend"), 20)
    assert shown.plain.split("\n") == ["head", "  +3.0  a cause told", "  at some length", "", "end"]


@pytest.mark.parametrize("width", [8, 20, 33, 78])
def test_no_line_is_wider_than_its_room(width: int) -> None:
    table = LocalTable.create(setup("nato", of="planned-exit"), None)
    answer = markup.situation(
        scenario("planned-exit"), table.seat(Seated("nato")).snapshot.view, table.seat(FACILITATOR).snapshot.move
    )
    assert max(cell_len(line) for line in hang(answer, width).plain.split("\n")) <= max(width, 10)


def test_authors_line_breaks_go_but_paragraphs_stay() -> None:
    assert markup.flowing("one\ntwo\n\nthree\n") == "one two\n\nthree"


def test_a_course_runs_from_its_lowest_to_its_highest() -> None:
    assert markup.course([10, 20, 30]) == "▁▅█"
    assert markup.course([5, 5]) == "▁▁"


def test_a_bar_is_full_at_one_and_bounded() -> None:
    assert (markup.bar(0), markup.bar(1), markup.bar(7)) == ("░" * 10, "█" * 10, "█" * 10)


def test_effects_on_numbers_out_of_sight_are_left_out() -> None:
    table = LocalTable.create(setup("host"), None)
    played = table.setup.scenario
    whisper = next(
        offer for offer in table.seat(Seated("rival")).snapshot.view.offers if offer.order.reaction == "whisper"
    )
    assert "Designs" in markup.offer_detail(played, table.seat(Seated("rival")).snapshot.view, whisper, "").plain
    assert "Designs" not in markup.offer_detail(played, table.seat(Seated("host")).snapshot.view, whisper, "").plain


def test_a_reaction_tells_cost_delay_consent_condition_and_effects() -> None:
    table = LocalTable.create(setup("host"), None)
    view = table.seat(Seated("host")).snapshot.view
    offers = {offer.order.reaction: offer for offer in view.offers}
    subsidy = markup.offer_detail(table.setup.scenario, view, offers["subsidy"], "").plain
    assert "Costs 3 capital" in subsidy and "takes effect in turn 2" in subsidy
    assert "Commitment +10.0" in subsidy and f"line {offers['subsidy'].line}" in subsidy
    consented = next(offer for offer in view.offers if offer.consent)
    assert "Needs consent" in markup.offer_detail(table.setup.scenario, view, consented, "").plain
    press = markup.offer_detail(table.setup.scenario, view, offers["press"], "Because.").plain
    assert "Not now: Because." in press
    assert "Only while the Guest's trust in the Host is above 0" in press


def test_a_turn_tells_everything_that_happened() -> None:
    table = LocalTable.create(setup(), None)
    table.resolve()
    report = table.seat(FACILITATOR).report(table.node)
    answer = markup.turn_text(table.setup.scenario, report).plain
    assert report.move_title in answer
    for rule in report.fired:
        assert rule.title in answer
    for orders in report.played.values():
        for order in orders:
            assert order.title in answer
    largest = max(report.ledger, key=lambda row: abs(row.change))
    assert f"{largest.before:.1f} -> {largest.after:.1f}" in answer


def test_reasons_speak_of_titles_and_never_of_ids() -> None:
    table = LocalTable.create(setup("nato", of="planned-exit"), None)
    played, refused = table.setup.scenario, 0
    for seat in played.seats:
        for offer in table.seat(Seated(seat)).snapshot.view.offers:
            if isinstance(offer.reason, Unmet):
                words = reason_words(played, offer)
                refused += 1
                assert words.startswith("only while ")
                assert "(" not in words.replace("(give", "") or "trust(" not in words
                assert "_" not in words and "france." not in words, words
    assert refused > 3


@pytest.mark.parametrize(
    ("seats", "picker", "words"),
    [
        (("host",), MovePicker.CHANCE, "You play the Host. A bot plays the other seat by its doctrine."),
        (("host", "rival"), MovePicker.CHANCE, "2 people at this screen play the Host and the Rival"),
        ((), MovePicker.CHANCE, "Bots play every seat"),
        ((), MovePicker.FACILITATOR, "A facilitator at this screen picks the move of the Guest"),
        (("host",), MovePicker.PLAYER, "A player at this screen plays the Guest"),
    ],
)
def test_a_sentence_says_what_will_happen(seats: tuple[str, ...], picker: MovePicker, words: str) -> None:
    played = replace(setup(*seats), picker=picker)
    answer = setup_words(
        played.scenario, played.seats, played.picker, played.lens, played.seed, played.bot, Beginning()
    )
    assert words in answer
    assert "3 turns of 6 months" in answer and "Seed 7" in answer
    assert ("You watch" in answer) == (not seats and picker is MovePicker.CHANCE)
