"""How likely what is, asked of the local table: from any node, under every lens, as far as a seat may see."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.errors import raises_saying
from tests.processes import ON_LINUX, children, gone
from tests.shipped import shipped_scenario
from wargame.engine.position import Position
from wargame.game.replay import Replay
from wargame.game.tree import BEGINNING
from wargame.jobs.task import Progress, Task
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated, Side, Viewer, viewers
from wargame.seminar import inquiry
from wargame.seminar.local import LocalTable
from wargame.seminar.requests import Analysis, SimulationRequest
from wargame.seminar.seen_forecast import SeenForecast
from wargame.seminar.table import MovePicker, Phase, Setup, TableError

MANY = 50_000_000
"""More games than can be played before they are stopped."""


@pytest.fixture
def scenario() -> Scenario:
    return shipped_scenario("first-session")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work done in this process, on copies of what would go to another and come back: to start one takes longer."""

    def done_here(work: Callable[..., Iterator[Any]], *arguments: Any, of: int) -> Task[Any]:
        sent, subject = pickle.loads(pickle.dumps((work, arguments)))
        return Task((pickle.loads(pickle.dumps(each)) for each in sent(*subject)), of=of)

    monkeypatch.setattr(inquiry, "in_process", done_here)


def sit(scenario: Scenario, *seats: str, picker: MovePicker = MovePicker.CHANCE, bot: str = "doctrine") -> LocalTable:
    return LocalTable.create(Setup(scenario, seats, picker, scenario.default_lens, 7, bot), None)


def play_on(table: LocalTable, **orders: str) -> int:
    """One turn with at most one order of each seat; gives the node played."""
    for seat in table.setup.seats:
        table.submit(seat, [parse_decision(seat, orders[seat])] if seat in orders else [])
    table.resolve()
    return table.node


def finish(work: Analysis[SimulationRequest, SeenForecast]) -> dict[str, SeenForecast]:
    """All that comes, the last of each lens."""
    return {found.lens: found for found in work.task}


def test_games_are_played_on_under_every_lens_the_games_own_first(scenario: Scenario) -> None:
    table = LocalTable.create(Setup(scenario, ("host",), MovePicker.CHANCE, list(scenario.lenses)[-1], 7), None)
    node = play_on(table)
    work = table.seat(Seated("host")).simulate(node, 300)
    assert work.request.lenses[0] == table.setup.lens
    assert set(work.request.lenses) == set(scenario.lenses)
    found = finish(work)
    assert list(found) == list(work.request.lenses)
    assert work.task.progress == Progress(600, 600)
    for each in found.values():
        assert each.games == 300
        assert sum(ending.games for ending in each.endings) == 300
        assert all(turn >= 2 for ending in each.endings for turn in ending.turns)
        assert {len(fan) for fan in each.fans.values()} == {2}
    assert (work.request.turn, len(work.request.history)) == (2, 2)
    assert work.request.history == tuple(table.seat(Seated("host")).snapshot.history)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("viewer", [FACILITATOR, Seated("host")])
def test_at_the_end_the_first_lens_has_its_bands_over_what_is_not_known(scenario: Scenario, viewer: Viewer) -> None:
    table = sit(scenario, "host")
    for node in (BEGINNING, play_on(table)):
        several = list(table.seat(viewer).simulate(node, 500).task)
        assert not any(each.by_doubts for each in several[:-1])
        assert several[-1].lens == "plain"
        assert several[-1].done
        bands = several[-1].by_doubts
        assert set(scenario.endings) <= set(bands)
        assert all(0 <= bands[each.ending].low <= bands[each.ending].high <= 1 for each in several[-1].endings)


@pytest.mark.usefixtures("here")
def test_the_seeds_of_example_games_are_for_the_facilitator(scenario: Scenario) -> None:
    """A seed that the program chose has six digits at most: whoever tried them all would find the game's own."""
    table = sit(scenario, "host")
    for viewer in viewers(scenario.seats):
        for each in finish(table.seat(viewer).simulate(BEGINNING, 30)).values():
            told = [ending.example is not None for ending in each.endings if ending.games]
            assert told and all(told) == any(told) == (viewer == FACILITATOR)


