"""How likely what is, in words: endings, expectations, which lens a conclusion needs, percentile bands, scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from wargame.analysis.conclusions import (
    Conclusion,
    EndingConclusion,
    ExpectationConclusion,
    Findings,
    LikeliestConclusion,
    conclusions,
)
from wargame.analysis.estimates import QUANTILES, Interval, differ
from wargame.analysis.simulation import Band, ExpectationShare, Taken, key_levels
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario
from wargame.text.names import (
    mover_name,
    number_title,
    order_words,
    plain,
    seat_name,
    short_number,
    side_name,
    source_words,
)
from wargame.text.words import WIDTH, unparted

HOLDS, FAILS, TOO_FEW, OVER = "holds", "fails", "too few games", "its time is over"
MOST_BANDS = 12
"""How many numbers' percentile bands are shown as lines; JSON has them all."""
MOST_NAMED = 6
"""How many endings are named in one sentence."""
_TITLE = 30
_CELL = 21
_RIVALS = 2
"""Beside how many other lenses' scores there is room."""


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


# --- Which lens a conclusion needs ------------------------------------------------------------------------------------


def conclusion_words(scenario: Scenario, each: Conclusion) -> str:
    """A conclusion in a sentence."""
    return f"{conclusion_head(scenario, each)}: {conclusion_what(scenario, each)}."


def conclusion_head(scenario: Scenario, each: Conclusion) -> str:
    """The verdict in words: `Holds under both lenses`."""
    match each:
        case EndingConclusion(verdict="same"):
            return "No clear difference between the lenses"
        case EndingConclusion():
            return f"Likelier under {_either(scenario, each.lenses)}"
        case ExpectationConclusion(shares=by_lens) | LikeliestConclusion(likeliest=by_lens):
            match each.verdict:
                case "holds":
                    return f"Holds under {every_lens(len(by_lens))}"
                case "needs":
                    return f"Needs {_either(scenario, each.lenses)}"
                case "fails":
                    return f"Fails under {every_lens(len(by_lens))}"
            return "Too few games to say"


def conclusion_what(scenario: Scenario, each: Conclusion) -> str:
    """What is concluded, without the verdict: `the likeliest ending is “Firmer than before”`."""
    match each:
        case ExpectationConclusion():
            return _expectation_what(scenario, each)
        case LikeliestConclusion():
            return _likeliest_what(scenario, each)
        case EndingConclusion():
            shares = [share.share for share in each.shares.values()]
            if each.verdict == "differs":
                shares.sort(key=lambda share: -share.middle)
            between = " and " if each.verdict == "same" else " against "
            return f"{_ending_title(scenario, each.id)} ({between.join(map(share_words, shares))})"


def conclusion_lines(scenario: Scenario, found: Sequence[Conclusion]) -> Iterator[str]:
    """Conclusions in sentences, those of one verdict together."""
    by_head: dict[str, list[str]] = {}
    for each in found:
        by_head.setdefault(conclusion_head(scenario, each), []).append(conclusion_what(scenario, each))
    for head, several in by_head.items():
        rest = f"; and {len(several) - MOST_NAMED} more" if len(several) > MOST_NAMED else ""
        yield from _hung("- ", f"{head}: {'; '.join(several[:MOST_NAMED])}{rest}.")


def every_lens(count: int) -> str:
    """All lenses, of so many: `both lenses`, `all 3 lenses`."""
    return "both lenses" if count == 2 else f"all {count} lenses"


def _expectation_what(scenario: Scenario, each: ExpectationConclusion) -> str:
    first = next(iter(each.shares.values()))
    what = f"“{scenario.expectations[each.id].title}” in {expected_words(first)} of games"
    if each.verdict == "holds":
        return what
    if each.verdict == "unsure":
        return f"{what} (so far {' and '.join(share_words(came.share) for came in each.shares.values())})"
    came = ", ".join(f"{share_words(came.share)} under {_lens(scenario, lens)}" for lens, came in each.shares.items())
    return f"{what} (it comes in {came})"


