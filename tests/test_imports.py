"""Imports run one way, each heavy library has one room, and asking for help loads none of them."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "wargame"

ROOMS = (
    "lazy_names",
    "fault",
    "model",
    "authoring",
    "engine",
    "network",
    "game",
    "players",
    "jobs",
    "analysis",
    "text",
    "report",
    "rl",
    "seminar",
    "plain",
    "tui",
    "cli",
    "__main__",
)
"""From the lowest to the highest: a room may import itself and those before it."""

ONLY_IN = {
    "yaml": "authoring",
    "pydantic": "authoring",
    "networkx": "network",
    "textual": "tui",
    "click": "cli",
    "distributed": "jobs",
}
"""Libraries that one room alone may import."""

HEAVY = ("textual", "networkx", "numpy", "pydantic", "yaml", "platformdirs")


def imported(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Every module a source imports, wherever in it, with its line; `package` resolves relative imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            if base == "wargame":
                for name in node.names:
                    yield node.lineno, f"wargame.{name.name}"
            else:
                yield node.lineno, base


def faults(source: str, room: str, package: str) -> list[str]:
    """In words, each import of a source in `room` that the rooms' order forbids."""
    found = []
    for line, module in imported(source, package):
        top, _, rest = module.partition(".")
        if top == "wargame":
            other = rest.partition(".")[0]
            if other not in ROOMS:
                if room not in ("", "cli"):
                    found.append(f"line {line}: {module} is not a room")
            elif room != "" and ROOMS.index(other) > ROOMS.index(room):
                found.append(f"line {line}: {room} imports {other}, which stands above it")
        elif ONLY_IN.get(top, room) != room:
            found.append(f"line {line}: {top} is for {ONLY_IN[top]} alone")
        elif room == "model" and top not in sys.stdlib_module_names:
            found.append(f"line {line}: model is standard library only, and {top} is not")
    return found


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def place(path: Path) -> tuple[str, str]:
    """The room a file belongs to ("" for the front door), and the package that its relative imports start from."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    room = "" if parts == ("__init__",) else parts[0]
    return room, ".".join(("wargame", *parts[:-1]))


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_only_what_its_room_may(path: Path) -> None:
    room, package = place(path)
    assert room == "" or room in ROOMS, f"{path} is in no room of the design"
    assert faults(path.read_text("utf-8"), room, package) == []


def test_long_work_needs_nothing_of_the_game() -> None:
    """The room for other processes takes functions; only its file for clusters knows Dask."""
    by_file = {
        path.name: {module for _, module in imported(path.read_text("utf-8"), "wargame.jobs")}
        for path in (PACKAGE / "jobs").glob("*.py")
    }
    own = {module for modules in by_file.values() for module in modules if module.startswith("wargame")}
    assert own == {"wargame.fault", *(f"wargame.jobs.{name}" for name in ("fault", "pool", "process", "task"))}
    assert [name for name, modules in by_file.items() if "distributed" in modules] == ["cluster.py"]


def test_every_room_is_found() -> None:
    assert {place(path)[0] for path in sources()} >= {"", "model", "authoring", "engine", "seminar", "cli"}


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("engine", "from wargame.tui.app import run"),
        ("engine", "def f() -> None:\n    import wargame.seminar.table"),
        ("model", "from ..engine import view"),
        ("model", "import numpy as np"),
        ("engine", "import yaml"),
        ("game", "from networkx import DiGraph"),
        ("seminar", "import textual.app"),
        ("players", "from wargame import cli"),
        ("analysis", "def f() -> None:\n    import distributed"),
        ("players", "from wargame import start"),
        ("tui", "from wargame.plots import picture"),
        ("", "import pydantic"),
    ],
)
def test_a_forbidden_import_is_found(room: str, source: str) -> None:
    assert len(faults(source, room, f"wargame.{room}".rstrip("."))) == 1


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("engine", "from wargame.model.order import Order\nimport numpy"),
        ("tui", "from textual.app import App\nfrom . import screens\nfrom ..seminar.table import Table"),
        ("authoring", "import yaml, pydantic"),
        ("model", "import re\nfrom .expression import Expression"),
        ("", "from wargame.engine.view import View"),
    ],
)
def test_an_allowed_import_is_let_through(room: str, source: str) -> None:
    assert faults(source, room, f"wargame.{room}".rstrip(".")) == []


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["play", "--help"], ["run", "--help"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys, wargame.cli\n"
        f"sys.argv = ['wargame', *{arguments!r}]\n"
        "try:\n    wargame.cli.main()\n"
        "except SystemExit as exit:\n    assert exit.code in (None, 0), exit.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True, timeout=60
    )
    assert done.stdout
    assert done.stderr.strip() == "[]"


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = f"import sys, wargame; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
