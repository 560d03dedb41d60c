"""The command that tests an author's claims: pairs of games under the same luck, with and without the cause."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from wargame.cli.common import (
    STOPPED,
    Failure,
    Form,
    emit,
    engine_option,
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

if TYPE_CHECKING:
    from wargame.analysis.claims import ClaimResult, Trials

MOST_GAMES = 4_000
UNEXPECTED = 1


@click.command()
@click.argument("scenario")
@games_option(
    1,
    1_000_000,
    MOST_GAMES,
    "The most pairs of games to play for a claim; it is looked at after 250, 500, 1,000 and so on.",
)
@first_seed_option
@click.option("--lens", metavar="ID", help="The lens to play under. Default: every lens in turn.")
@workers_option
@engine_option
@click.option("--strict", is_flag=True, help="End with exit code 1 if a claim does not come out as its author expects.")
@json_option
def claims(
    scenario: str, games: int, seed: int, lens: str | None, workers: int | None, strict: bool, form: Form
) -> int:
    """Test what a scenario claims: play games in two ways under the same luck, and compare.

    Each claim of the file is shown with its effect, the bounds of it (four standard errors), a verdict, the games used
    and its source; then which claims a lens reverses, and which headings of the sources no claim cites.
    """
    from wargame.report.documents import claims as documents
    from wargame.seminar.inquiry import claim_trials
    from wargame.text.claims import claims_lines, no_claims, not_as_expected, tested_words

    loaded = find_scenario(scenario)
    chosen = None if lens is None else find_lens(loaded, lens)
    trials = claim_trials(loaded, FACILITATOR, games, seed, chosen)
    if not trials.groups and form is Form.WORDS:
        click.echo(no_claims(loaded))
        return 0
    use_engine(loaded, trials.lenses[0])
    found, whole = _tried(trials, processes(workers))
    of = len(loaded.claims) * len(trials.lenses)
    if not found and not whole:
        raise Failure(tested_words(0, of), STOPPED)
    emit(form, lambda: documents.claims(trials, found), lambda: claims_lines(trials, found))
    if not whole:
        raise Failure(tested_words(len(found), of), STOPPED)
    wrong = sum(each.as_expected is False for each in found)
    if strict and wrong:
        raise Failure(not_as_expected(wrong), UNEXPECTED)
    return 0


def _tried(trials: Trials, workers: int) -> tuple[list[ClaimResult], bool]:
    """What was found until all was done or Ctrl-C came, in the file's order, and whether all was done."""
    from wargame.analysis.claims import try_claims
    from wargame.jobs.pool import in_order
    from wargame.text.claims import testing_words

    found: list[ClaimResult] = []
    done = 0
    task = in_order(try_claims, trials, trials.pieces, workers)
    under = trials.scenario.lenses[trials.lenses[0]].title if len(trials.lenses) == 1 else ""
    with (
        contextlib.suppress(KeyboardInterrupt),
        plain_failures(),
        task,
        progress(task, trials.pieces, label=testing_words(under)) as pieces,
    ):
        for piece in pieces:
            found += piece
            done += 1
    claims, lenses = list(trials.scenario.claims), trials.lenses
    found.sort(key=lambda each: (claims.index(each.claim), lenses.index(each.lens)))
    return found, done == trials.pieces


def register(group: click.Group) -> None:
    """Add the command to the program's."""
    group.add_command(claims)
