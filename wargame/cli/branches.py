"""The commands about the branches of saved games: trees, comparisons, reasons, exchange, changed scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wargame.cli.common import (
    ASKED_NOTHING,
    USAGE,
    Begins,
    Failure,
    Form,
    Output,
    emit,
    error_words,
    find_lens,
    find_scenario,
    find_viewer,
    json_option,
    listed,
    output_option,
    say,
)
from wargame.model.viewer import Viewer
from wargame.text import command_words
from wargame.text.command_words import Doing

if TYPE_CHECKING:
    from wargame.analysis.par import Par
    from wargame.engine.position import Position
    from wargame.game.replay import Replay
    from wargame.game.save import KeptGame
    from wargame.model.beginning import Beginning
    from wargame.model.scenario import Scenario
    from wargame.seminar.inquiry import Game

SUFFIX = ".wargame.json"
"""How the name of a file for exchange ends."""

save_argument = click.argument("save")
seat_option = click.option(
    "--seat", metavar="ID", help="Show only what this seat may see. Default: everything, as the facilitator sees it."
)
at_option = click.option(
    "--at", "at", metavar="NODE", help="The node: its number, its name, or 'main'. Default: where the game is now."
)


@dataclass(frozen=True)
class OpenSave:
    """A saved game, or a file for exchange, with its scenario read."""

    typed: str
    """What the user called it by."""
    kept: KeptGame
    scenario: Scenario
    replay: Replay

    @property
    def game(self) -> Game:
        """The game as it is inquired into."""
        from wargame.seminar.inquiry import Game

        return Game(self.replay, self.kept.created.seats, self.kept.created.bot, self.kept.node)

    def node(self, words: str | None) -> int:
        """The node that the words name; where the game is for None."""
        from wargame.text.hints import hint

        if words is None:
            return self.kept.node
        try:
            return self.kept.tree.find(words)
        except KeyError as error:
            raise Failure(command_words.no_node(error_words(error), hint("tree", self.typed)), USAGE) from None

    def viewer(self, wanted: str | None) -> Viewer:
        """Whoever plays the seat asked for, if the scenario has it; without one whoever may see everything."""
        return find_viewer(self.scenario, wanted)


def open_save(name: str) -> OpenSave:
    """A saved game by its name, or a file for exchange by its path."""
    from wargame.authoring import ScenarioError, parse
    from wargame.engine.fault import StartError
    from wargame.game.library import Library
    from wargame.game.library_file import LibraryError
    from wargame.game.replay import Replay
    from wargame.game.table_fault import DamagedSave
    from wargame.game.tree import TreeError
    from wargame.text.faults import fault_words

    path = Path(name)
    try:
        library = Library()
        is_file = path.is_file() or (name.endswith(".json") and name not in {game.name for game in library.games()})
        kept = _read_file(path) if is_file else library.read(name)
        scenario = parse(kept.created.text, kept.created.file)
        replay = Replay(scenario, kept.created.seed, kept.created.lens, kept.tree, kept.created.beginning)
    except LibraryError as error:
        raise Failure(error_words(error)) from None
    except ScenarioError as error:
        raise Failure(command_words.unreadable_scenario(name, listed(error.problems))) from None
    except StartError as error:
        raise Failure(fault_words(DamagedSave(name, error.fault))) from None
    except TreeError as error:
        raise Failure(fault_words(DamagedSave(name, error_words(error)))) from None
    return OpenSave(name, kept, scenario, replay)


@dataclass(frozen=True)
class Begun:
    """Where a command begins: a scenario's beginning, or a node of a saved game."""

    typed: str
    """What the user called it by."""
    scenario: Scenario
    lens: str
    position: Position | None
    """None for the beginning."""
    beginning: Beginning
    save: OpenSave | None = None
    node: int = 0

    @property
    def saved(self) -> str | None:
        """The saved game's name."""
        return None if self.save is None else self.save.kept.name

    def game(self, seed: int | None) -> Game:
        """The saved game, or a new one of the scenario, with seed 1 where none is named."""
        from wargame.seminar.inquiry import Game

        if self.save is not None:
            return self.save.game
        return Game.of(self.scenario, 1 if seed is None else seed, self.lens, self.beginning)


def begin_at(name: str, at: str | None, lens: str | None, doing: Doing, begins: Begins = ASKED_NOTHING) -> Begun:
    """Where a command begins: at a node for a name with one, or that is no scenario's; `doing` is what for."""
    if at is None and not name.endswith(SUFFIX):
        try:
            scenario = find_scenario(name)
        except Failure as no_scenario:
            if no_scenario.code != USAGE:
                raise
            if not _is_saved(name):
                raise Failure(command_words.neither(no_scenario.message), USAGE) from None
        else:
            return Begun(name, scenario, find_lens(scenario, lens), None, begins.of(scenario))
    save = open_save(name)
    if begins:
        raise click.UsageError(command_words.begun_already(name))
    node = save.node(at)
    try:
        position = save.replay.position(node)
    except ValueError as error:
        raise Failure(command_words.cannot(name, doing, error_words(error))) from None
    if position.ending is not None:
        title = save.scenario.endings[position.ending].title
        raise Failure(command_words.ended(title), USAGE)
    own = position.lens if lens is None else find_lens(save.scenario, lens)
    return Begun(name, save.scenario, own, position, save.replay.beginning, save, node)


