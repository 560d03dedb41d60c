"""The folder of compiled libraries: whose it is, what lies in it, who builds, and what is dropped.

A library that is loaded from the folder runs in the user's process, so it has to be the user's own.

Of each library there are, by its key: the library itself, a mark (`.ok`) that it was tested and what its bytes were,
or a mark (`.failed`) why there is none, and a lock while it is built.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import json
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from platformdirs import user_cache_path

from wargame.engine.native.compiler import SUFFIX, Compiler
from wargame.engine.native.fault import (
    CacheOpen,
    CacheUnusable,
    CompilerHangs,
    NativeError,
    NativeFault,
    NotLoaded,
    as_mark,
    from_mark,
)

MOST_LIBRARIES = 32
MOST_BYTES = 256 * 1024 * 1024
COMPILERS_OWN = "compiler"
_MOST_NOTES = 100
"""How many failures and compilers are remembered."""
_USED_AGAIN = 3600.0
"""A library that is used is marked so once an hour."""
_BUSY_DAY = 24 * 3600.0
"""A compiler that took too long may do better on another day; whatever else fails, fails until it is changed."""
_LEFT_BEHIND = 24 * 3600.0
"""After so many seconds, what a builder that was ended left behind is dropped."""


def default_folder() -> Path:
    """Where libraries are: in the user's cache folder, or in the folder that WARGAME_HOME names."""
    home = os.environ.get("WARGAME_HOME")
    return (Path(home) if home else user_cache_path("wargame", appauthor=False)) / "native"


@dataclass(frozen=True)
class Kept:
    """What the folder holds: how many libraries, their bytes, and the latest failure."""

    libraries: int
    size: int
    last_failure: NativeFault | None


