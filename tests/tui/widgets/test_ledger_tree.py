"""The ledger as a tree: from a number to its causes, and over ties to other numbers."""

from __future__ import annotations

from dataclasses import replace

from textual.app import App, ComposeResult
from textual.containers import Vertical

from tests.text import sample
from wargame.engine.ledger import Carried, Cause, CauseKind, Entry, InjectId, Ledger, Row
from wargame.model.expression import Level
from wargame.tui.widgets.ledger_detail import LedgerDetail, detail_lines
from wargame.tui.widgets.ledger_tree import LedgerItem, LedgerTree


class Shown(App[None]):
    """The tree over its detail."""

    def __init__(self) -> None:
        super().__init__()
        self.game = sample.scenario()
        self.report = sample.report(self.game)
        self.items: list[LedgerItem] = []
        self.followed: list[tuple[str, bool]] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            yield LedgerTree()
            yield LedgerDetail()

    def on_mount(self) -> None:
        self.ledger.show(self.game, self.report)
        self.ledger.focus()

    @property
    def ledger(self) -> LedgerTree:
        """The widget."""
        return self.query_one(LedgerTree)

    def on_ledger_tree_item_highlighted(self, message: LedgerTree.ItemHighlighted) -> None:
        self.items.append(message.item)
        self.query_one(LedgerDetail).show(self.game, message.item)

    def on_ledger_tree_follow_tie(self, message: LedgerTree.FollowTie) -> None:
        self.followed.append((message.target, message.found))


def lines_of(tree: LedgerTree) -> list[str]:
    """The tree as it is seen."""
    return [tree.render_line(y).text.rstrip() for y in range(tree.size.height)]


async def test_no_number_is_ever_cut() -> None:
    app = Shown()
    async with app.run_test(size=(80, 6)) as pilot:
        tree = app.ledger
        met = 0
        for width in range(32, 66):
            await pilot.resize_terminal(width, 6)
            await pilot.pause()
            assert tree.show_vertical_scrollbar, "it must hold beside a scrollbar"
            room = tree.scrollable_content_region.width
            shown = [tree.render_line(y).text[:room].rstrip() for y in range(tree.size.height)]
            for row in app.report.ledger:
                lines = [line for line in shown if f"{row.change:+.1f}  " in line]
                met += len(lines)
                assert all(line.endswith(f"{row.before:.1f} -> {row.after:.1f}") for line in lines), (width, lines)
        assert met > 34


async def test_numbers_stand_largest_change_first_with_sign_before_and_after() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        lines = lines_of(app.ledger)
        assert lines[0].endswith("3 numbers changed in turn 3")
        assert lines[1].endswith("-15.0  Assemblée nationale's trust in France  60.0 -> 45.0")
        assert lines[2].endswith("-6.9  Assemblée nationale: Cohesion  70.0 -> 63.1")
        assert app.items[-1].row is app.report.ledger["trust(assembly, france)"]


async def test_a_number_opens_to_causes_and_a_cause_to_its_parts() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "right", "down", "right", "down")
        text = "\n".join(lines_of(app.ledger))
        assert "-6.9  France: Leave the command" in text
        assert "-3.00  The papers print every word" in text
        assert "-1.92  carried over the tie from France" in text
        part = app.items[-1].part
        assert part is not None and part.amount == -3.0


async def test_a_tie_is_followed_to_the_number_it_carried_from_and_back() -> None:
    app = Shown()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("down", "right", "down", "right")
        await pilot.press("down", "down", "down")
        tie = app.items[-1]
        assert isinstance(tie.part, Carried)
        assert tie.carried_from == "france.cohesion"
        await pilot.press("enter")
        await pilot.pause()
        assert app.followed == [("france.cohesion", True)]
        assert app.items[-1] == LedgerItem(app.report.ledger["france.cohesion"])
        await pilot.press("backspace")
        await pilot.pause()
        assert app.items[-1] == tie


async def test_a_tie_from_a_number_that_is_not_in_the_ledger_stays_put() -> None:
    app = Shown()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("down", "right", "down", "right", "down", "down", "down", "down")
        assert app.items[-1].carried_from == "lfi.cohesion"
        here = app.ledger.cursor_line
        await pilot.press("enter", "backspace")
        await pilot.pause()
        assert app.followed == [("lfi.cohesion", False)]
        assert app.ledger.cursor_line == here


