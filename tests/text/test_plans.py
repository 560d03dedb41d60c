"""Two plans beside each other in words: by what their columns are named."""

from __future__ import annotations

from wargame.text.plans import plan_names


def test_plans_are_named_by_their_files_where_these_tell_them_apart() -> None:
    assert plan_names("plans/a.txt", None) == ("with", "without")
    assert plan_names("plans/a.txt", "plans/b.txt") == ("a.txt", "b.txt")
    assert plan_names("one/plan.txt", "other/plan.txt") == ("first plan", "second plan")
    assert plan_names("plans/reassure-and-wait.txt", "plans/b.txt") == ("first plan", "second plan")
