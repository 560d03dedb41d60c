"""Names and clauses joined, and sentences made of words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wargame.text import words


def test_sentences() -> None:
    assert words.sentence("it holds") == "It holds."
    assert words.sentence("It holds!") == "It holds!"
    assert words.sentence("") == ""


def test_names_in_a_row() -> None:
    several: tuple[list[str], ...] = ([], ["a"], ["a", "b"], ["a", "b", "c"])
    assert [words.listed(each) for each in several] == ["", "a", "a and b", "a, b and c"]
    assert words.any_of(["a", "b", "c"]) == "a, b or c"
    assert words.commas(["a", "b", "c"]) == "a, b, c"
    assert words.parted(["a", "b, c", "d"]) == "a; b, c; d"
    assert words.listed_names(["Germany, Poland and the Baltics", "NATO"]) == "Germany, Poland and the Baltics; NATO"


def test_no_line_begins_with_a_per_cent_sign() -> None:
    for width in range(30, 50):
        for lines in (words.hung("- ", "word 41 % " * 9, width=width), words.wrapped("word 41 % " * 9, "  ", width)):
            assert not [line for line in lines if line.strip().startswith("%")], width
            assert "\u00a0" not in "".join(lines)


def test_words_are_cut_to_one_line_with_no_blank_before_the_mark() -> None:
    assert words.cut("hold\n fast", 24) == "hold fast"
    assert words.cut("hold fast now", 6) == "hold…"


def test_later_lines_hang_under_the_first_word_or_at_an_indent() -> None:
    text = " ".join(["word"] * 20)
    assert {line[:4] for line in words.hung("-   ", text)[1:]} == {"    "}
    assert {line[:2] for line in words.hung("-   ", text, 1)[1:]} == {" w"}
    assert words.hung("head", "") == ["head"]
    path = "/" + "x" * 100
    assert words.hung("", path, long_words=False) == [path]
    assert max(map(len, words.hung("", path))) == words.WIDTH


@pytest.mark.parametrize(("several", "mark"), [(words.commas, ", "), (words.parted, "; ")])
def test_a_list_may_be_of_any_length(several: Callable[[list[str]], str], mark: str) -> None:
    for names in ([], ["one"], ["", "two"], ["name"] * 5_000):
        assert several(names) == mark.join(names)
