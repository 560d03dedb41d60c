"""What a seat may order, in words: what each choice comes to, whether it may be the best, and through what it works."""

from __future__ import annotations

from collections.abc import Iterator

from wargame.analysis.advice import Advice, Advised, Standing, Through
from wargame.analysis.estimates import FEWEST
from wargame.model.scenario import Scenario
from wargame.players.look_ahead import Orders
from wargame.text.intervals import mean_bounds
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
from wargame.text.words import listed, parted, wrapped

ROUGH = 128
"""Bounds of means over fewer games are rough where the games differ much."""
MOST_SHOWN = 10
"""How many choices are shown as lines; JSON has them all."""
SMALL = 0.05
_HEAD = "      {:>5}  {:>14}  {:>19}  {:>5}"


def choice_words(scenario: Scenario, orders: Orders) -> str:
    """A choice in words: `Reassure in public: Poland; Offer Paris a role`, `Order nothing`."""
    return parted([order_words(scenario, order) for order in orders]) or message("Order nothing")


def regret_word(advised: Advised) -> str:
    """The same without its bounds, for a narrow column: `up to 0.8`, `3.2`."""
    worse = advised.standing in (Standing.RUNNER_UP, Standing.WORSE)
    return plain(advised.regret.middle) if worse else regret_words(advised)


def regret_words(advised: Advised) -> str:
    """How much less than the best a choice brings: `up to 0.8` where it may be the best, `3.2 (2.1 to 4.0)`."""
    regret = advised.regret
    if regret.low == regret.high == 0:
        return message("none")
    if not regret.bounded:
        return plain(regret.middle)
    if advised.standing in (Standing.TIED, Standing.LEFT):
        return message("up to {points}", points=plain(regret.high))
    return f"{plain(regret.middle)} ({mean_bounds(regret)})"


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
        bounds=mean_bounds(advised.score),
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


def clear_words(scenario: Scenario, advice: Advice) -> str:
    """Which choices may be the best, as far as the games tell, in sentences."""
    if len(advice.choices) == 1:
        return message("There is nothing else to choose.")
    if advice.games < FEWEST:
        return message(
            "Fewer than {fewest} games do not tell choices apart: they come in the scenario's order.", fewest=FEWEST
        )
    if advice.same:
        return message("Every choice came to the same score in every game.")
    tied, left = advice.standing(Standing.TIED), len(advice.standing(Standing.LEFT))
    first = choice_words(scenario, advice.choices[0].orders)
    if len(tied) > 1:
        best = message(
            "{count} choices cannot be told apart from the best; the first of them, in the scenario's order: {choice}.",
            count=len(tied),
            choice=first,
        )
    elif left:
        best = message("Of the choices played longest, only one may be the best: {choice}.", choice=first)
    else:
        best = message("The best choice: {choice}. Every other is clearly worse.", choice=first)
    if not left:
        return best
    more = plural(
        "{count} more may be as good: it looked worse at first, and was played in fewer games.",
        "{count} more may be as good: they looked worse at first, and were played in fewer games.",
        left,
    )
    return f"{best} {more}"


def standing_words(advice: Advice, standing: Standing) -> str:
    """What is said over the choices that compare so with the best, and how many there are."""
    several = len(advice.standing(standing))
    match standing:
        case Standing.TIED if several == 1 and not advice.standing(Standing.LEFT):
            return message("The best")
        case Standing.TIED:
            return plural("{count} may be the best", "{count} may be the best, in the scenario's order", several)
        case Standing.RUNNER_UP:
            return plural(
                "{count} more played longest, clearly worse",
                "{count} more played longest, clearly worse; by score",
                several,
            )
        case Standing.LEFT:
            return plural(
                "{count} more may be as good, played in fewer games",
                "{count} more may be as good, played in fewer games; in the scenario's order",
                several,
            )
        case Standing.WORSE:
            return plural("{count} is clearly worse", "{count} are clearly worse, by score", several)
        case Standing.UNTOLD:
            return message("Too few games to compare; in the scenario's order")


def grouped(advice: Advice) -> Iterator[tuple[Standing, tuple[Advised, ...]]]:
    """The choices by how they compare with the best, without empty groups."""
    for standing in Standing:
        if several := advice.standing(standing):
            yield standing, several


