"""Conditions and amounts from text: a precedence parser to the closed set of nodes, with every fault at its column.

Amounts and conditions are kept apart, every name is looked up, and length, depth and literals are bounded, so that an
expression of an untrusted file can be walked and run without care.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn

from wargame.authoring.lexer import COMPARISONS, LONGEST, ExpressionError, Scope, Stop, Token
from wargame.authoring.named import Named
from wargame.authoring.problems import nearest
from wargame.authoring.symbols import shown
from wargame.model import expression as ex

DEEPEST = 60
"""How deep the parts of an expression may stand inside one another."""
LARGEST = 1e6
"""The largest number that may be written."""


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
    except Stop:
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


# How tightly what joins two parts binds; `if` is loosest.
_POWER = {"if": 1, "or": 2, "and": 3, **dict.fromkeys(COMPARISONS, 5), "+": 6, "-": 6, "*": 7, "/": 7}
_NOT_POWER = 4
_SIGN_POWER = 8


class _Parser(Named):
    def __post_init__(self) -> None:
        super().__post_init__()
        self._level = 0
        self._depths: dict[int, tuple[ex.Expression, int]] = {}

    def whole(self, condition: bool) -> ex.Expression:
        try:
            if self.here.kind == "end":
                kind = "condition" if condition else "amount"
                self.stop(0, "empty-expression", f"there is no {kind} here")
            parsed = self.joined(0)
            if self.here.kind != "end":
                self.unexpected()
            self._kind(parsed, condition, 0)
        except Stop:
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
            elif token.text in COMPARISONS:
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
        if self.here.kind == "sign" and self.here.text in COMPARISONS:
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
            return self.named()
        if not self.ahead("("):
            self.unexpected()
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

    def call(self, token: Token) -> ex.Expression:
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
