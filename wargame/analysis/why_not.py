"""Why something did not happen, and the smallest change found that would have made it happen.

Three kinds of change are tried: one order of one seat, one number before the turn, one threshold of the condition. Each
that is named was shown true by resolving again; how far the search went is said with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from wargame.analysis.counterfactuals import (
    UNSEARCHED,
    Bounds,
    Extent,
    NumberChange,
    OrderChange,
    Search,
    ThresholdChange,
)
from wargame.analysis.question import Question, all_questions, find_question
from wargame.engine.refusal import Refusal, Unmet
from wargame.game.replay import Replay, WrittenLine
from wargame.model.viewer import Viewer, seat_of

BUDGET = 2000
"""How many turns are resolved again at the most in search of one kind of change."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What was asked, whether it happened after all, what of its condition failed, and what would have been enough."""

    question: Question
    node: int
    turn: int
    """The turn looked at: the last of the line, or for a choice the one after it."""
    happened: int | None
    """The turn in which it did happen, or can be chosen; then nothing was searched."""
    hidden: bool
    """Whether it depends on what the seat may not see; then nothing was searched, for the answer would reveal it."""
    reason: Refusal | None = None
    """Why a move or reaction cannot be chosen, in one sentence; empty otherwise."""
    unmet: tuple[Unmet, ...] = ()
    orders: tuple[OrderChange, ...] = ()
    """The latest turn first."""
    numbers: tuple[NumberChange, ...] = ()
    """The smallest share of its range first."""
    thresholds: tuple[ThresholdChange, ...] = ()
    """The smallest change first."""
    orders_search: Extent = UNSEARCHED
    """How far the search for an order went."""
    numbers_search: Extent = UNSEARCHED
    """How far the search for a number went."""
    complete: bool = True
    """Whether no search was cut off."""


def why_not(
    replay: Replay,
    node: int,
    what: str,
    viewer: Viewer,
    others: bool = True,
    own: tuple[str, ...] = (),
    budget: int = BUDGET,
    cancelled: Callable[[], bool] | None = None,
) -> WhyNot:
    """Why something did not happen on the way to a node, as far as a viewer may see.

    The orders of the seats in `own`, or of the reader's, are tried first, over all turns. `others` says whether orders
    are sought too that other seats might have given. For each kind of change at the most `budget` turns are resolved
    again.

    Raises:
        UnknownNameError: there is nothing of this name that can be seen.
        ReplayError: a turn on the way cannot be played again.

    >>> import wargame
    >>> from wargame.analysis import why_not
    >>> from wargame.game.replay import Replay
    >>> from wargame.model.viewer import FACILITATOR
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> game = Replay.of([wargame.resolve(position, "withhold_dues", {})])
    >>> found = why_not(game, 1, "withhold_dues", FACILITATOR)
    >>> found.happened, found.reason
    (None, TooSoon(turn=1, again=3))
    """
    line, position = replay.line(node), replay.position(node)
    asked, seat = find_question(position.program, what, viewer), seat_of(viewer)
    search = Search(replay, node, asked, viewer, others, own or (() if seat is None else (seat,)))
    stop = cancelled or (lambda: False)
    by_order, by_number, by_threshold = (Bounds(budget, stop) for _ in range(3))
    hidden = asked.hidden(position.program, viewer)
    found = WhyNot(
        question=asked.cut(position.program, viewer),
        node=node,
        turn=position.turn if asked.possible else replay.tree.first_turn + len(line) - 1,
        happened=None if asked.concealed(position.program, viewer) else search.happened(),
        hidden=hidden,
    )
    if found.happened is not None or found.hidden:
        return found
    found = replace(
        found, reason=asked.reason(position) if asked.possible else None, unmet=asked.failing(line, position, viewer)
    )
    if asked.possible and position.ending is not None:
        return found
    orders, numbers = search.orders(by_order), search.numbers(by_number)
    thresholds = search.thresholds(by_threshold)
    return replace(
        found,
        orders=tuple(orders),
        numbers=tuple(numbers),
        thresholds=tuple(thresholds),
        orders_search=by_order.extent,
        numbers_search=by_number.extent,
        complete=by_order.complete and by_number.complete and by_threshold.complete,
    )


def unhappened(replay: Replay, node: int, viewer: Viewer) -> list[Question]:
    """All that had not happened by a node, as far as a seat may ask; its own reactions first. Raises ReplayError."""
    program = replay.position(node).program
    asked = [each for each in all_questions(program, viewer) if not each.concealed(program, viewer)]
    absent = [each for each in asked if Search(replay, node, each, viewer, False, ()).happened() is None]
    return [each.cut(program, viewer) for each in absent]


def why_not_afresh(
    line: WrittenLine, what: str, viewer: Viewer, others: bool, own: tuple[str, ...]
) -> Iterator[WhyNot]:
    """What `why_not` gives at the end of a line of turns, from what a saved game holds: for another process."""
    yield why_not(line.replay(), len(line.turns), what, viewer, others, own)
