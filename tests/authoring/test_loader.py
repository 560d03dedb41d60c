"""A scenario file becomes the scenario its author meant, at its lines; garbage never becomes a traceback."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from wargame.authoring import ScenarioError, check, find, load, parse, schema, shipped
from wargame.model import expression as ex
from wargame.model.scenario import Month, Scenario

SMALL = Path(__file__).parent / "small.yaml"
TEXT = SMALL.read_text(encoding="utf-8")
FIRST = find("first-session").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def first() -> Scenario:
    return load(find("first-session"))


def test_every_shipped_scenario_is_without_fault_and_named_by_its_id() -> None:
    assert "first-session" in shipped()
    for name, path in shipped().items():
        assert [str(problem) for problem in check(path)] == []
        assert load(path).id == name


def test_parts_of_the_first_session(first: Scenario) -> None:
    assert (first.calendar.start, first.calendar.turns) == (Month(2026, 1), 3)
    assert first.default_lens == "plain"
    assert first.lenses["hard"].assumptions == {"warmth": 0.2}
    assert first.indicators["designs"].seen_by == () and first.indicators["confidence"].seen_by is None
    assert "designs" not in first.actors["host"].levels
    assert first.endings["adrift"].when is None and first.endings["adrift"].sign == "~"
    assert first.rules["caught"].combination and not first.rules["nerves"].combination
    assert first.seat_of == {"host": "host", "rival": "rival"}
    assert first.mover.goals[0].start == 60 and first.mover.goals[0].end == 40
    assert first.text == FIRST


def test_consent_keeps_who_and_when() -> None:
    consent = parse(TEXT, "text").reactions["right"]["smile"].consent
    assert consent is not None and consent.without == 0.0
    assert {seat: ex.text(when) for seat, when in consent.withheld_when.items()} == {"left": "south.mood < 20"}


def test_target_is_filled_in_for_each_option(first: Scenario) -> None:
    options = first.reactions["host"]["reassure"].options
    assert [option.target for option in options] == ["guest", "rival"]
    assert [option.effects[0].target for option in options] == [
        ex.Level("guest", "confidence"),
        ex.Level("rival", "confidence"),
    ]
    assert ex.text(options[1].doctrine.amount) == "2 if rival.confidence < 60 else 1"


def test_every_line_is_the_line_of_its_key(first: Scenario) -> None:
    lines = FIRST.splitlines()

    def stands(line: int, key: str) -> bool:
        return re.match(rf"\s*(- )?{re.escape(key)}\s*:", lines[line - 1]) is not None

    for several in (first.actors, first.moves, first.rules, first.events, first.injects, first.endings):
        for name, part in several.items():
            assert stands(part.line, name), name
    for move in first.moves.values():
        for effect in move.effects:
            assert stands(effect.line, ex.text(effect.target))
    for tie in first.ties.between:
        assert stands(tie.line, tie.of)
    assert stands(first.seats["host"].capital.line, "capital")


def test_attention_left_out_is_shared() -> None:
    scenario = parse(TEXT.replace("{trust: 40, attention: 0.5, source", "{trust: 40, source"), "text")
    shares = {(tie.listener, tie.of): tie.attention for tie in scenario.ties.between}
    assert shares == {("north", "south"): 0.5, ("north", "east"): 0.5, ("south", "north"): 1.0}


def test_a_weight_that_only_a_lens_sets_weighs_nothing_elsewhere() -> None:
    text = TEXT.replace("assumptions: {warmth: 2}", "spread: {mood: {plans: 0.25}}")
    scenario = parse(text, "text")
    assert [(each.indicator, each.by, each.weight) for each in scenario.couplings] == [
        ("mood", "mood", 0.5),
        ("mood", "plans", 0.0),
    ]
    assert scenario.lenses["warm"].couplings == {("mood", "plans"): 0.25}


def test_text_is_text() -> None:
    text = (
        TEXT.replace("title: Wait", "title: NO")
        .replace("title: Shout", "title: 12:30")
        .replace("title: Sun", "title: 1966")
    )
    scenario = parse(text, "text")
    assert scenario.moves["wait"].title == "NO"
    assert scenario.moves["shout"].title == "12:30"
    assert scenario.events["fair"].outcomes[0].title == "1966"


def test_without_lenses_there_is_one_plain_lens() -> None:
    text = TEXT.replace(TEXT[TEXT.index("lenses:") : TEXT.index("expectations:")], "")
    assert list(parse(text, "text").lenses) == ["plain"]


def test_text_of_a_scenario_parses_to_the_same_scenario(first: Scenario) -> None:
    assert parse(first.text, first.file) == first


def test_a_scenario_and_its_faults_can_be_sent_to_another_process(first: Scenario) -> None:
    assert pickle.loads(pickle.dumps(first)) == first
    with pytest.raises(ScenarioError) as raised:
        parse("", "x")
    again = pickle.loads(pickle.dumps(raised.value))
    assert again.problems == raised.value.problems and str(again) == str(raised.value)


def test_find_offers_the_nearest_scenario() -> None:
    with pytest.raises(ScenarioError) as raised:
        find("first-sesion")
    assert raised.value.problems[0].suggestion == "first-session"
    assert find(str(SMALL)) == SMALL


def test_problem_reads_like_a_compiler_message() -> None:
    with pytest.raises(ScenarioError) as raised:
        parse(TEXT.replace("played(shout)", "played(shuot)"), "game.yaml")
    (problem,) = raised.value.problems
    assert str(problem) == "game.yaml:98:18: there is no move `shuot` (did you mean shout?)"
    assert str(raised.value) == str(problem)


def test_schema_names_every_key_with_a_description() -> None:
    described = schema()
    assert json.loads(json.dumps(described)) == described
    assert set(described["required"]) >= {"format", "id", "calendar", "actors", "moves", "endings"}
    for name, part in {"scenario": described, **described["$defs"]}.items():
        assert part["additionalProperties"] is False, name
        for key, value in part["properties"].items():
            assert value.get("description"), f"{name}.{key}"
    assert described["properties"]["format"]["enum"] == [1, 2]


def _reads_or_refuses(text: str) -> None:
    try:
        scenario = parse(text, "text")
    except ScenarioError as error:
        assert error.problems
        assert all(each.severity == "error" for each in error.problems)
    else:
        assert scenario.endings


@settings(deadline=None)
@given(st.text(max_size=200))
@example("\ud800")
@example('a: "\\ud800"')
@example("? [a]\n: b")
@example("%YAML 9.9\n---\na: 1")
@example("a: !<tag:x> 1")
@example("a:\n\t- b")
@example("'" + "a\n" * 50)
@example("a: |\n  x\n y")
@example("- - - -\n-")
def test_any_text_is_read_or_refused(text: str) -> None:
    _reads_or_refuses(text)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _reads_or_refuses(data.decode("latin-1"))


LINES = FIRST.splitlines()
BITS = [
    "",
    "  ",
    ": ",
    "[",
    "]",
    "{",
    "}",
    "- ",
    "'",
    '"',
    "&a ",
    "*a",
    "!x ",
    "|",
    ">",
    "#",
    "0",
    "-1",
    "1e9",
    ".nan",
    "null",
]
BITS += [
    "true",
    "target",
    "played(x)",
    "turn",
    "if",
    "ended(out)",
    "guest",
    "host",
    "\t",
    "\u00e9",
    "~",
    "<<: x",
    "? ",
    ",",
    "\u00a0",
    "\u200b",
    "\u0430",
    "\uff1a",
    "\u201c",
    ":x",
    "{a, b",
    "trust(a, b",
    "''",
    "'x",
    " = ",
]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(LINES) - 1),
            st.sampled_from(["delete", "repeat", "indent", "insert", "swap", "cut", "blank"]),
            st.integers(0, 60),
            st.sampled_from(BITS),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_mangled_scenario_is_read_or_refused(changes: list[tuple[int, str, int, str]]) -> None:
    lines = list(LINES)
    for at, what, column, bit in changes:
        place = min(at, len(lines) - 1)
        line = lines[place]
        if what == "delete":
            del lines[place]
        elif what == "repeat":
            lines.insert(place, line)
        elif what == "indent":
            lines[place] = "  " + line
        elif what == "insert":
            lines[place] = line[:column] + bit + line[column:]
        elif what == "swap":
            lines[place], lines[place - 1] = lines[place - 1], line
        elif what == "cut":
            lines[place] = line[:column]
        else:
            key, colon, _ = line.partition(":")
            lines[place] = f"{key}{colon} {bit}"
    _reads_or_refuses("\n".join(lines))
