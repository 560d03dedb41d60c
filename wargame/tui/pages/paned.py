"""Screens of a game in progress: a header that says where the game is, and panes, side by side or in turn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from wargame.text.message import message
from wargame.tui.commands import Command
from wargame.tui.pages.base import HUGE, WIDE, Page, TooSmall
from wargame.tui.widgets.prose import Reading


class GameHeader(Widget):
    """Two lines: date and turn, scenario; whose seat, branch, what is due."""

    def __init__(self) -> None:
        super().__init__(classes="game-header")
        self._words = ("", "", "", "")

    def say(self, when: str, scenario: str, who: str, due: str) -> None:
        """Write the four corners."""
        self._words = (when, scenario, who, due)
        self.refresh()

    def render(self) -> Content:
        when, scenario, who, due = self._words
        return Content("\n").join(
            (
                _apart(self.content_size.width, when, "bold $primary", scenario, "$secondary", right_yields=True),
                _apart(self.content_size.width, who, "bold", due, "bold $accent", right_yields=False),
            )
        )


def _apart(width: int, left: str, left_style: str, right: str, right_style: str, *, right_yields: bool) -> Content:
    """A text at the left edge and one at the right; one of them is shortened when there is too little room."""
    first, last = Content.styled(left, left_style), Content.styled(right, right_style)
    if right_yields:
        last = last.truncate(max(0, width - first.cell_length - 2), ellipsis=True)
    else:
        first = first.truncate(max(0, width - last.cell_length - 2), ellipsis=True)
    gap = " " * max(1, width - first.cell_length - last.cell_length)
    return Content.assemble(first, gap, last)


class TabLine(Static):
    """The panes by number; those in view are bold, the current one is also between brackets."""

    def __init__(self, panes: Iterable[tuple[str, str]]) -> None:
        super().__init__("", classes="tab-line")
        self._panes = tuple(panes)

    def mark(self, current: str, seen: Iterable[str]) -> None:
        """Mark the current pane and those in view."""
        visible = set(seen)
        parts: list[Content] = []
        for number, (pane, title) in enumerate(self._panes, 1):
            words = f"{number} {title}".replace(" ", "\u00a0")
            if pane == current:
                part = Content.styled(f"[{words}]", "bold $block-cursor-foreground on $block-cursor-background")
            else:
                part = Content.styled(f"\u00a0{words}\u00a0", "bold $foreground" if pane in visible else "$secondary")
            parts.append(part.stylize(Style.from_meta({"@click": f"screen.pane('{pane}')"})))
        self.update(Content(" ").join(parts))


def pane_commands(panes: Iterable[tuple[str, str]]) -> tuple[Command, ...]:
    """The number keys that bring each pane into view."""
    return tuple(
        Command(str(number), f"pane('{pane}')", title, message("Show the pane “{pane}”.", pane=title), footer=False)
        for number, (pane, title) in enumerate(panes, 1)
    )


class PanedPage(Page):
    """A page of panes: one at a time at 80 columns, two beside each other at 112, three at 172.

    The pane named `MAIN` stays in view wherever there is room for two.
    """

    # The keys go to the pane in view, which is known only once the panes are arranged.
    AUTO_FOCUS = ""
    PANES: ClassVar[tuple[tuple[str, str], ...]] = ()
    MAIN: ClassVar[str] = ""
    """The main pane; the first when none is named."""

    def __init__(self) -> None:
        super().__init__()
        self.main = self.MAIN or self.PANES[0][0]
        self.current = self.main
        self._recent = [pane for pane, _ in self.PANES if pane != self.main]

    def body(self) -> ComposeResult:
        yield GameHeader()
        yield TabLine(self.PANES)
        with Horizontal(id="panes"):
            for pane, _ in self.PANES:
                with Vertical(id=f"pane-{pane}", classes="pane -main" if pane == self.main else "pane"):
                    yield from self.pane(pane)

    def pane(self, pane: str) -> ComposeResult:
        """The widgets of one pane."""
        raise NotImplementedError(pane)

    def on_mount(self) -> None:
        self._arrange()
        self.header()
        self.call_after_refresh(self._focus_pane)

    def header(self) -> None:
        """Write the header."""

    def action_pane(self, pane: str) -> None:
        """Bring a pane into view and put the keys there."""
        self.current = pane
        if pane in self._recent:
            self._recent.remove(pane)
            self._recent.insert(0, pane)
        self._arrange()
        # At once, so that the pane and the keys it brings are laid out and painted together.
        self._focus_pane()

    def _focus_pane(self) -> None:
        if not self.is_attached:
            return
        pane = self.query_one(f"#pane-{self.current}")
        if self.focused is not None and pane in self.focused.ancestors:
            return
        keys = [widget for widget in pane.query("*") if widget in self.focus_chain]
        # A list or a table comes before a text that merely scrolls.
        keys.sort(key=lambda widget: isinstance(widget, Reading))
        self.set_focus(keys[0] if keys else None, scroll_visible=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self._rearrange)

    @on(Reading.Grown)
    def _give_keys(self) -> None:
        if self.focused is None:
            self.call_after_refresh(self._focus_pane)

    def _rearrange(self) -> None:
        self._arrange()
        if self.focused is None or not self.focused.focusable:
            self.call_after_refresh(self._focus_pane)

    def settle_places(self) -> None:
        """Have Textual know where everything is, before something is shown or hidden.

        After a scroll it works that out only when asked. Asked between the change and the next layout, it would take
        what has just come into view for old, and never say to it how large it is. Asking for what is never in view
        makes it look anew.
        """
        _ = self.query_one(TooSmall).region

    def _arrange(self) -> None:
        self.settle_places()
        in_view = self._in_view()
        for pane, _ in self.PANES:
            # Setting a class would restyle everything inside the pane, which takes longer than a key may.
            self.query_one(f"#pane-{pane}").display = pane in in_view
        self.query_one(TabLine).mark(self.current, in_view)
        self.refresh_bindings()

    def _in_view(self) -> list[str]:
        width = self.app.size.width
        if width < WIDE:
            return [self.current]
        return [self.main, *self._recent[: 1 if width < HUGE else 2]]

    def in_view(self, pane: str) -> bool:
        """Whether a pane can be seen at this size."""
        return pane in self._in_view()
