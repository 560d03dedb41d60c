"""Line-by-line play over a real table, its answers typed from a text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.shipped import shipped_without
from wargame import load
from wargame.game.library import Library
from wargame.game.library_fault import Obstacle, Unusable, Use
from wargame.game.library_file import LibraryError
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, Seated
from wargame.plain.console import COVER_LINES, Talk
from wargame.plain.play import play_plain
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Phase, Setup

SCENARIO = Path(__file__).parents[2] / "scenarios" / "first-session.yaml"
CONSENTS = ("none", "yes")
"""Whoever picks the move consents for the mover to all that it is asked for."""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(str(SCENARIO))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library.sqlite3")


def begin(
    scenario: Scenario, library: Library, *seats: str, picker: MovePicker = MovePicker.CHANCE, seed: int = 1
) -> LocalTable:
    return LocalTable.create(Setup(scenario, seats, picker, "plain", seed), library)


def talk(table: LocalTable, *answers: str) -> str:
    """What is said when these lines are typed."""
    words = io.StringIO()
    play_plain(table, Talk(io.StringIO("".join(f"{answer}\n" for answer in answers)), words))
    return words.getvalue()


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_whole_game_by_one_person(scenario: Scenario, library: Library) -> None:
    table = begin(scenario, library, "host")
    said = talk(table, "1", "yes", "", "none", "yes", "", "press", "yes", "")
    assert table.phase is Phase.ENDED
    assert "Turn 1 of 3, 2026-01 to 2026-06. Your seat: The Host." in said
    assert "Keep the Guest in, and keep your own public calm." in said
    assert "1. Reassure in public: The Guest. Costs 1." in said
    assert "You order:\n  Reassure in public: The Guest\nCapital left: 3.\n" in said
    assert "The game has ended: " in said
    assert "The Rival: " in said and " of 100\n" in said
    assert [str(played.order) for played in table.seat(Seated("host")).report(1).played["host"]] == ["reassure(guest)"]
    assert [str(played.order) for played in table.seat(Seated("host")).report(3).played["host"]] == ["press"]


def test_no_line_is_too_long_or_drawn(scenario: Scenario, library: Library) -> None:
    said = talk(begin(scenario, library, "host", "rival"), "", "help", "numbers", "1", "yes", "", "none", "yes", "", "")
    assert max(len(line) for line in said.splitlines() if not line.startswith("Pass")) <= 110
    assert not set(said) & set("\x1b\r│─┌█")


def test_the_end_of_the_input_saves(scenario: Scenario, library: Library) -> None:
    table = begin(scenario, library, "host")
    said = talk(table, "2", "yes")
    assert said.endswith(
        "The input has ended.\nThe game is saved as 'first-session'.\n"
        "To go on, run: wargame play --plain --continue first-session\n"
    )
    again = LocalTable.open(library, "first-session")
    assert again.turn == 2
    went_on = talk(again, "none", "yes", "", "quit")
    assert "Turn 2 of 3" in went_on
    assert "The state across the water" not in went_on
    assert LocalTable.open(library, "first-session").turn == 3


def test_quitting_saves(scenario: Scenario, library: Library) -> None:
    said = talk(begin(scenario, library, "host"), "quit")
    assert "The input has ended" not in said
    assert "The game is saved as 'first-session'." in said


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        ("99", "'99' is not understood. Write a number from 1 to "),
        ("pres", "'pres' is not understood. Did you mean press?"),
        ("", "Please write an answer; help says what you can write."),
        ("3 5", "Subsidy: together these orders cost 5 and there is 4 capital."),
        ("why", "No turn has been resolved yet."),
        ("ties", "Whose ties? Write: ties ACTOR, as in: ties guest."),
        ("ties gest", "There is no actor 'gest'. Did you mean guest?"),
        ("why guest.comitment", "No turn has been resolved yet."),
        ("turn 7", "No turn has been resolved yet."),
        ("awaited", "Nothing is still to come."),
    ],
)
def test_answers_that_lead_no_further(scenario: Scenario, library: Library, answer: str, reply: str) -> None:
    table = begin(scenario, library, "host")
    assert reply in talk(table, answer, "quit").replace("\n", " ")
    assert table.owed == ("host",)


def test_no_and_back_lead_back_to_the_choice(scenario: Scenario, library: Library) -> None:
    table = begin(scenario, library, "host")
    said = talk(table, "1", "no", "2", "back", "press", "perhaps", "yes", "quit")
    assert said.count("Your reactions.") == 3
    assert "Please write yes or no." in said
    assert [str(each.order) for each in table.seat(Seated("host")).report(1).played["host"]] == ["press"]


def test_looking_shows_what_the_seat_may_see(scenario: Scenario, library: Library) -> None:
    said = talk(
        begin(scenario, library, "host"),
        "numbers",
        "numbers guest",
        "ties guest",
        "goals",
        "brief",
        "briefing",
        "reassure(guest)",
        "yes",
        "why",
        "why 1",
        "why Guest commitment",
        "why rival.designs",
        "why guest.comitment",
        "why guest.commitment turn 1",
        "why guest.commitment turn 2",
        "turn 1",
        "numbers",
        "quit",
    )
    assert "The Guest (guest)\n  Commitment: 60.0\n  Confidence: 50.0\n" in said
    assert "Designs" not in said
    assert "The Guest listens to:\n  The Host: trust +50.0, attention 70 %\n" in said
    assert "These listen to the Guest:\n  The Host: trust +60.0, attention 80 %\n" in said
    assert "The Host: " in said and " of 100.\n  " in said
    assert "What changed in turn 1; write why and a number to see its causes.\n  1. " in said
    assert "The Guest: Commitment 60.0 -> " in said
    assert "There is no number 'rival.designs' that you may see." in said
    assert "There is no number 'guest.comitment' that you may see. Did you mean\nguest.commitment?" in said
    assert "Only turn 1 has been resolved." in said
    assert " since last turn)" in said


def test_two_people_share_a_screen_behind_covers(scenario: Scenario, library: Library) -> None:
    table = begin(scenario, library, "host", "rival")
    said = talk(table, "", "1", "yes", "", "whisper", "yes", "", "", "quit")
    host = said.index("Pass the screen to The Host. Press Enter when nobody else is looking.")
    rival = said.index("Pass the screen to The Rival. Press Enter when nobody else is looking.")
    shown = said.index("All orders are in. Press Enter when everybody can see the screen.")
    assert host < rival < shown
    assert "Whisper" not in said[host:rival]
    assert "Whisper" not in said[shown:]
    assert "Reassure in public: The Guest" in said[shown:]


def test_a_cover_pushes_the_last_seat_off_a_terminal(scenario: Scenario, library: Library) -> None:
    words = Terminal()
    play_plain(begin(scenario, library, "host", "rival"), Talk(Terminal("\n1\nyes\n\nquit\n"), words))
    before, _, after = words.getvalue().partition("Pass the screen to The Rival.")
    assert before.endswith("\n" * COVER_LINES)
    assert "Whisper" in after


def test_a_facilitator_picks_moves_and_releases_injects(scenario: Scenario, library: Library) -> None:
    table = begin(scenario, library, "host", picker=MovePicker.FACILITATOR)
    said = talk(table, "", "withhold_dues", "no", "2", "yes", *CONSENTS, "storm", "", "none", "yes", "", "quit")
    assert "Pass the screen to the facilitator." in said
    assert "1. Grumble in public (chance would pick it 50 times in 100)." in said
    assert "Released: A storm shuts the strait." in said
    report = table.seat(FACILITATOR).report(1)
    assert (report.move, report.injects) == ("withhold_dues", ("A storm shuts the strait",))


def test_a_move_that_cannot_be_made_is_refused_with_its_reason(scenario: Scenario, library: Library) -> None:
    table = begin(scenario, library, picker=MovePicker.FACILITATOR)
    said = talk(table, "2", "yes", *CONSENTS, "none", "", "2", "1", "yes", *CONSENTS, "none", "quit")
    assert "(not now: it was played in turn 1 and can be again from turn 3)" in " ".join(said.split())
    assert "Withhold the dues cannot be made now: it was played in turn 1 and can be" in said
    assert table.seat(FACILITATOR).report(2).move == "grumble"


def test_a_player_leads_the_mover_and_sees_only_what_is_public(scenario: Scenario, library: Library) -> None:
    table = begin(scenario, library, picker=MovePicker.PLAYER)
    said = talk(table, "numbers", "goals", "brief", "1", "yes", *CONSENTS, "why rival.designs", "quit")
    assert "You lead the Guest. Your public is tired of paying." in said
    assert said.count("The goals of the Guest:\n  A freer hand: 0 of 100 points;") == 2
    assert "Designs" not in said
    assert "There is no number 'rival.designs' that you may see." in said
    assert "inject" not in said
    assert table.seat(FACILITATOR).report(1).move == "grumble"


def test_watching_goes_turn_by_turn_and_sees_everything(scenario: Scenario, library: Library) -> None:
    table = begin(scenario, library)
    said = talk(table, "", "numbers rival", "", "", "", "", "", "why 1 turn 1", "")
    assert table.phase is Phase.ENDED
    assert "All seats are played by bots." in said
    assert "Designs: " in said
    assert said.count("What changed most") == 3


def test_an_ended_game_can_be_looked_at_again(scenario: Scenario, library: Library) -> None:
    talk(begin(scenario, library), *[""] * 9)
    said = talk(LocalTable.open(library, "first-session"), "turn 2", "nonsense", "")
    assert "Turn 2 of 3, 2026-07 to 2026-12" in said
    assert "'nonsense' is not understood." in said
    assert said.count("The game has ended: ") == 1


def test_consent_is_asked_for_and_can_be_withheld(scenario: Scenario, library: Library) -> None:
    table = begin(scenario, library, "host", "rival")
    said = talk(table, "", "talks", "yes", "", "withhold host.talks", "yes", "", "quit")
    assert "Reactions of others that need your consent. You give it unless you withhold" in said
    assert "Withhold consent from the Host: Call talks of all three." in said
    assert "Without your consent it is blocked." in said
    (played,) = table.seat(FACILITATOR).report(1).played["host"]
    assert (played.strength, played.refused_by) == (0.0, ("rival",))


def test_control_characters_do_not_reach_the_terminal() -> None:
    words = io.StringIO()
    Talk(io.StringIO(), words).say("A\x1b[2Jb\u009bc")
    assert words.getvalue() == "A [2Jb c\n"


@pytest.mark.parametrize("picker", [MovePicker.PLAYER, MovePicker.FACILITATOR])
@pytest.mark.parametrize(
    ("asked", "answers", "question"), [(False, (), "Which move?"), (True, CONSENTS, "The mover's answers?")]
)
def test_a_move_that_cannot_be_saved_is_said_and_asked_for_again(
    library: Library,
    picker: MovePicker,
    asked: bool,
    answers: tuple[str, ...],
    question: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scenario = shipped_without("first-session", *([] if asked else ["mover: drawn(vote.leavers)"]))
    table = begin(scenario, library, picker=picker)

    def full(*_: object) -> None:
        raise LibraryError(Unusable("library.sqlite3", Use.WRITE, Obstacle.FULL))

    monkeypatch.setattr(library, "keep_draft", full)
    said = talk(table, "grumble", "yes", *answers)
    words = "The library of saved games library.sqlite3 cannot be written: the disk is full."
    assert words in " ".join(said.split())
    assert said.count(question) == 2
    assert table.phase is Phase.MOVE


def test_two_windows_on_one_game_both_go_on_and_lose_no_turn(scenario: Scenario, library: Library) -> None:
    first = begin(scenario, library, "host")
    second = LocalTable.open(library, first.name)
    for table in (first, second, first, second):
        talk(table, "none", "yes", "quit")
    assert (first.turn, second.turn) == (3, 3)
    assert LocalTable.open(library, first.name).turn == 3


def test_the_moves_own_effects_are_told_before_orders_are_asked_for(scenario: Scenario, library: Library) -> None:
    table = begin(scenario, library, "host", picker=MovePicker.FACILITATOR)
    said = talk(table, "", "grumble", "yes", *CONSENTS, "none", "", "quit")
    before = said[said.index("Your seat: The Host.") : said.index("Your reactions.")]
    assert "     The Host's confidence -4.0: The Host's papers print every word.\n" in before
    assert "By itself it does this:" in before


def test_what_comes_too_late_says_so(scenario: Scenario, library: Library) -> None:
    said = " ".join(talk(begin(scenario, library, "host"), "none", "yes", "", "none", "yes", "", "quit").split())
    first, second, third = said.split("Your reactions.")[1:]
    assert "Takes effect next turn." in first and "Takes effect next turn." in second
    assert "It would take effect in turn 4, after the game has ended." in third
    assert "Takes effect next turn." not in third


def test_what_is_still_to_come_says_whose_it_is(scenario: Scenario, library: Library) -> None:
    table = begin(scenario, library, "host")
    said = talk(table, "subsidy", "yes", "", "quit")
    assert "Still to come:\n  The Host: " in said
    assert ", ordered in turn 1, takes effect in turn 2." in " ".join(said.split())
