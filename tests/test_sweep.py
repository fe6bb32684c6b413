"""Sweeps: every scenario under every policy, once, whatever stops, crashes or comes back."""

from __future__ import annotations

import csv
import io
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator.allocation import WrongAnswer
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, policy_goals
from allocator.reading import read_problem
from allocator.reporting import result_document
from allocator.solvers.base import Limits
from allocator.solving import Options, solve
from allocator.solving.choosing import engines_for
from allocator.texts.issues import InputError
from scenarios import sweep_runs, sweep_tasks
from scenarios.changing import apply_scenario
from scenarios.sweep_state import SweepState
from scenarios.sweep_tables import safe, sweep_csv, sweep_document
from scenarios.sweep_tasks import run_task
from scenarios.sweeping import Sweep, SweepProgress, one_engine, plan, sweep
from tests.builders import problem
from tests.command_line import GRANT, SHARED, TOWN, Terminal, saved
from tests.sweep_workers import MARKS, Backwards, Refusing, deadly, deadly_once

CONTENT: dict[str, Any] = {
    **SHARED,
    "policies": {"cheap": ["cost"], "fair": ["small_members_engaged", "cost"]},
    "scenarios": {
        "S1": [("none", "", "", "", None)],
        "S2": [("offers", "all", "unit_cost_pln", "multiply", 2)],
        "S3": [
            ("offers", "all", "unit_cost_pln", "multiply", 0),
            ("offers", "all", "unit_cost_pln", "add", 1),
        ],
    },
}
"""Least cost 108 under 200 with its rule; doubled 216, which does not fit; at 1 for all units 10."""


@pytest.fixture(name="terminal")
def a_terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def small(**changes: Any) -> Problem:
    return problem(**{**CONTENT, **changes})


def here(given: Problem, **named: Any) -> Sweep:
    """A sweep in this process."""
    with ThreadPoolExecutor(1) as executor:
        return sweep(given, executor=executor, **named)


def places(found: Sweep) -> list[tuple[str | None, str | None]]:
    return [(each.scenario_id, each.policy_id) for each in found.rows]


def answers(found: Sweep) -> list[Any]:
    """Rows without what differs from one run to the next."""
    return [{**each.content, "seconds": None} for each in found.rows]


ALL = [(scenario, policy) for scenario in ("S1", "S2", "S3") for policy in ("cheap", "fair")]


def test_rows_by_scenario_and_policy_with_their_answers() -> None:
    found = here(small())
    assert places(found) == ALL
    assert found.complete
    costs = [each.content["task_cost_pln"] for each in found.rows]
    assert costs == [108, 108, None, None, 10, 10]
    verdicts = [each.content["verdict"] for each in found.rows]
    assert verdicts == ["fits"] * 2 + ["does_not_fit"] * 2 + ["fits"] * 2
    assert found.rows[2].content["cells_changed"] == 2


def test_a_row_is_what_a_plain_solve_says() -> None:
    given = small()
    options = one_engine(Options(seed=7))
    row = here(given, scenarios=["S3"], policies=["fair"], options=Options(seed=7)).rows[0]
    changed = apply_scenario(given, "S3").problem
    result = solve(changed, policy_goals(changed, "fair"), None, options)
    document = result_document(changed, result)
    for name in ("goals", "assignments", "measures", "tie", "total_pln"):
        assert row.content[name] == document[name]


def test_the_order_in_which_runs_end_is_no_matter() -> None:
    backwards = Backwards()
    first = here(small())
    assert answers(sweep(small(), executor=backwards)) == answers(first)
    with ThreadPoolExecutor(2) as executor:
        assert answers(sweep(small(), executor=executor)) == answers(first)


def test_without_scenarios_or_policies() -> None:
    found = here(problem(**SHARED))
    assert places(found) == [(None, None)]
    assert [each["goal"] for each in found.rows[0].content["goals"]] == ["cost"]


def test_unknown_names_come_back_together() -> None:
    with pytest.raises(InputError) as raised:
        plan(small(), ["S1", "S9"], ["dear"])
    assert [each.code for each in raised.value.issues] == ["scenario_unknown", "unknown_policy"]


def test_one_engine_and_one_thread_for_each_run() -> None:
    (task,) = plan(small(), ["S1"], ["cheap"], options=Options(limits=Limits(workers=8)))
    assert task.options.workers == 1
    for goal in ("cost", "target_deviation", "uncovered:all", "soft_rules:1", "tie"):
        assert len(engines_for(goal, task.options)) == 1


