"""Turns of the teaching scenario worked out by hand, part by part."""

from __future__ import annotations

import pytest

from tests.shipped import shipped_scenario
from wargame.engine.ledger import Entry, Row
from wargame.engine.position import Position, start
from wargame.engine.resolution import resolve
from wargame.engine.visibility import view
from wargame.model.viewer import Seated


@pytest.fixture(scope="module")
def opening() -> Position:
    return start(shipped_scenario("first-session"), 1)


def entry(row: Row, cause: str) -> Entry:
    return next(each for each in row.entries if each.cause.id == cause)


def test_a_grumble_travels_over_the_ties(opening: Position) -> None:
    played = resolve(opening, "grumble", {})
    # (1 - stubbornness) * attention * trust / 100 * weight of the spread
    host_guest = (1 - 0.4) * 0.8 * 60 / 100 * 0.8
    guest_host = (1 - 0.5) * 0.7 * 50 / 100 * 0.8
    guest_rival = (1 - 0.5) * 0.2 * -20 / 100 * 0.8
    rival_host = (1 - 0.9) * 0.4 * 30 / 100 * 0.8
    host = -4 / (1 - host_guest * (guest_host + guest_rival * rival_host))
    rival = rival_host * host
    guest = guest_host * host + guest_rival * rival
    change = {row.name: row.change for row in played.ledger}
    assert change["host.confidence"] == pytest.approx(host, abs=1e-5)
    assert change["guest.confidence"] == pytest.approx(guest, abs=1e-5)
    assert change["rival.confidence"] == pytest.approx(rival, abs=1e-5)
    assert change["guest.commitment"] == -3

    shown = entry(played.ledger["guest.confidence"], "grumble")
    over = {each.of: each for each in shown.carried}
    assert shown.direct == ()
    assert over["host"].amount == pytest.approx(guest_host * host, abs=1e-5)
    assert over["rival"].amount == pytest.approx(guest_rival * rival, abs=1e-5)
    assert over["host"].trust == 50
    assert over["host"].attention == 0.7
    own = entry(played.ledger["host.confidence"], "grumble")
    assert [part.amount for part in own.direct] == [-4]
    assert own.direct[0].because == "The Host's papers print every word."


def test_a_subsidy_acts_a_turn_later_with_its_cost_paid_at_once(opening: Position) -> None:
    first = resolve(opening, "grumble", {"host": "subsidy"})
    assert first.ledger["capital(host)"].change == 2 - 3
    assert "host.subsidy" not in {each.cause.id for each in first.ledger["guest.commitment"].entries}
    second = resolve(first.after, "grumble", {})
    late = entry(second.ledger["guest.commitment"], "host.subsidy")
    assert (late.amount, late.cause.ordered) == (10, 1)


def test_a_combination_fires_only_when_both_are_played_at_the_right_target(opening: Position) -> None:
    rule = list(opening.scenario.rules).index("caught")

    def fires(host: str, rival: str) -> bool:
        return bool(resolve(opening, "grumble", {"host": host, "rival": rival}).turn.firing[rule, 0])

    assert fires("reassure(guest)", "whisper")
    assert not fires("reassure(rival)", "whisper")
    assert not fires("reassure(guest)", "offer_trade")
    assert not resolve(opening, "grumble", {"host": "reassure(guest)"}).turn.firing[rule, 0]


def test_a_refused_table_has_no_talks(opening: Position) -> None:
    held = resolve(opening, "grumble", {"host": "talks"})
    refused = resolve(opening, "grumble", {"host": "talks", "rival": "withhold host.talks"})
    assert entry(held.ledger["trust(guest, rival)"], "host.talks").amount == 4
    assert refused.ledger.get("trust(guest, rival)") is None
    # The price of calling it is paid all the same, and it may be called again.
    assert refused.ledger["capital(host)"].change == 2 - 1
    assert "host.talks" not in {str(order) for order in held.after.legal_orders("host")}
    assert "talks" in {str(order) for order in refused.after.legal_orders("host")}


def test_low_confidence_feeds_on_itself_by_the_state_before_the_turn(opening: Position) -> None:
    calm = resolve(opening, "grumble", {})
    assert "nerves" not in {each.cause.id for row in calm.ledger for each in row.entries}
    nervous = resolve(calm.after, "grumble", {})
    confidence = calm.after.numbers["host.confidence"]
    assert confidence < 62
    amount = entry(nervous.ledger["guest.commitment"], "nerves").amount
    assert amount == pytest.approx(-0.2 * (62 - confidence), abs=1e-6)


def test_the_lens_decides_how_far_words_go(opening: Position) -> None:
    hard = start(opening.scenario, 1, "hard")
    order = {"host": "reassure(guest)"}
    warm = entry(resolve(opening, "grumble", order).ledger["guest.confidence"], "host.reassure(guest)").amount
    cold = entry(resolve(hard, "grumble", order).ledger["guest.confidence"], "host.reassure(guest)").amount
    # The same luck under both lenses: they differ by six points of warmth, from 1 to 0.2, and what the ties add to it.
    loop = 1 - 0.2304 * (0.14 - 0.016 * 0.0096)
    assert warm - cold == pytest.approx(6 * 0.8 / loop, abs=1e-4)


def test_what_is_expected_is_the_author_s_word_and_not_this_game_s_hidden_draw(opening: Position) -> None:
    for lens, amount, doubt in (("plain", 6.0, 1 + 6 * 0.2), ("hard", 6 * 0.2, 1 + 6 * 0.2)):
        shown = set()
        for seed in range(6):
            offer = next(
                each
                for each in view(start(opening.scenario, seed, lens), Seated("host")).offers
                if str(each.order) == "reassure(guest)"
            )
            shown.add((offer.effects[0].amount, offer.effects[0].plus_or_minus))
        assert shown == {(round(amount, 6), round(doubt, 6))}
