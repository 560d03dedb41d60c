"""A scenario as a PettingZoo environment: it keeps PettingZoo's contract, plays as the engine does, hides what is
hidden."""

from __future__ import annotations

import copy
import importlib
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from tests.council import council
from tests.engine.invented import invented
from tests.errors import raises_saying
from tests.opened import opened_scenario
from tests.players.suspicions import delayed
from tests.shipped import shipped_scenario
from wargame.authoring import find, load
from wargame.engine import compiler, secrecy, visibility
from wargame.engine.legality import orders_reason
from wargame.engine.position import start
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import resolve
from wargame.model import expression as ex
from wargame.model.order import Order, Withholding
from wargame.model.scenario import Effect, Scenario
from wargame.model.viewer import Seated
from wargame.players.determinize import determinize

pytest.importorskip("pettingzoo")
contract: Any = pytest.importorskip("pettingzoo.test")
ResetNeeded: Any = pytest.importorskip("gymnasium.error").ResetNeeded

from wargame.rl.environment import WargameEnvironment, parallel_env  # noqa: E402
from wargame.rl.observation import every_order  # noqa: E402

importlib.import_module("wargame.jobs.pool")  # teaches a program to be pickled

SHIPPED = ("first-session", "planned-exit")
Told = tuple[dict[str, Any], dict[str, float], dict[str, bool], dict[str, bool], dict[str, dict[str, Any]]]


@pytest.fixture(scope="module", params=SHIPPED)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return load(find(request.param))


@pytest.fixture(scope="module")
def lesson() -> Scenario:
    return shipped_scenario("first-session")


def masked(env: WargameEnvironment, observations: dict[str, Any]) -> dict[str, Any]:
    return {agent: env.action_space(agent).sample(observations[agent]["action_mask"]) for agent in env.agents}


def game(env: WargameEnvironment, seed: int) -> Iterator[Told]:
    """A game of random masked actions, turn by turn; the first is the beginning, with no rewards."""
    observations, infos = env.reset(seed=seed)
    for place, agent in enumerate(env.agents):
        env.action_space(agent).seed(seed + place)
    yield observations, {}, {}, {}, infos
    while env.agents:
        shown = env.step(masked(env, observations))
        observations = shown[0]
        yield shown


def entry(env: WargameEnvironment, agent: str, observations: dict[str, Any], name: str) -> float:
    return float(observations[agent]["observation"][env.observation_names(agent).index(name)])


def same(one: Any, other: Any) -> bool:
    """Whether two observations, or parts of them, are the same in every bit."""
    if isinstance(one, dict):
        return bool(one.keys() == other.keys()) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else bool(one == other)


def test_it_keeps_the_contract_of_a_parallel_environment(scenario: Scenario) -> None:
    contract.parallel_api_test(parallel_env(scenario))
    contract.parallel_seed_test(lambda: parallel_env(scenario))


@pytest.mark.filterwarnings("ignore::UserWarning")  # its advice: plain spaces, agents named player_0
def test_its_turn_by_turn_form_keeps_the_contract_too(lesson: Scenario) -> None:
    utils: Any = pytest.importorskip("pettingzoo.utils")
    contract.api_test(utils.parallel_to_aec(parallel_env(lesson)), num_cycles=50)
    contract.seed_test(lambda: utils.parallel_to_aec(parallel_env(lesson)), num_cycles=20)


def test_a_game_of_random_actions_ends_with_its_rewards_adding_up(scenario: Scenario) -> None:
    env = parallel_env(scenario)
    for seed in range(3):
        turns = list(game(env, seed))
        opening = start(scenario, seed)
        assert 1 <= len(turns) - 1 <= scenario.calendar.turns
        for number, (observations, rewards, terminations, truncations, infos) in enumerate(turns):
            last = number == len(turns) - 1
            for agent in env.possible_agents:
                assert env.observation_space(agent).contains(observations[agent])
                assert infos[agent]["ending"] == (env.position.ending if last else None)
                if number:
                    assert isinstance(rewards[agent], float)
                    assert (terminations[agent], truncations[agent]) == (last, False)
        assert env.position.ending is not None
        assert env.agents == []
        for agent in env.possible_agents:
            gained = sum(rewards[agent] for _, rewards, *_ in turns[1:])
            assert gained == pytest.approx(env.position.scores[agent] - opening.scores[agent], abs=1e-9)
            assert all(mask[0] == 1 and not mask[1:].any() for mask in turns[-1][0][agent]["action_mask"])
        assert env.step({}) == ({}, {}, {}, {}, {})


