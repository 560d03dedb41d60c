"""What changed in a turn, or by its news, cut down to what one viewer may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from wargame.engine.breakdown import Breakdown, TieFacts
from wargame.engine.ledger import Carried, Cause, CauseKind, Direct, Entry, Ledger, Row, Unattributed
from wargame.engine.position import Position
from wargame.engine.resolution import Resolution
from wargame.engine.secrecy import is_secret, sees
from wargame.model import expression as ex
from wargame.model.grid import GRID_DIGITS
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, Viewer

UNSEEN = "unseen"
"""Stands for an indicator that the seat may not see, in what came over a tie."""
UNATTRIBUTED = Cause(CauseKind.ORDER, Unattributed())


def seen_ledger(resolution: Resolution, viewer: Viewer) -> Ledger:
    """What changed in a turn and through what, as far as a viewer may see it."""
    if viewer == FACILITATOR:
        return resolution.ledger
    rows = range(len(resolution.breakdown.targets))
    return _seen(resolution.before.scenario, resolution.breakdown, rows, viewer).ledger()


def seen_news(position: Position, viewer: Viewer) -> Ledger:
    """What the news of a position's turn has moved and through what, as far as a viewer may see it."""
    found = position.news_breakdown
    if viewer == FACILITATOR or found is None:
        return position.news_ledger
    return _seen(position.scenario, found, range(len(found.targets)), viewer).ledger()


def seen_row(resolution: Resolution, name: str, viewer: Viewer) -> Row | None:
    """The row of one number in a turn, as far as a viewer may see it; None when it did not change or is hidden."""
    row = resolution.ledger.get(name)
    if row is None or viewer == FACILITATOR:
        return row
    place = resolution.breakdown.targets.index(row.target)
    return _seen(resolution.before.scenario, resolution.breakdown, [place], viewer).ledger().get(name)


def _seen(scenario: Scenario, breakdown: Breakdown, rows: Iterable[int], viewer: Viewer) -> Breakdown:
    """Of some rows what a viewer may see, all that was done in secret made one, so that not even its number shows.

    What may not be seen is left out here, not when entries are made: whoever has them made holds nothing else.
    """

    def naming(tie: TieFacts, indicator: str) -> str:
        return indicator if sees(scenario, viewer, ex.Level(tie.of, indicator)) else UNSEEN

    def secret(cause: Cause) -> bool:
        return is_secret(scenario, cause, viewer)

    shown = [row for row in rows if sees(scenario, viewer, breakdown.targets[row])]
    seen = breakdown.of_rows(np.array(shown, dtype=np.intp), naming)
    if not any(secret(cause) for step in seen.steps for cause in step.causes):
        return seen
    hidden = seen.of_causes(secret)
    acted = ((row, hidden.acted(row)) for row in range(len(shown)))
    unattributed = {row: _unattributed(entries) for row, entries in acted if entries}
    return replace(seen.of_causes(lambda cause: not secret(cause)), unattributed=unattributed)


def _unattributed(entries: Sequence[Entry]) -> Entry:
    """What secret causes did to a number, as one."""
    amount = _sum(entry.amount for entry in entries)
    parts = [part.amount for entry in entries for part in entry.direct]
    direct = (Direct(_sum(parts), "", "", None),) if parts else ()
    by_tie: dict[tuple[str, str], list[Carried]] = {}
    for carried in (each for entry in entries for each in entry.carried):
        by_tie.setdefault((carried.listener, carried.of), []).append(carried)
    merged = []
    for several in by_tie.values():
        shares: dict[str, float] = {}
        for indicator, share in (pair for each in several for pair in each.by):
            shares[indicator] = _sum((shares.get(indicator, 0.0), share))
        total = _sum(each.amount for each in several)
        merged.append(several[0]._replace(amount=total, by=tuple(shares.items())))
    return Entry(UNATTRIBUTED, amount, direct, tuple(merged))


def on_grid(amount: float) -> float:
    """A sum of the ledger's amounts, on the grid that they all are on."""
    return round(amount, GRID_DIGITS) + 0.0


def _sum(amounts: Iterable[float]) -> float:
    return on_grid(sum(amounts))
