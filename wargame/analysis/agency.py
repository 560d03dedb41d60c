"""What each seat can do about its fate: played by the best policy found, by doctrine, at random, passive and at worst.

A policy gives each of a seat's reactions one multiplier on its doctrine: 0 never orders it, 1 as often as doctrine, 30
whenever doctrine would think of it. The best is searched by coordinate ascent, on other seeds than it is valued on. All
other seats are played by doctrine. The work is parted into pieces that do not depend on one another, so it comes out
the same whatever the number of workers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.estimates import Interval, holds, mean
from wargame.analysis.substitution import CONTEXTS, Context, Substituted, effects
from wargame.engine import chance, kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.finished import Wanted
from wargame.engine.kernel import Floats, Whole
from wargame.engine.program import Program
from wargame.engine.redraw import many_seeds
from wargame.model.beginning import AT_THE_START, Beginning
from wargame.model.scenario import AgencyExpectation, Scenario
from wargame.model.viewer import Seated
from wargame.players.bots import BatchBot, DoctrineBot, RandomBot, bots_of
from wargame.players.finish import finish
from wargame.players.new_games import NewGames
from wargame.players.playout import event_outcomes
from wargame.players.policy import NEVER, STRONGLY, PolicyBot

GAMES = 4_000
"""How many games a policy is valued on."""
SEARCHED = 500
"""How many games a policy is tried on while the best is searched."""
ROUNDS = 2
"""How often the search goes through all reactions."""
SUBSTITUTED = 1_000
"""In how many games an order is substituted, in each context."""
GAIN = 0.2
"""A multiplier is changed for more than so many points."""
MULTIPLIERS = (NEVER, 1.0, STRONGLY)
STARTS = (1.0, STRONGLY)
"""The search begins with every multiplier at each of these, and the better end counts."""
PROFILES = 60
"""Tables that vary: how many are drawn, each with a policy for every seat."""
PROFILE_GAMES = 150
POLICIES = 6
"""How many multiplier policies a seat draws from, beside doctrine and random."""
_PROFILES_A_PIECE = 5
_WIDTH = 2048

Policy = Mapping[str, float]
"""By reaction: its multiplier."""

BEST, DOCTRINE, RANDOM, NOTHING, WORST = "best", "doctrine", "random", "nothing", "worst"
WAYS = (BEST, DOCTRINE, RANDOM, NOTHING, WORST)
"""The ways a seat is played, the best first."""


@dataclass(frozen=True)
class AgencyStudy:
    """What is studied; the same gives the same result on any machine and with any number of workers."""

    scenario: Scenario
    lens: str
    seed: int = 1
    games: int = GAMES
    """How many games each policy is valued on; it is searched on at most SEARCHED others."""
    beginning: Beginning = AT_THE_START
    """How all these games begin."""
    contexts: tuple[Context, ...] = CONTEXTS
    """In which contexts single orders are substituted."""

    @cached_property
    def program(self) -> Program:
        """The scenario under the lens."""
        return compile_scenario(self.scenario, self.lens)

    def begin(self, seeds: NDArray[np.uint64]) -> NewGames:
        """The games with these seeds, still to begin."""
        return NewGames(self.program, seeds, self.beginning)

    @property
    def valued(self) -> NDArray[np.uint64]:
        """The seeds of the games that policies are valued on."""
        return many_seeds(f"agency:value:{self.seed}", self.games)

    @cached_property
    def starts(self) -> Floats:
        """(seats,): the mean score of each as those games begin."""
        begun = [self.begin(some).begin() for some in _chunks(self.valued)]
        scores = [[kernel.scores(worlds, Seated(seat))[0].mean() for seat in self.seats] for worlds in begun]
        return np.asarray(np.average(scores, axis=0, weights=[worlds.width for worlds in begun]))

    @property
    def searched(self) -> int:
        """How many games a policy is tried on while the best is searched."""
        return min(SEARCHED, self.games)

    @property
    def substituted(self) -> int:
        """In how many games an order is substituted, in each context."""
        return min(SUBSTITUTED, self.games)

    @property
    def profile_games(self) -> int:
        """How many games each table that varies plays."""
        return min(PROFILE_GAMES, self.games)

    @property
    def seats(self) -> tuple[str, ...]:
        """The seats, in the scenario's order."""
        return tuple(self.scenario.seats)


# --- Pieces of work ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Search:
    """The best policy of a seat from a start, or the worst."""

    seat: str
    start: float
    descent: bool


