"""What an outcome depends on, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wargame.analysis.estimates import Interval
from wargame.analysis.factors import SHARE, Factor
from wargame.analysis.fragility import GOES_ON
from wargame.analysis.sensitivity import (
    INNER,
    Clear,
    Contrast,
    Sensitivity,
    Swing,
    Tornado,
    clear_everywhere,
    clear_somewhere,
)
from wargame.model.scenario import Scenario
from wargame.text.doubts import doubt_lines
from wargame.text.forecast import FEWEST_HITS
from wargame.text.intervals import point_bounds, signed_bounds
from wargame.text.message import message, plural
from wargame.text.names import actor_name, number_title, percent, plain, reaction_title, signed
from wargame.text.words import and_more, apart, cut, hung, listed, sentences, span_words, wrapped

MOST = 12
"""How many factors are shown before the rest are counted."""
_BAR = 12
_TITLE = 34


def kind_words(kind: str) -> str:
    """What sort of number a factor is, in words: `an assumption`, `a level at the start`."""
    match kind:
        case "assumption":
            return message("an assumption")
        case "start":
            return message("a level at the start")
        case "trust":
            return message("trust at the start")
        case "attention":
            return message("attention paid over a tie")
        case "stubbornness":
            return message("how little an actor is swayed by others")
        case "spread":
            return message("how one indicator acts on another over ties")
        case "move":
            return message("all effects of a move")
        case "reaction":
            return message("all effects of a reaction")
        case "rule":
            return message("all effects of a rule")
        case "event":
            return message("all effects of a chance event")
        case "weight":
            return message("how likely a move is")
        case _:
            return message("how strongly doctrine prefers a reaction")


def outcome_title(scenario: Scenario, outcome: str) -> str:
    """The title of an ending or an expectation."""
    if outcome in scenario.endings:
        return scenario.endings[outcome].title
    if outcome in scenario.expectations:
        return scenario.expectations[outcome].title
    return message("The game goes on") if outcome == GOES_ON else outcome


def factor_title(scenario: Scenario, factor: Factor) -> str:
    """A factor by the scenario's own names."""
    key = factor.key
    match factor.kind:
        case "assumption":
            return scenario.assumptions[key[0]].title
        case "start" | "trust":
            return number_title(scenario, factor.id)
        case "attention":
            return message(
                "{listener}: attention to {of}", listener=actor_name(scenario, key[0]), of=actor_name(scenario, key[1])
            )
        case "stubbornness":
            return message("{actor}: stubbornness", actor=actor_name(scenario, key[0]))
        case "spread":
            source, target = scenario.indicators[key[1]].title, scenario.indicators[key[0]].title
            return message("{source} on {target}", source=source, target=target)
        case "move" | "weight":
            return scenario.moves[key[0]].title
        case "reaction" | "doctrine":
            reaction = reaction_title(scenario, key[0], key[1])
            return message("{seat}: {reaction}", seat=scenario.seats[key[0]].short, reaction=reaction)
        case "rule":
            return scenario.rules[key[0]].title
        case _:
            return scenario.events[key[0]].title


def sensitivity_lines(
    scenario: Scenario, found: Sequence[Sensitivity], contrasts: Sequence[Contrast] = ()
) -> Iterator[str]:
    """What an outcome depends on under each lens, and how the lenses differ in that."""
    yield from apart(_sensitivity_lines(scenario, each) for each in found)
    if len(found) > 1:
        yield ""
        yield from wrapped(everywhere_words(scenario, found))
        for each in found[1:]:
            own = [contrast for contrast in contrasts if contrast.lens == each.lens]
            yield from contrast_lines(scenario, found[0].lens, each.lens, own)


def _share_words(tornado: Tornado) -> str:
    """How often the outcome came: in per cent, or of which games where it came in few."""
    hits = round(tornado.share.middle * tornado.games)
    if hits < FEWEST_HITS:
        return message("{hits:,} of them", hits=hits)
    return percent(tornado.share.middle, 1)


def _sensitivity_lines(scenario: Scenario, each: Sensitivity) -> Iterator[str]:
    yield from tornado_lines(scenario, each.lens, each.tornado)
    yield ""
    yield from doubt_lines(scenario, each.doubts)


