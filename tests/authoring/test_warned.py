"""What is called impossible never comes about in a game, and what is called certain never fails."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authoring.bad import BASE
from tests.authoring.twisted import twisted
from wargame.authoring import find, load, parse
from wargame.authoring.possible import Act, Possible
from wargame.authoring.warnings.conditions import Role, both, goals
from wargame.authoring.warnings.finding import Finding
from wargame.authoring.warnings.sizes import costs, delays, goals_out_of_range, undrawn
from wargame.authoring.warnings.truth import Verdict, verdicts
from wargame.engine import kernel
from wargame.engine.evaluate import Moment
from wargame.engine.ledger import Cause, MoveId, RuleId
from wargame.engine.legality import inject_reason
from wargame.engine.position import Position, start
from wargame.engine.resolution import Resolution, resolve
from wargame.model import expression as ex
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.players.bots import RandomBot

LUCK = st.integers(0, 100_000)


def play(scenario: Scenario, seed: int, lens: str) -> list[Resolution]:
    """A game in which any legal move may be made and any inject released, every seat a random bot."""
    draw, bot = random.Random(seed), RandomBot()
    position, played = start(scenario, seed, lens), []
    while position.ending is None:
        free = [each for each in scenario.injects if inject_reason(position, each) is None]
        move = draw.choice(list(position.legal_moves()))
        orders = {seat: bot.orders(position, seat) for seat in scenario.seats}
        played.append(resolve(position, move, orders, [each for each in free if draw.random() < 0.5]))
        position = played[-1].after
    return played


def after(played: Resolution) -> Moment:
    """What is read when a turn is judged: of events to come nothing is known, whenever they are drawn."""
    worlds = played.after.worlds
    calendar = worlds.program.scenario.calendar
    to_come = [calendar.turn_of(event.date) > played.before.turn for event in worlds.program.scenario.events.values()]
    drawn = np.where(np.array(to_come)[:, None], -1, worlds.drawn)
    return kernel.moment(replace(worlds, drawn=drawn), just_played=True)


def moments(played: Sequence[Resolution]) -> Iterator[Moment]:
    """Whatever is read in a game: before each turn, in it, and after it."""
    for each in played:
        yield kernel.moment(each.before.worlds)
        yield kernel.moment(each.before.worlds, each.turn.strength > 0)
        yield after(each)


def holds(position: Position, condition: ex.Expression, now: Moment) -> bool:
    return bool(kernel.holds(position.worlds, position.program.evaluator(condition)(now))[0])


def broken(verdict: Verdict, position: Position, now: Moment) -> bool:
    """Whether a moment of a game shows that a verdict is wrong."""
    for form in verdict.forms:
        unheard_of = ex.Not(form.condition) if verdict.always else form.condition
        if form.turn in (None, now.turn) and holds(position, both(form.given, unheard_of), now):
            return True
    return False


@lru_cache(maxsize=64)
def judged(luck: int) -> tuple[Possible, tuple[Verdict, ...]]:
    possible = Possible(twisted(luck))
    return possible, tuple(verdicts(possible.scenario, possible))


def came_about(played: Sequence[Resolution]) -> set[Act]:
    """Everything that could have been done, or was done or drawn, in a game."""
    found: set[Act] = set()
    scenario = played[0].before.scenario
    for each in played:
        found |= {("move", move) for move in each.before.legal_moves()}
        for seat in scenario.seats:
            for order in each.before.legal_orders(seat):
                if isinstance(order, Order):
                    found.add(("reaction", seat, order.reaction, order.target or ""))
        found |= {("rule", name) for name, fired in zip(scenario.rules, each.turn.firing[:, 0], strict=True) if fired}
        found |= {("inject", name) for name in scenario.injects if inject_reason(each.before, name) is None}
        for event, outcome in zip(scenario.events.values(), each.before.worlds.drawn[:, 0].tolist(), strict=True):
            if outcome >= 0:
                found.add(("outcome", event.id, event.outcomes[outcome].id))
    if played[-1].after.ending is not None:
        found.add(("ending", played[-1].after.ending))
    return found


@settings(deadline=None, max_examples=80)
@given(LUCK, LUCK, st.sampled_from(["plain", "other"]))
def test_no_game_belies_what_never_or_always_holds(luck: int, seed: int, lens: str) -> None:
    possible, found = judged(luck)
    played = play(possible.scenario, seed, lens)
    for now in moments(played):
        for verdict in found:
            assert not broken(verdict, played[0].before, now), (verdict.condition.path, verdict.part, now.turn)


@settings(deadline=None, max_examples=80)
@given(LUCK, LUCK, st.sampled_from(["plain", "other"]))
def test_no_number_leaves_the_range_it_can_have_and_nothing_impossible_comes_about(
    luck: int, seed: int, lens: str
) -> None:
    possible, _ = judged(luck)
    played = play(possible.scenario, seed, lens)
    ranges = possible.judge.ranges
    for position in [played[0].before, *(each.after for each in played)]:
        for number, (low, high) in ranges.numbers.items():
            assert low <= position.numbers[ex.text(number)] <= high, number
    assert came_about(played).isdisjoint(possible.never)


@settings(deadline=None, max_examples=50)
@given(LUCK, LUCK)
def test_no_game_belies_what_is_said_of_sizes(luck: int, seed: int) -> None:
    possible, _ = judged(luck)
    scenario = possible.scenario
    played = play(scenario, seed, "plain")
    acts = {act[:3] for act in came_about(played)}
    for finding in costs(scenario, possible):
        assert ("reaction", *finding.path[1:3]) not in acts
    for finding in undrawn(scenario, possible):
        assert ("outcome", finding.path[1], finding.path[3]) not in acts
    out = {each.path[:-1]: each for each in goals_out_of_range(scenario, possible)}
    for each in played:
        for path, _, goal in goals(scenario):
            if path in out and goal.measure is not None:
                value = float(each.after.program.evaluator(goal.measure)(after(each))[0])
                share = min(max((value - goal.start) / (goal.end - goal.start), 0.0), 1.0)
                _agrees(out[path], share)


def _agrees(finding: Finding, share: float) -> None:
    if "never give a point" in finding.message:
        assert share <= 1e-9
    elif "never give all" in finding.message:
        assert share < 1.0
    else:
        assert share > 0.0


@settings(deadline=None, max_examples=50)
@given(LUCK, LUCK)
def test_what_is_said_to_arrive_past_the_end_never_does(luck: int, seed: int) -> None:
    possible, _ = judged(luck)
    scenario = possible.scenario
    late = {finding.path[:-1] for finding in delays(scenario, possible)}
    for each in play(scenario, seed, "plain"):
        arrived = {entry.cause for row in each.ledger for entry in row.entries if entry.cause.ordered is not None}
        for cause in arrived:
            assert _path(cause) not in late


def _path(cause: Cause) -> tuple[str, ...]:
    match cause.subject:
        case Order(seat, reaction, _):
            return "reactions", seat, reaction
        case MoveId(move):
            return "moves", move
        case RuleId(rule):
            return "rules", rule
        case other:
            raise AssertionError(other)


def test_much_is_called_impossible_and_much_certain() -> None:
    """The properties above would hold of a check that says nothing."""
    said: Counter[tuple[Role, bool, bool]] = Counter()
    never: Counter[str] = Counter()
    for luck in range(60):
        possible, found = judged(luck)
        said.update((each.condition.role, each.always, each.part is None) for each in found)
        never.update(act[0] for act in possible.never)
    wholes = {(role, always) for role, always, whole in said if whole}
    assert {role for role, always in wholes if not always} >= set(Role) - {Role.EXPECTATION}
    assert {role for role, always in wholes if always} >= set(Role) - {Role.EXPECTATION}
    assert sum(count for (_, _, whole), count in said.items() if not whole) > 50
    assert set(never) == {"move", "reaction", "rule", "outcome", "inject", "ending"}
    assert sum(said.values()) > 500
    assert sum(len(list(delays(judged(luck)[0].scenario, judged(luck)[0]))) for luck in range(60)) > 20


@pytest.mark.parametrize("name", ["first-session", "planned-exit"])
def test_shipped_games_do_not_belie_the_warnings(name: str) -> None:
    scenario = load(find(name))
    possible = Possible(scenario)
    found = tuple(verdicts(scenario, possible))
    ranges = possible.judge.ranges
    low = np.array([[ranges.numbers[number][0]] for number in ranges.numbers])
    high = np.array([[ranges.numbers[number][1]] for number in ranges.numbers])
    for lens in scenario.lenses:
        for seed in range(3):
            played = play(scenario, seed, lens)
            assert came_about(played).isdisjoint(possible.never)
            for now in moments(played):
                assert not any(broken(verdict, played[0].before, now) for verdict in found)
            for each in played:
                values = np.array([[each.after.numbers[ex.text(number)]] for number in ranges.numbers])
                assert (values >= low).all() and (values <= high).all()


@pytest.mark.parametrize(("extra", "most"), [("", 4), ("once: true", 1), ("again_after: 2", 2), ("again_after: 3", 2)])
def test_acts_can_be_as_frequent_as_a_game_can_make_them(extra: str, most: int) -> None:
    text = BASE.read_text(encoding="utf-8").replace("when: north.mood > 20", extra or "delay: 0")
    scenario = parse(text, "text")
    position = start(scenario, 1, "usual")
    while position.ending is None:
        move = "shout" if "shout" in position.legal_moves() else "wait"
        position = resolve(position, move, {}).after
    times = ex.Times(None, "shout")
    assert holds(position, ex.Comparison("==", times, ex.Number(float(most))), kernel.moment(position.worlds))
    assert Possible(scenario).judge.ranges.amount(times) == (0.0, float(most))
