"""Every fault has its sentence, and an error says what caused it in the same words."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import fields
from enum import Enum
from typing import Any

import pytest

from wargame.analysis.fault import AnalysisFault, UnknownNameError, UnknownNumber
from wargame.engine.fault import EngineFault
from wargame.engine.native.fault import NativeFault
from wargame.engine.refusal import RefusedChoice, UnknownReaction
from wargame.fault import Fault
from wargame.game.game_file_fault import GameFileFault
from wargame.game.library_fault import LibraryFault, Obstacle, Unusable, Use
from wargame.game.library_file import LibraryError
from wargame.game.orders_file_fault import OrdersFileFault
from wargame.game.replay import ReplayError
from wargame.game.replay_fault import NotPlayable, ReplayFault
from wargame.game.table_fault import BranchNotSaved, TableFault
from wargame.game.tree_fault import NotEarlier, TreeFault
from wargame.jobs.fault import TaskFault
from wargame.jobs.process import in_process
from wargame.jobs.task import TaskError
from wargame.model.file_fault import KeptFileFault
from wargame.seminar.table import TableError
from wargame.text.analysis_faults import analysis_words
from wargame.text.engine_faults import engine_words
from wargame.text.faults import error_words, fault_words, kept_file_words, task_words
from wargame.text.game_file_faults import game_file_words
from wargame.text.library_faults import library_words
from wargame.text.native import native_words
from wargame.text.orders_file_faults import orders_file_words
from wargame.text.replay_faults import replay_words
from wargame.text.table_faults import table_words
from wargame.text.tree_faults import tree_words

WORDS: dict[Any, Any] = {
    AnalysisFault: analysis_words,
    EngineFault: engine_words,
    GameFileFault: game_file_words,
    KeptFileFault: kept_file_words,
    LibraryFault: library_words,
    NativeFault: native_words,
    OrdersFileFault: orders_file_words,
    ReplayFault: replay_words,
    TableFault: table_words,
    TaskFault: task_words,
    TreeFault: tree_words,
}


def samples(kind: type[Any]) -> Iterator[Any]:
    """A fault of a kind with each value that one of its fields can have by its type."""
    hints = typing.get_type_hints(kind)
    choices = {each.name: list(values(hints[each.name], each.name)) for each in fields(kind)}
    first = {name: several[0] for name, several in choices.items()}
    yield kind(**first)
    for name, several in choices.items():
        for value in several[1:]:
            yield kind(**{**first, name: value})


def values(hint: Any, name: str) -> Iterator[Any]:
    options = typing.get_args(hint) if typing.get_origin(hint) is not tuple else ()
    if options:
        for each in options:
            yield from values(each, name)
    elif hint is int:
        yield 41
    elif hint is type(None):
        yield None
    elif hint is RefusedChoice:
        yield RefusedChoice("host", "pres", UnknownReaction("press"))
    elif isinstance(hint, type) and issubclass(hint, Enum):
        yield from hint
    elif hint is Fault:
        yield NotEarlier(41, 41)
    elif isinstance(hint, type) and issubclass(hint, Fault):
        yield from samples(hint)
    elif typing.get_origin(hint) is tuple:
        yield (f"{name}-one", f"{name}-two")
    else:
        yield f"the-{name}"


@pytest.mark.parametrize(
    ("kind", "words"),
    [(kind, words) for union, words in WORDS.items() for kind in typing.get_args(union)],
    ids=lambda each: getattr(each, "__qualname__", ""),
)
def test_every_fault_is_said_in_words_with_its_values(kind: type[Any], words: Any) -> None:
    for fault in samples(kind):
        said = words(fault)
        assert said == fault_words(fault)
        assert "{" not in said
        assert not said.endswith(".")
        for name, value in fault.values.items():
            if value in (41, f"the-{name}"):
                assert str(value) in said
        assert str(fault).startswith(fault.code.value)


def test_the_code_of_each_kind_is_its_own() -> None:
    for union in WORDS:
        codes = [kind.code for kind in typing.get_args(union)]
        assert len(set(codes)) == len(codes)
        assert codes == list(type(codes[0]).__members__.values())


def test_an_error_round_another_says_both_in_words() -> None:
    error = LibraryError(Unusable("l.sqlite3", Use.WRITE, Obstacle.FULL))
    assert str(error) == "unusable (path l.sqlite3, use write, reason full)"
    wrapped = TableError(BranchNotSaved(error.fault))
    words = "the branch could not be saved: the library of saved games l.sqlite3 cannot be written: the disk is full"
    assert error_words(wrapped) == words


def unknown() -> Iterator[int]:
    yield 1
    raise UnknownNameError(UnknownNumber("hots.budget", "host.budget"))


def test_what_work_in_another_process_raises_is_said_in_words_here() -> None:
    with pytest.raises(TaskError) as caught:
        list(in_process(unknown))
    words = "there is no number 'hots.budget' that can be seen here (did you mean host.budget?)"
    assert error_words(caught.value) == words
    assert error_words(TableError(caught.value.fault)) == words


def test_a_turn_that_is_not_legal_any_more_says_which_order_and_why() -> None:
    choice = RefusedChoice("host", "pres", UnknownReaction("press"))
    error = ReplayError(NotPlayable(7, 3, choice), None)  # type: ignore[arg-type]
    reason = "host: pres: the seat has no such reaction (did you mean press?)"
    assert error_words(error) == f"turn 3 (node 7) cannot be played again: {reason}"
