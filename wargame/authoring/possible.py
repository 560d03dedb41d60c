"""What can happen in a game at most: how far each number can come in the turns there are, and which acts never come.

Everything is taken to be possible at first; what is found to be impossible narrows the ranges, which may show more to
be impossible. Whatever is left out of these bounds never happens in a game; what lies within them need not happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from wargame.authoring.intervals import LARGEST_STEP, Interval, Ranges
from wargame.authoring.reachability import assumed, clock_of, spread_from
from wargame.authoring.terms import TRUE, Effort, Judge, TurnRules
from wargame.model import expression as ex
from wargame.model.scenario import Consent, Effect, Event, Scenario

MOST_ROUNDS = 5
"""How often what is impossible is looked for again; stopping early only leaves more possible."""
ROUNDING = 1e-6
"""More than rounding to the grid can add to a number in a turn."""
GRID_DIGITS = 6

Keys = tuple[str, ...]
"""The keys that lead to a line of the file."""
Act = tuple[str, ...]
"""("move", id), ("reaction", seat, id, target or ""), ("rule", id), ("event", id), ("outcome", event, id),
("inject", id) or ("ending", id)."""


@dataclass(frozen=True)
class Source:
    """A list of effects with all that says when they act."""

    act: Act
    path: Keys
    effects: tuple[Effect, ...]
    given: ex.Expression
    """The condition that holds when it acts."""
    turn: int | None
    """The one turn in which it can act; None for any."""
    once: bool
    again_after: int
    delay: int
    consent: Consent | None = None
    cost: float = 0.0
    seat: str | None = None

    def most_times(self, turns: int) -> int:
        """How often its effects can arrive in a game of so many turns."""
        if self.delay >= turns:
            return 0
        if self.once or self.turn is not None:
            return 1
        return (turns - 1 - self.delay) // self.again_after + 1


def sources(scenario: Scenario) -> Iterator[Source]:
    """Everything that acts, reactions once for each target, in the file's order.

    >>> import wargame
    >>> [source.act for source in sources(wargame.load(wargame.find("first-session"))) if source.once]
    [('reaction', 'host', 'subsidy', ''), ('inject', 'storm')]
    """
    for move in scenario.moves.values():
        yield Source(
            act=("move", move.id),
            path=("moves", move.id),
            effects=move.effects,
            given=move.when or TRUE,
            turn=None,
            once=move.once,
            again_after=move.again_after,
            delay=move.delay,
        )
    for seat, several in scenario.reactions.items():
        for reaction in several.values():
            for option in reaction.options:
                yield Source(
                    act=("reaction", seat, reaction.id, option.target or ""),
                    path=("reactions", seat, reaction.id),
                    effects=option.effects,
                    given=option.when or TRUE,
                    turn=None,
                    once=reaction.once,
                    again_after=reaction.again_after,
                    delay=reaction.delay,
                    consent=reaction.consent,
                    cost=reaction.cost,
                    seat=seat,
                )
    for rule in scenario.rules.values():
        yield Source(("rule", rule.id), ("rules", rule.id), rule.effects, rule.when, None, rule.once, 1, rule.delay)
    for event in scenario.events.values():
        turn = scenario.calendar.turn_of(event.date)
        for outcome in event.outcomes:
            path: Keys = ("events", event.id, "outcomes", outcome.id)
            act = ("outcome", event.id, outcome.id)
            yield Source(act, path, outcome.effects, event.when or TRUE, turn, False, 1, 0)
    for inject in scenario.injects.values():
        path = ("injects", inject.id)
        yield Source(
            ("inject", inject.id), path, inject.effects, inject.when or TRUE, None, inject.once, 1, inject.delay
        )


def every_act(scenario: Scenario) -> Iterator[Act]:
    """Everything that can happen in a scenario."""
    yield from (source.act for source in sources(scenario))
    yield from (("ending", ending) for ending in scenario.endings)


@dataclass(frozen=True)
class PossibleActs:
    """What can have been played, drawn and fired, given what never is."""

    scenario: Scenario
    never: frozenset[Act]

    def count(self, node: ex.Times | ex.Since) -> Interval:
        """From never to as often as `once` and `again_after` let it."""
        most = self._most(node)
        if isinstance(node, ex.Times):
            return 0.0, float(most)
        return (1.0, ex.NEVER) if most else (ex.NEVER, ex.NEVER)

    def happens(self, node: ex.Played | ex.Drawn | ex.Fired | ex.Ended) -> tuple[bool, bool]:
        """Whether it can be so, and otherwise."""
        match node:
            case ex.Played():
                return self._most(node) > 0, True
            case ex.Drawn(event, outcome):
                return ("outcome", event, outcome) not in self.never, True
            case ex.Fired(rule):
                return ("rule", rule) not in self.never, True
            case ex.Ended(ending):
                return ("ending", ending) not in self.never, True

    def _most(self, node: ex.Played | ex.Times | ex.Since) -> int:
        """In how many turns it can take effect."""
        turns = self.scenario.calendar.turns
        if node.seat is None:
            move = self.scenario.moves[node.name]
            times = 1 if move.once else (turns - 1) // move.again_after + 1
            return 0 if ("move", node.name) in self.never else times
        reaction = self.scenario.reactions[node.seat][node.name]
        options = [
            option.target or ""
            for option in reaction.options
            if node.target in (None, option.target)
            and ("reaction", node.seat, node.name, option.target or "") not in self.never
        ]
        # Each target counts by itself, and two can be ordered in one turn.
        return len(options) * (1 if reaction.once else (turns - 1) // reaction.again_after + 1)


@dataclass(frozen=True)
class Possible:
    """What can happen in the games of a scenario, under any of its lenses."""

    scenario: Scenario
    effort: Effort = field(default_factory=Effort)

    @cached_property
    def judge(self) -> Judge:
        """Says what can hold."""
        return self._found[0]

    @cached_property
    def never(self) -> frozenset[Act]:
        """The acts that never come about."""
        return self._found[1]

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Everything that acts."""
        return tuple(sources(self.scenario))

    @cached_property
    def declared(self) -> Ranges:
        """The range of every number as it is written."""
        low_high: dict[ex.Target, Interval] = {}
        for actor in self.scenario.actors.values():
            for indicator in actor.levels:
                known = self.scenario.indicators[indicator]
                low_high[ex.Level(actor.id, indicator)] = known.low, known.high
        ties = self.scenario.ties
        low_high.update({ex.Trust(tie.listener, tie.of): (ties.low, ties.high) for tie in ties.between})
        low_high.update({ex.Capital(seat.id): (0.0, seat.capital.most) for seat in self.scenario.seats.values()})
        lenses = self.scenario.lenses
        return Ranges(low_high, assumed(self.scenario.assumptions, lenses), clock_of(self.scenario.calendar))

    @cached_property
    def _found(self) -> tuple[Judge, frozenset[Act]]:
        rules = TurnRules(
            orders={seat.id: seat.orders_per_turn for seat in self.scenario.seats.values()},
            costs={
                (seat, reaction.id): reaction.cost
                for seat, several in self.scenario.reactions.items()
                for reaction in several.values()
            },
            due={event.id: self.scenario.calendar.turn_of(event.date) for event in self.scenario.events.values()},
        )
        never: frozenset[Act] = frozenset()
        ranges = self.declared
        for _ in range(MOST_ROUNDS):
            numbers = self._numbers(never, ranges)
            acts = PossibleActs(self.scenario, never)
            ranges = Ranges(numbers, ranges.assumptions, ranges.clock, acts)
            judge = Judge(ranges, rules, self.scenario.calendar, self.effort)
            more = never | frozenset(self._impossible(judge))
            if more == never:
                break
            never = more
        return judge, never

    def _impossible(self, judge: Judge) -> Iterator[Act]:
        for source in self.sources:
            unpaid = source.seat is not None and source.cost > judge.ranges.amount(ex.Capital(source.seat))[1]
            if unpaid or not judge.can_hold(source.given, turn=source.turn):
                yield source.act
        for event in self.scenario.events.values():
            yield from _never_drawn(event, judge)
        for ending in self.scenario.endings.values():
            if ending.when is not None and not judge.can_hold(ending.when):
                yield "ending", ending.id

    def _numbers(self, never: frozenset[Act], ranges: Ranges) -> Mapping[ex.Target, Interval]:
        """How far each number can come, its starts and baselines, effects, drift and what spreads taken together."""
        lowest, highest = self._starts()
        down: dict[ex.Target, float] = dict.fromkeys(lowest, 0.0)
        up: dict[ex.Target, float] = dict.fromkeys(lowest, 0.0)
        turns = self.scenario.calendar.turns
        hit: set[ex.Target] = set()

        def move(number: ex.Target, low: float, high: float, times: int) -> None:
            down[number] += min(0.0, low) * times
            up[number] += max(0.0, high) * times
            if (low or high) and times:
                hit.add(number)

        for source in self.sources:
            if source.act in never:
                continue
            times = source.most_times(turns)
            for effect in source.effects:
                move(effect.target, *amount_of(effect, ranges), times)
            if source.seat is not None:
                # The cost is paid when the order is given, also if its effects come too late or are blocked.
                paid = 1 if source.once and source.consent is None else turns
                move(ex.Capital(source.seat), -source.cost, -source.cost, paid)
        for seat in self.scenario.seats.values():
            move(ex.Capital(seat.id), 0.0, seat.capital.income, turns)
        spread = spread_from(self.scenario, hit)
        found: dict[ex.Target, Interval] = {}
        for number, (low, high) in self.declared.numbers.items():
            if number in spread:
                found[number] = low, high
                continue
            bottom, top = lowest[number] + down[number], highest[number] + up[number]
            slack = ROUNDING * turns
            found[number] = (
                max(low, bottom - (slack if down[number] else 0.0)),
                min(high, top + (slack if up[number] else 0.0)),
            )
        return found

    def _starts(self) -> tuple[dict[ex.Target, float], dict[ex.Target, float]]:
        """The lowest and highest that each number begins at or drifts back to, rounded to the grid as in a game."""
        lowest: dict[ex.Target, float] = {}
        highest: dict[ex.Target, float] = {}
        for number, value, baseline, doubt, drift in starts(self.scenario):
            low, high = self.declared.numbers[number]
            ends = [max(low, value - doubt), min(high, value + doubt)]
            ends += [baseline] if drift and (doubt or baseline != value) else []
            rounded = [min(max(round(end, GRID_DIGITS), low), high) for end in ends]
            lowest[number], highest[number] = min(ends + rounded), max(ends + rounded)
            if drift and (doubt or baseline != value):
                lowest[number] -= ROUNDING
                highest[number] += ROUNDING
        return lowest, highest


