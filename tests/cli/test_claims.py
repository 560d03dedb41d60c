"""The command that tests claims, called as a user calls it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import wargame
from tests.cli.calls import Shell

FEW = ("--games", "250", "--workers", "1")
KEYS = ["id", "title", "source", "lens", "effect", "low", "high", "games", "verdict"]


def test_claims_are_told_in_words_with_their_games_and_sources(shell: Shell) -> None:
    told = shell.call("claims", "first-session", *FEW)
    assert (told.code, told.err) == (0, "")
    assert all(len(line) <= 80 for line in told.out.splitlines())
    for words in (
        "A visit a turn warms the Guest",
        "Source: Numbers made up for teaching",
        "The Guest's confidence: higher by 6 or more by 2027-06.",
        "in 250 games: holds",
        "fails, as expected",
        "What is left without the rule “The whisper meets a warm speech”:",
        "Under “Only money works”:",
    ):
        assert words in told.out


def test_the_document_has_the_keys_that_were_promised_in_their_order(shell: Shell) -> None:
    document = json.loads(shell.call("claims", "first-session", *FEW, "--seed", "7", "--json").out)
    assert list(document)[:4] == ["scenario", "games", "seed", "claims"]
    assert (document["scenario"], document["games"], document["seed"]) == ("first-session", 250, 7)
    scenario = wargame.load(wargame.find("first-session"))
    assert [(each["id"], each["lens"]) for each in document["claims"]] == [
        (claim, lens) for claim in scenario.claims for lens in scenario.lenses
    ]
    for each in document["claims"]:
        assert list(each)[: len(KEYS)] == KEYS
        assert each["low"] <= each["effect"] <= each["high"]
        assert each["verdict"] in ("holds", "fails", "turns", "unclear")
        assert each["games"] == each["pairs"] + sum(each["dropped"].values()) == 250
        assert each["title"] == scenario.claims[each["id"]].title
        assert [part["verdict"] for part in each["then"]]


def test_one_lens_can_be_asked_for_and_workers_change_nothing(shell: Shell) -> None:
    arguments = ("claims", "first-session", "--lens", "hard", "--games", "250", "--json", "--workers")
    one, two = (json.loads(shell.call(*arguments, workers).out) for workers in ("1", "2"))
    assert one == two
    assert {each["lens"] for each in one["claims"]} == {"hard"}


def test_strictly_a_claim_that_comes_out_otherwise_is_a_failure(shell: Shell) -> None:
    assert shell.call("claims", "first-session", "--workers", "1", "--strict").code == 0
    text = wargame.load(wargame.find("first-session")).text
    file = shell.folder / "bold.yaml"
    file.write_text(text.replace("higher: 6}", "higher: 60}").replace("lenses: {hard: fails}", "lenses: {hard: any}"))
    told = shell.call("claims", str(file), *FEW, "--strict")
    assert told.code == 1
    assert "1 claim did not come out as expected." in told.err
    assert "Not as expected:" in told.out
    assert "holds" in told.out
    assert shell.call("claims", str(file), *FEW).code == 0


def test_headings_without_a_claim_are_listed(shell: Shell) -> None:
    text = wargame.load(wargame.find("first-session")).text
    title = "    title: Numbers made up for teaching"
    file = shell.folder / "headed.yaml"
    cited = text.replace(title, f"{title}\n    headings: [visits, whispers]")
    cited = cited.replace(
        "the Guest\n    source: teaching\n    because: They like",
        "the Guest\n    source: teaching, visits\n    because: They like",
    )
    file.write_text(cited)
    told = shell.call("claims", str(file), *FEW)
    assert "1 of 2 headings of “Numbers made up for teaching” has no claim:\n- whispers" in told.out
    document = json.loads(shell.call("claims", str(file), *FEW, "--json").out)
    assert document["headings"] == {"teaching": {"visits": ["words_warm"], "whispers": []}}


def test_a_scenario_without_claims_says_so(shell: Shell) -> None:
    text = wargame.load(wargame.find("first-session")).text.partition("\nclaims:")[0]
    file = shell.folder / "bare.yaml"
    file.write_text(text)
    told = shell.call("claims", str(file))
    assert (told.code, told.out) == (0, "A first session makes no claims: its file has no `claims:`.\n")
    assert json.loads(shell.call("claims", str(file), "--json").out)["claims"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("claims", "first-sessoin"), 2, "first-session"),
        (("claims", "first-session", "--lens", "hrd"), 2, "hard"),
        (("claims", "first-session", "--games", "0"), 2, "--games"),
        (("claims",), 2, "SCENARIO"),
    ],
)
def test_what_cannot_be_done_is_said(shell: Shell, arguments: tuple[str, ...], code: int, words: str) -> None:
    told = shell.call(*arguments)
    assert told.code == code
    assert words in told.err


def test_a_claim_with_a_fault_is_said_at_its_line(shell: Shell) -> None:
    text = wargame.load(wargame.find("first-session")).text
    file: Path = shell.folder / "bad.yaml"
    file.write_text(text.replace("host: {each: [reassure(guest)]}", "host: {each: [reasure(guest)]}"))
    told = shell.call("claims", str(file))
    assert told.code == 1
    assert "there is no reaction of seat `host`: `reasure` (did you mean reassure?)" in told.err


ENDLESS = """
  endless:
    title: What can never be compared
    source: teaching
    hold: {moves: {1: withhold_dues, 2: withhold_dues}}
    against: {moves: {rest: grumble}}
    then: {number: guest.commitment, lower: 2}
"""


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process there")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_tells_what_was_found_so_far(shell: Shell, workers: str) -> None:
    file = shell.folder / "endless.yaml"
    text = wargame.load(wargame.find("first-session")).text
    file.write_text(text.replace("\nsilence:\n", f"{ENDLESS}\nsilence:\n"), encoding="utf-8")
    arguments = ("claims", str(file), "--games", "1000000", "--workers", workers, "--json")
    # How long it takes until claims have been tested depends on how busy the machine is.
    for seconds in (3, 6, 12, 24, 48):
        done = shell.interrupted(seconds, *arguments)
        assert done.code == 130
        if done.out:
            break
    assert "Traceback" not in done.err
    found = json.loads(done.out)["claims"]
    assert "endless" not in {each["id"] for each in found}
    assert all(each["verdict"] != "unclear" for each in found)
    assert done.err == f"wargame: stopped after {len(found)} of 8 tests, one for each claim and lens.\n"


def test_of_few_games_no_bounds_are_told(shell: Shell) -> None:
    told = shell.call("claims", "first-session", "--games", "15", "--workers", "1")
    found = [line for line in told.out.splitlines() if "games: " in line]
    assert found
    assert not [line for line in found if "(" in line]
    more = shell.call("claims", "first-session", "--games", "30", "--workers", "1").out
    assert [line for line in more.splitlines() if "games: " in line and " to " in line]
