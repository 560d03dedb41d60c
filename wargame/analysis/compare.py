"""Two nodes of a game compared: where their ways part, by which choice, and what it made of every number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wargame.analysis.question import Question, find_question
from wargame.engine import seen_ledger, turn_report, visibility
from wargame.engine.ledger import Cause, CauseKind, Subject
from wargame.engine.position import Position
from wargame.engine.refusal import Unmet
from wargame.engine.resolution import Resolution, resolve
from wargame.engine.seen_ledger import on_grid
from wargame.game.replay import Replay
from wargame.game.tree import BEGINNING, SavedTurn
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import Viewer

TOP = 5
"""How many numbers are shown of what a choice did by itself."""
TELLS = 0.05
"""A change below this rounds to nothing where one place is shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A choice by which two turns differ: what was chosen in the one and not in the other, in text forms.

    Luck is the number of the new luck, and nothing where it is the game's own.
    """

    kind: str
    """`luck`, `move`, `order` or `inject`."""
    seat: str
    """Whose order; empty for the others."""
    one: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CausePart:
    """What one cause did to a number since the ways parted, summed over the turns of each."""

    cause: Cause
    """Without the turn it was ordered in, where that was not always the same."""
    one: float
    other: float
    over: tuple[tuple[str, str, float], ...]
    """(listener, of, the other's less the one's): the ties through which, the largest first."""
    turns_one: tuple[int, ...]
    """The turns since the ways parted in which it acted in the one."""
    turns_other: tuple[int, ...]

    @property
    def difference(self) -> float:
        """The other's part less the one's."""
        return on_grid(self.other - self.one)


@dataclass(frozen=True, slots=True)
class NumberDifference:
    """A number that differs between the two nodes; its parts sum to the difference."""

    name: str
    one: float
    other: float
    parts: tuple[CausePart, ...]

    @property
    def difference(self) -> float:
        """The other's level less the one's."""
        return on_grid(self.other - self.one)


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule whose condition held in a turn."""

    id: str
    title: str
    turn: int


@dataclass(frozen=True, slots=True)
class Needed:
    """An ending that came in one of the two alone, with what of its condition did not hold at the end of the other."""

    ending: str
    in_other: bool
    """Whether it came in the other; the unmet parts are then the one's."""
    unmet: tuple[Unmet, ...]


@dataclass(frozen=True, slots=True)
class Alone:
    """What one of several differing choices does by itself in the turn in which the ways part."""

    difference: Difference
    numbers: tuple[tuple[str, float], ...]
    """The numbers it moves most, by how much, the largest first."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two nodes compared, with what one viewer may see; every difference is the other's less the one's."""

    one: int
    other: int
    viewer: Viewer
    fork: int
    """The last node that both come from."""
    turn: int | None
    """The first turn in which they differ; None when one lies on the other's way."""
    differences: tuple[Difference, ...]
    alone: tuple[Alone, ...]
    later: tuple[tuple[int, Difference], ...]
    """What was chosen otherwise in the turns after that, each with its turn: how others answered the difference."""
    numbers: tuple[NumberDifference, ...]
    """Those that differ, the largest difference first."""
    fired_one: tuple[Fired, ...]
    """The rules that fired since the ways parted in the one and never in the other."""
    fired_other: tuple[Fired, ...]
    ending_one: str | None
    ending_other: str | None
    needed: tuple[Needed, ...]
    """What made the endings differ."""
    paths: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]]
    """By number: its levels before turn 1 and after each turn on both ways."""


