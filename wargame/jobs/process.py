"""Work in a process of its own: results come one by one as they are ready, and it can be stopped at any moment."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
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


def in_process(work: Callable[..., Iterator[T | Progress]], *arguments: Any, of: int | None = None) -> Task[T]:
    """Begin `work(*arguments)` in another process; waiting for its next result uses no processor time.

    `work` is a module's function; it, the arguments and the results must be picklable. An exception of the work becomes
    the cause of a TaskError, with its traceback as a note. The process ends with the task, or with this process.
    """
    process = OtherProcess(pickle.dumps((work, arguments)))
    return Task(_results(process), of=of, stop=process.kill, release=process.close)


def _results(process: OtherProcess) -> Iterator[Any]:
    """What the work of a process yields; raises TaskError."""
    process.ask()
    while (answer := process.answer()) is not _DONE:
        yield answer


_DONE: Any = object()


class OtherProcess:
    """A process that does what is asked of it in turn, and starts up while nothing is asked of it yet.

    Each has its own pipes: killed in the middle of an answer, it leaves nothing that others would wait for. Its
    process group is its own too, so that Ctrl-C is left to the process it works for.
    """

    # `multiprocessing` and its pools pass standard error on to their processes, and a full-screen app has replaced it.

    def __init__(self, work: bytes) -> None:
        """A process for a pickled function and arguments: of one that yields its results, or of one for each piece."""
        self._work = work
        path = os.pathsep.join([os.getcwd(), *(each for each in sys.path if each)])  # noqa: PTH109
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from wargame.jobs.process import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            **_apart(),
        )

    def ask(self, piece: int | None = None) -> None:
        """Give it its work, the first time, and a piece of it to do; raises TaskError where it has ended."""
        assert self._process.stdin is not None
        try:
            # Standard input stays open: when it ends, the other process knows that this one is gone.
            self._process.stdin.write(self._work + pickle.dumps(piece))
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise TaskError(ProcessEnded()) from None
        self._work = b""

    def answer(self) -> Any:
        """The next result, waited for; raises TaskError where the work failed, from its error, or the process ended."""
        assert self._process.stdout is not None
        try:
            kind, value = pickle.load(self._process.stdout)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            raise TaskError(ProcessEnded()) from None
        if kind == "failed":
            message, packed, trace = value
            cause = None if packed is None else pickle.loads(packed)
            failed = TaskError(WorkFailed((cause and fault_of(cause)) or message))
            failed.add_note(trace)
            raise failed from cause
        return _DONE if kind == "done" else value

    def kill(self) -> None:
        """End it at once; answers that were sent already can still be read."""
        if self._process.poll() is None:
            self._process.kill()

    def close(self) -> None:
        """End it, and wait until it is gone."""
        self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()


def _apart() -> dict[str, Any]:
    """What starts a process in a group of its own."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}


def serve() -> None:
    """In the other process: do the work that comes on standard input, and send each result and then the end."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the work prints must not get among the results
    asked: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def send(kind: str, value: object) -> None:
        pickle.dump((kind, value), answers)
        answers.flush()

    try:
        work, arguments = pickle.load(sys.stdin.buffer)
        threading.Thread(target=_hear, args=(asked,), daemon=True).start()
        while (piece := asked.get()) is not None:
            send("result", work(*arguments, piece))
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


def _hear(asked: queue.SimpleQueue[Any]) -> None:
    """Hear what is asked for; end this process when the one that asks is gone, for whatever reason."""
    with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
        while True:
            asked.put(pickle.load(sys.stdin.buffer))
    os._exit(1)
