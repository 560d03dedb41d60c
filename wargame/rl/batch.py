"""Many games of a scenario side by side as a Gymnasium vector environment: arrays in, arrays out, a turn at a time.

Needs the extra `rl`: `pip install 'wargame[rl]'`.
"""

# mypy: disable-error-code="import-not-found, import-untyped"

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.consent import Requests
from wargame.engine.kernel import Flags, Floats, JointAction, Worlds
from wargame.engine.position import check_start
from wargame.engine.program import Program
from wargame.model.grid import GRID_DIGITS
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.model.viewer import Seated
from wargame.players.bots import BATCH_BOTS, BatchBot, DoctrineBot, choose
from wargame.rl.actions import Actions
from wargame.rl.observation import Entries, Observer, Scene, padded

try:
    from gymnasium import spaces
    from gymnasium.error import ResetNeeded
    from gymnasium.vector import AutoresetMode, VectorEnv
    from gymnasium.vector.utils import batch_space
except ImportError as error:
    raise ImportError(
        f"a learning environment needs the extra 'rl': pip install 'wargame[rl]' ({error})", name=error.name
    ) from error

Observations = dict[str, NDArray[Any]]
"""`observation`: float32 (games, seats, features); `action_mask`: int8 (games, seats, actions)."""
Whole = NDArray[np.int64]
Places = NDArray[np.intp]

_DRAWN_AHEAD = 16
"""How many seeds a game's stream draws at a time: a generator is asked once for so many games."""


@dataclass(frozen=True)
class Rules:
    """What a step asks of the engine: three functions over many worlds, here numpy's."""

    open_turn: Callable[[Worlds], Worlds] = kernel.open_turn
    choose: Callable[[Worlds, Mapping[str, BatchBot]], JointAction] = choose
    advance: Callable[[Worlds, JointAction], Worlds] = kernel.advance


def batch_env(
    scenario: Scenario,
    games: int,
    lens: str | None = None,
    *,
    seats: Iterable[str] | None = None,
    bots: str = "doctrine",
    opening: str | None = None,
    autoreset: bool = True,
) -> BatchEnvironment:
    """Many games of a scenario side by side; see BatchEnvironment.

    >>> import wargame
    >>> from wargame.rl import batch_env
    >>> env = batch_env(wargame.load(wargame.find("first-session")), games=64, seats=["host"])
    >>> observations, infos = env.reset(seed=1)
    >>> observations["observation"].shape, observations["action_mask"].shape, env.action_space.shape
    ((64, 1, 31), (64, 1, 12), (64, 1, 2))
    """
    return BatchEnvironment(scenario, games, lens, seats=seats, bots=bots, opening=opening, autoreset=autoreset)


