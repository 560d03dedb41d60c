"""A resolved turn in words: the move, chance, what every seat did, the rules that fired and what changed."""

from __future__ import annotations

from collections.abc import Iterable

from wargame.engine.ledger import Ledger, Row
from wargame.engine.view import CameOut, ExpectedEffect, FiredRule, Happened, PlayedOrder, TurnReport
from wargame.model.scenario import Scenario
from wargame.model.viewer import Viewer, sees_all_of
from wargame.text.ledger import row_order
from wargame.text.message import message, plural
from wargame.text.names import (
    actor_name,
    because_words,
    chance_words,
    mid_sentence,
    mover_name,
    number_short,
    number_title,
    order_words,
    percent,
    plain,
    seat_name,
    signed,
)
from wargame.text.situation import matters_words
from wargame.text.words import SMALL, WIDTH, hung, listed_names, parted, sentences, wrapped


def seats_did() -> str:
    """The heading of what every seat did."""
    return message("What the seats did")


def rules_fired() -> str:
    """The heading of the rules that fired."""
    return message("Rules that fired")


def changed_most() -> str:
    """The heading of the largest changes."""
    return message("What changed most")


def closed_turn() -> str:
    """The heading of the events that closed a turn."""
    return message("News that closed the turn")


def no_change() -> str:
    """That a reader can see no change."""
    return message("Nothing changed that you can see.")


def played_words(scenario: Scenario, played: PlayedOrder, turn: int) -> str:
    """One order as it came out in a turn: what it was, whether consent was withheld, when it takes effect."""
    words = order_words(scenario, played.order)
    if played.refused_by:
        seats = listed_names([mid_sentence(seat_name(scenario, seat)) for seat in played.refused_by])
        if played.strength == 0:
            return message("{order} (blocked: {seats} withheld consent)", order=words, seats=seats)
        words = message(
            "{order} (weakened to {strength}: {seats} withheld consent)",
            order=words,
            strength=percent(played.strength),
            seats=seats,
        )
    elif played.footnoted_by:
        seats = listed_names([mid_sentence(seat_name(scenario, seat)) for seat in played.footnoted_by])
        words = message(
            "{order} (weakened to {strength}: {seats} added a footnote)",
            order=words,
            strength=percent(played.strength),
            seats=seats,
        )
    if played.came_out is not None:
        words = message("{order}: {outcome}", order=words, outcome=came_out_words(played.came_out))
    if played.due > turn and played.strength > 0:
        return message("{order} (takes effect in turn {due})", order=words, due=played.due)
    return words


def nothing_words(seat: str, viewer: Viewer) -> str:
    """What is said of a seat of whose orders none are shown: a reader knows that its own are none."""
    return message("nothing") if sees_all_of(viewer, seat) else message("nothing you can see")


def happened_words(event: Happened) -> str:
    """What came of a chance event, in a sentence: `A vote: They stay (45 in 100 likely).`"""
    if event.probability is not None and (likely := chance_words(event.probability)):
        return message("{event}: {outcome} ({chance}).", event=event.title, outcome=event.outcome_title, chance=likely)
    return message("{event}: {outcome}.", event=event.title, outcome=event.outcome_title)


def came_out_words(came: CameOut) -> str:
    """How a move or an order came out: `Unanswered (30 in 100 likely)`."""
    if came.probability is not None and (likely := chance_words(came.probability)):
        return message("{outcome} ({chance})", outcome=came.title, chance=likely)
    return came.title


def news_moved() -> str:
    """The heading of what the news has moved."""
    return message("What the news moved:")


def news_effects(scenario: Scenario, news: Ledger, most: int = 4) -> tuple[list[ExpectedEffect], str]:
    """What the news has moved and why, the largest first; and in words how much else it moved, empty where nothing."""
    rows = [row for row in row_order(news) if abs(row.change) >= SMALL]
    shown = [ExpectedEffect(row.name, row.change, 0.0, _moved_by(scenario, row), "", 0) for row in rows[:most]]
    rest = len(rows) - len(shown)
    return shown, _smaller(rest) if rest else ""


def _smaller(count: int) -> str:
    """How many changes are left out after the largest."""
    return plural("and {count} smaller change", "and {count} smaller changes", count)


