"""Sweeps through the service: their runs, how far they are, their table, stop, delete, a crash."""

from __future__ import annotations

import csv
import io
import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from allocator.reading import read_problem
from api.storage import solves
from scenarios import sweep, sweep_csv, sweep_document
from tests.service import Api, small_document

CSV = {"Accept": "text/csv"}
SCENARIOS = {
    "S1": [("offers", "all", "unit_cost_pln", "multiply", "1.1")],
    "S2": [("commission", "budget_total_pln", "value", "set", "50")],
}
SIX = {"scenarios": SCENARIOS, "policies": {"a": ["cost"], "b": ["cost"], "c": ["cost"]}}


def asked(api: Api, document: str | None = None, **body: Any) -> dict[str, Any]:
    problem_id = api.post_problem(document)["id"]
    response = api.client.post("/v1/sweeps", json={"problem_id": problem_id, **body})
    assert response.status_code == 202, response.text
    found: dict[str, Any] = response.json()
    assert response.headers["location"] == found["links"]["self"]
    return found


def refused(api: Api, **body: Any) -> dict[str, Any]:
    problem_id = api.post_problem()["id"]
    response = api.client.post("/v1/sweeps", json={"problem_id": problem_id, **body})
    return {"status": response.status_code, **response.json()}


def runs_of(api: Api, found: dict[str, Any]) -> list[dict[str, Any]]:
    """The solves, first asked first."""
    items: list[dict[str, Any]] = api.client.get(found["links"]["solves"]).json()["items"]
    return items[::-1]


def carried_out(api: Api, found: dict[str, Any]) -> dict[str, Any]:
    for each in runs_of(api, found):
        if each["job_state"] == "queued":
            api.carry_out(each["id"])
    again: dict[str, Any] = api.client.get(found["links"]["self"]).json()
    return again


def test_runs_are_ordinary_solves_of_low_priority(both_api: Api) -> None:
    found = asked(both_api, small_document(**SIX), name="Warianty")
    assert (found["state"], found["runs"], found["done"]) == ("queued", 6, 0)
    assert (found["counts"], found["seconds_left"]) == ({"queued": 6}, None)
    assert found["request"]["scenarios"] == ["S1", "S2"]
    runs = runs_of(both_api, found)
    places = [
        (each["effective"]["scenario"]["scenario_id"], each["effective"]["policy"]["policy_id"])
        for each in runs
    ]
    assert places == [(scenario, policy) for scenario in ("S1", "S2") for policy in "abc"]
    assert {each["limits"]["workers"] for each in runs} == {1}
    assert {each["operation"] for each in runs} == {"solve"}
    # A job of a person that comes later is served before all of them.
    later = both_api.post_solve()
    assert later["position"] == 1
    assert both_api.client.get(runs[0]["links"]["self"]).json()["position"] == 2


def test_the_table_is_that_of_the_command(api: Api, tmp_path: Path) -> None:
    document = small_document(**SIX)
    found = carried_out(api, asked(api, document, policies=["a", "c"]))
    assert (found["state"], found["done"], found["seconds_left"]) == ("done", 4, None)
    table = json.loads(api.client.get(found["links"]["table"]).content, parse_float=Decimal)
    # By hand: 10 units at 10 * 1.1; with a budget of 50 the 100 PLN do not fit.
    costs = [(each["scenario_id"], each["task_cost_pln"]) for each in table["rows"]]
    assert costs == [("S1", 110), ("S1", 110), ("S2", None), ("S2", None)]
    assert (table["complete"], table["not_run"]) == (True, [])

    path = tmp_path / "problem.json"
    path.write_text(document)
    problem = read_problem(path)
    expected = sweep(problem, policies=["a", "c"], workers=1)
    own = sweep_document(expected)
    for each in (*table["rows"], *own["rows"]):
        del each["seconds"]
    assert table["rows"] == own["rows"]
    assert set(table["provenance"]) == set(own["provenance"])

    response = api.client.get(found["links"]["table"], headers=CSV)
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    command = list(csv.DictReader(io.StringIO(sweep_csv(problem, expected))))
    for each in (*rows, *command):
        del each["seconds"]
    assert rows == command


