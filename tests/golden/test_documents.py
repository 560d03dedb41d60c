"""Every `--json` document as it was: what a program reads from a command does not change unseen.

Where a change is meant, write the files anew with `GOLDEN=write python -m pytest tests/golden` and read the diff. What
differs from run to run or from place to place is taken out: seconds, the time of a save, and where the package lies. A
long document stands as its length and its digest.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

import pytest

import wargame
from wargame.cli import main

HERE = Path(__file__).parent
FILES = HERE / "documents"
ROOT = Path(wargame.__file__).parents[1]
LONG = 30_000
"""A document of more characters is kept as its digest."""

FIRST, FLAGSHIP = "first-session.wargame.json", "planned-exit.wargame.json"
SAVES = {FIRST: "first-session-plain.wargame.json", FLAGSHIP: "planned-exit-erodes.wargame.json"}
EDITS = {
    "edited.yaml": ("first-session.yaml", "amount: -3, because: Words wear", "amount: -9, because: Words wear"),
    "dearer.yaml": ("first-session.yaml", "    press:\n      title: Press", "    lean_on:\n      title: Press"),
    "flagship.yaml": ("planned-exit.yaml", "{amount: 2, because: Each debate", "{amount: 9, because: Each debate"),
    "bad.yaml": ("first-session.yaml", "cost: 1\n    when: guest.commitment", "cost: 1\n    when: guest.comitment"),
}
"""Scenarios with something replaced, once."""
ORDERS = {
    "orders.txt": "turn 1: move grumble\nturn 1: host: press\nturn 2: host: press\nturn 2: rival: whisper\n",
    "legal.txt": "turn 1: move grumble\nturn 1: host: press\nturn 2: host: subsidy\nturn 3: rival: none\n",
}
SMALL = ("--games", "2")

CASES: Mapping[str, tuple[str, ...]] = {
    "run-first": ("run", "first-session", "--seed", "7", "--lens", "hard"),
    "run-orders": ("run", "first-session", "--orders", "legal.txt"),
    "run-illegal": ("run", "first-session", "--orders", "orders.txt"),
    "run-random": ("run", "first-session", "--bots", "random", "--seed", "3"),
    "run-flagship": ("run", "planned-exit"),
    "run-flagship-random": ("run", "planned-exit", "--bots", "random", "--seed", "2", "--lens", "sharpens"),
    "run-no-lens": ("run", "first-session", "--lens", "hart"),
    "scenarios": ("scenarios",),
    "games": ("games",),
    "tree-first": ("tree", FIRST),
    "tree-first-host": ("tree", FIRST, "--seat", "host"),
    "tree-first-rival": ("tree", FIRST, "--seat", "rival"),
    "tree-first-par": ("tree", FIRST, "--par", "--seat", "rival"),
    "tree-flagship": ("tree", FLAGSHIP),
    "tree-flagship-china": ("tree", FLAGSHIP, "--seat", "china"),
    "tree-no-seat": ("tree", FIRST, "--seat", "guest"),
    "tree-no-save": ("tree", "nowhere"),
    "compare-first": ("compare", FIRST, "3", "6"),
    "compare-first-rival": ("compare", FIRST, "main", "6", "--seat", "rival"),
    "compare-first-host": ("compare", FIRST, "1", "4", "--seat", "host"),
    "compare-luck": ("compare", FIRST, "2", "7"),
    "compare-same": ("compare", FIRST, "5", "5"),
    "compare-beginning": ("compare", FIRST, "0", "3"),
    "compare-flagship": ("compare", FLAGSHIP, "10", "20"),
    "compare-flagship-eu": ("compare", FLAGSHIP, "1", "11", "--seat", "eu"),
    "compare-flagship-russia": ("compare", FLAGSHIP, "3", "13", "--seat", "russia"),
    "compare-no-node": ("compare", FIRST, "3", "99"),
    "luck-first": ("luck", FIRST, "--at", "3", "--games", "100"),
    "luck-no-end": ("luck", FIRST, "--at", "1"),
    "calibrate-first": ("calibrate", "first-session", "--games", "16", "--each", "20", "--workers", "1"),
    "why-first": ("why", FIRST, "guest.commitment", "--at", "main"),
    "why-tie": ("why", FIRST, "trust(guest, host)"),
    "why-capital": ("why", FIRST, "capital(host)", "--at", "3"),
    "why-first-host": ("why", FIRST, "guest.commitment", "--at", "3", "--seat", "host"),
    "why-hidden": ("why", FIRST, "rival.designs", "--at", "3", "--seat", "host"),
    "why-flagship": ("why", FLAGSHIP, "nato.deterrence", "--at", "3"),
    "why-flagship-china": ("why", FLAGSHIP, "nato.deterrence", "--at", "3", "--seat", "china"),
    "why-no-number": ("why", FIRST, "guest.comitment"),
    "why-not-ending": ("why-not", FIRST, "adrift", "--at", "main"),
    "why-not-move": ("why-not", FIRST, "withhold_dues", "--at", "1"),
    "why-not-reaction": ("why-not", FIRST, "host.press", "--at", "2", "--seat", "host"),
    "why-not-happened": ("why-not", FIRST, "firm", "--at", "main"),
    "why-not-flagship": ("why-not", FLAGSHIP, "renewed_alliance", "--at", "2", "--turns", "20"),
    "why-not-flagship-eu": ("why-not", FLAGSHIP, "probe_succeeds", "--at", "2", "--turns", "20", "--seat", "eu"),
    "why-not-nothing": ("why-not", FIRST, "revolution"),
    "rerun-same": ("rerun", FIRST, "--scenario", "first-session"),
    "rerun-edited": ("rerun", FIRST, "--scenario", "edited.yaml"),
    "rerun-illegal": ("rerun", FIRST, "--scenario", "dearer.yaml"),
    "rerun-flagship": ("rerun", FLAGSHIP, "--scenario", "flagship.yaml"),
    "rerun-other": ("rerun", FIRST, "--scenario", "planned-exit"),
    "simulate-first": ("simulate", "first-session", "--games", "300"),
    "simulate-few": ("simulate", "first-session", "--games", "9", "--lens", "hard", "--bot", "all=random"),
    "simulate-node": ("simulate", FIRST, "--at", "1", "--games", "200"),
    "simulate-orders": ("simulate", "first-session", "--games", "50", "--orders", "orders.txt", "--seed", "4"),
    "simulate-flagship": ("simulate", "planned-exit", "--games", "60"),
    "simulate-flagship-node": ("simulate", FLAGSHIP, "--at", "12", "--games", "60", "--lens", "sharpens"),
    "simulate-ended": ("simulate", FIRST, "--at", "3"),
    "stability-first": ("stability", "first-session", "--games", "16"),
    "stability-gmr": (
        "stability",
        "first-session",
        "--concept",
        "GMR",
        "--convention",
        "one_step",
        "--lens",
        "hard",
        *SMALL,
    ),
    "stability-smr": ("stability", "first-session", "--move", "withhold_dues", "--concept", "SMR", *SMALL),
    "stability-node": ("stability", FIRST, "--at", "4", *SMALL),
    "stability-flagship": ("stability", "planned-exit", *SMALL),
    "stability-no-move": ("stability", "first-session", "--move", "retreat"),
    "advise-host": ("advise", "first-session", "host", "--games", "16"),
    "advise-rival": ("advise", "first-session", "rival", "--lens", "hard", "--seed", "3", *SMALL),
    "advise-node": ("advise", FIRST, "host", "--at", "1", *SMALL),
    "advise-flagship": ("advise", "planned-exit", "china", *SMALL),
    "advise-no-seat": ("advise", "first-session", "guest"),
    "sensitivity-first": ("sensitivity", "first-session", "adrift", "--games", "64", "--workers", "1"),
    "sensitivity-expectation": (
        *("sensitivity", "first-session", "leaves", "--games", "32", "--workers", "1", "--lens", "hard", "--seed", "2"),
    ),
    "sensitivity-morris": (
        *("sensitivity", "first-session", "adrift", "--method", "morris", "--games", "64", "--trajectories", "4"),
        *("--workers", "1", "--lens", "plain"),
    ),
    "sensitivity-sobol": (
        *("sensitivity", "first-session", "adrift", "--method", "sobol", "--games", "32", "--points", "16"),
        *("--of", "3", "--workers", "1", "--lens", "plain"),
    ),
    "sensitivity-nothing": ("sensitivity", "first-session", "revolution"),
    "rare-first": ("rare", "first-session", "out", "--games", "1000", "--workers", "1"),
    "claims-first": ("claims", "first-session", "--games", "250", "--workers", "1"),
    "claims-hard": ("claims", "first-session", "--lens", "hard", "--seed", "3", "--workers", "1"),
    "claims-no-lens": ("claims", "first-session", "--lens", "soft"),
    "agency-first": ("agency", "first-session", "--games", "30", "--workers", "1"),
    "agency-no-lens": ("agency", "first-session", "--lens", "hart"),
    "fragility-first": ("fragility", FIRST, "--at", "main"),
    "fragility-going-on": ("fragility", FIRST, "--at", "1"),
    "fragility-flagship": ("fragility", FLAGSHIP, "--at", "10"),
    "fragility-nothing": ("fragility", FIRST, "--at", "0"),
    "check-good": ("check", "first-session", "planned-exit"),
    "check-bad": ("check", "bad.yaml", "edited.yaml"),
    "check-gone": ("check", "nowhere.yaml"),
    "schema": ("schema",),
}


@contextlib.contextmanager
def furnished(folder: Path) -> Iterator[None]:
    """Stand in a folder with saved games, scenarios and a library of its own."""
    for name, of in SAVES.items():
        shutil.copy(HERE / of, folder / name)
    for name, (of, old, new) in EDITS.items():
        text = (ROOT / "scenarios" / of).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    for name, orders in ORDERS.items():
        (folder / name).write_text(orders, encoding="utf-8")
    with patch.dict(os.environ, {"WARGAME_HOME": str(folder / "home")}), contextlib.chdir(folder):
        for name, save in {"first": FIRST, "flagship": FLAGSHIP}.items():
            assert called("import", save, "--name", name).endswith("exit 0\n")
        yield


def called(*arguments: str) -> str:
    """What a command prints, on standard output and then on standard error, and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["wargame", *arguments]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return f"{out.getvalue()}{err.getvalue()}exit {ended.value.code or 0}\n"


