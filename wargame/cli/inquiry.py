"""The commands that look into a saved game: why a number stands where it does, why not otherwise, and what if."""

from __future__ import annotations

import click

from wargame.cli.branches import open_save, save_argument
from wargame.cli.common import FAULTS, Failure, find_scenario, json_option, print_json, say


@click.command()
@save_argument
@click.option("--scenario", "scenario", required=True, metavar="FILE", help="The edited scenario: a file or an id.")
@json_option
def rerun(save: str, scenario: str, as_json: bool) -> int:
    """Play a whole tree again under an edited scenario.

    Says which nodes come out otherwise, which orders are no longer legal, and the line of the scenario behind each. The
    saved game stays as it is. The exit code is 1 when any node comes out otherwise.
    """
    from wargame.analysis.rerun import rerun as played_again
    from wargame.report.rerun import rerun_json, rerun_lines

    game = open_save(save)
    edited = find_scenario(scenario)
    try:
        found = played_again(game.replay, edited)
    except ValueError as error:
        raise Failure(str(error)) from None
    if as_json:
        print_json(rerun_json(found))
    else:
        say("\n".join(rerun_lines(edited, game.kept.tree, found)))
    return FAULTS if found.differs else 0


def register(group: click.Group) -> None:
    """Add these commands to the program's."""
    for command in (rerun,):
        group.add_command(command)
