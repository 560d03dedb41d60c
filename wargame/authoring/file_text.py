"""A scenario file's bytes, read with their size bounded and turned into text, or a plain sentence why not."""

from __future__ import annotations

import codecs
import os
import re
import stat
from itertools import islice
from pathlib import Path

from wargame.authoring.letters import refused
from wargame.authoring.problems import Faults, Spot

MOST_BYTES = 8 * 1024 * 1024
"""The largest scenario file that is read, 8 MB. What there may be in it bounds how long it takes, in `counts`: this
keeps what is no scenario out of memory, and leaves room for texts and remarks."""
MOST_DIRECTIVES = 10
"""How many lines may begin with `%`, instructions to YAML itself, of which the parser compares each with all others."""

# What YAML allows in a file, without the rare line ends that editors do not count (U+0085, U+2028, U+2029).
# Marks that turn the direction of text are left out too: with them a line could read otherwise than it is.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)

_DIRECTIVE = re.compile(r"^%", re.MULTILINE)

_UTF_16_AND_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(path: str | os.PathLike[str], faults: Faults) -> str | None:
    """The text of a scenario file without its byte order mark; None, with the reason noted, when it cannot be read."""
    data = _read_bytes(path, faults)
    return None if data is None else _decode(data, faults)


def _refuse(faults: Faults, code: str, message: str) -> None:
    faults.error(Spot(1, 1), code, message)


def _read_bytes(path: str | os.PathLike[str], faults: Faults) -> bytes | None:
    try:
        about = Path(path).stat()
        if stat.S_ISDIR(about.st_mode):
            _refuse(faults, "directory", "this is a directory; a scenario is one YAML file")
            return None
        if not stat.S_ISREG(about.st_mode):
            _refuse(faults, "not-a-file", "this is not a plain file; a scenario is one YAML file")
            return None
        if about.st_size > MOST_BYTES:
            _too_big(faults)
            return None
        with Path(path).open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except FileNotFoundError:
        _refuse(faults, "no-file", "there is no such file")
        return None
    except PermissionError:
        _refuse(faults, "no-permission", "this file may not be read: permission is missing")
        return None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "the path is not usable"
        _refuse(faults, "unreadable", f"this file cannot be read: {reason[:1].lower()}{reason[1:]}")
        return None
    if len(data) > MOST_BYTES:
        _too_big(faults)
        return None
    return data


def _too_big(faults: Faults) -> None:
    _refuse(faults, "too-big", "this file is larger than 8 MB, the most a scenario may have; shorten texts and remarks")


def _decode(data: bytes, faults: Faults) -> str | None:
    if data.startswith(_UTF_16_AND_32):
        _refuse(faults, "not-utf8", "this file is in UTF-16 or UTF-32; save it as UTF-8")
        return None
    if b"\x00" in data:
        _refuse(faults, "binary", "this is a binary file, not text; a scenario is a YAML file in UTF-8")
        return None
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        wrong = f"the byte {data[error.start]:#04x} is not UTF-8; save the file as UTF-8"
        faults.error(Spot(line, column), "not-utf8", wrong)
        return None


def clean(text: str, faults: Faults) -> str | None:
    """The text without a byte order mark; None, with the place noted, when it holds a character that none may."""
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "replace")) > MOST_BYTES:
        _too_big(faults)
        return None
    text = text.removeprefix("\ufeff")
    directives = [found.start() for found in islice(_DIRECTIVE.finditer(text), MOST_DIRECTIVES + 1)]
    if len(directives) > MOST_DIRECTIVES:
        line = text.count("\n", 0, directives[-1]) + 1
        why = f"more than {MOST_DIRECTIVES} lines begin with `%`, this one too; a scenario needs none: leave them out"
        faults.error(Spot(line, 1), "directive", why)
        return None
    found = _UNPRINTABLE.search(text)
    if found is None:
        return text
    before = text[: found.start()]
    line = before.count("\n") + 1
    spot = Spot(line, found.start() - (before.rfind("\n") + 1) + 1)
    faults.error(spot, "control-character", refused(found[0]))
    return None
