"""Bots that choose orders from what the engine says is legal and what the scenario declares of its doctrine.

Every draw a bot makes is named like all chance, so a game with bots is the same each time it is played. The bots here
choose in many worlds at once, and in each as they would in the single game.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wargame.engine import chance, kernel
from wargame.engine.blocks import row_by_row
from wargame.engine.kernel import Flags, Floats, JointAction, Whole, Worlds
from wargame.engine.position import Position
from wargame.engine.program import Program
from wargame.model.order import Decision, Withholding
from wargame.model.scenario import MOVER_ID
from wargame.players import native_games
from wargame.players.style import PASS, Answers, Style


class Bot(Protocol):
    """Chooses the orders of one seat."""

    def orders(self, position: Position, seat: str) -> tuple[Decision, ...]:
        """Orders that are legal together for the seat in this position."""


class BatchBot(Bot, Protocol):
    """A bot that draws among what it can pay for, one order after another, in many worlds at once."""

    @abstractmethod
    def style(self, program: Program, seat: str) -> Style:
        """How it plays a seat."""

    def preference(self, worlds: Worlds, seat: str) -> Floats:
        """(the seat's orders, worlds): how strongly it prefers each, against PASS for ordering nothing more."""
        program = worlds.program
        return self.style(program, seat).preference(kernel.preference(worlds, program.plays_of[seat]))

    def orders(self, position: Position, seat: str) -> tuple[Decision, ...]:
        """Orders that are legal together for the seat in this position."""
        chosen = choose(position.worlds, {seat: self}, move=np.full(1, -1))
        ordered = chosen.ordered[position.program.moves :, 0]
        own = (order for order, given in zip(position.program.orders, ordered, strict=True) if given)
        return (*own, *self._answered(position, seat))

    def _answered(self, position: Position, seat: str) -> Iterator[Withholding]:
        """The consents it withholds or gives in part, of all that the seat is asked for.

        Of many worlds only those count that are asked for in earnest; here the others would tell that these are.
        """
        refusing, noting = self.style(position.program, seat).answers.of(position.worlds)
        for each, refuses, notes in zip(position.program.withholdings, refusing[:, 0], noting[:, 0], strict=True):
            if each.seat == seat and (refuses or notes) and position.asked(each):
                yield each if refuses else replace(each, in_part=True)


class DoctrineBot(BatchBot):
    """Follows the scenario's declared doctrine: prefers each order as strongly as doctrine does.

    It withholds consent where the scenario says the seat would.
    """

    def style(self, program: Program, seat: str) -> Style:  # noqa: ARG002
        """How it plays a seat."""
        return Style()


class RandomBot(BatchBot):
    """Draws evenly among what it can pay for, and passes as easily.

    It withholds consent one time in eight, and one time in eight adds a footnote where it can.
    """

    def style(self, program: Program, seat: str) -> Style:
        """How it plays a seat."""
        rows = program.plays_of[seat]
        shape = rows.stop - rows.start, 1
        return Style(np.zeros(shape), np.full(shape, PASS), Answers.RANDOMLY)


BATCH_BOTS: Mapping[str, Callable[[], BatchBot]] = {"doctrine": DoctrineBot, "random": RandomBot}
"""The bots that play many worlds at once, by name."""
_NOBODY: Mapping[str, str] = MappingProxyType({})


def bots_of(seats: Iterable[str], named: Mapping[str, str] = _NOBODY) -> dict[str, BatchBot]:
    """Who plays each of some seats: the bot that is named for it, or else doctrine's.

    Raises KeyError for a name that is none of BATCH_BOTS.
    """
    return {seat: BATCH_BOTS[named.get(seat, "doctrine")]() for seat in seats}


def choose(worlds: Worlds, bots: Mapping[str, BatchBot], move: Whole | None = None) -> JointAction:
    """What bots choose for their seats in each world; other seats order nothing.

    Chance picks the move unless given, and the mover's doctrine answers where its consent is asked.
    """
    styles = {seat: bot.style(worlds.program, seat) for seat, bot in bots.items()}
    return native_games.choose(worlds, styles, move) or drawn(worlds, styles, move)


def drawn(worlds: Worlds, styles: Mapping[str, Style], move: Whole | None = None) -> JointAction:
    """What bots of these styles choose, drawn with numpy."""
    program = worlds.program
    ordered = np.zeros((len(program.plays), worlds.width), dtype=np.bool_)
    # What would act after the end is capital thrown away.
    open_to = {seat: kernel.open_in_time(worlds, program.plays_of[seat]) for seat in styles}
    preferences = {
        seat: style.preference(kernel.preference(worlds, program.plays_of[seat])) for seat, style in styles.items()
    }
    wanted = {seat: np.flatnonzero((open_to[seat] & (preferences[seat] > 0)).any(axis=1)) for seat in styles}
    purposes = [kernel.order_purpose(program.orders[row]) for _, row in _rows(program, wanted)]
    purposes += map(kernel.pass_purpose, styles)
    moves = kernel.move_purposes(program) if move is None else []
    clocks = chance.exponentials(worlds.seeds, worlds.turn, [*purposes, *moves])
    first, passing = 0, len(purposes) - len(styles)
    with row_by_row(worlds.width):
        for place, seat in enumerate(styles):
            rows = wanted[seat]
            weights = preferences[seat][rows] * open_to[seat][rows]
            arriving = chance.arrivals(weights, clocks[first : first + len(rows)])
            _order(worlds, seat, rows, arriving, clocks[passing + place] / PASS, ordered)
            first += len(rows)
    withheld, footnoted = _answered(worlds, {**styles, MOVER_ID: Style()})
    return JointAction(
        move=kernel.chance_move(worlds, clocks[len(purposes) :]) if move is None else move,
        ordered=ordered,
        withheld=withheld,
        released=np.zeros((len(program.injects), worlds.width), dtype=np.bool_),
        footnoted=footnoted,
    )


def _rows(program: Program, wanted: Mapping[str, NDArray[np.intp]]) -> Iterator[tuple[str, int]]:
    """Each seat with the places of its wanted orders among the program's."""
    for seat, rows in wanted.items():
        first = program.plays_of[seat].start - program.moves
        yield from ((seat, first + int(row)) for row in rows)


def _order(
    worlds: Worlds, seat: str, rows: NDArray[np.intp], arriving: Floats, passing: Floats, ordered: Flags
) -> None:
    """Enter up to the seat's number of orders: those that arrive before it passes, without paying more than there is.

    Clocks forget, so what arrives next of a race is drawn by weight among what is left.
    """
    program, own = worlds.program, worlds.program.plays_of[seat]
    if not len(rows):
        return
    capital, cost = worlds.numbers[program.capital[seat]], program.cost[own][rows]
    everywhere = np.arange(worlds.width)
    arriving = np.where(arriving < passing, arriving, np.inf)
    for left in reversed(range(program.scenario.seats[seat].orders_per_turn)):
        picked = arriving.argmin(axis=0)
        taken = np.isfinite(arriving[picked, everywhere])
        if not taken.any():
            return
        ordered[own.start + rows[picked[taken]], everywhere[taken]] = True
        if left:
            arriving[picked, everywhere] = np.inf
            capital = capital - cost[picked, 0] * taken
            arriving[cost > capital] = np.inf


def _answered(worlds: Worlds, styles: Mapping[str, Style]) -> tuple[Flags, Flags]:
    """(withholdings, worlds), twice: where bots withhold a consent that is asked of them, and where they add a note."""
    program = worlds.program
    withheld = np.zeros((len(program.withholdings), worlds.width), dtype=np.bool_)
    footnoted = np.zeros_like(withheld)
    asked = [row for row, each in enumerate(program.withholdings) if each.seat in styles]
    answers = {how: how.of(worlds) for how in {styles[program.withholdings[row].seat].answers for row in asked}}
    for row in asked:
        withholding = program.withholdings[row]
        asking = worlds.legal[list(program.names.plays[withholding.of, withholding.reaction, None])].any(axis=0)
        refuses, notes = answers[styles[withholding.seat].answers]
        withheld[row], footnoted[row] = refuses[row] & asking, notes[row] & asking
    return withheld, footnoted
