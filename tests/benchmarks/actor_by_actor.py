"""A scenario's turns stepped actor by actor as a Mesa model: what the kernel's many worlds at once are timed against.

Actors, seats and the mover are agents with plain Python numbers. The rules of a scenario are turned once into Python
functions, as a modeller would have written them by hand. Chance is the game's own named chance, so that a game comes
out as the engine plays it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from wargame.engine.chance import purpose_number
from wargame.model import expression as ex
from wargame.model.scenario import MOVER_ID, CapitalBudget, Effect, Month, Outcome, Scenario, Weight

mesa: Any = import_module("mesa")

Read = Callable[["Game"], Any]
"""Reads an amount or a condition from a game as it is."""

PASS = 1.0
"""How strongly a seat leans to ordering nothing more."""

STILL = 1e-9
"""What spreads is followed until no actor is moved by more than this."""

_WORD = 0xFFFFFFFF


# --- Chance -----------------------------------------------------------------------------------------------------------


_number_of = lru_cache(maxsize=None)(purpose_number)


def uniform(seed: int, turn: int, purpose: str, index: int = 0) -> float:
    """The game's named draw in [0, 1): Philox4x32-10 on whole numbers."""
    name = _number_of(purpose)
    a, b, c, d = turn, index, name & _WORD, name >> 32
    left, right = seed & _WORD, seed >> 32
    for _ in range(10):
        first, second = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = (second >> 32) ^ b ^ left, second & _WORD, (first >> 32) ^ d ^ right, first & _WORD
        left, right = (left + 0x9E3779B9) & _WORD, (right + 0xBB67AE85) & _WORD
    return float((a >> 5) << 26 | b >> 6) * 2.0**-53


def arrival(seed: int, turn: int, purpose: str, weight: float) -> float:
    """When something of this weight comes in a race of exponential clocks; never, for a weight of 0."""
    return -math.log(1.0 - uniform(seed, turn, purpose)) / weight if weight > 0 else math.inf


# --- The rules as Python ----------------------------------------------------------------------------------------------


def _source(expression: ex.Expression, scenario: Scenario) -> str:
    """An expression as Python over `g`, the game."""

    def inside(each: ex.Expression) -> str:
        return _source(each, scenario)

    match expression:
        case ex.Number(value):
            return repr(float(value))
        case ex.Level(actor, indicator):
            return f"g.actors[{actor!r}].levels[{indicator!r}]"
        case ex.Trust(listener, of):
            return f"g.actors[{listener!r}].trust[{of!r}]"
        case ex.Capital(seat):
            return f"g.sides[{seat!r}].purse['capital']"
        case ex.Assumed(name):
            return f"g.assumptions[{name!r}]"
        case ex.Clock(name):
            return f"g.{name}"
        case ex.Played():
            return "(" + " or ".join(f"{play!r} in g.playing" for play in _plays(expression, scenario)) + ")"
        case ex.Times():
            return "(" + " + ".join(f"g.times.get({play!r}, 0)" for play in _plays(expression, scenario)) + ")"
        case ex.Since():
            last = ", ".join(f"g.last.get({play!r}, -100)" for play in _plays(expression, scenario))
            return f"min(g.coming - max(({last},)), {int(ex.NEVER)})"
        case ex.Drawn():
            return "(" + " or ".join(f"{way!r} in g.came" for way in _ways(expression, scenario)) + ")"
        case ex.SinceDrawn():
            last = ", ".join(f"g.came.get({way!r}, -100)" for way in _ways(expression, scenario))
            return f"min(g.coming - max(({last},)), {int(ex.NEVER)})"
        case ex.Fired(rule):
            return f"({rule!r} in g.fired)"
        case ex.Ended(ending):
            return f"(g.ending == {ending!r})"
        case ex.Negative(operand):
            return f"(-{inside(operand)})"
        case ex.Not(operand):
            return f"(not {inside(operand)})"
        case ex.Arithmetic(operator, left, right) | ex.Comparison(operator, left, right):
            return f"({inside(left)} {operator} {inside(right)})"
        case ex.Every(several):
            return "(" + (" and ".join(map(inside, several)) or "True") + ")"
        case ex.Some(several):
            return "(" + (" or ".join(map(inside, several)) or "False") + ")"
        case ex.Choice(then, condition, otherwise):
            return f"({inside(then)} if {inside(condition)} else {inside(otherwise)})"
        case ex.Call("clamp", (value, low, high)):
            return f"min(max({inside(value)}, {inside(low)}), {inside(high)})"
        case ex.Call(function, arguments):
            return f"{function}({', '.join(map(inside, arguments))})"


