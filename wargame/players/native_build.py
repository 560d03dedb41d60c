"""A process that compiles the functions of a program, tries them in yet another process, and keeps them in the cache.

It outlives the process that started it. Whatever comes of it is noted in the cache, where others find it; its exit
code says what could not be noted.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wargame.engine.native.cache import Cache, load_library
from wargame.engine.native.compiler import Compiler, candidates, first_that_answers, surroundings
from wargame.engine.native.fault import (
    CompilerFails,
    Crashed,
    NativeError,
    NativeFault,
    OtherNumbers,
    as_mark,
    from_mark,
)
from wargame.engine.native.generate import Text
from wargame.engine.native.mode import VARIABLE, Engine
from wargame.engine.native.native import Native
from wargame.engine.program import Program

DONE, BUSY, UNUSABLE = 0, 3, 100
"""Exit codes: what came of it is noted, another process builds the same, or 100 plus the error number of the cache."""
CHECK_SECONDS = 600
_ROOM = 4 * 1024 * 1024
_FULL = (
    *((code, os.strerror(code)) for code in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))),
    (errno.EFBIG, signal.strsignal(getattr(signal, "SIGXFSZ", signal.SIGTERM))),
)
"""What a compiler says where there is no room for what it writes."""
_ENDED_BY_OTHERS = (-signal.SIGINT, -signal.SIGTERM, -getattr(signal, "SIGKILL", signal.SIGTERM))


def command(*arguments: str) -> list[str]:
    """The command line of this module, whatever the folder it is started in holds."""
    return [sys.executable, "-P", "-m", "wargame.players.native_build", *arguments]


def environment(compiler: str = "") -> dict[str, str]:
    """The environment of such a process: it finds the modules that this one does, and never builds anything itself."""
    path = os.pathsep.join(str(Path(each).absolute()) for each in sys.path)
    return {**os.environ, "PYTHONPATH": path, VARIABLE: Engine.NUMPY.value, **({"CC": compiler} if compiler else {})}


def build(program: Program, cache: Cache, seconds: float) -> int:
    """Build what the cache does not hold yet, and give the exit code; wait so long for others that build it."""
    try:
        commands = candidates(os.environ)
    except NativeError:
        return DONE  # whoever asked sees it as well
    around = surroundings(commands)
    try:
        compiler = cache.compiler(around) or _asked(cache, around, commands)
        text = Text(program)
        written = text.write()
        key = compiler.key(written)
        with cache.locked(key, seconds) as mine:
            if not mine:
                return BUSY
            if not cache.holds(key) and cache.failed(key) is None:
                noted = {"scenario": program.scenario.id, "table": _digest(text.numbers.values(program))}
                _build(program, written, compiler, key, cache, noted)
        cache.prune()
    except NativeError:
        return DONE  # noted: no compiler answers
    except OSError as error:
        print(error)
        return UNUSABLE + (error.errno or 0)
    return DONE


def _asked(cache: Cache, around: str, commands: tuple[tuple[str, ...], ...]) -> Compiler:
    """The compiler that answers, which is noted for others, as it is that none does; raises NativeError, OSError."""
    try:
        compiler = first_that_answers(commands)
    except NativeError as error:
        cache.give_up(around, error.fault)
        raise
    cache.note_compiler(around, compiler)
    return compiler


def _build(
    program: Program, text: str, compiler: Compiler, key: str, cache: Cache, noted: Mapping[str, object]
) -> None:
    """Compile and try a library, and keep it or note why not; raises OSError."""
    began = time.monotonic()
    with cache.scratch(key) as scratch:
        try:
            library = compiler.compile(text, scratch, cache.of_compilers)
            noted = {**noted, "seconds": round(time.monotonic() - began, 2)}
            fault = _tried(program, library, compiler)
        except NativeError as error:
            _for_want_of_space(error.fault, cache.folder)
            fault = error.fault
        if fault is None:
            cache.keep(key, library, compiler=compiler.name, version=compiler.version, **noted)
        else:
            print(fault)
            cache.give_up(key, fault)


def _for_want_of_space(fault: NativeFault, folder: Path) -> None:
    """Raise OSError where a compiler failed only because there was no room for what it writes."""
    if isinstance(fault, CompilerFails):
        full = shutil.disk_usage(folder).free < _ROOM
        code = errno.ENOSPC if full else next((code for code, words in _FULL if words and words in fault.said), None)
        if code is not None:
            raise OSError(code, os.strerror(code))


def _tried(program: Program, library: Path, compiler: Compiler) -> NativeFault | None:
    """What is wrong with a library; it is loaded by a process of its own, which it may crash."""
    try:
        done = subprocess.run(
            command("check", str(library), compiler.name),
            input=pickle.dumps(program),
            stdout=subprocess.PIPE,
            env=environment(),
            timeout=CHECK_SECONDS,
        )
        if done.returncode in _ENDED_BY_OTHERS:
            sys.exit(1)  # which says nothing against the library
        found = json.loads(done.stdout) if done.returncode == 0 else as_mark(Crashed(compiler.name))
    except (subprocess.TimeoutExpired, ValueError):
        found = as_mark(Crashed(compiler.name))
    return None if found is None else from_mark(found)


def check(program: Program, library: Path, compiler: str) -> NativeFault | None:
    """What is wrong with a library, which is loaded here."""
    # What plays the games to check it asks for compiled functions itself, and so for this module.
    from wargame.players.native_check import first_difference

    try:
        functions = load_library(library, compiler)
    except NativeError as error:
        return error.fault
    text = Text(program)
    text.write()
    found = first_difference(program, Native(program, functions, text))
    return None if found is None else OtherNumbers(compiler, found.part, found.turn)


def _digest(table: NDArray[np.float64]) -> str:
    return hashlib.sha256(table.tobytes()).hexdigest()


def main(arguments: Sequence[str]) -> int:
    """`build FOLDER SECONDS` or `check LIBRARY COMPILER`, of the pickled program on standard input."""
    program = pickle.load(sys.stdin.buffer)
    match arguments:
        case ["build", folder, seconds]:
            if float(seconds) == 0 and hasattr(os, "nice"):
                os.nice(10)  # nobody waits for it, and somebody plays
            return build(program, Cache(Path(folder)), float(seconds))
        case ["check", library, compiler]:
            fault = check(program, Path(library), compiler)
            sys.stdout.write(json.dumps(None if fault is None else as_mark(fault)))
            return DONE
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
