"""What is said of what a seat supposes: from how many worlds that fit what it has seen."""

from __future__ import annotations

from wargame.players.determinize import Supposed
from wargame.text.message import message


def supposed_words(supposed: Supposed) -> str:
    """Where what is hidden comes from, and how well that is known, in one or two sentences."""
    if round(supposed.effective) >= supposed.worlds:
        return message(
            "What is hidden is drawn from {worlds:,} worlds; nothing that has been seen tells them apart yet.",
            worlds=supposed.worlds,
        )
    words = message(
        "What is hidden is supposed from {worlds:,} worlds replayed along what has been seen; they tell as much as "
        "{effective:,} that fit equally well.",
        worlds=supposed.worlds,
        effective=max(1, round(supposed.effective)),
    )
    if not supposed.widened:
        return words
    rough = message("Few came near to it, so worlds further off count too.")
    return f"{words} {rough}"