def _plays(expression: ex.Played | ex.Times | ex.Since, scenario: Scenario) -> list[str]:
    """The moves or orders that an expression speaks of."""
    if expression.seat is None:
        return [expression.name]
    if expression.target is not None:
        return [f"{expression.seat}.{expression.name}({expression.target})"]
    options = scenario.reactions[expression.seat][expression.name].options
    return [f"{expression.seat}.{_order(expression.name, option.target)}" for option in options]


def _ways(expression: ex.Drawn | ex.SinceDrawn, scenario: Scenario) -> list[str]:
    """The outcomes that an expression speaks of."""
    named = expression.outcome
    if expression.seat is None:
        chancy = scenario.events.get(expression.name) or scenario.moves[expression.name]
        return [f"{expression.name}.{way.id}" for way in chancy.outcomes if named in (None, way.id)]
    return [
        f"{expression.seat}.{_order(f'{expression.name}.{way.id}', option.target)}"
        for option in scenario.reactions[expression.seat][expression.name].options
        if expression.target in (None, option.target)
        for way in option.outcomes
        if named in (None, way.id)
    ]


def _order(reaction: str, target: str | None) -> str:
    return reaction if target is None else f"{reaction}({target})"


def _read(expression: ex.Expression, scenario: Scenario) -> Read:
    read: Read = eval(f"lambda g: {_source(expression, scenario)}", {"__builtins__": {}, **_BUILT_IN})
    return read


_BUILT_IN = {"min": min, "max": max, "abs": abs}


@dataclass(frozen=True, slots=True)
class Blow:
    """One effect: whose number it changes, by how much, and when."""

    of: str
    """`actors` or `sides`."""
    who: str
    numbers: str
    """`levels`, `trust` or `purse`."""
    number: str
    amount: Read
    off_by: tuple[str, float] | None
    """The name of the draw and its size, where the author is not sure."""
    when: Read | None


@dataclass(frozen=True, slots=True)
class Lean:
    """How likely something is against others."""

    amount: Read
    off_by: tuple[str, float] | None


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way that an event, a move or a reaction comes out."""

    id: str
    name: str
    """Within what comes out so."""
    lean: Lean
    blows: tuple[Blow, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One whose consent a reaction needs, and when its doctrine withholds it or adds a footnote."""

    side: str
    refuses: Read
    notes: Read | None


