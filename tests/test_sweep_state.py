"""What a sweep has finished is never lost and never done twice; an error is a row."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from allocator.allocation import WrongAnswer
from allocator.solving import Options
from allocator.texts.issues import InputError
from scenarios import sweep_runs, sweep_tasks
from scenarios.sweep_pool import own_pool
from scenarios.sweep_state import SweepState
from scenarios.sweep_tasks import run_task
from scenarios.sweeping import SweepProgress, plan, sweep
from tests.command_line import saved
from tests.sweep_cases import ALL, CONTENT, answers, here, places, small
from tests.sweep_workers import Backwards, Refusing, deadly, deadly_once


def test_finished_runs_are_not_done_again(tmp_path: Path) -> None:
    state, backwards = tmp_path / "runs.jsonl", Backwards()
    first = sweep(small(), scenarios=["S1", "S3"], executor=backwards, state=state)
    assert len(backwards.submitted) == 4
    second = sweep(small(), executor=backwards, state=state)
    assert [each.scenario_id for each in backwards.submitted[4:]] == ["S2", "S2"]
    assert places(second) == ALL
    assert [each.kept for each in second.rows] == [True, True, False, False, True, True]
    assert answers(first) == [each for each in answers(second) if each["scenario_id"] != "S2"]
    assert len(state.read_text().splitlines()) == 6


def test_another_question_is_another_run(tmp_path: Path) -> None:
    backwards = Backwards()
    for named in ({}, {"options": Options(seed=1)}, {"rules_off": ["R1"]}):
        sweep(small(), scenarios=["S1"], executor=backwards, state=tmp_path, **named)
    assert len(backwards.submitted) == 6
    assert [each.name for each in tmp_path.iterdir()] == ["sweep.jsonl"]


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_line_that_a_crash_left_half_written(tmp_path: Path, cut: int) -> None:
    state, backwards = tmp_path / "runs.jsonl", Backwards()
    first = sweep(small(), scenarios=["S1"], executor=backwards, state=state)
    state.write_bytes(state.read_bytes()[:-cut])
    second = sweep(small(), scenarios=["S1"], executor=backwards, state=state)
    # Without its last letter, the line end, a line is whole all the same.
    assert len(backwards.submitted) == (2 if cut == 1 else 3)
    assert answers(second) == answers(first)
    third = sweep(small(), scenarios=["S1"], executor=backwards, state=state)
    assert all(each.kept for each in third.rows)


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    path = saved(tmp_path, **CONTENT)
    before = path.read_bytes()
    with pytest.raises(InputError) as raised:
        sweep(small(), executor=Backwards(), state=path)
    assert [each.code for each in raised.value.issues] == ["state_not_ours"]
    assert path.read_bytes() == before


def test_two_sweeps_do_not_share_a_state(tmp_path: Path) -> None:
    with SweepState(tmp_path), pytest.raises(InputError) as raised:
        sweep(small(), executor=Backwards(), state=tmp_path)
    assert [each.code for each in raised.value.issues] == ["state_in_use"]
    assert sweep(small(), executor=Backwards(), state=tmp_path).complete


def test_a_state_that_can_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        sweep(small(), executor=Backwards(), state=tmp_path / "missing" / "runs.jsonl")
    assert [each.code for each in raised.value.issues] == ["not_writable"]


def test_a_stop_keeps_what_is_finished(tmp_path: Path) -> None:
    told: list[SweepProgress] = []
    stopped = sweep(
        small(),
        workers=1,
        state=tmp_path,
        listener=told.append,
        should_stop=lambda: len(told) >= 2,
    )
    assert 2 <= len(stopped.rows) < 6
    assert len(stopped.rows) + len(stopped.not_run) == 6
    assert [(each.done, each.of) for each in told[:2]] == [(1, 6), (2, 6)]
    rest = here(small(), state=tmp_path)
    assert rest.complete
    assert sum(each.kept for each in rest.rows) == len(stopped.rows)
    assert answers(rest) == answers(here(small()))


def test_a_run_that_was_told_to_stop_has_no_row(tmp_path: Path) -> None:
    (tmp_path / "stop").touch()
    (task,) = plan(small(), ["S1"], ["cheap"])
    told = pickle.loads(pickle.dumps(task))
    object.__setattr__(told, "stop_file", str(tmp_path / "stop"))
    assert json.loads(run_task(told))["status"] == "given_up"


def test_a_scenario_that_fits_no_cell_is_a_row() -> None:
    faulty = {"S0": [("offers", "all", "unit_cost_pln", "add", -20)], **CONTENT["scenarios"]}
    found = here(small(scenarios=faulty), policies=["cheap"])
    assert [each.has_error for each in found.rows] == [True, False, False, False]
    error = found.rows[0].content["error"]
    assert error["kind"] == "InputError"
    assert "scenario_result_below_minimum" in error["text_pl"]


def test_a_wrong_answer_is_a_row_and_done_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = sweep_tasks._answer

    def lying(task: Any) -> Any:
        if task.scenario_id == "S2":
            raise WrongAnswer("cpsat: 5 is not 6", "model.mps")
        return real(task)

    monkeypatch.setattr(sweep_tasks, "_answer", lying)
    found = here(small(), policies=["cheap"], state=tmp_path)
    assert [each.status for each in found.rows] == ["optimal", "error", "optimal"]
    assert found.rows[1].content["error"]["file"] == "model.mps"
    assert found.complete
    monkeypatch.setattr(sweep_tasks, "_answer", real)
    again = here(small(), policies=["cheap"], state=tmp_path)
    assert [each.status for each in again.rows] == ["optimal", "infeasible", "optimal"]
    assert [each.kept for each in again.rows] == [True, False, True]


def test_a_foreign_executor_that_fails() -> None:
    found = sweep(small(), executor=Refusing())
    assert len(found.rows) == 6
    assert {each.content["error"]["text_en"] for each in found.rows} == {"disk gone"}


def test_a_run_that_kills_its_worker_is_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_runs, "run_task", deadly)
    found = sweep(small(), policies=["cheap"], workers=2)
    assert [each.status for each in found.rows] == ["optimal", "error", "optimal"]
    assert found.rows[1].content["error"]["kind"] == "BrokenProcessPool"


def test_a_worker_that_dies_once_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_runs, "run_task", deadly_once)
    pools: list[int] = []

    def counted(workers: int) -> ProcessPoolExecutor:
        pools.append(workers)
        return own_pool(workers)

    monkeypatch.setattr(sweep_runs, "own_pool", counted)
    found = sweep(small(), policies=["cheap"], workers=2)
    assert len(pools) >= 2, "the first one broke"
    assert [each.status for each in found.rows] == ["optimal", "infeasible", "optimal"]
