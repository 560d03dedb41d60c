"""The C text of a scenario holds nothing that its author wrote: only places in tables, turns and counts."""

from __future__ import annotations

import inspect
import random
import re
import string
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.shipped import shipped_scenario
from wargame.authoring import parse
from wargame.engine.compiler import compile_scenario
from wargame.engine.native import arguments, generate, writer
from wargame.engine.native.generate import Text
from wargame.model import expression as ex
from wargame.model.scenario import MOVER_ID, Scenario

HOSTILE = (
    '"; system("rm -rf /"); "',
    "*/ int main(void) { abort(); } /*",
    '\'; __asm__("ud2"); //',
    "??/\n#include </etc/passwd>\n",
    "\\\n\\x41\\",
    "%s%n{0}{a}",
    "Straße ☢ \u202e \x00",
    "return",
)
"""What would be something else in C, in a comment, in a string, or at the end of a line."""

OF_THE_LANGUAGE = ("operator", "function", "sign", "kind")
"""Fields that hold a word of the format, which no author makes up."""


def text(scenario: Scenario, lens: str | None = None) -> str:
    return Text(compile_scenario(scenario, lens or scenario.default_lens)).write()


def hostile(value: Any, prefix: str) -> Any:
    """A value with all its strings, ids and titles alike, beginning with the prefix: what was equal stays so."""
    match value:
        case Enum() | ex.Clock():
            return value
        case str():
            return value if value == MOVER_ID else prefix + value
        case Mapping():
            return {hostile(key, prefix): hostile(each, prefix) for key, each in value.items()}
        case tuple() | list() | frozenset() | set():
            return type(value)(hostile(each, prefix) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            each.name: hostile(getattr(value, each.name), prefix)
            for each in fields(value)
            if each.init and each.name not in OF_THE_LANGUAGE
        }
        return replace(value, **changed)
    return value


@pytest.mark.parametrize("prefix", HOSTILE)
@pytest.mark.parametrize("name", ["first-session", "planned-exit"])
def test_names_and_words_of_any_kind_leave_the_text_as_it_is(name: str, prefix: str) -> None:
    scenario = shipped_scenario(name)
    renamed = hostile(scenario, prefix)
    assert prefix + next(iter(scenario.actors)) in renamed.actors
    assert text(renamed) == text(scenario)


@given(st.integers(0, 10_000), st.text(min_size=1, max_size=20))
@settings(max_examples=25)
def test_the_same_for_invented_scenarios_and_any_words(luck: int, prefix: str) -> None:
    scenario = invented(luck)
    assert text(hostile(scenario, prefix)) == text(scenario)


def test_what_the_reader_lets_through_leaves_the_text_as_it_is() -> None:
    plain = shipped_scenario("first-session")
    words = r"\"; system('x'); \" */ ??/ \\ ☢"
    written, changed = re.subn(r"^( *title: )\S.*$", lambda line: f'{line[1]}"{words}"', plain.text, flags=re.MULTILINE)
    assert changed > 10
    # Ids that C has another meaning for; each in the place of one that sorts as it does.
    for old, new in {"guest": "goto", "host": "int", "storm": "switch"}.items():
        written = re.sub(rf"\b{old}\b", new, written)
    read = parse(written, "hostile.yaml")
    assert "goto" in read.actors
    assert text(read) == text(parse(re.sub(r"\bstorm\b", "switch", plain.text), "plain.yaml"))


def test_every_lens_has_the_same_text() -> None:
    for name in ("first-session", "planned-exit"):
        scenario = shipped_scenario(name)
        assert len({text(scenario, lens) for lens in scenario.lenses}) == 1


def other_numbers(value: Any, draw: random.Random) -> Any:
    """A value with every number written in an expression another, so that equal ones come to differ."""
    match value:
        case ex.Number(number):
            return ex.Number(number + draw.random() / 8)
        case Mapping():
            return {key: other_numbers(each, draw) for key, each in value.items()}
        case tuple() | list():
            return type(value)(other_numbers(each, draw) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            each.name: other_numbers(getattr(value, each.name), draw)
            for each in fields(value)
            if each.init and each.name not in OF_THE_LANGUAGE
        }
        return replace(value, **changed)
    return value


@pytest.mark.parametrize("name", ["first-session", "planned-exit"])
def test_other_numbers_leave_the_text_as_it_is(name: str) -> None:
    scenario = shipped_scenario(name)
    changed = other_numbers(scenario, random.Random(1))
    assert changed.rules != scenario.rules
    assert text(changed) == text(scenario)


def identifiers(source: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_][A-Za-z_0-9]*", source))


OWN = Path(generate.__file__).parent
WRITTEN = "\n".join(path.read_text("ascii") for path in sorted(OWN.glob("*.c")))
KNOWN = identifiers(WRITTEN).union(
    *(identifiers(inspect.getsource(module)) for module in (generate, writer, arguments)),
)
"""Every name in the sources of the generator."""


@pytest.mark.parametrize("name", ["first-session", "planned-exit"])
def test_the_text_is_made_of_known_tokens(name: str) -> None:
    whole = text(shipped_scenario(name))
    assert whole.isascii()
    generated = whole
    for path in OWN.glob("*.c"):
        part = path.read_text("ascii").strip()
        assert part in whole
        generated = generated.replace(part, "")
    assert not set(generated) - set(f"{string.ascii_letters}{string.digits}_ \n#[](){{}}<>=!&|^~+-*/%,;:?.")
    assert "//" not in generated
    assert "/*" not in generated
    assert "#" not in re.sub(r"^#define [A-Z_]+ -?[0-9]+$", "", generated, flags=re.MULTILINE)
    names = identifiers(re.sub(r"\b[0-9][0-9a-zA-Z.]*", "", generated))
    # Places stand at the end of names or between their parts.
    parts = {part for each in names - KNOWN for part in re.split(r"[0-9]+(?:_[0-9]+)*", each) if part}
    assert parts - KNOWN == set()
