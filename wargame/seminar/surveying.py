"""What lasts among the joint reactions from a node, and what seats may order there, being worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wargame.analysis.advice import Advice
from wargame.analysis.equilibria import Continuation
from wargame.analysis.stability import StabilityReport


@dataclass(frozen=True)
class Surveying:
    """The joint reactions from a node, resolved and judged under every lens, and seats advised."""

    node: int
    turn: int
    move: str
    """The mover's move: the one picked already, or the one chance picks in this game."""
    picked: bool
    """Whether the move is picked already."""
    advised: tuple[str, ...]
    """The seats that are advised."""
    results: Iterator[StabilityReport | Advice | Continuation]
    """First the survey, then the advice, then how games end that go on from each joint reaction listed; waiting for the
    next raises TableError."""
    cancel: Callable[[], None]
    """Stop; what has come stays."""
