"""A tree under an edited scenario: the same scenario changes nothing, an edit is found on its line, a removal named."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.test_compare import grown
from tests.engine.invented import invented
from tests.errors import raises_saying
from wargame.analysis.fault import QuestionError
from wargame.analysis.rerun import KINDS, Behind, Rerun, rerun
from wargame.authoring import parse
from wargame.engine.redraw import with_luck
from wargame.engine.resolution import resolve
from wargame.game.replay import Replay, ReplayError, play, saved_turn, with_own_luck_after
from wargame.game.tree import BEGINNING, Node, Tree
from wargame.model.scenario import Scenario
from wargame.report.documents.codec import document
from wargame.text.refusals import refusal_words
from wargame.text.rerun import rerun_lines

TEXT = Path("scenarios/first-session.yaml").read_text("utf-8")
FILE = "first-session.yaml"
LUCK = st.integers(0, 10_000)

Turn = tuple[str, dict[str, list[str]], list[str]]


def edited(old: str, new: str) -> tuple[Scenario, int]:
    """The first session with a passage replaced, and the line on which the passage stands."""
    assert TEXT.count(old) == 1
    return parse(TEXT.replace(old, new), FILE), line_of(old)


def line_of(passage: str) -> int:
    """The line of the first session on which a passage of it begins."""
    return TEXT[: TEXT.index(passage)].count("\n") + 1


def line_of_turns(turns: Sequence[Turn], lens: str = "plain", seed: int = 1) -> Replay:
    """The first session with one line of these turns."""
    scenario = parse(TEXT, FILE)
    replay, numbers = Replay(scenario, seed, lens, Tree({})), count(1)
    position, nodes = replay.position(BEGINNING), {}
    for move, orders, injects in turns:
        played, number = resolve(position, move, orders, injects), next(numbers)
        nodes[number] = Node(number, number - 1, saved_turn(played))
        position = played.after
    return replay.grown(Tree(nodes))


GRUMBLE: Turn = ("grumble", {}, [])
REASSURE: Turn = ("grumble", {"host": ["reassure(guest)"]}, [])
WHISPER: Turn = ("grumble", {"rival": ["whisper"]}, [])
SUBSIDY: Turn = ("grumble", {"host": ["subsidy"]}, ["storm"])
PRESS: Turn = ("grumble", {"host": ["press"], "rival": ["whisper"]}, [])


def kinds(found: Rerun) -> list[str]:
    return [change.kind for change in found.changes]


def shown(found: Rerun, node: int) -> list[tuple[str, str, int | None, bool]]:
    (change,) = (each for each in found.changes if each.number == node)
    return [(each.kind, each.id, each.line, each.edited) for each in change.causes]


@settings(deadline=None, max_examples=25)
@given(LUCK, LUCK, st.lists(st.integers(0, 6), max_size=3), st.sampled_from(["plain", "other"]))
def test_the_same_scenario_changes_nothing(luck: int, seed: int, forks: list[int], lens: str) -> None:
    replay = grown(invented(luck, 4), seed, forks, lens)
    done: list[tuple[int, int]] = []
    found = rerun(replay, invented(luck, 4), lambda so_far, all_of: done.append((so_far, all_of)))
    assert {change.kind for change in found.changes} == {"same"}
    assert not found.differs and found.complete and not found.added and not found.removed
    assert [change.number for change in found.changes] == [number for number, _ in replay.tree.below(BEGINNING)]
    assert done == [(each, len(done)) for each in range(1, len(done) + 1)]
    assert all(not change.causes and not change.numbers and not change.illegal for change in found.changes)


@settings(deadline=None, max_examples=40)
@given(LUCK, LUCK, st.lists(st.integers(0, 6), max_size=3), LUCK)
def test_another_scenario_is_shown_whatever_it_says(luck: int, seed: int, forks: list[int], other: int) -> None:
    # Two invented scenarios have little in common but the names of their parts.
    scenario, stranger = invented(luck, 4), invented(other, 4)
    replay = grown(scenario, seed, forks)
    found = rerun(replay, stranger)
    assert sum(found.counts.values()) == len(found.changes) == len(replay.tree)
    assert list(found.counts) == list(KINDS)
    of = {change.number: change for change in found.changes}
    for change in found.changes:
        parent = of.get(replay.tree[change.number].parent)
        broken = parent is not None and (parent.broken or parent.kind == "unreached")
        assert (change.kind == "unreached") == broken
        assert bool(change.illegal) == (change.kind == "illegal")
        if change.kind == "same":
            assert not change.numbers and change.old_ending == change.new_ending
        sizes = [abs(each.difference) for each in change.numbers]
        assert sizes == sorted(sizes, reverse=True) and 0.0 not in sizes
        assert len(change.numbers) == min(change.differing, 5)
        if change.kind == "otherwise" and (parent is None or parent.kind == "same"):
            assert change.causes
    assert json.loads(json.dumps(document(found)))["counts"] == found.counts
    assert list(rerun_lines(stranger, replay.tree, found))


@pytest.mark.parametrize(
    ("turns", "old", "new", "cause", "above"),
    [
        ([GRUMBLE], "{amount: -3, because: Words", "{amount: -4, because: Words", ("move", "grumble"), ""),
        ([GRUMBLE], "value: 60, source", "value: 62, source", ("start", "guest.commitment"), ""),
        ([GRUMBLE], "start: 4, income: 2", "start: 4, income: 3", ("income", "income(host)"), ""),
        ([GRUMBLE, GRUMBLE], "drift: 0.1\n", "drift: 0.2\n", ("drift", "drift"), "  confidence:\n    title"),
        ([GRUMBLE], "{trust: 50, attention: 0.7", "{trust: 50, attention: 0.4", ("move", "grumble"), ""),
        (
            [GRUMBLE],
            "spread:\n  confidence: {confidence: 0.8}",
            "spread:\n  confidence: {confidence: 0.4}",
            ("move",),
            "  confidence: {confidence: 0.8}",
        ),
        ([REASSURE], "    value: 1\n", "    value: 2\n", ("order", "host.reassure(guest)"), "  warmth:"),
        ([REASSURE], "6 * warmth, plus", "7 * warmth, plus", ("order", "host.reassure(guest)"), ""),
        ([SUBSIDY, GRUMBLE], "{amount: 10, because: Half", "{amount: 9, because: Half", ("order", "host.subsidy"), ""),
        ([SUBSIDY], "{amount: 8, because: The ships", "{amount: 1, because: The ships", ("inject", "storm"), ""),
        ([GRUMBLE], "when: host.confidence < 62", "when: host.confidence < 66", ("rule", "nerves"), "  nerves:"),
        ([GRUMBLE], "when: guest.commitment < 30", "when: guest.commitment < 58", ("ending", "out"), "  out:"),
    ],
)
def test_the_edited_line_is_found(turns: list[Turn], old: str, new: str, cause: tuple[str, ...], above: str) -> None:
    replay = line_of_turns(turns)
    scenario, line = edited(old, new)
    line = line_of(above) if above else line
    found = rerun(replay, scenario)
    assert found.differs
    first = next(change for change in found.changes if change.kind == "otherwise")
    best: Behind = first.causes[0]
    assert (best.kind, best.id)[: len(cause)] == cause
    assert best.edited
    assert best.line == line
    words = "".join(rerun_lines(scenario, replay.tree, found))
    assert f"{FILE}:{line}: " in words


def test_what_differs_already_is_not_laid_to_a_line_again() -> None:
    replay = line_of_turns([GRUMBLE, GRUMBLE])
    scenario, line = edited("{amount: -3, because: Words", "{amount: -4, because: Words")
    found = rerun(replay, scenario)
    assert kinds(found) == ["otherwise", "otherwise"]
    assert shown(found, 1) == [("move", "grumble", line, True)]
    assert shown(found, 2) == []
    (number,) = found.changes[0].numbers
    assert (number.name, number.difference) == ("guest.commitment", -1.0)
    (part,) = found.changes[0].causes[0].numbers
    assert (part.old, part.new) == (-3.0, -4.0)


def test_words_alone_change_nothing() -> None:
    replay = line_of_turns([GRUMBLE, REASSURE])
    scenario, _ = edited("title: Grumble in public", "# a comment\n    title: Complain aloud")
    assert kinds(rerun(replay, scenario)) == ["same", "same"]


def test_a_removed_reaction_is_named_and_the_branch_goes_on() -> None:
    replay = line_of_turns([GRUMBLE, PRESS, GRUMBLE])
    start, end = TEXT.index("    press:\n"), TEXT.index("    talks:\n")
    scenario = parse(TEXT[:start] + TEXT[end:], FILE)
    found = rerun(replay, scenario)
    assert kinds(found) == ["same", "illegal", "otherwise"]
    (illegal,) = found.changes[1].illegal
    assert (illegal.kind, illegal.seat, illegal.choice) == ("order", "host", "press")
    assert refusal_words(illegal.reason).startswith("the seat has no such reaction")
    assert illegal.line == scenario.seats["host"].line
    assert not found.changes[1].broken
    # The other seat's order in that turn was played.
    assert "rival.designs" not in {each.name for each in found.changes[1].numbers}
    assert ("order", "host.press", None, True) in shown(found, 2)
    words = "\n".join(rerun_lines(scenario, replay.tree, found))
    assert "The Host: 'press' cannot be ordered" in words
    assert f"{FILE}:{illegal.line}" in words


def test_what_became_too_dear_is_left_out() -> None:
    replay = line_of_turns([("grumble", {"host": ["reassure(guest)", "press"]}, [])])
    scenario, _ = edited("start: 4, income: 2, most: 8", "start: 2, income: 2, most: 8")
    (change,) = rerun(replay, scenario).changes
    (illegal,) = change.illegal
    assert illegal.seat == "host"
    assert "capital" in refusal_words(illegal.reason)
    assert illegal.line == scenario.reactions["host"][illegal.choice.partition("(")[0]].line


def test_a_removed_move_breaks_the_line() -> None:
    replay = line_of_turns([GRUMBLE, ("reaffirm", {}, []), GRUMBLE])
    start, end = TEXT.index("  reaffirm:\n"), TEXT.index("reactions:\n")
    scenario = parse(TEXT[:start] + TEXT[end:], FILE)
    found = rerun(replay, scenario)
    assert kinds(found) == ["same", "illegal", "unreached"]
    assert found.changes[1].broken
    (illegal,) = found.changes[1].illegal
    assert (illegal.kind, illegal.choice, illegal.line) == ("move", "reaffirm", scenario.mover.line)
    assert found.counts == {"same": 1, "otherwise": 0, "illegal": 1, "unreached": 1}
    lines = list(rerun_lines(scenario, replay.tree, found))
    assert lines[1:5] == [
        "      1 the same",
        "      0 different",
        "      1 with something no longer legal",
        "      1 not reached",
    ]
    assert "  The branch breaks here; 1 turn after it is not reached." in lines


def test_a_game_that_ended_before_breaks_the_line() -> None:
    replay = line_of_turns([GRUMBLE, GRUMBLE])
    scenario, _ = edited("when: guest.commitment < 30", "when: guest.commitment < 58")
    found = rerun(replay, scenario)
    assert kinds(found) == ["otherwise", "illegal"]
    assert (found.changes[0].old_ending, found.changes[0].new_ending) == (None, "out")
    (illegal,) = found.changes[1].illegal
    assert (refusal_words(illegal.reason), illegal.line) == ("the game has ended", scenario.endings["out"].line)


def test_a_removed_inject_is_left_out() -> None:
    replay = line_of_turns([SUBSIDY])
    start, end = TEXT.index("injects:\n"), TEXT.index("endings:\n")
    scenario = parse(TEXT[:start] + TEXT[end:], FILE)
    (change,) = rerun(replay, scenario).changes
    assert [(each.kind, each.choice) for each in change.illegal] == [("inject", "storm")]


def test_another_number_makes_no_node_otherwise() -> None:
    replay = line_of_turns([GRUMBLE])
    level = "      confidence: {value: 65, source: teaching}\n"
    text = TEXT.replace(level, level + "      designs: {value: 5, source: teaching}\n")
    scenario = parse(text.replace("actors: [rival]\n    seen_by", "actors: [rival, host]\n    seen_by"), FILE)
    found = rerun(replay, scenario)
    assert (kinds(found), found.added, found.removed) == (["same"], ("host.designs",), ())


def test_redrawn_luck_is_redrawn_again() -> None:
    scenario = invented(5, 4)
    replay = Replay(scenario, 3, scenario.default_lens, Tree({}))
    position = with_luck(replay.position(BEGINNING), 2, 3)
    first = saved_turn(with_own_luck_after(resolve(position, None, {}), 3), luck=2)
    second = saved_turn(resolve(play(replay.position(BEGINNING), first).after, None, {}))
    tree = Tree({1: Node(1, 0, first), 2: Node(2, 1, second)})
    assert kinds(rerun(replay.grown(tree), invented(5, 4))) == ["same", "same"]


def test_stopping_keeps_what_was_played() -> None:
    replay = line_of_turns([GRUMBLE, GRUMBLE, GRUMBLE])
    asked = count(1)
    found = rerun(replay, parse(TEXT, FILE), cancelled=lambda: next(asked) == 2)
    assert (kinds(found), found.complete) == (["same", "same"], False)
    assert any("stopped" in line for line in rerun_lines(parse(TEXT, FILE), replay.tree, found))


def test_pruned_nodes_are_not_played() -> None:
    replay = line_of_turns([GRUMBLE, GRUMBLE])
    nodes = dict(replay.tree.nodes)
    nodes[2] = replace(nodes[2], pruned=1)
    assert [change.number for change in rerun(replay.grown(Tree(nodes)), parse(TEXT, FILE)).changes] == [1]


def test_an_empty_tree_is_the_same() -> None:
    found = rerun(line_of_turns([]), parse(TEXT, FILE))
    assert (found.changes, found.complete, found.differs) == ((), True, False)


def test_a_missing_lens_or_seat_is_said() -> None:
    replay = line_of_turns([GRUMBLE], lens="hard")
    with raises_saying(QuestionError, r"the lens 'hard', and the edited scenario first-session has no such lens"):
        text = TEXT.partition("\n# What the author says")[0]
        rerun(replay, parse(text.replace("  hard:\n    title: Only", "  harder:\n    title: Only"), FILE))
    scenario = parse(TEXT, FILE)
    without = replace(scenario, seats={"host": scenario.seats["host"]})
    with raises_saying(QuestionError, "the game has a seat 'rival'"):
        rerun(replay, without)


def test_an_old_game_that_comes_out_otherwise_is_said() -> None:
    replay = line_of_turns([GRUMBLE])
    node = replay.tree[1]
    damaged = Tree({1: replace(node, played=replace(node.played, digest="0"))})
    with raises_saying(ReplayError, "node 1"):
        rerun(replay.grown(damaged), parse(TEXT, FILE))