@pytest.mark.parametrize("luck", range(6))
def test_any_scenario_stays_in_its_spaces(luck: int) -> None:
    env = parallel_env(invented(luck))
    assert all(len(set(names)) == len(names) for names in map(env.observation_names, env.possible_agents))
    for observations, *_ in game(env, luck):
        assert all(env.observation_space(agent).contains(seen) for agent, seen in observations.items())
        assert env.state_space.contains(env.state())


def test_the_same_seed_plays_the_same_game_and_as_the_engine_does(scenario: Scenario) -> None:
    one, other = parallel_env(scenario), parallel_env(scenario)
    position = start(scenario, 7)
    for mine, theirs in zip(game(one, 7), game(other, 7), strict=True):
        assert all(map(same, mine, theirs))
        if mine[1]:
            position = resolve(position, None, {agent: shown["orders"] for agent, shown in mine[4].items()}).after
        assert one.position == position


def test_seeds_are_those_of_games_and_without_one_the_environment_draws_its_own(lesson: Scenario) -> None:
    env = parallel_env(lesson)
    for seed in (0, 2**63, 2**64 - 1, np.int64(5)):
        env.reset(seed=seed)
        assert env.position == start(lesson, int(seed))
    for seed in (-1, 2**64):
        with raises_saying(ValueError, "the seed must be a whole number"):
            env.reset(seed=seed)

    def drawn() -> list[int]:
        env.reset(seed=3)
        seeds = []
        for _ in range(4):
            env.reset()
            seeds.append(env.position.seed)
        return seeds

    assert len(set(drawn())) == 4
    assert drawn() == drawn()


@pytest.mark.parametrize("luck", [None, *range(4)])
def test_every_legal_set_of_orders_can_be_written(luck: int | None, lesson: Scenario) -> None:
    scenario = lesson if luck is None else invented(luck)
    env = parallel_env(scenario)
    found = 0
    for _ in game(env, 2):
        for seat in env.agents:
            legal = env.position.legal_orders(seat)
            own = [order for order in legal if isinstance(order, Order)]
            consents = tuple(order for order in legal if isinstance(order, Withholding))
            for size in range(scenario.seats[seat].orders_per_turn + 1):
                for several in combinations(own, size):
                    if orders_reason(env.position, seat, several) is None:
                        for orders in (several, several + consents):
                            action = env.action_of(seat, orders)
                            assert env.action_space(seat).contains(action)
                            assert env.orders_of(seat, action) == orders
                            found += 1
    assert found > 20


def test_the_mask_is_what_the_engine_calls_legal(scenario: Scenario) -> None:
    env = parallel_env(scenario)
    for observations, *_, infos in game(env, 4):
        for agent in env.agents:
            mask = observations[agent]["action_mask"]
            orders = [order for order in every_order(scenario) if order.seat == agent]
            legal = {str(order) for order in orders if orders_reason(env.position, agent, [order]) is None}
            # Where a consent may be withheld it may be given with a footnote too, if the scenario knows of one.
            assert legal >= {str(order) for order in env.position.legal_orders(agent)}
            free = {
                name
                for names, each in zip(env.action_names(agent), mask, strict=True)
                for name, may in zip(names, each, strict=True)
                if may
            }
            assert free == {"", *legal}
            assert same(mask, infos[agent]["action_mask"])


def test_a_footnote_is_among_the_choices_that_the_mask_leaves_open(lesson: Scenario) -> None:
    env = parallel_env(lesson)
    observations, _ = env.reset(seed=1)
    names = [each for each in env.action_names("rival") if "footnote host.talks" in each]
    assert len(names) == 1
    place = env.action_names("rival").index(names[0])
    assert observations["rival"]["action_mask"][place].tolist() == [1, 1]
    action = env.action_of("rival", ["footnote host.talks"])
    assert env.step({"rival": action})[4]["rival"]["orders"] == ("footnote host.talks",)


