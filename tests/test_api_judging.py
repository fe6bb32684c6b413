"""Hand-made splits judged, results compared."""

from __future__ import annotations

from typing import Any

from tests.service import Api, small_document


def rows(**quantities: Any) -> list[dict[str, Any]]:
    return [
        {"member_id": member, "component_id": "C1", "quantity": quantity}
        for member, quantity in quantities.items()
    ]


def test_a_split_is_judged(api: Api) -> None:
    problem_id = api.post_problem()["id"]
    for split, verdict, cost in (
        (rows(M1=4, M2=6), "right", 112),  # 4 * 10 + 6 * 12
        (rows(M1=4), "wrong", 40),  # six units are left over
    ):
        response = api.client.post("/v1/evaluate", json={"problem_id": problem_id, "split": split})
        found = response.json()
        assert (response.status_code, found["verdict"], found["beside"]) == (200, verdict, None)
        assert found["task_cost_pln"] == cost
    partial = {"problem_id": problem_id, "split": rows(M1=4), "partial": True}
    assert api.client.post("/v1/evaluate", json=partial).json()["verdict"] == "right"
    dearer = {"problem_id": problem_id, "split": rows(M1=10), "scenario": "S1"}
    assert api.client.post("/v1/evaluate", json=dearer).json()["task_cost_pln"] == 110


def test_a_split_is_judged_beside_the_recommended_one(api: Api) -> None:
    solve = api.solved(scenario="S1")
    response = api.client.post(
        f"/v1/solves/{solve['id']}/evaluate", json={"split": rows(M1=4, M2=6)}
    )
    found = response.json()
    assert response.status_code == 200, found
    # 4 * 11 + 6 * 13.2 = 123.20 against 110.
    assert found["beside"]["task_cost_pln"] == {"here": 123.2, "recommended": 110, "change": 13.2}
    waiting = api.post_solve(solve["problem_id"])
    beside = api.client.post(f"/v1/solves/{waiting['id']}/evaluate", json={"split": rows(M1=10)})
    assert beside.json()["beside"] is None


def test_what_can_not_be_judged_is_refused(api: Api) -> None:
    problem_id = api.post_problem()["id"]
    for split, code in (
        (rows(M9=1), "bad_input"),
        (rows(M1=-1), "bad_input"),
        (rows(M1="ten"), "bad_input"),
        ([*rows(M1=1), *rows(M1=2)], "bad_input"),
        ("M1", "bad_body"),
        (None, "bad_body"),
    ):
        body = {"problem_id": problem_id, "split": split}
        response = api.client.post("/v1/evaluate", json=body)
        assert (response.status_code, response.json()["code"]) == (422, code), split
    faults = api.client.post(
        "/v1/evaluate", json={"problem_id": problem_id, "split": rows(M1=-1, M8=1)}
    ).json()["issues"]
    assert all(each["column"].startswith("split") for each in faults)
    body = {"problem_id": "pr-x", "split": rows(M1=1)}
    assert api.client.post("/v1/evaluate", json=body).status_code == 404
    missing = api.client.post("/v1/solves/so-x/evaluate", json={"split": rows(M1=1)})
    assert missing.status_code == 404


def test_two_results_are_compared(api: Api) -> None:
    cheap = api.solved(policy="balanced")
    # Both are to have half: 5 units of M1 are 50 PLN of 110, 6 units are 60 of 108.
    even = api.solved(cheap["problem_id"], policy="even")
    found = api.client.get("/v1/compare", params={"a": cheap["id"], "b": even["id"]}).json()
    assert found["same"] is False
    assert found["members_in"] == ["M2"]
    assert {each["from_member"] for each in found["moves"]} == {"M1"}
    [notice, *_] = found["notices"]
    assert notice["code"] == "compared_requests_differ"
    assert all(isinstance(each["parameters"], dict) for each in found["notices"])
    assert all(each["text_pl"] and each["text_en"] for each in found["notices"])
    same = api.client.get("/v1/compare", params={"a": cheap["id"], "b": cheap["id"]}).json()
    assert same["same"] is True


def test_what_can_not_be_compared(api: Api) -> None:
    solve, waiting = api.solved(), api.post_solve(seed=5)
    for a, b, status in (
        (solve["id"], waiting["id"], 409),
        (solve["id"], "so-x", 404),
        ("pr-000000000000000000000000", solve["id"], 404),
    ):
        response = api.client.get("/v1/compare", params={"a": a, "b": b})
        assert response.status_code == status
    assert api.client.get("/v1/compare", params={"a": solve["id"]}).status_code == 422


def test_only_staff_judges(guarded_api: Api) -> None:
    staff = guarded_api.as_role("coordinator")
    headers = {"Content-Type": "application/json"}
    problem_id = staff.post("/v1/problems", content=small_document(), headers=headers).json()["id"]
    body = {"problem_id": problem_id, "split": rows(M1=10)}
    other = guarded_api.as_role("admin", "co-other")
    assert staff.post("/v1/evaluate", json=body).status_code == 200
    assert other.post("/v1/evaluate", json=body).status_code == 404
    assert guarded_api.as_role("researcher").post("/v1/evaluate", json=body).status_code == 403


def test_only_results_that_hold_a_split_are_compared(api: Api) -> None:
    problem = api.post_problem()["id"]
    solve = api.solved(problem)["id"]
    others = [api.solved(problem, operation=each)["id"] for each in ("validate", "budget")]
    for other in others:
        for pair in ((solve, other), (other, solve), (other, other)):
            answer = api.client.get("/v1/compare", params=dict(zip("ab", pair, strict=True)))
            assert (answer.status_code, answer.json()["code"]) == (409, "no_split")


def test_one_members_rows_of_a_split_that_was_only_judged(api: Api) -> None:
    split = [{"member_id": "M1", "component_id": "C1", "quantity": 10}]
    solve = api.solved(operation="check", split=split)
    found = api.client.get(f"/v1/solves/{solve['id']}/members/M1")
    assert found.status_code == 200
    assert (found.json()["verdict"], found.json()["stopped_by"]) == ("right", None)
    assert [each["quantity"] for each in found.json()["assignments"]] == [10]
