"""The council in plain play: footnotes, the mover's answers, its capital, and how what is tried may come out."""

from __future__ import annotations

import io

from tests.council import council
from wargame.plain.console import Talk
from wargame.plain.play import play_plain
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Setup


def begin(*seats: str, picker: MovePicker = MovePicker.CHANCE) -> LocalTable:
    scenario = council()
    return LocalTable.create(Setup(scenario, seats, picker, scenario.default_lens, 3), None)


def talk(table: LocalTable, *answers: str) -> str:
    words = io.StringIO()
    play_plain(table, Talk(io.StringIO("".join(f"{answer}\n" for answer in answers)), words))
    return words.getvalue()


def test_a_seat_adds_a_footnote_by_number_and_by_name() -> None:
    for answer in ("4", "footnote host.talks"):
        table = begin("rival")
        said = talk(table, answer, "yes", "")
        assert "3. Withhold consent from the Host: Call talks of all three." in said
        assert "4. Consent with a footnote to the Host: Call talks of all three." in said
        assert "With a footnote 50 % of the effect is left." in said
        assert table.tree[1].played.orders["rival"] == ("footnote host.talks",)


def test_one_consent_is_answered_once() -> None:
    said = talk(begin("rival"), "3 4", "quit")
    assert "it is ordered twice in one turn" in said


def test_offers_say_how_they_may_come_out() -> None:
    said = talk(begin("host"), "quit")
    flat = " ".join(said.split())
    assert (
        "It may come out in several ways; the odds as they are, if nothing else is played: Taken to heart (75 in 100)."
        in flat
    )
    assert "On average over these outcomes: The Guest's commitment +6.5 (give or take 1.5)." in flat
    assert (
        "It may come out in several ways; the odds depend on something that you may not see: Voted. Voted down." in flat
    )
    assert "Needs the consent of the Rival and the Guest; blocked if it is withheld." in flat
    assert "blocked if it is withheld. With a footnote 50 % of the effect is left." in flat


def test_the_mover_sees_its_capital_and_answers_with_its_move() -> None:
    table = begin("host", picker=MovePicker.PLAYER)
    said = talk(table, "", "2", "numbers guest", "3", "yes", "2", "yes", "", "talks", "yes", "")
    assert "The mover has 2 capital." in said
    said_flat = " ".join(said.split())
    assert "2. Withhold the dues (not now: it costs 3 and there is 2 capital). Costs 3 capital." in said_flat
    assert "Withhold the dues cannot be made now: it costs 3 and there is 2 capital." in said_flat
    assert "1. Withhold consent from the Host: Call talks of all three." in said
    assert "The mover answers:\n  Consent with a footnote to the Host: Call talks of all three\n" in said
    assert table.tree[1].played.orders["mover"] == ("footnote host.talks",)
    seats_turn = said.split("Your seat: The Host")[1].split("All orders are in")[0]
    assert "The mover has" not in seats_turn and "with a footnote" not in seats_turn


def test_the_facilitator_answers_for_the_mover_and_may_go_back_to_the_move() -> None:
    table = begin("host", picker=MovePicker.FACILITATOR)
    said = talk(table, "", "3", "yes", "back", "1", "yes", "none", "yes", "none", "", "talks", "yes", "", "", "quit")
    assert said.count("The mover's answers?") == 2 and "The mover consents to all." in said
    assert (table.tree[1].played.move, table.tree[1].played.orders["mover"]) == ("grumble", ())


def test_nobody_is_asked_for_the_mover_where_chance_moves() -> None:
    table = begin("host")
    assert "The mover's answers?" not in talk(table, "none", "yes", "")
    assert table.tree[1].played.orders["mover"] == ("footnote host.talks",)
