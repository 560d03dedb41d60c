"""What an outcome owes to what the author is unsure of, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wargame.analysis.doubts import DoubtBand, DoubtEffect, Doubts
from wargame.engine.ledger import Cause, EventOutcome
from wargame.engine.program import EffectOf, Unsure, WeightOf
from wargame.model.expression import Assumed, text
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.text.intervals import point_bounds
from wargame.text.message import message, plural
from wargame.text.names import number_title, plain, reaction_title
from wargame.text.words import and_more, hung, sentences, span_words, wrapped

MOST = 12
"""How many doubts are shown before the rest are counted."""


def uncertainty_title(scenario: Scenario, unsure: Unsure) -> str:
    """What the author is unsure of, by the scenario's own names."""
    match unsure:
        case Assumed(name):
            return scenario.assumptions[name].title
        case EffectOf(cause, target):
            number = number_title(scenario, text(target))
            return message("Effect of “{cause}” on {number}", cause=_cause_title(scenario, cause), number=number)
        case WeightOf(cause):
            return message("Weight of “{cause}”", cause=_cause_title(scenario, cause))
        case target:
            return message("{number} at the start", number=number_title(scenario, text(target)))


def _cause_title(scenario: Scenario, cause: Cause) -> str:
    """A move, a seat's order, a rule, a chance event or an inject, by its title."""
    match cause.subject:
        case Order(seat, reaction, target):
            return reaction_title(scenario, seat, reaction, target)
        case EventOutcome(event):
            return scenario.events[event].title
        case _:
            return cause.title


# --- All together -----------------------------------------------------------------------------------------------------


def bare_band(band: DoubtBand) -> str:
    """The bounds of a band where per cent is said beside them: `7 to 15`, `4.0 to 5.7`; empty where it has no width."""
    return span_words(**_ends(band)) if band.draws and band.low < band.high else ""


def band_cell(band: DoubtBand) -> str:
    """The same in a column: in brackets where it is not clear that draws differ at all; then it is no wider."""
    bounds = bare_band(band)
    return message("({bounds})", bounds=bounds) if bounds and not band.clear else bounds


def bands_about(bands: Sequence[DoubtBand], seat: bool = False) -> Iterator[str]:
    """What a column of bands speaks of; nothing where none is known.

    Args:
        seat: whether a seat asks, which does not know either what it cannot see.
    """
    if not bands:
        return
    if not any(band.draws for band in bands):
        yield message("There is nothing here that the author is unsure of.")
        return
    if seat:
        about = message(
            "By doubts: between which bounds the probability itself lies in nine of ten draws of what the author is "
            "unsure of and the seat cannot see."
        )
    else:
        about = message(
            "By doubts: between which bounds the probability itself lies in nine of ten draws of what the author is "
            "unsure of."
        )
    if all(band.clear for band in bands):
        yield about
        return
    yield sentences(
        about,
        message("In brackets: the games do not show whether it depends on that; if it does, hardly further than this."),
    )


def band_words(band: DoubtBand, seat: bool = False) -> str:
    """Between which bounds a probability lies by what is not known, in a sentence or two.

    Args:
        seat: whether a seat asks, which does not know either what it cannot see.
    """
    if not band.draws:
        return message("There is nothing here that the author is unsure of: one probability holds in every game.")
    if band.share in (0.0, 1.0) and not band.clear:
        return message("How far it depends on what the author is unsure of, games that all came out alike do not show.")
    if not band.clear:
        if seat:
            return message(
                "These games do not show whether it depends on what the author is unsure of or the seat cannot see; if "
                "it does, the probability itself stays between {low} and {high} % in nine of ten draws.",
                **_ends(band),
            )
        return message(
            "These games do not show whether it depends on what the author is unsure of; if it does, the probability "
            "itself stays between {low} and {high} % in nine of ten draws.",
            **_ends(band),
        )
    if seat:
        lies = message(
            "Depending on what the author is unsure of and the seat cannot see, the probability itself lies between "
            "{low} and {high} % in nine of ten draws.",
            **_ends(band),
        )
    else:
        lies = message(
            "Depending on what the author is unsure of, the probability itself lies between {low} and {high} % in nine "
            "of ten draws.",
            **_ends(band),
        )
    if band.low <= band.share <= band.high:
        return lies
    tenth = message(
        "In the tenth of the draws where it is highest, it is {share} % on average.",
        share=plain(100 * band.likeliest, 0 if band.likeliest >= 0.03 else 1),
    )
    return f"{lies} {tenth}"


def _ends(band: DoubtBand) -> dict[str, str]:
    digits = 0 if band.high - band.low >= 0.03 else 1 if band.high - band.low >= 0.003 else 2
    return {"low": f"{100 * band.low:.{digits}f}", "high": f"{100 * band.high:.{digits}f}"}


# --- Each by itself ---------------------------------------------------------------------------------------------------


def doubt_lines(scenario: Scenario, found: Doubts) -> Iterator[str]:
    """What an outcome owes to what the author is unsure of: to all of it, then to each thing by itself."""
    yield from wrapped(band_words(found.band))
    if not found.among:
        return
    yield ""
    if not found.effects:
        yield from wrapped(none_words(found))
        return
    yield from wrapped(
        plural(
            "Of {among} things that the author is unsure of, {count} changes it by itself more than luck would in "
            "{games} games. How often it comes where that was drawn lowest, in the middle and highest, a fifth of the "
            "games each, and highest less lowest:",
            "Of {among} things that the author is unsure of, {count} change it by themselves more than luck would in "
            "{games} games, the strongest first. How often it comes where each was drawn lowest, in the middle and "
            "highest, a fifth of the games each, and highest less lowest:",
            len(found.effects),
            among=found.among,
            games=f"{found.games:,}",
        )
    )
    heads = (message("lowest"), message("middle"), message("highest"))
    yield f"  {' '.join(f'{head:>7}' for head in heads)}  {message('difference')}"
    for each in found.effects[:MOST]:
        yield from _effect_lines(scenario, each)
    rest = len(found.effects) - MOST
    if rest > 0:
        yield f"  {and_more(rest)}"
    if any(each.change.low <= 0 <= each.change.high for each in found.effects[:MOST]):
        yield from hung(
            "  ",
            message(
                "Each was found by all its draws, in games with the outcome and without. Where the difference may be "
                "none all the same, it is not the ends that differ, or the two fifths alone have too few games."
            ),
        )


def none_words(found: Doubts) -> str:
    """That no doubt by itself was seen to change an outcome; and where all together do, that it takes several."""
    none = plural(
        "The one thing that the author is unsure of does not change it more than luck would in {games} games.",
        "None of {count} things that the author is unsure of changes it by itself more than luck would in {games} "
        "games.",
        found.among,
        games=f"{found.games:,}",
    )
    if not found.band.clear or found.among == 1:
        return none
    return sentences(none, message("All together they do; which of them, these games do not show."))


def _effect_lines(scenario: Scenario, each: DoubtEffect) -> Iterator[str]:
    shares = (f"{share_cell(part.middle):>7}" for part in (each.lowest, each.middle, each.highest))
    numbers = f"  {' '.join(shares)}  {point_bounds(each.change):<14}  "
    yield from hung(numbers, uncertainty_title(scenario, each.uncertainty.of))


def share_cell(share: float) -> str:
    """A share in a column: `8.1 %`."""
    return message("{number} %", number=f"{100 * share:.1f}")
