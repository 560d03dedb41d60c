"""Who sees what: cuts a position down to what one seat may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from wargame.engine import kernel, legality
from wargame.engine.evaluate import Moment
from wargame.engine.fault import NoSeat, UnknownSeatError
from wargame.engine.kernel import News, Worlds
from wargame.engine.position import Position
from wargame.engine.program import CompiledGoal, CompiledOutcome, Source
from wargame.engine.refusal import HiddenCondition, Refusal, UnaffordableMove, Unmet
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
    OutcomeOffer,
    Prospect,
    View,
)
from wargame.model import expression as ex
from wargame.model.grid import GRID_DIGITS
from wargame.model.order import Decision, Withholding
from wargame.model.scenario import MOVER_ID, Outcome, Scenario
from wargame.model.viewer import FACILITATOR, MOVER, Seated, Side, Viewer, seat_of


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
    odds = _move_odds(position, viewer)
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
                probability=None if odds is None else odds[row],
                cost=move.cost,
                delay=move.delay,
                prospect=_prospect(position, row, move.outcomes, viewer),
                matters=matters_to(move, viewer),
                line=move.line,
            )
        )
    return tuple(offers)


def _move_odds(position: Position, viewer: Viewer) -> Sequence[float] | None:
    """How likely chance picks each move, by the weights as the author wrote them; 0 where it is not legal.

    None where the weight of a legal one reads what the viewer may not see: the odds of all would tell of it.
    """
    worlds, program, moves = position.worlds, position.program, position.scenario.moves
    legal = worlds.legal[: program.moves, 0].tolist()
    read = [move.weight.amount for move, open_ in zip(moves.values(), legal, strict=True) if open_]
    if any(reads_hidden(position.scenario, viewer, each) for each in read):
        return None
    stated = kernel.preference(kernel.as_written(worlds), slice(program.moves))[:, 0].tolist()
    return _shares([weight * open_ for weight, open_ in zip(stated, legal, strict=True)])


def _shares(weights: Sequence[float]) -> Sequence[float]:
    """Each weight as a share of all; 0 for all where none has any."""
    total = sum(weights)
    return [each / total if total else 0.0 for each in weights]


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
                footnoted=reaction.consent.footnoted if reaction.consent else None,
                when="" if condition is None else ex.text(condition),
                legal=reason is None,
                reason=reason,
                prospect=_prospect(position, row, reaction.option(order.target).outcomes, Seated(seat)),
                line=reaction.line,
            )
        )
    return tuple(offers)


def seen_refusal(scenario: Scenario, refusal: Refusal, viewer: Viewer) -> Refusal:
    """Why something cannot be chosen, as far as a viewer may know."""
    if isinstance(refusal, Unmet) and reads_hidden(scenario, viewer, refusal.condition):
        return HiddenCondition()
    # What the mover has to spend is not for the seats.
    if isinstance(refusal, UnaffordableMove) and not sees(scenario, viewer, ex.Capital(MOVER_ID)):
        return HiddenCondition()
    return refusal


def _because(scenario: Scenario, viewer: Viewer, refusal: Refusal | None) -> Refusal | None:
    return None if refusal is None else seen_refusal(scenario, refusal, viewer)


def mover_asks(position: Position) -> tuple[Ask, ...]:
    """The reactions that need the mover's consent, for whoever answers for it."""
    return _asks(position, MOVER_ID)


def _asks(position: Position, seat: str) -> tuple[Ask, ...]:
    asks = []
    for withholding in position.program.withholdings:
        if withholding.seat == seat and position.asked(withholding):
            reaction = position.scenario.reactions[withholding.of][withholding.reaction]
            assert reaction.consent is not None
            without, footnoted = reaction.consent.without, reaction.consent.footnoted
            asks.append(Ask(withholding, reaction.title, reaction.text, without, footnoted))
    return tuple(asks)


def _prospect(position: Position, row: int, outcomes: Sequence[Outcome], viewer: Viewer) -> Prospect:
    """What a move or a reaction would do by itself, however it may come out."""
    play = position.program.plays[row]
    if not play.outcomes:
        return Prospect(_expected(position, play.source, viewer, row))
    odds = _odds(position, row, outcomes, viewer)
    # What the act itself does may read how it came out: that part belongs to the outcome.
    by_way = [_expected(position, play.source, viewer, row, way.row) for way in play.outcomes]
    certain = tuple(each for each in by_way[0] if all(each in others for others in by_way))
    ways = tuple(
        OutcomeOffer(
            outcome=outcome.id,
            title=outcome.title,
            text=outcome.text,
            probability=None if odds is None else odds[number],
            effects=(
                *(each for each in by_way[number] if each not in certain),
                *_expected(position, compiled.source, viewer, row, compiled.row),
            ),
            line=outcome.line,
        )
        for number, (outcome, compiled) in enumerate(zip(outcomes, play.outcomes, strict=True))
    )
    return Prospect(certain, ways, () if odds is None else _on_average(certain, ways))


