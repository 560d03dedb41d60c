"""What simulated games used of their scenario: what fired, was ordered, drawn, refused and moved, and over which ties.

Everything is counted in whole numbers, so that counts add up to the same in any order.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.finished import Finished
from wargame.engine.kernel import Act, Flags, Floats, News, TurnTrace, Whole, Worlds
from wargame.engine.program import Program
from wargame.model.expression import Level, Trust, text
from wargame.model.grid import GRID_DIGITS
from wargame.model.order import Withholding
from wargame.model.scenario import MOVER_ID
from wargame.players.playout import Played, event_outcomes
from wargame.players.usage import by_row

SAMPLE = 32
"""In how many games causes are kept apart, which takes many times as long."""
MOVES = 0.5
"""A tie moves where the standard deviation of its trust, at the end of games, is above this."""
_MILLIONTHS = 10**GRID_DIGITS
_THOUSANDTHS = 1000
"""Trust is summed to a thousandth, so that the sum of its squares over a hundred million games fits into 64 bits."""

Bits = NDArray[np.uint64]


@dataclass
class CoverageCounts:
    """What was counted under one lens; the counts of parts of its games add up."""

    games: int
    turns: int
    """Turns of games."""
    made: Whole
    """(moves,): turns in which each was made."""
    ordered: Whole
    """(orders,): turns in which each was ordered."""
    denied: Whole
    """(orders,): of these, those in which consent was withheld by somebody."""
    in_part: Whole
    """(orders,): of these, those in which nobody withheld it and somebody gave it with a footnote."""
    withheld: Whole
    """(withholdings,): orders from which each withheld consent."""
    footnoted: Whole
    """(withholdings,): orders to which each consented with a footnote."""
    fired: Whole
    """(rules,): games in which each fired."""
    drawn: Whole
    """(events, outcomes and one more,): games in which each came out so; the first is for not taking place."""
    came: Whole
    """(outcomes,): games in which each ever came about, those of moves and reactions too."""
    moved: Whole
    """(numbers,): turns in which each changed."""
    low: Whole
    """(numbers,): turns after which each was at the lower limit of its range."""
    high: Whole
    trust_sums: Whole
    """(ties,): trust at the end of games, in thousandths."""
    trust_squares: Whole
    marks: Bits
    """Sums, with what exceeds 64 bits left out, of all that games ended with: alike for the same games."""
    sampled: int
    """How many games were played with causes kept apart."""
    sampled_turns: int
    could_fire: Whole
    """(rules,): turns of the sample in which each had not fired for good."""
    firing: Whole
    """(rules,): turns of the sample in which each fired."""
    direct: Whole
    """(numbers,): how far causes moved each by themselves, in millionths, each cause, turn and game by its size."""
    carried: Whole
    """(numbers,): how far causes moved each over ties."""
    direct_net: Whole
    """(numbers,): the same, the causes of a turn added up before their size is taken."""
    carried_net: Whole

    @staticmethod
    def empty(program: Program) -> CoverageCounts:
        """Nothing counted yet."""
        numbers, rules = len(program.targets), len(program.rules)
        most = max((len(event.outcomes) for event in program.events), default=0)

        def none(*shape: int) -> Whole:
            return np.zeros(shape, dtype=np.int64)

        return CoverageCounts(
            games=0,
            turns=0,
            made=none(program.moves),
            ordered=none(len(program.orders)),
            denied=none(len(program.orders)),
            in_part=none(len(program.orders)),
            withheld=none(len(program.withholdings)),
            footnoted=none(len(program.withholdings)),
            fired=none(rules),
            drawn=none(len(program.events), most + 1),
            came=none(program.outcomes),
            moved=none(numbers),
            low=none(numbers),
            high=none(numbers),
            trust_sums=none(len(program.scenario.ties.between)),
            trust_squares=none(len(program.scenario.ties.between)),
            marks=np.zeros(numbers + len(program.plays) + 1, dtype=np.uint64),
            sampled=0,
            sampled_turns=0,
            could_fire=none(rules),
            firing=none(rules),
            direct=none(numbers),
            carried=none(numbers),
            direct_net=none(numbers),
            carried_net=none(numbers),
        )

    def add(self, other: CoverageCounts) -> None:
        """Count what another has counted too."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


