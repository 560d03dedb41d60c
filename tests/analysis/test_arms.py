"""Two arms share their past and their luck, play what is fixed, and leave out the pairs that do not compare it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wargame
from tests.engine.invented import invented
from tests.engine.test_turn import LUCK
from wargame.analysis.arms import DROPPED, EARLIER, ELSEWHERE, ILLEGAL, OTHER, OVER, Comparison, Pairs, Reading
from wargame.analysis.claims import joined
from wargame.analysis.edits import without
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.kernel import Floats
from wargame.model import expression as ex
from wargame.model.claim import (
    Arm,
    Carrier,
    Contrast,
    EndingMeasure,
    ForcedOrders,
    Measure,
    NumberMeasure,
    ScoreMeasure,
    ShareMeasure,
)
from wargame.model.order import Decision, Order
from wargame.model.scenario import Opening, Scenario
from wargame.model.viewer import sides
from wargame.players.bots import DoctrineBot
from wargame.players.given import Given
from wargame.players.playout import play_on

FEW = settings(deadline=None, max_examples=15)
SEEDS = np.arange(40, dtype=np.uint64)
FEWER = SEEDS[:12]


@pytest.fixture(scope="module")
def first() -> Scenario:
    return wargame.load(wargame.find("first-session"))


def lens_of(scenario: Scenario) -> str:
    return scenario.default_lens


def everything(scenario: Scenario, turn: int | None = None) -> list[Reading]:
    """Every level, score and ending, read after a turn; the last for None."""
    at = scenario.calendar.turns if turn is None else turn
    measures: list[Measure] = [NumberMeasure(each) for each in compile_scenario(scenario, lens_of(scenario)).targets]
    measures += [ScoreMeasure(side) for side in sides(scenario.seats)]
    measures += [EndingMeasure(ending) for ending in scenario.endings]
    return [(measure, at) for measure in measures]


def played(scenario: Scenario, contrast: Contrast, readings: list[Reading] | None = None, games: int = 40) -> Pairs:
    """A contrast played for some seeds."""
    wanted = everything(scenario) if readings is None else readings
    return Comparison(scenario, lens_of(scenario), contrast, wanted).play(np.arange(games, dtype=np.uint64))


def share(pairs: Pairs, row: int = 0, arm: int = 0) -> float:
    return float(pairs.values[row, arm].mean())


def by_playout(scenario: Scenario, given_: Given, seeds: np.ndarray[tuple[int], np.dtype[np.uint64]] = SEEDS) -> Floats:
    """The same readings of games that the ordinary playout plays to their end."""
    program = compile_scenario(scenario, lens_of(scenario))
    bots = dict.fromkeys(scenario.seats, DoctrineBot())
    found = np.zeros((len(everything(scenario)), len(seeds)))
    for turn in play_on(kernel.begin(program, seeds), bots, given_):
        over = np.flatnonzero((turn.worlds.ending >= 0) & turn.ran)
        if len(over):
            worlds, place = kernel.select(turn.worlds, over), turn.place[over]
            rows = [*worlds.numbers, *(kernel.scores(worlds, side)[0] for side in sides(scenario.seats))]
            rows += [100.0 * (worlds.ending == row) for row in range(len(scenario.endings))]
            found[:, place] = np.array(rows)
    return found


@FEW
@given(luck=LUCK, start=st.integers(1, 3), endings=st.booleans())
def test_arms_that_fix_the_same_differ_in_nothing(luck: int, start: int, endings: bool) -> None:
    scenario = invented(luck)
    arm = Arm(seats={"s0": "random"}, policies={"s1": {"r0": 3.0}})
    pairs = played(scenario, Contrast(arm, replace(arm), start, endings))
    assert (pairs.differences == 0).all()
    assert pairs.count + sum(pairs.dropped.values()) == len(SEEDS)


@FEW
@given(luck=LUCK, start=st.integers(1, 3))
def test_an_arm_that_fixes_nothing_is_the_game_that_bots_play(luck: int, start: int) -> None:
    scenario = invented(luck)
    pairs = played(scenario, Contrast(Arm(), Arm(seats={"s0": "passive"}), start))
    expected = by_playout(scenario, Given())
    if not pairs.dropped[OVER]:
        assert (pairs.values[:, 0] == expected).all()
    assert pairs.count == len(SEEDS) - pairs.dropped[OVER]


@FEW
@given(luck=LUCK, turn=st.integers(1, 3), seat=st.sampled_from(["s0", "s1"]))
def test_what_is_fixed_is_played_and_the_luck_is_the_same(luck: int, turn: int, seat: str) -> None:
    """Against the ordinary playout, which has a way of its own to fix moves and orders."""
    scenario = invented(luck)
    option = scenario.reactions[seat]["r0"].options[0]
    orders: tuple[Decision, ...] = (Order(seat, "r0", option.target),)
    move = next(iter(scenario.moves))
    hold = Arm(moves={turn: move}, orders=(ForcedOrders(seat, turn, orders),))
    comparison = Comparison(scenario, lens_of(scenario), Contrast(hold, Arm(), turn), everything(scenario))
    pairs = comparison.play(FEWER)
    whole = by_playout(scenario, Given(moves={turn: move}, orders={turn: {seat: orders}}), FEWER)
    kept = [row for row in range(len(FEWER)) if comparison.play(FEWER[row : row + 1]).count]
    assert pairs.count == len(kept)
    assert (pairs.values[:, 0] == whole[:, kept]).all()
    assert (pairs.values[:, 1] == by_playout(scenario, Given(), FEWER)[:, kept]).all()


@FEW
@given(luck=LUCK, cut=st.integers(1, 39))
def test_games_in_parts_are_the_games_together(luck: int, cut: int) -> None:
    scenario = invented(luck)
    contrast = Contrast(
        Arm(moves={2: "m1"}), Arm(seats={"s1": "random"}), 2, where=ex.Comparison(">", ex.Clock("turn"), ex.Number(0.0))
    )
    comparison = Comparison(scenario, lens_of(scenario), contrast, everything(scenario))
    whole, parts = comparison.play(SEEDS), joined([comparison.play(SEEDS[:cut]), comparison.play(SEEDS[cut:])])
    assert whole.values.tobytes() == parts.values.tobytes()
    assert whole.dropped == parts.dropped


@FEW
@given(luck=LUCK)
def test_without_endings_every_game_lasts(luck: int) -> None:
    scenario = invented(luck)
    *conditional, last = scenario.endings
    readings: list[Reading] = [(EndingMeasure(each), scenario.calendar.turns) for each in (*conditional, last)]
    pairs = played(scenario, Contrast(Arm(), Arm(), endings=False), readings)
    assert (pairs.values[:-1] == 0).all()
    assert (pairs.values[-1] == 100).all()


def test_what_is_read_is_the_state_that_its_turn_leaves(first: Scenario) -> None:
    """In turn 1 the arms differ by the move alone, and in later turns by what follows."""
    sure = replace(first.moves["reaffirm"], outcomes=())
    scenario = replace(first, moves={**first.moves, "reaffirm": sure})
    alike = Arm(rest="grumble", seats=passive(scenario), events={"vote": "stayers"})
    contrast = Contrast(replace(alike, moves={1: "reaffirm"}), replace(alike, moves={1: "grumble"}))
    number = NumberMeasure(ex.Level("guest", "commitment"))
    pairs = played(scenario, contrast, [(number, 1), (number, 2)])
    assert pairs.differences[0] == pytest.approx(8.0)
    # Nerves in turn 2: 0.2 for each point of confidence by which the words left the Host below 62.
    assert pairs.differences[1].std() == pytest.approx(0.0, abs=1e-6)
    assert 8.1 < pairs.differences[1][0] < 8.5


def passive(scenario: Scenario) -> Mapping[str, str]:
    return dict.fromkeys(scenario.seats, "passive")


def times(seat: str | None, name: str) -> ShareMeasure:
    return ShareMeasure(ex.Comparison(">", ex.Times(seat, name), ex.Number(0.0)))


def test_passive_seats_order_nothing_and_random_ones_what_doctrine_would_not(first: Scenario) -> None:
    readings: list[Reading] = [(times("host", each), 3) for each in first.reactions["host"]]
    assert (played(first, Contrast(Arm(seats={"host": "passive"}), Arm()), readings).values[:, 0] == 0).all()
    assert share(played(first, Contrast(Arm(), Arm()), readings)) > 0
    press: list[Reading] = [(times("host", "press"), 1)]
    pairs = played(first, Contrast(Arm(seats={"host": "random"}), Arm()), press, 400)
    assert share(pairs, arm=0) > share(pairs, arm=1) + 5


def test_policies_forbid_and_insist(first: Scenario) -> None:
    contrast = Contrast(Arm(policies={"rival": {"whisper": float("inf")}}), Arm(policies={"rival": {"whisper": 0.0}}))
    pairs = played(first, contrast, [(times("rival", "whisper"), 3)], 200)
    assert share(pairs, arm=0) > 97
    assert share(pairs, arm=1) == 0


def test_standing_orders_are_given_where_they_are_legal(first: Scenario) -> None:
    subsidy = (Order("host", "subsidy"),)
    counted = ShareMeasure(ex.Comparison("==", ex.Times("host", "press"), ex.Number(2.0)))
    press = (Order("host", "press"),)
    saving = ForcedOrders("host", 2, ())
    contrast = Contrast(Arm(orders=(ForcedOrders("host", "odd", press), saving)), Arm(orders=(saving,)), endings=False)
    assert share(played(first, contrast, [(counted, 3)])) == 100
    once = Contrast(Arm(orders=(ForcedOrders("host", "each", subsidy),)), Arm())
    pairs = played(first, once, [(times("host", "subsidy"), 3)])
    assert pairs.count == len(SEEDS), "what is legal once only is given once, and that is no fault"
    assert share(pairs) == 100


def test_the_orders_of_a_turn_go_before_standing_ones() -> None:
    each, second = ForcedOrders("s", "each", (Order("s", "a"),)), ForcedOrders("s", 2, ())
    arm = Arm(orders=(each, second))
    assert arm.orders_of(1) == (each,)
    assert arm.orders_of(2) == (second,)


def test_an_event_that_is_fixed_comes_out_so(first: Scenario) -> None:
    readings: list[Reading] = [(ShareMeasure(ex.Drawn("vote", each)), 3) for each in ("stayers", "leavers")]
    pairs = played(first, Contrast(Arm(events={"vote": "leavers"}), Arm(events={"vote": "stayers"})), readings)
    assert pairs.values.mean(axis=2).tolist() == [[0.0, 100.0], [100.0, 0.0]]
    commitment: list[Reading] = [(NumberMeasure(ex.Level("guest", "commitment")), 3)]
    pairs = played(first, Contrast(Arm(events={"vote": "leavers"}), Arm(events={"vote": "stayers"})), commitment)
    assert pairs.differences.mean() < -10
    both = Contrast(Arm(events={"vote": "leavers"}), Arm(events={"vote": "leavers"}), start=3)
    assert share(played(first, both, readings), row=1) == 100, "an event of the shared past is fixed too"


def opened(scenario: Scenario) -> Scenario:
    """The scenario with two openings, one in the second turn, after the vote."""

    def at(name: str, turn: int, outcome: str) -> Opening:
        return Opening(name, name, "", turn, {ex.Level("guest", "commitment"): 50.0}, {"vote": outcome}, 1)

    return replace(
        scenario,
        openings={"lost": at("lost", 3, "leavers"), "won": at("won", 3, "stayers"), "soon": at("soon", 1, "leavers")},
    )


def test_arms_may_begin_at_openings(first: Scenario) -> None:
    scenario = opened(first)
    drawn: list[Reading] = [(ShareMeasure(ex.Drawn("vote", each)), 3) for each in ("stayers", "leavers")]
    apart = played(scenario, Contrast(Arm(opening="lost"), Arm(opening="won"), 3), drawn)
    assert apart.values.mean(axis=2).tolist() == [[0.0, 100.0], [100.0, 0.0]]
    assert apart.count == len(SEEDS)
    soon = played(scenario, Contrast(Arm(opening="soon"), Arm(opening="soon", events={"vote": "stayers"})), drawn)
    assert soon.values.mean(axis=2).tolist() == [[0.0, 100.0], [100.0, 0.0]], (
        "what an arm fixes goes before its opening"
    )
    where = ex.Comparison("==", ex.Level("guest", "commitment"), ex.Number(50.0))
    alike = Contrast(
        Arm(opening="lost", moves={3: "grumble"}), Arm(opening="lost", moves={3: "reaffirm"}), 3, where=where
    )
    levels: list[Reading] = [(NumberMeasure(ex.Level("guest", "commitment")), 3)]
    pairs = played(scenario, alike, levels)
    assert pairs.count == len(SEEDS)
    assert (pairs.differences < 0).all()


def test_an_event_that_closes_a_turn_can_be_fixed(first: Scenario) -> None:
    late = replace(first.events["vote"], closes=True)
    scenario = replace(first, events={"vote": late})
    drawn: list[Reading] = [(ShareMeasure(ex.Drawn("vote", "leavers")), 2)]
    pairs = played(scenario, Contrast(Arm(events={"vote": "leavers"}), Arm(events={"vote": "stayers"})), drawn)
    assert (pairs.count, share(pairs, arm=0), share(pairs, arm=1)) == (len(SEEDS), 100, 0)


def test_an_event_that_does_not_take_place_cannot_be_fixed(first: Scenario) -> None:
    rare = replace(first.events["vote"], when=ex.Comparison(">", ex.Level("guest", "commitment"), ex.Number(55.0)))
    scenario = replace(first, events={"vote": rare})
    readings: list[Reading] = [(ShareMeasure(ex.Drawn("vote", "leavers")), 3)]
    for start in (1, 3):
        arm = Arm(events={"vote": "leavers"})
        pairs = played(scenario, Contrast(arm, arm, start), readings)
        assert 0 < pairs.dropped[ILLEGAL] < len(SEEDS)
        assert share(pairs) == 100


@FEW
@given(luck=LUCK, start=st.integers(1, 2), value=st.floats(-2, 2))
def test_an_assumption_of_an_arm_is_that_of_a_lens(luck: int, start: int, value: float) -> None:
    scenario = invented(luck)
    lens = scenario.lenses[lens_of(scenario)]
    changed = {**scenario.lenses, lens.id: replace(lens, assumptions={**lens.assumptions, "bite": value})}
    as_lens = replace(scenario, lenses=changed)
    pairs = played(scenario, Contrast(Arm(assume={"bite": value}), Arm(), start))
    if start == 1:
        assert (pairs.values[:, 0] == played(as_lens, Contrast(Arm(), Arm())).values[:, 0]).all()
    assert (pairs.values[:, 1] == played(scenario, Contrast(Arm(), Arm(), start)).values[:, 1]).all()


def test_a_late_assumption_counts_from_its_turn_on(first: Scenario) -> None:
    """Words warm six times the assumption: from turn 3 on, once."""
    visit = ForcedOrders("host", "each", (Order("host", "reassure", "guest"),))
    readings: list[Reading] = [(NumberMeasure(ex.Level("guest", "confidence")), 3)]
    apart = [
        float(
            played(
                first, Contrast(Arm(assume={"warmth": 3.0}, orders=(visit,)), Arm(orders=(visit,)), start), readings
            ).differences.mean()
        )
        for start in (1, 2, 3)
    ]
    assert apart[2] == pytest.approx(12.0, abs=0.5)
    assert apart[0] > apart[1] > apart[2]


def test_what_was_illegal_is_left_out_and_counted(first: Scenario) -> None:
    """Dues can be withheld every other turn."""
    readings: list[Reading] = [(NumberMeasure(ex.Level("guest", "commitment")), 3)]
    twice = Contrast(Arm(moves={1: "withhold_dues", 2: "withhold_dues"}), Arm(moves={1: "grumble"}, rest="grumble"))
    assert played(first, twice, readings).dropped[ILLEGAL] == len(SEEDS)
    rest = Contrast(Arm(rest="withhold_dues"), Arm(rest="grumble"))
    assert played(first, rest, readings).dropped[ILLEGAL] == len(SEEDS)
    poor = Contrast(Arm(orders=(ForcedOrders("host", 1, (Order("host", "subsidy"), Order("host", "press"))),)), Arm())
    assert played(first, poor, readings).dropped[ILLEGAL] == len(SEEDS), "4 of capital do not pay for 5"


def test_what_had_been_done_or_was_done_in_both_is_left_out_and_counted(first: Scenario) -> None:
    readings: list[Reading] = [(NumberMeasure(ex.Level("guest", "commitment")), 3)]
    made = times(None, "withhold_dues")
    pairs = played(first, Contrast(Arm(moves={3: "withhold_dues"}), Arm(rest="grumble"), 3), readings, 400)
    before = played(first, Contrast(Arm(), Arm()), [(made, 1)], 400)
    assert pairs.dropped[EARLIER] == round(4 * share(before))
    assert pairs.dropped[OTHER] == 0
    pairs = played(first, Contrast(Arm(moves={1: "withhold_dues"}), Arm()), readings, 400)
    ever = played(first, Contrast(Arm(), Arm()), [(made, 3)], 400)
    assert pairs.dropped[OTHER] == round(4 * share(ever))
    quiet = Contrast(Arm(moves={1: "grumble"}), Arm(), 1)
    assert played(first, quiet, readings).count == len(SEEDS), "what can always be done is no act"


def test_the_same_order_in_the_same_turn_is_no_contrast(first: Scenario) -> None:
    readings: list[Reading] = [(NumberMeasure(ex.Level("guest", "commitment")), 3)]
    order = (Order("rival", "whisper"),)
    pairs = played(first, Contrast(Arm(orders=(ForcedOrders("rival", 1, order),)), Arm()), readings, 400)
    whispered = played(first, Contrast(Arm(), Arm()), [(times("rival", "whisper"), 1)], 400)
    assert 0 < pairs.dropped[OTHER] == round(4 * share(whispered))


def test_where_is_read_before_the_arms_part(first: Scenario) -> None:
    high = ex.Comparison(">", ex.Level("guest", "commitment"), ex.Number(55.0))
    readings: list[Reading] = [(NumberMeasure(ex.Level("guest", "commitment")), 3)]
    found = [
        played(first, Contrast(Arm(moves={2: "grumble"}), Arm(), 2, where=where), readings, 200)
        for where in (high, ex.Not(high), None)
    ]
    assert found[0].count + found[1].count == found[2].count == 200
    assert 0 < found[0].dropped[ELSEWHERE] == found[1].count
    at_start = played(first, Contrast(Arm(moves={1: "grumble"}), Arm(), where=high), readings)
    assert at_start.count == len(SEEDS), "60 at the beginning"


def test_games_that_are_over_before_the_act_are_left_out(first: Scenario) -> None:
    early = replace(first.endings["out"], when=ex.Comparison("<", ex.Level("guest", "commitment"), ex.Number(58.0)))
    scenario = replace(first, endings={**first.endings, "out": early})
    readings: list[Reading] = [(NumberMeasure(ex.Level("guest", "commitment")), 3)]
    over = played(scenario, Contrast(Arm(), Arm()), [(EndingMeasure("out"), 1)], 200)
    pairs = played(scenario, Contrast(Arm(moves={2: "reaffirm"}), Arm(), 2), readings, 200)
    assert pairs.dropped[OVER] == round(2 * share(over)) > 0
    # The same where the arms part before the act, and nothing else is fixed.
    late = played(scenario, Contrast(Arm(moves={2: "reaffirm"}), Arm(), 1), readings, 200)
    assert late.dropped[OVER] == pairs.dropped[OVER]
    # An act has been made in turn 1: that the game then ended belongs to what it did.
    both = played(
        scenario, Contrast(Arm(moves={1: "withhold_dues", 3: "withhold_dues"}), Arm(rest="grumble")), readings, 200
    )
    assert both.dropped[OVER] == 0
    assert both.count > 0


@FEW
@given(luck=LUCK, start=st.integers(1, 3))
def test_every_pair_counts_or_is_counted(luck: int, start: int) -> None:
    scenario = invented(luck)
    where = ex.Comparison(">", ex.Level("a0", "i0"), ex.Number(40.0))
    contrast = Contrast(Arm(moves={start: "m1"}, seats={"s0": "passive"}), Arm(), start, where=where)
    pairs = played(scenario, contrast)
    assert tuple(pairs.dropped) == DROPPED
    assert pairs.count + sum(pairs.dropped.values()) == len(SEEDS)


@pytest.mark.parametrize(
    "carrier",
    [
        Carrier("rule", ("nerves",)),
        Carrier("move", ("grumble",), ex.Level("host", "confidence")),
        Carrier("move", ("grumble",)),
        Carrier("tie", ("guest", "host")),
        Carrier("event", ("vote", "leavers")),
        Carrier("inject", ("storm",)),
        Carrier("reaction", ("host", "reassure"), ex.Level("guest", "confidence")),
        Carrier("ending", ("out",)),
    ],
)
def test_a_part_taken_out_does_nothing_and_all_else_does_what_it_did(first: Scenario, carrier: Carrier) -> None:
    lame = without(first, [carrier])
    assert lame != first
    program = compile_scenario(lame, "plain")
    assert program.names == compile_scenario(first, "plain").names, "whatever names it still finds it"
    match carrier.kind:
        case "tie":
            row = next(row for row, tie in enumerate(lame.ties.between) if (tie.listener, tie.of) == carrier.id)
            assert not program.link_share[program.tie_of == row].any()
            assert program.link_share.any()
        case "rule":
            fired: list[Reading] = [(ShareMeasure(ex.Fired("nerves")), 3)]
            assert (
                share(played(lame, Contrast(Arm(), Arm()), fired))
                == 0
                < share(played(first, Contrast(Arm(), Arm()), fired))
            )
        case "ending":
            came: list[Reading] = [(EndingMeasure("out"), 3)]
            assert share(played(lame, Contrast(Arm(), Arm()), came, 800)) == 0
            assert share(played(first, Contrast(Arm(), Arm()), came, 800)) > 0
        case "reaction":
            left = [len(option.effects) for option in lame.reactions["host"]["reassure"].options]
            assert left == [0, 1]
        case "move":
            assert len(lame.moves["grumble"].effects) == (1 if carrier.effect else 0)
        case "event":
            assert [len(each.effects) for each in lame.events["vote"].outcomes] == [1, 0]
        case _:
            assert lame.injects["storm"].effects == ()
    assert without(first, []) == first
