"""Claims are tested until they are clear: what holds, what fails, what a lens turns round, and what carries it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

import wargame
from wargame.analysis.arms import Comparison
from wargame.analysis.claims import (
    ClaimResult,
    PredictionResult,
    Trials,
    cited_headings,
    reversed_by_lens,
    try_claims,
    verdict_of_all,
)
from wargame.analysis.edits import NEVER, without_endings
from wargame.analysis.paired import Effect, judge
from wargame.authoring import parse
from wargame.jobs.pool import in_order
from wargame.model.claim import ANY, FAILS, HOLDS, TURNS, UNCLEAR, Claim, NumberMeasure, Prediction, heading_of
from wargame.model.expression import Level
from wargame.model.scenario import Scenario

DOWN = Prediction(NumberMeasure(Level("guest", "commitment")), float("-inf"), -2.0, 3)
BAND = Prediction(NumberMeasure(Level("guest", "commitment")), -2.0, 2.0, 3)

WRITTEN = """
claims:
  dues:
    title: Withholding the dues loosens the Guest
    source: teaching, money
    hold: {moves: {1: withhold_dues, rest: grumble}, endings: off}
    against: {moves: {rest: grumble}}
    then: {number: guest.commitment, by: 2026-06, lower: 5}
    carried_by: [{move: withhold_dues, effect: guest.commitment}]
  dues_and_trust:
    title: And costs the Host's trust
    source: teaching, money
    hold: {moves: {1: withhold_dues, rest: grumble}, endings: off}
    against: {moves: {rest: grumble}}
    then: {number: 'trust(host, guest)', by: 2026-06, lower: 5}
  dues_firm:
    title: Withholding the dues makes it firmer
    source: teaching, oddities
    hold: {moves: {1: withhold_dues, rest: grumble}, endings: off}
    against: {moves: {rest: grumble}}
    then: {number: guest.commitment, by: 2026-06, higher: 5}
    lenses: {plain: turns, hard: any}
  too_much:
    title: It loosens it by far
    source: teaching
    hold: {moves: {1: withhold_dues, rest: grumble}, endings: off}
    against: {moves: {rest: grumble}}
    then: {number: guest.commitment, by: 2026-06, lower: 20}
  warm:
    title: Visits warm it
    source: teaching, warmth of words
    hold: {orders: {host: {1: [reassure(guest)]}}}
    against: {orders: {host: {1: []}}}
    then: {number: guest.confidence, by: 2026-06, higher: 4}
    lenses: {hard: fails}
  cold:
    title: Warmth below nought cools
    source: teaching
    hold: {assume: {warmth: -1}, orders: {host: {1: [reassure(guest)]}}}
    against: {orders: {host: {1: [reassure(guest)]}}}
    then: {number: guest.confidence, by: 2026-06, higher: 2}
    lenses: {plain: turns, hard: turns}
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    text = wargame.load(wargame.find("first-session")).text.partition("\nclaims:")[0]
    text = text.replace(
        "    title: Numbers made up for teaching",
        "    title: Numbers made up for teaching\n    headings: [money, warmth, trade]",
    )
    return parse(text + WRITTEN, "claims.yaml")


def tried(scenario: Scenario, games: int = 250, seed: int = 1, lens: str = "plain") -> dict[str, ClaimResult]:
    trials = Trials(scenario, (lens,), seed, games)
    return {each.claim: each for piece in range(trials.pieces) for each in try_claims(trials, piece)}


def test_arms_without_endings_are_of_one_scenario_compiled_once_a_lens(scenario: Scenario) -> None:
    trials = Trials(scenario, ("plain", "hard"), seed=1, games=10)
    several = [scenario.claims[group[0]] for group in trials.groups]
    lasting = {id(trials.scenario_of(each.contrast)) for each in several if not each.contrast.endings}
    assert len(lasting) == 1
    base = without_endings(scenario)
    assert without_endings(base) is base
    for claim in several:
        base = trials.scenario_of(claim.contrast)
        assert all(each.when in (None, NEVER) for each in base.endings.values()) is not claim.contrast.endings
        again = Comparison(base, "plain", claim.contrast, [(NumberMeasure(Level("guest", "commitment")), 1)])
        assert again.scenario is base


