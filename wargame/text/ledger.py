"""What changed a number in a turn, in words: by cause, directly and over which tie."""

from __future__ import annotations

from collections.abc import Iterable

from wargame.engine.ledger import Carried, Cause, CauseKind, Direct, Entry, Row
from wargame.model.scenario import Scenario
from wargame.text.message import message, plural
from wargame.text.names import (
    actor_name,
    because_words,
    cause_words,
    indicator_name,
    lowered,
    mid_sentence,
    number_title,
    percent,
    plain,
    short_number,
    signed,
    source_words,
)
from wargame.text.words import SMALL, WIDTH, hung, parted, wrapped


def place_words(scenario: Scenario, source: str, line: int | None) -> str:
    """Where a number is written: `[Source's title; line 41]`, or less where less is known."""
    return placed(source_words(scenario, source), line)


def placed(source: str, line: int | None) -> str:
    """The same, with the source in words."""
    if source and line:
        return message("[{source}; line {line}]", source=source, line=line)
    if line:
        return message("[line {line}]", line=line)
    return message("[{source}]", source=source) if source else ""


def unchanged_words(scenario: Scenario, number: str, turn: int) -> str:
    """That nothing moved a number in a turn."""
    return message("{number} did not change in turn {turn}.", number=number_title(scenario, number), turn=turn)


def direct_words(scenario: Scenario, cause: Cause, direct: Direct) -> str:
    """Why a cause did something to a number by itself, and where the scenario says so."""
    because, place = because_words(cause, direct), place_words(scenario, direct.source, direct.line)
    if because and place:
        return message("{reason} {place}", reason=because, place=place)
    return because or place or message("by itself")


def carried_words(scenario: Scenario, carried: Carried) -> str:
    """What came over a tie, computed in words so that a reader can compute it again.

    `carried over the tie from the Guest: confidence -0.45, times trust +60.0/100, attention 80 %, the 60 % left by the
    Host's stubbornness and weight 0.8, gives -0.10 [line 71]`
    """
    share = carried.trust / 100 * carried.attention * (1 - carried.stubbornness)
    weights = dict(carried.weights)
    by_size = sorted(carried.by, key=lambda each: -abs(each[1]))
    shown: list[str] = []
    for indicator, amount in [each for each in by_size if round(each[1], 2)] or by_size[:1]:
        factors = _factors(scenario, carried) if not shown else message("the same")
        weight = weights.get(indicator, 0.0)
        name, result = lowered(scenario, indicator_name(scenario, indicator)), signed(amount, 2)
        # Of what may not be seen only what it brought is known.
        if share * weight and indicator in scenario.indicators:
            shown.append(
                message(
                    "{number} {change}, times {factors} and weight {weight}, gives {result}",
                    number=name,
                    change=signed(amount / (share * weight), 2),
                    factors=factors,
                    weight=short_number(weight),
                    result=result,
                )
            )
        else:
            shown.append(
                message("{number}, times {factors}, gives {result}", number=name, factors=factors, result=result)
            )
    words = message(
        "carried over the tie from {actor}: {sums}",
        actor=mid_sentence(actor_name(scenario, carried.of)),
        sums=parted(shown) or _factors(scenario, carried),
    )
    place = place_words(scenario, "", carried.line)
    return message("{reason} {place}", reason=words, place=place) if place else words


def _factors(scenario: Scenario, carried: Carried) -> str:
    """By what a change is multiplied on its way over a tie."""
    return message(
        "trust {trust}/100, attention {attention}, the {rest} left by the stubbornness of {actor}",
        trust=signed(carried.trust),
        attention=percent(carried.attention, 1),
        rest=percent(1 - carried.stubbornness, 1),
        actor=mid_sentence(actor_name(scenario, carried.listener)),
    )


def row_order(rows: Iterable[Row]) -> list[Row]:
    """Rows with the largest change first."""
    return sorted(rows, key=lambda row: -abs(row.change))


def rows_told(rows: Iterable[Row]) -> list[Row]:
    """Rows worth telling, largest change first: those that moved, then those that causes pushed without moving them."""
    return [row for row in row_order(rows) if abs(row.change) >= SMALL or any(map(_tells, row.entries))]