def tornado_lines(scenario: Scenario, lens: str, tornado: Tornado) -> Iterator[str]:
    """A tornado under a lens, in words and bars."""
    yield from wrapped(
        plural(
            "In {count:,} game under “{lens}” “{outcome}” comes in {share} ({low} to {high} %).",
            "In {count:,} games under “{lens}” “{outcome}” comes in {share} ({low} to {high} %).",
            tornado.games,
            outcome=outcome_title(scenario, tornado.outcome),
            share=_share_words(tornado),
            low=plain(100 * tornado.share.low),
            high=plain(100 * tornado.share.high),
            lens=scenario.lenses[lens].title,
        )
    )
    yield from wrapped(sentences(swept_words(tornado), again_words(tornado)))
    clear = [swing for swing in tornado.swings if swing.clear]
    if clear:
        yield ""
        yield f"  {'':<{_TITLE}} {message('points'):>6}"
    widest = max((abs(swing.change.middle) for swing in clear), default=0.0)
    for swing in clear[:MOST]:
        yield from _swing_lines(scenario, swing, widest)
    rest = len(clear) - MOST
    if rest > 0:
        yield f"  {and_more(rest)}"
    yield ""
    yield from wrapped(sentences(*reach_words(tornado)))


def swept_words(tornado: Tornado) -> str:
    """How many numbers were varied, and how far."""
    return plural(
        "{count:,} number was varied, from one end of the range that its author declared to the other, or by {share} "
        "of itself either way.",
        "{count:,} numbers were varied one at a time, each from one end of the range that its author declared to the "
        "other, or by {share} of itself either way.",
        len(tornado.sweep.swept),
        share=percent(SHARE),
    )


def again_words(tornado: Tornado) -> str:
    """How many of them were played again, and how many of these do more than luck would."""
    if not tornado.among:
        return message("None changed a single one of {games:,} games.", games=tornado.sweep.games)
    clear, played = sum(swing.clear for swing in tornado.swings), len(tornado.swings)
    if played < tornado.among:
        return plural(
            "Of the {among} that changed the share most in {few:,} games {played} have been played again so far, in "
            "{games:,} others; {count} changes it there by more than luck would.",
            "Of the {among} that changed the share most in {few:,} games {played} have been played again so far, in "
            "{games:,} others; {count} change it there by more than luck would.",
            clear,
            among=tornado.among,
            few=tornado.sweep.games,
            played=played,
            games=tornado.games,
        )
    chosen = plural(
        "The {count} that changed the share most in {few:,} games was played again in {games:,} others.",
        "The {count} that changed the share most in {few:,} games were played again in {games:,} others.",
        tornado.among,
        few=tornado.sweep.games,
        games=tornado.games,
    )
    if not clear:
        return sentences(chosen, message("There none changes it by more than luck might."))
    return sentences(
        chosen,
        plural(
            "There {count} changes it by more than luck would:",
            "There {count} change it by more than luck would, the strongest first:",
            clear,
        ),
    )


def reach_words(tornado: Tornado) -> Iterator[str]:
    """What the figures are, and what they do not show."""
    if any(swing.clear for swing in tornado.swings):
        yield message(
            "In points: by how much the outcome comes more (+) or less often (-) with the number at its high end than "
            "at its low end. All intervals hold together in 19 of 20 tornados."
        )
    yield message(
        "A change of {unseen} points is found in 4 of 5 tornados of this size; a smaller one may have stayed unseen.",
        unseen=plain(100 * tornado.unseen),
    )
    if any(swing.clear and swing.factor.declared for swing in tornado.swings):
        yield message(
            "The ends of an author's range are further apart than draws usually lie: 4 of 5 stay within {share} of it, "
            "and “middle 80 %” is the change from one end of these to the other.",
            share=percent(INNER),
        )


def _swing_lines(scenario: Scenario, swing: Swing, widest: float) -> Iterator[str]:
    title = cut(factor_title(scenario, swing.factor), _TITLE)
    length = max(1, round(_BAR * abs(swing.change.middle) / widest))
    change, interval = signed(100 * swing.change.middle), point_bounds(swing.change)
    yield f"  {title:<{_TITLE}} {change:>6}  {message('({interval})', interval=interval):<15}  {'█' * length}"
    yield from wrapped(_shares_words(swing), "    ")


def _shares_words(swing: Swing) -> str:
    """The shares at the ends, of what, and what is left of the change between nearer ones."""
    low, high, what = plain(100 * swing.low), plain(100 * swing.high), varied_words(swing.factor)
    if swing.inner is None:
        return message("{low} % to {high} %: {what}", low=low, high=high, what=what)
    return message(
        "{low} % to {high} %: {what}; middle 80 %: {change} ({interval})",
        low=low,
        high=high,
        what=what,
        change=signed(100 * swing.inner.middle),
        interval=point_bounds(swing.inner),
    )


