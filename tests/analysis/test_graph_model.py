"""Which states of a conflict last: examples of the literature, hand-worked ones, and the definitions as written."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations, pairwise, permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wargame.analysis import graph_model
from wargame.analysis.graph_model import CONCEPTS, CONVENTIONS, GraphModel, Step

EACH = [(concept, convention) for concept in CONCEPTS for convention in CONVENTIONS]
Moves = dict[str, set[tuple[int, int]]]
Payoffs = dict[str, list[int]]

# Two by two: 1 both cooperate, 2 the column alone does not, 3 the row alone does not, 4 neither does.
TWO_BY_TWO = {"row": {(1, 3), (3, 1), (2, 4), (4, 2)}, "column": {(1, 2), (2, 1), (3, 4), (4, 3)}}
DILEMMA = GraphModel(TWO_BY_TWO, {"row": [3, 1, 4, 2], "column": [3, 4, 1, 2]})
CHICKEN = GraphModel(TWO_BY_TWO, {"row": [3, 2, 4, 1], "column": [3, 4, 2, 1]})


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_prisoners_dilemma(convention: str) -> None:
    assert DILEMMA.stable("R", convention) == {4}
    for concept in ("SEQ", "GMR", "SMR"):
        assert DILEMMA.stable(concept, convention) == {1, 4}


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_chicken(convention: str) -> None:
    assert CHICKEN.stable("R", convention) == {2, 3}
    # Who is left swerving alone would harm itself by not swerving, so only a threat keeps both swerving.
    assert CHICKEN.stable("SEQ", convention) == {2, 3}
    assert CHICKEN.stable("GMR", convention) == {1, 2, 3}
    assert CHICKEN.stable("SMR", convention) == {1, 2, 3}


def test_both_leave_mutual_defection() -> None:
    assert DILEMMA.coalition_stable(["row", "column"]) == {1, 2, 3}
    assert DILEMMA.coalition_stable(["row", "column"], "one_step") == {1, 2, 3, 4}
    assert DILEMMA.coalition_stable(["row"]) == DILEMMA.stable_for("row", "R")


def ranked(*best_first: int) -> list[int]:
    """Payoffs from states in order of preference."""
    return [-best_first.index(state) for state in range(1, len(best_first) + 1)]


# Sources give the company's order of 2, 3 and 7 in two ways.
@pytest.mark.parametrize("company", [(1, 4, 8, 5, 9, 3, 7, 2, 6), (1, 4, 8, 5, 9, 2, 3, 7, 6)])
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_elmira(company: tuple[int, ...], convention: str) -> None:
    # States: who modifies the order (even), what the company does (delay 1 2 5 6, accept 3 4 7 8, abandon 9), and
    # whether the town insists on the first order (5 to 8).
    model = GraphModel(
        {
            "ministry": [(1, 2), (3, 4), (5, 6), (7, 8)],
            "company": [(1, 3), (2, 4), (5, 7), (6, 8), *((state, 9) for state in range(1, 9))],
            "town": [pair for state in range(1, 5) for pair in ((state, state + 4), (state + 4, state))],
        },
        {
            "ministry": ranked(7, 3, 4, 8, 5, 1, 2, 6, 9),
            "company": ranked(*company),
            "town": ranked(7, 3, 5, 1, 8, 6, 4, 2, 9),
        },
    )
    assert model.stable("R", convention) == {5, 8, 9}
    assert model.stable("SEQ", convention) == {5, 8, 9}
    assert model.stable("GMR", convention) == {1, 4, 5, 8, 9}
    assert model.stable("SMR", convention) == {1, 4, 5, 8, 9}
    # The way that the conflict went: ministry and company together left 5 for 8.
    left = set(model.states) - model.coalition_stable(["ministry", "company"], convention)
    if convention == "one_step":
        assert 5 not in left
    else:
        assert 5 in left
        assert 8 in model.reachable(["ministry", "company"], 5, convention)
    assert not left & {8, 9}


def line(payoffs: Sequence[int], **moves: list[tuple[int, int]]) -> GraphModel:
    """A conflict in which only `a` cares, and moves from 1 to 2."""
    others = {dm: [0] * len(payoffs) for dm in moves}
    return GraphModel({"a": [(1, 2)], **moves}, {"a": list(payoffs), **others})


@pytest.mark.parametrize(
    ("payoffs", "kept_by"),
    [
        ([1, 2, 1, 2, 2], {"one_step", "each_once", "legal_sequence"}),
        ([1, 2, 2, 0, 2], {"each_once", "legal_sequence"}),
        ([1, 2, 2, 2, 0], {"legal_sequence"}),
        ([1, 2, 2, 2, 2], set()),
    ],
)
def test_conventions_differ_in_how_far_an_answer_goes(payoffs: list[int], kept_by: set[str]) -> None:
    # b leads from 2 to 3, c to 4, and b again to 5.
    model = line(payoffs, b=[(2, 3), (4, 5)], c=[(3, 4)])
    for convention in CONVENTIONS:
        assert (1 in model.stable_for("a", "GMR", convention)) == (convention in kept_by)


def test_nobody_moves_twice_in_a_row() -> None:
    alone = line([1, 2, 2, 0], b=[(2, 3), (3, 4)], c=[])
    helped = line([1, 2, 2, 0], b=[(2, 3), (3, 4)], c=[(2, 3)])
    for convention in CONVENTIONS:
        assert 1 not in alone.stable_for("a", "GMR", convention)
    # State 3 has two possible last movers, so b may go on from it.
    assert 1 in helped.stable_for("a", "GMR", "legal_sequence")
    assert helped.reachable(["b", "c"], 2)[4] == (Step("c", 3), Step("b", 4))


def test_the_shortest_way_is_named() -> None:
    model = line([1, 2, 0, 2], b=[(2, 3), (2, 4)], c=[(4, 3)])
    assert model.reachable(["b", "c"], 2)[3] == (Step("b", 3),)
    (sanction,) = model.sanctions("a", 1, 2, "GMR")
    assert sanction.path == (Step("b", 3),)


def test_an_answer_must_suit_those_who_give_it_only_under_seq() -> None:
    moves = {"a": [(1, 2)], "b": [(2, 3)], "c": [(3, 4)]}
    # a: 4 is no better than 1. Each step must be better than the one before for whoever takes it.
    for b, c, kept in (([0, 0, 1, 0], [0, 0, 0, 1], True), ([0, 1, 1, 2], [0, 0, 0, 1], False)):
        model = GraphModel(moves, {"a": [1, 2, 3, 1], "b": b, "c": c})
        assert (1 in model.stable_for("a", "SEQ")) == kept
        assert 1 in model.stable_for("a", "GMR")


def test_a_way_out_of_the_answer_undoes_it_only_under_smr() -> None:
    payoffs = {"a": [1, 3, 0, 2], "b": [0, 0, 1, 0]}
    model = GraphModel({"a": [(1, 2), (3, 4)], "b": [(2, 3)]}, payoffs)
    assert 1 in model.stable_for("a", "SEQ") & model.stable_for("a", "GMR")
    assert 1 not in model.stable_for("a", "SMR")
    equal = GraphModel({"a": [(1, 2), (3, 4)], "b": [(2, 3)]}, payoffs | {"a": [2, 3, 0, 2]})
    assert 1 in equal.stable_for("a", "SMR")


def test_ties_are_no_improvement_and_sanction() -> None:
    model = GraphModel({"a": [(1, 2)], "b": [(2, 1)]}, {"a": [1, 1], "b": [0, 0]})
    assert model.stable("R") == {1, 2}
    back = GraphModel({"a": [(1, 2)], "b": [(2, 3)]}, {"a": [1, 2, 1], "b": [0, 0, 1]})
    assert 1 in back.stable_for("a", "SEQ")
    level = GraphModel({"a": [(1, 2)], "b": [(2, 3)]}, {"a": [1, 2, 1], "b": [0, 1, 1]})
    assert 1 not in level.stable_for("a", "SEQ")
    assert 1 in level.stable_for("a", "GMR")
    # A coalition moves only to what all of it strictly prefer.
    shared = GraphModel({"a": [(1, 2)], "b": []}, {"a": [0, 1], "b": [0, 0]})
    assert shared.coalition_stable(["a", "b"]) == {1, 2}
    assert shared.coalition_stable(["a"]) == {2}


def test_what_cannot_be_undone() -> None:
    there = {"a": [1, 2], "b": [0, 0]}
    assert GraphModel({"a": [(1, 2)], "b": []}, there).stable("GMR") == {2}
    assert GraphModel({"a": [(1, 2)], "b": [(2, 1)]}, there).stable("GMR") == {1, 2}
    assert GraphModel({"a": [(2, 1)], "b": []}, there).stable("R") == {1, 2}


def test_departures_name_who_answers_and_how() -> None:
    model = line([1, 4, 2, -1, 0], b=[(2, 3), (2, 5)], c=[(3, 4)])
    (departure,) = model.departures("a", 1, "GMR")
    assert (departure.dm, departure.state, departure.gain) == ("a", 2, 3)
    assert departure.sanction is not None
    assert (departure.sanction.state, departure.sanction.loss) == (4, 2)
    assert departure.sanction.path == (Step("b", 3), Step("c", 4))
    assert [(each.state, each.loss) for each in model.sanctions("a", 1, 2, "GMR")] == [(4, 2), (5, 1)]
    assert [each.state for each in model.sanctions("a", 1, 2, "GMR", "one_step")] == [5]
    assert model.departures("a", 1, "SEQ")[0].sanction is None
    assert model.departures("a", 1, "R")[0].sanction is None
    assert model.sanctions("a", 1, 2, "SEQ") == model.sanctions("a", 1, 2, "R") == ()
    assert model.departures("a", 2, "GMR") == ()


@pytest.mark.parametrize(
    ("moves", "payoffs", "said"),
    [
        ({"a": [(1, 3)]}, {"a": [0, 1]}, "a moves from 1 to 3, and the states are 1 to 2"),
        ({"a": [(0, 1)]}, {"a": [0, 1]}, "a moves from 0 to 1"),
        ({"a": [(2, 2)]}, {"a": [0, 1]}, "a moves from 2 to itself"),
        ({"a": [(1.5, 2)]}, {"a": [0, 1]}, "pairs of states, each a whole number"),
        ({"a": [(1, 2, 1)]}, {"a": [0, 1]}, "pairs of states"),
        ({"a": [(1, 2), (1,)]}, {"a": [0, 1]}, "pairs of states"),
        ({"a": []}, {"a": [0, float("nan")]}, "payoffs of a must be finite"),
        ({"a": []}, {"a": [0, float("inf")]}, "payoffs of a must be finite"),
        ({"a": []}, {"a": [0, "much"]}, "payoffs of a must be finite"),
        ({"a": [], "b": []}, {"a": [0], "b": [0, 1]}, "a payoff for each of the states"),
        ({"a": []}, {"a": []}, "there must be one at least"),
        ({"a": [], "b": []}, {"a": [0]}, "only one of them names b"),
        ({}, {}, "at least one decision maker"),
    ],
)
def test_what_is_no_conflict(moves: Any, payoffs: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        GraphModel(moves, payoffs)


def test_names_that_there_are_not() -> None:
    with pytest.raises(ValueError, match=r"no solution concept 'SEK' \(did you mean SEQ\?\): R, SEQ, GMR, SMR"):
        DILEMMA.stable("sek")
    with pytest.raises(ValueError, match=r"did you mean one_step\?"):
        DILEMMA.stable("R", "one_stop")
    with pytest.raises(ValueError, match="no decision maker 'rov' in this conflict: row, column"):
        DILEMMA.stable_for("rov", "R")
    for coalition in ([], ["row", "rov"]):
        with pytest.raises(ValueError, match="decision maker"):
            DILEMMA.coalition_stable(coalition)
    for state in (0, 5):
        with pytest.raises(ValueError, match="the states are 1 to 4"):
            DILEMMA.departures("row", state)
    with pytest.raises(ValueError, match="row does not better itself by a move from 3 to 1"):
        DILEMMA.sanctions("row", 3, 1)
    assert DILEMMA.stable("nash") == DILEMMA.stable("r") == {4}
    assert DILEMMA.stable("seq") == {1, 4}


def test_decision_makers_of_any_kind() -> None:
    model = GraphModel({0: np.array([[1, 2]]), 1: []}, {0: [0.0, 1.0], 1: (0, 0)})
    assert model.stable("R") == {2}
    assert model.decision_makers == (0, 1)


# The definitions, one by one and as they are written.


def listed(coalition: Sequence[str], start: int, convention: str, moves: Moves) -> set[int]:
    """The states that a coalition's legal moves lead to."""

    def one(dm: str, state: int) -> set[int]:
        return {end for begin, end in moves[dm] if begin == state}

    if convention == "one_step":
        return {end for dm in coalition for end in one(dm, start)}
    if convention == "each_once":
        found = set()
        for size in range(1, len(coalition) + 1):
            for order in permutations(coalition, size):
                here = {start}
                for dm in order:
                    here = {end for state in here for end in one(dm, state)}
                found |= here
        return found
    # Fang, Hipel and Kilgour's inductive definition, with the set of all last movers of the sequences that lead there.
    last: dict[int, set[str]] = {}
    for dm in coalition:
        for end in one(dm, start):
            last.setdefault(end, set()).add(dm)
    while True:
        new = {
            (end, dm)
            for state, movers in last.items()
            for dm in coalition
            if movers != {dm}
            for end in one(dm, state)
            if dm not in last.get(end, set())
        }
        if not new:
            return set(last)
        for end, dm in new:
            last.setdefault(end, set()).add(dm)


