"""A game told in plain sentences: numbers, conditions, orders, causes, ledgers and whole turns.

Every function is pure, from a scenario and values to text; lines fit a screen of 78 columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap

from wargame.engine.ledger import Carried, Cause, CauseKind, Direct, Entry, MoveId, Row
from wargame.engine.refusal import Unmet
from wargame.engine.view import (
    DelayedView,
    ExpectedEffect,
    FiredRule,
    GoalScore,
    InjectOffer,
    MoveOffer,
    Offer,
    PlayedOrder,
    TurnReport,
)
from wargame.model.order import Order
from wargame.model.scenario import Goal, Scenario
from wargame.model.viewer import Seated, Side, Viewer, sees_all_of
from wargame.text.conditions import amount_words, condition_words, order_condition_words
from wargame.text.names import (
    actor_name,
    because_words,
    cause_words,
    chance_words,
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
from wargame.text.refusals import refusal_words

__all__ = [
    "actor_name",
    "amount_words",
    "awaited_words",
    "carried_words",
    "cause_words",
    "chance_words",
    "change_lines",
    "condition_words",
    "direct_words",
    "ending_lines",
    "entry_lines",
    "entry_order",
    "expected_words",
    "goal_words",
    "indicator_name",
    "lowered",
    "mid_sentence",
    "mover_name",
    "nothing_words",
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
    "rows_told",
    "seat_name",
    "sentence",
    "short_number",
    "signed",
    "source_words",
    "tie_order",
    "turn_lines",
]

WIDTH = 78
SMALL = 0.05
"""Changes and causes smaller than this round to nothing and are told together, if they make something together."""

ON_ITS_WAY = "On its way"
SEATS_DID = "What the seats did"
FOLLOWED = "What followed by itself"
MOVED_MOST = "What moved most"
NOTHING_BIG = "No cause did as much as 0.05."
BY_ITSELF = "By itself it does this"
ONLY_WHILE = "Only while"


def sentence(words: str) -> str:
    """Words as a sentence: a large initial, and a full stop unless one stands there."""
    return words if not words else words[0].upper() + words[1:] + ("" if words[-1] in ".!?:" else ".")


def reason_words(scenario: Scenario, offer: Offer | MoveOffer | InjectOffer) -> str:
    """Why something can't be done now, a failing condition and the numbers it reads in words; empty when it can."""
    match offer.reason:
        case None:
            return ""
        case Unmet(condition, readings):
            words = f"{ONLY_WHILE} {condition_words(scenario, condition)}"
            now = ", ".join(f"{number_phrase(scenario, name)} is {plain(value)}" for name, value in readings)
            return f"{words}; now {now}" if now else words
        case refusal:
            words = refusal_words(refusal)
            return words[:1].upper() + words[1:]


def expected_words(scenario: Scenario, expected: ExpectedEffect) -> str:
    """An effect to be expected: `NATO's cohesion -4.0 (give or take 1.5): allies doubt the plan.`"""
    phrase = number_phrase(scenario, expected.target)
    words = f"{phrase[0].upper()}{phrase[1:]} {signed(expected.amount)}"
    if expected.plus_or_minus > 0:
        words += f" (give or take {short_number(expected.plus_or_minus)})"
    return f"{words}: {expected.because}" if expected.because else words


def goal_words(scenario: Scenario, side: Side, score: GoalScore) -> str:
    """A goal, what it asks for, and how it stands."""
    goals: Iterable[Goal] = scenario.seats[side.seat].goals if isinstance(side, Seated) else scenario.mover.goals
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
    # The amount may begin with a bracket of its own, so it stands in none here.
    return f"{score.title}: {short_number(score.got, 1)} of {short_number(score.points)} points; {asks}"


def played_words(scenario: Scenario, played: PlayedOrder, turn: int) -> str:
    """One order as it came out in a turn: what it was, whether consent was withheld, when it acts."""
    words = order_words(scenario, played.order)
    if played.refused_by:
        seats = listed([mid_sentence(seat_name(scenario, seat)) for seat in played.refused_by])
        effect = "blocked" if played.strength == 0 else f"weakened to {percent(played.strength)}"
        words += f" ({effect}: {seats} withheld consent)"
    if played.due > turn and played.strength > 0:
        words += f" (acts in turn {played.due})"
    return words


def awaited_words(scenario: Scenario, awaited: DelayedView) -> str:
    """What is on its way: whose it is, at whom it aims, since when and until when."""
    words = awaited.cause.title
    match awaited.cause.subject:
        case Order(seat=seat) as order:
            words = f"{seat_name(scenario, seat)}: {order_words(scenario, order)}"
        case MoveId():
            words = f"{mover_name(scenario)}: {words}"
    return f"{words}, set going in turn {awaited.ordered}, acts in turn {awaited.due}"