def compare(replay: Replay, one: int, other: int, viewer: Viewer) -> Comparison:
    """Compare two nodes as far as a viewer may see.

    Raises:
        KeyError: a node that is not in the tree.
        ReplayError: a turn cannot be played again.

    >>> import wargame
    >>> from wargame.analysis import compare
    >>> from wargame.game.replay import Replay
    >>> from wargame.model.viewer import FACILITATOR
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> warm = wargame.resolve(position, "grumble", {"host": "reassure(guest)"})
    >>> cool = wargame.resolve(position, "grumble", {})
    >>> game = Replay.of([warm], [cool])
    >>> found = compare(game, 1, 2, FACILITATOR)
    >>> found.turn, found.differences[0].one, found.differences[0].other
    (1, ('reassure(guest)',), ())
    >>> for number in found.numbers:
    ...     print(f"{number.name}: {number.one} and {number.other}")
    guest.confidence: 55.944551 and 49.421991
    host.confidence: 62.369625 and 60.866827
    capital(host): 5.0 and 6.0
    rival.confidence: 29.974748 and 29.960322
    """
    tree = replay.tree
    fork = tree.common(one, other)
    lines = replay.line(one), replay.line(other)
    shared = len(tree.path(fork))
    differences: tuple[Difference, ...] = ()
    alone: tuple[Alone, ...] = ()
    later: list[tuple[int, Difference]] = []
    turn = None
    if min(len(lines[0]), len(lines[1])) > shared:
        turn = shared + 1
        first, second = tree.path(one)[shared], tree.path(other)[shared]
        differences = tuple(_differences(replay.scenario, first.played, second.played, viewer))
        alone = tuple(_alone(lines[0][shared], each, viewer) for each in differences if each.kind != "luck")
        alone = tuple(each for each in alone if each.numbers)
        for left, right in zip(tree.path(one)[turn:], tree.path(other)[turn:], strict=False):
            found = _differences(replay.scenario, left.played, right.played, viewer)
            later += [(left.played.turn, each) for each in found]
    paths = _paths(replay, one, other, lines, viewer)
    parts = [_parts(line[shared:], viewer) for line in lines]
    numbers = [
        NumberDifference(name, left[-1], right[-1], _cause_parts(parts[0].get(name, {}), parts[1].get(name, {})))
        for name, (left, right) in paths.items()
        if left[-1] != right[-1]
    ]
    numbers.sort(key=lambda each: -abs(each.difference))
    fired = [_fired(line[shared:], viewer) for line in lines]
    ids = [{each.id for each in some} for some in fired]
    endings = [None if number == BEGINNING else tree[number].played.ending for number in (one, other)]
    return Comparison(
        one=one,
        other=other,
        viewer=viewer,
        fork=fork,
        turn=turn,
        differences=differences,
        alone=alone,
        later=tuple(later),
        numbers=tuple(numbers),
        fired_one=tuple(each for each in fired[0] if each.id not in ids[1]),
        fired_other=tuple(each for each in fired[1] if each.id not in ids[0]),
        ending_one=endings[0],
        ending_other=endings[1],
        needed=tuple(_needed(replay, (one, other), lines, endings, viewer)),
        paths=paths,
    )


def _needed(
    replay: Replay,
    nodes: tuple[int, int],
    lines: tuple[Sequence[Resolution], Sequence[Resolution]],
    endings: Sequence[str | None],
    viewer: Viewer,
) -> Iterable[Needed]:
    """For each ending that came in one of the two alone, what the other lacked for it, as far as a seat may see."""
    for place, ending in enumerate(endings):
        if ending is None or ending == endings[1 - place]:
            continue
        position = replay.position(nodes[1 - place])
        asked = find_question(position.program, ending, viewer)
        unmet = [
            each for each in asked.failing(lines[1 - place], position, viewer) if reads_seen(each, viewer, position)
        ]
        if unmet:
            yield Needed(ending, place == 1, tuple(unmet))


def reads_seen(part: Unmet, viewer: Viewer, position: Position) -> bool:
    """Whether all that a part of a condition reads may be seen by a seat."""
    whole = Question("ending", "", "", 0, part.condition, 0)
    return not whole.hidden(position.program, viewer)


def _differences(scenario: Scenario, one: SavedTurn, other: SavedTurn, viewer: Viewer) -> Iterable[Difference]:
    """The choices that differ in one turn, as far as a seat may see."""
    if one.luck != other.luck:
        yield Difference("luck", "", _luck(one), _luck(other))
    if one.move != other.move:
        yield Difference("move", "", (one.move,), (other.move,))
    for of in scenario.seats:
        left, right = (_seen(scenario, of, each.orders.get(of, ()), viewer) for each in (one, other))
        if set(left) != set(right):
            yield Difference("order", of, _less(left, right), _less(right, left))
    if set(one.injects) != set(other.injects):
        yield Difference("inject", "", _less(one.injects, other.injects), _less(other.injects, one.injects))


def _luck(turn: SavedTurn) -> tuple[str, ...]:
    return (str(turn.luck),) if turn.luck else ()


def _seen(scenario: Scenario, of: str, orders: Sequence[str], viewer: Viewer) -> tuple[str, ...]:
    parsed = [parse_decision(of, each) for each in orders]
    return tuple(str(order) for order in visibility.seen_orders(scenario, parsed, viewer))


