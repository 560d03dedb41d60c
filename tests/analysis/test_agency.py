"""What seats can do about their fate: where it is known by hand, on other seeds, and whoever plays which piece."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.tiny import TINY, tiny
from tests.engine.invented import invented
from tests.engine.test_turn import LUCK
from tests.opened import opened_scenario
from tests.shipped import shipped_scenario
from wargame.analysis.agency import (
    BEST,
    DOCTRINE,
    NOTHING,
    RANDOM,
    WAYS,
    WORST,
    Agency,
    AgencyStudy,
    Part,
    SeatAgency,
    agency,
    agency_piece,
    eta_squared,
    explained,
    passive,
    pieces,
)
from wargame.analysis.estimates import mean
from wargame.analysis.substitution import CONTEXTS, Context, any_move, effects
from wargame.authoring import ScenarioError, parse
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.redraw import many_seeds
from wargame.jobs.pool import in_order
from wargame.model.beginning import Beginning
from wargame.model.viewer import Seated
from wargame.players.bots import DoctrineBot
from wargame.players.finish import scores_at_end
from wargame.players.policy import STRONGLY
from wargame.report.documents.codec import document
from wargame.text.agency import agency_lines

EXPECTED = """
expectations:
  b_matters: {title: B matters, agency: b, low: 20, source: judgement}
  b_is_bold: {title: B is bold, agency: b, over: doctrine, low: 99, source: judgement}
  a_waits: {title: A matters, agency: a, over: nothing, low: 5, source: judgement}