def nothing_words(seat: str, viewer: Viewer) -> str:
    """What stands for a seat's orders when none are told: a reader knows that its own are none."""
    return "nothing" if sees_all_of(viewer, seat) else "nothing seen"


def place_words(scenario: Scenario, source: str, line: int | None) -> str:
    """Where a number stands: `[Source's title; line 41]`, or less where less is known."""
    parts = [part for part in (source_words(scenario, source), f"line {line}" if line else "") if part]
    return f"[{'; '.join(parts)}]" if parts else ""


def direct_words(scenario: Scenario, cause: Cause, direct: Direct) -> str:
    """Why a cause did something to a number by itself, and where the scenario says so."""
    parts = because_words(cause, direct), place_words(scenario, direct.source, direct.line)
    return " ".join(part for part in parts if part) or "by itself"


def carried_words(scenario: Scenario, carried: Carried) -> str:
    """What came over a tie, reckoned in words so that a reader can reckon it again.

    `carried over the tie from the Guest: confidence -0.45, times trust +60.0/100, attention 80 %, the 60 % that the
    Host's stubbornness leaves and weight 0.8, makes -0.10 [line 71]`
    """
    whose = possessive(mid_sentence(actor_name(scenario, carried.listener)))
    tie = (
        f"trust {signed(carried.trust)}/100, attention {percent(carried.attention, 1)}, "
        f"the {percent(1 - carried.stubbornness, 1)} that {whose} stubbornness leaves"
    )
    share = carried.trust / 100 * carried.attention * (1 - carried.stubbornness)
    weights = dict(carried.weights)
    by_size = sorted(carried.by, key=lambda each: -abs(each[1]))
    told: list[str] = []
    for indicator, amount in [each for each in by_size if round(each[1], 2)] or by_size[:1]:
        words = lowered(scenario, indicator_name(scenario, indicator))
        same = tie if not told else "the same"
        weight = weights.get(indicator, 0.0)
        # Of what may not be seen only what it brought is known.
        if share * weight and indicator in scenario.indicators:
            words += f" {signed(amount / (share * weight), 2)}, times {same} and weight {short_number(weight)},"
        else:
            words += f", times {same},"
        told.append(f"{words} makes {signed(amount, 2)}")
    whom = mid_sentence(actor_name(scenario, carried.of))
    place = place_words(scenario, "", carried.line)
    return f"carried over the tie from {whom}: {'; '.join(told) or tie} {place}".rstrip()


def row_order(rows: Iterable[Row]) -> list[Row]:
    """Rows with the largest change first."""
    return sorted(rows, key=lambda row: -abs(row.change))


def rows_told(rows: Iterable[Row]) -> list[Row]:
    """Rows worth telling, largest change first: those that moved, then those that causes pushed without moving them."""
    return [row for row in row_order(rows) if abs(row.change) >= SMALL or any(map(_tells, row.entries))]


def _tells(entry: Entry) -> bool:
    """Whether a cause did something that shows, if only to be evened out by what came over a tie."""
    parts = [entry.amount, *(each.amount for each in entry.direct), *(each.amount for each in entry.carried)]
    return any(abs(amount) >= SMALL for amount in parts)


