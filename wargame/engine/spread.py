"""How effects travel over the network: the sum over hops e + M e + M² e + ..., elementwise and in one fixed order.

M[(i,k),(j,l)] = (1 - θ_i) · w_ij · c_kl is the Friedkin-Johnsen form of social influence (Friedkin and Johnsen, "Social
influence and opinions", Journal of Mathematical Sociology 15, 1990). Arrays have a trailing axis: worlds in a
simulation, causes in an explanation. No matrix product is used, since those change their order of summation with width
and processor.

Only numbers that influence one another in a circle need many hops. What feeds the circles is settled before them and
what depends on them after, each with one hop, so the sum stays the same and most links are followed once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wargame.engine.record import Record

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

PRECISION = 1e-9
"""The hops that are left out may add at most this much for each point of effect that reaches a circle."""


@dataclass(frozen=True, eq=False)
class Round(Record):
    """One link of each of some numbers: so a round touches no number twice."""

    rows: Indices
    """The numbers that take over; in a circle, their places in it, the first so many."""
    sources: Indices
    """What each takes over from; in a circle, places in it."""
    links: slice
    """The place of these links in the kernel's order."""


@dataclass(frozen=True, eq=False)
class Stage(Record):
    """Numbers settled together, once all that influences them from outside is settled."""

    numbers: Indices
    heard: tuple[Round, ...]
    """Links from numbers settled earlier."""
    circle: tuple[Round, ...]
    """Links among themselves; none unless they influence one another in a circle."""
    hops: int
    """How often effects go round."""


@dataclass(frozen=True, eq=False)
class Network(Record):
    """Which number influences which, laid out for the kernel: link by link, the entries of M that are not 0."""

    listeners: Indices
    """By link in the kernel's order: the number that takes over."""
    sources: Indices
    """By link in the kernel's order: the number it takes over from."""
    order: Indices
    """By link in the kernel's order: its place among the links given."""
    stages: tuple[Stage, ...]

    def spread(self, direct: Floats, weights: Floats, in_place: bool = False) -> Floats:
        """Effects after spreading, y = e + M y.

        `direct` has shape (numbers, X), `weights` (links in the kernel's order, X or 1), the entries of M. They are
        spread in place if `in_place`.
        """
        total = direct if in_place else direct.copy()
        for stage in self.stages:
            for each in stage.heard:
                total[each.rows] += total[each.sources] * weights[each.links]
            if stage.hops:
                total[stage.numbers] = _go_round(stage, total[stage.numbers], weights)
        return total


def lay_out(links: Sequence[tuple[int, int]]) -> Network:
    """The network of (listener, source) links between numbers, for a kernel. The number of hops is left at 0."""
    order: list[int] = []
    stages = []
    by_listener: dict[int, list[int]] = {}
    for link, (listener, _) in enumerate(links):
        by_listener.setdefault(listener, []).append(link)
    for numbers in _stages(links):
        inside = set(numbers)
        own = {number: [link for link in by_listener[number] if links[link][1] in inside] for number in numbers}
        outer = {number: [link for link in by_listener[number] if links[link][1] not in inside] for number in numbers}
        # Most links first, so that each round in a circle is a leading slice.
        numbers = sorted(numbers, key=lambda number: (-len(own[number]), -len(outer[number]), number))
        place = {number: row for row, number in enumerate(numbers)}
        heard = [
            Round(
                np.array([links[link][0] for link in chosen], dtype=np.intp),
                np.array([links[link][1] for link in chosen], dtype=np.intp),
                _placed(order, chosen),
            )
            for chosen in _rounds([outer[number] for number in numbers])
        ]
        circle = [
            Round(
                np.arange(len(chosen), dtype=np.intp),
                np.array([place[links[link][1]] for link in chosen], dtype=np.intp),
                _placed(order, chosen),
            )
            for chosen in _rounds([own[number] for number in numbers])
        ]
        stages.append(Stage(np.array(numbers, dtype=np.intp), tuple(heard), tuple(circle), 0))
    return Network(
        listeners=np.array([links[link][0] for link in order], dtype=np.intp),
        sources=np.array([links[link][1] for link in order], dtype=np.intp),
        order=np.array(order, dtype=np.intp),
        stages=tuple(stages),
    )


