"""What a seat may suppose of what it does not see: worlds that differ from the game only in that.

What is hidden is taken from games that doctrine has played to the same turn, so a bot or a forecast that starts from
here knows no more than its seat.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wargame.engine import chance, kernel
from wargame.engine.kernel import Worlds
from wargame.engine.position import Position
from wargame.engine.program import Program
from wargame.engine.redraw import many_seeds
from wargame.engine.secrecy import is_hidden_event, is_secret, sees
from wargame.model.viewer import FACILITATOR, Viewer
from wargame.players import native_games
from wargame.players.bots import DoctrineBot, choose

OTHERS = 256
"""How many games are drawn for what may be hidden."""
_MOST_KEPT = 32

_kept: OrderedDict[tuple[int, str | None, int], tuple[Program, Worlds]] = OrderedDict()


def determinize(position: Position, viewer: Viewer, seeds: NDArray[np.uint64]) -> Worlds:
    """The position as often as there are seeds, each going on by the luck of its own, as far as a viewer can know.

    Numbers that the viewer may not see, and what came of secret reactions of others, are drawn; and so are outcomes of
    events that are fixed, but those that everybody can read in the opening.
    """
    worlds = kernel.futures(position.worlds, seeds)
    if viewer == FACILITATOR:
        return worlds
    program, scenario = position.program, position.scenario
    hidden = [row for row, target in enumerate(program.targets) if not sees(scenario, viewer, target)]
    plays = [row for row, play in enumerate(program.plays) if is_secret(scenario, play.source.cause, viewer)]
    rules = [row for row, rule in enumerate(program.rules) if is_secret(scenario, rule.source.cause, viewer)]
    outcomes = [
        outcome.row
        for row, event in enumerate(scenario.events)
        if is_hidden_event(scenario, event, viewer)
        for outcome in program.events[row].outcomes
    ]
    outcomes += [outcome.row for row in plays for outcome in program.plays[row].outcomes]
    others = _played_to(program, worlds.opening, worlds.turn)
    which = (chance.uniform(seeds, worlds.turn, "belief") * others.width).astype(np.intp)
    numbers, fired = worlds.numbers.copy(), worlds.fired.copy()
    times, last, came = worlds.times.copy(), worlds.last.copy(), worlds.came.copy()
    numbers[hidden] = others.numbers[hidden][:, which]
    came[outcomes] = others.came[outcomes][:, which]
    times[plays], last[plays] = others.times[plays][:, which], others.last[plays][:, which]
    fired[rules] = others.fired[rules][:, which]
    delayed = _on_its_way(position, viewer, worlds)
    return replace(
        worlds,
        fixed=kernel.begin(program, seeds[:1], worlds.opening).fixed,
        numbers=numbers,
        times=times,
        last=last,
        came=came,
        fired=fired,
        delayed=delayed,
    )


def _on_its_way(position: Position, viewer: Viewer, worlds: Worlds) -> kernel.Floats:
    """The delayed effects that a seat may know of."""
    delayed = np.zeros_like(worlds.delayed)
    for each in position.delayed:
        if not is_secret(position.scenario, each.cause, viewer):
            for number, amount, _ in each.amounts:
                delayed[each.due - position.worlds.turn, position.program.delayed_row[number]] += amount
    return delayed


def _played_to(program: Program, opening: str | None, turn: int) -> Worlds:
    """Games of doctrine from an opening at the beginning of a turn; those that ended before it are as they ended."""
    kept = _kept.get((id(program), opening, turn))
    if kept is None:
        earlier = _kept.get((id(program), opening, turn - 1))
        worlds = (
            native_games.open_turn(kernel.begin(program, many_seeds("belief", OTHERS), opening))
            if earlier is None
            else earlier[1]
        )
        bots = dict.fromkeys(program.scenario.seats, DoctrineBot())
        while worlds.turn < turn:
            worlds = native_games.open_turn(native_games.advance(worlds, choose(worlds, bots)))
        # Held together with its program, so that no other takes its place in memory.
        kept = _kept[id(program), opening, turn] = program, worlds
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return kept[1]
