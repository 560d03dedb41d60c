"""Why over turns: the story of a number sums exactly from the start of the game to what it is now."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.test_compare import grown
from tests.engine.invented import invented
from tests.errors import raises_saying
from tests.shipped import shipped_scenario
from wargame.analysis.fault import UnknownNameError
from wargame.analysis.why import why
from wargame.engine import seen_ledger, turn_report, visibility
from wargame.game.tree import BEGINNING
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated, Viewer
from wargame.report.documents.codec import document
from wargame.text.why import why_lines


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from([FACILITATOR, PUBLIC]))
def test_a_story_sums_exactly_from_the_start_to_where_the_number_stands(luck: int, seed: int, viewer: Viewer) -> None:
    replay = grown(invented(luck, 4), seed, [1])
    for node in (BEGINNING, *replay.tree.nodes):
        position = replay.position(node)
        for name, level in visibility.visible_numbers(position, viewer).items():
            story = why(replay, node, name, viewer)
            assert story.now == level == story.levels[-1]
            assert round(story.start * 1e6) + sum(round(part.amount * 1e6) for part in story.parts) == round(
                level * 1e6
            )
            for part in story.parts:
                assert round(sum(each.amount for each in part.turns), 6) == part.amount
                assert len({each.turn for each in part.turns}) <= len(part.turns)
                assert all(of != listener for listener, of, _ in part.through)
                if part.carried_from is not None:
                    assert part.carried_from in visibility.visible_numbers(position, viewer)


@pytest.mark.parametrize("viewer", [FACILITATOR, PUBLIC, Seated("s1")], ids=str)
def test_one_number_of_a_turn_is_seen_as_in_its_whole_report(viewer: Viewer) -> None:
    replay, rows = grown(invented(3), 5, []), []
    for played in replay.line(max(replay.tree.nodes)):
        ledger = turn_report.report(played, viewer).ledger
        for name in played.after.numbers:
            rows.append(seen_ledger.seen_row(played, name, viewer))
            assert rows[-1] == ledger.get(name)
    assert any(rows)
    assert None in rows


def test_the_story_is_shown_to_the_start_with_the_authors_reasons_and_the_sum() -> None:
    scenario = shipped_scenario("planned-exit")
    replay = grown(scenario, 1, [])
    node = max(replay.tree.nodes)
    story = why(replay, node, "nato.messaging", FACILITATOR)
    shown = list(why_lines(scenario, story))
    assert shown[0].startswith("NATO's unity of message is ")
    assert any("listens to" in line for line in shown)
    assert any("(line " in line for line in shown)
    assert shown[-1].endswith("NATO: Unity of message")
    written = json.loads(json.dumps(document(story)))
    assert written["start"] + sum(cause["amount"] for cause in written["causes"]) == pytest.approx(written["now"])
    assert all(len(line) <= 80 for line in shown[:2])


def test_a_number_is_named_with_or_without_blanks_and_the_nearest_is_offered() -> None:
    scenario = shipped_scenario("planned-exit")
    replay = grown(scenario, 1, [])
    assert why(replay, 1, "trust(us,france)", FACILITATOR).name == "trust(us, france)"
    with raises_saying(UnknownNameError, r"did you mean nato\.messaging"):
        why(replay, 1, "nato.mesaging", FACILITATOR)
    with raises_saying(UnknownNameError, "that can be seen here"):
        why(replay, 1, "capital(us)", Seated("eu"))
    with pytest.raises(KeyError):
        why(replay, 999, "nato.messaging", FACILITATOR)
