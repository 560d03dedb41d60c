"""The full words of what is highlighted in a ledger: nothing cut off, each number with its reason and its place."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from wargame.engine.ledger import Carried, Direct
from wargame.model.scenario import Scenario
from wargame.text.ledger import carried_words, direct_words, entry_lines, row_head, row_lines
from wargame.text.message import message
from wargame.text.names import number_phrase, signed
from wargame.text.words import wrapped
from wargame.tui.widgets.ledger_tree import LedgerItem


def detail_lines(scenario: Scenario, item: LedgerItem, width: int) -> list[str]:
    """The full words of a ledger's node, wrapped to `width`."""
    if item.row is None:
        return wrapped(
            message("Choose a number to see what changed it. Enter opens it, cause by cause and tie by tie."), "", width
        )
    head = row_head(scenario, item.row)
    if isinstance(item.part, Carried):
        lines = wrapped(head, "", width)
        lines += wrapped(_amount_words(item.part.amount, carried_words(scenario, item.part)), "", width)
        if item.carried_from is not None and item.carried_from.partition(".")[2] in scenario.indicators:
            whose = number_phrase(scenario, item.carried_from)
            lines += wrapped(message("Enter follows the tie to {number}.", number=whose), "", width)
        return lines
    if isinstance(item.part, Direct) and item.entry is not None:
        words = direct_words(scenario, item.entry.cause, item.part)
        return [*wrapped(head, "", width), *wrapped(_amount_words(item.part.amount, words), "", width)]
    if item.faint:
        ties = [_amount_words(tie.amount, carried_words(scenario, tie)) for tie in item.faint]
        return [line for words in (head, *ties) for line in wrapped(words, "", width)]
    if item.entry is not None:
        return [*wrapped(head, "", width), *entry_lines(scenario, item.entry, width)]
    if item.rest:
        lines = wrapped(head, "", width)
        for entry in item.rest:
            lines += entry_lines(scenario, entry, width)
        return lines
    return row_lines(scenario, item.row, width)


class _Words(Widget):
    """The words for a node, wrapped to whatever width they are laid out in."""

    DEFAULT_CSS = "_Words { height: auto; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._scenario: Scenario | None = None
        self._item = LedgerItem()
        self._fitted: tuple[int, str] = (-1, "")

    def show(self, scenario: Scenario, item: LedgerItem) -> None:
        """Say the words for another node."""
        self._scenario, self._item, self._fitted = scenario, item, (-1, "")
        self.refresh(layout=True)

    def fitted(self, width: int) -> str:
        """The words in lines of a width."""
        if self._fitted[0] != width and self._scenario is not None:
            self._fitted = width, "\n".join(detail_lines(self._scenario, self._item, width))
        return self._fitted[1]

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self.fitted(width).count("\n") + 1

    def render(self) -> Content:
        return Content(self.fitted(self.content_size.width))


class LedgerDetail(VerticalScroll, can_focus=True):
    """The pane beside or under a LedgerTree; tell it what the tree highlights.

    >>> detail = LedgerDetail()
    >>> detail.show(scenario, message.item)  # in @on(LedgerTree.ItemHighlighted)  # doctest: +SKIP
    """

    # The scrollbar's column is left free, so that its coming and going wraps nothing anew.
    DEFAULT_CSS = """
    LedgerDetail { height: 1fr; background: $panel; color: $foreground; padding: 0 1; }
    LedgerDetail { scrollbar-size: 1 1; scrollbar-gutter: stable; }
    LedgerDetail:focus { background-tint: $foreground 5%; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._words = _Words()

    def compose(self) -> ComposeResult:
        yield self._words

    def show(self, scenario: Scenario, item: LedgerItem) -> None:
        """Tell all about a node of the ledger."""
        self.scroll_home(animate=False)
        self._words.show(scenario, item)

    @property
    def text(self) -> str:
        """The words that are shown, on the lines they are shown on."""
        return self._words.fitted(self._words.content_size.width)


def _amount_words(amount: float, reason: str) -> str:
    return message("{amount} {reason}", amount=signed(amount, 2), reason=reason)
