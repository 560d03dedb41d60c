"""A ledger is made of arrays, row by row as it is read: its values are those of the ledger spelled out."""

from __future__ import annotations

import copy
import gc
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from types import BuiltinFunctionType, FunctionType, ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.engine.plain_ledger import plain_rows, plain_seen_rows
from tests.seminar.confided import confided
from wargame.engine.breakdown import Breakdown
from wargame.engine.kernel import Worlds
from wargame.engine.ledger import Cause, Entry, Ledger, Row
from wargame.engine.position import Position, start
from wargame.engine.program import Program
from wargame.engine.resolution import Resolution, resolve
from wargame.engine.secrecy import is_secret, sees
from wargame.engine.seen_ledger import seen_ledger, seen_news, seen_row
from wargame.model import expression as ex
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, Viewer, viewers
from wargame.players.bots import RandomBot

LUCK = st.integers(0, 100_000)


def game(scenario: Scenario, seed: int, lens: str) -> Iterator[Resolution]:
    """A game of random bots, with an inject in its second turn where there is one."""
    position, bot = start(scenario, seed, lens), RandomBot()
    while position.ending is None:
        orders = {seat: bot.orders(position, seat) for seat in scenario.seats}
        injects = [each for each in scenario.injects if each == "storm" and position.turn == 2]
        played = resolve(position, None, orders, injects)
        yield played
        position = played.after


@settings(deadline=None, max_examples=12)
@given(LUCK, LUCK, st.sampled_from(["plain", "other"]))
def test_a_ledger_is_as_spelled_out_for_every_viewer(luck: int, seed: int, lens: str) -> None:
    scenario = invented(luck)
    for played in game(scenario, seed, lens):
        rows = plain_rows(played)
        assert played.ledger.rows == rows
        for viewer in viewers(scenario.seats):
            seen = rows if viewer == FACILITATOR else plain_seen_rows(scenario, rows, viewer)
            assert seen_ledger(played, viewer).rows == seen
            known = {row.name: row for row in seen}
            for row in rows:
                assert seen_row(played, row.name, viewer) == known.get(row.name)


@settings(deadline=None, max_examples=6)
@given(st.integers(0, 500), LUCK)
def test_a_ledger_full_of_secrets_is_as_spelled_out(luck: int, seed: int) -> None:
    scenario = confided(luck).scenario
    for played in game(scenario, seed, scenario.default_lens):
        rows = plain_rows(played)
        for viewer in viewers(scenario.seats):
            if viewer != FACILITATOR:
                assert seen_ledger(played, viewer).rows == plain_seen_rows(scenario, rows, viewer)


def one_turn() -> Resolution:
    """A turn in which causes are carried over ties."""
    return next(
        played for played in game(invented(5), 2, "plain") if any(e.carried for r in played.ledger for e in r.entries)
    )


def test_entries_are_made_when_they_are_read_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    played = one_turn()
    made: list[int] = []
    really = Breakdown.entries

    def entries(self: Breakdown, row: int) -> tuple[Entry, ...]:
        made.append(row)
        return really(self, row)

    monkeypatch.setattr(Breakdown, "entries", entries)
    ledger = replace(played).ledger
    assert [row.change for row in ledger] and len(ledger) > 3
    assert repr(ledger) and made == []
    name = ledger.rows[2].name
    assert ledger[name].entries is ledger[name].entries
    assert made == [2]
    assert tuple(ledger)[:3] == played.ledger.rows[:3]
    assert made == [2, 0, 1]


def made_later(row: Row) -> Row:
    """The same row, its entries and what came over ties not made yet."""
    entries = tuple(
        Entry.later(each.cause, each.amount, each.direct, make=partial(getattr, each, "carried"))
        for each in row.entries
    )
    return Row.later(row.target, row.before, row.after, make=lambda: entries)


