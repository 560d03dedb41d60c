"""What an outcome depends on and how firm it is, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wargame.analysis.factors import SHARE, Factor
from wargame.analysis.fragility import GOES_ON, Flip, Fragility
from wargame.analysis.sensitivity import Sensitivity, Swing, clear_alone, clear_everywhere
from wargame.engine.ledger import Cause, EventOutcome
from wargame.engine.program import EffectOf, Unsure
from wargame.model.expression import Assumed, text
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.text.lists import counted
from wargame.text.names import actor_name, number_title, percent, plain, reaction_title, signed
from wargame.text.words import unparted

MOST = 12
"""How many factors are told before the rest are counted."""
KINDS: Mapping[str, str] = {
    "assumption": "an assumption",
    "start": "a level at the start",
    "trust": "a trust at the start",
    "attention": "the attention over a tie",
    "stubbornness": "how little an actor takes over from others",
    "spread": "how one indicator bears on another",
    "move": "all that a move does",
    "reaction": "all that a reaction does",
    "rule": "all that a rule does",
    "event": "all that a chance event does",
    "weight": "how likely a move is",
    "doctrine": "how strongly doctrine leans to a reaction",
}
"""The kinds of factors, in words."""
_BAR = 12
_TITLE = 38


def outcome_title(scenario: Scenario, outcome: str) -> str:
    """The title of an ending or an expectation."""
    if outcome in scenario.endings:
        return scenario.endings[outcome].title
    if outcome in scenario.expectations:
        return scenario.expectations[outcome].title
    return "The game goes on" if outcome == GOES_ON else outcome


def factor_title(scenario: Scenario, factor: Factor) -> str:
    """A factor by the scenario's own names."""
    key = factor.key
    match factor.kind:
        case "assumption":
            return scenario.assumptions[key[0]].title
        case "start" | "trust":
            return number_title(scenario, factor.id)
        case "attention":
            return f"{actor_name(scenario, key[0])} heeds {actor_name(scenario, key[1])}"
        case "stubbornness":
            return f"{actor_name(scenario, key[0])}: stubbornness"
        case "spread":
            return f"{scenario.indicators[key[1]].title} on {scenario.indicators[key[0]].title}"
        case "move" | "weight":
            return scenario.moves[key[0]].title
        case "reaction" | "doctrine":
            return f"{scenario.seats[key[0]].short}: {reaction_title(scenario, key[0], key[1])}"
        case "rule":
            return scenario.rules[key[0]].title
        case _:
            return scenario.events[key[0]].title


def doubt_title(scenario: Scenario, unsure: Unsure) -> str:
    """What the author is unsure of, by the scenario's own names."""
    match unsure:
        case Assumed(name):
            return scenario.assumptions[name].title
        case EffectOf(cause, target):
            return f"what '{_deed(scenario, cause)}' does to {number_title(scenario, text(target))}"
        case target:
            return f"{number_title(scenario, text(target))} at the start"


def sensitivity_lines(scenario: Scenario, found: Sequence[Sensitivity]) -> Iterator[str]:
    """What an outcome depends on, under each lens; the first in full."""
    for place, each in enumerate(found):
        if place:
            yield ""
        yield from _tornado_lines(scenario, each)
    if len(found) > 1:
        yield ""
        yield from unparted(_survivors(scenario, found))


def fragility_lines(scenario: Scenario, found: Fragility) -> Iterator[str]:
    """How firm an outcome is, in words."""
    title = outcome_title(scenario, found.ending)
    yield f"Reached: {title}"
    yield ""
    yield from unparted(
        f"The same choices come to it in {percent(found.doubts.middle, 1)} of {found.draws:,} draws of what the "
        f"author is unsure of, and in {percent(found.chance.middle, 1)} with the chance events drawn anew too."
    )
    for ending, draws in found.instead.items():
        yield f"  instead {outcome_title(scenario, ending)}: {percent(draws / found.draws, 1)}"
    yield ""
    if found.flips:
        first = found.flips[0]
        yield from unparted(f"The least that flips it: {_flip_words(scenario, first)}")
        for flip in found.flips[1:MOST]:
            yield from unparted(f"- {_flip_words(scenario, flip)}", indent="  ")
        if len(found.flips) > MOST:
            yield f"- and {len(found.flips) - MOST} more, each by itself"
    else:
        yield from unparted(
            "No single change flips it: not of a draw within the author's spread, nor of a number at the start by a "
            "tenth or its spread."
        )
    yield ""
    for lens, ending in found.by_lens.items():
        yield f"Under '{scenario.lenses[lens].title}': {outcome_title(scenario, ending)}"
    yield from unparted(
        "So the outcome does not depend on the lens."
        if not found.needs_lens
        else "So the outcome depends on the lens: the same moves and orders come to something else under another."
    )


