"""What the README shows works as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys

import click
import pytest

from tests.cli.calls import CHECKOUT, Shell
from wargame import load
from wargame.cli import commands
from wargame.game.orders_file import parse_script

README = (CHECKOUT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The README's blocks of code in a language, or of none."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def printed(shell: Shell, example: str) -> list[str]:
    """The lines that an example prints, run where the README stands."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example],
        cwd=CHECKOUT,
        env=shell.environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_the_learning_environment_runs(shell: Shell) -> None:
    pytest.importorskip("pettingzoo")
    (example,) = (block for block in blocks("python") if "parallel_env" in block)
    lines = printed(shell, example)
    assert 1 <= len(lines) <= 10
    assert all(line.startswith("{") and "'us': ((" in line and "'nato': ((" in line for line in lines)


def test_the_training_example_learns_to_play_better_than_at_random(shell: Shell) -> None:
    pytest.importorskip("pettingzoo")
    (example,) = (block for block in blocks("python") if "batch_env" in block)
    (line,) = printed(shell, example)
    found = re.fullmatch(r"(-?\d+\.\d) points a game at random, (-?\d+\.\d) once it has learned", line)
    assert found
    at_random, learned = (float(each) for each in found.groups())
    assert learned > at_random + 8


def test_the_library_example_runs(shell: Shell) -> None:
    (example,) = (block for block in blocks("python") if "_env" not in block)
    lines = printed(shell, example)
    assert lines[0] == "()"
    assert "'reassure(guest)'" in lines[1]
    assert "guest.commitment: 60.0 -> 57.0" in lines
    assert "  -3.000000 Grumble in public" in lines
    assert lines[-1] == "[39.35483871 78.06451613]"


def test_the_orders_file_is_understood() -> None:
    (example,) = (block for block in blocks("") if block.startswith("turn 1: move"))
    script = parse_script(example, "README.md", load(CHECKOUT / "scenarios" / "first-session.yaml"))
    assert set(script.orders) == {(1, "host"), (2, "host"), (2, "rival")}


def test_every_command_and_option_is_told() -> None:
    context = click.Context(commands)
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        assert command is not None
        assert f"`wargame {name}" in README, name
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.opts[-1] in README, option.opts


def test_nothing_is_told_that_is_not_there(shell: Shell) -> None:
    told = set(re.findall(r"`wargame ([a-z][a-z-]*)", README))
    assert told == set(commands.list_commands(click.Context(commands)))
    for path in re.findall(r"\]\(([^)]+)\)", README):
        assert path.startswith("https://") or (CHECKOUT / path).exists(), path
    assert shell.folder.exists()


@pytest.mark.parametrize("purpose", ["Play", "Test"])
def test_each_purpose_has_one_command_that_sets_all_up(purpose: str) -> None:
    section = README.split(f"\n## {purpose}\n")[1].split("\n## ")[0]
    command = re.findall(r"^```\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)[0]
    assert len(command.splitlines()) == 1
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_the_picture_asks_no_other_host_for_anything() -> None:
    picture = (CHECKOUT / ".readme" / "screen.svg").read_text("utf-8")
    assert picture.startswith("<svg")
    assert set(re.findall(r"https?://[^\s\"')]+", picture)) == {"http://www.w3.org/2000/svg"}
    assert "Turn&#160;1&#160;of" in picture