class BatchEnvironment(VectorEnv):  # type: ignore[misc]
    """Many games of one scenario, each a turn further with every step; all arrays have games first, then seats.

    Game g is the game that WargameEnvironment plays with the same seed and actions, bit for bit: the same observations,
    masks, rewards and ending. Reset with seed s, game g plays the games that one plays that is reset with seed s + g
    and then, as often as a game ends, without a seed.

    **Observation.** A dictionary of two arrays. `observation`, float32 (games, seats, features): of each seat the
    entries named by `observation_names(seat)`, the rest filled up with 0 where another seat sees more. `action_mask`,
    int8 (games, seats, actions): 1 for each choice that is legal by itself, the choices of all places of an action one
    after another, as a policy has its logits; the rest filled up with 0. `by_place` separates the places.

    **Action.** int64 (games, seats, places): as in WargameEnvironment, a choice for each order of the turn, then one
    for each answer to a request for consent, the rest filled up with 0. Places are read from the first to the last;
    what is illegal, alone or together with those before, counts as nothing.

    **Reward.** float64 (games, seats): the points that the turn added to each seat's score.

    **Ends.** `terminated`, bool (games,): the games that the step has ended, for all their seats; `truncated` is always
    False. With `autoreset` (Gymnasium's same-step mode) such a game begins anew in the same step with the next seed of
    its stream: the observation is the new game's first, `infos["final_obs"]` has the last of the one that ended, where
    `infos["_final_obs"]`, (games,), says so. Without it (Gymnasium's disabled mode) a game that has ended stays as it
    ended, earns nothing, and is begun anew by `reset(options={"reset_mask": ...})`.

    **Infos.** `counted`, (games, seats, places): the action as it counted, without what was illegal. `ending`,
    (games,): which of `endings` each game came to, -1 where it goes on. `score`, (games, seats): each seat's score as
    the step left it, of the game that ended where one did. `action_mask`, again.

    >>> import numpy as np, wargame
    >>> from wargame.rl import BatchEnvironment
    >>> env = BatchEnvironment(wargame.load(wargame.find("first-session")), games=256)
    >>> observations, infos = env.reset(seed=1)
    >>> generator, ended = np.random.default_rng(1), 0
    >>> for _ in range(3):
    ...     actions = env.sample(observations["action_mask"], generator)
    ...     observations, rewards, terminated, truncated, infos = env.step(actions)
    ...     ended += terminated.sum()
    >>> env.seats, rewards.shape, int(ended) >= 256
    (('host', 'rival'), (256, 2), True)
    """

    metadata: dict[str, Any]
    """Its name, its render modes (none), and under `autoreset_mode` what happens to a game that ends."""

    def __init__(
        self,
        scenario: Scenario,
        games: int,
        lens: str | None = None,
        *,
        seats: Iterable[str] | None = None,
        bots: str = "doctrine",
        opening: str | None = None,
        autoreset: bool = True,
        rules: Rules | None = None,
    ) -> None:
        """So many games of a scenario under a lens (the scenario's first for None).

        `seats` are those that act in each step, all for None; bots of the kind `bots` play the others. Games begin at
        the scenario's `opening` of this id, at turn 1 for None. `rules` are played by, numpy's for None.

        Raises:
            ValueError: there is to be no game, the scenario has no such lens, opening or seat, or no such bot plays
                many games at once.
        """
        acting = list(scenario.seats) if seats is None else list(seats)
        for seat in acting:
            if seat not in scenario.seats:
                raise ValueError(f"{scenario.id} has no seat '{seat}': {', '.join(scenario.seats)}")
        if not acting:
            raise ValueError("at least one seat must be an agent")
        if bots not in BATCH_BOTS:
            raise ValueError(f"no bot '{bots}' plays many games at once: {', '.join(BATCH_BOTS)}")
        if operator.index(games) < 1:
            raise ValueError(f"there must be at least one game, not {games}")
        self._programs: dict[str, Program] = {}
        program = self._program(scenario, check_start(scenario, 0, lens, opening))
        self.scenario = scenario
        self.lens = lens
        self.opening = opening
        self.num_envs = operator.index(games)
        self.seats = tuple(seat for seat in scenario.seats if seat in acting)
        """The seats that act, in the order of the arrays."""
        self.endings = tuple(scenario.endings)
        """What the numbers in `infos["ending"]` mean."""
        self.autoreset = autoreset
        self.metadata = {
            "name": "wargame_batch_v0",
            "render_modes": [],
            "autoreset_mode": AutoresetMode.SAME_STEP if autoreset else AutoresetMode.DISABLED,
        }
        self._rules = rules or Rules()
        bot = BATCH_BOTS[bots]()
        self._bots: dict[str, BatchBot] = {seat: bot for seat in scenario.seats if seat not in self.seats}
        self._answering = _answering(program, {**self._bots, MOVER_ID: DoctrineBot()})
        self._entries = Entries(program)
        self._observers = tuple(Observer(self._entries, Seated(seat)) for seat in self.seats)
        self._seen = padded([each.rows for each in self._observers], self._entries.count)
        self._acting = _Acting(program, [Actions(scenario, seat) for seat in self.seats])

        shape = (len(self.seats), self._seen.shape[1])
        self.single_observation_space = spaces.Dict(
            {
                "observation": spaces.Box(0.0, 1.0, shape, np.float32),
                "action_mask": spaces.MultiBinary(self._acting.masked.shape),
            }
        )
        self.single_action_space = spaces.MultiDiscrete(self._acting.choices)
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)

        self._streams: _Streams | None = None
        self._cohorts: list[_Cohort] = []
        # One column more than there are entries, which is always 0, for what a seat has less than another.
        self._values = np.zeros((self.num_envs, self._entries.count + 1), dtype=np.float32)
        self._legal = np.zeros((self.num_envs, self._acting.columns), dtype=np.int8)
        self._scores = np.zeros((len(scenario.seats), self.num_envs))
        self._own = np.array([list(scenario.seats).index(seat) for seat in self.seats], dtype=np.intp)
        self._seeds = np.zeros(self.num_envs, dtype=np.uint64)
        self._turns = np.zeros(self.num_envs, dtype=np.int64)
        self._ending = np.full(self.num_envs, -1, dtype=np.int64)

    @property
    def seeds(self) -> NDArray[np.uint64]:
        """(games,): the seed of each game, as it is now; a single environment reset with it plays the same game."""
        return self._seeds.copy()

    @property
    def turns(self) -> Whole:
        """(games,): the turn to be played in each game; where it has ended, the last one played."""
        return self._turns.copy()

    def observation_names(self, seat: str) -> tuple[str, ...]:
        """What each of a seat's features is, those that are filled up left out."""
        return self._observers[self.seats.index(seat)].names

    def action_names(self, seat: str) -> tuple[tuple[str, ...], ...]:
        """What each choice at each place of a seat's action is; empty for nothing."""
        return self._acting.actions[self.seats.index(seat)].names

    def by_place(self, flat: NDArray[Any], fill: Any = 0) -> NDArray[Any]:
        """Masks or logits of all choices one after another, (..., seats, actions), by place: (..., seats, places,
        choices). `fill` stands for choices that a place does not have.

        >>> import wargame
        >>> env = BatchEnvironment(wargame.load(wargame.find("first-session")), games=2)
        >>> mask = env.reset(seed=1)[0]["action_mask"]
        >>> mask.shape, env.by_place(mask).shape
        ((2, 2, 12), (2, 2, 3, 6))
        """
        flat = np.asarray(flat)
        filled = np.concatenate([flat, np.full((*flat.shape[:-1], 1), fill, dtype=flat.dtype)], axis=-1)
        return np.stack([filled[..., row, :][..., places] for row, places in enumerate(self._acting.places)], axis=-3)

    def sample(self, action_mask: NDArray[Any], generator: np.random.Generator) -> Whole:
        """(..., seats, places): at each place one of the choices that a mask leaves open, each as likely."""
        open_to = self.by_place(action_mask).astype(np.bool_)
        drawn = generator.random(open_to.shape)
        # A place that a seat does not have is open to nothing, and gets 0.
        picked: Whole = np.where(open_to, drawn, -1.0).argmax(axis=-1)
        return picked

    def reset(
        self,
        *,
        seed: SupportsIndex | Sequence[SupportsIndex] | NDArray[np.integer[Any]] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> tuple[Observations, dict[str, Any]]:
        """Begin games: observations and infos.

        `seed` gives game g the seed `seed + g`, or a seed of its own out of a sequence; each also sets the stream out
        of which the seeds of the games after it come. For None they come out of the streams as they are, at first out
        of fresh ones. `options["reset_mask"]`, bool (games,), begins some games only. `options["lens"]` and
        `options["opening"]` are those of the games begun now; other options are ignored.

        Raises:
            ValueError: a seed is out of range, there are too few or too many, the mask has another form, or the
                scenario has no such lens or opening.
        """
        wanted = options or {}
        lens, opening = wanted.get("lens", self.lens), wanted.get("opening", self.opening)
        which = np.arange(self.num_envs)
        if "reset_mask" in wanted:
            mask = np.asarray(wanted["reset_mask"])
            if mask.shape != (self.num_envs,) or mask.dtype != np.bool_ or not mask.any():
                raise ValueError(
                    f"the mask of the games to reset must be {self.num_envs} truth values, one of them true"
                )
            if self._streams is None and not mask.all():
                raise ResetNeeded("reset() begins all games first")
            which = np.flatnonzero(mask)
        seeds = self._given(seed)
        program = self._program(self.scenario, check_start(self.scenario, 0, lens, opening))
        if seeds is not None:
            if self._streams is None:
                self._streams = _Streams(seeds)
            self._streams.restart(which, seeds[which])
            drawn = seeds[which]
        else:
            if self._streams is None:
                self._streams = _Streams(
                    np.random.SeedSequence().generate_state(self.num_envs, np.uint64).astype(np.uint64)
                )
            drawn = self._streams.next(which)
        going_on = np.ones(self.num_envs, dtype=np.bool_)
        going_on[which] = False
        self._cohorts = [part for part in (each.where(going_on[each.place]) for each in self._cohorts) if part.size]
        self._begin(program, drawn, opening, which)
        observations = self._observations()
        return observations, {**self._infos(self._ending), "action_mask": observations["action_mask"]}

    def step(
        self, actions: NDArray[np.integer[Any]]
    ) -> tuple[Observations, Floats, NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Play a turn of every game: observations, rewards, terminated, truncated and infos.

        Raises:
            ValueError: the actions are not in the action space.
            ResetNeeded: no games have begun.
        """
        if self._streams is None:
            raise ResetNeeded("reset() begins the games")
        chosen = self._checked(actions)
        before = self._scores.copy()
        counted = np.zeros_like(chosen)
        going_on = []
        for cohort in self._cohorts:
            going_on += self._play(cohort, chosen, counted)
        self._cohorts = going_on
        gained = self._scores - before
        rewards = np.ascontiguousarray(gained[self._own].T)
        terminated, ending = self._ending >= 0, self._ending.copy()
        infos = {**self._infos(ending), "counted": counted}
        if self.autoreset and terminated.any():
            ended = np.flatnonzero(terminated)
            last = self._observations()
            for each in last.values():
                each[~terminated] = 0
            infos |= {"final_obs": last, "_final_obs": terminated}
            program = self._program(self.scenario, check_start(self.scenario, 0, self.lens, self.opening))
            self._begin(program, self._streams.next(ended), self.opening, ended)
        observations = self._observations()
        infos["action_mask"] = observations["action_mask"]
        return observations, rewards, terminated, np.zeros_like(terminated), infos

    def _program(self, scenario: Scenario, lens: str) -> Program:
        """The program under a lens, kept here, so that a reset compiles nothing whatever else is compiled meanwhile."""
        if lens not in self._programs:
            self._programs[lens] = compile_scenario(scenario, lens)
        return self._programs[lens]

    def _given(self, seed: Any) -> NDArray[np.uint64] | None:
        """The seed of each game, where seeds are given."""
        if seed is None:
            return None
        if isinstance(seed, Sequence | np.ndarray):
            seeds = [operator.index(each) for each in seed]
        else:
            first = operator.index(seed)
            seeds = list(range(first, first + self.num_envs))
        if len(seeds) != self.num_envs:
            raise ValueError(f"there are {self.num_envs} games and {len(seeds)} seeds")
        for each in (min(seeds), max(seeds)):
            check_start(self.scenario, each)
        return np.array(seeds, dtype=np.uint64)

    def _checked(self, actions: Any) -> Whole:
        """Actions as whole numbers, each among the choices of its place."""
        chosen = np.asarray(actions)
        shape = (self.num_envs, *self._acting.choices.shape)
        if (
            chosen.shape != shape
            or not np.issubdtype(chosen.dtype, np.integer)
            or not ((chosen >= 0) & (chosen < self._acting.choices)).all()
        ):
            raise ValueError(f"the actions must be whole numbers of shape {shape}, each among the choices of its place")
        return chosen.astype(np.int64, copy=False)

    def _play(self, cohort: _Cohort, chosen: Whole, counted: Whole) -> list[_Cohort]:
        """Play a turn of the games that are at the same one; those of them that go on."""
        place, before = cohort.place, cohort.worlds
        given = self._acting.given(before, cohort.asked, chosen[place])
        counted[place] = given.counted
        left = self._rules.advance(before, given.beside(cohort.choices))
        scene = Scene(
            worlds=self._rules.open_turn(left),
            ordered=given.ordered | cohort.choices.ordered,
            withheld=given.withheld | cohort.withheld,
            footnoted=given.footnoted | cohort.footnoted,
            awaited=self._entries.awaited_after(before, cohort.awaited, left),
        )
        return self._look(scene, place)

    def _begin(self, program: Program, seeds: NDArray[np.uint64], opening: str | None, which: Places) -> None:
        """Begin games with these seeds in some places, beside those at the same turn of the same program."""
        worlds = self._rules.open_turn(kernel.begin(program, seeds, opening))
        self._seeds[which] = seeds
        for begun in self._look(self._entries.beginning(worlds), which):
            beside = next((place for place, each in enumerate(self._cohorts) if each.goes_with(begun)), None)
            if beside is None:
                self._cohorts.append(begun)
            else:
                self._cohorts[beside] = self._cohorts[beside].joined(begun)

    def _look(self, scene: Scene, place: Places) -> list[_Cohort]:
        """Enter what is seen at the beginning of a turn, and let bots choose in the games that go on."""
        scores = np.empty((len(self.scenario.seats), len(place)))
        values = self._entries.values(scene, scores)
        self._scores[:, place] = scores
        ending = scene.worlds.ending
        self._ending[place] = ending
        self._turns[place] = scene.worlds.turn - (ending >= 0)
        if (ending < 0).all():
            going_on, worlds, awaited = place, scene.worlds, scene.awaited
        else:
            self._values[place, :-1] = values
            self._legal[place] = self._acting.nothing
            kept = np.flatnonzero(ending < 0)
            if not len(kept):
                return []
            going_on, awaited, values = place[kept], scene.awaited[..., kept], values[kept]
            worlds = kernel.select(scene.worlds, kept)
        cohort = self._chosen(going_on, worlds, awaited)
        self._entries.enter_moves(values, cohort.choices.move)
        self._values[going_on, :-1] = values
        self._legal[going_on] = self._acting.legal(worlds, cohort.asked)
        return [cohort]

    def _chosen(self, place: Places, worlds: Worlds, awaited: Flags) -> _Cohort:
        """Games with what bots and chance choose in them, which does not depend on what the seats that act do."""
        asked = self._acting.asked(worlds)
        withheld, footnoted = np.zeros_like(asked), np.zeros_like(asked)
        for bot, rows in self._answering:
            withheld[rows] = bot.refuses(worlds)[rows] & asked[rows]
            footnoted[rows] = bot.footnotes(worlds)[rows] & asked[rows]
        return _Cohort(place, worlds, self._rules.choose(worlds, self._bots), asked, withheld, footnoted, awaited)

    def _observations(self) -> Observations:
        return {
            "observation": self._values.take(self._seen, axis=1),
            "action_mask": self._legal.take(self._acting.masked, axis=1),
        }

    def _infos(self, ending: Whole) -> dict[str, Any]:
        return {
            "ending": ending.copy(),
            "score": np.ascontiguousarray(self._scores[self._own].T),
        }


def _answering(program: Program, bots: Mapping[str, BatchBot]) -> tuple[tuple[BatchBot, Places], ...]:
    """Each bot with the rows of the withholdings that it answers."""
    rows: dict[int, tuple[BatchBot, list[int]]] = {}
    for row, each in enumerate(program.withholdings):
        if each.seat in bots:
            bot = bots[each.seat]
            rows.setdefault(id(bot), (bot, []))[1].append(row)
    return tuple((bot, np.array(several, dtype=np.intp)) for bot, several in rows.values())


@dataclass(frozen=True, eq=False)
class _Given:
    """What the actions of the seats that act come to, in games at one turn."""

    ordered: Flags
    """(plays, worlds)."""
    withheld: Flags
    """(withholdings, worlds)."""
    footnoted: Flags
    """(withholdings, worlds)."""
    counted: Whole
    """(worlds, seats, places): the actions without what was illegal."""

    def beside(self, others: JointAction) -> JointAction:
        """This with what bots and chance have chosen for everybody else."""
        assert others.footnoted is not None
        return replace(
            others,
            ordered=self.ordered | others.ordered,
            withheld=self.withheld | others.withheld,
            footnoted=self.footnoted | others.footnoted,
        )


class _Acting:
    """The seats that act: what their actions mean, over many worlds.

    What is legal is one row of columns for each world: nothing, what is always legal, every play, every withholding,
    and every withholding in part.
    """

    def __init__(self, program: Program, actions: Sequence[Actions]) -> None:
        self.actions = tuple(actions)
        self.choices = padded([each.choices for each in actions], 1).astype(np.int64)
        """(seats, places): how many choices each place has, 1 for one that a seat does not have."""
        self._plays = [
            np.array([0, *(program.order_of[order] for order in each.own)], dtype=np.intp) for each in actions
        ]
        self._rows = [[program.withholding_of[order.asked] for order in each.consents] for each in actions]
        self._footnotable = program.footnotable
        plays, withholdings = len(program.plays), len(program.withholdings)
        self._asked, self._in_part = 2 + plays, 2 + plays + withholdings
        self.columns = self._in_part + withholdings
        self.nothing = np.zeros(self.columns, dtype=np.int8)
        """What is legal in a game that has ended."""
        self.nothing[1] = 1
        columns = [list(self._columns(place)) for place in range(len(actions))]
        self.masked = padded([np.array([c for each in several for c in each]) for several in columns], 0)
        """(seats, actions): the column of each choice."""
        self.places = self._places(columns)
        """(seats, places, choices): the place of each choice among a seat's actions; past them what there is not."""
        self._requests: dict[str, Requests] = {}

    def _columns(self, seat: int) -> Iterator[list[int]]:
        """By place of a seat's action: the columns of its choices."""
        actions = self.actions[seat]
        for _ in range(actions.slots):
            yield [1, *(2 + self._plays[seat][1:]).tolist()]
        for order, row in zip(actions.consents, self._rows[seat], strict=True):
            yield [1, (self._in_part if order.in_part else self._asked) + row]

    def _places(self, columns: Sequence[Sequence[Sequence[int]]]) -> Places:
        most = int(self.choices.max())
        places = np.full((*self.choices.shape, most), self.masked.shape[1], dtype=np.intp)
        for seat, several in enumerate(columns):
            first = 0
            for place, each in enumerate(several):
                places[seat, place, : len(each)] = np.arange(first, first + len(each))
                first += len(each)
        return places

    def asked(self, worlds: Worlds) -> Flags:
        """(withholdings, worlds): where consent is asked, as far as whoever is asked can know."""
        program = worlds.program
        if program.lens not in self._requests:
            self._requests[program.lens] = Requests(program)
        return self._requests[program.lens].asked(worlds)

    def legal(self, worlds: Worlds, asked: Flags) -> NDArray[np.int8]:
        """(worlds, columns): 1 for each choice that is legal by itself."""
        legal = np.zeros((worlds.width, self.columns), dtype=np.int8)
        legal[:, 1] = 1
        legal[:, 2 : self._asked] = worlds.legal.T
        legal[:, self._asked : self._in_part] = asked.T
        legal[:, self._in_part :] = (asked & self._footnotable).T
        return legal

    def given(self, worlds: Worlds, asked: Flags, chosen: Whole) -> _Given:
        """What actions (worlds, seats, places) come to: each choice counts that is legal with those before it."""
        program, everywhere = worlds.program, np.arange(worlds.width)
        ordered = np.zeros((len(program.plays), worlds.width), dtype=np.bool_)
        withheld, footnoted = np.zeros_like(asked), np.zeros_like(asked)
        counted = np.zeros_like(chosen)
        for seat, actions in enumerate(self.actions):
            capital = worlds.numbers[program.capital[actions.seat]]
            spent = np.zeros(worlds.width)
            for place in range(actions.slots):
                choice = chosen[:, seat, place]
                play = self._plays[seat][choice]
                cost = spent + program.cost[play, 0]
                counts = (choice > 0) & worlds.legal[play, everywhere] & ~ordered[play, everywhere]
                # As `orders_reason` has it: on the grid, as capital is.
                counts &= np.round(cost, GRID_DIGITS) <= capital
                ordered[play[counts], everywhere[counts]] = True
                spent = np.where(counts, cost, spent)
                counted[:, seat, place] = choice * counts
            for place, (order, row) in enumerate(zip(actions.consents, self._rows[seat], strict=True), actions.slots):
                answers = (chosen[:, seat, place] > 0) & asked[row]
                if order.in_part:
                    # Whoever withholds a consent has answered, and adds no footnote.
                    answers &= ~withheld[row]
                    footnoted[row] |= answers
                else:
                    withheld[row] |= answers
                counted[:, seat, place] = answers
        return _Given(ordered, withheld, footnoted, counted)


@dataclass(frozen=True, eq=False)
class _Cohort:
    """The games that are at one turn, with what bots and chance have chosen in it."""

    place: Places
    """(worlds,): which of the games each is."""
    worlds: Worlds
    choices: JointAction
    asked: Flags
    """(withholdings, worlds): where consent is asked, as far as whoever is asked can know."""
    withheld: Flags
    """(withholdings, worlds): what bots and the mover answer where they are asked."""
    footnoted: Flags
    awaited: Flags
    """(delayed causes, turns ahead, worlds)."""

    @property
    def size(self) -> int:
        return len(self.place)

    def where(self, kept: NDArray[np.bool_]) -> _Cohort:
        """Some of the games."""
        if kept.all():
            return self
        which = np.flatnonzero(kept)
        flags = {name: getattr(self, name)[..., which] for name in _FLAGS}
        worlds, choices = kernel.select(self.worlds, which), kernel.chosen_in(self.choices, which)
        return replace(self, place=self.place[which], worlds=worlds, choices=choices, **flags)

    def goes_with(self, other: _Cohort) -> bool:
        """Whether both can be played as one batch."""
        one, two = self.worlds, other.worlds
        return (one.program is two.program) and (one.turn, one.opening, one.fixed) == (two.turn, two.opening, two.fixed)

    def joined(self, other: _Cohort) -> _Cohort:
        """The games of both."""
        flags = {name: np.concatenate([getattr(self, name), getattr(other, name)], axis=-1) for name in _FLAGS}
        return replace(
            self,
            place=np.concatenate([self.place, other.place]),
            worlds=kernel.joined([self.worlds, other.worlds]),
            choices=kernel.side_by_side([self.choices, other.choices]),
            **flags,
        )


_FLAGS = ("asked", "withheld", "footnoted", "awaited")
"""The parts of a cohort that have worlds along their last axis."""


class _Streams:
    """The seeds of each place's games one after another: those that a single environment draws."""

    def __init__(self, seeds: NDArray[np.uint64]) -> None:
        self._first = seeds.copy()
        self._generators = np.full(len(seeds), None, dtype=object)
        self._drawn = np.zeros((len(seeds), _DRAWN_AHEAD), dtype=np.uint64)
        self._used = np.full(len(seeds), _DRAWN_AHEAD)

    def restart(self, which: Places, seeds: NDArray[np.uint64]) -> None:
        """Begin the streams of some places with these seeds."""
        self._first[which], self._generators[which], self._used[which] = seeds, None, _DRAWN_AHEAD

    def next(self, which: Places) -> NDArray[np.uint64]:
        """The next seed of each of some places."""
        for place in which[self._used[which] == _DRAWN_AHEAD].tolist():
            if self._generators[place] is None:
                self._generators[place] = np.random.default_rng(int(self._first[place]))
            self._drawn[place] = self._generators[place].integers(0, 2**64, _DRAWN_AHEAD, dtype=np.uint64)
            self._used[place] = 0
        seeds: NDArray[np.uint64] = self._drawn[which, self._used[which]]
        self._used[which] += 1
        return seeds
