"""The first session with openings, as a file that an author might have written."""

from __future__ import annotations

import re
from functools import cache

from tests.shipped import shipped_scenario
from wargame.authoring import parse
from wargame.model.scenario import Scenario

OPENINGS = """openings:
  autumn:
    title: An autumn of votes
    text: Polls say that the leavers will win, and they are right.
    turn: 2
    levels: {guest.commitment: 52.5, "trust(guest, host)": 10}
    events: {vote: leavers}
  aftermath:
    title: The morning after
    text: The leavers have won. Nobody slept.
    turn: 3
    levels: {guest.commitment: 44}
    events: {vote: leavers}
"""
TEXT, _own = re.subn(r"^openings:\n(?: .*\n|\n)*", OPENINGS + "\n", shipped_scenario("first-session").text, flags=re.M)
assert _own == 1


@cache
def opened_scenario() -> Scenario:
    """The first session with openings at turns 2 and 3; its vote is due in turn 2, and its summit closes turn 3."""
    return parse(TEXT, "opened.yaml")
