"""Which joint reactions to a move are stable, who would leave the others, and what a seat may order."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import ProgressBar

from wargame.analysis.advice import Advice
from wargame.analysis.equilibria import Continuation
from wargame.analysis.joint_orders import Profile
from wargame.analysis.stability import AssessedProfile, StabilityReport
from wargame.seminar.requests import Analysis, StabilityRequest
from wargame.seminar.stability_task import Found
from wargame.seminar.table import SeatTable
from wargame.text import advice as advising
from wargame.text import stability as words
from wargame.text.message import message
from wargame.text.names import mid_sentence, mover_name, plain, reaction_title, seat_name
from wargame.text.screens import viewer_at
from wargame.tui import markup
from wargame.tui.commands import Command, bindings
from wargame.tui.pages.filling_page import FillingPage
from wargame.tui.pages.paned import GameHeader, pane_commands
from wargame.tui.widgets.choice_list import Choice, ChoiceList
from wargame.tui.widgets.prose import Prose, Reading

_NARROWEST = 44


class _One(Reading):
    """The joint reaction chosen; it says when there is more or less room for its table."""

    class Widened(Message):
        """It is wider or narrower than it was."""

    _across = 0

    def on_resize(self) -> None:
        if self.content_size.width != self._across:
            self._across = self.content_size.width
            self.post_message(self.Widened())


class StabilityScreen(FillingPage):
    """The joint reactions that are stable or nearly so, which lens they need, and advice for seats."""

    PANES = (("reactions", message("Joint reactions")), ("advice", message("Advice")), ("lenses", message("Lenses")))
    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("v", "next_seat", "Next seat", "In the advice: show the next seat."),
        Command("escape", "stop", "Stop", "Stop, and keep what has been found so far."),
        Command("escape", "close", "Back", "Back to where you came from."),
        *pane_commands(PANES),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "The list shows combinations of the seats' orders that are stable. A Nash one was tried against all else that "
        "each seat may order by itself, and no seat would gain; others are stable because a seat that changed would "
        "face an answer. The list also has the combination that the doctrines make likeliest, and those that tempt "
        "seats least to leave. “Fails later” means that some seat does better in the end by changing now; “no gain "
        "seen”, that the games played on show no such seat. Below the list is what each seat does, its score, how "
        "often all would stay as the author's doubts are drawn, who would change to what, and who could answer. "
        "“Advice” says which orders of a seat may be its best, by how games go on from there to the end; “Lenses” says "
        "which of the stable ones depend on which lens. Nothing here changes the game."
    )

    def __init__(self, place: SeatTable, analysis: Analysis[StabilityRequest, Found]) -> None:
        super().__init__()
        self.place, self.request, self.viewer = place, analysis.request, place.viewer
        self._analysis = analysis
        self.scenario = place.scenario
        self.report: StabilityReport | None = None
        self.advice: dict[str, Advice] = {}
        self.continuations: dict[Profile, Continuation] = {}
        self._fault = ""
        self._seat = 0
        """Whose advice is shown, among the seats advised."""

    # The widgets.

    def pane(self, pane: str) -> ComposeResult:
        match pane:
            case "reactions":
                yield ChoiceList(id="stability-reactions")
                with _One(classes="reading", id="stability-one"):
                    yield Prose("", id="stability-detail")
            case "advice":
                yield ChoiceList(id="stability-choices")
                with Reading(classes="reading", id="stability-why"):
                    yield Prose("", id="stability-through")
            case "lenses":
                with Reading(classes="reading"):
                    yield Prose("", id="stability-lenses")

    def on_mount(self) -> None:
        super().on_mount()
        self.wait_for(self._analysis.task)
        self._show()

    # The task: it goes on in another process.

    @on(FillingPage.Came)
    def _came(self, event: FillingPage.Came) -> None:
        match event.found:
            case StabilityReport() as report:
                self.report = report
            case Advice() as advice:
                self.advice[advice.seat] = advice
            case Continuation() as later:
                self.continuations[later.profile] = later
        self._show()

    @on(FillingPage.Ended)
    def _ended(self, event: FillingPage.Ended) -> None:
        self.running, self._fault = False, event.fault
        self._show()
        if event.fault:
            self.notify(message("The analysis failed: {fault}.", fault=event.fault), severity="error", timeout=8)

    # What is said.

    def header(self) -> None:
        request, calendar = self.request, self.scenario.calendar
        title = message(
            "Stability: turn {turn} of {turns}, {date}",
            turn=request.turn,
            turns=calendar.turns,
            date=calendar.date(request.turn),
        )
        tree = self.place.snapshot.tree
        who = viewer_at(self.scenario, self.viewer, tree, request.node)
        self.query_one(GameHeader).say(title, self.scenario.title, who, self._state())

    def _state(self) -> str:
        """How far the work is."""
        if self.running:
            return message("Resolving ...") if self.report is None else message("Playing on ...")
        if self._fault:
            return message("Failed")
        whole = self.report is not None and len(self.continuations) == len(self.report.listed)
        return message("Done") if whole else message("Stopped")

    def _show(self) -> None:
        """Show what is known so far."""
        self.header()
        self.query_one(ProgressBar).display = self.running
        self._list_reactions()
        self._show_reaction()
        self._list_choices()
        self._show_choice()
        self.query_one("#stability-lenses", Prose).update(self._lenses())
        self.refresh_bindings()

    def _list_reactions(self) -> None:
        report = self.report
        if report is None:
            if not self.running:
                head = (
                    message("The analysis failed.") if self._fault else message("Stopped too early: nothing found yet.")
                )
                self.query_one("#stability-reactions", ChoiceList).show([Choice("", head, heading=True)])
            return
        choices = []
        for place, assessed in enumerate(report.listed):
            text = words.kind_words(report, assessed)
            note = "" if place == 0 else words.difference_words(self.scenario, report.listed[0], assessed)
            later = self.continuations.get(assessed.profile)
            tail = "" if later is None else words.continuation_word(later)
            choices.append(Choice(str(place), text, mark=f"{place + 1:>2}", note=note, tail=tail))
        self.query_one("#stability-reactions", ChoiceList).show(choices)

    @on(_One.Widened)
    @on(ChoiceList.Highlighted, "#stability-reactions")
    def _show_reaction(self) -> None:
        chosen = self.query_one("#stability-reactions", ChoiceList).current
        detail = self.query_one("#stability-detail", Prose)
        if self.report is None:
            detail.update(self._nothing())
        elif chosen is not None and chosen.id:
            detail.update(self._reaction(self.report, self.report.listed[int(chosen.id)]))

    def _nothing(self) -> Content:
        """What to say while no joint reaction has been assessed."""
        if self.running:
            return Content(message("Resolving joint reactions ..."))
        if self._fault:
            return Content(message("{fault}. Escape goes back.", fault=self._fault[:1].upper() + self._fault[1:]))
        return Content(message("Nothing has been found yet. Escape goes back; opening this again starts over."))

    def _reaction(self, report: StabilityReport, assessed: AssessedProfile) -> Content:
        """What each seat does in a joint reaction, and whether it is stable."""
        later = self.continuations.get(assessed.profile)
        across = max(_NARROWEST, self.query_one("#stability-one").content_size.width - 2)
        table = words.table_lines(self.scenario, assessed, later, across=across)
        lines: list[Content | str] = [self._move_words(), *table, ""]
        lasts = words.lenses_words(self.scenario, report, assessed)
        if lasts:
            lines += [Content.styled(lasts, "bold")]
        lines += [said for said in (words.doubts_words(assessed), words.forms_words(self.scenario, assessed)) if said]
        lines += words.deviation_paragraphs(self.scenario, report, assessed)
        if later is not None:
            lines += [words.continuation_words(self.scenario, later)]
        lines += ["", Content.styled(words.list_words(report), markup.SOFT)]
        return markup.lines(lines)

    def _move_words(self) -> Content:
        mover, move = mover_name(self.scenario), reaction_title(self.scenario, None, self.request.move)
        if self.request.picked or self.request.made:
            return markup.head(message("{mover}: {move}", mover=mover, move=move))
        return markup.head(message("{mover}: {move} (the likeliest move)", mover=mover, move=move))

    def _advised(self) -> Advice | None:
        """The advice that is shown."""
        return self.advice.get(self.request.advised[self._seat]) if self.request.advised else None

    def _list_choices(self) -> None:
        advice, choices = self._advised(), self.query_one("#stability-choices", ChoiceList)
        if not self.request.advised:
            choices.show(
                [Choice("", message("Advice is for one seat, but everybody can see this screen."), heading=True)]
            )
            return
        name = seat_name(self.scenario, self.request.advised[self._seat])
        if advice is None:
            seat = mid_sentence(name)
            working, none = (
                message("Working out advice for {seat} ...", seat=seat),
                message("No advice for {seat} yet.", seat=seat),
            )
            choices.show([Choice("", working if self.running else none, heading=True)])
            return
        rows = [Choice("", name, tail=message("score      regret   then"), heading=True)]
        for standing, several in advising.grouped(advice):
            rows.append(Choice("", advising.standing_words(advice, standing), heading=True))
            rows += [
                Choice(
                    str(advice.choices.index(each)),
                    advising.choice_words(self.scenario, each.orders),
                    tail=f"{plain(each.score.middle):>5}  {advising.regret_word(each):>10}  {plain(each.answered):>5}",
                )
                for each in several
            ]
        choices.show(rows)

    @on(ChoiceList.Highlighted, "#stability-choices")
    def _show_choice(self) -> None:
        chosen, advice = self.query_one("#stability-choices", ChoiceList).current, self._advised()
        through = self.query_one("#stability-through", Prose)
        if advice is None or chosen is None or not chosen.id:
            through.update("")
            return
        each = advice.choices[int(chosen.id)]
        lines: list[Content | str] = [
            markup.head(advising.choice_words(self.scenario, each.orders)),
            advising.through_words(self.scenario, self.request.turn, each),
            advising.advised_score_words(each),
            advising.clear_words(self.scenario, advice),
            "",
            Content.styled(advising.about_words(self.scenario, advice), markup.SOFT),
        ]
        through.update(markup.lines(lines))

    def _lenses(self) -> Content:
        if self.report is None:
            return self._nothing()
        lines: list[Content | str] = [Content.styled(words.counts_words(self.report), "bold"), ""]
        if conclusion := words.lens_dependence_words(self.scenario, self.report):
            lines += [markup.head(message("What depends on which lens")), conclusion, ""]
        lines += [markup.head(message("How this was found")), words.about_words(self.scenario, self.report), ""]
        lines += [words.rule_words(self.report)]
        return markup.lines(lines)

    # What can be done.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "next_seat":
                return self.in_view("advice") and len(self.request.advised) > 1
            case _:
                return super().check_action(action, parameters)

    def action_next_seat(self) -> None:
        self._seat = (self._seat + 1) % len(self.request.advised)
        self._list_choices()
        self._show_choice()
