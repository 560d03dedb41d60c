"""One number on two ways through a game, in one chart."""

from __future__ import annotations

from collections.abc import Sequence

from wargame.model.scenario import Scenario
from wargame.text.names import number_title
from wargame.tui.widgets.chart import Series
from wargame.tui.widgets.history_chart import HistoryChart, Subject


class PathsChart(HistoryChart):
    """A number over the turns of two branches: the line of the one, A, and of the other, B.

    Example:
        ```python
        chart.show_paths(scenario, "nato.cohesion", (62.0, 55.0), (62.0, 58.0), ("turn 3", "hard line"))
        ```
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(HistoryChart.zoom, True)
        self._paths: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())

    def show_paths(
        self,
        scenario: Scenario,
        name: str,
        one: Sequence[float],
        other: Sequence[float],
        labels: tuple[str, str],
        first_turn: int = 1,
    ) -> None:
        """Show a number before the first turn and after each on both ways; `labels` say what each way is called."""
        self._scenario, self._first_turn = scenario, first_turn
        self._paths = (tuple(one), tuple(other))
        self._history = [{name: 0.0}] * max(len(one), len(other))
        self._subjects = [Subject(number_title(scenario, name), (name, name), labels)]
        self._take(0)
        self.at = len(self._history) - 1

    def _take(self, subject: int) -> None:
        self.set_reactive(HistoryChart.subject, subject)
        each = self._subjects[subject]
        self._series = [
            Series(each.names[place], each.labels[place], "AB"[place], values)
            for place, values in enumerate(self._paths)
        ]
        self._drawn = None
        self.lay_out()
