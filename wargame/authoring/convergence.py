"""Whether spread dies out, and whether a computer can carry it: link by link, over pairs of numbers that exist.

A link is a tie times a weight of `spread` whose two indicators the tie's two actors have: an entry of M that is not 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wargame.authoring.context import Context
from wargame.authoring.setting import Setting
from wargame.model.scenario import Actor, Lens, Tie

TOLERANCE = 1e-9

MOST_LINKS = 50_000
"""The most links of a scenario under one lens: simulation keeps one number for each link in each of the 2,048 games
that it plays at once, here 0.8 GB, and takes about a minute for four turns of them. It leaves room for 10,000 ties of
five weights each."""

Rows = Mapping[str, Mapping[str, float]]
"""By indicator, and by the indicator of others that bears on it: the size of the weight, above 0."""


def check_spread(reading: Context, setting: Setting) -> None:
    """Note an error for every indicator and lens by which some actor's row of the spread passes 1, or for too many
    links.

    The sum is Σ_j attention_ij · Σ_l |weight_kl| over the ties of listener i to actors j and the indicators l that j
    has, which bounds Σ_jl |w_ij c_kl|, for trust counts as at most 1.
    """
    if setting.ties is None:
        return
    by_listener: dict[str, list[Tie]] = {}
    for tie in setting.ties.between:
        if tie.listener in setting.actors and tie.of in setting.actors:
            by_listener.setdefault(tie.listener, []).append(tie)
    base = {(each.indicator, each.by): each.weight for each in setting.couplings}
    named = len(reading.section("lenses")) > 0
    for lens in setting.lenses.values():
        _check_attention(reading, lens, by_listener)
        rows = _rows({**base, **lens.couplings})
        count = _links(by_listener, setting.actors, rows)
        if count > MOST_LINKS:
            under = f" under lens `{lens.id}`" if named and lens.couplings else ""
            reading.faults.error(
                reading.place("spread"),
                "too-many",
                f"ties and weights of the spread make {count:,} links between numbers{under}, one for each tie and each"
                f" weight whose two ends there are; a scenario may have at most {MOST_LINKS:,}",
            )
            return
        sums = _sums(by_listener, setting.actors, rows, lens)
        for indicator in rows:
            _check_row(reading, lens if named else None, indicator, sums.get(indicator, {}))


def _check_attention(reading: Context, lens: Lens, by_listener: Mapping[str, Sequence[Tie]]) -> None:
    for listener in dict.fromkeys(listener for listener, _ in lens.attention):
        total = sum(_attention(tie, lens) for tie in by_listener.get(listener, ()))
        if total > 1.0 + TOLERANCE:
            reading.faults.error(
                reading.place("lenses", lens.id, "attention", listener),
                "attention",
                f"the attention of `{listener}` adds up to {total:.4g} under lens `{lens.id}`, and may not be more"
                " than 1",
            )


def _attention(tie: Tie, lens: Lens) -> float:
    return lens.attention.get((tie.listener, tie.of), tie.attention)


def _rows(couplings: Mapping[tuple[str, str], float]) -> Rows:
    rows: dict[str, dict[str, float]] = {}
    for (indicator, by), weight in couplings.items():
        if weight:
            rows.setdefault(indicator, {})[by] = abs(weight)
    return rows


def _links(by_listener: Mapping[str, Sequence[Tie]], actors: Mapping[str, Actor], rows: Rows) -> int:
    """How many entries of M are not 0."""
    # By indicators as bits, so that a thousand actors with a hundred indicators are counted in a moment.
    places = {indicator: 1 << place for place, indicator in enumerate({by for row in rows.values() for by in row})}
    having = {name: sum(places.get(each, 0) for each in actor.levels) for name, actor in actors.items()}
    bearing = {indicator: sum(places[by] for by in row) for indicator, row in rows.items()}
    return sum(
        (having[tie.of] & bearing[indicator]).bit_count()
        for listener, ties in by_listener.items()
        for indicator in actors[listener].levels
        if indicator in bearing
        for tie in ties
    )


def _sums(
    by_listener: Mapping[str, Sequence[Tie]], actors: Mapping[str, Actor], rows: Rows, lens: Lens
) -> Mapping[str, Mapping[str, float]]:
    """By indicator and actor: what attention times weight adds up to, over the numbers there are."""
    sums: dict[str, dict[str, float]] = {}
    borne: dict[tuple[str, str], float] = {}
    """By indicator and the actor listened to: what the weights of its own indicators add up to."""
    for listener, ties in by_listener.items():
        for indicator in actors[listener].levels:
            row = rows.get(indicator)
            if row is None:
                continue
            total = 0.0
            for tie in ties:
                pair = indicator, tie.of
                if pair not in borne:
                    borne[pair] = sum(row[by] for by in actors[tie.of].levels if by in row)
                total += _attention(tie, lens) * borne[pair]
            sums.setdefault(indicator, {})[listener] = total
    return sums


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
