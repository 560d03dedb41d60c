"""Who sees what: cuts a position down to what one seat may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from wargame.engine import kernel, legality
from wargame.engine.fault import NoSeat, UnknownSeatError
from wargame.engine.kernel import News
from wargame.engine.ledger import ActOutcome, Cause, EventOutcome, RuleId
from wargame.engine.position import Position
from wargame.engine.program import CompiledGoal, Source
from wargame.engine.refusal import HiddenCondition, Refusal, Unmet
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
from wargame.model.order import Decision, Order, Withholding
from wargame.model.scenario import (
    MOVER_ID,
    Actor,
    CapitalBudget,
    Move,
    Option,
    Outcome,
    Reaction,
    Scenario,
    Seat,
    Weight,
)
from wargame.model.viewer import FACILITATOR, MOVER, Seated, Side, Viewer, seat_of, sees_all_of


def sees(scenario: Scenario, viewer: Viewer, target: ex.Target) -> bool:
    """Whether a viewer may see a number: the facilitator all, others what the scenario shows them and their own."""
    if viewer == FACILITATOR:
        return True
    seat = seat_of(viewer)
    match target:
        case ex.Trust():
            return True
        case ex.Capital(owner):
            return viewer == MOVER if owner == MOVER_ID else owner == seat
        case ex.Level(actor, indicator):
            seen_by = scenario.indicators[indicator].seen_by
            return seen_by is None or (seat is not None and (seat in seen_by or scenario.seat_of.get(actor) == seat))
    raise AssertionError(target)


def reads_hidden(scenario: Scenario, viewer: Viewer, expression: ex.Expression | None) -> bool:
    """Whether an expression reads what a viewer may not see: a number, a secret act, or what tells of one."""
    if viewer == FACILITATOR or expression is None:
        return False
    for node in ex.walk(expression):
        match node:
            case ex.Level() | ex.Trust() | ex.Capital():
                hidden = not sees(scenario, viewer, node)
            case ex.Played(str(seat), name) | ex.Times(str(seat), name) | ex.Since(str(seat), name):
                hidden = seat != seat_of(viewer) and scenario.reactions[seat][name].secret
            case ex.Fired(rule):
                hidden = is_hidden_rule(scenario, rule, viewer)
            case ex.Drawn(name, _, str(seat)) | ex.SinceDrawn(name, _, str(seat)):
                hidden = seat != seat_of(viewer) and scenario.reactions[seat][name].secret
            case ex.Drawn(name, _) | ex.SinceDrawn(name, _):
                hidden = name in scenario.events and is_hidden_event(scenario, name, viewer)
            case _:
                hidden = False
        if hidden:
            return True
    return False


def seen_condition(scenario: Scenario, viewer: Viewer, condition: ex.Expression | None) -> ex.Expression | None:
    """Of a condition the parts that a viewer may know of; None where nothing is left of it."""
    if not reads_hidden(scenario, viewer, condition):
        return condition
    if not isinstance(condition, ex.Every):
        return None
    left = tuple(each for each in condition.operands if not reads_hidden(scenario, viewer, each))
    if not left:
        return None
    return left[0] if len(left) == 1 else ex.Every(left)


def is_hidden_rule(scenario: Scenario, rule: str, viewer: Viewer) -> bool:
    """Whether a viewer may not know that a rule fired: it is secret, or its condition reads others' secret acts."""
    return viewer != FACILITATOR and not scenario.confidants.rules[rule] <= {seat_of(viewer)}


def is_hidden_event(scenario: Scenario, event: str, viewer: Viewer) -> bool:
    """Whether a viewer may not know that a chance event came, because its condition reads others' secret acts."""
    return viewer != FACILITATOR and not scenario.confidants.events[event] <= {seat_of(viewer)}


