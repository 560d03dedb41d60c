"""Files that are hardly scenarios: each gives a plain message, quickly, and never a traceback."""

from __future__ import annotations

import builtins
import io
import os
import time
import tracemalloc
from pathlib import Path
from typing import Any, NoReturn

import pytest

from wargame.authoring import ScenarioError, check, load, parse
from wargame.authoring.context import Context
from wargame.authoring.counts import within_bounds
from wargame.authoring.problems import Faults
from wargame.authoring.scope import Scope
from wargame.authoring.symbols import Names
from wargame.authoring.yaml_tree import Block, Scalar, read_tree

SMALL = Path(__file__).parent / "small.yaml"


def messages(path: Path | str) -> list[tuple[str, int, int, str]]:
    return [(each.code, each.line, each.column, each.message) for each in check(path)]


def code_of(path: Path | str) -> str:
    found = check(path)
    assert len(found) == 1, found
    with pytest.raises(ScenarioError):
        load(path)
    return found[0].code


def written(folder: Path, data: bytes | str) -> Path:
    path = folder / "scenario.yaml"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_missing_file(tmp_path: Path) -> None:
    assert messages(tmp_path / "none.yaml") == [("no-file", 1, 1, "there is no such file")]


def test_directory(tmp_path: Path) -> None:
    assert code_of(tmp_path) == "directory"


def test_name_that_no_file_can_have() -> None:
    assert code_of("a\0b") == "unreadable"
    assert code_of("x" * 5000) == "unreadable"


def test_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert code_of(pipe) == "not-a-file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = written(tmp_path, "format: 1\n")
    path.chmod(0)
    assert code_of(path) == "no-permission"


def test_permission_refused_on_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "format: 1\n")

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(io, "open", refuse)
    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    assert [each.code for each in check(path)] == ["no-permission"]


def test_failing_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "format: 1\n")

    def fail(*_: Any, **__: Any) -> NoReturn:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    assert [each.message for each in check(path)] == ["this file cannot be read: input/output error"]


def test_fifty_megabytes_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as opened:
        opened.truncate(50 * 1024 * 1024)
    tracemalloc.start()
    assert code_of(path) == "too-big"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * 1024 * 1024


def test_text_that_is_too_long() -> None:
    with pytest.raises(ScenarioError) as raised:
        parse("#" * (8 * 1024 * 1024 + 1), "text")
    (found,) = raised.value.problems
    assert (found.code, found.message) == (
        "too-big",
        "this file is larger than 8 MB, the most a scenario may have; shorten texts and remarks",
    )
    with pytest.raises(ScenarioError) as raised:
        parse("#" * (8 * 1024 * 1024), "text")
    assert [each.code for each in raised.value.problems] == ["empty"]


def test_lines_that_are_instructions_to_yaml_are_few(tmp_path: Path) -> None:
    """The parser compares each with all before it: four hundred thousand would take it many minutes."""
    text = SMALL.read_text(encoding="utf-8")
    lines = [f"%TAG !a{number}! b\n" for number in range(400_000)]
    assert check(written(tmp_path, "".join(lines[:10]) + "---\n" + text)) == ()
    many = (
        "directive",
        11,
        1,
        "more than 10 lines begin with `%`, this one too; a scenario needs none: leave them out",
    )
    begun = time.process_time()
    assert messages(written(tmp_path, "".join(lines) + "---\n" + text)) == [many]
    later = written(tmp_path, text + "...\n" + "".join(lines))
    assert messages(later) == [(many[0], text.count("\n") + 12, *many[2:])]
    assert time.process_time() - begun < 5


def test_so_many_keys_and_values_there_may_be() -> None:
    faults = Faults("file")
    # The block, its key and the list are three.
    assert read_tree("a: [" + "1,\n" * (160_000 - 3) + "]", faults) is not None
    assert faults.all() == ()
    assert read_tree("a: [" + "1,\n" * 2_000_000 + "]", faults) is None
    (found,) = faults.all()
    assert (found.code, found.line, found.column, found.message) == (
        "too-big",
        160_000 - 2,
        1,
        "from here on there are more than 160,000 keys, values, blocks and lists, the most a scenario may have; leave"
        " out actors, ties or effects that the game can do without",
    )


