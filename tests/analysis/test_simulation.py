"""Simulated games counted: against single games, against published intervals, and whoever plays which chunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.opened import opened_scenario
from tests.players.test_look_ahead import after, otherwise_hidden
from tests.shipped import shipped_scenario
from wargame.analysis.estimates import QUANTILES, holds, share
from wargame.analysis.simulation import (
    BINS,
    CHUNK,
    Counts,
    Forecast,
    Simulation,
    count_chunk,
    play_piece,
    simulate,
    taken,
    under,
)
from wargame.authoring import parse
from wargame.engine import kernel
from wargame.engine.legality import order_reason
from wargame.engine.position import Position, start
from wargame.engine.resolution import resolve
from wargame.game.orders_file import OrdersFile
from wargame.model.beginning import Beginning
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, MOVER, Seated, Viewer, seat_of
from wargame.players.bots import DoctrineBot, RandomBot
from wargame.players.given import Given
from wargame.players.whole_game import WholeGame, play_out


@pytest.fixture(scope="module")
def first() -> Scenario:
    return shipped_scenario("first-session")


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


def games(simulation: Simulation) -> list[WholeGame]:
    """The games of a simulation's first chunk, each played by itself as `wargame run` plays it."""
    return [
        play_out(simulation.scenario, int(seed), simulation.lens, "doctrine", OrdersFile())
        for seed in simulation.seeds(0)
    ]


def same(one: Counts, other: Counts, apart_from: Sequence[str] = ()) -> bool:
    names = [field.name for field in fields(one) if field.name not in apart_from]
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


# --- Shares -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_those_published(hits: int, of: int, low: float, high: float) -> None:
    """Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, 1998."""
    found = share(hits, of)
    assert found.middle == hits / of
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.data())
def test_a_share_lies_within_its_interval_and_more_games_narrow_it(data: st.DataObject) -> None:
    of = data.draw(st.integers(1, 10**9))
    hits = data.draw(st.integers(0, of))
    found, more, opposite = share(hits, of), share(10 * hits, 10 * of), share(of - hits, of)
    assert 0 <= found.low <= found.middle <= found.high <= 1
    assert more.high - more.low < found.high - found.low
    assert opposite.low == pytest.approx(1 - found.high)
    assert opposite.high == pytest.approx(1 - found.low)


def test_nothing_is_known_of_no_games() -> None:
    assert (share(0, 0).low, share(0, 0).high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.2, 0.4, True), (0.4, 0.5, False), (0.0, 0.2, False), (0.3, 0.4, None)]
)
def test_an_expectation_holds_fails_or_there_are_too_few_games(low: float, high: float, verdict: bool | None) -> None:
    assert holds(share(300, 1000), low, high) is verdict


# --- Against single games ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lens", ["plain", "hard"])
def test_endings_turns_and_scores_are_those_of_the_games_one_by_one(first: Scenario, lens: str) -> None:
    simulation = Simulation(first, lens, 7, 300, FACILITATOR)
    found, played = simulate(simulation), games(simulation)
    assert found.counts.world_turns == sum(len(game.resolutions) for game in played)
    for each in found.endings:
        ended = [len(game.resolutions) for game in played if game.last.ending == each.ending]
        assert (each.games, each.share.middle) == (len(ended), len(ended) / 300)
        if ended:
            by_quantile = np.quantile(ended, QUANTILES, method="inverted_cdf")
            assert list(each.turns) == by_quantile.tolist()
    for score in found.scores:
        own = [
            float(kernel.scores(game.last.worlds, MOVER)[0][0])
            if score.side == MOVER
            else game.last.scores[seat_of(score.side) or ""]
            for game in played
        ]
        assert score.mean.middle == pytest.approx(np.mean(own), abs=1e-6)
        # Student's t with 299 degrees of freedom.
        off = 1.96793 * np.std(own, ddof=1) / np.sqrt(300)
        if score.mean.low > 0 and score.mean.high < 100:
            assert score.mean.high - score.mean.low == pytest.approx(2 * off, rel=1e-5)
        assert score.quantiles == pytest.approx(np.quantile(own, QUANTILES, method="inverted_cdf"), abs=100 / BINS)


