"""A tie between two actors in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from wargame.model.scenario import Scenario, Tie
from wargame.text.names import actor_name, mid_sentence, percent, signed, source_words


def find_tie(scenario: Scenario, listener: str, of: str) -> Tie | None:
    """The tie by which one actor listens to another, if there is one."""
    return next((tie for tie in scenario.ties.between if tie.listener == listener and tie.of == of), None)


def tie_words(
    scenario: Scenario,
    numbers: Mapping[str, float],
    listener: str,
    of: str,
    before: Mapping[str, float] | None = None,
) -> str:
    """A tie in words: how much trust, what changed since `before`, how much attention, why, and on which line.

    `Germany: listens to France with trust +45.0 (-15.0 since last turn), attention 30 %. Old friends.
    [Polls 2025; line 81]`
    """
    who = actor_name(scenario, listener)
    whom = mid_sentence(actor_name(scenario, of))
    if listener == of:
        return f"{who}: an actor has no tie to itself."
    tie = find_tie(scenario, listener, of)
    if tie is None:
        return f"{who}: does not listen to {whom}; there is no tie."
    name = f"trust({listener}, {of})"
    trust = numbers.get(name, tie.trust.value)
    change = "" if before is None else f" ({_changed(trust - before.get(name, trust))})"
    words = f"{who}: listens to {whom} with trust {signed(trust)}{change}, attention {percent(tie.attention)}."
    source = source_words(scenario, tie.trust.source)
    place = f"[{source}; line {tie.line}]" if source else f"[line {tie.line}]"
    return " ".join(part for part in (words, tie.trust.because, place) if part)


def _changed(change: float) -> str:
    return "unchanged since last turn" if round(change, 1) == 0 else f"{signed(change)} since last turn"
