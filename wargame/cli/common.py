"""What the commands share: how they say things and fail, and the options and arguments that several take."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from wargame.model.scenario import Scenario

FAULTS, USAGE, STOPPED, PIPE_CLOSED = 1, 2, 130, 141
"""Exit codes besides 0: something is at fault, the command was not understood, Ctrl-C, nobody reads the output."""
SEED_LIMIT = 2**64
FRESH_SEEDS = 1_000_000
"""A seed that nobody asked for is below this, so that it is easily written down."""
FAULTS_SHOWN = 5
NO_TERMINAL = (
    "the screen needs a terminal: run 'wargame play --plain SCENARIO' to play line by line, "
    "or 'wargame run SCENARIO' for a whole game without a screen."
)


class Failure(click.ClickException):
    """What went wrong, in one or two plain sentences, with the exit code it gives."""

    def __init__(self, message: str, code: int = FAULTS) -> None:
        super().__init__(message)
        self.code = code


def say(text: str, err: bool = False) -> None:
    """Print lines of text; control characters, which a scenario may hold, do not reach the terminal."""
    from wargame.plain.console import printable

    click.echo("\n".join(printable(line) for line in text.split("\n")), err=err)


def _seed(_: click.Context, __: click.Parameter, value: int | None) -> int | None:
    if value is not None and not 0 <= value < SEED_LIMIT:
        raise click.BadParameter(f"{value} is not a whole number from 0 to {SEED_LIMIT - 1}")
    return value


seed_option = click.option(
    "--seed", type=int, callback=_seed, metavar="N", help="The game's luck: same seed, same luck."
)
lens_option = click.option("--lens", metavar="ID", help="The theory to play under; the scenario's first if left out.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
bots_option = click.option(
    "--bots",
    type=click.Choice(["doctrine", "random", "look-ahead"]),
    default="doctrine",
    show_default=True,
    help="How the seats that nobody plays choose.",
)


def need_terminal() -> None:
    # The screen is drawn on standard error: sent elsewhere, the terminal would stay black.
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if not all(stream.isatty() for stream in streams) or os.environ.get("TERM") == "dumb":
        raise Failure(NO_TERMINAL, USAGE)


def print_json(document: Mapping[str, Any], indent: int | None = 2) -> None:
    import json

    click.echo(json.dumps(document, indent=indent, allow_nan=False))


def find_scenario(name: str) -> Scenario:
    """A scenario by its id or path, or a plain word about why there is none."""
    from wargame.authoring import ScenarioError, find, load

    try:
        path = find(name)
    except ScenarioError as error:
        raise Failure(listed(error.problems), USAGE) from None
    try:
        return load(path)
    except ScenarioError as error:
        raise Failure(f"{listed(error.problems)}\nRun 'wargame check {path}' to see all of it.") from None


def listed(problems: Sequence[object]) -> str:
    """The first few problems, one a line, and how many more there are."""
    lines = [str(problem) for problem in problems[:FAULTS_SHOWN]]
    if len(problems) > FAULTS_SHOWN:
        lines.append(f"and {len(problems) - FAULTS_SHOWN} more")
    return "\n".join(lines)


def find_lens(scenario: Scenario, wanted: str | None) -> str:
    if wanted is None:
        return scenario.default_lens
    if wanted not in scenario.lenses:
        near = get_close_matches(wanted, scenario.lenses, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(scenario.lenses)}."
        raise Failure(f"{scenario.id} has no lens '{wanted}'. {hint}", USAGE)
    return wanted


def error_words(error: BaseException) -> str:
    """An error as a person reads it, whatever of it is a refusal in codes said in words."""
    # Loads the engine, which asking for help does without.
    from wargame.text import refusals

    return refusals.error_words(error)
