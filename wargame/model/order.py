"""What a seat hands in: small values with a text form that parses back."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORM = re.compile(r"^(?:(?P<word>withhold) )?(?P<name>[a-z][a-z0-9_.]*)(?:\((?P<target>[a-z][a-z0-9_]*)\))?$")


@dataclass(frozen=True, slots=True, order=True)
class Order:
    """A reaction that a seat orders, perhaps at a target.

    Text forms: `lead_europe`, `reassure(poland)`.

    >>> import wargame
    >>> str(wargame.Order("us", "reassure", "poland"))
    'reassure(poland)'
    """

    seat: str
    reaction: str
    target: str | None = None

    def __str__(self) -> str:
        return self.reaction if self.target is None else f"{self.reaction}({self.target})"


@dataclass(frozen=True, slots=True, order=True)
class Withholding:
    """The consent that a seat withholds from a reaction of another.

    Text form: `withhold nato.pressure_paris`.

    >>> import wargame
    >>> str(wargame.Withholding("us", "nato", "pressure_paris"))
    'withhold nato.pressure_paris'
    """

    seat: str
    of: str
    """The seat whose reaction is refused consent."""
    reaction: str

    def __str__(self) -> str:
        return f"withhold {self.of}.{self.reaction}"


Decision = Order | Withholding
"""One thing of those that a seat hands in for a turn."""


def parse_decision(seat: str, text: str) -> Decision:
    """The decision of `seat` that a text form writes.

    Raises:
        ValueError: the text has none of the three forms.

    >>> parse_decision("us", "withhold nato.pressure_paris").of
    'nato'
    """
    found = _FORM.match(text.strip())
    if found:
        word, name, target = found["word"], found["name"], found["target"]
        if word and target is None and name.count(".") == 1:
            of, reaction = name.split(".")
            return Withholding(seat, of, reaction)
        if not word and "." not in name:
            return Order(seat, name, target)
    raise ValueError(f"'{text}' is not an order: write reaction, reaction(actor) or withhold seat.reaction")