def starts(scenario: Scenario) -> Iterator[tuple[ex.Target, float, float, float, float]]:
    """Every number with its start, its baseline, the doubt about its start and its drift."""
    for actor in scenario.actors.values():
        for indicator, start in actor.levels.items():
            drift = scenario.indicators[indicator].drift
            yield ex.Level(actor.id, indicator), start.value, start.baseline, start.plus_or_minus, drift
    for tie in scenario.ties.between:
        start, drift = tie.trust, scenario.ties.drift
        yield ex.Trust(tie.listener, tie.of), start.value, start.baseline, start.plus_or_minus, drift
    for seat in scenario.seats.values():
        yield ex.Capital(seat.id), seat.capital.start, seat.capital.start, 0.0, 0.0


def amount_of(effect: Effect, ranges: Ranges) -> Interval:
    """An interval that holds every amount of an effect, the author's doubt included."""
    try:
        low, high = ranges.amount(effect.amount)
    except OverflowError:
        return -LARGEST_STEP, LARGEST_STEP
    return low - effect.plus_or_minus, high + effect.plus_or_minus


def _never_drawn(event: Event, judge: Judge) -> Iterable[Act]:
    """The outcomes of an event that can never be drawn for want of weight."""
    turn = judge.calendar.turn_of(event.date)
    ranges = judge.at(turn)
    for outcome in event.outcomes:
        if ranges.amount(outcome.weight.amount)[1] <= 0.0:
            yield "outcome", event.id, outcome.id