@dataclass(frozen=True)
class _Valuing:
    """A seat, or none, played in another way than by doctrine."""

    seat: str | None
    way: str


@dataclass(frozen=True)
class _Tables:
    """Some tables that vary."""

    first: int
    many: int


@dataclass(frozen=True)
class _Substituting:
    """One order of a seat substituted in one turn, in a context."""

    seat: str
    context: Context


_Piece = _Search | _Valuing | _Tables | _Substituting


def _pieces(study: AgencyStudy) -> tuple[_Piece, ...]:
    """All the pieces, those that take longest first."""
    searches = [_Search(seat, start, False) for seat in study.seats for start in STARTS]
    descents = [_Search(seat, 1.0, True) for seat in study.seats]
    substitutions = [_Substituting(seat, context) for seat in study.seats for context in study.contexts]
    tables = [
        _Tables(first, min(_PROFILES_A_PIECE, PROFILES - first)) for first in range(0, PROFILES, _PROFILES_A_PIECE)
    ]
    values = [_Valuing(None, DOCTRINE), *(_Valuing(seat, way) for seat in study.seats for way in (RANDOM, NOTHING))]
    return (*searches, *descents, *tables, *substitutions, *values)


def pieces(study: AgencyStudy) -> int:
    """In how many pieces a study is made."""
    return len(_pieces(study))


@dataclass(frozen=True)
class _Games:
    """What some games came to."""

    scores: Floats
    """(seats, games)."""
    ending: Whole
    """(games,)."""
    outcomes: Whole
    """(events, games)."""
    ordered: Whole
    """(orders,): in how many turns each was ordered."""


@dataclass(frozen=True)
class _Found:
    """The policy that a search came to, what it scored there, and the games it was valued on."""

    policy: Policy
    searched: float
    games: _Games


@dataclass(frozen=True)
class _Table:
    """The games of one table: which policy each seat was played by."""

    policies: tuple[int, ...]
    games: _Games


Part = _Found | _Games | tuple[_Table, ...] | Mapping[str, Substituted]
"""What comes of a piece."""


def agency_piece(study: AgencyStudy, piece: int) -> Part:
    """One piece of a study."""
    match _pieces(study)[piece]:
        case _Search(seat, start, descent):
            policy, searched = _searched(study, seat, start, descent)
            return _Found(policy, searched, _valued(study, {seat: PolicyBot(DoctrineBot(), policy)}))
        case _Valuing(None):
            return _valued(study, {})
        case _Valuing(str(seat), way):
            return _valued(study, {seat: RandomBot() if way == RANDOM else passive(study.scenario, seat)})
        case _Tables(first, many):
            return tuple(_table(study, profile) for profile in range(first, first + many))
        case _Substituting(seat, context):
            seeds = many_seeds(f"agency:substitute:{study.seed}", study.substituted)
            return effects(study.program, seat, context, seeds, study.beginning)
    raise AssertionError(piece)


def passive(scenario: Scenario, seat: str) -> PolicyBot:
    """A bot that orders nothing, and withholds consent by doctrine."""
    return PolicyBot(DoctrineBot(), dict.fromkeys(scenario.reactions[seat], NEVER))


def _valued(study: AgencyStudy, others: Mapping[str, BatchBot]) -> _Games:
    return _played(study, study.valued, others)


def _played(study: AgencyStudy, seeds: NDArray[np.uint64], others: Mapping[str, BatchBot]) -> _Games:
    """Games with these seeds, every seat by doctrine but for the others named."""
    bots: dict[str, BatchBot] = {**bots_of(study.seats), **others}
    parts = [_played_together(study.begin(some), bots) for some in _chunks(seeds)]
    return _Games(
        np.concatenate([part.scores for part in parts], axis=1),
        np.concatenate([part.ending for part in parts]),
        np.concatenate([part.outcomes for part in parts], axis=1),
        np.sum([part.ordered for part in parts], axis=0),
    )


def _chunks(seeds: NDArray[np.uint64]) -> Iterator[NDArray[np.uint64]]:
    """As many seeds as are played at a time."""
    return (seeds[first : first + _WIDTH] for first in range(0, len(seeds), _WIDTH))


def _played_together(start: NewGames, bots: Mapping[str, BatchBot]) -> _Games:
    wanted = Wanted(scores=True, usage=True, worlds=True)
    found = finish(start, bots, wanted=wanted)
    assert found.scores is not None
    assert found.usage is not None
    assert found.worlds is not None
    seats = len(start.program.scenario.seats)
    return _Games(found.scores[:seats], found.ending, event_outcomes(found.worlds), found.usage.ordered)


