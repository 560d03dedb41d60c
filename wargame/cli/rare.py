"""The command about rare endings: how likely one is that a simulation hardly ever comes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from wargame.cli.branches import at_option, begin_at
from wargame.cli.common import (
    USAGE,
    Begins,
    Failure,
    Form,
    beginning_options,
    emit,
    engine_option,
    first_seed_option,
    games_option,
    json_option,
    plain_failures,
    processes,
    progress,
    use_engine,
    workers_option,
)
from wargame.model.viewer import FACILITATOR
from wargame.text.command_words import Doing, no_ending

if TYPE_CHECKING:
    from wargame.analysis.rare import RareShare
    from wargame.analysis.simulation import Simulation

GAMES = 10_000


@click.command()
@click.argument("game", metavar="SCENARIO-OR-SAVE")
@click.argument("ending")
@at_option
@games_option(
    1_000,
    1_000_000,
    GAMES,
    "How many games to hold, in 20 runs; the rarer the ending, the more are played on for each.",
)
@first_seed_option
@click.option("--lens", metavar="ID", help="The lens to play under. Default: every lens in turn.")
@beginning_options
@workers_option
@engine_option
@json_option
def rare(
    game: str,
    ending: str,
    at: str | None,
    games: int,
    seed: int,
    lens: str | None,
    begins: Begins,
    workers: int | None,
    form: Form,
) -> int:
    """Say how likely an ending is that hardly any game comes to: 1 in 10,000, say.

    Games are played by bots as 'wargame simulate' plays them; those that stay furthest from the ending are given up,
    and those that come nearer are played on from there with other luck, again and again. The estimate has no bias, and
    takes far fewer games.
    """
    from wargame.report.documents import forecasts
    from wargame.seminar.inquiry import Playing, simulations
    from wargame.text.forecast import games_words
    from wargame.text.rare import rare_lines

    begun = begin_at(game, at, lens, Doing.SIMULATE, begins)
    scenario = begun.scenario
    if ending not in scenario.endings:
        raise Failure(no_ending(scenario, ending), USAGE)
    use_engine(scenario, begun.lens)
    how = Playing(games, begun.lens, seed, {}, whole=begun.position is None)
    by_lens = simulations(begun.game(seed), FACILITATOR, begun.node, how)
    if lens is not None:
        by_lens = by_lens[:1]
    found = _found(by_lens, ending, processes(workers))
    first = by_lens[0]
    about = games_words(first, games, len(by_lens), begun.saved, begun.node)
    emit(
        form,
        lambda: forecasts.rare(first, found, begun.saved, begun.node),
        lambda: rare_lines(scenario, found, about),
    )
    return 0


def _found(simulations: Sequence[Simulation], ending: str, workers: int) -> list[RareShare]:
    from wargame.analysis.rare import RareStudy, rare_piece, rare_share
    from wargame.jobs.pool import in_order

    found = []
    for simulation in simulations:
        study, title = RareStudy(simulation, ending), simulation.scenario.lenses[simulation.lens].title
        task = in_order(rare_piece, study, study.pieces, workers)
        with plain_failures(), progress(task, study.pieces, title) as done:
            found.append(rare_share(study, done))
    return found


def register(group: click.Group) -> None:
    """Add the command to the program's."""
    group.add_command(rare)
