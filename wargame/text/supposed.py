"""What is said of what a seat supposes: from how many worlds that fit what it has seen."""

from __future__ import annotations

from wargame.players.determinize import Supposed
from wargame.text.message import message, plural


def supposed_words(supposed: Supposed) -> str:
    """Where what is hidden comes from, and how well that is known, in one or two sentences."""
    if round(supposed.effective) >= supposed.worlds:
        return message(
            "What is hidden is drawn from {worlds:,} worlds; nothing that has been seen tells them apart yet.",
            worlds=supposed.worlds,
        )
    effective, near = max(1, round(supposed.effective)), max(1, round(supposed.near))
    if supposed.widened:
        return plural(
            "What is hidden is supposed from {worlds:,} worlds replayed along what has been seen. Those near to it "
            "tell no more than a single one that fits, so worlds further off count too: together they tell as much as "
            "{effective:,} that fit equally well.",
            "What is hidden is supposed from {worlds:,} worlds replayed along what has been seen. Those near to it "
            "tell no more than {count:,} that fit equally well, so worlds further off count too: together they tell "
            "as much as {effective:,}.",
            near,
            worlds=supposed.worlds,
            effective=effective,
        )
    return plural(
        "What is hidden is supposed from {worlds:,} worlds replayed along what has been seen; they tell no more than a "
        "single one that fits.",
        "What is hidden is supposed from {worlds:,} worlds replayed along what has been seen; they tell as much as "
        "{count:,} that fit equally well.",
        effective,
        worlds=supposed.worlds,
    )
