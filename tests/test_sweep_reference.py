"""Sweeps of the reference commissions: answers, a killed parent, the figure for two cores."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from allocator.problem.building import build
from allocator.problem.charter import ScenarioStep
from allocator.problem.problem import Problem
from allocator.reading import read_problem
from allocator.solvers.base import Limits
from allocator.solving import Options
from scenarios.sweeping import Sweep, sweep
from tests.command_line import GRANT, TOWN


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


def test_ctrl_c_keeps_finished_runs(tmp_path: Path) -> None:
    """Sent to the whole group, as a terminal does: workers go on until their parent stops them."""
    state = tmp_path / "runs.jsonl"
    words = [sys.executable, "-m", "allocator", "sweep", str(TOWN), "--state", str(state)]
    process = subprocess.Popen(
        [*words, "--policy", "cheapest", "--workers", "1", "--lang", "en", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and not (state.exists() and state.read_bytes()):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 4
    assert "Stopping and keeping finished runs" in err
    document = json.loads(out)
    assert document["complete"] is False
    assert len(document["rows"]) == len(state.read_text().splitlines()) >= 1
    assert {each["status"] for each in document["rows"]} <= {"optimal", "infeasible"}
    assert len(document["rows"]) + len(document["not_run"]) == 10


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


def slightly_dearer(given: Problem, count: int) -> Problem:
    """The problem with so many scenarios that take about as long as it takes itself."""
    steps = tuple(
        ScenarioStep(
            scenario_id=f"D{number:02d}",
            step=1,
            target="offers",
            key="all",
            field="unit_cost_pln",
            operation="multiply",
            value=1 + Fraction(number, 10_000),
        )
        for number in range(count)
    )
    return build({**given.tables, "scenarios": steps})


@pytest.mark.long
def test_two_workers_are_nearly_twice_as_fast() -> None:
    """24 runs of a second or more each; only on a machine with two idle cores does it tell."""
    given = slightly_dearer(read_problem(TOWN), 24)
    seconds = {}
    for workers in (1, 2):
        started = time.monotonic()
        found = sweep(given, policies=["balanced"], workers=workers)
        seconds[workers] = time.monotonic() - started
        assert [each.status for each in found.rows] == ["optimal"] * 24
    assert seconds[1] / seconds[2] >= 1.7, seconds
