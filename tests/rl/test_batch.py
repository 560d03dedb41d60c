"""Many games side by side: each equals the single environment's, and the arrays keep Gymnasium's contract."""

from __future__ import annotations

import copy
import importlib
import pickle
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.council import council
from tests.engine.invented import invented
from tests.errors import raises_saying
from tests.opened import opened_scenario
from tests.shipped import shipped_scenario
from wargame.engine import kernel
from wargame.model.scenario import Scenario

pytest.importorskip("pettingzoo")
ResetNeeded: Any = pytest.importorskip("gymnasium.error").ResetNeeded
AutoresetMode: Any = pytest.importorskip("gymnasium.vector").AutoresetMode

from wargame.players.bots import choose  # noqa: E402
from wargame.rl.batch import BatchEnvironment, Rules, batch_env  # noqa: E402
from wargame.rl.environment import WargameEnvironment, parallel_env  # noqa: E402

importlib.import_module("wargame.jobs.pool")  # teaches a program to be pickled

SHIPPED = ("first-session", "planned-exit")


@pytest.fixture(scope="module")
def lesson() -> Scenario:
    return shipped_scenario("first-session")


def drawn(env: BatchEnvironment, observations: dict[str, Any], generator: np.random.Generator) -> NDArray[np.int64]:
    """Actions of which about half keep to the masks and half do not."""
    any_at_all = generator.integers(0, np.broadcast_to(env.single_action_space.nvec, env.action_space.shape))
    legal = env.sample(observations["action_mask"], generator)
    return np.where(generator.random(env.num_envs)[:, None, None] < 0.5, legal, any_at_all)


def arrays(value: Any) -> Iterator[NDArray[Any]]:
    """Every array in what an environment has said."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, dict | tuple | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from arrays(each)


def assert_shown(
    env: BatchEnvironment, single: WargameEnvironment, shown: dict[str, Any], game: int, seen: Any
) -> None:
    """That a game of a batch is observed as the single environment's observations have it, in every bit."""
    for place, seat in enumerate(env.seats):
        mine, theirs = shown["observation"][game, place], seen[seat]["observation"]
        assert mine.dtype == theirs.dtype
        names = env.observation_names(seat)
        assert names == single.observation_names(seat)
        assert dict(zip(names, mine.tolist(), strict=False)) == dict(zip(names, theirs.tolist(), strict=True))
        assert mine[: len(names)].tobytes() == theirs.tobytes()
        assert not mine[len(names) :].any()
        flat = np.concatenate(seen[seat]["action_mask"])
        assert shown["action_mask"][game, place, : len(flat)].tolist() == flat.tolist()
        assert not shown["action_mask"][game, place, len(flat) :].any()


def assert_played_alike(
    env: BatchEnvironment, singles: list[WargameEnvironment], seed: int, steps: int, generator: np.random.Generator
) -> list[str]:
    """Play both for so many steps, and compare everything they say; the endings that games came to."""
    observations, infos = env.reset(seed=seed)
    for game, single in enumerate(singles):
        seen = single.reset(seed=seed + game)[0]
        assert_shown(env, single, observations, game, seen)
    assert infos["ending"].tolist() == [-1] * env.num_envs
    came = []
    for _ in range(steps):
        actions = drawn(env, observations, generator)
        assert env.observation_space.contains(observations)
        assert env.action_space.contains(actions)
        observations, rewards, terminated, truncated, infos = env.step(actions)
        assert not truncated.any()
        for game, single in enumerate(singles):
            if not single.agents:
                assert (rewards[game].tolist(), bool(terminated[game])) == ([0.0] * len(env.seats), True)
                continue
            given = {seat: actions[game, place, : len(env.action_names(seat))] for place, seat in enumerate(env.seats)}
            seen, gained, ended, _, said = single.step(given)
            assert rewards[game].tolist() == [gained[seat] for seat in env.seats]
            assert infos["score"][game].tolist() == [single.position.scores[seat] for seat in env.seats]
            for place, seat in enumerate(env.seats):
                counted = infos["counted"][game, place]
                names = env.action_names(seat)
                orders = [each[choice] for each, choice in zip(names, counted, strict=False) if choice]
                assert sorted(orders) == sorted(said[seat]["orders"])
                assert ended[seat] == terminated[game]
                assert said[seat]["ending"] == (env.endings[infos["ending"][game]] if terminated[game] else None)
            if not terminated[game]:
                assert infos["ending"][game] == -1
                assert env.turns[game] == single.position.turn
            elif env.autoreset:
                came.append(str(single.position.ending))
                assert infos["_final_obs"][game]
                assert_shown(env, single, infos["final_obs"], game, seen)
                seen = single.reset()[0]
                assert env.seeds[game] == single.position.seed
            else:
                came.append(str(single.position.ending))
                assert env.turns[game] == single.position.turn
            assert_shown(env, single, observations, game, seen)
    return came