def _is_saved(name: str) -> bool:
    from wargame.game.library import Library
    from wargame.game.library_file import LibraryError

    try:
        return any(game.name == name for game in Library().games())
    except LibraryError:
        return False


def _read_file(path: Path) -> KeptGame:
    from wargame.game.game_file import ExchangeError, read_file

    try:
        return read_file(path)
    except ExchangeError as error:
        raise Failure(error_words(error)) from None


@click.command()
@save_argument
@seat_option
@click.option("--par", "with_par", is_flag=True, help="Add the scores where branches ended, beside doctrine's.")
@json_option
def tree(save: str, seat: str | None, with_par: bool, form: Form) -> int:
    """Show every turn ever played in a game, on all its branches, with the orders of the seats that people play.

    SAVE is the name of a saved game or a file that 'wargame export' wrote.
    """
    from wargame.report.documents.games import game_tree
    from wargame.seminar import inquiry
    from wargame.text.branches import tree_lines

    game = open_save(save)
    viewer = game.viewer(seat)
    kept, seats = game.kept, game.kept.created.seats if seat is None else (seat,)
    seen = inquiry.tree(game.game, viewer)
    pars = _pars(game, viewer, inquiry.ended(game.game)) if with_par else None
    emit(
        form,
        lambda: game_tree(game.scenario, seen, kept.node, viewer, pars),
        lambda: tree_lines(game.scenario, seen, kept.node, viewer, seats, pars),
    )
    return 0


def _pars(game: OpenSave, viewer: Viewer, nodes: Sequence[int]) -> dict[int, tuple[Par, ...]]:
    """By node, what doctrine would have scored, of the seats whose score the viewer sees."""
    from wargame.game.replay import ReplayError
    from wargame.seminar import inquiry

    try:
        begun = inquiry.par(game.game, viewer, nodes, apart=False)
    except ReplayError as error:
        raise Failure(command_words.cannot(game.typed, Doing.COMPARE, error_words(error))) from None
    return dict(zip(begun.request.nodes, begun.task, strict=True))


@click.command()
@save_argument
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@seat_option
@json_option
def compare(save: str, one: str, other: str, seat: str | None, form: Form) -> int:
    """Compare two nodes of a game: where they diverge, by which choice, and how the numbers differ.

    A and B are nodes: a number, a name, or 'main'. Differences are B minus A.
    """
    from wargame.game.replay import ReplayError
    from wargame.report.documents.inquiries import comparison
    from wargame.seminar import inquiry
    from wargame.text.comparison import comparison_lines

    game = open_save(save)
    first, second, viewer = game.node(one), game.node(other), game.viewer(seat)
    try:
        found = inquiry.compare(game.game, viewer, first, second)
    except ReplayError as error:
        raise Failure(command_words.cannot(save, Doing.COMPARE, error_words(error))) from None
    kept, pars = game.kept, _pars(game, viewer, list(dict.fromkeys((first, second))))
    emit(
        form,
        lambda: comparison(kept.tree, found, pars),
        lambda: comparison_lines(game.scenario, kept.tree, found, kept.created.seats, pars=pars),
    )
    return 0


@click.command()
@save_argument
@output_option("-o", help="The file to write. Default: print it.")
def export(save: str, output: Output | None) -> int:
    """Write a game to one text file that others can import: scenario, seed, every turn, labels and notes."""
    from wargame.game.game_file import export_text

    game = open_save(save)
    text = export_text(game.kept)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write(text, save, game.kept.created.file)
        say(command_words.exported(output.path))
    return 0


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="What to call the game here. Default: its own name.")
def import_command(file: Path, name: str | None) -> int:
    """Add a game that 'wargame export' wrote to the saved games.

    Every turn is played again first, so a file that has been edited into nonsense is refused.
    """
    from wargame.game.game_file import ExchangeError, verify
    from wargame.game.library import Library
    from wargame.game.library_file import LibraryError
    from wargame.text.hints import hint

    kept = _read_file(file)
    try:
        verify(kept.created, kept.tree)
        given = Library().put(kept.created, kept.tree, kept.node, name, near=kept.name)
    except (ExchangeError, LibraryError) as error:
        raise Failure(command_words.in_file(file, error_words(error))) from None
    go_on = hint("play", options={"--continue": given})
    say(command_words.imported(given, len(kept.tree), go_on))
    return 0


def register(group: click.Group) -> None:
    """Add these commands to the program's."""
    for command in (tree, compare, export, import_command):
        group.add_command(command)
