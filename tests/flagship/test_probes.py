"""A probe that succeeds without one is found game by game, and what messaging does to probes is measured."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.tiny import tiny
from tests.flagship.made import small
from tests.flagship.probabilities import STATED, probability
from tests.flagship.probes import acts_in_history, ordered_probes, unanswered_by_messaging, without_an_act
from tests.flagship.study import Sizes, Study
from tests.flagship.target import NotYet
from wargame.engine import kernel

MANY = Sizes(games=1500)


def test_a_storm_is_no_test() -> None:
    study = small(STORM="turn >= 1", PROBED="0", ENDS="nato.deterrence < 40")
    blown = int((study.usual.ending == 0).sum())
    assert 100 < blown < 300
    # At three tables of four nobody probes; at random Russia mostly does.
    found = without_an_act(study)
    assert found.findings[:3] == tuple(
        f"{table}: {blown} of the {blown} that end so" for table in ("doctrine", "nobody acts", "no probes")
    )


def test_a_probe_in_the_history_is_one() -> None:
    study = small(ENDS="nato.deterrence < 40", UNANSWERED="9999")
    assert without_an_act(study).findings[0] == "doctrine: 0 of the 400 that end so"
    assert acts_in_history(study, study.usual).all()


def test_each_game_counts_by_its_own_history() -> None:
    study = small(STORM="turn >= 1", PROBED="1", ENDS="nato.deterrence < 40")
    worlds = study.usual.worlds
    assert worlds is not None
    probe = next(play for order, play in study.program.order_of.items() if order.reaction == "probe")
    found = acts_in_history(study, study.usual)
    assert 0 < found.sum() < len(found)
    for game in range(40):
        assert found[game] == (worlds.times[probe, game] > 0)


def test_probes_are_sorted_into_fifths_by_messaging_before_the_turn() -> None:
    study = small(MANY)
    messaging, unanswered = ordered_probes(study)
    assert len(messaging) == 1500 * 3
    fifths = np.array_split(np.sort(messaging), 5)
    # The chance of no answer is 100 less messaging, in per cent.
    expected = fifths[-1].mean() - fifths[0].mean()
    found = unanswered_by_messaging(study)
    assert found.value == pytest.approx(expected, abs=2 * found.error)
    assert expected > 40
    assert unanswered.mean() == pytest.approx(0.5, abs=0.05)


def test_where_messaging_does_not_matter_the_fifths_are_alike() -> None:
    found = unanswered_by_messaging(small(MANY, UNANSWERED="nato.messaging"))
    assert found.value == pytest.approx(0.0, abs=2 * found.error)


def test_what_is_not_in_the_scenario_is_named() -> None:
    study = Study(tiny(), "one")
    with pytest.raises(NotYet) as lacking:
        probability(STATED[0])(study)
    assert lacking.value.names == ("times(adopt_planned_exit) > 0",)
    with pytest.raises(NotYet):
        study.row("france.budget")


def test_a_condition_counts_within_its_time() -> None:
    assert probability(STATED[2])(small(DENOUNCE="turn == 2")).value == 100.0
    assert probability(STATED[2])(small()).value == 0.0


def test_the_endings_judged_afterwards_are_those_of_the_games() -> None:
    from tests.flagship.cheats import ending_shares

    study = small(STORM="turn >= 1", ENDS="nato.deterrence < 40 and turn >= 2")
    [found] = ending_shares(study, [{}], 400)
    assert found.tolist() == np.bincount(study.usual.ending, minlength=2).tolist()
    assert kernel.begin(study.program, study.usual.seeds).width == 400
