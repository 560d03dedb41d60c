"""Values that hold arrays: compared part by part, and pickled without what they have computed of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


class Record:
    """A frozen dataclass with arrays among its fields, declared with `eq=False`: equal when all its fields are."""

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return self is other or _same_fields(self, other)

    __hash__ = None  # type: ignore[assignment]

    def __getstate__(self) -> dict[str, Any]:
        """The fields alone: what is cached is computed again where it is wanted."""
        assert is_dataclass(self)
        return {each.name: getattr(self, each.name) for each in fields(self)}


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal down to the bits, shapes and kinds of the arrays in them."""
    if one is other:
        return True
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return (
            isinstance(one, np.ndarray)
            and isinstance(other, np.ndarray)
            and one.dtype == other.dtype
            and one.shape == other.shape
            and one.tobytes() == other.tobytes()
        )
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, tuple | list) and type(one) is type(other):
        return len(one) == len(other) and all(same(mine, theirs) for mine, theirs in zip(one, other, strict=True))
    return bool(one == other)


def _same_fields(one: Any, other: Any) -> bool:
    return all(same(getattr(one, each.name), getattr(other, each.name)) for each in fields(one) if each.compare)
