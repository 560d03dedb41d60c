"""A task: long work done elsewhere, its results as they come, how far it is, and how to stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from wargame.jobs.fault import TaskFault

T = TypeVar("T")
U = TypeVar("U")


class TaskError(Exception):
    """Work that could not be done; carries `fault`."""

    def __init__(self, fault: TaskFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Progress:
    """How far some work is. Work may yield one among its results whenever it knows."""

    done: int
    """How many steps are done."""
    of: int | None = None
    """How many steps there are; None while that is unknown."""


def _nothing() -> None:
    """Nothing has to be done."""


class Task(Generic[T]):
    """Long work under way: an iterator over its results, which raises TaskError where the work fails.

    Any thread may read `progress` and call `cancel` or `close` while another waits for a result.

    >>> with Task(iter("abc"), of=3) as task:
    ...     next(task), task.progress
    ('a', Progress(done=1, of=3))
    >>> list(task)
    []
    """

    def __init__(
        self,
        results: Iterator[T | Progress],
        *,
        of: int | None = None,
        stop: Callable[[], None] = _nothing,
        release: Callable[[], None] = _nothing,
    ) -> None:
        """A task that takes its results from an iterator.

        `of` is how many steps there are, if that is known: each result counts as one, until the work says itself how
        far it is. `stop` may be called from any thread, more than once, and makes the iterator end soon. `release` is
        called once, when nothing more is asked of the iterator.
        """
        self._results = results
        self._stop, self._release = stop, release
        self._progress = Progress(0, of)
        self._counts = True
        """Whether each result counts as one step."""
        self._cancelled = False
        self._ended = False
        self._asking = threading.RLock()
        """Held while something is asked of the iterator."""

    def __repr__(self) -> str:
        done, of = self.progress.done, self.progress.of
        state = " cancelled" if self._cancelled else " ended" if self._ended else ""
        return f"<Task {done}{'' if of is None else f' of {of}'}{state}>"

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        with self._asking:
            while not self._ended:
                try:
                    found = next(self._results)
                except BaseException as error:
                    self._end()
                    if self._cancelled and isinstance(error, TaskError):
                        break
                    raise
                if not isinstance(found, Progress):
                    if self._counts:
                        self._progress = Progress(self._progress.done + 1, self._progress.of)
                    return found
                self._progress, self._counts = found, False
        raise StopIteration

    def __enter__(self) -> Task[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def progress(self) -> Progress:
        """How far the work is."""
        return self._progress

    @property
    def cancelled(self) -> bool:
        """Whether the work was stopped before it was done."""
        return self._cancelled

    def cancel(self) -> None:
        """Stop the work. Results that are there already may still come; then iterating ends, without an error."""
        if not self._ended:
            self._cancelled = True
            self._stop()

    def close(self) -> None:
        """Stop the work, and wait until nothing of it is left; a second time does nothing."""
        self.cancel()
        with self._asking:
            self._end()

    def through(self, step: Callable[[Iterator[T]], Iterator[U]]) -> Task[U]:
        """This task with its results passed through a generator: the same progress, and stopped together."""
        return _Through(self, step)

    def _end(self) -> None:
        """Ask nothing more of the iterator, and give back what the work used."""
        if not self._ended:
            self._ended = True
            try:
                if isinstance(self._results, Generator):
                    self._results.close()
            finally:
                self._release()


class _Through(Task[U], Generic[T, U]):
    """A task whose results come from another's."""

    def __init__(self, task: Task[T], step: Callable[[Iterator[T]], Iterator[U]]) -> None:
        super().__init__(step(task), stop=task.cancel, release=task.close)
        self._task = task

    @property
    def progress(self) -> Progress:
        """How far the work is."""
        return self._task.progress
