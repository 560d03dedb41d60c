"""Consents that may be asked for, as rows to answer: given, given with a footnote, or withheld."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from wargame.engine.view import Ask
from wargame.model.order import Decision, Withholding
from wargame.model.scenario import Scenario
from wargame.text.message import message
from wargame.text.names import mid_sentence, order_words, seat_name
from wargame.text.screens import ask_words
from wargame.tui import markup
from wargame.tui.widgets.choice_list import Choice


def answer_to(ask: Ask, marked: Iterable[Decision]) -> Withholding | None:
    """What is marked against a consent that may be asked for; None while it is given whole."""
    return next((each for each in (ask.order, ask.footnote) if each is not None and each in marked), None)


def next_answer(ask: Ask, marked: Sequence[Decision]) -> tuple[Decision, ...]:
    """What is marked after one more press: consent given, with a footnote where one can be added, then withheld."""
    now = answer_to(ask, marked)
    several = [None, ask.order] if ask.footnote is None else [None, ask.footnote, ask.order]
    following = several[(several.index(now) + 1) % len(several)]
    rest = tuple(each for each in marked if each != now)
    return rest if following is None else (*rest, following)


def ask_choice(scenario: Scenario, ask: Ask, marked: Sequence[Decision]) -> Choice:
    """A consent that may be asked for as a row, with how it is answered."""
    answer = answer_to(ask, marked)
    if answer is None:
        mark = message("[grant]   ")
    else:
        mark = message("[footnote]") if answer.in_part else message("[withhold]")
    other = mid_sentence(seat_name(scenario, ask.order.of))
    return Choice(str(ask.order), message("{reaction}, by {seat}", reaction=ask.title, seat=other), mark=mark)


def answer_words(scenario: Scenario, ask: Ask, marked: Sequence[Decision]) -> str:
    """How a consent that may be asked for is answered, in a line."""
    answer = answer_to(ask, marked)
    if answer is not None:
        return order_words(scenario, answer)
    other = mid_sentence(seat_name(scenario, ask.order.of))
    return message("Grant consent to {seat}: {reaction}", seat=other, reaction=ask.title)


def ask_detail(scenario: Scenario, ask: Ask) -> Content:
    """A consent asked for, and what withholding it or adding a footnote does."""
    other = seat_name(scenario, ask.order.of)
    return markup.lines(
        [
            Content.styled(message("{seat}: {reaction}", seat=other, reaction=ask.title), markup.HEAD),
            markup.flowing(ask.text),
            Content.assemble((message("It needs your consent. "), "bold"), ask_words(scenario, ask)),
        ]
    )