def test_an_example_seed_gives_that_very_game(flagship: Scenario) -> None:
    for lens in flagship.lenses:
        found = simulate(Simulation(flagship, lens, 1, 400, FACILITATOR))
        shown = [each for each in found.endings if each.example is not None]
        assert len(shown) == 6
        for each in shown:
            assert each.example is not None
            game = play_out(flagship, each.example, lens, "doctrine", OrdersFile())
            assert game.last.ending == each.ending


def test_fans_are_quantiles_of_the_games_one_by_one(first: Scenario) -> None:
    simulation = Simulation(first, "plain", 3, 250, FACILITATOR)
    found, played = simulate(simulation), games(simulation)
    for actor, indicator in (("guest", "commitment"), ("host", "confidence")):
        kind = first.indicators[indicator]
        fan = found.band(actor, indicator)
        assert len(fan) == first.calendar.turns
        for turn, shown in enumerate(fan, start=1):
            # A game that has ended keeps its numbers.
            levels = [
                game.resolutions[min(turn, len(game.resolutions)) - 1].numbers[f"{actor}.{indicator}"]
                for game in played
            ]
            expected = np.quantile(levels, QUANTILES, method="inverted_cdf")
            assert shown == pytest.approx(expected, abs=(kind.high - kind.low) / BINS)
    with pytest.raises(KeyError):
        found.band("guest", "designs")


EXPECTED = """
expectations:
  low_at_once: {title: A, that: guest.commitment < 56, from: 2026-01, to: 2026-06, low: 0, high: 1, source: teaching}
  low_later: {title: B, that: guest.commitment < 50, from: 2026-07, to: 2027-06, low: 0, high: 1, source: teaching}
  high_at_last: {title: C, that: guest.commitment >= 75, from: 2027-01, to: 2027-06, low: 0, high: 1, source: teaching}
  firm_early: {title: D, that: ended(firm), from: 2026-01, to: 2026-12, low: 0, high: 1, source: teaching}
  firm_at_last: {title: E, that: ended(firm), from: 2027-01, to: 2027-06, low: 0, high: 1, source: teaching}
  second_turn: {title: F, that: turn == 2, from: 2027-01, to: 2027-06, low: 0, high: 1, source: teaching}
"""


def test_an_expectation_is_met_within_its_time_and_an_ended_game_keeps_its_numbers(first: Scenario) -> None:
    written = first.text[: first.text.index("\nexpectations:")] + EXPECTED
    scenario = parse(written, "expected.yaml")
    simulation = Simulation(scenario, "plain", 5, 400, FACILITATOR)
    found, played = simulate(simulation), games(simulation)
    shares = set()
    for shown, each in zip(found.expectations, scenario.expectations.values(), strict=True):
        that = simulation.program.evaluator(each.that)
        window = range(scenario.calendar.turn_of(each.start), scenario.calendar.turn_of(each.end) + 1)
        met = 0
        for game in played:
            states = [game.resolutions[min(turn, len(game.resolutions)) - 1].turn.left for turn in window]
            met += any(kernel.holds(worlds, that(kernel.moment(worlds, just_played=True)))[0] for worlds in states)
        assert shown.share.middle == met / 400, each.id
        shares.add(met)
    assert len(shares) >= 4
    assert 0 not in shares


def test_an_expectation_whose_time_is_over_is_not_judged(flagship: Scenario) -> None:
    position = after(flagship, 3)
    found = simulate(Simulation(flagship, position.lens, 1, 200, FACILITATOR, position=position))
    over = {each.id for each in found.expectations if each.over}
    assert over == {"full_exit_2026"}
    assert all(each.holds is None for each in found.expectations if each.over)


def test_from_a_node_games_go_on_as_single_games_do(flagship: Scenario) -> None:
    position, bot = after(flagship, 4), DoctrineBot()
    simulation = Simulation(flagship, position.lens, 9, 60, FACILITATOR, position=position)
    found = simulate(simulation)
    ended: dict[str, int] = {}
    for seed in simulation.seeds(0):
        worlds = kernel.futures(position.worlds, np.array([seed], dtype=np.uint64), position.told)
        game = Position(worlds, position.delayed)
        while game.ending is None:
            game = resolve(game, None, {seat: bot.orders(game, seat) for seat in flagship.seats}).after
        ended[game.ending] = ended.get(game.ending, 0) + 1
    assert {each.ending: each.games for each in found.endings if each.games} == ended
    assert len(found.band("nato", "deterrence")) == flagship.calendar.turns - 4


