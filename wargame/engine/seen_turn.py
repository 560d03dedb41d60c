"""A turn as it came out, cut down to what one viewer can reckon with: what it concludes from that is its own.

Nothing in it tells more than the view before the turn and the report of the turn do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.explain import Delayed
from wargame.engine.kernel import BY_CHANCE, NOT_HELD, Act, Flags, Floats, News, Worlds
from wargame.engine.ledger import Cause
from wargame.engine.position import PlayedTurn
from wargame.engine.program import Program
from wargame.engine.record import Record
from wargame.engine.secrecy import is_hidden_event, is_hidden_rule, is_secret, sees
from wargame.engine.visibility import seen_orders
from wargame.model.grid import GRID_DIGITS
from wargame.model.scenario import MOVER_ID
from wargame.model.viewer import MOVER, Viewer, seat_of

Amounts = Mapping[tuple[Cause, int], float]
"""By cause, and the place of an effect among its effects: by how much it acted on a number that is seen."""

Landed = Mapping[tuple[Cause, int], float]
"""By delayed cause and number: by how much it acted once it came, where one effect of it did."""


@dataclass(frozen=True, eq=False)
class SeenNews(Record):
    """The events of a turn's opening, or of its close, as they came out."""

    ways: Mapping[int, int]
    """By event: the place of its outcome, or NOT_HELD."""
    amounts: Amounts


@dataclass(frozen=True, eq=False)
class SeenOpening(Record):
    """How a turn opens: its news, and the numbers then."""

    news: SeenNews
    start: Floats
    """(seen numbers, 1): before the news."""
    numbers: Floats
    """(seen numbers, 1): with the news in effect."""
    open_to: Flags
    """(own plays, 1): what the viewer itself may order, or move, each by itself."""


@dataclass(frozen=True, eq=False)
class SeenTurn(Record):
    """What was chosen in a turn, and what came of it."""

    move: int
    ordered: Flags
    """(plays, 1): the orders that are seen."""
    withheld: Flags
    """(withholdings, 1): of those that are seen, which withhold consent."""
    footnoted: Flags
    """(withholdings, 1): which add a footnote."""
    released: Flags
    """(injects, 1)."""
    outcomes: kernel.Whole
    """(acts with outcomes, 1): how each came out that is seen; BY_CHANCE for the others."""
    firing: Flags
    """(rules, 1): which of those that are seen fired."""
    amounts: Amounts
    landed: Landed
    closing: SeenNews
    numbers: Floats
    """(seen numbers, 1): as the turn left them."""


@dataclass(frozen=True, eq=False)
class Sight(Record):
    """What a viewer sees, by place: the rest is not for its eyes."""

    viewer: Viewer
    owner: str | None
    """The viewer's own seat, MOVER_ID for the mover."""
    own: slice
    """The plays that the viewer itself chooses from."""
    numbers: NDArray[np.intp]
    plays: Flags
    """(plays, 1): moves, its own orders, and those of others that are given in the open."""
    withholdings: Flags
    """(withholdings, 1): the answers that it hears."""
    rules: Flags
    """(rules, 1): those of which it learns whether they fired."""
    events: tuple[int, ...]
    """Those of which it learns how they came out."""


def sight(program: Program, viewer: Viewer) -> Sight:
    """What a viewer sees of games of a program."""
    scenario = program.scenario
    orders = set(seen_orders(scenario, program.orders, viewer))
    answers = set(seen_orders(scenario, program.withholdings, viewer))
    owner = MOVER_ID if viewer == MOVER else seat_of(viewer)
    return Sight(
        viewer=viewer,
        owner=owner,
        own=slice(0) if owner is None else program.plays_of[owner],
        numbers=np.array([row for row, each in enumerate(program.targets) if sees(scenario, viewer, each)], np.intp),
        plays=_flags([True] * program.moves + [order in orders for order in program.orders]),
        withholdings=_flags([each in answers for each in program.withholdings]),
        rules=_flags([not is_hidden_rule(scenario, rule, viewer) for rule in scenario.rules]),
        events=tuple(row for row, each in enumerate(scenario.events) if not is_hidden_event(scenario, each, viewer)),
    )


def seen_opening(earlier: Worlds, before: Worlds, eyes: Sight) -> SeenOpening:
    """How a turn opens as a viewer sees it: the game as the turn before left it, and with the news in effect."""
    return SeenOpening(
        news=_seen_news(eyes, before, kernel.news(earlier), closing=False),
        start=earlier.numbers[eyes.numbers],
        numbers=before.numbers[eyes.numbers],
        open_to=before.legal[eyes.own],
    )


def seen_turn(played: PlayedTurn, eyes: Sight) -> SeenTurn:
    """A turn as a viewer sees it, but for its opening."""
    before, choices, trace = played.before, played.choices, played.trace
    outcomes = kernel.acts_as_they_came(trace.left)
    hidden = [place for place, row in enumerate(before.program.chancy) if not eyes.plays[row, 0]]
    outcomes[hidden] = BY_CHANCE
    noted = np.zeros_like(choices.withheld) if choices.footnoted is None else choices.footnoted
    return SeenTurn(
        move=int(choices.move[0]),
        ordered=choices.ordered & eyes.plays,
        withheld=choices.withheld & eyes.withholdings,
        footnoted=noted & eyes.withholdings,
        released=choices.released,
        outcomes=outcomes,
        firing=trace.firing & eyes.rules,
        amounts=_amounts(before.program, eyes, trace.acts),
        landed=_landed(before, eyes, played.delayed),
        closing=_seen_news(eyes, trace.left, trace.closing, closing=True),
        numbers=trace.left.numbers[eyes.numbers],
    )


def _seen_news(eyes: Sight, after: Worlds, news: Sequence[News], closing: bool) -> SeenNews:
    program, turn = after.program, after.turn - closing
    ways = {
        event: _way(after, event, turn)
        for month in program.news.get((turn, closing), ())
        for event in month
        if event in eyes.events
    }
    return SeenNews(ways, _amounts(program, eyes, (act for each in news for act in each.acts)))


def _way(after: Worlds, event: int, turn: int) -> int:
    """How an event came out in a turn of a single world."""
    outcomes = after.program.events[event].outcomes
    return next((way for way, each in enumerate(outcomes) if after.came[each.row, 0] == turn), NOT_HELD)


def _amounts(program: Program, eyes: Sight, acts: Iterable[Act]) -> Amounts:
    """What is seen of the amounts of acts: they stand in the ledger, but for what was done in secret, or later."""
    shown, scenario = set(eyes.numbers.tolist()), program.scenario
    return {
        (act.source.cause, place): round(float(amount[0]), GRID_DIGITS)
        for act in acts
        if not act.source.delay and not is_secret(scenario, act.source.cause, eyes.viewer)
        for place, (effect, amount) in enumerate(act.effects)
        if effect.number in shown and amount[0]
    }


def _landed(before: Worlds, eyes: Sight, delayed: Sequence[Delayed]) -> Landed:
    """What is seen of the delayed effects that act in a turn."""
    shown, scenario = set(eyes.numbers.tolist()), before.program.scenario
    found = {}
    for each in delayed:
        if each.due == before.turn and not is_secret(scenario, each.cause, eyes.viewer):
            numbers = [number for number, _, _ in each.amounts]
            for number, amount, _ in each.amounts:
                if number in shown and numbers.count(number) == 1:
                    found[each.cause, number] = round(amount, GRID_DIGITS)
    return found


def _flags(several: Sequence[bool]) -> Flags:
    return np.array(several, dtype=np.bool_).reshape(-1, 1)