def entry_order(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """A row's causes, largest first, and those too small to be told one by one; none that make nothing together."""
    by_size = sorted(entries, key=lambda entry: -abs(entry.amount))
    told = [entry for entry in by_size if _tells(entry)]
    small = [entry for entry in by_size if not _tells(entry) and entry.cause.kind is not CauseKind.ROUNDING]
    return told, small if abs(sum(entry.amount for entry in small)) >= SMALL else []


def row_lines(scenario: Scenario, row: Row, width: int = WIDTH) -> list[str]:
    """The ledger of one number: before and after, then by cause what came directly and over which tie."""
    title = number_title(scenario, row.name)
    lines = _wrapped(f"{title} {plain(row.before)} -> {plain(row.after)} ({signed(row.change)})", "", width)
    told, small = entry_order(row.entries)
    for entry in told:
        lines += entry_lines(scenario, entry, width)
    if small:
        total = sum(entry.amount for entry in small)
        lines.append(f"  {signed(total):>6}  {len(small)} smaller causes")
    if not told and not small:
        lines.append(f"  {NOTHING_BIG}")
    return lines


def entry_lines(scenario: Scenario, entry: Entry, width: int = WIDTH) -> list[str]:
    """One cause's part in a number: the cause, then what came directly and over which tie, the largest first."""
    lines = _hung(f"  {signed(entry.amount):>6}  ", cause_words(scenario, entry.cause), width=width)
    if len(entry.direct) == 1 and not entry.carried:
        only = entry.direct[0]
        if because_words(entry.cause, only) or only.source or only.line:
            words = direct_words(scenario, entry.cause, only)
            lines += _hung(" " * 10, words, width=width)
        return lines
    for direct in entry.direct:
        if not round(direct.amount, 2):
            continue
        words = direct_words(scenario, entry.cause, direct)
        lines += _hung(f"{'':8}{signed(direct.amount, 2):>6}  ", words, width=width)
    told, faint = tie_order(entry.carried)
    for tie in told:
        lines += _hung(f"{'':8}{signed(tie.amount, 2):>6}  ", carried_words(scenario, tie), width=width)
    if faint:
        total = sum(each.amount for each in faint)
        lines.append(f"{'':8}{signed(total, 2):>6}  carried over {len(faint)} other ties")
    return lines


def tie_order(carried: Iterable[Carried]) -> tuple[list[Carried], list[Carried]]:
    """What came over ties, largest first, and what is too small to be told tie by tie; one at least is told.

    Ties over which nothing came that shows at two decimals are left out.
    """
    by_size = sorted((each for each in carried if round(each.amount, 2)), key=lambda each: -abs(each.amount))
    told = [each for each in by_size if abs(each.amount) >= SMALL] or by_size[:1]
    faint = by_size[len(told) :]
    return (by_size, []) if len(faint) == 1 else (told, faint if round(sum(each.amount for each in faint), 2) else [])


def change_lines(scenario: Scenario, rows: Iterable[Row], most: int = 12) -> list[str]:
    """What moved, largest change first: one line a number, and one for all that are left out."""
    ordered = [row for row in row_order(rows) if abs(row.change) >= SMALL]
    told = ordered[:most]
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
    return lines or ["  Nothing moved that you can see."]


def turn_lines(scenario: Scenario, report: TurnReport) -> list[str]:
    """A resolved turn as text: the move, chance, what every seat did, the rules that fired and what moved."""
    last = scenario.calendar.last_month(report.turn)
    lines = [f"Turn {report.turn} of {scenario.calendar.turns}, {report.date} to {last}", ""]
    for event in report.happened:
        likely = chance_words(event.probability)
        chance = f" ({likely})" if likely else ""
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
    lines += ["", SEATS_DID]
    for seat, orders in report.played.items():
        done = "; ".join(played_words(scenario, each, report.turn) for each in orders)
        done = done or nothing_words(seat, report.viewer)
        lines += _hung(f"  {seat_name(scenario, seat)}: ", done, 4)
    if report.fired:
        lines += ["", FOLLOWED]
        for rule in report.fired:
            lines += _hung("  ", f"{rule.title} ({rule_kind(rule)}). {rule.text}".rstrip(), 4)
    lines += ["", MOVED_MOST, *change_lines(scenario, report.ledger)]
    if report.ending is not None:
        lines += ["", *ending_lines(scenario, report.ending)]
    return lines


def rule_kind(rule: FiredRule) -> str:
    """Whether a rule joins orders of several seats or stands by itself."""
    return "combination" if rule.combination else "standing rule"


def ending_lines(scenario: Scenario, ending: str) -> list[str]:
    """How the game ended: the ending's sign, title and text."""
    found = scenario.endings[ending]
    return [f"The game ends: {found.sign} {found.title}", *_wrapped(found.text, "  ")]


def listed(words: Sequence[str]) -> str:
    """Words one after another in a sentence: `one, two and three`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def unparted(words: str, head: str = "", indent: str = "", hyphens: bool = True) -> list[str]:
    """Words in lines, no number parted from its per cent sign; `hyphens` lets a line break at one."""
    lines = wrap(
        words.replace(" %", "\u00a0%"), WIDTH, initial_indent=head, subsequent_indent=indent, break_on_hyphens=hyphens
    )
    return [line.replace("\u00a0", " ") for line in lines]


def _wrapped(words: str, indent: str, width: int = WIDTH) -> list[str]:
    return wrap(words, max(width, 20), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _hung(head: str, words: str, indent: int | None = None, width: int = WIDTH) -> list[str]:
    """Words behind a head, later lines under the first word or at `indent`."""
    under = " " * (len(head) if indent is None else indent)
    room = max(width, 30)
    return wrap(words, room, initial_indent=head, subsequent_indent=under, break_on_hyphens=False)
