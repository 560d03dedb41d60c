"""The app's work away from the event loop: one thing at a time is asked of the table or the library."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from textual import on
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.notifications import Notification, Notify
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker

from wargame.authoring import ScenarioError
from wargame.game.library_file import LibraryError
from wargame.jobs.task import Task
from wargame.seminar.table import TableError
from wargame.text.message import message
from wargame.text.refusals import error_words
from wargame.tui import messages
from wargame.tui.hot_seat import HotSeat
from wargame.tui.screens.dialogs import Notice

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


class WorkingApp(App[int]):
    """An app that works in a thread, shows what went wrong, and moves on when the work is done."""

    def __init__(self) -> None:
        super().__init__()
        self.hot_seat: HotSeat | None = None
        self.working = False
        """Whether the table is at work: until it is done, nothing else is asked of it."""

    def advance(self) -> None:
        """Show what comes next in the game."""
        raise NotImplementedError

    def keep_marks(self) -> None:
        """Remember the orders that are marked but not handed in, for when their turn is shown again."""
        raise NotImplementedError

    def show(self, screen: Screen[None]) -> None:
        """Show a screen in place of all others."""
        raise NotImplementedError

    def first_screen(self) -> Screen[None]:
        """What is shown when nothing else is yet, under a notice of what went wrong."""
        raise NotImplementedError

    _note: Notification | None = None
    """What says that the table is at work, while it is shown."""
    _patience: Timer | None = None

    def do(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Ask something of the table or the library, away from the event loop; one thing at a time."""
        if not self.working:
            self.working = True
            attempt(self, work, then)
            self._patience = self.set_timer(PATIENCE, self._say_working)

    def _say_working(self) -> None:
        if self.working:
            self._note = Notification(message("Working ..."), timeout=LONGEST)
            self.post_message(Notify(self._note))

    def _done_working(self) -> None:
        """The work is over, and so is what said that it goes on."""
        self.working = False
        if self._patience is not None:
            self._patience.stop()
        if self._note is not None:
            self._unnotify(self._note)
        self._patience = self._note = None

    @on(messages.Done)
    def _done(self, event: messages.Done) -> None:
        if event.asker is self:
            self._done_working()
        if event.asker is self or event.asker.is_attached:
            event.then(event.result)

    @on(messages.Failed)
    def _failed(self, event: messages.Failed) -> None:
        self._done_working()
        if not isinstance(event.error, KNOWN_ERRORS):
            self._handle_exception(event.error)
            return
        if len(self.screen_stack) == 1:
            self.show(self.first_screen())
        said = error_words(event.error)
        self.push_screen(Notice(message("Something went wrong"), said[:1].upper() + said[1:]))
