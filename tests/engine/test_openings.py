"""Games from openings, and with the outcomes of events fixed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.errors import raises_saying
from tests.opened import opened_scenario
from wargame.engine import kernel
from wargame.engine.fault import StartError
from wargame.engine.position import Position, start
from wargame.engine.resolution import Resolution, resolve
from wargame.engine.seen_scenario import seen_scenario
from wargame.engine.visibility import happened
from wargame.game.replay import Replay
from wargame.model import expression as ex
from wargame.model.beginning import Beginning
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated
from wargame.players.bots import RandomBot
from wargame.players.determinize import determinize

LUCK = st.integers(0, 2**32 - 1)
FIXED = st.fixed_dictionaries({}, optional={event: st.sampled_from(["yes", "no"]) for event in ("vote", "count")})


def play(position: Position) -> list[Resolution]:
    bot, played = RandomBot(), []
    while position.ending is None:
        orders = {seat: bot.orders(position, seat) for seat in position.scenario.seats}
        played.append(resolve(position, None, orders))
        position = played[-1].after
    return played


def came(position: Position) -> dict[str, str]:
    """How events have come out."""
    worlds, events = position.worlds, position.scenario.events.values()
    return {
        event.id: way.id
        for event, compiled in zip(events, worlds.program.events, strict=True)
        for way, held in zip(event.outcomes, compiled.outcomes, strict=True)
        if worlds.came[held.row, 0]
    }


@settings(deadline=None, max_examples=30)
@given(LUCK, LUCK, st.one_of(st.tuples(st.none(), FIXED), st.just(("later", {}))))
def test_a_fixed_outcome_comes_about_in_every_game_in_which_its_event_takes_place(
    luck: int, seed: int, begins: tuple[str | None, dict[str, str]]
) -> None:
    scenario, (opening, fixed) = invented(luck), begins
    begun = start(scenario, seed, None, opening, fixed)
    assert begun.beginning.opening == opening
    game = play(begun)
    assert [each.before.turn for each in game] == list(range(begun.turn, begun.turn + len(game)))
    outcomes = came(game[-1].after)
    for event, outcome in fixed.items():
        assert outcomes.get(event, outcome) == outcome
    replay = Replay.of(game)
    assert replay.tree.first_turn == begun.turn
    assert replay.position(len(game)) == game[-1].after


@settings(deadline=None, max_examples=15)
@given(LUCK, st.lists(LUCK, min_size=1, max_size=5), st.one_of(st.tuples(st.none(), FIXED), st.just(("later", {}))))
def test_a_batch_that_begins_so_equals_single_games(
    luck: int, seeds: list[int], begins: tuple[str | None, dict[str, str]]
) -> None:
    singles = [start(invented(luck), seed, None, *begins) for seed in seeds]
    batch = kernel.open_turn(kernel.begin(singles[0].program, np.array(seeds, dtype=np.uint64), *begins))
    for world, single in enumerate(singles):
        for name in ("numbers", "came", "delayed", "fired"):
            assert np.array_equal(getattr(batch, name)[..., world], getattr(single.worlds, name)[..., 0]), name


def test_an_opening_sets_levels_and_what_came_before() -> None:
    scenario = opened_scenario()
    after = start(scenario, 1, None, "aftermath")
    assert (after.turn, after.numbers["guest.commitment"], came(after)) == (3, 44.0, {"vote": "leavers"})
    assert start(scenario, 1).numbers["guest.commitment"] != 44.0
    autumn = [start(scenario, seed, None, "autumn") for seed in range(20)]
    # The vote is held in that very turn: its news has come, and moved the number that the opening set.
    assert {came(each)["vote"] for each in autumn} == {"leavers"}
    assert {each.numbers["guest.commitment"] for each in autumn} != {52.5}
    stay = start(scenario, 1, None, "autumn", {"vote": "stayers"})
    assert came(stay) == {"vote": "stayers"}
    # What the opening has settled was not left to chance, and nobody is told of odds.
    for viewer in (FACILITATOR, Seated("host"), PUBLIC):
        assert [each.probability for each in happened(autumn[0], viewer)] == [None]
        assert all(each.probability for each in happened(stay, viewer))
    assert stay.beginning == Beginning("autumn", {"vote": "stayers"})


@pytest.mark.parametrize(
    ("opening", "fixed", "words"),
    [
        ("winter", {}, "first-session has no opening 'winter'; choose from autumn, aftermath"),
        (None, {"vote": "nobody"}, "first-session has no outcome 'nobody' of an event 'vote'"),
        ("aftermath", {"vote": "stayers"}, "event 'vote' of first-session is over where opening 'aftermath' begins"),
    ],
)
def test_what_a_scenario_does_not_have_is_refused(opening: str | None, fixed: dict[str, str], words: str) -> None:
    with raises_saying(StartError, words):
        start(opened_scenario(), 1, None, opening, fixed)


def test_a_seat_supposes_nothing_of_what_is_fixed_but_all_that_its_opening_says() -> None:
    scenario, seeds = opened_scenario(), np.arange(8, dtype=np.uint64)
    stayers, leavers = 0, 1
    by_chance = start(scenario, 1, None, None, {"vote": "stayers"})
    opened = start(scenario, 1, None, "autumn", {"vote": "stayers"})
    assert by_chance.left.fixed == opened.left.fixed == (stayers, kernel.BY_CHANCE)
    for viewer, first, second in (
        (FACILITATOR, stayers, stayers),
        (Seated("host"), kernel.BY_CHANCE, leavers),
        (PUBLIC, kernel.BY_CHANCE, leavers),
    ):
        assert determinize(by_chance, viewer, seeds).fixed == (first, kernel.BY_CHANCE)
        assert determinize(opened, viewer, seeds).fixed == (second, kernel.BY_CHANCE)


def test_a_seat_is_not_told_of_hidden_numbers_that_an_opening_sets() -> None:
    shown = 0
    for luck in range(40):
        scenario = invented(luck)
        (target,) = scenario.openings["later"].levels
        assert isinstance(target, ex.Level)
        hidden = scenario.indicators[target.indicator].seen_by == () and target.actor not in scenario.seats["s0"].actors
        seen = seen_scenario(scenario, Seated("s0")).openings["later"]
        assert (target not in seen.levels) == hidden
        assert seen_scenario(scenario, FACILITATOR).openings["later"].levels
        shown += hidden
    assert shown
