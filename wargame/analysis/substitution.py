"""One order of a seat substituted in one turn, all else equal: what a reaction is worth beside what doctrine orders.

Never against always says something else: where a reaction is never ordered, its slot and its capital go elsewhere turn
after turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from wargame.engine import chance, kernel
from wargame.engine.kernel import Flags, Floats, JointAction, Whole, Worlds
from wargame.engine.program import Program
from wargame.model.beginning import AT_THE_START, Beginning
from wargame.model.viewer import Seated
from wargame.players.bots import BatchBot, DoctrineBot, RandomBot, bots_of
from wargame.players.finish import scores_at_end
from wargame.players.given import Given
from wargame.players.new_games import NewGames
from wargame.players.playout import MovePick, play_on
from wargame.players.policy import NEVER, PolicyBot
from wargame.players.style import PASS

_WIDTH = 2048
_USUAL = 200
"""In how many games it is seen which move is made most often."""


class Context(StrEnum):
    """What the others do while a seat that plays by doctrine substitutes one order."""

    DOCTRINE = "doctrine"
    """The others play by doctrine, and chance picks the moves by their weights."""
    RANDOM = "random"
    """The others order at random."""
    PASSIVE = "passive"
    """The others order nothing."""
    QUIET = "quiet"
    """The mover makes its commonest move whenever it can."""
    RESTLESS = "restless"
    """The mover makes each move that it can as often as any other."""


CONTEXTS = tuple(Context)


@dataclass(frozen=True)
class Substituted:
    """What came of ordering one reaction rather than not, in games that differ in nothing else."""

    reaction: str
    effects: Floats
    """(games,): the score with the order less the score without it; of the games in which it could be ordered."""
    turns: Whole
    """(games,): the turn in which it was substituted, drawn evenly from those in which it could be ordered."""


@dataclass(frozen=True)
class _Table:
    """Who plays besides the seat, and how moves are picked."""

    bots: Mapping[str, BatchBot]
    given: Given
    pick: MovePick | None


def effects(
    program: Program,
    seat: str,
    context: Context,
    seeds: NDArray[np.uint64],
    beginning: Beginning = AT_THE_START,
) -> Mapping[str, Substituted]:
    """By reaction of a seat: what ordering it in one turn does to the seat's own score at the end.

    Games begin as `beginning` says. In each, one turn is drawn from those in which the reaction could be ordered. Where
    doctrine ordered it there, the game is played again without it, and the slot goes to what doctrine draws instead;
    where it did not, the game is played again with it, in place of the order that doctrine prefers least if there is no
    slot or capital left.
    """

    def begun(some: NDArray[np.uint64]) -> Worlds:
        return NewGames(program, some, beginning).begin()

    table = _table(program, seat, context, begun(seeds[:_USUAL]))
    found: dict[str, list[tuple[Floats, Whole]]] = {reaction: [] for reaction in program.scenario.reactions[seat]}
    for first in range(0, len(seeds), _WIDTH):
        for reaction, part in _effects(begun(seeds[first : first + _WIDTH]), seat, table).items():
            found[reaction].append(part)
    return {
        reaction: Substituted(
            reaction, np.concatenate([some for some, _ in parts]), np.concatenate([turns for _, turns in parts])
        )
        for reaction, parts in found.items()
    }


def _effects(begun: Worlds, seat: str, table: _Table) -> Mapping[str, tuple[Floats, Whole]]:
    program, seeds = begun.program, begun.seeds
    rows_of = _rows(program, seat)
    turns: list[tuple[Worlds, JointAction, NDArray[np.intp]]] = []
    usual = np.zeros(len(seeds))
    could = np.zeros((len(rows_of), program.scenario.calendar.turns + 1, len(seeds)), dtype=np.bool_)
    for played in play_on(begun, table.bots, table.given, table.pick):
        turns.append((played.before, played.choices, played.place))
        for place, rows in enumerate(rows_of.values()):
            could[place, played.turn, played.place] = kernel.open_in_time(played.before, rows).any(axis=0)
        over = np.flatnonzero(played.ended)
        if len(over):
            usual[played.place[over]] = kernel.scores(kernel.select(played.worlds, over), Seated(seat))[0]
    drawn = _turns_drawn(could, seeds, seat, list(rows_of))
    found = {reaction: np.zeros(len(seeds)) for reaction in rows_of}
    for before, choices, game in turns:
        parts, which = [], []
        for place, (reaction, rows) in enumerate(rows_of.items()):
            here = np.flatnonzero(drawn[place, game] == before.turn)
            if len(here):
                part, ordered = _substitute(kernel.select(before, here), kernel.chosen_in(choices, here), seat, rows)
                parts.append((here, part))
                which.append((reaction, game[here], np.where(ordered, -1.0, 1.0)))
        if not parts:
            continue
        together = kernel.select(before, np.concatenate([here for here, _ in parts]))
        first = kernel.side_by_side([part for _, part in parts])
        (scores,) = scores_at_end(together, table.bots, [Seated(seat)], table.given, table.pick, first)
        begin = 0
        for reaction, games, sign in which:
            found[reaction][games] = sign * (scores[begin : begin + len(games)] - usual[games])
            begin += len(games)
    return {
        reaction: (found[reaction][drawn[place] > 0], drawn[place][drawn[place] > 0])
        for place, reaction in enumerate(rows_of)
    }


def _table(program: Program, seat: str, context: Context, begun: Worlds) -> _Table:
    """Who plays besides a seat; `begun` are games in which it shows which move is made most often."""
    scenario = program.scenario
    others: Mapping[str, BatchBot] = {}
    given, pick = Given(), None
    match context:
        case Context.RANDOM:
            others = dict.fromkeys(scenario.seats, RandomBot())
        case Context.PASSIVE:
            names = {reaction for several in scenario.reactions.values() for reaction in several}
            others = dict.fromkeys(scenario.seats, PolicyBot(DoctrineBot(), dict.fromkeys(names, NEVER)))
        case Context.QUIET:
            move = _commonest_move(begun)
            given = Given(moves=dict.fromkeys(range(1, scenario.calendar.turns + 1), move))
        case Context.RESTLESS:
            pick = any_move
    return _Table({**bots_of(scenario.seats), **others, seat: DoctrineBot()}, given, pick)


def any_move(worlds: Worlds) -> Whole:
    """(worlds,): a move drawn evenly from those that are legal."""
    legal = worlds.legal[: worlds.program.moves].astype(np.float64)
    picked, possible = _race(worlds, legal, [f"any-move:{move}" for move in worlds.program.scenario.moves])
    return np.where(possible, picked, kernel.chance_move(worlds)).astype(np.int64)


def _race(worlds: Worlds, weights: Floats, names: Sequence[str]) -> tuple[NDArray[np.intp], Flags]:
    """(worlds,): which of several is drawn by weight, and where any can be; whatever the order of their names.

    The least of exponential clocks, one for each name, run as fast as its weight.
    """
    clocks = chance.exponentials(worlds.seeds, worlds.turn, names).reshape(weights.shape)
    picked = chance.pick(weights, clocks)
    return np.maximum(picked, 0), picked >= 0


def _commonest_move(begun: Worlds) -> str:
    """The move that is made most often where everybody plays by doctrine."""
    program = begun.program
    made = np.zeros(program.moves, dtype=np.int64)
    for played in play_on(begun, bots_of(program.scenario.seats)):
        made += np.bincount(played.choices.move[played.ran], minlength=program.moves)
    return list(program.scenario.moves)[int(made.argmax())]


def _rows(program: Program, seat: str) -> dict[str, NDArray[np.intp]]:
    """By reaction of a seat: its plays."""
    found: dict[str, list[int]] = {reaction: [] for reaction in program.scenario.reactions[seat]}
    for order, play in program.order_of.items():
        if order.seat == seat:
            found[order.reaction].append(play)
    return {reaction: np.array(rows, dtype=np.intp) for reaction, rows in found.items()}


def _turns_drawn(could: Flags, seeds: NDArray[np.uint64], seat: str, reactions: list[str]) -> Whole:
    """(reactions, games): one turn of those in which each could be ordered, drawn evenly; 0 where there is none."""
    many = could.sum(axis=1)
    draws = chance.uniforms(seeds, 0, [(f"substitute:{seat}.{reaction}", 0) for reaction in reactions])
    wanted = (draws.reshape(many.shape) * many).astype(np.int64) + 1
    reached = np.cumsum(could, axis=1)
    turn = (reached == wanted[:, None, :]).argmax(axis=1)
    return np.where(many > 0, turn, 0).astype(np.int64)


def _substitute(worlds: Worlds, choices: JointAction, seat: str, rows: NDArray[np.intp]) -> tuple[JointAction, Flags]:
    """The choices with the reaction of these plays ordered where it was not and not where it was; and where it was."""
    program = worlds.program
    own = program.plays_of[seat]
    ordered = choices.ordered[own].copy()
    preference, cost = worlds.preference[own], program.cost[own]
    mine = np.zeros(len(ordered), dtype=np.bool_)
    mine[rows - own.start] = True
    was = np.asarray(ordered[mine].any(axis=0), dtype=np.bool_)
    names = [str(order) for order in program.orders[own.start - program.moves : own.stop - program.moves]]
    open_to = kernel.open_in_time(worlds, own)
    with_it, without = ordered.copy(), ordered & ~mine[:, None]
    # The slot goes to what doctrine draws of the rest, which may be nothing.
    capital = worlds.numbers[program.capital[seat]]
    left = capital - (cost * without).sum(axis=0)
    rest = open_to & ~ordered & ~mine[:, None] & (cost <= left)
    weights = np.concatenate([np.full((1, worlds.width), PASS), preference * rest])
    instead, _ = _race(worlds, weights, [f"instead:{seat}:{name}" for name in ("", *names)])
    taken = np.flatnonzero(instead > 0)
    without[instead[taken] - 1, taken] = True
    # Of several targets the one that doctrine prefers, by its weights; any where it prefers none.
    wanted = (preference * open_to)[mine]
    none = ~(wanted > 0).any(axis=0)
    wanted = np.where(none, open_to[mine].astype(np.float64), wanted)
    targets = np.flatnonzero(mine)
    drawn, _ = _race(worlds, wanted, [f"substitute:{seat}:{names[row]}" for row in targets])
    target = targets[drawn]
    every = np.arange(worlds.width)
    with_it[target, every] = True
    _make_room(with_it, target, preference, cost, capital, program.scenario.seats[seat].orders_per_turn)
    changed = choices.ordered.copy()
    changed[own] = np.where(was, without, with_it)
    return replace(choices, ordered=changed), was


def _make_room(
    ordered: Flags, kept: Whole | NDArray[np.intp], preference: Floats, cost: Floats, capital: Floats, most: int
) -> None:
    """Take out the orders that doctrine prefers least, but for the one kept, until slots and capital suffice."""
    every = np.arange(ordered.shape[1])
    for _ in range(most):
        beyond = (ordered.sum(axis=0) > most) | ((cost * ordered).sum(axis=0) > capital)
        if not beyond.any():
            return
        weight = np.where(ordered, preference, np.inf)
        weight[kept, every] = np.inf
        out = weight.argmin(axis=0)
        # The one kept is never taken out: it can be paid for by itself.
        beyond &= np.isfinite(weight[out, every])
        ordered[out[beyond], every[beyond]] = False
