"""How many games are played, which the environment chooses: this process's and those that it starts."""

from __future__ import annotations

import os
from enum import StrEnum

VARIABLE = "WARGAME_ENGINE"


class Engine(StrEnum):
    """How many games are played."""

    AUTO = "auto"
    """Compiled where it is ready, built in the background where it is not, and with numpy meanwhile."""
    NUMPY = "numpy"
    NATIVE = "native"
    """Compiled; what is not ready is waited for."""


def engine() -> Engine:
    """What the environment chooses; a word that is none of them counts as `auto`."""
    wanted = os.environ.get(VARIABLE)
    return Engine(wanted) if wanted in list(Engine) else Engine.AUTO
