"""Rare endings: what splitting estimates is right where it is known, and where plain games show it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import soak
from tests.analysis.tiny import TINY
from tests.compilers import NEEDS_COMPILER
from tests.engine.invented import invented
from tests.shipped import shipped_scenario
from wargame.analysis.estimates import mean
from wargame.analysis.rare import RUNS, RareShare, RareStudy, rare_piece, rare_share, shortfall
from wargame.analysis.simulation import Simulation, simulate
from wargame.authoring import parse
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.position import Position, start
from wargame.engine.resolution import resolve
from wargame.model import expression as ex
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR

TOSSES = 13


def tosses(when: str = "a.luck >= 63", heads: int = 1, tails: int = 1) -> Scenario:
    """A coin each turn, which moves A's luck up or down by one from 50: that 13 heads come has odds of 1 in 8,192."""
    coins = "".join(
        f"""
  toss{turn}:
    title: Toss {turn}
    text: Heads or tails.
    date: {2026 + turn // 2}-{"07" if turn % 2 else "01"}
    outcomes:
      heads: {{title: Heads, text: Up., weight: {heads}, effects: {{a.luck: {{amount: 1, source: judgement}}}}}}
      tails: {{title: Tails, text: Down., weight: {tails}, effects: {{a.luck: {{amount: -1, source: judgement}}}}}}
"""
        for turn in range(TOSSES)
    )
    before, after = TINY.split("events:\n")
    text = f"{before}events:{coins}endings:{after.split('endings:')[1]}".replace("turns: 2", f"turns: {TOSSES}")
    text = text.replace("endings:\n", f"endings:\n  rare: {{title: Rare, text: All heads., sign: R, when: {when}}}\n")
    return parse(text, "tosses.yaml")


def estimated(scenario: Scenario, ending: str = "rare", games: int = 4_000, seed: int = 1) -> RareShare:
    study = RareStudy(Simulation(scenario, next(iter(scenario.lenses)), seed, games, FACILITATOR), ending)
    return rare_share(study, (rare_piece(study, piece) for piece in range(study.pieces)))


def test_what_comes_once_in_eight_thousand_games_is_estimated_from_a_few_thousand() -> None:
    """Of 4,000 games played plainly half of the simulations see it not once."""
    true = 0.5**TOSSES
    found = estimated(tosses())
    assert found.share.low < true < found.share.high
    assert found.share.middle == pytest.approx(true, rel=0.3)
    assert found.share.high - found.share.low < true
    assert found.played_turns < 8 * 4_000 * TOSSES


@pytest.mark.soak
def test_the_estimate_has_no_bias_and_its_interval_holds() -> None:
    true, many = 0.5**TOSSES, 10 * soak.TIMES
    found = [estimated(tosses(), seed=seed, games=400).share for seed in range(many)]
    error = float(np.std([each.middle for each in found])) / math.sqrt(many)
    assert abs(float(np.mean([each.middle for each in found])) - true) < 3.5 * error
    held = sum(each.low <= true <= each.high for each in found)
    assert held >= 0.9 * many - 3 * math.sqrt(0.09 * many)


def test_a_measure_that_tells_nothing_costs_exactness_and_brings_no_bias() -> None:
    """Nothing of the condition is a number: all games are equally near, and the estimate is that of plain games."""
    scenario = tosses("drawn(toss0.heads) and drawn(toss1.heads) and drawn(toss2.heads) and turn == turns")
    found = estimated(scenario, games=2_000)
    assert found.share.low < 0.125 < found.share.high
    found = estimated(tosses("turn == turns and a.luck >= 57"), games=2_000)
    true = sum(math.comb(TOSSES, heads) for heads in range(10, TOSSES + 1)) / 2**TOSSES
    assert found.share.low < true < found.share.high


@pytest.mark.parametrize(("name", "lens"), [("first-session", "plain"), ("first-session", "hard")])
def test_it_agrees_with_plain_games_on_what_is_shipped(name: str, lens: str) -> None:
    scenario = shipped_scenario(name)
    plain = simulate(Simulation(scenario, lens, 7, 8_000, FACILITATOR))
    for each in plain.endings:
        study = RareStudy(Simulation(scenario, lens, 1, 2_000, FACILITATOR), each.ending)
        found = rare_share(study, [rare_piece(study, piece) for piece in range(study.pieces)])
        assert found.share.low <= each.share.high
        assert each.share.low <= found.share.high
        assert found.plain.low <= found.share.middle <= found.plain.high


