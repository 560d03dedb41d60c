"""The command about how good forecasts are."""

from __future__ import annotations

import contextlib

import click

from wargame.cli.common import (
    STOPPED,
    USAGE,
    Begins,
    Failure,
    Form,
    beginning_options,
    emit,
    engine_option,
    find_lens,
    find_scenario,
    find_viewer,
    first_seed_option,
    games_option,
    json_option,
    lens_option,
    plain_failures,
    processes,
    progress,
    use_engine,
    workers_option,
)
from wargame.cli.simulation import bot_option, named_bots
from wargame.text.command_words import no_turn, stopped_counting

GAMES, EACH, LEAST_EACH = 200, 200, 20


@click.command()
@click.argument("scenario")
@click.option("--seat", metavar="ID", help="Forecast from what this seat sees. Default: from everything.")
@games_option(1, 100_000, GAMES, "How many games to play.")
@click.option(
    "--each",
    type=click.IntRange(LEAST_EACH, 100_000),
    default=EACH,
    show_default=True,
    metavar="N",
    help="How many games each forecast is counted from.",
)
@click.option(
    "--turn",
    "turns",
    type=click.IntRange(1),
    multiple=True,
    metavar="N",
    help="A turn to forecast from; repeat it for each. Default: every turn.",
)
@bot_option
@first_seed_option
@lens_option
@beginning_options
@workers_option
@engine_option
@json_option
def calibrate(
    scenario: str,
    seat: str | None,
    games: int,
    each: int,
    turns: tuple[int, ...],
    bots: tuple[str, ...],
    seed: int,
    lens: str | None,
    begins: Begins,
    workers: int | None,
    form: Form,
) -> int:
    """Say how good forecasts are: make them from every turn of many games, and compare with what came.

    It gives the Brier and logarithmic scores of each turn beside those of base rates, how often what was forecast at
    so many per cent came, and what is clearly off. Forecasts suppose doctrine in every seat; --bot has the games
    themselves played otherwise.
    """
    from wargame.analysis.calibration import CalibrationStudy, ForecastGame
    from wargame.report.documents.codec import document
    from wargame.seminar import inquiry
    from wargame.text.calibration import calibration_lines

    loaded = find_scenario(scenario)
    under = find_lens(loaded, lens)
    viewer = find_viewer(loaded, seat)
    beginning = begins.of(loaded)
    first, last = beginning.first_turn(loaded), loaded.calendar.turns
    if (wrong := next((turn for turn in turns if not first <= turn <= last), None)) is not None:
        raise Failure(no_turn(wrong, first, last), USAGE)
    study = CalibrationStudy(
        loaded,
        under,
        viewer,
        seed,
        games,
        each,
        tuple(sorted(set(turns))),
        named_bots(loaded, bots),
        beginning,
    )
    use_engine(loaded, under)
    begun = inquiry.calibrate(study, processes(workers))
    played: list[ForecastGame] = []
    with (
        contextlib.suppress(KeyboardInterrupt),
        plain_failures(),
        begun.task as task,
        progress(task, games, loaded.lenses[under].title) as done,
    ):
        played.extend(done)
    if not played:
        raise Failure(stopped_counting(0, games), STOPPED)
    found = inquiry.calibrated(study, played)
    emit(form, lambda: document(found), lambda: calibration_lines(found, scenario))
    if len(played) == games:
        return 0
    raise Failure(stopped_counting(len(played), games), STOPPED)


def register(group: click.Group) -> None:
    """Add the command to the program's."""
    group.add_command(calibrate)
