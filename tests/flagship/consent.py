"""7: consent is withheld often enough to be reckoned with, and France can withhold it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.flagship import ids
from tests.flagship.network import used
from tests.flagship.study import Study
from tests.flagship.target import Figure, NotYet, Target
from wargame.analysis.estimates import mean
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
    asked = asked_orders(study)
    error = asked.error((asked.refused - asked.refused.mean()) / len(asked.refused))
    share = 100.0 * part / needed
    return Figure(share, 100.0 * error, (f"{line} {100 * found.consents_of_mover / needed:.1f} %",))


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
    asked = asked_orders(study, study.row(ids.COMMITMENT))
    if len(asked.refused) < 5:
        return Figure(None)
    fifths = np.array_split(np.argsort(asked.level, kind="stable"), 5)
    low, high = fifths[0], fifths[-1]
    shares = [float(asked.refused[each].mean()) for each in (low, high)]
    parts = np.zeros(len(asked.refused))
    parts[low] = (asked.refused[low] - shares[0]) / len(low)
    parts[high] = (shares[1] - asked.refused[high]) / len(high)
    line = f"low {100 * shares[0]:.1f} %, high {100 * shares[1]:.1f} %"
    return Figure(100.0 * (shares[0] - shares[1]), 100.0 * asked.error(parts), (line,))


@dataclass(frozen=True)
class AskedOrders:
    """Every order that needed consent."""

    level: Floats
    """The level asked for, as it was before the turn; 0 where none is asked for."""
    refused: Flags
    """Whether it was denied in whole or part."""
    game: NDArray[np.intp]
    """By place: in which game it was given."""
    games: int

    def error(self, parts: Floats) -> float:
        """Half of the 95 % interval of a figure of which each order brings a part. Orders of one game are alike: only
        games count as independent (W. Cochran, "Sampling Techniques", 1977, section 6.5)."""
        interval = mean(np.bincount(self.game, parts, self.games).astype(np.float64) * self.games)
        return (interval.high - interval.low) / 2


def asked_orders(study: Study, number: int | None = None) -> AskedOrders:
    """The orders that need consent in ordinary games, each with a level by its row."""
    program = study.program
    answers: dict[int, list[int]] = {}
    for play, _, row in program.consenters:
        answers.setdefault(play, []).append(row)
    levels: list[Floats] = []
    refused: list[Flags] = []
    games: list[NDArray[np.intp]] = []
    for played in study.turns(study.usual.seeds):
        choices = played.choices
        for play, rows in answers.items():
            which = np.flatnonzero(choices.ordered[play] & played.ran)
            if len(which):
                answered = choices.withheld[rows][:, which]
                if choices.footnoted is not None:
                    answered = answered | choices.footnoted[rows][:, which]
                levels.append(np.zeros(len(which)) if number is None else played.before.numbers[number, which])
                refused.append(np.asarray(answered.any(axis=0)))
                games.append(played.place[which])
    if not levels:
        return AskedOrders(np.zeros(0), np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.intp), 0)
    return AskedOrders(np.concatenate(levels), np.concatenate(refused), np.concatenate(games), len(study.usual.seeds))


MEASURES = (
    (Target("7a", "orders that need consent denied in whole or part, %", 8, 25), denied),
    (Target("7b", "the reaction denied least, %", 3), least_denied),
    (Target("7b2", "the reaction denied most, %", high=40), most_denied),
    (Target("7c", "of blocking and footnoting, what France can do", 2, 2), mover_can),
)
