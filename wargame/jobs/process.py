"""Long work in a process of its own: results come one by one as they are ready, and it can be stopped at any moment."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_PROGRAM = "from wargame.jobs.process import serve; serve()"


class JobError(Exception):
    """What the work raised, in its own words."""


class Background(Generic[T]):
    """Work that yields results, done in another process; waiting for the next result uses no processor time.

    `work`, `arguments` and results must be picklable. Iterating raises JobError where the work raised anything,
    and ends early after `cancel`.
    """

    # The standard library's own pools are no way here: they pass on standard error, which a screen has taken over.

    def __init__(self, work: Callable[..., Iterator[T]], *arguments: Any) -> None:
        path = os.pathsep.join([os.getcwd(), *(each for each in sys.path if each)])  # noqa: PTH109
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._cancelled = False
        self._task = pickle.dumps((work, arguments))

    def __iter__(self) -> Iterator[T]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            try:
                # It stays open: by its end the other process notices when this one is gone.
                self._process.stdin.write(self._task)
                self._process.stdin.flush()
                while True:
                    kind, value = pickle.load(self._process.stdout)
                    if kind == "done":
                        return
                    if kind == "failed":
                        raise JobError(value)
                    yield value
            except (EOFError, OSError, pickle.UnpicklingError):
                if not self._cancelled:
                    raise JobError("it ended before it was done; there may not be enough memory") from None
        finally:
            self.close()

    def close(self) -> None:
        """Stop the work, and wait until its process is gone."""
        self.cancel()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()

    def cancel(self) -> None:
        """Stop the work; whoever waits for its next result sees the end."""
        self._cancelled = True
        if self._process.poll() is None:
            self._process.kill()


def serve() -> None:
    """In the other process: do the work that standard input holds, and send each result, and at the end that it is."""
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed must not get among the results
    work, arguments = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def send(kind: str, value: object) -> None:
        pickle.dump((kind, value), results)
        results.flush()

    try:
        for value in work(*arguments):
            send("result", value)
        send("done", None)
    except OSError:
        pass  # nobody waits for it any more
    except Exception as error:
        send("failed", str(error) or type(error).__name__)


def _end_with_parent() -> None:
    """End this process when the one that wants its results is gone, however it went."""
    sys.stdin.buffer.read()
    os._exit(1)
