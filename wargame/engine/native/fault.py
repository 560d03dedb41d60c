"""Why a program's turn is not played by compiled functions: a value for each kind, and the error that carries one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, get_args

from wargame.fault import Fault


class NativeCode(StrEnum):
    """The kinds of what keeps compiled functions from being used."""

    NO_COMPILER = "no-compiler"
    COMPILER_MISSING = "compiler-missing"
    COMPILER_FAILS = "compiler-fails"
    COMPILER_HANGS = "compiler-hangs"
    NOT_LOADED = "library-not-loaded"
    CRASHED = "library-crashes"
    OTHER_NUMBERS = "other-numbers"
    CACHE_OPEN = "cache-open-to-others"
    CACHE_UNUSABLE = "cache-unusable"
    BUILDER_ENDED = "builder-ended"
    TOO_LARGE = "too-large"
    NOT_WRITTEN = "not-written"


@dataclass(frozen=True, slots=True)
class NoCompiler(Fault):
    """There is no C compiler here."""

    code: ClassVar = NativeCode.NO_COMPILER


@dataclass(frozen=True, slots=True)
class CompilerMissing(Fault):
    """The environment names a compiler that is not there."""

    code: ClassVar = NativeCode.COMPILER_MISSING
    named: str


@dataclass(frozen=True, slots=True)
class CompilerFails(Fault):
    """The compiler fails, with the last line it said."""

    code: ClassVar = NativeCode.COMPILER_FAILS
    command: str
    said: str


@dataclass(frozen=True, slots=True)
class CompilerHangs(Fault):
    """The compiler was ended after so many seconds."""

    code: ClassVar = NativeCode.COMPILER_HANGS
    command: str
    seconds: int


@dataclass(frozen=True, slots=True)
class NotLoaded(Fault):
    """What the compiler wrote is no library that the system can load, for a reason of the system's."""

    code: ClassVar = NativeCode.NOT_LOADED
    command: str
    reason: str


@dataclass(frozen=True, slots=True)
class Crashed(Fault):
    """The compiled functions end the process that tries them, or never come back."""

    code: ClassVar = NativeCode.CRASHED
    command: str


@dataclass(frozen=True, slots=True)
class OtherNumbers(Fault):
    """The compiled functions give other bits than numpy: in this part of the worlds, first in this turn."""

    code: ClassVar = NativeCode.OTHER_NUMBERS
    command: str
    part: str
    turn: int


@dataclass(frozen=True, slots=True)
class CacheOpen(Fault):
    """Others may write to the folder, or to one above it, or it is theirs: what lies in it is not loaded."""

    code: ClassVar = NativeCode.CACHE_OPEN
    folder: str


@dataclass(frozen=True, slots=True)
class CacheUnusable(Fault):
    """The folder cannot be read or written, for a reason of the system's."""

    code: ClassVar = NativeCode.CACHE_UNUSABLE
    folder: str
    reason: str


@dataclass(frozen=True, slots=True)
class BuilderEnded(Fault):
    """The process that builds the functions could not be started, or ended before it was done."""

    code: ClassVar = NativeCode.BUILDER_ENDED


@dataclass(frozen=True, slots=True)
class TooLarge(Fault):
    """The text of a scenario has more lines than a compiler reads in a time that anybody would wait."""

    code: ClassVar = NativeCode.TOO_LARGE
    lines: int
    most: int


@dataclass(frozen=True, slots=True)
class NotWritten(Fault):
    """Something in a scenario cannot be written as C; games are played with numpy whatever it is."""

    code: ClassVar = NativeCode.NOT_WRITTEN
    reason: str


NativeFault = (
    NoCompiler
    | CompilerMissing
    | CompilerFails
    | CompilerHangs
    | NotLoaded
    | Crashed
    | OtherNumbers
    | CacheOpen
    | CacheUnusable
    | BuilderEnded
    | TooLarge
    | NotWritten
)
"""Why compiled functions are not used."""

_KINDS: Mapping[str, type[NativeFault]] = {kind.code: kind for kind in get_args(NativeFault)}


class NativeError(Exception):
    """What keeps compiled functions from being used; carries `fault`. Games are played with numpy then."""

    def __init__(self, fault: NativeFault) -> None:
        super().__init__(fault)
        self.fault = fault


def as_mark(fault: NativeFault) -> dict[str, object]:
    """A fault as it is kept in the cache."""
    return {"code": str(fault.code), **fault.values}


def from_mark(mark: Mapping[str, Any]) -> NativeFault:
    """The fault that was kept so.

    >>> from_mark(as_mark(CompilerHangs("cc", 20)))
    CompilerHangs(command='cc', seconds=20)

    Raises:
        KeyError, TypeError: it is no fault of this version.
    """
    values = dict(mark)
    return _KINDS[str(values.pop("code"))](**values)