def test_a_reset_compiles_nothing_whatever_else_is_compiled(monkeypatch: pytest.MonkeyPatch, lesson: Scenario) -> None:
    env = parallel_env(lesson)
    env.reset(seed=1)
    env.reset(seed=1, options={"lens": "hard"})
    for luck in range(9):
        parallel_env(invented(luck))  # more programs than the compiler keeps
    compiled: list[str] = []
    layout = compiler._Layout

    def counting(*names: Any) -> Any:
        compiled.append("once")
        return layout(*names)

    monkeypatch.setattr(compiler, "_Layout", counting)
    for seed in range(3):
        env.reset(seed=seed)
        env.reset(options={"lens": "hard"})
    assert compiled == []
    copied: WargameEnvironment = pickle.loads(pickle.dumps(env))  # a program is pickled as what it is made of
    assert len(compiled) == 2
    copied.reset(seed=1)
    copied.reset(options={"lens": "hard"})
    assert len(compiled) == 2


def test_what_is_illegal_counts_as_nothing(lesson: Scenario) -> None:
    env = parallel_env(lesson)
    env.reset(seed=1)
    names = env.action_names("host")[0]
    place = {name: number for number, name in enumerate(names)}
    twice = [place["press"], place["press"]]
    dear = [place["subsidy"], place["press"]]
    assert [str(order) for order in env.orders_of("host", twice)] == ["press"]
    assert [str(order) for order in env.orders_of("host", dear)] == ["subsidy"]
    assert env.step({"host": dear})[4]["host"]["orders"] == ("subsidy",)
    assert env.orders_of("host", dear) == (Order("host", "press"),)


def test_what_is_no_action_is_refused(lesson: Scenario) -> None:
    env = parallel_env(lesson)
    with pytest.raises(ResetNeeded, match="begins a game"):
        env.step({})
    env.reset(seed=1)
    before = env.position
    for action in (0, [0], [0, 99], [-1, 0], [0.5, 0.0], None):
        with pytest.raises(ValueError, match=r"host: .* is not an action of"):
            env.step({"host": action})
    with pytest.raises(ValueError, match="there is no agent 'guest': host, rival"):
        env.step({"guest": [0, 0]})
    with pytest.raises(ValueError, match="host: dance is none of its orders"):
        env.action_of("host", ["dance"])
    with pytest.raises(ValueError, match="rival: offer_trade is one order too many; at most 1 fit in a turn"):
        env.action_of("rival", ["whisper", "offer_trade"])
    assert env.position is before


def test_what_can_be_chosen_of_an_environment_is_checked(lesson: Scenario) -> None:
    with raises_saying(ValueError, "no lens 'rosy'"):
        parallel_env(lesson, "rosy")
    with pytest.raises(ValueError, match="no seat 'guest': host, rival"):
        parallel_env(lesson, seats=["guest"])
    with pytest.raises(ValueError, match="at least one seat"):
        parallel_env(lesson, seats=[])
    with pytest.raises(ValueError, match="no bot 'genius': "):
        parallel_env(lesson, bots="genius")
    with pytest.raises(ValueError, match="no render mode 'human': ansi"):
        parallel_env(lesson, render_mode="human")
    env = parallel_env(lesson, "hard")
    env.reset(seed=1)
    assert env.position.lens == "hard"
    env.reset(seed=1, options={"lens": "plain"})
    assert env.position == start(lesson, 1, "plain")
    with raises_saying(ValueError, "no lens 'rosy'"):
        env.reset(options={"lens": "rosy"})


def test_games_begin_at_an_opening() -> None:
    opened = opened_scenario()
    env = parallel_env(opened, opening="aftermath")
    observations, _ = env.reset(seed=4)
    assert env.position == start(opened, 4, None, "aftermath")
    shares = dict(zip(env.observation_names("host"), observations["host"]["observation"].tolist(), strict=True))
    # What is over there has come out, and has been seen.
    assert (shares["event vote.leavers"], shares["event vote.stayers"]) == (1.0, 0.0)
    assert shares["turns played"] == pytest.approx(2 / 3)
    _, _, terminations, *_ = env.step({})
    assert all(terminations.values())
    env.reset(seed=4, options={"opening": "autumn"})
    assert env.position == start(opened, 4, None, "autumn")
    env.reset(seed=4, options={"opening": None})
    assert env.position == start(opened, 4)
    assert pickle.loads(pickle.dumps(env)) == env != parallel_env(opened)
    assert parallel_env(opened) != parallel_env(opened, opening="autumn")
    for make in (lambda: parallel_env(opened, opening="x"), lambda: env.reset(options={"opening": "x"})):
        with raises_saying(ValueError, "no opening 'x'"):
            make()


