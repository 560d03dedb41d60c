"""Who sees what: cuts a position down to what one seat may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from wargame.engine import kernel, legality
from wargame.engine.fault import NoSeat, UnknownSeatError
from wargame.engine.kernel import News
from wargame.engine.position import Position
from wargame.engine.program import CompiledGoal, Source
from wargame.engine.refusal import HiddenCondition, Refusal, Unmet
from wargame.engine.secrecy import is_hidden_event, is_secret, reads_hidden, seen_condition, sees
from wargame.engine.seen_ledger import seen_news
from wargame.engine.seen_scenario import matters_to
from wargame.engine.view import (
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
from wargame.model.order import Decision, Withholding
from wargame.model.scenario import (
    Scenario,
)
from wargame.model.viewer import FACILITATOR, Seated, Side, Viewer, seat_of


def view(position: Position, viewer: Viewer) -> View:
    """A position as a viewer sees it.

    Raises:
        KeyError: the scenario has no such seat.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> seen = wargame.view(position, wargame.Seated("host"))
    >>> seen.numbers["guest.commitment"], "rival.designs" in seen.numbers
    (60.0, False)
    >>> [str(offer.order) for offer in seen.offers]
    ['reassure(guest)', 'reassure(rival)', 'press', 'talks', 'subsidy']
    """
    scenario = position.scenario
    seat = seat_of(viewer)
    if seat is not None and seat not in scenario.seats:
        raise UnknownSeatError(NoSeat.of(scenario, seat))
    return View(
        viewer=viewer,
        turn=position.turn,
        turns=scenario.calendar.turns,
        date=position.date,
        numbers=visible_numbers(position, viewer),
        happened=happened(position, viewer),
        news=seen_news(position, viewer),
        offers=() if seat is None else _offers(position, seat),
        asks=() if seat is None else _asks(position, seat),
        goals=() if seat is None else goals(position, Seated(seat)),
        score=0.0 if seat is None else position.scores[seat],
        delayed=_delayed(position, viewer),
        ending=position.ending,
    )


def visible_numbers(position: Position, viewer: Viewer) -> Mapping[str, float]:
    """The numbers of a position that a viewer may see, by name."""
    return {
        name: level
        for target, (name, level) in zip(position.program.targets, position.numbers.items(), strict=True)
        if sees(position.scenario, viewer, target)
    }


def goals(position: Position, side: Side) -> tuple[GoalScore, ...]:
    """How far the goals of a seat or of the mover are met."""
    got = kernel.scores(position.worlds, side)[1]
    return tuple(
        _goal(position, compiled, float(points[0]))
        for compiled, points in zip(position.program.goals[side], got, strict=True)
    )


def move_offers(position: Position, viewer: Viewer) -> tuple[MoveOffer, ...]:
    """The moves to choose among, with the effects on numbers that a viewer may see."""
    weights = kernel.move_weights(position.worlds)[:, 0]
    total = float(weights.sum())
    offers = []
    for row, move in enumerate(position.scenario.moves.values()):
        reason = _because(position.scenario, viewer, legality.move_reason(position, move.id))
        offers.append(
            MoveOffer(
                id=move.id,
                title=move.title,
                text=move.text,
                legal=reason is None,
                reason=reason,
                probability=float(weights[row]) / total if total else 0.0,
                delay=move.delay,
                effects=_expected(position, position.program.plays[row].source, viewer, row),
                matters=matters_to(move, viewer),
                line=move.line,
            )
        )
    return tuple(offers)


def inject_offers(position: Position) -> tuple[InjectOffer, ...]:
    """The injects as the facilitator chooses among them."""
    offers = []
    for inject, conditional in zip(position.scenario.injects.values(), position.program.injects, strict=True):
        reason = legality.inject_reason(position, inject.id)
        effects = _expected(position, conditional.source, FACILITATOR)
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
        reason = _because(position.scenario, Seated(seat), legality.order_reason(position, order))
        condition = seen_condition(position.scenario, Seated(seat), play.condition)
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
                when="" if condition is None else ex.text(condition),
                legal=reason is None,
                reason=reason,
                effects=_expected(position, play.source, Seated(seat), row),
                line=reaction.line,
            )
        )
    return tuple(offers)


def seen_refusal(scenario: Scenario, refusal: Refusal, viewer: Viewer) -> Refusal:
    """Why something cannot be chosen, as far as a viewer may know."""
    if isinstance(refusal, Unmet) and reads_hidden(scenario, viewer, refusal.condition):
        return HiddenCondition()
    return refusal


def _because(scenario: Scenario, viewer: Viewer, refusal: Refusal | None) -> Refusal | None:
    return None if refusal is None else seen_refusal(scenario, refusal, viewer)


def _asks(position: Position, seat: str) -> tuple[Ask, ...]:
    asks = []
    for withholding in position.program.withholdings:
        if withholding.seat == seat and position.asked(withholding):
            reaction = position.scenario.reactions[withholding.of][withholding.reaction]
            without = reaction.consent.without if reaction.consent else 1.0
            asks.append(Ask(withholding, reaction.title, reaction.text, without))
    return tuple(asks)


def _expected(position: Position, source: Source, viewer: Viewer, row: int | None = None) -> tuple[ExpectedEffect, ...]:
    """What a source would do by itself at the state before the turn, as far as the viewer may see.

    It is given as the author wrote it, not as this game's hidden draws have it: by the middle of what is assumed, with
    a range that covers the effect's own uncertainty and that of each assumption it reads. An effect that reads what the
    viewer may not see is left out: its size would reveal that.
    """
    worlds, program, scenario = position.worlds, position.program, position.scenario
    plays_now = np.zeros((len(program.plays), 1), dtype=np.bool_)
    if row is not None:
        plays_now[row] = True
    now = replace(kernel.moment(worlds, plays_now), assumptions=program.assumptions)
    shifted = [
        replace(now, assumptions=_shifted(program.assumptions, place, program.uncertainties[row].plus_or_minus))
        for place, row in program.assumption_uncertainties
    ]
    expected = []
    for compiled in source.effects:
        effect = compiled.effect
        if not sees(scenario, viewer, effect.target) or any(
            reads_hidden(scenario, viewer, read) for read in (effect.amount, effect.when)
        ):
            continue
        if compiled.when is None or bool(kernel.holds(worlds, program.evaluate[compiled.when](now))[0]):
            middle = kernel.over(worlds, program.evaluate[compiled.amount](now))[0]
            off = sum(
                abs(kernel.over(worlds, program.evaluate[compiled.amount](other))[0] - middle) for other in shifted
            )
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


def _goal(position: Position, compiled: CompiledGoal, got: float) -> GoalScore:
    goal, now = compiled.goal, kernel.moment(position.worlds, just_played=True)
    evaluate, applies = position.program.evaluate, compiled.applies
    counts = applies is None or bool(kernel.holds(position.worlds, evaluate[applies](now))[0])
    level = None
    if compiled.measure is not None:
        level = float(kernel.over(position.worlds, evaluate[compiled.measure](now))[0])
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
        counts=counts,
        line=goal.line,
    )


def happened(position: Position, viewer: Viewer) -> tuple[Happened, ...]:
    """The news of the position's turn, as far as a viewer may know of it."""
    return () if position.ending is not None else came_about(position.scenario, position.news, viewer)


