"""Why a node of a game's tree does not play as it did: a value for each kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from wargame.engine.refusal import RefusedChoice
from wargame.fault import Fault


class ReplayCode(StrEnum):
    """The kinds of what keeps a turn from being played again."""

    NOT_PLAYABLE = "not-playable"
    PLAYS_OTHERWISE = "plays-otherwise"
    CHANGED_MEANWHILE = "changed-meanwhile"


@dataclass(frozen=True, slots=True)
class NotPlayable(Fault):
    """A choice is not legal any more, or the engine takes it for none; then what it says."""

    code: ClassVar = ReplayCode.NOT_PLAYABLE
    node: int
    turn: int
    reason: RefusedChoice | str | None
    """None for whoever may not know of the choice."""


@dataclass(frozen=True, slots=True)
class PlaysOtherwise(Fault):
    """The turn comes out otherwise: another version of wargame played it."""

    code: ClassVar = ReplayCode.PLAYS_OTHERWISE
    node: int
    turn: int


@dataclass(frozen=True, slots=True)
class ChangedMeanwhile(Fault):
    """The turn comes out otherwise than when it was played."""

    code: ClassVar = ReplayCode.CHANGED_MEANWHILE
    node: int
    turn: int


ReplayFault = NotPlayable | PlaysOtherwise | ChangedMeanwhile
"""Why a turn does not play as it did."""