# --- Searching --------------------------------------------------------------------------------------------------------


def _searched(study: AgencyStudy, seat: str, start: float, descent: bool) -> tuple[Policy, float]:
    """The policy that coordinate ascent (or descent) comes to, and its mean score on the games it was searched on."""
    seeds, row = many_seeds(f"agency:search:{study.seed}", study.searched), study.seats.index(seat)
    sign = -1.0 if descent else 1.0

    def value(policy: Policy) -> float:
        games = _played(study, seeds, {seat: PolicyBot(DoctrineBot(), policy)})
        return sign * float(games.scores[row].mean())

    policy, best = ascent(study.scenario.reactions[seat], value, start)
    return policy, sign * best


def ascent(reactions: Iterable[str], value: Callable[[Policy], float], start: float = 1.0) -> tuple[Policy, float]:
    """The policy that coordinate ascent comes to from one multiplier for all reactions, and its value.

    It goes through the reactions in the order of their ids, up to ROUNDS times, and changes a multiplier for more than
    GAIN.

    >>> ascent(("talk", "arm"), lambda policy: policy["talk"] - policy["arm"])
    ({'arm': 0.0, 'talk': 30.0}, 30.0)
    """
    ordered = sorted(reactions)
    known: dict[tuple[float, ...], float] = {}

    def valued(policy: Policy) -> float:
        key = tuple(policy.values())
        if key not in known:
            known[key] = value(policy)
        return known[key]

    policy = dict.fromkeys(ordered, start)
    best = valued(policy)
    for _ in range(ROUNDS):
        before = dict(policy)
        for reaction in ordered:
            tried = {factor: valued({**policy, reaction: factor}) for factor in MULTIPLIERS}
            most = max(tried, key=lambda factor: tried[factor])
            if tried[most] > best + GAIN:
                policy, best = {**policy, reaction: most}, tried[most]
        if policy == before:
            break
    return policy, best


# --- Tables that vary -------------------------------------------------------------------------------------------------


def _table(study: AgencyStudy, profile: int) -> _Table:
    """The games of one table, each seat drawn from doctrine, random and its multiplier policies."""
    bots: dict[str, BatchBot] = {}
    drawn = []
    for seat in study.seats:
        which = int(_draw(study, f"agency:profile:{seat}", profile) * (2 + POLICIES))
        drawn.append(which)
        if which == 1:
            bots[seat] = RandomBot()
        elif which > 1:
            bots[seat] = PolicyBot(DoctrineBot(), _random_policy(study, seat, which))
    seeds = many_seeds(f"agency:tables:{study.seed}", study.profile_games, profile * PROFILE_GAMES)
    return _Table(tuple(drawn), _played(study, seeds, bots))


def _random_policy(study: AgencyStudy, seat: str, which: int) -> Policy:
    return {
        reaction: MULTIPLIERS[int(_draw(study, f"agency:policy:{seat}.{reaction}", which) * len(MULTIPLIERS))]
        for reaction in sorted(study.scenario.reactions[seat])
    }


def _draw(study: AgencyStudy, purpose: str, index: int) -> float:
    return float(chance.uniform(np.array([study.seed], dtype=np.uint64), 0, purpose, index)[0])


# --- What it comes to -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Explained:
    """What goes along with a seat's score: the share of its variance, from 0 to 1 (eta squared)."""

    events: Mapping[str, float]
    """By event, by how it came out; not taking place is one more way."""
    policy: float = 0.0
    """By the policy that the seat itself is played by."""
    profile: float = 0.0
    """By the policies that all seats are played by."""

    @property
    def sum(self) -> float:
        """Over all events; noise would hide the largest, not the sum."""
        return sum(self.events.values())


@dataclass(frozen=True)
class ReactionAgency:
    """What one reaction does for its seat's own score, ordered in one turn in place of what doctrine would order."""

    reaction: str
    ordered: float
    """How often doctrine orders it in a game."""
    effects: Mapping[Context, Interval]
    """By context, with intervals wide enough for all reactions together; none where it could never be ordered."""

    @property
    def dominant(self) -> bool:
        """Whether it clearly raises the score, by LEAST or more, in every context in which it can be ordered."""
        return self._clear([each.low > 0 and each.middle >= LEAST for each in self.effects.values()])

    @property
    def dominated(self) -> bool:
        """Whether it clearly lowers the score, by LEAST or more, in every context in which it can be ordered."""
        return self._clear([each.high < 0 and each.middle <= -LEAST for each in self.effects.values()])

    @staticmethod
    def _clear(verdicts: Sequence[bool]) -> bool:
        return bool(verdicts) and all(verdicts)


