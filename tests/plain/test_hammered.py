"""Line-by-line play under a flood of answers: it never fails, never shows what a seat may not see, and stays saved."""

from __future__ import annotations

import io
import random
import time
from pathlib import Path

import pytest

from tests import soak
from wargame import load
from wargame.authoring import shipped
from wargame.game.library import Library
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR
from wargame.plain.console import Talk
from wargame.plain.play import play_plain
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Setup

SOAK_SECONDS = 30.0 * soak.TIMES
WORDS = (
    *("yes", "no", "none", "", "back", "again", "help", "?", "numbers", "ties", "goals", "why", "awaited", "brief"),
    *("briefing", "turn", "turn 1", "turn 99", "turn x", "why 1", "why 99", "why 1 turn 1", "why  turn ", "yes" * 50),
    *("1 1", "1,2", "1 2 3", "-1", "²", "1.5", "withhold", "withhold a.b", "(", "why (", "\x00", "\x1b[2J", "é" * 300),
)


def answers(luck: random.Random, scenario: Scenario, count: int) -> list[str]:
    """Answers that a hasty, curious or careless person might type."""
    ids = [*scenario.actors, *scenario.seats, *scenario.moves, *scenario.injects]
    reactions = [name for reactions in scenario.reactions.values() for name in reactions]
    given = []
    for _ in range(count):
        match luck.randrange(5):
            case 0:
                given.append(luck.choice(WORDS))
            case 1:
                given.append(str(luck.randrange(12)))
            case 2:
                given.append(luck.choice(("", "yes", "none")))
            case 3:
                given.append(f"{luck.choice(('numbers', 'ties', 'why'))} {luck.choice(ids)}")
            case _:
                given.append(luck.choice(reactions))
    return given


def hammer(seed: int, scenario: Scenario, folder: Path, count: int) -> str:
    """What is said in a game of random set-up under random answers."""
    luck = random.Random(seed)
    seats = tuple(seat for seat in scenario.seats if luck.random() < 0.4)
    picker = luck.choice(list(MovePicker))
    library = Library(folder / f"{seed}.sqlite3")
    setup = Setup(scenario, seats, picker, luck.choice(list(scenario.lenses)), luck.randrange(2**64))
    table = LocalTable.create(setup, library)
    words = io.StringIO()
    typed = "".join(f"{answer}\n" for answer in answers(luck, scenario, count))
    play_plain(table, Talk(io.StringIO(typed), words))
    again = LocalTable.open(library, table.name)
    assert (again.turn, again.phase, again.ending) == (table.turn, table.phase, table.ending)
    assert again.seat(FACILITATOR).snapshot.history == table.seat(FACILITATOR).snapshot.history
    return words.getvalue()


@pytest.mark.parametrize("seed", range(12))
def test_a_flood_of_answers(seed: int, tmp_path: Path) -> None:
    said = hammer(seed, load(shipped()["first-session"]), tmp_path, 120)
    assert "The input has ended." in said or "The game has ended: " in said
    assert "\x1b" not in said


@pytest.mark.soak
@pytest.mark.parametrize("name", ["first-session", "planned-exit"])
def test_a_long_flood_of_answers(name: str, tmp_path: Path) -> None:
    scenario = load(shipped()[name])
    end, seed = time.monotonic() + SOAK_SECONDS, 1000
    while time.monotonic() < end:
        hammer(seed, scenario, tmp_path, 400)
        seed += 1
    assert seed > 1003