def _tells(entry: Entry) -> bool:
    """Whether a cause did something that shows, if only to be evened out by what came over a tie."""
    # In this order, for what came over ties may not have been made yet.
    return (
        abs(entry.amount) >= SMALL
        or any(abs(each.amount) >= SMALL for each in entry.direct)
        or any(abs(each.amount) >= SMALL for each in entry.carried)
    )


def entry_order(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """A row's causes, largest first, and those too small to be shown one by one; none that make nothing together."""
    by_size = sorted(entries, key=lambda entry: -abs(entry.amount))
    shown = [entry for entry in by_size if _tells(entry)]
    small = [entry for entry in by_size if not _tells(entry) and entry.cause.kind is not CauseKind.ROUNDING]
    return shown, small if abs(sum(entry.amount for entry in small)) >= SMALL else []


def row_head(scenario: Scenario, row: Row) -> str:
    """A number with its levels before and after, and the change: `NATO: Cohesion 62.0 -> 58.8 (-3.2)`."""
    return message(
        "{number} {before} -> {after} ({change})",
        number=number_title(scenario, row.name),
        before=plain(row.before),
        after=plain(row.after),
        change=signed(row.change),
    )


def smaller_causes(count: int) -> str:
    """How many causes are too small to be shown one by one."""
    return plural("{count} smaller cause", "{count} smaller causes", count)


def other_ties(count: int) -> str:
    """Over how many ties came what is too small to be shown tie by tie."""
    return plural("carried over {count} other tie", "carried over {count} other ties", count)


def row_lines(scenario: Scenario, row: Row, width: int = WIDTH) -> list[str]:
    """The ledger of one number: before and after, then by cause what came directly and over which tie."""
    lines = wrapped(row_head(scenario, row), "", width)
    shown, small = entry_order(row.entries)
    for entry in shown:
        lines += entry_lines(scenario, entry, width)
    if small:
        total = sum(entry.amount for entry in small)
        lines.append(f"  {signed(total):>6}  {smaller_causes(len(small))}")
    if not shown and not small:
        lines += wrapped(message("No single cause changed it by as much as 0.05."), "  ", width)
    return lines


def entry_lines(scenario: Scenario, entry: Entry, width: int = WIDTH) -> list[str]:
    """One cause's part in a number: the cause, then what came directly and over which tie, the largest first."""
    lines = hung(f"  {signed(entry.amount):>6}  ", cause_words(scenario, entry.cause), width=width)
    if len(entry.direct) == 1 and not entry.carried:
        only = entry.direct[0]
        if because_words(entry.cause, only) or only.source or only.line:
            lines += hung(" " * 10, direct_words(scenario, entry.cause, only), width=width)
        return lines
    for direct in entry.direct:
        if not round(direct.amount, 2):
            continue
        words = direct_words(scenario, entry.cause, direct)
        lines += hung(f"{'':8}{signed(direct.amount, 2):>6}  ", words, width=width)
    shown, faint = tie_order(entry.carried)
    for tie in shown:
        lines += hung(f"{'':8}{signed(tie.amount, 2):>6}  ", carried_words(scenario, tie), width=width)
    if faint:
        total = sum(each.amount for each in faint)
        lines.append(f"{'':8}{signed(total, 2):>6}  {other_ties(len(faint))}")
    return lines


def tie_order(carried: Iterable[Carried]) -> tuple[list[Carried], list[Carried]]:
    """What came over ties, largest first, and what is too small to be shown tie by tie; one at least is shown.

    Ties over which nothing came that shows at two decimals are left out.
    """
    by_size = sorted((each for each in carried if round(each.amount, 2)), key=lambda each: -abs(each.amount))
    shown = [each for each in by_size if abs(each.amount) >= SMALL] or by_size[:1]
    faint = by_size[len(shown) :]
    return (by_size, []) if len(faint) == 1 else (shown, faint if round(sum(each.amount for each in faint), 2) else [])
