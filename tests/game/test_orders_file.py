"""Orders files: what a line may say, and what is wrong with one that is not understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.council import council
from tests.shipped import shipped_scenario
from wargame import Order, load
from wargame.authoring import parse
from wargame.game.orders_file import OrdersFile, ScriptError, parse_script
from wargame.model.order import Withholding
from wargame.model.scenario import Scenario
from wargame.players.whole_game import play_out
from wargame.text.faults import error_words

WHOLE = (
    shipped_scenario("first-session")
    .text.replace("          mover: drawn(vote.leavers) and guest.commitment < 45\n", "")
    .replace(", footnote: guest.commitment < 58}", "}")
    .replace("        footnote: 0.5\n", "")
)
"""The first session with talks to which the Rival alone consents, and not in part."""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(Path(__file__).parents[2] / "scenarios" / "first-session.yaml")


def test_every_kind_of_line(scenario: Scenario) -> None:
    script = parse_script(
        "# A remark.\r\n"
        "turn 1: move grumble\r\n"
        "\r\n"
        "  turn  1 :  host : reassure(guest),press # and another\r\n"
        "turn 2:inject storm\r\n"
        "turn 2: rival: none\r\n"
        "turn 3: rival: withhold host.talks, whisper\r\n",
        "orders.txt",
        scenario,
    )
    assert (script.moves[1].id, script.moves[1].line) == ("grumble", 2)
    assert script.orders[1, "host"].orders == (Order("host", "reassure", "guest"), Order("host", "press"))
    assert script.orders[1, "host"].line == 4
    assert [each.id for each in script.injects[2]] == ["storm"]
    assert script.orders[2, "rival"].orders == ()
    assert script.orders[3, "rival"].orders == (
        Withholding("rival", "host", "talks"),
        Order("rival", "whisper"),
    )
    assert script.last_turn == 3
    assert set(script.orders) == {(1, "host"), (2, "rival"), (3, "rival")}


def test_footnotes_and_the_mover_s_answers() -> None:
    script = parse_script(
        "turn 1: rival: footnote host.talks\n"
        "turn 1: mover: withhold host.talks\n"
        "turn 2: mover: none\n"
        "turn 3: mover: footnote host.talks\n",
        "orders.txt",
        council(),
    )
    assert {key: several.orders for key, several in script.orders.items()} == {
        (1, "rival"): (Withholding("rival", "host", "talks", in_part=True),),
        (1, "mover"): (Withholding("mover", "host", "talks"),),
        (2, "mover"): (),
        (3, "mover"): (Withholding("mover", "host", "talks", in_part=True),),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("turn 1: mover: press", "1:16: 'mover' has no reaction 'press'"),
        ("turn 1: mover: withhold host.press", "1:25: 'host.press' does not ask for the consent of 'mover'"),
        ("turn 1: mover: withhold host.talks, footnote host.talks", "1:37: 'footnote host.talks' is ordered twice"),
        ("turn 1: mvoer: none", "1:9: there is no seat 'mvoer' (did you mean mover?)"),
    ],
)
def test_what_is_wrong_with_the_mover_s_answers(text: str, message: str) -> None:
    with pytest.raises(ScriptError) as error:
        parse_script(text, "orders.txt", council())
    assert error_words(error.value) == f"orders.txt:{message}"


def test_without_a_footnote_or_the_mover_asked_neither_is_understood() -> None:
    scenario = parse(WHOLE, "whole.yaml")
    for text, message in (
        ("turn 1: rival: footnote host.talks", "1:25: 'host.talks' takes consent whole or not at all"),
        ("turn 1: mover: withhold host.talks", "1:9: there is no seat 'mover'"),
    ):
        with pytest.raises(ScriptError) as error:
            parse_script(text, "orders.txt", scenario)
        assert error_words(error.value) == f"orders.txt:{message}"


def test_what_a_script_answers_is_played_and_what_it_leaves_open_is_left_to_doctrine() -> None:
    scenario = council()
    script = parse_script(
        "turn 1: move reaffirm\nturn 1: host: talks\nturn 1: rival: none\nturn 1: mover: withhold host.talks\n"
        "turn 3: host: talks\n",
        "orders.txt",
        scenario,
    )
    first, _, third = play_out(scenario, 3, scenario.default_lens, "doctrine", script).resolutions
    assert first.orders["mover"] == (Withholding("mover", "host", "talks"),)
    assert first.orders["host"] == (Order("host", "talks"),)
    assert third.orders["mover"] == third.before.movers_answers


def test_an_empty_script_says_nothing(scenario: Scenario) -> None:
    script = parse_script("\n# nothing\n", "orders.txt", scenario)
    assert script == OrdersFile("orders.txt")
    assert script.last_turn == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("host: press", "1:1: a line begins with its turn, as in 'turn 1: move ...' or 'turn 1: seat: ...'"),
        ("  move grumble", "1:3: a line begins with its turn, as in 'turn 1: move ...' or 'turn 1: seat: ...'"),
        ("turn one: move grumble", "1:1: a line begins with its turn, as in 'turn 1: move ...' or 'turn 1: seat: ...'"),
        ("turn 0: move grumble", "1:6: there is no turn 0: the game has turns 1 to 3"),
        ("turn 4: move grumble", "1:6: there is no turn 4: the game has turns 1 to 3"),
        ("turn 1:", "1:8: after the turn comes 'move ID', 'inject ID' or a seat and its orders, as in 'seat: order'"),
        (
            "turn 1: press",
            "1:9: after the turn comes 'move ID', 'inject ID' or a seat and its orders, as in 'seat: order'",
        ),
        ("turn 1: move grumbel", "1:14: there is no move 'grumbel' (did you mean grumble?)"),
        ("turn 1: inject strom", "1:16: there is no inject 'strom' (did you mean storm?)"),
        ("turn 1: hots: press", "1:9: there is no seat 'hots' (did you mean host?)"),
        ("turn 1: host:", "1:14: 'host' has no orders here: write 'none' when it gives none"),
        ("turn 1: host: pres", "1:15: 'host' has no reaction 'pres' (did you mean press?)"),
        ("turn 1: host: press, subsdy", "1:22: 'host' has no reaction 'subsdy' (did you mean subsidy?)"),
        ("turn 1: host: reassure", "1:15: 'reassure' needs a target, as in reassure(guest)"),
        ("turn 1: host: reassure(gest)", "1:24: 'reassure' has no target 'gest' (did you mean guest?)"),
        ("turn 1: host: press(guest)", "1:15: 'press' takes no target"),
        ("turn 1: host: press, press", "1:22: 'press' is ordered twice"),
        (
            "turn 1: host: Press!",
            "1:15: 'Press!' is not an order: write reaction, reaction(actor), withhold seat.reaction or footnote "
            "seat.reaction",
        ),
        ("turn 1: rival: withhold hst.talks", "1:25: there is no seat 'hst' (did you mean host?)"),
        ("turn 1: rival: withhold host.tlaks", "1:30: 'host' has no reaction 'tlaks' (did you mean talks?)"),
        ("turn 1: rival: withhold host.subsidy", "1:25: 'host.subsidy' does not ask for the consent of 'rival'"),
        ("turn 1: move \x1b[2J", "1:1: this line holds a character that cannot be shown"),
        (
            f"turn 1: host: {'press' * 20}",
            "1:15: 'host' has no reaction 'presspresspresspresspresspresspresspresspresspresspresspr...'",
        ),
        (f"turn 1: host: {'Press' * 20}", "1:15: this is too long for an order"),
        ("turn 1: move grumble\nturn 1: move reaffirm", "2:14: line 1 already names the move of turn 1"),
        ("turn 1: inject storm\nturn 1: inject storm", "2:16: inject 'storm' is released twice in turn 1"),
        ("turn 1: host: none\nturn 1: host: press", "2:9: line 1 already gives the orders of 'host' in turn 1"),
    ],
)
def test_what_is_not_understood(scenario: Scenario, text: str, message: str) -> None:
    with pytest.raises(ScriptError) as caught:
        parse_script(text, "orders.txt", scenario)
    assert error_words(caught.value) == f"orders.txt:{message}"


def test_all_faults_are_told_at_once(scenario: Scenario) -> None:
    with pytest.raises(ScriptError) as caught:
        parse_script("x\nturn 1: move y\nturn 1: host: a, b\n", "orders.txt", scenario)
    assert [problem.line for problem in caught.value.problems] == [1, 2, 3, 3]
