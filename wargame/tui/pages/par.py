"""Screens that show scores beside par, once another process has computed it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from textual import on
from textual.message import Message
from textual.screen import Screen

from wargame.analysis.par import Par
from wargame.jobs.task import Task
from wargame.seminar.requests import Analysis, ParRequest
from wargame.seminar.table import SeatTable
from wargame.tui.background import attempt, follow


class ParScreen(Screen[None]):
    """A screen that asks for the par at some nodes, and shows it as it comes."""

    @dataclass
    class Came(Message):
        """The par at a node has been computed."""

        node: int
        found: tuple[Par, ...]

    @dataclass
    class Stopped(Message):
        """All par asked for is there, or it failed with a sentence."""

        fault: str

    _par_task: Task[tuple[Par, ...]] | None = None

    @cached_property
    def pars(self) -> dict[int, tuple[Par, ...]]:
        """By node, as far as it is known."""
        return {}

    def ask_for_par(self, place: SeatTable, *nodes: int) -> None:
        """Have the par at these nodes computed, unless it is known; what was asked before is left undone."""
        wanted = [node for node in dict.fromkeys(nodes) if node not in self.pars]
        self._stop_par()
        if wanted:
            attempt(self, lambda: place.par(wanted), self._par_begun)

    def show_par(self) -> None:
        """Show what is known of par now."""

    def _par_begun(self, begun: Analysis[ParRequest, tuple[Par, ...]]) -> None:
        self._stop_par()
        self._par_task, nodes = begun.task, iter(begun.request.nodes)
        follow(self, begun.task, lambda found: self.Came(next(nodes), found), self.Stopped)

    def _stop_par(self) -> None:
        if self._par_task is not None:
            self._par_task.cancel()
            self._par_task = None

    @on(Came)
    def _par_came(self, event: Came) -> None:
        self.pars[event.node] = event.found
        self.show_par()

    @on(Stopped)
    def _par_stopped(self, event: Stopped) -> None:
        if event.fault:
            self.notify(event.fault, severity="warning", timeout=5)
