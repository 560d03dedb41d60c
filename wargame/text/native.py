"""What is said of compiled games: why they are not, and what there is on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wargame.engine.native.compiler import Compiler
from wargame.engine.native.fault import (
    BuilderEnded,
    CacheOpen,
    CacheUnusable,
    CompilerFails,
    CompilerHangs,
    CompilerMissing,
    Crashed,
    NativeFault,
    NoCompiler,
    NotLoaded,
    NotWritten,
    OtherNumbers,
    TooLarge,
)
from wargame.engine.native.mode import Engine
from wargame.players.compiled import Found
from wargame.text.message import message, plural


def native_words(fault: NativeFault) -> str:
    """Why games are not played by compiled functions."""
    match fault:
        case NoCompiler():
            return message("there is no C compiler here; pip install 'wargame[fast]' brings one")
        case CompilerMissing(named):
            return message("there is no compiler '{named}', which CC names", named=named)
        case CompilerFails(command, ""):
            return message("the compiler {command} fails", command=command)
        case CompilerFails(command, said):
            return message("the compiler {command} fails: {said}", command=command, said=said)
        case CompilerHangs(command, seconds):
            return plural(
                "the compiler {command} was not done after {count} second",
                "the compiler {command} was not done after {count} seconds",
                seconds,
                command=command,
            )
        case NotLoaded(command, reason):
            return message("what {command} compiled cannot be loaded: {reason}", command=command, reason=reason)
        case Crashed(command):
            return message("what {command} compiled crashed when it was tested", command=command)
        case OtherNumbers(command, part, turn):
            return message(
                "what {command} compiled gave other numbers when it was tested ({part}, turn {turn})",
                command=command,
                part=part,
                turn=turn,
            )
        case CacheOpen(folder):
            return message("others may write to {folder}, so nothing is loaded from there", folder=folder)
        case CacheUnusable(folder, reason):
            return message(
                "the folder for compiled games, {folder}, cannot be used: {reason}", folder=folder, reason=reason
            )
        case TooLarge(lines, most):
            return message(
                "the scenario makes a text of {lines} lines to compile, more than {most}", lines=lines, most=most
            )
        case NotWritten(reason):
            return message("the scenario's rules cannot be compiled ({reason})", reason=reason)
        case BuilderEnded():
            return message("the process that compiles ended before it was done")


def not_compiled(reason: str) -> str:
    """That games are played the slower way, and why."""
    return message("games are played with numpy, more slowly and with the same results: {reason}.", reason=reason)


def compiling(scenario: str) -> str:
    """That a command waits until the rules of a scenario are compiled."""
    return message("Compiling the rules of {scenario} ...", scenario=scenario)


def version_lines(python: str, numpy: str, found: Found) -> Iterator[str]:
    """What there is on this machine to play games with."""
    yield message("Python {version}", version=python)
    yield message("numpy {version}", version=numpy)
    match found.engine:
        case Engine.AUTO:
            yield message(
                "Engine: auto (games are compiled where that has been done, and played with numpy until then)"
            )
        case Engine.NUMPY:
            yield message("Engine: numpy")
        case Engine.NATIVE:
            yield message("Engine: native (games are compiled, which is waited for)")
    if isinstance(found.compiler, Compiler):
        yield message(
            "Compiler: {command}; {version}; {width} games side by side",
            command=found.compiler.name,
            version=found.compiler.version,
            width=found.compiler.width,
        )
    else:
        yield message("Compiler: none; {reason}", reason=native_words(found.compiler))
    yield _folder(found.folder, found)
    if not isinstance(found.kept, NativeFault) and found.kept.last_failure is not None:
        yield message("Last failure: {reason}", reason=native_words(found.kept.last_failure))


def _folder(folder: Path, found: Found) -> str:
    if isinstance(found.kept, NativeFault):
        return message("Compiled games: none; {reason}", reason=native_words(found.kept))
    return plural(
        "Compiled games: {folder}; {count} scenario, {size} kB",
        "Compiled games: {folder}; {count} scenarios, {size} kB",
        found.kept.libraries,
        folder=folder,
        size=-(-found.kept.size // 1024),
    )
