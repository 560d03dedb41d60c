"""The tree of turns by its keys, its guides, and what a row keeps when it is narrow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from tests.shipped import shipped_scenario
from wargame.game.tree import BEGINNING, TRIED, Node, SavedTurn, Tree
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated, Viewer
from wargame.text.branches import ending_text, here_mark
from wargame.tui.widgets.branch_tree import BranchTree

SCENARIO = shipped_scenario("planned-exit")
MOVE = next(iter(SCENARIO.moves))
ENDING = next(iter(SCENARIO.endings))
HERE = here_mark()


class Shown(App[None]):
    """The tree by itself."""

    def __init__(self, tree: Tree, current: int = BEGINNING, viewer: Viewer = FACILITATOR) -> None:
        super().__init__()
        self.game, self.shown_tree, self.current, self.viewer = SCENARIO, tree, current, viewer
        self.heard: list[int] = []

    def compose(self) -> ComposeResult:
        yield BranchTree()

    def on_mount(self) -> None:
        self.branches.show(self.game, self.shown_tree, self.current, self.viewer)
        self.branches.focus()

    @property
    def branches(self) -> BranchTree:
        """The widget."""
        return self.query_one(BranchTree)

    def on_branch_tree_node_highlighted(self, message: BranchTree.NodeHighlighted) -> None:
        self.heard.append(message.number)


def grown(parents: Mapping[int, int], orders: Mapping[str, tuple[str, ...]] | None = None) -> Tree:
    """A tree of nodes by the node each follows."""
    nodes: dict[int, Node] = {}
    for number, parent in parents.items():
        turn = nodes[parent].played.turn + 1 if parent else 1
        nodes[number] = Node(number, parent, SavedTurn(turn, MOVE, orders or {}, (), "digest", None))
    return Tree(nodes)


def marked(tree: Tree, number: int, **written: object) -> Tree:
    """A tree with something written on one of its nodes."""
    return Tree({**tree.nodes, number: replace(tree[number], **written)})  # type: ignore[arg-type]


def lines_of(tree: BranchTree) -> list[str]:
    """The rows as they are seen, without the head."""
    return [tree.render_line(y).text for y in range(tree.HEAD, tree.size.height)]


FORKED = grown({1: 0, 2: 1, 3: 2, 4: 1, 5: 4, 6: 2})
"""1-2-3 is the main line; 4-5 forks off after 1, and 6 after 2."""


async def test_straight_lines_do_not_indent_and_forks_hang_on_a_corner() -> None:
    app = Shown(FORKED, current=5)
    async with app.run_test(size=(80, 24)):
        date = SCENARIO.calendar.date
        bare = [line.lstrip(" ▸") for line in lines_of(app.branches)[1:7]]
        starts = [line[: line.index("20") + 7] for line in bare]
        assert starts == [
            f"1  {date(1)}",
            f"4 ├─ {date(2)}",
            f"5 │  {date(3)}",
            f"2  {date(2)}",
            f"6 ├─ {date(3)}",
            f"3  {date(3)}",
        ]
        assert [HERE in line for line in lines_of(app.branches)[:7]] == [False, False, False, True, *[False] * 3]


async def test_the_keys_go_along_branches_forks_and_stars() -> None:
    app = Shown(marked(FORKED, 6, star=True), current=3)
    async with app.run_test(size=(80, 24)) as pilot:
        tree = app.branches
        assert tree.number == 3
        visited = []
        for key in (
            "left",
            "left",
            "right",
            "home",
            "]",
            "]",
            "[",
            "asterisk",
            "end",
            "asterisk",
            "down",
            "home",
            "up",
        ):
            await pilot.press(key)
            visited.append(tree.number)
        assert visited == [2, 1, 2, BEGINNING, 1, 2, 1, 6, 3, 6, 3, BEGINNING, BEGINNING]
        assert app.heard[-1] == BEGINNING


async def test_a_folded_node_hides_what_follows_and_the_cursor_goes_to_it() -> None:
    app = Shown(FORKED, current=5)
    async with app.run_test(size=(80, 24)) as pilot:
        app.branches.show(SCENARIO, marked(FORKED, 4, collapsed=True), 5, FACILITATOR)
        await pilot.pause()
        assert app.branches.number == 4
        assert "[1 folded]" in lines_of(app.branches)[2]
        app.branches.go_to(5)
        assert app.branches.number == 4


async def test_a_seat_sees_its_own_orders_and_not_what_others_ordered_in_secret() -> None:
    owner, reaction = next(
        (seat, each)
        for seat, reactions in SCENARIO.reactions.items()
        for each in reactions.values()
        if each.secret and not each.targeted
    )
    other = next(seat for seat in SCENARIO.seats if seat != owner)
    tree = grown({1: 0}, {owner: (reaction.id,)})
    shown: dict[Viewer, bool] = {}
    for viewer in (FACILITATOR, Seated(owner), Seated(other), PUBLIC):
        app = Shown(tree, viewer=viewer)
        async with app.run_test(size=(200, 24)):
            shown[viewer] = reaction.title in lines_of(app.branches)[1]
    assert shown == {FACILITATOR: True, Seated(owner): True, Seated(other): False, PUBLIC: False}


async def test_rows_that_differ_by_their_orders_differ_in_a_narrow_window_too() -> None:
    seat = "eu"
    reactions = [reaction for reaction in SCENARIO.reactions[seat].values() if not reaction.targeted][:5]
    nodes = {1: FORKED[1]}
    for number, reaction in enumerate(reactions, 2):
        played = SavedTurn(2, MOVE, {seat: (reaction.id,)}, (), "digest", ENDING)
        nodes[number] = Node(number, 1, played, rank=TRIED)
    app = Shown(Tree(nodes), current=1, viewer=Seated(seat))
    async with app.run_test(size=(80, 24)):
        rows = lines_of(app.branches)[2 : 2 + len(reactions)]
        for row, reaction in zip(rows, reactions, strict=True):
            assert f"· {reaction.title[:10]}" in row
            assert SCENARIO.moves[MOVE].title[:7] in row
            assert "[tried]" in row


@pytest.mark.parametrize("width", [56, 60, 80, 120])
@pytest.mark.parametrize("label", ["", "short", "a long name " * 8, "撤退" * 30, "two\nlines"])
async def test_where_the_game_stands_and_how_it_ended_are_never_pushed_off_a_row(width: int, label: str) -> None:
    played = replace(FORKED[3].played, ending=ENDING, luck=3)
    tree = marked(FORKED, 3, label=label, note="why", star=True, played=played)
    app = Shown(tree, current=3)
    async with app.run_test(size=(width, 24)):
        row = lines_of(app.branches)[6]
        assert row.rstrip().endswith(HERE)
        assert cell_len(row) == width
        sign = ending_text(SCENARIO, tree[3])[:6]
        assert sign in row
        assert "*" in row
        assert "[note]" in row
        assert "\n" not in row
        assert f"“{label[:3].strip()}" in row or not label or cell_len(label) > len(label)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.booleans(), st.integers(0, 12), st.booleans(), st.integers(40, 200))
def test_the_right_part_of_a_row_never_takes_more_than_its_share(
    label: str, noted: bool, luck: int, ended: bool, most: int
) -> None:
    played = replace(FORKED[3].played, ending=ENDING if ended else None, luck=luck)
    tree = marked(FORKED, 3, label=label, note="x" if noted else "", played=played)
    widget = BranchTree()
    widget._scenario, widget._game_tree = SCENARIO, tree
    right = widget._right(tree[3], HERE, most)
    assert right[-1] == (HERE, "here")
    assert sum(cell_len(words) + 1 for words, _ in right) <= most
    assert any(role == "ending" for _, role in right) is ended


async def test_ten_thousand_nodes_are_shown_from_either_end() -> None:
    parents = {number: 0 if number % 10 == 1 else number - 1 for number in range(1, 10_001)}
    app = Shown(grown(parents), current=10_000)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.branches.row_count() == 10_001
        assert any(HERE in line for line in lines_of(app.branches))
        await pilot.press("home")
        assert "the beginning" in lines_of(app.branches)[0]
        await pilot.press("end")
        assert app.branches.number == 10