def document(arguments: tuple[str, ...]) -> str:
    """What a command prints with `--json`, without what differs from run to run."""
    shown = called(*arguments, *(() if arguments == ("schema",) else ("--json",)))
    shown = shown.replace(f"{ROOT}{os.sep}", "")
    shown = re.sub(r'"seconds": [0-9.e-]+', '"seconds": 0', shown)
    shown = re.sub(r'"changed": "[^"]*"', '"changed": ""', shown)
    if arguments[0] in ("sensitivity", "agency", "rare"):
        # Libraries of linear algebra differ in the last digits.
        shown = re.sub(r"(\d\.\d{10})\d+", r"\1", shown)
    if len(shown) > LONG:
        shown = f"{len(shown)} characters, SHA-256 {hashlib.sha256(shown.encode()).hexdigest()}\n"
    return shown


@pytest.fixture(scope="module", autouse=True)
def _furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with furnished(tmp_path_factory.mktemp("documents")):
        yield


@pytest.mark.parametrize("name", CASES)
def test_a_document_is_as_it_was(name: str) -> None:
    shown = document(CASES[name])
    path = FILES / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(shown, encoding="utf-8", newline="\n")
    assert shown.encode() == path.read_bytes()


def test_every_file_has_its_document() -> None:
    assert {path.stem for path in FILES.iterdir()} == set(CASES)
