"""Where a seat, or the mover, must reckon with being asked for its consent: as far as it can know, in many worlds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wargame.engine import kernel
from wargame.engine.evaluate import Evaluate
from wargame.engine.kernel import Flags, Worlds
from wargame.engine.program import Program
from wargame.engine.secrecy import seen_condition
from wargame.model.order import Withholding
from wargame.model.scenario import MOVER_ID
from wargame.model.viewer import MOVER, Seated, Viewer


@dataclass(frozen=True)
class Request:
    """A play whose consent is at issue, as one who is asked for it may know of it."""

    play: int
    rests: bool
    """Whether it is known when it was last played, and so when it can be played again."""
    when: Evaluate | None
    """Of its condition the parts that may be known; None where nothing is left of it."""


class Requests:
    """The requests for consent that may come in a program, by withholding."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def __getstate__(self) -> dict[str, Program]:
        """The program alone: what is read of it cannot be pickled, and is found again where it is wanted."""
        return {"program": self.program}

    @cached_property
    def by_withholding(self) -> tuple[tuple[Request, ...], ...]:
        """By row of the withholdings: the plays whose consent is at issue."""
        return tuple(self._requests(each) for each in self.program.withholdings)

    def asked(self, worlds: Worlds) -> Flags:
        """(withholdings, worlds): where one of the plays may be ordered now, as far as whoever is asked can know.

        So nobody is told, by what consent is asked for, what others have to spend or what else is hidden.
        """
        asked = np.zeros((len(self.by_withholding), worlds.width), dtype=np.bool_)
        for row, requests in enumerate(self.by_withholding):
            for request in requests:
                asked[row] |= may_be_ordered(worlds, request)
        return asked

    def of(self, worlds: Worlds, withholding: Withholding) -> Flags:
        """(worlds,): the same for one withholding; nowhere for one that the scenario does not have."""
        asked = np.zeros(worlds.width, dtype=np.bool_)
        for request in self._requests(withholding):
            asked |= may_be_ordered(worlds, request)
        return asked

    def _requests(self, withholding: Withholding) -> tuple[Request, ...]:
        program, scenario = self.program, self.program.scenario
        asked: Viewer = MOVER if withholding.seat == MOVER_ID else Seated(withholding.seat)
        found = []
        for row in program.names.plays.get((withholding.of, withholding.reaction, None), ()):
            play, when = program.plays[row], None
            seen = seen_condition(scenario, asked, play.condition)
            if play.when is not None and seen is not None:
                when = program.evaluate[play.when] if seen is play.condition else program.evaluator(seen)
            secret = scenario.reactions[withholding.of][withholding.reaction].secret
            found.append(Request(row, not secret, when))
        return tuple(found)


def may_be_ordered(worlds: Worlds, request: Request) -> Flags:
    """(worlds,): where one asked for consent must reckon with a play; what it may not see is taken to allow it."""
    may: Flags = worlds.ending < 0
    if request.rests:
        may = may & worlds.rested[request.play]
    if request.when is not None:
        may = may & kernel.holds(worlds, request.when(worlds.before))
    return may
