"""Claims put to the test, in words: each with its effect, bounds, verdict, games and source."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from wargame.analysis.arms import EARLIER, ELSEWHERE, ILLEGAL, OTHER, OVER
from wargame.analysis.claims import ClaimResult, PredictionResult, Trials, cited_headings, reversed_by_lens
from wargame.analysis.estimates import FEWEST
from wargame.model.claim import (
    ANY,
    FAILS,
    HOLDS,
    TURNS,
    UNCLEAR,
    Carrier,
    Claim,
    EndingMeasure,
    Measure,
    NumberMeasure,
    Prediction,
    ScoreMeasure,
    ShareMeasure,
)
from wargame.model.expression import text
from wargame.model.scenario import Scenario, cited
from wargame.text.conditions import condition_words
from wargame.text.message import message, plural
from wargame.text.names import (
    actor_name,
    lens_names,
    mid_sentence,
    number_phrase,
    number_title,
    percent,
    reaction_title,
    seat_name,
    short_number,
    side_name,
    signed,
    source_title,
    source_words,
)
from wargame.text.words import commas, cut, hung, listed, sentence, span_words, wrapped

_LENS = 12
_SOURCE = 40
_VERDICTS = (HOLDS, FAILS, TURNS, UNCLEAR)


def verdict_word(verdict: str) -> str:
    """A verdict on a claim as a reader sees it."""
    match verdict:
        case "holds":
            return message("holds")
        case "fails":
            return message("fails")
        case "turns":
            return message("turns")
        case _:
            return message("too few games")


def no_claims(scenario: Scenario) -> str:
    """That there is nothing to test."""
    return message("{title} makes no claims: its file has no `claims:`.", title=scenario.title)


def tested_words(done: int, of: int) -> str:
    """That claims were no longer tested."""
    if not done:
        return message("stopped before any claim was tested.")
    return message("stopped after {done} of {of} tests, one for each claim and lens.", done=done, of=of)


def testing_words(lens: str) -> str:
    """What is done while claims are tested, under a lens where only one is."""
    return message("Testing claims under “{lens}”", lens=lens) if lens else message("Testing claims")


def not_as_expected(count: int) -> str:
    """That claims came out otherwise than their author expects."""
    return plural("{count} claim did not come out as expected.", "{count} claims did not come out as expected.", count)


def claims_lines(trials: Trials, found: Sequence[ClaimResult]) -> Iterator[str]:
    """Every claim with what was found under each lens; then how many hold, what a lens reverses, what has no claim."""
    scenario = trials.scenario
    by_claim: dict[str, list[ClaimResult]] = {}
    for each in found:
        by_claim.setdefault(each.claim, []).append(each)
    yield from wrapped(
        plural(
            "{title}: {count} claim, each in up to {games:,} pairs of games under the same luck; seed {seed}.",
            "{title}: {count} claims, each in up to {games:,} pairs of games under the same luck; seed {seed}.",
            len(by_claim),
            title=scenario.title,
            games=trials.games,
            seed=trials.seed,
        )
    )
    width = min(_LENS, max(len(lens) for lens in trials.lenses))
    for name, results in by_claim.items():
        yield ""
        yield from _claim_lines(scenario, scenario.claims[name], results, width)
    yield ""
    yield from _summary_lines(scenario, found)
    yield from _reversed_lines(scenario, found)
    yield from _heading_lines(scenario)


def _claim_lines(scenario: Scenario, claim: Claim, results: Sequence[ClaimResult], width: int) -> Iterator[str]:
    yield from wrapped(claim.title)
    source = _source_words(scenario, claim.source)
    if source:
        yield from wrapped(message("Source: {source}", source=source), "  ")
    for place, prediction in enumerate(claim.then):
        yield from wrapped(sentence(prediction_words(scenario, prediction)), "  ")
        for each in results:
            head = f"    {each.lens[:width]:<{width}}  "
            yield from hung(head, _result_words(each, each.parts[place], len(claim.then) > 1))
    if len(claim.then) > 1:
        for each in results:
            words = message("The claim as a whole: {verdict}", verdict=_against_expected(each, each.verdict))
            yield from hung(f"    {each.lens[:width]:<{width}}  ", words)
    for each in results:
        words = _dropped_words(each)
        if words:
            yield from hung(f"    {each.lens[:width]:<{width}}  ", words)
    if claim.carried_by:
        yield from _carried_lines(scenario, claim, results, width)


def _source_words(scenario: Scenario, source: str) -> str:
    """Where a claim comes from, in about a line: the title of a document is cut, and what is cited of it is not."""
    place = cited(source)[1]
    if not place:
        return source_words(scenario, source)
    return message("{source}, {place}", source=cut(source_title(scenario, source), _SOURCE), place=place)


def _result_words(result: ClaimResult, part: PredictionResult, several: bool) -> str:
    """An effect with its bounds, the games it was found in, and the verdict."""
    verdict = verdict_word(part.verdict) if several else _against_expected(result, part.verdict)
    effect = part.effect
    if effect.middle is None:
        return message("none of {games:,} pairs of games counts: {verdict}", games=result.games, verdict=verdict)
    if result.pairs < FEWEST:
        return message(
            "{effect} in {games:,} games: {verdict}", effect=signed(effect.middle), games=result.games, verdict=verdict
        )
    return message(
        "{effect} ({bounds}) in {games:,} games: {verdict}",
        effect=signed(effect.middle),
        bounds=span_words(signed(effect.low), signed(effect.high)),
        games=result.games,
        verdict=verdict,
    )


def _against_expected(result: ClaimResult, verdict: str) -> str:
    """A verdict, and whether that is what the author expects where that is not plain."""
    word = verdict_word(verdict)
    if result.expected == ANY or (result.expected == HOLDS and verdict in (HOLDS, UNCLEAR)) or verdict == UNCLEAR:
        return word
    if verdict == result.expected:
        return message("{verdict}, as expected", verdict=word)
    return message("{verdict}, expected: {expected}", verdict=word, expected=verdict_word(result.expected))


def _dropped_words(result: ClaimResult) -> str:
    """Which pairs of games do not count, and why; empty where all do."""
    reasons = {
        ELSEWHERE: message("the claim does not speak of them"),
        OVER: message("the game was over by then"),
        ILLEGAL: message("what the claim fixes was not possible"),
        EARLIER: message("it had been done before"),
        OTHER: message("it was done in both arms"),
    }
    parts = [
        message("{count:,} ({reason})", count=count, reason=reasons[reason])
        for reason, count in result.dropped.items()
        if count
    ]
    if not parts:
        return ""
    return message("{pairs:,} pairs count; left out: {reasons}", pairs=result.pairs, reasons=commas(parts))


def prediction_words(scenario: Scenario, prediction: Prediction) -> str:
    """What a claim predicts: `NATO's deterrence: lower by 2 or more by 2030-12`."""
    return message(
        "{what}: {differs} by {month}",
        what=_measure_words(scenario, prediction.measure),
        differs=_difference_words(prediction),
        month=scenario.calendar.last_month(prediction.turn),
    )


def _measure_words(scenario: Scenario, measure: Measure) -> str:
    match measure:
        case NumberMeasure(number):
            return number_phrase(scenario, text(number), first=True)
        case ScoreMeasure(side):
            return message("The score of {side}", side=mid_sentence(side_name(scenario, side)))
        case EndingMeasure(ending):
            return message("Games in 100 that come to “{ending}”", ending=scenario.endings[ending].title)
        case ShareMeasure(condition):
            return message("Games in 100 in which {condition}", condition=condition_words(scenario, condition))


def _difference_words(prediction: Prediction) -> str:
    low, high = prediction.low, prediction.high
    if math.isinf(high):
        return message("higher by {least} or more", least=short_number(low))
    if math.isinf(low):
        return message("lower by {least} or more", least=short_number(-high))
    if low == -high:
        return message("the same within {band}", band=short_number(high))
    return message("different by {low} to {high}", low=_signed(low), high=_signed(high))


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + short_number(value)


def _carried_lines(scenario: Scenario, claim: Claim, results: Sequence[ClaimResult], width: int) -> Iterator[str]:
    carriers = listed([_carrier_words(scenario, each) for each in claim.carried_by])
    yield from wrapped(message("What is left without {carriers}:", carriers=carriers), "  ")
    for each in results:
        parts = []
        for part in each.parts:
            if part.without is None or part.without.middle is None:
                parts.append(message("no pair that counts"))
            elif part.left is None:
                parts.append(signed(part.without.middle))
            else:
                parts.append(
                    message(
                        "{effect} of {whole}, {share}",
                        effect=signed(part.without.middle),
                        whole=signed(part.effect.middle or 0.0),
                        share=percent(part.left),
                    )
                )
        yield from hung(f"    {each.lens[:width]:<{width}}  ", "; ".join(parts))


def _carrier_words(scenario: Scenario, carrier: Carrier) -> str:
    first, last = carrier.id[0], carrier.id[-1]
    match carrier.kind:
        case "rule":
            what = message("the rule “{rule}”", rule=scenario.rules[first].title)
        case "ending":
            what = message("the ending “{ending}”", ending=scenario.endings[first].title)
        case "tie":
            what = message(
                "the tie of {listener} to {of}", listener=actor_name(scenario, first), of=actor_name(scenario, last)
            )
        case "move":
            what = message("“{move}”", move=scenario.moves[first].title)
        case "reaction":
            what = message(
                "“{reaction}” of {seat}",
                reaction=reaction_title(scenario, first, last),
                seat=seat_name(scenario, first),
            )
        case "event":
            outcome = next(each for each in scenario.events[first].outcomes if each.id == last)
            what = message("“{outcome}”", outcome=outcome.title)
        case _:
            what = message("“{inject}”", inject=scenario.injects[first].title)
    if carrier.effect is None:
        return what
    return message("the effect of {what} on {number}", what=what, number=number_title(scenario, text(carrier.effect)))


def _summary_lines(scenario: Scenario, found: Sequence[ClaimResult]) -> Iterator[str]:
    """How many claims came out how under each lens, and those that are not as their author expects."""
    for lens in dict.fromkeys(each.lens for each in found):
        own = [each for each in found if each.lens == lens]
        counts = [
            _count_words(verdict, count)
            for verdict in _VERDICTS
            if (count := sum(each.verdict == verdict for each in own))
        ]
        words = message("Under “{lens}”: {counts}.", lens=scenario.lenses[lens].title, counts=commas(counts))
        yield from wrapped(words)
    wrong = [each for each in found if each.as_expected is False]
    if not wrong:
        return
    yield ""
    yield message("Not as expected:")
    for each in wrong:
        words = message(
            "{claim}, under “{lens}”: {verdict}, expected: {expected}",
            claim=scenario.claims[each.claim].title,
            lens=scenario.lenses[each.lens].title,
            verdict=verdict_word(each.verdict),
            expected=verdict_word(each.expected),
        )
        yield from hung("- ", words)


def _count_words(verdict: str, count: int) -> str:
    match verdict:
        case "holds":
            return plural("{count} claim holds", "{count} claims hold", count)
        case "fails":
            return plural("{count} fails", "{count} fail", count)
        case "turns":
            return plural("{count} turns to its opposite", "{count} turn to their opposites", count)
        case _:
            return plural("{count} has too few games", "{count} have too few games", count)


def _reversed_lines(scenario: Scenario, found: Sequence[ClaimResult]) -> Iterator[str]:
    turned = reversed_by_lens(found)
    if not turned:
        return
    yield ""
    yield message("Claims that a lens reverses:")
    for claim, (higher, lower) in turned.items():
        words = message(
            "{claim}: higher under {higher}, lower under {lower}",
            claim=scenario.claims[claim].title,
            higher=lens_names(scenario, higher),
            lower=lens_names(scenario, lower),
        )
        yield from hung("- ", words)


def _heading_lines(scenario: Scenario) -> Iterator[str]:
    """Which headings of the sources no claim cites."""
    for source, headings in cited_headings(scenario).items():
        bare = [heading for heading, claims in headings.items() if not claims]
        title = scenario.sources[source].title
        yield ""
        if not bare:
            yield from wrapped(message("Every heading of “{source}” has a claim.", source=title))
            continue
        yield from wrapped(
            plural(
                "{count} of {of} headings of “{source}” has no claim:",
                "{count} of {of} headings of “{source}” have no claim:",
                len(bare),
                of=len(headings),
                source=title,
            )
        )
        for heading in bare:
            yield from hung("- ", heading)
