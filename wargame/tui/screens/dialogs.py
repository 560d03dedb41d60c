"""Small questions and notices over a screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from wargame.text.message import message
from wargame.tui.commands import Command, bindings
from wargame.tui.pages.base import Dialog, KeyBar
from wargame.tui.widgets.choice_list import Choice, ChoiceList


class Notice(Dialog[None]):
    """One thing that must be read: what went wrong, and what can be done."""

    KEYS: ClassVar[tuple[Command, ...]] = (Command("enter,escape", "dismiss_notice", "Close", "Close this notice."),)
    BINDINGS = bindings(KEYS)
    PURPOSE = message("A notice. Close it to go on.")

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._heading, self._text = title, text

    def body(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._heading, markup=False, classes="dialog-title")
            with VerticalScroll(classes="dialog-text"):
                yield Static(self._text, markup=False)
            yield KeyBar()

    def action_dismiss_notice(self) -> None:
        self.dismiss(None)


class Confirm(Dialog[bool]):
    """A question with two answers; Enter is yes, Escape is no."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter,y", "answer(True)", "Yes", "Yes."),
        Command("escape,n", "answer(False)", "No", "No, go back."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message("A question before something is done. Enter says yes, Escape goes back.")

    def __init__(self, title: str, text: str | Content, yes: str, no: str) -> None:
        super().__init__()
        self._heading, self._text = title, text
        # The answers carry their own words, so that nobody has to wonder what yes means.
        self.KEYS = (  # type: ignore[misc]
            Command("enter,y", "answer(True)", yes, f"{yes}."),
            Command("escape,n", "answer(False)", no, f"{no}."),
        )

    def body(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._heading, markup=False, classes="dialog-title")
            with VerticalScroll(classes="dialog-text"):
                yield Static(self._text, markup=False)
            yield KeyBar()

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)


class Ask(Dialog[str | None]):
    """A line of text asked for."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "accept", "Accept", "Accept what you have typed."),
        Command("escape", "give_up", "Back", "Go back and change nothing."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message("Type a line. Enter accepts it, Escape goes back.")

    def __init__(self, title: str, text: str, value: str = "", only_digits: bool = False, longest: int = 0) -> None:
        super().__init__()
        self._heading, self._text, self._value, self._digits = title, text, value, only_digits
        self._longest = longest

    def body(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._heading, markup=False, classes="dialog-title")
            yield Static(self._text, markup=False)
            yield Input(self._value, restrict=r"[0-9]{0,18}" if self._digits else None, max_length=self._longest)
            yield KeyBar()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip())

    def action_accept(self) -> None:
        self.dismiss(self.query_one(Input).value.strip())

    def action_give_up(self) -> None:
        self.dismiss(None)


class AskText(Dialog[str | None]):
    """A text of one or more lines asked for."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("ctrl+s", "accept", "Save", "Save what you have written."),
        Command("escape", "give_up", "Back", "Go back and change nothing."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message("Write a text; Enter starts a new line. Ctrl+S saves it, Escape goes back.")

    def __init__(self, title: str, text: str, value: str, longest: int) -> None:
        super().__init__()
        self._heading, self._text, self._value, self._longest = title, text, value, longest

    def body(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._heading, markup=False, classes="dialog-title")
            yield Static(self._text, markup=False)
            yield TextArea(self._value, tab_behavior="focus")
            yield KeyBar()

    def action_accept(self) -> None:
        written = self.query_one(TextArea).text.strip()
        if len(written) > self._longest:
            length = len(written)
            said = message("This is {length} characters long; at most {most} fit.", length=length, most=self._longest)
            self.notify(said, severity="warning")
        else:
            self.dismiss(written)

    def action_give_up(self) -> None:
        self.dismiss(None)


class Pick(Dialog[str | None]):
    """One of several things to choose; gives its id, or None."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "choose", "Choose", "Choose the line under the cursor."),
        Command("escape", "give_up", "Back", "Go back without choosing."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message("Choose from the list. Enter picks the line under the cursor, Escape goes back.")

    def __init__(self, title: str, text: str, choices: Sequence[Choice], at: str = "") -> None:
        super().__init__()
        self._heading, self._text, self._choices, self._at = title, text, choices, at

    def body(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._heading, markup=False, classes="dialog-title")
            yield Static(self._text, markup=False)
            yield ChoiceList(self._choices)
            yield from self.detail()
            yield KeyBar()

    def detail(self) -> ComposeResult:
        """What is below the list, about the entry under the cursor."""
        yield from ()

    def on_mount(self) -> None:
        if self._at:
            self.query_one(ChoiceList).show(self._choices, self._at)

    @on(ChoiceList.Picked)
    def _picked(self, event: ChoiceList.Picked) -> None:
        self.dismiss(event.choice.id)

    def action_choose(self) -> None:
        chosen = self.query_one(ChoiceList).current
        self.dismiss(None if chosen is None else chosen.id)

    def action_give_up(self) -> None:
        self.dismiss(None)
