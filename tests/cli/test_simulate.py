"""`wargame simulate`: the agreed JSON, the same whoever plays, from any node, and what is said of bad input."""

from __future__ import annotations

import json
import os
import random
import re
from typing import Any

import pytest

from tests import soak
from tests.cli.calls import Called, Shell
from tests.cli.test_branches import played
from tests.shipped import shipped_scenario
from wargame.analysis.simulation import CHUNK, Simulation, simulate, taken
from wargame.model.order import parse_decision
from wargame.model.viewer import FACILITATOR
from wargame.players.given import Given

__all__ = ["played"]

TALKS = Given(orders={2: {"host": (parse_decision("host", "talks"),)}})


def document(done: Called) -> dict[str, Any]:
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def timeless(done: Called) -> str:
    """The bytes that were printed, but for how long it took."""
    found = document(done)
    seconds = found["seconds"]
    assert isinstance(seconds, float)
    return done.out.replace(f'"seconds": {json.dumps(seconds)}', "")


def test_json_has_the_agreed_shape_and_the_numbers_of_the_library(shell: Shell) -> None:
    found = document(shell.call("simulate", "first-session", "--games", "3000", "--seed", "5", "--json"))
    agreed = ["scenario", "games", "seed", "lens", "endings", "expectations", "world_turns", "seconds"]
    assert list(found)[:8] == agreed
    assert (found["scenario"], found["games"], found["seed"], found["lens"]) == ("first-session", 3000, 5, "plain")
    scenario = shipped_scenario("first-session")
    by_lens = {lens: simulate(Simulation(scenario, lens, 5, 3000, FACILITATOR)) for lens in scenario.lenses}
    assert found["world_turns"] == sum(each.counts.world_turns for each in by_lens.values())
    assert set(found["lenses"]) == {"hard"}
    for lens, told in (("plain", found), ("hard", found["lenses"]["hard"])):
        for each in by_lens[lens].endings:
            ending = told["endings"][each.ending]
            assert (ending["share"], ending["low"], ending["high"]) == (
                each.share.middle,
                each.share.low,
                each.share.high,
            )
            assert ending["turns"] == list(each.turns)
            assert ending["example_seed"] == each.example
        (expected,) = told["expectations"]
        assert list(expected)[:5] == ["id", "low", "high", "share", "holds"]
        assert (expected["id"], expected["low"], expected["high"], expected["holds"]) == ("leaves", 0.0, 0.4, True)
        assert [score["seat"] for score in told["scores"]] == ["host", "rival", None]
        assert told["fans"]["turns"] == [1, 2, 3]
        assert len(told["fans"]["numbers"]["guest.commitment"]) == 3
        assert next(iter(told["fans"]["numbers"])) == "guest.commitment"
    beside = by_lens["hard"].endings, by_lens["plain"].endings
    for one, other in zip(*beside, strict=True):
        said = found["lenses"]["hard"]["beside"]["endings"][one.ending]
        assert said["difference"] == pytest.approx(100 * (one.share.middle - other.share.middle), abs=1e-3)
    assert {each["verdict"] for each in found["conclusions"]} <= {
        "holds",
        "needs",
        "differs",
        "same",
        "fails",
        "unsure",
    }


def test_the_same_bytes_whatever_the_number_of_workers(shell: Shell) -> None:
    arguments = ("simulate", "first-session", "--games", str(2 * CHUNK + 9), "--json")
    told = {timeless(shell.call(*arguments, "--workers", workers)) for workers in ("1", "2", "3")}
    assert len(told) == 1
    assert timeless(shell.call(*arguments, PYTHONHASHSEED="7")) in told
    assert timeless(shell.call(*arguments, "--seed", "2")) not in told


