"""When in a turn a condition or an amount is read, and so what it can know: the order of a turn as checks see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from wargame.model.scenario import Calendar, Event, Month, Scenario


class Stage(IntEnum):
    """The steps of a turn in their order."""

    NEWS = 0
    """An event that opens the turn."""
    CHOICE = 1
    """What can be played, how likely, and who consents: the news is known, nothing is played yet."""
    TRIAL = 2
    """How what is played comes out."""
    EFFECT = 3
    """What is played takes effect, rules fire."""
    CLOSING = 4
    """An event that closes the turn."""
    JUDGEMENT = 5
    """The turn is over: endings and expectations."""
    SCORE = 6
    """Goals, shown also when the news of the next turn has come."""


PLAYING = (Stage.TRIAL, Stage.EFFECT)
"""Where it is known what takes effect in this turn."""


@dataclass(frozen=True)
class Instant:
    """When something is read. What is left out is not known: any turn, any step."""

    stage: Stage | None = None
    turn: int | None = None
    """The one turn in which it is read; None for any."""
    month: Month | None = None
    """Of an event."""
    drawn: bool = False
    """Whether the events of that month have come out: their effects read that they have, their conditions do not."""

    def knows(self, event: Event, calendar: Calendar, turn: int) -> bool:
        """Whether an event may have come out when this is read in a turn."""
        due = calendar.turn_of(event.date)
        match self.stage:
            case None:
                return True
            case Stage.SCORE:
                return due <= turn or (due == turn + 1 and not event.closes)
            case _ if due != turn:
                return due < turn
            case Stage.NEWS:
                return not event.closes and self._after(event)
            case Stage.CLOSING:
                return not event.closes or self._after(event)
            case Stage.JUDGEMENT:
                return True
            case _:
                return not event.closes

    def _after(self, event: Event) -> bool:
        assert self.month is not None
        return event.date < self.month or (event.date == self.month and self.drawn)

    def since(self, due: int, turn: int) -> int:
        """The fewest turns since something of turn `due`, when this is read in a turn."""
        if self.stage is None or self.stage < Stage.CLOSING or (self.stage == Stage.SCORE and turn == 1):
            return max(0, turn - due)
        return max(0, turn + 1 - due)

    @property
    def tells_trials(self) -> bool:
        """Whether how the acts of this very turn come out can be read."""
        return self.stage is None or self.stage >= Stage.EFFECT


ANY_TIME = Instant()
CHOICE, TRIAL, EFFECT = Instant(Stage.CHOICE), Instant(Stage.TRIAL), Instant(Stage.EFFECT)
JUDGEMENT, SCORE = Instant(Stage.JUDGEMENT), Instant(Stage.SCORE)


def instant_of(event: Event, scenario: Scenario, drawn: bool = False) -> Instant:
    """When an event's condition and weights are read, or, once it is drawn, what its outcomes do."""
    stage = Stage.CLOSING if event.closes else Stage.NEWS
    return Instant(stage, scenario.calendar.turn_of(event.date), event.date, drawn)
