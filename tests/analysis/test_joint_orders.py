"""Joint reactions: each is the turn as the engine resolves it, however many are resolved at once."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from tests.engine.invented import invented
from tests.engine.test_turn import LUCK
from tests.errors import raises_saying
from tests.players.test_look_ahead import after, otherwise_hidden
from tests.shipped import shipped_scenario
from wargame.analysis import joint_orders as joint_module
from wargame.analysis.fault import QuestionError
from wargame.analysis.joint_orders import JointOrders, all_joint_orders, continued, option_text
from wargame.engine import kernel
from wargame.engine.expectation import expected
from wargame.engine.kernel import BY_CHANCE
from wargame.engine.position import Position, start
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import carry_out, choices, resolve
from wargame.model import expression as ex
from wargame.model.order import Decision, Order
from wargame.model.scenario import MOVER_ID, Scenario, Weight
from wargame.model.viewer import FACILITATOR, Seated
from wargame.players.bots import DoctrineBot
from wargame.players.determinize import determinize


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


def by_doctrine(position: Position, orders: Mapping[str, tuple[Decision, ...]]) -> dict[str, tuple[Decision, ...]]:
    """The same orders with the consents that doctrine withholds, all or in part; the mover's too."""
    noting = dict(zip(position.program.withholdings, position.worlds.would_footnote[:, 0], strict=True))
    refused = [order for order, refuses in position.would_withhold.items() if refuses and position.asked(order)]
    refused += [replace(order, in_part=True) for order, notes in noting.items() if notes and position.asked(order)]
    both = {**orders, MOVER_ID: ()}
    return {seat: (*own, *(each for each in refused if each.seat == seat)) for seat, own in both.items()}


def check_cells(found: JointOrders, luck: int, some: int = 12) -> None:
    """Hold some joint reactions against the turn resolved by itself."""
    draw = random.Random(luck)
    for _ in range(some):
        profile = tuple(draw.randrange(len(several)) for several in found.options)
        orders = by_doctrine(found.position, found.orders(profile))
        mean: Counter[str] = Counter()
        for likely, left in every_way(found.position, found.move, orders):
            mean.update({seat: likely * score for seat, score in left.scores.items()})
        assert {seat: found.value(seat, profile) for seat in found.seats} == pytest.approx(mean)


def every_way(
    position: Position, move: str, orders: Mapping[str, tuple[Decision, ...]]
) -> Iterator[tuple[float, Position]]:
    """The turn once for each way in which what is tried and what closes it may come out, with how likely that is."""
    program, worlds = position.program, position.worlds
    chosen = choices(program, move, orders)
    effective, _ = kernel.taking_effect(worlds, chosen)
    events = [place for month in program.news.get((worlds.turn, True), ()) for place in month]
    ways = [range(len(program.plays[row].outcomes)) if effective[row, 0] else (BY_CHANCE,) for row in program.chancy]
    for picked in product(*ways, *(range(len(program.events[place].outcomes)) for place in events)):
        acts, closed = picked[: len(ways)], dict(zip(events, picked[len(ways) :], strict=True))
        fixed = tuple(closed.get(place, way) for place, way in enumerate(worlds.fixed))
        played = kernel.resolve(
            replace(worlds, fixed=fixed), replace(chosen, outcomes=np.array(acts, dtype=np.int64).reshape(-1, 1))
        )
        likely = 1.0
        for row, way in zip(program.chancy, acts, strict=True):
            if way != BY_CHANCE:
                weights = kernel.weights(worlds, program.plays[row].outcomes, kernel.moment(worlds, effective))[:, 0]
                likely *= weights[way] / weights.sum() if weights.any() else 1.0 / len(weights)
        for news in played.closing:
            for place in news.events:
                event, now = program.events[place], kernel.moment(news.earlier, just_played=True)
                if event.when is not None and not kernel.holds(news.earlier, program.evaluate[event.when](now))[0]:
                    likely /= len(event.outcomes)
                    continue
                weights = kernel.weights(news.earlier, event.outcomes, now)[:, 0]
                likely *= weights[closed[place]] / weights.sum() if weights.any() else 1.0 / len(weights)
        yield likely, Position(replace(played.left, opened=True))


@pytest.mark.parametrize("turns", [0, 3])
def test_each_is_the_turn_resolved_by_itself(flagship: Scenario, turns: int) -> None:
    found = all_joint_orders(after(flagship, turns), None, FACILITATOR, most=2000)
    assert 1000 < found.profiles <= 2000
    check_cells(found, turns)


@settings(deadline=None, max_examples=20)
@given(luck=LUCK)
def test_each_is_the_turn_resolved_by_itself_in_any_scenario(luck: int) -> None:
    position = start(invented(luck), luck)
    check_cells(all_joint_orders(position, position.legal_moves()[-1], FACILITATOR), luck, 6)


