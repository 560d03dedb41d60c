"""Every combination of one reaction per seat resolved at once, and which of them nobody would leave."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.fault import NothingToOrder, NotLegalMove, QuestionError
from wargame.analysis.normal_form import NormalForm
from wargame.engine import kernel
from wargame.engine.expectation import expected
from wargame.engine.kernel import Flags, Floats, JointAction, Worlds
from wargame.engine.position import Position
from wargame.engine.redraw import many_seeds
from wargame.model.order import Decision, Order
from wargame.model.viewer import Seated, Viewer, seat_of, sides
from wargame.players import native_games
from wargame.players.bots import bots_of, choose
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
Joint = tuple[Option, ...]
"""A joint reaction: what each seat orders, in the order of the seats."""
Profile = tuple[int, ...]
"""A joint reaction by its place in the table: which option each seat takes."""


@dataclass(frozen=True)
class JointOrders:
    """The joint reactions from a position after a move, each with what every seat has of it."""

    position: Position
    """As it was supposed: without what is hidden from whoever asks, and with the author's middle values."""
    move: str
    seats: tuple[str, ...]
    options: tuple[tuple[Option, ...], ...]
    """By seat, the one its doctrine prefers most first; ordering nothing is not always among them."""
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

    def joint(self, profile: Profile) -> Joint:
        """What each seat orders in a joint reaction, in the order of the seats."""
        return tuple(several[place] for several, place in zip(self.options, profile, strict=True))

    def profile(self, joint: Joint) -> Profile | None:
        """Where a joint reaction is in the table; None where it is not."""
        if any(option not in several for several, option in zip(self.options, joint, strict=True)):
            return None
        return tuple(several.index(option) for several, option in zip(self.options, joint, strict=True))

    def extended(self, more: Mapping[str, Sequence[Option]], scoring: Scoring) -> JointOrders:
        """The table with more options of some seats, none of which it has; only what is new is resolved."""
        options, values = list(self.options), self.values
        for place, seat in enumerate(self.seats):
            if new := tuple(more.get(seat, ())):
                block = scoring.product([new if row == place else several for row, several in enumerate(options)])
                values = np.concatenate([values, block], axis=1 + place)
                options[place] = (*options[place], *new)
        left_out = {
            seat: number - sum(len(option) < 2 for option in more.get(seat, ()))
            for seat, number in self.left_out.items()
        }
        return JointOrders(self.position, self.move, self.seats, tuple(options), left_out, values)


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
    open_to = {each: judged_by(position, known, viewer, each).legal_orders(each) for each in position.scenario.seats}
    options, left_out = _options(known, open_to, most, fixed or {})
    seats = tuple(options)
    several = tuple(options.values())
    return JointOrders(known, made, seats, several, left_out, Scoring(known.worlds, made, seats).product(several))


def judged_by(position: Position, known: Position, viewer: Viewer, seat: str) -> Position:
    """By which position it is judged what a seat may order: a seat knows that of itself, though it may not see why."""
    return position if seat == seat_of(viewer) else known


def by_doctrine(position: Position, legal: Sequence[Decision]) -> list[Option]:
    """Each order of a seat by itself, and ordering nothing, as its doctrine prefers them."""
    orders = [order for order in legal if isinstance(order, Order)]
    # Ordering nothing comes where its weight in a bot's draw puts it.
    weights: dict[Option, float] = {(order,): position.doctrine[order] for order in orders} | {(): PASS}
    return sorted(weights, key=lambda option: -weights[option])


def _options(
    position: Position, open_to: Mapping[str, Sequence[Decision]], most: int, fixed: Mapping[str, Sequence[Option]]
) -> tuple[dict[str, tuple[Option, ...]], dict[str, int]]:
    """By seat the options that are resolved, as many for each seat as there is room for, and how many are not."""
    ranked: dict[str, list[Option]] = {}
    for seat, legal in open_to.items():
        ranked[seat] = list(fixed[seat]) if seat in fixed else by_doctrine(position, legal)
    counts = {seat: len(several) if seat in fixed else 1 for seat, several in ranked.items()}
    while room := [seat for seat in ranked if counts[seat] < len(ranked[seat]) and with_one_more(counts, seat) <= most]:
        counts[min(room, key=lambda seat: counts[seat])] += 1
    options = {}
    for seat, several in ranked.items():
        kept = several[: counts[seat]]
        if () not in kept and len(kept) > 1 and seat not in fixed:
            kept[-1] = ()
        options[seat] = tuple(kept)
    return options, {seat: len(several) - len(options[seat]) for seat, several in ranked.items()}


