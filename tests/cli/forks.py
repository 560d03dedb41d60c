"""A process that has loaded the commands already and forks for every call: a second of loading less for each.

It reads one call a line, as JSON: the arguments, the folder, the environment, and the files that are its standard
input, output and error. It answers with the exit code. Where this does not serve, as for what is typed at a terminal
or for what loading itself does, tests start `python -m wargame` anew.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, NoReturn

import wargame

LATER = ("wargame.tui", "wargame.rl", "wargame.jobs.cluster", "wargame.__main__")
"""What is loaded by those calls only that need it: it needs a terminal, or another library."""
SECONDS = 60
"""How long a call may take."""


class Forks:
    """The process, started with the first call."""

    def __init__(self, checkout: Path) -> None:
        self._checkout = checkout
        self._process: subprocess.Popen[str] | None = None

    def call(self, call: dict[str, object]) -> int:
        """Make a call and wait for its exit code; below 0 where a signal ended it."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "tests.cli.forks"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=self._checkout,
                # A library with threads of its own should not be forked.
                env={**os.environ, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
                encoding="utf-8",
            )
            atexit.register(self._end)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(call) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def _end(self) -> None:
        assert self._process is not None
        self._process.communicate()


def load() -> None:
    """Import whatever the commands may need."""
    for found in pkgutil.walk_packages(wargame.__path__, "wargame."):
        if not found.name.startswith(LATER):
            importlib.import_module(found.name)


def become(call: dict[str, object]) -> None:
    """Take on the folder, environment, arguments and streams of a call."""
    signal.alarm(SECONDS)
    os.environ.clear()
    os.environ.update(call["environment"])  # type: ignore[call-overload]
    os.chdir(str(call["folder"]))
    sys.argv = ["wargame", *call["arguments"]]  # type: ignore[misc]
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        os.dup2(os.open(str(call[name]), os.O_RDONLY if mode == "r" else os.O_WRONLY), number)
        stream: IO[str] = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - it lives as long as the process
        setattr(sys, name, stream)


def end(raised: SystemExit) -> NoReturn:
    """End as Python does for what was raised, but do not clear away one by one all modules that were loaded."""
    if raised.code is not None and not isinstance(raised.code, int):
        raise raised
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    # A file that was left open is complained of.
    raised.with_traceback(None)
    gc.collect()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(raised.code or 0)


def serve() -> None:
    """Fork for each call until nobody asks any more; the children end as the command ends."""
    load()
    # What is loaded is no garbage: to look through it would copy it for every child.
    gc.collect()
    gc.freeze()
    assert threading.active_count() == 1
    with os.fdopen(os.dup(1), "w") as answers:
        for line in sys.stdin:
            child = os.fork()
            if child == 0:
                answers.close()
                become(json.loads(line))
                try:
                    runpy.run_module("wargame", run_name="__main__", alter_sys=True)
                except SystemExit as raised:
                    end(raised)
                return
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


if __name__ == "__main__":
    serve()
