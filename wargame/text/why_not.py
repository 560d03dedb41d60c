"""Why something did not happen and what would have been enough, in words."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from wargame.analysis.counterfactuals import OrderChange
from wargame.analysis.question import Question
from wargame.analysis.why_not import WhyNot
from wargame.engine.refusal import GameEnded
from wargame.model.expression import text
from wargame.model.scenario import Scenario
from wargame.text.conditions import condition_words, unmet_words
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
from wargame.text.words import WIDTH

KINDS = {"rule": "The rule", "ending": "The ending", "move": "The move", "reaction": "The reaction"}


def wish_words(scenario: Scenario, asked: Question) -> str:
    """What is asked about: `The rule “Flank alarm”`, `The reaction “Reassure: Poland” of United States`."""
    if asked.order is None:
        return f"{KINDS[asked.kind]} “{asked.title}”"
    return f"The reaction “{order_words(scenario, asked.order)}” of {mid_sentence(seat_name(scenario, asked.seat))}"


def verdict(scenario: Scenario, found: WhyNot) -> str:
    """In one sentence whether it happened after all."""
    title, asked = wish_words(scenario, found.wish), found.wish
    if asked.possible:
        if found.hidden:
            return f"{title}: whether it can be chosen hangs on what this seat may not see."
        if found.happened is not None:
            apart = "" if asked.capital else ", if its seat has the capital"
            return f"{title} can be chosen in turn {found.happened}{apart}; nothing stands in its way."
        assert found.reason is not None
        reason = refusal_words(found.reason)
        if found.reason == GameEnded():
            return f"{title} cannot be chosen any more: {reason}."
        return f"{title} cannot be chosen in turn {found.turn}: {reason}."
    did = "was reached" if asked.kind == "ending" else "fired"
    if found.happened is not None:
        return f"{title} {did} in turn {found.happened}."
    if found.hidden and asked.kind == "rule" and _tells_of_an_act(scenario, asked.id):
        return f"{title}: whether it came by turn {found.turn} hangs on what this seat may not see."
    if found.turn == 0:
        return f"No turn has been played, so {title[0].lower()}{title[1:]} could not come yet."
    return f"{title} has not come by turn {found.turn} (line {asked.line} of the scenario)."


def _tells_of_an_act(scenario: Scenario, rule: str) -> bool:
    """Whether that a rule fired would tell of somebody's secret act; so does one that is not in a scenario as cut."""
    return rule not in scenario.rules or bool(scenario.confidants.rules[rule])


def order_change_words(scenario: Scenario, change: OrderChange) -> str:
    """An order that would have been enough."""
    seat = seat_name(scenario, change.seat)
    given = [order_words(scenario, order) for order in change.order]
    left = [order_words(scenario, order) for order in change.instead]
    if given and left:
        words = f"{seat} orders “{given[0]}” in turn {change.turn} instead of “{left[0]}”"
    elif given:
        words = f"{seat} orders “{given[0]}” in turn {change.turn} as well"
    else:
        words = f"{seat} does not order “{left[0]}” in turn {change.turn}"
    if change.came != change.turn:
        words += f"; it comes in turn {change.came}"
    if change.dropped:
        count = len(change.dropped)
        words += f"; {count} later {'choice is' if count == 1 else 'choices are'} then no longer legal and left out"
    return words


def enough_lines(scenario: Scenario, found: WhyNot) -> Iterator[str]:
    """Every change that was shown to be enough, the kinds apart."""
    for order in found.orders:
        yield f"one order: {order_change_words(scenario, order)}"
    for number in found.numbers:
        yield (
            f"one number: {number_title(scenario, number.name)} at {plain(number.after)} instead of "
            f"{plain(number.before)} before turn {number.turn} ({signed(number.after - number.before)})"
        )
    for threshold in found.thresholds:
        yield (
            f"one threshold: {short_number(threshold.after)} instead of {short_number(threshold.before)} in "
            f"“{condition_words(scenario, threshold.part)}” ({text(threshold.part)}, line {found.wish.line})"
        )


def search_words(found: WhyNot) -> str:
    """How far the search went."""
    if found.hidden:
        return "Nothing was searched: the answer would tell what this seat may not see."
    if found.orders_search.reached is None and found.numbers_search.reached is None:
        return "Nothing was searched."
    last = found.turn - 1 if found.wish.possible else found.turn
    words = f"Searched: {found.orders_search.tried} single changes of an order"
    if found.orders_search.reached is not None:
        words += f" ({_turns(found.orders_search.reached, last)})"
    words += "; numbers of its condition"
    if found.numbers_search.reached is not None:
        words += f" ({_turns(found.numbers_search.reached, found.turn)})"
    words += "; its thresholds. "
    words += "All was tried" if found.complete else "The search was cut off, so there may be more"
    return words + "; two changes at once were not."


def _turns(first: int, last: int) -> str:
    return f"turn {last}" if first >= last else f"turns {last} back to {first}"


def why_not_lines(scenario: Scenario, found: WhyNot) -> Iterator[str]:
    """The answer as an account in words."""
    yield from wrap(verdict(scenario, found), WIDTH)
    if found.happened is not None:
        return
    if found.hidden or (found.wish.possible and found.orders_search.reached is None and not found.numbers):
        yield from wrap(search_words(found), WIDTH)
        return
    unmet = [unmet_words(scenario, part) for part in found.unmet]
    if found.wish.kind == "ending" and found.wish.when is None:
        yield "It comes when the calendar runs out and no other ending has come."
    if unmet:
        yield ""
        yield "It needs, and does not have:"
        for line in unmet:
            yield from _hung("  ", line)
    enough = list(enough_lines(scenario, found))
    yield ""
    yield (
        "Any one of these would have been enough, each shown by resolving again:"
        if enough
        else ("No single order, number or threshold was found that would have been enough.")
    )
    for line in enough:
        yield from _hung("  ", line)
    yield ""
    yield from wrap(search_words(found), WIDTH)


def _hung(head: str, words: str) -> list[str]:
    lines = wrap(words, WIDTH, initial_indent=head, subsequent_indent=head + "  ", break_on_hyphens=False)
    return lines or [head]
