"""Every command that the program tells a reader to run works as it is printed, whatever names are in it."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.calls import CHECKOUT, Called, Shell
from wargame.cli import commands
from wargame.text.hints import command, hint

needs_sh = pytest.mark.skipif(os.name == "nt", reason="the commands are printed for cmd.exe there")
PACKAGE = CHECKOUT / "wargame"
VERBS = "|".join(commands.commands)
PRINTED = re.compile(rf"'(wargame (?:{VERBS})\b[^']*)'|`(wargame (?:{VERBS})\b[^`]*)`|“(wargame (?:{VERBS})\b[^”]*)”")
FILES = ['-it\'s  "my" $HOME `b`.yaml', "naïve näme, " * 5, "my game.yaml", "a\tb.yaml", "game.yaml"]
SAVES = ['it\'s  "my" $HOME `b`', "a `b`", "tuesday"]
"""Names as people and programs give them; what is run takes the worst, what is only quoted takes all."""


def run_as_printed(shell: Shell, line: str, typed: str = "") -> Called:
    """A printed line, with the arguments that the user's shell makes of it as it is."""
    read = subprocess.run(
        ["bash", "-c", f"wargame() {{ printf '%s\\0' \"$@\"; }}\n{line}"],
        cwd=shell.folder,
        env=shell.environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert (read.returncode, read.stderr) == (0, "")
    *arguments, rest = read.stdout.split("\0")
    assert arguments and not rest
    return shell.call(*arguments, typed=typed)


def printed(text: str) -> str:
    """The one command that a text tells the reader to run."""
    (found,) = ["".join(groups) for groups in PRINTED.findall(text)]
    return found


def example(said: str) -> tuple[str, str]:
    """The command that plays an example with a seed in the place of N, and the ending that it comes to."""
    lines = said.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("  Examples"))
    own = next((line.strip() for line in lines[first:] if line.startswith("    wargame run ")), None)
    told = " ".join(line.strip() for line in lines[first : first + 4])
    line = own or told.removeprefix("Examples: ").partition(", where N is ")[0]
    seeds = re.search(r"where N is (\d+) for (\S)", told)
    assert seeds is not None
    assert line.count("--seed N") == 1
    return line.replace("--seed N", f"--seed {seeds[1]}"), seeds[2]


@needs_sh
@pytest.mark.parametrize("name", FILES[:2])
def test_such_a_game_is_one_of_the_file_that_was_named(shell: Shell, name: str) -> None:
    """The scenario keeps the id of a shipped one, which must not be played in its place."""
    shell.scenario(("title: A first session", "title: Another session"), name=name)
    done = shell.call("simulate", "--games", "300", "--lens", "hard", "--bot", "all=random", "--", name)
    assert (done.code, done.err) == (0, "")
    line, sign = example(done.out)
    assert "--lens hard" in line and "--bots random" in line
    game = run_as_printed(shell, line)
    assert (game.code, game.err) == (0, "")
    assert "Another session" in game.out
    assert any(each.lstrip().startswith(sign) or f" {sign} " in each for each in game.out.splitlines()[-40:])


@needs_sh
@pytest.mark.parametrize("name", FILES[:2])
def test_the_check_of_a_file_with_faults(shell: Shell, name: str) -> None:
    shell.scenario(("cost: 3", "cost: -3"), name=name)
    refused = shell.call("run", "--", name)
    assert refused.code == 1
    checked = run_as_printed(shell, printed(refused.err))
    assert (checked.code, checked.err) == (1, "")
    assert checked.out.splitlines()[-1].startswith("1 file: 1 fault")


@needs_sh
@pytest.mark.parametrize("name", SAVES[:1])
def test_going_on_with_a_game_and_looking_at_its_tree(shell: Shell, name: str) -> None:
    begun = shell.call("play", "--plain", "first-session", "--seat", "host", typed="none\nyes\nquit\n")
    goes_on = re.findall(r"^To go on, run: (.*)$", begun.out, re.MULTILINE)
    assert run_as_printed(shell, goes_on[0], "quit\n").code == 0
    file = f"-{name}.wargame.json"
    assert shell.call("export", "first-session", "-o", file).code == 0
    taken = shell.call("import", f"--name={name}", "--", file)
    assert (taken.code, taken.err) == (0, "")
    gone_on = run_as_printed(shell, printed(taken.out).replace("wargame play", "wargame play --plain"), "quit\n")
    assert gone_on.code == 0, gone_on.err
    saved = "The game is saved as"
    assert saved in gone_on.out
    again = re.findall(r"^To go on, run: (.*)$", gone_on.out, re.MULTILINE)
    assert saved in run_as_printed(shell, again[0], "quit\n").out
    assert json.loads(shell.call("games", "--json").out)["games"][0]["name"] == name
    for call in (
        ("why", "--at", "99", "--", name, "guest.commitment"),
        ("why", "--at", "99", "--", file, "guest.commitment"),
        ("simulate", "--at", "99", "--", name),
        ("play", "--plain", "--continue", name, "--at", "99"),
    ):
        refused = shell.call(*call)
        assert refused.code in (1, 2)
        shown = run_as_printed(shell, printed(refused.err))
        assert (shown.code, shown.err) == (0, "")
        assert shown.out.startswith("0 2026-01 the beginning")


@needs_sh
def test_the_check_of_a_shipped_scenario_that_is_broken(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = shell.folder / shell.scenario(("cost: 3", "cost: -3"), name="my  broken one.yaml")
    monkeypatch.setattr("wargame.authoring.shipped", lambda: {"broken": broken})
    listed = CliRunner().invoke(commands, ["scenarios"], standalone_mode=False)
    assert listed.return_value == 1
    assert run_as_printed(shell, printed(listed.stderr)).out.splitlines()[-1].startswith("1 file: 1 fault")


@needs_sh
def test_a_shipped_scenario_is_not_hidden_by_a_folder_of_its_name(shell: Shell) -> None:
    (shell.folder / "first-session").mkdir()
    assert shell.call("run", "first-session").code == shell.call("check", "first-session").code == 0


def test_quoting_is_undone_by_a_shell() -> None:
    for name in (*FILES, *SAVES):
        words = command("run", name, options={"--lens": "a b", "--seed": "N"})
        if name.isprintable():
            assert sorted(shlex.split(words)) == sorted(
                ["wargame", "run", name, "--lens", "a b", "--seed", "N"] + ["--"] * name.startswith("-")
            )
        assert words in hint("run", name, options={"--lens": "a b", "--seed": "N"})
    assert command("play", options={"--plain": None, "--continue": "-x"}) == "wargame play --plain --continue=-x"


def texts(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Every text of a source that is no docstring, with its line and whether something is put into it."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    aside = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield node.lineno, "".join(map(str, parts)), True
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inside
            and id(node) not in aside
        ):
            yield node.lineno, node.value, False


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_command_is_put_together_by_hand(path: Path) -> None:
    """A name that is put into a command must be quoted, which `wargame.text.hints` does; and options must be real."""
    for line, text, filled in texts(path):
        for found in re.finditer(rf"\bwargame ({VERBS})\b([^'`”\n]*)", text):
            assert not (filled and "{}" in found[0]), f"{path}:{line}: {found[0]}"
            known = {name for each in commands.commands[found[1]].params for name in each.opts}
            for option in re.findall(r"--[a-z-]+", found[2]):
                assert option in known, f"{path}:{line}: {found[1]} has no {option}"
