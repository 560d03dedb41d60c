"""Every number can be varied and moves what it should; tornados and fragility tell what replays by other means show."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests import soak
from tests.analysis.played_out import played_out
from tests.analysis.varied_scenario import varied_scenario
from tests.engine.invented import invented
from tests.errors import raises_saying
from tests.players.suspicions import hidden
from tests.shipped import shipped_scenario
from wargame.analysis.factors import KINDS, Factor, Variation, factors, varied
from wargame.analysis.sensitivity import (
    STRONGEST,
    Tornado,
    begun,
    outcomes,
    outcomes_of,
    outcomes_of_several,
    parts,
    pieces,
    swing_part,
    swing_piece,
)
from wargame.analysis.side_by_side import played_together, together
from wargame.analysis.simulation import Simulation, simulate
from wargame.engine import kernel
from wargame.engine.compiler import MOST_ROW, compile_scenario
from wargame.engine.program import Program
from wargame.engine.record import same
from wargame.engine.redraw import many_seeds
from wargame.model import expression as ex
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR
from wargame.players.bots import DoctrineBot
from wargame.players.new_games import begun_now
from wargame.players.playout import play_on
from wargame.seminar.sensitivity_task import depending


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


@pytest.fixture(scope="module")
def lesson() -> Scenario:
    return shipped_scenario("first-session")


def test_the_flagship_has_factors_of_every_kind_each_with_its_line(flagship: Scenario) -> None:
    found = factors(flagship, "erodes")
    assert {factor.kind for factor in found} == set(KINDS)
    assert len({(factor.kind, factor.id) for factor in found}) == len(found)
    lines = flagship.text.split("\n")
    for factor in found:
        assert 1 <= factor.line <= len(lines)
        if factor.kind == "start":
            assert factor.key[1] in lines[factor.line - 1], factor


def test_nothing_changes_in_the_middle_and_everything_at_the_ends(lesson: Scenario) -> None:
    """At 0 the program is the same but for what its author was unsure of; at either end something differs."""
    lens = lesson.default_lens
    plain = compile_scenario(lesson, lens)
    for factor in factors(lesson, lens):
        middle = compile_scenario(varied_scenario(lesson, lens, factor, 0.0), lens)
        for name in ("start", "assumptions", "link_share", "cost", "baseline"):
            assert np.allclose(getattr(middle, name), getattr(plain, name)), (factor, name)
        if factor.value != 0.0:
            assert varied_scenario(lesson, lens, factor, 1.0) != varied_scenario(lesson, lens, factor, -1.0), factor


@pytest.mark.parametrize("lens", ["erodes", "sharpens"])
def test_numbers_are_put_where_the_factor_says(flagship: Scenario, lens: str) -> None:
    put = [factor for factor in factors(flagship, lens) if factor.value is not None]
    scenario = flagship
    for factor in put:
        scenario = varied_scenario(scenario, lens, factor, 1.0)
    program = compile_scenario(scenario, lens)
    for factor in put:
        assert factor.value is not None
        names, wanted = program.names, factor.value + factor.by
        match factor.kind, factor.key:
            case "assumption", (name,):
                assert program.assumptions[names.assumptions[name], 0] == pytest.approx(wanted)
                assert f"assumption:{name}" not in {doubt.purpose for doubt in program.uncertainties}
            case "start", (actor, indicator):
                high = flagship.indicators[indicator].high
                assert program.start[names.numbers[ex.Level(actor, indicator)], 0] == pytest.approx(min(wanted, high))
            case "trust", (listener, of):
                assert program.start[names.numbers[ex.Trust(listener, of)], 0] == pytest.approx(min(wanted, 100))
            case "attention", (listener, of):
                assert program.attention[listener, of] == pytest.approx(wanted)
            case "spread", (indicator, by):
                assert dict(program.bearing[indicator])[by] == pytest.approx(wanted)
            case _:
                assert factor.kind == "stubbornness"


def same_games(mine: Program, written: Program, seeds: NDArray[np.uint64]) -> bool:
    """Whether whole games by doctrine are the same on both, turn by turn: every number and count down to the bits."""
    parts = ("numbers", "times", "last", "came", "fired", "delayed", "ending")
    bots = dict.fromkeys(mine.scenario.seats, DoctrineBot())
    games = [play_on(kernel.begin(program, seeds), bots) for program in (mine, written)]
    for one, other in zip(*games, strict=True):
        if not all(same(getattr(one.worlds, part), getattr(other.worlds, part)) for part in parts):
            return False
    return True


def wrongly_varied(scenario: Scenario, lens: str, known: Iterable[Factor], seeds: NDArray[np.uint64]) -> list[str]:
    """The factors, at either end, whose varied program plays other games than the scenario with these numbers."""
    program = compile_scenario(scenario, lens)
    return [
        f"{factor.kind} {factor.id} at {at}"
        for factor in known
        for at in (-1.0, 1.0)
        if not same_games(
            varied(program, {factor: at}),
            compile_scenario(varied_scenario(scenario, lens, factor, at), lens),
            seeds,
        )
    ]


def test_a_varied_program_plays_the_games_of_the_scenario_with_these_numbers(
    flagship: Scenario, lesson: Scenario
) -> None:
    """Every factor of the lesson; of the flagship one of each kind, under one lens or the other."""
    seeds = many_seeds("varied", 32)
    for lens in lesson.lenses:
        assert not wrongly_varied(lesson, lens, factors(lesson, lens), seeds)
    for place, lens in enumerate(flagship.lenses):
        of_kind: dict[str, list[Factor]] = {}
        for factor in factors(flagship, lens):
            of_kind.setdefault(factor.kind, []).append(factor)
        some = [known[place % len(known)] for known in of_kind.values()][place :: len(flagship.lenses)]
        assert not wrongly_varied(flagship, lens, some, seeds[:8])


@pytest.mark.soak
def test_every_varied_program_of_the_flagship_plays_the_games_of_its_scenario(flagship: Scenario) -> None:
    """Factors at both ends, under one lens or the other: every eighth, or all with SOAK=8."""
    for place, lens in enumerate(flagship.lenses):
        known = factors(flagship, lens)[place :: len(flagship.lenses) * max(1, 8 // soak.TIMES)]
        assert not wrongly_varied(flagship, lens, known, many_seeds("varied", 32))


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 10_000), st.integers(0, 1000))
def test_variations_played_together_play_the_games_of_each(luck: int, seed: int) -> None:
    """Whatever is varied in each, their games are left turn by turn as by themselves, down to the bits."""
    program, draw = compile_scenario(invented(luck), "plain"), random.Random(seed)
    known = factors(program.scenario, "plain")
    several = [program]
    for _ in range(4):
        some = draw.sample(known, draw.randint(0, min(6, len(known))))
        several.append(varied(program, {factor: draw.uniform(-1, 1) for factor in some}))
    seeds = many_seeds(f"side by side:{seed}", 12)
    begun = [kernel.begin(each, seeds[: draw.randint(1, 12)]) for each in several]
    bots = dict.fromkeys(program.scenario.seats, DoctrineBot())
    kept = ("numbers", "times", "last", "came", "fired", "delayed", "ending")
    for places in together(several):
        batches = [begun[place] for place in places]
        whose = np.repeat(np.arange(len(batches)), [each.width for each in batches])
        alone = [{each.turn: each for each in play_on(one, bots)} for one in batches]
        for played in played_together(batches):
            first = 0
            for number, batch in enumerate(batches):
                here = np.flatnonzero(whose[played.place] == number)
                if played.turn in alone[number]:
                    mine = alone[number][played.turn]
                    for place in here[played.ran[here]]:
                        at = np.flatnonzero(mine.place == played.place[place] - first)[0]
                        for part in kept:
                            one = getattr(played.worlds, part)[..., place]
                            assert same(one, getattr(mine.worlds, part)[..., at]), (part, number, played.turn)
                else:
                    assert not played.ran[here].any()
                first += batch.width
    wanted = [outcomes_of(each) for each in begun]
    for one, other in zip(outcomes_of_several(begun), wanted, strict=True):
        assert same(one.ending, other.ending)
        assert same(one.met, other.met)


def test_programs_whose_effects_go_round_unequally_often_are_played_apart(flagship: Scenario) -> None:
    program = compile_scenario(flagship, "sharpens")
    some = {factor: 1.0 for factor in factors(flagship, "sharpens") if factor.kind in ("attention", "spread")}
    several = [program, varied(program, some), varied(program, {})]
    assert together(several) == [[0, 2], [1]]
    begun = [kernel.begin(each, many_seeds("apart", 4)) for each in several]
    assert all(
        same(one.ending, outcomes_of(each).ending) for one, each in zip(outcomes_of_several(begun), begun, strict=True)
    )


def test_the_parts_of_a_tornado_are_its_pieces(lesson: Scenario) -> None:
    simulation = Simulation(lesson, "plain", 2, 300, FACILITATOR)
    joined = [piece for part in range(parts(simulation)) for piece in swing_part(simulation, part)]
    alone = [swing_piece(simulation, piece) for piece in range(pieces(simulation))]
    assert 1 < parts(simulation) < len(alone) == len(joined)
    for one, other in zip(joined, alone, strict=True):
        assert same(one.ending, other.ending)
        assert same(one.met, other.met)


def test_a_program_can_be_varied_step_by_step(lesson: Scenario) -> None:
    """A variation gives the program of each moment: earlier ones stay as they are."""
    program = compile_scenario(lesson, "plain")
    variation, where, made = Variation(program), {}, []
    for factor in factors(lesson, "plain"):
        for at in (-1.0, 0.5):
            variation.move(factor, at)
            where[factor] = at
            made.append((variation.program(), varied(program, where)))
    assert all(one == other for one, other in made)
    assert made[0][0] != made[1][0]
    assert not program.varied
    assert program == compile_scenario(replace(lesson), "plain")


def test_what_would_not_die_out_is_held_to_what_does(lesson: Scenario) -> None:
    """A row of the spread just below 1 that is varied upwards comes to MOST_ROW, and games go on."""
    ties = tuple(
        replace(tie, attention=1 / sum(each.listener == tie.listener for each in lesson.ties.between))
        for tie in lesson.ties.between
    )
    couplings = tuple(
        replace(coupling, weight=1 / sum(each.indicator == coupling.indicator for each in lesson.couplings))
        for coupling in lesson.couplings
    )
    actors = {name: replace(actor, stubbornness=0.05) for name, actor in lesson.actors.items()}
    scenario = replace(lesson, ties=replace(lesson.ties, between=ties), couplings=couplings, actors=actors)
    program = compile_scenario(scenario, "plain")
    moved = {factor: 1.0 for factor in factors(scenario, "plain") if factor.kind in ("attention", "spread")}
    rows = np.zeros(len(program.targets))
    mine = varied(program, moved)
    np.add.at(rows, mine.network.listeners, np.abs(mine.link_share[:, 0]) * 100)
    assert rows.max() == pytest.approx(MOST_ROW)
    written = scenario
    for factor in moved:
        written = varied_scenario(written, "plain", factor, 1.0)
    with pytest.raises(ValueError, match="would not die out"):
        compile_scenario(written, "plain")
    assert outcomes_of(kernel.begin(mine, many_seeds("rows", 4))).ending.min() >= 0


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 10_000), st.integers(0, 1000), st.integers(1, 12))
def test_factors_varied_together_are_each_where_it_is_put(luck: int, seed: int, many: int) -> None:
    """Of invented scenarios, some factors at once anywhere between their ends; a pickled program is the same."""
    scenario = invented(luck)
    program, draw = compile_scenario(scenario, "plain"), random.Random(seed)
    known = factors(scenario, "plain")
    where = {factor: draw.uniform(-1, 1) for factor in draw.sample(known, min(many, len(known)))}
    mine = varied(program, where)
    for factor, at in where.items():
        scenario = varied_scenario(scenario, "plain", factor, at)
    seeds = many_seeds(f"together:{seed}", 16)
    assert same_games(mine, compile_scenario(scenario, "plain"), seeds)
    assert pickle.loads(pickle.dumps(mine)) == mine
    assert same_games(pickle.loads(pickle.dumps(mine)), mine, seeds)
    with raises_saying(ValueError, "give all that is varied at once"):
        varied(mine, where)


def test_a_piece_is_the_outlook_of_the_varied_scenario(lesson: Scenario) -> None:
    simulation = Simulation(lesson, lesson.default_lens, 3, 300, FACILITATOR)
    found = factors(lesson, simulation.lens)
    for piece in (0, 1, 2, pieces(simulation) - 1):
        came = swing_piece(simulation, piece)
        scenario = varied_scenario(lesson, simulation.lens, found[piece // 2], 1.0 if piece % 2 else -1.0)
        whole = simulate(replace(simulation, scenario=scenario))
        for ending in whole.endings:
            assert came.of(simulation, ending.ending).sum() == ending.games
        for expected in whole.expectations:
            assert came.of(simulation, expected.id).mean() == pytest.approx(expected.share.middle)


def test_games_that_go_on_from_a_position_are_varied_from_where_they_are(lesson: Scenario) -> None:
    """With nothing varied they are those simulated from there; a number at the start is moved from where it is now."""
    position = played_out(lesson, 5)[0].after
    simulation = Simulation(lesson, "plain", 4, 200, FACILITATOR, position)
    whole = simulate(simulation)
    for ending in whole.endings:
        assert outcomes(simulation).of(simulation, ending.ending).sum() == ending.games
    program, seeds = simulation.program, simulation.seeds(0)
    for factor in factors(lesson, "plain"):
        worlds, moved = (
            begun_now(begun(simulation, each, seeds)) for each in (program, varied(program, {factor: 1.0}))
        )
        if factor.kind == "start":
            actor, indicator = factor.key
            row, high = program.names.numbers[ex.Level(actor, indicator)], lesson.indicators[indicator].high
            assert np.allclose(moved.numbers[row], np.minimum(worlds.numbers[row] + factor.by, high))
        elif factor.kind != "trust":
            assert np.array_equal(moved.numbers, worlds.numbers)
        if factor.kind == "assumption":
            assert factor.value is not None
            assert np.allclose(moved.assumptions[program.names.assumptions[factor.key[0]]], factor.value + factor.by)


def test_a_scenario_of_few_numbers_is_studied_to_the_end() -> None:
    """It has fewer than are played again at most: the screen used to stop there."""
    scenario = hidden()
    simulation = Simulation(scenario, next(iter(scenario.lenses)), 1, 16, FACILITATOR)
    assert len(factors(scenario, simulation.lens)) < STRONGEST
    *_, last = depending(simulation, (), next(iter(scenario.endings)), together=False)
    assert isinstance(last, Tornado)
