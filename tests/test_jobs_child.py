"""A job's process: what it answers, how it ends, that nothing of it is left."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import psutil
import pytest

from allocator.reading.document_writing import document_text
from allocator.reporting.exact_json import exact_text
from api.jobs.finishing import FailedTry, ending_of
from api.jobs.lines import Task
from api.jobs.process import JobProcess
from api.jobs.supervising import Bounds, End, supervise
from api.storage.jobs import Progress
from tests.job_processes import LONG, LONG_OPTIONS, QUICK, hard_text, small_problem, until
from tests.worker_processes import wait_until_gone

BOUNDS = Bounds(60.0, 4000.0)


class NeverClosing:
    """A worker that goes on for ever."""

    is_over = False


@pytest.fixture(scope="module")
def small() -> str:
    return document_text(small_problem().tables)


def task_of(document: str, operation: str = "solve", **content: Any) -> Task:
    order = {
        "operation": operation, "asked": QUICK, "options": {}, "split": None, "settings": {}
    }  # fmt: skip
    return Task(document, {**order, **content}, folder="", threads=1, seconds=60.0)


@contextmanager
def process_of(task: Task, **named: Any) -> Iterator[JobProcess]:
    def in_folder(folder: str) -> Task:
        folders.append(Path(folder))
        return Task(task.document, task.order, folder, task.threads, task.seconds, task.kept)

    folders: list[Path] = []
    process = JobProcess(in_folder, nice=0, **named)
    try:
        yield process
    finally:
        process.close()
    assert not any(each.exists() for each in folders)


def number_of(process: JobProcess) -> int:
    number = process._process.pid
    assert number is not None
    return number


def test_an_answer(small: str) -> None:
    with process_of(task_of(small)) as process:
        process.hear_to_the_end(30.0)
        assert process.answer is not None
        ending = ending_of(process, End.ANSWERED, task_of(small), BOUNDS)
    assert ending == ending_like(ending, job_state="done", solve_result="optimal", proved=True)


def ending_like(ending: Any, **expected: Any) -> Any:
    for name, value in expected.items():
        assert getattr(ending, name) == value, name
    return ending


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"asked": {"goals": [{"goal": "luck"}]}}, "bad_input"),
        ({"options": {"backend": "abacus"}}, "bad_input"),
        ({"operation": "divide"}, "unknown_operation"),
        ({"operation": "check"}, "bad_input"),
    ],
)
def test_faults_of_an_order(small: str, content: dict[str, Any], code: str) -> None:
    task = task_of(small, **content)
    with process_of(task) as process:
        process.hear_to_the_end(30.0)
        assert process.fault is not None
        assert process.fault["code"] == code
        ending: Any = ending_of(process, End.FAULT, task, BOUNDS)
    assert ending.failure["code"] == code
    assert ending.failure["issues" if code == "bad_input" else "text_pl"]


def test_a_broken_problem_is_an_internal_matter_of_reading() -> None:
    with process_of(task_of('{"commission": 7}')) as process:
        process.hear_to_the_end(30.0)
        assert process.fault is not None
        assert process.fault["code"] == "bad_input"


@pytest.mark.parametrize("kept", [None, "interrupted"])
def test_progress_plans_and_a_stop(kept: str | None) -> None:
    """Stopped, it answers by itself; killed, what it had told is judged by another process."""
    heard: list[Progress] = []
    task = task_of(hard_text(), asked=LONG, options=LONG_OPTIONS)
    with process_of(task, on_progress=heard.append) as process:
        while not heard or process.plan is None:
            assert not process.is_over, (process.answer, process.fault, process.death)
            process.hear(1.0)
        assert heard[0].phase == "smallest_ratio"
        assert Decimal(heard[0].seconds) >= 0
        if kept is None:
            process.ask_to_stop()
            process.hear_to_the_end(20.0)
            ending: Any = ending_of(process, End.ANSWERED, task, BOUNDS)
        else:
            process.kill()
            ending = ending_of(process, End.STOPPED, task, BOUNDS)
    ending_like(
        ending, job_state="stopped", solve_result="feasible", verdict="fits", proved=False,
        kept_from="smallest_ratio",
    )  # fmt: skip
    assert '"stopped_by": "interrupted"' in ending.document


@pytest.mark.parametrize("end", [End.TIME_LIMIT, End.MEMORY_LIMIT])
def test_over_a_limit(small: str, end: End) -> None:
    rows = [
        {"member_id": "M1", "component_id": "C1", "quantity": 100},
        {"member_id": "M2", "component_id": "C2", "quantity": 12},
    ]
    with process_of(task_of(small)) as process:
        process.kill()
        process._take({"kind": "plan", "entry": "cost", "rows": rows})
        ending: Any = ending_of(process, end, task_of(small), BOUNDS)
        assert ending.job_state == "done"
        assert f'"stopped_by": "{end}"' in ending.document
        process.plan = None
        ending = ending_of(process, end, task_of(small), BOUNDS)
        assert (ending.job_state, ending.failure["code"]) == ("failed", end)


def test_a_plan_that_does_not_hold_is_not_kept(small: str) -> None:
    with process_of(task_of(small)) as process:
        process.kill()
        process._take({"kind": "plan", "entry": "cost", "rows": [{"member_id": "M9"}]})
        ending: Any = ending_of(process, End.STOPPED, task_of(small), BOUNDS)
    ending_like(ending, job_state="stopped", solve_result="unknown", document=None)


def test_a_crash_is_a_failed_try() -> None:
    task = task_of(hard_text(), asked=LONG, options=LONG_OPTIONS)
    with process_of(task) as process:
        os.kill(number_of(process), signal.SIGKILL)
        assert supervise(process, lambda: "", BOUNDS, NeverClosing()) is End.DIED
        assert ending_of(process, End.DIED, task, BOUNDS) == FailedTry("signal 9")


@pytest.mark.parametrize(
    ("wish", "bounds", "end"),
    [
        ("cancel", BOUNDS, End.CANCELLED),
        (None, BOUNDS, End.NOT_OURS),
        ("", Bounds(60.0, 1.0), End.MEMORY_LIMIT),
        ("", Bounds(-5.0, 4000.0), End.TIME_LIMIT),
    ],
)
def test_what_ends_a_watch(wish: str | None, bounds: Bounds, end: End) -> None:
    task = task_of(hard_text(), asked=LONG, options=LONG_OPTIONS)
    with process_of(task) as process:
        until(lambda: process.resident_megabytes() > 1.0)
        before = time.monotonic()
        assert supervise(process, lambda: wish, bounds, NeverClosing()) is end
        assert time.monotonic() - before < 1.0


def test_a_process_that_does_not_stop_is_left_after_a_while(small: str) -> None:
    """It is frozen here, as an engine in the middle of something long would seem to be."""
    with process_of(task_of(hard_text(), asked=LONG, options=LONG_OPTIONS)) as process:
        os.kill(number_of(process), signal.SIGSTOP)
        before = time.monotonic()
        assert supervise(process, lambda: "stop", BOUNDS, NeverClosing()) is End.STOPPED
        assert 1.0 < time.monotonic() - before < 1.8


def test_engines_end_with_their_job() -> None:
    with process_of(task_of(hard_text(), asked=LONG, options=LONG_OPTIONS)) as process:
        while not process._engines:
            process.hear(1.0)
        alone = psutil.Process(number_of(process)).memory_info().rss / 2**20
        assert process.resident_megabytes() > alone + 10, "engines count"
        engines = [psutil.Process(each) for each in process._engines]
        process.kill()
        wait_until_gone(engines, seconds=1.0)


def test_large_documents_come_whole(small: str) -> None:
    rows = [
        {"member_id": "M1", "component_id": "C1", "quantity": "100"},
        {"member_id": "M2", "component_id": "C2", "quantity": Decimal("12.0")},
    ]
    task = task_of(small, operation="check", asked={}, split=rows)
    with process_of(task) as process:
        process.hear_to_the_end(30.0)
        assert process.answer is not None, process.fault
        assert process.answer["verdict"] == "right"
        assert exact_text(1120) in process.answer["document"]
