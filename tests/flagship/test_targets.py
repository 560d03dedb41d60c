"""A target is met or not by its figures, and the table says so."""

from __future__ import annotations

import pytest

from tests.flagship.leaving import under_one_lens_only
from tests.flagship.target import Figure, Figures, Measured, Target, chosen, table
from wargame.analysis.estimates import Interval

SHARE = Target("2b", "a share", 20, 30)


def both(one: float | None, other: float | None, error: float = 0.0) -> Figures:
    return {"one": Figure(one, error), "two": Figure(other, error)}


@pytest.mark.parametrize(("one", "other", "met"), [(20.0, 30.0, True), (19.9, 25.0, False), (None, 25.0, False)])
def test_a_target_is_met_where_each_figure_lies_within_its_bounds(
    one: float | None, other: float | None, met: bool
) -> None:
    assert Measured(SHARE, both(one, other)).met is met


def test_a_lens_under_which_it_is_not_asked_does_not_count() -> None:
    target = Target("4b", "one lens only", 3, 10, ("two",))
    assert Measured(target, both(99.0, 5.0)).met
    assert Measured(target, {"one": Figure(5.0)}).met is None


def test_what_is_missing_is_neither_met_nor_not() -> None:
    measured = Measured(SHARE, {"one": Figure(None, missing=("france.budget",))})
    assert measured.met is None
    assert measured.verdict == "not in the scenario yet"
    assert "missing: france.budget" in table([measured], ["one"])


def test_a_bound_within_the_error_is_close() -> None:
    assert Measured(SHARE, both(20.5, 25.0, 1.0)).verdict == "met, close"
    assert Measured(SHARE, both(25.0, 25.0, 1.0)).verdict == "met"


def test_a_check_that_does_not_pass_is_listed() -> None:
    assert Measured(Target("11a", "a check", high=0, listed=True), both(1.0, 0.0)).verdict == "listed"


@pytest.mark.parametrize(
    ("values", "met"), [((-4.0, 3.0), True), ((-2.9, 5.0), False), ((4.0, 5.0), False), ((-4.0, -5.0), False)]
)
def test_gaining_under_one_lens_only(values: tuple[float, float], met: bool) -> None:
    assert under_one_lens_only(both(*values)) is met


def test_targets_are_chosen_by_number_or_by_id() -> None:
    targets = [Target("1a", ""), Target("1b", ""), Target("11a", "")]
    assert [each.id for each in chosen(targets, ["1"])] == ["1a", "1b"]
    assert [each.id for each in chosen(targets, ["11a", "1b"])] == ["1b", "11a"]
    assert len(chosen(targets, [])) == 3
    with pytest.raises(KeyError):
        chosen(targets, ["2"])


def test_a_figure_has_half_its_interval_as_error_and_the_same_findings_are_printed_once() -> None:
    figure = Figure.of(Interval(0.2, 0.1, 0.4), 100.0, ["found"])
    assert figure.value == 20.0
    assert figure.error == pytest.approx(15.0)
    printed = table([Measured(SHARE, {"one": figure, "two": figure})], ["one", "two"])
    assert printed.count("found") == 1
    assert "20.0 ±15.0" in printed
    assert "20 to 30" in printed
