"""Commands of this program as they are typed in a shell: what is printed works when it is copied."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence

Options = Mapping[str, str | Sequence[str] | None]
"""Values by the option's name; several for one that is repeated, None for one that takes no value."""


def command(verb: str, *operands: str, options: Options | None = None) -> str:
    """A command with its operands and options, each quoted where the shell needs it: `wargame run 'my game.yaml'`."""
    flags: list[str] = []
    for name, value in (options or {}).items():
        if value is None:
            flags.append(name)
        for each in [value] if isinstance(value, str) else value or ():
            flags += [f"{name}={each}"] if each.startswith("-") else [name, each]
    # What begins with a dash would be taken for an option.
    dashed = any(each.startswith("-") for each in operands)
    words = [*flags, "--", *operands] if dashed else [*operands, *flags]
    return " ".join(["wargame", verb, *map(quoted_word, words)])


def quoted_word(word: str) -> str:
    """One word as the user's shell takes it."""
    if os.name == "nt":
        return subprocess.list2cmdline([word])
    if word.isprintable():
        return shlex.quote(word)
    # A control character or a stray byte would not survive being printed.
    plain = "".join(chr(b) if 32 <= b < 127 and chr(b) not in "\\'" else f"\\x{b:02x}" for b in os.fsencode(word))
    return f"$'{plain}'"


def hint(verb: str, *operands: str, options: Options | None = None) -> str:
    """A command inside a sentence, between marks that are not in it."""
    words = command(verb, *operands, options=options)
    marks = next((pair for pair in ("''", "``", "“”") if not set(pair) & set(words)), "“”")
    return f"{marks[0]}{words}{marks[1]}"
