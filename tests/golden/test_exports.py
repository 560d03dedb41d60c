"""Files for exchange as they were written: any change of the format, of the engine or of a scenario shows in a diff.

Where a change is meant, write the files anew with `GOLDEN=write python -m pytest tests/golden` and read the diff. A
file that no longer plays again is one that nobody can import any more.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wargame.authoring import find, load
from wargame.engine.position import Position, start
from wargame.engine.redraw import with_luck
from wargame.engine.resolution import resolve
from wargame.game.game_file import export_text, read_file, verify
from wargame.game.replay import play, saved_turn, with_own_luck_after
from wargame.game.save import Draft, KeptGame, NewGame
from wargame.game.tree import BEGINNING, Node, SavedTurn, Tree
from wargame.players.registry import BOTS

GAMES = [("first-session", 2**64 - 1, "plain", "host"), ("planned-exit", 1, "erodes", "eu")]


@pytest.mark.parametrize(("scenario", "seed", "lens", "seat"), GAMES)
def test_a_game_is_written_as_it_was_and_plays_again(scenario: str, seed: int, lens: str, seat: str) -> None:
    kept = played(scenario, seed, lens, seat)
    text = export_text(kept)
    path = Path(__file__).parent / f"{scenario}-{lens}.wargame.json"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text.encode() == path.read_bytes()
    found = read_file(path)
    assert found == kept
    verify(found.created, found.tree)


def played(name: str, seed: int, lens: str, seat: str) -> KeptGame:
    """A game of the bots with two branches, one of them pruned, a turn drawn anew, and all that players write."""
    scenario = load(find(name))
    nodes: dict[int, Node] = {}
    _play_on(nodes, BEGINNING, start(scenario, seed, lens), "doctrine")
    fork = resolve(start(scenario, seed, lens), None, {})
    first = _add(nodes, BEGINNING, saved_turn(fork))
    _play_on(nodes, first, fork.after, "random")
    before = with_luck(play(start(scenario, seed, lens), nodes[1].played).after, 1, seed)
    drawn = with_own_luck_after(resolve(before, None, {}), seed)
    last = _add(nodes, 1, saved_turn(drawn, luck=1))
    marks = {"label": "„hold“ – Δ", "note": "Why not?\n\tAsk\u2028again.", "star": True, "collapsed": True, "rank": -1}
    nodes[first] = Node(first, BEGINNING, nodes[first].played, **marks)  # type: ignore[arg-type]
    nodes[last] = Node(last, 1, nodes[last].played, pruned=1)
    file = f"{name}.yaml"
    made = NewGame(scenario.id, scenario.title, file, scenario.text, seed, lens, (seat,), "chance", "doctrine")
    return KeptGame(name, made, Tree(nodes), first, Draft())


def _play_on(nodes: dict[int, Node], parent: int, position: Position, bot: str) -> None:
    chooser = BOTS[bot]()
    while position.ending is None:
        turn = resolve(position, None, {each: chooser.orders(position, each) for each in position.scenario.seats})
        parent, position = _add(nodes, parent, saved_turn(turn)), turn.after


def _add(nodes: dict[int, Node], parent: int, turn: SavedTurn) -> int:
    number = len(nodes) + 1
    nodes[number] = Node(number, parent, turn)
    return number
