"""Par: doctrine's score with the same news and moves, against the games one by one, and for whom it is computed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.tiny import TINY, tiny
from tests.seminar.confided import confided
from tests.shipped import shipped_scenario
from wargame.analysis.par import GAMES, Par, par, par_study
from wargame.authoring import parse
from wargame.engine import kernel
from wargame.engine.position import Position, start
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import Resolution, resolve
from wargame.game.orders_file import OrdersFile
from wargame.game.replay import Replay
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated, Viewer
from wargame.players.bots import DoctrineBot
from wargame.players.whole_game import play_out
from wargame.seminar import inquiry
from wargame.seminar.inquiry import Game

ALL_ALIKE = 100 * (1 - 0.025 ** (1 / GAMES))
"""How far a par may be off where all its games came to the same: by those that are too rare to have come."""


def line(scenario: Scenario, seed: int, lens: str | None = None) -> tuple[Resolution, ...]:
    return play_out(scenario, seed, lens or scenario.default_lens, "random", OrdersFile()).resolutions


def with_news(position: Position, game: tuple[Resolution, ...]) -> Position:
    """The position with the news of a game to come, as it came there."""
    fixed = kernel.as_it_came(game[-1].after.left)
    return Position(replace(position.left, fixed=fixed), position.delayed)


@pytest.mark.parametrize(("name", "lens"), [("first-session", "plain"), ("planned-exit", "sharpens")])
def test_par_is_the_mean_of_games_of_doctrine_one_by_one(name: str, lens: str) -> None:
    scenario = shipped_scenario(name)
    game, bot = line(scenario, 7, lens), DoctrineBot()
    scores: dict[str, list[float]] = {seat: [] for seat in scenario.seats}
    for seed in many_seeds("par:7", 20):
        position = with_news(start(scenario, int(seed), lens), game)
        for turn in game:
            if position.ending is not None:
                break
            orders = {seat: bot.orders(position, seat) for seat in scenario.seats}
            move = turn.move if turn.move in position.legal_moves() else None
            position = resolve(position, move, orders).after
        for seat in scenario.seats:
            scores[seat].append(position.before_news.scores[seat])
    for each in par(par_study(game, list(scenario.seats), FACILITATOR, games=20)):
        assert each.games == 20
        assert each.score == game[-1].after.scores[each.seat]
        assert each.par.middle == pytest.approx(np.mean(scores[each.seat]), abs=1e-6)
        assert each.error == pytest.approx(2.0930 * np.std(scores[each.seat], ddof=1) / np.sqrt(20), abs=1e-3)
        assert each.above == pytest.approx(each.score - each.par.middle)
        assert 0 < each.kept <= 1


def test_luck_that_the_news_decides_is_no_merit() -> None:
    """A's score hangs on a coin alone: whichever way it fell, A has exactly par."""
    scenario, seen = tiny(), set()
    for seed in range(6):
        game = line(scenario, seed)
        by_seat = {each.seat: each for each in par(par_study(game, list(scenario.seats), FACILITATOR))}
        a = by_seat["a"]
        seen.add(a.score)
        assert (a.above, a.kept, a.games) == (0, 1, GAMES)
        assert a.error == pytest.approx(ALL_ALIKE)
        # B trains, drinks and passes alike by doctrine.
        assert by_seat["b"].par.middle == pytest.approx(50, abs=4)
    assert seen == {20.0, 80.0}


def test_before_the_end_par_is_of_as_many_turns() -> None:
    scenario = shipped_scenario("first-session")
    game = line(scenario, 3)
    (first,) = par(par_study(game[:1], ["host"], FACILITATOR))
    assert first.score == game[0].left.scores["host"]
    (last,) = par(par_study(game, ["host"], FACILITATOR))
    assert first.par != last.par


