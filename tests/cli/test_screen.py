"""`wargame` and `wargame play` at a terminal: where the screen opens."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
import time

import pytest

from tests.cli.calls import Shell
from wargame import cli
from wargame.cli.common import FRESH_SEEDS
from wargame.seminar.table import MovePicker
from wargame.tui import app
from wargame.tui.app import StartAt


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[StartAt | None]:
    """Where the screen was asked to open; it does not open."""
    asked: list[StartAt | None] = []

    def run(start: StartAt | None = None) -> int:
        asked.append(start)
        return 0

    monkeypatch.setattr(app, "run", run)
    monkeypatch.setattr(cli, "need_terminal", lambda: None)
    return asked


def test_home(opened: list[StartAt | None]) -> None:
    assert cli._guarded([]) == 0
    assert cli._guarded(["play"]) == 0
    assert opened == [None, None]


def test_a_named_seat_starts_at_once(opened: list[StartAt | None]) -> None:
    arguments = ["play", "first-session", "--seat", "rival", "--seed", "9", "--lens", "hard"]
    assert cli._guarded([*arguments, "--move-by", "player", "--bots", "random"]) == 0
    (start,) = opened
    assert start is not None and start.setup is not None and start.proposal is None
    setup = start.setup
    assert (setup.scenario.id, setup.seats, setup.seed) == ("first-session", ("rival",), 9)
    assert (setup.picker, setup.lens, setup.bot) == (MovePicker.PLAYER, "hard", "random")


def test_without_a_seat_the_set_up_is_looked_over(opened: list[StartAt | None]) -> None:
    assert cli._guarded(["play", "first-session", "--seed", "9"]) == 0
    (start,) = opened
    assert start is not None and start.setup is None and start.proposal is not None
    assert (start.proposal.seats, start.proposal.seed) == (("host",), 9)


def test_a_seed_is_drawn_when_none_is_named(opened: list[StartAt | None]) -> None:
    for _ in range(4):
        cli._guarded(["play", "first-session"])
    seeds = {start.proposal.seed for start in opened if start is not None and start.proposal is not None}
    assert len(seeds) > 1
    assert all(0 <= seed < FRESH_SEEDS for seed in seeds)


def test_a_saved_game(opened: list[StartAt | None]) -> None:
    assert cli._guarded(["play", "--continue", "first-session"]) == 0
    assert opened == [StartAt(saved="first-session")]


def test_a_seat_without_a_scenario_is_not_understood(
    opened: list[StartAt | None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli._guarded(["play", "--seat", "host"]) == 2
    assert opened == []
    said = capsys.readouterr().err
    assert said == "wargame: Name the scenario whose seat, lens or opening you choose. See 'wargame play --help'.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_home_screen_opens_and_closes_in_a_real_terminal(shell: Shell) -> None:
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**shell.environment, "TERM": "xterm-256color"}
    process = subprocess.Popen(
        shell.command(), stdin=theirs, stdout=theirs, stderr=theirs, cwd=shell.folder, env=environment
    )
    os.close(theirs)
    shown, deadline, asked = b"", time.monotonic() + 60, False
    while process.poll() is None and time.monotonic() < deadline:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                shown += os.read(ours, 10_000)
            except OSError:  # the other side has closed
                break
        if not asked and b"Help" in shown and b"Quit" in shown:
            os.write(ours, b"q")
            asked = True
    code = process.wait(10)
    os.close(ours)
    assert asked, shown
    assert code == 0, shown


@pytest.mark.skipif(sys.platform == "win32", reason="pty is POSIX")
def test_a_terminal_on_which_nothing_would_be_drawn_is_none(shell: Shell) -> None:
    import pty

    ours, theirs = pty.openpty()
    done = subprocess.run(
        shell.command(), stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, env=shell.environment, timeout=60
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert done.stderr.startswith(b"wargame: the screen needs a terminal:")
