"""An interactive actor-reaction wargame: one mover, many seats, a network of actors, and every number explained.

The public names load on first use, so that `wargame --help` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wargame.authoring import Problem, ScenarioError, check, load
    from wargame.engine.friedkin_johnsen import settle
    from wargame.engine.legality import IllegalMoveError, IllegalOrderError
    from wargame.engine.position import Position, start
    from wargame.engine.resolution import Resolution, resolve
    from wargame.engine.visibility import view
    from wargame.model.order import Order, Withholding
    from wargame.model.scenario import Scenario

__version__ = "0.1.0"

_HOME = {
    "Problem": "wargame.authoring",
    "ScenarioError": "wargame.authoring",
    "check": "wargame.authoring",
    "load": "wargame.authoring",
    "IllegalMoveError": "wargame.engine.legality",
    "IllegalOrderError": "wargame.engine.legality",
    "Position": "wargame.engine.position",
    "Resolution": "wargame.engine.resolution",
    "resolve": "wargame.engine.resolution",
    "start": "wargame.engine.position",
    "settle": "wargame.engine.friedkin_johnsen",
    "view": "wargame.engine.visibility",
    "Order": "wargame.model.order",
    "Withholding": "wargame.model.order",
    "Scenario": "wargame.model.scenario",
}

__all__ = [
    "IllegalMoveError",
    "IllegalOrderError",
    "Order",
    "Position",
    "Problem",
    "Resolution",
    "Scenario",
    "ScenarioError",
    "Withholding",
    "check",
    "load",
    "resolve",
    "settle",
    "start",
    "view",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'wargame' has no attribute '{name}'")
