"""The actor network as a networkx graph, and measures of who matters in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import networkx as nx  # type: ignore[import-untyped]

from wargame.model.scenario import Scenario
from wargame.network.ego import tie_attention, tie_trust, tie_weight

Graph: TypeAlias = "nx.DiGraph[str]"


def actor_graph(scenario: Scenario, numbers: Mapping[str, float], lens: str | None = None) -> Graph:
    """The network of actors at one moment: an edge i -> j says that i listens to j.

    Nodes carry `title`, `short` and `stubbornness`; edges `trust` (-100 to 100), `attention` (0 to 1) and `weight`,
    (1 - θ) · attention · trust / 100. A tie missing from `numbers` has the trust it starts with.

    >>> import wargame
    >>> from wargame.network import actor_graph
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> sorted(actor_graph(scenario, {}).edges)
    [('guest', 'host'), ('guest', 'rival'), ('host', 'guest'), ('rival', 'host')]
    """
    graph: Graph = nx.DiGraph()
    for actor in scenario.actors.values():
        stubbornness = actor.stubbornness
        if lens is not None:
            stubbornness = scenario.lenses[lens].stubbornness.get(actor.id, stubbornness)
        graph.add_node(actor.id, title=actor.title, short=actor.short, stubbornness=stubbornness)
    for tie in scenario.ties.between:
        graph.add_edge(
            tie.listener,
            tie.of,
            trust=tie_trust(tie, numbers),
            attention=tie_attention(scenario, tie, lens),
            weight=tie_weight(scenario, tie, numbers, lens),
        )
    return graph


def heard(graph: Graph) -> dict[str, float]:
    """How much each actor is listened to, most first: the sum of |weight| over the ties of its listeners.

    >>> import wargame
    >>> from wargame.network import actor_graph, heard
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> list(heard(actor_graph(scenario, {})))
    ['guest', 'host', 'rival']
    """
    sums = {actor: _total(graph.in_edges(actor, data=True)) for actor in graph}
    return dict(sorted(sums.items(), key=lambda each: -each[1]))


def between(graph: Graph) -> dict[str, float]:
    """How often each actor is on the strongest ways by which others hear of each other, 0 to 1, most first.

    Betweenness centrality with 1 / |weight| as the length of a tie; ties of no weight carry nothing and are left out.
    Source: Brandes, "A faster algorithm for betweenness centrality", Journal of Mathematical Sociology 25 (2001).

    >>> import wargame
    >>> from wargame.network import actor_graph, between
    >>> scenario = wargame.load(wargame.find("planned-exit"))
    >>> next(iter(between(actor_graph(scenario, {}))))
    'france'
    """
    lengths: Graph = nx.DiGraph()
    lengths.add_nodes_from(graph)
    for listener, of, tie in graph.edges(data=True):
        if tie["weight"]:
            lengths.add_edge(listener, of, length=1 / abs(tie["weight"]))
    shares: dict[str, float] = nx.betweenness_centrality(lengths, weight="length")
    return dict(sorted(shares.items(), key=lambda each: -each[1]))


def _total(edges: Any) -> float:
    return float(sum(abs(tie["weight"]) for _, _, tie in edges))
