"""What a learning agent sees of a game: its seat's view as a vector of numbers, each with a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from wargame.engine.ledger import ActOutcome, Cause, CauseKind, MoveId, RuleId
from wargame.engine.position import Position
from wargame.engine.secrecy import is_hidden_event, is_secret, sees
from wargame.engine.visibility import goals, seen_orders
from wargame.model import expression as ex
from wargame.model.order import Decision, Order, Withholding
from wargame.model.scenario import Outcome, Scenario
from wargame.model.viewer import Seated, Viewer, seat_of

Orders = Mapping[str, tuple[Decision, ...]]


class Observer:
    """What a viewer sees of a game, the whole of it for the facilitator, as numbers from 0 to 1 with a name each.

    >>> import wargame
    >>> from wargame.model.viewer import Seated
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> host = Observer(position.scenario, Seated("host"))
    >>> seen = dict(zip(host.names, host.observe(position, {}, {}).tolist(), strict=True))
    >>> round(seen["guest.commitment"], 6), seen["turns played"], "rival.designs" in seen
    (0.6, 0.0, False)
    """

    def __init__(self, scenario: Scenario, viewer: Viewer) -> None:
        self.scenario, self.viewer = scenario, viewer
        seat = seat_of(viewer)
        seen = [each for each in _numbers(scenario) if sees(scenario, viewer, each[0])]
        self.numbers = tuple(ex.text(target) for target, _, _ in seen)
        self.low = np.array([low for _, low, _ in seen])
        self.span = np.array([high - low if high > low else 1.0 for _, low, high in seen])
        goals = scenario.seats[seat].goals if seat else ()
        scored = [seat] if seat else list(scenario.seats)
        self.names = (
            *self.numbers,
            "turns played",
            *(f"score {each}" for each in scored),
            *(f"goal {goal.id}" for goal in goals),
            *(f"move {move}" for move in scenario.moves),
            *(
                f"event {event.id}.{outcome.id}"
                for event in scenario.events.values()
                if not is_hidden_event(scenario, event.id, viewer)
                for outcome in event.outcomes
            ),
            *(f"ordered {order.seat}: {order}" for order in seen_orders(scenario, every_order(scenario), viewer)),
            *(
                f"awaited {cause.kind} {cause.id}"
                for cause in _delayed(scenario)
                if not is_secret(scenario, cause, viewer)
            ),
        )
        self.places = {name: place for place, name in enumerate(self.names)}
        self.scored = scored

    def observe(self, position: Position, ordered: Orders, drawn: Mapping[str, str]) -> NDArray[np.float32]:
        """The numbers at the beginning of a turn, in the order of `names`; shape (entries,), each from 0 to 1.

        `ordered` are the orders of the turn before by seat, none at the start of a game; `drawn` says how each chance
        event came out, of those that have.
        """
        seen = np.zeros(len(self.names))
        numbers = position.numbers
        seen[: len(self.numbers)] = (np.array([numbers[name] for name in self.numbers]) - self.low) / self.span
        for name, share in self._shares(position, ordered, drawn):
            seen[self.places[name]] = share
        return np.clip(seen, 0.0, 1.0).astype(np.float32)

    def _shares(self, position: Position, ordered: Orders, drawn: Mapping[str, str]) -> Iterator[tuple[str, float]]:
        """All that is not 0, by name, without the numbers of the state."""
        played = position.turn - 1 if position.ending is None else position.turn
        yield "turns played", played / self.scenario.calendar.turns
        for seat in self.scored:
            yield f"score {seat}", position.scores[seat] / 100
        for goal in goals(position, self.viewer) if isinstance(self.viewer, Seated) else ():
            yield f"goal {goal.id}", goal.got / goal.points if goal.points else 0.0
        if position.ending is None:
            yield f"move {position.chance_move}", 1.0
        for event, outcome in drawn.items():
            if not is_hidden_event(self.scenario, event, self.viewer):
                yield f"event {event}.{outcome}", 1.0
        for orders in ordered.values():
            for order in seen_orders(self.scenario, orders, self.viewer):
                yield f"ordered {order.seat}: {order}", 1.0
        # The soonest is written last, and stays.
        for each in sorted(position.delayed, key=lambda each: -each.due):
            if not is_secret(self.scenario, each.cause, self.viewer):
                yield f"awaited {each.cause.kind} {each.cause.id}", 1 / (each.due - played)


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


def _numbers(scenario: Scenario) -> Iterator[tuple[ex.Target, float, float]]:
    """Every number of a scenario with its range."""
    for actor in scenario.actors.values():
        for indicator in actor.levels:
            scale = scenario.indicators[indicator]
            yield ex.Level(actor.id, indicator), scale.low, scale.high
    for tie in scenario.ties.between:
        yield ex.Trust(tie.listener, tie.of), scenario.ties.low, scenario.ties.high
    for whose, capital in scenario.budgets.items():
        yield ex.Capital(whose), 0.0, capital.most


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
