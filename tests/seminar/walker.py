"""Looking through every field of a value that a viewer is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, cached_property
from typing import Any

LEAVES = (str, int, float, type(None))


class Unknown(AssertionError):
    """Something that cannot be looked through: a function, an array, a generator, an object with a life of its own."""


def leaves(
    value: object, path: str = "", known: Callable[[object], bool] = lambda _: False
) -> Iterator[tuple[str, Any]]:
    """Every text, number and None inside a value, with the way to it; keys of mappings too.

    Fields, properties and cached properties of dataclasses are followed. What is `known` is not looked into.

    Raises:
        Unknown: there is something inside that is no plain value.
    """
    seen: set[int] = set()
    waiting: list[tuple[str, object]] = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        cls: Any = type(value)
        if known(value):
            continue
        if cls in LEAVES:
            yield path, value
            continue
        if isinstance(value, (*LEAVES, Enum)):
            yield path, value.value if isinstance(value, Enum) else value
            continue
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Mapping):
            for key, inside in value.items():
                waiting += [(f"{path}.keys", key), (f"{path}[{key!r}]", inside)]
        elif isinstance(value, tuple):
            names = getattr(value, "_fields", range(len(value)))
            waiting += [(f"{path}.{name}", inside) for name, inside in zip(names, value, strict=True)]
        elif isinstance(value, frozenset):
            waiting += [(f"{path}{{}}", inside) for inside in value]
        elif is_dataclass(value) and not isinstance(value, type):
            if not cls.__dataclass_params__.frozen:
                raise Unknown(f"{path}: a {cls.__name__}, which can be changed")
            waiting += [(f"{path}.{name}", getattr(value, name)) for name in names_of(cls)]
        else:
            raise Unknown(f"{path}: a {cls.__name__}")


@cache
def names_of(cls: type) -> tuple[str, ...]:
    """The fields, properties and cached properties of a dataclass."""
    made = [
        name
        for base in cls.__mro__
        for name, each in vars(base).items()
        if isinstance(each, property | cached_property)
    ]
    return tuple(dict.fromkeys([*(field.name for field in fields(cls)), *made]))
