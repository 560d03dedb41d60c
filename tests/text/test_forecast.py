"""A forecast in words: digits that the games bear, verdicts, and which conclusions depend on the lens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from tests.shipped import shipped_scenario
from wargame.analysis.conclusions import Conclusion, conclusions, likeliest
from wargame.analysis.estimates import Interval, differ, holds, share
from wargame.analysis.simulation import (
    EndingShare,
    ExpectationShare,
    Score,
    Simulation,
    Taken,
    bands,
    key_levels,
    simulate,
)
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR
from wargame.text.forecast import (
    band_lines,
    bare_bounds,
    conclusion_head,
    conclusion_item,
    conclusion_lines,
    conclusion_words,
    ending_lines,
    expectation_lines,
    expectation_words,
    forecast_lines,
    games_words,
    given_lines,
    lens_lines,
    score_lines,
    share_words,
    turns_words,
    verdict_code,
    verdict_word,
)
from wargame.text.words import WIDTH


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


@pytest.fixture(scope="module")
def first() -> Scenario:
    return shipped_scenario("first-session")


@dataclass(frozen=True)
class Found:
    """What games might have shown."""

    lens: str
    games: int
    endings: tuple[EndingShare, ...]
    expectations: tuple[ExpectationShare, ...]
    scores: tuple[Score, ...] = ()


def shown(lens: str, games: int, hits: Mapping[str, int], low: float = 0.0, high: float = 0.4) -> Found:
    """Games of the first session that ended so; its expectation asks for the first ending in a share of games."""
    endings = tuple(EndingShare(ending, share(count, games), count, (3,), None) for ending, count in hits.items())
    came = endings[0].share
    return Found(lens, games, endings, (ExpectationShare("leaves", low, high, came, holds(came, low, high)),))


@pytest.mark.parametrize(
    ("hits", "of", "words", "bounds"),
    [
        (41, 100, "41 %", "32 to 51"),
        (4086, 10_000, "40.9 %", "39.9 to 41.8"),
        (408_512, 1_000_000, "40.85 %", "40.75 to 40.95"),
        (0, 10_000, "0.00 %", "0.00 to 0.04"),
        (3, 10_000, "0.03 %", "0.01 to 0.09"),
        (0, 0, "0 %", "0 to 100"),
    ],
)
def test_a_share_has_the_digits_that_its_games_bear(hits: int, of: int, words: str, bounds: str) -> None:
    assert share_words(share(hits, of)) == words
    assert bare_bounds(share(hits, of)) == bounds


def test_single_words(first: Scenario) -> None:
    assert [verdict_word(each) for each in (True, False, None)] == ["holds", "fails", "too few games"]
    assert verdict_word(None, True) == "its time has passed"
    assert [verdict_code(each) for each in (True, False, None)] == ["holds", "fails", "too few games"]
    assert verdict_code(None, True) == "its time is over"
    assert turns_words((4, 5, 7, 8, 10)) == "7 (4 to 10)"
    assert (turns_words((3, 3, 3, 3, 3)), turns_words(())) == ("3", "")
    assert expectation_words(ExpectationShare("x", 0.05, 0.125, share(1, 10), None)) == "5 to 12.5 %"
    assert differ(Interval(0.1, 0.05, 0.15), Interval(0.2, 0.16, 0.25))
    assert not differ(Interval(0.1, 0.05, 0.15), Interval(0.2, 0.15, 0.25))
    hits = {"out": 10, "firm": 440, "adrift": 550}
    assert likeliest(shown("plain", 1000, hits)) == "adrift"
    assert likeliest(shown("plain", 1000, {**hits, "firm": 530})) is None
    assert key_levels(first)[0] == "guest.commitment"


def concluded(*found: Found) -> dict[tuple[str, str], Conclusion]:
    return {(each.kind, each.id): each for each in conclusions(found)}


def test_what_holds_under_both_lenses(first: Scenario) -> None:
    hits = {"out": 10, "firm": 390, "adrift": 600}
    found = concluded(shown("plain", 1000, hits), shown("hard", 1000, hits))
    assert conclusion_words(first, found["expectation", "leaves"]) == (
        "“The Guest leaves within the game” is expected in 0 to 40 % of games, which holds under every lens."
    )
    assert conclusion_words(first, found["likeliest", "adrift"]) == (
        "The likeliest ending is “Still in, still grumbling” under every lens."
    )
    assert found["ending", "out"].verdict == "same"
    assert found["likeliest", "adrift"].lenses == ("plain", "hard")


def test_what_needs_one_lens(first: Scenario) -> None:
    one = shown("plain", 1000, {"out": 10, "firm": 390, "adrift": 600})
    other = shown("hard", 1000, {"out": 600, "firm": 390, "adrift": 10})
    found = concluded(one, other)
    assert conclusion_words(first, found["expectation", "leaves"]) == (
        "“The Guest leaves within the game” is expected in 0 to 40 % of games, which holds only under “Words work”: "
        "it comes true in 1.0 % under “Words work” and 60 % under “Only money works”."
    )
    assert found["expectation", "leaves"].lenses == ("plain",)
    assert conclusion_words(first, found["likeliest", "adrift"]) == (
        "The likeliest ending is “Still in, still grumbling” only under “Words work”; otherwise it is “The Guest "
        "leaves” under “Only money works”."
    )
    assert (
        conclusion_words(first, found["ending", "out"])
        == "“The Guest leaves” comes most often under “Only money works”: in 60 %, against 1.0 % under “Words work”."
    )
    assert found["ending", "out"].lenses == ("hard",)
    assert (
        conclusion_words(first, found["ending", "firm"])
        == "“Firmer than before” does not clearly depend on the lens: it comes in 39 % under “Words work” and 39 % "
        "under “Only money works”."
    )
    assert conclusion_head(found["expectation", "leaves"]) == "Holds only under some lenses"
    assert conclusion_head(found["ending", "out"]) == "Clearly differs between the lenses"
    assert (
        conclusion_item(first, found["ending", "out"])
        == "“The Guest leaves” comes in 1.0 % under “Words work” and 60 % under “Only money works”."
    )


def test_what_fails_and_what_cannot_be_said(first: Scenario) -> None:
    hits = {"out": 600, "firm": 200, "adrift": 200}
    found = concluded(shown("plain", 1000, hits), shown("hard", 1000, hits))
    assert conclusion_head(found["expectation", "leaves"]) == "Fails under every lens"
    assert conclusion_words(first, found["expectation", "leaves"]) == (
        "“The Guest leaves within the game” is expected in 0 to 40 % of games, which holds under no lens: it comes "
        "true in 60 % under “Words work” and 60 % under “Only money works”."
    )
    assert found["expectation", "leaves"].lenses == ()
    few = {"out": 4, "firm": 3, "adrift": 3}
    found = concluded(shown("plain", 10, few), shown("hard", 1000, hits))
    assert conclusion_head(found["expectation", "leaves"]) == "Too few games to say"
    assert conclusion_words(first, found["expectation", "leaves"]).endswith("too few games to say whether that holds.")
    assert conclusion_words(first, found["likeliest", ""]) == (
        "There are too few games to say which ending is the likeliest under every lens; so far only “The Guest leaves” "
        "under “Only money works” is clear."
    )
    found = concluded(shown("plain", 10, few), shown("hard", 10, few))
    assert (
        conclusion_words(first, found["likeliest", ""])
        == "There are too few games to say which ending is the likeliest."
    )
    assert conclusions([shown("plain", 10, few)]) == ()


def test_conclusions_of_one_verdict_stand_together(first: Scenario) -> None:
    hits = {"out": 10, "firm": 390, "adrift": 600}
    lines = list(conclusion_lines(first, conclusions([shown("plain", 1000, hits), shown("hard", 1000, hits)])))
    assert [line for line in lines if line[2] not in "- "] == [
        "  Holds under every lens",
        "  No clear difference between the lenses",
    ]
    assert "  - The likeliest ending is “Still in, still grumbling”." in lines
    assert max(map(len, lines)) <= WIDTH


def test_a_star_marks_what_is_clearly_another_share(first: Scenario) -> None:
    one = shown("plain", 1000, {"out": 10, "firm": 390, "adrift": 600})
    other = shown("hard", 1000, {"out": 10, "firm": 590, "adrift": 400})
    lines = list(lens_lines(first, [one, other]))
    starred = [line.split("  ")[1] for line in lines if line.endswith("*")]
    assert starred == ["+ Firmer than before", "~ Still in, still grumbling"]
    assert "  * clearly differs from plain: the intervals do not overlap." in lines


def test_expectations_stand_with_their_verdict_under_each_lens_and_source(first: Scenario) -> None:
    one = shown("plain", 1000, {"out": 10, "firm": 390, "adrift": 600})
    other = shown("hard", 1000, {"out": 600, "firm": 390, "adrift": 10})
    line = first.expectations["leaves"].line
    assert list(expectation_lines(first, [one, other])) == [
        "What the author expects, and what came true",
        "  The Guest leaves within the game: 0 to 40 % of games",
        "    plain    1.0 % (0.5 to 1.8)    holds",
        "    hard      60 % (57 to 63)      fails",
        f"    [Numbers made up for teaching; line {line}]",
    ]
    over = replace(one, expectations=(replace(one.expectations[0], holds=None, over=True),))
    lines = list(expectation_lines(first, [over], 3))
    assert lines[0].endswith("from turn 3 on")
    assert lines[2].split() == ["its", "time", "has", "passed"]
    assert all(each.kind != "expectation" for each in conclusions([over, over]))


def test_the_whole_fits_the_width_for_every_scenario(flagship: Scenario, first: Scenario) -> None:
    for scenario in (flagship, first):
        found = [simulate(Simulation(scenario, lens, 1, 300, FACILITATOR)) for lens in scenario.lenses]
        lines = list(forecast_lines(scenario, found, "300 games.", bands(found[0]), "wargame run x"))
        assert max(map(len, lines)) <= WIDTH
        assert lines[0] == scenario.title
        alone = list(forecast_lines(scenario, found[:1], "300 games.", bands(found[0])))
        assert "What depends on the lens" not in alone
        assert not any("--seed" in line for line in alone)


def test_more_lenses_stand_in_blocks_beneath_each_other(flagship: Scenario) -> None:
    lenses = {f"lens_no_{n}_with_quite_a_long_id": replace(flagship.lenses["erodes"], title=f"T{n}") for n in range(5)}
    scenario = replace(flagship, lenses=lenses)
    found = [simulate(Simulation(scenario, lens, 1, 40, FACILITATOR)) for lens in lenses]
    lines = list(forecast_lines(scenario, found, "40 games.", bands(found[0]), "wargame run x"))
    assert max(map(len, lines)) <= WIDTH
    assert sum("× Strategic rupture" in line for line in lines) >= 4
    assert any("Holds under every lens" in line or "Too few games" in line for line in lines)


def test_numbers_and_scores(flagship: Scenario) -> None:
    found = simulate(Simulation(flagship, "erodes", 1, 200, FACILITATOR))
    levels = bands(found)
    assert list(levels)[: len(key_levels(flagship))] == list(key_levels(flagship))
    assert len(levels) == len(found.counts.levels[0])
    lines = list(band_lines(flagship, levels))
    assert lines[2].startswith("  France: Treaty bond")
    assert len(lines) == 14
    assert not list(band_lines(flagship, {}))
    scores = list(score_lines(flagship, [found]))
    assert len(scores) == 2 + len(flagship.seats) + 1
    assert scores[-1].startswith("  France  ")
    assert len(list(ending_lines(flagship, found))) == 3 + len(flagship.endings)


def test_what_was_simulated(first: Scenario) -> None:
    simulation = Simulation(first, "plain", 7, 300, FACILITATOR)
    assert games_words(simulation, 1200, 1) == "1,200 games from the beginning, seed 7. Bots: doctrine for every seat."
    assert games_words(simulation, 1, 2).startswith("1 game from the beginning under each lens, seed 7.")
    assert games_words(simulation, 300, 1, "mine", 4).startswith(
        "300 games from turn 1 on, after node 4 of “mine”, seed 7."
    )
    assert games_words(simulation, 300, 2, "mine", 4).startswith(
        "300 games under each lens from turn 1 on, after node 4 of “mine”, seed 7."
    )
    assert games_words(replace(simulation, bots={"rival": "random"}), 300, 1).endswith(
        "Bots: random for the Rival; doctrine for all other seats."
    )
    assert games_words(replace(simulation, bots={"rival": "random", "host": "random"}), 300, 1).endswith(
        "Bots: random for every seat."
    )
    assert games_words(replace(simulation, bots={"rival": "random", "host": "other"}), 300, 1).endswith(
        "Bots: other for the Host and random for the Rival."
    )


def test_what_is_fixed_says_how_often_it_takes_effect(first: Scenario) -> None:
    taken = [
        Taken(1, None, "grumble", share(9, 9)),
        Taken(2, "host", "press", share(0, 9)),
        Taken(3, "host", "press", share(50, 100)),
    ]
    assert list(given_lines(first, taken)) == [
        "What is fixed, and how often it takes effect in games that reach its turn",
        "  turn 1: The Guest: Grumble in public: always",
        "  turn 2: The Host: Press in private: never",
        "  turn 3: The Host: Press in private: in 50 % of them",
    ]
