"""A scenario as the engine plays it: actors, ties, seats, moves, reactions, rules, chance, endings and lenses.

Every part carries its `line` in the scenario file, so that a screen can show where a number comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from wargame.model.claim import Claim
from wargame.model.expression import Drawn, Expression, Fired, Played, Since, SinceDrawn, Target, Times, walk

JUDGEMENT = "judgement"
"""The `source:` of a number that is its author's judgement."""
MOVER_ID = "mover"
"""Stands among the ids of seats for the mover, where consent is asked or capital is read."""
NOBODY = ""
"""Stands for a seat where something is kept from every seat."""


def cited(source: str) -> tuple[str, str]:
    """The id of the source that a citation names, and where in it; the latter empty where it does not say.

    >>> cited("signal, Scenario B, page 3")
    ('signal', 'Scenario B, page 3')
    """
    name, _, place = source.partition(",")
    return name.strip(), place.strip()


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the calendar, written `2026-01`."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def plus(self, months: int) -> Month:
        """The month that many months later."""
        count = self.year * 12 + self.month - 1 + months
        return Month(count // 12, count % 12 + 1)

    def months_since(self, other: Month) -> int:
        """How many months after `other` this month is; negative if before."""
        return (self.year - other.year) * 12 + self.month - other.month


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the game begins, how long a turn is, and how many turns there are."""

    start: Month
    months_per_turn: int
    turns: int

    def date(self, turn: int) -> Month:
        """The first month of a turn; turn 1 is the first."""
        return self.start.plus((turn - 1) * self.months_per_turn)

    def last_month(self, turn: int) -> Month:
        """The last month of a turn."""
        return self.date(turn + 1).plus(-1)

    def turn_of(self, month: Month) -> int:
        """The turn in which a month lies; below 1 or above `turns` when it lies outside the game."""
        return month.months_since(self.start) // self.months_per_turn + 1


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something measured of an actor, on a stated range, that drifts back to its baseline by a share a turn."""

    id: str
    title: str
    text: str
    low: float
    high: float
    drift: float
    """Share of the distance to the baseline regained each turn, 0 to 1."""
    seen_by: tuple[str, ...] | None
    """The seats that see it, besides those that play the actor; None when everyone does."""
    line: int


@dataclass(frozen=True, slots=True)
class Start:
    """Where one number begins and the baseline it drifts back to."""

    value: float
    baseline: float
    plus_or_minus: float
    because: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Actor:
    """A state, institution, party or coalition: a node of the network, with a starting level of its indicators."""

    id: str
    title: str
    short: str
    """At most five characters, for a matrix."""
    text: str
    stubbornness: float
    """θ, above 0 and at most 1: the share of an effect on others that it does not take over."""
    levels: Mapping[str, Start]
    line: int


@dataclass(frozen=True, slots=True)
class Tie:
    """How much one actor listens to another: a trust from -100 to 100, with the share of attention it weighs with."""

    listener: str
    of: str
    trust: Start
    attention: float
    line: int


@dataclass(frozen=True, slots=True)
class Coupling:
    """How an indicator of those one listens to bears on an indicator of one's own: c_kl of the spread."""

    indicator: str
    by: str
    weight: float
    line: int


@dataclass(frozen=True, slots=True)
class Ties:
    """All ties, the range trust is held to, and the share of the distance to its baseline it regains each turn."""

    low: float
    high: float
    drift: float
    between: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """A change of one number, an amount read from the state before the turn."""

    target: Target
    amount: Expression
    plus_or_minus: float
    """How unsure the author is: drawn once per game, triangular on ± this."""
    when: Expression | None
    because: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Weight:
    """How likely something is against others: a weight of chance or of doctrine, never below 0."""

    amount: Expression
    plus_or_minus: float
    """How unsure the author is: drawn once per game, triangular on ± this."""
    because: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way that an event, a move or a reaction can come out, with its weight against the others."""

    id: str
    title: str
    text: str
    weight: Weight
    effects: tuple[Effect, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Goal:
    """What a seat wants: points for a condition that holds, or for a measure between two levels."""

    id: str
    title: str
    points: float
    when: Expression | None
    measure: Expression | None
    start: float
    """The measure at which the goal gives nothing."""
    end: float
    """The measure at which it gives all its points; may lie below `start`."""
    applies: Expression | None
    """When it counts at all, such as while an office is held; None when it always does."""
    line: int


@dataclass(frozen=True, slots=True)
class CapitalBudget:
    """A seat's political capital: what it starts with, earns each turn and can hold."""

    start: float
    income: float
    most: float
    line: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A role at the table: the actors it plays, its brief, capital and goals."""

    id: str
    title: str
    short: str
    actors: tuple[str, ...]
    brief: str
    capital: CapitalBudget
    orders_per_turn: int
    goals: tuple[Goal, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mover:
    """The actor whose moves the seats react to."""

    actor: str
    title: str
    brief: str
    capital: CapitalBudget | None
    """None where its moves cost nothing."""
    goals: tuple[Goal, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Move:
    """Something the mover can do; `weight` is how likely chance picks it among the legal ones."""

    id: str
    title: str
    text: str
    weight: Weight
    cost: float
    when: Expression | None
    once: bool
    again_after: int
    """Turns that must pass before it can be made again; 1 means every turn."""
    delay: int
    effects: tuple[Effect, ...]
    outcomes: tuple[Outcome, ...]
    """How it may come out; none where it always comes out the same."""
    matters: Mapping[str, str]
    """Why it matters, by seat."""
    line: int


@dataclass(frozen=True, slots=True)
class Consent:
    """Whose consent a reaction needs, when doctrine there withholds it or adds a footnote, and what is left then."""

    withheld_when: Mapping[str, Expression]
    """By seat, or MOVER_ID, in the order written."""
    footnote_when: Mapping[str, Expression]
    """By seat, or MOVER_ID: when it consents in part only."""
    without: float
    """The share of the effects that remains when consent is withheld; 0 blocks it."""
    footnoted: float | None
    """The share that remains when somebody adds a footnote and nobody withholds consent; None where none can."""
    line: int


@dataclass(frozen=True, slots=True)
class Option:
    """A reaction as it can be ordered: without a target, or with one of its targets filled in."""

    target: str | None
    when: Expression | None
    doctrine: Weight
    """How strongly the seat's declared doctrine prefers it; a bot never plays what has none."""
    effects: tuple[Effect, ...]
    outcomes: tuple[Outcome, ...]
    """How it may come out; none where it always comes out the same."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """Something a seat can do about the mover's move."""

    id: str
    seat: str
    title: str
    text: str
    cost: float
    once: bool
    again_after: int
    delay: int
    """Turns until its effects act; 0 is at once."""
    secret: bool
    """Whether the other seats see only its effects and not who did it."""
    consent: Consent | None
    options: tuple[Option, ...]
    line: int

    @property
    def targeted(self) -> bool:
        """Whether an order must name a target."""
        return self.options[0].target is not None

    def option(self, target: str | None) -> Option:
        """The reaction as it is ordered at a target, or at none."""
        return next(each for each in self.options if each.target == target)


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows by itself when a condition holds: a combination of orders, or a standing rule of the state."""

    id: str
    title: str
    text: str
    when: Expression
    combination: bool
    """Whether the condition reads what is played in this turn."""
    once: bool
    delay: int
    secret: bool
    effects: tuple[Effect, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Event:
    """A dated chance event: an election, a summit, a vote."""

    id: str
    title: str
    text: str
    date: Month
    when: Expression | None
    closes: bool
    """Whether it comes after the orders of its turn rather than before its move."""
    outcomes: tuple[Outcome, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Inject:
    """Something a facilitator may release in a turn."""

    id: str
    title: str
    text: str
    when: Expression | None
    once: bool
    delay: int
    effects: tuple[Effect, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Ending:
    """How a game can end; the one without a condition is what comes when the calendar runs out."""

    id: str
    title: str
    text: str
    sign: str
    """One character that stands for it in a tree."""
    when: Expression | None
    line: int


@dataclass(frozen=True, slots=True)
class Assumption:
    """A named number that amounts and weights may use, and a lens may override."""

    id: str
    title: str
    value: float
    plus_or_minus: float
    because: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Lens:
    """A named set of assumptions: one view of how the same events work."""

    id: str
    title: str
    text: str
    assumptions: Mapping[str, float]
    couplings: Mapping[tuple[str, str], float]
    """(indicator, by) -> weight."""
    attention: Mapping[tuple[str, str], float]
    """(listener, of) -> attention."""
    stubbornness: Mapping[str, float]
    line: int


@dataclass(frozen=True, slots=True)
class Opening:
    """A named starting point: a later turn, levels, and how events have come out."""

    id: str
    title: str
    text: str
    turn: int
    """The turn it begins at."""
    levels: Mapping[Target, float]
    events: Mapping[str, str]
    """Event -> the outcome it has: in the past where its turn is over, as it will come otherwise."""
    line: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """An author's own test: a condition comes true within a time, in a stated share of games."""

    id: str
    title: str
    that: Expression
    start: Month
    end: Month
    low: float
    high: float
    because: str
    source: str
    line: int


AGENCY_OVER = ("worst", "doctrine", "nothing", "random")
"""The ways of playing a seat that its best play is held against."""


@dataclass(frozen=True, slots=True)
class AgencyExpectation:
    """An author's own test of a seat: its best play gives it at least so many points more than another way."""

    id: str
    title: str
    seat: str
    over: str
    """One of AGENCY_OVER."""
    low: float
    """The least, in points of the seat's final score."""
    because: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from."""

    id: str
    title: str
    publisher: str
    date: str
    url: str
    note: str
    line: int
    headings: tuple[str, ...] = ()
    """The parts of it that a claim may cite, as the document calls them."""


@dataclass(frozen=True)
class Scenario:
    """One game as its author wrote it. Ids are unique within each part; order is the file's order.

    >>> import wargame
    >>> wargame.load(wargame.find("first-session"))
    <Scenario first-session, "A first session": 3 actors, 2 seats, 3 turns>
    """

    id: str
    title: str
    summary: str
    briefing: str
    calendar: Calendar
    indicators: Mapping[str, Indicator]
    actors: Mapping[str, Actor]
    ties: Ties
    couplings: tuple[Coupling, ...]
    seats: Mapping[str, Seat]
    mover: Mover
    moves: Mapping[str, Move]
    reactions: Mapping[str, Mapping[str, Reaction]]
    """By seat, then by id; a seat without reactions has an empty mapping."""
    rules: Mapping[str, Rule]
    events: Mapping[str, Event]
    injects: Mapping[str, Inject]
    endings: Mapping[str, Ending]
    """The one without a condition comes last."""
    assumptions: Mapping[str, Assumption]
    lenses: Mapping[str, Lens]
    """The first is the default; never empty."""
    openings: Mapping[str, Opening]
    expectations: Mapping[str, Expectation]
    sources: Mapping[str, Source]
    file: str
    """The path it was read from, as given."""
    text: str
    """The whole file, so that a save can hold it."""
    claims: Mapping[str, Claim] = field(default_factory=dict)
    agency: Mapping[str, AgencyExpectation] = field(default_factory=dict)
    """The expectations of what seats can do about their fate."""

    def __repr__(self) -> str:
        return (
            f'<Scenario {self.id}, "{self.title}": {len(self.actors)} actors, {len(self.seats)} seats, '
            f"{self.calendar.turns} turns>"
        )

    @cached_property
    def default_lens(self) -> str:
        """The lens a game is played under when none is named."""
        return next(iter(self.lenses))

    @cached_property
    def asks_mover(self) -> bool:
        """Whether some reaction needs the mover's consent."""
        reactions = (each for several in self.reactions.values() for each in several.values())
        return any(each.consent is not None and MOVER_ID in each.consent.withheld_when for each in reactions)

    @cached_property
    def budgets(self) -> Mapping[str, CapitalBudget]:
        """Whose capital is counted: the seats', and the mover's under MOVER_ID where it has any."""
        found = {seat.id: seat.capital for seat in self.seats.values()}
        return found if self.mover.capital is None else {**found, MOVER_ID: self.mover.capital}

    def budget(self, whose: str) -> CapitalBudget | None:
        """The capital of a seat, or of the mover under MOVER_ID; None where none is counted or nobody is."""
        return self.budgets.get(whose)

    def played_by(self, whose: str) -> tuple[str, ...]:
        """The actors that a seat plays, or the mover under MOVER_ID."""
        return (self.mover.actor,) if whose == MOVER_ID else self.seats[whose].actors

    @cached_property
    def seat_of(self) -> Mapping[str, str]:
        """The seat that plays each actor, for the actors that some seat plays."""
        return {actor: seat.id for seat in self.seats.values() for actor in seat.actors}

    @cached_property
    def confidants(self) -> Confidants:
        """Whose secrets each rule and each chance event tells, by its name alone."""
        return _confidants(self)

    def is_over(self, event: str, turn: int) -> bool:
        """Whether an event has taken place, or has not, by the beginning of a turn: it was due in an earlier one."""
        return self.calendar.turn_of(self.events[event].date) < turn

    def is_proper_name(self, word: str) -> bool:
        """Whether the author writes a word with a capital in the middle of a sentence."""
        return _is_proper_name(self.text, word)


@lru_cache(maxsize=1024)
def _is_proper_name(text: str, word: str) -> bool:
    """Asked for every title on a screen, and the text may have millions of characters."""
    at = text.find(f" {word}")
    while at > 0:
        before = text[at - 1]
        if before.islower() or before == ",":
            return True
        at = text.find(f" {word}", at + 1)
    return False


@dataclass(frozen=True, slots=True)
class Confidants:
    """The seats whose secret acts a rule's or an event's condition reads: that it came about tells of the act.

    NOBODY among them stands for what is kept from every seat. Those that tell no secret have an empty set.
    """

    rules: Mapping[str, frozenset[str]]
    events: Mapping[str, frozenset[str]]


def _confidants(scenario: Scenario) -> Confidants:
    conditions = {("rule", each.id): each.when for each in scenario.rules.values()}
    conditions |= {("event", each.id): each.when for each in scenario.events.values() if each.when is not None}
    secret = {
        (seat, each.id) for seat, several in scenario.reactions.items() for each in several.values() if each.secret
    }
    kept_from = dict.fromkeys(conditions, frozenset[str]())
    kept_from |= {("event", each): frozenset() for each in scenario.events if ("event", each) not in kept_from}
    kept_from |= {("rule", each.id): frozenset([NOBODY]) for each in scenario.rules.values() if each.secret}
    read_by: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for name, condition in conditions.items():
        for node in walk(condition):
            match node:
                case Played(str(seat), act) | Times(str(seat), act) | Since(str(seat), act) if (seat, act) in secret:
                    kept_from[name] |= {seat}
                case Fired(rule):
                    read_by.setdefault(("rule", rule), []).append(name)
                case Drawn(act, _, str(seat)) | SinceDrawn(act, _, str(seat)):
                    kept_from[name] |= {seat} if (seat, act) in secret else frozenset()
                case Drawn(event, _) | SinceDrawn(event, _):
                    read_by.setdefault(("event", event), []).append(name)
    # What has fired or was drawn may be read in turn.
    waiting = [name for name, seats in kept_from.items() if seats]
    while waiting:
        told = waiting.pop()
        for name in read_by.get(told, ()):
            if not kept_from[told] <= kept_from[name]:
                kept_from[name] |= kept_from[told]
                waiting.append(name)
    return Confidants(
        {name: seats for (kind, name), seats in kept_from.items() if kind == "rule"},
        {name: seats for (kind, name), seats in kept_from.items() if kind == "event"},
    )