def _tornado_lines(scenario: Scenario, each: Sensitivity) -> Iterator[str]:
    tornado = each.tornado
    yield from unparted(
        f"'{outcome_title(scenario, tornado.outcome)}' comes in {percent(tornado.share, 1)} of {tornado.games:,} games "
        f"under '{scenario.lenses[each.lens].title}'."
    )
    clear = [swing for swing in tornado.swings if swing.clear]
    yield from unparted(
        f"{counted(len(tornado.swings), 'number')} varied, each by itself: by the spread its author declared, or by "
        f"{percent(SHARE)} of itself. {_clear_words(len(clear))}"
    )
    yield ""
    widest = max((abs(swing.change.middle) for swing in clear), default=0.0)
    for swing in clear[:MOST]:
        yield from _swing_lines(scenario, swing, widest)
    if len(clear) > MOST:
        yield f"  and {len(clear) - MOST} more"
    yield ""
    yield from unparted(
        f"All that the author is unsure of, drawn together in {each.games:,} games, accounts for "
        f"{percent(each.explained, 1)} of whether it comes; the rest is chance and choice."
    )
    for doubt in each.doubts[:3]:
        way = "comes more often the higher it is" if doubt.rises else "comes more often the lower it is"
        words = f"- {doubt_title(scenario, doubt.doubt.of)}: {percent(doubt.share, 1)}; it {way}"
        yield from unparted(words, indent="  ")


def _clear_words(clear: int) -> str:
    if not clear:
        return "None of them moves the share by more than luck might; more games may show what does."
    return f"{'One moves' if clear == 1 else f'{clear} move'} the share by more than luck; the strongest:"


def _swing_lines(scenario: Scenario, swing: Swing, widest: float) -> Iterator[str]:
    title = factor_title(scenario, swing.factor)
    length = max(1, round(_BAR * abs(swing.change.middle) / widest))
    shares = f"{100 * swing.low:4.1f} % to {100 * swing.high:4.1f} %"
    if len(title) > _TITLE:
        title = title[: _TITLE - 1].rstrip() + "…"
    yield f"  {title:<{_TITLE}} {shares}  {signed(100 * swing.change.middle):>6}  {'█' * length}"
    yield f"    {_varied_words(swing.factor)}; line {swing.factor.line}"


def _varied_words(factor: Factor) -> str:
    if factor.value is None:
        by = "by the author's spread" if factor.declared else f"by {percent(SHARE)}"
        return f"{KINDS[factor.kind]}, {by} either way"
    low, high = factor.value - factor.by, factor.value + factor.by
    return f"{KINDS[factor.kind]}, {plain(low, 2)} to {plain(high, 2)}" + (", as declared" if factor.declared else "")


def _survivors(scenario: Scenario, found: Sequence[Sensitivity]) -> str:
    """Which factors an outcome depends on under every lens, and which only under one."""
    everywhere = clear_everywhere(found)
    sentences = ["There is nothing that it clearly depends on under every lens."]
    if everywhere:
        titles = [factor_title(scenario, factor) for factor in everywhere[:MOST]]
        sentences = [f"It depends on these under every lens: {'; '.join(titles)}."]
    for lens, alone in clear_alone(found).items():
        if alone:
            titles = [factor_title(scenario, factor) for factor in alone[:MOST]]
            sentences.append(f"Only under '{scenario.lenses[lens].title}': {'; '.join(titles)}.")
    return " ".join(sentences)


def _flip_words(scenario: Scenario, flip: Flip) -> str:
    much = f"{percent(flip.part)} of its author's spread" if flip.declared else f"{percent(flip.part * SHARE, 1)} of it"
    return (
        f"{doubt_title(scenario, flip.of)}, {signed(flip.change, 2)} ({much}), makes it "
        f"'{outcome_title(scenario, flip.ending)}'."
    )


def _deed(scenario: Scenario, cause: Cause) -> str:
    """A move, a seat's order, a rule, a chance event or an inject, by its title."""
    match cause.subject:
        case Order(seat, reaction, target):
            return reaction_title(scenario, seat, reaction, target)
        case EventOutcome(event):
            return scenario.events[event].title
        case _:
            return cause.title
