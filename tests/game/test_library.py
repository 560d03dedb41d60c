"""The library of saved games: what is kept comes back, and what goes wrong is said plainly and breaks nothing."""

from __future__ import annotations

import dataclasses
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.errors import raises_saying
from wargame.game.library import LONGEST_LABEL, LONGEST_NOTE, Library
from wargame.game.library_file import LibraryError, default_path
from wargame.game.library_format import VERSION
from wargame.game.save import Draft, KeptGame, NewGame
from wargame.game.tree import SavedTurn, Tree

GAME = NewGame("first", "First", "first.yaml", "format: 1\n", 2**64 - 1, "plain", ("host",), "chance", "doctrine")


def turn(number: int, move: str = "grumble") -> SavedTurn:
    return SavedTurn(number, move, {"host": ("press", "reassure(guest)"), "rival": ()}, ("storm",), f"d{number}", None)


def turns(kept: KeptGame) -> tuple[SavedTurn, ...]:
    """The turns on the way to where the game is."""
    return tuple(node.played for node in kept.tree.path(kept.node))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "deep" / "library.sqlite3")


def test_what_is_kept_comes_back(library: Library) -> None:
    assert library.games() == ()
    name = library.create(GAME)
    node = library.append(name, 0, turn(1))
    node = library.append(name, node, turn(2))
    library.keep_draft(name, node, Draft("reaffirm", {"host": ("press",)}, ("storm",)))
    kept = library.read(name)
    assert kept.created == GAME
    assert turns(kept) == (turn(1), turn(2))
    assert kept.node == node
    assert kept.draft == Draft("reaffirm", {"host": ("press",)}, ("storm",))
    (line,) = library.games()
    assert (line.name, line.turns_played, line.seed, line.seats) == ("first", 2, 2**64 - 1, ("host",))


def test_a_draft_belongs_to_the_turn_it_was_made_in(library: Library) -> None:
    name = library.create(GAME)
    library.keep_draft(name, 0, Draft("grumble", {}, ()))
    library.append(name, 0, turn(1))
    assert library.read(name).draft == Draft()


def test_every_node_has_a_draft_of_its_own(library: Library) -> None:
    name = library.create(GAME)
    node = library.append(name, 0, turn(1))
    library.keep_draft(name, node, Draft("grumble", {"host": ("press",)}, ()))
    library.keep_draft(name, 0, Draft("reaffirm", {}, ()))
    assert library.read(name).draft == Draft("grumble", {"host": ("press",)}, ())
    assert library.draft(name, 0) == Draft("reaffirm", {}, ())


def test_going_back_forks_and_overwrites_nothing(library: Library) -> None:
    name = library.create(GAME)
    first = library.append(name, 0, turn(1))
    library.append(name, first, turn(2, "grumble"))
    library.append(name, first, turn(2, "reaffirm"))
    assert [each.move for each in turns(library.read(name))] == ["grumble", "reaffirm"]
    with sqlite3.connect(library.path) as db:
        assert db.execute("SELECT COUNT(*) FROM nodes").fetchone() == (3,)
    db.close()


def test_names_are_made_free_and_a_taken_one_is_refused(library: Library) -> None:
    assert [library.create(GAME) for _ in range(3)] == ["first", "first-2", "first-3"]
    assert library.create(GAME, "Tuesday") == "Tuesday"
    with raises_saying(LibraryError, "a saved game named 'Tuesday' already"):
        library.create(GAME, "Tuesday")


def test_the_last_changed_game_comes_first(library: Library) -> None:
    for name in ("a", "b", "c"):
        library.create(GAME, name)
    library.append("a", 0, turn(1))
    assert [game.name for game in library.games()] == ["a", "c", "b"]


def test_a_missing_game_is_named(library: Library) -> None:
    library.create(GAME)
    with raises_saying(LibraryError, "no saved game named 'x'"):
        library.read("x")
    with raises_saying(LibraryError, "'x' is no longer in the library"):
        library.append("x", 0, turn(1))


