"""How the game ended, and how every seat did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from wargame.analysis.luck import LuckSplit
from wargame.analysis.par import Par
from wargame.engine.view import score_of
from wargame.model.viewer import FACILITATOR, Seated
from wargame.seminar.requests import Analysis, LuckRequest
from wargame.text.luck import about_luck, computing_luck, split_words, table_lines
from wargame.text.message import message
from wargame.text.par import about_par, computing_par, short_par_words
from wargame.text.screens import score_words, still_secret
from wargame.tui import markup
from wargame.tui.background import attempt, follow
from wargame.tui.commands import Command, bindings
from wargame.tui.messages import LookBack
from wargame.tui.pages.game_page import PANE_KEYS, GamePage
from wargame.tui.pages.paned import pane_commands
from wargame.tui.pages.par import ParScreen
from wargame.tui.widgets.prose import Prose, Reading

LUCK_GAMES = 400
"""How many games every expected score is the mean of."""


class EndingScreen(GamePage, ParScreen):
    """The ending, with every seat's goals scored; nothing is secret any more, unless the game goes on elsewhere."""

    PANES = (
        ("ending", message("Ending")),
        ("goals", message("Goals")),
        ("numbers", message("Numbers")),
        ("network", message("Network")),
        ("luck", message("Luck")),
    )
    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("l", "look_back", "Look through turns", "Go through the turns again, cause by cause."),
        *PANE_KEYS,
        Command("escape,enter", "app.home", "Home", "Back to the home screen; the game is saved."),
        *pane_commands(PANES),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "The game has ended. This screen shows how it ended, how far every seat met its goals, and how the numbers "
        "changed. Look through the turns again to see why."
    )

    @dataclass
    class LuckCame(Message):
        """The scores have been split."""

        found: LuckSplit

    @dataclass
    class LuckEnded(Message):
        """The scores are split, or that failed with a sentence."""

        fault: str

    _luck_asked = False

    def pane(self, pane: str) -> ComposeResult:
        if pane == "ending":
            with Reading(classes="reading"):
                yield Prose(self._text(), id="ending")
        elif pane == "luck":
            with Reading(classes="reading"):
                yield Prose(computing_luck() if self.place.snapshot.all_shown else still_secret(), id="luck")
        else:
            yield from super().pane(pane)

    def action_pane(self, pane: str) -> None:
        super().action_pane(pane)
        # Asked for only where somebody looks: it takes many games.
        if pane == "luck" and not self._luck_asked and self.place.snapshot.all_shown:
            self._luck_asked = True
            node = self.place.snapshot.node
            attempt(self, lambda: self.place.luck(node, LUCK_GAMES), self._luck_begun)

    def _luck_begun(self, begun: Analysis[LuckRequest, LuckSplit]) -> None:
        follow(self, begun.task, self.LuckCame, self.LuckEnded)

    @on(LuckCame)
    def _luck_came(self, event: LuckCame) -> None:
        self.query_one("#luck", Prose).update(self._luck_text(event.found))

    @on(LuckEnded)
    def _luck_ended(self, event: LuckEnded) -> None:
        if event.fault:
            # Looking again asks again.
            self._luck_asked = False
            self.query_one("#luck", Prose).update(event.fault)

    def _luck_text(self, found: LuckSplit) -> Content:
        """Where every score came from, those of people first."""
        people = self.place.snapshot.game.seats
        lines: list[Content | str] = []
        for each in sorted(found.seats, key=lambda split: split.seat not in people):
            lines += [split_words(self.scenario, each), *table_lines(self.scenario, each), ""]
        lines.append(Content.styled(about_luck(found.study), markup.SOFT))
        return markup.lines(lines)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#numbers").add_class("-second")
        self.ask_for_par(self.place, self.place.snapshot.node)

    def show_par(self) -> None:
        self.query_one("#ending", Prose).update(self._text())

    def _pars(self) -> Mapping[str, Par]:
        """By seat, as far as it is known."""
        return {each.seat: each for each in self.pars.get(self.place.snapshot.node, ())}

    def turn_now(self) -> int:
        return min(self.view.turn, self.scenario.calendar.turns)

    def header(self) -> None:
        self.say_header(message("The game has ended"), message("Saved"))

    def _text(self) -> Content:
        ending = self.scenario.endings[self.place.snapshot.ending or list(self.scenario.endings)[-1]]
        lines: list[Content | str] = [
            Content.assemble((f"{ending.sign}  {ending.title}", "bold $accent")),
            "",
            markup.flowing(ending.text),
            "",
        ]
        lines += self._scores() if self.viewer == FACILITATOR else self._own_score()
        lines += ["", markup.head(message("What changed most over the game"))]
        lines += markup.course_lines(self.scenario, self.history())
        lines += [
            "",
            markup.head(message("What next")),
            message("  Goals shows what each seat wanted, and how much of it they got."),
            message("  Numbers shows how the numbers changed; Look through turns says why."),
            message("  Luck shows how much of each score was luck, and how much choice."),
            message("  Branches lets you go back, choose differently, and compare."),
            message("  Home lets you play again, from another seat or under another lens."),
        ]
        return markup.lines(lines)

    def _own_score(self) -> list[Content | str]:
        """The viewer's own score, for the game goes on elsewhere."""
        lines: list[Content | str] = []
        if isinstance(self.viewer, Seated):
            own = self._pars().get(self.viewer.seat)
            words = message("Your goals: {score:.0f} of 100; {par}", score=self.view.score, par=short_par_words(own))
            lines.append(markup.head(words))
            lines.append(about_par(self._pars().values()) or computing_par())
        lines.append(still_secret())
        return lines

    def _scores(self) -> list[Content | str]:
        """How every seat did, and the mover."""
        lines: list[Content | str] = [markup.head(message("How far each seat met its goals, out of 100"))]
        seen = self.place.snapshot
        taken, scores, pars = seen.game.seats, seen.scores, self._pars()
        width = max((len(self.scenario.seats[each.seat].title) for each in scores), default=0)
        for each in sorted(scores, key=lambda score: -score.score):
            name = self.scenario.seats[each.seat].title
            who = message("person") if each.seat in taken else message("bot")
            lines.append(
                Content.assemble(
                    f"  {name:<{width}}  ",
                    (f"{each.score:>3.0f}", "bold"),
                    " ",
                    (markup.bar(each.score / 100), "$primary"),
                    f"  {short_par_words(pars.get(each.seat)):<12}",
                    (f"  {who}", markup.SOFT),
                )
            )
        lines.append(Content.styled(about_par(pars.values()) or computing_par(), markup.SOFT))
        if self.scenario.mover.goals:
            lines += [
                "",
                Content.assemble(
                    message("  {mover}, the mover: ", mover=self.scenario.mover.title),
                    (score_words(score_of(seen.mover_goals)), "bold"),
                ),
            ]
        return lines

    def action_look_back(self) -> None:
        self.post_message(LookBack())
