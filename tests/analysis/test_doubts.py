"""What an outcome owes to the author's doubts, where it is known by hand; and nothing is told that luck would tell."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import soak
from tests.analysis.doubtful import certain, doubtful, limit
from tests.compilers import NEEDS_COMPILER
from tests.shipped import shipped_scenario
from wargame.analysis.doubts import (
    DoubtBand,
    Doubts,
    DoubtStudy,
    NestedGames,
    doubt_band,
    doubt_bands,
    doubt_effects,
    doubt_piece,
    doubts,
    nested_piece,
)
from wargame.analysis.simulation import Simulation, simulate
from wargame.engine.kernel import Flags, Floats
from wargame.engine.program import Uncertainty
from wargame.model.expression import Assumed
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR
from wargame.players.new_games import NewGames
from wargame.text.doubts import band_words, bare_band, doubt_lines

MANY = 152
SHARE = 0.3


def uncertain(many: int = MANY) -> list[Uncertainty]:
    return [Uncertainty(Assumed(f"x{place}"), 1.0) for place in range(many)]


def triangular(draw: np.random.Generator, *shape: int) -> Floats:
    drawn: Floats = draw.uniform(size=shape) + draw.uniform(size=shape) - 1.0
    return drawn


def studied(scenario: Scenario, outcome: str, games: int = 10_000, seed: int = 1) -> Doubts:
    study = DoubtStudy(Simulation(scenario, "one", seed, games, FACILITATOR), outcome)
    return doubts(study, (doubt_piece(study, piece) for piece in range(study.pieces)))


def told(scenario: Scenario, outcome: str, games: int = 10_000) -> str:
    return " ".join(" ".join(doubt_lines(scenario, studied(scenario, outcome, games))).split())


@pytest.mark.parametrize("probability", [0.125, 0.05, 0.02, 0.01, 0.005])
def test_what_one_doubt_decides_is_told_in_full_however_rare_it_is(probability: float) -> None:
    """It used to be told as 97 % where it comes in an eighth of the games, and as 2 % in one of two hundred."""
    scenario = doubtful(probability)
    found = studied(scenario, "decided")
    [only] = found.effects
    assert only.purpose == "assumption:lean"
    assert only.distance == 1.0
    assert only.lowest.middle == only.middle.middle == 0.0
    assert only.highest.middle == pytest.approx(5 * found.share.middle)
    assert only.change.clear
    assert found.band.clear or probability < 0.05
    assert "Lean" in told(scenario, "decided")


def test_where_one_doubt_decides_the_probability_is_none_or_all() -> None:
    band = studied(doubtful(0.125), "decided").band
    assert (band.low, band.high, band.likeliest) == (0.0, 1.0, 1.0)
    assert "between 0 and 100 %" in band_words(band)


def test_where_few_draws_decide_the_likeliest_of_them_are_told() -> None:
    """Nine in ten draws never come to it, which by itself would say that it never comes."""
    draw = np.random.default_rng(1)
    came = np.broadcast_to(draw.uniform(size=(20, 10, 1)) < 0.02, (20, 10, 200))
    band = doubt_band(came, 0.02)
    assert band.clear
    assert (band.low, band.high) == (0.0, 0.0)
    assert band.likeliest == pytest.approx(0.2, abs=0.11)
    assert f"highest, it is {100 * band.likeliest:.0f} % on average" in band_words(band)


def test_a_middle_band_is_found_and_told_as_what_it_is() -> None:
    """No straight line shows it: it used to be told as explained by nothing."""
    found = studied(doubtful(), "banded")
    [only] = found.effects
    assert only.purpose == "assumption:lean"
    assert not only.change.clear
    assert only.middle.middle == 1.0
    assert only.lowest.middle == only.highest.middle == 0.0
    assert (found.band.low, found.band.high) == (0.0, 1.0)
    assert "it is not the ends that differ" in told(doubtful(), "banded")


def test_a_product_of_two_doubts_is_found_where_neither_shows_by_itself() -> None:
    found = studied(doubtful(), "crossed")
    assert found.effects == ()
    assert (found.band.low, found.band.high) == (0.0, 1.0)
    assert "All together they do; which of them, these games do not show." in told(doubtful(), "crossed")


def test_what_luck_alone_decides_owes_nothing_to_doubts() -> None:
    found = studied(doubtful(), "lucky")
    assert found.effects == ()
    assert not found.band.clear
    assert found.band.low <= found.band.share <= found.band.high < found.band.low + 0.001


def test_an_analytic_band_is_found(seeds: int = 4) -> None:
    """The vote is carried with probability 0.3 + 0.2 u, u from a triangle: nine in ten draws in 0.3 -+ 0.2 * 0.684."""
    off = 0.2 * (1.0 - math.sqrt(0.1))
    bands = [studied(doubtful(), "tipped", 20_000, seed).band for seed in range(seeds)]
    assert all(band.clear for band in bands)
    assert np.mean([band.low for band in bands]) == pytest.approx(SHARE - off, abs=0.015)
    assert np.mean([band.high for band in bands]) == pytest.approx(SHARE + off, abs=0.015)
    for band in bands:
        assert band.low == pytest.approx(SHARE - off, abs=0.035)
        assert band.high == pytest.approx(SHARE + off, abs=0.035)


def test_a_dependence_is_told_with_its_size_and_nothing_beside_it() -> None:
    found = studied(doubtful(), "tipped")
    [only] = found.effects
    assert only.purpose == "assumption:lean"
    # The mean of a triangle's outer fifths is 0.58 of its half-width out.
    fifth = 1.0 - math.sqrt(0.4) * 2.0 / 3.0
    assert only.change.low < 0.4 * fifth < only.change.high
    assert only.lowest.low < SHARE - 0.2 * fifth < only.lowest.high
    assert only.highest.low < SHARE + 0.2 * fifth < only.highest.high
    assert 0.0 < only.distance < 1.0


def test_without_doubts_there_is_no_band_and_that_is_said() -> None:
    scenario = certain()
    found = studied(scenario, "tipped", 1_000)
    band = found.band
    assert (band.draws, band.low, band.high) == (0, band.share, band.share)
    assert (found.effects, found.among) == ((), 0)
    assert told(scenario, "tipped", 1_000) == band_words(band)
    assert "nothing here that the author is unsure of" in band_words(band)
    assert bare_band(band) == ""


def test_what_never_came_is_not_called_sure() -> None:
    band = doubt_band(np.zeros((4, 10, 20), dtype=np.bool_), 0.0)
    assert not band.clear
    assert "came out alike" in band_words(band)


def test_too_few_games_give_no_band() -> None:
    nested = NestedGames(Simulation(doubtful(), "one", 1, 200, FACILITATOR))
    assert not nested.enough
    assert doubt_bands(nested, (), {"tipped": 0.3}) == {}


def test_the_bands_of_all_outcomes_come_from_the_same_games() -> None:
    nested = NestedGames(Simulation(doubtful(0.1), "one", 3, 10_000, FACILITATOR))
    pieces = [nested_piece(nested, piece) for piece in range(nested.pieces)]
    shares = {"decided": 0.1, "tipped": 0.3, "crossed": 0.5}
    found = doubt_bands(nested, pieces, shares)
    assert list(found) == list(shares)
    study = DoubtStudy(nested.simulation, "crossed")
    games = [doubt_piece(study, piece)[1] for piece in range(5, study.pieces)]
    assert found["crossed"].high == doubt_band(np.concatenate(games).reshape(10, 10, 100), 0.5).high


def test_the_draws_of_a_group_meet_the_same_luck_and_differ_in_doubts_alone() -> None:
    nested = NestedGames(Simulation(doubtful(), "one", 1, 2_500, FACILITATOR))
    assert nested.shape == (5, 10, 50)
    lean = np.concatenate([nested.drawn(piece).assumptions[0] for piece in range(nested.pieces)])
    assert len(set(lean.tolist())) == 50
    pieces = [nested_piece(nested, piece).of(nested.simulation, "lucky") for piece in range(nested.pieces)]
    games = np.concatenate(pieces).reshape(nested.shape)
    assert (games == games[:, :1]).all()
    assert 0 < games[0, 0].sum() < 50
    assert (games[0] != games[1]).any()


@pytest.mark.parametrize("games", [400, 999, 2_048, 10_000, 1_000_000])
def test_nested_games_are_as_many_as_those_simulated_at_most(games: int) -> None:
    nested = NestedGames(Simulation(doubtful(), "one", 1, games, FACILITATOR))
    assert nested.enough
    groups, several, each = nested.shape
    assert games / 2 < groups * several * each <= games or groups * several == each == 200
    played = [place for piece in range(nested.pieces) for place in nested.groups(piece)]
    assert played == list(range(groups))


def test_the_draws_and_the_outcomes_of_games_belong_together() -> None:
    scenario = shipped_scenario("first-session")
    simulation = Simulation(scenario, "plain", 1, 3_000, FACILITATOR)
    whole = simulate(simulation)
    for ending in whole.endings:
        study = DoubtStudy(simulation, ending.ending)
        pieces = [doubt_piece(study, piece) for piece in range(simulation.chunks)]
        assert sum(int(came.sum()) for _, came in pieces) == ending.games
        drawn = np.concatenate([each for each, _ in pieces], axis=1)
        assert drawn.shape == (len(simulation.program.uncertainties), 3_000)
        assert np.array_equal(drawn[:, :500], simulation.worlds(0).draws[:, :500])


def test_a_new_game_with_the_seed_of_its_doubts_is_the_same_as_ever() -> None:
    """Where luck and doubts come of one seed, the game is the one that begins with that seed."""
    scenario = shipped_scenario("first-session")
    simulation = Simulation(scenario, "plain", 1, 400, FACILITATOR)
    nested = NestedGames(simulation)
    drawn = nested.drawn(0)
    again = NewGames(simulation.program, drawn.seeds).begin()
    assert np.array_equal(drawn.draws, again.draws)
    assert np.array_equal(drawn.numbers, again.numbers)


@NEEDS_COMPILER
@pytest.mark.parametrize("name", ["first-session", pytest.param("planned-exit", marks=pytest.mark.soak)])
def test_both_engines_play_the_same_nested_games(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = shipped_scenario(name)
    nested = NestedGames(Simulation(scenario, scenario.default_lens, 1, 900, FACILITATOR))
    monkeypatch.setenv("WARGAME_ENGINE", "numpy")
    by_numpy = nested_piece(nested, 0)
    monkeypatch.setenv("WARGAME_ENGINE", "native")
    compiled = nested_piece(nested, 0)
    assert np.array_equal(by_numpy.ending, compiled.ending)
    assert np.array_equal(by_numpy.met, compiled.met)


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.integers(2, 8), st.integers(16, 60), st.floats(0, 1))
def test_a_band_holds_to_what_is_possible(luck: int, groups: int, games: int, share: float) -> None:
    draw = np.random.default_rng(luck)
    came = draw.uniform(size=(groups, 10, games)) < draw.uniform(size=(groups, 10, 1)) ** 3
    band = doubt_band(came, share)
    assert 0.0 <= band.low <= band.high <= 1.0
    assert band.clear or band.low <= share <= band.high
    assert band_words(band)


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_the_order_of_games_changes_nothing(luck: int) -> None:
    draw = np.random.default_rng(luck)
    draws = triangular(draw, 20, 2_000)
    came = draws[3] + draw.normal(size=2_000) > 1.0
    found = doubt_effects(uncertain(20), draws, came)
    assert found[0].purpose == "assumption:x3"
    order = draw.permutation(2_000)
    assert doubt_effects(uncertain(20), draws[:, order], came[order]) == found


def pure_luck(seed: int, games: int, probability: float) -> tuple[Floats, Flags]:
    draw = np.random.default_rng(seed)
    return triangular(draw, MANY, games), draw.uniform(size=games) < probability


def test_luck_is_told_as_nothing() -> None:
    """Of 152 doubts that do nothing, three used to be told each time, with a direction."""
    listed = [doubt_effects(uncertain(), *pure_luck(seed, 2_000, 0.1)) for seed in range(100, 110)]
    assert sum(map(len, listed)) <= 2


@pytest.mark.soak
@pytest.mark.parametrize("probability", [0.3, 0.05, 0.005])
def test_luck_is_told_in_one_of_twenty_studies_at_most(probability: float) -> None:
    many = 150 * soak.TIMES
    told = sum(bool(doubt_effects(uncertain(), *pure_luck(seed, 2_000, probability))) for seed in range(many))
    assert told <= 0.05 * many + 3 * math.sqrt(0.05 * 0.95 * many)


def crossed_luck(draw: np.random.Generator, draws: int, games: int, by_doubt: float) -> tuple[Flags, Floats]:
    """Groups of ten draws that share their luck in half of the games; and the probability of each draw, about 0.2."""
    probability = 0.2 + by_doubt * triangular(draw, draws // 10, 10, 1)
    own, common = draw.uniform(size=(draws // 10, 10, games)), draw.uniform(size=(draws // 10, 1, games))
    shared = draw.uniform(size=(draws // 10, 1, games)) < 0.5
    return np.where(shared, common, own) < probability, probability


@pytest.mark.soak
def test_a_band_is_called_clear_by_luck_in_one_of_twenty_at_most() -> None:
    many = 1_000 * soak.TIMES
    clear = 0
    for seed in range(many):
        came, _ = crossed_luck(np.random.default_rng(seed), 50, 50, 0.0)
        clear += doubt_band(came, 0.2).clear
    assert clear <= 0.05 * many + 3 * math.sqrt(0.05 * 0.95 * many)


@pytest.mark.soak
def test_what_is_not_clear_lies_within_what_is_told_nine_times_in_ten() -> None:
    """An upper bound at 95 %: of bands that are not called clear, few are wider than told."""
    many, wider = 1_000 * soak.TIMES, 0
    for seed in range(many):
        came, _ = crossed_luck(np.random.default_rng(seed), 50, 50, 0.06)
        band = doubt_band(came, 0.2)
        wider += not band.clear and band.high - band.low < 2 * 0.06 * (1.0 - math.sqrt(0.1))
    assert wider <= 0.05 * many + 3 * math.sqrt(0.05 * 0.95 * many)


@pytest.mark.soak
def test_luck_within_the_draws_does_not_widen_the_band() -> None:
    """Between draws of 100 games each lies mostly luck; without taking it off the band is a half too wide."""
    bands, raw = [], []
    for seed in range(200 * soak.TIMES):
        came, _ = crossed_luck(np.random.default_rng(seed), 100, 100, 0.1)
        band = doubt_band(came, 0.2)
        bands.append(band.high - band.low)
        raw.append(float(np.subtract(*np.quantile(came.mean(axis=2), (0.95, 0.05)))))
    true = 2 * 0.1 * (1.0 - math.sqrt(0.1))
    assert np.mean(bands) == pytest.approx(true, rel=0.08)
    assert np.mean(raw) > 1.2 * true


def test_good_and_bad_luck_of_groups_is_not_put_down_to_doubts() -> None:
    """Few games, so that groups and all of them lie off by luck: the band lies around the share of many more games."""
    off, unmoved = [], []
    for seed in range(40):
        came, probability = crossed_luck(np.random.default_rng(seed), 100, 25, 0.1)
        band = doubt_band(came, 0.2)
        if band.clear:
            true = float(np.mean(np.quantile(probability, (0.05, 0.95))))
            off.append((band.low + band.high) / 2 - true)
            unmoved.append((band.low + band.high) / 2 + float(came.mean()) - 0.2 - true)
    assert len(off) > 20
    assert np.std(off) < np.std(unmoved)


def test_a_limit_is_where_the_tests_think_it_is() -> None:
    lean = 20 * triangular(np.random.default_rng(1), 200_000)
    assert (lean > limit(0.1)).mean() == pytest.approx(0.1, abs=0.003)


def test_words_say_no_more_than_was_found() -> None:
    clear = DoubtBand(100, 100, 0.11, 0.0734, 0.1499, True, 0.15)
    assert bare_band(clear) == "7 to 15"
    assert band_words(clear) == (
        "Depending on what the author is unsure of, the probability itself lies between 7 and 15 % in nine of ten "
        "draws."
    )
    assert "the seat cannot see" in band_words(clear, seat=True)
    unclear = replace(clear, low=0.105, high=0.117, clear=False)
    assert "These games do not show whether" in band_words(unclear)
    assert "between 10.5 and 11.7 %" in band_words(unclear)
