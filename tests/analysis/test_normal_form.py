"""Games in normal form: their pure equilibria, their graph models, and what Gambit makes of their export."""

import io
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from wargame.analysis.normal_form import NormalForm

DILEMMA = NormalForm(
    ("row", "column"),
    (("keep quiet", "talk"), ("keep quiet", "talk")),
    np.array([[[3.0, 1], [4, 2]], [[3, 4], [1, 2]]]),
)


def game(payoffs: NDArray[np.float64]) -> NormalForm:
    players = tuple(f"player {row}" for row in range(len(payoffs)))
    options = tuple(tuple(f"option {place}" for place in range(count)) for count in payoffs.shape[1:])
    return NormalForm(players, options, payoffs)


@st.composite
def games(draw: st.DrawFn, most: int = 4) -> NormalForm:
    """Few different payoffs, so ties are common."""
    shape = tuple(draw(st.lists(st.integers(1, 3), min_size=1, max_size=most)))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    return game(random.integers(0, draw(st.integers(1, 9)), (len(shape), *shape)).astype(np.float64))


def test_prisoners_dilemma() -> None:
    assert DILEMMA.equilibria() == ((1, 1),)
    assert DILEMMA.nash().tolist() == [[False, False], [False, True]]
    assert DILEMMA.gains().tolist() == [[[1, 1], [0, 0]], [[1, 0], [1, 0]]]
    assert DILEMMA.regret("column").tolist() == [[1, 0], [1, 0]]
    assert DILEMMA.best_replies().tolist() == [[[1, 1], [1, 1]], [[1, 1], [1, 1]]]
    assert DILEMMA.names((0, 1)) == ("keep quiet", "talk")
    model = DILEMMA.graph_model()
    assert model.decision_makers == ("row", "column")
    assert model.moves("row", 1) == (3,)
    assert model.moves("column", 1) == (2,)
    assert model.stable("SEQ") == {1, 4}


def test_ties() -> None:
    level = game(np.array([[[1.0], [1 + 1e-12]], [[0.0], [0.0]]]))
    assert level.equilibria() == ((0, 0), (1, 0))
    assert level.equilibria(tie=0) == ((1, 0),)
    assert level.best_reply(0, (1, 0)) == 0
    assert level.best_reply(0, (1, 0), tie=0) == 1
    assert level.graph_model().stable("R") == {1, 2}
    assert level.graph_model(tie=0).stable("R") == {2}
    assert level.best_replies()[0].tolist() == [[0], [0]]


@settings(max_examples=60, deadline=None)
@given(games())
def test_against_every_change_tried_in_turn(form: NormalForm) -> None:
    shape = form.payoffs.shape[1:]
    gains, replies = form.gains(), form.best_replies()
    for profile in product(*map(range, shape)):
        for player, several in enumerate(form.options):
            tried = [
                form.payoffs[(player, *profile[:player], place, *profile[player + 1 :])]
                for place in range(len(several))
            ]
            assert gains[(player, *profile)] == max(tried) - form.payoffs[(player, *profile)]
            assert replies[(player, *profile)] == tried.index(max(tried)) == form.best_reply(player, profile)
        assert form.nash()[profile] == all(gains[(player, *profile)] == 0 for player in range(len(form.players)))
        assert form.profile(form.state(profile)) == profile
    for row, name in enumerate(form.players):
        assert np.array_equal(form.regret(name), gains[row])


@settings(max_examples=60, deadline=None)
@given(games())
def test_the_graph_model_has_the_same_equilibria(form: NormalForm) -> None:
    model = form.graph_model()
    assert {form.profile(state) for state in model.stable("R")} == set(form.equilibria())
    for state in model.states:
        for row, player in enumerate(form.players):
            profile = form.profile(state)
            assert model.payoff(player, state) == form.payoffs[(row, *profile)]
            there = {form.profile(to) for to in model.moves(player, state)}
            assert there == {
                (*profile[:row], place, *profile[row + 1 :])
                for place in range(len(form.options[row]))
                if place != profile[row]
            }


