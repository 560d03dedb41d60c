"""Long work in a process of its own: results come one by one as they are ready, and it can be stopped at any moment."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class BackgroundError(Exception):
    """What the work raised, in its own words."""


class Background(Generic[T]):
    """Work that yields results, done in another process; iterating waits for each result and uses no processor time.

    `work` and `arguments` must be picklable. Iterating raises BackgroundError where the work raised anything, and ends
    early after `cancel`.
    """

    def __init__(self, work: Callable[..., Iterator[T]], *arguments: Any) -> None:
        # A fresh interpreter: a copy of one with threads may hang.
        context = multiprocessing.get_context("spawn")
        self._results, results = context.Pipe(duplex=False)
        self._process = context.Process(target=_serve, args=(results, work, arguments), daemon=True)
        self._cancelled = False
        self._process.start()
        results.close()

    def __iter__(self) -> Iterator[T]:
        try:
            while True:
                try:
                    kind, value = self._results.recv()
                except (EOFError, OSError):
                    if self._cancelled:
                        return
                    raise BackgroundError("the work ended before it was done; there may not be enough memory") from None
                if kind == "done":
                    return
                if kind == "failed":
                    raise BackgroundError(value)
                yield value
        finally:
            self.cancel()
            self._process.join()
            self._results.close()

    def cancel(self) -> None:
        """Stop the work; whoever waits for its next result sees the end."""
        self._cancelled = True
        if self._process.is_alive():
            self._process.terminate()


def _serve(results: Connection, work: Callable[..., Iterator[Any]], arguments: tuple[Any, ...]) -> None:
    """In the other process: send each result, and at the end that it is the end."""
    try:
        try:
            for value in work(*arguments):
                results.send(("result", value))
        except KeyboardInterrupt:
            return
        except Exception as error:
            results.send(("failed", str(error) or type(error).__name__))
        else:
            results.send(("done", None))
    except OSError:
        return  # nobody waits for it any more