def test_what_the_file_says_comes_out(scenario: Scenario) -> None:
    found = tried(scenario)
    assert {name: each.verdict for name, each in found.items()} == {
        "dues": HOLDS,
        "dues_and_trust": HOLDS,
        "dues_firm": TURNS,
        "too_much": FAILS,
        "warm": HOLDS,
        "cold": TURNS,
    }
    dues = found["dues"].parts[0].effect
    assert dues.middle == pytest.approx(-9.0, abs=0.2), "-12 against -3, and a rule that reads what both left alike"
    assert found["dues_and_trust"].parts[0].effect.middle == pytest.approx(-15.0, abs=0.5)
    assert [name for name, each in found.items() if each.as_expected is False] == ["too_much"]


def test_a_lens_is_expected_to_change_what_it_changes(scenario: Scenario) -> None:
    plain, hard = tried(scenario)["warm"], tried(scenario, lens="hard")["warm"]
    assert plain.verdict == HOLDS
    assert hard.verdict == FAILS
    assert plain.as_expected and hard.as_expected
    assert hard.parts[0].effect.middle == pytest.approx(1.2, abs=0.2)


def test_claims_of_the_same_arms_are_read_from_the_same_games(scenario: Scenario) -> None:
    trials = Trials(scenario, ("plain", "hard"), 1, 250)
    assert trials.groups == (("dues", "dues_and_trust", "dues_firm", "too_much"), ("warm",), ("cold",))
    assert trials.pieces == 6
    alone = replace(scenario, claims={"dues_firm": scenario.claims["dues_firm"]})
    assert tried(alone)["dues_firm"] == tried(scenario)["dues_firm"]


def test_any_number_of_workers_finds_the_same(scenario: Scenario) -> None:
    trials = Trials(scenario, ("plain", "hard"), 1, 300)
    here = [try_claims(trials, piece) for piece in range(trials.pieces)]
    with in_order(try_claims, trials, trials.pieces, 2) as task:
        assert list(task) == here


@pytest.mark.parametrize("games", [1, 10, 15])
def test_a_few_games_give_no_verdict(scenario: Scenario, games: int) -> None:
    found = tried(scenario, games=games)
    assert {each.verdict for each in found.values()} == {UNCLEAR}
    assert {part.verdict for each in found.values() for part in each.parts} == {UNCLEAR}
    assert FAILS in {each.verdict for each in tried(scenario, games=16).values()}


def test_another_seed_is_other_games(scenario: Scenario) -> None:
    assert tried(scenario, seed=1)["warm"].parts != tried(scenario, seed=2)["warm"].parts


def test_games_are_added_until_it_is_clear(scenario: Scenario) -> None:
    """A least that the mean lies just beyond takes more games than one that it lies far beyond."""
    effect = tried(scenario)["warm"].parts[0].effect
    assert effect.middle is not None
    near = effect.middle - (effect.middle - effect.low) * 0.7
    [prediction] = scenario.claims["warm"].then
    claim = replace(scenario.claims["warm"], then=(replace(prediction, low=near),))
    found = tried(replace(scenario, claims={"warm": claim}), games=4_000)["warm"]
    assert found.verdict == HOLDS
    assert found.games in (500, 1_000)
    assert tried(scenario, games=4_000)["warm"].games == 250
    few = tried(replace(scenario, claims={"warm": claim}), games=100)["warm"]
    assert (few.games, few.verdict, few.as_expected) == (100, UNCLEAR, None)


def test_the_verdict_is_that_of_the_bounds(scenario: Scenario) -> None:
    for each in tried(scenario).values():
        for part in each.parts:
            asked = part.prediction
            assert part.verdict == judge(part.effect, asked.low, asked.high, asked.mirrored, each.games == 250)


def test_what_is_left_without_what_carries_it(scenario: Scenario) -> None:
    """Of -12 against -3 there is +3 left: it does not grumble in that turn."""
    dues = tried(scenario)["dues"].parts[0]
    assert dues.without is not None
    assert dues.without.middle == pytest.approx(3.0, abs=0.2)
    assert dues.left == pytest.approx(-1 / 3, abs=0.05)
    assert tried(scenario)["warm"].parts[0].left is None, "nothing is said to carry it"


