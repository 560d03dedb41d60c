"""A scenario as a standard environment for learning agents. The public names load on first use.

Needs the extra `rl`: `pip install 'wargame[rl]'`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.lazy_names import load_on_use

if TYPE_CHECKING:
    from wargame.rl.batch import BatchEnvironment, batch_env
    from wargame.rl.environment import WargameEnvironment, parallel_env

__all__ = ["BatchEnvironment", "WargameEnvironment", "batch_env", "parallel_env"]

load_on_use(
    __name__,
    {
        "wargame.rl.batch": ["BatchEnvironment", "batch_env"],
        "wargame.rl.environment": ["WargameEnvironment", "parallel_env"],
    },
)
