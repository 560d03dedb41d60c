"""A scenario cut for a viewer: what they may read of it while they play."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wargame.engine.secrecy import is_hidden_event, is_hidden_rule, seen_condition, sees
from wargame.model import expression as ex
from wargame.model.scenario import (
    Actor,
    CapitalBudget,
    Move,
    Mover,
    Opening,
    Option,
    Outcome,
    Reaction,
    Scenario,
    Seat,
    Weight,
)
from wargame.model.viewer import FACILITATOR, MOVER, Viewer, seat_of, sees_all_of


def seen_scenario(scenario: Scenario, viewer: Viewer, released: Iterable[str] = ()) -> Scenario:
    """A scenario as a viewer holds it in a game: what the screens name and draw, and none of what others keep to
    themselves or only the engine needs.

    Left out are the goals, briefs, doctrines and capital of other seats, rules and events that would tell a secret,
    injects but those `released`, every effect and weight, claims and expected agency, the start of hidden numbers here
    and in openings, conditions as far as they read what is hidden, and the file's text.
    """
    if viewer == FACILITATOR:
        return scenario
    own = seat_of(viewer)
    injects = [scenario.injects[each] for each in scenario.injects if each in set(released)]
    cut = replace(
        scenario,
        actors={each.id: _seen_actor(scenario, viewer, each) for each in scenario.actors.values()},
        seats={each.id: each if each.id == own else _seen_seat(each) for each in scenario.seats.values()},
        # What everybody watches together may tell the mover's goals, a seat's own screen does not.
        mover=_seen_mover(scenario.mover, viewer),
        moves={each.id: _seen_move(scenario, viewer, each) for each in scenario.moves.values()},
        reactions={
            seat: {each.id: _seen_reaction(scenario, viewer, each) for each in several.values()}
            for seat, several in scenario.reactions.items()
        },
        rules={
            each.id: replace(each, when=_seen_or_true(scenario, viewer, each.when), effects=())
            for each in scenario.rules.values()
            if not is_hidden_rule(scenario, each.id, viewer)
        },
        events={
            each.id: replace(
                each,
                when=seen_condition(scenario, viewer, each.when),
                outcomes=_seen_outcomes(each.outcomes),
            )
            for each in scenario.events.values()
            if not is_hidden_event(scenario, each.id, viewer)
        },
        injects={each.id: replace(each, when=None, effects=()) for each in injects},
        openings={each.id: _seen_opening(scenario, viewer, each) for each in scenario.openings.values()},
        endings={
            each.id: each if each.when is None else replace(each, when=_seen_or_true(scenario, viewer, each.when))
            for each in scenario.endings.values()
        },
        expectations={
            each.id: replace(each, that=_seen_or_true(scenario, viewer, each.that))
            for each in scenario.expectations.values()
        },
        # They name secret rules, hidden numbers and what others are good for, and are for the author.
        claims={},
        agency={},
        text="",
    )
    return replace(cut, text=_proper_names(scenario, cut))


NO_WEIGHT = Weight(ex.Number(0.0), 0.0, "", "", 0)
"""Stands for a weight that a viewer is not given."""
_TRUE = ex.Every(())


def _seen_or_true(scenario: Scenario, viewer: Viewer, condition: ex.Expression) -> ex.Expression:
    return seen_condition(scenario, viewer, condition) or _TRUE


def _seen_actor(scenario: Scenario, viewer: Viewer, actor: Actor) -> Actor:
    return replace(
        actor,
        levels={
            indicator: start
            for indicator, start in actor.levels.items()
            if sees(scenario, viewer, ex.Level(actor.id, indicator))
        },
    )


def _seen_opening(scenario: Scenario, viewer: Viewer, opening: Opening) -> Opening:
    return replace(
        opening,
        levels={target: level for target, level in opening.levels.items() if sees(scenario, viewer, target)},
        events={
            event: outcome for event, outcome in opening.events.items() if not is_hidden_event(scenario, event, viewer)
        },
    )


def _seen_seat(seat: Seat) -> Seat:
    return replace(seat, brief="", goals=(), capital=CapitalBudget(0.0, 0.0, 0.0, seat.capital.line))


def _seen_mover(mover: Mover, viewer: Viewer) -> Mover:
    known = mover if seat_of(viewer) is None else replace(mover, goals=())
    if mover.capital is None or viewer == MOVER:
        return known
    return replace(known, capital=CapitalBudget(0.0, 0.0, 0.0, mover.capital.line))


def matters_to(move: Move, viewer: Viewer) -> Mapping[str, str]:
    """Why a move matters, for those who are shown it."""
    return {seat: words for seat, words in move.matters.items() if sees_all_of(viewer, seat)}


def _seen_move(scenario: Scenario, viewer: Viewer, move: Move) -> Move:
    return replace(
        move,
        weight=NO_WEIGHT,
        when=seen_condition(scenario, viewer, move.when),
        effects=(),
        outcomes=_seen_outcomes(move.outcomes),
        matters=matters_to(move, viewer),
    )


def _seen_outcomes(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """How something may come out, without how likely each is and what it would do."""
    return tuple(replace(each, weight=NO_WEIGHT, effects=()) for each in outcomes)


def _seen_reaction(scenario: Scenario, viewer: Viewer, reaction: Reaction) -> Reaction:
    mine = reaction.seat == seat_of(viewer)
    consent = reaction.consent
    return replace(
        reaction,
        consent=consent
        and replace(consent, withheld_when=dict.fromkeys(consent.withheld_when, _TRUE), footnote_when={}),
        options=tuple(
            Option(
                each.target,
                seen_condition(scenario, viewer, each.when) if mine else None,
                NO_WEIGHT,
                (),
                _seen_outcomes(each.outcomes),
            )
            for each in reaction.options
        ),
    )


def _proper_names(scenario: Scenario, cut: Scenario) -> str:
    """A text of nothing but the proper names that titles of indicators begin with, so that they stay written large."""
    first = dict.fromkeys(each.title.split(maxsplit=1)[0] for each in cut.indicators.values() if each.title.strip())
    return "".join(f"the {word}\n" for word in first if scenario.is_proper_name(word))
