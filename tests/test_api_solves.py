"""Solves through the service: asked, echoed, queued, answered from the store, stopped, deleted."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from api.storage import consortia
from tests.service import Api, small_document

NOBODY = "so-000000000000000000000000"


def queued(api: Api) -> list[tuple[str, int]]:
    """The entries of the queue: their names and the queue's own priority."""
    table = "workflow_status" if api.database.is_sqlite else "dbos.workflow_status"
    query = f"SELECT workflow_uuid, priority FROM {table} WHERE status = 'ENQUEUED' ORDER BY 1"
    with api.database.read() as connection:
        return [(name, int(priority)) for name, priority in connection.execute(text(query))]


def test_a_solve_is_queued_with_what_is_really_asked(both_api: Api) -> None:
    problem = both_api.post_problem()
    response = both_api.client.post(
        "/v1/solves",
        json={
            "problem_id": problem["id"],
            "policy": "even",
            "grid_pct": 2.5,
            "seed": 7,
            "limits": {"time_seconds": 30, "workers": 1},
            "name": "Równy",
        },
    )
    assert response.status_code == 202
    found = response.json()
    assert response.headers["location"] == f"/v1/solves/{found['id']}"
    assert (found["job_state"], found["position"], found["solve_result"]) == ("queued", 1, None)
    assert [each["goal"] for each in found["effective"]["goals"]] == ["target_share", "cost"]
    assert found["effective"]["goals"][0]["grid_pct"] in (2.5, "2.5")
    assert found["effective"]["policy"] == {"policy_id": "even"}
    assert (found["seed"], found["limits"]["time_seconds"]) == (7, 30)
    assert found["versions"]["contract"] == 1
    assert found["problem_digest"] == problem["digest"]
    assert [name for name, _ in queued(both_api)] == [f"{found['id']}.1"]
    assert both_api.client.get(response.headers["location"]).json()["name"] == "Równy"


def test_row_and_queue_entry_are_written_together_or_not_at_all(
    both_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem_id = both_api.post_problem()["id"]

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr("api.web.routes.solves.audit.record", fails)
    response = both_api.client.post("/v1/solves", json={"problem_id": problem_id})
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert "no audit" not in response.text
    assert queued(both_api) == []
    assert both_api.client.get("/v1/solves").json()["items"] == []


def test_a_solve_that_was_proved_is_answered_from_the_store(both_api: Api) -> None:
    problem_id = both_api.post_problem()["id"]
    first = both_api.solved(problem_id, policy="balanced")
    three = (first["job_state"], first["solve_result"], first["verdict"])
    assert three == ("done", "optimal", "fits")
    # The policy that is usual means the same goals: it is the same question.
    again = both_api.post_solve(problem_id, name="jeszcze raz")
    assert (again["job_state"], again["answered_from"]) == ("done", first["id"])
    assert (again["solve_result"], again["proved"]) == ("optimal", True)
    results = [
        both_api.client.get(f"/v1/solves/{each['id']}/result").text for each in (first, again)
    ]
    assert results[0] == results[1]
    fresh = both_api.post_solve(problem_id, fresh=True)
    other = both_api.post_solve(problem_id, seed=1)
    assert [each["job_state"] for each in (fresh, other)] == ["queued", "queued"]


def test_an_operation_refuses_what_it_does_not_heed(api: Api) -> None:
    problem_id = api.post_problem()["id"]
    split = [{"member_id": "M1", "component_id": "C1", "quantity": 10}]
    for body, column in (
        ({"operation": "budget", "policy": "balanced"}, "policy"),
        ({"operation": "solve", "split": split}, "split"),
        ({"operation": "check"}, "split"),
        ({"operation": "nonsense"}, "operation"),
        ({"policy": "balancd"}, "policy"),
        ({"rules_off": ["R99"]}, "rules_off"),
        ({"goals": [{"goal": "beauty"}]}, "goals[0].goal"),
        ({"settings": {"colour": 1}}, "colour"),
        ({"limits": {"gap_pct": -1}}, "limits.gap_pct"),
        ({"scenario": "S9"}, "scenario"),
    ):
        response = api.client.post("/v1/solves", json={"problem_id": problem_id, **body})
        assert (response.status_code, response.json()["code"]) == (422, "bad_input"), body
        assert column in {each["column"] for each in response.json()["issues"]}, response.text


def test_a_sweep_is_asked_for_elsewhere(api: Api) -> None:
    body = {"problem_id": api.post_problem()["id"], "operation": "sweep"}
    response = api.client.post("/v1/solves", json=body)
    assert (response.status_code, response.json()["code"]) == (422, "use_sweeps")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"problem_id": 5},
        {"problem_id": "x", "colour": "red"},
        {"problem_id": "x", "goals": "cost"},
        {"problem_id": "x", "priority": "first"},
        {"problem_id": "x", "seed": 1.5},
        {"problem_id": "x", "pins": [{"member_id": "M1"}]},
        [],
        "text",
        None,
    ],
)
def test_a_body_of_another_form_is_refused_with_its_fields(api: Api, body: Any) -> None:
    response = api.client.post("/v1/solves", json=body)
    assert (response.status_code, response.json()["code"]) == (422, "bad_body")
    issues = response.json()["issues"]
    assert issues
    assert all(each["text_pl"] and each["text_en"] and each["table"] == "body" for each in issues)


