"""At the foot of every screen, and in its help, a key has one meaning: what it does when it is pressed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.tui.playing import SMALL, Player, playing, setup
from wargame.seminar.table import MovePicker
from wargame.tui.commands import commands_of, keys_here
from wargame.tui.pages.base import KeyBar

WALKS = {
    "a turn": "1 2 3 enter enter escape escape 4 enter c 5 6 f1 escape",
    "the whole game": "s enter 2 right enter 3 enter 4 enter enter escape 1 n l 2 3 c enter escape escape s enter n s "
    "enter n 1 2 3 enter 4 enter l comma 3 c escape escape escape",
    "the tree": "s enter n b c up down n escape t escape d escape g escape x escape y escape m escape up c 1 2 3 "
    "escape 2 escape",
    "the analyses": "s enter n o 2 3 4 5 escape escape a 2 3 escape escape 3 enter w escape",
    "leaving": "escape escape q escape escape enter down enter escape escape",
}


def check(player: Player, walked: list[str]) -> None:
    """No key stands twice at the foot or in the help, and a widget with the keys does not answer Escape itself."""
    screen = player.app.screen
    if not screen.query(KeyBar):
        return
    shown = Counter(key for key, _, _ in keys_here(screen))
    assert max(shown.values()) == 1, (type(screen).__name__, walked, shown)
    names = Counter(words for _, words, _ in keys_here(screen))
    assert max(names.values()) == 1, (type(screen).__name__, walked, names)
    answer = Counter(key for command in commands_of(screen) if command.key for key in command.key.split(","))
    assert max(answer.values()) == 1, (type(screen).__name__, walked, answer)
    if screen.focused is not None:
        inner = [each for each in type(screen.focused).BINDINGS if "escape" in str(getattr(each, "key", each))]
        assert not inner or type(screen.focused).__module__.startswith("textual"), screen.focused


@pytest.mark.parametrize("size", [SMALL], ids=str)
@pytest.mark.parametrize("walk", WALKS)
async def test_every_key_has_one_meaning_at_a_time(tmp_path: Path, walk: str, size: tuple[int, int]) -> None:
    async with playing(tmp_path, setup("host"), size=size) as player:
        walked: list[str] = []
        for key in WALKS[walk].split():
            await player.press(key)
            walked.append(key)
            check(player, walked)


async def test_escape_is_back_and_not_home_while_there_is_a_way_back(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host", picker=MovePicker.CHANCE)) as player:
        await player.press("s", "enter", "3", "enter")
        shown = [(key, words) for key, words, _ in keys_here(player.app.screen) if key == "Esc"]
        assert shown == [("Esc", "Back")]
        before: Any = player.app.screen
        await player.press("escape")
        assert player.app.screen is before
        assert [words for key, words, _ in keys_here(before) if key == "Esc"] == ["Home"]
        # Found by its name, Home is there all the same.
        await player.press("3", "enter")
        assert [each.key for each in commands_of(before) if each.name == "Home"] == [""]


def test_a_course_wraps_under_its_words() -> None:
    from textual.content import Content

    from wargame.tui.widgets.prose import Prose, hang

    line = Content.assemble("  ", ("-11.9", "bold"), "  ▁▂▃  \tFrance: Ambiguity of what it means: 46.1 -> 34.2")
    for width in (30, 34, 40, 60, 80):
        shown = hang(line, width).plain.split("\n")
        assert shown[0].startswith("  -11.9  ▁▂▃  France:")
        assert all(len(each) <= width for each in shown)
        assert all(each.startswith(" " * 14) and each[14] != " " for each in shown[1:])
    assert "\t" not in Prose(line).text
