"""A tornado tells what games show that did not help to choose: no star for nothing, no swing larger than it is, and no
difference between lenses but one that was found between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests import soak
from tests.errors import raises_saying
from tests.shipped import shipped_scenario
from wargame.analysis.estimates import strictness
from wargame.analysis.factors import factors
from wargame.analysis.sensitivity import (
    AGAIN,
    INNER,
    STRONGEST,
    SecondRound,
    Sweep,
    Swept,
    Tornado,
    contrasts,
    pieces,
    second_rounds,
    sweep,
    swing_piece,
    to_be_narrowed,
    tornado,
)
from wargame.analysis.simulation import Simulation, count_chunk
from wargame.authoring import parse
from wargame.engine import chance
from wargame.engine.kernel import Flags
from wargame.engine.redraw import many_seeds
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR
from wargame.text.sensitivity import contrast_lines, tornado_lines
from wargame.text.sensitivity_screen import alone_words, swings


@pytest.fixture(scope="module")
def lesson() -> Scenario:
    return shipped_scenario("first-session")


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


def first_round(simulation: Simulation, outcome: str) -> Sweep:
    """The first round, played here."""
    return sweep(simulation, [swing_piece(simulation, piece) for piece in range(pieces(simulation))], outcome)


def again(played: SecondRound, outcome: str) -> Flags:
    """In which games of a second round the outcome came."""
    return played.came([played.piece(piece) for piece in range(played.pieces)], outcome)


def whole(simulation: Simulation, outcome: str) -> Tornado:
    """The tornado of one lens."""
    first = first_round(simulation, outcome)
    [played] = second_rounds([simulation], [first])
    return tornado(first, played, again(played, outcome))


def made_up(scenario: Scenario, lens: str, games: int, many: int = STRONGEST) -> SecondRound:
    """A second round of the first factors, of which nothing is played."""
    simulation = Simulation(scenario, lens, 1, games, FACILITATOR)
    return SecondRound(simulation, tuple(range(many)), 0.0)


def nothing_swept(played: SecondRound) -> Sweep:
    return Sweep("adrift", played.simulation.games, (), len(played.factors))


def coupled(draw: np.random.Generator, games: int, share: float, up: Sequence[float], down: Sequence[float]) -> Flags:
    """(1 + 2 * factors, games): in which games the outcome comes with nothing varied, then at the low and the high end
    of each factor. In a part `up` of the games it comes at the high end only, in a part `down` at the low end only."""
    base = draw.uniform(size=games) < share
    rows = [base]
    for more, less in zip(up, down, strict=True):
        luck = draw.uniform(size=games)
        only_low, only_high = luck < less, (less <= luck) & (luck < less + more)
        rows += [base & ~only_high | only_low, base & ~only_low | only_high]
    return np.array(rows)


def test_every_factor_is_swept_and_the_strongest_are_played_again_in_other_games(lesson: Scenario) -> None:
    simulation = Simulation(lesson, "plain", 1, 64, FACILITATOR)
    known = factors(lesson, "plain")
    first = first_round(simulation, "adrift")
    assert (first.games, first.known, len(first.swept)) == (64, len(known), len(known))
    sizes = [abs(each.change) for each in first.swept]
    assert sizes == sorted(sizes, reverse=True)
    for each in first.swept:
        assert known[each.place] == each.factor
        assert (each.changed == 0) == (each.error == 0)
    [played] = second_rounds([simulation], [first])
    moving = [each for each in first.swept if each.changed]
    assert [known[place] for place in played.places] == [each.factor for each in moving[:STRONGEST]]
    assert played.games == AGAIN * 64
    here, there = simulation.seeds(0), np.concatenate([played.fresh.seeds(1 + each) for each in range(1)])
    assert not set(here.tolist()) & set(there.tolist())
    came = again(played, "adrift")
    assert came.shape == (1 + 2 * len(played.places), played.games)
    found = tornado(first, played, came)
    assert (found.games, found.among) == (played.games, len(played.places))
    assert found.share.low < found.share.middle == came[0].mean() < found.share.high
    for swing in found.swings:
        row = 1 + 2 * played.places.index(known.index(swing.factor))
        assert (swing.low, swing.high) == (came[row].mean(), came[row + 1].mean())
        assert swing.change.low <= swing.change.middle <= swing.change.high
        assert swing.clear == swing.change.clear
    assert any(swing.clear for swing in found.swings)
    assert set(found.ranked) == set(known)
    assert found.ranked[: len(found.swings)] == tuple(swing.factor for swing in found.swings)
    # The games with nothing varied are those of a simulation that come after its first chunk.
    longer = replace(simulation, games=2048 + played.games)
    assert came[0].sum() == count_chunk(longer, 1).ended[list(lesson.endings).index("adrift")].sum()
    with raises_saying(KeyError, "no ending or expectation 'x'"):
        sweep(simulation, [swing_piece(simulation, piece) for piece in range(2)], "x")


def test_a_round_that_is_under_way_tells_the_factors_done_so_far(lesson: Scenario) -> None:
    simulation = Simulation(lesson, "plain", 1, 50, FACILITATOR)
    found = [swing_piece(simulation, piece) for piece in range(6)]
    part = sweep(simulation, found, "adrift")
    assert (len(part.swept), part.known) == (3, len(factors(lesson, "plain")))
    played = made_up(lesson, "plain", 200)
    assert played.pieces > 4
    done = [played.piece(piece) for piece in range(4)]
    several = played.came(done, "adrift")
    assert 1 < len(several) < 1 + 2 * len(played.places)
    some = tornado(nothing_swept(played), played, several)
    assert len(some.swings) == (len(several) - 1) // 2
    assert some.among == len(played.places)


def test_the_middle_of_the_draws_is_played_for_what_is_clear_and_drawn(lesson: Scenario) -> None:
    """Four of five triangular draws lie that far from the middle at most."""
    draws = chance.triangular(many_seeds("inner", 200_000), ["anything"])
    assert (np.abs(draws) <= INNER).mean() == pytest.approx(0.8, abs=0.004)
    # The lesson's weight of one move is drawn, and so is where it begins here.
    text = lesson.text.replace("commitment: {value: 60,", "commitment: {value: 60, plus_or_minus: 6,")
    simulation = Simulation(parse(text, "unsure.yaml"), "plain", 1, 64, FACILITATOR)
    first = first_round(simulation, "adrift")
    [played] = second_rounds([simulation], [first])
    came = again(played, "adrift")
    found = tornado(first, played, came)
    assert all(swing.inner is None for swing in found.swings)
    [narrow] = to_be_narrowed([played], [found])
    wanted = {swing.factor for swing in found.swings if swing.clear and swing.factor.declared}
    assert {narrow.factors[place] for place in narrow.places} == wanted
    assert {("start", "guest.commitment"), ("weight", "grumble")} <= {factor.name for factor in wanted}
    assert {at for where in narrow.variations for at in where.values()} == {-INNER, INNER}
    inner = again(narrow, "adrift")
    # The same games: with nothing varied nothing is otherwise.
    assert np.array_equal(inner[0], came[0][: narrow.games])
    assert narrow.games == played.games // 2
    for swing in tornado(first, played, came, narrow, inner).swings:
        assert (swing.inner is not None) == (swing.factor in wanted)
        if swing.inner is not None:
            row = 1 + 2 * [narrow.factors[place] for place in narrow.places].index(swing.factor)
            assert swing.inner.middle == pytest.approx(inner[row + 1].mean() - inner[row].mean())
            assert abs(swing.inner.middle) <= abs(swing.change.middle)


def test_a_factor_that_does_nothing_is_starred_no_more_often_than_is_said(lesson: Scenario) -> None:
    """24 factors that change games as often one way as the other: at most one tornado in 20 stars any. Rarely changing
    games and often, for rare outcomes and frequent ones."""
    draw = np.random.default_rng(5)
    for share, changing in ((0.02, 0.001), (0.1, 0.01), (0.4, 0.1)):
        played = made_up(lesson, "plain", 32)
        starred = 0
        for _ in range(400):
            came = coupled(draw, played.games, share, [changing] * STRONGEST, [changing] * STRONGEST)
            starred += any(swing.clear for swing in tornado(nothing_swept(played), played, came).swings)
        # 1 of 20 is 20 of 400; more than 32 come in 1 of 200 such tests.
        assert starred <= 32, (share, changing)


def test_all_intervals_of_a_tornado_hold_together(lesson: Scenario) -> None:
    draw = np.random.default_rng(6)
    played = made_up(lesson, "plain", 32)
    up, down = draw.uniform(0, 0.1, STRONGEST), draw.uniform(0, 0.1, STRONGEST)
    missed = 0
    for _ in range(300):
        came = coupled(draw, played.games, 0.3, list(up), list(down))
        found = tornado(nothing_swept(played), played, came)
        missed += any(
            not swing.change.low <= (up - down)[played.factors.index(swing.factor)] <= swing.change.high
            for swing in found.swings
        )
    assert missed <= 26


def found_in(
    draw: np.random.Generator, lesson: Scenario, swing: float, idle: int, changing: float, games: int
) -> tuple[bool, float]:
    """Whether a factor with such a swing comes out clear beside idle ones, each of which changes so many games either
    way, as it does besides; and what is said to be found in 4 of 5 tornados."""
    hits = draw.binomial(games, changing, (idle, 2))
    known = factors(lesson, "plain")
    up, down = int(draw.binomial(games, changing + swing)), int(draw.binomial(games, changing))
    changes = [(up - down) / games, *((one - other) / games for one, other in hits)]
    changed = [up + down, *(int(one + other) for one, other in hits)]
    swept = [
        Swept(
            known[place] if place < len(known) else replace(known[0], key=(str(place),)),
            place,
            0.2,
            0.2 + change,
            float(np.sqrt(max(0.0, many / games - change**2) / games)),
            many,
        )
        for place, (change, many) in enumerate(zip(changes, changed, strict=True))
    ]
    swept.sort(key=lambda each: -abs(each.change))
    first = Sweep("adrift", games, tuple(swept), len(swept))
    [played] = second_rounds([Simulation(lesson, "plain", 1, games, FACILITATOR)], [first])
    # Of those played again only the planted one does anything.
    again = replace(played, places=tuple(place % len(known) for place in played.places))
    more = [changing + swing if place == 0 else 0.0 for place in played.places]
    less = [changing if place == 0 else 0.0 for place in played.places]
    result = tornado(first, again, coupled(draw, played.games, 0.1, more, less))
    return any(each.clear for each in result.swings), result.unseen


@pytest.mark.parametrize(("idle", "changing", "games"), [(300, 0.04, 512), (300, 0.004, 512), (15, 0.02, 128)])
def test_what_is_said_to_be_seen_in_four_of_five_tornados_is(
    lesson: Scenario, idle: int, changing: float, games: int
) -> None:
    draw = np.random.default_rng(7)
    said = float(np.median([found_in(draw, lesson, 0.02, idle, changing, games)[1] for _ in range(20)]))
    seen = np.mean([found_in(draw, lesson, said, idle, changing, games)[0] for _ in range(200)])
    assert 0.7 <= seen <= 0.9
    assert np.mean([found_in(draw, lesson, said / 3, idle, changing, games)[0] for _ in range(50)]) < 0.4


def test_lenses_that_say_the_same_are_never_told_apart(lesson: Scenario) -> None:
    """A factor of 3 points under both, in games that are only partly of the same luck: clear under one lens alone in
    many tornados, which once was told as acting only there; their difference is clear in 1 of 20 at most."""
    draw = np.random.default_rng(8)
    played = [made_up(lesson, lens, 16, 4) for lens in lesson.lenses]
    apart = alone = 0
    for _ in range(400):
        came = [coupled(draw, played[0].games, 0.1, [0.03] * 4, [0.005] * 4) for _ in played]
        found = [tornado(nothing_swept(each), each, flags) for each, flags in zip(played, came, strict=True)]
        told = contrasts(played, found, came)
        apart += any(each.difference.clear for each in told)
        alone += any(each.here.clear != each.there.clear for each in told)
    assert alone > 200
    assert apart <= 32


def test_a_factor_that_acts_under_one_lens_only_is_told_so(lesson: Scenario) -> None:
    draw = np.random.default_rng(9)
    here, there = (made_up(lesson, lens, 64, 2) for lens in lesson.lenses)
    came = [coupled(draw, here.games, 0.2, [0.1, 0.1], [0, 0]), coupled(draw, here.games, 0.2, [0.0, 0.2], [0, 0])]
    found = [tornado(nothing_swept(each), each, flags) for each, flags in zip((here, there), came, strict=True)]
    told = contrasts([here, there], found, came)
    by_name = {each.here.factor.name: each for each in told}
    only, more = (by_name[here.factors[place].name] for place in range(2))
    assert (only.difference.clear, only.only) == (True, True)
    assert (more.difference.clear, more.only) == (True, False)
    words = " ".join(" ".join(contrast_lines(lesson, "plain", "hard", told)).split())
    assert words.count("only under “") == 1
    assert "it changed not one game" in words
    assert "points under “" in words


def test_a_swing_is_told_with_its_interval_and_what_may_have_stayed_unseen(lesson: Scenario) -> None:
    simulation = Simulation(lesson, "plain", 1, 64, FACILITATOR)
    found = whole(simulation, "adrift")
    words = " ".join(" ".join(tornado_lines(lesson, "plain", found)).split())
    low, high = (f"{100 * each:.1f}" for each in (found.share.low, found.share.high))
    assert f"({low} to {high} %)" in words
    assert "from one end of the range that its author declared to the other" in words
    assert f"A change of {100 * found.unseen:.1f} points is found in 4 of 5 tornados of this size" in words
    strongest = found.swings[0]
    assert f"({100 * strongest.change.low:+.1f} to {100 * strongest.change.high:+.1f})" in words
    # Nothing changed in any game: so it is said, and nothing is played again.
    idle = replace(found.sweep, swept=tuple(replace(each, changed=0, error=0.0) for each in found.sweep.swept))
    [played] = second_rounds([simulation], [idle])
    assert played.places == ()
    still = tornado(idle, played, np.zeros((1, played.games), dtype=np.bool_))
    assert "None changed a single one of 64 games." in " ".join(" ".join(tornado_lines(lesson, "plain", still)).split())


@pytest.mark.soak
def test_what_is_told_is_not_larger_than_it_is(lesson: Scenario) -> None:
    """The six strongest of the first round are told too large by it, since luck helped to choose them; by the second
    they are told as they are in many other games."""
    outcome, known = "adrift", factors(lesson, "plain")
    many = SecondRound(Simulation(lesson, "plain", 1000, 200, FACILITATOR), tuple(range(len(known))), 0.0)
    came = again(many, outcome)
    truth = {factor: float(came[2 + 2 * row].mean() - came[1 + 2 * row].mean()) for row, factor in enumerate(known)}
    first = told = so = 0.0
    for seed in range(1, 1 + 8 * soak.TIMES):
        found = whole(Simulation(lesson, "plain", seed, 24, FACILITATOR), outcome)
        swings = {swing.factor: swing.change.middle for swing in found.swings}
        # All but the first, which is so strong that no luck was needed.
        for swept in found.sweep.swept[1:7]:
            if not swept.change:
                continue
            way = 1 if swept.change > 0 else -1
            first += way * swept.change
            told += way * swings[swept.factor]
            so += way * truth[swept.factor]
    assert first > 1.3 * so
    assert told == pytest.approx(so, rel=0.15)


@pytest.mark.soak
def test_what_acts_under_both_lenses_of_the_flagship_is_not_told_apart(flagship: Scenario) -> None:
    """Factors that move the European pillar by as much under either lens (by 16,384 games each: 2.66 and 2.84 points,
    5.00 and 5.22). By 512 games and the rule for 465 factors they are often clear under one of them alone, which was
    told as "only" there."""
    names = [("start", "germany.pillar"), ("start", "china.appetite"), ("reaction", "eu.champion_autonomy")]
    known = [each.name for each in factors(flagship, "erodes")]
    places = tuple(known.index(name) for name in names)
    apart = alone = 0
    for seed in range(1, 1 + 4 * soak.TIMES):
        played = [
            SecondRound(Simulation(flagship, lens, seed, 32, FACILITATOR), places, 0.0) for lens in flagship.lenses
        ]
        came = [again(each, "european_pillar") for each in played]
        found = [tornado(nothing_swept(each), each, flags) for each, flags in zip(played, came, strict=True)]
        apart += sum(each.difference.clear for each in contrasts(played, found, came))
        for row in range(len(places)):
            differences = [flags[2 + 2 * row].astype(float) - flags[1 + 2 * row] for flags in came]
            errors = [each.std() / len(each) ** 0.5 for each in differences]
            clear = [
                abs(each.mean()) > strictness(len(known)) * error
                for each, error in zip(differences, errors, strict=True)
            ]
            alone += clear[0] != clear[1]
    assert alone
    assert not apart


def test_nothing_is_shown_of_the_first_round_but_its_names(lesson: Scenario) -> None:
    """On the screen: no bar and no figure until the second round has them; then only what is clear."""
    simulation = Simulation(lesson, "plain", 1, 32, FACILITATOR)
    first = first_round(simulation, "adrift")
    about, more = alone_words(lesson, 1, False, True, first, None)
    assert about[0].startswith("41 of 41 numbers tried so far, with 32 games at each end.")
    assert about[1].startswith("Ahead so far: “The Guest: Commitment”")
    assert not more
    assert swings(lesson, None) == []
    assert "too early to say" in alone_words(lesson, 1, False, False, first, None)[0][0]
    [played] = second_rounds([simulation], [first])
    came = again(played, "adrift")
    part = tornado(first, played, came[:5])
    words = " ".join(alone_words(lesson, 1, False, True, first, part)[0])
    chosen, done = part.among, len(part.swings)
    assert done < chosen
    assert f"Of the {chosen} that changed the share most in 32 games {done} have been played again so far" in words
    found = tornado(first, played, came)
    rows = swings(lesson, found)
    assert len(rows) == sum(swing.clear for swing in found.swings) > 0
    assert rows[0].interval == f"{100 * found.swings[0].change.low:+.1f} to {100 * found.swings[0].change.high:+.1f}"
