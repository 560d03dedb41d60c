"""The choices tried from one turn, in words: what was chosen, what it led to, and what they are ranked by."""

from __future__ import annotations

from wargame.analysis.expand import GOALS, Expansion, ranked_by
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import seat_of
from wargame.text.message import message
from wargame.text.names import number_title, order_words, reaction_title, side_name
from wargame.text.words import parted


def choice_words(scenario: Scenario, expansion: Expansion) -> str:
    """What was chosen, in words: `Reassure in public: Poland`, `Order nothing`."""
    seat = seat_of(expansion.side)
    if seat is None:
        return reaction_title(scenario, None, expansion.choice)
    orders = expansion.turns[0].orders[seat]
    return parted([order_words(scenario, parse_decision(seat, order)) for order in orders]) or message("Order nothing")


def end_words(scenario: Scenario, expansion: Expansion) -> str:
    """What a choice leads to: the ending and its turn, or up to which turn it was played."""
    turn = expansion.turns[-1].turn
    if expansion.ending is None:
        return message("goes on after turn {turn}", turn=turn)
    ending = scenario.endings[expansion.ending]
    return message("{sign} {ending}, turn {turn}", sign=ending.sign, ending=ending.title, turn=turn)


def ranking_words(scenario: Scenario, expansion: Expansion, by: str) -> str:
    """What the choices are ranked by, in words. Raises ValueError for what it cannot be."""
    name, lowest = ranked_by(expansion, by)
    if name == GOALS:
        number = message("{side}: goals met, of 100", side=side_name(scenario, expansion.scored))
    else:
        number = number_title(scenario, name)
    if lowest:
        return message("{number}, the lowest first", number=number)
    return message("{number}, the highest first", number=number)