class CoverageCounter:
    """Counts games that have been played; a sample of them turn by turn, with their causes kept apart."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.counts = CoverageCounts.empty(program)
        self._ties = np.array(
            [row for row, target in enumerate(program.targets) if isinstance(target, Trust)], dtype=np.intp
        )

    def count(self, finished: Finished) -> None:
        """Count games that have been played to their end."""
        counts = self.counts
        assert finished.usage is not None
        assert finished.worlds is not None
        counts.turns += finished.world_turns
        for each in fields(finished.usage):
            setattr(counts, each.name, getattr(counts, each.name) + getattr(finished.usage, each.name))
        self._count_ended(finished.worlds)

    def _count_ended(self, worlds: Worlds) -> None:
        """Count games as they ended."""
        counts = self.counts
        counts.games += worlds.width
        counts.fired += by_row(worlds.fired)
        for row, outcomes in enumerate(event_outcomes(worlds)):
            counts.drawn[row] += np.bincount(outcomes + 1, minlength=counts.drawn.shape[1])
        counts.came += by_row(worlds.came > 0)
        trust = np.rint(worlds.numbers[self._ties] * _THOUSANDTHS).astype(np.int64)
        counts.trust_sums += trust.sum(axis=1)
        counts.trust_squares += (trust * trust).sum(axis=1)
        numbers = np.ascontiguousarray(worlds.numbers).view(np.uint64)
        # What a game ended with is told apart from the same numbers of another.
        salt = worlds.seeds | np.uint64(1)
        counts.marks += np.concatenate(
            [
                (numbers * salt).sum(axis=1, dtype=np.uint64),
                (worlds.times.astype(np.uint64) * salt).sum(axis=1, dtype=np.uint64),
                ((worlds.ending + 1).astype(np.uint64) * salt).sum(dtype=np.uint64)[None],
            ]
        )


# --- The sample -------------------------------------------------------------------------------------------------------


class Sample:
    """Counts some games with their causes kept apart: how often rules fire, and what ties carry.

    Of every turn, game and cause (a move, an order, an event, a rule, an inject, an effect that was delayed) the direct
    amounts d and, after spreading, the totals y are taken by number; what ties carry is y - d. Drift, limits, income
    and costs are left out.
    """

    def __init__(self, counts: CoverageCounts, games: int) -> None:
        self._counts, self._games = counts, games
        self._delayed: dict[int, list[_Part]] = {}
        counts.sampled += games

    def count(self, played: Played) -> None:
        """Count a turn."""
        which = np.flatnonzero(played.ran)
        if not len(which):
            return
        counts, place = self._counts, played.place[which]
        before = kernel.select(played.before, which)
        once = np.array([rule.once for rule in before.program.rules], dtype=np.bool_)[:, None]
        trace = kernel.resolve(before, kernel.chosen_in(played.choices, which))
        counts.sampled_turns += len(which)
        counts.could_fire += by_row(~(once & before.fired))
        counts.firing += by_row(trace.firing)
        news = kernel.news(kernel.select(played.earlier, which))
        for worlds, parts in self._steps(before, news, trace, place):
            if parts:
                _count_movement(counts, worlds, parts)

    def _steps(
        self, before: Worlds, news: Sequence[News], trace: TurnTrace, place: NDArray[np.intp]
    ) -> Iterator[tuple[Worlds, list[_Part]]]:
        """The steps of a turn in which causes act together and then spread: the worlds they act in, and what each does.

        Each month's news is one, then what is chosen with what follows from it, then each month that closes the turn.
        What is delayed is put by for its turn.
        """
        turn = before.turn
        yield from ((month.before, _parts(turn, month.acts)) for month in news)
        due = self._delayed.pop(turn, ())
        parts = [_Part(each.cause, each.number, each.amount[place]) for each in due]
        for number, act in enumerate(trace.acts):
            for effect, amount in act.effects:
                if act.source.delay:
                    later = np.zeros(self._games)
                    later[place] = amount
                    part = _Part((turn, number), effect.number, later)
                    self._delayed.setdefault(turn + act.source.delay, []).append(part)
                else:
                    parts.append(_Part((turn, number), effect.number, amount))
        yield before, parts
        yield from ((month.before, _parts(turn, month.acts)) for month in trace.closing)


@dataclass(frozen=True)
class _Part:
    """What one cause does to one number by itself."""

    cause: tuple[int, int]
    """The turn it acts from, and its place among what acts in it."""
    number: int
    amount: Floats
    """(worlds,)."""


def _parts(turn: int, acts: Sequence[Act]) -> list[_Part]:
    """What each of the events of a month does by itself."""
    return [
        _Part((turn, number), effect.number, amount)
        for number, act in enumerate(acts)
        for effect, amount in act.effects
    ]


def _count_movement(counts: CoverageCounts, before: Worlds, parts: Sequence[_Part]) -> None:
    """Count what each cause does by itself and over ties, and what all do together."""
    network, width = before.program.network, before.width
    known = {cause: place for place, cause in enumerate(dict.fromkeys(each.cause for each in parts))}
    causes, many = np.array([known[each.cause] for each in parts]), len(known)
    numbers = np.array([each.number for each in parts], dtype=np.intp)
    # Several effects of one cause on one number are one.
    pairs, pair = np.unique(numbers * many + causes, return_inverse=True)
    amounts = np.zeros((len(pairs), width))
    np.add.at(amounts, pair, np.array([each.amount for each in parts]))
    number, cause = pairs // many, pairs % many
    together = np.zeros_like(before.numbers)
    np.add.at(together, number, amounts)
    np.add.at(counts.direct, number, _millionths(amounts))
    counts.direct_net += _millionths(together)
    # Only what reaches a tie spreads, each cause and game of its own.
    reaches = np.zeros((many, width), dtype=np.bool_)
    heard = np.isin(number, network.sources)
    np.logical_or.at(reaches, cause[heard], amounts[heard] != 0.0)
    column = np.cumsum(reaches).reshape(reaches.shape) - 1
    _, game = np.nonzero(reaches)
    row, where = np.nonzero(reaches[cause])
    apart = np.zeros((len(before.numbers), len(game)))
    apart[number[row], column[cause[row], where]] = amounts[row, where]
    listeners, weights = np.unique(network.listeners), kernel.link_weights(before)
    # All causes of a game together are one more cause, since spread is linear.
    for reaching, strength, onto in (
        (apart, weights[:, game], counts.carried),
        (together, weights, counts.carried_net),
    ):
        spread = network.spread(reaching, strength)
        onto[listeners] += _millionths(spread[listeners] - reaching[listeners])


def _millionths(values: Floats) -> Whole:
    """(rows,): how large values are in sum, each rounded to a millionth."""
    sizes: Whole = np.rint(np.abs(values) * _MILLIONTHS).sum(axis=1).astype(np.int64)
    return sizes


# --- What it comes to -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RuleUse:
    """How often a rule fires."""

    rule: str
    games: int
    """Games in which it fired."""
    turns: float
    """The share of the sample's turns, of those in which it had not fired for good, in which it fired."""
    always: bool
    """Whether it fired in every game, and in every such turn of the sample."""


