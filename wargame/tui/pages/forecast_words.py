"""What the Forecast screen says of simulated games: rows of bars, and sentences as `wargame.text.forecast` has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.content import Content

from wargame.analysis.conclusions import conclusions
from wargame.analysis.simulation import EndingShare
from wargame.model.expression import Level, reads, text
from wargame.model.scenario import Scenario
from wargame.model.viewer import Seated, Viewer, sees_all_of
from wargame.players.determinize import Supposed
from wargame.seminar.requests import SimulationRequest
from wargame.seminar.seen_forecast import SeenForecast
from wargame.text.doubts import band_cell, bands_about
from wargame.text.forecast import (
    atoms_words,
    bounds_words,
    bracketed,
    conclusion_head,
    conclusion_item,
    counted_words,
    expectation_words,
    few_ranked,
    places,
    points_words,
    turns_words,
)
from wargame.text.forecast_screen import (
    apart_words,
    columns_words,
    counted_from,
    expectations_about,
    expected_share,
    expected_verdict,
    farthest_apart,
    given_words,
    lens_title,
    never_words,
    no_expectations,
    no_verdict_yet,
    one_lens,
    percents_under,
    score_pairs,
    side_words,
    simulated_words,
)
from wargame.text.intervals import mean_bounds
from wargame.text.message import message
from wargame.text.names import plain
from wargame.text.supposed import supposed_words
from wargame.text.words import span_words
from wargame.tui import markup
from wargame.tui.widgets.bar_table import COLOURS, Bar, Barred

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
APART = 0.05
"""By which share of its range a number must end apart under two lenses to be shown."""
MOST_APART = 6
"""How many numbers that end apart are shown."""
MIDDLE = 2
"""The place of the middle among the levels of a fan."""
Found = Mapping[str, SeenForecast]
"""What is known so far, by lens."""


def letters(request: SimulationRequest) -> dict[str, str]:
    """The letter of each lens, the game's own first."""
    return dict(zip(request.lenses, LETTERS, strict=False))


def lens_lines(scenario: Scenario, request: SimulationRequest) -> list[Content]:
    """Each lens with its letter, the game's own first."""
    lines = []
    for place, (lens, letter) in enumerate(letters(request).items()):
        title = lens_title(scenario, lens, not place and len(request.lenses) > 1)
        lines.append(Content.assemble((f"{letter}  ", f"bold {COLOURS[place % len(COLOURS)]}"), title))
    return lines


def about_words(
    scenario: Scenario, request: SimulationRequest, viewer: Viewer, bot: str, supposed: Supposed | None = None
) -> list[str]:
    """What was simulated and what the numbers mean, for somebody who sees them for the first time."""
    simulated = simulated_words(request.games, request.turn, len(request.lenses), bot, viewer)
    given = given_words(scenario, request.turn, request.move, bool(request.injects))
    known = "" if supposed is None else supposed_words(supposed)
    return [" ".join(each for each in (simulated, known, given) if each), "", columns_words()]


# Endings and scores, as bars.


def ending_rows(scenario: Scenario, request: SimulationRequest, found: Found) -> list[Barred]:
    """Every ending with its share under each lens, and when it comes."""
    rows = []
    for place, ending in enumerate(scenario.endings.values()):
        bars = []
        for lens, letter in letters(request).items():
            if lens in found:
                each = found[lens].endings[place]
                short, long = _when(scenario, each)
                bars.append(Bar(letter, counted_words(each.share), _bounds(each), each.share.middle, short, long))
        rows.append(Barred(f"{ending.sign} {ending.title}", tuple(bars)))
    return rows


def doubt_notes(scenario: Scenario, request: SimulationRequest, found: Found, viewer: Viewer) -> list[str]:
    """Between which bounds the endings' probabilities lie under the first lens, by what is not known."""
    first = found.get(request.lenses[0])
    if first is None or not first.by_doubts:
        return []
    bands = {ending: first.by_doubts[ending] for ending in scenario.endings if ending in first.by_doubts}
    lines = ["", *bands_about(list(bands.values()), isinstance(viewer, Seated))]
    cells = [(scenario.endings[ending], band_cell(band)) for ending, band in bands.items()]
    width = max(len(cell) for _, cell in cells)
    lines += [percents_under(letters(request)[first.lens], cell.rjust(width), each) for each, cell in cells if cell]
    return lines


def _bounds(ending: EndingShare) -> str:
    """The interval of an ending's share; of one that never came, below what it is."""
    bounds = bounds_words(ending.share)
    if bounds and not ending.games:
        return never_words(f"{100 * ending.share.high:.{places(ending.share)}f} %")
    return bounds


def _when(scenario: Scenario, ending: EndingShare) -> tuple[str, str]:
    """When an ending comes, shortly and with its date."""
    short = turns_words(ending.turns) or message("never")
    if not ending.turns:
        return short, short
    turn, _, spread = short.partition(" ")
    return short, f"{turn}, {scenario.calendar.date(int(turn))} {spread}".rstrip()