def test_an_unfinished_table_says_what_has_not_run(api: Api) -> None:
    found = asked(api, small_document(**SIX), policies=["a"])
    first, second = runs_of(api, found)
    link = found["links"]["table"]
    before = api.client.get(link)
    assert before.json()["complete"] is False
    etag = {"If-None-Match": before.headers["etag"]}
    assert api.client.get(link, headers=etag).status_code == 304
    api.carry_out(first["id"])
    table = api.client.get(link, headers=etag).json()
    assert [each["scenario_id"] for each in table["rows"]] == ["S1"]
    assert table["not_run"] == [{"scenario_id": "S2", "policy_id": "a"}]
    view = api.client.get(found["links"]["self"]).json()
    assert (view["state"], view["done"]) == ("solving", 1)
    assert view["seconds_left"] >= 0
    assert second["job_state"] == "queued"


def test_what_is_proved_already_is_done_at_once(api: Api) -> None:
    first = carried_out(api, asked(api, small_document(**SIX), scenarios=["S1"]))
    wider = asked(api, small_document(**SIX))
    assert (wider["counts"], wider["done"]) == ({"done": 3, "queued": 3}, 3)
    assert wider["state"] == "solving"
    again = asked(api, small_document(**SIX), scenarios=["S1"])
    assert (again["state"], again["done"]) == ("done", 3)
    tables = [api.client.get(each["links"]["table"]).json()["rows"] for each in (first, again)]
    for each in (*tables[0], *tables[1]):
        del each["seconds"]
    assert tables[0] == tables[1]
    fresh = asked(api, small_document(**SIX), scenarios=["S1"], fresh=True)
    assert fresh["counts"] == {"queued": 3}


def test_a_problem_without_scenarios_and_policies(api: Api) -> None:
    found = asked(api, small_document(scenarios={}, policies={}))
    assert found["runs"] == 1
    carried_out(api, found)
    (row,) = api.client.get(found["links"]["table"]).json()["rows"]
    assert (row["scenario_id"], row["policy_id"], row["task_cost_pln"]) == (None, None, 100)


def test_all_that_is_wrong_is_said_at_once(api: Api) -> None:
    error = refused(api, scenarios=["S9"], policies=["nobody"], seed=-1)
    assert (error["status"], error["code"]) == (422, "bad_input")
    found = {(each["column"], each["code"]) for each in error["issues"]}
    assert found == {
        ("scenarios", "scenario_unknown"),
        ("policies", "unknown_policy"),
        ("seed", "below_minimum"),
    }
    rules = refused(api, rules_off=["R99"])
    assert [each["column"] for each in rules["issues"]] == ["rules_off"]
    limits = refused(api, limits={"workers": 8})
    assert (limits["status"], limits["code"]) == (422, "bad_body")
    assert refused(api, limits={"time_seconds": 10**6})["code"] == "above_ceiling"
    assert refused(api, priority="high")["code"] == "bad_body"
    assert api.client.get("/v1/sweeps").json()["items"] == []
    assert api.client.get("/v1/solves").json()["items"] == []
    missing = api.client.post("/v1/sweeps", json={"problem_id": "pr-" + 24 * "0"})
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


def test_a_sweep_has_a_ceiling(api: Api) -> None:
    from api.people.principals import LOCAL_CONSORTIUM
    from api.storage import consortia

    problem_id = api.post_problem(small_document(**SIX))["id"]
    body = {"problem_id": problem_id}
    with api.database.write() as connection:
        consortia.set_ceilings(connection, LOCAL_CONSORTIUM, sweep_runs=5)
    error = api.client.post("/v1/sweeps", json=body).json()
    assert error["code"] == "sweep_too_large"
    assert "6" in error["detail_en"]
    assert "5" in error["detail_en"]
    with api.database.write() as connection:
        consortia.set_ceilings(connection, LOCAL_CONSORTIUM, queued_jobs=5)
    response = api.client.post("/v1/sweeps", json=body)
    assert (response.status_code, response.json()["code"]) == (429, "queue_full")
    # Nothing of it was kept.
    assert api.client.get("/v1/solves").json()["items"] == []
    with api.database.write() as connection:
        consortia.set_ceilings(connection, LOCAL_CONSORTIUM, queued_jobs=6)
    assert api.client.post("/v1/sweeps", json=body).status_code == 202