def _likeliest_what(scenario: Scenario, each: LikeliestConclusion) -> str:
    others = ", ".join(
        f"{_ending_title(scenario, ending)} under {_lens(scenario, lens)}"
        for lens, ending in each.likeliest.items()
        if ending is not None and (each.verdict == "unsure" or lens not in each.lenses)
    )
    if each.verdict == "unsure":
        return "which ending is the likeliest" + (f" (clear only: {others})" if others else "")
    what = f"the likeliest ending is {_ending_title(scenario, each.id)}"
    return what if each.verdict == "holds" else f"{what} (otherwise {others})"


def _either(scenario: Scenario, lenses: Sequence[str]) -> str:
    return " or ".join(_lens(scenario, lens) for lens in lenses)


def _lens(scenario: Scenario, lens: str) -> str:
    return f"“{scenario.lenses[lens].title}”"


def _ending_title(scenario: Scenario, ending: str) -> str:
    return f"“{scenario.endings[ending].title}”"


# --- Lines ------------------------------------------------------------------------------------------------------------


def outlook_lines(
    scenario: Scenario,
    found: Sequence[Findings],
    about: str,
    band_of: Mapping[str, Band],
    run: str = "",
    first_turn: int = 1,
) -> Iterator[str]:
    """The whole outlook: the first lens in full, the others beside it.

    Args:
        about: what was simulated, in a sentence.
        band_of: percentile bands under the first lens by the name of the level, those that matter first.
        run: the command that plays an example, with N for its seed; empty where no seed gives the very game.
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
    concluded = conclusions(found)
    if concluded:
        yield ""
        yield "Which lens each conclusion needs"
        yield from conclusion_lines(scenario, concluded)
    if band_of:
        yield ""
        yield from band_lines(scenario, band_of)
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
        head = f"Such a game: {run}"
        if len(head) + 2 < WIDTH:
            yield from _notes(f"{head}, with N for {', '.join(seeds)}")
        else:
            # A command that breaks between two lines could not be copied.
            yield from _notes(f"Such a game, with N for {', '.join(seeds)}:")
            yield f"    {run}"


def lens_lines(scenario: Scenario, found: Sequence[Findings]) -> Iterator[str]:
    """The share of every ending under each lens; a star where it is clearly another than under the first."""
    width = _title_width(scenario)
    several = max(1, (WIDTH - width - 2) // (_CELL + 2))
    first = found[0]
    yield "The same under each lens"
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


def band_lines(scenario: Scenario, band_of: Mapping[str, Band]) -> Iterator[str]:
    """Where the numbers that matter stand at the end: the levels below which 5, 25, 50, 75, 95 of 100 games lie."""
    shown = [name for name in key_levels(scenario) if name in band_of][:MOST_BANDS]
    if not shown:
        return
    yield "Where numbers stand at the end: so many of 100 games lie below"
    yield f"  {'':34}" + "".join(f"{round(100 * part):>8}" for part in QUANTILES)
    for name in shown:
        yield f"  {_cut(number_title(scenario, name), 34):<34}" + "".join(f"{plain(at):>8}" for at in band_of[name][-1])


def score_lines(scenario: Scenario, found: Sequence[Findings]) -> Iterator[str]:
    """The final scores, of 100, with the interval of their mean, and how far apart nine in ten games lie."""
    yield f"How the seats fare, of 100, under {_lens(scenario, found[0].lens)}"
    rivals = found[1 : 1 + _RIVALS]
    width = 14 if len(rivals) == 1 else 7
    heads = "".join(f"  {_cut(_short_lens(each.lens), width):>{width}}" for each in rivals)
    yield f"  {'':22}   mean  95 % interval  nine in ten{heads}"
    starred = False
    for place, score in enumerate(found[0].scores):
        name = side_name(scenario, score.side)
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
