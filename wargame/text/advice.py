"""What a seat may order, ranked, in words: what each choice comes to, and what makes the difference."""

from __future__ import annotations

from collections.abc import Iterator

from wargame.analysis.advice import Advice, Advised, Through
from wargame.analysis.estimates import Interval
from wargame.model.scenario import Scenario
from wargame.players.look_ahead import Orders
from wargame.text.message import message, plural
from wargame.text.names import (
    actor_name,
    mid_sentence,
    mover_name,
    number_phrase,
    order_words,
    plain,
    possessive,
    reaction_title,
    seat_name,
    signed,
)
from wargame.text.supposed import supposed_words
from wargame.text.words import listed, parted, span_words, wrapped

MOST_SHOWN = 10
"""How many choices are shown as lines; JSON has them all."""
SMALL = 0.05
_HEAD = "{:>4}  {:>5}  {:>14}  {:>19}  {:>5}  "


def choice_words(scenario: Scenario, orders: Orders) -> str:
    """A choice in words: `Reassure in public: Poland; Offer Paris a role`, `Order nothing`."""
    return parted([order_words(scenario, order) for order in orders]) or message("Order nothing")


def bounds(each: Interval) -> str:
    """The bounds of a mean: `47.9 to 51.3`; empty where there are none."""
    return span_words(plain(each.low), plain(each.high)) if each.bounded else ""


def regret_words(advised: Advised) -> str:
    """How much less than the best a choice brings: `0.3 (-0.2 to 0.8)`, `none` for the best itself."""
    regret = advised.regret
    if regret.low == regret.middle == regret.high == 0:
        return message("none")
    return f"{plain(regret.middle)} ({bounds(regret)})" if regret.bounded else plain(regret.middle)


def advised_score_words(advised: Advised) -> str:
    """What a choice comes to, in a sentence: at the end, beside the best, and if the others answer best."""
    score, regret, answered = plain(advised.score.middle), regret_words(advised), plain(advised.answered)
    if not advised.score.bounded:
        return message(
            "Score at the end {score}; regret {regret}; if the others answer best, {answered} after this turn.",
            score=score,
            regret=regret,
            answered=answered,
        )
    return message(
        "Score at the end {score} ({bounds}); regret {regret}; if the others answer best, {answered} after this turn.",
        score=score,
        bounds=bounds(advised.score),
        regret=regret,
        answered=answered,
    )


def through_words(scenario: Scenario, turn: int, advised: Advised) -> str:
    """Through what a choice works, over which ties and when, in a few sentences."""
    if not advised.orders:
        return message("It leaves things to the others.")
    return " ".join((*_gain_sentences(scenario, advised), *_delay_sentences(scenario, turn, advised)))


def _gain_sentences(scenario: Scenario, advised: Advised) -> Iterator[str]:
    """What a choice brings this turn, and through which numbers."""
    counted = [each for each in advised.through if abs(each.points) >= SMALL]
    if counted:
        left = advised.now - sum(each.points for each in counted)
        rest = [message("all else ({points} points)", points=signed(left))] if abs(left) >= SMALL else []
        ways = listed([*(_with_points(scenario, each) for each in counted), *rest])
        if abs(advised.now) < SMALL:
            yield message("It neither gains nor costs points this turn: {ways}.", ways=ways)
        elif advised.now > 0:
            yield message("It gains {points} points this turn: {ways}.", points=plain(advised.now), ways=ways)
        else:
            yield message("It costs {points} points this turn: {ways}.", points=plain(-advised.now), ways=ways)
        return
    first = next(iter(advised.through), None)
    if first is not None and round(first.amount, 2) != 0:
        yield message("It changes {way}, which scores nothing this turn.", way=_without_points(scenario, first))
    yield message("It pays off only through what follows later.")


def _delay_sentences(scenario: Scenario, turn: int, advised: Advised) -> Iterator[str]:
    """When the delayed part of a choice takes effect."""
    delays = {scenario.reactions[order.seat][order.reaction].delay for order in advised.orders} - {0}
    if delays:
        yield plural(
            "Part of it takes effect in turn {turns}.",
            "Part of it takes effect in turns {turns}.",
            len(delays),
            turns=listed([str(turn + delay) for delay in sorted(delays)]),
        )


