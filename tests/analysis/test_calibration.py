"""Calibration: forecasts that are exact are found to be so, others are found out, the parts of a score are right."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.compilers import NEEDS_COMPILER
from tests.shipped import shipped_scenario
from tests.soak import TIMES
from wargame.analysis.calibration import (
    EDGES,
    Calibration,
    CalibrationStudy,
    ForecastGame,
    calibration,
    clustered_share,
    forecast_game,
)
from wargame.analysis.estimates import FEWEST, share
from wargame.authoring import parse
from wargame.engine.kernel import Floats
from wargame.game.orders_file import OrdersFile
from wargame.model.viewer import FACILITATOR, Seated, Viewer
from wargame.players.whole_game import play_out

KINDS = 3
"""How many endings the first session has."""


def study(games: int, each: int, viewer: Viewer = FACILITATOR) -> CalibrationStudy:
    return CalibrationStudy(shipped_scenario("first-session"), "plain", viewer, games=games, each=each)


def drawn(
    games: int, each: int, seed: int, said: Callable[[Floats], Floats] = lambda true: true
) -> tuple[list[ForecastGame], Floats]:
    """Games whose endings come as likely as is drawn for each, and forecasts counted from what is `said` of that; and
    (games, endings) how likely each ending was. Of two turns, at the first of which only half of that is known."""
    rng = np.random.default_rng(seed)
    late = rng.dirichlet(np.ones(KINDS), size=games)
    # At the first turn each game is one of a pair, and nobody can tell which.
    early = (late + late[::-1]) / 2
    swapped = rng.random(games) < 0.5
    true = np.where(swapped[:, None], late[::-1], late)
    ending = [int(rng.choice(KINDS, p=each)) for each in true]
    halves = (each // 2, each - each // 2)
    counts = [
        np.array([[rng.multinomial(half, said(shares)) for half in halves] for shares in (early[game], true[game])])
        for game in range(games)
    ]
    found = [ForecastGame(game, ending[game], (1, 2), counts[game]) for game in range(games)]
    return found, true


def too_sure(true: Floats) -> Floats:
    """A forecast that makes too much of what it knows."""
    squared: Floats = true**2 / (true**2).sum()
    return squared


def one_sided(true: Floats) -> Floats:
    """A forecast that gives the first ending a tenth too much."""
    leaning: Floats = 0.9 * true + 0.1 * np.eye(KINDS)[0]
    return leaning


def made(games: list[ForecastGame], each: int) -> Calibration:
    return calibration(study(len(games), each), games)


@given(st.integers(2, 40), st.integers(20, 60), st.integers(0, 2**32 - 1))
def test_the_parts_of_a_score_add_up(games: int, each: int, seed: int) -> None:
    found = made(drawn(games, each, seed)[0], each)
    assert [turn.turn for turn in found.turns] == [1, 2]
    for turn in found.turns:
        assert turn.reliability - turn.resolution + turn.base == pytest.approx(turn.score.middle, abs=1e-12)
        assert turn.score.bounded == (games >= FEWEST)
        assert sum(each.forecasts for each in turn.bins) == games * KINDS
        for each_bin in turn.bins:
            assert 0 <= each_bin.came.middle <= 1
            assert each_bin.low in (0.0, *EDGES)


@given(st.integers(4, 30), st.integers(0, 2**32 - 1))
def test_reliability_is_the_mean_product_of_two_games_errors(games: int, seed: int) -> None:
    several, _ = drawn(games, 20, seed)
    whole = 0.0
    for ending in range(KINDS):
        binned: dict[int, list[float]] = {}
        for game in several:
            first, second = game.counts[1, :, ending] / 10
            place = sum(first >= edge for edge in EDGES)
            binned.setdefault(place, []).append(second - (game.ending == ending))
        for errors in binned.values():
            if len(errors) > 1:
                pairs = [errors[i] * errors[j] for i in range(len(errors)) for j in range(len(errors)) if i != j]
                whole += len(errors) / games * float(np.mean(pairs))
    assert made(several, 20).turns[1].reliability == pytest.approx(whole, abs=1e-12)


def test_the_order_of_games_does_not_matter() -> None:
    several, _ = drawn(50, 40, seed=3)
    one, other = made(several, 40), made(several[::-1], 40)
    for turn, same in zip(one.turns, other.turns, strict=True):
        assert turn.score.middle == pytest.approx(same.score.middle)
        assert turn.reliability == pytest.approx(same.reliability)
    assert [each.came.low for each in one.bins] == pytest.approx([each.came.low for each in other.bins])


def test_what_few_games_a_forecast_add_to_its_score_is_taken_off() -> None:
    """Twenty games a forecast would add 0.03: as much as half of what many forecasts of this kind are better by."""
    many = 4_000
    several, true = drawn(many, 20, seed=1)
    exact = float((1 - (true**2).sum(axis=1)).mean())
    found = made(several, 20).turns[1]
    raw = np.mean([((game.counts[1].sum(axis=0) / 20 - np.eye(KINDS)[game.ending]) ** 2).sum() for game in several])
    assert raw - exact > 0.015
    assert found.score.low < exact < found.score.high
    assert found.score.high - found.score.low < 0.03
    assert abs(found.reliability) < 0.003
    assert found.resolution == pytest.approx(float(true.var(axis=0).sum()), abs=0.02)


def test_forecasts_that_are_too_sure_are_found_out() -> None:
    found = made(drawn(300, 100, seed=2, said=too_sure)[0], 100)
    assert found.clear
    assert found.worse_than_said.low > 0
    assert any(each.off for each in found.bins)
    assert found.turns[1].reliability > 0.01


def test_an_ending_that_is_forecast_too_often_is_found_out() -> None:
    found = made(drawn(1_500, 100, seed=4, said=one_sided)[0], 100)
    first, *others = found.endings
    assert first.off.low > 0
    assert first.off.middle == pytest.approx(0.1 * (1 - first.came), abs=0.03)
    assert all(each.off.middle < 0 for each in others)


@pytest.mark.soak
def test_exact_forecasts_are_called_off_no_more_often_than_agreed() -> None:
    """In 400 studies: 95 % intervals hold what is true, no part is biased, and one in twenty at most is called off."""
    each, games, studies = 60, 80, 400 * TIMES
    called, held, reliability, resolution, differences = 0, 0, [], [], []
    for seed in range(studies):
        several, true = drawn(games, each, 1_000 + seed)
        found = made(several, each)
        turn = found.turns[1]
        called += found.clear
        exact = float((1 - (true**2).sum(axis=1)).mean())
        held += turn.worse_than_said.low <= 0 <= turn.worse_than_said.high
        reliability.append(turn.reliability)
        resolution.append(turn.resolution)
        differences.append(turn.score.middle - exact)
    assert called / studies < 0.05 + 3 * np.sqrt(0.05 * 0.95 / studies)
    assert 0.92 < held / studies < 0.98
    for values, truth in ((reliability, 0.0), (differences, 0.0), (resolution, KINDS * 2 / (9 * 4))):
        assert np.mean(values) == pytest.approx(truth, abs=4 * np.std(values) / np.sqrt(studies))


@pytest.mark.soak
def test_an_interval_over_clusters_holds_the_share_as_often_as_it_says() -> None:
    """Forecasts of one game at four turns all come or do not: as many independent ones would be too sure."""
    rng, held, naive, studies = np.random.default_rng(5), 0, 0, 1_000
    for _ in range(studies):
        came = (rng.random(60) < 0.3).repeat(4)
        found = clustered_share(np.arange(60).repeat(4), came.astype(float))
        plain = share(int(came.sum()), len(came))
        held += found.low <= 0.3 <= found.high
        naive += plain.low <= 0.3 <= plain.high
    assert held / studies > 0.93
    assert naive / studies < 0.75


def test_what_does_not_come_in_clusters_has_wilsons_interval() -> None:
    came = np.array([1.0] * 8 + [0.0] * 32)
    alone, wilson = clustered_share(np.arange(40), came), share(8, 40)
    # Variances are over n - 1.
    assert alone.middle == wilson.middle
    assert (alone.low, alone.high) == pytest.approx((wilson.low, wilson.high), abs=0.003)
    doubled = clustered_share(np.arange(40).repeat(2), came.repeat(2))
    assert (doubled.low, doubled.high) == pytest.approx((alone.low, alone.high))
    never = clustered_share(np.arange(40).repeat(2), np.zeros(80))
    assert (never.low, never.high) == (share(0, 40).low, share(0, 40).high)
    assert not clustered_share(np.arange(FEWEST - 1), np.ones(FEWEST - 1)).bounded


COIN = """
format: 1
id: coin
title: Coin
summary: A coin decides.
briefing: None.
calendar: {start: 2026-01, months_per_turn: 6, turns: 3}
indicators:
  luck: {title: Luck, text: The coin's., actors: [a], seen_by: [a]}
actors:
  a: {title: A, short: A, text: One., stubbornness: 0.5, levels: {luck: {value: 50, source: judgement}}}
  b: {title: B, short: B, text: Two., stubbornness: 0.5, levels: {}}
  m: {title: M, short: M, text: The mover., stubbornness: 0.5, levels: {}}
ties: {between: {}}
spread: {}
roles:
  a:
    title: A
    short: A
    actors: [a]
    brief: Wait.
    capital: {start: 0, income: 0, most: 9}
    goals: {luck: {title: Luck, points: 1, measure: a.luck, from: 0, to: 100}}
  b:
    title: B
    short: B
    actors: [b]
    brief: Wait.
    capital: {start: 0, income: 0, most: 9}
    goals: {time: {title: Time, points: 1, when: turn >= 3}}
mover: {actor: m, title: M, goals: {}}
moves:
  wait: {title: Wait, text: Nothing., weight: 1}
reactions: {a: {}, b: {}}
events:
  coin:
    title: Coin
    text: Heads or tails.
    date: 2026-07
    outcomes:
      heads: {title: Heads, text: Up., weight: 1, effects: {a.luck: {amount: 30, source: judgement}}}
      tails: {title: Tails, text: Down., weight: 3, effects: {a.luck: {amount: -30, source: judgement}}}
endings:
  won: {title: Won, text: Up., sign: "+", when: turn >= 3 and a.luck > 60}
  lost: {title: Lost, text: Down., sign: "-"}
lenses:
  one: {title: One, text: One view.}
"""


def test_a_coin_is_forecast_by_its_chance_until_it_falls_and_then_for_certain() -> None:
    asked = CalibrationStudy(parse(COIN, "coin.yaml"), "one", FACILITATOR, games=60, each=100)
    found = calibration(asked, [forecast_game(asked, game) for game in range(asked.games)])
    before, fallen, after = found.turns
    assert before.score.middle == pytest.approx(before.base, abs=0.02)
    # Not below 0 but by chance, with an error of about 1 / games.
    assert before.resolution == pytest.approx(0, abs=4 / 60)
    for turn in (fallen, after):
        assert (turn.score.middle, turn.reliability) == (0, 0)
        assert turn.resolution == turn.base > 0.3
        assert turn.better.low > 0
        assert turn.log.middle < 0.01 < 0.7 < turn.log_base
    assert not found.clear
    won, lost = found.endings
    assert won.forecast == pytest.approx(won.came, abs=0.05)
    assert lost.came == pytest.approx(1 - won.came)


def test_forecasts_of_one_turn_alone_are_the_same_as_with_the_others() -> None:
    asked = study(20, 40)
    alone = CalibrationStudy(asked.scenario, asked.lens, asked.viewer, games=20, each=40, turns=(2,))
    whole = calibration(asked, [forecast_game(asked, game) for game in range(20)])
    one = calibration(alone, [forecast_game(alone, game) for game in range(20)])
    assert [turn.turn for turn in one.turns] == [2]
    assert one.turns[0] == whole.turns[1]


def test_the_games_are_those_with_their_seeds() -> None:
    asked = study(4, 20, Seated("host"))
    for game in range(4):
        found = forecast_game(asked, game)
        played = play_out(asked.scenario, found.seed, "plain", "doctrine", OrdersFile())
        assert list(asked.scenario.endings)[found.ending] == played.last.ending
        assert found.turns == tuple(each.before.turn for each in played.resolutions)
        assert found.counts.sum(axis=2).tolist() == [[10, 10]] * len(found.turns)


def test_seats_that_play_at_random_are_not_supposed_to() -> None:
    scenario = shipped_scenario("first-session")
    asked = CalibrationStudy(
        scenario, "plain", FACILITATOR, games=6, each=20, bots=dict.fromkeys(scenario.seats, "random")
    )
    games = [forecast_game(asked, game) for game in range(6)]
    for game in games:
        played = play_out(scenario, game.seed, "plain", "random", OrdersFile())
        assert list(scenario.endings)[game.ending] == played.last.ending
    # Before anything is played the forecasts are those of doctrine.
    of_doctrine = [forecast_game(study(6, 20), game) for game in range(6)]
    assert [each.counts[0].tolist() for each in games] == [each.counts[0].tolist() for each in of_doctrine]


@NEEDS_COMPILER
@pytest.mark.parametrize("viewer", [FACILITATOR, Seated("host")])
def test_compiled_games_give_the_same(viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = CalibrationStudy(shipped_scenario("first-session"), "hard", viewer, each=64)
    found = []
    for engine in ("numpy", "native"):
        monkeypatch.setenv("WARGAME_ENGINE", engine)
        found.append(forecast_game(asked, 2))
    assert (found[0].counts == found[1].counts).all()


def test_no_game_that_comes_so_far_gives_no_scores() -> None:
    asked = CalibrationStudy(parse(COIN, "coin.yaml"), "one", FACILITATOR, games=2, each=20, turns=(9,))
    found = calibration(asked, [forecast_game(asked, game) for game in range(2)])
    assert (found.games, found.turns, found.surprise) == (2, (), None)
