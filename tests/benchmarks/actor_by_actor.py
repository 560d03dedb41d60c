"""A scenario's turns stepped actor by actor as a Mesa model: what the kernel's many worlds at once are timed against.

Actors, seats and the mover are agents with plain Python numbers. The rules of a scenario are turned once into Python
functions, as a modeller would have written them by hand. Chance is the game's own named chance, so that a game comes
out as the engine plays it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from wargame.engine.chance import purpose_number
from wargame.model import expression as ex
from wargame.model.scenario import Effect, Scenario

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


def pick(weights: Sequence[float], draw: float) -> int:
    """Which of several ways comes out; -1 when none has weight."""
    point, reached, last = draw * sum(weights), 0.0, -1
    for way, weight in enumerate(weights):
        reached += weight
        if weight > 0:
            if point < reached:
                return way
            last = way
    return last


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
            return f"g.seats[{seat!r}].purse['capital']"
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
        case ex.Drawn(event, outcome):
            return f"(g.drawn.get({event!r}) == {outcome!r})"
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
    """`actors` or `seats`."""
    who: str
    numbers: str
    """`levels`, `trust` or `purse`."""
    number: str
    amount: Read
    off_by: tuple[str, float] | None
    """The name of the draw and its size, where the author is not sure."""
    when: Read | None


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
    lean: Read
    cost: float
    delay: int
    without: float
    consent: tuple[tuple[str, Read], ...]
    blows: tuple[Blow, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule."""

    id: str
    when: Read
    once: bool
    delay: int
    blows: tuple[Blow, ...]


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
                lean=_read(move.weight, scenario),
                cost=0.0,
                delay=move.delay,
                without=1.0,
                consent=(),
                blows=self._blows(move.id, move.effects),
            )
            for move in scenario.moves.values()
        ]
        self.reactions = {seat: list(self._reactions(seat)) for seat in scenario.seats}
        self.rules = [
            Standing(each.id, _read(each.when, scenario), each.once, each.delay, self._blows(each.id, each.effects))
            for each in scenario.rules.values()
        ]
        self.events = [
            (
                event.id,
                scenario.calendar.turn_of(event.date),
                read(event.when),
                [
                    (way.id, _read(way.weight, scenario), self._blows(f"{event.id}.{way.id}", way.effects))
                    for way in event.outcomes
                ],
            )
            for event in scenario.events.values()
        ]
        self.endings = [(ending.id, read(ending.when)) for ending in scenario.endings.values()]
        couplings = {(each.indicator, each.by): each.weight for each in scenario.couplings}
        self.couplings = {pair: chosen.couplings.get(pair, weight) for pair, weight in couplings.items()}

    def _maybe(self, expression: ex.Expression | None) -> Read | None:
        return None if expression is None else _read(expression, self.scenario)

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
                return Blow("seats", seat, "purse", "capital", amount, off_by, when)

    def _reactions(self, seat: str) -> Iterator[Play]:
        for reaction in self.scenario.reactions.get(seat, {}).values():
            asked = reaction.consent.withheld_when if reaction.consent else {}
            consent = tuple((other, _read(when, self.scenario)) for other, when in asked.items())
            for option in reaction.options:
                order = _order(reaction.id, option.target)
                yield Play(
                    id=f"{seat}.{order}",
                    order=order,
                    reaction=reaction.id,
                    when=self._maybe(option.when),
                    once=reaction.once,
                    again_after=reaction.again_after,
                    lean=_read(option.doctrine, self.scenario),
                    cost=reaction.cost,
                    delay=reaction.delay,
                    without=reaction.consent.without if reaction.consent else 1.0,
                    consent=consent,
                    blows=self._blows(f"{seat}.{order}", option.effects),
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

    def settle(self) -> None:
        """Let the changes and drift act, within the range."""
        change = self.change
        for number, (low, high, drift, baseline) in self.scale.items():
            value = self[number]
            value = value + change.get(number, 0.0) + drift * (baseline - value)
            self[number] = _grid(min(max(value, low), high))
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

    def settle(self) -> None:
        """End the turn."""
        self.levels.settle()
        self.trust.settle()


class Seat(mesa.Agent):  # type: ignore[misc]
    """A seat at the table that follows its declared doctrine."""

    def __init__(self, game: Game, name: str, orders_per_turn: int, income: float) -> None:
        super().__init__(game)
        self.name = name
        self.orders_per_turn = orders_per_turn
        self.income = income
        self.purse = Numbers()
        self.open: list[Play] = []
        self.chosen: list[Play] = []
        self.withheld: set[tuple[str, str]] = set()
        """(seat, reaction) that it refuses its consent."""

    def look(self) -> None:
        """See which of its reactions can be ordered now."""
        game, capital = self.model, self.purse["capital"]
        self.open = [play for play in game.rules.reactions[self.name] if game.legal(play) and play.cost <= capital]

    def choose(self) -> None:
        """Order what doctrine leans to, one after another, as far as the capital goes."""
        game, capital = self.model, self.purse["capital"]
        turns_left = game.turns - game.turn
        leans = [(play, max(play.lean(game), 0.0)) for play in self.open if play.delay <= turns_left]
        self.chosen = []
        for slot in range(self.orders_per_turn):
            within = [(play, lean) for play, lean in leans if play.cost <= capital and play not in self.chosen]
            draw = uniform(game.luck, game.turn, f"bot:{self.name}", slot)
            picked = pick([PASS, *(lean for _, lean in within)], draw)
            if picked <= 0:
                break
            play = within[picked - 1][0]
            self.chosen.append(play)
            capital -= play.cost

    def consent(self) -> None:
        """Refuse consent to what others could order, where doctrine says so."""
        game = self.model
        self.withheld = {
            (other.name, play.reaction)
            for other in game.seats.values()
            for play in other.open
            for asked, refuses in play.consent
            if asked == self.name and refuses(game)
        }

    def pay(self) -> None:
        """Earn the turn's income and pay for what was ordered."""
        self.purse.push("capital", self.income)
        for play in self.chosen:
            self.purse.push("capital", -play.cost)

    def settle(self) -> None:
        """End the turn."""
        self.purse.settle()


class Mover(mesa.Agent):  # type: ignore[misc]
    """The actor that the seats react to; chance picks its moves by their weights."""

    def __init__(self, game: Game) -> None:
        super().__init__(game)
        self.move: Play = game.rules.moves[0]

    def choose(self) -> None:
        """Pick a move."""
        game = self.model
        weights = [max(move.lean(game), 0.0) if game.legal(move) else 0.0 for move in game.rules.moves]
        picked = pick(weights, uniform(game.luck, game.turn, "move"))
        always = (each for each in game.rules.moves if each.when is None and not each.once and each.again_after <= 1)
        self.move = game.rules.moves[picked] if picked >= 0 else next(always)


class Game(mesa.Model):  # type: ignore[misc]
    """One game of a scenario under a lens; a step is a turn."""

    def __init__(self, rules: Rules, seed: int) -> None:
        super().__init__(rng=seed)
        self.rules = rules
        self.luck = seed
        calendar = rules.scenario.calendar
        self.turn = self.coming = 1
        self.turns, self.year = calendar.turns, calendar.date(1).year
        self.actors: dict[str, Actor] = {}
        self.seats: dict[str, Seat] = {}
        self.playing: set[str] = set()
        self.times: dict[str, int] = {}
        self.last: dict[str, int] = {}
        self.drawn: dict[str, str] = {}
        self.fired: set[str] = set()
        self.due: dict[int, list[tuple[Numbers, str, float]]] = {}
        self.doubts: dict[str, float] = {}
        self.ending: str | None = None
        self._populate()
        self.mover = Mover(self)

    def _populate(self) -> None:
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
                actor.levels.add(indicator, value, scale.low, scale.high, scale.drift, begins.baseline)
        ties = scenario.ties
        for tie in ties.between:
            actor, other = self.actors[tie.listener], self.actors[tie.of]
            value = tie.trust.value + self.off_by(f"start:trust({tie.listener}, {tie.of})", tie.trust.plus_or_minus)
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
            purse = role.capital
            self.seats[role.id] = seat = Seat(self, role.id, role.orders_per_turn, purse.income)
            seat.purse.add("capital", purse.start, 0.0, purse.most, 0.0, purse.start)

    def off_by(self, purpose: str, size: float) -> float:
        """How far the author was off in one number, drawn once per game."""
        if not size:
            return 0.0
        if purpose not in self.doubts:
            self.doubts[purpose] = (uniform(self.luck, 0, purpose) + uniform(self.luck, 0, purpose, 1) - 1.0) * size
        return self.doubts[purpose]

    def legal(self, play: Play) -> bool:
        """Whether a move or reaction can be played now, cost apart."""
        last = self.last.get(play.id, 0)
        if last and (play.once or self.turn - last < play.again_after):
            return False
        return play.when is None or bool(play.when(self))

    def step(self) -> None:
        """Play one turn."""
        self._draw_events()
        self.mover.choose()
        seats, actors = self.agents_by_type[Seat], self.agents_by_type[Actor]
        seats.do("look")
        seats.do("choose")
        seats.do("consent")
        strength = {self.mover.move.id: 1.0, **self._ordered()}
        self.playing = {play for play, strong in strength.items() if strong > 0}
        for numbers, number, amount in self._struck(strength):
            numbers.push(number, amount)
        seats.do("pay")
        actors.do("strike")
        while any(abs(amount) > STILL for actor in self.actors.values() for amount in actor.moved.values()):
            actors.do("listen")
            actors.do("take_over")
        actors.do("settle")
        seats.do("settle")
        for play in self.playing:
            self.times[play] = self.times.get(play, 0) + 1
            self.last[play] = self.turn
        self.playing = set()
        self.coming = self.turn + 1
        self._judge()
        if self.running:
            self.turn = self.coming
            self.year = self.rules.scenario.calendar.date(self.turn).year

    def _draw_events(self) -> None:
        for event, turn, when, ways in self.rules.events:
            if turn == self.turn and (when is None or when(self)):
                weights = [max(weight(self), 0.0) for _, weight, _ in ways]
                picked = pick(weights, uniform(self.luck, turn, f"event:{event}"))
                if picked >= 0:
                    self.drawn[event] = ways[picked][0]

    def _ordered(self) -> dict[str, float]:
        """What the seats ordered, with how strongly it takes effect."""
        withheld = {each for seat in self.seats.values() for each in seat.withheld}
        return {
            play.id: play.without if (seat.name, play.reaction) in withheld else 1.0
            for seat in self.seats.values()
            for play in seat.chosen
        }

    def _struck(self, strength: Mapping[str, float]) -> list[tuple[Numbers, str, float]]:
        """What acts directly in this turn; what acts later is queued. All of it reads the state before the turn."""
        now = self.due.pop(self.turn, [])
        acting: list[tuple[tuple[Blow, ...], float, int]] = []
        for event, turn, _, ways in self.rules.events:
            if turn == self.turn and event in self.drawn:
                acting += [(blows, 1.0, 0) for way, _, blows in ways if way == self.drawn[event]]
        for play in (self.mover.move, *(play for seat in self.seats.values() for play in seat.chosen)):
            if strength[play.id] > 0:
                acting.append((play.blows, strength[play.id], play.delay))
        firing = [rule for rule in self.rules.rules if not (rule.once and rule.id in self.fired) and rule.when(self)]
        acting += [(rule.blows, 1.0, rule.delay) for rule in firing]
        for blows, strong, delay in acting:
            queue = self.due.setdefault(self.turn + delay, []) if delay else now
            for blow in blows:
                if blow.when is None or blow.when(self):
                    amount = blow.amount(self)
                    if blow.off_by:
                        amount += self.off_by(*blow.off_by)
                    holder = getattr(self, blow.of)[blow.who]
                    queue.append((getattr(holder, blow.numbers), blow.number, amount * strong))
        self.fired.update(rule.id for rule in firing)
        return now

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