def improving(moves: Moves, payoffs: Payoffs) -> Moves:
    return {dm: {(s, t) for s, t in pairs if payoffs[dm][t - 1] > payoffs[dm][s - 1]} for dm, pairs in moves.items()}


def is_stable(dm: str, state: int, concept: str, convention: str, moves: Moves, payoffs: Payoffs) -> bool:
    better = improving(moves, payoffs)
    others = [other for other in moves if other != dm]

    def no_better(other: int) -> bool:
        return payoffs[dm][other - 1] <= payoffs[dm][state - 1]

    for begin, to in better[dm]:
        if begin != state:
            continue
        if concept == "R":
            return False
        answers = listed(others, to, convention, better if concept == "SEQ" else moves)
        if concept == "SMR":
            answers = {each for each in answers if all(no_better(end) for start, end in moves[dm] if start == each)}
        if not any(no_better(each) for each in answers):
            return False
    return True


@st.composite
def conflicts(draw: st.DrawFn, dms: tuple[int, int] = (1, 4)) -> tuple[Moves, Payoffs]:
    states = draw(st.integers(1, 6))
    pairs = [(s, t) for s, t in permutations(range(1, states + 1), 2)]
    names = "abcd"[: draw(st.integers(*dms))]
    some = st.sets(st.sampled_from(pairs)) if pairs else st.just(set())
    moves = {dm: draw(some) for dm in names}
    return moves, {dm: draw(st.lists(st.integers(0, 3), min_size=states, max_size=states)) for dm in names}


