"""What a seat hands in: a small value with a text form that parses back."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORM = re.compile(r"^(?:(?P<word>withhold) )?(?P<name>[a-z][a-z0-9_.]*)(?:\((?P<target>[a-z][a-z0-9_]*)\))?$")


@dataclass(frozen=True, slots=True, order=True)
class Order:
    """One order of one seat: a reaction, perhaps at a target, or consent withheld from another seat's reaction.

    Text forms: `lead_europe`, `reassure(poland)`, `withhold nato.pressure_paris`.

    >>> import wargame
    >>> order = wargame.Order.parse("us", "reassure(poland)")
    >>> order.reaction, order.target, str(order)
    ('reassure', 'poland', 'reassure(poland)')
    """

    seat: str
    reaction: str
    target: str | None = None
    withheld_from: str | None = None
    """The seat whose reaction is refused consent; None for a reaction of one's own."""

    def __str__(self) -> str:
        if self.withheld_from is not None:
            return f"withhold {self.withheld_from}.{self.reaction}"
        return self.reaction if self.target is None else f"{self.reaction}({self.target})"

    @classmethod
    def parse(cls, seat: str, text: str) -> Order:
        """The order of `seat` that a text form writes.

        Raises:
            ValueError: the text has none of the three forms.
        """
        found = _FORM.match(text.strip())
        if found:
            word, name, target = found["word"], found["name"], found["target"]
            if word and target is None and name.count(".") == 1:
                other, reaction = name.split(".")
                return cls(seat, reaction, None, other)
            if not word and "." not in name:
                return cls(seat, name, target)
        raise ValueError(f"'{text}' is not an order: write reaction, reaction(actor) or withhold seat.reaction")
