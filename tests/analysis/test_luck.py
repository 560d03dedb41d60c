"""Luck against choice: parts add up, pure luck is all luck, pure choice all choice, doctrine's own play none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.tiny import TINY, tiny
from tests.compilers import NEEDS_COMPILER
from tests.shipped import shipped_scenario
from tests.soak import TIMES
from wargame.analysis.estimates import NONE, Interval
from wargame.analysis.fault import NotEnded, QuestionError, SeesTooMuch
from wargame.analysis.luck import OF_LUCK, PARTS, LuckSplit, LuckStudy, Split, luck_piece, luck_split
from wargame.authoring import parse
from wargame.engine.position import start
from wargame.engine.resolution import Resolution, resolve
from wargame.game.orders_file import OrdersFile
from wargame.game.replay import Replay
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated, Viewer
from wargame.players.whole_game import play_out
from wargame.seminar import inquiry
from wargame.seminar.inquiry import Game


def played(scenario: Scenario, seed: int, bots: str = "random", lens: str | None = None) -> tuple[Resolution, ...]:
    return play_out(scenario, seed, lens or scenario.default_lens, bots, OrdersFile()).resolutions


def ordered(scenario: Scenario, seed: int, **orders: str) -> tuple[Resolution, ...]:
    """A game in which these seats order the same in every turn, and the others nothing."""
    position, turns = start(scenario, seed), []
    while position.ending is None:
        turns.append(resolve(position, None, orders))
        position = turns[-1].after
    return tuple(turns)


def split(
    line: tuple[Resolution, ...],
    games: int = 60,
    people: tuple[str, ...] = (),
    seed: int = 1,
    seats: tuple[str, ...] = (),
) -> dict[str, Split]:
    """The split of every seat's score, or of those of some."""
    study = LuckStudy(line, seats or tuple(line[0].before.scenario.seats), people, games, seed)
    return {each.seat: each for each in whole(study).seats}


def whole(study: LuckStudy) -> LuckSplit:
    return luck_split(study, [luck_piece(study, piece) for piece in range(study.pieces)])


def parts(each: Split) -> tuple[Interval, ...]:
    return each.luck, each.mover, each.others, each.own


@settings(max_examples=15)
@given(
    st.integers(0, 10**6), st.sampled_from(["random", "doctrine"]), st.sampled_from(["plain", "hard"]), st.booleans()
)
def test_all_parts_add_up_to_the_score(seed: int, bots: str, lens: str, people: bool) -> None:
    line = played(shipped_scenario("first-session"), seed, bots, lens)
    for each in split(line, 20, ("host",) if people else (), seed).values():
        assert each.score == line[-1].left.scores[each.seat]
        assert each.expected.middle + sum(part.middle for part in parts(each)) == pytest.approx(each.score, abs=1e-9)
        expected = each.expected.middle + each.start.middle
        for turn in each.turns:
            assert turn.expected == pytest.approx(expected, abs=1e-9)
            expected += sum(turn.parts[name].middle for name in PARTS)
        assert expected == pytest.approx(each.score, abs=1e-9)
        luck = each.start.middle + sum(turn.parts[name].middle for turn in each.turns for name in OF_LUCK)
        assert luck == pytest.approx(each.luck.middle, abs=1e-9)


def test_they_add_up_in_the_flagship_too() -> None:
    for each in split(played(shipped_scenario("planned-exit"), 3), 5, seats=("eu",)).values():
        assert each.expected.middle + sum(part.middle for part in parts(each)) == pytest.approx(each.score, abs=1e-9)


