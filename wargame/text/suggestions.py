"""Names that could have been meant: the nearest one, or all that there are."""

from __future__ import annotations

from collections.abc import Iterable

from wargame.text.message import message
from wargame.text.words import commas


def meant(words: str, nearest: str | None) -> str:
    """A sentence about a name that is not known, with the nearest one that is, if there is one."""
    return message("{words} (did you mean {nearest}?)", words=words, nearest=nearest) if nearest else words


def no_bot(name: str, known: Iterable[str]) -> str:
    """That there is no such bot, and which there are."""
    return message("there is no bot '{name}'; choose from {known}", name=name, known=commas(known))


def no_picker(name: str, known: Iterable[str]) -> str:
    """That nobody of that name picks the moves, and who may."""
    return message("'{name}' cannot pick the moves; choose from {known}", name=name, known=commas(known))


def meant_of(words: str, nearest: str | None, known: Iterable[str]) -> str:
    """A sentence about a name that is not known, with the nearest one that is, or else with all of them."""
    return meant(words, nearest) if nearest else message("{words}: {known}", words=words, known=commas(known))
