"""How firm an outcome is: with every choice frozen, one side's, or none; what replays by other means show."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings

from tests.analysis.played_out import played_out
from tests.engine.test_turn import LUCK, play
from tests.errors import raises_saying
from tests.shipped import shipped_scenario
from wargame.analysis.estimates import share
from wargame.analysis.fault import QuestionError
from wargame.analysis.fragility import GOES_ON, AsPlayed, Fragility, fragility
from wargame.analysis.simulation import Simulation, simulate
from wargame.engine import kernel
from wargame.engine.legality import IllegalMoveError, IllegalOrderError
from wargame.engine.position import start
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import Resolution, resolve
from wargame.model import expression as ex
from wargame.model.order import Order
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.model.viewer import FACILITATOR, MOVER, Seated, Side, seat_of
from wargame.players.bots import DoctrineBot
from wargame.text.fragility import fragility_lines, share_words


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


@pytest.fixture(scope="module")
def lesson() -> Scenario:
    return shipped_scenario("first-session")


@example(295, 211)
@settings(deadline=None, max_examples=20)
@given(LUCK, LUCK)
def test_with_nothing_drawn_anew_an_outcome_stands(luck: int, seed: int) -> None:
    """Under its own lens the same choices come to the same ending; each flip is shown by playing the game so."""
    line = play(luck, seed)
    program, first = line[0].before.program, line[0].before.worlds
    found = fragility(line, draws=64)
    assert found.by_lens["plain"] == AsPlayed(found.ending, True)
    assert found.ending == line[-1].after.ending
    assert found.redrawn.share.low <= found.redrawn.share.middle <= found.redrawn.share.high
    assert sum(found.instead.values()) == round((1 - found.rings[0].every.share.middle) * 64)
    for flip in found.flips[:3]:
        worlds = kernel.select(first, np.zeros(1, dtype=np.intp))
        kind, _, name = flip.factor.partition(":")
        if kind == "start":
            row = next(row for row, target in enumerate(program.targets) if ex.text(target) == name)
            moved = np.clip(worlds.numbers[row] + flip.change, program.low[row], program.high[row])
            worlds.numbers[row] = kernel.on_grid(moved)
        else:
            row = next(row for row, doubt in enumerate(program.uncertainties) if doubt.purpose == flip.factor)
            before = worlds.draws[row].copy()
            spread = program.uncertainties[row].plus_or_minus
            worlds.draws[row] = np.clip(before + flip.change, -spread, spread)
            for place, doubt in program.assumption_uncertainties:
                if doubt == row:
                    worlds.assumptions[place] += worlds.draws[row] - before
        worlds = replace(worlds, fixed=kernel.as_it_came(line[-1].turn.left))
        for played in line:
            came = kernel.acts_as_they_came(played.turn.left)
            worlds = kernel.advance(kernel.open_turn(worlds), replace(_again(played), outcomes=came))
        ending = int(worlds.ending[0])
        assert flip.ending == (list(program.scenario.endings)[ending] if ending >= 0 else "goes on") != found.ending
    assert [flip.part for flip in found.flips] == sorted(flip.part for flip in found.flips)


def _again(played: Resolution) -> kernel.JointAction:
    """A turn's choices once more, from its orders' texts."""
    program = played.before.program
    ordered = np.zeros((len(program.plays), 1), dtype=np.bool_)
    withheld, footnoted = (np.zeros((len(program.withholdings), 1), dtype=np.bool_) for _ in range(2))
    for several in played.orders.values():
        for order in several:
            if isinstance(order, Order):
                ordered[program.order_of[order]] = True
            else:
                answers = footnoted if order.in_part else withheld
                answers[program.withholding_of[replace(order, in_part=False)]] = True
    released = np.array([[inject in played.injects] for inject in program.scenario.injects], dtype=np.bool_)
    move = np.array([list(program.scenario.moves).index(played.move)])
    return kernel.JointAction(move, ordered, withheld, released.reshape(-1, 1), footnoted)


@pytest.fixture(scope="module")
def close(flagship: Scenario) -> Fragility:
    return fragility(played_out(flagship, 14), draws=48)


@pytest.fixture(scope="module")
def firm(flagship: Scenario) -> Fragility:
    return fragility(played_out(flagship, 3), draws=400)


def test_a_close_run_outcome_is_told_from_a_firm_one(close: Fragility, firm: Fragility) -> None:
    assert close.redrawn.share.middle < 0.8
    assert close.flips
    assert firm.redrawn.share.middle == 1.0
    assert not firm.flips
    with raises_saying(QuestionError, "no turn has been played"):
        fragility([])


def by_hand(line: list[Resolution], seed: int, lens: str, frozen: Side) -> tuple[str, bool]:
    """What one game with this seed comes to by the end of a line, a side's choices made again where they are legal and
    doctrine's in place of all others; and whether all were legal."""
    first, bot, legal = line[0].before, DoctrineBot(), True
    position = start(first.scenario, seed, lens, first.beginning.opening, first.beginning.fixed)
    for played in line:
        orders = {seat: list(bot.orders(position, seat)) for seat in first.scenario.seats}
        move = None
        if frozen == MOVER:
            move = played.move
            orders[MOVER_ID] = list(played.orders.get(MOVER_ID, ()))
        else:
            seat = seat_of(frozen)
            assert seat is not None
            orders[seat] = list(played.orders[seat])
        while True:
            try:
                position = resolve(position, move, orders).after
                break
            except IllegalMoveError:
                move, legal = None, False
            except IllegalOrderError as error:
                refused = next(each for each in orders[error.seat] if str(each) == error.order)
                orders[error.seat].remove(refused)
                # An answer that nobody asks for is of no consequence.
                legal &= not isinstance(refused, Order)
        if position.ending is not None:
            break
    return position.ending or GOES_ON, legal