LEAST = 0.5
"""A single order that is worth less than this in points is neither dominant nor dominated."""


@dataclass(frozen=True)
class SeatAgency:
    """What one seat can do about its fate."""

    seat: str
    start: float
    """Its score as the games begin."""
    scores: Mapping[str, Interval]
    """By way: the mean final score."""
    spread: float
    """The standard deviation of its score under doctrine."""
    policy: Policy
    """The best found; by reaction, those whose multiplier is not 1."""
    worst: str
    """Which way is its worst: nothing, random, or worst for a policy that was searched."""
    worst_policy: Policy
    endings: Mapping[str, Mapping[str, float]]
    """By ending, then by way: the share of games that come to it."""
    gaps: Mapping[str, Interval]
    """By any other way: how much more the best gives, game by game under the same luck."""
    explained: Explained
    """Under doctrine."""
    varied: Explained
    """With tables that vary."""
    reactions: tuple[ReactionAgency, ...]

    @property
    def agency(self) -> float:
        """How much more the best gives than the worst."""
        return self.gaps[WORST].middle

    @property
    def dominant(self) -> tuple[str, ...]:
        """The reactions that pay whatever the others do."""
        return tuple(each.reaction for each in self.reactions if each.dominant)

    @property
    def dominated(self) -> tuple[str, ...]:
        """The reactions that cost whatever the others do."""
        return tuple(each.reaction for each in self.reactions if each.dominated)

    @property
    def never_ordered(self) -> tuple[str, ...]:
        """The reactions that doctrine never ordered."""
        return tuple(each.reaction for each in self.reactions if not each.ordered)


@dataclass(frozen=True)
class AgencyVerdict:
    """An author's expectation of a seat's agency against what was found."""

    expectation: AgencyExpectation
    gap: Interval
    holds: bool | None
    """Whether the whole interval reaches the least expected, or falls short of it; None with too few games to say."""


@dataclass(frozen=True)
class Agency:
    """What each seat can do about its fate under one lens."""

    study: AgencyStudy
    seats: tuple[SeatAgency, ...]
    correlation: Mapping[tuple[str, str], float]
    """Of the scores of each two seats under doctrine."""
    expectations: tuple[AgencyVerdict, ...]


def agency(study: AgencyStudy, parts: Iterable[Part]) -> Agency:
    """What a study comes to, from all its pieces in their order."""
    found = dict(zip(_pieces(study), parts, strict=True))
    doctrine = found[_Valuing(None, DOCTRINE)]
    assert isinstance(doctrine, _Games)
    tables = [table for part in found.values() if isinstance(part, tuple) for table in part]
    seats = tuple(_seat_agency(study, seat, found, doctrine, tables) for seat in study.seats)
    return Agency(
        study,
        seats,
        {
            (one, other): _correlation(doctrine.scores[row], doctrine.scores[column])
            for (row, one), (column, other) in combinations(enumerate(study.seats), 2)
        },
        tuple(_verdicts(study.scenario, seats)),
    )


def _seat_agency(
    study: AgencyStudy,
    seat: str,
    found: Mapping[_Piece, Part],
    doctrine: _Games,
    tables: Sequence[_Table],
) -> SeatAgency:
    row = study.seats.index(seat)
    ends = [found[_Search(seat, start, False)] for start in STARTS]
    searched = max((end for end in ends if isinstance(end, _Found)), key=lambda each: each.searched)
    descent = found[_Search(seat, 1.0, True)]
    assert isinstance(descent, _Found)
    games = {BEST: searched.games, DOCTRINE: doctrine}
    for way in (RANDOM, NOTHING):
        part = found[_Valuing(seat, way)]
        assert isinstance(part, _Games)
        games[way] = part
    lows = {RANDOM: games[RANDOM], NOTHING: games[NOTHING], WORST: descent.games}
    worst = min(lows, key=lambda way: float(lows[way].scores[row].mean()))
    games[WORST] = lows[worst]
    own = {way: each.scores[row] for way, each in games.items()}
    return SeatAgency(
        seat=seat,
        start=float(study.starts[row]),
        scores={way: mean(own[way]) for way in WAYS},
        spread=float(own[DOCTRINE].std()),
        policy=_changed(searched.policy),
        worst=worst,
        worst_policy=_changed(descent.policy) if worst == WORST else {},
        endings={
            ending: {way: float((games[way].ending == place).mean()) for way in WAYS}
            for place, ending in enumerate(study.scenario.endings)
        },
        gaps={way: mean(own[BEST] - own[way], reach=200.0) for way in WAYS if way != BEST},
        explained=Explained(_by_event(study, own[DOCTRINE], doctrine.outcomes)),
        varied=_with_tables(study, row, tables),
        reactions=tuple(_reactions(study, seat, found, doctrine)),
    )


