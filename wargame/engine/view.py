"""What one seat may see of a position and of a resolution; everything a screen, a bot or a server shows comes from
here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wargame.engine.ledger import Cause, Ledger
from wargame.engine.refusal import Refusal
from wargame.model.order import Decision, Order, Withholding
from wargame.model.scenario import Month
from wargame.model.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ExpectedEffect:
    """An effect that an order or a move would have by itself, at the state before the turn, as the author wrote it."""

    target: str
    amount: float
    plus_or_minus: float
    because: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class OutcomeOffer:
    """One way in which a reaction or a move may come out."""

    outcome: str
    title: str
    text: str
    probability: float | None
    """How likely it is as the game is, with nothing else played; None for whoever may not see what that depends on."""
    effects: tuple[ExpectedEffect, ...]
    """What it would do besides."""
    line: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a reaction or a move would do by itself, as far as a viewer may see."""

    effects: tuple[ExpectedEffect, ...]
    """However it comes out."""
    outcomes: tuple[OutcomeOffer, ...] = ()
    """How it may come out; none where it always comes out the same."""
    on_average: tuple[ExpectedEffect, ...] = ()
    """What all of it is expected to do over its outcomes, one for each number; none where the odds are not known."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A reaction that a seat might order, and if it may not, why not."""

    order: Order
    title: str
    text: str
    cost: float
    delay: int
    secret: bool
    consent: tuple[str, ...]
    """Whose consent it needs: seats, and MOVER_ID for the mover."""
    without: float
    """The share of its effects left when one of them withholds consent; 0 blocks it."""
    footnoted: float | None
    """The share left when one of them adds a footnote; None where none can."""
    when: str
    """Its condition as the scenario writes it; empty when it has none."""
    legal: bool
    reason: Refusal | None
    """Why it is not legal; None when it is."""
    prospect: Prospect
    line: int

    @property
    def effects(self) -> tuple[ExpectedEffect, ...]:
        """What it would do by itself, however it comes out."""
        return self.prospect.effects


@dataclass(frozen=True, slots=True)
class MoveOffer:
    """A move that the mover might make."""

    id: str
    title: str
    text: str
    legal: bool
    reason: Refusal | None
    probability: float | None
    """How likely chance is to pick it now, 0 when it is not legal; None for whoever may not see what it depends on."""
    cost: float
    """What it costs of the mover's capital."""
    delay: int
    prospect: Prospect
    matters: Mapping[str, str]
    line: int

    @property
    def effects(self) -> tuple[ExpectedEffect, ...]:
        """What it would do by itself, however it comes out."""
        return self.prospect.effects


@dataclass(frozen=True, slots=True)
class InjectOffer:
    """An inject that the facilitator might release."""

    id: str
    title: str
    text: str
    legal: bool
    reason: Refusal | None
    effects: tuple[ExpectedEffect, ...]
    line: int


@dataclass(frozen=True, slots=True)
class GoalScore:
    """How far a goal is met: `got` of `points`."""

    id: str
    title: str
    points: float
    got: float
    when: str
    """Its condition or measure, as the scenario writes it."""
    measure: float | None
    """The measure's level now; None for a goal with a condition."""
    start: float
    end: float
    counts: bool
    """Whether it counts as the game is; a goal may count only while an office is held, say."""
    line: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A seat's reaction that needs the consent of another, or of the mover; handing in `order` withholds it."""

    order: Withholding
    title: str
    text: str
    without: float
    """The share of its effects left when consent is withheld; 0 blocks it."""
    footnoted: float | None
    """The share left when a footnote is added; None where none can be."""

    @property
    def footnote(self) -> Withholding | None:
        """What adds a footnote when it is handed in; None where none can be."""
        return None if self.footnoted is None else replace(self.order, in_part=True)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as it came out, in the news of a turn or at its close."""

    event: str
    outcome: str
    title: str
    outcome_title: str
    text: str
    probability: float | None
    """How likely that was; None for whoever may not see what it depends on."""
    line: int


@dataclass(frozen=True, slots=True)
class DelayedView:
    """A delayed effect that is on its way, as far as the seat may know."""

    cause: Cause
    ordered: int
    due: int


@dataclass(frozen=True, slots=True)
class View:
    """A position as one viewer sees it.

    `numbers` holds every number the viewer may see, by its name in the scenario; all ties are public, of capital only
    its own.
    """

    viewer: Viewer
    turn: int
    turns: int
    date: Month
    numbers: Mapping[str, float]
    happened: tuple[Happened, ...]
    """The news of the turn."""
    news: Ledger
    """What the news has moved, and through what."""
    offers: tuple[Offer, ...]
    """The seat's own reactions, one for each target; empty where no seat looks."""
    asks: tuple[Ask, ...]
    goals: tuple[GoalScore, ...]
    score: float
    """The seat's score as it is, 0 to 100."""
    delayed: tuple[DelayedView, ...]
    ending: str | None


def score_of(goals: Sequence[GoalScore]) -> float:
    """The score that goals come to, 0 to 100: the share got of the points of those that count; 0 where none does."""
    most = sum(goal.points for goal in goals if goal.counts)
    return sum(goal.got for goal in goals) * 100 / most if most else 0.0


@dataclass(frozen=True, slots=True)
class CameOut:
    """How a move or an order that may come out in several ways came out."""

    outcome: str
    title: str
    text: str
    probability: float | None
    """How likely that was; None for whoever may not see what it depends on."""
    line: int


@dataclass(frozen=True, slots=True)
class PlayedOrder:
    """One order, or one consent withheld, as it came out."""

    order: Decision
    title: str
    strength: float
    """1 when it took effect in full, 0 when consent was withheld and that blocked it, between when weakened."""
    refused_by: tuple[str, ...]
    """Who withheld consent: seats, and MOVER_ID for the mover."""
    footnoted_by: tuple[str, ...]
    """Who consented with a footnote."""
    came_out: CameOut | None
    """None where it always comes out the same, or did not take effect."""
    due: int
    """The turn in which its effects act."""
    line: int


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule whose condition held in the turn."""

    id: str
    title: str
    text: str
    combination: bool
    line: int


@dataclass(frozen=True, slots=True)
class TurnReport:
    """A resolved turn as one viewer may see it: secret orders of others are left out, and their causes unnamed."""

    viewer: Viewer
    turn: int
    date: Month
    move: str
    move_title: str
    move_text: str
    matters: str
    """Why the move matters to this seat; empty when the scenario does not say."""
    happened: tuple[Happened, ...]
    """The news of the turn, before the move."""
    closed: tuple[Happened, ...]
    """The events that closed it, after the orders."""
    came_out: CameOut | None
    """How the move came out, if it could come out in several ways."""
    mover_answers: tuple[PlayedOrder, ...]
    """The consents that the mover withheld, all or in part."""
    injects: tuple[str, ...]
    """Titles of the injects released."""
    played: Mapping[str, tuple[PlayedOrder, ...]]
    """By seat, in the scenario's order; every seat has an entry."""
    fired: tuple[FiredRule, ...]
    ledger: Ledger
    ending: str | None
