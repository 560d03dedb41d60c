"""What chance has in store for a game is in no answer that anybody may ask for: its own luck is not drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.seminar.confided import SEED, Confided, confided
from tests.seminar.test_secrets import game
from wargame.analysis.expand import expand
from wargame.analysis.simulation import count_chunk
from wargame.engine import chance, kernel, visibility
from wargame.engine.position import Position, start
from wargame.engine.program import Program
from wargame.game.replay import Replay
from wargame.game.tree import BEGINNING
from wargame.model.scenario import Scenario
from wargame.model.viewer import PUBLIC, Seated, Viewer, viewers
from wargame.players.registry import BOTS
from wargame.seminar import inquiry
from wargame.seminar.inquiry import Game, Judging, Playing
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Setup


class Drawn:
    """Which draws of the game's own luck were made: turn and purpose."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.all: list[tuple[int, str]] = []
        real = chance.uniforms

        def watched(seeds: chance.Words, turn: int, purposes: Sequence[tuple[str, int]]) -> chance.Floats:
            if SEED in seeds.tolist():
                self.all += [(turn, purpose) for purpose, _ in purposes]
            return real(seeds, turn, purposes)

        patch.setattr(chance, "uniforms", watched)

    def to_come(self, position: Position) -> list[tuple[int, str]]:
        """Those that are still to come in a position; other luck may be made of the seed."""
        scenario = position.scenario
        opening = {
            f"{outcome.purpose}"
            for event, compiled in zip(scenario.events.values(), position.program.events, strict=True)
            for outcome in compiled.outcomes
            if not event.closes
        }
        return [
            (turn, purpose)
            for turn, purpose in self.all
            if turn >= position.turn
            and not (turn == position.turn and purpose in opening)
            and not purpose.startswith("luck:")
        ]


def questions(asked: Game, viewer: Viewer) -> Iterator[tuple[str, object]]:
    """All that a viewer may ask of a game where it is."""
    node, line = asked.node, asked.replay.tree.path(asked.node)
    counts = [count_chunk(each, 0) for each in inquiry.simulations(asked, viewer, node, Playing(6))]
    yield "the forecast", [(each.ended.tolist(), each.score_sums.tolist(), each.met.tolist()) for each in counts]
    yield "what is stable", list(inquiry.stability(asked, viewer, node, Judging(games=2), apart=False).task)
    yield "the joint reactions", inquiry.normal_form(asked, viewer, node).payoffs.tolist()
    for side in inquiry.sides(asked, viewer):
        made = inquiry.made_at(asked, node)
        for to_end in (False, True):
            yield "what is tried", list(expand(asked.replay, node, side, BOTS[asked.bot](), to_end, made))
    if isinstance(viewer, Seated):
        yield "advice", inquiry.advice(asked, viewer.seat, node, games=2)
    yield "what did not happen", (names := inquiry.questions(asked, viewer, node))
    for each in names[:4]:
        yield "why not", list(inquiry.why_not(asked, viewer, node, each.id, budget=20, apart=False).task)
    if line:
        yield "par", list(inquiry.par(asked, viewer, [node], apart=False).task)
        yield "a comparison", inquiry.compare(asked, viewer, BEGINNING, node)


def afresh(table: LocalTable, scenario: Scenario) -> Game:
    """The game as it may be inquired into, nothing of it worked out yet."""
    asked = table.inquired()
    replay = asked.replay
    return replace(asked, replay=Replay(scenario, replay.seed, replay.lens, replay.tree, replay.beginning))


