"""Laws of the tree: whatever is grown, every node has one way to the beginning, and the main line is one of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.errors import raises_saying
from wargame.game.tree import BEGINNING, MAIN, TRIED, Node, NodeNameError, SavedTurn, Tree, unused_luck


def turn(number: int, move: str = "m", luck: int = 0, ending: str | None = None) -> SavedTurn:
    return SavedTurn(number, move, {"host": (), "rival": ("press",)}, (), "d", ending, luck)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Trees of up to 30 nodes, some pruned, some ranked otherwise, some labelled."""
    nodes: dict[int, Node] = {}
    for number in range(1, draw(st.integers(0, 30)) + 1):
        parent = draw(st.integers(0, number - 1))
        at = nodes[parent].played.turn + 1 if parent else 1
        nodes[number] = Node(
            number,
            parent,
            turn(at, f"m{number}"),
            label=draw(st.sampled_from(["", "", "hold", "yield"])),
            pruned=number if draw(st.integers(0, 9)) == 0 else 0,
            rank=draw(st.integers(-3, 3)),
            collapsed=draw(st.booleans()),
        )
    return Tree(nodes)


@given(trees())
def test_every_way_leads_from_the_beginning_turn_by_turn(tree: Tree) -> None:
    for number in tree.nodes:
        way = tree.path(number)
        assert way[-1].number == number
        assert [node.played.turn for node in way] == list(range(1, len(way) + 1))
        assert [node.parent for node in way] == [BEGINNING, *(node.number for node in way[:-1])]


@given(trees())
def test_children_and_parents_agree_and_nothing_pruned_is_below(tree: Tree) -> None:
    seen = {number for number, _ in tree.below(BEGINNING)}
    assert seen == {number for number in tree.nodes if tree.in_tree(number)}
    for number in (BEGINNING, *tree.nodes):
        for child in tree.children(number):
            assert tree[child].parent == number
    depths = dict(tree.below(BEGINNING))
    assert all(depths[number] == len(tree.path(number)) for number in seen)
    folded = {number for number, _ in tree.below(BEGINNING, folded=True)}
    assert folded <= seen
    assert all(not tree[above.number].collapsed for n in folded for above in tree.path(n)[:-1])


@given(trees(), st.data())
def test_the_last_common_node_is_on_both_ways_and_the_same_either_way_round(tree: Tree, data: st.DataObject) -> None:
    any_node = st.sampled_from([BEGINNING, *tree.nodes])
    one, other = data.draw(any_node), data.draw(any_node)
    shared = tree.common(one, other)
    assert shared == tree.common(other, one)
    ways = [[BEGINNING, *(node.number for node in tree.path(each))] for each in (one, other)]
    assert all(shared in way for way in ways)
    assert set(ways[0]) & set(ways[1]) == {BEGINNING, *(node.number for node in tree.path(shared))}
    assert tree.common(one, one) == one


@given(trees())
def test_the_main_line_goes_on_to_an_end_and_only_what_is_off_it_has_another_name(tree: Tree) -> None:
    line = tree.main_line
    assert not tree.children(line[-1] if line else BEGINNING)
    assert tree.branch(BEGINNING) == MAIN
    for number in tree.nodes:
        assert tree.on_main_line(number) == (number in line)
        assert (tree.branch(number) == MAIN) == tree.on_main_line(number)
        fork, parent = tree.fork(number), tree[number].parent
        assert (fork == BEGINNING) == tree.on_main_line(number)
        assert fork == (tree.fork(parent) if tree.following(parent) == number else number)
        assert fork in (BEGINNING, *(node.number for node in tree.path(number)))
        assert set(tree.children(number)) == {*tree.forks(number), tree.following(number)} - {None}


def test_a_node_is_found_by_number_label_or_as_the_end_of_the_main_line() -> None:
    tree = Tree({1: Node(1, 0, turn(1), label="Hold fast"), 2: Node(2, 1, turn(2)), 3: Node(3, 1, turn(2), label="7")})
    assert [tree.find(words) for words in ("2", "hold FAST", "main", "0", " 3 ")] == [2, 1, 2, 0, 3]
    assert tree.find("7") == 3
    for words in ("9", "", "²", "-1", "9" * 30, "hold"):
        with raises_saying(NodeNameError, "there is no node"):
            tree.find(words)
    with raises_saying(NodeNameError, "several nodes"):
        Tree({1: Node(1, 0, turn(1), label="a"), 2: Node(2, 0, turn(1, "x"), label="A")}).find("a")


def test_what_was_only_tried_is_no_part_of_the_line_it_was_tried_from() -> None:
    tree = Tree(
        {
            1: Node(1, 0, turn(1)),
            2: Node(2, 1, turn(2), rank=TRIED),
            3: Node(3, 2, turn(3), rank=TRIED),
            4: Node(4, 1, turn(2, "x"), rank=TRIED),
        }
    )
    assert tree.main_line == (1,)
    assert (tree.following(1), tree.forks(1), tree.played_on(1)) == (None, (2, 4), False)
    assert (tree.following(2), tree.tip(2)) == (3, 3)
    assert [tree.branch(number) for number in tree.nodes] == ["main", "branch 2", "branch 2", "branch 4"]


def test_a_fork_off_a_branch_is_a_branch_of_its_own() -> None:
    tree = Tree(
        {
            1: Node(1, 0, turn(1)),
            2: Node(2, 0, turn(1, "x"), rank=1),
            3: Node(3, 2, turn(2)),
            4: Node(4, 2, turn(2, "x"), rank=1),
            5: Node(5, 4, turn(3), label="own"),
        }
    )
    assert [tree.branch(number) for number in tree.nodes] == ["main", "branch 2", "branch 2", "own", "own"]


def test_a_branch_is_called_by_the_last_name_on_it_or_by_where_it_begins() -> None:
    tree = Tree(
        {
            1: Node(1, 0, turn(1), label="on main"),
            2: Node(2, 1, turn(2)),
            3: Node(3, 1, turn(2, "x"), rank=1),
            4: Node(4, 3, turn(3), label="late"),
            5: Node(5, 4, turn(4)),
        }
    )
    assert [tree.branch(number) for number in range(6)] == ["main", "main", "main", "late", "late", "late"]


@pytest.mark.parametrize(
    "nodes",
    [
        {1: Node(1, 1, turn(1))},
        {2: Node(2, 3, turn(1)), 3: Node(3, 2, turn(2))},
        {2: Node(2, 1, turn(2))},
        {1: Node(1, 0, turn(2))},
        {1: Node(1, -1, turn(1))},
        {0: Node(0, 0, turn(1))},
        {1: Node(2, 0, turn(1))},
        {1: Node(1, 0, turn(1, ending="out")), 2: Node(2, 1, turn(2))},
    ],
)
def test_what_is_no_tree_is_refused(nodes: dict[int, Node]) -> None:
    with pytest.raises(ValueError, match="node"):
        Tree(nodes)


def test_one_turn_is_known_again_by_what_was_chosen() -> None:
    one = SavedTurn(1, "m", {"rival": ("press",), "host": ()}, ("storm", "calm"), "d", None)
    same = SavedTurn(1, "m", {"rival": ("press",)}, ("calm", "storm"), "other", None)
    assert one.chosen() == same.chosen()
    assert one.chosen() != turn(1, "x").chosen()
    assert turn(1).chosen() != turn(1, luck=1).chosen()
    assert unused_luck([Node(1, 0, turn(1)), Node(2, 0, turn(1, luck=1))]) == 2
    assert unused_luck([Node(1, 0, turn(1, luck=-1))]) == 1