def test_an_example_seed_gives_that_very_game(shell: Shell) -> None:
    for lens, more in (("hard", ()), ("plain", ("--bot", "all=random"))):
        found = document(shell.call("simulate", "first-session", "--games", "500", "--lens", lens, *more, "--json"))
        bots = ("--bots", "random") if more else ()
        for ending, told in found["endings"].items():
            if told["example_seed"] is not None:
                seed = str(told["example_seed"])
                game = json.loads(
                    shell.call("run", "first-session", "--lens", lens, "--seed", seed, *bots, "--json").out
                )
                assert game["ending"]["id"] == ending
    one = document(shell.call("simulate", "first-session", "--games", "500", "--bot", "rival=random", "--json"))
    assert {each["example_seed"] for each in one["endings"].values()} == {None}
    assert one["bots"] == {"host": "doctrine", "rival": "random"}


def test_the_account_in_words_fits_80_columns(shell: Shell) -> None:
    done = shell.call("simulate", "planned-exit", "--games", "2000")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert max(len(line) for line in lines) <= 78
    assert lines[1] == "2,000 games from the beginning under each lens, seed 1. Bots: doctrine for"
    for head in (
        "How the games end under “Ambiguity erodes deterrence”",
        "How they end under “Ambiguity sharpens deterrence”, beside “Ambiguity erodes",
        "What the author expects, and what the model gives",
        "What depends on the lens",
        "Levels at the end: how many games in 100 end at or below each level",
        "Final scores out of 100, under “Ambiguity erodes deterrence”",
    ):
        assert head in lines
    assert any(line.startswith("  Examples: wargame run planned-exit --seed N, where N is") for line in lines)


def test_orders_are_fixed_by_a_file(shell: Shell) -> None:
    script = shell.write("orders.txt", "turn 1: move grumble\nturn 1: host: press\nturn 2: host: press\n")
    told = shell.call("simulate", "first-session", "--games", "300", "--orders", script)
    assert (told.code, told.err) == (0, "")
    assert (
        "What orders.txt fixes, and how often it takes effect in games that reach its\nturn\n"
        "  turn 1: The Guest: Grumble in public: always\n"
        "  turn 1: The Host: Press in private: always\n"
        "  turn 2: The Host: Press in private: never, as it is not legal there\n"
        "  In 300 of all 300 games something was not legal in its turn, and was left\n"
        "  out.\n"
    ) in told.out
    assert "--seed N" not in told.out
    found = document(shell.call("simulate", "first-session", "--games", "300", "--orders", script, "--json"))
    assert found["given"][1] == {"turn": 1, "seat": "host", "what": "press", "share": 1.0, "left_out": 0.0}
    assert (found["given"][2]["share"], found["given"][2]["left_out"]) == (0.0, 1.0)
    assert found["games_as_given"] == 0
    free = document(shell.call("simulate", "first-session", "--games", "300", "--json"))
    assert found["endings"] != free["endings"]
    assert "given" not in free


def after(words: str, out: str) -> list[str]:
    """The lines that follow a line with these words."""
    lines = out.splitlines()
    return lines[next(place for place, line in enumerate(lines) if words in line) + 1 :]


def test_what_is_left_out_is_counted_over_all_games(shell: Shell) -> None:
    """Talks can be called in some games of turn 2 only, and there are more games than one chunk."""
    script = shell.write("talks.txt", "turn 2: host: talks\n")
    games = CHUNK + 900
    found = document(shell.call("simulate", "first-session", "--games", str(games), "--orders", script, "--json"))
    (talks,) = found["given"]
    whole = taken(simulate(Simulation(shipped_scenario("first-session"), "plain", 1, games, FACILITATOR, given=TALKS)))
    assert (talks["share"], talks["left_out"]) == (whole[0].share.middle, whole[0].left_out.middle)
    assert 0 < talks["left_out"] < 1
    assert whole[0].left_out.of > CHUNK - 200
    assert found["games_as_given"] == games - whole[0].left_out.hits


