"""What the Forecast screen says of simulated games: rows of bars, and sentences as `wargame.text.forecast` has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.content import Content

from wargame.analysis.conclusions import Conclusion, conclusions
from wargame.analysis.estimates import Interval, holds
from wargame.analysis.simulation import EndingShare
from wargame.model.expression import Level, reads, text
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, MOVER, Seated, Viewer, sees_all_of
from wargame.seminar.requests import SimulationRequest
from wargame.seminar.seen_outlook import SeenForecast
from wargame.text.forecast import (
    bounds_words,
    conclusion_head,
    conclusion_what,
    expected_words,
    places,
    share_words,
    turns_words,
    verdict_word,
)
from wargame.text.names import mid_sentence, mover_name, number_title, plain, reaction_title, side_name
from wargame.tui import markup
from wargame.tui.widgets.bar_table import COLOURS, Bar, Barred

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
APART = 0.05
"""By which share of its range a number must end apart under two lenses to be shown."""
MOST_APART = 6
"""How many numbers that end apart are shown."""
MIDDLE = 2
"""The place of the middle among the levels of a fan."""
BOTS = {
    "doctrine": "that follow the declared doctrines",
    "random": "that choose at random where nobody sits and follow the declared doctrine elsewhere",
}
"""How the bots of a simulation choose, by the bot of the game's empty seats."""
Found = Mapping[str, SeenForecast]
"""What is known so far, by lens."""


def letters(request: SimulationRequest) -> dict[str, str]:
    """The letter of each lens, the game's own first."""
    return dict(zip(request.lenses, LETTERS, strict=False))


def games_words(games: int) -> str:
    """So many games: `1 game`, `10,000 games`."""
    return f"{games:,} {'game' if games == 1 else 'games'}"


def viewer_words(scenario: Scenario, viewer: Viewer) -> str:
    """With whose eyes the games are looked at."""
    if viewer == FACILITATOR:
        return "Everything is shown"
    if not isinstance(viewer, Seated):
        return "For everybody to see"
    return f"Seen by {mid_sentence(scenario.seats[viewer.seat].title)}"


def lens_lines(scenario: Scenario, request: SimulationRequest) -> list[Content]:
    """Each lens with its letter, the game's own first."""
    lines = []
    for place, (lens, letter) in enumerate(letters(request).items()):
        own = " (this game's lens)" if not place and len(request.lenses) > 1 else ""
        lines.append(
            Content.assemble((f"{letter}  ", f"bold {COLOURS[place % len(COLOURS)]}"), scenario.lenses[lens].title, own)
        )
    return lines


def about_words(scenario: Scenario, request: SimulationRequest, viewer: Viewer, bot: str) -> list[str]:
    """What was simulated and what the numbers mean, for somebody who sees them for the first time."""
    each = " under each lens" if len(request.lenses) > 1 else ""
    what = (
        f"{games_words(request.games)}{each}, played on from turn {request.turn} by bots in every seat "
        f"{BOTS.get(bot, BOTS['doctrine'])}. Chance and what the author is unsure of are drawn anew in each game"
    )
    what += "." if viewer == FACILITATOR else ", and so is what you cannot see."
    if request.move is not None:
        move = reaction_title(scenario, None, request.move)
        what += (
            f" The move of turn {request.turn} stands ({mover_name(scenario)}: {move}); the orders are the bots' own."
        )
    if request.injects:
        what += f" What you have released into turn {request.turn} counts."
    return [
        what,
        "",
        "Share: in how many of 100 games it ends so. The true share lies within the interval 95 times in 100; more "
        "games make it narrower. In turn: the middle one, and between which 9 in 10 such games end.",
    ]


# Endings and scores, as bars.


def ending_rows(scenario: Scenario, request: SimulationRequest, found: Found) -> list[Barred]:
    """Every ending with its share under each lens, and when it comes."""
    # Shares stand in one column, with as many digits as the least sure of them bears.
    digits = min((places(each.share) for seen in found.values() for each in seen.endings), default=0)
    rows = []
    for place, ending in enumerate(scenario.endings.values()):
        bars = []
        for lens, letter in letters(request).items():
            if lens in found:
                each = found[lens].endings[place]
                short, long = _when(scenario, each)
                said = f"{plain(100 * each.share.middle, digits)} %"
                bars.append(Bar(letter, said, _bounds(each, digits), each.share.middle, short, long))
        rows.append(Barred(f"{ending.sign} {ending.title}", tuple(bars)))
    return rows


def _bounds(ending: EndingShare, digits: int) -> str:
    """The interval of an ending's share; of one that never came, below what it is."""
    if not ending.games:
        return f"under {100 * ending.share.high:.{max(digits, places(ending.share))}f}"
    return f"{plain(100 * ending.share.low, digits)} to {plain(100 * ending.share.high, digits)}"


