"""What every screen has: a size it needs, its commands at the foot, and help that says what it is for."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from wargame.text.message import message
from wargame.tui.commands import EVERYWHERE, Command, bindings, keys_here

WIDTH, HEIGHT = 80, 24
"""The smallest terminal the screens are drawn for, columns by rows."""

WIDE, HUGE = 112, 172
"""From how many columns on two panes are side by side, and three."""

TALL, HIGH = 34, 50
"""From how many rows on a text is above the list it belongs to, and two widgets in a pane above each other."""

SIZES: list[tuple[int, str]] = [(0, "-thin"), (WIDTH, "-narrow"), (WIDE, "-wide"), (HUGE, "-huge")]
HEIGHTS: list[tuple[int, str]] = [(0, "-short"), (HEIGHT, "-low"), (TALL, "-tall"), (HIGH, "-high")]

Result = TypeVar("Result")


class TooSmall(Static):
    """Shown in place of everything else when the terminal is too small to play in."""

    def __init__(self) -> None:
        super().__init__("", markup=False, classes="too-small")

    def on_mount(self) -> None:
        self._say()

    def on_resize(self) -> None:
        self._say()

    def _say(self) -> None:
        width, height = self.app.size
        self.update(
            message(
                "This window is {width} by {height} characters, and the game needs {least_width} by {least_height}. "
                "Make the window larger or its letters smaller; nothing is lost. To play line by line in a window of "
                "any size, run: wargame play --plain",
                width=width,
                height=height,
                least_width=WIDTH,
                least_height=HEIGHT,
            )
        )


class KeyBar(Widget):
    """The commands of the screen, at its foot, in as many lines as they need; a click runs one."""

    def __init__(self) -> None:
        super().__init__(classes="key-bar")
        self._labels: list[Content] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.show())
        self.show()

    def show(self) -> None:
        """Write the commands that can be used now."""
        labels = []
        for key, words, action in keys_here(self.screen):
            label = Content.assemble((key, "bold $footer-key-foreground"), " ", words)
            labels.append(label.stylize(Style.from_meta({"@click": action})))
        if labels != self._labels:
            lines = self._lines()
            self._labels = labels
            # Laying out the whole screen anew takes longer than a key may; most often the lines stay as many.
            self.refresh(layout=self._lines() != lines)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self._laid_out(width).plain.count("\n") + 1

    def _lines(self) -> int:
        return self.get_content_height(self.size, self.size, self.content_size.width)

    def render(self) -> Content:
        return self._laid_out(self.content_size.width)

    def _laid_out(self, width: int) -> Content:
        """The commands side by side; no line breaks inside one."""
        rows: list[list[Content]] = [[]]
        used = 0
        for label in self._labels:
            gap = 3 if rows[-1] else 0
            if rows[-1] and used + gap + label.cell_length > width:
                rows.append([])
                used, gap = 0, 0
            rows[-1].append(label)
            used += gap + label.cell_length
        return Content("\n").join([Content("   ").join(row) for row in rows])


class Page(Screen[None]):
    """A whole screen: its body, its commands, and a sentence instead when the terminal is too small."""

    HORIZONTAL_BREAKPOINTS = SIZES
    VERTICAL_BREAKPOINTS = HEIGHTS
    KEYS: ClassVar[tuple[Command, ...]] = ()
    PURPOSE: ClassVar[str] = ""
    """What the screen is for, in the help."""

    def compose(self) -> ComposeResult:
        yield TooSmall()
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """The widgets between the top and the commands."""
        yield from ()


class Dialog(ModalScreen[Result]):
    """A question or a text over a screen."""

    HORIZONTAL_BREAKPOINTS = SIZES
    VERTICAL_BREAKPOINTS = HEIGHTS
    # The app's own keys do not reach through a dialog.
    BINDINGS = bindings(EVERYWHERE)
    KEYS: ClassVar[tuple[Command, ...]] = ()
    PURPOSE: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        yield TooSmall()
        yield from self.body()

    def body(self) -> ComposeResult:
        """The dialog's own widgets."""
        yield from ()

    def on_click(self, event: events.Click) -> None:
        """A click beside the dialog does nothing."""
        event.stop()