def test_a_score_of_pure_luck_is_all_luck() -> None:
    """A's score is that of a coin: 20 or 80."""
    seen = set()
    for seed in range(6):
        a = split(played(tiny(), seed), 400)["a"]
        seen.add(a.score)
        assert [each.middle for each in parts(a)] == pytest.approx([a.score - a.expected.middle, 0, 0, 0])
        assert [each.middle for each in parts(a)][1:] == [0, 0, 0]
        assert a.expected.middle == pytest.approx(50, abs=5)
        # It fell in the news of the first turn.
        assert a.turns[0].parts["news"].middle == pytest.approx(a.score - a.expected.middle)
        assert a.turns[1].expected == a.score
    assert seen == {20.0, 80.0}


IDLE = TINY.replace("doctrine: 1,", "doctrine: 0,")


def test_a_score_of_pure_choice_is_all_choice() -> None:
    """Doctrine does nothing; B trains in both turns, which is ten points each."""
    assert IDLE != TINY
    b = split(ordered(parse(IDLE, "tiny.yaml"), 1, b="train"))["b"]
    assert (b.score, b.expected.middle) == (70, 50)
    assert [each.middle for each in parts(b)] == [0, 0, 0, 20]
    assert [turn.parts["own"].middle for turn in b.turns] == [10, 10]


def test_what_the_others_did_is_theirs() -> None:
    """C is moved by B alone, over a tie."""
    scored = IDLE.replace("measure: c.still", "measure: c.echo")
    c = split(ordered(parse(scored, "tiny.yaml"), 1, b="train"))["c"]
    assert c.score >= c.expected.middle + 5
    assert [each.middle for each in parts(c)] == pytest.approx([0, 0, c.score - c.expected.middle, 0])


TOGETHER = (
    IDLE.replace(
        "  later: {title: Later",
        "  both: {title: Both, text: Both., when: played(b.sleep) and played(c.rest),\n"
        "    effects: {b.skill: {amount: 8, source: judgement}}}\n  later: {title: Later",
    )
    .replace(
        "  c:\n    ask:\n",
        "  c:\n    rest: {title: Rest, text: Nothing by itself., doctrine: 0, effects: {}}\n    ask:\n",
    )
    .replace("doctrine: 9999", "doctrine: 0")
    .replace("amount: 0.1", "amount: 0")
)


def test_what_two_do_only_together_is_shared_between_them() -> None:
    assert "both:" in TOGETHER and "rest:" in TOGETHER
    b = split(ordered(parse(TOGETHER, "tiny.yaml"), 1, b="sleep", c="rest"))["b"]
    assert (b.score, b.expected.middle) == (66, 50)
    assert [each.middle for each in parts(b)] == [0, 0, 8, 8]


def test_doctrines_own_play_is_no_choice() -> None:
    line = played(shipped_scenario("first-session"), 5, "doctrine")
    for each in split(line, 20).values():
        assert each.own == NONE
        assert all(turn.parts["own"] == NONE for turn in each.turns)
    # What a person orders is a choice, whatever doctrine would have drawn.
    person = split(line, 20, ("host",))["host"]
    assert all(turn.parts["drawn"] == NONE for turn in person.turns)


def test_doctrine_is_known_by_its_orders_in_every_seat() -> None:
    scenario = shipped_scenario("planned-exit")
    line = played(scenario, 5, "doctrine")
    for turn in (1, len(line)):
        assert luck_piece(LuckStudy(line, tuple(scenario.seats), games=1), turn).drawn.all()
    at_random = played(scenario, 5, "random")
    assert not luck_piece(LuckStudy(at_random, tuple(scenario.seats), games=1), 1).drawn.all()


def test_levels_that_were_drawn_at_the_start_are_luck() -> None:
    unsure = IDLE.replace("skill: {value: 50, source", "skill: {value: 50, plus_or_minus: 20, source")
    assert unsure != IDLE
    line = ordered(parse(unsure, "tiny.yaml"), 4)
    begun = line[0].before.numbers["b.skill"]
    b = split(line, 400)["b"]
    assert abs(begun - 50) > 2
    assert b.start.middle == b.luck.middle == pytest.approx(begun - b.expected.middle)
    assert b.expected.middle == pytest.approx(50, abs=2)


