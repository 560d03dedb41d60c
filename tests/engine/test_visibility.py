"""What each seat may see: hidden numbers and secret orders never reach a view, and what is left still sums."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.engine.test_turn import LUCK, play
from tests.errors import raises_saying
from tests.shipped import shipped_scenario
from wargame.authoring import find, load
from wargame.engine import kernel, legality, secrecy, seen_ledger, seen_scenario, turn_report, visibility
from wargame.engine.legality import Orders
from wargame.engine.position import Position, start
from wargame.engine.refusal import HiddenCondition
from wargame.engine.resolution import resolve
from wargame.engine.secrecy import sees
from wargame.engine.view import TurnReport
from wargame.engine.visibility import came_about
from wargame.model import expression as ex
from wargame.model.order import Withholding
from wargame.model.scenario import MOVER_ID, AgencyExpectation, Consent, Move, Opening, Option, Rule, Scenario
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated, Viewer, seat_of, viewers
from wargame.players.bots import DoctrineBot, RandomBot


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
                    assert (ex.text(target) in seen) == (
                        viewer == MOVER if target.seat == MOVER_ID else target.seat == seat
                    )
                else:
                    assert (ex.text(target) in seen) == (not hidden or own)
            report = turn_report.report(played, viewer)
            assert {row.name for row in report.ledger} <= seen
            for row in report.ledger:
                whole = played.ledger[row.name]
                assert sum(round(entry.amount * 1e6) for entry in row.entries) == round((row.after - row.before) * 1e6)
                assert sum(entry.cause is seen_ledger.UNATTRIBUTED for entry in row.entries) <= 1
                behind = [entry.cause is seen_ledger.UNATTRIBUTED for entry in row.entries]
                after = row.entries[behind.index(True) + 1 :] if True in behind else ()
                assert all(entry.cause.subject is None or entry.cause.kind in ("income", "cost") for entry in after)
                named = [entry.amount for entry in row.entries if entry.cause is not seen_ledger.UNATTRIBUTED]
                assert Counter(named) <= Counter(entry.amount for entry in whole.entries)
                for entry in row.entries:
                    for carried in entry.carried:
                        for indicator, _ in carried.by:
                            assert indicator == seen_ledger.UNSEEN or f"{carried.of}.{indicator}" in seen
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
                shown = {entry.cause.id for row in theirs.ledger for entry in row.entries}
                assert f"{seat}.{order}" not in shown
                if f"{seat}.{order}" in {
                    e.cause.id for row in mine.ledger for e in row.entries if e.cause.kind == "order"
                }:
                    found += "unattributed" in shown
    assert found > 3


def test_a_view_offers_every_order_with_its_reason_and_its_own_expected_effects() -> None:
    for luck in range(20):
        position = start(invented(luck))
        for seat in position.scenario.seats:
            legal = set(position.legal_orders(seat))
            for offer in visibility.view(position, Seated(seat)).offers:
                assert offer.legal == (offer.order in legal) == (offer.reason is None)
                if offer.legal and not offer.delay:
                    consenting: Orders = {MOVER_ID: ()} if position.scenario.asks_mover else {}
                    alone = resolve(position, "m0", {**consenting, seat: offer.order})
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
                            assert direct == [pytest.approx(effect.amount, abs=1.5e-6)]


def test_move_offers_carry_the_probabilities_that_chance_has_as_written() -> None:
    position = start(invented(4))
    offers = visibility.move_offers(position, FACILITATOR)
    assert sum(offer.probability or 0.0 for offer in offers) == pytest.approx(1)
    sure = Position(replace(position.worlds, draws=np.zeros_like(position.worlds.draws)))
    weights = kernel.move_weights(sure.worlds)[:, 0]
    assert [offer.probability for offer in offers] == pytest.approx(list(weights / weights.sum()))
    assert [offer.id for offer in offers if offer.legal] == list(position.legal_moves())
    assert all(offer.probability == 0 and offer.reason for offer in offers if not offer.legal)


def test_a_view_of_a_seat_that_is_not_there_names_those_that_are() -> None:
    with raises_saying(KeyError, "no seat 'x'; choose from s0, s1, s2"):
        visibility.view(start(invented(4)), Seated("x"))


@given(st.integers(0, 50))
def test_goals_add_up_to_the_score(luck: int) -> None:
    position = play(luck, luck)[-1].after
    for seat in position.scenario.seats:
        seen = visibility.view(position, Seated(seat))
        most = sum(goal.points for goal in seen.goals if goal.counts)
        assert seen.score == pytest.approx(100 * sum(goal.got for goal in seen.goals) / most, abs=1e-5)
        assert all(goal.counts or goal.got == 0 for goal in seen.goals)


@pytest.fixture(scope="module")
def first_session() -> Scenario:
    return shipped_scenario("first-session")


@pytest.mark.parametrize("viewer", [Seated("host"), PUBLIC, MOVER])
def test_a_rule_that_a_secret_act_sets_off_does_not_tell_of_it(first_session: Scenario, viewer: Viewer) -> None:
    played = resolve(start(first_session), "grumble", {"host": "reassure(guest)", "rival": "whisper"})
    shown = turn_report.report(played, viewer)
    assert [rule.id for rule in shown.fired] == []
    assert {entry.cause.title for row in shown.ledger for entry in row.entries}.isdisjoint(
        {"The whisper meets a warm speech", "Whisper against the alliance"}
    )
    for of in (Seated("rival"), FACILITATOR):
        assert [rule.id for rule in turn_report.report(played, of).fired] == ["caught"]
    # The rule's part and the whisper's are one entry, so that not even their number shows.
    unattributed = [
        entry.amount for entry in shown.ledger["guest.commitment"].entries if entry.cause.id == "unattributed"
    ]
    assert len(unattributed) == 1


def test_what_reads_a_rule_that_tells_is_as_secret(first_session: Scenario) -> None:
    caught, vote = first_session.rules["caught"], first_session.events["vote"]
    scenario = replace(
        first_session,
        rules={
            **first_session.rules,
            "after": replace(caught, id="after", when=ex.Fired("caught")),
            "later": replace(caught, id="later", when=ex.Drawn("vote", "stayers")),
        },
        events={"vote": replace(vote, when=ex.Not(ex.Fired("after")))},
    )
    for rule in ("caught", "after", "later"):
        assert secrecy.is_hidden_rule(scenario, rule, Seated("host"))
        assert not secrecy.is_hidden_rule(scenario, rule, Seated("rival"))
        assert not secrecy.is_hidden_rule(scenario, rule, FACILITATOR)
    assert secrecy.is_hidden_event(scenario, "vote", PUBLIC)
    position = start(scenario)
    while position.turn < vote.date.months_since(scenario.calendar.start) // scenario.calendar.months_per_turn + 1:
        position = resolve(position, None, {}).after
    assert [each.event for each in visibility.view(position, FACILITATOR).happened] == ["vote"]
    assert visibility.view(position, Seated("host")).happened == ()
    voted = resolve(position, None, {})
    assert "event" not in {
        entry.cause.kind for row in turn_report.report(voted, Seated("host")).ledger for entry in row.entries
    }


def test_a_condition_that_names_a_secret_act_is_not_given_as_a_reason(first_session: Scenario) -> None:
    press = first_session.reactions["host"]["press"]
    needs = ex.Comparison(">", ex.Times("rival", "whisper"), ex.Number(0))
    both = ex.Every((ex.Comparison(">", ex.Trust("guest", "host"), ex.Number(0)), needs))
    scenario = replace(
        first_session,
        reactions={
            **first_session.reactions,
            "host": {
                **first_session.reactions["host"],
                "press": replace(press, options=tuple(replace(each, when=both) for each in press.options)),
            },
        },
        moves={
            each.id: replace(each, when=needs) if n else each for n, each in enumerate(first_session.moves.values())
        },
    )
    offers = visibility.view(start(scenario), Seated("host")).offers
    offer = next(each for each in offers if each.order.reaction == "press")
    assert (offer.legal, offer.reason) == (False, HiddenCondition())
    assert offer.when == "trust(guest, host) > 0"
    unsure = visibility.move_offers(start(scenario), MOVER)[1:]
    assert {each.reason for each in unsure} == {HiddenCondition()}
    assert all("whisper" in str(each.reason) for each in visibility.move_offers(start(scenario), FACILITATOR)[1:])


def test_a_consent_withheld_from_a_secret_reaction_is_known_to_those_two_alone(first_session: Scenario) -> None:
    whisper = first_session.reactions["rival"]["whisper"]
    asking = replace(whisper, consent=Consent({"host": ex.Every(())}, {}, 0.0, None, 1))
    reactions = {**first_session.reactions, "rival": {**first_session.reactions["rival"], "whisper": asking}}
    scenario = replace(first_session, reactions=reactions)
    withheld = Withholding("host", "rival", "whisper")
    played = resolve(start(scenario), "grumble", {"host": [withheld]})
    for viewer, shown in ((Seated("host"), 1), (Seated("rival"), 1), (FACILITATOR, 1), (PUBLIC, 0), (MOVER, 0)):
        assert len(turn_report.report(played, viewer).played["host"]) == shown


@pytest.mark.parametrize("name", ["first-session", "planned-exit"])
def test_a_scenario_is_cut_to_what_a_viewer_may_hold(name: str) -> None:
    scenario = load(find(name))
    assert seen_scenario.seen_scenario(scenario, FACILITATOR) is scenario
    for viewer in viewers(scenario.seats):
        if viewer == FACILITATOR:
            continue
        seen, own = seen_scenario.seen_scenario(scenario, viewer), seat_of(viewer)
        for seat, cut in seen.seats.items():
            if seat == own:
                assert cut == scenario.seats[seat]
            else:
                assert (cut.goals, cut.brief, cut.capital.start) == ((), "", 0.0)
        assert bool(seen.mover.goals) == (own is None and bool(scenario.mover.goals))
        for actor in seen.actors.values():
            for indicator in actor.levels:
                assert secrecy.sees(scenario, viewer, ex.Level(actor.id, indicator))
        assert not any(rule.secret for rule in seen.rules.values())
        assert seen.injects == {}
        assert (
            list(seen_scenario.seen_scenario(scenario, viewer, list(scenario.injects)[:1]).injects)
            == list(scenario.injects)[:1]
        )
        parts: tuple[Move | Rule | Option, ...] = (
            *seen.moves.values(),
            *seen.rules.values(),
            *(o for s in seen.reactions.values() for r in s.values() for o in r.options),
        )
        assert not any(part.effects for part in parts)
        # Whatever is shown by name keeps its name.
        assert {key: each.title for key, each in seen.moves.items()} == {
            key: each.title for key, each in scenario.moves.items()
        }
        for seat, several in scenario.reactions.items():
            assert {each.title for each in seen.reactions[seat].values()} == {each.title for each in several.values()}
        for each in scenario.indicators.values():
            word = each.title.split()[0]
            assert seen.is_proper_name(word) == scenario.is_proper_name(word)


CUT = {
    *("actors", "agency", "claims", "endings", "events", "expectations", "injects", "mover", "moves", "openings"),
    *("reactions", "rules", "seats", "text"),
}
"""The parts of a scenario of which a seat is given less than there is."""
PUBLIC_PARTS = {
    *("id", "title", "summary", "briefing", "calendar", "indicators", "ties", "couplings", "assumptions", "lenses"),
    *("sources", "file"),
}
"""Those that everybody may read whole."""


def test_every_part_of_a_scenario_is_cut_for_seats_or_meant_for_all(confided_to_claims: Scenario) -> None:
    """A new part is nobody's until somebody has thought of who may read it."""
    assert {each.name for each in fields(Scenario)} == CUT | PUBLIC_PARTS
    for viewer in viewers(confided_to_claims.seats):
        seen = seen_scenario.seen_scenario(confided_to_claims, viewer)
        # Its mover, expectations and endings hold nothing that a seat may not read.
        for name in CUT - {"mover", "expectations", "endings"}:
            # The one hidden level is the Rival's own.
            whole = (FACILITATOR, Seated("rival")) if name in ("actors", "openings") else (FACILITATOR,)
            assert (getattr(seen, name) == getattr(confided_to_claims, name)) == (viewer in whole), name
        assert all(getattr(seen, name) == getattr(confided_to_claims, name) for name in PUBLIC_PARTS)


