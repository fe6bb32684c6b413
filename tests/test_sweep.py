"""Sweeps: every scenario under every policy, each as a plain solve has it; their faces."""

from __future__ import annotations

import csv
import io
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from allocator.problem.problem import Problem
from allocator.problem.request import Goal, policy_goals
from allocator.reporting import result_document
from allocator.reporting.csv_text import safe_text
from allocator.solvers.base import Limits
from allocator.solving import Options, solve
from allocator.solving.choosing import engines_for
from allocator.texts.issues import InputError
from scenarios import sweep_tasks
from scenarios.changing import apply_scenario
from scenarios.sweep_tables import sweep_csv, sweep_document
from scenarios.sweep_tasks import run_task
from scenarios.sweeping import one_engine, plan, sweep
from tests.builders import problem
from tests.command_line import SHARED, Terminal, saved
from tests.sweep_cases import ALL, CONTENT, answers, here, places, small
from tests.sweep_workers import Backwards


@pytest.fixture(name="terminal")
def a_terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


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


def test_goals_of_a_policy() -> None:
    given = small(policies={"all": ["uncovered", "cost"]})
    assert sweep_tasks.goals_of(given, "all", partial=False) == (Goal("cost"),)
    assert [each.name for each in sweep_tasks.goals_of(given, "all", partial=True)] == [
        "uncovered",
        "cost",
    ]
    assert sweep_tasks.goals_of(given, None, partial=False) == (Goal("cost"),)


def test_the_table_as_csv() -> None:
    given = small()
    rows = list(csv.DictReader(io.StringIO(sweep_csv(given, here(given)))))
    assert [(each["scenario_id"], each["policy_id"]) for each in rows] == ALL
    assert [each["task_cost_pln"] for each in rows] == ["108.00"] * 2 + [""] * 2 + ["10.00"] * 2
    assert rows[0]["goals_proved"] == rows[0]["goals"] == "1"
    assert rows[0]["measure_cost"] == "108.00"


def test_cells_are_never_formulas() -> None:
    assert safe_text("=1+1") == "'=1+1"
    assert safe_text("@sum") == "'@sum"
    assert safe_text("-3.50") == "-3.50"
    assert safe_text("SC1") == "SC1"


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
    assert "Taken over from before: 2." in terminal(*words, "--quiet").out


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
