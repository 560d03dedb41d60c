"""Whether spread dies out: under every lens attention times weights add up to 1 at most, for each number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wargame.authoring.context import Context
from wargame.authoring.setting import Setting
from wargame.model.scenario import Lens, Tie

TOLERANCE = 1e-9


def check_spread(reading: Context, setting: Setting) -> None:
    """Note an error for every indicator and lens by which some actor's row of the spread passes 1.

    The sum is Σ_j attention_ij · Σ_l |weight_kl| over the ties of listener i, which bounds Σ_jl |w_ij c_kl|, for trust
    counts as at most 1.
    """
    if setting.ties is None:
        return
    by_listener: dict[str, list[Tie]] = {}
    for tie in setting.ties.between:
        by_listener.setdefault(tie.listener, []).append(tie)
    base = {(each.indicator, each.by): each.weight for each in setting.couplings}
    named = len(reading.section("lenses")) > 0
    for lens in setting.lenses.values():
        totals = {listener: _attention(ties, lens) for listener, ties in by_listener.items()}
        for listener in {listener for listener, _ in lens.attention}:
            if totals.get(listener, 0.0) > 1.0 + TOLERANCE:
                reading.faults.error(
                    reading.place("lenses", lens.id, "attention", listener),
                    "attention",
                    f"the attention of `{listener}` adds up to {totals.pop(listener):.4g} under lens `{lens.id}`, and"
                    " may not be more than 1",
                )
        for indicator, weight in _rows({**base, **lens.couplings}).items():
            sums = {
                actor: total * weight
                for actor, total in totals.items()
                if actor in setting.actors and indicator in setting.actors[actor].levels
            }
            _check_row(reading, lens if named else None, indicator, sums)


def _attention(ties: Sequence[Tie], lens: Lens) -> float:
    return sum(lens.attention.get((tie.listener, tie.of), tie.attention) for tie in ties)


def _rows(couplings: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """Σ_l |weight_kl| by indicator k."""
    rows: dict[str, float] = {}
    for (indicator, _), weight in couplings.items():
        rows[indicator] = rows.get(indicator, 0.0) + abs(weight)
    return rows


def _check_row(reading: Context, lens: Lens | None, indicator: str, sums: Mapping[str, float]) -> None:
    above = [actor for actor, total in sums.items() if total > 1.0 + TOLERANCE]
    if not above:
        return
    worst = max(above, key=lambda actor: sums[actor])
    others = f" (and so for {len(above) - 1} more)" if len(above) > 1 else ""
    place = reading.place("spread", indicator)
    under = ""
    if lens is not None and (lens.attention or any(own == indicator for own, _ in lens.couplings)):
        place = reading.place("lenses", lens.id, "spread", indicator)
        under = f" under lens `{lens.id}`"
    reading.faults.error(
        place,
        "spread-grows",
        f"what spreads would not die out{under}: for `{worst}.{indicator}` attention times weight adds up to"
        f" {sums[worst]:.4g}{others}, and may not be more than 1",
    )
