"""Claims that could move nothing, what carries nothing, and headings that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from wargame.authoring.influence import ENDING, Differing, Influence, reads
from wargame.authoring.reachability import moving
from wargame.authoring.warnings.finding import Finding
from wargame.model import expression as ex
from wargame.model.claim import (
    Carrier,
    Claim,
    Contrast,
    EndingMeasure,
    Measure,
    NumberMeasure,
    ScoreMeasure,
    ShareMeasure,
    heading_of,
)
from wargame.model.scenario import Scenario, cited
from wargame.model.viewer import Seated


def claimed(scenario: Scenario) -> Iterator[Finding]:
    """Warnings of claims that could move nothing, of parts that carry nothing, and of headings that are not there."""
    if not scenario.claims:
        return
    movable, influence = moving(scenario), Influence(scenario)
    for claim in scenario.claims.values():
        why = _moves_nothing(scenario, claim, influence, movable)
        if why:
            yield Finding(
                "claim-moves-nothing", ("claims", claim.id), f"claim `{claim.id}` names nothing it could move: {why}"
            )
        for carrier in claim.carried_by:
            if not _carries(scenario, carrier):
                yield Finding(
                    "claim-carries-nothing",
                    ("claims", claim.id, "carried_by"),
                    f"claim `{claim.id}` says that {carrier.kind} `{'.'.join(carrier.id)}` carries it, and that has"
                    f" no {'such effect' if carrier.effect is not None else 'effect'}",
                )
        name, place = cited(claim.source)
        source = scenario.sources.get(name)
        if source is not None and source.headings and heading_of(place, source.headings) is None:
            yield Finding(
                "no-such-heading",
                ("claims", claim.id, "source"),
                f"claim `{claim.id}` cites none of the headings of source `{source.id}`; write"
                f" `{source.id}, {source.headings[0]}` or another",
            )


def _moves_nothing(scenario: Scenario, claim: Claim, influence: Influence, movable: frozenset[ex.Target]) -> str:
    """Why no game could differ in any of a claim's measures; empty when one could."""
    contrast = claim.contrast
    if contrast.hold == contrast.against:
        return "`hold` and `against` say the same"
    differing = influence.differing(contrast)
    # Who claims that something stays the same may well be right by the way the scenario is made.
    moved = [each.measure for each in claim.then if each.mirrored is not None]
    reasons = [_still(scenario, contrast, measure, differing, movable) for measure in moved]
    return reasons[0] if reasons and all(reasons) else ""


def _still(
    scenario: Scenario,
    contrast: Contrast,
    measure: Measure,
    differing: Differing | None,
    movable: frozenset[ex.Target],
) -> str:
    """Why a measure is the same in both arms; empty when it need not be."""
    match measure:
        case NumberMeasure(number):
            read, what = reads(number), f"`{ex.text(number)}`"
        case EndingMeasure(ending):
            if not contrast.endings and scenario.endings[ending].when is not None:
                return f"with `endings: off` no game comes to ending `{ending}`"
            read, what = {ENDING}, f"whether a game comes to ending `{ending}`"
        case ScoreMeasure(side):
            goals = scenario.seats[side.seat].goals if isinstance(side, Seated) else scenario.mover.goals
            read = reads(*(each for goal in goals for each in (goal.when, goal.measure, goal.applies)))
            what = "what this score is counted from"
        case ShareMeasure(condition):
            read, what = reads(condition), "what this condition reads"
    moved = {node for node in read if not isinstance(node, ex.Target) or node in movable}
    if not moved:
        return f"nothing ever changes {what}"
    if differing is not None and not any(node in differing for node in moved):
        return f"nothing that the arms do differently can reach {what}"
    return ""


def _carries(scenario: Scenario, carrier: Carrier) -> bool:
    """Whether there is anything to a carrier that can be taken out."""
    first, last = carrier.id[0], carrier.id[-1]
    match carrier.kind:
        case "rule":
            effects = scenario.rules[first].effects
        case "move":
            move = scenario.moves[first]
            effects = (*move.effects, *(each for outcome in move.outcomes for each in outcome.effects))
        case "inject":
            effects = scenario.injects[first].effects
        case "reaction":
            options = scenario.reactions[first][last].options
            effects = tuple(each for option in options for each in option.effects)
            effects += tuple(each for option in options for outcome in option.outcomes for each in outcome.effects)
        case "event":
            effects = next(each.effects for each in scenario.events[first].outcomes if each.id == last)
        case "ending":
            return scenario.endings[first].when is not None
        case _:
            return True
    return any(carrier.effect is None or each.target == carrier.effect for each in effects)
