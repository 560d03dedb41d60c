"""Games of several variations of one program played as one batch: each world with the numbers of its own variation.

A turn costs numpy nearly as much for few worlds as for many, so what is played together takes less time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from wargame.engine import kernel
from wargame.engine.kernel import Worlds
from wargame.engine.program import CompiledEvent, CompiledOutcome, CompiledRule, Floats, Indices, Play, Program, Source
from wargame.players.bots import DoctrineBot, drawn
from wargame.players.playout import COMPACT, Played

TOGETHER = 4096
"""How many games are played together: more are no quicker."""

T = TypeVar("T")


def played_together(several: Sequence[Worlds]) -> Iterator[Played]:
    """Play the games of some variations to their end by doctrine, turn by turn; the places are those of all of them in
    a row. Their programs can be played together: see `together`.
    """
    widths = [each.width for each in several]
    joined = _Joined([each.program for each in several])
    counts = np.array(widths)
    worlds = replace(kernel.joined(several), program=joined.program(counts))
    whose = np.repeat(np.arange(len(several)), counts)
    styles = {seat: DoctrineBot().style(worlds.program, seat) for seat in worlds.program.scenario.seats}
    place = np.arange(worlds.width)
    while (ran := worlds.ending < 0).any():
        if ran.mean() < COMPACT:
            going_on = np.flatnonzero(ran)
            place = place[going_on]
            counts = np.bincount(whose[place], minlength=len(several))
            worlds = replace(kernel.select(worlds, going_on), program=joined.program(counts))
            ran = worlds.ending < 0
        earlier, worlds = worlds, kernel.open_turn(worlds)
        turn, choices = worlds.turn, drawn(worlds, styles)
        before, worlds = worlds, kernel.advance(worlds, choices)
        yield Played(turn, worlds, place, ran, earlier, before, choices)


def together(several: Sequence[Program]) -> list[list[int]]:
    """The places of programs by which of them can be played together: those whose effects go round equally often."""
    found: dict[tuple[int, ...], list[int]] = {}
    for place, program in enumerate(several):
        found.setdefault(_hops(program), []).append(place)
    return list(found.values())


def _hops(program: Program) -> tuple[int, ...]:
    return tuple(stage.hops for stage in program.network.stages)


class _Joined:
    """Variations of one program as one, whatever the number of worlds of each."""

    def __init__(self, several: Sequence[Program]) -> None:
        assert len(together(several)) == 1
        self._several, self._first = several, several[0]
        self._plays = _rows([each.plays for each in several])
        self._rules = _rows([each.rules for each in several])
        self._events = _rows([each.events for each in several])

    def program(self, counts: Indices) -> Program:
        """The program of so many worlds of each variation, one variation after another."""
        several, first = self._several, self._first

        def joined(columns: Sequence[Floats]) -> Floats:
            return np.repeat(np.concatenate(columns, axis=1), counts, axis=1)

        def source(of: Sequence[Source]) -> Source:
            effects = tuple(
                replace(
                    each[0],
                    times=np.repeat([one.times for one in each], counts),
                    plus=np.repeat([one.plus for one in each], counts),
                    varied=any(one.varied for one in each),
                )
                for each in zip(*(one.effects for one in of), strict=True)
            )
            return replace(of[0], sizes=joined([each.sizes for each in of]), effects=effects)

        def outcome(of: Sequence[CompiledOutcome]) -> CompiledOutcome:
            return replace(of[0], source=source([each.source for each in of]))

        def play(of: Sequence[Play]) -> Play:
            return replace(of[0], source=source([each.source for each in of]))

        def rule(of: Sequence[CompiledRule]) -> CompiledRule:
            return replace(of[0], source=source([each.source for each in of]))

        def event(of: Sequence[CompiledEvent]) -> CompiledEvent:
            ways = zip(*(each.outcomes for each in of), strict=True)
            return replace(of[0], outcomes=tuple(outcome(each) for each in ways))

        plays, rules, events = list(first.plays), list(first.rules), list(first.events)
        for row in self._plays:
            plays[row] = play([each.plays[row] for each in several])
        for row in self._rules:
            rules[row] = rule([each.rules[row] for each in several])
        for row in self._events:
            events[row] = event([each.events[row] for each in several])
        times = None
        if any(each.preference_times is not None for each in several):
            ones = np.ones((len(plays), 1))
            times = joined([ones if each.preference_times is None else each.preference_times for each in several])
        shares = [each.link_share for each in several]
        found = replace(
            first,
            plays=tuple(plays),
            rules=tuple(rules),
            events=tuple(events),
            preference_times=times,
            link_share=first.link_share if all(each is shares[0] for each in shares) else joined(shares),
            varied=True,
        )
        vars(found)["evaluate"] = first.evaluate
        return found


def _rows(several: Sequence[tuple[T, ...]]) -> list[int]:
    """The places at which not all have the same."""
    first = several[0]
    return [row for row, each in enumerate(first) if any(other[row] is not each for other in several)]