def explained(study: AgencyStudy) -> Mapping[str, tuple[Explained, Explained]]:
    """By seat: what goes along with its score under doctrine, and with tables that vary; nothing is searched."""
    doctrine = _valued(study, {})
    tables = [_table(study, profile) for profile in range(PROFILES)]
    return {
        seat: (Explained(_by_event(study, doctrine.scores[row], doctrine.outcomes)), _with_tables(study, row, tables))
        for row, seat in enumerate(study.seats)
    }


def _changed(policy: Policy) -> Policy:
    return {reaction: factor for reaction, factor in policy.items() if factor != 1.0}


def _with_tables(study: AgencyStudy, row: int, tables: Sequence[_Table]) -> Explained:
    scores = np.concatenate([table.games.scores[row] for table in tables])
    outcomes = np.concatenate([table.games.outcomes for table in tables], axis=1)
    each = [table.games.ending.size for table in tables]
    policy = np.repeat([table.policies[row] for table in tables], each)
    profile = np.repeat(np.arange(len(tables)), each)
    return Explained(_by_event(study, scores, outcomes), eta_squared(scores, policy), eta_squared(scores, profile))


def _by_event(study: AgencyStudy, scores: Floats, outcomes: Whole) -> Mapping[str, float]:
    return {event: eta_squared(scores, outcomes[place]) for place, event in enumerate(study.scenario.events)}


def _reactions(
    study: AgencyStudy, seat: str, found: Mapping[_Piece, Part], doctrine: _Games
) -> Iterator[ReactionAgency]:
    by_context: dict[Context, Mapping[str, Substituted]] = {}
    for context in study.contexts:
        part = found[_Substituting(seat, context)]
        assert isinstance(part, Mapping)
        by_context[context] = part
    many = sum(map(len, study.scenario.reactions.values()))
    for reaction in study.scenario.reactions[seat]:
        rows = [
            place
            for place, order in enumerate(study.program.orders)
            if (order.seat, order.reaction) == (seat, reaction)
        ]
        yield ReactionAgency(
            reaction,
            float(doctrine.ordered[rows].sum()) / study.games,
            {
                context: mean(several[reaction].effects, many, reach=200.0)
                for context, several in by_context.items()
                if len(several[reaction].effects) > 1
            },
        )


def _verdicts(scenario: Scenario, seats: Sequence[SeatAgency]) -> Iterator[AgencyVerdict]:
    by_seat = {each.seat: each for each in seats}
    for expected in scenario.agency.values():
        gap = by_seat[expected.seat].gaps[expected.over]
        yield AgencyVerdict(expected, gap, holds(gap, expected.low, math.inf))


def eta_squared(values: Floats, groups: NDArray[np.integer]) -> float:
    """The share of the variance of values that goes along with the group each is in; 0 where nothing varies.

    The sum of squares between groups over the total (R. A. Fisher, "Statistical Methods for Research Workers", 1925).

    >>> import numpy as np
    >>> eta_squared(np.array([1.0, 1.0, 3.0, 3.0]), np.array([0, 0, 1, 1]))
    1.0
    >>> eta_squared(np.array([1.0, 3.0, 1.0, 3.0]), np.array([0, 0, 1, 1]))
    0.0
    """
    away = values - values.mean()
    total = float(away @ away)
    if total <= 1e-12 * len(values):
        return 0.0
    _, group = np.unique(groups, return_inverse=True)
    sums, sizes = np.bincount(group, weights=away), np.bincount(group)
    return float((sums * sums / sizes).sum()) / total


def _correlation(one: Floats, other: Floats) -> float:
    """Pearson's correlation; 0 where either never varies."""
    left, right = one - one.mean(), other - other.mean()
    scale = float(np.sqrt((left @ left) * (right @ right)))
    return float(left @ right) / scale if scale > 1e-12 else 0.0