def test_what_the_author_was_unsure_of_is_luck_once_as_soon_as_it_is_told() -> None:
    """A rule moves B's score by as much in both turns: after the first nothing is left to be found out."""
    unsure = IDLE.replace("effects: {b.full: {amount: 1,", "effects: {b.skill: {amount: 0, plus_or_minus: 9,", 1)
    assert unsure != IDLE
    line = ordered(parse(unsure, "tiny.yaml"), 4)
    first, second = (turn.after.numbers["b.skill"] - turn.before.numbers["b.skill"] for turn in line)
    assert first == second != 0
    b = split(line, 400)["b"]
    assert b.turns[0].parts["outcome"].middle == pytest.approx(b.score - b.turns[0].expected)
    assert b.turns[1].expected == b.score
    assert [part.middle for part in b.turns[1].parts.values()] == pytest.approx([0] * 6)


@pytest.mark.soak
def test_in_games_of_doctrine_every_part_is_nothing_in_the_mean() -> None:
    """A martingale: what becomes known is no better or worse in the mean than was to be expected."""
    scenario, many = shipped_scenario("first-session"), 40 * TIMES
    lines = [played(scenario, 500 + game, "doctrine") for game in range(many)]
    found = [split(line, 60, seats=("host",))["host"] for line in lines]
    for part in ("luck", "mover", "others"):
        values = [getattr(each, part).middle for each in found]
        assert np.mean(values) == pytest.approx(0, abs=4 * np.std(values) / np.sqrt(many))
        assert np.std(values) > 0.5


@pytest.mark.soak
def test_intervals_hold_what_many_games_say() -> None:
    line = played(shipped_scenario("first-session"), 11)
    true = split(line, 20_000, seed=999, seats=("host",))["host"]
    held, several = 0, 60 * TIMES
    for seed in range(several):
        found = split(line, 300, seed=seed, seats=("host",))["host"]
        for part, truth in zip(parts(found), parts(true), strict=True):
            held += part.low <= truth.middle <= part.high
    assert held / (4 * several) > 0.9


@NEEDS_COMPILER
def test_compiled_games_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    line = played(shipped_scenario("planned-exit"), 2)
    found = []
    for engine in ("numpy", "native"):
        monkeypatch.setenv("WARGAME_ENGINE", engine)
        study = LuckStudy(line, ("eu",), games=64)
        found.append([luck_piece(study, piece) for piece in (0, 1, 4)])
    for one, other in zip(*found, strict=True):
        for name in ("before", "informed", "moved", "own", "others", "ordered"):
            assert (getattr(one, name) == getattr(other, name)).all(), name


@pytest.mark.parametrize("viewer", [Seated("host"), MOVER, PUBLIC])
def test_whoever_may_not_see_all_is_told_nothing(viewer: Viewer) -> None:
    game = Game(Replay.of(played(shipped_scenario("first-session"), 5)))
    with pytest.raises(QuestionError) as refused:
        inquiry.luck_study(game, viewer, len(game.replay.tree))
    assert refused.value.fault == SeesTooMuch()


def test_before_the_end_there_is_no_final_score() -> None:
    game = Game(Replay.of(played(shipped_scenario("first-session"), 5)))
    for node in (0, 1):
        with pytest.raises(QuestionError) as refused:
            inquiry.luck_study(game, FACILITATOR, node)
        assert refused.value.fault == NotEnded()


def test_another_process_finds_the_same() -> None:
    game = Game(Replay.of(played(shipped_scenario("first-session"), 5)), people=("host",))
    begun = inquiry.luck(game, FACILITATOR, len(game.replay.tree), games=20)
    [found] = list(begun.task)
    study = begun.request.study
    assert found.seats == whole(study).seats
    assert found.seats == inquiry.luck_found(study, list(inquiry.luck_pieces(study, 2))).seats
