"""The app's work away from the event loop: one thing at a time is asked of the table or the library."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.notifications import Notification, Notify
from textual.timer import Timer
from textual.worker import Worker

from wargame.authoring import ScenarioError
from wargame.game.library_file import LibraryError
from wargame.jobs.task import Task
from wargame.seminar.table import TableError
from wargame.text.faults import error_words
from wargame.text.message import message
from wargame.tui import messages

T = TypeVar("T")

KNOWN_ERRORS = (TableError, LibraryError, ScenarioError, OSError)
"""What can go wrong in the outer world; anything else is a fault of the program."""

PATIENCE = 0.5
"""After how many seconds of work the screen says that it works."""

LONGEST = 24 * 3600.0
"""For how many seconds it goes on saying so, unless the work is over before."""


def attempt(node: DOMNode, work: Callable[[], T], then: Callable[[T], None]) -> Worker[None]:
    """Do `work` in a thread; the app then calls `then` with its result, or shows what went wrong."""

    async def run() -> None:
        try:
            result = await asyncio.to_thread(work)
        except Exception as error:
            node.app.post_message(messages.Failed(error))
        else:
            node.app.post_message(messages.Done(node, then, result))

    return node.app.run_worker(run(), group="work", exit_on_error=False)


def follow(node: DOMNode, task: Task[T], came: Callable[[T], Message], ended: Callable[[str], Message]) -> Worker[None]:
    """Post a message for each result of a task and one at its end, with what went wrong or an empty string.

    The task is stopped when the node goes, or the app, however it ends.
    """

    def read() -> None:
        fault = ""
        try:
            with task:
                for found in task:
                    node.post_message(came(found))
        except TableError as error:
            fault = error_words(error)
        node.post_message(ended(fault))

    async def run() -> None:
        try:
            await asyncio.to_thread(read)
        finally:
            # The thread cannot be interrupted, and Python waits for it at the end: only the end of the task ends it.
            task.cancel()

    return node.run_worker(run(), group="task")


class Work:
    """What an app asks of the table or the library, away from its event loop: one thing at a time."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self.under_way = False
        """Whether the table is at work: until it is done, nothing else is asked of it."""
        self._note: Notification | None = None
        """What says that the table is at work, while it is shown."""
        self._patience: Timer | None = None

    def do(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Begin some work, unless some is under way; `then` gets its result."""
        if not self.under_way:
            self.under_way = True
            attempt(self._app, work, then)
            self._patience = self._app.set_timer(PATIENCE, self._say_working)

    def _say_working(self) -> None:
        if self.under_way:
            self._note = Notification(message("Working ..."), timeout=LONGEST)
            self._app.post_message(Notify(self._note))

    def over(self) -> None:
        """The work is over, and so is what said that it goes on."""
        self.under_way = False
        if self._patience is not None:
            self._patience.stop()
        if self._note is not None:
            self._app._unnotify(self._note)
        self._patience = self._note = None
