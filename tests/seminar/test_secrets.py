"""What a viewer may not see is in nothing it is given: every field is looked through, in games full of secrets."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.seminar.confided import SEED, Confided, confided
from tests.seminar.walker import Unknown, leaves
from tests.shipped import shipped_scenario
from wargame.analysis.expand import expand
from wargame.analysis.simulation import count_chunk
from wargame.analysis.why_not import unhappened
from wargame.engine import seen_scenario, visibility
from wargame.engine.refusal import HiddenCondition, RefusedChoice, Unmet
from wargame.engine.view import Ask
from wargame.engine.visibility import visible_numbers
from wargame.game.tree import BEGINNING
from wargame.model import expression as ex
from wargame.model.order import Order, Withholding
from wargame.model.scenario import MOVER_ID, Goal
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated, Viewer, seat_of, viewers
from wargame.players.bots import RandomBot
from wargame.seminar import inquiry
from wargame.seminar.actions import Answer, Go, PickMove, Redraw, Release, Resolve, SetMove, Submit
from wargame.seminar.inquiry import Playing, simulations
from wargame.seminar.local import LocalTable
from wargame.seminar.snapshot import ActionRefused
from wargame.seminar.table import MovePicker, Phase, SeatTable, Setup

CAME_OF_IT = ("goals", ".ledger", ".news.", ".parts", ".numbers.")
"""Where the size of a change may stand for the hidden number that it was read from: what an act did is seen, and a
seat's own goals tell it what they read."""


@dataclass(frozen=True)
class Found:
    """Something that a viewer was given and may not see."""

    path: str
    what: object
    why: str


class Watch:
    """Looks through what viewers of a game are given."""

    def __init__(self, table: LocalTable, kept: Confided) -> None:
        self.table, self.kept = table, kept

    def secrets(self, viewer: Viewer, given: object, path: str, apart: tuple[type, ...] = ()) -> Iterator[Found]:
        """What is found in a value that a viewer was given; what is of a type in `apart` is not looked into."""
        if viewer == FACILITATOR:
            return
        hidden, numbers = self._hidden(viewer)
        words = (*self.kept.untold(viewer), *self.kept.others_own(viewer), *hidden)
        fingerprints = {node.played.digest for node in self.table.tree.nodes.values()}
        for way, leaf in leaves(given, path, lambda value: isinstance(value, apart)):
            if isinstance(leaf, str):
                # One's own goals may read what one does not see: their author has it so.
                found = [word for word in words if word in leaf and not (word in hidden and "goals" in way)]
                yield from (Found(way, leaf, word) for word in found)
                if leaf in fingerprints or str(SEED) in leaf:
                    yield Found(way, leaf, "a fingerprint of the state, or the seed")
            elif leaf == SEED:
                yield Found(way, leaf, "the seed")
            elif isinstance(leaf, float) and leaf in numbers and not any(each in way for each in CAME_OF_IT):
                yield Found(way, leaf, "a number that is hidden, or how far the author is off")
            if "snapshot.mover_a" in way and leaf is not None and viewer != self._answers():
                yield Found(way, leaf, "what the mover is asked and answers")

    def _answers(self) -> Viewer | None:
        """Who answers for the mover."""
        by_picker: dict[MovePicker, Viewer] = {MovePicker.PLAYER: MOVER, MovePicker.FACILITATOR: FACILITATOR}
        return by_picker.get(self.table.setup.picker)

    def _hidden(self, viewer: Viewer) -> tuple[list[str], set[float]]:
        """The names of numbers that are hidden from a viewer, and such levels of theirs as no other number has."""
        scenario = self.kept.scenario
        own = [] if seat_of(viewer) is None else scenario.seats[seat_of(viewer) or ""].actors
        names = [
            f"{actor.id}.{indicator}"
            for actor in scenario.actors.values()
            for indicator in actor.levels
            if scenario.indicators[indicator].seen_by == () and actor.id not in own
        ]
        names += [f"capital({seat})" for seat in scenario.seats if seat != seat_of(viewer)]
        names += [] if viewer == MOVER else [f"capital({MOVER_ID})"]
        positions = [self.table.replay.position(node) for node in (BEGINNING, *self.table.tree.nodes)]
        levels = {each.numbers[name] for each in positions for name in names}
        seen = {value for each in positions for name, value in each.numbers.items() if name not in names}
        draws = {float(draw) for each in positions for draw in each.worlds.draws[:, 0]}
        return names, {value for value in levels | draws if value * 1000 % 1} - seen


