"""What changed in a turn, or by its news, cut down to what one viewer may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

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


_BY_ITSELF = (CauseKind.INCOME, CauseKind.COST, CauseKind.DRIFT, CauseKind.LIMIT, CauseKind.ROUNDING)
"""What nobody did; it comes last in a row."""


def seen_ledger(resolution: Resolution, viewer: Viewer) -> Ledger:
    """What changed in a turn and through what, as far as a viewer may see it."""
    return _seen(resolution.before.scenario, resolution.ledger, viewer)


def seen_news(position: Position, viewer: Viewer) -> Ledger:
    """What the news of a position's turn has moved and through what, as far as a viewer may see it."""
    return _seen(position.scenario, position.news_ledger, viewer)


def _seen(scenario: Scenario, ledger: Ledger, viewer: Viewer) -> Ledger:
    if viewer == FACILITATOR:
        return ledger
    return Ledger(tuple(_cut_row(scenario, row, viewer) for row in ledger if sees(scenario, viewer, row.target)))


def seen_row(resolution: Resolution, name: str, viewer: Viewer) -> Row | None:
    """The row of one number in a turn, as far as a viewer may see it; None when it did not change or is hidden."""
    row, scenario = resolution.ledger.get(name), resolution.before.scenario
    if row is None or viewer == FACILITATOR:
        return row
    return _cut_row(scenario, row, viewer) if sees(scenario, viewer, row.target) else None


def _cut_row(scenario: Scenario, row: Row, viewer: Viewer) -> Row:
    return Row(row.target, row.before, row.after, _cut_entries(scenario, row.entries, viewer))


def _cut_entries(scenario: Scenario, entries: Sequence[Entry], viewer: Viewer) -> tuple[Entry, ...]:
    """A row's entries with all secret ones made one, so that not even their number shows.

    It comes behind all that anybody did or that came about, wherever those it stands for would be.
    """
    named: list[Entry] = []
    secret: list[Entry] = []
    for entry in entries:
        if is_secret(scenario, entry.cause, viewer):
            secret.append(entry)
        else:
            carried = tuple(_cut_carried(scenario, each, viewer) for each in entry.carried)
            named.append(replace(entry, carried=carried))
    if secret:
        place = next((place for place, each in enumerate(named) if each.cause.kind in _BY_ITSELF), len(named))
        named.insert(place, _unattributed(scenario, secret, viewer))
    return tuple(named)


def _unattributed(scenario: Scenario, entries: Sequence[Entry], viewer: Viewer) -> Entry:
    amount = _sum(entry.amount for entry in entries)
    parts = [part.amount for entry in entries for part in entry.direct]
    direct = (Direct(_sum(parts), "", "", None),) if parts else ()
    by_tie: dict[tuple[str, str], list[Carried]] = {}
    for carried in (each for entry in entries for each in entry.carried):
        by_tie.setdefault((carried.listener, carried.of), []).append(_cut_carried(scenario, carried, viewer))
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


def _cut_carried(scenario: Scenario, carried: Carried, viewer: Viewer) -> Carried:
    by = tuple(
        (indicator if sees(scenario, viewer, ex.Level(carried.of, indicator)) else UNSEEN, amount)
        for indicator, amount in carried.by
    )
    return carried if by == carried.by else carried._replace(by=by)
