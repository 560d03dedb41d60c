"""How likely what is, in words and as JSON: endings, expectations, which theory a conclusion needs, fans, scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Literal, Protocol

from wargame.analysis.simulation import (
    QUANTILES,
    EndingShare,
    ExpectationShare,
    Forecast,
    Interval,
    Score,
    Taken,
    levels,
)
from wargame.model.expression import Expression, Level, text, walk
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario
from wargame.text.names import mover_name, number_title, order_words, plain, seat_name, short_number, source_words
from wargame.text.words import WIDTH, unparted

HOLDS, FAILS, TOO_FEW, OVER = "holds", "fails", "too few games", "its time is over"
MOST_FANS = 12
"""How many numbers' fans are told as lines; JSON has them all."""
MOST_NAMED = 6
"""How many endings are named in one sentence."""
_TITLE = 30
_CELL = 21
_RIVALS = 2
"""Beside how many rival theories' scores there is room."""

Fan = Sequence[tuple[float, ...]]
"""By turn: the levels below which 5, 25, 50, 75 and 95 of 100 games stand."""
Verdict = Literal["holds", "needs", "differs", "same", "fails", "unsure"]


class Findings(Protocol):
    """What the games played so far say under one lens."""

    @property
    def lens(self) -> str:
        """The lens they are played under."""

    @property
    def games(self) -> int:
        """How many games have been played."""

    @property
    def endings(self) -> tuple[EndingShare, ...]:
        """Every ending in the scenario's order."""

    @property
    def expectations(self) -> tuple[ExpectationShare, ...]:
        """Every expectation in the scenario's order."""

    @property
    def scores(self) -> tuple[Score, ...]:
        """Final scores; seat None is the mover."""


@dataclass(frozen=True)
class Conclusion:
    """Something that may be concluded from the games, and under which theories."""

    kind: Literal["expectation", "likeliest", "ending"]
    id: str
    """The expectation or the ending; for the likeliest, the one under the first lens, or empty where none is clear."""
    verdict: Verdict
    lenses: tuple[str, ...]
    """The lenses under which it holds; for an ending that comes more often under one of them, that one."""
    head: str
    """The verdict in words, as in `Holds under both theories`."""
    what: str
    """What holds so."""

    @property
    def words(self) -> str:
        """The conclusion in a sentence."""
        return f"{self.head}: {self.what}."


# --- Words ------------------------------------------------------------------------------------------------------------


def places(interval: Interval) -> int:
    """To how many digits behind the point a share in per cent is worth telling, by how wide its interval is."""
    half = 50 * (interval.high - interval.low)
    return 0 if half >= 1.5 else 1 if half >= 0.15 else 2


def share_words(interval: Interval) -> str:
    """A share in per cent with as many digits as its interval bears: `41 %`, `8.1 %`."""
    return f"{100 * interval.middle:.{places(interval)}f} %"


def bounds_words(interval: Interval) -> str:
    """The bounds of a share in per cent: `7.6 to 8.7 %`."""
    digits = places(interval)
    return f"{100 * interval.low:.{digits}f} to {100 * interval.high:.{digits}f} %"


def expected_words(expected: ExpectationShare) -> str:
    """The share that an author expects: `5 to 10 %`."""
    low, high = short_number(100 * expected.low, 1), short_number(100 * expected.high, 1)
    return f"{low} to {high} %"


def verdict_word(holds: bool | None, over: bool = False) -> str:
    """Whether an expectation holds, in a word or three; `over` where its time is over and nothing is said of it."""
    if over:
        return OVER
    return TOO_FEW if holds is None else HOLDS if holds else FAILS


