"""What goes wrong at a table, as far as a viewer may know."""

from __future__ import annotations

from dataclasses import replace

from wargame.engine.refusal import RefusedChoice
from wargame.engine.visibility import seen_refusal
from wargame.fault import Fault
from wargame.game.replay_fault import NotPlayable
from wargame.game.table_fault import OpenedBefore
from wargame.jobs.fault import WorkFailed
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, Viewer, seat_of


def seen_fault(scenario: Scenario, fault: Fault, viewer: Viewer) -> Fault:
    """A fault without what a viewer may not know: hidden conditions, and what others ordered in turns gone by."""
    match fault:
        case RefusedChoice():
            return _seen_choice(scenario, fault, viewer)
        case NotPlayable():
            return _seen_turn(scenario, fault, viewer)
        case OpenedBefore(NotPlayable() as reason):
            return replace(fault, reason=_seen_turn(scenario, reason, viewer))
        case WorkFailed(Fault() as reason):
            return replace(fault, reason=seen_fault(scenario, reason, viewer))
        case _:
            return fault


def _seen_turn(scenario: Scenario, fault: NotPlayable, viewer: Viewer) -> NotPlayable:
    match fault.reason:
        case RefusedChoice(seat=seat) as choice if seat in (None, seat_of(viewer)):
            return replace(fault, reason=_seen_choice(scenario, choice, viewer))
        case _ if viewer == FACILITATOR:
            return fault
        case _:
            # The order may be secret, and why it is refused may tell of what the other seat has.
            return replace(fault, reason=None)


def _seen_choice(scenario: Scenario, choice: RefusedChoice, viewer: Viewer) -> RefusedChoice:
    return replace(choice, refusal=seen_refusal(scenario, choice.refusal, viewer))