def seen_scenario(scenario: Scenario, viewer: Viewer, released: Iterable[str] = ()) -> Scenario:
    """A scenario as a viewer holds it in a game: what the screens name and draw, and none of what others keep to
    themselves or only the engine needs.

    Left out are the goals, briefs, doctrines and capital of other seats, rules and events that would tell a secret,
    injects but those `released`, every effect and weight, the start of hidden numbers, conditions as far as they read
    what is hidden, and the file's text.
    """
    if viewer == FACILITATOR:
        return scenario
    own = seat_of(viewer)
    injects = [scenario.injects[each] for each in scenario.injects if each in set(released)]
    cut = replace(
        scenario,
        actors={each.id: _seen_actor(scenario, viewer, each) for each in scenario.actors.values()},
        seats={each.id: each if each.id == own else _seen_seat(each) for each in scenario.seats.values()},
        # What everybody watches together may tell the mover's goals, a seat's own screen does not.
        mover=scenario.mover if own is None else replace(scenario.mover, goals=()),
        moves={each.id: _seen_move(scenario, viewer, each) for each in scenario.moves.values()},
        reactions={
            seat: {each.id: _seen_reaction(scenario, viewer, each) for each in several.values()}
            for seat, several in scenario.reactions.items()
        },
        rules={
            each.id: replace(each, when=_seen_or_true(scenario, viewer, each.when), effects=())
            for each in scenario.rules.values()
            if not is_hidden_rule(scenario, each.id, viewer)
        },
        events={
            each.id: replace(
                each,
                when=seen_condition(scenario, viewer, each.when),
                outcomes=_seen_outcomes(each.outcomes),
            )
            for each in scenario.events.values()
            if not is_hidden_event(scenario, each.id, viewer)
        },
        injects={each.id: replace(each, when=None, effects=()) for each in injects},
        endings={
            each.id: each if each.when is None else replace(each, when=_seen_or_true(scenario, viewer, each.when))
            for each in scenario.endings.values()
        },
        expectations={
            each.id: replace(each, that=_seen_or_true(scenario, viewer, each.that))
            for each in scenario.expectations.values()
        },
        text="",
    )
    return replace(cut, text=_proper_names(scenario, cut))


NO_WEIGHT = Weight(ex.Number(0.0), 0.0, "", "", 0)
"""Stands for a weight that a viewer is not given."""
_TRUE = ex.Every(())


def _seen_or_true(scenario: Scenario, viewer: Viewer, condition: ex.Expression) -> ex.Expression:
    return seen_condition(scenario, viewer, condition) or _TRUE


def _seen_actor(scenario: Scenario, viewer: Viewer, actor: Actor) -> Actor:
    return replace(
        actor,
        levels={
            indicator: start
            for indicator, start in actor.levels.items()
            if sees(scenario, viewer, ex.Level(actor.id, indicator))
        },
    )


def _seen_seat(seat: Seat) -> Seat:
    return replace(seat, brief="", goals=(), capital=CapitalBudget(0.0, 0.0, 0.0, seat.capital.line))


def _matters(move: Move, viewer: Viewer) -> Mapping[str, str]:
    """Why a move matters, for those who are shown it."""
    return {seat: words for seat, words in move.matters.items() if sees_all_of(viewer, seat)}


def _seen_move(scenario: Scenario, viewer: Viewer, move: Move) -> Move:
    return replace(
        move,
        weight=NO_WEIGHT,
        when=seen_condition(scenario, viewer, move.when),
        effects=(),
        outcomes=_seen_outcomes(move.outcomes),
        matters=_matters(move, viewer),
    )


def _seen_outcomes(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """How something may come out, without how likely each is and what it would do."""
    return tuple(replace(each, weight=NO_WEIGHT, effects=()) for each in outcomes)


def _seen_reaction(scenario: Scenario, viewer: Viewer, reaction: Reaction) -> Reaction:
    mine = reaction.seat == seat_of(viewer)
    consent = reaction.consent
    return replace(
        reaction,
        consent=consent
        and replace(consent, withheld_when=dict.fromkeys(consent.withheld_when, _TRUE), footnote_when={}),
        options=tuple(
            Option(
                each.target,
                seen_condition(scenario, viewer, each.when) if mine else None,
                NO_WEIGHT,
                (),
                _seen_outcomes(each.outcomes),
            )
            for each in reaction.options
        ),
    )


def _proper_names(scenario: Scenario, cut: Scenario) -> str:
    """A text of nothing but the proper names that titles of indicators begin with, so that they stay written large."""
    first = dict.fromkeys(each.title.split(maxsplit=1)[0] for each in cut.indicators.values() if each.title.strip())
    return "".join(f"the {word}\n" for word in first if scenario.is_proper_name(word))


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
        happened=happened(position, viewer) if position.ending is None else (),
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
                matters=_matters(move, viewer),
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


def is_secret(scenario: Scenario, cause: Cause, viewer: Viewer) -> bool:
    """Whether a viewer may not know that this cause was at work."""
    if viewer == FACILITATOR:
        return False
    match cause.subject:
        case Order(owner, reaction):
            return scenario.reactions[owner][reaction].secret and owner != seat_of(viewer)
        case ActOutcome(Order(owner, reaction)):
            return scenario.reactions[owner][reaction].secret and owner != seat_of(viewer)
        case RuleId(rule):
            return is_hidden_rule(scenario, rule, viewer)
        case EventOutcome(event):
            return is_hidden_event(scenario, event, viewer)
        case _:
            return False
