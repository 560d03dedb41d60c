"""What a value says of itself, and what an error carries."""

from __future__ import annotations

import ast
import importlib
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wargame
from tests.engine.invented import invented
from tests.shipped import shipped_scenario
from wargame.analysis import rerun
from wargame.analysis.fault import NothingToChoose, QuestionError, UnknownNameError, UnknownNumber
from wargame.authoring import parse
from wargame.authoring.problems import Problem, ScenarioError
from wargame.engine.friedkin_johnsen import UnsettledError
from wargame.engine.legality import IllegalMoveError, IllegalOrderError
from wargame.engine.position import Position
from wargame.engine.refusal import RefusedChoice, UnknownMove, UnknownReaction
from wargame.game.game_file import import_text
from wargame.game.game_file_fault import Misplaced
from wargame.game.game_file_reading import ExchangeError
from wargame.game.library_fault import Obstacle, Unusable, Use
from wargame.game.library_file import LibraryError
from wargame.game.orders_file import BadLine, ScriptError, parse_script
from wargame.game.orders_file_fault import NoOrders
from wargame.game.replay import Replay, ReplayError
from wargame.game.replay_fault import NotPlayable
from wargame.game.tree import NodeNameError, Tree, TreeError
from wargame.game.tree_fault import NoSuchNode, NotTheNextTurn
from wargame.jobs.fault import NoScheduler
from wargame.jobs.task import TaskError
from wargame.model.file_fault import Exists
from wargame.players.bots import RandomBot
from wargame.report.files import KeptFileError
from wargame.text.faults import error_words
from wargame.text.game_file_faults import game_file_words

importlib.import_module("wargame.jobs.pool")  # teaches a program to be pickled

PACKAGE = Path(wargame.__file__).parent


@pytest.fixture(scope="module")
def opening() -> Position:
    return wargame.start(shipped_scenario("first-session"), seed=1, lens="plain")


def line(position: Position) -> list[wargame.Resolution]:
    """A whole game by random bots."""
    bot, found = RandomBot(), []
    while position.ending is None:
        found.append(
            wargame.resolve(position, None, {seat: bot.orders(position, seat) for seat in position.scenario.seats})
        )
        position = found[-1].after
    return found


def test_values_say_what_they_are(opening: Position) -> None:
    warm = wargame.resolve(opening, "grumble", {"host": "reassure(guest)"})
    assert repr(opening.scenario) == '<Scenario first-session, "A first session": 3 actors, 2 seats, 3 turns>'
    assert repr(opening.program) == "<Program of first-session, lens plain: 12 numbers, 3 moves, 7 orders, 3 rules>"
    assert repr(opening) == f"<Position of first-session, turn 1, seed 1, lens plain, {opening.digest}>"
    assert repr(warm) == (
        "<Resolution of first-session, turn 1, seed 1, lens plain: grumble; host: reassure(guest), "
        f"{opening.digest} -> {warm.after.digest}>"
    )
    assert repr(warm.ledger).startswith(
        "<Ledger of 7 numbers: guest.commitment 60.0 -> 57.0, guest.confidence 50.0 -> "
    )
    assert repr(warm.ledger).endswith(", ...>")
    assert (
        repr(replace(warm.ledger, rows=warm.ledger.rows[:1])) == "<Ledger of 1 number: guest.commitment 60.0 -> 57.0>"
    )
    *_, last = line(opening)
    assert f"turn {last.after.turn} (ended: {last.after.ending}), seed 1" in repr(last.after)


def test_a_tree_says_how_large_it_is(opening: Position) -> None:
    assert repr(Tree({})) == "<Tree of 0 turns on 0 branches, main line of 0>"
    whole = line(opening)
    other = wargame.resolve(whole[0].after, None, {})
    tree = Replay.of(whole, [whole[0], other]).tree
    assert repr(tree) == "<Tree of 4 turns on 2 branches, main line of 3>"
    pruned = Tree({**tree.nodes, 2: replace(tree.nodes[2], pruned=1)})
    assert repr(pruned) == "<Tree of 4 turns on 1 branch, 2 pruned, main line of 2>"


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_equal_positions_have_one_digest_and_others_have_others(luck: int) -> None:
    scenario = invented(luck)
    played, again = (line(wargame.start(scenario, luck)) for _ in range(2))
    digests = []
    for one, other in zip(played, again, strict=True):
        assert one.after == other.after
        assert one.after.digest == other.after.digest
        digests.append(one.after.digest)
    assert len(set(digests)) == len(digests)
    assert wargame.start(scenario, luck + 1).digest != wargame.start(scenario, luck).digest


def test_a_digest_tells_what_numbers_alone_do_not(opening: Position) -> None:
    worlds = opening.worlds
    times = worlds.times.copy()
    times[0, 0] = 1
    negative_zero = np.where(worlds.numbers == 0, -0.0, worlds.numbers)
    assert Position(replace(worlds, times=times)).digest != opening.digest
    assert Position(replace(worlds, fired=~worlds.fired)).digest != opening.digest
    assert Position(replace(worlds, numbers=negative_zero)).digest == opening.digest
    text = opening.scenario.text
    windows = wargame.start(replace(opening.scenario, text=text.replace("\n", "\r\n"), file="C:\\game.yaml"))
    assert windows.digest == opening.digest
    assert wargame.start(replace(opening.scenario, text=text + "# edited")).digest != opening.digest


def test_a_digest_is_the_same_in_every_process(opening: Position) -> None:
    program = "import wargame; print(wargame.start(wargame.load(wargame.find('first-session')), 1, 'plain').digest)"
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(PACKAGE.parent)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert said == {opening.digest}


