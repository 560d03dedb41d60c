"""Every example of the guide runs, and every message it shows is the one that is given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.authoring.test_schema import VALIDATOR, values, written
from wargame.analysis.simulation import Simulation, simulate
from wargame.authoring import ScenarioError, check, find, load, parse, schema
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR

GUIDE = find("first-session").parent / "GUIDE.md"
PAGE = GUIDE.read_text(encoding="utf-8")
FIRST = find("first-session").read_text(encoding="utf-8")

FENCES = re.findall(r"^```(\S+)(?: (\w+))?\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
"""Language, kind and text of everything fenced."""

STEPS = [text for language, kind, text in FENCES if (language, kind) == ("yaml", "step")]
EXAMPLES = [text for language, kind, text in FENCES if (language, kind) == ("yaml", "")]
WRONG = [
    (text, FENCES[place + 1][2].strip())
    for place, (language, kind, text) in enumerate(FENCES)
    if (language, kind) == ("yaml", "wrong")
]


def first_line(text: str) -> str:
    return " ".join(text.split()[:6])


def test_the_page_has_examples_of_each_kind() -> None:
    assert len(STEPS) == 7 and len(EXAMPLES) >= 20 and len(WRONG) >= 4
    assert {(language, kind) for language, kind, _ in FENCES} == {
        *(("yaml", kind) for kind in ("", "step", "wrong")),
        ("text", ""),
    }
    assert sum(language == "text" for language, _, _ in FENCES) == len(WRONG)


def merged(base: Any, added: Any, path: tuple[str, ...] = ()) -> Any:
    """Blocks put together key by key; endings are replaced as a whole, for their order counts."""
    if not isinstance(base, Mapping) or not isinstance(added, Mapping) or path == ("endings",):
        return added
    return {**base, **{key: merged(base.get(key), value, (*path, key)) for key, value in added.items()}}


@pytest.mark.parametrize("example", EXAMPLES, ids=first_line)
def test_an_example_is_a_part_of_a_scenario(example: str) -> None:
    data = merged(values(FIRST), values(example))
    assert parse(written(data), "example").endings
    assert VALIDATOR.is_valid(data)


def test_every_part_has_an_example() -> None:
    shown = {key for text in EXAMPLES for key in values(text)}
    assert shown == set(schema()["properties"])


def test_every_key_of_every_part_is_used_in_an_example_or_a_step() -> None:
    used = set(re.findall(r"([a-z_]+):", "".join(EXAMPLES + STEPS)))
    assert used >= {key for part in schema()["$defs"].values() for key in part["properties"]}


@pytest.mark.parametrize(("example", "message"), WRONG, ids=first_line)
def test_a_wrong_example_gives_the_message_shown(example: str, message: str) -> None:
    section = re.match(r"([a-z]+):\n", example)
    assert section is not None
    text, count = re.subn(
        # Nothing else of the first session may name what is taken out.
        rf"^{section[1]}:\n(?:(?:[ #].*)?\n)*",
        lambda _: f"{example}\n",
        FIRST.partition("\n# What the author says")[0],
        count=1,
        flags=re.MULTILINE,
    )
    assert count == 1
    with pytest.raises(ScenarioError) as raised:
        parse(text, "")
    assert [each.message for each in raised.value.problems] == [message]


def test_the_scenario_built_step_by_step_has_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "the-ferry.yaml"
    *_, silencing = STEPS
    for count in range(1, len(STEPS) - 1):
        path.write_text("\n".join(STEPS[:count]), encoding="utf-8")
        assert "missing-key" in [each.code for each in check(path)], "a step more should be needed"
    path.write_text("\n".join(STEPS[:-1]), encoding="utf-8")
    assert [each.code for each in check(path)] == re.findall("code: (.*)", silencing)
    path.write_text("\n".join(STEPS), encoding="utf-8")
    assert [str(each) for each in check(path)] == []
    assert load(path).id == path.stem


def test_every_ending_of_that_scenario_comes() -> None:
    scenario = parse("\n".join(STEPS), "the-ferry.yaml")
    found = simulate(Simulation(scenario, scenario.default_lens, 1, 1000, FACILITATOR))
    counts = {each.ending: each.games for each in found.endings}
    assert all(counts[ending] > 10 for ending in scenario.endings), counts


def test_what_the_page_says_is_needed_is_needed() -> None:
    table = PAGE[PAGE.index("| part | needed |") :].split("\n\n", 1)[0]
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]
    needed = {key for parts, answer, _ in rows if answer.startswith("yes") for key in re.findall("`(.*?)`", parts)}
    free = {key for parts, answer, _ in rows if answer.startswith("no") for key in re.findall("`(.*?)`", parts)}
    assert needed == set(schema()["required"])
    assert free == set(schema()["properties"]) - needed


def test_the_sizes_that_the_page_works_out_are_those_of_the_first_session() -> None:
    scenario: Scenario = load(find("first-session"))
    host, rival = scenario.seats["host"], scenario.seats["rival"]
    assert (host.capital.start, host.capital.income, host.capital.most) == (4, 2, 8)
    assert scenario.calendar.turns == 3
    costs = {each.id: each.cost for each in scenario.reactions["host"].values()}
    assert costs["subsidy"] + 2 * costs["press"] + 2 * costs["talks"] + 3 * costs["reassure"] == 12
    goal = rival.goals[0]
    assert (goal.start, goal.end, goal.points) == (60, 30, 70)
    assert scenario.actors["guest"].levels["commitment"].value == 60
    assert rival.orders_per_turn == 1 and {each.cost for each in scenario.reactions["rival"].values()} == {1, 2}


def test_links_within_the_page_lead_somewhere() -> None:
    heads = {
        re.sub(r"[^a-z0-9 -]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^#+ (.*)$", PAGE, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]*)\)", PAGE)) <= {head.replace(" ", "-") for head in heads}


def test_what_is_to_be_seen_in_the_first_session_is_there() -> None:
    rows = re.findall(r"^\| .* \| (`[a-z_.]+`(?:, `[a-z_.]+`)*) \|$", PAGE.split("## Sizes that work")[0], re.MULTILINE)
    places = [place for row in rows for place in re.findall(r"`([a-z_.]+)`", row)]
    assert len(places) >= 15
    for place in places:
        part = values(FIRST)
        for key in place.split("."):
            assert key in part, place
            part = part[key]
