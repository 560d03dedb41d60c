"""The bot that looks ahead takes what plays out best, knows no more than its seat, and keeps to its budget."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import fields, replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.engine.test_turn import LUCK
from tests.shipped import shipped_scenario
from wargame.engine import secrecy
from wargame.engine.kernel import Floats
from wargame.engine.legality import orders_reason
from wargame.engine.position import Position, start
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import resolve
from wargame.model import expression as ex
from wargame.model.order import Decision, Order, Withholding
from wargame.model.scenario import Effect, Goal, Option, Reaction, Scenario, Weight
from wargame.model.viewer import FACILITATOR, Seated
from wargame.players.bots import DoctrineBot
from wargame.players.determinize import determinize
from wargame.players.look_ahead import LookAheadBot, candidates
from wargame.players.trial import Trial, halved, halving


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


def after(scenario: Scenario, turns: int, seed: int = 3) -> Position:
    """A game that doctrine has played for some turns."""
    position, bot = start(scenario, seed), DoctrineBot()
    for _ in range(turns):
        position = resolve(position, None, {seat: bot.orders(position, seat) for seat in scenario.seats}).after
    return position


def otherwise_hidden(position: Position, seat: str) -> Position:
    """The same to this seat, but for its offers: what it may not see stands elsewhere."""
    worlds, numbers = position.worlds, position.worlds.numbers.copy()
    for row, target in enumerate(position.program.targets):
        if not secrecy.sees(position.scenario, Seated(seat), target):
            numbers[row] = np.minimum(numbers[row] + 1.5, position.program.high[row])
    hidden = replace(worlds, numbers=numbers, draws=-worlds.draws)
    return Position(hidden, position.delayed, line=position.line, unopened=position.left)


@pytest.mark.parametrize("seat", ["eu", "nato"])
def test_it_knows_no_more_than_its_seat(flagship: Scenario, seat: str) -> None:
    position = after(flagship, 2)
    other = otherwise_hidden(position, seat)
    assert not np.array_equal(position.worlds.numbers, other.worlds.numbers)
    seeds = many_seeds("test", 40)
    one, two = determinize(position, Seated(seat), seeds), determinize(other, Seated(seat), seeds)
    for field in fields(one):
        if field.name not in ("program", "turn"):
            assert np.array_equal(getattr(one, field.name), getattr(two, field.name)), field.name
    assert candidates(position, seat) == candidates(other, seat)
    assert LookAheadBot(1500).orders(position, seat) == LookAheadBot(1500).orders(other, seat)


def test_what_is_seen_is_supposed_as_it_is_and_what_is_hidden_as_it_might_be(flagship: Scenario) -> None:
    position = after(flagship, 3)
    worlds = determinize(position, Seated("eu"), many_seeds("test", 200))
    seen, counted = 0, []
    for row, target in enumerate(position.program.targets):
        supposed, level = worlds.numbers[row], position.worlds.numbers[row, 0]
        if secrecy.sees(flagship, Seated("eu"), target):
            seen += 1
            assert (supposed == level).all()
        elif isinstance(target, ex.Level):
            assert np.ptp(supposed) > 0, ex.text(target)
            assert abs(supposed.mean() - level) < 3 * supposed.std()
        else:
            # What others have to spend can be counted, but for what they ordered in secret.
            assert supposed.min() <= level <= supposed.max()
            if np.ptp(supposed) == 0:
                counted.append(ex.text(target))
    assert 0 < seen < len(position.program.targets)
    assert {"capital(nato)", "capital(flank)", "capital(uk)"} <= set(counted)
    assert np.array_equal(
        determinize(position, FACILITATOR, many_seeds("test", 5)).numbers, position.worlds.numbers.repeat(5, 1)
    )


def test_delayed_effects_of_secret_reactions_are_not_known_to_others() -> None:
    found = 0
    for luck in range(24):
        position = after(invented(luck), 1, luck)
        if position.ending is None:
            for seat in position.scenario.seats:
                secret = [
                    each for each in position.delayed if secrecy.is_secret(position.scenario, each.cause, Seated(seat))
                ]
                known = determinize(position, Seated(seat), many_seeds("test", 64)).delayed
                # The facilitator knows them; a seat supposes that now this is on its way and now that.
                truth = determinize(position, FACILITATOR, many_seeds("test", 64)).delayed
                assert (truth == truth[..., :1]).all()
                if any(each.amounts for each in secret):
                    assert not (known == truth).all()
                    found += 1
    assert found > 3


def helpful(scenario: Scenario) -> Scenario:
    """Seat s0 wants one number up; r0 moves it up by much, r1 down, r2 does nothing."""
    target = ex.Level("a0", "i0")

    def option(amount: float, reaction: Reaction) -> Option:
        # What reads how it came out goes on doing so.
        ways = tuple(replace(each, effects=()) for each in reaction.options[0].outcomes)
        return Option(
            None,
            None,
            Weight(ex.Number(1.0), 0.0, "", "", 1),
            (Effect(target, ex.Number(amount), 0.0, None, "", "judgement", 1),),
            ways,
        )

    own = {
        name: replace(
            reaction, cost=0.0, once=False, again_after=1, delay=0, consent=None, options=(option(amount, reaction),)
        )
        for (name, reaction), amount in zip(scenario.reactions["s0"].items(), (30.0, -30.0, 0.0), strict=True)
    }
    seat = replace(scenario.seats["s0"], goals=(Goal("up", "Up", 10.0, None, target, 0.0, 100.0, None, 1),))
    return replace(
        scenario, reactions={**scenario.reactions, "s0": own}, seats={**scenario.seats, "s0": seat}, rules={}
    )


@pytest.mark.parametrize("luck", [0, 1, 3, 5, 6])
def test_it_orders_what_plays_out_best(luck: int) -> None:
    position = start(helpful(invented(luck)), luck)
    chosen = {order.reaction for order in LookAheadBot().orders(position, "s0") if isinstance(order, Order)}
    assert "r0" in chosen
    assert "r1" not in chosen


@settings(deadline=None, max_examples=15)
@given(luck=LUCK)
def test_every_candidate_is_legal_and_none_stands_twice(luck: int) -> None:
    position = start(invented(luck), luck)
    for seat in position.scenario.seats:
        tried = candidates(position, seat)
        assert tried[0] == ()
        assert len(set(tried)) == len(tried)
        for orders in tried:
            assert orders_reason(position, seat, orders) is None


def test_scores_are_those_of_the_games_played_on_one_by_one() -> None:
    scenario = invented(5)
    position, bot = start(scenario, 5), DoctrineBot()
    tried, seeds = candidates(position, "s1")[:3], many_seeds("test", 4)
    trial = Trial(position, "s1", seeds, sees_all=True)
    found = trial.scores(tried)
    assert np.array_equal(trial.scores(tried, 1, 2), found[:, 1:3])
    for row, orders in enumerate(tried):
        for column, seed in enumerate(seeds):
            game = Position(determinize(position, FACILITATOR, np.array([seed], dtype=np.uint64)))
            first = True
            while game.ending is None:
                given = {seat: bot.orders(game, seat) for seat in scenario.seats}
                if first:
                    given["s1"] = tuple(o for o in given["s1"] if isinstance(o, Withholding)) * 0 + orders
                game, first = resolve(game, None, given).after, False
            assert found[row, column] == game.scores["s1"]


def test_a_smaller_budget_plays_fewer_games(monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[int] = []

    class Counted(Trial):
        def scores(self, tried: Sequence[Sequence[Decision]], first: int = 0, games: int | None = None) -> Floats:
            found = super().scores(tried, first, games)
            played[-1] += found.size
            return found

    monkeypatch.setattr("wargame.players.look_ahead.Trial", Counted)
    position = start(invented(2), 2)
    choices = len(candidates(position, "s0"))
    for budget in (100, 2_000, 10**9):
        played.append(0)
        LookAheadBot(budget).orders(position, "s0")
    assert played[0] < played[1] < played[2] <= 512 * choices
    assert played[2] > 0.9 * 512 * choices


@given(choices=st.integers(1, 130), games=st.integers(1, 600), stay=st.integers(1, 9))
def test_halving_keeps_to_its_games_and_ends_with_so_few(choices: int, games: int, stay: int) -> None:
    rounds = halving(choices, games, stay)
    assert (rounds == ()) == (choices <= stay)
    now = choices
    for each in rounds:
        assert each.choices == now
        assert each.games >= 1
        now = each.stay
    assert now == min(choices, stay)
    spent = sum(each.choices * each.games for each in rounds)
    # A game for each is the least.
    assert spent <= choices * games + sum(each.choices for each in rounds if each.games == 1)


def noisy(means: Floats, spread: float, seed: int) -> Trial:
    """A trial in which choices come to these means, give or take."""

    class Noisy(Trial):
        def __init__(self) -> None:
            self.brought = means[:, np.newaxis] + np.random.default_rng(seed).normal(0, spread, (len(means), 400))

        def scores(self, tried: Sequence[Sequence[Decision]], first: int = 0, games: int | None = None) -> Floats:
            rows = [len(each) for each in tried]
            return self.brought[rows, first : None if games is None else first + games]

    return Noisy()


def test_halving_loses_less_than_as_many_games_for_every_choice() -> None:
    """92 choices, 21 games each: what 2,000 turns of look-ahead have on ten turns."""
    means = np.sort(np.random.default_rng(5).normal(0.0, 0.6, 92))[::-1].copy()
    tried = [(Order("s0", "r0"),) * place for place in range(92)]
    rounds = halving(92, 21)
    even, halves = [], []
    for seed in range(200):
        trial = noisy(means, 4.0, seed)
        even.append(means.max() - means[trial.scores(tried, 0, 21).mean(axis=1).argmax()])
        halves.append(means.max() - means[halved(trial, tried, rounds)[0]])
    assert np.mean(halves) < 0.75 * np.mean(even)


def test_of_choices_that_come_to_the_same_the_earlier_stay() -> None:
    tried = [(Order("s0", "r0"),) * place for place in range(9)]
    assert halved(noisy(np.zeros(9), 0.0, 1), tried, halving(9, 8, 3)) == (0, 1, 2)


@pytest.mark.soak
def test_it_chooses_better_than_by_as_many_games_for_every_choice() -> None:
    """Where there are 92 choices, by the true means of the flagship's first turn."""
    position = start(shipped_scenario("planned-exit"), 1)
    tried = candidates(position, "us")
    even, halves = [], []
    with patch.dict(os.environ, {"WARGAME_ENGINE": "native"}):
        means = Trial(position, "us", many_seeds("truth", 1_024)).scores(tried).mean(axis=1)
        rounds = halving(len(tried), 21)
        for seed in range(20):
            seeds = many_seeds(f"test:{seed}", sum(each.games for each in rounds))
            even.append(means.max() - means[Trial(position, "us", seeds[:21]).scores(tried).mean(axis=1).argmax()])
            halves.append(means.max() - means[halved(Trial(position, "us", seeds), tried, rounds)[0]])
    assert np.mean(halves) < 0.8 * np.mean(even)
