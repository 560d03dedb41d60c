"""The C text of a program compiled and loaded, without the cache and its tests: for who works at the generator."""

from __future__ import annotations

import ctypes
import hashlib
import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from wargame.engine.native.cache import load_library
from wargame.engine.native.compiler import SUFFIX, candidates, first_that_answers


def built(text: str, folder: Path, width: int = 4) -> ctypes.CDLL:
    """The library of a text, compiled into this folder where it is not there yet.

    Raises:
        NativeError: there is no compiler, or it fails.
    """
    compiler = replace(first_that_answers(candidates(os.environ)), width=width)
    library = folder / f"{hashlib.sha256(compiler.key(text).encode()).hexdigest()[:32]}{SUFFIX}"
    if not library.exists():
        with TemporaryDirectory(dir=folder) as scratch:
            compiler.compile(text, Path(scratch), folder / "compiler").replace(library)
    return load_library(library, compiler.name)
