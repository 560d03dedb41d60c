"""Every refusal has its sentence, and a text in codes for whoever uses the library alone."""

from __future__ import annotations

import pickle
from dataclasses import fields
from typing import get_args

import pytest

from tests.shipped import shipped_scenario
from wargame.engine import legality, refusal
from wargame.engine.position import start
from wargame.engine.refusal import Refusal, RefusalCode
from wargame.game.replay import ReplayError
from wargame.game.replay_fault import NotPlayable
from wargame.model.expression import Comparison, Level, Number
from wargame.model.order import Order
from wargame.text.faults import error_words
from wargame.text.refusals import refusal_words, refused_words

EACH: tuple[tuple[Refusal, str, str], ...] = (
    (refusal.GameEnded(), "game-ended", "the game has ended"),
    (refusal.UnknownSeat("host"), "unknown-seat (nearest host)", "there is no such seat (did you mean host?)"),
    (refusal.UnknownMove(None), "unknown-move", "there is no such move"),
    (refusal.UnknownInject("storm"), "unknown-inject (nearest storm)", "there is no such inject (did you mean storm?)"),
    (refusal.UnknownReaction(None), "unknown-reaction", "the seat has no such reaction"),
    (
        refusal.UnknownTarget("rome", ("paris", "bonn")),
        "unknown-target (target rome, targets paris bonn)",
        "'rome' is not one of its targets: paris, bonn",
    ),
    (refusal.NoTarget(("paris",)), "no-target (targets paris)", "it needs a target: paris"),
    (refusal.TakesNoTarget(), "takes-no-target", "it takes no target"),
    (
        refusal.NotAnOrder("a b"),
        "not-an-order (text a b)",
        "'a b' is not an order: write reaction, reaction(actor) or withhold seat.reaction",
    ),
    (refusal.OtherSeat("us"), "other-seat (seat us)", "this order belongs to the seat 'us'"),
    (refusal.Twice(), "twice", "it is ordered twice in one turn"),
    (refusal.TooMany(1), "too-many (limit 1)", "at most 1 reaction can be ordered in a turn"),
    (refusal.TooMany(2), "too-many (limit 2)", "at most 2 reactions can be ordered in a turn"),
    (
        refusal.Unaffordable(30.0, 20.04),
        "unaffordable (cost 30, capital 20)",
        "it costs 30 and there is 20 capital",
    ),
    (
        refusal.UnaffordableTogether(3.5, 2.0),
        "unaffordable-together (cost 3.5, capital 2)",
        "together these orders cost 3.5 and there is 2 capital",
    ),
    (refusal.OnlyOnce(2), "only-once (turn 2)", "it was played in turn 2 and can be played only once"),
    (refusal.Released(), "released", "it was released before and can be released only once"),
    (
        refusal.TooSoon(2, 4),
        "too-soon (turn 2, again 4)",
        "it was played in turn 2 and can be again from turn 4",
    ),
    (
        refusal.Unmet(Comparison("<", Level("nato", "cohesion"), Number(40.0)), (("nato.cohesion", 61.96),)),
        "condition (nato.cohesion < 40, nato.cohesion 62)",
        "needs nato.cohesion < 40; now nato.cohesion is 62",
    ),
    (refusal.HiddenCondition(), "hidden-condition", "it depends on something that you may not see"),
    (
        refusal.ConsentNotNeeded("nato", "press"),
        "consent-not-needed (of nato, reaction press)",
        "nato.press does not ask for this seat's consent",
    ),
    (
        refusal.NoFootnote("nato", "press"),
        "no-footnote (of nato, reaction press)",
        "nato.press takes consent whole or not at all",
    ),
    (
        refusal.NothingToWithhold("nato", "press"),
        "nothing-to-withhold (of nato, reaction press)",
        "nato.press cannot be ordered now, so there is no consent to withhold",
    ),
)


@pytest.mark.parametrize(("refused", "codes", "words"), EACH)
def test_each_refusal_is_said_in_codes_and_in_words(refused: Refusal, codes: str, words: str) -> None:
    assert str(refused) == codes
    assert refusal_words(refused) == words
    assert pickle.loads(pickle.dumps(refused)) == refused
    assert list(refused.values) == [each.name for each in fields(refused)]


def test_every_kind_is_among_them_and_each_has_a_code_of_its_own() -> None:
    assert {type(refused) for refused, _, _ in EACH} == set(get_args(Refusal))
    assert sorted(kind.code for kind in get_args(Refusal)) == sorted(RefusalCode)


def test_an_error_carries_what_it_is_about_and_is_said_in_words() -> None:
    position = start(shipped_scenario("first-session"))
    with pytest.raises(legality.IllegalOrderError) as raised:
        legality.check_orders(position, {"host": [Order("host", "pres")]})
    error = raised.value
    assert (error.seat, error.order, error.refusal) == ("host", "pres", refusal.UnknownReaction("press"))
    assert error.position is position
    assert str(error) == "host: pres: unknown-reaction (nearest press)"
    assert error_words(error) == "host: pres: the seat has no such reaction (did you mean press?)"
    wrapped = ReplayError(NotPlayable(4, 2, error.fault), position)
    assert error_words(wrapped) == f"turn 2 (node 4) cannot be played again: {error_words(error)}"
    assert error_words(ValueError("twice")) == "twice"


def test_the_first_order_that_is_refused_is_named() -> None:
    position = start(shipped_scenario("first-session"))
    refused = legality.orders_reason(position, "host", [Order("host", "press"), Order("host", "press")])
    assert refused is not None
    assert refused_words(refused) == "press: it is ordered twice in one turn"