async def test_brackets_keep_to_one_actor_and_following_leaves_it() -> None:
    app = Shown()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("right_square_bracket", "right_square_bracket")
        assert app.ledger.actor == "assembly"
        text = "\n".join(lines_of(app.ledger))
        assert "2 numbers of Assemblée nationale changed in turn 3" in text
        assert "France: Cohesion" not in text
        assert app.ledger.go_to("france.cohesion")
        await pilot.pause()
        assert app.ledger.actor is None
        assert app.items[-1].row is app.report.ledger["france.cohesion"]
        assert not app.ledger.go_to("france.threat")


async def test_smaller_causes_open_too() -> None:
    app = Shown()
    row = app.report.ledger["france.cohesion"]
    drops = tuple(Entry(Cause(CauseKind.INJECT, InjectId(name), f"Drop {name}"), 0.04) for name in ("one", "two"))
    row = replace(row, entries=(*row.entries[:2], *drops, *row.entries[3:]))
    app.report = replace(app.report, ledger=Ledger((row,)))
    async with app.run_test(size=(80, 30)) as pilot:
        app.ledger.go_to("france.cohesion")
        await pilot.pause()
        await pilot.press("down", "down", "down")
        assert [entry.cause.id for entry in app.items[-1].rest] == ["one", "two"]
        await pilot.press("right")
        assert any(line.endswith("0.0  Drop one") for line in lines_of(app.ledger))
        await pilot.press("left", "left", "left")
        assert app.items[-1].entry is None and not app.items[-1].rest


async def test_the_detail_holds_all_the_words_that_the_tree_cuts() -> None:
    app = Shown()
    async with app.run_test(size=(44, 30)) as pilot:
        await pilot.press("down", "right", "down", "right", "down")
        assert max(len(line) for line in lines_of(app.ledger)) <= 44
        assert any("…" in line for line in lines_of(app.ledger))
        text = " ".join(app.query_one(LedgerDetail).text.split())
        assert "-3.00 The papers print every word of it, on every page and for weeks." in text
        assert "[Polls of 2025; line 152]" in text


def test_every_kind_of_node_has_its_words() -> None:
    game = sample.scenario()
    row = sample.ledger(game)["assembly.cohesion"]
    entry = row.entries[0]
    tie = next(tie for tie in entry.carried if tie.of == "france")
    items = {
        "Choose a number": LedgerItem(),
        "And again on Sunday.": LedgerItem(row),
        "France: Leave the command": LedgerItem(row, entry),
        "Enter follows the tie to France's cohesion.": LedgerItem(row, entry, tie),
        "The papers print": LedgerItem(row, entry, entry.direct[0]),
        "trust -20.0/100, attention 5 %": LedgerItem(row, entry, faint=entry.carried),
        "Drift back": LedgerItem(row, rest=sample.ledger(game)["france.cohesion"].entries[2:]),
    }
    for words, item in items.items():
        for width in (30, 60, 100):
            lines = detail_lines(game, item, width)
            assert words in " ".join(" ".join(lines).split())
            assert max(len(line) for line in lines) <= width


async def test_a_turn_in_which_nothing_moved() -> None:
    app = Shown()
    app.report = replace(app.report, ledger=Ledger(()))
    async with app.run_test(size=(80, 24)) as pilot:
        assert lines_of(app.ledger)[0].endswith("No numbers changed in turn 3")
        await pilot.press("down", "enter", "right", "left", "backspace", "right_square_bracket")
        assert app.followed == []


async def test_numbers_that_did_not_move_show_only_if_something_pushed_them() -> None:
    app = Shown()
    limit = Entry(Cause(CauseKind.LIMIT), -3.0)
    held = Row(Level("lfi", "threat"), 100.0, 100.0, (Entry(sample.RULE, 3.0), limit))
    still = Row(Level("lfi", "cohesion"), 50.0, 50.01, (Entry(sample.DRIFT, 0.01),))
    app.report = replace(app.report, ledger=Ledger((*app.report.ledger, still, held)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        lines = lines_of(app.ledger)
        assert lines[0].endswith("3 numbers changed in turn 3; in 1 more the causes cancel out")
        assert lines[4].endswith("0.0  La France insoumise: Perceived threat  100.0 -> 100.0")
        assert not app.ledger.go_to("lfi.cohesion")
        assert app.ledger.go_to("lfi.threat")
        await pilot.pause()
