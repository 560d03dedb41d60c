"""Trying every choice: each is another, each plays again, and stopping midway keeps what was done."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.errors import raises_saying
from tests.shipped import shipped_scenario
from wargame.analysis.expand import GOALS, NOTHING, count, expand, rank
from wargame.analysis.fault import QuestionError
from wargame.engine import visibility
from wargame.engine.redraw import TRIED_LUCK, with_luck
from wargame.engine.resolution import resolve
from wargame.game.replay import Replay, play, saved_turn
from wargame.game.tree import BEGINNING, TRIED, Node, SavedTurn, Tree
from wargame.model.beginning import Beginning
from wargame.model.viewer import FACILITATOR, MOVER, Seated, Side
from wargame.players.bots import DoctrineBot, RandomBot
from wargame.text.expansion import choice_words, end_words, ranking_words
from wargame.text.faults import error_words

LUCK = st.integers(0, 10_000)


def game(luck: int, seed: int, turns: int) -> tuple[Replay, int]:
    """An invented game played so many turns by random bots, and where it is, while it goes on."""
    scenario = invented(luck, 4)
    replay = Replay(scenario, seed, scenario.default_lens, Tree({}))
    bot, position = RandomBot(), replay.position(BEGINNING)
    nodes: dict[int, Node] = {}
    for number in range(1, turns + 1):
        played = resolve(position, None, {seat: bot.orders(position, seat) for seat in scenario.seats})
        if played.after.ending is not None:
            break
        nodes[number] = Node(number, number - 1, saved_turn(played))
        position = played.after
    return replay.grown(Tree(nodes)), len(nodes)


@settings(deadline=None, max_examples=30)
@given(LUCK, LUCK, st.integers(0, 2), st.integers(0, 3), st.booleans())
def test_every_choice_is_another_and_plays_again(luck: int, seed: int, turns: int, side: int, to_end: bool) -> None:
    replay, node = game(luck, seed, turns)
    sides: list[Side] = [*map(Seated, replay.scenario.seats), MOVER]
    who = sides[side % (len(replay.scenario.seats) + 1)]
    found = list(expand(replay, node, who, RandomBot(), to_end))
    assert len(found) == count(replay, node, who)
    assert len({each.choice for each in found}) == len(found)
    # The same comes out whenever it is asked, also in a replay that has nothing at hand.
    fresh = Replay(replay.scenario, replay.seed, replay.lens, replay.tree)
    assert list(expand(fresh, node, who, RandomBot(), to_end)) == found
    for each in found:
        position = replay.position(node)
        for turn in each.turns:
            played = play(position, turn)
            assert saved_turn(played, TRIED_LUCK) == turn
            position = played.after
        assert each.scores == position.before_news.scores
        assert each.numbers == visibility.visible_numbers(position.before_news, who)
        assert each.ending == position.ending
        assert not to_end or each.ending is not None
        assert to_end or len(each.turns) == 1
        first = each.turns[0]
        if not isinstance(who, Seated):
            assert first.move == each.choice
        else:
            assert first.move == with_luck(replay.position(node), TRIED_LUCK, seed).chance_move
            assert first.orders[who.seat] == (() if each.choice == NOTHING else (each.choice,))


@settings(deadline=None, max_examples=15)
@given(LUCK, LUCK, st.integers(0, 5))
def test_stopping_midway_keeps_what_was_done(luck: int, seed: int, most: int) -> None:
    replay, node = game(luck, seed, 1)
    seat = next(iter(replay.scenario.seats))
    whole = list(expand(replay, node, Seated(seat), DoctrineBot(), True))
    assert list(islice(expand(replay, node, Seated(seat), DoctrineBot(), True), most)) == whole[:most]


@settings(deadline=None, max_examples=15)
@given(LUCK, LUCK, st.data())
def test_ranking_orders_by_goals_or_any_number(luck: int, seed: int, data: st.DataObject) -> None:
    replay, node = game(luck, seed, 1)
    seat = next(iter(replay.scenario.seats))
    found = list(expand(replay, node, Seated(seat), RandomBot(), False))
    assert [each.score for each in rank(found)] == sorted((each.scores[seat] for each in found), reverse=True)
    name = data.draw(st.sampled_from([*found[0].numbers]))
    values = sorted(each.numbers[name] for each in found)
    assert [each.numbers[name] for each in rank(found, f"-{name}")] == values
    assert [each.numbers[name] for each in rank(found, name)] == values[::-1]
    assert sorted(each.choice for each in rank(found, name)) == sorted(each.choice for each in found)


def test_the_first_session_as_a_table() -> None:
    scenario = shipped_scenario("first-session")
    replay = Replay(scenario, 1, "plain", Tree({}))
    found = list(expand(replay, BEGINNING, Seated("host"), DoctrineBot(), True))
    assert [each.choice for each in found] == [
        "reassure(guest)",
        "reassure(rival)",
        "press",
        "talks",
        "subsidy",
        NOTHING,
    ]
    assert ranking_words(scenario, rank(found)[0], GOALS) == "The Host: goals met, of 100, the highest first"
    assert ranking_words(scenario, found[0], "-guest.commitment") == "The Guest: Commitment, the lowest first"
    assert [choice_words(scenario, each) for each in found][-1] == "Order nothing"
    assert all(end_words(scenario, each).endswith((", turn 2", ", turn 3")) for each in found)
    moves = list(expand(replay, BEGINNING, MOVER, DoctrineBot(), False))
    assert [each.choice for each in moves] == list(replay.position(BEGINNING).legal_moves())
    # The mover's goal is a measure of the guest's commitment: the lower it stands, the better.
    assert rank(moves)[0].choice == "withhold_dues" == rank(moves, "-guest.commitment")[0].choice
    assert "rival.designs" not in moves[0].numbers
    assert end_words(scenario, moves[0]) == "goes on after turn 1"


@pytest.mark.parametrize(
    ("by", "near"),
    [("guest.comitment", "did you mean guest.commitment?"), ("rival.designs", "no number"), ("", "no number")],
)
def test_what_cannot_be_ranked_by_is_said(by: str, near: str) -> None:
    replay = Replay(shipped_scenario("first-session"), 1, "plain", Tree({}))
    found = list(expand(replay, BEGINNING, Seated("host"), DoctrineBot(), False))
    with raises_saying(QuestionError, "to rank by") as raised:
        rank(found, by)
    assert near in error_words(raised.value)
    assert rank((), by) == ()


def test_what_cannot_be_expanded_is_said_at_once() -> None:
    scenario = shipped_scenario("first-session")
    replay = Replay(scenario, 1, "plain", Tree({}))
    with raises_saying(QuestionError, r"no seat 'hots' \(did you mean host\?\)"):
        expand(replay, BEGINNING, Seated("hots"), DoctrineBot(), False)
    with pytest.raises(KeyError):
        expand(replay, 7, Seated("host"), DoctrineBot(), False)
    turns = next(expand(replay, BEGINNING, Seated("host"), DoctrineBot(), True)).turns
    ended = replay.grown(Tree({n: Node(n, n - 1, turn) for n, turn in enumerate(turns, 1)}))
    with raises_saying(QuestionError, "the game has ended there"):
        count(ended, len(turns), Seated("host"))
    with raises_saying(QuestionError, "the game has ended there"):
        expand(ended, len(turns), Seated("host"), DoctrineBot(), False)


@settings(deadline=None, max_examples=15)
@given(LUCK, LUCK, st.booleans())
def test_trying_a_choice_tells_nothing_of_what_is_fixed_for_later(luck: int, seed: int, to_end: bool) -> None:
    """Votes to come, counts that close a turn: whatever is fixed to come of them, a choice leads to the same."""
    scenario = invented(luck, 4)
    for side in (Seated("s0"), MOVER):
        told = []
        for way in ("yes", "no"):
            later = [each.id for each in scenario.events.values() if each.closes or each.date > scenario.calendar.start]
            begins = Beginning(None, dict.fromkeys(later, way))
            replay = Replay(scenario, seed, scenario.default_lens, Tree({}), begins)
            tried = list(expand(replay, BEGINNING, side, DoctrineBot(), to_end))
            told.append([(each.choice, each.turns, each.score, each.scores, each.numbers) for each in tried])
            _check_game_goes_on_as_it_is(replay, tried[0].turns)
        assert told[0] == told[1]


def _check_game_goes_on_as_it_is(replay: Replay, tried: tuple[SavedTurn, ...]) -> None:
    """What was tried has its own luck, with the news that follows it; what is played from there has the game's."""
    tree = Tree({number: Node(number, number - 1, turn, rank=TRIED) for number, turn in enumerate(tried, 1)})
    grown, begun = replay.grown(tree), replay.position(BEGINNING)
    for node in tree.nodes:
        position = grown.position(node)
        assert (position.seed, position.fixed) == (replay.seed, begun.fixed)
        assert position.beginning == begun.beginning
        assert (position.worlds.draws == begun.worlds.draws).all()
        assert (position.worlds.assumptions == begun.worlds.assumptions).all()
        assert position.left.seeds[0] != replay.seed
        # Luck drawn anew by a person is the game's own but for its number.
        anew = with_luck(position, 1, replay.seed)
        assert (anew.fixed, anew.luck) == (begun.fixed, None)
        assert (anew.worlds.draws == begun.worlds.draws).all()