def test_a_file_that_is_not_a_library_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    before = path.read_bytes()
    for use in (Library(path).games, lambda: Library(path).create(GAME)):
        with raises_saying(LibraryError, "not a library of wargame, or it is damaged"):
            use()
    assert path.read_bytes() == before


@pytest.mark.parametrize("column", ["seed", "seats", "changed"])
def test_a_line_of_the_list_that_makes_no_sense_is_said_plainly(library: Library, column: str) -> None:
    library.create(GAME)
    with sqlite3.connect(library.path) as db:
        db.execute(f"UPDATE games SET {column} = 'x'")
    db.close()
    with raises_saying(LibraryError, "it is damaged"):
        library.games()


def test_a_library_whose_own_words_are_damaged_is_said_plainly(library: Library) -> None:
    library.create(GAME)
    with sqlite3.connect(library.path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    data = library.path.read_bytes()
    at = data.index(b"name TEXT NOT NULL UNIQUE") + 18
    library.path.write_bytes(data[:at] + b"\xc0" + data[at + 1 :])
    with raises_saying(LibraryError, "it is damaged"):
        library.games()


def test_names_that_are_not_text_are_kept_and_asked_for_like_others(library: Library) -> None:
    file = os.fsdecode(b"sc\xff.yaml")
    name = library.create(dataclasses.replace(GAME, file=file))
    assert library.read(name).created.file == "sc?.yaml"
    with raises_saying(LibraryError, "there is no saved game named"):
        library.read(file)


def test_a_library_of_a_later_version_is_left_alone(library: Library) -> None:
    library.create(GAME)
    db = sqlite3.connect(library.path)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    with raises_saying(LibraryError, "later version of wargame"):
        library.create(GAME)


LATER = {
    "columns renamed": ("ALTER TABLE games RENAME COLUMN node TO standing", "ALTER TABLE nodes RENAME TO turns"),
    "a column more": ("ALTER TABLE nodes ADD COLUMN certain TEXT NOT NULL DEFAULT ''",),
}
"""What a later version may make of the library."""

UPGRADER = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("begun", flush=True)
time.sleep(0.3)
for statement in sys.argv[3:]:
    db.execute(statement)
db.execute("PRAGMA user_version = " + sys.argv[2])
db.execute("COMMIT")
"""


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that is in the tables of a library, whatever they are called."""
    db = sqlite3.connect(path)
    try:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rootpage")]
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    finally:
        db.close()


@pytest.mark.parametrize("change", LATER)
@pytest.mark.parametrize("use", ["append", "keep_draft", "mark", "prune", "put", "read"])
def test_a_window_that_waits_while_a_later_version_brings_the_library_up_to_date(
    library: Library, use: str, change: str
) -> None:
    """It is told so in one sentence, and leaves what the later version has made of the library as it is."""
    name = library.create(GAME)
    library.append(name, 0, turn(1))
    wanted: dict[str, Callable[[], object]] = {
        "append": lambda: library.append(name, 1, turn(2)),
        "keep_draft": lambda: library.keep_draft(name, 1, Draft("grumble", {"host": ("press",)}, ())),
        "mark": lambda: library.mark(name, 1, note="ours"),
        "prune": lambda: library.prune(name, 1),
        "put": lambda: library.put(GAME, Tree({}), 0),
        "read": lambda: library.read(name),
    }
    program = [sys.executable, "-c", UPGRADER, str(library.path), str(VERSION + 1), *LATER[change]]
    later = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
    assert later.stdout is not None and later.stdout.readline() == "begun\n"
    if use == "read":
        # A reader does not wait: what it reads is whole, or of the later version and refused.
        assert library.read(name).tree[1].played == turn(1)
        assert later.wait(timeout=60) == 0
    before = time.monotonic()
    with raises_saying(LibraryError, "was written by a later version of wargame; update wargame to use it"):
        wanted[use]()
    assert later.wait(timeout=60) == 0
    later.stdout.close()
    assert use == "read" or time.monotonic() - before > 0.1, "it waited for the other"
    kept = rows_of(library.path)
    (game,), (played,) = kept["games"], kept["nodes" if "nodes" in kept else "turns"]
    assert (len(kept["drafts"]), game[1], played[:5]) == (0, name, (1, 1, 0, 1, "grumble"))
    assert "ours" not in played


def test_a_reader_that_began_before_the_library_was_brought_up_to_date_reads_on(library: Library) -> None:
    name = library.create(GAME)
    library.append(name, 0, turn(1))
    with library._file.transaction(write=False) as db:
        later = sqlite3.connect(library.path, isolation_level=None)
        for statement in LATER["columns renamed"]:
            later.execute(statement)
        later.execute(f"PRAGMA user_version = {VERSION + 1}")
        later.close()
        assert db.execute("SELECT node FROM games").fetchone() == (1,)
    with raises_saying(LibraryError, "later version of wargame"):
        library.games()


def test_a_locked_library_says_so(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.create(GAME)
    monkeypatch.setattr("wargame.game.library_file._BUSY_SECONDS", 0.1)
    db = sqlite3.connect(library.path, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    with raises_saying(LibraryError, "another program is using it"):
        library.append("first", 0, turn(1))
    db.execute("ROLLBACK")
    db.close()
    library.append("first", 0, turn(1))


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with raises_saying(LibraryError, r"cannot be opened: file exists$"):
        Library(tmp_path / "file" / "library.sqlite3").create(GAME)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes with a name")
def test_a_disk_that_does_not_answer_is_said_in_plain_words(library: Library) -> None:
    library.path.parent.mkdir()
    os.mkfifo(library.path)
    with raises_saying(LibraryError, "the disk may be full or broken"):
        library.games()


def test_a_full_disk_loses_nothing(library: Library) -> None:
    name = library.create(GAME)
    node = library.append(name, 0, turn(1))
    real = library._file._prepare

    def full(db: sqlite3.Connection) -> None:
        real(db)
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")

    library._file._prepare = full  # type: ignore[method-assign]
    big = SavedTurn(2, "x" * 100_000, {}, (), "", None)
    with raises_saying(LibraryError, "the disk is full"):
        library.append(name, node, big)
    library._file._prepare = real  # type: ignore[method-assign]
    assert turns(library.read(name)) == (turn(1),)


def test_several_writers_at_once_lose_nothing(library: Library) -> None:
    library.create(GAME)
    problems: list[Exception] = []

    def write(which: int) -> None:
        try:
            name = library.create(GAME, f"game {which}")
            node = 0
            for number in range(1, 9):
                node = library.append(name, node, turn(number))
        except LibraryError as error:
            problems.append(error)

    threads = [threading.Thread(target=write, args=(which,)) for which in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert {game.turns_played for game in library.games() if game.name != "first"} == {8}


WRITER = """
import sys
from pathlib import Path
from wargame.game.library import Library
from wargame.game.save import NewGame
from wargame.game.tree import SavedTurn, Tree
library = Library(Path(sys.argv[1]))
name = library.create(NewGame('g', 'G', '', 'x' * 50_000, 1, 'l', (), 'chance', 'doctrine'))
node, number = 0, 0
while True:
    number += 1
    node = library.append(name, node, SavedTurn(number, 'm', {'a': ('b',) * 50}, (), str(number), None))
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_kill_at_any_moment_loses_no_acknowledged_turn(tmp_path: Path) -> None:
    for attempt in range(6):
        path = tmp_path / f"{attempt}.sqlite3"
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        time.sleep(0.013 * attempt)
        os.kill(process.pid, signal.SIGKILL)
        said = [1, *(int(line) for line in process.stdout.read().split())]
        process.wait()
        process.stdout.close()
        kept = turns(Library(path).read("g"))
        assert [each.turn for each in kept] == list(range(1, len(kept) + 1))
        assert len(kept) >= said[-1]


def test_the_library_is_in_the_users_data_folder_or_where_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARGAME_HOME", raising=False)
    assert default_path().name == "library.sqlite3"
    assert "wargame" in str(default_path().parent)
    monkeypatch.setenv("WARGAME_HOME", "/somewhere")
    assert default_path() == Path("/somewhere/library.sqlite3")


@pytest.mark.parametrize("name", ["", "  ", "-x", "a\nb", "a\x1b[31m", " a", "x" * 200])
def test_a_name_by_which_no_game_could_be_called_is_refused(library: Library, name: str) -> None:
    with raises_saying(LibraryError, "a game's name may not"):
        library.create(GAME, name)
    assert library.put(GAME, Tree({}), 0, near=name).strip()


def test_what_is_written_on_a_node_has_its_bounds(library: Library) -> None:
    name = library.create(GAME)
    library.append(name, 0, turn(1))
    library.mark(name, 1, label="x" * LONGEST_LABEL, note="y" * LONGEST_NOTE)
    with raises_saying(LibraryError, "characters long"):
        library.mark(name, 1, label="x" * (LONGEST_LABEL + 1))
    with raises_saying(LibraryError, "characters long"):
        library.mark(name, 1, note="y" * (LONGEST_NOTE + 1))
    assert library.read(name).tree[1].label == "x" * LONGEST_LABEL


def test_what_was_only_tried_never_makes_the_main_line(library: Library) -> None:
    name = library.create(GAME)
    first = library.append(name, 0, turn(1))
    tried = library.append(name, first, turn(2, "tried"), go_on=False, tried=True)
    library.append(name, tried, turn(3), go_on=False, tried=True)
    tree = library.tree(name)
    assert tree.main_line == (first,)
    assert not tree.played_on(first)
    played = library.append(name, first, turn(2, "played"))
    tree = library.tree(name)
    assert tree.main_line == (first, played)
    assert tree.children(first) == (played, tried)
    again = library.append(name, first, turn(2, "tried"))
    assert again == tried
    assert not library.tree(name)[tried].tried
    library.promote(name, tried)
    assert library.tree(name).main_line == (first, tried)


@pytest.mark.skipif(sys.platform == "win32", reason="file modes")
def test_a_library_that_may_not_be_written_to_can_still_be_read(library: Library) -> None:
    name = library.create(GAME)
    library.append(name, 0, turn(1))
    program = (
        "import os, sys, urllib.parse; from pathlib import Path; from wargame.game.library import Library;"
        "from wargame.game.library_file import LibraryError; from wargame.game.save import NewGame;"
        "from wargame.text.faults import error_words;"
        "from wargame.text.message import message; message('');"  # looked up once while Python's own files can be read
        "os.setuid(65534) if os.getuid() == 0 else None; library = Library(Path(sys.argv[1]));"
        "print(len(library.read('first').tree), len(library.games()));"
        "\ntry: library.create(NewGame('g','G','','',1,'l',(),'chance','doctrine'))"
        "\nexcept LibraryError as error: print(error_words(error))"
    )
    folder = library.path.parent
    library.path.chmod(0o444)
    folder.chmod(0o555)
    above = [each for each in folder.parents if each.stat().st_mode & 0o005 != 0o005 and each != each.parent]
    modes = [each.stat().st_mode for each in above]
    try:
        for each in above:
            each.chmod(0o755)
        done = subprocess.run([sys.executable, "-c", program, str(library.path)], capture_output=True, text=True)
    finally:
        for each, mode in zip(above, modes, strict=True):
            each.chmod(mode)
        folder.chmod(0o755)
    said = done.stdout.splitlines()
    assert said[:1] == ["1 1"], done.stderr
    assert "may not be written to" in said[1] or "may not be opened" in said[1]


def test_many_processes_may_make_the_library_at_once(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from wargame.game.library import Library;"
        "from wargame.game.save import NewGame;"
        "print(Library(Path(sys.argv[1])).create(NewGame('g','G','','',1,'l',(),'chance','doctrine')))"
    )
    for attempt in range(3):
        path = str(tmp_path / f"{attempt}.sqlite3")
        started = [
            subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE, text=True) for _ in range(6)
        ]
        assert len({process.communicate(timeout=60)[0].strip() for process in started} - {""}) == 6
