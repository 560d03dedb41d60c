"""What is in the way of a file to be written: a value for each kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from wargame.fault import Fault


class KeptFileCode(StrEnum):
    """The kinds of what keeps a file from being written."""

    IS_FOLDER = "is-folder"
    IS_SOURCE = "is-source"
    EXISTS = "exists"


@dataclass(frozen=True, slots=True)
class IsFolder(Fault):
    """A folder has this name."""

    code: ClassVar = KeptFileCode.IS_FOLDER
    path: str


@dataclass(frozen=True, slots=True)
class IsSource(Fault):
    """What is to be written was made from this file."""

    code: ClassVar = KeptFileCode.IS_SOURCE
    path: str


@dataclass(frozen=True, slots=True)
class Exists(Fault):
    """There is a file of this name, which may not be replaced."""

    code: ClassVar = KeptFileCode.EXISTS
    path: str


KeptFileFault = IsFolder | IsSource | Exists
"""Why a file is not written."""