@pytest.mark.parametrize(("against", "lens"), [((), "plain"), (("--against", "other.txt"), "hard")])
def test_two_plans_are_told_beside_each_other_with_a_game_that_shows_it(
    shell: Shell, against: tuple[str, ...], lens: str
) -> None:
    shell.write("plan.txt", "turn 1: host: press\nturn 2: host: subsidy\nturn 2: rival: none\n")
    shell.write("other.txt", "turn 1: host: none\nturn 1: rival: whisper\n")
    asked = ("simulate", "first-session", "--games", "600", "--orders", "plan.txt", *against, "--lens", lens)
    found = document(shell.call(*asked, "--json"))
    assert found["against"]["orders"] == (against[1] if against else None)
    other = ["--orders", against[1]] if against else []
    alone = document(shell.call("simulate", "first-session", "--games", "600", *other, "--lens", lens, "--json"))
    beside = found["against"]["lenses"][lens]
    assert beside["games"] == 600
    for ending, said in beside["endings"].items():
        with_, without = found["endings"][ending]["share"], alone["endings"][ending]["share"]
        assert beside["shares"][ending] == without
        assert said["difference"] == pytest.approx(100 * (with_ - without), abs=1e-3)
        assert said["low"] <= said["difference"] <= said["high"]
    for ending, each in found["endings"].items():
        if (seed := each["example_seed"]) is not None:
            run = ("run", "first-session", "--lens", lens, "--orders", "plan.txt", "--seed", str(seed), "--json")
            assert document_of(shell.call(*run))["ending"]["id"] == ending
    assert sum(each["games"] for each in beside["changes"]) == beside["changed"] > 0
    told = shell.call(*asked)
    assert (told.code, told.err) == (0, "")
    title = shipped_scenario("first-session").lenses[lens].title
    commands = [line for line in after(f"What the orders change under “{title}”", told.out) if "wargame run" in line][
        :2
    ]
    change = next(each for each in beside["changes"] if each["example_seed"] is not None)
    for command, ending in zip(commands, (change["ending"], change["otherwise"]), strict=True):
        _, *arguments = command.split()
        assert arguments[-1] == str(change["example_seed"])
        game = document_of(shell.call(*arguments, "--json"))
        assert game["ending"]["id"] == ending


def document_of(done: Called) -> dict[str, Any]:
    """What a command printed, whatever it said beside it."""
    assert done.code == 0
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_every_seed_of_a_game_that_changed_shows_the_change(shell: Shell) -> None:
    """Orders that are left out somewhere, consents and injects too: where a seed is named, both games go as told."""
    shell.write("plan.txt", "turn 1: inject storm\nturn 1: host: talks\nturn 1: rival: withhold host.talks\n")
    found = document(shell.call("simulate", "first-session", "--games", "800", "--orders", "plan.txt", "--json"))
    changes = found["against"]["lenses"]["plain"]["changes"]
    seeds = [each for each in changes if each["example_seed"] is not None]
    assert len(seeds) >= 2
    for each in seeds:
        for more, ending in ((("--orders", "plan.txt"), each["ending"]), ((), each["otherwise"])):
            game = document_of(shell.call("run", "first-session", *more, "--seed", str(each["example_seed"]), "--json"))
            assert game["ending"]["id"] == ending


def test_until_all_is_clear_it_plays_on_and_says_so(shell: Shell) -> None:
    shell.write("plan.txt", "turn 1: host: subsidy\nturn 2: rival: none\n")
    asked = ("simulate", "first-session", "--orders", "plan.txt", "--until-clear", "--games", "400000")
    told = {timeless(shell.call(*asked, "--json", "--workers", workers)) for workers in ("1", "2")}
    assert len(told) == 1
    done = shell.call(*asked)
    found = document(shell.call(*asked, "--json"))
    assert found["settled"] is True
    assert found["games"] < found["games_asked"] == 400_000
    for beside in found["against"]["lenses"].values():
        for each in (*beside["endings"].values(), *beside["scores"]):
            assert each["low"] > 0 or each["high"] < 0 or each["high"] - each["low"] <= 1.0002
    assert "That was enough" in done.out
    for games in ("300", "2048", "2100"):
        few = shell.call("simulate", "first-session", "--until-clear", "--games", games)
        assert "That was the most that was asked for, and not all is clear yet." in " ".join(few.out.split())


