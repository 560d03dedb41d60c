"""The commands about how sure an outcome is: what it depends on, and how firm one is that was reached."""

from __future__ import annotations

from collections.abc import Sequence
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
from wargame.text.command_words import Doing, cannot, no_outcome, option_of_method

if TYPE_CHECKING:
    from wargame.analysis.morris import Screening
    from wargame.analysis.outcomes import Outcomes
    from wargame.analysis.sensitivity import Contrast, SecondRound, Sensitivity, Tornado
    from wargame.analysis.simulation import Simulation
    from wargame.analysis.sobol import VarianceShares
    from wargame.engine.kernel import Flags

TORNADO, MORRIS, SOBOL = "tornado", "morris", "sobol"
_OPTIONS = {"trajectories": MORRIS, "points": SOBOL, "of": SOBOL}
"""The options that only one method has."""


@click.command()
@click.argument("scenario")
@click.argument("outcome")
@click.option(
    "--method",
    type=click.Choice([TORNADO, MORRIS, SOBOL]),
    default=TORNADO,
    show_default=True,
    help="tornado varies one number at a time; morris screens all of them together; sobol takes the variance apart"
    " over the ranges of those that the tornado finds strongest.",
)
@games_option(
    16,
    2048,
    512,
    "How many games to play at each place of the numbers; the tornado plays the strongest 24 again with 16 times"
    " as many.",
)
@click.option(
    "--trajectories",
    type=click.IntRange(2, 1000),
    metavar="N",
    help="For morris: how many random trajectories. Default: 10.",
)
@click.option(
    "--points",
    type=click.IntRange(8, 100_000),
    metavar="N",
    help="For sobol: how many rows of points, each with two more than there are numbers. Default: 512.",
)
@click.option(
    "--of",
    type=click.IntRange(1, 100),
    metavar="N",
    help="For sobol: how many numbers, the strongest of the tornado. Default: 10.",
)
@first_seed_option
@beginning_options
@click.option("--lens", metavar="ID", help="The lens to play under. Default: every lens in turn.")
@workers_option
@engine_option
@json_option
def sensitivity(
    scenario: str,
    outcome: str,
    method: str,
    games: int,
    trajectories: int | None,
    points: int | None,
    of: int | None,
    seed: int,
    begins: Begins,
    lens: str | None,
    workers: int | None,
    form: Form,
) -> int:
    """Say what an outcome depends on: which numbers change how often it comes, by themselves or together.

    OUTCOME is an ending or an expectation of the scenario. Without --lens every lens is tried, and the
    answer names what the outcome depends on under all of them.
    """
    from wargame.analysis.simulation import Simulation
    from wargame.report.documents import forecasts

    for name, value in (("trajectories", trajectories), ("points", points), ("of", of)):
        if value is not None and method != _OPTIONS[name]:
            raise Failure(option_of_method(name, _OPTIONS[name]), USAGE)
    loaded = find_scenario(scenario)
    lenses = list(loaded.lenses) if lens is None else [find_lens(loaded, lens)]
    if outcome not in (*loaded.endings, *loaded.expectations):
        raise Failure(no_outcome(loaded, outcome), USAGE)
    use_engine(loaded, lenses[0])
    beginning, many = begins.of(loaded), processes(workers)
    by_lens = [Simulation(loaded, each, seed, games, FACILITATOR, beginning=beginning) for each in lenses]
    if method == MORRIS:
        from wargame.text.screening import screening_lines

        screened = [_screening(each, outcome, trajectories, many) for each in by_lens]
        emit(form, lambda: forecasts.screened(loaded, screened), lambda: screening_lines(loaded, screened))
    elif method == SOBOL:
        from wargame.text.screening import variance_lines

        apart = [_variance_shares(each, outcome, points, of, many) for each in by_lens]
        emit(form, lambda: forecasts.taken_apart(loaded, apart), lambda: variance_lines(loaded, apart))
    else:
        from wargame.text.sensitivity import sensitivity_lines

        tornados, differ = _tornados(by_lens, outcome, many)
        found = [_sensitivity(each, tornado, outcome, many) for each, tornado in zip(by_lens, tornados, strict=True)]
        emit(
            form,
            lambda: forecasts.sensitivity(loaded, found, differ),
            lambda: sensitivity_lines(loaded, found, differ),
        )
    return 0


