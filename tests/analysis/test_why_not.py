"""Why not: every change that is named is shown true once more here, by other means than the search's own."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wargame
from tests.analysis.test_compare import grown
from tests.engine.invented import invented
from tests.errors import raises_saying
from tests.shipped import shipped_scenario
from wargame.analysis.fault import UnknownNameError
from wargame.analysis.question import all_questions
from wargame.analysis.why_not import WhyNot, why_not
from wargame.authoring import parse
from wargame.engine import legality
from wargame.engine.position import Position
from wargame.engine.refusal import Unaffordable
from wargame.engine.resolution import Resolution, resolve
from wargame.game.replay import Replay, saved_turn
from wargame.game.tree import BEGINNING, Node, Tree
from wargame.model.expression import text
from wargame.model.order import Decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated, Viewer
from wargame.report.documents.codec import document
from wargame.text.refusals import refusal_words
from wargame.text.why_not import why_not_lines


def came(found: WhyNot, played: Resolution) -> bool:
    """Whether what was asked came in a turn."""
    scenario, asked = played.before.scenario, found.question
    match asked.kind:
        case "rule":
            return bool(played.turn.firing[list(scenario.rules).index(asked.id), 0])
        case "ending":
            return played.after.ending == asked.id
        case "move":
            return asked.id in played.after.legal_moves()
        case _:
            return asked.id in [f"{asked.seat}.{order}" for order in played.after.legal_orders(asked.seat)]


def together(position: Position, seat: str, orders: Sequence[Decision]) -> list[Decision]:
    """The orders that are still legal, one after another, as long as there is capital for them."""
    kept: list[Decision] = []
    for order in orders:
        if legality.orders_reason(position, seat, [*kept, order]) is None:
            kept.append(order)
    return kept


def check(replay: Replay, node: int, found: WhyNot) -> None:
    """Play each named change again."""
    line = replay.line(node)
    for change in found.orders:
        position, reached = line[change.turn - 1].before, False
        for played in line[change.turn - 1 :]:
            orders = {seat: list(several) for seat, several in played.orders.items()}
            if played.before.turn == change.turn:
                orders[change.seat] = [o for o in orders[change.seat] if o not in change.instead] + list(change.order)
            gone = [what for turn, what in change.dropped if turn == played.before.turn]
            orders = {seat: [o for o in several if f"{seat}.{o}" not in gone] for seat, several in orders.items()}
            again = resolve(position, played.move, orders, [each for each in played.injects if each not in gone])
            position = again.after
            if came(found, again) and again.before.turn == (
                change.came - 1 if found.question.possible else change.came
            ):
                reached = True
                break
        assert reached, change
    for number in found.numbers:
        base = line[number.turn - 1].before if number.turn <= len(line) else line[-1].after
        assert base.numbers[number.name] == number.before
        row = list(base.numbers).index(number.name)
        values = base.worlds.numbers.copy()
        values[row, 0] = np.round(number.after, 6)
        position, reached = Position(replace(base.worlds, numbers=values), base.delayed), False
        for played in line[number.turn - 1 :]:
            legal = {seat: together(position, seat, several) for seat, several in played.orders.items()}
            again = resolve(position, played.move, legal, played.injects)
            position = again.after
            if not found.question.possible and came(found, again):
                reached = True
                break
        if found.question.possible:
            orders_now = [f"{o.seat}.{o}" for s in base.scenario.seats for o in position.legal_orders(s)]
            reached = found.question.id in (*position.legal_moves(), *orders_now)
        assert reached, number


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(0, 10_000), st.data())
def test_every_change_that_is_named_is_enough(luck: int, seed: int, data: st.DataObject) -> None:
    scenario = invented(luck, 4)
    replay = grown(scenario, seed, [])
    node = data.draw(st.sampled_from(list(replay.tree.nodes)))
    reactions = [f"{o.seat}.{o}" for o in replay.position(BEGINNING).program.orders]
    what = data.draw(st.sampled_from([*scenario.rules, *scenario.endings, *scenario.moves, *reactions]))
    found = why_not(replay, node, what, FACILITATOR, budget=300)
    if found.happened is None:
        check(replay, node, found)
    assert list(why_not_lines(scenario, found))
    assert json.loads(json.dumps(document(found)))["id"] == found.question.id
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize("what", ["two_whips", "good_cop", "probe_met", "renewed_alliance", "leave_treaty", "eu.fund"])
def test_the_flagship_is_searched_and_says_how_far(what: str) -> None:
    scenario = shipped_scenario("planned-exit")
    replay = grown(scenario, 3, [])
    known = [*scenario.rules, *scenario.endings, *scenario.moves]
    if what not in known:
        what = next(f"eu.{o}" for o in replay.position(BEGINNING).program.orders if o.seat == "eu")
    found = why_not(replay, 4, what, FACILITATOR, budget=150)
    if found.happened is None:
        check(replay, 4, found)
        assert found.complete or found.orders_search.tried > 0
        shown = " ".join(why_not_lines(scenario, found))
        assert "single changes of an order" in shown


TEACHING = "scenarios/first-session.yaml"


def with_rule(rule: str) -> Scenario:
    """The teaching scenario with one more rule."""
    with open(TEACHING, encoding="utf-8") as file:  # noqa: PTH123
        written = file.read()
    return parse(written.replace("\nrules:\n", f"\nrules:\n{rule}", 1), TEACHING)


RULE = """  watched:
    title: Watched
    when: guest.commitment < 30.5 and played(host.press)
    effects:
      host.confidence: {amount: 1, because: It was seen., source: teaching}