def test_what_the_author_expects_of_the_whole_game_is_not_judged_by_other_games(shell: Shell) -> None:
    """Games from an opening, or by given orders, were said to show that the model does not give what is expected."""
    shell.write("plan.txt", "turn 1: host: subsidy\n")
    for other in (["--opening", "leavers_win"], ["--orders", "plan.txt"], ["--bot", "all=random"]):
        asked = "simulate", "first-session", "--games", "400", *other
        said = " ".join(shell.call(*asked).out.split())
        assert "What the author expects of the whole game, beside what these games show" in said
        assert "The model" not in said.replace("Levels", "")
        found = document(shell.call(*asked, "--json"))
        assert {(each["verdict"], each["holds"]) for each in found["expectations"]} == {("of other games", None)}
        assert all(each["kind"] != "expectation" for each in found["conclusions"])
    usual = " ".join(shell.call("simulate", "first-session", "--games", "400").out.split())
    assert "What the author expects, and what the model gives" in usual


def test_against_what_must_be_said(shell: Shell) -> None:
    done = shell.call("simulate", "first-session", "--against", "none")
    assert (done.code, done.out) == (2, "")
    assert "--against compares with the plan that --orders names: name that too." in done.err


def test_of_few_games_no_document_has_bounds(shell: Shell) -> None:
    found = document(shell.call("simulate", "first-session", "--games", "5", "--json"))
    assert {each["low"] for each in found["endings"].values()} == {None}
    assert {each["high"] for each in found["scores"]} == {None}
    assert [each["verdict"] for each in found["expectations"]] == ["too few games"]
    assert {each["verdict"] for each in found["lenses"]["hard"]["beside"]["scores"]} == {"unsure"}
    assert found["fans"]["numbers"] == {}
    told = shell.call("simulate", "first-session", "--games", "5").out
    assert not re.search(r"\(\d[^)]* to ", told.replace("(2 to 3)", "").replace("(1 to 3)", ""))


def test_from_a_node_of_a_saved_game(played: Shell) -> None:
    told = played.call("simulate", "first-session", "--at", "hard", "--games", "500")
    assert (told.code, told.err) == (0, "")
    assert "500 games under each lens from turn 3 on, after node 4 of “first-session”,\nseed 1." in told.out
    assert "--seed N" not in told.out
    found = document(played.call("simulate", "first-session", "--at", "1", "--games", "500", "--json"))
    assert (found["save"], found["node"], found["first_turn"], found["lens"]) == ("first-session", 1, 2, "plain")
    assert found["fans"]["turns"] == [2, 3]
    assert sum(each["games"] for each in found["endings"].values()) == 500
    assert {each["example_seed"] for each in found["endings"].values()} == {None}
    other = document(
        played.call("simulate", "first-session", "--at", "1", "--games", "500", "--lens", "hard", "--json")
    )
    assert other["lens"] == "hard"
    # Only of the first lens is it asked what its probabilities owe to doubts.
    for each in other["endings"].values():
        del each["by_doubts"]
    assert other["endings"] == found["lenses"]["hard"]["endings"]
    # A file for exchange, and a saved game whose name is no scenario's, need no node.
    assert played.call("export", "first-session", "-o", "game.wargame.json").code == 0
    exported = document(played.call("simulate", "game.wargame.json", "--at", "1", "--games", "500", "--json"))
    assert exported["endings"] == found["endings"]
    assert played.call("import", "game.wargame.json", "--name", "mine").code == 0
    imported = document(played.call("simulate", "mine", "--games", "500", "--json"))
    assert (imported["save"], imported["node"]) == ("mine", 4)


