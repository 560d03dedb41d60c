"""Why a number is what it is, in words: it sums, speaks in names, and tells a seat no more than it may see."""

from __future__ import annotations

import json

import pytest

from tests.shipped import shipped_scenario
from wargame.analysis.why import why
from wargame.engine.resolution import resolve
from wargame.game.replay import Replay, saved_turn
from wargame.game.tree import BEGINNING, Node, Tree
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated
from wargame.report.documents.codec import document
from wargame.text.why import part_reasons, part_words, story_head, why_lines
from wargame.text.words import WIDTH

SCENARIO = shipped_scenario("first-session")


def played() -> Replay:
    """Two turns of grumbling, in which the Rival whispers and the Host makes a speech."""
    replay = Replay(SCENARIO, 1, SCENARIO.default_lens, Tree({}))
    first = resolve(replay.position(BEGINNING), "grumble", {"rival": ["whisper"]})
    second = resolve(first.after, "grumble", {"host": ["reassure(guest)"], "rival": ["whisper"]})
    return replay.grown(Tree({1: Node(1, BEGINNING, saved_turn(first)), 2: Node(2, 1, saved_turn(second))}))


def test_the_account_names_the_causes_with_their_turns_and_ends_with_the_sum() -> None:
    story = why(played(), 2, "guest.commitment", FACILITATOR)
    shown = list(why_lines(SCENARIO, story))
    assert story_head(SCENARIO, story).startswith("The Guest's commitment is ")
    assert "It began at 60.0" in story_head(SCENARIO, story)
    assert sum("Whisper against the alliance" in line and "(turns 1, 2)" in line for line in shown) == 1
    assert any("The visit gives the stories the lie." in line for line in shown)
    assert shown[-1].endswith("The Guest: Commitment")
    assert all(len(line) <= WIDTH for line in shown)


@pytest.mark.parametrize("seat", ["host", PUBLIC])
def test_a_secret_order_is_not_named_to_others_and_the_story_still_sums(seat: str) -> None:
    story = why(played(), 2, "guest.commitment", Seated(seat))
    shown = "\n".join(why_lines(SCENARIO, story)) + json.dumps(document(story))
    secret = ("Whisper against the alliance", "rival.whisper", "Some of it sticks")
    assert not [words for words in secret if words in shown]
    assert round(story.start + sum(part.amount for part in story.parts), 6) == story.now
    assert secret[0] in "\n".join(why_lines(SCENARIO, why(played(), 2, "guest.commitment", Seated("rival"))))


def test_what_came_over_a_tie_says_whose_and_where_to_ask_on() -> None:
    replay = played()
    story = why(replay, 2, "host.confidence", FACILITATOR)
    spread = [
        part for part in story.parts if part.carried_from is not None and any(abs(t[2]) >= 0.05 for t in part.through)
    ]
    assert spread
    for part in spread:
        reasons = list(part_reasons(SCENARIO, part))
        assert any("the Host listens to the Guest" in reason for reason in reasons)
        assert part.carried_from is not None
        assert reasons[-1].endswith(f"for its own causes, ask about {part.carried_from}")
        assert why(replay, 2, part.carried_from, FACILITATOR).name == part.carried_from
        assert part_words(SCENARIO, part)


def test_at_the_beginning_nothing_has_moved() -> None:
    story = why(played(), BEGINNING, "guest.commitment", FACILITATOR)
    shown = list(why_lines(SCENARIO, story))
    assert story.parts == ()
    assert "0.0 in 0 turns" in shown[0]
    assert "Nothing has changed it by as much as 0.05." in shown


def test_the_document_is_plain_json_and_sums() -> None:
    story = why(played(), 2, "guest.confidence", FACILITATOR)
    shown = json.loads(json.dumps(document(story)))
    assert (shown["number"], shown["node"]) == ("guest.confidence", 2)
    assert len(shown["levels"]) == 3
    assert round(shown["start"] + sum(cause["amount"] for cause in shown["causes"]), 6) == shown["now"]
    for cause in shown["causes"]:
        assert round(sum(turn["amount"] for turn in cause["turns"]), 6) == cause["amount"]
