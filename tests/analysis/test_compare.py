"""Comparing two nodes: the parts sum to the difference, and swapping the two turns every sign."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.shipped import shipped_scenario
from wargame.analysis.compare import compare
from wargame.engine import secrecy, seen_ledger, visibility
from wargame.engine.position import Position
from wargame.engine.redraw import with_luck
from wargame.engine.resolution import Resolution, resolve
from wargame.game.replay import Replay, saved_turn, with_own_luck_after
from wargame.game.tree import BEGINNING, Node, Tree
from wargame.model.order import Decision, Order, parse_decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated, Viewer, seat_of, viewers
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


SEATS = st.sampled_from([FACILITATOR, PUBLIC])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(0, 10_000), st.lists(st.integers(0, 4), max_size=3), SEATS, st.data())
def test_parts_sum_to_differences_and_swapping_turns_every_sign(
    luck: int, seed: int, forks: list[int], viewer: Viewer, data: st.DataObject
) -> None:
    scenario = invented(luck, 4)
    replay = grown(scenario, seed, forks)
    any_node = st.sampled_from([BEGINNING, *replay.tree.nodes])
    one, other = data.draw(any_node), data.draw(any_node)
    found, back = compare(replay, one, other, viewer), compare(replay, other, one, viewer)
    seen = (
        visibility.visible_numbers(replay.position(one).before_news, viewer),
        visibility.visible_numbers(replay.position(other).before_news, viewer),
    )
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
        found = compare(replay, number, number, FACILITATOR)
        assert (found.turn, found.differences, found.numbers, found.fired_one) == (None, (), (), ())


def test_the_first_differing_order_is_named_with_what_it_does_by_itself() -> None:
    scenario = shipped_scenario("first-session")
    replay = Replay(scenario, 1, scenario.default_lens, Tree({}))
    start = replay.position(BEGINNING)
    plain, hard = resolve(start, None, {}), resolve(start, None, {"host": ["press"]})
    tree = Tree({1: Node(1, 0, saved_turn(plain)), 2: Node(2, 0, saved_turn(hard))})
    found = compare(replay.grown(tree), 1, 2, FACILITATOR)
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
    scenario = shipped_scenario("planned-exit")
    replay = Replay(scenario, 1, scenario.default_lens, Tree({}))
    start = replay.position(BEGINNING)
    seat, order = next(
        (seat, order)
        for seat in scenario.seats
        for order in start.legal_orders(seat)
        if isinstance(order, Order) and scenario.reactions[seat][order.reaction].secret
    )
    other = next(each for each in scenario.seats if each != seat)
    tree = Tree(
        {
            1: Node(1, 0, saved_turn(resolve(start, None, {}))),
            2: Node(2, 0, saved_turn(resolve(start, None, {seat: [order]}))),
        }
    )
    replay = replay.grown(tree)
    assert compare(replay, 1, 2, Seated(seat)).differences[0].other == (str(order),)
    seen = compare(replay, 1, 2, Seated(other))
    assert seen.differences == ()
    assert seen.alone == ()
    assert str(order) not in {part.cause.id for each in seen.numbers for part in each.parts}


def test_a_node_that_is_not_there_is_a_key_error() -> None:
    scenario = shipped_scenario("first-session")
    with pytest.raises(KeyError):
        compare(Replay(scenario, 1, scenario.default_lens, Tree({})), 0, 4, FACILITATOR)


def forked(scenario: Scenario, seed: int, parent: int, luck: int, injects: tuple[str, ...]) -> tuple[Replay, int]:
    """A main line of random bots, and after one of its nodes a line begun with other luck, orders and injects."""
    replay = grown(scenario, seed, [])
    nodes, bot = dict(replay.tree.nodes), RandomBot()
    parent = min(parent, len(nodes) - 1)
    position = with_luck(replay.position(parent), luck, seed)
    while position.ending is None:
        orders = {seat: bot.orders(position, seat)[:1] for seat in scenario.seats}
        played = with_own_luck_after(resolve(position, None, orders, injects), seed)
        number = len(nodes) + 1
        nodes[number] = Node(number, parent, saved_turn(played, luck))
        parent, position, luck, injects = number, played.after, 0, ()
    return replay.grown(Tree(nodes)), len(nodes)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 4), st.integers(0, 2), st.booleans(), st.data())
def test_a_seat_is_told_nothing_that_it_may_not_see(
    luck: int, seed: int, parent: int, redrawn: int, released: bool, data: st.DataObject
) -> None:
    scenario = invented(luck, 4)
    replay, other = forked(scenario, seed, parent, redrawn, ("storm",) if released else ())
    viewer: Viewer = data.draw(st.sampled_from([each for each in viewers(scenario.seats) if each != FACILITATOR]))
    found = compare(replay, replay.tree.main_line[-1], other, viewer)
    seen = set(visibility.visible_numbers(replay.position(other), viewer))
    assert {each.name for each in found.numbers} <= set(found.paths) == seen
    assert {name for each in found.alone for name, _ in each.numbers} <= seen
    differences = [*found.differences, *(each for _, each in found.later), *(each.difference for each in found.alone)]
    for each in differences:
        if each.kind == "order" and each.seat != seat_of(viewer):
            orders = [parse_decision(each.seat, word) for word in (*each.one, *each.other)]
            own = [order for order in orders if isinstance(order, Order)]
            assert not any(scenario.reactions[each.seat][order.reaction].secret for order in own)
    assert not any(scenario.rules[each.id].secret for each in (*found.fired_one, *found.fired_other))
    for number in found.numbers:
        assert round(sum(part.difference for part in number.parts), 6) == number.difference
        named = [part.cause for part in number.parts if part.cause != seen_ledger.UNATTRIBUTED]
        assert not any(secrecy.is_secret(scenario, cause, viewer) for cause in named)


def test_luck_is_told_before_choices_and_choices_are_tried_under_the_luck_of_the_one() -> None:
    scenario = shipped_scenario("planned-exit")
    replay = Replay(scenario, 1, scenario.default_lens, Tree({}))
    start = replay.position(BEGINNING)
    seat, order = next((seat, order) for seat in scenario.seats for order in start.legal_orders(seat))
    inject = next(each.id for each in visibility.inject_offers(start) if each.legal)
    one, other = [each.id for each in visibility.move_offers(start, FACILITATOR) if each.legal][:2]
    first = resolve(start, one, {})
    anew = with_own_luck_after(resolve(with_luck(start, 1, 1), other, {seat: [order]}, [inject]), 1)
    replay = replay.grown(Tree({1: Node(1, 0, saved_turn(first)), 2: Node(2, 0, saved_turn(anew, 1))}))
    found = compare(replay, 1, 2, FACILITATOR)
    assert [each.kind for each in found.differences] == ["luck", "move", "order", "inject"]
    assert [each.difference.kind for each in found.alone] == ["move", "order", "inject"]
    by_move = resolve(start, other, {}).after.numbers
    for name, change in found.alone[0].numbers:
        assert change == round(by_move[name] - first.after.numbers[name], 6)


def test_a_choice_that_is_not_legal_by_itself_is_left_out() -> None:
    scenario = shipped_scenario("planned-exit")
    replay = Replay(scenario, 1, scenario.default_lens, Tree({}))
    start = replay.position(BEGINNING)
    seat, most = "us", scenario.seats["us"].orders_per_turn
    own = [order for order in start.legal_orders(seat) if isinstance(order, Order)]
    secret = next(order for order in own if scenario.reactions[seat][order.reaction].secret)
    in_the_open = visibility.seen_orders(scenario, own, PUBLIC)
    one = resolve(start, None, {seat: [secret]})
    other = resolve(start, None, {seat: _legal(start, seat, in_the_open, most)})
    replay = replay.grown(Tree({1: Node(1, 0, saved_turn(one)), 2: Node(2, 0, saved_turn(other))}))
    # To others the secret order stays as it was, and with it these would be more than a seat may give.
    seen = compare(replay, 1, 2, PUBLIC)
    assert [each.seat for each in seen.differences] == [seat]
    assert seen.alone == ()
    assert [each.difference.seat for each in compare(replay, 1, 2, FACILITATOR).alone] == [seat]


def _legal(position: Position, seat: str, orders: Sequence[Decision], number: int) -> tuple[Decision, ...]:
    """The first so many of these orders that a seat may give together."""
    for some in combinations(orders, number):
        try:
            resolve(position, None, {seat: some})
        except ValueError:
            continue
        return some
    raise AssertionError(f"{seat} may not give {number} of its orders together")


def test_a_cause_ordered_in_several_turns_is_one_cause_without_a_turn() -> None:
    scenario = shipped_scenario("planned-exit")
    replay, other = forked(scenario, 1, 0, 0, ())
    one = replay.tree.main_line[-1]
    ordered: dict[tuple[str, str, str], set[int | None]] = {}
    for tip in (one, other):
        for played in replay.line(tip):
            for row in played.ledger:
                for entry in row.entries:
                    ordered.setdefault((row.name, entry.cause.kind, entry.cause.id), set()).add(entry.cause.ordered)
    several = 0
    for number in compare(replay, one, other, FACILITATOR).numbers:
        keys = [(part.cause.kind, part.cause.id) for part in number.parts]
        assert len(keys) == len(set(keys))
        for part in number.parts:
            turns = ordered[number.name, part.cause.kind, part.cause.id]
            assert {part.cause.ordered} == (turns if len(turns) == 1 else {None})
            several += len(turns) > 1
    assert several