def test_the_same_is_found_again(scenario: Scenario) -> None:
    table = sit(scenario, "host")
    node = play_on(table)
    assert finish(table.seat(Seated("host")).simulate(node, 200)) == finish(
        table.seat(Seated("host")).simulate(node, 200)
    )


@pytest.mark.usefixtures("here")
def test_the_move_that_is_picked_is_made_and_chance_picks_elsewhere(scenario: Scenario) -> None:
    table = sit(scenario, "host", picker=MovePicker.FACILITATOR)
    work = table.seat(FACILITATOR).simulate(BEGINNING, 1)
    assert (work.request.move, work.request.whole, len(finish(work))) == (None, True, 2)
    ends = {}
    for move in ("grumble", "reaffirm"):
        table = sit(scenario, "host", picker=MovePicker.FACILITATOR)
        table.pick_move(move)
        work = table.seat(FACILITATOR).simulate(BEGINNING, 500)
        assert (work.request.move, work.request.whole) == (move, False)
        ends[move] = [found.fans["guest.commitment"][0] for found in finish(work).values()]
    assert ends["grumble"] < ends["reaffirm"]
    play_on(table)
    work = table.seat(FACILITATOR).simulate(BEGINNING, 1)
    assert (work.request.move, work.request.whole, len(finish(work))) == (None, True, 2)


@pytest.mark.usefixtures("here")
def test_what_is_released_counts_for_the_facilitator_who_alone_knows_of_it(scenario: Scenario) -> None:
    calm, stormy = (sit(scenario, "host", picker=MovePicker.FACILITATOR) for _ in range(2))
    for table in (calm, stormy):
        table.pick_move("grumble")
    stormy.release("storm")
    seen = [finish(table.seat(FACILITATOR).simulate(BEGINNING, 300)) for table in (calm, stormy)]
    low, high = (found["plain"].fans["guest.confidence"][0] for found in seen)
    assert low < high
    host = [finish(table.seat(Seated("host")).simulate(BEGINNING, 300)) for table in (calm, stormy)]
    assert host[0] == host[1]


@pytest.mark.usefixtures("here")
def test_orders_handed_in_tell_nobody_anything(scenario: Scenario) -> None:
    table = sit(scenario, "host", "rival")
    before = finish(table.seat(Seated("host")).simulate(BEGINNING, 200))
    table.submit("rival", [parse_decision("rival", "whisper")])
    assert finish(table.seat(Seated("host")).simulate(BEGINNING, 200)) == before


@pytest.mark.usefixtures("here")
def test_bots_of_empty_seats_choose_as_they_do_in_the_game(scenario: Scenario) -> None:
    doctrine, random = (sit(scenario, "host", bot=bot) for bot in ("doctrine", "random"))
    seen = [finish(table.seat(FACILITATOR).simulate(BEGINNING, 300)) for table in (doctrine, random)]
    assert seen[0] != seen[1]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("viewer", "hidden", "scores"),
    [
        (Seated("host"), {"rival.designs"}, [Seated("host")]),
        (PUBLIC, {"rival.designs"}, [MOVER]),
        (Seated("rival"), set(), [Seated("rival")]),
    ],
)
def test_a_seat_is_shown_what_it_may_see(
    scenario: Scenario, viewer: Viewer, hidden: set[str], scores: list[Side]
) -> None:
    table = sit(scenario, "host", "rival")
    node = play_on(table, rival="whisper")
    all_of_it = finish(table.seat(FACILITATOR).simulate(node, 200))
    whole = all_of_it[table.setup.lens]
    assert "rival.designs" in whole.fans
    assert [each.side for each in whole.scores] == [Seated("host"), Seated("rival"), MOVER]
    work = table.seat(viewer).simulate(node, 200)
    cut_of_it = finish(work)
    cut = cut_of_it[table.setup.lens]
    assert set(whole.fans) - set(cut.fans) == hidden
    assert set(cut.atoms) == set(cut.fans)
    assert [each.side for each in cut.scores] == scores
    # Beside the first lens too, and no game is named that shows what changed.
    (other,) = (lens for lens in scenario.lenses if lens != table.setup.lens)
    beside, of_all = cut_of_it[other].beside, all_of_it[other].beside
    assert beside is not None and of_all is not None and cut.beside is None
    assert [side for side, _ in beside.scores] == scores
    assert [side for side, _ in of_all.scores] == [Seated("host"), Seated("rival"), MOVER]
    assert beside.changes == ()
    assert not hidden & set(work.request.history[-1])


