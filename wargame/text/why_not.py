"""Why something did not happen and what would have been enough, in words."""

from __future__ import annotations

from collections.abc import Iterator

from wargame.analysis.counterfactuals import OrderChange
from wargame.analysis.question import Question
from wargame.analysis.why_not import WhyNot
from wargame.engine.refusal import GameEnded
from wargame.model.expression import text
from wargame.model.scenario import Scenario
from wargame.text.conditions import condition_words, unmet_words
from wargame.text.message import message, plural
from wargame.text.names import (
    mid_sentence,
    number_title,
    order_words,
    plain,
    seat_name,
    short_number,
    signed,
)
from wargame.text.refusals import refusal_words
from wargame.text.words import hung, sentences, wrapped


def question_words(scenario: Scenario, asked: Question) -> str:
    """What is asked about: `The rule “Flank alarm”`, `The reaction “Reassure: Poland” of United States`."""
    if asked.order is not None:
        return message(
            "The reaction “{reaction}” of {seat}",
            reaction=order_words(scenario, asked.order),
            seat=mid_sentence(seat_name(scenario, asked.seat)),
        )
    match asked.kind:
        case "rule":
            return message("The rule “{rule}”", rule=asked.title)
        case "ending":
            return message("The ending “{ending}”", ending=asked.title)
        case "move":
            return message("The move “{move}”", move=asked.title)
        case _:
            return message("The reaction “{reaction}”", reaction=asked.title)


def verdict(scenario: Scenario, found: WhyNot) -> str:
    """In one sentence whether it happened after all."""
    if found.question.possible:
        return _open_words(scenario, found)
    asked, ending, line = question_words(scenario, found.question), found.question.kind == "ending", found.question.line
    if found.happened is not None:
        if ending:
            return message("{ending} was reached in turn {turn}.", ending=asked, turn=found.happened)
        return message("{rule} fired in turn {turn}.", rule=asked, turn=found.happened)
    if found.hidden and not ending and _tells_of_an_act(scenario, found.question.id):
        return message(
            "{rule}: whether it fired by turn {turn} depends on what this seat may not see.",
            rule=asked,
            turn=found.turn,
        )
    if found.turn == 0:
        if ending:
            return message("{ending} has not been reached: no turn has been played yet.", ending=asked)
        return message("{rule} has not fired: no turn has been played yet.", rule=asked)
    if ending:
        return message(
            "{ending} has not been reached by turn {turn} (line {line} of the scenario).",
            ending=asked,
            turn=found.turn,
            line=line,
        )
    return message(
        "{rule} has not fired by turn {turn} (line {line} of the scenario).", rule=asked, turn=found.turn, line=line
    )


def _open_words(scenario: Scenario, found: WhyNot) -> str:
    """In one sentence whether a move or a reaction can be chosen."""
    choice = question_words(scenario, found.question)
    if found.hidden:
        return message("{choice}: whether it can be chosen depends on what this seat may not see.", choice=choice)
    if found.happened is not None:
        if found.question.capital:
            return message(
                "{choice} can be chosen in turn {turn}; nothing prevents it.", choice=choice, turn=found.happened
            )
        return message(
            "{choice} can be chosen in turn {turn} if its seat has the capital; nothing else prevents it.",
            choice=choice,
            turn=found.happened,
        )
    assert found.reason is not None
    reason = refusal_words(found.reason)
    if found.reason == GameEnded():
        return message("{choice} can no longer be chosen: {reason}.", choice=choice, reason=reason)
    return message("{choice} cannot be chosen in turn {turn}: {reason}.", choice=choice, turn=found.turn, reason=reason)


def _tells_of_an_act(scenario: Scenario, rule: str) -> bool:
    """Whether that a rule fired would tell of somebody's secret act; so does one that is not in a scenario as cut."""
    return rule not in scenario.rules or bool(scenario.confidants.rules[rule])


