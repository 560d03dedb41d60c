"""Panes that fill in while another process works: a thread only waits for it, and it can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import ProgressBar
from textual.worker import get_current_worker

from wargame.seminar.table import TableError
from wargame.text.refusals import error_words
from wargame.tui.pages.paned import PanedPage, TabLine


class Work(Protocol):
    """What another process does for a screen."""

    @property
    def results(self) -> Iterator[Any]:
        """What comes of it, piece by piece; waiting for the next raises TableError."""

    @property
    def cancel(self) -> Callable[[], None]:
        """Stop; what has come stays."""


class FillingPage(PanedPage):
    """A paned page over work that goes on elsewhere, with a bar of how far it is.

    Escape stops the work, keeping what is there, and then goes back.
    """

    @dataclass
    class Came(Message):
        """More has come of some work."""

        work: Work
        found: Any

    @dataclass
    class Ended(Message):
        """All has come, or it was stopped, or it failed with a sentence."""

        work: Work
        fault: str

    def __init__(self) -> None:
        super().__init__()
        self.running = True
        self._under_way: Work | None = None

    def body(self) -> ComposeResult:
        for widget in super().body():
            yield widget
            if isinstance(widget, TabLine):
                yield ProgressBar(show_eta=False, classes="filling")

    def wait_for(self, work: Work) -> None:
        """Tell of this work from now on, by messages, and no longer of what was waited for before."""
        self.stop_work()
        self._under_way, self.running = work, True
        self.run_worker(lambda: self._wait(work), thread=True, group="filling", exit_on_error=False)

    def stop_work(self) -> None:
        """Stop what is waited for."""
        if self._under_way is not None:
            self._under_way.cancel()

    def _wait(self, work: Work) -> None:
        fault, worker = "", get_current_worker()
        try:
            for found in work.results:
                if worker.is_cancelled:
                    # The app closes, and would wait for this thread.
                    work.cancel()
                else:
                    self.post_message(self.Came(work, found))
        except TableError as error:
            fault = error_words(error)
        self.post_message(self.Ended(work, fault))

    def on_unmount(self) -> None:
        self.stop_work()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("stop", "close"):
            return self.running == (action == "stop")
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        self.stop_work()

    def action_close(self) -> None:
        self.app.pop_screen()
