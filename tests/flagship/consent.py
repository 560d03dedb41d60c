"""7: consent is withheld often enough to be reckoned with, and France can withhold it."""

from __future__ import annotations

import numpy as np

from tests.flagship import ids
from tests.flagship.network import used
from tests.flagship.study import Study
from tests.flagship.target import Figure, NotYet, Target
from wargame.analysis.estimates import difference, share
from wargame.engine.kernel import Flags, Floats
from wargame.model.scenario import MOVER_ID

FEWEST_ORDERS = 30
"""Of a reaction that is ordered less often in all games together, no share is told."""


def denied(study: Study) -> Figure:
    """Of the orders that need consent, the share denied in whole or part."""
    found = used(study)
    if not found.consents:
        raise NotYet("consent")
    needed = found.consents_needed
    if not needed:
        return Figure(None)
    part = found.consents_denied + found.consents_in_part
    line = f"of {needed} orders {found.consents_denied} in whole, {found.consents_in_part} in part; by the mover"
    return Figure.of(share(part, needed), 100.0, [f"{line} {100 * found.consents_of_mover / needed:.1f} %"])


def _by_reaction(study: Study) -> dict[str, tuple[float, int]]:
    """By reaction that asks and was ordered often enough: the share denied, in per cent, and of how many orders."""
    found = {
        f"{each.seat}.{each.reaction}": (100.0 * (each.denied + each.in_part) / each.orders, each.orders)
        for each in used(study).consents
        if each.orders >= FEWEST_ORDERS
    }
    if not found:
        raise NotYet("consent")
    return found


def least_denied(study: Study) -> Figure:
    """The share denied of the reaction from which it is withheld least."""
    found = _by_reaction(study)
    lines = [f"{name} {part:.1f} % of {orders}" for name, (part, orders) in found.items()]
    return Figure(min(part for part, _ in found.values()), findings=(", ".join(lines),))


def most_denied(study: Study) -> Figure:
    """The share denied of the reaction from which it is withheld most."""
    return Figure(max(part for part, _ in _by_reaction(study).values()))


def mover_can(study: Study) -> Figure:
    """Of blocking and footnoting, how many the mover can do."""
    several = [each for reactions in study.scenario.reactions.values() for each in reactions.values()]
    consents = [each.consent for each in several if each.consent is not None]
    blocks = [each for each in consents if MOVER_ID in each.withheld_when]
    notes = [each for each in consents if MOVER_ID in each.footnote_when]
    asked = [each for each in used(study).consents if each.by_mover or each.in_part_by_mover]
    orders = sum(
        each.orders for each in used(study).consents if each.seat and _asks_mover(study, each.seat, each.reaction)
    )
    by_mover = sum(each.by_mover for each in asked)
    in_part = sum(each.in_part_by_mover for each in asked)
    line = f"asked in {len(blocks)} reactions; of {orders} orders it blocks {by_mover}, footnotes {in_part}"
    return Figure(float(bool(blocks) + bool(notes)), findings=(line,))


def _asks_mover(study: Study, seat: str, reaction: str) -> bool:
    consent = study.scenario.reactions[seat][reaction].consent
    return consent is not None and MOVER_ID in consent.withheld_when


def by_commitment(study: Study) -> Figure:
    """By how many points more is denied in the lowest fifth of commitment than in the highest: fifths of the orders
    that need consent, by commitment as it was when they were given."""
    commitment, refused = asked_orders(study)
    if len(commitment) < 5:
        return Figure(None)
    fifths = np.array_split(np.argsort(commitment, kind="stable"), 5)
    low, high = ((int(refused[each].sum()), len(each)) for each in (fifths[0], fifths[-1]))
    return Figure.of(
        difference(low, high), 100.0, [f"low {100 * low[0] / low[1]:.1f} %, high {100 * high[0] / high[1]:.1f} %"]
    )


def asked_orders(study: Study) -> tuple[Floats, Flags]:
    """Of every order that needs consent: commitment before the turn, and whether it was denied in whole or part."""
    program, number = study.program, study.row(ids.COMMITMENT)
    answers: dict[int, list[int]] = {}
    for play, _, row in program.consenters:
        answers.setdefault(play, []).append(row)
    commitment: list[Floats] = []
    refused: list[Flags] = []
    for played in study.turns(study.usual.seeds):
        choices = played.choices
        for play, rows in answers.items():
            which = np.flatnonzero(choices.ordered[play] & played.ran)
            if len(which):
                answered = choices.withheld[rows][:, which]
                if choices.footnoted is not None:
                    answered = answered | choices.footnoted[rows][:, which]
                commitment.append(played.before.numbers[number, which])
                refused.append(np.asarray(answered.any(axis=0)))
    if not commitment:
        return np.zeros(0), np.zeros(0, dtype=np.bool_)
    return np.concatenate(commitment), np.concatenate(refused)


MEASURES = (
    (Target("7a", "orders that need consent denied in whole or part, %", 8, 25), denied),
    (Target("7b", "the reaction denied least, %", 3), least_denied),
    (Target("7b2", "the reaction denied most, %", high=40), most_denied),
    (Target("7c", "of blocking and footnoting, what France can do", 2, 2), mover_can),
)
