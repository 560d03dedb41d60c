"""Two plans beside each other in words: by which the same games end otherwise, how much, and a game that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from wargame.analysis.paired_games import Beside
from wargame.analysis.simulation import Forecast
from wargame.text.forecast import columns, counted_words, pairs_words, points_words, title_words
from wargame.text.message import message
from wargame.text.names import lens_name, plain, side_name
from wargame.text.words import hung, wrapped

_NAME = 16


def plan_names(orders: str | None, against: str | None) -> tuple[str, str]:
    """The two plans as heads of columns: the names of their files, or with and without where one fixes nothing."""
    if against is None:
        return message("with"), message("without")
    names = PurePath(orders or "").name, PurePath(against).name
    if names[0] == names[1] or max(map(len, names)) > _NAME:
        return message("first plan"), message("second plan")
    return names


def plan_lines(
    names: tuple[str, str], one: Forecast, other: Forecast, beside: Beside, run: tuple[str, str] | None
) -> Iterator[str]:
    """What one plan changes against another under a lens.

    Args:
        names: of the plans, as heads of columns.
        beside: how the games of the first differ from those of the other.
        run: the commands that play a game by either, with N for its seed; None where no seed gives that very game.
    """
    scenario = one.simulation.scenario
    lens = lens_name(scenario, one.lens)
    yield from wrapped(message("What the orders change under {lens}", lens=lens))
    endings = [
        (
            title_words(scenario, with_.ending),
            counted_words(with_.share),
            counted_words(without.share),
            points_words(each),
        )
        for with_, without, each in zip(one.endings, other.endings, beside.endings, strict=True)
    ]
    apart = dict(beside.scores)
    scores = [
        (
            message("Score of {side}", side=side_name(scenario, with_.side)),
            plain(with_.mean.middle),
            plain(without.mean.middle),
            points_words(apart[with_.side]),
        )
        for with_, without in zip(one.scores, other.scores, strict=True)
    ]
    yield from columns(("", *names, message("in points")), [*endings, *scores])
    yield from hung("  ", pairs_words(beside))
    shown = next((each for each in beside.changes if each.example is not None), None)
    if run is None or shown is None:
        return
    yield from hung(
        "  ",
        message(
            "In {games:,} of these pairs “{ending}” takes the place of “{otherwise}”. One such game, by either plan:",
            games=shown.games,
            ending=scenario.endings[shown.ending].title,
            otherwise=scenario.endings[shown.otherwise].title,
        ),
    )
    for command in run:
        # A command that breaks between two lines could not be copied.
        yield f"    {command.removesuffix(' N')} {shown.example}"
