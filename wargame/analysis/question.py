"""Something that might have happened in a game: a rule firing, an ending, a move or a reaction being possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from wargame.analysis.fault import NeedsTarget, UnknownNameError, UnknownQuestion
from wargame.engine import kernel, legality, secrecy, visibility
from wargame.engine.evaluate import Moment
from wargame.engine.position import Position
from wargame.engine.program import Program
from wargame.engine.refusal import Refusal, Unmet
from wargame.engine.resolution import Resolution
from wargame.model import expression as ex
from wargame.model.nearest import nearest
from wargame.model.order import Decision, Order
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, Viewer, seat_of, sees_all_of


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about, with its condition; `row` is its place in the program."""

    kind: str
    """`rule`, `ending`, `move` or `reaction`."""
    id: str
    title: str
    line: int
    when: ex.Expression | None
    row: int
    order: Order | None = None
    """The order, for a reaction."""
    capital: bool = True
    """Whether its cost counts; what capital other seats have is their own affair."""

    @property
    def seat(self) -> str:
        """Whose reaction it is; empty for what is none."""
        return "" if self.order is None else self.order.seat

    @property
    def possible(self) -> bool:
        """Whether it is about what could be chosen, rather than about what comes by itself."""
        return self.kind in ("move", "reaction")

    def came(self, played: Resolution) -> bool:
        """Whether it came in a turn: the rule fired, the ending was reached, or it could be chosen after it."""
        match self.kind:
            case "rule":
                return bool(played.turn.firing[self.row, 0])
            case "ending":
                return played.after.ending == self.id
            case _:
                return self.open(played.after)

    def open(self, position: Position) -> bool:
        """Whether a move or reaction can be chosen in a position."""
        return self.reason(position) is None

    def reason(self, position: Position) -> Refusal | None:
        """Why a move or reaction cannot be chosen in a position; None when it can."""
        if self.kind == "move":
            return legality.move_reason(position, self.id)
        if not self.capital and position.ending is None:
            return legality.play_reason(position, position.program.plays[self.row], self.row)
        return legality.order_reason(position, position.program.orders[self.row - position.program.moves])

    def moment(self, line: Sequence[Resolution], position: Position) -> tuple[Position, Moment]:
        """What its condition reads at the end of a line: a position, and the moment in it."""
        if self.kind == "rule" and line:
            last = line[-1]
            return last.before, kernel.moment(last.before.worlds, last.turn.strength > 0, came=last.turn.came)
        # An ending is judged before the news of the next turn.
        at = position.before_news if self.kind == "ending" else position
        return at, kernel.moment(at.worlds, just_played=self.kind == "ending")

    def failing(self, line: Sequence[Resolution], position: Position, viewer: Viewer) -> tuple[Unmet, ...]:
        """The parts of its condition that do not hold, each with the numbers it reads that the seat may see."""
        if self.when is None:
            return ()
        at, now = self.moment(line, position)
        parts = self.when.operands if isinstance(self.when, ex.Every) and self.when.operands else (self.when,)
        seen = visibility.visible_numbers(at, viewer)
        found = []
        for part in parts:
            if not kernel.holds(at.worlds, at.program.evaluator(part)(now))[0]:
                read = map(ex.text, ex.reads(part))
                found.append(Unmet(part, tuple((name, seen[name]) for name in read if name in seen)))
        return tuple(found)

    def hidden(self, program: Program, viewer: Viewer) -> bool:
        """Whether its condition reads what a viewer may not see: a number, a secret act, or what tells of one."""
        return secrecy.reads_hidden(program.scenario, viewer, self.when)

    def concealed(self, program: Program, viewer: Viewer) -> bool:
        """Whether a viewer may not even know that it came: it depends on what is hidden and does not show by itself."""
        if self.kind == "rule":
            return secrecy.is_hidden_rule(program.scenario, self.id, viewer)
        return self.possible and self.hidden(program, viewer)

    def cut(self, program: Program, viewer: Viewer) -> Question:
        """The same without a condition that reads what a viewer may not see."""
        return replace(self, when=ex.Every(())) if self.hidden(program, viewer) else self

    def with_condition(self, program: Program, when: ex.Expression) -> Program:
        """The program with another condition in place of its own."""
        program, made = program.including(when)
        match self.kind:
            case "rule":
                rules = list(program.rules)
                rules[self.row] = replace(rules[self.row], when=made)
                return replace(program, rules=tuple(rules))
            case "ending":
                endings = list(program.endings)
                endings[self.row] = made
                return replace(program, endings=tuple(endings))
            case _:
                plays = list(program.plays)
                plays[self.row] = replace(plays[self.row], when=made, condition=when)
                return replace(program, plays=tuple(plays))


def find_question(program: Program, words: str, viewer: Viewer) -> Question:
    """What a person names: a rule, an ending, a move, or a reaction as in `us.reassure(poland)`.

    Raises UnknownNameError with the nearest name, for what is not there or may not be known to the seat.
    """
    scenario, wanted = program.scenario, "".join(words.split())
    for row, rule in enumerate(scenario.rules.values()):
        if rule.id == wanted and (viewer == FACILITATOR or not rule.secret):
            return Question("rule", rule.id, rule.title, rule.line, rule.when, row)
    for row, ending in enumerate(scenario.endings.values()):
        if ending.id == wanted:
            return Question("ending", ending.id, ending.title, ending.line, ending.when, row)
    for row, move in enumerate(scenario.moves.values()):
        if move.id == wanted:
            return Question("move", move.id, move.title, move.line, move.when, row)
    for row, order in enumerate(program.orders, start=program.moves):
        seen = bool(visibility.seen_orders(scenario, [order], viewer))
        if seen and order.target is not None and wanted == f"{order.seat}.{order.reaction}":
            raise UnknownNameError(NeedsTarget(words, f"{order.seat}.{order}"))
        if seen and wanted == f"{order.seat}.{order}".replace(" ", ""):
            reaction = scenario.reactions[order.seat][order.reaction]
            return Question(
                "reaction", f"{order.seat}.{order}", reaction.title, reaction.line, program.plays[row].condition, row,
                order, sees_all_of(viewer, order.seat),
            )  # fmt: skip
    known = _names(scenario, program.orders, viewer)
    raise UnknownNameError(UnknownQuestion(words, nearest(wanted, known, 0.5)))


def all_questions(program: Program, viewer: Viewer) -> list[Question]:
    """All that may be asked about, as far as a seat may know: endings, rules, moves, then reactions, its own first."""
    names = _names(program.scenario, sorted(program.orders, key=lambda order: order.seat != seat_of(viewer)), viewer)
    return [find_question(program, name, viewer) for name in names]


def _names(scenario: Scenario, orders: Sequence[Decision], viewer: Viewer) -> list[str]:
    rules = [rule for rule in scenario.rules if not secrecy.is_hidden_rule(scenario, rule, viewer)]
    seen = [f"{order.seat}.{order}".replace(" ", "") for order in visibility.seen_orders(scenario, orders, viewer)]
    return [*scenario.endings, *rules, *scenario.moves, *seen]


def swapped(expression: ex.Expression, old: ex.Expression, new: ex.Expression) -> ex.Expression:
    """An expression with one node of it, known by identity, replaced by another."""
    found: ex.Expression = _swapped(expression, old, new)
    return found


def _swapped(value: Any, old: ex.Expression, new: ex.Expression) -> Any:
    if value is old:
        return new
    if isinstance(value, tuple):
        return tuple(_swapped(each, old, new) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _swapped(getattr(value, f.name), old, new) for f in fields(value)})
    return value
