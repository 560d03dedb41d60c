"""Panes that fill in while another process works, and that can be stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import ProgressBar

from wargame.jobs.task import Task
from wargame.tui.background import follow
from wargame.tui.pages.paned import PanedPage, TabLine


class FillingPage(PanedPage):
    """A paned page that shows the results of a task as they come, with a bar of how far it is.

    Escape stops the task, keeping what is there, and then goes back.
    """

    @dataclass
    class Came(Message):
        """A task has one more result."""

        task: Task[Any]
        found: Any

    @dataclass
    class Ended(Message):
        """A task is done or was stopped, or it failed with a sentence."""

        task: Task[Any]
        fault: str

    def __init__(self) -> None:
        super().__init__()
        self.running = True
        self.under_way: Task[Any] | None = None
        """What is waited for."""

    def body(self) -> ComposeResult:
        for widget in super().body():
            yield widget
            if isinstance(widget, TabLine):
                yield ProgressBar(show_eta=False, classes="filling")

    def wait_for(self, task: Task[Any]) -> None:
        """Post messages about this task from now on; the one before is stopped."""
        self.stop_task()
        self.under_way, self.running = task, True
        self._show_progress()
        follow(self, task, lambda found: self.Came(task, found), lambda fault: self.Ended(task, fault))

    def stop_task(self) -> None:
        """Stop what is waited for."""
        if self.under_way is not None:
            self.under_way.cancel()

    @on(Came)
    def _show_progress(self) -> None:
        if self.under_way is not None:
            progress = self.under_way.progress
            self.query_one(ProgressBar).update(total=progress.of, progress=progress.done)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("stop", "close"):
            return self.running == (action == "stop")
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        self.stop_task()

    def action_close(self) -> None:
        self.app.pop_screen()
