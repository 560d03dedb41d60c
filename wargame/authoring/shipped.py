"""The scenarios that ship with the product, and a scenario found by its id or its path."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from wargame.authoring.problems import Problem, ScenarioError, nearest

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped() -> Mapping[str, Path]:
    """The scenarios that ship, by id, in the order of their ids; a shipped file is named by its id."""
    inside = _PACKAGE / "scenarios"
    folder = inside if inside.is_dir() else _PACKAGE.parent / "scenarios"
    return {path.stem: path for path in sorted(folder.glob("*.yaml")) if path.is_file()}


def find(name_or_path: str) -> Path:
    """The file of a scenario: a path that exists, or the id of a shipped one.

    Raises:
        ScenarioError: there is neither, with the nearest id offered.

    >>> import wargame
    >>> wargame.find("first-session").name
    'first-session.yaml'
    """
    path = Path(name_or_path)
    try:
        exists = os.path.lexists(path)
    except ValueError:
        exists = False
    if exists and not (path.is_dir() and name_or_path in shipped()):
        return path
    known = shipped()
    if name_or_path in known:
        return known[name_or_path]
    message = "there is no such file, and no shipped scenario of this name"
    suggestion = nearest(name_or_path, known)
    raise ScenarioError([Problem(name_or_path, 1, 1, "error", "no-file", message, suggestion)])
