"""A tree played again under an edited scenario, in words."""

from __future__ import annotations

from collections.abc import Iterator

from wargame.analysis.rerun import Behind, Illegal, NodeChange, NumberChange, Rerun
from wargame.engine.ledger import Cause
from wargame.game.tree import Tree
from wargame.model.expression import Ended
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario
from wargame.text.message import message, plural
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
from wargame.text.words import SMALL, hung, parted

MOST = 3
"""How many numbers are shown of a node and of a cause."""


def kind_words(kind: str) -> str:
    """What became of nodes, in words."""
    match kind:
        case "same":
            return message("the same")
        case "otherwise":
            return message("different")
        case "illegal":
            return message("with something no longer legal")
        case _:
            return message("not reached")


def rerun_lines(scenario: Scenario, tree: Tree, found: Rerun) -> Iterator[str]:
    """What came of a tree under the edited scenario: how many nodes of each kind, then each that is not the same."""
    head = plural(
        "{count} turn played again under {file}:",
        "{count} turns played again under {file}:",
        len(found.changes),
        file=found.file,
    )
    yield from hung("", head, long_words=False)
    for kind, number in found.counts.items():
        yield f"  {number:>5} {kind_words(kind)}"
    if not found.complete:
        yield message("It was stopped before the end; what follows is what was found so far.")
    if found.added:
        titles = parted([number_title(scenario, name) for name in found.added])
        yield from hung("", message("New in it: {numbers}", numbers=titles), 2)
    if found.removed:
        titles = parted([number_title(scenario, name) for name in found.removed])
        yield from hung("", message("No longer in it: {numbers}", numbers=titles), 2)
    for change in found.changes:
        if change.kind not in ("same", "unreached"):
            yield ""
            yield from _node_lines(scenario, tree, found, change)


def _node_lines(scenario: Scenario, tree: Tree, found: Rerun, change: NodeChange) -> Iterator[str]:
    yield from hung("", _node_head(tree, change), 2)
    for each in change.illegal:
        yield from hung("  ", _at(found.file, each.line, illegal_words(scenario, each)), 4, long_words=False)
    if change.broken:
        after = sum(1 for _ in tree.below(change.number))
        broken = plural(
            "The branch breaks here; {count} turn after it is not reached.",
            "The branch breaks here; {count} turns after it are not reached.",
            after,
        )
        yield f"  {broken}"
        return
    if change.old_ending != change.new_ending:
        old, new = (_ending_words(scenario, each) for each in (change.old_ending, change.new_ending))
        yield from hung("  ", message("{old} before, {new} now", old=old, new=new), 4)
    shown = [each for each in change.numbers[:MOST] if abs(each.difference) >= SMALL]
    for number in shown:
        words = message(
            "{number} {old} before, {new} now",
            number=number_title(scenario, number.name),
            old=plain(number.old),
            new=plain(number.new),
        )
        yield from hung(f"  {signed(number.difference):>6}  ", words)
    rest = change.differing - len(shown)
    if rest and shown:
        less = plural("and {count} number differs by less", "and {count} numbers differ by less", rest)
        yield f"  {less}"
    elif rest:
        less = plural("{count} number differs slightly", "{count} numbers differ slightly", rest)
        yield f"  {less}"
    if not change.causes and not change.illegal:
        ways = {each.number: each for each in found.changes}
        before = [node.number for node in tree.path(change.number)[:-1] if ways[node.number].kind != "same"]
        if before:
            first = message("It follows from node {node}, the first before it that differs.", node=before[0])
            yield f"  {first}"
    for behind in change.causes:
        yield from hung("  ", _at(found.file, behind.line, behind_words(scenario, behind)), 4, long_words=False)


def _node_head(tree: Tree, change: NodeChange) -> str:
    """Which turn of which branch it is, and what became of it."""
    number, branch, label = change.number, tree.branch(change.number), tree[change.number].label
    kind = kind_words(change.kind)
    if label:
        return message(
            "Node {node} ({label}), {branch}, turn {turn}: {kind}",
            node=number,
            label=label,
            branch=branch,
            turn=change.turn,
            kind=kind,
        )
    return message(
        "Node {node}, {branch}, turn {turn}: {kind}", node=number, branch=branch, turn=change.turn, kind=kind
    )


def illegal_words(scenario: Scenario, each: Illegal) -> str:
    """What is no longer legal, whose it was, why, and what was done about it."""
    reason = refusal_words(each.reason)
    if each.kind == "move":
        title = reaction_title(scenario, None, each.choice)
        return message("the move '{move}' cannot be made: {reason}", move=title, reason=reason)
    if each.kind == "inject":
        part = scenario.injects.get(each.choice)
        title = part.title if part else each.choice
        return message("the inject '{inject}' cannot be released: {reason}; left out", inject=title, reason=reason)
    return message(
        "{seat}: '{order}' cannot be ordered: {reason}; left out",
        seat=seat_name(scenario, each.seat),
        order=order_words(scenario, parse_decision(each.seat, each.choice)),
        reason=reason,
    )


def behind_words(scenario: Scenario, behind: Behind) -> str:
    """A cause behind a difference, with what it did to which numbers before and now."""
    match behind.what:
        case Cause() as cause:
            words, numbers = cause_words(scenario, cause), _numbers_words(scenario, behind)
            if behind.edited:
                return message("{cause}, {numbers}", cause=words, numbers=numbers)
            return message("{cause} (not edited itself), {numbers}", cause=words, numbers=numbers)
        case Ended(ending):
            words = _ending_words(scenario, ending)
            return words if behind.edited else message("{ending}, not edited itself", ending=words)
        case _:
            starts = [
                message(
                    "{number} starts at {new} instead of {old}",
                    number=number_title(scenario, each.name),
                    new=plain(each.new),
                    old=plain(each.old),
                )
                for each in behind.numbers
            ]
            return parted(starts)


def _numbers_words(scenario: Scenario, behind: Behind) -> str:
    """What a cause did to numbers, before and now."""
    shown = [each for each in behind.numbers if abs(each.difference) >= SMALL] or behind.numbers[:1]
    numbers = [
        message(
            "on {number} {old} before, {new} now",
            number=number_phrase(scenario, each.name),
            old=signed(each.old, _places(each)),
            new=signed(each.new, _places(each)),
        )
        for each in shown[:MOST]
    ]
    return parted(numbers)


def _at(file: str, line: int | None, words: str) -> str:
    """Words with the line of the scenario that they are about."""
    if line is None:
        return message("{file}: {words}", file=file, words=words)
    return message("{file}:{line}: {words}", file=file, line=line, words=words)


def _places(change: NumberChange) -> int:
    """As many places as it takes to show that the two differ."""
    return 1 if abs(change.difference) >= SMALL else 6


def _ending_words(scenario: Scenario, ending: str | None) -> str:
    if ending is None:
        return message("the game went on")
    part = scenario.endings.get(ending)
    return message("the ending '{ending}'", ending=part.title if part else ending)
