"""Each measure on a scenario whose figure is known beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.tiny import TINY
from tests.council import council
from tests.flagship import __main__ as command
from tests.flagship import cheats, consent, election, leaving, network, noise, seats, stated
from tests.flagship.made import SMALL, small
from tests.flagship.study import Sizes, Study
from tests.flagship.target import NotYet
from tests.shipped import shipped_scenario
from wargame.authoring import parse
from wargame.model.expression import Level
from wargame.players.policy import ALWAYS, NEVER


def tiny(*changes: tuple[str, str], sizes: Sizes = SMALL) -> Study:
    text = TINY
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return Study(parse(text, "tiny.yaml"), "one", "tests", sizes)


# --- Ties -------------------------------------------------------------------------------------------------------------


def test_the_share_that_ties_carry_on_a_network_of_two() -> None:
    # B's order moves its skill by 10 in every turn; C takes over (1 - 0.5) * 1 * 100/100 * 0.5 of it, that is 2.5, and
    # the move by itself does 7.5 to the same number. So ties carry a quarter where they reach: no other number.
    # Over all levels there are skill's 10 besides, `full`'s 1 in the first turn and 2 in the second, and luck's 30.
    study = tiny(
        ('{title: Train, text: Helps., doctrine: 1,', '{title: Train, text: Helps., doctrine: 9999,'),
        ('{title: Wait, text: Nothing., weight: 1}',
         '{title: Wait, text: Nothing., weight: 1, effects: {c.echo: {amount: 7.5, source: judgement}}}'),
    )  # fmt: skip
    found = network.carrying(study)
    assert found.gross == pytest.approx(0.25, abs=0.01)
    assert found.net == pytest.approx(0.25, abs=0.01)
    whole = 2 * (10 + 2.5 + 7.5) + 3 + 30
    assert found.gross_of_all == pytest.approx(5.0 / whole, abs=0.01)


def test_without_spread_nothing_is_carried() -> None:
    study = tiny()
    program = network.without_spread(study.program)
    assert not program.link_share.any()
    still = study.play(study.usual.seeds, program=program)
    assert still.worlds is not None
    assert study.usual.worlds is not None
    echo = study.row("c.echo")
    assert (still.worlds.numbers[echo] == 50).all()
    assert study.usual.worlds.numbers[echo].std() > 1
    assert network.endings_moved(study).value == 0.0


def test_a_tie_that_nothing_moves_is_still() -> None:
    found = network.ties_that_move(tiny())
    assert (found.value, found.findings) == (0.0, ("0 of 1; still: c of b",))


# --- Events and the election ------------------------------------------------------------------------------------------


def test_an_event_that_alone_moves_a_score_explains_all_of_it() -> None:
    found = election.largest_event(tiny(), varied=False)
    assert found.value == pytest.approx(100.0)
    assert found.findings[0] == "a: coin 100, all events 100"


def test_the_table_moves_the_election_by_what_the_orders_before_it_do() -> None:
    # Two turns of stirring raise the mood from 50 to 70, against 50 for the centrist; without it both weigh alike.
    study = small()
    high, low = election.tables(study)
    assert high["nato"]["stir"] == 1.0, "doctrine does not order it, so it can't be ordered more"
    stirred = small(STIRRED="1")
    high, low = election.tables(stirred)
    assert (high["nato"]["stir"], low["nato"]["stir"]) == (30.0, NEVER)
    calm = election.chances(stirred, stirred.seeds("x", 200), election._bots(low))
    assert (calm == 50.0).all()
    stirring = election.chances(stirred, stirred.seeds("x", 200), election._bots(high))
    assert {round(each, 3) for each in np.unique(stirring)} <= {50.0, round(6000 / 110, 3), round(7000 / 120, 3)}
    found = election.table_moves_election(stirred)
    assert found.value == pytest.approx(7000 / 120 - 50, abs=1.0)


def test_an_election_that_closes_its_turn_is_read_after_the_orders() -> None:
    text = small(STIRRED="9999").scenario.text.replace("date: 2027-01", "date: 2027-01\n    closes: true")
    study = Study(parse(text, "small.yaml"), "one", "tests", SMALL)
    assert election.chances(study, study.seeds("x", 100), {}) == pytest.approx(np.full(100, 100 * 80 / 130), abs=0.5)


# --- Leaving and noise ------------------------------------------------------------------------------------------------


def test_leaving_does_what_its_move_does() -> None:
    study = small(TURNS="7", PROBED="0")
    assert leaving.highest(study).value == pytest.approx(-5)
    assert leaving.lowest(study).value == pytest.approx(-5)
    assert leaving.in_the_end(study).value == pytest.approx(-5)
    assert leaving.for_france(study).value == pytest.approx(-5)
    assert leaving.unclear_horizons(study).value == 0.0


def test_a_game_too_short_to_leave_in_is_not_measured() -> None:
    with pytest.raises(NotYet):
        leaving.highest(small())


def test_leavers_that_come_back_are_counted_among_those_that_left() -> None:
    study = small(LEFT="9999", LEAVABLE="turn == 1", RETURNED="9999 if turn == 2 and nato.messaging > 60 else 0")
    back = 100 * (study.begun.numbers[study.row("nato.messaging")] > 60).mean()
    assert leaving.returning(study).value == pytest.approx(back, abs=1)
    assert leaving.returning(small()).value is None


def test_noise_does_what_its_resolutions_do() -> None:
    # Two resolutions in three turns, each -2, -1 and -3; Russia's score is what deterrence lacks.
    study = small(PROBED="0")
    found = noise.effects(study, "doctrine")
    assert found[noise.CONFIDENCE].middle == pytest.approx(-6)
    assert found[noise.DETERRENCE].middle == pytest.approx(-2)
    assert found[noise.SCORE].middle == pytest.approx(2)
    assert found[noise.MESSAGE].middle == pytest.approx(-4, abs=0.1)
    assert noise.effects(study, "passive")[noise.SCORE].middle == pytest.approx(2)


def test_messaging_below_its_start_is_judged_game_by_game() -> None:
    study = small(RESOLVED="9999 if turn == 1 and nato.messaging > 60 else 0")
    expected = 100 * (study.begun.numbers[study.row("nato.messaging")] > 60).mean()
    assert noise.weaker_message(study).value == pytest.approx(expected, abs=1)


# --- Seats ------------------------------------------------------------------------------------------------------------


def test_contexts_are_those_that_the_scenario_allows() -> None:
    assert list(seats.contexts(tiny())) == ["doctrine", "others random", "others passive"]
    names = list(seats.contexts(Study(shipped_scenario("planned-exit"), "erodes")))
    assert names[:5] == ["doctrine", "noisy Paris", "Paris leaves", "others random", "others passive"]


def test_the_best_reply_found_trains_and_does_not_drink() -> None:
    study = tiny()
    context = seats.contexts(study)["doctrine"]
    policy, scores = seats.best_reply(study, context, "b", study.seeds("s", 100), study.seeds("v", 200))
    assert (policy["train"], policy["drink"]) == (30.0, NEVER)
    assert scores.mean() == pytest.approx(70, abs=2)


def test_what_pays_in_every_context_is_dominant_and_what_costs_is_dominated() -> None:
    study = tiny()
    assert [each.split(" by ")[0] for each in seats.dominant(study, ALWAYS).findings] == ["b.train"]
    assert [each.split(" by ")[0] for each in seats.dominant(study, NEVER).findings] == ["b.drink"]


def test_best_less_worst_is_that_of_the_seat_with_least() -> None:
    # Only B's orders move its score: 20 up at best, 20 down at worst. A has no order and C's is refused.
    study = tiny()
    found = seats.least(lambda seat: seat.gaps["worst"])(study)
    assert found.value == 0.0
    by_seat = {each.seat: each.gaps["worst"].middle for each in seats.found(study).seats}
    assert by_seat["b"] == pytest.approx(40, abs=3)
    assert seats.starts_apart(study).value == 0.0


# --- Consent ----------------------------------------------------------------------------------------------------------


def test_a_consent_always_withheld_is_denied_every_time() -> None:
    study = tiny()
    assert consent.denied(study).value == 100.0
    assert (consent.least_denied(study).value, consent.most_denied(study).value) == (100.0, 100.0)
    assert consent.mover_can(study).value == 0.0


def test_a_mover_that_is_asked_can_block_and_footnote() -> None:
    study = Study(council(), "plain", "tests", SMALL)
    asked = [each.consent for each in study.scenario.reactions["host"].values() if each.consent is not None]
    blocks = any("mover" in each.withheld_when for each in asked)
    notes = any("mover" in each.footnote_when for each in asked)
    assert blocks
    assert consent.mover_can(study).value == blocks + notes


def test_consent_that_depends_on_commitment_tells_low_from_high() -> None:
    found = consent.by_commitment(small(ASKED="9999"))
    assert (found.value, found.findings) == (100.0, ("low 100.0 %, high 0.0 %",))


# --- Cheats -----------------------------------------------------------------------------------------------------------


def test_a_number_kept_at_its_limit_is_found() -> None:
    found = cheats.saturated(tiny())
    assert (found.value, found.findings) == (100.0, ("b.full 100 %, trust(c, b) 100 %",))


def test_a_goal_read_from_a_number_of_ones_own_is_found() -> None:
    study = tiny()
    movers = cheats.movers_of(study.program)
    assert movers[Level("b", "skill")] == {"b"}
    assert movers[Level("a", "luck")] == {"event"}
    assert movers[Level("c", "echo")] == {"tie"}
    assert movers[Level("b", "full")] == {"rule"}
    found = cheats.own_points(study)
    assert found.value == 100.0
    assert "b: skill (100 % of its points)" in found.findings


def test_scores_at_a_limit_and_goals_that_are_settled() -> None:
    study = tiny(("from: 0, to: 100}}\nmover", "from: 0, to: 50}}\nmover"))
    assert cheats.scores_at_limit(study).value == 100.0
    assert cheats.settled_goals(study).findings == ("c.still 100 %",)


def test_an_ending_at_a_threshold_is_found() -> None:
    # A storm leaves 30 of 60 points of deterrence, which the ending asks for to the point.
    study = small(STORM="turn >= 1", PROBED="0", ENDS="nato.deterrence <= 30")
    found = cheats.tuned_to_thresholds(study)
    assert found.value == 1.0
    assert [each.split(":")[0] + each.split("30")[1][:3] for each in found.findings] == ["probe_succeeds -2"]
    assert cheats.tuned_to_thresholds(small(STORM="turn >= 1", PROBED="0", ENDS="nato.deterrence <= 45")).value == 0.0


# --- Statements about the scenario ------------------------------------------------------------------------------------


def test_claims_and_headings_are_counted() -> None:
    study = Study(shipped_scenario("planned-exit"), "erodes")
    assert stated.how_many(study).value == len(study.scenario.claims)
    assert stated.headings_without(small()).value == 0.0


def test_claims_that_fail_are_listed_and_what_carries_those_that_hold_is_taken_out() -> None:
    study = small()
    found = stated.holding(study)
    assert found.value == 50.0
    assert [each.split(":")[0] for each in found.findings] == ["probes_unite"]
    assert stated.turning(study).value is None
    assert cheats.idle_carriers(study).value == 0.0
    assert cheats.naming_no_carrier(study).findings == ("probes_unite",)
    assert [each.split()[0] for each in cheats.modest_claims(study).findings[0].split(", ")] == ["probes_unite"]


def test_costs_that_no_rule_reads_are_counted() -> None:
    found = leaving.costs_not_read(small())
    assert found.value == 1.0
    assert found.findings[2:] == ("procurement: read by no rule", "money: read by costs")
    with pytest.raises(NotYet) as lacking:
        leaving.costs_not_read(tiny())
    assert lacking.value.names == ("france.intelligence",)


# --- The command ------------------------------------------------------------------------------------------------------


def test_the_command_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["first-session", "--only", "6c", "5d", "9a", "--games", "100"]) == 1
    printed = capsys.readouterr().out
    assert "ties that move, %" in printed
    assert "missing: doubt, latitude" in printed
    assert "1 met, 1 not met, 1 not in the scenario yet, not asked or of too few games" in printed


def test_the_command_refuses_a_target_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main(["--only", "99"])
    assert left.value.code == 2
    assert "there is no target '99'" in capsys.readouterr().err


def test_the_command_says_which_scenario_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main(["no-such-game"])
    assert left.value.code == 2
    assert "no-such-game" in capsys.readouterr().err


def test_the_same_seeds_give_the_same_and_others_do_not() -> None:
    one, again = small(), small()
    assert np.array_equal(one.usual.ending, again.usual.ending)
    other = Study(one.scenario, "one", "others", SMALL)
    assert (one.usual.seeds != other.usual.seeds).all()
    assert one.seed != other.seed


def test_ids_of_all_targets_are_different() -> None:
    names = [target.id for target, _ in command.MEASURES]
    assert len(names) == len(set(names))