@pytest.fixture
def confided_to_claims() -> Scenario:
    """The first session, which has claims, with an expectation of agency and an opening that sets a hidden level."""
    scenario = shipped_scenario("first-session")
    hidden = next(
        ex.Level(actor.id, level)
        for actor in scenario.actors.values()
        for level in actor.levels
        if scenario.indicators[level].seen_by == ()
    )
    agency = AgencyExpectation("moves", "Moves", "host", "worst", 5.0, "", "judgement", 1)
    opening = Opening("late", "Late", "", 2, {hidden: 40.0}, {}, 1)
    assert scenario.claims
    return replace(scenario, agency={"moves": agency}, openings={"late": opening})


def test_the_odds_of_moves_are_withheld_from_whoever_may_not_see_what_a_weight_reads() -> None:
    """One weight that reads a hidden number would tell of it by the odds of all."""
    scenario = invented(3, 4)
    actor = next(each for each in scenario.actors.values() if "i2" in each.levels)
    hidden = ex.Level(actor.id, "i2")
    assert scenario.indicators["i2"].seen_by == ()
    weight = replace(scenario.moves["m0"].weight, amount=hidden)
    scenario = replace(scenario, moves={**scenario.moves, "m0": replace(scenario.moves["m0"], weight=weight)})
    position = start(scenario, 3)
    for viewer in viewers(scenario.seats):
        knows = sees(scenario, viewer, hidden)
        offers = visibility.move_offers(position, viewer)
        assert all((each.probability is not None) == knows for each in offers)
        assert [each.legal for each in offers] == [each in position.legal_moves() for each in scenario.moves]
    assert {sees(scenario, viewer, hidden) for viewer in viewers(scenario.seats)} == {True, False}


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 500), st.integers(0, 50), st.integers(1, 5), st.data())
def test_no_odds_tell_of_hidden_draws_or_numbers(luck: int, seed: int, turns: int, data: st.DataObject) -> None:
    """A twin that differs in nothing a viewer may see is given out with the same odds, to the bit."""
    scenario = invented(luck, 4)
    position, played = start(scenario, seed), []
    for _ in range(turns):
        orders = {each: RandomBot().orders(position, each) for each in scenario.seats}
        played.append(resolve(position, None, orders))
        position = played[-1].after
        if position.ending is not None:
            break
    draw = np.random.default_rng(data.draw(st.integers(0, 1000)))
    for viewer in viewers(scenario.seats):
        if viewer == FACILITATOR:
            continue

        def twin(worlds: kernel.Worlds, viewer: Viewer = viewer) -> kernel.Worlds:
            program = worlds.program
            unseen = np.array([[not sees(scenario, viewer, target)] for target in program.targets])
            other = draw.uniform(program.low, program.high)
            drawn = draw.uniform(-1.0, 1.0, worlds.draws.shape)
            numbers = np.where(unseen, other, worlds.numbers)
            return replace(worlds, numbers=numbers, draws=drawn, assumptions=kernel.assumed(program, drawn))

        for turn in played:
            news = [*turn.before.news, *turn.turn.closing]
            others = [replace(each, earlier=twin(each.earlier)) for each in news]
            assert came_about(scenario, news, viewer) == came_about(scenario, others, viewer)
            same = replace(turn, before=Position(twin(turn.before.worlds), turn.before.delayed))
            assert _odds(turn_report.report(turn, viewer)) == _odds(turn_report.report(same, viewer))
        if position.ending is None:
            other = Position(twin(position.worlds), position.delayed)
            if other.legal_moves() == position.legal_moves():
                one, two = (visibility.move_offers(each, viewer) for each in (position, other))
                assert [each.probability for each in one] == [each.probability for each in two]
            assert visibility.view(position, viewer).asks == visibility.view(other, viewer).asks
            if viewer == MOVER:
                assert visibility.mover_asks(position) == visibility.mover_asks(other)
            for one_offer, two_offer in zip(
                visibility.view(position, viewer).offers, visibility.view(other, viewer).offers, strict=True
            ):
                assert [each.probability for each in one_offer.prospect.outcomes] == [
                    each.probability for each in two_offer.prospect.outcomes
                ]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 500), st.integers(0, 50))
