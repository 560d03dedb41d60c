"""A claim: an author's causal statement, and the two ways of playing the same games that put it to the test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wargame.model.expression import Expression, Target
from wargame.model.order import Decision
from wargame.model.viewer import Side

EACH = "each"
"""Orders given in every turn in which they are legal."""
ODD = "odd"
"""Orders given in the odd turns in which they are legal: 1, 3, 5 ..."""

DOCTRINE, RANDOM, PASSIVE = "doctrine", "random", "passive"
SEATED = (DOCTRINE, RANDOM, PASSIVE)
"""How a seat may be played in an arm; a passive seat orders nothing and withholds nothing."""

HOLDS, FAILS, TURNS, UNCLEAR = "holds", "fails", "turns", "unclear"
"""What games say of a claim. It turns where the effect is as large as claimed, the other way."""
ANY = "any"
"""What an author expects of a claim under a lens about which it says nothing."""
EXPECTED = (HOLDS, FAILS, TURNS, ANY)


@dataclass(frozen=True, slots=True)
class ForcedOrders:
    """What a seat orders, all of it, in one turn or again and again."""

    seat: str
    when: int | str
    """A turn, where what is illegal spoils the comparison; or EACH or ODD, where it is left out."""
    orders: tuple[Decision, ...]
    """Nothing at all where this is empty."""
    line: int = field(default=0, compare=False)

    def due(self, turn: int) -> bool:
        """Whether these are the seat's orders of a turn."""
        return self.when == turn if isinstance(self.when, int) else self.when == EACH or turn % 2 == 1


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the two ways of playing that a claim compares: what is fixed, where the rest is as doctrine and chance
    have it. It holds from the turn on in which the comparison begins.

    >>> noisy = Arm(moves={1: "grumble", 3: "grumble"}, rest="reaffirm")
    >>> noisy.move(1), noisy.move(2)
    ('grumble', 'reaffirm')
    """

    moves: Mapping[int, str] = field(default_factory=dict)
    """By turn."""
    rest: str | None = None
    """The move of every other turn; None where chance picks it."""
    orders: tuple[ForcedOrders, ...] = ()
    policies: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By seat, then by reaction or order: how many times as strongly as doctrine it is preferred; infinity where it is
    given whenever it is legal."""
    seats: Mapping[str, str] = field(default_factory=dict)
    """By seat: one of SEATED; doctrine where none is named."""
    events: Mapping[str, str] = field(default_factory=dict)
    """The outcome of each event that is not left to chance."""
    assume: Mapping[str, float] = field(default_factory=dict)
    """Assumptions, in place of what the lens says."""
    opening: str | None = None
    """The named starting point; None for the beginning."""

    def move(self, turn: int) -> str | None:
        """The move of a turn; None where chance picks it."""
        return self.moves.get(turn, self.rest)

    def orders_of(self, turn: int) -> tuple[ForcedOrders, ...]:
        """What seats are made to order in a turn, a seat's orders of that very turn before its standing ones."""
        due = sorted((each for each in self.orders if each.due(turn)), key=lambda each: isinstance(each.when, str))
        return tuple({each.seat: each for each in reversed(due)}.values())


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two arms, and what they share: everything before `start`."""

    hold: Arm
    against: Arm
    start: int = 1
    """The first turn that the arms play their own way; before it doctrine and chance play, once for both."""
    endings: bool = True
    """Whether games end before the calendar does."""
    where: Expression | None = None
    """Which games count: read as turn `start` - 1 leaves them, in both alike."""


@dataclass(frozen=True, slots=True)
class NumberMeasure:
    """A number of the state, in its own points."""

    number: Target


@dataclass(frozen=True, slots=True)
class ScoreMeasure:
    """The score of a seat or of the mover, 0 to 100."""

    side: Side


@dataclass(frozen=True, slots=True)
class EndingMeasure:
    """How many games of a hundred have come to an ending."""

    ending: str


@dataclass(frozen=True, slots=True)
class ShareMeasure:
    """In how many games of a hundred a condition holds."""

    condition: Expression


Measure = NumberMeasure | ScoreMeasure | EndingMeasure | ShareMeasure


@dataclass(frozen=True, slots=True)
class Prediction:
    """By how much a measure differs between the arms: hold minus against, from `low` to `high`."""

    measure: Measure
    low: float
    """Minus infinity where only the largest difference is claimed."""
    high: float
    turn: int
    """Read as this turn leaves the games; one that has ended keeps what it ended with."""
    line: int = 0

    @property
    def mirrored(self) -> tuple[float, float] | None:
        """The same the other way round; None where that is not the opposite, since no difference at all is claimed."""
        return None if self.low <= 0.0 <= self.high else (-self.high, -self.low)

    @property
    def least(self) -> float:
        """The smallest difference that would do, whichever its sign; 0 where none would do as well."""
        return 0.0 if self.mirrored is None else min(abs(self.low), abs(self.high))


@dataclass(frozen=True, slots=True)
class Carrier:
    """A part of the scenario that is said to carry an effect, so that without it less of the effect should be left."""

    kind: str
    """`rule`, `tie`, `ending`, `move`, `reaction`, `event` or `inject`."""
    id: tuple[str, ...]
    """One word; (listener, of), (seat, reaction) or (event, outcome)."""
    effect: Target | None = None
    """The one line among its effects that is meant; None for all there is to it."""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """An author's causal statement: played this way rather than that, these measures differ by so much."""

    id: str
    title: str
    because: str
    source: str
    contrast: Contrast
    then: tuple[Prediction, ...]
    """Never empty; the claim holds where all of them do."""
    lenses: Mapping[str, str]
    """What the author expects under each lens: one of EXPECTED."""
    carried_by: tuple[Carrier, ...]
    line: int


def heading_of(cited: str, headings: tuple[str, ...]) -> str | None:
    """The heading that a citation names, perhaps with more after it; the longest that fits, None when none does.

    >>> heading_of(" Scenario B, page 3", ("Scenario A", "Scenario B"))
    'Scenario B'
    """
    words = " ".join(cited.casefold().split())

    def fits(heading: str) -> bool:
        whole = " ".join(heading.casefold().split())
        return words == whole or (words.startswith(whole) and not words[len(whole)].isalnum())

    return max(filter(fits, headings), key=len, default=None)