def test_a_task_is_plain_data_that_any_process_can_carry_out() -> None:
    (task,) = plan(small(), ["S1"], ["cheap"])
    assert json.loads(task.document)["offers"]
    again = pickle.loads(pickle.dumps(task))
    assert again == task
    row = json.loads(run_task(again))
    assert (row["scenario_id"], row["policy_id"], row["task_cost_pln"]) == ("S1", "cheap", 108)


def test_keys_tell_runs_apart() -> None:
    def key(given: Problem, **named: Any) -> str:
        return plan(given, ["S1"], ["cheap"], **named)[0].key

    usual = key(small())
    assert key(small()) == usual
    renamed = small(members={"M1": {"short_name": "One"}, "M2": {}})
    assert key(renamed) == usual, "a name changes no result"
    others = [
        key(small(), options=Options(seed=1)),
        key(small(), options=Options(limits=Limits(time_seconds=1))),
        key(small(), options=Options(backend="scip")),
        key(small(), rules_off=["R1"]),
        key(small(), partial=True),
        key(small(budget=201)),
        key(small(policies={"cheap": [("cost", 1)]})),
        key(small(scenarios={"S1": [("offers", "all", "unit_cost_pln", "multiply", 3)]})),
    ]
    assert len({usual, *others}) == len(others) + 1


# --- state: never lost, never twice -------------------------------------------------------------


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


# --- errors are rows ----------------------------------------------------------------------------


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


def test_a_worker_that_dies_once_costs_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sweep_runs, "run_task", deadly_once)
    monkeypatch.setenv(MARKS, str(tmp_path))
    found = sweep(small(), policies=["cheap"], workers=2)
    assert (tmp_path / "killed").exists()
    assert [each.status for each in found.rows] == ["optimal", "infeasible", "optimal"]


# --- faces --------------------------------------------------------------------------------------


def test_the_table_as_csv() -> None:
    given = small()
    rows = list(csv.DictReader(io.StringIO(sweep_csv(given, here(given)))))
    assert [(each["scenario_id"], each["policy_id"]) for each in rows] == ALL
    assert [each["task_cost_pln"] for each in rows] == ["108.00"] * 2 + [""] * 2 + ["10.00"] * 2
    assert rows[0]["goals_proved"] == rows[0]["goals"] == "1"
    assert rows[0]["measure_cost"] == "108.00"


def test_cells_are_never_formulas() -> None:
    assert safe("=1+1") == "'=1+1"
    assert safe("@sum") == "'@sum"
    assert safe("-3.50") == "-3.50"
    assert safe("SC1") == "SC1"


def test_the_object_is_plain_and_exact() -> None:
    document = sweep_document(here(small(), scenarios=["S1"], policies=["cheap"]))
    assert document["complete"] is True
    assert document["not_run"] == []
    assert str(document["rows"][0]["total_pln"]) == "108.00"
    assert document["provenance"]["limits"]["workers"] == 1


def test_command_line(terminal: Terminal, tmp_path: Path) -> None:
    path = saved(tmp_path, **CONTENT)
    table, state = tmp_path / "table.csv", tmp_path / "runs.jsonl"
    words = ("sweep", path, "--scenario", "S1", "--state", state, "--workers", 1)
    ran = terminal(*words, "--out", table, "--quiet", language="pl")
    assert (ran.code, ran.err) == (0, "")
    assert "mieści się" in ran.out
    assert "Przebiegów: 2 z 2" in ran.out
    assert len(table.read_text().splitlines()) == 3
    ran = terminal(*words, "--format", "json", "--quiet")
    assert [each["task_cost_pln"] for each in ran.document["rows"]] == [108, 108]
    assert "taken over from before: 2" in terminal(*words, "--quiet").out


