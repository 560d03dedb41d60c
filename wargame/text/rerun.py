"""A tree played again under an edited scenario, in words."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from wargame.analysis.rerun import Behind, Illegal, NodeChange, NumberChange, Rerun
from wargame.engine.ledger import Cause
from wargame.game.tree import Tree
from wargame.model.expression import Ended
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario
from wargame.text.lists import counted
from wargame.text.names import (
    cause_words,
    number_phrase,
    number_title,
    order_words,
    plain,
    reaction_title,
    seat_name,
    signed,
)
from wargame.text.refusals import refusal_words
from wargame.text.words import WIDTH

TOLD = {
    "same": "the same",
    "otherwise": "otherwise",
    "illegal": "with something no longer legal",
    "unreached": "not reached",
}
"""What became of nodes, in words."""
SMALL = 0.05
"""A difference below this rounds to nothing where one place is shown."""
MOST = 3
"""How many numbers are told of a node and of a cause."""


def rerun_lines(scenario: Scenario, tree: Tree, found: Rerun) -> Iterator[str]:
    """What came of a tree under the edited scenario: how many nodes of each kind, then each that is not the same."""
    yield from _hung("", f"{counted(len(found.changes), 'turn')} played again under {found.file}:")
    for kind, number in found.counts.items():
        yield f"  {number:>5} {TOLD[kind]}"
    if not found.complete:
        yield "It was stopped before the end; what follows is what had been played."
    for words, names in (("New in it", found.added), ("No longer in it", found.removed)):
        if names:
            yield from _hung(f"{words}: ", "; ".join(number_title(scenario, name) for name in names))
    for change in found.changes:
        if change.kind not in ("same", "unreached"):
            yield ""
            yield from _node_lines(scenario, tree, found, change)


def _node_lines(scenario: Scenario, tree: Tree, found: Rerun, change: NodeChange) -> Iterator[str]:
    label = tree[change.number].label
    name = f"Node {change.number}" + (f" ({label})" if label else "")
    yield from _hung("", f"{name}, {tree.branch(change.number)}, turn {change.turn}: {TOLD[change.kind]}", 2)
    for each in change.illegal:
        yield from _hung("  ", f"{_at(found.file, each.line)}{illegal_words(scenario, each)}", 4)
    if change.broken:
        after = sum(1 for _ in tree.below(change.number))
        are = "is" if after == 1 else "are"
        yield f"  The branch breaks here; {counted(after, 'turn')} after it {are} not reached."
        return
    if change.old_ending != change.new_ending:
        old, new = (_ending_words(scenario, each) for each in (change.old_ending, change.new_ending))
        yield from _hung("  ", f"{old} before, {new} now", 4)
    told = [each for each in change.numbers[:MOST] if abs(each.difference) >= SMALL]
    for number in told:
        words = f"{number_title(scenario, number.name)} {plain(number.old)} before, {plain(number.new)} now"
        yield from _hung(f"  {signed(number.difference):>6}  ", words)
    rest = change.differing - len(told)
    if rest:
        yield f"  {'and ' if told else ''}{counted(rest, 'number')} by less"
    if not change.causes and not change.illegal:
        ways = {each.number: each for each in found.changes}
        before = [node.number for node in tree.path(change.number)[:-1] if ways[node.number].kind != "same"]
        if before:
            yield f"  It follows from node {before[0]}, where the way there first comes out otherwise."
    for behind in change.causes:
        yield from _hung("  ", f"{_at(found.file, behind.line)}{behind_words(scenario, behind)}", 4)


def illegal_words(scenario: Scenario, each: Illegal) -> str:
    """What is no longer legal, whose it was, why, and what was done about it."""
    if each.kind == "move":
        return f"the move '{reaction_title(scenario, None, each.choice)}' cannot be made: {refusal_words(each.reason)}"
    if each.kind == "inject":
        part = scenario.injects.get(each.choice)
        title = part.title if part else each.choice
        return f"the inject '{title}' cannot be released: {refusal_words(each.reason)}; left out"
    words = order_words(scenario, parse_decision(each.seat, each.choice))
    return f"{seat_name(scenario, each.seat)}: '{words}' cannot be ordered: {refusal_words(each.reason)}; left out"


def behind_words(scenario: Scenario, behind: Behind) -> str:
    """A cause behind a difference, with what it did to which numbers before and now."""
    shown = [each for each in behind.numbers if abs(each.difference) >= SMALL] or behind.numbers[:1]
    numbers = "; ".join(
        f"on {number_phrase(scenario, each.name)} {signed(each.old, _places(each))} before, "
        f"{signed(each.new, _places(each))} now"
        for each in shown[:MOST]
    )
    match behind.what:
        case Cause() as cause:
            return f"{cause_words(scenario, cause)}{'' if behind.edited else ' (not edited itself)'}, {numbers}"
        case Ended(ending):
            return f"{_ending_words(scenario, ending)}{'' if behind.edited else ', not edited itself'}"
        case _:
            return "; ".join(
                f"{number_title(scenario, each.name)} starts at {plain(each.new)}, before at {plain(each.old)}"
                for each in behind.numbers
            )


def _at(file: str, line: int | None) -> str:
    return f"{file}: " if line is None else f"{file}:{line}: "


def _places(change: NumberChange) -> int:
    """As many places as it takes to show that the two differ."""
    return 1 if abs(change.difference) >= SMALL else 6


def _ending_words(scenario: Scenario, ending: str | None) -> str:
    if ending is None:
        return "the game went on"
    part = scenario.endings.get(ending)
    return f"the ending '{part.title if part else ending}'"


def _hung(head: str, words: str, indent: int | None = None) -> list[str]:
    under = " " * (len(head) if indent is None else indent)
    # A file's path may be longer than a line, and is of use only whole.
    return wrap(
        words, WIDTH, initial_indent=head, subsequent_indent=under, break_on_hyphens=False, break_long_words=False
    )
