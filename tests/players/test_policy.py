"""A policy orders what it strengthens more often, what it forbids never, and leaves the rest as the bot would."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.engine.test_turn import LUCK
from tests.players.test_bots import leaning
from wargame.engine import kernel
from wargame.engine.position import start
from wargame.engine.resolution import resolve
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.players.bots import BATCH_BOTS, BatchBot, DoctrineBot, RandomBot, choose
from wargame.players.policy import ALWAYS, NEVER, PolicyBot

FEW = settings(deadline=None, max_examples=20)
GAMES = 400


def ordered(scenario: Scenario, bot: BatchBot, seat: str = "s0") -> Counter[str]:
    """In how many of GAMES first turns a bot orders what, by the text of the order."""
    worlds = kernel.open_turn(kernel.begin(start(scenario, 1).program, np.arange(GAMES, dtype=np.uint64)))
    program, rows = worlds.program, worlds.program.plays_of[seat]
    counts = choose(worlds, {seat: bot}).ordered[rows].sum(axis=1)
    own = program.orders[rows.start - program.moves : rows.stop - program.moves]
    return Counter({str(order): int(count) for order, count in zip(own, counts, strict=True)})


@FEW
@given(luck=LUCK, seeds=st.lists(LUCK, min_size=1, max_size=9), name=st.sampled_from(list(BATCH_BOTS)))
def test_without_multipliers_it_is_the_bot_it_follows(luck: int, seeds: list[int], name: str) -> None:
    scenario, bot = invented(luck), BATCH_BOTS[name]()
    worlds = kernel.open_turn(kernel.begin(start(scenario, 1).program, np.array(seeds, dtype=np.uint64)))
    plain = choose(worlds, dict.fromkeys(scenario.seats, bot))
    for policy in (PolicyBot(bot, {}), PolicyBot(bot, dict.fromkeys(scenario.reactions["s0"], 1.0))):
        same = choose(worlds, dict.fromkeys(scenario.seats, policy))
        assert (same.ordered == plain.ordered).all()
        assert (same.withheld == plain.withheld).all()


@FEW
@given(
    luck=LUCK,
    seeds=st.lists(LUCK, min_size=1, max_size=6),
    multipliers=st.dictionaries(
        st.sampled_from(["r0", "r1", "r2", "r3"]), st.sampled_from([NEVER, 1.0, 3.0, 30.0, ALWAYS])
    ),
    name=st.sampled_from(list(BATCH_BOTS)),
)
def test_what_is_never_ordered_is_not_and_many_worlds_are_played_as_the_single_games(
    luck: int, seeds: list[int], multipliers: dict[str, float], name: str
) -> None:
    scenario, bot = invented(luck), PolicyBot(BATCH_BOTS[name](), multipliers)
    single = [start(scenario, seed) for seed in seeds]
    worlds = kernel.begin(single[0].program, np.array(seeds, dtype=np.uint64))
    while (worlds.ending < 0).any():
        worlds = kernel.open_turn(worlds)
        worlds = kernel.advance(worlds, choose(worlds, dict.fromkeys(scenario.seats, bot)))
        for world, position in enumerate(single):
            if position.ending is None:
                orders = {seat: bot.orders(position, seat) for seat in scenario.seats}
                given_orders = [each for several in orders.values() for each in several if isinstance(each, Order)]
                assert not any(multipliers.get(each.reaction) == NEVER for each in given_orders)
                single[world] = resolve(position, None, orders).after
        together = np.hstack([each.left.numbers for each in single])
        assert (together == worlds.numbers).all()


def test_a_multiplier_makes_an_order_likelier_and_nought_forbids_it() -> None:
    scenario = leaning(invented(11), {"r0": 0.0, "r1": 2.0, "r2": 2.0})
    plain = ordered(scenario, DoctrineBot())
    thrice = ordered(scenario, PolicyBot(DoctrineBot(), {"r1": 3.0}))
    strongly = ordered(scenario, PolicyBot(DoctrineBot(), {"r1": 30.0}))
    never = ordered(scenario, PolicyBot(DoctrineBot(), {"r1": NEVER}))
    assert never["r1"] == 0
    assert plain["r1"] + 20 < thrice["r1"] < strongly["r1"]
    assert strongly["r1"] > 0.95 * GAMES


def test_always_orders_what_doctrine_would_not() -> None:
    scenario = leaning(invented(11), {"r0": 0.0, "r1": 2.0, "r2": 2.0})
    assert ordered(scenario, PolicyBot(DoctrineBot(), {"r0": 30.0}))["r0"] == 0
    assert ordered(scenario, PolicyBot(DoctrineBot(), {"r0": ALWAYS}))["r0"] > 0.9 * GAMES
    assert ordered(scenario, PolicyBot(RandomBot(), {"r0": ALWAYS}))["r0"] > 0.9 * GAMES


def test_always_is_never_weaker_than_the_multiplier_it_stands_for() -> None:
    scenario = leaning(invented(11), {"r0": 4.0, "r1": 40.0, "r2": 40.0})
    strongly, always = (ordered(scenario, PolicyBot(DoctrineBot(), {"r0": each})) for each in (30.0, ALWAYS))
    assert strongly == always


def test_a_target_can_have_a_multiplier_of_its_own() -> None:
    aimed = next(
        (scenario, seat, reaction)
        for scenario in map(invented, range(60))
        for seat, several in scenario.reactions.items()
        for reaction in several.values()
        if reaction.targeted and len(reaction.options) > 1
        if sum(count > 40 for count in _by_target(scenario, seat, reaction.id).values()) > 1
    )
    scenario, seat, reaction = aimed
    free = _by_target(scenario, seat, reaction.id)
    kept, *others = [order for order, count in free.items() if count > 40]
    policy = PolicyBot(RandomBot(), {reaction.id: NEVER, kept: 1.0})
    found = ordered(scenario, policy, seat)
    assert found[kept] > 0
    assert not any(found[each] for each in others)


def _by_target(scenario: Scenario, seat: str, reaction: str) -> dict[str, int]:
    counts = ordered(scenario, RandomBot(), seat)
    return {order: count for order, count in counts.items() if order.startswith(f"{reaction}(")}


@pytest.mark.parametrize("wrong", [-1.0, float("nan")])
def test_a_multiplier_below_nought_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        PolicyBot(DoctrineBot(), {"r0": wrong})
