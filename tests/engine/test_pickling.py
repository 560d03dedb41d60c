"""Every public value pickles and comes back equal, and a game goes on from the copy as from the original."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wargame
from tests.engine.invented import invented
from tests.shipped import shipped_scenario
from wargame.authoring import find, load
from wargame.engine import kernel, visibility
from wargame.engine.position import Position, start
from wargame.engine.record import Record, same
from wargame.engine.redraw import with_luck
from wargame.engine.resolution import Resolution, resolve
from wargame.engine.turn_report import report
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, viewers
from wargame.players.bots import RandomBot

LUCK = st.integers(0, 100_000)
T = TypeVar("T")


def back(value: T) -> T:
    """The value out of its pickle; equal, in both directions, and not the value itself."""
    copy: T = pickle.loads(pickle.dumps(value))
    assert type(copy) is type(value)
    assert copy == value
    assert value == copy
    return copy


def play_through_pickle(scenario: Scenario, seed: int, lens: str) -> None:
    """A whole game in which every value of every turn is pickled, and each turn is played from the copy too."""
    position, bot = start(back(scenario), seed, lens), RandomBot()
    injects = list(scenario.injects)
    while position.ending is None:
        copy = back_in_full(position)
        orders = {seat: bot.orders(position, seat) for seat in scenario.seats}
        for order in (order for several in orders.values() for order in several):
            back(order)
        released = [each for each in injects if visibility.inject_offers(position)[injects.index(each)].legal][:1]
        played = resolve(position, None, orders, released)
        again = resolve(copy, None, {seat: bot.orders(copy, seat) for seat in scenario.seats}, released)
        assert identical(played, again)
        used = back(played)
        assert back(played.ledger) == used.ledger
        assert same(used.turn, played.turn)
        for viewer in viewers(scenario.seats):
            back(report(played, viewer))
        position = again.after if position.turn % 2 else played.after
    back_in_full(position)


def back_in_full(position: Position) -> Position:
    """A position out of its pickle, down to what equality of positions leaves out."""
    copy = back(position)
    assert copy.worlds == position.worlds
    assert copy.program == position.program
    assert copy.numbers == position.numbers
    assert copy.doctrine == position.doctrine
    assert copy.scores == position.scores
    for viewer in viewers(position.scenario.seats):
        shown = visibility.view(position, viewer)
        assert back(shown) == visibility.view(copy, viewer)
    back(visibility.move_offers(position, FACILITATOR))
    back(visibility.inject_offers(position))
    return copy


def identical(one: Resolution, other: Resolution) -> bool:
    return one == other and one.after.worlds == other.after.worlds and one.ledger == other.ledger


@pytest.mark.parametrize("name", ["first-session", "planned-exit"])
def test_games_of_the_shipped_scenarios_go_through_pickle(name: str) -> None:
    scenario = load(find(name))
    play_through_pickle(scenario, 3, scenario.default_lens)


@settings(deadline=None, max_examples=10)
@given(LUCK, LUCK, st.sampled_from(["plain", "other"]))
def test_games_of_invented_scenarios_go_through_pickle(luck: int, seed: int, lens: str) -> None:
    play_through_pickle(invented(luck), seed, lens)


def test_what_a_value_has_computed_of_itself_is_not_pickled() -> None:
    position = start(shipped_scenario("first-session"), 1)
    # What a scenario knows of itself for good may be found on the way.
    resolve(position, None, {})
    new = len(pickle.dumps(position))
    visibility.view(position, FACILITATOR)
    played = resolve(position, None, {})
    small = len(pickle.dumps(played))
    assert len(played.ledger) > 0
    assert len(pickle.dumps(position)) == new
    assert len(pickle.dumps(played)) == small


def test_values_that_differ_in_one_part_are_not_equal() -> None:
    position = start(invented(4), 1)
    worlds, program = position.worlds, position.program
    assert worlds != replace(worlds, turn=2)
    assert worlds != replace(worlds, numbers=worlds.numbers + 1.0)
    assert worlds != replace(worlds, draws=worlds.draws + 1.0)
    assert worlds != replace(worlds, times=worlds.times.astype(np.int64))
    assert worlds != kernel.select(worlds, np.array([0, 0]))
    assert program != replace(program, low=program.low - 1.0)
    assert program != replace(program, plays=program.plays[:-1])
    assert program != start(invented(4), 1, "other").program
    assert position != with_luck(position, position.turn, 2)
    turn = resolve(position, None, {}).turn
    assert turn != replace(turn, spread=turn.spread + 1.0)
    assert turn != replace(turn, acts=())
    assert isinstance(program, Record) and program.__eq__(program.scenario) is NotImplemented


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.zeros(2), np.zeros(3)),
        (np.zeros(2), np.zeros((2, 1))),
        (np.zeros(2), np.zeros(2, dtype=np.int64)),
        (np.zeros(2), -np.zeros(2)),
        (np.zeros(2), (0.0, 0.0)),
        ((1, np.zeros(1)), [1, np.zeros(1)]),
        ((np.zeros(1),), (np.zeros(1), np.zeros(1))),
        ({"a": np.zeros(1)}, {"b": np.zeros(1)}),
        ({"a": np.zeros(1)}, {"a": np.ones(1)}),
        ({"a": 1}, None),
        (1, 2),
    ],
)
def test_what_is_not_the_same(one: Any, other: Any) -> None:
    assert not same(one, other)
    assert not same(other, one)
    assert same(one, pickle.loads(pickle.dumps(one)))


def errors() -> Sequence[Exception]:
    scenario = shipped_scenario("first-session")
    position = start(scenario, 1)
    seat = next(iter(scenario.seats))
    raised: list[Exception] = []
    attempts: list[Callable[[], object]] = [
        lambda: resolve(position, "no_such_move", {}),
        lambda: resolve(position, None, {seat: ["no_such_reaction"]}),
        lambda: resolve(position, None, {seat: ["no order at all!"]}),
        lambda: resolve(position, None, {"nobody": []}),
        lambda: resolve(position, None, {}, ["no_such_inject"]),
    ]
    for wrong in attempts:
        with pytest.raises((wargame.IllegalMoveError, wargame.IllegalOrderError)) as error:
            wrong()
        raised.append(error.value)
    return raised


def test_errors_come_back_with_all_they_carry() -> None:
    for error in errors():
        copy = pickle.loads(pickle.dumps(error))
        assert type(copy) is type(error)
        assert str(copy) == str(error)
        assert vars(copy) == vars(error)
