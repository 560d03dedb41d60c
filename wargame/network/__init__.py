"""The actor network: who listens to whom, how much, and what that makes of each actor. The public names load on first
use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.lazy_names import load_on_use

if TYPE_CHECKING:
    from wargame.network.ego import ego
    from wargame.network.graph import actor_graph, between, heard

__all__ = ["actor_graph", "between", "ego", "heard"]

load_on_use(
    __name__,
    {
        "wargame.network.ego": ["ego"],
        "wargame.network.graph": ["actor_graph", "between", "heard"],
    },
)