def came_about(scenario: Scenario, several: Sequence[News], viewer: Viewer) -> tuple[Happened, ...]:
    """The events in some news as they came out, as far as a viewer may know; each with how likely that was then."""
    happened, events = [], list(scenario.events.values())
    for news in several:
        program = news.earlier.program
        for place in news.events:
            event, outcomes = events[place], program.events[place].outcomes
            way = next((number for number, each in enumerate(outcomes) if news.came[each.row, 0]), None)
            if way is None or is_hidden_event(scenario, event.id, viewer):
                continue
            weights = kernel.weights(news.earlier, outcomes, kernel.moment(news.earlier, just_played=news.closing))[
                :, 0
            ]
            total, outcome = float(weights.sum()), event.outcomes[way]
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


def _delayed(position: Position, viewer: Viewer) -> tuple[DelayedView, ...]:
    return tuple(
        DelayedView(each.cause, each.cause.ordered or 0, each.due)
        for each in position.delayed
        if not is_secret(position.scenario, each.cause, viewer)
    )


def seen_orders(scenario: Scenario, orders: Iterable[Decision], viewer: Viewer) -> tuple[Decision, ...]:
    """Of some orders those that a viewer may know of: a seat's own, and what others ordered in the open.

    Of a consent that is withheld from a secret reaction, whoever is asked for it knows, and whose reaction it is.
    """
    own = seat_of(viewer)
    return tuple(
        order
        for order in orders
        if viewer == FACILITATOR or own in (order.seat, _owner(order)) or _in_the_open(scenario, order)
    )


def _owner(order: Decision) -> str:
    """Whose reaction an order is about."""
    return order.of if isinstance(order, Withholding) else order.seat


def _in_the_open(scenario: Scenario, order: Decision) -> bool:
    """Whether everybody may know of a reaction; nobody of one that the scenario does not have."""
    reaction = scenario.reactions.get(_owner(order), {}).get(order.reaction)
    return reaction is not None and not reaction.secret