@pytest.mark.parametrize("name", SHIPPED)
def test_each_game_of_a_batch_is_that_of_a_single_environment(name: str) -> None:
    scenario = shipped_scenario(name)
    games, steps = (12, 9) if name == "first-session" else (4, 13)
    for lens in scenario.lenses:
        env, singles = batch_env(scenario, games, lens), [parallel_env(scenario, lens) for _ in range(games)]
        came = assert_played_alike(env, singles, 7, steps, np.random.default_rng(5))
        assert len(came) >= games


@pytest.mark.parametrize("bots", ["doctrine", "random"])
@pytest.mark.parametrize("name", SHIPPED)
def test_it_is_so_with_bots_in_some_seats_too(name: str, bots: str) -> None:
    scenario = shipped_scenario(name)
    seats = ["rival"] if name == "first-session" else ["russia", "us"]
    env = batch_env(scenario, 3, seats=seats, bots=bots, autoreset=False)
    singles = [parallel_env(scenario, seats=seats, bots=bots) for _ in range(3)]
    came = assert_played_alike(env, singles, 3, scenario.calendar.turns + 1, np.random.default_rng(2))
    assert len(came) == 3


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 100_000), st.integers(0, 2**64 - 5), st.sampled_from(["doctrine", "random"]), st.booleans())
def test_it_is_so_in_any_scenario(luck: int, seed: int, bots: str, all_seats: bool) -> None:
    scenario = invented(luck)
    seats = None if all_seats else list(scenario.seats)[1:2]
    env = batch_env(scenario, 3, "other", seats=seats, bots=bots)
    singles = [parallel_env(scenario, "other", seats=seats, bots=bots) for _ in range(3)]
    assert_played_alike(env, singles, seed, 7, np.random.default_rng(luck))


def test_it_is_so_where_much_is_on_its_way_and_the_mover_is_asked(lesson: Scenario) -> None:
    def slow(scenario: Scenario, delay: int) -> Scenario:
        reactions = {
            seat: {name: replace(each, delay=delay) for name, each in own.items()}
            for seat, own in scenario.reactions.items()
        }
        rules = {name: replace(each, delay=delay, once=False) for name, each in scenario.rules.items()}
        moves = {name: replace(each, delay=1) for name, each in scenario.moves.items()}
        calendar = replace(scenario.calendar, turns=7)
        return replace(scenario, reactions=reactions, rules=rules, moves=moves, calendar=calendar)

    seen = set()
    for scenario in (slow(lesson, 1), slow(lesson, 3), council(), slow(council(), 2)):
        env, singles = batch_env(scenario, 6), [parallel_env(scenario) for _ in range(6)]
        assert_played_alike(env, singles, 11, 9, np.random.default_rng(3))
        observations, _ = env.reset(seed=11)
        generator = np.random.default_rng(3)
        for _ in range(9):
            names = env.observation_names("host")
            for row in observations["observation"][:, 0]:
                seen |= {
                    (name.split()[:2][-1], value) for name, value in zip(names, row, strict=False) if "await" in name
                }
            observations, *_ = env.step(drawn(env, observations, generator))
    assert {kind for kind, value in seen if value} >= {"move", "order", "rule"}
    assert {1, 1 / 2} <= {round(float(value), 6) for _, value in seen}


