"""What each viewer may know: the rules of secrecy, by number, condition, rule, event and cause."""

from __future__ import annotations

from wargame.engine.ledger import ActOutcome, Cause, EventOutcome, RuleId
from wargame.model import expression as ex
from wargame.model.order import Order
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.model.viewer import FACILITATOR, MOVER, Viewer, seat_of


def sees(scenario: Scenario, viewer: Viewer, target: ex.Target) -> bool:
    """Whether a viewer may see a number: the facilitator all, others what the scenario shows them and their own."""
    if viewer == FACILITATOR:
        return True
    seat = seat_of(viewer)
    match target:
        case ex.Trust():
            return True
        case ex.Capital(owner):
            return viewer == MOVER if owner == MOVER_ID else owner == seat
        case ex.Level(actor, indicator):
            seen_by = scenario.indicators[indicator].seen_by
            return seen_by is None or (seat is not None and (seat in seen_by or scenario.seat_of.get(actor) == seat))
    raise AssertionError(target)


def reads_hidden(scenario: Scenario, viewer: Viewer, expression: ex.Expression | None) -> bool:
    """Whether an expression reads what a viewer may not see: a number, a secret act, or what tells of one."""
    if viewer == FACILITATOR or expression is None:
        return False
    for node in ex.walk(expression):
        match node:
            case ex.Level() | ex.Trust() | ex.Capital():
                hidden = not sees(scenario, viewer, node)
            case ex.Played(str(seat), name) | ex.Times(str(seat), name) | ex.Since(str(seat), name):
                hidden = seat != seat_of(viewer) and scenario.reactions[seat][name].secret
            case ex.Fired(rule):
                hidden = is_hidden_rule(scenario, rule, viewer)
            case ex.Drawn(name, _, str(seat)) | ex.SinceDrawn(name, _, str(seat)):
                hidden = seat != seat_of(viewer) and scenario.reactions[seat][name].secret
            case ex.Drawn(name, _) | ex.SinceDrawn(name, _):
                hidden = name in scenario.events and is_hidden_event(scenario, name, viewer)
            case _:
                hidden = False
        if hidden:
            return True
    return False


def seen_condition(scenario: Scenario, viewer: Viewer, condition: ex.Expression | None) -> ex.Expression | None:
    """Of a condition the parts that a viewer may know of; None where nothing is left of it."""
    if not reads_hidden(scenario, viewer, condition):
        return condition
    if not isinstance(condition, ex.Every):
        return None
    left = tuple(each for each in condition.operands if not reads_hidden(scenario, viewer, each))
    if not left:
        return None
    return left[0] if len(left) == 1 else ex.Every(left)


def is_hidden_rule(scenario: Scenario, rule: str, viewer: Viewer) -> bool:
    """Whether a viewer may not know that a rule fired: it is secret, or its condition reads others' secret acts."""
    return viewer != FACILITATOR and not scenario.confidants.rules[rule] <= {seat_of(viewer)}


def is_hidden_event(scenario: Scenario, event: str, viewer: Viewer) -> bool:
    """Whether a viewer may not know that a chance event came, because its condition reads others' secret acts."""
    return viewer != FACILITATOR and not scenario.confidants.events[event] <= {seat_of(viewer)}


def is_secret(scenario: Scenario, cause: Cause, viewer: Viewer) -> bool:
    """Whether a viewer may not know that this cause was at work."""
    if viewer == FACILITATOR:
        return False
    match cause.subject:
        case Order(owner, reaction):
            return scenario.reactions[owner][reaction].secret and owner != seat_of(viewer)
        case ActOutcome(Order(owner, reaction)):
            return scenario.reactions[owner][reaction].secret and owner != seat_of(viewer)
        case RuleId(rule):
            return is_hidden_rule(scenario, rule, viewer)
        case EventOutcome(event):
            return is_hidden_event(scenario, event, viewer)
        case _:
            return False
