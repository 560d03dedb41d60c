"""A forecast in words: digits that the games bear, verdicts, and which conclusions depend on the lens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from tests.shipped import shipped_scenario
from wargame.analysis.conclusions import Conclusion, conclusions, likeliest
from wargame.analysis.doubts import DoubtBand
from wargame.analysis.estimates import Interval, holds, share
from wargame.analysis.paired_games import Beside
from wargame.analysis.simulation import (
    EndingShare,
    ExpectationShare,
    Score,
    Simulation,
    Taken,
    bands,
    ends,
    key_levels,
    levels,
    simulate,
)
from wargame.model.expression import Level
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, Seated
from wargame.text.forecast import (
    band_lines,
    bare_bounds,
    conclusion_head,
    conclusion_lines,
    conclusion_words,
    counted_words,
    ending_lines,
    expectation_lines,
    expectation_verdict,
    expectation_words,
    forecast_lines,
    games_words,
    given_lines,
    lens_lines,
    points_words,
    score_lines,
    share_words,
    turns_words,
    verdict_code,
    verdict_word,
)
from wargame.text.intervals import ranked, signed_bounds
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
    beside: Beside | None = None
    done: bool = True
    by_doubts: Mapping[str, DoubtBand] = field(default_factory=dict)


EVEN = Interval(0.2, -0.5, 0.9)
"""A difference in points that is within one."""
OPEN = Interval(0.2, -2.5, 2.9)
"""One that might be more, or none."""


def shown(
    lens: str,
    games: int,
    hits: Mapping[str, int],
    low: float = 0.0,
    high: float = 0.4,
    apart: tuple[Interval, ...] = (),
    score: Interval = EVEN,
) -> Found:
    """Games of the first session that ended so; its expectation asks for the first ending in a share of games.

    `apart` is by how much the endings differ from those under the first lens, in pairs of games.
    """
    endings = tuple(EndingShare(ending, share(count, games), count, (3,), None) for ending, count in hits.items())
    came = endings[0].share
    expected = ExpectationShare("leaves", low, high, came, holds(came, low, high) if games >= 16 else None)
    beside = Beside(games, 7, apart, ((Seated("host"), score),), ()) if apart else None
    return Found(lens, games, endings, (expected,), (), beside)


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


def test_a_bound_next_to_nothing_does_not_read_as_nothing() -> None:
    assert signed_bounds(Interval(0.3, 0.0002, 0.54)) == ("just over 0", "+0.5")
    assert signed_bounds(Interval(-0.3, -0.54, -0.0002)) == ("-0.5", "just under 0")
    assert ranked(Interval(-0.3, -0.54, -0.0002)) == ("just over 0", "0.5")
    assert ranked(Interval(-0.3, -0.54, -0.2)) == ("0.2", "0.5")
    assert signed_bounds(Interval(0.2, -0.0002, 0.54)) == ("-0.0", "+0.5")


def test_single_words(first: Scenario) -> None:
    assert [verdict_word(each) for each in (True, False, None)] == ["as expected", "not as expected", "too few games"]
    assert [verdict_code(each) for each in (True, False, None)] == ["holds", "fails", "too few games"]
    assert verdict_code(None, True) == "its time is over"
    assert verdict_code(True, elsewhere=True) == "of other games"
    assert verdict_code(None, False, True) == "not all games played"
    assert turns_words((4, 5, 7, 8, 10)) == "7 (4 to 10)"
    assert (turns_words((3, 3, 3, 3, 3)), turns_words(())) == ("3", "")
    assert expectation_words(ExpectationShare("x", 0.05, 0.125, share(1, 10), None)) == "5 to 12.5 %"
    assert points_words(Interval(8.0, 7.04, 9.1)) == "differs by +7.0 to +9.1"
    assert points_words(Interval(-0.02, -0.03, -0.01)) == "differs by -0.03 to -0.01"
    assert [points_words(each) for each in (EVEN, OPEN)] == ["within 1 point", "too few games"]
    hits = {"out": 10, "firm": 440, "adrift": 550}
    assert likeliest(shown("plain", 1000, hits)) == "adrift"
    assert likeliest(shown("plain", 1000, {**hits, "firm": 530})) is None
    assert key_levels(first)[0] == "guest.commitment"


def concluded(*found: Found) -> dict[tuple[str, str], Conclusion]:
    return {(each.kind, each.id): each for each in conclusions(found)}


def test_what_holds_under_both_lenses(first: Scenario) -> None:
    hits = {"out": 10, "firm": 390, "adrift": 600}
    found = concluded(shown("plain", 1000, hits), shown("hard", 1000, hits, apart=(EVEN, OPEN, EVEN)))
    assert conclusion_words(first, found["expectation", "leaves"]) == (
        "“The Guest leaves within the game” is expected in 0 to 40 % of games, and the model gives that under every "
        "lens."
    )
    assert conclusion_words(first, found["ending", "out"]) == (
        "“The Guest leaves” comes equally often under every lens, to within 1 point: in 1.0 % under “Words work” and "
        "1.0 % under “Only money works”."
    )
    assert conclusion_words(first, found["ending", "firm"]) == (
        "There are too few games to say whether “Firmer than before” depends on the lens: it comes in 39 % under "
        "“Words work” and 39 % under “Only money works”."
    )
    assert conclusion_words(first, found["score", "host"]) == (
        "The Host scores the same under every lens, to within 1 point."
    )
    assert conclusion_words(first, found["likeliest", "adrift"]) == (
        "The likeliest ending is “Still in, still grumbling” under every lens."
    )
    assert [found["ending", each].verdict for each in ("out", "firm")] == ["same", "unsure"]
    assert found["likeliest", "adrift"].lenses == ("plain", "hard")


def test_what_needs_one_lens(first: Scenario) -> None:
    one = shown("plain", 1000, {"out": 10, "firm": 390, "adrift": 600})
    apart = (Interval(59.0, 55.04, 62.9), EVEN, Interval(-59.0, -62.9, -55.04))
    other = shown("hard", 1000, {"out": 600, "firm": 390, "adrift": 10}, apart=apart, score=Interval(-4.0, -5.2, -2.8))
    found = concluded(one, other)
    assert conclusion_words(first, found["expectation", "leaves"]) == (
        "“The Guest leaves within the game” is expected in 0 to 40 % of games, and the model gives that only under "
        "“Words work”: it comes true in 1.0 % under “Words work” and 60 % under “Only money works”."
    )
    assert found["expectation", "leaves"].lenses == ("plain",)
    assert conclusion_words(first, found["likeliest", "adrift"]) == (
        "The likeliest ending is “Still in, still grumbling” only under “Words work”; otherwise it is “The Guest "
        "leaves” under “Only money works”."
    )
    assert conclusion_words(first, found["ending", "out"]) == (
        "“The Guest leaves” comes 55.0 to 62.9 points more often under “Only money works” than under “Words work”."
    )
    assert conclusion_words(first, found["ending", "adrift"]) == (
        "“Still in, still grumbling” comes 55.0 to 62.9 points less often under “Only money works” than under “Words "
        "work”."
    )
    assert found["ending", "out"].lenses == ("hard",)
    assert conclusion_words(first, found["score", "host"]) == (
        "The Host scores 2.8 to 5.2 points less under “Only money works” than under “Words work”."
    )
    assert conclusion_head(found["expectation", "leaves"]) == (
        "The model gives what the source expects only under some lenses"
    )
    assert conclusion_head(found["ending", "out"]) == "Differs between the lenses"
    assert conclusion_head(found["ending", "firm"]) == "Within 1 point under every lens"


def test_nothing_is_concluded_while_games_come_in(first: Scenario) -> None:
    hits = {"out": 600, "firm": 200, "adrift": 200}
    done, going_on = (
        shown("plain", 1000, hits),
        replace(shown("hard", 1000, hits, apart=(EVEN, EVEN, EVEN)), done=False),
    )
    assert conclusions([done, going_on]) == ()
    pending = replace(done.expectations[0], holds=None, pending=True)
    assert expectation_verdict(pending) == "no verdict yet"
    lines = list(expectation_lines(first, [replace(done, expectations=(pending,))]))
    assert lines[2].endswith("no verdict yet")


@pytest.mark.parametrize(
    ("hits", "of", "words"),
    [
        (5950, 10_000, "likelier than expected"),
        (100, 10_000, "less likely than expected"),
        (3000, 10_000, "as expected"),
        (480, 10_000, "too few games: 46,000 would do"),
        (500, 10_000, "too few games: at the edge"),
        (5004, 100_000, "too few games: at the edge"),
        (3, 10, "too few games"),
    ],
)
def test_where_too_few_games_were_played_it_is_said_how_many_would_do(hits: int, of: int, words: str) -> None:
    came = share(hits, of)
    held = holds(came, 0.05, 0.5) if of >= 16 else None
    expected = ExpectationShare("x", 0.05, 0.5, came, held)
    assert expectation_verdict(expected) == words
    if expected.needed is not None and held is None and of >= 16:
        more = round(1.02 * expected.needed)
        assert holds(share(round(came.middle * more), more), 0.05, 0.5) is not None
        fewer = round(0.95 * expected.needed)
        assert holds(share(round(came.middle * fewer), fewer), 0.05, 0.5) is None


def test_what_fails_and_what_cannot_be_said(first: Scenario) -> None:
    hits = {"out": 600, "firm": 200, "adrift": 200}
    found = concluded(shown("plain", 1000, hits), shown("hard", 1000, hits))
    assert conclusion_head(found["expectation", "leaves"]) == (
        "The model does not give what the source expects, under any lens"
    )
    assert conclusion_words(first, found["expectation", "leaves"]) == (
        "“The Guest leaves within the game” is expected in 0 to 40 % of games, and the model gives that under no lens: "
        "it comes true in 60 % under “Words work” and 60 % under “Only money works”."
    )
    assert found["expectation", "leaves"].lenses == ()
    few = {"out": 4, "firm": 3, "adrift": 3}
    found = concluded(shown("plain", 10, few), shown("hard", 1000, hits))
    assert conclusion_head(found["expectation", "leaves"]) == "Too few games to say"
    assert conclusion_words(first, found["expectation", "leaves"]).endswith(
        "comes true in 4 of 10 under “Words work” and 60 % under “Only money works”, and there are too few games to "
        "say whether the model gives what is expected."
    )
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
    alike = shown("hard", 1000, hits, apart=(EVEN, EVEN, EVEN))
    lines = list(conclusion_lines(first, conclusions([shown("plain", 1000, hits), alike])))
    assert [line for line in lines if line[2] not in "- "] == [
        "  The model gives what the source expects, under every lens",
        "  The same under every lens",
        "  Within 1 point under every lens",
    ]
    assert "  - The likeliest ending is “Still in, still grumbling”." in lines
    assert max(map(len, lines)) <= WIDTH


def test_another_lens_stands_with_how_far_it_differs(first: Scenario) -> None:
    one = shown("plain", 1000, {"out": 4, "firm": 396, "adrift": 600})
    apart = (EVEN, Interval(20.0, 16.4, 23.6), OPEN)
    other = shown("hard", 1000, {"out": 4, "firm": 596, "adrift": 400}, apart=apart)
    assert list(lens_lines(first, one, other)) == [
        "How they end under “Only money works”, beside “Words work”",
        "                               share  95 % interval  in points",
        "  × The Guest leaves      4 of 1,000   0.2 to 1.0 %  within 1 point",
        "  + Firmer than before          60 %       57 to 63  differs by +16.4 to +23.6",
        "  ~ Still in, still gru…        40 %       37 to 43  too few games",
        "  In points of 100, from 1,000 pairs of games under the same luck; 7 of them",
        "  end otherwise. The bounds of all these differences hold together 95 times in",
        "  100.",
    ]


def test_the_band_over_doubts_stands_beside_the_interval_of_the_games(first: Scenario) -> None:
    found = shown("plain", 1000, {"out": 40, "firm": 560, "adrift": 400})
    band = DoubtBand(30, 33, 0.56, 0.48, 0.64, True, 0.66)
    unclear = replace(band, share=0.4, low=0.362, high=0.438, clear=False)
    lines = list(ending_lines(first, replace(found, by_doubts={"firm": band, "adrift": unclear})))
    assert lines[1].split() == ["share", "95", "%", "interval", "by", "doubts", "turn"]
    assert "48 to 64" in lines[3]
    assert "(36 to 44)" in lines[4]
    about = " ".join(" ".join(lines[5:]).split())
    assert "By doubts: between which bounds the probability itself lies in nine of ten draws" in about
    assert "In brackets: the games do not show whether it depends on that" in about
    clear = " ".join(ending_lines(first, replace(found, by_doubts=dict.fromkeys(first.endings, band))))
    assert "In brackets: the games" not in clear
    none = dict.fromkeys(first.endings, DoubtBand(0, 0, 0.4, 0.4, 0.4, False, 0.4))
    lines = list(ending_lines(first, replace(found, by_doubts=none)))
    assert "by doubts" not in lines[1]
    assert "nothing here that the author is unsure of" in " ".join(lines)


def test_of_few_games_counts_are_told_and_no_bounds(first: Scenario) -> None:
    few = shown("plain", 5, {"out": 0, "firm": 2, "adrift": 3})
    lines = list(ending_lines(first, few))
    assert lines[1].split() == ["share", "95", "%", "interval", "turn"]
    assert [line.split()[-3:] for line in lines[2:5]] == [["of", "5", "3"]] * 3
    assert not any(" to " in line for line in lines[2:5])
    assert likeliest(shown("plain", 15, {"out": 0, "firm": 0, "adrift": 15})) is None
    assert [counted_words(share(*each)) for each in ((3, 5), (9, 10_000), (10, 10_000))] == [
        "3 of 5",
        "9 of 10,000",
        "0.10 %",
    ]
    found = simulate(Simulation(first, "plain", 1, 5, FACILITATOR))
    scores = [line.split("  ")[-1] for line in score_lines(first, [found])]
    assert not any(" to " in line for line in scores)
    assert scores[-1].startswith("Of fewer than 200 games")


def test_expectations_stand_with_their_verdict_under_each_lens_and_source(first: Scenario) -> None:
    one = shown("plain", 1000, {"out": 10, "firm": 390, "adrift": 600})
    other = shown("hard", 1000, {"out": 600, "firm": 390, "adrift": 10})
    line = first.expectations["leaves"].line
    assert list(expectation_lines(first, [one, other])) == [
        "What the author expects, and what the model gives",
        "  The Guest leaves within the game: 0 to 40 % of games",
        "    plain    1.0 % (0.5 to 1.8)    as expected",
        "    hard      60 % (57 to 63)      likelier than expected",
        f"    [Numbers made up for teaching; line {line}]",
    ]
    over = replace(one, expectations=(replace(one.expectations[0], holds=None, over=True),))
    assert list(expectation_lines(first, [over]))[2].split() == ["its", "time", "has", "passed"]
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
    assert any("Too few games" in line for line in lines)


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
    assert len(list(ending_lines(flagship, found))) == 6 + len(flagship.endings)
    few = simulate(Simulation(flagship, "erodes", 1, 199, FACILITATOR))
    assert bands(few) == {}
    assert not any(each.quantiles for each in few.scores)


def test_values_at_which_many_games_end_are_named(flagship: Scenario) -> None:
    """Most games end with the Treaty whole, so no percentile of it says that any lie below 100."""
    found = simulate(Simulation(flagship, "erodes", 1, 1000, FACILITATOR))
    lines = list(band_lines(flagship, bands(found), ends(found)))
    assert lines[0] == "Levels at the end: how many games in 100 end at or below each level"
    row = found.simulation.program.names.numbers[Level("france", "treaty")]
    last = found.counts.levels[-1, [number for number, _ in levels(found.simulation.program)].index(row)]
    assert "  France: Treaty bond: of 100 games 6 at 0, 6 at 40 and 89 at 100." in lines
    atoms = ends(found)["france.treaty"].atoms
    assert [each.share.hits for each in atoms] == [int(last[place]) for place in (0, 160, 400)]
    assert not ends(found)["nato.deterrence"].atoms


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
        Taken(1, None, "grumble", share(9, 9), share(0, 9)),
        Taken(2, "host", "press", share(0, 9), share(9, 9)),
        Taken(3, "host", "press", share(50, 100), share(0, 100)),
        Taken(3, "host", "talks", share(50, 100), share(20, 100)),
        Taken(3, "rival", "whisper", share(0, 0), share(0, 0)),
    ]
    assert list(given_lines(first, taken, 100, 91, "plan.txt")) == [
        "What plan.txt fixes, and how often it takes effect in games that reach its",
        "turn",
        "  turn 1: The Guest: Grumble in public: always",
        "  turn 2: The Host: Press in private: never, as it is not legal there",
        "  turn 3: The Host: Press in private: in 50 %",
        "  turn 3: The Host: Call talks of all three: in 50 %; not legal in 20 %",
        "  turn 3: The Rival: Whisper against the alliance: no game came to that turn",
        "  In 9 of all 100 games something was not legal in its turn, and was left out.",
    ]
