"""The table that seats sit at: everything a screen may ask of a game. The public names load on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.lazy_names import load_on_use

if TYPE_CHECKING:
    from wargame.seminar.local import LocalTable
    from wargame.seminar.table import MovePicker, Phase, Setup, TableError

__all__ = ["LocalTable", "MovePicker", "Phase", "Setup", "TableError"]

load_on_use(
    __name__,
    {
        "wargame.seminar.local": ["LocalTable"],
        "wargame.seminar.table": ["MovePicker", "Phase", "Setup", "TableError"],
    },
)
