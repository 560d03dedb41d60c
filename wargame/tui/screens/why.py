"""Why a number is where it is, back to the start of the game, and on to the numbers behind it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from wargame.analysis.why import Story, StoryPart
from wargame.seminar.table import SeatTable
from wargame.text.branches import branch_words
from wargame.text.message import message, plural
from wargame.text.names import number_title, plain, signed
from wargame.text.screens import turn_words
from wargame.text.why import part_reasons, part_words, story_head
from wargame.tui import markup
from wargame.tui.commands import Command, bindings
from wargame.tui.messages import WhyNumber
from wargame.tui.pages.paned import GameHeader, PanedPage, pane_commands
from wargame.tui.widgets.choice_list import Choice, ChoiceList
from wargame.tui.widgets.prose import Prose, Reading

FAINT = 0.05
"""An amount below this rounds to nothing where one place is shown."""


class WhyScreen(PanedPage):
    """The causes of a number over the whole game, the largest first; each shown in full beside it."""

    PANES = (("causes", message("Causes")), ("cause", message("This cause")))
    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "on", "Follow", "Go on to the number that most of this came from, and see why."),
        Command("backspace", "came_from", "Previous number", "Back to the number you came from."),
        Command("escape", "close", "Back", "Back to where you came from."),
        *pane_commands(PANES),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "Why a number is where it is: where it began, and what every cause did to it over all turns of this branch. "
        "Together the causes add up exactly to the change. If a cause came over a tie, Enter goes on to the number it "
        "came from, and so back through the network."
    )

    def __init__(self, place: SeatTable, story: Story) -> None:
        super().__init__()
        self.place, self.story, self.viewer = place, story, place.viewer
        self.scenario = place.scenario
        self._trail: list[Story] = []

    def pane(self, pane: str) -> ComposeResult:
        if pane == "causes":
            yield Prose("", id="story-head")
            yield ChoiceList(id="causes")
            yield Prose("", id="ask-on")
        else:
            with Reading(classes="reading"):
                yield Prose("", id="cause")

    def on_mount(self) -> None:
        super().on_mount()
        self._show()

    def header(self) -> None:
        tree = self.place.snapshot.tree
        self.query_one(GameHeader).say(
            message("Why: {number}", number=number_title(self.scenario, self.story.name)),
            self.scenario.title,
            message(
                "At {turn}, {branch}",
                turn=turn_words(tree, self.story.node),
                branch=branch_words(tree.branch(self.story.node)),
            ),
            message("Looking back"),
        )

    def follow(self, story: Story) -> None:
        """Explain another number, from which one can come back."""
        self._trail.append(self.story)
        self.story = story
        self._show()

    def _show(self) -> None:
        story = self.story
        head = story_head(self.scenario, story)
        course = markup.course(story.levels)
        self.query_one("#story-head", Prose).update(
            markup.lines([Content(head), Content.assemble((course, "$primary"), message("  turn by turn"))])
        )
        lines = [part for part in story.parts if abs(part.amount) >= FAINT]
        choices = [
            Choice(str(story.parts.index(part)), part_words(self.scenario, part), tail=f"{signed(part.amount):>7}")
            for part in lines
        ]
        rest = sum(part.amount for part in story.parts) - sum(part.amount for part in lines)
        count = len(story.parts) - len(lines)
        smaller = plural("and {count} smaller cause", "and {count} smaller causes together", count)
        foot = [Choice("", smaller, tail=f"{signed(rest):>7}", heading=True)] if count else []
        total = Choice("", message("All together"), tail=f"{signed(story.now - story.start):>7}", heading=True)
        causes = self.query_one("#causes", ChoiceList)
        none = [] if choices else [Choice("", message("Nothing has changed it by as much as 0.05."), heading=True)]
        causes.show([*none, *choices, *foot, total])
        causes.action_first()
        self._explain()
        self.header()
        self.refresh_bindings()

    @property
    def _part(self) -> StoryPart | None:
        chosen = self.query_one("#causes", ChoiceList).current
        return self.story.parts[int(chosen.id)] if chosen is not None and chosen.id else None

    @on(ChoiceList.Highlighted, "#causes")
    def _explain(self) -> None:
        part = self._part
        lines: list[Content | str] = []
        if part is not None:
            lines.append(markup.head(f"{signed(part.amount)}  {part_words(self.scenario, part)}"))
            lines += list(part_reasons(self.scenario, part, most=6))
            lines += ["", Content.styled(message("Turn by turn"), "bold")]
            for each in part.turns:
                amount, before = signed(each.amount, 2), plain(self.story.before(each.turn))
                lines.append(
                    message("  turn {turn}: {amount}, from {before}", turn=each.turn, amount=amount, before=before)
                )
        self.query_one("#cause", Prose).update(markup.lines(lines))
        on = "" if part is None or part.carried_from is None else number_title(self.scenario, part.carried_from)
        self.query_one("#ask-on", Prose).update(
            Content.styled(message("Press Enter to see why {number} changed", number=on) if on else "", markup.SOFT)
        )
        self.refresh_bindings()

    @on(ChoiceList.Picked, "#causes")
    def action_on(self) -> None:
        part = self._part
        if part is not None and part.carried_from is not None:
            self.post_message(WhyNumber(part.carried_from, self.story.node))

    def action_came_from(self) -> None:
        if self._trail:
            self.story = self._trail.pop()
            self._show()

    def action_close(self) -> None:
        self.app.pop_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "on" and self.is_mounted:
            return self._part is not None and self._part.carried_from is not None
        if action == "came_from":
            return bool(self._trail)
        return super().check_action(action, parameters)
