"""The shipped scenarios, each read once for all tests of a process: a scenario never changes."""

from __future__ import annotations

from functools import cache

import wargame
from wargame.model.scenario import Scenario


@cache
def shipped_scenario(name: str) -> Scenario:
    return wargame.load(f"scenarios/{name}.yaml")
