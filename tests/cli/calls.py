"""Calling the commands as a user does, each in a process of its own that starts with the commands loaded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cli.forks import Forks

CHECKOUT = Path(__file__).parents[2]
FORKS = Forks(CHECKOUT)
# Stopped while it reads a module, Python leaves the file open, of which only `-W error` would complain.
STOPPED_AT_ANY_MOMENT = ("-W", "error", "-W", "ignore::ResourceWarning")


def as_a_shell_tells(code: int) -> int:
    """The exit code as `$?` has it: 128 and the signal's number for a process that a signal ended.

    Python ends by the signal itself, whatever exit code it was given, when Ctrl-C met it inside an `exec`, and
    dataclasses are made with `exec`: so a command stopped while it loads ends in either way.
    """
    return code if code >= 0 else 128 - code


@dataclass(frozen=True)
class Called:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Shell:
    """A folder of one's own to call commands in, with a library of saved games of its own."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        path = os.pathsep.join(filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH"))))
        return {**os.environ, "WARGAME_HOME": str(self.folder / "home"), "PYTHONPATH": path, "PYTHONUTF8": "1"}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-W", "error", "-m", "wargame", *arguments]

    def call(self, *arguments: str, typed: str = "", **environment: str) -> Called:
        """Call a command that must not show a traceback, with `typed` on its standard input."""
        with TemporaryDirectory() as kept:
            files = {name: Path(kept) / name for name in ("stdin", "stdout", "stderr")}
            for name, file in files.items():
                file.write_text(typed if name == "stdin" else "", encoding="utf-8")
            code = FORKS.call(
                {
                    "arguments": arguments,
                    "folder": str(self.folder),
                    "environment": {**self.environment, **environment},
                    **{name: str(file) for name, file in files.items()},
                }
            )
            out, err = (files[name].read_bytes().decode() for name in ("stdout", "stderr"))
        assert "Traceback" not in err, err
        return Called(code, out, err)

    def call_anew(self, *arguments: str, **environment: str) -> Called:
        """Call a command in a Python of its own, with pipes for its output."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Called(done.returncode, done.stdout, done.stderr)

    def interrupted(self, seconds: float, *arguments: str) -> Called:
        """Call a command that is stopped after so many seconds, with all its processes, as by Ctrl-C."""
        with subprocess.Popen(
            [sys.executable, *STOPPED_AT_ANY_MOMENT, "-m", "wargame", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            time.sleep(seconds)
            os.killpg(process.pid, signal.SIGINT)
            try:
                out, err = process.communicate(timeout=60)
            finally:
                process.kill()
        return Called(as_a_shell_tells(process.returncode), out, err)

    def write(self, name: str, text: str) -> str:
        """Write a file and give its name."""
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def scenario(self, *edits: tuple[str, str], name: str = "game.yaml") -> str:
        """Write the first session with some of its text replaced, and give the file's name."""
        text = (CHECKOUT / "scenarios" / "first-session.yaml").read_text("utf-8")
        for old, new in edits:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        return self.write(name, text)