def test_a_row_made_later_is_the_same_value() -> None:
    for row in one_turn().ledger:
        assert made_later(row) == row
        assert row == made_later(row)
        assert hash(made_later(row)) == hash(row)
        assert repr(made_later(row)) == repr(row)
        assert pickle.dumps(made_later(row)) == pickle.dumps(row)
        assert pickle.loads(pickle.dumps(made_later(row))) == row
        assert copy.deepcopy(made_later(row)) == copy.copy(made_later(row)) == row
        assert replace(made_later(row), after=1.0) == replace(row, after=1.0)
        match made_later(row):
            case Row(target, before, after, entries):
                assert (target, before, after, entries) == (row.target, row.before, row.after, row.entries)
    assert made_later(row) != replace(row, before=row.before + 1)


def test_a_row_has_no_other_parts() -> None:
    row = made_later(one_turn().ledger.rows[0])
    with pytest.raises(AttributeError, match="entry") as error:
        getattr(row, "entry")  # noqa: B009
    assert (error.value.name, error.value.obj) == ("entry", row)
    with pytest.raises(AttributeError, match="entries"):
        getattr(row.entries[0], "entries")  # noqa: B009
    with pytest.raises(AttributeError):
        row.after = 1.0  # type: ignore[misc]


def reachable(value: object) -> Iterator[object]:
    """All that can be got at from a value, but for code."""
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, type | ModuleType | FunctionType | BuiltinFunctionType):
            continue
        seen.add(id(each))
        yield each
        waiting += gc.get_referents(each)


@pytest.mark.parametrize("luck", [1, 3, 6, 11])
def test_what_makes_a_viewers_entries_holds_nothing_that_the_viewer_may_not_see(luck: int) -> None:
    scenario = confided(luck).scenario
    looked = secrets = 0
    for played in game(scenario, luck, scenario.default_lens):
        for viewer in viewers(scenario.seats):
            if viewer == FACILITATOR:
                continue
            for ledger in (seen_ledger(played, viewer), seen_news(played.before, viewer)):
                secrets += sum(is_secret(scenario, c, viewer) for s in played.breakdown.steps for c in s.causes)
                looked += 1
                assert not list(hidden_in(scenario, ledger, viewer))
    assert looked and secrets


def hidden_in(scenario: Scenario, ledger: Ledger, viewer: Viewer) -> Iterator[object]:
    """What can be got at from a ledger that a viewer may not have."""
    untold = {row.target for row in ledger}
    for each in reachable(ledger):
        match each:
            case Worlds() | Program() | Scenario() | Position() | Resolution():
                yield each
            case Cause() if is_secret(scenario, each, viewer):
                yield each
            case ex.Level() | ex.Trust() | ex.Capital() if each not in untold or not sees(scenario, viewer, each):
                yield each
            case Breakdown(steps=steps, behind=behind, unattributed=merged):
                # Of what came over ties, nothing but to the numbers of these rows.
                links = int(behind.max(initial=0))
                yield from (step for step in steps if len(step.carried) != links)
                yield from (row for row in merged if row >= len(each.targets))
            case np.ndarray() if each.base is not None:
                yield each
            case _:
                pass


def test_large_amounts_are_kept_in_full() -> None:
    """Amounts above two thousand points need more than 32 bits."""
    scenario = invented(5)
    moves = {
        name: replace(
            move,
            effects=tuple(replace(effect, amount=ex.Number(1e6)) for effect in move.effects),
        )
        for name, move in scenario.moves.items()
    }
    large: Sequence[Resolution] = list(game(replace(scenario, moves=moves), 2, "plain"))
    assert any(step.carried.dtype == np.int64 for played in large for step in played.breakdown.steps)
    for played in large:
        assert played.ledger.rows == plain_rows(played)


def test_a_turn_without_news_has_no_news_ledger() -> None:
    position = next(each.before for each in game(invented(5), 2, "plain") if not each.before.news)
    assert position.news_breakdown is None
    assert len(position.news_ledger) == 0
