"""What a seat hands in: small values with a text form that parses back."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORM = re.compile(r"^(?:(?P<word>withhold|footnote) )?(?P<name>[a-z][a-z0-9_.]*)(?:\((?P<target>[a-z][a-z0-9_]*)\))?$")


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
    """The consent that a seat, or the mover, withholds from a reaction of another: all of it, or part by a footnote.

    Text forms: `withhold nato.pressure_paris`, `footnote nato.pressure_paris`.

    >>> import wargame
    >>> str(wargame.Withholding("us", "nato", "pressure_paris"))
    'withhold nato.pressure_paris'
    >>> str(wargame.Withholding("us", "nato", "pressure_paris", in_part=True))
    'footnote nato.pressure_paris'
    """

    seat: str
    """Who is asked; `mover` for the mover."""
    of: str
    """The seat whose reaction is refused consent."""
    reaction: str
    in_part: bool = False
    """Whether it consents with a footnote, so that part of the effects remains."""

    @property
    def asked(self) -> Withholding:
        """The consent that is asked, however it is answered."""
        return Withholding(self.seat, self.of, self.reaction)

    def __str__(self) -> str:
        return f"{'footnote' if self.in_part else 'withhold'} {self.of}.{self.reaction}"


Decision = Order | Withholding
"""One thing of those that a seat hands in for a turn."""


def parse_decision(seat: str, text: str) -> Decision:
    """The decision of `seat` that a text form writes.

    Raises:
        ValueError: the text has none of the four forms.

    >>> parse_decision("us", "withhold nato.pressure_paris").of
    'nato'
    """
    found = _FORM.match(text.strip())
    if found:
        word, name, target = found["word"], found["name"], found["target"]
        if word and target is None and name.count(".") == 1:
            of, reaction = name.split(".")
            return Withholding(seat, of, reaction, word == "footnote")
        if not word and "." not in name:
            return Order(seat, name, target)
    raise ValueError(
        f"'{text}' is not an order: write reaction, reaction(actor), withhold seat.reaction or footnote seat.reaction"
    )
