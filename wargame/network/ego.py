"""One actor in the middle of those it listens to and those that listen to it; no graph library needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wargame.model.scenario import Scenario, Tie


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An actor at the other end of a tie, and where to draw it.

    `weight` is the share of the other's change that the listener takes over before any indicator's own weight,
    (1 - θ) · attention · trust / 100, from -1 to 1. `x` and `y` run from 0 to 1, left to right and top to bottom.
    """

    actor: str
    trust: float
    attention: float
    weight: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Ego:
    """An actor, drawn at (0.5, 0.5), with its neighbours on either side, the heaviest tie at the top."""

    actor: str
    listens_to: tuple[Neighbour, ...]
    """Drawn at the left, x = 0."""
    listened_to_by: tuple[Neighbour, ...]
    """Drawn at the right, x = 1."""


def tie_trust(tie: Tie, numbers: Mapping[str, float]) -> float:
    """The trust of a tie in `numbers`; its start when it is not among them."""
    return numbers.get(f"trust({tie.listener}, {tie.of})", tie.trust.value)


def tie_attention(scenario: Scenario, tie: Tie, lens: str | None = None) -> float:
    """The share of the listener's attention a tie weighs with, under a lens if one is named."""
    if lens is None:
        return tie.attention
    return scenario.lenses[lens].attention.get((tie.listener, tie.of), tie.attention)


def tie_weight(scenario: Scenario, tie: Tie, numbers: Mapping[str, float], lens: str | None = None) -> float:
    """How much of another's change the listener takes over: (1 - θ) · attention · trust / 100, from -1 to 1.

    Source: Friedkin and Johnsen, "Social influence and opinions", Journal of Mathematical Sociology 15 (1990).
    """
    stubbornness = scenario.actors[tie.listener].stubbornness
    if lens is not None:
        stubbornness = scenario.lenses[lens].stubbornness.get(tie.listener, stubbornness)
    return (1 - stubbornness) * tie_attention(scenario, tie, lens) * tie_trust(tie, numbers) / 100


def ego(scenario: Scenario, numbers: Mapping[str, float], actor: str, lens: str | None = None) -> Ego:
    """The actors one actor listens to and those that listen to it, heaviest tie first on each side.

    Raises:
        KeyError: the scenario has no such actor.

    >>> import wargame
    >>> from wargame.network import ego
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> [(each.actor, each.trust) for each in ego(scenario, {}, "guest").listens_to]
    [('host', 50.0), ('rival', -20.0)]
    """
    scenario.actors[actor]
    heard = [tie for tie in scenario.ties.between if tie.listener == actor]
    hearing = [tie for tie in scenario.ties.between if tie.of == actor]
    return Ego(
        actor,
        _side(scenario, numbers, [(tie.of, tie) for tie in heard], lens, 0.0),
        _side(scenario, numbers, [(tie.listener, tie) for tie in hearing], lens, 1.0),
    )


def _side(
    scenario: Scenario,
    numbers: Mapping[str, float],
    ties: list[tuple[str, Tie]],
    lens: str | None,
    x: float,
) -> tuple[Neighbour, ...]:
    weighed = [(other, tie, tie_weight(scenario, tie, numbers, lens)) for other, tie in ties]
    weighed.sort(key=lambda each: -abs(each[2]))
    last = len(weighed) - 1
    return tuple(
        Neighbour(
            actor=other,
            trust=tie_trust(tie, numbers),
            attention=tie_attention(scenario, tie, lens),
            weight=weight,
            x=x,
            y=place / last if last else 0.5,
        )
        for place, (other, tie, weight) in enumerate(weighed)
    )
