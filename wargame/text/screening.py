"""Which of all factors matter together, and how an outcome's variance is made up, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wargame.analysis.estimates import Interval
from wargame.analysis.morris import MOST, ScreenedFactor, Screening
from wargame.analysis.sobol import VarianceShares
from wargame.model.scenario import Scenario
from wargame.text.message import message, plural
from wargame.text.names import percent, plain, signed
from wargame.text.sensitivity import by_lens, factor_title, outcome_title, quoted_factors, varied_words
from wargame.text.words import and_more, apart, cut, sentences, span_words, wrapped

SHOWN = 12
"""How many factors are shown before the rest are counted."""
_TITLE = 34


def screening_lines(scenario: Scenario, found: Sequence[Screening]) -> Iterator[str]:
    """Which factors matter under each lens, and where what they do depends on the others."""
    yield from apart(_screened(scenario, each) for each in found)
    if len(found) > 1:
        yield ""
        for words in by_lens(scenario, found):
            yield from wrapped(words)


def variance_lines(scenario: Scenario, found: Sequence[VarianceShares]) -> Iterator[str]:
    """How the variance of an outcome is made up under each lens."""
    yield from apart(_taken_apart(scenario, each) for each in found)


def _screened(scenario: Scenario, each: Screening) -> Iterator[str]:
    yield from wrapped(
        message(
            "“{outcome}” comes in {share} of games under “{lens}” while all numbers vary together, each over its "
            "range.",
            outcome=outcome_title(scenario, each.outcome),
            share=percent(each.share, 1),
            lens=scenario.lenses[each.lens].title,
        )
    )
    yield from wrapped(
        plural(
            "Each of {factors:,} numbers was moved once along {count} random trajectory, with {games} at each point.",
            "Each of {factors:,} numbers was moved once along each of {count} random trajectories, with {games} at "
            "each point.",
            each.trajectories,
            factors=len(each.factors),
            games=plural("{count:,} game", "{count:,} games", each.games),
        )
    )
    yield ""
    for words in carried_words(each):
        yield from wrapped(words)
    clear = [found for found in each.factors if found.clear]
    if clear:
        yield ""
        yield from wrapped(
            message(
                "In points of that share, for the whole range of a number: mu* is the mean size of its effects, with "
                "luck's part in it, mu their mean, in which ups and downs cancel out, and sigma how much they differ "
                "from place to place, with what luck alone would give. The bounds of mu* come from drawing the "
                "trajectories again; of few trajectories they are too narrow."
            )
        )
        yield _row("", "mu*", message("bounds"), "mu", "sigma", message("luck"))
    for found in clear[:SHOWN]:
        title = cut(factor_title(scenario, found.factor), _TITLE)
        yield _row(
            title,
            _points(found.strength.middle),
            span_words(_points(found.strength.low), _points(found.strength.high)),
            signed(100 * found.mean.middle),
            _points(found.spread.middle),
            _points(found.luck_spread),
        )
        yield from wrapped(varied_words(found.factor), "    ")
    rest = len(clear) - SHOWN
    if rest > 0:
        yield f"  {and_more(rest)}"
    yield ""
    yield from wrapped(depending_words(scenario, [found for found in each.factors if found.depends]))


def carried_words(each: Screening) -> Iterator[str]:
    """How many factors do anything, and how few of them carry most of it."""
    clear, known = sum(found.clear for found in each.factors), len(each.factors)
    if not clear:
        yield message("None does more than chance might; more games or trajectories may show which do.")
        return
    yield plural(
        "{count} of {known:,} does more than chance might.",
        "{count} of {known:,} do more than chance might.",
        clear,
        known=known,
    )
    yield plural(
        "This {count} of {known:,} carries {most} of the effects: of the sum of mu*, the mean size of each number's "
        "effects, after what luck alone would give each has been taken off. Luck is at most {luck} of the sum before.",
        "These {count} of {known:,} carry {most} of the effects: of the sum of mu*, the mean size of each number's "
        "effects, after what luck alone would give each has been taken off. Luck is at most {luck} of the sum before.",
        len(each.carrying),
        known=known,
        most=percent(MOST),
        luck=percent(each.luck),
    )


def depending_words(scenario: Scenario, several: Sequence[ScreenedFactor]) -> str:
    """The factors whose effect depends on where they or others are."""
    if not several:
        return message("No effect differs from place to place by more than luck explains: no interaction is shown.")
    names = quoted_factors(scenario, [each.factor for each in several])
    return plural(
        "The effect of {count} number differs by more than luck explains: it depends on where that number or others "
        "are. {factors}.",
        "The effects of these {count} differ by more than luck explains: they depend on where these numbers or others "
        "are. {factors}.",
        len(several),
        factors=names,
    )


def _taken_apart(scenario: Scenario, each: VarianceShares) -> Iterator[str]:
    yield from wrapped(
        plural(
            "“{outcome}” comes in {share} of games under “{lens}” while this {count} of {known:,} numbers varies "
            "evenly over its range and all others are as they are drawn. That share has a standard deviation of "
            "{deviation} points over the range.",
            "“{outcome}” comes in {share} of games under “{lens}” while these {count} of {known:,} numbers vary "
            "evenly over their ranges and all others are as they are drawn. That share has a standard deviation of "
            "{deviation} points over the ranges.",
            len(each.factors),
            outcome=outcome_title(scenario, each.outcome),
            share=percent(each.share, 1),
            lens=scenario.lenses[each.lens].title,
            known=each.known,
            deviation=_points(each.deviation),
        )
    )
    if not each.deviation:
        yield from wrapped(message("Nothing of it is more than luck; more games may show more."))
        return
    yield from wrapped(
        plural(
            "Its variance is taken apart over {count:,} row of points, with the same {games} at each.",
            "Its variance is taken apart over {count:,} rows of points, with the same {games} at each.",
            each.rows,
            games=plural("{count:,} game", "{count:,} games", each.games),
        )
    )
    yield from wrapped(
        message(
            "They are those that change the share most when moved one at a time, as the tornado finds them; one that "
            "does something only together with others may be missing."
        )
    )
    yield from wrapped(
        message(
            "Luck is averaged over the games; what they left of it makes up {noise} of the variance found, and counts "
            "as interaction below.",
            noise=percent(each.noise, 1),
        )
    )
    yield ""
    yield f"  {'':<{_TITLE}} {message('by itself'):>18}  {message('with all others'):>18}"
    for found in each.factors:
        title = cut(factor_title(scenario, found.factor), _TITLE)
        yield f"  {title:<{_TITLE}} {_share(found.first):>18}  {_share(found.total):>18}"
        yield from wrapped(varied_words(found.factor), "    ")
    yield ""
    alone = sum(found.first.middle for found in each.factors)
    if round(alone, 2) < 1:
        words = message(
            "By themselves they account for {alone} of the variance; the rest is what they do together, and luck.",
            alone=percent(alone),
        )
    else:
        words = message("By themselves they account for all of the variance: no interaction is shown.")
    yield from wrapped(sentences(words, message("Beside each estimate stands its 95 % interval.")))


def _row(title: str, strength: str, interval: str, mean: str, spread: str, luck: str) -> str:
    return f"  {title:<{_TITLE}} {strength:>5} {interval:>13} {mean:>6} {spread:>6} {luck:>5}"


def _points(share: float) -> str:
    return plain(100 * share)


def _share(interval: Interval) -> str:
    middle, low, high = (round(100 * each) + 0 for each in (interval.middle, interval.low, interval.high))
    return message("{middle} % [{low}, {high}]", middle=middle, low=low, high=high)
