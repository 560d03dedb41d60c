"""Luck against choice: how much of a final score came of chance, of the mover, of the others, of a seat's own orders.

The score that a game leads to in the mean, with doctrine in every seat from here on, is asked for again and again along
the line that was played: before the news of a turn, after it, after the move, after the orders, after how the turn came
out. Each of these expectations less the one before is the part of whatever became known in between, so the parts add up
to the final score less what was to be expected at the start. (The parts of chance are the increments of a martingale;
so are those of the others, as far as they follow doctrine.) All expectations are means over games with the same seeds,
so that the differences are of pairs under the same luck.

A seat's own orders and those of the others are given at once. Each counts for half of what it adds coming first and
half of what it adds coming second (Shapley, "A value for n-person games", 1953): neither gets the other's credit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.estimates import NONE, Interval, mean
from wargame.engine import kernel
from wargame.engine.kernel import Floats, Worlds
from wargame.engine.position import Position
from wargame.engine.redraw import many_seeds
from wargame.engine.resolution import Resolution
from wargame.jobs.task import Progress
from wargame.model.order import Decision
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.model.viewer import FACILITATOR, Seated
from wargame.players.bots import DoctrineBot, bots_of
from wargame.players.determinize import determinize
from wargame.players.finish import scores_at_end
from wargame.players.given import Given
from wargame.players.new_games import NewGames, Start

GAMES = 1_000
"""How many games each expectation is the mean of."""
NEWS, MOVER_PART, OTHERS, OWN, DRAWN, OUTCOME = "news", "mover", "others", "own", "drawn", "outcome"
PARTS = (NEWS, MOVER_PART, OTHERS, OWN, DRAWN, OUTCOME)
"""What becomes known in a turn: its news; the move, with injects and the mover's answers; the orders of the others;
those of the seat, which are its own choice, or chance where doctrine's bot draws them; how all came out."""
OF_LUCK = (NEWS, DRAWN, OUTCOME)


@dataclass(frozen=True)
class LuckStudy:
    """A game that was played to its end, and whose score is split; the same gives the same result on any machine."""

    line: tuple[Resolution, ...]
    """Its turns, from the first to the last."""
    seats: tuple[str, ...]
    people: tuple[str, ...] = ()
    """The seats that people play: all that they order is their choice. Where a bot does, what is the very order that
    doctrine's bot gives by the game's luck is chance."""
    games: int = GAMES
    seed: int = 1

    @property
    def scenario(self) -> Scenario:
        """The scenario played."""
        return self.line[0].before.scenario

    @property
    def seeds(self) -> NDArray[np.uint64]:
        """The seeds of the games."""
        return many_seeds(f"luck:{self.seed}", self.games)

    @property
    def pieces(self) -> int:
        """In how many pieces it is worked out: the start, and each turn."""
        return len(self.line) + 1


@dataclass(frozen=True, eq=False)
class TurnValues:
    """What final scores are to be expected in a turn of a game, by seat asked about and game: arrays of (seats, games).

    For the start only `before`.
    """

    before: Floats
    """Its news still to come."""
    informed: Floats
    """After the news."""
    moved: Floats
    """After the move."""
    own: Floats
    """With the seat's own orders, the others' still to come."""
    others: Floats
    """With the others' orders, its own still to come."""
    ordered: Floats
    """With all orders; how they come out still to come."""
    drawn: NDArray[np.bool_]
    """(seats,): where the orders were drawn by doctrine's bot."""


def luck_piece(study: LuckStudy, piece: int) -> TurnValues:
    """The expectations of one turn, 1 for the first played; 0 for what is to be expected of a new game."""
    if piece == 0:
        first = study.line[0].before
        expected = _expected(study, NewGames(first.program, study.seeds, first.beginning), Given())
        drawn = np.zeros(len(study.seats), dtype=np.bool_)
        return TurnValues(expected, expected, expected, expected, expected, expected, drawn)
    turn = study.line[piece - 1]
    position, seeds = turn.before, study.seeds
    moves, injects = {position.worlds.turn: turn.move}, {position.worlds.turn: tuple(turn.injects)}
    now = determinize(position, FACILITATOR, seeds)

    def after(ordered: Mapping[str, Sequence[Decision]]) -> Floats:
        given = {seat: several for seat, several in turn.orders.items() if seat == MOVER_ID} | dict(ordered)
        return _expected(study, now, Given(moves, {position.worlds.turn: given}, injects))

    seats = {seat: turn.orders.get(seat, ()) for seat in study.scenario.seats}
    own = [after({seat: seats[seat]}) for seat in study.seats]
    others = [after({each: several for each, several in seats.items() if each != seat}) for seat in study.seats]
    rows = range(len(study.seats))
    doctrine = DoctrineBot()
    return TurnValues(
        before=_expected(study, _news_to_come(position, seeds), Given()),
        informed=_expected(study, now, Given()),
        moved=after({}),
        own=np.stack([own[row][row] for row in rows]),
        others=np.stack([others[row][row] for row in rows]),
        ordered=after(seats),
        drawn=np.array(
            [
                seat not in study.people and set(doctrine.orders(position, seat)) == set(seats[seat])
                for seat in study.seats
            ]
        ),
    )


