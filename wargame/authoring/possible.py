"""What can happen in a game at most: how far each number can come in the turns there are, and which acts never come.

Everything is taken to be possible at first; what is found to be impossible narrows the ranges, which may show more to
be impossible. Whatever is left out of these bounds never happens in a game; what lies within them need not happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from wargame.authoring.instants import ANY_TIME, CHOICE, EFFECT, JUDGEMENT, PLAYING, TRIAL, Instant, Stage, instant_of
from wargame.authoring.intervals import LARGEST_STEP, Interval, Ranges
from wargame.authoring.reachability import assumed, clock_of, spread_from
from wargame.authoring.terms import TRUE, Effort, Judge, TurnRules
from wargame.model import expression as ex
from wargame.model.grid import GRID_DIGITS
from wargame.model.scenario import MOVER_ID, Consent, Effect, Outcome, Scenario

MOST_ROUNDS = 5
"""How often what is impossible is looked for again; stopping early only leaves more possible."""
ROUNDING = 10.0**-GRID_DIGITS
"""More than rounding to the grid can add to a number in a turn."""

Keys = tuple[str, ...]
"""The keys that lead to a line of the file."""
Act = tuple[str, ...]
"""("move", id), ("reaction", seat, id, target or ""), ("rule", id), ("inject", id) or ("ending", id); for outcomes
("outcome", event or move, outcome) or ("outcome", seat, reaction, target or "", outcome)."""


@dataclass(frozen=True)
class Source:
    """A list of effects with all that says when they act."""

    act: Act
    path: Keys
    effects: tuple[Effect, ...]
    given: ex.Expression
    """The condition that holds when it is chosen or drawn."""
    at: Instant
    """When that is read."""
    once: bool
    again_after: int
    delay: int
    consent: Consent | None = None
    cost: float = 0.0
    payer: str | None = None
    """Whose capital pays for it: a seat's, or MOVER_ID."""
    of: Act | None = None
    """What comes out so, of an outcome of a move or reaction."""
    outcome: Outcome | None = None

    def most_times(self, turns: int) -> int:
        """How often its effects can arrive in a game of so many turns."""
        if self.delay >= turns:
            return 0
        if self.once or self.at.turn is not None:
            return 1
        return (turns - 1 - self.delay) // self.again_after + 1


def sources(scenario: Scenario) -> Iterator[Source]:
    """Everything that acts, reactions once for each target, in the file's order; outcomes after what comes out so.

    >>> import wargame
    >>> [source.act for source in sources(wargame.load(wargame.find("first-session"))) if source.once]
    [('reaction', 'host', 'subsidy', ''), ('inject', 'storm')]
    """
    for move in scenario.moves.values():
        made = Source(
            act=("move", move.id),
            path=("moves", move.id),
            effects=move.effects,
            given=move.when or TRUE,
            at=CHOICE,
            once=move.once,
            again_after=move.again_after,
            delay=move.delay,
            cost=move.cost,
            payer=None if scenario.mover.capital is None else MOVER_ID,
        )
        yield made
        yield from _ways(made, ("outcome", move.id), move.outcomes)
    for seat, several in scenario.reactions.items():
        for reaction in several.values():
            for option in reaction.options:
                ordered = Source(
                    act=("reaction", seat, reaction.id, option.target or ""),
                    path=("reactions", seat, reaction.id),
                    effects=option.effects,
                    given=option.when or TRUE,
                    at=CHOICE,
                    once=reaction.once,
                    again_after=reaction.again_after,
                    delay=reaction.delay,
                    consent=reaction.consent,
                    cost=reaction.cost,
                    payer=seat,
                )
                yield ordered
                yield from _ways(ordered, ("outcome", seat, reaction.id, option.target or ""), option.outcomes)
    for rule in scenario.rules.values():
        yield Source(("rule", rule.id), ("rules", rule.id), rule.effects, rule.when, EFFECT, rule.once, 1, rule.delay)
    for event in scenario.events.values():
        at = instant_of(event, scenario)
        for outcome in event.outcomes:
            path: Keys = ("events", event.id, "outcomes", outcome.id)
            act = ("outcome", event.id, outcome.id)
            yield Source(act, path, outcome.effects, event.when or TRUE, at, False, 1, 0, outcome=outcome)
    for inject in scenario.injects.values():
        path = ("injects", inject.id)
        yield Source(
            ("inject", inject.id), path, inject.effects, inject.when or TRUE, CHOICE, inject.once, 1, inject.delay
        )