def counted(text: str) -> list[tuple[str, int, str]]:
    """What is said of a document's counts."""
    faults = Faults("file")
    root = read_tree(text, faults)
    assert root is not None
    assert within_bounds(root, faults) == (not faults.errors)
    return [(each.code, each.line, each.message) for each in faults.all()]


def test_so_many_ties_there_may_be() -> None:
    text = "ties:\n  between:\n"
    for listener in range(200):
        text += f"    a{listener}:\n" + "".join(f"      b{of}: {{trust: 1}}\n" for of in range(100))
    assert counted(text) == []
    why = "a scenario may have at most 20,000 ties, and here begins one more; leave out those with the least attention"
    assert counted(text + "      c: {trust: 1}\n") == [("too-many", text.count("\n") + 1, why)]


def test_so_many_effects_there_may_be() -> None:
    effects = "".join(f"a{number}.b: 1, " for number in range(1_000))
    part = f"  p{{}}: {{{{effects: {{{{{effects}}}}}}}}}\n"
    outcomes = f"  p{{}}: {{{{outcomes: {{{{yes: {{{{effects: {{{{{effects}}}}}}}}}}}}}}}}}\n"
    text = "".join(
        f"{name}:\n" + "".join(each.format(number) for number in range(4))
        for name, each in (("injects", part), ("rules", part), ("events", outcomes), ("moves", outcomes))
    )
    text += "reactions:\n s:\n" + "".join(part.format(number) for number in range(4))
    assert counted(text) == []
    why = "a scenario may have at most 20,000 effects, and here begins one more; write what several acts do in a rule"
    assert counted(text + "  more: {effects: {a.b: 1}}\n") == [("too-many", text.count("\n") + 1, why)]


