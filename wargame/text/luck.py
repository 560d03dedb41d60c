"""Luck against choice: where a final score came from, in a few lines and a table of turns."""

from __future__ import annotations

from collections.abc import Iterator

from wargame.analysis.estimates import FEWEST, Interval
from wargame.analysis.luck import DRAWN, MOVER_PART, NEWS, OTHERS, OUTCOME, OWN, LuckSplit, LuckStudy, Split, TurnSplit
from wargame.model.scenario import Scenario
from wargame.text.message import message
from wargame.text.names import mid_sentence, mover_name, plain, seat_name, signed
from wargame.text.words import hung, span_words, wrapped

_NAME = 15


def luck_lines(found: LuckSplit) -> Iterator[str]:
    """The whole account, at most 78 columns wide."""
    study, scenario = found.study, found.study.scenario
    yield scenario.title
    ending = scenario.endings[study.line[-1].after.ending or ""]
    yield from wrapped(message("The game ended in “{ending}”. Luck against choice:", ending=ending.title))
    for each in found.seats:
        yield ""
        yield from split_lines(scenario, each, study)
    yield ""
    yield from hung("", about_luck(study))


def split_lines(scenario: Scenario, each: Split, study: LuckStudy) -> Iterator[str]:
    """One seat's score, split: in words, and turn by turn."""
    yield from wrapped(split_words(scenario, each))
    yield from table_lines(scenario, each)
    if study.games >= FEWEST:
        yield from hung("  ", widest_words(each))


def table_lines(scenario: Scenario, each: Split) -> Iterator[str]:
    """What the expectation was before each turn, and how far each part of it moved that; 68 columns wide."""
    heads = (
        *(message("expected"), message("news"), message("mover"), message("others"), message("own")),
        message("outcome"),
    )
    widths = (10, 8, 8, 8, 8, 9)
    yield f"  {'':{_NAME}}" + "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
    started = [plain(each.expected.middle), "", "", "", "", signed(each.start.middle)]
    rows = [(message("the beginning"), started)]
    rows += [(str(scenario.calendar.date(turn.turn)), _turn_cells(turn)) for turn in each.turns]
    rows.append((message("at the end"), [plain(each.score), *[""] * 5]))
    for head, cells in rows:
        row = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        yield f"  {head:<{_NAME}}{row}".rstrip()


def widest_words(each: Split) -> str:
    """How far the figures of a turn may be off."""
    widest = max((part.high - part.low) / 2 for turn in each.turns for part in turn.parts.values())
    return message(
        "The 95 % intervals of these figures reach up to {points} points to either side.", points=plain(widest)
    )


def split_words(scenario: Scenario, each: Split) -> str:
    """A score and what it is made of, in one sentence."""
    return message(
        "{seat}: {score} points, where {expected} were to be expected at the start: luck {luck}, {mover} {moved}, the "
        "other seats {others}, its own orders {own}.",
        seat=seat_name(scenario, each.seat),
        score=plain(each.score),
        expected=plain(each.expected.middle),
        luck=part_words(each.luck),
        mover=mid_sentence(mover_name(scenario)),
        moved=part_words(each.mover),
        others=part_words(each.others),
        own=part_words(each.own),
    )


def part_words(part: Interval) -> str:
    """A part with its bounds: `+3.4 (+2.9 to +3.9)`."""
    if part.low == part.high or not part.bounded:
        return signed(part.middle)
    return f"{signed(part.middle)} ({span_words(signed(part.low), signed(part.high))})"


def about_luck(study: LuckStudy) -> str:
    """What the parts are, how they are taken apart, and what they do not say."""
    return message(
        "Expected: the mean final score of {games} games that go on so, doctrine in every seat. Each part is how far "
        "it moved that, so all add up to the score. Luck is the news, how things came out, what was drawn for the "
        "beginning and, for a seat that doctrine's bot plays, its draws. Own: the seat's orders against what doctrine "
        "brings in its place on average. Own and others are given at once: each counts half as if it came first, half "
        "as if second. A choice is judged as if doctrine followed it, so a plan of several turns may show late. In "
        "brackets: 95 % intervals, for the number of games only.",
        games=f"{study.games:,}",
    )


def _turn_cells(turn: TurnSplit) -> list[str]:
    """What the expectation was before a turn, and how far each part of it moved that."""
    parts = turn.parts
    outcome = parts[OUTCOME].middle + parts[DRAWN].middle
    return [
        plain(turn.expected),
        *(signed(parts[name].middle) for name in (NEWS, MOVER_PART, OTHERS, OWN)),
        signed(outcome),
    ]


def computing_luck() -> str:
    """That the split is still being computed."""
    return message("Luck and choice are being told apart, from many games of doctrine from every turn ...")
