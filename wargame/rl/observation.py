"""What learning agents see of games: their seats' views as vectors of numbers, each with a name, in many worlds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.explain import Delayed
from wargame.engine.kernel import Flags, Floats, Whole, Worlds
from wargame.engine.ledger import ActOutcome, Cause, CauseKind, MoveId, RuleId
from wargame.engine.program import Program
from wargame.engine.secrecy import is_hidden_event, is_secret, sees
from wargame.engine.visibility import seen_orders
from wargame.model import expression as ex
from wargame.model.order import Decision, Order, Withholding
from wargame.model.scenario import Outcome, Scenario
from wargame.model.viewer import FACILITATOR, Seated, Viewer, seat_of

Row = int
"""A place among all entries."""


@dataclass(frozen=True, eq=False)
class Scene:
    """Games at the beginning of a turn, with what is known of the turn before."""

    worlds: Worlds
    """With the news of the turn in effect."""
    ordered: Flags
    """(plays, worlds): what was ordered in the turn before; nothing at the start of a game."""
    withheld: Flags
    """(withholdings, worlds)."""
    footnoted: Flags
    """(withholdings, worlds)."""
    awaited: Flags
    """(delayed causes, turns ahead, worlds): what is on its way; row 0 of the turns acts in the coming one."""


class Entries:
    """Every number that anybody may observe of the games of a scenario, each with its place.

    They are computed once for all viewers; an Observer takes those that its viewer may see.

    >>> import wargame
    >>> from wargame.model.viewer import Seated
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> entries = Entries(position.program)
    >>> host = Observer(entries, Seated("host"))
    >>> values = entries.values(entries.beginning(position.worlds))
    >>> seen = dict(zip(host.names, values[0, host.rows].tolist(), strict=True))
    >>> round(seen["guest.commitment"], 6), seen["turns played"], "rival.designs" in seen
    (0.6, 0.0, False)
    """

    def __init__(self, program: Program) -> None:
        scenario = program.scenario
        self.scenario = scenario
        self.low, self.span = program.low.copy(), np.where(program.high > program.low, program.high - program.low, 1.0)
        self.targets = program.targets
        self.seats = tuple(scenario.seats)
        self.points = {seat: tuple(goal.points for goal in scenario.seats[seat].goals) for seat in self.seats}
        self.news = sum(len(event.outcomes) for event in scenario.events.values())
        self.orders = program.orders
        self.withholdings = program.withholdings
        self.causes = tuple(_delayed(scenario))
        self.sources = tuple(_source(program, cause) for cause in self.causes)
        self.ahead = program.delay
        self.moves = program.moves

        self.turns = len(self.targets)
        self.scores = self.turns + 1
        self.goals = self.scores + len(self.seats)
        self.first_move = self.goals + sum(map(len, self.points.values()))
        self.first_event = self.first_move + self.moves
        self.first_order = self.first_event + self.news
        self.first_withheld = self.first_order + len(self.orders)
        self.first_footnoted = self.first_withheld + len(self.withholdings)
        self.first_awaited = self.first_footnoted + len(self.withholdings)
        self.count = self.first_awaited + len(self.causes)

    def seen_by(self, viewer: Viewer) -> Iterator[tuple[str, Row]]:
        """What a viewer may see, by name, with its place: of a seat its goals too, of the facilitator all scores."""
        scenario, seat = self.scenario, seat_of(viewer)
        for row, target in enumerate(self.targets):
            if sees(scenario, viewer, target):
                yield ex.text(target), row
        yield "turns played", self.turns
        goals = self.goals
        for place, each in enumerate(self.seats):
            if each == seat or viewer == FACILITATOR:
                yield f"score {each}", self.scores + place
        for each in self.seats:
            for place, goal in enumerate(scenario.seats[each].goals):
                if each == seat:
                    yield f"goal {goal.id}", goals + place
            goals += len(self.points[each])
        for place, move in enumerate(scenario.moves):
            yield f"move {move}", self.first_move + place
        outcomes = [(event.id, outcome.id) for event in scenario.events.values() for outcome in event.outcomes]
        for place, (event, outcome) in enumerate(outcomes):
            if not is_hidden_event(scenario, event, viewer):
                yield f"event {event}.{outcome}", self.first_event + place
        for order in seen_orders(scenario, every_order(scenario), viewer):
            yield f"ordered {order.seat}: {order}", self._ordered(order)
        for place, cause in enumerate(self.causes):
            if not is_secret(scenario, cause, viewer):
                yield f"awaited {cause.kind} {cause.id}", self.first_awaited + place

    def _ordered(self, order: Decision) -> Row:
        if isinstance(order, Order):
            return self.first_order + self.orders.index(order)
        return (self.first_footnoted if order.in_part else self.first_withheld) + self.withholdings.index(order.asked)

    def values(self, scene: Scene, scored: Floats | None = None) -> NDArray[np.float32]:
        """(worlds, entries): each from 0 to 1, the move of the coming turn still to be entered by `enter_moves`.

        `scored`, (seats, worlds), takes the score of each seat from 0 to 100, as it is without rounding to 32 bits.
        """
        worlds = scene.worlds
        values = np.zeros((self.count, worlds.width))
        np.divide(worlds.numbers - self.low, self.span, out=values[: self.turns])
        values[self.turns] = (worlds.turn - 1) / self.scenario.calendar.turns
        goal = self.goals
        for place, seat in enumerate(self.seats):
            score, got = kernel.scores(worlds, Seated(seat))
            if scored is not None:
                scored[place] = score
            values[self.scores + place] = score / 100
            for each, points in zip(got, self.points[seat], strict=True):
                if points:
                    values[goal] = each / points
                goal += 1
        values[self.first_event : self.first_order] = worlds.came[: self.news] > 0
        values[self.first_order : self.first_withheld] = scene.ordered[self.moves :]
        values[self.first_withheld : self.first_footnoted] = scene.withheld
        values[self.first_footnoted : self.first_awaited] = scene.footnoted
        for place, awaited in enumerate(scene.awaited):
            # How soon the first of them acts.
            values[self.first_awaited + place] = np.where(awaited.any(axis=0), 1 / (1 + awaited.argmax(axis=0)), 0.0)
        return np.ascontiguousarray(np.clip(values, 0.0, 1.0, out=values).T, dtype=np.float32)

    def enter_moves(self, values: NDArray[np.float32], moves: Whole) -> None:
        """Enter the moves of the coming turn, (worlds,), into values of games that go on."""
        values[np.arange(len(moves)), self.first_move + moves] = 1.0

    def beginning(self, worlds: Worlds, delayed: Iterable[Delayed] = ()) -> Scene:
        """Games as they are where nothing is known of a turn before; `delayed` is on its way in all of them."""
        withheld = np.zeros((len(self.withholdings), worlds.width), dtype=np.bool_)
        awaited = np.zeros((len(self.causes), self.ahead, worlds.width), dtype=np.bool_)
        places = {(cause.kind, cause.id): place for place, cause in enumerate(self.causes)}
        for each in delayed:
            awaited[places[each.cause.kind, each.cause.id], each.due - worlds.turn] = True
        ordered = np.zeros((self.moves + len(self.orders), worlds.width), dtype=np.bool_)
        return Scene(worlds, ordered, withheld, withheld, awaited)

    def awaited_after(self, before: Worlds, awaited: Flags, left: Worlds) -> Flags:
        """What is on its way once a turn is played, from the worlds before it and as it left them."""
        after = np.zeros_like(awaited)
        if not len(after):
            return after
        after[:, :-1] = awaited[:, 1:]
        effective = left.last == before.turn
        came = before.came.copy()
        came[self.news :] = left.came[self.news :]
        now = kernel.moment(before, effective, came=came)
        running = before.ending < 0
        for place, (kind, row, delay) in enumerate(self.sources):
            if kind == "play":
                acting = effective[row]
            elif kind == "outcome":
                acting = left.came[row] == before.turn
            else:
                acting = kernel.fires(before, row, now)
            after[place, delay - 1] |= acting & running
        return after


class Observer:
    """Of all entries those that a viewer may see, the facilitator all numbers, with a name each."""

    def __init__(self, entries: Entries, viewer: Viewer) -> None:
        seen = list(entries.seen_by(viewer))
        self.viewer = viewer
        self.names = tuple(name for name, _ in seen)
        self.rows = np.array([row for _, row in seen], dtype=np.intp)
        """The place of each among all entries."""


def every_order(scenario: Scenario) -> Iterator[Decision]:
    """Every order that could ever be given in a scenario, in its order; reactions first, consents withheld after."""
    reactions = [each for own in scenario.reactions.values() for each in own.values()]
    for reaction in reactions:
        for option in reaction.options:
            yield Order(reaction.seat, reaction.id, option.target)
    for reaction in reactions:
        for other in reaction.consent.withheld_when if reaction.consent else ():
            yield Withholding(other, reaction.seat, reaction.id)
            if reaction.consent is not None and reaction.consent.footnoted is not None:
                yield Withholding(other, reaction.seat, reaction.id, in_part=True)


def _delayed(scenario: Scenario) -> Iterator[Cause]:
    """Every cause whose effects act in a later turn; injects, which nobody releases here, are left out."""
    for move in scenario.moves.values():
        if move.delay:
            yield Cause(CauseKind.MOVE, MoveId(move.id), move.title, move.line)
            yield from _outcomes(CauseKind.MOVE, MoveId(move.id), move.outcomes)
    for order in every_order(scenario):
        if isinstance(order, Order):
            reaction = scenario.reactions[order.seat][order.reaction]
            if reaction.delay:
                yield Cause(CauseKind.ORDER, order, reaction.title, reaction.line)
                yield from _outcomes(CauseKind.ORDER, order, reaction.options[0].outcomes)
    for rule in scenario.rules.values():
        if rule.delay:
            kind = CauseKind.COMBINATION if rule.combination else CauseKind.RULE
            yield Cause(kind, RuleId(rule.id), rule.title, rule.line)


def _outcomes(kind: CauseKind, act: MoveId | Order, outcomes: Iterable[Outcome]) -> Iterator[Cause]:
    """The causes that a move or an order is as it comes out."""
    return (Cause(kind, ActOutcome(act, each.id), each.title, each.line) for each in outcomes)


def _source(program: Program, cause: Cause) -> tuple[str, int, int]:
    """Where it is seen that a delayed cause acts: as a play, an outcome or a rule, in which row; and its delay."""
    match cause.subject:
        case ActOutcome(act, way):
            play = _play(program, act)
            row = next(each.row for each in program.plays[play].outcomes if each.id == way)
            return "outcome", row, program.plays[play].source.delay
        case RuleId(rule):
            place = program.names.rules[rule]
            return "rule", place, program.rules[place].source.delay
        case MoveId() | Order() as act:
            play = _play(program, act)
            return "play", play, program.plays[play].source.delay
    raise AssertionError(cause)


def _play(program: Program, act: MoveId | Order) -> int:
    return program.order_of[act] if isinstance(act, Order) else program.play_of(act.move)


def padded(rows: Sequence[NDArray[np.intp]], empty: int) -> NDArray[np.intp]:
    """Several rows as one array, (rows, the longest of them), filled up with the place of what is always empty."""
    array = np.full((len(rows), max(map(len, rows))), empty, dtype=np.intp)
    for place, each in enumerate(rows):
        array[place, : len(each)] = each
    return array
