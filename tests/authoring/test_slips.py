"""Slips that authors make: each gives its sentence, with the way out, at its own line and column, and nothing else.

tests/data/slips.txt holds them, and says how to add one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from wargame.authoring import ScenarioError, parse

TEXT = (Path(__file__).parent / "small.yaml").read_text(encoding="utf-8")
FILE = Path(__file__).parent.parent / "data" / "slips.txt"


def slips() -> list[tuple[str, str, tuple[str, ...]]]:
    """Every slip: a text of small.yaml, what is written in its place, and the messages."""
    found = []
    for entry in FILE.read_text(encoding="ascii").split("\n\n"):
        lines = [each for each in entry.strip("\n").split("\n") if not each.startswith("#")]
        if lines:
            old, new, *messages = (each.encode().decode("unicode_escape") for each in lines)
            assert old[:2] == "- " and new[:2] == "+ " and messages, entry
            found.append((old[2:], new[2:], tuple(messages)))
    return found


SLIPS = slips()


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: ascii(slip[1]).strip("'\" ")[:60])
def test_a_slip_is_named_at_its_own_place(slip: tuple[str, str, tuple[str, ...]]) -> None:
    old, new, messages = slip
    assert TEXT.count(old) == 1
    with pytest.raises(ScenarioError) as raised:
        parse(TEXT.replace(old, new), "")
    assert tuple(str(each).removeprefix(":") for each in raised.value.problems) == messages


def test_there_are_many_and_no_two_alike() -> None:
    assert len(SLIPS) > 200
    assert len({TEXT.replace(old, new) for old, new, _ in SLIPS}) == len(SLIPS)


RIGHT = (
    ("briefing: Play it.", 'briefing: "Play it,\n  and: play it again."'),
    ("briefing: Play it.", "briefing: Play it's game, (and) \u201cwin\u201d."),
    ("title: A small game", "title: A\u00a0small game"),
    ("title: A small game", "title : A small game"),
    ("  made_up: {title: Made up}", "  made_up: {title: Made up, url: https://example.org/a:b}"),
    ("      mood: {value: 50, source: made_up}", "      'mood': {'value': 50, \"source\": 'made_up'}"),
    ("      mood: {value: 50, source: made_up}", "      mood: {value: 50, because: 'Two, three.', source: made_up}"),
    ("      mood: {value: 50, source: made_up}", "      mood: {value: 50,\n        source: made_up,}"),
)
"""Edits that look like slips and are none."""


@pytest.mark.parametrize(("old", "new"), RIGHT)
def test_what_only_looks_like_a_slip_is_read(old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert parse(TEXT.replace(old, new), "").id == "small"