@pytest.mark.parametrize(("luck", "picker"), [(2, MovePicker.CHANCE), (4, MovePicker.PLAYER)])
def test_no_answer_draws_from_the_luck_to_come(luck: int, picker: MovePicker, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = confided(luck)
    tables = game(kept, luck, picker, ("s0", "s1"))
    asked_at: set[int] = set()
    drawn = Drawn(monkeypatch)
    for table in tables:
        if table.ending is not None or table.node in asked_at or table.owed != ("s0", "s1"):
            continue
        asked_at.add(table.node)
        for viewer in (Seated("s0"), PUBLIC):
            asked = afresh(table, kept.scenario)
            position = asked.replay.position(asked.node)
            drawn.all.clear()
            for name, _ in questions(asked, viewer):
                assert (name, drawn.to_come(position)) == (name, [])
        if len(asked_at) == 2:
            return
    pytest.fail("the game ended too early to ask in two turns")


@pytest.mark.parametrize("luck", [0, 1])
def test_no_answer_depends_on_how_far_the_author_was_off(luck: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn once in a game and shown to nobody, these are as far off the other way in its twin."""
    scenario = certain_start(confided(luck).scenario)
    assert not any(events for (turn, _), events in start(scenario, SEED).program.news.items() if turn == 1)
    drawn, answers = kernel.drawn_uncertainties, []

    def mirrored(program: Program, seeds: chance.Words) -> kernel.Floats:
        return drawn(program, seeds) * np.where(seeds == SEED, -1.0, 1.0)

    for off in (drawn, mirrored):
        monkeypatch.setattr(kernel, "drawn_uncertainties", off)
        setup = Setup(scenario, ("s0", "s1"), MovePicker.PLAYER, scenario.default_lens, SEED)
        table = LocalTable.create(setup, None)
        assert table.replay.position(BEGINNING).worlds.draws.any()
        answers.append(
            [
                (viewer, name, answer)
                for viewer in viewers(scenario.seats)
                for name, answer in [
                    ("snapshot", table.seat(viewer).snapshot),
                    ("moves", visibility.move_offers(table.replay.position(BEGINNING), viewer)),
                    *(questions(table.inquired(), viewer) if viewer in (Seated("s0"), PUBLIC) else ()),
                ]
            ]
        )
    for one, other in zip(*answers, strict=True):
        assert one == other


def certain_start(scenario: Scenario) -> Scenario:
    """The same with nothing uncertain in its start, for the levels there tell of it, and no event in its first turn."""
    sure = {
        each.id: replace(each, levels={name: replace(level, plus_or_minus=0.0) for name, level in each.levels.items()})
        for each in scenario.actors.values()
    }
    ties = tuple(replace(tie, trust=replace(tie.trust, plus_or_minus=0.0)) for tie in scenario.ties.between)
    events = {each.id: each for each in scenario.events.values() if each.id != "dawn"}
    rules = {name: rule for name, rule in scenario.rules.items() if name != "after_rumour"}
    return replace(scenario, actors=sure, ties=replace(scenario.ties, between=ties), events=events, rules=rules)


def test_the_watch_sees_a_draw_that_is_still_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: Confided = confided(2)
    drawn = Drawn(monkeypatch)
    position = Replay(kept.scenario, SEED, kept.scenario.default_lens, next(game(kept, 2, MovePicker.CHANCE, ())).tree)
    at = position.position(BEGINNING)
    drawn.all.clear()
    assert at.chance_move
    assert {purpose.split(":")[0] for _, purpose in drawn.to_come(at)} == {"move"}


def test_joint_reactions_are_judged_after_the_likeliest_move_where_none_is_picked() -> None:
    several = (certain_start(confided(luck).scenario) for luck in range(20))
    scenario = next(each for each in several if len(start(each).legal_moves()) > 1)
    told, to_come = set(), set()
    for seed in range(12):
        setup = Setup(scenario, ("s0", "s1"), MovePicker.PLAYER, scenario.default_lens, seed)
        table = LocalTable.create(setup, None)
        request = inquiry.stability(table.inquired(), Seated("s0"), BEGINNING, apart=False).request
        assert (request.picked, request.made) == (False, False)
        told.add(request.move)
        to_come.add(table.replay.position(BEGINNING).chance_move)
    assert len(told) == 1 and len(to_come) > 1
    picked = next(iter(to_come - told))
    table.pick_move(picked)
    request = inquiry.stability(table.inquired(), Seated("s0"), BEGINNING, apart=False).request
    assert (request.move, request.picked, request.made) == (picked, True, False)
