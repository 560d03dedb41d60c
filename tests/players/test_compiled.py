"""Compiled functions as whoever plays asks for them: built, tried, found again; and whatever can go wrong with that."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.compilers import NEEDS_COMPILER, calls, script, without_compilers
from tests.processes import ON_LINUX, children, gone
from tests.shipped import shipped_scenario
from wargame.engine.compiler import compile_scenario
from wargame.engine.native.cache import Cache
from wargame.engine.native.fault import (
    BuilderEnded,
    CacheOpen,
    CacheUnusable,
    CompilerFails,
    CompilerMissing,
    Crashed,
    NoCompiler,
    NotLoaded,
    OtherNumbers,
)
from wargame.engine.program import Program
from wargame.players import compiled, native_build
from wargame.players.native_check import first_difference

pytestmark = NEEDS_COMPILER

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def program() -> Program:
    return compile_scenario(shipped_scenario("first-session"), "plain")


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Forgets what this process knows, as another process knows nothing yet."""

    def forget() -> None:
        for shelf in shelves:
            for builder in shelf._builders.values():
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(builder.pid, signal.SIGKILL)
                builder.wait()
        shelves.clear()
        compiled._shelf.cache_clear()

    shelves: list[compiled._Shelf] = []
    made = compiled._Shelf.__init__

    def remembering(self: compiled._Shelf, *arguments: object) -> None:
        made(self, *arguments)  # type: ignore[arg-type]
        shelves.append(self)

    monkeypatch.setattr(compiled._Shelf, "__init__", remembering)
    compiled._shelf.cache_clear()
    yield forget
    forget()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """An empty cache in which this test builds and waits."""
    monkeypatch.setenv("WARGAME_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WARGAME_ENGINE", "native")
    stands_in(monkeypatch, tmp_path)
    return Cache(tmp_path / "home" / "native")


def stands_in(
    monkeypatch: pytest.MonkeyPatch, folder: Path, before: str = "", compiling: str = "", level: str = "-O0"
) -> str:
    path = script(folder, before, compiling, level=level)
    monkeypatch.setenv("CC", path)
    return path


def asked(program: Program, seconds: float = 60) -> bool:
    """Whether the functions are ready within a time, asking again and again."""
    end = time.monotonic() + seconds
    while compiled.ready(program) is None:
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


# --- As it should go --------------------------------------------------------------------------------------------------


