"""What an outcome depends on and how firm it is, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wargame.analysis.factors import SHARE, Factor
from wargame.analysis.fragility import GOES_ON, Flip, Fragility
from wargame.analysis.sensitivity import Clear, Sensitivity, Swing, clear_alone, clear_everywhere
from wargame.model.scenario import Scenario
from wargame.text.doubts import doubt_lines, uncertainty_title
from wargame.text.message import message, plural
from wargame.text.names import actor_name, number_title, percent, plain, reaction_title, signed
from wargame.text.words import and_more, apart, cut, hung, listed, wrapped

MOST = 12
"""How many factors are shown before the rest are counted."""
_BAR = 12
_TITLE = 38


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


def sensitivity_lines(scenario: Scenario, found: Sequence[Sensitivity]) -> Iterator[str]:
    """What an outcome depends on, under each lens; the first in full."""
    yield from apart(_tornado_lines(scenario, each) for each in found)
    if len(found) > 1:
        yield ""
        for words in by_lens(scenario, found):
            yield from wrapped(words)


def fragility_lines(scenario: Scenario, found: Fragility) -> Iterator[str]:
    """How firm an outcome is, in words."""
    for head, words in fragility_paragraphs(scenario, found):
        yield from hung(head, words) if words else [head]


def fragility_paragraphs(scenario: Scenario, found: Fragility) -> Iterator[tuple[str, str]]:
    """The same, paragraph by paragraph, each with what stands before it: the mark of a list or nothing."""
    yield "", message("Outcome: {outcome}", outcome=outcome_title(scenario, found.ending))
    yield "", ""
    yield (
        "",
        plural(
            "With the same choices it came out the same in {share} of {count:,} draw of what the author is unsure of, "
            "and in {chance} when chance events were drawn anew as well.",
            "With the same choices it came out the same in {share} of {count:,} draws of what the author is unsure of, "
            "and in {chance} when chance events were drawn anew as well.",
            found.draws,
            share=percent(found.redrawn.middle, 1),
            chance=percent(found.chance.middle, 1),
        ),
    )
    for ending, draws in found.instead.items():
        share = percent(draws / found.draws, 1)
        yield "  ", message("{outcome} instead: {share}", outcome=outcome_title(scenario, ending), share=share)
    yield "", ""
    if found.flips:
        yield "", message("Single changes that would have flipped it, the smallest first")
        for flip in found.flips[:MOST]:
            yield "- ", _flip_words(scenario, flip)
        rest = len(found.flips) - MOST
        if rest > 0:
            yield "- ", and_more(rest)
    else:
        yield (
            "",
            message(
                "No single change would have flipped it: neither to an uncertain number within the author's spread, "
                "nor to a number at the start by {share} or its spread.",
                share=percent(SHARE),
            ),
        )
    yield "", ""
    for lens, ending in found.by_lens.items():
        title, outcome = scenario.lenses[lens].title, outcome_title(scenario, ending)
        yield "", message("Under “{lens}”: {outcome}", lens=title, outcome=outcome)
    if found.needs_lens:
        yield "", message("The outcome depends on the lens: under another, the same moves and orders end differently.")
    else:
        yield "", message("The outcome does not depend on the lens.")


def _tornado_lines(scenario: Scenario, each: Sensitivity) -> Iterator[str]:
    tornado = each.tornado
    yield from wrapped(
        plural(
            "“{outcome}” comes in {share} of {count:,} game under “{lens}”.",
            "“{outcome}” comes in {share} of {count:,} games under “{lens}”.",
            tornado.games,
            outcome=outcome_title(scenario, tornado.outcome),
            share=percent(tornado.share, 1),
            lens=scenario.lenses[each.lens].title,
        )
    )
    clear = [swing for swing in tornado.swings if swing.clear]
    varied = plural(
        "{count:,} number was varied, by the spread its author declared or by {share} of itself.",
        "{count:,} numbers were varied one at a time, each by the spread its author declared or by {share} of itself.",
        len(tornado.swings),
        share=percent(SHARE),
    )
    yield from wrapped(" ".join((varied, _clear_words(len(clear)))))
    yield ""
    widest = max((abs(swing.change.middle) for swing in clear), default=0.0)
    for swing in clear[:MOST]:
        yield from _swing_lines(scenario, swing, widest)
    rest = len(clear) - MOST
    if rest > 0:
        yield f"  {and_more(rest)}"
    yield ""
    yield from doubt_lines(scenario, each.doubts)


def _clear_words(clear: int) -> str:
    if not clear:
        return message("None changes the share by more than chance might; more games may show which do.")
    return plural(
        "{count} changes the share by more than chance would:",
        "{count} change the share by more than chance would, the strongest first:",
        clear,
    )


def _swing_lines(scenario: Scenario, swing: Swing, widest: float) -> Iterator[str]:
    title = cut(factor_title(scenario, swing.factor), _TITLE)
    length = max(1, round(_BAR * abs(swing.change.middle) / widest))
    shares = message("{low} % to {high} %", low=f"{100 * swing.low:4.1f}", high=f"{100 * swing.high:4.1f}")
    yield f"  {title:<{_TITLE}} {shares}  {signed(100 * swing.change.middle):>6}  {'█' * length}"
    yield from wrapped(varied_words(swing.factor), "    ")


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
    """What an outcome depends on under every lens, and what only under one."""
    everywhere = clear_everywhere(found)
    if everywhere:
        yield message("It depends on these under every lens: {factors}.", factors=quoted_factors(scenario, everywhere))
    else:
        yield message("There is nothing that it clearly depends on under every lens.")
    for lens, alone in clear_alone(found).items():
        if alone:
            yield message(
                "It depends on these only under “{lens}”: {factors}.",
                lens=scenario.lenses[lens].title,
                factors=quoted_factors(scenario, alone),
            )


def quoted_factors(scenario: Scenario, factors: Sequence[Factor]) -> str:
    """The first MOST factors, each in quotation marks."""
    return listed([message("“{factor}”", factor=factor_title(scenario, each)) for each in factors[:MOST]])


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