def _news_to_come(position: Position, seeds: NDArray[np.uint64]) -> Worlds:
    """The position before the news of its turn, as often as there are seeds; what the turns before told is kept."""
    told = {row: off for played in position.line for row, off in played.told.items()}
    return kernel.futures(position.left, seeds, told)


def _expected(study: LuckStudy, start: Start, given: Given) -> Floats:
    """(seats, games): the final scores of games that go on so, doctrine in every seat."""
    return scores_at_end(start, bots_of(study.scenario.seats), [Seated(seat) for seat in study.seats], given)


# --- What it comes to -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TurnSplit:
    """What became of the score to be expected in one turn."""

    turn: int
    expected: float
    """Before the turn, its news still to come."""
    parts: Mapping[str, Interval]
    """By PARTS: how far each moved it."""


@dataclass(frozen=True)
class Split:
    """A seat's final score, split: `expected` and all `parts` add up to it."""

    seat: str
    score: float
    expected: Interval
    """What a new game that begins so was to be expected to bring, doctrine in every seat."""
    start: Interval
    """What was drawn for its very beginning: levels that the author is unsure of."""
    turns: tuple[TurnSplit, ...]
    luck: Interval
    """The start, the news, how things came out, and what doctrine's bot drew where it plays the seat."""
    mover: Interval
    others: Interval
    own: Interval


@dataclass(frozen=True)
class LuckSplit:
    """The final scores of a game, split."""

    study: LuckStudy
    seats: tuple[Split, ...]


def luck_split(study: LuckStudy, pieces: Iterable[TurnValues]) -> LuckSplit:
    """What all pieces come to, in their order.

    >>> import wargame
    >>> from wargame.game.orders_file import OrdersFile
    >>> from wargame.players.whole_game import play_out
    >>> game = play_out(wargame.load(wargame.find("first-session")), 7, "plain", "random", OrdersFile())
    >>> study = LuckStudy(game.resolutions, ("host",), games=100)
    >>> (split,) = luck_split(study, [luck_piece(study, piece) for piece in range(study.pieces)]).seats
    >>> parts = (split.luck, split.mover, split.others, split.own)
    >>> abs(split.expected.middle + sum(part.middle for part in parts) - split.score) < 1e-9
    True
    """
    begun, *turns = pieces
    final = study.line[-1].left.scores
    return LuckSplit(
        study, tuple(_split(study, row, begun, turns, final[seat]) for row, seat in enumerate(study.seats))
    )


def _split(study: LuckStudy, row: int, begun: TurnValues, turns: Sequence[TurnValues], score: float) -> Split:
    expected = begun.before[row]
    before = [each.before[row] for each in turns]
    after = [*before[1:], np.full(study.games, score)]
    parts = [_parts(each, row, then) for each, then in zip(turns, after, strict=True)]
    started = before[0] - expected
    whole = {name: _sum(each[name] for each in parts) for name in PARTS}
    return Split(
        seat=study.seats[row],
        score=score,
        expected=mean(expected),
        start=_part([started]),
        turns=tuple(
            TurnSplit(
                played.before.turn,
                float(now.mean()),
                {name: _part([values]) for name, values in each.items()},
            )
            for played, now, each in zip(study.line, before, parts, strict=True)
        ),
        luck=_part([started, *(whole[name] for name in OF_LUCK)]),
        mover=_part([whole[MOVER_PART]]),
        others=_part([whole[OTHERS]]),
        own=_part([whole[OWN]]),
    )


def _parts(values: TurnValues, row: int, then: Floats) -> dict[str, Floats | None]:
    """(games,) by part of a turn; None for what there is none of."""
    moved, own, others, ordered = (each[row] for each in (values.moved, values.own, values.others, values.ordered))
    first, second = own - moved, ordered - others
    mine, drawn = (first + second) / 2, bool(values.drawn[row])
    return {
        NEWS: values.informed[row] - values.before[row],
        MOVER_PART: moved - values.informed[row],
        OTHERS: ordered - moved - mine,
        OWN: None if drawn else mine,
        DRAWN: mine if drawn else None,
        OUTCOME: then - ordered,
    }


def _sum(several: Iterable[Floats | None]) -> Floats | None:
    """The sum of what there is; None of nothing."""
    found = [each for each in several if each is not None]
    return np.asarray(np.sum(found, axis=0)) if found else None


def _part(several: Iterable[Floats | None]) -> Interval:
    """How far these moved the score together; exactly not at all where there is none."""
    whole = _sum(several)
    return NONE if whole is None else mean(whole, reach=200.0)


def luck_splits(study: LuckStudy) -> Iterator[Progress | LuckSplit]:
    """The same here and now, with how far it is; for another process."""
    found = []
    for piece in range(study.pieces):
        found.append(luck_piece(study, piece))
        yield Progress(piece + 1, study.pieces)
    yield luck_split(study, found)
