"""The choices tried from one turn as a table in words, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wargame.analysis.expand import GOALS, Expansion, ranked_by, value
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import seat_of
from wargame.text.message import message
from wargame.text.names import number_title, order_words, plain, reaction_title, side_name
from wargame.text.words import WIDTH, hung

HEAD = "{:>3}  {:>6}  "
"""Before each choice: its place, and the number it is ranked by."""


def choice_words(scenario: Scenario, expansion: Expansion) -> str:
    """What was chosen, in words: `Reassure in public: Poland`, `Order nothing`."""
    seat = seat_of(expansion.side)
    if seat is None:
        return reaction_title(scenario, None, expansion.choice)
    orders = expansion.turns[0].orders[seat]
    return "; ".join(order_words(scenario, parse_decision(seat, order)) for order in orders) or message("Order nothing")


def end_words(scenario: Scenario, expansion: Expansion) -> str:
    """What a choice leads to: the ending and its turn, or up to which turn it was played."""
    turn = expansion.turns[-1].turn
    if expansion.ending is None:
        return message("goes on after turn {turn}", turn=turn)
    ending = scenario.endings[expansion.ending]
    return message("{sign} {ending}, turn {turn}", sign=ending.sign, ending=ending.title, turn=turn)


def ranking_words(scenario: Scenario, expansion: Expansion, by: str) -> str:
    """What the table is ranked by, in words. Raises ValueError for what it cannot be."""
    name, lowest = ranked_by(expansion, by)
    if name == GOALS:
        number = message("{side}: goals met, of 100", side=side_name(scenario, expansion.side))
    else:
        number = number_title(scenario, name)
    if lowest:
        return message("{number}, the lowest first", number=number)
    return message("{number}, the highest first", number=number)


def expansion_lines(scenario: Scenario, ranked: Sequence[Expansion], by: str = GOALS) -> Iterator[str]:
    """The ranked choices as a table: place, the number ranked by, the choice, and what it leads to.

    Raises ValueError for a name that nothing can be ranked by.
    """
    if not ranked:
        yield message("No choice has been tried.")
        return
    yield ranking_words(scenario, ranked[0], by)
    name, _ = ranked_by(ranked[0], by)
    rows = [(value(each, name), choice_words(scenario, each), end_words(scenario, each)) for each in ranked]
    column = max(len(choice) for _, choice, _ in rows)
    # If one row is too long for a line, every ending has a line of its own, so that columns stay columns.
    one_line = len(HEAD.format(0, "")) + column + 2 + max(len(end) for *_, end in rows) <= WIDTH
    for place, (number, choice, end) in enumerate(rows, 1):
        head = HEAD.format(place, plain(number))
        if one_line:
            yield f"{head}{choice:<{column}}  {end}"
        else:
            yield from hung(head, choice)
            yield from hung(" " * (len(head) + 2), end)
