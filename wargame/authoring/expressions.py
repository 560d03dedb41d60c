"""Conditions and amounts from text: a precedence parser to the closed set of nodes, with every fault at its column.

Amounts and conditions are kept apart, every name is looked up, and length, depth and literals are bounded, so that an
expression of an untrusted file can be walked and run without care.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from wargame.authoring.names import RESERVED, Names, shown
from wargame.authoring.problems import nearest
from wargame.model import expression as ex

LONGEST = 4000
"""The most characters an expression may have."""
DEEPEST = 60
"""How deep the parts of an expression may stand inside one another."""
LARGEST = 1e6
"""The largest number that may be written."""


@dataclass(frozen=True)
class Scope:
    """What an expression may read where it stands."""

    names: Names
    now: bool = False
    """Whether `played(...)` may stand here."""
    endings: bool = False
    """Whether `ended(...)` may stand here."""
    seat: str | None = None
    """The seat that must be able to see what is read; None when the engine alone reads it."""
    target: str | None = None
    """The actor that `target` stands for; None where the word may not be used."""
    where: str = "here"
    """The place in words, for messages: `in the weight of a move`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at an offset of an expression's text."""

    offset: int
    code: str
    message: str
    suggestion: str = ""


class ExpressionError(Exception):
    """An expression that cannot be read; `faults` says why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message for fault in faults))


def parse_expression(
    text: str, scope: Scope, *, condition: bool, nearest: Callable[[str, Iterable[str]], str] = nearest
) -> ex.Expression:
    """The expression a text writes: a condition, or an amount.

    Raises:
        ExpressionError: the text is not such an expression, or names something that is not there.
    """
    return _Parser(text, scope, nearest).whole(condition)


def parse_number_named(text: str, scope: Scope, nearest: Callable[[str, Iterable[str]], str] = nearest) -> ex.Target:
    """What an effect changes: a level, a tie or a seat's capital.

    Raises:
        ExpressionError: the text names no such number.
    """
    parser = _Parser(text, scope, nearest)
    try:
        parsed = parser.primary()
    except _Stop:
        raise ExpressionError(tuple(parser.faults)) from None
    if parser.here.kind != "end" or not isinstance(parsed, (ex.Level, ex.Trust, ex.Capital)):
        if not parser.faults:
            parser.note(
                0,
                "not-a-number-to-change",
                f"`{shown(text)}` cannot be changed: write `actor.indicator`, `trust(listener, of)` or `capital(seat)`",
            )
        raise ExpressionError(tuple(parser.faults))
    if parser.faults:
        raise ExpressionError(tuple(parser.faults))
    return parsed


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """`number`, `word`, `sign` or `end`."""
    text: str
    offset: int


_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign><=|>=|==|!=|\*\*|&&|\|\||//|=<|=>|<>|[^\s]))"
)

_OTHERWISE = {
    "=": "one `=` is not a comparison; write `==`",
    "=<": "write `<=`",
    "=>": "write `>=`",
    "<>": "write `!=`",
    "&&": "write `and`",
    "&": "write `and`",
    "||": "write `or`",
    "|": "write `or`",
    "!": "write `not`",
    "**": "powers cannot be written; multiply",
    "^": "powers cannot be written; multiply",
    "//": "write `/`",
    "%": "percent cannot be written; write 0.25 for 25%",
    "−": "write `-`",
    "–": "write `-`",
    "×": "write `*`",
    "·": "write `*`",
    "÷": "write `/`",
    "≤": "write `<=`",
    "≥": "write `>=`",
    "≠": "write `!=`",
    "[": "write round brackets",
    "]": "write round brackets",
    "{": "write round brackets",
    "}": "write round brackets",
    '"': "quotation marks cannot stand inside an expression",
    "'": "quotation marks cannot stand inside an expression",
}

_SIGNS = frozenset(["+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "(", ")", ",", "."])
_COMPARISONS = frozenset(["<", "<=", ">", ">=", "==", "!="])
# How tightly what joins two parts binds; `if` is loosest.
_POWER = {"if": 1, "or": 2, "and": 3, **dict.fromkeys(_COMPARISONS, 5), "+": 6, "-": 6, "*": 7, "/": 7}
_NOT_POWER = 4
_SIGN_POWER = 8
_FUNCTIONS = (
    "trust",
    "capital",
    "played",
    "times",
    "since",
    "drawn",
    "fired",
    "ended",
    "min",
    "max",
    "abs",
    "clamp",
)


_PLAYS: Mapping[str, type[ex.Played | ex.Times | ex.Since]] = {
    "played": ex.Played,
    "times": ex.Times,
    "since": ex.Since,
}


class _Stop(Exception):
    """The text cannot be followed further; the fault is noted."""


@dataclass
class _Parser:
    text: str
    scope: Scope
    nearest: Callable[[str, Iterable[str]], str]
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._place = 0
        self._level = 0
        self._depths: dict[int, tuple[ex.Expression, int]] = {}
        if len(self.text) > LONGEST:
            fault = Fault(0, "too-long", f"an expression may have at most {LONGEST} characters; split it up")
            raise ExpressionError((fault,))
        self._tokens = _tokens(self.text)
        self.here = self._tokens[0]

    # reading tokens

    def step(self) -> _Token:
        token = self.here
        if token.kind != "end":
            self._place += 1
            self.here = self._tokens[self._place]
        return token

    def ahead(self, text: str) -> bool:
        return self.here.kind == "sign" and self.here.text == text

    def expect(self, text: str, after: str) -> None:
        if not self.ahead(text):
            self.stop(self.here.offset, "syntax", f"`{text}` is missing {after}")
        self.step()

    def note(self, offset: int, code: str, message: str, suggestion: str = "") -> None:
        self.faults.append(Fault(offset, code, message, suggestion))

    def stop(self, offset: int, code: str, message: str, suggestion: str = "") -> NoReturn:
        self.note(offset, code, message, suggestion)
        raise _Stop

    # expressions

    def whole(self, condition: bool) -> ex.Expression:
        try:
            if self.here.kind == "end":
                kind = "condition" if condition else "amount"
                self.stop(0, "empty-expression", f"there is no {kind} here")
            parsed = self.joined(0)
            if self.here.kind != "end":
                self._unexpected()
            self._kind(parsed, condition, 0)
        except _Stop:
            pass
        else:
            if not self.faults:
                return parsed
        raise ExpressionError(tuple(self.faults))

    def joined(self, power: int) -> ex.Expression:
        """A part that binds at least as tightly as `power`, with all that is joined to it."""
        self._level += 1
        if self._level > DEEPEST:
            self._too_deep(self.here.offset)
        start = self.here.offset
        left = self._begun()
        while True:
            token = self.here
            binds = _POWER.get(token.text, 0) if token.kind in ("sign", "word") else 0
            if binds == 0 or binds < power:
                break
            if token.text == "if":
                left = self._choice(left, start)
            elif token.text in ("and", "or"):
                left = self._several(token.text, left, start)
            elif token.text in _COMPARISONS:
                left = self._comparison(left, start)
            else:
                left = self._arithmetic(left, start)
        self._level -= 1
        return left

    def _begun(self) -> ex.Expression:
        token = self.here
        if token.kind == "word" and token.text == "not":
            self.step()
            start = self.here.offset
            operand = self.joined(_NOT_POWER)
            self._kind(operand, True, start)
            return self._made(ex.Not(operand), token.offset)
        if self.ahead("-"):
            self.step()
            if self.here.kind == "number":
                return ex.Number(-self._number())
            start = self.here.offset
            operand = self.joined(_SIGN_POWER)
            self._kind(operand, False, start)
            return self._made(ex.Negative(operand), token.offset)
        if self.ahead("+"):
            self.step()
            start = self.here.offset
            operand = self.joined(_SIGN_POWER)
            self._kind(operand, False, start)
            return operand
        return self.primary()

    def _choice(self, then: ex.Expression, start: int) -> ex.Expression:
        self._kind(then, False, start)
        self.step()
        place = self.here.offset
        condition = self.joined(_POWER["or"])
        self._kind(condition, True, place)
        if not (self.here.kind == "word" and self.here.text == "else"):
            self.stop(self.here.offset, "syntax", "`else` is missing: write `a if condition else b`")
        self.step()
        place = self.here.offset
        otherwise = self.joined(_POWER["if"])
        self._kind(otherwise, False, place)
        return self._made(ex.Choice(then, condition, otherwise), start)

    def _several(self, word: str, first: ex.Expression, start: int) -> ex.Expression:
        self._kind(first, True, start)
        operands = [first]
        while self.here.kind == "word" and self.here.text == word:
            self.step()
            place = self.here.offset
            operand = self.joined(_POWER[word] + 1)
            self._kind(operand, True, place)
            operands.append(operand)
        several = tuple(operands)
        return self._made(ex.Every(several) if word == "and" else ex.Some(several), start)

    def _comparison(self, left: ex.Expression, start: int) -> ex.Expression:
        self._kind(left, False, start)
        operator = self.step().text
        place = self.here.offset
        right = self.joined(_POWER["+"])
        self._kind(right, False, place)
        if self.here.kind == "sign" and self.here.text in _COMPARISONS:
            self.stop(
                self.here.offset,
                "chained-comparison",
                "comparisons cannot be chained; write `a < b and b < c`",
            )
        return self._made(ex.Comparison(operator, left, right), start)

    def _arithmetic(self, left: ex.Expression, start: int) -> ex.Expression:
        self._kind(left, False, start)
        operator = self.step().text
        place = self.here.offset
        right = self.joined(_POWER[operator] + 1)
        self._kind(right, False, place)
        if operator == "/" and not (isinstance(right, ex.Number) and right.value != 0):
            what = "0" if isinstance(right, ex.Number) else "anything but a written number"
            self.note(place, "division", f"an amount cannot be divided by {what}")
        return self._made(ex.Arithmetic(operator, left, right), start)

    def primary(self) -> ex.Expression:
        """A number, a name, a function or something in brackets."""
        token = self.here
        if token.kind == "number":
            return ex.Number(self._number())
        if token.kind == "word":
            return self._named()
        if not self.ahead("("):
            self._unexpected()
        self.step()
        inside = self.joined(0)
        self.expect(")", "here; a bracket is open")
        return inside

    def _number(self) -> float:
        token = self.step()
        value = float(token.text)
        if not value <= LARGEST:
            self.note(token.offset, "too-large", "a written number may be at most 1,000,000")
            return 1.0
        after = self.here
        if after.kind == "word" and after.offset == token.offset + len(token.text):
            self.stop(after.offset, "syntax", f"`{shown(token.text + after.text)}` is neither a number nor a name")
        if after.kind == "sign" and after.text == "%":
            self.stop(after.offset, "syntax", "percent cannot be written; write 0.25 for 25%")
        return value

    # names

    def _named(self) -> ex.Expression:
        token = self.step()
        word = token.text
        if self.ahead("("):
            return self._function(token)
        if self.ahead("."):
            return self._level_of(token)
        if word == "true":
            return ex.Every(())
        if word == "false":
            return ex.Some(())
        if word in ("turn", "turns", "year"):
            return ex.Clock(word)
        names = self.scope.names
        if word in names.assumptions:
            return ex.Assumed(word)
        if word == "target":
            self.note(
                token.offset,
                "target",
                "`target` is an actor; write `target.indicator` or `trust(target, ...)`",
            )
        elif word in ("and", "or", "if", "else"):
            self.stop(token.offset, "syntax", f"a part is missing before `{word}`")
        elif word in _FUNCTIONS:
            self.stop(token.offset, "syntax", f"`{word}` needs brackets after it")
        elif word in names.levels:
            self.note(
                token.offset,
                "unknown-name",
                f"`{word}` is an actor; write `{word}.` and one of its indicators",
            )
        elif word in names.moves:
            self.note(token.offset, "unknown-name", f"`{word}` is a move; write `times({word})` or `since({word})`")
        else:
            known = [*names.assumptions, "turn", "turns", "year", "true", "false"]
            self._unknown(token.offset, "assumption", word, known)
        return ex.Number(1.0)

    def _level_of(self, token: _Token) -> ex.Expression:
        self.step()
        indicator = self._word("an indicator")
        if self.ahead("."):
            self.stop(self.here.offset, "syntax", "a level has two parts: `actor.indicator`")
        actor = self._actor(token)
        if actor is None:
            return ex.Number(1.0)
        return self._checked_level(actor, indicator, token.offset)

    def _checked_level(self, actor: str, indicator: _Token, start: int) -> ex.Expression:
        names = self.scope.names
        if indicator.text not in names.levels[actor]:
            if indicator.text in names.indicators:
                self.note(
                    indicator.offset,
                    "no-such-level",
                    f"actor `{actor}` has no level of indicator `{indicator.text}`",
                )
            else:
                self._unknown(indicator.offset, "indicator", indicator.text, names.levels[actor])
            return ex.Number(1.0)
        seat = self.scope.seat
        if seat is not None and not names.sees(seat, actor, indicator.text):
            self.note(start, "hidden-from-seat", f"seat `{seat}` cannot see `{actor}.{indicator.text}`")
        return ex.Level(actor, indicator.text)

    def _actor(self, token: _Token) -> str | None:
        names = self.scope.names
        if token.text == "target":
            if self.scope.target is None:
                self.note(token.offset, "target", "`target` stands only in a reaction that has `targets`")
                return None
            return self.scope.target if self.scope.target in names.levels else None
        if token.text not in names.levels:
            self._unknown(token.offset, "actor", token.text, names.levels)
            return None
        return token.text

    def _function(self, token: _Token) -> ex.Expression:
        self.step()
        match token.text:
            case "trust":
                parsed = self._trust(token)
            case "capital":
                parsed = self._capital(token)
            case "played" | "times" | "since":
                parsed = self._play(token)
            case "drawn":
                parsed = self._drawn()
            case "fired":
                rule = self._word("a rule")
                parsed = ex.Fired(rule.text)
                self._known(rule, "rule", self.scope.names.rules)
            case "ended":
                ending = self._word("an ending")
                parsed = ex.Ended(ending.text)
                self._known(ending, "ending", self.scope.names.endings)
                if not self.scope.endings:
                    self.note(token.offset, "not-here", "`ended(...)` can stand in expectations only")
            case "min" | "max" | "abs" | "clamp":
                parsed = self._call(token)
            case "and" | "or" | "not" | "if" | "else":
                self.stop(token.offset, "syntax", f"a part is missing before `{token.text}`")
            case _:
                self._unknown(token.offset, "function", token.text, _FUNCTIONS)
                raise _Stop
        self.expect(")", f"after `{token.text}(...`")
        return parsed

    def _trust(self, token: _Token) -> ex.Expression:
        listener = self._word("an actor")
        self.expect(",", "here: write `trust(listener, of)`")
        of = self._word("an actor")
        first, second = self._actor(listener), self._actor(of)
        if first is None or second is None:
            return ex.Number(1.0)
        if (first, second) not in self.scope.names.ties:
            why = "and no tie goes to oneself" if first == second else f"add it under `ties`, `{first}:`, `{second}:`"
            self.note(token.offset, "no-such-tie", f"there is no tie of `{first}` to `{second}`; {why}")
            return ex.Number(1.0)
        return ex.Trust(first, second)

    def _capital(self, token: _Token) -> ex.Expression:
        seat = self._word("a seat")
        self._known(seat, "seat", self.scope.names.seats)
        if self.scope.seat is not None and seat.text != self.scope.seat and seat.text in self.scope.names.seats:
            self.note(
                token.offset,
                "hidden-from-seat",
                f"seat `{self.scope.seat}` cannot see the capital of `{seat.text}`",
            )
        return ex.Capital(seat.text)

    def _play(self, token: _Token) -> ex.Expression:
        names = self.scope.names
        if token.text == "played" and not self.scope.now:
            self.note(
                token.offset,
                "not-here",
                f"`played(...)` cannot stand {self.scope.where}: nothing is played yet",
            )
        made: type[ex.Played | ex.Times | ex.Since] = _PLAYS[token.text]
        first = self._word("a move, or seat.reaction")
        if not self.ahead("."):
            if first.text not in names.moves:
                if first.text in names.seats:
                    self.note(
                        first.offset,
                        "unknown-name",
                        f"`{first.text}` is a seat; write `{first.text}.reaction`",
                    )
                else:
                    self._unknown(first.offset, "move", first.text, names.moves)
            if self.ahead(","):
                self.stop(self.here.offset, "syntax", "a move has no target")
            return made(None, first.text, None)
        self.step()
        name = self._word("a reaction")
        target: str | None = None
        place: _Token | None = None
        if self.ahead(","):
            self.step()
            place = self._word("an actor")
            target = self._actor(place)
        if self._known(first, "seat", names.seats):
            reactions = names.reactions.get(first.text, {})
            if name.text not in reactions:
                self._unknown(name.offset, f"reaction of seat `{first.text}`:", name.text, reactions)
            elif place is not None and target is not None and target not in reactions[name.text]:
                what = f"`{first.text}.{name.text}`"
                if reactions[name.text]:
                    known = [each for each in reactions[name.text] if each in names.levels]
                    self._unknown(place.offset, f"target of {what}:", target, known)
                else:
                    self.note(place.offset, "unknown-name", f"{what} has no targets")
        return made(first.text, name.text, target)

    def _drawn(self) -> ex.Expression:
        event = self._word("an event")
        self.expect(".", "here: write `drawn(event.outcome)`")
        outcome = self._word("an outcome")
        events = self.scope.names.events
        if self._known(event, "event", events) and outcome.text not in events[event.text]:
            self._unknown(outcome.offset, f"outcome of event `{event.text}`:", outcome.text, events[event.text])
        return ex.Drawn(event.text, outcome.text)

    def _call(self, token: _Token) -> ex.Expression:
        arguments: list[ex.Expression] = []
        while True:
            place = self.here.offset
            argument = self.joined(0)
            self._kind(argument, False, place)
            arguments.append(argument)
            if not self.ahead(","):
                break
            self.step()
        wanted = {"abs": (1, 1, "one amount"), "clamp": (3, 3, "three: `clamp(a, low, high)`")}
        least, most, words = wanted.get(token.text, (2, LONGEST, "two amounts or more"))
        if not least <= len(arguments) <= most:
            self.note(token.offset, "arguments", f"`{token.text}(...)` takes {words}, not {len(arguments)}")
        return self._made(ex.Call(token.text, tuple(arguments)), token.offset)

    # checks

    def _word(self, what: str) -> _Token:
        if self.here.kind != "word":
            self.stop(self.here.offset, "syntax", f"the name of {what} is missing here")
        return self.step()

    def _known(self, token: _Token, what: str, known: Iterable[str]) -> bool:
        several = list(known)
        if token.text in several:
            return True
        self._unknown(token.offset, what, token.text, several)
        return False

    def _unknown(self, offset: int, what: str, name: str, known: Iterable[str]) -> None:
        self.note(offset, "unknown-name", f"there is no {what} `{shown(name)}`", self.nearest(name, known))

    def _kind(self, parsed: ex.Expression, condition: bool, offset: int) -> None:
        if ex.is_condition(parsed) == condition:
            return
        if condition:
            self.note(
                offset,
                "not-a-condition",
                "a condition is needed here, and this is an amount; compare it with one",
            )
        else:
            self.note(
                offset,
                "not-an-amount",
                "an amount is needed here, and this is a condition; write `1 if ... else 0`",
            )

    def _made(self, node: ex.Expression, offset: int) -> ex.Expression:
        """A node, refused when it stands too deep: `a + b + c` nests to the left without a bracket."""
        deepest = 0
        for operand in ex.operands(node):
            known = self._depths.get(id(operand))
            deepest = max(deepest, known[1] if known else 0)
        if deepest + 1 > DEEPEST:
            self._too_deep(offset)
        self._depths[id(node)] = (node, deepest + 1)
        return node

    def _too_deep(self, offset: int) -> NoReturn:
        self.stop(
            offset,
            "too-deep",
            f"the parts of this expression stand more than {DEEPEST} deep in one another; split it up",
        )

    def _unexpected(self) -> NoReturn:
        token = self.here
        if token.kind == "end":
            self.stop(token.offset, "syntax", "the expression breaks off here")
        if token.kind == "sign" and token.text == ")":
            self.stop(token.offset, "syntax", "this bracket closes nothing, or stands before a part is complete")
        if token.kind == "sign" and token.text in _OTHERWISE:
            self.stop(token.offset, "syntax", f"`{token.text}` cannot stand here: {_OTHERWISE[token.text]}")
        if token.kind == "sign" and token.text not in _SIGNS:
            self.stop(token.offset, "syntax", f"the character `{token.text}` cannot stand in an expression")
        if token.kind == "number" or (token.kind == "word" and token.text not in RESERVED):
            self.stop(token.offset, "syntax", f"an operator is missing before `{shown(token.text)}`")
        self.stop(token.offset, "syntax", f"`{shown(token.text)}` cannot stand here")


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    while found := _TOKEN.match(text, place):
        kind = str(found.lastgroup)
        tokens.append(_Token(kind, found[kind], found.start(kind)))
        place = found.end()
    tokens.append(_Token("end", "", len(text.rstrip())))
    return tokens
