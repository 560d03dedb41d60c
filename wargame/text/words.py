"""Names and clauses joined in a sentence, and sentences laid out in lines of a screen of 78 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from textwrap import wrap

from wargame.text.message import message, plural

WIDTH = 78
SMALL = 0.05
"""What is smaller than this rounds to nothing where one decimal is shown."""


# --- Joined in a sentence ---------------------------------------------------------------------------------------------


def listed(several: Sequence[str]) -> str:
    """What holds or is meant together: `one, two and three`."""
    if len(several) < 2:
        return "".join(several)
    return message("{first} and {last}", first=commas(several[:-1]), last=several[-1])


def listed_names(names: Sequence[str]) -> str:
    """Names in a row: `one, two and three`; with semicolons where a name itself holds a comma or an "and"."""
    return parted(names) if any("," in name or " and " in name for name in names) else listed(names)


def any_of(several: Sequence[str]) -> str:
    """What holds or is meant by itself: `one, two or three`."""
    if len(several) < 2:
        return "".join(several)
    return message("{first} or {last}", first=commas(several[:-1]), last=several[-1])


def commas(several: Iterable[object]) -> str:
    """A plain list: `one, two, three`."""
    parts = [*map(str, several)]
    return reduce(lambda so_far, each: message("{first}, {rest}", first=so_far, rest=each), parts) if parts else ""


def parted(several: Iterable[str]) -> str:
    """A list of what may hold commas itself: `one; two; three`."""
    parts = [*several]
    return reduce(lambda so_far, each: message("{first}; {rest}", first=so_far, rest=each), parts) if parts else ""


def sentence(words: str) -> str:
    """Words as a sentence: a capital letter first, and a full stop unless there is one."""
    return words if not words else words[0].upper() + words[1:] + ("" if words[-1] in ".!?:" else ".")


def sentences(*several: str) -> str:
    """Whole sentences one after another; empty ones are left out."""
    return " ".join(each for each in several if each)


def cut(words: str, most: int = 24) -> str:
    """Words in one line of at most so many characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def span_words(low: str, high: str) -> str:
    """From a low to a high: `7.6 to 8.7`."""
    return message("{low} to {high}", low=low, high=high)


def and_more(count: int) -> str:
    """How many are not listed."""
    return plural("and {count} more", "and {count} more", count)


# --- Laid out in lines ------------------------------------------------------------------------------------------------


def apart(several: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of several parts, with an empty line between them.

    >>> list(apart([["one", "two"], ["three"]]))
    ['one', 'two', '', 'three']
    """
    for place, lines in enumerate(several):
        if place:
            yield ""
        yield from lines


def wrapped(words: str, indent: str = "", width: int = WIDTH) -> list[str]:
    """Words in lines, each of them indented."""
    return _lines(words, max(width, 20), indent, indent)


def hung(head: str, words: str, indent: int | None = None, width: int = WIDTH, long_words: bool = True) -> list[str]:
    """Words behind a head, the later lines under the first word or at `indent`.

    Args:
        long_words: whether a word longer than a line is broken; a file's path is of use only whole.
    """
    under = " " * (len(head) if indent is None else indent)
    return _lines(words, max(width, 30), head, under, long_words) or [head]


def _lines(words: str, width: int, first: str, later: str, long_words: bool = True) -> list[str]:
    """Words in lines, none of which begins with the per cent sign of a number."""
    lines = wrap(
        words.replace(" %", "\u00a0%"),
        width,
        initial_indent=first,
        subsequent_indent=later,
        break_on_hyphens=False,
        break_long_words=long_words,
    )
    return [line.replace("\u00a0", " ") for line in lines]
