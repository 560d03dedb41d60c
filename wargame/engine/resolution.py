"""Playing one turn of a game: what was chosen, the position it leads to, and the ledger of what moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from wargame.engine import kernel, legality
from wargame.engine.breakdown import Breakdown
from wargame.engine.explain import delayed_after, explain
from wargame.engine.kernel import JointAction, TurnTrace, Whole
from wargame.engine.ledger import Ledger
from wargame.engine.legality import Orders
from wargame.engine.position import PlayedTurn, Position
from wargame.engine.program import Program
from wargame.engine.record import Record
from wargame.engine.told import told
from wargame.model.order import Decision, Order


@dataclass(frozen=True, eq=False)
class Resolution(Record):
    """A turn played: the position before and after, what was chosen, and the ledger of what moved.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")), seed=1)
    >>> wargame.resolve(position, "grumble", {"host": "reassure(guest)"})
    <Resolution of first-session, turn 1, seed 1, lens plain: grumble; host: reassure(guest), ... -> ...>
    """

    before: Position
    move: str
    orders: Mapping[str, tuple[Decision, ...]]
    """By seat in the scenario's order; every seat has an entry."""
    injects: tuple[str, ...]
    after: Position
    turn: TurnTrace = field(repr=False, compare=False)
    """What the kernel did; it follows from the rest."""

    @property
    def left(self) -> Position:
        """The game as the turn left it; `after` has the news of the next turn in it besides."""
        return self.after.before_news

    @property
    def numbers(self) -> Mapping[str, float]:
        """Every number as the turn left it, by its name."""
        return self.left.numbers

    def __repr__(self) -> str:
        before = self.before
        given = [
            f"{seat}: {', '.join(str(order) for order in orders)}" for seat, orders in self.orders.items() if orders
        ]
        chosen = "; ".join([self.move, *given, *(f"inject {inject}" for inject in self.injects)])
        game = f"{before.scenario.id}, turn {before.turn}, seed {before.seed}, lens {before.lens}"
        return f"<Resolution of {game}: {chosen}, {before.digest} -> {self.after.digest}>"

    @cached_property
    def ledger(self) -> Ledger:
        """For every number that changed: before + Σ amounts = after, cause by cause and tie by tie.

        It begins before the news of the turn and ends as the turn left the game.
        """
        return self.breakdown.ledger()

    @cached_property
    def breakdown(self) -> Breakdown:
        """What the ledger is made of."""
        order_of = self.before.program.order_of
        plays = [order_of[o] for orders in self.orders.values() for o in orders if isinstance(o, Order)]
        made = self.before.program.play_of(self.move)
        return explain(self.before.worlds, self.before.news, self.before.delayed, self.turn, [made, *plays])


def resolve(position: Position, move: str | None, orders: Orders, injects: Iterable[str] = ()) -> Resolution:
    """Play one turn: the mover's `move` (None: chance picks it), the seats' `orders`, and a facilitator's `injects`.

    Raises:
        IllegalOrderError: naming the seat, the order and the reason.
        IllegalMoveError: naming the move or inject and the reason.

    >>> import wargame
    >>> position = wargame.start(wargame.load(wargame.find("first-session")), seed=1)
    >>> played = wargame.resolve(position, "grumble", {"host": ["reassure(guest)"], "rival": []})
    >>> for entry in played.ledger["guest.commitment"].entries:
    ...     print(f"{entry.amount:+} {entry.cause.title}")
    -3.0 Grumble in public
    >>> played.after.turn
    2
    """
    made = position.chance_move if move is None else move
    legality.check_move(position, made)
    parsed = legality.check_orders(position, orders)
    released = tuple(injects)
    for inject in released:
        legality.check_inject(position, inject)
    return carry_out(position, made, parsed, released)


def carry_out(
    position: Position,
    move: str,
    orders: Mapping[str, tuple[Decision, ...]],
    injects: tuple[str, ...] = (),
    outcomes: Whole | None = None,
) -> Resolution:
    """Play one turn of choices that are taken to be legal, though a supposed position may have it otherwise.

    `outcomes`, (acts with outcomes, 1), says how what is tried comes out; by chance for None.
    """
    made = replace(choices(position.program, move, orders, injects), outcomes=outcomes)
    turn = kernel.resolve(position.worlds, made)
    after = Position(
        turn.left,
        delayed_after(position.worlds, position.delayed, turn),
        line=(*position.line, _played(position, turn, made)),
    )
    return Resolution(position, move, orders, injects, after, turn)


def _played(position: Position, turn: TurnTrace, made: JointAction) -> PlayedTurn:
    acts = (*turn.acts, *(act for news in turn.closing for act in news.acts))
    found = told(position.program, acts, position.worlds.draws)
    return PlayedTurn(position.earlier, position.worlds, position.delayed, made, {**position.told_by_news, **found})


def choices(
    program: Program, move: str, orders: Mapping[str, tuple[Decision, ...]], injects: Iterable[str] = (), width: int = 1
) -> JointAction:
    """A turn's choices, the same in each of so many worlds."""
    ordered = np.zeros((len(program.plays), width), dtype=np.bool_)
    withheld = np.zeros((len(program.withholdings), width), dtype=np.bool_)
    footnoted = np.zeros_like(withheld)
    released = np.zeros((len(program.injects), width), dtype=np.bool_)
    for order in (order for several in orders.values() for order in several):
        if isinstance(order, Order):
            ordered[program.order_of[order]] = True
        else:
            (footnoted if order.in_part else withheld)[program.withholding_of[order.asked]] = True
    known = list(program.scenario.injects)
    released[[known.index(inject) for inject in injects]] = True
    made = program.play_of(move)
    return JointAction(np.full(width, made, dtype=np.int64), ordered, withheld, released, footnoted)