def score_rows(scenario: Scenario, request: SimulationRequest, found: Found) -> list[Barred]:
    """The final scores of those whose score may be seen, under each lens."""
    sides = [each.side for each in next(iter(found.values())).scores] if found else []
    rows = []
    for place, side in enumerate(sides):
        bars = []
        for lens, letter in letters(request).items():
            if lens in found:
                each = found[lens].scores[place]
                mean, quantiles = each.mean, each.quantiles
                spread = span_words(*(plain(quantiles[at], 0) for at in (0, -1))) if quantiles else ""
                bars.append(Bar(letter, plain(mean.middle), mean_bounds(mean), mean.middle / 100, spread))
        rows.append(Barred(side_words(scenario, side), tuple(bars)))
    return rows


def score_notes(scenario: Scenario, request: SimulationRequest, found: Found) -> list[str]:
    """How the scores under other lenses differ from those under the first, and at which values many games end."""
    lines: list[str] = []
    for lens, letter in letters(request).items():
        if lens not in found:
            continue
        seen = found[lens]
        if seen.beside is not None and seen.done and seen.beside.scores:
            lines += ["", score_pairs(letter, seen.beside.games)]
            lines += [f"  {side_words(scenario, side)}: {points_words(each)}" for side, each in seen.beside.scores]
    first = found.get(request.lenses[0])
    if first is not None:
        atoms = [atoms_words(side_words(scenario, each.side), each.atoms) for each in first.scores if each.atoms]
        lines += ["", *atoms] if atoms else []
        if first.done and not first.fans:
            lines += ["", few_ranked()]
    return lines


# What the author expects.


def expectation_text(scenario: Scenario, request: SimulationRequest, found: Found) -> Content:
    """Every expectation of the author against the games."""
    if not scenario.expectations:
        return Content(no_expectations())
    # A game of which something is fixed is whole, and not of the games that the author speaks of.
    elsewhere = any(each.elsewhere for several in found.values() for each in several.expectations)
    lines: list[Content | str] = [expectations_about(request.whole and not elsewhere)]
    for place, each in enumerate(scenario.expectations.values()):
        lines += ["", markup.head(each.title)]
        first, last = scenario.calendar.turn_of(each.start), scenario.calendar.turn_of(each.end)
        if last < request.turn:
            lines.append(Content.styled(message("  Its time ended in {month}.", month=each.end), markup.SOFT))
            continue
        seen = [(letter, found[lens].expectations[place]) for lens, letter in letters(request).items() if lens in found]
        if seen:
            lines.append(expected_share(expectation_words(seen[0][1]), each))
        if first < request.turn:
            lines.append(Content.styled(counted_from(scenario.calendar.date(request.turn)), markup.SOFT))
        for letter, expected in seen:
            verdict = expected_verdict(expected, request.whole)
            lines.append(Content.assemble(f"  {letter}  {bracketed(expected.share)}: ", (verdict, "bold")))
    return markup.lines(lines)


# What depends on which lens.


def lenses_text(scenario: Scenario, request: SimulationRequest, found: Found) -> Content:
    """What each lens assumes, which conclusions hold under all of them, and which need one."""
    lines: list[Content | str] = []
    for named, lens in zip(lens_lines(scenario, request), request.lenses, strict=True):
        lines += [named, Content.styled(f"   {markup.flowing(scenario.lenses[lens].text)}", markup.SOFT)]
    several = [found[lens] for lens in request.lenses if lens in found]
    if len(request.lenses) < 2:
        lines += ["", one_lens()]
    elif not all(each.done for each in several) or len(several) < len(request.lenses):
        lines += ["", no_verdict_yet(request.games)]
    else:
        by_head: dict[str, list[str]] = {}
        for each in conclusions(several):
            by_head.setdefault(conclusion_head(each), []).append(conclusion_item(scenario, each))
        apart = list(_apart(scenario, request, several))
        if apart:
            by_head[farthest_apart()] = apart
        for head, items in by_head.items():
            lines += ["", markup.head(head), *(f"  {line[:1].upper()}{line[1:]}" for line in items)]
    return markup.lines(lines)


def _apart(scenario: Scenario, request: SimulationRequest, several: Sequence[SeenForecast]) -> Iterator[str]:
    """The numbers whose middles at the end lie farthest apart, by their ranges."""
    ranked = []
    if not all(each.fans for each in several):
        return
    for name in several[0].fans:
        indicator = scenario.indicators[name.partition(".")[2]]
        ends = [each.fans[name][-1][MIDDLE] for each in several]
        share = (max(ends) - min(ends)) / ((indicator.high - indicator.low) or 1.0)
        if share >= APART:
            ranked.append((-share, name, ends))
    for _, name, ends in sorted(ranked)[:MOST_APART]:
        yield apart_words(scenario, name, zip(letters(request).values(), ends, strict=True))


# Which numbers to look at first.


def numbers_read(scenario: Scenario, viewer: Viewer, seen: Sequence[str]) -> list[str]:
    """Of the numbers that a seat may see those that its own goals read, then endings, then expectations."""
    goals = [goal for each in scenario.seats.values() if sees_all_of(viewer, each.id) for goal in each.goals]
    if not isinstance(viewer, Seated):
        goals += scenario.mover.goals
    written = (
        *(each for goal in goals for each in (goal.when, goal.measure)),
        *(ending.when for ending in scenario.endings.values()),
        *(expected.that for expected in scenario.expectations.values()),
    )
    names = (text(number) for number in reads(*written) if isinstance(number, Level))
    return [name for name in names if name in seen]
