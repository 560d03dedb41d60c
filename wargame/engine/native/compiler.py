"""The C compiler of this machine: which one, with which flags, for which processor, and how many worlds at a time.

It is asked rather than guessed at: what the processor can do is in the macros that the compiler defines for it.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.metadata
import importlib.util
import os
import platform
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wargame.engine.native.fault import (
    CompilerFails,
    CompilerHangs,
    CompilerMissing,
    NativeError,
    NativeFault,
    NoCompiler,
)

FLAGS = ("-std=gnu11", "-O2", "-ffp-contract=off", "-fno-math-errno", "-Wno-psabi")
"""Without contraction, and never with -ffast-math: one operation of the text is one operation of the processor."""
_LIBRARY = ("-shared", "-fPIC")
_FOR_THIS_PROCESSOR = (("-march=native",), ("-mcpu=native",), ())
"""The same for GCC, Clang and Zig, for Clang on other processors, and for compilers that know neither."""
SUFFIX = ".dll" if sys.platform == "win32" else ".so"
ASKED_SECONDS = 60
COMPILED_SECONDS = 900

Command = tuple[str, ...]


@dataclass(frozen=True)
class Compiler:
    """A compiler that answers, as it is used on this machine."""

    command: Command
    version: str
    """What it says of itself, in one line."""
    flags: tuple[str, ...]
    width: int
    """How many worlds are played side by side in one vector."""
    processor: str
    """A digest of the macros it defines for this processor."""
    file: str
    """The size of its file and when it was last changed."""

    @property
    def name(self) -> str:
        """The command, as a person would type it."""
        return shlex.join(self.command)

    def key(self, text: str) -> str:
        """The name of the library it makes of a text: another compiler, flag or processor gives another one."""
        where = shutil.which(self.command[0]) or self.command[0]
        said = (self.version, *self.flags, self.processor, self.file)
        parts = (text, str(Path(where).resolve()), *self.command[1:], *said)
        return hashlib.sha256("\0".join((*parts, str(self.width))).encode()).hexdigest()[:40]

    def compile(self, text: str, scratch: Path, kept: Path, seconds: int = COMPILED_SECONDS) -> Path:
        """The library made of a C text, in a scratch folder; what the compiler itself keeps goes to the other one.

        Raises:
            NativeError: the compiler fails, or does not come to an end.
            OSError: the scratch folder cannot be written.
        """
        source, library = scratch / "turn.c", scratch / f"turn{SUFFIX}"
        source.write_text(text, encoding="ascii")
        flags = (*self.flags, *_LIBRARY, f"-DW={self.width}")
        # Without what Zig keeps from one build to the next, each would take six seconds longer.
        environment = {"ZIG_GLOBAL_CACHE_DIR": str(kept), "ZIG_LOCAL_CACHE_DIR": str(scratch / "zig")}
        _run((*self.command, *flags, "-o", str(library), str(source)), self.name, seconds, environment)
        if not library.is_file():
            raise NativeError(CompilerFails(self.name, ""))
        return library


def candidates(environment: Mapping[str, str]) -> tuple[Command, ...]:
    """The compilers that may be here, the first choice first; none is started.

    Raises:
        NativeError: there is none, or the one that `CC` names is not there.
    """
    named = environment.get("CC", "").strip()
    path = environment.get("PATH")
    if named:
        try:
            first, *more = shlex.split(named)
        except ValueError:
            raise NativeError(CompilerMissing(named)) from None
        found = shutil.which(first, path=path)
        if found is None:
            raise NativeError(CompilerMissing(named))
        return ((str(Path(found).absolute()), *more),)
    known: dict[Path, Command] = {}
    for name in ("cc", "gcc", "clang"):
        if (found := shutil.which(name, path=path)) is not None:
            known.setdefault(Path(found).resolve(), (str(Path(found).absolute()),))
    commands = tuple(known.values())
    if sys.executable and importlib.util.find_spec("ziglang") is not None:
        commands = (*commands, (sys.executable, "-P", "-m", "ziglang", "cc"))
    if not commands:
        raise NativeError(NoCompiler())
    return commands


def surroundings(commands: Sequence[Command]) -> str:
    """A digest of these compilers and of this machine, without starting any of them.

    While it is the same, so is what a compiler said of itself and of the processor.
    """
    parts = [*FLAGS, platform.machine(), *_processor()]
    for command in commands:
        parts += command
        with contextlib.suppress(OSError):
            parts += (str(Path(command[0]).resolve()), _changed(command))
        if "ziglang" in command:
            with contextlib.suppress(importlib.metadata.PackageNotFoundError):
                parts.append(importlib.metadata.version("ziglang"))
    return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:40]


def _changed(command: Command) -> str:
    """The size of a command's file and when it was last changed; raises OSError where it is none."""
    found = Path(command[0]).stat()
    return f"{found.st_size} {found.st_mtime_ns}"


