"""Whether spread dies out: under every lens attention times weights add up to 1 at most, for each number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wargame.authoring.problems import Faults
from wargame.authoring.reading import Reading
from wargame.authoring.setting import Setting
from wargame.model.scenario import Actor, Lens, Tie

TOLERANCE = 1e-9


def check_spread(reading: Reading, setting: Setting) -> None:
    """Note an error for every actor, indicator and lens whose row of the spread passes 1.

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
        rows = _rows({**base, **lens.couplings})
        for listener, ties in by_listener.items():
            actor = setting.actors.get(listener)
            if actor is not None:
                _check_listener(reading, actor, ties, rows, lens if named else None)


def _rows(couplings: Mapping[tuple[str, str], float]) -> dict[str, float]:
    rows: dict[str, float] = {}
    for (indicator, _), weight in couplings.items():
        if weight != 0.0:
            rows[indicator] = rows.get(indicator, 0.0) + abs(weight)
    return rows


def _check_listener(
    reading: Reading,
    actor: Actor,
    ties: Sequence[Tie],
    rows: Mapping[str, float],
    lens: Lens | None,
) -> None:
    overridden = lens.attention if lens else {}
    total = sum(overridden.get((tie.listener, tie.of), tie.attention) for tie in ties)
    changed = lens is not None and any((tie.listener, tie.of) in overridden for tie in ties)
    faults: Faults = reading.faults
    under = f" under lens `{lens.id}`" if lens else ""
    if changed and lens is not None and total > 1.0 + TOLERANCE:
        faults.error(
            reading.place("lenses", lens.id, "attention", actor.id),
            "attention",
            f"the attention of `{actor.id}` adds up to {total:.4g}{under}, and there is 1 to share",
        )
        return
    for indicator, weight in rows.items():
        if indicator not in actor.levels:
            continue
        reached = total * weight
        if reached > 1.0 + TOLERANCE:
            by_lens = lens is not None and (changed or any(key[0] == indicator for key in lens.couplings))
            place = reading.place("lenses", lens.id) if by_lens and lens else reading.place("spread", indicator)
            faults.error(
                place,
                "spread-grows",
                f"what spreads would not die out{under if by_lens else ''}: for `{actor.id}.{indicator}` attention"
                f" times weight adds up to {reached:.4g}, and may not pass 1",
            )