def test_another_theory_goes_on_from_the_same_position(flagship: Scenario) -> None:
    position = after(flagship, 3)
    other = under(position, "sharpens")
    assert (other.lens, other.numbers) == ("sharpens", position.numbers)
    assert under(position, position.lens) is position
    one = simulate(Simulation(flagship, "erodes", 1, 2000, FACILITATOR, position=position))
    two = simulate(Simulation(flagship, "sharpens", 1, 2000, FACILITATOR, position=other))
    assert [each.games for each in one.endings] != [each.games for each in two.endings]


# --- Chunks -----------------------------------------------------------------------------------------------------------


def test_tallies_add_up_in_any_order_and_no_chunk_hangs_on_another(first: Scenario) -> None:
    simulation = Simulation(first, "plain", 2, 3 * CHUNK + 17, FACILITATOR)
    chunks = [count_chunk(simulation, chunk) for chunk in range(simulation.chunks)]
    assert [chunk.games for chunk in chunks] == [CHUNK, CHUNK, CHUNK, 17]
    backwards = [count_chunk(simulation, chunk) for chunk in reversed(range(simulation.chunks))]
    assert all(same(one, other) for one, other in zip(chunks, reversed(backwards), strict=True))
    there, back = Counts.empty(simulation.program), Counts.empty(simulation.program)
    for chunk in chunks:
        there.add(chunk)
    for chunk in backwards:
        back.add(chunk)
    assert same(there, back, apart_from=("example", "score_squares"))
    assert same(there, simulate(simulation).counts)
    assert there.games == simulation.games == int(there.ended.sum())
    assert (there.levels.sum(axis=2) == simulation.games).all()
    more = Simulation(first, "plain", 2, 9 * CHUNK, FACILITATOR)
    assert same(count_chunk(more, 1), chunks[1])


def test_what_is_found_grows_chunk_by_chunk(first: Scenario) -> None:
    simulation = Simulation(first, "plain", 2, CHUNK + 1, FACILITATOR)
    whole, seen = Counts.empty(simulation.program), []
    for chunk in (0, 1):
        whole.add(count_chunk(simulation, chunk))
        found = Forecast(simulation, whole)
        seen.append((found.games, found.done, found.lens))
    assert seen == [(CHUNK, False, "plain"), (CHUNK + 1, True, "plain")]