def _tornados(
    simulations: Sequence[Simulation], outcome: str, workers: int
) -> tuple[list[Tornado], tuple[Contrast, ...]]:
    """The tornado under each lens, and how the lenses differ: a first round of all numbers, a second of the
    strongest."""
    from wargame.analysis.sensitivity import contrasts, second_rounds, sweep, to_be_narrowed, tornado

    sweeps = [sweep(each, _first_round(each, workers), outcome) for each in simulations]
    rounds = second_rounds(simulations, sweeps)
    came = [_second_round(each, outcome, workers) for each in rounds]
    found = [tornado(*each) for each in zip(sweeps, rounds, came, strict=True)]
    narrowed = to_be_narrowed(rounds, found)
    inner = [_second_round(each, outcome, workers) for each in narrowed]
    whole = [tornado(*each) for each in zip(sweeps, rounds, came, narrowed, inner, strict=True)]
    return whole, contrasts(rounds, whole, came)


def _first_round(simulation: Simulation, workers: int) -> list[Outcomes]:
    from wargame.analysis.sensitivity import parts, swing_part
    from wargame.jobs.pool import in_order

    most = parts(simulation)
    with (
        plain_failures(),
        progress(in_order(swing_part, simulation, most, workers), most, _title(simulation)) as done,
    ):
        return [piece for part in done for piece in part]


def _second_round(played: SecondRound, outcome: str, workers: int) -> Flags:
    from wargame.analysis.sensitivity import second_round_piece
    from wargame.jobs.pool import in_order

    work = in_order(second_round_piece, played, played.pieces, workers)
    with plain_failures(), progress(work, played.pieces, _title(played.simulation)) as done:
        return played.came(list(done), outcome)


def _title(simulation: Simulation) -> str:
    return simulation.scenario.lenses[simulation.lens].title


def _screening(simulation: Simulation, outcome: str, trajectories: int | None, workers: int) -> Screening:
    from wargame.analysis.morris import TRAJECTORIES, MorrisStudy, morris_piece, screening
    from wargame.jobs.pool import in_order

    study = MorrisStudy(simulation, outcome, trajectories or TRAJECTORIES)
    title = simulation.scenario.lenses[simulation.lens].title
    with plain_failures(), progress(in_order(morris_piece, study, study.pieces, workers), study.pieces, title) as done:
        return screening(study, list(done))


def _variance_shares(
    simulation: Simulation, outcome: str, points: int | None, of: int | None, workers: int
) -> VarianceShares:
    from wargame.analysis.sobol import FACTORS, ROWS, SobolStudy, sobol_piece, variance_shares
    from wargame.jobs.pool import in_order

    [tornado], _ = _tornados([simulation], outcome, workers)
    study = SobolStudy(simulation, outcome, tornado.ranked[: of or FACTORS], points or ROWS)
    title = simulation.scenario.lenses[simulation.lens].title
    with plain_failures(), progress(in_order(sobol_piece, study, study.pieces, workers), study.pieces, title) as done:
        return variance_shares(study, list(done), len(tornado.ranked))


def _sensitivity(simulation: Simulation, found: Tornado, outcome: str, workers: int) -> Sensitivity:
    from wargame.analysis.doubts import GAMES, DoubtStudy, doubt_piece, doubts
    from wargame.analysis.sensitivity import Sensitivity
    from wargame.jobs.pool import in_order

    study = DoubtStudy(replace(simulation, games=GAMES), outcome)
    work = in_order(doubt_piece, study, study.pieces, workers)
    with plain_failures(), progress(work, study.pieces, _title(simulation)) as done:
        return Sensitivity(simulation.lens, found, doubts(study, done))


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
    from wargame.text.fragility import fragility_lines

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
