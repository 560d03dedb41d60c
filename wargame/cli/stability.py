"""The commands about choices: which joint reactions to a move are stable, and what a seat may order, compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from wargame.cli.branches import at_option, begin_at
from wargame.cli.common import (
    USAGE,
    Begins,
    Failure,
    Form,
    Output,
    beginning_options,
    emit,
    engine_option,
    error_words,
    first_seed_option,
    game_seed_option,
    games_option,
    json_option,
    lens_option,
    luck_seed_option,
    need_seat,
    output_option,
    progress,
    use_engine,
)
from wargame.model.viewer import FACILITATOR
from wargame.text.command_words import Doing, keeps_its_seed, no_move

if TYPE_CHECKING:
    from wargame.engine.position import Position
    from wargame.model.scenario import Scenario
    from wargame.seminar.inquiry import Game, Judging

game_argument = click.argument("game", metavar="SCENARIO-OR-SAVE")
move_option = click.option(
    "--move", metavar="ID", help="The mover's move. Default: the one that chance picks in this game."
)
played_on_option = games_option(2, 2048, 256, "How many games to play to the end from each choice.")


@dataclass(frozen=True)
class _Asked:
    """The position that a command asks about."""

    scenario: Scenario
    game: Game
    position: Position
    saved: str | None
    node: int

    @property
    def words(self) -> str:
        """Where the game is and under which lens, in a sentence."""
        from wargame.text.stability import position_words

        return position_words(self.position, self.saved, self.node)

    def judging(self, move: str, seed: int) -> Judging:
        """How joint reactions are assessed: the move made, under the lens asked for."""
        from wargame.seminar.inquiry import Judging

        return Judging(move, self.position.lens, seed=seed, advising=False)


@click.command()
@game_argument
@at_option
@move_option
@lens_option
@first_seed_option
@beginning_options
@click.option(
    "--concept",
    type=click.Choice(["R", "SEQ", "GMR", "SMR"]),
    default="SEQ",
    show_default=True,
    help="What counts as stable besides Nash (R): how far a seat foresees the answers of others.",
)
@click.option(
    "--convention",
    type=click.Choice(["each_once", "legal_sequence", "one_step"]),
    default="legal_sequence",
    show_default=True,
    help="Which sequences of moves others may answer with.",
)
@played_on_option
@engine_option
@output_option("--nfg", help="Write all joint reactions with their scores to a file that Gambit reads.")
@json_option
def stability(
    game: str,
    at: str | None,
    move: str | None,
    lens: str | None,
    seed: int,
    begins: Begins,
    concept: str,
    convention: str,
    games: int,
    output: Output | None,
    form: Form,
) -> int:
    """Say which joint reactions to a move are stable, and why others are not.

    It resolves the seats' orders in every combination, the best replies found among them, and tries each joint
    reaction that it lists against all that a seat may order by itself. It says which seat would do better with what,
    and who could answer that; and what depends on the lens and on what the author is unsure of. Fewer than 16 games
    give no verdict on how it goes on.
    """
    from wargame.analysis.equilibria import Continuation
    from wargame.analysis.stability import StabilityReport
    from wargame.report.documents import choices
    from wargame.seminar import inquiry
    from wargame.text.stability import lens_dependence_words, stability_lines

    asked = _ask(game, at, lens, seed, begins)
    made = _move(asked, move)
    sources = asked.scenario.file, game
    if output is not None:
        output.check(*sources)
    try:
        how = replace(asked.judging(made, seed), concept=concept, convention=convention, games=games)
        work = inquiry.stability(asked.game, FACILITATOR, asked.node, how, apart=False).task
        report = next(work)
        assert isinstance(report, StabilityReport)
        with progress(work, len(report.listed)) as rest:
            continuations = {each.profile: each for each in rest if isinstance(each, Continuation)}
        if output is not None:
            title = f"{asked.scenario.title}, turn {asked.position.turn}, {made}"
            output.write(inquiry.normal_form(asked.game, FACILITATOR, asked.node, how).nfg(title), *sources)
    except ValueError as error:
        raise Failure(f"{error_words(error)}.") from None
    emit(
        form,
        lambda: choices.stability(
            asked.position,
            report,
            continuations,
            lens_dependence_words(asked.scenario, report),
            asked.saved,
            asked.node,
        ),
        lambda: stability_lines(asked.scenario, report, continuations, asked.words),
    )
    return 0


@click.command()
@game_argument
@click.argument("seat")
@at_option
@move_option
@lens_option
@luck_seed_option
@game_seed_option
@beginning_options
@played_on_option
@engine_option
@json_option
def advise(
    game: str,
    seat: str,
    at: str | None,
    move: str | None,
    lens: str | None,
    seed: int,
    game_seed: int | None,
    begins: Begins,
    games: int,
    form: Form,
) -> int:
    """Say which orders of a seat may be its best: by the score each choice leads to at the end of many games.

    It uses only what the SEAT may see. All others choose by doctrine, and every choice has the same luck. Choices that
    the games cannot tell apart are not ranked. Some games decide which choices are played longest, and all that is said
    is of others; N is the mean over all choices. Below 16 games nothing is compared.
    """
    from wargame.report.documents import choices
    from wargame.seminar import inquiry
    from wargame.text.advice import advice_lines, through_words

    asked = _ask(game, at, lens, game_seed, begins)
    if game_seed is not None and asked.saved is not None:
        raise click.UsageError(keeps_its_seed(game))
    need_seat(asked.scenario, seat)
    advice = inquiry.advice(asked.game, seat, asked.node, asked.judging(_move(asked, move), seed), games)
    scenario, turn = asked.scenario, asked.position.turn
    emit(
        form,
        lambda: choices.advice(
            asked.position, advice, lambda each: through_words(scenario, turn, each), asked.saved, asked.node
        ),
        lambda: advice_lines(scenario, advice, turn, asked.words),
    )
    return 0


def register(group: click.Group) -> None:
    """Add these commands to the program's."""
    for command in (stability, advise):
        group.add_command(command)


def _ask(name: str, at: str | None, lens: str | None, seed: int | None, begins: Begins) -> _Asked:
    """A scenario's start, or a node of a saved game: that is what a name with a node, or no scenario's, means."""
    from wargame.seminar.inquiry import position_at

    begun = begin_at(name, at, lens, Doing.ASSESS, begins)
    use_engine(begun.scenario, begun.lens)
    asked = begun.game(seed)
    return _Asked(begun.scenario, asked, position_at(asked, begun.node, begun.lens), begun.saved, begun.node)


def _move(asked: _Asked, move: str | None) -> str:
    """The move asked for, if it can be made there; otherwise the one that chance picks."""
    from wargame.engine.legality import IllegalMoveError, check_move

    if move is None:
        return asked.position.chance_move
    try:
        check_move(asked.position, move)
    except IllegalMoveError as error:
        raise Failure(no_move(error_words(error), asked.position.legal_moves()), USAGE) from None
    return move
