"""What a seat supposes: worlds that are replayed along what it has seen, and kept as far as they fit it.

A bootstrap particle filter (Gordon, Salmond and Smith, "Novel approach to nonlinear/non-Gaussian Bayesian state
estimation", IEE Proceedings F 140, 1993). Each world has draws of its own; in each turn it makes the move, the open
orders and the orders of the seat itself, as they were seen, and draws what others ordered in secret by doctrine, within
their purse and the orders they had left. Its weight is how likely it made what was seen to come, and how near its
numbers are to those seen, by a Gaussian kernel (Beaumont, Zhang and Balding, "Approximate Bayesian computation in
population genetics", Genetics 162, 2002). Then worlds are drawn anew by their weights, and hold what is seen as it is.

Its draws have a name of their own and do not depend on the game's seed, so nothing but what was seen decides what is
supposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wargame.engine import chance, kernel
from wargame.engine.evaluate import Moment
from wargame.engine.kernel import BY_CHANCE, Act, Flags, Floats, JointAction, News, Worlds
from wargame.engine.ledger import Cause
from wargame.engine.program import CompiledEffect, Program
from wargame.engine.record import Record
from wargame.engine.redraw import many_seeds
from wargame.engine.secrecy import is_secret
from wargame.engine.seen_turn import Amounts, Landed, SeenNews, SeenOpening, SeenTurn, Sight, sight
from wargame.engine.told import assumptions_read, rows_of
from wargame.model import expression as ex
from wargame.model.scenario import MOVER_ID
from wargame.model.viewer import Viewer
from wargame.players import native_games
from wargame.players.bots import bots_of, choose
from wargame.players.style import PASS

FEWEST_PARTICLES, MOST_PARTICLES = 512, 2048
"""How many worlds are replayed: the fewer, the larger the scenario."""
_NUMBERS = 64_000
"""How many numbers they have together."""
FEWEST = 30.0
"""The effective number of worlds below which the kernel is widened."""
WIDTH = 0.25
"""How wide the kernel is, in standard deviations of what the worlds have a number at."""
_SHRINK = 0.974
"""How far hidden levels keep their distance from the mean when worlds are drawn anew: (3 δ - 1) / 2 δ, δ = 0.95."""
_WIDEST = 2.0**20
_AGAINST_DOCTRINE = 0.05
"""How strongly an order is supposed to be preferred that was seen, at the least: others may not keep to doctrine."""
_CANNOT = 1e-6
"""The same where it cannot be ordered in a world."""
_OTHERWISE = 0.1
"""How likely whoever is asked for consent answers otherwise than doctrine has it."""
_NEVER = -30.0
"""What is added to the logarithm of a weight for each thing that is known to be otherwise than in the world."""
_ALIKE = 1e-9
"""Numbers that differ by less, in standard deviations of a hundred points, do not tell worlds apart."""


@dataclass(frozen=True, eq=False)
class Waiting(Record):
    """A delayed effect on its way in every world, that is off by a draw of its own."""

    cause: Cause
    due: int
    number: int
    row: int
    """Of the draws."""
    amount: Floats
    """(worlds,)."""
    slope: Floats
    """(worlds,): by how much the amount changes with the draw."""


@dataclass(frozen=True, eq=False)
class Belief(Record):
    """What a viewer supposes of a game at the beginning of a turn: many worlds, and the weight of each."""

    eyes: Sight
    worlds: Worlds
    logs: Floats
    """(worlds,): the logarithm of each weight, up to one number in all."""
    known: frozenset[int]
    """The rows of the draws that follow in each world from amounts that were seen."""
    acted: frozenset[int]
    """The rows of the draws that have acted in any of the worlds: they are what the worlds are told apart by."""
    waiting: tuple[Waiting, ...]
    """The delayed effects on their way that the viewer knows of, and of which an amount will tell a draw."""
    effective: float
    """The smallest effective number of worlds so far: (Σ w)² / Σ w² (Kong, Liu and Wong, JASA 89, 1994)."""
    near: float
    """The smallest of these numbers before a kernel was widened."""
    widened: bool
    """Whether the kernel had to be widened."""

    @property
    def weights(self) -> Floats:
        """(worlds,): of each world, in sum 1."""
        return _weights(self.logs)


def begin(program: Program, opening: str | None, viewer: Viewer) -> Belief:
    """What a viewer supposes of a game that is about to begin."""
    count = min(MOST_PARTICLES, max(FEWEST_PARTICLES, _NUMBERS // len(program.targets)))
    worlds = kernel.begin(program, many_seeds("belief", count), opening)
    nothing: frozenset[int] = frozenset()
    every = float(count)
    return Belief(sight(program, viewer), worlds, np.zeros(count), nothing, nothing, (), every, every, False)


def play_unseen(belief: Belief, turn: int) -> Belief:
    """The same at the beginning of a later turn, of the turns up to which nothing is known: doctrine plays them."""
    worlds, logs = belief.worlds, belief.logs
    bots = bots_of(worlds.program.scenario.seats)
    while worlds.turn < turn:
        worlds = native_games.open_turn(worlds)
        worlds = native_games.advance(worlds, choose(worlds, bots))
        worlds, logs = _going_on(worlds, logs)
    return replace(belief, worlds=worlds, logs=logs, acted=frozenset(range(len(worlds.draws))))


def open_turn(belief: Belief, seen: SeenOpening) -> Belief:
    """The same once the news of the turn has come, as the viewer sees it."""
    eyes, worlds = belief.eyes, belief.worlds
    worlds = _pinned(worlds, eyes, seen.start)
    forced = replace(worlds, fixed=_fixed(worlds, seen.news))
    news = kernel.news(forced)
    adapted = _Adapting(belief.known, forced, eyes)
    for each in news:
        adapted.fit(each.acts, kernel.moment(each.before), seen.news.amounts)
    if adapted.rows:
        forced = adapted.worlds
        news = kernel.news(forced)
    logs = belief.logs + adapted.logs + _odds(news, worlds.fixed, seen.news)
    opened = replace(kernel.after_news(forced, news), opened=True, fixed=worlds.fixed)
    acted = belief.acted | _acted(opened.program, (act for each in news for act in each.acts))
    found = replace(belief, worlds=opened, logs=logs, known=adapted.known, acted=acted)
    found = _fitted(found, seen.numbers, resampling=bool(news))
    otherwise = (found.worlds.legal[eyes.own] != seen.open_to).sum(axis=0)
    if not otherwise.any():
        return found
    logs = found.logs + _NEVER * otherwise
    left = effective_number(_weights(logs))
    return replace(found, logs=logs, effective=min(found.effective, left), near=min(found.near, left))


def play_turn(belief: Belief, seen: SeenTurn) -> Belief:
    """The same once the turn is played, as the viewer sees it; the news of the next one still to come."""
    worlds, program, eyes = belief.worlds, belief.worlds.program, belief.eyes
    # By the middle of what the author is unsure of in weights and doctrine: of that, choices tell next to nothing.
    stated = kernel.preference(replace(worlds, draws=np.zeros_like(worlds.draws)))
    logs = belief.logs
    if eyes.owner != MOVER_ID:
        logs = logs + _likely_move(worlds, stated[: program.moves], seen)
    ordered = seen.ordered.repeat(worlds.width, axis=1)
    for seat, rows in program.plays_of.items():
        if seat in program.scenario.seats and seat != eyes.owner and rows.start < rows.stop:
            ordered[rows], likely = _orders(worlds, stated[rows], seen, eyes, seat)
            logs = logs + likely
    withheld = np.where(eyes.withholdings, seen.withheld, worlds.would_withhold)
    footnoted = np.where(eyes.withholdings, seen.footnoted, worlds.would_footnote)
    logs = logs + _likely_answers(worlds, seen, eyes)
    choices = JointAction(
        move=np.full(worlds.width, seen.move, dtype=np.int64),
        ordered=ordered,
        withheld=withheld,
        released=seen.released.repeat(worlds.width, axis=1),
        footnoted=footnoted,
        outcomes=seen.outcomes,
    )
    logs = logs + _likely_outcomes(worlds, choices, seen)
    forced = replace(worlds, fixed=_fixed(worlds, seen.closing))
    adapted = _Adapting(belief.known, forced, eyes)
    waiting = adapted.land(belief.waiting, seen.landed)
    now, acts = kernel.acting(adapted.worlds, choices)
    adapted.fit(acts, now, seen.amounts)
    turn = kernel.resolve(adapted.worlds, choices)
    if seen.closing.amounts:
        before = len(adapted.rows)
        for each in turn.closing:
            adapted.fit(each.acts, kernel.moment(each.before, just_played=True), seen.closing.amounts)
        if len(adapted.rows) > before:
            turn = kernel.resolve(adapted.worlds, choices)
    logs = logs + adapted.logs + _odds(turn.closing, worlds.fixed, seen.closing)
    logs = logs + _NEVER * ((turn.firing != seen.firing) & eyes.rules).sum(axis=0)
    left, logs = _going_on(turn.left, logs)
    fired = np.where(eyes.rules, worlds.fired | seen.firing, left.fired)
    left = replace(left, fixed=worlds.fixed, fired=fired)
    acts = (*turn.acts, *(act for each in turn.closing for act in each.acts))
    acted = belief.acted | _acted(program, acts)
    waiting += adapted.set_going(turn.acts, now)
    found = replace(belief, worlds=left, logs=logs, known=adapted.known, acted=acted, waiting=waiting)
    return _fitted(found, seen.numbers)


# --- What the worlds do -----------------------------------------------------------------------------------------------


def _fixed(worlds: Worlds, news: SeenNews) -> tuple[int, ...]:
    """By event, how it is made to come out: as it was seen, else as the opening has it or by chance."""
    return tuple(news.ways.get(event, way) for event, way in enumerate(worlds.fixed))


def _pinned(worlds: Worlds, eyes: Sight, numbers: Floats) -> Worlds:
    """The worlds with the numbers that are seen as they are."""
    pinned = worlds.numbers.copy()
    pinned[eyes.numbers] = numbers
    return replace(worlds, numbers=pinned)


def _going_on(worlds: Worlds, logs: Floats) -> tuple[Worlds, Floats]:
    """The worlds, of which none has ended: it is known that the game goes on."""
    ended = worlds.ending >= 0
    if not ended.any():
        return worlds, logs
    return replace(worlds, ending=np.full(worlds.width, -1, dtype=np.int64)), logs + _NEVER * ended


def _orders(worlds: Worlds, preference: Floats, seen: SeenTurn, eyes: Sight, seat: str) -> tuple[Flags, Floats]:
    """(the seat's orders, worlds): those that were seen and, by doctrine, those in secret; and (worlds,) the logarithm
    of how likely it gives in each world those that were seen.

    A bot draws one order after another by preference among what it can still pay for, or passes. Here only that is
    drawn which may come beside what was seen; the share of it in all that could be drawn is the weight.
    """
    program, rows = worlds.program, worlds.program.plays_of[seat]
    given = seen.ordered[rows]
    secret = ~eyes.plays[rows]
    legal = worlds.legal[rows]
    if not secret.any() and _alike(preference) and _alike(legal) and _alike(worlds.numbers[program.capital[seat]]):
        return given.repeat(worlds.width, axis=1), np.zeros(worlds.width)
    weights = preference * kernel.open_in_time(worlds, rows)
    weights = np.where(given, np.where(legal, np.maximum(preference, _AGAINST_DOCTRINE), _CANNOT), weights)
    everywhere, cost = np.arange(worlds.width), program.cost[rows]
    capital = worlds.numbers[program.capital[seat]]
    waiting = given.repeat(worlds.width, axis=1)
    picked = np.zeros_like(waiting)
    likely, going = np.zeros(worlds.width), np.ones(worlds.width, dtype=np.bool_)
    slots = program.scenario.seats[seat].orders_per_turn
    drawn = chance.uniforms(worlds.seeds, worlds.turn, [(f"supposed:{seat}", slot) for slot in range(slots)])
    for slot in range(slots):
        left, due = waiting.sum(axis=0), (cost * waiting).sum(axis=0)
        can = weights * ~picked * (cost <= capital)
        beside = secret & (left < slots - slot) & (cost <= capital - due)
        may = np.where(waiting, np.maximum(can, _CANNOT), can * beside)
        ends = np.cumsum(may, axis=0)
        passing = np.where(left == 0, PASS, 0.0)
        allowed = ends[-1] + passing
        likely += np.where(going, np.log(allowed / (can.sum(axis=0) + PASS)), 0.0)
        place = (ends <= drawn[slot] * allowed).sum(axis=0)
        going &= place < len(may)
        row = np.where(going, place, 0)
        picked[row[going], everywhere[going]] = True
        waiting[row[going], everywhere[going]] = False
        capital = capital - cost[row, 0] * going
        if not going.any():
            break
    return picked | given, likely


def _alike(several: NDArray[Any]) -> bool:
    """Whether they are the same in every world."""
    return bool((several == several[..., :1]).all())


def _likely_move(worlds: Worlds, preference: Floats, seen: SeenTurn) -> Floats:
    """(worlds,): the logarithm of how likely the mover makes the move that was seen."""
    moves = slice(worlds.program.moves)
    legal = worlds.legal[moves]
    weights = preference * legal
    made = np.where(legal[seen.move], np.maximum(weights[seen.move], _AGAINST_DOCTRINE), _CANNOT)
    found: Floats = np.log(made / (weights.sum(axis=0) - weights[seen.move] + made))
    return found


def _likely_answers(worlds: Worlds, seen: SeenTurn, eyes: Sight) -> Floats:
    """(worlds,): the logarithm of how likely others answer as was heard where their consent was asked."""
    program, found = worlds.program, np.zeros(worlds.width)
    for row, each in enumerate(program.withholdings):
        plays = list(program.names.plays[each.of, each.reaction, None])
        if each.seat != eyes.owner and eyes.withholdings[row, 0] and seen.ordered[plays].any():
            same = (worlds.would_withhold[row] == seen.withheld[row]) & (
                worlds.would_withhold[row] | (worlds.would_footnote[row] == seen.footnoted[row])
            )
            found += np.where(same, 0.0, np.log(_OTHERWISE))
    return found


def _likely_outcomes(worlds: Worlds, choices: JointAction, seen: SeenTurn) -> Floats:
    """(worlds,): the logarithm of how likely what was tried in the open comes out as it was seen."""
    program, found = worlds.program, np.zeros(worlds.width)
    if not (seen.outcomes != BY_CHANCE).any():
        return found
    effective, _ = kernel.taking_effect(worlds, choices)
    now = kernel.moment(worlds, effective)
    stated = replace(worlds, draws=np.zeros_like(worlds.draws))
    for place, row in enumerate(program.chancy):
        way = seen.outcomes[place, 0]
        if way != BY_CHANCE:
            weights = kernel.weights(stated, program.plays[row].outcomes, now)
            found += np.log(np.maximum(weights[way], _CANNOT) / np.maximum(weights.sum(axis=0), _CANNOT))
    return found


def _odds(several: Sequence[News], fixed: Sequence[int], seen: SeenNews) -> Floats | float:
    """(worlds,): the logarithm of how likely events come out as was seen, of those that are left to chance."""
    found: Floats | float = 0.0
    for news in several:
        earlier, program = news.earlier, news.earlier.program
        stated = replace(earlier, draws=np.zeros_like(earlier.draws))
        now = kernel.moment(earlier, just_played=news.closing)
        for event in news.events:
            if event in seen.ways and fixed[event] == BY_CHANCE:
                odds = kernel.chance_of(stated, program.events[event], seen.ways[event], now)
                found = found + np.log(np.maximum(odds, _CANNOT))
    return found


def _acted(program: Program, acts: Iterable[Act]) -> frozenset[int]:
    """The rows of the draws that acts depend on."""
    return frozenset(row for act in acts for effect, _ in act.effects for row in rows_of(program, effect))


# --- What amounts that are seen tell of the author's doubts -----------------------------------------------------------


class _Adapting:
    """Worlds whose draws are made to give the amounts that were seen, wherever one draw by itself decides an amount.

    What is drawn so is weighed by how likely it was to be drawn, and by how finely the amount tells it.
    """

    def __init__(self, known: frozenset[int], worlds: Worlds, eyes: Sight) -> None:
        self.known = known
        self.worlds = worlds
        self.rows: list[int] = []
        """What has been made so here."""
        self.logs = np.zeros(worlds.width)
        self._viewer, self._shown = eyes.viewer, set(eyes.numbers.tolist())

    def fit(self, acts: Iterable[Act], now: Moment, seen: Amounts) -> None:
        """Make draws give the amounts of some acts, which they had with these worlds at a moment."""
        by_cause: dict[Cause, Act] = {act.source.cause: act for act in acts}
        for (cause, place), amount in seen.items():
            act = by_cause.get(cause)
            if act is not None:
                effect, _ = act.effects[place]
                row = self._row(effect)
                if row is not None:
                    self._fit(act, effect, row, amount, now)

    def land(self, waiting: Sequence[Waiting], seen: Landed) -> tuple[Waiting, ...]:
        """Make draws give the amounts of delayed effects that act now; what is on its way still."""
        turn, found = self.worlds.turn, list(waiting)
        for place in range(len(found)):
            each = found[place]
            amount = seen.get((each.cause, each.number))
            if each.due != turn or amount is None or each.row in self.known:
                continue
            before = self.worlds.draws[each.row]
            self._draw(each.row, amount - each.amount, each.slope)
            change = self.worlds.draws[each.row] - before
            delayed = self.worlds.delayed.copy()
            for other, late in enumerate(found):
                if late.row == each.row and late.due >= turn:
                    found[other] = replace(late, amount=late.amount + change * late.slope)
                    number = self.worlds.program.delayed_row[late.number]
                    delayed[late.due - turn, number] += change * late.slope
            self.worlds = replace(self.worlds, delayed=delayed)
        return tuple(each for each in found if each.due > turn)

    def set_going(self, acts: Iterable[Act], now: Moment) -> tuple[Waiting, ...]:
        """Those delayed effects of acts that the viewer knows of, and that will tell a draw when they act."""
        program = self.worlds.program
        return tuple(
            Waiting(
                replace(act.source.cause, ordered=self.worlds.turn),
                self.worlds.turn + act.source.delay,
                effect.number,
                effect.uncertainty,
                amount,
                self._strength(act, effect, now),
            )
            for act in acts
            if act.source.delay and not is_secret(program.scenario, act.source.cause, self._viewer)
            for effect, amount in act.effects
            if effect.uncertainty >= 0 and effect.uncertainty not in self.known and effect.number in self._shown
        )

    def _strength(self, act: Act, effect: CompiledEffect, now: Moment) -> Floats:
        """(worlds,): how strongly an effect acts."""
        if effect.when is None:
            return act.strength
        now = replace(now, assumptions=self.worlds.assumptions)
        return act.strength * kernel.over(self.worlds, self.worlds.program.evaluate[effect.when](now))

    def _row(self, effect: CompiledEffect) -> int | None:
        """The draw that is to decide an effect's amount; None where none is left open."""
        if effect.uncertainty >= 0:
            return None if effect.uncertainty in self.known else effect.uncertainty
        return next((row for row in assumptions_read(self.worlds.program, effect) if row not in self.known), None)

    def _fit(self, act: Act, effect: CompiledEffect, row: int, amount: float, now: Moment) -> None:
        worlds, program = self.worlds, self.worlds.program
        now, strength = replace(now, assumptions=worlds.assumptions), self._strength(act, effect, now)
        first = self._amount(effect, worlds.draws, now) * strength
        if row == effect.uncertainty:
            slope = strength
        else:
            moved = worlds.draws.copy()
            moved[row] += 1.0
            changed = replace(now, assumptions=kernel.assumed(program, moved))
            slope = self._amount(effect, moved, changed) * strength - first
        self._draw(row, amount - first, slope)

    def _draw(self, row: int, lacking: Floats, slope: Floats) -> None:
        """Move a draw so far that what an amount lacks is made up for."""
        does = np.abs(slope) > 1e-12
        if not does.any():
            return
        draws, widest = self.worlds.draws.copy(), self.worlds.program.uncertainties[row].plus_or_minus
        drawn = np.where(does, draws[row] + lacking / np.where(does, slope, 1.0), draws[row])
        # Triangular, likeliest at 0.
        density = 1.0 - np.abs(drawn) / widest
        steep = np.log(np.abs(np.where(does, slope, 1.0)))
        # Amounts are rounded where they are shown: a draw may seem to lie just past its end.
        self.logs += np.where(does, np.log(np.maximum(density, 1e-9)) - steep, _NEVER)
        draws[row] = np.clip(drawn, -widest, widest)
        self.worlds = kernel.with_draws(self.worlds, draws)
        self.known |= {row}
        self.rows.append(row)

    def _amount(self, effect: CompiledEffect, draws: Floats, now: Moment) -> Floats:
        """(worlds,): an effect's amount at full strength."""
        amount = kernel.over(self.worlds, self.worlds.program.evaluate[effect.amount](now))
        if effect.varied:
            amount = amount * effect.times + effect.plus
        return amount + draws[effect.uncertainty] if effect.uncertainty >= 0 else amount


# --- Weighing ---------------------------------------------------------------------------------------------------------


def _fitted(belief: Belief, numbers: Floats, resampling: bool = True) -> Belief:
    """The worlds weighed by how near their numbers are to those that are seen, drawn anew, and holding these."""
    eyes, worlds, waiting = belief.eyes, belief.worlds, belief.waiting
    logs, effective, near = _weighed(belief.logs, _distances(worlds.numbers[eyes.numbers] - numbers))
    worlds = _pinned(worlds, eyes, numbers)
    if resampling and effective < worlds.width / 2:
        which = _resampled(_weights(logs), worlds.turn)
        # Each place goes on with luck of its own, or worlds that were drawn twice would stay alike for ever.
        worlds = _spread(replace(kernel.select(worlds, which), seeds=worlds.seeds), eyes)
        logs = np.zeros(worlds.width)
        waiting = tuple(replace(each, amount=each.amount[which], slope=each.slope[which]) for each in waiting)
    return replace(
        belief,
        worlds=worlds,
        waiting=waiting,
        logs=logs,
        effective=min(belief.effective, effective),
        near=min(belief.near, near),
        widened=belief.widened or near < effective,
    )


def _spread(worlds: Worlds, eyes: Sight) -> Worlds:
    """The worlds with hidden levels moved a little, but no further spread: else what was drawn twice would never differ
    where nothing moves it, and in the end all would be alike.

    Each is drawn in to the mean by _SHRINK and moved by as much as that took away: Liu and West, "Combined parameter
    and state estimation in simulation-based filtering" (Sequential Monte Carlo Methods in Practice, 2001).
    """
    program, shown = worlds.program, set(eyes.numbers.tolist())
    rows = [row for row, target in enumerate(program.targets) if isinstance(target, ex.Level) and row not in shown]
    levels = worlds.numbers[rows]
    middle, off = levels.mean(axis=1, keepdims=True), levels.std(axis=1, keepdims=True)
    purposes = [(f"spread:{ex.text(program.targets[row])}", part) for row in rows for part in (0, 1)]
    drawn = chance.uniforms(worlds.seeds, worlds.turn, purposes)
    # The difference of two has a variance of 1/6.
    moved = (drawn[0::2] - drawn[1::2]) * (off * np.sqrt(6.0 * (1.0 - _SHRINK * _SHRINK)))
    numbers = worlds.numbers.copy()
    numbers[rows] = middle + _SHRINK * (levels - middle) + moved
    return replace(worlds, numbers=kernel.on_grid(kernel.limited(worlds, numbers)))


def _distances(off: Floats) -> Floats:
    """(worlds,): the sum of squares by which numbers are off, in standard deviations over the worlds."""
    spread = off.std(axis=1, keepdims=True)
    telling = spread[:, 0] > _ALIKE * 100.0
    squares: Floats = np.square(off[telling] / spread[telling])
    found: Floats = squares.sum(axis=0)
    return found


def _weighed(logs: Floats, distances: Floats) -> tuple[Floats, float, float]:
    """Weights with a kernel over distances as narrow as leaves enough worlds; how many these are, and how many there
    were before it was widened for that."""

    def at(width: float) -> Floats:
        found: Floats = logs - distances / (2.0 * width * width)
        found -= found.max()
        return found

    found = at(WIDTH)
    near = effective_number(_weights(found))
    fewest = min(FEWEST, effective_number(_weights(logs)))
    if near >= fewest:
        return found, near, near
    low, high = WIDTH, 2 * WIDTH
    while high < _WIDEST and effective_number(_weights(at(high))) < fewest:
        low, high = high, 2 * high
    for _ in range(8):
        middle = (low * high) ** 0.5
        enough = effective_number(_weights(at(middle))) >= fewest
        low, high = (low, middle) if enough else (middle, high)
    found = at(high)
    return found, effective_number(_weights(found)), near


def effective_number(weights: Floats) -> float:
    """How many worlds of equal weight tell as much: (Σ w)² / Σ w²."""
    return float(weights.sum() ** 2 / np.square(weights).sum())


def _weights(logs: Floats) -> Floats:
    found: Floats = np.exp(logs - logs.max())
    found /= found.sum()
    return found


def _resampled(weights: Floats, turn: int) -> NDArray[np.intp]:
    """Which worlds go on in each place, in proportion to their weights: systematic resampling (Carpenter, Clifford and
    Fearnhead, IEE Proceedings 146, 1999)."""
    start = float(chance.uniform(many_seeds("belief", 1), turn, "resampled")[0])
    return drawn_by(weights, (np.arange(len(weights)) + start) / len(weights))


def drawn_by(weights: Floats, places: Floats) -> NDArray[np.intp]:
    """Which of several has each place on a range from 0 to 1 that is parted by their weights."""
    ends = np.cumsum(weights)
    found: NDArray[np.intp] = np.searchsorted(ends, places * ends[-1], side="right")
    np.minimum(found, len(weights) - 1, out=found)
    return found
