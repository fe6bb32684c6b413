"""What-if through the service: a scenario makes a problem of its own that says what it changed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service import Api, small_document

DEARER = {
    "target": "offers",
    "key": "all",
    "field": "unit_cost_pln",
    "operation": "multiply",
    "value": 1.1,
}


def derived(api: Api, problem_id: str, **body: Any) -> Any:
    return api.client.post(f"/v1/problems/{problem_id}/scenarios", json=body)


def test_a_scenario_of_the_table_makes_a_problem_that_says_what_it_changed(both_api: Api) -> None:
    base = both_api.post_problem(name="Opieka")
    response = derived(both_api, base["id"], scenario_id="S1")
    found = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"/v1/problems/{found['id']}"
    assert (found["base_id"], found["name"]) == (base["id"], "Opieka – S1")
    # 10 and 12 PLN, each a tenth dearer.
    assert [(each["column"], each["before"], each["after"]) for each in found["changes"]] == [
        ("unit_cost_pln", 10, 11),
        ("unit_cost_pln", 12, "13.2"),
    ]
    assert found["digest"] != base["digest"]
    assert found["summary"]["scenarios"] == base["summary"]["scenarios"]
    listed = both_api.client.get("/v1/problems", params={"base_id": base["id"]}).json()["items"]
    assert [each["id"] for each in listed] == [found["id"]]


def test_steps_of_ones_own_do_the_same_and_are_found_again(api: Api) -> None:
    base = api.post_problem()
    first = derived(api, base["id"], scenario_id="S1")
    again = derived(api, base["id"], steps=[DEARER], name="inna")
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])


def test_values_stay_exact(api: Api) -> None:
    base = api.post_problem()
    steps = [{**DEARER, "value": 1.0001}, {**DEARER, "value": "1/3"}]
    found = derived(api, base["id"], steps=steps[:1]).json()
    assert found["changes"][0]["after"] == "10.001"
    refused = derived(api, base["id"], steps=steps)
    assert refused.status_code in (201, 422)


def test_faults_of_steps_bear_their_places(api: Api) -> None:
    base = api.post_problem()
    response = derived(
        api,
        base["id"],
        steps=[DEARER, {**DEARER, "key": "C9"}],
    )
    (issue,) = response.json()["issues"]
    assert (response.status_code, issue["column"], issue["table"]) == (422, "steps[1].key", "")
    typed = derived(api, base["id"], steps=[{**DEARER, "operation": "divide", "target": "x"}])
    columns = {each["column"] for each in typed.json()["issues"]}
    assert {"steps[0].operation", "steps[0].target"} <= columns


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"scenario_id": "S9"}, "bad_input"),
        ({}, "bad_body"),
        ({"scenario_id": "S1", "steps": [DEARER]}, "bad_body"),
        ({"steps": []}, "bad_body"),
        ({"steps": [{**DEARER, "colour": "red"}]}, "bad_body"),
    ],
)
def test_what_is_no_scenario_is_refused(api: Api, body: dict[str, Any], code: str) -> None:
    response = derived(api, api.post_problem()["id"], **body)
    assert (response.status_code, response.json()["code"]) == (422, code)
    assert len(api.client.get("/v1/problems").json()["items"]) == 1


def test_a_scenario_of_nothing_is_not_found(api: Api) -> None:
    for problem_id in ("pr-000000000000000000000000", "x", "pr-%00"):
        assert derived(api, problem_id, scenario_id="S1").status_code == 404


def test_a_derived_problem_can_be_solved_and_outlives_its_base(api: Api) -> None:
    base = api.post_problem(small_document(budget=105))
    found = derived(api, base["id"], scenario_id="S1").json()
    # The least cost is 10 units at 11 PLN: 110 PLN, above the budget of 105.
    solve = api.solved(found["id"])
    assert (solve["solve_result"], solve["verdict"]) == ("infeasible", "does_not_fit")
    assert api.client.delete(f"/v1/problems/{base['id']}").status_code == 204
    assert api.client.get(f"/v1/problems/{found['id']}").json()["base_id"] == base["id"]
