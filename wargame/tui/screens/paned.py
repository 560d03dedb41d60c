"""Screens of a game in progress: a header that says where the game stands, and panes, side by side or in turn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from wargame.tui.commands import Command
from wargame.tui.screens.base import HUGE, WIDE, Page


class GameHeader(Widget):
    """Two lines: date and turn, scenario; whose seat, branch, what is owed."""

    def __init__(self) -> None:
        super().__init__(classes="game-header")
        self._words = ("", "", "", "")

    def say(self, when: str, scenario: str, who: str, owed: str) -> None:
        """Write the four corners."""
        self._words = (when, scenario, who, owed)
        self.refresh()

    def render(self) -> Content:
        when, scenario, who, owed = self._words
        return Content("\n").join(
            (
                _apart(self.content_size.width, when, "bold $primary", scenario, "$secondary"),
                _apart(self.content_size.width, who, "bold", owed, "bold $accent"),
            )
        )


def _apart(width: int, left: str, left_style: str, right: str, right_style: str) -> Content:
    """A text at the left edge and one at the right; the right one gives way when there is too little room."""
    room = max(0, width - cell_len(left) - 3)
    shown = Content.styled(right, right_style).truncate(room, ellipsis=True) if right else Content("")
    gap = " " * max(1, width - cell_len(left) - shown.cell_length)
    return Content.assemble((left, left_style), gap, shown)


class TabLine(Static):
    """The panes by number; those in view are bold, the current one also stands between brackets."""

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
        Command(str(number), f"pane('{pane}')", title, f"Show the pane “{title}”.", footer=False)
        for number, (pane, title) in enumerate(panes, 1)
    )


class PanedPage(Page):
    """A page of panes: one at a time at 80 columns, two beside each other at 112, three at 172.

    The first pane of `PANES` is the main one and stays in view wherever there is room for two.
    """

    PANES: ClassVar[tuple[tuple[str, str], ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        others = [pane for pane, _ in self.PANES[1:]]
        self.current = self.PANES[0][0]
        self._recent = others

    def body(self) -> ComposeResult:
        yield GameHeader()
        yield TabLine(self.PANES)
        with Horizontal(id="panes"):
            for number, (pane, _) in enumerate(self.PANES):
                with Vertical(id=f"pane-{pane}", classes="pane -main" if number == 0 else "pane"):
                    yield from self.pane(pane)

    def pane(self, pane: str) -> ComposeResult:
        """The widgets of one pane."""
        raise NotImplementedError(pane)

    def on_mount(self) -> None:
        self._arrange()
        self.header()

    def header(self) -> None:
        """Write the header."""

    def action_pane(self, pane: str) -> None:
        """Bring a pane into view and put the keys there."""
        self.current = pane
        if pane in self._recent:
            self._recent.remove(pane)
            self._recent.insert(0, pane)
        self._arrange()
        self.call_after_refresh(self._focus_pane)

    def _focus_pane(self) -> None:
        pane = self.query_one(f"#pane-{self.current}")
        if self.focused is not None and pane in self.focused.ancestors:
            return
        for widget in pane.query("*"):
            if widget.focusable and widget.display:
                widget.focus(scroll_visible=False)
                return
        self.set_focus(None)

    def on_resize(self) -> None:
        self.call_after_refresh(self._arrange)

    def _arrange(self) -> None:
        beside, third = [*self._recent, "", ""][:2]
        for pane, _ in self.PANES:
            widget = self.query_one(f"#pane-{pane}")
            widget.set_class(pane == self.current, "-current")
            widget.set_class(pane == beside, "-beside")
            widget.set_class(pane == third, "-third")
        self.query_one(TabLine).mark(self.current, self._in_view())
        self.refresh_bindings()

    def _in_view(self) -> list[str]:
        main, width = self.PANES[0][0], self.app.size.width
        if width < WIDE:
            return [self.current]
        return [main, *self._recent[:1]] if width < HUGE else [main, *self._recent[:2]]

    def in_view(self, pane: str) -> bool:
        """Whether a pane can be seen at this size."""
        return pane in self._in_view()
