"""A place at a table on this machine: what one viewer sees, does and asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from wargame.analysis.compare import Comparison
from wargame.analysis.expand import Expansion
from wargame.analysis.fault import QuestionError, UnknownNameError
from wargame.analysis.luck import LuckSplit
from wargame.analysis.par import Par
from wargame.analysis.question import Question
from wargame.analysis.why import Story
from wargame.analysis.why_not import WhyNot
from wargame.engine.view import MoveOffer, TurnReport
from wargame.fault import Fault
from wargame.game.replay import ReplayError
from wargame.jobs.task import TaskError
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, Side, Viewer
from wargame.seminar import inquiry
from wargame.seminar.actions import Action
from wargame.seminar.requests import (
    Analysis,
    ExpansionRequest,
    LuckRequest,
    ParRequest,
    SensitivityRequest,
    SimulationRequest,
    StabilityRequest,
    WhyNotRequest,
)
from wargame.seminar.seen_fault import seen_fault
from wargame.seminar.seen_forecast import SeenForecast
from wargame.seminar.sensitivity_task import Depends
from wargame.seminar.snapshot import Done, Snapshot
from wargame.seminar.stability_task import Found
from wargame.seminar.table import TableError

if TYPE_CHECKING:
    from wargame.seminar.local import LocalTable

T = TypeVar("T")
Request = TypeVar("Request")


class LocalSeat:
    """A viewer's place at a local table; implements `wargame.seminar.table.SeatTable`."""

    def __init__(self, table: LocalTable, viewer: Viewer) -> None:
        self.viewer = viewer
        self._table = table

    def __repr__(self) -> str:
        return f"<LocalSeat {self._table.name!r} {self.viewer}>"

    @property
    def scenario(self) -> Scenario:
        """The scenario as the viewer holds it."""
        return self._table.seen_scenario(self.viewer)

    @property
    def snapshot(self) -> Snapshot:
        """The game as the viewer sees it now."""
        return self._table.snapshot(self.viewer)

    def act(self, action: Action) -> Done:
        """Do something at the table; raises ActionRefused, and then nothing has changed."""
        return self._table.act(self.viewer, action)

    def report(self, node: int) -> TurnReport:
        """The turn that a node played. Raises TableError."""
        return self._asked(lambda: self._table.report(node, self.viewer))

    def moves_at(self, node: int) -> tuple[MoveOffer, ...]:
        """The moves there were to pick from in a node's turn. Raises TableError."""
        return self._asked(lambda: self._table.moves_at(node, self.viewer))

    def compare(self, one: int, other: int) -> Comparison:
        """Two nodes compared. Raises TableError."""
        return self._asked(lambda: inquiry.compare(self._game, self.viewer, one, other))

    def par(self, nodes: Sequence[int], apart: bool = True) -> Analysis[ParRequest, tuple[Par, ...]]:
        """Begin to find what doctrine would have scored by each of some nodes, `apart` in another process.

        Of the seats whose score the viewer sees. Raises TableError.
        """
        viewer = FACILITATOR if self._table.all_shown else self.viewer
        return self._begun(lambda: inquiry.par(self._game, viewer, nodes, apart))

    def luck(self, node: int, games: int | None = None) -> Analysis[LuckRequest, LuckSplit]:
        """Begin to split every seat's final score at a node into luck, the mover, the others and choice.

        Raises TableError, for a seat while anything is secret.
        """
        viewer = FACILITATOR if self._table.all_shown else self.viewer
        return self._begun(lambda: inquiry.luck(self._game, viewer, node, games))

    def why(self, node: int, name: str) -> Story:
        """Why a number is at its level at a node. Raises TableError."""
        return self._asked(lambda: inquiry.why(self._game, self.viewer, node, name))

    def questions(self, node: int) -> tuple[Question, ...]:
        """All of which may be asked why it did not happen by a node. Raises TableError."""
        return self._asked(lambda: inquiry.questions(self._game, self.viewer, node))

    def why_not(self, node: int, what: str) -> Analysis[WhyNotRequest, WhyNot]:
        """Begin to search why something did not happen on the way to a node; one answer comes. Raises TableError."""
        return self._begun(lambda: inquiry.why_not(self._game, self.viewer, node, what))

    def sides(self) -> tuple[Side, ...]:
        """Whose choices the viewer may have tried."""
        return inquiry.sides(self._game, self.viewer)

    def expand(self, node: int, side: Side, to_end: bool) -> Analysis[ExpansionRequest, tuple[int, Expansion]]:
        """Begin to try every single choice of a side after a node; each becomes a branch, one turn long or played to
        the end by bots, and its last node comes with what came of it. Raises TableError.
        """
        found = self._begun(lambda: inquiry.expand(self._game, self.viewer, node, side, to_end))
        return Analysis(found.request, found.task.through(lambda tried: self._kept(node, tried)))

    def stability(self, node: int) -> Analysis[StabilityRequest, Found]:
        """Begin to find which joint reactions after a node are stable, and to advise seats. Raises TableError."""
        return self._begun(lambda: inquiry.stability(self._game, self.viewer, node))

    def simulate(self, node: int, games: int) -> Analysis[SimulationRequest, SeenForecast]:
        """Begin to play so many whole games on from a node, under every lens. Raises TableError."""
        return self._begun(lambda: inquiry.simulate(self._game, self.viewer, node, games))

    def sensitivity(
        self, node: int, outcome: str | None = None, together: bool = False
    ) -> Analysis[SensitivityRequest, Depends]:
        """Begin to find what an outcome depends on in games that go on from a node, and how firm what came is; with
        all numbers screened `together`, or each by itself. Raises TableError, for a seat while anything is secret.
        """
        viewer = FACILITATOR if self._table.all_shown else self.viewer
        return self._begun(lambda: inquiry.sensitivity(self._game, viewer, node, outcome, together))

    @property
    def _game(self) -> inquiry.Game:
        return self._table.inquired()

    def _kept(self, node: int, tried: Iterator[Expansion]) -> Iterator[tuple[int, Expansion]]:
        """Keep each choice tried as a branch as soon as it is done."""
        game = self._game
        try:
            for found in tried:
                yield self._table.keep_tried(node, found.turns), inquiry.seen_expansion(game, self.viewer, found)
        finally:
            self._table.refresh()

    def _asked(self, question: Callable[[], T]) -> T:
        try:
            return question()
        except (TableError, UnknownNameError, QuestionError, ReplayError) as error:
            raise self._seen(error.fault) from None

    def _begun(self, question: Callable[[], Analysis[Request, T]]) -> Analysis[Request, T]:
        found = self._asked(question)
        return Analysis(found.request, found.task.through(self._with_table_errors))

    def _with_table_errors(self, results: Iterator[T]) -> Iterator[T]:
        """The same results; where the work failed, TableError is raised."""
        try:
            yield from results
        except TaskError as error:
            raise self._seen(error.fault) from error

    def _seen(self, fault: Fault) -> TableError:
        return TableError(seen_fault(self._table.setup.scenario, fault, self.viewer))
