"""Who sees what: cuts a position down to what one seat may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from wargame.engine import kernel, legality
from wargame.engine.ledger import Cause, RuleId
from wargame.engine.position import Position
from wargame.engine.program import CompiledGoal, Source
from wargame.engine.view import (
    PUBLIC,
    Ask,
    DelayedView,
    ExpectedEffect,
    GoalScore,
    Happened,
    InjectOffer,
    MoveOffer,
    Offer,
    View,
)
from wargame.model import expression as ex
from wargame.model.order import Decision, Order, Withholding
from wargame.model.scenario import Scenario


def sees(scenario: Scenario, seat: str | None, target: ex.Target) -> bool:
    """Whether a seat may see a number: the facilitator all, others what the scenario shows them and their own."""
    if seat is None:
        return True
    match target:
        case ex.Trust():
            return True
        case ex.Capital(owner):
            return owner == seat
        case ex.Level(actor, indicator):
            seen_by = scenario.indicators[indicator].seen_by
            return seen_by is None or seat in seen_by or scenario.seat_of.get(actor, PUBLIC) == seat != PUBLIC
    raise AssertionError(target)


def view(position: Position, seat: str | None) -> View:
    """A position as a seat sees it: None for the facilitator, PUBLIC for what everybody sees.

    Raises:
        KeyError: the scenario has no such seat.
    """
    scenario = position.scenario
    if seat not in (None, PUBLIC) and seat not in scenario.seats:
        raise KeyError(f"{scenario.id} has no seat '{seat}': {', '.join(scenario.seats)}")
    return View(
        seat=seat,
        turn=position.turn,
        turns=scenario.calendar.turns,
        date=position.date,
        numbers=visible_numbers(position, seat),
        happened=happened(position) if position.ending is None else (),
        offers=_offers(position, seat) if seat else (),
        asks=_asks(position, seat) if seat else (),
        goals=goals(position, seat) if seat else (),
        score=position.scores[seat] if seat else 0.0,
        awaited=_awaited(position, seat),
        ending=position.ending,
    )


def visible_numbers(position: Position, seat: str | None) -> Mapping[str, float]:
    """The numbers of a position that a seat may see, by name."""
    return {
        ex.text(target): position.numbers[ex.text(target)]
        for target in position.program.targets
        if sees(position.scenario, seat, target)
    }


def goals(position: Position, seat: str | None) -> tuple[GoalScore, ...]:
    """How a seat's goals stand, or the mover's for None."""
    got = kernel.scores(position.worlds, seat)[1]
    return tuple(
        _goal(position, aim, float(points[0])) for aim, points in zip(position.program.aims[seat], got, strict=True)
    )


def move_offers(position: Position, seat: str | None = None) -> tuple[MoveOffer, ...]:
    """The moves to choose among, with the effects on numbers that a seat may see: None for the facilitator's sight."""
    weights = kernel.move_weights(position.worlds)[:, 0]
    total = float(weights.sum())
    offers = []
    for row, move in enumerate(position.scenario.moves.values()):
        reason = legality.move_reason(position, move.id)
        offers.append(
            MoveOffer(
                id=move.id,
                title=move.title,
                text=move.text,
                legal=reason is None,
                reason=reason,
                probability=float(weights[row]) / total if total else 0.0,
                delay=move.delay,
                effects=_expected(position, position.program.plays[row].source, seat, row),
                matters=move.matters,
                line=move.line,
            )
        )
    return tuple(offers)


def inject_offers(position: Position) -> tuple[InjectOffer, ...]:
    """The injects as the facilitator chooses among them."""
    offers = []
    for inject, conditional in zip(position.scenario.injects.values(), position.program.injects, strict=True):
        reason = legality.inject_reason(position, inject.id)
        effects = _expected(position, conditional.source, None)
        offers.append(InjectOffer(inject.id, inject.title, inject.text, reason is None, reason, effects, inject.line))
    return tuple(offers)


def _offers(position: Position, seat: str) -> tuple[Offer, ...]:
    program = position.program
    offers = []
    for row, order in enumerate(program.orders, start=program.moves):
        if order.seat != seat:
            continue
        reaction = position.scenario.reactions[seat][order.reaction]
        play = program.plays[row]
        reason = legality.order_reason(position, order)
        offers.append(
            Offer(
                order=order,
                title=reaction.title,
                text=reaction.text,
                cost=reaction.cost,
                delay=reaction.delay,
                secret=reaction.secret,
                consent=tuple(reaction.consent.withheld_when) if reaction.consent else (),
                without=reaction.consent.without if reaction.consent else 1.0,
                when="" if play.condition is None else ex.text(play.condition),
                legal=reason is None,
                reason=reason,
                effects=_expected(position, play.source, seat, row),
                line=reaction.line,
            )
        )
    return tuple(offers)


