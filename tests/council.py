"""The first session with all that a council has: the mover asked for consent, footnotes, moves that cost, outcomes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from wargame.authoring import parse
from wargame.model.scenario import Scenario

EDITS = (
    ("format: 1", "format: 2"),
    (
        "        from: {rival: guest.commitment < 50}\n        without: 0\n",
        "        from:\n"
        "          rival: guest.commitment < 50\n"
        "          mover: {withhold: guest.commitment < 30, footnote: guest.commitment < 70}\n"
        "        without: 0\n"
        "        footnote: 0.5\n",
    ),
    ("mover:\n  actor: guest\n", "mover:\n  actor: guest\n  capital: {start: 2, income: 1, most: 4}\n"),
    (
        "    again_after: 2\n    effects:\n      guest.commitment: {amount: -12",
        "    cost: 3\n    effects:\n      guest.commitment: {amount: -12",
    ),
    (
        "    matters:\n      host: Your public hears",
        "    outcomes:\n"
        "      heard:\n"
        "        title: Heard abroad\n"
        "        weight: host.confidence\n"
        "        effects:\n"
        "          guest.commitment: {amount: -2, because: It was heard., source: teaching}\n"
        "      unheard:\n"
        "        title: Unheard\n"
        "        weight: 35\n"
        "    matters:\n      host: Your public hears",
    ),
    (
        "      effects:\n        guest.commitment: {amount: 5, because: The list",
        "      outcomes:\n"
        "        taken:\n"
        "          title: Taken to heart\n"
        "          weight: 3\n"
        "          effects:\n"
        "            guest.commitment: {amount: 4, plus_or_minus: 2, because: It sank in., source: teaching}\n"
        "        resented:\n"
        "          title: Resented\n"
        "          weight: 1\n"
        "          effects:\n"
        "            guest.commitment: {amount: -6, because: It rankled., source: teaching}\n"
        "      effects:\n        guest.commitment: {amount: 5, because: The list",
    ),
    (
        "      once: true\n      delay: 1\n",
        "      once: true\n      delay: 1\n"
        "      outcomes:\n"
        "        voted: {title: Voted, weight: 10}\n"
        "        blocked: {title: Voted down, weight: rival.designs}\n",
    ),
)  # fmt: skip


@cache
def council() -> Scenario:
    """The host's talks need the consent of the rival and of the mover; the dues cost 3 of its 2 to withhold."""
    text = Path("scenarios/first-session.yaml").read_text(encoding="utf-8")
    for old, new in EDITS:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return parse(text, "council.yaml")