@settings(max_examples=150, deadline=None)
@given(conflicts())
def test_as_the_definitions_say(conflict: tuple[Moves, Payoffs]) -> None:
    moves, payoffs = conflict
    model = GraphModel(moves, payoffs)
    for concept, convention in EACH:
        for dm in moves:
            literal = {state for state in model.states if is_stable(dm, state, concept, convention, moves, payoffs)}
            assert model.stable_for(dm, concept, convention) == literal
        everyone = [model.stable_for(dm, concept, convention) for dm in moves]
        assert model.stable(concept, convention) == frozenset.intersection(*everyone)


@settings(max_examples=100, deadline=None)
@given(conflicts())
def test_coalitions_as_the_definitions_say(conflict: tuple[Moves, Payoffs]) -> None:
    moves, payoffs = conflict
    model = GraphModel(moves, payoffs)
    for convention in CONVENTIONS:
        for size in range(1, len(moves) + 1):
            for coalition in combinations(moves, size):
                literal = set()
                for state in model.states:
                    reached = listed(coalition, state, convention, moves)
                    assert set(model.reachable(coalition, state, convention)) == reached - {state}
                    if not any(all(payoffs[dm][to - 1] > payoffs[dm][state - 1] for dm in coalition) for to in reached):
                        literal.add(state)
                assert model.coalition_stable(coalition, convention) == literal


