"""What the offers say of how a move or a reaction may come out, and of the mover's capital."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.council import council
from tests.engine.invented import invented
from wargame.engine import kernel, legality, visibility
from wargame.engine.legality import IllegalMoveError
from wargame.engine.position import Position, start
from wargame.engine.refusal import HiddenCondition, UnaffordableMove
from wargame.engine.resolution import choices, resolve
from wargame.engine.secrecy import reads_hidden
from wargame.engine.view import MoveOffer, Offer
from wargame.model import expression as ex
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated, viewers


def offer(position: Position, seat: str, reaction: str) -> Offer:
    return next(each for each in visibility.view(position, Seated(seat)).offers if each.order.reaction == reaction)


def move(position: Position, name: str, viewer: object = PUBLIC) -> MoveOffer:
    return next(each for each in visibility.move_offers(position, viewer) if each.id == name)  # type: ignore[arg-type]


def test_an_offer_says_how_it_may_come_out_and_what_is_expected_of_it() -> None:
    found = offer(start(council()), "host", "press").prospect
    assert [(each.title, each.probability) for each in found.outcomes] == [("Taken to heart", 0.75), ("Resented", 0.25)]
    assert [(each.target, each.amount) for each in found.effects] == [
        ("guest.commitment", 5.0),
        ("trust(guest, host)", -6.0),
    ]
    assert [each.amount for way in found.outcomes for each in way.effects] == [4.0, -6.0]
    # 5 + 0.75 · 4 - 0.25 · 6, and the doubt of 2 in three cases of four.
    assert [(each.target, each.amount, each.plus_or_minus) for each in found.on_average] == [
        ("guest.commitment", 6.5, 1.5),
        ("trust(guest, host)", -6.0, 0.0),
    ]


def test_odds_that_hang_on_what_is_hidden_are_withheld() -> None:
    position = start(council())
    found = offer(position, "host", "subsidy").prospect
    assert [each.probability for each in found.outcomes] == [None, None]
    assert found.on_average == () and found.effects
    for viewer in viewers(position.scenario.seats):
        assert [each.probability for each in move(position, "grumble", viewer).prospect.outcomes] == [0.65, 0.35]


def test_what_comes_out_in_one_way_alone_has_no_outcomes() -> None:
    position = start(council())
    for each in (offer(position, "host", "talks"), move(position, "reaffirm")):
        assert (each.prospect.outcomes, each.prospect.on_average) == ((), ()) and each.effects


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 200), st.integers(0, 5))
def test_the_average_is_the_exact_expectation_of_what_acts(luck: int, seed: int) -> None:
    """Against the kernel: each outcome fixed in turn, weighed by the kernel's own odds."""
    position = start(invented(luck), seed)
    program, scenario = position.program, position.scenario
    nobody = np.zeros_like(position.worlds.draws)
    worlds = replace(position.worlds, draws=nobody, assumptions=program.assumptions)
    for each in visibility.move_offers(position, FACILITATOR):
        row = list(scenario.moves).index(each.id)
        ways = program.plays[row].outcomes
        if not ways:
            continue
        action = choices(program, each.id, {})
        effective, _ = kernel.taking_effect(worlds, action)
        weights = kernel.weights(worlds, ways, kernel.moment(worlds, effective))[:, 0]
        assert [way.probability for way in each.prospect.outcomes] == pytest.approx(list(weights / weights.sum()))
        expected: dict[str, float] = {}
        for place, weight in enumerate(weights):
            fixed = np.array([[place] if of == row else [kernel.BY_CHANCE] for of in program.chancy])
            acts = kernel.resolve(worlds, replace(action, outcomes=fixed)).acts
            mine = {program.plays[row].source.cause, *(way.source.cause for way in ways)}
            for effect, amount in (pair for act in acts if act.source.cause in mine for pair in act.effects):
                name = ex.text(effect.effect.target)
                expected[name] = expected.get(name, 0.0) + float(amount[0]) * weight / weights.sum()
        found = {every.target: every.amount for every in each.prospect.on_average}
        for name in expected.keys() | found.keys():
            assert found.get(name, 0.0) == pytest.approx(expected.get(name, 0.0), abs=1e-5)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 300))
def test_odds_are_given_to_those_alone_who_see_all_that_they_read(luck: int) -> None:
    position = start(invented(luck))
    scenario = position.scenario
    for seat in scenario.seats:
        for each in visibility.view(position, Seated(seat)).offers:
            option = scenario.reactions[seat][each.order.reaction].option(each.order.target)
            hidden = any(reads_hidden(scenario, Seated(seat), way.weight.amount) for way in option.outcomes)
            assert all((way.probability is None) == hidden for way in each.prospect.outcomes)
            assert len(each.prospect.outcomes) == len(option.outcomes)
            for way in each.prospect.outcomes:
                names = {effect.target for effect in way.effects}
                assert names <= set(visibility.view(position, Seated(seat)).numbers)


def test_a_move_that_cannot_be_paid_is_refused_and_the_seats_learn_no_capital() -> None:
    position = start(council())
    refusal = UnaffordableMove(3.0, 2.0)
    assert legality.move_reason(position, "withhold_dues") == refusal
    assert "withhold_dues" not in position.legal_moves()
    with pytest.raises(IllegalMoveError) as raised:
        resolve(position, "withhold_dues", {})
    assert raised.value.refusal == refusal
    for viewer in viewers(position.scenario.seats):
        found = move(position, "withhold_dues", viewer)
        knows = viewer in (MOVER, FACILITATOR)
        assert (found.legal, found.cost, found.probability) == (False, 3.0, 0.0)
        assert found.reason == (refusal if knows else HiddenCondition())
        assert ("capital(mover)" in visibility.view(position, viewer).numbers) == knows
    # One more comes in: it can be paid in the next turn.
    later = resolve(position, "reaffirm", {}).after
    assert legality.move_reason(later, "withhold_dues") is None


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 300), st.integers(0, 5))
def test_moves_are_refused_where_the_kernel_has_them_illegal(luck: int, seed: int) -> None:
    position = start(invented(luck), seed)
    while position.ending is None:
        for name in position.scenario.moves:
            assert (legality.move_reason(position, name) is None) == (name in position.legal_moves())
        position = resolve(position, None, {}).after


def test_where_no_move_has_weight_chance_makes_one_that_costs_nothing() -> None:
    scenario = council()
    none = replace(scenario.moves["grumble"].weight, amount=ex.Number(0.0), plus_or_minus=0.0)
    moves = {
        each.id: replace(
            each, weight=none, when=None, once=False, again_after=1, cost=0.0 if each.id == "reaffirm" else 9.0
        )
        for each in scenario.moves.values()
    }
    position = start(replace(scenario, moves=moves))
    assert position.legal_moves() == ("reaffirm",) and position.chance_move == "reaffirm"


def test_what_is_asked_of_the_mover_and_of_a_seat_says_what_a_footnote_leaves() -> None:
    position = start(council())
    asks = visibility.mover_asks(position), visibility.view(position, Seated("rival")).asks
    for of, (ask,) in zip(("mover", "rival"), asks, strict=True):
        assert (str(ask.order), ask.order.seat, ask.without, ask.footnoted) == ("withhold host.talks", of, 0.0, 0.5)
        assert str(ask.footnote) == "footnote host.talks"
    assert offer(position, "host", "talks").footnoted == 0.5