def turns_words(turns: Sequence[int]) -> str:
    """When an ending comes: the middle turn, the span of nine in ten of its games: `7 (4 to 10)`; empty for never."""
    if not turns:
        return ""
    first, middle, last = turns[0], turns[len(turns) // 2], turns[-1]
    return f"{middle}" if first == last else f"{middle} ({first} to {last})"


def differ(one: Interval, other: Interval) -> bool:
    """Whether two shares differ clearly: their intervals lie apart."""
    return one.high < other.low or other.high < one.low


def likeliest(found: Findings) -> str | None:
    """The ending that comes more often than every other, clearly; None when there are too few games to say."""
    by_share = sorted(found.endings, key=lambda each: -each.share.middle)
    first, others = by_share[0], by_share[1:]
    return first.ending if all(first.share.low > other.share.high for other in others) else None


# --- What needs which theory ------------------------------------------------------------------------------------------


def conclusions(scenario: Scenario, found: Sequence[Findings]) -> tuple[Conclusion, ...]:
    """What can be concluded and which theory it needs; the first lens is the one asked for. None of a single lens."""
    if len(found) < 2 or not all(each.games for each in found):
        return ()
    by_expectation = zip(*(each.expectations for each in found), strict=True)
    by_ending = zip(*(each.endings for each in found), strict=True)
    lenses = [each.lens for each in found]
    return (
        *(_expectation(scenario, list(zip(lenses, each, strict=True))) for each in by_expectation if not each[0].over),
        _likeliest(scenario, found),
        *(_ending(scenario, list(zip(lenses, each, strict=True))) for each in by_ending),
    )


def conclusion_lines(told: Sequence[Conclusion]) -> Iterator[str]:
    """Conclusions in sentences, those of one verdict together."""
    by_head: dict[str, list[str]] = {}
    for each in told:
        by_head.setdefault(each.head, []).append(each.what)
    for head, several in by_head.items():
        rest = f"; and {len(several) - MOST_NAMED} more" if len(several) > MOST_NAMED else ""
        yield from _hung("- ", f"{head}: {'; '.join(several[:MOST_NAMED])}{rest}.")


def theories(count: int) -> str:
    """So many theories: `both theories`, `all 3 theories`."""
    return "both theories" if count == 2 else f"all {count} theories"


def _expectation(scenario: Scenario, cases: Sequence[tuple[str, ExpectationShare]]) -> Conclusion:
    first = cases[0][1]
    hold = tuple(lens for lens, each in cases if each.holds)
    decided = all(each.holds is not None for _, each in cases)
    what = f"“{scenario.expectations[first.id].title}” in {expected_words(first)} of games"
    came = ", ".join(f"{share_words(each.share)} under {_lens(scenario, lens)}" for lens, each in cases)
    so_far = " and ".join(share_words(each.share) for _, each in cases)
    verdict: Verdict
    if len(hold) == len(cases):
        verdict, head = "holds", f"Holds under {theories(len(cases))}"
    elif not decided:
        verdict, head, what = "unsure", "Too few games to say", f"{what} (so far {so_far})"
    elif hold:
        verdict, head, what = "needs", f"Needs {_either(scenario, hold)}", f"{what} (it comes in {came})"
    else:
        verdict, head, what = "fails", f"Fails under {theories(len(cases))}", f"{what} (it comes in {came})"
    return Conclusion("expectation", first.id, verdict, hold, head, what)


def _likeliest(scenario: Scenario, found: Sequence[Findings]) -> Conclusion:
    by_lens = {each.lens: likeliest(each) for each in found}
    first = by_lens[found[0].lens]
    clear = {lens: ending for lens, ending in by_lens.items() if ending is not None}
    alike = tuple(lens for lens, ending in clear.items() if ending == first)
    title = "" if first is None else _ending_title(scenario, first)
    others = ", ".join(
        f"{_ending_title(scenario, ending)} under {_lens(scenario, lens)}"
        for lens, ending in clear.items()
        if len(clear) < len(found) or ending != first
    )
    verdict: Verdict
    if len(alike) == len(found):
        verdict, head, what = "holds", f"Holds under {theories(len(found))}", f"the likeliest ending is {title}"
    elif len(clear) == len(found):
        verdict, head = "needs", f"Needs {_either(scenario, alike)}"
        what = f"the likeliest ending is {title} (otherwise {others})"
    else:
        verdict, head = "unsure", "Too few games to say"
        what = "which ending is the likeliest" + (f" (clear only: {others})" if others else "")
    return Conclusion("likeliest", first or "", verdict, alike, head, what)


def _ending(scenario: Scenario, cases: Sequence[tuple[str, EndingShare]]) -> Conclusion:
    """How often an ending comes, under the first theory against the others."""
    (_, first), title = cases[0], _ending_title(scenario, cases[0][1].ending)
    if not any(differ(first.share, each.share) for _, each in cases[1:]):
        came = " and ".join(share_words(each.share) for _, each in cases)
        return Conclusion(
            "ending", first.ending, "same", (), "No clear difference between the theories", f"{title} ({came})"
        )
    by_share = sorted(cases, key=lambda case: -case[1].share.middle)
    most = by_share[0][0]
    came = " against ".join(share_words(each.share) for _, each in by_share)
    return Conclusion(
        "ending", first.ending, "differs", (most,), f"Likelier under {_lens(scenario, most)}", f"{title} ({came})"
    )


def _either(scenario: Scenario, lenses: Sequence[str]) -> str:
    return " or ".join(_lens(scenario, lens) for lens in lenses)


def _lens(scenario: Scenario, lens: str) -> str:
    return f"“{scenario.lenses[lens].title}”"


def _ending_title(scenario: Scenario, ending: str) -> str:
    return f"“{scenario.endings[ending].title}”"


# --- Numbers that matter ----------------------------------------------------------------------------------------------


def that_matter(scenario: Scenario) -> tuple[str, ...]:
    """The levels that endings hang on, then those of the seats' goals, then of the mover's; each once, by name."""
    asked: list[Expression | None] = [ending.when for ending in scenario.endings.values()]
    for goals in (*(seat.goals for seat in scenario.seats.values()), scenario.mover.goals):
        for goal in goals:
            asked += [goal.when, goal.measure]
    read = (node for expression in asked if expression is not None for node in walk(expression))
    return tuple(dict.fromkeys(text(node) for node in read if isinstance(node, Level)))


def fans(outlook: Forecast) -> dict[str, Fan]:
    """The fan of every level, those that matter first."""
    targets = {text(target): target for _, target in levels(outlook.study.program)}
    names = [name for name in that_matter(outlook.study.scenario) if name in targets]
    names += [name for name in targets if name not in names]
    return {name: outlook.fan(targets[name].actor, targets[name].indicator) for name in names}


# --- Lines ------------------------------------------------------------------------------------------------------------


def outlook_lines(
    scenario: Scenario,
    found: Sequence[Findings],
    about: str,
    fan_of: Mapping[str, Fan],
    run: str = "",
    first_turn: int = 1,
) -> Iterator[str]:
    """The whole outlook: the first lens in full, the others beside it.

    Args:
        about: what was simulated, in a sentence.
        fan_of: fans under the first lens by the name of the level, those that matter first.
        run: the command that plays an example, without its seed; empty where no seed gives the very game.
        first_turn: the turn the games go on from.
    """
    first = found[0]
    yield scenario.title
    yield from wrap(about, WIDTH)
    yield ""
    yield from ending_lines(scenario, first, run)
    if len(found) > 1:
        yield ""
        yield from lens_lines(scenario, found)
    if first.expectations:
        yield ""
        yield from expectation_lines(scenario, found, first_turn)
    told = conclusions(scenario, found)
    if told:
        yield ""
        yield "What needs which theory"
        yield from conclusion_lines(told)
    if fan_of:
        yield ""
        yield from fan_lines(scenario, fan_of)
    if first.scores:
        yield ""
        yield from score_lines(scenario, found)


def ending_lines(scenario: Scenario, found: Findings, run: str = "") -> Iterator[str]:
    """The table of endings under one lens: how often, within which bounds, in which turn, and a seed that shows it."""
    width = _title_width(scenario)
    yield from wrap(f"How the games end under {_lens(scenario, found.lens)}", WIDTH)
    yield f"  {'':{width}}    share  95 % interval  turn"
    for each in found.endings:
        share, bounds = share_words(each.share), bounds_words(each.share).removesuffix(" %")
        title = _titled(scenario, each.ending, width)
        yield f"  {title}  {share:>7}  {bounds:>13}  {turns_words(each.turns)}".rstrip()
    yield from _notes("Turn: the middle one, and between which nine in ten such games end.")
    seeds = [
        f"{scenario.endings[each.ending].sign}\u00a0{each.example}"
        for each in found.endings
        if each.example is not None
    ]
    if run and seeds:
        yield from _notes(f"Such a game: {run} --seed N, with N for {', '.join(seeds)}")


def lens_lines(scenario: Scenario, found: Sequence[Findings]) -> Iterator[str]:
    """The share of every ending under each lens; a star where it is clearly another than under the first."""
    width = _title_width(scenario)
    several = max(1, (WIDTH - width - 2) // (_CELL + 2))
    first = found[0]
    yield "The same under each theory"
    starred = False
    for start in range(0, len(found), several):
        some = found[start : start + several]
        yield f"  {'':{width}} {''.join(f'{_short_lens(each.lens):>{_CELL}}  ' for each in some)}".rstrip()
        for place, ending in enumerate(first.endings):
            cells = ""
            for each in some:
                share = each.endings[place].share
                apart = each is not first and differ(ending.share, share)
                starred |= apart
                bounds = f"({bounds_words(share).removesuffix(' %')})"
                cells += f"{share_words(share)} {bounds:<14}".rjust(_CELL) + ("* " if apart else "  ")
            yield f"  {_titled(scenario, ending.ending, width)} {cells}".rstrip()
    yield from _notes(
        f"* clearly another share than under {_short_lens(first.lens)}: the intervals lie apart." if starred else "",
        *(f"{_short_lens(each.lens)}: {scenario.lenses[each.lens].title}" for each in found),
    )


def expectation_lines(scenario: Scenario, found: Sequence[Findings], first_turn: int = 1) -> Iterator[str]:
    """What the author expects, what came under each lens, and whether it holds."""
    later = f" from turn {first_turn} on" if first_turn > 1 else ""
    yield f"What the author expects, and what came{later}"
    told, width = "", max(len(_short_lens(each.lens)) for each in found)
    for place, expected in enumerate(found[0].expectations):
        each = scenario.expectations[expected.id]
        yield from _hung("  ", f"{each.title}: {expected_words(expected)} of games")
        for findings in found:
            came = findings.expectations[place]
            lens = f"{_short_lens(findings.lens):<{width}}  " if len(found) > 1 else ""
            share = f"{share_words(came.share):>7} ({bounds_words(came.share).removesuffix(' %')})"
            if came.over:
                share = ""
            yield f"    {lens}{share:<22}  {verdict_word(came.holds, came.over)}"
        source, comma, place_in_it = each.source.partition(",")
        # A long title need not be read four times.
        words = f"the same source{comma}{place_in_it}" if source == told else source_words(scenario, each.source)
        told = source
        yield from _hung("    ", f"[{words}; line {each.line}]" if words else f"[line {each.line}]")


def fan_lines(scenario: Scenario, fan_of: Mapping[str, Fan]) -> Iterator[str]:
    """Where the numbers that matter stand at the end: the levels below which 5, 25, 50, 75, 95 of 100 games lie."""
    shown = [name for name in that_matter(scenario) if name in fan_of][:MOST_FANS]
    if not shown:
        return
    yield "Where numbers stand at the end: so many of 100 games lie below"
    yield f"  {'':34}" + "".join(f"{round(100 * part):>8}" for part in QUANTILES)
    for name in shown:
        yield f"  {_cut(number_title(scenario, name), 34):<34}" + "".join(f"{plain(at):>8}" for at in fan_of[name][-1])


def score_lines(scenario: Scenario, found: Sequence[Findings]) -> Iterator[str]:
    """The final scores, of 100, with the interval of their mean, and how far apart nine in ten games lie."""
    yield f"How the seats fare, of 100, under {_lens(scenario, found[0].lens)}"
    rivals = found[1 : 1 + _RIVALS]
    width = 14 if len(rivals) == 1 else 7
    heads = "".join(f"  {_cut(_short_lens(each.lens), width):>{width}}" for each in rivals)
    yield f"  {'':22}   mean  95 % interval  nine in ten{heads}"
    starred = False
    for place, score in enumerate(found[0].scores):
        name = mover_name(scenario) if score.seat is None else seat_name(scenario, score.seat)
        mean, spread = score.mean, score.quantiles
        line = (
            f"  {_cut(name, 22):<22}  {plain(mean.middle):>5}  {f'{plain(mean.low)} to {plain(mean.high)}':>13}"
            f"  {f'{plain(spread[0], 0)} to {plain(spread[-1], 0)}':>11}"
        )
        for each in rivals:
            other = each.scores[place].mean
            apart = differ(mean, other)
            starred |= apart
            line += f"  {plain(other.middle):>{width - 1}}{'*' if apart else ' '}"
        yield line.rstrip()
    yield from _notes("* clearly another mean: the intervals lie apart." if starred else "")


def given_lines(scenario: Scenario, found: Sequence[Taken]) -> Iterator[str]:
    """What was given, and in how many of the games that came to its turn it took effect."""
    yield "What is fixed, and in how many games of those that come to its turn it acts"
    for each in found:
        yield from _hung("  ", f"turn {each.turn}: {_given_words(scenario, each)}: {_often(each.share)}")


def _often(part: Interval) -> str:
    return {0.0: "none", 1.0: "all"}.get(part.middle) or share_words(part)


def _given_words(scenario: Scenario, each: Taken) -> str:
    if each.seat is not None:
        return f"{seat_name(scenario, each.seat)}: {order_words(scenario, parse_decision(each.seat, each.what))}"
    if each.what in scenario.injects:
        return f"the inject “{scenario.injects[each.what].title}”"
    return f"{mover_name(scenario)}: {scenario.moves[each.what].title}"


def _title_width(scenario: Scenario) -> int:
    """How wide the column of endings is, sign included."""
    return min(_TITLE, 2 + max(len(ending.title) for ending in scenario.endings.values()))


def _titled(scenario: Scenario, ending: str, width: int) -> str:
    found = scenario.endings[ending]
    return f"{_cut(f'{found.sign} {found.title}', width):<{width}}"


def _short_lens(lens: str) -> str:
    return _cut(lens, _CELL - 3)


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _notes(*notes: str) -> Iterator[str]:
    for note in notes:
        if note:
            yield from _hung("  ", note)


def _hung(head: str, words: str) -> list[str]:
    """Words behind a head, later lines under the first word."""
    return unparted(words, head, " " * len(head))


# --- JSON -------------------------------------------------------------------------------------------------------------


def findings_json(
    scenario: Scenario, found: Findings, fan_of: Mapping[str, Fan], first_turn: int, examples: bool
) -> dict[str, Any]:
    """What was found under one lens: endings, expectations, scores and fans.

    `examples` says whether a seed gives the very game; elsewhere none is told.
    """
    return {
        "endings": {each.ending: _ending_json(each, examples) for each in found.endings},
        "expectations": [_expected_json(scenario, each) for each in found.expectations],
        "scores": [
            {
                "seat": each.seat,
                "mean": _rounded(each.mean.middle),
                "low": _rounded(each.mean.low),
                "high": _rounded(each.mean.high),
                "quantiles": [_rounded(at) for at in each.quantiles],
            }
            for each in found.scores
        ],
        "fans": {
            "turns": list(range(first_turn, scenario.calendar.turns + 1)),
            "of_100_below": [round(100 * part) for part in QUANTILES],
            "numbers": {name: [[_rounded(at) for at in turn] for turn in fan] for name, fan in fan_of.items()},
        },
    }


def conclusions_json(told: Sequence[Conclusion]) -> list[dict[str, Any]]:
    """What needs which theory."""
    return [
        {"kind": each.kind, "id": each.id, "verdict": each.verdict, "lenses": list(each.lenses), "words": each.words}
        for each in told
    ]


def given_json(found: Sequence[Taken]) -> list[dict[str, Any]]:
    """What was given, and in what share of the games that came to its turn it took effect."""
    return [{"turn": each.turn, "seat": each.seat, "what": each.what, "share": each.share.middle} for each in found]


def _ending_json(each: EndingShare, examples: bool) -> dict[str, Any]:
    return {
        "share": each.share.middle,
        "low": each.share.low,
        "high": each.share.high,
        "games": each.games,
        "turns": list(each.turns),
        "example_seed": each.example if examples else None,
    }


def _expected_json(scenario: Scenario, each: ExpectationShare) -> dict[str, Any]:
    expectation = scenario.expectations[each.id]
    return {
        "id": each.id,
        "low": each.low,
        "high": each.high,
        "share": each.share.middle,
        "holds": each.holds,
        "share_low": each.share.low,
        "share_high": each.share.high,
        "verdict": verdict_word(each.holds, each.over),
        "title": expectation.title,
        "source": expectation.source,
        "line": expectation.line,
    }


def _rounded(value: float) -> float:
    """A number as JSON shows it: to a ten-thousandth, finer than the bins it was counted in, and never -0.0."""
    return round(value, 4) + 0.0
