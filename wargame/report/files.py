"""Writing a file that somebody asked for: whole or not at all, and never over another unless that is wished."""

from __future__ import annotations

import errno
import itertools
import os
from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex

from wargame.model.file_fault import Exists, IsFolder, IsSource, KeptFileFault


class KeptFileError(Exception):
    """A file is in the way and stays as it is; carries `fault`."""

    def __init__(self, fault: KeptFileFault) -> None:
        super().__init__(fault)
        self.fault = fault

    @property
    def forcible(self) -> bool:
        """Whether it may be replaced by whoever says so."""
        return isinstance(self.fault, Exists)


def check_output(path: Path, replace: bool = False, sources: Iterable[Path] = ()) -> None:
    """Refuse early what `write_output` would refuse late, before long work is done in vain.

    Args:
        replace: whether a file that is there may be replaced.
        sources: files that are never replaced, because what is written was made from them.

    Raises:
        KeptFileError: it is a folder, one of the sources, or a file that may not be replaced.
    """
    if path.is_dir():
        raise KeptFileError(IsFolder(str(path)))
    if _is_stream(path) or not path.exists():
        return
    if any(source.exists() and path.samefile(source) for source in sources):
        raise KeptFileError(IsSource(str(path)))
    if not replace:
        raise KeptFileError(Exists(str(path)))


def write_output(path: Path, text: str, replace: bool = False, sources: Iterable[Path] = ()) -> None:
    """Write a text file in UTF-8 with plain line ends; where that fails, what was there before is still whole.

    A link is followed: the file that it leads to is written, and the link stays. What is no file but a pipe or a device
    is written to as it is.

    Raises:
        KeptFileError: as `check_output` does.
        OSError: it cannot be written; its `filename` is `path`.
    """
    check_output(path, replace, sources)
    data = text.encode("utf-8")
    try:
        if _is_stream(path):
            path.write_bytes(data)
        else:
            _put(Path(os.path.realpath(path)), data, replace)
    except FileExistsError:
        raise KeptFileError(Exists(str(path))) from None
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def write_beside(path: Path, text: str) -> Path:
    """Write a file of this name, or with a number after it where that is taken; gives the name. Raises OSError."""
    free = path
    for count in itertools.count(2):
        try:
            write_output(free, text)
            break
        except KeptFileError:
            free = path.with_stem(f"{path.stem}-{count}")
    return free


def _is_stream(path: Path) -> bool:
    """Whether it is there, and neither a file nor a folder: nothing is lost by writing to it."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _put(path: Path, data: bytes, replace: bool) -> None:
    """Write beside the file first; only what is whole takes its name."""
    beside = path.with_name(f".wargame-{os.getpid()}-{token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not replace:
            _name(beside, path)
            return
        if path.exists():
            if not os.access(path, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            beside.chmod(path.stat().st_mode & 0o7777)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _name(beside: Path, path: Path) -> None:
    """Give a whole file its name. Raises FileExistsError where another process was quicker."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:
        # Some disks know no second name for a file; on those nothing better can be done than to look once more.
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        beside.rename(path)
