"""What went wrong as a value: a code for its kind, and the values it is about. The sentences are made in `text`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import ClassVar


class Fault:
    """One kind of what can go wrong; a frozen dataclass for each.

    `str` names its code and values, for whoever uses the library without its texts.
    """

    __slots__ = ()

    code: ClassVar[StrEnum]

    @property
    def values(self) -> Mapping[str, object]:
        """What it is about, by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]

    def __str__(self) -> str:
        known = {name: value for name, value in self.values.items() if value not in (None, (), "")}
        values = ", ".join(f"{name} {written(value)}" for name, value in known.items())
        return f"{self.code} ({values})" if values else self.code.value


def fault_of(error: BaseException) -> Fault | None:
    """What an error of the game carries; None for any other error."""
    fault = getattr(error, "fault", None)
    return fault if isinstance(fault, Fault) else None


def written(value: object) -> str:
    """A value as `str` of a fault writes it."""
    match value:
        case float():
            return f"{value:.1f}".removesuffix(".0")
        case tuple():
            return " ".join(map(str, value))
        case _:
            return str(value)
