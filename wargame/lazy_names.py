"""Public names of a package that load on first use, so that importing the package stays light."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any


class _Package(ModuleType):
    """A package that finds its public names in its modules when they are asked for."""

    _modules: Mapping[str, str]
    """By public name: the module that holds it."""

    def __getattr__(self, name: str) -> Any:
        modules = self.__dict__.get("_modules", {})
        if name not in modules:
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        return getattr(import_module(modules[name]), name)

    def __setattr__(self, name: str, value: object) -> None:
        # Importing the module `compare` would set it over the public function `compare`, at a time nobody foresees.
        if not (isinstance(value, ModuleType) and name in self._modules):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._modules})


def load_on_use(package: str, names: Mapping[str, Sequence[str]]) -> None:
    """Let a package offer the names of its modules, given by module, each loaded when it is first used."""
    module = sys.modules[package]
    module.__dict__["_modules"] = {name: home for home, several in names.items() for name in several}
    module.__class__ = _Package