@dataclass(frozen=True)
class Cache:
    """A folder of compiled libraries."""

    folder: Path

    def check(self) -> None:
        """Refuse a folder that somebody else may write to; one that is not there yet is no fault.

        Raises:
            NativeError: others may write to it, or it cannot be looked at.
        """
        if sys.platform == "win32":
            return  # the user's own folders are no others'
        try:
            found = self.folder.stat()
        except FileNotFoundError:
            return
        except OSError as error:
            raise self.unusable(error) from None
        if not stat.S_ISDIR(found.st_mode):
            raise self.unusable(NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)))
        if found.st_uid != os.geteuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise NativeError(CacheOpen(str(self.folder)))
        for above in self.folder.resolve().parents:
            mode, owner = above.stat().st_mode, above.stat().st_uid
            if owner not in (0, os.geteuid()):
                raise NativeError(CacheOpen(str(above)))
            # Where everybody may write but nobody may rename what is others', as in /tmp, it stays the user's.
            if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
                raise NativeError(CacheOpen(str(above)))

    def make(self) -> None:
        """Make the folder where it is not there yet, for the user alone.

        Raises:
            NativeError: it cannot be made, or is open to others.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self.unusable(error) from None
        self.check()

    def unusable(self, error: OSError) -> NativeError:
        """The error that says why the folder cannot be used."""
        return NativeError(CacheUnusable(str(self.folder), (error.strerror or str(error)).lower()))

    # --- Libraries and their marks ------------------------------------------------------------------------------------

    def library(self, key: str) -> Path:
        """Where the library of this key is."""
        return self.folder / f"{key}{SUFFIX}"

    def passed(self, key: str) -> Mapping[str, Any] | None:
        """What was noted when the library passed its test; None where there is none that has."""
        mark = self._read(f"{key}.ok")
        return mark if mark is not None and isinstance(mark.get("library"), str) else None

    def failed(self, key: str) -> NativeFault | None:
        """Why there is no library of this key; None where nothing is known against it."""
        mark = self._read(f"{key}.failed")
        try:
            fault = None if mark is None else from_mark(mark)
        except (KeyError, TypeError):
            return None
        if isinstance(fault, CompilerHangs) and time.time() - _changed(self.folder / f"{key}.failed") > _BUSY_DAY:
            return None
        return fault

    def load(self, key: str) -> ctypes.CDLL | None:
        """The library of this key, if it is there, has passed its test and is what it was then.

        Raises:
            NativeError: the system does not load it.
        """
        path, mark = self.library(key), self.passed(key)
        if mark is None or not self.holds(key):
            return None
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _USED_AGAIN:
                os.utime(path)
        return load_library(path, str(mark.get("compiler", "")))

    def holds(self, key: str) -> bool:
        """Whether there is a library of this key that has passed its test and is what it was then."""
        mark = self.passed(key)
        try:
            return mark is not None and hashlib.sha256(self.library(key).read_bytes()).hexdigest() == mark["library"]
        except OSError:
            return False

    def keep(self, key: str, library: Path, **noted: object) -> None:
        """Take a library that has passed its test into the folder; raises OSError."""
        digest = hashlib.sha256(library.read_bytes()).hexdigest()
        library.replace(self.library(key))
        self._write(f"{key}.ok", {"library": digest, **noted})

    def give_up(self, key: str, fault: NativeFault) -> None:
        """Note that there is no library of this key and why; raises OSError."""
        self._write(f"{key}.failed", as_mark(fault))

    # --- The compiler, as it described itself -------------------------------------------------------------------------

    def compiler(self, surroundings: str) -> Compiler | None:
        """The compiler that answered in these surroundings; None where none was asked yet.

        Raises:
            NativeError: none answered.
        """
        fault = self.failed(surroundings)
        if fault is not None:
            raise NativeError(fault)
        noted = self._read(f"{surroundings}.compiler")
        try:
            if noted is not None:
                return Compiler(
                    tuple(noted["command"]),
                    str(noted["version"]),
                    tuple(noted["flags"]),
                    int(noted["width"]),
                    str(noted["processor"]),
                    str(noted["file"]),
                )
        except (KeyError, TypeError, ValueError):
            pass
        return None

    def note_compiler(self, surroundings: str, compiler: Compiler) -> None:
        """Note which compiler answered; raises OSError."""
        self._write(f"{surroundings}.compiler", asdict(compiler))

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            found = json.loads((self.folder / name).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def _write(self, name: str, mark: Mapping[str, object]) -> None:
        temporary = self.folder / f"{name}.{os.getpid()}.tmp"
        try:
            temporary.write_text(json.dumps(mark), encoding="utf-8")
            temporary.replace(self.folder / name)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise

    # --- One builder at a time ----------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def locked(self, key: str, seconds: float) -> Iterator[bool]:
        """Whether this process is the one that builds the library of this key, waited for so long.

        The system frees the lock when its process ends, however it ends. Raises OSError where there can be none.
        """
        path = self.folder / f"{key}.lock"
        with path.open("ab") as file:
            end = time.monotonic() + seconds
            while not (mine := _lock(file)) and time.monotonic() < end:
                time.sleep(0.05)
            yield mine
            if mine:
                with contextlib.suppress(OSError):
                    path.unlink()

    # --- What is dropped ----------------------------------------------------------------------------------------------

    def prune(self, libraries: int = MOST_LIBRARIES, size: int = MOST_BYTES) -> None:
        """Drop the libraries that were used longest ago beyond a number and a size, and what builders left behind."""
        used = sorted(self._libraries(), key=lambda each: each[1], reverse=True)
        known, total = set(), 0
        for place, (path, _, bytes_) in enumerate(used):
            total += bytes_
            if place < libraries and total <= size:
                known.add(path.stem)
            else:
                for suffix in (".ok", SUFFIX):  # the mark first: without it nobody looks for the library
                    with contextlib.suppress(OSError):
                        path.with_suffix(suffix).unlink()
        others = [path for path in self._entries() if path.name.split(".")[0] not in {*known, COMPILERS_OWN}]
        notes = [path for path in others if path.suffix in (".failed", ".compiler")]
        notes.sort(key=_changed, reverse=True)
        left = [path for path in others if path not in notes and time.time() - _changed(path) > _LEFT_BEHIND]
        for path in (*notes[_MOST_NOTES:], *left):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    path.unlink()

    @contextlib.contextmanager
    def scratch(self, key: str) -> Iterator[Path]:
        """A folder to build the library of this key in, which is gone afterwards; raises OSError."""
        with TemporaryDirectory(prefix=f"{key}.", dir=self.folder, ignore_cleanup_errors=True) as path:
            yield Path(path)

    @property
    def log(self) -> Path:
        """What the latest builder printed."""
        return self.folder / "build.log"

    @property
    def of_compilers(self) -> Path:
        """Where a compiler keeps what it needs for every build."""
        return self.folder / COMPILERS_OWN

    def kept(self) -> Kept:
        """What lies in the folder."""
        found = list(self._libraries())
        notes = sorted((each for each in self._entries() if each.suffix == ".failed"), key=_changed, reverse=True)
        last = next((fault for each in notes if (fault := self.failed(each.stem)) is not None), None)
        return Kept(len(found), sum(size for _, _, size in found), last)

    def _entries(self) -> list[Path]:
        try:
            return list(self.folder.iterdir())
        except OSError:
            return []

    def _libraries(self) -> Iterator[tuple[Path, float, int]]:
        """Each library that passed, when it was last used, and its size."""
        for path in self._entries():
            if path.suffix == SUFFIX and path.with_suffix(".ok").exists():
                with contextlib.suppress(OSError):
                    found = path.stat()
                    yield path, found.st_mtime, found.st_size


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def load_library(path: Path, compiler: str) -> ctypes.CDLL:
    """A library of compiled functions.

    Raises:
        NativeError: the system does not load it, or it is not that.
    """
    try:
        library = ctypes.CDLL(str(path))
        library.play  # noqa: B018  # looked for, not called
    except (OSError, AttributeError) as error:
        raise NativeError(NotLoaded(compiler, str(error).replace(str(path), path.name)[:200])) from None
    return library


def _lock(file: IO[bytes]) -> bool:
    """Whether the lock on a file is this process's now; where files cannot be locked it counts as such.

    Two that build the same do it twice then, and the second replaces the first's whole.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
    return True
