"""The compiled functions of a program, where there are any: found in the cache, or built for the next time.

Both ways of playing give the same numbers, so nothing but time depends on which is taken. `WARGAME_ENGINE` in the
environment chooses for a process and for those that it starts: `auto`, `numpy` or `native`.
"""

from __future__ import annotations

import os
import pickle
import shlex
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from wargame.engine.native.cache import Cache, Kept, default_folder
from wargame.engine.native.compiler import Command, Compiler, candidates, first_that_answers, surroundings
from wargame.engine.native.fault import (
    BuilderEnded,
    CacheUnusable,
    NativeError,
    NativeFault,
    NoCompiler,
    NotWritten,
    TooLarge,
)
from wargame.engine.native.generate import Text
from wargame.engine.native.mode import VARIABLE as VARIABLE
from wargame.engine.native.mode import Engine as Engine
from wargame.engine.native.mode import engine as engine
from wargame.engine.native.native import Native
from wargame.engine.program import Program
from wargame.players import native_build

_PROGRAMS = 16
"""Of so many programs it is remembered what was found."""
_PATIENCE = 10
"""So many seconds a compiler may take to say what it is while somebody looks on."""
_LOOKED = 0.1
"""So many seconds after looking for functions in vain, they are looked for again."""
MOST_LINES = 20_000
"""The flagship's text has a quarter of it, and takes some seconds to compile; the time grows faster than the lines."""
_BUILT = 2
"""So many programs one process has built in the background; an analysis may come to many that are played but once."""
_WAITED = 1800.0
"""So long a process waits for another that builds the same; each of its steps ends sooner by itself."""


@dataclass(frozen=True)
class Found:
    """What there is on this machine, for who wants to know."""

    engine: Engine
    compiler: Compiler | NativeFault
    folder: Path
    kept: Kept | NativeFault


def ready(program: Program, waiting: Callable[[], None] | None = None) -> Native | None:
    """The compiled functions of a program if they are ready now; None where it is to be played with numpy.

    Asking again costs next to nothing, and finds what has been built meanwhile. Where the environment says `native`
    it waits for the build, and calls `waiting` before it does.
    """
    shelf = _here()
    return None if shelf.engine is Engine.NUMPY else shelf.ready(program, waiting)


def fallback() -> NativeFault | None:
    """Why this process plays something with numpy that it should play compiled; None where nothing went wrong."""
    return _here().fault


def found() -> Found:
    """What there is on this machine: the compiler is asked here and now."""
    cache = Cache(default_folder())
    compiler: Compiler | NativeFault
    kept: Kept | NativeFault
    try:
        compiler = first_that_answers(candidates(os.environ), _PATIENCE)
    except NativeError as error:
        compiler = error.fault
    try:
        cache.check()
        kept = cache.kept()
    except NativeError as error:
        kept = error.fault
    return Found(engine(), compiler, cache.folder, kept)


_READ = (VARIABLE, "WARGAME_HOME", "CC", "PATH", "HOME", "XDG_CACHE_HOME", "LOCALAPPDATA")
"""What of the environment decides about compiled functions."""


def _here() -> _Shelf:
    """What this process knows in the environment as it is now."""
    return _shelf(*map(os.environ.get, _READ))


@lru_cache(maxsize=4)
def _shelf(*_: str | None) -> _Shelf:
    return _Shelf(engine(), Cache(default_folder()))


