"""Conditions and amounts: the closed set of nodes that a scenario's expressions are parsed to.

An expression is a value. It is never run as code: the engine walks these nodes over arrays, the authoring room makes
them from text, and `text` writes one back so that parsing the text gives the same expression again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A written number."""

    value: float


@dataclass(frozen=True, slots=True)
class Level:
    """The level of one indicator of one actor: `nato.cohesion`."""

    actor: str
    indicator: str


@dataclass(frozen=True, slots=True)
class Trust:
    """How much one actor listens to another, a tie: `trust(us, france)`."""

    listener: str
    of: str


@dataclass(frozen=True, slots=True)
class Capital:
    """The political capital a seat has left: `capital(eu)`."""

    seat: str


@dataclass(frozen=True, slots=True)
class Assumed:
    """A named assumption, which lenses may override: `ambiguity_bites`."""

    assumption: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A number of the calendar: `turn` (1 for the first), `turns` (how many there are) or `year`."""

    name: str


@dataclass(frozen=True, slots=True)
class Played:
    """Condition: this move, or this seat's reaction, takes effect in this turn: `played(uk.lead_europe)`.

    `seat` is None for a move of the mover. `target` narrows a targeted reaction to one actor.
    """

    seat: str | None
    name: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """In how many earlier turns a move or a seat's reaction took effect: `times(uk.lead_europe)`."""

    seat: str | None
    name: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """Turns since a move or a reaction last took effect (1: the turn before); 99 when it never did:
    `since(leave_command)`."""

    seat: str | None
    name: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """Condition: an event, a move or a seat's reaction has come out so, in this turn or an earlier one:
    `drawn(election.sovereigntist)`, `drawn(russia.probe.unanswered)`.

    `seat` is None for an event or a move. `target` narrows a targeted reaction to one actor.
    """

    name: str
    outcome: str
    seat: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class SinceDrawn:
    """Turns since an event, a move or a reaction last came out so, or an event at all where `outcome` is None (0: in
    this turn); 99 when it never did: `since(election.sovereigntist)`, `since(election)`."""

    name: str
    outcome: str | None
    seat: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Fired:
    """Condition: a rule has fired in an earlier turn: `fired(flank_alarm)`."""

    rule: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Condition of an expectation: the game has come to this ending: `ended(partial_downgrade)`."""

    ending: str


@dataclass(frozen=True, slots=True)
class Negative:
    """An amount with its sign turned: `-x`."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two amounts joined by `+`, `-`, `*` or `/`; only a written number other than 0 may be right of `/`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Comparison:
    """Condition: two amounts compared by `<`, `<=`, `>`, `>=`, `==` or `!=`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Not:
    """Condition: the operand does not hold."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Every:
    """Condition: all operands hold, `a and b and c`; without operands it is `true`."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Condition: at least one operand holds, `a or b or c`; without operands it is `false`."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One amount or another: `a if condition else b`."""

    then: Expression
    condition: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function of amounts: `min(a, b, ...)`, `max(a, b, ...)`, `abs(a)` or `clamp(a, low, high)`."""

    function: str
    arguments: tuple[Expression, ...]


Target = Level | Trust | Capital
"""What an effect may change: a level, a tie or a seat's political capital."""

Expression = (
    Number
    | Level
    | Trust
    | Capital
    | Assumed
    | Clock
    | Played
    | Times
    | Since
    | Drawn
    | SinceDrawn
    | Fired
    | Ended
    | Negative
    | Arithmetic
    | Comparison
    | Not
    | Every
    | Some
    | Choice
    | Call
)

NEVER = 99.0
"""What `since(...)` gives for what has not been played yet."""

CONDITIONS = (Played, Drawn, Fired, Ended, Comparison, Not, Every, Some)
"""The nodes that are true or false; all others are amounts."""

_CHOICE, _OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY, _SIGN, _ATOM = range(9)


