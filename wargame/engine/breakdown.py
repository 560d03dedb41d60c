"""What each cause did to each number in a turn, kept as arrays; the entries of a ledger are made of it row by row.

The ledger of a large network has hundreds of thousands of parts, and its reader looks into a few rows: so entries are
made when they are first read. Amounts are in units of the grid, whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wargame.engine.ledger import BY_THEMSELVES, Carried, Cause, CauseKind, Direct, Entry, Ledger, Row
from wargame.model.expression import Level, Target
from wargame.model.grid import GRID_DIGITS

UNITS = 10**GRID_DIGITS
"""How many units make a point."""
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Indices = NDArray[np.intp]
Units = NDArray[np.int32] | NDArray[np.int64]

KINDS = {kind: place for place, kind in enumerate(CauseKind)}
"""The order of causes in a row."""
_DRIFT = Cause(CauseKind.DRIFT)
_LIMIT = Cause(CauseKind.LIMIT)
_ROUNDING = Cause(CauseKind.ROUNDING)


class TieFacts(NamedTuple):
    """What a tie is under a lens, but for its trust."""

    listener: str
    of: str
    attention: float
    line: int
    stubbornness: float
    """The listener's."""


@dataclass(frozen=True, eq=False, slots=True)
class Hearing:
    """What is taken over from whom: the links of a network, those of each listening number together."""

    indicators: Sequence[str]
    """By link: the indicator it brings a share of."""
    ties: Indices
    """By link: the tie it runs over. Links of one number and tie lie side by side."""
    facts: Mapping[int, TieFacts]
    """By tie."""
    bearing: Mapping[str, tuple[tuple[str, float], ...]]
    """By indicator: the indicators of others that bear on it over a tie, with their weights."""


@dataclass(frozen=True, eq=False, slots=True)
class StepParts:
    """What the causes of one step of a turn did."""

    causes: Sequence[Cause]
    """In the order of the ledger."""
    direct: Mapping[int, Mapping[int, tuple[Direct, ...]]]
    """Number -> place among the causes -> its effects on the number, none below a unit."""
    carriers: Sequence[int]
    """The places of those causes whose effects were carried over links."""
    carried: Units
    """(links, carriers): what came over each link."""
    trust: Sequence[float]
    """By tie, as the step found it."""


@dataclass(frozen=True, eq=False, slots=True)
class Breakdown:
    """The parts of every change in some steps of a turn. A number has a row when it changed or something pushed it."""

    numbers: Indices
    """By row."""
    targets: Sequence[Target]
    """By row."""
    starts: Floats
    ends: Floats
    drift: Whole
    limit: Whole
    """By row."""
    first: Indices
    """By row: its first link."""
    behind: Indices
    """By row: the place behind its last link."""
    hearing: Hearing
    steps: Sequence[StepParts]
    unattributed: Mapping[int, Entry]
    """By row, what was done by causes that the viewer may not know. The steps are without them."""

    def ledger(self) -> Ledger:
        """The ledger of these rows."""
        starts, ends = self.starts.tolist(), self.ends.tolist()
        return Ledger(
            tuple(
                Row.later(target, start, end, make=partial(self.entries, row))
                for row, (target, start, end) in enumerate(zip(self.targets, starts, ends, strict=True))
            )
        )

    def entries(self, row: int) -> tuple[Entry, ...]:
        """What each cause did to the number of a row: start + Σ amounts = end."""
        entries = self.acted(row)
        if (secret := self.unattributed.get(row)) is not None:
            place = next(
                (place for place, each in enumerate(entries) if each.cause.kind in BY_THEMSELVES), len(entries)
            )
            entries.insert(place, secret)
        change = float(self.ends[row]) - float(self.starts[row])
        left = round(change * UNITS) - sum(round(each.amount * UNITS) for each in entries)
        for cause, units in ((_DRIFT, int(self.drift[row])), (_LIMIT, int(self.limit[row]))):
            left -= units
            if units:
                entries.append(Entry(cause, units / UNITS))
        if left:
            entries.append(Entry(_ROUNDING, left / UNITS))
        return tuple(entries)

    def acted(self, row: int) -> list[Entry]:
        """What was done to the number of a row, without what it does by itself, in the order of the ledger."""
        entries = [entry for step in self.steps for entry in self._of_step(step, row)]
        entries.sort(key=lambda entry: KINDS[entry.cause.kind])
        return entries

    def of_rows(self, rows: Indices, naming: Callable[[TieFacts, str], str]) -> Breakdown:
        """Some of the rows, with nothing left that is not in them; `naming` names an indicator of the other actor."""
        lengths = self.behind[rows] - self.first[rows]
        behind = lengths.cumsum()
        first = behind - lengths
        links = np.arange(lengths.sum()) + np.repeat(self.first[rows] - first, lengths)
        hearing, numbers = self.hearing, set(self.numbers[rows].tolist())
        ties = hearing.ties[links]
        facts = {tie: hearing.facts[tie] for tie in np.unique(ties).tolist()}
        given = [hearing.indicators[link] for link in links.tolist()]
        names = [naming(facts[tie], indicator) for tie, indicator in zip(ties.tolist(), given, strict=True)]
        return Breakdown(
            numbers=self.numbers[rows],
            targets=[self.targets[row] for row in rows.tolist()],
            starts=self.starts[rows],
            ends=self.ends[rows],
            drift=self.drift[rows],
            limit=self.limit[rows],
            first=first,
            behind=behind,
            hearing=replace(hearing, indicators=names, ties=ties, facts=facts),
            steps=[
                replace(
                    step,
                    direct={number: parts for number, parts in step.direct.items() if number in numbers},
                    carried=step.carried.take(links, axis=0),
                )
                for step in self.steps
            ],
            unattributed={},
        )

    def of_causes(self, wanted: Callable[[Cause], bool]) -> Breakdown:
        """What some of the causes did."""
        return replace(self, steps=[_of_causes(step, wanted) for step in self.steps])

    def _of_step(self, step: StepParts, row: int) -> Iterator[Entry]:
        said = step.direct.get(int(self.numbers[row]), {})
        carried = step.carried[self.first[row] : self.behind[row]]
        came = {step.carriers[column]: column for column in np.flatnonzero(carried.any(axis=0)).tolist()}
        totals = carried.sum(axis=0, dtype=np.int64).tolist()
        over_ties = _OverTies(self, step, row)
        for place in sorted(said.keys() | came.keys()):
            cause, direct, column = step.causes[place], said.get(place, ()), came.get(place)
            units = sum(round(each.amount * UNITS) for each in direct)
            if column is None:
                yield Entry(cause, units / UNITS, direct)
            else:
                amount = (units + totals[column]) / UNITS
                yield Entry.later(cause, amount, direct, make=partial(_OverTies.of, over_ties, column))


