"""What charts and tables say of the number under the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from wargame.model.scenario import Scenario
from wargame.text.message import message, plural
from wargame.text.names import (
    actor_name,
    mid_sentence,
    number_phrase,
    number_title,
    percent,
    plain,
    short_number,
    signed,
    with_change,
)


def _phrase(scenario: Scenario, number: str) -> str:
    phrase = number_phrase(scenario, number)
    return phrase[:1].upper() + phrase[1:]


# The course of numbers that were played.


def course_words(scenario: Scenario, number: str, turn: int, level: float, change: float, since: float) -> str:
    """A number at one point of the game, and how far it has come."""
    if not turn:
        return message("{number} at the start: {level}.", number=_phrase(scenario, number), level=plain(level))
    return message(
        "{number} after turn {turn}: {level}, {change} in that turn, {since} since the start.",
        number=_phrase(scenario, number),
        turn=turn,
        level=plain(level),
        change=signed(change),
        since=signed(since),
    )


def history_head(title: str, low: float, high: float, some: bool) -> str:
    """The heading of a chart of numbers: whose they are, their range, and whether only `some` have lines."""
    if some:
        return message(
            "{title}, {low:.0f} to {high:.0f}; lines for those that changed most", title=title, low=low, high=high
        )
    return message("{title}, {low:.0f} to {high:.0f}", title=title, low=low, high=high)


def unknown_words(scenario: Scenario, number: str) -> str:
    """That a number can't be seen at a point of the game."""
    return message("{number}: not known.", number=_phrase(scenario, number))


# Numbers over simulated games.


def fan_head(scenario: Scenario, number: str, low: float, high: float, letter: str, room: int) -> str:
    """The heading of a fan chart: its range and, where there is room, what its bands mean."""
    title = number_title(scenario, number)
    if not letter:
        return message(" {number}, {low:.0f} to {high:.0f}", number=title, low=low, high=high)
    whole = message(
        " {number}, {low:.0f} to {high:.0f}; bands of {letter}: half of its games, and 9 in 10",
        number=title,
        low=low,
        high=high,
        letter=letter,
    )
    if len(whole) <= room:
        return whole
    return message(
        " {number}, {low:.0f} to {high:.0f}; bands of {letter}", number=title, low=low, high=high, letter=letter
    )


def played_level(scenario: Scenario, number: str, turn: int, level: float) -> str:
    """A number at a point that was played."""
    if not turn:
        return message(
            "{number} was {level} at the start, as played.", number=_phrase(scenario, number), level=plain(level)
        )
    return message(
        "{number} was {level} after turn {turn}, as played.",
        number=_phrase(scenario, number),
        level=plain(level),
        turn=turn,
    )


def no_games(scenario: Scenario, number: str) -> str:
    """That nothing is known of a number yet."""
    return message("{number}: no game has been simulated yet.", number=_phrase(scenario, number))


def simulated_levels(scenario: Scenario, number: str, turn: int, fans: Sequence[tuple[str, Sequence[float]]]) -> str:
    """A number at a point to come: by letter of its lens the lower and upper ends of its bands, and the middle."""
    parts = [message("{number} after turn {turn}.", number=_phrase(scenario, number), turn=turn)]
    for place, (letter, levels) in enumerate(fans):
        outer, lower, middle, upper, outermost = (plain(each, 0) for each in levels)
        if place:
            parts.append(
                message(
                    "{letter}: half {lower} to {upper}, the middle {middle}.",
                    letter=letter,
                    lower=lower,
                    upper=upper,
                    middle=middle,
                )
            )
        else:
            parts.append(
                message(
                    "{letter}: half of the games {lower} to {upper}, 9 in 10 {outer} to {outermost}, the middle "
                    "{middle}.",
                    letter=letter,
                    lower=lower,
                    upper=upper,
                    outer=outer,
                    outermost=outermost,
                    middle=middle,
                )
            )
    return " ".join(parts)


# The ledger.


def changed_words(scenario: Scenario, actor: str | None, turn: int, changed: int, held: int) -> str:
    """How many numbers changed in a turn, and how many were pushed without a change."""
    if not changed and actor is None:
        head = message("No numbers changed in turn {turn}", turn=turn)
    elif not changed:
        whose = mid_sentence(actor_name(scenario, actor or ""))
        head = message("No numbers of {actor} changed in turn {turn}", actor=whose, turn=turn)
    elif actor is None:
        head = plural(
            "{count} number changed in turn {turn}", "{count} numbers changed in turn {turn}", changed, turn=turn
        )
    else:
        whose = mid_sentence(actor_name(scenario, actor))
        head = plural(
            "{count} number of {actor} changed in turn {turn}",
            "{count} numbers of {actor} changed in turn {turn}",
            changed,
            actor=whose,
            turn=turn,
        )
    if not held:
        return head
    return plural(
        "{head}; in {count} more the causes cancel out",
        "{head}; in {count} more the causes cancel out",
        held,
        head=head,
    )


# The table.


def entry_words(scenario: Scenario, number: str, level: float, change: float | None) -> str:
    """A number in full: its level, its change, its range or what it earns, and what it means."""
    now = message("{number}: {level}", number=_phrase(scenario, number), level=plain(level))
    if change is not None:
        now = with_change(now, change)
    if number.startswith("capital("):
        capital = scenario.budget(number[8:-1])
        assert capital is not None
        return message(
            "{number}. Earns {income} a turn and holds at most {most}.",
            number=now,
            income=short_number(capital.income),
            most=short_number(capital.most),
        )
    actor, _, of = number.partition(".")
    indicator, start = scenario.indicators[of], scenario.actors[actor].levels[of]
    low, high = short_number(indicator.low), short_number(indicator.high)
    parts = [message("{number}, on a scale from {low} to {high}.", number=now, low=low, high=high)]
    if indicator.drift:
        baseline, drift = short_number(start.baseline), percent(indicator.drift)
        parts.append(message("Drifts back to {baseline} by {drift} a turn.", baseline=baseline, drift=drift))
    return " ".join((*parts, indicator.text)).rstrip()
