"""A target, what was measured of it under each lens, and whether it is met."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from wargame.analysis.estimates import Interval

MOST_FINDINGS = 8
"""So many findings of a target are printed unless all are asked for."""


class NotYet(Exception):
    """The scenario has no such part."""

    def __init__(self, *names: str) -> None:
        super().__init__(", ".join(names))
        self.names = names


@dataclass(frozen=True)
class Figure:
    """What was measured under one lens."""

    value: float | None
    """None where there was nothing to measure."""
    error: float = 0.0
    """How far off it may be for want of games: half of its 95 % interval; 0 where nothing is estimated."""
    findings: tuple[str, ...] = ()
    """What it consists of, or what does not pass."""
    missing: tuple[str, ...] = ()
    """What the scenario does not have yet."""

    @staticmethod
    def of(interval: Interval, times: float = 1.0, findings: Sequence[str] = ()) -> Figure:
        """The figure of an estimate, multiplied to be in points."""
        value, error = interval.middle * times, (interval.high - interval.low) / 2 * times
        return Figure(value, error, tuple(findings))


Figures = Mapping[str, Figure]
"""By lens."""


@dataclass(frozen=True)
class Target:
    """What must hold."""

    id: str
    """Its number in the list, with a letter where the number has several."""
    what: str
    """Its definition in a few words."""
    low: float = -math.inf
    high: float = math.inf
    lenses: tuple[str, ...] = ()
    """Under which lenses it is asked; none for every lens."""
    judge: Callable[[Figures], bool] | None = None
    """Decides from all lenses together, where their bounds do not decide lens by lens."""
    bound: str = ""
    """The bound in words where `judge` decides."""
    listed: bool = False
    """Whether findings pass where they are listed: a check of how targets are met, with no bound of its own."""

    @property
    def family(self) -> str:
        """The number of the target without its letter."""
        found = re.match(r"\d+", self.id)
        assert found is not None
        return found.group()

    @property
    def bounds(self) -> str:
        """The bounds in words."""
        if self.bound:
            return self.bound
        if self.low == self.high:
            return short(self.low)
        if self.low == -math.inf:
            return f"at most {short(self.high)}"
        return f"at least {short(self.low)}" if self.high == math.inf else f"{short(self.low)} to {short(self.high)}"

    def asked(self, lens: str) -> bool:
        """Whether it is asked under a lens."""
        return not self.lenses or lens in self.lenses

    def within(self, value: float) -> bool:
        """Whether a figure lies within the bounds."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Measured:
    """A target with its figures."""

    target: Target
    figures: Figures = field(default_factory=dict)

    @property
    def asked(self) -> Figures:
        """The figures that decide."""
        return {lens: each for lens, each in self.figures.items() if self.target.asked(lens)}

    @property
    def missing(self) -> tuple[str, ...]:
        """What the scenario does not have yet."""
        return tuple(dict.fromkeys(name for each in self.asked.values() for name in each.missing))

    @property
    def too_few(self) -> bool:
        """Whether so few games told that nothing bounds a figure."""
        return any(math.isinf(each.error) for each in self.asked.values())

    @property
    def met(self) -> bool | None:
        """Whether it is met, by its figures as they are; None where the scenario has not what it asks for, or too few
        games were played."""
        asked = self.asked
        if not asked or self.missing or self.too_few:
            return None
        if self.target.judge is not None:
            return self.target.judge(asked)
        return all(each.value is not None and self.target.within(each.value) for each in asked.values())

    @property
    def close(self) -> bool:
        """Whether more games could decide otherwise: a bound lies within the error of a figure."""
        bounds = [each for each in (self.target.low, self.target.high) if math.isfinite(each)]
        return any(
            each.value is not None and each.error > 0 and any(abs(each.value - bound) < each.error for bound in bounds)
            for each in self.asked.values()
        )

    @property
    def verdict(self) -> str:
        """Whether it is met, in words."""
        if self.met is None:
            return "not in the scenario yet" if self.missing else "too few games" if self.too_few else "not asked"
        if self.target.listed and not self.met:
            return "listed"
        return ("met" if self.met else "NOT MET") + (", close" if self.close else "")


def short(value: float) -> str:
    """A number with no more digits than it needs in a table."""
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def written(figure: Figure) -> str:
    """A figure with its error."""
    if figure.missing:
        return "-"
    if figure.value is None:
        return "nothing"
    digits = 2 if abs(figure.value) < 3 and figure.value != round(figure.value) else 1
    if figure.error == 0 or math.isinf(figure.error):
        return short(figure.value)
    return f"{figure.value:.{digits}f} ±{figure.error:.{digits}f}"


def table(measured: Sequence[Measured], lenses: Sequence[str], every_finding: bool = False) -> str:
    """All targets in one table, with what was found of each below its row."""
    header = ("", "target", *lenses, "bound", "")
    rows = [
        (
            each.target.id,
            each.target.what,
            *(
                (written(each.figures[lens]) if lens in each.figures else "")
                + ("" if each.target.asked(lens) or lens not in each.figures else " (not asked)")
                for lens in lenses
            ),
            each.target.bounds,
            each.verdict,
        )
        for each in measured
    ]
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    lines = [_line(header, widths), _line(["-" * width for width in widths], widths)]
    for each, row in zip(measured, rows, strict=True):
        lines.append(_line(row, widths))
        if each.missing:
            lines.append(f"{'':{widths[0]}}    missing: {', '.join(each.missing)}")
        for under, findings in _by_lens(each.figures).items():
            most = len(findings) if every_finding else MOST_FINDINGS
            lines += [f"{'':{widths[0]}}    {under}{finding}" for finding in findings[:most]]
            if len(findings) > most:
                lines.append(f"{'':{widths[0]}}    {under}and {len(findings) - most} more")
    return "\n".join(lines)


def _by_lens(figures: Figures) -> Mapping[str, tuple[str, ...]]:
    """The findings under each lens, by how their lines begin; once where they are the same under all."""
    several = {each.findings for each in figures.values()}
    if len(several) == 1:
        return {"": several.pop()}
    return {f"{lens}: ": each.findings for lens, each in figures.items()}


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def chosen(targets: Sequence[Target], only: Sequence[str]) -> tuple[Target, ...]:
    """The targets that are asked for by number (`4`) or by id (`4a`); all where none is. Raises KeyError for others."""
    for word in only:
        if not any(word in (each.id, each.family) for each in targets):
            raise KeyError(word)
    return tuple(each for each in targets if not only or each.id in only or each.family in only)