@dataclass(frozen=True)
class NumberUse:
    """Whether a number moves, and how often it is at a limit of its range."""

    name: str
    moved: float
    """The share of turns in which it changed."""
    low: float
    """The share of turns after which it was at its lower limit."""
    high: float

    @property
    def at_limit(self) -> float:
        """The share of turns after which it was at either limit."""
        return self.low + self.high


@dataclass(frozen=True)
class TieUse:
    """Whether the trust of a tie comes out otherwise from game to game."""

    listener: str
    of: str
    deviation: float
    """Of trust at the end of games, in points."""

    @property
    def moves(self) -> bool:
        """Whether it does."""
        return self.deviation > MOVES


@dataclass(frozen=True)
class ConsentUse:
    """How often a reaction that needs consent is ordered, and how often consent is withheld from it."""

    seat: str
    reaction: str
    orders: int
    denied: int
    """Orders from which somebody withheld consent."""
    in_part: int
    """Orders that nobody withheld consent from, and to which somebody gave it with a footnote."""
    by: Mapping[str, int]
    """By the seats that are asked: the orders from which they withheld it."""
    in_part_by: Mapping[str, int]
    """By the seats that are asked: the orders to which they gave it with a footnote."""
    by_mover: int
    """Orders from which the mover withheld it."""
    in_part_by_mover: int
    """Orders to which the mover gave it with a footnote."""


