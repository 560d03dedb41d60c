"""The actor network: weights, measures and one actor's neighbours."""

from __future__ import annotations

import networkx as nx  # type: ignore[import-untyped]
import pytest

from tests.text import sample
from wargame.network.ego import ego
from wargame.network.graph import actor_graph, between, heard

GAME = sample.scenario(17)
NUMBERS = sample.numbers(GAME, 3)


def test_the_graph_has_every_actor_and_tie_with_its_weight() -> None:
    graph = actor_graph(GAME, NUMBERS)
    assert list(graph) == list(GAME.actors)
    assert graph.number_of_edges() == len(GAME.ties.between)
    tie = GAME.ties.between[0]
    edge = graph.edges[tie.listener, tie.of]
    trust = NUMBERS[f"trust({tie.listener}, {tie.of})"]
    assert edge["trust"] == trust != tie.trust.value
    assert edge["weight"] == pytest.approx((1 - 0.4) * tie.attention * trust / 100)


def test_a_lens_changes_attention_and_stubbornness() -> None:
    graph = actor_graph(GAME, NUMBERS, "plain")
    assert graph.nodes["france"]["stubbornness"] == 0.9
    trust = graph.edges["france", "assembly"]["trust"]
    assert graph.edges["france", "assembly"]["attention"] == 0.1
    assert graph.edges["france", "assembly"]["weight"] == pytest.approx(0.1 * 0.1 * trust / 100)


def test_who_is_heard_most() -> None:
    graph = actor_graph(GAME, NUMBERS)
    sums = heard(graph)
    assert list(sums.values()) == sorted(sums.values(), reverse=True)
    expected = sum(abs(graph.edges[a, "nato"]["weight"]) for a in graph.predecessors("nato"))
    assert sums["nato"] == pytest.approx(expected)


def test_who_stands_between_others() -> None:
    chain = nx.DiGraph()
    chain.add_edge("a", "b", weight=0.5)
    chain.add_edge("b", "c", weight=-0.5)
    chain.add_edge("a", "c", weight=0.1)
    # The way over b is shorter than the faint tie from a to c.
    assert between(chain) == {"b": 0.5, "a": 0.0, "c": 0.0}
    chain.add_edge("c", "a", weight=0.0)
    assert between(chain)["a"] == 0.0


def test_neighbours_stand_in_order_of_weight_on_their_side() -> None:
    found = ego(GAME, NUMBERS, "germany")
    for side, x in ((found.listens_to, 0.0), (found.listened_to_by, 1.0)):
        weights = [abs(each.weight) for each in side]
        assert weights == sorted(weights, reverse=True)
        assert {each.x for each in side} == {x}
        assert [side[0].y, side[-1].y] == [0.0, 1.0]
        assert [each.y for each in side] == sorted(each.y for each in side)
    assert {each.actor for each in found.listens_to} == {t.of for t in GAME.ties.between if t.listener == "germany"}
    assert {each.actor for each in found.listened_to_by} == {t.listener for t in GAME.ties.between if t.of == "germany"}


def test_ties_missing_from_the_numbers_stand_where_they_start() -> None:
    tie = next(tie for tie in GAME.ties.between if tie.listener == "germany")
    found = {each.actor: each for each in ego(GAME, {}, "germany").listens_to}
    assert found[tie.of].trust == tie.trust.value


def test_a_single_neighbour_stands_in_the_middle_and_strangers_are_refused() -> None:
    game = sample.scenario(3)
    sides = [side for a in game.actors for side in (ego(game, {}, a).listens_to, ego(game, {}, a).listened_to_by)]
    assert any(len(side) == 1 and side[0].y == 0.5 for side in sides)
    with pytest.raises(KeyError):
        ego(game, {}, "atlantis")