def test_a_solve_of_a_problem_that_is_not_there(api: Api) -> None:
    for problem_id in ("pr-000000000000000000000000", "pr-x", "\u0105", "x" * 200):
        response = api.client.post("/v1/solves", json={"problem_id": problem_id})
        assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_limits_above_the_ceiling_are_refused(api: Api) -> None:
    problem_id = api.post_problem()["id"]
    for limits in ({"time_seconds": 3601}, {"memory_megabytes": 5000}):
        response = api.client.post("/v1/solves", json={"problem_id": problem_id, "limits": limits})
        assert (response.status_code, response.json()["code"]) == (422, "above_ceiling")
        assert f"limits.{next(iter(limits))}" in response.json()["detail_en"]


def test_a_full_queue_takes_no_more(both_api: Api) -> None:
    problem_id = both_api.post_problem()["id"]
    with both_api.database.write() as connection:
        consortia.set_ceilings(connection, "local", queued_jobs=2)
    both_api.post_solve(problem_id, seed=1)
    both_api.post_solve(problem_id, seed=2)
    response = both_api.client.post("/v1/solves", json={"problem_id": problem_id, "seed": 3})
    assert (response.status_code, response.json()["code"]) == (429, "queue_full")
    assert int(response.headers["retry-after"]) > 0


def test_positions_follow_priority_then_arrival(both_api: Api) -> None:
    problem_id = both_api.post_problem()["id"]
    first = both_api.post_solve(problem_id, seed=1)
    low = both_api.post_solve(problem_id, seed=2, priority="low")
    second = both_api.post_solve(problem_id, seed=3)
    high = both_api.post_solve(problem_id, seed=4, priority="high")
    items = both_api.client.get("/v1/solves").json()["items"]
    order = {each["id"]: each["position"] for each in items}
    assert order == {high["id"]: 1, first["id"]: 2, second["id"]: 3, low["id"]: 4}
    priorities = dict(queued(both_api))
    entries = [priorities[f"{each['id']}.1"] for each in (high, first, second, low)]
    assert entries == sorted(entries)


def test_solves_are_listed_and_filtered(both_api: Api) -> None:
    client = both_api.client
    one = both_api.solved(name="Wariant żółty")
    problem_id = one["problem_id"]
    richer = both_api.post_problem(small_document(budget=300))["id"]
    other = both_api.post_solve(richer, operation="budget")
    for query, ids in (
        ({}, [other["id"], one["id"]]),
        ({"problem_id": problem_id}, [one["id"]]),
        ({"operation": "budget"}, [other["id"]]),
        ({"job_state": "done"}, [one["id"]]),
        ({"name": "wariant"}, [one["id"]]),
        ({"limit": 1}, [other["id"]]),
        ({"job_state": "failed"}, []),
    ):
        found = client.get("/v1/solves", params=query).json()
        assert [each["id"] for each in found["items"]] == ids, query
    assert client.get("/v1/solves", params={"job_state": "lost"}).status_code == 422


