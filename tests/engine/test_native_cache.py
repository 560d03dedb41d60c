"""The compiler as it is asked, and the folder of compiled libraries: whose it is, what it keeps, what it drops."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import threading
import time
from dataclasses import fields, replace
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from tests.compilers import NEEDS_COMPILER, script, without_compilers
from tests.engine.invented import invented
from wargame.engine.compiler import compile_scenario
from wargame.engine.native import compiler as compilers
from wargame.engine.native.cache import Cache, default_folder, load_library
from wargame.engine.native.compiler import Compiler, ask, candidates, first_that_answers, surroundings
from wargame.engine.native.fault import (
    CacheOpen,
    CacheUnusable,
    CompilerFails,
    CompilerHangs,
    CompilerMissing,
    NativeError,
    NativeFault,
    NoCompiler,
    as_mark,
    from_mark,
)
from wargame.engine.native.generate import Text

ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="who may write to a folder is said otherwise there")
SOME = Compiler(("cc",), "cc 1.0", ("-O1",), 4, "processor", "1 1")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    found = Cache(tmp_path / "native")
    found.make()
    return found


def fault_of(action: object, *arguments: object) -> NativeFault:
    with pytest.raises(NativeError) as caught:
        action(*arguments)  # type: ignore[operator]
    return caught.value.fault


# --- The compiler ---------------------------------------------------------------------------------------------------


@NEEDS_COMPILER
def test_a_compiler_says_what_the_processor_can_do(tmp_path: Path) -> None:
    compiler = ask((script(tmp_path),))
    assert compiler.version
    assert compiler.width in (2, 4, 8)
    assert "-ffp-contract=off" in compiler.flags
    assert not {"-ffast-math", "-Ofast"} & set(compiler.flags)


@NEEDS_COMPILER
@pytest.mark.parametrize(("macros", "width"), [("AVX512F", 8), ("AVX2", 4), ("ARM_NEON", 2), ("X", 2)])
def test_the_width_follows_the_macros_of_the_processor(tmp_path: Path, macros: str, width: int) -> None:
    answers = f'case "$*" in *-dM*) echo "#define __{macros}__ 1"; exit;; esac'
    assert ask((script(tmp_path, answers),)).width == width


@NEEDS_COMPILER
def test_a_compiler_that_knows_no_native_processor_is_asked_without(tmp_path: Path) -> None:
    compiler = ask((script(tmp_path, 'case "$*" in *native*) echo no such processor >&2; exit 1;; esac'),))
    assert not any("native" in flag for flag in compiler.flags)


@ON_POSIX
@pytest.mark.parametrize("body", ["exit 1", "echo 'cc: error: cannot execute cc1' >&2; exit 4", "exit 0", "kill -9 $$"])
def test_a_compiler_that_fails_is_passed_over_and_named(tmp_path: Path, body: str) -> None:
    broken = script(tmp_path, body)
    fault = fault_of(first_that_answers, [(broken,)])
    assert isinstance(fault, CompilerFails)
    assert fault.command == broken
    assert fault.said in ("", "cc: error: cannot execute cc1")


@NEEDS_COMPILER
def test_the_next_compiler_is_taken_where_the_first_is_broken(tmp_path: Path) -> None:
    good = script(tmp_path, name="good")
    assert first_that_answers([(script(tmp_path, "exit 1"),), (good,)]).command == (good,)


@ON_POSIX
def test_a_compiler_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    hanging = script(tmp_path, f"sleep 300 & echo $! > {tmp_path}/child; wait")
    began = time.monotonic()
    assert fault_of(first_that_answers, [(hanging,)], 1) == CompilerHangs(hanging, 1)
    assert time.monotonic() - began < 30
    child = int((tmp_path / "child").read_text())
    end = time.monotonic() + 10
    while time.monotonic() < end and Path(f"/proc/{child}").exists():
        time.sleep(0.05)
    if Path("/proc/self").exists():
        assert not Path(f"/proc/{child}/exe").exists()


@NEEDS_COMPILER
def test_a_build_that_hangs_is_ended(tmp_path: Path) -> None:
    compiler = ask((script(tmp_path, compiling="sleep 300"),))
    assert fault_of(compiler.compile, "int x;", tmp_path, tmp_path, 1) == CompilerHangs(compiler.name, 1)


@NEEDS_COMPILER
def test_what_does_not_compile_is_said_in_a_line(tmp_path: Path) -> None:
    fault = fault_of(ask((script(tmp_path),)).compile, "int int;", tmp_path, tmp_path)
    assert isinstance(fault, CompilerFails)
    assert "error" in fault.said
    assert "\n" not in fault.said


@ON_POSIX
def test_which_compilers_may_be_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    empty = without_compilers(tmp_path)
    assert fault_of(candidates, {"PATH": empty}) == NoCompiler()
    assert fault_of(candidates, {"PATH": empty, "CC": "no-such-cc -m64"}) == CompilerMissing("no-such-cc -m64")
    assert fault_of(candidates, {"PATH": empty, "CC": 'cc "'}) == CompilerMissing('cc "')
    one, other = script(tmp_path, name="clang"), script(tmp_path, name="cc")
    assert candidates({"PATH": str(tmp_path)}) == ((other,), (one,))
    assert candidates({"PATH": str(tmp_path), "CC": "clang -m64"}) == ((one, "-m64"),)
    (tmp_path / "gcc").symlink_to("cc")
    assert candidates({"PATH": str(tmp_path)}) == ((other,), (one,))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    assert candidates({"PATH": empty}) == ((sys.executable, "-P", "-m", "ziglang", "cc"),)


def test_a_library_is_named_by_all_that_it_depends_on() -> None:
    others = [
        replace(SOME, version="cc 1.1"),
        replace(SOME, flags=("-O2",)),
        replace(SOME, width=2),
        replace(SOME, processor="another"),
        replace(SOME, file="1 2"),
        replace(SOME, command=("another-cc",)),
    ]
    keys = [SOME.key("text"), SOME.key("texts"), *(each.key("text") for each in others)]
    assert len(set(keys)) == len(keys)
    assert SOME.key("text") == replace(SOME).key("text")


def test_another_processor_or_compiler_is_asked_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = script(tmp_path)
    before = surroundings([(path,)])
    assert surroundings([(path,)]) == before
    script(tmp_path, "# changed")
    changed = surroundings([(path,)])
    assert changed != before
    monkeypatch.setattr(compilers, "_processor", lambda: ["another"])
    assert surroundings([(path,)]) not in (changed, before)


# --- The folder -----------------------------------------------------------------------------------------------------


def test_where_libraries_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARGAME_HOME", raising=False)
    assert default_folder().name == "native"
    assert "wargame" in str(default_folder().parent)
    monkeypatch.setenv("WARGAME_HOME", "/somewhere")
    assert default_folder() == Path("/somewhere/native")


@ON_POSIX
def test_the_folder_is_made_for_the_user_alone(cache: Cache) -> None:
    assert cache.folder.stat().st_mode & 0o777 == 0o700
    cache.make()


@ON_POSIX
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o720, 0o702])
def test_a_folder_that_others_may_write_to_is_refused(cache: Cache, mode: int) -> None:
    cache.folder.chmod(mode)
    assert fault_of(cache.check) == CacheOpen(str(cache.folder))
    assert fault_of(cache.make) == CacheOpen(str(cache.folder))


@ON_POSIX
def test_so_is_one_below_a_folder_in_which_anybody_may_rename_it(cache: Cache) -> None:
    cache.folder.parent.chmod(0o777)
    assert fault_of(cache.check) == CacheOpen(str(cache.folder.parent))
    cache.folder.parent.chmod(0o1777)
    cache.check()


@ON_POSIX
def test_so_is_somebody_elses(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert fault_of(cache.check) == CacheOpen(str(cache.folder))


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "native").write_text("")
    for action in (Cache(tmp_path / "native").check, Cache(tmp_path / "native").make):
        assert isinstance(fault_of(action), CacheUnusable)
    assert isinstance(fault_of(Cache(tmp_path / "native" / "native").make), CacheUnusable)


def keep(cache: Cache, key: str, content: bytes = b"library") -> None:
    with cache.scratch(key) as scratch:
        (scratch / "turn.so").write_bytes(content)
        cache.keep(key, scratch / "turn.so", compiler="cc")


def test_a_library_counts_only_with_its_mark_and_as_it_was_marked(cache: Cache) -> None:
    assert not cache.holds("one")
    keep(cache, "one")
    assert cache.holds("one")
    cache.library("one").write_bytes(b"other")
    assert not cache.holds("one")
    assert cache.load("one") is None
    keep(cache, "one")
    (cache.folder / "one.ok").write_text("{")
    assert not cache.holds("one")
    (cache.folder / "one.ok").unlink()
    assert cache.load("one") is None


def test_what_failed_is_remembered_and_garbage_is_not_believed(cache: Cache) -> None:
    assert cache.failed("one") is None
    cache.give_up("one", CompilerHangs("cc", 20))
    assert cache.failed("one") == CompilerHangs("cc", 20)
    for garbage in ("", "[]", "{}", '{"code": "no-such"}', '{"code": "no-compiler", "x": 1}'):
        (cache.folder / "one.failed").write_text(garbage)
        assert cache.failed("one") is None


def test_a_compiler_that_took_too_long_gets_another_chance_on_another_day(cache: Cache) -> None:
    faults: dict[str, NativeFault] = {"one": CompilerHangs("cc", 20), "two": CompilerFails("cc", "")}
    for key, fault in faults.items():
        cache.give_up(key, fault)
        assert cache.failed(key) == fault
        os.utime(cache.folder / f"{key}.failed", (time.time() - 100_000,) * 2)
    assert cache.failed("one") is None
    assert cache.failed("two") == CompilerFails("cc", "")


def test_every_fault_comes_back_from_its_mark() -> None:
    for kind in get_args(NativeFault):
        hints = get_type_hints(kind)
        fault = kind(**{each.name: 3 if hints[each.name] is int else "words" for each in fields(kind)})
        assert from_mark(as_mark(fault)) == fault


def test_the_compiler_is_remembered(cache: Cache) -> None:
    assert cache.compiler("here") is None
    cache.note_compiler("here", SOME)
    assert cache.compiler("here") == SOME
    assert cache.compiler("there") is None
    (cache.folder / "here.compiler").write_text('{"command": 1}')
    assert cache.compiler("here") is None
    cache.give_up("here", CompilerFails("cc", ""))
    assert fault_of(cache.compiler, "here") == CompilerFails("cc", "")


def test_one_builds_while_others_wait_or_go_away(cache: Cache) -> None:
    heard: list[bool] = []

    def other(seconds: float) -> None:
        with cache.locked("one", seconds) as mine:
            heard.append(mine)

    with cache.locked("one", 0) as mine:
        assert mine
        other(0)
        waiting = threading.Thread(target=other, args=(30,))
        waiting.start()
        with cache.locked("two", 0) as another:
            assert another
    waiting.join()
    assert heard == [False, True]


HOLDS = """
import sys, time
from pathlib import Path
from wargame.engine.native.cache import Cache
with Cache(Path(sys.argv[1])).locked("one", 0) as mine:
    print(mine, flush=True)
    time.sleep(300)
