"""How likely a rare ending is, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wargame.analysis.estimates import Interval
from wargame.analysis.rare import RareShare
from wargame.model.scenario import Scenario
from wargame.text.message import message, plural
from wargame.text.words import apart, sentences, span_words, wrapped

OFTEN = 0.02
"""What comes more often than this plain games tell as well."""


def rare_lines(scenario: Scenario, found: Sequence[RareShare], about: str) -> Iterator[str]:
    """How likely an ending is under each lens; `about` says in a sentence what games were played."""
    yield scenario.title
    yield from wrapped(about)
    yield ""
    yield from apart(wrapped(rare_words(scenario, each)) for each in found)


def rare_words(scenario: Scenario, found: RareShare) -> str:
    """How likely an ending is under a lens, how that was found, and what plain games show."""
    ending, lens = scenario.endings[found.ending].title, scenario.lenses[found.lens].title
    if not found.share.middle:
        return message(
            "“{ending}” did not come under “{lens}”, neither in {games:,} games nor when those that came nearest were "
            "played on: it comes in less than {most} % of games (95 %).",
            ending=ending,
            lens=lens,
            games=found.runs * found.games,
            most=digits(found.share.high),
        )
    return sentences(
        message(
            "“{ending}” comes in {share} % of games under “{lens}” (95 % interval: {bounds} %).",
            ending=ending,
            lens=lens,
            share=digits(found.share.middle),
            bounds=bounds_words(found.share),
        )
        if found.share.middle > OFTEN
        else message(
            "“{ending}” comes in {share} % of games under “{lens}” (95 % interval: {bounds} %), {odds}.",
            ending=ending,
            lens=lens,
            share=digits(found.share.middle),
            bounds=bounds_words(found.share),
            odds=odds_words(found.share.middle),
        ),
        message(
            "That is the mean of {runs} runs of {games:,} games each, of which those furthest from the ending were "
            "given up and those nearer played on with other luck, until they came to it: {turns:,} turns in all.",
            runs=found.runs,
            games=found.games,
            turns=found.played_turns,
        ),
        plural(
            "Played plainly, {count:,} of the first {of:,} games came to it ({bounds} %).",
            "Played plainly, {count:,} of the first {of:,} games came to it ({bounds} %).",
            found.hits,
            of=found.runs * found.games,
            bounds=bounds_words(found.plain),
        ),
        message("It is not rare: 'wargame simulate' tells it as well.") if found.plain.low > OFTEN else "",
    )


def odds_words(share: float) -> str:
    """A share as odds: `about 1 in 8,200`."""
    of = 1.0 / share
    size = 10.0 ** max(0, len(str(int(of))) - 2)
    return message("about 1 in {of:,.0f}", of=round(of / size) * size)


def bounds_words(interval: Interval) -> str:
    """The bounds of a share, per cent being said beside them."""
    return span_words(digits(interval.low), digits(interval.high))


def digits(share: float) -> str:
    """A share in per cent with two digits that count: `0.012`, `1.4`, `29`."""
    number = 100 * share
    if number == 0:
        return "0"
    places = 0
    while places < 12 and round(number * 10**places) < 10:
        places += 1
    return f"{number:.{places}f}"