def order_change_words(scenario: Scenario, change: OrderChange) -> str:
    """An order that would have been enough."""
    seat = seat_name(scenario, change.seat)
    given = [order_words(scenario, order) for order in change.order]
    left = [order_words(scenario, order) for order in change.instead]
    if given and left:
        words = message(
            "{seat} orders “{order}” in turn {turn} instead of “{other}”",
            seat=seat,
            order=given[0],
            turn=change.turn,
            other=left[0],
        )
    elif given:
        words = message("{seat} also orders “{order}” in turn {turn}", seat=seat, order=given[0], turn=change.turn)
    else:
        words = message("{seat} does not order “{order}” in turn {turn}", seat=seat, order=left[0], turn=change.turn)
    if change.came != change.turn:
        words = message("{change}; the result comes in turn {turn}", change=words, turn=change.came)
    if change.dropped:
        words = plural(
            "{change}; {count} later choice is then no longer legal and is left out",
            "{change}; {count} later choices are then no longer legal and are left out",
            len(change.dropped),
            change=words,
        )
    return words


def enough_lines(scenario: Scenario, found: WhyNot) -> Iterator[str]:
    """Every change that was shown to be enough, the kinds apart."""
    for order in found.orders:
        yield message("one order: {change}", change=order_change_words(scenario, order))
    for number in found.numbers:
        yield message(
            "one number: {number} at {after} instead of {before} before turn {turn} ({change})",
            number=number_title(scenario, number.name),
            after=plain(number.after),
            before=plain(number.before),
            turn=number.turn,
            change=signed(number.after - number.before),
        )
    for threshold in found.thresholds:
        yield message(
            "one threshold: {after} instead of {before} in “{condition}” ({written}, line {line})",
            after=short_number(threshold.after),
            before=short_number(threshold.before),
            condition=condition_words(scenario, threshold.part),
            written=text(threshold.part),
            line=found.question.line,
        )


def search_words(found: WhyNot) -> str:
    """How far the search went."""
    if found.hidden:
        return message("Nothing was searched: the answer would show what this seat may not see.")
    orders, numbers = found.orders_search.reached, found.numbers_search.reached
    if orders is None and numbers is None:
        return message("Nothing was searched.")
    return sentences(
        _tried_words(found.orders_search.tried, orders, found.turn - 1 if found.question.possible else found.turn),
        message("The numbers and thresholds in its condition were tried.")
        if numbers is None
        else message(
            "The numbers ({turns}) and thresholds in its condition were tried.", turns=_turns(numbers, found.turn)
        ),
        message("Nothing was left out, but only one change was tried at a time.")
        if found.complete
        else message("The search was cut off, so there may be more; only one change was tried at a time."),
    )


def _tried_words(count: int, first: int | None, last: int) -> str:
    if first is None:
        return plural(
            "{count} single change of an order was tried.", "{count} single changes of an order were tried.", count
        )
    return plural(
        "{count} single change of an order was tried ({turns}).",
        "{count} single changes of an order were tried ({turns}).",
        count,
        turns=_turns(first, last),
    )


def _turns(first: int, last: int) -> str:
    if first >= last:
        return message("turn {turn}", turn=last)
    return message("turns {first} to {last}", first=first, last=last)


def missing() -> str:
    """The heading of what the condition needs."""
    return message("What it still needs")


def any_enough() -> str:
    """The heading of changes each of which would have been enough."""
    return message("Any one of these would have been enough")


def why_not_lines(scenario: Scenario, found: WhyNot) -> Iterator[str]:
    """The answer as an account in words."""
    yield from wrapped(verdict(scenario, found))
    if found.happened is not None:
        return
    if found.hidden or (found.question.possible and found.orders_search.reached is None and not found.numbers):
        yield from wrapped(search_words(found))
        return
    if found.question.kind == "ending" and found.question.when is None:
        yield message("It comes when the calendar runs out and no other ending has come.")
    if found.unmet:
        yield ""
        yield message("{heading}:", heading=missing())
        for part in found.unmet:
            yield from hung("  ", unmet_words(scenario, part), 4)
    enough = list(enough_lines(scenario, found))
    yield ""
    yield (
        message("{heading}, as playing the turns again shows:", heading=any_enough())
        if enough
        else message("No single order, number or threshold was found that would have been enough.")
    )
    for line in enough:
        yield from hung("  ", line, 4)
    yield ""
    yield from wrapped(search_words(found))