def with_hops(network: Network, strongest: Floats) -> Network:
    """The network with as many hops as bring the sum within PRECISION of the whole, for entries of M at most as strong
    as `strongest` (links in the kernel's order, 1).

    Every |M| is at most the one of the strongest links, so the largest row sum of its h-th power bounds hop h.

    Raises:
        ValueError: what spreads would not die out, since a row of |M| sums to 1 or more.
    """
    bound = np.abs(strongest)
    stages = (replace(stage, hops=_hops_needed(stage, bound) if stage.circle else 0) for stage in network.stages)
    return replace(network, stages=tuple(stages))


def _go_round(stage: Stage, direct: Floats, weights: Floats) -> Floats:
    """Effects on the numbers of a circle after its hops, from all that reaches them from outside it."""
    now, taken = direct, np.empty_like(direct)
    turn_about = np.empty_like(direct), np.empty_like(direct)
    for hop in range(stage.hops):
        following = turn_about[hop % 2]
        _hop(stage, now, weights, taken, direct, following)
        now = following
    return now


def _hop(stage: Stage, effects: Floats, weights: Floats, taken: Floats, direct: Floats, onto: Floats) -> None:
    """What one hop makes of effects on a circle, e + M y. Every number of a circle takes over from another in it."""
    for each in stage.circle:
        few = len(each.rows)
        part = taken[:few]
        np.take(effects, each.sources, axis=0, out=part, mode="clip")
        part *= weights[each.links]
        np.add(direct[:few], part, out=onto[:few])
        direct = onto


def _hops_needed(stage: Stage, strongest: Floats) -> int:
    reach = np.ones((len(stage.numbers), 1))
    hop = 0
    first = 0.0
    while True:
        onto = np.empty_like(reach)
        _hop(stage, reach, strongest, np.empty_like(reach), np.zeros_like(reach), onto)
        reach = onto
        left = float(reach.max(initial=0.0))
        first = first if hop else left
        if first >= 1.0:
            raise ValueError("what spreads over this network would not die out")
        if left / (1.0 - first) <= PRECISION:
            return hop
        hop += 1


def _stages(links: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The numbers that take over, split so that each part depends on earlier ones and, if it is a circle, on itself.

    First what depends on no circle, layer by layer; then all circles with what lies between them; then what no circle
    depends on.
    """
    before, rest = _peel({listener for listener, _ in links}, links)
    after, circle = _peel(rest, [(source, listener) for listener, source in links])
    return [*before, *([sorted(circle)] if circle else []), *reversed(after)]


def _peel(left: set[int], links: Sequence[tuple[int, int]]) -> tuple[list[list[int]], set[int]]:
    """Layers of numbers that depend only on what is outside `left` or in earlier layers, and what is left of them."""
    layers: list[list[int]] = []
    waiting = dict.fromkeys(left, 0)
    """By number, how many links to others that are left it depends on."""
    depending: dict[int, list[int]] = {}
    for one, other in links:
        if one in left and other in left:
            waiting[one] += 1
            depending.setdefault(other, []).append(one)
    ready = sorted(number for number, links_left in waiting.items() if not links_left)
    while ready:
        layers.append(ready)
        following = []
        for number in ready:
            del waiting[number]
            for one in depending.get(number, ()):
                waiting[one] -= 1
                if not waiting[one]:
                    following.append(one)
        ready = sorted(following)
    return layers, set(waiting)


def _rounds(links: Sequence[Sequence[int]]) -> list[list[int]]:
    """Links by number taken apart into rounds: the first of each, the second of each that has one, ..."""
    most = max((len(each) for each in links), default=0)
    return [[each[depth] for each in links if len(each) > depth] for depth in range(most)]


def _placed(order: list[int], chosen: Sequence[int]) -> slice:
    order.extend(chosen)
    return slice(len(order) - len(chosen), len(order))