def test_bots_play_the_seats_that_are_no_agents(lesson: Scenario) -> None:
    env = parallel_env(lesson, seats=["rival"], bots="random", render_mode="ansi")
    assert env.possible_agents == ["rival"]
    shown = [infos for *_, infos in game(env, 5)]
    assert all(infos.keys() == {"rival"} for infos in shown)
    assert env.position.ending is not None
    ordered = 0
    for seed in range(5):
        env.reset(seed=seed)
        env.step({})
        ordered += "The Host: nothing" not in (env.render() or "")
    assert ordered


def test_an_observation_says_what_the_view_says(scenario: Scenario) -> None:
    env = parallel_env(scenario)
    for observations, *_ in game(env, 11):
        for agent in env.agents:
            view = visibility.view(env.position, Seated(agent))
            names = env.observation_names(agent)
            numbers = [name for name in names if " " not in name or name.startswith("trust(")]
            assert set(numbers) == set(view.numbers)
            for target in env.position.program.targets:
                name = ex.text(target)
                if name in view.numbers:
                    place = env.position.program.targets.index(target)
                    low, high = (
                        float(each[place, 0]) for each in (env.position.program.low, env.position.program.high)
                    )
                    seen = entry(env, agent, observations, name)
                    assert low + seen * (high - low) == pytest.approx(view.numbers[name], abs=1e-4)
            assert 100 * entry(env, agent, observations, f"score {agent}") == pytest.approx(view.score, abs=1e-4)
            for goal in view.goals:
                seen = goal.points * entry(env, agent, observations, f"goal {goal.id}")
                assert seen == pytest.approx(goal.got, abs=1e-4)
            assert entry(env, agent, observations, "turns played") == pytest.approx((view.turn - 1) / view.turns)
            assert entry(env, agent, observations, f"move {env.position.chance_move}") == 1
            for each in view.happened:
                assert entry(env, agent, observations, f"event {each.event}.{each.outcome}") == 1
            awaited = {
                name.split(" ")[-1]
                for name in names
                if name.startswith("awaited ") and entry(env, agent, observations, name)
            }
            assert awaited == {each.cause.id for each in view.delayed}


def test_what_is_on_its_way_is_shown_by_how_soon_it_acts(lesson: Scenario) -> None:
    reassure = replace(lesson.reactions["host"]["reassure"], delay=2)
    scenario = replace(
        lesson, reactions={**lesson.reactions, "host": {**lesson.reactions["host"], "reassure": reassure}}
    )
    env = parallel_env(scenario)
    env.reset(seed=2)
    shown = []
    for _ in range(2):
        seen = env.step({"host": env.action_of("host", ["reassure(guest)"])})[0]
        shown.append([entry(env, agent, seen, "awaited order host.reassure(guest)") for agent in ("host", "rival")])
    assert shown == [[0.5, 0.5], [1.0, 1.0]]


def test_a_game_leaves_nothing_behind_for_the_next(lesson: Scenario) -> None:
    env = parallel_env(lesson)
    for seed in range(4):
        for _ in game(env, seed):
            pass
        assert same(env.reset(seed=9), parallel_env(lesson).reset(seed=9))


def hidden_from(scenario: Scenario, seat: str) -> Scenario:
    """The scenario with every level and capital that a seat may not see begun elsewhere."""
    actors = {}
    for actor in scenario.actors.values():
        levels = {
            indicator: begins
            if secrecy.sees(scenario, Seated(seat), ex.Level(actor.id, indicator))
            else replace(begins, value=(begins.value + 37) % 100)
            for indicator, begins in actor.levels.items()
        }
        actors[actor.id] = replace(actor, levels=levels)
    seats = {
        each.id: each if each.id == seat else replace(each, capital=replace(each.capital, start=each.capital.most))
        for each in scenario.seats.values()
    }
    return replace(scenario, actors=actors, seats=seats)