@dataclass(frozen=True, slots=True, eq=False)
class Play:
    """A move, or a reaction at one target."""

    id: str
    order: str
    """As the seat writes it."""
    reaction: str
    when: Read | None
    once: bool
    again_after: int
    lean: Lean
    cost: float
    delay: int
    without: float
    noted: float
    """What is left of it with a footnote."""
    consent: tuple[Asked, ...]
    blows: tuple[Blow, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule."""

    id: str
    when: Read
    once: bool
    delay: int
    blows: tuple[Blow, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """A chance event."""

    id: str
    when: Read | None
    ways: tuple[Way, ...]


class Rules:
    """A scenario under one lens, ready to be played by agents."""

    def __init__(self, scenario: Scenario, lens: str) -> None:
        self.scenario = scenario
        self.lens = chosen = scenario.lenses[lens]
        read = self._maybe
        self.moves = [
            Play(
                id=move.id,
                order=move.id,
                reaction=move.id,
                when=read(move.when),
                once=move.once,
                again_after=move.again_after,
                lean=self._lean(move.id, move.weight),
                cost=move.cost,
                delay=move.delay,
                without=1.0,
                noted=1.0,
                consent=(),
                blows=self._blows(move.id, move.effects),
                ways=self._ways(move.id, None, move.outcomes),
            )
            for move in scenario.moves.values()
        ]
        self.reactions = {seat: list(self._reactions(seat)) for seat in scenario.seats}
        # What acts does so by name, so that sums are the same whatever the order of the file.
        self.rules = [
            Standing(each.id, _read(each.when, scenario), each.once, each.delay, self._blows(each.id, each.effects))
            for each in sorted(scenario.rules.values(), key=lambda rule: rule.id)
        ]
        self.news: dict[tuple[int, bool], list[list[Happening]]] = {}
        """By turn and whether they close it: the events of each month, the earliest month first."""
        dated: dict[tuple[int, bool, Month], list[Happening]] = {}
        for event in sorted(scenario.events.values(), key=lambda event: event.id):
            turn = scenario.calendar.turn_of(event.date)
            happening = Happening(event.id, read(event.when), self._ways(event.id, None, event.outcomes))
            dated.setdefault((turn, event.closes, event.date), []).append(happening)
        for turn, closes, month in sorted(dated):
            self.news.setdefault((turn, closes), []).append(dated[turn, closes, month])
        self.endings = [(ending.id, read(ending.when)) for ending in scenario.endings.values()]
        couplings = {(each.indicator, each.by): each.weight for each in scenario.couplings}
        self.couplings = {pair: chosen.couplings.get(pair, weight) for pair, weight in couplings.items()}

    def _maybe(self, expression: ex.Expression | None) -> Read | None:
        return None if expression is None else _read(expression, self.scenario)

    def _lean(self, cause: str, weight: Weight) -> Lean:
        off_by = (f"weight:{cause}", weight.plus_or_minus) if weight.plus_or_minus else None
        return Lean(_read(weight.amount, self.scenario), off_by)

    def _ways(self, what: str, target: str | None, outcomes: Sequence[Outcome]) -> tuple[Way, ...]:
        named = [(_order(f"{what}.{each.id}", target), each) for each in outcomes]
        return tuple(
            Way(way, each.id, self._lean(way, each.weight), self._blows(way, each.effects)) for way, each in named
        )

    def _blows(self, cause: str, effects: Sequence[Effect]) -> tuple[Blow, ...]:
        return tuple(self._blow(cause, effect) for effect in effects)

    def _blow(self, cause: str, effect: Effect) -> Blow:
        off_by = None
        if effect.plus_or_minus:
            off_by = (f"effect:{cause}:{ex.text(effect.target)}", effect.plus_or_minus)
        amount, when = _read(effect.amount, self.scenario), self._maybe(effect.when)
        match effect.target:
            case ex.Level(actor, indicator):
                return Blow("actors", actor, "levels", indicator, amount, off_by, when)
            case ex.Trust(listener, of):
                return Blow("actors", listener, "trust", of, amount, off_by, when)
            case ex.Capital(seat):
                return Blow("sides", seat, "purse", "capital", amount, off_by, when)

    def _reactions(self, seat: str) -> Iterator[Play]:
        for reaction in self.scenario.reactions.get(seat, {}).values():
            needed, noted = reaction.consent, None
            consent: tuple[Asked, ...] = ()
            if needed is not None:
                noted = needed.footnoted
                consent = tuple(
                    Asked(side, _read(when, self.scenario), self._maybe(needed.footnote_when.get(side)))
                    for side, when in needed.withheld_when.items()
                )
            for option in reaction.options:
                order = _order(reaction.id, option.target)
                yield Play(
                    id=f"{seat}.{order}",
                    order=order,
                    reaction=reaction.id,
                    when=self._maybe(option.when),
                    once=reaction.once,
                    again_after=reaction.again_after,
                    lean=self._lean(f"{seat}.{order}", option.doctrine),
                    cost=reaction.cost,
                    delay=reaction.delay,
                    without=1.0 if needed is None else needed.without,
                    noted=1.0 if noted is None else noted,
                    consent=consent,
                    blows=self._blows(f"{seat}.{order}", option.effects),
                    ways=self._ways(f"{seat}.{reaction.id}", option.target, option.outcomes),
                )


# --- The agents -------------------------------------------------------------------------------------------------------


class Numbers(dict[str, float]):
    """Numbers of one agent, with the change that is building up in each during a turn."""

    def __init__(self) -> None:
        super().__init__()
        self.change: dict[str, float] = {}
        self.scale: dict[str, tuple[float, float, float, float]] = {}
        """Lowest, highest, drift and baseline."""

    def add(self, number: str, value: float, low: float, high: float, drift: float, baseline: float) -> None:
        """A new number."""
        self[number] = _grid(min(max(value, low), high))
        self.scale[number] = (low, high, drift, baseline)

    def push(self, number: str, amount: float) -> None:
        """Add to what changes a number this turn."""
        self.change[number] = self.change.get(number, 0.0) + amount

    def settle(self, drifting: bool) -> None:
        """Let the changes act, and drift at the end of a turn, within the range."""
        change = self.change
        for number, (low, high, drift, baseline) in self.scale.items():
            value = self[number]
            back = drift * (baseline - value) if drifting else 0.0
            self[number] = _grid(min(max(value + change.get(number, 0.0) + back, low), high))
        change.clear()


def _grid(value: float) -> float:
    return round(value * 1e6) / 1e6 + 0.0


class Actor(mesa.Agent):  # type: ignore[misc]
    """A state, institution or party: its levels, its trust in others and how stubborn it is."""

    def __init__(self, game: Game, name: str, stubbornness: float) -> None:
        super().__init__(game)
        self.name = name
        self.open = 1.0 - stubbornness
        self.levels = Numbers()
        self.trust = Numbers()
        self.listens: list[tuple[Actor, float, tuple[tuple[str, str, float], ...]]] = []
        """Whom it listens to, with how much attention, and what of theirs bears on what of its own."""
        self.moved: dict[str, float] = {}
        """What the last hop did to its levels."""
        self.heard: dict[str, float] = {}

    def strike(self) -> None:
        """Begin the spread with what struck this actor directly."""
        self.moved = dict(self.levels.change)

    def listen(self) -> None:
        """Hear what the last hop did to those it listens to."""
        heard: dict[str, float] = {}
        for other, attention, bearing in self.listens:
            moved = other.moved
            if moved:
                weight = self.open * attention * self.trust[other.name] / 100.0
                for own, by, coupling in bearing:
                    if by in moved:
                        heard[own] = heard.get(own, 0.0) + weight * coupling * moved[by]
        self.heard = heard

    def take_over(self) -> None:
        """Take over what it heard."""
        self.moved = heard = self.heard
        for indicator, amount in heard.items():
            self.levels.push(indicator, amount)

    def settle(self, drifting: bool) -> None:
        """End the turn, or take in the news."""
        self.levels.settle(drifting)
        self.trust.settle(drifting)


class Side(mesa.Agent):  # type: ignore[misc]
    """One who acts: has capital, if what it does costs any, and answers where its consent is asked."""

    def __init__(self, game: Game, name: str, budget: CapitalBudget | None) -> None:
        super().__init__(game)
        self.name = name
        self.purse = Numbers()
        self.income = 0.0
        if budget is not None:
            self.income = budget.income
            self.purse.add("capital", budget.start, 0.0, budget.most, 0.0, budget.start)
        self.chosen: list[Play] = []
        self.withheld: set[tuple[str, str]] = set()
        """(seat, reaction) that it refuses its consent."""
        self.noted: set[tuple[str, str]] = set()
        """(seat, reaction) that it consents to with a footnote."""

    def can_pay(self, play: Play) -> bool:
        """Whether it has the capital for this."""
        return not self.purse or play.cost <= self.purse["capital"]

    def answer(self) -> None:
        """Refuse consent to what others could order, or consent to it in part, as doctrine says."""
        game = self.model
        self.withheld, self.noted = set(), set()
        for other in game.seats.values():
            for play in other.open:
                for asked in play.consent:
                    if asked.side == self.name:
                        if asked.refuses(game):
                            self.withheld.add((other.name, play.reaction))
                        elif asked.notes is not None and asked.notes(game):
                            self.noted.add((other.name, play.reaction))

    def pay(self) -> None:
        """Earn the turn's income and pay for what was chosen."""
        if self.purse:
            self.purse.push("capital", self.income - sum(play.cost for play in self.chosen))

    def settle(self, drifting: bool) -> None:
        """End the turn, or take in the news."""
        self.purse.settle(drifting)


class Seat(Side):
    """A seat at the table that follows its declared doctrine."""

    def __init__(self, game: Game, name: str, budget: CapitalBudget, orders_per_turn: int) -> None:
        super().__init__(game, name, budget)
        self.orders_per_turn = orders_per_turn
        self.open: list[Play] = []

    def look(self) -> None:
        """See which of its reactions can be ordered now."""
        game = self.model
        self.open = [play for play in game.rules.reactions[self.name] if game.legal(play) and self.can_pay(play)]

    def choose(self) -> None:
        """Order what comes to mind before it is time to pass, as far as the capital goes."""
        game, capital = self.model, self.purse["capital"]
        turns_left = game.turns - game.turn
        passing = game.arrival(f"pass:{self.name}", PASS)
        coming = [
            (game.arrival(f"order:{self.name}:{play.order}", game.weigh(play.lean)), play)
            for play in self.open
            if play.delay <= turns_left
        ]
        self.chosen = []
        for when, play in sorted(coming, key=lambda each: each[0]):
            if when >= passing or len(self.chosen) == self.orders_per_turn:
                break
            if play.cost <= capital:
                self.chosen.append(play)
                capital -= play.cost


class Mover(Side):
    """The actor that the seats react to; chance picks its moves by their weights."""

    @property
    def move(self) -> Play:
        """The move it makes."""
        return self.chosen[0]

    def choose(self) -> None:
        """Make the move that comes first."""
        game = self.model
        legal = [move for move in game.rules.moves if game.legal(move) and self.can_pay(move)]
        move = game.first(legal, [f"move:{move.id}" for move in legal])
        if move is None:
            move = next(m for m in game.rules.moves if m.when is None and not m.once and m.again_after <= 1)
        self.chosen = [move]


class Game(mesa.Model):  # type: ignore[misc]
    """One game of a scenario under a lens; a step is a turn."""

    def __init__(
        self, rules: Rules, seed: int, opening: str | None = None, fixed: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(rng=seed)
        self.rules = rules
        self.luck = seed
        scenario, calendar = rules.scenario, rules.scenario.calendar
        begins = None if opening is None else scenario.openings[opening]
        self.turn = self.coming = 1 if begins is None else begins.turn
        self.turns, self.year = calendar.turns, calendar.date(self.turn).year
        self.opened = False
        """Whether the news of the turn has come."""
        self.actors: dict[str, Actor] = {}
        self.seats: dict[str, Seat] = {}
        self.sides: dict[str, Side] = {}
        """The seats, and the mover."""
        self.playing: set[str] = set()
        self.times: dict[str, int] = {}
        self.last: dict[str, int] = {}
        self.came: dict[str, int] = {}
        """Outcome -> the turn in which it last came about."""
        self.fixed: dict[str, str] = {**({} if begins is None else begins.events), **(fixed or {})}
        """Event -> the outcome it is to have."""
        self.fired: set[str] = set()
        self.due: dict[int, list[tuple[Numbers, str, float]]] = {}
        self.doubts: dict[str, float] = {}
        self.ending: str | None = None
        self._populate(begins.levels if begins else {})
        for event, way in self.fixed.items():
            turn = calendar.turn_of(scenario.events[event].date)
            if turn < self.turn:
                self.came[f"{event}.{way}"] = turn

    def _populate(self, given: Mapping[ex.Target, float]) -> None:
        scenario, lens = self.rules.scenario, self.rules.lens
        self.assumptions = {
            each.id: lens.assumptions.get(each.id, each.value)
            + self.off_by(f"assumption:{each.id}", each.plus_or_minus)
            for each in scenario.assumptions.values()
        }
        for each in scenario.actors.values():
            actor = Actor(self, each.id, lens.stubbornness.get(each.id, each.stubbornness))
            self.actors[each.id] = actor
            for indicator, begins in each.levels.items():
                scale = scenario.indicators[indicator]
                value = begins.value + self.off_by(f"start:{each.id}.{indicator}", begins.plus_or_minus)
                value = given.get(ex.Level(each.id, indicator), value)
                actor.levels.add(indicator, value, scale.low, scale.high, scale.drift, begins.baseline)
        ties = scenario.ties
        for tie in ties.between:
            actor, other = self.actors[tie.listener], self.actors[tie.of]
            value = tie.trust.value + self.off_by(f"start:trust({tie.listener}, {tie.of})", tie.trust.plus_or_minus)
            value = given.get(ex.Trust(tie.listener, tie.of), value)
            actor.trust.add(tie.of, value, ties.low, ties.high, ties.drift, tie.trust.baseline)
            bearing = tuple(
                (own, by, weight)
                for (own, by), weight in self.rules.couplings.items()
                if own in actor.levels and by in other.levels
            )
            if bearing:
                attention = lens.attention.get((tie.listener, tie.of), tie.attention)
                actor.listens.append((other, attention, bearing))
        for role in scenario.seats.values():
            self.seats[role.id] = Seat(self, role.id, role.capital, role.orders_per_turn)
        self.mover = Mover(self, MOVER_ID, scenario.mover.capital)
        self.sides = {**self.seats, MOVER_ID: self.mover}
        for target, level in given.items():
            if isinstance(target, ex.Capital):
                self.sides[target.seat].purse["capital"] = level

    def off_by(self, purpose: str, size: float) -> float:
        """How far the author was off in one number, drawn once per game."""
        if not size:
            return 0.0
        if purpose not in self.doubts:
            self.doubts[purpose] = (uniform(self.luck, 0, purpose) + uniform(self.luck, 0, purpose, 1) - 1.0) * size
        return self.doubts[purpose]

    def weigh(self, lean: Lean) -> float:
        """How likely something is against others."""
        amount = lean.amount(self)
        if lean.off_by:
            amount += self.off_by(*lean.off_by)
        return max(float(amount), 0.0)

    def arrival(self, clock: str, weight: float) -> float:
        """When a clock of this turn strikes for something of this weight."""
        return arrival(self.luck, self.turn, clock, weight)

    def first(self, several: Sequence[Any], clocks: Iterable[str]) -> Any:
        """Which of several that have a lean comes first; None where none has weight."""
        best, earliest = None, math.inf
        for each, clock in zip(several, clocks, strict=True):
            when = self.arrival(clock, self.weigh(each.lean))
            if when < earliest:
                best, earliest = each, when
        return best

    def way_of(self, ways: Sequence[Way]) -> Way | None:
        """How an event, a move or an order comes out."""
        way: Way | None = self.first(ways, [f"outcome:{way.id}" for way in ways])
        return way

    def legal(self, play: Play) -> bool:
        """Whether a move or reaction can be played now, cost apart."""
        last = self.last.get(play.id, 0)
        if last and (play.once or self.turn - last < play.again_after):
            return False
        return play.when is None or bool(play.when(self))

    def open_turn(self) -> None:
        """Let the news of the turn take effect, unless it has."""
        if not self.opened:
            self._news(closing=False)
            self.opened = True

    def step(self) -> None:
        """Play one turn."""
        self.open_turn()
        self.mover.choose()
        seats, sides = self.agents_by_type[Seat], self.sides.values()
        seats.do("look")
        seats.do("choose")
        for side in sides:
            side.answer()
        strength = {self.mover.move.id: 1.0, **self._ordered()}
        self.playing = {play for play, strong in strength.items() if strong > 0}
        for numbers, number, amount in self._struck(strength):
            numbers.push(number, amount)
        for side in sides:
            side.pay()
        self._spread(drifting=True)
        for play in self.playing:
            self.times[play] = self.times.get(play, 0) + 1
            self.last[play] = self.turn
        self.playing = set()
        self.coming = self.turn + 1
        self._news(closing=True)
        self._judge()
        if self.running:
            self.turn, self.opened = self.coming, False
            self.year = self.rules.scenario.calendar.date(self.turn).year

    def _news(self, closing: bool) -> None:
        """Month by month, what has happened takes effect at once; each month's events read what the last has left."""
        for month in self.rules.news.get((self.turn, closing), ()):
            happening = [event for event in month if event.when is None or event.when(self)]
            came = [way for way in map(self._happens, happening) if way is not None]
            self.came.update((way.id, self.turn) for way in came)
            struck = [each for way in came for each in self._hit(way.blows, 1.0)]
            for numbers, number, amount in struck:
                numbers.push(number, amount)
            if struck:
                self._spread(drifting=False)

    def _happens(self, event: Happening) -> Way | None:
        known = self.fixed.get(event.id)
        return self.way_of(event.ways) if known is None else next(way for way in event.ways if way.name == known)

    def _spread(self, drifting: bool) -> None:
        """Let what struck travel over the network, and take it in."""
        actors = self.agents_by_type[Actor]
        actors.do("strike")
        while any(abs(amount) > STILL for actor in self.actors.values() for amount in actor.moved.values()):
            actors.do("listen")
            actors.do("take_over")
        actors.do("settle", drifting)
        for side in self.sides.values():
            side.settle(drifting)

    def _ordered(self) -> dict[str, float]:
        """What the seats ordered, with how strongly it takes effect."""
        withheld = {each for side in self.sides.values() for each in side.withheld}
        noted = {each for side in self.sides.values() for each in side.noted}
        strength = {}
        for seat in self.seats.values():
            for play in seat.chosen:
                asked = seat.name, play.reaction
                strength[play.id] = play.without if asked in withheld else play.noted if asked in noted else 1.0
        return strength

    def _struck(self, strength: Mapping[str, float]) -> list[tuple[Numbers, str, float]]:
        """What acts directly in this turn; what acts later is queued. All of it reads the state before the turn."""
        now = self.due.pop(self.turn, [])
        chosen = (play for side in self.sides.values() for play in side.chosen if strength[play.id] > 0)
        acts = sorted(chosen, key=lambda play: play.id)
        ways = {play.id: way for play in acts if (way := self.way_of(play.ways)) is not None}
        self.came.update((way.id, self.turn) for way in ways.values())
        acting: list[tuple[tuple[Blow, ...], float, int]] = []
        for play in acts:
            acting.append((play.blows, strength[play.id], play.delay))
            if play.id in ways:
                acting.append((ways[play.id].blows, strength[play.id], play.delay))
        firing = [rule for rule in self.rules.rules if not (rule.once and rule.id in self.fired) and rule.when(self)]
        acting += [(rule.blows, 1.0, rule.delay) for rule in firing]
        for blows, strong, delay in acting:
            queue = self.due.setdefault(self.turn + delay, []) if delay else now
            queue += self._hit(blows, strong)
        self.fired.update(rule.id for rule in firing)
        return now

    def _hit(self, blows: Iterable[Blow], strong: float) -> Iterator[tuple[Numbers, str, float]]:
        """What these effects change by how much, as the game is."""
        for blow in blows:
            if blow.when is None or blow.when(self):
                amount = blow.amount(self)
                if blow.off_by:
                    amount += self.off_by(*blow.off_by)
                holder = getattr(self, blow.of)[blow.who]
                yield getattr(holder, blow.numbers), blow.number, amount * strong

    def _judge(self) -> None:
        for ending, when in self.rules.endings:
            if (self.turn >= self.turns) if when is None else when(self):
                self.ending = ending
                self.running = False
                return


_RULES: dict[tuple[int, str], Rules] = {}


def rules_of(scenario: Scenario, lens: str) -> Rules:
    """The rules of a scenario under a lens, made once."""
    kept = _RULES.get((id(scenario), lens))
    if kept is None or kept.scenario is not scenario:
        kept = _RULES[id(scenario), lens] = Rules(scenario, lens)
    return kept


def forget(game: Game) -> None:
    """Let a finished game go: Mesa numbers the agents of each model in a table that would keep it for ever."""
    getattr(mesa.Agent, "_ids", {}).pop(game, None)


def play(scenario: Scenario, lens: str, seed: int) -> int:
    """Play a whole game; gives how many turns were played."""
    game = Game(rules_of(scenario, lens), seed)
    game.run_model()
    forget(game)
    return game.turn
