"""The tree of the game's turns: look at any of them, go back, choose otherwise, and compare."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from wargame.engine.view import TurnReport
from wargame.game.library import LONGEST_LABEL, LONGEST_NOTE
from wargame.game.tree import BEGINNING
from wargame.seminar.table import SeatTable
from wargame.text.comparison import turn_in_tree
from wargame.text.faults import error_words
from wargame.text.message import message
from wargame.text.par import about_par, compared_par_heading, par_lines
from wargame.text.screens import compared_words, mark_hint, prune_question, tree_place, tree_size
from wargame.text.words import sentence
from wargame.tui import markup, messages
from wargame.tui.background import attempt
from wargame.tui.commands import Command, bindings
from wargame.tui.pages.paned import GameHeader, PanedPage, pane_commands
from wargame.tui.pages.par import ParScreen
from wargame.tui.screens.dialogs import Ask, AskText, Confirm
from wargame.tui.widgets.branch_tree import BranchTree
from wargame.tui.widgets.prose import Prose, Reading

REST = 0.1
"""After how many seconds on a node its turn is asked for."""


class TreeScreen(PanedPage, ParScreen):
    """Every turn ever played in this game, as a tree, with the chosen one shown beside it."""

    PANES = (
        ("tree", message("Tree")),
        ("turn", message("The turn")),
    )
    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "go_here", "Go here", "Go on from this turn; choosing differently starts a new branch."),
        Command("c", "compare", "Compare", "Mark this turn as A; then press it on another turn to compare the two."),
        Command("n", "label", "Name", "Give this turn a name; its branch takes it too."),
        Command("t", "note", "Note", "Write a note about this turn."),
        Command("s", "star", "Star", "Put a star on this turn, or take it off."),
        Command("space", "fold", "Fold", "Hide the turns that follow this one, or show them again."),
        Command("d", "prune", "Prune", "Take this turn and everything after it out of the tree; u brings it back."),
        Command("u", "undo", "Undo prune", "Bring back what was pruned last."),
        Command("p", "promote", "Make main", "Make the branch that leads to this turn the main line."),
        Command("r", "redraw", "New luck", "Play this turn again with new luck, as a branch."),
        Command("m", "set_move", "Set move", "Play this turn again with a different move, as a branch."),
        Command(
            "x", "expand", "Try all", "Try every reaction of a seat, or every move, from here; each becomes a branch."
        ),
        Command("y", "why_not", "Why not", "Why a rule, ending, move or reaction had not happened by this turn."),
        Command("o", "forecast", "Forecast", "How likely every ending is from here on."),
        Command("a", "stability", "Stability", "Which joint reactions are stable from here, and advice for seats."),
        Command("v", "sensitivity", "Sensitivity", "Which numbers an outcome depends on from here.", footer=False),
        Command("g", "find", "Find", "Go to a turn by its number or its name.", footer=False),
        Command("h", "here", "To here", "Put the cursor on the turn the game is at.", footer=False),
        Command("escape", "close", "Back", "Back to the game."),
        *pane_commands(PANES),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "Every turn ever played in this game. A straight line is one course of the game; a corner is a branch, where "
        "somebody went back and chose differently. Press Enter to go on from the turn under the cursor: nothing is "
        "overwritten, because choosing differently starts a new branch. All branches you play have the same luck, so "
        "any difference comes from the decisions. Mark two turns with c to see what made the difference."
    )

    def __init__(self, place: SeatTable, shown_from: Callable[[], SeatTable], at: int | None = None) -> None:
        """`shown_from` gives the place that turns are shown from: once nothing is secret, one that sees all."""
        super().__init__()
        self.place, self.viewer, self._at = place, place.viewer, at
        self._shown_from = shown_from
        self.scenario = place.scenario
        self._marked: int | None = None
        self._opened_at = place.snapshot.node
        self._report: TurnReport | None = None

    def pane(self, pane: str) -> ComposeResult:
        if pane == "tree":
            yield BranchTree()
            yield Prose("", id="tree-hint")
        else:
            with Reading(classes="reading"):
                yield Prose("", id="turn-shown")

    def on_mount(self) -> None:
        super().on_mount()
        self.tree_changed(self._at)

    def header(self) -> None:
        now = self.place.snapshot
        self.query_one(GameHeader).say(
            tree_size(now.tree),
            self.scenario.title,
            tree_place(now.tree, now.node, now.branch),
            message("Looking at the tree"),
        )

    def tree_changed(self, select: int | None = None) -> None:
        """Show the tree as it is now, with the cursor on a node if one is named."""
        now = self.place.snapshot
        self.query_one(BranchTree).show(self.scenario, now.tree, now.node, self.viewer, select)
        if self._marked is not None and self._marked not in now.tree:
            self._marked = None
        self._show_mark()
        self.header()
        self.refresh_bindings()

    @property
    def node(self) -> int:
        """The node under the cursor."""
        return self.query_one(BranchTree).number

    @on(BranchTree.NodeHighlighted)
    def _highlighted(self) -> None:
        self.refresh_bindings()
        number = self.node
        self._report = None
        self._show()
        if number != BEGINNING:
            # A cursor that only passes by asks for nothing.
            self.set_timer(REST, partial(self._ask_for_report, number))

    def _ask_for_report(self, number: int) -> None:
        if number == self.node:
            place = self._shown_from()
            attempt(self, lambda: (number, place.report(number)), self._reported)
            if self.place.snapshot.tree[number].played.ending is not None:
                self.ask_for_par(place, number)

    def show_par(self) -> None:
        self._show()

    def _reported(self, found: tuple[int, TurnReport]) -> None:
        if found[0] == self.node:
            self._report = found[1]
            self._show()

    def _show(self) -> None:
        number, tree = self.node, self.place.snapshot.tree
        lines: list[Content | str] = []
        if number == BEGINNING:
            lines = [
                markup.head(message("The beginning")),
                message("Before turn 1, {date}.", date=self.scenario.calendar.date(1)),
                message("Press Enter here to play the game again from the start, with the same luck."),
            ]
        else:
            node = tree[number]
            lines.append(markup.head(turn_in_tree(self.scenario, tree, number)))
            if node.note:
                lines += [Content.styled(message("Note"), "bold"), markup.flowing(node.note)]
            if node.played.luck > 0:
                lines.append(
                    message("This turn was played with new luck; all other turns have the luck of the game's seed.")
                )
            elif node.played.luck:
                lines.append(
                    message(
                        "This turn was tried, with other luck than the game's; what you play after it has the game's."
                    )
                )
            pars = self.pars.get(number, ())
            if pars:
                lines += ["", markup.head(compared_par_heading())]
                lines += [f"  {line}" for line in par_lines(self.scenario, pars)]
                lines.append(Content.styled(about_par(pars), markup.SOFT))
            lines.append("")
            lines.append(markup.turn_text(self.scenario, self._report) if self._report else "...")
        self.query_one("#turn-shown", Prose).update(markup.lines(lines))

    @on(BranchTree.NodeChosen)
    def _clicked(self) -> None:
        self.action_go_here()

    # What can be done.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.is_mounted:
            return super().check_action(action, parameters)
        tree, turn = self.place.snapshot.tree, self.node != BEGINNING
        match action:
            case "label" | "note" | "star" | "prune" | "redraw" | "set_move" | "why_not":
                return turn
            case "fold":
                return turn and bool(tree.children(self.node))
            case "undo":
                return tree.last_pruned() is not None
            case "promote":
                return not tree.on_main_line(self.node)
            case "compare":
                return bool(tree.nodes)
            case "expand":
                return not turn or tree[self.node].played.ending is None
            case _:
                return super().check_action(action, parameters)

    def action_go_here(self) -> None:
        number = self.node
        if number == self.place.snapshot.node:
            self.action_close()
        else:
            self.post_message(messages.GoTo(number))

    def action_compare(self) -> None:
        if self._marked is None:
            self._marked = self.node
        elif self._marked == self.node:
            self._marked = None
        else:
            tree = self.place.snapshot.tree
            # What was there first, or is on the main line, is A, so that the signs say what the branch made of it.
            one, other = sorted((self._marked, self.node), key=lambda each: (not tree.on_main_line(each), each))
            self.post_message(messages.CompareNodes(one, other))
            return
        self._show_mark()

    def let_go(self) -> None:
        """What was marked as A has been compared."""
        self._marked = None
        self._show_mark()

    def _show_mark(self) -> None:
        self.query_one(BranchTree).mark(self._marked)
        self.query_one("#tree-hint", Prose).update(
            Content.styled(mark_hint(self.place.snapshot.tree, self._marked), markup.SOFT)
        )

    def action_label(self) -> None:
        number, old = self.node, self.place.snapshot.tree[self.node].label

        def answered(words: str | None) -> None:
            if words is not None and words != old:
                self.post_message(messages.MarkNode(number, label=words))

        text = message("Its branch takes the name too. Leave this empty to remove the name.")
        self.app.push_screen(Ask(message("A name for this turn"), text, old, longest=LONGEST_LABEL), answered)

    def action_note(self) -> None:
        number, old = self.node, self.place.snapshot.tree[self.node].note

        def answered(words: str | None) -> None:
            if words is not None and words != old:
                self.post_message(messages.MarkNode(number, note=words))

        self.app.push_screen(
            AskText(message("A note on this turn"), message("What you want to remember about it."), old, LONGEST_NOTE),
            answered,
        )

    def action_star(self) -> None:
        self.post_message(messages.MarkNode(self.node, star=not self.place.snapshot.tree[self.node].star))

    def action_fold(self) -> None:
        self.post_message(messages.MarkNode(self.node, collapsed=not self.place.snapshot.tree[self.node].collapsed))

    def action_prune(self) -> None:
        number, tree = self.node, self.place.snapshot.tree

        def answered(yes: bool | None) -> None:
            if yes:
                self.post_message(messages.PruneNode(number))

        question = message("Prune {turn}?", turn=compared_words(tree, number))
        text = prune_question(tree, number, self.place.snapshot.node)
        self.app.push_screen(Confirm(question, text, message("Prune"), message("Keep")), answered)

    def action_undo(self) -> None:
        self.post_message(messages.UndoPrune())

    def action_promote(self) -> None:
        self.post_message(messages.PromoteNode(self.node))

    def action_redraw(self) -> None:
        self.post_message(messages.RedrawLuck(self.node))

    def action_set_move(self) -> None:
        self.post_message(messages.ChooseMoveAt(self.node))

    def action_expand(self) -> None:
        self.post_message(messages.ExpandNode(self.node))

    def action_why_not(self) -> None:
        self.post_message(messages.AskWhyNot(self.node))

    def action_forecast(self) -> None:
        self.post_message(messages.AskForecast(self.node))

    def action_stability(self) -> None:
        self.post_message(messages.AskStability(self.node))

    def action_sensitivity(self) -> None:
        self.post_message(messages.AskSensitivity(self.node))

    def action_find(self) -> None:
        def answered(words: str | None) -> None:
            if words:
                try:
                    self.query_one(BranchTree).go_to(self.place.snapshot.tree.find(words))
                except KeyError as error:
                    self.notify(sentence(error_words(error)), severity="warning", timeout=5)

        text = message("Its number in the tree, its name, or main for the end of the main line.")
        self.app.push_screen(Ask(message("Which turn?"), text, longest=LONGEST_LABEL), answered)

    def action_here(self) -> None:
        self.query_one(BranchTree).go_to(self.place.snapshot.node)

    def action_close(self) -> None:
        self.post_message(messages.CloseTree(self._opened_at))

    def _focus_pane(self) -> None:
        super()._focus_pane()
        widget: Widget | None = self.focused
        if widget is None and self.is_attached and self.current == "tree":
            self.query_one(BranchTree).focus()