@settings(max_examples=100, deadline=None)
@given(conflicts())
def test_what_is_stable_stays_so_under_weaker_demands(conflict: tuple[Moves, Payoffs]) -> None:
    model = GraphModel(*conflict)
    for dm, convention in product(model.decision_makers, CONVENTIONS):
        nash, seq, gmr, smr = (model.stable_for(dm, concept, convention) for concept in ("R", "SEQ", "GMR", "SMR"))
        assert nash <= seq <= gmr
        assert nash <= smr <= gmr
    for dm, concept in product(model.decision_makers, CONCEPTS):
        one, once, any_length = (
            model.stable_for(dm, concept, convention) for convention in ("one_step", "each_once", "legal_sequence")
        )
        assert one <= once <= any_length


@settings(max_examples=50, deadline=None)
@given(conflicts(dms=(1, 1)))
def test_with_nobody_else_only_what_cannot_be_bettered_lasts(conflict: tuple[Moves, Payoffs]) -> None:
    model = GraphModel(*conflict)
    best = {state for state in model.states if not model.improvements("a", state)}
    for concept, convention in EACH:
        assert model.stable(concept, convention) == best


@settings(max_examples=60, deadline=None)
@given(conflicts(), st.randoms())
def test_names_and_numbers_do_not_matter(conflict: tuple[Moves, Payoffs], random: Any) -> None:
    moves, payoffs = conflict
    model = GraphModel(moves, payoffs)
    number = list(model.states)
    random.shuffle(number)
    order = list(moves)
    random.shuffle(order)

    def renumbered(values: list[int]) -> list[int]:
        return [values[number.index(state)] for state in model.states]

    other = GraphModel(
        {(dm, "x"): [(number[s - 1], number[t - 1]) for s, t in moves[dm]] for dm in order},
        {(dm, "x"): [10 * value + 7 for value in renumbered(payoffs[dm])] for dm in order},
    )
    for concept, convention in EACH:
        for dm in moves:
            renamed = {number[state - 1] for state in model.stable_for(dm, concept, convention)}
            assert other.stable_for((dm, "x"), concept, convention) == renamed
    for convention in CONVENTIONS:
        renamed = {number[state - 1] for state in model.coalition_stable(order, convention)}
        assert other.coalition_stable([(dm, "x") for dm in order], convention) == renamed


