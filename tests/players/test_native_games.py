"""Compiled code and numpy play the same games: every number, count and draw the same, bit for bit."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np
import pytest

from tests.compilers import NEEDS_COMPILER
from tests.engine.invented import invented
from tests.shipped import shipped_scenario
from tests.soak import TIMES
from wargame.analysis.factors import factors, varied
from wargame.analysis.joint_orders import all_joint_orders
from wargame.analysis.sensitivity import outcomes_of_several
from wargame.analysis.simulation import Simulation, levels_counted
from wargame.analysis.sobol import SobolStudy, sobol_piece
from wargame.authoring import parse
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.expectation import expected
from wargame.engine.finished import Wanted
from wargame.engine.kernel import JointAction, Worlds
from wargame.engine.native.generate import Text
from wargame.engine.position import start
from wargame.engine.program import Program
from wargame.engine.redraw import many_seeds
from wargame.model.beginning import Beginning
from wargame.model.order import Decision
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.model.viewer import FACILITATOR, sides
from wargame.players import compiled, native_games
from wargame.players.bots import BatchBot, DoctrineBot, RandomBot, choose
from wargame.players.finish import finish
from wargame.players.given import Given
from wargame.players.native_check import first_difference
from wargame.players.new_games import NewGames
from wargame.players.playout import play_on
from wargame.players.policy import ALWAYS, NEVER, PolicyBot

pytestmark = NEEDS_COMPILER
T = TypeVar("T")


@dataclass
class Table:
    """Something drawn to play: a program, who plays it, what is given, and how it begins."""

    program: Program
    draw: random.Random
    width: int

    def __post_init__(self) -> None:
        scenario = self.program.scenario
        self.seeds = many_seeds(f"native:{self.draw.random()}", self.width)
        opening = self.draw.choice([None, *scenario.openings])
        fixed = {
            event.id: self.draw.choice([way.id for way in event.outcomes])
            for event in scenario.events.values()
            if opening is None and self.draw.random() < 0.15
        }
        self.begins = NewGames(self.program, self.seeds, Beginning(opening, fixed))
        self.bots = {seat: bot for seat in scenario.seats if (bot := self._bot(scenario, seat)) is not None}
        self.given = self._given(scenario) if self.draw.random() < 0.7 else None

    def _bot(self, scenario: Scenario, seat: str) -> BatchBot | None:
        followed = self.draw.choice([DoctrineBot(), RandomBot()])
        policy = {each: self.draw.choice([NEVER, 0.3, 3.0, ALWAYS]) for each in scenario.reactions[seat]}
        return self.draw.choice([DoctrineBot(), RandomBot(), PolicyBot(followed, policy), None])

    def _given(self, scenario: Scenario) -> Given:
        moves, injects = {}, {}
        orders: dict[int, dict[str, tuple[Decision, ...]]] = {}
        for turn in range(1, scenario.calendar.turns + 1):
            if self.draw.random() < 0.4:
                moves[turn] = self.draw.choice(list(scenario.moves))
            for seat in (*scenario.seats, MOVER_ID):
                if self.draw.random() < 0.4:
                    orders.setdefault(turn, {})[seat] = self._decisions(seat)
            injects[turn] = [inject for inject in scenario.injects if self.draw.random() < 0.3]
        return Given(moves, orders, injects)

    def _decisions(self, seat: str) -> tuple[Decision, ...]:
        own = [order for order in self.program.orders if order.seat == seat]
        self.draw.shuffle(own)
        answers = (
            replace(each, in_part=self.draw.random() < 0.5)
            for each in self.program.withholdings
            if each.seat == seat and self.draw.random() < 0.5
        )
        return (*own[: self.draw.randrange(3)], *answers)

    def node(self) -> Worlds:
        """One world somewhere in a game, the news of its turn in effect."""
        worlds = kernel.open_turn(replace(self.begins, seeds=self.seeds[:1]).begin())
        for _ in range(self.draw.randrange(3)):
            worlds = kernel.open_turn(kernel.advance(worlds, choose(worlds, self.bots)))
        return worlds

    def chosen(self, worlds: Worlds) -> JointAction:
        """What bots choose, some acts with the outcome they are to have."""
        acts = [self.program.plays[row].outcomes for row in self.program.chancy]
        ways = [[self.draw.randrange(-1, len(outcomes)) for _ in range(worlds.width)] for outcomes in acts]
        outcomes = np.array(ways, dtype=np.int64).reshape(len(acts), worlds.width)
        return replace(choose(worlds, self.bots), outcomes=outcomes)


def same(one: object, other: object, *where: object) -> None:
    """Both are the same to the bit, part by part."""
    if isinstance(one, np.ndarray):
        assert isinstance(other, np.ndarray), where
        assert (one.dtype, one.shape) == (other.dtype, other.shape), where
        assert one.tobytes() == other.tobytes(), (*where, np.argwhere(one != other)[:5].tolist())
    elif isinstance(one, tuple):
        assert isinstance(other, tuple), where
        assert len(one) == len(other), where
        for place, (part, its) in enumerate(zip(one, other, strict=True)):
            same(part, its, *where, place)
    elif is_dataclass(one) and not isinstance(one, Program):
        for each in fields(one):
            same(getattr(one, each.name), getattr(other, each.name), *where, each.name)
    else:
        assert one == other or one is other, where


class Played:
    """What is played with numpy, and then in compiled code."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def both(self, play: Callable[[], T], *where: object) -> T:
        """What comes of it, which is the same both times."""
        self._monkeypatch.setenv("WARGAME_ENGINE", "numpy")
        one = play()
        self._monkeypatch.setenv("WARGAME_ENGINE", "native")
        other = play()
        fault = compiled.fallback()
        assert fault is None, fault
        self._monkeypatch.setenv("WARGAME_ENGINE", "numpy")
        same(one, other, *where)
        return other


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    return Played(monkeypatch)


