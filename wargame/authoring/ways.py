"""In how many ways one turn can come out: analysis of a turn goes through them one by one, so they are bounded."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest

from wargame.authoring.context import Context
from wargame.model.scenario import Calendar, Event, Move, Reaction, Seat

MOST_WAYS = 10_000
"""The most ways in which one turn may come out: playing so many takes a fraction of a second, and analysis does it for
every joint reaction. It leaves room for seven seats with an act of three outcomes each and a closing event of three."""
_UNTOLD = 10**9
"""What is more than this is not written out."""


@dataclass(frozen=True)
class Parts:
    """What of a scenario decides how a turn can come out."""

    calendar: Calendar
    seats: Mapping[str, Seat]
    moves: Mapping[str, Move]
    reactions: Mapping[str, Mapping[str, Reaction]]
    events: Mapping[str, Event]


def check_ways(reading: Context, parts: Parts) -> None:
    """Note an error for the act with which what is tried in a turn has too many ways to come out, or for each event
    with which a turn that it closes has."""
    tried = 1
    for path, tried in tried_ways(parts):
        if tried > MOST_WAYS:
            _refuse_act(reading, path, tried)
            return
    for event, ways in closing_ways(parts, tried):
        if ways > MOST_WAYS:
            turn = parts.calendar.turn_of(parts.events[event].date)
            what = f"what closes turn {turn}" if tried == 1 else f"what is tried in turn {turn} and what closes it"
            told = f"with event `{event}`, {what} can come out in {_many(ways)} ways"
            mend = "give it fewer outcomes or another turn, or let it open its turn (`closes: false`)"
            _refuse(reading, ("events", event), told, mend)


def tried_ways(parts: Parts) -> Iterator[tuple[tuple[str, ...], int]]:
    """In how many ways what is tried in one turn can come out at most, act by act, counting those so far.

    That is the product of the outcomes of one move and of as many orders of each seat as it may give, those with the
    most outcomes; each target of a reaction can be ordered in the same turn.
    """
    ways = 1
    for move in parts.moves.values():
        ways = max(ways, len(move.outcomes))
        yield ("moves", move.id), ways
    for seat, several in parts.reactions.items():
        before, counts = ways, list[int]()
        orders = parts.seats[seat].orders_per_turn if seat in parts.seats else 1
        for reaction in several.values():
            each = (max(1, len(option.outcomes)) for option in reaction.options)
            counts = nlargest(orders, [*counts, *each])
            ways = before * math.prod(counts)
            yield ("reactions", seat, reaction.id), ways


def closing_ways(parts: Parts, tried: int) -> Iterator[tuple[str, int]]:
    """The events that close their turns, and in how many ways such a turn can come out with those so far: each has its
    outcomes, and one way more, that it does not take place. `tried` is how many ways what is tried has."""
    by_turn: dict[int, int] = {}
    for event in parts.events.values():
        if event.closes:
            turn = parts.calendar.turn_of(event.date)
            by_turn[turn] = by_turn.get(turn, tried) * (len(event.outcomes) + 1)
            yield event.id, by_turn[turn]


def _many(ways: int) -> str:
    return f"{ways:,}" if ways <= _UNTOLD else f"more than {_UNTOLD:,}"


def _refuse_act(reading: Context, path: tuple[str, ...], ways: int) -> None:
    name = ".".join(path[1:])
    if path[0] == "moves":
        _refuse(reading, path, f"move `{name}` has {_many(ways)} outcomes", "give it fewer outcomes")
        return
    told = f"with `{name}`, what is tried in one turn can come out in {_many(ways)} ways"
    _refuse(reading, path, told, f"give it fewer outcomes, or lower `orders_per_turn` of seat `{path[1]}`")


def _refuse(reading: Context, path: tuple[str, ...], told: str, mend: str) -> None:
    why = f"{told}, and a turn may have at most {MOST_WAYS:,}; {mend}"
    reading.faults.error(reading.place(*path), "too-many", why)