def test_what_is_left_of_nothing_is_not_said() -> None:
    unclear = PredictionResult(DOWN, Effect(-1.0, -3.0, 1.0), UNCLEAR, Effect(-0.5, -1.0, 0.0))
    assert unclear.left is None
    clear = replace(unclear, effect=Effect(-2.0, -3.0, -1.0))
    assert clear.left == 0.25


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        ([(DOWN, HOLDS)], HOLDS),
        ([(DOWN, HOLDS), (BAND, HOLDS)], HOLDS),
        ([(DOWN, TURNS), (BAND, HOLDS)], TURNS),
        ([(DOWN, TURNS), (DOWN, HOLDS)], FAILS),
        ([(DOWN, TURNS), (DOWN, UNCLEAR)], UNCLEAR),
        ([(DOWN, HOLDS), (BAND, FAILS)], FAILS),
        ([(DOWN, TURNS), (BAND, FAILS)], FAILS),
        ([(DOWN, UNCLEAR), (BAND, FAILS)], FAILS),
        ([(DOWN, HOLDS), (DOWN, UNCLEAR)], UNCLEAR),
        ([(BAND, HOLDS)], HOLDS),
        ([(BAND, FAILS)], FAILS),
        ([(BAND, UNCLEAR)], UNCLEAR),
    ],
)
def test_the_verdict_on_several_things(verdicts: Sequence[tuple[Prediction, str]], whole: str) -> None:
    assert verdict_of_all(verdicts) == whole


def result(claim: str, lens: str, low: float, high: float, expected: str = HOLDS, verdict: str = HOLDS) -> ClaimResult:
    part = PredictionResult(DOWN, Effect((low + high) / 2, low, high), verdict, None)
    return ClaimResult(claim, lens, 250, 250, {}, (part,), verdict, expected)


def test_a_claim_is_reversed_where_lenses_clearly_disagree_on_its_sign() -> None:
    results = [
        result("turned", "one", -3, -1),
        result("turned", "two", 1, 3),
        result("unsure", "one", -3, -1),
        result("unsure", "two", -1, 3),
        result("same", "one", 1, 2),
        result("same", "two", 3, 4),
    ]
    assert reversed_by_lens(results) == {"turned": (["two"], ["one"])}


@pytest.mark.parametrize(
    ("verdict", "expected", "so"),
    [
        (HOLDS, HOLDS, True),
        (FAILS, HOLDS, False),
        (TURNS, HOLDS, False),
        (TURNS, TURNS, True),
        (HOLDS, FAILS, False),
        (UNCLEAR, HOLDS, None),
        (UNCLEAR, ANY, True),
        (TURNS, ANY, True),
    ],
)
def test_what_the_author_expects(verdict: str, expected: str, so: bool | None) -> None:
    assert result("claim", "lens", 0, 1, expected, verdict).as_expected is so


def test_headings_without_a_claim_are_found(scenario: Scenario) -> None:
    assert cited_headings(scenario) == {
        "teaching": {"money": ["dues", "dues_and_trust"], "warmth": ["warm"], "trade": []}
    }


@pytest.mark.parametrize(
    ("cited", "heading"),
    [
        (" Scenario B", "scenario B"),
        ("scenario  b, page 3", "scenario B"),
        ("scenario B2", "scenario B2"),
        ("scenario", None),
        ("", None),
        ("scenario Berlin", None),
    ],
)
def test_a_citation_names_the_longest_heading_that_it_begins_with(cited: str, heading: str | None) -> None:
    assert heading_of(cited, ("scenario B", "scenario B2")) == heading


def test_a_claim_of_no_games_says_nothing(scenario: Scenario) -> None:
    claim: Claim = scenario.claims["dues"]
    never = replace(claim.contrast, hold=replace(claim.contrast.hold, moves={1: "withhold_dues", 2: "withhold_dues"}))
    late = (replace(claim.then[0], turn=3),)
    found = tried(replace(scenario, claims={"dues": replace(claim, contrast=never, then=late)}))["dues"]
    assert (found.pairs, found.dropped["illegal"], found.verdict) == (0, 250, UNCLEAR)
    assert found.parts[0].effect == Effect(None, -100.0, 100.0)
