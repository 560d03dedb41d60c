"""What each seat may see: hidden numbers and secret orders never reach a view, and what is left still sums."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.engine.test_turn import LUCK, play
from wargame.engine import turn_report, visibility
from wargame.engine.position import start
from wargame.engine.resolution import resolve
from wargame.model import expression as ex
from wargame.model.order import Withholding
from wargame.model.viewer import FACILITATOR, Seated, seat_of, viewers


@settings(deadline=None, max_examples=30)
@given(LUCK, LUCK)
def test_no_view_or_report_holds_what_the_seat_may_not_see(luck: int, seed: int) -> None:
    for played in play(luck, seed):
        scenario = played.before.scenario
        for viewer in viewers(scenario.seats):
            if viewer == FACILITATOR:
                continue
            seat = seat_of(viewer)
            seen = set(visibility.view(played.before, viewer).numbers)
            for target in played.before.program.targets:
                hidden = isinstance(target, ex.Level) and scenario.indicators[target.indicator].seen_by == ()
                own = isinstance(target, ex.Level) and seat is not None and scenario.seat_of.get(target.actor) == seat
                if isinstance(target, ex.Capital):
                    assert (ex.text(target) in seen) == (target.seat == seat)
                else:
                    assert (ex.text(target) in seen) == (not hidden or own)
            report = turn_report.report(played, viewer)
            assert {row.name for row in report.ledger} <= seen
            for row in report.ledger:
                whole = played.ledger[row.name]
                assert sum(round(entry.amount * 1e6) for entry in row.entries) == round((row.after - row.before) * 1e6)
                assert sum(entry.cause is turn_report.UNATTRIBUTED for entry in row.entries) <= 1
                named = [entry.amount for entry in row.entries if entry.cause is not turn_report.UNATTRIBUTED]
                assert Counter(named) <= Counter(entry.amount for entry in whole.entries)
                for entry in row.entries:
                    for carried in entry.carried:
                        for indicator, _ in carried.by:
                            assert indicator == turn_report.UNSEEN or f"{carried.of}.{indicator}" in seen
            for other, several in report.played.items():
                for each in several:
                    reaction_owner = each.order.of if isinstance(each.order, Withholding) else other
                    secret = scenario.reactions[reaction_owner][each.order.reaction].secret
                    assert other == seat or isinstance(each.order, Withholding) or not secret
            assert not any(scenario.rules[rule.id].secret for rule in report.fired)
        assert set(visibility.view(played.before, FACILITATOR).numbers) == set(played.before.numbers)


def test_a_secret_order_of_another_seat_is_not_attributed() -> None:
    found = 0
    for luck in range(60):
        position = start(invented(luck))
        for seat, reactions in position.scenario.reactions.items():
            for order in position.legal_orders(seat):
                if isinstance(order, Withholding):
                    continue
                if not reactions[order.reaction].secret or reactions[order.reaction].delay:
                    continue
                played = resolve(position, "m0", {seat: order})
                other = next(each for each in position.scenario.seats if each != seat)
                mine, theirs = turn_report.report(played, Seated(seat)), turn_report.report(played, Seated(other))
                assert [each.order for each in mine.played[seat]] == [order]
                assert theirs.played[seat] == ()
                told = {entry.cause.id for row in theirs.ledger for entry in row.entries}
                assert f"{seat}.{order}" not in told
                if f"{seat}.{order}" in {
                    e.cause.id for row in mine.ledger for e in row.entries if e.cause.kind == "order"
                }:
                    found += "unattributed" in told
    assert found > 3


def test_a_view_offers_every_order_with_its_reason_and_its_own_expected_effects() -> None:
    for luck in range(20):
        position = start(invented(luck))
        for seat in position.scenario.seats:
            legal = set(position.legal_orders(seat))
            for offer in visibility.view(position, Seated(seat)).offers:
                assert offer.legal == (offer.order in legal) == (offer.reason is None)
                if offer.legal and not offer.delay:
                    alone = resolve(position, "m0", {seat: offer.order})
                    by_target = {row.name: row for row in alone.ledger}
                    for effect in offer.effects:
                        if not effect.plus_or_minus and effect.amount:
                            direct = [
                                part.amount
                                for entry in by_target[effect.target].entries
                                if entry.cause.id == f"{seat}.{offer.order}" and entry.cause.kind == "order"
                                for part in entry.direct
                                if part.line == effect.line
                            ]
                            assert direct == [pytest.approx(effect.amount, abs=1e-6)]


def test_move_offers_carry_the_probabilities_chance_uses() -> None:
    position = start(invented(4))
    offers = visibility.move_offers(position, FACILITATOR)
    assert sum(offer.probability for offer in offers) == pytest.approx(1)
    assert [offer.id for offer in offers if offer.legal] == list(position.legal_moves())
    assert all(offer.probability == 0 and offer.reason for offer in offers if not offer.legal)


def test_a_view_of_a_seat_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(KeyError, match="no seat 'x': s0, s1, s2"):
        visibility.view(start(invented(4)), Seated("x"))


@given(st.integers(0, 50))
def test_goals_add_up_to_the_score(luck: int) -> None:
    position = play(luck, luck)[-1].after
    for seat in position.scenario.seats:
        seen = visibility.view(position, Seated(seat))
        assert seen.score == pytest.approx(sum(goal.got for goal in seen.goals), abs=1e-5)
