"""A scenario as a PettingZoo parallel environment: every seat an agent, one step a turn, chance in the mover's seat.

Needs the extra `rl`: `pip install 'wargame[rl]'`.
"""

# mypy: disable-error-code="import-not-found, import-untyped"

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.legality import orders_reason
from wargame.engine.position import Position, check_start
from wargame.engine.program import Program
from wargame.engine.resolution import choices, resolve
from wargame.model.order import Decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, Seated
from wargame.players.registry import BOTS
from wargame.rl.actions import Action, Actions
from wargame.rl.observation import Entries, Observer
from wargame.text.environment import played_lines, position_lines

try:
    from gymnasium import spaces
    from gymnasium.error import ResetNeeded
    from gymnasium.utils import seeding
    from pettingzoo import ParallelEnv
except ImportError as error:
    raise ImportError(
        f"a learning environment needs the extra 'rl': pip install 'wargame[rl]' ({error})", name=error.name
    ) from error

Observation = dict[str, Any]
"""`observation`: float32 (entries,); `action_mask`: a tuple of int8, one (choices,) for each place of the action."""
Orders = Mapping[str, tuple[Decision, ...]]


def parallel_env(
    scenario: Scenario,
    lens: str | None = None,
    *,
    seats: Iterable[str] | None = None,
    bots: str = "doctrine",
    opening: str | None = None,
    render_mode: str | None = None,
) -> WargameEnvironment:
    """An environment over a scenario; see WargameEnvironment.

    >>> import wargame
    >>> from wargame.rl import parallel_env
    >>> env = parallel_env(wargame.load(wargame.find("first-session")), seats=["host"])
    >>> observations, infos = env.reset(seed=1)
    >>> observations, rewards, *_ = env.step({"host": env.action_of("host", ["reassure(guest)"])})
    >>> rewards.keys() == {"host"}, env.position.turn
    (True, 2)
    """
    return WargameEnvironment(scenario, lens, seats=seats, bots=bots, opening=opening, render_mode=render_mode)


