"""Compilers for tests: the system's own, and scripts that stand in for it and do something wrong."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import sys
from pathlib import Path

import pytest

CC = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
NEEDS_COMPILER = pytest.mark.skipif(CC is None or sys.platform == "win32", reason="there is no C compiler here")


def script(folder: Path, before: str = "", compiling: str = "", name: str = "compiler", level: str = "-O0") -> str:
    """A compiler that is the system's, but for what is done first, and for what is done instead of compiling.

    `$source` and `$library` are the files when it compiles. What is built for a test plays a few games and is thrown
    away: to make it quick, which is the last word of `level`, takes longer than it saves.
    """
    path = folder / name
    path.write_text(
        "#!/bin/sh\n"
        f"cc={shlex.quote(CC or '')}\n"
        f"echo call >> {shlex.quote(str(path))}.calls\n"
        f"{before}\n"
        'library=; source=; last=; for each in "$@"; do\n'
        '    [ "$last" = -o ] && library=$each\n'
        "    case $each in *.c) source=$each;; esac; last=$each\n"
        "done\n"
        f'if [ -n "$library" ]; then echo compile >> {shlex.quote(str(path))}.calls; {compiling or ":"}; fi\n'
        f'exec "$cc" "$@" {level}\n'
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def calls(compiler: str, kind: str = "call") -> int:
    """How often such a script was called, or compiled something."""
    try:
        return Path(f"{compiler}.calls").read_text().split().count(kind)
    except FileNotFoundError:
        return 0


def without_compilers(folder: Path) -> str:
    """A PATH on which there is no compiler."""
    empty = folder / "empty"
    empty.mkdir(exist_ok=True)
    return os.fspath(empty)