def test_games_begin_at_an_opening_and_under_a_lens_for_once() -> None:
    scenario = opened_scenario()
    env, single = batch_env(scenario, 2, opening="aftermath"), parallel_env(scenario, opening="aftermath")
    assert_played_alike(env, [single, parallel_env(scenario, opening="aftermath")], 4, 4, np.random.default_rng(0))
    observations, _ = env.reset(seed=4, options={"opening": "autumn"})
    assert_shown(env, single, observations, 0, single.reset(seed=4, options={"opening": "autumn"})[0])
    while (env.turns > 2).any() or not env.step(env.sample(observations["action_mask"], np.random.default_rng(0)))[2][
        0
    ]:
        pass
    observations = env.reset(options={"opening": None})[0]
    assert env.turns.tolist() == [1, 1]
    for make in (lambda: batch_env(scenario, 2, opening="x"), lambda: env.reset(options={"opening": "x"})):
        with raises_saying(ValueError, "no opening 'x'"):
            make()


def test_a_mask_says_which_games_begin_anew(lesson: Scenario) -> None:
    env = batch_env(lesson, 5, autoreset=False)
    assert env.metadata["autoreset_mode"] == AutoresetMode.DISABLED
    generator = np.random.default_rng(1)
    observations, _ = env.reset(seed=20)
    for _ in range(2):
        observations, *_ = env.step(env.sample(observations["action_mask"], generator))
    before, turns = observations, env.turns
    some = np.array([True, False, True, False, False])
    observations, _ = env.reset(seed=[3, 0, 4, 0, 0], options={"reset_mask": some})
    assert env.turns.tolist() == [1, turns[1], 1, *turns[3:]]
    assert env.seeds.tolist() == [3, 21, 4, 23, 24]
    assert (observations["observation"][~some] == before["observation"][~some]).all()
    single = parallel_env(lesson)
    for game, seed in ((0, 3), (2, 4)):
        assert_shown(env, single, observations, game, single.reset(seed=seed)[0])
    # Those begun at different times are played together once they are at the same turn, each as it would be alone.
    env.reset(seed=[3, 0, 4, 0, 5], options={"reset_mask": np.array([False] * 4 + [True])})
    assert sorted(len(each.place) for each in env._cohorts)[-1] == 3
    singles = {game: parallel_env(lesson) for game in (0, 2, 4)}
    for game, seed in ((0, 3), (2, 4), (4, 5)):
        singles[game].reset(seed=seed)
    actions = np.zeros(env.action_space.shape, dtype=np.int64)
    for _ in range(3):
        observations, _, terminated, _, _ = env.step(actions)
        for game, one in singles.items():
            if one.agents:
                assert_shown(env, one, observations, game, one.step({})[0])
    assert terminated.all()
    for wrong in (np.ones(4, dtype=np.bool_), np.ones(5, dtype=np.int8), np.zeros(5, dtype=np.bool_)):
        with pytest.raises(ValueError, match="the mask of the games to reset must be 5 truth values"):
            env.reset(options={"reset_mask": wrong})
    fresh = batch_env(lesson, 5)
    with pytest.raises(ResetNeeded, match="begins all games"):
        fresh.reset(options={"reset_mask": some})