def test_consent_is_asked_for_whatever_the_other_has_to_spend(luck: int, seed: int) -> None:
    """Whoever is asked learns nothing of another's capital, and may always withhold where it is asked in earnest."""
    scenario = invented(luck, 4)
    position = start(scenario, seed)
    poor = position.worlds.numbers.copy()
    poor[[number for whose, number in position.program.capital.items()]] = 0.0
    other = Position(replace(position.worlds, numbers=poor))
    for bot in (DoctrineBot(), RandomBot()):
        # What a bot answers in the open does not tell either.
        for seat in scenario.seats:
            one, two = ([o for o in bot.orders(each, seat) if isinstance(o, Withholding)] for each in (position, other))
            assert one == two
    assert position.movers_answers == other.movers_answers
    for each in position.program.withholdings:
        rows = position.program.names.plays[each.of, each.reaction, None]
        assert position.asked(each) == other.asked(each)
        assert position.asked(each) or not position.worlds.legal[list(rows), 0].any()
        if other.asked(each):
            assert legality.order_reason(other, each) is None
            assert resolve(other, "m0", {each.seat: each}).orders[each.seat] == (each,)


def _odds(report: TurnReport) -> list[float | None]:
    """How likely what was tried in a turn was to come out as it did."""
    several = [report.came_out, *(each.came_out for orders in report.played.values() for each in orders)]
    return [None if each is None else each.probability for each in several]


def test_the_odds_of_an_event_are_withheld_from_whoever_may_not_see_what_they_depend_on() -> None:
    """A closing event reads the orders of its own turn: its odds would tell of a secret one."""
    scenario = invented(3, 4)
    seat, name = next(
        (seat, each.id) for seat, several in scenario.reactions.items() for each in several.values() if each.secret
    )
    count = scenario.events["count"]
    often = replace(count.outcomes[0].weight, amount=ex.Arithmetic("+", ex.Times(seat, name), ex.Number(1.0)))
    outcomes = (replace(count.outcomes[0], weight=often), *count.outcomes[1:])
    scenario = replace(scenario, events={**scenario.events, "count": replace(count, when=None, outcomes=outcomes)})
    position = resolve(start(scenario, 3), None, {}).after
    while position.turn < 2:
        position = resolve(position, None, {}).after
    played = resolve(position, None, {})
    for viewer in viewers(scenario.seats):
        (told,) = [each for each in turn_report.report(played, viewer).closed if each.event == "count"]
        assert (told.probability is None) == (viewer not in (FACILITATOR, Seated(seat)))