def test_chunks_of_several_studies_are_played_in_turn(first: Scenario) -> None:
    simulations = tuple(Simulation(first, lens, 4, CHUNK + 5, FACILITATOR) for lens in first.lenses)
    for piece in range(4):
        assert same(play_piece(simulations, piece).counts, count_chunk(simulations[piece % 2], piece // 2))


def test_seeds_are_other_games_for_another_seed_of_the_study(first: Scenario) -> None:
    one, two = (
        Simulation(first, "plain", 1, 100, FACILITATOR).seeds(0),
        Simulation(first, "plain", 2, 100, FACILITATOR).seeds(0),
    )
    assert len({*one.tolist(), *two.tolist()}) == 200
    assert max(one) < 2**53


@pytest.mark.parametrize("luck", [0, 3, 8])
def test_invented_scenarios_count_all_their_games(luck: int) -> None:
    scenario = invented(luck)
    for lens in scenario.lenses:
        found = simulate(Simulation(scenario, lens, luck, 50, FACILITATOR))
        assert sum(each.games for each in found.endings) == 50
        assert (found.counts.levels.sum(axis=2) == 50).all()
        assert (found.counts.scores.sum(axis=1) == 50).all()


# --- What is given, and who plays -------------------------------------------------------------------------------------


def test_orders_count_wherever_they_are_legal(flagship: Scenario) -> None:
    order = parse_decision("us", "pivot_pacific")
    fixed = Given(moves={1: next(iter(flagship.moves))}, orders={turn: {"us": (order,)} for turn in (1, 2, 3)})
    simulation = Simulation(flagship, "erodes", 6, 40, FACILITATOR, given=fixed)
    found, bot, ended = simulate(simulation), DoctrineBot(), dict.fromkeys(flagship.endings, 0)
    acted: dict[int, list[bool]] = {}
    for seed in simulation.seeds(0):
        game = start(flagship, int(seed), "erodes")
        while game.ending is None:
            turn, orders = game.turn, {seat: bot.orders(game, seat) for seat in flagship.seats}
            if turn in fixed.orders:
                legal = not order_reason(game, order)
                orders["us"] = (order,) if legal else ()
                acted.setdefault(turn, []).append(legal)
            move = fixed.moves.get(turn)
            game = resolve(game, move if move in game.legal_moves() else None, orders).after
        ended[game.ending] += 1
    assert {each.ending: each.games for each in found.endings} == ended
    shown = {each.turn: each.share.middle for each in taken(found) if each.seat == "us"}
    assert shown == {turn: pytest.approx(np.mean(legal)) for turn, legal in acted.items()}
    assert set(shown.values()) == {0.0, 1.0}  # it cannot be ordered two turns running


def test_an_inject_is_released_where_it_may_be(first: Scenario) -> None:
    simulation = Simulation(first, "plain", 6, 100, FACILITATOR, given=Given(injects={1: ["storm"], 2: ["storm"]}))
    bot, confident = DoctrineBot(), []
    for seed in simulation.seeds(0):
        game = start(first, int(seed), "plain")
        while game.ending is None:
            orders = {seat: bot.orders(game, seat) for seat in first.seats}
            # It can be released once only.
            game = resolve(game, None, orders, ["storm"] if game.turn == 1 else []).after
        confident.append(game.numbers["guest.confidence"])
    shown = simulate(simulation).band("guest", "confidence")[-1]
    assert shown == pytest.approx(np.quantile(confident, QUANTILES, method="inverted_cdf"), abs=100 / BINS)
    assert shown != simulate(replace(simulation, given=Given())).band("guest", "confidence")[-1]


def test_a_seat_can_be_played_by_another_bot(first: Scenario) -> None:
    simulation = Simulation(first, "plain", 6, 100, FACILITATOR, bots={"rival": "random"})
    doctrine, random, ended = DoctrineBot(), RandomBot(), dict.fromkeys(first.endings, 0)
    for seed in simulation.seeds(0):
        game = start(first, int(seed), "plain")
        while game.ending is None:
            orders = {"host": doctrine.orders(game, "host"), "rival": random.orders(game, "rival")}
            game = resolve(game, None, orders).after
        ended[game.ending] += 1
    assert {each.ending: each.games for each in simulate(simulation).endings} == ended


# --- What a seat may know ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", ["eu", "nato"])
def test_what_a_seat_may_not_see_leaves_its_outlook_as_it_is(flagship: Scenario, seat: str) -> None:
    position = after(flagship, 2)
    other = otherwise_hidden(position, seat)

    def asked(where: Position, viewer: Viewer) -> Forecast:
        return simulate(Simulation(flagship, where.lens, 3, 500, viewer, position=where))

    def shown(found: Forecast) -> tuple[Any, ...]:
        return found.endings, found.expectations, found.scores, found.counts.levels.tolist()

    assert shown(asked(position, Seated(seat))) == shown(asked(other, Seated(seat)))
    assert shown(asked(position, FACILITATOR)) != shown(asked(other, FACILITATOR))


# --- From an opening ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "beginning",
    [
        Beginning("autumn"),
        Beginning("aftermath"),
        Beginning("autumn", {"vote": "stayers"}),
        Beginning(None, {"vote": "leavers"}),
    ],
)
def test_games_that_begin_so_are_counted_as_they_are_played_by_themselves(beginning: Beginning) -> None:
    scenario = opened_scenario()
    simulation = Simulation(scenario, "plain", 3, 40, FACILITATOR, beginning=beginning)
    found = simulate(simulation)
    alone = [
        play_out(scenario, int(seed), "plain", "doctrine", OrdersFile(), beginning) for seed in simulation.seeds(0)
    ]
    for ending in found.endings:
        assert ending.games == sum(game.last.ending == ending.ending for game in alone)
    first = beginning.first_turn(scenario)
    assert simulation.first_turn == first
    assert len(found.band("guest", "commitment")) == scenario.calendar.turns - first + 1
    # Before the opening nothing was played: no levels, no endings.
    assert not found.counts.levels[: first - 1].any()
    assert not found.counts.ended[:, :first].any()
    assert all(found.counts.levels[turn - 1].sum(axis=-1).tolist() == [40] * 5 for turn in range(first, 4))
    assert found.counts.world_turns == sum(len(game.resolutions) for game in alone)
