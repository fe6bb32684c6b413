"""Sweeps with real workers: killed halfway, runs that fail, many runs; how far they are."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from api import moments
from api.client import Client
from api.web.sweep_standing import Standing
from tests.service import small_document
from tests.service_processes import Processes, processes, until

SCENARIOS = {
    "S1": [("offers", "all", "unit_cost_pln", "multiply", "1.1")],
    "S2": [("commission", "budget_total_pln", "value", "set", "50")],
}


def test_the_words_for_how_a_sweep_stands() -> None:
    states = {
        "queued": {"queued": 2},
        "solving": {"queued": 1, "done": 1},
        "done": {"done": 1, "failed": 1},
        "failed": {"failed": 1, "set_aside": 1},
        "stopped": {"done": 1, "stopped": 1, "cancelled": 1},
        "cancelled": {"done": 1, "cancelled": 1},
    }
    assert {name: Standing(counts).state for name, counts in states.items()} == {
        name: name for name in states
    }
    assert Standing({"solving": 1}).state == "solving"


def test_time_left_by_the_pace_so_far() -> None:
    """4 runs ended by searching in 20 seconds, 2 more from the store: 6 left take 30 seconds."""
    counts = {"done": 6, "solving": 2, "queued": 4}
    found = Standing(counts, searched=4, started_at=moments.ahead(-20))
    assert found.seconds_left == pytest.approx(Decimal(30), abs=Decimal("0.5"))
    assert Standing(counts, searched=0, started_at=moments.ahead(-20)).seconds_left is None
    assert Standing({"done": 6}, searched=4, started_at=moments.ahead(-20)).seconds_left is None


def test_a_sweep_survives_the_death_of_everything(tmp_path: Path) -> None:
    """API and worker are killed with -9 halfway: the sweep goes on by itself, nothing twice."""
    policies = {f"p{each}": ["cost"] for each in range(6)}
    document = json.loads(small_document(scenarios=SCENARIOS, policies=policies))
    with processes(tmp_path, lease_seconds=2, slots=1) as own:
        service = own.serve()
        client = Client(service.address)
        problem = client.post_problem(document)
        found = client.sweep(problem.id)
        until(lambda: client.get_sweep(found.id).done >= 2)
        killed(own, service)
        client.close()
        again = own.serve()
        with Client(again.address) as client:
            ended = client.wait_sweep(found.id, timeout=60)
            table = client.sweep_table(found.id)
            runs = client.solves(sweep_id=found.id, limit=50)
            events = [each.kind for run in runs for each in client.events(run.id)]
        assert (ended.state, ended.counts) == ("done", {"done": 12})
        costs = [each["task_cost_pln"] for each in table["rows"]]
        assert costs == [110] * 6 + [None] * 6
        assert events.count("end") == 12
        again.stop()


def killed(own: Processes, service: Any) -> None:
    for each in own.workers():
        each.kill()
    service.kill()
    until(lambda: own.alive() == [])


def test_a_scenario_that_does_not_fit_is_a_row_that_says_why(tmp_path: Path) -> None:
    """A price below zero can not be: the run fails, and the other one does not."""
    wrong = {**SCENARIOS, "S3": [("offers", "all", "unit_cost_pln", "add", "-100")]}
    document = json.loads(small_document(scenarios=wrong, policies={"a": ["cost"]}))
    with processes(tmp_path) as own:
        service = own.serve()
        with Client(service.address) as client:
            found = client.sweep(client.post_problem(document).id)
            ended = client.wait_sweep(found.id, timeout=60)
            table = client.sweep_table(found.id)
            rows = list(csv.DictReader(io.StringIO(client.sweep_csv(found.id))))
        assert (ended.state, ended.counts) == ("done", {"done": 2, "failed": 1})
        assert table["complete"]
        last = table["rows"][-1]
        assert (last["status"], last["error"]["kind"]) == ("error", "bad_input")
        assert last["error"]["text_pl"] != last["error"]["text_en"] != ""
        assert (rows[-1]["scenario_id"], rows[-1]["error_kind"]) == ("S3", "bad_input")
        service.stop()
