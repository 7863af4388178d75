"""One task that fails, or kills its process, never loses the others."""

from __future__ import annotations

import os
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest

from generator import survey
from generator.records import Size
from generator.survey.pool import run_all
from generator.survey.processes import LostProcess
from tests.survey.tasks import dies_at_three, process, raises_at_three, square

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


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_runs_apart_has_a_process_that_did_nothing_before_and_does_nothing_after(jobs):
    found = dict(run_all(process, TASKS, jobs=jobs, apart=(2, 5, 6)))
    assert set(found) == set(range(8))
    assert os.getpid() not in found.values()
    for value in (2, 5, 6):
        assert list(found.values()).count(found[value]) == 1
    assert len({found[value] for value in (0, 1, 3, 4, 7)}) <= jobs


def test_a_process_apart_that_dies_is_the_answer_of_its_task():
    results = dict(run_all(dies_at_three, TASKS, jobs=2, apart=(3, 4)))
    assert isinstance(results.pop(3), LostProcess)
    assert results == {value: value * value for value in range(8) if value != 3}


class Lost(Executor):
    """Every process is lost."""

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        future.set_exception(LostProcess())
        return future


def test_a_lost_architecture_with_published_numbers_is_refused_and_ends_no_survey():
    """Four numbers are published for AlexNet: none of them is held against anything."""
    (outcome,) = survey.survey(["torchvision/alexnet"], sizes=(Size(64, 64),), executor=Lost())
    entry = outcome.weighing.entry
    assert [(str(one.size), one.stage) for one in entry.refusals] == [("64", "process"), ("224", "process")]
    assert {one.cause for one in entry.reconciled} == {"not measured"}
    assert len(entry.reconciled) == len(entry.architecture.published) > 0