def test_parts_of_any_size_make_the_same_table(flagship: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    position = start(flagship, 2)
    whole = all_joint_orders(position, None, FACILITATOR, most=300)
    monkeypatch.setattr(joint_module, "_WIDTH", 77)
    assert np.array_equal(all_joint_orders(position, None, FACILITATOR, most=300).values, whole.values)


def test_as_many_options_for_each_seat_as_there_is_room_for(flagship: Scenario) -> None:
    position = start(flagship, 1)
    found = all_joint_orders(position, None, FACILITATOR)
    assert found.profiles == joint_module.MOST_PROFILES
    for seat, several in zip(found.seats, found.options, strict=True):
        legal = [order for order in found.position.legal_orders(seat) if isinstance(order, Order)]
        assert len(several) + found.left_out[seat] == len(legal) + 1
        assert () in several
        assert len(set(several)) == len(several)
        leaning = [found.position.doctrine[option[0]] for option in several if option]
        assert leaning == sorted(leaning, reverse=True)
        assert max(found.position.doctrine[order] for order in legal) == leaning[0]
    assert found.orders(found.baseline) == {
        seat: several[0] for seat, several in zip(found.seats, found.options, strict=True)
    }
    assert all_joint_orders(position, None, FACILITATOR, most=1).profiles == 1


def test_what_a_seat_has_can_be_fixed(flagship: Scenario) -> None:
    position = start(flagship, 1)
    two = tuple((order,) for order in position.legal_orders("us")[:2] if isinstance(order, Order))
    found = all_joint_orders(position, None, FACILITATOR, most=600, fixed={"us": two})
    assert found.options[found.seats.index("us")] == two
    assert found.left_out["us"] == 0
    check_cells(found, 1)


def test_bad_questions_are_refused() -> None:
    position = start(shipped_scenario("first-session"), 1)
    with raises_saying(QuestionError, "the move 'retreat' cannot be made there; these can: "):
        all_joint_orders(position, "retreat", FACILITATOR)
    while position.ending is None:
        position = resolve(position, None, {}).after
    with raises_saying(QuestionError, "the game has ended"):
        all_joint_orders(position, None, FACILITATOR)


@pytest.mark.parametrize("seat", ["eu", "russia"])
def test_a_seat_learns_nothing_that_it_may_not_see(flagship: Scenario, seat: str) -> None:
    position = after(flagship, 2)
    other = otherwise_hidden(position, seat)
    one, two = (all_joint_orders(each, position.chance_move, Seated(seat), 500) for each in (position, other))
    assert one.options == two.options
    assert np.array_equal(one.values, two.values)
    assert not np.array_equal(one.values, all_joint_orders(position, None, FACILITATOR, 500).values)


def test_a_seat_has_what_it_may_order_though_it_cannot_see_why() -> None:
    agreeing, asked = 0, 0
    for luck in range(120):
        position = after(invented(luck), 1, luck)
        if position.ending is None:
            found = all_joint_orders(position, None, Seated("s0"), 500)
            legal = {order for order in position.legal_orders("s0") if isinstance(order, Order)}
            assert {order for option in found.options[0] for order in option} == legal
            supposed = {order for order in found.position.legal_orders("s0") if isinstance(order, Order)}
            asked, agreeing = asked + 1, agreeing + (supposed == legal)
    # What it may order tells it of what it cannot see.
    assert agreeing >= 0.9 * asked > 0


def test_continued_are_the_games_played_on_one_by_one() -> None:
    scenario, games = invented(5), 3
    position, bot = start(scenario, 5), DoctrineBot()
    found = all_joint_orders(position, None, FACILITATOR, most=60)
    profiles = [found.baseline, tuple(len(several) - 1 for several in found.options)]
    scores = continued(found, profiles, games, 4, position, FACILITATOR)
    seeds = many_seeds("continued:4", games)
    for row, profile in enumerate(profiles):
        for column in range(games):
            game = Position(determinize(position, FACILITATOR, seeds[column : column + 1]))
            move, orders = found.move, by_doctrine(game, found.orders(profile))
            while game.ending is None:
                game = carry_out(game, move or game.chance_move, orders).after
                move, orders = "", {seat: bot.orders(game, seat) for seat in scenario.seats}
            assert scores[row, :, column].tolist() == [game.scores[seat] for seat in found.seats]


def test_options_are_written_as_a_player_writes_them() -> None:
    orders = (Order("host", "reassure", "guest"), Order("host", "press"))
    assert option_text(orders) == "reassure(guest), press"
    assert option_text(()) == "none"


def test_a_closing_event_that_cannot_come_out_at_all_does_nothing() -> None:
    scenario = invented(5, 4)
    count = scenario.events["count"]
    none = Weight(ex.Number(-1.0), 0.0, "", "", 1)
    never = tuple(replace(each, weight=none) for each in count.outcomes)
    events = {**scenario.events, "count": replace(count, when=None, outcomes=never)}
    position = resolve(start(replace(scenario, events=events), 5), None, {}).after
    assert position.turn == 2
    chosen = choices(position.program, "m0", {})
    found = expected(position.worlds, chosen, lambda left: left.numbers)
    came = kernel.resolve(position.worlds, chosen)
    assert not came.closing[0].acts
    assert found[:, 0] == pytest.approx(came.left.numbers[:, 0])
