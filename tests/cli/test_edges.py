"""No terminal, closed pipes, Ctrl-C, full disks, mistakes of our own: a sentence and an exit code, no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from io import BufferedReader
from pathlib import Path

import pytest

from tests.cli.calls import Shell, as_a_shell_tells
from wargame import __version__

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and /dev/full are POSIX")


def test_version_and_help(shell: Shell) -> None:
    assert shell.call("--version").out == f"wargame {__version__}\n"
    for arguments in (["--help"], ["-h"], ["play", "--help"], ["run", "-h"]):
        done = shell.call(*arguments)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith("Usage: wargame ")


@pytest.mark.parametrize("arguments", [[], ["play"], ["play", "first-session", "--seat", "host"]])
def test_without_a_terminal_it_says_what_to_run(shell: Shell, arguments: list[str]) -> None:
    done = shell.call(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "wargame: the screen needs a terminal: run 'wargame play --plain SCENARIO' to play line by line, "
        "or 'wargame run SCENARIO' to play a whole game without a screen.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bogus"], "wargame: No such command 'bogus'"),
        (["--bogus"], "wargame: No such option"),
        (["run", "first-session", "--seed", "x"], "wargame: Invalid value for '--seed'"),
        (["play", "--continue", "y", "--seed", "0"], "wargame: A saved game keeps its seats, seed and lens;"),
        (["play", "x", "--continue", "y"], "wargame: Name either a scenario or a saved game to continue, not both."),
    ],
)
def test_usage_faults_exit_2(shell: Shell, arguments: list[str], said: str) -> None:
    done = shell.call(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(said)
    assert len(done.err.splitlines()) == 1


@needs_posix
def test_a_closed_pipe_is_silent(shell: Shell) -> None:
    process = subprocess.Popen(
        shell.command("run", "first-session", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=shell.folder,
        env=shell.environment,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 141
    assert said == b""


@needs_posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["run", "first-session", "--json"], ["scenarios"], ["schema"]])
def test_a_full_disk_is_said_plainly(shell: Shell, arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            shell.command(*arguments),
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=shell.folder,
            env=shell.environment,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr == b"wargame: the disk is full.\n"


@needs_posix
def test_ctrl_c_says_that_the_game_is_saved(shell: Shell) -> None:
    process = subprocess.Popen(
        shell.command("play", "first-session", "--plain", "--seat", "host", "--seed", "1"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=shell.folder,
        env=shell.environment,
    )
    assert isinstance(process.stdout, BufferedReader)
    shown = b""
    while b"or none." not in shown:
        some = process.stdout.read1(1000)
        assert some, shown.decode()
        shown += some
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert as_a_shell_tells(process.returncode) == 130
    assert said == b"wargame: stopped. The game is saved as 'first-session'.\n"


@needs_posix
@pytest.mark.parametrize("command", ["simulate", "claims", "agency"])
def test_ctrl_c_on_a_terminal_ends_the_bar_and_leaves_no_blank_line(shell: Shell, command: str) -> None:
    import pty

    ours, theirs = pty.openpty()
    most = "100000" if command == "agency" else "1000000"
    process = subprocess.Popen(
        shell.command(command, "first-session", "--games", most, "--workers", "1"),
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=shell.folder,
        env=shell.environment,
    )
    os.close(theirs)
    said, stopped = b"", False
    try:
        while b"stopped" not in said:
            said += os.read(ours, 10_000)
            if b"%" in said and not stopped:
                process.send_signal(signal.SIGINT)
                stopped = True
        process.communicate(timeout=60)
    finally:
        process.kill()
        os.close(ours)
    assert b"\n\r\n" not in said
    assert b"\nwargame: stopped" in said


def test_a_mistake_of_ours_is_one_sentence_unless_a_traceback_is_asked_for(shell: Shell) -> None:
    program = (
        "import sys, wargame.authoring as authoring, wargame.cli as cli\n"
        "def broken(): raise ZeroDivisionError('by zero')\n"
        "authoring.schema = broken\n"
        "sys.argv = ['wargame', 'schema']\n"
        "cli.main()\n"
    )

    def run(**environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program],
            cwd=shell.folder,
            env={**shell.environment, **environment},
            capture_output=True,
            text=True,
            timeout=60,
        )

    done = run()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("wargame: an error in the program (ZeroDivisionError)")
    assert "Traceback" not in done.stderr
    assert "Traceback" in run(WARGAME_TRACEBACK="1").stderr


def test_characters_the_output_does_not_have_are_no_fault(shell: Shell) -> None:
    name = shell.scenario(("title: A first session", "title: A first session – Ω"))
    done = shell.call_anew("run", name, PYTHONIOENCODING="iso8859-5", PYTHONUTF8="0")
    assert done.code == 0
    assert done.out.startswith("A first session ? ?\n")


def test_a_scenario_does_not_steer_the_terminal(shell: Shell) -> None:
    name = shell.scenario(("title: A first session", 'title: "A \\e[31mred\\a session"'))
    done = shell.call("run", name)
    assert "\x1b" not in done.out + done.err
    assert "\a" not in done.out + done.err
    odd = shell.scenario(("when: trust(guest, host) > 0", 'when: "\\e[2J > 0"'), name="odd.yaml")
    checked = shell.call("check", odd)
    assert checked.code == 1
    assert "\x1b" not in checked.out + checked.err


@needs_posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_fault_of_the_program(shell: Shell, closed: str) -> None:
    command = f'"{sys.executable}" -W error -m wargame play first-session --plain --seat none --seed 1 {closed}'
    done = subprocess.run(
        ["sh", "-c", command], cwd=shell.folder, env=shell.environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0
    assert done.stderr == ""
