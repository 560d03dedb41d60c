"""Characters that are not what they seem: that cannot be seen, or that only look like one of ASCII."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(each) for each in range(0xFE00, 0xFE10)}
"""What Unicode counts among marks, letters or signs, and shows nothing."""


def named(character: str) -> str:
    """A character by its code point and its name: `U+0430 (Cyrillic small letter a)`."""
    name = unicodedata.name(character, "").lower()
    for script in ("latin", "cyrillic", "greek", "armenian", "hebrew", "arabic", "georgian", "cherokee"):
        name = name.replace(script, script.capitalize())
    return f"U+{ord(character):04X} ({name})" if name else f"U+{ord(character):04X}"


def unseen(character: str) -> bool:
    """Whether a character takes no room, or takes room and shows nothing, and is not the plain blank."""
    return character in _UNSEEN or (
        unicodedata.category(character) in ("Cf", "Cc", "Zs", "Zl", "Zp") and character != " "
    )


def strange(text: str) -> tuple[int, str] | None:
    """The first character that no id, key, number or expression may hold, by its offset, and a clause about it.

    >>> strange("tr\N{CYRILLIC SMALL LETTER U}st")
    (2, 'it holds U+0443 (Cyrillic small letter u), a letter of another alphabet; type the Latin one')
    """
    if text.isascii():
        return None
    offset, character = next((each for each in enumerate(text) if not each[1].isascii()), (0, " "))
    kind = unicodedata.category(character)
    if kind == "Zs":
        why = "which only looks like a blank; type a blank in its place, or delete it"
    elif unseen(character):
        why = "a character that cannot be seen; delete it"
    elif kind.startswith("L") and not unicodedata.name(character, "").startswith("LATIN"):
        why = "a letter of another alphabet; type the Latin one"
    elif kind.startswith("L"):
        why = "and names are written with a to z"
    else:
        why = "which is not plain ASCII; type the plain character"
    return offset, f"it holds {named(character)}, {why}"


def clause(text: str) -> str:
    """The clause about a strange character of a text, to end a message with; empty when there is none."""
    found = strange(text)
    return "" if found is None else f"; {found[1]}"


_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u03bf\u03b1\u03bd\u0131\u0578",
    "aeopcxyijshdqwoavio",
)


def latin(text: str) -> str:
    """A text with the letters of other alphabets that look like one of a to z written as that one."""
    return text.translate(_LOOKALIKES)


def refused(character: str) -> str:
    """What to say of a character that no scenario file may hold anywhere."""
    if unicodedata.category(character) == "Cc" or not unicodedata.name(character, ""):
        return f"the control character U+{ord(character):04X} cannot be used in a scenario"
    if unseen(character):
        return f"{named(character)} cannot be seen and cannot be used in a scenario; delete it"
    return f"{named(character)} cannot be used in a scenario"


def revealed(text: str) -> str:
    """A text with each character that cannot be seen written as its code point: `50<U+200B>`."""
    if text.isascii():
        return text
    return "".join(f"<U+{ord(each):04X}>" if not each.isascii() and unseen(each) else each for each in text)


def shown(text: str) -> str:
    """A text as a message quotes it: on one line and not too long."""
    line = " ".join(revealed(text).split())
    return line if len(line) <= 60 else f"{line[:57]}..."