def _odds(position: Position, row: int, outcomes: Sequence[Outcome], viewer: Viewer) -> Sequence[float] | None:
    """How likely each outcome is when nothing else is played, by the middle of what the author is unsure of.

    None where a weight reads what the viewer may not see.
    """
    if any(reads_hidden(position.scenario, viewer, each.weight.amount) for each in outcomes):
        return None
    return _stated_odds(position.worlds, position.program.plays[row].outcomes, _trying(position, row))


def _stated_odds(worlds: Worlds, ways: Sequence[CompiledOutcome], now: Moment) -> Sequence[float]:
    """How likely each outcome is by the weights as the author wrote them, not as this game's hidden draws have them."""
    stated = kernel.as_written(worlds)
    return _shares(kernel.weights(stated, ways, replace(now, assumptions=stated.assumptions))[:, 0].tolist())


def _on_average(certain: Sequence[ExpectedEffect], ways: Sequence[OutcomeOffer]) -> tuple[ExpectedEffect, ...]:
    """The exact expectation over the outcomes, number by number; what the author is unsure of adds up alike."""
    parts = [(1.0, each) for each in certain]
    parts += [(way.probability or 0.0, each) for way in ways for each in way.effects]
    amounts: dict[str, float] = {}
    spreads: dict[str, float] = {}
    for share, each in parts:
        amounts[each.target] = amounts.get(each.target, 0.0) + share * each.amount
        spreads[each.target] = spreads.get(each.target, 0.0) + share * each.plus_or_minus
    return tuple(
        ExpectedEffect(
            target=target,
            amount=round(amount, GRID_DIGITS) + 0.0,
            plus_or_minus=round(spreads[target], GRID_DIGITS),
            because="",
            source="",
            line=next(each.line for _, each in parts if each.target == target),
        )
        for target, amount in amounts.items()
    )


def _trying(position: Position, row: int | None, came: int | None = None) -> Moment:
    """What expressions read where nothing but one play is played; `came` is the outcome it has."""
    worlds, program = position.worlds, position.program
    plays_now = np.zeros((len(program.plays), 1), dtype=np.bool_)
    if row is not None:
        plays_now[row] = True
    come = None
    if came is not None:
        come = worlds.came.copy()
        come[came] = worlds.turn
    return replace(kernel.moment(worlds, plays_now, came=come), assumptions=program.assumptions)


def _expected(
    position: Position, source: Source, viewer: Viewer, row: int | None = None, came: int | None = None
) -> tuple[ExpectedEffect, ...]:
    """What a source would do by itself at the state before the turn, as far as the viewer may see.

    It is given as the author wrote it, not as this game's hidden draws have it: by the middle of what is assumed, with
    a range that covers the effect's own uncertainty and that of each assumption it reads. An effect that reads what the
    viewer may not see is left out: its size would reveal that.
    """
    worlds, program, scenario = position.worlds, position.program, position.scenario
    now = _trying(position, row, came)
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
                    amount=round(float(middle), GRID_DIGITS) + 0.0,
                    plus_or_minus=round(effect.plus_or_minus + float(off), GRID_DIGITS),
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
    """The events in some news as they came out, as far as a viewer may know; each with how likely that was then.

    What the opening had settled was not left to chance, as everybody at the table may know.
    """
    happened, events = [], list(scenario.events.values())
    for news in several:
        program, opening = news.earlier.program, news.earlier.opening
        settled = {} if opening is None else scenario.openings[opening].events
        for place in news.events:
            event, outcomes = events[place], program.events[place].outcomes
            way = next((number for number, each in enumerate(outcomes) if news.came[each.row, 0]), None)
            if way is None or is_hidden_event(scenario, event.id, viewer):
                continue
            now, outcome = kernel.moment(news.earlier, just_played=news.closing), event.outcomes[way]
            odds = odds_of(news.earlier, outcomes, now, way, event.outcomes, viewer)
            happened.append(
                Happened(
                    event=event.id,
                    outcome=outcome.id,
                    title=event.title,
                    outcome_title=outcome.title,
                    text=outcome.text or event.text,
                    probability=None if settled.get(event.id) == outcome.id else odds,
                    line=outcome.line,
                )
            )
    return tuple(happened)


def odds_of(
    worlds: Worlds,
    compiled: Sequence[CompiledOutcome],
    now: Moment,
    way: int,
    outcomes: Sequence[Outcome],
    viewer: Viewer,
) -> float | None:
    """How likely it was to come out this way, by the author's weights as written; None for whoever may not see all that
    these read."""
    if any(reads_hidden(worlds.program.scenario, viewer, each.weight.amount) for each in outcomes):
        return None
    return _stated_odds(worlds, compiled, now)[way]


def _delayed(position: Position, viewer: Viewer) -> tuple[DelayedView, ...]:
    return tuple(
        DelayedView(each.cause, each.cause.ordered or 0, each.due)
        for each in position.delayed
        if not is_secret(position.scenario, each.cause, viewer)
    )


def seen_orders(scenario: Scenario, orders: Iterable[Decision], viewer: Viewer) -> tuple[Decision, ...]:
    """Of some orders those that a viewer may know of: one's own, and what others ordered in the open.

    Of a consent that is withheld from a secret reaction, whoever is asked for it knows, and whose reaction it is.
    """
    own = MOVER_ID if viewer == MOVER else seat_of(viewer)
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