def _moved_by(scenario: Scenario, row: Row) -> str:
    """The author's reason for the most of a change, or whom it came from."""
    direct = [(abs(each.amount), because_words(entry.cause, each)) for entry in row.entries for each in entry.direct]
    carried = [(abs(each.amount), each.of) for entry in row.entries for each in entry.carried]
    most, because = max(direct, default=(0.0, ""))
    over, actor = max(carried, default=(0.0, ""))
    if over > most:
        return message("It came over the tie from {actor}.", actor=mid_sentence(actor_name(scenario, actor)))
    return because


def rule_kind(rule: FiredRule) -> str:
    """Whether a rule joins orders of several seats or acts by itself."""
    return message("combination") if rule.combination else message("standing rule")


def change_lines(scenario: Scenario, rows: Iterable[Row], most: int = 12) -> list[str]:
    """What changed, the largest first: one line a number, and one for all that are left out."""
    ordered = [row for row in row_order(rows) if abs(row.change) >= SMALL]
    shown = ordered[:most]
    names = [number_title(scenario, row.name) for row in shown]
    room = min(WIDTH - 28, max((len(name) for name in names), default=0))
    lines = []
    for name, row in zip(names, shown, strict=True):
        if len(name) > room:
            name = number_short(scenario, row.name)
        lines.append(f"  {name:<{room}}  {plain(row.before):>6} -> {plain(row.after):>6}  {signed(row.change):>6}")
    rest = len(ordered) - len(shown)
    if rest:
        lines.append(f"  {_smaller(rest)}")
    return lines or [f"  {no_change()}"]


def turn_lines(scenario: Scenario, report: TurnReport) -> list[str]:
    """A resolved turn as text: the move, chance, what every seat did, the rules that fired and what changed."""
    head = message(
        "Turn {turn} of {turns}, {first} to {last}",
        turn=report.turn,
        turns=scenario.calendar.turns,
        first=report.date,
        last=scenario.calendar.last_month(report.turn),
    )
    lines = [head, ""]
    for event in report.happened:
        lines += wrapped(sentences(happened_words(event), event.text))
    lines += wrapped(message("{mover}: {move}", mover=mover_name(scenario), move=report.move_title))
    lines += wrapped(report.move_text, "  ")
    if report.came_out is not None:
        came = message("It turned out: {outcome}.", outcome=came_out_words(report.came_out))
        lines += wrapped(sentences(came, report.came_out.text), "  ")
    move = scenario.moves.get(report.move)
    if move is not None and move.delay:
        lines.append(f"  {message('It takes effect in turn {due}.', due=report.turn + move.delay)}")
    if report.matters:
        lines += wrapped(matters_words(report.matters), "  ")
    for title in report.injects:
        lines += wrapped(message("The facilitator released: {inject}", inject=title))
    lines += ["", seats_did()]
    for seat, orders in report.played.items():
        done = parted([played_words(scenario, each, report.turn) for each in orders])
        words = done or nothing_words(seat, report.viewer)
        lines += hung("  ", message("{seat}: {done}", seat=seat_name(scenario, seat), done=words), 4)
    if report.mover_answers:
        done = parted([played_words(scenario, each, report.turn) for each in report.mover_answers])
        lines += hung("  ", message("{seat}: {done}", seat=mover_name(scenario), done=done), 4)
    if report.closed:
        lines += ["", closed_turn()]
        for event in report.closed:
            lines += hung("  ", sentences(happened_words(event), event.text), 4)
    if report.fired:
        lines += ["", rules_fired()]
        for rule in report.fired:
            fired = message("{rule} ({kind}).", rule=rule.title, kind=rule_kind(rule))
            lines += hung("  ", sentences(fired, rule.text), 4)
    lines += ["", changed_most(), *change_lines(scenario, report.ledger)]
    if report.ending is not None:
        lines += ["", *ending_lines(scenario, report.ending)]
    return lines


def ending_lines(scenario: Scenario, ending: str) -> list[str]:
    """How the game ended: the ending's sign, title and text."""
    found = scenario.endings[ending]
    head = message("The game ends: {sign} {ending}", sign=found.sign, ending=found.title)
    return [head, *wrapped(found.text, "  ")]
