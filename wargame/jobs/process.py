"""Work in a process of its own: results come one by one as they are ready, and it can be stopped at any moment."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from wargame.fault import fault_of
from wargame.jobs.fault import ProcessEnded, WorkFailed
from wargame.jobs.task import Progress, Task, TaskError

T = TypeVar("T")

_PROGRAM = "from wargame.jobs.process import serve; serve()"


def in_process(work: Callable[..., Iterator[T | Progress]], *arguments: Any, of: int | None = None) -> Task[T]:
    """Begin `work(*arguments)` in another process; waiting for its next result uses no processor time.

    `work` is a module's function; it, the arguments and the results must be picklable. An exception of the work becomes
    the cause of a TaskError, with its traceback as a note. The process ends with the task, or with this process.
    """
    process = _Process(work, arguments)
    return Task(process.results(), of=of, stop=process.kill, release=process.close)


class _Process:
    """The other process, which starts up while nothing is asked of it yet."""

    # `multiprocessing` and its pools pass standard error on to their processes, and a full-screen app has replaced it.

    def __init__(self, work: Callable[..., Iterator[Any]], arguments: tuple[Any, ...]) -> None:
        self._work = pickle.dumps((work, arguments))
        path = os.pathsep.join([os.getcwd(), *(each for each in sys.path if each)])  # noqa: PTH109
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )

    def results(self) -> Iterator[Any]:
        """What the work yields; raises TaskError."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            # Standard input stays open: when it ends, the other process knows that this one is gone.
            self._process.stdin.write(self._work)
            self._process.stdin.flush()
            while True:
                kind, value = pickle.load(self._process.stdout)
                if kind == "done":
                    return
                if kind == "failed":
                    message, packed, trace = value
                    cause = None if packed is None else pickle.loads(packed)
                    failed = TaskError(WorkFailed((cause and fault_of(cause)) or message))
                    failed.add_note(trace)
                    raise failed from cause
                yield value
        except (EOFError, OSError, pickle.UnpicklingError):
            raise TaskError(ProcessEnded()) from None

    def kill(self) -> None:
        """End the other process at once; results that were sent already can still be read."""
        if self._process.poll() is None:
            self._process.kill()

    def close(self) -> None:
        """End the other process, and wait until it is gone."""
        self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()


def serve() -> None:
    """In the other process: do the work that comes on standard input, and send each result and then the end."""
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the work prints must not get among the results
    work, arguments = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def send(kind: str, value: object) -> None:
        pickle.dump((kind, value), results)
        results.flush()

    try:
        for value in work(*arguments):
            send("result", value)
        send("done", None)
    except BrokenPipeError:
        pass  # nobody waits for it any more
    except Exception as error:
        with contextlib.suppress(OSError):
            send("failed", (str(error) or type(error).__name__, _packed(error), traceback.format_exc()))


def _packed(error: Exception) -> bytes | None:
    """The error as it goes to the other process; None for one of another library that does not come through."""
    try:
        packed = pickle.dumps(error)
        pickle.loads(packed)
    except Exception:
        return None
    return packed


def _end_with_parent() -> None:
    """End this process when the one that asked for the work is gone, for whatever reason."""
    sys.stdin.buffer.read()
    os._exit(1)