def test_so_many_actors_there_may_be(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8")
    there = len(load(SMALL).actors)
    for many in (2_000, 2_001):
        more = "".join(
            f"  a{number}: {{title: Actor, short: A, stubbornness: 1, levels: {{mood: 1}}}}\n"
            for number in range(many - there)
        )
        found = messages(written(tmp_path, text.replace("actors:\n", f"actors:\n{more}", 1)))
        errors = [each for each in found if each[0] == "too-many-entries"]
        line = text[: text.index("actors:\n")].count("\n") + 1
        told = [("too-many-entries", line, 1, "a scenario may have at most 2,000 actors")]
        assert errors == (told if many > 2_000 else [])


def test_conditions_and_amounts_are_so_long_together() -> None:
    faults, scope = Faults("file"), Scope(Names())
    reading = Context(Block(1, 1), Names(), faults)
    conditions = [Scalar("turn > 1".ljust(4_000), line, 1, False, None) for line in range(125)]
    for each in (*conditions, *conditions):
        assert reading.condition(each, scope) is not None
    for line in (200, 201):
        assert reading.amount(Scalar("1", line, 7, True, 7), scope) is None
    (found,) = faults.all()
    assert (found.code, found.line, found.column, found.message) == (
        "too-many",
        200,
        7,
        "with this one the conditions and amounts of the scenario have more than 500,000 characters, the most they may"
        " have; write what several ask as one rule, and ask whether it `fired`",
    )


def test_binary(tmp_path: Path) -> None:
    assert code_of(written(tmp_path, b"\x7fELF\x02\x01\x01\x00\x00")) == "binary"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-16-le"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    text = SMALL.read_text(encoding="utf-8")
    mark = "" if encoding in ("utf-16", "utf-32") else "\ufeff"
    assert code_of(written(tmp_path, (mark + text).encode(encoding))) == "not-utf8"


def test_invalid_utf8_names_line_column_and_byte(tmp_path: Path) -> None:
    path = written(tmp_path, b"format: 1\ntitle: \xc3\xa9t\xe9 \n")
    assert messages(path) == [("not-utf8", 2, 10, "the byte 0xe9 is not UTF-8; save the file as UTF-8")]


def test_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8")
    path = written(tmp_path, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert check(path) == ()
    assert load(path).rules == load(SMALL).rules


def test_columns_are_right_in_windows_files(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8").replace("played(shout)", "played(shuot)")
    plain = messages(written(tmp_path, text))
    assert len(plain) == 1
    assert messages(written(tmp_path, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())) == plain


@pytest.mark.parametrize("title", ["a\u202eb", '"a\\u202eb"', "a\u2066b"])
def test_marks_that_turn_text_around_are_refused(tmp_path: Path, title: str) -> None:
    found = messages(written(tmp_path, f"format: 1\ntitle: {title}\n"))
    assert ("control-character", 2) in [each[:2] for each in found]


def test_control_character(tmp_path: Path) -> None:
    assert messages(written(tmp_path, "format: 1\ntitle: a\x1b[0m\n"))[0][:3] == ("control-character", 2, 9)


def test_hundred_thousand_brackets_in_yaml(tmp_path: Path) -> None:
    assert code_of(written(tmp_path, "a: " + "[" * 100_000)) == "too-deep"
    assert code_of(written(tmp_path, "[" * 100_000 + "]" * 100_000)) == "too-deep"
    assert code_of(written(tmp_path, "{a: " * 100_000)) == "too-deep"
    assert code_of(written(tmp_path, "- " * 100_000)) == "too-deep"


def test_forty_levels_are_read_and_one_more_is_not(tmp_path: Path) -> None:
    head = "title: "
    deep = written(tmp_path, head + "[" * 40 + "]" * 40)
    assert "too-deep" in [each.code for each in check(deep)]
    assert "too-deep" not in [each.code for each in check(written(tmp_path, head + "[" * 39 + "]" * 39))]


@pytest.mark.parametrize("brackets", [61, 1900, 100_000])
def test_brackets_in_an_expression(tmp_path: Path, brackets: int) -> None:
    text = SMALL.read_text(encoding="utf-8")
    deep = "(" * brackets + "1" + ")" * brackets
    path = written(tmp_path, text.replace("amount: -5,", f"amount: '{deep}',"))
    assert code_of(path) == ("too-deep" if brackets < 2000 else "too-long")


@pytest.mark.parametrize(
    "expression",
    ["1" + " + 1" * 900, "-" * 3000 + "1", "not " * 900 + "true", "1 if true else " * 250 + "1", "abs(" * 900],
)
def test_expressions_that_nest_without_brackets(tmp_path: Path, expression: str) -> None:
    text = SMALL.read_text(encoding="utf-8")
    assert code_of(written(tmp_path, text.replace("amount: -5,", f"amount: '{expression}',"))) == "too-deep"


def test_file_of_faults_only_is_not_listed_without_end(tmp_path: Path) -> None:
    found = check(written(tmp_path, "".join(f"key_{number}: 1\n" for number in range(70_000))))
    assert len(found) <= 201
    assert found[-1].code == "more-faults"


def test_reactions_at_a_thousand_targets_are_bounded(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8")
    targets = ", ".join(["north"] * 5000)
    effects = "".join(f"        north.mood{number}: 1\n" for number in range(1000))
    text = text.replace("targets: [north, east]", f"targets: [{targets}]")
    text = text.replace("        target.mood: {amount", f"{effects}        target.mood: {{amount")
    assert "too-many" in [each.code for each in check(written(tmp_path, text))]


def test_what_is_computed_anew_for_each_target_is_bounded(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8")
    actors = [f"a{number}" for number in range(1000)]
    declared = "".join(
        f"  {name}: {{title: Actor, short: A, stubbornness: 1, levels: {{mood: 1}}}}\n" for name in actors
    )
    text = text.replace("ties:\n", f"{declared}ties:\n", 1)
    text = text.replace("targets: [north, east]", f"targets: [north, east, {', '.join(actors)}]")
    long = "2 * warmth" + " + 0 * target.mood" * 30
    (found,) = check(written(tmp_path, text.replace("amount: 2 * warmth", f"amount: {long}")))
    assert (found.code, found.message) == (
        "too-many",
        "with `left.answer` the conditions and amounts of reactions with targets, counted once for each target, have"
        " more than 500,000 characters; give it fewer targets or shorten them",
    )


@pytest.mark.parametrize(
    ("section", "entry", "most", "entries"),
    [
        ("openings", "  o{}: {{title: Opening}}\n", 40, "openings"),
        ("claims", "  c{}: {{title: Claim, hold: {{}}, then: {{ending: peace, lower: 2}}}}\n", 500, "claims"),
        ("silence", "  - {{code: unread, at: a{}, because: Many.}}\n", 1000, "entries of `silence`"),
    ],
)
def test_so_many_of_a_kind_there_may_be(tmp_path: Path, section: str, entry: str, most: int, entries: str) -> None:
    head = SMALL.read_text(encoding="utf-8").partition("silence:")[0] + f"{section}:\n"
    line = head.count("\n")
    path = written(tmp_path, head + "".join(entry.format(number) for number in range(most + 1)))
    told = ("too-many-entries", line, 1, f"a scenario may have at most {most:,} {entries}")
    assert [each for each in messages(path) if each[0] == "too-many-entries"] == [told]
    path = written(tmp_path, head + "".join(entry.format(number) for number in range(most)))
    assert "too-many-entries" not in {each.code for each in check(path)}


def test_a_source_has_so_many_headings(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8")
    for many in (200, 201):
        headings = ", ".join(f"part {number}" for number in range(many))
        path = written(tmp_path, text.replace("{title: Made up}", f"{{title: Made up, headings: [{headings}]}}"))
        found = [each.message for each in check(path) if each.severity == "error"]
        assert found == (["`headings` of source `made_up` may have at most 200 entries"] if many > 200 else [])


def test_ways_beyond_counting_are_refused_at_the_first_act_that_makes_them(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8").replace(
        "    brief: Be calm.\n", "    brief: Be calm.\n    orders_per_turn: 20\n"
    )
    outcomes = ", ".join(f"w{number}: {{title: Way, weight: 1}}" for number in range(400))
    acts = "".join(
        f"    act{number}: {{title: Act, targets: [north, south, east], outcomes: {{{outcomes}}}}}\n"
        for number in range(9)
    )
    (found,) = check(written(tmp_path, text.replace("  right:\n    smile:", f"{acts}  right:\n    smile:")))
    assert (found.code, found.message) == (
        "too-many",
        "with `left.act0`, what is tried in one turn can come out in 64,000,000 ways, and a turn may have at most"
        " 10,000; give it fewer outcomes, or lower `orders_per_turn` of seat `left`",
    )
    many = ", ".join(f"w{number}: {{title: Way, weight: 1}}" for number in range(10_001))
    (found,) = check(
        written(tmp_path, text.replace("    title: Shout\n", f"    title: Shout\n    outcomes: {{{many}}}\n"))
    )
    assert found.message == (
        "move `shout` has 10,001 outcomes, and a turn may have at most 10,000; give it fewer outcomes"
    )


def test_many_keys_on_one_line(tmp_path: Path) -> None:
    found = check(written(tmp_path, "{" + ", ".join(f"k{number}: [1]" for number in range(50_000)) + "}"))
    assert found[-1].code == "more-faults"


def test_a_hundred_thousand_commas_in_braces(tmp_path: Path) -> None:
    commas = ", ".join(f"b{number}" for number in range(100_000))
    codes = [each.code for each in check(written(tmp_path, f"a: {{because: x, {commas}}}"))]
    assert codes.count("comma-in-braces") == 1


def test_many_braces_with_commas(tmp_path: Path) -> None:
    found = check(written(tmp_path, "".join(f"k{number}: {{because: a, b c}}\n" for number in range(30_000))))
    assert found[-1].code == "more-faults"


def test_a_quotation_mark_left_open_in_a_long_file(tmp_path: Path) -> None:
    text = "title: 'open\n" + "".join(f"k{number}: 'a'\n" for number in range(60_000))
    assert messages(written(tmp_path, text))[0][:3] == ("open-quote", 1, 8)


def test_huge_duplicate_keys(tmp_path: Path) -> None:
    assert check(written(tmp_path, "format: 1\n" * 90_000))[-1].code == "more-faults"


def test_a_thousand_actors_and_ten_thousand_ties_are_read(tmp_path: Path) -> None:
    count = 1000
    actors = "".join(
        f"  a{number}:\n    title: Actor {number}\n    short: A{number}\n    stubbornness: 0.5\n"
        f"    levels: {{mood: {{value: {number % 100}, source: made_up}}}}\n"
        for number in range(count)
    )
    ties = "".join(
        f"    a{number}:\n"
        + "".join(f"      a{(number + step * 7) % count}: {{trust: 10, source: made_up}}\n" for step in range(1, 11))
        for number in range(count)
    )
    text = SMALL.read_text(encoding="utf-8").replace("ties:\n  between:\n", f"{actors}ties:\n  between:\n{ties}")
    path = written(tmp_path, text)
    assert len(load(path).ties.between) == 10_003


def test_file_names_that_break_lines_do_not_break_messages() -> None:
    (problem,) = check("no\nsuch\x1b[31m\udcff.yaml")
    assert problem.file == "no?such?[31m?.yaml"
    str(problem).encode()
