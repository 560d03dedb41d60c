"""The flagship stepped actor by actor in Mesa: that it plays the engine's games, and how fast.

Run: python -m pytest tests/benchmarks/test_actor_by_actor.py --benchmark-enable --benchmark-only
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import wargame
from tests.engine.invented import invented
from tests.shipped import shipped_scenario
from wargame.engine.chance import exponentials, uniform
from wargame.model import expression as ex
from wargame.model.order import Order
from wargame.model.scenario import MOVER_ID, Outcome, Scenario
from wargame.players.bots import DoctrineBot

pytest.importorskip("mesa")

from tests.benchmarks import actor_by_actor

SEEDS = (1, 3, 14, 17, 36, 2**63 + 5)
"""Among them are games of all six endings, and games in which consent is refused.

Engine and actors round every number to a millionth each turn, but add in another order: a seed with a number so near a
threshold, or half a millionth, that the last bit decides would part them. The seeds 1 to 60 all keep them together.
"""

LENSES = ("erodes", "sharpens")


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


def numbers(game: actor_by_actor.Game) -> dict[str, float]:
    """Every number of a Mesa game by its name in the scenario."""
    found = {
        f"{name}.{indicator}": level for name, actor in game.actors.items() for indicator, level in actor.levels.items()
    }
    found |= {f"trust({name}, {of})": level for name, actor in game.actors.items() for of, level in actor.trust.items()}
    return found | {f"capital({name})": side.purse["capital"] for name, side in game.sides.items() if side.purse}


def orders(game: actor_by_actor.Game) -> dict[str, set[str]]:
    """What each seat, and the mover, has ordered and answered in the turn a Mesa game has just played, as text."""
    return {
        name: {play.order for play in side.chosen if side is not game.mover}
        | {f"withhold {other}.{reaction}" for other, reaction in side.withheld}
        | {f"footnote {other}.{reaction}" for other, reaction in side.noted}
        for name, side in game.sides.items()
    }


def outcomes(position: wargame.Position) -> dict[str, int]:
    """What has come about in a game of the engine, with the turn it last did."""
    program = position.program
    ways = [way for event in program.events for way in event.outcomes]
    ways += [way for play in program.plays for way in play.outcomes]
    turns = {way.source.cause.id: int(position.worlds.came[way.row, 0]) for way in ways}
    return {way: turn for way, turn in turns.items() if turn}


def in_earnest(position: wargame.Position) -> set[tuple[str, str]]:
    """(seat, reaction) that can be ordered now."""
    return {
        (each.seat, each.reaction)
        for seat in position.scenario.seats
        for each in position.legal_orders(seat)
        if isinstance(each, Order)
    }


def play_both(
    scenario: Scenario, seed: int, lens: str, opening: str | None = None, fixed: Mapping[str, str] | None = None
) -> set[str]:
    """Play one game with the engine and actor by actor, the same at every step; gives what was met in it."""
    game = actor_by_actor.Game(actor_by_actor.rules_of(scenario, lens), seed, opening, fixed)
    position, bot, met = wargame.start(scenario, seed, lens, opening, fixed), DoctrineBot(), set[str]()
    while position.ending is None:
        assert game.running
        game.open_turn()
        assert game.turn == position.turn
        assert numbers(game) == pytest.approx(dict(position.numbers), abs=1e-4)
        assert game.came == outcomes(position)
        answers, open_to = position.movers_answers, in_earnest(position)
        played = wargame.resolve(position, None, {seat: bot.orders(position, seat) for seat in scenario.seats})
        position = played.after
        game.step()
        assert game.mover.move.id == played.move
        told = {**{seat: played.orders[seat] for seat in scenario.seats}, MOVER_ID: answers}
        # A seat of the engine also answers for what it cannot know that nobody can order.
        given = {
            side: [each for each in several if isinstance(each, Order) or (each.of, each.reaction) in open_to]
            for side, several in told.items()
        }
        assert orders(game) == {side: {str(order) for order in several} for side, several in given.items()}
        assert numbers(game) == pytest.approx(dict(played.numbers), abs=1e-4)
        met |= {f"{side} {str(each).split()[0]}" for side, several in given.items() for each in several}
        met |= set(game.came) | game.fired
    assert (game.ending, game.turn) == (position.ending, position.turn)
    actor_by_actor.forget(game)
    return {*met, position.ending}


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_actors_play_the_games_of_the_engine(flagship: Scenario, lens: str, seed: int) -> None:
    play_both(flagship, seed, lens)


@pytest.mark.parametrize("lens", ["plain", "hard"])
def test_the_actors_play_the_games_of_the_first_session(lens: str) -> None:
    for seed in SEEDS:
        play_both(shipped_scenario("first-session"), seed, lens)


def test_the_actors_play_invented_games_with_every_feature() -> None:
    met = set[str]()
    for luck in range(12):
        scenario = sharpened(invented(luck))
        met |= play_both(invented(luck), luck, "plain")
        met |= play_both(scenario, luck, "plain")
        met |= play_both(scenario, luck + 2**40, "other", opening="later")
        met |= play_both(scenario, luck, "other", fixed={"poll": "no", "count": "yes"})
    assert {"early", "late", "poll.yes", "vote.no", "dawn.yes", "count.no", "m1.well", "m1.badly"} <= met
    assert {"s0.r1.well", "s0.r1.badly"} <= met
    assert {"mover withhold", "mover footnote", "s1 withhold", "s1 footnote"} <= met
    assert any("r1.well(" in each for each in met), "a targeted reaction came out well"
    assert {"q0", "q1", "q2", "q3", "q4"} <= met


def sharpened(scenario: Scenario) -> Scenario:
    """An invented scenario in which the finer points decide something.

    The mover cannot always pay; two events fall in one month, and an order is tried together with a move, each with an
    outcome that would come out otherwise if it read the other's; an event that closes its turn brings an ending.
    """

    def swayed(outcome: Outcome, by: ex.Drawn) -> Outcome:
        strong = ex.Choice(ex.Number(400.0), by, ex.Number(0.01))
        return replace(outcome, weight=replace(outcome.weight, amount=strong, plus_or_minus=0.0))

    early, level = scenario.endings["early"], ex.Level("a0", "i0")
    moves, events, (seat, reactions) = scenario.moves, scenario.events, next(iter(scenario.reactions.items()))
    tried = reactions["r1"]
    options = tuple(
        replace(option, outcomes=(swayed(option.outcomes[0], ex.Drawn("m1", "well")), *option.outcomes[1:]))
        for option in tried.options
    )
    vote, count = events["vote"], events["count"]
    blow = replace(count.outcomes[0].effects[0], target=level, amount=ex.Number(-90.0), when=None, plus_or_minus=0.0)
    ways = (swayed(vote.outcomes[0], ex.Drawn("poll", "yes")), *vote.outcomes[1:])
    dire = (replace(count.outcomes[0], effects=(blow,)), *count.outcomes[1:])
    return replace(
        scenario,
        endings={**scenario.endings, "early": replace(early, when=ex.Comparison("<", level, ex.Number(5.0)))},
        moves={**moves, "m2": replace(moves["m2"], cost=4.0, once=False, when=None)},
        events={
            **events,
            "vote": replace(vote, date=events["poll"].date, outcomes=ways, when=None),
            "count": replace(count, outcomes=dire),
        },
        reactions={**scenario.reactions, seat: {**reactions, "r1": replace(tried, options=options)}},
    )


@pytest.mark.parametrize("purpose", ["move:leave_command", "order:us:reassure(poland)", "outcome:vote.yes"])
def test_the_draws_are_those_of_the_engine(purpose: str) -> None:
    seeds = np.array([0, 1, 2**64 - 1], dtype=np.uint64)
    for turn, index in ((0, 1), (7, 0), (3, 2)):
        drawn = [actor_by_actor.uniform(int(seed), turn, purpose, index) for seed in seeds]
        assert drawn == uniform(seeds, turn, purpose, index).tolist()
    struck = [actor_by_actor.arrival(int(seed), 7, purpose, 2.0) for seed in seeds]
    assert struck == pytest.approx((exponentials(seeds, 7, [purpose])[0] / 2.0).tolist(), rel=1e-8)


@pytest.mark.parametrize("lens", LENSES)
def test_whole_games_actor_by_actor(benchmark: BenchmarkFixture, flagship: Scenario, lens: str) -> None:
    """Ten games of ten turns or fewer in a round; the scenario is made ready beforehand."""
    actor_by_actor.rules_of(flagship, lens)
    seeds, played = count(1), []

    def games() -> int:
        turns = sum(actor_by_actor.play(flagship, lens, next(seeds)) for _ in range(10))
        played.append(turns)
        return turns

    assert benchmark.pedantic(games, rounds=5, warmup_rounds=1) > 10  # type: ignore[no-untyped-call]
    if benchmark.stats is not None:
        timed = played[-benchmark.stats.stats.rounds :]
        benchmark.extra_info["world_turns_per_second"] = round(sum(timed) / benchmark.stats.stats.total, 1)