def test_seeds_decide_everything(lesson: Scenario) -> None:
    def played(env: BatchEnvironment, seed: Any) -> list[bytes]:
        generator = np.random.default_rng(9)
        observations, _ = env.reset(seed=seed)
        said = [observations["observation"].tobytes()]
        for _ in range(40):
            observations, rewards, *_ = env.step(env.sample(observations["action_mask"], generator))
            said += [observations["observation"].tobytes(), rewards.tobytes(), env.seeds.tobytes()]
        return said

    env, other = batch_env(lesson, 8), batch_env(lesson, 8)
    assert played(env, 5) == played(other, 5) == played(env, np.arange(5, 13)) != played(env, 6)
    env.reset(seed=1)
    assert env.seeds.tolist() == list(range(1, 9))
    env.reset()
    drawn_first = env.seeds
    assert not set(drawn_first.tolist()) & set(range(1, 9))
    env.reset(seed=1)
    env.reset()
    assert (env.seeds == drawn_first).all()
    other.reset(seed=2**64 - 8)
    fresh = [batch_env(lesson, 2), batch_env(lesson, 2)]
    for each in fresh:
        each.reset()
    assert set(fresh[0].seeds.tolist()).isdisjoint(fresh[1].seeds.tolist())
    for wrong in (-1, 2**64 - 7, [*range(7), -1]):
        with raises_saying(ValueError, "the seed must be a whole number"):
            env.reset(seed=wrong)
    with pytest.raises(ValueError, match="8 games and 3 seeds"):
        env.reset(seed=[1, 2, 3])


def test_what_is_no_action_is_refused_and_changes_nothing(lesson: Scenario) -> None:
    env = batch_env(lesson, 2)
    fitting = np.zeros(env.action_space.shape, dtype=np.int64)
    with pytest.raises(ResetNeeded, match="begins the games"):
        env.step(fitting)
    env.reset(seed=1)
    before = pickle.dumps(env)
    beyond, filler, negative = fitting.copy(), fitting.copy(), fitting.copy()
    beyond[0, 0, 0] = 99
    negative[1, 1, 0] = -1
    (seat, place), *_ = np.argwhere(env.single_action_space.nvec == 1)
    filler[0, seat, place] = 1
    wrong: list[Any] = [fitting[0], fitting.astype(float), beyond, negative, filler, None]
    for action in wrong:
        with pytest.raises(ValueError, match="the actions must be whole numbers of shape"):
            env.step(action)
    assert pickle.dumps(env) == before


def test_what_can_be_chosen_of_a_batch_is_checked(lesson: Scenario) -> None:
    with raises_saying(ValueError, "no lens 'rosy'"):
        batch_env(lesson, 2, "rosy")
    with pytest.raises(ValueError, match="no seat 'guest': host, rival"):
        batch_env(lesson, 2, seats=["guest"])
    with pytest.raises(ValueError, match="at least one seat"):
        batch_env(lesson, 2, seats=[])
    with pytest.raises(ValueError, match="no bot 'look-ahead' plays many games at once: doctrine, random"):
        batch_env(lesson, 2, bots="look-ahead")
    for games in (0, -1):
        with pytest.raises(ValueError, match="at least one game"):
            batch_env(lesson, games)


def test_it_pickles_in_any_state_and_goes_on_the_same(lesson: Scenario) -> None:
    env = batch_env(lesson, 6, "hard", seats=["host"], bots="random")
    for turns in (None, 0, 1, 4, 7):
        if turns is not None:
            generator = np.random.default_rng(turns)
            observations, _ = env.reset(seed=turns)
            for _ in range(turns):
                observations, *_ = env.step(env.sample(observations["action_mask"], generator))
        for other in (pickle.loads(pickle.dumps(env)), copy.deepcopy(env)):
            mine = copy.deepcopy(env)
            if turns is None:
                mine.reset(seed=3)
                other.reset(seed=3)
            for _ in range(5):
                actions = np.ones(env.action_space.shape, dtype=np.int64)
                one, two = mine.step(actions), other.step(actions)
                assert [each.tobytes() for each in arrays(one)] == [each.tobytes() for each in arrays(two)]


