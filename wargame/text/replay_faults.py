"""Why a turn does not play as it did, in one plain sentence for each kind of fault."""

from __future__ import annotations

from wargame.game.replay_fault import ChangedMeanwhile, NotPlayable, PlaysOtherwise, ReplayFault
from wargame.text.message import message
from wargame.text.refusals import choice_words


def replay_words(fault: ReplayFault) -> str:
    """Why a turn does not play as it did."""
    match fault:
        case NotPlayable(node, turn, reason):
            if reason is None:
                return message("turn {turn} (node {node}) cannot be played again", turn=turn, node=node)
            return message(
                "turn {turn} (node {node}) cannot be played again: {reason}",
                turn=turn,
                node=node,
                reason=choice_words(reason),
            )
        case PlaysOtherwise(node, turn):
            return message(
                "turn {turn} (node {node}) does not turn out as it did when another version of wargame played it",
                turn=turn,
                node=node,
            )
        case ChangedMeanwhile(node, turn):
            return message(
                "turn {turn} (node {node}) does not turn out as it did when it was played", turn=turn, node=node
            )
