"""Every combination of one reaction per seat resolved at once, and which of them nobody would leave."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wargame.analysis.fault import NothingToOrder, NotLegalMove, QuestionError
from wargame.analysis.normal_form import NormalForm
from wargame.engine import kernel
from wargame.engine.expectation import expected
from wargame.engine.kernel import Floats, JointAction
from wargame.engine.position import Position
from wargame.engine.program import Program
from wargame.engine.redraw import many_seeds
from wargame.model.order import Decision, Order
from wargame.model.viewer import Seated, Viewer, seat_of
from wargame.players import native_games
from wargame.players.bots import DoctrineBot, choose
from wargame.players.determinize import determinize
from wargame.players.finish import scores_at_end
from wargame.players.given import with_given
from wargame.players.look_ahead import middle
from wargame.players.style import PASS

MOST_PROFILES = 16_384
"""How many joint reactions are resolved at most: four for each of seven seats."""
NOTHING = "none"
_WIDTH = 2048

Option = tuple[Order, ...]
"""What a seat orders: one reaction, or nothing, or several where these are asked for."""
Profile = tuple[int, ...]
"""A joint reaction: which option each seat takes."""


@dataclass(frozen=True)
class JointOrders:
    """The joint reactions from a position after a move, each with what every seat has of it."""

    position: Position
    """As it was supposed: without what is hidden from whoever asks, and with the author's middle values."""
    move: str
    seats: tuple[str, ...]
    options: tuple[tuple[Option, ...], ...]
    """By seat, those its doctrine prefers most first; ordering nothing is always among them."""
    left_out: Mapping[str, int]
    """By seat: how many reactions it could order were not resolved."""
    values: Floats
    """(seats, options of the first, options of the second, ...): each seat's score on its goals after the turn."""

    @cached_property
    def form(self) -> NormalForm:
        """The joint reactions as a game in normal form."""
        names = tuple(tuple(option_text(option) for option in several) for several in self.options)
        return NormalForm(self.seats, names, self.values)

    @property
    def profiles(self) -> int:
        """How many joint reactions there are."""
        return math.prod(self.values.shape[1:])

    @property
    def baseline(self) -> Profile:
        """What doctrine prefers most in each seat."""
        return tuple(0 for _ in self.seats)

    def orders(self, profile: Profile) -> Mapping[str, tuple[Order, ...]]:
        """The orders of a joint reaction by seat."""
        chosen = zip(self.seats, self.options, profile, strict=True)
        return {seat: several[place] for seat, several, place in chosen}

    def value(self, seat: str, profile: Profile) -> float:
        """A seat's score after the turn in which these were chosen."""
        return float(self.values[(self.seats.index(seat), *profile)])


def option_text(option: Option) -> str:
    """An option as a player writes it."""
    return ", ".join(str(order) for order in option) or NOTHING


def all_joint_orders(
    position: Position,
    move: str | None,
    viewer: Viewer,
    most: int = MOST_PROFILES,
    fixed: Mapping[str, Sequence[Option]] | None = None,
) -> JointOrders:
    """Resolve every combination of one reaction per seat after a move (None: the one chance picks in this game).

    From what the viewer may see; what the author is unsure of is taken as written. Consents are given and
    withheld as doctrine has it. `fixed` says which options some seats have; the others have as many as bring all to
    `most` joint reactions.

    Raises:
        QuestionError: the game has ended, or the move cannot be made.

    >>> import wargame
    >>> from wargame.analysis import all_joint_orders
    >>> from wargame.model.viewer import FACILITATOR
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> found = all_joint_orders(position, "grumble", FACILITATOR)
    >>> found.seats, found.values.shape
    (('host', 'rival'), (2, 6, 3))
    >>> {seat: [str(order) for order in orders] for seat, orders in found.orders(found.baseline).items()}
    {'host': ['reassure(guest)'], 'rival': ['whisper']}
    """
    if position.ending is not None:
        raise QuestionError(NothingToOrder())
    made = position.chance_move if move is None else move
    if made not in position.legal_moves():
        raise QuestionError(NotLegalMove(made, position.legal_moves()))
    known = middle(position, viewer)
    # A seat knows what it may order itself, though it may not see why.
    open_to = {
        each: (position if each == seat_of(viewer) else known).legal_orders(each) for each in position.scenario.seats
    }
    options, left_out = _options(known, open_to, most, fixed or {})
    seats = tuple(options)
    several = tuple(options.values())
    return JointOrders(known, made, seats, several, left_out, _values(known, made, seats, several))


