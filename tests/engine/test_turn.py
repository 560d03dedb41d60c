"""Properties of a turn: ledgers sum, batches equal single games, order does not matter, ranges hold."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.engine.test_spread import dense
from tests.errors import raises_saying
from tests.shipped import shipped_scenario
from wargame.engine import kernel
from wargame.engine.kernel import JointAction
from wargame.engine.ledger import CauseKind
from wargame.engine.legality import IllegalMoveError, IllegalOrderError
from wargame.engine.position import Position, numbers_of, start
from wargame.engine.resolution import Resolution, resolve
from wargame.model import expression as ex
from wargame.model.order import Decision, Order
from wargame.players.bots import RandomBot
from wargame.text.faults import error_words
from wargame.text.refusals import refusal_words

LUCK = st.integers(0, 100_000)


def play(
    luck: int, seed: int, lens: str | None = None, actors: int = 5, opening: str | None = None
) -> list[Resolution]:
    """A whole game of an invented scenario, every seat a random bot, with the inject released in turn 2."""
    position = start(invented(luck, actors), seed, lens, opening)
    bot, played = RandomBot(), []
    while position.ending is None:
        orders = {seat: bot.orders(position, seat) for seat in position.scenario.seats}
        played.append(resolve(position, None, orders, ["storm"] if position.turn == 2 else []))
        position = played[-1].after
    return played


@settings(deadline=None, max_examples=60)
@given(LUCK, LUCK, st.sampled_from(["plain", "other"]))
def test_ledger_rows_sum_exactly_and_entries_sum_to_their_parts(luck: int, seed: int, lens: str) -> None:
    for played in play(luck, seed, lens):
        shown = {row.name for row in played.ledger}
        for row in played.ledger:
            amounts = [round(entry.amount * 1e6) for entry in row.entries]
            assert round(row.before * 1e6) + sum(amounts) == round(row.after * 1e6)
            assert row.before + sum(entry.amount for entry in row.entries) == pytest.approx(row.after, abs=1e-9)
            assert row.before == numbers_of(played.before.left)[row.name]
            assert row.after == played.numbers[row.name]
            for entry in row.entries:
                parts = [part.amount for part in entry.direct] + [part.amount for part in entry.carried]
                if parts:
                    assert round(entry.amount * 1e6) == sum(round(part * 1e6) for part in parts)
                if entry.cause.kind == "rounding":
                    assert abs(entry.amount) < 1e-4
                for carried in entry.carried:
                    assert sum(round(amount * 1e6) for _, amount in carried.by) == round(carried.amount * 1e6)
                    share = carried.trust / 100 * carried.attention * (1 - carried.stubbornness)
                    for indicator, amount in carried.by:
                        moved = next(
                            each.amount
                            for each in played.ledger[f"{carried.of}.{indicator}"].entries
                            if each.cause == entry.cause
                        )
                        weight = dict(carried.weights)[indicator]
                        assert amount == pytest.approx(moved * share * weight, abs=2e-6)
        for name, before in numbers_of(played.before.left).items():
            if played.numbers[name] != before:
                assert name in shown
        assert numbers_of(played.after.left) == played.numbers


@settings(deadline=None, max_examples=40)
@given(LUCK, LUCK)
def test_a_turn_is_the_formula(luck: int, seed: int) -> None:
    """z' = limit(z + (I - M)^-1 e - δ (z - baseline)), with e taken from the ledger's own direct parts."""
    news = (CauseKind.EVENT, CauseKind.CLOSING)
    for played in play(luck, seed):
        program, names = played.before.program, played.before.program.names.numbers
        before = played.before.worlds.numbers[:, 0]
        direct = np.zeros(len(names))
        for row in played.ledger:
            parts = (part for entry in row.entries if entry.cause.kind not in news for part in entry.direct)
            direct[names[row.target]] += sum(part.amount for part in parts)
        matrix = dense(program, before)
        spread = np.linalg.solve(np.eye(len(matrix)) - matrix, direct)
        after = before + spread - program.drift[:, 0] * (before - program.baseline[:, 0])
        expected = np.clip(after, program.low[:, 0], program.high[:, 0])
        assert np.allclose(played.turn.moved[:, 0], expected, rtol=0, atol=1e-4)
        for each in (*played.before.news, *played.turn.closing):
            direct = np.zeros(len(names))
            for act in each.acts:
                for effect, amount in act.effects:
                    direct[effect.number] += amount[0]
            begun = each.before.numbers[:, 0]
            spread = np.linalg.solve(np.eye(len(matrix)) - dense(program, begun), direct)
            expected = np.clip(begun + spread, program.low[:, 0], program.high[:, 0])
            assert np.allclose(each.numbers[:, 0], expected, rtol=0, atol=1e-4)


def choices(games: Sequence[Sequence[Resolution]], turn: int) -> JointAction:
    """What several single games chose in a turn, as a batch; ended games choose nothing."""
    program = games[0][0].before.program
    width = len(games)
    move = np.full(width, -1)
    ordered = np.zeros((len(program.plays), width), dtype=np.bool_)
    withheld = np.zeros((len(program.withholdings), width), dtype=np.bool_)
    footnoted = np.zeros_like(withheld)
    released = np.zeros((len(program.injects), width), dtype=np.bool_)
    for world, game in enumerate(games):
        if turn <= len(game):
            played = game[turn - 1]
            move[world] = list(program.scenario.moves).index(played.move)
            released[0, world] = bool(played.injects)
            for order in (order for several in played.orders.values() for order in several):
                if isinstance(order, Order):
                    ordered[program.order_of[order], world] = True
                else:
                    (footnoted if order.in_part else withheld)[program.withholding_of[order.asked], world] = True
    return JointAction(move, ordered, withheld, released, footnoted)


@settings(deadline=None, max_examples=25)
@given(LUCK, st.lists(LUCK, min_size=1, max_size=9), st.sampled_from([2, 5, 9]), st.sampled_from([None, "later"]))
def test_worlds_of_a_batch_equal_single_games_bit_for_bit(
    luck: int, seeds: list[int], actors: int, opening: str | None
) -> None:
    games = [play(luck, seed, actors=actors, opening=opening) for seed in seeds]
    left = kernel.begin(games[0][0].before.program, np.array(seeds, dtype=np.uint64), opening)
    for turn in range(1, max(len(game) for game in games) + 1):
        worlds = kernel.open_turn(left)
        picked = kernel.chance_move(worlds)
        for world, game in enumerate(games):
            if turn <= len(game):
                assert list(worlds.program.scenario.moves)[picked[world]] == game[turn - 1].move
        left = kernel.advance(worlds, choices(games, turn))
        traced = kernel.resolve(worlds, choices(games, turn)).left
        for world, game in enumerate(games):
            single = game[min(turn, len(game)) - 1].turn.left
            for name in ("numbers", "times", "last", "came", "fired", "released", "ending", "delayed"):
                batch = np.ascontiguousarray(getattr(left, name)[..., world])
                assert np.array_equal(getattr(left, name)[..., world], getattr(traced, name)[..., world]), name
                assert batch.tobytes() == np.ascontiguousarray(getattr(single, name)[..., 0]).tobytes(), name


@settings(deadline=None, max_examples=30)
@given(LUCK, LUCK, st.randoms(use_true_random=False))
def test_the_order_in_which_seats_hand_in_does_not_matter(luck: int, seed: int, shuffle: random.Random) -> None:
    for played in play(luck, seed):
        seats = list(played.orders)
        shuffle.shuffle(seats)
        mixed: dict[str, list[Decision]] = {}
        for seat in seats:
            mixed[seat] = list(played.orders[seat])
            shuffle.shuffle(mixed[seat])
        again = resolve(played.before, played.move, mixed, played.injects)
        assert again.after == played.after
        assert again.ledger == played.ledger
        assert again.orders == played.orders


@settings(deadline=None, max_examples=40)
@given(LUCK, LUCK)
def test_ranges_hold(luck: int, seed: int) -> None:
    for played in play(luck, seed):
        program, numbers = played.after.program, played.after.worlds.numbers
        assert (numbers >= program.low).all()
        assert (numbers <= program.high).all()
        assert np.isfinite(numbers).all()
        assert all(0 <= score <= 100 for score in played.after.scores.values())


@settings(deadline=None, max_examples=40)
@given(LUCK, LUCK, st.data())
def test_legal_orders_never_raise_and_each_is_legal_by_itself(luck: int, seed: int, data: st.DataObject) -> None:
    games = play(luck, seed)
    position = data.draw(st.sampled_from(games)).before
    for seat in position.scenario.seats:
        for order in position.legal_orders(seat):
            assert resolve(position, None, {seat: order}).orders[seat] == (order,)
            assert resolve(position, None, {seat: [str(order)]}).orders[seat] == (order,)
    for move in position.legal_moves():
        assert resolve(position, move, {}).move == move


@settings(deadline=None, max_examples=40)
@given(LUCK, LUCK, st.data())
def test_illegal_orders_raise_naming_seat_order_and_reason(luck: int, seed: int, data: st.DataObject) -> None:
    position = data.draw(st.sampled_from(play(luck, seed))).before
    seat = data.draw(st.sampled_from(list(position.scenario.seats)))
    program = position.program
    known: list[Decision] = [*program.orders, *program.withholdings]
    everything = [order for order in known if order.seat == seat]
    for order in set(everything) - set(position.legal_orders(seat)):
        with pytest.raises(IllegalOrderError) as raised:
            resolve(position, None, {seat: [order]})
        assert raised.value.seat == seat
        assert raised.value.order == str(order)
        assert len(refusal_words(raised.value.refusal)) > 5
    for move in set(position.scenario.moves) - set(position.legal_moves()):
        with pytest.raises(IllegalMoveError) as moved:
            resolve(position, move, {})
        assert moved.value.move == move


@pytest.mark.parametrize(
    ("orders", "message"),
    [
        ({"nobody": ["r0"]}, "there is no such seat"),
        ({"s0": ["r00"]}, r"no such reaction \(did you mean r0\?\)"),
        ({"s0": ["withhold s1.r9"]}, "does not ask for this seat's consent"),
        ({"s0": ["r0(a0)(a1)"]}, "is not an order"),
        ({"s0": [""]}, "is not an order"),
        ({"s0": [Order("s1", "r0")]}, "belongs to the seat 's1'"),
    ],
)
def test_orders_that_make_no_sense_are_named(orders: Mapping[str, list[Order | str]], message: str) -> None:
    with pytest.raises(IllegalOrderError) as raised:
        resolve(start(invented(3)), None, orders)
    assert re.search(message, error_words(raised.value))


def test_what_costs_a_tenth_and_two_is_paid_for_by_three_tenths() -> None:
    """0.1 + 0.2 is more than 0.3 in floating point, by less than any capital is told apart by."""
    lesson = shipped_scenario("first-session")
    tenths = {"press": 0.1, "subsidy": 0.2}
    host = lesson.seats["host"]
    scenario = replace(
        lesson,
        reactions={
            **lesson.reactions,
            "host": {
                name: replace(each, cost=tenths.get(name, each.cost)) for name, each in lesson.reactions["host"].items()
            },
        },
        seats={**lesson.seats, "host": replace(host, capital=replace(host.capital, start=0.3))},
    )
    position = start(scenario)
    for orders in permutations(tenths):
        assert resolve(position, None, {"host": orders}).orders["host"]
    dearer = replace(scenario.reactions["host"]["press"], cost=0.100002)
    scenario = replace(
        scenario, reactions={**scenario.reactions, "host": {**scenario.reactions["host"], "press": dearer}}
    )
    with pytest.raises(IllegalOrderError, match="unaffordable-together"):
        resolve(start(scenario), None, {"host": tuple(tenths)})


def test_orders_together_may_not_cost_more_than_there_is_nor_be_more_than_allowed() -> None:
    for luck in range(200):
        position = start(invented(luck))
        cost = position.program.cost[:, 0]
        own = [o for o in position.legal_orders("s0") if isinstance(o, Order)]
        capital = position.numbers["capital(s0)"]
        pairs = [(a, b) for a in own for b in own if a < b]
        for pair in pairs:
            if sum(cost[position.program.order_of[order]] for order in pair) > capital:
                with pytest.raises(IllegalOrderError, match="unaffordable-together") as raised:
                    resolve(position, None, {"s0": pair})
                assert "together these orders cost" in error_words(raised.value)
                break
        else:
            continue
        break
    else:
        pytest.fail("no invented scenario has two orders that cost too much together")
    free = [o for o in own if cost[position.program.order_of[o]] == 0]
    if own:
        with pytest.raises(IllegalOrderError, match="twice"):
            resolve(position, None, {"s0": [own[0], own[0]] if not free else [free[0], free[0]]})


def test_a_game_that_has_ended_takes_no_more_turns() -> None:
    last = play(1, 1)[-1].after
    assert last.legal_moves() == ()
    assert all(not last.legal_orders(seat) for seat in last.scenario.seats)
    with pytest.raises(IllegalMoveError, match="m0: game-ended") as raised:
        resolve(last, "m0", {})
    assert error_words(raised.value) == "m0: the game has ended"


def test_two_branches_of_one_game_meet_the_same_luck() -> None:
    first = start(invented(7), 7)
    quiet = resolve(first, "m0", {})
    busy = resolve(first, "m0", {seat: first.legal_orders(seat)[:1] for seat in first.scenario.seats})
    assert np.array_equal(quiet.after.worlds.draws, busy.after.worlds.draws)
    assert first.chance_move == start(invented(7), 7).chance_move


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, True, "x"])
def test_a_seed_must_be_a_whole_number_in_range(seed: object) -> None:
    with pytest.raises(ValueError, match="seed"):
        start(invented(1), seed)  # type: ignore[arg-type]


def test_a_lens_must_exist_and_lenses_change_the_numbers() -> None:
    with raises_saying(ValueError, "no lens 'x'; choose from plain, other"):
        start(invented(1), 1, "x")
    differing = sum(
        play(luck, 1, "plain")[-1].after.numbers != play(luck, 1, "other")[-1].after.numbers for luck in range(9)
    )
    assert differing >= 5


def test_delayed_effects_act_in_their_turn_and_say_when_they_were_ordered() -> None:
    seen = 0
    for luck in range(30):
        for played in play(luck, luck):
            for row in played.ledger:
                for entry in row.entries:
                    if entry.cause.ordered is not None:
                        seen += 1
                        assert entry.cause.ordered < played.before.turn
    assert seen > 10


def test_withheld_consent_blocks_or_weakens() -> None:
    checked = set()
    for luck in range(200):
        position: Position = start(invented(luck))
        for withholding in position.program.withholdings:
            other, name = withholding.of, withholding.reaction
            orders = [o for o in position.legal_orders(other) if o.reaction == name and isinstance(o, Order)]
            if not orders:
                continue
            reaction = position.scenario.reactions[other][name]
            assert reaction.consent is not None
            both: dict[str, list[Decision]] = {other: [orders[0]], withholding.seat: [withholding]}
            refused = resolve(position, "m0", both)
            row = position.program.order_of[orders[0]]
            assert refused.turn.strength[row, 0] == reaction.consent.without
            checked.add(reaction.consent.without)
            shown = {entry.cause.id for line in refused.ledger for entry in line.entries if entry.cause.kind == "order"}
            if reaction.consent.without == 0:
                assert f"{other}.{orders[0]}" not in shown
                assert refused.after.worlds.times[row, 0] == 0
    assert checked == {0.0, 0.5}


def test_capital_is_paid_earned_and_held_to_its_most() -> None:
    position = start(invented(2))
    quiet = resolve(position, "m0", {})
    for seat, role in position.scenario.seats.items():
        row = quiet.ledger.get(f"capital({seat})")
        assert row is not None
        assert [entry.cause.kind for entry in row.entries][:1] != []
        assert row.after <= role.capital.most
    assert ex.Capital("s0") in {row.target for row in quiet.ledger}
