"""Every kind of warning is known, shown by a bad scenario, and can be silenced where it stands, with a reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.authoring.bad import BASE, Case, cases
from wargame.authoring import check, find, load, parse
from wargame.authoring.codes import KINDS, SILENCES_NOTHING, Kind
from wargame.authoring.problems import Faults
from wargame.authoring.warnings import FileKeys, findings
from wargame.authoring.warnings.acts import Phrases
from wargame.authoring.warnings.catalogue import WARNINGS
from wargame.authoring.warnings.finding import MOST_NAMED, Finding, together
from wargame.authoring.warnings.sources import unsourced
from wargame.authoring.yaml_tree import Block, read_tree

GUIDE = Path(__file__).parents[2] / "scenarios" / "GUIDE.md"
WARNED = [case for case in cases() if case.name.startswith("warn-")]
TEXT = BASE.read_text(encoding="utf-8")


def tree(text: str) -> Block:
    root = read_tree(text, Faults("text"))
    assert root is not None
    return root


def codes(text: str, folder: Path) -> list[str]:
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return [problem.code for problem in check(path)]


def silenced(text: str, *entries: str) -> str:
    """A scenario with more entries of `silence`, which stands at the end of small.yaml."""
    return text + "".join(f"  - {{{entry}, because: It is meant so.}}\n" for entry in entries)


def test_every_kind_of_warning_has_a_bad_scenario(tmp_path: Path) -> None:
    shown: set[str] = set()
    for case in WARNED:
        shown.update(problem.code for problem in check(case.written(tmp_path)))
    assert shown == set(WARNINGS)


@pytest.mark.parametrize("case", WARNED, ids=lambda case: case.name)
def test_every_warning_can_be_silenced_where_it_stands(case: Case, tmp_path: Path) -> None:
    scenario = load(case.written(tmp_path))
    root = tree(case.text)
    found = [FileKeys(root).of(each) for each in findings(scenario, root)]
    told = {problem.code for problem in check(case.written(tmp_path))} - {SILENCES_NOTHING}
    entries = [f'code: {each.code}, at: "{each.address}"' for each in found if each.code in told]
    assert entries or told == set()
    left = codes(silenced(case.text, *dict.fromkeys(entries)), tmp_path)
    assert set(left) <= {SILENCES_NOTHING}


@pytest.mark.parametrize(
    "address",
    [
        "actors",
        "actors.south.levels",
        "actors.south.levels.mood",
        "south.mood",
    ],
)
def test_a_number_is_silenced_by_its_keys_their_beginning_or_its_name(address: str, tmp_path: Path) -> None:
    text = TEXT.replace("from: {left: south.mood < 20}", "from: {left: false}")
    assert codes(text, tmp_path) == ["only-scored"]
    assert codes(silenced(text, f"code: only-scored, at: {address}"), tmp_path) == []


@pytest.mark.parametrize("address", ["actors.sout", "actors.south.level", "mood", "south", "rules"])
def test_what_is_no_beginning_of_its_keys_silences_nothing(address: str, tmp_path: Path) -> None:
    text = TEXT.replace("from: {left: south.mood < 20}", "from: {left: false}")
    assert codes(silenced(text, f"code: only-scored, at: {address}"), tmp_path) == ["only-scored", SILENCES_NOTHING]


def test_another_code_at_the_same_place_is_not_silenced(tmp_path: Path) -> None:
    text = TEXT.replace("from: {left: south.mood < 20}", "from: {left: false}")
    assert codes(silenced(text, "code: unread, at: south.mood"), tmp_path) == ["only-scored", SILENCES_NOTHING]


@pytest.mark.parametrize("address", ['"trust(north,south)"', '"trust( north , south )"', "ties.between.north.south"])
def test_blanks_in_the_name_of_a_tie_are_free(address: str, tmp_path: Path) -> None:
    text = TEXT.replace("at: ties,", f"at: [{address}, ties.between.south.north],")
    assert codes(text, tmp_path) == []


def test_an_effect_on_a_target_is_addressed_as_it_is_written(tmp_path: Path) -> None:
    text = TEXT.replace("{amount: 2 * warmth,", "{amount: 2 * warmth, when: target.mood < -1,")
    (problem,) = [each for each in check(_written(text, tmp_path)) if "target.mood" in each.message]
    assert problem.line == 86 and "`target.mood` of reaction `left.answer` never counts" in problem.message
    address = "reactions.left.answer.effects.target.mood"
    assert "never-holds" not in codes(silenced(text, f"code: never-holds, at: {address}"), tmp_path)


def test_a_number_written_with_other_blanks_has_its_own_line(tmp_path: Path) -> None:
    text = TEXT.replace("trust(north, east): {amount: 3,", "trust( north,east ): {amount: 300,")
    (problem,) = [each for each in check(_written(text, tmp_path)) if each.code == "amount-too-wide"]
    assert problem.line == 94


def _written(text: str, folder: Path) -> Path:
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_silencing_changes_nothing_in_play() -> None:
    plain = TEXT[: TEXT.index("silence:")]
    one, other = parse(TEXT, "text"), parse(plain, "text")
    assert one.rules == other.rules and one.seats == other.seats


def test_many_of_one_cause_are_one_warning_that_names_them() -> None:
    many = [Finding("unread", ("a", str(n)), "one", f"n{n}", "{count} are unread: {names}") for n in range(100)]
    ((told, group),) = together(many)
    assert len(group) == 100 and told.path == ("a", "0")
    assert told.message.startswith("100 are unread: `n0`, `n1`, ")
    assert told.message.endswith(f"`n{MOST_NAMED - 1}` and {100 - MOST_NAMED} more")
    ((alone, _),) = together(many[:1])
    assert alone.message == "one"


def test_weights_and_doctrines_need_a_source_from_format_2_on() -> None:
    def told(text: str) -> list[Finding]:
        return list(unsourced(parse(text, "text"), tree(text)))

    outcomes = "outcomes: {well: {title: Well, weight: 1}, badly: {title: Badly, weight: {amount: 2, source: made_up}}}"
    text = TEXT.replace("      cost: 1\n      consent:", f"      cost: 1\n      {outcomes}\n      consent:")
    assert told(text) == []
    later = text.replace("format: 1", "format: 2")
    sourced = later.replace("weight: 2 if north.mood < 50 else 1", "weight: {amount: 2, source: made_up}")
    sourced = sourced.replace("doctrine: 1", "doctrine: {amount: 1, because: So.}")
    found = told(sourced)
    assert [each.path for each in found] == [
        ("moves", "wait", "weight"),
        ("reactions", "right", "smile", "outcomes", "well", "weight"),
        ("events", "fair", "outcomes", "sun", "weight"),
        ("events", "fair", "outcomes", "rain", "weight"),
        ("reactions", "left", "answer", "doctrine"),
    ]
    assert {each.code for each in found} == {"no-source"}
    said = [told.message for told, _ in together(found)]
    assert said == [
        "the weight of `moves.wait` names no source; write `{amount, because, source}`",
        "the weights of 3 outcomes name no source: `reactions.right.smile.outcomes.well`, `events.fair.outcomes.sun`"
        " and `events.fair.outcomes.rain`; write `{amount, because, source}`",
        "the doctrine of `reactions.left.answer` names no source; write `{amount, because, source}`",
    ]


def test_every_code_of_a_warning_has_its_words() -> None:
    assert set(WARNINGS) == {code for code, kind in KINDS.items() if kind is Kind.WARNING}


def test_the_guide_ends_with_every_warning_and_its_mend() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (.+) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    ours = [row for row in rows if row[0] in WARNINGS]
    assert ours == [(code, kind.says, kind.mend) for code, kind in WARNINGS.items()]


TRIED = """      outcomes:
        seen: {title: Seen, weight: 2, effects: {east.mood: {amount: -1, source: made_up}}}
        unseen: {title: Unseen, weight: 1}
