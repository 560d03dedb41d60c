"""What the Sensitivity screen says: rows of bars, and what stands above and below them."""

from __future__ import annotations

from dataclasses import dataclass

from wargame.analysis.estimates import Interval
from wargame.analysis.morris import Screening
from wargame.analysis.sensitivity import STRONGEST, Sweep, Tornado
from wargame.model.scenario import Scenario
from wargame.text.intervals import point_bounds
from wargame.text.message import message, plural
from wargame.text.names import percent, plain, signed
from wargame.text.screening import carried_words, depending_words
from wargame.text.sensitivity import (
    again_words,
    factor_title,
    kind_words,
    quoted_factors,
    reach_words,
    swept_words,
)
from wargame.text.words import sentences, span_words

ROWS = 24
"""How many factors are shown."""
_AHEAD = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One factor and its bar."""

    title: str
    sign: str
    """Whether the outcome comes more often (+) or less often (-) the higher the number."""
    value: str
    interval: str
    part: float
    """The length of the bar, from 0 to 1."""
    note: str


def state_words(running: bool, failed: bool, whole: bool) -> str:
    """How far the work is."""
    if running:
        return message("Playing ...")
    if failed:
        return message("Failed")
    return message("Done") if whole else message("Stopped")


def swing_heads() -> tuple[str, str, str]:
    """The heads of the columns where each number is varied by itself."""
    return message("points"), message("95 in 100"), message("what it is")


def strength_heads() -> tuple[str, str, str]:
    """The heads of the columns where all numbers vary together."""
    return message("mu*"), message("bounds"), message("sigma")


def swings(scenario: Scenario, found: Tornado | None) -> list[Row]:
    """The factors that change how often an outcome comes by more than luck, the strongest first, by the games of the
    second round."""
    clear = [] if found is None else [each for each in found.swings if each.clear]
    most = max((abs(each.change.middle) for each in clear), default=0.0)
    return [
        Row(
            factor_title(scenario, each.factor),
            "+" if each.change.middle > 0 else "-",
            signed(100 * each.change.middle),
            point_bounds(each.change),
            abs(each.change.middle) / most,
            kind_words(each.factor.kind),
        )
        for each in clear[:ROWS]
    ]


def strengths(scenario: Scenario, found: Screening | None) -> list[Row]:
    """The factors that do more than luck while all vary together, the strongest first."""
    clear = [] if found is None else [each for each in found.factors if each.clear]
    most = max((each.strength.middle for each in clear), default=0.0)
    return [
        Row(
            factor_title(scenario, each.factor),
            "+" if each.mean.middle > 0 else "-",
            plain(100 * each.strength.middle),
            _bounds(each.strength),
            each.strength.middle / most,
            message(
                "{sigma} (luck {luck})",
                sigma=plain(100 * each.spread.middle),
                luck=plain(100 * each.luck_spread),
            ),
        )
        for each in clear[:ROWS]
    ]


def alone_words(
    scenario: Scenario, turn: int, ended: bool, running: bool, swept: Sweep | None, found: Tornado | None
) -> tuple[list[str], list[str]]:
    """What stands above and below the bars of numbers varied one by one, in games from a turn on."""
    if ended:
        return [message("The game has ended there: nothing is left to simulate. “How firm” tests what came.")], []
    if found is None:
        if swept is None:
            return [message("Playing games from turn {turn} on ...", turn=turn) if running else _nothing()], []
        return _first_round_words(scenario, running, swept), []
    about = [
        plural(
            "It comes in {share} of {count:,} game from turn {turn} on ({low} to {high} %).",
            "It comes in {share} of {count:,} games from turn {turn} on ({low} to {high} %).",
            found.games,
            share=percent(found.share.middle, 1),
            low=plain(100 * found.share.low),
            high=plain(100 * found.share.high),
            turn=turn,
        ),
        sentences(swept_words(found), again_words(found)),
    ]
    left = found.among - len(found.swings)
    if left and not running:
        about.append(plural("{count} of them was not reached.", "{count} of them were not reached.", left))
    return about, list(reach_words(found))


def _first_round_words(scenario: Scenario, running: bool, swept: Sweep) -> list[str]:
    """How far the first round is, and what leads in it."""
    said = message(
        "{done:,} of {count:,} numbers tried so far, with {games:,} games at each end. The strongest {many} are then "
        "played again in other games, which tell how much they do.",
        done=len(swept.swept),
        count=swept.known,
        games=swept.games,
        many=STRONGEST,
    )
    if not running:
        return [message("Stopped before the strongest were played again: too early to say what they do."), said]
    ahead = [each.factor for each in swept.swept if each.changed][:_AHEAD]
    if not ahead:
        return [said]
    return [said, message("Ahead so far: {factors}.", factors=quoted_factors(scenario, ahead))]


def together_words(
    scenario: Scenario, turn: int, ended: bool, running: bool, found: Screening | None
) -> tuple[list[str], list[str]]:
    """What stands above and below the bars of numbers that vary together, in games from a turn on."""
    if ended:
        return [message("The game has ended there: nothing is left to simulate. “How firm” tests what came.")], []
    if found is None:
        if running:
            return [message("Playing games from turn {turn} on ...", turn=turn)], []
        return [message("Press m to move all numbers together.")], []
    about = [
        plural(
            "It comes in {share} of games from turn {turn} on; {count} random trajectory so far.",
            "It comes in {share} of games from turn {turn} on; {count} random trajectories so far.",
            found.trajectories,
            share=percent(found.share, 1),
            turn=turn,
        ),
        *carried_words(found),
    ]
    more = [
        message(
            "In points, for the whole range of a number: mu* is the mean size of its effects, luck's part included, "
            "with bounds from drawing the trajectories again, too narrow while they are few; sigma is how much the "
            "effects differ from place to place."
        ),
        depending_words(scenario, [each for each in found.factors if each.depends]),
    ]
    return about, more


def none_firm_words(played: bool, running: bool) -> str:
    """That it is not known how firm what came is."""
    if not played:
        return message("No turn has been played yet, so there is nothing to test.")
    return message("Drawing chance and uncertain numbers anew ...") if running else _nothing()


def _nothing() -> str:
    return message("Stopped too early: nothing found yet.")


def _bounds(interval: Interval) -> str:
    return span_words(plain(100 * interval.low), plain(100 * interval.high))
