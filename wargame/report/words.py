"""A game told in plain sentences: numbers, conditions, orders, causes, ledgers and whole turns.

Every function is pure, from a scenario and values to text; lines fit a screen of 78 columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from wargame.engine.ledger import Entry, Row
from wargame.engine.view import Expected, GoalScore, Played, TurnReport
from wargame.model.scenario import Goal, Scenario
from wargame.report.conditions import amount_words, condition_words, order_condition_words
from wargame.report.names import (
    actor_name,
    cause_words,
    indicator_name,
    lowered,
    mid_sentence,
    mover_name,
    number_phrase,
    number_short,
    number_title,
    order_words,
    percent,
    plain,
    possessive,
    reaction_title,
    seat_name,
    short_number,
    signed,
    source_words,
)

__all__ = [
    "actor_name",
    "amount_words",
    "carried_words",
    "cause_words",
    "change_lines",
    "condition_words",
    "direct_words",
    "ending_lines",
    "entry_order",
    "expected_words",
    "goal_words",
    "indicator_name",
    "lowered",
    "mid_sentence",
    "mover_name",
    "number_phrase",
    "number_short",
    "number_title",
    "order_condition_words",
    "order_words",
    "percent",
    "place_words",
    "plain",
    "played_words",
    "possessive",
    "reaction_title",
    "row_lines",
    "row_order",
    "seat_name",
    "sentence",
    "short_number",
    "signed",
    "source_words",
    "turn_lines",
]

WIDTH = 78
SMALL = 0.05
"""Changes and causes smaller than this round to nothing and are told together."""


def sentence(words: str) -> str:
    """Words as a sentence: a large initial, and a full stop unless one stands there."""
    return words if not words else words[0].upper() + words[1:] + ("" if words[-1] in ".!?:" else ".")


def expected_words(scenario: Scenario, expected: Expected) -> str:
    """An effect to be expected: `NATO's cohesion -4.0 (give or take 1.5): allies doubt the plan.`"""
    phrase = number_phrase(scenario, expected.target)
    words = f"{phrase[0].upper()}{phrase[1:]} {signed(expected.amount)}"
    if expected.plus_or_minus > 0:
        words += f" (give or take {short_number(expected.plus_or_minus)})"
    return f"{words}: {expected.because}" if expected.because else words


def goal_words(scenario: Scenario, seat: str | None, score: GoalScore) -> str:
    """A goal, what it asks for, and how it stands; `seat` is None for the mover's goals."""
    goals: Iterable[Goal] = scenario.mover.goals if seat is None else scenario.seats[seat].goals
    goal = next((each for each in goals if each.id == score.id), None)
    if goal is None:
        asks = score.when
    elif goal.measure is not None:
        first, last = short_number(goal.start), short_number(goal.end)
        asks = f"{amount_words(scenario, goal.measure)}, nothing at {first}, all at {last}"
        if score.measure is not None:
            asks += f"; now {plain(score.measure)}"
    else:
        asks = condition_words(scenario, goal.when)
        asks += "; now it is" if score.got >= score.points else "; now it is not"
    return f"{score.title}: {short_number(score.got)} of {short_number(score.points)} points ({asks})"


def played_words(scenario: Scenario, played: Played, turn: int) -> str:
    """One order as it came out in a turn: what it was, whether consent was withheld, when it acts."""
    words = order_words(scenario, played.order)
    if played.refused_by:
        seats = _listed([mid_sentence(seat_name(scenario, seat)) for seat in played.refused_by])
        effect = "blocked" if played.strength == 0 else f"weakened to {percent(played.strength)}"
        words += f" ({effect}: {seats} withheld consent)"
    if played.due > turn and played.strength > 0:
        words += f" (acts in turn {played.due})"
    return words


def place_words(scenario: Scenario, source: str, line: int | None) -> str:
    """Where a number stands: `[Source's title; line 41]`, or less where less is known."""
    parts = [part for part in (source_words(scenario, source), f"line {line}" if line else "") if part]
    return f"[{'; '.join(parts)}]" if parts else ""


def direct_words(scenario: Scenario, because: str, source: str, line: int | None) -> str:
    """Why a cause did something to a number by itself, and where the scenario says so."""
    return " ".join(part for part in (because, place_words(scenario, source, line)) if part) or "by itself"


def carried_words(
    scenario: Scenario,
    of: str,
    trust: float,
    attention: float,
    by: Iterable[tuple[str, float]],
    line: int | None,
) -> str:
    """What came over a tie: from whom, how strong the tie was, and by which of its indicators."""
    brought = [
        f"{lowered(scenario, indicator_name(scenario, indicator))} {signed(amount, 2)}"
        for indicator, amount in by
        if round(amount, 2)
    ]
    through = f", through {_listed(brought)}" if brought else ""
    tie = f"trust {signed(trust, 0)}, attention {percent(attention)}"
    whom = mid_sentence(actor_name(scenario, of))
    return f"carried over the tie from {whom} ({tie}){through} {place_words(scenario, '', line)}".rstrip()


def row_order(rows: Iterable[Row]) -> list[Row]:
    """Rows with the largest change first."""
    return sorted(rows, key=lambda row: -abs(row.change))


