"""A terminal game for tests: a library of its own, games started as set up, and steps taken by keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.screen import Screen

from wargame.authoring import find, load
from wargame.game.library import Library
from wargame.model.scenario import Scenario
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Setup
from wargame.tui.app import StartAt, WargameApp
from wargame.tui.background import PATIENCE
from wargame.tui.widgets.prose import Prose

SMALL, MIDDLE, LARGE = (80, 24), (120, 40), (200, 60)

AnyScreen = TypeVar("AnyScreen", bound=Screen[Any])


def scenario(name: str = "first-session") -> Scenario:
    """A shipped scenario."""
    return load(find(name))


def setup(*seats: str, picker: MovePicker = MovePicker.CHANCE, seed: int = 7, of: str = "first-session") -> Setup:
    """A set-up of a shipped scenario under its first lens."""
    played = scenario(of)
    return Setup(played, seats, picker, played.default_lens, seed)


class Player:
    """Somebody at the keyboard."""

    def __init__(self, pilot: Pilot[int]) -> None:
        self.pilot = pilot

    @property
    def app(self) -> WargameApp:
        """The app played in."""
        assert isinstance(self.pilot.app, WargameApp)
        return self.pilot.app

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each answered in full before the next."""
        for key in keys:
            self.app.simulate_key(key)
            await self._quiet()
            await self.app.animator.wait_until_complete()
            await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        await self.pilot.resize_terminal(width, height)
        await self.settle()

    async def settle(self) -> None:
        """Wait until the table has done its work and the screen stands still."""
        for _ in range(200):
            await self._quiet()
            if not (self.app.work.under_way or any(worker.is_running for worker in self.app.workers) or self._timed()):
                break
            await asyncio.sleep(0.01)
        # What a screen does after its first paint, such as giving a pane the keys, comes after all that.
        painted = asyncio.Event()
        if self.app.screen.call_after_refresh(painted.set):
            await self._quiet()
            with suppress(TimeoutError):
                await asyncio.wait_for(painted.wait(), 2)
        await self._quiet()

    async def _quiet(self) -> None:
        """Wait until nothing is left to do at once, and the screen is painted.

        Pilot's own pause sends a message to every widget and sleeps until the processor is idle, which takes longer
        than what is waited for; here every task has come to wait for a key, a thread or a clock.
        """
        loop: Any = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(0)
            if loop._ready:
                continue
            screen = self.app.screen
            screen._on_timer_update()
            await asyncio.sleep(0)
            if not loop._ready and screen is self.app.screen:
                return

    def _timed(self) -> bool:
        """Whether the screen itself does something in a moment, once."""
        once = [each for each in self.app.screen._timers if each._repeat == 0 and each._interval < PATIENCE]
        return any(each._task is not None and not each._task.done() for each in once)

    async def worked(self) -> None:
        """Wait until the screen shown has all that another process works out for it."""
        for _ in range(1200):
            if not getattr(self.app.screen, "running", False):
                break
            await self.pilot.pause(0.05)
        assert not getattr(self.app.screen, "running", False)
        await self.settle()

    def screen(self, kind: type[AnyScreen]) -> AnyScreen:
        """The screen shown, which must be of this kind."""
        assert isinstance(self.app.screen, kind), type(self.app.screen).__name__
        return self.app.screen

    def text(self) -> str:
        """All that the screen's prose says."""
        return "\n".join(prose.text for prose in self.app.screen.query(Prose))

    def picture(self) -> str:
        """The letters on the screen, line by line."""
        width, height = self.app.size
        lines = self.app.screen._compositor.render_strips()
        return "\n".join(line.text[:width] for line in lines[:height])


def played(start: Setup, library: Library, turns: int) -> str:
    """A game of some turns in which nobody ordered anything; gives its name."""
    table = LocalTable.create(start, library)
    for _ in range(turns):
        for seat in start.seats:
            table.submit(seat, [])
        table.resolve()
    return table.name


@asynccontextmanager
async def playing(
    folder: Path,
    start: Setup | None = None,
    *,
    turns: int = 0,
    size: tuple[int, int] = SMALL,
    saved: str | None = None,
    library: Library | None = None,
) -> AsyncIterator[Player]:
    """An app at work, its games kept in `folder`; the game to start has so many turns played, with nothing ordered."""
    kept = library or Library(folder / "library.sqlite")
    if start is not None and turns:
        saved = played(start, kept, turns)
        start = None
    app = WargameApp(StartAt(start, saved=saved, library=kept))
    async with app.run_test(size=size) as pilot:
        player = Player(pilot)
        await player.settle()
        yield player
