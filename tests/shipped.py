"""The shipped scenarios, each read once for all tests of a process: a scenario never changes."""

from __future__ import annotations

from functools import cache

import wargame
from wargame.authoring import parse
from wargame.model.scenario import Scenario


@cache
def shipped_scenario(name: str) -> Scenario:
    return wargame.load(f"scenarios/{name}.yaml")


@cache
def shipped_without(name: str, *parts: str) -> Scenario:
    """A shipped scenario with parts cut from its file; a part is how its first line begins, with all that is under it.

    `openings:` cuts the openings, `mover: drawn(` the line that asks the mover for consent.
    """
    kept = shipped_scenario(name).text.splitlines(keepends=True)
    for part in parts:
        (first,) = (place for place, line in enumerate(kept) if line.lstrip().startswith(part))
        depth = len(kept[first]) - len(kept[first].lstrip())
        after = first + 1
        while after < len(kept) and (not kept[after].strip() or kept[after].startswith(" " * (depth + 1))):
            after += 1
        del kept[first:after]
    return parse("".join(kept), f"{name}.yaml")