@dataclass(frozen=True, eq=False)
class _OverTies:
    """What came over ties to the number of a row in one step: made for all causes together."""

    breakdown: Breakdown
    step: StepParts
    row: int

    def of(self, column: int) -> tuple[Carried, ...]:
        """What came of one of the carriers."""
        return self._by_column[column]

    @cached_property
    def _by_column(self) -> list[tuple[Carried, ...]]:
        breakdown, row = self.breakdown, self.row
        hearing, target = breakdown.hearing, breakdown.targets[row]
        assert isinstance(target, Level)
        weights = hearing.bearing[target.indicator]
        links = range(int(breakdown.first[row]), int(breakdown.behind[row]))
        ties, indicators = hearing.ties[links.start : links.stop].tolist(), hearing.indicators
        tied = [
            (*hearing.facts[tie], self.step.trust[tie], [(place, indicators[links[place]]) for place in places])
            for tie, places in groupby(range(len(links)), ties.__getitem__)
        ]
        carried = self.step.carried[links.start : links.stop].T
        found = []
        for units, amounts in zip(carried.tolist(), (carried / UNITS).tolist(), strict=True):
            of_cause = []
            for listener, of, attention, line, stubbornness, trust, parts in tied:
                # What came over one tie belongs together, whatever indicators carried it.
                by = tuple([(indicator, amounts[place]) for place, indicator in parts if units[place]])
                if by:
                    amount = by[0][1] if len(by) == 1 else sum([units[place] for place, _ in parts]) / UNITS
                    of_cause.append(Carried(listener, of, amount, trust, attention, by, line, stubbornness, weights))
            found.append(tuple(of_cause))
        return found


def _of_causes(step: StepParts, wanted: Callable[[Cause], bool]) -> StepParts:
    kept = [place for place, cause in enumerate(step.causes) if wanted(cause)]
    now = {place: new for new, place in enumerate(kept)}
    columns = [column for column, place in enumerate(step.carriers) if place in now]
    direct = {
        number: {now[place]: parts for place, parts in of.items() if place in now} for number, of in step.direct.items()
    }
    return replace(
        step,
        causes=[step.causes[place] for place in kept],
        direct={number: of for number, of in direct.items() if of},
        carriers=[now[step.carriers[column]] for column in columns],
        carried=step.carried.take(columns, axis=1),
    )