class WargameEnvironment(ParallelEnv):  # type: ignore[misc]
    """A scenario as a parallel environment. The agents are its seats; chance makes the mover's moves.

    **Observation.** `observation` holds what the agent's seat may see and nothing else, each entry from 0 to 1, in the
    order of `observation_names(agent)`: the numbers it sees on their ranges, the share of the turns played, its score
    and its goals, the move of this turn, chance events that have come out, the orders of the last turn that it may
    know of, and the delayed effects on their way (1 acts in this turn, 1/2 in the next). `action_mask` says for each
    place of the action which choices are legal by themselves; it has the form that `action_space(agent).sample(mask)`
    takes, and is in the infos too.

    **Action.** A MultiDiscrete of one place for each order the seat may give in a turn (0: none; n: the n-th of its
    reactions, one for each target), then one for each answer it may ever give where it is asked for its consent (1:
    withheld, or in another place given with a footnote; both 0: given). Places are read
    from the first to the last; one that is illegal, alone or together with those before it, counts as nothing. So
    every action is playable and every legal set of orders can be written; `orders_of` and `action_of` translate.

    **Reward.** What the turn added to the seat's score on its goals, in points of 100: the rewards of a game sum to its
    final score less the score at the start.

    A game terminates for all agents at once when it comes to an ending, the end of the calendar being one; it is never
    truncated.

    Two environments are equal when they were made alike and are in the same game, with the same games to come. One
    can be pickled or copied in any state, and goes on as the original would.

    >>> import copy, wargame
    >>> from wargame.rl import WargameEnvironment
    >>> env = WargameEnvironment(wargame.load(wargame.find("first-session")))
    >>> _ = env.reset(seed=1)
    >>> env.possible_agents, copy.deepcopy(env) == env
    (['host', 'rival'], True)
    """

    metadata: ClassVar[dict[str, Any]] = {
        "name": "wargame_v0",
        "render_modes": ["ansi"],
        "is_parallelizable": True,
    }

    def __init__(
        self,
        scenario: Scenario,
        lens: str | None = None,
        *,
        seats: Iterable[str] | None = None,
        bots: str = "doctrine",
        opening: str | None = None,
        render_mode: str | None = None,
    ) -> None:
        """An environment over a scenario, under a lens (the scenario's first for None).

        `seats` are those that are agents, all for None; bots of the kind `bots` play the others. Games begin at the
        scenario's `opening` of this id, at turn 1 for None.

        Raises:
            ValueError: the scenario has no such lens, opening or seat, or there is no such bot or render mode.
        """
        agents = list(scenario.seats) if seats is None else list(seats)
        for seat in agents:
            if seat not in scenario.seats:
                raise ValueError(f"{scenario.id} has no seat '{seat}': {', '.join(scenario.seats)}")
        if not agents:
            raise ValueError("at least one seat must be an agent")
        if bots not in BOTS:
            raise ValueError(f"there is no bot '{bots}': {', '.join(BOTS)}")
        if render_mode is not None and render_mode not in self.metadata["render_modes"]:
            raise ValueError(f"there is no render mode '{render_mode}': {', '.join(self.metadata['render_modes'])}")
        self._programs: dict[str, Program] = {}
        program = self._program(scenario, check_start(scenario, 0, lens, opening))
        self.scenario = scenario
        self.lens = lens
        self.opening = opening
        self.render_mode = render_mode
        self.possible_agents: list[str] = [seat for seat in scenario.seats if seat in agents]
        self.agents: list[str] = []
        self.bots = bots
        self._bot = BOTS[bots]()
        self._actions = {seat: Actions(scenario, seat) for seat in self.possible_agents}
        self._entries = Entries(program)
        self._observers = {seat: Observer(self._entries, Seated(seat)) for seat in self.possible_agents}
        self._all_seeing = Observer(self._entries, FACILITATOR)
        self._np_random: np.random.Generator | None = None
        self._position: Position | None = None
        self._last: _LastTurn | None = None
        self._values = np.zeros(self._entries.count, dtype=np.float32)

        self.observation_spaces: dict[str, spaces.Space[Any]] = {
            seat: spaces.Dict(
                {"observation": _unit_box(self._observers[seat]), "action_mask": _masks(self._actions[seat])}
            )
            for seat in self.possible_agents
        }
        self.action_spaces: dict[str, spaces.Space[Any]] = {
            seat: spaces.MultiDiscrete(self._actions[seat].choices) for seat in self.possible_agents
        }
        self.state_space = _unit_box(self._all_seeing)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WargameEnvironment):
            return NotImplemented
        return self._facts() == other._facts()

    __hash__ = None  # type: ignore[assignment]

    def _facts(self) -> tuple[object, ...]:
        """All that decides what this environment does next."""
        generator = None if self._np_random is None else self._np_random.bit_generator.state
        made = (self.scenario, self.lens, self.opening, self.possible_agents, self.bots, self.render_mode)
        return *made, self.agents, generator, self._position, self._last

    @property
    def position(self) -> Position:
        """The game as it is, hidden numbers included: for analysis, never for an agent."""
        if self._position is None:
            raise ResetNeeded("reset() begins a game")
        return self._position

    def observation_space(self, agent: str) -> spaces.Space[Any]:
        """The space of an agent's observations; the same object each time."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> spaces.Space[Any]:
        """The space of an agent's actions; the same object each time."""
        return self.action_spaces[agent]

    def observation_names(self, agent: str) -> tuple[str, ...]:
        """What each entry of an agent's `observation` is."""
        return self._observers[agent].names

    def action_names(self, agent: str) -> tuple[tuple[str, ...], ...]:
        """What each choice at each place of an agent's action is; empty for nothing."""
        return self._actions[agent].names

    def reset(
        self, seed: SupportsIndex | None = None, options: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Observation], dict[str, dict[str, Any]]]:
        """Begin a game: its seed is `seed`, a whole number from 0 to below 2**64, or drawn from the environment's own
        generator for None.

        A seed given also seeds that generator, so all games after it come out the same again. `options["lens"]` plays
        this game under another lens, and `options["opening"]` begins it at another opening, at turn 1 for None; other
        options are ignored.

        Raises:
            ValueError: the seed is out of range, or the scenario has no such lens or opening.
        """
        wanted = options or {}
        lens, opening = wanted.get("lens", self.lens), wanted.get("opening", self.opening)
        if seed is not None:
            position = self._start(operator.index(seed), lens, opening)
            self._np_random = seeding.np_random(operator.index(seed))[0]
        else:
            if self._np_random is None:
                self._np_random = seeding.np_random(None)[0]
            drawn = int(self._np_random.integers(0, 2**64, dtype=np.uint64))
            position = self._start(drawn, lens, opening)
        self.agents = list(self.possible_agents)
        self._begin_turn(position, None)
        return self._seen()

    def step(
        self, actions: Mapping[str, Any]
    ) -> tuple[dict[str, Observation], dict[str, float], dict[str, bool], dict[str, bool], dict[str, dict[str, Any]]]:
        """Play a turn: observations, rewards, terminations, truncations and infos by agent.

        An agent left out orders nothing. The infos tell an agent which of its orders counted (`orders`), and the ending
        reached (`ending`, or None).

        Raises:
            ValueError: there is no such agent, or an action is not in its space.
            ResetNeeded: no game has begun.
        """
        before = self.position
        if not self.agents:
            return {}, {}, {}, {}, {}
        for agent in actions:
            if agent not in self.agents:
                raise ValueError(f"there is no agent '{agent}': {', '.join(self.agents)}")
        orders = {
            seat: (self.orders_of(seat, actions[seat]) if seat in actions else ())
            if seat in self._actions
            else self._bot.orders(before, seat)
            for seat in self.scenario.seats
        }
        played = resolve(before, None, orders)
        after = played.after
        self._begin_turn(after, _LastTurn(before, played.move, played.orders))
        ended = after.ending is not None
        rewards = {agent: after.scores[agent] - before.scores[agent] for agent in self.agents}
        terminations = dict.fromkeys(self.agents, ended)
        truncations = dict.fromkeys(self.agents, False)
        observations, infos = self._seen()
        if ended:
            self.agents = []
        return observations, rewards, terminations, truncations, infos

    def orders_of(self, agent: str, action: Any) -> tuple[Decision, ...]:
        """The orders an agent's action gives in the game as it is; what is illegal counts as nothing.

        Raises:
            ValueError: the action is not in the agent's space.
        """
        given: list[Decision] = []
        for order in self._actions[agent].named(action):
            if orders_reason(self.position, agent, [*given, order]) is None:
                given.append(order)
        return tuple(given)

    def action_of(self, agent: str, orders: Iterable[Decision | str]) -> Action:
        """The action that gives these orders.

        Raises:
            ValueError: an order is none of the agent's, or there are more than it may give in a turn.
        """
        return self._actions[agent].action(orders)

    def state(self) -> NDArray[np.float32]:
        """The whole game as it is, hidden numbers and secret orders included, each entry from 0 to 1: for training
        at one centre. Shape (entries,), in the order of `state_names`."""
        if self._position is None:
            raise ResetNeeded("reset() begins a game")
        return self._values[self._all_seeing.rows]

    @property
    def state_names(self) -> tuple[str, ...]:
        """What each entry of `state()` is."""
        return self._all_seeing.names

    def render(self) -> str | None:
        """The last turn and the game as it is, in plain text, as a facilitator sees it; None without a mode."""
        return "\n".join(self._lines()) if self.render_mode == "ansi" else None

    @property
    def _ordered(self) -> Orders:
        """The orders of the last turn, by seat."""
        return {} if self._last is None else self._last.orders

    def _program(self, scenario: Scenario, lens: str) -> Program:
        """The program under a lens, kept here, so that a reset compiles nothing whatever else is compiled meanwhile."""
        if lens not in self._programs:
            self._programs[lens] = compile_scenario(scenario, lens)
        return self._programs[lens]

    def _start(self, seed: int, lens: str | None, opening: str | None) -> Position:
        program = self._program(self.scenario, check_start(self.scenario, seed, lens, opening))
        return Position(kernel.begin(program, np.array([seed], dtype=np.uint64), opening))

    def _begin_turn(self, position: Position, last: _LastTurn | None) -> None:
        self._position, self._last = position, last
        scene = self._entries.beginning(position.worlds, position.delayed)
        if last is not None:
            given = choices(position.program, last.move, last.orders)
            assert given.footnoted is not None
            scene = replace(scene, ordered=given.ordered, withheld=given.withheld, footnoted=given.footnoted)
        values = self._entries.values(scene)
        if position.ending is None:
            self._entries.enter_moves(values, np.array([position.program.play_of(position.chance_move)]))
        self._values = values[0]

    def _seen(self) -> tuple[dict[str, Observation], dict[str, dict[str, Any]]]:
        """Observations and infos, by agent."""
        observations: dict[str, Observation] = {}
        infos: dict[str, dict[str, Any]] = {}
        for agent in self.agents:
            seen = self._values[self._observers[agent].rows]
            mask = self._actions[agent].mask(self.position)
            observations[agent] = {"observation": seen, "action_mask": mask}
            infos[agent] = {
                "action_mask": mask,
                "orders": tuple(str(order) for order in self._ordered.get(agent, ())),
                "ending": self.position.ending,
            }
        return observations, infos

    def _lines(self) -> Iterator[str]:
        if self._last:
            yield from played_lines(self._last.before, self._last.move, self._last.orders, self.position)
        yield from position_lines(self.position)


@dataclass(frozen=True)
class _LastTurn:
    """What is kept of the turn before the one to be played."""

    before: Position
    move: str
    orders: Orders


def _unit_box(observer: Observer) -> spaces.Space[Any]:
    return spaces.Box(0.0, 1.0, (len(observer.names),), np.float32)


def _masks(actions: Actions) -> spaces.Space[Any]:
    return spaces.Tuple([spaces.MultiBinary(int(choices)) for choices in actions.choices])
