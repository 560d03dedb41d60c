"""What a seat supposes is what it can conclude from what it has seen, no more and no less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.players.suspicions import delayed, exact, hidden, persisting
from tests.players.test_look_ahead import after
from tests.shipped import shipped_scenario
from wargame.analysis.simulation import Simulation, simulate, under
from wargame.engine import kernel, secrecy
from wargame.engine.position import Position, start
from wargame.engine.record import same
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import Resolution, resolve
from wargame.engine.seen_turn import seen_opening, seen_turn, sight
from wargame.engine.turn_report import report
from wargame.engine.visibility import view
from wargame.model import expression as ex
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated, Viewer
from wargame.players import particles
from wargame.players.bots import DoctrineBot
from wargame.players.determinize import determinize, suppose

HOST = Seated("host")


def played(scenario: Scenario, seed: int, turns: int) -> list[Resolution]:
    """Some turns of doctrine, as far as the game goes."""
    position, bot, line = start(scenario, seed), DoctrineBot(), list[Resolution]()
    while len(line) < turns and position.ending is None:
        line.append(resolve(position, None, {seat: bot.orders(position, seat) for seat in scenario.seats}))
        position = line[-1].after
    return line


def ending(position: Position) -> str:
    """What the game comes to by doctrine and its own luck."""
    while position.ending is None:
        bots = {seat: DoctrineBot().orders(position, seat) for seat in position.scenario.seats}
        position = resolve(position, None, bots).after
    return position.ending


def forecast(position: Position, viewer: Viewer, games: int = 2048) -> dict[str, float]:
    """How likely each ending is from what a viewer may see."""
    found = simulate(Simulation(position.scenario, position.lens, 5, games, viewer, position))
    return {each.ending: each.share.middle for each in found.endings}


def brier(forecasts: Iterable[np.ndarray[tuple[int], np.dtype[np.float64]]], came: list[int]) -> float:
    """The mean squared distance of forecasts from what came (Brier 1950), from 0 to 2."""
    several = np.array(list(forecasts))
    return float(np.square(several - np.eye(several.shape[1])[came]).sum(axis=1).mean())


# --- What can be concluded --------------------------------------------------------------------------------------------


def test_a_hidden_number_is_supposed_by_the_sign_that_it_has_given() -> None:
    """The exact probabilities are integrated; supposing what base rates say would be as far off as their Brier."""
    endings = ["war", "peace", "cold"]
    supposed, known, came = [], [], []
    for seed in range(60):
        position = played(hidden(), seed, 1)[-1].after
        found = forecast(position, HOST)
        supposed.append(np.array([found[each] for each in endings]))
        known.append(np.array(exact(position.numbers["rival.sign"])))
        came.append(endings.index(ending(position)))
    assert np.abs(np.array(supposed) - np.array(known)).max() < 0.06
    rates = np.bincount(came, minlength=3) / len(came)
    assert brier([rates] * len(came), came) > 0.6
    assert brier(supposed, came) < min(0.36, brier(known, came) + 0.01)


def test_secret_orders_of_others_are_supposed_to_be_on_their_way() -> None:
    """Either secret order raises smoke, and doctrine likes both alike; one of them is a blow that falls later."""
    seen = defaultdict[float, list[float]](list)
    for seed in range(16):
        position = played(delayed(), seed, 1)[-1].after
        seen[position.numbers["rival.sign"]].append(forecast(position, HOST)["hit"])
    assert sorted(seen) == [50.0, 60.0]
    assert seen[50.0] == [0.0] * len(seen[50.0])
    assert all(abs(each - 0.5) < 0.08 for each in seen[60.0])


@pytest.mark.parametrize("viewer", [FACILITATOR, HOST])
def test_a_doubt_that_has_acted_is_not_drawn_anew(viewer: Viewer) -> None:
    """The same doubt acts in every turn: what it has shown decides the rest."""
    endings = ["broken", "over"]
    supposed, came = [], []
    for seed in range(40):
        position = played(persisting(), seed, 2)[-1].after
        found = forecast(position, viewer, 256)
        supposed.append(np.array([found[each] for each in endings]))
        came.append(endings.index(ending(position)))
    assert 8 < sum(came) < 32
    assert brier(supposed, came) < 0.02


def test_what_nobody_has_been_shown_yet_is_drawn_anew() -> None:
    position = start(persisting(), 3)
    row = position.program.assumption_rows["bite"]
    for viewer in (FACILITATOR, HOST):
        worlds = determinize(position, viewer, many_seeds("test", 400))
        assert worlds.draws[row].std() == pytest.approx(8 / np.sqrt(6), rel=0.1)
    assert position.told == {}
    (turn,) = played(persisting(), 3, 1)
    assert turn.after.told == {row: turn.before.worlds.draws[row, 0]}


def test_purses_of_others_are_counted(flagship: Scenario) -> None:
    """Start and income are public, and so is what is ordered in the open; only secret orders leave doubt."""
    off = []
    for seed in (2, 5, 6, 8):
        position = played(flagship, seed, 6)[-1].after
        if position.ending is None:
            for seat in ("us", "russia"):
                worlds = determinize(position, Seated(seat), many_seeds("test", 256))
                for number, target in enumerate(position.program.targets):
                    if isinstance(target, ex.Capital) and target.seat in ("nato", "flank", "uk"):
                        off.append(np.abs(worlds.numbers[number] - position.worlds.numbers[number]).max())
    assert len(off) >= 12
    assert max(off) < 0.01


@pytest.mark.soak
def test_what_is_supposed_is_off_by_no_more_than_it_says(flagship: Scenario) -> None:
    """What is hidden in the flagship is known to a point or so in the middle of the game, and told to be so."""
    off, said = defaultdict[type, list[float]](list), defaultdict[type, list[float]](list)
    for seed in range(1, 17):
        position = played(flagship, seed, 5)[-1].after
        if position.ending is not None:
            continue
        for seat in ("us", "russia", "eu"):
            belief = suppose(position, Seated(seat))
            for number, target in enumerate(position.program.targets):
                if not secrecy.sees(flagship, Seated(seat), target):
                    supposed = belief.worlds.numbers[number]
                    middle = float(belief.weights @ supposed)
                    off[type(target)].append(abs(position.worlds.numbers[number, 0] - middle))
                    said[type(target)].append(float(np.sqrt(belief.weights @ np.square(supposed - middle))))
    levels, purses = np.array(off[ex.Level]), np.array(off[ex.Capital])
    assert np.sqrt(np.square(levels).mean()) < 2.0
    assert (levels <= 2 * np.array(said[ex.Level])).mean() > 0.7
    assert np.sqrt(np.square(purses).mean()) < 0.6
    assert (purses <= 2 * np.array(said[ex.Capital]) + 1e-6).mean() > 0.9


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return shipped_scenario("planned-exit")


# --- What is not to be seen -------------------------------------------------------------------------------------------


def looks(line: list[Resolution], viewer: Viewer) -> tuple[object, ...]:
    """All that a viewer is shown along a line."""
    reports = tuple((report(each, viewer), view(each.before, viewer)) for each in line)
    return *reports, view(line[-1].after, viewer)


@pytest.mark.parametrize("scenario", [delayed(), hidden()])
@pytest.mark.parametrize("turns", [1, 2])
def test_games_that_look_alike_are_supposed_alike(scenario: Scenario, turns: int) -> None:
    """Games of other seeds, secret orders, hidden numbers and draws, which all look the same to a seat."""
    alike: list[tuple[tuple[object, ...], list[Position]]] = []
    viewer = HOST if scenario.id == "delayed" else Seated("rival")
    for seed in range(24):
        line = played(scenario, seed, turns)
        shown = looks(line, viewer)
        group = next((several for seen, several in alike if seen == shown), None)
        if group is None:
            alike.append((shown, group := []))
        group.append(line[-1].after)
    if scenario.id == "delayed":
        assert max(len({same.digest for same in several}) for _, several in alike) > 1
    for _, several in alike:
        beliefs = [suppose(each, viewer) for each in several]
        for other in beliefs[1:]:
            assert same(beliefs[0], other)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 300), st.integers(0, 20))
def test_it_starts_from_nothing_but_what_is_shown(luck: int, seed: int) -> None:
    """All of it stands in the reports and views that the viewer is given."""
    scenario = invented(luck)
    for viewer in (Seated("s0"), MOVER, PUBLIC):
        for turn in played(scenario, seed, 3):
            past = turn.after.line[-1]
            eyes = sight(turn.before.program, viewer)
            shown, told = view(turn.before, viewer), report(turn, viewer)
            opened, seen = seen_opening(past.earlier, past.before, eyes), seen_turn(past, eyes)
            assert opened.numbers[:, 0].tolist() == list(shown.numbers.values())
            if viewer == Seated("s0"):
                assert opened.open_to[:, 0].tolist() == [offer.legal for offer in shown.offers]
            events = list(scenario.events)
            came = {
                events[event] for each in (opened.news, seen.closing) for event, way in each.ways.items() if way >= 0
            }
            assert came == {each.event for each in (*told.happened, *told.closed)}
            orders = {
                order
                for order, given in zip(
                    turn.before.program.orders, seen.ordered[turn.before.program.moves :, 0], strict=True
                )
                if given
            }
            assert orders == {
                each.order for several in told.played.values() for each in several if isinstance(each.order, Order)
            }
            fired = {rule for rule, fires in zip(scenario.rules, seen.firing[:, 0], strict=True) if fires}
            assert fired == {each.id for each in told.fired}
            entries = defaultdict[object, list[float]](list)
            for row in told.ledger:
                for entry in row.entries:
                    entries[entry.cause.kind, entry.cause.subject] += [part.amount for part in entry.direct]
            for (cause, _), amount in {**opened.news.amounts, **seen.amounts, **seen.closing.amounts}.items():
                assert any(abs(amount - each) < 2e-6 for each in entries[cause.kind, cause.subject])
            left = dict(zip(eyes.numbers.tolist(), seen.numbers[:, 0].tolist(), strict=True))
            for number, target in enumerate(turn.before.program.targets):
                assert (number in left) == secrecy.sees(scenario, viewer, target)


# --- How it is kept ---------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 300), st.integers(0, 20))
def test_what_is_seen_is_so_in_every_world(luck: int, seed: int) -> None:
    scenario = invented(luck)
    line = played(scenario, seed, 3)
    position = line[-1].after
    if position.ending is not None:
        return
    for viewer in (Seated("s0"), PUBLIC):
        worlds = determinize(position, viewer, many_seeds("test", 100))
        eyes = sight(position.program, viewer)
        truth = position.worlds
        assert (worlds.numbers[eyes.numbers] == truth.numbers[eyes.numbers]).all()
        assert (worlds.ending < 0).all()
        assert (worlds.turn, worlds.opened, worlds.fixed) == (
            truth.turn,
            True,
            kernel.outcomes_to_come(truth.program, None, {}),
        )
        open_plays = eyes.plays[:, 0]
        assert (worlds.times[open_plays] == truth.times[open_plays]).all()
        assert (worlds.last[open_plays] == truth.last[open_plays]).all()
        assert (worlds.fired[eyes.rules[:, 0]] == truth.fired[eyes.rules[:, 0]]).all()
        assert (worlds.released == truth.released).all()
        known = [outcome.row for event in eyes.events for outcome in position.program.events[event].outcomes]
        assert (worlds.came[known] == truth.came[known]).all()
        assert (np.abs(worlds.draws) <= [[each.plus_or_minus] for each in position.program.uncertainties]).all()
        assert np.array_equal(worlds.numbers, kernel.on_grid(worlds.numbers))


def test_it_is_the_same_however_it_is_asked_for(flagship: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """From scratch or turn by turn, with compiled code or without, under this seed or that of the game."""
    whole = after(flagship, 4, 2)
    viewer = Seated("us")
    stepwise, position, bot = None, start(flagship, 2), DoctrineBot()
    for _ in range(4):
        orders = {seat: bot.orders(position, seat) for seat in flagship.seats}
        position = resolve(position, None, orders).after
        stepwise = suppose(position, viewer)
    assert stepwise is not None
    assert same(stepwise, suppose(whole, viewer))
    monkeypatch.setenv("WARGAME_ENGINE", "native")
    again = suppose(after(flagship, 4, 2), viewer)
    assert same(stepwise, again)
    assert not same(stepwise, suppose(whole, Seated("eu")))
    assert not same(stepwise, suppose(under(whole, "sharpens"), viewer))


def test_a_position_of_which_only_the_last_is_known_is_supposed_from_that(flagship: Scenario) -> None:
    """Somebody may make a position without the turns that led there."""
    position = after(flagship, 3)
    bare = Position(position.worlds, position.delayed)
    found = suppose(bare, Seated("us"))
    eyes = sight(bare.program, Seated("us"))
    assert (found.worlds.numbers[eyes.numbers] == position.worlds.numbers[eyes.numbers]).all()
    assert found.worlds.turn == position.worlds.turn


# --- Weighing ---------------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30).filter(any), st.integers(0, 20))
def test_worlds_go_on_in_proportion_to_their_weights(several: list[float], turn: int) -> None:
    weights = np.array(several) / sum(several)
    copies = np.bincount(particles._resampled(weights, turn), minlength=len(weights))
    assert copies.sum() == len(weights)
    assert (np.abs(copies - weights * len(weights)) < 1.0 + 1e-6).all()


def test_the_effective_number_of_equal_weights_is_their_number() -> None:
    assert particles.effective_number(np.full(40, 0.25)) == pytest.approx(40.0)
    assert particles.effective_number(np.array([1.0, 0.0, 0.0])) == pytest.approx(1.0)


def test_the_kernel_is_widened_where_too_few_worlds_are_near() -> None:
    logs, near = np.zeros(400), np.linspace(0.0, 30.0, 400) ** 2
    found, effective, before = particles._weighed(logs, np.linspace(0.0, 1.0, 400) ** 2)
    assert effective == before > particles.FEWEST
    assert found.argmax() == 0
    found, effective, before = particles._weighed(logs, near)
    assert before < particles.FEWEST / 2
    assert particles.FEWEST <= effective < 1.2 * particles.FEWEST
    assert (np.diff(found) <= 0).all()


def test_what_was_played_is_replayed_under_its_own_lens(flagship: Scenario) -> None:
    """A game that goes on under another lens has the same past: what it supposes of that was 3 points off."""
    position = start(flagship, 5, "erodes")
    for _ in range(3):
        position = resolve(position, None, {}).after
    rival = under(position, "sharpens")
    here, there = suppose(position, PUBLIC), suppose(rival, PUBLIC)
    assert there.worlds.program is rival.program
    assert np.array_equal(here.worlds.numbers, there.worlds.numbers)
    assert np.array_equal(here.weights, there.weights)
