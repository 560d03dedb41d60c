"""What simulated games used of their scenario, in lines: what never came into play, limits, ties, consents, lenses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wargame.analysis.coverage import Coverage, NumberUse
from wargame.analysis.estimates import FEWEST, share
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.text.forecast import share_words
from wargame.text.message import message, plural
from wargame.text.names import lens_name, lens_names, seat_name
from wargame.text.words import and_more, commas, hung, wrapped

OFTEN = 0.05
"""A number is named whose share of turns at a limit of its range is above this."""
MOST_NAMED = 12
"""How many of a kind are named; JSON has them all."""


def coverage_lines(scenario: Scenario, found: Sequence[Coverage]) -> Iterator[str]:
    """What the games under the first lens used; a star where those under another used what these did not."""
    first, *others = found
    yield from wrapped(
        message(
            "What these games used of the scenario, under {lens}",
            lens=lens_name(scenario, first.lens),
        )
    )
    lines = [
        *_used_lines(first, others),
        *_number_lines(first, others),
        *_tie_lines(first),
        *_consent_lines(first),
    ]
    starred = any("*" in line for line in lines)
    for line in lines:
        yield from hung("  ", line, 4)
    yield from (f"    {line}" for line in _consent_table(scenario, first))
    for each in found:
        if each.same_as:
            yield from hung("  ", _same_words(scenario, each), 4)
            break
    if starred:
        yield from hung("  ", message("* but it did under another lens."))


def _used_lines(first: Coverage, others: Sequence[Coverage]) -> Iterator[str]:
    """Rules, moves, reactions and outcomes that never came into play."""
    rules = _starred(first.never_fired, [each.never_fired for each in others])
    if rules:
        yield message(
            "Rules that never fired, {some} of {of}: {names}.",
            some=len(rules),
            of=len(first.rules),
            names=_named(rules),
        )
    elif first.rules:
        yield message("Rules: every one fired in some game.")
    if first.always_fired:
        yield message("Rules that fired whenever they could: {names}.", names=_named(first.always_fired))
    moves = _starred(first.never_made, [each.never_made for each in others])
    if moves:
        yield message(
            "Moves that were never made, {some} of {of}: {names}.",
            some=len(moves),
            of=len(first.moves),
            names=_named(moves),
        )
    else:
        yield message("Moves: every one was made in some game.")
    reactions = _starred(
        [".".join(each) for each in first.never_ordered],
        [[".".join(reaction) for reaction in each.never_ordered] for each in others],
    )
    if reactions:
        yield message(
            "Reactions that were never ordered, {some} of {of}: {names}.",
            some=len(reactions),
            of=len(first.reactions),
            names=_named(reactions),
        )
    else:
        yield message("Reactions: every one was ordered in some game.")
    outcomes = _starred(_outcomes(first), [_outcomes(each) for each in others])
    if outcomes:
        yield message("Events and outcomes that never came about: {names}.", names=_named(outcomes))
    elif first.outcomes:
        yield message("Events, moves and reactions: every outcome came about in some game.")
    elif first.events:
        yield message("Events: every outcome came about in some game.")


def _outcomes(found: Coverage) -> list[str]:
    """The events that never took place, and the outcomes that never came about."""
    return [event if outcome is None else f"{event}.{outcome}" for event, outcome in found.never_drawn]


def _number_lines(first: Coverage, others: Sequence[Coverage]) -> Iterator[str]:
    """Numbers that never changed, and those that are often at a limit of their range."""
    still = _starred(first.never_moved, [each.never_moved for each in others])
    if still:
        yield message(
            "Numbers that never changed, {some} of {of}: {names}.",
            some=len(still),
            of=len(first.numbers),
            names=_named(still),
        )
    else:
        yield message("Numbers: every one changed in some game.")
    # Capital is there to be spent, and saved up to its most.
    often = [each for each in first.numbers if each.at_limit > OFTEN and not each.name.startswith("capital(")]
    share = f"{100 * OFTEN:.0f}"
    if often:
        several = [_limit_words(each) for each in sorted(often, key=lambda each: -each.at_limit)]
        yield message(
            "Numbers at a limit of their range after more than {share} % of turns: {names}.",
            share=share,
            names=_named(several),
        )
    else:
        yield message("No number is at a limit of its range after more than {share} % of turns.", share=share)


def _limit_words(each: NumberUse) -> str:
    low, high = f"{100 * each.low:.0f}", f"{100 * each.high:.0f}"
    if each.low <= 0.005:
        return message("{name} ({high} % at its highest)", name=each.name, high=high)
    if each.high <= 0.005:
        return message("{name} ({low} % at its lowest)", name=each.name, low=low)
    return message("{name} ({low} % at its lowest, {high} % at its highest)", name=each.name, low=low, high=high)


def _tie_lines(first: Coverage) -> Iterator[str]:
    """What ties carry, and which of them move."""
    carrying = first.carrying
    yield plural(
        "Ties carry {gross} % of the movement of the levels they reach, cause by cause; {net} % once a turn's causes "
        "are added up; of the movement of all levels {all_gross} and {all_net} %. Counted in {count} game.",
        "Ties carry {gross} % of the movement of the levels they reach, cause by cause; {net} % once a turn's causes "
        "are added up; of the movement of all levels {all_gross} and {all_net} %. Counted in {count} games.",
        carrying.games,
        gross=f"{100 * carrying.gross:.1f}",
        net=f"{100 * carrying.net:.1f}",
        all_gross=f"{100 * carrying.gross_of_all:.1f}",
        all_net=f"{100 * carrying.net_of_all:.1f}",
    )
    moving = sum(each.moves for each in first.ties)
    if first.ties and first.games >= FEWEST:
        yield message(
            "{moving} of {of} ties move: trust at the end differs from game to game by a standard deviation above 0.5.",
            moving=moving,
            of=len(first.ties),
        )


def _consent_lines(first: Coverage) -> Iterator[str]:
    """How often consent was withheld, over all reactions that need it."""
    if not first.consents:
        return
    needed = first.consents_needed
    if not needed:
        yield message("Consent: no reaction that needs it was ordered.")
        return
    yield plural(
        "Consent: withheld in whole or part from {share} of the {count:,} order that needed it.",
        "Consent: withheld in whole or part from {share} of the {count:,} orders that needed it.",
        needed,
        share=share_words(share(first.consents_denied + first.consents_in_part, needed)),
    )
    if first.consents_in_part:
        yield message(
            "Consent: given in part, with a footnote, to {share} % of them.",
            share=f"{100 * first.consents_in_part / needed:.1f}",
        )
    if first.consents_of_mover:
        yield message(
            "Consent: withheld by the mover, in whole or part, from {share} % of them.",
            share=f"{100 * first.consents_of_mover / needed:.1f}",
        )


def _consent_table(scenario: Scenario, first: Coverage) -> Iterator[str]:
    """The share of orders denied by reaction, and whoever withheld consent in whole or part."""
    width = max((len(f"{each.seat}.{each.reaction}") for each in first.consents), default=0)
    for each in first.consents:
        if not each.orders:
            yield f"{f'{each.seat}.{each.reaction}':<{width}}  {message('never ordered')}"
            continue
        several = {seat: times + each.in_part_by[seat] for seat, times in each.by.items()}
        several[MOVER_ID] = each.by_mover + each.in_part_by_mover
        by = commas(
            message("{seat} {share} %", seat=seat_name(scenario, seat), share=f"{100 * times / each.orders:.1f}")
            for seat, times in several.items()
            if times
        )
        denied = f"{100 * each.denied / each.orders:.1f}"
        words = message("{denied} % of {orders:,}", denied=denied, orders=each.orders)
        if each.in_part:
            words = message(
                "{denied} % and in part {in_part} % of {orders:,}",
                denied=denied,
                in_part=f"{100 * each.in_part / each.orders:.1f}",
                orders=each.orders,
            )
        if by:
            words = message("{share}: {by}", share=words, by=by)
        yield from hung(f"{f'{each.seat}.{each.reaction}':<{width}}  ", words, width + 4, 74)


def _same_words(scenario: Scenario, each: Coverage) -> str:
    lenses = lens_names(scenario, (each.lens, *each.same_as))
    return message("Lenses: the very same games come out under {lenses}.", lenses=lenses)


def _named(names: Sequence[str]) -> str:
    rest = len(names) - MOST_NAMED
    return commas([*names[:MOST_NAMED], *([and_more(rest)] if rest > 0 else [])])


def _starred(names: Sequence[str], elsewhere: Sequence[Sequence[str]]) -> list[str]:
    """What never came into play, with a star if it did under another lens."""
    return [name if all(name in others for others in elsewhere) else f"{name}*" for name in names]