@pytest.mark.soak
def test_it_agrees_with_plain_games_on_the_flagship() -> None:
    scenario = shipped_scenario("planned-exit")
    plain = simulate(Simulation(scenario, "erodes", 7, 10_000, FACILITATOR))
    for each in plain.endings[:1]:
        study = RareStudy(Simulation(scenario, "erodes", 1, 1_000, FACILITATOR), each.ending)
        found = rare_share(study, [rare_piece(study, piece) for piece in range(study.pieces)])
        assert found.share.low <= each.share.high
        assert each.share.low <= found.share.high


def test_it_goes_on_from_a_position() -> None:
    """From turn 4 on, whose toss has been told, nothing but heads: 9 tosses are still to come."""
    luck = turn_four(tosses()).numbers["a.luck"]
    position = turn_four(tosses(f"a.luck >= {luck + 9:.0f}"))
    study = RareStudy(Simulation(position.scenario, "one", 1, 2_000, FACILITATOR, position), "rare")
    found = rare_share(study, [rare_piece(study, piece) for piece in range(study.pieces)])
    assert found.share.low < 0.5**9 < found.share.high


def turn_four(scenario: Scenario) -> Position:
    position = start(scenario, 1)
    while position.turn < 4:
        position = resolve(position, "wait", {}).after
    return position


def test_what_cannot_come_is_told_as_never_with_the_bound_of_plain_games() -> None:
    found = estimated(tosses("a.luck >= 90"), games=400)
    assert found.share.middle == 0.0
    assert (found.share.low, found.share.high) == (found.plain.low, found.plain.high)
    assert found.share.high < 0.02


def test_runs_are_the_same_whoever_makes_which() -> None:
    scenario = tosses()
    study = RareStudy(Simulation(scenario, "one", 5, 1_000, FACILITATOR), "rare")
    pieces = [rare_piece(study, piece) for piece in range(study.pieces)]
    assert sum(map(len, pieces)) == RUNS
    assert rare_piece(study, 3) == pieces[3]
    assert rare_share(study, pieces).share.middle == pytest.approx(
        mean(np.array([run.share for piece in pieces for run in piece])).middle
    )


@NEEDS_COMPILER
def test_both_engines_make_the_same_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    study = RareStudy(Simulation(shipped_scenario("first-session"), "plain", 1, 2_000, FACILITATOR), "out")
    monkeypatch.setenv("WARGAME_ENGINE", "numpy")
    by_numpy = rare_piece(study, 0)
    monkeypatch.setenv("WARGAME_ENGINE", "native")
    assert rare_piece(study, 0) == by_numpy


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_nothing_is_missing_where_a_condition_holds(luck: int) -> None:
    """And something is where it does not, unless a date or a strict bound alone keeps it."""
    scenario = invented(luck)
    program = compile_scenario(scenario, "plain")
    worlds = kernel.open_turn(kernel.begin(program, np.arange(40, dtype=np.uint64)))
    now = kernel.moment(worlds, just_played=True)
    conditions = [rule.when for rule in scenario.rules.values()] + [each.when for each in scenario.endings.values()]
    for when in conditions:
        if when is None:
            continue
        missing = kernel.over(worlds, program.evaluator(shortfall(program, when))(now))
        holds = kernel.holds(worlds, program.evaluator(when)(now))
        assert (missing >= 0).all()
        assert (missing[holds] == 0).all()
        edge = any(isinstance(node, ex.Clock | ex.Comparison) for node in ex.walk(when))
        assert edge or (missing[~holds] > 0).all()


def test_what_is_missing_adds_up_and_the_nearest_alternative_counts() -> None:
    program = compile_scenario(tosses(), "one")
    luck, skill = ex.Level("a", "luck"), ex.Level("b", "skill")
    high, low = ex.Comparison(">=", luck, ex.Number(70.0)), ex.Comparison("<", skill, ex.Number(45.0))
    worlds = kernel.open_turn(kernel.begin(program, np.zeros(1, dtype=np.uint64)))
    at = float(worlds.numbers[program.names.numbers[luck], 0])

    def missing(when: ex.Expression) -> float:
        now = kernel.moment(worlds, just_played=True)
        return float(kernel.over(worlds, program.evaluator(shortfall(program, when))(now))[0])

    assert missing(high) == 70 - at
    assert missing(low) == 5
    assert missing(ex.Every((high, low))) == 75 - at
    assert missing(ex.Some((high, low))) == 5
    assert missing(ex.Not(ex.Some((ex.Not(high), ex.Not(low))))) == 75 - at
    assert missing(ex.Comparison(">", ex.Clock("turn"), ex.Number(9.0))) == 0
    assert missing(ex.Drawn("toss9", "heads")) == 10
    assert missing(ex.Not(ex.Drawn("toss9", "heads"))) == 0
