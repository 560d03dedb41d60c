"""A task: results as they come, how far it is, its one error, and how it ends."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wargame.jobs.fault import ProcessEnded, WorkFailed
from wargame.jobs.task import Progress, Task, TaskError
from wargame.text.faults import error_words

STEPS = st.lists(st.one_of(st.integers(), st.builds(Progress, st.integers(0, 99), st.none() | st.integers(0, 99))))
"""What work yields: results, and now and then how far it is."""
OF = st.none() | st.integers(0, 50)


class Source:
    """Work that notes what is asked of it; it ends when it is stopped, as a killed process does: with an error."""

    def __init__(self, steps: list[int | Progress], fault: Exception | None = None) -> None:
        self.steps, self.fault = steps, fault
        self.stops, self.releases, self.finished = 0, 0, False

    def task(self, of: int | None = None) -> Task[int]:
        return Task(self.results(), of=of, stop=self.stop, release=self.release)

    def results(self) -> Iterator[int | Progress]:
        try:
            for step in self.steps:
                if self.stops:
                    raise TaskError(ProcessEnded())
                yield step
            if self.fault is not None:
                raise self.fault
        finally:
            self.finished = True

    def stop(self) -> None:
        self.stops += 1

    def release(self) -> None:
        self.releases += 1


def doubled(results: Iterator[int]) -> Iterator[int]:
    for each in results:
        yield 2 * each


@given(STEPS, OF)
def test_results_come_in_order_and_each_counts_until_the_work_says_how_far_it_is(
    steps: list[int | Progress], of: int | None
) -> None:
    source = Source(steps)
    task = source.task(of)
    assert task.progress == Progress(0, of)
    expected, said = Progress(0, of), False
    for step in steps:
        if isinstance(step, Progress):
            expected, said = step, True
            continue
        assert next(task) == step
        expected = expected if said else Progress(expected.done + 1, of)
        assert task.progress == expected
    assert list(task) == []
    assert task.progress == expected
    assert (source.finished, source.releases, source.stops, task.cancelled) == (True, 1, 0, False)


@given(st.lists(st.integers()), st.integers(0, 20), st.booleans())
def test_cancelled_in_the_middle_it_ends_without_an_error(numbers: list[int], at: int, passed_through: bool) -> None:
    source = Source(list(numbers))
    task = source.task(len(numbers))
    task = task.through(doubled) if passed_through else task
    found = []
    for number in task:
        found.append(number)
        if len(found) == at:
            task.cancel()
            task.cancel()
    factor = 2 if passed_through else 1
    assert found == [factor * number for number in numbers][: at if at else None]
    assert task.progress == Progress(len(found), len(numbers))
    assert task.cancelled == (0 < at <= len(numbers))
    assert source.releases == 1


@given(STEPS, st.lists(st.sampled_from(["next", "cancel", "close"])), st.booleans())
def test_however_it_is_used_it_ends_once_and_stays_ended(
    steps: list[int | Progress], actions: list[str], passed_through: bool
) -> None:
    source = Source(steps)
    task = source.task().through(doubled) if passed_through else source.task()
    ended = False
    for action in actions:
        if action == "next":
            found = next(task, None)
            assert found is None or not ended
            ended = ended or found is None
        else:
            getattr(task, action)()
            ended = True
        assert source.releases <= 1
    task.close()
    task.close()
    assert next(task, None) is None
    assert source.releases == 1


@given(st.lists(st.integers()))
def test_passed_through_a_generator_it_is_as_far_as_before(numbers: list[int]) -> None:
    task = Source([*numbers, Progress(99, 100)]).task().through(doubled)
    for place, number in enumerate(numbers, 1):
        assert next(task) == 2 * number
        assert task.progress == Progress(place, None)
    assert list(task) == []
    assert task.progress == Progress(99, 100)


@pytest.mark.parametrize("error", [TaskError(WorkFailed("there is no room")), ZeroDivisionError("of the work")])
def test_an_error_is_raised_after_what_was_done_and_ends_it(error: Exception) -> None:
    source = Source([1, 2], error)
    task = source.task()
    assert [next(task), next(task)] == [1, 2]
    with pytest.raises(type(error), match=re.escape(str(error))):
        next(task)
    assert list(task) == []
    assert (source.releases, task.progress) == (1, Progress(2, None))


def test_an_error_can_be_turned_into_another() -> None:
    def worded(results: Iterator[int]) -> Iterator[int]:
        try:
            yield from results
        except TaskError as error:
            raise ValueError(f"The table says: {error_words(error)}") from error

    source = Source([1], TaskError(WorkFailed("there is no room")))
    task = source.task().through(worded)
    assert next(task) == 1
    with pytest.raises(ValueError, match="The table says: there is no room"):
        next(task)
    assert source.releases == 1


def test_an_error_of_the_generator_stops_the_work() -> None:
    def choosy(results: Iterator[int]) -> Iterator[int]:
        for each in results:
            if each == 2:
                raise ValueError("not that one")
            yield each

    source = Source([1, 2, 3])
    task = source.task().through(choosy)
    assert next(task) == 1
    with pytest.raises(ValueError, match="not that one"):
        next(task)
    assert (source.releases, source.stops) == (1, 1)
    assert source.finished
    assert list(task) == []


def test_closed_without_reading_it_releases_all_the_same() -> None:
    source = Source([1, 2])
    with source.task() as task:
        pass
    assert (source.stops, source.releases) == (1, 1)
    assert list(task) == []


def test_closed_in_the_middle_the_work_cleans_up() -> None:
    source = Source([1, 2, 3])
    with source.task().through(doubled) as task:
        assert next(task) == 2
        assert not source.finished
    assert source.finished
    assert source.releases == 1


def test_an_ended_task_is_not_cancelled_afterwards() -> None:
    source = Source([1])
    task = source.task()
    assert list(task) == [1]
    task.cancel()
    task.close()
    assert not task.cancelled
    assert source.stops == 0


@pytest.mark.parametrize("end", ["cancel", "close"])
def test_a_stop_from_another_thread_ends_the_waiting(end: str) -> None:
    stopped = threading.Event()

    def waiting() -> Iterator[int]:
        yield 1
        stopped.wait(30)

    released: list[int] = []
    task = Task(waiting(), stop=stopped.set, release=lambda: released.append(1))
    assert next(task) == 1
    timer = threading.Timer(0.1, getattr(task, end))
    began = time.monotonic()
    timer.start()
    assert list(task) == []
    timer.join()
    assert time.monotonic() - began < 10
    assert released == [1]


def test_it_says_what_it_is() -> None:
    task = Task(iter("abc"), of=3)
    next(task)
    assert repr(task) == "<Task 1 of 3>"
    task.cancel()
    assert repr(task) == "<Task 1 of 3 cancelled>"
    assert repr(Task(iter("abc"))) == "<Task 0>"