class _Sought:
    """What is known of a program's functions."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.native: Native | None = None
        self.over = False
        """Whether looking again is in vain."""
        self.key: str | None = None
        self.again = 0.0
        """When to look again."""


class _Shelf:
    """What one process knows of compiled functions; any thread may ask."""

    def __init__(self, engine: Engine, cache: Cache) -> None:
        self.engine = engine
        self._cache = cache
        self._asking = threading.Lock()
        self._sought: OrderedDict[int, _Sought] = OrderedDict()
        self._builders: dict[str | None, _Builder] = {}
        """By key; under None the first, which also asks the compiler."""
        self._commands: tuple[Command, ...] = ()
        self._around = ""
        self.fault: NativeFault | None = None
        """What was in the way first."""

    def ready(self, program: Program, waiting: Callable[[], None] | None) -> Native | None:
        """The functions of a program, if they are there."""
        sought = self._sought.get(id(program))
        if sought is not None and (sought.native is not None or sought.over or time.monotonic() < sought.again):
            return sought.native
        with self._asking:
            sought = self._sought.setdefault(id(program), _Sought(program))
            while len(self._sought) > _PROGRAMS:
                self._sought.popitem(last=False)
            try:
                sought.again = time.monotonic() + _LOOKED
                sought.native = self._found(sought)
                if sought.native is None:
                    wait = self.engine is Engine.NATIVE
                    if wait and waiting is not None:
                        waiting()
                    self._build(sought, wait)
                    if wait:
                        sought.native = self._found(sought)
                        if sought.native is None:
                            raise NativeError(BuilderEnded())
            except NativeError as error:
                sought.over = True
                # Where there is nothing to build with, numpy is no second choice, unless it was not asked for.
                if self.engine is Engine.NATIVE or not isinstance(error.fault, NoCompiler | TooLarge):
                    self.fault = self.fault or error.fault
            return sought.native

    def _found(self, sought: _Sought) -> Native | None:
        """The functions, if they are in the cache; raises NativeError where they are not going to be."""
        if sought.key is not None and self._cache.passed(sought.key) is None:
            self._given_up(sought.key)
            return None
        if not self._commands:
            self._cache.check()
            self._commands = candidates(os.environ)
            self._around = surroundings(self._commands)
        compiler = self._cache.compiler(self._around)
        if compiler is None:
            return None
        text, written = self._written(sought.program)
        sought.key = compiler.key(written)
        library = self._cache.load(sought.key)
        if library is None:
            self._given_up(sought.key)
            return None
        return Native(sought.program, library, text)

    @staticmethod
    def _written(program: Program) -> tuple[Text, str]:
        """The text of a program; raises NativeError where there is none that could be compiled."""
        text = Text(program)
        try:
            written = text.write()
        except Exception as error:  # whatever it is, games can be played with numpy
            raise NativeError(NotWritten(type(error).__name__)) from error
        if (lines := written.count("\n")) > MOST_LINES:
            raise NativeError(TooLarge(lines, MOST_LINES))
        return text, written

    def _given_up(self, key: str) -> None:
        if (fault := self._cache.failed(key)) is not None:
            raise NativeError(fault)

    def _build(self, sought: _Sought, wait: bool) -> None:
        """See to it that somebody builds a program's functions; raises NativeError where nobody can."""
        first = self._builders.get(None)
        # While the first builder is at work it may be at this program: another would only find it there.
        key = None if first is not None and first.poll() != native_build.DONE else sought.key
        builder = self._builders.get(key)
        if builder is None:
            if not wait and len(self._builders) >= _BUILT:
                return
            builder = self._builders[key] = self._start(sought.program, _WAITED if wait else 0.0)
        code = builder.wait() if wait else builder.poll()
        if code is not None and code >= native_build.UNUSABLE:
            reason = os.strerror(code - native_build.UNUSABLE).lower()
            raise NativeError(CacheUnusable(str(self._cache.folder), reason))
        if code not in (None, native_build.DONE, native_build.BUSY):
            raise NativeError(BuilderEnded())

    def _start(self, program: Program, seconds: float) -> _Builder:
        """A process that builds, and lives on when this one ends."""
        self._cache.make()
        try:
            with TemporaryFile(dir=self._cache.folder) as given, self._cache.log.open("wb") as log:
                pickle.dump(program, given)
                given.flush()
                given.seek(0)
                return _Builder(
                    native_build.command("build", str(self._cache.folder), str(seconds)),
                    stdin=given,
                    stdout=log,
                    stderr=log,
                    cwd=self._cache.folder,
                    env=native_build.environment(shlex.join(self._commands[0]) if os.environ.get("CC") else ""),
                    **_detached(),
                )
        except FileNotFoundError:
            raise NativeError(BuilderEnded()) from None
        except OSError as error:
            raise self._cache.unusable(error) from None


class _Builder(subprocess.Popen[bytes]):
    """A process that may outlive this one: that it still runs is no oversight to warn of."""

    def __del__(self) -> None:
        pass


def _detached() -> dict[str, Any]:
    """What starts a process that neither Ctrl-C nor the end of this one ends."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
