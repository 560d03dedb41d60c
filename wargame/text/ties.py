"""A tie between two actors in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from wargame.model.scenario import Scenario, Tie
from wargame.text.ledger import place_words
from wargame.text.message import message
from wargame.text.names import actor_name, mid_sentence, percent, signed
from wargame.text.words import sentences


def find_tie(scenario: Scenario, listener: str, of: str) -> Tie | None:
    """The tie by which one actor listens to another, if there is one."""
    return next((tie for tie in scenario.ties.between if tie.listener == listener and tie.of == of), None)


def matrix_note(columns: tuple[int, int], count: int, marked: bool) -> str:
    """How the matrix of ties is read; `columns` are the first and the last in view, `marked` if changes are bold."""
    first, last = columns
    if first == 1 and last == count:
        note = message("Rows listen to columns, -100 to +100.")
    else:
        note = message(
            "Columns {first}-{last} of {count}. Rows listen to columns.", first=first, last=last, count=count
        )
    return sentences(note, message("Bold: changed.")) if marked else note


def tie_words(
    scenario: Scenario,
    numbers: Mapping[str, float],
    listener: str,
    of: str,
    before: Mapping[str, float] | None = None,
) -> str:
    """A tie in words: how much trust, what changed since `before`, how much attention, why, and on which line.

    `Germany listens to France with trust +45.0 (-15.0 since last turn), attention 30 %. Old friends.
    [Polls 2025; line 81]`
    """
    who = actor_name(scenario, listener)
    whom = mid_sentence(actor_name(scenario, of))
    if listener == of:
        return message("{actor} has no tie to itself.", actor=who)
    tie = find_tie(scenario, listener, of)
    if tie is None:
        return message("{listener} does not listen to {of}: there is no tie.", listener=who, of=whom)
    name = f"trust({listener}, {of})"
    trust = numbers.get(name, tie.trust.value)
    words = message(
        "{listener} listens to {of} with trust {trust}, attention {attention}.",
        listener=who,
        of=whom,
        trust=signed(trust) if before is None else _trust_words(trust, trust - before.get(name, trust)),
        attention=percent(tie.attention),
    )
    return sentences(words, tie.trust.because, place_words(scenario, tie.trust.source, tie.line))


def _trust_words(trust: float, change: float) -> str:
    """How much trust there is, and by how much it has changed."""
    if round(change, 1) == 0:
        return message("{trust} (unchanged since last turn)", trust=signed(trust))
    return message("{trust} ({change} since last turn)", trust=signed(trust), change=signed(change))
