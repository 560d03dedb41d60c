"""The commands that look into a saved game: why a number is what it is, why not otherwise, and what if."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wargame.cli.branches import at_option, open_save, save_argument, seat_option
from wargame.cli.common import (
    FAULTS,
    STOPPED,
    USAGE,
    Failure,
    Form,
    emit,
    engine_option,
    error_words,
    find_scenario,
    first_seed_option,
    games_option,
    json_option,
    need_seat,
    plain_failures,
    processes,
    progress,
    use_engine,
    workers_option,
)
from wargame.model.viewer import FACILITATOR
from wargame.text.command_words import Doing, cannot, stopped_studying

if TYPE_CHECKING:
    from wargame.analysis.luck import TurnValues


@click.command()
@save_argument
@click.option(
    "--scenario",
    "scenario",
    required=True,
    metavar="FILE",
    help="The edited scenario: a file or an id.",
)
@json_option
def rerun(save: str, scenario: str, form: Form) -> int:
    """Play a whole tree again under an edited scenario.

    It says which nodes turn out differently, which orders are no longer legal, and the line of the scenario behind
    each. The saved game stays as it is. The exit code is 1 if any node turns out differently.
    """
    from wargame.report.documents.codec import document
    from wargame.seminar import inquiry
    from wargame.text.rerun import rerun_lines

    game = open_save(save)
    edited = find_scenario(scenario)
    try:
        found = inquiry.rerun(game.game, edited)
    except ValueError as error:
        raise Failure(error_words(error)) from None
    emit(form, lambda: document(found), lambda: rerun_lines(edited, game.kept.tree, found))
    return FAULTS if found.differs else 0


@click.command()
@save_argument
@click.argument("number")
@at_option
@seat_option
@json_option
def why(save: str, number: str, at: str | None, seat: str | None, form: Form) -> int:
    """Say why a number is where it is, back to the start of the game.

    NUMBER is written as in the scenario: 'guest.commitment', 'trust(guest, host)', 'capital(host)'.
    """
    from wargame.report.documents.codec import document
    from wargame.seminar import inquiry
    from wargame.text.why import why_lines

    game = open_save(save)
    node, viewer = game.node(at), game.viewer(seat)
    try:
        story = inquiry.why(game.game, viewer, node, number)
    except KeyError as error:
        raise Failure(error_words(error), USAGE) from None
    except ValueError as error:
        raise Failure(cannot(save, Doing.EXPLAIN, error_words(error))) from None
    emit(form, lambda: document(story), lambda: why_lines(game.scenario, story))
    return 0


@click.command("why-not")
@save_argument
@click.argument("what")
@at_option
@seat_option
@click.option(
    "--turns",
    "most",
    type=click.IntRange(1, 1_000_000),
    default=2000,
    show_default=True,
    metavar="N",
    help="The most turns to play again in the search for each kind of change.",
)
@json_option
def why_not(save: str, what: str, at: str | None, seat: str | None, most: int, form: Form) -> int:
    """Find the smallest change that would have made something happen that did not.

    WHAT is a rule, a move, an ending, or a seat's reaction as in 'host.press'. Each change is checked by resolving the
    turns again, and the answer says how far the search went.
    """
    from wargame.report.documents.codec import document
    from wargame.seminar import inquiry
    from wargame.text.why_not import why_not_lines

    game = open_save(save)
    node, viewer = game.node(at), game.viewer(seat)
    try:
        found = next(inquiry.why_not(game.game, viewer, node, what, most, apart=False).task)
    except KeyError as error:
        raise Failure(error_words(error), USAGE) from None
    except ValueError as error:
        raise Failure(cannot(save, Doing.SEARCH, error_words(error))) from None
    emit(form, lambda: document(found), lambda: why_not_lines(game.scenario, found))
    return 0


@click.command()
@save_argument
@at_option
@click.option("--seat", metavar="ID", help="The seat whose score is split. Default: every seat's.")
@games_option(100, 1_000_000, 1_000, "How many games each expected score is the mean of.")
@first_seed_option
@workers_option
@engine_option
@json_option
def luck(save: str, at: str | None, seat: str | None, games: int, seed: int, workers: int | None, form: Form) -> int:
    """Say how much of a final score came of luck, and how much of choices.

    The game must have ended at the node. Turn by turn: how far the news, the mover's move, the orders of the others,
    the seat's own orders and how things came out moved the final score that was to be expected, doctrine in every seat
    from there on. It uses everything that happened, secret orders included.
    """
    from wargame.report.documents.calibration import luck_document
    from wargame.seminar import inquiry
    from wargame.text.luck import luck_lines

    game = open_save(save)
    node = game.node(at)
    seats = None if seat is None else (need_seat(game.scenario, seat),)
    try:
        study = inquiry.luck_study(game.game, FACILITATOR, node, seats, games, seed)
    except ValueError as error:
        raise Failure(cannot(save, Doing.SPLIT, error_words(error)), USAGE) from None
    use_engine(game.scenario, game.replay.lens)
    pieces: list[TurnValues] = []
    begun = inquiry.luck_pieces(study, processes(workers))
    try:
        with plain_failures(), begun as task, progress(task, study.pieces) as done:
            pieces.extend(done)
    except KeyboardInterrupt:
        raise Failure(stopped_studying(len(pieces), study.pieces), STOPPED) from None
    found = inquiry.luck_found(study, pieces)
    emit(form, lambda: luck_document(found, game.kept.name, node), lambda: luck_lines(found))
    return 0


def register(group: click.Group) -> None:
    """Add these commands to the program's."""
    for command in (why, why_not, rerun, luck):
        group.add_command(command)
