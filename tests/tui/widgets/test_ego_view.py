"""One actor's ties by its keys and its words."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tests.text import sample
from wargame.network.ego import ego
from wargame.tui.widgets.ego_view import EgoView


class Shown(App[None]):
    """The view by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.game = sample.scenario(17)
        self.numbers = sample.numbers(self.game, 2)
        self.centred: list[str] = []
        self.neighbours: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield EgoView()

    def on_mount(self) -> None:
        self.view.show(self.game, self.numbers, "germany", sample.numbers(self.game, 1))
        self.view.focus()

    @property
    def view(self) -> EgoView:
        """The widget."""
        return self.query_one(EgoView)

    def on_ego_view_centred(self, message: EgoView.Centred) -> None:
        self.centred.append(message.actor)

    def on_ego_view_neighbour_highlighted(self, message: EgoView.NeighbourHighlighted) -> None:
        self.neighbours.append((message.listener, message.of))


def text_of(view: EgoView) -> str:
    """The view as it is seen."""
    return "\n".join(view.render_line(y).text for y in range(view.size.height))


async def test_both_sides_are_written_with_signed_trust_and_attention() -> None:
    app = Shown()
    async with app.run_test(size=(120, 40)):
        text = text_of(app.view)
        found = ego(app.game, app.numbers, "germany")
        for each in (*found.listens_to, *found.listened_to_by):
            assert f"{round(each.trust):+d}" in text
            assert f"{round(100 * each.attention)} %" in text
        assert "Germany: listens to" in text and "these listen to Germany" in text
        assert "since last turn" in text


async def test_enter_brings_the_neighbour_to_the_middle_and_backspace_goes_back() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        second = ego(app.game, app.numbers, "germany").listens_to[1].actor
        await pilot.press("down")
        assert app.neighbours[-1] == ("germany", second)
        await pilot.press("enter")
        assert app.view.actor == second and app.view.cursor == (0, 0)
        await pilot.press("right", "enter")
        assert app.view.actor == ego(app.game, app.numbers, second).listened_to_by[0].actor
        await pilot.press("backspace", "backspace", "backspace")
        assert app.view.actor == "germany"
        assert app.centred[0] == app.centred[-1] == "germany"


async def test_the_cursor_crosses_over_and_keeps_inside() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right")
        assert app.view.cursor[0] == 1
        listener, of = app.neighbours[-1]
        assert of == "germany" and listener != "germany"
        await pilot.press("end", "down", "down")
        last = len(ego(app.game, app.numbers, "germany").listened_to_by) - 1
        assert app.view.cursor == (1, last)
        await pilot.press("left", "home", "up")
        assert app.view.cursor == (0, 0)


async def test_brackets_go_through_all_actors() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right_square_bracket")
        assert app.view.actor == "poland"
        await pilot.press("left_square_bracket", "left_square_bracket")
        assert app.view.actor == "nato"


async def test_a_low_window_scrolls_to_the_cursor() -> None:
    app = Shown()
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.press("end")
        assert app.view.scroll_offset.y > 0
        assert sum(line.startswith("> ") for line in text_of(app.view).splitlines()) == 1


async def test_a_click_chooses_and_a_second_click_recentres() -> None:
    app = Shown()
    async with app.run_test(size=(80, 30)) as pilot:
        lines = text_of(app.view).splitlines()
        found = ego(app.game, app.numbers, "germany").listens_to[2].actor
        row = next(y for y, line in enumerate(lines) if line[2:].startswith(app.game.actors[found].title[:5]))
        await pilot.click(EgoView, offset=(4, row))
        assert app.view.cursor == (0, 2)
        await pilot.click(EgoView, offset=(4, row))
        assert app.view.actor == found
