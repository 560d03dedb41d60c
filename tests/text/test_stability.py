"""Stability in words: who would leave for what, who answers, how little is little, and what needs which lens."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import wargame
from wargame.analysis.equilibria import Change, Continuation, Deviation, Tempted
from wargame.analysis.estimates import Interval
from wargame.analysis.stability import AssessedProfile, StabilityReport
from wargame.engine.position import start
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated
from wargame.report import documents
from wargame.text.stability import (
    about_words,
    continuation_words,
    counts_words,
    deviation_words,
    difference_words,
    kind_words,
    lens_dependence_words,
    lenses_words,
    option_words,
    points_words,
    rule_words,
    stability_lines,
    staying_words,
    table_lines,
)
from wargame.text.words import WIDTH

PRESS, TALKS = (Order("host", "press"),), (Order("host", "talks"),)
WHISPER, OFFER = (Order("rival", "whisper"),), (Order("rival", "offer_trade"),)


@pytest.fixture(scope="module")
def first() -> Scenario:
    return wargame.load("scenarios/first-session.yaml")


def deviation(**changed: object) -> Deviation:
    return replace(Deviation("host", PRESS, 11.4, (Change("rival", WHISPER),), 0.1, False), **changed)  # type: ignore[arg-type]


def judged(**changed: object) -> AssessedProfile:
    made = AssessedProfile(
        profile=(0, 0),
        orders={"host": PRESS, "rival": WHISPER},
        scores={"host": 85.0, "rival": 23.333},
        concepts=("R", "SEQ", "GMR", "SMR"),
        deviations=(),
        max_regret=0.0,
        lenses=("plain", "hard"),
        barred=(),
        baseline=False,
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def surveyed(**changed: object) -> StabilityReport:
    made = StabilityReport(
        turn=1,
        move="grumble",
        viewer=FACILITATOR,
        concept="SEQ",
        convention="legal_sequence",
        profiles=18,
        options={"host": 6, "rival": 3},
        left_out={"host": 2, "rival": 0},
        counts={"R": 1, "SEQ": 1},
        lenses={"plain": 1, "hard": 1},
        shared={"plain": 1, "hard": 1},
        alike={"plain": {"host": PRESS, "rival": WHISPER}, "hard": {"host": PRESS, "rival": OFFER}},
        listed=(judged(),),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def later(*tempted: Tempted) -> Continuation:
    scores = {"host": Interval(54.1, 50.0, 58.2), "rival": Interval(27.9, 25.0, 30.0)}
    return Continuation((0, 0), 256, scores, 7, tempted)


def test_what_a_seat_orders(first: Scenario) -> None:
    assert option_words(first, PRESS + TALKS) == "Press in private; Call talks of all three"
    assert option_words(first, ()) == "nothing"


@pytest.mark.parametrize(
    ("gain", "words"),
    [(11.352, "+11.4"), (0.05, "+0.1"), (0.04, "+0.04"), (0.006, "+0.01"), (0.004, "less than +0.01")],
)
def test_little_is_told_as_little_and_never_as_nothing(gain: float, words: str) -> None:
    assert points_words(gain) == words


@pytest.mark.parametrize(
    ("each", "words"),
    [
        (
            deviation(),
            "The Host would choose “Press in private” instead (+11.4); the Rival could answer by “Whisper against the "
            "alliance”, which leaves the Host 0.1 worse than before.",
        ),
        (
            deviation(to=(), answer=(Change("rival", ()), Change("rival", WHISPER)), loss=0.0),
            "The Host would order nothing instead (+11.4); the Rival could answer by ordering nothing, then the Rival "
            "by “Whisper against the alliance”, which leaves the Host no better off than before.",
        ),
        (
            deviation(answer=(), loss=0.0),
            "The Host would choose “Press in private” instead (+11.4); nothing that others could do would undo that.",
        ),
        (
            deviation(costly=True, loss=0.02),
            "The Host would choose “Press in private” instead (+11.4); the Rival could answer by “Whisper against the "
            "alliance”, which leaves the Host 0.02 worse than before, but not all of it pays for them.",
        ),
    ],
)
def test_who_would_leave_and_who_could_answer(first: Scenario, each: Deviation, words: str) -> None:
    assert deviation_words(first, each) == words


def test_a_long_answer_is_cut(first: Scenario) -> None:
    words = deviation_words(first, deviation(answer=(Change("rival", WHISPER),) * 5))
    assert words.count("by “") == 3
    assert "then 2 more changes, which leaves" in words


def test_nash_asks_for_no_answer(first: Scenario) -> None:
    assert (
        deviation_words(first, deviation(answer=()), "R") == "The Host would choose “Press in private” instead (+11.4)."
    )


def test_each_seat_is_told_once_by_what_nothing_keeps_it_from(first: Scenario) -> None:
    several = (
        deviation(gain=20.0),
        deviation(to=TALKS, answer=(), gain=3.0),
        deviation(seat="rival", to=OFFER, gain=1.0),
    )
    host, rival = staying_words(first, judged(deviations=several), "SEQ")
    assert host.startswith("The Host would choose “Call talks of all three” instead (+3.0); nothing")
    assert host.endswith("undo that. It would also gain by 1 other choice.")
    assert rival.startswith("The Rival would choose “Offer the Guest a trade treaty” instead (+1.0)")
    assert staying_words(first, judged(), "SEQ") == []


def test_under_which_lenses_nobody_would_leave(first: Scenario) -> None:
    survey = surveyed()
    assert lenses_words(first, survey, judged()) == "Nobody would leave it under both lenses."
    assert lenses_words(first, survey, judged(lenses=("hard",))) == (
        "Nobody would leave it under “Only money works”; under “Words work” some seat would."
    )
    assert lenses_words(first, survey, judged(lenses=("plain",), barred=("hard",))) == (
        "Nobody would leave it under “Words work”; under “Only money works” it cannot be ordered."
    )
    assert lenses_words(first, survey, judged(lenses=())) == ""
    assert lenses_words(first, surveyed(lenses={"plain": 1}), judged(lenses=("plain",))) == "Nobody would leave it."


@pytest.mark.parametrize(
    ("nash", "there", "shared", "words"),
    [
        (0, 0, 0, "Under “Only money works” nothing is stable either."),
        (0, 2, 0, "Under “Only money works” 2 joint reactions are stable: that needs this lens."),
        (1, 1, 1, "The same joint reaction is stable under “Only money works”: that does not depend on the lens."),
        (4, 4, 4, "The same 4 joint reactions are stable under “Only money works”: that does not depend on the lens."),
        (1, 2, 1, "All of this is stable under “Only money works” too, where 1 other is stable."),
        (1, 0, 0, "The joint reaction is not stable under “Only money works”: it needs “Words work”."),
        (2, 0, 0, "None of the 2 joint reactions is stable under “Only money works”: they need “Words work”."),
        (4, 3, 1, "1 of the 4 joint reactions is stable under “Only money works”; the rest needs “Words work”. 2 "
                  "others are stable only there."),
    ],
)  # fmt: skip
def test_which_lens_stability_needs(first: Scenario, nash: int, there: int, shared: int, words: str) -> None:
    survey = surveyed(
        counts={"R": nash, "SEQ": nash},
        lenses={"plain": nash, "hard": there},
        shared={"plain": nash, "hard": shared},
        alike={"plain": {}, "hard": {}},
    )
    assert lens_dependence_words(first, survey) == words


def test_what_seats_do_in_all_that_lasts_is_told(first: Scenario) -> None:
    assert lens_dependence_words(first, surveyed()).endswith(
        "In everything that is stable, under both lenses, the Host chooses “Press in private”."
    )
    assert lens_dependence_words(first, surveyed(lenses={"plain": 1})) == ""


def test_how_many_last() -> None:
    assert counts_words(surveyed()) == "1 joint reaction of 18 nobody would leave (Nash)."
    assert counts_words(surveyed(counts={"R": 0, "SEQ": 1})) == (
        "There is no joint reaction that nobody would leave (Nash). 1 more is stable because of what others would "
        "answer to a departure (sequentially stable)."
    )
    assert counts_words(surveyed(profiles=13824, counts={"R": 6912, "SEQ": 6912})) == (
        "6,912 joint reactions of 13,824 nobody would leave (Nash)."
    )
    assert "16 more are stable because" in counts_words(surveyed(counts={"R": 2, "SEQ": 18}))


def test_what_was_resolved_and_left_out_is_told(first: Scenario) -> None:
    words = about_words(first, surveyed())
    assert "18 joint reactions: " in words
    assert "3 to 6 options" in words
    assert "Scores are on goals after this turn" in words
    assert "consents follow doctrine" in words
    assert "Left out, as doctrine leans to them least: The Host 2." in words
    assert "From what the Rival may see" in about_words(first, surveyed(viewer=Seated("rival")))
    assert "From what everybody may see" in about_words(first, surveyed(viewer=PUBLIC))
    assert "legal_sequence: in a sequence of moves anyone may move several times" in rule_words(surveyed())
    assert "legal_sequence" not in rule_words(surveyed(concept="R"))


def test_what_a_joint_reaction_is(first: Scenario) -> None:
    survey = surveyed()
    assert kind_words(survey, judged()) == "Nash"
    assert kind_words(survey, judged(baseline=True)) == "Nash; what doctrine leans to most"
    assert kind_words(survey, judged(concepts=("SEQ", "GMR"))) == "sequentially stable (SEQ, GMR)"
    assert kind_words(survey, judged(concepts=(), max_regret=2.0)) == "near to Nash: leaving gains not more than +2.0"
    assert kind_words(survey, judged(concepts=(), max_regret=0.001)) == "near to Nash: leaving gains hardly anything"
    assert difference_words(first, judged(), judged()) == "As 1."
    other = judged(orders={"host": (), "rival": WHISPER})
    assert difference_words(first, judged(), other) == "As 1, but The Host: nothing."


def test_whether_it_holds_to_the_end_is_told(first: Scenario) -> None:
    assert continuation_words(first, later()) == (
        "Played on to the end by doctrine, 256 games each: no seat would clearly do better in the end by another "
        "choice now."
    )
    assert continuation_words(first, later(Tempted("host", TALKS, Interval(2.2, 0.8, 3.7)))).endswith(
        "256 games each: the Host would do better to choose “Call talks of all three” (+2.2; +0.8 to +3.7)."
    )


def test_the_table_shows_now_and_the_end(first: Scenario) -> None:
    assert list(table_lines(first, judged(), later())) == [
        "                                           now    end",
        "The Host   Press in private               85.0   54.1",
        "The Rival  Whisper against the alliance   23.3   27.9",
    ]
    assert not any("end" in line for line in table_lines(first, judged()))


def test_all_of_it_fits_the_screen(first: Scenario) -> None:
    long = judged(
        profile=(1, 1), orders={"host": PRESS + TALKS, "rival": WHISPER + OFFER}, deviations=(deviation(),) * 2
    )
    survey = surveyed(listed=(judged(), long), counts={"R": 5, "SEQ": 5})
    lines = list(stability_lines(first, survey, {(0, 0): later()}, "Turn 1 of 3."))
    assert all(len(line) <= WIDTH for line in lines)
    assert lines[:3] == ["A first session", "Turn 1 of 3.", "The Guest: Grumble in public."]
    assert lines[-1] == "And 3 other joint reactions that nobody would leave."
    assert "   As 1, but The Host: Press in private; Call talks of all three; The Rival:" in "\n".join(lines)


def test_json_says_the_same(first: Scenario) -> None:
    survey = surveyed(listed=(judged(), judged(profile=(1, 1), deviations=(deviation(), deviation(answer=())))))
    document = json.loads(
        json.dumps(documents.stability(start(first, 1), survey, {(0, 0): later()}, "so", None, 0), allow_nan=False)
    )
    assert document["stable"] == {"R": 1, "SEQ": 1}
    assert (document["convention"], document["horizon"], document["left_out"]["host"]) == (
        "legal_sequence",
        "after_turn",
        2,
    )
    one, two = document["reactions"]
    assert one["orders"] == {"host": ["press"], "rival": ["whisper"]}
    assert one["to_the_end"]["scores"]["host"] == {"mean": 54.1, "low": 50.0, "high": 58.2}
    assert one["to_the_end"]["holds"] is True
    assert two["leaving"][0]["answer"] == [{"seat": "rival", "orders": ["whisper"]}]
    assert [(each["loss"], each["pays"]) for each in two["leaving"]] == [(0.1, True), (None, None)]
