"""Comparing two nodes: the parts sum to the difference, and swapping the two turns every sign."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wargame
from tests.engine.invented import invented
from wargame.analysis.compare import compare
from wargame.engine import sight
from wargame.engine.resolution import Resolution, resolve
from wargame.engine.view import PUBLIC
from wargame.game.replay import Replay, saved_turn
from wargame.game.tree import BEGINNING, Node, Tree
from wargame.model.scenario import Scenario
from wargame.players.bots import RandomBot


def grown(scenario: Scenario, seed: int, forks: list[int], lens: str | None = None) -> Replay:
    """A tree: a main line of random bots to the end, and after each node in `forks` a line in which nobody orders."""
    under = lens or scenario.default_lens
    replay = Replay(scenario, seed, under, Tree({}))
    nodes: dict[int, Node] = {}

    def add(parent: int, played: Resolution) -> int:
        number = len(nodes) + 1
        nodes[number] = Node(number, parent, saved_turn(played))
        return number

    bot, parent, position = RandomBot(), BEGINNING, replay.position(BEGINNING)
    while position.ending is None:
        orders = {seat: bot.orders(position, seat) for seat in scenario.seats}
        played = resolve(position, None, orders)
        parent, position = add(parent, played), played.after
    for fork in forks:
        parent = min(fork, len(nodes))
        position = replay.grown(Tree(nodes)).position(parent)
        while position.ending is None:
            played = resolve(position, None, {})
            parent, position = add(parent, played), played.after
    return replay.grown(Tree(nodes))


SEATS = st.sampled_from([None, PUBLIC])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(0, 10_000), st.lists(st.integers(0, 4), max_size=3), SEATS, st.data())
def test_parts_sum_to_differences_and_swapping_turns_every_sign(
    luck: int, seed: int, forks: list[int], seat: str | None, data: st.DataObject
) -> None:
    scenario = invented(luck, 4)
    replay = grown(scenario, seed, forks)
    any_node = st.sampled_from([BEGINNING, *replay.tree.nodes])
    one, other = data.draw(any_node), data.draw(any_node)
    found, back = compare(replay, one, other, seat), compare(replay, other, one, seat)
    seen = sight.visible_numbers(replay.position(one), seat), sight.visible_numbers(replay.position(other), seat)
    assert {each.name for each in found.numbers} == {name for name in seen[0] if seen[0][name] != seen[1][name]}
    for each in found.numbers:
        assert (each.one, each.other) == (seen[0][each.name], seen[1][each.name])
        assert round(sum(part.difference for part in each.parts), 6) == each.difference
        for part in each.parts:
            if part.over:
                assert all(amount for _, _, amount in part.over)
    assert {each.name: -each.difference for each in found.numbers} == {e.name: e.difference for e in back.numbers}
    assert [abs(each.difference) for each in found.numbers] == sorted(
        (abs(each.difference) for each in found.numbers), reverse=True
    )
    assert (found.turn, found.fork) == (back.turn, back.fork)
    assert [(d.kind, d.seat, d.one, d.other) for d in found.differences] == [
        (d.kind, d.seat, d.other, d.one) for d in back.differences
    ]
    assert found.fired_one == back.fired_other
    for name, (left, right) in found.paths.items():
        assert (left[-1], right[-1]) == (seen[0][name], seen[1][name])


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_node_does_not_differ_from_itself(luck: int, seed: int) -> None:
    replay = grown(invented(luck, 3), seed, [])
    for number in (BEGINNING, *replay.tree.nodes):
        found = compare(replay, number, number, None)
        assert (found.turn, found.differences, found.numbers, found.fired_one) == (None, (), (), ())


def test_the_first_differing_order_is_named_with_what_it_does_by_itself() -> None:
    scenario = wargame.load("scenarios/first-session.yaml")
    replay = Replay(scenario, 1, scenario.default_lens, Tree({}))
    start = replay.position(BEGINNING)
    plain, hard = resolve(start, None, {}), resolve(start, None, {"host": ["press"]})
    tree = Tree({1: Node(1, 0, saved_turn(plain)), 2: Node(2, 0, saved_turn(hard))})
    found = compare(replay.grown(tree), 1, 2, None)
    assert found.turn == 1
    assert [(each.kind, each.seat, each.one, each.other) for each in found.differences] == [
        ("order", "host", (), ("press",))
    ]
    (alone,) = found.alone
    # Nothing else differs, so what it does by itself is the whole difference.
    whole = {each.name: each.difference for each in found.numbers}
    assert dict(alone.numbers) == {name: whole[name] for name, _ in alone.numbers}
    by = {part.cause.id for each in found.numbers for part in each.parts}
    assert "host.press" in by


def test_secret_orders_of_others_do_not_show() -> None:
    scenario = wargame.load("scenarios/planned-exit.yaml")
    replay = Replay(scenario, 1, scenario.default_lens, Tree({}))
    start = replay.position(BEGINNING)
    seat, order = next(
        (seat, order)
        for seat in scenario.seats
        for order in start.legal_orders(seat)
        if order.withheld_from is None and scenario.reactions[seat][order.reaction].secret
    )
    other = next(each for each in scenario.seats if each != seat)
    tree = Tree(
        {
            1: Node(1, 0, saved_turn(resolve(start, None, {}))),
            2: Node(2, 0, saved_turn(resolve(start, None, {seat: [order]}))),
        }
    )
    replay = replay.grown(tree)
    assert compare(replay, 1, 2, seat).differences[0].other == (str(order),)
    seen = compare(replay, 1, 2, other)
    assert seen.differences == ()
    assert seen.alone == ()
    assert str(order) not in {part.cause.id for each in seen.numbers for part in each.parts}


def test_a_node_that_is_not_there_is_a_key_error() -> None:
    scenario = wargame.load("scenarios/first-session.yaml")
    with pytest.raises(KeyError):
        compare(Replay(scenario, 1, scenario.default_lens, Tree({})), 0, 4, None)
