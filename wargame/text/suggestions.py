"""Names that could have been meant: the nearest one, or all that there are."""

from __future__ import annotations

from collections.abc import Iterable

from wargame.text.message import message


def meant(words: str, nearest: str | None) -> str:
    """A sentence about a name that is not known, with the nearest one that is, if there is one."""
    return message("{words} (did you mean {nearest}?)", words=words, nearest=nearest) if nearest else words


def listed(names: Iterable[object]) -> str:
    """Names or numbers one after another."""
    return ", ".join(map(str, names))


def meant_of(words: str, nearest: str | None, known: Iterable[str]) -> str:
    """A sentence about a name that is not known, with the nearest one that is, or else with all of them."""
    return meant(words, nearest) if nearest else message("{words}: {known}", words=words, known=listed(known))