@dataclass(frozen=True)
class Carrying:
    """What share of all movement ties carry: sum of |y - d| over the sum of |d| + |y - d|, from 0 to 1."""

    games: int
    """How many games it is taken from."""
    gross: float
    """Cause by cause, over the levels that some tie reaches."""
    net: float
    """The causes of a turn added up first."""
    gross_of_all: float
    """Cause by cause, over all levels."""
    net_of_all: float


@dataclass(frozen=True)
class Coverage:
    """What the games under one lens used of the scenario."""

    lens: str
    games: int
    turns: int
    rules: tuple[RuleUse, ...]
    moves: Mapping[str, int]
    """By move: the turns in which it was made."""
    reactions: Mapping[tuple[str, str], int]
    """By seat and reaction: how often it was ordered."""
    orders: Mapping[tuple[str, str], int]
    """By seat and order as text, with its target: how often it was ordered."""
    events: Mapping[str, Mapping[str | None, int]]
    """By event, then by outcome: the games in which it came out so; None for not taking place."""
    outcomes: Mapping[str, Mapping[str, int]]
    """By move or order (`seat.reaction(target)`) that may come out in several ways, then by outcome: the games in which
    it ever came out so."""
    numbers: tuple[NumberUse, ...]
    ties: tuple[TieUse, ...]
    carrying: Carrying
    consents: tuple[ConsentUse, ...]
    same_as: tuple[str, ...]
    """The lenses under which the same games come out."""

    @property
    def never_fired(self) -> tuple[str, ...]:
        """The rules that never fired."""
        return tuple(each.rule for each in self.rules if not each.games)

    @property
    def always_fired(self) -> tuple[str, ...]:
        """The rules that fired whenever they could."""
        return tuple(each.rule for each in self.rules if each.always)

    @property
    def never_made(self) -> tuple[str, ...]:
        """The moves that were never made."""
        return tuple(move for move, turns in self.moves.items() if not turns)

    @property
    def never_ordered(self) -> tuple[tuple[str, str], ...]:
        """The reactions that were never ordered, by seat."""
        return tuple(reaction for reaction, times in self.reactions.items() if not times)

    @property
    def never_drawn(self) -> tuple[tuple[str, str | None], ...]:
        """The events that never took place, with None; and the outcomes that those that did never had.

        Of the moves and orders that were ever tried, the outcomes they never had follow.
        """
        found: list[tuple[str, str | None]] = []
        for event, games in self.events.items():
            if games[None] == self.games:
                found.append((event, None))
            else:
                found += [(event, outcome) for outcome, came in games.items() if outcome is not None and not came]
        for act, ways in self.outcomes.items():
            if any(ways.values()):
                found += [(act, outcome) for outcome, came in ways.items() if not came]
        return tuple(found)

    @property
    def never_moved(self) -> tuple[str, ...]:
        """The numbers that never changed."""
        return tuple(each.name for each in self.numbers if not each.moved)

    @property
    def consents_needed(self) -> int:
        """How many orders needed consent."""
        return sum(each.orders for each in self.consents)

    @property
    def consents_denied(self) -> int:
        """From how many of them consent was withheld by somebody."""
        return sum(each.denied for each in self.consents)

    @property
    def consents_in_part(self) -> int:
        """To how many of them it was withheld in part only, by a footnote."""
        return sum(each.in_part for each in self.consents)

    @property
    def consents_of_mover(self) -> int:
        """From how many of them the mover withheld it, in whole or part."""
        return sum(each.by_mover + each.in_part_by_mover for each in self.consents)


def coverage(found: Sequence[tuple[Program, CoverageCounts]]) -> tuple[Coverage, ...]:
    """What the games under each lens used of a scenario."""
    marks = [(counts.games, counts.marks.tobytes()) for _, counts in found]
    return tuple(
        _coverage(
            program,
            counts,
            tuple(
                other.lens
                for (other, _), mark in zip(found, marks, strict=True)
                if other is not program and mark == marks[place]
            ),
        )
        for place, (program, counts) in enumerate(found)
    )