def clear_words(advice: Advice) -> str:
    """How many choices are not clearly worse than the best, in a sentence."""
    if len(advice.choices) == 1:
        return message("There is nothing else to choose.")
    if not advice.close:
        return message("Every other choice is clearly worse than the best.")
    return plural(
        "{count} of the {others} other choices is not clearly worse than the best; more games may tell them apart.",
        "{count} of the {others} other choices are not clearly worse than the best; more games may tell them apart.",
        advice.close,
        others=len(advice.choices) - 1,
    )


def advice_lines(scenario: Scenario, advice: Advice, turn: int, where: str) -> Iterator[str]:
    """The ranked choices as a table; `where` says in a sentence from which position."""
    seat = mid_sentence(seat_name(scenario, advice.seat))
    yield scenario.title
    yield from wrapped(where)
    move = reaction_title(scenario, None, advice.move)
    yield from wrapped(message("{mover}: {move}.", mover=mover_name(scenario), move=move))
    yield ""
    yield from wrapped(about_words(scenario, advice))
    yield from wrapped(clear_words(advice))
    yield ""
    yield message("What {seat} may order, the best first", seat=seat)
    heads = message("score"), message("95 % interval"), message("regret"), message("then")
    yield _HEAD.format("", *heads).rstrip()
    rest = 0
    for place, advised in enumerate(advice.choices, start=1):
        if place <= MOST_SHOWN or not advised.orders:
            yield from choice_lines(scenario, advised, turn, place)
        else:
            rest += 1
    if rest:
        more = plural("and {count} more choice; --json has it", "and {count} more choices; --json has them all", rest)
        yield f"  {more}"
    then = message(
        "Then: the score after this turn if every other seat gives the answer that is best for itself; where there are "
        "several such answers, the one worst for {seat}.",
        seat=seat,
    )
    yield from wrapped(then, "  ")


def about_words(scenario: Scenario, advice: Advice) -> str:
    """How the choices were assessed, in sentences."""
    seat = mid_sentence(seat_name(scenario, advice.seat))
    return " ".join(
        (
            plural(
                "{count:,} choice was tried, using only what {seat} may see.",
                "{count:,} choices were tried, using only what {seat} may see.",
                len(advice.choices),
                seat=seat,
            ),
            plural(
                "Each was played on to the end in {count:,} game, with the same luck for every choice and all seats "
                "choosing by doctrine.",
                "Each was played on to the end in {count:,} games, with the same luck for every choice and all seats "
                "choosing by doctrine.",
                advice.games,
            ),
            message("Score: the mean at the end, out of 100."),
            message("Regret: how much less that is than with the best choice, with its 95 % interval."),
            plural(
                "For each choice {count:,} joint answer of the others was resolved.",
                "For each choice {count:,} joint answers of the others were resolved.",
                advice.others,
            ),
            *(() if advice.supposed is None else (supposed_words(advice.supposed),)),
        )
    )


def choice_lines(scenario: Scenario, advised: Advised, turn: int, place: int) -> Iterator[str]:
    """One choice: its numbers, what is ordered, and through what it works."""
    regret = regret_words(advised)
    head = _HEAD.format(
        f"{place}.", plain(advised.score.middle), bounds(advised.score), regret, plain(advised.answered)
    )
    yield head.rstrip()
    yield from wrapped(choice_words(scenario, advised.orders), "      ")
    yield from wrapped(through_words(scenario, turn, advised), "        ")


def _with_points(scenario: Scenario, each: Through) -> str:
    """`NATO's deterrence (-4.0 over Germany's tie to NATO; -3.1 points)`."""
    return message(
        "{number} ({amount}; {points} points)",
        number=number_phrase(scenario, each.name),
        amount=_amount(scenario, each),
        points=signed(each.points),
    )


def _without_points(scenario: Scenario, each: Through) -> str:
    return message("{number} ({amount})", number=number_phrase(scenario, each.name), amount=_amount(scenario, each))


def _amount(scenario: Scenario, each: Through) -> str:
    """How much a number changes, over which tie and by which rule."""
    amount = signed(each.amount, 1 if abs(each.amount) >= SMALL else 2)
    rule = None if each.rule is None else scenario.rules[each.rule].title
    if each.over is None:
        return amount if rule is None else message("{amount} by “{rule}”", amount=amount, rule=rule)
    listener, of = (mid_sentence(actor_name(scenario, actor)) for actor in each.over)
    if rule is None:
        return message("{amount} over {whose} tie to {of}", amount=amount, whose=possessive(listener), of=of)
    return message(
        "{amount} over {whose} tie to {of} by “{rule}”", amount=amount, whose=possessive(listener), of=of, rule=rule
    )