"""


def test_the_lock_of_a_builder_that_is_killed_is_free(cache: Cache) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(cache.folder)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"True"
        with cache.locked("one", 0) as mine:
            assert not mine
        other.kill()
        other.wait()
    assert (cache.folder / "one.lock").exists()
    with cache.locked("one", 0) as mine:
        assert mine


def test_what_was_used_longest_ago_is_dropped(cache: Cache) -> None:
    for place in range(6):
        keep(cache, f"key{place}", bytes(1000))
        when = time.time() - 10_000 + place
        os.utime(cache.library(f"key{place}"), (when, when))
    cache.prune(libraries=4, size=10_000)
    assert [place for place in range(6) if cache.holds(f"key{place}")] == [2, 3, 4, 5]
    cache.prune(libraries=4, size=2_500)
    assert [place for place in range(6) if cache.holds(f"key{place}")] == [4, 5]
    assert cache.kept().libraries == 2
    assert sorted(path.name for path in cache.folder.iterdir()) == sorted(
        f"key{place}{end}" for place in (4, 5) for end in (".ok", cache.library("x").suffix)
    )


def test_what_builders_left_behind_is_dropped_after_a_day(cache: Cache) -> None:
    cache.of_compilers.mkdir()
    keep(cache, "kept")
    for name in ("old.abc", "new.abc"):
        (cache.folder / name).mkdir()
        (cache.folder / name / "turn.c").write_text("")
    (cache.folder / "old.lock").write_text("")
    for path in (cache.folder / "old.abc", cache.folder / "old.lock", cache.of_compilers, cache.folder / "kept.ok"):
        os.utime(path, (time.time() - 100_000,) * 2)
    cache.prune()
    assert {path.name for path in cache.folder.iterdir()} >= {"new.abc", "compiler"}
    assert not (cache.folder / "old.abc").exists()
    assert not (cache.folder / "old.lock").exists()
    assert cache.holds("kept")


def test_only_so_many_failures_are_remembered(cache: Cache) -> None:
    for place in range(130):
        cache.give_up(f"key{place}", NoCompiler())
        os.utime(cache.folder / f"key{place}.failed", (1000 + place,) * 2)
    cache.prune()
    assert [place for place in range(130) if cache.failed(f"key{place}")] == list(range(30, 130))


# --- Zig --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("luck", [1, 2])
def test_the_compiler_of_the_extra_takes_the_text(luck: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ziglang")
    monkeypatch.setenv("CC", f"{sys.executable} -m ziglang cc")
    text = Text(compile_scenario(invented(luck), next(iter(invented(luck).lenses)))).write()
    compiler = first_that_answers(candidates(os.environ))
    library = compiler.compile(text, tmp_path, tmp_path / "compiler")
    assert load_library(library, compiler.name).play is not None
