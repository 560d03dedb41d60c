"""The whole table: where the mover's move is picked, injects are released, and the turn is resolved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wargame.engine.view import InjectOffer, MoveOffer
from wargame.model.expression import Capital, text
from wargame.model.order import Decision
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.seminar.table import MovePicker, Phase, SeatTable
from wargame.text.beginnings import fixed_lines
from wargame.text.message import message
from wargame.text.names import mid_sentence, mover_name, seat_name
from wargame.text.screens import move_tail, mover_asked_words, mover_capital_words
from wargame.text.situation import reason_words
from wargame.tui import markup
from wargame.tui.commands import Command, bindings
from wargame.tui.hot_seat import Person, Role
from wargame.tui.messages import ConsentsGiven, InjectReleased, LookBack, MovePicked, ResolveTurn
from wargame.tui.pages.base import Dialog, KeyBar
from wargame.tui.pages.game_page import PANE_KEYS, GamePage
from wargame.tui.pages.paned import pane_commands
from wargame.tui.screens.consents import ConsentDialog
from wargame.tui.screens.dialogs import Confirm
from wargame.tui.widgets.choice_list import Choice, ChoiceList
from wargame.tui.widgets.prose import Prose, Reading

CAPITAL = text(Capital(MOVER_ID))
"""The name of the mover's capital among the numbers."""


