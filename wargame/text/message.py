"""Messages: whole sentences with named fields and plural forms, looked up in the reader's language."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

DOMAIN = "wargame"
LOCALES = Path(__file__).parent / "locale"
"""Where catalogues of translations lie, one folder a language; without one the messages are as they are written."""


@cache
def catalogue() -> NullTranslations:
    """The messages of the reader's language, which the environment names as `gettext` has it."""
    return translation(DOMAIN, LOCALES, fallback=True)


def message(template: str, /, **fields: object) -> str:
    """A message with its fields filled in; a translation may put them in another order.

    The template is written out where it is said, so that a catalogue can be gathered from the source.

    >>> message("{seat} withheld consent from {reaction}.", seat="Germany", reaction="Cut the subsidy")
    'Germany withheld consent from Cut the subsidy.'
    """
    return catalogue().gettext(template).format(**fields)


def looked_up(template: str) -> str:
    """A message without fields that is written where nothing is shown yet, as the words of a key are.

    >>> looked_up("Hand in")
    'Hand in'
    """
    return catalogue().gettext(template)


def plural(one: str, many: str, count: int, /, **fields: object) -> str:
    """A message that depends on a number, which is its field `count`.

    >>> plural("{count:,} game", "{count:,} games", 10_000)
    '10,000 games'
    """
    return catalogue().ngettext(one, many, count).format(count=count, **fields)
