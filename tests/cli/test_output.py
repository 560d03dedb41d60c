"""Commands that write a file: whole or not at all, never over another unasked, nor over their source."""

from __future__ import annotations

import ast
import errno
import os
from pathlib import Path

import click
import pytest

from tests.cli.calls import CHECKOUT, Shell
from tests.cli.test_branches import played
from wargame.cli import commands
from wargame.cli.common import OutputPath
from wargame.report.files import KeptFileError, write_beside, write_output

__all__ = ["played"]

needs_posix = pytest.mark.skipif(os.name == "nt", reason="devices and links are as on POSIX")

WRITING = {
    "export": ("export", "game.wargame.json", "-o"),
    "stability": ("stability", "own.yaml", "--games", "2", "--nfg"),
}
"""How each command that writes a file is called, before the file's name."""


@pytest.fixture
def ready(played: Shell) -> Shell:
    """A folder with a saved game, its export, and a scenario."""
    assert played.call("export", "first-session", "-o", "game.wargame.json").code == 0
    played.scenario(name="own.yaml")
    return played


def test_every_command_that_writes_is_tried_here() -> None:
    writing = {
        name: {each.name for each in command.params}
        for name, command in commands.commands.items()
        if any(isinstance(each.type, OutputPath) for each in command.params)
    }
    assert set(writing) == set(WRITING)
    assert all({"output", "force"} <= options for options in writing.values())
    for command in commands.commands.values():
        for option in (each for each in command.params if isinstance(each, click.Option)):
            written = (option.help or "").startswith(("Write", "The file to write"))
            assert written == isinstance(option.type, OutputPath), option


@pytest.mark.parametrize("room", ["cli", "plain", "tui", "text", "seminar", "analysis"])
def test_no_file_is_written_any_other_way(room: str) -> None:
    for path in (CHECKOUT / "wargame" / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                assert name not in ("write_text", "write_bytes"), f"{path}:{node.lineno}"
                modes = [each.value for each in node.args if isinstance(each, ast.Constant)]
                assert name != "open" or not set(modes) & {"w", "wb", "a", "x", "xb"}, f"{path}:{node.lineno}"


@pytest.mark.parametrize("which", WRITING)
def test_a_file_that_is_there_is_replaced_only_by_force(ready: Shell, which: str) -> None:
    target = ready.folder / "target"
    target.write_text("mine", encoding="utf-8")
    before = sorted(path.name for path in ready.folder.iterdir())
    refused = ready.call(*WRITING[which], "target")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == (
        "wargame: target exists already and was left as it is. Name another file, or add --force to replace it.\n"
    )
    assert target.read_text("utf-8") == "mine"
    replaced = ready.call(*WRITING[which], "target", "--force")
    assert (replaced.code, replaced.err) == (0, "")
    assert target.read_text("utf-8").startswith(("{", "NFG 1"))
    assert sorted(path.name for path in ready.folder.iterdir()) == before
    fresh = ready.call(*WRITING[which], "fresh", "--force")
    assert fresh.code == 0
    assert (ready.folder / "fresh").read_bytes() == target.read_bytes()


@pytest.mark.parametrize("which", WRITING)
def test_folders_and_what_it_is_made_from_are_refused_even_by_force(ready: Shell, which: str) -> None:
    (ready.folder / "folder").mkdir()
    refused = ready.call(*WRITING[which], "folder", "--force")
    assert (refused.code, refused.err) == (1, "wargame: folder is a folder: name a file in it.\n")
    made_from = WRITING[which][1]
    for path in (made_from, f"folder/../{made_from}", "home/library.sqlite3"):
        before = (ready.folder / path).read_bytes()
        refused = ready.call(*WRITING[which], path, "--force")
        assert refused.code == 1
        assert (
            refused.err
            == f"wargame: {path} is the file that this is made from, and is never replaced: name another file.\n"
        )
        assert (ready.folder / path).read_bytes() == before
    idle = ready.call(*WRITING[which][:-1], "--force")
    assert (idle.code, idle.out) == (2, "")
    assert f"--force is for replacing the file that {WRITING[which][-1]} names" in idle.err


@needs_posix
@pytest.mark.parametrize("which", WRITING)
def test_links_are_followed_and_devices_stay_devices(ready: Shell, which: str) -> None:
    folder = ready.folder
    (folder / "target").write_text("mine", encoding="utf-8")
    (folder / "link").symlink_to("target")
    (folder / "dangling").symlink_to("made")
    assert ready.call(*WRITING[which], "link").code == 1
    assert (folder / "target").read_text("utf-8") == "mine"
    assert ready.call(*WRITING[which], "link", "--force").code == 0
    assert (folder / "link").is_symlink() and (folder / "target").stat().st_size > 100
    assert ready.call(*WRITING[which], "dangling").code == 0
    assert (folder / "dangling").is_symlink() and (folder / "made").stat().st_size > 100
    assert ready.call(*WRITING[which], os.devnull).code == 0
    assert not Path(os.devnull).is_file()
    assert ready.call_anew(*WRITING[which], "/dev/stdout").out.startswith(("{", "NFG 1"))
    full = ready.call(*WRITING[which], "/dev/full")
    assert (full.code, full.err) == (1, "wargame: /dev/full: the disk is full.\n")


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_what_was_there_and_no_half_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_text("before", encoding="utf-8")
    monkeypatch.setattr(os, "fsync", _full)
    for name, replace in (("a", True), ("b", False)):
        with pytest.raises(OSError, match="No space left") as raised:
            write_output(tmp_path / name, "x" * 100_000, replace)
        assert raised.value.filename == str(tmp_path / name)
    assert [each.name for each in tmp_path.iterdir()] == ["a"]
    assert path.read_text("utf-8") == "before"


def test_another_process_that_is_quicker_keeps_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    monkeypatch.setattr(os, "fsync", lambda _: path.write_text("theirs", encoding="utf-8"))
    with pytest.raises(KeptFileError):
        write_output(path, "mine")

    def none_here(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", none_here)  # as on a disk that knows no second name for a file
    path.unlink()
    with pytest.raises(KeptFileError):
        write_output(path, "mine")
    assert path.read_text("utf-8") == "theirs"
    monkeypatch.setattr(os, "fsync", lambda _: None)
    write_output(tmp_path / "b", "mine")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a", "b"]


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    names = [write_beside(tmp_path / "shot-1.svg", text).name for text in "abc"]
    assert names == ["shot-1.svg", "shot-1-2.svg", "shot-1-3.svg"]
    assert [(tmp_path / name).read_text("utf-8") for name in names] == ["a", "b", "c"]


@needs_posix
def test_rights_of_a_replaced_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("before", encoding="utf-8")
    path.chmod(0o640)
    write_output(path, "after", replace=True)
    assert (path.read_text("utf-8"), path.stat().st_mode & 0o777) == ("after", 0o640)