@pytest.mark.parametrize("side", [Seated("host"), Seated("rival"), MOVER])
def test_a_ring_of_one_side_is_the_games_that_are_played_so(lesson: Scenario, side: Side) -> None:
    """Under either lens, game by game: what comes of them, and in which some of it was not legal."""
    line, draws = played_out(lesson, 28), 40
    found = fragility(line, draws)
    seeds = [int(seed) for seed in many_seeds("fragility:1", draws)]
    for rings in found.rings:
        games = [by_hand(line, seed, rings.lens, side) for seed in seeds]
        own = rings.own[side]
        assert own.share == share(sum(ending == found.ending for ending, _ in games), draws)
        assert own.illegal == share(sum(not legal for _, legal in games), draws)
    assert [rings.lens for rings in found.rings] == ["plain", "hard"]
    if side == MOVER:
        assert 0 < found.rings[0].own[side].illegal.middle < 1


def test_with_nothing_frozen_it_is_a_simulation_of_the_same_beginning(lesson: Scenario) -> None:
    line = played_out(lesson, 5)
    found = fragility(line, draws=2000)
    for rings in found.rings:
        whole = simulate(Simulation(lesson, rings.lens, 1, 20_000, FACILITATOR))
        expected = next(each.share for each in whole.endings if each.ending == found.ending)
        error = (expected.middle * (1 - expected.middle) / 2000) ** 0.5
        assert abs(rings.nothing.middle - expected.middle) < 4 * error


def test_the_lens_that_was_played_comes_first(lesson: Scenario) -> None:
    found = fragility(played_out(lesson, 9, "hard"), draws=16)
    assert found.by_lens["hard"].ending == found.ending
    assert [rings.lens for rings in found.rings] == ["hard", "plain"]
    assert list(found.by_lens) == ["plain", "hard"]


def test_what_goes_on_is_asked_of_the_turn_that_was_reached(lesson: Scenario) -> None:
    """After one turn nearly every game goes on, whatever is frozen."""
    found = fragility(played_out(lesson, 5)[:1], draws=64)
    assert (found.ending, found.turn) == (GOES_ON, 1)
    assert {rings.nothing.middle for rings in found.rings} == {1.0}
    assert {rings.every.share.middle for rings in found.rings} == {1.0}


def test_frozen_choices_that_were_not_legal_are_told(flagship: Scenario, close: Fragility) -> None:
    """With everything frozen it is played all the same; the share among the games in which all was legal stands
    beside it. Game by game the move and the orders are refused in as many."""
    line, every, refused = played_out(flagship, 14), close.rings[0].every, []
    for seed in many_seeds("fragility:1", close.draws):
        position, legal = start(flagship, int(seed), close.rings[0].lens), True
        for played in line:
            try:
                position = resolve(position, played.move, played.orders, played.injects).after
            except (IllegalMoveError, IllegalOrderError):
                legal = False
                break
            if position.ending is not None:
                break
        refused.append(not legal)
    assert every.illegal == share(sum(refused), close.draws)
    assert 0 < every.illegal.middle < 1
    words = told(flagship, close)
    assert "could not have been done" in words
    assert f"every move and order was legal, {share_words(every.legal_share)} came out the same" in words


def told(scenario: Scenario, found: Fragility) -> str:
    return " ".join(" ".join(fragility_lines(scenario, found)).split())


@pytest.mark.parametrize("which", ["close", "firm"])
def test_it_is_not_said_what_a_frozen_ring_cannot_bear(
    flagship: Scenario, which: str, request: pytest.FixtureRequest
) -> None:
    """Neither that all draws stay, nor that the outcome needs no lens; the lenses are compared with nothing frozen."""
    found: Fragility = request.getfixturevalue(which)
    words = told(flagship, found)
    assert not re.search(r"(?<![.\d])100(\.0)? %", words)
    assert "depend on the lens" not in words
    assert "With every move and order frozen, and chance as it came, it is the same in" in words
    compared = [each.lens for each in found.rings[1:]]
    assert list(found.lens_gain) == compared
    assert words.count("With nothing frozen ") == len(compared)
    for gain in found.lens_gain.values():
        assert ("are not told apart" in words) == (not gain.clear)


def test_a_share_of_all_or_none_is_told_by_its_bound() -> None:
    assert share_words(share(4096, 4096)) == "over 99.9 %"
    assert share_words(share(64, 64)) == "over 94.3 %"
    assert share_words(share(0, 4096)) == "under 0.1 %"
    assert share_words(share(4095, 4096)) == "over 99.8 %"
    assert share_words(share(64, 512)) == "12.5 % (9.9 to 15.6)"


def test_the_same_choices_under_another_lens_may_come_to_something_else(flagship: Scenario) -> None:
    found = fragility(played_out(flagship, 9), draws=16)
    assert {lens: each.ending for lens, each in found.by_lens.items()} == {
        "erodes": "european_pillar",
        "sharpens": "probe_succeeds",
    }