def test_what_did_not_take_place_does_not_by_doctrine_either() -> None:
    """The coin is tossed where B is skilled, and so in half of the games of doctrine; in the one played it was not."""
    late = TINY.replace("date: 2026-01\n    outcomes:", "date: 2026-07\n    when: b.skill > 55\n    outcomes:")
    assert late != TINY
    scenario = parse(late, "tiny.yaml")
    for orders in ({}, {"b": "train"}):
        position, turns = start(scenario, 1), []
        while position.ending is None:
            turns.append(resolve(position, "wait", orders))
            position = turns[-1].after
        study = par_study(turns, ["a"], FACILITATOR)
        assert ("coin" in study.not_held) == (not orders)
        (found,) = par(study)
        assert (found.error == pytest.approx(ALL_ALIKE)) == (not orders)
        if not orders:
            assert found.par.middle == 50


def test_a_game_from_an_opening_has_the_par_of_games_from_there() -> None:
    opening = """
openings:
  later:
    title: Later
    text: The coin has fallen.
    turn: 2
    levels: {b.skill: 70, a.luck: 80}
    events: {coin: heads}
"""
    scenario = parse(TINY + opening, "tiny.yaml")
    turn = resolve(start(scenario, 1, None, "later"), "wait", {})
    study = par_study([turn], ["a", "b"], FACILITATOR)
    assert (study.opening, study.events, turn.after.ending) == ("later", {"coin": "heads"}, "end")
    a, b = par(study)
    assert (a.score, a.par.middle, a.kept) == (80, 80, 1)
    assert b.score == 70
    assert b.par.middle == pytest.approx(70, abs=5)


def test_news_that_a_viewer_may_not_know_of_is_drawn_anew() -> None:
    """A par that was held to it would tell of it."""
    scenario = confided(3).scenario
    hidden = [event for event, seats in scenario.confidants.events.items() if seats]
    assert hidden
    for seed in range(40):
        game = line(scenario, seed)
        known = par_study(game, [], FACILITATOR).events
        if any(event in known for event in hidden):
            break
    else:
        pytest.fail("no secret event took place")
    told = par_study(game, [], PUBLIC).events
    assert set(told) == {event for event in known if event not in hidden}


@pytest.mark.parametrize(
    ("viewer", "seats"),
    [(FACILITATOR, ["host", "rival"]), (Seated("rival"), ["rival"]), (PUBLIC, []), (MOVER, [])],
)
def test_whoever_sees_a_score_sees_its_par(viewer: Viewer, seats: list[str]) -> None:
    scenario = shipped_scenario("first-session")
    game = Game(Replay.of(line(scenario, 5)))
    last = len(game.replay.tree)
    begun = inquiry.par(game, viewer, [0, 1, last], apart=False)
    found = list(begun.task)
    assert begun.request.nodes == ((1, last) if seats else ())
    assert [[each.seat for each in several] for several in found] == [seats] * len(begun.request.nodes)


def test_another_process_computes_the_same() -> None:
    game = Game(Replay.of(line(shipped_scenario("first-session"), 5)))
    here: list[tuple[Par, ...]] = list(inquiry.par(game, FACILITATOR, [1, 2], apart=False).task)
    assert list(inquiry.par(game, FACILITATOR, [1, 2]).task) == here


def test_par_tells_nothing_of_what_seats_ordered() -> None:
    """Two games with the same moves and news have the same par, whatever was ordered in them."""
    scenario = shipped_scenario("first-session")
    played: dict[tuple[str, ...], set[float]] = {}
    for orders in ({}, {"host": "reassure(guest)"}, {"rival": "whisper"}):
        position, turns = start(scenario, 4), []
        while position.ending is None:
            turns.append(resolve(position, "grumble", orders))
            position = turns[-1].after
        study = par_study(turns, ["host"], Seated("host"))
        (found,) = par(study)
        played.setdefault((*study.events.values(), str(len(study.moves))), set()).add(found.par.middle)
    assert all(len(several) == 1 for several in played.values())
    assert len(played) < 3