def advice_lines(scenario: Scenario, advice: Advice, turn: int, where: str) -> Iterator[str]:
    """The choices as a table; `where` says in a sentence from which position."""
    seat = mid_sentence(seat_name(scenario, advice.seat))
    yield scenario.title
    yield from wrapped(where)
    move = reaction_title(scenario, None, advice.move)
    yield from wrapped(message("{mover}: {move}.", mover=mover_name(scenario), move=move))
    yield ""
    yield from wrapped(about_words(scenario, advice))
    yield from wrapped(clear_words(scenario, advice))
    yield ""
    yield message("What {seat} may order", seat=seat)
    heads = message("score"), message("95 % interval"), message("regret"), message("then")
    yield _HEAD.format(*heads).rstrip()
    rest, room = 0, MOST_SHOWN
    for standing, several in grouped(advice):
        # To order nothing is always shown: it is what any order is worth more or less than.
        shown = [each for place, each in enumerate(several) if place < room or not each.orders]
        room, rest = room - len(shown), rest + len(several) - len(shown)
        if shown:
            yield ""
            yield from wrapped(f"{standing_words(advice, standing)}:", "  ")
        for advised in shown:
            yield from choice_lines(scenario, advised, turn)
    if rest:
        yield ""
        yield "  " + plural(
            "{count} more choice is not shown; --json has it.",
            "{count} more choices are not shown; --json has them all.",
            rest,
        )
    yield ""
    then = message(
        "Then: the score after this turn if every other seat gives the answer that is best for itself; where there are "
        "several such answers, the one worst for {seat}.",
        seat=seat,
    )
    yield from wrapped(then, "  ")
    if any(_from_nothing(each) for each in advice.choices):
        nothing = message(
            "Clearly worse with a regret from 0.0: some other choice clearly beats it, though the best may be better "
            "by very little."
        )
        yield from wrapped(nothing, "  ")


def _from_nothing(advised: Advised) -> bool:
    """Whether a choice is clearly worse than the best, by a regret whose lower bound reads 0.0."""
    worse = advised.standing in (Standing.RUNNER_UP, Standing.WORSE)
    return worse and advised.regret.bounded and advised.regret.low < SMALL


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
            *_games_sentences(advice),
            message("Score: the mean at the end, out of 100."),
            message("Regret: how much less that is than with the best choice, whichever it is."),
            *_bounds_sentences(advice),
            plural(
                "For each choice {count:,} joint answer of the others was resolved.",
                "For each choice {count:,} joint answers of the others were resolved.",
                advice.others,
            ),
            *(() if advice.supposed is None else (supposed_words(advice.supposed),)),
        )
    )


def _games_sentences(advice: Advice) -> Iterator[str]:
    """In how many games each choice was played, and how it was decided which were played longest."""
    if not advice.rounds:
        yield plural(
            "Each was played on to the end in {count:,} game, with the same luck for every choice and all seats "
            "choosing by doctrine.",
            "Each was played on to the end in {count:,} games, with the same luck for every choice and all seats "
            "choosing by doctrine.",
            advice.games,
        )
        return
    counts = [each.games for each in advice.choices]
    yield message(
        "Each was played on to the end in {games:,} games, and the {few} that looked best in {more:,}, with the same "
        "luck for every choice and all seats choosing by doctrine.",
        games=min(counts),
        few=advice.rounds[-1].stay,
        more=max(counts),
    )
    yield plural(
        "Which looked best was decided in other games, in {count} round.",
        "Which looked best was decided in other games, in {count} rounds that left out the worse half, and half again.",
        len(advice.rounds),
    )
    yield message(
        "Scores of different numbers of games cannot be compared; regrets can: they are from the games that both "
        "choices were played in."
    )


def _bounds_sentences(advice: Advice) -> Iterator[str]:
    """What the bounds are good for, where there are any."""
    if advice.games >= FEWEST:
        yield message("The bounds of all scores hold at once 95 times in 100, and so do those of all regrets.")
        if min(each.games for each in advice.choices) < ROUGH:
            yield message("Of fewer than {rough} games they are rough: they hold less often.", rough=ROUGH)


def choice_lines(scenario: Scenario, advised: Advised, turn: int) -> Iterator[str]:
    """One choice: its numbers, what is ordered, and through what it works."""
    score, answered = plain(advised.score.middle), plain(advised.answered)
    yield _HEAD.format(score, mean_bounds(advised.score), regret_words(advised), answered).rstrip()
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