def test_exit_codes(terminal: Terminal, tmp_path: Path) -> None:
    faulty = {"S0": [("offers", "all", "unit_cost_pln", "add", -20)]}
    path = saved(tmp_path, **{**CONTENT, "scenarios": faulty})
    ran = terminal("sweep", path, "--policy", "cheap", "--workers", 1, "--quiet")
    assert ran.code == 2
    assert "S0 cheap: InputError" in ran.out
    ran = terminal("sweep", path, "--policy", "dear", "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["unknown_policy"])
    ran = terminal("sweep", path, "--state", path, "--format", "json", "--quiet")
    assert (ran.code, ran.fault_codes) == (2, ["state_not_ours"])


# --- the reference data -------------------------------------------------------------------------


def expected_costs(folder: Path) -> dict[str, str | None]:
    """Least cost of each scenario by an independent model; None where nothing fits."""
    with (folder / "expected_results.csv").open(encoding="utf-8") as handle:
        rows = [each for each in csv.DictReader(handle) if each["goal"] == "cost"]
    plain = [each for each in rows if not (each["cost_cap_pln"] or each["rules_off"])]
    return {each["scenario_id"]: each["task_cost_pln"] or None for each in plain}


def assert_as_expected(folder: Path, found: Sweep) -> None:
    expected = expected_costs(folder)
    assert found.complete
    assert {each.scenario_id for each in found.rows} == set(expected)
    for row in found.rows:
        cost = expected[str(row.scenario_id)]
        assert not row.has_error, row.content["error"]
        assert (row.status == "infeasible") == (cost is None)
        if row.policy_id == "cheapest" and cost is not None:
            goal = row.content["goals"][0]
            assert (goal["goal"], Fraction(goal["value"])) == ("cost", Fraction(cost))


def killed_and_resumed(state: Path) -> None:
    """The grant's sweep, killed with its workers' parent when two runs are done."""
    words = [sys.executable, "-m", "allocator", "sweep", str(GRANT), "--state", str(state)]
    process = subprocess.Popen(
        [*words, "--workers", "2", "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if state.exists() and state.read_bytes().count(b"\n") >= 2:
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)


def test_the_grant_killed_halfway_and_resumed(tmp_path: Path) -> None:
    """12 runs; what was finished is taken over, the rest is done, nothing is doubled."""
    state = tmp_path / "runs.jsonl"
    killed_and_resumed(state)
    before = state.read_bytes().count(b"\n")
    assert 2 <= before < 12
    kept = {line.split('"')[3]: line for line in state.read_text().splitlines()}
    found = sweep(read_problem(GRANT), workers=2, state=state)
    assert_as_expected(GRANT, found)
    assert sum(each.kept for each in found.rows) == before
    lines = state.read_text().splitlines()
    assert len({line.split('"')[3] for line in lines}) == len(lines) == 12
    assert set(kept.values()) <= set(lines)


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    """Nothing goes on solving for nobody: the whole family is gone within seconds."""
    name = f"ALLOCATOR_TEST_FAMILY_{os.getpid()}_{time.monotonic_ns()}"
    words = [sys.executable, "-m", "allocator", "sweep", str(TOWN), "--policy", "inclusive"]
    process = subprocess.Popen(
        [*words, "--state", str(tmp_path), "--workers", "2", "--quiet"],
        env={**os.environ, name: "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and len(family(name)) < 5:
        time.sleep(0.1)
    assert len(family(name)) >= 5, "parent, fork server, two workers, an engine"
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    until = time.monotonic() + 30
    while time.monotonic() < until and family(name):
        time.sleep(0.1)
    assert family(name) == []


def family(name: str) -> list[int]:
    """Processes alive that inherited a variable of the environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            mine = name.encode() in path.read_bytes()
            zombie = ") Z " in (path.parent / "stat").read_text()
        except OSError:
            continue
        if mine and not zombie:
            found.append(int(path.parent.name))
    return found


@pytest.mark.long
def test_the_town_under_every_policy(tmp_path: Path) -> None:
    limits = Limits(time_seconds=60)
    found = sweep(read_problem(TOWN), state=tmp_path, options=Options(limits=limits))
    assert len(found.rows) == 50
    expected = expected_costs(TOWN)
    for row in found.rows:
        assert not row.has_error
        assert (row.status == "infeasible") == (expected[str(row.scenario_id)] is None)


@pytest.mark.long
def test_two_workers_are_nearly_twice_as_fast() -> None:
    """24 runs of a second or more on an otherwise idle machine of two cores."""
    given = read_problem(TOWN)
    chosen = ["SC0", "SC1", "SC5", "SC8", "SC9"]
    policies = ["balanced", "cheapest", "continuity", "fairest"]
    seconds = {}
    for workers in (1, 2):
        started = time.monotonic()
        found = sweep(given, scenarios=chosen, policies=policies, workers=workers)
        seconds[workers] = time.monotonic() - started
        assert len(found.rows) == 20
        assert all(each.status == "optimal" for each in found.rows)
    assert seconds[1] / seconds[2] >= 1.7, seconds


def test_goals_of_a_policy() -> None:
    given = small(policies={"all": ["uncovered", "cost"]})
    assert sweep_tasks.goals_of(given, "all", partial=False) == (Goal("cost"),)
    assert [each.name for each in sweep_tasks.goals_of(given, "all", partial=True)] == [
        "uncovered",
        "cost",
    ]
    assert sweep_tasks.goals_of(given, None, partial=False) == (Goal("cost"),)