def _ways(of: Source, act: Act, outcomes: Iterable[Outcome]) -> Iterator[Source]:
    """How a move or a reaction comes out: as often as it is played, and paid for with it."""
    for outcome in outcomes:
        yield replace(
            of,
            act=(*act, outcome.id),
            path=(*of.path, "outcomes", outcome.id),
            effects=outcome.effects,
            at=TRIAL,
            cost=0.0,
            payer=None,
            of=of.act,
            outcome=outcome,
        )


@dataclass(frozen=True)
class PossibleActs:
    """What can have been played, drawn and fired when something is read, given what never is."""

    scenario: Scenario
    never: frozenset[Act]
    at: Instant = ANY_TIME

    def count(self, node: ex.Times | ex.Since | ex.SinceDrawn) -> Interval:
        """From never to as often as `once` and `again_after` let it."""
        if isinstance(node, ex.SinceDrawn):
            return self._since_drawn(node)
        most = self._most(node)
        if isinstance(node, ex.Times):
            return 0.0, float(most)
        return (1.0, ex.NEVER) if most else (ex.NEVER, ex.NEVER)

    def happens(self, node: ex.Played | ex.Drawn | ex.Fired | ex.Ended) -> tuple[bool, bool]:
        """Whether it can be so, and otherwise."""
        match node:
            case ex.Played():
                return self.at.stage in (None, *PLAYING) and self._most(node) > 0, True
            case ex.Drawn(name, outcome, seat, target):
                return self._known(name, seat) and self._can_come(name, outcome, seat, target), True
            case ex.Fired(rule):
                return ("rule", rule) not in self.never, True
            case ex.Ended(ending):
                return ("ending", ending) not in self.never, True

    def _since_drawn(self, node: ex.SinceDrawn) -> Interval:
        event = self.scenario.events.get(node.name) if node.seat is None else None
        if event is None:
            ways = [node.outcome]
        else:
            ways = [each.id for each in event.outcomes if node.outcome in (None, each.id)]
        if not self._known(node.name, node.seat) or not any(
            self._can_come(node.name, way, node.seat, node.target) for way in ways
        ):
            return ex.NEVER, ex.NEVER
        if event is None:
            return (0.0 if self.at.stage in (None, Stage.EFFECT) else 1.0), ex.NEVER
        fewest = 0 if self.at.turn is None else self.at.since(self.scenario.calendar.turn_of(event.date), self.at.turn)
        return min(float(fewest), ex.NEVER), ex.NEVER

    def _known(self, name: str, seat: str | None) -> bool:
        """Whether it can be known when this is read how an event or an act has come out."""
        if self.at.turn is None:
            return True
        if seat is None and name in self.scenario.events:
            return self.at.knows(self.scenario.events[name], self.scenario.calendar, self.at.turn)
        return self.at.turn > 1 or self.at.tells_trials

    def _can_come(self, name: str, outcome: str | None, seat: str | None, target: str | None) -> bool:
        """Whether it can come out so in some turn."""
        assert outcome is not None
        if seat is None:
            return ("outcome", name, outcome) not in self.never
        options = self.scenario.reactions[seat][name].options
        targets = [option.target or "" for option in options if target in (None, option.target)]
        return any(("outcome", seat, name, each, outcome) not in self.never for each in targets)

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
        low_high.update({ex.Capital(whose): (0.0, each.most) for whose, each in self.scenario.budgets.items()})
        values = assumed(self.scenario.assumptions, self.scenario.lenses)
        for claim in self.scenario.claims.values():
            for arm in (claim.contrast.hold, claim.contrast.against):
                for name, value in arm.assume.items():
                    doubt, (low, high) = self.scenario.assumptions[name].plus_or_minus, values[name]
                    values[name] = min(low, value - doubt), max(high, value + doubt)
        return Ranges(low_high, values, clock_of(self.scenario.calendar))

    @cached_property
    def _found(self) -> tuple[Judge, frozenset[Act]]:
        rules = TurnRules(
            orders={seat.id: seat.orders_per_turn for seat in self.scenario.seats.values()},
            costs={
                (seat, reaction.id): reaction.cost
                for seat, several in self.scenario.reactions.items()
                for reaction in several.values()
            },
            events=self.scenario.events,
        )
        never: frozenset[Act] = frozenset()
        ranges = self.declared
        for _ in range(MOST_ROUNDS):
            numbers = self._numbers(never, ranges)
            acts = PossibleActs(self.scenario, never)
            ranges = Ranges(numbers, ranges.assumptions, ranges.clock, acts)
            acts_at = partial(PossibleActs, self.scenario, never)
            judge = Judge(ranges, acts_at, rules, self.scenario.calendar, self.effort)
            more = never | self._impossible(judge)
            if more == never:
                break
            never = more
        return judge, never

    def _impossible(self, judge: Judge) -> frozenset[Act]:
        found: set[Act] = set()
        for source in self.sources:
            unpaid = source.payer is not None and source.cost > judge.ranges.amount(ex.Capital(source.payer))[1]
            # How an event comes out can be fixed whatever its weight; how a move or reaction does cannot.
            weightless = source.of is not None and never_likely(source, judge)
            impossible = unpaid or weightless or source.of in found or not judge.can_hold(source.given, at=source.at)
            if impossible and not self._settled(source.act):
                found.add(source.act)
        for ending in self.scenario.endings.values():
            if ending.when is not None and not judge.can_hold(ending.when, at=JUDGEMENT):
                found.add(("ending", ending.id))
        return frozenset(found)

    def _settled(self, act: Act) -> bool:
        """Whether an opening begins after an event that has come out so, whatever its condition."""
        if act[0] != "outcome" or len(act) != 3 or act[1] not in self.scenario.events:
            return False
        _, event, outcome = act
        return any(
            each.events.get(event) == outcome and self.scenario.is_over(event, each.turn)
            for each in self.scenario.openings.values()
        )

    def _numbers(self, never: frozenset[Act], ranges: Ranges) -> Mapping[ex.Target, Interval]:
        """How far each number can come, its starts and baselines, effects, drift and what spreads taken together."""
        lowest, highest = self._starts
        down: dict[ex.Target, float] = dict.fromkeys(lowest, 0.0)
        up: dict[ex.Target, float] = dict.fromkeys(lowest, 0.0)
        turns = self.scenario.calendar.turns
        # Numbers are rounded after what is played, and after the events of each month.
        steps = turns + len({(event.date, event.closes) for event in self.scenario.events.values()})
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
            if source.payer is not None:
                # The cost is paid when the order is given, also if its effects come too late or are blocked.
                paid = 1 if source.once and source.consent is None else turns
                move(ex.Capital(source.payer), -source.cost, -source.cost, paid)
        for whose, capital in self.scenario.budgets.items():
            move(ex.Capital(whose), 0.0, capital.income, turns)
        spread = spread_from(self.scenario, hit)
        found: dict[ex.Target, Interval] = {}
        for number, (low, high) in self.declared.numbers.items():
            if number in spread:
                found[number] = low, high
                continue
            bottom, top = lowest[number] + down[number], highest[number] + up[number]
            slack = ROUNDING * steps
            found[number] = (
                max(low, bottom - (slack if down[number] else 0.0)),
                min(high, top + (slack if up[number] else 0.0)),
            )
        return found

    @cached_property
    def _starts(self) -> tuple[Mapping[ex.Target, float], Mapping[ex.Target, float]]:
        """The lowest and highest that each number begins at, from any opening, or drifts back to, rounded to the grid
        as in a game."""
        opened: dict[ex.Target, list[float]] = {}
        for opening in self.scenario.openings.values():
            for number, level in opening.levels.items():
                opened.setdefault(number, []).append(level)
        lowest: dict[ex.Target, float] = {}
        highest: dict[ex.Target, float] = {}
        for number, value, baseline, doubt, drift in starts(self.scenario):
            low, high = self.declared.numbers[number]
            set_to = opened.get(number, [])
            drifts = drift and (doubt or any(each != baseline for each in (value, *set_to)))
            ends = [max(low, value - doubt), min(high, value + doubt), *set_to, *([baseline] if drifts else [])]
            rounded = [min(max(round(end, GRID_DIGITS), low), high) for end in ends]
            lowest[number], highest[number] = min(ends + rounded), max(ends + rounded)
            if drifts:
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
    for whose, capital in scenario.budgets.items():
        yield ex.Capital(whose), capital.start, capital.start, 0.0, 0.0


def amount_of(effect: Effect, ranges: Ranges) -> Interval:
    """An interval that holds every amount of an effect, the author's doubt included."""
    try:
        low, high = ranges.amount(effect.amount)
    except OverflowError:
        return -LARGEST_STEP, LARGEST_STEP
    return low - effect.plus_or_minus, high + effect.plus_or_minus


def never_likely(source: Source, judge: Judge) -> bool:
    """Whether an outcome never has any weight, so that chance never draws it."""
    if source.outcome is None:
        return False
    weight = source.outcome.weight
    try:
        return judge.at(source.at).amount(weight.amount)[1] + weight.plus_or_minus <= 0.0
    except OverflowError:
        return False
