"""One task that fails, or kills its process, never loses the others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from generator.survey.pool import LostProcess, run_all
from tests.survey.tasks import dies_at_three, raises_at_three, square

TASKS = [(value,) for value in range(8)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_task_is_answered_once(jobs):
    assert dict(run_all(square, TASKS, jobs=jobs)) == {value: value * value for value in range(8)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_process_that_dies_costs_only_its_own_task(jobs):
    answers = list(run_all(dies_at_three, TASKS, jobs=jobs))
    results = dict(answers)
    assert len(answers) == len(TASKS)
    assert isinstance(results.pop(3), LostProcess)
    assert results == {value: value * value for value in range(8) if value != 3}


def test_an_error_is_the_answer_of_its_task():
    results = dict(run_all(raises_at_three, TASKS, jobs=1))
    assert str(results.pop(3)) == "three"
    assert results == {value: value * value for value in range(8) if value != 3}


def test_any_executor_will_do_and_is_not_shut_down():
    with ThreadPoolExecutor(2) as executor:
        assert dict(run_all(square, TASKS, executor=executor))[7] == 49
        assert executor.submit(square, 5).result() == 25


def test_no_tasks_start_no_process():
    assert list(run_all(square, [])) == []