@pytest.mark.parametrize("luck", range(8))
def test_no_number_that_a_seat_may_not_see_reaches_its_observation(luck: int) -> None:
    scenario = invented(luck)
    for seat in scenario.seats:
        one, other = parallel_env(scenario), parallel_env(hidden_from(scenario, seat))
        mine, theirs = one.reset(seed=luck)[0][seat], other.reset(seed=luck)[0][seat]
        assert one.position.numbers != other.position.numbers
        assert not same(one.state(), other.state())
        for name, a, b in zip(one.observation_names(seat), mine["observation"], theirs["observation"], strict=True):
            # What the mover does and how a goal is met may follow from a hidden number, and a player is told.
            if not name.startswith(("move ", "score ", "goal ", "event ")):
                assert a == b, name


def test_hidden_numbers_and_secret_orders_leave_no_trace_in_what_another_seat_is_said(lesson: Scenario) -> None:
    whisper = lesson.reactions["rival"]["whisper"]
    designs: tuple[Effect, ...] = tuple(
        each for each in whisper.options[0].effects if each.target == ex.Level("rival", "designs")
    )
    assert designs
    for delay in (0, 1):
        quiet = replace(whisper, delay=delay, options=(replace(whisper.options[0], effects=designs),))
        scenario = replace(
            lesson, reactions={**lesson.reactions, "rival": {**lesson.reactions["rival"], "whisper": quiet}}
        )
        for other in (scenario, hidden_from(scenario, "host")):
            envs = parallel_env(scenario), parallel_env(other)
            for env in envs:
                env.reset(seed=4)
            shown = [
                env.step({"rival": env.action_of("rival", orders)})
                for env, orders in zip(envs, ([], ["whisper"]), strict=True)
            ]
            assert envs[0].position.numbers != envs[1].position.numbers
            assert not same(envs[0].state(), envs[1].state())
            for mine, theirs in zip(*shown, strict=True):
                assert same(mine["host"], theirs["host"])
            assert not same(shown[0][0]["rival"], shown[1][0]["rival"])
            assert not any("whisper" in name for name in envs[0].observation_names("host"))


def test_a_turn_is_rendered_in_words(lesson: Scenario) -> None:
    assert parallel_env(lesson).render() is None
    env = parallel_env(lesson, render_mode="ansi")
    env.reset(seed=1)
    assert (env.render() or "").startswith("A first session: turn 1 of 3, 2026-01, to be played\nThe Guest: ")
    env.step({"host": env.action_of("host", ["press"])})
    lines = (env.render() or "").splitlines()
    assert lines[0] == "A first session: turn 1 of 3, 2026-01"
    assert "The Host: press" in lines
    assert "The Rival: nothing" in lines
    assert "  capital(host) 4.0 -> 4.0 (+0.0)" not in lines
    for _ in game(env, 1):
        pass
    assert "The end: " in (env.render() or "")


@pytest.mark.parametrize("luck", range(6))
def test_any_scenario_is_rendered_in_every_turn(luck: int) -> None:
    scenario = invented(luck)
    env = parallel_env(scenario, render_mode="ansi")
    for turn, _ in enumerate(game(env, luck)):
        lines = (env.render() or "").splitlines()
        for seat in scenario.seats.values() if turn else ():
            assert sum(line.startswith(f"{seat.title}: ") for line in lines) == 1
    assert any(line.startswith("The end: ") for line in lines)


def test_what_the_mover_withholds_is_rendered_under_its_name(lesson: Scenario) -> None:
    for scenario, answers in ((council(), ["The Guest: footnote host.talks"]), (lesson, [])):
        env = parallel_env(scenario, render_mode="ansi")
        env.reset(seed=1)
        env.step({"host": env.action_of("host", ["talks"])})
        lines = (env.render() or "").splitlines()
        said = [line for line in lines[lines.index("The Host: talks") :] if line.startswith("The Guest: ")]
        assert said[:-1] == answers  # the last is the move to come