def _asks(position: Position, seat: str) -> tuple[Ask, ...]:
    asks = []
    for withholding in position.program.withholdings:
        if withholding.seat == seat and position.asked(withholding):
            reaction = position.scenario.reactions[withholding.of][withholding.reaction]
            without = reaction.consent.without if reaction.consent else 1.0
            asks.append(Ask(withholding, reaction.title, reaction.text, without))
    return tuple(asks)


def _expected(
    position: Position, source: Source, seat: str | None, row: int | None = None
) -> tuple[ExpectedEffect, ...]:
    """What a source would do by itself at the state before the turn, as far as the seat may see.

    It is told as the author wrote it, not as this game's hidden draws have it: by the middle of what is assumed, with a
    range that covers the effect's own uncertainty and that of each assumption it reads.
    """
    worlds, program = position.worlds, position.program
    plays_now = np.zeros((len(program.plays), 1), dtype=np.bool_)
    if row is not None:
        plays_now[row] = True
    now = replace(kernel.moment(worlds, plays_now), assumptions=program.assumptions)
    shifted = [
        replace(now, assumptions=_shifted(program.assumptions, place, program.doubts[doubt].plus_or_minus))
        for place, doubt in program.assumption_doubts
    ]
    expected = []
    for strike in source.strikes:
        effect = strike.effect
        counts = strike.when is None or bool(kernel.holds(worlds, strike.when(now))[0])
        if counts and sees(position.scenario, seat, effect.target):
            middle = kernel.over(worlds, strike.amount(now))[0]
            off = sum(abs(kernel.over(worlds, strike.amount(other))[0] - middle) for other in shifted)
            expected.append(
                ExpectedEffect(
                    target=ex.text(effect.target),
                    amount=round(float(middle), kernel.GRID_DIGITS) + 0.0,
                    plus_or_minus=round(effect.plus_or_minus + float(off), kernel.GRID_DIGITS),
                    because=effect.because,
                    source=effect.source,
                    line=effect.line,
                )
            )
    return tuple(expected)


def _shifted(assumptions: kernel.Floats, place: int, by: float) -> kernel.Floats:
    moved = assumptions.copy()
    moved[place] += by
    return moved


def _goal(position: Position, aim: CompiledGoal, got: float) -> GoalScore:
    goal = aim.goal
    level = None
    if aim.measure is not None:
        now = kernel.moment(position.worlds, just_played=True)
        level = float(kernel.over(position.worlds, aim.measure(now))[0])
    written = goal.when if goal.measure is None else goal.measure
    assert written is not None
    return GoalScore(
        id=goal.id,
        title=goal.title,
        points=goal.points,
        got=round(got, 6),
        when=ex.text(written),
        measure=level,
        start=goal.start,
        end=goal.end,
        line=goal.line,
    )


def happened(position: Position) -> tuple[Happened, ...]:
    """The chance events that came out as the position's turn began."""
    happened = []
    for place, (event, dated) in enumerate(
        zip(position.scenario.events.values(), position.program.events, strict=True)
    ):
        way = int(position.worlds.drawn[place, 0])
        if dated.turn == position.worlds.turn and way >= 0:
            outcome = event.outcomes[way]
            weights = kernel.event_weights(position.worlds, place)[:, 0]
            total = float(weights.sum())
            happened.append(
                Happened(
                    event=event.id,
                    outcome=outcome.id,
                    title=event.title,
                    outcome_title=outcome.title,
                    text=outcome.text or event.text,
                    probability=float(weights[way]) / total if total else 0.0,
                    line=outcome.line,
                )
            )
    return tuple(happened)


def _awaited(position: Position, seat: str | None) -> tuple[DelayedView, ...]:
    return tuple(
        DelayedView(each.cause, each.cause.ordered or 0, each.due)
        for each in position.pending
        if not is_secret(position.scenario, each.cause, seat)
    )


def seen_orders(scenario: Scenario, orders: Iterable[Decision], seat: str | None) -> tuple[Decision, ...]:
    """Of some orders those that a seat may know of: its own, and what others ordered in the open."""
    return tuple(
        order
        for order in orders
        if seat is None or order.seat == seat or isinstance(order, Withholding) or _in_the_open(scenario, order)
    )


def _in_the_open(scenario: Scenario, order: Order) -> bool:
    """Whether everybody may know of a reaction; nobody of one that the scenario does not have."""
    reaction = scenario.reactions.get(order.seat, {}).get(order.reaction)
    return reaction is not None and not reaction.secret


def is_secret(scenario: Scenario, cause: Cause, seat: str | None) -> bool:
    """Whether a seat may not know that this cause was at work."""
    if seat is None:
        return False
    match cause.subject:
        case Order(owner, reaction):
            return scenario.reactions[owner][reaction].secret and owner != seat
        case RuleId(rule):
            return scenario.rules[rule].secret
        case _:
            return False