def _coverage(program: Program, counts: CoverageCounts, same_as: tuple[str, ...]) -> Coverage:
    scenario = program.scenario
    ordered: dict[tuple[str, str], int] = {
        (seat, reaction): 0 for seat, several in scenario.reactions.items() for reaction in several
    }
    denied, in_part = dict(ordered), dict(ordered)
    for by_reaction, by_order in ((ordered, counts.ordered), (denied, counts.denied), (in_part, counts.in_part)):
        for order, times in zip(program.orders, by_order.tolist(), strict=True):
            by_reaction[order.seat, order.reaction] += times
    withheld = dict(zip(program.withholdings, counts.withheld.tolist(), strict=True))
    footnoted = dict(zip(program.withholdings, counts.footnoted.tolist(), strict=True))

    def by(answers: Mapping[Withholding, int], seat: str, reaction: str) -> dict[str, int]:
        return {each.seat: times for each, times in answers.items() if (each.of, each.reaction) == (seat, reaction)}

    return Coverage(
        lens=program.lens,
        games=counts.games,
        turns=counts.turns,
        rules=tuple(_rules(program, counts)),
        moves=dict(zip(scenario.moves, counts.made.tolist(), strict=True)),
        reactions=ordered,
        orders={
            (order.seat, str(order)): times
            for order, times in zip(program.orders, counts.ordered.tolist(), strict=True)
        },
        events={
            event.id: {
                None: int(games[0]),
                **{each.id: int(games[place]) for place, each in enumerate(event.outcomes, start=1)},
            }
            for event, games in zip(scenario.events.values(), counts.drawn, strict=True)
        },
        outcomes={
            play.source.cause.id: {each.id: int(counts.came[each.row]) for each in play.outcomes}
            for play in program.plays
            if play.outcomes
        },
        numbers=tuple(
            NumberUse(
                text(target),
                _share(counts.moved[row], counts.turns),
                _share(counts.low[row], counts.turns),
                _share(counts.high[row], counts.turns),
            )
            for row, target in enumerate(program.targets)
        ),
        ties=tuple(
            TieUse(tie.listener, tie.of, _deviation(counts.games, int(total), int(squares)))
            for tie, total, squares in zip(scenario.ties.between, counts.trust_sums, counts.trust_squares, strict=True)
        ),
        carrying=_carrying(program, counts),
        consents=tuple(
            ConsentUse(
                seat=seat,
                reaction=reaction.id,
                orders=ordered[seat, reaction.id],
                denied=denied[seat, reaction.id],
                in_part=in_part[seat, reaction.id],
                by=_of_seats(by(withheld, seat, reaction.id)),
                in_part_by=_of_seats(by(footnoted, seat, reaction.id)),
                by_mover=by(withheld, seat, reaction.id).get(MOVER_ID, 0),
                in_part_by_mover=by(footnoted, seat, reaction.id).get(MOVER_ID, 0),
            )
            for seat, several in scenario.reactions.items()
            for reaction in several.values()
            if reaction.consent is not None
        ),
        same_as=same_as,
    )


def _of_seats(times: Mapping[str, int]) -> Mapping[str, int]:
    return {seat: many for seat, many in times.items() if seat != MOVER_ID}


def _rules(program: Program, counts: CoverageCounts) -> Iterator[RuleUse]:
    for row, rule in enumerate(program.scenario.rules):
        games, could, firing = int(counts.fired[row]), int(counts.could_fire[row]), int(counts.firing[row])
        always = bool(could) and firing == could and games == counts.games
        yield RuleUse(rule, games, _share(firing, could), always)


def _carrying(program: Program, counts: CoverageCounts) -> Carrying:
    levels = np.array([isinstance(target, Level) for target in program.targets], dtype=np.bool_)
    reached = np.zeros(len(program.targets), dtype=np.bool_)
    reached[program.network.listeners] = True
    reached &= levels

    def over(numbers: Flags, direct: Whole, carried: Whole) -> float:
        by_ties = int(carried[numbers].sum())
        return _share(by_ties, by_ties + int(direct[numbers].sum()))

    return Carrying(
        counts.sampled,
        over(reached, counts.direct, counts.carried),
        over(reached, counts.direct_net, counts.carried_net),
        over(levels, counts.direct, counts.carried),
        over(levels, counts.direct_net, counts.carried_net),
    )


def _share(part: int, of: int) -> float:
    return int(part) / int(of) if of else 0.0


def _deviation(games: int, total: int, squares: int) -> float:
    """The standard deviation in points of what was summed in thousandths."""
    if not games:
        return 0.0
    # In whole numbers, so that nothing is lost where the deviation is small beside the mean.
    return math.sqrt(max(0, games * squares - total * total)) / games / _THOUSANDTHS
