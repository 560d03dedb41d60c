"""The command about what each seat can do about its fate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wargame.cli.common import (
    STOPPED,
    Begins,
    Failure,
    Form,
    beginning_options,
    emit,
    engine_option,
    find_lens,
    find_scenario,
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
from wargame.text.command_words import stopped_studying

if TYPE_CHECKING:
    from wargame.analysis.agency import Part

GAMES = 4_000


@click.command()
@click.argument("scenario")
@lens_option
@games_option(2, 100_000, GAMES, "How many games each way of playing a seat is valued on.")
@first_seed_option
@beginning_options
@workers_option
@engine_option
@json_option
def agency(
    scenario: str, lens: str | None, games: int, seed: int, begins: Begins, workers: int | None, form: Form
) -> int:
    """Say what each seat can do about its fate: how far its own choices move its score and the endings.

    Each seat is played by the best policy found, by doctrine, at random, passive and at its worst, on other games than
    those searched. It also says which reactions are dominant or dominated, how much of each score an event explains,
    and whether the author's expectations of seats hold. It takes a few minutes.
    """
    from wargame.report.documents.codec import document
    from wargame.seminar import inquiry
    from wargame.text.agency import agency_lines

    loaded = find_scenario(scenario)
    under = find_lens(loaded, lens)
    beginning = begins.of(loaded)
    use_engine(loaded, under)
    begun = inquiry.agency(loaded, under, seed, games, processes(workers), beginning)
    study, pieces = begun.request.study, begun.request.pieces
    parts: list[Part] = []
    try:
        with plain_failures(), begun.task as task, progress(task, pieces, loaded.lenses[under].title) as done:
            parts.extend(done)
    except KeyboardInterrupt:
        raise Failure(stopped_studying(len(parts), pieces), STOPPED) from None
    found = inquiry.agency_found(study, parts)
    emit(form, lambda: document(found), lambda: agency_lines(found))
    return 0


def register(group: click.Group) -> None:
    """Add the command to the program's."""
    group.add_command(agency)
