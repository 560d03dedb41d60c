"""The tree of a game as text and as JSON: every node once, forks alone indent, and a seat reads only what it may."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.game.test_tree import trees
from tests.shipped import shipped_scenario
from wargame.engine.redraw import TRIED_LUCK
from wargame.game.tree import BEGINNING, TRIED, Node, SavedTurn, Tree
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated, Viewer
from wargame.report.documents.games import game_tree
from wargame.text.branches import here, marks_text, orders_text, tree_lines, tree_rows

SCENARIO = shipped_scenario("first-session")


def node(
    number: int, parent: int, turn: int, *, host: str = "", rival: str = "", ending: str | None = None, **marks: object
) -> Node:
    orders = {"host": (host,) if host else (), "rival": (rival,) if rival else ()}
    luck = marks.pop("luck", 0)
    assert isinstance(luck, int)
    return Node(number, parent, SavedTurn(turn, "grumble", orders, (), "d", ending, luck), **marks)  # type: ignore[arg-type]


def tree(*nodes: Node) -> Tree:
    return Tree({each.number: each for each in nodes})


GAME = tree(
    node(1, 0, 1, host="reassure(guest)", rival="whisper"),
    node(2, 1, 2, rival="offer_trade", star=True),
    node(3, 2, 3, ending="adrift", label="the end", note="one\ntwo"),
    node(4, 1, 2, host="press", luck=1, collapsed=True),
    node(5, 4, 3, rival="withhold host.talks", ending="out"),
    node(6, 0, 1, pruned=1),
    node(7, 6, 2),
)


def test_a_tree_is_shown_a_node_a_line_with_its_forks_indented() -> None:
    assert list(tree_lines(SCENARIO, GAME, 4, FACILITATOR)) == [
        "0 2026-01 the beginning",
        "1 2026-01 Grumble in public | The Host: Reassure in public: The Guest"
        " | The Rival: Whisper against the alliance",
        "├─4 2026-07 Grumble in public | The Host: Press in private [new luck 1] (here)",
        "│ 5 2027-01 Grumble in public | The Rival: Withhold consent from the Host: Call talks of all three"
        " × The Guest leaves",
        "2 2026-07 Grumble in public | The Rival: Offer the Guest a trade treaty *",
        "3 2027-01 Grumble in public ~ Still in, still grumbling “the end” [note]",
        "    one",
        "    two",
        "2 turns pruned; press u in the tree on the screen to bring them back, one pruning at a time.",
    ]


def test_the_beginning_is_marked_where_the_game_stands_there() -> None:
    assert list(tree_lines(SCENARIO, Tree({}), BEGINNING, FACILITATOR)) == [f"0 2026-01 the beginning {here()}"]


def test_a_seat_reads_its_own_secret_orders_and_no_others() -> None:
    looking: tuple[Viewer, ...] = (Seated("host"), Seated("rival"), PUBLIC)
    shown = {viewer: "\n".join(tree_lines(SCENARIO, GAME, 0, viewer)) for viewer in looking}
    assert "Whisper" in shown[Seated("rival")]
    assert "Whisper" not in shown[Seated("host")]
    assert "Whisper" not in shown[PUBLIC]
    assert "Press in private" in shown[Seated("host")]
    assert orders_text(SCENARIO, GAME[1], "rival", Seated("host")) == ""
    assert orders_text(SCENARIO, GAME[1], "rival", FACILITATOR) == "Whisper against the alliance"


def test_the_luck_of_a_trial_is_said_once_the_turn_is_played() -> None:
    tried = tree(node(1, 0, 1, luck=TRIED_LUCK, rank=TRIED), node(2, 0, 1, luck=TRIED_LUCK))
    assert [marks_text(tried, tried[number]) for number in (1, 2)] == ["[tried]", "[luck of a trial]"]


def test_what_is_folded_away_is_counted_where_it_is_folded() -> None:
    assert marks_text(GAME, GAME[4]) == "[new luck 1] [1 folded]"
    assert marks_text(GAME, GAME[4], folded=False) == "[new luck 1]"
    assert [row.number for row in tree_rows(GAME, folded=True)] == [1, 4, 2, 3]


@given(trees())
def test_every_node_in_the_tree_stands_in_it_once_after_its_parent(tree: Tree) -> None:
    rows = [row.number for row in tree_rows(tree)]
    assert sorted(rows) == sorted(number for number in tree.nodes if tree.in_tree(number))
    place = {number: at for at, number in enumerate([BEGINNING, *rows])}
    assert all(place[tree[number].parent] < place[number] for number in rows)


@given(trees())
def test_a_straight_line_stays_in_its_column_and_a_fork_goes_one_further_in(tree: Tree) -> None:
    column = {BEGINNING: 0, **{row.number: len(row.guides) for row in tree_rows(tree)}}
    for number in column:
        for place, child in enumerate(tree.children(number)):
            assert column[child] == column[number] + (2 if place else 0)
    assert all(column[number] == 0 for number in tree.main_line)


@given(trees(), st.data())
def test_the_json_names_every_branch_as_the_tree_does(tree: Tree, data: st.DataObject) -> None:
    standing = data.draw(st.sampled_from([BEGINNING, *tree.nodes]))
    shown = json.loads(json.dumps(game_tree(SCENARIO, tree, standing, FACILITATOR)))
    assert (shown["standing"], shown["main_line"]) == (standing, list(tree.main_line))
    assert {each["node"]: each["branch"] for each in shown["nodes"]} == {n: tree.branch(n) for n in tree.nodes}


def test_a_tree_of_ten_thousand_nodes_in_one_line_is_shown_without_recursion() -> None:
    deep = Tree({n: node(n, n - 1 if n != 5001 else 0, n if n <= 5000 else n - 5000) for n in range(1, 10_001)})
    assert sum(1 for _ in tree_lines(SCENARIO, deep, 10_000, Seated("host"))) == 10_001
    assert len(json.loads(json.dumps(game_tree(SCENARIO, deep, 10_000, FACILITATOR)))["nodes"]) == 10_000


def test_a_tree_of_ten_thousand_forks_is_said() -> None:
    wide = Tree({n: node(n, 0, 1) for n in range(1, 10_001)})
    lines = list(tree_lines(SCENARIO, wide, 0, FACILITATOR))
    assert len(lines) == 10_001
    assert lines[1].startswith("├─2 ")
    assert lines[-1].startswith("1 ")