def varied_words(factor: Factor) -> str:
    """What sort of number a factor is, over what range it is varied, and where it is written."""
    kind, line = kind_words(factor.kind), factor.line
    if factor.value is not None:
        low, high = plain(factor.value - factor.by, 2), plain(factor.value + factor.by, 2)
        if factor.declared:
            return message(
                "{kind}, from {low} to {high} as declared; line {line}", kind=kind, low=low, high=high, line=line
            )
        return message("{kind}, from {low} to {high}; line {line}", kind=kind, low=low, high=high, line=line)
    if factor.declared:
        return message("{kind}, by the author's spread either way; line {line}", kind=kind, line=line)
    return message("{kind}, by {share} either way; line {line}", kind=kind, share=percent(SHARE), line=line)


def by_lens(scenario: Scenario, found: Sequence[Clear]) -> Iterator[str]:
    """What an outcome depends on under every lens, and what is clear under one and not under another."""
    yield everywhere_words(scenario, found)
    somewhere = clear_somewhere(found)
    for lens, several in somewhere.items():
        if several:
            yield message(
                "Clear under “{lens}” but not under every lens: {factors}.",
                lens=scenario.lenses[lens].title,
                factors=quoted_factors(scenario, several),
            )
    if any(somewhere.values()):
        yield message("That is no difference between the lenses: clear here and not clear there may be luck.")


def everywhere_words(scenario: Scenario, found: Sequence[Clear]) -> str:
    """What an outcome clearly depends on under every lens."""
    everywhere = clear_everywhere(found)
    if everywhere:
        return message("It depends on these under every lens: {factors}.", factors=quoted_factors(scenario, everywhere))
    return message("There is nothing that it clearly depends on under every lens.")


def contrast_lines(scenario: Scenario, lens: str, other: str, several: Sequence[Contrast]) -> Iterator[str]:
    """How the swings under another lens differ from those under the first."""
    here, there = scenario.lenses[lens].title, scenario.lenses[other].title
    apart = [contrast for contrast in several if contrast.difference.clear]
    if apart:
        yield from wrapped(
            message(
                "In games of the same luck these do otherwise under “{there}” than under “{here}”, by more than luck "
                "would:",
                there=there,
                here=here,
            )
        )
    for contrast in apart:
        yield from hung("- ", _contrast_words(scenario, here, there, contrast))
    alike = len(several) - len(apart)
    if alike:
        yield from wrapped(
            plural(
                "{count} other number that is clear under “{here}” or “{there}” is not told apart: it may do as much "
                "under both.",
                "{count} other numbers that are clear under “{here}” or “{there}” are not told apart: they may do as "
                "much under both.",
                alike,
                here=here,
                there=there,
            )
            if apart
            else plural(
                "Whether the {count} number that is clear under “{here}” or “{there}” does more under one of them is "
                "not told apart: it may do as much under both.",
                "Whether any of the {count} numbers that are clear under “{here}” or “{there}” does more under one of "
                "them is not told apart: they may do as much under both.",
                alike,
                here=here,
                there=there,
            )
        )


def _contrast_words(scenario: Scenario, here: str, there: str, contrast: Contrast) -> str:
    factor = _told_apart(scenario, [contrast.here.factor])[0]
    if contrast.only:
        lens, change = (here, contrast.here.change) if contrast.here.clear else (there, contrast.there.change)
        return message(
            "{factor}: only under “{lens}”, {change} points; under the other it changed not one game",
            factor=factor,
            lens=lens,
            change=signed(100 * change.middle),
        )
    difference = contrast.difference
    in_points = Interval(100 * difference.middle, 100 * difference.low, 100 * difference.high)
    return message(
        "{factor}: {here} points under “{here_lens}”, {there} under “{there_lens}” (the difference is {interval})",
        factor=factor,
        here=signed(100 * contrast.here.change.middle),
        here_lens=here,
        there=signed(100 * contrast.there.change.middle),
        there_lens=there,
        interval=span_words(*signed_bounds(in_points)),
    )


def quoted_factors(scenario: Scenario, factors: Sequence[Factor]) -> str:
    """The first MOST factors, each in quotation marks, and how many more there are."""
    named = _told_apart(scenario, factors[:MOST])
    rest = len(factors) - MOST
    return listed([*named, plural("{count} more", "{count} more", rest)] if rest > 0 else named)


def _told_apart(scenario: Scenario, factors: Sequence[Factor]) -> list[str]:
    """Titles in quotation marks; a doctrine and a weight are told from the effects of what they are of."""
    found = []
    for each in factors:
        title = factor_title(scenario, each)
        match each.kind:
            case "doctrine":
                found.append(message("doctrine on “{factor}”", factor=title))
            case "weight":
                found.append(message("the weight of “{factor}”", factor=title))
            case _:
                found.append(message("“{factor}”", factor=title))
    return found
