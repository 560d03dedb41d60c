"""The commands about how sure an outcome is: what it depends on, and how firm one is that was reached."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from wargame.cli.branches import at_option, open_save, save_argument
from wargame.cli.common import (
    USAGE,
    Begins,
    Failure,
    Form,
    beginning_options,
    emit,
    engine_option,
    error_words,
    find_lens,
    find_scenario,
    json_option,
    plain_failures,
    progress,
    seed_option,
    use_engine,
    workers_option,
)
from wargame.model.viewer import FACILITATOR
from wargame.text.command_words import Doing, cannot, no_outcome

if TYPE_CHECKING:
    from wargame.analysis.sensitivity import Sensitivity
    from wargame.analysis.simulation import Simulation

UNCERTAINTY_GAMES = 10_000


@click.command()
@click.argument("scenario")
@click.argument("outcome")
@click.option(
    "--games",
    type=click.IntRange(16, 2048),
    default=512,
    show_default=True,
    metavar="N",
    help="How many games to play for each number at each end of its range.",
)
@seed_option
@beginning_options
@click.option("--lens", metavar="ID", help="The lens to play under. Default: every lens in turn.")
@workers_option
@engine_option
@json_option
def sensitivity(
    scenario: str,
    outcome: str,
    games: int,
    seed: int | None,
    begins: Begins,
    lens: str | None,
    workers: int | None,
    form: Form,
) -> int:
    """Say what an outcome depends on: which numbers, each varied by itself, change how often it comes.

    OUTCOME is an ending or an expectation of the scenario. Without --lens every lens is tried, and the
    answer names what the outcome depends on under all of them.
    """
    from wargame.analysis.simulation import Simulation
    from wargame.report.documents import forecasts
    from wargame.text.sensitivity import sensitivity_lines

    loaded = find_scenario(scenario)
    lenses = list(loaded.lenses) if lens is None else [find_lens(loaded, lens)]
    if outcome not in (*loaded.endings, *loaded.expectations):
        raise Failure(no_outcome(loaded, outcome), USAGE)
    beginning = begins.of(loaded)
    use_engine(loaded, lenses[0])
    found = [
        _sensitivity(
            Simulation(loaded, each, 1 if seed is None else seed, games, FACILITATOR, beginning=beginning),
            outcome,
            workers or os.cpu_count() or 1,
        )
        for each in lenses
    ]
    emit(form, lambda: forecasts.sensitivity(loaded, found), lambda: sensitivity_lines(loaded, found))
    return 0


def _sensitivity(simulation: Simulation, outcome: str, workers: int) -> Sensitivity:
    from wargame.analysis.sensitivity import (
        Sensitivity,
        explained,
        gather,
        pieces,
        swing_piece,
        tornado,
        uncertainty_chunk,
        uncertainty_shares,
    )
    from wargame.jobs.pool import in_order

    lens, title = simulation.lens, simulation.scenario.lenses[simulation.lens].title
    most = pieces(simulation)
    with plain_failures():
        with progress(in_order(swing_piece, simulation, most, workers), most, title) as done:
            found = list(done)
        wide = replace(simulation, games=UNCERTAINTY_GAMES)
        draws, came = gather(in_order(uncertainty_chunk, wide, wide.chunks))
    hits = came.of(wide, outcome)
    return Sensitivity(
        lens,
        tornado(simulation, found, outcome),
        uncertainty_shares(wide.program, draws, hits),
        explained(draws, hits),
        UNCERTAINTY_GAMES,
    )


@click.command()
@save_argument
@at_option
@engine_option
@json_option
def fragility(save: str, at: str | None, form: Form) -> int:
    """Say how firm a game's outcome is: how often it stays when uncertain numbers and chance are drawn anew.

    It names the smallest single changes that would have flipped it, and what the same choices lead to under every
    other lens.
    """
    from wargame.analysis.fragility import fragility as tested
    from wargame.report.documents.codec import document
    from wargame.text.sensitivity import fragility_lines

    game = open_save(save)
    node = game.node(at)
    use_engine(game.scenario, game.replay.lens)
    try:
        found = tested(game.replay.line(node))
    except ValueError as error:
        raise Failure(cannot(save, Doing.TEST, error_words(error))) from None
    emit(form, lambda: document(found), lambda: fragility_lines(game.scenario, found))
    return 0


def register(group: click.Group) -> None:
    """Add these commands to the program's."""
    for command in (sensitivity, fragility):
        group.add_command(command)