@pytest.mark.parametrize(
    ("players", "options", "payoffs", "said"),
    [
        (("a", "b"), (("x",), ("y",)), np.zeros((2, 1)), r"shape \(2, 1, 1\), not \(2, 1\)"),
        (("a", "b"), (("x",),), np.zeros((2, 1)), "needs players"),
        (("a",), ((),), np.zeros((1, 0)), "at least one option"),
        ((), (), np.zeros(0), "needs players"),
        (("a", "a"), (("x",), ("y",)), np.zeros((2, 1, 1)), "a name of its own"),
        (("a",), (("x",),), np.array([[np.nan]]), "finite"),
    ],
)
def test_what_is_no_game(players: Any, options: Any, payoffs: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        NormalForm(players, options, payoffs)


def test_a_player_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="no player 'nobody' in this game: row, column"):
        DILEMMA.regret("nobody")


def test_export() -> None:
    form = NormalForm(
        ("Élan", 'the "Red" side'),
        (("wait", "wait"), ("go –  now", "C:\\here", "")),
        np.array([[[1.0, 2, 3], [4, 5, 1e20]], [[-1, -2, -3], [-4, 0.5, 1e-7]]]),
    )
    assert form.nfg("A\ntest") == (
        'NFG 1 R "A test" { "Elan" "the \\"Red\\" side" }\n\n'
        '{ { "wait" "wait 2" }\n{ "go - now" "C:/here" "_" } }\n""\n\n'
        "1.0 -1.0\n4.0 -4.0\n2.0 -2.0\n5.0 0.5\n3.0 -3.0\n1e20 1e-07\n"
    )


def read(form: NormalForm) -> Any:
    gambit = pytest.importorskip("pygambit")
    return gambit.read_nfg(io.StringIO(form.nfg("a game")))


def labels(many: Any) -> list[str]:
    """Gambit has players and strategies as objects up to version 16 and as their labels from 17."""
    return [getattr(each, "label", each) for each in many]


def chosen(profile: Any) -> tuple[int, ...]:
    """The pure strategies of a profile, which up to version 16 has a method for what it is made of from 17."""
    by_player = [mixed for _, mixed in profile.mixed_strategies()] if hasattr(profile, "mixed_strategies") else profile
    return tuple([float(chance) for _, chance in mixed].index(1.0) for mixed in by_player)


@settings(max_examples=25, deadline=None)
@given(games(most=7))
def test_gambit_finds_the_same_equilibria(form: NormalForm) -> None:
    gambit = pytest.importorskip("pygambit")
    theirs = [chosen(profile) for profile in gambit.nash.enumpure_solve(read(form)).equilibria]
    assert sorted(theirs) == list(form.equilibria())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 2**32), st.integers(-12, 30))
def test_gambit_reads_the_same_payoffs(shape: list[int], seed: int, size: int) -> None:
    form = game(np.random.default_rng(seed).normal(size=(len(shape), *shape)) * 10.0**size)
    theirs = read(form)
    assert labels(theirs.players) == list(form.players)
    assert np.array_equal(np.array(theirs.to_arrays(dtype=float), dtype=np.float64), form.payoffs)


def test_gambit_reads_the_names() -> None:
    form = NormalForm(('a "b" c', "Ünïted–Front ∞"), (("x\\y", " x "), ("same", "same", "")), np.zeros((2, 2, 3)))
    theirs = read(form)
    assert labels(theirs.players) == ['a "b" c', "United-Front ?"]
    assert len(theirs.to_arrays(dtype=float)) == 2
    assert [label in form.nfg("") for label in ('"x/y" "x"', '"same" "same 2" "_"')] == [True, True]


def test_a_whole_table_at_once(benchmark: Any) -> None:
    payoffs = np.random.default_rng(1).normal(size=(7, *[4] * 7))
    found = benchmark(lambda: game(payoffs).nash())
    assert found.shape == (4,) * 7
    assert found.sum() == len(game(payoffs).graph_model().stable("R"))
