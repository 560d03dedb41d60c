"""Generated scenarios full of secrets, each with a name of its own, so that wherever it gets out it is found."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from tests.engine.invented import invented
from wargame.model import expression as ex
from wargame.model.scenario import Event, Month, Outcome, Rule, Scenario, Weight
from wargame.model.viewer import FACILITATOR, Viewer, seat_of

SEED = 7_340_915_226_481
"""A seed that no other number in a game is by accident."""

ONE = Weight(ex.Number(1), 0.0, "", "", 1)


@dataclass(frozen=True)
class Confided:
    """A scenario with the names of what is kept from whom."""

    scenario: Scenario
    owner: str
    """The seat whose secret act the rules, the event, the move and the reaction read."""

    def untold(self, viewer: Viewer) -> tuple[str, ...]:
        """Words that may be in nothing that came about, as a viewer sees it."""
        own, scenario = seat_of(viewer), self.scenario
        if viewer == FACILITATOR:
            return ()
        acts = [
            name
            for seat, several in scenario.reactions.items()
            for each in several.values()
            if each.secret and seat != own
            for name in (each.id, each.title, each.text)
        ]
        rules = ["untold", "echo", "q3"]
        rules += [] if own == self.owner else ["tells", "tells_late", "retells", "after_rumour"]
        rules += [] if own == "s0" else ["q1"]
        events = [] if own == self.owner else ["EVENT rumour", "EVENTTEXT rumour", "WAY loud", "WAY low", "rumour."]
        return (*acts, *(f"RULE {each}." for each in rules), *(f"RULETEXT {each}." for each in rules), *events)

    def others_own(self, viewer: Viewer) -> tuple[str, ...]:
        """Words of what other seats keep to themselves until all is shown."""
        if viewer == FACILITATOR:
            return ()
        others = [seat for seat in self.scenario.seats if seat != seat_of(viewer)]
        return tuple(
            word for seat in others for word in (f"GOAL {seat} ", f"goal_{seat}_", f"BRIEF {seat}", f"MATTERS {seat}")
        )


def confided(luck: int) -> Confided:
    """An invented scenario with named acts, and rules, an event, a move and a reaction that read the secret ones."""
    scenario = invented(luck)
    draw = random.Random(f"confided {luck}")
    names = {seat: {old: f"act_{seat}_{old}" for old in several} for seat, several in scenario.reactions.items()}
    scenario = _renamed(scenario, names)
    reactions = {
        seat: {
            names[seat][old]: replace(
                each,
                id=names[seat][old],
                title=f"ACT {seat} {old}.",
                text=f"TEXT {seat} {old}.",
                secret=hidden,
                # Of a secret act that needs consent, whoever is asked for it knows.
                consent=None if hidden else each.consent,
            )
            for old, each in several.items()
            for hidden in (each.secret or (old == "r0" and seat != "s2"),)
        }
        for seat, several in scenario.reactions.items()
    }
    secret = [(seat, each.id) for seat, several in reactions.items() for each in several.values() if each.secret]
    owner, act = draw.choice(secret)
    effects = scenario.rules["q0"].effects

    def rule(name: str, when: ex.Expression, hidden: bool = False, delay: int = 0) -> Rule:
        return Rule(name, f"RULE {name}.", f"RULETEXT {name}.", when, True, False, delay, hidden, effects, 1)

    more = {
        "tells": rule("tells", ex.Played(owner, act)),
        "tells_late": rule("tells_late", ex.Played(owner, act), delay=1),
        "retells": rule("retells", ex.Fired("tells")),
        "untold": rule("untold", ex.Comparison(">=", ex.Clock("turn"), ex.Number(1)), hidden=True),
        "echo": rule("echo", ex.Every((ex.Fired("untold"), ex.Comparison(">", ex.Clock("turn"), ex.Number(2))))),
        "open": rule("open", ex.Comparison(">=", ex.Clock("turn"), ex.Number(1))),
        "after_rumour": rule("after_rumour", ex.Drawn("rumour", "loud")),
    }
    rumour = Event(
        "rumour",
        "EVENT rumour",
        "EVENTTEXT rumour",
        Month(2027, 1),
        ex.Comparison(">=", ex.Times(owner, act), ex.Number(0)),
        False,
        tuple(Outcome(way, f"WAY {way}", "", ONE, effects, 1) for way in ("loud", "low")),
        1,
    )
    moves = dict(scenario.moves)
    moves["m1"] = replace(
        moves["m1"],
        when=ex.Comparison(">", ex.Times(owner, act), ex.Number(0)),
        matters={seat: f"MATTERS {seat}" for seat in scenario.seats},
    )
    other = next(seat for seat in scenario.seats if seat != owner)
    first = next(iter(reactions[other].values()))
    met = ex.Comparison("<", ex.Times(owner, act), ex.Number(1))
    reactions[other][first.id] = replace(first, options=tuple(replace(each, when=met) for each in first.options))
    made = replace(
        scenario,
        id="confided",
        text="",
        reactions=reactions,
        moves=moves,
        rules={**{each.id: replace(each, title=f"RULE {each.id}.") for each in scenario.rules.values()}, **more},
        events={**scenario.events, "rumour": rumour},
        injects={"storm": replace(scenario.injects["storm"], title="INJECT storm", text="INJECTTEXT storm")},
        seats={
            each.id: replace(
                each,
                brief=f"BRIEF {each.id}",
                goals=tuple(
                    replace(goal, id=f"goal_{each.id}_{goal.id}", title=f"GOAL {each.id} {goal.id}")
                    for goal in each.goals
                ),
            )
            for each in scenario.seats.values()
        },
    )
    return Confided(made, owner)


def _renamed(value: Any, names: dict[str, dict[str, str]]) -> Any:
    """A value with the reactions that its expressions read called otherwise."""
    if isinstance(value, ex.Played | ex.Times | ex.Since | ex.Drawn | ex.SinceDrawn) and value.seat is not None:
        return replace(value, name=names[value.seat][value.name])
    if isinstance(value, dict):
        return {key: _renamed(each, names) for key, each in value.items()}
    if isinstance(value, tuple):
        return tuple(_renamed(each, names) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _renamed(getattr(value, each.name), names) for each in fields(value)})
    return value
