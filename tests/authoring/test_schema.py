"""The JSON Schema and the reader refuse the same: held together over generated edits of valid scenarios.

What the schema refuses, the reader refuses; and what the reader refuses with a code of the kind SHAPE, the schema does.
An editor judges values, not letters: so an edit changes the values of a file, which is then written out as JSON, the
part of YAML in which every value has one form.
"""

from __future__ import annotations

import ast
import copy
import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests import soak
from tests.authoring.bad import cases
from tests.authoring.test_slips import SLIPS, TEXT
from tests.benchmarks.generated import generated
from wargame.authoring import ScenarioError, find, parse, schema
from wargame.authoring import codes as authoring_codes
from wargame.authoring.codes import KINDS, SILENCES_NOTHING, Kind

Path_: TypeAlias = tuple[str | int, ...]


class _Values(yaml.SafeLoader):
    """The values of a YAML file as an editor sees them: by the core rules of YAML 1.2."""


_Values.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"(true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789")),
    ("float", r"([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|nan))$", list("-+.0123456789")),
):
    _Values.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


def values(text: str) -> Any:
    return yaml.load(text, _Values)


def written(node: Any) -> str:
    """A document of these values in one form for each; nothing is `~`, which alone can be a sign."""
    if isinstance(node, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {written(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(written, node)) + "]"
    return "~" if node is None else json.dumps(node, ensure_ascii=False)


def _end_is_the_end(node: Any) -> Any:
    """The schema with `$` as JSON Schema means it: Python's also stands before a line break at the end."""
    if isinstance(node, dict):
        return {
            key: value.replace("$", r"\Z") if key == "pattern" else _end_is_the_end(value)
            for key, value in node.items()
        }
    return [_end_is_the_end(each) for each in node] if isinstance(node, list) else node


SCHEMA = schema()
VALIDATOR = Draft202012Validator(_end_is_the_end(SCHEMA))
KEYS = sorted({key for part in (SCHEMA, *SCHEMA["$defs"].values()) for key in part["properties"]})


def refused(text: str) -> set[str]:
    """The codes of the errors that the reader finds."""
    try:
        parse(text, "text")
    except ScenarioError as error:
        return {each.code for each in error.problems}
    return set()


def hold_together(data: Any, text: str | None = None) -> None:
    """Hold the two against each other on these values, as they are written in a text, or in one form for each."""
    codes = refused(written(data) if text is None else text)
    faults = sorted(f"{'/'.join(map(str, each.path))}: {each.message[:200]}" for each in VALIDATOR.iter_errors(data))
    if faults:
        assert codes, f"the reader lets pass what the schema refuses: {faults}"
    shape = {code for code in codes if KINDS[code] is Kind.SHAPE}
    if shape:
        assert faults, f"the schema lets pass what the reader refuses: {shape}"


@cache
def scenario(name: str) -> Any:
    if name == "small":
        return values(TEXT)
    if name == "generated":
        return values(generated(20, 40, 1).text)
    return values(find(name).read_text(encoding="utf-8"))


NAMES = ("small", "first-session", "generated", "planned-exit")


@pytest.mark.parametrize("name", NAMES)
def test_valid_scenarios_are_valid(name: str) -> None:
    assert [each.message for each in VALIDATOR.iter_errors(scenario(name))] == []
    assert refused(written(scenario(name))) == set()


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def places(node: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The path of every value."""
    yield path
    steps: Sequence[Any] = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for step in steps:
        yield from places(node[step], (*path, step))


@cache
def by_form(name: str) -> dict[Path_, list[Path_]]:
    """The paths of a scenario, those that differ in ids alone together: so that no part is edited rarely."""
    found: dict[Path_, list[Path_]] = {}
    for path in places(scenario(name)):
        form = tuple(step if step in KEYS else "*" for step in path)
        found.setdefault(form, []).append(path)
    return found


NUMBERS = [
    0,
    1,
    2,
    5,
    9,
    10,
    40,
    100,
    120,
    121,
    200,
    201,
    1000,
    1001,
    10_000,
    10_001,
    99_999,
    100_000,
    10**6,
    10**6 + 1,
]
FLOATS = [0.001, 0.01, 0.1, 0.5, 1.0, 1.5, 2.0, 99.5, 1e4 + 0.5, 1e6 + 0.5, 12345.0]
TEXTS = [
    *(
        "",
        " ",
        "x",
        "xy",
        " x ",
        "ABCDE",
        "ABCDEF",
        "Foo Bar",
        "foo-bar",
        "2foo",
        "_foo",
        "a\nb",
        "a\n",
        "x" * 60,
        "x" * 61,
    ),
    *("x" * 200, "x" * 201, "x" * 4000, "1" + " " * 4000, "true", "false", "null", "~", "5", "1.5", "turn", "target"),
    *("2026-01", "2026-13", "2026-00", "2026-1", "0999-01", "9000-12", "9001-01", " 2026-01", "judgement", "é", "≠"),
    *(
        "north",
        "south",
        "left",
        "mood",
        "made_up",
        "turn > 1",
        "1 + 1",
        "trust(north, east)",
        "north.mood",
        "nort.mood",
    ),
]
ANY = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(NUMBERS + [-each for each in NUMBERS]),
    st.sampled_from(FLOATS + [-each for each in FLOATS]),
    st.integers(-(10**7), 10**7),
    st.floats(-2e6, 2e6, allow_nan=False),
    st.sampled_from(TEXTS),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=8),
    st.just([]),
    st.just({}),
    st.lists(st.sampled_from(TEXTS), max_size=3),
    st.dictionaries(st.sampled_from([*KEYS, *TEXTS]), st.sampled_from([None, 1, "x", True]), max_size=2),
)


@st.composite
def edited(draw: st.DrawFn, name: str) -> Any:
    """A scenario with one to three edits."""
    data = copy.deepcopy(scenario(name))
    for _ in range(draw(st.sampled_from([1, 1, 2, 3]))):
        forms = by_form(name)
        path = draw(st.sampled_from(forms[draw(st.sampled_from(sorted(forms, key=str)))]))
        data = _edited(draw, data, path)
    return data


def _edited(draw: st.DrawFn, data: Any, path: Path_) -> Any:
    if not path:
        return _other(draw, data) if draw(st.integers(0, 9)) else draw(ANY)
    node = data
    for step in path[:-1]:
        if not _there(node, step):
            return data
        node = node[step]
    last = path[-1]
    if not _there(node, last):
        return data
    what = draw(st.sampled_from(["value", "value", "delete", "rename", "inside", "near"]))
    if what == "delete":
        del node[last]
    elif what == "rename" and isinstance(node, dict):
        key = draw(st.sampled_from([*KEYS, *TEXTS]))
        entries = [(key if each == last else each, value) for each, value in node.items()]
        node.clear()
        node.update(entries)
    elif what == "inside":
        node[last] = _other(draw, node[last])
    elif what == "near":
        node[last] = _near(draw, node[last])
    else:
        node[last] = draw(ANY)
    return data


def _there(node: Any, step: str | int) -> bool:
    """Whether a step of a path still leads somewhere, after other edits."""
    if isinstance(step, int):
        return isinstance(node, list) and step < len(node)
    return isinstance(node, dict) and step in node


def _other(draw: st.DrawFn, node: Any) -> Any:
    """A block or a list with something put in, or something in it twice; a value put into a block or a list."""
    if isinstance(node, dict):
        return {**node, draw(st.sampled_from([*KEYS, *TEXTS])): draw(ANY)}
    if isinstance(node, list):
        return [*node, draw(st.sampled_from(node) if node else ANY)]
    return draw(st.sampled_from([[node], {"value": node}, {"amount": node}, [node, node], str(node), [[node]]]))


def _near(draw: st.DrawFn, node: Any) -> Any:
    """A value near another, of its kind."""
    if isinstance(node, bool) or node is None:
        return str(node).lower()
    if isinstance(node, int | float):
        return draw(st.sampled_from([-node, node + 0.5, node * 1000, float(node), str(node), node / 7, int(node)]))
    if isinstance(node, str):
        return draw(st.sampled_from([node.upper(), f" {node}", node + "\n", node * 50, node[:1], f"{node}!", ""]))
    return draw(ANY)


def _set(path: Path_, value: Any, name: str = "small") -> Any:
    """A scenario with one value put in its place."""
    data = copy.deepcopy(scenario(name))
    node = data
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return data


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(edited("small"))
def test_edits_of_a_small_scenario(data: Any) -> None:
    hold_together(data)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(edited("first-session"))
def test_edits_of_the_first_session(data: Any) -> None:
    hold_together(data)


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(edited("generated"))
def test_edits_of_a_generated_scenario(data: Any) -> None:
    hold_together(data)


@settings(deadline=None, max_examples=5, suppress_health_check=list(HealthCheck))
@given(edited("planned-exit"))
def test_edits_of_the_flagship(data: Any) -> None:
    hold_together(data)


@pytest.mark.soak
@settings(deadline=None, max_examples=600 * soak.TIMES, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["small", "first-session", "generated"]).flatmap(edited))
def test_edits_at_length(data: Any) -> None:
    hold_together(data)


BOTH_REFUSE: tuple[tuple[Path_, Any], ...] = (
    (("ties", "between", "north", "south", "attention"), 1.5),
    (("ties", "between", "north", "south", "trust"), 150),
    (("calendar", "start"), "2026-13"),
    (("events", "fair", "date"), "2026-13"),
    (("calendar", "turns"), 2.5),
    (("calendar", "turns"), 201),
    (("endings", "Foo Bar"), {"title": "Foo", "sign": "f", "when": "turn > 1"}),
    (("endings", "turn"), {"title": "Foo", "sign": "f", "when": "turn > 1"}),
    (("actors", "x" * 61), {"title": "Foo", "short": "F", "stubbornness": 1, "levels": {"mood": 5}}),
    (("endings", "peace", "sign"), "xx"),
    (("endings", "peace", "sign"), 12),
    (("actors", "north", "short"), "NORTHERN"),
    (("actors", "north", "short"), 123456),
    (("actors", "north", "title"), "x" * 201),
    (("actors", "north", "title"), "two\nlines"),
    (("actors", "north", "title"), " "),
    (("actors", "north", "levels", "mood"), 2_000_000),
    (("indicators", "plans", "seen_by"), ["left", "left"]),
    (("roles", "left", "actors"), ["south", "south"]),
    (("roles", "left", "actors"), []),
    (("roles", "left", "goals"), {}),
    (("roles", "left", "goals", "calm", "from"), 1),
    (("roles", "left", "goals", "calm", "when"), None),
    (("reactions", "left", "answer", "targets"), []),
    (("reactions", "left", "answer", "once"), "true"),
    (("reactions", "left", "answer", "doctrine"), 20_000),
    (("reactions", "right", "smile", "consent", "from"), {}),
    (("reactions", "right", "smile", "consent", "without"), 2),
    (("lenses", "warm", "stubbornness"), {"north": 0}),
    (("lenses", "warm", "attention"), {"north": {"south": 2}}),
    (("lenses",), {f"l{each}": {"title": "Lens"} for each in range(21)}),
    (("moves", "wait", "weight"), ""),
    (("moves", "wait", "weight"), "1" + " " * 4000),
    (("moves", "wait", "titel"), "Wait"),
    (("id",), "Small Game"),
    (("id",), "x" * 61),
    (("format",), 3),
)


@pytest.mark.parametrize(("path", "value"), BOTH_REFUSE, ids=lambda each: str(each)[:40])
def test_both_refuse(path: Path_, value: Any) -> None:
    data = _set(path, value)
    codes = refused(written(data))
    assert codes and not VALIDATOR.is_valid(data), codes


BOTH_TAKE: tuple[tuple[Path_, Any], ...] = (
    (("calendar", "turns"), 4.0),
    (("id",), "small-game_2"),
    (("id",), True),
    (("actors", "north", "title"), 1966),
    (("actors", "north", "title"), "x" * 200),
    (("actors", "north", "short"), 12345),
    (("actors", "north", "short"), False),
    (("endings", "peace", "sign"), 7),
    (("endings", "peace", "sign"), None),
    (("indicators", "plans", "seen_by"), []),
    (("lenses", "warm", "attention"), {"north": {"south": 0}}),
)


@pytest.mark.parametrize(("path", "value"), BOTH_TAKE, ids=lambda each: str(each)[:40])
def test_both_take(path: Path_, value: Any) -> None:
    data = _set(path, value)
    assert refused(written(data)) == set() and VALIDATOR.is_valid(data)


SPELLED = (
    ("value: 50", "value: 0x10"),
    ("value: 50", "value: .nan"),
    ("sign: x", "sign: null"),
    ("sign: x", "sign: +5"),
    ("sign: x", "sign: 5.0"),
    ("short: N", "short: 12345.0"),
    ("short: N", "short: +12345"),
    ("sign: x", "sign: 👍"),
    ("title: Wait\n", "title: Wait\n    once: True\n"),
)
"""Spellings that the reader refuses, and the schema cannot: to an editor they are a number, nothing, text and true."""


WRITTEN = [case.text for case in cases()] + [TEXT.replace(old, new) for old, new, _ in SLIPS]


@pytest.mark.parametrize("text", WRITTEN, ids=range(len(WRITTEN)))
def test_bad_scenarios_as_they_are_written(text: str) -> None:
    try:
        data = values(text)
    except yaml.YAMLError:
        assert refused(text)
    else:
        hold_together(data, text)


@pytest.mark.parametrize(("old", "new"), SPELLED)
def test_what_only_the_letters_show_is_for_the_reader_alone(old: str, new: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert refused(text) and VALIDATOR.is_valid(values(text))
    hold_together(values(text), text)


def test_every_code_is_classified_and_every_class_has_its_codes() -> None:
    """The codes that the room writes down, found by where they stand: in the calls that note a fault."""
    noting = {"error", "warn", "note", "stop", "fault", "Fault", "Problem", "Finding", "_refuse", "_refuse_once"}
    used: set[str] = set()
    for path in sorted(Path(authoring_codes.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                method = isinstance(node.func, ast.Attribute)
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in noting and (method or name != "note"):
                    used |= {code for argument in node.args for code in _codes_in(argument)}
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and path.stem == "schema_faults":
                used |= set(_codes_in(node.value.elts[0]))
            elif isinstance(node, ast.FunctionDef) and node.name in noting:
                used |= {code for default in node.args.defaults for code in _codes_in(default)}
    assert (used | {SILENCES_NOTHING}) - {"error", "warning"} == set(KINDS)
    assert all(kind in KINDS.values() for kind in Kind)


def _codes_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _codes_in(node.body)
        yield from _codes_in(node.orelse)
    elif isinstance(node, ast.Constant) and re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", str(node.value)):
        yield str(node.value)


def test_every_value_that_can_be_written_is_written_in_one_form() -> None:
    for name in NAMES:
        assert values(written(scenario(name))) == scenario(name)
