"""Why a number stands where it does, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from textwrap import wrap

from wargame.analysis.why import Story, StoryPart
from wargame.model.scenario import Scenario
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
from wargame.text.words import WIDTH

SMALL = 0.05
"""An amount below this rounds to nothing where one place is shown."""
MOST = 12
"""How many causes are told before the rest are summed."""


def story_head(scenario: Scenario, story: Story) -> str:
    """In one sentence how far a number has come: `NATO's cohesion is 41.2; it began at 62.0, so -20.8 in 3 turns.`"""
    phrase = number_phrase(scenario, story.name)
    turns = len(story.levels) - 1
    change = signed(story.now - story.start)
    count = f"{turns} {'turn' if turns == 1 else 'turns'}"
    return (
        f"{phrase[0].upper()}{phrase[1:]} is {plain(story.now)}; it began at {plain(story.start)}: {change} in {count}."
    )


def part_words(scenario: Scenario, part: StoryPart) -> str:
    """One cause of a story in a line: what it was, and in which turns."""
    words = cause_words(scenario, replace(part.cause, ordered=None))
    turns = [f"{each.turn}" for each in part.turns if abs(each.amount) >= SMALL or len(part.turns) == 1]
    if part.cause.kind in EVERY_TURN or not turns:
        return words
    return f"{words} (turn {turns[0]})" if len(turns) == 1 else f"{words} (turns {', '.join(turns)})"


def part_reasons(scenario: Scenario, part: StoryPart, most: int = 3) -> Iterator[str]:
    """Under a cause: the author's reasons, the ties it came over, and where to ask on."""
    because: dict[str, int | None] = {}
    for each in part.turns:
        for direct in each.entry.direct:
            if reason := because_words(part.cause, direct):
                because.setdefault(reason, direct.line)
    for reason, line in because.items():
        yield f"{reason}" + (f" (line {line})" if line else "")
    ties = [tie for tie in part.through if abs(tie[2]) >= SMALL]
    for listener, of, amount in ties[:most]:
        names = [mid_sentence(actor_name(scenario, actor)) for actor in (listener, of)]
        yield f"{signed(amount)} because {names[0]} listens to {names[1]}"
    if part.source is not None and ties:
        yield f"from {number_phrase(scenario, part.source)}; ask why of {part.source}"


def why_lines(scenario: Scenario, story: Story) -> Iterator[str]:
    """The story of a number as an account in words, its causes summed over turns, the largest first."""
    yield from wrap(story_head(scenario, story), WIDTH)
    if len(story.levels) > 1:
        yield "Turn by turn: " + " ".join(plain(level) for level in story.levels)
    yield ""
    told = [part for part in story.parts if abs(part.amount) >= SMALL]
    yield "because of" if told else "Nothing has moved it by as much as a tenth."
    for part in told[:MOST]:
        yield from _hung(f"  {signed(part.amount):>6}  ", part_words(scenario, part))
        for reason in part_reasons(scenario, part):
            yield from _hung(" " * 12, reason)
    rest = sum(part.amount for part in story.parts) - sum(part.amount for part in told[:MOST])
    count = len(story.parts) - len(told[:MOST])
    if count:
        yield f"  {signed(rest):>6}  {count} smaller {'cause' if count == 1 else 'causes'} together"
    yield f"  {'':->6}"
    yield f"  {signed(story.now - story.start):>6}  {number_title(scenario, story.name)}"


def _hung(head: str, words: str) -> list[str]:
    return wrap(words, WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False) or [head]
