"""A kill at any moment of play loses nothing that was acknowledged, on whatever branch it happened."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import soak
from wargame.game.library import Library
from wargame.seminar.local import LocalTable

PLAYER = """
import json, random, sys
from pathlib import Path
import wargame
from wargame.game.library import Library
from wargame.model.viewer import Seated
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Phase, Setup

rng = random.Random(int(sys.argv[2]))
library = Library(Path(sys.argv[1]))
scenario = wargame.load("scenarios/first-session.yaml")
if library.games():
    table = LocalTable.open(library, "game")
else:
    table = LocalTable.create(Setup(scenario, ("host",), MovePicker.CHANCE, scenario.default_lens, 3), library, "game")

def say(*what):
    print(json.dumps(what), flush=True)

say("open", table.node)
while True:
    act = rng.choice(["play", "play", "play", "go", "mark", "prune", "restore", "promote", "redraw"])
    nodes = [number for number in table.tree.nodes if table.tree.in_tree(number)]
    if act == "play" and table.phase is Phase.ENDED or act == "go":
        table.go(rng.choice([0, *nodes]))
        say("stand", table.node)
    elif act == "play":
        legal = [offer.order for offer in table.seat(Seated("host")).snapshot.view.offers if offer.legal]
        table.submit("host", rng.sample(legal, min(len(legal), rng.randrange(2))))
        say("draft", table.node, [str(order) for order in table._orders["host"]])
        table.resolve()
        say("node", table.node, table.tree[table.node].parent, list(table.tree[table.node].played.orders["host"]))
    elif act == "restore":
        table.restore()
    elif nodes:
        number = rng.choice(nodes)
        if act == "mark":
            label = f"label {rng.random()}"
            table.mark(number, label=label)
            say("label", number, label)
        elif act == "prune":
            table.prune(number)
        elif act == "promote":
            table.promote(number)
        elif len(table.tree) < 60:
            made = table.redraw(number)
            say("node", made, table.tree[made].parent, None)
"""


def killed(path: Path, rounds: int, seed: int) -> None:
    """Let a player play on the same game and be killed, many times at random, and look each time at what is left."""
    rng = random.Random(seed)
    nodes: dict[int, tuple[int, list[str] | None]] = {}
    labels: dict[int, str] = {}
    for attempt in range(rounds):
        process = subprocess.Popen(
            [sys.executable, "-c", PLAYER, str(path), str(seed * 1000 + attempt)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())[0] == "open"
        time.sleep(rng.random() * 0.25)
        os.kill(process.pid, signal.SIGKILL)
        told = [json.loads(line) for line in process.stdout.read().splitlines() if line.endswith("]")]
        process.wait()
        process.stdout.close()
        draft: tuple[int, list[str]] | None = None
        for kind, *what in told:
            if kind == "node":
                nodes[what[0]] = (what[1], what[2])
            elif kind == "label":
                labels[what[0]] = what[1]
            draft = (what[0], what[1]) if kind == "draft" else None
        kept = Library(path).read("game")
        for number, (parent, orders) in nodes.items():
            assert kept.tree[number].parent == parent
            assert orders is None or list(kept.tree[number].played.orders["host"]) == orders
        last_label = {number: kept.tree[number].label for number in labels}
        # One label more may have been written than was acknowledged, never one less.
        assert sum(last_label[number] != label for number, label in labels.items()) <= 1
        labels = last_label
        if draft is not None and kept.node == draft[0]:
            assert list((kept.draft.orders or {})["host"]) == draft[1]
        table = LocalTable.open(Library(path), "game")
        assert table.node == kept.node
        for number in kept.tree.nodes:
            table.replay.line(number)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_kill_at_any_moment_of_play_loses_nothing_acknowledged(tmp_path: Path) -> None:
    killed(tmp_path / "library.sqlite3", rounds=8, seed=1)


@pytest.mark.soak
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("seed", range(4))
def test_many_kills_lose_nothing_acknowledged(tmp_path: Path, seed: int) -> None:
    killed(tmp_path / "library.sqlite3", rounds=8 * soak.TIMES, seed=10 + seed)