def is_condition(expression: Expression) -> bool:
    """Whether an expression is true or false, rather than an amount."""
    return isinstance(expression, CONDITIONS)


def operands(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside one, left to right."""
    match expression:
        case Negative(operand) | Not(operand):
            return (operand,)
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return (left, right)
        case Every(several) | Some(several) | Call(_, several):
            return several
        case Choice(then, condition, otherwise):
            return (then, condition, otherwise)
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """An expression and every expression inside it, outermost first."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(operands(node)))


def reads(*expressions: Expression | None) -> tuple[Target, ...]:
    """The numbers of the state that expressions read: levels, ties and capital, each once, in the order written.

    >>> low = Comparison("<", Level("nato", "cohesion"), Capital("us"))
    >>> [text(number) for number in reads(Every((low, Not(low))), None, Trust("us", "france"))]
    ['nato.cohesion', 'capital(us)', 'trust(us, france)']
    """
    nodes = (node for expression in expressions if expression is not None for node in walk(expression))
    return tuple(dict.fromkeys(node for node in nodes if isinstance(node, Target)))


def number_text(value: float) -> str:
    """A number as an author would write it: 4 rather than 4.0."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def text(expression: Expression) -> str:
    """An expression as the author writes it; parsing it gives the same expression back."""
    return _written(expression)[0]


def _written(expression: Expression) -> tuple[str, int]:
    """The text of an expression and how tightly it binds."""
    match expression:
        case Number(value):
            return number_text(value), _ATOM if value >= 0 else _SIGN
        case Level(actor, indicator):
            return f"{actor}.{indicator}", _ATOM
        case Trust(listener, of):
            return f"trust({listener}, {of})", _ATOM
        case Capital(seat):
            return f"capital({seat})", _ATOM
        case Assumed(name) | Clock(name):
            return name, _ATOM
        case Played(seat, name, target) | Times(seat, name, target) | Since(seat, name, target):
            function = {Played: "played", Times: "times", Since: "since"}[type(expression)]
            what = name if seat is None else f"{seat}.{name}"
            return f"{function}({what}{', ' + target if target else ''})", _ATOM
        case Drawn(name, outcome, seat, target):
            return f"drawn({_path(seat, name, outcome)}{', ' + target if target else ''})", _ATOM
        case SinceDrawn(name, outcome, seat, target):
            return f"since({_path(seat, name, outcome)}{', ' + target if target else ''})", _ATOM
        case Fired(rule):
            return f"fired({rule})", _ATOM
        case Ended(ending):
            return f"ended({ending})", _ATOM
        case Negative(Number(value)) if value >= 0:
            return f"-({number_text(value)})", _SIGN
        case Negative(operand):
            return f"-{_inside(operand, _SIGN)}", _SIGN
        case Not(operand):
            return f"not {_inside(operand, _NOT)}", _NOT
        case Arithmetic(operator, left, right):
            strength = _ADD if operator in "+-" else _MULTIPLY
            return f"{_inside(left, strength)} {operator} {_inside(right, strength + 1)}", strength
        case Comparison(operator, left, right):
            return f"{_inside(left, _ADD)} {operator} {_inside(right, _ADD)}", _COMPARE
        case Every(()):
            return "true", _ATOM
        case Some(()):
            return "false", _ATOM
        case Every(several):
            return " and ".join(_inside(each, _AND + 1) for each in several), _AND
        case Some(several):
            return " or ".join(_inside(each, _OR + 1) for each in several), _OR
        case Choice(then, condition, otherwise):
            inner = f"{_inside(then, _OR)} if {_inside(condition, _OR)} else {_inside(otherwise, _CHOICE)}"
            return inner, _CHOICE
        case Call(function, arguments):
            return f"{function}({', '.join(text(each) for each in arguments)})", _ATOM


def _path(*words: str | None) -> str:
    return ".".join(word for word in words if word is not None)


def _inside(expression: Expression, strength: int) -> str:
    written, own = _written(expression)
    return written if own >= strength else f"({written})"
