"""Who answers where the mover's consent is asked, and what of it is seen, saved, revised and undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.council import council
from tests.errors import raises_saying
from tests.shipped import shipped_without
from wargame.engine.position import start
from wargame.engine.refusal import NoFootnote, NothingToWithhold, Twice
from wargame.game.game_file import export_text, import_text, verify
from wargame.game.library import Library
from wargame.game.tree import BEGINNING
from wargame.model.order import Order, Withholding
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated, Viewer, viewers
from wargame.seminar.actions import ActionCode, Answer, Go, PickMove, Resolve, SetMove, Submit
from wargame.seminar.local import LocalTable
from wargame.seminar.snapshot import ActionRefused
from wargame.seminar.table import MovePicker, Phase, Setup, TableError
from wargame.text.branches import tree_lines
from wargame.text.faults import error_words, fault_words

WITHHELD = Withholding(MOVER_ID, "host", "talks")
FOOTNOTE = replace(WITHHELD, in_part=True)
TALKS = Order("host", "talks")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library.sqlite3")


def table(picker: MovePicker, *seats: str, library: Library | None = None) -> LocalTable:
    scenario = council()
    return LocalTable.create(Setup(scenario, seats, picker, scenario.default_lens, 3), library)


def answers(place: LocalTable, viewer: Viewer, *given: Withholding) -> None:
    seat = place.seat(viewer)
    seat.act(Answer(seat.snapshot.number, given))


ANSWERING = [(MovePicker.PLAYER, MOVER), (MovePicker.FACILITATOR, FACILITATOR)]


@pytest.mark.parametrize(("picker", "picks"), ANSWERING)
def test_whoever_picks_the_move_is_asked_and_answers_for_the_mover(picker: MovePicker, picks: Viewer) -> None:
    game = table(picker, "host")
    for viewer in viewers(game.setup.scenario.seats):
        seen = game.seat(viewer).snapshot
        assert [each.order for each in seen.mover_asks] == ([WITHHELD] if viewer == picks else [])
        assert seen.mover_answers is None
    answers(game, picks, FOOTNOTE)
    place = game.seat(picks)
    place.act(PickMove(place.snapshot.number, "reaffirm"))
    assert place.snapshot.mover_answers == (FOOTNOTE,), "kept while the move is picked"
    answers(game, picks, WITHHELD)
    game.submit("host", [TALKS])
    answers(game, picks, FOOTNOTE)
    assert game.phase is Phase.READY
    leads = game.seat(picks if picks == FACILITATOR else PUBLIC)
    leads.act(Resolve(leads.snapshot.number))
    report = game.seat(Seated("host")).report(game.node)
    (played,) = report.played["host"]
    assert (played.strength, played.footnoted_by, played.refused_by) == (0.5, (MOVER_ID,), ())
    assert [each.order for each in report.mover_answers] == [FOOTNOTE]
    assert game.tree[game.node].played.orders[MOVER_ID] == ("footnote host.talks",)
    assert place.snapshot.mover_answers is None, "a new turn asks anew"


def test_without_an_answer_the_mover_s_doctrine_answers() -> None:
    for picker in MovePicker:
        game = table(picker, "host")
        if picker is not MovePicker.CHANCE:
            game.pick_move("reaffirm")
        game.submit("host", [TALKS])
        declared = start(council(), 3).movers_answers
        assert declared == (FOOTNOTE,)
        game.resolve()
        assert game.tree[1].played.orders[MOVER_ID] == ("footnote host.talks",)


def test_consent_to_all_is_an_answer_too() -> None:
    game = table(MovePicker.PLAYER, "host")
    game.pick_move("reaffirm")
    answers(game, MOVER)
    game.submit("host", [TALKS])
    game.resolve()
    assert game.seat(PUBLIC).report(1).played["host"][0].strength == 1.0
    assert game.tree[1].played.orders[MOVER_ID] == ()


def test_nobody_else_answers() -> None:
    words = {
        MovePicker.CHANCE: "the mover's doctrine answers where its consent is asked in this game",
        MovePicker.FACILITATOR: "the facilitator answers where the mover's consent is asked",
        MovePicker.PLAYER: "the mover's player answers where the mover's consent is asked",
    }
    for picker in MovePicker:
        game = table(picker, "host")
        for viewer in viewers(game.setup.scenario.seats):
            if (picker, viewer) in ANSWERING:
                continue
            with pytest.raises(ActionRefused) as raised:
                answers(game, viewer, WITHHELD)
            assert raised.value.refusal.code is ActionCode.NOT_YOURS
            assert fault_words(raised.value.refusal.fault) == words[picker]
    with raises_saying(TableError, "the mover's doctrine answers"):
        table(MovePicker.CHANCE, "host").answer([WITHHELD])


def test_answers_are_checked_like_orders() -> None:
    game = table(MovePicker.PLAYER, "host", "rival")
    for given, words in (
        ([WITHHELD, FOOTNOTE], "it is ordered twice in one turn"),
        ([replace(WITHHELD, reaction="press")], "does not ask for this seat's consent"),
        ([replace(WITHHELD, seat="rival")], "this order belongs to the seat 'rival'"),
        ([Order(MOVER_ID, "talks")], "the seat has no such reaction"),
    ):
        with pytest.raises(TableError) as raised:
            game.answer(given)
        assert words in error_words(raised.value)
    assert game.seat(MOVER).snapshot.mover_answers is None
    game.pick_move("reaffirm")
    game.submit("host", [TALKS])
    game.submit("rival", [])
    game.resolve()
    # Talks cannot be called in the turn after.
    assert game.seat(MOVER).snapshot.mover_asks == ()
    with raises_saying(TableError, "no consent to withhold"):
        game.answer([WITHHELD])


def test_there_is_nothing_to_answer_where_nothing_needs_the_mover_s_consent() -> None:
    scenario = shipped_without("first-session", "mover: drawn(vote.leavers)")
    game = LocalTable.create(Setup(scenario, ("host",), MovePicker.PLAYER, scenario.default_lens, 3), None)
    assert game.seat(MOVER).snapshot.mover_asks == ()
    with raises_saying(TableError, "nothing needs the mover's consent now"):
        game.answer([])


@pytest.mark.parametrize(("picker", "picks"), ANSWERING)
def test_no_seat_notices_an_answer_before_the_turn_is_played(picker: MovePicker, picks: Viewer) -> None:
    one, other = table(picker, "host", "rival"), table(picker, "host", "rival")
    for game in (one, other):
        game.pick_move("reaffirm")
        game.submit("host", [TALKS])
    answers(one, picks, WITHHELD)
    for viewer in viewers(one.setup.scenario.seats):
        if viewer != picks:
            assert one.seat(viewer).snapshot == other.seat(viewer).snapshot
    # What answers a snapshot of before is not out of date by it.
    place = one.seat(Seated("rival"))
    place.act(Submit(other.seat(Seated("rival")).snapshot.number, ()))


def test_a_game_comes_back_with_the_answers_that_were_handed_in(library: Library) -> None:
    game = table(MovePicker.PLAYER, "host", library=library)
    answers(game, MOVER, WITHHELD)
    back = LocalTable.open(library, game.name)
    assert (back.phase, back.seat(MOVER).snapshot.mover_answers) == (Phase.MOVE, (WITHHELD,))
    game.pick_move("reaffirm")
    assert LocalTable.open(library, game.name).seat(MOVER).snapshot.mover_answers == (WITHHELD,)
    game.submit("host", [TALKS])
    game.resolve()
    back = LocalTable.open(library, game.name)
    assert back.tree[1].played.orders[MOVER_ID] == ("withhold host.talks",)
    assert back.seat(PUBLIC).report(1).played["host"][0].refused_by == (MOVER_ID,)
    # Undone: the turn begins anew, its answers too.
    place = back.seat(MOVER)
    place.act(Go(place.snapshot.number, BEGINNING))
    assert place.snapshot.mover_answers is None
    back.answer([])
    back.pick_move("reaffirm")
    back.submit("host", [TALKS])
    back.resolve()
    assert back.tree[2].played.orders[MOVER_ID] == () and back.tree[2].parent == BEGINNING


def test_a_game_file_keeps_the_answers(library: Library) -> None:
    game = table(MovePicker.PLAYER, "host", library=library)
    for given in ([], [WITHHELD], [FOOTNOTE]):
        game.go(BEGINNING)
        game.answer(given)
        game.pick_move("reaffirm")
        game.submit("host", [TALKS])
        game.resolve()
    kept = library.read(game.name)
    found = import_text(export_text(kept), "x.json")
    assert found.tree == kept.tree
    verify(found.created, found.tree)
    # Where a file says nothing of the mover, its doctrine answers: that is the third game.
    silent = export_text(kept).replace(', "mover": ["footnote host.talks"]', "")
    verify(found.created, import_text(silent, "x.json").tree)


def test_a_turn_played_once_more_keeps_the_answers() -> None:
    game = table(MovePicker.PLAYER, "host")
    game.answer([])
    game.pick_move("reaffirm")
    game.submit("host", [TALKS])
    game.resolve()
    for again in (game.set_move(1, "grumble"), game.redraw(1)):
        assert game.tree[again].played.orders[MOVER_ID] == ()
    chance = table(MovePicker.CHANCE, "host")
    chance.submit("host", [TALKS])
    chance.resolve()
    again = chance.redraw(1)
    assert chance.tree[again].played.orders[MOVER_ID] == ("footnote host.talks",)


def test_the_tree_says_what_the_mover_answered() -> None:
    game = table(MovePicker.PLAYER, "host")
    game.answer([WITHHELD])
    game.pick_move("reaffirm")
    game.submit("host", [TALKS])
    game.resolve()
    said = "\n".join(tree_lines(council(), game.tree, game.node, PUBLIC))
    assert "The Guest: Withhold consent from the Host: Call talks of all three" in said


def test_a_footnote_is_checked_as_the_table_checks_it() -> None:
    game = table(MovePicker.CHANCE, "rival", "host")
    rival = Withholding("rival", "host", "talks")
    seen = game.seat(Seated("rival"))
    assert seen.snapshot.refusal([replace(rival, in_part=True)], seen.scenario) is None
    twice = seen.snapshot.refusal([rival, replace(rival, in_part=True)], seen.scenario)
    assert twice is not None and twice.refusal == Twice()
    whole = _without_footnotes()
    strict = LocalTable.create(Setup(whole, ("rival",), MovePicker.CHANCE, whole.default_lens, 3), None)
    seat = strict.seat(Seated("rival"))
    refused = seat.snapshot.refusal([replace(rival, in_part=True)], seat.scenario)
    assert refused is not None and refused.refusal == NoFootnote("host", "talks")
    game.submit("host", [TALKS])
    game.submit("rival", [replace(rival, in_part=True)])
    game.resolve()
    assert game.seat(PUBLIC).report(1).played["host"][0].footnoted_by == ("rival", MOVER_ID)
    gone = game.seat(Seated("rival"))
    later = gone.snapshot.refusal([replace(rival, in_part=True)], gone.scenario)
    assert later is not None and later.refusal == NothingToWithhold("host", "talks")


def _without_footnotes() -> Scenario:
    scenario = council()
    talks = scenario.reactions["host"]["talks"]
    assert talks.consent is not None
    strict = replace(talks, consent=replace(talks.consent, footnoted=None, footnote_when={}))
    return replace(scenario, reactions={**scenario.reactions, "host": {**scenario.reactions["host"], "talks": strict}})


def test_a_move_that_cannot_be_paid_is_refused_in_the_words_of_orders() -> None:
    game = table(MovePicker.PLAYER, "host")
    with raises_saying(TableError, "it costs 3 and there is 2 capital"):
        game.pick_move("withhold_dues")
    seen = game.seat(MOVER).snapshot
    assert seen.view.numbers["capital(mover)"] == 2.0
    game.pick_move("grumble")
    game.submit("host", [])
    game.resolve()
    with pytest.raises(ActionRefused) as raised:
        host = game.seat(Seated("host"))
        host.act(SetMove(host.snapshot.number, 1, "withhold_dues"))
    assert "may not see" in fault_words(raised.value.refusal.fault)