def wanted(program: Program) -> Wanted:
    return Wanted(scores=True, met=True, usage=True, levels=levels_counted(program), worlds=True, given=True)


def everything(program: Program, draw: random.Random, width: int, played: Played) -> None:
    """Whole games from their beginning and from a node, turn by turn, and a turn in the mean."""
    table = Table(program, draw, width)
    asked = wanted(program)
    played.both(lambda: finish(table.begins, table.bots, table.given, wanted=asked), "whole games")
    node = table.node()
    many = kernel.futures(node, table.seeds)
    if draw.random() < 0.5:
        many = replace(many, fixed=kernel.as_it_came(node))
    played.both(lambda: finish(many, table.bots, table.given, wanted=asked), "from a node")
    chosen = table.chosen(many)
    played.both(lambda: finish(many, table.bots, table.given, first=chosen, wanted=asked), "a turn given")
    turns = played.both(lambda: tuple(play_on(table.begins.begin(), table.bots, table.given)), "turn by turn")
    assert len(turns) > 0
    if node.ending[0] < 0:
        mean = expected(kernel.select(node, np.zeros(width, dtype=np.intp)), replace(chosen, outcomes=None), scores)
        played_again = played.both(lambda: native_or(mean, node, replace(chosen, outcomes=None)), "in the mean")
        assert played_again.shape == (len(sides(program.scenario.seats)), width)


def scores(worlds: Worlds) -> kernel.Floats:
    return np.array([kernel.scores(worlds, side)[0] for side in sides(worlds.program.scenario.seats)])


def native_or(mean: kernel.Floats, node: Worlds, chosen: JointAction) -> kernel.Floats:
    """The mean in compiled code, or what numpy gave where there is none."""
    found = native_games.expected_scores(node, chosen)
    return mean if found is None else found


@pytest.mark.parametrize("luck", range(3))
def test_invented_games_of_every_feature_are_the_same(luck: int, played: Played) -> None:
    _invented(luck, played)


@pytest.mark.soak
@pytest.mark.parametrize("luck", range(100, 100 + 3 * TIMES))
def test_many_more_invented_games_are_the_same(luck: int, played: Played) -> None:
    _invented(luck, played)


def _invented(luck: int, played: Played) -> None:
    draw = random.Random(luck)
    scenario = invented(luck, actors=draw.randrange(3, 7), seats=draw.randrange(2, 4))
    for lens in scenario.lenses:
        for _ in range(2):
            everything(compile_scenario(scenario, lens), draw, draw.choice([64, 67, 130]), played)


@pytest.mark.parametrize("name", ["first-session", "planned-exit"])
def test_shipped_games_are_the_same(name: str, played: Played) -> None:
    scenario = shipped_scenario(name)
    for lens in scenario.lenses:
        everything(compile_scenario(scenario, lens), random.Random(lens), 67, played)


def test_every_lens_and_variation_shares_one_build(played: Played) -> None:
    scenario = shipped_scenario("first-session")
    seeds = many_seeds("native:varied", 70)
    bots: Mapping[str, BatchBot] = dict.fromkeys(scenario.seats, DoctrineBot())
    texts = set()
    for lens in scenario.lenses:
        program = compile_scenario(scenario, lens)
        for factor in factors(scenario, lens)[::7]:
            for at in (-1.0, 1.0):
                begins = NewGames(varied(program, {factor: at}), seeds)
                texts.add(Text(begins.program).write())
                played.both(partial(finish, begins, bots, wanted=wanted(program)), factor.id, at)
    assert len(texts) == 1


def test_many_variations_at_once_are_the_same(played: Played) -> None:
    scenario = shipped_scenario("first-session")
    program, seeds = compile_scenario(scenario, "plain"), many_seeds("native:several", 100)
    some = [{factor: at} for factor in factors(scenario, "plain")[:25] for at in (-1.0, 1.0)]
    several = [NewGames(varied(program, each), seeds) for each in some]
    assert len(played.both(lambda: tuple(outcomes_of_several(several)))) == 50


def test_a_variance_taken_apart_is_the_same(played: Played) -> None:
    simulation = Simulation(shipped_scenario("first-session"), "plain", 1, 64, FACILITATOR)
    study = SobolStudy(simulation, "adrift", factors(simulation.scenario, "plain")[:10], 4)
    played.both(lambda: sobol_piece(study, 0))


def test_games_that_have_ended_side_by_side_choose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shipped_scenario("first-session").text
    early = text.replace("when: guest.commitment < 30", "when: guest.commitment < 60")
    assert early != text
    program = compile_scenario(parse(early, "early.yaml"), "plain")
    monkeypatch.setenv("WARGAME_ENGINE", "native")
    native = compiled.ready(program)
    assert native is not None
    assert first_difference(program, native) is None


def test_fewer_games_than_are_worth_it_are_played_with_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    program = compile_scenario(shipped_scenario("first-session"), "plain")
    asked: list[Program] = []
    monkeypatch.setenv("WARGAME_ENGINE", "native")
    monkeypatch.setattr(compiled, "ready", asked.append)
    for width in (native_games.FEWEST - 1, native_games.FEWEST):
        native_games.open_turn(kernel.begin(program, many_seeds("native:few", width)))
    assert asked == [program]


def test_the_table_of_all_joint_reactions_is_the_same(played: Played) -> None:
    """Large enough to be resolved in several threads, where there are several processors."""
    position = start(shipped_scenario("planned-exit"), 1)
    values = played.both(lambda: all_joint_orders(position, None, FACILITATOR).values)
    assert values[0].size == 4**7
