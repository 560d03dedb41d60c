"""What is typed before the screen is painted is not echoed, and the terminal is given back as it was."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.calls import STOPPED_AT_ANY_MOMENT, Shell, as_a_shell_tells

if sys.platform == "win32":
    pytest.skip("terminals are as on POSIX", allow_module_level=True)

import fcntl
import pty
import struct
import termios

ARROWS = b"\x1b[B\x1b[A\x1b[Bq\r"
SCREEN = b"\x1b[?1049h"


class Terminal:
    """A terminal of 80 by 24 in which a command runs."""

    def __init__(self, shell: Shell, *arguments: str) -> None:
        self.ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(self.theirs)
        self.said = b""
        self.process = subprocess.Popen(
            [sys.executable, *STOPPED_AT_ANY_MOMENT, "-m", "wargame", *arguments],
            cwd=shell.folder,
            env={**shell.environment, "TERM": "xterm-256color"},
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )

    @property
    def echoes(self) -> bool:
        """Whether it shows what is typed."""
        return bool(termios.tcgetattr(self.theirs)[3] & termios.ECHO)

    def until(self, wanted: bytes) -> None:
        """Read on until this was printed."""
        end = time.monotonic() + 30
        while wanted not in self.said and time.monotonic() < end:
            if select.select([self.ours], [], [], 0.05)[0]:
                self.said += os.read(self.ours, 65536)
        assert wanted in self.said, self.said

    def quiet(self) -> None:
        """Wait until it does not echo."""
        end = time.monotonic() + 30
        while self.echoes and time.monotonic() < end:
            time.sleep(0.002)
        assert not self.echoes

    def opens_a_screen(self) -> bool:
        """Whether the screen opens before the command ends."""
        end = time.monotonic() + 30
        while self.process.poll() is None and SCREEN not in self.said and time.monotonic() < end:
            if select.select([self.ours], [], [], 0.05)[0]:
                self.said += os.read(self.ours, 65536)
        return SCREEN in self.said

    def ended(self) -> int:
        """The exit code, and that the terminal is as it was."""
        end = time.monotonic() + 30
        while self.process.poll() is None and time.monotonic() < end:
            if select.select([self.ours], [], [], 0.05)[0]:
                self.said += os.read(self.ours, 65536)
        while select.select([self.ours], [], [], 0.05)[0]:
            self.said += os.read(self.ours, 65536)
        assert termios.tcgetattr(self.theirs) == self.before
        return as_a_shell_tells(self.process.wait(1))


@contextmanager
def terminal(shell: Shell, *arguments: str) -> Iterator[Terminal]:
    opened = Terminal(shell, *arguments)
    try:
        yield opened
    finally:
        if opened.process.poll() is None:
            opened.process.kill()
        opened.process.wait(5)
        os.close(opened.ours)
        os.close(opened.theirs)


@pytest.mark.parametrize("arguments", [(), ("play",), ("play", "first-session", "--seat", "host")], ids=str)
def test_keys_typed_while_it_loads_are_not_echoed(shell: Shell, arguments: tuple[str, ...]) -> None:
    with terminal(shell, *arguments) as opened:
        opened.quiet()
        assert SCREEN not in opened.said
        os.write(opened.ours, ARROWS[:-2])
        opened.until(SCREEN)
        assert opened.said.partition(SCREEN)[0] == b""
        assert b"^[" not in opened.said
        time.sleep(1.5)
        if opened.process.poll() is None:
            os.write(opened.ours, b"\x11")
        assert opened.ended() == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("play", "nowhere"), 2), (("play", "--help"), 0), (("play", "--bogus"), 2), (("play", "--continue", "x"), None)],
    ids=str,
)
def test_the_terminal_is_given_back_where_no_screen_comes_of_it(
    shell: Shell, arguments: tuple[str, ...], code: int | None
) -> None:
    with terminal(shell, *arguments) as opened:
        if code is None:
            # There is no such game: the screen says so, and is left.
            opened.until(SCREEN)
            time.sleep(1.5)
            os.write(opened.ours, b"\x11")
            time.sleep(0.5)
            os.write(opened.ours, b"\x11")
        found = opened.ended()
        assert code is None or found == code


def test_ctrl_c_while_it_loads_gives_the_terminal_back(shell: Shell) -> None:
    # On a busy machine the screen may open before the key is there, and takes it as any other.
    for delay in (0.1, 0.0, 0.0, 0.0):
        with terminal(shell, "play", "first-session", "--seat", "host") as opened:
            opened.quiet()
            time.sleep(delay)
            os.write(opened.ours, b"\x03")
            if not opened.opens_a_screen():
                assert opened.ended() == 130
                assert b"stopped." in opened.said
                assert b"Traceback" not in opened.said
                return
    pytest.fail("the screen was always there first")


@pytest.mark.parametrize("there", [False, True], ids=["while it loads", "on the screen"])
def test_ended_from_outside_it_gives_the_terminal_back(shell: Shell, there: bool) -> None:
    with terminal(shell, "play", "first-session", "--seat", "host") as opened:
        opened.quiet()
        if there:
            opened.until(SCREEN)
            time.sleep(1.5)
        opened.process.send_signal(signal.SIGTERM)
        assert opened.ended() == 128 + signal.SIGTERM
        assert opened.said.count(b"\x1b[?1049l") == opened.said.count(SCREEN)
        assert b"Traceback" not in opened.said


def test_commands_without_a_screen_leave_the_terminal_alone(shell: Shell) -> None:
    with terminal(shell, "play", "--plain", "first-session", "--seat", "host") as opened:
        opened.until(b"\n")
        assert opened.echoes
        opened.process.kill()