@pytest.mark.usefixtures("here")
def test_what_is_hidden_changes_nothing_that_a_seat_is_shown(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two games that differ only in what the Host cannot see come to the same, though they differ for the Rival."""
    table = sit(scenario, "host", "rival")
    node = play_on(table)
    viewers: tuple[Viewer, ...] = (Seated("host"), PUBLIC, Seated("rival"), FACILITATOR)
    found = {viewer: finish(table.seat(viewer).simulate(node, 400)) for viewer in viewers}
    true_position = Replay.position

    def doctored(replay: Replay, number: int) -> Position:
        position = true_position(replay, number)
        worlds = position.worlds
        numbers = worlds.numbers.copy()
        numbers[list(position.numbers).index("rival.designs")] = 95.0
        worlds = replace(worlds, numbers=numbers)
        return Position(worlds, position.delayed, line=position.line, unopened=position.earlier)

    monkeypatch.setattr(Replay, "position", doctored)
    other = {viewer: finish(table.seat(viewer).simulate(node, 400)) for viewer in found}
    assert other[Seated("host")] == found[Seated("host")]
    assert other[PUBLIC] == found[PUBLIC]
    assert other[Seated("rival")] != found[Seated("rival")]
    assert other[FACILITATOR] != found[FACILITATOR]


def test_what_cannot_be_simulated_is_refused_in_a_sentence(scenario: Scenario) -> None:
    table = sit(scenario, "host")
    while table.phase is not Phase.ENDED:
        play_on(table)
    with raises_saying(TableError, r"^the game has ended there, so nothing is left to simulate; go back to an"):
        table.seat(Seated("host")).simulate(table.node, 100)
    with raises_saying(TableError, r"^there is no node 99 in this game$"):
        table.seat(Seated("host")).simulate(99, 100)
    for games in (0, 10**9):
        with raises_saying(TableError, "games can be simulated"):
            table.seat(Seated("host")).simulate(BEGINNING, games)


@ON_LINUX
def test_a_fault_in_the_work_is_the_tables_own(scenario: Scenario) -> None:
    table = sit(scenario, "host")
    before = children(os.getpid())
    work = table.seat(Seated("host")).simulate(BEGINNING, MANY)
    (process,) = children(os.getpid()) - before
    # As if the system had ended it for want of memory.
    os.kill(process, signal.SIGKILL)
    with raises_saying(TableError, "it ended before it was done"):
        list(work.task)
    assert gone({process})


@ON_LINUX
def test_stopping_leaves_no_process(scenario: Scenario) -> None:
    table = sit(scenario, "host")
    before = children(os.getpid())
    work = table.seat(Seated("host")).simulate(BEGINNING, MANY)
    first = next(work.task)
    assert 0 < first.games < MANY
    progress = work.task.progress
    assert progress.of == len(work.request.lenses) * MANY
    assert first.games <= progress.done < progress.of
    started = children(os.getpid()) - before
    assert len(started) > 1, "the games are played by more than one process"
    work.task.cancel()
    assert all(each.games < MANY for each in finish(work).values())
    assert gone(started)


_ASKS = """
import sys, time, wargame
from wargame.model.viewer import Seated
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Setup
scenario = wargame.load("scenarios/first-session.yaml")
table = LocalTable.create(Setup(scenario, ("host",), MovePicker.CHANCE, scenario.default_lens, 7), None)
for found in table.seat(Seated("host")).simulate(0, 50_000_000).task:
    print(found.games, flush=True)
"""


@ON_LINUX
def test_no_process_outlives_a_table_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _ASKS], stdout=subprocess.PIPE, text=True) as asks:
        assert asks.stdout is not None
        assert int(asks.stdout.readline()) > 0
        started = children(asks.pid)
        assert len(started) > 1
        asks.kill()
    assert gone(started), "they notice that nobody waits for them"
