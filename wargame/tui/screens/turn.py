"""The turn as one seat plays it: what the mover did, which reactions there are, and the orders handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from wargame.engine.view import Ask, Offer
from wargame.model.order import Decision, Order
from wargame.model.scenario import Scenario
from wargame.model.viewer import Seated, seat_of
from wargame.seminar.snapshot import Snapshot
from wargame.seminar.table import SeatTable
from wargame.text.branches import orders_text
from wargame.text.message import message
from wargame.text.names import order_words
from wargame.text.refusals import refusal_words
from wargame.text.screens import (
    before_words,
    capital_left_words,
    consents_words,
    cost_question,
    marked_words,
    offer_tail,
    offer_title,
    refused_reason,
    unaffordable_words,
)
from wargame.text.situation import reason_words
from wargame.tui import markup
from wargame.tui.asks import answer_words, ask_choice, ask_detail, next_answer
from wargame.tui.commands import Command, bindings
from wargame.tui.messages import LookBack, OrdersGiven
from wargame.tui.pages.base import TALL, WIDE
from wargame.tui.pages.game_page import PANE_KEYS, GamePage
from wargame.tui.pages.paned import pane_commands
from wargame.tui.screens.dialogs import Confirm
from wargame.tui.widgets.choice_list import Choice, ChoiceList
from wargame.tui.widgets.prose import Prose, Reading

NEXT_STEP = Content.styled(message("Press Enter to choose your reactions."), "bold $accent")


MOST_BEFORE = 3
"""Of how many turns that were played from here before the orders are shown."""


class TurnScreen(GamePage):
    """One seat's turn."""

    PANES = (
        ("facts", message("Situation")),
        ("orders", message("Orders")),
        ("network", message("Network")),
        ("numbers", message("Numbers")),
        ("goals", message("Goals")),
        ("brief", message("Brief")),
    )
    MAIN = "orders"
    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("s", "submit", "Hand in", "Hand in the marked orders, after one last look."),
        Command("enter,space", "mark", "Mark", "Mark or unmark the reaction under the cursor."),
        Command("enter", "to_orders", "Choose reactions", "Go on to your reactions."),
        Command("u", "unmark", "Unmark all", "Remove every mark.", footer=False),
        Command("l", "last_turn", "Last turn", "See how the last turn turned out, and why."),
        *PANE_KEYS,
        Command("escape", "app.home", "Home", "Leave for the home screen; the game is saved."),
        *pane_commands(PANES),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "Your seat's turn. The situation says what happened and why it matters to you; the orders are the reactions "
        "you can choose, and what they cost. A large window shows both side by side, a small one shows one at a time: "
        "1 is the situation, 2 the orders. Mark the reactions you want with Enter, then press s to hand them in. "
        "Nobody else sees them until all orders are in. The other number keys show the network, the numbers, your "
        "goals and your brief."
    )

    def __init__(self, place: SeatTable, marked: Sequence[Decision] = ()) -> None:
        """`marked` are orders marked before, when the same turn was left; they count as long as they may be given."""
        super().__init__(place)
        self.snapshot = place.snapshot
        """The turn as it was when it was opened; the orders handed in answer it."""
        self.seat = seat_of(place.viewer) or ""
        self.marked: list[Decision] = list(marked) if self.snapshot.refusal(marked, self.scenario) is None else []
        self.situation = markup.situation(self.scenario, self.view, self.snapshot.move)

    def pane(self, pane: str) -> ComposeResult:
        if pane == "facts":
            with Reading(classes="reading"):
                yield Prose("", id="facts")
            return
        if pane != "orders":
            yield from super().pane(pane)
            return
        with Reading(classes="situation"):
            yield Prose(self.situation, id="situation")
        yield ChoiceList(self._choices(), id="reactions")
        yield Prose("", id="capital")
        with Reading(classes="detail"):
            yield Prose("", id="detail")

    def on_mount(self) -> None:
        if self.app.size.height < TALL and self.app.size.width < WIDE:
            self.current = "facts"
        if self.place.snapshot.at_first_turn:
            # Whoever has just sat down finds the brief beside the reactions.
            self._recent.remove("brief")
            self._recent.insert(0, "brief")
        self._settle()
        super().on_mount()
        self._show_capital()
        self.call_after_refresh(self._share)

    def _share(self) -> None:
        if self.is_attached and self.app.size.height >= TALL:
            lines = (markup.offer_detail(self.scenario, self.view, offer, "") for offer in self.view.offers)
            self.share_rows("orders", lines)

    def _settle(self) -> None:
        """Where there is no room for the situation above the reactions it has a pane of its own, read first."""
        self._recent.remove("facts")
        if self.app.size.height < TALL:
            self._recent.insert(0, "facts")
        else:
            self._recent.append("facts")
            if self.current == "facts":
                self.current = "orders"
        lines = [self.situation]
        before = self._before()
        if before:
            lines.insert(
                0, Content.assemble((message("You have played this turn before. "), "bold $accent"), before, "\n")
            )
        if self.place.snapshot.at_first_turn:
            brief = markup.flowing(self.scenario.seats[self.seat].brief)
            lines.insert(0, Content.assemble((message("Your brief: "), "bold $accent"), brief, "\n"))
        if self.app.size.width < WIDE:
            lines += [Content(""), NEXT_STEP]
        self.query_one("#facts", Prose).update(markup.lines(lines))

    def _before(self) -> str:
        """What the seat ordered when this turn was played before."""
        tree = self.place.snapshot.tree
        played = [number for number in tree.children(self.place.snapshot.node) if not tree[number].tried]
        ordered = [
            (tree.branch(each), orders_text(self.scenario, tree[each], self.seat, Seated(self.seat))) for each in played
        ]
        return before_words(ordered, MOST_BEFORE)

    def _rearrange(self) -> None:
        self._settle()
        super()._rearrange()
        self.call_after_refresh(self._share)

    def header(self) -> None:
        count = len(self.view.offers)
        own = self.scenario.seats[self.seat].title
        due = message("Your orders are due") if count else message("No reaction possible: press s")
        self.say_header(message("Your seat: {seat}", seat=own), due)

    @property
    def has_marks(self) -> bool:
        """Whether there are orders that would be lost by leaving."""
        return bool(self.marked)

    def _offer(self, key: str) -> Offer | None:
        return next((offer for offer in self.view.offers if str(offer.order) == key), None)

    def _ask(self, key: str) -> Ask | None:
        return next((ask for ask in self.view.asks if str(ask.order) == key), None)

    def _reason(self, offer: Offer) -> str:
        """Why a reaction can't be added to those marked; empty when it can."""
        if not offer.legal or offer.order in self.marked:
            return reason_words(self.scenario, offer)
        reason = check_reason(self.snapshot, self.scenario, [*self.marked, offer.order])
        left = self._have - self._spent
        if reason and offer.cost > left:
            return unaffordable_words(offer.cost, left)
        return reason

    @property
    def _full(self) -> bool:
        """Whether as many reactions are marked as may be ordered."""
        own = [order for order in self.marked if isinstance(order, Order)]
        return len(own) >= self.scenario.seats[self.seat].orders_per_turn

    @property
    def _have(self) -> float:
        return self.view.numbers.get(f"capital({self.seat})", 0.0)

    @property
    def _spent(self) -> float:
        return sum(offer.cost for offer in self.view.offers if offer.order in self.marked)

    def _choices(self) -> list[Choice]:
        choices = [Choice("", message("Your reactions"), heading=True)] if self.view.asks else []
        for offer in self.view.offers:
            reason = self._reason(offer)
            # What holds for every row alike is said once, beside the capital.
            shared = self._full and offer.legal and offer.cost <= self._have - self._spent
            choices.append(
                Choice(
                    str(offer.order),
                    offer_title(self.scenario, offer),
                    mark="[x]" if offer.order in self.marked else "[ ]" if not reason else " - ",
                    tail=offer_tail(self.view, offer),
                    note="" if shared else reason,
                    dim=bool(reason),
                )
            )
        if self.view.asks:
            choices.append(Choice("", message("Others may ask for your consent"), heading=True))
        return choices + [ask_choice(self.scenario, ask, self.marked) for ask in self.view.asks]

    def _show_capital(self) -> None:
        orders = [order for order in self.marked if isinstance(order, Order)]
        asks = self.view.asks
        granted = len([ask for ask in asks if ask.order not in self.marked])
        footnotes = len([ask for ask in asks if ask.footnote in self.marked])
        self.query_one("#capital", Prose).update(
            Content.assemble(
                (message("Capital "), "bold"),
                capital_left_words(self._have, self._spent),
                "    ",
                (message("Marked "), "bold"),
                marked_words(len(orders), self.scenario.seats[self.seat].orders_per_turn),
                f"\n{consents_words(granted, footnotes, len(asks))}" if asks else "",
            )
        )

    @on(ChoiceList.Highlighted, "#reactions")
    def _highlighted(self, event: ChoiceList.Highlighted) -> None:
        self._detail(event.choice.id)

    def _detail(self, key: str) -> None:
        offer, ask = self._offer(key), self._ask(key)
        text: Content | str = ""
        if offer is not None:
            text = markup.offer_detail(self.scenario, self.view, offer, self._reason(offer))
        elif ask is not None:
            text = ask_detail(self.scenario, ask)
        self.query_one("#detail", Prose).update(text)
        self.query_one(".detail", Reading).scroll_home(animate=False)

    @on(ChoiceList.Picked, "#reactions")
    def _picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        offer, ask = self._offer(event.choice.id), self._ask(event.choice.id)
        if ask is not None:
            self.marked = list(next_answer(ask, self.marked))
        elif offer is None:
            return
        elif offer.order in self.marked:
            self.marked.remove(offer.order)
        else:
            if self._reason(offer):
                # Its row, the line with the capital and the text below say why.
                return
            self.marked.append(offer.order)
        self._show_marks()

    def _show_marks(self) -> None:
        reactions = self.query_one("#reactions", ChoiceList)
        reactions.show(self._choices())
        self._show_capital()
        if reactions.current is not None:
            self._detail(reactions.current.id)

    def action_mark(self) -> None:
        self.query_one("#reactions", ChoiceList).action_pick()

    def action_to_orders(self) -> None:
        self.action_pane("orders")

    def action_unmark(self) -> None:
        self.marked.clear()
        self._show_marks()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "last_turn":
            return not self.place.snapshot.at_first_turn
        if action == "mark":
            return isinstance(self.focused, ChoiceList)
        if action == "to_orders":
            return self.current == "facts" and self.app.size.width < WIDE
        if action == "unmark":
            return self.has_marks
        return super().check_action(action, parameters)

    def action_last_turn(self) -> None:
        self.post_message(LookBack())

    def action_submit(self) -> None:
        question = message("Hand in these orders?")
        asked = Confirm(question, self._orders_text(), message("Hand in"), message("Back"))
        self.app.push_screen(asked, self._confirmed)

    def _orders_text(self) -> Content:
        own = [order for order in self.marked if isinstance(order, Order)]
        lines: list[Content | str] = [f"  {order_words(self.scenario, order)}" for order in own]
        if not own:
            lines.insert(0, message("You are ordering nothing this turn."))
        if self.view.asks:
            lines += ["", Content.styled(message("If asked:"), "bold")]
            lines += [f"  {answer_words(self.scenario, ask, self.marked)}" for ask in self.view.asks]
        lines += ["", cost_question(self._have, self._spent)]
        return markup.lines(lines)

    def _confirmed(self, yes: bool | None) -> None:
        if yes:
            self.post_message(OrdersGiven(self.seat, tuple(self.marked), self.snapshot.number))


def check_reason(snapshot: Snapshot, scenario: Scenario, orders: Sequence[Decision]) -> str:
    """Why these orders can't be given together; empty when they can."""
    refused = snapshot.refusal(orders, scenario)
    reason = "" if refused is None else refusal_words(refused.refusal)
    return refused_reason(reason)