def test_what_is_given_out_stays_as_it_was(lesson: Scenario) -> None:
    """A learner keeps what it is handed, and may write into it."""
    env, other = batch_env(lesson, 6), batch_env(lesson, 6)
    actions = np.zeros(env.action_space.shape, dtype=np.int64)
    kept: list[Any] = [env.reset(seed=1)]
    other.reset(seed=1)
    copied = copy.deepcopy(kept)
    for _ in range(7):
        kept.append(env.step(actions))
        copied.append(copy.deepcopy(kept[-1]))

    assert [each.tobytes() for each in arrays(kept)] == [each.tobytes() for each in arrays(copied)]
    for _ in range(7):
        for each in arrays(other.step(actions)):
            each[...] = 1
    assert other.seeds.tolist() == env.seeds.tolist()
    assert other.step(actions)[1].tobytes() == env.step(actions)[1].tobytes()


def test_a_reset_and_a_new_game_compile_nothing(monkeypatch: pytest.MonkeyPatch, lesson: Scenario) -> None:
    env = batch_env(lesson, 4)
    env.reset(seed=1, options={"lens": "hard"})
    for luck in range(9):
        parallel_env(invented(luck))  # more programs than the compiler keeps

    def compiled(*_: Any) -> Any:
        raise AssertionError("it was compiled again")

    monkeypatch.setattr("wargame.engine.compiler._Layout", compiled)
    env.reset()
    env.reset(options={"lens": "hard"})
    ended = 0
    for _ in range(7):
        ended += env.step(np.zeros(env.action_space.shape, dtype=np.int64))[2].sum()
    assert ended >= 8


def test_masks_and_logits_are_taken_apart_by_place(lesson: Scenario) -> None:
    env = batch_env(lesson, 3)
    observations, infos = env.reset(seed=1)
    mask = observations["action_mask"]
    assert mask.tobytes() == infos["action_mask"].tobytes()
    logits = np.arange(mask.size, dtype=np.float64).reshape(mask.shape)
    parted = env.by_place(logits, fill=-np.inf)
    assert env.by_place(logits[0], -1).shape == parted.shape[1:]
    for place, seat in enumerate(env.seats):
        sizes = [len(each) for each in env.action_names(seat)]
        for game in range(3):
            apart = np.split(logits[game, place, : sum(sizes)], np.cumsum(sizes)[:-1])
            for number, each in enumerate(apart):
                assert parted[game, place, number, : len(each)].tolist() == each.tolist()
                assert (parted[game, place, number, len(each) :] == -np.inf).all()
    counts = np.zeros(env.by_place(mask).shape)
    generator = np.random.default_rng(0)
    for _ in range(400):
        picked = env.sample(mask, generator)
        np.put_along_axis(counts, picked[..., None], np.take_along_axis(counts, picked[..., None], -1) + 1, -1)
    open_to = env.by_place(mask).astype(bool)
    there = open_to.any(axis=-1)
    assert not counts[there][~open_to[there]].any()
    assert (counts[there][open_to[there]] > 400 / 6 * 0.6).all()


def test_a_step_asks_the_engine_for_three_things_only(lesson: Scenario) -> None:
    asked: list[str] = []

    def noting(name: str, function: Any) -> Any:
        def noted(*arguments: Any) -> Any:
            asked.append(name)
            return function(*arguments)

        return noted

    rules = Rules(noting("open_turn", kernel.open_turn), noting("choose", choose), noting("advance", kernel.advance))
    env, other = BatchEnvironment(lesson, 4, rules=rules), BatchEnvironment(lesson, 4)
    one, two = env.reset(seed=1)[0], other.reset(seed=1)[0]
    assert asked == ["open_turn", "choose"]
    asked.clear()
    actions = env.sample(one["action_mask"], np.random.default_rng(1))
    one, two = env.step(actions)[0], other.step(actions)[0]
    assert asked == ["advance", "open_turn", "choose"]
    assert one["observation"].tobytes() == two["observation"].tobytes()
