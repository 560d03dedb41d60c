"""Why a number is what it is, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wargame.analysis.why import Story, StoryPart
from wargame.model.scenario import Scenario
from wargame.text.message import message, plural
from wargame.text.names import (
    EVERY_TURN,
    actor_name,
    because_words,
    cause_words,
    mid_sentence,
    number_phrase,
    number_title,
    plain,
    signed,
)
from wargame.text.words import SMALL, commas, hung, wrapped

MOST = 12
"""How many causes are shown before the rest are summed."""


def story_head(scenario: Scenario, story: Story) -> str:
    """In one sentence how far a number has come: `NATO's cohesion is 41.2. It began at 62.0: -20.8 in 3 turns.`"""
    return plural(
        "{number} is {now}. It began at {start}: {change} in {count} turn.",
        "{number} is {now}. It began at {start}: {change} in {count} turns.",
        len(story.levels) - 1,
        number=number_phrase(scenario, story.name, first=True),
        now=plain(story.now),
        start=plain(story.start),
        change=signed(story.now - story.start),
    )


def part_words(scenario: Scenario, part: StoryPart) -> str:
    """One cause of a story in a line: what it was, and in which turns."""
    words = cause_words(scenario, replace(part.cause, ordered=None))
    turns = [f"{each.turn}" for each in part.turns if abs(each.amount) >= SMALL or len(part.turns) == 1]
    if part.cause.kind in EVERY_TURN or not turns:
        return words
    return plural("{cause} (turn {turns})", "{cause} (turns {turns})", len(turns), cause=words, turns=commas(turns))


def part_reasons(scenario: Scenario, part: StoryPart, most: int = 3) -> Iterator[str]:
    """Under a cause: the author's reasons, the ties it came over, and which number to ask about next."""
    because: dict[str, int | None] = {}
    for each in part.turns:
        for direct in each.entry.direct:
            if reason := because_words(part.cause, direct):
                because.setdefault(reason, direct.line)
    for reason, line in because.items():
        yield message("{reason} (line {line})", reason=reason, line=line) if line else reason
    ties = [tie for tie in part.through if abs(tie[2]) >= SMALL]
    for listener, of, amount in ties[:most]:
        yield message(
            "{amount} because {listener} listens to {of}",
            amount=signed(amount),
            listener=mid_sentence(actor_name(scenario, listener)),
            of=mid_sentence(actor_name(scenario, of)),
        )
    if part.carried_from is not None and ties:
        number = number_phrase(scenario, part.carried_from)
        yield message("from {number}; for its own causes, ask about {name}", number=number, name=part.carried_from)


def why_lines(scenario: Scenario, story: Story) -> Iterator[str]:
    """The story of a number as an account in words, its causes summed over turns, the largest first."""
    yield from wrapped(story_head(scenario, story))
    if len(story.levels) > 1:
        yield message("Turn by turn: {levels}", levels=" ".join(plain(level) for level in story.levels))
    yield ""
    shown = [part for part in story.parts if abs(part.amount) >= SMALL]
    yield (
        message("What changed it:") if shown else message("Nothing has changed it by as much as {small}.", small=SMALL)
    )
    for part in shown[:MOST]:
        yield from hung(f"  {signed(part.amount):>6}  ", part_words(scenario, part))
        for reason in part_reasons(scenario, part):
            yield from hung(" " * 12, reason)
    rest = sum(part.amount for part in story.parts) - sum(part.amount for part in shown[:MOST])
    count = len(story.parts) - len(shown[:MOST])
    if count:
        words = plural("{count} smaller cause", "{count} smaller causes together", count)
        yield f"  {signed(rest):>6}  {words}"
    yield f"  {'':->6}"
    yield f"  {signed(story.now - story.start):>6}  {number_title(scenario, story.name)}"
