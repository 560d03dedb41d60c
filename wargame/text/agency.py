"""What each seat can do about its fate, in lines: scores by way of playing, what explains them, which reactions pay."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from wargame.analysis.agency import (
    LEAST,
    PROFILES,
    WAYS,
    WORST,
    Agency,
    AgencyStudy,
    AgencyVerdict,
    Explained,
    ReactionAgency,
    SeatAgency,
)
from wargame.analysis.substitution import CONTEXTS, Context
from wargame.model.scenario import Scenario
from wargame.players.policy import NEVER
from wargame.text.beginnings import begun_lines
from wargame.text.forecast import verdict_word
from wargame.text.message import message, plural
from wargame.text.names import plain, seat_name, short_number
from wargame.text.words import commas, cut, hung, listed, parted, span_words, wrapped

SHIFT = 0.05
"""Endings are named whose share differs by at least this between two ways of playing a seat."""
EXPLAINS = 0.05
"""Events are named that explain at least this share of a score."""
TOGETHER = 0.5
"""Pairs of seats are named whose scores correlate at least so far."""
_NAME = 17


def agency_lines(found: Agency) -> Iterator[str]:
    """The whole account, at most 78 columns wide."""
    study, scenario = found.study, found.study.scenario
    yield scenario.title
    yield from wrapped(_about(study))
    for line in begun_lines(scenario, study.beginning):
        yield from wrapped(line)
    yield ""
    yield from _score_lines(scenario, found.seats)
    yield ""
    yield from _policy_lines(scenario, found.seats)
    yield ""
    yield from _ending_lines(scenario, found.seats)
    yield ""
    yield from _explained_lines(study, found.seats)
    yield ""
    yield from _reaction_lines(study, found.seats)
    yield ""
    yield from _correlation_lines(scenario, found.correlation)
    if found.expectations:
        yield ""
        yield message("What the author expects of seats")
        for each in found.expectations:
            yield from hung("  ", _verdict_words(scenario, each), 4)


def _about(study: AgencyStudy) -> str:
    """What was played."""
    return message(
        "What each seat can do about its fate under “{lens}”, seed {seed}. Each way of playing a seat is valued on "
        "{games} games, with all others played by doctrine; the best policy was searched on {searched} other games.",
        lens=study.scenario.lenses[study.lens].title,
        seed=study.seed,
        games=f"{study.games:,}",
        searched=study.searched,
    )


def way_word(way: str) -> str:
    """A way of playing a seat, as the head of a column."""
    match way:
        case "best":
            return message("best")
        case "doctrine":
            return message("doctrine")
        case "random":
            return message("random")
        case "nothing":
            return message("passive")
        case _:
            return message("worst")


def _score_lines(scenario: Scenario, seats: Sequence[SeatAgency]) -> Iterator[str]:
    yield message("Mean final score by how the seat is played, out of 100")
    heads = [message("start"), *map(way_word, WAYS), message("best-worst"), message("in s.d.")]
    widths = [6, 6, 9, 7, 8, 6, 11, 8]
    yield f"  {'':{_NAME - 2}}" + "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
    for each in seats:
        spreads = each.agency / each.spread if each.spread else 0.0
        cells = [each.start, *(each.scores[way].middle for way in WAYS), each.agency]
        values = [*map(plain, cells), f"{spreads:.1f}"]
        row = "".join(f"{value:>{width}}" for value, width in zip(values, widths, strict=True))
        yield f"  {cut(seat_name(scenario, each.seat), _NAME - 2):<{_NAME - 2}}{row}"
    widest = max((each.gaps[WORST].high - each.gaps[WORST].low) / 2 for each in seats)
    if not math.isfinite(widest):
        words = message(
            "In s.d.: best-worst over the standard deviation of the seat's score under doctrine. How far off best-"
            "worst may be by chance so few games do not show."
        )
    else:
        words = message(
            "In s.d.: best-worst over the standard deviation of the seat's score under doctrine. Chance leaves "
            "best-worst uncertain by up to ±{points}; another search might find a best policy that differs by about 2 "
            "points.",
            points=plain(widest),
        )
    yield from hung("  ", words)


def _policy_lines(scenario: Scenario, seats: Sequence[SeatAgency]) -> Iterator[str]:
    yield message("The best policy found: where it departs from doctrine")
    for each in seats:
        more = [reaction for reaction, factor in each.policy.items() if factor != NEVER]
        never = [reaction for reaction, factor in each.policy.items() if factor == NEVER]
        parts = []
        if more:
            parts.append(message("nearly always {reactions}", reactions=commas(more)))
        if never:
            parts.append(message("never {reactions}", reactions=commas(never)))
        words = parted(parts) if parts else message("nothing")
        yield from hung(f"  {message('{seat}:', seat=seat_name(scenario, each.seat))} ", f"{words}.", 4)


def _ending_lines(scenario: Scenario, seats: Sequence[SeatAgency]) -> Iterator[str]:
    yield message("Endings that a seat can bring or avert: how many games in 100 come to each")
    widths = [6, 10, 8, 9, 7]
    yield f"  {'':{34}}" + "".join(f"{way_word(way):>{width}}" for way, width in zip(WAYS, widths, strict=True))
    for each in seats:
        moved = {
            ending: shares
            for ending, shares in each.endings.items()
            if max(shares.values()) - min(shares.values()) >= SHIFT
        }
        name = seat_name(scenario, each.seat)
        if not moved:
            yield message("  {seat}: none by as much as {points} in 100", seat=name, points=f"{100 * SHIFT:.0f}")
            continue
        yield f"  {name}"
        for ending, shares in moved.items():
            row = "".join(f"{100 * shares[way]:>{width}.0f}" for way, width in zip(WAYS, widths, strict=True))
            title = scenario.endings[ending]
            yield f"    {cut(f'{title.sign} {title.title}', 31):<32}{row}"


def _explained_lines(study: AgencyStudy, seats: Sequence[SeatAgency]) -> Iterator[str]:
    yield message("What explains a seat's score: the share of its variance (eta squared)")
    for each in seats:
        words = message(
            "by doctrine: {events}; all events together {sum} %. With tables that vary: {varied}; all events together "
            "{varied_sum} %, the seat's own policy {policy} %, the policies of all seats {profile} %.",
            events=_events_words(each.explained),
            sum=_percent(each.explained.sum),
            varied=_events_words(each.varied),
            varied_sum=_percent(each.varied.sum),
            policy=_percent(each.varied.policy),
            profile=_percent(each.varied.profile),
        )
        yield from hung(f"  {message('{seat}:', seat=seat_name(study.scenario, each.seat))} ", words, 4)
    yield from hung(
        "  ",
        message(
            "Where a game ends before an event, that counts as one more outcome. Tables that vary: {profiles} tables "
            "of {games} games; each seat plays by doctrine, at random, or by one of six policies drawn for it.",
            profiles=PROFILES,
            games=study.profile_games,
        ),
    )


def _events_words(explained: Explained) -> str:
    """The events that explain most, by id."""
    ranked = sorted(explained.events.items(), key=lambda item: -item[1])
    named = [
        message("{event} {share} %", event=event, share=_percent(share)) for event, share in ranked if share >= EXPLAINS
    ]
    return commas(named) if named else message("no event as much as {share} %", share=_percent(EXPLAINS))


def _reaction_lines(study: AgencyStudy, seats: Sequence[SeatAgency]) -> Iterator[str]:
    yield from wrapped(
        message("One order substituted in one turn, all else equal: what it does to the seat's own final score")
    )
    told = False
    for each in seats:
        for reaction in each.reactions:
            if reaction.dominant or reaction.dominated:
                told = True
                verdict = message("dominant") if reaction.dominant else message("dominated")
                yield from hung(
                    f"  {each.seat}.{reaction.reaction}: ",
                    message("{verdict}: {effects}.", verdict=verdict, effects=_effects_words(reaction)),
                    4,
                )
    if not told:
        yield from hung(
            "  ",
            message(
                "No reaction is dominant or dominated: none clearly raises or lowers the score by {least} points or "
                "more in every context.",
                least=plain(LEAST),
            ),
        )
    never = [f"{each.seat}.{reaction}" for each in seats for reaction in each.never_ordered]
    if never:
        yield from hung("  ", message("Never ordered by doctrine: {reactions}.", reactions=commas(never)), 4)
    else:
        yield message("  Doctrine orders every reaction in some game.")
    yield from hung(
        "  ",
        plural(
            "Contexts: {contexts}; {count} game in each.",
            "Contexts: {contexts}; {count:,} games in each.",
            study.substituted,
            contexts=commas(map(context_words, CONTEXTS)),
        ),
    )


def _effects_words(reaction: ReactionAgency) -> str:
    """What a reaction is worth in each context."""
    return commas(
        message("{context} {points}", context=context_words(context), points=f"{effect.middle:+.1f}")
        for context, effect in reaction.effects.items()
    )


def context_words(context: Context) -> str:
    """What the others do."""
    match context:
        case Context.DOCTRINE:
            return message("others by doctrine")
        case Context.RANDOM:
            return message("others at random")
        case Context.PASSIVE:
            return message("others passive")
        case Context.QUIET:
            return message("the mover quiet")
        case Context.RESTLESS:
            return message("the mover restless")


def _correlation_lines(scenario: Scenario, correlation: Mapping[tuple[str, str], float]) -> Iterator[str]:
    strong = sorted(
        ((pair, r) for pair, r in correlation.items() if abs(r) >= TOGETHER), key=lambda item: -abs(item[1])
    )
    yield message("Seats whose scores rise together, or one as the other falls (correlation)")
    for (one, other), r in strong:
        pair = listed([seat_name(scenario, one), seat_name(scenario, other)])
        yield f"  {r:+.2f}  {pair}"
    if not strong:
        yield message("  No two by {least} or more.", least=TOGETHER)


def _verdict_words(scenario: Scenario, each: AgencyVerdict) -> str:
    """An expectation, what was found, and whether it holds."""
    expected, gap = each.expectation, each.gap
    if not gap.bounded:
        return message(
            "{title}: the best play of {seat} gives at least {least} points more than {way} play; found {gap}: "
            "{verdict}.",
            title=expected.title,
            seat=seat_name(scenario, expected.seat),
            least=short_number(expected.low, 1),
            way=way_word(expected.over),
            gap=plain(gap.middle),
            verdict=verdict_word(each.holds),
        )
    return message(
        "{title}: the best play of {seat} gives at least {least} points more than {way} play; found {gap} ({bounds}): "
        "{verdict}.",
        title=expected.title,
        seat=seat_name(scenario, expected.seat),
        least=plain(expected.low, 0) if expected.low == int(expected.low) else plain(expected.low),
        way=way_word(expected.over),
        gap=plain(gap.middle),
        bounds=span_words(plain(gap.low), plain(gap.high)),
        verdict=verdict_word(each.holds),
    )


def _percent(part: float) -> str:
    return f"{100 * part:.0f}"
