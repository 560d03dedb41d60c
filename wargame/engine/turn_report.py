"""A turn as it came out, cut down to what one seat may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wargame.engine import kernel
from wargame.engine.ledger import Carried, Cause, CauseKind, Direct, Entry, Ledger, Row, Unattributed
from wargame.engine.program import CompiledRule
from wargame.engine.resolution import Resolution
from wargame.engine.view import FiredRule, PlayedOrder, TurnReport
from wargame.engine.visibility import happened, is_hidden_rule, is_secret, seen_orders, sees
from wargame.model import expression as ex
from wargame.model.order import Withholding
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, Viewer, seat_of

UNSEEN = "unseen"
"""Stands for an indicator that the seat may not see, in what came over a tie."""
UNATTRIBUTED = Cause(CauseKind.ORDER, Unattributed())


_BY_ITSELF = (CauseKind.INCOME, CauseKind.COST, CauseKind.DRIFT, CauseKind.LIMIT, CauseKind.ROUNDING)
"""What nobody did; it comes last in a row."""


def report(resolution: Resolution, viewer: Viewer) -> TurnReport:
    """A resolved turn as a seat may see it: secret orders of others left out, their effects not attributed."""
    before, scenario = resolution.before, resolution.before.scenario
    move = scenario.moves[resolution.move]
    return TurnReport(
        viewer=viewer,
        turn=before.turn,
        date=before.date,
        move=move.id,
        move_title=move.title,
        move_text=move.text,
        matters=move.matters.get(seat_of(viewer) or "", ""),
        happened=happened(before, viewer),
        injects=tuple(scenario.injects[inject].title for inject in resolution.injects),
        played={each: _played(resolution, each, viewer) for each in scenario.seats},
        fired=fired(resolution, viewer),
        ledger=seen_ledger(resolution, viewer),
        ending=resolution.after.ending,
    )


def _played(resolution: Resolution, of: str, viewer: Viewer) -> tuple[PlayedOrder, ...]:
    before = resolution.before
    program, scenario = before.program, before.scenario
    withheld = {o for orders in resolution.orders.values() for o in orders if isinstance(o, Withholding)}
    played = []
    for order in seen_orders(scenario, resolution.orders[of], viewer):
        if isinstance(order, Withholding):
            asked = scenario.reactions[order.of][order.reaction]
            played.append(PlayedOrder(order, asked.title, 1.0, (), before.turn, asked.line))
            continue
        reaction = scenario.reactions[of][order.reaction]
        consenters = reaction.consent.withheld_when if reaction.consent else {}
        played.append(
            PlayedOrder(
                order=order,
                title=reaction.title,
                strength=float(resolution.turn.strength[program.order_of[order], 0]),
                refused_by=tuple(each for each in consenters if Withholding(each, of, reaction.id) in withheld),
                due=before.turn + reaction.delay,
                line=reaction.line,
            )
        )
    return tuple(played)


def fired(resolution: Resolution, viewer: Viewer) -> tuple[FiredRule, ...]:
    """The rules whose condition held in a turn, without those that a seat may not know of."""
    scenario = resolution.before.scenario
    rules: Sequence[CompiledRule] = resolution.before.program.rules
    return tuple(
        FiredRule(rule.id, rule.title, rule.text, conditional.combination, rule.line)
        for place, (rule, conditional) in enumerate(zip(scenario.rules.values(), rules, strict=True))
        if resolution.turn.firing[place, 0] and not is_hidden_rule(scenario, rule.id, viewer)
    )


def seen_ledger(resolution: Resolution, viewer: Viewer) -> Ledger:
    """What changed in a turn and through what, as far as a viewer may see it."""
    if viewer == FACILITATOR:
        return resolution.ledger
    scenario = resolution.before.scenario
    return Ledger(
        tuple(_cut_row(scenario, row, viewer) for row in resolution.ledger if sees(scenario, viewer, row.target))
    )


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
    return round(amount, kernel.GRID_DIGITS) + 0.0


def _sum(amounts: Iterable[float]) -> float:
    return on_grid(sum(amounts))


def _cut_carried(scenario: Scenario, carried: Carried, viewer: Viewer) -> Carried:
    by = tuple(
        (indicator if sees(scenario, viewer, ex.Level(carried.of, indicator)) else UNSEEN, amount)
        for indicator, amount in carried.by
    )
    return carried if by == carried.by else carried._replace(by=by)
