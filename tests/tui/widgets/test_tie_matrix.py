"""The matrix of ties by its keys, its words and its window."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tests.text import sample
from wargame.text.names import signed
from wargame.tui.widgets.tie_matrix import TieMatrix

GAME = sample.scenario(17)


def text_of(widget: TieMatrix) -> list[str]:
    """The lines of a widget as they are seen."""
    return [widget.render_line(y).text for y in range(widget.size.height)]


class Shown(App[None]):
    """The matrix by itself."""

    def __init__(self, actors: int = 17, selected: str | None = "germany") -> None:
        super().__init__()
        self.game = sample.scenario(actors)
        self.selected = selected
        self.heard: list[TieMatrix.CellHighlighted | TieMatrix.CellChosen] = []

    def compose(self) -> ComposeResult:
        yield TieMatrix()

    def on_mount(self) -> None:
        now, before = sample.numbers(self.game, 2), sample.numbers(self.game, 1)
        self.matrix.show(self.game, now, before, self.selected)
        self.matrix.focus()

    @property
    def matrix(self) -> TieMatrix:
        """The widget."""
        return self.query_one(TieMatrix)

    def on_tie_matrix_cell_highlighted(self, message: TieMatrix.CellHighlighted) -> None:
        self.heard.append(message)

    def on_tie_matrix_cell_chosen(self, message: TieMatrix.CellChosen) -> None:
        self.heard.append(message)


async def test_twelve_actors_fit_eighty_columns() -> None:
    app = Shown(12)
    async with app.run_test(size=(80, 24)):
        assert app.matrix.max_scroll_x == 0
        lines = text_of(app.matrix)
        assert all(actor.short in lines[1] for actor in app.game.actors.values())
        for row, actor in enumerate(app.game.actors.values()):
            assert lines[2 + row][1:].startswith(actor.title[:4]) or lines[2 + row][1:].startswith(actor.short)


async def test_every_number_is_written_with_its_sign() -> None:
    app = Shown(12)
    async with app.run_test(size=(120, 40)):
        lines = text_of(app.matrix)
        numbers = sample.numbers(app.game, 2)
        for tie in app.game.ties.between:
            row = list(app.game.actors).index(tie.listener)
            assert signed(numbers[f"trust({tie.listener}, {tie.of})"], 0) in lines[2 + row]


async def test_the_cursor_starts_in_ones_own_row_and_is_told_in_words() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        lines = text_of(app.matrix)
        assert "Germany listens to" in lines[-4]
        assert "since last turn" in " ".join(lines[-4:])
        assert any(line.startswith(">GER") and "[" in line for line in lines)
        await pilot.press("down")
        heard = app.heard[-1]
        assert isinstance(heard, TieMatrix.CellHighlighted)
        assert heard.listener == "poland" and heard.control is app.matrix
        await pilot.press("enter")
        assert isinstance(app.heard[-1], TieMatrix.CellChosen) and app.heard[-1].listener == "poland"


async def test_head_and_names_stay_while_the_rest_scrolls() -> None:
    app = Shown()
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.press("end", *["pagedown"] * 3)
        lines = text_of(app.matrix)
        assert app.matrix.cursor == (16, 16)
        assert lines[1].rstrip().endswith("ITA")
        assert any(line.startswith(">ITA") for line in lines)
        assert "Columns" in lines[0] and "-17 of 17" in lines[0]
        # Whole columns only: every short name in the head is a whole one.
        shorts = {actor.short for actor in GAME.actors.values()}
        assert set(lines[1].split()) <= shorts


async def test_the_cursor_keeps_inside_and_a_click_moves_it() -> None:
    app = Shown()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(*["up"] * 20, "home", "left")
        assert app.matrix.cursor == (0, 0)
        await pilot.press("end", "right", "right")
        assert app.matrix.cursor == (0, 16)
        header = app.matrix.frozen_width()
        await pilot.click(TieMatrix, offset=(header + 3 * app.matrix.column_width() + 1, 2 + 5))
        assert app.matrix.cursor == (5, 3)


async def test_new_numbers_leave_the_cursor_where_it_is() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        app.matrix.move_to("us", "france")
        app.matrix.show(app.game, sample.numbers(app.game, 3), sample.numbers(app.game, 2), "germany")
        await pilot.pause()
        assert app.matrix.cursor == (11, 0)
        app.matrix.move_to("us", "atlantis")
        assert app.matrix.cursor == (11, 0)


async def test_what_moved_is_bold() -> None:
    app = Shown()
    async with app.run_test(size=(120, 40)):
        bold = {
            segment.text.strip()
            for y in range(2, 19)
            for segment in app.matrix.render_line(y)
            if segment.style and segment.style.bold and segment.text.strip()[-1].isdigit()
        }
        moved = {
            signed(sample.numbers(app.game, 2)[f"trust({tie.listener}, {tie.of})"], 0)
            for index, tie in enumerate(app.game.ties.between)
            if index % 5 == 0 and tie.trust.value < 97.5
        }
        assert moved <= bold


async def test_an_empty_matrix_draws_nothing_and_minds_no_key() -> None:
    class Empty(App[None]):
        def compose(self) -> ComposeResult:
            yield TieMatrix()

    app = Empty()
    async with app.run_test() as pilot:
        app.query_one(TieMatrix).focus()
        await pilot.press("down", "right", "enter", "pagedown", "end")
        assert app.query_one(TieMatrix).cursor == (0, 0)


async def test_the_scrollbar_hides_no_line_of_the_foot() -> None:
    async with Shown().run_test(size=(60, 18)) as pilot:
        matrix = pilot.app.query_one(TieMatrix)
        matrix.cursor = (16, 0)
        await pilot.pause()
        assert matrix.show_horizontal_scrollbar
        foot = ["".join(run for run, _ in line) for line in matrix._foot()]
        lines = pilot.app.screen._compositor.render_strips()
        shown = [strip.text.rstrip() for strip in lines[matrix.region.y :][: matrix.seen.height]]
        assert [line[: len(words)] for line, words in zip(shown[-matrix.foot_height :], foot, strict=False)] == foot
        assert matrix.seen.height == matrix.size.height - 1
        assert any(line.startswith(">") for line in shown), "the cursor's row is above the foot"
