"""Faults of a scenario file: what is wrong, where it is, and the name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from wargame.model import nearest as names

MOST_ERRORS = 200
"""A file with more errors than this is not read further: mending the first usually mends the rest."""

_MOST_SUGGESTIONS = 60
_MOST_CANDIDATES = 3000


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault or warning of a scenario file; line and column count from 1.

    >>> import wargame
    >>> [problem] = wargame.check("no-such-file.yaml")
    >>> problem.severity, problem.line, problem.message
    ('error', 1, 'there is no such file')
    >>> print(problem)
    no-such-file.yaml:1:1: there is no such file
    """

    file: str
    line: int
    column: int
    severity: str
    """`error` or `warning`."""
    code: str
    """A stable kebab-case word for the kind of fault."""
    message: str
    suggestion: str = ""
    """The nearest name there is, or empty."""

    def __str__(self) -> str:
        meant = f" (did you mean {self.suggestion}?)" if self.suggestion else ""
        return f"{self.file}:{self.line}:{self.column}: {self.message}{meant}"


class FileError(Exception):
    """A file that cannot be used; `problems` lists every error found, in the file's order.

    `file` and `line` are those of the first one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[FileError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)

    @property
    def file(self) -> str:
        """The file at fault, as it was named."""
        return self.problems[0].file

    @property
    def line(self) -> int:
        """The line of the first error, from 1."""
        return self.problems[0].line


class ScenarioError(FileError):
    """A scenario that cannot be played; `problems` lists every error found, in the file's order.

    `file` and `line` are those of the first one.

    >>> import wargame
    >>> try:
    ...     wargame.load("no-such-file.yaml")
    ... except wargame.ScenarioError as error:
    ...     print(f"{error.file}, line {error.line}: {len(error.problems)} error")
    no-such-file.yaml, line 1: 1 error
    """


class Place(Protocol):
    """Something at a line and column of the file."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A bare place."""

    line: int
    column: int


class TooManyFaults(Exception):
    """So many errors that reading on would not help."""


class Faults:
    """Collects the faults of one file."""

    def __init__(self, file: str) -> None:
        # A name that is not text on this system, or breaks the line, must not break the message.
        self.file = "".join(each if each.isprintable() else "?" for each in file)
        self._found: dict[tuple[int, int, str, str], Problem] = {}
        self._errors = 0
        self._suggested = 0

    def error(self, place: Place, code: str, message: str, suggestion: str = "") -> None:
        """Note an error; raises TooManyFaults when there are very many."""
        self._add(place, "error", code, message, suggestion)

    def warn(self, place: Place, code: str, message: str) -> None:
        """Note a warning."""
        self._add(place, "warning", code, message, "")

    def _add(self, place: Place, severity: str, code: str, message: str, suggestion: str) -> None:
        key = (place.line, place.column, code, message)
        if key in self._found:
            return
        self._found[key] = Problem(self.file, place.line, place.column, severity, code, message, suggestion)
        if severity == "error":
            self._errors += 1
            if self._errors >= MOST_ERRORS:
                more = "there are more faults than are listed here; correct these first"
                self._found[0, 0, "more-faults", more] = Problem(
                    self.file, place.line, place.column, "error", "more-faults", more
                )
                raise TooManyFaults

    def nearest(self, name: str, known: Iterable[str]) -> str:
        """The known name nearest to a mistaken one; empty when none is near, or when enough was suggested."""
        self._suggested += 1
        return "" if self._suggested > _MOST_SUGGESTIONS else nearest(name, known)

    @property
    def errors(self) -> int:
        """How many errors were noted."""
        return self._errors

    def all(self) -> tuple[Problem, ...]:
        """Every fault, in the file's order."""
        return tuple(
            sorted(self._found.values(), key=lambda each: (each.line, each.column, each.severity, each.message))
        )


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name nearest to a mistaken one; empty when none is near."""
    if not 3 <= len(name) <= 80:
        return ""
    folded = name.lower()
    # A name with a letter of another alphabet is offered to no one: it looks like the one that was written.
    candidates = {each.lower(): each for each in known if abs(len(each) - len(name)) <= 4 and each.isascii()}
    if folded in candidates:
        return candidates[folded]
    found = names.nearest(folded, list(candidates)[:_MOST_CANDIDATES])
    return "" if found is None else candidates[found]