def test_functions_are_built_tried_and_found_again(
    program: Program, cache: Cache, tmp_path: Path, anew: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = stands_in(monkeypatch, tmp_path)
    waited: list[int] = []
    native = compiled.ready(program, lambda: waited.append(1))
    assert native is not None
    assert compiled.fallback() is None
    assert waited == [1]
    assert compiled.ready(program) is native
    assert first_difference(program, native) is None
    # A lens is other numbers in the same text.
    other = compiled.ready(compile_scenario(shipped_scenario("first-session"), "hard"), lambda: waited.append(2))
    assert other is not None
    before = calls(compiler)
    anew()
    monkeypatch.setattr(native_build, "command", lambda *_: pytest.fail("it is built already"))
    assert compiled.ready(program, lambda: waited.append(3)) is not None
    assert (calls(compiler), calls(compiler, "compile")) == (before, 1)
    assert waited == [1]
    assert cache.kept().libraries == 1


def test_numpy_looks_nowhere(program: Program, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARGAME_ENGINE", "numpy")
    monkeypatch.setattr(Cache, "check", lambda _: pytest.fail("nothing is looked for"))
    assert compiled.ready(program) is None
    assert compiled.fallback() is None
    assert not cache.folder.exists()


def test_in_the_background_numpy_plays_until_it_is_ready(
    program: Program, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARGAME_ENGINE", "auto")
    began = time.perf_counter()
    assert compiled.ready(program, lambda: pytest.fail("nobody waits")) is None
    assert time.perf_counter() - began < 5
    assert asked(program)
    assert compiled.fallback() is None
    assert cache.kept().libraries == 1


ASKS = """
import sys
import wargame
from wargame.engine.compiler import compile_scenario
from wargame.players import compiled
scenario = wargame.load("scenarios/first-session.yaml")
native = compiled.ready(compile_scenario(scenario, "plain"))
print("numpy" if native is None else "native", repr(compiled.fallback()))
"""


def process(before: str = "", **environment: str) -> subprocess.Popen[str]:
    """Another process that asks."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", before + ASKS],
        cwd=CHECKOUT,
        env={**os.environ, **environment, "PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(other: subprocess.Popen[str]) -> str:
    out, err = other.communicate(timeout=120)
    assert (other.returncode, err) == (0, "")
    return out.strip()


def test_the_build_goes_on_when_the_process_that_asked_has_ended(cache: Cache) -> None:
    assert said(process(WARGAME_ENGINE="auto")) == "numpy None"
    end = time.monotonic() + 60
    while cache.kept().libraries == 0:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert said(process(WARGAME_ENGINE="auto")) == "native None"


@pytest.mark.usefixtures("cache")
def test_two_processes_at_once_build_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiler = stands_in(monkeypatch, tmp_path, compiling="sleep 1")
    assert [said(each) for each in [process(), process(), process()]] == ["native None"] * 3
    assert calls(compiler, "compile") == 1


# --- No compiler, or a broken one -------------------------------------------------------------------------------------


def test_without_a_compiler_everything_is_as_it_was(
    program: Program, cache: Cache, tmp_path: Path, anew: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CC")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", without_compilers(tmp_path))
    assert compiled.ready(program) is None
    assert compiled.fallback() == NoCompiler()
    anew()
    monkeypatch.setenv("WARGAME_ENGINE", "auto")
    assert compiled.ready(program) is None
    assert compiled.fallback() is None
    assert not cache.folder.exists()


def test_a_compiler_that_is_not_there_is_named(program: Program, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "/no/such/cc")
    assert compiled.ready(program) is None
    assert compiled.fallback() == CompilerMissing("/no/such/cc")
    assert not cache.folder.exists()


@pytest.mark.parametrize(
    ("before", "compiling", "kind"),
    [
        ("exit 1", "", CompilerFails),
        ("", "echo 'turn.c: error: no' >&2; exit 1", CompilerFails),
        ("", "exit 0", CompilerFails),
        ("", 'echo garbage > "$library"; exit 0', NotLoaded),
        ("", 'echo "int x;" > "$source"', NotLoaded),
        ("", 'echo "__attribute__((constructor)) static void f(void) { __builtin_trap(); }" >> "$source"', Crashed),
        ("", 'sed -i "s/0x1p-53/0x1p-52/" "$source"', OtherNumbers),
    ],
)
def test_a_broken_compiler_is_tried_once_and_numpy_plays(
    program: Program,
    cache: Cache,
    tmp_path: Path,
    anew: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    compiling: str,
    kind: type,
) -> None:
    compiler = stands_in(monkeypatch, tmp_path, before, compiling)
    assert compiled.ready(program) is None
    assert isinstance(compiled.fallback(), kind), compiled.fallback()
    assert cache.kept().libraries == 0
    assert cache.kept().last_failure == compiled.fallback()
    many = calls(compiler)
    for engine in ("native", "auto"):
        anew()
        monkeypatch.setenv("WARGAME_ENGINE", engine)
        assert compiled.ready(program) is None
        assert compiled.ready(program) is None
        assert isinstance(compiled.fallback(), kind)
    assert calls(compiler) == many, "what failed is not tried again"
    # Mended, it is another compiler.
    anew()
    monkeypatch.setenv("WARGAME_ENGINE", "native")
    stands_in(monkeypatch, tmp_path)
    assert compiled.ready(program) is not None


@pytest.mark.usefixtures("cache")
def test_a_compiler_that_drops_a_flag_is_found_out(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the flag against it, GCC and Clang may fuse a product and a sum, and reorder and divide as they like."""
    drops = (
        "n=$#; while [ $n -gt 0 ]; do a=$1; shift; n=$((n-1)); case $a in "
        '-ffp-contract=off|-O1) ;; *) set -- "$@" "$a";; esac; done; set -- "$@" -O3 -ffast-math'
    )
    compiler = stands_in(monkeypatch, tmp_path, compiling=drops, level="-O2")
    assert compiled.ready(program) is None
    assert isinstance(compiled.fallback(), OtherNumbers)
    assert calls(compiler, "compile") == 1


@ON_LINUX
def test_a_compiler_that_hangs_keeps_nobody_waiting(
    program: Program, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARGAME_ENGINE", "auto")
    stands_in(monkeypatch, tmp_path, "sleep 300")
    began = time.perf_counter()
    assert compiled.ready(program) is None
    assert compiled.ready(program) is None
    assert time.perf_counter() - began < 5
    assert compiled.fallback() is None
    assert cache.kept().libraries == 0
    for each in children(os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


# --- The cache --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["auto", "native"])
def test_a_cache_that_others_may_write_to_is_not_used(
    program: Program, cache: Cache, monkeypatch: pytest.MonkeyPatch, anew: Callable[[], None], engine: str
) -> None:
    assert compiled.ready(program) is not None
    cache.folder.chmod(0o777)
    anew()
    monkeypatch.setenv("WARGAME_ENGINE", engine)
    assert compiled.ready(program) is None
    assert compiled.fallback() == CacheOpen(str(cache.folder))


@ON_LINUX
@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("engine", ["auto", "native"])
def test_a_cache_that_cannot_be_made_is_named(program: Program, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    monkeypatch.setenv("WARGAME_ENGINE", engine)
    monkeypatch.setenv("WARGAME_HOME", "/proc/self/fd/wargame")
    assert compiled.ready(program) is None
    fault = compiled.fallback()
    assert isinstance(fault, CacheUnusable)
    assert fault.folder == "/proc/self/fd/wargame/native"


def test_a_cache_that_is_full_is_named_and_nothing_is_held_against_the_compiler(
    program: Program, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = stands_in(monkeypatch, tmp_path)
    # Room for what is handed to the builder, then for the C text as well: neither is enough.
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))\n"
    for room in (100, 30_000, 50_000):
        told = said(process(limit.format(room)))
        assert told.startswith("numpy CacheUnusable("), told
    assert calls(compiler, "compile") <= 1
    assert cache.kept().last_failure is None
    assert compiled.ready(program) is not None


def test_a_cache_that_is_only_read_serves_what_it_holds(
    program: Program, cache: Cache, anew: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compiled.ready(program) is not None
    anew()
    cache.folder.chmod(0o500)
    for path in cache.folder.iterdir():
        os.utime(path, (1000, 1000))
    monkeypatch.setattr(os, "utime", lambda *_: (_ for _ in ()).throw(PermissionError()))
    assert compiled.ready(program) is not None
    assert compiled.fallback() is None
    cache.folder.chmod(0o700)


def test_what_another_processor_built_is_not_used(
    program: Program, cache: Cache, tmp_path: Path, anew: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = stands_in(monkeypatch, tmp_path)
    assert compiled.ready(program) is not None
    anew()
    # The same compiler of the same name and version, on a machine that can do something more.
    stands_in(monkeypatch, tmp_path, 'case "$*" in *-dM*) echo "#define __ANOTHER__ 1";; esac')
    assert compiled.ready(program) is not None
    assert calls(compiler, "compile") == 2
    assert cache.kept().libraries == 2


@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_library_that_was_damaged_is_built_anew(
    program: Program, cache: Cache, anew: Callable[[], None], damage: str
) -> None:
    native = compiled.ready(program)
    assert native is not None
    del native
    anew()
    (library,) = cache.folder.glob("*.so")
    content = library.read_bytes()
    library.unlink()  # the one that is loaded stays as it is
    if damage != "gone":
        library.write_bytes(content[:1000] if damage == "cut" else content[:-100] + bytes(100))
    assert compiled.ready(program) is not None
    assert compiled.fallback() is None
    assert len(list(cache.folder.glob("*.so"))) == 1


@ON_LINUX
def test_a_builder_that_is_killed_leaves_nothing_in_the_way(
    program: Program, cache: Cache, tmp_path: Path, anew: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARGAME_ENGINE", "auto")
    slow = tmp_path / "slow"
    slow.write_text("")
    stands_in(monkeypatch, tmp_path, compiling=f"[ -e {slow} ] && sleep 300")
    assert compiled.ready(program) is None
    end = time.monotonic() + 60
    while not list(cache.folder.glob("*/turn.c")):
        assert time.monotonic() < end
        time.sleep(0.05)
    started = children(os.getpid())
    (builder,) = compiled._here()._builders.values()
    # The builder first: it would note that its compiler was ended, and leave in good order.
    for each in sorted(started, key=lambda process: process != builder.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    builder.wait()
    assert gone(started)
    assert list(cache.folder.glob("*.lock"))
    # This process says so once; the next one builds.
    assert compiled.ready(program) is None
    assert compiled.fallback() == BuilderEnded()
    anew()
    slow.unlink()
    monkeypatch.setenv("WARGAME_ENGINE", "native")
    assert compiled.ready(program) is not None
    assert cache.kept() == replace(cache.kept(), libraries=1, last_failure=None)


# --- The check --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("cache")
def test_the_check_sees_one_bit(program: Program) -> None:
    native = compiled.ready(program)
    assert native is not None
    assert first_difference(program, native) is None
    for place, value in enumerate(native.values.tolist()):
        if value:
            changed = native.of(program)
            changed.values[place] = np.nextafter(value, np.inf)
            found = first_difference(program, changed)
            if found is not None:
                assert 1 <= found.turn <= program.scenario.calendar.turns
                return
    pytest.fail("no number of the table made a difference")


def test_what_there_is_can_be_asked(program: Program, cache: Cache) -> None:
    assert compiled.found().kept.libraries == 0  # type: ignore[union-attr]
    assert compiled.ready(program) is not None
    found = compiled.found()
    assert found.engine is compiled.Engine.NATIVE
    assert found.folder == cache.folder
    assert found.kept.libraries == 1  # type: ignore[union-attr]
    cache.folder.chmod(0o777)
    assert compiled.found().kept == CacheOpen(str(cache.folder))
