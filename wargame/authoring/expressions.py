"""Conditions and amounts from text: a precedence parser to the closed set of nodes, with every fault at its column.

Amounts and conditions are kept apart, every name is looked up, and length, depth and literals are bounded, so that an
expression of an untrusted file can be walked and run without care.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn

from wargame.authoring.letters import shown
from wargame.authoring.lexer import COMPARISONS, LONGEST, ExpressionError, Stop, Token, Tokens
from wargame.authoring.problems import nearest
from wargame.authoring.scope import Lookup, Scope
from wargame.model import expression as ex

DEEPEST = 60
"""How deep the parts of an expression may be nested."""
LARGEST = 1e6
"""The largest number that may be written."""
FARTHEST = 10_000.0
"""No amount may leave minus to plus this."""


def parse_expression(
    text: str, scope: Scope, *, condition: bool, nearest: Callable[[str, Iterable[str]], str] = nearest
) -> ex.Expression:
    """The expression a text writes: a condition, or an amount.

    Raises:
        ExpressionError: the text is not such an expression, or names something that is not there.
    """
    tokens = Tokens(text)
    return _Parser(tokens, Lookup(tokens, scope, nearest)).whole(condition)


def parse_number_named(text: str, scope: Scope, nearest: Callable[[str, Iterable[str]], str] = nearest) -> ex.Target:
    """What an effect changes: a level, a tie or a seat's capital.

    Raises:
        ExpressionError: the text names no such number.
    """
    tokens = Tokens(text)
    try:
        parsed = _Parser(tokens, Lookup(tokens, scope, nearest)).primary()
    except Stop:
        raise ExpressionError(tuple(tokens.faults)) from None
    if tokens.here.kind != "end" or not isinstance(parsed, (ex.Level, ex.Trust, ex.Capital)):
        if not tokens.faults:
            tokens.note(
                0,
                "not-a-number-to-change",
                f"`{shown(text)}` cannot be changed: write `actor.indicator`, `trust(listener, of)` or `capital(seat)`",
            )
        raise ExpressionError(tuple(tokens.faults))
    if tokens.faults:
        raise ExpressionError(tuple(tokens.faults))
    return parsed


# How tightly what joins two parts binds; `if` is loosest.
_POWER = {"if": 1, "or": 2, "and": 3, **dict.fromkeys(COMPARISONS, 5), "+": 6, "-": 6, "*": 7, "/": 7}
_NOT_POWER = 4
_SIGN_POWER = 8


_CALLS = frozenset(["min", "max", "abs", "clamp"])
"""The functions of amounts."""


class _Parser:
    """Joins the parts of an expression by how tightly they bind; the names in it are looked up elsewhere."""

    def __init__(self, tokens: Tokens, names: Lookup) -> None:
        self._tokens = tokens
        self._names = names
        self._level = 0
        self._depths: dict[int, tuple[ex.Expression, int]] = {}

    def whole(self, condition: bool) -> ex.Expression:
        try:
            if self._tokens.here.kind == "end":
                kind = "condition" if condition else "amount"
                self._tokens.stop(0, "empty-expression", f"there is no {kind} here")
            parsed = self.joined(0)
            if self._tokens.here.kind != "end":
                self._tokens.unexpected()
            self._kind(parsed, condition, 0)
        except Stop:
            pass
        else:
            if not self._tokens.faults:
                return parsed
        raise ExpressionError(tuple(self._tokens.faults))

    def joined(self, power: int) -> ex.Expression:
        """A part that binds at least as tightly as `power`, with all that is joined to it."""
        self._level += 1
        if self._level > DEEPEST:
            self._too_deep(self._tokens.here.offset)
        start = self._tokens.here.offset
        left = self._begun()
        while True:
            token = self._tokens.here
            binds = _POWER.get(token.text, 0) if token.kind in ("sign", "word") else 0
            if binds == 0 or binds < power:
                break
            if token.text == "if":
                left = self._choice(left, start)
            elif token.text in ("and", "or"):
                left = self._several(token.text, left, start)
            elif token.text in COMPARISONS:
                left = self._comparison(left, start)
            else:
                left = self._arithmetic(left, start)
        self._level -= 1
        return left

    def _begun(self) -> ex.Expression:
        token = self._tokens.here
        if token.kind == "word" and token.text == "not":
            self._tokens.step()
            start = self._tokens.here.offset
            operand = self.joined(_NOT_POWER)
            self._kind(operand, True, start)
            return self._made(ex.Not(operand), token.offset)
        if self._tokens.ahead("-"):
            self._tokens.step()
            if self._tokens.here.kind == "number":
                return ex.Number(-self._number())
            start = self._tokens.here.offset
            operand = self.joined(_SIGN_POWER)
            self._kind(operand, False, start)
            return self._made(ex.Negative(operand), token.offset)
        if self._tokens.ahead("+"):
            self._tokens.step()
            start = self._tokens.here.offset
            operand = self.joined(_SIGN_POWER)
            self._kind(operand, False, start)
            return operand
        return self.primary()

    def _choice(self, then: ex.Expression, start: int) -> ex.Expression:
        self._kind(then, False, start)
        self._tokens.step()
        place = self._tokens.here.offset
        condition = self.joined(_POWER["or"])
        self._kind(condition, True, place)
        if not (self._tokens.here.kind == "word" and self._tokens.here.text == "else"):
            self._tokens.stop(self._tokens.here.offset, "syntax", "`else` is missing: write `a if condition else b`")
        self._tokens.step()
        place = self._tokens.here.offset
        otherwise = self.joined(_POWER["if"])
        self._kind(otherwise, False, place)
        return self._made(ex.Choice(then, condition, otherwise), start)

    def _several(self, word: str, first: ex.Expression, start: int) -> ex.Expression:
        self._kind(first, True, start)
        operands = [first]
        while self._tokens.here.kind == "word" and self._tokens.here.text == word:
            self._tokens.step()
            place = self._tokens.here.offset
            operand = self.joined(_POWER[word] + 1)
            self._kind(operand, True, place)
            operands.append(operand)
        several = tuple(operands)
        return self._made(ex.Every(several) if word == "and" else ex.Some(several), start)

    def _comparison(self, left: ex.Expression, start: int) -> ex.Expression:
        self._kind(left, False, start)
        operator = self._tokens.step().text
        place = self._tokens.here.offset
        right = self.joined(_POWER["+"])
        self._kind(right, False, place)
        if self._tokens.here.kind == "sign" and self._tokens.here.text in COMPARISONS:
            second = self._tokens.here
            middle = self._tokens.text[place : second.offset].strip()
            mended = f"{self._tokens.text[start : second.offset].strip()} and {middle} {second.text} ..."
            self._tokens.stop(
                second.offset,
                "chained-comparison",
                f"comparisons cannot be chained; write `{shown(mended)}`",
            )
        return self._made(ex.Comparison(operator, left, right), start)

    def _arithmetic(self, left: ex.Expression, start: int) -> ex.Expression:
        self._kind(left, False, start)
        operator = self._tokens.step().text
        place = self._tokens.here.offset
        right = self.joined(_POWER[operator] + 1)
        self._kind(right, False, place)
        if operator == "/" and not (isinstance(right, ex.Number) and right.value != 0):
            what = "0" if isinstance(right, ex.Number) else "anything but a written number"
            self._tokens.note(place, "division", f"an amount cannot be divided by {what}")
        return self._made(ex.Arithmetic(operator, left, right), start)

    def primary(self) -> ex.Expression:
        """A number, a name, a function or something in brackets."""
        token = self._tokens.here
        if token.kind == "number":
            return ex.Number(self._number())
        if token.kind == "word":
            self._tokens.step()
            return self._call(token) if token.text in _CALLS and self._tokens.ahead("(") else self._names.read(token)
        if not self._tokens.ahead("("):
            self._tokens.unexpected()
        self._tokens.step()
        inside = self.joined(0)
        self._tokens.expect(")", "here; a bracket is open")
        return inside

    def _number(self) -> float:
        token = self._tokens.step()
        value = float(token.text)
        if not value <= LARGEST:
            self._tokens.note(token.offset, "too-large", "a written number may be at most 1,000,000")
            return 1.0
        after = self._tokens.here
        if after.kind == "word" and after.offset == token.offset + len(token.text):
            self._tokens.stop(
                after.offset, "syntax", f"`{shown(token.text + after.text)}` is neither a number nor a name"
            )
        if after.kind == "sign" and after.text == "%":
            plain = f"{value / 100:.10g}"
            self._tokens.stop(after.offset, "syntax", f"percent cannot be written; write {plain} for {token.text}%")
        return value

    def _call(self, token: Token) -> ex.Expression:
        """A function of amounts, whose name has been read."""
        self._tokens.step()
        arguments: list[ex.Expression] = []
        while True:
            place = self._tokens.here.offset
            argument = self.joined(0)
            self._kind(argument, False, place)
            arguments.append(argument)
            if not self._tokens.ahead(","):
                break
            self._tokens.step()
        wanted = {"abs": (1, 1, "one amount"), "clamp": (3, 3, "three: `clamp(a, low, high)`")}
        least, most, words = wanted.get(token.text, (2, LONGEST, "two amounts or more"))
        if not least <= len(arguments) <= most:
            self._tokens.note(token.offset, "arguments", f"`{token.text}(...)` takes {words}, not {len(arguments)}")
        parsed = self._made(ex.Call(token.text, tuple(arguments)), token.offset)
        self._tokens.expect(")", f"after `{token.text}(...`")
        return parsed

    def _kind(self, parsed: ex.Expression, condition: bool, offset: int) -> None:
        if ex.is_condition(parsed) == condition or self._tokens.misread(offset):
            return
        if condition:
            self._tokens.note(
                offset,
                "not-a-condition",
                "a condition is needed here, and this is an amount; compare it with one",
            )
        else:
            self._tokens.note(
                offset,
                "not-an-amount",
                "an amount is needed here, and this is a condition; write `1 if ... else 0`",
            )

    def _made(self, node: ex.Expression, offset: int) -> ex.Expression:
        """A node, refused when it is nested too deep: `a + b + c` nests to the left without a bracket."""
        deepest = 0
        for operand in ex.operands(node):
            known = self._depths.get(id(operand))
            deepest = max(deepest, known[1] if known else 0)
        if deepest + 1 > DEEPEST:
            self._too_deep(offset)
        self._depths[id(node)] = (node, deepest + 1)
        return node

    def _too_deep(self, offset: int) -> NoReturn:
        self._tokens.stop(
            offset,
            "too-deep",
            f"the parts of this expression are nested more than {DEEPEST} deep; split it up",
        )
