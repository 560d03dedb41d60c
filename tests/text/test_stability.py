"""Stability in words: who would deviate, who answers, how little is little, and what depends on the lens."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.shipped import shipped_scenario
from wargame.analysis.double_oracle import Scope
from wargame.analysis.equilibria import Change, Continuation, Deviation, Tempted
from wargame.analysis.estimates import Interval
from wargame.analysis.stability import AssessedProfile, StabilityReport
from wargame.engine.position import start
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, PUBLIC, Seated
from wargame.report.documents import choices
from wargame.text.stability import (
    about_words,
    continuation_word,
    continuation_words,
    counts_words,
    deviation_paragraphs,
    deviation_words,
    difference_words,
    doubts_words,
    forms_words,
    kind_words,
    lens_dependence_words,
    lenses_words,
    option_words,
    points_words,
    position_words,
    rule_words,
    stability_lines,
    table_lines,
)
from wargame.text.words import WIDTH

PRESS, TALKS = (Order("host", "press"),), (Order("host", "talks"),)
WHISPER, OFFER = (Order("rival", "whisper"),), (Order("rival", "offer_trade"),)


@pytest.fixture(scope="module")
def first() -> Scenario:
    return shipped_scenario("first-session")


def deviation(**changed: object) -> Deviation:
    return replace(Deviation("host", PRESS, 11.4, (Change("rival", WHISPER),), 0.1, False), **changed)  # type: ignore[arg-type]


def assessed(**changed: object) -> AssessedProfile:
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


def report(**changed: object) -> StabilityReport:
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
        only={"plain": 0, "hard": 0},
        alike={"plain": {"host": PRESS, "rival": WHISPER}, "hard": {"host": PRESS, "rival": OFFER}},
        listed=(assessed(),),
        tried={"host": 15, "rival": 3},
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def continuation(*tempted: Tempted) -> Continuation:
    scores = {"host": Interval(54.1, 50.0, 58.2), "rival": Interval(27.9, 25.0, 30.0)}
    return Continuation((0, 0), 256, scores, 7, tempted, 1.26)


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
            "The Host would do better with “Press in private” (+11.4). The Rival could answer with “Whisper against "
            "the alliance”. That would leave the Host 0.1 points worse off than before.",
        ),
        (
            deviation(to=(), answer=(Change("rival", ()), Change("rival", WHISPER)), loss=0.0),
            "The Host would do better with no order (+11.4). The others could answer in this order: no order by the "
            "Rival and “Whisper against the alliance” by the Rival. That would leave the Host no better off than "
            "before.",
        ),
        (
            deviation(answer=(), loss=0.0),
            "The Host would do better with “Press in private” (+11.4). None of the others' options would undo that.",
        ),
        (
            deviation(answer=(), loss=0.0, judged=False),
            "The Host would do better with “Press in private” (+11.4). How the others could answer that was not tried.",
        ),
        (
            deviation(costly=True, loss=0.02),
            "The Host would do better with “Press in private” (+11.4). The Rival could answer with “Whisper against "
            "the alliance”. That would leave the Host 0.02 points worse off than before. But not every seat that "
            "gives this answer would gain by it.",
        ),
        (
            deviation(loss=0.004),
            "The Host would do better with “Press in private” (+11.4). The Rival could answer with “Whisper against "
            "the alliance”. That would leave the Host hardly worse off than before.",
        ),
    ],
)
def test_who_would_deviate_and_who_could_answer(first: Scenario, each: Deviation, words: str) -> None:
    assert deviation_words(first, each) == words


def test_a_long_answer_is_cut(first: Scenario) -> None:
    words = deviation_words(first, deviation(answer=(Change("rival", WHISPER),) * 5))
    assert words.count("” by the Rival") == 3
    assert "; then 2 more changes. That would leave" in words


def test_nash_asks_for_no_answer(first: Scenario) -> None:
    assert (
        deviation_words(first, deviation(answer=()), "R") == "The Host would do better with “Press in private” (+11.4)."
    )


def test_each_seat_is_shown_once_by_what_nothing_keeps_it_from(first: Scenario) -> None:
    several = (
        deviation(gain=20.0),
        deviation(to=TALKS, answer=(), gain=3.0),
        deviation(seat="rival", to=OFFER, gain=1.0),
    )
    host, rival = deviation_paragraphs(first, report(), assessed(deviations=several))
    assert host.startswith("The Host would do better with “Call talks of all three” (+3.0). None of the others'")
    assert host.endswith("undo that. The Host would also do better with 1 other choice, by +20.0.")
    assert rival.startswith("The Rival would do better with “Offer the Guest a trade treaty” (+1.0)")
    host, rival = deviation_paragraphs(first, report(), assessed(deviations=several, better={"host": 9, "rival": 2}))
    assert host.endswith("undo that. The Host would also do better with 8 other choices, by up to +20.0.")
    assert rival.endswith("before. The Rival would also do better with 1 other choice.")
    assert deviation_paragraphs(first, report(), assessed()) == []
    (sure,) = deviation_paragraphs(first, report(whole=True), assessed(deviations=(deviation(answer=()),)))
    assert sure.endswith("Nothing the others could do would undo that.")


def test_under_which_lenses_no_seat_would_deviate(first: Scenario) -> None:
    found = report()
    assert lenses_words(first, found, assessed()) == "No seat would do better with another choice, under any lens."
    assert lenses_words(first, found, assessed(lenses=("hard",))) == (
        "No seat would do better with another choice under “Only money works”. Under “Words work” some seat would."
    )
    assert lenses_words(first, found, assessed(lenses=("plain",), barred=("hard",))) == (
        "No seat would do better with another choice under “Words work”. Under “Only money works” it cannot be ordered."
    )
    assert lenses_words(first, found, assessed(lenses=())) == ""
    assert (
        lenses_words(first, report(lenses={"plain": 1}), assessed(lenses=("plain",)))
        == "No seat would do better with another choice."
    )


@pytest.mark.parametrize(
    ("nash", "there", "shared", "words"),
    [
        (0, 0, 0, "Under “Only money works” no joint reaction was found that is stable (Nash) either."),
        (0, 1, 0, "Under “Only money works” 1 joint reaction is stable, which depends on that lens."),
        (0, 2, 0, "Under “Only money works” 2 joint reactions are stable, which depends on that lens."),
        (1, 1, 1, "The same joint reaction is stable under “Only money works”, so that does not depend on the lens."),
        (4, 4, 4, "The same 4 joint reactions are stable under “Only money works”, so that does not depend on the "
                  "lens."),
        (1, 2, 1, "The joint reaction is stable under “Only money works” too. 1 more is stable under “Only money "
                  "works” only."),
        (3, 5, 3, "All 3 joint reactions are stable under “Only money works” too. 2 more are stable under “Only money "
                  "works” only."),
        (1, 0, 0, "The joint reaction is not stable under “Only money works”: it depends on “Words work”."),
        (2, 0, 0, "None of the 2 joint reactions is stable under “Only money works”: they depend on “Words work”."),
        (4, 3, 1, "1 of the 4 joint reactions is stable under “Only money works” too; the others depend on “Words "
                  "work”. 2 more are stable under “Only money works” only."),
    ],
)  # fmt: skip
def test_whether_stability_depends_on_the_lens(first: Scenario, nash: int, there: int, shared: int, words: str) -> None:
    found = report(
        counts={"R": nash, "SEQ": nash},
        lenses={"plain": nash, "hard": there},
        shared={"plain": nash, "hard": shared},
        only={"plain": 0, "hard": there - shared},
        alike={"plain": {}, "hard": {}},
    )
    assert lens_dependence_words(first, found) == words


def test_what_all_stable_joint_reactions_have_in_common(first: Scenario) -> None:
    several = report(counts={"R": 2, "SEQ": 2}, lenses={"plain": 2, "hard": 2}, shared={"plain": 2, "hard": 2})
    assert lens_dependence_words(first, several).endswith(
        "Everything that is stable has this in common, under every lens: “Press in private” by the Host."
    )
    assert lens_dependence_words(first, report(lenses={"plain": 1})) == ""
    # What a single one consists of stands below it.
    assert "in common" not in lens_dependence_words(first, report())


def test_how_many_are_stable() -> None:
    found = "1 joint reaction was found that is stable (Nash); there may be others."
    assert counts_words(report()) == found
    assert counts_words(report(untried=2)) == (
        f"{found} 2 more that nobody would leave for another of the options were not tried further."
    )
    near = assessed(concepts=(), max_regret=0.852, lenses=())
    assert counts_words(report(counts={"R": 0, "SEQ": 1}, listed=(near, replace(near, max_regret=2.0)))) == (
        "No joint reaction was found that is stable (Nash), which is no proof that there is none. In the least "
        "tempting one no seat would gain more than +0.9. 1 is sequentially stable among these options, though not Nash."
    )
    assert counts_words(report(whole=True, counts={"R": 0, "SEQ": 0}, listed=(near,))) == (
        "No joint reaction is stable (Nash): all were tried. In the least tempting one no seat would gain more than "
        "+0.9."
    )
    assert counts_words(report(whole=True, profiles=13824, counts={"R": 6912, "SEQ": 6912})) == (
        "6,912 of all 13,824 joint reactions are stable (Nash)."
    )
    assert "16 are sequentially stable among these options, though not Nash." in counts_words(
        report(counts={"R": 2, "SEQ": 18})
    )
    assert "1 is general metarational" in counts_words(report(concept="GMR", counts={"R": 2, "GMR": 3}))
    assert "2 are symmetric metarational" in counts_words(report(concept="SMR", counts={"R": 2, "SMR": 4}))


def test_what_was_resolved_and_tried_is_said(first: Scenario) -> None:
    words = about_words(first, report())
    assert "18 joint reactions were resolved: " in words
    assert "from 3 to 6 options each" in words
    # Where the table does not hold everything, ordering nothing may be in no combination.
    assert "order nothing" not in words
    assert "from 3 to 6 options each, including to order nothing." in about_words(first, report(whole=True))
    assert (
        "They are what doctrine prefers and the best replies to every joint reaction named here, until nothing" in words
    )
    assert "tried against all else that a seat may order, alone and together: 3 to 15 choices a seat." in words
    assert "until there was no room for more." in about_words(first, report(full=True))
    assert "tried against every other single order, and" in about_words(first, report(scope=Scope.SINGLE))
    assert "every other order and the smaller sets of orders" in about_words(first, report(scope=Scope.SOME))
    whole = about_words(first, report(whole=True))
    assert "These are all that the seats may order, alone and together." in whole
    assert "tried against" not in whole
    assert "how far each seat's goals are met after this turn" in words
    assert "Consent is given or withheld by doctrine" in words
    assert "Orders in none of the options: 2 of the Host." in words
    assert "All of this is based on what the Rival may see." in about_words(first, report(viewer=Seated("rival")))
    assert "All of this is based on what everybody may see." in about_words(first, report(viewer=PUBLIC))
    assert "legal_sequence: in an answer by several seats each may change more than once" in rule_words(report())
    assert "legal_sequence" not in rule_words(report(concept="R"))
    assert "Sequentially stable (SEQ): whenever a seat could do better, the others can answer" in rule_words(report())
    assert "General metarational (GMR): " in rule_words(report(concept="GMR", convention="one_step"))
    assert "Symmetric metarational (SMR): " in rule_words(report(concept="SMR", convention="each_once"))


def test_what_a_joint_reaction_is(first: Scenario) -> None:
    found = report()
    assert kind_words(found, assessed()) == "Nash: nobody would leave for anything it may order"
    assert kind_words(report(scope=Scope.SINGLE), assessed()) == "Nash: nobody would leave for any single order"
    assert kind_words(report(scope=Scope.SOME), assessed()) == "Nash: nobody would leave for what was tried"
    assert kind_words(found, assessed(baseline=True)) == "Nash, and the baseline: what doctrine prefers"
    assert kind_words(found, assessed(concepts=("SEQ", "GMR"), max_regret=3.0)) == (
        "Sequentially stable (SEQ, GMR): at most +3.0 to gain"
    )
    assert kind_words(found, assessed(concepts=(), max_regret=2.0)) == "Near Nash: no other choice gains more than +2.0"
    assert kind_words(found, assessed(concepts=(), max_regret=0.001)) == "Near Nash: other choices gain almost nothing"
    assert kind_words(found, assessed(concepts=(), baseline=True)) == "Baseline: what doctrine prefers"
    assert kind_words(found, assessed(concepts=("GMR", "SMR"), max_regret=2.0)) == (
        "General metarational (GMR, SMR); near Nash: no other choice gains more than +2.0"
    )
    assert kind_words(found, assessed(concepts=("SMR",), max_regret=0.001)) == (
        "Symmetric metarational (SMR); near Nash: other choices gain almost nothing"
    )
    assert difference_words(first, assessed(), assessed()) == "As 1."
    other = assessed(orders={"host": (), "rival": WHISPER})
    assert difference_words(first, assessed(), other) == "As 1, but with no order by the Host."


def test_how_often_it_is_stable_as_the_doubts_are_drawn() -> None:
    assert doubts_words(assessed(doubts=Interval(0.609, 0.487, 0.719))) == (
        "What the author is unsure of was drawn 64 times: nobody would leave it in 61 % of the draws (49 to 72 %)."
    )
    assert doubts_words(assessed()) == ""


def test_what_comes_to_the_same_is_told_once(first: Scenario) -> None:
    assert forms_words(first, assessed()) == ""
    told = "It stands for 4 joint reactions, with the same scores for every seat."
    assert forms_words(first, assessed(forms=4)) == told
    assert forms_words(first, assessed(forms=4, same={"host": ((),), "rival": (OFFER,)})) == (
        f"{told} As good here: no order by the Host and “Offer the Guest a trade treaty” by the Rival."
    )
    many = assessed(forms=6, same={"host": ((), TALKS, PRESS), "rival": (OFFER, ())})
    assert forms_words(first, many).endswith("“Press in private” by the Host and 2 more.")


def test_whether_it_is_stable_to_the_end(first: Scenario) -> None:
    assert continuation_words(first, continuation()) == (
        "In 256 games played on to the end by doctrine, no seat would clearly do better with another choice now: 7 "
        "were tried. A gain of up to +1.3 cannot be ruled out."
    )
    assert continuation_words(first, replace(continuation(), unseen=-0.5)) == (
        "In 256 games played on to the end by doctrine, no seat would do better with another choice now: 7 were tried."
    )
    few = replace(continuation(), games=15)
    assert continuation_words(first, few) == (
        "15 games were played on to the end by doctrine: too few to tell whether a seat would do better with another "
        "choice now, for which it takes 16."
    )
    assert [continuation_word(each) for each in (continuation(), few)] == ["no gain seen", "too few games"]
    assert continuation_words(first, continuation(Tempted("host", TALKS, Interval(2.2, 0.8, 3.7)))).endswith(
        "another choice now would clearly serve its seat better: “Call talks of all three” by the Host (+2.2; +0.8 to "
        "+3.7)."
    )


def test_the_table_shows_now_and_the_end(first: Scenario) -> None:
    assert list(table_lines(first, assessed(), continuation())) == [
        "                                           now    end",
        "The Host   Press in private               85.0   54.1",
        "The Rival  Whisper against the alliance   23.3   27.9",
    ]
    assert not any("end" in line for line in table_lines(first, assessed()))


def test_all_of_it_fits_the_screen(first: Scenario) -> None:
    long = assessed(
        profile=(1, 1), orders={"host": PRESS + TALKS, "rival": WHISPER + OFFER}, deviations=(deviation(),) * 2
    )
    found = report(listed=(assessed(), long), counts={"R": 5, "SEQ": 5})
    lines = list(stability_lines(first, found, {(0, 0): continuation()}, "Turn 1 of 3."))
    assert all(len(line) <= WIDTH for line in lines)
    assert lines[:3] == ["A first session", "Turn 1 of 3.", "The Guest: Grumble in public."]
    assert lines[-1] == "3 more joint reactions are Nash."
    assert "   As 1, but with “Press in private; Call talks of all three” by the Host and" in "\n".join(lines)


def test_json_says_the_same(first: Scenario) -> None:
    found = report(listed=(assessed(), assessed(profile=(1, 1), deviations=(deviation(), deviation(answer=())))))
    document = json.loads(
        json.dumps(choices.stability(start(first, 1), found, {(0, 0): continuation()}, "so", None, 0), allow_nan=False)
    )
    assert document["stable"] == {"R": 1, "SEQ": 1}
    assert (document["tried"], document["against"]) == ({"host": 15, "rival": 3}, "anything")
    assert (document["convention"], document["horizon"], document["left_out"]["host"]) == (
        "legal_sequence",
        "after_turn",
        2,
    )
    one, two = document["reactions"]
    assert one["orders"] == {"host": ["press"], "rival": ["whisper"]}
    assert one["to_the_end"]["scores"]["host"] == {"mean": 54.1, "low": 50.0, "high": 58.2}
    assert (one["to_the_end"]["holds"], one["to_the_end"]["unseen"]) == (True, 1.26)
    assert (one["forms"], one["same"], one["doubts"]) == (1, {}, None)
    assert two["leaving"][0]["answer"] == [{"seat": "rival", "orders": ["whisper"]}]
    assert [(each["loss"], each["pays"]) for each in two["leaving"]] == [(0.1, True), (None, None)]


def test_where_a_game_is(first: Scenario) -> None:
    position = start(first, 7)
    one = start(replace(first, lenses={"plain": first.lenses["plain"]}), 7)
    assert position_words(position, None, 0) == "Turn 1 of 3, 2026-01, under “Words work”; seed 7."
    assert position_words(one, None, 0) == "Turn 1 of 3, 2026-01; seed 7."
    assert position_words(one, "mine", 4) == "Turn 1 of 3, 2026-01, after node 4 of “mine”; seed 7."
    assert (
        position_words(position, "mine", 4)
        == "Turn 1 of 3, 2026-01, after node 4 of “mine”, under “Words work”; seed 7."
    )
