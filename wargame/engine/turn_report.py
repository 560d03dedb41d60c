"""A turn as it came out, cut down to what one seat may see."""

from __future__ import annotations

from collections.abc import Sequence

from wargame.engine import kernel
from wargame.engine.program import CompiledRule
from wargame.engine.resolution import Resolution
from wargame.engine.secrecy import is_hidden_rule
from wargame.engine.seen_ledger import seen_ledger
from wargame.engine.view import CameOut, FiredRule, PlayedOrder, TurnReport
from wargame.engine.visibility import came_about, happened, odds_of, seen_orders
from wargame.model.order import Withholding
from wargame.model.scenario import MOVER_ID, Outcome
from wargame.model.viewer import Viewer, seat_of


def report(resolution: Resolution, viewer: Viewer) -> TurnReport:
    """A resolved turn as a seat may see it: secret orders of others left out, their effects not attributed."""
    before, scenario = resolution.before, resolution.before.scenario
    move = scenario.moves[resolution.move]
    return TurnReport(
        viewer=viewer,
        turn=before.turn,
        date=before.date,
        move=move.id,
        move_title=move.title,
        move_text=move.text,
        matters=move.matters.get(seat_of(viewer) or "", ""),
        happened=happened(before, viewer),
        closed=came_about(scenario, resolution.turn.closing, viewer),
        came_out=_came_out(resolution, resolution.before.program.play_of(resolution.move), move.outcomes, viewer),
        mover_answers=_played(resolution, MOVER_ID, viewer) if MOVER_ID in resolution.orders else (),
        injects=tuple(scenario.injects[inject].title for inject in resolution.injects),
        played={each: _played(resolution, each, viewer) for each in scenario.seats},
        fired=fired(resolution, viewer),
        ledger=seen_ledger(resolution, viewer),
        ending=resolution.after.ending,
    )


def _played(resolution: Resolution, of: str, viewer: Viewer) -> tuple[PlayedOrder, ...]:
    before = resolution.before
    program, scenario = before.program, before.scenario
    answers = {o for orders in resolution.orders.values() for o in orders if isinstance(o, Withholding)}
    played = []
    for order in seen_orders(scenario, resolution.orders[of], viewer):
        if isinstance(order, Withholding):
            asked = scenario.reactions[order.of][order.reaction]
            played.append(PlayedOrder(order, asked.title, 1.0, (), (), None, before.turn, asked.line))
            continue
        reaction = scenario.reactions[of][order.reaction]
        consenters = reaction.consent.withheld_when if reaction.consent else {}
        played.append(
            PlayedOrder(
                order=order,
                title=reaction.title,
                strength=float(resolution.turn.strength[program.order_of[order], 0]),
                refused_by=tuple(each for each in consenters if Withholding(each, of, reaction.id) in answers),
                footnoted_by=tuple(each for each in consenters if Withholding(each, of, reaction.id, True) in answers),
                came_out=_came_out(resolution, program.order_of[order], reaction.option(order.target).outcomes, viewer),
                due=before.turn + reaction.delay,
                line=reaction.line,
            )
        )
    return tuple(played)


def _came_out(resolution: Resolution, row: int, outcomes: Sequence[Outcome], viewer: Viewer) -> CameOut | None:
    """How a move or an order came out; how likely that was is for whoever may see all that the weights read."""
    worlds, left = resolution.before.worlds, resolution.turn.left
    compiled = worlds.program.plays[row].outcomes
    way = next((n for n, each in enumerate(compiled) if left.came[each.row, 0] == worlds.turn), None)
    if way is None:
        return None
    now, outcome = kernel.moment(worlds, resolution.turn.strength > 0), outcomes[way]
    probability = odds_of(worlds, compiled, now, way, outcomes, viewer)
    return CameOut(outcome.id, outcome.title, outcome.text, probability, outcome.line)


def fired(resolution: Resolution, viewer: Viewer) -> tuple[FiredRule, ...]:
    """The rules whose condition held in a turn, without those that a seat may not know of."""
    scenario = resolution.before.scenario
    rules: Sequence[CompiledRule] = resolution.before.program.rules
    return tuple(
        FiredRule(rule.id, rule.title, rule.text, conditional.combination, rule.line)
        for place, (rule, conditional) in enumerate(zip(scenario.rules.values(), rules, strict=True))
        if resolution.turn.firing[place, 0] and not is_hidden_rule(scenario, rule.id, viewer)
    )