def allowed(path: Iterable[Step], start: int, convention: str, moves: Moves) -> bool:
    movers: list[Hashable] = []
    for step in path:
        if (start, step.state) not in moves[str(step.dm)]:
            return False
        start = step.state
        movers.append(step.dm)
    if convention == "legal_sequence":
        return all(first != second for first, second in pairwise(movers))
    return len(set(movers)) == len(movers) and (convention != "one_step" or len(movers) == 1)


@settings(max_examples=80, deadline=None)
@given(conflicts())
def test_departures_agree_with_stability(conflict: tuple[Moves, Payoffs]) -> None:
    moves, payoffs = conflict
    model = GraphModel(moves, payoffs)
    better = improving(moves, payoffs)
    for (concept, convention), dm, state in product(EACH, moves, model.states):
        departures = model.departures(dm, state, concept, convention)
        assert {each.state for each in departures} == {to for begin, to in better[dm] if begin == state}
        stays = all(each.sanction is not None for each in departures)
        assert stays == (state in model.stable_for(dm, concept, convention))
        for each in departures:
            assert each.gain == payoffs[dm][each.state - 1] - payoffs[dm][state - 1] > 0
            sanctions = model.sanctions(dm, state, each.state, concept, convention)
            assert bool(sanctions) == (each.sanction is not None)
            assert each.sanction is None or each.sanction.loss == sanctions[0].loss
            for sanction in sanctions:
                left = [payoffs[dm][sanction.state - 1]]
                if concept == "SMR":
                    left += [payoffs[dm][to - 1] for begin, to in moves[dm] if begin == sanction.state]
                assert sanction.loss == payoffs[dm][state - 1] - max(left) >= 0
                assert sanction.path[-1].state == sanction.state
                assert all(step.dm != dm for step in sanction.path)
                assert allowed(sanction.path, each.state, convention, better if concept == "SEQ" else moves)
            if concept == "R":
                continue
            others = [other for other in moves if other != dm]
            reached = listed(others, each.state, convention, better if concept == "SEQ" else moves)
            costly = {
                to
                for to in reached
                if payoffs[dm][to - 1] <= payoffs[dm][state - 1]
                and (
                    concept != "SMR"
                    or all(payoffs[dm][end - 1] <= payoffs[dm][state - 1] for begin, end in moves[dm] if begin == to)
                )
            }
            assert {sanction.state for sanction in sanctions} == costly


@pytest.mark.parametrize("width", [9, 64, 1024])
def test_more_states_than_are_looked_for_at_a_time(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_model, "_WIDTH", width)
    # A chain that two must walk in turns, one state in its middle alone better for both than the rest.
    states, better = 300, 150
    payoffs = [int(state == better) for state in range(1, states + 1)]
    model = GraphModel(
        {
            "a": [(state, state + 1) for state in range(1, states, 2)],
            "b": [(state, state + 1) for state in range(2, states, 2)],
            "c": [],
        },
        {"a": payoffs, "b": payoffs, "c": [-payoff for payoff in payoffs]},
    )
    assert model.coalition_stable(["a", "b"]) == set(range(better, states + 1))
    assert model.coalition_stable(["a", "b"], "one_step") == set(model.states) - {better - 1}
    assert model.coalition_stable(["a", "b"], "each_once") == set(model.states) - {better - 2, better - 1}
    assert model.coalition_stable(["a", "b", "c"]) == set(model.states)
    assert len(model.reachable(["a", "b"], 1)[states]) == states - 1