def _less(some: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in some if each not in others)


def _alone(played: Resolution, difference: Difference, viewer: Viewer) -> Alone:
    """What comes of the one's turn when this choice alone is made as in the other."""
    orders = dict(played.orders)
    move, injects = played.move, list(played.injects)
    match difference.kind:
        case "move":
            move = difference.other[0]
        case "inject":
            injects = [*_less(injects, difference.one), *difference.other]
        case _:
            kept = [order for order in orders[difference.seat] if str(order) not in difference.one]
            given = [parse_decision(difference.seat, each) for each in difference.other]
            orders[difference.seat] = (*kept, *given)
    try:
        swapped = resolve(played.before, move, orders, injects)
    except ValueError:
        return Alone(difference, ())
    was, now = (visibility.visible_numbers(each.left, viewer) for each in (played, swapped))
    moved = [(name, on_grid(now[name] - was[name])) for name in now]
    moved = [(name, change) for name, change in moved if abs(change) >= TELLS]
    moved.sort(key=lambda pair: -abs(pair[1]))
    return Alone(difference, tuple(moved[:TOP]))


def _paths(
    replay: Replay, one: int, other: int, lines: tuple[Sequence[Resolution], Sequence[Resolution]], viewer: Viewer
) -> Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]]:
    histories = []
    for number, line in zip((one, other), lines, strict=True):
        positions = [each.before for each in line] + [replay.position(number)]
        # As each turn left them, so that the causes of their ledgers add up to them.
        histories.append([visibility.visible_numbers(position.before_news, viewer) for position in positions])
    return {
        name: (tuple(each[name] for each in histories[0]), tuple(each[name] for each in histories[1]))
        for name in histories[0][0]
    }


Sums = dict[tuple[CauseKind, Subject], "_Sum"]


@dataclass(slots=True)
class _Sum:
    """A cause's part in one number, summed over turns."""

    cause: Cause
    amount: float
    over: dict[tuple[str, str], float]
    turns: list[int]


def _parts(line: Iterable[Resolution], viewer: Viewer) -> Mapping[str, Sums]:
    """By number and cause, what each cause did over some turns, as a seat may see it."""
    found: dict[str, Sums] = {}
    for played in line:
        for row in seen_ledger.seen_ledger(played, viewer):
            sums = found.setdefault(row.name, {})
            for entry in row.entries:
                held = sums.setdefault((entry.cause.kind, entry.cause.subject), _Sum(entry.cause, 0.0, {}, []))
                held.cause = _merged(held.cause, entry.cause)
                held.amount = on_grid(held.amount + entry.amount)
                held.turns.append(played.before.turn)
                for each in entry.carried:
                    tie = each.listener, each.of
                    held.over[tie] = on_grid(held.over.get(tie, 0.0) + each.amount)
    return found


def _cause_parts(one: Sums, other: Sums) -> tuple[CausePart, ...]:
    parts = []
    for key in dict.fromkeys((*one, *other)):
        left, right = one.get(key), other.get(key)
        over = _over(left.over if left else {}, right.over if right else {})
        causes = [each.cause for each in (left, right) if each]
        cause = _merged(causes[0], causes[-1])
        amounts = [each.amount if each else 0.0 for each in (left, right)]
        turns = [tuple(each.turns) if each else () for each in (left, right)]
        parts.append(CausePart(cause, amounts[0], amounts[1], over, turns[0], turns[1]))
    parts = [part for part in parts if part.difference]
    parts.sort(key=lambda part: -abs(part.difference))
    return tuple(parts)


def _merged(one: Cause, other: Cause) -> Cause:
    return one if one.ordered == other.ordered else replace(one, ordered=None)


def _over(
    one: Mapping[tuple[str, str], float], other: Mapping[tuple[str, str], float]
) -> tuple[tuple[str, str, float], ...]:
    ties = [(*tie, on_grid(other.get(tie, 0.0) - one.get(tie, 0.0))) for tie in dict.fromkeys((*one, *other))]
    return tuple(sorted((tie for tie in ties if tie[2]), key=lambda tie: -abs(tie[2])))


def _fired(line: Iterable[Resolution], viewer: Viewer) -> list[Fired]:
    """The rules that fired, each in the first turn it did."""
    found: dict[str, Fired] = {}
    for played in line:
        for rule in turn_report.fired(played, viewer):
            found.setdefault(rule.id, Fired(rule.id, rule.title, played.before.turn))
    return list(found.values())