def _when(scenario: Scenario, ending: EndingShare) -> tuple[str, str]:
    """When an ending comes, shortly and with its date."""
    short = turns_words(ending.turns) or "never"
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
                mean, (low, *_, high) = each.mean, each.quantiles
                bounds = f"{plain(mean.low)} to {plain(mean.high)}"
                spread = f"{plain(low, 0)} to {plain(high, 0)}"
                bars.append(Bar(letter, plain(mean.middle), bounds, mean.middle / 100, spread))
        title = side_name(scenario, side) + (" (the mover)" if side == MOVER else "")
        rows.append(Barred(title, tuple(bars)))
    return rows


def score_words(scenario: Scenario, viewer: Viewer) -> list[str]:
    """What the scores are, and whose may be seen."""
    lines = [
        "How far goals are met when a game ends, of 100: the mean over all games with its interval, and between which "
        "scores 9 in 10 games end."
    ]
    if isinstance(viewer, Seated):
        lines.append("Only your own score is shown.")
    elif viewer != FACILITATOR:
        lines.append(f"Only the score of the mover, {mid_sentence(mover_name(scenario))}, is shown to everybody.")
    return [*lines, ""]


# What the author expects.


def expectation_text(scenario: Scenario, request: SimulationRequest, found: Found) -> Content:
    """Every expectation of the author against the games."""
    if not scenario.expectations:
        return Content("The author of this scenario has not written down what to expect.")
    lines: list[Content | str] = ["What the author expects of the whole game, tested by these games."]
    if not request.whole:
        lines = [
            "What the author expects of the whole game, beside what comes from here on. Whether the expectations "
            "themselves hold is tested from the beginning (node 0 of the tree, once the game stands elsewhere)."
        ]
    for place, each in enumerate(scenario.expectations.values()):
        lines += ["", markup.head(each.title)]
        first, last = scenario.calendar.turn_of(each.start), scenario.calendar.turn_of(each.end)
        if last < request.turn:
            lines.append(
                Content.styled(f"  {verdict_word(None, over=True).capitalize()} since {each.end}.", markup.SOFT)
            )
            continue
        seen = [(letter, found[lens].expectations[place]) for lens, letter in letters(request).items() if lens in found]
        if seen:
            lines.append(f"  Expected in {expected_words(seen[0][1])} of games, {each.start} to {each.end}.")
        if first < request.turn:
            since = scenario.calendar.date(request.turn)
            lines.append(Content.styled(f"  Counted from {since} on; the turns played before are not.", markup.SOFT))
        for letter, expected in seen:
            came, verdict = expected.share, _verdict(expected.share, each.low, each.high, request.whole)
            bounds = bounds_words(came).removesuffix(" %")
            lines.append(Content.assemble(f"  {letter}  {share_words(came)} ({bounds}): ", (verdict, "bold")))
    return markup.lines(lines)


def _verdict(came: Interval, low: float, high: float, whole: bool) -> str:
    held = holds(came, low, high)
    if whole or held is None:
        return verdict_word(held)
    return "as expected" if held else "likelier than expected" if came.low > high else "less likely than expected"


# What needs which lens.


def lenses_text(scenario: Scenario, request: SimulationRequest, found: Found) -> Content:
    """What each lens assumes, which conclusions hold under all of them, and which need one."""
    lines: list[Content | str] = []
    for named, lens in zip(lens_lines(scenario, request), request.lenses, strict=True):
        lines += [named, Content.styled(f"   {markup.flowing(scenario.lenses[lens].text)}", markup.SOFT)]
    several = [found[lens] for lens in request.lenses if lens in found]
    if len(request.lenses) < 2:
        lines += ["", "This scenario has one lens, so there is no rival to hold these numbers against."]
    elif len(several) == len(request.lenses):
        by_head: dict[str, list[str]] = {}
        for each in conclusions(several):
            if _may_conclude(request, each):
                by_head.setdefault(conclusion_head(scenario, each), []).append(conclusion_what(scenario, each))
        apart = list(_apart(scenario, request, several))
        if apart:
            by_head["Numbers that end farthest apart"] = apart
        for head, lines in by_head.items():
            lines += ["", markup.head(head), *(f"  {line[:1].upper()}{line[1:]}" for line in lines)]
    return markup.lines(lines)


def _may_conclude(request: SimulationRequest, conclusion: Conclusion) -> bool:
    """Whether a conclusion may be drawn here: what is expected of whole games is not tested by what is left of one."""
    return conclusion.kind != "expectation" or request.whole


def _apart(scenario: Scenario, request: SimulationRequest, several: Sequence[SeenForecast]) -> Iterator[str]:
    """The numbers whose middles at the end lie farthest apart, by their ranges."""
    ranked = []
    for name in several[0].fans:
        indicator = scenario.indicators[name.partition(".")[2]]
        ends = [each.fans[name][-1][MIDDLE] for each in several]
        share = (max(ends) - min(ends)) / ((indicator.high - indicator.low) or 1.0)
        if share >= APART:
            ranked.append((-share, name, ends))
    for _, name, ends in sorted(ranked)[:MOST_APART]:
        said = [f"{letter} {plain(end, 0)}" for letter, end in zip(letters(request).values(), ends, strict=True)]
        yield f"{number_title(scenario, name)}: {', '.join(said)} in the middle"


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
