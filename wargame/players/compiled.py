"""The compiled functions of a program, where there are any."""

from __future__ import annotations

import os
from pathlib import Path

from wargame.engine.native.build import built
from wargame.engine.native.generate import Text
from wargame.engine.native.native import Native
from wargame.engine.program import Program

_kept: dict[int, tuple[Program, Native]] = {}


def ready(program: Program) -> Native | None:
    """The compiled functions of a program if they are ready now; None where it is to be played with numpy."""
    if os.environ.get("WARGAME_ENGINE") != "native":
        return None
    if id(program) not in _kept:
        text = Text(program)
        _kept[id(program)] = program, Native(program, built(text.write(), Path(os.environ["NATIVE_FOLDER"])), text)
    return _kept[id(program)][1]