def with_one_more(counts: Mapping[str, int], seat: str) -> int:
    """How many joint reactions there are when a seat has one more option than these."""
    return math.prod(counts.values()) // counts[seat] * (counts[seat] + 1)


class Scoring:
    """The turn after a move, scored for whatever the seats order in it: in one world, or in each of several.

    Consents are given and withheld as doctrine has it, and a score is the mean over how what is tried comes out.
    """

    def __init__(self, worlds: Worlds, move: str, seats: Sequence[str]) -> None:
        self._worlds, self._seats, self.program = worlds, tuple(seats), worlds.program
        self._move = self.program.play_of(move)
        self._answers = choose(worlds, bots_of(self.program.scenario.seats))
        known = sides(self.program.scenario.seats)
        self._rows = [known.index(Seated(seat)) for seat in seats]

    def ordered(self, options: Sequence[Option]) -> Flags:
        """(plays, options): what each of them orders."""
        flags = np.zeros((len(self.program.plays), len(options)), dtype=np.bool_)
        for place, option in enumerate(options):
            for order in option:
                flags[self.program.order_of[order], place] = True
        return flags

    def product(self, options: Sequence[Sequence[Option]]) -> Floats:
        """(seats, options of the first, options of the second, ...): their scores in every combination."""
        shape = tuple(len(several) for several in options)
        ordered = np.zeros((len(self.program.plays), *shape), dtype=np.bool_)
        for row, several in enumerate(options):
            own = self.ordered(several)
            ordered |= own.reshape(len(own), *(-1 if each == row else 1 for each in range(len(shape))))
        return self.scores(ordered.reshape(len(ordered), -1)).reshape(-1, *shape)

    def scores(self, ordered: Flags) -> Floats:
        """(seats, X): their scores after turns in which this is ordered, shape (plays, X)."""
        many = ordered.shape[1]
        choices = self._choices(ordered, np.zeros(many, dtype=np.intp))
        compiled = native_games.expected_scores(kernel.select(self._worlds, np.zeros(1, dtype=np.intp)), choices)
        return self._played(np.zeros(many, dtype=np.intp), choices) if compiled is None else compiled[self._rows]

    def scores_in_each(self, ordered: Flags) -> Floats:
        """(seats, worlds, X): the same in every one of the worlds."""
        many, width = ordered.shape[1], self._worlds.width
        found = np.empty((len(self._seats), width, many))
        for world in range(width):
            which = np.full(many, world, dtype=np.intp)
            one = kernel.select(self._worlds, which[:1])
            compiled = native_games.expected_scores(one, self._choices(ordered, which))
            if compiled is None:
                # Then with numpy, in all worlds at once.
                which = np.repeat(np.arange(width), many)
                scores = self._played(which, self._choices(np.tile(ordered, width), which))
                return scores.reshape(len(self._seats), width, many)
            found[:, world] = compiled[self._rows]
        return found

    def _choices(self, ordered: Flags, which: NDArray[np.intp]) -> JointAction:
        """What is chosen in some of the worlds, by place, where this is ordered."""
        answers = kernel.chosen_in(self._answers, which)
        return replace(
            answers,
            move=np.full(len(which), self._move, dtype=np.int64),
            ordered=ordered,
            released=np.zeros((len(self.program.injects), len(which)), dtype=np.bool_),
        )

    def _played(self, which: NDArray[np.intp], choices: JointAction) -> Floats:
        """(seats, X): the scores after turns of some of the worlds, by place, with numpy."""
        values = np.empty((len(self._seats), len(which)))
        for begin in range(0, len(which), _WIDTH):
            some = np.arange(begin, min(begin + _WIDTH, len(which)))
            start = kernel.select(self._worlds, which[some])
            values[:, some] = expected(start, kernel.chosen_in(choices, some), lambda left: _scores(left, self._seats))
        return values


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
    bots = bots_of(origin.scenario.seats)
    first = choose(start, bots)
    scores = np.empty((len(profiles), len(found.seats), games))
    each = max(1, _WIDTH // games)
    for begin in range(0, len(profiles), each):
        some = profiles[begin : begin + each]
        parts = [with_given(start, first, found.move, found.orders(profile)) for profile in some]
        # Whoever orders something gives and withholds its consents by doctrine all the same.
        choices = kernel.side_by_side([replace(first, move=part.move, ordered=part.ordered) for part in parts])
        worlds = kernel.select(start, np.tile(np.arange(games), len(some)))
        ended = scores_at_end(worlds, bots, [Seated(seat) for seat in found.seats], first=choices)
        scores[begin : begin + len(some)] = ended.reshape(len(found.seats), len(some), games).swapaxes(0, 1)
    return scores