def test_the_same_request_makes_one_sweep(both_api: Api) -> None:
    problem_id = both_api.post_problem()["id"]
    key = {"Idempotency-Key": "one"}
    body = {"problem_id": problem_id}
    first, second = (both_api.client.post("/v1/sweeps", json=body, headers=key) for _ in range(2))
    assert first.content == second.content
    assert second.headers["idempotent-replayed"] == "true"
    assert len(both_api.client.get("/v1/sweeps").json()["items"]) == 1
    other = both_api.client.post("/v1/sweeps", json={**body, "seed": 3}, headers=key)
    assert other.json()["code"] == "idempotency_reused"


def test_a_stopped_sweep_keeps_what_is_finished(both_api: Api) -> None:
    found = asked(both_api, small_document(**SIX))
    both_api.carry_out(runs_of(both_api, found)[0]["id"])
    response = both_api.client.post(f"{found['links']['self']}/stop")
    assert response.status_code == 202
    assert response.json()["counts"] == {"done": 1, "stopped": 5}
    assert (response.json()["state"], response.json()["done"]) == ("stopped", 6)
    table = both_api.client.get(found["links"]["table"]).json()
    assert (len(table["rows"]), len(table["not_run"])) == (1, 5)
    again = both_api.client.post(f"{found['links']['self']}/stop")
    assert (again.status_code, again.json()["code"]) == (409, "already_ended")


def test_a_sweep_is_cancelled_then_deleted_with_its_runs(both_api: Api) -> None:
    found = asked(both_api)
    link = found["links"]["self"]
    response = both_api.client.delete(link)
    assert (response.status_code, response.json()["state"]) == (202, "cancelled")
    assert both_api.client.delete(link).status_code == 204
    assert both_api.client.get(link).status_code == 404
    assert both_api.client.delete(link).status_code == 404
    assert runs_of(both_api, found) == []


def test_sweeps_are_listed_renamed_and_belong_to_somebody(guarded_api: Api) -> None:
    own, foreign = (guarded_api.as_role("coordinator", each) for each in ("co-a", "co-b"))
    headers = {"Content-Type": "application/json"}
    problem = own.post("/v1/problems", content=small_document(), headers=headers).json()
    body = {"problem_id": problem["id"]}
    ids = [own.post("/v1/sweeps", json=body).json()["id"] for _ in range(3)]
    page = own.get("/v1/sweeps", params={"limit": 2}).json()
    assert [each["id"] for each in page["items"]] == [ids[2], ids[1]]
    rest = own.get("/v1/sweeps", params={"cursor": page["next_cursor"]}).json()
    assert ([each["id"] for each in rest["items"]], rest["next_cursor"]) == ([ids[0]], None)
    renamed = own.patch(f"/v1/sweeps/{ids[0]}", json={"name": "Zima", "note": "n"}).json()
    assert (renamed["name"], renamed["note"]) == ("Zima", "n")
    assert [each["id"] for each in own.get("/v1/sweeps?name=zim").json()["items"]] == [ids[0]]
    path = f"/v1/sweeps/{ids[0]}"
    assert foreign.get("/v1/sweeps").json()["items"] == []
    assert foreign.post("/v1/sweeps", json=body).status_code == 404
    for answer in (
        foreign.get(path),
        foreign.get(f"{path}/table"),
        foreign.patch(path, json={"name": "x"}),
        foreign.post(f"{path}/stop"),
        foreign.delete(path),
        own.get("/v1/sweeps/sw-1"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert own.get(path).json()["counts"] == {"queued": 2}


def test_a_sweep_of_many_runs_is_accepted_quickly(api: Api) -> None:
    """500 runs are stored and queued in one transaction; others wait for it, so it is short."""
    policies = {f"p{each:02}": ["cost"] for each in range(50)}
    steps = [("offers", "all", "unit_cost_pln", "multiply", "1.1")]
    names = {f"S{each}": steps for each in range(10)}
    document = small_document(scenarios=names, policies=policies)
    began = time.monotonic()
    found = asked(api, document)
    assert found["runs"] == 500
    assert time.monotonic() - began < 20
    began = time.monotonic()
    with api.database.write() as connection:
        assert solves.wish_sweep(connection, "local", found["id"], "cancel") == 500
    assert time.monotonic() - began < 10