def test_lines_of_turns_become_a_game(opening: Position) -> None:
    whole = line(opening)
    game = Replay.of(whole, whole[:2], whole)
    assert len(game.tree) == len(whole)
    assert game.line(len(whole)) == tuple(whole)
    elsewhere = line(wargame.start(opening.scenario, 2))
    for lines, said in (
        ([], "at least one turn"),
        ([[]], "at least one turn"),
        ([whole, elsewhere], "does not go on from <Position of first-session, turn 1, seed 1"),
        ([whole[1:]], "does not go on from <Position of first-session, turn 1"),
    ):
        with pytest.raises(ValueError, match=said):
            Replay.of(*lines)


def test_an_illegal_order_carries_the_position(opening: Position) -> None:
    bad: list[Any] = [
        {"guest": "press"},
        {"host": "dance"},
        {"host": "dance!"},
        {"host": ["press", "press"]},
        {"host": ["press", "talks", "reassure(guest)"]},
        {"host": ["subsidy", "press"]},
        {"host": [wargame.Order("rival", "whisper")]},
    ]
    for orders in bad:
        with pytest.raises(IllegalOrderError) as error:
            wargame.resolve(opening, "grumble", orders)
        assert error.value.position is opening
    for move, injects in (("dance", []), ("grumble", ["flood"])):
        with pytest.raises(IllegalMoveError) as wrong:
            wargame.resolve(opening, move, {}, injects)
        assert wrong.value.position is opening


def test_a_turn_that_does_not_play_again_carries_the_position_before_it(opening: Position) -> None:
    whole = line(opening)
    tree = Replay.of(whole).tree
    edited = parse(opening.scenario.text.replace("drift: 0.1", "drift: 0.2"), "edited.yaml")
    saved = tree.nodes[2].played
    for wrong in (replace(saved, digest="0" * 16), replace(saved, move="dance")):
        second = replace(tree.nodes[2], played=wrong)
        game = Replay(opening.scenario, 1, "plain", Tree({**tree.nodes, 2: second}))
        calls: list[Callable[[], object]] = [partial(game.line, 2)]
        if wrong.move == saved.move:  # a move that an edited scenario does not have is no fault of the game
            calls.append(partial(rerun, game, edited))
        for call in calls:
            with pytest.raises(ReplayError) as error:
                call()
            assert (error.value.node, error.value.turn) == (2, 2)
            assert error.value.position == whole[0].after


def test_a_faulty_file_is_named_with_its_line(opening: Position) -> None:
    text = opening.scenario.text.replace("drift: 0.1", "drift: often")
    with pytest.raises(ScenarioError) as scenario:
        parse(text, "mine.yaml")
    found = text[: text.index("drift: often")].count("\n") + 1
    assert (scenario.value.file, scenario.value.line) == ("mine.yaml", found)
    with pytest.raises(ScriptError) as script:
        parse_script("turn 1: move grumble\nturn 2: move dance\n", "orders.txt", opening.scenario)
    assert (script.value.file, script.value.line) == ("orders.txt", 2)
    with pytest.raises(ExchangeError) as exchange:
        import_text('{\n "wargame-game": ,\n "name": "mine",\n "title": "Ours"\n}', "game.json")
    assert (exchange.value.file, exchange.value.line, exchange.value.column) == ("game.json", 2, 18)
    assert str(exchange.value) == f"game.json:2:18: {exchange.value.fault}"
    assert error_words(exchange.value) == f"game.json:2:18: {game_file_words(exchange.value.fault)}"


def made(opening: Position) -> dict[str, Exception]:
    """An error of every class that takes more than a sentence, by the name of its class."""
    problem = Problem("mine.yaml", 3, 4, "error", "odd", "this is odd")
    errors: list[Exception] = [
        IllegalOrderError("host", "dance", UnknownReaction(""), opening),
        IllegalMoveError("dance", UnknownMove(""), opening),
        ReplayError(NotPlayable(2, 2, RefusedChoice("host", "dance", UnknownReaction(""))), opening),
        ScenarioError([problem]),
        ScriptError([BadLine("orders.txt", 3, 4, NoOrders("host", "none"))]),
        ExchangeError(Misplaced(NotTheNextTurn(2, 2)), "game.json", 2, 3),
        LibraryError(Unusable("library.sqlite3", Use.WRITE, Obstacle.FULL)),
        TreeError(NotTheNextTurn(2, 2)),
        NodeNameError(NoSuchNode("x")),
        TaskError(NoScheduler("tcp://x:1", "connection refused")),
        KeptFileError(Exists("x.json")),
        UnknownNameError(UnknownNumber("hots", "host")),
        QuestionError(NothingToChoose()),
        UnsettledError([0, 1], 2),
    ]
    return {type(error).__name__: error for error in errors}


def test_an_error_comes_through_a_process_as_it_was(opening: Position) -> None:
    for error in made(opening).values():
        other = pickle.loads(pickle.dumps(error))
        assert type(other) is type(error)
        assert str(other) == str(error)
        assert error_words(other) == error_words(error)
        assert vars(other) == vars(error)


def test_every_error_that_takes_more_than_a_sentence_is_tried(opening: Position) -> None:
    taking_more = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                isinstance(each, ast.FunctionDef) and each.name == "__reduce__" for each in node.body
            ):
                taking_more.add(node.name)
    assert taking_more - {"FileError"} <= set(made(opening))
    for name, error in made(opening).items():
        assert getattr(importlib.import_module(type(error).__module__), name) is type(error)
