"""One command: its key, its words at the foot of the screen, and its entry in the palette and in the help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.actions import parse
from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.widgets import Input, TextArea

from wargame.text.message import looked_up
from wargame.text.words import any_of

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

_KEYS = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "question_mark": "?",
    "left": "Left",
    "right": "Right",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "comma": ",",
    "full_stop": ".",
    "slash": "/",
    "backspace": "Backspace",
}


@dataclass(frozen=True, slots=True)
class Command:
    """Something a player may do here.

    `key` holds one key or several joined by commas; the first is the one shown. `action` is a Textual action of the
    screen or, with `app.` before it, of the app.
    """

    key: str
    action: str
    name: str
    """Two or three words for the foot of the screen, as they are written; `title` is as they are shown."""
    says: str
    """A sentence for the palette and the help, as it is written; `about` is as it is shown."""
    footer: bool = True

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return looked_up(self.name)

    @property
    def about(self) -> str:
        """What it does, in the reader's language."""
        return looked_up(self.says)

    @property
    def key_label(self) -> str:
        """The first key as it is written for a viewer."""
        return key_label(self.key.split(",")[0])

    def label(self, typing: bool) -> str:
        """The key to show; while a text is typed, a letter would only be a letter of it."""
        keys = self.key.split(",")
        return key_label(next((key for key in keys if len(key) > 1), keys[0]) if typing else keys[0])

    @property
    def all_keys(self) -> str:
        """Every key, for the help."""
        return any_of([key_label(key) for key in self.key.split(",")])

    def binding(self) -> Binding:
        """The command as a Textual binding."""
        return Binding(
            self.key,
            self.action,
            self.title,
            show=self.footer,
            key_display=self.key_label,
            tooltip=self.about,
            priority=self.key.startswith("ctrl+"),
        )


def key_label(key: str) -> str:
    """A key as a viewer knows it: `Enter`, `F1`, `Ctrl+Q`, `s`."""
    if key in _KEYS:
        return _KEYS[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return key.upper() if key[:1] == "f" and key[1:].isdigit() else key


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """The bindings of a screen's commands."""
    return [command.binding() for command in commands]


EVERYWHERE = (
    Command("f1,question_mark", "app.help", "Help", "What this screen is for, its keys, and the words used."),
    Command("ctrl+p", "app.command_palette", "Commands", "Find any command by name.", footer=False),
    Command("f2", "app.theme", "Light or dark", "Change between the dark and the light colours.", footer=False),
    Command("f3", "app.picture", "Picture", "Save a picture of this screen as an SVG file.", footer=False),
    Command("q,ctrl+q", "app.leave", "Quit", "Leave the program; the game is saved."),
)
"""What can be done on every screen."""


def commands_of(node: DOMNode) -> tuple[Command, ...]:
    """The commands a screen offers now: its own first, then those of every screen.

    A key has one meaning at a time, that of the first command that can be used; the others keep what keys they have
    left, perhaps none.
    """
    own: tuple[Command, ...] = getattr(node, "KEYS", ())
    found: list[Command] = []
    taken: set[str] = set()
    for command in (*own, *EVERYWHERE):
        if offered(node, command):
            keys = command.key.split(",")
            left = ",".join(key for key in keys if key not in taken)
            found.append(command if left == command.key else replace(command, key=left))
            taken.update(keys)
    return tuple(found)


def offered(node: DOMNode, command: Command) -> bool:
    """Whether a command can be used now; the screen's `check_action` says so."""
    _, name, parameters = parse(command.action)
    target = node.app if command.action.startswith("app.") else node
    return target.check_action(name, parameters) is True


def keys_here(screen: Screen[Any]) -> list[tuple[str, str, str]]:
    """Key, words and action of everything shown at the foot: the focused part's own keys, then the screen's."""
    commands = [command for command in commands_of(screen) if command.footer and command.key]
    taken = {key for command in commands for key in command.key.split(",")}
    focused = screen.focused
    own = [] if focused is None else Binding.make_bindings(type(focused).BINDINGS)
    here = [
        (each.key_display or key_label(each.key), looked_up(each.description), f"focused.{each.action}")
        for each in own
        if each.show and each.description and each.key not in taken
    ]
    everywhere = {command.action for command in EVERYWHERE}
    first = next((place for place, command in enumerate(commands) if command.action in everywhere), len(commands))
    typing = isinstance(focused, Input | TextArea)
    shown = [
        (command.label(typing), command.title, command.action if "." in command.action else f"screen.{command.action}")
        for command in commands
    ]
    return shown[:first] + here + shown[first:]


class ScreenCommands(Provider):
    """The palette's entries: the same commands as at the foot of the screen."""

    async def discover(self) -> Hits:
        for command in commands_of(self.screen):
            yield DiscoveryHit(self._title(command), partial(self._run, command), help=command.about)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in commands_of(self.screen):
            title = self._title(command)
            score = max(matcher.match(title), matcher.match(command.about))
            if score > 0:
                yield Hit(score, matcher.highlight(title), partial(self._run, command), help=command.about)

    def _title(self, command: Command) -> str:
        return f"{command.title}  ({command.key_label})" if command.key else command.title

    async def _run(self, command: Command) -> None:
        await self.screen.run_action(command.action)
