"""How firm an outcome is, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from wargame.analysis.estimates import Interval
from wargame.analysis.factors import SHARE
from wargame.analysis.fragility import AllFrozen, Flip, Fragility, Rings
from wargame.model.scenario import Scenario
from wargame.text.doubts import uncertainty_title
from wargame.text.intervals import point_bounds
from wargame.text.message import message
from wargame.text.names import percent, plain, side_name, signed
from wargame.text.sensitivity import outcome_title
from wargame.text.words import and_more, commas, cut, hung, parted, sentences, span_words

MOST = 12
"""How many changes are shown before the rest are counted."""
_NAME = 17


def fragility_lines(scenario: Scenario, found: Fragility) -> Iterator[str]:
    """How firm an outcome is, in words."""
    for head, words in fragility_paragraphs(scenario, found):
        yield from hung(head, words) if words else [head]


def fragility_paragraphs(scenario: Scenario, found: Fragility) -> Iterator[tuple[str, str]]:
    """The same, paragraph by paragraph, each with what stands before it: the mark of a list or nothing."""
    outcome = outcome_title(scenario, found.ending)
    yield "", message("Outcome after turn {turn}: {outcome}", turn=found.turn, outcome=outcome)
    yield "", ""
    yield (
        "",
        message(
            "How often it is the same after turn {turn} in {games:,} games, with chance and what the author is unsure "
            "of drawn anew. What is frozen is done again as it was: every move and order, or one side's; doctrine "
            "chooses the rest.",
            turn=found.turn,
            games=found.draws,
        ),
    )
    for rings in found.rings:
        yield "", ""
        yield "", message("Under “{lens}”", lens=scenario.lenses[rings.lens].title)
        for row in _table(scenario, rings):
            yield row, ""
        if words := _illegal_list(scenario, rings):
            yield "", words
    yield "", ""
    for words in _about_the_table(scenario, found):
        yield "", words
    for lens, gain in found.lens_gain.items():
        yield "", _lens_words(scenario, found.rings[0].lens, lens, gain)
    yield "", ""
    yield (
        "",
        sentences(
            message(
                "With every move and order frozen, and chance as it came, it is the same in {share} of {draws:,} draws "
                "of what the author is unsure of.",
                share=share_words(found.redrawn.share),
                draws=found.draws,
            ),
            _illegal_words(found.redrawn),
        ),
    )
    if found.instead:
        others = (
            message(
                "{outcome} in {share}",
                outcome=outcome_title(scenario, ending),
                share=part_words(draws / found.draws),
            )
            for ending, draws in found.instead.items()
        )
        yield (
            "",
            message(
                "With chance drawn anew too, under “{lens}”, it is instead: {others}.",
                lens=scenario.lenses[found.rings[0].lens].title,
                others=parted(others),
            ),
        )
    yield "", ""
    yield from _flips(scenario, found)
    yield "", ""
    for lens, played in found.by_lens.items():
        title, ending = scenario.lenses[lens].title, outcome_title(scenario, played.ending)
        yield (
            "",
            message("With all frozen, luck included, under “{lens}”: {outcome}", lens=title, outcome=ending)
            if played.legal
            else message(
                "With all frozen, luck included, under “{lens}”: {outcome}; not all of it would be legal there",
                lens=title,
                outcome=ending,
            ),
        )


def _table(scenario: Scenario, rings: Rings) -> Iterator[str]:
    """A line for each ring under one lens, those first in which most is frozen."""
    yield _row(message("frozen"), message("the same"), message("points more"))
    yield _row(message("everything"), share_words(rings.every.share), "")
    for side, own in rings.own.items():
        gain = point_bounds(own.gain) if own.gain.clear else ""
        yield _row(f"  {cut(side_name(scenario, side), _NAME - 2)}", share_words(own.share), gain)
    yield _row(message("nothing"), share_words(rings.nothing), "")


def _row(what: str, share: str, gain: str) -> str:
    return f"  {what:<{_NAME}} {share:<21} {gain}".rstrip()


def _illegal_list(scenario: Scenario, rings: Rings) -> str:
    """In how many games some of what is frozen was not legal, ring by ring; empty where all was."""
    several = [(message("everything"), rings.every.illegal)]
    several += [(side_name(scenario, side), own.illegal) for side, own in rings.own.items()]
    told = [
        message("{what} {share}", what=what, share=part_words(share.middle)) for what, share in several if share.middle
    ]
    return message("Not legal in: {shares}.", shares=commas(told)) if told else ""


def _about_the_table(scenario: Scenario, found: Fragility) -> Iterator[str]:
    """What its columns are."""
    if any(own.gain.clear for rings in found.rings for own in rings.own.values()):
        yield message("“Points more” than with nothing frozen is told only where it is more than luck.")
    illegal = [rings for rings in found.rings if rings.every.illegal.middle]
    if illegal or any(own.illegal.middle for rings in found.rings for own in rings.own.values()):
        yield message(
            "“Not legal in” so many of the games was some of what is frozen. With everything frozen it is done all the "
            "same, otherwise left out."
        )
    for rings in illegal:
        if rings.every.illegal.middle < 1:
            yield message(
                "Of the games under “{lens}” in which every move and order was legal, {share} came out the same.",
                lens=scenario.lenses[rings.lens].title,
                share=share_words(rings.every.legal_share),
            )


def _illegal_words(every: AllFrozen) -> str:
    """In how many draws something frozen was not legal, and what became of the others; empty where all was legal."""
    if not every.illegal.middle:
        return ""
    if every.illegal.middle == 1.0:
        return message("In each of them some move or order was not legal, and was made all the same.")
    return message(
        "In {share} of them some move or order was not legal, and was made all the same; of the others {others} came "
        "out the same.",
        share=part_words(every.illegal.middle),
        others=share_words(every.legal_share),
    )


def _lens_words(scenario: Scenario, lens: str, other: str, gain: Interval) -> str:
    """How the lenses differ with nothing frozen."""
    here, there = scenario.lenses[lens].title, scenario.lenses[other].title
    low, high = plain(100 * min(abs(gain.low), abs(gain.high))), plain(100 * max(abs(gain.low), abs(gain.high)))
    if gain.low > 0:
        return message(
            "With nothing frozen it comes {interval} points more often under “{there}” than under “{here}”.",
            interval=span_words(low, high),
            here=here,
            there=there,
        )
    if gain.high < 0:
        return message(
            "With nothing frozen it comes {interval} points less often under “{there}” than under “{here}”.",
            interval=span_words(low, high),
            here=here,
            there=there,
        )
    return message(
        "With nothing frozen “{here}” and “{there}” are not told apart ({interval} points).",
        interval=point_bounds(gain),
        here=here,
        there=there,
    )


def _flips(scenario: Scenario, found: Fragility) -> Iterator[tuple[str, str]]:
    if not found.flips:
        yield (
            "",
            message(
                "With every move and order frozen no single change would have flipped it: neither to an uncertain "
                "number within the author's spread, nor to a number at the start by {share} or its spread.",
                share=percent(SHARE),
            ),
        )
        return
    yield "", message("Single changes that would have flipped it with every move and order frozen, the smallest first")
    for flip in found.flips[:MOST]:
        yield "- ", _flip_words(scenario, flip)
    rest = len(found.flips) - MOST
    if rest > 0:
        yield "- ", and_more(rest)


def _flip_words(scenario: Scenario, flip: Flip) -> str:
    what, change, outcome = (
        uncertainty_title(scenario, flip.of),
        signed(flip.change, 2),
        outcome_title(scenario, flip.ending),
    )
    if flip.declared:
        return message(
            "{what}: {change} ({share} of the author's spread) makes it “{outcome}”",
            what=what,
            change=change,
            share=percent(flip.part),
            outcome=outcome,
        )
    return message(
        "{what}: {change} ({share} of it) makes it “{outcome}”",
        what=what,
        change=change,
        share=percent(flip.part * SHARE, 1),
        outcome=outcome,
    )


def part_words(part: float) -> str:
    """A part of the games played, in which what came even once is not 0 % and what did not come once not 100 %.

    >>> part_words(1 / 4096), part_words(0.125), part_words(4095 / 4096)
    ('under 0.1 %', '12.5 %', 'over 99.9 %')
    """
    if 0.0 < part < 0.001:
        return message("under 0.1 %")
    if 0.999 < part < 1.0:
        return message("over 99.9 %")
    return percent(part, 1)


def share_words(share: Interval) -> str:
    """A share with its bounds; of all games or of none only the bound, since more games might show another.

    >>> from wargame.analysis.estimates import share
    >>> share_words(share(4096, 4096)), share_words(share(0, 4096)), share_words(share(64, 512))
    ('over 99.9 %', 'under 0.1 %', '12.5 % (9.9 to 15.6)')
    """
    low, high = 100 * share.low, 100 * share.high
    if round(100 * share.middle, 1) >= 100.0:
        return message("over {low} %", low=plain(math.floor(10 * low) / 10))
    if round(100 * share.middle, 1) <= 0.0:
        return message("under {high} %", high=plain(math.ceil(10 * high) / 10))
    return message("{share} % ({bounds})", share=plain(100 * share.middle), bounds=span_words(plain(low), plain(high)))