def given_to(seat: SeatTable) -> Iterator[tuple[str, object]]:
    """All that a viewer is given at once, by name."""
    snapshot = seat.snapshot
    yield "snapshot", snapshot
    # What came about, without the menu of what seats can do at all, which everybody may read.
    scenario = seat.scenario
    yield "scenario", replace(scenario, reactions={}, text="")
    tree = snapshot.tree
    for node in tree.nodes:
        yield f"report({node})", seat.report(node)
        yield f"moves_at({node})", seat.moves_at(node)
    last = max(tree.nodes, default=BEGINNING)
    for node in (BEGINNING, last):
        yield f"questions({node})", seat.questions(node)
    for name in list(snapshot.view.numbers)[::3]:
        yield f"why({name})", seat.why(last, name)
    for node in tree.nodes:
        yield f"compare({node})", seat.compare(node, last)
    yield f"par({last})", tuple(seat.par([last], apart=False).task)


def answers(picks: SeatTable, draw: random.Random) -> tuple[Withholding, ...]:
    """Some answers to what consent is asked of the mover."""
    given = []
    for ask in picks.snapshot.mover_asks:
        answer = draw.choice([None, ask.order, ask.footnote])
        given += [] if answer is None else [answer]
    return tuple(given)


def game(kept: Confided, luck: int, picker: MovePicker, people: tuple[str, ...]) -> Iterator[LocalTable]:
    """A random game, given out after everything that is done at the table."""
    scenario = kept.scenario
    setup = Setup(scenario, people, picker, scenario.default_lens, SEED, "random")
    table = LocalTable.create(setup, None)
    draw, bot = random.Random(luck), RandomBot()
    host = FACILITATOR if picker is MovePicker.FACILITATOR else PUBLIC
    for _ in range(4):
        yield table
        if table.phase is Phase.ENDED:
            break
        if table.phase is Phase.MOVE:
            picks = table.seat(FACILITATOR if picker is MovePicker.FACILITATOR else MOVER)
            if scenario.asks_mover and draw.random() < 0.8:
                picks.act(Answer(picks.snapshot.number, answers(picks, draw)))
                yield table
            moves = [each.id for each in picks.snapshot.moves if each.legal]
            picks.act(PickMove(picks.snapshot.number, draw.choice(moves)))
            yield table
        if picker is MovePicker.FACILITATOR and table.turn == 2:
            seat = table.seat(FACILITATOR)
            seat.act(Release(seat.snapshot.number, "storm"))
            yield table
        for each in table.owed:
            own = table.seat(Seated(each))
            position = table.replay.position(table.node)
            own.act(Submit(own.snapshot.number, tuple(bot.orders(position, each))))
            yield table
        if scenario.asks_mover and picker is not MovePicker.CHANCE and draw.random() < 0.5:
            picks = table.seat(FACILITATOR if picker is MovePicker.FACILITATOR else MOVER)
            picks.act(Answer(picks.snapshot.number, answers(picks, draw)))
            yield table
        together = table.seat(host)
        together.act(Resolve(together.snapshot.number))
    yield table
    if table.node:
        seat = table.seat(host)
        seat.act(Redraw(seat.snapshot.number, table.node))
        yield table
        other = [move.id for move in seat.moves_at(1) if move.legal]
        seat.act(SetMove(seat.snapshot.number, 1, other[-1]))
        seat.act(Go(seat.snapshot.number, 1))
        yield table


