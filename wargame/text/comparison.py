"""Two turns of a game's tree compared, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wargame.analysis.compare import CausePart, Comparison, Difference, NumberDifference
from wargame.analysis.par import Par
from wargame.engine.redraw import TRIED_LUCK
from wargame.game.tree import BEGINNING, Tree
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import Viewer
from wargame.text.branches import beginning, branch_words, ending_text
from wargame.text.conditions import unmet_words
from wargame.text.message import message, plural
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
from wargame.text.par import about_par, compared_par_heading, compared_par_lines
from wargame.text.turn import nothing_words
from wargame.text.words import SMALL, and_more, commas, hung, listed_names, parted

LATER = 12
"""How many of the later choices that differ are shown."""


def node_words(scenario: Scenario, tree: Tree, number: int) -> str:
    """A turn of the tree as commands name it: as on the screen, and with the number that `--at` takes."""
    if number == BEGINNING:
        return beginning()
    turn = message("{turn} (node {node})", turn=_turn_of_branch(scenario, tree, number), node=number)
    return _with_name_and_ending(scenario, tree, number, turn)


def turn_in_tree(scenario: Scenario, tree: Tree, number: int) -> str:
    """A turn of the tree in words: its name, its turn and branch, its date, and its ending if it came to one."""
    if number == BEGINNING:
        return beginning()
    return _with_name_and_ending(scenario, tree, number, _turn_of_branch(scenario, tree, number))


def _turn_of_branch(scenario: Scenario, tree: Tree, number: int) -> str:
    turn = tree[number].played.turn
    return message(
        "turn {turn} of {branch}, {date}",
        turn=turn,
        branch=branch_words(tree.branch(number)),
        date=scenario.calendar.date(turn),
    )


def _with_name_and_ending(scenario: Scenario, tree: Tree, number: int, words: str) -> str:
    node, branch = tree[number], tree.branch(number)
    if node.label and node.label != branch:
        words = message("“{label}”, {turn}", label=node.label, turn=words)
    if node.played.ending is not None:
        words = message("{turn}; ended: {ending}", turn=words, ending=ending_text(scenario, node))
    return words


def _luck_words(numbers: tuple[str, ...]) -> str:
    """With which luck a turn was played."""
    match numbers:
        case ():
            return message("the game's own luck")
        case (number,) if int(number) == TRIED_LUCK:
            return message("the luck of a trial")
        case _:
            return message("new luck {number}", number=commas(numbers))


def difference_words(scenario: Scenario, each: Difference, viewer: Viewer) -> tuple[str, str, str]:
    """A choice that differs: whose it is, what was chosen in the one, what in the other, as far as a reader sees."""
    match each.kind:
        case "move":
            one, other = (parted([scenario.moves[word].title for word in words]) for words in (each.one, each.other))
            return message("The move"), one, other
        case "inject":
            one, other = (parted([scenario.injects[word].title for word in words]) for words in (each.one, each.other))
            return message("Released"), one or message("nothing"), other or message("nothing")
        case "luck":
            return message("Chance"), _luck_words(each.one), _luck_words(each.other)
        case _:
            none = nothing_words(each.seat, viewer)
            one, other = (
                parted([order_words(scenario, parse_decision(each.seat, word)) for word in words]) or none
                for words in (each.one, each.other)
            )
            return seat_name(scenario, each.seat), one, other


def together_words(found: Comparison) -> str:
    """Why no choice differs between two nodes."""
    if found.one == found.other:
        return message("A and B are the same turn of the same branch.")
    return message("One leads to the other, so no choice differs.")


def part_lines(scenario: Scenario, number: NumberDifference, most: int = 3) -> Iterator[str]:
    """Through what a number differs: its largest causes, when they acted, over which ties; and what is left."""
    shown = [part for part in number.parts if abs(part.difference) >= SMALL]
    for part in shown[:most]:
        words = message("{amount} {cause}", amount=signed(part.difference), cause=_cause_words(scenario, part))
        ties = [
            message(
                "{amount} reached {listener} through {of}",
                amount=signed(amount),
                listener=mid_sentence(actor_name(scenario, listener)),
                of=mid_sentence(actor_name(scenario, of)),
            )
            for listener, of, amount in part.over
            if abs(amount) >= SMALL
        ][:2]
        yield message("{part}, of which {ties}", part=words, ties=listed_names(ties)) if ties else words
    left = len(number.parts) - len(shown[:most])
    rest = number.difference - sum(part.difference for part in shown[:most])
    if len(shown) > most or abs(rest) >= SMALL:
        yield plural("{amount} {count} more cause", "{amount} {count} more causes together", left, amount=signed(rest))


def _cause_words(scenario: Scenario, part: CausePart) -> str:
    """A cause with the turns in which it acted in either line; without them for what acts in every turn."""
    words = cause_words(scenario, part.cause)
    one, other = _turns(part.turns_one), _turns(part.turns_other)
    if part.cause.kind in EVERY_TURN or not (one or other):
        return words
    if not other:
        return message("{cause} ({turns} in A)", cause=words, turns=one)
    if not one:
        return message("{cause} ({turns} in B)", cause=words, turns=other)
    return message("{cause} ({turns} in A; {others} in B)", cause=words, turns=one, others=other)


def _turns(turns: Sequence[int]) -> str:
    if not turns:
        return ""
    return plural("turn {turns}", "turns {turns}", len(turns), turns=commas([str(turn) for turn in turns]))


Section = tuple[str, list[str]]
"""A heading and the lines under it."""


def sections(scenario: Scenario, tree: Tree, found: Comparison, people: Sequence[str]) -> Iterator[Section]:
    """What parts two nodes: why they ended otherwise, by which choice they part, and what followed from it.

    `people` are the seats that people play, whose choices are kept apart from what bots and chance answered.
    """
    for needed in found.needed:
        title = scenario.endings[needed.ending].title
        heading = (
            message("What A still needed for “{ending}”", ending=title)
            if needed.in_other
            else message("What B still needed for “{ending}”", ending=title)
        )
        yield heading, [unmet_words(scenario, part) for part in needed.unmet]
    if found.turn is None:
        yield together_words(found), []
    else:
        lines = []
        for each in found.differences:
            who, one, other = difference_words(scenario, each, found.viewer)
            lines += [who, f"  {_in_a(one)}", f"  {_in_b(other)}"]
        where = message("They diverge in turn {turn}, {date}", turn=found.turn, date=scenario.calendar.date(found.turn))
        yield where, lines or [message("in something that this seat may not see")]
    if found.alone:
        lines = []
        for alone in found.alone:
            who, _, other = difference_words(scenario, alone.difference, found.viewer)
            lines.append(message("{seat}, {choice}:", seat=who, choice=other))
            shown = [(name, change) for name, change in alone.numbers if abs(change) >= SMALL]
            lines += [f"  {signed(change):>6}  {number_title(scenario, name)}" for name, change in shown]
        heading = plural(
            "How B's choice by itself would have changed turn {turn} of A",
            "How each of B's choices by itself would have changed turn {turn} of A",
            len(found.alone),
            turn=found.turn,
        )
        yield heading, lines
    mine = [pair for pair in found.later if pair[1].kind == "inject" or pair[1].seat in people]
    answers = [pair for pair in found.later if pair not in mine]
    for heading, later in (
        (message("Later decisions that differ"), mine),
        (message("How bots and chance answered differently"), answers),
    ):
        if later:
            lines = []
            for turn, each in later[:LATER]:
                who, one, other = difference_words(scenario, each, found.viewer)
                lines.append(
                    message("turn {turn}: {seat}: {one} in A, {other} in B", turn=turn, seat=who, one=one, other=other)
                )
            yield heading, lines + ([and_more(len(later) - LATER)] if len(later) > LATER else [])
    for heading, fired in (
        (message("Rules that fired only in A"), found.fired_one),
        (message("Rules that fired only in B"), found.fired_other),
    ):
        if fired:
            yield heading, [message("turn {turn}: {rule}", turn=each.turn, rule=each.title) for each in fired]
    first, second = (0 if number == BEGINNING else tree[number].played.turn for number in (found.one, found.other))
    if first < second:
        yield _a_is_earlier(second - first), []
    elif second < first:
        yield _b_is_earlier(first - second), []


def _in_a(choice: str) -> str:
    return message("A: {choice}", choice=choice)


def _in_b(choice: str) -> str:
    return message("B: {choice}", choice=choice)


def _a_is_earlier(count: int) -> str:
    return plural(
        "A is {count} turn earlier than B, so part of the difference is due to time.",
        "A is {count} turns earlier than B, so part of the difference is due to time.",
        count,
    )


def _b_is_earlier(count: int) -> str:
    return plural(
        "B is {count} turn earlier than A, so part of the difference is due to time.",
        "B is {count} turns earlier than A, so part of the difference is due to time.",
        count,
    )


def comparison_lines(
    scenario: Scenario,
    tree: Tree,
    found: Comparison,
    people: Sequence[str] = (),
    most: int = 10,
    pars: Mapping[int, Sequence[Par]] | None = None,
) -> Iterator[str]:
    """The comparison as an account in words, at most `most` numbers long; `pars` are the scores beside par, by node."""
    yield from hung("", _in_a(node_words(scenario, tree, found.one)), 3)
    yield from hung("", _in_b(node_words(scenario, tree, found.other)), 3)
    for heading, lines in sections(scenario, tree, found, people):
        yield ""
        yield from hung("", message("{heading}:", heading=heading) if lines else heading)
        for line in lines:
            bare = line.lstrip()
            indent = 2 + len(line) - len(bare)
            yield from hung(" " * indent, bare, indent + 2)
    yield ""
    numbers = [each for each in found.numbers if abs(each.difference) >= SMALL]
    if numbers:
        yield message("{heading}:", heading=from_a_to_b())
    elif found.numbers:
        yield message("No number differs by as much as {small}.", small=SMALL)
    else:
        yield no_difference()
    for number in numbers[:most]:
        words = message(
            "{number}: {one} in A, {other} in B",
            number=number_title(scenario, number.name),
            one=plain(number.one),
            other=plain(number.other),
        )
        yield from hung(f"  {signed(number.difference):>6}  ", words)
        for line in part_lines(scenario, number):
            yield from hung(" " * 12, line)
    if len(numbers) > most:
        yield f"  {and_more(len(numbers) - most)}"
    if pars:
        yield ""
        yield message("{heading}:", heading=compared_par_heading())
        for line in compared_par_lines(scenario, pars.get(found.one, ()), pars.get(found.other, ())):
            yield from hung("  ", line, 4)
        yield from hung("  ", about_par(each for several in pars.values() for each in several))


def from_a_to_b() -> str:
    """The heading of the numbers that differ."""
    return message("Change from A to B, largest first")


def no_difference() -> str:
    """That all numbers are the same."""
    return message("No number differs.")
