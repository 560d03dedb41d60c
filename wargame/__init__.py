"""An interactive actor-reaction wargame: one mover, many seats, a network of actors, and every number explained.

The public names load on first use, so that `wargame --help` stays quick.

>>> import wargame
>>> scenario = wargame.load(wargame.find("first-session"))
>>> position = wargame.start(scenario, seed=1)
>>> wargame.resolve(position, "grumble", {"host": "reassure(guest)"}).ledger["guest.commitment"].change
-3.0
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.lazy_names import load_on_use

if TYPE_CHECKING:
    from wargame.authoring import Problem, ScenarioError, check, find, load
    from wargame.engine.friedkin_johnsen import UnsettledError, settle
    from wargame.engine.legality import IllegalMoveError, IllegalOrderError
    from wargame.engine.position import Position, start
    from wargame.engine.resolution import Resolution, resolve
    from wargame.engine.visibility import view
    from wargame.model.order import Order, Withholding
    from wargame.model.scenario import Scenario
    from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated

__version__ = "0.1.0"

__all__ = [
    "FACILITATOR",
    "MOVER",
    "PUBLIC",
    "IllegalMoveError",
    "IllegalOrderError",
    "Order",
    "Position",
    "Problem",
    "Resolution",
    "Scenario",
    "ScenarioError",
    "Seated",
    "UnsettledError",
    "Withholding",
    "check",
    "find",
    "load",
    "resolve",
    "settle",
    "start",
    "view",
]

load_on_use(
    __name__,
    {
        "wargame.authoring": ["Problem", "ScenarioError", "check", "find", "load"],
        "wargame.engine.friedkin_johnsen": ["UnsettledError", "settle"],
        "wargame.engine.legality": ["IllegalMoveError", "IllegalOrderError"],
        "wargame.engine.position": ["Position", "start"],
        "wargame.engine.resolution": ["Resolution", "resolve"],
        "wargame.engine.visibility": ["view"],
        "wargame.model.order": ["Order", "Withholding"],
        "wargame.model.scenario": ["Scenario"],
        "wargame.model.viewer": ["FACILITATOR", "MOVER", "PUBLIC", "Seated"],
    },
)
