"""What can be asked, in which form; and that the ready request works as it is."""

from __future__ import annotations

import json

import jsonschema
import pytest

from allocator.operations import operations
from tests.service import Api


def test_the_demo_can_be_posted_as_it_is(api: Api) -> None:
    demo = api.client.get("/v1/demo").json()
    problem = api.post_problem(json.dumps(demo["problem"]))
    assert problem["summary"]["commission"]["commission_id"].startswith("HAJ-2026")
    solve = {**demo["solve"], "problem_id": problem["id"]}
    response = api.client.post("/v1/solves", json=solve)
    assert response.status_code == 202, response.text
    assert response.json()["effective"]["policy"]["policy_id"] == solve["policy"]


def test_every_operation_is_told_with_what_it_heeds(api: Api) -> None:
    found = {each["name"]: each for each in api.client.get("/v1/operations").json()["items"]}
    assert set(found) == set(operations()) >= {"validate", "solve", "check", "budget", "sweep"}
    assert "split" in found["check"]["fields"]
    assert "split" not in found["solve"]["fields"]
    assert "limits" in found["solve"]["fields"]
    assert found["sweep"]["asked_by"] == "/v1/sweeps"
    assert found["solve"]["faces"] == ["json", "markdown", "workbook"]


@pytest.mark.parametrize("name", ["solve", "validate", "check", "budget"])
def test_what_is_answered_keeps_its_schema(api: Api, name: str) -> None:
    split = [{"member_id": "M1", "component_id": "C1", "quantity": 10}]
    solve = api.solved(operation=name, **({"split": split} if name == "check" else {}))
    schema = api.client.get(f"/v1/schema/{name}").json()
    document = api.client.get(f"/v1/solves/{solve['id']}/result").json()
    jsonschema.validate(document, schema)
    assert document["status"] == solve["solve_result"]
    assert document["verdict"] == solve["verdict"]


def test_schemas(api: Api) -> None:
    names = api.client.get("/v1/schema").json()["items"]
    assert {"problem", "result", *operations()} == set(names)
    for name in names:
        jsonschema.Draft202012Validator.check_schema(api.client.get(f"/v1/schema/{name}").json())
    demo = api.client.get("/v1/demo").json()
    jsonschema.validate(demo["problem"], api.client.get("/v1/schema/problem").json())
    assert api.client.get("/v1/schema/nothing").status_code == 404


def test_policies_of_a_problem(api: Api) -> None:
    problem_id = api.post_problem()["id"]
    found = api.client.get("/v1/policies", params={"problem_id": problem_id}).json()
    assert [each["policy_id"] for each in found["items"]] == ["balanced", "even"]
    assert [each["goal"] for each in found["items"][1]["goals"]] == ["target_share", "cost"]
    assert [each["scenario_id"] for each in found["scenarios"]] == ["S1"]
    assert api.client.get("/v1/policies", params={"problem_id": "x"}).status_code == 404
    assert api.client.get("/v1/policies").status_code == 422


def test_everybody_who_is_known_may_read_what_can_be_asked(guarded_api: Api) -> None:
    for role, member in (("member", "M1"), ("researcher", None), ("admin", None)):
        client = guarded_api.as_role(role, member_id=member)
        for path in ("/v1/demo", "/v1/operations", "/v1/schema", "/v1/schema/result"):
            assert client.get(path).status_code == 200, (role, path)
    assert guarded_api.client.get("/v1/operations").status_code == 401
