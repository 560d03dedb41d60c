"""An expression's text as tokens, read one after the other, with the faults found on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from wargame.authoring.letters import named, shown, strange
from wargame.authoring.symbols import RESERVED

LONGEST = 4000
"""The most characters an expression may have."""


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


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a word or a sign, at its offset."""

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
    ";": "an expression is one line without `;`; join conditions with `and`",
    "?": "write `a if condition else b`",
    ":": "write `a if condition else b`",
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
    '"': "quotation marks cannot be used in an expression",
    "'": "quotation marks cannot be used in an expression",
}

_ODD = re.compile("[^\x00-\x7f" + "".join(each for each in _OTHERWISE if not each.isascii()) + "]")
_QUOTATION_MARKS = "“”„‘’‚«»‹›"


def _odd(text: str, at: int) -> str:
    if text[at] in _QUOTATION_MARKS:
        return f"{named(text[at])} is no quotation mark to YAML, and an expression needs none; delete it"
    found = strange(text[at:])
    return f"this expression cannot be read: {found[1] if found else named(text[at])}"


_SIGNS = frozenset(["+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "(", ")", ",", "."])
COMPARISONS = frozenset(["<", "<=", ">", ">=", "==", "!="])


class Stop(Exception):
    """The text cannot be followed further; the fault is noted."""


class Tokens:
    """The tokens of a text, read one by one, and its faults.

    Raises:
        ExpressionError: the text is too long to be read.
    """

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            fault = Fault(0, "too-long", f"an expression may have at most {LONGEST} characters; split it up")
            raise ExpressionError((fault,))
        found = _ODD.search(text)
        if found is not None:
            at = found.start()
            raise ExpressionError((Fault(at, "strange-character", _odd(text, at)),))
        self.text = text
        self.faults: list[Fault] = []
        self._tokens = _tokens(text)
        self._place = 0

    @property
    def here(self) -> Token:
        """The token to be read next; the last one is the end."""
        return self._tokens[self._place]

    def step(self) -> Token:
        """Read one token."""
        token = self.here
        if token.kind != "end":
            self._place += 1
        return token

    def ahead(self, text: str) -> bool:
        """Whether this sign comes next."""
        return self.here.kind == "sign" and self.here.text == text

    def expect(self, text: str, after: str) -> None:
        """Read this sign; anything else is a fault."""
        if not self.ahead(text):
            self.stop(self.here.offset, "syntax", f"`{text}` is missing {after}")
        self.step()

    def note(self, offset: int, code: str, message: str, suggestion: str = "") -> None:
        """Note a fault and read on."""
        self.faults.append(Fault(offset, code, message, suggestion))

    def stop(self, offset: int, code: str, message: str, suggestion: str = "") -> NoReturn:
        """Note a fault that ends the reading."""
        self.note(offset, code, message, suggestion)
        raise Stop

    def misread(self, offset: int) -> bool:
        """Whether a fault is noted at this place already: what stands there is unknown, so its kind is no fault."""
        return any(fault.offset == offset and fault.code == "unknown-name" for fault in self.faults)

    def word(self, what: str) -> Token:
        """Read a word, which is to name `what`."""
        if self.here.kind != "word":
            self.stop(self.here.offset, "syntax", f"the name of {what} is missing here")
        return self.step()

    def _between_digits(self, token: Token) -> bool:
        before, after = self._tokens[self._place - 1], self._tokens[self._place + 1]
        return self._place > 0 and before.kind == "number" == after.kind and after.offset == token.offset + 1

    def unexpected(self) -> NoReturn:
        """End the reading at a token that cannot be where it is."""
        token = self.here
        if token.kind == "end":
            self.stop(token.offset, "syntax", "the expression breaks off here")
        if token.kind == "sign" and token.text == ")":
            self.stop(token.offset, "syntax", "this bracket closes nothing, or comes before a part is complete")
        if token.kind == "sign" and token.text in _OTHERWISE:
            self.stop(token.offset, "syntax", f"`{token.text}` cannot be used here: {_OTHERWISE[token.text]}")
        if token.kind == "sign" and token.text not in _SIGNS:
            self.stop(token.offset, "syntax", f"the character `{token.text}` cannot be used in an expression")
        if token.kind == "sign" and token.text == "," and self._between_digits(token):
            self.stop(
                token.offset, "syntax", "`,` cannot be used in a number: decimals have a point, thousands nothing"
            )
        if token.kind == "sign" and token.text == "(":
            self.stop(token.offset, "syntax", "an operator, such as `*`, is missing before `(`")
        if token.kind == "sign" and token.text == ",":
            self.stop(
                token.offset,
                "syntax",
                "`,` cannot be used here; join conditions with `and` or `or`, and begin a key on a new line",
            )
        if token.kind == "word" and (meant := _WORDS_OTHERWISE.get(token.text.lower())) is not None:
            self.stop(token.offset, "syntax", f"`{token.text}` cannot be used here: {meant}")
        if token.kind == "number" or (token.kind == "word" and token.text not in RESERVED):
            self.stop(token.offset, "syntax", f"an operator is missing before `{shown(token.text)}`")
        self.stop(token.offset, "syntax", f"`{shown(token.text)}` cannot be used here")


_WORDS_OTHERWISE = {
    "and": "write `and` between two conditions, in small letters",
    "or": "write `or` between two conditions, in small letters",
    "not": "write `not` before a condition, in small letters",
    "is": "write `==`",
    "equals": "write `==`",
    "than": "write `<` or `>`",
    "then": "write `a if condition else b`",
    "if": "write `a if condition else b`",
    "else": "write `a if condition else b`",
    "xor": "write `(a and not b) or (b and not a)`",
    "in": "compare with each by `==`, joined by `or`",
    "mod": "remainders cannot be written",
    "x": "write `*`",
    "times": "write `*`",
}
"""What takes the place of a word that is used as if it joined two parts."""


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    place = 0
    while found := _TOKEN.match(text, place):
        kind = str(found.lastgroup)
        tokens.append(Token(kind, found[kind], found.start(kind)))
        place = found.end()
    tokens.append(Token("end", "", len(text.rstrip())))
    return tokens