def _processor() -> list[str]:
    """What the system says of the processor; the machine's name where it says nothing."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
        found = {line for line in lines if line.startswith(("model name", "flags", "Features", "CPU ", "isa", "cpu\t"))}
        if found:
            return sorted(found)
    except OSError:
        pass
    if sys.platform == "darwin":
        with contextlib.suppress(OSError, AttributeError):
            said, size = ctypes.create_string_buffer(256), ctypes.c_size_t(256)
            ctypes.CDLL(None).sysctlbyname(b"machdep.cpu.brand_string", said, ctypes.byref(size), None, 0)
            if said.value:
                return [said.value.decode(errors="replace")]
    return [os.environ.get("PROCESSOR_IDENTIFIER") or platform.node()]


def first_that_answers(commands: Sequence[Command], seconds: int = ASKED_SECONDS) -> Compiler:
    """The first of several compilers that says what it defines for this processor.

    Raises:
        NativeError: none does; why the first does not.
    """
    fault: NativeFault | None = None
    for command in commands:
        try:
            return ask(command, seconds)
        except NativeError as error:
            fault = fault or error.fault
    raise NativeError(fault or NoCompiler())


def ask(command: Command, seconds: int = ASKED_SECONDS) -> Compiler:
    """A compiler as it describes itself.

    Raises:
        NativeError: it fails, or does not come to an end.
    """
    name = shlex.join(command)
    for native in _FOR_THIS_PROCESSOR:
        flags = (*FLAGS, *native)
        try:
            macros = _run((*command, *flags, "-dM", "-E", "-x", "c", os.devnull), name, seconds)
        except NativeError as error:
            if native and isinstance(error.fault, CompilerFails):
                continue
            raise
        defined = sorted(line for line in macros.splitlines() if line.startswith("#define "))
        if not defined:
            raise NativeError(CompilerFails(name, ""))
        said = _run((*command, "--version"), name, seconds).strip().splitlines()
        digest = hashlib.sha256("\n".join(defined).encode()).hexdigest()
        changed = ""
        with contextlib.suppress(OSError):
            changed = _changed(command)
        return Compiler(command, said[0].strip() if said else "", flags, _width(defined), digest, changed)
    raise AssertionError


def _width(defined: Sequence[str]) -> int:
    """How many numbers of 64 bits go through the processor at once, and two where that is one."""
    macros = {line.split()[1] for line in defined}
    if "__AVX512F__" in macros:
        return 8
    return 4 if "__AVX2__" in macros else 2


def _run(command: Command, name: str, seconds: int, environment: Mapping[str, str] | None = None) -> str:
    """What a command prints.

    Raises:
        NativeError: it fails, or does not come to an end; nothing that it started goes on.
    """
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {}), "LC_ALL": "C"},
            start_new_session=True,
        )
    except OSError as error:
        raise NativeError(CompilerFails(name, (error.strerror or str(error)).lower())) from None
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise NativeError(CompilerHangs(name, seconds)) from None
    finally:
        _end(process)
    if process.returncode:
        lines = err.decode(errors="replace").strip().splitlines()
        said = next((line for line in lines if "error" in line), lines[-1] if lines else "")
        raise NativeError(CompilerFails(name, said.strip()[:200]))
    return out.decode(errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a compiler with all that it started."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    process.wait()