"""


@pytest.fixture(scope="module")
def known() -> Agency:
    """The tiny scenario studied."""
    study = AgencyStudy(parse(TINY + EXPECTED, "tiny.yaml"), "one", 1, 400)
    return agency(study, in_order(agency_piece, study, pieces(study)))


def seat(found: Agency, name: str) -> SeatAgency:
    return next(each for each in found.seats if each.seat == name)


def test_a_seat_that_chance_alone_scores_has_no_agency(known: Agency) -> None:
    a = seat(known, "a")
    assert a.start == 50
    assert {a.scores[way].middle for way in WAYS} == {a.scores[BEST].middle}
    # Games in which it would matter may be too rare to have come.
    assert a.agency == 0
    assert a.gaps[NOTHING] == mean(np.zeros(known.study.games), reach=200.0)
    assert a.explained.events == {"coin": pytest.approx(1.0), "feast": pytest.approx(0.0)}
    assert a.explained.sum == pytest.approx(1.0)
    assert a.varied.events["coin"] == pytest.approx(1.0)
    assert a.varied.policy < 0.01
    assert a.spread == pytest.approx(30.0, abs=0.5)


def test_a_seat_that_alone_moves_its_score_plays_what_helps_and_never_what_harms(known: Agency) -> None:
    b = seat(known, "b")
    assert b.policy["train"] == STRONGLY
    assert b.policy["drink"] == 0
    # Two turns, an order each: all trained but one time in 31 in which it passes.
    assert b.scores[BEST].middle == pytest.approx(50 + 20 * 30 / 31, abs=0.6)
    assert b.scores[NOTHING].middle == 50
    assert b.scores[WORST].middle == pytest.approx(50 - 20 * 30 / 31, abs=0.6)
    assert (b.worst, b.worst_policy["drink"], b.worst_policy["train"]) == (WORST, STRONGLY, 0)
    assert b.explained.events["coin"] < 0.02
    assert b.varied.policy > 0.3
    assert b.gaps[WORST].middle == pytest.approx(b.scores[BEST].middle - b.scores[WORST].middle)


def test_substitution_tells_what_pays_and_what_costs_whatever_others_do(known: Agency) -> None:
    b = seat(known, "b")
    assert (b.dominant, b.dominated) == (("train",), ("drink",))
    by_name = {each.reaction: each for each in b.reactions}
    # Doctrine trains, drinks and passes alike: a training takes the place of a pass (10) or of a drink (20).
    for context in CONTEXTS:
        assert by_name["train"].effects[context].middle == pytest.approx(15, abs=1)
        assert by_name["drink"].effects[context].middle == pytest.approx(-15, abs=1)
    assert b.never_ordered == ("sleep",)
    assert by_name["train"].ordered == pytest.approx(2 / 3, abs=0.1)
    c = seat(known, "c")
    assert (c.dominant, c.dominated, c.never_ordered) == ((), (), ())


def test_the_effect_of_one_order_is_that_of_one_order() -> None:
    program = compile_scenario(tiny(), "one")
    found = effects(program, "b", Context.DOCTRINE, many_seeds("one order", 300))
    assert set(found["train"].effects.tolist()) == {10.0, 20.0}
    assert set(found["drink"].effects.tolist()) == {-10.0, -20.0}
    assert set(found["sleep"].effects.round(6).tolist()) <= {0.1, -9.9, 10.1}
    assert {1, 2} == set(found["train"].turns.tolist())
    assert 0.4 < np.mean(found["train"].turns == 1) < 0.6


@settings(deadline=None, max_examples=6)
@given(luck=LUCK, context=st.sampled_from(CONTEXTS))
def test_a_substitution_does_not_depend_on_the_games_beside_it(luck: int, context: Context) -> None:
    scenario = invented(luck)
    program = compile_scenario(scenario, next(iter(scenario.lenses)))
    who = next(iter(scenario.seats))
    if context is Context.QUIET:
        return  # which move is the commonest is counted over the games
    together = effects(program, who, context, many_seeds("beside", 6))
    alone = [effects(program, who, context, many_seeds("beside", 1, first)) for first in range(6)]
    for reaction, found in together.items():
        assert found.effects.tolist() == [value for each in alone for value in each[reaction].effects.tolist()]
        assert found.turns.tolist() == [turn for each in alone for turn in each[reaction].turns.tolist()]


def test_a_restless_mover_makes_only_what_is_legal() -> None:
    scenario = shipped_scenario("first-session")
    worlds = kernel.begin(compile_scenario(scenario, "plain"), many_seeds("restless", 300))
    made = any_move(worlds)
    assert worlds.legal[made, np.arange(300)].all()
    assert np.bincount(made, minlength=3).min() > 60


def test_the_pieces_are_the_same_whoever_makes_them(known: Agency) -> None:
    study = AgencyStudy(tiny(), "one", 3, 20)
    alone = agency(study, in_order(agency_piece, study, pieces(study)))
    shared = agency(study, in_order(agency_piece, study, pieces(study), workers=2))
    assert document(alone) == document(shared)
    assert document(alone) != document(agency(replace(study, seed=4), map_pieces(replace(study, seed=4))))
    assert known.study.seed == 1


def test_what_explains_scores_can_be_asked_for_alone_and_orders_left_unsubstituted(known: Agency) -> None:
    study = replace(known.study, contexts=())
    found = agency(study, map_pieces(study))
    alone = explained(study)
    for each, whole in zip(found.seats, known.seats, strict=True):
        assert alone[each.seat] == (each.explained, each.varied) == (whole.explained, whole.varied)
        assert (each.scores, each.gaps) == (whole.scores, whole.gaps)
        assert not any(reaction.effects for reaction in each.reactions)
    assert any(reaction.effects for each in known.seats for reaction in each.reactions)


def map_pieces(study: AgencyStudy) -> list[Part]:
    return [agency_piece(study, piece) for piece in range(pieces(study))]


def test_the_best_is_valued_on_other_games_than_it_was_searched_on() -> None:
    scenario = shipped_scenario("first-session")
    study = AgencyStudy(scenario, "plain", 1, 300)
    found = agency(study, in_order(agency_piece, study, pieces(study)))
    program, bots = study.program, dict.fromkeys(scenario.seats, DoctrineBot())
    start = kernel.begin(program, many_seeds("agency:value:1", 300))
    for each in found.seats:
        (doctrine,) = scores_at_end(start, bots, [Seated(each.seat)])
        (nothing,) = scores_at_end(start, {**bots, each.seat: passive(scenario, each.seat)}, [Seated(each.seat)])
        assert each.scores[DOCTRINE].middle == pytest.approx(doctrine.mean())
        assert each.scores[NOTHING].middle == pytest.approx(nothing.mean())
        assert each.scores[WORST].middle <= min(each.scores[way].middle for way in (RANDOM, NOTHING))
        for shares in zip(*(each.endings[ending].values() for ending in scenario.endings), strict=True):
            assert sum(shares) == pytest.approx(1.0)
    host = seat(found, "host")
    assert host.agency > 20
    assert set(found.correlation) == {("host", "rival")}
    assert found.correlation["host", "rival"] < -0.3


def test_expectations_of_seats_hold_or_fail(known: Agency) -> None:
    assert [(each.expectation.id, each.holds) for each in known.expectations] == [
        ("b_matters", True),
        ("b_is_bold", False),
        ("a_waits", False),
    ]
    words = "\n".join(agency_lines(known))
    gap = known.expectations[0].gap.middle
    said = f"B matters: the best play of B gives at least 20 points more than worst play; found {gap:.1f}"
    assert said in " ".join(words.split())
    assert gap == pytest.approx(40 * 30 / 31, abs=0.8)
    assert max(map(len, words.splitlines())) <= 78


def test_an_expectation_of_a_seat_is_no_expectation_of_a_share() -> None:
    scenario = parse(TINY + EXPECTED, "tiny.yaml")
    assert not scenario.expectations
    assert {each.id: (each.seat, each.over, each.low) for each in scenario.agency.values()} == {
        "b_matters": ("b", "worst", 20.0),
        "b_is_bold": ("b", "doctrine", 99.0),
        "a_waits": ("a", "nothing", 5.0),
    }
    with pytest.raises(ScenarioError, match="there is no seat `bee`"):
        parse(TINY + "expectations: {x: {title: X, agency: bee, low: 1, source: judgement}}\n", "tiny.yaml")


@given(
    st.lists(st.tuples(st.floats(0, 100), st.integers(-1, 3)), min_size=2, max_size=40),
)
def test_eta_squared_is_a_share_and_that_of_the_means(pairs: list[tuple[float, int]]) -> None:
    values, groups = np.array([value for value, _ in pairs]), np.array([group for _, group in pairs])
    found = eta_squared(values, groups)
    assert 0 <= found <= 1 + 1e-9
    if values.std() > 1e-3:
        means = np.array([values[groups == group].mean() for group in groups])
        assert found == pytest.approx(means.var() / values.var(), abs=1e-6)
        assert eta_squared(values, np.arange(len(values))) == pytest.approx(1.0)
    assert eta_squared(values, np.zeros(len(values), dtype=np.int64)) == pytest.approx(0.0, abs=1e-9)


def test_the_order_in_the_file_does_not_matter() -> None:
    """Neither to the search nor to substitution, but for what the games themselves make of it."""
    scenario = tiny()
    turned = {seat: dict(reversed(list(several.items()))) for seat, several in scenario.reactions.items()}
    program = compile_scenario(scenario, "one")
    other = compile_scenario(replace(scenario, reactions=turned), "one")
    seeds = many_seeds("file order", 400)
    one, two = (effects(each, "b", Context.PASSIVE, seeds) for each in (program, other))
    for reaction in ("train", "drink"):
        # One turn is drawn alike in both; what doctrine orders there may differ as long as games hang on the file.
        assert one[reaction].turns.tolist() == two[reaction].turns.tolist()
        assert one[reaction].effects.mean() == pytest.approx(two[reaction].effects.mean(), abs=1.0)


def test_orders_are_substituted_in_the_turns_that_games_from_an_opening_play() -> None:
    program = compile_scenario(opened_scenario(), "plain")
    for opening, first in ((None, 1), ("autumn", 2), ("aftermath", 3)):
        for context in (Context.DOCTRINE, Context.QUIET):
            found = effects(program, "host", context, many_seeds("opened", 40), Beginning(opening))
            turns = {int(turn) for each in found.values() for turn in each.turns}
            assert turns and min(turns) == first and max(turns) <= 3
