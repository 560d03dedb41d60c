"""The wheel holds everything a game needs, and finds its scenarios where there is no checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]


def run(arguments: Sequence[str], folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(["-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(CHECKOUT)], folder)
    (built,) = folder.glob("wargame-*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content as an installer lays it out, with no checkout around it."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_carries_scenarios_styles_and_the_mark_of_types(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expected = {f"wargame/scenarios/{path.name}" for path in (CHECKOUT / "scenarios").iterdir()}
    expected |= {
        path.relative_to(CHECKOUT).as_posix()
        for suffix in ("*.py", "*.tcss", "*.c")
        for path in (CHECKOUT / "wargame").rglob(suffix)
    }
    assert "wargame/scenarios/first-session.yaml" in expected
    assert any(name.endswith(".tcss") for name in expected)
    assert expected <= names
    assert "wargame/py.typed" in names
    assert not [name for name in names if name.startswith("tests") or "__pycache__" in name]


def test_the_wheel_alone_finds_its_scenarios(unpacked: Path, tmp_path: Path) -> None:
    printed = run(["-m", "wargame", "scenarios", "--json"], tmp_path, PYTHONPATH=str(unpacked))
    found = json.loads(printed)["scenarios"]
    shipped = {path.stem for path in (CHECKOUT / "scenarios").glob("*.yaml")}
    assert {each["id"] for each in found} == shipped
    assert all(Path(each["file"]).is_relative_to(unpacked) for each in found)


def test_the_wheel_alone_plays_a_game(unpacked: Path, tmp_path: Path) -> None:
    printed = run(["-m", "wargame", "run", "first-session", "--json"], tmp_path, PYTHONPATH=str(unpacked))
    assert json.loads(printed)["ending"]["id"] in ("out", "firm", "adrift")


def test_the_command_is_declared(unpacked: Path) -> None:
    (entry_points,) = unpacked.glob("wargame-*.dist-info/entry_points.txt")
    assert "wargame = wargame.__main__:main" in entry_points.read_text("utf-8")
