"""Two nodes of a game compared, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from wargame.analysis.compare import CausePart, Comparison, Difference, NumberDifference
from wargame.game.tree import BEGINNING, Tree
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import Viewer, sees_all_of
from wargame.text.branches import branch_words, ending_text
from wargame.text.conditions import unmet_words
from wargame.text.names import (
    EVERY_TURN,
    actor_name,
    cause_words,
    mid_sentence,
    number_title,
    order_words,
    plain,
    seat_name,
    signed,
)
from wargame.text.words import WIDTH

LATER = 12
"""How many of the later choices that differ are told."""
SMALL = 0.05
"""A difference below this rounds to nothing where one place is shown."""


def node_words(scenario: Scenario, tree: Tree, number: int) -> str:
    """A node in words: what it is called, its branch, its turn and date, and its ending if it came to one."""
    if number == BEGINNING:
        return "the beginning"
    node = tree[number]
    branch = tree.branch(number)
    words = f"node {number}" + (f" “{node.label}”" if node.label else "")
    words += (
        "" if branch == node.label else f", {branch_words(branch)}"
    ) + f", after turn {node.played.turn}, {scenario.calendar.date(node.played.turn)}"
    if node.played.ending is not None:
        words += f"; ended: {ending_text(scenario, node)}"
    return words


def difference_words(scenario: Scenario, each: Difference, viewer: Viewer) -> tuple[str, str, str]:
    """A choice that differs: whose it is, what was chosen in the one, what in the other, as far as a reader sees."""
    match each.kind:
        case "move":
            one, other = ("; ".join(scenario.moves[word].title for word in words) for words in (each.one, each.other))
            return "The move", one, other
        case "inject":
            one, other = ("; ".join(scenario.injects[word].title for word in words) for words in (each.one, each.other))
            return "Released", one or "nothing", other or "nothing"
        case "luck":
            one, other = ("; ".join(words) or "the game's own luck" for words in (each.one, each.other))
            return "Chance", one, other
        case _:
            none = "nothing" if sees_all_of(viewer, each.seat) else "nothing seen"
            one, other = (
                "; ".join(order_words(scenario, parse_decision(each.seat, word)) for word in words) or none
                for words in (each.one, each.other)
            )
            return seat_name(scenario, each.seat), one, other


def together_words(found: Comparison) -> str:
    """Why two nodes do not part."""
    if found.one == found.other:
        return "A and B are the same node."
    return "One lies on the way to the other: nothing was chosen otherwise."


def part_lines(scenario: Scenario, number: NumberDifference, most: int = 3) -> Iterator[str]:
    """Through what a number differs: its largest causes, when they acted, over which ties; and what is left."""
    told = [part for part in number.parts if abs(part.difference) >= SMALL]
    for part in told[:most]:
        words = f"{signed(part.difference)} {cause_words(scenario, part.cause)}{_turns(part)}"
        ties = [tie for tie in part.over if abs(tie[2]) >= SMALL]
        if ties:
            names = [
                f"{signed(amount)} through {mid_sentence(actor_name(scenario, of))} to "
                f"{mid_sentence(actor_name(scenario, listener))}"
                for listener, of, amount in ties[:2]
            ]
            words += f", of it {', '.join(names)}"
        yield words
    left = len(number.parts) - len(told[:most])
    rest = number.difference - sum(part.difference for part in told[:most])
    if len(told) > most or abs(rest) >= SMALL:
        yield f"{signed(rest)} {'1 more cause' if left == 1 else f'{left} more causes together'}"


def _turns(part: CausePart) -> str:
    """In which turns a cause acted in either line; nothing for what acts in every turn."""
    if part.cause.kind in EVERY_TURN:
        return ""
    told = []
    for letter, turns in (("A", part.turns_one), ("B", part.turns_other)):
        if turns:
            count = "turn" if len(turns) == 1 else "turns"
            told.append(f"{count} {', '.join(map(str, turns))} in {letter}")
    return f" ({'; '.join(told)})"


Section = tuple[str, list[str]]
"""A heading and the lines under it."""


def sections(scenario: Scenario, tree: Tree, found: Comparison, people: Sequence[str]) -> Iterator[Section]:
    """What parts two nodes: why they ended otherwise, by which choice they part, and what followed from it.

    `people` are the seats that people play, whose choices are told apart from what bots and chance answered.
    """
    for needed in found.needed:
        lacking, title = "A" if needed.in_other else "B", scenario.endings[needed.ending].title
        yield f"For “{title}” {lacking} lacked", [unmet_words(scenario, part) for part in needed.unmet]
    if found.turn is None:
        yield together_words(found), []
    else:
        lines = []
        for each in found.differences:
            who, one, other = difference_words(scenario, each, found.viewer)
            lines += [who, f"  A: {one}", f"  B: {other}"]
        where = f"They part in turn {found.turn}, {scenario.calendar.date(found.turn)}"
        yield where, lines or ["by something that this seat may not see"]
    if found.alone:
        lines = []
        for alone in found.alone:
            who, _, other = difference_words(scenario, alone.difference, found.viewer)
            lines.append(f"{who}, {other}:")
            shown = [(name, change) for name, change in alone.numbers if abs(change) >= SMALL]
            lines += [f"  {signed(change):>6}  {number_title(scenario, name)}" for name, change in shown]
        yield f"Had A chosen as B in turn {found.turn}, that alone would have changed in that turn", lines
    mine = [pair for pair in found.later if pair[1].kind == "inject" or pair[1].seat in people]
    answers = [pair for pair in found.later if pair not in mine]
    for heading, later in (
        ("Decided otherwise after that", mine),
        ("What bots and chance then did otherwise", answers),
    ):
        if later:
            lines = []
            for turn, each in later[:LATER]:
                who, one, other = difference_words(scenario, each, found.viewer)
                lines.append(f"turn {turn}: {who}: {one} in A, {other} in B")
            yield heading, lines + ([f"and {len(later) - LATER} more"] if len(later) > LATER else [])
    for letter, fired in (("A", found.fired_one), ("B", found.fired_other)):
        if fired:
            yield f"What followed by itself only in {letter}", [f"turn {each.turn}: {each.title}" for each in fired]
    turns = [0 if number == BEGINNING else tree[number].played.turn for number in (found.one, found.other)]
    if turns[0] != turns[1]:
        first, apart = ("A", "B")[turns[0] > turns[1]], abs(turns[0] - turns[1])
        count = "1 turn" if apart == 1 else f"{apart} turns"
        yield f"{first} stands {count} earlier: part of what differs is time", []


def comparison_lines(
    scenario: Scenario, tree: Tree, found: Comparison, people: Sequence[str] = (), most: int = 10
) -> Iterator[str]:
    """The comparison as an account in words, at most `most` numbers long."""
    yield from _hung("A: ", node_words(scenario, tree, found.one))
    yield from _hung("B: ", node_words(scenario, tree, found.other))
    for heading, lines in sections(scenario, tree, found, people):
        yield ""
        yield from _hung("", heading + (":" if lines else ("" if heading.endswith(".") else ".")))
        for line in lines:
            bare = line.lstrip()
            yield from _hung(" " * (2 + len(line) - len(bare)), bare, 2)
    yield ""
    numbers = [each for each in found.numbers if abs(each.difference) >= SMALL]
    if numbers:
        yield "What differs, B less A, the largest first:"
    else:
        yield f"No number differs by as much as {SMALL}." if found.numbers else "No number differs."
    for number in numbers[:most]:
        head = f"  {signed(number.difference):>6}  "
        yield from _hung(
            head, f"{number_title(scenario, number.name)}: {plain(number.one)} in A, {plain(number.other)} in B"
        )
        for line in part_lines(scenario, number):
            yield from _hung(" " * 12, line)
    if len(numbers) > most:
        yield f"  and {len(numbers) - most} more"


def _hung(head: str, words: str, more: int = 0) -> list[str]:
    """Words after a head, wrapped so that later lines stand under the first word, or some `more` to the right."""
    under = " " * (len(head) + more)
    return wrap(words, WIDTH, initial_indent=head, subsequent_indent=under, break_on_hyphens=False) or [head]
