"""Every example in a docstring runs, and every public name has one."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import wargame

OFFERING = ("wargame", "wargame.network", "wargame.seminar", "wargame.analysis", "wargame.rl")
"""The packages that offer public names."""
EXTRAS = ("gymnasium", "pettingzoo")
"""What a module may lack in an installation without extras."""


def modules() -> Iterator[str]:
    yield "wargame"
    for each in pkgutil.walk_packages(wargame.__path__, "wargame."):
        if not each.name.endswith("__main__"):
            yield each.name


def public() -> Iterator[tuple[str, str]]:
    for package in OFFERING:
        for name in importlib.import_module(package).__all__:
            yield package, name


def homes() -> Iterator[tuple[str, str]]:
    """Each public name with the module that holds it."""
    for package in OFFERING:
        for name, home in vars(importlib.import_module(package))["_modules"].items():
            yield home, name


def named(package: str, name: str) -> Any:
    """What a package offers under a name; skips the test where it needs an extra that is not installed."""
    if package == "wargame.rl":
        pytest.importorskip("pettingzoo")
    return getattr(importlib.import_module(package), name)


@pytest.mark.parametrize("name", modules())
def test_the_examples_of_a_module_run_as_they_are_written(name: str) -> None:
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        if error.name not in EXTRAS:
            raise
        pytest.skip(str(error))
    own_imports_only = {f"{home}.{public_name}" for home, public_name in homes()}
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    for example in doctest.DocTestFinder().find(module, name):
        if example.name in own_imports_only:
            example.globs = {}  # whoever reads the help of a public name has only what the example itself imports
        runner.run(example, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize(("package", "name"), public())
def test_a_public_name_says_what_it_is_and_shows_an_example(package: str, name: str) -> None:
    found = named(package, name)
    assert not inspect.ismodule(found)
    words = inspect.getdoc(found) or ""
    assert re.match(r"[A-Z][^\n]*(\n[^\n]+)*?[.]", words), "it begins with no sentence"
    assert doctest.DocTestParser().get_examples(words), f"{package}.{name} has no example"


def test_an_example_that_is_wrong_is_found() -> None:
    (wrong,) = doctest.DocTestFinder().find(wrongly_added, "wrongly_added", globs={})
    said: list[str] = []
    doctest.DocTestRunner().run(wrong, out=said.append)
    assert "Expected:\n    3" in "".join(said)


def wrongly_added() -> None:
    """
    >>> 1 + 1
    3
    """


@pytest.mark.parametrize("package", OFFERING)
def test_what_a_package_offers_is_what_a_type_checker_reads(package: str) -> None:
    module = importlib.import_module(package)
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    (checked,) = (node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
    read = {name.name: node.module for node in checked.body if isinstance(node, ast.ImportFrom) for name in node.names}
    assert sorted(read) == sorted(module.__all__)
    assert set(module.__all__) <= set(dir(module))
    for name, home in read.items():
        assert named(package, name) is getattr(importlib.import_module(str(home)), name)
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'nonsense'"):
        _ = module.nonsense


@pytest.mark.parametrize(
    "program",
    [
        "import wargame.analysis.why, wargame.analysis; from wargame.analysis import why; print(callable(why))",
        "from wargame.analysis import why; import wargame.analysis.why as again; print(why is again)",
        "from wargame.analysis.why import Story; import wargame.analysis; print(callable(wargame.analysis.why))",
        "import wargame.analysis as a; a.why; import wargame.analysis.why; print(callable(a.why))",
        "from wargame.analysis import *; print(callable(why) and callable(compare))",
    ],
)
def test_a_function_is_offered_under_the_name_of_its_module_in_whatever_order_they_load(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("True", "")


@pytest.mark.parametrize("package", OFFERING)
def test_a_package_loads_its_names_only_when_they_are_used(package: str) -> None:
    program = f"import sys, {package}; print([name for name in ('numpy', 'pydantic') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
