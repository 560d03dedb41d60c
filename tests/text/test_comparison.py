"""Two nodes compared in words: names and not ids, no line too long, and every figure the comparison's own."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.test_compare import grown
from tests.engine.invented import invented
from tests.shipped import shipped_scenario
from wargame.analysis.compare import CausePart, Difference, NumberDifference, compare
from wargame.engine.ledger import Cause, CauseKind, Income
from wargame.engine.redraw import TRIED_LUCK
from wargame.engine.resolution import resolve
from wargame.game.replay import Replay, saved_turn
from wargame.game.tree import BEGINNING, Node, Tree
from wargame.model.order import Order, parse_decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, Seated, Viewer, viewers
from wargame.report.documents.inquiries import comparison
from wargame.text.comparison import comparison_lines, difference_words, node_words, part_lines
from wargame.text.names import number_title, order_words, seat_name, signed
from wargame.text.words import WIDTH

SMALL_GAME = shipped_scenario("first-session")
FLAGSHIP = shipped_scenario("planned-exit")


def two(scenario: Scenario, one: dict[str, list[str]], other: dict[str, list[str]]) -> Replay:
    """A game whose first turn was played in two ways, the second one labelled."""
    replay = Replay(scenario, 1, scenario.default_lens, Tree({}))
    start = replay.position(BEGINNING)
    first, second = resolve(start, None, one), resolve(start, None, other)
    nodes = {1: Node(1, 0, saved_turn(first)), 2: Node(2, 0, saved_turn(second), label="hard")}
    return replay.grown(Tree(nodes))


def shown(replay: Replay, one: int, other: int, viewer: Viewer = FACILITATOR) -> list[str]:
    return list(comparison_lines(replay.scenario, replay.tree, compare(replay, one, other, viewer)))


def test_an_account_names_the_nodes_the_choice_and_what_it_made() -> None:
    replay = two(SMALL_GAME, {}, {"host": ["press"]})
    lines = shown(replay, 1, 2)
    assert lines[:7] == [
        "A: turn 1 of branch main, 2026-01 (node 1)",
        "B: turn 1 of branch hard, 2026-01 (node 2)",
        "",
        "They diverge in turn 1, 2026-01:",
        "  The Host",
        "    A: nothing",
        "    B: Press in private",
    ]
    assert "  The Host, Press in private:" in lines
    assert "How B's choice by itself would have changed turn 1 of A:" in lines
    found = compare(replay, 1, 2, FACILITATOR)
    largest = found.numbers[0]
    after = lines[lines.index("Change from A to B, largest first:") + 1 :]
    title = number_title(SMALL_GAME, largest.name)
    assert after[0].startswith(f"  {signed(largest.difference):>6}  {title}: {largest.one:.1f} in A, ")
    assert any("The Host: Press in private" in line for line in after)


def test_with_which_luck_two_turns_were_played_is_said() -> None:
    scenario = shipped_scenario("first-session")
    words = [
        difference_words(scenario, Difference("luck", "", luck, ("2",)), FACILITATOR)
        for luck in ((), (str(TRIED_LUCK),))
    ]
    assert words == [
        ("Chance", "the game's own luck", "new luck 2"),
        ("Chance", "the luck of a trial", "new luck 2"),
    ]


def test_swapping_the_nodes_turns_every_sign_shown() -> None:
    replay = two(SMALL_GAME, {}, {"host": ["press"]})
    there = json.loads(json.dumps(comparison(replay.tree, compare(replay, 1, 2, FACILITATOR))))
    back = json.loads(json.dumps(comparison(replay.tree, compare(replay, 2, 1, FACILITATOR))))
    signs = {each["name"]: -each["difference"] for each in there["numbers"]}
    assert signs == {each["name"]: each["difference"] for each in back["numbers"]}


def test_a_node_with_itself_and_with_one_on_its_way() -> None:
    replay = grown(SMALL_GAME, 1, [])
    assert shown(replay, 2, 2)[3:] == ["A and B are the same turn of the same branch.", "", "No number differs."]
    on_the_way = shown(replay, BEGINNING, 2)
    assert on_the_way[0] == "A: the beginning"
    assert "One leads to the other, so no choice differs." in on_the_way
    assert "Change from A to B, largest first:" in on_the_way


def test_an_ending_is_shown_with_its_node() -> None:
    replay = grown(SMALL_GAME, 1, [])
    last = replay.tree.main_line[-1]
    ending = replay.tree[last].played.ending
    assert ending is not None
    assert node_words(SMALL_GAME, replay.tree, last).endswith(
        f"; ended: {SMALL_GAME.endings[ending].sign} {SMALL_GAME.endings[ending].title}"
    )


def test_orders_of_the_flagship_are_shown_in_words_and_long_ones_leave_room_for_what_they_did() -> None:
    replay = grown(FLAGSHIP, 1, [0, 3])
    bots, nobody = replay.tree.main_line[-1], replay.tree.tip(replay.tree.children(BEGINNING)[-1])
    for one, other in ((bots, nobody), (nobody, bots)):
        found = compare(replay, one, other, FACILITATOR)
        lines = shown(replay, one, other)
        text = " ".join(" ".join(lines).split())
        assert max(map(len, lines)) <= WIDTH
        # Words are never broken for want of room.
        assert not any(len(line.strip()) == 1 for line in lines if line.strip() not in ("A", "B"))
        assert found.differences
        for each in found.differences:
            if each.kind == "order":
                assert seat_name(FLAGSHIP, each.seat) in text
                for order in (*each.one, *each.other):
                    assert order_words(FLAGSHIP, parse_decision(each.seat, order)) in text
        for number in found.numbers[:10]:
            assert number_title(FLAGSHIP, number.name) in text
        assert f"and {len([each for each in found.numbers if abs(each.difference) >= 0.05]) - 10} more" in text
        for fired in (*found.fired_one, *found.fired_other):
            assert f"turn {fired.turn}: {fired.title}" in text


def test_what_a_seat_may_not_see_is_not_shown() -> None:
    start = Replay(FLAGSHIP, 1, FLAGSHIP.default_lens, Tree({})).position(BEGINNING)
    seat, order = next(
        (seat, order)
        for seat in FLAGSHIP.seats
        for order in start.legal_orders(seat)
        if isinstance(order, Order) and FLAGSHIP.reactions[seat][order.reaction].secret
    )
    reader = next(each for each in FLAGSHIP.seats if each != seat)
    replay = two(FLAGSHIP, {}, {seat: [str(order)]})
    secret = order_words(FLAGSHIP, order)
    assert any(secret in line for line in shown(replay, 1, 2, Seated(seat)))
    seen = shown(replay, 1, 2, Seated(reader))
    assert "  in something that this seat may not see" in seen
    assert secret not in " ".join(" ".join(seen).split())
    assert str(order) not in json.dumps(comparison(replay.tree, compare(replay, 1, 2, Seated(reader))))


def number(*amounts: float) -> NumberDifference:
    parts = tuple(
        CausePart(Cause(CauseKind.INCOME, Income(f"d{n}"), f"Cause {n}"), 0.0, each, (), (), ())
        for n, each in enumerate(amounts)
    )
    return NumberDifference("host.mood", 0.0, round(sum(amounts), 6), parts)


@pytest.mark.parametrize(
    ("amounts", "lines"),
    [
        ((2.0, -1.0), ["+2.0 Cause 0", "-1.0 Cause 1"]),
        ((2.0, 0.04), ["+2.0 Cause 0"]),
        ((2.0, 0.04, 0.04), ["+2.0 Cause 0", "+0.1 2 more causes together"]),
        ((4.0, 3.0, 2.0, 1.0), ["+4.0 Cause 0", "+3.0 Cause 1", "+2.0 Cause 2", "+1.0 1 more cause"]),
        ((4.0, 3.0, 2.0, 1.0, 0.04), ["+4.0 Cause 0", "+3.0 Cause 1", "+2.0 Cause 2", "+1.0 2 more causes together"]),
        ((0.04, 0.04), ["+0.1 2 more causes together"]),
    ],
)
def test_causes_that_are_not_shown_one_by_one_are_summed(amounts: tuple[float, ...], lines: list[str]) -> None:
    assert list(part_lines(SMALL_GAME, number(*amounts))) == lines


def test_a_difference_too_small_to_show_is_not_denied() -> None:
    replay = two(SMALL_GAME, {}, {})
    tree, small = replay.tree, replace(compare(replay, 1, 2, FACILITATOR), numbers=(number(0.04),))
    assert "No number differs by as much as 0.05." in list(comparison_lines(SMALL_GAME, tree, small))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(0, 10_000), st.lists(st.integers(0, 4), max_size=2), st.data())
def test_any_two_nodes_are_shown_within_the_width_and_as_json(
    luck: int, seed: int, forks: list[int], data: st.DataObject
) -> None:
    scenario = invented(luck, 4)
    replay = grown(scenario, seed, forks)
    any_node = st.sampled_from([BEGINNING, *replay.tree.nodes])
    one, other = data.draw(any_node), data.draw(any_node)
    found = compare(replay, one, other, data.draw(st.sampled_from(viewers(scenario.seats))))
    lines = list(comparison_lines(scenario, replay.tree, found))
    assert max(map(len, lines)) <= WIDTH
    assert "" not in (lines[0], lines[-1])
    document = json.loads(json.dumps(comparison(replay.tree, found)))
    assert (document["a"]["node"], document["b"]["node"]) == (one, other)
    for each in document["numbers"]:
        assert round(sum(part["difference"] for part in each["causes"]), 6) == each["difference"]