def test_status_has_an_etag_that_changes_with_the_job(api: Api) -> None:
    found = api.post_solve()
    place = f"/v1/solves/{found['id']}"
    etag = api.client.get(place).headers["etag"]
    assert api.client.get(place, headers={"If-None-Match": etag}).status_code == 304
    api.carry_out(found["id"])
    assert api.client.get(place, headers={"If-None-Match": etag}).status_code == 200


def test_stopping(both_api: Api) -> None:
    place = f"/v1/solves/{both_api.post_solve()['id']}"
    stopped = both_api.client.post(f"{place}/stop")
    assert (stopped.status_code, stopped.json()["job_state"]) == (202, "stopped")
    again = both_api.client.post(f"{place}/stop")
    assert (again.status_code, again.json()["code"]) == (409, "already_ended")
    result = both_api.client.get(f"{place}/result")
    assert (result.status_code, result.json()["code"]) == (409, "no_result")
    assert both_api.client.post(f"/v1/solves/{NOBODY}/stop").status_code == 404


def test_deleting_cancels_the_live_and_removes_the_ended(both_api: Api) -> None:
    client = both_api.client
    place = f"/v1/solves/{both_api.post_solve()['id']}"
    cancelled = client.delete(place)
    assert (cancelled.status_code, cancelled.json()["job_state"]) == (202, "cancelled")
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404
    assert client.delete(place).status_code == 404


def test_a_running_solve_is_asked_to_end(both_api: Api) -> None:
    from api.storage import jobs
    from api.storage.leases import Holder

    found = both_api.post_solve()
    with both_api.database.write() as connection:
        jobs.begin(connection, jobs.Job(found["id"], 1, Holder("test", 1)))
    place = f"/v1/solves/{found['id']}"
    for response, wish in (
        (both_api.client.post(f"{place}/stop"), "stop"),
        (both_api.client.delete(place), "cancel"),
    ):
        assert response.status_code == 202
        told = response.json()
        assert (told["job_state"], told["stop_wish"]) == ("solving", wish)


def test_a_published_solve_stays(both_api: Api) -> None:
    from api.storage import publications, solves

    found = both_api.solved()
    with both_api.database.write() as connection:
        row = solves.one(connection, "local", found["id"])
        assert row is not None
        publications.draft(connection, "local", row, note="", created_by="local")
    response = both_api.client.delete(f"/v1/solves/{found['id']}")
    assert (response.status_code, response.json()["code"]) == (409, "published")


def test_renaming(api: Api) -> None:
    place = f"/v1/solves/{api.post_solve(name='a', note='b')['id']}"
    changed = api.client.patch(place, json={"note": "c"}).json()
    assert (changed["name"], changed["note"]) == ("a", "c")


def test_solves_of_others_are_not_found(guarded_api: Api) -> None:
    own = guarded_api.as_role("coordinator", "co-first")
    other = guarded_api.as_role("admin", "co-second")
    headers = {"Content-Type": "application/json"}
    problem_id = own.post("/v1/problems", content=small_document(), headers=headers).json()["id"]
    place = own.post("/v1/solves", json={"problem_id": problem_id}).headers["location"]
    assert other.post("/v1/solves", json={"problem_id": problem_id}).status_code == 404
    assert other.get("/v1/solves").json()["items"] == []
    for method, path in (
        ("GET", place),
        ("PATCH", place),
        ("DELETE", place),
        ("POST", f"{place}/stop"),
        ("GET", f"{place}/result"),
    ):
        body = {"json": {"name": "x"}} if method == "PATCH" else {}
        assert other.request(method, path, **body).status_code == 404, (method, path)
    assert own.get(place).json()["name"] == ""
