"""All bots by name, for commands and set-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wargame.players.bots import BATCH_BOTS, Bot
from wargame.players.look_ahead import LookAheadBot

BOTS: Mapping[str, Callable[[], Bot]] = {**BATCH_BOTS, "look-ahead": LookAheadBot}
"""The bots by name."""
