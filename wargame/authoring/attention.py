"""Whether spread dies out: under every lens the attention times weights of each actor and indicator add up to 1 at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wargame.authoring.problems import Faults
from wargame.authoring.reading import Reading
from wargame.authoring.setting import Setting
from wargame.model.scenario import Actor, Lens, Tie

TOLERANCE = 1e-9


def check_spread(reading: Reading, setting: Setting) -> None:
    """Note an error for every actor, indicator and lens whose row of the spread passes 1.

    The sum is Σ_j attention_ij · Σ_l |weight_kl| over the ties of listener i and those indicators l the other has, which
    bounds Σ_jl |w_ij c_kl|, for trust counts as at most 1.
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
                _check_listener(reading, setting, actor, ties, rows, lens if named else None)


def _rows(couplings: Mapping[tuple[str, str], float]) -> dict[str, list[tuple[str, float]]]:
    rows: dict[str, list[tuple[str, float]]] = {}
    for (indicator, by), weight in couplings.items():
        if weight != 0.0:
            rows.setdefault(indicator, []).append((by, abs(weight)))
    return rows


def _check_listener(
    reading: Reading,
    setting: Setting,
    actor: Actor,
    ties: Sequence[Tie],
    rows: Mapping[str, Sequence[tuple[str, float]]],
    lens: Lens | None,
) -> None:
    overridden = lens.attention if lens else {}
    shares = [(tie.of, overridden.get((tie.listener, tie.of), tie.attention)) for tie in ties]
    total = sum(share for _, share in shares)
    changed = lens is not None and any(
        (tie.listener, tie.of) in overridden for tie in ties
    )
    faults: Faults = reading.faults
    under = f" under lens `{lens.id}`" if lens else ""
    if changed and lens is not None and total > 1.0 + TOLERANCE:
        faults.error(
            reading.place("lenses", lens.id, "attention", actor.id),
            "attention",
            f"the attention of `{actor.id}` adds up to {total:.4g}{under}, and there is 1 to share",
        )
        return
    for indicator, row in rows.items():
        if indicator not in actor.levels:
            continue
        weight_of: dict[str, float] = dict(row)
        reached = 0.0
        for of, share in shares:
            other = setting.actors.get(of)
            if other is not None and share:
                reached += share * sum(weight for by, weight in weight_of.items() if by in other.levels)
        if reached > 1.0 + TOLERANCE:
            at_lens = lens is not None and (changed or any(key[0] == indicator for key in lens.couplings))
            first = at_lens and lens is not None
            place = reading.place("lenses", lens.id) if first and lens else reading.place("spread", indicator)
            faults.error(
                place,
                "spread-grows",
                f"what spreads would not die out{under if first else ''}: for `{actor.id}.{indicator}` attention times"
                f" weight adds up to {reached:.4g}, and may not pass 1",
            )