class TableScreen(GamePage):
    """The table as the facilitator, the mover's player or a watcher meets it."""

    PANES = (
        ("table", message("This turn")),
        ("network", message("Network")),
        ("numbers", message("Numbers")),
        ("goals", message("Goals")),
        ("brief", message("Brief")),
    )
    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter,space", "pick", "Pick move", "Make the move under the cursor."),
        Command("c", "leave_to_chance", "Leave to chance", "Let chance pick the move, with the odds shown."),
        Command("r", "resolve", "Resolve turn", "Resolve the turn: everything takes effect at once."),
        Command("m", "consents", "Consents", "Answer where the mover's consent may be asked.", footer=False),
        Command("i", "injects", "Injects", "Release one of the scenario's injects into this turn."),
        Command("l", "last_turn", "Last turn", "See how the last turn turned out, and why."),
        *PANE_KEYS,
        Command("escape", "app.home", "Home", "Leave for the home screen; the game is saved."),
        *pane_commands(PANES),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "The whole table. When a move is due, pick it here: the list shows every move, how likely chance would be to "
        "pick it, and why some can't be made now. A facilitator may release injects before the turn is resolved. When "
        "all orders are in, r resolves the turn."
    )

    def __init__(self, place: SeatTable, person: Person | None, picks: SeatTable | None = None) -> None:
        """`picks` is the place of whoever picks the move."""
        self.person, self.picks = person, picks or place
        super().__init__(place)
        self.snapshot = self.picks.snapshot
        self.offers = self.snapshot.moves

    @property
    def scenario(self) -> Scenario:
        """The scenario as whoever picks the move holds it."""
        return self.picks.scenario

    @property
    def picking(self) -> bool:
        """Whether the move is due."""
        return self.place.snapshot.phase is Phase.MOVE

    def pane(self, pane: str) -> ComposeResult:
        if pane != "table":
            yield from super().pane(pane)
            return
        if self.picking:
            with Reading(classes="situation"):
                yield Prose(self._situation(), id="situation")
            yield ChoiceList(self._choices(), id="moves")
            with Reading(classes="detail"):
                yield Prose("", id="detail")
        else:
            with Reading(classes="reading"):
                yield Prose(self._situation(), id="situation")

    def on_mount(self) -> None:
        super().on_mount()
        self.call_after_refresh(self._share)

    def _share(self) -> None:
        if self.is_attached and self.picking:
            lines = (markup.move_detail(self.scenario, move, self._reason(move)) for move in self.offers)
            self.share_rows("table", lines)

    def _rearrange(self) -> None:
        super()._rearrange()
        self.call_after_refresh(self._share)

    def header(self) -> None:
        if self.person is None:
            who = message("Watching: bots play every seat")
        elif self.person.role is Role.MOVER:
            who = message("You play the mover: {mover}", mover=self.scenario.mover.title)
        else:
            who = message("You are the facilitator")
        self.say_header(who, message("The move is due") if self.picking else message("All orders are in"))

    def _situation(self) -> Content:
        lines: list[Content | str] = [
            Content.assemble((message("Released: "), "bold $accent"), self.scenario.injects[inject].title)
            for inject in self.place.snapshot.released
        ]
        lines += [
            Content.assemble((message("Fixed: "), "bold $accent"), fixed)
            for fixed in fixed_lines(self.scenario, self.place.snapshot.game.fixed or {})
        ]
        if self.picking:
            mover = mid_sentence(mover_name(self.scenario))
            lines.append(Content.styled(message("What does {mover} do this turn?", mover=mover), markup.HEAD))
            lines += markup.news_lines(self.scenario, self.view)
            lines += self._means()
            if self.person is not None and self.person.role is Role.MOVER and self.place.snapshot.at_first_turn:
                lines.append(markup.flowing(self.scenario.mover.brief))
        else:
            lines += self._means()
            lines.append(markup.situation(self.scenario, self.view, self.place.snapshot.move))
            lines += ["", markup.head(message("At the table (bots give their orders as the turn is resolved)"))]
            taken = self.place.snapshot.game.seats
            for seat in self.scenario.seats:
                name = seat_name(self.scenario, seat)
                state = (
                    message("{seat}: orders are in", seat=name) if seat in taken else message("{seat}: bot", seat=name)
                )
                lines.append(f"  {state}")
            lines += ["", Content.styled(message("Press r to resolve the turn."), "bold $accent")]
        return markup.lines(lines)

    def _means(self) -> list[Content | str]:
        """What the mover has to spend, and what consent may be asked of it; for whoever may know."""
        seen = self.picks.snapshot
        lines: list[Content | str] = []
        have = seen.view.numbers.get(CAPITAL)
        if have is not None:
            words = mover_capital_words(self.scenario, have)
            lines.append(Content.assemble((message("The mover's capital "), "bold"), words))
        if seen.mover_asks:
            asked = mover_asked_words(len(seen.mover_asks), seen.mover_answers is not None)
            lines.append(Content.styled(asked, "bold $accent"))
        return lines

    def goals_text(self) -> Content:
        have = self.picks.snapshot.view.numbers.get(CAPITAL)
        if have is None:
            return super().goals_text()
        words = mover_capital_words(self.scenario, have)
        return markup.lines([markup.head(message("The mover's political capital")), words, "", super().goals_text()])

    def history(self) -> list[Mapping[str, float]]:
        return list(self.picks.snapshot.history)

    def _reason(self, move: MoveOffer) -> str:
        return reason_words(self.scenario, move)

    def _choices(self) -> list[Choice]:
        return [
            Choice(
                move.id,
                move.title,
                mark=" " if move.legal else "-",
                tail=move_tail(move),
                note=self._reason(move),
                dim=not move.legal,
            )
            for move in self.offers
        ]

    @on(ChoiceList.Highlighted, "#moves")
    def _highlighted(self, event: ChoiceList.Highlighted) -> None:
        move = next(move for move in self.offers if move.id == event.choice.id)
        self.query_one("#detail", Prose).update(markup.move_detail(self.scenario, move, self._reason(move)))
        self.query_one(".detail", Reading).scroll_home(animate=False)

    @on(ChoiceList.Picked, "#moves")
    def _picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        move = next(move for move in self.offers if move.id == event.choice.id)
        if not move.legal:
            # Its row and the text below say why.
            return
        text = message(
            "{mover}: {move}. The seats will see it and react.", mover=mover_name(self.scenario), move=move.title
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._pick(move.id)

        self.app.push_screen(
            Confirm(message("Make this move?"), text, message("Make the move"), message("Back")), answered
        )

    def _pick(self, move: str | None) -> None:
        """Make a move, once it is said how the mover answers where its consent may be asked."""
        seen = self.picks.snapshot
        if not seen.mover_asks or seen.mover_answers is not None:
            self.post_message(MovePicked(move, self.snapshot.number, None))
            return

        def answered(answers: tuple[Decision, ...] | None) -> None:
            if answers is not None:
                self.post_message(MovePicked(move, self.snapshot.number, answers))

        self.app.push_screen(ConsentDialog(self.scenario, seen.mover_asks, ()), answered)

    def action_consents(self) -> None:
        seen = self.picks.snapshot

        def answered(answers: tuple[Decision, ...] | None) -> None:
            if answers is not None:
                self.post_message(ConsentsGiven(answers, seen.number))

        dialog = ConsentDialog(self.scenario, seen.mover_asks, seen.mover_answers or ())
        self.app.push_screen(dialog, answered)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "consents":
                return bool(self.picks.snapshot.mover_asks)
            case "leave_to_chance":
                return self.picking
            case "pick":
                return self.picking and isinstance(self.focused, ChoiceList)
            case "resolve":
                return self.place.snapshot.phase is Phase.READY
            case "injects":
                return self.place.snapshot.game.picker is MovePicker.FACILITATOR and bool(self.scenario.injects)
            case "last_turn":
                return not self.place.snapshot.at_first_turn
            case _:
                return super().check_action(action, parameters)

    def action_pick(self) -> None:
        self.query_one("#moves", ChoiceList).action_pick()

    def action_leave_to_chance(self) -> None:
        question, text = (
            message("Leave the move to chance?"),
            message("Chance picks one of the moves that can be made, with the odds in the list."),
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._pick(None)

        self.app.push_screen(Confirm(question, text, message("Leave it to chance"), message("Back")), answered)

    def action_resolve(self) -> None:
        self.post_message(ResolveTurn())

    def action_last_turn(self) -> None:
        self.post_message(LookBack())

    def action_injects(self) -> None:
        def chosen(inject: str | None) -> None:
            if inject is not None:
                self.post_message(InjectReleased(inject))

        self.app.push_screen(InjectDialog(self.place), chosen)

    def changed(self) -> None:
        """Show what has been released or answered."""
        self.query_one("#situation", Prose).update(self._situation())
        for reading in self.query(".situation, #pane-table .reading").results(Reading):
            reading.scroll_home(animate=False)


class InjectDialog(Dialog[str | None]):
    """The scenario's injects, one of which may be released."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter,space", "release", "Release", "Release the inject under the cursor into this turn."),
        Command("escape", "close", "Back", "Back to the table."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "What the facilitator may release into this turn. An inject takes effect when the turn is resolved, and "
        "everybody then sees what it was."
    )

    def __init__(self, place: SeatTable) -> None:
        super().__init__()
        self.place = place
        self.offers = place.snapshot.injects

    def body(self) -> ComposeResult:
        with Vertical(classes="dialog large"):
            yield Static(message("Release an inject"), classes="dialog-title")
            yield ChoiceList([self._choice(offer) for offer in self.offers], id="injects")
            with Reading(classes="detail"):
                yield Prose("", id="inject-detail")
            yield KeyBar()

    def _reason(self, offer: InjectOffer) -> str:
        if offer.id in self.place.snapshot.released:
            return message("It has already been released into this turn.")
        return reason_words(self.place.scenario, offer)

    def _choice(self, offer: InjectOffer) -> Choice:
        reason = self._reason(offer)
        return Choice(offer.id, offer.title, mark="-" if reason else " ", note=reason, dim=bool(reason))

    @on(ChoiceList.Highlighted, "#injects")
    def _highlighted(self, event: ChoiceList.Highlighted) -> None:
        offer = next(offer for offer in self.offers if offer.id == event.choice.id)
        self.query_one("#inject-detail", Prose).update(
            markup.inject_detail(self.place.scenario, offer, self._reason(offer))
        )

    @on(ChoiceList.Picked, "#injects")
    def _picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        offer = next(offer for offer in self.offers if offer.id == event.choice.id)
        if not self._reason(offer):
            self.dismiss(offer.id)

    def action_release(self) -> None:
        self.query_one("#injects", ChoiceList).action_pick()

    def action_close(self) -> None:
        self.dismiss(None)
