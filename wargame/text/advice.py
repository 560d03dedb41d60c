"""What a seat may order, ranked, in words: what each choice comes to, and through what it works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wargame.analysis.advice import Advice, Advised, Through
from wargame.analysis.estimates import Interval
from wargame.model.scenario import Scenario
from wargame.players.look_ahead import Orders
from wargame.text.lists import counted
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
from wargame.text.words import listed, unparted

MOST_TOLD = 10
"""How many choices are told as lines; JSON has them all."""
BY_LATER = "It works by what follows later."
SMALL = 0.05
_HEAD = "{:>4}  {:>5}  {:>14}  {:>15}  {:>5}  "


def choice_words(scenario: Scenario, orders: Orders) -> str:
    """A choice in words: `Reassure in public: Poland; Offer Paris a role`, `Order nothing`."""
    return "; ".join(order_words(scenario, order) for order in orders) or "Order nothing"


def bounds(each: Interval) -> str:
    """The bounds of a mean: `47.9 to 51.3`; empty where there are none."""
    return f"{plain(each.low)} to {plain(each.high)}" if each.bounded else ""


def regret_words(advised: Advised) -> str:
    """How much less than the best a choice brings: `0.3 (-0.2 to 0.8)`, `none` for the best itself."""
    regret = advised.regret
    if regret.low == regret.middle == regret.high == 0:
        return "none"
    return f"{plain(regret.middle)} ({bounds(regret)})" if bounds(regret) else plain(regret.middle)


def through_words(scenario: Scenario, turn: int, advised: Advised) -> str:
    """In a sentence or two through what a choice works, and over which ties."""
    if not advised.orders:
        return "It leaves things to the others."
    telling = [each for each in advised.through if abs(each.points) >= SMALL]
    late = {
        turn + scenario.reactions[order.seat][order.reaction].delay
        for order in advised.orders
        if scenario.reactions[order.seat][order.reaction].delay
    }
    then = f" Part of it acts in turn {_or(sorted(late))}." if late else ""
    if telling:
        gain = f"It {'brings' if advised.now >= 0 else 'costs'} {plain(abs(advised.now))} points this turn"
        if abs(advised.now) < SMALL:
            gain = "It neither brings nor costs points this turn"
        return f"{gain}: {listed([_way(scenario, each, True) for each in telling])}.{then}"
    first = next(iter(advised.through), None)
    if first is not None and round(first.amount, 2) != 0:
        moved = _way(scenario, first, False)
        return f"It moves {moved}, without a point for it this turn. {BY_LATER}{then}"
    return f"{BY_LATER}{then}"


def clear_words(advice: Advice) -> str:
    """How many choices are not clearly worse than the best, in a sentence."""
    if len(advice.choices) == 1:
        return "There is nothing else to choose."
    close = advice.close
    if not close:
        return "Every other choice is clearly worse than the best."
    verb = "is" if close == 1 else "are"
    return (
        f"Of {counted(len(advice.choices) - 1, 'other choice')} {close} {verb} not clearly worse than the best: more "
        "games may tell them apart."
    )


def advice_lines(scenario: Scenario, advice: Advice, turn: int, where: str) -> Iterator[str]:
    """The ranked choices as a table; `where` says in a sentence from which position."""
    seat = seat_name(scenario, advice.seat)
    yield scenario.title
    yield from _wrapped(where)
    yield from _wrapped(f"{mover_name(scenario)}: {reaction_title(scenario, None, advice.move)}.")
    yield ""
    yield from _wrapped(about_words(scenario, advice))
    yield from _wrapped(clear_words(advice))
    yield ""
    yield f"What {mid_sentence(seat)} may order, the best first"
    yield _HEAD.format("", "score", "95 % interval", "regret", "then").rstrip()
    rest = 0
    for place, advised in enumerate(advice.choices, start=1):
        if place <= MOST_TOLD or not advised.orders:
            yield from choice_lines(scenario, advised, turn, place)
        else:
            rest += 1
    if rest:
        yield f"  and {counted(rest, 'choice')} more; --json has them all"
    yield from _wrapped(
        "  Then: the score after this turn if the others answer as suits them best, and where they may do so in "
        f"several ways, in the one worst for {mid_sentence(seat)}.",
        "  ",
    )


def about_words(scenario: Scenario, advice: Advice) -> str:
    """How the choices were judged, in sentences."""
    whose = mid_sentence(seat_name(scenario, advice.seat))
    return (
        f"{counted(len(advice.choices), 'choice')}, each played on to the end in {counted(advice.games, 'game')} by "
        f"doctrine under the same luck, from what {whose} may see. Score: the mean at the end, of 100. Regret: how "
        "much less that is than with the best choice, with its 95 % interval. To each choice "
        f"{counted(advice.others, 'joint answer')} of the others were resolved."
    )


def choice_lines(scenario: Scenario, advised: Advised, turn: int, place: int) -> Iterator[str]:
    """One choice: its numbers, what is ordered, and through what it works."""
    regret = regret_words(advised)
    head = _HEAD.format(
        f"{place}.", plain(advised.score.middle), bounds(advised.score), regret, plain(advised.answered)
    )
    yield head.rstrip()
    yield from _wrapped(f"      {choice_words(scenario, advised.orders)}", "      ")
    yield from _wrapped(f"        {through_words(scenario, turn, advised)}", "        ")


def _way(scenario: Scenario, each: Through, with_points: bool) -> str:
    """`NATO's deterrence (-4.0, over its tie to Germany; -3.1 points)`."""
    parts = [signed(each.amount, 1 if abs(each.amount) >= SMALL else 2)]
    if each.over is not None:
        listener, of = each.over
        whose = possessive(mid_sentence(actor_name(scenario, listener)))
        parts[0] += f" over {whose} tie to {mid_sentence(actor_name(scenario, of))}"
    if each.rule is not None:
        parts[0] += f" by “{scenario.rules[each.rule].title}”"
    if with_points:
        parts.append(f"{signed(each.points)} points")
    return f"{number_phrase(scenario, each.name)} ({'; '.join(parts)})"


def _or(turns: Sequence[int]) -> str:
    return " and ".join(str(each) for each in turns)


def _wrapped(words: str, indent: str = "") -> list[str]:
    return unparted(words, indent=indent, hyphens=False)