def test_what_a_node_has_behind_it_cannot_be_fixed(played: Shell) -> None:
    past = played.write("past.txt", "turn 3: host: none\nturn 1: move grumble\n")
    done = played.call("simulate", "first-session", "--at", "1", "--orders", past)
    assert (done.code, done.out) == (1, "")
    assert done.err == "wargame: past.txt:2:1: turn 1 is over at this node; the next is turn 2\n"
    not_now = played.write("now.txt", "turn 3: host: press\n")
    done = played.call("simulate", "first-session", "--at", "hard", "--orders", not_now)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("wargame: now.txt:1:1: host: press: it was played in turn 2")
    done = played.call("simulate", "first-session", "--at", "main")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("wargame: the game has ended at this node: ")
    assert done.err.endswith("Name an earlier one with --at.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["first-sesion"], "did you mean first-session?); nor is there a saved game of that name."),
        (["first-session", "--lens", "hart"], "first-session has no lens 'hart'. Did you mean hard?"),
        (["first-session", "--games", "0"], "Invalid value for '--games'"),
        (["first-session", "--workers", "0"], "Invalid value for '--workers'"),
        (["first-session", "--bot", "rival"], "--bot takes a seat and how it chooses, as in --bot rival=random."),
        (["first-session", "--bot", "rivals=random"], "first-session has no seat 'rivals'. There are: host, rival."),
        (["first-session", "--bot", "rival=look-ahead"], "There are: doctrine, random."),
        (["first-session", "--workers", "2", "--cluster", "tcp://127.0.0.1:1"], "leave --workers out"),
        (["nowhere", "--at", "3"], "there is no saved game named 'nowhere'"),
        ([], "Missing argument 'SCENARIO-OR-SAVE'. See 'wargame simulate --help'."),
    ],
)
def test_what_is_not_understood_is_told(shell: Shell, arguments: list[str], said: str) -> None:
    done = shell.call("simulate", *arguments, "--json")
    assert done.code in (1, 2)
    assert done.out == ""
    assert said in done.err
    assert done.err.startswith("wargame: ")
    assert len(done.err.splitlines()) <= 2


def test_bad_lines_of_an_orders_file_are_named(shell: Shell) -> None:
    script = shell.write("orders.txt", "turn 1: move grumbel\n")
    done = shell.call("simulate", "first-session", "--orders", script)
    assert (done.code, done.out) == (1, "")
    assert "there is no move 'grumbel' (did you mean grumble?)" in done.err
    script = shell.write("orders.txt", "turn 1: host: press, talks, subsidy, reassure(guest)\n")
    done = shell.call("simulate", "first-session", "--orders", script)
    assert (done.code, done.out) == (1, "")
    assert done.err == "wargame: orders.txt:1:1: host: at most 2 reactions a turn can be ordered\n"


def test_a_cluster_that_is_not_there_is_told_at_once(shell: Shell) -> None:
    pytest.importorskip("distributed")
    done = shell.call("simulate", "first-session", "--cluster", "tcp://127.0.0.1:1", "--json")
    assert (done.code, done.out) == (1, "")
    assert done.err == "wargame: there is no scheduler at tcp://127.0.0.1:1: connection refused.\n"


def interrupted(shell: Shell, workers: str, seconds: float) -> Called:
    """A long simulation that is stopped after so many seconds, as by Ctrl-C."""
    return shell.interrupted(
        seconds, "simulate", "first-session", "--games", "90000000", "--workers", workers, "--json"
    )


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process there")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_tells_what_was_found_so_far(shell: Shell, workers: str) -> None:
    # How long it takes until games have been counted depends on how busy the machine is.
    for seconds in (2, 4, 8, 16, 32):
        done = interrupted(shell, workers, seconds)
        assert done.code == 130
        if done.out:
            break
    assert "Traceback" not in done.err
    found = json.loads(done.out)
    assert found["games"] > 0
    assert found["games"] % CHUNK == 0
    assert sum(each["games"] for each in found["endings"].values()) == found["games"]
    assert done.err == f"wargame: stopped after {found['games']:,} of 90,000,000 games; the numbers are of these.\n"


@pytest.mark.soak
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process there")
def test_ctrl_c_at_any_moment_ends_it_with_one_sentence(shell: Shell) -> None:
    moments = random.Random(5)
    for _ in range(15 * soak.TIMES):
        done = interrupted(shell, "2", moments.uniform(0.2, 2.5))
        assert done.code == 130
        # As loading ends, Python may end by the signal, without a word.
        assert done.err == "" or re.fullmatch(r"\n?wargame: stopped[^\n]*\.\n", done.err)
