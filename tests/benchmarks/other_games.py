"""Games of OpenSpiel and pgx, stepped with legal choices at random, to time the learning environment beside them.

Neither is needed for anything else: a benchmark skips what cannot be imported.
"""

# mypy: disable-error-code="import-not-found, import-untyped"

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Size:
    """How large a game is to whoever learns it."""

    decisions: float
    """That all players make in a game, on average."""
    choices: float
    """That are legal at a decision, on average: all sets of orders, where several can be given at once, count as the
    choices at each place of an action."""
    observed: int
    """How many numbers a player observes at a decision."""

    def like(self, other: Size, times: float = 10.0) -> bool:
        """Whether each of the three is at most so many times the other's, and not less than that part of it."""
        pairs = ((self.decisions, other.decisions), (self.choices, other.choices), (self.observed, other.observed))
        return all(1 / times <= mine / theirs <= times for mine, theirs in pairs)


@dataclass(frozen=True)
class Stepped:
    """What was played, and the processor's time it took."""

    size: Size
    decisions: int
    games: int
    """That ended."""
    seconds: float

    @property
    def decisions_a_second(self) -> int:
        return round(self.decisions / self.seconds)


def open_spiel(name: str, decisions: int, seed: int = 1) -> Stepped:
    """One game after another of OpenSpiel; whoever is to decide is given its observation and its legal choices."""
    import pyspiel

    game, draw = pyspiel.load_game(name), random.Random(seed)
    state, games, legal_seen, observed = game.new_initial_state(), 0, 0, 0
    made, began = 0, time.process_time()
    while made < decisions:
        if state.is_terminal():
            assert len(state.returns()) == game.num_players()
            state, games = game.new_initial_state(), games + 1
        elif state.is_chance_node():
            outcomes, weights = zip(*state.chance_outcomes(), strict=True)
            state.apply_action(draw.choices(outcomes, weights)[0])
        else:
            observed = len(state.observation_tensor(state.current_player()))
            legal = state.legal_actions()
            legal_seen += len(legal)
            state.apply_action(draw.choice(legal))
            made += 1
    seconds = time.process_time() - began
    return Stepped(Size(made / max(games, 1), legal_seen / made, observed), made, games, seconds)


def pgx(name: str, batch: int, steps: int, seed: int = 1) -> Stepped:
    """A batch of games of pgx that begin anew when they end, compiled beforehand; the step draws the choices too."""
    import jax
    import jax.numpy as jnp
    import pgx as games_of
    from pgx.experimental import auto_reset

    env = games_of.make(name)

    def stepped(state: Any, key: Any) -> Any:
        keys = jax.random.split(key, 2 * batch)
        logits = jnp.log(state.legal_action_mask.astype(jnp.float32))
        action = jax.vmap(jax.random.categorical)(keys[:batch], logits)
        return jax.vmap(auto_reset(env.step, env.init))(state, action, keys[batch:])

    step = jax.jit(stepped)
    keys = jax.random.split(jax.random.PRNGKey(seed), steps + 2)
    state = jax.jit(jax.vmap(env.init))(jax.random.split(keys[0], batch))
    jax.block_until_ready(step(state, keys[1]))
    said = []
    began = time.process_time()
    for key in keys[2:]:
        state = step(state, key)
        said.append((state.terminated, state.legal_action_mask))
    jax.block_until_ready(state)
    seconds = time.process_time() - began
    ended = sum(int(np.asarray(terminated).sum()) for terminated, _ in said)
    legal = np.mean([np.asarray(mask)[~np.asarray(terminated)].sum(axis=-1).mean() for terminated, mask in said[:50]])
    observed = int(np.prod(state.observation.shape[1:]))
    return Stepped(Size(steps * batch / max(ended, 1), float(legal), observed), steps * batch, ended, seconds)


LIBRARIES: dict[str, tuple[str, Callable[..., Stepped]]] = {
    "open_spiel": ("pyspiel", open_spiel),
    "pgx": ("pgx", partial(pgx, batch=1024)),
}
"""By name: what to import, and what steps a game of it."""