def test_nothing_else_needs_pettingzoo() -> None:
    program = (
        "import pkgutil, sys, importlib, wargame\n"
        "for module in pkgutil.walk_packages(wargame.__path__, 'wargame.'):\n"
        "    if not module.name.endswith(('rl.environment', 'rl.batch', '.__main__')):\n"
        "        importlib.import_module(module.name)\n"
        "needing = ('pettingzoo', 'gymnasium', 'wargame.rl.environment', 'wargame.rl.batch')\n"
        "print([name for name in needing if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("turns", [None, 0, 1, 2, 99])
@pytest.mark.parametrize("made", [{}, {"seats": ["rival"], "bots": "random", "render_mode": "ansi", "lens": "hard"}])
def test_an_environment_in_any_state_pickles_and_goes_on_the_same(
    lesson: Scenario, made: dict[str, Any], turns: int | None
) -> None:
    env = parallel_env(lesson, **made)
    if turns is not None:
        played = game(env, 5)
        for _ in zip(range(turns + 1), played, strict=False):
            pass
    other: WargameEnvironment = pickle.loads(pickle.dumps(env))
    assert other == env
    assert (other.agents, other.observation_spaces, other.action_spaces) == (
        env.agents,
        env.observation_spaces,
        env.action_spaces,
    )
    if turns is None:
        with pytest.raises(ResetNeeded):
            other.step({})
        assert same(env.reset(seed=1), other.reset(seed=1))
        for each in (env, other):
            for agent in each.agents:
                each.action_space(agent).seed(1)
    assert same(env.state(), other.state())
    assert env.render() == other.render()
    for _ in range(2):
        while env.agents:
            actions = {agent: env.action_space(agent).sample() for agent in env.agents}
            assert same(actions, {agent: other.action_space(agent).sample() for agent in other.agents})
            assert same(env.step(actions), other.step(actions))
            assert other == env
        # The games that it draws for itself come out the same too, and an end leaves nothing behind.
        assert same(env.reset(), other.reset())
        assert other == env


def test_environments_that_would_go_on_otherwise_are_not_equal(lesson: Scenario) -> None:
    env, other = parallel_env(lesson), parallel_env(lesson)
    assert env == other
    assert env != "an environment"
    for each in (
        parallel_env(lesson, "hard"),
        parallel_env(lesson, seats=["host"]),
        parallel_env(lesson, bots="random"),
        parallel_env(lesson, render_mode="ansi"),
    ):
        assert each != env
    env.reset(seed=1)
    assert env != other
    other.reset(seed=2)
    assert env != other
    other.reset(seed=1)
    assert env == other
    env.step({})
    assert env != other


@pytest.mark.parametrize(
    ("missing", "wanted"),
    [
        *product(["pettingzoo", "gymnasium"], ["import wargame.rl.environment", "from wargame.rl import parallel_env"]),
        *product(["gymnasium"], ["import wargame.rl.batch", "from wargame.rl import batch_env"]),
    ],
)
def test_without_the_extra_it_says_what_to_install(missing: str, wanted: str) -> None:
    program = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "import wargame.rl, wargame.rl.observation\n"
        f"try:\n    {wanted}\n"
        "except ImportError as error:\n    print(error, error.name, sep='|')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    said, name = done.stdout.strip().split("|")
    assert said.startswith("a learning environment needs the extra 'rl': pip install 'wargame[rl]' (")
    assert name == missing


def test_a_bot_beside_the_agents_supposes_by_what_its_seat_has_seen() -> None:
    """The turns that were played go with the game, through a copy too: else it would start from base rates."""
    env = parallel_env(delayed(), seats=["rival"], bots="look-ahead")
    for seed in range(12):
        env.reset(seed=seed)
        order = "prepare" if seed % 2 else "feint"
        env.step({"rival": env.action_of("rival", [order])})
        copied = copy.deepcopy(env)
        for each in (env, copied):
            assert len(each.position.line) == 1
            worlds = determinize(each.position, Seated("host"), many_seeds("test", 400))
            ordered = worlds.times[worlds.program.moves :]
            # Either explains the smoke: now this, now that is supposed, and never neither.
            assert (ordered.sum(axis=0) == 1).all()
            assert abs(ordered[0].mean() - 0.5) < 0.1
        assert env == copied
        env.step({"rival": env.action_of("rival", [])})