"""


@pytest.mark.parametrize(
    ("when", "moves", "closes", "delay", "twice"),
    [
        ("drawn(fair.sun)", "north.mood", False, 0, True),
        ("since(fair) < 2", "north.mood", False, 0, True),
        ("drawn(fair.sun) and turn <= 2", "north.mood", False, 0, True),
        ("drawn(fair.sun)", "east.mood", False, 0, False),
        ("drawn(fair.rain)", "north.mood", False, 0, False),
        ("drawn(fair.sun) and since(fair.sun) > 0", "north.mood", False, 0, False),
        ("drawn(fair.sun) and turn > 2", "north.mood", False, 0, False),
        ("since(fair.sun) == 1", "north.mood", False, 0, False),
        ("drawn(fair.sun)", "north.mood", True, 0, False),
        ("drawn(fair.sun)", "north.mood", False, 1, False),
        ("drawn(right.smile.seen)", "east.mood", False, 0, True),
        ("drawn(right.smile.seen)", "north.mood", False, 0, False),
        ("since(right.smile.seen) == 0 and played(shout)", "east.mood", False, 0, False),
        ("since(right.smile.seen) == 1", "east.mood", False, 0, False),
    ],
)
def test_a_number_is_counted_twice_in_the_turn_in_which_the_outcome_moves_it(
    when: str, moves: str, closes: bool, delay: int, twice: bool, tmp_path: Path
) -> None:
    text = TEXT.replace(
        "    when: played(shout) and played(left.answer, east)\n", f"    when: {when}\n    delay: {delay}\n"
    )
    text = text.replace("      east.mood: {amount: -2,", f"      {moves}: {{amount: -2,")
    text = text.replace("    date: 2026-09\n", f"    date: 2026-09\n    closes: {str(closes).lower()}\n")
    text = text.replace("rules:\n", f"{TRIED}rules:\n")
    assert ("counted-twice" in codes(text, tmp_path)) == twice


@pytest.mark.parametrize(
    ("edit", "clock"),
    [
        (("weight: 2 if north.mood < 50", "weight: 2 if drawn(fair.sun) and turn <= 3"), True),
        (("weight: 2 if north.mood < 50", "weight: 2 if drawn(fair.sun) and turn <= 2"), True),
        (("weight: 2 if north.mood < 50", "weight: 2 if since(fair.sun) == 0"), True),
        (("weight: 2 if north.mood < 50", "weight: 2 if since(fair) < 2"), True),
        (("weight: 2 if north.mood < 50", "weight: 2 if drawn(fair.sun) and turn < 2"), False),
        (("weight: 2 if north.mood < 50", "weight: 2 if drawn(fair.sun) and turn > 2"), False),
        (("weight: 2 if north.mood < 50", "weight: 2 if since(fair.sun) > 0"), False),
        (("weight: 2 if north.mood < 50", "weight: 2 if since(right.smile.seen) == 1"), False),
        (("weight: 2 if north.mood < 50", "weight: 2 if drawn(right.smile.seen) and turn <= 3"), False),
        (("when: played(shout) and played(left.answer, east)", "when: since(fair.sun) == 0"), False),
        (("when: played(shout) and played(left.answer, east)", "when: since(fair.sun) <= 1"), True),
        (("when: south.mood > 45", "when: drawn(fair.sun) and turn <= 3"), False),
    ],
)
def test_a_clock_is_what_the_date_of_an_event_opens_for_some_turns(
    edit: tuple[str, str], clock: bool, tmp_path: Path
) -> None:
    text = TEXT.replace(*edit).replace("rules:\n", f"{TRIED}rules:\n")
    assert ("clock" in codes(text, tmp_path)) == clock


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ending-without-act", "ending `probe_succeeds` speaks of reaction `russia.probe`"),
        ("counted-twice", "`drawn(presidential.sovereigntist_right)` and moves `executive.sovereigntism`"),
        ("counted-twice", "`drawn(presidential.sovereigntist_left)` and moves `executive.sovereigntism`"),
        ("clock", "`turn <= 3` beside `drawn(dissolution.cohabitation)` is a clock"),
        ("only-scored", "`france.intelligence`, `france.leverage`"),
        ("tie-still", "nothing moves 44 of the 61 ties"),
        ("heard-anyway", "`moves.leave_command (confidence)`"),
        ("never-holds", "the consent of seat `uk` to `nato.council_statement` is never withheld"),
        ("no-source", "the weights of 18 moves name no source"),
        ("no-source", "the doctrines of 55 reactions name no source"),
    ],
)
def test_faults_found_by_playing_the_flagship_are_warned_of(code: str, words: str) -> None:
    assert any(problem.code == code and words in problem.message for problem in check(find("planned-exit")))


SOME_WORDS = st.lists(st.sampled_from("abc"), max_size=12)


@given(several=st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=3), max_size=8), text=SOME_WORDS)
def test_phrases_are_found_wherever_a_text_says_them(several: list[list[str]], text: list[str]) -> None:
    for least in (1, 2):
        said = {
            phrase
            for phrase in map(tuple, several)
            if len(phrase) >= least and any(tuple(text[at : at + len(phrase)]) == phrase for at in range(len(text)))
        }
        assert {tuple(several[place]) for place in Phrases(several, least).within(text)} == said
        for place in Phrases(several, least).within(text):
            assert several.index(several[place]) == place