@settings(deadline=None, max_examples=12)
@given(
    st.integers(0, 500),
    st.integers(0, 50),
    st.sampled_from(MovePicker),
    st.sampled_from([("s0",), ("s0", "s1"), ("s0", "s1", "s2")]),
)
def test_nothing_hidden_is_given_to_anybody(luck: int, plays: int, picker: MovePicker, people: tuple[str, ...]) -> None:
    kept = confided(luck)
    for table in game(kept, plays, picker, people):
        watch = Watch(table, kept)
        for viewer in viewers(kept.scenario.seats):
            snapshot = table.seat(viewer).snapshot
            if not snapshot.all_shown:
                assert not list(watch.secrets(viewer, snapshot, "snapshot"))
    for viewer in viewers(kept.scenario.seats):
        seat = table.seat(viewer)
        for name, given_ in given_to(seat):
            if not (name == "snapshot" and seat.snapshot.all_shown):
                assert not list(watch.secrets(viewer, given_, name))


@pytest.mark.parametrize("luck", [1, 6])
def test_what_is_tried_tells_nothing_hidden(luck: int) -> None:
    """Whoever tries the mover's moves learns neither what the mover has to spend nor how its goals are met."""
    kept = confided(luck)
    mover = Goal("reach", "MOVER GOAL", 7.0, None, ex.Capital(MOVER_ID), 0.0, 5.0, None, 1)
    scenario = replace(kept.scenario, mover=replace(kept.scenario.mover, goals=(mover,)))
    kept = replace(kept, scenario=scenario)
    *_, table = game(kept, 3, MovePicker.CHANCE, ("s0", "s1"))
    asked = table.inquired()
    watch = Watch(table, kept)
    for viewer in viewers(scenario.seats):
        for side in inquiry.sides(asked, viewer):
            for whole in expand(asked.replay, BEGINNING, side, RandomBot(), to_end=False):
                found = inquiry.seen_expansion(asked, viewer, whole)
                assert not list(watch.secrets(viewer, found, "tried"))
                own = seat_of(viewer)
                if viewer == FACILITATOR:
                    assert replace(found, turns=whole.turns) == whole
                    continue
                assert set(found.scores) == ({own} if own else set())
                assert set(found.numbers) <= set(visible_numbers(table.replay.position(BEGINNING), viewer))
                # A seat has the mover's moves ranked by its own goals.
                scored = side if own is None else Seated(own)
                assert (found.scored, found.score) == (scored, whole.scores[own] if own else whole.score)


def test_why_a_move_cannot_be_set_tells_nothing_of_secret_acts() -> None:
    kept = confided(1)
    seats = tuple(kept.scenario.seats)
    setup = Setup(kept.scenario, seats, MovePicker.CHANCE, kept.scenario.default_lens, SEED)
    table = LocalTable.create(setup, None)
    for each in seats:
        table.submit(each, ())
    table.resolve()
    told = set()
    for viewer in viewers(seats):
        seat = table.seat(viewer)
        with pytest.raises(ActionRefused) as raised:
            seat.act(SetMove(seat.snapshot.number, 1, "m1"))
        fault = raised.value.refusal.fault
        assert isinstance(fault, RefusedChoice)
        assert not list(Watch(table, kept).secrets(viewer, fault, "refusal"))
        assert isinstance(fault.refusal, Unmet | HiddenCondition)
        if isinstance(fault.refusal, Unmet):
            told.add(viewer)
    assert told == {FACILITATOR, Seated(kept.owner)}


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 100), st.sampled_from(MovePicker), st.sampled_from([("s0",), ("s0", "s1")]))
def test_nobody_but_the_facilitator_can_tell_how_an_event_is_fixed_before_it_comes(
    luck: int, picker: MovePicker, people: tuple[str, ...]
) -> None:
    """A game whose vote is fixed to one outcome or the other is given out alike until the vote is held, in turn 2."""
    kept = confided(luck)
    tables = []
    for fixed in ({"vote": "yes"}, {"vote": "no"}, {}):
        setup = Setup(kept.scenario, people, picker, kept.scenario.default_lens, SEED, "random", None, fixed)
        table = LocalTable.create(setup, None)
        if picker is not MovePicker.CHANCE:
            table.pick_move(None)
        tables.append(table)
    first, *others = tables
    for viewer in viewers(kept.scenario.seats):
        seat = first.seat(viewer)
        alike = [seat.snapshot == other.seat(viewer).snapshot for other in others]
        assert alike == [viewer != FACILITATOR] * 2
        if viewer == FACILITATOR:
            continue
        assert all(seat.scenario == other.seat(viewer).scenario for other in others)
        for move in (None, "m0"):
            # Whole games, and games that go on from here once a move is picked.
            asked = [replace(each.inquired(), move=move) for each in tables]
            counted = [
                count_chunk(simulations(each, viewer, BEGINNING, Playing(30))[0], 0).ended.tolist() for each in asked
            ]
            assert counted[0] == counted[1] == counted[2]


