"""An expression's text as words and signs, with what it may read where it stands, and its faults as they are found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NoReturn

from wargame.authoring.symbols import RESERVED, Names, shown

LONGEST = 4000
"""The most characters an expression may have."""


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


@dataclass(frozen=True, slots=True)
class Token:
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
COMPARISONS = frozenset(["<", "<=", ">", ">=", "==", "!="])


class Stop(Exception):
    """The text cannot be followed further; the fault is noted."""


@dataclass
class Phrase:
    """A text being read word by word."""

    text: str
    scope: Scope
    nearest: Callable[[str, Iterable[str]], str]
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST:
            fault = Fault(0, "too-long", f"an expression may have at most {LONGEST} characters; split it up")
            raise ExpressionError((fault,))
        self._place = 0
        self._tokens = _tokens(self.text)
        self.here = self._tokens[0]

    def step(self) -> Token:
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
        raise Stop

    def word(self, what: str) -> Token:
        if self.here.kind != "word":
            self.stop(self.here.offset, "syntax", f"the name of {what} is missing here")
        return self.step()

    def known(self, token: Token, what: str, known: Iterable[str]) -> bool:
        several = list(known)
        if token.text in several:
            return True
        self.unknown(token.offset, what, token.text, several)
        return False

    def unknown(self, offset: int, what: str, name: str, known: Iterable[str]) -> None:
        self.note(offset, "unknown-name", f"there is no {what} `{shown(name)}`", self.nearest(name, known))

    def unexpected(self) -> NoReturn:
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


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    place = 0
    while found := _TOKEN.match(text, place):
        kind = str(found.lastgroup)
        tokens.append(Token(kind, found[kind], found.start(kind)))
        place = found.end()
    tokens.append(Token("end", "", len(text.rstrip())))
    return tokens
