"""Actions: refused when what they depend on has changed, and only then; a refusal changes nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.seminar.confided import confided
from tests.shipped import shipped_scenario
from wargame.engine import legality
from wargame.engine.refusal import HiddenCondition
from wargame.game.tree import BEGINNING
from wargame.model.order import Decision, Order, Withholding
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated, Viewer, viewers
from wargame.players.bots import RandomBot
from wargame.seminar.actions import (
    Action,
    Go,
    Mark,
    PickMove,
    Promote,
    Prune,
    Redraw,
    Refresh,
    Release,
    Resolve,
    Restore,
    SetMove,
    Submit,
)
from wargame.seminar.local import LocalTable
from wargame.seminar.snapshot import ActionRefused, Snapshot
from wargame.seminar.table import MovePicker, Phase, Setup
from wargame.text.faults import error_words, fault_words


def sit(*seats: str, picker: MovePicker = MovePicker.CHANCE, scenario: Scenario | None = None) -> LocalTable:
    played = scenario or shipped_scenario("first-session")
    return LocalTable.create(Setup(played, seats, picker, played.default_lens, 7), None)


def number(table: LocalTable, viewer: Viewer) -> int:
    return table.seat(viewer).snapshot.number


def seen(table: LocalTable) -> dict[Viewer, Snapshot]:
    return {viewer: table.seat(viewer).snapshot for viewer in viewers(table.setup.scenario.seats)}


def refused(table: LocalTable, viewer: Viewer, action: Action) -> str:
    """The code of the refusal, which has changed nothing and brought the game as it is."""
    before = seen(table)
    with pytest.raises(ActionRefused) as raised:
        table.seat(viewer).act(action)
    assert seen(table) == before
    assert raised.value.snapshot == before[viewer]
    assert error_words(raised.value) == fault_words(raised.value.refusal.fault) != ""
    return raised.value.refusal.code


def test_orders_are_out_of_date_once_the_turn_the_move_or_ones_own_orders_have_changed_and_not_before() -> None:
    table = sit("host", "rival", picker=MovePicker.FACILITATOR)
    old = number(table, Seated("host"))
    lead = table.seat(FACILITATOR)
    lead.act(PickMove(lead.snapshot.number, "grumble"))
    assert refused(table, Seated("host"), Submit(old, ())) == "stale"
    read = number(table, Seated("host"))
    # What others hand in and the facilitator releases is no reason to look again.
    table.seat(Seated("rival")).act(Submit(number(table, Seated("rival")), ()))
    lead.act(Release(lead.snapshot.number, "storm")) if "storm" in table.setup.scenario.injects else None
    table.seat(Seated("host")).act(Submit(read, ()))
    assert refused(table, Seated("host"), Submit(read, ())) == "stale", "somebody in the seat has handed in meanwhile"
    read = number(table, Seated("host"))
    lead.act(Resolve(lead.snapshot.number))
    assert refused(table, Seated("host"), Submit(read, ())) == "stale"


def test_marks_are_out_of_date_once_somebody_wrote_on_the_same_node() -> None:
    table = sit("host")
    for _ in range(2):
        table.submit("host", ())
        table.resolve()
    seat, old = table.seat(Seated("host")), number(table, Seated("host"))
    seat.act(Mark(old, 1, label="one"))
    seat.act(Mark(old, 2, label="two"))
    assert refused(table, Seated("host"), Mark(old, 1, label="other")) == "stale"
    seat.act(Mark(seat.snapshot.number, 1, label="other"))
    assert seat.snapshot.tree[1].label == "other"
    seat.act(Prune(old, 2))
    assert refused(table, Seated("host"), Promote(old, 2)) == "stale"
    assert seat.act(Restore(old)).node == 2


@pytest.mark.parametrize(
    ("viewer", "act"),
    [
        (Seated("host"), lambda n: PickMove(n, "grumble")),
        (MOVER, lambda n: PickMove(n, "grumble")),
        (Seated("host"), lambda n: Release(n, "storm")),
        (PUBLIC, lambda n: Release(n, "storm")),
        (FACILITATOR, lambda n: Submit(n, ())),
        (PUBLIC, lambda n: Submit(n, ())),
        (Seated("rival"), lambda n: Submit(n, ())),
        (Seated("host"), Resolve),
        (PUBLIC, Resolve),
    ],
)
def test_who_may_do_what_is_decided_in_one_place(viewer: Viewer, act: Callable[[int], Action]) -> None:
    table = sit("host", picker=MovePicker.FACILITATOR)
    assert refused(table, viewer, act(number(table, viewer))) == "not-yours"


def test_a_number_from_the_future_is_refused() -> None:
    table = sit("host")
    assert refused(table, Seated("host"), Submit(99, ())) == "stale"


def test_what_the_rules_refuse_is_told_with_its_reason() -> None:
    table = sit("host")
    both = (Order("host", "subsidy"), Order("host", "press"))
    assert refused(table, Seated("host"), Submit(number(table, Seated("host")), both)) == "refused"
    assert refused(table, Seated("host"), Go(number(table, Seated("host")), 7)) == "refused"
    assert refused(table, Seated("host"), Resolve(number(table, Seated("host")))) == "refused"


def test_nobody_can_count_what_others_do_in_secret() -> None:
    table = sit("host", "rival", picker=MovePicker.FACILITATOR)
    table.pick_move("grumble")
    before = {viewer: number(table, viewer) for viewer in viewers(table.setup.scenario.seats)}
    table.submit("rival", ())
    after = {viewer: number(table, viewer) for viewer in before}
    assert after[Seated("host")] == before[Seated("host")] + 1, "that the rival has handed in is seen"
    for _ in range(3):
        table.submit("rival", [Order("rival", "whisper")])
    assert {viewer: number(table, viewer) for viewer in before if viewer != Seated("rival")} == {
        viewer: count for viewer, count in after.items() if viewer != Seated("rival")
    }


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 1000), st.sampled_from(MovePicker))
def test_a_snapshot_is_as_if_taken_anew_and_never_changes(luck: int, picker: MovePicker) -> None:
    """Whatever is done: a viewer whose number is the same sees the same, and what was seen stays as it was."""
    table, draw = sit("s0", "s1", picker=picker, scenario=invented(luck)), random.Random(luck)
    kept: list[tuple[Snapshot, str]] = []
    for _ in range(14):
        _something(table, draw)
        for viewer, snapshot in seen(table).items():
            table._snapshots.clear()
            table._grounds.clear()
            table._turns.clear()
            assert table.seat(viewer).snapshot == snapshot
            kept.append((snapshot, repr(snapshot)))
    assert all(repr(snapshot) == was for snapshot, was in kept)


def _something(table: LocalTable, draw: random.Random) -> None:
    """Do something at the table, by whoever may, with the number of now."""
    nodes = list(table.tree.nodes) or [BEGINNING]
    node = draw.choice(nodes)
    picks = FACILITATOR if table.setup.picker is MovePicker.FACILITATOR else MOVER
    seat = draw.choice(table.setup.seats)
    legal = table.replay.position(table.node).legal_orders(seat) if table.phase is not Phase.ENDED else ()
    move = draw.choice(list(table.setup.scenario.moves))
    lead = FACILITATOR if picks == FACILITATOR else PUBLIC
    wishes: list[tuple[Viewer, Callable[[int], Action]]] = [
        (picks, lambda n: PickMove(n, move)),
        (Seated(seat), lambda n: Submit(n, tuple(draw.sample(legal, min(1, len(legal)))))),
        (FACILITATOR, lambda n: Release(n, "storm")),
        *[(lead, Resolve)] * 3,
        (lead, lambda n: Go(n, node)),
        (lead, lambda n: Mark(n, node, label="here", star=draw.random() < 0.5)),
        (lead, lambda n: Prune(n, node)),
        (lead, Restore),
        (lead, lambda n: Promote(n, node)),
        (lead, lambda n: Redraw(n, node)),
        (lead, lambda n: SetMove(n, node, move)),
        (lead, Refresh),
    ]
    if table.phase is Phase.ORDERS:
        wishes += [(Seated(each), lambda n: Submit(n, ())) for each in table.owed]
    viewer, act = draw.choice(wishes)
    before = seen(table)
    try:
        table.seat(viewer).act(act(before[viewer].number))
    except ActionRefused:
        assert seen(table) == before
    else:
        for each, snapshot in seen(table).items():
            assert snapshot.number >= before[each].number
            if snapshot.number == before[each].number:
                assert snapshot == before[each]


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 1000), st.integers(0, 1000))
def test_marked_orders_get_the_engines_verdict_from_the_snapshot_alone(luck: int, seed: int) -> None:
    scenario, draw, bot = confided(luck).scenario, random.Random(seed), RandomBot()
    table = sit(*scenario.seats, scenario=scenario)
    while True:
        position = table.replay.position(table.node)
        for seat in scenario.seats:
            place = table.seat(Seated(seat))
            every: list[Decision] = [*position.program.orders, *position.program.withholdings]
            every += [replace(each, in_part=True) for each in position.program.withholdings]
            every += [Order(seat, "nonsense"), Withholding(seat, seat, "nonsense"), *position.legal_orders(seat)]
            for _ in range(12):
                orders = draw.choices(every, k=draw.randrange(4))
                if draw.random() < 0.7:
                    orders = [order for order in orders if order.seat == seat]
                told = place.snapshot.refusal(orders, place.scenario)
                told_by_engine = legality.orders_reason(position, seat, orders)
                if told is None or told_by_engine is None or not isinstance(told.refusal, HiddenCondition):
                    assert told == told_by_engine
                else:
                    assert told.order == told_by_engine.order
        if table.phase is Phase.ENDED:
            return
        for seat in scenario.seats:
            table.submit(seat, bot.orders(position, seat))
        table.resolve()