"""


def edited(*changes: tuple[str, str]) -> Scenario:
    """The teaching scenario with some of its text put otherwise."""
    with open(TEACHING, encoding="utf-8") as file:  # noqa: PTH123
        written = file.read()
    for old, new in changes:
        assert written.count(old) == 1
        written = written.replace(old, new)
    return parse(written, TEACHING)


def teaching(scenario: Scenario, orders: list[str]) -> Replay:
    replay = Replay(scenario, 1, scenario.default_lens, Tree({}))
    played = resolve(replay.position(BEGINNING), None, {"host": orders})
    return replay.grown(Tree({1: Node(1, 0, saved_turn(played))}))


def test_a_number_and_a_threshold_are_found_to_the_tenth() -> None:
    scenario = with_rule(RULE)
    replay = teaching(scenario, ["press"])
    before = replay.position(BEGINNING).numbers["guest.commitment"]
    found = why_not(replay, 1, "watched", FACILITATOR)
    assert found.happened is None
    assert [text(part.condition) for part in found.unmet] == ["guest.commitment < 30.5"]
    assert [(each.name, each.before, each.after) for each in found.numbers] == [("guest.commitment", before, 30.4)]
    assert [(each.before, each.after) for each in found.thresholds] == [(30.5, round(before + 0.1, 6))]
    assert found.orders == ()
    assert found.complete
    shown = "\n".join(why_not_lines(scenario, found))
    assert "one number:" in shown
    assert "one threshold:" in shown


def test_an_order_is_found() -> None:
    scenario = with_rule(RULE.replace("30.5", "99"))
    found = why_not(teaching(scenario, []), 1, "watched", FACILITATOR)
    assert [(each.turn, each.seat, [str(order) for order in each.order]) for each in found.orders] == [
        (1, "host", ["press"])
    ]
    happened = why_not(teaching(scenario, ["press"]), 1, "watched", FACILITATOR)
    assert (happened.happened, happened.orders) == (1, ())
    assert "fired in turn 1" in "\n".join(why_not_lines(scenario, happened))


def test_the_budget_and_a_stop_bound_the_search() -> None:
    scenario = shipped_scenario("planned-exit")
    replay = grown(scenario, 2, [])
    cut = why_not(replay, 6, "renewed_alliance", FACILITATOR, budget=20)
    assert not cut.complete
    assert "cut off" in " ".join(why_not_lines(scenario, cut))
    stopped = why_not(replay, 6, "renewed_alliance", FACILITATOR, cancelled=lambda: True)
    assert (stopped.orders_search.tried, stopped.complete) == (0, False)


def test_what_is_not_there_is_said_with_the_nearest_name() -> None:
    scenario = shipped_scenario("planned-exit")
    replay = grown(scenario, 3, [])
    with raises_saying(UnknownNameError, "did you mean good_cop"):
        why_not(replay, 1, "godcop", FACILITATOR)
    hidden = next((rule.id for rule in scenario.rules.values() if rule.secret), None)
    if hidden is not None:
        with raises_saying(UnknownNameError, "that can be seen here"):
            why_not(replay, 1, hidden, Seated("eu"))


@pytest.mark.parametrize("what", ["nerves", "caught", "out", "firm", "adrift", "withhold_dues", "host.subsidy"])
def test_before_the_first_turn_there_is_an_answer(what: str) -> None:
    scenario = wargame.load(TEACHING)
    found = why_not(Replay(scenario, 1, scenario.default_lens, Tree({})), BEGINNING, what, FACILITATOR)
    assert (found.orders, found.orders_search.tried, found.orders_search.reached) == ((), 0, None)
    assert found.question.possible or (found.numbers, found.thresholds) == ((), ())
    assert list(why_not_lines(scenario, found))


@pytest.mark.parametrize(
    ("condition", "after"),
    [
        ("host.confidence >= 30 and host.confidence <= 50", 50.0),
        ("host.confidence == 60", 60.0),
        ("abs(host.confidence - 60) < 0.02", 60.0),
    ],
)
def test_a_number_is_found_in_a_band_short_of_its_range(condition: str, after: float) -> None:
    replay = teaching(with_rule(RULE.replace("guest.commitment < 30.5 and played(host.press)", condition)), [])
    found = why_not(replay, 1, "watched", FACILITATOR)
    assert [(each.name, each.before, each.after) for each in found.numbers] == [("host.confidence", 65.0, after)]
    check(replay, 1, found)


def test_too_little_capital_is_a_number_like_any_other_and_nobody_elses_business() -> None:
    scenario = edited(("capital: {start: 4, income: 2, most: 8}", "capital: {start: 2, income: 0, most: 8}"))
    replay = teaching(scenario, ["reassure(guest)"])
    for viewer in (FACILITATOR, Seated("host")):
        found = why_not(replay, 1, "host.subsidy", viewer)
        assert found.reason == Unaffordable(3.0, 1.0)
        assert refusal_words(found.reason) == "it costs 3 and there is 1 capital"
        assert [(each.name, each.before, each.after) for each in found.numbers] == [("capital(host)", 1.0, 3.0)]
    for other in (Seated("rival"), PUBLIC):
        apart = why_not(replay, 1, "host.subsidy", other)
        assert apart.happened == 2
        assert "if its seat has the capital" in " ".join(why_not_lines(scenario, apart))


def test_whether_a_choice_hangs_on_what_is_hidden_is_not_shown() -> None:
    scenario = shipped_scenario("planned-exit")
    replay = grown(scenario, 3, [])
    program = replay.position(BEGINNING).program
    hidden = [
        each
        for each in all_questions(program, Seated("nato"))
        if each.possible and each.hidden(program, Seated("nato"))
    ]
    assert hidden
    for each in hidden:
        for node in (1, 3, 5):
            found = why_not(replay, node, each.id, Seated("nato"))
            assert (found.happened, found.reason, found.unmet, found.numbers) == (None, None, (), ())
            assert "may not see" in " ".join(why_not_lines(scenario, found))
            json.dumps(document(found))


def test_a_secret_order_that_could_not_be_kept_is_not_shown_to_others() -> None:
    rule = RULE.replace("guest.commitment < 30.5 and played(host.press)", "guest.confidence > 50.5 and turn == 2")
    scenario = edited(
        ("secret: true", "secret: true\n      when: trust(guest, rival) < -19.5"), ("\nrules:\n", f"\nrules:\n{rule}")
    )
    first = resolve(Replay(scenario, 1, scenario.default_lens, Tree({})).position(BEGINNING), "grumble", {})
    second = resolve(first.after, "grumble", {"rival": ["whisper"]})
    nodes = {1: Node(1, BEGINNING, saved_turn(first)), 2: Node(2, 1, saved_turn(second))}
    replay = Replay(scenario, 1, scenario.default_lens, Tree(nodes))

    def dropped(viewer: Viewer) -> list[str]:
        found = why_not(replay, 2, "watched", viewer)
        return [what for change in found.orders for _, what in change.dropped]

    assert set(dropped(FACILITATOR)) == set(dropped(Seated("rival"))) == {"rival.whisper"}
    assert dropped(Seated("host")) == dropped(PUBLIC) == []


def test_a_turn_none_of_whose_orders_was_tried_is_not_said_to_be_searched() -> None:
    scenario = with_rule(RULE.replace("guest.commitment < 30.5 and played(host.press)", "trust(guest, rival) > 90"))
    first = resolve(Replay(scenario, 1, scenario.default_lens, Tree({})).position(BEGINNING), "grumble", {})
    second = resolve(first.after, "grumble", {})
    nodes = {1: Node(1, BEGINNING, saved_turn(first)), 2: Node(2, 1, saved_turn(second))}
    replay = Replay(scenario, 1, scenario.default_lens, Tree(nodes))
    last = sum(len(second.before.legal_orders(seat)) for seat in scenario.seats)
    cut, on = (why_not(replay, 2, "watched", FACILITATOR, budget=budget) for budget in (last, last + 1))
    assert [cut.orders_search.tried, cut.orders_search.reached, cut.complete] == [last, 2, False]
    assert [on.orders_search.tried, on.orders_search.reached, on.complete] == [last + 1, 1, False]
    whole = why_not(replay, 2, "watched", FACILITATOR)
    assert (whole.orders_search.reached, whole.orders_search.complete) == (1, True)


def test_a_number_and_a_threshold_are_found_in_an_earlier_turn() -> None:
    scenario = with_rule(
        RULE.replace("guest.commitment < 30.5 and played(host.press)", "turn == 1 and host.confidence < 5")
    )
    replay = grown(scenario, 1, [])
    found = why_not(replay, max(replay.tree.nodes), "watched", FACILITATOR)
    assert [(each.turn, each.name, each.after) for each in found.numbers] == [(1, "host.confidence", 4.9)]
    assert [each.before for each in found.thresholds] == [5.0]
    assert found.numbers_search.reached == 1


@pytest.mark.parametrize("condition", ["played(rival.whisper)", "times(rival.whisper) > 0 and host.confidence < 5"])
def test_what_hangs_on_a_secret_order_is_not_searched_for_others(condition: str) -> None:
    scenario = with_rule(RULE.replace("guest.commitment < 30.5 and played(host.press)", condition))
    start = Replay(scenario, 1, scenario.default_lens, Tree({})).position(BEGINNING)
    shown = set()
    for orders in ({}, {"rival": ["whisper"]}):
        played = resolve(start, "grumble", orders)
        replay = Replay(scenario, 1, scenario.default_lens, Tree({1: Node(1, BEGINNING, saved_turn(played))}))
        found = why_not(replay, 1, "watched", Seated("host"))
        if found.happened is None:
            assert found.hidden
            assert (found.unmet, found.orders, found.numbers, found.thresholds) == ((), (), (), ())
            shown.add("\n".join(why_not_lines(scenario, found)))
        assert not why_not(replay, 1, "watched", Seated("rival")).hidden
    assert all("may not see" in words for words in shown)
    assert len(shown) <= 1


def test_where_several_play_no_other_seats_order_is_proposed() -> None:
    scenario = with_rule(RULE.replace("guest.commitment < 30.5 and played(host.press)", "played(host.press)"))
    replay = teaching(scenario, [])
    assert why_not(replay, 1, "watched", Seated("rival")).orders
    assert why_not(replay, 1, "watched", Seated("rival"), others=False).orders == ()


def test_a_reaction_that_is_aimed_is_asked_about_with_its_target() -> None:
    scenario = shipped_scenario("planned-exit")
    replay = grown(scenario, 3, [])
    aimed = next(order for order in replay.position(BEGINNING).program.orders if order.target is not None)
    with raises_saying(UnknownNameError, "needs a target"):
        why_not(replay, 1, f"{aimed.seat}.{aimed.reaction}", FACILITATOR)
    assert why_not(replay, 1, f"{aimed.seat}.{aimed}", FACILITATOR).question.seat == aimed.seat