def entry_order(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """A row's causes, largest first, and those too small to be told one by one."""
    by_size = sorted(entries, key=lambda entry: -abs(entry.amount))
    told = [entry for entry in by_size if abs(entry.amount) >= SMALL]
    small = [entry for entry in by_size if abs(entry.amount) < SMALL]
    # A single small cause takes no more room by its name than as "1 smaller cause".
    return (told + small, []) if len(small) == 1 else (told, small)


def row_lines(scenario: Scenario, row: Row) -> list[str]:
    """The ledger of one number: before and after, then by cause what came directly and over which tie."""
    lines = [f"{number_title(scenario, row.name)} {plain(row.before)} -> {plain(row.after)} ({signed(row.change)})"]
    told, small = entry_order(row.entries)
    for entry in told:
        lines += _hung(f"  {signed(entry.amount):>6}  ", cause_words(scenario, entry.cause))
        lines += _parts(scenario, entry)
    if small:
        total = sum(entry.amount for entry in small)
        lines.append(f"  {signed(total):>6}  {len(small)} smaller causes")
    return lines


def _parts(scenario: Scenario, entry: Entry) -> list[str]:
    alone = len(entry.direct) == 1 and not entry.carried
    if alone:
        only = entry.direct[0]
        told = bool(only.because or only.source or only.line)
        return _hung(" " * 10, direct_words(scenario, only.because, only.source, only.line)) if told else []
    lines: list[str] = []
    for direct in entry.direct:
        words = direct_words(scenario, direct.because, direct.source, direct.line)
        lines += _hung(f"          {signed(direct.amount, 2):>6}  ", words)
    carried = sorted(entry.carried, key=lambda each: -abs(each.amount))
    seen = [each for each in carried if abs(each.amount) >= SMALL] or carried[:1]
    for tie in seen:
        words = carried_words(scenario, tie.of, tie.trust, tie.attention, tie.by, tie.line)
        lines += _hung(f"          {signed(tie.amount, 2):>6}  ", words)
    rest = carried[len(seen) :]
    if rest:
        total = sum(each.amount for each in rest)
        ties = "tie" if len(rest) == 1 else "ties"
        lines.append(f"          {signed(total, 2):>6}  carried over {len(rest)} other {ties}")
    return lines


def change_lines(scenario: Scenario, rows: Iterable[Row], most: int = 12) -> list[str]:
    """What moved, largest change first: one line a number, and one for all that are left out."""
    ordered = row_order(rows)
    told = [row for row in ordered if abs(row.change) >= SMALL][:most]
    names = [number_title(scenario, row.name) for row in told]
    room = min(WIDTH - 28, max((len(name) for name in names), default=0))
    lines = []
    for name, row in zip(names, told, strict=True):
        if len(name) > room:
            name = number_short(scenario, row.name)
        lines.append(f"  {name:<{room}}  {plain(row.before):>6} -> {plain(row.after):>6}  {signed(row.change):>6}")
    rest = len(ordered) - len(told)
    if rest:
        lines.append(f"  and {rest} smaller {'change' if rest == 1 else 'changes'}")
    return lines or ["  Nothing moved."]


def turn_lines(scenario: Scenario, report: TurnReport) -> list[str]:
    """A resolved turn as text: the move, chance, what every seat did, the rules that fired and what moved."""
    last = scenario.calendar.last_month(report.turn)
    lines = [f"Turn {report.turn} of {scenario.calendar.turns}, {report.date} to {last}", ""]
    for event in report.happened:
        chance = f" ({round(100 * event.probability)} in 100 likely)"
        lines += _wrapped(f"{event.title}: {event.outcome_title}{chance}. {event.text}".rstrip(), "")
    lines += _wrapped(f"{mover_name(scenario)}: {report.move_title}", "")
    lines += _wrapped(report.move_text, "  ")
    move = scenario.moves.get(report.move)
    if move is not None and move.delay:
        lines.append(f"  It acts in turn {report.turn + move.delay}.")
    if report.matters:
        lines += _wrapped(f"Why it matters to you: {report.matters}", "  ")
    for title in report.injects:
        lines += _wrapped(f"The facilitator released: {title}", "")
    lines += ["", "What the seats did"]
    for seat, orders in report.played.items():
        done = "; ".join(played_words(scenario, each, report.turn) for each in orders) or "nothing seen"
        lines += _hung(f"  {seat_name(scenario, seat)}: ", done, 4)
    if report.fired:
        lines += ["", "Rules that fired"]
        for rule in report.fired:
            lines += _hung("  ", f"{rule.title}. {rule.text}".rstrip(), 4)
    lines += ["", "What moved most", *change_lines(scenario, report.ledger)]
    if report.ending is not None:
        lines += ["", *ending_lines(scenario, report.ending)]
    return lines


def ending_lines(scenario: Scenario, ending: str) -> list[str]:
    """How the game ended: the ending's sign, title and text."""
    found = scenario.endings[ending]
    return [f"The game ends: {found.sign} {found.title}", *_wrapped(found.text, "  ")]


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _wrapped(words: str, indent: str) -> list[str]:
    return wrap(words, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _hung(head: str, words: str, indent: int | None = None) -> list[str]:
    """Words behind a head, later lines under the first word or at `indent`."""
    under = " " * (len(head) if indent is None else indent)
    return wrap(words, WIDTH, initial_indent=head, subsequent_indent=under, break_on_hyphens=False)
