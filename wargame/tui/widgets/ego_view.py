"""One actor of the network by itself: whom it listens to, who listens to it, and how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from wargame.model.scenario import Scenario
from wargame.network.ego import Ego, Neighbour, ego
from wargame.text.message import message
from wargame.text.names import actor_name, mid_sentence
from wargame.text.ties import tie_words
from wargame.tui.widgets.ego_drawing import Measures, ego_lines, label_heads, row_spacing, side_rows
from wargame.tui.widgets.framed import FramedView
from wargame.tui.widgets.lines import Line, fitted, wrapped


class EgoView(FramedView):
    """An actor in the middle, those it listens to at the left, its listeners at the right, the heaviest tie on top.

    Enter on a neighbour brings it to the middle, backspace goes back, `[` and `]` go through all actors.

    >>> view = EgoView()
    >>> view.show(scenario, numbers, "germany", before=numbers_a_turn_ago)  # doctest: +SKIP
    """

    PREFIX = "ego-view"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "ego-view--text",
        "ego-view--note",
        "ego-view--head",
        "ego-view--centre",
        "ego-view--plus",
        "ego-view--minus",
        "ego-view--plus-moved",
        "ego-view--minus-moved",
        "ego-view--tie-plus",
        "ego-view--tie-minus",
        "ego-view--tie-cursor",
        "ego-view--cursor",
        "ego-view--blurred",
        "ego-view--foot",
    }
    DEFAULT_CSS = """
    EgoView .ego-view--text { background: $surface; color: $foreground; }
    EgoView .ego-view--note { background: $surface; color: $foreground 60%; }
    EgoView .ego-view--head { background: $surface; color: $foreground 75%; }
    EgoView .ego-view--centre { background: $panel; color: $primary; text-style: bold; }
    EgoView .ego-view--plus { background: $surface; color: $success; }
    EgoView .ego-view--minus { background: $surface; color: $error; }
    EgoView .ego-view--plus-moved { background: $surface; color: $success; text-style: bold; }
    EgoView .ego-view--minus-moved { background: $surface; color: $error; text-style: bold; }
    EgoView .ego-view--tie-plus { background: $surface; color: $success 60%; }
    EgoView .ego-view--tie-minus { background: $surface; color: $error 60%; }
    EgoView .ego-view--tie-cursor { background: $surface; color: $primary; text-style: bold; }
    EgoView .ego-view--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    EgoView .ego-view--blurred {
        background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground; text-style: bold;
    }
    EgoView .ego-view--foot { background: $panel; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False),
        Binding("down", "step(1)", "Down", show=False),
        Binding("left", "side(0)", "Left", show=False),
        Binding("right", "side(1)", "Right", show=False),
        Binding("home", "step(-99)", "First", show=False),
        Binding("end", "step(99)", "Last", show=False),
        Binding("pageup", "step(-8)", "Page up", show=False),
        Binding("pagedown", "step(8)", "Page down", show=False),
        Binding("enter", "recentre", "To the middle", tooltip="Bring this neighbour to the middle"),
        Binding("backspace", "back", "Back", show=False),
        Binding("left_square_bracket", "next(-1)", "Previous actor", show=False),
        Binding("right_square_bracket", "next(1)", "Next actor", key_display="[ ]"),
    ]

    actor: reactive[str] = reactive("")
    """The actor in the middle."""
    cursor: reactive[tuple[int, int]] = reactive((0, 0))
    """Side (0 those listened to, 1 the listeners) and place on it."""

    @dataclass
    class NeighbourHighlighted(Message):
        """The cursor came to the tie by which `listener` listens to `of`."""

        view: EgoView
        listener: str
        of: str

        @property
        def control(self) -> EgoView:
            return self.view

    @dataclass
    class Centred(Message):
        """Another actor came to the middle."""

        view: EgoView
        actor: str

        @property
        def control(self) -> EgoView:
            return self.view

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._scenario: Scenario | None = None
        self._numbers: Mapping[str, float] = {}
        self._before: Mapping[str, float] | None = None
        self._lens: str | None = None
        self._ego = Ego("", (), ())
        self._moved: set[tuple[str, str]] = set()
        self._trail: list[str] = []
        self._drawn: tuple[object, list[Line]] | None = None

    def show(
        self,
        scenario: Scenario,
        numbers: Mapping[str, float],
        actor: str,
        before: Mapping[str, float] | None = None,
        lens: str | None = None,
    ) -> None:
        """Show an actor's ties as they are in `numbers`, under a lens, marking what moved since `before`."""
        self._scenario, self._numbers, self._before, self._lens = scenario, numbers, before, lens
        self._moved = set()
        if before is not None:
            for tie in scenario.ties.between:
                name = f"trust({tie.listener}, {tie.of})"
                if round(numbers.get(name, 0.0) - before.get(name, numbers.get(name, 0.0)), 1):
                    self._moved.add((tie.listener, tie.of))
        self._trail.clear()
        self._centre(actor)

    def _centre(self, actor: str) -> None:
        if self._scenario is None:
            return
        self._ego = ego(self._scenario, self._numbers, actor, self._lens)
        self._drawn = None
        changed = actor != self.actor
        self.actor = actor
        if changed:
            self.set_reactive(EgoView.cursor, self._valid((0, 0)))
            self.scroll_to(0, 0, animate=False, force=True)
            self.post_message(self.Centred(self, actor))
        else:
            self.set_reactive(EgoView.cursor, self._valid(self.cursor))
        self.lay_out()

    # Lines.

    def lay_out(self) -> None:
        self._drawn = None
        super().lay_out()

    def row_count(self) -> int:
        return row_spacing(self._ego, self.room)[0]

    def cursor_row(self) -> int:
        rows, spacing = row_spacing(self._ego, self.room)
        side, place = self.cursor
        at = side_rows(len(self._side(side)), rows, spacing)
        return at[place] if place < len(at) else 0

    def head(self) -> list[tuple[Line, Line]]:
        width = self.size.width
        name = "" if self._scenario is None else actor_name(self._scenario, self.actor)
        sizes = Measures.of(width)
        left = message("  {actor}: listens to", actor=name)
        right = message("these listen to {actor}", actor=mid_sentence(name))
        between = sizes.tie * 2 + sizes.box
        heads = label_heads(width)
        # The heads' words are over the labels; long ones run on over the middle.
        half = (sizes.label * 2 + between) // 2
        first = fitted(left, half) + fitted(right, half).rstrip().rjust(sizes.label * 2 + between - half)
        return [((), ((first, "head"),)), ((), (*heads[0], (" " * between, "head"), *heads[1]))]

    def body(self, row: int) -> tuple[Line, Line]:
        key = (self.size, self.cursor, self.has_focus)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, self._draw())
        return (), self._drawn[1][row]

    def _draw(self) -> list[Line]:
        if self._scenario is None:
            return [()] * self.row_count()
        scenario = self._scenario
        theta = scenario.actors[self.actor].stubbornness
        if self._lens is not None:
            theta = scenario.lenses[self._lens].stubbornness.get(self.actor, theta)

        def name_of(actor: str, room: int) -> str:
            name = actor_name(scenario, actor)
            return name if len(name) <= room else scenario.actors[actor].short

        lines = ego_lines(self._ego, name_of, theta, self.size.width, self.room, self.cursor, self._moved)
        if self.has_focus:
            return lines
        return [[(words, "blurred" if role == "cursor" else role) for words, role in line] for line in lines]

    def foot_key(self) -> object:
        return (self.actor, self.cursor)

    def foot(self) -> list[Line]:
        if self._scenario is None:
            return []
        tie = self._tie()
        if tie is None:
            words = message("No ties: this actor listens to nobody, and nobody listens to it.")
        else:
            words = tie_words(self._scenario, self._numbers, *tie, self._before)
        return [((" " + line, "foot"),) for line in wrapped(words, self.size.width - 2, self.foot_height)]

    # Moving about.

    def _side(self, side: int) -> tuple[Neighbour, ...]:
        return self._ego.listened_to_by if side else self._ego.listens_to

    def _neighbour(self) -> Neighbour | None:
        side, place = self.cursor
        neighbours = self._side(side)
        return neighbours[place] if place < len(neighbours) else None

    def _tie(self) -> tuple[str, str] | None:
        """The (listener, of) under the cursor."""
        neighbour = self._neighbour()
        if neighbour is None:
            return None
        return (neighbour.actor, self.actor) if self.cursor[0] else (self.actor, neighbour.actor)

    def _valid(self, cursor: tuple[int, int]) -> tuple[int, int]:
        side, place = cursor
        if not self._side(side) and self._side(1 - side):
            side = 1 - side
        return side, min(max(place, 0), max(0, len(self._side(side)) - 1))

    def validate_cursor(self, cursor: tuple[int, int]) -> tuple[int, int]:
        return self._valid(cursor)

    def watch_cursor(self) -> None:
        self.keep_in_sight()
        self.refresh()
        if (tie := self._tie()) is not None:
            self.post_message(self.NeighbourHighlighted(self, *tie))

    def action_step(self, down: int) -> None:
        """Move the cursor along its side."""
        self.cursor = (self.cursor[0], self.cursor[1] + down)

    def action_side(self, side: int) -> None:
        """Move the cursor to the left (0) or right (1) side, to the row nearest to where it is."""
        if side == self.cursor[0] or not self._side(side):
            return
        rows, spacing = row_spacing(self._ego, self.room)
        here = self.cursor_row()
        at = side_rows(len(self._side(side)), rows, spacing)
        self.cursor = (side, min(range(len(at)), key=lambda place: abs(at[place] - here)))

    def action_recentre(self) -> None:
        """Bring the neighbour under the cursor to the middle."""
        if (neighbour := self._neighbour()) is not None:
            self._trail.append(self.actor)
            self._centre(neighbour.actor)

    @property
    def has_trail(self) -> bool:
        """Whether another actor was in the middle before."""
        return bool(self._trail)

    def action_back(self) -> None:
        """Bring back the actor that was in the middle before."""
        if self._trail:
            self._centre(self._trail.pop())

    def action_next(self, way: int) -> None:
        """Bring the next or previous actor of the scenario to the middle."""
        if self._scenario is not None:
            actors = list(self._scenario.actors)
            self._trail.append(self.actor)
            self._centre(actors[(actors.index(self.actor) + way) % len(actors)])

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event.y)
        if row is None:
            return
        rows, spacing = row_spacing(self._ego, self.room)
        side = 0 if event.x < self.size.width // 2 else 1
        at = side_rows(len(self._side(side)), rows, spacing)
        if row in at:
            here = (side, at.index(row))
            if here == self.cursor:
                self.action_recentre()
            else:
                self.cursor = here
