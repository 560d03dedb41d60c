"""What a player faces in a turn, in words: what can be chosen and what it does, goals, and what is still to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wargame.engine.ledger import MoveId
from wargame.engine.refusal import Unmet
from wargame.engine.view import DelayedView, ExpectedEffect, GoalScore, InjectOffer, MoveOffer, Offer, OutcomeOffer
from wargame.model.order import Order
from wargame.model.scenario import Goal, Scenario
from wargame.model.viewer import Seated, Side
from wargame.text.conditions import amount_words, condition_words, numbers_words
from wargame.text.message import message, plural
from wargame.text.names import mover_name, number_phrase, order_words, percent, plain, seat_name, short_number, signed
from wargame.text.refusals import refusal_words


def still_to_come() -> str:
    """The heading of what has been ordered and has yet to take effect."""
    return message("Still to come")


def by_itself_head(turn: int | None) -> str:
    """The heading of what a move does before other effects are added; `turn` is when it does, None for this one."""
    if turn is None:
        return message("By itself it does this:")
    return message("By itself it does this, from turn {turn} on:", turn=turn)


def only_while(condition: str) -> str:
    """The condition of a reaction as a sentence."""
    return message("Only while {condition}.", condition=condition)


def reason_words(scenario: Scenario, offer: Offer | MoveOffer | InjectOffer) -> str:
    """Why something can't be done now, in words that fit behind a colon; empty when it can."""
    match offer.reason:
        case None:
            return ""
        case Unmet(condition, ()):
            return message("only while {condition}", condition=condition_words(scenario, condition))
        case Unmet(condition, readings):
            return message(
                "only while {condition}; now {readings}",
                condition=condition_words(scenario, condition),
                readings=numbers_words(scenario, readings),
            )
        case refusal:
            return refusal_words(refusal)


def odds_words(probability: float) -> str:
    """How likely an outcome is: `75 in 100`."""
    if 0 < probability < 0.005:
        return message("less than 1 in 100")
    return message("{number} in 100", number=f"{100 * probability:.0f}")


def outcome_words(outcome: OutcomeOffer) -> str:
    """How an act may come out, with its odds where the reader may know them: `Taken to heart (75 in 100)`."""
    if outcome.probability is None:
        return outcome.title
    return message("{outcome} ({odds})", outcome=outcome.title, odds=odds_words(outcome.probability))


def outcomes_head(outcomes: Sequence[OutcomeOffer]) -> str:
    """The heading of how an act may come out; where the odds are not given, it says why."""
    if any(each.probability is None for each in outcomes):
        return message("It may come out in several ways; the odds depend on something that you may not see:")
    return message("It may come out in several ways; the odds as they are, if nothing else is played:")


def on_average_head() -> str:
    """The heading of what is to be expected over all outcomes."""
    return message("On average over these outcomes:")


def footnote_words(share: float | None) -> str:
    """What a footnote to a consent leaves of a reaction; empty where none can be added."""
    if share is None:
        return ""
    if share == 0:
        return message("With a footnote nothing of the effect is left.")
    return message("With a footnote {share} of the effect is left.", share=percent(share))


def move_cost(cost: float) -> str:
    """What a move costs of the mover's capital."""
    return message("Costs {cost} capital.", cost=short_number(cost))


def effect_words(scenario: Scenario, expected: ExpectedEffect) -> str:
    """An effect to be expected: `NATO's cohesion -4.0 (give or take 1.5): allies doubt the plan.`"""
    number, amount = number_phrase(scenario, expected.target, first=True), signed(expected.amount)
    if expected.plus_or_minus > 0:
        amount = message("{amount} (give or take {spread})", amount=amount, spread=short_number(expected.plus_or_minus))
    if expected.because:
        return message("{number} {amount}: {reason}", number=number, amount=amount, reason=expected.because)
    return message("{number} {amount}", number=number, amount=amount)


def goal_words(scenario: Scenario, side: Side, score: GoalScore) -> str:
    """A goal by its title, with its points and what it asks for."""
    return message("{goal}: {state}", goal=score.title, state=goal_state_words(scenario, side, score))


def goal_state_words(scenario: Scenario, side: Side, score: GoalScore) -> str:
    """How many of its points a goal has brought, what it asks for, and how far that is met."""
    goals: Iterable[Goal] = scenario.seats[side.seat].goals if isinstance(side, Seated) else scenario.mover.goals
    goal = next((each for each in goals if each.id == score.id), None)
    asked = score.when if goal is None else _asked_words(scenario, goal, score)
    if goal is not None and goal.applies is not None:
        condition = condition_words(scenario, goal.applies)
        if score.counts:
            asked = message("{asked}; counts while {condition}", asked=asked, condition=condition)
        else:
            asked = message("{asked}; does not count now, only while {condition}", asked=asked, condition=condition)
    elif not score.counts:
        asked = message("{asked}; does not count now", asked=asked)
    return plural(
        "{got} of {points} point; {asked}",
        "{got} of {points} points; {asked}",
        1 if score.points == 1 else 2,
        got=short_number(score.got, 1),
        points=short_number(score.points),
        asked=asked,
    )


def _asked_words(scenario: Scenario, goal: Goal, score: GoalScore) -> str:
    # The amount or condition may end with a bracket of its own, so what is said of it is not put in one.
    if goal.measure is None:
        condition = condition_words(scenario, goal.when)
        if score.got >= score.points:
            return message("{condition}; met", condition=condition)
        return message("{condition}; not met", condition=condition)
    amount, none, full = amount_words(scenario, goal.measure), short_number(goal.start), short_number(goal.end)
    if score.measure is None:
        return message("{amount}, no points at {none}, all at {full}", amount=amount, none=none, full=full)
    return message(
        "{amount}, no points at {none}, all at {full}; now {now}",
        amount=amount,
        none=none,
        full=full,
        now=plain(score.measure),
    )


def takes_effect_now() -> str:
    """That a choice is not delayed."""
    return message("It takes effect this turn.")


def secret_words() -> str:
    """What a secret reaction keeps from the others."""
    return message("Secret: the others see what it does, but not who did it.")


def matters_words(reason: str) -> str:
    """Why a move matters to whoever reads it."""
    return message("Why it matters to you: {reason}", reason=reason)


def delayed_words(scenario: Scenario, delayed: DelayedView) -> str:
    """What has yet to take effect: whose it is, at whom it aims, since when and until when."""
    match delayed.cause.subject:
        case Order(seat=seat) as order:
            return message(
                "{seat}: {order}, ordered in turn {ordered}, takes effect in turn {due}",
                seat=seat_name(scenario, seat),
                order=order_words(scenario, order),
                ordered=delayed.ordered,
                due=delayed.due,
            )
        case MoveId():
            return message(
                "{mover}: {move}, made in turn {ordered}, takes effect in turn {due}",
                mover=mover_name(scenario),
                move=delayed.cause.title,
                ordered=delayed.ordered,
                due=delayed.due,
            )
        case _:
            return message(
                "{cause}, triggered in turn {ordered}, takes effect in turn {due}",
                cause=delayed.cause.title,
                ordered=delayed.ordered,
                due=delayed.due,
            )
