"""The option `--engine`: the same answers whichever is taken, and one sentence where it cannot be as asked."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.cli.calls import Shell
from tests.compilers import NEEDS_COMPILER, script
from wargame.cli import commands
from wargame.players import compiled

SIMULATE = ("simulate", "first-session", "--games", "300")


def test_the_option_is_on_every_command_that_plays_many_games() -> None:
    having = {
        name
        for name, command in commands.commands.items()
        if any(isinstance(each, click.Option) and "--engine" in each.opts for each in command.params)
    }
    assert having == {
        "advise",
        "agency",
        "calibrate",
        "claims",
        "fragility",
        "luck",
        "play",
        "rare",
        "sensitivity",
        "simulate",
        "stability",
    }
    (option,) = (each for each in commands.commands["simulate"].params if each.opts == ["--engine"])
    assert isinstance(option.type, click.Choice)
    assert list(option.type.choices) == [each.value for each in compiled.Engine]
    assert option.envvar == compiled.VARIABLE


def test_the_choice_ends_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARGAME_ENGINE", "auto")
    done = CliRunner().invoke(commands, ["claims", "no-such", "--engine", "numpy"], standalone_mode=True)
    assert done.exit_code != 0
    assert os.environ["WARGAME_ENGINE"] == "auto"
    monkeypatch.delenv("WARGAME_ENGINE")
    CliRunner().invoke(commands, ["claims", "no-such", "--engine", "numpy"])
    assert "WARGAME_ENGINE" not in os.environ


def test_an_engine_that_is_none_is_refused(shell: Shell) -> None:
    for called in (shell.call(*SIMULATE, "--engine", "fast"), shell.call(*SIMULATE, WARGAME_ENGINE="fast")):
        assert (called.code, called.out) == (2, "")
        assert "'fast' is not one of 'auto', 'numpy', 'native'" in called.err
    assert "WARGAME_ENGINE" in called.err


@NEEDS_COMPILER
def test_the_answer_is_the_same_and_nothing_else_is_said(shell: Shell) -> None:
    by_numpy = shell.call(*SIMULATE, "--engine", "numpy", CC="/no/such/cc")
    assert (by_numpy.code, by_numpy.err) == (0, "")
    for engine in ("native", "auto"):
        assert shell.call(*SIMULATE, "--engine", engine) == by_numpy
        assert shell.call(*SIMULATE, WARGAME_ENGINE=engine) == by_numpy
    assert list((shell.folder / "home" / "native").glob("*.ok"))


@pytest.mark.parametrize("engine", ["auto", "native"])
def test_what_is_in_the_way_is_said_in_one_sentence_and_the_answer_is_the_same(shell: Shell, engine: str) -> None:
    by_numpy = shell.call(*SIMULATE, "--engine", "numpy")
    called = shell.call(*SIMULATE, "--engine", engine, "--workers", "2", CC="no-such-cc")
    assert (called.code, called.out) == (by_numpy.code, by_numpy.out)
    assert called.err == (
        "wargame: games are played with numpy, more slowly and with the same results: "
        "there is no compiler 'no-such-cc', which CC names.\n"
    )
    documents = [
        json.loads(shell.call(*SIMULATE, "--json", "--engine", each, CC="no-such-cc").out) for each in ("numpy", engine)
    ]
    for document in documents:
        del document["seconds"]
    assert documents[0] == documents[1]


@NEEDS_COMPILER
def test_a_compiler_that_gives_wrong_numbers_changes_no_answer(shell: Shell, tmp_path: Path) -> None:
    compiler = script(tmp_path, compiling='sed -i "s/0x1p-53/0x1p-52/" "$source"')
    by_numpy = shell.call(*SIMULATE, "--engine", "numpy")
    for engine in ("native", "auto"):
        called = shell.call(*SIMULATE, "--engine", engine, CC=compiler)
        assert (called.code, called.out) == (0, by_numpy.out)
        assert called.err.count("\n") == 1
        assert f"what {compiler} compiled gave other numbers when it was tested" in called.err


@NEEDS_COMPILER
@pytest.mark.parametrize(
    "arguments",
    [
        ("stability", "first-session", "--games", "4"),
        ("advise", "first-session", "host", "--games", "4"),
        ("claims", "first-session", "--games", "250", "--workers", "1"),
        ("sensitivity", "first-session", "out", "--games", "16", "--workers", "1"),
    ],
)
def test_other_commands_take_it_too(shell: Shell, arguments: tuple[str, ...]) -> None:
    by_numpy = shell.call(*arguments, "--engine", "numpy")
    assert (by_numpy.code, by_numpy.err) == (0, "")
    assert shell.call(*arguments, "--engine", "native") == by_numpy


def test_the_version_says_what_there_is(shell: Shell) -> None:
    short = shell.call("--version")
    called = shell.call("--version", "--verbose", WARGAME_ENGINE="auto", CC="no-such-cc")
    assert (called.code, called.err) == (0, "")
    lines = called.out.splitlines()
    assert lines[0] == short.out.strip()
    assert [line.split(" ")[0] for line in lines[1:]] == ["Python", "numpy", "Engine:", "Compiler:", "Compiled"]
    assert lines[4] == "Compiler: none; there is no compiler 'no-such-cc', which CC names"
    assert lines[5] == f"Compiled games: {shell.folder / 'home' / 'native'}; 0 scenarios, 0 kB"
    refused = shell.call("--verbose")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("wargame: --verbose goes with --version.")


@NEEDS_COMPILER
def test_the_version_tells_the_last_failure(shell: Shell, tmp_path: Path) -> None:
    compiler = script(tmp_path, compiling="exit 1")
    shell.call(*SIMULATE, "--engine", "native", CC=compiler)
    lines = shell.call("--version", "--verbose", CC=compiler, WARGAME_ENGINE="native").out.splitlines()
    assert lines[-1] == f"Last failure: the compiler {compiler} fails"
    assert any(line.startswith(f"Compiler: {compiler}; ") for line in lines)