# The watch itself: every kind of leak must be found.


def _plays_full(luck: int) -> tuple[LocalTable, Confided]:
    kept = confided(luck)
    *_, table = game(kept, luck, MovePicker.FACILITATOR, ("s0", "s1"))
    return table, kept


@pytest.fixture(scope="module")
def played() -> list[tuple[LocalTable, Confided]]:
    return [_plays_full(luck) for luck in (1, 3)]


def _forget(table: LocalTable) -> None:
    """Have everything cut anew."""
    table._snapshots.clear()
    table._scenarios.clear()
    table._turns.clear()
    table._grounds.clear()


def _found(played: list[tuple[LocalTable, Confided]]) -> Generator[Found, None, None]:
    """What is found in all that is given to anybody, one after the other."""
    for table, kept in played:
        _forget(table)
        watch = Watch(table, kept)
        try:
            for viewer in viewers(kept.scenario.seats):
                for name, given_ in given_to(table.seat(viewer)):
                    yield from watch.secrets(viewer, given_, name)
        finally:
            _forget(table)


def _no(*_: object) -> bool:
    return False


def _yes(*_: object) -> bool:
    return True


def _whole_snapshot(plant: Callable[[LocalTable, Viewer], dict[str, Any]]) -> Callable[[pytest.MonkeyPatch], None]:
    """A snapshot some of whose fields are otherwise."""
    cut = LocalTable._taken

    def planted(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(
            LocalTable, "_taken", lambda table, viewer, n: replace(cut(table, viewer, n), **plant(table, viewer))
        )

    return planted


def _as_facilitator(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    cut = LocalTable._taken
    return _whole_snapshot(lambda table, _: {name: getattr(cut(table, FACILITATOR, 0), name)})


ANSWERED = Withholding(MOVER_ID, "s0", "r0")
PLANTED: dict[str, tuple[str, Callable[[pytest.MonkeyPatch], None]]] = {
    "the tree as it is saved": ("snapshot.tree", _whole_snapshot(lambda table, _: {"tree": table.tree})),
    "fingerprints": (
        "digest",
        lambda patch: patch.setattr("wargame.seminar.local.seen_turn", lambda _, turn, __: turn),
    ),
    "others' scores": ("snapshot.scores", _as_facilitator("scores")),
    "the facilitator's numbers": ("snapshot.history", _as_facilitator("history")),
    "what the mover is asked": (
        "snapshot.mover_asks",
        _whole_snapshot(lambda *_: {"mover_asks": (Ask(ANSWERED, "", "", 0.0, None),)}),
    ),
    "what the mover answers": (
        "snapshot.mover_answers",
        _whole_snapshot(lambda *_: {"mover_answers": (ANSWERED,)}),
    ),
    "the seed": ("snapshot.game.seed", _as_facilitator("game")),
    "the scenario as it is written": (
        "scenario.",
        lambda patch: patch.setattr(seen_scenario, "seen_scenario", lambda scenario, *_: scenario),
    ),
    "rules": (".fired", lambda patch: patch.setattr("wargame.engine.turn_report.is_hidden_rule", _no)),
    "causes": (".ledger", lambda patch: patch.setattr("wargame.engine.seen_ledger.is_secret", _no)),
    "delayed effects": ("view.delayed", lambda patch: patch.setattr(visibility, "is_secret", _no)),
    "events": ("happened", lambda patch: patch.setattr(visibility, "is_hidden_event", _no)),
    "reasons": (".reason.", lambda patch: patch.setattr(visibility, "reads_hidden", _no)),
    "numbers": (".numbers", lambda patch: patch.setattr(visibility, "sees", _yes)),
    "orders": (
        ".played",
        lambda patch: patch.setattr("wargame.engine.turn_report.seen_orders", lambda _, o, __: tuple(o)),
    ),
    "why it matters to others": (
        "matters",
        lambda patch: patch.setattr(visibility, "matters_to", lambda move, _: move.matters),
    ),
    "what may be asked": (
        "questions",
        lambda patch: patch.setattr(
            import_module("wargame.analysis.why_not"),
            "unhappened",
            lambda replay, node, _: unhappened(replay, node, FACILITATOR),
        ),
    ),
}


def test_the_watch_finds_nothing_where_nothing_is_planted(played: list[tuple[LocalTable, Confided]]) -> None:
    assert list(_found(played)) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_leak_is_found(
    name: str, played: list[tuple[LocalTable, Confided]], monkeypatch: pytest.MonkeyPatch
) -> None:
    where, plant = PLANTED[name]
    plant(monkeypatch)
    with closing(_found(played)) as found:
        assert any(where in each.path for each in found)


def test_the_position_and_what_can_be_changed_are_refused(played: list[tuple[LocalTable, Confided]]) -> None:
    table, _ = played[0]
    snapshot = table.seat(PUBLIC).snapshot
    refused: tuple[Any, ...] = (table.replay.position(0), table.replay, lambda: table, iter(()), [1])
    for hidden in refused:
        with pytest.raises(Unknown):
            list(leaves(replace(snapshot, orders=hidden)))


def test_the_tree_that_tables_gave_to_screens_told_everything() -> None:
    """Until screens were given snapshots, any of them could read Russia's sabotage here, whoever looked."""
    scenario = shipped_scenario("planned-exit")
    table = LocalTable.create(Setup(scenario, ("russia", "eu"), MovePicker.CHANCE, scenario.default_lens, SEED), None)
    position = table.replay.position(BEGINNING)
    secret = {
        seat: next(
            o
            for o in position.legal_orders(seat)
            if isinstance(o, Order) and scenario.reactions[seat][o.reaction].secret
        )
        for seat in ("russia", "eu")
    }
    for seat, order in secret.items():
        table.submit(seat, [order])
    for viewer in viewers(scenario.seats):
        # Handed in, and not shown to anybody else.
        snapshot = table.seat(viewer).snapshot
        own = seat_of(viewer)
        assert snapshot.orders == ((secret[own],) if own in secret else None)
    table.resolve()
    names = {seat: str(order) for seat, order in secret.items()}
    whole = {leaf for _, leaf in leaves(table.tree)}
    assert set(names.values()) <= whole
    for viewer in viewers(scenario.seats):
        seen = {leaf for _, leaf in leaves(table.seat(viewer).snapshot.tree)}
        assert {seat for seat, name in names.items() if name in seen} == {
            seat for seat in names if viewer in (FACILITATOR, Seated(seat))
        }


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 500), st.integers(0, 50))
def test_what_others_hand_in_changes_nothing_but_that_they_did(luck: int, draw: int) -> None:
    kept, seats = confided(luck), ("s0", "s1")
    scenario, chance = kept.scenario, random.Random(draw)
    setup = Setup(scenario, seats, MovePicker.CHANCE, scenario.default_lens, SEED)
    one, other = (LocalTable.create(setup, None) for _ in range(2))
    legal = [(order,) for order in one.replay.position(BEGINNING).legal_orders("s0")]
    chosen = [chance.choice([(), *legal]) for _ in range(4)]
    for first, second in zip(chosen[:2], chosen[2:], strict=True):
        # Handed in anew too, which nobody else notices.
        one.submit("s0", first)
        other.submit("s0", second)
        for viewer in viewers(scenario.seats):
            if viewer != Seated("s0"):
                assert one.seat(viewer).snapshot == other.seat(viewer).snapshot
        assert one.seat(Seated("s0")).snapshot.orders == first