def test_the_news_that_has_come_stays_and_the_move_that_is_made_is_made() -> None:
    scenario = shipped_scenario("planned-exit")
    replay = Replay(scenario, 5, scenario.default_lens, Tree({}))
    position, nodes = replay.position(BEGINNING), dict[int, Node]()
    while not position.news:
        played = resolve(position, None, {})
        nodes[len(nodes) + 1] = Node(len(nodes) + 1, len(nodes), saved_turn(played))
        position = played.after
    replay = replay.grown(Tree(nodes))
    own = visibility.happened(position, FACILITATOR)
    assert own
    seat = Seated(next(iter(scenario.seats)))
    for move in position.legal_moves():
        (first, *_) = expand(replay, len(nodes), seat, DoctrineBot(), False, move)
        assert first.turns[0].move == move
        tree = Tree({**nodes, len(nodes) + 1: Node(len(nodes) + 1, len(nodes), first.turns[0])})
        before = replay.grown(tree).before(len(nodes) + 1)
        assert visibility.happened(before, FACILITATOR) == own
        assert before.numbers == position.numbers


def test_what_is_tried_is_not_what_will_come_of_it() -> None:
    """Ordered for real, an act comes out by the game's own luck: no better known beforehand than by its odds."""
    agreed = total = 0
    for seed in range(60):
        scenario = invented(11, 4)
        replay = Replay(scenario, seed, scenario.default_lens, Tree({}))
        for tried in expand(replay, BEGINNING, Seated("s0"), DoctrineBot(), False, "m0"):
            if not tried.choice.startswith("r1"):
                continue
            turn = tried.turns[0]
            came = [
                resolve(position, turn.move, turn.orders).left.worlds.came
                for position in (with_luck(replay.position(BEGINNING), luck, seed) for luck in (TRIED_LUCK, 0))
            ]
            total += 1
            agreed += bool((came[0] == came[1]).all())
    assert total >= 30
    assert agreed < 0.8 * total
