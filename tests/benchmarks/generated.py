"""Generated scenarios of any size, written as an author would and read by the loader, so that they are checked."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from wargame.authoring import parse
from wargame.model.scenario import Scenario

SEATS = 4
MOVES = ("calm", "shake")
REACTIONS = ("reassure", "press")
RULES = 4

_HEAD = """\
format: 1
id: generated
title: Generated
summary: A generated network of actors.
briefing: Nobody reads this.
calendar: {start: 2026-01, months_per_turn: 6, turns: 6}
sources: {made: {title: Numbers made up}}
indicators:
  opinion: {title: Opinion, drift: 0.1}
  alarm: {title: Alarm, drift: 0.2}
spread:
  opinion: {opinion: 0.6, alarm: -0.3}
  alarm: {alarm: 0.7}
"""

_TAIL = """\
endings:
  collapse: {title: Collapse, sign: "!", when: a0.opinion < 5 and a1.alarm > 95}
  end: {title: End, sign: "~"}
"""


def generated(actors: int, ties: int, seed: int) -> Scenario:
    """A scenario of `actors` that listen to as many others each, `ties` in all, its numbers drawn from `seed`.

    The causes of a turn are as many at every size; each of them touches a share of the actors.

    Raises:
        ValueError: fewer than 20 actors, or ties that cannot be shared out evenly among them.
    """
    if actors < 20 or ties % actors or not 0 < ties // actors < actors:
        raise ValueError(f"{ties} ties cannot be shared out evenly among {actors} actors, of which 20 are needed")
    return parse("\n".join(_lines(actors, ties // actors, random.Random(seed))), "generated.yaml")


def _lines(actors: int, each: int, draw: random.Random) -> Iterable[str]:
    names = [f"a{n}" for n in range(actors)]
    yield _HEAD
    yield "actors:"
    for name in names:
        levels = f"{{opinion: {{value: {draw.randint(30, 70)}}}, alarm: {{value: {draw.randint(20, 60)}}}}}"
        stubbornness = draw.randint(20, 70) / 100
        yield f"  {name}: {{title: {name}, short: {name}, stubbornness: {stubbornness}, levels: {levels}}}"
    yield "ties:\n  drift: 0.05\n  between:"
    attention = int(1e4 / each) / 1e4
    for place, name in enumerate(names):
        yield f"    {name}:"
        for other in draw.sample(range(actors - 1), each):
            of = names[other + (other >= place)]
            yield f"      {of}: {{trust: {draw.randint(-60, 90)}, attention: {attention}}}"
    yield from _seats()
    yield "moves:"
    for move in MOVES:
        yield f"  {move}:\n    title: {move}\n    weight: 1"
        yield from _effects(names, 20, draw, "    ")
    yield "reactions:"
    for seat in range(SEATS):
        yield f"  s{seat}:"
        for reaction in REACTIONS:
            yield f"    {reaction}:\n      title: {reaction}\n      cost: 1"
            yield from _effects(names, 40, draw, "      ")
    yield "rules:"
    for rule in range(RULES):
        played = f" and played(s{rule}.{REACTIONS[0]})" if rule % 2 else ""
        yield f"  r{rule}:\n    title: r{rule}\n    when: {draw.choice(names)}.opinion > 10{played}"
        yield from _effects(names, 20, draw, "    ")
    yield _TAIL


def _seats() -> Iterable[str]:
    yield "roles:"
    for seat in range(SEATS):
        yield f"  s{seat}:\n    title: Seat {seat}\n    short: S{seat}\n    actors: [a{seat}]\n    brief: Play."
        yield "    capital: {start: 6, income: 2, most: 9}\n    orders_per_turn: 2"
        yield f"    goals: {{good: {{title: Good, points: 1, measure: a{seat}.opinion, from: 0, to: 100}}}}"
    yield f"mover: {{actor: a{SEATS}, title: Mover}}"


def _effects(names: Sequence[str], one_in: int, draw: random.Random, indent: str) -> Iterable[str]:
    """Effects on one in so many actors, half of them read from another actor's level."""
    yield f"{indent}effects:"
    for place, name in enumerate(draw.sample(names, max(2, len(names) // one_in))):
        indicator, size = draw.choice(("opinion", "alarm")), draw.randint(2, 8) * draw.choice((-1, 1))
        amount = f"{size / 100} * {draw.choice(names)}.opinion" if place % 2 else str(size)
        yield f"{indent}  {name}.{indicator}: {{amount: {amount}}}"
