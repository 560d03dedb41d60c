"""Whole games as readable text: any change of the rules, of chance or of a shipped scenario shows in a diff.

Where a change is meant, write the texts anew with `GOLDEN=write python -m pytest tests/golden` and read the diff.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from wargame.authoring import check, find, load
from wargame.engine.position import Position, start
from wargame.engine.resolution import Resolution, resolve
from wargame.engine.turn_report import report
from wargame.engine.visibility import move_offers
from wargame.model.viewer import FACILITATOR
from wargame.players.bots import DoctrineBot

GAMES = [
    ("first-session", 1, "plain"),
    ("first-session", 1, "hard"),
    ("planned-exit", 1, "erodes"),
    ("planned-exit", 1, "sharpens"),
]


@pytest.mark.parametrize(("scenario", "seed", "lens"), GAMES)
def test_a_whole_game_is_as_it_was(scenario: str, seed: int, lens: str) -> None:
    shown = "\n".join(transcript(start(load(find(scenario)), seed, lens))) + "\n"
    path = Path(__file__).parent / f"{scenario}-{lens}-{seed}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("scenario", ["planned-exit"])
def test_the_warnings_of_a_scenario_are_as_they_were(scenario: str) -> None:
    """What its author has still to answer; `first-session` has answered all."""
    found = check(find(scenario))
    shown = "".join(f"{each.line}:{each.column}: [{each.code}] {each.message}\n" for each in found)
    path = Path(__file__).parent / f"{scenario}-warnings.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


def transcript(position: Position) -> Iterator[str]:
    """A game with every seat played by doctrine: what was possible, what was chosen, and each number's causes."""
    bot = DoctrineBot()
    yield f"{position.scenario.id} seed {position.seed} lens {position.lens}"
    while position.ending is None:
        yield ""
        yield f"turn {position.turn} {position.date}"
        likely = [f"{offer.id} {offer.probability:.3f}" for offer in move_offers(position, FACILITATOR) if offer.legal]
        yield f"  moves: {', '.join(likely)}"
        orders = {seat: bot.orders(position, seat) for seat in position.scenario.seats}
        resolution = resolve(position, None, orders)
        yield from _turn(resolution)
        position = resolution.after
    yield ""
    yield f"ending {position.ending}"
    yield "scores " + ", ".join(f"{seat} {score:.2f}" for seat, score in position.scores.items())


def _turn(resolution: Resolution) -> Iterator[str]:
    shown = report(resolution, FACILITATOR)
    for happened in shown.happened:
        yield f"  event {happened.event}: {happened.outcome} ({happened.probability:.3f})"
    yield f"  move {shown.move}"
    for seat, played in shown.played.items():
        each = [f"{one.order}" + ("" if one.strength == 1 else f" x{one.strength:g}") for one in played]
        yield f"  {seat}: {', '.join(each) or 'nothing'}"
    yield f"  rules: {', '.join(rule.id for rule in shown.fired) or 'none'}"
    for row in shown.ledger:
        causes = " ".join(
            f"{entry.cause.id}{'@' + str(entry.cause.ordered) if entry.cause.ordered else ''} {entry.amount:+.3f}"
            for entry in row.entries
            if abs(entry.amount) >= 0.0005
        )
        yield f"  {row.name} {row.before:.3f} -> {row.after:.3f}: {causes}"