def _options(
    position: Position, open_to: Mapping[str, Sequence[Decision]], most: int, fixed: Mapping[str, Sequence[Option]]
) -> tuple[dict[str, tuple[Option, ...]], dict[str, int]]:
    """By seat the options that are resolved, as many for each seat as there is room for, and how many are not."""
    ranked: dict[str, list[Option]] = {}
    for seat, legal in open_to.items():
        orders = [order for order in legal if isinstance(order, Order)]
        # Ordering nothing comes where its weight in a bot's draw puts it.
        weights: dict[Option, float] = {(order,): position.doctrine[order] for order in orders} | {(): PASS}
        ranked[seat] = list(fixed[seat]) if seat in fixed else sorted(weights, key=lambda option: -weights[option])
    counts = {seat: len(several) if seat in fixed else 1 for seat, several in ranked.items()}
    while room := [
        seat for seat in ranked if counts[seat] < len(ranked[seat]) and _with_one_more(counts, seat) <= most
    ]:
        counts[min(room, key=lambda seat: counts[seat])] += 1
    options = {}
    for seat, several in ranked.items():
        kept = several[: counts[seat]]
        if () not in kept and len(kept) > 1 and seat not in fixed:
            kept[-1] = ()
        options[seat] = tuple(kept)
    return options, {seat: len(several) - len(options[seat]) for seat, several in ranked.items()}


def _with_one_more(counts: Mapping[str, int], seat: str) -> int:
    return math.prod(counts.values()) // counts[seat] * (counts[seat] + 1)


def _values(position: Position, move: str, seats: Sequence[str], options: Sequence[Sequence[Option]]) -> Floats:
    """(seats, options ...): each seat's score after the turn, in the mean over how what is tried comes out."""
    program, shape = position.program, tuple(len(several) for several in options)
    profiles = math.prod(shape)
    answers = choose(position.worlds, dict.fromkeys(position.scenario.seats, DoctrineBot()))
    choices = _chosen(program, program.play_of(move), answers, options)
    sides = kernel.sides(program)
    rows = [sides.index(Seated(seat)) for seat in seats]
    compiled = native_games.expected_scores(position.worlds, choices)
    if compiled is not None:
        return compiled[rows].reshape(len(seats), *shape)
    values = np.empty((len(seats), profiles))
    # All worlds begin alike, so one batch of beginnings serves for every part of the table.
    width = min(_WIDTH, profiles)
    start = kernel.select(position.worlds, np.zeros(width, dtype=np.intp))
    for begin in range(0, profiles, width):
        # The last part ends with the table, and may resolve some of the part before it again.
        some = np.arange(min(begin, profiles - width), min(begin + width, profiles))
        values[:, some] = expected(start, kernel.chosen_in(choices, some), lambda left: _scores(left, seats))
    return values.reshape(len(seats), *shape)


def _chosen(program: Program, made: int, answers: JointAction, options: Sequence[Sequence[Option]]) -> JointAction:
    """What is chosen in each joint reaction, one after another."""
    shape = tuple(len(several) for several in options)
    profiles = math.prod(shape)
    ordered = np.zeros((len(program.plays), *shape), dtype=np.bool_)
    for row, several in enumerate(options):
        for place, option in enumerate(several):
            there = (slice(None),) * row + (place,)
            for order in option:
                ordered[(program.order_of[order], *there)] = True
    return JointAction(
        np.full(profiles, made, dtype=np.int64),
        ordered.reshape(len(program.plays), profiles),
        np.repeat(answers.withheld, profiles, axis=1),
        np.zeros((len(program.injects), profiles), dtype=np.bool_),
        None if answers.footnoted is None else np.repeat(answers.footnoted, profiles, axis=1),
    )


def _scores(left: kernel.Worlds, seats: Sequence[str]) -> Floats:
    """(seats, worlds): each seat's score as a turn leaves it."""
    return np.array([kernel.scores(left, Seated(seat))[0] for seat in seats])


def continued(
    found: JointOrders, profiles: Sequence[Profile], games: int, seed: int, origin: Position, viewer: Viewer
) -> Floats:
    """(profiles, seats, games): each seat's score at the end of games that doctrine plays on from joint reactions.

    `origin` is the position as it is, as the viewer sees it; every profile meets the same luck, game by game.
    """
    start = determinize(origin, viewer, many_seeds(f"continued:{seed}", games))
    bots = dict.fromkeys(origin.scenario.seats, DoctrineBot())
    first = choose(start, bots)
    scores = np.empty((len(profiles), len(found.seats), games))
    each = max(1, _WIDTH // games)
    for begin in range(0, len(profiles), each):
        some = profiles[begin : begin + each]
        parts = [with_given(start, first, found.move, found.orders(profile)) for profile in some]
        choices = JointAction(
            np.concatenate([part.move for part in parts]),
            np.concatenate([part.ordered for part in parts], axis=1),
            # Whoever orders something gives and withholds its consents by doctrine all the same.
            np.tile(first.withheld, len(some)),
            np.tile(first.released, len(some)),
            None if first.footnoted is None else np.tile(first.footnoted, len(some)),
        )
        worlds = kernel.select(start, np.tile(np.arange(games), len(some)))
        ended = scores_at_end(worlds, bots, [Seated(seat) for seat in found.seats], first=choices)
        scores[begin : begin + len(some)] = ended.reshape(len(found.seats), len(some), games).swapaxes(0, 1)
    return scores
